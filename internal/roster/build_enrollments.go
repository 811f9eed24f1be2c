package roster

import (
	"cmp"
	"slices"

	"example.com/otustemplate/internal/textindex"
)

// An enrollmentRow is who is in which class. What is wrong with it is told only if
// both are known.
type enrollmentRow struct {
	line          int64
	class, person string // the sourcedIds
	among         Role   // the person is one of these by the row of people; 0: anybody
	first, last   day
	badDates      uint8 // cells that hold no date
	role          Role
	ownRole       bool   // no role means that of the row of people
	wrongRole     string // what is to be told of the role
	primary       bool
	deleted       bool
}

// A finder is the memory that a goroutine needs to look up what rows refer to.
type finder struct {
	texts    []string
	found    [64]int32 // accounts
	people   [64]Person
	accounts [64]int32 // the first ones of these people
	classes  [64]int32
	of       []int32 // which of the classes each row is in
}

// findPeople finds whose the accounts are, step by step for all of them: so the memory
// of many is waited for at a time.
func (b *builder) findPeople(f *finder, n int) {
	all, people := &b.roster.Accounts, &b.roster.People
	for i, a := range f.found[:n] {
		if f.people[i] = NoPerson; a >= 0 {
			f.people[i] = all.Person[a]
		}
	}
	for i, p := range f.people[:n] {
		if p != NoPerson {
			f.accounts[i] = people.account[p]
		}
	}
}

// findEnrollments looks up of whom and of which classes the enrollments are.
func (b *builder) findEnrollments(rows *batch, f *finder) {
	r := b.roster
	for start := 0; start < len(rows.enrollments); start += len(f.found) {
		some := rows.enrollments[start:min(start+len(f.found), len(rows.enrollments))]
		// Most exports list enrollments class by class.
		f.texts, f.of = f.texts[:0], f.of[:0]
		for i := range some {
			if i == 0 || some[i].class != some[i-1].class {
				f.texts = append(f.texts, some[i].class)
			}
			f.of = append(f.of, int32(len(f.texts)-1))
		}
		textindex.FirstOfEach(r.Classes.sourcedID, f.texts, f.classes[:])
		f.texts = f.texts[:0]
		for i := range some {
			f.texts = append(f.texts, some[i].person)
		}
		textindex.FirstOfEach(r.Accounts.sourcedID, f.texts, f.found[:])
		for i := range some {
			f.found[i] = b.among(f.found[i], some[i].among)
		}
		b.findPeople(f, len(some))
		for i := range some {
			b.enroll(rows, &some[i], f.classes[f.of[i]], f.found[i], f.people[i], f.accounts[i])
		}
	}
}

// enroll makes the account, of a sourcedId the first one, one in the class; neither
// may be known. p is the person, and first the person's first account.
func (b *builder) enroll(rows *batch, row *enrollmentRow, cl, a int32, p Person, first int32) {
	if wrong := b.dangling(row, cl, a); wrong != "" {
		rows.problem(row.line, wrong)
		return
	}
	if own := b.ever[a] & (RoleStudent | RoleTeacher); row.role == 0 && row.ownRole && (own == RoleStudent || own == RoleTeacher) {
		row.role, row.wrongRole = own, ""
	}
	for range row.badDates {
		rows.problem(row.line, b.say.noDate)
	}
	if row.wrongRole != "" {
		rows.problem(row.line, row.wrongRole)
	}
	e := rawEnrollment{class: cl, person: int32(p), first: row.first, last: row.last, flags: row.flags()}
	if a != first {
		e.twin = b.roster.twin(a)
	}
	if row.deleted || b.roster.Classes.deleted[cl] || b.isGone(a, row.among) {
		e.flags |= enrollmentGone
	}
	rows.ended = rows.ended || b.endsEarly(&e, row.deleted)
	rows.enrolled = append(rows.enrolled, e)
}

// dangling returns what is to be told of an enrollment of a class or of somebody who
// is not there, or not alone.
func (b *builder) dangling(row *enrollmentRow, cl, a int32) string {
	switch {
	case cl < 0 && a < 0:
		return b.say.neither
	case cl < 0:
		return b.say.noClass
	case a < 0:
		return b.say.noPerson
	case b.ofSeveral(a, row.among):
		return b.say.ofSeveral
	}
	return ""
}

// flags returns as what the person is in the class.
func (row *enrollmentRow) flags() EnrollmentFlags {
	switch {
	case row.role == RoleStudent:
		return EnrolledStudent
	case row.role == RoleTeacher && row.primary:
		return EnrolledTeacher | EnrolledPrimary
	case row.role == RoleTeacher:
		return EnrolledTeacher
	}
	return enrolledOther
}

