package sheet_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"github.com/google/go-cmp/cmp"
)

// labels is the template's own header.
const labels = "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\n"

// rec is a record of cells A to I, the date plain.
func rec(cells ...string) schema.Record {
	var c [9]string
	copy(c[:], cells)
	r := schema.Record{StudentEmail: c[0], SISID: c[1], StudentNumber: c[2], StateID: c[3],
		Recognition: c[4], TeacherEmail: c[5], ClassName: c[6], DateText: c[7], Note: c[8]}
	if d, err := dates.Parse(c[7]); err == nil {
		r.Date, r.DateText = d, ""
	}
	return r
}

// row is a row that is valid, with a note.
func row(note string) string {
	return "s@example.org,,,,Kindness,t@example.org,Algebra 1,2023-09-14," + note
}

// valid is the record of row.
func valid(note string) schema.Record {
	return rec("s@example.org", "", "", "", "Kindness", "t@example.org", "Algebra 1", "2023-09-14", note)
}

// readTests have a ¶ where each row that Read returns starts.
var readTests = []struct {
	name string
	in   string
	opts sheet.ReaderOptions
	want []read
}{
	{name: "template", in: labels + "¶" + row("a note") + "\n¶" + row("") + "\n", want: []read{{Record: valid("a note")}, {Record: valid("")}}},
	{name: "cells are kept as read", in: labels + "¶ s@example.org ,,007,,\tKindness,t@example.org,Algebra  1, 2023-09-14,\"a\r\nb\"\"\n\"\r\n",
		want: []read{{Record: rec(" s@example.org ", "", "007", "", "\tKindness", "t@example.org", "Algebra  1", " 2023-09-14", "a\r\nb\"\n")}}},
	{name: "blank rows are passed over and counted", in: labels + "\n , ,\t\n¶" + row("a") + "\r\n\"\"\r\n¶" + row("b"),
		want: []read{{Record: valid("a"), At: schema.Position{Row: 4}}, {Record: valid("b"), At: schema.Position{Row: 6}}}},
	{name: "row counts notes of two lines once", in: labels + "¶" + row("\"a\nb\"") + "\n¶" + row("c"),
		want: []read{{Record: valid("a\nb")}, {Record: valid("c"), At: schema.Position{Row: 3}}}},
	{name: "title rows and blank rows above", in: "Lincoln Middle School\n\nRecognitions,,2023\n" + labels + "¶" + row("a"),
		want: []read{{Record: valid("a"), At: schema.Position{Row: 5}}}},
	{name: "title row that names one column", in: "Notes\n" + labels + "¶" + row("a"), want: []read{{Record: valid("a"), At: schema.Position{Row: 3}}}},
	{name: "sep line is no row", in: "sep=;\r\n" + strings.ReplaceAll(labels, ",", ";") + "¶" + strings.ReplaceAll(row("a,b"), ",", ";"),
		want: []read{{Record: rec("s@example.org", "", "", "", "Kindness", "t@example.org", "Algebra 1", "2023-09-14", "a"), Code: schema.CodeFieldCount}}},
	{name: "quoted sep line", in: "\"SEP=|\"\n" + strings.ReplaceAll(labels, ",", "|") + "¶" + strings.ReplaceAll(row("a"), ",", "|"),
		want: []read{{Record: valid("a")}}},
	{name: "sep line against Comma", in: "sep=;\n" + labels + "¶" + row("a"), opts: sheet.ReaderOptions{Comma: ','}, want: []read{{Record: valid("a")}}},
	{name: "tabs", in: strings.ReplaceAll(labels, ",", "\t") + "¶" + strings.ReplaceAll(row("a"), ",", "\t"), want: []read{{Record: valid("a")}}},
	{name: "semicolons", in: strings.ReplaceAll(labels, ",", ";") + "¶" + strings.ReplaceAll(row(`"a;b"`), ",", ";"), want: []read{{Record: valid("a;b")}}},
	{name: "pipes", in: strings.ReplaceAll(labels, ",", "|") + "¶" + strings.ReplaceAll(row("a"), ",", "|"), want: []read{{Record: valid("a")}}},
	{name: "a comma of its own", in: strings.ReplaceAll(labels, ",", "^") + "¶" + strings.ReplaceAll(row("a"), ",", "^"),
		opts: sheet.ReaderOptions{Comma: '^'}, want: []read{{Record: valid("a")}}},
	{name: "aliases, another order, other columns", in: "Campus,Date,Class,Behavior,Teacher E-mail,Student ID\n¶North,2023-09-14,Algebra 1,Kindness,t@example.org,007\n",
		want: []read{{Record: rec("", "", "007", "", "Kindness", "t@example.org", "Algebra 1", "2023-09-14")}}},
	{name: "labels of the district", in: strings.Replace(labels, "SIS ID", "Schüler-Nr", 1) + "¶,42,,,Kindness,t@example.org,Algebra 1,2023-09-14,\n",
		opts: sheet.ReaderOptions{Labels: map[string]schema.Column{"SCHÜLER-NR": schema.ColSISID}},
		want: []read{{Record: rec("", "42", "", "", "Kindness", "t@example.org", "Algebra 1", "2023-09-14")}}},
	{name: "nine columns, some labels known", in: "Correo,SIS ID,Numero,Estado,Recognition,Maestro,Clase,Date,Nota\n¶" + row("a"), want: []read{{Record: valid("a")}}},
	{name: "nine columns, no label known", in: "\nCorreo,Uno,Numero,Estado,Tipo,Maestro,Clase,Fecha,Nota\n¶" + row("a"),
		want: []read{{Record: valid("a"), At: schema.Position{Row: 3}}}},
	{name: "a cell that could be a label makes no header", in: "Correo,Uno,Numero,Estado,Tipo,Maestro,Clase,Fecha,Nota\n¶" + row("a") + "\n¶s,a,b,c,Kindness,t,Algebra,2023-09-14,Comment\n",
		want: []read{{Record: valid("a")}, {Record: rec("s", "a", "b", "c", "Kindness", "t", "Algebra", "2023-09-14", "Comment")}}},
	{name: "a label that is not to be known", in: labels[:len(labels)-1] + ",Class\n¶" + row("a,Room 2"),
		opts: sheet.ReaderOptions{Labels: map[string]schema.Column{"Class": schema.NoColumn}}, want: []read{{Record: valid("a")}}},
	{name: "header row given", in: labels + "x\n" + strings.Replace(labels, "SIS ID", "Campus", 1) + "¶" + row("a"), opts: sheet.ReaderOptions{HeaderRow: 3},
		want: []read{{Record: valid("a"), At: schema.Position{Row: 4}}}},
	{name: "no header", in: "¶" + row("a") + "\n¶" + row("b"), opts: sheet.ReaderOptions{NoHeader: true},
		want: []read{{Record: valid("a"), At: schema.Position{Row: 1}}, {Record: valid("b"), At: schema.Position{Row: 2}}}},
	{name: "no header, eight columns, semicolons", in: "¶" + strings.TrimSuffix(strings.ReplaceAll(row(""), ",", ";"), ";"), opts: sheet.ReaderOptions{NoHeader: true},
		want: []read{{Record: valid(""), At: schema.Position{Row: 1}}}},
	{name: "missing cells at the end", in: labels + "¶s@example.org,,,,Kindness,t@example.org,Algebra 1,2023-09-14\n", want: []read{{Record: valid("")}}},
	{name: "a required cell missing at the end", in: labels + "¶s@example.org,,,,Kindness,t@example.org,Algebra 1\n¶" + row("a"),
		want: []read{{Record: rec("s@example.org", "", "", "", "Kindness", "t@example.org", "Algebra 1"), Code: schema.CodeFieldCount}, {Record: valid("a")}}},
	{name: "extra cells", in: labels + "¶" + row("a, ,") + "\n¶" + row("a,b") + "\n",
		want: []read{{Record: valid("a")}, {Record: valid("a"), Code: schema.CodeFieldCount}}},
	{name: "bare quotes", in: labels + "¶" + row(`5" disk`) + "\n¶" + row(`6" nail, bent`) + "\n",
		want: []read{{Record: valid(`5" disk`)}, {Record: valid(`6" nail`), Code: schema.CodeQuote, Column: schema.ColNote}}},
	{name: "spreadsheet zeros", in: labels + "¶,,=\"007\",,Kindness,t@example.org,Algebra 1,2023-09-14,\n",
		want: []read{{Record: rec("", "", `="007"`, "", "Kindness", "t@example.org", "Algebra 1", "2023-09-14")}}},
	{name: "text behind a quote", in: labels + "¶,\"1\"2,,,Kindness\n¶" + row("a"),
		want: []read{{Record: rec("", `"1"2,,,Kindness`), Code: schema.CodeQuote, Column: schema.ColSISID}, {Record: valid("a")}}},
	{name: "open quote", in: labels + "¶" + row("\"a") + "\n¶" + row("b") + "\n\n",
		want: []read{{Record: valid("\"a"), Code: schema.CodeQuote, Column: schema.ColNote}, {Record: valid("b")}}},
	{name: "row too long", in: labels + "¶" + row(strings.Repeat("x", 100)) + "\n¶" + row("b"), opts: sheet.ReaderOptions{MaxRowBytes: 95},
		want: []read{{Record: valid(strings.Repeat("x", 95-len(row("")))), Code: schema.CodeRowSize, Column: schema.ColNote}, {Record: valid("b")}}},
	{name: "quotes as ordinary characters", in: labels + "¶" + row("\"a") + "\n¶" + row("b\""), opts: sheet.ReaderOptions{Quoting: sheet.QuoteNone},
		want: []read{{Record: valid("\"a")}, {Record: valid("b\"")}}},
	{name: "UTF-8 mark", in: "\ufeff" + labels + "¶" + row("é"), want: []read{{Record: valid("é")}}},
	{name: "Windows-1252 cell by cell", in: labels + "¶" + strings.Replace(row("\x93caf\xe9\x94"), "Algebra", "Al\u00e9bra", 1) + "\n",
		want: []read{{Record: rec("s@example.org", "", "", "", "Kindness", "t@example.org", "Al\u00e9bra 1", "2023-09-14", "\u201ccaf\u00e9\u201d")}}},
	{name: "Windows-1252 asked for", in: labels + "¶" + row("caf\xc3\xa9"), opts: sheet.ReaderOptions{Encoding: sheet.EncodingWindows1252},
		want: []read{{Record: valid("caf\u00c3\u00a9")}}},
	{name: "Windows-1252 asked for, but a mark", in: "\ufeff" + labels + "¶" + row("café"), opts: sheet.ReaderOptions{Encoding: sheet.EncodingWindows1252},
		want: []read{{Record: valid("café")}}},
	{name: "UTF-8 asked for", in: labels + "¶" + row("caf\xe9") + "\n¶" + row("café"), opts: sheet.ReaderOptions{Encoding: sheet.EncodingUTF8},
		want: []read{{Record: valid("caf\xe9"), Code: schema.CodeEncoding, Column: schema.ColNote}, {Record: valid("café")}}},
	{name: "not a plain date", in: labels + "¶s,,,,Kindness,t@example.org,Algebra 1,2023-09-14 10:30,\n",
		want: []read{{Record: rec("s", "", "", "", "Kindness", "t@example.org", "Algebra 1", "2023-09-14 10:30")}}},
	{name: "header alone", in: labels},
	{name: "header alone, no line end", in: strings.TrimSpace(labels)},
}

