package otustemplate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"example.com/otustemplate/internal/textenc"
)

// A Source gives the rows of an export, one after the other: *sql.Rows is one,
// as is [CSVSource]. [Builder.Build] reads it to its end and does not close it.
// A Source belongs to one goroutine.
type Source interface {
	// Columns returns the labels of the columns, before or between the rows.
	Columns() ([]string, error)
	// Next steps to the next row, the first one to begin with. It returns false
	// at the end or after an error, which Err then tells.
	Next() bool
	// Scan copies the row's cells to where dest points, one for each of
	// Columns; Build passes *any, and says there what it makes of each type. A
	// *[RowError] concerns this row alone; any other error ends a build.
	Scan(dest ...any) error
	// Err returns why Next returned false: nil at the end of the rows.
	Err() error
}

// A CSVSource reads the rows of any CSV file, whatever its labels are. Blank
// rows are passed over. Cells that a row lacks at its end are empty.
// [NewCSVSource] makes one; it belongs to one goroutine.
type CSVSource struct {
	sheet   *sheet
	input   contextReader // of the file; its context is a build's, while one runs
	total   int64         // bytes of the whole file, 0 where it is not known
	columns []string
	header  error // why there are no columns
	started bool
	needed  int // how many cells a row must have; the others may lack at its end

	row      sheetRow
	template bool // the labels are the template's: its header is found as a Reader finds it
	careful  bool // a build takes every row the careful way; for tests

	ahead bool // row is the next one: it was read for the number of columns
	there bool // row is the current one
	err   error
}

// NewCSVSource returns a CSVSource of r. Nil options find out everything from
// the file: the header is the first row after a sep= line, blank rows and title
// rows, that is rows with fewer than two filled cells, unless all rows have one
// column; the comma is the one that splits most of the first 20 rows into the
// same number of cells. With NoHeader the columns are named A, B, C … as a
// spreadsheet does, as many as the first row has. Labels are not used. To a
// [Builder] without a Mapping the source is a template, and its header and
// comma are found, and Labels and NoHeader understood, as a [Reader] does,
// unless Columns was called before.
func NewCSVSource(r io.Reader, opts *ReaderOptions) *CSVSource {
	if opts == nil {
		opts = new(ReaderOptions)
	}
	s := &CSVSource{input: *newContextReader(context.Background(), r), total: sizeOf(r)}
	s.sheet = newSheet(&s.input, *opts)
	return s
}

// startBuild says that a build reads the source. Of the cells a report keeps
// copies, and the rejects too; who is told of issues may not.
func (s *CSVSource) startBuild(ctx context.Context, v *Validator) {
	s.input.ctx = ctx
	if s.sheet != nil && v.opts.OnIssue == nil {
		s.sheet.decoder.shared = shortlyShared
	}
}

// endBuild says that the build has ended.
func (s *CSVSource) endBuild() {
	s.input.ctx = context.Background()
	if s.sheet != nil {
		s.sheet.decoder.shared, s.sheet.decoder.text = 0, nil
	}
}

// Columns returns the labels of the header, as they stand there. The error is a
// *[FileError], or that of reading.
func (s *CSVSource) Columns() ([]string, error) {
	if !s.started {
		s.started = true
		s.columns, s.header = s.readColumns()
	}
	return s.columns, s.header
}

func (s *CSVSource) readColumns() ([]string, error) {
	if s.sheet == nil {
		return nil, errors.New("otustemplate: the CSVSource was not made; call NewCSVSource")
	}
	if s.template {
		h, err := s.sheet.findHeader()
		if err != nil {
			return nil, err
		}
		return slices.Clone(h.labels), s.sheet.skipTo(h.row, &s.row)
	}
	header, err := s.sheet.readHeader()
	if err != nil {
		return nil, err
	}
	if !s.sheet.opts.NoHeader {
		return slices.Clone(header.cells), nil
	}
	for {
		if err := s.sheet.next(&s.row); err != nil {
			s.err = err
			return nil, nil
		}
		if !s.row.blank {
			break
		}
	}
	s.ahead = true
	columns := make([]string, len(s.row.cells))
	for i := range columns {
		columns[i] = fieldLetters(i + 1)
	}
	return columns, nil
}

// Next steps to the next row that is not blank, a row that cannot be read whole
// among them.
func (s *CSVSource) Next() bool {
	for s.step() {
		if !s.row.blank {
			return true
		}
	}
	return false
}

