package otustemplate

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"iter"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// An Encoding says how the bytes of a file stand for characters. The zero
// Encoding is EncodingAuto.
type Encoding uint8

// The encodings. A byte order mark at the start of the file overrides any of
// them.
const (
	// EncodingAuto detects UTF-16 by the NUL bytes in the first 4 KiB. Any other
	// file is UTF-8; a cell that is not valid UTF-8 is read as Windows-1252, and
	// a check reports it ([CodeEncoding]).
	EncodingAuto Encoding = iota
	// EncodingUTF8 makes a cell that is not valid UTF-8 an error of its row.
	EncodingUTF8
	// EncodingUTF16 is UTF-16. Without a byte order mark, the byte order is the one
	// that the NUL bytes show, or else the one that makes the first character an
	// ASCII one, or else little-endian.
	EncodingUTF16
	// EncodingWindows1252 reads every cell as Windows-1252.
	EncodingWindows1252
)

// MarshalText returns "auto", "utf-8", "utf-16" or "windows-1252". Any other value is an
// error.
func (e Encoding) MarshalText() ([]byte, error) { return sheet.Encoding(e).MarshalText() }

// UnmarshalText reads what MarshalText writes, in any case. Other text is an error, and e
// stays unchanged.
func (e *Encoding) UnmarshalText(text []byte) error { return (*sheet.Encoding)(e).UnmarshalText(text) }

// A Quoting says what quotation marks mean in a file. The zero Quoting is
// QuoteStandard.
type Quoting uint8

// The quotings.
const (
	QuoteStandard Quoting = iota // as in RFC 4180
	QuoteNone                    // quotes are ordinary characters, as in some tab exports
)

// MarshalText returns "standard" or "none". Any other value is an error.
func (q Quoting) MarshalText() ([]byte, error) { return sheet.Quoting(q).MarshalText() }

// UnmarshalText reads what MarshalText writes, in any case. Other text is an error, and q
// stays unchanged.
func (q *Quoting) UnmarshalText(text []byte) error { return (*sheet.Quoting)(q).UnmarshalText(text) }

// ReaderOptions configures how a file is read. The zero ReaderOptions, or a nil
// pointer to it, detects everything from the file.
type ReaderOptions struct {
	// Comma separates cells. It must be an ASCII character other than a quotation
	// mark, CR, LF and NUL. 0 detects comma, semicolon, tab or pipe from the first
	// rows.
	Comma rune
	// Encoding is the encoding of the file. The zero value detects it.
	Encoding Encoding
	// Quoting says what quotation marks mean. The zero value is RFC 4180.
	Quoting Quoting
	// NoHeader says that the file does not have a header: its columns are those of
	// the template, A to I, by position. It excludes HeaderRow.
	NoHeader bool
	// Labels adds header labels to those that are built in, and overrides them. A
	// label with NoColumn does not name a column of the template.
	Labels map[string]Column
	// HeaderRow is the row of the header, as a spreadsheet counts rows, from 1. 0
	// detects it.
	HeaderRow int
	// MaxRowBytes limits the length of one row, in bytes of UTF-8. A longer row is
	// a *[RowError] with [CodeRowSize]. 0 means 1 MiB.
	MaxRowBytes int
}

// inner returns the options as the rooms inside have them; nil stays nil.
func (o *ReaderOptions) inner() *sheet.ReaderOptions {
	if o == nil {
		return nil
	}
	own := &sheet.ReaderOptions{
		Comma: o.Comma, Encoding: sheet.Encoding(o.Encoding), Quoting: sheet.Quoting(o.Quoting),
		NoHeader: o.NoHeader, HeaderRow: o.HeaderRow, MaxRowBytes: o.MaxRowBytes,
	}
	if o.Labels != nil {
		own.Labels = make(map[string]schema.Column, len(o.Labels))
		for label, c := range o.Labels {
			own.Labels[label] = schema.Column(c)
		}
	}
	return own
}

// A Reader reads the records of a template. It detects the encoding, the
// separator and the header of the file, unless [ReaderOptions] sets them, and
// needs memory for one row, whatever the size of the file.
//
// [NewReader] makes one; a zero Reader returns an error from Read. A Reader must
// not be used by several goroutines at the same time.
type Reader struct {
	rows *sheet.Reader
	errs errorPair
}

// NewReader returns a Reader that reads from r. It does not read yet: the first
// Read returns any error in opts or in the header. Nil opts means defaults. The
// Reader keeps a copy of opts.
func NewReader(r io.Reader, opts *ReaderOptions) *Reader {
	return &Reader{rows: sheet.NewReader(r, opts.inner())}
}

// made returns what reads the rows: a zero Reader has nothing to read.
func (r *Reader) made() *sheet.Reader {
	if r.rows == nil {
		r.rows = new(sheet.Reader)
	}
	return r.rows
}

// Read returns the record of the next row that is not blank. Its cells are
// unchanged.
//
// Records may be kept. Their strings are slices of shared blocks of 8 KiB: to keep
// a few of very many records, copy their fields with [strings.Clone], so that the
// blocks can be freed.
//
// The error is
//   - a *[RowError] if this row cannot be read whole: the record holds what could
//     be read of it, and the next Read reads the next row;
//   - io.EOF, not wrapped, after the last row;
//   - a *[FileError] if the input is not a template;
//   - the error of the underlying reader, as it is;
//   - an untyped error if an option is not valid or there is no underlying reader.
//
// After any error except a *[RowError], each further Read returns it again.
func (r *Reader) Read() (rec Record, err error) {
	var row schema.Record
	if err = r.made().ReadInto(&row); err != nil {
		err = r.errs.public(err)
	}
	return recordOf(&row), err
}

