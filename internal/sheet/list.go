package sheet

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
)

// ReadSet reads a set from a column of a CSV; the root's ReadSet says how the
// column is found, and which errors there are.
func ReadSet(r io.Reader, column string) (*nameset.Set, error) {
	l := listing{sheet: New(r, ReaderOptions{})}
	names, lines, err := l.read(column)
	if err != nil {
		return nil, fmt.Errorf("otustemplate: reading a set: %w", err)
	}
	return nameset.New(names, lines, nameset.MostAreAddresses(names)), nil
}

// noComma separates nothing: no text holds it. Rows read with it have one
// cell, in quotes or not.
const noComma = 0x1f

// A listing is a file that the names of a set stand in.
type listing struct {
	sheet *Sheet
	field int // of the names, from 0
}

// read reads the names of a column, and in which lines their rows start.
func (l *listing) read(column string) (names []string, lines []int64, err error) {
	if err := l.start(column); err != nil {
		return nil, nil, err
	}
	var row Row
	for {
		switch err := l.sheet.Next(&row); {
		case err == io.EOF:
			return names, lines, nil
		case err != nil:
			return nil, nil, err
		case row.Bad != nil:
			return nil, nil, row.Bad
		case l.field >= len(row.Cells):
			continue
		}
		if name := strings.TrimFunc(row.Cells[l.field], celltext.Unseen); name != "" {
			names, lines = append(names, name), append(lines, row.Line)
		}
	}
}

// start finds the column, and reads up to and with the header.
func (l *listing) start(column string) error {
	if err := l.sheet.start(); err != nil {
		return err
	}
	head, err := l.sheet.Rows.Peek(peekSize)
	first, plain := plainList(head, err == io.EOF, column)
	if plain {
		l.sheet.setComma(noComma)
		l.sheet.SetCells(1, 1)
		var row Row
		return l.sheet.skipTo(first, &row)
	}
	header, err := l.sheet.ReadHeader()
	if err == nil {
		l.sheet.SetCells(1, len(header.Cells))
	}
	if err != nil || column == "" {
		return err
	}
	return l.findColumn(header.Cells, column)
}

// plainList reports whether each line is a name, and the row of the header, 0
// for none. With a label asked for, that is where it stands alone in the first
// filled row.
func plainList(head []byte, atEOF bool, column string) (header int64, plain bool) {
	lines := headRows(head, atEOF, noComma)
	first := slices.IndexFunc(lines, func(row []string) bool { return row[0] != "" })
	if first < 0 {
		return 0, column == ""
	}
	top := lines[first][0]
	if column != "" {
		return int64(first + 1), sameLabel(top, column)
	}
	if setLabel(top) {
		return int64(first + 1), true
	}
	comma := listComma(head, atEOF)
	switch {
	case comma == noComma:
		return 0, true
	case comma == '\t', slices.ContainsFunc(strings.Split(top, string(comma)), setLabel):
		return 0, false
	}
	return 0, blanksBehind(head, comma)
}

// blanksBehind reports whether a blank follows every comma, as it does where
// commas stand inside names, and no quotation mark behind that.
func blanksBehind(head []byte, comma byte) bool {
	for i, c := range head {
		if c == comma && (i+1 == len(head) || head[i+1] != ' ' || i+2 < len(head) && head[i+2] == '"') {
			return false
		}
	}
	return true
}

// findColumn finds the column in the header: by its label as it stands there,
// case and blanks apart, or else without punctuation.
func (l *listing) findColumn(labels []string, column string) error {
	for _, same := range []func(a, b string) bool{
		func(a, b string) bool { return fold.Key(a) == fold.Key(b) },
		sameLabel,
	} {
		count := 0
		for i, label := range labels {
			if !same(label, column) {
				continue
			}
			if count == 0 {
				l.field = i
			}
			count++
		}
		switch {
		case count == 1:
			return nil
		case count > 1:
			return fmt.Errorf("%d columns have the label %q; rename all but one", count, column)
		}
	}
	// The labels are not told: a file without a header has data in its first row.
	return fmt.Errorf("no column has the label %q: of the header, which has %s, give a label as it stands there; "+
		`of a list without a header give ""`, column, phrase.Plural(int64(len(labels)), "cell"))
}

// sameLabel reports whether two labels are one.
func sameLabel(a, b string) bool { return schema.HeaderKey(a) == schema.HeaderKey(b) }

// headRows returns the first rows, their cells trimmed.
func headRows(head []byte, atEOF bool, comma byte) (rows [][]string) {
	for row := range (csvrow.Dialect{Comma: comma, MaxRow: peekSize, Most: csvrow.AnyCells}).Rows(head, atEOF) {
		cells := make([]string, row.Len())
		for i := range cells {
			cells[i] = strings.TrimFunc(string(row.Cell(i)), celltext.Unseen)
		}
		if rows = append(rows, cells); len(rows) == commaRows {
			break
		}
	}
	return rows
}

// listComma returns the separator that splits most of the first rows into the
// same number of cells, more than one, or noComma.
func listComma(head []byte, atEOF bool) byte {
	best, most := byte(noComma), 0
	for _, comma := range commaCandidates {
		counts := make(map[int]int)
		filled := 0
		for _, row := range headRows(head, atEOF, comma) {
			if !blank(row) {
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
	key := schema.HeaderKey(cell)
	switch key {
	case "name", "names", "title", "titles", "label", "email", "emails", "emailaddress", "emailaddresses", "mail",
		"teacher", "teachers", "classes", "courses", "sections", "behaviors", "behaviours":
		return true
	}
	return schema.BuiltinLabels[key] != schema.NoColumn
}
