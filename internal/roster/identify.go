package roster

import (
	"iter"
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/textindex"
)

// Bears reports whether the identifier in column c is the person's.
func Bears[T textindex.Text](r *Roster, p Person, c schema.Column, id T) bool {
	for a := range r.AccountsOf(p) {
		if AccountBears(r, a, c, id) {
			return true
		}
	}
	return false
}

// AccountBears reports whether the account has the identifier in column c.
func AccountBears[T textindex.Text](r *Roster, a int32, c schema.Column, id T) bool {
	f := r.Accounts.Columns[c]
	switch {
	case f == nil || len(id) == 0:
		return false
	case f == r.Accounts.Address:
		return f.Text(a) == fold.Case(string(id))
	}
	return f.Text(a) == string(id)
}

// AccountBearsAny reports whether the account has the text as an identifier, of
// whatever kind.
func (r *Roster) AccountBearsAny(a int32, text string) bool {
	all := &r.Accounts
	return all.sourcedID.Text(a) == text || all.identifier.Text(a) == text || all.username.Text(a) == text ||
		all.Address.Text(a) == fold.Case(text) ||
		slices.ContainsFunc(all.userIDs, func(f *textindex.Field) bool { return f.Text(a) == text })
}

// Somebodys reports whether the text is anybody's as it stands: an identifier, of
// whatever kind, of a person of whatever role, today or in the past. Then it is
// not to be changed into another's.
func (r *Roster) Somebodys(text string) bool {
	found := false
	for range r.Bearers(text) {
		found = true
		break
	}
	return found
}

// Bearers yields the person of every account that has the text as an identifier, of
// whatever kind: some of them again.
func (r *Roster) Bearers(text string) iter.Seq[Person] {
	return func(yield func(Person) bool) {
		goOn := true
		each := func(p Person) bool {
			goOn = goOn && yield(p)
			return goOn
		}
		byAddress(r, text, each)
		a := &r.Accounts
		for _, f := range []*textindex.Field{a.sourcedID, a.identifier, a.username} {
			if goOn {
				peopleIn(r, f, text, each)
			}
		}
		for _, f := range a.userIDs {
			if goOn {
				peopleIn(r, f, text, each)
			}
		}
	}
}

// byIdentifier yields the person of every account that has the identifier in
// column c: a person with several such accounts again.
func byIdentifier[T textindex.Text](r *Roster, c schema.Column, id T) iter.Seq[Person] {
	return func(yield func(Person) bool) {
		f := r.Accounts.Columns[c]
		if f == nil {
			return
		}
		if f == r.Accounts.Address {
			byAddress(r, id, yield)
			return
		}
		peopleIn(r, f, id, yield)
	}
}

// StudentsBy appends to dst the students that the identifier in column c stands
// for, each once: all who have it, as siblings may have one address. It reports
// whether people have it and yet it stands for nobody.
func StudentsBy[T textindex.Text](r *Roster, dst []Person, c schema.Column, id T, past bool) (found []Person, nobody bool) {
	switch f := r.Accounts.Columns[c]; f {
	case nil:
		return dst, false
	case r.Accounts.Address:
		return holdersOfAddress(r, dst, id, RoleStudent, past)
	default:
		return holders(r, dst, f, id, RoleStudent, past)
	}
}

// holders appends to dst the people with the role whose text in f is the given one,
// each once. It stands for nobody where over ten people have it, of whatever role,
// or several one that only fills the field.
func holders[T textindex.Text](r *Roster, dst []Person, f *textindex.Field, text T, o Role, past bool) (found []Person, nobody bool) {
	var buf [MaxHolders]Person
	people := buf[:0]
	for a := textindex.First(f, text); a >= 0; a = f.Next(a) {
		p := r.Accounts.Person[a]
		if slices.Contains(people, p) {
			continue
		}
		if len(people) == MaxHolders {
			return dst, true
		}
		people = append(people, p)
	}
	if len(people) > 1 && celltext.IsFiller(string(text)) {
		return dst, true
	}
	for _, p := range people {
		if r.Known(p, o, past) {
			dst = append(dst, p)
		}
	}
	return dst, false
}

