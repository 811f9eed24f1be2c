package engine

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
)

// readSize is how much a contextReader asks of its reader at a time.
const readSize = 64 << 10

// A contextReader is a reader that ends with the context, and counts. Go cannot
// interrupt a Read that blocks (a pipe whose writer hangs, a share that is
// gone), so each is made on a goroutine of its own and left behind where the
// context ends first. What is left behind writes to a buffer that nobody else
// looks at any more, and ends with its Read. At 64 KiB a Read, the goroutine
// costs no time that could be measured.
type contextReader struct {
	ctx   context.Context
	r     io.Reader
	bytes int64
	buf   []byte // of the Reads on other goroutines
}

func newContextReader(ctx context.Context, r io.Reader) *contextReader {
	return &contextReader{ctx: ctx, r: r}
}

func (c *contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	if c.r == nil {
		return 0, errNoReader
	}
	n, err := c.read(p)
	c.bytes += int64(max(n, 0))
	return n, err
}

func (c *contextReader) read(p []byte) (int, error) {
	if c.ctx.Done() == nil || neverBlocks(c.r) {
		return c.r.Read(p)
	}
	if c.buf == nil {
		c.buf = make([]byte, readSize)
	}
	type result struct {
		n   int
		err error
	}
	buf := c.buf[:min(len(p), len(c.buf))]
	got, err := await(c.ctx, func() result {
		n, err := c.r.Read(buf)
		return result{n, err}
	})
	if err != nil {
		c.buf = nil // r may still write to it
		return 0, err
	}
	if got.n < 0 || got.n > len(buf) {
		return -1, got.err // an impossible count, for package textenc to refuse
	}
	copy(p, buf[:got.n])
	return got.n, got.err
}

// errNoReader is told of a nil io.Reader, or a Reader that was not made.
var errNoReader = errors.New("otustemplate: there is nothing to read: the io.Reader is nil")

// neverBlocks reports whether r gives what is in memory.
func neverBlocks(r io.Reader) bool {
	switch r.(type) {
	case *bytes.Reader, *strings.Reader, *bytes.Buffer:
		return true
	}
	return false
}

// errNoReturn is told of a function that ended its goroutine instead of
// returning, as testing.T.FailNow does.
var errNoReturn = errors.New("otustemplate: the reader ended its goroutine")

// await returns what f returns, or the context's error where that ends first;
// then f is left behind. A panic of f is one of the caller's.
func await[T any](ctx context.Context, f func() T) (T, error) {
	type outcome struct {
		value    T
		returned bool
		panicked any
	}
	done := make(chan outcome, 1) // so that who is left behind need not wait
	go func() {
		var o outcome
		defer func() {
			if !o.returned {
				o.panicked = recover()
			}
			done <- o
		}()
		o.value = f()
		o.returned = true
	}()
	var none T
	select {
	case <-ctx.Done():
		return none, ctx.Err()
	case o := <-done:
		switch {
		case o.returned:
			return o.value, nil
		case o.panicked != nil:
			panic(o.panicked)
		}
		return none, errNoReturn
	}
}

// openFile is os.Open for as long as the context lasts: opening a named pipe
// blocks until somebody writes to it.
func openFile(ctx context.Context, path string) (*os.File, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	type opened struct {
		f   *os.File
		err error
	}
	got, err := await(ctx, func() opened {
		f, err := os.Open(path)
		if err == nil && ctx.Err() != nil {
			f.Close() // nobody waits for it any more
			return opened{err: ctx.Err()}
		}
		return opened{f, err}
	})
	if err != nil {
		return nil, err
	}
	return got.f, got.err
}

// sizeOf returns how many bytes r has to give, or 0 where it can't be known.
func sizeOf(r io.Reader) int64 {
	switch r := r.(type) {
	case interface{ Len() int }: // *bytes.Reader, *strings.Reader, *bytes.Buffer
		return int64(r.Len())
	case interface{ Size() int64 }: // *io.SectionReader
		const most = 1 << 50 // more no disk holds: of the rest of a file it says 2⁶³−1
		if size := r.Size(); size >= 0 && size <= most {
			return size
		}
	case *os.File:
		if info, err := r.Stat(); err == nil && info.Mode().IsRegular() {
			return info.Size()
		}
	}
	return 0
}

// A restOfText is text that was read, and where the rest of it comes from.
type restOfText struct {
	text []byte
	r    io.Reader
	err  error // what r ended with; nil: it goes on
}

// ended reports whether nothing is left.
func (t *restOfText) ended() bool { return len(t.text) == 0 && t.err == io.EOF }

// Read gives the text, then what r gives.
func (t *restOfText) Read(p []byte) (n int, err error) {
	if len(t.text) > 0 {
		n = copy(p, t.text)
		t.text = t.text[n:]
		return n, nil
	}
	if t.err == nil {
		n, t.err = t.r.Read(p)
	}
	return n, t.err
}
