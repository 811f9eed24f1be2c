// Package sheet reads any CSV file as rows with their places, whatever its
// dialect, and finds its header; it reads and writes the template's records, and
// lists of names.
package sheet

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/csvrow"
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
	commaRows  = 20  // the comma is told by these, where no label is known
	aboveRows  = 20  // so many rows above the header are told of
	dataCells  = 5   // a row with so many filled cells may be one of data: one of the template has an identifier and E to H
)

// LargeRow is from how many bytes on a row is a large one: as no row is unless
// MaxRowBytes says so. Its memory is given back at once.
const LargeRow = defaultMaxRowBytes

// commaCandidates are the separators that are found out, in the order in which
// ties are settled.
var commaCandidates = []byte(",;\t|")

// A Sheet reads the rows of any CSV file. It finds out the encoding; who uses
// it says, or finds out with [Sheet.findHeader] or [Sheet.ReadHeader], what
// the comma is. An error other than a row's own, in Row.Bad, is for good.
type Sheet struct {
	Opts      ReaderOptions
	input     *textenc.Reader
	Rows      *csvrow.Scanner
	Mark      int64 // bytes of the byte order mark
	comma     byte  // from the options or a sep= line; 0: to be found out
	Separator byte  // what separates cells in the rows from here on
	// How many cells the rows from here on should have: any number while the header
	// is looked for.
	least, most int

	Decoder Decoder

	started bool
	err     error             // of start
	Count   int64             // rows read
	Above   []schema.Position // of rows above the header that may be data, the first ones
	Raw     csvrow.Row

	Place schema.Position // between Detach and Attach: rows read, and where the next one starts in the text
	rest  *RestOfText     // what rows are read from since Attach; nil: input
}

// New returns a sheet of r. Nothing is read yet.
func New(r io.Reader, opts ReaderOptions) *Sheet {
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
	return &Sheet{Opts: opts, input: input, most: csvrow.AnyCells, Rows: csvrow.NewScanner(input, csvrow.Dialect{}, input.Width)}
}

// start looks at the first bytes: it refuses what is no CSV file, finds the
// encoding, and passes over a sep= line.
func (s *Sheet) start() error {
	if !s.started {
		s.started = true
		s.err = s.lookAtStart()
	}
	return s.err
}

func (s *Sheet) lookAtStart() error {
	if err := checkReaderOptions(&s.Opts); err != nil {
		return err
	}
	text, _ := s.Rows.Peek(peekSize)
	if kind := notCSV(s.input.Head(), text); kind != "" {
		return notCSVError(kind)
	}
	s.Mark = int64(s.input.Mark())
	s.Decoder.Windows1252 = s.Opts.Encoding == EncodingWindows1252 && s.input.Form() == textenc.Bytes
	s.Decoder.strict = s.Opts.Encoding == EncodingUTF8
	s.comma = byte(s.Opts.Comma)
	if comma, ok := sepLine(text); ok {
		s.Rows.SkipLine()
		if s.comma == 0 {
			s.comma = comma
		}
	}
	s.setComma(s.comma)
	return s.checkEmpty()
}

