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
	// Do says what to do, in one or two sentences. {cells} stands for the
	// cells of the group, such as "214 cells in column E", {value} for their
	// value, {Correct} for "Correct {cells}" or, of cells that are empty, for
	// "Enter the right class in {cells}".
	Do string
	// fix says it where the group has a fix, with {change}, or {Change} at the start of a
	// sentence, for "change {cells} to {fix}" or, of cells that are empty, for "enter
	// {fix} in {cells}". {fix} is what is to be written. "": Do, and behind it "{Change}."
	fix string
	// several says it of many values at once, "" where Do does.
	several string
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
		Do: "Row 1 must have the column titles of the template, from Student Email to Note."},
	schema.CodeHeaderColumnMissing: {tell: true,
		Do: "Add the missing column, with its title in row 1."},
	schema.CodeHeaderDuplicate: {tell: true,
		Do: "Keep one of the two columns. Remove or rename the other."},
	schema.CodeHeaderUnknown: {tell: true,
		Do:      "If the column is not needed, leave it. If it is, correct its title.",
		several: "If a column is not needed, leave it. If it is, correct its title.",
		fix:     "If the column is not needed, leave it. If it is meant to be {fix}, correct its title."},
	schema.CodeEncoding: {
		Do:  "Check the accents in {cells} (é, ñ): they may have been damaged.",
		fix: "If the letters are damaged, {change}."},
	schema.CodeQuote: {tell: true,
		Do: "Remove the quotation marks from the cell."},
	schema.CodeFieldCount: {tell: true,
		Do: "A comma in a note may have split it in two. Join the pieces again."},
	schema.CodeRowSize: {tell: true,
		Do: "Look for a quotation mark without a second one, or shorten the row."},
	schema.CodeBlankRow: {
		Do: "It does no harm. If a row should be there, add it."},
	schema.CodeIdentifierMissing: {
		Do: "Fill in the student in {cells}."},
	schema.CodeRequired: {tell: true,
		Do: "Fill in {cells}."},
	schema.CodePlaceholder: {
		Do:  "Enter the real value in {cells}.",
		fix: "Enter the real value in {cells}, or clear the cell."},
	schema.CodeRecognitionUnknown: {
		Do:        "{Correct}. If Otus does not have the recognition {value}, ask for it to be added there.",
		fix:       "This looks like a typing error: {change}.",
		unchecked: "The recognitions were not checked: no list of them was given."},
	schema.CodeTeacherUnknown: {tell: true,
		Do:        "Enter the e-mail address of the teacher's Otus account in {cells}.",
		fix:       "This looks like a typing error: {change}.",
		unchecked: "The teachers were not checked: no list of them was given."},
	schema.CodeClassUnknown: {
		Do:        "Use the exact name from the Classes page of Otus in {cells}.",
		fix:       "{Change}, or use another name from the Classes page of Otus.",
		unchecked: "The classes were not checked: no list of them was given."},
	schema.CodeEmailSyntax: {
		Do:  "Enter a full e-mail address in {cells}.",
		fix: "If that is the address, {change}."},
	schema.CodeDateInvalid: {tell: true,
		Do: "Enter the right date in {cells}."},
	schema.CodeDateIncomplete: {tell: true,
		Do: "Enter month, day and all four digits of the year in {cells}."},
	schema.CodeDateAmbiguous: {tell: true,
		Do: "Enter the date that is meant in {cells}."},
	schema.CodeDateOrder: {tell: true,
		Do: "Ask who made the file whether the day comes first. Then write every date with the month first."},
	schema.CodeDateTime: {
		Do:  "Remove the time from {cells}.",
		fix: "{Change}."},
	schema.CodeDateFuture: {
		Do: "Enter the day it happened in {cells}."},
	schema.CodeDateRange: {
		Do: "Check the year in {cells}."},
	schema.CodeDateTerm: {
		Do:        "Check the date and the class in {cells}.",
		unchecked: "Whether dates lie in the terms of their class was not checked: no roster was given."},
	schema.CodeStudentUnknown: {tell: true,
		Do:        "Enter the right student in {cells}.",
		unchecked: "Whether students exist in Otus was not checked: no roster was given."},
	schema.CodeIdentifierUnknown: {
		Do:        "Correct {cells}, or clear the cell: the row names the student in another cell.",
		unchecked: "The second and third number of a row were not checked: no roster was given."},
	schema.CodeStudentConflict: {tell: true,
		Do:        "Find out which student is meant in {cells}. Correct or clear the cells of the other one.",
		fix:       "If the roster is right, {change}.",
		unchecked: "It was not checked that a row has only one student: no roster was given."},
	schema.CodeStudentAmbiguous: {
		Do:        "Enter a number or e-mail that only this student has, and clear {cells}.",
		fix:       "Clear {cells}: the row names the student in another cell.",
		unchecked: "It was not checked that a number is one student's alone: no roster was given."},
	schema.CodeTeacherAmbiguous: {
		Do:  "Ask which teacher is meant in {cells}. Then enter the e-mail that this teacher has today.",
		fix: "The teacher of that time now has {fix}: if that one is meant, change {cells}."},
	schema.CodeStudentLeft: {
		Do: "Ask Otus whether it takes rows of students who have left. If it does not, remove {cells}; if it does, your data person can let them pass."},
	schema.CodeTeacherLeft: {
		Do: "Ask Otus whether it takes rows of teachers who have left. If it does not, ask which teacher to enter in {cells}; if it does, your data person can let them pass."},
	schema.CodeClassPast: {
		Do:  "Ask Otus whether it takes rows of classes of past years. If it does not, ask which class to enter in {cells}; if it does, your data person can let them pass.",
		fix: "The same class is now called {fix}. If that is right, {change}, or tell your data person to rename the class in all rows."},
	schema.CodeIdentifierShape: {tell: true,
		Do: "Enter the student's own number or e-mail in {cells}."},
	schema.CodeClassAmbiguous: {
		Do:        "Ask Otus which class {cells} will go to.",
		unchecked: "Whether a class's name stands for one class only was not checked: no roster was given."},
	schema.CodeTeacherClass: {tell: true,
		Do:        "Check the teacher and the class in {cells}.",
		fix:       "If the class is wrong, {change}.",
		unchecked: "Whether teachers teach the classes named was not checked: no roster was given."},
	schema.CodeStudentClass: {tell: true,
		Do:        "Check the student and the class in {cells}.",
		fix:       "If the class is wrong, {change}.",
		unchecked: "Whether students are in the classes named was not checked: no roster was given."},
	schema.CodeDuplicate: {tell: true,
		Do: "If a row was pasted twice, remove the second one. If it happened twice, keep both."},
	schema.CodeDuplicateShared: {tell: true,
		Do:        "Remove {cells}: Otus has them from an earlier file.",
		unchecked: "Whether rows were shared with Otus before was not checked: no earlier file was given."},
	schema.CodeChangedSince: {tell: true,
		Do: "Nothing in the file: send the file of changes to Otus ({cells})."},
	schema.CodeSpaces: {
		Do:  "Remove the extra spaces in {cells}.",
		fix: "{Change}."},
	schema.CodeControl: {
		Do:  "Enter {cells} again: there are hidden characters.",
		fix: "{Change}, without the hidden characters."},
	schema.CodeSpreadsheet: {
		Do:  "Copy the value into {cells} again from the system it came from.",
		fix: "If that is the value, {change}."},
	schema.CodeFormula: {
		Do: "If the text in {cells} is meant, leave it. If not, remove the sign at its start."},
	schema.CodeNoteLong: {
		Do: "Shorten the note in {cells} if you can."},
	schema.CodeNoteContact: {
		Do: "Read the note in {cells}: families can read notes in Otus."},
	schema.CodeNoteSensitive: {tell: true,
		Do: "Read {cells} with your principal. Families can read it in Otus: remove what is not for them."},
	schema.CodeNoteNamesStudent: {
		Do:        "Remove the other student from the note in {cells}: families can read notes in Otus.",
		unchecked: "Whether notes name other students was not checked: no roster was given."},
	schema.CodeFileRows: {tell: true,
		Do: "Do not save this file from a spreadsheet: the rows at the end would be lost."},
	schema.CodeListSuspect: {tell: true,
		Do: "Ask your data person before you change anything: the list is probably the wrong one."},
	schema.CodeValueUnmapped: {
		Do:      "What is {value} called in Otus? Tell your data person. You do not need to change {cells}.",
		several: "What is each of these called in Otus? Tell your data person. You do not need to change {cells}."},
	schema.CodeLookupNone: {tell: true,
		Do: "{Correct}, or tell your data person."},
	schema.CodeLookupSeveral: {tell: true,
		Do: "Choose which one is meant in {cells}."},
	schema.CodeRowSeveral: {tell: true,
		Do: "Find out which student did which in {cells}, and enter one row for each."},
	schema.CodeDefaulted: {tell: true,
		Do: "Check what was entered in {cells}."},
	schema.CodeKeyConflict: {tell: true,
		Do: "Find out which of the rows of one incident is right ({cells})."},
	schema.CodeRowRepeated: {tell: true,
		Do: "Ask your data person about {cells}: it must be clear which rows are one incident."},
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
			texts = append(texts, "The students and their classes were not checked: no roster was given.")
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
var aboveHeader = wording{title: "A row above the column titles",
	Do: "This row was not read. If it holds data, move it below the column titles."}

// partGone words a group of rows that were rejected before, and no longer say of
// which record: they are told with the code of rows that can't be split.
var partGone = wording{title: "Not clear which part of the row is meant", tell: true,
	Do: "Put the pieces of the row back as they were, or clear the cell that names the part."}

// asText words a group of rows that could not be split, of which the rejects have the text
// in one cell.
var asText = wording{tell: true,
	Do: "Copy each piece of the text in {cells} into its own column, without the quotation marks. Then clear the long text."}
