package mapping

import (
	"encoding/json"
	"io"

	"example.com/otustemplate/internal/tally"
)

// WriteMissing writes what the names of a build lack, as JSON: for each column
// the "values" that are to be put into the mapping, every code without an entry,
// every text that was looked up in vain and every name that no reference set
// holds, with the name in Otus still "".
// Entries that are filled in go into the "values" of the column's entry as they
// are. "counts" says how many records each one concerns; a mapping passes it
// over. Where nothing lacks, or the report is none of a build, "columns" is
// empty. The codes and names are those of the export. The columns A to D and I are
// left out, as their texts tell of students: the rejects have these rows. So is all of a
// report that is redacted.
func WriteMissing(r *tally.Report, w io.Writer) error {
	columns, counts := orderedObject{}, orderedObject{}
	for _, m := range r.Missing {
		if !m.Column.Public() || r.Redacted {
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
