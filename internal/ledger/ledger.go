// Package ledger keeps a file that says which records were shared in which delivery,
// and holds no cell of them.
package ledger

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"example.com/otustemplate/internal/atomicfile"
	"example.com/otustemplate/internal/dates"
)

// fileMode is that of a ledger: readable by its owner alone.
const fileMode fs.FileMode = 0o600

// What may be wrong with a ledger, to be compared with errors.Is.
var (
	ErrKey     = errors.New("the ledger was made with another key")
	ErrInUse   = errors.New("another program has the ledger open: wait until it is done")
	ErrDamaged = errors.New("the ledger is damaged: restore it from a backup")
	ErrNone    = errors.New("the file is not a ledger")
	ErrState   = errors.New("that cannot be done with the delivery")
	ErrClosed  = fmt.Errorf("the ledger is closed: %w", fs.ErrClosed)
)

// A state says how a delivery stands.
type state uint8

const (
	pending state = iota
	committed
	gone // discarded or forgotten
)

// A Delivery is what a build wrote.
type Delivery struct {
	ID      string
	File    string     // the name of the template; "": the build did not know it
	Day     dates.Date // on which it was shared; zero: it was not yet
	Records int64      // in the template
	Changed int64      // of earlier deliveries, told as changed
	Removed int64      // of earlier deliveries, told as to be removed
	Shared  bool
}

// A delivery is one with what is known of it besides.
type delivery struct {
	Delivery
	number uint32
	keyed  uint64 // what makes its records the same ones: of the labels of the mapping's key; 0: it has none
	at     int64  // where its entries begin in the file
	state  state
	shared int // when it was committed, among those that were
}

// entries returns how many there are.
func (d *delivery) entries() int64 { return d.Records + d.Changed + d.Removed }

// count counts an entry.
func (d *delivery) count(kind EntryKind) {
	switch kind {
	case Changed:
		d.Changed++
	case Removed:
		d.Removed++
	default:
		d.Records++
	}
}

// offset returns where the entry of that place, from 0, is in the file.
func (d *delivery) offset(at int64) int64 {
	const full = frameHead + maxContent + frameTail
	return d.at + at/entriesPerFrame*full + frameHead + at%entriesPerFrame*entrySize
}

// A storage is the file of a ledger, so that tests can let it fail.
type storage interface {
	io.ReaderAt
	io.WriterAt
	Truncate(size int64) error
	Sync() error
	Close() error
}

// A Ledger is an open one. Several goroutines may use it.
type Ledger struct {
	path string
	file storage
	key  []byte // of HMACs

	mu         sync.Mutex
	deliveries []*delivery
	committed  int   // how many steps of that kind there were
	end        int64 // of what is whole in the file
	draft      *Draft
	recovered  string
	broken     error // why nothing can be written any more
}

// Open opens the ledger at path, or makes one. It is this program's alone until it is
// closed.
func Open(path string, key []byte) (*Ledger, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	f, err := openLocked(path)
	if err != nil {
		return nil, err
	}
	l, err := openFile(path, f, key)
	if err != nil {
		return nil, errors.Join(&fs.PathError{Op: "open ledger", Path: path, Err: err}, f.Close())
	}
	return l, nil
}

func openFile(path string, f *os.File, key []byte) (*Ledger, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, ErrNone
	}
	if err := f.Chmod(fileMode); err != nil { // a umask, or somebody, may have changed it
		return nil, err
	}
	l, err := open(path, f, info.Size(), key)
	if err == nil && info.Size() == 0 {
		err = atomicfile.SyncFolder(filepath.Dir(path))
	}
	return l, err
}

// How weak a key may be. A person's password is none: whoever has the ledger can try
// them all.
const (
	leastKey   = 16
	leastBytes = 8 // different ones
)

