package ledger

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// ledgerText returns a ledger of two deliveries, the first of them shared, and where each
// step of it ends.
func ledgerText(t testing.TB) (text []byte, ends []int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger")
	l := mustOpen(t, path)
	ends = append(ends, int(l.end))
	write(t, l, 0, 3)
	ends = append(ends, int(l.end))
	if err := l.Commit("d1", day); err != nil {
		t.Fatal(err)
	}
	ends = append(ends, int(l.end))
	write(t, l, 3, 5)
	ends = append(ends, int(l.end))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil || len(text) != ends[len(ends)-1] {
		t.Fatal(len(text), ends, err)
	}
	return text, ends
}

// memory is a file in memory.
type memory struct {
	text []byte
	fail func(at int64) error // of a write; nil: none fails
	sync func() error
	cut  error
}

func (m *memory) ReadAt(p []byte, at int64) (int, error) {
	if at > int64(len(m.text)) {
		return 0, errors.New("behind the end")
	}
	n := copy(p, m.text[at:])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (m *memory) WriteAt(p []byte, at int64) (int, error) {
	if m.fail != nil {
		if err := m.fail(at); err != nil {
			m.text = append(m.text[:at], p[:len(p)/2]...)
			return len(p) / 2, err
		}
	}
	m.text = append(m.text[:at], p...)
	return len(p), nil
}

func (m *memory) Truncate(size int64) error {
	if m.cut != nil {
		return m.cut
	}
	m.text = m.text[:size]
	return nil
}

func (m *memory) Sync() error {
	if m.sync != nil {
		return m.sync()
	}
	return nil
}

func (m *memory) Close() error { return nil }

// stateOf says what a ledger knows.
func stateOf(l *Ledger) string {
	text := ""
	for _, d := range l.Deliveries() {
		text += fmt.Sprintf("%s %d %v;", d.ID, d.Records, d.Shared)
	}
	return text
}

// A file that ends anywhere is read up to the last step that is whole, and what is behind
// it is cut off and told.
func TestTornTail(t *testing.T) {
	text, ends := ledgerText(t)
	states := []string{"", "d1 3 false;", "d1 3 true;", "d1 3 true;d2 2 false;"}
	for _, tail := range []string{"", "\x00\x00\x00\x00\x00\x00", "ledgE", "ledg"} {
		for size := range len(text) + 1 {
			if size < headerSize && tail != "" {
				continue
			}
			step, whole := 0, size == 0
			for i, end := range ends {
				if size >= end {
					step = i
				}
				whole = whole || size == end && tail == ""
			}
			m := &memory{text: append(append([]byte(nil), text[:size]...), tail...)}
			l, err := open("ledger", m, int64(len(m.text)), testKey)
			if err != nil {
				t.Fatalf("%d bytes and %q: %v", size, tail, err)
			}
			if got := stateOf(l); got != states[step] {
				t.Errorf("%d bytes and %q: %q, want %q", size, tail, got, states[step])
			}
			if (l.Recovered() == "") != whole {
				t.Errorf("%d bytes and %q: told is %q", size, tail, l.Recovered())
			}
			write(t, l, 7, 9)
			again, err := open("ledger", m, int64(len(m.text)), testKey)
			if err != nil || again.Recovered() != "" || !strings.HasPrefix(stateOf(again), states[step]) || len(again.Deliveries()) != len(l.Deliveries()) {
				t.Fatalf("%d bytes and %q: after another delivery %q: %v", size, tail, stateOf(again), err)
			}
		}
	}
}

// A bit that was flipped is told: what was shared is never silently another thing.
func TestFlippedBit(t *testing.T) {
	text, ends := ledgerText(t)
	last := ends[len(ends)-2] // what stands behind it may be a tail
	for i := range text {
		for bit := range 8 {
			m := &memory{text: append([]byte(nil), text...)}
			m.text[i] ^= 1 << bit
			l, err := open("ledger", m, int64(len(m.text)), testKey)
			switch {
			case err == nil && i >= last:
				if l.Recovered() == "" || stateOf(l) != "d1 3 true;" {
					t.Fatalf("bit %d of byte %d: %q, told is %q", bit, i, stateOf(l), l.Recovered())
				}
			case err == nil:
				t.Fatalf("bit %d of byte %d of %d is not noticed: %q", bit, i, len(text), stateOf(l))
			case !errors.Is(err, ErrDamaged) && !(i < len(firstLine) && errors.Is(err, ErrNone)):
				t.Fatalf("bit %d of byte %d: error %v", bit, i, err)
			case errors.Is(err, ErrDamaged) && string(m.text[:i]) != string(text[:i]):
				t.Fatal("a damaged ledger was changed")
			}
		}
	}
}

// On a disk that is full, or fails, be it for a moment, there is no delivery, and the
// ledger goes on when there is room again.
func TestWritesThatFail(t *testing.T) {
	errFull := errors.New("disk full")
	for _, failing := range []string{"write", "sync", "write once", "sync once"} {
		for at := range 12 {
			t.Run(fmt.Sprint(failing, " ", at), func(t *testing.T) {
				m := new(memory)
				l, err := open("ledger", m, 0, testKey)
				if err != nil {
					t.Fatal(err)
				}
				write(t, l, 0, 2)
				left := at
				fail := func() error {
					left--
					if left == -1 || left < -1 && !strings.HasSuffix(failing, "once") {
						return errFull
					}
					return nil
				}
				if m.sync = fail; strings.HasPrefix(failing, "write") {
					m.sync, m.fail = nil, func(int64) error { return fail() }
				}
				failed := deliver(l, 1200)
				if failed == nil {
					failed = l.Commit("d1", day)
				}
				if (failed == nil) != (left >= 0) || failed != nil && !errors.Is(failed, errFull) {
					t.Fatalf("error %v with %d calls left", failed, left)
				}
				m.fail, m.sync = nil, nil
				before := stateOf(l)
				read, err := open("ledger", &memory{text: append([]byte(nil), m.text...)}, int64(len(m.text)), testKey)
				if err != nil || read.Recovered() != "" || stateOf(read) != before {
					t.Fatalf("the file says %q, told is %q, error %v; want %q", stateOf(read), read.Recovered(), err, before)
				}
				write(t, l, 5, 9)
				if err := l.Commit("d1", day); err != nil {
					t.Error(err)
				}
			})
		}
	}
	// If what was begun cannot be cut off, nothing more is written behind it.
	m := new(memory)
	l, err := open("ledger", m, 0, testKey)
	if err != nil {
		t.Fatal(err)
	}
	m.fail, m.cut = func(int64) error { return errFull }, errFull
	if err := deliver(l, 3); !errors.Is(err, errFull) {
		t.Fatal(err)
	}
	m.fail, m.cut = nil, nil
	if err := deliver(l, 3); !errors.Is(err, errFull) || !strings.Contains(err.Error(), "open it again") {
		t.Errorf("a write behind what is torn: %v", err)
	}
}

func deliver(l *Ledger, n int) error {
	d, err := l.Begin("", nil)
	if err != nil {
		return err
	}
	for i := range n {
		e := entryOf(i)
		if err := d.Add(&e); err != nil {
			d.Discard()
			return err
		}
	}
	return d.Finish()
}

// Nothing in the file makes reading it panic or go on for ever, and what is read can be
// written on.
func FuzzOpen(f *testing.F) {
	text, ends := ledgerText(f)
	for _, end := range ends {
		f.Add(text[:end])
	}
	f.Add(text[:len(text)-5])
	f.Fuzz(func(t *testing.T, text []byte) {
		m := &memory{text: append([]byte(nil), text...)}
		l, err := open("ledger", m, int64(len(m.text)), testKey)
		if err != nil {
			if string(m.text) != string(text) {
				t.Fatal("a file that cannot be read was changed")
			}
			return
		}
		if _, err := l.Index([]string{"Incident"}); err != nil {
			t.Fatal(err)
		}
		before := stateOf(l)
		if err := deliver(l, 3); err != nil {
			t.Fatal(err)
		}
		again, err := open("ledger", m, int64(len(m.text)), testKey)
		if err != nil || again.Recovered() != "" || !strings.HasPrefix(stateOf(again), before) {
			t.Fatalf("%q, told is %q, error %v; want %q and one more", stateOf(again), again.Recovered(), err, before)
		}
	})
}
