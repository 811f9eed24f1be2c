package mapping

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/textindex"
)

// A choice is one answer of a look-up: what the cell would hold, and how a
// person is told of it, "" for the value in quotes.
type choice struct{ value, label string }

// addChoice appends an answer that is not there yet.
func addChoice(choices []choice, a choice) []choice {
	if slices.ContainsFunc(choices, func(b choice) bool { return a == b || a.value != "" && a.value == b.value }) {
		return choices
	}
	return append(choices, a)
}

// An askedRoster is a roster with what one build has found in it.
type askedRoster struct {
	*roster.Roster
	teachers remembered[namedTeachers] // by the text looked up
	near     remembered[nearNames]
	// What is made when it is first needed, for all who ask.
	titles   func() *nameset.Set // of all classes, those that are no more included
	others   func() *nameset.Set // what classes are called as well
	names    func() *nameset.Set // those that are suggested of teachers
	staff    func() *roster.StaffNames
	codes    func() *roster.SectionCodes
	students func() *roster.StudentNames
}

// namedTeachers are the staff whom a text may mean, teachers and others.
type namedTeachers struct {
	roster.NamedStaff
	found []choice // the people; those of one address are one
}

// one returns the teacher whom the text means, whatever the row.
func (n *namedTeachers) one() (teacher choice, ok bool) {
	if n.By != roster.NamedWhole || len(n.found) != 1 {
		return choice{}, false
	}
	return n.found[0], n.found[0].value != ""
}

// nearNames are the teachers whom a text that is nobody's may mean.
type nearNames struct {
	found []choice
	short bool // the text is short for their names
}

func newAskedRoster(r *roster.Roster) *askedRoster {
	return &askedRoster{
		Roster:   r,
		teachers: newRemembered[namedTeachers](mostOthers, 88),
		near:     newRemembered[nearNames](mostOthers, 64),
		titles:   sync.OnceValue(func() *nameset.Set { return setOfField(r.Classes.Titles) }),
		others:   sync.OnceValue(func() *nameset.Set { return nameset.NewSet(r.OtherTitles()...) }),
		names:    sync.OnceValue(func() *nameset.Set { return setOfField(r.People.Names) }),
		staff:    sync.OnceValue(func() *roster.StaffNames { return roster.NewStaffNames(r) }),
		students: sync.OnceValue(func() *roster.StudentNames { return roster.NewStudentNames(r) }),
		codes:    sync.OnceValue(func() *roster.SectionCodes { return roster.NewSectionCodes(r) }),
	}
}

// setOfField returns the texts of a field as a set.
func setOfField(f *textindex.Field) *nameset.Set {
	texts := make([]string, f.Len())
	for i := range texts {
		texts[i] = f.Text(int32(i))
	}
	return nameset.NewSet(texts...)
}

// findTeachers returns the teachers that a text stands for, of any day, and other
// staff whom it may mean.
func (r *askedRoster) findTeachers(text string) namedTeachers {
	named, known := r.teachers.find([]byte(text))
	if known {
		return named
	}
	named.NamedStaff = r.staff().Find(text)
	for _, p := range named.People {
		if r.Known(p, roster.RoleTeacher, true) {
			named.found = addChoice(named.found, r.teacherChoice(p))
		}
	}
	for _, p := range named.People {
		if email := r.Email(p); !r.Known(p, roster.RoleTeacher, true) && !slices.ContainsFunc(named.found, func(c choice) bool {
			return email != "" && fold.Case(c.value) == fold.Case(email)
		}) {
			named.found = addChoice(named.found, choice{"", fmt.Sprintf("%s (%v)", r.Name(p), r.RolesOfPerson(p))})
		}
	}
	return r.teachers.keep([]byte(text), named)
}

// teacherChoice returns a teacher.
func (r *askedRoster) teacherChoice(p roster.Person) choice {
	email := r.Email(p)
	if email == "" {
		return choice{"", r.Name(p) + " (without an e-mail address)"}
	}
	return choice{email, r.Name(p) + " (" + email + ")"}
}

// nearTeachers returns all teachers whose names the text may be short for, or
// where there are none those with the nearest names.
func (r *askedRoster) nearTeachers(text string) (near []choice, short bool) {
	known, ok := r.near.find([]byte(text))
	if !ok {
		known = r.near.keep([]byte(text), r.namesNear(roster.NameKey(text)))
	}
	return known.found, known.short
}

