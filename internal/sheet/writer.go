package sheet

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"example.com/otustemplate/internal/atomicfile"
	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
)

// Why [Writer.Write] refuses a record: the Err of a [RecordError].
var (
	ErrNotUTF8     = errors.New("the text is not valid UTF-8; convert it first")
	ErrNoColumn    = errors.New("the finished file has no such column, so that the value would be lost: clear it, or use a template that has the column")
	ErrTwoDates    = errors.New("both Date and DateText are set; clear one of them")
	ErrDateText    = errors.New("DateText would not be read back as it is; put a plain date into Date, and leave DateText empty where there is none")
	ErrBlankRecord = errors.New("nothing can be seen in any cell, so that the record would be read back as a blank row")
)

// A RecordError says why a [Writer] refused a record. Nothing of the record
// was written, and the Writer can go on. Its text holds no cell.
type RecordError struct {
	Column schema.Column // where one is meant, else NoColumn
	Code   schema.Code   // the code that a check would give, or "" where only a program can make the mistake
	Err    error         // what is wrong: ErrNotUTF8, ErrNoColumn, ErrTwoDates, ErrDateText, ErrDateInvalid or ErrBlankRecord
}

// Error returns the column, and what is wrong.
func (e *RecordError) Error() string {
	if e.Column != schema.NoColumn {
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
	Layout schema.Layout
	// DateFormat is how dates are written, as a layout of package time. "" is
	// "2006-01-02", the one form that Otus documents (for attendance). A format
	// whose dates [dates.Parse] cannot read back is an error of the first Write
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
type Writer struct {
	RecordForm
	dst     io.Writer
	opts    WriterOptions
	started bool   // the header is in buf or beyond
	rows    int64  // records written
	buf     []byte // rows that dst has not got yet
	Err     error  // why nothing can be written any more
}

// A RecordForm is how records are written as rows. It does not change, so that who
// makes rows on other goroutines makes them as Write does.
type RecordForm struct {
	Columns []schema.Column // of each field of a row
	Absent  []schema.Column // what the layout lacks
	Dates   dateForm
	LineEnd string
}

// FlushSize is when buf is passed on.
const FlushSize = 128 << 10

// NewWriter returns a Writer to w. Nil options are the defaults. The Writer
// buffers: w needs no buffer of its own. Where w is nil, the first Write or Flush
// says so.
func NewWriter(w io.Writer, opts *WriterOptions) *Writer {
	if opts == nil {
		opts = new(WriterOptions)
	}
	wr := &Writer{dst: w, opts: *opts, RecordForm: RecordForm{Dates: dateFormOf(opts.DateFormat), LineEnd: "\r\n"}}
	if opts.LF {
		wr.LineEnd = "\n"
	}
	for i := range opts.Layout.Width() {
		wr.Columns = append(wr.Columns, opts.Layout.Column(i))
	}
	for _, c := range schema.AllColumns {
		if !slices.Contains(wr.Columns, c) {
			wr.Absent = append(wr.Absent, c)
		}
	}
	return wr
}

// Write adds one record: all of it or nothing. A *[RecordError] concerns this
// record only. Refused are text that is not valid UTF-8, a date that does not
// exist, a value whose column the layout lacks, a DateText that is a plain date
// or that no Reader gives back, and a record of which nothing can be seen; missing
// values are not. Every other error is about the file, and all later calls
// return it again.
func (w *Writer) Write(rec schema.Record) error {
	if err := w.start(); err != nil {
		return err
	}
	start := len(w.buf)
	row, err := w.AppendRow(w.buf, &rec)
	if err != nil {
		w.buf = row[:start]
		return err
	}
	w.buf = row
	return w.wrote()
}

// HasRoom reports whether a row of n bytes can be put into the buffer with nothing
// else to be done.
func (w *Writer) HasRoom(n int) bool { return w.started && w.Err == nil && len(w.buf)+n < FlushSize }

// WriteRow is Write for a record that AppendRow has made a row of.
func (w *Writer) WriteRow(row []byte) error {
	if err := w.start(); err != nil {
		return err
	}
	w.buf = append(w.buf, row...)
	return w.wrote()
}

// Ready returns the error that Write would return whatever the record is.
func (w *Writer) Ready() error { return w.start() }

// wrote counts the record that was put into the buffer, and passes on a full one.
func (w *Writer) wrote() error {
	w.rows++
	if len(w.buf) < FlushSize {
		return nil
	}
	return w.Flush()
}

// Last returns the row that was written last, as a spreadsheet shows the file.
func (w *Writer) Last() int64 { return 1 + w.rows }

// Labels returns the header.
func (w *Writer) Labels() []string { return w.opts.Layout.Labels() }

// Field returns the column of the file, from 1, that holds c; 0: none does.
func (w *Writer) Field(c schema.Column) int {
	if c == schema.NoColumn {
		return 0
	}
	return slices.Index(w.Columns, c) + 1
}

// Flush passes on what was written so far, the header included.
func (w *Writer) Flush() error {
	if err := w.start(); err != nil {
		return err
	}
	if len(w.buf) == 0 {
		return nil
	}
	w.Err = WriteAll(w.dst, w.buf)
	w.buf = w.buf[:0]
	return w.Err
}

// WriteAll writes p to w, and makes an error of a short count without one.
func WriteAll(w io.Writer, p []byte) error {
	n, err := w.Write(p)
	if err == nil && n < len(p) {
		return io.ErrShortWrite
	}
	return err
}

// start appends the header, once, and returns the error that ends the Writer.
func (w *Writer) start() error {
	if w.started || w.Err != nil {
		return w.Err
	}
	w.started = true
	if w.dst == nil {
		w.Err = errors.New("otustemplate: there is nothing to write to; call NewWriter with an io.Writer")
		return w.Err
	}
	if w.Err = w.Dates.check(); w.Err == nil {
		w.buf = w.appendHeader(make([]byte, 0, FlushSize+FlushSize/8)) // with room for the row that fills it
	}
	return w.Err
}

// Comma is what every file that is written has between its cells.
const Comma = ','

// ByteOrderMark is U+FEFF, which at the start of a file is no text.
const ByteOrderMark = "\ufeff"

func (w *Writer) appendHeader(dst []byte) []byte {
	labels := w.opts.Layout.Labels()
	// A label that starts with the mark would lose it to the file, unless the
	// file has one of its own.
	if w.opts.BOM || len(labels) > 0 && strings.HasPrefix(labels[0], ByteOrderMark) {
		dst = append(dst, ByteOrderMark...)
	}
	for i, label := range labels {
		if i > 0 {
			dst = append(dst, Comma)
		}
		dst = csvrow.AppendCell(dst, label, Comma)
	}
	return append(dst, w.LineEnd...)
}

// AppendRow appends a record, or returns a *RecordError where a Reader would
// not give it back as it is. What it has appended by then is to be dropped.
func (w *RecordForm) AppendRow(dst []byte, rec *schema.Record) ([]byte, error) {
	if err := w.checkAbsent(rec); err != nil {
		return dst, err
	}
	filled := false
	for i, c := range w.Columns {
		if i > 0 {
			dst = append(dst, Comma)
		}
		text := rec.Field(c)
		if c == schema.ColDate {
			if err := checkDate(rec); err != nil {
				return dst, err
			}
			dst = w.Dates.Append(dst, rec.Date)
			filled = filled || !rec.Date.IsZero()
			text = &rec.DateText
		}
		if text == nil || *text == "" {
			continue
		}
		form := csvrow.FormOf(*text, Comma)
		if form == csvrow.Plain { // as most cells are
			dst, filled = append(dst, *text...), filled || !celltext.IsBlank(*text)
			continue
		}
		if form == csvrow.Unsure && !utf8.ValidString(*text) {
			return dst, &RecordError{Column: c, Code: schema.CodeEncoding, Err: ErrNotUTF8}
		}
		dst = csvrow.AppendAs(dst, *text, Comma, form)
		filled = filled || !celltext.IsBlank(*text)
	}
	if !filled {
		return dst, &RecordError{Code: schema.CodeBlankRow, Err: ErrBlankRecord}
	}
	return append(dst, w.LineEnd...), nil
}

// checkAbsent returns a *RecordError where the record has what no column is for.
func (w *RecordForm) checkAbsent(rec *schema.Record) error {
	for _, c := range w.Absent {
		if rec.Cell(c) != "" {
			return &RecordError{Column: c, Err: ErrNoColumn}
		}
	}
	return nil
}

// checkDate returns a *RecordError where a Reader would not give the record's
// date back.
func checkDate(rec *schema.Record) error {
	switch {
	case rec.DateText == "" && (rec.Date.IsZero() || rec.Date.IsValid()):
		return nil
	case rec.DateText == "":
		return &RecordError{Column: schema.ColDate, Code: schema.CodeDateInvalid, Err: dates.ErrInvalid}
	case !rec.Date.IsZero():
		return &RecordError{Column: schema.ColDate, Err: ErrTwoDates}
	}
	return dateTextKept(rec.DateText)
}

// dateTextKept returns a *RecordError where a Reader would not give text back
// as a record's DateText.
func dateTextKept(text string) error {
	if !utf8.ValidString(text) {
		return &RecordError{Column: schema.ColDate, Code: schema.CodeEncoding, Err: ErrNotUTF8}
	}
	switch date, _, err := dates.ReadCell(text); {
	case err != nil:
		return &RecordError{Column: schema.ColDate, Code: schema.CodeDateInvalid, Err: err}
	case !date.IsZero():
		return &RecordError{Column: schema.ColDate, Err: ErrDateText}
	}
	return nil
}

// A dateForm writes dates in one format.
type dateForm struct {
	layout string
	kind   dateKind
	quoted bool // the format holds a comma
}

// A dateKind tells the formats that have a fast path.
type dateKind uint8

const (
	dateByLayout dateKind = iota
	dateISO               // 2006-01-02
	dateUS                // 01/02/2006
	dateUSShort           // 1/2/2006
)

func dateFormOf(layout string) dateForm {
	layout = cmp.Or(layout, time.DateOnly)
	f := dateForm{layout: layout, quoted: strings.Contains(layout, ",")}
	switch layout {
	case time.DateOnly:
		f.kind = dateISO
	case "01/02/2006":
		f.kind = dateUS
	case "1/2/2006":
		f.kind = dateUSShort
	}
	return f
}

// check returns an error where dates.Parse does not read the format back. It
// tries every day of some years, leap years and short years among them, rather
// than every date at its writing: a format that confuses day and month, or
// leaves the century out, does so in any year.
func (f dateForm) check() error {
	if f.kind != dateByLayout {
		return nil
	}
	for _, year := range []int{1, 987, 1999, 2000, 2024, 9999} {
		for t := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); t.Year() == year; t = t.AddDate(0, 0, 1) {
			if d, err := dates.Parse(t.Format(f.layout)); err != nil || d != dates.Of(t) {
				return fmt.Errorf("otustemplate: dates in WriterOptions.DateFormat %q cannot be read back; "+
					`use "2006-01-02" or "01/02/2006"`, f.layout)
			}
		}
	}
	return nil
}

// Append appends a valid date, or nothing for the zero Date.
func (f dateForm) Append(dst []byte, d dates.Date) []byte {
	if d.IsZero() {
		return dst
	}
	switch f.kind {
	case dateISO:
		return d.AppendISO(dst)
	case dateUS:
		dst = dates.AppendTwo(append(dates.AppendTwo(dst, int(d.Month)), '/'), d.Day)
		return dates.AppendFour(append(dst, '/'), d.Year)
	case dateUSShort:
		dst = strconv.AppendInt(append(strconv.AppendInt(dst, int64(d.Month), 10), '/'), int64(d.Day), 10)
		return dates.AppendFour(append(dst, '/'), d.Year)
	}
	t := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
	if !f.quoted {
		return t.AppendFormat(dst, f.layout)
	}
	// What check lets through holds no quotation mark to be doubled.
	return append(t.AppendFormat(append(dst, '"'), f.layout), '"')
}

// A File is a template being written to a file, which appears whole at Commit
// or not at all. [Create] makes one; it belongs to one goroutine.
type File struct {
	*Writer
	out *PendingFile
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
	out, err := CreateFile(path)
	if err != nil {
		return nil, err
	}
	return &File{Writer: NewWriter(out, opts), out: out}, nil
}

// Commit writes the rest, the header included where there was no record,
// brings everything to the disk and puts the file at its path. On an error,
// that of an earlier write included, path is as it was before; only where the
// system could not make sure of the file's name is it in place all the same,
// and the error says so. After Commit nothing more can be written.
func (f *File) Commit() error {
	err := f.Flush()
	if err != nil {
		err = errors.Join(err, f.out.Close())
	} else {
		err = f.out.Commit()
	}
	f.end()
	return err
}

// Close gives the file up where it was not committed: path stays as it was.
// After Commit, or a second time, it does nothing and returns nil.
func (f *File) Close() error {
	f.end()
	return f.out.Close()
}

// end lets no more records into the buffer, from where they would go nowhere.
func (f *File) end() {
	if f.Err == nil {
		f.Err = fmt.Errorf("otustemplate: the file is finished: %w", fs.ErrClosed)
	}
}

// A PendingFile is any file that appears whole at Commit or not at all, such as
// rejects or a report. [CreateFile] makes one; it belongs to one goroutine.
type PendingFile struct {
	file *atomicfile.File
}

// CreateFile begins a file that Commit puts at path, as [Create] does.
func CreateFile(path string) (*PendingFile, error) {
	file, err := atomicfile.Create(path)
	if err != nil {
		return nil, err
	}
	return &PendingFile{file}, nil
}

// Write adds p to the file. After an error all other writes fail with it, and
// so does Commit.
func (f *PendingFile) Write(p []byte) (int, error) { return f.file.Write(p) }

// Commit puts the file at its path, as [File.Commit] does.
func (f *PendingFile) Commit() error { return f.file.Commit() }

// Close gives the file up where it was not committed, as [File.Close] does.
func (f *PendingFile) Close() error { return f.file.Close() }
