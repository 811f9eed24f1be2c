package advice

import (
	"cmp"
	"slices"
	"strings"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// cellNames lists the first cells of g by name, at most that many, those of one file
// together.
func cellNames(g *tally.Group, files FileNames, most int) string {
	var parts []string
	spots := SpotsOf(g)
	more := g.Count - int64(len(g.Rows)) + int64(max(0, len(spots)-most))
	spots = spots[:min(len(spots), most)]
	for len(spots) > 0 {
		var names []string
		in := spots[0].At.In
		for len(spots) > 0 && spots[0].At.In == in {
			names = append(names, spots[0].At.Cell())
			spots = spots[1:]
		}
		text := strings.Join(names, ", ")
		if isOfRows(g) && len(names) > 1 { // rows 3, 4, not row 3, row 4
			text = "rows " + strings.ReplaceAll(text, "row ", "")
		}
		parts = append(parts, files.In(text, in))
	}
	text := strings.Join(parts, ", ")
	if more > 0 && text != "" {
		text += " and " + phrase.Thousands(more) + " more"
	}
	return text
}

// isOfRows reports whether the group's cells are none of the file's, so that rows
// are told.
func isOfRows(g *tally.Group) bool {
	places := PlacesOf(g)
	return len(places) > 0 && !slices.ContainsFunc(places, func(p check.Place) bool { return p.Field > 0 })
}

// PlacesOf returns Places, which a group that a program made need not have.
func PlacesOf(g *tally.Group) []check.Place {
	if len(g.Places) == len(g.Rows) {
		return g.Places
	}
	places := make([]check.Place, len(g.Rows))
	for i, row := range g.Rows {
		places[i].Row = row
		if i < len(g.Fields) {
			places[i].Field = g.Fields[i]
		}
	}
	return places
}

// A spot is a place with a name, and the row of the input that it is of.
type spot struct {
	At    check.Place
	Row   int64
	Field int // 0: no single cell
}

// SpotsOf returns the first places of g that have a name, the rejects' before the
// template's: these wait for somebody.
func SpotsOf(g *tally.Group) (spots []spot) {
	for i, at := range PlacesOf(g) {
		if at.Cell() == "" {
			continue
		}
		s := spot{At: at, Row: g.Rows[i]}
		if i < len(g.Fields) {
			s.Field = g.Fields[i]
		}
		spots = append(spots, s)
	}
	slices.SortStableFunc(spots, func(a, b spot) int { return cmp.Compare(b.At.In, a.At.In) })
	return spots
}

// CellsOf returns the names of the first cells of g; never nil.
func CellsOf(g *tally.Group) []string {
	names := []string{}
	for _, at := range PlacesOf(g) {
		if name := at.Cell(); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// columnText returns the letters of the one column of one file that all of g's cells
// are in, "" where there are several, or none, or more than are known: a build may
// have set some aside and written others.
func columnText(g *tally.Group, files FileNames) string {
	places := PlacesOf(g)
	if len(places) == 0 {
		return ""
	}
	first := places[0]
	if slices.ContainsFunc(places, func(p check.Place) bool { return p.In != first.In || p.Field != first.Field }) {
		return ""
	}
	// What has an error was not written.
	if set := g.Severity == check.SeverityError && g.Repaired == 0 && g.Code != schema.CodeQuote; files != nil && !set && g.Count > int64(len(places)) {
		return ""
	}
	return schema.Letters(first.Field)
}

// CountText says how many cells, rows or times n issues of g are.
func CountText(g *tally.Group, n int64) string {
	places := PlacesOf(g)
	switch {
	case len(places) > 0 && !slices.ContainsFunc(places, func(p check.Place) bool { return p.Field == 0 }):
		return phrase.Plural(n, "cell")
	case len(places) > 0 && places[0].Row > 0:
		return phrase.Plural(n, "row")
	}
	return phrase.Plural(n, "time")
}

// placeText is what a sentence calls n of g's cells.
func placeText(g *tally.Group, n int64, files FileNames) string {
	column := columnText(g, files)
	switch {
	case len(g.Rows) == 0 || g.Rows[0] == 0 && column == "":
		return "the file"
	case g.Rows[0] == 0:
		return "column " + column
	case n == 1 && g.Count == 1:
		return cellNames(g, files, len(g.Rows))
	case column != "":
		return files.In(CountText(g, n)+" in column "+column, PlacesOf(g)[0].In)
	}
	return CountText(g, n)
}

// FileNames are what reports for people call the files of a build, by where a
// [check.Place] is; nil for a file that was checked, as there is no other.
type FileNames []string

func FileNamesOf(r *tally.Report, o ReportOptions) FileNames {
	if r.Build == nil {
		return nil
	}
	return NamesOfFiles(o)
}

// NamesOfFiles returns the names of a build's files.
func NamesOfFiles(o ReportOptions) FileNames {
	return FileNames{
		check.InInput:    phrase.Visible(cmp.Or(o.InputName, "the export")),
		check.InTemplate: phrase.Visible(cmp.Or(o.TemplateName, "the template")),
		check.InRejects:  phrase.Visible(cmp.Or(o.RejectsName, "the rejects file")),
	}
}

// Name returns the name of a file, "" where it needs none.
func (f FileNames) Name(in check.PlaceIn) string {
	if int(in) >= len(f) {
		return ""
	}
	return f[in]
}

// In adds to the name of cells that of the file which they are in.
func (f FileNames) In(cells string, in check.PlaceIn) string {
	if name := f.Name(in); name != "" {
		return cells + " of " + name
	}
	return cells
}

// Cell names a place, "" for a file as a whole.
func (f FileNames) Cell(at check.Place) string {
	name := at.Cell()
	if name == "" {
		return ""
	}
	return f.In(name, at.In)
}
