package engine

import (
	"fmt"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// Fewer different values than fewestListed say nothing about the list that they
// are not in.
const fewestListed = 5

// listsOf names the lists that columns E to G are checked against.
var listsOf = map[schema.Column]string{schema.ColRecognition: "recognitions", schema.ColTeacherEmail: "teachers", schema.ColClassName: "classes"}

// suspectLists returns an issue for each list that is empty or lacks most of the
// file's different values: it is then the wrong list, and not each value.
func (r *run) suspectLists() (issues []check.Issue) {
	if !r.v.On(schema.CodeListSuspect) {
		return nil
	}
	for c := schema.ColRecognition; c <= schema.ColClassName; c++ {
		set := r.v.SetOf(c)
		if set == nil {
			continue
		}
		unknown, known := r.c.valuesOf(c)
		var message string
		switch {
		case unknown == 0:
			continue
		case set.Len() == 0:
			message = fmt.Sprintf("the list of %s is empty, so that every %s is told to be missing: "+
				"look whether the right list was given, before anything is created in Otus", listsOf[c], c)
		case unknown+known >= fewestListed && 2*unknown > unknown+known:
			atLeast := ""
			if len(r.c.strange[c-schema.ColRecognition]) > set.Len() {
				atLeast = "at least "
			}
			message = fmt.Sprintf("%s of %s in the column %s are not in the list of %s: it is the wrong list, or they are not yet created in Otus",
				atLeast+phrase.Thousands(unknown), phrase.Plural(unknown+known, "different value"), c, listsOf[c])
		default:
			continue
		}
		issues = append(issues, check.Issue{
			Code:     schema.CodeListSuspect,
			Severity: r.v.RuleSeverity(schema.CodeListSuspect),
			Field:    fieldOfColumn(r.c.rep, c),
			Column:   c,
			Message:  message,
		})
	}
	return issues
}

// fieldOfColumn returns the one column of the file that holds c, from 1, else 0.
func fieldOfColumn(r *tally.Report, c schema.Column) (field int) {
	for i, of := range r.Columns {
		switch {
		case of != c:
		case field > 0:
			return 0
		default:
			field = i + 1
		}
	}
	return field
}

// valuesOf returns how many different values of the column are not in its list, and
// how many of the list's the file has.
func (c *collector) valuesOf(column schema.Column) (unknown, known int64) {
	for _, g := range c.groups {
		if g.Column == column && tally.InNoList(&g.Group) {
			unknown++
		}
	}
	at := column - schema.ColRecognition
	unknown += int64(len(c.strange[at]))
	for place, rows := range c.summary.clean.names[at] {
		if rows > 0 || c.met[at] != nil && c.met[at][place] {
			known++
		}
	}
	return unknown, known
}

// meet notes which names of the lists a row has, by their places: of a build the
// summary counts only what is written.
func (c *collector) meet(places *[3]int32) {
	for i, place := range places {
		if place == nameset.NoPlace {
			continue
		}
		if c.met[i] == nil {
			c.met[i] = make([]bool, len(c.summary.clean.names[i]))
		}
		c.met[i][place] = true
	}
}

// strangeValue counts a value that has no group of its own among those that the list
// of its column lacks. More of them than the list has names need no counting: they
// are the most, whatever the file has of the list.
func (c *collector) strangeValue(key check.IssueKey, value string) {
	column := key.Kind.Column()
	if value == "" || column == schema.NoColumn || check.Rules[key.Kind.Rule()].Code != tally.UnknownCodes[column] {
		return
	}
	set, strange := c.v.SetOf(column), &c.strange[column-schema.ColRecognition]
	if _, ok := (*strange)[key.Hash]; ok || set == nil || len(*strange) > max(set.Len(), fewestListed) {
		return
	}
	if clean, _ := celltext.Clean(column.Kind(), value); set.Match(clean).Name != "" {
		return // it is in the list, in another spelling
	}
	if *strange == nil {
		*strange = make(map[uint64]struct{})
	}
	(*strange)[key.Hash] = struct{}{}
}

// listsTitle heads the tables.
const listsTitle = "Look at these lists before anything else"

// A listTable is what a suspect list lacks.
type listTable struct {
	Text   string // what is wrong with the list
	Column string
	Rows   []listRow
	More   string // what was left out
}

// A listRow is a value that the list lacks.
type listRow struct{ Value, Rows, Near string }

// listTables returns a table for each suspect list, of at most that many values.
func listTables(r *tally.Report, most int) (tables []listTable) {
	for i := range r.Groups {
		if g := &r.Groups[i]; g.Code == schema.CodeListSuspect {
			tables = append(tables, listTableOf(r, g, most))
		}
	}
	return tables
}

func listTableOf(r *tally.Report, of *tally.Group, most int) listTable {
	t := listTable{Text: newTodo(of, fileNamesOf(r, ReportOptions{})).advice(), Column: of.Column.String()}
	more := int64(0)
	for i := range r.Groups {
		g := &r.Groups[i]
		if g.Column != of.Column || !tally.InNoList(g) {
			continue
		}
		row := listRow{Value: phrase.QuoteCell(g.Value), Rows: phrase.Plural(g.Count, "row")}
		if g.Other {
			row.Value = "other values"
		}
		if len(g.Fixes) > 0 {
			row.Near = choiceText(g.Fixes)
		}
		if len(t.Rows) == most {
			more++
			continue
		}
		t.Rows = append(t.Rows, row)
	}
	if more > 0 {
		t.More = "And " + phrase.Plural(more, "further value") + ": see the JSON report."
	}
	return t
}

// isListed reports whether the group is told by a suspect list, in one table for all
// values.
func isListed(r *tally.Report, g *tally.Group) bool {
	if g.Code == schema.CodeListSuspect {
		return true
	}
	for i := range r.Groups {
		if l := &r.Groups[i]; l.Code == schema.CodeListSuspect && l.Column == g.Column && tally.InNoList(g) {
			return true
		}
	}
	return false
}
