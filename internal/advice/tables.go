package advice

import (
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// ListsTitle heads the tables of lists that are probably wrong.
const ListsTitle = "Check these lists before anything else"

// A Table has a row for each value where a card for each would be too many: what a suspect
// list lacks, what was there in earlier years, or many groups of one code and column.
type Table struct {
	Text     string // what is wrong, and what to do about all of it; "" where the item above the table says so
	Caption  string // what the rows are
	Column   string // heads the values
	Near     string // heads what may be meant, or what was entered; "": no row says so
	Why      bool   // the rows differ in what is wrong with them, and say so
	Who      bool   // they differ in who settles them, and say so
	Years    bool   // some rows say how many are of each school year
	Severity check.Severity
	Rows     []TableRow
	More     int64 // values that have no row, as there are too many
}

// MaxRowCells is how many cells the row of a table names.
const MaxRowCells = 3

// A TableRow is one value of a table. Its texts are safe to show, as Visible makes them.
type TableRow struct {
	Group                 *tally.Group
	Value, Count          string
	Where                 string // names of the first ones; "" in a table for all of a list
	Years, Near, Why, Who string
}

// ListTables returns a table for each suspect list, of at most that many values.
func ListTables(r *tally.Report, o ReportOptions, most int) (tables []Table) {
	for i := range r.Groups {
		if g := &r.Groups[i]; g.Code == schema.CodeListSuspect {
			tables = append(tables, listTableOf(r, o, g, most))
		}
	}
	return tables
}

func listTableOf(r *tally.Report, o ReportOptions, of *tally.Group, most int) Table {
	t := Table{Severity: of.Severity, Text: NewTodo(of, r.Titles, FileNamesOf(r, o)).Advice(), Column: columnHead(of.Column),
		Caption: "Values of " + of.Column.String() + " that the list does not have"}
	for i := range r.Groups {
		g := &r.Groups[i]
		if g.Column != of.Column || !tally.InNoList(g) {
			continue
		}
		if len(t.Rows) == most {
			t.More++
			continue
		}
		t.add(newTableRow(g, severalYears(g)), "Nearest")
	}
	return t
}

// columnHead heads the values of a column.
func columnHead(c schema.Column) string {
	if c == schema.NoColumn {
		return "Value"
	}
	return c.String()
}

// newTableRow returns the row of a group, with what is said of its school years.
func newTableRow(g *tally.Group, years string) TableRow {
	row := TableRow{Group: g, Value: phrase.QuoteCell(g.Value), Count: phrase.Plural(g.Count, "row"), Years: years}
	if g.Other {
		row.Value = "other values"
	}
	if len(g.Fixes) > 0 {
		row.Near = ChoiceText(g.Fixes)
	}
	return row
}

// add adds a row; near heads what it says may be meant.
func (t *Table) add(row TableRow, near string) {
	t.Years = t.Years || row.Years != ""
	if row.Near != "" {
		t.Near = near
	}
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
