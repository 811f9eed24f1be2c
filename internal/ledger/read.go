package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"example.com/otustemplate/internal/phrase"
)

// windowSize is how many bytes of a ledger are in memory at a time: room for some of the
// largest frames.
const windowSize = 8 * (frameHead + maxContent + frameTail)

// A window goes over the bytes of the file.
type window struct {
	file io.ReaderAt
	size int64
	at   int64 // of text
	text []byte
	room []byte
}

// need makes the window hold n bytes, or those that there are.
func (w *window) need(n int) error {
	if len(w.text) >= n || w.at+int64(len(w.text)) >= w.size {
		return nil
	}
	if w.room == nil {
		w.room = make([]byte, min(int64(windowSize), w.size-w.at))
	}
	kept := copy(w.room, w.text)
	more, err := w.file.ReadAt(w.room[kept:min(int64(len(w.room)), w.size-w.at)], w.at+int64(kept))
	w.text = w.room[:kept+more]
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return err
}

func (w *window) skip(n int) {
	w.text = w.text[n:]
	w.at += int64(n)
}

// read reads the frames after the header, and cuts off what is not whole at the end.
func (l *Ledger) read(size int64) error {
	w := &window{file: l.file, size: size, at: int64(headerSize)}
	l.end = w.at
	var open *delivery
	for {
		if err := w.need(frameHead + maxContent + frameTail); err != nil {
			return err
		}
		if len(w.text) == 0 {
			break
		}
		f, n, ok := parseFrame(w.text)
		if ok {
			open, ok = l.takeFrame(open, f, w.at)
		}
		if !ok {
			if err := w.wholeStep(); err != nil {
				return err
			}
			break
		}
		w.skip(n)
		if f.kind.settles() {
			l.end = w.at
		}
	}
	if l.end == size {
		return nil
	}
	what := "what was written last"
	if open != nil {
		what = "delivery " + open.ID + ", which is none now,"
	}
	l.recovered = fmt.Sprintf("the last %s of the ledger were not whole, as after a program that was killed, and were removed: %s did not get into it",
		phrase.Plural(size-l.end, "byte"), what)
	if err := l.file.Truncate(l.end); err != nil {
		return err
	}
	return l.file.Sync()
}

// wholeStep returns an error if behind the place where the window is, at which nothing
// can be read, there is a step that can be: then it is no end that was cut off, as
// nothing is written behind such a one.
func (w *window) wholeStep() error {
	place := w.at
	w.skip(1)
	for {
		if err := w.need(frameHead + maxContent + frameTail); err != nil {
			return err
		}
		at := bytes.Index(w.text, frameMark)
		if at < 0 {
			if w.at+int64(len(w.text)) >= w.size {
				return nil
			}
			w.skip(len(w.text) - (len(frameMark) - 1))
			continue
		}
		w.skip(at)
		if err := w.need(frameHead + maxContent + frameTail); err != nil {
			return err
		}
		if f, _, ok := parseFrame(w.text); ok && f.kind.settles() {
			return fmt.Errorf("%w (at byte %d)", ErrDamaged, place)
		}
		w.skip(1)
	}
}

// takeFrame takes the next frame, which starts at that place. open is the delivery that
// was begun and not ended, if there is one. Not ok: the frame does not belong there.
func (l *Ledger) takeFrame(open *delivery, f frame, at int64) (next *delivery, ok bool) {
	if open != nil {
		return l.takeEntries(open, f)
	}
	switch f.kind {
	case frameBegin:
		d := new(delivery)
		if !d.takeBegin(f.content) || d.number < l.next() {
			return nil, false
		}
		d.ID = idOf(d.number)
		d.at = at + int64(frameHead+len(f.content)+frameTail)
		return d, true
	case frameCommit, frameDiscard, frameForget:
		number, day, ok := takeStep(f.content)
		d := l.find(idOf(number))
		if !ok || d == nil || f.kind == frameCommit && (d.state != pending || !day.IsValid()) {
			return nil, false
		}
		l.take(d, f.kind, day)
		return nil, true
	}
	return nil, false
}

// takeEntries takes the next frame of a delivery.
func (l *Ledger) takeEntries(d *delivery, f frame) (next *delivery, ok bool) {
	switch f.kind {
	case frameEntries:
		if len(f.content) == 0 || len(f.content)%entrySize != 0 || d.entries()%entriesPerFrame != 0 {
			return d, false
		}
		for text := f.content; len(text) > 0; text = text[entrySize:] {
			d.count(EntryKind(text[0]))
		}
		return d, true
	case frameEnd:
		if !d.isEnd(f.content) {
			return d, false
		}
		l.deliveries = append(l.deliveries, d)
		return nil, true
	}
	return d, false
}