func checkKey(key []byte) error {
	different := slices.Clone(key)
	slices.Sort(different)
	switch n := len(slices.Compact(different)); {
	case len(key) < leastKey:
		return fmt.Errorf("otustemplate: the key of a ledger has %d bytes or more, and this one has %d: draw 32 at random, and keep them", leastKey, len(key))
	case n < leastBytes:
		return errors.New("otustemplate: the key of the ledger is the same few bytes again and again: draw 32 at random, and keep them")
	}
	return nil
}

// open reads the file of that size.
func open(path string, file storage, size int64, key []byte) (*Ledger, error) {
	l := &Ledger{path: path, file: file}
	head := make([]byte, min(size, int64(headerSize)))
	if _, err := file.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if len(head) < headerSize {
		if !strings.HasPrefix(firstLine, string(head[:min(len(head), len(firstLine))])) {
			return nil, ErrNone // and is left as it is
		}
		if size > 0 {
			l.recovered = "the ledger was not complete, as after a program that was killed while it made one, and was made anew: it was empty"
		}
		return l, l.create(key)
	}
	if err := l.takeHeader(head, key); err != nil {
		return nil, err
	}
	return l, l.read(size)
}

const headerSize = len(firstLine) + frameHead + saltSize + checkSize + frameTail

// create writes the header of a new ledger.
func (l *Ledger) create(key []byte) error {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // it never fails
	l.key = subkey(key, salt, "records")
	header := appendFrame([]byte(firstLine), frameHeader, slices.Concat(salt, subkey(key, salt, "check")[:checkSize]))
	l.end = 0
	return l.write(header)
}

// takeHeader reads the header, and compares the key with that of the file.
func (l *Ledger) takeHeader(head, key []byte) error {
	const version = "otustemplate ledger "
	if !bytes.HasPrefix(head, []byte(firstLine)) {
		if line, _, _ := bytes.Cut(head, []byte(":")); bytes.HasPrefix(line, []byte(version)) && !bytes.HasPrefix([]byte(firstLine), line) {
			return fmt.Errorf("%w that this program knows: it is of another version", ErrNone)
		}
		return ErrNone
	}
	f, _, ok := parseFrame(head[len(firstLine):])
	if !ok || f.kind != frameHeader || len(f.content) != saltSize+checkSize {
		return fmt.Errorf("%w (its header)", ErrDamaged)
	}
	salt, check := f.content[:saltSize], f.content[saltSize:]
	if !hmac.Equal(check, subkey(key, salt, "check")[:checkSize]) {
		return ErrKey
	}
	l.key = subkey(key, salt, "records")
	return nil
}

// write puts text at the end of the file, and brings it to the disk. What fails is cut
// off again.
func (l *Ledger) write(text []byte) error {
	if l.broken != nil {
		return l.broken
	}
	_, err := l.file.WriteAt(text, l.end)
	if err == nil {
		err = l.file.Sync()
	}
	if err != nil {
		l.cut(err)
		return l.wrap("write", err)
	}
	l.end += int64(len(text))
	return nil
}

// cut takes off what is behind the end of what is whole. If that fails too, nothing
// more may be written behind it.
func (l *Ledger) cut(why error) {
	if err := l.file.Truncate(l.end); err != nil {
		l.broken = &fs.PathError{Op: "write ledger", Path: l.path, Err: fmt.Errorf("%w; close the ledger and open it again", cause(why))}
	}
}

// wrap says of an error which file it is of.
func (l *Ledger) wrap(op string, err error) error {
	return &fs.PathError{Op: op + " ledger", Path: l.path, Err: cause(err)}
}

// cause returns an error without the file that it is of.
func cause(err error) error {
	if inner, ok := errors.AsType[*fs.PathError](err); ok {
		return inner.Err
	}
	return err
}

// Recovered says in a sentence what was cut off when the ledger was opened; "" for
// nothing.
func (l *Ledger) Recovered() string { return l.recovered }

// Deliveries returns those that are pending or shared, in their order.
func (l *Ledger) Deliveries() (all []Delivery) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, d := range l.deliveries {
		if d.state != gone {
			all = append(all, d.Delivery)
		}
	}
	return all
}

