package tally

import (
	"fmt"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
)

// DateOrder finds out whether a file is written day first.
type DateOrder struct {
	dayFirst int64   // rows whose date can only be so
	rows     []int64 // the first of them
	Could    int64   // rows whose date would then be another day
}

// Add takes in a row: whether its date can only be day first, and whether it is
// another day if the file is.
func (o *DateOrder) Add(row int64, dayFirst, could bool) {
	if dayFirst {
		o.dayFirst++
		if len(o.rows) < MaxGroupRows {
			o.rows = append(o.rows, row)
		}
	}
	if could {
		o.Could++
	}
}

// Issue returns what is to be told of the whole file.
func (o *DateOrder) Issue(v *check.Checker) (check.Issue, bool) {
	if o.dayFirst == 0 || !v.On(schema.CodeDateOrder) {
		return check.Issue{}, false
	}
	return check.Issue{
		Code:     schema.CodeDateOrder,
		Severity: v.RuleSeverity(schema.CodeDateOrder),
		Column:   schema.ColDate,
		Message:  o.message(),
		Related:  o.rows,
	}, true
}

// message says which dates are day first, and what that does to the others.
func (o *DateOrder) message() string {
	which, others := fmt.Sprintf("the date in row %d has", o.rows[0]), "1 other date was read as the wrong day"
	if o.dayFirst > 1 {
		which = fmt.Sprintf("%s dates, the first in row %d, have", phrase.Thousands(o.dayFirst), o.rows[0])
	}
	switch {
	case o.Could == 0:
		return which + " the day before the month: write the month first"
	case o.Could > 1:
		others = fmt.Sprintf("%s other dates were read as the wrong days", phrase.Thousands(o.Could))
	}
	return which + " the day before the month; if the whole file has, " + others + ": ask whoever made the file"
}
