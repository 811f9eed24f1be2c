package engine

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/textenc"
)

// How much of a file is looked at to find its header and its comma. Bytes are
// those of the text, so that the answer depends on the file alone. A file
// whose first peekSize bytes hold no answer is looked at as far as the longest
// row goes.
const (
	peekSize   = 64 << 10
	headerRows = 100 // the header is one of these
	commaRows  = 20  // the comma is judged by these, where no label is known
	aboveRows  = 20  // so many rows above the header are told of
	dataCells  = 5   // a row with so many filled cells may be one of data: one of the template has an identifier and E to H
)

// largeRow is from how many bytes on a row is a large one: as no row is unless
// MaxRowBytes says so. Its memory is given back at once.
const largeRow = defaultMaxRowBytes

// commaCandidates are the separators that are found out, in the order in which
// ties are settled.
var commaCandidates = []byte(",;\t|")

// A sheet reads the rows of any CSV file. It finds out the encoding; who uses
// it says, or finds out with [sheet.findHeader] or [sheet.readHeader], what
// the comma is. An error other than a row's own, in sheetRow.bad, is for good.
type sheet struct {
	opts      ReaderOptions
	input     *textenc.Reader
	rows      *csvrow.Scanner
	mark      int64 // bytes of the byte order mark
	comma     byte  // from the options or a sep= line; 0: to be found out
	separator byte  // what separates cells in the rows from here on
	// How many cells the rows from here on should have: any number while the header
	// is looked for.
	least, most int

	decoder rowDecoder

	started bool
	err     error             // of start
	count   int64             // rows read
	above   []schema.Position // of rows above the header that may be data, the first ones
	raw     csvrow.Row
}

// A sheetRow is a row as read. Its strings may be kept; its slices are used
// again for the next row.
type sheetRow struct {
	schema.Position
	cells   []string // one at least
	blank   bool     // nothing can be seen in any cell
	recoded []int    // fields, from 1, that were not UTF-8 and were read as Windows-1252
	large   bool     // over largeRow
	bare    int      // the first field, from 1, with a quote inside that is taken literally; 0: none
	spaced  bool     // bare is the first one with blanks around its quotes, which are none of its text

	// bad says why the row could not be read whole; its cells are then those of
	// its first line, and text is that line. badField is where it went wrong,
	// from 1, or 0 where no single cell is meant.
	bad      *RowError
	badField int
	text     string
}

// judgeCount makes row a bad one where it has more than width cells, those that
// are blank apart, or one of the needed first ones is missing. Else it fills in
// cells that are missing at the end, so that there are fill of them.
func (row *sheetRow) judgeCount(width, needed, fill int) {
	n := len(row.cells)
	if n >= needed && (n <= width || blank(row.cells[width:])) {
		for len(row.cells) < fill {
			row.cells = append(row.cells, "")
		}
		return
	}
	if row.bare > 0 && !row.spaced {
		row.fail(schema.CodeQuote, row.bare, countError{n, width, true})
		return
	}
	row.fail(schema.CodeFieldCount, 0, countError{n, width, false})
}

// A countError says that a row has too many cells, or too few: in words only when
// they are asked for, as a file with such rows has many.
type countError struct {
	cells, belong int
	bare          bool // a quotation mark stands inside one
}

func (e countError) Error() string {
	has := fmt.Sprintf("the row has %s where %d belong", phrase.Plural(int64(e.cells), "cell"), e.belong)
	if e.belong == 1 {
		has += "s"
	}
	if e.bare {
		return "a quotation mark stands inside a cell, and " + has +
			"; put the whole cell in quotation marks, and double each one inside it"
	}
	return has + "; put cells that hold the separator in quotation marks, and give each row a cell for every column"
}

// newSheet returns a sheet of r. Nothing is read yet.
func newSheet(r io.Reader, opts ReaderOptions) *sheet {
	if opts.MaxRowBytes == 0 {
		opts.MaxRowBytes = defaultMaxRowBytes
	}
	form := textenc.Bytes
	switch opts.Encoding {
	case EncodingAuto:
		form = textenc.Auto
	case EncodingUTF16:
		form = textenc.UTF16
	}
	input := textenc.NewReader(r, form)
	return &sheet{opts: opts, input: input, most: csvrow.AnyCells, rows: csvrow.NewScanner(input, csvrow.Dialect{}, input.Width)}
}

