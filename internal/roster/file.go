package roster

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"

	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/sheet"
)

// A rosterFile is a file of a bundle that is read: within the bundle's limit, and for as
// long as the context lasts.
type rosterFile struct {
	*sheet.ContextReader
	close func() error
	b     *bundle
}

// open opens a file of the bundle.
func (b *bundle) open(ctx context.Context, name string) (*rosterFile, error) {
	f := b.files[name]
	if f.size > b.left {
		return nil, b.tooLarge()
	}
	type opened struct {
		r   *leavable
		err error
	}
	got, err := sheet.Await(ctx, func() opened {
		r, err := f.open()
		if err != nil {
			return opened{nil, err}
		}
		l := &leavable{r: r}
		if err := ctx.Err(); err != nil { // nobody waits for it any more
			_ = l.Close()
			return opened{nil, err}
		}
		return opened{l, nil}
	})
	if err == nil {
		err = got.err
	}
	if err != nil {
		return nil, err
	}
	return &rosterFile{sheet.NewContextReader(ctx, got.r), got.r.Close, b}, nil
}

func (b *bundle) tooLarge() error {
	return fmt.Errorf("the files are over %s bytes unpacked; raise RosterOptions.MaxBytes if they are meant to be", phrase.Thousands(b.limit))
}

// Read takes what is read off the bundle's limit.
func (f *rosterFile) Read(p []byte) (int, error) {
	n, err := f.ContextReader.Read(p)
	if f.b.left -= int64(n); f.b.left < 0 {
		return 0, f.b.tooLarge()
	}
	return n, err
}

// Close closes the file.
func (f *rosterFile) Close() error { return f.close() }

// A leavable is a file of which a Read may be left behind when the context ends. What
// is closed meanwhile is closed when that Read is over.
type leavable struct {
	r io.ReadCloser

	mu           sync.Mutex
	busy, closed bool
}

func (l *leavable) Read(p []byte) (int, error) {
	if !l.begin() {
		return 0, os.ErrClosed
	}
	defer l.end()
	return l.r.Read(p)
}

func (l *leavable) begin() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.busy = !l.closed
	return l.busy
}

func (l *leavable) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.busy = false; l.closed {
		_ = l.r.Close()
	}
}

func (l *leavable) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return os.ErrClosed
	}
	if l.closed = true; l.busy {
		return nil
	}
	return l.r.Close()
}
