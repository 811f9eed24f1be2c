package engine

import (
	"cmp"
	"slices"
	"strings"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// cellNames lists the first cells of g by name, those of one file together.
func cellNames(g *tally.Group, files fileNames) string {
	var parts []string
	spots := spotsOf(g)
	for len(spots) > 0 {
		var names []string
		in := spots[0].at.In
		for len(spots) > 0 && spots[0].at.In == in {
			names = append(names, spots[0].at.Cell())
			spots = spots[1:]
		}
		text := strings.Join(names, ", ")
		if isOfRows(g) && len(names) > 1 { // rows 3, 4, not row 3, row 4
			text = "rows " + strings.ReplaceAll(text, "row ", "")
		}
		parts = append(parts, files.in(text, in))
	}
	text := strings.Join(parts, ", ")
	if more := g.Count - int64(len(g.Rows)); more > 0 && text != "" {
		text += " and " + phrase.Thousands(more) + " more"
	}
	return text
}

// isOfRows reports whether the group's cells are none of the file's, so that rows
// are told.
func isOfRows(g *tally.Group) bool {
	places := placesOf(g)
	return len(places) > 0 && !slices.ContainsFunc(places, func(p check.Place) bool { return p.Field > 0 })
}

// placesOf returns Places, which a group that a program made need not have.
func placesOf(g *tally.Group) []check.Place {
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
	at    check.Place
	row   int64
	field int // 0: no single cell
}

// spotsOf returns the first places of g that have a name, the rejects' before the
// template's: these wait for somebody.
func spotsOf(g *tally.Group) (spots []spot) {
	for i, at := range placesOf(g) {
		if at.Cell() == "" {
			continue
		}
		s := spot{at: at, row: g.Rows[i]}
		if i < len(g.Fields) {
			s.field = g.Fields[i]
		}
		spots = append(spots, s)
	}
	slices.SortStableFunc(spots, func(a, b spot) int { return cmp.Compare(b.at.In, a.at.In) })
	return spots
}

// cellsOf returns the names of the first cells of g; never nil.
func cellsOf(g *tally.Group) []string {
	names := []string{}
	for _, at := range placesOf(g) {
		if name := at.Cell(); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// columnText returns the letters of the one column of one file that all of g's cells
// are in, "" where there are several, or none, or more than are known: a build may
// have set some aside and written others.
func columnText(g *tally.Group, files fileNames) string {
	places := placesOf(g)
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

// countText says how many cells, rows or times n issues of g are.
func countText(g *tally.Group, n int64) string {
	places := placesOf(g)
	switch {
	case len(places) > 0 && !slices.ContainsFunc(places, func(p check.Place) bool { return p.Field == 0 }):
		return phrase.Plural(n, "cell")
	case len(places) > 0 && places[0].Row > 0:
		return phrase.Plural(n, "row")
	}
	return phrase.Plural(n, "time")
}

// placeText is what a sentence calls n of g's cells.
func placeText(g *tally.Group, n int64, files fileNames) string {
	column := columnText(g, files)
	switch {
	case len(g.Rows) == 0 || g.Rows[0] == 0 && column == "":
		return "the file"
	case g.Rows[0] == 0:
		return "column " + column
	case n == 1 && g.Count == 1:
		return cellNames(g, files)
	case column != "":
		return files.in(countText(g, n)+" in column "+column, placesOf(g)[0].In)
	}
	return countText(g, n)
}

// fileNames are what reports for people call the files of a build, by where a
// [check.Place] is; nil for a file that was checked, as there is no other.
type fileNames []string

func fileNamesOf(r *tally.Report, o ReportOptions) fileNames {
	if r.Build == nil {
		return nil
	}
	return fileNames{
		check.InInput:    "the export",
		check.InTemplate: phrase.Visible(cmp.Or(o.TemplateName, "the template")),
		check.InRejects:  phrase.Visible(cmp.Or(o.RejectsName, "the rejects file")),
	}
}

// name returns the name of a file, "" where it needs none.
func (f fileNames) name(in check.PlaceIn) string {
	if int(in) >= len(f) {
		return ""
	}
	return f[in]
}

// in adds to the name of cells that of the file which they are in.
func (f fileNames) in(cells string, in check.PlaceIn) string {
	if name := f.name(in); name != "" {
		return cells + " of " + name
	}
	return cells
}

// cell names a place, "" for a file as a whole.
func (f fileNames) cell(at check.Place) string {
	name := at.Cell()
	if name == "" {
		return ""
	}
	return f.in(name, at.In)
}
