package sheet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/textenc"
)

// A Source gives the rows of an export, one after the other: *sql.Rows is one,
// as is [CSVSource]. A build reads it to its end and does not close it.
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
	Sheet   *Sheet
	Input   *ContextReader // of the file; its context is a build's, while one runs
	Total   int64          // bytes of the whole file, 0 where it is not known
	columns []string
	header  error // why there are no columns
	started bool
	Needed  int // how many cells a row must have; the others may lack at its end

	Row        Row
	template   bool                  // the labels are the template's: its header is found as a Reader finds it
	More       bool                  // a build adds columns to the template's: it checks the header that it then has
	HeaderRow  int64                 // of a template
	Careful    bool                  // a build takes every row the careful way; for tests
	optionless bool                  // it was made without options
	Passed     func(schema.Position) // is told of the blank rows that Next passes over

	Ahead bool // row is the next one: it was read for the number of columns
	There bool // row is the current one
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
	s := &CSVSource{Input: NewContextReader(context.Background(), r), Total: SizeOf(r), optionless: isZeroOptions(opts)}
	s.Sheet = New(s.Input, *opts)
	return s
}

// isZeroOptions reports whether the options ask for nothing.
func isZeroOptions(o *ReaderOptions) bool {
	return o.Comma == 0 && o.Encoding == EncodingAuto && o.Quoting == QuoteStandard && !o.NoHeader &&
		len(o.Labels) == 0 && o.HeaderRow == 0 && o.MaxRowBytes == 0
}

// StartBuild says that a build reads the source: as a template, where as is not nil,
// which is read as it says if the source was made without options. sharing: the
// cells of several rows may share memory, as nobody keeps them but a report and the
// rejects, which keep copies.
func (s *CSVSource) StartBuild(ctx context.Context, as *ReaderOptions, sharing bool) {
	s.template = as != nil
	if s.Sheet == nil {
		return
	}
	s.Input.ctx = ctx
	if as != nil && s.optionless && !s.started {
		s.Sheet = New(s.Input, *as)
	}
	if sharing {
		s.Sheet.Decoder.Shared = ShortlyShared
	}
}

// EndBuild says that the build has ended.
func (s *CSVSource) EndBuild() {
	s.Passed = nil
	if s.Sheet != nil {
		s.Input.ctx = context.Background()
		s.Sheet.Decoder.Shared, s.Sheet.Decoder.text = 0, nil
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
	if s.Sheet == nil {
		return nil, errors.New("otustemplate: the CSVSource was not made; call NewCSVSource")
	}
	if s.template {
		h, err := s.Sheet.findHeader()
		if lacks, ok := errors.AsType[*FileError](err); err != nil && (!s.More || !ok || lacks.Code != schema.CodeHeaderColumnMissing) {
			return nil, err
		}
		s.HeaderRow = h.Row
		err = s.Sheet.skipTo(h.Row, &s.Row)
		s.Sheet.SetCells(1, len(h.Labels))
		return slices.Clone(h.Labels), err
	}
	header, err := s.Sheet.ReadHeader()
	if err != nil {
		return nil, err
	}
	if !s.Sheet.Opts.NoHeader {
		s.Sheet.SetCells(1, len(header.Cells))
		return slices.Clone(header.Cells), nil
	}
	for {
		if err := s.Sheet.Next(&s.Row); err != nil {
			s.err = err
			return nil, nil //nolint:nilerr // Next says it
		}
		if !s.Row.Blank {
			break
		}
	}
	s.Ahead = true
	columns := make([]string, len(s.Row.Cells))
	s.Sheet.SetCells(1, len(columns))
	for i := range columns {
		columns[i] = schema.Letters(i + 1)
	}
	return columns, nil
}

// Next steps to the next row that is not blank, a row that cannot be read whole
// among them.
func (s *CSVSource) Next() bool {
	for s.Step() {
		if !s.Row.Blank {
			return true
		}
		if s.Passed != nil {
			s.Passed(s.Row.Position)
		}
	}
	return false
}

// Step is Next for blank rows too.
func (s *CSVSource) Step() bool {
	s.There = false
	if _, err := s.Columns(); err != nil || s.err != nil {
		return false
	}
	if !s.Ahead {
		if s.err = s.Sheet.Next(&s.Row); s.err != nil {
			return false
		}
	}
	s.Ahead, s.There = false, true
	s.Row.checkSource(len(s.columns), s.Needed)
	return true
}

// checkSource makes the row of a source a bad one if it has not as many cells as it
// must, and else fills in what is missing at its end.
func (row *Row) checkSource(columns, needed int) {
	if !row.Blank && row.Bad == nil {
		row.checkCount(columns, needed, columns)
	}
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
	if !s.There {
		return errors.New("otustemplate: Scan without a row; call Next first")
	}
	if len(dest) != len(s.columns) {
		return fmt.Errorf("otustemplate: Scan has %s for %s; give one for each", phrase.Plural(int64(len(dest)), "destination"), phrase.Plural(int64(len(s.columns)), "column"))
	}
	if s.Row.Bad != nil {
		return s.Row.Bad
	}
	for i, to := range dest {
		cell := s.Row.Cells[i]
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
	if !s.There {
		return schema.Position{}
	}
	return s.Row.Position
}

// Raw returns the row's text as it stands in the file, without its line end and
// as UTF-8; of a row that has no end, its first line. It returns "" where there
// is no row.
func (s *CSVSource) Raw() string {
	if !s.There {
		return ""
	}
	return s.Sheet.Decoder.rawText(&s.Sheet.Raw, &s.Row)
}

// rawText returns the text of a row that was decoded.
func (d *Decoder) rawText(raw *csvrow.Row, row *Row) string {
	switch {
	case row.text != "":
		return row.text
	case d.Windows1252 || !utf8.Valid(raw.Text):
		return string(textenc.DecodeWindows1252(nil, raw.Text))
	}
	return string(raw.Text)
}

// A SourceDecoder makes of the rows of a source's text what the source does, on
// another goroutine.
type SourceDecoder struct {
	decoder Decoder
	columns int
	needed  int
}

// RowDecoder returns one for the rows to come.
func (s *CSVSource) RowDecoder() SourceDecoder {
	d := SourceDecoder{decoder: s.Sheet.Decoder.Fresh(), columns: len(s.columns), needed: s.Needed}
	d.decoder.Shared = s.Sheet.Decoder.Shared
	return d
}

// Decode makes row what raw holds, its position apart.
func (d *SourceDecoder) Decode(raw *csvrow.Row, row *Row) {
	d.decoder.Decode(raw, row)
	row.checkSource(d.columns, d.needed)
}

// Raw returns the text of a row that was decoded, as that of the source does.
func (d *SourceDecoder) Raw(raw *csvrow.Row, row *Row) string { return d.decoder.rawText(raw, row) }

// EmbedsCSV is what a CSVSource has, and all that embed one.
type EmbedsCSV interface{ EmbeddedCSV() *CSVSource }

// EmbeddedCSV returns the source that is embedded; nil: there is none.
func (s *CSVSource) EmbeddedCSV() *CSVSource { return s }
