package csvrow

import (
	"bytes"
	"encoding/csv"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// FuzzScanner compares the Scanner, for every way of reading, with plainRows,
// which knows no windows and takes no short cuts.
func FuzzScanner(f *testing.F) {
	for _, tt := range rowTests {
		in, d, _ := rowTest(tt.in, tt.dialect, tt.want)
		f.Add([]byte(in), d.Comma, d.NoQuotes, uint16(d.MaxRow))
	}
	for _, line := range hostile {
		if len(line) < 100 {
			f.Add([]byte(strings.Repeat(line, 20)), byte(','), false, uint16(50))
		}
	}
	f.Fuzz(func(t *testing.T, in []byte, comma byte, noQuotes bool, maxRow uint16) {
		if len(in) >= MaxCells { // TestMaxCells has those
			return
		}
		if comma == '"' || comma == '\r' || comma == '\n' || comma >= 0x80 {
			return
		}
		d := Dialect{Comma: comma, NoQuotes: noQuotes, MaxRow: int(maxRow)}
		want := plainRows(in, d)
		for name, r := range map[string]io.Reader{
			"whole reads":    bytes.NewReader(in),
			"one-byte reads": iotest.OneByteReader(bytes.NewReader(in)),
			"chunks":         &chunkReader{bytes.NewReader(in), rand.New(rand.NewPCG(1, uint64(len(in))))},
		} {
			got, err := scanAll(t, r, d)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%s of %q with %+v: error %v, rows (-want +got):\n%s", name, in, d, err, diff)
			}
		}
	})
}

// A chunkReader reads as many bytes at a time as chance says.
type chunkReader struct {
	r    io.Reader
	rand *rand.Rand
}

func (r *chunkReader) Read(p []byte) (int, error) {
	return r.r.Read(p[:min(len(p), 1+r.rand.IntN(20))])
}

// plainRows is what the Scanner is measured by: the rules and nothing else.
func plainRows(text []byte, d Dialect) []result {
	var rows []result
	for at, line := 0, int64(1); at < len(text); {
		row, n := plainRow(text[at:], d)
		row.Offset, row.Line = int64(at), line
		rows = append(rows, row)
		line += max(countLineEnds(text[at:at+n]), 1)
		at += n
	}
	return rows
}

// plainRow reads the row at the start of text.
func plainRow(text []byte, d Dialect) (row result, n int) {
	bound, i := d.maxRow(), 0
	bad := func(status Status) (result, int) { return plainBadRow(text, d, status) }
	for {
		var cell []byte
		if i < len(text) && i < bound && text[i] == '"' && !d.NoQuotes {
			for i++; ; i++ {
				if i >= len(text) || i >= bound {
					return bad(OpenQuote)
				}
				if text[i] == '"' {
					if i+1 == len(text) || text[i+1] != '"' {
						break
					}
					if i++; i >= bound {
						return bad(OpenQuote)
					}
				}
				cell = append(cell, text[i])
			}
			i++
			if i < len(text) && text[i] != d.Comma && !isLineEnd(text[i]) {
				return bad(BehindQuote)
			}
		} else {
			for i < len(text) && i < bound && text[i] != d.Comma && !isLineEnd(text[i]) {
				cell = append(cell, text[i])
				i++
			}
			if row.Bare == 0 && !d.NoQuotes && bytes.Contains(cell, []byte{'"'}) && !isKeptZeros(string(cell)) {
				row.Bare = len(row.Cells) + 1
			}
		}
		row.Cells = append(row.Cells, string(cell))
		if i == len(text) || isLineEnd(text[i]) {
			row.Text = string(text[:i])
			width, _ := lineEnd(text, i, true)
			return row, i + width
		}
		if i >= bound {
			return bad(TooLong)
		}
		i++
	}
}

// isKeptZeros reports whether cell is exactly ="…".
func isKeptZeros(cell string) bool {
	inner, ok := strings.CutPrefix(cell, `="`)
	inner, ok2 := strings.CutSuffix(inner, `"`)
	return ok && ok2 && !strings.Contains(inner, `"`)
}

