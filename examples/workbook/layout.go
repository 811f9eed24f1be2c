package main

import (
	"slices"
	"strings"

	"example.com/otustemplate"
)

// Titles of the columns that a build adds to the rejects, and those that a workbook has
// beyond them.
const (
	columnRow     = "otustemplate row"
	columnPart    = "otustemplate part"
	columnWho     = "otustemplate who"
	columnProblem = "otustemplate problem"
	columnText    = "otustemplate text"
	answerPrefix  = "answer: "
	ownPrefix     = "otustemplate "
	columnDoNot   = "do not send"
	columnWhy     = "why not"
)

// A layout is the order of the columns of a workbook to correct. It is that of the rejects,
// except that what a person reads first comes first: the row, who settles it, and what is
// wrong with it.
type layout struct {
	own int // the first column that the build adds to the rejects, from 1: row, part, who, problem, text
}

// layoutOf returns the layout for the rejects of an export with these columns. Those of an
// export that is the rejects of an earlier round are moved to the end by the build.
func layoutOf(columns []string) layout {
	own := 1
	for _, title := range columns {
		if !isOwn(title) {
			own++
		}
	}
	return layout{own}
}

// isOwn reports whether a column is one that a build adds to the rejects.
func isOwn(title string) bool {
	title = strings.ToLower(strings.Join(strings.Fields(title), " "))
	if answer, ok := strings.CutPrefix(title, answerPrefix); ok {
		c, err := otustemplate.ParseColumn(answer)
		return err == nil && strings.EqualFold(c.String(), answer) && c != otustemplate.ColDate
	}
	return slices.Contains([]string{columnRow, columnPart, columnWho, columnProblem, columnText}, title)
}

// field returns where a column of the rejects is in the workbook, both from 1; 0 is none.
func (l layout) field(rejects int) int {
	switch {
	case rejects <= 0:
		return 0
	case rejects < l.own: // the export's
		return rejects + 3
	case rejects == l.own: // row
		return 1
	case rejects == l.own+1: // part
		return rejects + 2
	case rejects <= l.own+3: // who, problem
		return rejects - l.own
	}
	return rejects
}

// arranged returns what stands in the columns of the rejects in the order of the workbook.
func (l layout) arranged(cells []string) []string {
	row := make([]string, len(cells))
	for i, cell := range cells {
		row[l.field(i+1)-1] = cell
	}
	return row
}

// issue returns the issue with its place in the workbook.
func (l layout) issue(is otustemplate.Issue) otustemplate.Issue {
	is.At = l.place(is.At)
	return is
}

func (l layout) place(at otustemplate.Place) otustemplate.Place {
	if at.In == otustemplate.InRejects {
		at.Field = l.field(at.Field)
	}
	return at
}

// report returns a report that names the cells of the workbook, not those of the rejects.
func (l layout) report(r *otustemplate.Report) *otustemplate.Report {
	own := *r
	own.Issues = slices.Clone(r.Issues)
	for i, is := range own.Issues {
		own.Issues[i] = l.issue(is)
	}
	own.Groups = slices.Clone(r.Groups)
	for i, g := range own.Groups {
		places := slices.Clone(g.Places)
		for at, place := range places {
			places[at] = l.place(place)
		}
		own.Groups[i].Places = places
	}
	return &own
}
