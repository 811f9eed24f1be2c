package otustemplate_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"example.com/otustemplate"
	"example.com/otustemplate/internal/csvrow"
	"github.com/google/go-cmp/cmp"
)

const defaultHeader = "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\r\n"

// fullRecord has every cell filled in.
func fullRecord() otustemplate.Record {
	return otustemplate.Record{
		StudentEmail: "ada@example.org", SISID: "S1", StudentNumber: "000123", StateID: "9876543210",
		Recognition: "Behavioral Warning", TeacherEmail: "t.reed@example.org", ClassName: "Algebra 1",
		Date: day, Note: "Talked during the test.",
	}
}

// written returns what a Writer makes of the records.
func written(t *testing.T, opts *otustemplate.WriterOptions, recs ...otustemplate.Record) string {
	t.Helper()
	var b strings.Builder
	w := otustemplate.NewWriter(&b, opts)
	for i, rec := range recs {
		if err := w.Write(rec); err != nil {
			t.Fatalf("Write of record %d: %v", i, err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatalf("Flush: %v", err)
	}
	return b.String()
}

// writerTests are records and the row that each becomes. They seed the fuzz
// tests.
var writerTests = []struct {
	name string
	rec  otustemplate.Record
	want string
}{
	{"every cell", fullRecord(), "ada@example.org,S1,000123,9876543210,Behavioral Warning,t.reed@example.org,Algebra 1,2023-09-14,Talked during the test.\r\n"},
	{"one cell", otustemplate.Record{SISID: "S1"}, ",S1,,,,,,,\r\n"},
	{"only a date", otustemplate.Record{Date: day}, ",,,,,,,2023-09-14,\r\n"},
	{"a date text", otustemplate.Record{DateText: "9/14/2023 8:05 AM"}, ",,,,,,,9/14/2023 8:05 AM,\r\n"},
	{"first and last day", otustemplate.Record{Date: otustemplate.Date{Year: 1, Month: 1, Day: 1}}, ",,,,,,,0001-01-01,\r\n"},
	{"comma", otustemplate.Record{Note: "late, again"}, `,,,,,,,,"late, again"` + "\r\n"},
	{"comma far on", otustemplate.Record{Note: "was late to class, again"}, `,,,,,,,,"was late to class, again"` + "\r\n"},
	{"quotes", otustemplate.Record{Note: `said "no"`}, `,,,,,,,,"said ""no"""` + "\r\n"},
	{"only quotes", otustemplate.Record{Note: `""`}, `,,,,,,,,""""""` + "\r\n"},
	{"CR LF", otustemplate.Record{Note: "one\r\ntwo"}, ",,,,,,,,\"one\r\ntwo\"\r\n"},
	{"LF", otustemplate.Record{Note: "one\n"}, ",,,,,,,,\"one\n\"\r\n"},
	{"CR", otustemplate.Record{Note: "\rone"}, ",,,,,,,,\"\rone\"\r\n"},
	{"spaces at the ends", otustemplate.Record{ClassName: "  Algebra 1 ", Note: "\u00a0x"}, ",,,,,,\"  Algebra 1 \",,\"\u00a0x\"\r\n"},
	{"spaces within", otustemplate.Record{ClassName: "Algebra  1"}, ",,,,,,Algebra  1,,\r\n"},
	{"tab and semicolon", otustemplate.Record{Note: "a\tb;c|d"}, ",,,,,,,,a\tb;c|d\r\n"},
	{"formula of a spreadsheet", otustemplate.Record{SISID: `="00123"`}, `,"=""00123""",,,,,,,` + "\r\n"},
	{"formula", otustemplate.Record{Note: "=1+1"}, ",,,,,,,,=1+1\r\n"},
	{"NUL", otustemplate.Record{Note: "a\x00b"}, ",,,,,,,,a\x00b\r\n"},
	{"byte order mark in a cell", otustemplate.Record{StudentEmail: "\ufeffada@example.org"}, "\ufeffada@example.org,,,,,,,,\r\n"},
	{"other scripts", otustemplate.Record{ClassName: "Español 2, 第三班 👩‍🏫"}, `,,,,,,"Español 2, 第三班 👩‍🏫",,` + "\r\n"},
	{"a label as a value", otustemplate.Record{Recognition: "Recognition", ClassName: "Class Name"}, ",,,,Recognition,,Class Name,,\r\n"},
	{"sep= as a value", otustemplate.Record{StudentEmail: "sep=;"}, "sep=;,,,,,,,,\r\n"},
}

func TestWriter(t *testing.T) {
	for _, tt := range writerTests {
		t.Run(tt.name, func(t *testing.T) {
			got := written(t, nil, tt.rec)
			if diff := cmp.Diff(defaultHeader+tt.want, got); diff != "" {
				t.Errorf("Write mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWriterOptions(t *testing.T) {
	rec := otustemplate.Record{SISID: "S1", Date: day}
	const header = "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note"
	tests := []struct {
		name string
		opts otustemplate.WriterOptions
		want string
	}{
		{"none", otustemplate.WriterOptions{}, header + "\r\n,S1,,,,,,2023-09-14,\r\n"},
		{"LF", otustemplate.WriterOptions{LF: true}, header + "\n,S1,,,,,,2023-09-14,\n"},
		{"BOM", otustemplate.WriterOptions{BOM: true}, "\ufeff" + header + "\r\n,S1,,,,,,2023-09-14,\r\n"},
		{"ISO by name", otustemplate.WriterOptions{DateFormat: "2006-01-02"}, header + "\r\n,S1,,,,,,2023-09-14,\r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, written(t, &tt.opts, rec)); diff != "" {
				t.Errorf("Write mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWriterHeaderAlone(t *testing.T) {
	var b strings.Builder
	w := otustemplate.NewWriter(&b, nil)
	if b.Len() != 0 {
		t.Errorf("NewWriter wrote %q, want nothing", b.String())
	}
	for range 2 {
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(defaultHeader, b.String()); diff != "" {
			t.Errorf("Flush mismatch (-want +got):\n%s", diff)
		}
	}
}

func TestWriterRefuses(t *testing.T) {
	tests := []struct {
		name   string
		rec    otustemplate.Record
		column otustemplate.Column
		code   otustemplate.Code
		err    error
	}{
		{"not UTF-8", otustemplate.Record{SISID: "secret", Note: "caf\xe9 secret"}, otustemplate.ColNote, otustemplate.CodeEncoding, otustemplate.ErrNotUTF8},
		{"not UTF-8 in a date", otustemplate.Record{DateText: "9/14/2023 secret \xff"}, otustemplate.ColDate, otustemplate.CodeEncoding, otustemplate.ErrNotUTF8},
		{"UTF-16 surrogate", otustemplate.Record{StudentEmail: "secret\xed\xa0\x80"}, otustemplate.ColStudentEmail, otustemplate.CodeEncoding, otustemplate.ErrNotUTF8},
		{"no such day", otustemplate.Record{SISID: "secret", Date: otustemplate.Date{Year: 2023, Month: 2, Day: 30}}, otustemplate.ColDate, otustemplate.CodeDateInvalid, otustemplate.ErrDateInvalid},
		{"part of a date", otustemplate.Record{SISID: "secret", Date: otustemplate.Date{Year: 2023}}, otustemplate.ColDate, otustemplate.CodeDateInvalid, otustemplate.ErrDateInvalid},
		{"year 10000", otustemplate.Record{SISID: "secret", Date: otustemplate.Date{Year: 10000, Month: 1, Day: 1}}, otustemplate.ColDate, otustemplate.CodeDateInvalid, otustemplate.ErrDateInvalid},
		{"two dates", otustemplate.Record{SISID: "secret", Date: day, DateText: "14.9.2023 secret"}, otustemplate.ColDate, "", otustemplate.ErrTwoDates},
		{"a plain date as text", otustemplate.Record{SISID: "secret", DateText: "2023-09-14"}, otustemplate.ColDate, "", otustemplate.ErrDateText},
		{"no date at all", otustemplate.Record{SISID: "secret", DateText: "secret day"}, otustemplate.ColDate, otustemplate.CodeDateInvalid, otustemplate.ErrDateInvalid},
		{"no such day as text", otustemplate.Record{SISID: "secret", DateText: "02/30/2023"}, otustemplate.ColDate, otustemplate.CodeDateInvalid, otustemplate.ErrDateInvalid},
		{"nothing", otustemplate.Record{}, otustemplate.NoColumn, otustemplate.CodeBlankRow, otustemplate.ErrBlankRecord},
		{"white space", otustemplate.Record{SISID: " ", Note: "\r\n\t\u00a0"}, otustemplate.NoColumn, otustemplate.CodeBlankRow, otustemplate.ErrBlankRecord},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			w := otustemplate.NewWriter(&b, nil)
			err := w.Write(tt.rec)
			checkRefusal(t, err, tt.column, tt.code, tt.err)
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("error %q holds a cell", err)
			}
			// The Writer goes on, and nothing of the record is there.
			if err := w.Write(otustemplate.Record{SISID: "S1"}); err != nil {
				t.Fatalf("Write after a refusal: %v", err)
			}
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(defaultHeader+",S1,,,,,,,\r\n", b.String()); diff != "" {
				t.Errorf("after a refusal mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func checkRefusal(t *testing.T, err error, column otustemplate.Column, code otustemplate.Code, want error) {
	t.Helper()
	refusal, ok := errors.AsType[*otustemplate.RecordError](err)
	if !ok {
		t.Fatalf("Write error = %v, want a *RecordError", err)
	}
	if refusal.Column != column || refusal.Code != code || !errors.Is(err, want) {
		t.Errorf("Write refused %v, code %q, %v; want %v, code %q, %v", refusal.Column, refusal.Code, refusal.Err, column, code, want)
	}
}

func TestWriterDateFormats(t *testing.T) {
	tests := []struct {
		format, want string // want: the row's date cell; "": the format is refused
	}{
		{"01/02/2006", "09/14/2023"},
		{"1/2/2006", "9/14/2023"},
		{"2006-01-02", "2023-09-14"},
		{"Jan 2, 2006", `"Sep 14, 2023"`},
		{"02-Jan-2006", "14-Sep-2023"},
		{"Monday, January 2, 2006", ""},
		{"02/01/2006", ""},
		{"2006-02-01", ""},
		{"01/02/06", ""},
		{"01/2006", ""},
		{"2006-01-02 15:04", ""},
		{" ", ""},
		{"today", ""},
		{"2006-01-01", ""},
	}
	for _, tt := range tests {
		t.Run(tt.format, func(t *testing.T) {
			var b strings.Builder
			w := otustemplate.NewWriter(&b, &otustemplate.WriterOptions{DateFormat: tt.format})
			err := w.Write(otustemplate.Record{Date: day})
			if tt.want == "" {
				if err == nil || !strings.Contains(err.Error(), "DateFormat") {
					t.Errorf("Write error = %v, want one about DateFormat", err)
				}
				if again := w.Flush(); again != err {
					t.Errorf("Flush error = %v, want the same again", again)
				}
				if b.Len() != 0 {
					t.Errorf("wrote %q, want nothing", b.String())
				}
				return
			}
			if err := errors.Join(err, w.Flush()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(defaultHeader+",,,,,,,"+tt.want+",\r\n", b.String()); diff != "" {
				t.Errorf("Write mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// TestWriterDateFastPaths compares the fast paths with package time, for every
// day of some years.
func TestWriterDateFastPaths(t *testing.T) {
	for format, layout := range map[string]string{"": "2006-01-02", "2006-01-02": "2006-01-02", "01/02/2006": "01/02/2006", "1/2/2006": "1/2/2006"} {
		want := strings.Builder{}
		want.WriteString(defaultHeader)
		var recs []otustemplate.Record
		for _, year := range []int{1, 99, 1900, 2023, 2024, 9999} {
			for d := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() == year; d = d.AddDate(0, 0, 1) {
				recs = append(recs, otustemplate.Record{Date: otustemplate.DateOf(d)})
				want.WriteString(",,,,,,," + d.Format(layout) + ",\r\n")
			}
		}
		got := written(t, &otustemplate.WriterOptions{DateFormat: format}, recs...)
		if diff := cmp.Diff(want.String(), got); diff != "" {
			t.Errorf("DateFormat %q mismatch (-want +got):\n%s", format, diff)
		}
	}
}

// TestWriterIsCSV has encoding/csv read what was written. It turns CR LF inside
// cells into LF, hence the LF records only.
func TestWriterIsCSV(t *testing.T) {
	for _, tt := range writerTests {
		if strings.Contains(tt.rec.Note, "\r") {
			continue
		}
		rows, err := csv.NewReader(strings.NewReader(written(t, nil, tt.rec))).ReadAll()
		if err != nil {
			t.Errorf("%s: encoding/csv: %v", tt.name, err)
			continue
		}
		var want []string
		for c := otustemplate.ColStudentEmail; c <= otustemplate.ColNote; c++ {
			want = append(want, tt.rec.Cell(c))
		}
		if diff := cmp.Diff(want, rows[1]); diff != "" {
			t.Errorf("%s: encoding/csv read mismatch (-want +got):\n%s", tt.name, diff)
		}
	}
}

// A limitedWriter takes so many bytes, then fails.
type limitedWriter struct {
	left int
	err  error // nil: it takes part of the bytes and says nothing
	got  bytes.Buffer
}

func (w *limitedWriter) Write(p []byte) (int, error) {
	n := min(len(p), w.left)
	w.left -= n
	w.got.Write(p[:n])
	if n < len(p) {
		return n, w.err
	}
	return n, nil
}

// TestWriterFailingDestination lets the destination fail at every byte: the
// error is told, stays, and is not taken for one of a record.
func TestWriterFailingDestination(t *testing.T) {
	full := written(t, nil, fullRecord(), otustemplate.Record{Note: "last"})
	errDisk := errors.New("disk full")
	for _, want := range []error{errDisk, io.ErrShortWrite} {
		for n := range len(full) {
			dst := &limitedWriter{left: n}
			if want == errDisk {
				dst.err = errDisk
			}
			w := otustemplate.NewWriter(dst, nil)
			var first error
			for _, rec := range []otustemplate.Record{fullRecord(), {Note: "last"}} {
				if err := errors.Join(w.Write(rec), w.Flush()); err != nil && first == nil {
					first = err
				}
			}
			if !errors.Is(first, want) {
				t.Fatalf("destination of %d bytes: error = %v, want %v", n, first, want)
			}
			if err := w.Write(fullRecord()); err != want {
				t.Errorf("destination of %d bytes: a later Write's error = %v, want %v", n, err, want)
			}
			if err := w.Flush(); err != want {
				t.Errorf("destination of %d bytes: a later Flush's error = %v, want %v", n, err, want)
			}
			if got := dst.got.String(); got != full[:n] {
				t.Errorf("destination of %d bytes got %q, want %q", n, got, full[:n])
			}
		}
	}
}

// TestWriterPassesOn: memory stays the same however long the file.
func TestWriterPassesOn(t *testing.T) {
	var longest, total int
	w := otustemplate.NewWriter(writerFunc(func(p []byte) (int, error) {
		longest, total = max(longest, len(p)), total+len(p)
		return len(p), nil
	}), nil)
	rec := fullRecord()
	const rows = 10_000
	for range rows {
		if err := w.Write(rec); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	row := len(written(t, nil, rec)) - len(defaultHeader)
	if want := len(defaultHeader) + rows*row; total != want {
		t.Errorf("%d bytes written, want %d", total, want)
	}
	if longest > 64<<10 {
		t.Errorf("as many as %d bytes were passed on at once, want at most 64 KiB", longest)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestWriterAllocations(t *testing.T) {
	recs := []otustemplate.Record{fullRecord(), {SISID: "S1", DateText: "9/14/2023 10:30", Note: "one, \"two\"\r\nthree é"}}
	for _, format := range []string{"", "01/02/2006", "1/2/2006", "Jan 2, 2006"} {
		w := otustemplate.NewWriter(io.Discard, &otustemplate.WriterOptions{DateFormat: format})
		allocs := testing.AllocsPerRun(1000, func() {
			for _, rec := range recs {
				if err := w.Write(rec); err != nil {
					t.Fatal(err)
				}
			}
		})
		if allocs != 0 {
			t.Errorf("DateFormat %q: %v allocations for two records, want none", format, allocs)
		}
	}
}

func TestCreate(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "template.csv")
	f, err := otustemplate.Create(path, &otustemplate.WriterOptions{LF: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Write(otustemplate.Record{SISID: "S1", Date: day}); err != nil {
		t.Fatal(err)
	}
	if err := f.Flush(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before Commit Stat = %v, want fs.ErrNotExist", err)
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Errorf("Close after Commit = %v, want nil", err)
	}
	checkFiles(t, dir, map[string]string{
		"template.csv": strings.ReplaceAll(defaultHeader, "\r", "") + ",S1,,,,,,2023-09-14,\n",
	})
	if err := f.Write(fullRecord()); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Write after Commit = %v, want fs.ErrClosed", err)
	}
	if err := f.Commit(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("second Commit = %v, want fs.ErrClosed", err)
	}
}

// TestFileGivenUp: whatever ends a File but a good Commit, the old file stays.
func TestFileGivenUp(t *testing.T) {
	tests := []struct {
		name string
		opts *otustemplate.WriterOptions
		end  func(*otustemplate.File) error
		want string // of the error; "": none
	}{
		{"closed", nil, (*otustemplate.File).Close, ""},
		{"closed twice", nil, func(f *otustemplate.File) error { return errors.Join(f.Close(), f.Close()) }, ""},
		{"committed after Close", nil, func(f *otustemplate.File) error { f.Close(); return f.Commit() }, "the file is finished"},
		{"written after Close", nil, func(f *otustemplate.File) error { f.Close(); return f.Write(fullRecord()) }, "the file is finished"},
		{"dates that cannot be read back", &otustemplate.WriterOptions{DateFormat: "06"}, (*otustemplate.File).Commit, "DateFormat"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "template.csv")
			if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := otustemplate.Create(path, tt.opts)
			if err != nil {
				t.Fatal(err)
			}
			err = errors.Join(f.Write(fullRecord()), tt.end(f))
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want %q", err, tt.want)
			}
			if err := f.Close(); err != nil {
				t.Errorf("Close = %v, want nil", err)
			}
			checkFiles(t, dir, map[string]string{"template.csv": "old"})
		})
	}
}

func TestCreateOutput(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report.txt")
	for _, text := range []string{"first", "second"} {
		out, err := otustemplate.CreateOutput(path)
		if err != nil {
			t.Fatal(err)
		}
		defer out.Close()
		if _, err := io.WriteString(out, text); err != nil {
			t.Fatal(err)
		}
		if err := out.Commit(); err != nil {
			t.Fatal(err)
		}
		checkFiles(t, dir, map[string]string{"report.txt": text})
	}
	out, err := otustemplate.CreateOutput(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(out, "third"); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Errorf("Close = %v, want nil", err)
	}
	checkFiles(t, dir, map[string]string{"report.txt": "second"})
}

func TestCreateRefuses(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{"", dir, filepath.Join(dir, "none", "template.csv")} {
		if f, err := otustemplate.Create(path, nil); err == nil {
			f.Close()
			t.Errorf("Create(%q) went through, want an error", path)
		}
		if out, err := otustemplate.CreateOutput(path); err == nil {
			out.Close()
			t.Errorf("CreateOutput(%q) went through, want an error", path)
		}
	}
	checkFiles(t, dir, map[string]string{})
}

// checkFiles compares the files of a folder, and their modes, with what is
// wanted.
func checkFiles(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		got[e.Name()] = string(text)
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode() != 0o600 {
			t.Errorf("mode of %s = %v, want 0600", e.Name(), info.Mode())
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("folder mismatch (-want +got):\n%s", diff)
	}
}

// FuzzWriterCell compares what becomes of a cell with csvrow, whatever the cell
// and its place among the eight bytes looked at together.
func FuzzWriterCell(f *testing.F) {
	for _, tt := range writerTests {
		f.Add(tt.rec.Note)
		f.Add(tt.rec.ClassName)
	}
	for n := range 17 {
		for _, last := range []string{"x", ",", "\"", "\r", "\n", "é", " ", "\x00", "\x7f", "\u00a0", "\v"} {
			f.Add(strings.Repeat("x", n) + last)
			f.Add(last + strings.Repeat("x", n))
			f.Add(strings.Repeat("x", n) + last + strings.Repeat("x", 16-n))
		}
	}
	f.Fuzz(func(t *testing.T, cell string) {
		var got bytes.Buffer
		w := otustemplate.NewWriter(&got, nil)
		err := w.Write(otustemplate.Record{SISID: "S1", Note: cell})
		if (err == nil) != utf8.ValidString(cell) {
			t.Fatalf("Write of %q = %v, want an error where it is not UTF-8", cell, err)
		}
		if err != nil {
			return
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		want := defaultHeader + ",S1,,,,,,," + string(csvrow.AppendCell(nil, cell, ',')) + "\r\n"
		if diff := cmp.Diff(want, got.String()); diff != "" {
			t.Errorf("Write of %q mismatch (-want +got):\n%s", cell, diff)
		}
	})
}

func ExampleWriter() {
	w := otustemplate.NewWriter(os.Stdout, &otustemplate.WriterOptions{DateFormat: "01/02/2006", LF: true})
	err := w.Write(otustemplate.Record{
		StudentNumber: "000123",
		Recognition:   "Behavioral Warning",
		TeacherEmail:  "t.reed@example.org",
		ClassName:     "Algebra 1",
		Date:          otustemplate.Date{Year: 2023, Month: time.September, Day: 14},
		Note:          "Late, for the third time",
	})
	if err != nil {
		fmt.Println(err)
	}
	// A record that could not be read back is refused; the file goes on.
	if err := w.Write(otustemplate.Record{StudentNumber: "000124", Note: "caf\xe9"}); err != nil {
		fmt.Println(err)
	}
	if err := w.Flush(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// record refused, Note: the text is not valid UTF-8; convert it first
	// Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note
	// ,,000123,,Behavioral Warning,t.reed@example.org,Algebra 1,09/14/2023,"Late, for the third time"
}

func ExampleCreate() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.csv")

	write := func() error {
		f, err := otustemplate.Create(path, &otustemplate.WriterOptions{LF: true})
		if err != nil {
			return err
		}
		defer f.Close() // gives the file up where Commit was not reached
		if err := f.Write(otustemplate.Record{StudentNumber: "000123", Recognition: "Tardy"}); err != nil {
			return err
		}
		return f.Commit()
	}
	if err := write(); err != nil {
		fmt.Println(err)
		return
	}
	text, err := os.ReadFile(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(text))
	// Output:
	// Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note
	// ,,000123,,Tardy,,,,
}

// benchRecords have names of varied length; 3 notes in 8 need quotes, 1 in 8
// holds a line break.
func benchRecords() []otustemplate.Record {
	notes := []string{
		"Talked during the test.", "Was late to class, again, and had no excuse for it", "Helped a classmate",
		`Said "no" when asked to sit down`, "", "First line\r\nSecond line", "Phone out during the lesson", "Ran in the hall",
	}
	recs := make([]otustemplate.Record, 512)
	for i := range recs {
		recs[i] = otustemplate.Record{
			StudentEmail:  fmt.Sprintf("student%d@students.example.org", i*7919),
			StudentNumber: fmt.Sprintf("%06d", i*31),
			Recognition:   []string{"Tardy", "Behavioral Warning", "Technology Misconduct"}[i%3],
			TeacherEmail:  fmt.Sprintf("teacher%d@example.org", i*i),
			ClassName:     strings.Repeat("Algebra ", 1+i%3) + "2",
			Date:          otustemplate.Date{Year: 2023, Month: time.Month(1 + i%12), Day: 1 + i%28},
			Note:          notes[i%len(notes)],
		}
	}
	return recs
}

// writeTimes writes recs so many times, one file.
func writeTimes(b *testing.B, out io.Writer, recs []otustemplate.Record, times int) {
	b.Helper()
	w := otustemplate.NewWriter(out, nil)
	for range times {
		for i := range recs {
			if err := w.Write(recs[i]); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkWriter(b *testing.B) {
	const times = 40 // what a Writer allocates is not to count
	recs := benchRecords()
	var want, got bytes.Buffer
	writeTimes(b, &want, recs, times)
	b.SetBytes(int64(want.Len()))
	b.ReportAllocs()
	for b.Loop() {
		got.Reset()
		writeTimes(b, &got, recs, times)
	}
	if !bytes.Equal(want.Bytes(), got.Bytes()) {
		b.Error("the file changed from one run to the next")
	}
	b.ReportMetric(float64(times*len(recs))*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// A label that starts with a byte order mark keeps it.
func TestWriterKeepsTheMarkOfALabel(t *testing.T) {
	const label = "\ufeffStudent Email"
	layout, err := otustemplate.ReadLayout(strings.NewReader("\ufeff"+label+","+strings.SplitN(headerLine, ",", 2)[1]), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, bom := range []bool{false, true} {
		var b bytes.Buffer
		if err := otustemplate.NewWriter(&b, &otustemplate.WriterOptions{Layout: layout, BOM: bom}).Flush(); err != nil {
			t.Fatal(err)
		}
		again, err := otustemplate.ReadLayout(&b, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := again.Labels()[0]; got != label || got != layout.Labels()[0] {
			t.Errorf("BOM %v: the label %q was written as %q", bom, label, got)
		}
	}
	var b bytes.Buffer
	if err := otustemplate.NewWriter(&b, nil).Flush(); err != nil || strings.HasPrefix(b.String(), "\ufeff") {
		t.Errorf("the default labels are %q, error %v", b.String(), err)
	}
}
