package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"example.com/otustemplate"
)

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	must(t, os.WriteFile(path, []byte(text), 0o600))
}

// askedCorrections is the workbook of corrections with a sheet for Lee, with rows 2 and 3/2,
// and one for the data person, with row 3/1.
func askedCorrections(t *testing.T) (path string) {
	t.Helper()
	c, err := readRejects(strings.NewReader(rejects), threeColumns)
	must(t, err)
	c.issues = map[int64][]otustemplate.Issue{}
	for row := int64(2); row <= 4; row++ {
		c.issues[row] = []otustemplate.Issue{{
			Code: otustemplate.CodeLookupNone, Severity: otustemplate.SeverityError, Settler: otustemplate.SettlerStaff, Column: otustemplate.ColClassName,
			Message: "no class", At: otustemplate.Place{In: otustemplate.InRejects, Row: row, Field: 9},
		}}
	}
	c.ask(map[int]string{0: "lee@example.org", 2: "lee@example.org"}, map[string]string{"lee@example.org": "Lee"})
	var b bytes.Buffer
	must(t, c.writeTo(t.Context(), &b, t.TempDir()))
	path = filepath.Join(t.TempDir(), correctName)
	writeFile(t, path, b.String())
	return path
}

// The columns of Lee's sheet: row, problem, Pupil, Kind, Note, part, answer, do not send, why.
// What is entered on any sheet counts, once; where two sheets disagree neither does.
func TestSheetsOfPeople(t *testing.T) {
	const differ = `row 0 (line 0): the sheets "Lee" and "Rows to correct" have different texts under "answer: Class Name": ` +
		"neither is used; decide which is right, and enter it on one sheet only"
	set := func(pairs ...string) func(*testing.T, *excelize.File) {
		return func(t *testing.T, b *excelize.File) {
			t.Helper()
			for i := 0; i < len(pairs); i += 3 {
				must(t, b.SetCellStr(pairs[i], pairs[i+1], pairs[i+2]))
			}
		}
	}
	for _, tt := range []struct {
		name    string
		change  func(*testing.T, *excelize.File)
		rows    []string // pupil, answer, error
		missing string
		notSent []string
	}{
		{"nothing", set(), []string{"004217|", "004218|", "004219|"}, "", nil},
		{"on the person's sheet", set("Lee", "G2", "Health"), []string{"004217|Health", "004218|", "004219|"}, "", nil},
		{"on both, the same", set("Lee", "G2", "Health", sheetRowsName, "I2", "Health"), []string{"004217|Health", "004218|", "004219|"}, "", nil},
		{"on both, not the same", set("Lee", "G2", "Health", sheetRowsName, "I2", "Art"), []string{"004217||" + differ, "004218|", "004219|"}, "", nil},
		{"different cells of one row", set("Lee", "C3", "004299", sheetRowsName, "I4", "Art"), []string{"004217|", "004218|", "004299|Art"}, "", nil},
		{"two people, one row each", set("Lee", "G3", "Art", dataPersonName, "H2", "x"), []string{"004217|", "004219|Art"}, "", []string{""}},
		{"not to be sent", set("Lee", "H2", "do not send", "Lee", "I2", "a drill"), []string{"004218|", "004219|"}, "", []string{"a drill"}},
		{"not to be sent, for two reasons", set("Lee", "H2", "do not send", "Lee", "I2", "a drill", sheetRowsName, "J2", "x", sheetRowsName, "K2", "he moved"),
			[]string{"004218|", "004219|"}, "", []string{"a drill; he moved"}},
		{
			"not to be sent, and corrected", set("Lee", "H2", "do not send", sheetRowsName, "I2", "Art"),
			[]string{`004217|Art|row 0 (line 0): the sheet "Lee" says not to send the row, and the sheet "Rows to correct" corrects it under "answer: Class Name": ` +
				"neither is used; decide which is right, and enter it on one sheet only", "004218|", "004219|"}, "", nil,
		},
		{"a sheet removed", func(t *testing.T, b *excelize.File) { must(t, b.DeleteSheet("Lee")) }, []string{"004217|", "004218|", "004219|"}, "", nil},
		{
			"the sheet of all rows removed", func(t *testing.T, b *excelize.File) {
				must(t, b.SetCellStr("Lee", "G2", "Health"), b.DeleteSheet(sheetRowsName), b.DeleteSheet(dataPersonName))
			},
			[]string{"004217|Health", "004219|", "004218|"}, "3", nil,
		},
		{
			"rows removed from the first sheet only", func(t *testing.T, b *excelize.File) {
				must(t, b.SetCellStr("Lee", "G2", "Health"), b.RemoveRow(sheetRowsName, 2))
			},
			[]string{"004218|", "004219|", "004217|Health"}, "", nil,
		},
		{"a sheet of one's own", func(t *testing.T, b *excelize.File) {
			_, err := b.NewSheet("Notes")
			must(t, err, b.SetSheetRow("Notes", "A1", &[]string{"Who", "When"}))
		}, []string{"004217|", "004218|", "004219|"}, "", nil},
		{"sheets renamed and in another order", func(t *testing.T, b *excelize.File) {
			must(t, b.SetCellStr("Lee", "G2", "Health"), b.SetSheetName("Lee", "Done"), b.MoveSheet("Done", sheetHowTo))
		}, []string{"004217|Health", "004218|", "004219|"}, "", nil},
		{"the sheet of all rows renamed", func(t *testing.T, b *excelize.File) {
			must(t, b.SetCellStr(sheetRowsName, "I2", "Health"), b.SetSheetName(sheetRowsName, "Mine"))
		}, []string{"004217|Health", "004218|", "004219|"}, "", nil},
		{"a row twice on a person's sheet", func(t *testing.T, b *excelize.File) { must(t, b.DuplicateRow("Lee", 2)) },
			[]string{`004217||row 0 (line 0): this row is on the sheet "Lee" twice, first as row 2: remove one of them`, "004218|", "004219|"}, "", nil},
		{"a cell beyond the titles of a person's sheet", set("Lee", "M2", "?"),
			[]string{"004217||row 0 (line 0): the row has a cell to the right of the last column title; move it under its title, or remove it", "004218|", "004219|"}, "", nil},
		{"the number of a row typed over", set(sheetRowsName, "A2", "200"),
			[]string{"004217||" + `row 0 (line 0): the cell under "otustemplate row" on the sheet "Rows to correct" does not have the number of a row that went out: ` +
				"enter the number that was there, or remove the row", "004218|", "004219|", "004217|"}, "", nil},
		{"the part of a row emptied, which has another part", set(sheetRowsName, "G3", ""),
			[]string{"004217|", `004218||row 0 (line 0): the cell under "otustemplate row" on the sheet "Rows to correct" does not have the number of a row that went out: ` +
				"enter the number that was there, or remove the row", "004219|", "004218|"}, "", nil},
		{"what the build says typed over", set(sheetRowsName, "C2", "done", "Lee", "B2", "ask again"), []string{"004217|", "004218|", "004219|"}, "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := askedCorrections(t)
			changed(t, path, func(b *excelize.File) { tt.change(t, b) })
			r, rows := back(t, path)
			var got []string
			for _, row := range rows {
				cells := strings.Split(row, "|")
				got = append(got, cells[3]+"|"+strings.Join(cells[8:], "|"))
			}
			if diff := cmp.Diff(tt.rows, got); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			if got := strings.Join(r.missing, " "); got != tt.missing {
				t.Errorf("missing %q, want %q", got, tt.missing)
			}
			var reasons []string
			for _, row := range r.notSent {
				reasons = append(reasons, row[len(row)-1])
			}
			if diff := cmp.Diff(tt.notSent, reasons); diff != "" {
				t.Errorf("not sent (-want +got):\n%s", diff)
			}
		})
	}
}

