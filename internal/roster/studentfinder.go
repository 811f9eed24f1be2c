package roster

import (
	"bytes"
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/textindex"
)

// A StudentFinder finds the students of whom there is nothing to decide: each has one
// account, and is the only one whom the identifier stands for. It says nothing of
// others: they go the careful way. It remembers two bytes for each account, and
// belongs to one goroutine.
type StudentFinder struct {
	r     *Roster
	kinds []*textindex.Field // what an identifier of any kind is found by
	last  int                // the one that the text before was found by
	marks []marks            // by account
	lower [64]byte
}

// Marks are what was found out of an account: from bit 0 the columns of which Own can
// tell, and from bit aloneMark the kinds whose text stands for its student alone.
type marks uint16

const aloneMark = 4

// NewStudentFinder returns a finder in r.
func NewStudentFinder(r *Roster) *StudentFinder {
	a := &r.Accounts
	return &StudentFinder{
		r:     r,
		kinds: append([]*textindex.Field{a.identifier, a.sourcedID, a.Address, a.username}, a.userIDs...),
		marks: make([]marks, a.sourcedID.Len()),
	}
}

// ByAny returns the account of the student whom the identifier, of whatever kind,
// stands for.
func (f *StudentFinder) ByAny(id []byte) (account int32, ok bool) {
	if !plainEnds(id) {
		return 0, false
	}
	for i := range f.kinds {
		k := f.last + i
		if k >= len(f.kinds) {
			k -= len(f.kinds)
		}
		if account := textindex.First(f.kinds[k], id); account >= 0 {
			f.last = k
			return account, f.standsAlone(account, k, id)
		}
	}
	if bytes.IndexByte(id, '@') < 0 {
		return 0, false
	}
	// Nobody has it as it stands: an address may be in another case.
	lower, ok := celltext.LowerASCII(f.lower[:0], id)
	if !ok {
		return 0, false
	}
	account = textindex.First(f.r.Accounts.Address, lower)
	return account, account >= 0 && f.standsAlone(account, slices.Index(f.kinds, f.r.Accounts.Address), lower)
}

// standsAlone reports whether the text of the k-th kind of an account stands for its
// student alone.
func (f *StudentFinder) standsAlone(account int32, k int, id []byte) bool {
	mark := marks(1) << (aloneMark + k) // 0 of kinds for which there is no bit
	if f.marks[account]&mark == 0 {
		if !f.isAlone(account, k, id) {
			return false
		}
		f.marks[account] |= mark
	}
	return true
}

func (f *StudentFinder) isAlone(account int32, k int, id []byte) bool {
	p := f.r.Accounts.Person[account]
	if f.kinds[k].Next(account) >= 0 || !f.r.Known(p, RoleStudent, true) || !f.onlyAccount(account, p) {
		return false
	}
	lower, ok := celltext.LowerASCII(f.lower[:0], id)
	for i, kind := range f.kinds {
		text := id
		if kind == f.r.Accounts.Address {
			text = lower
		}
		if i == k {
			continue
		}
		for other := textindex.First(kind, text); other >= 0; other = kind.Next(other) {
			if f.r.Accounts.Person[other] != p {
				return false
			}
		}
	}
	return ok
}

// By returns the account of the student whom the identifier in column c stands for.
func (f *StudentFinder) By(c schema.Column, id []byte) (account int32, ok bool) {
	field := f.r.Accounts.Columns[c]
	if field == nil || !plainEnds(id) {
		return 0, false
	}
	if field == f.r.Accounts.Address {
		if id, ok = celltext.LowerASCII(f.lower[:0], id); !ok {
			return 0, false
		}
	}
	account = textindex.First(field, id)
	if account < 0 || field.Next(account) >= 0 {
		return 0, false
	}
	p := f.r.Accounts.Person[account]
	return account, f.r.Known(p, RoleStudent, true) && f.onlyAccount(account, p)
}

// Ahead looks at the memory that ByAny and By need for identifiers of the same kind as
// the one before, of all of them at a time, and puts into people whom each may stand
// for, NoPerson where that is not found out. At most as many as people has room for.
func (f *StudentFinder) Ahead(ids [][]byte, people []Person) (touched uint64) {
	var found [64]int32
	textindex.FirstOfEach(f.kinds[f.last], ids, found[:])
	for i := range ids {
		people[i] = NoPerson
		if account := found[i]; account >= 0 {
			people[i] = f.r.Accounts.Person[account]
			touched += uint64(f.marks[account])
		}
	}
	return touched
}

// onlyAccount reports whether it is the only one of the person.
func (f *StudentFinder) onlyAccount(account int32, p Person) bool {
	return f.r.People.account[p] == account && f.r.Accounts.next[account] < 0
}

// Own returns what the account has for column c, if that is plain and the account's
// alone.
func (f *StudentFinder) Own(account int32, c schema.Column) (text string, ok bool) {
	field := f.r.Accounts.Columns[c]
	if field == nil {
		return "", false
	}
	text = f.r.columnText(c, account)
	if own := marks(1) << (c - 1); f.marks[account]&own == 0 {
		if !f.isOwn(field, account) || !celltext.IsPrintableASCII(text) || !plainEnds(text) || strings.ContainsAny(text, `",`) {
			return "", false
		}
		f.marks[account] |= own
	}
	return text, true
}

// Lacks reports whether the account has nothing for column c.
func (f *StudentFinder) Lacks(account int32, c schema.Column) bool {
	field := f.r.Accounts.Columns[c]
	return field == nil || field.Text(account) == ""
}

// isOwn reports whether nobody else has the account's text in the field.
func (f *StudentFinder) isOwn(field *textindex.Field, account int32) bool {
	text := field.Text(account)
	return text != "" && textindex.First(field, text) == account && field.Next(account) < 0
}

// Bears reports whether the account has the text in column c.
func (f *StudentFinder) Bears(account int32, c schema.Column, id []byte) bool {
	return AccountBears(f.r, account, c, id)
}

// plainEnds reports whether nothing is to be taken off the text at its ends.
func plainEnds[T textindex.Text](text T) bool {
	return len(text) > 0 && celltext.Printable(text[0]) && celltext.Printable(text[len(text)-1])
}