// unmark takes the marks out of in, and fills in the places in want.
func unmark(in string, want []read) (string, []read) {
	pieces := strings.Split(in, "¶")
	text := pieces[0]
	want = append([]read(nil), want...)
	for i, piece := range pieces[1:] {
		at := &want[i].At
		at.Offset = int64(len(text))
		at.Line = int64(1 + strings.Count(text, "\n"))
		if at.Row == 0 {
			at.Row = int64(2 + i)
		}
		text += piece
	}
	return text, want
}

func TestReader(t *testing.T) {
	for _, tt := range readTests {
		t.Run(tt.name, func(t *testing.T) {
			in, want := unmark(tt.in, tt.want)
			for name, r := range map[string]io.Reader{
				"whole reads":    strings.NewReader(in),
				"one-byte reads": iotest.OneByteReader(strings.NewReader(in)),
				"data with EOF":  iotest.DataErrReader(strings.NewReader(in)),
			} {
				got, err := readAll(t, r, &tt.opts)
				if diff := cmp.Diff(want, got); err != nil || diff != "" {
					t.Errorf("%s: error %v, rows mismatch (-want +got):\n%s", name, err, diff)
				}
			}
		})
	}
}

func TestReaderUTF16(t *testing.T) {
	text := labels + row("é😀") + "\n" + row("b") + "\n"
	for name, order := range map[string]binary.AppendByteOrder{"little-endian": binary.LittleEndian, "big-endian": binary.BigEndian} {
		for _, mark := range []string{"\ufeff", ""} {
			var in []byte
			for _, unit := range utf16.Encode([]rune(mark + text)) {
				in = order.AppendUint16(in, unit)
			}
			opts := &sheet.ReaderOptions{Encoding: sheet.EncodingUTF16}
			if mark != "" {
				opts = nil
			}
			got, err := readAll(t, bytes.NewReader(in), opts)
			lead := 2 * len([]rune(mark))
			first := lead + 2*len(labels)
			want := []read{
				{Record: valid("é😀"), At: schema.Position{Row: 2, Line: 2, Offset: int64(first)}},
				{Record: valid("b"), At: schema.Position{Row: 3, Line: 3, Offset: int64(first + 2*len(row("")) + 2 + 4 + 2)}},
			}
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%s, mark %q: error %v, rows mismatch (-want +got):\n%s", name, mark, err, diff)
			}
		}
	}
}