// start looks at the first bytes: it refuses what is no CSV file, finds the
// encoding, and passes over a sep= line.
func (s *sheet) start() error {
	if !s.started {
		s.started = true
		s.err = s.lookAtStart()
	}
	return s.err
}

func (s *sheet) lookAtStart() error {
	if err := checkReaderOptions(&s.opts); err != nil {
		return err
	}
	text, _ := s.rows.Peek(peekSize)
	if kind := notCSV(s.input.Head(), text); kind != "" {
		return notCSVError(kind)
	}
	s.mark = int64(s.input.Mark())
	s.decoder.windows1252 = s.opts.Encoding == EncodingWindows1252 && s.input.Form() == textenc.Bytes
	s.decoder.strict = s.opts.Encoding == EncodingUTF8
	s.decoder.maxRow = s.opts.MaxRowBytes
	s.comma = byte(s.opts.Comma)
	if comma, ok := sepLine(text); ok {
		s.rows.SkipLine()
		if s.comma == 0 {
			s.comma = comma
		}
	}
	s.setComma(s.comma)
	return s.checkEmpty()
}

// checkEmpty refuses a file of which nothing can be seen.
func (s *sheet) checkEmpty() error {
	for _, size := range s.peekSizes() {
		text, err := s.rows.Peek(size)
		if !celltext.IsBlankText(text) {
			return nil
		}
		if err == io.EOF {
			return notCSVError("the file is empty: check that the export ran, or save the file from the spreadsheet again")
		}
		if err != nil {
			return err
		}
	}
	return nil // and no header will be found
}

// peekSizes returns how much text is looked at first, and where that does not
// do.
func (s *sheet) peekSizes() []int { return []int{peekSize, max(peekSize, s.opts.MaxRowBytes)} }

// setComma says what separates cells in the rows from here on.
func (s *sheet) setComma(comma byte) {
	s.separator = comma
	s.rows.SetDialect(s.dialect(comma))
}

func (s *sheet) dialect(comma byte) csvrow.Dialect {
	return csvrow.Dialect{Comma: comma, NoQuotes: s.opts.Quoting == QuoteNone, MaxRow: s.opts.MaxRowBytes, Least: s.least, Most: s.most}
}

// setCells says how many cells the rows from here on should have.
func (s *sheet) setCells(least, most int) {
	s.least, s.most = least, max(most, 1)
	s.rows.SetDialect(s.dialect(s.separator))
}

// commas returns what may separate the cells.
func (s *sheet) commas() []byte {
	if s.comma != 0 {
		return []byte{s.comma}
	}
	return commaCandidates
}

// next reads the next row. It returns io.EOF at the end.
func (s *sheet) next(row *sheetRow) error {
	if err := s.start(); err != nil {
		return err
	}
	if row.large {
		*row = sheetRow{} // two would else be in memory at a time
	}
	if err := s.rows.Next(&s.raw); err != nil {
		return err
	}
	s.count++
	row.Position = schema.Position{Row: s.count, Line: s.raw.Line, Offset: s.mark + s.raw.Offset}
	s.decoder.decode(&s.raw, row)
	if row.large {
		s.raw = csvrow.Row{}
		s.rows.Shrink()
	}
	return nil
}

// skipTo reads up to and with the given row, which is known to be there. It
// notes which of the rows above it may be more than a title.
func (s *sheet) skipTo(number int64, row *sheetRow) error {
	for s.count < number {
		if err := s.next(row); err != nil {
			return err
		}
		if s.count < number && len(s.above) < aboveRows && filled(row.cells) >= dataCells {
			s.above = append(s.above, row.Position)
		}
	}
	return nil
}

// A rowDecoder makes the cells of a row out of its bytes. It belongs to one
// goroutine.
type rowDecoder struct {
	windows1252 bool // every cell is Windows-1252
	strict      bool // a cell that is not UTF-8 is an error
	maxRow      int  // for the message about a row that is longer
	shared      int  // bytes of text of which rows are pieces; 0: each has its own

	buf  []byte
	ends []int
	text *strings.Builder // of rows, where shared
}

