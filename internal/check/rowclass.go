package check

import (
	"fmt"
	"slices"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// A rowClass is what one roster says of the class of a row.
type rowClass struct {
	r        *roster.Roster
	past     bool            // r is of an earlier year, in which what has ended counts too
	students []roster.Person // whom the identifiers stand for
	teachers []roster.Person // who have the e-mail address
	classes  []roster.Class  // those of the title
	settled  []roster.Class  // those of them that may be meant
}

// settle leaves of several classes those that the teacher teaches and the student
// attends, as far as that leaves any.
func (p *rowClass) settle() {
	p.settled = append(p.settled, p.classes...)
	if len(p.classes) < 2 {
		return
	}
	narrow := func(people []roster.Person, roles roster.EnrollmentFlags) {
		has := func(cl roster.Class) bool {
			return slices.ContainsFunc(people, func(who roster.Person) bool { return p.r.IsIn(who, cl, roles, p.past) })
		}
		if slices.ContainsFunc(p.settled, has) {
			p.settled = slices.DeleteFunc(p.settled, func(cl roster.Class) bool { return !has(cl) })
		}
	}
	narrow(p.teachers, roster.EnrolledTeacher)
	if len(p.students) == 1 { // several settle nothing
		narrow(p.students, roster.EnrolledStudent)
	}
}

// have reports whether one of the people has one of the classes.
func (p *rowClass) have(people []roster.Person, roles roster.EnrollmentFlags) bool {
	return slices.ContainsFunc(people, func(who roster.Person) bool {
		return slices.ContainsFunc(p.classes, func(cl roster.Class) bool { return p.r.IsIn(who, cl, roles, p.past) })
	})
}

// teacherApart reports whether none of the row's teachers has a class of the title.
func (p *rowClass) teacherApart() bool {
	return len(p.classes) > 0 && len(p.teachers) > 0 && !p.have(p.teachers, roster.EnrolledTeacher)
}

// studentApart reports whether the row's student has none.
func (p *rowClass) studentApart() bool {
	return len(p.classes) > 0 && len(p.students) > 0 && !p.have(p.students, roster.EnrolledStudent)
}

// inTerm reports whether the day is in the terms of one of the settled classes, as
// far as those are known.
func (p *rowClass) inTerm(day dates.Date) bool {
	if len(p.settled) == 0 {
		return true
	}
	return slices.ContainsFunc(p.settled, func(cl roster.Class) bool {
		inside, known := p.r.InTerms(cl, day)
		return inside || !known
	})
}

// titleToday returns what a class that p's roster has is called in Otus today, "" for
// none.
func (rc *RowChecker) titleToday(p *rowClass, cl roster.Class) string {
	title := p.r.Title(cl)
	if !p.past {
		if !p.r.Classes.Current(cl) {
			return ""
		}
		return title
	}
	today := rc.v.Years.Today
	if today != nil {
		if now := roster.SameClass(p.r, cl, today); now >= 0 && today.Classes.Current(now) {
			title = today.Title(now)
		}
	}
	if !rc.v.Refs.Classes.Contains(title) {
		return ""
	}
	return title
}

// tellBefore tells of a class of today that the roster of the row's day does not have.
// It is told of the class, not of the date: it is one cause however many days there are.
func (rc *RowChecker) tellBefore() {
	const c = schema.ColClassName
	if !rc.wordless(c) {
		rc.tell(c, fmt.Sprintf("the roster of that school year has no class named %s: check that the date and the class are right",
			phrase.QuoteCell(rc.Facts[c].repaired)))
	}
}

// isOthersOnce reports whether the identifier in column c, as it stands or with its zeros,
// was in an earlier year anybody's but the student's for whom it stands with its zeros put back.
func (rc *RowChecker) isOthersOnce(c schema.Column, student roster.Person) bool {
	if rc.v.Years == nil {
		return false
	}
	for _, r := range rc.v.Years.Past {
		other := func(p roster.Person) bool {
			return !r.Known(p, roster.RoleStudent, true) || !roster.SameStudent(c, r, p, rc.v.Years.Today, student)
		}
		for p := range r.Bearers(rc.Facts[c].clean) {
			if other(p) {
				return true
			}
		}
		switch _, p, ok := r.WithZeros(c, rc.Facts[c].clean); {
		case ok && other(p), !ok && !r.Somebodys(rc.Facts[c].clean) && !r.LacksWithZeros(c, rc.Facts[c].clean):
			return true
		}
	}
	return false
}

// putZerosBackOnce mends an identifier that has lost its leading zeros and was a
// student's in earlier years only.
func (rc *RowChecker) putZerosBackOnce(r *roster.Roster, c schema.Column) {
	id := rc.Facts[c].clean
	if rc.v.Years == nil || rc.people.known || rc.v.somebodysOnce(id) || !r.LacksWithZeros(c, id) {
		return
	}
	fixed := ""
	for _, past := range rc.v.Years.Past {
		text, _, ok := past.WithZeros(c, id)
		switch {
		case !ok && past.LacksWithZeros(c, id):
		case !ok, fixed != "" && text != fixed:
			return
		default:
			fixed = text
		}
	}
	if fixed != "" {
		rc.Facts[c].repaired = fixed
		rc.people.restored |= schema.SetOf(c)
	}
}
