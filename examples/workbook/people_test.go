package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"example.com/otustemplate"
)

// The names of sheets are such as Excel takes, and no two are the same.
func TestSheetName(t *testing.T) {
	taken := map[string]bool{"not known": true}
	for _, tt := range []struct{ name, text, want string }{
		{"a name", "Okafor, Jude", "Okafor, Jude"},
		{"the same name", "Okafor, Jude", "Okafor, Jude 2"},
		{"once more, in capitals", "OKAFOR, JUDE", "OKAFOR, JUDE 3"},
		{"one that is taken", "Not known", "Not known 2"},
		{"signs that Excel refuses", `a[b]c:d*e?f/g\h`, "a b c d e f g h"},
		{"an apostrophe at either end", "'O'Brien'", "O'Brien"},
		{"31 letters", strings.Repeat("x", 31), strings.Repeat("x", 31)},
		{"32 letters", strings.Repeat("y", 32), strings.Repeat("y", 31)},
		{"long and the same", strings.Repeat("x", 40), strings.Repeat("x", 29) + " 2"},
		{"an apostrophe where it is cut", strings.Repeat("z", 30) + "'z", strings.Repeat("z", 30)},
		{"a letter of two units where it is cut", strings.Repeat("w", 30) + "😀", strings.Repeat("w", 30)},
		{"nothing that is left", "***", "Teacher"},
		{"a line break", "Lee,\nMay", "Lee, May"},
	} {
		if got := sheetName(tt.text, taken); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// Each row is on the sheets of those who settle it and on no other: a teacher sees no row
// of another one, nor one of which it is not sure who the teacher is.
func TestAsk(t *testing.T) {
	const header = "Pupil,otustemplate row,otustemplate part,otustemplate who,otustemplate problem,otustemplate text\r\n"
	var text strings.Builder
	text.WriteString(header)
	who := []string{"you", "you", "your data person", "you, your data person", "Otus", "you", "you", "you", "you"}
	for i, w := range who {
		fmt.Fprintf(&text, "pupil %d,%d,,\"%s\",it is wrong,\r\n", i, i+10, w)
	}
	c, err := readRejects(strings.NewReader(text.String()), layout{2})
	must(t, err)
	c.issues = map[int64][]otustemplate.Issue{7: {{Column: otustemplate.ColTeacherEmail, Code: otustemplate.CodeLookupSeveral, Severity: otustemplate.SeverityError}}}
	c.ask(map[int]string{
		0: "j.okafor@example.org", 1: "jo.park@example.org", 2: "j.okafor@example.org", 3: "J.Okafor@example.org",
		5: "j.okafor@example.org", 6: "j.park@example.org", 7: "x@example.org", 8: "",
	}, map[string]string{"j.okafor@example.org": "Okafor, Jude", "jo.park@example.org": "Park, Jo", "j.park@example.org": "Park, Jo"})
	want := []person{
		{"Okafor, Jude", "Questions for Okafor, Jude", []int{0, 3}},
		{"Park, Jo (j.park)", "Questions for Park, Jo (j.park@example.org)", []int{6}},
		{"Park, Jo (jo.park)", "Questions for Park, Jo (jo.park@example.org)", []int{1}},
		{"x@example.org", "Questions for x@example.org", []int{7}},
		{notKnownName, "Rows that do not say for sure which teacher to ask", []int{5, 8}},
		{dataPersonName, "Questions for the data person", []int{2, 3}},
		{otusName, "Questions for Otus", []int{4}},
	}
	if diff := cmp.Diff(want, c.people, cmp.AllowUnexported(person{})); diff != "" {
		t.Errorf("people (-want +got):\n%s", diff)
	}
}

// asked are the sheets of the people to ask of a workbook, with the rows of each.
func asked(t *testing.T, path string) map[string]string {
	t.Helper()
	book, err := excelize.OpenFile(path)
	must(t, err)
	defer book.Close()
	all := map[string]string{}
	for _, sheet := range book.GetSheetList() {
		switch sheet {
		case sheetHowTo, sheetRowsName, sheetChoices, sheetSent, sheetMade:
			continue
		}
		rows, err := book.GetRows(sheet)
		must(t, err)
		for _, row := range rows[1:] {
			all[sheet] = strings.TrimSpace(all[sheet] + " " + row[0])
		}
	}
	return all
}

// The teacher of a row is whom the mapping finds, by whatever the export calls them, on a
// row without a day too; without a mapping it is the address in the row.
func TestTeachers(t *testing.T) {
	flags := sampleFlags(t)
	t.Chdir(t.TempDir())
	built(t, 0, "-ask")
	want := map[string]string{
		"Haddad, Leila": "72 82 124", "Nguyen, Paul": "71 85 108 187", "Okafor, Jude": "39", "Park, Jo": "205", "Rivera, Ana": "44 50",
		notKnownName: "21 68 97 137 144", dataPersonName: "16",
	}
	if diff := cmp.Diff(want, asked(t, "out/"+correctName)); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	writeFile(t, "template.csv", "Student Number,Recognition,Teacher Email,Class Name,Date\n"+
		"004310,Tardy,p.nguyen@northfield.example.org,Health,11/31/2023\n004471,Tardy,nobody@northfield.example.org,Biology,9/14/2023\n"+
		"004471,Tardy,L.Haddad@northfield.example.org,Biology,9/31/2023\n")
	built(t, 1, append(flags[:4:4], "-ask", "-out", "second", "template.csv")...)
	want = map[string]string{"Nguyen, Paul": "2", "Haddad, Leila": "4", notKnownName: "3"}
	if diff := cmp.Diff(want, asked(t, "second/"+correctName)); diff != "" {
		t.Errorf("sheets of a template (-want +got):\n%s", diff)
	}
}

// The sheet of a person is ready to be printed: it has the columns that hold something or
// are to be filled in, on pages in landscape with the titles on each.
func TestPersonSheet(t *testing.T) {
	t.Chdir(t.TempDir())
	built(t, 0, "-ask")
	book, err := excelize.OpenFile("out/" + correctName)
	must(t, err)
	defer book.Close()
	rows, err := book.GetRows("Okafor, Jude")
	must(t, err)
	want := []string{columnRow, columnProblem, "Student_Number", "LastFirst", "Entry_Date", "Entry_Time", "Entry_Author", "Period", "LogType", "Subtype",
		"Consequence", "Subject", "Entry", "Void", "answer: Note", columnDoNot, columnWhy}
	if diff := cmp.Diff(want, rows[0]); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	layout, err := book.GetPageLayout("Okafor, Jude")
	must(t, err)
	if *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 {
		t.Errorf("page layout %s, %d wide, %d high", *layout.Orientation, *layout.FitToWidth, *layout.FitToHeight)
	}
	props, err := book.GetSheetProps("Okafor, Jude")
	must(t, err)
	if props.FitToPage == nil || !*props.FitToPage {
		t.Error("the sheet is not fitted to the page")
	}
	header, err := book.GetHeaderFooter("Okafor, Jude")
	must(t, err)
	if header == nil || !strings.Contains(header.OddHeader, "Questions for Okafor, Jude") {
		t.Errorf("header %+v", header)
	}
	titles := map[string]string{}
	for _, name := range book.GetDefinedName() {
		if name.Name == "_xlnm.Print_Titles" {
			titles[name.Scope] = name.RefersTo
		}
	}
	if got := titles["Okafor, Jude"]; got != "'Okafor, Jude'!$1:$1" {
		t.Errorf("titles on each page: %q", got)
	}
}

// Whoever stops the program while the workbook is written, or read back, need not wait for
// its end, and finds no half of one.
func TestStopped(t *testing.T) {
	c, err := readRejects(strings.NewReader(rejects), threeColumns)
	must(t, err)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	folder := t.TempDir()
	var b strings.Builder
	if err := c.writeTo(stopped, &b, folder); !errors.Is(err, context.Canceled) || b.Len() > 0 {
		t.Errorf("writeTo = %v and wrote %d bytes, want that it was canceled", err, b.Len())
	}
	if files, err := os.ReadDir(folder); err != nil || len(files) > 0 {
		t.Errorf("%v, %v are left", files, err)
	}
	book, err := openBook(askedCorrections(t), t.TempDir())
	must(t, err)
	defer book.Close()
	if _, err := openReturned(stopped, book); !errors.Is(err, context.Canceled) {
		t.Errorf("openReturned = %v, want that it was canceled", err)
	}
}
