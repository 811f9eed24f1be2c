package sheet

import (
	"errors"
	"io"
	"iter"
	"math/bits"
	"slices"
	"unicode/utf8"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/words"
)

// A Template is a sheet whose header is that of the template.
type Template struct {
	*Sheet
	Header Header
	Head   Row                        // the header's row; its Row is 0 where the file has none
	Layout schema.Layout              // as the header has it
	Fields [schema.NumColumns + 1]int // where each column is, from 1; 0: not in the file
	needed int                        // how many cells a row must have: up to the last required column
	width  int                        // of layout
	places []csvrow.Span              // of the cells of a plain row with doubled quotes
}

// OpenTemplate finds the header of the template in r, and reads up to it. The
// error is a *FileError, the reader's, or says what is wrong with opts.
func OpenTemplate(r io.Reader, opts ReaderOptions) (*Template, error) {
	t := &Template{Sheet: New(r, opts)}
	var err error
	if t.Header, err = t.findHeader(); err != nil {
		return nil, err
	}
	if err := t.skipTo(t.Header.Row, &t.Head); err != nil {
		return nil, err
	}
	t.Layout = t.Header.layout()
	t.width = t.Layout.Width()
	t.Fields = t.Layout.Fields()
	for c, field := range t.Fields {
		if schema.Column(c).Required() {
			t.needed = max(t.needed, field)
		}
	}
	t.SetCells(t.needed, t.width)
	return t, nil
}

// Next reads the next row below the header, blank ones too, and checks that it fits: row
// has as many cells as the header at least, up to those that a report shows,
// unless it is blank or bad.
func (t *Template) Next(row *Row) error {
	if err := t.Sheet.Next(row); err != nil {
		return err
	}
	t.Check(row)
	return nil
}

// Check makes row, as it was decoded, a bad one if it does not fit under the header.
func (t *Template) Check(row *Row) {
	if row.Bad == nil && !row.Blank {
		width := t.Layout.Width()
		row.checkCount(width, t.needed, min(width, schema.MaxSampleCells)) // a million columns are not filled in for nothing
	}
	if row.Bad != nil && row.BadField > 0 {
		row.Bad.Column = t.Layout.Column(row.BadField - 1)
	}
}

// UnknownLabels returns the places, from 0, of labels that the template does
// not have: those of ignored columns, and those taken for what they are by
// their place.
func (t *Template) UnknownLabels() []int {
	var places []int
	for i, c := range t.Header.Columns {
		if !celltext.IsBlank(t.Header.Labels[i]) && (c == schema.NoColumn || slices.Contains(t.Header.ByPlace, i+1)) {
			places = append(places, i)
		}
	}
	return places
}

// record makes a Record of row. It returns row.bad, or an error where the Date
// cell holds no date.
func (t *Template) record(row *Row) (rec schema.Record, bad *RowError) {
	for c := schema.ColStudentEmail; c <= schema.ColNote; c++ {
		field := t.Fields[c]
		if field == 0 || field > len(row.Cells) {
			continue
		}
		text := row.Cells[field-1]
		if p := rec.Field(c); p != nil {
			*p = text
			continue
		}
		var err error
		if rec.Date, rec.DateText, err = dates.ReadCell(text); err != nil && row.Bad == nil {
			bad = &RowError{Position: row.Position, Column: c, Code: schema.CodeDateInvalid, Err: err}
		}
	}
	if row.Bad != nil {
		return rec, row.Bad
	}
	return rec, bad
}

// plainRecord makes rec, a zero one, the record of the next row, which starts at
// place, where that is a row of the common kind: plain as package csvrow has it, with a
// cell for each label, and a plain date. Other rows it leaves to Next.
func (t *Template) plainRecord(rec *schema.Record) (place schema.Position, ok bool) {
	text, cells, row := t.Rows.PeekPlain()
	if len(cells) == 0 || len(cells) != t.width || row.End-row.Start > LargeRow || t.Decoder.Windows1252 {
		return schema.Position{}, false
	}
	bytes := text[row.Start:row.End]
	if !utf8.Valid(text[row.Beyond.Start:row.Beyond.End]) {
		return schema.Position{}, false
	}
	if row.Doubled {
		bytes, cells = t.undoubled(bytes, cells, row)
	}
	start := uint32(row.Start)
	at := cells[t.Fields[schema.ColDate]-1]
	date, ok := PlainDate(bytes[at.Start-start : at.End-start])
	if !ok {
		return schema.Position{}, false
	}
	whole := t.Decoder.TextOf(bytes)
	piece := func(c schema.Column) string {
		field := t.Fields[c]
		if field == 0 {
			return ""
		}
		return whole[cells[field-1].Start-start : cells[field-1].End-start]
	}
	rec.StudentEmail, rec.SISID, rec.StudentNumber, rec.StateID = piece(schema.ColStudentEmail), piece(schema.ColSISID), piece(schema.ColStudentNumber), piece(schema.ColStateID)
	rec.Recognition, rec.TeacherEmail, rec.ClassName = piece(schema.ColRecognition), piece(schema.ColTeacherEmail), piece(schema.ColClassName)
	rec.Date, rec.Note = date, piece(schema.ColNote)
	offset, line, _ := t.Rows.Place()
	t.Rows.SkipPlain()
	t.Count++
	return schema.Position{Row: t.Count, Line: line, Offset: t.Mark + offset}, true
}

