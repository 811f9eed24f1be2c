package csvrow

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// A result is a Row as plain data.
type result struct {
	Offset, Line int64
	Cells        []string
	Text         string
	Status       Status
	Bare         int
}

// resultOf copies row, and checks what must hold for every row.
func resultOf(t testing.TB, row *Row) result {
	t.Helper()
	got := result{Offset: row.Offset, Line: row.Line, Text: string(row.Text), Status: row.Status, Bare: row.Bare}
	for i := range row.Len() {
		got.Cells = append(got.Cells, string(row.Cell(i)))
		if again := row.Cell(i); string(again) != got.Cells[i] {
			t.Errorf("Cell(%d) = %q the second time, %q the first", i, again, got.Cells[i])
		}
	}
	want := 0
	if row.Status != OK {
		want = row.Len()
	}
	if row.Len() == 0 || row.BadField != want || row.Bare > row.Len() {
		t.Errorf("row %q has %d cells, status %d, bad field %d, bare field %d", row.Text, row.Len(), row.Status, row.BadField, row.Bare)
	}
	return got
}

// scanAll reads all rows of r.
func scanAll(t testing.TB, r io.Reader, d Dialect) ([]result, error) {
	t.Helper()
	s := NewScanner(r, d, nil)
	var all []result
	var row Row
	for {
		if err := s.Next(&row); err == io.EOF {
			return all, nil
		} else if err != nil {
			return all, err
		}
		all = append(all, resultOf(t, &row))
	}
}