var fileErrorTests = []struct {
	name    string
	in      string
	opts    sheet.ReaderOptions
	code    schema.Code
	columns []schema.Column
	text    string // part of the error
}{
	{name: "empty", in: "", code: schema.CodeNotCSV, text: "empty"},
	{name: "only white space", in: "\ufeff \r\n\t\n", code: schema.CodeNotCSV, text: "empty"},
	{name: "only a sep line", in: "sep=,\n", code: schema.CodeNotCSV, text: "empty"},
	{name: "workbook", in: "PK\x03\x04\x14\x00", code: schema.CodeNotCSV, text: "CSV UTF-8 (Comma delimited)"},
	{name: "workbook, UTF-16 asked for", in: "PK\x03\x04\x14\x00", opts: sheet.ReaderOptions{Encoding: sheet.EncodingUTF16}, code: schema.CodeNotCSV, text: "workbook"},
	{name: "old workbook", in: "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", code: schema.CodeNotCSV, text: ".xls"},
	{name: "PDF", in: "%PDF-1.7\n", code: schema.CodeNotCSV, text: "PDF"},
	{name: "gzip", in: "\x1f\x8b\x08", code: schema.CodeNotCSV, text: "gzip"},
	{name: "Word document", in: "{\\rtf1\\ansi", code: schema.CodeNotCSV, text: "Word"},
	{name: "picture", in: "\x89PNG\r\n\x1a\n", code: schema.CodeNotCSV, text: "picture"},
	{name: "photo", in: "\xff\xd8\xff\xe0\x00\x10JFIF", code: schema.CodeNotCSV, text: "picture"},
	{name: "database", in: "SQLite format 3\x00\x10\x00", code: schema.CodeNotCSV, text: "database"},
	{name: "archive", in: "7z\xbc\xaf\x27\x1c\x00", code: schema.CodeNotCSV, text: "unpack it first"},
	{name: "JSON", in: "\ufeff{\n  \"students\": []}", code: schema.CodeNotCSV, text: "JSON"},
	{name: "JSON, an array", in: "[ {\"id\": 1}]", code: schema.CodeNotCSV, text: "JSON"},
	{name: "braces that are no JSON", in: "{id},[name]\n", code: schema.CodeHeaderMissing},
	{name: "saved web page", in: "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n", code: schema.CodeNotCSV, text: "web page"},
	{name: "program", in: "\x7fELF\x02\x01\x01" + strings.Repeat("\x00", 90), code: schema.CodeHeaderMissing, text: "not plain text"},
	{name: "web page", in: "\ufeff\r\n <!DOCTYPE html>\n<html>", code: schema.CodeNotCSV, text: "web page"},
	{name: "table called .xls", in: "<Table border=1>", code: schema.CodeNotCSV, text: "web page"},
	{name: "no header", in: "a,b,c\nd,e,f\n", code: schema.CodeHeaderMissing, text: "Student Email"},
	{name: "no header, data", in: row("a") + "\n", code: schema.CodeHeaderMissing, text: "put a row with the titles above it"},
	{name: "UTF-16 that is to be UTF-8", in: "S\x00t\x00u\x00d\x00", opts: sheet.ReaderOptions{Encoding: sheet.EncodingUTF8},
		code: schema.CodeHeaderMissing, text: "not plain text; open it in Excel"},
	{name: "UTF-16 of nine columns that is to be UTF-8", in: strings.Join(strings.Split(labels+row(""), ""), "\x00") + "\x00",
		opts: sheet.ReaderOptions{Encoding: sheet.EncodingUTF8}, code: schema.CodeHeaderMissing, text: "not plain text; open it in Excel"},
	{name: "header row names nothing", in: labels + row(""), opts: sheet.ReaderOptions{HeaderRow: 2}, code: schema.CodeHeaderMissing, text: "row 2"},
	{name: "header row behind the end", in: labels, opts: sheet.ReaderOptions{HeaderRow: 9}, code: schema.CodeHeaderMissing, text: "row 9"},
	{name: "the wrong comma", in: labels, opts: sheet.ReaderOptions{Comma: ';'}, code: schema.CodeHeaderMissing},
	{name: "required columns missing", in: "SIS ID,Recognition,Note\n", code: schema.CodeHeaderColumnMissing,
		columns: []schema.Column{schema.ColTeacherEmail, schema.ColClassName, schema.ColDate}, text: "row 1 has no column title for Teacher Email, Class Name and Date"},
	{name: "no identifier", in: "Recognition,Teacher Email,Class Name,Date\n", code: schema.CodeHeaderColumnMissing,
		columns: []schema.Column{schema.ColStudentEmail, schema.ColSISID, schema.ColStudentNumber, schema.ColStateID},
		text:    "the student (Student Email, SIS ID, Student Number or State ID)"},
	{name: "two labels for one column", in: "x\n" + labels[:len(labels)-1] + ",Class\n", code: schema.CodeHeaderDuplicate,
		columns: []schema.Column{schema.ColClassName}, text: "G2 and J2 both mean Class Name"},
	{name: "data that could be a label makes no header", in: "a,b,c,d,e,f,g,2023-09-14,x\na,b,c,d,e,f,g,2023-09-14,Comment\n", code: schema.CodeHeaderColumnMissing,
		columns: []schema.Column{schema.ColStudentEmail, schema.ColSISID, schema.ColStudentNumber, schema.ColStateID,
			schema.ColRecognition, schema.ColTeacherEmail, schema.ColClassName, schema.ColDate}, text: "row 2"},
	{name: "no header, seven columns", in: "a,b,c,d,e,f,g\n", opts: sheet.ReaderOptions{NoHeader: true}, code: schema.CodeHeaderColumnMissing,
		columns: []schema.Column{schema.ColDate}, text: "Date"},
	{name: "nine columns, one label out of its place", in: "Correo,Date,Numero,Estado,Tipo,Maestro,Clase,Fecha,Nota\n", code: schema.CodeHeaderColumnMissing,
		columns: []schema.Column{schema.ColStudentEmail, schema.ColSISID, schema.ColStudentNumber, schema.ColStateID,
			schema.ColRecognition, schema.ColTeacherEmail, schema.ColClassName}},
	{name: "header behind a hundred rows", in: strings.Repeat("x\n", 100) + labels, code: schema.CodeHeaderMissing},
}

