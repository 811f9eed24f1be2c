package sheet

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/schema"
)

// An Entry is a row of a list with a header.
type Entry struct {
	Cells map[string]string // those that are filled in, by label
	Line  int64             // in which the row starts
}

// ReadEntries reads a CSV with a header: the root's ReadExclusions says which errors
// there are. No row is passed over but a blank one.
func ReadEntries(r io.Reader) ([]Entry, error) {
	entries, err := readEntries(New(r, ReaderOptions{}))
	if err != nil {
		return nil, fmt.Errorf("otustemplate: reading exclusions: %w", err)
	}
	return entries, nil
}

func readEntries(s *Sheet) (entries []Entry, err error) {
	header, err := s.ReadHeader()
	if err != nil {
		return nil, err
	}
	labels := slices.Clone(header.Cells)
	if err := checkEntryLabels(labels); err != nil {
		return nil, err
	}
	s.SetCells(1, len(labels))
	for row := new(Row); ; {
		switch err := s.Next(row); {
		case err == io.EOF:
			return entries, endOfEntries(entries, labels)
		case err != nil:
			return nil, err
		case row.Bad != nil:
			return nil, row.Bad
		case row.Blank:
			continue
		}
		entry := Entry{Cells: make(map[string]string), Line: row.Line}
		for i, cell := range row.Cells {
			cell = strings.TrimFunc(cell, celltext.Unseen)
			switch {
			case cell == "":
			case i >= len(labels) || labels[i] == "":
				return nil, fmt.Errorf("line %d has a cell in a column without a title: give the column a title, or empty the cell", row.Line)
			default:
				entry.Cells[labels[i]] = strings.Clone(cell)
			}
		}
		entries = append(entries, entry)
	}
}

// endOfEntries refuses a list of one row, unless that is sure to be its header.
func endOfEntries(entries []Entry, labels []string) error {
	if len(entries) > 0 || slices.ContainsFunc(labels, func(l string) bool { return schema.BuiltinLabels[schema.HeaderKey(l)].Identifier() }) {
		return nil
	}
	return errors.New("the list has one row alone: write the titles of the columns above it, such as Student Number")
}

// checkEntryLabels refuses a header that may be an entry, and one in which a title says
// two things.
func checkEntryLabels(labels []string) error {
	seen := make(map[string]bool)
	for i, label := range labels {
		labels[i] = strings.Clone(strings.TrimFunc(label, celltext.Unseen))
		key := schema.HeaderKey(label)
		switch {
		case key == "":
			continue
		case schema.LooksLikeData(label) || celltext.IsDigits(key):
			return errors.New("the first row is an entry: write the titles of the columns above it, such as Student Number")
		case seen[key]:
			return errors.New("two columns have the same title: rename or remove one of them")
		}
		seen[key] = true
	}
	if len(seen) == 0 {
		return errors.New("the list has no titles: write one above each column, such as Student Number")
	}
	return nil
}
