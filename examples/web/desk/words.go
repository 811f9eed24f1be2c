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

// sentences say what is wrong with a row and what to do, where that is shorter than the
// library's own message because staff see the row below it. {cell} is the title of the
// column, {value} what the cell says.
var sentences = map[otustemplate.Code]string{
	otustemplate.CodeValueUnmapped:     "What is “{value}” called in Otus? Choose the name, or ask your data person.",
	otustemplate.CodeIdentifierMissing: "The row does not say who the student is. Enter the student's number.",
	otustemplate.CodeRequired:          "{cell} is empty. Every row needs it.",
	otustemplate.CodePlaceholder:       "{cell} says “{value}”. Enter the real value.",
	otustemplate.CodeStudentUnknown:    "No student in the roster has “{value}” as {cell}. Check the number in your student system.",
	otustemplate.CodeDateInvalid:       "“{value}” is not a day of the calendar. Enter the right day as month/day/year.",
	otustemplate.CodeDateAmbiguous:     "“{value}” is not a plain date. Enter the day as month/day/year, such as 11/30/2023.",
	otustemplate.CodeDateRange:         "“{value}” is outside the school year. Check the year.",
	otustemplate.CodeEncoding:          "Check the accents in this text, such as é and ñ: they may have been damaged.",
	otustemplate.CodeFieldCount:        "A comma inside a text split this row in the wrong places. Check each cell below: every piece of text must be in its own column.",
	otustemplate.CodeNoteNamesStudent:  "The note names another student, and families can read notes. Remove the name, unless the note may stay as it is.",
}

// otherForm is in a message about a date that is not to be entered with the month first, or
// that cannot be read at all.
var otherForm = regexp.MustCompile(`YYYY-MM-DD|year, month and day|cannot be read`)

// sentence says what is wrong with a row. title is that of the column to correct, or "".
func sentence(is otustemplate.Issue, title string) string {
	text := cmp.Or(specialSentence(is), sentences[is.Code])
	switch {
	case is.Code == otustemplate.CodeDateInvalid && otherForm.MatchString(is.Message):
		return sentenceEnd(is.Message) // the form that it names is the one that this export takes
	case text == "" || is.Code == otustemplate.CodeStudentUnknown && strings.Contains(is.Message, " has left"):
		return plain(withoutList(is.Message))
	}
	return strings.NewReplacer("{cell}", cmp.Or(short(title), "This cell"), "{value}", usDates(short(is.Value))).Replace(text)
}

// withoutList leaves out of a message the classes of the student, which are the
// suggestions below it.
func withoutList(message string) string {
	start, rest, ok := strings.Cut(message, ", who is in ")
	end := strings.LastIndex(rest, ": ")
	if !ok || end < 0 {
		return message
	}
	return start + rest[end:]
}

// maxShown is how many characters of a cell a sentence quotes. The cell is below it.
const maxShown = 60

// short returns the beginning of a text, on one line.
func short(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	if utf8.RuneCountInString(text) <= maxShown {
		return text
	}
	return string([]rune(text)[:maxShown-1]) + "…"
}

// specialSentence is sentence for codes of which some issues have one of their own.
func specialSentence(is otustemplate.Issue) string {
	isError := is.Severity == otustemplate.SeverityError
	switch {
	case is.Code == otustemplate.CodeRequired && is.Column == otustemplate.ColDate:
		return "{cell} is empty. Enter the day as month/day/year, such as 11/30/2023."
	case is.Code == otustemplate.CodeSpreadsheet && isError && len(is.Fixes) == 0:
		return "A spreadsheet changed {cell} to “{value}”, and part of it is lost. Enter the whole value from your student system."
	case is.Code == otustemplate.CodeFieldCount && strings.Contains(is.Message, "only a title or an end line"):
		return "This row has too few cells. If it is only a title or an end line, choose “Do not send this row”. If not, fill in its cells."
	case is.Code == otustemplate.CodeQuote && isError:
		return "A stray quotation mark broke this row. Check each cell below: every piece of text must be in its own column."
	case is.Code == otustemplate.CodeDuplicate && len(is.Related) > 0 && is.Related[0] == is.Row:
		return "This row says the same thing twice. If that is not meant, remove one of the two."
	case is.Code == otustemplate.CodeDuplicate && len(is.Related) > 0:
		return fmt.Sprintf("This row says the same as row %d. If it was entered twice, do not send it. If it happened twice, leave it.", is.Related[0])
	}
	return ""
}

// kitWords puts the kit in the place of the mapping, which staff have never heard of.
var kitWords = strings.NewReplacer(` under "where" of the mapping`, "", `, as "key" of the mapping`, "", "the mapping", "the kit")

var isoDay = regexp.MustCompile(`\b(\d{4})-(\d\d)-(\d\d)\b`)

// plain returns a message of the library as a sentence, with dates as a US office writes
// them.
func plain(message string) string { return sentenceEnd(usDates(kitWords.Replace(message))) }

// sentenceEnd begins a text with a capital letter and ends it as a sentence.
func sentenceEnd(text string) string {
	if first, size := utf8.DecodeRuneInString(text); size > 0 {
		text = string(unicode.ToUpper(first)) + text[size:]
	}
	if text != "" && !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") {
		text += "."
	}
	return text
}

// usDates writes days such as 2023-11-30 as 11/30/2023.
func usDates(text string) string { return isoDay.ReplaceAllString(text, "$2/$3/$1") }
