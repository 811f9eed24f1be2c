package mapping

import (
	"slices"

	"example.com/otustemplate/internal/celltext"
)

// Words by which the columns of exports and forms that nobody knows are told.
var (
	studentWords  = celltext.KeySet("student", "pupil", "scholar", "child", "learner")
	staffWords    = celltext.KeySet("teacher", "staff", "author", "submitted", "submitter", "referred", "referrer", "referring", "reported", "recorded", "recorder", "entered", "issued", "awarded", "created", "given", "logged", "posted")
	numberWords   = celltext.KeySet("id", "number", "no", "num", "#")
	mailWords     = celltext.KeySet("email", "mail")
	textWords     = celltext.KeySet("describe", "description", "detail", "narrative", "comment", "note", "explain", "explanation", "statement", "consequence", "resolution", "remark", "disposition")
	codeWords     = celltext.KeySet("behavior", "behaviour", "offense", "offence", "violation", "infraction", "recognition", "misconduct", "happened")
	ownWords      = celltext.KeySet("your", "my", "respondent")
	periodWords   = celltext.KeySet("period", "prd", "block")
	dateWords     = celltext.KeySet("date", "when")
	momentWords   = celltext.KeySet("date", "time", "on", "at", "when", "day", "where", "location", "point", "count", "motivation", "grade", "category", "severity", "level", "type")
	otherDayWords = celltext.KeySet("birth", "dob", "birthdate", "start", "end", "begin", "served", "due", "modified", "updated", "created", "entered", "submitted", "exit", "hire", "contacted", "resolution", "consequence")
	notAuthor     = celltext.KeySet("to", "contacted", "notified", "role", "title", "grade", "phone", "parent", "guardian", "date", "time", "on", "at", "when", "type", "status", "witness", "comment", "note")
)

// hasWords reports whether a label has all of the words.
func hasWords(label string, words ...string) bool {
	own := wordsOf(label)
	for _, w := range words {
		if !slices.Contains(own, singular(w)) {
			return false
		}
	}
	return true
}

// partByWords returns what a column is by the words of its label, or numParts.
func partByWords(label string) part {
	words := wordsOf(label)
	has := func(set map[string]bool) bool {
		return slices.ContainsFunc(words, func(w string) bool { return set[w] })
	}
	number := has(numberWords) || slices.Contains([]rune(label), '#')
	switch {
	case has(studentWords) && !has(staffWords):
		return studentPart(words, number, has(mailWords))
	case has(textWords) && !has(dateWords):
		return partText
	case has(mailWords) && has(ownWords):
		return partStaffEmail // of whoever fills the form in
	case has(staffWords) && !has(notAuthor):
		return staffPart(words, number, has(mailWords))
	}
	return eventPart(has, number)
}

// eventPart is that of a label that speaks of what happened, and when.
func eventPart(has func(words map[string]bool) bool, number bool) part {
	switch {
	case has(periodWords):
		return partPeriod
	case has(dateWords) && !has(otherDayWords):
		return partDate
	case has(codeWords) && !has(momentWords) && !number:
		return partCode
	}
	return numParts
}

// studentPart is that of a label that speaks of students.
func studentPart(words []string, number, mail bool) part {
	name := slices.Contains(words, "name")
	switch {
	case mail:
		return partStudentEmail
	case slices.Contains(words, "state"):
		return partStateID
	case number && name:
		return partStudentText
	case number:
		return partStudentNumber
	case name || len(words) == 1:
		return partStudentName
	}
	return numParts
}

// staffPart is that of a label that speaks of those who wrote the entry.
func staffPart(words []string, number, mail bool) part {
	switch {
	case mail:
		return partStaffEmail
	case number:
		return partStaffID
	case slices.Contains(words, "first"):
		return partStaffFirst
	case slices.Contains(words, "last"):
		return partStaffLast
	}
	return partStaffName
}
