package otustemplate

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/textenc"
)

// ReadSet reads a set from a column of a CSV, such as a list of the classes
// exported from Otus. The column is found by its label, without regard to
// case, blanks and punctuation, in the first row that has more than one filled
// cell, or in the first one of a file with one column. Spaces around names are
// trimmed, and cells that are then empty are dropped. Where every name is an
// e-mail address the set is one as from [NewEmailSet].
//
// The column "" is the only or the first one. A file with one column need not
// have a header then: its first row is taken for one where it is a label of
// the template, such as "Class Name", or a word such as "Name", "Title" or
// "Email". A file in which a blank follows every comma, and no label of that
// kind stands in the first row, is a plain list too: each line is a name, so
// that "Algebra 1, Period 2" stays whole. Any other file with several columns
// is taken to have a header.
//
// Encoding and separator are found out. A row that cannot be read ends the
// reading with an error, as half a list would make good rows look bad; so does
// a label that is absent or stands there twice.
func ReadSet(r io.Reader, column string) (*Set, error) {
	scan := csvrow.NewScanner(textenc.NewReader(r, textenc.Bytes), csvrow.Dialect{Comma: ','}, nil)
	head, err := scan.Peek(setHead)
	if err != nil && err != io.EOF {
		return nil, err
	}
	l, err := newListing(head, err == io.EOF, column)
	if err != nil {
		return nil, fmt.Errorf("otustemplate: reading a set: %w", err)
	}
	if l.sepLine {
		scan.SkipLine()
	}
	scan.SetDialect(csvrow.Dialect{Comma: l.comma, MaxRow: defaultMaxRowBytes})
	names, err := l.names(scan)
	if err != nil {
		return nil, err
	}
	if allAddresses(names) {
		return NewEmailSet(names...), nil
	}
	return NewSet(names...), nil
}

// setHead is how much of the text is looked at before the first row is read.
const setHead = 64 << 10

// noComma separates nothing: no text holds it. Rows read with it have one
// cell, in quotes or not.
const noComma = 0x1f

// A listing is where the names of a set stand in a file.
type listing struct {
	comma   byte
	sepLine bool // the first line is a spreadsheet's sep= line
	skip    int  // rows in front of the names, the header included
	field   int  // from 0
}

// names reads the names.
func (l listing) names(scan *csvrow.Scanner) ([]string, error) {
	var names []string
	var row csvrow.Row
	for n := 0; ; n++ {
		switch err := scan.Next(&row); {
		case err == io.EOF:
			return names, nil
		case err != nil:
			return nil, err
		case row.Status != csvrow.OK:
			return nil, fmt.Errorf("otustemplate: reading a set: row %d (line %d): %s", n+1, row.Line, badRow(row.Status))
		case n < l.skip || l.field >= row.Len():
			continue
		}
		if name := strings.TrimFunc(cellText(row.Cell(l.field)), unseen); name != "" {
			names = append(names, name)
		}
	}
}

// badRow says in words why a row could not be read, and what to do.
func badRow(s csvrow.Status) string {
	switch s {
	case csvrow.BehindQuote:
		return "text stands behind a closing quotation mark; quote the whole cell"
	case csvrow.OpenQuote:
		return "a quotation mark is never closed; close it or double it"
	}
	return "the row is too long; look for a missing line end"
}

// cellText returns a cell as UTF-8. One that is not is Windows-1252.
func cellText(cell []byte) string {
	if utf8.Valid(cell) {
		return string(cell)
	}
	return string(textenc.DecodeWindows1252(nil, cell))
}

// newListing finds the column in the first rows of a file.
func newListing(head []byte, atEOF bool, column string) (l listing, err error) {
	if len(head) >= 3 && strings.EqualFold(string(head[:3]), "sep") {
		if line, rest, ok := bytes.Cut(head, []byte("\n")); ok && len(bytes.TrimSpace(line)) <= len("sep=,") && bytes.HasPrefix(line[3:], []byte("=")) {
			l.sepLine, head = true, rest
		}
	}
	lines := headRows(head, atEOF, noComma)
	first := slices.IndexFunc(lines, func(row []string) bool { return row[0] != "" })
	if first < 0 {
		if column != "" {
			return l, errors.New("the file is empty; export it with its header")
		}
		l.comma = noComma
		return l, nil
	}
	l.comma = setComma(head, atEOF)
	if l.plainList(head, lines, first, column) {
		l.comma = noComma
		if column != "" || setLabel(lines[first][0]) {
			l.skip = first + 1
		}
		return l, nil
	}
	return l, l.findColumn(headRows(head, atEOF, l.comma), column)
}