// step is Next for blank rows too.
func (s *CSVSource) step() bool {
	s.there = false
	if _, err := s.Columns(); err != nil || s.err != nil {
		return false
	}
	if !s.ahead {
		if s.err = s.sheet.next(&s.row); s.err != nil {
			return false
		}
	}
	s.ahead, s.there = false, true
	if !s.row.blank && s.row.bad == nil {
		s.row.judgeCount(len(s.columns), s.needed, len(s.columns))
	}
	return true
}

// Err returns why Next returned false: nil at the end of the file.
func (s *CSVSource) Err() error {
	switch {
	case s.header != nil:
		return s.header
	case s.err == io.EOF:
		return nil
	}
	return s.err
}

// Scan copies the row's cells to where dest points: *string, *[]byte or *any,
// which gets a string; as many as there are columns. A *[RowError] says that
// this row cannot be read, because of its quotes or because it has more cells
// than the header; the next ones can.
func (s *CSVSource) Scan(dest ...any) error {
	if !s.there {
		return errors.New("otustemplate: Scan without a row; call Next first")
	}
	if len(dest) != len(s.columns) {
		return fmt.Errorf("otustemplate: Scan has %d destinations for %d columns; give one for each", len(dest), len(s.columns))
	}
	if s.row.bad != nil {
		return s.row.bad
	}
	for i, to := range dest {
		cell := s.row.cells[i]
		switch to := to.(type) {
		case *string:
			*to = cell
		case *[]byte:
			*to = []byte(cell)
		case *any:
			*to = cell
		default:
			return fmt.Errorf("otustemplate: Scan destination %d is a %T; use *string, *[]byte or *any", i, to)
		}
	}
	return nil
}

// Position returns where the row starts, or the zero Position where there is no
// row.
func (s *CSVSource) Position() Position {
	if !s.there {
		return Position{}
	}
	return s.row.Position
}

// Raw returns the row's text as it stands in the file, without its line end and
// as UTF-8; of a row that has no end, its first line. It returns "" where there
// is no row.
func (s *CSVSource) Raw() string {
	switch {
	case !s.there:
		return ""
	case s.row.text != "":
		return s.row.text
	}
	if text := s.sheet.raw.Text; s.sheet.decoder.windows1252 || !utf8.Valid(text) {
		return string(textenc.DecodeWindows1252(nil, text))
	}
	return string(s.sheet.raw.Text)
}

// A rowSource gives the rows of any Source as text.
type rowSource struct {
	src  Source
	csv  *CSVSource // src, where it is one
	row  exportRow
	n    int64 // rows read of a source that is no CSV
	vals []any
	dest []any // pointers to vals
	own  exportCells
	// zone is where the times of zoneField are moved to, as the mapping asks;
	// nil: nowhere.
	zone      *time.Location
	zoneField int
	ownFields
}

// exportCells are the cells of a row of an export.
type exportCells struct {
	cells []string
	days  []Date // of values that are times and no text; others are zero. nil: there are none
}

// day returns the day of a field that is a time and no text, else zero.
func (e *exportCells) day(field int) Date {
	if e.days == nil {
		return Date{}
	}
	return e.days[field]
}

// An exportRow is a row of an export. It is used again for the next one.
type exportRow struct {
	Position
	blank bool
	exportCells
	bad      *RowError // why it could not be split
	badField int       // from 1, 0 where no single cell is meant
	text     string    // of a row that could not be split
	recoded  []int     // fields, from 1, that were read as Windows-1252
	bare     int       // the first field, from 1, with a quote inside that is taken literally; 0: none
}

// begin is told what is made of the columns.
func (s *rowSource) begin(labels []string, bound *boundMapping) {
	s.vals, s.dest = make([]any, len(labels)), make([]any, len(labels))
	for i := range s.vals {
		s.dest[i] = &s.vals[i]
	}
	s.ownFields = ownFieldsOf(labels)
	if s.csv != nil {
		s.csv.needed = bound.needed()
	}
	if date := &bound.columns[ColDate]; date.rule != nil && len(date.fields) == 1 {
		s.zone, s.zoneField = date.rule.zone, date.fields[0]
	}
}

// labels returns the further labels of the template's columns that the source
// was given, nil for none.
func (s *rowSource) labels() map[string]Column {
	if s.csv == nil {
		return nil
	}
	return s.csv.sheet.opts.Labels
}

