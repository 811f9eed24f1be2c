package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"example.com/otustemplate"
)

// rejects are rows as a build writes them: a note with line ends of Windows, zeros at the
// front, a text that a spreadsheet would run.
const rejects = "\ufeffPupil,Kind,Note,otustemplate row,otustemplate part,otustemplate who,otustemplate problem,otustemplate text,answer: Class Name\r\n" +
	"004217,T,\"Late.\r\nAgain, \"\"today\"\".\",2,,you,Several classes may be meant,,\r\n" +
	"004218,=1+1,  two blanks ,3,1,your data person,Several classes may be meant,,\r\n" +
	"004219,T,,3,2,you,No class fits,,\r\n"

// threeColumns is the layout of the rejects of an export with three columns.
var threeColumns = layout{4}

// corrections returns the rejects as a workbook, in a folder of its own.
func corrections(t *testing.T) (path string) {
	t.Helper()
	c, err := readRejects(strings.NewReader(rejects), threeColumns)
	must(t, err)
	c.lists = map[otustemplate.Column]*otustemplate.Set{otustemplate.ColClassName: otustemplate.NewSet("Biology", "Health", "Physics")}
	c.issues = map[int64][]otustemplate.Issue{
		2: {{
			Settler: otustemplate.SettlerStaff, Code: otustemplate.CodeLookupSeveral, Severity: otustemplate.SeverityError, Column: otustemplate.ColClassName, Message: "which class is meant?",
			At:    otustemplate.Place{In: otustemplate.InRejects, Row: 2, Field: 9},
			Fixes: []otustemplate.Fix{{Column: otustemplate.ColClassName, New: "Health"}, {Column: otustemplate.ColClassName, New: "Biology"}},
		}},
		3: {{
			Settler: otustemplate.SettlerDataPerson, Code: otustemplate.CodeValueUnmapped, Severity: otustemplate.SeverityError, Column: otustemplate.ColRecognition, Message: "what is this called?",
			At: otustemplate.Place{In: otustemplate.InRejects, Row: 3, Field: 5},
		}, {
			Code: otustemplate.CodeSpaces, Severity: otustemplate.SeverityWarning, Column: otustemplate.ColNote, Message: "spaces",
			At: otustemplate.Place{In: otustemplate.InRejects, Row: 3, Field: 6},
		}},
	}
	var b bytes.Buffer
	must(t, c.writeTo(t.Context(), &b, t.TempDir()))
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
	r, err = openReturned(t.Context(), b)
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
		"2|you|Several classes may be meant|004217|T|Late.\r\nAgain, \"today\".|||",
		"3|your data person|Several classes may be meant|004218|=1+1|  two blanks |1||",
		"3|you|No class fits|004219|T||2||",
	}
	if diff := gocmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if len(r.missing) > 0 || len(r.notSent) > 0 {
		t.Errorf("missing %q, not sent %q, want none", r.missing, r.notSent)
	}
}

// marked returns how the cells of rows are marked, by the title of their column, without
// those that are locked.
func marked(c *correction, row int) map[string]mark {
	all := map[string]mark{}
	for at, m := range c.marks(row) {
		if m != locked && m != problem {
			all[c.columns[at]] = m
		}
	}
	return all
}

