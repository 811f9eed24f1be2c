package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.com/otustemplate"
)

// A filledSheet is a sheet of a corrected workbook that has rows: the one of all rows, one
// of a person to ask, or one that people made of these.
type filledSheet struct {
	name   string
	rows   *sheetSource
	fields []int // of the columns that the build made, in the sheet's; -1: it does not have that one
}

// openSheets opens the sheets that have rows. A sheet that the workbook was made with has to
// have its columns still: what was entered under a title that is gone would be lost.
func (r *returned) openSheets() error {
	var others []*filledSheet
	isTitles := func(columns []string) bool { return slices.Contains(columns, columnRow) }
	for _, name := range r.book.sheets.GetSheetList() {
		if slices.Contains([]string{sheetChoices, sheetSent, sheetMade, sheetHowTo}, name) {
			continue
		}
		at, err := titleRow(r.book, name, isTitles)
		if err != nil && !errors.Is(err, errNoTitles) {
			return err
		}
		columns := r.made[name]
		if err != nil || !at.fits {
			if columns != nil {
				return r.columnGone(name, columnRow)
			}
			continue // a sheet of somebody's own
		}
		rows, err := openSheetSource(r.book, name, at)
		if err != nil {
			return err
		}
		s := &filledSheet{name: name, rows: rows}
		if err := r.checkColumns(s, columns); err != nil {
			return errors.Join(err, rows.Close())
		}
		for _, c := range r.columns {
			s.fields = append(s.fields, slices.Index(rows.columns, c))
		}
		if name == sheetRowsName {
			r.sheets = append(r.sheets, s)
		} else {
			others = append(others, s)
		}
	}
	r.sheets = append(r.sheets, others...)
	if len(r.sheets) == 0 {
		return fmt.Errorf("%s: no sheet has the rows to correct any more; use the workbook as it was made, and only fill in cells", r.book.name)
	}
	return nil
}

// checkColumns checks that a sheet has the columns that it was made with; one that was
// renamed or copied, those of one that was made.
func (r *returned) checkColumns(s *filledSheet, columns []string) error {
	if columns != nil {
		for _, c := range columns {
			if !slices.Contains(s.rows.columns, c) {
				return r.columnGone(s.name, c)
			}
		}
		return nil
	}
	for _, columns := range r.made {
		if !slices.ContainsFunc(columns, func(c string) bool { return !slices.Contains(s.rows.columns, c) }) {
			return nil
		}
	}
	return fmt.Errorf("%s, sheet %q: the titles of its columns are those of no sheet that went out; "+
		"copy a sheet as it was made, with all of its columns, or remove this one", r.book.name, s.name)
}

func (r *returned) columnGone(sheet, column string) error {
	return fmt.Errorf("%s, sheet %q: the column %q is gone; use the workbook as it was made, and only fill in cells", r.book.name, sheet, column)
}

// own returns the cells of the columns that the build made, "" for one that the sheet does
// not have.
func (s *filledSheet) own(columns []string, all []sheetCell) []sheetCell {
	cells := make([]sheetCell, len(columns))
	for i, field := range s.fields {
		cells[i].value = ""
		if field >= 0 && field < len(all) {
			cells[i] = all[field]
		}
	}
	return cells
}

// answers are what people entered for one row, on whatever sheet.
type answers struct {
	entered  map[int]entry // by the column, from 0: the cells that are not as they went out
	doNot    bool
	why      string
	saying   []string // the sheets that say not to send the row
	conflict error    // two sheets say different things
}

// An entry is what a person entered in a cell.
type entry struct {
	value    any
	sheet    string
	disputed bool // another sheet has another value: neither is used
}

