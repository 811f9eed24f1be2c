package ledger

import (
	"errors"

	"example.com/otustemplate/internal/dates"
)

// An Index knows the records that were shared, as the deliveries left them, for one
// build. It belongs to one goroutine.
//
// For each of them it holds what the common case needs, and reads the entry in the file
// for the others.
type Index struct {
	l       *Ledger
	of      []*delivery
	byOwn   map[uint32]*delivery // by number
	records []sharedRecord
	byKey   map[Key]int32
	byRest  map[uint64]int32 // the last one whose columns E to I are these, of those that no key of the build finds; the others by next
	seen    []bool
}

// A sharedRecord is a record that was shared.
type sharedRecord struct {
	rest, student uint64
	of            uint16 // the place of the delivery that has the entry
	dead          bool   // it was taken out, or shared anew
	keyed         bool   // an export of the build's key that has it shows it
	at            uint32 // the entry's place there
	day           int32
	next          int32
}

// noRecord is the place of none.
const noRecord int32 = -1

// Index returns what was shared. The labels are those of the key of the build's mapping.
func (l *Ledger) Index(labels []string) (*Index, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return nil, l.wrap("read", ErrClosed)
	}
	x := &Index{l: l, of: l.sharedOnes(), byOwn: make(map[uint32]*delivery), byRest: make(map[uint64]int32)}
	n, keys := int64(0), int64(0)
	for _, d := range x.of {
		n += d.Records + d.Changed
		if d.keyed != 0 {
			keys += d.Records
		}
		x.byOwn[d.number] = d
	}
	const most = 1 << 16 // deliveries
	if n >= 1<<31 || len(x.of) >= most {
		return nil, l.wrap("read", errors.New("it has too many records or deliveries: begin another one"))
	}
	x.records, x.byKey = make([]sharedRecord, 0, n), make(map[Key]int32, keys)
	keyed := newDigester(l.key).labels(labels)
	for of, d := range x.of {
		if err := x.add(d, uint16(of), keyed); err != nil {
			return nil, l.wrap("read", err)
		}
	}
	x.seen = make([]bool, len(x.records))
	return x, nil
}

// add adds the entries of a delivery.
func (x *Index) add(d *delivery, of uint16, keyed uint64) error {
	text := make([]byte, maxContent)
	for at := int64(0); at < d.entries(); at += entriesPerFrame {
		text := text[:min(entriesPerFrame, d.entries()-at)*entrySize]
		if _, err := x.l.file.ReadAt(text, d.offset(at)); err != nil {
			return err
		}
		var e Entry
		for i := range len(text) / entrySize {
			e.take(text[i*entrySize:])
			x.take(&e, of, uint32(at)+uint32(i), d.keyed == keyed)
		}
	}
	return nil
}

// take takes the next entry. alike says that its delivery has the key of the build.
func (x *Index) take(e *Entry, of uint16, at uint32, alike bool) {
	before, ok := x.byKey[e.Key]
	if !ok {
		if before = noRecord; e.Kind == Removed {
			before = x.origin(e)
		}
	}
	if before != noRecord {
		x.records[before].dead = true
		delete(x.byKey, e.Key)
	}
	if e.Kind == Removed || e.Kind == Changed && before == noRecord { // what it is of was forgotten
		return
	}
	own := sharedRecord{rest: e.rest(), student: e.student(), of: of, at: at, day: packDay(e.Day), next: noRecord}
	own.keyed = alike && e.Key != (Key{})
	place := int32(len(x.records))
	if e.Key != (Key{}) {
		x.byKey[e.Key] = place
	}
	if !own.keyed {
		if last, ok := x.byRest[own.rest]; ok {
			own.next = last
		}
		x.byRest[own.rest] = place
	}
	x.records = append(x.records, own)
}

// origin returns the record that an entry without a key is of.
func (x *Index) origin(e *Entry) int32 {
	last, ok := x.byRest[e.rest()]
	if !ok {
		return noRecord
	}
	for at := last; at != noRecord; at = x.records[at].next {
		r := &x.records[at]
		if d := x.of[r.of]; !r.dead && d.number == e.Origin && r.day == packDay(e.Day) && e.hasIdentifier(r.student) {
			return at
		}
	}
	return noRecord
}

// Len returns how many records were shared and are not removed.
func (x *Index) Len() (n int) {
	for i := range x.records {
		if !x.records[i].dead {
			n++
		}
	}
	return n
}

// A Record is the place of a record that was shared.
type Record int32

// ByKey returns the record of a key, and notes that it came again.
func (x *Index) ByKey(key Key) (Record, bool) {
	at, ok := x.byKey[key]
	if !ok || key == (Key{}) {
		return Record(noRecord), false
	}
	x.seen[at] = true
	return Record(at), true
}

// ByCells returns a record that is equal in all columns and that no key of the build
// finds, and notes that it came again: each does so once.
func (x *Index) ByCells(e *Entry) (Record, bool, error) {
	found := noRecord
	last, ok := x.byRest[e.rest()]
	if !ok {
		return Record(noRecord), false, nil
	}
	// The first one is the last of the chain.
	for at := last; at != noRecord; at = x.records[at].next {
		r := &x.records[at]
		if r.dead || x.seen[at] || r.rest != e.rest() {
			continue
		}
		same := e.hasIdentifier(r.student)
		if !same {
			var other Entry
			if err := x.Entry(Record(at), &other); err != nil {
				return Record(noRecord), false, err
			}
			same = e.Student(&other) == SameStudent
		}
		if same {
			found = at
		}
	}
	if found == noRecord {
		return Record(noRecord), false, nil
	}
	x.seen[found] = true
	return Record(found), true, nil
}

// Equals reports whether the record is certainly equal to the entry. If not, its Entry
// says more.
func (x *Index) Equals(r Record, e *Entry) bool {
	own := &x.records[r]
	return own.rest == e.rest() && e.hasIdentifier(own.student)
}

// Entry reads the entry of the record.
func (x *Index) Entry(r Record, e *Entry) error {
	own := &x.records[r]
	var text [entrySize]byte
	x.l.mu.Lock()
	defer x.l.mu.Unlock()
	if x.l.file == nil {
		return x.l.wrap("read", ErrClosed)
	}
	if _, err := x.l.file.ReadAt(text[:], x.of[own.of].offset(int64(own.at))); err != nil {
		return x.l.wrap("read", err)
	}
	e.take(text[:])
	return nil
}

// Day returns the day of the record.
func (x *Index) Day(r Record) dates.Date { return unpackDay(x.records[r].day) }

// Delivery returns the one that wrote the record of an entry.
func (x *Index) Delivery(e *Entry) Delivery {
	if d := x.byOwn[e.Origin]; d != nil {
		return d.Delivery
	}
	return Delivery{ID: idOf(e.Origin)}
}

// IsKeyed reports whether an export of the build's key that has the record shows it.
func (x *Index) IsKeyed(r Record) bool { return x.records[r].keyed }

// Unseen goes over the records that did not come again, those first that were shared
// first.
func (x *Index) Unseen(yield func(Record) bool) {
	for i := range x.records {
		if !x.records[i].dead && !x.seen[i] && !yield(Record(i)) {
			return
		}
	}
}
