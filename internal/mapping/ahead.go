package mapping

import (
	"slices"

	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// What a look-up takes is mostly waiting for memory, one piece after the other. Ahead
// looks at the memory that the next rows need, of all of them before it goes a step
// further, so that the waits are at the same time. Nothing is decided here.

// RowsAhead is how many rows are looked at together.
const RowsAhead = 16

// An Ahead is of the next rows. It belongs to one goroutine.
type Ahead struct {
	r       *fastRoster
	column  schema.Column // of the students' identifiers
	student int           // the field of these
	teacher int           // that of teachers; -1: none

	n        int
	texts    [RowsAhead]struct{ student, teacher []byte }
	people   [RowsAhead]roster.Person
	unknown  [RowsAhead][]byte // texts of students that are not remembered
	rows     [RowsAhead]int    // of these
	found    [RowsAhead]roster.Person
	teachers [RowsAhead]*knownTeacher
	touched  uint64 // keeps the compiler from leaving the looks out
}

// Ahead returns an Ahead for these look-ups, nil if no student is looked up by a cell
// as it stands. It looks at the first such identifier and, if there is one, at such a
// teacher, in the roster that the Validator has: there most records are of.
func (f *FastLookups) Ahead() *Ahead {
	a := &Ahead{student: -1, teacher: f.cellOf(schema.ColTeacherEmail)}
	for _, c := range f.identifiers {
		if field := f.cellOf(c); field >= 0 {
			a.column, a.student = c, field
			break
		}
	}
	if len(f.rosters) == 0 || a.student < 0 {
		return nil
	}
	today := f.careful.v.Refs.Roster
	a.r = f.rosters[max(0, slices.IndexFunc(f.rosters, func(r *fastRoster) bool { return r.Roster == today }))]
	return a
}

// cellOf returns the field of the cell that column c is looked up by unchanged, or -1.
func (f *FastLookups) cellOf(c schema.Column) int {
	bound := &f.bound.Columns[c]
	if bound.Rule == nil || len(bound.Fields) != 1 || bound.Rule.Trim || bound.Rule.Pad > 0 {
		return -1
	}
	return bound.Fields[0]
}

// Reset forgets all rows.
func (a *Ahead) Reset() { a.n = 0 }

// Wanted reports whether it is worth looking ahead: not while what is remembered is
// so little that it is near anyway.
func (a *Ahead) Wanted() bool { return len(a.r.students[a.column].slots) >= fewestAhead }

// fewestAhead is a table of some students' answers that no longer fits where memory is
// fast.
const fewestAhead = 1 << 13

// Add adds a row of the text. It reports whether there is room for more.
func (a *Ahead) Add(text []byte, cells []csvrow.Span) bool {
	row := &a.texts[a.n]
	row.student = text[cells[a.student].Start:cells[a.student].End]
	a.touched += a.r.students[a.column].touch(row.student)
	if a.teacher >= 0 {
		row.teacher = text[cells[a.teacher].Start:cells[a.teacher].End]
		a.touched += a.r.teachers.touch(row.teacher)
	}
	a.n++
	return a.n < RowsAhead
}

// Look looks at what all rows need.
func (a *Ahead) Look() {
	unknown := 0
	for i := range a.n {
		a.people[i], a.teachers[i] = roster.NoPerson, nil
		if known, ok := a.r.students[a.column].find(a.texts[i].student); ok {
			a.people[i] = known.person
		} else {
			a.unknown[unknown], a.rows[unknown] = a.texts[i].student, i
			unknown++
		}
		if known, ok := a.r.teachers.find(a.texts[i].teacher); ok && len(known.people) > 0 {
			a.teachers[i] = known
		}
	}
	if unknown > 0 {
		a.touched += a.r.finder.Ahead(a.unknown[:unknown], a.found[:])
	}
	for i, row := range a.rows[:unknown] {
		a.people[row] = a.found[i]
	}
	for _, p := range a.people[:a.n] {
		if p != roster.NoPerson {
			a.touched += a.r.People.Touch(p)
		}
	}
	for i := range a.n {
		if p := a.people[i]; p != roster.NoPerson {
			a.touched += a.r.People.TouchEnrollments(p)
		}
		if known := a.teachers[i]; known != nil {
			a.touched += a.r.People.Touch(known.people[0])
			if known.address != "" { // it is for who has one looked up
				a.touched += uint64(known.address[0])
			}
		}
	}
	for _, known := range a.teachers[:a.n] {
		if known != nil {
			a.touched += a.r.People.TouchEnrollments(known.people[0])
		}
	}
}
