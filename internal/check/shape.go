package check

import (
	"fmt"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// The check of what an identifier looks like, which needs no roster: whether a
// program left markup around it, or somebody put a filler where there was none.
// A roster has the last word, as a student may have such an identifier.

// standsFor returns what reports whether a text is somebody's identifier, of
// whatever kind, of today or the past. It is nil without a roster.
func (rc *RowChecker) standsFor(c schema.Column) func(string) bool {
	if rc.v.Refs.Roster == nil || !c.Identifier() {
		return nil
	}
	return rc.v.somebodys
}

// isOneStudents reports whether the roster has the identifier for exactly one
// student, of today or the past.
func (rc *RowChecker) isOneStudents(c schema.Column, text string) bool {
	r := rc.v.Refs.Roster
	if r == nil {
		return false
	}
	students, nobody := roster.StudentsBy(r, nil, c, text, true)
	return len(students) == 1 && !nobody
}

// lookAtShape works out whether the identifier is none, or has markup around it.
func (rc *RowChecker) lookAtShape(f *cellFacts, c schema.Column, text string) {
	switch madeUp := celltext.IsMadeUp(f.clean) && rc.v.On(schema.CodeIdentifierShape); {
	case (madeUp || f.placeholder) && rc.isOneStudents(c, f.clean):
		f.placeholder = false
	case madeUp:
		f.placeholder, f.filler = false, true
	}
	f.marked = !f.placeholder && rc.isMarked(c, text)
	if f.filler || f.marked {
		f.traits |= traitShape
	}
}

// isMarked reports whether there is markup around the identifier, which is not
// itself somebody's.
func (rc *RowChecker) isMarked(c schema.Column, text string) bool {
	if !strings.ContainsAny(text, celltext.MarkupBytes) {
		return false
	}
	text = celltext.TidySpaces(celltext.DropControls(text, false))
	means := rc.standsFor(c)
	return celltext.HasMarkup(c.Kind(), text) && (means == nil || !means(text))
}

func checkIdentifierShape(rc *RowChecker, c schema.Column) {
	f := &rc.Facts[c]
	switch {
	case !f.filler && !f.marked, rc.wordless(c):
	case f.filler:
		rc.tell(c, fmt.Sprintf("%s holds a filler such as 0, 99999 or pending: enter the student's own, or clear the cell and fill in another one of the four student columns", c))
	default:
		rc.tell(c, fmt.Sprintf("%s has the code of a web page around it: enter the number alone", c), rc.safeFix(c)...)
	}
}
