package csvrow

import (
	"errors"
	"io"
)

// blockSize is how much is asked of the reader at a time, at least.
const blockSize = 64 << 10

// maxEmptyReads is how many reads in a row may give neither bytes nor an
// error, as in package bufio.
const maxEmptyReads = 100

var errBadCount = errors.New("csvrow: reader returned an impossible count")

// A Scanner reads rows from a stream. What it gives depends on the bytes alone,
// not on how many of them a read returns. Its memory is bounded by
// Dialect.MaxRow, what Peek asks for, and a block, however long a line is. It
// belongs to one goroutine.
type Scanner struct {
	r      io.Reader
	width  func(text []byte) int64
	walk   Walker
	offset int64 // of buf[at]
	skip   bool  // up to the end of the line, before the next row

	buf     []byte
	at, end int   // buf[at:end] is text not given yet
	err     error // what the reader ended with; io.EOF for a good end

	plain plainReader
}

// plainSize is how much text a plainReader takes at a time: little, as marks may
// take up four times as much.
const plainSize = 16 << 10

// A plainReader reads the plain rows of a Scanner's text by a Block. It takes a
// piece of the text at a time, and every row to have as many cells as the one
// before.
type plainReader struct {
	block Block
	from  int    // where in buf the Block's text starts
	valid bool   // it still stands there
	spans []Span // as many as a row is to have cells; none: not known
	row   BlockRow
	// Where the Block is behind the row that was peeked at.
	next, nextMark int
}

// NewScanner returns a Scanner that reads UTF-8 from r. Row.Offset counts
// bytes as width says, nil for the bytes of r.
func NewScanner(r io.Reader, d Dialect, width func(text []byte) int64) *Scanner {
	if width == nil {
		width = func(text []byte) int64 { return int64(len(text)) }
	}
	return &Scanner{r: r, width: width, walk: *NewWalker(d, 1)}
}

// Place returns where the next row starts, unless rest says that the end of a
// row that was too long is still to be passed over.
func (s *Scanner) Place() (offset, line int64, rest bool) { return s.offset, s.walk.line, s.skip }

// SetPlace says where the text starts, before anything is read.
func (s *Scanner) SetPlace(offset, line int64) { s.offset, s.walk.line = offset, line }

// Detach returns the text that was read and not given yet, and what the reader
// ended with, nil where it goes on. The Scanner must not be used any more.
func (s *Scanner) Detach() (text []byte, err error) { return s.window(), s.err }

// Shrink lets go of the memory of a long row, which is not valid any more.
func (s *Scanner) Shrink() {
	s.buf = append(make([]byte, 0, s.end-s.at+blockSize), s.window()...)
	s.at, s.end = 0, len(s.buf)
	s.buf = s.buf[:cap(s.buf)]
	s.plain.forget()
}

// SetDialect says how the rows are written from here on.
func (s *Scanner) SetDialect(d Dialect) {
	s.walk.dialect, s.walk.known = d, trail{}
	s.plain.valid = false
}

// Peek returns the next n bytes of text without reading on, valid up to the
// next call. It returns fewer only at the end of the text, with io.EOF, or
// where reading fails, with that error.
func (s *Scanner) Peek(n int) ([]byte, error) {
	s.fill(n)
	if text := s.window(); len(text) >= n {
		return text[:n:n], nil
	}
	return s.window(), s.err
}

// SkipLine goes behind the next line end, whatever stands before it. The line
// counts as a line and is no row. An error of the reader is left for Next.
func (s *Scanner) SkipLine() {
	s.skip = true
	s.walk.line++
	s.walk.known = trail{}
	_ = s.skipRest()
}

// Next reads the next row into row. At the end it returns io.EOF. An error of
// the reader is returned as it is, behind the rows that were complete before
// it; a piece of a row before it is none.
func (s *Scanner) Next(row *Row) error {
	if err := s.skipRest(); err != nil {
		return err
	}
	for {
		if s.nextPlain(row) {
			return nil
		}
		text := s.window()
		if len(text) > 0 {
			n, more := s.walk.Next(text, s.err == io.EOF, row)
			if more && s.err != nil {
				n, more = s.last(row)
			}
			if !more {
				row.Offset = s.offset
				s.skip = row.unended
				s.plain.expect(row.Len())
				s.advance(n)
				return nil
			}
		}
		if s.err != nil {
			return s.err
		}
		// Twice the text before it is looked at again, so that reading it
		// anew costs no more than reading it once.
		s.fill(min(2*len(text)+1, s.walk.dialect.maxRow()+len("\r\n")))
	}
}

// forget lets go of the text, which may be a large one.
func (p *plainReader) forget() {
	p.valid = false
	p.block.text = nil
}

// expect says how many cells the next rows will have.
func (p *plainReader) expect(cells int) {
	if cells != len(p.spans) && cells <= MaxPlainCells {
		p.spans = make([]Span, cells)
	}
}

