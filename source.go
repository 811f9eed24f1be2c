package otustemplate

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// A Source gives the rows of an export, one after the other. *sql.Rows is a Source,
// and so is *[CSVSource]. [Builder.Build] calls its methods on one goroutine, reads
// it to its end and does not close it.
//
// [NewCSVSource] makes a Source of a CSV file, [NewSource] one of rows in memory or
// from anywhere else, and [Derive] adds a computed column to one.
//
// Rows of a Source count from 1. A Source that knows better has a method
// Position() [Position], and one that has the text of its rows a method
// Raw() string, which Build calls for a row that could not be read whole. A Source
// that wraps another should pass both on. A type that embeds a *CSVSource does so, and
// keeps everything else that the CSVSource knows of its rows, such as blank rows and
// cells that were not UTF-8: Build calls the methods that the type overrides, and those
// of the CSVSource for the rest.
type Source interface {
	// Columns returns the labels of the columns. Build calls it before the first
	// Next.
	Columns() ([]string, error)
	// Next steps to the next row, at first to the first one. It returns false at
	// the end and after an error, which Err then returns.
	Next() bool
	// Scan copies the cells of the row to where dest points, with one destination
	// for each of Columns. Build passes pointers to any, and says what it makes of
	// each type. The values need to stay valid until the next call of Next only.
	//
	// A *[RowError] rejects this row only; values stored before it is returned are
	// kept in the rejects. Its Code is any of [Codes] except those that end a run, or
	// that of one of ValidatorOptions.Checks; all others mean CodeFieldCount. The text of
	// its Err becomes the message of the issue, so it must not hold a cell. Any other
	// error ends a build.
	Scan(dest ...any) error
	// Err returns why Next returned false: nil at the end of the rows.
	Err() error
}

// A CSVSource reads the rows of a CSV file with any labels. It skips blank rows.
// Cells that a row lacks at its end are empty.
//
// [NewCSVSource] makes one; a zero CSVSource returns an error. A CSVSource must not
// be used by several goroutines at the same time.
type CSVSource struct {
	rows *sheet.CSVSource
	errs errorPair
}

// NewCSVSource returns a CSVSource that reads from r. Nil opts detects everything
// from the file:
//   - the header is the first row after a sep= line, blank rows and title rows,
//     which are rows with fewer than two filled cells, unless all rows have one
//     column;
//   - the comma is the one that splits most of the first 20 rows into the same
//     number of cells.
//
// With NoHeader the columns are named A, B, C … as in a spreadsheet, as many as the
// first row has. Labels is not used.
//
// For a [Builder] without a Mapping the source is a template: its header and comma
// are found, and Labels and NoHeader used, as by a [Reader], unless Columns was
// called before the build. If opts is nil or zero, it is then read as
// ValidatorOptions.Reader says.
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

// Columns returns the labels of the header, unchanged. The error is a *[FileError],
// that of the underlying reader, or an untyped one if an option is not valid.
func (s *CSVSource) Columns() ([]string, error) {
	columns, err := s.made().Columns()
	return columns, s.errs.public(err)
}

// Next steps to the next row that is not blank, including a row that cannot be read
// whole. It returns false at the end and after an error.
func (s *CSVSource) Next() bool { return s.made().Next() }

// Err returns why Next returned false: nil at the end of the file, or else the
// error of Columns or of the underlying reader.
func (s *CSVSource) Err() error { return s.errs.public(s.made().Err()) }

// Scan copies the cells of the row to where dest points: each a *string, a *[]byte,
// or a *any, which receives a string. There must be one for each of Columns. The
// strings and slices may be kept.
//
// The error is a *[RowError] if this row cannot be read, for example because of a
// stray quotation mark or because it has more cells than the header; the next rows
// can still be read. Wrong destinations and a Scan without a row give an untyped
// error.
func (s *CSVSource) Scan(dest ...any) error {
	return s.errs.public(s.made().Scan(dest...))
}

// Position returns the place where the row starts, or the zero Position if there is
// no current row.
func (s *CSVSource) Position() Position { return Position(s.made().Position()) }

// Raw returns the text of the row as it is in the file, as UTF-8 and without its line
// end. For a row with an unclosed quote it is the first line. It is "" if there is
// no current row.
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
	case *derivedSource:
		return of.rows
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
		own = innerRowError(bad)
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

// innerRowError returns the inner counterpart of an error of a row.
func innerRowError(bad *RowError) error {
	return &sheet.RowError{Position: schema.Position(bad.Position), Column: schema.Column(bad.Column), Code: schema.Code(bad.Code), Err: bad.Err}
}

// A callersError is an error of the caller's, and its inner counterpart.
type callersError struct{ err, own error }

func (e *callersError) Error() string   { return e.err.Error() }
func (e *callersError) Unwrap() []error { return []error{e.own, e.err} }

// NewSource returns a Source of the rows that next returns, one with each call, until
// it returns [io.EOF], not wrapped. Columns are the labels; a row has one value for
// each, of the types that Build takes, and is copied before the next call, so that
// next may use the slice and its memory again.
//
// Any other error of next ends a build, except a *[RowError]: it rejects this row only,
// and the values returned with it, if any, are kept in the rejects. A row with more or
// fewer values than there are columns ends a build too.
//
// Rows count from 1. For a Source that knows the place or the text of its rows, write a
// type of your own with the methods Position and Raw. The Source must not be used by
// several goroutines at the same time.
func NewSource(columns []string, next func() ([]any, error)) Source {
	return &funcSource{columns: slices.Clone(columns), next: next}
}

