package job

import (
	"fmt"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// listsOf names the lists that columns E to G are checked against.
var listsOf = map[schema.Column]string{schema.ColRecognition: "recognitions", schema.ColTeacherEmail: "teachers", schema.ColClassName: "classes"}

// suspectLists returns an issue for each list that is empty or lacks most of the
// file's different values: it is then the wrong list, and not each value.
func (r *run) suspectLists() (issues []check.Issue) {
	if !r.v.On(schema.CodeListSuspect) {
		return nil
	}
	for c := schema.ColRecognition; c <= schema.ColClassName; c++ {
		set := r.v.SetOf(c)
		if set == nil {
			continue
		}
		unknown, known := r.c.ValuesOf(c)
		var message string
		switch {
		case unknown == 0:
			continue
		case set.Len() == 0:
			message = fmt.Sprintf("the list of %s that was given is empty, so every %s seems to be missing: "+
				"ask your data person before you change anything", listsOf[c], c)
		case unknown+known >= tally.FewestListed && 2*unknown > unknown+known:
			atLeast := ""
			if len(r.c.NotInSet[c-schema.ColRecognition]) > set.Len() {
				atLeast = "at least "
			}
			message = fmt.Sprintf("%s of %s in the column %s are not in the list of %s: the list is probably the wrong one, or they are not in Otus yet. Ask your data person before you change anything",
				atLeast+phrase.Thousands(unknown), phrase.Plural(unknown+known, "different value"), c, listsOf[c])
		default:
			continue
		}
		issues = append(issues, check.Issue{
			Code:     schema.CodeListSuspect,
			Severity: r.v.RuleSeverity(schema.CodeListSuspect),
			Field:    fieldOfColumn(r.c.Rep, c),
			Column:   c,
			Message:  message,
		})
	}
	return issues
}

// fieldOfColumn returns the one column of the file that holds c, from 1, else 0.
func fieldOfColumn(r *tally.Report, c schema.Column) (field int) {
	for i, of := range r.Columns {
		switch {
		case of != c:
		case field > 0:
			return 0
		default:
			field = i + 1
		}
	}
	return field
}
