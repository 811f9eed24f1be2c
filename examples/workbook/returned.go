package main

import (
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
	sheet   *sheetSource
	fields  []int            // of the columns that the build made, in the sheet's columns
	sent    map[string][]any // the rows that went out, by their key; nil once they are back
	order   []string         // the keys of sent
	missing []string         // the rows that did not come back
	notSent [][]string       // the rows that are not to be sent, with the reason
	backs   map[string]int64 // the row of the sheet that a key came back in
	at      otustemplate.Position
	columns []string
}

// isCorrection reports whether the workbook is one that this program made.
func isCorrection(b *book) bool { return slices.Contains(b.sheets.GetSheetList(), sheetSent) }

// openReturned opens a workbook that this program made and people changed.
func openReturned(b *book) (*returned, error) {
	r := &returned{sent: map[string][]any{}, backs: map[string]int64{}}
	if err := r.readSent(b); err != nil {
		return nil, fmt.Errorf("%s, sheet %q: %w", b.name, sheetSent, err)
	}
	isTitles := func(columns []string) bool { return slices.Contains(columns, columnRow) }
	sheet, err := newSheetSource(b, sheetRowsName, isTitles)
	if err != nil {
		return nil, err
	}
	for _, c := range r.columns {
		field := slices.Index(sheet.columns, c)
		if field < 0 {
			err := fmt.Errorf("%s, sheet %q: the column %q is gone; take the workbook as it was made, and only fill in cells", b.name, sheetRowsName, c)
			return nil, errors.Join(err, sheet.Close())
		}
		r.fields = append(r.fields, field)
	}
	r.sheet = sheet
	r.Source = otustemplate.NewSource(r.columns, r.next)
	return r, nil
}

// readSent reads the rows as they went out.
func (r *returned) readSent(b *book) error {
	rows, err := openRows(b.sheets, b.archive, sheetSent)
	if err != nil {
		return err
	}
	defer rows.close() //nolint:errcheck // it was only read
	for number := int64(1); ; number++ {
		cells, err := rows.next(number)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for i, cell := range cells {
			text, err := strconv.Unquote(fmt.Sprint(cell))
			if err != nil {
				return fmt.Errorf("row %d is not as it was made", number)
			}
			cells[i] = text
		}
		if number == 1 {
			r.columns = labels(cells)
			continue
		}
		key := r.key(cells)
		r.order = append(r.order, key)
		r.sent[key] = cells
	}
}

// key is what tells a row from the others: its row of the export, and its part.
func (r *returned) key(cells []any) string {
	return cellUnder(r.columns, cells, columnRow) + "/" + cellUnder(r.columns, cells, columnPart)
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
		all, err := r.sheet.next()
		if errors.Is(err, io.EOF) {
			return r.notBack()
		}
		r.at = r.sheet.Position()
		cells := r.own(all)
		if err != nil {
			r.backs[r.key(cells)] = r.at.Row // it is back, though it cannot be used as it is
			return cells, err
		}
		if isEmpty(cells) {
			return cells, nil
		}
		key := r.key(cells)
		if first := r.backs[key]; first > 0 && r.sent[key] != nil {
			return cells, &otustemplate.RowError{
				Code: otustemplate.CodeDuplicate,
				Err:  fmt.Errorf("this row is in the workbook twice, first as row %d: remove one of them", first),
			}
		}
		r.backs[key] = r.at.Row
		restore(cells, r.sent[key])
		if why, not := r.isNotToGo(all); not {
			r.notSent = append(r.notSent, append(texts(cells), why))
			continue
		}
		return cells, nil
	}
}

// own returns the cells of the columns that the build made.
func (r *returned) own(all []any) []any {
	cells := make([]any, len(r.fields))
	for i, field := range r.fields {
		cells[i] = ""
		if field < len(all) {
			cells[i] = all[field]
		}
	}
	return cells
}

func isEmpty(cells []any) bool {
	return !slices.ContainsFunc(cells, func(cell any) bool { return cell != "" })
}

// isNotToGo reports whether staff said not to send the row, and why.
func (r *returned) isNotToGo(all []any) (why string, not bool) {
	answer := strings.ToLower(cellUnder(r.sheet.columns, all, columnDoNot))
	if answer == "" || answer == "no" || answer == "send" {
		return "", false
	}
	return cellUnder(r.sheet.columns, all, columnWhy), true
}

// restore gives cells that nobody changed back as they went out: a spreadsheet makes other
// line ends of its own, and removes a carriage return.
func restore(cells, sent []any) {
	for i := range min(len(cells), len(sent)) {
		now, isText := cells[i].(string)
		if was := sent[i].(string); isText && now != was && asShown(now) == asShown(was) {
			cells[i] = was
		}
	}
}

var shownLines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

func asShown(text string) string { return shownLines.Replace(text) }

// notBack returns the next row that did not come back, as it was; io.EOF when all have.
func (r *returned) notBack() ([]any, error) {
	for len(r.order) > 0 {
		key := r.order[0]
		r.order = r.order[1:]
		if r.backs[key] > 0 {
			continue
		}
		cells := r.sent[key]
		for len(cells) < len(r.columns) {
			cells = append(cells, "")
		}
		r.missing = append(r.missing, cellUnder(r.columns, cells, columnRow))
		r.at.Row++
		return cells, nil
	}
	return nil, io.EOF
}

// Position returns the row of the sheet. Rows that did not come back count on behind it.
func (r *returned) Position() otustemplate.Position { return r.at }

func (r *returned) Close() error { return r.sheet.Close() }

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