// next returns the next row, nil at the end.
func (s *rowSource) next() (*exportRow, error) {
	if s.csv != nil {
		if !s.csv.step() {
			return nil, s.csv.Err()
		}
		s.takeCSV()
	} else {
		if !s.src.Next() {
			return nil, s.src.Err()
		}
		if err := s.scan(); err != nil {
			return nil, err
		}
	}
	s.takeText()
	return &s.row, nil
}

// takeCSV takes the row over from the CSVSource.
func (s *rowSource) takeCSV() {
	from, to := &s.csv.row, &s.row // field by field, as copying whole rows takes 50 ns each
	to.Position, to.blank, to.bad, to.badField = from.Position, from.blank, from.bad, from.badField
	to.recoded, to.bare, to.text, to.cells = from.recoded, from.bare, "", nil
	switch {
	case from.bad != nil:
		to.text = s.csv.Raw()
	case from.blank: // it need not have as many cells as there are columns
	default:
		to.cells = from.cells[:len(s.dest)] // behind them all are blank
	}
}

// scan takes the row from a source of values.
func (s *rowSource) scan() error {
	s.n++
	s.row = exportRow{Position: Position{Row: s.n}}
	if err := s.src.Scan(s.dest...); err != nil {
		bad, rowOnly := errors.AsType[*RowError](err)
		if !rowOnly {
			return err
		}
		s.row.bad = bad
		return nil
	}
	s.row.blank = true
	s.own = exportCells{s.own.cells[:0], s.own.days[:0]}
	for i, v := range s.vals {
		text, day := cellOf(v)
		if at, ok := v.(time.Time); ok && s.zone != nil && i == s.zoneField {
			text, day = movedCell(text, day, at, s.zone)
		}
		s.own.cells, s.own.days = append(s.own.cells, text), append(s.own.days, day)
		s.row.blank = s.row.blank && isBlank(text)
	}
	s.row.exportCells = s.own
	return nil
}

// errStillUnsplit is told of a row of a rejects file that nobody has mended.
var errStillUnsplit = errors.New("the row could not be split into cells, and still stands in the last column: " +
	"put its cells where they belong")

// takeText makes a row that has nothing but the text of a row that could not be
// split a bad one again: the text must not get lost.
func (s *rowSource) takeText() {
	if s.row.bad != nil || s.row.blank || isBlank(s.row.cell(s.text)) {
		return
	}
	labels, _ := s.src.Columns()
	for i, cell := range s.row.cells {
		if !isOwnLabel(labels[i]) && !isBlank(cell) {
			return
		}
	}
	s.row.text = s.row.cell(s.text)
	s.row.bad = &RowError{Position: s.row.Position, Code: CodeFieldCount, Err: errStillUnsplit}
}

// cellOf returns a value of a database as text, and the day of one that is a
// time.
func cellOf(v any) (text string, day Date) {
	switch v := v.(type) {
	case nil:
		return "", Date{}
	case string:
		return v, Date{}
	case []byte:
		return string(v), Date{}
	case int64:
		return strconv.FormatInt(v, 10), Date{}
	case bool:
		return strconv.FormatBool(v), Date{}
	case float64:
		return decimal(v, 64), Date{}
	case float32:
		return decimal(float64(v), 32), Date{}
	case time.Time:
		if v.IsZero() {
			return "", Date{} // as some drivers read 0000-00-00
		}
		day := DateOf(v)
		return day.String(), day
	}
	return fmt.Sprint(v), Date{} // integers of other kinds, and what a driver has of its own
}

// decimal writes a number without an exponent: identifiers come as floats from
// some drivers, and 1e+06 is nobody's.
func decimal(f float64, bits int) string { return strconv.FormatFloat(f, 'f', -1, bits) }

// movedCell is the cell of a time in the zone that the mapping gives. Its text
// keeps the time, so that a rejected row means the same day when it is read
// again. Midnight is a day without a time, and stays.
func movedCell(text string, day Date, at time.Time, zone *time.Location) (string, Date) {
	if h, m, s := at.Clock(); at.IsZero() || h == 0 && m == 0 && s == 0 && at.Nanosecond() == 0 {
		return text, day
	}
	return at.Format(time.RFC3339Nano), DateOf(at.In(zone))
}