// Commit notes that a delivery was shared on that day.
func (l *Ledger) Commit(id string, day dates.Date) error {
	if !day.IsValid() {
		return errors.New("otustemplate: Commit needs the day on which the delivery was shared")
	}
	return l.step(id, frameCommit, day, func(d *delivery) (done bool, err error) {
		if d.state == committed {
			if d.Day == day {
				return true, nil
			}
			return false, fmt.Errorf("%w: it was shared on %s: forget it first if that is wrong", ErrState, d.Day)
		}
		return false, nil
	})
}

// Discard drops a delivery that is not going to be shared.
func (l *Ledger) Discard(id string) error {
	return l.step(id, frameDiscard, dates.Date{}, func(d *delivery) (done bool, err error) {
		if d.state == committed {
			return false, fmt.Errorf("%w: it was shared on %s: forget it if its load was undone", ErrState, d.Day)
		}
		return false, nil
	})
}

// Forget drops a delivery that was shared, as its load was undone in Otus.
func (l *Ledger) Forget(id string) error {
	return l.step(id, frameForget, dates.Date{}, func(d *delivery) (done bool, err error) {
		if d.state == pending {
			return false, fmt.Errorf("%w: it was not shared: discard it", ErrState)
		}
		return false, nil
	})
}

// step notes a step, which allowed is asked about.
func (l *Ledger) step(id string, kind frameKind, day dates.Date, allowed func(*delivery) (done bool, err error)) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return l.wrap("write", ErrClosed)
	}
	d := l.find(id)
	switch {
	case l.draft != nil && d == nil && l.draft.Delivery.ID == id:
		return fmt.Errorf("otustemplate: delivery %s: %w: its file is not in place yet: commit the File first", id, ErrState)
	case l.draft != nil:
		return fmt.Errorf("otustemplate: delivery %s: %w while a build writes to the ledger", id, ErrState)
	case d == nil:
		return fmt.Errorf("otustemplate: delivery %s: %w: the ledger has none of that name", id, ErrState)
	}
	if done, err := allowed(d); done || err != nil {
		if err != nil {
			err = fmt.Errorf("otustemplate: delivery %s: %w", id, err)
		}
		return err
	}
	if err := l.write(appendFrame(nil, kind, stepContent(d.number, day))); err != nil {
		return err
	}
	l.take(d, kind, day)
	return nil
}

// find returns the delivery that is called so; nil: there is none any more.
func (l *Ledger) find(id string) *delivery {
	for _, d := range l.deliveries {
		if d.ID == id && d.state != gone {
			return d
		}
	}
	return nil
}

// take notes in memory what a step in the file says.
func (l *Ledger) take(d *delivery, kind frameKind, day dates.Date) {
	switch kind {
	case frameCommit:
		l.committed++
		d.state, d.Day, d.Shared, d.shared = committed, day, true, l.committed
	case frameDiscard, frameForget:
		d.state, d.Shared = gone, false
	}
}

// idOf returns what the delivery of a number is called.
func idOf(number uint32) string { return "d" + strconv.FormatUint(uint64(number), 10) }

// next returns the number of the next delivery.
func (l *Ledger) next() uint32 {
	last := uint32(0)
	for _, d := range l.deliveries {
		last = max(last, d.number)
	}
	return last + 1
}

// Close lets other programs open the ledger. What a build began and did not end is cut
// off.
func (l *Ledger) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return nil
	}
	if l.draft != nil {
		l.draft.drop()
	}
	err := l.file.Close()
	l.file = nil
	return err
}

// sharedOnes returns the deliveries that were shared, in the order in which they were.
func (l *Ledger) sharedOnes() (all []*delivery) {
	for _, d := range l.deliveries {
		if d.state == committed {
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(a, b *delivery) int { return cmp.Compare(a.shared, b.shared) })
	return all
}
