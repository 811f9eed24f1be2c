package roster

import (
	"slices"
	"strings"
	"unicode"

	"example.com/otustemplate/internal/mention"
)

// StudentNames finds the students of a roster, of today or of the past, by their full
// names, for a person to confirm who is meant: a name alone settles nothing. It does not
// change, and may be shared.
type StudentNames struct{ names StaffNames }

// NewStudentNames returns the names of the roster's students.
func NewStudentNames(r *Roster) *StudentNames {
	s := &StudentNames{StaffNames{r: r, names: make(map[string][]heldName)}}
	var names []mention.Name
	for p := range Person(r.People.len()) {
		if r.People.ever[p]&RoleStudent == 0 {
			continue
		}
		names = r.appendNames(names[:0], p)
		for i, name := range names {
			if !slices.Contains(names[:i], name) {
				s.names.addName(p, name)
			}
		}
	}
	return s
}

// Find returns the students whose full name the text may be, in the roster's order.
func (s *StudentNames) Find(text string) []Person {
	fit := s.names.named(text)
	found := append(fit.strong, fit.weak...)
	if len(fit.strong) == 0 && len(fit.weak) > 0 {
		found = append(found, fit.against...)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// IsFullName reports whether a text has the form of a person's full name, and so is not an
// identifier: words of letters, two at least.
func IsFullName(text string) bool {
	return !strings.ContainsFunc(text, unicode.IsDigit) &&
		slices.ContainsFunc(readName(text), func(n nameReading) bool { return !n.short() })
}
