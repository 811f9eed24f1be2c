package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
	"unicode/utf8"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
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
	input   *contextReader // of the file; its context is a build's, while one runs
	total   int64          // bytes of the whole file, 0 where it is not known
	columns []string
	header  error // why there are no columns
	started bool
	needed  int // how many cells a row must have; the others may lack at its end

	row        sheetRow
	template   bool                  // the labels are the template's: its header is found as a Reader finds it
	careful    bool                  // a build takes every row the careful way; for tests
	optionless bool                  // it was made without options
	passed     func(schema.Position) // is told of the blank rows that Next passes over

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
// unless Columns was called before. Without options it is then read
// as ValidatorOptions.Reader says.
func NewCSVSource(r io.Reader, opts *ReaderOptions) *CSVSource {
	if opts == nil {
		opts = new(ReaderOptions)
	}
	s := &CSVSource{input: newContextReader(context.Background(), r), total: sizeOf(r), optionless: isZeroOptions(opts)}
	s.sheet = newSheet(s.input, *opts)
	return s
}

// isZeroOptions reports whether the options ask for nothing.
func isZeroOptions(o *ReaderOptions) bool {
	return o.Comma == 0 && o.Encoding == EncodingAuto && o.Quoting == QuoteStandard && !o.NoHeader &&
		len(o.Labels) == 0 && o.HeaderRow == 0 && o.MaxRowBytes == 0
}

// startBuild says that a build with v reads the source, as a template where there
// is no mapping: what v says of how files are read is said of templates. Of the
// cells a report keeps copies, and the rejects too; who is told of issues, or has
// a source of its own around this one, may not.
func (s *CSVSource) startBuild(ctx context.Context, v *Validator, template, exact bool) {
	s.template = template
	if s.sheet == nil {
		return
	}
	s.input.ctx = ctx
	if template && s.optionless && !s.started {
		s.sheet = newSheet(s.input, v.opts.Reader)
	}
	if exact && v.opts.OnIssue == nil {
		s.sheet.decoder.shared = shortlyShared
	}
}

