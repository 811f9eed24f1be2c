package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// What a registrar enters for the rows of the sample district, by the row of the export:
// what the workbook itself says or offers, or what the person knows who is asked. It is
// entered in a red or yellow cell.
var corrections19 = map[string]map[string]string{
	"21":  {"answer: Teacher Email": "a.rivera@northfield.example.org"},
	"39":  {"Entry": "Talked with another student through the quiz, moved seats."},
	"44":  {"Student_Number": "004674"},
	"50":  {"Student_Number": "004233"},
	"68":  {"answer: Teacher Email": "s.obrien@northfield.example.org", "answer: Class Name": "Homeroom 204"},
	"71":  {"Entry_Date": "11/30/2023"},
	"72":  {"Entry_Date": "2023-11-02"},
	"82":  {"Entry_Date": "11/13/2023"},
	"85":  {"answer: Class Name": "Health"},
	"97":  {"answer: Teacher Email": "l.haddad@northfield.example.org"},
	"108": {"Student_Number": "004380"},
	"124": {columnDoNot: choiceDoNot, columnWhy: "he is at another school"},
	"137": {"answer: Teacher Email": "jo.park@northfield.example.org"},
	"144": {"answer: Teacher Email": "s.obrien@northfield.example.org"},
	"187": {"Entry_Date": "3/18/2024"},
	"205": {"answer: Class Name": "Biology"},
}

// enterAll enters the corrections on the sheets that choose takes, each in the row of that
// number. Every cell has to be open.
func enterAll(t *testing.T, path string, choose func(sheet string) bool) {
	t.Helper()
	left := map[string]bool{}
	for row := range corrections19 {
		left[row] = true
	}
	changed(t, path, func(book *excelize.File) {
		for _, sheet := range book.GetSheetList() {
			if !choose(sheet) {
				continue
			}
			rows, err := book.GetRows(sheet)
			must(t, err)
			at := slices.Index(rows[0], columnRow)
			for i, row := range rows[1:] {
				for title, text := range corrections19[row[at]] {
					cell, err := excelize.CoordinatesToCellName(slices.Index(rows[0], title)+1, i+2)
					must(t, err)
					if isLockedOn(t, book, sheet, cell) {
						t.Errorf("row %s: %s on the sheet %q is locked, and is what has to be corrected", row[at], title, sheet)
					}
					must(t, book.SetCellStr(sheet, cell, text))
				}
				delete(left, row[at])
			}
		}
	})
	if len(left) > 0 {
		t.Errorf("the rows %v are on no sheet", left)
	}
}