// What is wrong is red, for somebody else blue; what it may come from can be changed too.
// Where no student is named, the cells that name one are red, and of a note that several
// cells make, each that is filled in.
func TestMarks(t *testing.T) {
	const header = "Pupil,Day,Who,Hour,Subject,Text,Room,otustemplate row,otustemplate part,otustemplate who,otustemplate problem,otustemplate text,answer: Class Name,answer: Note\r\n"
	const row = "004217,9/14/2023,Reed,3,Late,Again,12,2,,you,It is wrong,,,\r\n"
	const answer = 13 // the field of answer: Class Name
	m, err := otustemplate.ReadMapping(strings.NewReader(`{"columns": {"Student Number": {"from": ["Number", "Pupil"]}, "Note": {"join": ["Subject", "Text"]},
		"Date": {"from": "Day"}, "Recognition": {"const": "Tardy"}, "Class Name": {"lookup": "class-of", "period": "Hour"}, "Teacher Email": {"from": "Who", "lookup": "teacher"}}}`))
	must(t, err)
	all := map[string]mark{"Pupil": opened, "Day": opened, "Who": opened, "Hour": opened, "Subject": opened, "Text": opened, "Room": opened, "answer: Class Name": opened, "answer: Note": opened}
	answers := map[string]mark{"answer: Class Name": opened, "answer: Note": opened}
	with := func(base map[string]mark, more map[string]mark) map[string]mark {
		own := maps.Clone(base)
		maps.Copy(own, more)
		return own
	}
	leansOn := with(answers, map[string]mark{"Pupil": opened, "Day": opened, "Who": opened, "Hour": opened})
	for _, tt := range []struct {
		name   string
		row    string
		issues []otustemplate.Issue
		want   map[string]mark
	}{
		{"a date", row, []otustemplate.Issue{{Code: otustemplate.CodeDateInvalid, Column: otustemplate.ColDate, At: otustemplate.Place{Field: 2}}},
			with(answers, map[string]mark{"Day": bad})},
		{"a class that a look-up does not find", row, []otustemplate.Issue{{Code: otustemplate.CodeLookupNone, Column: otustemplate.ColClassName, At: otustemplate.Place{Field: answer}}},
			with(leansOn, map[string]mark{"answer: Class Name": bad})},
		{"for the data person", row, []otustemplate.Issue{{Code: otustemplate.CodeValueUnmapped, Column: otustemplate.ColClassName, Settler: otustemplate.SettlerDataPerson, At: otustemplate.Place{Field: answer}}},
			with(leansOn, map[string]mark{"answer: Class Name": others})},
		{"for both", row, []otustemplate.Issue{
			{Code: otustemplate.CodeLookupNone, Column: otustemplate.ColClassName, At: otustemplate.Place{Field: answer}},
			{Code: otustemplate.CodeValueUnmapped, Column: otustemplate.ColClassName, Settler: otustemplate.SettlerDataPerson, At: otustemplate.Place{Field: answer}}},
			with(leansOn, map[string]mark{"answer: Class Name": bad})},
		{"no student", row, []otustemplate.Issue{{Code: otustemplate.CodeIdentifierMissing}}, with(answers, map[string]mark{"Pupil": bad})},
		{"a note", row, []otustemplate.Issue{{Code: otustemplate.CodeNoteNamesStudent, Column: otustemplate.ColNote, At: otustemplate.Place{Field: 5}}},
			with(answers, map[string]mark{"Subject": bad, "Text": bad})},
		{"a note of which the second cell is meant", row, []otustemplate.Issue{{Code: otustemplate.CodeNoteNamesStudent, Column: otustemplate.ColNote, At: otustemplate.Place{Field: 6}}},
			with(answers, map[string]mark{"Subject": opened, "Text": bad})},
		{"a note of one cell", strings.Replace(row, "Late", "", 1), []otustemplate.Issue{{Code: otustemplate.CodeNoteNamesStudent, Column: otustemplate.ColNote, At: otustemplate.Place{Field: 5}}},
			with(answers, map[string]mark{"Subject": opened, "Text": bad})},
		{"no single cell", row, []otustemplate.Issue{{Code: otustemplate.CodeDuplicate}}, all},
		{"cells that run together", strings.Replace(row, "wrong,", "wrong,a;b;c", 1), []otustemplate.Issue{{Code: otustemplate.CodeFieldCount, At: otustemplate.Place{Field: 12}}},
			with(all, map[string]mark{"otustemplate text": bad})},
		{"a warning", row, []otustemplate.Issue{
			{Code: otustemplate.CodeDateRange, Column: otustemplate.ColDate, Severity: otustemplate.SeverityWarning, At: otustemplate.Place{Field: 2}},
			{Code: otustemplate.CodeNoteNamesStudent, Column: otustemplate.ColNote, At: otustemplate.Place{Field: 5}}},
			with(answers, map[string]mark{"Day": opened, "Subject": bad, "Text": bad})},
		{"a warning from which an error may come", row, []otustemplate.Issue{
			{Code: otustemplate.CodeDateRange, Column: otustemplate.ColDate, Severity: otustemplate.SeverityWarning, At: otustemplate.Place{Field: 2}},
			{Code: otustemplate.CodeLookupNone, Column: otustemplate.ColClassName, At: otustemplate.Place{Field: answer}}},
			with(leansOn, map[string]mark{"answer: Class Name": bad, "Day": bad})},
	} {
		order := layout{8}
		c, err := readRejects(strings.NewReader(header+tt.row), order)
		must(t, err)
		c.sources, c.direct, err = sourcesOf(m, nil)
		must(t, err)
		for i := range tt.issues {
			is := &tt.issues[i]
			is.At.In, is.At.Row = otustemplate.InRejects, 2
			is.Severity = cmp.Or(is.Severity, otustemplate.SeverityError)
			is.Settler = cmp.Or(is.Settler, otustemplate.SettlerStaff)
			*is = order.issue(*is)
		}
		c.issues = map[int64][]otustemplate.Issue{2: tt.issues}
		if diff := gocmp.Diff(tt.want, marked(c, 0)); diff != "" {
			t.Errorf("%s: marks (-want +got):\n%s", tt.name, diff)
		}
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
				must(t, b.SetCellStr(sheetRowsName, "I2", "Health"), b.SetCellStr(sheetRowsName, "D4", "004220"))
			},
			rows: []string{"004217|Health", "004218|", "004220|"},
		},
		{
			name: "rows in another order", change: func(b *excelize.File) {
				must(t, b.RemoveRow(sheetRowsName, 2),
					b.SetSheetRow(sheetRowsName, "A4", &[]string{"2", "you", "Several classes may be meant", "004217", "T", "Late.\nAgain, \"today\".", "", "", "Biology"}))
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
			rows: []string{"004217|", `004217||row 0 (line 0): this row is on the sheet "Rows to correct" twice, first as row 2: remove one of them`, "004218|", "004219|"},
		},
		{
			name: "not to be sent", change: func(b *excelize.File) {
				must(t, b.SetCellStr(sheetRowsName, "J2", "Do not send"), b.SetCellStr(sheetRowsName, "K2", "moved away"), b.SetCellStr(sheetRowsName, "J3", "no"), b.SetCellStr(sheetRowsName, "J4", "x"))
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
			name: "a cell beyond the titles", change: func(b *excelize.File) { must(t, b.SetCellStr(sheetRowsName, "N2", "?")) },
			rows: []string{"004217||row 0 (line 0): the row has a cell to the right of the last column title; move it under its title, or remove it", "004218|", "004219|"},
		},
		{
			name: "a blank row", change: func(b *excelize.File) { must(t, b.InsertRows(sheetRowsName, 3, 1)) },
			rows: []string{"004217|", "004218|", "004219|"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := corrections(t)
			changed(t, path, tt.change)
			r, rows := back(t, path)
			var got []string
			for _, row := range rows {
				cells := strings.Split(row, "|")
				got = append(got, cells[3]+"|"+strings.Join(cells[8:], "|"))
			}
			if diff := gocmp.Diff(tt.rows, got); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			if diff := gocmp.Diff(tt.missing, r.missing); diff != "" {
				t.Errorf("missing (-want +got):\n%s", diff)
			}
			var reasons []string
			for _, row := range r.notSent {
				reasons = append(reasons, row[len(row)-1])
			}
			if diff := gocmp.Diff(tt.notSent, reasons); diff != "" {
				t.Errorf("not sent (-want +got):\n%s", diff)
			}
		})
	}
}

