package mapping

import (
	"strings"

	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// A record of an earlier year is looked up in that year's roster, but Otus finds its
// student by the identifiers of today. Where a number was given to another child
// since, the record would be that child's.

// compareToday tells of identifiers of the record that today's roster, if that is
// another than that of the record's day, has for another student.
func (l *Lookups) compareToday() {
	now := l.v.Refs.Roster
	if !l.Years || now == l.r.Roster || len(l.students) != 1 {
		return
	}
	for _, c := range schema.Identifiers {
		if l.m.Told[c] {
			continue
		}
		if p := now.StandsFor(c, l.m.Rec.Cell(c)); p != roster.NoPerson && !sameStudent(c, l.r.Roster, l.students[0], now, p) {
			l.fail(schema.CodeStudentAmbiguous, c, 0, studentOtherMessage, nil)
		}
	}
}

// sameStudent reports whether students of two rosters who share the identifier in
// column c may be one child. State IDs that differ speak against it, and so do names
// that differ, unless another identifier says that one was changed.
func sameStudent(c schema.Column, r *roster.Roster, p roster.Person, s *roster.Roster, q roster.Person) bool {
	same := false
	for a := range r.AccountsOf(p) {
		for b := range s.AccountsOf(q) {
			one, other := r.StateIDOf(a), s.StateIDOf(b)
			if one != "" && other != "" && one != other {
				return false
			}
			same = same || one != "" && one == other && c != schema.ColStateID || sameName(r, a, s, b)
		}
	}
	return same
}

// sameName reports whether accounts of two rosters have one family name, and given
// names of which one is the start of the other, or else one address.
func sameName(r *roster.Roster, a int32, s *roster.Roster, b int32) bool {
	name := func(r *roster.Roster, account int32) (family, given, address string) {
		all := &r.Accounts
		return roster.NameKey(r.Texts.Get(all.Family[account])), roster.NameKey(r.Texts.Get(all.Given[account])), all.Address.Text(account)
	}
	family, given, address := name(r, a)
	family2, given2, address2 := name(s, b)
	return family == family2 && (strings.HasPrefix(given+" ", given2+" ") || strings.HasPrefix(given2+" ", given+" ") ||
		address != "" && address == address2)
}