func (r *askedRoster) namesNear(key string) nearNames {
	if near := r.teachersCalled(r.beginning(shortName(key)), true); len(near) > 0 {
		return nearNames{near, true}
	}
	return nearNames{found: r.teachersCalled(r.names().Suggest(key, check.MaxSuggestions), false)}
}

// teachersCalled returns the teachers whose names the keys are: all of them, or
// those with an address.
func (r *askedRoster) teachersCalled(keys []string, all bool) (found []choice) {
	for _, key := range keys {
		for i := range textindex.All(r.People.Names, key) {
			if c := r.teacherChoice(r.People.Teacher[i]); all || c.value != "" {
				found = addChoice(found, c)
			}
		}
	}
	return found
}

// beginning returns the keys that begin with the text; none for "".
func (r *askedRoster) beginning(text string) []string {
	if text == "" {
		return nil
	}
	names := r.names().Names
	from, _ := slices.BinarySearch(names, text)
	to := from
	for to < len(names) && strings.HasPrefix(names[to], text) {
		to++
	}
	return names[from:to]
}

// shortName returns what the keys of all whom a shortened name may mean begin with:
// "smith, k" for "smith, k" and "k smith", "smith, " for a family name alone, and
// "" for a key that is no shortened name.
func shortName(key string) string {
	if first, rest, ok := strings.Cut(key, " "); ok && roster.IsTitle(first) {
		key = rest
	}
	if family, given, ok := strings.Cut(key, ", "); ok {
		initial, _, _ := strings.Cut(given, " ")
		return family + ", " + initial
	}
	if first, family, ok := strings.Cut(key, " "); ok && utf8.RuneCountInString(first) == 1 {
		return family + ", " + first
	}
	if key == "" {
		return ""
	}
	return key + ", "
}

// findClasses returns the classes that a text stands for: by their sourcedId,
// code or title as they stand there, else by the one title of the same folded
// key and by the letters and digits of their codes, else as Clever shows them.
func (r *askedRoster) findClasses(text string) []roster.Class {
	found := r.ClassesBy(text, true)
	if len(found) > 0 {
		return found
	}
	if title := r.titles().Match(text); title.Name != "" {
		found = r.ClassesBy(title.Name, true)
	}
	found = append(found, r.codes().Find(text)...)
	if len(found) == 0 {
		if other := r.others().Match(text); other.Name != "" {
			found = r.ClassesBy(other.Name, true)
		}
	}
	if len(found) == 0 {
		found = r.ClassesShown(text, r.titles(), true)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// titleChoices returns the titles of classes, each once.
func (r *askedRoster) titleChoices(classes []roster.Class) (titles []choice) {
	for _, cl := range classes {
		if title := r.Title(cl); title != "" {
			titles = addChoice(titles, choice{value: title})
		}
	}
	return titles
}

// attended returns the classes that one of the students is in on a day.
func (r *askedRoster) attended(students []roster.Person, d dates.Date) (classes []roster.Class) {
	for _, p := range students {
		for _, e := range r.People.Of(p) {
			cl := roster.Class(e.Of)
			if e.As(roster.EnrolledStudent, true) && r.Lasts(e, cl, roster.DayOf(d)) && !slices.Contains(classes, cl) {
				classes = append(classes, cl)
			}
		}
	}
	return classes
}

// teachersOn returns the one teacher of a class on a day who is primary, else
// all of them: one, none or several.
func (r *askedRoster) teachersOn(cl roster.Class, d dates.Date) (teachers []roster.Person) {
	var primary []roster.Person
	for _, e := range r.Classes.In(cl) {
		p := roster.Person(e.Of)
		if !e.As(roster.EnrolledTeacher, true) || !r.Lasts(e, cl, roster.DayOf(d)) {
			continue
		}
		if !slices.Contains(teachers, p) {
			teachers = append(teachers, p)
		}
		if e.Flags&roster.EnrolledPrimary != 0 && !slices.Contains(primary, p) {
			primary = append(primary, p)
		}
	}
	if len(primary) == 1 {
		return primary
	}
	return teachers
}