// holdersOfAddress does so for an e-mail address in any case. It takes no memory for
// one of ASCII and at most 64 bytes.
func holdersOfAddress[T textindex.Text](r *Roster, dst []Person, email T, o Role, past bool) (found []Person, nobody bool) {
	var buf [64]byte
	if lower, ok := celltext.LowerASCII(buf[:0], email); ok {
		return holders(r, dst, r.Accounts.Address, lower, o, past)
	}
	return holders(r, dst, r.Accounts.Address, fold.Case(string(email)), o, past)
}

// InCommon appends to dst, which is empty, the persons that all identifiers of a row
// stand for which stand for anybody: found holds those of each.
func InCommon(dst []Person, found *[schema.ColStateID + 1][]Person) []Person {
	known := false
	for _, c := range schema.Identifiers {
		switch {
		case len(found[c]) == 0:
		case !known:
			dst, known = append(dst, found[c]...), true
		default:
			dst = slices.DeleteFunc(dst, func(p Person) bool { return !slices.Contains(found[c], p) })
		}
	}
	return dst
}

// mostZeros is how many leading zeros are put back; identifiers are hardly longer.
const mostZeros = 12

// WithZeros returns the identifier with the leading zeros put back that a
// spreadsheet took off, and the student, where that makes one person's identifier
// of it, who is a student. What is somebody's as it stands has lost none.
func (r *Roster) WithZeros(c schema.Column, id string) (fixed string, p Person, ok bool) {
	if id == "" || strings.Trim(id, "0123456789") != "" || r.Somebodys(id) {
		return "", NoPerson, false
	}
	p = NoPerson
	for text := "0" + id; len(text) <= len(id)+mostZeros; text = "0" + text {
		for q := range byIdentifier(r, c, text) {
			if p != NoPerson && (q != p || text != fixed) {
				return "", NoPerson, false
			}
			fixed, p = text, q
		}
	}
	return fixed, p, p != NoPerson && r.Known(p, RoleStudent, false)
}

// LacksWithZeros reports whether the identifier is nobody's in column c, with however many
// leading zeros.
func (r *Roster) LacksWithZeros(c schema.Column, id string) bool {
	for text := id; len(text) <= len(id)+mostZeros; text = "0" + text {
		for range byIdentifier(r, c, text) {
			return false
		}
	}
	return true
}

// TeachersByEmail appends the teachers whom the address stands for, in any case.
func TeachersByEmail[T textindex.Text](r *Roster, dst []Person, email T, past bool) []Person {
	dst, _ = holdersOfAddress(r, dst, email, RoleTeacher, past)
	return dst
}

// hasMiddle reports whether the roster holds a middle name of the person.
func (r *Roster) hasMiddle(p Person) bool {
	for a := range r.AccountsOf(p) {
		if r.Accounts.middle[a] != 0 {
			return true
		}
	}
	return false
}

// IsNobodyTeacher reports whether the text is the address or an identifier of
// people of whom it stands for none.
func (r *Roster) IsNobodyTeacher(text string) bool {
	a := &r.Accounts
	_, nobody := holdersOfAddress(r, nil, text, RoleTeacher, true)
	for _, f := range []*textindex.Field{a.sourcedID, a.identifier, a.username} {
		_, none := holders(r, nil, f, text, RoleTeacher, true)
		nobody = nobody || none
	}
	return nobody
}

// StudentsByAny appends the students who have the identifier, of whatever kind
// it is, and reports whether it stands for nobody.
func (r *Roster) StudentsByAny(found []Person, id string) (students []Person, nobody bool) {
	people := make([]Person, 0, MaxHolders)
	for p := range r.Bearers(id) {
		if slices.Contains(people, p) {
			continue
		}
		if len(people) == MaxHolders {
			return found, true
		}
		people = append(people, p)
	}
	if len(people) > 1 && celltext.IsFiller(id) {
		return found, true
	}
	for _, p := range people {
		if r.Known(p, RoleStudent, true) {
			found = append(found, p)
		}
	}
	return found, false
}

// StandsFor returns the one student whom a repair would leave the cell to stand for,
// NoPerson for none or several.
func (r *Roster) StandsFor(c schema.Column, cell string) Person {
	text, _ := celltext.CleanUntil(c.Kind(), cell, r.Somebodys)
	if text == "" {
		return NoPerson
	}
	found, nobody := StudentsBy(r, nil, c, text, true)
	if len(found) == 0 && !nobody {
		if _, p, ok := r.WithZeros(c, text); ok {
			return p
		}
	}
	if len(found) != 1 {
		return NoPerson
	}
	return found[0]
}