// The same corrections, entered on the sheet of all rows, on those of the people to ask, on
// both, or in the CSV, give the same template and the same rest, byte for byte; that of the
// CSV is what examples/build makes of it.
func TestTrial(t *testing.T) {
	flags := sampleFlags(t)
	module, err := os.Getwd()
	must(t, err)
	t.Chdir(t.TempDir())
	built(t, 0, "-ask", "-out", "first")
	isMain := func(sheet string) bool { return sheet == sheetRowsName }
	isPerson := func(sheet string) bool {
		return !slices.Contains([]string{sheetRowsName, sheetHowTo, sheetChoices, sheetSent, sheetMade}, sheet)
	}
	outputs := map[string]string{}
	for name, choose := range map[string]func(string) bool{
		"all rows": isMain, "people": isPerson, "both": func(sheet string) bool { return isMain(sheet) || isPerson(sheet) },
	} {
		corrected := name + ".xlsx"
		must(t, os.WriteFile(corrected, []byte(read(t, "first", correctName)), 0o600))
		enterAll(t, corrected, choose)
		built(t, 1, append(slices.Clone(flags), "-out", name, corrected)...)
		outputs[name] = read(t, name, templateName) + "\n" + read(t, name, rejectsName)
		if name == "both" && hasOffice() { // whatever LibreOffice makes of it when it saves it
			built(t, 1, append(slices.Clone(flags), "-out", "office", office(t, corrected))...)
			outputs["saved by LibreOffice"] = read(t, "office", templateName) + "\n" + read(t, "office", rejectsName)
		}
		if not := read(t, name, notSentName); !strings.Contains(not, ",he is at another school\r\n") || strings.Count(not, "\r\n") != 2 {
			t.Errorf("%s: not-sent.csv is %q, want one row with the reason", name, not)
		}
	}
	must(t, os.WriteFile("corrected.csv", []byte(enteredInCSV(t, read(t, "first", rejectsName))), 0o600))
	built(t, 1, append(slices.Clone(flags), "-out", "csv", "corrected.csv")...)
	want := read(t, "csv", templateName) + "\n" + read(t, "csv", rejectsName)
	for name, got := range outputs {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: template and rejects are not those of the CSV (-want +got):\n%s", name, diff)
		}
	}
	if rows := strings.Count(read(t, "csv", templateName), "\r\n") - 1; rows != 15 {
		t.Errorf("%d rows in the template, want 15: all but the one that is not sent and that of the data person", rows)
	}
	if rest := read(t, "csv", rejectsName); strings.Count(rest, "\r\n") != 2 || !strings.Contains(rest, "LUNCH") {
		t.Errorf("left are %q, want the row with a code for the data person", rest)
	}
	if testing.Short() {
		return
	}
	args := append([]string{"run", "example.com/otustemplate/examples/build"}, flags...)
	cmd := exec.CommandContext(t.Context(), "go", append(args, "-out", filepath.Join(t.TempDir(), "build"), filepath.Join(mustDir(t), "corrected.csv"))...)
	cmd.Dir = module
	out := cmd.Args[len(cmd.Args)-2]
	text, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState.ExitCode() != 1 { // rows are left
		t.Fatalf("examples/build: %v\n%s", err, text)
	}
	if got := read(t, out, templateName) + "\n" + read(t, out, rejectsName); got != want {
		t.Errorf("examples/build makes something else of it:\n%s", cmp.Diff(got, want))
	}
}

// hasOffice reports whether LibreOffice is there.
func hasOffice() bool {
	_, err := exec.LookPath("soffice")
	return err == nil && !testing.Short()
}

func mustDir(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	must(t, err)
	return dir
}

// enteredInCSV is the CSV of the rows to correct with the same corrections, without the row
// that is not to be sent.
func enteredInCSV(t *testing.T, rejects string) string {
	t.Helper()
	c, err := readRejects(strings.NewReader(rejects), layout{13})
	must(t, err)
	lines := []string{csvLine(c.columns)}
	for i, row := range c.rows {
		for title, text := range corrections19[c.cellOf(i, columnRow)] {
			if at := slices.Index(c.columns, title); at >= 0 {
				row[at] = text
			}
		}
		if corrections19[c.cellOf(i, columnRow)][columnDoNot] == "" {
			lines = append(lines, csvLine(row))
		}
	}
	return strings.Join(lines, "")
}

func csvLine(cells []string) string {
	var quoted []string
	for _, cell := range cells {
		quoted = append(quoted, fmt.Sprintf(`"%s"`, strings.ReplaceAll(cell, `"`, `""`)))
	}
	return strings.Join(quoted, ",") + "\r\n"
}

