package tally

import (
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// IdentifierCounts counts them over a file.
type IdentifierCounts struct {
	filled, unknown, unfed [schema.ColStateID + 1]int64
	as                     [schema.ColStateID + 1][schema.ColStateID + 1]int64
}

func (t *IdentifierCounts) Add(s *check.IdentifierFacts) {
	if s.Filled == 0 {
		return
	}
	for _, c := range schema.Identifiers {
		t.filled[c] += s.Filled.One(c)
		t.unknown[c] += s.Unknown.One(c)
		t.unfed[c] += s.Unfed.One(c)
		for _, o := range schema.Identifiers {
			t.as[c][o] += s.As[c].One(o)
		}
	}
}

// Suspects returns the columns to be told of.
func (t *IdentifierCounts) Suspects() []SuspectColumn {
	var all []SuspectColumn
	for _, c := range schema.Identifiers {
		s := SuspectColumn{Column: c, Filled: t.filled[c], Unknown: t.unknown[c], Unfed: t.unfed[c] > 0}
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

// Fewer identifiers than fewestSuspect say nothing about their column.
const fewestSuspect = 20

// AddFilled adds rows of which no identifier is unknown, by those that they have.
func (t *IdentifierCounts) AddFilled(rows *[2 << schema.ColStateID]int64, r *roster.Roster) {
	if r == nil {
		return
	}
	for filled, n := range rows {
		for _, c := range schema.Identifiers {
			with := n * check.IdentifierSet(filled).One(c)
			t.filled[c] += with
			if r.Accounts.Columns[c] == nil {
				t.unfed[c] += with
			}
		}
	}
}
