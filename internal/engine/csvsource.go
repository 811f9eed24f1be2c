package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

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

// startBuild says that a build reads the source: as a template, where as is not nil,
// which is read as it says if the source was made without options. sharing: the
// cells of several rows may share memory, as nobody keeps them but a report and the
// rejects, which keep copies.
func (s *CSVSource) startBuild(ctx context.Context, as *ReaderOptions, sharing bool) {
	s.template = as != nil
	if s.sheet == nil {
		return
	}
	s.input.ctx = ctx
	if as != nil && s.optionless && !s.started {
		s.sheet = newSheet(s.input, *as)
	}
	if sharing {
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

// embedsCSV is what a CSVSource has, and all that embed one.
type embedsCSV interface{ EmbeddedCSV() *CSVSource }

// EmbeddedCSV returns the source that is embedded; nil: there is none.
func (s *CSVSource) EmbeddedCSV() *CSVSource { return s }
