package main

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"example.com/otustemplate"
)

// A schoolOf says to which school's template a record goes. A *RecordError rejects the
// record, any other error ends the build.
type schoolOf func(rec otustemplate.Record, row otustemplate.SourceRow) (school string, err error)

// oneForAll puts all records into one template.
func oneForAll(otustemplate.Record, otustemplate.SourceRow) (string, error) { return "template", nil }

// byColumn goes by a column of the export: the school is not in the record but in the
// row that it was made of.
func byColumn(label string) schoolOf {
	missing := errors.New("the row does not name a school: enter it")
	return func(_ otustemplate.Record, row otustemplate.SourceRow) (string, error) {
		school, ok := row.Cell(label)
		if !ok {
			return "", fmt.Errorf("the export has no column %q", label) // of all rows
		}
		if school = strings.TrimSpace(school); school == "" {
			return "", &otustemplate.RecordError{Err: missing}
		}
		return school, nil
	}
}

// identifiers are the columns that say who the student is.
var identifiers = []otustemplate.Column{
	otustemplate.ColStudentEmail, otustemplate.ColSISID, otustemplate.ColStudentNumber, otustemplate.ColStateID,
}

// byRoster goes by the school that the roster says the student attends.
func byRoster(roster *otustemplate.Roster) schoolOf {
	schools := make(map[otustemplate.Column]map[string]string) // by column and identifier; "": several have it
	for _, c := range identifiers {
		schools[c] = make(map[string]string)
	}
	for p := range roster.Students() {
		if p.Deleted || p.SchoolID == "" {
			continue
		}
		for i, id := range []string{strings.ToLower(cmp.Or(p.StudentEmail, p.Email)), p.SISID, p.StudentNumber, p.StateID} {
			of := schools[identifiers[i]]
			if school, known := of[id]; known && school != p.SchoolID {
				of[id] = "" // as the address that siblings share
			} else {
				of[id] = p.SchoolID
			}
		}
	}
	unknown := errors.New("the roster does not say which school the student attends")
	return func(rec otustemplate.Record, _ otustemplate.SourceRow) (string, error) {
		for _, c := range identifiers {
			id := rec.Cell(c)
			if c == otustemplate.ColStudentEmail {
				id = strings.ToLower(id)
			}
			if school := schools[c][id]; id != "" && school != "" {
				return school, nil
			}
		}
		return "", &otustemplate.RecordError{Err: unknown}
	}
}