// PlainDate reads a Date cell. It looks at the text and not at the string just
// made of it, which a processor is still writing.
func PlainDate(date []byte) (dates.Date, bool) {
	if len(date) == 10 {
		if d, ok := dates.Fixed(words.At(date, 0), words.At(date, 2)); ok {
			return d, true
		}
	}
	d, err := dates.Parse(string(date))
	return d, err == nil
}

// undoubled returns the text of a plain row of its own, and its cells, which
// stand where they stood, those with doubled quotes ending earlier.
func (t *Template) undoubled(text []byte, cells []csvrow.Span, row *csvrow.BlockRow) ([]byte, []csvrow.Span) {
	t.Decoder.buf = append(t.Decoder.buf[:0], text...)
	t.places = append(t.places[:0], cells...)
	for quoted := row.Quoted; quoted != 0; quoted &= quoted - 1 {
		place := &t.places[bits.TrailingZeros64(quoted)]
		cell := t.Decoder.buf[int(place.Start)-row.Start : int(place.End)-row.Start]
		place.End = place.Start + uint32(len(csvrow.AppendUndoubled(cell[:0], cell)))
	}
	return t.Decoder.buf, t.places
}

// A Reader reads the records of a template file. It finds out the file's
// encoding, separator and header, unless [ReaderOptions] say them. It needs
// memory for one row, whatever the size of the file; the records share text in
// pieces of 8 KiB, so that one that is kept keeps that much: [strings.Clone] the
// cells of one in thousands. [NewReader] makes one; it belongs to one goroutine.
type Reader struct {
	src  io.Reader
	opts ReaderOptions

	sheet   *Template // nil: not opened yet
	openErr error
	err     error // what reading ended with
	row     Row
	at      schema.Position
}

// NewReader returns a Reader of r. It reads nothing yet: what is wrong with
// opts, or with the file, is the error of the first Read. A nil opts finds out
// everything from the file. Later changes to opts are of no effect.
func NewReader(r io.Reader, opts *ReaderOptions) *Reader {
	return &Reader{src: r, opts: copyReaderOptions(opts)}
}

// open finds the header, at the first call.
func (r *Reader) open() error {
	if r.src == nil {
		return ErrNoReader
	}
	if r.sheet == nil && r.openErr == nil {
		if r.sheet, r.openErr = OpenTemplate(r.src, r.opts); r.openErr == nil {
			r.sheet.Decoder.Shared = keptShared
		}
	}
	return r.openErr
}

// Read returns the record of the next row; blank rows are passed over. Its
// cells are kept as they are, and the caller may keep them.
//
// A *[RowError] concerns this row only: the record holds what could be read of
// it, and the next Read goes on behind it. Any other error is for good: io.EOF
// at the end, a *[FileError] where the file is not the template, or the error
// of the underlying reader as it is.
func (r *Reader) Read() (rec schema.Record, err error) {
	err = r.ReadInto(&rec)
	return rec, err
}

// ReadInto is Read into a record of the caller's.
func (r *Reader) ReadInto(rec *schema.Record) error {
	*rec = schema.Record{}
	if err := r.open(); err != nil {
		return err
	}
	for r.err == nil {
		if at, ok := r.sheet.plainRecord(rec); ok {
			r.at = at
			return nil
		}
		if r.err = r.sheet.Next(&r.row); r.err != nil || r.row.Blank {
			continue
		}
		r.at = r.row.Position
		var bad *RowError
		if *rec, bad = r.sheet.record(&r.row); bad != nil {
			return bad
		}
		return nil
	}
	return r.err
}

// All returns the records of the rows not read yet, each with its *[RowError]
// or nil. Another error, io.EOF apart, is the last pair. The rows can be
// ranged over once; a loop that breaks off leaves the rest to Read.
func (r *Reader) All() iter.Seq2[schema.Record, error] {
	return func(yield func(schema.Record, error) bool) {
		for {
			rec, err := r.Read()
			if err == io.EOF {
				return
			}
			_, rowOnly := errors.AsType[*RowError](err)
			if !yield(rec, err) || err != nil && !rowOnly {
				return
			}
		}
	}
}

// Layout returns the file's header, which it reads where that was not done
// yet. With NoHeader it has the template's own labels. The error is one that
// Read returns, too.
func (r *Reader) Layout() (schema.Layout, error) {
	if err := r.open(); err != nil {
		return schema.Layout{}, err
	}
	return r.sheet.Layout, nil
}

// Position returns where the row starts that Read returned last. It is zero
// before the first one.
func (r *Reader) Position() schema.Position { return r.at }

// ReadLayout reads the header of a template, such as the district's own
// download from Otus; rows below it are ignored. A nil opts finds out
// everything from the file. The error is a *[FileError] where r is not the
// template, or that of r as it is.
func ReadLayout(r io.Reader, opts *ReaderOptions) (schema.Layout, error) {
	return NewReader(r, opts).Layout()
}
