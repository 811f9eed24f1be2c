package job

import (
	"strconv"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/ledger"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// An entryMaker makes of records what a ledger holds of them. It belongs to a rowMaker.
type entryMaker struct {
	digester *ledger.Digester
	fields   []int // of the export, that records are made of, notes apart
	labels   []string
	students map[roster.Person]*[schema.NumColumns]uint64 // their identifiers of the roster
}

// A sharedEntry is what a ledger holds of a record, and what is told of it.
type sharedEntry struct {
	ledger.Entry
	names  [3]string // the cells of columns E to G
	fields [schema.NumColumns + 1]int
}

// newEntryMaker returns nil if there is no ledger.
func newEntryMaker(w *build) *entryMaker {
	if w.opts.Ledger == nil {
		return nil
	}
	return &entryMaker{
		digester: w.opts.Ledger.Digester(),
		fields:   w.bound.SourceFields(),
		labels:   w.source.labels,
		students: make(map[roster.Person]*[schema.NumColumns]uint64),
	}
}

// entry returns the entry of the record at hand, as it was repaired.
func (m *rowMaker) entry(row *mapping.ExportRow, rec *schema.Record) sharedEntry {
	e := sharedEntry{fields: m.record.Fields, names: [3]string{rec.Recognition, rec.TeacherEmail, rec.ClassName}}
	d := m.entries.digester
	e.Kind = ledger.Written
	if e.Day = rec.Date; !rec.Date.IsValid() {
		e.Day = dates.Date{}
	}
	for _, c := range schema.AllColumns {
		switch c {
		case schema.ColNote:
			e.Cells[c-1] = d.Note(rec.Note)
		case schema.ColDate:
			text := rec.DateText
			if text == "" {
				text = m.days.text(rec.Date)
			}
			e.Cells[c-1] = d.Cell(c, text)
		default:
			e.Cells[c-1] = d.Cell(c, rec.Cell(c))
		}
	}
	if p, ok := m.checker.Student(); ok {
		for i, id := range m.entries.identifiers(m.v.Refs.Roster, p) {
			if e.Cells[i] == 0 {
				e.Cells[i] = id
			}
		}
	}
	item, nth := m.bound.ItemName(m.items, m.itemAt, m.entries.labels)
	if m.hasKey(row) {
		d.BeginKey()
		for _, field := range m.bound.Key {
			d.Add(row.Cell(field))
		}
		d.Add(item)
		d.Add(strconv.Itoa(nth))
		e.Key = d.Key()
	}
	d.BeginSource()
	for _, field := range m.entries.fields {
		d.Add(row.Cell(field))
	}
	d.Add(m.items[m.itemAt].Text())
	e.Source = d.Source()
	return e
}

// hasKey reports whether each cell of the key says something.
func (m *rowMaker) hasKey(row *mapping.ExportRow) bool {
	for _, field := range m.bound.Key {
		if celltext.IsBlank(row.Cell(field)) {
			return false
		}
	}
	return len(m.bound.Key) > 0
}

// identifiers returns what is held of the identifiers that the roster has of a student,
// one of each kind: by these a record is known again if another export names the student
// by another one.
func (m *entryMaker) identifiers(r *roster.Roster, p roster.Person) *[schema.NumColumns]uint64 {
	if ids, ok := m.students[p]; ok {
		return ids
	}
	ids := new([schema.NumColumns]uint64)
	for _, c := range schema.Identifiers {
		if found := r.IdentifiersOf(p, c, dates.Date{}, func(int32) int { return 1 }); len(found) == 1 {
			ids[c-1] = m.digester.Cell(c, found[0])
		}
	}
	m.students[p] = ids
	return ids
}
