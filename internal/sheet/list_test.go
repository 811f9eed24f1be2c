package sheet_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"example.com/otustemplate/internal/sheet"
	"github.com/google/go-cmp/cmp"
)

// utf16LE returns ASCII text as UTF-16 with a byte order mark.
func utf16LE(s string) string {
	b := []byte{0xff, 0xfe}
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return string(b)
}

var readSetTests = []struct {
	name, in, column string
	want             []string
}{
	{"by label", "id,Class Name\n1,Art\n2,Music\n", "Class Name", []string{"Art", "Music"}},
	{"label in another case, with punctuation", "id,CLASS_NAME*\n1,Art\n", "class name", []string{"Art"}},
	{"label that fits better", "Class_Name,Class Name\n1,Art\n", "Class Name", []string{"Art"}},
	{"any label", "id,Kurs\n1,Art\n", "kurs", []string{"Art"}},
	{"spaces around", "id,Name\n1,  Art\u00a0\n2,\" Music \"\n", "Name", []string{"Art", "Music"}},
	{"empty cells and short rows", "id,Name\n1,\n2\n\n3,Art\n", "Name", []string{"Art"}},
	{"title rows", "Class list\n\nid,Name\n1,Art\n", "Name", []string{"Art"}},
	{"one column by label", "Name\nArt\nMusic\n", "Name", []string{"Art", "Music"}},
	{"one column by label, commas unquoted", "Class Name\nAlgebra 1, Period 2\nArt, Period 3\n", "Class Name", []string{"Algebra 1, Period 2", "Art, Period 3"}},
	{"semicolon", "id;Name\r\n1;Art\r\n2;Choir, advanced\r\n", "Name", []string{"Art", "Choir, advanced"}},
	{"tab", "id\tName\n1\tArt\n", "Name", []string{"Art"}},
	{"pipe", "id|Name\n1|Art\n", "Name", []string{"Art"}},
	{"sep line", "sep=;\nid;Name\n1;Art\n", "Name", []string{"Art"}},
	{"byte order mark", "\ufeffName,id\nArt,1\n", "Name", []string{"Art"}},
	{"UTF-16", utf16LE("id,Name\r\n1,Art\r\n"), "Name", []string{"Art"}},
	{"Windows-1252", "id,Name\n1,Caf\xe9 \x96 A\n", "Name", []string{"Café – A"}},
	{"line break in a cell", "id,Name\n1,\"Art\nand Craft\"\n", "Name", []string{"Art\nand Craft"}},
	{"equal names", "id,Name\n1,Art\n2,Art\n", "Name", []string{"Art"}},
	{"header only", "id,Name\n", "Name", nil},

	{"first column", "Name,id\nArt,1\nMusic,2\n", "", []string{"Art", "Music"}},
	{"first column, unknown labels", "Kurs,Raum\nArt,1\nMusic,2\n", "", []string{"Art", "Music"}},
	{"first column, a blank after every comma, known label", "Class Name, Room\nArt, 1\nMusic, 2\n", "", []string{"Art", "Music"}},
	{"plain list", "Tardy\nKindness\n", "", []string{"Kindness", "Tardy"}},
	{"plain list with a generic header", "Names\nTardy\nKindness\n", "", []string{"Kindness", "Tardy"}},
	{"plain list with a header of the template", "Recognition\nTardy\n", "", []string{"Tardy"}},
	{"plain list with commas", "Algebra 1, Period 2\nAlgebra 1, Period 3\n", "", []string{"Algebra 1, Period 2", "Algebra 1, Period 3"}},
	{"plain list with commas in some lines", "Geometry\nAlgebra 1, Period 2\nArt\nMusic, Choir, Band\n", "", []string{"Algebra 1, Period 2", "Art", "Geometry", "Music, Choir, Band"}},
	{"plain list with commas and a header", "Class\nAlgebra 1, Period 2\nAlgebra 1, Period 3\n", "", []string{"Algebra 1, Period 2", "Algebra 1, Period 3"}},
	{"plain list in quotes", "\"Algebra 1,2\"\n\"Art \"\"A\"\"\"\n", "", []string{`Algebra 1,2`, `Art "A"`}},
	{"plain list, CR LF, no last line end, blank lines", "Tardy\r\n\r\nKindness", "", []string{"Kindness", "Tardy"}},
	{"plain list, bare CR", "Tardy\rKindness\r", "", []string{"Kindness", "Tardy"}},
	{"one name", "Tardy", "", []string{"Tardy"}},
	{"plain list, header only", "Class Name\n", "", nil},
}

