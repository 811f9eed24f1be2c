package engine

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
func (j *judge) standsFor(c schema.Column) func(string) bool {
	if j.v.refs.Roster == nil || !c.Identifier() {
		return nil
	}
	return j.v.refs.Roster.Somebodys
}

// isOneStudents reports whether the roster has the identifier for exactly one
// student, of today or the past.
func (j *judge) isOneStudents(c schema.Column, text string) bool {
	r := j.v.refs.Roster
	if r == nil {
		return false
	}
	students, nobody := roster.StudentsBy(r, nil, c, text, true)
	return len(students) == 1 && !nobody
}

// lookAtShape works out whether the identifier is none, or has markup around it.
func (j *judge) lookAtShape(f *cellFacts, c schema.Column, text string) {
	switch madeUp := celltext.IsMadeUp(f.clean) && j.v.on(schema.CodeIdentifierShape); {
	case (madeUp || f.placeholder) && j.isOneStudents(c, f.clean):
		f.placeholder = false
	case madeUp:
		f.placeholder, f.filler = false, true
	}
	f.marked = !f.placeholder && j.isMarked(c, text)
	if f.filler || f.marked {
		f.traits |= traitShape
	}
}

// isMarked reports whether there is markup around the identifier, which is not
// itself somebody's.
func (j *judge) isMarked(c schema.Column, text string) bool {
	if !strings.ContainsAny(text, celltext.MarkupBytes) {
		return false
	}
	text = celltext.TidySpaces(celltext.DropControls(text, false))
	means := j.standsFor(c)
	return celltext.HasMarkup(c.Kind(), text) && (means == nil || !means(text))
}

func checkIdentifierShape(j *judge, c schema.Column) {
	f := &j.facts[c]
	switch {
	case !f.filler && !f.marked, j.brief(c):
	case f.filler:
		j.tell(c, fmt.Sprintf("%s holds what stands for nobody, such as 0, 99999 or pending: put the student's real one, or empty the cell and fill in another identifier", c))
	default:
		j.tell(c, fmt.Sprintf("%s has the markup of a web page or a link around it: put the identifier alone", c), j.safeFix(c)...)
	}
}
