package advice

import (
	"fmt"

	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// SuspectText says what is to be done, in one sentence.
func SuspectText(s tally.SuspectColumn) string {
	switch {
	case s.Unfed:
		return fmt.Sprintf("The %s of %s could not be checked, because the roster has none. Tell your data person.",
			s.Column, phrase.Plural(s.Filled, "row"))
	case s.As != schema.NoColumn:
		return fmt.Sprintf("%s of %s in the column %s are not in the roster as such, but most are there as the %s. It is probably the wrong column: tell your data person before you correct single rows.",
			phrase.Thousands(s.Unknown), phrase.Plural(s.Filled, "value"), s.Column, s.As)
	}
	return fmt.Sprintf("%s of %s in the column %s are not in the roster. The column probably holds another kind of number, such as lunch PINs: check it before you correct single rows, and tell your data person.",
		phrase.Thousands(s.Unknown), phrase.Plural(s.Filled, "value"), s.Column)
}

// SuspectsTitle heads them.
const SuspectsTitle = "Check these columns before anything else"

func SuspectTexts(r *tally.Report) []string {
	var texts []string
	for _, s := range r.Suspects {
		texts = append(texts, SuspectText(s))
	}
	if n, of := unreadDates(r); n > 0 {
		texts = append(texts, fmt.Sprintf("%s of %s cannot be read. The column is probably written in another form than was expected, or is the wrong one: tell your data person before you correct single rows.",
			phrase.Thousands(n), phrase.Plural(of, "date")))
	}
	return texts
}

// unreadDates returns how many dates cannot be read, of how many rows, if they are nearly
// all: then it is no matter of single cells.
func unreadDates(r *tally.Report) (n, of int64) {
	n, of = r.Counts[schema.CodeDateInvalid], r.Rows
	if r.Build != nil {
		of = r.Build.Records
	}
	if n < minUnreadDates || n*10 < of*9 {
		return 0, 0
	}
	return n, max(n, of)
}

// minUnreadDates is below which it may be chance.
const minUnreadDates = 10

// explainsGroup reports whether the group is told by a suspect column already, in
// one sentence for thousands of rows.
func explainsGroup(r *tally.Report, g *tally.Group) bool {
	if n, _ := unreadDates(r); n > 0 && g.Code == schema.CodeDateInvalid {
		return true
	}
	if g.Code != schema.CodeStudentUnknown && g.Code != schema.CodeIdentifierUnknown {
		return false
	}
	for _, s := range r.Suspects {
		if s.Column == g.Column && !s.Unfed {
			return true
		}
	}
	return false
}
