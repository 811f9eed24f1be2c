// Package roster is who there is in a district, and who teaches and attends
// which class on which day: it is made of the files of OneRoster, Clever or School
// Data Sync, or of what a program has, and answers what is asked of people and classes.
package roster

import (
	"slices"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/mention"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/textindex"
)

// A Roster is who there is, and who teaches and attends which class, of one
// school year. A nil *Roster, or a zero one, is not known: no check of people and
// classes is made. [Load] and [Of] make one; it does not change and may be shared
// between goroutines.
type Roster struct {
	Texts    textindex.Texts
	Accounts accounts
	People   people
	Classes  classes
	mentions *mention.Names // of students and, as quiet ones, teachers

	problems []nameset.Problem
	// ended: some student's enrollment ended before its class did, or is marked
	// to be deleted. Where none did the export holds today's enrollments only.
	Ended       bool
	First, last day // of its academic sessions
}

// Problems returns what was not as it should be, file by file in the order
// read. Of problems of one kind in one file the first 20 are listed, and one
// more says how many others there are.
func (r *Roster) Problems() []nameset.Problem {
	if r == nil {
		return nil
	}
	return slices.Clone(r.problems)
}

// Loaded returns r, and nil for a Roster that Load did not make: it is
// not known.
func (r *Roster) Loaded() *Roster {
	if r == nil || r.mentions == nil {
		return nil
	}
	return r
}

// References returns what the roster says exists: its teachers' addresses, the
// titles of its classes, and itself. What it lacks are the recognitions, from
// a list of their own; nil: not known. Of a nil Roster only they are known.
func (r *Roster) References(recognitions *nameset.Set) References {
	refs := References{Recognitions: recognitions, Roster: r.Loaded()}
	if refs.Roster == nil {
		return refs
	}
	var emails, titles []string
	for p := range Person(r.People.len()) {
		if r.People.now[p]&RoleTeacher != 0 {
			emails = append(emails, r.emails(p)...)
		}
	}
	for t := range r.Classes.Titles.Len() {
		if slices.ContainsFunc(r.Classes.titled(TitleID(t)), r.Classes.Current) {
			titles = append(titles, r.Classes.Titles.Text(int32(t)))
		}
	}
	refs.Teachers, refs.Classes = nameset.NewEmailSet(emails...), nameset.NewSet(titles...)
	return refs
}

// References are what exists in Otus: what the cells of the template must
// match. A nil field is "not known", and the checks that need it are not made;
// the zero References check nothing against Otus. References may be shared
// between goroutines once built.
type References struct {
	Recognitions *nameset.Set // names, as they stand in Otus
	// Teachers are the teachers' e-mail addresses. They match without regard to
	// case, whatever stands beside them and however the Set was made: what is no
	// address is nobody's, and "mailto:" and the like around one do not count.
	Teachers *nameset.Set
	Classes  *nameset.Set // names, as they stand in Otus
	// Roster is the students, and who teaches and attends which class.
	// [Roster.References] fills in Teachers and Classes from it.
	Roster *Roster
	// Past are the rosters of earlier years. Nil: not known.
	Past []*Roster
}

// IsZero reports whether nothing is known.
func (r *References) IsZero() bool {
	return r.Recognitions == nil && r.Teachers == nil && r.Classes == nil && r.Roster == nil && r.Past == nil
}

// DaysFrom returns how many days lie between the roster and the day: 0 where it
// covers it.
func (r *Roster) DaysFrom(d dates.Date) int {
	return r.apart(DayOf(d))
}