// nextPlain reads the next row into row where it is plain and has as many cells
// as the one before.
func (s *Scanner) nextPlain(row *Row) bool {
	text, cells, p := s.PeekPlain()
	if text == nil {
		return false
	}
	row.OfPlain(text, cells, p)
	row.Offset, row.Line, _ = s.Place()
	s.SkipPlain()
	return true
}

// PeekPlain returns the next row, without reading on, where it is plain and has
// as many cells as the one before: the text, of which the places in cells and row
// are. These are valid up to the next call, the text until more is read, which
// neither PeekPlain nor SkipPlain does. The text is nil where that is not so, or
// not known without reading more: then Next reads the row.
func (s *Scanner) PeekPlain() (text []byte, cells []Span, row *BlockRow) {
	p := &s.plain
	if len(p.spans) == 0 || s.skip || s.walk.dialect.NoQuotes {
		return nil, nil, nil
	}
	if at := s.at - p.from; !p.valid || at >= len(p.block.text) {
		text := s.window()
		p.block.Reset(text[:min(len(text), plainSize)], s.walk.dialect)
		p.from, p.valid = s.at, true
	} else if at > p.block.at {
		p.block.SkipTo(at)
	}
	at, k := p.block.at, p.block.k
	if !p.block.Next(p.spans, &p.row) {
		if at <= len(p.block.text)/2 || p.from+len(p.block.text) == s.end {
			return nil, nil, nil
		}
		// The piece may end inside the row. More than half of it is behind the
		// row, so that in all no more than twice the text is looked at.
		p.valid = false
		return s.PeekPlain()
	}
	p.next, p.nextMark = p.block.at, p.block.k
	p.block.at, p.block.k = at, k
	return p.block.text, p.spans, &p.row
}

// A Mark is a place in the text where a row starts.
type Mark struct {
	Offset, Line int64 // as in a Row
	at           int
}

// Mark returns the place of the next row. Together with what PeekPlain returned it
// is good until more is read.
func (s *Scanner) Mark() Mark { return Mark{s.offset, s.walk.line, s.at} }

// Rewind goes back to a mark, behind which nothing but plain rows was skipped.
func (s *Scanner) Rewind(m Mark) {
	s.offset, s.walk.line, s.at = m.Offset, m.Line, m.at
	s.walk.known, s.plain.valid = trail{}, false
}

// SkipPlain goes behind the row that PeekPlain returned just now.
func (s *Scanner) SkipPlain() {
	p := &s.plain
	n := p.from + p.next - s.at
	p.block.at, p.block.k = p.next, p.nextMark
	s.walk.line += int64(p.row.Lines)
	s.walk.known.at -= n
	s.advance(n)
}

// last reads the last row before an error of the reader where it is complete:
// a CR ends it, and all that is not known is whether an LF followed.
func (s *Scanner) last(row *Row) (advance int, more bool) {
	text := s.window()
	if text[len(text)-1] != '\r' {
		return 0, true
	}
	w := s.walk // kept as it is where the row is not to be given
	n, _ := w.Next(text, true, row)
	if n != len(text) || row.Status == OpenQuote {
		return 0, true
	}
	s.walk = w
	return n, false
}

// skipRest drops what is left of a line, unbuffered, where that is to be done.
func (s *Scanner) skipRest() error {
	for s.skip {
		i := indexLineEnd(s.window())
		if i < 0 {
			s.advance(s.end - s.at)
			if s.err != nil {
				return s.err
			}
			s.fill(1)
			continue
		}
		s.advance(i)
		width, more := lineEnd(s.window(), 0, s.err != nil)
		if more {
			s.fill(len("\r\n"))
			continue
		}
		s.advance(width)
		s.skip = false
	}
	return nil
}

func (s *Scanner) window() []byte { return s.buf[s.at:s.end] }

// advance goes n bytes on in the text.
func (s *Scanner) advance(n int) {
	s.offset += s.width(s.buf[s.at : s.at+n])
	s.at += n
}

// fill reads until there are n bytes of text, or no more come.
func (s *Scanner) fill(n int) {
	for empty := 0; s.end-s.at < n && s.err == nil; {
		s.makeRoom(n)
		got, err := s.r.Read(s.buf[s.end:])
		if got < 0 || got > len(s.buf)-s.end {
			got, err = 0, errBadCount
		}
		s.end += got
		s.plain.valid = false
		s.err = err
		if empty++; got > 0 {
			empty = 0
		} else if empty == maxEmptyReads && err == nil {
			s.err = io.ErrNoProgress
		}
	}
}

// makeRoom sees to it that something can be read where n bytes of text are
// wanted. The buffer grows with the text: n may be far more than there is.
func (s *Scanner) makeRoom(n int) {
	n = min(n, 2*(s.end-s.at))
	if s.end < len(s.buf) && len(s.buf)-s.at >= n {
		return
	}
	buf := s.buf
	if len(buf) < n+blockSize {
		buf = make([]byte, n+blockSize)
		s.plain.forget()
	}
	s.end = copy(buf, s.window())
	s.buf, s.at = buf, 0
}
