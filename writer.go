package otustemplate

import (
	"fmt"
	"io"

	"example.com/otustemplate/internal/sheet"
)

// Why [Writer.Write] refuses a record: the Err of a [RecordError].
var (
	ErrNotUTF8     = sheet.ErrNotUTF8
	ErrNoColumn    = sheet.ErrNoColumn
	ErrTwoDates    = sheet.ErrTwoDates
	ErrDateText    = sheet.ErrDateText
	ErrBlankRecord = sheet.ErrBlankRecord
)

// A RecordError says why a [Writer] refused a record. Nothing of the record
// was written, and the Writer can go on. Its text holds no cell.
type RecordError struct {
	Column Column // where one is meant, else NoColumn
	Code   Code   // the code that a check would give, or "" where only a program can make the mistake
	Err    error  // what is wrong: ErrNotUTF8, ErrNoColumn, ErrTwoDates, ErrDateText, ErrDateInvalid or ErrBlankRecord
}

// Error returns the column, and what is wrong.
func (e *RecordError) Error() string {
	if e.Column != NoColumn {
		return fmt.Sprintf("record refused, %s: %v", e.Column, e.Err)
	}
	return fmt.Sprintf("record refused: %v", e.Err)
}

// Unwrap returns Err.
func (e *RecordError) Unwrap() error { return e.Err }

// WriterOptions say how a template is written. The zero WriterOptions, or a
// nil pointer to them, write the default labels, ISO dates and CR LF, without
// a byte order mark.
type WriterOptions struct {
	// Layout is the header. The zero Layout has the default labels.
	Layout Layout
	// DateFormat is how dates are written, as a layout of package time. "" is
	// "2006-01-02", the one form that Otus documents (for attendance). A format
	// whose dates [ParseDate] cannot read back is an error of the first Write
	// or Flush.
	DateFormat string
	// LF ends lines in LF. Without it they end in CR LF, as in RFC 4180.
	LF bool
	// BOM puts a byte order mark first, for spreadsheets that need one to see
	// that the file is UTF-8.
	BOM bool
}

// A Writer writes records as a CSV template. It writes the header by itself,
// with the first record or, if there was none, at Flush. What it accepts, a
// [Reader] with the same layout gives back equal. Whoever writes must call
// [Writer.Flush] at the end. [NewWriter] and [Create] make one; it belongs to
// one goroutine.
type Writer struct{ rows *sheet.Writer }

// NewWriter returns a Writer to w. Nil options are the defaults. The Writer
// buffers: w needs no buffer of its own. Where w is nil, the first Write or Flush
// says so.
func NewWriter(w io.Writer, opts *WriterOptions) *Writer {
	if opts == nil {
		opts = new(WriterOptions)
	}
	return &Writer{sheet.NewWriter(w, &sheet.WriterOptions{
		Layout: opts.Layout.layout, DateFormat: opts.DateFormat, LF: opts.LF, BOM: opts.BOM,
	})}
}

// made returns what writes the rows: a zero Writer has nothing to write to.
func (w *Writer) made() *sheet.Writer {
	if w.rows == nil {
		w.rows = new(sheet.Writer)
	}
	return w.rows
}

// Write adds one record: all of it or nothing. A *[RecordError] concerns this
// record only. Refused are text that is not valid UTF-8, a date that does not
// exist, a value whose column the layout lacks, a DateText that is a plain date
// or that no Reader gives back, and a record of which nothing can be seen; missing
// values are not. Every other error is about the file, and all later calls
// return it again.
func (w *Writer) Write(rec Record) error { return publicError(w.made().Write(rec.inner())) }

// Flush passes on what was written so far, the header included.
func (w *Writer) Flush() error { return publicError(w.made().Flush()) }

// A File is a template being written to a file, which appears whole at Commit
// or not at all. [Create] makes one; it belongs to one goroutine.
type File struct {
	*Writer
	file *sheet.File
}

// Create begins a template that Commit puts at path. Until then path is left
// alone. Nil options are the defaults. The file can be read by its owner alone,
// whatever stood there before; where path is a symbolic link, the file that it
// points to is replaced. A folder or a device at path is an error, and so is a
// folder to hold it that does not exist.
//
// Call Close when done, best deferred: without it a hidden file stays beside
// path.
func Create(path string, opts *WriterOptions) (*File, error) {
	if opts == nil {
		opts = new(WriterOptions)
	}
	file, err := sheet.Create(path, &sheet.WriterOptions{
		Layout: opts.Layout.layout, DateFormat: opts.DateFormat, LF: opts.LF, BOM: opts.BOM,
	})
	if err != nil {
		return nil, err
	}
	return &File{&Writer{file.Writer}, file}, nil
}

// Commit writes the rest, the header included where there was no record,
// brings everything to the disk and puts the file at its path. On an error,
// that of an earlier write included, path is as it was before; only where the
// system could not make sure of the file's name is it in place all the same,
// and the error says so. After Commit nothing more can be written.
func (f *File) Commit() error { return publicError(f.file.Commit()) }

// Close gives the file up where it was not committed: path stays as it was.
// After Commit, or a second time, it does nothing and returns nil.
func (f *File) Close() error { return f.file.Close() }

// An Output is any file that appears whole at Commit or not at all, such as
// rejects or a report. [CreateOutput] makes one; it belongs to one goroutine.
type Output struct{ file *sheet.Output }

// CreateOutput begins a file that Commit puts at path, as [Create] does.
func CreateOutput(path string) (*Output, error) {
	file, err := sheet.CreateOutput(path)
	if err != nil {
		return nil, err
	}
	return &Output{file}, nil
}

// Write adds p to the file. After an error all other writes fail likewise, and
// so does Commit.
func (o *Output) Write(p []byte) (int, error) { return o.file.Write(p) }

// Commit puts the file at its path, as [File.Commit] does.
func (o *Output) Commit() error { return o.file.Commit() }

// Close gives the file up where it was not committed, as [File.Close] does.
func (o *Output) Close() error { return o.file.Close() }
