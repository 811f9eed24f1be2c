package run

import (
	"bytes"
	"io"
	"slices"

	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/words"
)

// How the text of a file is cut into blocks.

// Pad is how many bytes stand after a block's text in its memory: cells are read by
// chunks.
const Pad = 2 * words.ChunkSize

// A cutter cuts text into blocks.
type cutter struct {
	size int
	rest sheet.RestOfText
	tail []byte // what was behind the block cut last, in memory of its own
}

// next makes text the next block, in buf's memory where that is enough, and
// reports whether it is the last. A block of nothing means that there is none,
// or that none could be cut: then all that is left is in rest.
func (c *cutter) next(buf []byte) (text []byte, last bool) {
	known := min(len(c.rest.Text), c.size)
	text = append(buf[:0], c.rest.Text[:known]...)
	text = slices.Grow(text, c.size-known+Pad)
	more := known < len(c.rest.Text) // as where a long row was read before
	if !more {
		text = c.read(text)
	}
	at := len(text)
	if last = !more && c.rest.Err == io.EOF; !last {
		at = cutPlace(text)
	}
	if more {
		c.rest.Text = c.rest.Text[at:]
	} else {
		c.tail = append(c.tail[:0], text[at:]...)
		c.rest.Text = c.tail
	}
	clear(text[at : at+Pad])
	return text[:at], last
}

// read appends what comes next, up to a block.
func (c *cutter) read(text []byte) []byte {
	for empty := 0; len(text) < c.size && c.rest.Err == nil; {
		room := text[len(text) : cap(text)-Pad]
		n, err := c.rest.R.Read(room)
		text = text[:len(text)+n]
		c.rest.Err = err
		if empty++; n > 0 {
			empty = 0
		} else if empty == maxEmptyReads && err == nil {
			c.rest.Err = io.ErrNoProgress
		}
	}
	return text
}

// maxEmptyReads is how many reads in a row may give neither bytes nor an
// error, as in package bufio.
const maxEmptyReads = 100

// cutPlace returns the place behind the last LF of text that has an even number
// of quotes before it, or 0 where there is none.
func cutPlace(text []byte) int {
	quotes := bytes.Count(text, []byte{'"'})
	for end := len(text); ; {
		at := bytes.LastIndexByte(text[:end], '\n')
		if at < 0 {
			return 0
		}
		quotes -= bytes.Count(text[at:end], []byte{'"'})
		if quotes%2 == 0 {
			return at + 1
		}
		end = at
	}
}

// giveBack returns what is left when these texts were not used: they and the rest.
func (c *cutter) giveBack(unused [][]byte) sheet.RestOfText {
	c.rest.Text = append(bytes.Join(unused, nil), c.rest.Text...)
	return c.rest
}
