package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// sheetsOf returns the rows of each sheet.
func sheetsOf(t *testing.T, text []byte) map[string][][]string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(text))
	must(t, err)
	defer book.Close()
	all := map[string][][]string{}
	for _, name := range book.GetSheetList() {
		rows, err := book.GetRows(name)
		must(t, err)
		all[name] = rows
	}
	return all
}

// Issues are the rows of the CSV, as text; what does not fit on a sheet goes on on the next,
// under the same titles.
func TestIssueBook(t *testing.T) {
	const text = "\ufeffrow,value\r\n2,004217\r\n3,\"a,\r\nb\"\r\n4,'=1+1\r\n5,1/2\r\n6,\r\n"
	titles := []string{"row", "value"}
	two, three, four, five, six := []string{"2", "004217"}, []string{"3", "a,\nb"}, []string{"4", "'=1+1"}, []string{"5", "1/2"}, []string{"6"}
	for _, tt := range []struct {
		name string
		text string
		most int
		want map[string][][]string
	}{
		{"one sheet", text, 6, map[string][][]string{"Issues": {titles, two, three, four, five, six}}},
		{"one row too many", text, 5, map[string][][]string{"Issues": {titles, two, three, four, five}, "Issues 2": {titles, six}}},
		{"three sheets", text, 3, map[string][][]string{"Issues": {titles, two, three}, "Issues 2": {titles, four, five}, "Issues 3": {titles, six}}},
		{"no issue", "\ufeffrow,value\r\n", 3, map[string][][]string{"Issues": {titles}}},
	} {
		var out bytes.Buffer
		b := issueBookOf(&out, t.TempDir(), tt.most)
		_, err := io.WriteString(b, tt.text)
		must(t, err, b.Close())
		if diff := cmp.Diff(tt.want, sheetsOf(t, out.Bytes())); diff != "" {
			t.Errorf("%s: sheets (-want +got):\n%s", tt.name, diff)
		}
	}
}

// Every cell is text, the titles stay in sight, and each column has a filter, on every
// sheet.
func TestIssueBookLooks(t *testing.T) {
	var out bytes.Buffer
	b := issueBookOf(&out, t.TempDir(), 2)
	_, err := io.WriteString(b, "row,value\r\n2,004217\r\n3,004218\r\n")
	must(t, err, b.Close())
	book, err := excelize.OpenReader(&out)
	must(t, err)
	defer book.Close()
	for _, sheet := range []string{"Issues", "Issues 2"} {
		kind, err := book.GetCellType(sheet, "B2")
		must(t, err)
		number, err := book.GetCellStyle(sheet, "A2")
		must(t, err)
		style, err := book.GetStyle(number)
		must(t, err)
		if kind != excelize.CellTypeInlineString || style.NumFmt != 49 {
			t.Errorf("%s: B2 has the type %v, A2 the format %d, want text", sheet, kind, style.NumFmt)
		}
		if panes, err := book.GetPanes(sheet); err != nil || !panes.Freeze || panes.YSplit != 1 {
			t.Errorf("%s: panes %+v, %v, want the titles frozen", sheet, panes, err)
		}
	}
	filters := map[string]string{}
	for _, name := range book.GetDefinedName() {
		filters[name.Scope] = name.RefersTo
	}
	if diff := cmp.Diff(map[string]string{"Issues": "'Issues'!$A$1:$B$2", "Issues 2": "'Issues 2'!$A$1:$B$2"}, filters); diff != "" {
		t.Errorf("filters (-want +got):\n%s", diff)
	}
}

// Excel takes the columns of a sheet for damaged if they are not in order.
func TestColumnsInOrder(t *testing.T) {
	t.Chdir(t.TempDir())
	built(t, 0, "-ask", "-issues", "issues.xlsx")
	for _, path := range []string{"issues.xlsx", "out/" + correctName} {
		archive, err := zip.OpenReader(path)
		must(t, err)
		defer archive.Close()
		for _, f := range archive.File {
			if !strings.HasPrefix(f.Name, "xl/worksheets/sheet") {
				continue
			}
			var sheet struct {
				Columns []struct {
					Min int `xml:"min,attr"`
					Max int `xml:"max,attr"`
				} `xml:"cols>col"`
			}
			must(t, readPart(&archive.Reader, f.Name, &sheet))
			last := 0
			for _, c := range sheet.Columns {
				if c.Min <= last || c.Max < c.Min {
					t.Errorf("%s, %s: columns %v are not in order", path, f.Name, sheet.Columns)
					break
				}
				last = c.Max
			}
		}
	}
}

