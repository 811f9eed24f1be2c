package mapping

import (
	"fmt"
	"slices"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// The name of a student never settles who is meant, even where only one student has it. A
// person confirms it, as "values" of the mapping or as the answer to a row.

// What is told of names. A message never quotes one.
const (
	studentNameNoneMessage = "this is the name of a person, and no student in any roster has it: " +
		"enter an identifier of the student"
	studentNameMessage = "this is the name of a student, and a name alone does not settle who is meant: " +
		"enter the student's number or e-mail, or ask your data person to confirm the name once for all rows"
	studentNameAnswerMessage = "a name does not settle which student is meant: enter an identifier of the student"
	studentNamesMessage      = "several students of the rosters have this name: enter the identifier of the one who is meant"
)

// studentNamed tells of an identifier that nobody has, and that is a person's name, with
// those who may be meant. It returns false if it is no name.
func (l *Lookups) studentNamed(c schema.Column, text string) bool {
	if !roster.IsFullName(text) {
		return false
	}
	var fixes []check.Fix
	for _, s := range l.StudentsNamed(c, text) {
		if s.id != "" && len(fixes) < maxLookupFixes {
			fixes = append(fixes, check.Fix{Column: c, Old: l.m.Rec.Cell(c), New: s.id})
		}
	}
	switch n := len(fixes); {
	case l.m.Answered.Has(c):
		l.none(c, 0, studentNameAnswerMessage, fixes)
	case n == 0:
		l.none(c, 0, studentNameNoneMessage, nil)
	case n == 1:
		l.none(c, 0, studentNameMessage, fixes)
	default:
		l.several(c, 0, studentNamesMessage, fixes)
	}
	return true
}

// A NamedStudent is one whom a name may mean.
type NamedStudent struct{ id, name string }

// StudentsNamed returns the students of all rosters of the build, whatever their status,
// whose full name the text may be, with what they have in column c: those of today's
// roster first.
func (l *Lookups) StudentsNamed(c schema.Column, text string) (found []NamedStudent) {
	rosters := slices.Clone(l.Rosters)
	now := slices.IndexFunc(rosters, func(r *askedRoster) bool { return r.Roster == l.v.Refs.Roster })
	if now > 0 {
		rosters[0], rosters[now] = rosters[now], rosters[0]
	}
	for _, r := range rosters {
		for _, p := range r.students().Find(text) {
			if l.Hidden.In(r.Roster)[p] {
				continue
			}
			for a := range r.AccountsOf(p) {
				s := NamedStudent{name: r.Name(p)}
				if f := r.Accounts.Columns[c]; f != nil {
					s.id = f.Text(a)
				}
				if !slices.ContainsFunc(found, func(o NamedStudent) bool { return o.id == s.id && (s.id != "" || o.name == s.name) }) {
					found = append(found, s)
				}
			}
		}
	}
	return found
}

// mostNamed is how many students are listed of one name.
const mostNamed = 20

// CandidatesOf returns whom the names of column c may mean, each as a person reads it. A
// list that is cut says so.
func (l *Lookups) CandidatesOf(c schema.Column, names []tally.Count) (all []tally.Candidates) {
	for _, n := range names {
		if n.Other || !roster.IsFullName(n.Name) {
			continue
		}
		of := tally.Candidates{Name: n.Name}
		found := l.StudentsNamed(c, n.Name)
		for _, s := range found[:min(len(found), mostNamed)] {
			if s.id == "" {
				s.id = fmt.Sprintf("no %s in the roster", c)
			}
			of.People = append(of.People, fmt.Sprintf("%s (%s)", s.name, s.id))
		}
		if more := len(found) - mostNamed; more > 0 {
			of.People = append(of.People, "and "+phrase.Thousands(int64(more))+" more, not listed")
		}
		all = append(all, of)
	}
	return all
}
