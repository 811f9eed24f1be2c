package mapping

import (
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
)

var (
	// incidentWords are what exports call what happened, and entryNumberWords how they call
	// the number of it.
	incidentWords    = celltext.KeySet("incident", "referral", "case", "log", "entry", "report", "record", "event", "ticket", "submission")
	entryNumberWords = celltext.KeySet("id", "identifier", "number", "num", "no", "nbr", "key", "guid", "uuid", "dcid", "ref", "reference")
	// notOfEntries make of a number that of somebody or something else.
	notOfEntries = celltext.KeySet("student", "pupil", "person", "participant", "victim", "offender", "staff", "teacher", "user", "author", "officer", "school", "district", "org",
		"term", "year", "type", "code", "category", "class", "section", "course", "room", "period", "location", "state", "status", "role", "parent", "guardian", "contact", "subtype",
		"consequence", "action", "resolution", "location", "reporter", "submitter")
)

// NumbersEntries reports whether the label is one of a column that numbers what the
// export has entries of, as incidentID and Referral # do.
func NumbersEntries(label string) bool {
	words := wordsOf(label)
	if hasAny(words, notOfEntries) {
		return false
	}
	if len(words) == 1 {
		word := words[0]
		whole := word == "incident" || word == "referral" || word == "case"
		return whole || slices.ContainsFunc([]string{"incident", "referral", "event", "case", "log"}, func(w string) bool {
			return entryNumberWords[strings.TrimPrefix(word, w)] && strings.HasPrefix(word, w)
		})
	}
	return hasAny(words, incidentWords) && hasAny(words, entryNumberWords)
}
