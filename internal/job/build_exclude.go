package job

import (
	"slices"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// Who is excluded is left out before anything is told, counted or compared of a row: all
// that comes of it is a number.

// rosters returns the rosters through which excluded students are found.
func (w *build) rosters() (all []*roster.Roster) {
	for _, r := range w.lookups.Rosters {
		all = append(all, r.Roster)
	}
	return append(append(all, w.v.Refs.Past...), w.v.Refs.Roster)
}

// newExcluder returns a rowMaker's own, nil if nobody is excluded.
func (w *build) newExcluder() *mapping.Excluder {
	if w.excluded == nil {
		return nil
	}
	return mapping.NewExcluder(w.excluded, w.lookups, w.bound, w.source.labels)
}

// excludesPlainly reports whether whose a plain row is, as its proof finds it in today's
// roster, is all there is to know of whether it is excluded.
func (w *build) excludesPlainly() bool {
	if w.excluded == nil {
		return true
	}
	today := w.v.Refs.Roster
	if today == nil || w.excluded.Keys() {
		return false
	}
	known := []*roster.Roster{today}
	if w.v.Years != nil { // no row of a day that is not today's roster's is proven
		known = append(known, w.v.Years.Past...)
	}
	asked := w.rosters()[:len(w.lookups.Rosters)]
	if !slices.Contains(asked, today) || slices.ContainsFunc(asked, func(r *roster.Roster) bool { return !slices.Contains(known, r) }) {
		return false
	}
	return !slices.ContainsFunc(schema.Identifiers, func(c schema.Column) bool {
		return w.bound.Columns[c].Rule != nil && today.Accounts.Columns[c] == nil
	})
}

// findExcluded finds out which items of the row at hand are excluded. The record of the
// first one is in m.record, before and after.
func (m *rowMaker) findExcluded(row *mapping.ExportRow) {
	m.out = m.out[:0]
	whole, refill := m.exclude.Key(row), false
	for i, item := range m.items {
		if i > 0 {
			m.bound.Fill(&m.record, row, item)
		}
		answered := m.record.Answered != 0
		out := whole || m.exclude.Student(&m.record, row, item)
		if answered && !out { // whom the export names is excluded whatever a person answers
			m.bound.FillUnanswered(&m.record, row, item)
			out = m.exclude.Student(&m.record, row, item)
		}
		m.out = append(m.out, out)
		refill = refill || answered
	}
	if len(m.items) > 1 || refill {
		m.bound.Fill(&m.record, row, m.items[0])
	}
}

// excludes reports whether all records of the row are excluded, and keeps what is
// excluded out of what is shown of the row.
func (m *rowMaker) excludes(made *madeRow, row *mapping.ExportRow) bool {
	out := 0
	for _, is := range m.out {
		if is {
			out++
		}
	}
	switch {
	case out == len(m.out) && celltext.IsBlank(row.Cell(m.labels.part)):
		made.excluded = int32(min(out, mapping.MaxItems))
		return true
	case out == len(m.out):
		made.excluded = 1 // it is one part, whichever
		return true
	case len(m.items) > mapping.MaxItems && (out > 0 || m.exclude.Unread(row)):
		made.excluded = 1 // it is rejected as a whole, with all its cells
		return true
	case out > 0:
		made.shown = m.bound.Hidden(row.Cells, m.items, m.out)
	}
	return false
}

// excludedPart counts what is excluded of the items that records are made of, and
// reports whether it is all of them.
func (m *rowMaker) excludedPart(made *madeRow, from, to int) bool {
	if m.exclude == nil {
		return false
	}
	for _, is := range m.out[from:to] {
		if is {
			made.excluded++
		}
	}
	return !slices.Contains(m.out[from:to], false)
}
