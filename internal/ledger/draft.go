package ledger

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// A Draft is a delivery that a build writes. Its entries stand in the file at once, so
// that they take no memory; the delivery is none before it is finished, and until then
// whoever opens the ledger cuts it off. A Draft belongs to one goroutine.
type Draft struct {
	delivery
	l       *Ledger
	buf     []byte // entries that were not written yet
	end     int64  // of what was written
	err     error
	settled bool
}

// Begin begins a delivery: of a file with that name, and records that the cells of
// columns with these labels make the same ones, in order; none: nothing does.
func (l *Ledger) Begin(file string, labels []string) (*Draft, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.file == nil:
		return nil, l.wrap("write", ErrClosed)
	case l.broken != nil:
		return nil, l.broken
	case l.draft != nil:
		return nil, errors.New("otustemplate: the ledger notes what another build writes: commit or close its File first; a File takes one build")
	}
	d := &Draft{l: l, end: l.end}
	d.number = l.next()
	d.ID = idOf(d.number)
	d.keyed = newDigester(l.key).labels(labels)
	d.File = fileName(file)
	d.err = d.put(appendFrame(nil, frameBegin, beginContent(&d.delivery)))
	if d.err != nil {
		d.drop()
		return nil, d.err
	}
	d.at = d.end
	l.draft = d
	return d, nil
}

// fileName returns the name as it is kept: one line, and not too long.
func fileName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError {
			return '_'
		}
		return r
	}, name)
	for len(name) > maxFileName {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return name
}

// Add adds an entry. Of one that is written the draft is the origin.
func (d *Draft) Add(e *Entry) error {
	d.l.mu.Lock()
	defer d.l.mu.Unlock()
	if d.err != nil {
		return d.err
	}
	if e.Kind == Written {
		e.Origin = d.number
	}
	d.buf = e.appendTo(d.buf)
	d.count(e.Kind)
	if len(d.buf) == maxContent {
		d.err = d.flush()
	}
	return d.err
}

// Empty reports whether there is nothing to note.
func (d *Draft) Empty() bool { return d.entries() == 0 }

func (d *Draft) flush() error {
	if len(d.buf) == 0 {
		return nil
	}
	err := d.put(appendFrame(nil, frameEntries, d.buf))
	d.buf = d.buf[:0]
	return err
}

// put writes text behind what was written.
func (d *Draft) put(text []byte) error {
	if d.l.file == nil {
		return d.l.wrap("write", ErrClosed)
	}
	if _, err := d.l.file.WriteAt(text, d.end); err != nil {
		return d.l.wrap("write", err)
	}
	d.end += int64(len(text))
	return nil
}

// Finish makes a pending delivery of the draft. If it returns an error, there is none.
func (d *Draft) Finish() error {
	d.l.mu.Lock()
	defer d.l.mu.Unlock()
	if d.settled {
		return d.err
	}
	err := d.finish()
	if err != nil {
		err = fmt.Errorf("the ledger does not have delivery %s: %w", d.ID, err)
		d.err = err
		d.drop()
	}
	return err
}

func (d *Draft) finish() error {
	if d.err != nil {
		return d.err
	}
	if err := d.flush(); err != nil {
		return err
	}
	// What ends the delivery must not be on the disk before the rest is.
	if err := d.l.file.Sync(); err != nil {
		return d.l.wrap("write", err)
	}
	if err := d.put(appendFrame(nil, frameEnd, endContent(&d.delivery))); err != nil {
		return err
	}
	if err := d.l.file.Sync(); err != nil {
		return d.l.wrap("write", err)
	}
	d.l.end = d.end
	own := d.delivery
	d.l.deliveries = append(d.l.deliveries, &own)
	d.l.draft, d.settled = nil, true
	return nil
}

// Discard gives the draft up, if it was not finished.
func (d *Draft) Discard() {
	d.l.mu.Lock()
	defer d.l.mu.Unlock()
	if !d.settled {
		d.drop()
	}
}

// drop cuts the draft off.
func (d *Draft) drop() {
	if d.err == nil {
		d.err = errors.New("otustemplate: the delivery was given up")
	}
	if d.l.file != nil {
		d.l.cut(d.err)
	}
	if d.l.draft == d {
		d.l.draft = nil
	}
	d.settled = true
}
