package mapping

import (
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
		if l.m.Told[c] || l.v.Years != nil && l.r.StandsFor(c, l.m.Rec.Cell(c)) == roster.NoPerson {
			continue // what that year's roster does not have is for the checks to say
		}
		if p := now.StandsFor(c, l.m.Rec.Cell(c)); p != roster.NoPerson && !roster.SameStudent(c, l.r.Roster, l.students[0], now, p) {
			l.fail(schema.CodeStudentAmbiguous, c, 0, studentOtherMessage, nil)
		}
	}
}
