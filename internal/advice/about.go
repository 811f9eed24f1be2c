package advice

import (
	"fmt"
	"strings"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// AboutText says which file a report is of, and of which days. It has no day of today: the
// same file gives the same report.
func AboutText(r *tally.Report, o ReportOptions) string {
	var parts []string
	if name := phrase.Visible(o.InputName); name != "" && name != phrase.Visible(o.Title) {
		parts = append(parts, name)
	}
	if n := rowsRead(r); n > 0 {
		parts = append(parts, phrase.Plural(n, "row"))
	}
	if s := r.Summary; !s.First.IsZero() {
		days := fmt.Sprintf("dates from %s to %s", s.First.US(), s.Last.US())
		if s.First == s.Last {
			days = "all of " + s.First.US()
		}
		if r.Build != nil {
			days += " in the finished file"
		}
		parts = append(parts, days)
	}
	return strings.Join(parts, " · ")
}

// CellsText says in which file the cells are that a report names.
func CellsText(r *tally.Report, o ReportOptions) string {
	const is = "Cell names are those of a spreadsheet: G14 is column G, row 14"
	if r.Build == nil {
		if name := phrase.Visible(o.InputName); name != "" {
			return is + " of " + name + "."
		}
		return is + "."
	}
	files := NamesOfFiles(o)
	return fmt.Sprintf("%s. Each is named with its file: %s, %s or %s. In %s the column %q has the row number in %s.", is,
		files[check.InRejects], files[check.InTemplate], files[check.InInput], files[check.InRejects], schema.LabelRow, files[check.InInput])
}
