package otustemplate

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"example.com/otustemplate/internal/ledger"
	"example.com/otustemplate/internal/sheet"
)

// The reasons for which [Writer.Write] refuses a record, as the Err of a
// [RecordError], to be compared with [errors.Is]. [ErrDateInvalid] is one too.
var (
	ErrNotUTF8     = sheet.ErrNotUTF8     // a cell is not valid UTF-8
	ErrNoColumn    = sheet.ErrNoColumn    // the layout does not have the column of a value
	ErrTwoDates    = sheet.ErrTwoDates    // both Date and DateText are set
	ErrDateText    = sheet.ErrDateText    // DateText is a plain date: it belongs in Date
	ErrBlankRecord = sheet.ErrBlankRecord // no cell has a visible character
)

// A RecordError says why a [Writer] refused a record. Nothing of the record was
// written, and the Writer can be used further. The text of the error does not hold
// a cell.
//
// A [RecordWriter] of your own returns one to have the record rejected. Its Code is
// any of [Codes] except those that end a run, or that of one of
// ValidatorOptions.Checks; "" and all others mean CodeRecordRefused. The text of Err
// becomes the message of the issue. Redacted reports hide the message of
// CodeRecordRefused and of Checks; of any other Code it must not hold a cell.
type RecordError struct {
	Column Column // NoColumn if no single column is meant
	Code   Code   // the code that a check gives for it; "" if only a program can make this mistake
	Err    error  // what is wrong: of a Writer ErrNotUTF8, ErrNoColumn, ErrTwoDates, ErrDateText, ErrBlankRecord or ErrDateInvalid
}

// Error returns the column, if there is one, and what is wrong.
func (e *RecordError) Error() string {
	if e.Column != NoColumn {
		return fmt.Sprintf("record refused, %s: %v", e.Column, e.Err)
	}
	return fmt.Sprintf("record refused: %v", e.Err)
}

// Unwrap returns Err.
func (e *RecordError) Unwrap() error { return e.Err }

// WriterOptions configures how a template is written. The zero WriterOptions, or a
// nil pointer to it, writes the default labels, dates as YYYY-MM-DD, lines that
// end in CR LF, and no byte order mark.
type WriterOptions struct {
	// Layout is the header. The zero Layout has the default labels.
	Layout Layout
	// DateFormat is the layout of package time for dates. "" means "2006-01-02",
	// the only form that Otus documents (for attendance). If [ParseDate] cannot
	// read a format back, the first Write or Flush returns an error.
	DateFormat string
	// LF ends lines with LF instead of CR LF, which RFC 4180 asks for.
	LF bool
	// BOM starts the file with a byte order mark, for spreadsheets that need one to
	// recognize UTF-8.
	BOM bool
}

// inner returns the options as the rooms inside have them; nil stays nil.
func (o *WriterOptions) inner() *sheet.WriterOptions {
	if o == nil {
		return nil
	}
	return &sheet.WriterOptions{Layout: o.Layout.layout, DateFormat: o.DateFormat, LF: o.LF, BOM: o.BOM}
}

// A Writer writes records as a CSV template. It writes the header by itself, with
// the first record or, if there is none, at Flush. A [Reader] that
// knows its labels reads every record back equal. Call [Writer.Flush] at the end.
//
// [NewWriter] and [Create] make one; a zero Writer returns an error from Write and
// Flush. A Writer must not be used by several goroutines at the same time.
type Writer struct{ rows *sheet.Writer }

// NewWriter returns a Writer that writes to w. It buffers, so that w does not need
// to. Nil opts means defaults; the Writer keeps a copy of opts. If w is nil, Write
// and Flush return an error.
func NewWriter(w io.Writer, opts *WriterOptions) *Writer {
	return &Writer{sheet.NewWriter(w, opts.inner())}
}

// made returns what writes the rows: a zero Writer has nothing to write to, and neither
// has that of a zero File, which is nil.
func (w *Writer) made() *sheet.Writer {
	if w == nil {
		return new(sheet.Writer)
	}
	if w.rows == nil {
		w.rows = new(sheet.Writer)
	}
	return w.rows
}

// Write adds one record, whole or not at all. It does not require cells to be
// filled in. The error is
//   - a *[RecordError] if this record cannot be written so that it is read back
//     equal; the next Write may succeed;
//   - the error of the underlying writer, as it is, or an error in the options:
//     every further Write and Flush returns it again.
func (w *Writer) Write(rec Record) error { return publicError(w.made().Write(rec.inner())) }