// The header may be any of the first hundred rows, or the one that HeaderRow says,
// wherever that is.
func TestHeaderFarDown(t *testing.T) {
	for _, tt := range []struct{ above, row, rows int }{{99, 0, 1}, {99, 100, 1}, {100, 101, 1}, {149, 150, 1}, {149, 151, -1}, {149, 149, -1}, {149, 0, -1}, {100, 0, -1}} {
		in := strings.Repeat("x\n", tt.above) + labels + row("a") + "\n"
		rows, err := readAll(t, strings.NewReader(in), &sheet.ReaderOptions{HeaderRow: tt.row})
		if (err == nil) != (tt.rows > 0) || err == nil && len(rows) != tt.rows {
			t.Errorf("%d rows above, HeaderRow %d: %d rows, %v", tt.above, tt.row, len(rows), err)
		}
	}
}

func TestFileError(t *testing.T) {
	for _, tt := range fileErrorTests {
		t.Run(tt.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(tt.in), iotest.OneByteReader(strings.NewReader(tt.in))} {
				rows, err := readAll(t, r, &tt.opts)
				file, ok := errors.AsType[*sheet.FileError](err)
				if !ok || len(rows) > 0 {
					t.Fatalf("%d rows, error %v; want a FileError", len(rows), err)
				}
				if diff := cmp.Diff(tt.columns, file.Columns); file.Code != tt.code || diff != "" {
					t.Errorf("code %s, want %s; columns mismatch (-want +got):\n%s", file.Code, tt.code, diff)
				}
				if !strings.Contains(file.Error(), tt.text) {
					t.Errorf("error %q lacks %q", file, tt.text)
				}
				if strings.Contains(file.Error(), "Options") { // office staff read it on the page
					t.Errorf("error %q names the API", file)
				}
			}
			_, err := sheet.ReadLayout(strings.NewReader(tt.in), &tt.opts)
			if _, ok := errors.AsType[*sheet.FileError](err); !ok {
				t.Errorf("ReadLayout: error %v, want a FileError", err)
			}
		})
	}
}

