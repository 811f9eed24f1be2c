package sheet

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate/internal/schema"
)

func TestReadHeader(t *testing.T) {
	tests := []struct {
		name, in string
		opts     ReaderOptions
		want     []string
		row      int64
		first    []string // the row below
	}{
		{name: "commas", in: "a,b\n1,2\n", want: []string{"a", "b"}, row: 1, first: []string{"1", "2"}},
		{name: "semicolons, decimal commas", in: "a;b\n1,5;2,5\n3;4,5\n", want: []string{"a", "b"}, row: 1, first: []string{"1,5", "2,5"}},
		{name: "tie goes to the comma", in: "a,b;c\n1,2;3\n", want: []string{"a", "b;c"}, row: 1, first: []string{"1", "2;3"}},
		{name: "the same number in most rows", in: "a|b\n1,2|3\n1|2\n", want: []string{"a", "b"}, row: 1, first: []string{"1,2", "3"}},
		{name: "title and blank rows above", in: "Log entries\n\n,,\nNorth,,\na,b,c\n1,2,3\n", want: []string{"a", "b", "c"}, row: 5, first: []string{"1", "2", "3"}},
		{name: "one column", in: "\nemail\nt@example.org\n", want: []string{"email"}, row: 2, first: []string{"t@example.org"}},
		{name: "one column, sep line", in: "sep=;\nemail\nt@example.org\n", want: []string{"email"}, row: 1, first: []string{"t@example.org"}},
		{name: "one column filled of two", in: "a,\n1,\n", want: []string{"a", ""}, row: 1, first: []string{"1", ""}},
		{name: "comma given", in: "a;b\n1;2\n", opts: ReaderOptions{Comma: ','}, want: []string{"a;b"}, row: 1, first: []string{"1;2"}},
		{name: "header row given", in: "a,b\nc,d\n1,2\n", opts: ReaderOptions{HeaderRow: 2}, want: []string{"c", "d"}, row: 2, first: []string{"1", "2"}},
		{name: "header row far down", in: strings.Repeat("x\n", 150) + "c,d\n1,2\n", opts: ReaderOptions{HeaderRow: 151, Comma: ','}, want: []string{"c", "d"}, row: 151, first: []string{"1", "2"}},
		{name: "no header", in: "1;2\n3;4\n", opts: ReaderOptions{NoHeader: true}, first: []string{"1", "2"}},
		{name: "behind a row that cannot be read", in: "\"x\"y,z\na,b\n1,2\n", want: []string{"a", "b"}, row: 2, first: []string{"1", "2"}},
		{name: "long lines", in: "a,b\n1," + strings.Repeat("x", 2*peekSize) + "\n", want: []string{"a", "b"}, row: 1, first: []string{"1", strings.Repeat("x", 2*peekSize)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(tt.in), iotest.OneByteReader(strings.NewReader(tt.in))} {
				s := New(r, tt.opts)
				got, err := s.ReadHeader()
				if diff := cmp.Diff(tt.want, got.Cells); err != nil || diff != "" || got.Row != tt.row {
					t.Errorf("error %v, header in row %d, want %d; labels mismatch (-want +got):\n%s", err, got.Row, tt.row, diff)
				}
				var row Row
				err = s.Next(&row)
				if diff := cmp.Diff(tt.first, row.Cells); err != nil || diff != "" {
					t.Errorf("error %v, first row mismatch (-want +got):\n%s", err, diff)
				}
			}
		})
	}
}

func TestReadHeaderErrors(t *testing.T) {
	broken := errors.New("broken")
	tests := []struct {
		name string
		r    io.Reader
		opts ReaderOptions
		code schema.Code // "": broken
	}{
		{name: "empty", r: strings.NewReader("\n"), code: schema.CodeNotCSV},
		{name: "workbook", r: strings.NewReader("PK\x03\x04"), code: schema.CodeNotCSV},
		{name: "header row behind the end", r: strings.NewReader("a,b\n"), opts: ReaderOptions{HeaderRow: 2}, code: schema.CodeHeaderMissing},
		{name: "blank as far as can be seen", r: strings.NewReader(strings.Repeat("\n", 3*peekSize) + "a,b\n"), opts: ReaderOptions{MaxRowBytes: 2 * peekSize}, code: schema.CodeHeaderMissing},
		{name: "broken at once", r: iotest.ErrReader(broken)},
		{name: "broken in the header", r: io.MultiReader(strings.NewReader("a,b"), iotest.ErrReader(broken))},
	}
	for _, tt := range tests {
		_, err := New(tt.r, tt.opts).ReadHeader()
		file, ok := errors.AsType[*FileError](err)
		if ok && file.Code != tt.code || !ok && (tt.code != "" || err != broken) {
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.code)
		}
	}
}