// rowTests have a ¶ where each row starts, which gives its offset and line.
// Without cells in want, the row is the one cell that stands there.
var rowTests = []struct {
	name    string
	in      string
	dialect Dialect
	want    []result
}{
	{name: "plain", in: "¶a,b\n¶c,d\n", want: []result{{Cells: []string{"a", "b"}}, {Cells: []string{"c", "d"}}}},
	{name: "no line end at the end", in: "¶a,b\n¶c,", want: []result{{Cells: []string{"a", "b"}}, {Cells: []string{"c", ""}}}},
	{name: "every line end", in: "¶a\r\n¶b\n¶c\r¶d", want: []result{{Cells: []string{"a"}}, {Cells: []string{"b"}}, {Cells: []string{"c"}}, {Cells: []string{"d"}}}},
	{name: "blank lines are rows", in: "¶a\n¶\n¶\r\n¶b\r¶\r", want: []result{{Cells: []string{"a"}}, {Cells: []string{""}}, {Cells: []string{""}}, {Cells: []string{"b"}}, {Cells: []string{""}}}},
	{name: "LF CR is two line ends", in: "¶a\n¶\r¶b", want: []result{{Cells: []string{"a"}}, {Cells: []string{""}}, {Cells: []string{"b"}}}},
	{name: "nothing", in: ""},
	{name: "line ends in quotes stay", in: "¶a,\"1\r\n2\n3\r4\"\r\n¶b", want: []result{{Cells: []string{"a", "1\r\n2\n3\r4"}}, {Cells: []string{"b"}}}},
	{name: "CR before the closing quote", in: "¶\"a\r\"\n¶b", want: []result{{Cells: []string{"a\r"}}, {Cells: []string{"b"}}}},
	{name: "doubled quotes", in: "¶\"a\"\"b\",\"\"\"\",\"\",\"\"\"c\"\"\"\n", want: []result{{Cells: []string{`a"b`, `"`, ``, `"c"`}}}},
	{name: "tab", in: "¶a,b\t\"c\td\"\n", dialect: Dialect{Comma: '\t'}, want: []result{{Cells: []string{"a,b", "c\td"}}}},
	{name: "no quotes", in: "¶\"a,b\"\n¶c\"", dialect: Dialect{NoQuotes: true}, want: []result{{Cells: []string{`"a`, `b"`}}, {Cells: []string{`c"`}}}},
	{name: "bare quote", in: "¶5\" disk,b\n¶a,b\"c\",\"d\"\n¶ \"e\"\n", want: []result{
		{Cells: []string{`5" disk`, "b"}, Bare: 1}, {Cells: []string{"a", `b"c"`, "d"}, Bare: 2}, {Cells: []string{` "e"`}, Bare: 1}}},
	{name: "spreadsheet's way to keep zeros", in: "¶=\"007\",a\n¶=\"\"\n¶=\"a\"b\"\n¶=\"\n¶=\"a\"b\n¶a=\"b\"\n", want: []result{
		{Cells: []string{`="007"`, "a"}}, {Cells: []string{`=""`}}, {Cells: []string{`="a"b"`}, Bare: 1},
		{Cells: []string{`="`}, Bare: 1}, {Cells: []string{`="a"b`}, Bare: 1}, {Cells: []string{`a="b"`}, Bare: 1}}},
	{name: "text behind a quote", in: "¶a,\"b\"x,c\n¶d,e\n", want: []result{
		{Cells: []string{"a", `"b"x,c`}, Status: BehindQuote}, {Cells: []string{"d", "e"}}}},
	{name: "blank behind a quote", in: "¶\"a\" ,b\r\n¶d\n", want: []result{
		{Cells: []string{`"a" ,b`}, Status: BehindQuote}, {Cells: []string{"d"}}}},
	{name: "text behind a quote at the end", in: "¶\"a\"x", want: []result{{Cells: []string{`"a"x`}, Status: BehindQuote}}},
	{name: "text behind a quote in the third line", in: "¶a,\"b\n¶c\n¶d\"e,\"f\n\"\n¶g\n", want: []result{
		{Cells: []string{"a", `"b`}, Status: BehindQuote}, {Cells: []string{"c"}}, {Cells: []string{`d"e`, "f\n"}, Bare: 1}, {Cells: []string{"g"}}}},
	{name: "open quote", in: "¶a,\"b\n¶c,d\n¶e", want: []result{
		{Cells: []string{"a", `"b`}, Status: OpenQuote}, {Cells: []string{"c", "d"}}, {Cells: []string{"e"}}}},
	{name: "open quote at the very end", in: "¶a\n¶\"", want: []result{{Cells: []string{"a"}}, {Cells: []string{`"`}, Status: OpenQuote}}},
	{name: "open quote after a good one", in: "¶\"a\n¶b\",\"c\n¶d\",\"e\n¶f", want: []result{
		{Cells: []string{`"a`}, Status: OpenQuote}, {Cells: []string{`b"`, `"c`}, Status: OpenQuote, Bare: 1},
		{Cells: []string{`d"`, `"e`}, Status: OpenQuote, Bare: 1}, {Cells: []string{"f"}}}},
	{name: "bare quote behind the first line is forgotten", in: "¶\"a\n¶b\",c\"d,\"e\n¶x", want: []result{
		{Cells: []string{`"a`}, Status: OpenQuote}, {Cells: []string{`b"`, `c"d`, `"e`}, Status: OpenQuote, Bare: 1}, {Cells: []string{"x"}}}},
	{name: "longest row", in: "¶abc\n¶abc\r\n¶abc\r¶a,c\n¶abc", dialect: Dialect{MaxRow: 3}, want: []result{
		{Cells: []string{"abc"}}, {Cells: []string{"abc"}}, {Cells: []string{"abc"}}, {Cells: []string{"a", "c"}}, {Cells: []string{"abc"}}}},
	{name: "longest row in quotes", in: "¶\"a\"\n¶\"a\"\"", dialect: Dialect{MaxRow: 3}, want: []result{
		{Cells: []string{"a"}}, {Cells: []string{`"a"`}, Text: `"a"`, Status: OpenQuote}}},
	{name: "too long", in: "¶abcd\n¶a,cdef\r\n¶abc,\n¶ab,d\n¶e", dialect: Dialect{MaxRow: 3}, want: []result{
		{Cells: []string{"abc"}, Text: "abc", Status: TooLong}, {Cells: []string{"a", "c"}, Text: "a,c", Status: TooLong},
		{Cells: []string{"abc"}, Text: "abc", Status: TooLong}, {Cells: []string{"ab", ""}, Text: "ab,", Status: TooLong}, {Cells: []string{"e"}}}},
	{name: "too long, cut before half a character", in: "¶abé\n¶é\xe9\n¶\xff\xff\xff\xff\n", dialect: Dialect{MaxRow: 3}, want: []result{
		{Cells: []string{"ab"}, Text: "ab", Status: TooLong}, {Cells: []string{"é\xe9"}}, {Cells: []string{"\xff\xff\xff"}, Text: "\xff\xff\xff", Status: TooLong}}},
	{name: "too long with a quote open", in: "¶a,\"bcd\",e\n¶f", dialect: Dialect{MaxRow: 4}, want: []result{
		{Cells: []string{"a", `"b`}, Text: `a,"b`, Status: OpenQuote}, {Cells: []string{"f"}}}},
	{name: "too long with a quote open, first line whole", in: "¶\"b\n¶cde\n¶f", dialect: Dialect{MaxRow: 5}, want: []result{
		{Cells: []string{`"b`}, Status: OpenQuote}, {Cells: []string{"cde"}}, {Cells: []string{"f"}}}},
	{name: "too long behind a closed quote", in: "¶\"b\n¶c\",de\n¶f", dialect: Dialect{MaxRow: 6}, want: []result{
		{Cells: []string{`"b`}, Status: TooLong}, {Cells: []string{`c"`, "de"}, Bare: 1}, {Cells: []string{"f"}}}},
	{name: "comma behind the longest row", in: "¶\"b\",\n", dialect: Dialect{MaxRow: 3}, want: []result{{Cells: []string{`"b"`}, Text: `"b"`, Status: TooLong}}},
	{name: "text behind a quote, line too long", in: "¶\"\"bcdefgh\n¶c", dialect: Dialect{MaxRow: 5}, want: []result{
		{Cells: []string{`""bcd`}, Text: `""bcd`, Status: BehindQuote}, {Cells: []string{"c"}}}},
	{name: "first line as long as the bound", in: "¶\"bcde\r\n¶f", dialect: Dialect{MaxRow: 5}, want: []result{
		{Cells: []string{`"bcde`}, Status: OpenQuote}, {Cells: []string{"f"}}}},
	{name: "NUL and bytes that are no UTF-8", in: "¶\x00,\xff\xfe\n", want: []result{{Cells: []string{"\x00", "\xff\xfe"}}}},
}

