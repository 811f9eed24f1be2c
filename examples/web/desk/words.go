package desk

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.com/otustemplate"
)

// sentences say what is wrong with a row and what to do, for office staff who see the row
// below it. {cell} is the title of the column, {value} what the cell says.
var sentences = map[otustemplate.Code]string{
	otustemplate.CodeValueUnmapped:     "What is “{value}” called in Otus? Choose the name, or ask your data person.",
	otustemplate.CodeIdentifierMissing: "The row does not say who the student is. Enter the student's number.",
	otustemplate.CodeRequired:          "{cell} is empty. Every row needs it.",
	otustemplate.CodePlaceholder:       "{cell} says “{value}”. Enter the real value.",
	otustemplate.CodeStudentUnknown:    "No student in the roster has “{value}” as {cell}. Check the number in your student system.",
	otustemplate.CodeDateInvalid:       "“{value}” is not a date. Enter the right one as month/day/year, such as 11/30/2023.",
	otustemplate.CodeDateAmbiguous:     "“{value}” is not a plain date. Enter the day as month/day/year, such as 11/30/2023.",
	otustemplate.CodeDateRange:         "“{value}” is outside the school year. Check the year.",
	otustemplate.CodeEncoding:          "Check the accents in this text, such as é and ñ: they may have been damaged.",
	otustemplate.CodeFieldCount:        "A comma inside a text split this row in the wrong places. Check each cell below: every piece of text must be in its own column.",
	otustemplate.CodeNoteNamesStudent:  "The note names another student, and families can read notes. Remove the name, unless the note may stay as it is.",
}

// sentence says what is wrong with a row. title is that of the column to correct, or "".
func sentence(is otustemplate.Issue, title string) string {
	text := cmp.Or(lookupSentence(is), specialSentence(is), sentences[is.Code])
	if text == "" {
		return plain(is.Message)
	}
	return strings.NewReplacer("{cell}", cmp.Or(title, "This cell"), "{value}", usDates(is.Value)).Replace(text)
}

// specialSentence is sentence for codes of which some issues have one of their own.
func specialSentence(is otustemplate.Issue) string {
	isError := is.Severity == otustemplate.SeverityError
	switch {
	case is.Code == otustemplate.CodeSpreadsheet && isError && len(is.Fixes) == 0:
		return "A spreadsheet changed {cell} to “{value}”, and part of it is lost. Enter the whole value from your student system."
	case is.Code == otustemplate.CodeQuote && isError:
		return "A stray quotation mark broke this row. Check each cell below: every piece of text must be in its own column."
	case is.Code == otustemplate.CodeDuplicate && len(is.Related) > 0:
		return fmt.Sprintf("This row says the same as row %d. If it was entered twice, do not send it. If it happened twice, leave it.", is.Related[0])
	}
	return ""
}

// lookupSentence is sentence for what was looked up in the roster, "" if the library's
// own message says more.
func lookupSentence(is otustemplate.Issue) string {
	teacher := is.Column == otustemplate.ColTeacherEmail && is.Value != ""
	begins := func(message string) bool { return strings.HasPrefix(is.Message, message) }
	switch {
	case is.Code == otustemplate.CodeLookupNone && teacher && begins("no teacher "):
		if len(is.Fixes) == 0 {
			return "There is no teacher “{value}” in the roster. Check the spelling. If the name is right, tell your data person."
		}
		return "There is no teacher “{value}” in the roster. Check the spelling."
	case is.Code == otustemplate.CodeLookupSeveral && teacher && len(is.Fixes) > 1:
		return "“{value}” may be one of several teachers. Choose the right one."
	case is.Code == otustemplate.CodeLookupSeveral && begins("the teacher has the student in several classes"):
		return "The teacher has this student in several classes. Choose the right one."
	case is.Code == otustemplate.CodeLookupNone && begins("no class of the student with this teacher was found on that day; the student is in"):
		return "The teacher did not teach this student on that day. Choose the class, or correct the teacher."
	case is.Code == otustemplate.CodeLookupNone && begins("no roster covers the day"):
		return "The date is in no school year that the kit knows. Check the year. If it is right, tell your data person."
	}
	return ""
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
	"look whether", "check whether",
	"name the teacher, or have the account made one", "enter the teacher, or ask your data person for a teacher account",
	"or name the class", "or choose the class",
	": name the class", ": choose the class",
	"take it out", "remove it",
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

// settledBy says who settles a problem.
func settledBy(code otustemplate.Code) string {
	switch code {
	case otustemplate.CodeValueUnmapped, otustemplate.CodeListSuspect, otustemplate.CodeFileRows, otustemplate.CodeRecordRefused:
		return "your data person"
	}
	return "you"
}