// What people and spreadsheets make of an answer comes back right or is told, and is never
// silently another one.
func TestEntered(t *testing.T) {
	flags := sampleFlags(t)
	t.Chdir(t.TempDir())
	built(t, 0, "-out", "first")
	styled := func(format string, value any) func(*testing.T, *excelize.File, string) {
		return func(t *testing.T, b *excelize.File, cell string) {
			t.Helper()
			style, err := b.NewStyle(&excelize.Style{CustomNumFmt: &format})
			must(t, err, b.SetCellValue(sheetRowsName, cell, value), b.SetCellStyle(sheetRowsName, cell, cell, style))
		}
	}
	text := func(value string) func(*testing.T, *excelize.File, string) {
		return func(t *testing.T, b *excelize.File, cell string) {
			t.Helper()
			must(t, b.SetCellStr(sheetRowsName, cell, value))
		}
	}
	for _, tt := range []struct {
		name, row, title string
		enter            func(*testing.T, *excelize.File, string)
		written          string // in the row of the template
		told             string // in the row to correct, if it is none of the template
	}{
		{"a day", "71", "Entry_Date", text("11/30/2023"), ",2023-11-30,", ""},
		{"a day of another form", "71", "Entry_Date", text("30-Nov-2023"), ",2023-11-30,", ""},
		{"a day that became one of the spreadsheet", "71", "Entry_Date", styled("m/d/yyyy", 45260), ",2023-11-30,", ""},
		{"a day as a number", "71", "Entry_Date", styled("0", 45260), "", `most likely ""2023-11-30""`},
		{"a day without its year", "71", "Entry_Date", text("11/3"), "", `Date: `},
		{"a month in letters, without the year", "71", "Entry_Date", text("3-Nov"), "", `Date: `},
		{"a day of the wrong year, as a spreadsheet adds it", "71", "Entry_Date", styled("d-mmm", 46329), "", "11/3/2026"},
		{"a formula", "71", "Entry_Date", func(t *testing.T, b *excelize.File, cell string) {
			t.Helper()
			must(t, b.SetCellFormula(sheetRowsName, cell, `"11/30/"&2023`))
		}, "", "is a formula without a result"},
		{"a number without its zeros", "44", "Student_Number", styled("General", 4674), "004674,", ""},
		{"a number with a comma for the eye", "44", "Student_Number", styled("#,##0", 4674), "004674,", ""},
		{"a number of another child's length", "44", "Student_Number", text("46740"), "", "Student Number: no student in the roster"},
		{"a class with blanks around it", "85", "answer: Class Name", text(" Health "), ",Health,", ""},
		{"a class in small letters", "85", "answer: Class Name", text("health"), ",Health,", ""},
		{"a class that is none", "85", "answer: Class Name", text("Helth"), "", "Class Name: "},
		{"a class of which nothing is known", "85", "answer: Class Name", text("?"), "", "Class Name: "},
		{"not to be sent, as a yes", "85", columnDoNot, styled("General", true), "", ""},
		{"the note may stay", "39", "answer: Note", text("OK"), "Talked with Malik Zeller", ""},
		{"the note may stay, said otherwise", "39", "answer: Note", text("fine"), "", "Note: the note names another student"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			must(t, os.WriteFile("corrected.xlsx", []byte(read(t, "first", correctName)), 0o600))
			changed(t, "corrected.xlsx", func(b *excelize.File) {
				rows, err := b.GetRows(sheetRowsName)
				must(t, err)
				at := slices.IndexFunc(rows, func(row []string) bool { return row[0] == tt.row })
				cell, err := excelize.CoordinatesToCellName(slices.Index(rows[0], tt.title)+1, at+1)
				must(t, err)
				tt.enter(t, b, cell)
			})
			built(t, 1, append(slices.Clone(flags), "-out", "second", "corrected.xlsx")...)
			line := ""
			for l := range strings.Lines(read(t, "second", rejectsName)) {
				if strings.Contains(l, ","+tt.row+",,") {
					line = l
				}
			}
			template := read(t, "second", templateName)
			switch {
			case tt.written != "":
				if strings.Count(template, "\r\n") != 2 || !strings.Contains(template, tt.written) || line != "" {
					t.Errorf("the template has %q, want a row with %q; to correct: %q", template, tt.written, line)
				}
			case strings.Count(template, "\r\n") != 1 || tt.told != "" && !strings.Contains(line, tt.told) || tt.told == "" && line != "":
				t.Errorf("the template has %q, and to correct is %q, want %q", template, line, tt.told)
			}
		})
	}
}
