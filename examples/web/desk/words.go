package desk

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.com/otustemplate"
)

// sentence says what is wrong with a row and what to do, for office staff who see the
// row below it: title is that of the column to correct, or "".
func sentence(is otustemplate.Issue, title string) string {
	cell := title
	if cell == "" {
		cell = "This cell"
	}
	switch is.Code {
	case otustemplate.CodeValueUnmapped:
		return fmt.Sprintf("What is “%s” called in Otus? Enter the name that Otus has for it, or ask your data person.", is.Value)
	case otustemplate.CodeIdentifierMissing:
		return "The row does not say who the student is. Enter the student's number."
	case otustemplate.CodeRequired:
		return fmt.Sprintf("%s is empty. Every row needs it.", cell)
	case otustemplate.CodePlaceholder:
		return fmt.Sprintf("%s says “%s”. Enter the real value.", cell, is.Value)
	case otustemplate.CodeStudentUnknown:
		return fmt.Sprintf("No student in the roster has “%s” as %s. Check the number in your student system.", is.Value, cell)
	case otustemplate.CodeDateInvalid:
		return fmt.Sprintf("“%s” is not a date. Enter the right one as month/day/year, such as 11/30/2023.", is.Value)
	case otustemplate.CodeDateAmbiguous:
		return fmt.Sprintf("“%s” is not a plain date. Enter the day as month/day/year, such as 11/30/2023.", is.Value)
	case otustemplate.CodeQuote:
		if is.Severity == otustemplate.SeverityError {
			return "A stray quotation mark broke this row. Check each cell below: every piece of text must be in its own column."
		}
	case otustemplate.CodeFieldCount:
		return "A comma inside a text split this row in the wrong places. Check each cell below: every piece of text must be in its own column."
	case otustemplate.CodeDuplicate:
		if len(is.Related) > 0 {
			return fmt.Sprintf("This row says the same as row %d. If it was entered twice, do not send it. If it happened twice, leave it.", is.Related[0])
		}
	case otustemplate.CodeNoteNamesStudent:
		return "The note names another student, and families can read notes. Remove the name, unless the note may stay as it is."
	}
	return plain(is.Message)
}

// phrases are words of the library's messages that are meant for those who run it, and
// what staff read in their place.
var phrases = strings.NewReplacer(
	"tell the engineer which Recognition it stands for", "ask your data person what it is called in Otus",
	", or tell the engineer whose address it stands for, to be put into the mapping", ". If the name is right, tell your data person",
	", or tell the engineer which class it stands for, to be put into the mapping", ". If the name is right, tell your data person",
	"tell the engineer the address of the Otus account, to be put into the mapping", "tell your data person the e-mail address of the teacher in Otus",
	", or have its form put into the mapping", "",
	"have it added there, or map another identifier", "tell your data person",
	"have that roster given", "tell your data person",
	"have the roster of that year given", "tell your data person that the roster of that year is missing",
	"the mapping's default", "the name that was entered",
	"the engineer must", "your data person must",
	"the engineer", "your data person",
	"the mapping", "the kit",
	"so that it is nobody's", "that nobody can be meant",
	"write it as YYYY-MM-DD", "enter it as month/day/year",
	"put the right month, day and year, such as 9/14/2023", "enter the right date, such as 9/14/2023",
	"look which of the two is right", "check which of the two is right",
	"look it up", "check it",
	"fill in", "enter",
	" was put:", " was entered:",
	"that school year's roster", "the roster of that school year",
)

var isoDay = regexp.MustCompile(`\b(\d{4})-(\d\d)-(\d\d)\b`)

// plain returns a message of the library in the words of the page, with dates as a US
// office writes them.
func plain(message string) string {
	text := usDates(phrases.Replace(message))
	if first, size := utf8.DecodeRuneInString(text); size > 0 {
		text = string(unicode.ToUpper(first)) + text[size:]
	}
	if text != "" && !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}

// usDates writes days such as 2023-11-30 as 11/30/2023.
func usDates(text string) string { return isoDay.ReplaceAllString(text, "$2/$3/$1") }

// settler says who settles a problem.
func settler(is otustemplate.Issue) string {
	switch is.Code {
	case otustemplate.CodeValueUnmapped, otustemplate.CodeListSuspect, otustemplate.CodeFileRows, otustemplate.CodeRecordRefused:
		return "you or your data person"
	}
	return "you"
}
