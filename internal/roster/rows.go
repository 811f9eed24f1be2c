package roster

import (
	"context"
	"io"
	"strings"
	"unicode/utf8"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/textindex"
)

// A rowReader makes of the cells of a row what a file's rows are. It belongs to one
// goroutine, and so to one batch at a time.
type rowReader struct {
	builder *builder
	table   *table
	parse   func(*rowReader, *batch)
	cells   []string // of the row at hand, as they stand there
	line    int64    // where it starts
	rows    *batch
	days    map[string]day // that were read
	finder  finder
}

func newRowReader(b *builder, t *table, parse func(*rowReader, *batch)) *rowReader {
	return &rowReader{builder: b, table: t, parse: parse, days: make(map[string]day)}
}

// problem adds a problem of the row at hand.
func (r *rowReader) problem(message string) { r.rows.problem(r.line, message) }

// cell returns the text of the i-th column asked for, with no blanks around it, or "".
func (r *rowReader) cell(i int) string {
	if at := r.table.fields[i]; at >= 0 && at < len(r.cells) {
		return trim(r.cells[at])
	}
	return ""
}

// trim returns the text with nothing around it that cannot be seen.
func trim(text string) string {
	if n := len(text); n == 0 || isSeenASCII(text[0]) && isSeenASCII(text[n-1]) {
		return text
	}
	return strings.TrimFunc(text, celltext.Unseen)
}

func isSeenASCII(c byte) bool { return c > ' ' && c < 0x7f }

// text returns the i-th cell where it is not too long to be kept.
func (r *rowReader) text(i int) string {
	text := r.cell(i)
	if len(text) > textindex.MaxText {
		r.problem(tooLong)
		return ""
	}
	return text
}

// identifier returns an identifier, unless it stands for none.
func (r *rowReader) identifier(i int) string {
	text := r.cell(i)
	if text == "" || !celltext.IsPlaceholder(text) {
		return r.text(i)
	}
	r.problem(placeholderID)
	return ""
}

const placeholderID = "an identifier is a placeholder such as N/A; it is taken as empty"

// day returns the i-th cell as a day, and none where it is empty or, which is not ok,
// holds no date.
func (r *rowReader) day(i int, none day) (d day, ok bool) {
	text := r.cell(i)
	if text == "" {
		return none, true
	}
	if d, ok := r.days[text]; ok {
		return d, true
	}
	date := text
	if i := strings.IndexAny(text, "T "); i == len("2006-01-02") { // a DateTime
		date = text[:i]
	}
	parsed, err := dates.Parse(date)
	if err != nil {
		return none, false
	}
	d = DayOf(parsed)
	if len(r.days) < 1<<12 { // there are some hundred days a year
		r.days[strings.Clone(text)] = d
	}
	return d, true
}

// read parses a row of those cells.
func (r *rowReader) read(cells []string, line int64) {
	r.cells, r.line = cells, line
	r.rows.rows++
	r.parse(r, r.rows)
}

// readRow parses a row that was decoded. Blank ones are passed over, as are those
// that cannot be read, which are told.
func (r *rowReader) readRow(row *sheet.Row, line int64) {
	r.line = line
	switch {
	case row.Blank:
		return
	case row.Bad != nil:
		r.rows.rows++
		r.problem("the row could not be read and is left out: " + row.Bad.Err.Error())
		return
	case len(row.Recoded) > 0:
		r.problem("the row is not UTF-8; it is read as Windows-1252")
	}
	if message := r.table.wrongWidth(row.Cells); message != "" {
		r.problem(message)
	}
	r.read(row.Cells, line)
}

// A fileStep reads the rows of blocks of a file's text, and looks up what they refer to.
type fileStep struct {
	_       run.Apart
	ctx     context.Context
	builder *builder
	reader  *rowReader
	text    run.TextReader
	decoder sheet.Decoder
	row     sheet.Row
	cells   []string // of a plain row
	_       run.Apart
}

