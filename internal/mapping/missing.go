package mapping

import (
	"encoding/json"
	"io"

	"example.com/otustemplate/internal/tally"
)

// WriteMissing writes what the names of a build lack, as JSON: for each column
// the "values" that are to be put into the mapping, every code without an entry,
// every text that was looked up in vain and every name that no reference set
// holds, with the name in Otus still "". Of columns of students it is the names that a
// person is to confirm, and "students" says whom each may mean. Titles that an earlier
// year's roster gave and that Otus lacks are "rename", not "values".
// Entries that are filled in go into the "values" of the column's entry as they
// are. "counts" says how many records each one concerns, and "notListed" how many a list
// that is cut leaves out; a mapping passes them
// over. Where nothing lacks, or the report is none of a build, "columns" is
// empty. The codes and names are those of the export. Identifiers of students and notes are
// left out: the rejects have these rows. So is all of a
// report that is redacted.
func WriteMissing(r *tally.Report, w io.Writer) error {
	columns, counts, students, notListed := orderedObject{}, orderedObject{}, orderedObject{}, orderedObject{}
	for _, m := range r.Missing {
		if r.Redacted || !m.Column.Public() && len(m.Candidates) == 0 {
			continue
		}
		people := make(map[string][]string, len(m.Candidates))
		for _, c := range m.Candidates {
			people[c.Name] = append([]string{}, c.People...)
		}
		values, rows, may := orderedObject{}, orderedObject{}, orderedObject{}
		for _, n := range m.Names {
			who, isName := people[n.Name]
			switch {
			case n.Other:
				notListed.addIf(true, m.Column.String(), n.Rows)
				continue
			case !m.Column.Public() && !isName:
				continue
			}
			values.addIf(true, n.Name, "")
			rows.addIf(true, n.Name, n.Rows)
			may.addIf(isName, n.Name, who)
		}
		key := "values"
		if m.Titles {
			key = "rename"
		}
		columns.addIf(true, m.Column.String(), orderedObject{{key, values}})
		counts.addIf(true, m.Column.String(), rows)
		students.addIf(len(may) > 0, m.Column.String(), may)
	}
	all := orderedObject{{"columns", columns}, {"counts", counts}}
	all.addIf(len(students) > 0, "students", students)
	all.addIf(len(notListed) > 0, "notListed", notListed)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(all)
}
