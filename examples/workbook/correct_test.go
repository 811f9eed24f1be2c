package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"example.com/otustemplate"
)

// rejects are rows as a build writes them: a note with line ends of Windows, zeros at the
// front, a text that a spreadsheet would run.
const rejects = "\ufeffPupil,Kind,Note,otustemplate row,otustemplate part,otustemplate problem,answer: Class Name\r\n" +
	"004217,T,\"Late.\r\nAgain, \"\"today\"\".\",2,,Several classes may be meant,\r\n" +
	"004218,=1+1,  two blanks ,3,1,Several classes may be meant,\r\n" +
	"004219,T,,3,2,No class fits,\r\n"

// corrections returns the rejects as a workbook, in a folder of its own.
func corrections(t *testing.T) (path string) {
	t.Helper()
	c, err := readRejects(strings.NewReader(rejects))
	must(t, err)
	c.lists = map[otustemplate.Column]*otustemplate.Set{otustemplate.ColClassName: otustemplate.NewSet("Biology", "Health", "Physics")}
	c.issues = map[int64][]otustemplate.Issue{
		2: {{
			Code: otustemplate.CodeLookupSeveral, Severity: otustemplate.SeverityError, Column: otustemplate.ColClassName, Message: "which class is meant?",
			At:    otustemplate.Place{In: otustemplate.InRejects, Row: 2, Field: 7},
			Fixes: []otustemplate.Fix{{Column: otustemplate.ColClassName, New: "Health"}, {Column: otustemplate.ColClassName, New: "Biology"}},
		}},
		3: {{
			Code: otustemplate.CodeValueUnmapped, Severity: otustemplate.SeverityError, Column: otustemplate.ColRecognition, Message: "what is this called?",
			At: otustemplate.Place{In: otustemplate.InRejects, Row: 3, Field: 2},
		}, {
			Code: otustemplate.CodeSpaces, Severity: otustemplate.SeverityWarning, Column: otustemplate.ColNote, Message: "spaces",
			At: otustemplate.Place{In: otustemplate.InRejects, Row: 3, Field: 3},
		}},
	}
	var b bytes.Buffer
	must(t, c.writeTo(&b))
	path = filepath.Join(t.TempDir(), correctName)
	must(t, os.WriteFile(path, b.Bytes(), 0o600))
	return path
}

// changed opens a workbook, has it changed, and saves it.
func changed(t *testing.T, path string, change func(*excelize.File)) {
	t.Helper()
	book, err := excelize.OpenFile(path)
	must(t, err)
	change(book)
	must(t, book.Save(), book.Close())
}

// back reads a corrected workbook to its end.
func back(t *testing.T, path string) (r *returned, rows []string) {
	t.Helper()
	b, err := openBook(path, t.TempDir())
	must(t, err)
	if !isCorrection(b) {
		t.Fatal("the workbook is not recognized as one to correct")
	}
	r, err = openReturned(b)
	must(t, err)
	t.Cleanup(func() { must(t, r.Close(), b.Close()) })
	for {
		cells, err := r.next()
		if err == io.EOF {
			return r, rows
		}
		row := strings.Join(texts(cells), "|")
		if err != nil {
			row += "|" + err.Error()
		}
		rows = append(rows, row)
	}
}

