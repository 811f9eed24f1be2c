package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// zipped writes a zip of files, and returns its path.
func zipped(t *testing.T, name string, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		must(t, err)
		_, err = w.Write([]byte(text))
		must(t, err)
	}
	must(t, z.Close())
	path := filepath.Join(t.TempDir(), name)
	writeFile(t, path, b.String())
	return path
}

// written is a workbook of one sheet, as other programs than Excel write it: what stands
// within its sheetData is given.
func written(t *testing.T, rows string) string {
	t.Helper()
	const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	const links = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	return zipped(t, "book.xlsx", map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
		"_rels/.rels":                links + `<Relationship Id="rId1" Type="` + office + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook ` + main + ` xmlns:r="` + office + `"><sheets><sheet name="Log" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": links + `<Relationship Id="rId1" Type="` + office + `/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<worksheet ` + main + `><sheetData>` + rows + `</sheetData></worksheet>`,
	})
}

// Cells of every kind, as their XML has them.
func TestCellsAsWritten(t *testing.T) {
	for _, tt := range []struct{ name, cell, want string }{
		{"a text in the cell", `<c t="inlineStr"><is><t>004217</t></is></c>`, "004217"},
		{"a text of several looks", `<c t="inlineStr"><is><r><t>by </t></r><r><rPr><b/></rPr><t xml:space="preserve"> bus</t></r></is></c>`, "by  bus"},
		{"a formula with a text", `<c t="str"><f>A1&amp;B1</f><v>0012</v></c>`, "0012"},
		{"a formula with an empty text", `<c t="str"><f>IF(1,"")</f><v></v></c>`, ""},
		{"a formula with a number", `<c><f>1+1</f><v>2</v></c>`, "2"},
		{"a formula that failed", `<c t="e"><f>VLOOKUP(1,A:A,1)</f><v>#N/A</v></c>`, "#N/A"},
		{"a yes", `<c t="b"><v>1</v></c>`, "TRUE"},
		{"a no", `<c t="b"><v>0</v></c>`, "FALSE"},
		{"a number", `<c><v>4217</v></c>`, "4217"},
		{"a number that says so", `<c t="n"><v>4217</v></c>`, "4217"},
		{"a long number in scientific form", `<c><v>1.23456789012E+11</v></c>`, "123456789012"},
		{"a day that is spelled out", `<c t="d"><v>2023-11-02T00:00:00</v></c>`, "2023-11-02"},
		{"a day with a time that is spelled out", `<c t="d"><v>2023-11-02T14:30:00</v></c>`, "2023-11-02"},
		{"an empty cell", `<c/>`, ""},
		{"a formula without a result", `<c><f>A1</f></c>`, "the cell under \"Value\" is a formula without a result; open the workbook in Excel and save it, or enter the value itself"},
	} {
		path := written(t, `<row><c t="inlineStr"><is><t>What</t></is></c><c t="inlineStr"><is><t>Value</t></is></c></row>`+
			`<row><c t="inlineStr"><is><t>x</t></is></c>`+tt.cell+`</row>`)
		b, err := openBook(path, t.TempDir())
		must(t, err)
		s, err := newSheetSource(b, "Log", func([]string) bool { return false })
		must(t, err)
		cells, err := s.next()
		got := fmt.Sprint(cells[1].value)
		if err != nil {
			got = strings.TrimPrefix(err.Error(), "row 0 (line 0): ")
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		must(t, s.Close(), b.Close())
	}
}

// Rows and cells that say where they are, with gaps, and rows that do not.
func TestRowsAsWritten(t *testing.T) {
	path := written(t, `<row r="2"><c r="B2" t="inlineStr"><is><t>Who</t></is></c><c r="C2" t="inlineStr"><is><t>Day</t></is></c></row>`+
		`<row r="4" hidden="1"><c r="C4"><v>7</v></c></row><row r="5"/><row r="6"><c r="B6" t="inlineStr"><is><t>Lee</t></is></c></row>`)
	columns, rows, numbers := rowsOf(t, path, "")
	if diff := cmp.Diff([]string{"", "Who", "Day"}, columns); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([][]string{{"", "", ""}, {"", "", "7"}, {"", "", ""}, {"", "Lee", ""}}, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int64{3, 4, 5, 6}, numbers); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
}

// A row or column that is hidden is read as any other: nobody decided that it does not count.
func TestHiddenRowsAndColumns(t *testing.T) {
	book := excelize.NewFile()
	must(t, book.SetSheetRow("Sheet1", "A1", &[]string{"a", "b", "c"}), book.SetSheetRow("Sheet1", "A2", &[]string{"1", "2", "3"}),
		book.SetSheetRow("Sheet1", "A3", &[]string{"4", "5", "6"}), book.SetRowVisible("Sheet1", 2, false), book.SetColVisible("Sheet1", "B", false))
	_, rows, _ := rowsOf(t, save(t, book), "")
	if diff := cmp.Diff([][]string{{"1", "2", "3"}, {"4", "5", "6"}}, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// What is no workbook is told in plain words, with what to do.
func TestOtherFiles(t *testing.T) {
	flags := sampleFlags(t)
	sampleBook, err := sample.ReadFile("district/export.xlsx")
	must(t, err)
	folder := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		writeFile(t, path, text)
		return path
	}
	locked := excelize.NewFile()
	must(t, locked.SetSheetRow("Sheet1", "A1", &[]string{"a", "b"}))
	lockedPath := filepath.Join(folder, "locked.xlsx")
	must(t, locked.SaveAs(lockedPath, excelize.Options{Password: "secret"}), locked.Close())
	empty := excelize.NewFile()
	must(t, empty.SetCellStr("Sheet1", "A1", "only a title"))
	t.Chdir(t.TempDir())
	built(t, 0, "-out", "first")
	csvOfSheet := file("sheet.csv", "otustemplate row,otustemplate who,otustemplate problem,Student_Number,do not send,why not\n2,you,x,004217,do not send,\n")
	for _, tt := range []struct{ name, path, want string }{
		{"OpenDocument", zipped(t, "a.ods", map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), "LibreOffice or OpenOffice (.ods)"},
		{"binary workbook", zipped(t, "a.xlsb", map[string]string{"xl/workbook.bin": "x"}), "a binary workbook (.xlsb): open it in Excel and save it"},
		{"Numbers", zipped(t, "a.numbers", map[string]string{"Index/Document.iwa": "x"}), "Export To > Excel"},
		{"Word", zipped(t, "a.docx", map[string]string{"word/document.xml": "x"}), "a Word document"},
		{"another zip", zipped(t, "a.zip", map[string]string{"export.csv": "x"}), "a zip archive, and no workbook: unpack it"},
		{"old workbook", file("a.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00"), "a workbook of an old Excel (.xls): open it in Excel and save it"},
		{"a password", lockedPath, "the workbook has a password"},
		{"cut short", file("cut.xlsx", string(sampleBook[:3000])), "only a part of one"},
		{"a workbook that is no XML", zipped(t, "bad.xlsx", map[string]string{"xl/workbook.xml": "hello"}), "the workbook cannot be read"},
		{"a web page", file("page.xls", "<html><table><tr><td>a</td></tr></table></html>"), "a web page"},
		{"an empty file", file("empty.xlsx", ""), "the file is empty"},
		{"no titles", save(t, empty), "no row has the titles of the columns; name another sheet with -sheet: it has Sheet1"},
		{"the sheet of all rows as CSV", csvOfSheet, "save the whole workbook as .xlsx"},
	} {
		var stdout, stderr strings.Builder
		if got := run(t.Context(), append(slices.Clone(flags), tt.path), &stdout, &stderr); got != 2 || !strings.Contains(stderr.String(), tt.want) {
			t.Errorf("%s: run = %d and told %q, want 2 and %q", tt.name, got, stderr.String(), tt.want)
		}
	}
	var stdout, stderr strings.Builder
	if got := run(t.Context(), append(slices.Clone(flags), "-sheet", sheetRowsName, filepath.Join("first", correctName)), &stdout, &stderr); got != 2 || !strings.Contains(stderr.String(), "leave -sheet out") {
		t.Errorf("-sheet of a corrected workbook: run = %d and told %q", got, stderr.String())
	}
	// A CSV under the name of a workbook, and the other way round, are what they are.
	built(t, 1, append(slices.Clone(flags), "-out", "csv", file("csv.xlsx", read(t, "first", rejectsName)))...)
	built(t, 1, append(slices.Clone(flags), "-out", "book", file("book.csv", string(sampleBook)))...)
	if got, want := read(t, "book", templateName), read(t, "first", templateName); got != want {
		t.Error("a workbook under the name of a CSV gives another template")
	}
}

// A file made to fill the memory is refused before it does.
func TestLimits(t *testing.T) {
	small := limits{unpacked: 1 << 20, inMemory: 1 << 16, text: 1 << 18}
	book := func(text string) string {
		return written(t, `<row><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>`+text+`</t></is></c></row>`)
	}
	for _, tt := range []struct{ name, text, want string }{
		{"small enough", strings.Repeat("x", 1<<17), ""},
		{"a long text", strings.Repeat("x", 1<<18+1), "a text far too long for a cell"},
		{"a long text without an end", strings.Repeat("x", 1<<19), "a text far too long for a cell"},
		{"much text", strings.Repeat("</t><t>", 1<<18), "far too large"},
	} {
		b, err := openBookWithin(book(tt.text), t.TempDir(), small)
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
		if err == nil {
			must(t, b.Close())
		}
	}
	damaged := written(t, `<row>`+strings.Repeat("<c/>", 1<<17)+`</row>`)
	text, err := os.ReadFile(damaged)
	must(t, err)
	at := bytes.Index(text, []byte("xl/worksheets/sheet1.xml"))
	copy(text[at+40:], "damage")
	writeFile(t, damaged, string(text))
	if _, err := openBookWithin(damaged, t.TempDir(), small); err == nil {
		t.Error("a damaged workbook is opened")
	}
}

// Two columns of one title, or titles over two rows.
func TestTitles(t *testing.T) {
	flags := sampleFlags(t)
	t.Chdir(t.TempDir())
	text, err := sample.ReadFile("district/export.xlsx")
	must(t, err)
	book, err := excelize.OpenReader(bytes.NewReader(text))
	must(t, err)
	must(t, book.InsertRows("Sheet1", 1, 2), book.SetSheetRow("Sheet1", "A1", &[]string{"Student", "", "Incident"}), book.SaveAs("two.xlsx"))
	built(t, 1, append(slices.Clone(flags), "-out", "two", "two.xlsx")...)
	if rows := strings.Count(read(t, "two", templateName), "\r\n"); rows != 216 {
		t.Errorf("%d lines of a template whose export has titles over two rows, want 216", rows)
	}
	must(t, book.SetCellStr("Sheet1", "B5", "Student_Number"), book.SaveAs("same.xlsx"), book.Close())
	var stdout, stderr strings.Builder
	if got := run(t.Context(), append(slices.Clone(flags), "same.xlsx"), &stdout, &stderr); got != 2 || !strings.Contains(stderr.String(), "several columns of that label") {
		t.Errorf("two columns of one title: run = %d and told %q", got, stderr.String())
	}
}