// How much text rows share: whoever keeps one of them keeps all of it.
const (
	shortlyShared = 32 << 10 // where nobody keeps a row for long
	keptShared    = 8 << 10  // where somebody may
)

// textOf returns the bytes as a string: of its own, or a piece of a shared one,
// which where many rows are kept for a while takes a tenth of the time.
func (d *rowDecoder) textOf(b []byte) string {
	if len(b) > d.shared/8 {
		return string(b)
	}
	if d.text == nil || d.text.Cap()-d.text.Len() < len(b) {
		d.text = new(strings.Builder)
		d.text.Grow(d.shared)
	}
	start := d.text.Len()
	d.text.Write(b)
	return d.text.String()[start:]
}

// plainCell returns the text of a cell of a plain row of UTF-8: the one at that
// place, from 0, or none where that is negative.
func (d *rowDecoder) plainCell(text []byte, cells []csvrow.Span, at int, row *csvrow.BlockRow) string {
	if at < 0 {
		return ""
	}
	cell := text[cells[at].Start:cells[at].End]
	if row.Doubled && row.Quoted>>at&1 != 0 && bytes.IndexByte(cell, '"') >= 0 {
		d.buf = csvrow.AppendUndoubled(d.buf[:0], cell)
		cell = d.buf
	}
	return d.textOf(cell)
}

// fresh returns a decoder for another goroutine.
func (d *rowDecoder) fresh() rowDecoder {
	return rowDecoder{windows1252: d.windows1252, strict: d.strict, maxRow: d.maxRow}
}

// decode makes row what raw holds, its position apart. All cells are pieces of
// one string, which other rows may share.
func (d *rowDecoder) decode(raw *csvrow.Row, row *sheetRow) {
	*row = sheetRow{Position: row.Position, cells: row.cells[:0], recoded: row.recoded[:0], bare: raw.Bare, spaced: raw.Spaced, large: len(raw.Text) > largeRow}
	invalid, text := 0, ""
	whole := !d.windows1252 && raw.Excess == 0 && (raw.ASCII || utf8.Valid(raw.Text))
	switch {
	case whole && !raw.Doubled:
		text = d.textOf(raw.Text)
		for i := range raw.Len() {
			start, end, _ := raw.Place(i)
			row.cells = append(row.cells, text[start:end])
		}
	case whole && !row.large:
		d.undouble(raw, row)
	default:
		invalid = d.decodeCells(raw, row)
	}
	row.blank = raw.Status == csvrow.OK && !raw.Lost && blank(row.cells)
	d.judge(raw, row, text, invalid)
}

// undouble decodes cells of UTF-8 of which some have doubled quotes.
func (d *rowDecoder) undouble(raw *csvrow.Row, row *sheetRow) {
	d.buf, d.ends = d.buf[:0], d.ends[:0]
	for i := range raw.Len() {
		d.buf = append(d.buf, raw.Cell(i)...)
		d.ends = append(d.ends, len(d.buf))
	}
	row.cut(d.textOf(d.buf), d.ends)
}

// cut makes the cells of row pieces of text that end there.
func (row *sheetRow) cut(text string, ends []int) {
	start := 0
	for _, end := range ends {
		row.cells = append(row.cells, text[start:end])
		start = end
	}
}

// decodeCells decodes cell after cell. It returns the first one, from 1, that is
// not UTF-8 though it must be, or 0.
func (d *rowDecoder) decodeCells(raw *csvrow.Row, row *sheetRow) (invalid int) {
	size := 0
	for i := range raw.Len() {
		start, end, _ := raw.Place(i)
		cell := raw.Text[start:end]
		size += len(cell)
		switch {
		case !d.windows1252 && utf8.Valid(cell):
			continue
		case !d.strict || d.windows1252:
			size += textenc.LenWindows1252(cell) - len(cell)
			row.recoded = append(row.recoded, i+1)
		case invalid == 0:
			invalid = i + 1
		}
	}
	var b strings.Builder // its size is known: a row may be a large one, and one copy is enough
	b.Grow(size)
	d.ends = d.ends[:0]
	recoded := row.recoded
	for i := range raw.Len() {
		start, end, doubled := raw.Place(i)
		recode := len(recoded) > 0 && recoded[0] == i+1
		if recode {
			recoded = recoded[1:]
		}
		d.write(&b, raw.Text[start:end], doubled, recode)
		d.ends = append(d.ends, b.Len())
	}
	row.cut(b.String(), d.ends)
	if d.windows1252 {
		row.recoded = row.recoded[:0] // as asked for: nothing to tell
	}
	return invalid
}