// A funcSource is a source of what a function returns.
type funcSource struct {
	columns []string
	next    func() ([]any, error)
	row     []any
	bad     error // of the row alone
	there   bool  // row is the current one
	end     error // why there are no more rows
}

// Columns returns the labels.
func (s *funcSource) Columns() ([]string, error) {
	if s.next == nil {
		return nil, errors.New("otustemplate: NewSource has no function that returns the rows")
	}
	return slices.Clone(s.columns), nil
}

// Next has the next row returned.
func (s *funcSource) Next() bool {
	s.row, s.bad, s.there = nil, nil, false
	if s.end != nil || s.next == nil {
		return false
	}
	row, err := s.next()
	if bad, rowOnly := errors.AsType[*RowError](err); rowOnly && bad != nil {
		s.bad = err
	} else if s.end = err; err != nil {
		return false
	}
	s.row, s.there = row, true
	return true
}

// Err returns the error of the function, if that ended the rows.
func (s *funcSource) Err() error {
	if s.end == io.EOF {
		return nil
	}
	return s.end
}

// Scan stores the values of the row. Of one that is bad there may be fewer.
func (s *funcSource) Scan(dest ...any) error {
	switch {
	case !s.there:
		return errors.New("otustemplate: Scan without a row; call Next first")
	case len(dest) != len(s.columns):
		return fmt.Errorf("otustemplate: Scan has %d destinations for %d columns; give one for each", len(dest), len(s.columns))
	case len(s.row) > len(s.columns) || len(s.row) < len(s.columns) && s.bad == nil:
		return fmt.Errorf("otustemplate: a row of NewSource has %d values for %d columns; return one for each", len(s.row), len(s.columns))
	}
	for i, v := range s.row {
		if err := job.Store(dest[i], v, s.columns[i]); err != nil {
			return err
		}
	}
	return s.bad
}

// Derive returns a Source with the rows of src and one more column, after those of src.
// Its cells are what cell returns, to be mapped like any others: for example a value
// that follows from several columns, or that another system knows. Call Derive on the
// result for further columns; cell sees those that were derived before.
//
// Everything that src knows of its rows stays known, as if src were read itself: their
// places and cell names, blank rows, and the text of rows that cannot be read. If src
// has a column of that label already, as the labels of a [Mapping] match, or if the
// label is blank, Columns returns an error, and so does Build.
//
// Derived cells are not written to Builder.Rejects. Call Derive on a Source of the
// rejects too: the cells are then computed from the corrected ones. For the same reason
// no issue names a derived cell as the one to correct.
//
// Build calls cell on the goroutine that called Build, once for each row, in order,
// except for blank rows and rows that cannot be read whole. If cell returns a
// *[RowError], only this row is rejected, see [Source]; any other error ends the build.
// With a derived column a build reads a CSV file on one goroutine, and takes longer;
// records are still made and checked on all of them.
func Derive(src Source, label string, cell func(row SourceRow) (string, error)) Source {
	var own func(row job.SourceRow) (string, error)
	if cell != nil {
		own = func(row job.SourceRow) (string, error) {
			text, err := cell(SourceRow{row})
			if bad, ok := errors.AsType[*RowError](err); ok && bad != nil {
				err = &callersError{err, innerRowError(bad)}
			}
			return text, err
		}
	}
	return &derivedSource{rows: job.Derive(sourceOf(src), label, own)}
}

// A derivedSource is a source with a computed column.
type derivedSource struct {
	rows *job.Derived
	errs errorPair
}

// Columns returns the labels, the computed one last.
func (s *derivedSource) Columns() ([]string, error) {
	columns, err := s.rows.Columns()
	return columns, s.errs.public(err)
}

// Next steps to the next row.
func (s *derivedSource) Next() bool { return s.rows.Next() }

// Err returns why Next returned false.
func (s *derivedSource) Err() error { return s.errs.public(s.rows.Err()) }

// Scan copies the cells of the row.
func (s *derivedSource) Scan(dest ...any) error { return s.errs.public(s.rows.Scan(dest...)) }

// Position returns where the row is.
func (s *derivedSource) Position() Position { return Position(s.rows.Position()) }

// Raw returns the text of the row, if it is known.
func (s *derivedSource) Raw() string { return s.rows.Raw() }

// A SourceRow is the row of a [Source] that a function of yours is called with. It is
// valid until the function returns; the texts may be kept. The zero SourceRow has no
// cells.
type SourceRow struct{ row job.SourceRow }

// Cell returns the text of the cell under a label of the source, as Build makes it of
// the scanned value. Labels match as those of a [Mapping] do: without regard to case
// and spaces, letter for letter if several match. It returns false if there is no such
// column, or if several have the label.
func (r SourceRow) Cell(label string) (text string, ok bool) { return r.row.Cell(label) }

// Position returns the place of the row. Line and Offset are zero if the source does
// not say where its rows are.
func (r SourceRow) Position() Position { return Position(r.row.Position()) }
