package desk

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"slices"
	"sort"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"example.com/otustemplate"
)

// An exportFile is the file that is corrected, and where its rows are in it. What is
// not corrected stays as it is, byte for byte.
type exportFile struct {
	name   string
	sum    string // SHA-256 of the file as it was opened
	text   []byte // the file; UTF-16 as UTF-8
	labels []string
	comma  rune
	header span // of the header row, without a byte order mark
	rows   []rowSpan

	writer  *csv.Writer // of rowText, because each takes 4 KB; nil: none yet
	written bytes.Buffer
}

// A span is a stretch of the text.
type span struct{ start, end int }

// A rowSpan is where a row is, without its line end.
type rowSpan struct {
	row int64 // as a spreadsheet counts
	span
}

const byteOrderMark = "\uFEFF"

// readExport finds the rows of a file. The error is that of the library: the file is not
// CSV.
func readExport(name string, data []byte) (*exportFile, error) {
	sum := sha256.Sum256(data)
	e := &exportFile{name: name, sum: hex.EncodeToString(sum[:]), text: utf8Text(data)}
	src := otustemplate.NewCSVSource(bytes.NewReader(e.text), nil)
	var err error
	if e.labels, err = src.Columns(); err != nil {
		return nil, err
	}
	for src.Next() {
		at, raw := src.Position(), src.Raw()
		e.endLastRow(int(at.Offset))
		row := rowSpan{row: at.Row, span: span{int(at.Offset), int(at.Offset)}}
		if bytes.HasPrefix(e.text[at.Offset:], []byte(raw)) {
			row.end += len(raw)
		}
		e.rows = append(e.rows, row)
	}
	if err := src.Err(); err != nil {
		return nil, err
	}
	e.endLastRow(len(e.text))
	if !e.findHeader() {
		return nil, errors.New("the column titles of this file could not be found again; save it as CSV UTF-8 and try again")
	}
	return e, nil
}

// endLastRow says where the last row ends if its text is not that of the file, because
// it is no UTF-8: before the blank rows above the next row.
func (e *exportFile) endLastRow(next int) {
	if n := len(e.rows) - 1; n >= 0 && e.rows[n].start == e.rows[n].end {
		e.rows[n].end = e.rows[n].start + len(withoutBlankLines(e.text[e.rows[n].start:next]))
	}
}

// withoutBlankLines takes the line end and the blank lines off the end of a row.
func withoutBlankLines(text []byte) []byte {
	return bytes.TrimRight(text, "\r\n\t ,;|\x00\x1a")
}

// findHeader finds the header row among what is above the first row, and what separates
// its cells.
func (e *exportFile) findHeader() bool {
	above := e.text
	if len(e.rows) > 0 {
		above = e.text[:e.rows[0].start]
	}
	commas := []rune{',', ';', '\t', '|'}
	start := len(above) - len(bytes.TrimPrefix(above, []byte(byteOrderMark)))
	if rest, ok := bytes.CutPrefix(above[start:], []byte("sep=")); ok && len(rest) > 0 {
		commas = slices.Insert(commas, 0, rune(rest[0]))
	}
	for start < len(above) {
		for _, comma := range commas {
			if e.isHeader(above[start:], comma) {
				e.comma = comma
				e.header = span{start, start + len(bytes.TrimRight(above[start:], "\r\n"))}
				return true
			}
		}
		line := bytes.IndexAny(above[start:], "\r\n")
		if line < 0 {
			return false
		}
		start += line + 1
	}
	return false
}

// isHeader reports whether a text begins with the header row, under that comma.
func (e *exportFile) isHeader(text []byte, comma rune) bool {
	src := otustemplate.NewCSVSource(bytes.NewReader(text), &otustemplate.ReaderOptions{Comma: comma, HeaderRow: 1})
	labels, err := src.Columns()
	return err == nil && slices.Equal(labels, e.labels)
}

// row returns where a row is; false: the file has no such row.
func (e *exportFile) row(row int64) (rowSpan, bool) {
	i := sort.Search(len(e.rows), func(i int) bool { return e.rows[i].row >= row })
	if i == len(e.rows) || e.rows[i].row != row {
		return rowSpan{}, false
	}
	return e.rows[i], true
}

// cells returns the cells of a row as the library splits it. If it cannot, whole is
// false and the cells are what is left of the row without its stray quotation marks.
func (e *exportFile) cells(row int64) (cells []string, whole bool) {
	at, ok := e.row(row)
	if !ok {
		return make([]string, len(e.labels)), true
	}
	text := e.text[at.start:at.end]
	if cells := plainCells(string(text), e.comma); len(cells) == len(e.labels) {
		return cells, true
	}
	if cells, whole := e.splitCells(text); whole {
		return cells, true
	}
	return fit(pieces(string(text), e.comma), len(e.labels), e.comma), false
}

