package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"example.com/otustemplate"
)

// sheet returns the name of the sheet to read: the one that was asked for, else the first
// that a person sees.
func (b *book) sheet(name string) (string, error) {
	all := b.sheets.GetSheetList()
	for _, s := range all {
		if name != "" && strings.EqualFold(s, name) {
			return s, nil
		}
		if visible, err := b.sheets.GetSheetVisible(s); name == "" && err == nil && visible {
			return s, nil
		}
	}
	return "", fmt.Errorf("%s: there is no sheet %q; it has %s", b.name, name, strings.Join(all, ", "))
}

// A sheetSource is the Source of a sheet's rows, which knows their numbers.
type sheetSource struct {
	otustemplate.Source
	rows    *sheetRows
	columns []string
	number  int64 // of the row last read
}

// maxTitleRows is how many rows are looked at for the titles of the columns.
const maxTitleRows = 50

// newSheetSource returns a Source of a sheet. The titles of the columns are the first row
// that fits says are, else the first with at least half as many cells as the fullest row: a
// title of the whole sheet is one cell, and what stands above the titles a few.
func newSheetSource(b *book, sheet string, fits func(columns []string) bool) (*sheetSource, error) {
	at, err := titleRow(b, sheet, fits)
	if errors.Is(err, errNoTitles) {
		return nil, fmt.Errorf("%s, sheet %q: %w; name another sheet with -sheet: it has %s", b.name, sheet, err, strings.Join(b.sheets.GetSheetList(), ", "))
	}
	if err != nil {
		return nil, err
	}
	return openSheetSource(b, sheet, at)
}

// openSheetSource returns a Source of a sheet whose titles are known.
func openSheetSource(b *book, sheet string, titles titlesAt) (*sheetSource, error) {
	rows, err := openRows(b.sheets, b.archive, sheet)
	if err != nil {
		return nil, err
	}
	s := &sheetSource{rows: rows}
	for s.number < titles.row {
		cells, err := s.read()
		if err != nil {
			return nil, errors.Join(err, rows.close())
		}
		s.columns = labels(values(cells))
	}
	s.Source = otustemplate.NewSource(s.columns, func() ([]any, error) {
		cells, err := s.next()
		return values(cells), err
	})
	return s, nil
}

// errNoTitles says that a sheet has no row with titles.
var errNoTitles = errors.New("no row has the titles of the columns")

// titlesAt is the row with the titles of the columns.
type titlesAt struct {
	row  int64
	fits bool // it is what was looked for, and not only the most likely one
}

// titleRow returns the row with the titles of the columns.
func titleRow(b *book, sheet string, fits func([]string) bool) (titlesAt, error) {
	rows, err := openRows(b.sheets, b.archive, sheet)
	if err != nil {
		return titlesAt{}, err
	}
	defer rows.close() //nolint:errcheck // it was only read
	s := &sheetSource{rows: rows}
	var counts []int // of cells that are filled
	for s.number < maxTitleRows {
		cells, err := s.read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return titlesAt{}, err
		}
		columns := labels(values(cells))
		filled := len(columns) - countOf(columns, "")
		if filled > 0 && fits(columns) {
			return titlesAt{s.number, true}, nil
		}
		counts = append(counts, filled)
	}
	for i, filled := range counts {
		if filled > 1 && 2*filled >= slices.Max(counts) {
			return titlesAt{row: int64(i + 1)}, nil
		}
	}
	return titlesAt{}, errNoTitles
}

func countOf(texts []string, text string) int {
	n := 0
	for _, t := range texts {
		if t == text {
			n++
		}
	}
	return n
}

// labels are cells as titles of columns.
func labels(cells []any) []string {
	texts := make([]string, len(cells))
	for i, cell := range cells {
		texts[i] = strings.TrimSpace(fmt.Sprint(cell))
	}
	for len(texts) > 0 && texts[len(texts)-1] == "" {
		texts = texts[:len(texts)-1]
	}
	return texts
}

// read returns the cells of the next row.
func (s *sheetSource) read() ([]sheetCell, error) {
	cells, err := s.rows.next(s.number + 1)
	if err == nil {
		s.number++
	}
	return cells, err
}

// next returns a cell for each column title. Cells to the right of them belong to no
// column: a row that has some is rejected.
func (s *sheetSource) next() ([]sheetCell, error) {
	cells, err := s.read()
	if err != nil {
		return nil, err
	}
	n := len(s.columns)
	for len(cells) < n {
		cells = append(cells, sheetCell{value: ""})
	}
	if slices.ContainsFunc(cells[n:], func(cell sheetCell) bool { return cell.value != "" }) {
		return cells[:n], &otustemplate.RowError{
			Code: otustemplate.CodeFieldCount,
			Err:  errors.New("the row has a cell to the right of the last column title; move it under its title, or remove it"),
		}
	}
	if at := slices.IndexFunc(cells[:n], func(cell sheetCell) bool { return cell.uncalculated }); at >= 0 {
		return cells[:n], &otustemplate.RowError{
			Code: otustemplate.CodeSpreadsheet,
			Err: fmt.Errorf("the cell under %q is a formula without a result; open the workbook in Excel and save it, or enter the value itself",
				s.columns[at]),
		}
	}
	return cells[:n], nil
}

// Position returns the number of the row in the sheet.
func (s *sheetSource) Position() otustemplate.Position { return otustemplate.Position{Row: s.number} }

func (s *sheetSource) Close() error { return s.rows.close() }