// plainBadRow gives the first line of text as a bad row: the cells that are
// whole, and what is left of the line.
func plainBadRow(text []byte, d Dialect, status Status) (row result, n int) {
	line := len(text)
	if i := bytes.IndexAny(text, "\r\n"); i >= 0 {
		line = i
	}
	width, _ := lineEnd(text, line, true)
	cut := text[:min(line, d.maxRow())]
	if len(cut) < line {
		cut = cut[:wholeRunes(cut)]
	}
	first := string(cut)
	row = result{Text: first, Status: status}
	rest := first
	for {
		cell, after, ok := cutPlainCell(rest, d)
		if !ok {
			break
		}
		row.Cells = append(row.Cells, cell)
		bare := !strings.HasPrefix(rest, `"`) && strings.Contains(cell, `"`) && !isKeptZeros(cell)
		if bare && row.Bare == 0 && !d.NoQuotes {
			row.Bare = len(row.Cells)
		}
		rest = after
	}
	row.Cells = append(row.Cells, rest)
	return row, line + width
}

// cutPlainCell cuts a cell and the comma behind it off line.
func cutPlainCell(line string, d Dialect) (cell, after string, ok bool) {
	if d.NoQuotes || !strings.HasPrefix(line, `"`) {
		return strings.Cut(line, string(d.Comma))
	}
	for i := 1; i < len(line); i++ {
		if line[i] != '"' {
			continue
		}
		if i+1 < len(line) && line[i+1] == '"' {
			i++
			continue
		}
		if i+1 < len(line) && line[i+1] == d.Comma {
			return strings.ReplaceAll(line[1:i], `""`, `"`), line[i+2:], true
		}
		break
	}
	return "", line, false
}

// carefulCell is what AppendCell does, one character after the other.
func carefulCell(cell string, comma byte) string {
	if strings.IndexByte(cell, comma) < 0 && !strings.ContainsAny(cell, "\"\r\n") && strings.TrimSpace(cell) == cell {
		return cell
	}
	return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
}

// FuzzAppendCell compares AppendCell with carefulCell, whatever the cell's length
// and the place of what needs quotes.
func FuzzAppendCell(f *testing.F) {
	for n := range 40 {
		for _, special := range []string{"", ",", ";", "\"", "\r", "\n", "\t", " ", "é", "\u00a0", "\u2028", "\xa0", "\xff", "\x00"} {
			f.Add(strings.Repeat("x", n)+special, byte(','))
			f.Add(special+strings.Repeat("x", n), byte(','))
			f.Add(strings.Repeat("x", n/2)+special+strings.Repeat("y", n/3), byte('x'))
		}
	}
	f.Fuzz(func(t *testing.T, cell string, comma byte) {
		if comma >= 0x80 {
			return
		}
		if got, want := string(AppendCell(nil, cell, comma)), carefulCell(cell, comma); got != want {
			t.Errorf("AppendCell(%q) with comma %q = %q, want %q", cell, comma, got, want)
		}
	})
}

// FuzzAppendRow checks that what AppendRow writes reads back the same.
func FuzzAppendRow(f *testing.F) {
	f.Add("a\x1fb\x1fc", byte(','))
	f.Add("", byte(','))
	f.Add("\x1f", byte(';'))
	f.Add("a\"b\x1f\r\n\x1f ,\x1f=\"007\"", byte('\t'))
	f.Add("\u00a0\x1f\xff", byte('|'))
	f.Fuzz(func(t *testing.T, joined string, comma byte) {
		if len(joined) >= MaxCells {
			return
		}
		if comma == '"' || comma == '\r' || comma == '\n' || comma >= 0x80 {
			return
		}
		cells := strings.Split(joined, "\x1f")
		for _, eol := range []string{"\r\n", "\n"} {
			text := AppendRow(nil, cells, comma, eol)
			got, err := scanAll(t, bytes.NewReader(text), Dialect{Comma: comma})
			want := []result{{Line: 1, Cells: cells, Text: strings.TrimSuffix(string(text), eol)}}
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("AppendRow(%q) = %q: error %v, rows (-want +got):\n%s", cells, text, err, diff)
			}
		}
	})
}