// splitCells splits a row as the library does, if it can.
func (e *exportFile) splitCells(text []byte) (cells []string, whole bool) {
	src := otustemplate.NewCSVSource(bytes.NewReader(e.smallFile(text)), &otustemplate.ReaderOptions{Comma: e.comma, HeaderRow: 1})
	if _, err := src.Columns(); err == nil && src.Next() {
		cells, dest := make([]string, len(e.labels)), make([]any, len(e.labels))
		for i := range dest {
			dest[i] = &cells[i]
		}
		if src.Scan(dest...) == nil {
			return cells, true
		}
	}
	return nil, false
}

// plainCells splits a row of one line in which each quotation mark is where CSV has it. It
// returns nil for any other row.
func plainCells(text string, comma rune) (cells []string) {
	if strings.ContainsAny(text, "\r\n\x00\x1a\uFEFF") || !utf8.ValidString(text) {
		return nil
	}
	sep := string(comma)
	for {
		cell, rest, more := strings.Cut(text, sep)
		if strings.HasPrefix(text, `"`) {
			var ok bool
			if cell, rest, ok = quotedCell(text, sep); !ok {
				return nil
			}
			if more = rest != ""; more {
				rest = rest[len(sep):]
			}
		} else if strings.Contains(cell, `"`) {
			return nil
		}
		cells = append(cells, cell)
		if !more {
			return cells
		}
		text = rest
	}
}

// column returns what rows, none of which is in pieces, say in one column, from 0. They
// are read as one file, which is far quicker than one by one.
func (e *exportFile) column(rows []int64, field int) []string {
	texts := make([]string, len(rows))
	var all []byte
	for _, row := range rows {
		at, _ := e.row(row)
		all = append(append(all, e.text[at.start:at.end]...), '\n')
	}
	src := otustemplate.NewCSVSource(bytes.NewReader(e.smallFile(all)), &otustemplate.ReaderOptions{Comma: e.comma, HeaderRow: 1})
	if _, err := src.Columns(); err != nil {
		return texts
	}
	dest, cell := make([]any, len(e.labels)), ""
	for i := range dest {
		dest[i] = new([]byte)
	}
	dest[field] = &cell
	for i := 0; i < len(texts) && src.Next(); i++ {
		cell = ""
		if src.Scan(dest...) == nil {
			texts[i] = cell
		}
	}
	return texts
}

// smallFile returns the header with a few rows below it.
func (e *exportFile) smallFile(rows []byte) []byte {
	return slices.Concat(e.text[e.header.start:e.header.end], []byte("\n"), rows, []byte("\n"))
}

// replaced returns the file with other text for some of its rows, and with answer
// columns after its own.
func (e *exportFile) replaced(texts map[int64]string, answers []string) []byte {
	out := make([]byte, 0, len(e.text)+1024)
	from := 0
	put := func(at span, text string) {
		out = append(out, e.text[from:at.start]...)
		out = append(out, text...)
		from = at.end
	}
	if len(answers) > 0 {
		put(e.header, e.headerText(answers))
	}
	for _, at := range e.rows {
		if text, ok := texts[at.row]; ok {
			put(at.span, text)
		}
	}
	return append(out, e.text[from:]...)
}

// headerText returns the header with answer columns after its own.
func (e *exportFile) headerText(answers []string) string {
	text := string(e.text[e.header.start:e.header.end])
	if len(answers) > 0 {
		text += string(e.comma) + e.rowText(answers)
	}
	return text
}

// rowText returns cells as a row of the file, without a line end.
func (e *exportFile) rowText(cells []string) string {
	if e.writer == nil {
		e.writer = csv.NewWriter(&e.written)
		e.writer.Comma = e.comma
	}
	e.written.Reset()
	_ = e.writer.Write(cells) // a bytes.Buffer takes everything
	e.writer.Flush()
	return strings.TrimSuffix(e.written.String(), "\n")
}

// utf8Text returns UTF-16 as UTF-8 with a byte order mark, and any other text as it is.
func utf8Text(data []byte) []byte {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}), len(data) > 3 && data[1] == 0 && data[3] == 0:
		order = binary.LittleEndian
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}), len(data) > 3 && data[0] == 0 && data[2] == 0:
		order = binary.BigEndian
	default:
		return data
	}
	units := make([]uint16, 0, len(data)/2)
	for ; len(data) >= 2; data = data[2:] {
		units = append(units, order.Uint16(data))
	}
	return []byte(byteOrderMark + strings.TrimPrefix(string(utf16.Decode(units)), byteOrderMark))
}
