package check

import (
	"fmt"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/mention"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
)

// What is said of topics that are not for families. Of a note the kind alone is told and
// never its words, which would be read beside the row's number.

// topicTexts are the topics as a message names them.
var topicTexts = map[mention.Topic]string{
	mention.Services: "special education or a plan such as an IEP, 504 or BIP",
	mention.Force:    "restraint or seclusion",
	mention.Health:   "a diagnosis or medication",
	mention.SelfHarm: "suicide or self-harm",
	mention.Law:      "the police or child protection",
	mention.Inquiry:  "witnesses or statements",
	mention.SSN:      "a social security number",
	mention.Birth:    "a date of birth",
	mention.Listed:   "something that your district listed as sensitive",
}

func checkNoteSensitive(rc *RowChecker, c schema.Column) {
	text := rc.s.Cells[c]
	topic := rc.v.Topics.Find(text)
	switch {
	case topic == mention.NoTopic || rc.wordless(c):
	case c == schema.ColNote:
		rc.tell(c, fmt.Sprintf("the note speaks of %s: families can read notes, so check that it may be shared", topicTexts[topic]))
	default:
		rc.tell(c, fmt.Sprintf("the recognition %s speaks of %s: families can see it, so check that it may be shared", phrase.QuoteCell(text), topicTexts[topic]))
	}
}

// topics returns what notes are looked at for, nil if they are not.
func (v *Checker) topics() *mention.Topics {
	if !v.On(schema.CodeNoteSensitive) {
		return nil
	}
	return v.Topics
}

// spokenNames says of which recognitions of the set there is something to tell, nil if of
// none.
func (v *Checker) spokenNames() (spoken []bool) {
	if v.topics() == nil || v.Refs.Recognitions == nil {
		return nil
	}
	for i, name := range v.Refs.Recognitions.Names {
		if v.Topics.Find(name) == mention.NoTopic {
			continue
		}
		if spoken == nil {
			spoken = make([]bool, len(v.Refs.Recognitions.Names))
		}
		spoken[i] = true
	}
	return spoken
}

// IsAbout reports whether what an issue says of the note of the row that was checked last is
// so of a text that is a part of it.
func (rc *RowChecker) IsAbout(is *Issue, part string) bool {
	switch is.Code {
	case schema.CodeNoteNamesStudent:
		return rc.v.Refs.Roster != nil && rc.v.Refs.Roster.NamesAnother(part, rc.people.students)
	case schema.CodeNoteContact:
		return celltext.HoldsAddress(part) || celltext.HoldsPhone(part)
	case schema.CodeNoteSensitive:
		return rc.v.Topics.Find(part) != mention.NoTopic
	}
	return false
}