// plainList reports whether each line is a name.
func (l listing) plainList(head []byte, lines [][]string, first int, column string) bool {
	if column != "" {
		return sameLabel(lines[first][0], column)
	}
	if l.comma == noComma || setLabel(lines[first][0]) {
		return true
	}
	if l.comma == '\t' || slices.ContainsFunc(strings.Split(lines[first][0], string(l.comma)), setLabel) {
		return false
	}
	for i, c := range head[:len(head)-1] {
		if c == l.comma && head[i+1] != ' ' {
			return false
		}
	}
	return head[len(head)-1] != l.comma
}

// findColumn finds the header, and the column in it.
func (l *listing) findColumn(rows [][]string, column string) error {
	header := slices.IndexFunc(rows, func(row []string) bool {
		filled := 0
		for _, cell := range row {
			if cell != "" {
				filled++
			}
		}
		return filled > 1 || filled == 1 && l.comma == noComma
	})
	if header < 0 {
		return errors.New("there is no header row; give the first row labels")
	}
	l.skip = header + 1
	if column == "" {
		return nil
	}
	labels := rows[header]
	for _, same := range []func(a, b string) bool{
		func(a, b string) bool { return fold.Key(a) == fold.Key(b) },
		sameLabel,
	} {
		var at []int
		for i, label := range labels {
			if same(label, column) {
				at = append(at, i)
			}
		}
		switch len(at) {
		case 0:
			continue
		case 1:
			l.field = at[0]
			return nil
		}
		return fmt.Errorf("%d columns have the label %q; rename all but one", len(at), column)
	}
	return fmt.Errorf("no column has the label %q; the file has %s", column, listLabels(labels))
}

// sameLabel reports whether two labels are one.
func sameLabel(a, b string) bool { return headerKey(a) == headerKey(b) }

// listLabels lists labels for an error. What cannot be a label is left out: a
// file without a header has data in its first row.
func listLabels(labels []string) string {
	var quoted []string
	for _, label := range labels {
		if strings.ContainsFunc(label, unicode.IsLetter) && !strings.ContainsAny(label, "@0123456789") && len(label) <= 60 {
			quoted = append(quoted, fmt.Sprintf("%q", label))
		}
	}
	if quoted == nil {
		return "no labels in its first row"
	}
	return strings.Join(quoted, ", ")
}

// headRows returns the first rows, at most 20, their cells trimmed.
func headRows(head []byte, atEOF bool, comma byte) (rows [][]string) {
	for row := range (csvrow.Dialect{Comma: comma, MaxRow: setHead}).Rows(head, atEOF) {
		cells := make([]string, row.Len())
		for i := range cells {
			cells[i] = strings.TrimFunc(cellText(row.Cell(i)), unseen)
		}
		if rows = append(rows, cells); len(rows) == 20 {
			break
		}
	}
	return rows
}

// setComma returns the separator that splits most of the first rows into the
// same number of cells, more than one, or noComma.
func setComma(head []byte, atEOF bool) byte {
	best, most := byte(noComma), 0
	for _, comma := range []byte(",;\t|") {
		counts := make(map[int]int)
		filled := 0
		for _, row := range headRows(head, atEOF, comma) {
			if len(row) > 1 || row[0] != "" {
				counts[len(row)]++
				filled++
			}
		}
		for cells, rows := range counts {
			if cells > 1 && rows > most && 2*rows >= filled {
				best, most = comma, rows
			}
		}
	}
	return best
}

// setLabel reports whether a cell is a label and not a name: a label of the
// template, or a word that stands over names of any kind.
func setLabel(cell string) bool {
	key := headerKey(cell)
	switch key {
	case "name", "names", "title", "titles", "label", "email", "emails", "emailaddress", "emailaddresses", "mail",
		"teacher", "teachers", "classes", "courses", "sections", "behaviors", "behaviours":
		return true
	}
	return builtinLabels[key] != NoColumn
}

// allAddresses reports whether every name is an e-mail address.
func allAddresses(names []string) bool {
	for _, name := range names {
		at := strings.IndexByte(name, '@')
		if at < 1 || at == len(name)-1 || strings.ContainsFunc(name, fold.IsSpace) {
			return false
		}
	}
	return len(names) > 0
}
