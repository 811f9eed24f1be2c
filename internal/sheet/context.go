package sheet

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
)

// readSize is how much a ContextReader asks of its reader at a time.
const readSize = 64 << 10

// A ContextReader is a reader that ends with the context, and counts. Go cannot
// interrupt a Read that blocks (a pipe whose writer hangs, a share that is
// gone), so each is made on a goroutine of its own and left behind where the
// context ends first. What is left behind writes to a buffer that nobody else
// looks at any more, and ends with its Read. At 64 KiB a Read, the goroutine
// costs next to nothing.
type ContextReader struct {
	ctx   context.Context
	R     io.Reader
	Bytes int64
	buf   []byte // of the Reads on other goroutines
}

func NewContextReader(ctx context.Context, r io.Reader) *ContextReader {
	return &ContextReader{ctx: ctx, R: r}
}

func (c *ContextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	if c.R == nil {
		return 0, ErrNoReader
	}
	n, err := c.read(p)
	c.Bytes += int64(max(n, 0))
	return n, err
}

func (c *ContextReader) read(p []byte) (int, error) {
	if c.ctx.Done() == nil || neverBlocks(c.R) {
		return c.R.Read(p)
	}
	if c.buf == nil {
		c.buf = make([]byte, readSize)
	}
	type result struct {
		n   int
		err error
	}
	buf := c.buf[:min(len(p), len(c.buf))]
	got, err := Await(c.ctx, func() result {
		n, err := c.R.Read(buf)
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

// ErrNoReader is told of a nil io.Reader, or a Reader that was not made.
var ErrNoReader = errors.New("otustemplate: there is nothing to read: the io.Reader is nil")

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

// Await returns what f returns, or the context's error where that ends first;
// then f is left behind. A panic of f is one of the caller's.
func Await[T any](ctx context.Context, f func() T) (T, error) {
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

// OpenFile is os.Open for as long as the context lasts: opening a named pipe
// blocks until somebody writes to it.
func OpenFile(ctx context.Context, path string) (*os.File, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	type opened struct {
		f   *os.File
		err error
	}
	got, err := Await(ctx, func() opened {
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

// SizeOf returns how many bytes r has to give, or 0 where it can't be known.
func SizeOf(r io.Reader) int64 {
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
