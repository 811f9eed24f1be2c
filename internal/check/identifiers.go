package check

import (
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// An IdentifierSet has a bit for each of columns A to D.
type IdentifierSet uint8

func (s *IdentifierSet) add(c schema.Column) { *s |= 1 << c }

// An IdentifierFacts is what the roster says of the identifiers of one row.
type IdentifierFacts struct {
	Filled  IdentifierSet
	Unknown IdentifierSet
	Unfed   IdentifierSet
	As      [schema.ColStateID + 1]IdentifierSet // of each unknown one: as what else it is known
}

// IdentifierFacts notes what the roster says of the identifiers of the row last checked.
func (rc *RowChecker) IdentifierFacts() (s IdentifierFacts) {
	r := rc.v.Refs.Roster
	if r == nil {
		return s
	}
	for _, c := range schema.Identifiers {
		f := &rc.Facts[c]
		if f.blank || f.placeholder || f.filler {
			continue
		}
		s.Filled.add(c)
		switch {
		case r.Accounts.Columns[c] == nil:
			s.Unfed.add(c)
		case rc.people.unknown(c) && !rc.v.wasStudents(c, f.clean):
			s.Unknown.add(c)
			for _, o := range schema.Identifiers {
				if found, _ := roster.StudentsBy(r, nil, o, f.clean, false); o != c && len(found) > 0 {
					s.As[c].add(o)
				}
			}
		}
	}
	return s
}

// One returns 1 where c is in the set, else 0.
func (s IdentifierSet) One(c schema.Column) int64 { return int64(s >> c & 1) }
