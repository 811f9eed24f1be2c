package csvrow

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readBlock reads all rows of text as its readers do: from the Block where the
// row is plain, else from the careful path. It returns the rows and how many
// were plain.
func readBlock(t *testing.T, text []byte, d Dialect, width int) (rows [][]string, places []string, plain int) {
	t.Helper()
	var b Block
	b.Reset(text, d)
	w := NewWalker(d, 1)
	cells := make([]Span, width)
	var row Row
	var br BlockRow
	for b.At() < len(text) {
		if b.Next(cells, &br) {
			plain++
			var texts []string
			for i, c := range cells {
				cell := string(text[c.Start:c.End])
				if br.Quoted>>i&1 != 0 {
					cell = strings.ReplaceAll(cell, `""`, `"`)
				}
				texts = append(texts, cell)
			}
			rows = append(rows, texts)
			places = append(places, fmt.Sprintf("%d:%d", br.Start, w.line))
			w.Jump(w.line + int64(br.Lines))
			continue
		}
		at := b.At()
		n, _ := w.Next(text[at:], true, &row)
		places = append(places, fmt.Sprintf("%d:%d", at, row.Line))
		rows = append(rows, rowCells(&row))
		if row.unended {
			rest, _ := SkipLine(text[at+n:], true)
			n += rest
		}
		b.SkipTo(at + n)
	}
	return rows, places, plain
}

func rowCells(row *Row) (cells []string) {
	for i := range row.Len() {
		cells = append(cells, string(row.Cell(i)))
	}
	return cells
}

// readCarefully is what readBlock must agree with.
func readCarefully(text []byte, d Dialect) (rows [][]string, places []string) {
	for row := range d.Rows(text, true) {
		rows = append(rows, rowCells(row))
		places = append(places, fmt.Sprintf("%d:%d", row.Offset, row.Line))
	}
	return rows, places
}

var blockTexts = []struct {
	name, text string
	plain      int // of rows of three cells
}{
	{"plain", "a,b,c\nd,e,f\n", 2},
	{"CR LF", "a,b,c\r\nd,e,f\r\n", 2},
	{"CR alone", "a,b,c\rd,e,f\n", 1},
	{"no final line end", "a,b,c\nd,e,f", 1},
	{"quoted", "a,b,\"x, y\"\n\"d\",\"e\",f\r\n", 2},
	{"line break in quotes", "a,b,\"x\r\ny\nz\"\r\nd,e,f\n", 2},
	{"doubled", "a,\"x\"\"y\",\"\"\"\"\n", 1},
	{"empty quoted", "\"\",\"\",\"\"\n", 1},
	{"bare quote", "a,b\"b,c\nd,e,f\n", 1},
	{"text behind a quote", "a,\"b\"b,c\nd,e,f\n", 1},
	{"unclosed", "a,\"b,c\nd,e,f\n", 1},
	{"blank line", "\na,b,c\n", 1},
	{"ragged", "a,b\na,b,c,d\na,b,c\n", 1},
	{"odd bytes", "a,b,\xc3\xa9\n\x00,b,c\n", 2},
	{"dash behind a comma", "a,-b,--\n-,-,-\n", 2},
	{"longer than 64 bytes", strings.Repeat("abcdefgh", 9) + "," + strings.Repeat("-,", 1) + "x\n", 1},
}

func TestBlock(t *testing.T) {
	for _, tt := range blockTexts {
		t.Run(tt.name, func(t *testing.T) {
			d := Dialect{Comma: ','}
			rows, places, plain := readBlock(t, []byte(tt.text), d, 3)
			wantRows, wantPlaces := readCarefully([]byte(tt.text), d)
			if diff := cmp.Diff(wantRows, rows); diff != "" {
				t.Errorf("cells mismatch (-careful +block):\n%s", diff)
			}
			if diff := cmp.Diff(wantPlaces, places); diff != "" {
				t.Errorf("places mismatch (-careful +block):\n%s", diff)
			}
			if plain != tt.plain {
				t.Errorf("%d rows were read as plain, want %d", plain, tt.plain)
			}
		})
	}
}

func FuzzBlock(f *testing.F) {
	for _, tt := range blockTexts {
		f.Add([]byte(tt.text), byte(','), uint16(0))
	}
	f.Fuzz(func(t *testing.T, text []byte, comma byte, limit uint16) {
		if len(text) >= MaxCells {
			return
		}
		if comma == '"' || comma == '\r' || comma == '\n' || comma >= 0x80 {
			comma = ','
		}
		d := Dialect{Comma: comma, MaxRow: int(limit)}
		for width := 1; width < 5; width++ {
			rows, places, _ := readBlock(t, text, d, width)
			wantRows, wantPlaces := readCarefully(text, d)
			if diff := cmp.Diff(wantRows, rows); diff != "" {
				t.Errorf("cells mismatch (-careful +block):\n%s", diff)
			}
			if diff := cmp.Diff(wantPlaces, places); diff != "" {
				t.Errorf("places mismatch (-careful +block):\n%s", diff)
			}
		}
	})
}

func BenchmarkBlock(b *testing.B) {
	var text bytes.Buffer
	const rows = 20_000
	for i := range rows {
		note := "was late and came in with a pass from the office"
		switch i % 8 {
		case 0:
			note = "\"talked over the lesson,\nthen said sorry\""
		case 1, 2:
			note = "\"helped, kindly, with the group's work\""
		}
		fmt.Fprintf(&text, "student%d@district.example.org,,%06d,,Classroom Disruption,teacher%d@district.example.org,Class %d - Period %d,09/%02d/2023,%s\r\n",
			i*7919%50_000, i, i*31%3000, i%1000, i%8, i%28+1, note)
	}
	b.SetBytes(int64(text.Len()))
	var block Block
	var row BlockRow
	cells := make([]Span, 9)
	for b.Loop() {
		block.Reset(text.Bytes(), Dialect{Comma: ','})
		n := 0
		for block.Next(cells, &row) {
			n++
		}
		if n != rows {
			b.Fatalf("%d rows, want %d", n, rows)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
}

// Shrink lets go of the text that plain rows were read from, too.
func TestShrinkForgetsPlainText(t *testing.T) {
	s := NewScanner(strings.NewReader("a,b\nc,d\ne,f\n"), Dialect{Comma: ','}, nil)
	var row Row
	for range 2 {
		if err := s.Next(&row); err != nil {
			t.Fatal(err)
		}
	}
	if s.plain.block.text == nil {
		t.Fatal("no row was read as a plain one")
	}
	s.Shrink()
	if s.plain.block.text != nil {
		t.Error("the text is still held")
	}
	if err := s.Next(&row); err != nil || string(row.Text) != "e,f" || row.Line != 3 || row.Offset != 8 {
		t.Errorf("the next row is %+v, error %v", row, err)
	}
}
