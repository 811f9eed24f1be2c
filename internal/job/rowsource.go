package job

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// A rowSource gives the rows of any Source as text.
type rowSource struct {
	src     sheet.Source
	exact   bool // src is csv itself
	derived derivedCells
	csv     *sheet.CSVSource // src, or the one that it embeds; nil: there is none
	// adopt tells csv, and another that takes its place, who reads it.
	adopt func(*sheet.CSVSource)
	// passing is the first error about the blank rows that csv passed over.
	passing error

	row mapping.ExportRow
	labelFields
	fields []int // of csv's columns, the places in labels; -1: it has none
	needed []int // places of labels whose cells a row must have
	vals   []any
	dest   []any // pointers to vals
	own    mapping.RowCells
	// zone is where the times of zoneField are moved to, as the mapping asks;
	// nil: nowhere.
	zone      *time.Location
	zoneField int
}

// labelFields are the labels of an export, and which of its columns it has from
// having been rejects before.
type labelFields struct {
	labels []string
	ownFields
}

// take takes a source, and the CSVSource that it is or embeds.
func (s *rowSource) take(src sheet.Source, adopt func(*sheet.CSVSource)) {
	src = s.derived.within(src)
	s.src, s.adopt = src, adopt
	if of, ok := src.(sheet.EmbedsCSV); ok {
		s.csv = of.EmbeddedCSV()
	}
	if s.csv != nil {
		s.exact = src == sheet.Source(s.csv)
		s.adopt(s.csv)
	}
}

// isText reports whether the rows are read from the text of a file by nobody but the
// build.
func (s *rowSource) isText() bool { return s.exact && len(s.derived.columns) == 0 }

// readLabels returns the labels of all columns.
func (s *rowSource) readLabels() ([]string, error) {
	if s.src == nil {
		return nil, errors.New("otustemplate: Derive has no source")
	}
	labels, err := s.src.Columns()
	if err != nil {
		return nil, err
	}
	return s.derived.after(labels)
}

// ownLabels returns how many of the labels are of the source that computed columns are added to.
func (s *rowSource) ownLabels() int { return len(s.labels) - len(s.derived.columns) }

// follow takes the CSVSource that the source embeds now: one that reads several
// files may exchange it.
func (s *rowSource) follow() {
	of, ok := s.src.(sheet.EmbedsCSV)
	if !ok || of.EmbeddedCSV() == s.csv {
		return
	}
	s.leave()
	if s.csv = of.EmbeddedCSV(); s.csv != nil {
		s.adopt(s.csv)
		s.place()
	}
}

// leave ends what adopt began.
func (s *rowSource) leave() {
	if s.csv != nil {
		s.csv.EndBuild()
	}
}

// begin is told what is made of the columns.
func (s *rowSource) begin(labels []string, bound *mapping.Bound) {
	s.labels, s.needed = labels, bound.Needed()
	s.vals, s.dest = make([]any, s.ownLabels()), make([]any, s.ownLabels())
	s.ownFields = ownFieldsOf(labels)
	if s.csv != nil {
		s.place()
	}
	if date := &bound.Columns[schema.ColDate]; date.Rule != nil && len(date.Fields) == 1 {
		s.zone, s.zoneField = date.Rule.Zone, date.Fields[0]
	}
}

// place finds out where among the labels the columns of csv are. They have the
// same place, unless their label stands elsewhere: a source that embeds a
// CSVSource may put columns before its own, or call them otherwise.
func (s *rowSource) place() {
	columns, _ := s.csv.Columns() // Next tells the error
	s.fields = make([]int, len(columns))
	s.csv.Needed = 0
	labels := s.labels[:s.ownLabels()] // a computed column is none of csv's, whatever it is called
	for i, label := range columns {
		field := i
		if i >= len(labels) || labels[i] != label {
			field = slices.Index(labels, label)
		}
		if field < 0 && i < len(labels) && !slices.Contains(columns, labels[i]) {
			field = i
		}
		if s.fields[i] = field; field >= 0 && slices.Contains(s.needed, field) {
			s.csv.Needed = i + 1
		}
	}
	if s.csv.Sheet != nil {
		s.csv.Sheet.SetCells(max(s.csv.Needed, 1), len(columns))
	}
}

// fieldOf returns the field, from 1, of one of csv's; 0 where there is none. A cell
// behind the last column stays where it is if the source has no columns of its own.
func (s *rowSource) fieldOf(field int) int {
	switch {
	case field > len(s.fields) && s.ownLabels() == len(s.fields):
		return field
	case field < 1 || field > len(s.fields):
		return 0
	}
	return s.fields[field-1] + 1
}

// headerRow returns the row of the labels, if it is known: else the first.
func (s *rowSource) headerRow() int64 {
	if s.csv == nil {
		return 1
	}
	return max(s.csv.HeaderRow, 1)
}

