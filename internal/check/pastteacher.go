package check

import (
	"fmt"
	"slices"
	"strings"

	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// A pastTeacher is somebody of an earlier year whose address a row has.
type pastTeacher struct {
	in     *roster.Roster // nil: there is nothing to tell
	who    roster.Person  // NoPerson if several had the address: none of them is meant more than another
	reused bool           // the address is that of another teacher today
}

// onlyOne returns the person if nobody else is in the list, else NoPerson.
func onlyOne(found []roster.Person) roster.Person {
	if len(found) == 1 {
		return found[0]
	}
	return roster.NoPerson
}

// findTeacherLeft finds the last roster in which an address that is no teacher's of today
// was a teacher's.
func (rc *RowChecker) findTeacherLeft() {
	const c = schema.ColTeacherEmail
	f := &rc.Facts[c]
	if rc.v.Refs.Teachers == nil || f.blank || f.placeholder || f.known || f.match.Name != "" || len(f.match.Others) > 0 {
		return
	}
	if today := rc.v.Years.Today; today != nil && today.RolesOf(f.clean, false) != 0 {
		return // in another role, or one whom the list of teachers lacks
	}
	for _, r := range rc.v.Years.Past {
		if found := roster.TeachersByEmail(r, nil, f.clean, true); len(found) > 0 {
			rc.past.teacher = pastTeacher{in: r, who: onlyOne(found)}
			return
		}
	}
}

// An askedAddress is an address that a row of a roster's days has.
type askedAddress struct {
	then    *roster.Roster
	address string
}

// Bounds of the addresses of which it is remembered whose they were. A district has some
// thousand teachers, and no address has more bytes.
const (
	mostAsked    = 1 << 13
	longestAsked = 254
)

// findTeacherReused finds who had the address of a teacher of today when the row happened,
// if that was somebody else: Otus would show the row as written by the one who has it now.
func (rc *RowChecker) findTeacherReused() {
	f := &rc.Facts[schema.ColTeacherEmail]
	then := rc.past.then
	if then == nil || rc.v.Years.Today == nil || f.blank || f.placeholder {
		return
	}
	asked := askedAddress{then, f.repaired}
	found, ok := rc.reused[asked]
	if !ok {
		found = rc.teacherOnce(then, f.repaired)
		if len(rc.reused) >= mostAsked || rc.reused == nil {
			rc.reused = make(map[askedAddress]pastTeacher)
		}
		if len(asked.address) <= longestAsked {
			asked.address = strings.Clone(asked.address)
			rc.reused[asked] = found
		}
	}
	if found.reused {
		rc.past.teacher = found
	}
}

// teacherOnce returns who had the address on a day of that roster, if it is of a teacher
// today and was somebody else's. Where the roster has nobody with it, no earlier one may
// have somebody else.
func (rc *RowChecker) teacherOnce(then *roster.Roster, address string) (teacher pastTeacher) {
	today, rosters := rc.v.Years.Today, rc.v.Years.Past
	now := roster.TeachersByEmail(today, nil, address, false)
	if len(now) == 0 {
		return teacher
	}
	if len(then.HoldersOfAddress(address)) > 0 {
		rosters = []*roster.Roster{then}
	}
	for _, r := range rosters {
		same := func(p roster.Person) bool {
			return slices.ContainsFunc(now, func(q roster.Person) bool { return roster.SameTeacher(r, p, today, q) })
		}
		if found := r.HoldersOfAddress(address); len(found) > 0 && !slices.ContainsFunc(found, same) {
			return pastTeacher{in: r, who: onlyOne(found), reused: true}
		}
	}
	return teacher
}

// left reports whether the address is nobody's today.
func (p *pastTeacher) left() bool { return p.in != nil && !p.reused }

// addresses returns those of today that Otus has of the teacher of an earlier year.
func (p *pastTeacher) addresses(v *Checker) []string {
	if v.Years.Today == nil || p.who == roster.NoPerson {
		return nil
	}
	addresses := roster.AddressesSince(p.in, p.who, v.Years.Today)
	addresses = slices.DeleteFunc(addresses, func(address string) bool { return !v.Refs.Teachers.Contains(address) })
	return addresses[:min(len(addresses), MaxSuggestions)]
}

func checkTeacherLeft(rc *RowChecker, c schema.Column) {
	p := &rc.past.teacher
	if !p.left() || rc.wordless(c) {
		return
	}
	cell, until := rc.s.Cells[c], ""
	if p.who != roster.NoPerson {
		until = untilText(p.in.LastDayOf(p.who, roster.EnrolledTeacher))
	}
	if now := p.addresses(rc.v); len(now) > 0 {
		rc.tell(c, fmt.Sprintf("the rosters have a teacher with the address %s%s, and Otus has none today; the same teacher now has %s",
			phrase.QuoteCell(cell), until, phrase.QuotedList(now)), choices(c, cell, now)...)
		return
	}
	rc.tell(c, fmt.Sprintf("the teacher %s has left: the rosters have the teacher%s. Ask Otus whether it takes rows of teachers who have left",
		phrase.QuoteCell(cell), until))
}

func checkTeacherAmbiguous(rc *RowChecker, c schema.Column) {
	p := &rc.past.teacher
	if !p.reused || rc.wordless(c) {
		return
	}
	cell := rc.s.Cells[c]
	whose := "somebody else's"
	if p.who != roster.NoPerson && p.in.Known(p.who, roster.RoleTeacher, true) { // a student is never named
		whose = "that of " + phrase.QuoteCell(p.in.Name(p.who))
	}
	was := fmt.Sprintf("the address %s was given to another teacher: in the roster of that time it is %s", phrase.QuoteCell(cell), whose)
	if now := p.addresses(rc.v); len(now) > 0 {
		rc.tell(c, was+". That teacher now has "+phrase.QuotedList(now), choices(c, cell, now)...)
		return
	}
	rc.tell(c, was+". Ask which teacher is meant, and enter the address that this one has today")
}