// rowTest returns the text of a test without marks, and its rows with places.
func rowTest(in string, dialect Dialect, want []result) (string, Dialect, []result) {
	if dialect.Comma == 0 {
		dialect.Comma = ','
	}
	pieces := strings.Split(in, "¶")
	if pieces[0] != "" {
		panic("the first row has no mark")
	}
	text, places := "", []result(nil)
	for _, piece := range pieces[1:] {
		line := 1 + countLineEnds([]byte(text))
		places = append(places, result{Offset: int64(len(text)), Line: line, Text: strings.TrimRight(piece, "\r\n")})
		text += piece
	}
	out := append([]result(nil), want...)
	for i := range min(len(out), len(places)) {
		out[i].Offset, out[i].Line = places[i].Offset, places[i].Line
		if out[i].Text == "" {
			out[i].Text = places[i].Text
		}
	}
	return text, dialect, out
}

func TestScanner(t *testing.T) {
	for _, tt := range rowTests {
		t.Run(tt.name, func(t *testing.T) {
			in, dialect, want := rowTest(tt.in, tt.dialect, tt.want)
			for name, r := range map[string]io.Reader{
				"whole reads":    strings.NewReader(in),
				"one-byte reads": iotest.OneByteReader(strings.NewReader(in)),
				"data with EOF":  iotest.DataErrReader(strings.NewReader(in)),
			} {
				got, err := scanAll(t, r, dialect)
				if err != nil {
					t.Errorf("%s of %q: %v", name, in, err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s of %q: rows mismatch (-want +got):\n%s", name, in, diff)
				}
			}
		})
	}
}

func TestRows(t *testing.T) {
	for _, tt := range rowTests {
		in, dialect, want := rowTest(tt.in, tt.dialect, tt.want)
		var got []result
		for row := range dialect.Rows([]byte(in), true) {
			got = append(got, resultOf(t, row))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: Rows(%q) mismatch (-want +got):\n%s", tt.name, in, diff)
		}
	}
	var got []string
	for row := range (Dialect{Comma: ','}).Rows([]byte("a\n\"b\nc\"\nd\r"), false) {
		got = append(got, string(row.Text))
	}
	if diff := cmp.Diff([]string{"a", "\"b\nc\""}, got); diff != "" {
		t.Errorf("rows before a cut mismatch (-want +got):\n%s", diff)
	}
}

func TestQuoted(t *testing.T) {
	for row := range (Dialect{Comma: ','}).Rows([]byte(`a,"b","c""d",`), true) {
		var got []bool
		for i := range row.Len() {
			row.Cell(i)
			got = append(got, row.Quoted(i))
		}
		if diff := cmp.Diff([]bool{false, true, true, false}, got); diff != "" {
			t.Errorf("Quoted mismatch (-want +got):\n%s", diff)
		}
	}
}

// TestReadError checks that rows which were complete come before the error,
// and a piece of a row does not.
func TestReadError(t *testing.T) {
	broken := errors.New("broken")
	tests := []struct {
		name, in string
		max      int
		want     []string
	}{
		{"behind a line end", "a\nb\n", 0, []string{"a", "b"}},
		{"in a row", "a\nb", 0, []string{"a"}},
		{"behind CR", "a\rb\r", 0, []string{"a", "b"}},
		{"in quotes", "a\n\"b\nc\n", 0, []string{"a"}},
		{"in quotes, behind CR", "a\n\"b\nc\r", 0, []string{"a"}},
		{"behind a closing quote", "a\n\"b\"", 0, []string{"a"}},
		{"bad row", "\"a\"x\nb\n", 0, []string{`"a"x`, "b"}},
		{"bad row, line not complete", "\"a\"x", 0, nil},
		{"bad row, behind CR", "\"a\"x\r", 0, []string{`"a"x`}},
		{"row too long", "abcdef", 3, []string{"abc"}},
		{"nothing", "", 0, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, one := range []bool{false, true} {
				r := io.MultiReader(strings.NewReader(tt.in), iotest.ErrReader(broken))
				if one {
					r = iotest.OneByteReader(r)
				}
				rows, err := scanAll(t, r, Dialect{Comma: ',', MaxRow: tt.max})
				var got []string
				for _, row := range rows {
					got = append(got, row.Text)
				}
				if diff := cmp.Diff(tt.want, got); diff != "" || err != broken {
					t.Errorf("one-byte reads %v: error %v, rows (-want +got):\n%s", one, err, diff)
				}
			}
		})
	}
}

