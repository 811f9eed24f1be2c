package advice

import (
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// ListsTitle heads the tables.
const ListsTitle = "Check these lists before anything else"

// A ListTable is what a suspect list lacks, or what was there in earlier years.
type ListTable struct {
	Text   string // what is wrong with the list
	Column string
	Near   string // what heads the names that may be meant; "": there are none
	Years  bool   // some rows say how many are of each school year
	Rows   []listRow
	More   string // what was left out
}

// A listRow is a value that the list lacks.
type listRow struct{ Value, Rows, Years, Near string }

// ListTables returns a table for each suspect list, of at most that many values.
func ListTables(r *tally.Report, o ReportOptions, most int) (tables []ListTable) {
	for i := range r.Groups {
		if g := &r.Groups[i]; g.Code == schema.CodeListSuspect {
			tables = append(tables, listTableOf(r, o, g, most))
		}
	}
	return tables
}

func listTableOf(r *tally.Report, o ReportOptions, of *tally.Group, most int) ListTable {
	t := ListTable{Text: NewTodo(of, r.Titles, FileNamesOf(r, o)).Advice(), Column: of.Column.String(), Near: "Nearest"}
	more := int64(0)
	for i := range r.Groups {
		g := &r.Groups[i]
		if g.Column != of.Column || !tally.InNoList(g) {
			continue
		}
		if len(t.Rows) == most {
			more++
			continue
		}
		t.add(g, severalYears(g))
	}
	t.More = o.LeftOut(more, "value")
	return t
}

// add adds the value of a group, with what is said of its school years.
func (t *ListTable) add(g *tally.Group, years string) {
	row := listRow{Value: phrase.QuoteCell(g.Value), Rows: phrase.Plural(g.Count, "row"), Years: years}
	if g.Other {
		row.Value = "other values"
	}
	if len(g.Fixes) > 0 {
		row.Near = ChoiceText(g.Fixes)
	}
	t.Years = t.Years || row.Years != ""
	t.Rows = append(t.Rows, row)
}

// isListed reports whether the group is told by a suspect list, in one table for all
// values.
func isListed(r *tally.Report, g *tally.Group) bool {
	if g.Code == schema.CodeListSuspect || isPast(r, g) {
		return true
	}
	for i := range r.Groups {
		if l := &r.Groups[i]; l.Code == schema.CodeListSuspect && l.Column == g.Column && tally.InNoList(g) {
			return true
		}
	}
	return false
}

// UndecidedTitle heads the columns that nobody has decided on.
const UndecidedTitle = "To decide: columns of the export that may show which rows count, and that no rule looks at"

// UndecidedTexts says what each of them holds: of the rows written and set
// aside, some may have to be left out.
func UndecidedTexts(r *tally.Report) []string {
	var texts []string
	for _, u := range r.Undecided {
		var values []string
		for _, v := range u.Values {
			name := "blank"
			switch {
			case v.Other:
				name = "other values"
			case !celltext.IsBlank(v.Name):
				name = phrase.QuoteCell(v.Name)
			}
			values = append(values, name+" in "+phrase.Plural(v.Rows, "row"))
		}
		texts = append(texts, phrase.Visible(u.Label)+" (column "+schema.Letters(u.Field)+"): "+strings.Join(values, ", "))
	}
	return texts
}