// write appends a cell to b: with one quote for every two where they are
// doubled, and recoded from Windows-1252.
func (d *rowDecoder) write(b *strings.Builder, cell []byte, doubled, recode bool) {
	const longest = 32 << 10
	for len(cell) > 0 {
		n, second := min(len(cell), longest), 0
		if at := bytes.IndexByte(cell[:n], '"'); doubled && at >= 0 {
			n, second = at+1, 1
		}
		piece := cell[:n]
		if recode {
			d.buf = textenc.DecodeWindows1252(d.buf[:0], piece)
			piece = d.buf
		}
		b.Write(piece)
		cell = cell[n+second:]
	}
}

// judge makes row a bad one where it could not be read whole; text is the whole of
// it where that is known, and invalid the field that is not UTF-8 though it must
// be.
func (d *rowDecoder) judge(raw *csvrow.Row, row *sheetRow, text string, invalid int) {
	switch raw.Status {
	case csvrow.BehindQuote:
		row.fail(schema.CodeQuote, raw.BadField, errors.New("text stands behind a closing quotation mark; "+
			"put the whole cell in quotation marks, and double each one inside it"))
	case csvrow.OpenQuote:
		row.fail(schema.CodeQuote, raw.BadField, errors.New("a quotation mark is never closed; "+
			"put one at the end of the cell, and double each one inside it"))
	case csvrow.TooLong:
		row.fail(schema.CodeRowSize, raw.BadField, fmt.Errorf("the row is longer than %s; "+
			"shorten it, or raise ReaderOptions.MaxRowBytes", phrase.Plural(int64(d.maxRow), "byte")))
	default:
		if raw.Lost {
			row.fail(schema.CodeFieldCount, 0, fmt.Errorf("the row has %d cells, more than the %d that a spreadsheet has columns; "+
				"look for a missing line end, or the wrong separator", raw.Len()+raw.Excess, raw.Len()))
			break
		}
		if invalid == 0 {
			return
		}
		row.fail(schema.CodeEncoding, invalid, errors.New("the cell is not valid UTF-8; "+
			"save the file as UTF-8, or leave ReaderOptions.Encoding at EncodingAuto"))
	}
	switch {
	case text != "":
		row.text = text
	case !d.strict && !utf8.Valid(raw.Text):
		row.text = string(textenc.DecodeWindows1252(nil, raw.Text))
	default:
		row.text = string(raw.Text)
	}
}

// fail makes the row a bad one.
func (row *sheetRow) fail(code schema.Code, field int, err error) {
	row.bad = &RowError{Position: row.Position, Code: code, Err: err}
	row.badField = field
}

// blank reports whether nothing can be seen in any cell.
func blank(cells []string) bool {
	for _, cell := range cells {
		if !celltext.IsBlank(cell) {
			return false
		}
	}
	return true
}

// filled counts the cells in which something can be seen.
func filled(cells []string) int {
	n := 0
	for _, cell := range cells {
		if !celltext.IsBlank(cell) {
			n++
		}
	}
	return n
}

// saveAsCSV says how staff get a CSV file out of what they have.
const saveAsCSV = `; open it in Excel and save it with File > Save As as "CSV UTF-8 (Comma delimited)", ` +
	`or in Google Sheets with File > Download > Comma-separated values`

// signatures are the first bytes of files that are taken for CSV by mistake.
var signatures = []struct{ start, kind string }{
	{"PK\x03\x04", "the file is a workbook (.xlsx, .ods or .numbers) or another zip archive, not CSV" + saveAsCSV},
	{"PK\x05\x06", "the file is an empty zip archive, not CSV" + saveAsCSV},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "the file is a workbook of an old Excel (.xls), not CSV" + saveAsCSV},
	{"%PDF", "the file is a PDF, not CSV: export the rows again, as CSV"},
	{"\x1f\x8b", "the file is packed with gzip, not CSV: unpack it first"},
}

