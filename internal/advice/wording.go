// Package advice has the sentences for office staff: what is wrong, where, and
// what to do about it, for each code and for a report as a whole.
package advice

import (
	"fmt"
	"slices"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
)

// A wording is what reports for people say of a code.
type wording struct {
	title string // heads a group: that of the code, or of a case of it
	// do says what to do, in one or two sentences. {cells} stands for the
	// cells of the group, such as "214 cells in column E", {value} for their
	// value.
	Do string
	// fix says it where the group has a fix, with {fix} for what is to be
	// written. "": do, and behind it "Change {cells} to {fix}."
	fix string
	// tell: the issue's own message says more than do, and stands in its place.
	tell bool
	// unchecked says in a sentence that the check was not made, and why.
	unchecked string
}

// Wordings is the catalog of all codes in plain English: the only place that
// says what staff should do about one.
var Wordings = map[schema.Code]wording{
	schema.CodeNotCSV: {tell: true,
		Do: "Open the file in a spreadsheet and save it as \"CSV UTF-8\"."},
	schema.CodeHeaderMissing: {tell: true,
		Do: "Put the template's labels into the first row: Student Email, SIS ID, Student Number, State ID, Recognition, Teacher Email, Class Name, Date, Note."},
	schema.CodeHeaderColumnMissing: {tell: true,
		Do: "Add the missing column, with its label in the header."},
	schema.CodeHeaderDuplicate: {tell: true,
		Do: "Keep one of the two columns and delete or rename the other."},
	schema.CodeHeaderUnknown: {tell: true,
		Do:  "Nothing, if the column may be left out. If it is one of the template's, correct its label.",
		fix: "Nothing, if the column may be left out. If it is meant as {fix}, correct its label."},
	schema.CodeEncoding: {
		Do: "Compare {cells} with the source, and save the file as \"CSV UTF-8\"."},
	schema.CodeQuote: {tell: true,
		Do: "Put the whole cell in quotation marks and double those inside it, or take them out."},
	schema.CodeFieldCount: {tell: true,
		Do: "Look for a comma or a line break that splits a cell, and put that cell in quotation marks."},
	schema.CodeRowSize: {tell: true,
		Do: "Look for a quotation mark that never closes, or shorten the row."},
	schema.CodeBlankRow: {
		Do: "Nothing; the blank row is passed over. Check that no row is missing there."},
	schema.CodeIdentifierMissing: {
		Do: "Fill in one of Student Email, SIS ID, Student Number and State ID in {cells}."},
	schema.CodeRequired: {tell: true,
		Do: "Fill in {cells}."},
	schema.CodePlaceholder: {
		Do:  "Fill in the value in {cells}, or empty the cell where it may be empty.",
		fix: "Fill in the value in {cells}, or, where there is none, change to {fix}."},
	schema.CodeRecognitionUnknown: {
		Do:        "Create the recognition {value} in Otus, or correct {cells}.",
		fix:       "Create the recognition {value} in Otus, or change {cells} to {fix}.",
		unchecked: "Whether recognitions exist in Otus was not checked: no list of recognitions was given."},
	schema.CodeTeacherUnknown: {tell: true,
		Do:        "Write the e-mail address of the teacher's Otus account in {cells}, or have the account made.",
		fix:       "Change {cells} to {fix}, or have an account made for the teacher {value}.",
		unchecked: "Whether teachers exist in Otus was not checked: no list of teachers was given."},
	schema.CodeClassUnknown: {
		Do:        "Write the class's name as it stands in Otus in {cells}. Names may have changed with a roster sync, and classes of past years are archived.",
		fix:       "Change {cells} to {fix}, or to the class's name as it stands in Otus.",
		unchecked: "Whether classes exist in Otus was not checked: no list of classes was given."},
	schema.CodeEmailSyntax: {
		Do: "Write a whole e-mail address in {cells}."},
	schema.CodeDateInvalid: {
		Do: "Write the date in {cells} as YYYY-MM-DD."},
	schema.CodeDateIncomplete: {
		Do: "Write month, day and a year of four digits in {cells}, as YYYY-MM-DD."},
	schema.CodeDateAmbiguous: {
		Do: "Write the date meant in {cells} as YYYY-MM-DD."},
	schema.CodeDateOrder: {tell: true,
		Do: "Find out whether the file has the day first, and write all its dates as YYYY-MM-DD."},
	schema.CodeDateTime: {
		Do: "Take the time off in {cells}."},
	schema.CodeDateFuture: {
		Do: "Write the day it happened in {cells}."},
	schema.CodeDateRange: {
		Do: "Check the year in {cells}."},
	schema.CodeDateTerm: {
		Do:        "Check the date and the class in {cells}.",
		unchecked: "Whether dates lie in the terms of their class was not checked: no roster was given."},
	schema.CodeStudentUnknown: {tell: true,
		Do:        "Correct the identifier in {cells}, or have the student rostered in Otus.",
		unchecked: "Whether students exist in Otus was not checked: no roster was given."},
	schema.CodeIdentifierUnknown: {
		Do:        "Correct {cells}, or empty the cell: another identifier of the row is enough.",
		unchecked: "Whether a row's second and third identifiers exist was not checked: no roster was given."},
	schema.CodeStudentConflict: {tell: true,
		Do:        "Find out which student is meant in {cells}, and correct or empty the other identifiers.",
		unchecked: "Whether the identifiers of a row belong to one student was not checked: no roster was given."},
	schema.CodeStudentAmbiguous: {
		Do:        "Put an identifier into the row of {cells} that only the student meant has, and empty the cell.",
		unchecked: "Whether an identifier is one student's alone was not checked: no roster was given."},
	schema.CodeStudentLeft: {
		Do: "Ask Otus whether it takes records of students who have left. If it does not, remove {cells}; if it does, your data person can let them pass."},
	schema.CodeTeacherLeft: {
		Do: "Ask Otus whether it takes records of teachers who have left. If it does not, ask which teacher to enter in {cells}; if it does, your data person can let them pass."},
	schema.CodeClassPast: {
		Do:  "Ask Otus whether it takes records of classes of past years. If it does not, ask which class to enter in {cells}; if it does, your data person can let them pass.",
		fix: "The same class is now called {fix}: if that is right, change {cells}, or tell your data person to rename the class in all rows."},
	schema.CodeIdentifierShape: {tell: true,
		Do: "Write the student's own identifier in {cells}, or empty the cell and fill in another one."},
	schema.CodeClassAmbiguous: {
		Do:        "Ask Otus which class {cells} will be filed under; neither teacher nor student settles it.",
		unchecked: "Whether a class's name stands for one class only was not checked: no roster was given."},
	schema.CodeTeacherClass: {tell: true,
		Do:        "Check the teacher and the class in {cells}.",
		unchecked: "Whether teachers teach the classes named was not checked: no roster was given."},
	schema.CodeStudentClass: {tell: true,
		Do:        "Check the student and the class in {cells}.",
		unchecked: "Whether students are in the classes named was not checked: no roster was given."},
	schema.CodeDuplicate: {tell: true,
		Do: "See whether two things happened or one row was pasted twice; delete {cells} only if so."},
	schema.CodeDuplicateShared: {tell: true,
		Do:        "Delete {cells}: Otus has them from a file shared earlier.",
		unchecked: "Whether rows were shared with Otus before was not checked: no earlier file was given."},
	schema.CodeChangedSince: {tell: true,
		Do: "Nothing in the file: send the file of changes to Otus ({cells})."},
	schema.CodeSpaces: {
		Do: "Take the extra spaces out of {cells}."},
	schema.CodeControl: {
		Do: "Type {cells} anew: they hold characters that cannot be seen."},
	schema.CodeSpreadsheet: {
		Do: "Copy the value from the source into {cells} again, with the column formatted as text."},
	schema.CodeFormula: {
		Do: "Leave {cells} if Otus has the same text; if not, correct it. Never open the file by a double click: import it, with every column as text."},
	schema.CodeNoteLong: {
		Do: "Shorten the note in {cells}, if it need not be so long."},
	schema.CodeNoteContact: {
		Do: "Read the note in {cells}: students and families can read notes in Otus."},
	schema.CodeNoteSensitive: {tell: true,
		Do: "Read {cells}: check with your principal or counselor that families may read it in Otus, and remove what they may not."},
	schema.CodeNoteNamesStudent: {
		Do:        "Take the other student out of the note in {cells}: families can read notes in Otus.",
		unchecked: "Whether notes name other students was not checked: no roster was given."},
	schema.CodeFileRows: {tell: true,
		Do: "Do not open and save the file in a spreadsheet: it would drop the rows at the end."},
	schema.CodeListSuspect: {tell: true,
		Do: "Look whether the right list was given, and whether what it lacks is to be created in Otus."},
	schema.CodeValueUnmapped: {
		Do: "Tell the engineer which name in Otus the code {value} stands for, to be put into the mapping ({cells})."},
	schema.CodeLookupNone: {tell: true,
		Do: "Correct {cells}, or have the roster or the mapping completed."},
	schema.CodeLookupSeveral: {tell: true,
		Do: "Say which one is meant in {cells}."},
	schema.CodeDefaulted: {tell: true,
		Do: "Check that the mapping's default for {cells} is right."},
	schema.CodeKeyConflict: {tell: true,
		Do: "Find out which of the rows of one incident is right ({cells})."},
	schema.CodeRowRepeated: {tell: true,
		Do: "Ask your data person about {cells}: the mapping must say which rows are one incident."},
	schema.CodeRowUndecided: {tell: true,
		Do: "Ask your data person about {cells}: only rows of who did it, which are no drafts and not void, are used."},
	schema.CodeRecordRefused: {tell: true,
		Do: "Ask your data person about {cells}: the finished file does not take what is there."},
}