// emptyReader gives no bytes and no error so many times before every byte.
type emptyReader struct {
	r            io.Reader
	empty, count int
}

func (r *emptyReader) Read(p []byte) (int, error) {
	if r.count++; r.count%(r.empty+1) != 0 {
		return 0, nil
	}
	return r.r.Read(p[:min(1, len(p))])
}

func TestEmptyReads(t *testing.T) {
	got, err := scanAll(t, &emptyReader{r: strings.NewReader("a\nb"), empty: maxEmptyReads - 1}, Dialect{Comma: ','})
	if len(got) != 2 || err != nil {
		t.Errorf("%d empty reads: %d rows, error %v; want 2, nil", maxEmptyReads-1, len(got), err)
	}
	_, err = scanAll(t, &emptyReader{r: strings.NewReader("a\nb"), empty: maxEmptyReads}, Dialect{Comma: ','})
	if err != io.ErrNoProgress {
		t.Errorf("%d empty reads: error %v, want %v", maxEmptyReads, err, io.ErrNoProgress)
	}
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestImpossibleCount(t *testing.T) {
	for _, n := range []int{-1, 1<<31 - 1} {
		_, err := scanAll(t, readerFunc(func([]byte) (int, error) { return n, nil }), Dialect{Comma: ','})
		if err != errBadCount {
			t.Errorf("a read of %d bytes: error %v, want %v", n, err, errBadCount)
		}
	}
}

func TestPeek(t *testing.T) {
	s := NewScanner(iotest.OneByteReader(strings.NewReader("ab\ncd\n")), Dialect{Comma: ','}, nil)
	if got, err := s.Peek(4); string(got) != "ab\nc" || err != nil {
		t.Errorf("Peek(4) = %q, %v", got, err)
	}
	if got, err := s.Peek(1); string(got) != "a" || err != nil {
		t.Errorf("Peek(1) = %q, %v", got, err)
	}
	s.SkipLine()
	var row Row
	if err := s.Next(&row); err != nil {
		t.Fatal(err)
	}
	if got, want := resultOf(t, &row), (result{Offset: 3, Line: 2, Cells: []string{"cd"}, Text: "cd"}); !cmp.Equal(got, want) {
		t.Errorf("after Peek and SkipLine: row %+v, want %+v", got, want)
	}
	if got, err := s.Peek(4); len(got) != 0 || err != io.EOF {
		t.Errorf("Peek(4) at the end = %q, %v; want io.EOF", got, err)
	}
}

func TestSetDialect(t *testing.T) {
	s := NewScanner(strings.NewReader("a,b\na;b\n"), Dialect{Comma: ','}, nil)
	var row Row
	for _, comma := range []byte{',', ';'} {
		s.SetDialect(Dialect{Comma: comma})
		if err := s.Next(&row); err != nil || row.Len() != 2 {
			t.Errorf("comma %q: %d cells, error %v; want 2, nil", comma, row.Len(), err)
		}
	}
}

func TestOffsetWidth(t *testing.T) {
	double := func(text []byte) int64 { return 2 * int64(len(text)) }
	s := NewScanner(strings.NewReader("ab\nlong line\ncd"), Dialect{Comma: ',', MaxRow: 4}, double)
	var row Row
	for _, want := range []int64{0, 6, 26} {
		if err := s.Next(&row); err != nil || row.Offset != want {
			t.Errorf("offset %d, error %v; want %d, nil", row.Offset, err, want)
		}
	}
}

// hostile are texts every line of which starts a row that runs open as far as
// it may.
var hostile = map[string]string{
	"quotes open and close":      "a\",\"\n",
	"alternating":                ",\"\nx\n",
	"doubled":                    "\"\"\"\"\"\n",
	"fails in text":              "a\",\"\n,x\n",
	"CR only":                    "a\",\"\r",
	"open quotes":                "\"\n",
	"bad now and then":           strings.Repeat("a\",\"\n", 50) + "\"x\"y\n",
	"long line after many":       strings.Repeat("a\",\"\n", 2000) + "\"," + strings.Repeat("x", 20000) + "\n",
	"quiet lines after an open":  ",\"\n" + strings.Repeat("x\n", 5000),
	"doubled quotes in between":  strings.Repeat("a\",\"\n", 100) + strings.Repeat(`""`, 100) + "\n",
	"rows that end well at last": strings.Repeat("a\",\"\n", 7000) + "\"\n",
}

// TestHostileInput counts the bytes looked at. For twice the text it must be
// twice the work, not four times: without trails it is hundreds of looks a
// byte already here, where rows are small.
func TestHostileInput(t *testing.T) {
	const maxRow, size = 32 << 10, 1 << 20
	for name, line := range hostile {
		t.Run(name, func(t *testing.T) {
			text := strings.Repeat(line, size/len(line)+1)
			s := NewScanner(strings.NewReader(text), Dialect{Comma: ',', MaxRow: maxRow}, nil)
			var row Row
			for s.Next(&row) == nil {
			}
			// Windows are read twice over, and a row that ends well after a
			// jump a third time.
			if perByte := float64(s.walk.steps) / float64(len(text)); perByte > 4 {
				t.Errorf("%.1f looks at every byte", perByte)
			}
			if want := maxRow + len("\r\n") + blockSize; len(s.buf) > want {
				t.Errorf("buffer of %d bytes, want at most %d", len(s.buf), want)
			}
		})
	}
}

// TestHugeLine reads a line far larger than memory should be.
func TestHugeLine(t *testing.T) {
	const maxRow, size = 1 << 10, 1 << 26
	line := io.LimitReader(readerFunc(func(p []byte) (int, error) {
		for i := range p {
			p[i] = 'x'
		}
		return len(p), nil
	}), size)
	s := NewScanner(io.MultiReader(line, strings.NewReader("\nb")), Dialect{Comma: ',', MaxRow: maxRow}, nil)
	var row Row
	if err := s.Next(&row); err != nil || row.Status != TooLong || len(row.Text) != maxRow {
		t.Errorf("status %d, %d bytes, error %v; want %d, %d, nil", row.Status, len(row.Text), err, TooLong, maxRow)
	}
	if err := s.Next(&row); err != nil || row.Line != 2 || row.Offset != size+1 || string(row.Text) != "b" {
		t.Errorf("then line %d, offset %d, text %q, error %v", row.Line, row.Offset, row.Text, err)
	}
	if limit := maxRow + 2 + blockSize; len(s.buf) > limit {
		t.Errorf("buffer of %d bytes, want at most %d", len(s.buf), limit)
	}
}

func TestNoAllocation(t *testing.T) {
	text := bytes.Repeat([]byte("a,\"b\"\"c\nd\",e\n"), 1000)
	s := NewScanner(readerFunc(func(p []byte) (int, error) { return copy(p, text), nil }), Dialect{Comma: ',', MaxRow: 1 << 20}, nil)
	var row Row
	next := func() {
		if err := s.Next(&row); err != nil {
			t.Fatal(err)
		}
		for i := range row.Len() {
			row.Cell(i)
		}
	}
	next() // makes the buffers
	if n := testing.AllocsPerRun(5000, next); n != 0 {
		t.Errorf("%v allocations a row, want none", n)
	}
}

// What was skipped since a mark is given again.
func TestRewind(t *testing.T) {
	s := NewScanner(strings.NewReader("a,b\nc,d\n\"e\n\",f\ng\n"), Dialect{Comma: ','}, nil)
	var row Row
	if err := s.Next(&row); err != nil {
		t.Fatal(err)
	}
	mark := s.Mark()
	for range 2 {
		if text, _, _ := s.PeekPlain(); text == nil {
			t.Fatal("no plain row")
		}
		s.SkipPlain()
	}
	s.Rewind(mark)
	var got []string
	for s.Next(&row) == nil {
		got = append(got, fmt.Sprintf("%d %d %q", row.Line, row.Offset, row.Text))
	}
	want := []string{`2 4 "c,d"`, `3 8 "\"e\n\",f"`, `5 15 "g"`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows differ (-want +got):\n%s", diff)
	}
}

// TestMaxCells: a row keeps so many cells, counts the others, and says whether
// anything but blanks was among them. The next row is as ever.
func TestMaxCells(t *testing.T) {
	full := strings.Repeat("x,", MaxCells-1) + "x"
	tests := []struct {
		name   string
		in     string
		excess int
		lost   bool
		status Status
		bad    int
	}{
		{"as many as there may be", full, 0, false, OK, 0},
		{"one more, empty", full + ",", 1, false, OK, 0},
		{"more, blank", full + ",, ,\"\t\",", 4, false, OK, 0},
		{"more, of which nothing can be seen", full + ",\x1a,\u200b", 2, false, OK, 0},
		{"one more", full + ",y", 1, true, OK, 0},
		{"one more in quotes", full + ",\"y\"", 1, true, OK, 0},
		{"one more with a quote inside", full + ",y\"", 1, true, OK, 0},
		{"more behind the row's first line, then an open quote", "a,\"x\ny\"," + full + ",z,\"w", 0, true, OpenQuote, 2},
		{"more, then text behind a quote", full + ",,\"y\"z", 1, false, BehindQuote, MaxCells + 2},
		{"more, then an open quote over the line", full + ",,\"y\nz", 1, false, OpenQuote, MaxCells + 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := NewScanner(strings.NewReader(tt.in+"\nnext"), Dialect{Comma: ','}, nil)
			var row Row
			if err := s.Next(&row); err != nil {
				t.Fatal(err)
			}
			cells := MaxCells
			if tt.status != OK {
				cells++ // the bad one
			}
			if tt.excess == 0 && tt.status != OK {
				cells = tt.bad // the row ends with its first line
			}
			if row.Len() != cells || row.Excess != tt.excess || row.Lost != tt.lost || row.Status != tt.status || row.BadField != tt.bad || row.Bare != 0 {
				t.Errorf("%d cells, %d more, lost %v, status %d, bad field %d, bare %d; want %d, %d, %v, %d, %d, 0",
					row.Len(), row.Excess, row.Lost, row.Status, row.BadField, row.Bare, cells, tt.excess, tt.lost, tt.status, tt.bad)
			}
			if tt.status == OK {
				if err := s.Next(&row); err != nil || string(row.Text) != "next" || row.Excess != 0 || row.Lost {
					t.Errorf("the next row is %q, error %v", row.Text, err)
				}
			}
		})
	}
}

// A Scanner that lets go of its memory after every row gives the same rows.
func TestScannerShrinks(t *testing.T) {
	text := strings.Repeat("a,\"b\r\nc\"\n"+strings.Repeat("x", 200_000)+",y\n\"open\n", 20)
	rows := func(shrink bool) (got []string) {
		s := NewScanner(iotest.OneByteReader(strings.NewReader(text)), Dialect{Comma: ',', MaxRow: 1 << 18}, nil)
		var row Row
		for s.Next(&row) == nil {
			got = append(got, fmt.Sprint(row.Offset, row.Line, row.Status, string(row.Text)))
			if shrink {
				s.Shrink()
			}
		}
		return got
	}
	want := rows(false)
	if diff := cmp.Diff(want, rows(true)); diff != "" || len(want) != 60 {
		t.Errorf("%d rows mismatch (-kept +shrunk):\n%s", len(want), diff)
	}
}