// All returns an iterator over the records that were not read yet, as Read returns
// them: each with nil or a *[RowError]. Any other error except io.EOF is the last
// pair, with a zero record. The iterator works once; after a break, Read and All
// go on with the next row.
func (r *Reader) All() iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for row, err := range r.made().All() {
			if !yield(recordOf(&row), r.errs.public(err)) {
				return
			}
		}
	}
}

// Layout returns the header of the file, and reads it first if no row was read
// yet. With NoHeader the header has the template's own labels. The error is one
// that Read returns too.
func (r *Reader) Layout() (Layout, error) {
	layout, err := r.made().Layout()
	return Layout{layout}, r.errs.public(err)
}

// Position returns the place where the row that Read returned last starts. It is
// zero before the first Read.
func (r *Reader) Position() Position { return Position(r.made().Position()) }

// ReadLayout reads the header of a template, such as the one that the district
// downloaded from Otus, and ignores the rows below it. It may read more of r than
// the header. Nil opts means defaults. The errors are those of [Reader.Read],
// except *[RowError] and io.EOF.
func ReadLayout(r io.Reader, opts *ReaderOptions) (Layout, error) {
	return NewReader(r, opts).Layout()
}

// A RowError reports a row that could not be read whole. Reading can go on: the
// next call reads the next row. Code tells the kinds apart. A [Source] of your own
// returns one to have a row rejected: see Source. The text of the errors that this
// package makes does not hold a cell.
type RowError struct {
	Position
	Column Column // NoColumn if no single column is meant
	Code   Code   // CodeQuote, CodeRowSize, CodeFieldCount, CodeEncoding, or CodeDateInvalid (a Date cell that no Record can hold)
	Err    error  // what is wrong
}

// Error returns the row, the line, the column if there is one, and what is wrong.
func (e *RowError) Error() string {
	if e.Column != NoColumn {
		return fmt.Sprintf("row %d (line %d), %s: %v", e.Row, e.Line, e.Column, e.Err)
	}
	return fmt.Sprintf("row %d (line %d): %v", e.Row, e.Line, e.Err)
}

// Unwrap returns Err.
func (e *RowError) Unwrap() error { return e.Err }

// A FileError reports input that cannot be read at all: it is not a CSV file, or
// it lacks columns that are needed. Reading has ended.
type FileError struct {
	Code    Code     // CodeNotCSV, CodeHeaderMissing, CodeHeaderColumnMissing or CodeHeaderDuplicate
	Columns []Column // the columns of the template that are meant, if any
	Err     error    // what is wrong and what to do
}

// Error returns what is wrong with the input and what to do.
func (e *FileError) Error() string { return e.Err.Error() }

// Unwrap returns Err.
func (e *FileError) Unwrap() error { return e.Err }

// publicError returns err with the types of this package, those of the inner rooms
// becoming their counterparts: a *sheet.RowError is a *[RowError], and so on.
func publicError(err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	if e, ok := err.(*callersError); ok {
		return e.err
	}
	if own := ownError(err); own != nil {
		return own
	}
	if of := ownErrorWithin(err); of != nil {
		return &outerError{err, of}
	}
	return err
}

// ownError returns the error of this package for one of an inner type,
// else nil.
func ownError(err error) error {
	switch e := err.(type) {
	case *sheet.RowError:
		return &RowError{Position: Position(e.Position), Column: Column(e.Column), Code: Code(e.Code), Err: e.Err}
	case *sheet.FileError:
		return &FileError{Code: Code(e.Code), Columns: columnsOf(e.Columns), Err: e.Err}
	case *sheet.RecordError:
		return &RecordError{Column: Column(e.Column), Code: Code(e.Code), Err: e.Err}
	case *mapping.MappingError:
		return mappingErrorOf(e)
	case *mapping.ExclusionError:
		return exclusionErrorOf(e)
	case *check.PanicError:
		return &CheckError{Position: Position(e.Position), Code: Code(e.Code), Location: e.Location}
	}
	return nil
}

// ownErrorWithin returns the same for the first such error that err wraps.
func ownErrorWithin(err error) error {
	return cmp.Or(ownErrorOf[*sheet.RowError](err), ownErrorOf[*sheet.FileError](err),
		ownErrorOf[*sheet.RecordError](err), ownErrorOf[*mapping.MappingError](err), ownErrorOf[*check.PanicError](err))
}

func ownErrorOf[E error](err error) error {
	if e, ok := errors.AsType[E](err); ok {
		return ownError(e)
	}
	return nil
}

// An errorPair is the last of the inner errors and its counterpart, so that an
// error that is returned again is the same one.
type errorPair struct{ of, own error }

// public returns err with the types of this package.
func (p *errorPair) public(err error) error {
	if p.of != nil && p.of == err {
		return p.own
	}
	own := ownError(err)
	if own == nil {
		return publicError(err)
	}
	p.of, p.own = err, own
	return own
}

// An outerError says what the inner error says, and is what it wraps as well as
// its counterpart of this package.
type outerError struct{ err, own error }

func (e *outerError) Error() string   { return e.err.Error() }
func (e *outerError) Unwrap() []error { return []error{e.own, e.err} }