// extraLabels returns the further labels of the template's columns that the
// source was given, nil for none.
func (s *rowSource) extraLabels() map[string]schema.Column {
	if s.csv == nil || s.csv.Sheet == nil {
		return nil
	}
	return s.csv.Sheet.Opts.Labels
}

// next returns the next row, nil at the end.
func (s *rowSource) next() (*mapping.ExportRow, error) {
	if s.exact {
		if !s.csv.Step() {
			return nil, s.csv.Err()
		}
		s.takeCSV()
	} else {
		more := s.src.Next()
		switch {
		case s.passing != nil:
			return nil, s.passing
		case !more:
			return nil, s.src.Err()
		}
		s.follow()
		if err := s.scan(); err != nil {
			return nil, err
		}
	}
	s.takeText(&s.row)
	if err := s.derived.add(&s.row); err != nil {
		return nil, err
	}
	return &s.row, nil
}

// takeCSV takes the row over from the CSVSource.
func (s *rowSource) takeCSV() {
	s.row.OfCSV(&s.csv.Row, s.ownLabels())
	if s.row.Bad != nil {
		s.row.Text = s.csv.Raw()
	}
}

// scan takes the row from a source of values.
func (s *rowSource) scan() error {
	s.row = mapping.ExportRow{Position: positionOf(s.src, s.row.Row+1), Recoded: s.row.Recoded[:0]}
	clear(s.vals) // nothing of the row before
	for i := range s.vals {
		s.dest[i] = &s.vals[i]
	}
	if err := s.src.Scan(s.dest...); err != nil {
		bad, rowOnly := errors.AsType[*sheet.RowError](err)
		if !rowOnly || bad == nil {
			return err
		}
		s.row.Bad = bad
	}
	if err := s.takeValues(); err != nil {
		return err
	}
	if s.csv != nil && s.csv.There {
		s.takeFacts(&s.csv.Row)
	}
	if s.row.Bad == nil {
		return nil
	}
	s.row.Blank, s.row.Bad = false, ownError(s.row.Bad)
	if slices.Contains(s.vals, nil) {
		s.row.Text = rawOf(s.src) // cells were not scanned: nothing of them may get lost
	}
	return nil
}

// ownError returns an error of its own that says the same: what a source gives it may
// use again for the next row, and its methods are called here alone.
func ownError(bad *sheet.RowError) *sheet.RowError {
	own := *bad
	if own.Err != nil {
		own.Err = errors.New(own.Err.Error())
	}
	return &own
}

// takeValues makes cells of the values that were scanned.
func (s *rowSource) takeValues() error {
	s.row.Blank = true
	s.own = mapping.RowCells{Cells: s.own.Cells[:0], Days: s.own.Days[:0]}
	for i, v := range s.vals {
		zone := s.zone
		if i != s.zoneField {
			zone = nil
		}
		text, day, err := cellOf(v, zone)
		if err != nil {
			return valueError(s.labels[i], err)
		}
		s.own.Cells, s.own.Days = append(s.own.Cells, text), append(s.own.Days, day)
		s.row.Blank = s.row.Blank && celltext.IsBlank(text)
	}
	if s.row.Bad == nil || !s.row.Blank {
		s.row.RowCells = s.own
	}
	return nil
}

// valueError says that a value of the column of that label cannot be a cell.
func valueError(label string, err error) error {
	return &cellError{fmt.Sprintf("otustemplate: the source gives for column %s %s: convert it in the query or in Scan",
		phrase.QuoteCell(label), err), err}
}

// takeFacts takes what the embedded CSVSource knows of its row, beside the cells.
func (s *rowSource) takeFacts(from *sheet.Row) {
	if s.row.Bad != nil {
		if s.row.Bad == from.Bad {
			s.row.BadField = s.fieldOf(from.BadField)
		}
		return
	}
	s.row.Bare, s.row.Spaced = s.fieldOf(from.Bare), from.Spaced
	for _, field := range from.Recoded {
		if field = s.fieldOf(field); field > 0 {
			s.row.Recoded = append(s.row.Recoded, field)
		}
	}
}

// errStillUnsplit is told of a row of a rejects file that nobody has corrected.
var errStillUnsplit = fmt.Errorf("the row is still one long text under %q: "+
	"copy each piece into its own column, then clear that cell", schema.LabelText)

// takeText makes a row that has nothing but the text of a row that could not be
// split a bad one again: the text must not get lost.
func (l *labelFields) takeText(row *mapping.ExportRow) {
	if row.Bad != nil || row.Blank || celltext.IsBlank(row.Cell(l.text)) {
		return
	}
	for i, cell := range row.Cells {
		if !schema.IsOwnLabel(l.labels[i]) && !celltext.IsBlank(cell) {
			return
		}
	}
	row.Text = row.Cell(l.text)
	row.Bad = &sheet.RowError{Position: row.Position, Code: schema.CodeFieldCount, Err: errStillUnsplit}
}