// wordingOf returns the wording of a code. Of a check of the caller's own titles has the
// title, and the message says what to do; a code that nobody knows is its own title.
func wordingOf(c schema.Code, titles map[schema.Code]string) wording {
	if w, ok := Wordings[c]; ok {
		w.title = c.Title()
		return w
	}
	title := phrase.Visible(titles[c])
	if title == "" {
		title = string(c)
	}
	return wording{title: title, Do: "Look at {cells}.", tell: true}
}

// UncheckedText says that a check was not made.
func UncheckedText(c schema.Code) string {
	if text := wordingOf(c, nil).unchecked; text != "" {
		return text
	}
	return fmt.Sprintf("Not checked: %q.", wordingOf(c, nil).title)
}

// UncheckedTexts says in sentences which checks were not made. Those that want
// a roster are told together, where it was wanting for all of them.
func UncheckedTexts(codes []schema.Code) []string {
	var texts []string
	whole := allWanted(codes, check.NeedsRoster)
	told := false
	for _, c := range codes {
		switch i, known := check.RuleOrder[c]; {
		case !known || !whole || check.Rules[i].Needs != check.NeedsRoster:
			texts = append(texts, UncheckedText(c))
		case !told:
			told = true
			texts = append(texts, "Whether the students exist, and whether they and the teachers belong to the classes named, was not checked: no roster was given.")
		}
	}
	return texts
}

// allWanted reports whether codes has every check that needs what n says.
func allWanted(codes []schema.Code, n check.Needs) bool {
	for _, r := range check.Rules {
		if r.Needs == n && !slices.Contains(codes, r.Code) {
			return false
		}
	}
	return true
}

// aboveHeader words a group of rows above the header, which are told with the
// header's code.
var aboveHeader = wording{title: "A full row above the header",
	Do: "Nothing, if it belongs to the title. If it is a row of data, move it below the header: it was not read."}

// partGone words a group of rows that were rejected before, and no longer say of
// which record: they are told with the code of rows that can't be split.
var partGone = wording{title: "No telling which part of the row is meant", tell: true,
	Do: "Put the parts of the row back as they were, or empty the cell that names the part."}
