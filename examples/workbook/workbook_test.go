package main

import (
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"example.com/otustemplate"
)

// save writes a workbook to a new folder, and returns its path.
func save(t *testing.T, book *excelize.File) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "book.xlsx")
	if err := errors.Join(book.SaveAs(path), book.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// must stops the test at an error.
func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// rowsOf reads all that a sheet holds below the titles of its columns.
func rowsOf(t *testing.T, path, sheet string) (columns []string, rows [][]string, numbers []int64) {
	t.Helper()
	b, err := openBook(path, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	name, err := b.sheet(sheet)
	if err != nil {
		t.Fatal(err)
	}
	s, err := newSheetSource(b, name, func([]string) bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for {
		cells, err := s.next()
		if errors.Is(err, io.EOF) {
			return s.columns, rows, numbers
		}
		if err != nil {
			t.Fatal(err)
		}
		rows, numbers = append(rows, texts(values(cells))), append(numbers, s.number)
	}
}

// A cell is read as a person sees it: a day as a day, whatever its format, and a number
// with the zeros and without the exponent that it has.
func TestCells(t *testing.T) {
	tests := []struct {
		name, format string
		value        any
		want         string
	}{
		{"text", "", "004217", "004217"},
		{"text in the format of days", "mm/dd/yyyy", "by phone", "by phone"},
		{"number", "", 4217, "4217"},
		{"number with zeros", "000000", 4217, "004217"},
		{"number with separators", "#,##0", 104217, "104217"},
		{"long number", "", 123456789012, "123456789012"},
		{"long number with an exponent", "0.00E+00", 123456789012, "123456789012"},
		{"part of a number", "", 1.5, "1.5"},
		{"yes or no", "", true, "TRUE"},
		{"US day", "mm/dd/yyyy", 45232, "2023-11-02"},
		{"short day", "m/d/yy", 45232, "2023-11-02"},
		{"day first", "dd.mm.yyyy", 45232, "2023-11-02"},
		{"month in letters", "d-mmm-yy", 45232, "2023-11-02"},
		{"day with a time", "m/d/yyyy h:mm AM/PM", 45232.75, "2023-11-02"},
		{"language of a day", "[$-409]mmmm d, yyyy;@", 45232, "2023-11-02"},
		{"time", "h:mm AM/PM", 0.75, "6:00 PM"},
		{"time in the format of days", "m/d/yyyy", 0.75, "1/0/1900"},
		{"minutes", "mm:ss", 0.01, "14:24"},
		{"hours beyond a day", "[h]:mm", 1.5, "36:00"},
		{"number with a word", `0 "days"`, 45232, "45232 days"},
		{"number with an escaped letter", `0\d`, 45232, "45232d"},
		{"number in red", "[Red]0", 45232, "45232"},
		{"number of a form like a day", "00-000", 45232, "45-232"},
	}
	book := excelize.NewFile()
	must(t, book.SetSheetRow("Sheet1", "A1", &[]string{"What", "Value"}))
	for i, tt := range tests {
		cell, err := excelize.CoordinatesToCellName(2, i+2)
		must(t, err, book.SetCellStr("Sheet1", "A"+cell[1:], tt.name), book.SetCellValue("Sheet1", cell, tt.value))
		if tt.format != "" {
			style, err := book.NewStyle(&excelize.Style{CustomNumFmt: &tt.format})
			must(t, err, book.SetCellStyle("Sheet1", cell, cell, style))
		}
	}
	_, rows, _ := rowsOf(t, save(t, book), "")
	for i, tt := range tests {
		if got := rows[i][1]; got != tt.want {
			t.Errorf("%s: %v as %q is read as %q, want %q", tt.name, tt.value, tt.format, got, tt.want)
		}
	}
}

// The formats that Excel has built in have no text.
func TestBuiltInDays(t *testing.T) {
	book := excelize.NewFile()
	must(t, book.SetSheetRow("Sheet1", "A1", &[]string{"What", "Value"}))
	want := map[int]string{
		0: "45232", 1: "45232", 14: "2023-11-02", 15: "2023-11-02", 16: "2023-11-02", 17: "2023-11-02",
		18: "12:00 AM", 22: "2023-11-02", 49: "45232",
	}
	row := 1
	var order []int
	for number := range want {
		row++
		cell, err := excelize.CoordinatesToCellName(2, row)
		style, errStyle := book.NewStyle(&excelize.Style{NumFmt: number})
		must(t, err, errStyle, book.SetCellInt("Sheet1", cell, 45232), book.SetCellStyle("Sheet1", cell, cell, style))
		order = append(order, number)
	}
	_, rows, _ := rowsOf(t, save(t, book), "")
	for i, number := range order {
		if got := rows[i][1]; got != want[number] {
			t.Errorf("format %d: %q, want %q", number, got, want[number])
		}
	}
}

// A workbook of an old Mac counts its days from 1904.
func TestDaysFrom1904(t *testing.T) {
	book := excelize.NewFile()
	yes, format := true, "m/d/yyyy"
	style, err := book.NewStyle(&excelize.Style{CustomNumFmt: &format})
	must(t, err, book.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}),
		book.SetSheetRow("Sheet1", "A1", &[]string{"Who", "Day"}), book.SetCellInt("Sheet1", "B2", 45232-1462), book.SetCellStyle("Sheet1", "B2", "B2", style))
	if _, rows, _ := rowsOf(t, save(t, book), ""); rows[0][1] != "2023-11-02" {
		t.Errorf("day %q, want 2023-11-02", rows[0][1])
	}
}

// A title over the whole sheet, merged or not, and blank rows stand above the titles of the
// columns; rows keep the number that Excel shows.
func TestTitleRows(t *testing.T) {
	book := excelize.NewFile()
	must(t,
		book.SetCellStr("Sheet1", "A1", "Log entries"), book.MergeCell("Sheet1", "A1", "C1"),
		book.SetCellStr("Sheet1", "A2", "printed 3/1/2024"),
		book.SetSheetRow("Sheet1", "A4", &[]string{"Number", " Day ", "Kind"}),
		book.SetSheetRow("Sheet1", "A6", &[]string{"004217", "3/1/2024"}),
		book.SetSheetRow("Sheet1", "A8", &[]string{"004218", "", "Tardy"}))
	columns, rows, numbers := rowsOf(t, save(t, book), "")
	if diff := cmp.Diff([]string{"Number", "Day", "Kind"}, columns); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	want := [][]string{{"", "", ""}, {"004217", "3/1/2024", ""}, {"", "", ""}, {"004218", "", "Tardy"}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int64{5, 6, 7, 8}, numbers); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
}

// What a mapping reads are the titles, even if a row above them has several cells.
func TestTitlesThatFit(t *testing.T) {
	book := excelize.NewFile()
	must(t, book.SetSheetRow("Sheet1", "A1", &[]string{"School", "Northfield"}), book.SetSheetRow("Sheet1", "A2", &[]string{"Pupil", "Kind"}),
		book.SetSheetRow("Sheet1", "A3", &[]string{"004217", "T"}))
	b, err := openBook(save(t, book), t.TempDir())
	must(t, err)
	defer b.Close()
	s, err := newSheetSource(b, "Sheet1", func(columns []string) bool { return columns[0] == "Pupil" })
	must(t, err)
	defer s.Close()
	if diff := cmp.Diff([]string{"Pupil", "Kind"}, s.columns); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
}

func TestSheets(t *testing.T) {
	book := excelize.NewFile()
	second, err := book.NewSheet("Second")
	must(t, err, book.SetSheetRow("Second", "A1", &[]string{"a", "b"}))
	book.SetActiveSheet(second)
	must(t, book.SetSheetVisible("Sheet1", false))
	path := save(t, book)
	b, err := openBook(path, t.TempDir())
	must(t, err)
	defer b.Close()
	for asked, want := range map[string]string{"": "Second", "second": "Second", "Sheet1": "Sheet1"} {
		if got, err := b.sheet(asked); got != want || err != nil {
			t.Errorf("sheet(%q) = %q, %v, want %q", asked, got, err, want)
		}
	}
	if _, err := b.sheet("Third"); err == nil || !strings.Contains(err.Error(), "Sheet1, Second") {
		t.Errorf("a sheet that is not there: %v, want the names of those that are", err)
	}
}

// A cell beyond the last title would be lost: its row is rejected.
func TestCellBeyondTheTitles(t *testing.T) {
	book := excelize.NewFile()
	must(t, book.SetSheetRow("Sheet1", "A1", &[]string{"a", "b"}), book.SetSheetRow("Sheet1", "A2", &[]string{"1", "2", "3"}))
	b, err := openBook(save(t, book), t.TempDir())
	must(t, err)
	defer b.Close()
	s, err := newSheetSource(b, "Sheet1", func([]string) bool { return false })
	must(t, err)
	defer s.Close()
	cells, err := s.next()
	var bad *otustemplate.RowError
	if !errors.As(err, &bad) || bad.Code != otustemplate.CodeFieldCount || len(cells) != 2 {
		t.Errorf("next = %q, %v, want two cells and an error of code field-count", values(cells), err)
	}
}

func TestNoWorkbook(t *testing.T) {
	if _, err := openBook("workbook_test.go", t.TempDir()); err == nil || !strings.Contains(err.Error(), "no .xlsx workbook") {
		t.Errorf("openBook of a text file = %v", err)
	}
}
