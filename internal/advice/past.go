package advice

import (
	"fmt"
	"slices"
	"strings"

	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// Who has left, and what a class was called, is one question for Otus however many
// students and classes there are: a table with a line for each of them, and not a card.

// PastTitle heads the tables.
const PastTitle = "Ask Otus once: rows of people who have left and of classes of earlier years"

// A pastWording is what is said of all values of a code together.
type pastWording struct {
	code            schema.Code
	one, several    string // what the values are
	left, ask, near string
}

var pastWordings = []pastWording{
	{schema.CodeStudentLeft, "student", "students", "not in today's roster, but in that of an earlier year",
		"Ask Otus whether it takes rows of students who have left. If it does, your data person can let all of them pass. If not, remove these rows.", ""},
	{schema.CodeTeacherLeft, "teacher's address", "teachers' addresses", "not in Otus today, but in the roster of an earlier year",
		"Ask Otus whether it takes rows of teachers who have left. If it does, your data person can let all of them pass. If not, ask which teacher to enter.", ""},
	{schema.CodeClassPast, "class name", "class names", "not in Otus today, but in the roster of an earlier year",
		"Where a new name is given, check that it is the same class: your data person can then rename it in all rows. For the others ask Otus whether it takes rows of classes of past years.", "Now called"},
}

// isPast reports whether the group is told by one of the tables. One value alone has a
// card.
func isPast(r *tally.Report, g *tally.Group) bool {
	if !slices.ContainsFunc(pastWordings, func(w pastWording) bool { return w.code == g.Code }) {
		return false
	}
	values := 0
	for i := range r.Groups {
		if o := &r.Groups[i]; o.Code == g.Code && o.Column == g.Column && o.Count > o.Repaired {
			values++
		}
	}
	return values > 1 || g.Other
}

// PastTables returns a table for each of these codes and each column, of at most that
// many values. Of a redacted report the identifiers of students are left out.
func PastTables(r *tally.Report, most int) (tables []Table) {
	for i := range pastWordings {
		for c := schema.NoColumn; c <= schema.ColNote; c++ {
			if t, ok := pastTableOf(r, &pastWordings[i], c, most); ok {
				tables = append(tables, t)
			}
		}
	}
	return tables
}

func pastTableOf(r *tally.Report, w *pastWording, c schema.Column, most int) (t Table, ok bool) {
	t = Table{Column: columnHead(c), Caption: phrase.Sentence(w.several + " " + w.left)}
	values, rows := int64(0), int64(0)
	others := ""
	var years []tally.Count
	for i := range r.Groups {
		g := &r.Groups[i]
		if g.Code != w.code || g.Column != c || g.Count <= g.Repaired {
			continue
		}
		values++
		t.Severity = g.Severity
		rows += g.Count
		years = addYears(years, g)
		if g.Other {
			others = "over "
		}
		switch {
		case r.Redacted && c.Identifier():
		case len(t.Rows) == most:
			t.More++
		default:
			t.add(newTableRow(g, yearsText(g.Years)), w.near)
		}
	}
	names, are := w.several, "are"
	if values == 1 {
		names, are = w.one, "is"
	}
	t.Text = fmt.Sprintf("%s%s %s in %s %s %s.", others, phrase.Thousands(values), names, phrase.Plural(rows, "row"), are, w.left)
	if text := yearsText(years); text != "" {
		t.Text += " By school year: " + text + "."
	}
	t.Text = phrase.Sentence(t.Text) + " " + w.ask
	return t, values > 1 || others != ""
}

// addYears adds the rows of a group to counts by school year, which are in their order.
func addYears(sum []tally.Count, g *tally.Group) []tally.Count {
	for _, y := range g.Years {
		at, found := slices.BinarySearchFunc(sum, y, func(a, b tally.Count) int {
			if a.Other != b.Other {
				return tally.CompareBools(a.Other, b.Other)
			}
			return strings.Compare(a.Name, b.Name)
		})
		if !found {
			sum = slices.Insert(sum, at, tally.Count{Name: y.Name, Other: y.Other})
		}
		sum[at].Rows += y.Rows
	}
	return sum
}

// severalYears lists the counts of a group by school year, "" if it is of one. Most are:
// one date gone wrong is enough for a report of several years.
func severalYears(g *tally.Group) string {
	if len(g.Years) < 2 {
		return ""
	}
	return yearsText(g.Years)
}

// yearsText lists counts by school year, "" for none.
func yearsText(years []tally.Count) string {
	if len(years) == 1 {
		return phrase.Visible(years[0].Name)
	}
	var text []string
	for _, y := range years {
		name := phrase.Visible(y.Name)
		if y.Other {
			name = "other years"
		}
		text = append(text, name+": "+phrase.Thousands(y.Rows))
	}
	return strings.Join(text, ", ")
}
