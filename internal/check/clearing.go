package check

import (
	"bytes"
	"unicode/utf8"

	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/schema"
)

// A clearing is what a FastCheck found out of a row that it does not let pass:
// most rows that go the careful way are good but for a cell. The zero clearing is
// that of a row of which nothing is known.
type Clearing struct {
	Columns schema.ColumnSet // those in whose cells a RowChecker would find nothing wrong by themselves
	Empty   schema.ColumnSet // of these, those whose cells are empty
	Skipped schema.ColumnSet // of these, those whose cells a RowChecker is not given
	Strange schema.ColumnSet // names that are no plain names of their sets
	Places  [3]int32         // of the names among columns in their sets, or nameset.NoPlace where there is no set
	Day     int32            // where the date is among columns: it, packed
	Could   bool             // and whether it is another day if the file is day first
}

// Good reports whether nothing at all is wrong with the row.
func (k *Clearing) Good() bool { return k.Columns == AllTheColumns && k.Identified() }

// Identified reports whether one of the identifiers is surely none that is empty.
func (k *Clearing) Identified() bool { return k.Columns&^k.Empty&schema.StudentColumns != 0 }

// AllTheColumns are columns A to I.
const AllTheColumns schema.ColumnSet = 1<<(schema.NumColumns+1) - 1<<schema.ColStudentEmail

// Clear fills in what it finds out of the row. It goes on where pass, which had
// the row before if f is whole, gave up.
func (f *FastCheck) Clear(to *Clearing, text []byte, cells []csvrow.Span, row *csvrow.BlockRow) {
	*to = Clearing{}
	if row.Control || row.Beyond.Len() > 0 && (f.asciiOnly || !utf8.Valid(text[row.Beyond.Start:row.Beyond.End])) {
		return // rare, and not worth a second thought
	}
	f.clearIdentifiers(to, text, cells)
	f.clearNames(to, text, cells)
	if f.date(text, cells[f.At[schema.ColDate]]) {
		to.Columns |= 1 << schema.ColDate
		to.Day, to.Could = f.Clean.Day, f.Clean.Could
	}
	if at := f.At[schema.ColNote]; at < 0 || cells[at].Len() == 0 {
		to.Empty |= 1 << schema.ColNote
	} else if f.noteIn(text, cells, row.Beyond) {
		to.Columns |= 1 << schema.ColNote
	}
	to.Columns |= to.Empty
}

func (f *FastCheck) clearIdentifiers(to *Clearing, text []byte, cells []csvrow.Span) {
	for c := schema.ColStudentEmail; c <= schema.ColStateID; c++ {
		at := f.At[c]
		if at < 0 || cells[at].Start == cells[at].End {
			to.Empty |= 1 << c
			continue
		}
		start, n := int(cells[at].Start), cells[at].Len()
		if f.named || c == schema.ColStudentEmail && f.Address(text, start, n) || c != schema.ColStudentEmail && goodIdentifier(text, start, n) {
			to.Columns |= 1 << c
		}
	}
}

func (f *FastCheck) clearNames(to *Clearing, text []byte, cells []csvrow.Span) {
	to.Places = f.Clean.Names
	for i, table := range f.names {
		c := schema.ColRecognition + schema.Column(i)
		switch cell := cells[f.At[c]]; {
		case i < f.found:
			to.Columns |= 1 << c
		case table == nil:
			to.Places[i] = nameset.NoPlace
			if ApartName(c, text, int(cell.Start), cell.Len()) && bytes.IndexByte(text[cell.Start:cell.End], '"') < 0 {
				to.Columns |= 1 << c
			}
		case i == f.found && f.named:
			to.Strange |= 1 << c // pass looked for it
		default:
			place, ok := table.Find(text, int(cell.Start), cell.Len())
			if to.Places[i] = place; ok {
				to.Columns |= 1 << c
			} else {
				to.Strange |= 1 << c
			}
		}
	}
}