// A row of which the part is emptied is made again as a whole: it is the only one of its
// number.
func TestPartEmptied(t *testing.T) {
	c, err := readRejects(strings.NewReader(strings.Replace(rejects, "004219,T,,3,2", "004219,T,,4,unlike row 2", 1)), threeColumns)
	must(t, err)
	if mark := c.marks(2)[6]; mark != opened {
		t.Errorf("the part is marked %d, want it open", mark)
	}
	var b bytes.Buffer
	must(t, c.writeTo(t.Context(), &b, t.TempDir()))
	path := filepath.Join(t.TempDir(), correctName)
	writeFile(t, path, b.String())
	changed(t, path, func(b *excelize.File) { must(t, b.SetCellStr(sheetRowsName, "G4", "")) })
	r, rows := back(t, path)
	if want := "4|you|No class fits|004219|T|||||"; len(rows) != 3 || rows[2] != strings.TrimSuffix(want, "|") || len(r.missing) > 0 {
		t.Errorf("rows %q, missing %q, want %q last", rows, r.missing, want)
	}
}

// What would lose a correction ends the run, in words that say what to do.
func TestReturnedFailures(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*excelize.File) error
		want   string
	}{
		{"a title typed over", func(b *excelize.File) error { return b.SetCellStr(sheetRowsName, "I1", "class") }, `sheet "Rows to correct": the column "answer: Class Name" is gone`},
		{"a title of a person's sheet typed over", func(b *excelize.File) error { return b.SetCellStr("Lee", "G1", "class") }, `sheet "Lee": the column "answer: Class Name" is gone`},
		{"the column of row numbers typed over", func(b *excelize.File) error { return b.SetCellStr("Lee", "A1", "row") }, `sheet "Lee": the column "otustemplate row" is gone`},
		{"a copy without all columns", func(b *excelize.File) error {
			if err := b.SetSheetName("Lee", "Copy"); err != nil {
				return err
			}
			return b.RemoveCol("Copy", "G")
		}, `sheet "Copy": the titles of its columns are those of no sheet that went out`},
		{"a hidden sheet changed", func(b *excelize.File) error { return b.SetCellStr(sheetSent, "A2", "2") }, `hidden sheet "as sent", row 2: it is not as it was made`},
		{"no rows at all", func(b *excelize.File) error {
			for _, name := range []string{sheetRowsName, "Lee", dataPersonName} {
				if err := b.DeleteSheet(name); err != nil {
					return err
				}
			}
			return nil
		}, "no sheet has the rows to correct any more"},
		{"a row of another workbook", func(b *excelize.File) error { return b.SetCellStr("Lee", "A2", "200") }, `sheet "Lee", row 2: the cell under "otustemplate row"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := askedCorrections(t)
			changed(t, path, func(b *excelize.File) { must(t, tt.change(b)) })
			b, err := openBook(path, t.TempDir())
			must(t, err)
			defer b.Close()
			if _, err := openReturned(t.Context(), b); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("openReturned = %v, want %q", err, tt.want)
			}
		})
	}
}

// A cell that a spreadsheet made a number, a day or a yes of, and that nobody changed, is
// what it was.
func TestRestored(t *testing.T) {
	day := otustemplate.Date{Year: 2023, Month: 11, Day: 3}
	for _, tt := range []struct {
		name string
		cell sheetCell
		was  string
		want any
	}{
		{"the same", sheetCell{value: "a"}, "a", "a"},
		{"line ends", sheetCell{value: "a\nb\nc"}, "a\r\nb\rc", "a\r\nb\rc"},
		{"changed", sheetCell{value: "b"}, "a", "b"},
		{"zeros gone", sheetCell{value: "12", converted: true}, "0012", "0012"},
		{"a text without the zeros is a correction", sheetCell{value: "12"}, "0012", "12"},
		{"another number", sheetCell{value: "13", converted: true}, "0012", "13"},
		{"a yes", sheetCell{value: "TRUE", converted: true}, "true", "true"},
		{"a day", sheetCell{value: day}, "11/3/2023", "11/3/2023"},
		{"another day", sheetCell{value: day}, "11/4/2023", day},
		{"a day where there was none", sheetCell{value: day}, "", day},
	} {
		if got := restored(tt.cell, tt.was); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// Cells come back as they went out, whatever stands in them, also when LibreOffice has saved
// the workbook.
func TestHostileCells(t *testing.T) {
	cells := []string{
		"_x000D_", "_x0041_ and _x005F_", "a\x01b\x0b", "\ufffe", "\ufffd", " \t both ends \t ", "\r", "\r\n", "a\rb", "\n\n", "=1+1", "'quoted", "-5", "+1 555 0100", "@x",
		"00012", "1E5", "1/2", "3-Nov", "TRUE", "#N/A", "😀 👩‍👧", "e\u0301", "\u200b", "\u00a0", "\u2028", "<b>&amp;</b>", `"`, `\n`, strings.Repeat("x", 32765), "]]>", "\u202eabc",
	}
	var text strings.Builder
	text.WriteString("Cell,otustemplate row,otustemplate part,otustemplate who,otustemplate problem,otustemplate text\r\n")
	for i, cell := range cells {
		text.WriteString(csvLine([]string{cell, fmt.Sprint(i + 2), "", "you", "it is wrong", ""}))
	}
	c, err := readRejects(strings.NewReader(text.String()), layout{2})
	must(t, err)
	if left := c.leaveOut(); left != 0 {
		t.Fatalf("%d rows are left out", left)
	}
	var b bytes.Buffer
	must(t, c.writeTo(t.Context(), &b, t.TempDir()))
	path := filepath.Join(t.TempDir(), correctName)
	writeFile(t, path, b.String())
	paths := []string{path}
	if hasOffice() {
		paths = append(paths, office(t, path))
	}
	for _, path := range paths {
		book, err := openBook(path, t.TempDir())
		must(t, err)
		r, err := openReturned(t.Context(), book)
		must(t, err)
		for i, want := range cells {
			row, err := r.next()
			if err != nil || row[3] != want {
				t.Errorf("cell %d: %+q came back as %+q, %v", i, want, row[3], err)
			}
		}
		must(t, r.Close(), book.Close())
	}
}
