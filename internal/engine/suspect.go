package engine

import (
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

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

// one returns 1 where c is in the set, else 0.
func (s identifierSet) one(c schema.Column) int64 { return int64(s >> c & 1) }