// Work reads the rows of the block, or those it comes to before the context ends.
func (s *fileStep) Work(b *run.Block[batch]) {
	rows := &b.Found
	rows.reset()
	b.Whole, b.Full = false, false
	s.reader.rows = rows
	s.text.Begin(b.Text, b.Used)
	text := string(b.Text) // that cells are pieces of
	for b.Used < len(text) && (b.Rows%256 != 0 || s.ctx.Err() == nil) {
		plain := s.text.Plain()
		if plain && s.readPlain(text, b.Lines) {
			b.Advance(s.text.At(), int64(s.text.Row.Lines))
			continue
		}
		end := s.text.At()
		if plain {
			s.text.Whole(b.Text)
		} else {
			n, ok := s.text.Next(b.Text, b.Used, b.Last)
			if !ok {
				break
			}
			end = b.Used + n
		}
		s.decoder.Decode(&s.text.Raw, &s.row)
		s.reader.readRow(&s.row, b.Lines)
		b.Advance(end, s.text.Raw.Lines())
	}
	b.Whole = b.Used == len(text)
	s.builder.prepare(rows, &s.reader.finder)
}

// readPlain reads the plain row of the text that was found, which is in that line. It
// reports false where the row must be decoded: it is not UTF-8, or may be blank.
func (s *fileStep) readPlain(text string, line int64) bool {
	row := &s.text.Row
	if row.Beyond.Len() > 0 && !utf8.ValidString(text[row.Start:row.End]) {
		return false
	}
	s.cells = s.cells[:0]
	seen := false
	for i, span := range s.text.Cells {
		cell := text[span.Start:span.End]
		if row.Doubled && row.Quoted>>i&1 != 0 {
			cell = strings.ReplaceAll(cell, `""`, `"`)
		}
		seen = seen || cell != "" && isSeenASCII(cell[0])
		s.cells = append(s.cells, cell)
	}
	if !seen {
		return false
	}
	s.reader.read(s.cells, line)
	return true
}

// A fileTaker takes the rows of a file.
type fileTaker struct {
	table *table
	load  *loading
}

// Prepare does nothing.
func (t *fileTaker) Prepare(*run.Block[batch]) {}

// Take adds the rows of the block.
func (t *fileTaker) Take(b *run.Block[batch], base schema.Position) error {
	t.add(&b.Found, base.Line)
	b.Taken = b.Place
	return nil
}

// Stopped does nothing.
func (t *fileTaker) Stopped() {}

// add adds rows, whose lines are counted from base.
func (t *fileTaker) add(rows *batch, base int64) {
	t.table.rows += rows.rows
	t.load.builder.take(rows, t.table.file, base)
	t.load.progress.read(rows.rows, t.table.input.Bytes)
}

// read reads every row of the file, side by side where its text can be cut, and adds
// what parse makes of each.
func (t *table) read(l *loading, parse func(*rowReader, *batch)) error {
	taker := &fileTaker{t, l}
	reader := newRowReader(l.builder, t, parse)
	inOrder := func(n int) (bool, error) { return t.inOrder(taker, reader, n) }
	if !t.sheet.Cuttable() || l.blockSize < 0 {
		_, err := inOrder(-1)
		return err
	}
	loop := run.Loop[batch]{Ctx: l.ctx, Taker: taker}
	for i := range l.workers {
		s := &fileStep{ctx: l.ctx, builder: l.builder, reader: reader, decoder: t.sheet.Decoder.Fresh()}
		if i > 0 {
			s.reader = newRowReader(l.builder, t, parse)
		}
		s.decoder.Shared = sheet.ShortlyShared
		s.text.Init(t.sheet.Dialect(t.sheet.Separator), len(t.labels))
		loop.Steps = append(loop.Steps, s)
	}
	return loop.Text(t.sheet, l.blockSize, inOrder)
}

// inOrder reads n rows one by one, and up to where a row starts; all where n is
// negative. It reports whether those were all there are.
func (t *table) inOrder(taker *fileTaker, reader *rowReader, n int) (done bool, err error) {
	const most = 256 // rows that are added at a time
	var rows batch
	size := 0 // of their text, which may be long
	reader.rows = &rows
	add := func() {
		taker.load.builder.prepare(&rows, &reader.finder)
		taker.add(&rows, 0)
		rows.reset()
		size = 0
	}
	defer add()
	for all := n < 0; all || n > 0 || t.sheet.MidLine(); n-- {
		if rows.rows >= most || size > taker.load.blockSize {
			add()
			if err := taker.load.ctx.Err(); err != nil {
				return false, err
			}
		}
		switch err := t.sheet.Next(&t.row); {
		case err == io.EOF:
			return true, nil
		case err != nil:
			return false, err
		}
		size += len(t.sheet.Raw.Text)
		reader.readRow(&t.row, t.row.Line)
	}
	return false, nil
}
