package job

import (
	"errors"
	"fmt"
	"slices"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// A Derived is a source with one computed column more, after its own. A build looks
// through it at the source within, so that all that is known of rows stays known; its
// methods are for those who read it themselves.
type Derived struct {
	of     sheet.Source
	column derivedColumn

	columns []string // nil: not asked for yet
	labels  *rowLabels
	row     int64 // the current one, where the source does not say
	there   bool  // there is one
	values  []any
	texts   []string
}

// A derivedColumn is one that a function of the caller's own computes.
type derivedColumn struct {
	label string
	cell  func(SourceRow) (string, error)
}

// Derive returns src with a column more.
func Derive(src sheet.Source, label string, cell func(SourceRow) (string, error)) *Derived {
	return &Derived{of: src, column: derivedColumn{label, cell}}
}

// after returns the labels with that of the column behind them, or why it can't be one.
func (c *derivedColumn) after(labels []string) ([]string, error) {
	wrong := ""
	switch label := phrase.QuoteCell(c.label); {
	case c.cell == nil:
		wrong = "there is no function that computes column " + label
	case celltext.IsBlank(c.label):
		wrong = "the derived column has no label"
	case schema.IsOwnLabel(c.label):
		wrong = fmt.Sprintf("%s is a column of the rejects; choose another label", label)
	case mapping.IndexLabels(labels).Has(c.label):
		wrong = fmt.Sprintf("the source has a column %s already; choose another label", label)
	}
	if wrong != "" {
		return nil, errors.New("otustemplate: Derive: " + wrong)
	}
	return append(slices.Clip(labels), c.label), nil
}

// Columns returns the labels of the source, and that of the column.
func (d *Derived) Columns() ([]string, error) {
	if d.columns != nil {
		return slices.Clone(d.columns), nil
	}
	if d.of == nil {
		return nil, errors.New("otustemplate: Derive has no source")
	}
	labels, err := d.of.Columns()
	if err != nil {
		return nil, err
	}
	columns, err := d.column.after(labels)
	if err != nil {
		return nil, err
	}
	d.columns, d.labels = columns, newRowLabels(labels)
	return slices.Clone(columns), nil
}

// Next steps to the next row.
func (d *Derived) Next() bool {
	_, err := d.Columns()
	if d.there = err == nil && d.of.Next(); d.there {
		d.row++
	}
	return d.there
}

// Err returns why Next returned false.
func (d *Derived) Err() error {
	if _, err := d.Columns(); err != nil {
		return err
	}
	return d.of.Err()
}

// Scan copies the cells of the row, and computes that of the column unless the row is
// blank.
func (d *Derived) Scan(dest ...any) error {
	columns, err := d.Columns()
	if err != nil {
		return err
	}
	if len(dest) != len(columns) {
		return wrongDestinations(len(dest), len(columns))
	}
	n := len(columns) - 1
	d.values, d.texts = slices.Grow(d.values[:0], n)[:n], d.texts[:0]
	clear(d.values)
	within := make([]any, n)
	for i := range within {
		within[i] = &d.values[i]
	}
	bad := d.of.Scan(within...)
	blank := true
	for i, v := range d.values {
		if err := Store(dest[i], v, columns[i]); err != nil {
			return err
		}
		text, _, err := cellOf(v, nil)
		if err != nil {
			return valueError(columns[i], err)
		}
		d.texts, blank = append(d.texts, text), blank && celltext.IsBlank(text)
	}
	if bad != nil {
		return bad
	}
	cell := ""
	if !blank {
		if cell, err = d.column.cell(SourceRow{d.labels, d.texts, d.Position()}); err != nil {
			return err
		}
	}
	return Store(dest[n], cell, columns[n])
}

// Position returns where the row is, as far as the source says.
func (d *Derived) Position() schema.Position {
	if !d.there {
		return schema.Position{}
	}
	return positionOf(d.of, d.row)
}

// Raw returns the text of the row, if the source has it.
func (d *Derived) Raw() string { return rawOf(d.of) }

// positionOf returns where the row of a source is: row, if it does not say.
func positionOf(src sheet.Source, row int64) schema.Position {
	if src, ok := src.(interface{ Position() schema.Position }); ok {
		if place := src.Position(); place.Row > 0 {
			return place
		}
	}
	return schema.Position{Row: row}
}

// rawOf returns the text of the row of a source, "" if it has none.
func rawOf(src sheet.Source) string {
	if src, ok := src.(interface{ Raw() string }); ok {
		return src.Raw()
	}
	return ""
}

// Store stores a value of the column of that label where a Scan is to put it.
func Store(dest, v any, label string) error {
	if dest, ok := dest.(*any); ok {
		*dest = v
		return nil
	}
	text, _, err := cellOf(v, nil)
	if err != nil {
		return valueError(label, err)
	}
	switch dest := dest.(type) {
	case *string:
		*dest = text
	case *[]byte:
		*dest = []byte(text)
	default:
		return fmt.Errorf("otustemplate: Scan destination for column %s is a %T; use *any, *string or *[]byte", phrase.QuoteCell(label), dest)
	}
	return nil
}

func wrongDestinations(n, columns int) error {
	return fmt.Errorf("otustemplate: Scan has %s for %s; give one for each", phrase.Plural(int64(n), "destination"), phrase.Plural(int64(columns), "column"))
}

// derivedCells are the computed columns of a source that a build reads, from the inside
// out: each may look at those before it.
type derivedCells struct {
	columns []derivedColumn
	labels  []*rowLabels // what each may look at
	cells   []string     // of the row at hand
}

// within returns the source inside all that derive columns, which it takes note of.
func (d *derivedCells) within(src sheet.Source) sheet.Source {
	for {
		around, ok := src.(*Derived)
		if !ok {
			slices.Reverse(d.columns)
			return src
		}
		d.columns = append(d.columns, around.column)
		src = around.of
	}
}

// after returns the labels with those of the computed columns behind them.
func (d *derivedCells) after(labels []string) ([]string, error) {
	d.labels = d.labels[:0]
	for i := range d.columns {
		d.labels = append(d.labels, newRowLabels(labels))
		var err error
		if labels, err = d.columns[i].after(labels); err != nil {
			return nil, err
		}
	}
	return labels, nil
}

// add adds the computed cells to a row that has cells: none to a blank row or to one
// that cannot be read whole, whose cells stay empty. A *[sheet.RowError] of a function
// makes it such a row.
func (d *derivedCells) add(row *mapping.ExportRow) error {
	if len(d.columns) == 0 || row.Cells == nil {
		return nil
	}
	d.cells = append(d.cells[:0], row.Cells...)
	for i := range d.columns {
		text := ""
		if !row.Blank && row.Bad == nil {
			var err error
			if text, err = d.columns[i].cell(SourceRow{d.labels[i], d.cells, row.Position}); err != nil {
				bad, rowOnly := errors.AsType[*sheet.RowError](err)
				if !rowOnly || bad == nil {
					return err
				}
				row.Bad, text = ownError(bad), ""
			}
		}
		d.cells = append(d.cells, text)
		if row.Days != nil {
			row.Days = append(row.Days, dates.Date{})
		}
	}
	row.Cells = d.cells
	return nil
}
