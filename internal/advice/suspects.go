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
	return texts
}

// explainsGroup reports whether the group is told by a suspect column already, in
// one sentence for thousands of rows.
func explainsGroup(r *tally.Report, g *tally.Group) bool {
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
