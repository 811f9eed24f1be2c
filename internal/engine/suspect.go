package engine

import (
	"fmt"

	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// Fewer identifiers than fewestSuspect say nothing about their column.
const fewestSuspect = 20

// An identifierSet has a bit for each of columns A to D.
type identifierSet uint8

func (s *identifierSet) add(c schema.Column) { *s |= 1 << c }

// A sighting is what the roster says of the identifiers of one row.
type sighting struct {
	filled  identifierSet
	unknown identifierSet
	unfed   identifierSet
	as      [schema.ColStateID + 1]identifierSet // of each unknown one: as what else it is known
}

// sight notes what the roster says of the identifiers of the row last checked.
func (j *judge) sight() (s sighting) {
	r := j.v.refs.Roster
	if r == nil {
		return s
	}
	for _, c := range schema.Identifiers {
		f := &j.facts[c]
		if f.blank || f.placeholder || f.filler {
			continue
		}
		s.filled.add(c)
		switch {
		case r.Accounts.Columns[c] == nil:
			s.unfed.add(c)
		case j.people.unknown(c):
			s.unknown.add(c)
			for _, o := range schema.Identifiers {
				if found, _ := roster.StudentsBy(r, nil, o, f.clean, false); o != c && len(found) > 0 {
					s.as[c].add(o)
				}
			}
		}
	}
	return s
}

// sightings counts them over a file.
type sightings struct {
	filled, unknown, unfed [schema.ColStateID + 1]int64
	as                     [schema.ColStateID + 1][schema.ColStateID + 1]int64
}

func (t *sightings) add(s *sighting) {
	if s.filled == 0 {
		return
	}
	for _, c := range schema.Identifiers {
		t.filled[c] += s.filled.one(c)
		t.unknown[c] += s.unknown.one(c)
		t.unfed[c] += s.unfed.one(c)
		for _, o := range schema.Identifiers {
			t.as[c][o] += s.as[c].one(o)
		}
	}
}

// one returns 1 where c is in the set, else 0.
func (s identifierSet) one(c schema.Column) int64 { return int64(s >> c & 1) }

// suspects returns the columns to be told of.
func (t *sightings) suspects() []tally.SuspectColumn {
	var all []tally.SuspectColumn
	for _, c := range schema.Identifiers {
		s := tally.SuspectColumn{Column: c, Filled: t.filled[c], Unknown: t.unknown[c], Unfed: t.unfed[c] > 0}
		if !s.Unfed && (s.Filled < fewestSuspect || 2*s.Unknown <= s.Filled) {
			continue
		}
		for _, o := range schema.Identifiers {
			if 2*t.as[c][o] > s.Unknown {
				s.As = o
			}
		}
		all = append(all, s)
	}
	return all
}

// suspectText says what is to be done, in one sentence.
func suspectText(s tally.SuspectColumn) string {
	switch {
	case s.Unfed:
		return fmt.Sprintf("The %s of %s could not be checked: the roster as it was read holds none, so the engineer must say where it keeps them (OneRosterOptions.Identifiers).",
			s.Column, phrase.Plural(s.Filled, "row"))
	case s.As != schema.NoColumn:
		return fmt.Sprintf("%s of %s in the column %s are not in the roster, which knows most of them as the %s: the column is most likely the wrong one, so move it as a whole.",
			phrase.Thousands(s.Unknown), phrase.Plural(s.Filled, "identifier"), s.Column, s.As)
	}
	return fmt.Sprintf("%s of %s in the column %s are not in the roster: the column holds another kind of identifier, or the engineer must say where the roster keeps this one (OneRosterOptions.Identifiers).",
		phrase.Thousands(s.Unknown), phrase.Plural(s.Filled, "identifier"), s.Column)
}

// suspectsTitle heads them.
const suspectsTitle = "Look at these columns before anything else"

func suspectTexts(r *tally.Report) []string {
	var texts []string
	for _, s := range r.Suspects {
		texts = append(texts, suspectText(s))
	}
	return texts
}

// explainsGroup reports whether the group is told by a suspect column already, in
// one sentence for thousands of rows.
func explainsGroup(r *tally.Report, g *tally.Group) bool {
	if g.Code != schema.CodeStudentUnknown && g.Code != schema.CodeIdentifierUnknown {
		return false
	}
	for _, s := range r.Suspects {
		if s.Column == g.Column && !s.Unfed {
			return true
		}
	}
	return false
}
