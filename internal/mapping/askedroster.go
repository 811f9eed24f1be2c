package mapping

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
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

// titlesBeforeNames stand before a name as staff write it.
var titlesBeforeNames = []string{"mr", "mrs", "ms", "miss", "mx", "dr"}

// An askedRoster is a roster with what one build has found in it.
type askedRoster struct {
	*roster.Roster
	teachers remembered[[]choice] // by the text looked up
	near     remembered[nearNames]
	// What is made when it is first needed, for all who ask.
	titles func() *nameset.Set // of all classes, those that are no more included
	names  func() *nameset.Set // what teachers are found by
}

// nearNames are the teachers whom a text that is nobody's may mean.
type nearNames struct {
	found []choice
	short bool // the text is short for their names
}

func newAskedRoster(r *roster.Roster) *askedRoster {
	return &askedRoster{
		Roster:   r,
		teachers: newRemembered[[]choice](mostOthers, 56),
		near:     newRemembered[nearNames](mostOthers, 64),
		titles:   sync.OnceValue(func() *nameset.Set { return setOfField(r.Classes.Titles) }),
		names:    sync.OnceValue(func() *nameset.Set { return setOfField(r.People.Names) }),
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

// findTeachers returns the teachers that a text stands for, of any day.
func (r *askedRoster) findTeachers(text string) []choice {
	found, known := r.teachers.find([]byte(text))
	if known {
		return found
	}
	for _, p := range r.TeachersBy(text, true) {
		found = addChoice(found, r.teacherChoice(p))
	}
	return r.teachers.keep([]byte(text), found)
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
	if near := r.namedTeachers(r.beginning(shortName(key)), true); len(near) > 0 {
		return nearNames{near, true}
	}
	return nearNames{found: r.namedTeachers(r.names().Suggest(key, check.MaxSuggestions), false)}
}

// namedTeachers returns the teachers who are found by the keys: all of them, or
// those with an address.
func (r *askedRoster) namedTeachers(keys []string, all bool) (found []choice) {
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
	if first, rest, ok := strings.Cut(key, " "); ok && slices.Contains(titlesBeforeNames, first) {
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
// key.
func (r *askedRoster) findClasses(text string) []roster.Class {
	found := r.ClassesBy(text, true)
	if title := r.titles().Match(text); len(found) == 0 && title.Name != "" {
		found = r.ClassesBy(title.Name, true)
	}
	return found
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
