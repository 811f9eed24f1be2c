package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"example.com/otustemplate"
)

// A returned is the Source of a workbook that staff have corrected: its rows in any order,
// and behind them those that did not come back, as they were. It leaves out those that are
// not to be sent, and says which.
type returned struct {
	otustemplate.Source
	book    *book
	sheets  []*filledSheet      // those with rows, the one of all rows first
	columns []string            // that the build made, and that all rows have
	sent    map[string][]any    // the rows that went out, by their key
	parts   map[string][]string // those keys, by the number of the row
	order   []string            // the keys of sent, until the rows are back
	missing []string            // the rows that did not come back
	notSent [][]string          // the rows that are not to be sent, with the reason
	made    map[string][]string
	filled  map[string]*answers // what people entered on other sheets than the first, by key
	later   []string            // the keys of filled, in their order
	backs   map[string]int64    // the row of the first sheet that a key came back in
	at      otustemplate.Position
}

// isCorrection reports whether the workbook is one that this program made.
func isCorrection(b *book) bool { return slices.Contains(b.sheets.GetSheetList(), sheetSent) }

// openReturned opens a workbook that this program made and people changed.
func openReturned(ctx context.Context, b *book) (*returned, error) {
	r := &returned{book: b, sent: map[string][]any{}, parts: map[string][]string{}, made: map[string][]string{}, filled: map[string]*answers{}, backs: map[string]int64{}}
	if err := r.open(ctx); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	r.Source = otustemplate.NewSource(r.columns, r.next)
	return r, nil
}