// differences are all there are between a Scanner and encoding/csv.
var differences = []struct {
	name, in     string
	ours, theirs [][]string // theirs ends where encoding/csv reports an error
}{
	{"CR LF in quotes stays", "\"a\r\nb\"\n", [][]string{{"a\r\nb"}}, [][]string{{"a\nb"}}},
	{"CR ends a line", "a\rb\n", [][]string{{"a"}, {"b"}}, [][]string{{"a\rb"}}},
	{"CR ends the last line", "a\r", [][]string{{"a"}}, [][]string{{"a"}}},
	{"blank lines are rows", "a\n\nb\n", [][]string{{"a"}, {""}, {"b"}}, [][]string{{"a"}, {"b"}}},
	{"bare quotes are literal", "a\"b\nc\n", [][]string{{`a"b`}, {"c"}}, nil},
	{"rows behind an error are read", "\"a\"b\nc\n", [][]string{{`"a"b`}, {"c"}}, nil},
	{"lines behind an open quote are read", "\"a\nb\n", [][]string{{`"a`}, {"b"}}, nil},
}

func TestDifferencesFromEncodingCSV(t *testing.T) {
	for _, tt := range differences {
		t.Run(tt.name, func(t *testing.T) {
			theirs, _ := csvRows([]byte(tt.in), ',')
			if diff := cmp.Diff(tt.theirs, theirs); diff != "" {
				t.Errorf("encoding/csv of %q (-want +got):\n%s", tt.in, diff)
			}
			rows, err := scanAll(t, strings.NewReader(tt.in), Dialect{Comma: ','})
			var ours [][]string
			for _, row := range rows {
				ours = append(ours, row.Cells)
			}
			if diff := cmp.Diff(tt.ours, ours); err != nil || diff != "" {
				t.Errorf("Scanner of %q: error %v (-want +got):\n%s", tt.in, err, diff)
			}
		})
	}
}

// csvRows reads rows with encoding/csv, up to its first error.
func csvRows(in []byte, comma rune) (rows [][]string, err error) {
	r := csv.NewReader(bytes.NewReader(in))
	r.Comma, r.FieldsPerRecord = comma, -1
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		rows = append(rows, cells)
	}
}

// FuzzEncodingCSV holds the Scanner against encoding/csv, the differences
// above taken out.
func FuzzEncodingCSV(f *testing.F) {
	for _, tt := range rowTests {
		in, _, _ := rowTest(tt.in, tt.dialect, tt.want)
		f.Add([]byte(in), byte(','))
	}
	for _, tt := range differences {
		f.Add([]byte(tt.in), byte(','))
	}
	f.Fuzz(func(t *testing.T, in []byte, comma byte) {
		if len(in) >= MaxCells {
			return
		}
		if comma == 0 || comma == '"' || comma == '\r' || comma == '\n' || comma >= 0x80 {
			return
		}
		in = bytes.ReplaceAll(in, []byte{'\r'}, nil) // CR ends a line, CR LF in quotes stays
		theirs, err := csvRows(in, rune(comma))
		var ours [][]string
		for row := range (Dialect{Comma: comma}).Rows(in, true) {
			if row.Status != OK || holdsBareQuote(row) { // read on behind, or literal
				if err == nil {
					t.Errorf("encoding/csv reads all of %q, the Scanner finds %+v", in, resultOf(t, row))
				}
				return
			}
			if len(row.Text) > 0 { // blank lines are rows
				ours = append(ours, resultOf(t, row).Cells)
			}
		}
		if diff := cmp.Diff(theirs, ours); err != nil || diff != "" {
			t.Errorf("%q: error %v, encoding/csv and Scanner differ (-theirs +ours):\n%s", in, err, diff)
		}
	})
}

// holdsBareQuote reports whether a quote stands in an unquoted cell, be it of
// the form ="…".
func holdsBareQuote(row *Row) bool {
	for i := range row.Len() {
		if !row.Quoted(i) && bytes.IndexByte(row.Cell(i), '"') >= 0 {
			return true
		}
	}
	return false
}