func TestReaderOptionErrors(t *testing.T) {
	column := func(labels ...string) map[string]schema.Column {
		m := make(map[string]schema.Column)
		for i, label := range labels {
			m[label] = schema.Column(i + 1)
		}
		return m
	}
	for name, opts := range map[string]sheet.ReaderOptions{
		"comma not ASCII":            {Comma: 'é'},
		"negative comma":             {Comma: -1},
		"comma a quote":              {Comma: '"'},
		"comma CR":                   {Comma: '\r'},
		"comma LF":                   {Comma: '\n'},
		"negative header row":        {HeaderRow: -1},
		"negative bound":             {MaxRowBytes: -1},
		"unknown encoding":           {Encoding: 99},
		"unknown quoting":            {Quoting: 99},
		"header row and none":        {NoHeader: true, HeaderRow: 1},
		"empty label":                {Labels: column(" ")},
		"unknown column":             {Labels: map[string]schema.Column{"a": 10}},
		"one label, several columns": {Labels: column("Homeroom", "home room")},
	} {
		rows, err := readAll(t, strings.NewReader(labels+row("a")), &opts)
		_, file := errors.AsType[*sheet.FileError](err)
		if err == nil || file || len(rows) > 0 {
			t.Errorf("%s: %d rows, error %v; want an error of the options", name, len(rows), err)
		}
	}
}

