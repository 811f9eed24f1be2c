package otustemplate

import (
	"errors"
	"fmt"
	"io"
	"iter"

	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// An Encoding is how a file's bytes stand for characters.
type Encoding uint8

// The encodings. In every one of them a byte order mark at the start decides.
const (
	// EncodingAuto is UTF-16 where the NULs of the first 4 KiB tell so, else UTF-8,
	// and Windows-1252 for a cell that is not valid UTF-8.
	EncodingAuto Encoding = iota
	// EncodingUTF8 makes a cell that is not valid UTF-8 an error of its row.
	EncodingUTF8
	// EncodingUTF16 is UTF-16; without a byte order mark the order is the one that
	// its NULs tell, or that makes the first character an ASCII one, else
	// little-endian.
	EncodingUTF16
	// EncodingWindows1252 reads every cell as Windows-1252.
	EncodingWindows1252
)

// A Quoting says what quotation marks do in a file. The zero Quoting is
// QuoteStandard.
type Quoting uint8

// The quotings.
const (
	QuoteStandard Quoting = iota // as in RFC 4180
	QuoteNone                    // quotes are ordinary characters, as in some tab exports
)

// ReaderOptions say how a file is read. The zero ReaderOptions, or a nil
// pointer to them, find out everything from the file.
type ReaderOptions struct {
	// Comma separates cells. 0: found out, of comma, semicolon, tab and pipe.
	// It must be an ASCII character that is no quote, CR, LF or NUL.
	Comma    rune
	Encoding Encoding
	Quoting  Quoting
	// NoHeader: the file has no header, its columns are A to I by position.
	NoHeader bool
	// Labels are further header labels, beyond the built-in aliases. A label
	// of NoColumn is taken as no label of the template.
	Labels map[string]Column
	// HeaderRow is the row of the header as a spreadsheet shows it, from 1. 0:
	// found out.
	HeaderRow int
	// MaxRowBytes bounds the length of a row, in bytes of UTF-8. 0: 1 MiB.
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

// A Reader reads the records of a template file. It finds out the file's
// encoding, separator and header, unless [ReaderOptions] say them. It needs
// memory for one row, whatever the size of the file; the records share text in
// pieces of 8 KiB, so that one that is kept keeps that much: [strings.Clone] the
// cells of one in thousands. [NewReader] makes one; it belongs to one goroutine.
type Reader struct {
	rows *sheet.Reader
	errs errorPair
}

// NewReader returns a Reader of r. It reads nothing yet: what is wrong with
// opts, or with the file, is the error of the first Read. A nil opts finds out
// everything from the file. Later changes to opts are of no effect.
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

// Read returns the record of the next row; blank rows are passed over. Its
// cells are kept as they are, and the caller may keep them.
//
// A *[RowError] concerns this row only: the record holds what could be read of
// it, and the next Read goes on behind it. Any other error is for good: io.EOF
// at the end, a *[FileError] where the file is not the template, or the error
// of the underlying reader as it is.
func (r *Reader) Read() (rec Record, err error) {
	row, err := r.made().Read()
	return recordOf(&row), r.errs.public(err)
}

// All returns the records of the rows not read yet, each with its *[RowError]
// or nil. Another error, io.EOF apart, is the last pair. The rows can be
// ranged over once; a loop that breaks off leaves the rest to Read.
func (r *Reader) All() iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for row, err := range r.made().All() {
			if !yield(recordOf(&row), r.errs.public(err)) {
				return
			}
		}
	}
}

// Layout returns the file's header, which it reads where that was not done
// yet. With NoHeader it has the template's own labels. The error is one that
// Read returns, too.
func (r *Reader) Layout() (Layout, error) {
	layout, err := r.made().Layout()
	return Layout{layout}, r.errs.public(err)
}

// Position returns where the row starts that Read returned last. It is zero
// before the first one.
func (r *Reader) Position() Position { return Position(r.made().Position()) }

// ReadLayout reads the header of a template, such as the district's own
// download from Otus; rows below it are ignored. A nil opts finds out
// everything from the file. The error is a *[FileError] where r is not the
// template, or that of r as it is.
func ReadLayout(r io.Reader, opts *ReaderOptions) (Layout, error) {
	return NewReader(r, opts).Layout()
}

// A RowError says why one row could not be read whole. Reading goes on behind
// it. Its text holds no cell.
type RowError struct {
	Position
	Column Column // where one is meant, else NoColumn
	Code   Code   // CodeQuote, CodeRowSize, CodeFieldCount, CodeEncoding, or CodeDateInvalid
	Err    error  // what is wrong, in words
}

// Error returns the place, and what is wrong.
func (e *RowError) Error() string {
	if e.Column != NoColumn {
		return fmt.Sprintf("row %d (line %d), %s: %v", e.Row, e.Line, e.Column, e.Err)
	}
	return fmt.Sprintf("row %d (line %d): %v", e.Row, e.Line, e.Err)
}

// Unwrap returns Err.
func (e *RowError) Unwrap() error { return e.Err }

// A FileError says why a file is not the template at all. It ends the reading.
type FileError struct {
	Code    Code     // CodeNotCSV, CodeHeaderMissing, CodeHeaderColumnMissing or CodeHeaderDuplicate
	Columns []Column // the columns it speaks of, if any
	Err     error
}

// Error returns what is wrong with the file, and what to do.
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
	}
	return nil
}

// ownErrorWithin returns the same for the first such error that err wraps.
func ownErrorWithin(err error) error {
	if e, ok := errors.AsType[*sheet.RowError](err); ok {
		return ownError(e)
	}
	if e, ok := errors.AsType[*sheet.FileError](err); ok {
		return ownError(e)
	}
	if e, ok := errors.AsType[*sheet.RecordError](err); ok {
		return ownError(e)
	}
	if e, ok := errors.AsType[*mapping.MappingError](err); ok {
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
