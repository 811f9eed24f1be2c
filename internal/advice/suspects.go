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
		return fmt.Sprintf("The %s of %s could not be checked: the roster as it was read holds none, so the engineer must say where it keeps them (RosterOptions.Identifiers).",
			s.Column, phrase.Plural(s.Filled, "row"))
	case s.As != schema.NoColumn:
		return fmt.Sprintf("%s of %s in the column %s are not in the roster, which knows most of them as the %s: the column is most likely the wrong one, so move it as a whole.",
			phrase.Thousands(s.Unknown), phrase.Plural(s.Filled, "identifier"), s.Column, s.As)
	}
	return fmt.Sprintf("%s of %s in the column %s are not in the roster: the column holds another kind of identifier, or the engineer must say where the roster keeps this one (RosterOptions.Identifiers).",
		phrase.Thousands(s.Unknown), phrase.Plural(s.Filled, "identifier"), s.Column)
}

// SuspectsTitle heads them.
const SuspectsTitle = "Look at these columns before anything else"

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