// take adds what a sheet says of a row. The same cell filled in differently on two sheets
// is a conflict, which nobody but a person can settle.
func (a *answers) take(s *filledSheet, columns []string, all []sheetCell, sent []any) {
	own := s.own(columns, all)
	for i, field := range s.fields {
		if field < 0 || slices.Contains([]string{columnRow, columnWho, columnProblem}, columns[i]) {
			continue // what the build says of the row is not to be changed
		}
		value := restored(own[i], sent[i].(string))
		if value == sent[i] {
			continue
		}
		if before, ok := a.entered[i]; ok {
			if fmt.Sprint(before.value) != fmt.Sprint(value) && !before.disputed {
				a.disagree(fmt.Sprintf("the sheets %q and %q have different texts under %q", before.sheet, s.name, columns[i]))
				a.entered[i] = entry{sent[i], before.sheet, true}
			}
			continue
		}
		if a.entered == nil {
			a.entered = map[int]entry{}
		}
		a.entered[i] = entry{value, s.name, false}
	}
	a.takeDoNot(s, all)
	if !a.doNot {
		return
	}
	for i := range columns {
		if e, ok := a.entered[i]; ok && !slices.Contains(a.saying, e.sheet) {
			a.disagree(fmt.Sprintf("the sheet %q says not to send the row, and the sheet %q corrects it under %q", a.saying[0], e.sheet, columns[i]))
		}
	}
}

// takeDoNot adds whether a sheet says not to send the row, and why.
func (a *answers) takeDoNot(s *filledSheet, all []sheetCell) {
	switch strings.ToLower(cellUnder(s.rows.columns, values(all), columnDoNot)) {
	case "", "no", "send", "false", "0":
		return
	}
	why := cellUnder(s.rows.columns, values(all), columnWhy)
	if a.doNot && a.why != "" && why != "" && a.why != why {
		a.why += "; " + why
	} else if why != "" {
		a.why = why
	}
	a.doNot, a.saying = true, append(a.saying, s.name)
}

// disagree keeps the first thing on which two sheets disagree.
func (a *answers) disagree(how string) {
	if a.conflict == nil {
		a.conflict = &otustemplate.RowError{
			Code: otustemplate.CodeKeyConflict,
			Err:  errors.New(how + ": neither is used; decide which is right, and enter it on one sheet only"),
		}
	}
}

// applied returns the row with what people entered.
func (a *answers) applied(sent []any) []any {
	cells := slices.Clone(sent)
	for i, e := range a.entered {
		cells[i] = e.value
	}
	return cells
}

// readFilled reads what people entered on a sheet that is not the first.
func (r *returned) readFilled(ctx context.Context, s *filledSheet) error {
	backs := map[string]int64{}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		all, err := s.rows.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		bad, isRow := errors.AsType[*otustemplate.RowError](err)
		if err != nil && !isRow {
			return err
		}
		if isEmpty(values(all)) {
			continue
		}
		own := s.own(r.columns, all)
		key := r.find(values(own))
		at := s.rows.Position().Row
		if r.sent[key] == nil {
			return fmt.Errorf("%s, sheet %q, row %d: %w", r.book.name, s.name, at, errors.Unwrap(unknownRow(s.name)))
		}
		a := r.filled[key]
		if a == nil {
			a = &answers{}
			r.filled[key] = a
			r.later = append(r.later, key)
		}
		switch before := backs[key]; {
		case isRow && a.conflict == nil:
			a.conflict = bad
		case before > 0 && a.conflict == nil:
			a.conflict = twice(s.name, before)
		default:
			a.take(s, r.columns, all, r.sent[key])
		}
		backs[key] = at
	}
}

// restored gives a cell that nobody changed back as it went out: a spreadsheet makes other
// line ends of its own, and a number, a day or a yes of what looks like one.
func restored(cell sheetCell, was string) any {
	switch now := cell.value.(type) {
	case string:
		if now == was || asShown(now) == asShown(was) || cell.converted && sameValue(now, was) {
			return was
		}
	case otustemplate.Date:
		if day, err := otustemplate.ParseDate(was); err == nil && day == now {
			return was
		}
	}
	return cell.value
}

// sameValue reports whether a spreadsheet that takes the text for a number, or for a yes or
// no, has the same one as another text: 4217 is 004217.
func sameValue(now, was string) bool {
	a, errA := strconv.ParseFloat(now, 64)
	b, errB := strconv.ParseFloat(was, 64)
	return errA == nil && errB == nil && a == b || strings.EqualFold(now, was)
}

var shownLines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// asShown is a text as it comes back from a spreadsheet: with its line ends, and a mark in
// place of each character that XML cannot hold.
func asShown(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF {
			return utf8.RuneError
		}
		return r
	}, shownLines.Replace(text))
}
