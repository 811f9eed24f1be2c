package csvrow

import (
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
)

// Rows with blanks before quotes that do not close are read no more than a hundred
// times.
func TestSpacedRowsTakeNoSquare(t *testing.T) {
	for _, line := range []string{"a, \"b\n", "a, \"\",\"\n", "\"\", \"\",\"\n", "a, \"b\"\",\n", "a, \"\"\"\n", "\"a\" ,\"\n", ", \"\"\"\"\n", "a, \"" + strings.Repeat("\"\"", 500) + "\n"} {
		text := []byte(strings.Repeat(line, 1+200_000/len(line)))
		for _, most := range []int{2, 3, AnyCells} {
			w := NewWalker(Dialect{Comma: ',', MaxRow: 1 << 20, Least: 2, Most: most}, 1)
			var row Row
			for at := 0; at < len(text); {
				n, more := w.Next(text[at:], true, &row)
				if more || n == 0 {
					t.Fatalf("%.20q: no row at %d", line, at)
				}
				at += n
			}
			if limit := int64((maxSpacedLines + 10) * len(text)); w.steps > limit {
				t.Errorf("%.20q, up to %d cells: %d bytes looked at, of %d", line, most, w.steps, len(text))
			}
		}
	}
}

// A row that may be spaced takes no more text than there is: the same, however it
// is cut.
func TestSpacedRowsHoweverCut(t *testing.T) {
	for _, text := range []string{"a, \"b, c\"\nx,y\n", "a, \"b\nc\"\r\nx,y\n", "a, \"b\nx,y\n", "\"a\" ,b\r\nx,y", "a, \"b\" ", "a, \"b\" \r", "a,  \t", " \"a\",b\n"} {
		d := Dialect{Comma: ',', MaxRow: 12, Least: 2, Most: 2}
		var want []string
		for row := range d.Rows([]byte(text), true) {
			want = append(want, fmt.Sprint(row.Line, row.Status, row.Spaced, row.Bare, row.Lines(), string(row.Text)))
		}
		s := NewScanner(iotest.OneByteReader(strings.NewReader(text)), d, nil)
		var row Row
		var got []string
		for s.Next(&row) == nil {
			got = append(got, fmt.Sprint(row.Line, row.Status, row.Spaced, row.Bare, row.Lines(), string(row.Text)))
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%q byte by byte gives %q, want %q", text, got, want)
		}
	}
}

// Which rows are read with blanks around their quotes, by how many cells they
// should have.
func TestSpacedRowsOfTheirWidth(t *testing.T) {
	wide := strings.Repeat(",", MaxCells)
	for _, tt := range []struct {
		name, in    string
		comma       byte
		least, most int
		spaced      bool
		cells       int
	}{
		{"two cells", ` "a,b",c`, ',', 2, 2, true, 2},
		{"one too many, empty", ` "a,b",c,`, ',', 2, 2, true, 3},
		{"one too many", ` "a,b",c,d`, ',', 2, 2, false, 4},
		{"one too few", ` "a,b"`, ',', 2, 2, false, 2},
		{"empty cells between tabs", "a\t\t\"b\"\t \"c\td\"", '\t', 4, 4, true, 4},
		{"any number", ` "a,b",c`, ',', 0, AnyCells, true, 2},
		{"any number, a line break", "a, \"b\nc\"", ',', 0, AnyCells, false, 2},
		{"more cells than are kept, empty", ` "a,b",c` + wide, ',', 2, 2, true, MaxCells},
		{"more cells than are kept", ` "a,b",c` + wide + "x", ',', 2, 2, false, MaxCells},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for row := range (Dialect{Comma: tt.comma, Least: tt.least, Most: tt.most}).Rows([]byte(tt.in), true) {
				if row.Spaced != tt.spaced || row.Len() != tt.cells {
					t.Errorf("spaced %t with %d cells, want %t and %d", row.Spaced, row.Len(), tt.spaced, tt.cells)
				}
				break
			}
		})
	}
}
