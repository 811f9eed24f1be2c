package engine

import (
	"encoding/json"
	"io"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// undecidedTitle heads the columns that nobody has decided on.
const undecidedTitle = "To decide: columns of the export that the mapping does not look at, and that may say which rows count"

// undecidedTexts says what each of them holds: of the rows written and set
// aside, some may have to be left out.
func undecidedTexts(r *tally.Report) []string {
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

// A nameTally counts rows by name, of a bounded number of names.
type nameTally struct {
	most  int
	rows  map[string]int64
	other int64
}

func (t *nameTally) add(name string) {
	if t.rows == nil {
		t.rows = make(map[string]int64)
	}
	_, counted := t.rows[name]
	switch {
	case counted:
		t.rows[name]++
	case len(t.rows) >= t.most:
		t.other++
	default:
		t.rows[strings.Clone(name)] = 1
	}
}

// counts returns the names with most rows first, the first shown of them, and
// the others as one.
func (t *nameTally) counts(shown int) []tally.Count {
	return topCounts(sortedCounts(t.rows, t.other), shown)
}

// Bounds of what a report keeps of an export.
const (
	maxMissing        = 10_000 // names of a column
	maxUndecided      = 20     // values of a column that are told
	maxUndecidedKept  = 1000   // and that are counted apart
	maxUndecidedBytes = 100    // of a value
)

// WriteMissing writes what the names of a build lack, as JSON: for each column
// the "values" that are to be put into the mapping, every code without an entry,
// every text that was looked up in vain and every name that no reference set
// holds, with the name in Otus still "".
// Entries that are filled in go into the "values" of the column's entry as they
// are. "counts" says how many records each one concerns; a mapping passes it
// over. Where nothing lacks, or the report is none of a build, "columns" is
// empty. The codes and names are those of the export. The columns A to D and I are
// left out, as their texts tell of students: the rejects have these rows.
func WriteMissing(r *tally.Report, w io.Writer) error {
	columns, counts := orderedObject{}, orderedObject{}
	for _, m := range r.Missing {
		if !m.Column.Public() {
			continue
		}
		values, rows := orderedObject{}, orderedObject{}
		for _, n := range m.Names {
			if n.Other {
				continue // not known by name
			}
			values.addIf(true, n.Name, "")
			rows.addIf(true, n.Name, n.Rows)
		}
		columns.addIf(true, m.Column.String(), orderedObject{{"values", values}})
		counts.addIf(true, m.Column.String(), rows)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(orderedObject{{"columns", columns}, {"counts", counts}})
}