// open reads what went out, and what people entered on all sheets but the first, which is
// read row by row.
func (r *returned) open(ctx context.Context) error {
	if err := r.readSent(); err != nil {
		return err
	}
	if err := r.readMade(); err != nil {
		return err
	}
	if err := r.openSheets(); err != nil {
		return err
	}
	for _, s := range r.sheets[1:] {
		if err := r.readFilled(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// readSent reads the rows as they went out.
func (r *returned) readSent() error {
	return r.readKept(sheetSent, func(texts []string) {
		if r.columns == nil {
			r.columns = texts
			return
		}
		cells := make([]any, len(r.columns))
		for i := range cells {
			cells[i] = ""
			if i < len(texts) {
				cells[i] = texts[i]
			}
		}
		if isEmpty(cells) {
			return // a row that the workbook does not have
		}
		key := r.key(cells)
		number := cellUnder(r.columns, cells, columnRow)
		r.parts[number] = append(r.parts[number], key)
		r.order = append(r.order, key)
		r.sent[key] = cells
	})
}

// readMade reads which sheets the workbook was made with, and their columns.
func (r *returned) readMade() error {
	if !slices.Contains(r.book.sheets.GetSheetList(), sheetMade) {
		r.made[sheetRowsName] = r.columns
		return nil
	}
	return r.readKept(sheetMade, func(texts []string) { r.made[texts[0]] = texts[1:] })
}

// readKept reads a sheet that is not for people.
func (r *returned) readKept(sheet string, row func(texts []string)) error {
	rows, err := r.book.sheets.Rows(sheet)
	if err != nil {
		return fmt.Errorf("%s: %w", r.book.name, err)
	}
	defer rows.Close() //nolint:errcheck // it was only read
	for number := 1; rows.Next(); number++ {
		texts, err := rows.Columns()
		if err != nil {
			return fmt.Errorf("%s, sheet %q: %w", r.book.name, sheet, err)
		}
		for i, text := range texts {
			if texts[i], err = strconv.Unquote(text); err != nil {
				return fmt.Errorf("%s, hidden sheet %q, row %d: it is not as it was made, and without it the corrections cannot be taken; "+
					"use the workbook as it was made and enter the corrections again", r.book.name, sheet, number)
			}
		}
		if len(texts) > 0 {
			row(texts)
		}
	}
	return rows.Error()
}

// key is what tells a row from the others: its row of the export, and its part.
func (r *returned) key(cells []any) string {
	return cellUnder(r.columns, cells, columnRow) + "/" + cellUnder(r.columns, cells, columnPart)
}

// find returns the key of the row that went out and that cells are of; the row may not be
// one. Whoever empties the part of a row has all of it made again.
func (r *returned) find(cells []any) string {
	key := r.key(cells)
	number := cellUnder(r.columns, cells, columnRow)
	if r.sent[key] == nil && key == number+"/" && len(r.parts[number]) == 1 {
		return r.parts[number][0]
	}
	return key
}

// cellUnder returns the cell under a title, "" if there is none.
func cellUnder(columns []string, cells []any, title string) string {
	if at := slices.Index(columns, title); at >= 0 && at < len(cells) {
		return strings.TrimSpace(fmt.Sprint(cells[at]))
	}
	return ""
}

// next returns the next row that is to be sent.
func (r *returned) next() ([]any, error) {
	for {
		cells, a, err := r.nextBack()
		if errors.Is(err, io.EOF) {
			return r.notBack()
		}
		if err != nil {
			return cells, err
		}
		if a.conflict != nil {
			return cells, a.conflict
		}
		if a.doNot {
			r.notSent = append(r.notSent, append(texts(cells), a.why))
			continue
		}
		return cells, nil
	}
}

// nextBack returns the next row that came back, with all that people entered: first those
// of the first sheet, then those that only other sheets have.
func (r *returned) nextBack() ([]any, *answers, error) {
	for {
		cells, a, err := r.nextOfFirst()
		if !errors.Is(err, io.EOF) {
			return cells, a, err
		}
		if len(r.later) == 0 {
			return nil, nil, io.EOF
		}
		key := r.later[0]
		r.later = r.later[1:]
		if r.backs[key] == 0 {
			r.at.Row++
			r.backs[key] = r.at.Row
			a := r.filled[key]
			return a.applied(r.sent[key]), a, nil
		}
	}
}

// nextOfFirst returns the next row of the first sheet.
func (r *returned) nextOfFirst() ([]any, *answers, error) {
	first := r.sheets[0]
	for {
		all, err := first.rows.next()
		if errors.Is(err, io.EOF) {
			return nil, nil, err
		}
		if err == nil && isEmpty(values(all)) {
			continue
		}
		r.at = first.rows.Position()
		cells := first.own(r.columns, all)
		key := r.find(values(cells))
		sent := r.sent[key]
		if sent == nil {
			return values(cells), nil, cmp.Or(err, unknownRow(first.name))
		}
		if before := r.backs[key]; before > 0 {
			return values(cells), nil, twice(first.name, before)
		}
		r.backs[key] = r.at.Row
		a := r.filled[key]
		if a == nil {
			a = &answers{}
		}
		a.take(first, r.columns, all, sent)
		return a.applied(sent), a, err // with an error it is back, though it cannot be used as it is
	}
}

// unknownRow is the error of a row that is none of those that went out.
func unknownRow(sheet string) error {
	return &otustemplate.RowError{
		Code: otustemplate.CodeRecordRefused,
		Err: fmt.Errorf("the cell under %q on the sheet %q does not have the number of a row that went out: "+
			"enter the number that was there, or remove the row", columnRow, sheet),
	}
}

// twice is the error of a row that a sheet has twice.
func twice(sheet string, first int64) error {
	return &otustemplate.RowError{
		Code: otustemplate.CodeDuplicate,
		Err:  fmt.Errorf("this row is on the sheet %q twice, first as row %d: remove one of them", sheet, first),
	}
}

func isEmpty(cells []any) bool {
	return !slices.ContainsFunc(cells, func(cell any) bool { return cell != "" })
}

// notBack returns the next row that did not come back, as it was; io.EOF when all have.
func (r *returned) notBack() ([]any, error) {
	for len(r.order) > 0 {
		key := r.order[0]
		r.order = r.order[1:]
		if r.backs[key] > 0 {
			continue
		}
		cells := r.sent[key]
		r.missing = append(r.missing, cellUnder(r.columns, cells, columnRow))
		r.at.Row++
		return cells, nil
	}
	return nil, io.EOF
}

// Position returns the row of the sheet. Rows that did not come back count on behind it.
func (r *returned) Position() otustemplate.Position { return r.at }

func (r *returned) Close() (err error) {
	for _, s := range r.sheets {
		err = errors.Join(err, s.rows.Close())
	}
	return err
}

// writeNotSent writes the rows that are not to be sent as CSV, with the reasons.
func (r *returned) writeNotSent(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(append(slices.Clone(r.columns), columnWhy)); err != nil {
		return err
	}
	return errors.Join(out.WriteAll(r.notSent), out.Error())
}

func texts(cells []any) []string {
	all := make([]string, len(cells))
	for i, cell := range cells {
		all[i] = fmt.Sprint(cell)
	}
	return all
}
