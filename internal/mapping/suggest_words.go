package mapping

import (
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
)

// Words by which the columns of exports and forms that nobody knows are told, as
// labelWords has them.
var (
	studentWords  = celltext.KeySet("student", "pupil", "scholar", "child", "learner", "kid")
	staffWords    = celltext.KeySet("teacher", "staff", "author", "submitted", "submitter", "referred", "referrer", "referring", "reported", "recorded", "recorder", "entered", "issued", "awarded", "created", "given", "logged", "posted")
	numberWords   = celltext.KeySet("id", "number")
	mailWords     = celltext.KeySet("email", "mail")
	textWords     = celltext.KeySet("describe", "description", "detail", "narrative", "comment", "note", "explain", "explanation", "statement", "consequence", "resolution", "remark", "disposition")
	codeWords     = celltext.KeySet("behavior", "behaviour", "offense", "offence", "violation", "infraction", "recognition", "misconduct", "happened")
	ownWords      = celltext.KeySet("your", "my", "respondent")
	periodWords   = celltext.KeySet("period", "prd", "block")
	dateWords     = celltext.KeySet("date", "when")
	momentWords   = celltext.KeySet("date", "time", "on", "at", "when", "day", "where", "location", "point", "count", "motivation", "grade", "category", "severity", "level", "type")
	otherDayWords = celltext.KeySet("birth", "dob", "birthdate", "start", "end", "begin", "served", "due", "modified", "updated", "created", "entered", "submitted", "exit", "hire", "contacted", "resolution", "consequence")
	notAuthor     = celltext.KeySet("to", "contacted", "notified", "role", "title", "grade", "phone", "parent", "guardian", "date", "time", "on", "at", "when", "type", "status", "witness", "comment", "note")
	// otherNumbers make of a number beside a student that of something else.
	otherNumbers = celltext.KeySet("phone", "telephone", "cell", "mobile", "fax", "pin", "lunch", "meal", "locker", "bus", "route", "room", "homeroom", "section", "class", "course",
		"group", "house", "team", "incident", "event", "referral", "case", "parent", "guardian", "family", "household", "contact", "emergency", "grade", "age", "of", "per", "social", "security")
)

// Words that say of a number whose it is though no word says student, in labels that
// have nothing but these and numberWords.
var ownNumbers = map[string]part{"sis": partSISID, "perm": partStudentNumber, "permanent": partStudentNumber, "local": partStudentNumber, "state": partStateID}

// shortWords are words as labels shorten them, as wordsOf has these: without an s at the
// end.
var shortWords = map[string]string{
	"stu": "student", "stud": "student", "studt": "student", "stdnt": "student", "stdt": "student", "stdn": "student", "studnt": "student",
	"num": "number", "nbr": "number", "nmbr": "number", "nmb": "number", "nr": "number", "numb": "number",
	"si":    "sis",
	"ident": "id", "identifier": "id", "identification": "id",
	"tchr": "teacher", "teach": "teacher", "beh": "behavior", "behav": "behavior", "bhv": "behavior", "bhvr": "behavior",
	"inc": "incident", "incid": "incident", "incdt": "incident", "evt": "event", "ofn": "offense", "viol": "violation", "infr": "infraction", "infrac": "infraction",
	"dt": "date", "descr": "description", "desc": "description", "cr": "course", "sect": "section", "cl": "class", "cd": "code", "nm": "name", "pd": "period", "fname": "first", "lname": "last",
}

// joinedStarts are words that numbers are written behind without anything between, as in
// STUNUM and permid.
var joinedStarts = []string{"student", "stdnt", "stud", "stu", "pupil", "scholar", "learner", "permanent", "perm", "sis", "local", "state", "teacher", "tchr", "staff", "incident"}

// labelWords returns the words of a label, shortened ones in full.
func labelWords(label string) (words []string) {
	own := wordsOf(strings.ReplaceAll(label, "#", " number "))
	for i, word := range own {
		for _, start := range joinedStarts {
			if rest, ok := strings.CutPrefix(word, start); ok && (numberWords[fullWord(rest)] || rest == "no") {
				words = append(words, fullWord(start))
				word = rest
				break
			}
		}
		if word == "no" && i == len(own)-1 {
			word = "number"
		}
		words = append(words, fullWord(word))
	}
	return words
}

func fullWord(word string) string {
	if full := shortWords[word]; full != "" {
		return full
	}
	return word
}

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
	words := labelWords(label)
	has := func(set map[string]bool) bool {
		return slices.ContainsFunc(words, func(w string) bool { return set[w] })
	}
	number := has(numberWords)
	switch {
	case kindOf(label) == kindRole:
		return partRole
	case has(studentWords) && !has(staffWords):
		return studentPart(words, number, has(mailWords))
	case has(textWords) && !has(dateWords):
		return partText
	case has(mailWords) && has(ownWords):
		return partStaffEmail // of whoever fills the form in
	case has(staffWords) && !has(notAuthor):
		return staffPart(words, number, has(mailWords))
	}
	if p := ownNumber(words); p != numParts {
		return p
	}
	return eventPart(has, number)
}

// ownNumber is the part of a label such as Perm # or SIS Nbr, which speaks of a student's
// number and of nothing else, or numParts.
func ownNumber(words []string) part {
	whose, number := numParts, false
	for _, w := range words {
		p, own := ownNumbers[w]
		switch {
		case own && whose == numParts:
			whose = p
		case numberWords[w]:
			number = true
		case w != "reporting" && w != "assigned" && w != "unique":
			return numParts
		}
	}
	if !number {
		return numParts
	}
	return whose
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
	number = number && !hasAny(words, otherNumbers)
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