func TestReaderIOError(t *testing.T) {
	broken := errors.New("broken")
	for in, want := range map[string]int{"": 0, "Stud": 0, labels: 0, labels + row("a"): 0, labels + row("a") + "\n" + row("b"): 1} {
		rows, err := readAll(t, io.MultiReader(strings.NewReader(in), iotest.ErrReader(broken)), nil)
		if err != broken || len(rows) != want {
			t.Errorf("an error behind %q: %d rows, error %v; want %d, %v", in, len(rows), err, want, broken)
		}
	}
}

func TestReaderCopiesOptions(t *testing.T) {
	opts := &sheet.ReaderOptions{Labels: map[string]schema.Column{"Campus": schema.ColSISID}}
	r := sheet.NewReader(strings.NewReader("Campus,Recognition,Teacher Email,Class,Date\n"), opts)
	opts.Comma = ';'
	delete(opts.Labels, "Campus")
	if _, err := r.Layout(); err != nil {
		t.Errorf("options changed after NewReader: %v", err)
	}
}

func TestReadLayout(t *testing.T) {
	tests := []struct {
		name, in string
		opts     *sheet.ReaderOptions
		labels   []string
		columns  []schema.Column
	}{
		{"own order and columns", "Student_Number;date ;Campus;Behavior;Teacher Email;Class*;\n1;2\n", nil,
			[]string{"Student_Number", "date ", "Campus", "Behavior", "Teacher Email", "Class*", ""},
			[]schema.Column{schema.ColStudentNumber, schema.ColDate, schema.NoColumn, schema.ColRecognition,
				schema.ColTeacherEmail, schema.ColClassName, schema.NoColumn}},
		{"by position", row("") + "\n", &sheet.ReaderOptions{NoHeader: true}, schema.Layout{}.Labels(),
			[]schema.Column{1, 2, 3, 4, 5, 6, 7, 8, 9}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := sheet.ReadLayout(strings.NewReader(tt.in), tt.opts)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.labels, got.Labels()); diff != "" {
				t.Errorf("labels mismatch (-want +got):\n%s", diff)
			}
			for i, want := range tt.columns {
				if c := got.Column(i); c != want {
					t.Errorf("Column(%d) = %v, want %v", i, c, want)
				}
			}
		})
	}
}