// A cell that Excel cannot hold is cut, which is said.
func TestShortened(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"short", "late", "late"},
		{"as long as can be", strings.Repeat("x", 32767), strings.Repeat("x", 32767)},
		{"many bytes, few letters", strings.Repeat("é", 32767), strings.Repeat("é", 32767)},
		{"one too long", strings.Repeat("x", 32768), strings.Repeat("x", 32766) + "…"},
		{"a letter of two units cut in half", "a" + strings.Repeat("😀", 16384), "a" + strings.Repeat("😀", 16382) + "…"},
	} {
		if got := shortened(tt.text); got != tt.want {
			t.Errorf("%s: %d bytes, ending in %q, want %d", tt.name, len(got), got[len(got)-8:], len(tt.want))
		}
	}
}

// What cannot be written is an error of whoever writes or closes, and nothing waits for ever.
func TestIssueBookFails(t *testing.T) {
	broken := issueBookOf(failing{}, t.TempDir(), 10)
	_, err := io.WriteString(broken, "row\r\n2\r\n")
	if err := errors.Join(err, broken.Close()); !errors.Is(err, errFull) {
		t.Errorf("Close = %v, want the error of writing", err)
	}
	empty := issueBookOf(io.Discard, t.TempDir(), 10)
	if err := empty.Close(); !errors.Is(err, io.EOF) {
		t.Errorf("Close without a text = %v, want EOF", err)
	}
	bad := issueBookOf(io.Discard, t.TempDir(), 10)
	for err == nil {
		_, err = io.WriteString(bad, "a\"b\r\n")
	}
	if err := bad.Close(); !errors.Is(err, csv.ErrBareQuote) {
		t.Errorf("Close of what is no CSV = %v, want what is wrong with it", err)
	}
}

var errFull = errors.New("disk full")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFull }

// 100,000 issues take little memory: the sheet goes to a file while it is written, in the
// folder of the outputs, and is gone afterwards.
func TestIssueBookMemory(t *testing.T) {
	if os.Getenv("OTUSTEMPLATE_SLOW") == "" {
		t.Skip("it takes seconds; OTUSTEMPLATE_SLOW is not set")
	}
	folder := t.TempDir()
	var start, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&start)
	b := newIssueBook(io.Discard, folder)
	_, err := io.WriteString(b, "row,message\r\n")
	must(t, err)
	most := uint64(0)
	for i := range 100_000 {
		_, err := fmt.Fprintf(b, "%d,%s\r\n", i+2, strings.Repeat("a long message ", 20))
		must(t, err)
		if i%10_000 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc)
		}
	}
	if files, err := filepath.Glob(filepath.Join(folder, "*")); err != nil || len(files) != 1 {
		t.Errorf("%q, %v in the folder while it is written, want one file", files, err)
	}
	must(t, b.Close())
	if files, err := filepath.Glob(filepath.Join(folder, "*")); err != nil || len(files) != 0 {
		t.Errorf("%q, %v left in the folder", files, err)
	}
	if most > start.HeapAlloc+64<<20 {
		t.Errorf("%d MB, want less than 64", (most-start.HeapAlloc)>>20)
	}
}

// Every issue of a build is in the workbook, as in the CSV, and in the folder that is made for
// the files.
func TestIssues(t *testing.T) {
	t.Chdir(t.TempDir())
	printed := built(t, 0, "-issues", "out/issues.xlsx")
	built(t, 0, "-issues", "out/issues.csv")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(read(t, "out/issues.csv"), "\ufeff"))).ReadAll()
	must(t, err)
	for _, row := range rows { // a workbook has no empty cells at the end of a row
		for i := range row {
			row[i] = strings.ReplaceAll(row[i], "\r\n", "\n")
		}
	}
	got := sheetsOf(t, []byte(read(t, "out/issues.xlsx")))["Issues"]
	if len(rows) < 20 || len(got) != len(rows) {
		t.Fatalf("%d rows in the CSV, %d in the workbook", len(rows), len(got))
	}
	for i, row := range got {
		if diff := cmp.Diff(rows[i][:len(row)], row); diff != "" {
			t.Errorf("row %d (-csv +workbook):\n%s", i+1, diff)
		}
	}
	if info, err := os.Stat("out/issues.xlsx"); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("out/issues.xlsx has the mode %v, %v, want 0600", info.Mode(), err)
	}
	if !strings.Contains(printed, "template.csv") {
		t.Errorf("printed %q", printed)
	}
}