// markups are what a web page, or a table that a web application calls .xls,
// starts with.
var markups = []string{"<!doctype html", "<html", "<head", "<table", "<?xml"}

// notCSV returns what a file that starts with head, and whose text starts with
// text, is where it is no CSV, and what to do about it; else "".
func notCSV(head, text []byte) string {
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.start)) {
			return s.kind
		}
	}
	text = bytes.TrimSpace(text)
	for _, m := range markups {
		if len(text) >= len(m) && strings.EqualFold(string(text[:len(m)]), m) {
			return "the file is a web page or XML, not CSV" + saveAsCSV
		}
	}
	return ""
}

func notCSVError(text string) error {
	return &FileError{Code: schema.CodeNotCSV, Err: errors.New(text)}
}

// sepLine reports whether text starts with a line that is exactly sep=X, in
// quotes or not, and returns X. By it Excel is told the comma; it shows no row
// for it.
func sepLine(text []byte) (comma byte, ok bool) {
	const longest = len(`"sep=;"`)
	line := text[:min(len(text), longest+1)]
	if i := bytes.IndexAny(line, "\r\n"); i >= 0 {
		line = line[:i]
	}
	if len(line) == longest && line[0] == '"' && line[longest-1] == '"' {
		line = line[1 : longest-1]
	}
	if len(line) != len("sep=;") || !strings.EqualFold(string(line[:4]), "sep=") {
		return 0, false
	}
	r := rune(line[4])
	return line[4], validComma(r) && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// readHeader finds the comma and the header of a file whose labels can be
// anything, reads up to the header, and returns it. With NoHeader it returns
// an empty row, and the first row is still to be read.
func (s *sheet) readHeader() (header sheetRow, err error) {
	if err := s.start(); err != nil {
		return header, err
	}
	var best shape
	for _, size := range s.peekSizes() {
		text, end := s.rows.Peek(size)
		best = shape{}
		for _, comma := range s.commas() {
			if sh := s.shape(text, end == io.EOF, comma); best.comma == 0 || sh.alike > best.alike {
				best = sh
			}
		}
		err = end
		if best.rows == commaRows && best.header > 0 || end != nil {
			break
		}
	}
	s.setComma(best.comma)
	switch {
	case s.opts.NoHeader:
		return header, nil
	case best.header > 0:
		return header, s.skipTo(best.header, &header)
	case err != nil && err != io.EOF:
		return header, err
	}
	return header, &FileError{Code: schema.CodeHeaderMissing, Err: errors.New("the file has no row that can be its header; " +
		"the header is the row with a label over every column")}
}

// A shape is what the first rows of a file look like with one comma.
type shape struct {
	comma  byte
	alike  int   // the most of the first rows that have the same number of cells, more than one
	rows   int   // how many rows that was judged by
	header int64 // the row of the header, or 0
}

// shape judges the rows of text as cells between commas.
func (s *sheet) shape(text []byte, atEOF bool, comma byte) shape {
	sh := shape{comma: comma}
	widths := make(map[int]int)
	var first int64 // the first row with a filled cell
	var row sheetRow
	number := int64(0)
	for raw := range s.dialect(comma).Rows(text, atEOF) {
		if number++; number > headerRows && int64(s.opts.HeaderRow) < number {
			break
		}
		if sh.rows < commaRows {
			sh.rows++
			widths[raw.Len()]++
			if n := raw.Len(); n > 1 {
				sh.alike = max(sh.alike, widths[n])
			}
		}
		if raw.Status != csvrow.OK || raw.Lost {
			continue
		}
		s.decoder.decode(raw, &row)
		n := filled(row.cells)
		if first == 0 && n > 0 {
			first = number
		}
		if sh.header == 0 && (s.opts.HeaderRow == 0 && n > 1 || int64(s.opts.HeaderRow) == number) {
			sh.header = number
		}
	}
	if s.opts.HeaderRow == 0 && (sh.header == 0 || sh.alike == 0) {
		sh.header = first // a file of one column, or one whose rows hardly fill another
	}
	return sh
}
