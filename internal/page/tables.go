package page

import (
	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/tally"
)

// A pageTable is a table of values, each with the first cells that have it.
type pageTable struct {
	advice.Table
	Lines []tableLine
	Kind  string // of its issues, for the filter
	More  string // what was left out
}

// A tableLine is a row of it.
type tableLine struct {
	advice.TableRow
	Cells []pageRef
	More  string
}

// What a table of values shows.
const (
	maxTableRows = 300
	maxOpenLines = 12 // more have a box to scroll in
)

// Long reports whether the table has a box of its own to scroll in, so that what comes below
// it is not far away.
func (t *pageTable) Long() bool { return len(t.Lines) > maxOpenLines }

func newPageTables(tables []advice.Table, r *tally.Report, o advice.ReportOptions, sheet *pageSheet, room *budget) (all []*pageTable) {
	files := advice.FileNamesOf(r, o)
	for _, t := range tables {
		all = append(all, newPageTable(t, o, files, sheet, room))
	}
	return all
}

// newPageTable lays out a table, as many rows as there is room for.
func newPageTable(t advice.Table, o advice.ReportOptions, files advice.FileNames, sheet *pageSheet, room *budget) *pageTable {
	p := &pageTable{Table: t, Kind: t.Severity.String()}
	for _, row := range t.Rows {
		line := tableLine{TableRow: row}
		line.Cells, line.More = refsOf(row.Group, sheet, files, advice.MaxRowCells)
		if !room.spend(line.size()) {
			break
		}
		p.Lines = append(p.Lines, line)
	}
	p.More = o.LeftOut(t.More+int64(len(t.Rows)-len(p.Lines)), "value")
	return p
}

// size is about how many bytes the row takes on the page.
func (l *tableLine) size() int {
	return 400 + 60*len(l.Cells) + escapedSize(l.Value, l.Near, l.Why, l.Years)
}

// refsOf names the first cells of a group, at most that many, and says how many more there
// are.
func refsOf(g *tally.Group, sheet *pageSheet, files advice.FileNames, most int) (refs []pageRef, more string) {
	spots := advice.SpotsOf(g)
	left := g.Count - int64(len(g.Rows)) + int64(max(0, len(spots)-most))
	spots = spots[:min(len(spots), most)]
	for i, s := range spots {
		ref := pageRef{Name: s.At.Cell(), Row: sheet.anchor(s.Row), Field: sheet.field(s.Field)}
		if i == len(spots)-1 || spots[i+1].At.In != s.At.In {
			ref.File = files.In("", s.At.In)
		}
		refs = append(refs, ref)
	}
	if left > 0 && len(refs) > 0 {
		more = phrase.Thousands(left)
	}
	return refs, more
}