// checkEmpty refuses a file of which nothing can be seen.
func (s *Sheet) checkEmpty() error {
	for _, size := range s.peekSizes() {
		text, err := s.Rows.Peek(size)
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
func (s *Sheet) peekSizes() []int { return []int{peekSize, max(peekSize, s.Opts.MaxRowBytes)} }

// setComma says what separates cells in the rows from here on.
func (s *Sheet) setComma(comma byte) {
	s.Separator = comma
	s.Rows.SetDialect(s.Dialect(comma))
}

func (s *Sheet) Dialect(comma byte) csvrow.Dialect {
	return csvrow.Dialect{Comma: comma, NoQuotes: s.Opts.Quoting == QuoteNone, MaxRow: s.Opts.MaxRowBytes, Least: s.least, Most: s.most}
}

// SetCells says how many cells the rows from here on should have.
func (s *Sheet) SetCells(least, most int) {
	s.least, s.most = least, max(most, 1)
	s.Rows.SetDialect(s.Dialect(s.Separator))
}

// commas returns what may separate the cells.
func (s *Sheet) commas() []byte {
	if s.comma != 0 {
		return []byte{s.comma}
	}
	return commaCandidates
}

// Next reads the next row. It returns io.EOF at the end.
func (s *Sheet) Next(row *Row) error {
	if err := s.start(); err != nil {
		return err
	}
	if row.Large {
		*row = Row{} // two would else be in memory at a time
	}
	if err := s.Rows.Next(&s.Raw); err != nil {
		return err
	}
	s.Count++
	row.Position = schema.Position{Row: s.Count, Line: s.Raw.Line, Offset: s.Mark + s.Raw.Offset}
	s.Decoder.Decode(&s.Raw, row)
	if row.Large {
		s.Raw = csvrow.Row{}
		s.Rows.Shrink()
	}
	return nil
}

// skipTo reads up to and with the given row, which is known to be there. It
// notes which of the rows above it may be more than a title.
func (s *Sheet) skipTo(number int64, row *Row) error {
	for s.Count < number {
		if err := s.Next(row); err != nil {
			return err
		}
		if s.Count < number && len(s.Above) < aboveRows && filled(row.Cells) >= dataCells {
			s.Above = append(s.Above, row.Position)
		}
	}
	return nil
}

// How much text rows share: whoever keeps one of them keeps all of it.
const (
	ShortlyShared = 32 << 10 // where nobody keeps a row for long
	keptShared    = 8 << 10  // where somebody may
)

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

// ReadHeader finds the comma and the header of a file whose labels can be
// anything, reads up to the header, and returns it. With NoHeader it returns
// an empty row, and the first row is still to be read.
func (s *Sheet) ReadHeader() (header Row, err error) {
	if err := s.start(); err != nil {
		return header, err
	}
	var best shape
	for _, size := range s.peekSizes() {
		text, end := s.Rows.Peek(size)
		best = shape{}
		for _, comma := range s.commas() {
			if sh := s.shape(text, end == io.EOF, comma); best.comma == 0 || !best.rejects && (sh.rejects || sh.alike > best.alike) {
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
	case s.Opts.NoHeader:
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
	rows   int   // how many rows that was told by
	header int64 // the row of the header, or 0
	// rejects: that has a label of rejects, whose problems and notes may hold more of
	// another mark than the rows have cells.
	rejects bool
}

// shape returns what the rows of text look like as cells between commas.
func (s *Sheet) shape(text []byte, atEOF bool, comma byte) shape {
	sh := shape{comma: comma}
	widths := make(map[int]int)
	var first int64 // the first row with a filled cell
	var row Row
	number := int64(0)
	for raw := range s.Dialect(comma).Rows(text, atEOF) {
		if number++; number > headerRows && int64(s.Opts.HeaderRow) < number {
			break
		}
		sh.count(raw.Len(), widths)
		if raw.Status != csvrow.OK || raw.Lost {
			continue
		}
		s.Decoder.Decode(raw, &row)
		n := filled(row.Cells)
		if first == 0 && n > 0 {
			first = number
		}
		if sh.header == 0 && (s.Opts.HeaderRow == 0 && n > 1 || int64(s.Opts.HeaderRow) == number) {
			sh.header = number
			sh.rejects = slices.ContainsFunc(row.Cells, schema.IsOwnLabel)
		}
	}
	if s.Opts.HeaderRow == 0 && (sh.header == 0 || sh.alike == 0) {
		sh.header = first // a file of one column, or one whose rows hardly fill another
	}
	return sh
}

// count counts a row of so many cells, where it is one of the first. widths says how
// many rows had how many cells so far.
func (sh *shape) count(cells int, widths map[int]int) {
	if sh.rows == commaRows {
		return
	}
	sh.rows++
	widths[cells]++
	if cells > 1 {
		sh.alike = max(sh.alike, widths[cells])
	}
}
