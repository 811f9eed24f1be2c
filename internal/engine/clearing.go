package engine

import (
	"bytes"
	"unicode/utf8"

	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/schema"
)

// A clearing is what a fastCheck found out of a row that it does not let pass:
// most rows that go to the judge are good but for a cell. The zero clearing is
// that of a row of which nothing is known.
type clearing struct {
	columns schema.ColumnSet // those in whose cells the judge would find nothing wrong by themselves
	empty   schema.ColumnSet // of these, those whose cells are empty
	skipped schema.ColumnSet // of these, those whose cells the judge is not given
	strange schema.ColumnSet // names that are no plain names of their sets
	places  [3]int32         // of the names among columns in their sets, or nameset.NoPlace where there is no set
	day     int32            // where the date is among columns: it, packed
	could   bool             // and whether it is another day if the file is day first
}

// good reports whether nothing at all is wrong with the row.
func (k *clearing) good() bool { return k.columns == allTheColumns && k.identified() }

// identified reports whether one of the identifiers is surely none that is empty.
func (k *clearing) identified() bool { return k.columns&^k.empty&schema.StudentColumns != 0 }

// allTheColumns are columns A to I.
const allTheColumns schema.ColumnSet = 1<<(schema.NumColumns+1) - 1<<schema.ColStudentEmail

// clear fills in what it finds out of the row. It goes on where pass, which had
// the row before if f is whole, gave up.
func (f *fastCheck) clear(to *clearing, text []byte, cells []csvrow.Span, row *csvrow.BlockRow) {
	*to = clearing{}
	if row.Control || row.Beyond.Len() > 0 && (f.asciiOnly || !utf8.Valid(text[row.Beyond.Start:row.Beyond.End])) {
		return // rare, and not worth a second thought
	}
	f.clearIdentifiers(to, text, cells)
	f.clearNames(to, text, cells)
	if f.date(text, cells[f.at[schema.ColDate]]) {
		to.columns |= 1 << schema.ColDate
		to.day, to.could = f.clean.day, f.clean.could
	}
	if at := f.at[schema.ColNote]; at < 0 || cells[at].Len() == 0 {
		to.empty |= 1 << schema.ColNote
	} else if f.noteIn(text, cells, row.Beyond) {
		to.columns |= 1 << schema.ColNote
	}
	to.columns |= to.empty
}

func (f *fastCheck) clearIdentifiers(to *clearing, text []byte, cells []csvrow.Span) {
	for c := schema.ColStudentEmail; c <= schema.ColStateID; c++ {
		at := f.at[c]
		if at < 0 || cells[at].Start == cells[at].End {
			to.empty |= 1 << c
			continue
		}
		start, n := int(cells[at].Start), cells[at].Len()
		if f.named || c == schema.ColStudentEmail && f.address(text, start, n) || c != schema.ColStudentEmail && goodIdentifier(text, start, n) {
			to.columns |= 1 << c
		}
	}
}

func (f *fastCheck) clearNames(to *clearing, text []byte, cells []csvrow.Span) {
	to.places = f.clean.names
	for i, table := range f.names {
		c := schema.ColRecognition + schema.Column(i)
		switch cell := cells[f.at[c]]; {
		case i < f.found:
			to.columns |= 1 << c
		case table == nil:
			to.places[i] = nameset.NoPlace
			if apartName(c, text, int(cell.Start), cell.Len()) && bytes.IndexByte(text[cell.Start:cell.End], '"') < 0 {
				to.columns |= 1 << c
			}
		case i == f.found && f.named:
			to.strange |= 1 << c // pass looked for it
		default:
			place, ok := table.Find(text, int(cell.Start), cell.Len())
			if to.places[i] = place; ok {
				to.columns |= 1 << c
			} else {
				to.strange |= 1 << c
			}
		}
	}
}