// Rows that are not to be sent are in a file of their own, whole.
func TestNotSent(t *testing.T) {
	path := corrections(t)
	changed(t, path, func(b *excelize.File) {
		must(t, b.SetCellStr(sheetRowsName, "J2", choiceDoNot), b.SetCellStr(sheetRowsName, "K2", "it was a drill"))
	})
	r, _ := back(t, path)
	var b strings.Builder
	must(t, r.writeNotSent(&b))
	want := "\ufeffotustemplate row,otustemplate who,otustemplate problem,Pupil,Kind,Note,otustemplate part,otustemplate text,answer: Class Name,why not\r\n" +
		"2,you,Several classes may be meant,004217,T,\"Late.\r\nAgain, \"\"today\"\".\",,,,it was a drill\r\n"
	if diff := gocmp.Diff(want, b.String()); diff != "" {
		t.Errorf("not-sent.csv (-want +got):\n%s", diff)
	}
}

// A column that is gone would take its cells along.
func TestColumnGone(t *testing.T) {
	path := corrections(t)
	changed(t, path, func(b *excelize.File) { must(t, b.RemoveCol(sheetRowsName, "F")) })
	b, err := openBook(path, t.TempDir())
	must(t, err)
	defer b.Close()
	if _, err := openReturned(t.Context(), b); err == nil || !strings.Contains(err.Error(), `the column "Note" is gone`) {
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
	if diff := gocmp.Diff(map[string]string{"I2": "Which class is meant?", "E3": "What is this called?"}, told); diff != "" {
		t.Errorf("comments (-want +got):\n%s", diff)
	}
	for cell, want := range map[string]struct {
		locked bool
		color  string
	}{
		"A2": {true, ""}, "C2": {true, ""}, "D2": {true, ""}, "F3": {true, ""},
		"E3": {false, othersColor}, "I2": {false, badColor}, "I3": {false, openColor}, "J2": {false, openColor}, "K4": {false, openColor},
	} {
		number, err := book.GetCellStyle(sheetRowsName, cell)
		must(t, err)
		style, err := book.GetStyle(number)
		must(t, err)
		locked := isLocked(t, book, cell)
		color := strings.Join(style.Fill.Color, " ")
		if locked != want.locked || color != want.color || style.NumFmt != 49 {
			t.Errorf("%s: locked %t, color %s, format %d; want %+v and text", cell, locked, color, style.NumFmt, want)
		}
	}
	if text, err := book.GetCellValue(sheetRowsName, "D2"); text != "004217" || err != nil {
		t.Errorf("D2 = %q, %v, want its zeros", text, err)
	}
	for _, hidden := range []string{sheetChoices, sheetSent, sheetMade} {
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
	const several, all = "Health Biology none", "Biology Health Physics"
	for _, tt := range []struct {
		name string
		sort bool
		want map[string]string
	}{
		{"as it was made", false, map[string]string{"2": several, "3": all, "4": all}},
		{"sorted the other way round", true, map[string]string{"2": all, "3": all, "4": several}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := corrections(t)
			changed(t, path, func(book *excelize.File) {
				must(t, book.UnprotectSheet(sheetRowsName))
				if tt.sort {
					rows, err := book.GetRows(sheetRowsName)
					must(t, err)
					for i := range 3 {
						cells := slices.Concat(rows[3-i], make([]string, 11))[:11]
						must(t, book.SetSheetRow(sheetRowsName, fmt.Sprint("A", i+2), &cells))
					}
				}
				formula := dropDown(t, book, "I2")
				if len(formula) == 0 || len(formula) > 255 {
					t.Fatalf("the formula has %d characters, and Excel takes 1 to 255: %s", len(formula), formula)
				}
				for row := range tt.want {
					own := strings.NewReplacer("$A2", "$A"+row, "$G2", "$G"+row).Replace(formula)
					for at, column := range []string{"X", "Y", "Z"} {
						must(t, book.SetCellFormula(sheetRowsName, column+row, fmt.Sprintf(`IFERROR(INDEX(%s,%d),"none")`, own, at+1)))
					}
				}
			})
			book, err := excelize.OpenFile(office(t, path))
			must(t, err)
			defer book.Close()
			for row, want := range tt.want {
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
		})
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
	if diff := gocmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	book, err := excelize.OpenFile(saved)
	must(t, err)
	defer book.Close()
	if formula := dropDown(t, book, "I2"); !strings.Contains(formula, "MATCH") {
		t.Errorf("the drop-down of I2 has the formula %q", formula)
	}
	comments, err := book.GetComments(sheetRowsName)
	must(t, err)
	if len(comments) != 2 {
		t.Errorf("%d comments, want 2", len(comments))
	}
	if !isProtected(t, saved) {
		t.Error("the sheet is not locked any more")
	}
	for cell, want := range map[string]bool{"A2": true, "I2": false, "E3": false, "I4": false} {
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
	must(t, readPart(b.archive, "xl/worksheets/sheet2.xml", &sheet))
	return sheet.Protection.Sheet
}

// isLocked reports whether a cell is not to be changed.
func isLocked(t *testing.T, book *excelize.File, cell string) bool {
	t.Helper()
	return isLockedOn(t, book, sheetRowsName, cell)
}

func isLockedOn(t *testing.T, book *excelize.File, sheet, cell string) bool {
	t.Helper()
	number, err := book.GetCellStyle(sheet, cell)
	must(t, err)
	style, err := book.GetStyle(number)
	must(t, err)
	return style.Protection == nil || style.Protection.Locked
}

// Rows that a workbook cannot hold, or that nothing tells from others, are left blank, so
// that all others keep their place.
func TestLeaveOut(t *testing.T) {
	const header = "Note,otustemplate row,otustemplate part,otustemplate who,otustemplate problem,otustemplate text\r\n"
	c, err := readRejects(strings.NewReader(header+"a,2,,you,x,\r\n"+strings.Repeat("b", 40000)+",3,,you,x,\r\nc,2,,you,x,\r\nd,,,you,x,\r\ne,2,1,you,x,\r\n"), layout{2})
	must(t, err)
	c.issues = map[int64][]otustemplate.Issue{2: {{}}, 3: {{}}, 4: {{}}}
	if left := c.leaveOut(); left != 3 {
		t.Errorf("%d rows are left out, want 3", left)
	}
	var notes []string
	for i := range c.rows {
		notes = append(notes, c.cellOf(i, "Note"))
		if c.isLeftOut(i) != (notes[i] == "") {
			t.Errorf("row %d is left out: %t", i, c.isLeftOut(i))
		}
	}
	if diff := gocmp.Diff([]string{"a", "", "", "", "e"}, notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	if len(c.issues) != 1 || c.issues[2] == nil {
		t.Errorf("issues of the rows %v, want that of row 2", slices.Collect(maps.Keys(c.issues)))
	}
	path := filepath.Join(t.TempDir(), correctName)
	var b bytes.Buffer
	must(t, c.writeTo(t.Context(), &b, t.TempDir()))
	writeFile(t, path, b.String())
	r, rows := back(t, path)
	if diff := gocmp.Diff([]string{"2|you|x|a||", "2|you|x|e|1|"}, rows); diff != "" || len(r.missing) > 0 {
		t.Errorf("rows (-want +got), missing %q:\n%s", r.missing, diff)
	}
}

// The columns of the rejects and those of the workbook are the same ones, each once.
func TestLayout(t *testing.T) {
	columns := []string{"a", "b", columnRow, columnPart, columnWho, columnProblem, columnText, "answer: Class Name", "answer: Note"}
	want := []string{columnRow, columnWho, columnProblem, "a", "b", columnPart, columnText, "answer: Class Name", "answer: Note"}
	for name, export := range map[string][]string{
		"an export": {"a", "b"}, "rejects": columns, "rejects in capitals": {"a", "OTUSTEMPLATE  ROW", "Answer: class name", "b"},
		"a workbook that came back": want,
	} {
		order := layoutOf(export)
		if diff := gocmp.Diff(want, order.arranged(columns)); diff != "" {
			t.Errorf("%s: columns (-want +got):\n%s", name, diff)
		}
		if at := order.place(otustemplate.Place{In: otustemplate.InRejects, Row: 7, Field: 2}); at.Field != 5 || at.Row != 7 {
			t.Errorf("%s: b is at %+v, want field 5", name, at)
		}
		if at := order.place(otustemplate.Place{In: otustemplate.InTemplate, Field: 2}); at.Field != 2 {
			t.Errorf("%s: a cell of the template moved: %+v", name, at)
		}
		if at := order.place(otustemplate.Place{In: otustemplate.InRejects, Row: 7}); at.Field != 0 {
			t.Errorf("%s: a row became a cell: %+v", name, at)
		}
	}
	if own := layoutOf([]string{"answer: Date", "otustemplate x", "answer: F"}); own.own != 4 {
		t.Errorf("columns of the export's own taken for those of the rejects: %d", own.own)
	}
}

// A workbook of nothing to correct says so.
func TestNothingToCorrect(t *testing.T) {
	flags := sampleFlags(t)
	t.Chdir(t.TempDir())
	writeFile(t, "export.csv", "Student_Number,LastFirst,Entry_Date,Entry_Time,Entry_Author,Period,LogType,Subtype,Consequence,Subject,Entry,Void\n"+
		"004289,\"Kaplan, Zane\",08/21/2023,10:05,\"Rivera, Ana\",3,Discipline,HALL,Conference,Pass,\"Used a pass, back in five minutes.\",0\n")
	printed := built(t, 0, append(slices.Clone(flags), "-ask", "export.csv")...)
	if !strings.Contains(printed, "0 rows to correct") || !strings.Contains(printed, "Next: share template.csv") {
		t.Errorf("printed %q", printed)
	}
	sheets := sheetsOf(t, []byte(read(t, "out", correctName)))
	if len(sheets) != 1 || !strings.Contains(fmt.Sprint(sheets[sheetHowTo]), "No row of export.csv needs a correction.") {
		t.Errorf("sheets %v", sheets)
	}
}

// A wrong cell turns green once it is changed, and no other cell does: LibreOffice works out
// for each cell what decides it.
func TestTurnsGreen(t *testing.T) {
	path := corrections(t)
	want := map[string]string{}
	changed(t, path, func(book *excelize.File) {
		must(t, book.UnprotectSheet(sheetRowsName), book.SetCellStr(sheetRowsName, "I2", "Health"), book.SetCellStr(sheetRowsName, "I3", "Art"))
		all, err := book.GetConditionalFormats(sheetRowsName)
		must(t, err)
		for column, spare := range map[string]string{"E": "X", "I": "Y"} {
			rules := all[column+"2:"+column+"4"]
			if len(rules) != 1 {
				t.Fatalf("column %s has the rules %+v, want one", column, rules)
			}
			for row := 2; row <= 4; row++ {
				own := strings.NewReplacer("$"+column+"2", fmt.Sprint("$", column, row), "$A2", fmt.Sprint("$A", row), "$G2", fmt.Sprint("$G", row)).Replace(rules[0].Criteria)
				must(t, book.SetCellFormula(sheetRowsName, fmt.Sprint(spare, row), own))
				want[fmt.Sprint(spare, row)] = "FALSE"
			}
		}
		if len(all) != 2 {
			t.Errorf("%d columns have rules, want those of the wrong cells", len(all))
		}
	})
	want["Y2"] = "TRUE" // I2 was empty; E3 is as it was; I3 was not wrong
	check := func(path string) {
		t.Helper()
		book, err := excelize.OpenFile(path)
		must(t, err)
		defer book.Close()
		got := map[string]string{}
		for cell := range want {
			got[cell], err = book.GetCellValue(sheetRowsName, cell)
			must(t, err)
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("changed (-want +got):\n%s", diff)
		}
	}
	check(office(t, path))
	changed(t, path, func(book *excelize.File) { must(t, book.SetCellStr(sheetRowsName, "E3", "T")) })
	want["X3"] = "TRUE"
	check(office(t, path))
}