// Flush passes everything to the underlying writer, including the header if no
// record was written. The error is as for Write, except *[RecordError].
func (w *Writer) Flush() error { return publicError(w.made().Flush()) }

// A File is a [Writer] whose template replaces the file at its path at Commit, in
// one step, or not at all. It is a [RecordWriter] for [Builder.Build]. Write and
// Flush are those of the Writer; after Commit or Close they return an error that
// is [io/fs.ErrClosed], or the error of an earlier Write again.
//
// [Create] makes one; a zero File returns an error from Write and Commit. A File must not be
// used by several goroutines at the same time.
type File struct {
	*Writer
	file     *sheet.File
	name     string
	delivery *ledger.Draft // of a build with a ledger; nil: there is none
}

// Create starts a template that Commit puts at path. Until then it does not change
// what is at path. Only the owner can read the file, whatever was at path before.
// If path is a symbolic link, the file that it points to is replaced. On Windows the
// folder says who can read the file, and replacing one is not promised to be atomic.
// Nil opts means defaults.
//
// The error is one of the file system, such as for a directory that does not
// exist, or says that path is a directory or a device.
//
// Call Close when done, best with defer: without Commit or Close, a hidden
// temporary file stays beside path.
func Create(path string, opts *WriterOptions) (*File, error) {
	file, err := sheet.Create(path, opts.inner())
	if err != nil {
		return nil, err
	}
	return &File{Writer: &Writer{file.Writer}, file: file, name: filepath.Base(path)}, nil
}

// Commit writes what is left, including the header if there was no record, flushes
// everything to the disk and puts the file at its path. After it nothing more can
// be written.
//
// If it returns an error, including that of an earlier write, path is unchanged,
// with one exception: if the system could not confirm the new name of the file,
// the file is in place, and the error says so.
//
// After a build with [Builder.Ledger] the ledger gets the delivery when the file is in
// place. If that fails, the error says so: the file must then not be shared, because no
// later build would know of it; build it again.
func (f *File) Commit() error {
	if f.file == nil {
		return errors.New("otustemplate: the File was not made; call Create")
	}
	err := publicError(f.file.Commit())
	if f.delivery == nil {
		return err
	}
	if err != nil {
		f.delivery.Discard()
		return err
	}
	if err := f.delivery.Finish(); err != nil {
		return fmt.Errorf("otustemplate: the file is in place, but must not be shared: %w; build it again", err)
	}
	return nil
}

// deliver takes a delivery, for Commit to finish.
func (f *File) deliver(d *ledger.Draft) { f.delivery = d }

// Close discards the file if it was not committed; path stays unchanged. After
// Commit or an earlier Close it does nothing and returns nil.
func (f *File) Close() error {
	if f.file == nil {
		return nil
	}
	if f.delivery != nil {
		f.delivery.Discard()
	}
	return f.file.Close()
}

// A PendingFile is an [io.Writer] whose file appears at its path at Commit, in one
// step, or not at all. It is for files other than the template, such as rejects or
// a report.
//
// [CreateFile] makes one; a zero PendingFile returns an error from Write and Commit.
// A PendingFile must not be used by several goroutines at the same time.
type PendingFile struct{ file *sheet.PendingFile }

// CreateFile starts a file that Commit puts at path, as [Create] does, with the
// same errors.
func CreateFile(path string) (*PendingFile, error) {
	file, err := sheet.CreateFile(path)
	if err != nil {
		return nil, err
	}
	return &PendingFile{file}, nil
}

var errPendingFile = errors.New("otustemplate: the PendingFile was not made; call CreateFile")

// Write adds p to the file. After an error every further Write and Commit returns
// an error too; after Commit or Close it is [io/fs.ErrClosed].
func (f *PendingFile) Write(p []byte) (int, error) {
	if f.file == nil {
		return 0, errPendingFile
	}
	return f.file.Write(p)
}

// Commit puts the file at its path, as [File.Commit] does.
func (f *PendingFile) Commit() error {
	if f.file == nil {
		return errPendingFile
	}
	return f.file.Commit()
}

// Close discards the file if it was not committed, as [File.Close] does.
func (f *PendingFile) Close() error {
	if f.file == nil {
		return nil
	}
	return f.file.Close()
}