func TestReadSet(t *testing.T) {
	for _, tt := range readSetTests {
		t.Run(tt.name, func(t *testing.T) {
			set, err := sheet.ReadSet(iotest.OneByteReader(strings.NewReader(tt.in)), tt.column)
			if err != nil {
				t.Fatalf("ReadSet(%q, %q): %v", tt.in, tt.column, err)
			}
			if diff := cmp.Diff(tt.want, slices.Collect(set.All())); diff != "" {
				t.Errorf("ReadSet(%q, %q) mismatch (-want +got):\n%s", tt.in, tt.column, diff)
			}
		})
	}
}

func TestReadSetOfAddresses(t *testing.T) {
	for _, tt := range []struct {
		name, in, column, ask string
		want                  bool
	}{
		{"addresses", "id,Email\n1,Ana.Ruiz@Example.org\n2,bo@example.org\n", "email", "ana.ruiz@example.org", true},
		{"a list of addresses", "Ana.Ruiz@Example.org\nbo@example.org\n", "", "ANA.RUIZ@example.org", true},
		{"names of another kind among them", "Ana.Ruiz@Example.org\nThe @ sign\n", "", "ana.ruiz@example.org", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			set, err := sheet.ReadSet(strings.NewReader(tt.in), tt.column)
			if err != nil {
				t.Fatal(err)
			}
			if got := set.Contains(tt.ask); got != tt.want {
				t.Errorf("Contains(%q) = %t, want %t", tt.ask, got, tt.want)
			}
		})
	}
}

func TestReadSetErrors(t *testing.T) {
	broken := errors.New("disk on fire")
	tests := []struct {
		name, in, column, want string
	}{
		{"no such label", "id,Name\n1,Art\n", "Title", `no column has the label "Title": of the header, which has 2 cells, give a label as it stands there`},
		{"no header", "7,ana@example.org\n8,bo@example.org\n", "Email", `no column has the label "Email": of the header, which has 2 cells,`},
		{"label twice", "Name,Name\nArt,1\n", "name", `2 columns have the label "name"; rename all but one`},
		{"one column without the label", "Tardy\nKindness\n", "Name", `no column has the label "Name"`},
		{"empty", "", "Name", "the file is empty"},
		{"empty list", "", "", "the file is empty"},
		{"blank lines only", "\n \n", "", "the file is empty"},
		{"workbook", "PK\x03\x04", "Name", "the file is a workbook"},
		{"open quote", "id,Name\n1,Art\n2,\"Music\n", "Name", "row 3 (line 3): a quotation mark is never closed"},
		{"text behind a quote", "id,Name\n1,\"Art\" B\n", "Name", "row 2 (line 2): there is text after a closing quotation mark"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			set, err := sheet.ReadSet(strings.NewReader(tt.in), tt.column)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("ReadSet(%q, %q) error = %v, want %q in it", tt.in, tt.column, err, tt.want)
			}
			if set != nil {
				t.Errorf("ReadSet(%q, %q) gives a set beside the error", tt.in, tt.column)
			}
		})
	}
	if _, err := sheet.ReadSet(iotest.ErrReader(broken), "Name"); !errors.Is(err, broken) {
		t.Errorf("ReadSet of a broken reader: error = %v, want %v", err, broken)
	}
}

func FuzzReadSet(f *testing.F) {
	for _, tt := range readSetTests {
		f.Add(tt.in, tt.column)
	}
	f.Fuzz(func(t *testing.T, in, column string) {
		whole, err := sheet.ReadSet(strings.NewReader(in), column)
		bytewise, err1 := sheet.ReadSet(iotest.OneByteReader(strings.NewReader(in)), column)
		if fmt.Sprint(err) != fmt.Sprint(err1) {
			t.Fatalf("error %v read whole, %v read byte by byte", err, err1)
		}
		if (err == nil) != (whole != nil) {
			t.Fatalf("set %v with error %v", whole, err)
		}
		if diff := cmp.Diff(slices.Collect(whole.All()), slices.Collect(bytewise.All())); diff != "" {
			t.Errorf("read byte by byte mismatch (-whole +bytewise):\n%s", diff)
		}
		for name := range whole.All() {
			if strings.TrimSpace(name) != name {
				t.Errorf("name %q has spaces around it", name)
			}
		}
	})
}
