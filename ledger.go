package otustemplate

import (
	"errors"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/ledger"
)

// What may be wrong with a ledger, to be compared with [errors.Is].
var (
	ErrLedgerKey     = ledger.ErrKey     // it was made with another key
	ErrLedgerInUse   = ledger.ErrInUse   // another program, or this one, has it open
	ErrLedgerDamaged = ledger.ErrDamaged // a part of it was changed: restore it from a backup
	ErrNotLedger     = ledger.ErrNone    // the file is something else, and was left as it is
	ErrDelivery      = ledger.ErrState   // there is no such delivery, or it cannot be changed so
)

// A Ledger is a file that knows which records were shared with Otus in which delivery,
// so that [Builder.Build] neither writes one twice nor overlooks one that changed. It
// holds no cell: of each record keyed hashes (HMAC-SHA-256) of what makes it the same one
// and of each column, its date, and the file and row that it was written to.
// docs/ledger.md describes the file.
//
// [OpenLedger] makes one. Several goroutines may use it, but only one build at a time
// writes to it.
type Ledger struct{ file *ledger.Ledger }

// OpenLedger opens the ledger at path, or makes one if there is no file or an empty one.
// Only the owner can read it. It is this program's alone until [Ledger.Close], or until
// the program ends, however it does: a second program gets [ErrLedgerInUse]. On systems
// other than Unix and Windows nothing keeps a second program out.
//
// The key is a secret of the district: 32 random bytes, kept apart from the ledger and
// with a copy. Whoever has both can try which student numbers, dates and
// recognitions a record has. A key of under 16 bytes, or of the same few bytes again and
// again, is refused. Without its key a ledger is of no use: there is no way to get it
// back.
//
// What a program that was killed left unfinished at the end of the file is cut off, as
// [Ledger.Recovered] tells. The errors are [ErrLedgerKey], [ErrLedgerInUse],
// [ErrLedgerDamaged], [ErrNotLedger], or one of the file system.
func OpenLedger(path string, key []byte) (*Ledger, error) {
	file, err := ledger.Open(path, key)
	if err != nil {
		return nil, err
	}
	return &Ledger{file}, nil
}

// A Delivery is what one build wrote: the template, and with it the changes and the
// removals, if there were any.
type Delivery struct {
	ID      string // such as "d3", the third that the ledger knows
	File    string // the name of the template, without its folder; "" if it was not written to a [File]
	Day     Date   // when it was shared; the zero Date if it was not yet
	Records int64  // records in the template
	Changed int64  // rows in the changes
	Removed int64  // rows in the removals, except those of records that are in the changes too
	Shared  bool   // Commit was called: its records count as shared
}

var errNoLedger = errors.New("otustemplate: the Ledger was not made; call OpenLedger")

// inner returns the ledger; nil if there is none.
func (l *Ledger) inner() *ledger.Ledger {
	if l == nil {
		return nil
	}
	return l.file
}

// Recovered says in a sentence what was cut off when the ledger was opened; "" if
// nothing was.
func (l *Ledger) Recovered() string {
	if l.inner() == nil {
		return ""
	}
	return l.file.Recovered()
}

// Deliveries returns the deliveries in the order in which they were built: those that
// were shared, and those that wait for Commit or Discard.
func (l *Ledger) Deliveries() []Delivery {
	if l.inner() == nil {
		return nil
	}
	return converted(l.file.Deliveries(), func(d *ledger.Delivery) Delivery {
		return Delivery{ID: d.ID, File: d.File, Day: Date(d.Day), Records: d.Records, Changed: d.Changed, Removed: d.Removed, Shared: d.Shared}
	})
}

// Commit notes that the delivery was shared on that day: the template was handed over to
// Otus, and so were the changes and the removals. From now on its records are left out of
// a build. The error is [ErrDelivery] if there is no such delivery or it was shared on
// another day, or one of the file system.
func (l *Ledger) Commit(id string, day Date) error {
	if l.inner() == nil {
		return errNoLedger
	}
	return l.file.Commit(id, dates.Date(day))
}

// Discard drops a delivery that was not shared, and is not going to be. The errors are
// those of Commit.
func (l *Ledger) Discard(id string) error {
	if l.inner() == nil {
		return errNoLedger
	}
	return l.file.Discard(id)
}

// Forget drops a delivery that was shared, because Otus has undone its load: its records
// are written again, and its changes and removals are reported again. The errors are those of
// Commit.
func (l *Ledger) Forget(id string) error {
	if l.inner() == nil {
		return errNoLedger
	}
	return l.file.Forget(id)
}

// Close lets other programs open the ledger. A delivery whose [File] was not committed
// is dropped. A second Close does nothing.
func (l *Ledger) Close() error {
	if l.inner() == nil {
		return nil
	}
	return l.file.Close()
}
