package sheet

import (
	"fmt"
	"io"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/schema"
)

// A Pair is a row of a list of two columns.
type Pair struct {
	Cells [2]string // without what can't be seen at their ends
	Line  int64     // in which the row starts
}

// ReadPairs reads a CSV of two columns, with a header or without: the root's ReadValues
// says which errors there are.
func ReadPairs(r io.Reader) ([]Pair, error) {
	pairs, err := readPairs(New(r, ReaderOptions{NoHeader: true}))
	if err != nil {
		return nil, fmt.Errorf("otustemplate: reading values: %w", err)
	}
	return pairs, nil
}

func readPairs(s *Sheet) (pairs []Pair, err error) {
	if _, err := s.ReadHeader(); err != nil {
		return nil, err
	}
	s.SetCells(1, len(Pair{}.Cells))
	var row Row
	for first := true; ; {
		switch err := s.Next(&row); {
		case err == io.EOF:
			return pairs, nil
		case err != nil:
			return nil, err
		case row.Bad != nil:
			return nil, row.Bad
		case row.Blank:
			continue
		}
		pair, ok := pairOf(&row)
		if !ok {
			return nil, fmt.Errorf("line %d has no two cells, a code and its name: a list of values has two columns", row.Line)
		}
		if !first || !headsPairs(pair) {
			pairs = append(pairs, pair)
		}
		first = false
	}
}

// pairOf returns the two cells of a row. Cells after them must be empty.
func pairOf(row *Row) (p Pair, ok bool) {
	p.Line = row.Line
	for i, cell := range row.Cells {
		cell = strings.TrimFunc(cell, celltext.Unseen)
		switch {
		case i < len(p.Cells):
			p.Cells[i] = strings.Clone(cell)
		case cell != "":
			return p, false
		}
	}
	return p, len(row.Cells) >= len(p.Cells)
}

// headsPairs reports whether the first row is the header. One that is not known to be
// is taken for an entry, which harms nobody.
func headsPairs(p Pair) bool {
	return (pairLabel(p.Cells[0]) || setLabel(p.Cells[0])) && (pairLabel(p.Cells[1]) || setLabel(p.Cells[1]))
}

func pairLabel(cell string) bool {
	switch schema.HeaderKey(cell) {
	case "code", "codes", "value", "values", "key", "from", "to", "export", "otus", "nameinotus", "description", "meaning":
		return true
	}
	return false
}
