package mapping

import (
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// An Excluder tells which rows of an export are excluded. It belongs to one goroutine.
//
// A row is never that of an excluded student, however its identifiers are spelled: where
// it may be, and its identifiers do not settle that it is another's, it is excluded too.
type Excluder struct {
	x     *Exclusions
	l     *Lookups
	bound *Bound
	all   []*askedRoster
	now   *askedRoster // today's
	kinds []excludedKind
	key   []string
}

// An excludedKind says what a field of the export has to do with who is excluded.
type excludedKind uint8

const (
	saysNothing excludedKind = iota
	isIdentifier
	isUnused // it may be a name or another identifier of the row's student
)

// NewExcluder returns an Excluder for an export with these labels.
func NewExcluder(x *Exclusions, l *Lookups, b *Bound, labels []string) *Excluder {
	e := &Excluder{x: x, l: l.Fresh(), bound: b, kinds: make([]excludedKind, len(labels)), key: make([]string, len(b.Key))}
	e.all = slices.Clone(e.l.Rosters)
	for r := range x.people {
		if !slices.ContainsFunc(e.all, func(a *askedRoster) bool { return a.Roster == r }) {
			e.all = append(e.all, newAskedRoster(r))
		}
	}
	if now := l.v.Refs.Roster; now != nil {
		at := slices.IndexFunc(e.all, func(a *askedRoster) bool { return a.Roster == now })
		if at < 0 {
			at = len(e.all)
			e.all = append(e.all, newAskedRoster(now))
		}
		e.now = e.all[at]
	}
	for i := range e.kinds {
		if !schema.IsOwnLabel(labels[i]) {
			e.kinds[i] = isUnused
		}
	}
	for c, bound := range b.Columns {
		kind := saysNothing
		if schema.Column(c).Identifier() {
			kind = isIdentifier
		}
		fields := bound.Fields
		if slices.Contains(fields, eachField) {
			fields = append(slices.Clone(fields), b.Each...)
		}
		for _, field := range fields {
			if field != eachField && e.kinds[field] != isIdentifier {
				e.kinds[field] = kind
			}
		}
	}
	return e
}

// Key reports whether the key of the row is excluded.
func (e *Excluder) Key(row *ExportRow) bool {
	if !e.x.Keys() {
		return false
	}
	for i, field := range e.bound.Key {
		e.key[i] = row.Cell(field)
	}
	return e.x.keys.holds(e.key)
}

// Unread reports whether a row that could not be split, or of which nobody knows what
// its parts are, speaks of a student or a key that is excluded.
func (e *Excluder) Unread(row *ExportRow) bool {
	if e.x.texts.in(row.Text, fewestMentioned) || e.x.keys.in(row.Text) {
		return true
	}
	says := func(cell string) bool { return e.x.texts.in(cell, fewestMentioned) }
	return slices.ContainsFunc(row.Cells, says) || len(row.Cells) > 0 && e.Key(row)
}

// Student reports whether the record, as far as it is made without look-ups, is of a
// student who is excluded.
func (e *Excluder) Student(m *Record, row *ExportRow, item SourceItem) bool {
	if !e.x.Students() {
		return false
	}
	l := e.l
	l.bound, l.m, l.row, l.item, l.day = e.bound, m, row, item, l.dayOf(m)
	for _, c := range e.bound.Looked {
		if name, ok := e.bound.Columns[c].Rule.Entry(c, m.Source[c]); ok && !m.Answered.Has(c) {
			m.Rec.SetCell(c, name) // as Fill does
		}
	}
	first := e.firstAsked(l.day)
	who := e.ask(first)
	if who == excludedStudent || e.spelled() {
		return true
	}
	settled := who == otherStudent && !l.day.IsZero()
	for _, r := range e.all {
		if r != first && (!settled || r == e.now) && e.ask(r) == excludedStudent {
			return true
		}
	}
	return !settled && who != otherStudent && e.mentioned(row)
}

// firstAsked returns the roster of the day, as far as there is one.
func (e *Excluder) firstAsked(day dates.Date) *askedRoster {
	switch {
	case len(e.l.Rosters) > 0:
		return e.l.rosterOf(day)
	case e.now != nil:
		return e.now
	}
	return e.all[0]
}

// An askedStudent is what a roster says of the student of a record.
type askedStudent uint8

const (
	unknownStudent askedStudent = iota
	otherStudent                // others, and none who is excluded
	excludedStudent
)

// ask finds out whom the identifiers of the record stand for in a roster.
func (e *Excluder) ask(r *askedRoster) askedStudent {
	l := e.l
	l.r = r
	l.findStudents()
	people := e.x.In(r.Roster)
	excluded := func(p roster.Person) bool { return people[p] }
	if slices.ContainsFunc(l.students, excluded) {
		return excludedStudent
	}
	if len(l.students) > 0 {
		return otherStudent
	}
	for _, c := range schema.Identifiers {
		if slices.ContainsFunc(l.byColumn[c], excluded) { // they have nobody in common
			return excludedStudent
		}
	}
	return unknownStudent
}

// spelled reports whether an identifier that stands for nobody in the roster just asked
// may be an excluded student's, spelled in another way.
func (e *Excluder) spelled() bool {
	for _, c := range schema.Identifiers {
		if len(e.l.byColumn[c]) > 0 || e.l.nobodys.Has(c) && len(e.l.students) > 0 {
			continue
		}
		if e.x.texts.in(e.l.m.Source[c], 1) || e.x.texts.in(e.l.m.Rec.Cell(c), 1) {
			return true
		}
	}
	return false
}

// mentioned reports whether the row of a record whose student nobody knows names an
// excluded one, or has such an identifier in a cell of its own.
func (e *Excluder) mentioned(row *ExportRow) bool {
	var before [2]string // the short cells before this one, the last one first: a name in two columns
	for i, cell := range row.Cells {
		switch {
		case i >= len(e.kinds) || cell == "" || celltext.IsBlank(cell):
		case e.kinds[i] == isIdentifier && !slices.Contains(e.bound.Each, i):
			if e.x.texts.in(cell, 1) {
				return true
			}
		case e.kinds[i] == isUnused && len(cell) <= longestName:
			if e.x.texts.is(cell, fewestMentioned) || e.x.texts.named(cell) || e.x.texts.named(before[0]+" "+cell) || e.x.texts.named(before[1]+" "+cell) {
				return true
			}
			before[0], before[1] = cell, before[0]
		}
	}
	return false
}

// longestName is of how many bytes a cell may be that holds a name. A longer one is a
// narrative, which may speak of anybody.
const longestName = 80

// Hidden returns the row's cells without those items that are excluded, for who is shown
// what is left of the row. Pieces of a cell keep their places.
func (b *Bound) Hidden(cells []string, items []SourceItem, excluded []bool) []string {
	cells = slices.Clone(cells)
	for i, out := range excluded {
		if !out {
			continue
		}
		item := items[i]
		if b.split == "" {
			cells[item.Field] = ""
			continue
		}
		cells[item.Field] = withoutPiece(cells[item.Field], b.split, item.piece)
	}
	return cells
}

// withoutPiece returns the text with the n-th piece, from 1, emptied.
func withoutPiece(text, split string, n int) string {
	pieces := strings.Split(text, split)
	pieces[n-1] = ""
	return strings.Join(pieces, split)
}