// Untouched, a workbook comes back as it went out, carriage returns and blanks included.
func TestUntouched(t *testing.T) {
	r, rows := back(t, corrections(t))
	want := []string{
		"004217|T|Late.\r\nAgain, \"today\".|2||Several classes may be meant|",
		"004218|=1+1|  two blanks |3|1|Several classes may be meant|",
		"004219|T||3|2|No class fits|",
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if len(r.missing) > 0 || len(r.notSent) > 0 {
		t.Errorf("missing %q, not sent %q, want none", r.missing, r.notSent)
	}
}

// Where a problem is in no single cell all of the row's own are open; where a note names
// another student, "ok" lets it stay.
func TestOpenCells(t *testing.T) {
	c, err := readRejects(strings.NewReader("Pupil,Note,otustemplate row,otustemplate problem,answer: Note\r\n" +
		",late,2,the row has no student,\r\n004217,late,3,the note names another student,\r\n"))
	must(t, err)
	problem := func(row int64, code otustemplate.Code, column otustemplate.Column, field int) []otustemplate.Issue {
		return []otustemplate.Issue{{
			Code: code, Severity: otustemplate.SeverityError, Column: column, Message: "it is wrong", At: otustemplate.Place{In: otustemplate.InRejects, Row: row, Field: field},
		}}
	}
	c.issues = map[int64][]otustemplate.Issue{
		2: problem(2, otustemplate.CodeIdentifierMissing, otustemplate.NoColumn, 0), 3: problem(3, otustemplate.CodeNoteNamesStudent, otustemplate.ColNote, 2),
	}
	m, err := otustemplate.ReadMapping(strings.NewReader(`{"columns": {"Student Number": {"from": ["Number", "Pupil"]},
		"Note": {"join": ["Note", "Pupil"]}, "Date": {"from": "Day"}, "Recognition": {"const": "Tardy"}, "Class Name": {"const": "Art"}, "Teacher Email": {"const": "t.reed@example.org"}}}`))
	must(t, err)
	sources, err := sourcesOf(m)
	must(t, err)
	if diff := cmp.Diff([]string{"Number", "Pupil"}, sources[otustemplate.ColStudentNumber]); diff != "" {
		t.Errorf("sources of the student (-want +got):\n%s", diff)
	}
	c.sources = sources
	var b bytes.Buffer
	must(t, c.writeTo(&b))
	book, err := excelize.OpenReader(&b)
	must(t, err)
	defer book.Close()
	for cell, want := range map[string]bool{"A2": false, "B2": false, "C2": true, "D2": true, "A3": false, "B3": false, "C3": true, "E3": false} {
		if got := isLocked(t, book, cell); got != want {
			t.Errorf("%s is locked: %t, want %t", cell, got, want)
		}
	}
	rows, err := book.GetRows(sheetChoices)
	must(t, err)
	if diff := cmp.Diff([][]string{{"I/3/", "1", "ok"}}, rows); diff != "" {
		t.Errorf("choices (-want +got):\n%s", diff)
	}
}

// What staff do with a workbook: fill in, sort, remove rows, say that one is not to go.
func TestCorrected(t *testing.T) {
	for _, tt := range []struct {
		name    string
		change  func(*excelize.File)
		rows    []string // what is built from
		missing []string
		notSent []string // the reasons
	}{
		{
			name: "answers", change: func(b *excelize.File) {
				must(t, b.SetCellStr(sheetRowsName, "G2", "Health"), b.SetCellStr(sheetRowsName, "A4", "004220"))
			},
			rows: []string{"004217|Health", "004218|", "004220|"},
		},
		{
			name: "rows in another order", change: func(b *excelize.File) {
				must(t, b.RemoveRow(sheetRowsName, 2),
					b.SetSheetRow(sheetRowsName, "A4", &[]string{"004217", "T", "Late.\nAgain, \"today\".", "2", "", "Several classes may be meant", "Biology"}))
			},
			rows: []string{"004218|", "004219|", "004217|Biology"},
		},
		{
			name: "a row that is gone", change: func(b *excelize.File) { must(t, b.RemoveRow(sheetRowsName, 3)) },
			rows: []string{"004217|", "004219|", "004218|"}, missing: []string{"3"},
		},
		{
			name: "all rows gone", change: func(b *excelize.File) {
				must(t, b.RemoveRow(sheetRowsName, 4), b.RemoveRow(sheetRowsName, 3), b.RemoveRow(sheetRowsName, 2))
			},
			rows: []string{"004217|", "004218|", "004219|"}, missing: []string{"2", "3", "3"},
		},
		{
			name: "a row twice", change: func(b *excelize.File) { must(t, b.DuplicateRow(sheetRowsName, 2)) },
			rows: []string{"004217|", "004217||row 0 (line 0): this row is in the workbook twice, first as row 2: remove one of them", "004218|", "004219|"},
		},
		{
			name: "not to be sent", change: func(b *excelize.File) {
				must(t, b.SetCellStr(sheetRowsName, "H2", "Do not send"), b.SetCellStr(sheetRowsName, "I2", "moved away"), b.SetCellStr(sheetRowsName, "H3", "no"), b.SetCellStr(sheetRowsName, "H4", "x"))
			},
			rows: []string{"004218|"}, notSent: []string{"moved away", ""},
		},
		{
			name: "a column moved and one added", change: func(b *excelize.File) {
				must(t, b.UnprotectSheet(sheetRowsName), b.InsertCols(sheetRowsName, "A", 1), b.SetSheetCol(sheetRowsName, "A1", &[]string{"Ask", "Ms. Lee"}))
			},
			rows: []string{"004217|", "004218|", "004219|"},
		},
		{
			name: "a cell beyond the titles", change: func(b *excelize.File) { must(t, b.SetCellStr(sheetRowsName, "L2", "?")) },
			rows: []string{"004217||row 0 (line 0): the row has a cell to the right of the last column title; move it under its title, or remove it", "004218|", "004219|"},
		},
		{
			name: "a blank row", change: func(b *excelize.File) { must(t, b.InsertRows(sheetRowsName, 3, 1)) },
			rows: []string{"004217|", "|", "004218|", "004219|"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := corrections(t)
			changed(t, path, tt.change)
			r, rows := back(t, path)
			var got []string
			for _, row := range rows {
				cells := strings.Split(row, "|")
				got = append(got, cells[0]+"|"+strings.Join(cells[6:], "|"))
			}
			if diff := cmp.Diff(tt.rows, got); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.missing, r.missing); diff != "" {
				t.Errorf("missing (-want +got):\n%s", diff)
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

// Rows that are not to be sent are in a file of their own, whole.
func TestNotSent(t *testing.T) {
	path := corrections(t)
	changed(t, path, func(b *excelize.File) {
		must(t, b.SetCellStr(sheetRowsName, "H2", choiceDoNot), b.SetCellStr(sheetRowsName, "I2", "it was a drill"))
	})
	r, _ := back(t, path)
	var b strings.Builder
	must(t, r.writeNotSent(&b))
	want := "\ufeffPupil,Kind,Note,otustemplate row,otustemplate part,otustemplate problem,answer: Class Name,why not\r\n" +
		"004217,T,\"Late.\r\nAgain, \"\"today\"\".\",2,,Several classes may be meant,,it was a drill\r\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("not-sent.csv (-want +got):\n%s", diff)
	}
}

// A column that is gone would take its cells along.
func TestColumnGone(t *testing.T) {
	path := corrections(t)
	changed(t, path, func(b *excelize.File) { must(t, b.RemoveCol(sheetRowsName, "C")) })
	b, err := openBook(path, t.TempDir())
	must(t, err)
	defer b.Close()
	if _, err := openReturned(b); err == nil || !strings.Contains(err.Error(), `the column "Note" is gone`) {
		t.Errorf("openReturned = %v, want an error that names the column", err)
	}
}

// What staff see and can do: bad cells are red, open and have a comment, answer cells are
// open, all others are locked; zeros stay, as every cell is text.
func TestLooks(t *testing.T) {
	book, err := excelize.OpenFile(corrections(t))
	must(t, err)
	defer book.Close()
	comments, err := book.GetComments(sheetRowsName)
	must(t, err)
	told := map[string]string{}
	for _, c := range comments {
		told[c.Cell] = c.Text
	}
	if diff := cmp.Diff(map[string]string{"G2": "Which class is meant?", "B3": "What is this called?"}, told); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
	const red = "FADBD8"
	for cell, want := range map[string]struct{ locked, red bool }{
		"A2": {true, false}, "C3": {true, false}, "D2": {true, false}, "F2": {true, false},
		"B3": {false, true}, "G2": {false, true}, "G3": {false, false}, "H2": {false, false}, "I4": {false, false},
	} {
		number, err := book.GetCellStyle(sheetRowsName, cell)
		must(t, err)
		style, err := book.GetStyle(number)
		must(t, err)
		locked := isLocked(t, book, cell)
		isRed := len(style.Fill.Color) > 0 && strings.HasSuffix(style.Fill.Color[0], red)
		if locked != want.locked || isRed != want.red || style.NumFmt != 49 {
			t.Errorf("%s: locked %t, red %t, format %d; want %+v and text", cell, locked, isRed, style.NumFmt, want)
		}
	}
	if text, err := book.GetCellValue(sheetRowsName, "A2"); text != "004217" || err != nil {
		t.Errorf("A2 = %q, %v, want its zeros", text, err)
	}
	for _, hidden := range []string{sheetChoices, sheetSent} {
		if visible, err := book.GetSheetVisible(hidden); visible || err != nil {
			t.Errorf("the sheet %q shows: %t, %v", hidden, visible, err)
		}
	}
}

// office has LibreOffice open a workbook and save it, and returns the path of that.
func office(t *testing.T, path string) string {
	t.Helper()
	program, err := exec.LookPath("soffice")
	if err != nil || testing.Short() {
		t.Skip("LibreOffice (soffice) is not here, or -short")
	}
	out := t.TempDir()
	cmd := exec.CommandContext(t.Context(), program, "-env:UserInstallation=file://"+t.TempDir(), "--headless",
		"--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", out, path)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, text)
	}
	return filepath.Join(out, filepath.Base(path))
}

// dropDown returns the formula of the drop-down that a cell has.
func dropDown(t *testing.T, book *excelize.File, first string) string {
	t.Helper()
	all, err := book.GetDataValidations(sheetRowsName)
	must(t, err)
	for _, v := range all {
		if strings.HasPrefix(v.Sqref, first) {
			return strings.ReplaceAll(v.Formula1, "&amp;", "&")
		}
	}
	return ""
}

// The drop-down of a row offers what may be meant there, else the whole list, in whatever
// place the row is: LibreOffice works its formula out for each row.
func TestChoices(t *testing.T) {
	path := corrections(t)
	changed(t, path, func(book *excelize.File) {
		formula := dropDown(t, book, "G2")
		if len(formula) == 0 || len(formula) > 255 {
			t.Fatalf("the formula has %d characters, and Excel takes 1 to 255: %s", len(formula), formula)
		}
		must(t, book.UnprotectSheet(sheetRowsName))
		for _, row := range []string{"2", "3", "4"} {
			own := strings.NewReplacer("$D2", "$D"+row, "$E2", "$E"+row).Replace(formula)
			for at, column := range []string{"X", "Y", "Z"} {
				must(t, book.SetCellFormula(sheetRowsName, column+row, fmt.Sprintf(`IFERROR(INDEX(%s,%d),"none")`, own, at+1)))
			}
		}
	})
	book, err := excelize.OpenFile(office(t, path))
	must(t, err)
	defer book.Close()
	for row, want := range map[string]string{"2": "Health Biology none", "3": "Biology Health Physics", "4": "Biology Health Physics"} {
		var names []string
		for _, column := range []string{"X", "Y", "Z"} {
			name, err := book.GetCellValue(sheetRowsName, column+row)
			must(t, err)
			names = append(names, name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("row %s is offered %q, want %q", row, got, want)
		}
	}
}

// A cell that Excel would cut is no cell of a workbook.
func TestFits(t *testing.T) {
	for _, tt := range []struct {
		name string
		cell string
		want bool
	}{
		{"short", "late", true},
		{"long", strings.Repeat("x", 32000), true},
		{"too long", strings.Repeat("x", 32768), false},
		{"letters of two units", strings.Repeat("😀", 16384), false},
		{"too long once its line ends are spelled out", strings.Repeat("a\r\n", 10000), false},
	} {
		if got := fits([]string{"a", tt.cell}); got != tt.want {
			t.Errorf("%s: fits = %t, want %t", tt.name, got, tt.want)
		}
	}
}

// LibreOffice opens the workbook and saves it: numbers keep their zeros, the drop-downs, the
// comments and the locks stay, and what comes back is what went out.
func TestLibreOffice(t *testing.T) {
	path := corrections(t)
	saved := office(t, path)
	_, rows := back(t, saved)
	_, want := back(t, path)
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	book, err := excelize.OpenFile(saved)
	must(t, err)
	defer book.Close()
	if formula := dropDown(t, book, "G2"); !strings.Contains(formula, "MATCH") {
		t.Errorf("the drop-down of G2 has the formula %q", formula)
	}
	comments, err := book.GetComments(sheetRowsName)
	must(t, err)
	if len(comments) != 2 {
		t.Errorf("%d comments, want 2", len(comments))
	}
	if !isProtected(t, saved) {
		t.Error("the sheet is not locked any more")
	}
	for cell, want := range map[string]bool{"A2": true, "G2": false, "B3": false, "G4": false} {
		if got := isLocked(t, book, cell); got != want {
			t.Errorf("%s is locked: %t, want %t", cell, got, want)
		}
	}
}

// isProtected reports whether the first sheet of a workbook is locked.
func isProtected(t *testing.T, path string) bool {
	t.Helper()
	b, err := openBook(path, t.TempDir())
	must(t, err)
	defer b.Close()
	var sheet struct {
		Protection struct {
			Sheet bool `xml:"sheet,attr"`
		} `xml:"sheetProtection"`
	}
	must(t, readPart(b.archive, "xl/worksheets/sheet1.xml", &sheet))
	return sheet.Protection.Sheet
}

// isLocked reports whether a cell is not to be changed.
func isLocked(t *testing.T, book *excelize.File, cell string) bool {
	t.Helper()
	number, err := book.GetCellStyle(sheetRowsName, cell)
	must(t, err)
	style, err := book.GetStyle(number)
	must(t, err)
	return style.Protection == nil || style.Protection.Locked
}
