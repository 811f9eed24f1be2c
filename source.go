package otustemplate

import (
	"errors"
	"io"

	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
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
	rows *sheet.CSVSource
	errs errorPair
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
	return &CSVSource{rows: sheet.NewCSVSource(r, opts.inner())}
}

// made returns what reads the rows: a zero CSVSource has nothing to read.
func (s *CSVSource) made() *sheet.CSVSource {
	if s.rows == nil {
		s.rows = new(sheet.CSVSource)
	}
	return s.rows
}

// Columns returns the labels of the header, as they stand there. The error is a
// *[FileError], or that of reading.
func (s *CSVSource) Columns() ([]string, error) {
	columns, err := s.made().Columns()
	return columns, s.errs.public(err)
}

// Next steps to the next row that is not blank, a row that cannot be read whole
// among them.
func (s *CSVSource) Next() bool { return s.made().Next() }

// Err returns why Next returned false: nil at the end of the file.
func (s *CSVSource) Err() error { return s.errs.public(s.made().Err()) }

// Scan copies the row's cells to where dest points: *string, *[]byte or *any,
// which gets a string; as many as there are columns. A *[RowError] says that
// this row cannot be read, because of its quotes or because it has more cells
// than the header; the next ones can.
func (s *CSVSource) Scan(dest ...any) error {
	return s.errs.public(s.made().Scan(dest...))
}

// Position returns where the row starts, or the zero Position where there is no
// row.
func (s *CSVSource) Position() Position { return Position(s.made().Position()) }

// Raw returns the row's text as it stands in the file, without its line end and
// as UTF-8; of a row that has no end, its first line. It returns "" where there
// is no row.
func (s *CSVSource) Raw() string { return s.made().Raw() }

// csvSource returns the source itself: so a source that embeds one is known.
func (s *CSVSource) csvSource() *CSVSource { return s }

// sourceOf returns src as it is read inside.
func sourceOf(src Source) sheet.Source {
	switch of := src.(type) {
	case nil:
		return nil
	case *CSVSource:
		if of == nil {
			return new(sheet.CSVSource) // which tells that it has nothing to read
		}
		return of.made()
	}
	return &foreignSource{src}
}

// A foreignSource is a source of the caller's own.
type foreignSource struct{ Source }

// EmbeddedCSV returns the CSVSource that the source embeds now, or nil.
func (s *foreignSource) EmbeddedCSV() *sheet.CSVSource {
	if csv := s.embedded(); csv != nil {
		return csv.made()
	}
	return nil
}

func (s *foreignSource) embedded() *CSVSource {
	if of, ok := s.Source.(interface{ csvSource() *CSVSource }); ok {
		return of.csvSource()
	}
	return nil
}

// Position returns where the source says that its row starts; zero: it does not.
func (s *foreignSource) Position() schema.Position {
	if of, ok := s.Source.(interface{ Position() Position }); ok {
		return schema.Position(of.Position())
	}
	return schema.Position{}
}

// Raw returns the row's text where the source has it, else "".
func (s *foreignSource) Raw() string {
	if of, ok := s.Source.(interface{ Raw() string }); ok {
		return of.Raw()
	}
	return ""
}

// Columns returns the source's labels.
func (s *foreignSource) Columns() ([]string, error) {
	columns, err := s.Source.Columns()
	return columns, s.innerError(err)
}

// Err returns why the rows ended.
func (s *foreignSource) Err() error { return s.innerError(s.Source.Err()) }

// Scan scans the row.
func (s *foreignSource) Scan(dest ...any) error { return s.innerError(s.Source.Scan(dest...)) }

// innerError returns an error of the source as one that is known inside: of a
// row, or of a file that is none of its kind. One of the embedded CSVSource is the
// very one that was made inside.
func (s *foreignSource) innerError(err error) error {
	if err == nil {
		return nil
	}
	var own error
	if bad, ok := errors.AsType[*RowError](err); ok && bad != nil {
		own = &sheet.RowError{Position: schema.Position(bad.Position), Column: schema.Column(bad.Column), Code: schema.Code(bad.Code), Err: bad.Err}
		if csv := s.embedded(); csv != nil && csv.errs.own == error(bad) {
			own = csv.errs.of
		}
	} else if bad, ok := errors.AsType[*FileError](err); ok && bad != nil {
		own = &sheet.FileError{Code: schema.Code(bad.Code), Columns: innerColumns(bad.Columns), Err: bad.Err}
	} else {
		return err
	}
	return &callersError{err, own}
}

// A callersError is an error of the caller's, and its inner counterpart.
type callersError struct{ err, own error }

func (e *callersError) Error() string   { return e.err.Error() }
func (e *callersError) Unwrap() []error { return []error{e.own, e.err} }