// endBuild says that the build has ended.
func (s *CSVSource) endBuild() {
	s.passed = nil
	if s.sheet != nil {
		s.input.ctx = context.Background()
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
		err = s.sheet.skipTo(h.row, &s.row)
		s.sheet.setCells(1, len(h.labels))
		return slices.Clone(h.labels), err
	}
	header, err := s.sheet.readHeader()
	if err != nil {
		return nil, err
	}
	if !s.sheet.opts.NoHeader {
		s.sheet.setCells(1, len(header.cells))
		return slices.Clone(header.cells), nil
	}
	for {
		if err := s.sheet.next(&s.row); err != nil {
			s.err = err
			return nil, nil //nolint:nilerr // Next says it
		}
		if !s.row.blank {
			break
		}
	}
	s.ahead = true
	columns := make([]string, len(s.row.cells))
	s.sheet.setCells(1, len(columns))
	for i := range columns {
		columns[i] = schema.Letters(i + 1)
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
		if s.passed != nil {
			s.passed(s.row.Position)
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
		return fmt.Errorf("otustemplate: Scan has %s for %s; give one for each", phrase.Plural(int64(len(dest)), "destination"), phrase.Plural(int64(len(s.columns)), "column"))
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
func (s *CSVSource) Position() schema.Position {
	if !s.there {
		return schema.Position{}
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
	src   Source
	exact bool       // src is csv itself
	csv   *CSVSource // src, or the one that it embeds; nil: there is none
	// adopt tells csv, and another that takes its place, who reads it.
	adopt func(*CSVSource)
	// passing is the first error about the blank rows that csv passed over.
	passing error

	row    exportRow
	labels []string
	fields []int // of csv's columns, the places in labels; -1: it has none
	needed []int // places of labels whose cells a row must have
	vals   []any
	dest   []any // pointers to vals
	own    exportCells
	// zone is where the times of zoneField are moved to, as the mapping asks;
	// nil: nowhere.
	zone      *time.Location
	zoneField int
	ownFields
}

// embedsCSV is what a CSVSource has, and all that embed one.
type embedsCSV interface{ EmbeddedCSV() *CSVSource }

// EmbeddedCSV returns the source that is embedded; nil: there is none.
func (s *CSVSource) EmbeddedCSV() *CSVSource { return s }

// take takes a source, and the CSVSource that it is or embeds.
func (s *rowSource) take(src Source, adopt func(*CSVSource)) {
	s.src, s.adopt = src, adopt
	if of, ok := src.(embedsCSV); ok {
		s.csv = of.EmbeddedCSV()
	}
	if s.csv != nil {
		s.exact = src == Source(s.csv)
		s.adopt(s.csv)
	}
}

// follow takes the CSVSource that the source embeds now: one that reads several
// files may exchange it.
func (s *rowSource) follow() {
	of, ok := s.src.(embedsCSV)
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
		s.csv.endBuild()
	}
}

// exportCells are the cells of a row of an export.
type exportCells struct {
	cells []string
	days  []dates.Date // of values that are times and no text; others are zero. nil: there are none
}

// day returns the day of a field that is a time and no text, else zero.
func (e *exportCells) day(field int) dates.Date {
	if e.days == nil {
		return dates.Date{}
	}
	return e.days[field]
}

// An exportRow is a row of an export. It is used again for the next one.
type exportRow struct {
	schema.Position
	blank bool
	exportCells
	bad      *RowError // why it could not be split
	badField int       // from 1, 0 where no single cell is meant
	text     string    // of a row that could not be split
	recoded  []int     // fields, from 1, that were read as Windows-1252
	heavy    bool      // it is over heavyRow, and the slices are its own
	bare     int       // the first field, from 1, with a quote inside that is taken literally; 0: none
	spaced   bool      // or, with blanks around its quotes
}

// begin is told what is made of the columns.
func (s *rowSource) begin(labels []string, bound *boundMapping) {
	s.labels, s.needed = labels, bound.needed()
	s.vals, s.dest = make([]any, len(labels)), make([]any, len(labels))
	s.ownFields = ownFieldsOf(labels)
	if s.csv != nil {
		s.place()
	}
	if date := &bound.columns[schema.ColDate]; date.rule != nil && len(date.fields) == 1 {
		s.zone, s.zoneField = date.rule.zone, date.fields[0]
	}
}

// place finds out where among the labels the columns of csv are. They have the
// same place, unless their label stands elsewhere: a source that embeds a
// CSVSource may put columns before its own, or call them otherwise.
func (s *rowSource) place() {
	columns, _ := s.csv.Columns() // Next tells the error
	s.fields = make([]int, len(columns))
	s.csv.needed = 0
	for i, label := range columns {
		field := i
		if i >= len(s.labels) || s.labels[i] != label {
			field = slices.Index(s.labels, label)
		}
		if field < 0 && i < len(s.labels) && !slices.Contains(columns, s.labels[i]) {
			field = i
		}
		if s.fields[i] = field; field >= 0 && slices.Contains(s.needed, field) {
			s.csv.needed = i + 1
		}
	}
	if s.csv.sheet != nil {
		s.csv.sheet.setCells(max(s.csv.needed, 1), len(columns))
	}
}

// fieldOf returns the field, from 1, of one of csv's; 0 where there is none. A cell
// behind the last column stays where it is if the source has no columns of its own.
func (s *rowSource) fieldOf(field int) int {
	switch {
	case field > len(s.fields) && len(s.labels) == len(s.fields):
		return field
	case field < 1 || field > len(s.fields):
		return 0
	}
	return s.fields[field-1] + 1
}

// extraLabels returns the further labels of the template's columns that the
// source was given, nil for none.
func (s *rowSource) extraLabels() map[string]schema.Column {
	if s.csv == nil || s.csv.sheet == nil {
		return nil
	}
	return s.csv.sheet.opts.Labels
}

// next returns the next row, nil at the end.
func (s *rowSource) next() (*exportRow, error) {
	if s.exact {
		if !s.csv.step() {
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
	s.takeText()
	return &s.row, nil
}

// takeCSV takes the row over from the CSVSource.
func (s *rowSource) takeCSV() {
	from, to := &s.csv.row, &s.row // field by field, as copying whole rows takes 50 ns each
	to.Position, to.blank, to.bad, to.badField = from.Position, from.blank, from.bad, from.badField
	to.recoded, to.bare, to.spaced, to.text, to.cells = from.recoded, from.bare, from.spaced, "", nil
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
	at := schema.Position{Row: s.row.Row + 1} // where the source says nothing better
	if src, ok := s.src.(interface{ Position() schema.Position }); ok {
		if place := src.Position(); place.Row > 0 {
			at = place
		}
	}
	s.row = exportRow{Position: at, recoded: s.row.recoded[:0]}
	clear(s.vals) // nothing of the row before
	for i := range s.vals {
		s.dest[i] = &s.vals[i]
	}
	if err := s.src.Scan(s.dest...); err != nil {
		bad, rowOnly := errors.AsType[*RowError](err)
		if !rowOnly || bad == nil {
			return err
		}
		s.row.bad = bad
	}
	if err := s.takeValues(); err != nil {
		return err
	}
	if s.csv != nil && s.csv.there {
		s.takeFacts(&s.csv.row)
	}
	if s.row.bad == nil {
		return nil
	}
	s.row.blank = false
	if src, ok := s.src.(interface{ Raw() string }); ok && slices.Contains(s.vals, nil) {
		s.row.text = src.Raw() // cells were not scanned: nothing of them may get lost
	}
	return nil
}

// takeValues makes cells of the values that were scanned.
func (s *rowSource) takeValues() error {
	s.row.blank = true
	s.own = exportCells{s.own.cells[:0], s.own.days[:0]}
	for i, v := range s.vals {
		zone := s.zone
		if i != s.zoneField {
			zone = nil
		}
		text, day, err := cellOf(v, zone)
		if err != nil {
			return &cellError{fmt.Sprintf("otustemplate: the source gives for column %s %s: convert it in the query or in Scan",
				phrase.QuoteCell(s.labels[i]), err), err}
		}
		s.own.cells, s.own.days = append(s.own.cells, text), append(s.own.days, day)
		s.row.blank = s.row.blank && celltext.IsBlank(text)
	}
	if s.row.bad == nil || !s.row.blank {
		s.row.exportCells = s.own
	}
	return nil
}

// takeFacts takes what the embedded CSVSource knows of its row, beside the cells.
func (s *rowSource) takeFacts(from *sheetRow) {
	if s.row.bad != nil {
		if s.row.bad == from.bad {
			s.row.badField = s.fieldOf(from.badField)
		}
		return
	}
	s.row.bare, s.row.spaced = s.fieldOf(from.bare), from.spaced
	for _, field := range from.recoded {
		if field = s.fieldOf(field); field > 0 {
			s.row.recoded = append(s.row.recoded, field)
		}
	}
}

// errStillUnsplit is told of a row of a rejects file that nobody has mended.
var errStillUnsplit = fmt.Errorf("the row could not be split into cells, and still stands under %q: "+
	"put its cells where they belong", schema.LabelText)

// takeText makes a row that has nothing but the text of a row that could not be
// split a bad one again: the text must not get lost.
func (s *rowSource) takeText() {
	if s.row.bad != nil || s.row.blank || celltext.IsBlank(s.row.cell(s.text)) {
		return
	}
	for i, cell := range s.row.cells {
		if !schema.IsOwnLabel(s.labels[i]) && !celltext.IsBlank(cell) {
			return
		}
	}
	s.row.text = s.row.cell(s.text)
	s.row.bad = &RowError{Position: s.row.Position, Code: schema.CodeFieldCount, Err: errStillUnsplit}
}