// among returns the first account from a on, of those with its sourcedId, that has one
// of the roles by its row, or -1. With no role every account does.
func (b *builder) among(a int32, roles Role) int32 {
	for roles != 0 && a >= 0 && b.ever[a]&roles == 0 {
		a = b.roster.Accounts.sourcedID.Next(a)
	}
	return a
}

// nextAmong returns the one behind account a.
func (b *builder) nextAmong(a int32, roles Role) int32 {
	return b.among(b.roster.Accounts.sourcedID.Next(a), roles)
}

// ofSeveral reports whether accounts of several people have the sourcedId of
// account a, the first of them.
func (b *builder) ofSeveral(a int32, roles Role) bool {
	all := &b.roster.Accounts
	for other := b.nextAmong(a, roles); other >= 0; other = b.nextAmong(other, roles) {
		if all.Person[a] != all.Person[other] {
			return true
		}
	}
	return false
}

// isGone reports whether all accounts of the sourcedId of account a, the first of
// them, are marked to be deleted.
func (b *builder) isGone(a int32, roles Role) bool {
	for ; a >= 0; a = b.nextAmong(a, roles) {
		if !b.roster.Accounts.deleted[a] {
			return false
		}
	}
	return true
}

// endsEarly reports whether a student's enrollment has ended before its class.
func (b *builder) endsEarly(e *rawEnrollment, deleted bool) bool {
	if e.flags&EnrolledStudent == 0 {
		return false
	}
	c := &b.roster.Classes
	terms := c.termSets[c.terms[e.class]]
	return deleted || e.last != noEnd && len(terms) > 0 && e.last < spanOf(terms).last
}

// addEnrollments adds what was found of the enrollments.
func (b *builder) addEnrollments(rows *batch) {
	b.roster.Ended = b.roster.Ended || rows.ended
	people := &b.roster.People
	for _, e := range rows.enrolled { // who is enrolled as a student or teacher is one
		var o Role
		switch {
		case e.flags&EnrolledStudent != 0:
			o = RoleStudent
		case e.flags&EnrolledTeacher != 0:
			o = RoleTeacher
		}
		people.ever[e.person] |= o
		if e.flags&enrollmentGone == 0 {
			people.now[e.person] |= o
		}
	}
	const chunk = 1 << 16
	for all := rows.enrolled; len(all) > 0; {
		if n := len(b.enrollments); n == 0 || len(b.enrollments[n-1]) == chunk {
			b.enrollments = append(b.enrollments, make([]rawEnrollment, 0, chunk))
		}
		last := &b.enrollments[len(b.enrollments)-1]
		some := all[:min(len(all), chunk-len(*last))]
		*last = append(*last, some...)
		all = all[len(some):]
	}
}

// byPerson and byClass list the enrollments both ways, when all are added.
func (b *builder) byPerson() {
	people := &b.roster.People
	people.first, people.enrollments = b.groupEnrollments(people.len(), func(e *rawEnrollment) (by, of int32) { return e.person, e.class })
}

func (b *builder) byClass() {
	c := &b.roster.Classes
	c.first, c.enrollments = b.groupEnrollments(len(c.title), func(e *rawEnrollment) (by, of int32) { return e.class, e.person })
}

// groupEnrollments lists the enrollments of each of n things: those of i are
// all[first[i]:first[i+1]], sorted by who or what else they are of.
func (b *builder) groupEnrollments(n int, ends func(*rawEnrollment) (by, of int32)) (first []int32, all []enrollment) {
	first = make([]int32, n+2)
	total := 0
	for _, chunk := range b.enrollments {
		total += len(chunk)
		for i := range chunk {
			by, _ := ends(&chunk[i])
			first[by+2]++
		}
	}
	for i := 2; i < len(first); i++ {
		first[i] += first[i-1]
	}
	all = make([]enrollment, total)
	for _, chunk := range b.enrollments {
		if !b.going() {
			break
		}
		for i := range chunk {
			e := &chunk[i]
			by, of := ends(e)
			all[first[by+1]] = enrollment{of, e.first, e.last, e.flags, e.twin}
			first[by+1]++
		}
	}
	first = first[:n+1]
	for i := range n {
		if i%(1<<12) == 0 && !b.going() {
			break
		}
		slices.SortFunc(all[first[i]:first[i+1]], compareEnrollments)
	}
	return first, all
}

func compareEnrollments(a, b enrollment) int {
	if a.Of != b.Of {
		return cmp.Compare(a.Of, b.Of)
	}
	return cmp.Or(cmp.Compare(a.Flags, b.Flags), cmp.Compare(a.first, b.first), cmp.Compare(a.last, b.last), cmp.Compare(a.twin, b.twin))
}