// TestHeaderBehindLongTitle has a header that starts behind the first bytes
// looked at.
func TestHeaderBehindLongTitle(t *testing.T) {
	in := strings.Repeat("title ", 20_000) + "\n" + labels + row("a")
	got, err := readAll(t, iotest.HalfReader(strings.NewReader(in)), nil)
	if len(got) != 1 || err != nil {
		t.Errorf("%d rows, error %v; want 1, nil", len(got), err)
	}
}

// TestReaderErrorsHoldNoCell checks that no error text repeats the data.
func TestReaderErrorsHoldNoCell(t *testing.T) {
	const secret = "Ximena"
	check := func(err error) {
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("error %q holds a cell", err)
		}
	}
	for _, tt := range readTests {
		in, _ := unmark(tt.in, tt.want)
		r := sheet.NewReader(strings.NewReader(strings.ReplaceAll(in, "Kindness", secret)), &tt.opts)
		for _, err := range r.All() {
			check(err)
		}
	}
	for _, tt := range fileErrorTests {
		_, err := sheet.ReadLayout(strings.NewReader(tt.in+"\n"+secret+","+secret), &tt.opts)
		check(err)
	}
}

func FuzzReader(f *testing.F) {
	for _, tt := range readTests {
		in, _ := unmark(tt.in, tt.want)
		f.Add([]byte(in), uint8(tt.opts.Comma), uint8(tt.opts.Encoding), tt.opts.Quoting == sheet.QuoteNone, tt.opts.NoHeader, uint8(tt.opts.HeaderRow), uint16(tt.opts.MaxRowBytes))
	}
	for _, tt := range fileErrorTests {
		f.Add([]byte(tt.in), uint8(tt.opts.Comma), uint8(tt.opts.Encoding), false, tt.opts.NoHeader, uint8(tt.opts.HeaderRow), uint16(0))
	}
	f.Fuzz(func(t *testing.T, in []byte, comma, encoding uint8, noQuotes, noHeader bool, headerRow uint8, maxRow uint16) {
		opts := &sheet.ReaderOptions{Comma: rune(comma), Encoding: sheet.Encoding(encoding), NoHeader: noHeader,
			HeaderRow: int(headerRow), MaxRowBytes: int(maxRow)}
		if noQuotes {
			opts.Quoting = sheet.QuoteNone
		}
		whole, wholeErr := readAll(t, bytes.NewReader(in), opts)
		parts, partsErr := readAll(t, iotest.OneByteReader(bytes.NewReader(in)), opts)
		if diff := cmp.Diff(whole, parts); diff != "" || fmt.Sprint(wholeErr) != fmt.Sprint(partsErr) {
			t.Errorf("in one: %v; in one-byte reads: %v; rows (-one +bytes):\n%s", wholeErr, partsErr, diff)
		}
		var last schema.Position
		for i, row := range whole {
			if i == 0 {
				last = schema.Position{Offset: -1}
			}
			if row.At.Row <= last.Row || row.At.Line <= last.Line || row.At.Offset <= last.Offset || row.At.Offset >= int64(len(in)) {
				t.Errorf("row at %+v behind %+v of %d bytes", row.At, last, len(in))
			}
			last = row.At
		}
	})
}

func TestReaderAllocations(t *testing.T) {
	in := labels + strings.Repeat(row(`"a ""note"" of some length"`)+"\n", 3000)
	r := sheet.NewReader(strings.NewReader(in), nil)
	if _, err := r.Layout(); err != nil {
		t.Fatal(err)
	}
	n := testing.AllocsPerRun(2000, func() {
		if _, err := r.Read(); err != nil {
			t.Fatal(err)
		}
	})
	if n > 0 {
		t.Errorf("%v allocations a row, want one for many", n)
	}
}

func BenchmarkReader(b *testing.B) {
	const rows = 10_000
	in := labels + strings.Repeat(row(`"Said ""sorry"", and helped to clean up"`)+"\n"+row("Helped a classmate without being asked to")+"\n", rows/2)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, err := range sheet.NewReader(strings.NewReader(in), nil).All() {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != rows {
			b.Fatalf("%d rows, want %d", n, rows)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