// TestSheetRow checks what only the Validator and the Builder look at.
func TestSheetRow(t *testing.T) {
	in := "\ufeffsep=,\r\na,b\r\n\r\ncaf\xe9,x\"y\r\n\"1\"2,\xe9\r\n"
	s := New(strings.NewReader(in), ReaderOptions{})
	if _, err := s.ReadHeader(); err != nil {
		t.Fatal(err)
	}
	var row Row
	type seen struct {
		At      schema.Position
		Cells   []string
		Blank   bool
		Recoded []int
		Bare    int
		Code    schema.Code
		Field   int
		Text    string
	}
	want := []seen{
		{At: schema.Position{Row: 2, Line: 3, Offset: 15}, Cells: []string{""}, Blank: true},
		{At: schema.Position{Row: 3, Line: 4, Offset: 17}, Cells: []string{"café", `x"y`}, Recoded: []int{1}, Bare: 2},
		{At: schema.Position{Row: 4, Line: 5, Offset: 27}, Cells: []string{`"1"2,é`}, Recoded: []int{1}, Code: schema.CodeQuote, Field: 1, Text: `"1"2,é`},
	}
	var got []seen
	for s.Next(&row) == nil {
		one := seen{At: row.Position, Cells: append([]string(nil), row.Cells...), Blank: row.Blank, Recoded: append([]int(nil), row.Recoded...),
			Bare: row.Bare, Field: row.BadField, Text: row.text}
		if row.Bad != nil {
			one.Code = row.Bad.Code
		}
		got = append(got, one)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows mismatch (-want +got):\n%s", diff)
	}
}

func TestSepLine(t *testing.T) {
	for in, want := range map[string]byte{
		"sep=;\r\na": ';', "sep=,\n": ',', "sep=\t": '\t', "\"sep=|\"\n": '|', "Sep=;\r": ';',
		"": 0, "sep=": 0, "sep=;;\n": 0, "sep=\"\n": 0, "sep=a\n": 0, "sep=5\n": 0, "\"sep=;\n": 0, "sep=\xe9\n": 0, "xsep=;\n": 0, "sep=;x": 0, "\"sep=;\"x": 0,
	} {
		got, ok := sepLine([]byte(in))
		if ok != (want != 0) || ok && got != want {
			t.Errorf("sepLine(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
}

// TestByPlace checks which labels are remembered as unknown.
func TestByPlace(t *testing.T) {
	for in, want := range map[string][]int{
		"Correo,SIS ID,Numero,Estado,Recognition,Maestro,Clase,Date,Nota":                                    {1, 3, 4, 6, 7, 9},
		"Correo,Uno,Numero,Estado,Tipo,Maestro,Clase,Fecha,Nota":                                             {1, 2, 3, 4, 5, 6, 7, 8, 9},
		"Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note":        nil,
		"Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Campus,,":    {9},
		"Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Campus,Note": nil,
		"Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date":             nil,
	} {
		sheet, err := OpenTemplate(strings.NewReader(in), ReaderOptions{})
		if err != nil {
			t.Errorf("%q: %v", in, err)
			continue
		}
		if diff := cmp.Diff(want, sheet.Header.ByPlace); diff != "" {
			t.Errorf("%q: fields by place mismatch (-want +got):\n%s", in, diff)
		}
		if sheet.Head.Row != 1 || sheet.Head.Line != 1 {
			t.Errorf("%q: header at %+v, want row 1, line 1", in, sheet.Head.Position)
		}
	}
}
