package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// A wording is what reports for people say of a code.
type wording struct {
	title string // heads a group: that of the code, or of a case of it
	// do says what to do, in one or two sentences. {cells} stands for the
	// cells of the group, such as "214 cells in column E", {value} for their
	// value.
	do string
	// fix says it where the group has a fix, with {fix} for what is to be
	// written. "": do, and behind it "Change {cells} to {fix}."
	fix string
	// tell: the issue's own message says more than do, and stands in its place.
	tell bool
	// unchecked says in a sentence that the check was not made, and why.
	unchecked string
}

// wordings is the catalogue of all codes in plain English: the only place that
// says what staff should do about one.
var wordings = map[schema.Code]wording{
	schema.CodeNotCSV: {tell: true,
		do: "Open the file in a spreadsheet and save it as \"CSV UTF-8\"."},
	schema.CodeHeaderMissing: {tell: true,
		do: "Put the template's labels into the first row: Student Email, SIS ID, Student Number, State ID, Recognition, Teacher Email, Class Name, Date, Note."},
	schema.CodeHeaderColumnMissing: {tell: true,
		do: "Add the missing column, with its label in the header."},
	schema.CodeHeaderDuplicate: {tell: true,
		do: "Keep one of the two columns and delete or rename the other."},
	schema.CodeHeaderUnknown: {tell: true,
		do:  "Nothing, if the column may be left out. If it is one of the template's, correct its label.",
		fix: "Nothing, if the column may be left out. If it is meant as {fix}, correct its label."},
	schema.CodeEncoding: {
		do: "Compare {cells} with the source, and save the file as \"CSV UTF-8\"."},
	schema.CodeQuote: {tell: true,
		do: "Put the whole cell in quotation marks and double those inside it, or take them out."},
	schema.CodeFieldCount: {tell: true,
		do: "Look for a comma or a line break that splits a cell, and put that cell in quotation marks."},
	schema.CodeRowSize: {tell: true,
		do: "Look for a quotation mark that never closes, or shorten the row."},
	schema.CodeBlankRow: {
		do: "Nothing; the blank row is passed over. Check that no row is missing there."},
	schema.CodeIdentifierMissing: {
		do: "Fill in one of Student Email, SIS ID, Student Number and State ID in {cells}."},
	schema.CodeRequired: {tell: true,
		do: "Fill in {cells}."},
	schema.CodePlaceholder: {
		do:  "Fill in the value in {cells}, or empty the cell where it may be empty.",
		fix: "Fill in the value in {cells}, or, where there is none, change to {fix}."},
	schema.CodeRecognitionUnknown: {
		do:        "Create the recognition {value} in Otus, or correct {cells}.",
		fix:       "Create the recognition {value} in Otus, or change {cells} to {fix}.",
		unchecked: "Whether recognitions exist in Otus was not checked: no list of recognitions was given."},
	schema.CodeTeacherUnknown: {tell: true,
		do:        "Write the e-mail address of the teacher's Otus account in {cells}, or have the account made.",
		fix:       "Change {cells} to {fix}, or have an account made for the teacher {value}.",
		unchecked: "Whether teachers exist in Otus was not checked: no list of teachers was given."},
	schema.CodeClassUnknown: {
		do:        "Write the class's name as it stands in Otus in {cells}. Names may have changed with a roster sync, and classes of past years are archived.",
		fix:       "Change {cells} to {fix}, or to the class's name as it stands in Otus.",
		unchecked: "Whether classes exist in Otus was not checked: no list of classes was given."},
	schema.CodeEmailSyntax: {
		do: "Write a whole e-mail address in {cells}."},
	schema.CodeDateInvalid: {
		do: "Write the date in {cells} as YYYY-MM-DD."},
	schema.CodeDateIncomplete: {
		do: "Write month, day and a year of four digits in {cells}, as YYYY-MM-DD."},
	schema.CodeDateAmbiguous: {
		do: "Write the date meant in {cells} as YYYY-MM-DD."},
	schema.CodeDateOrder: {tell: true,
		do: "Find out whether the file has the day first, and write all its dates as YYYY-MM-DD."},
	schema.CodeDateTime: {
		do: "Take the time off in {cells}."},
	schema.CodeDateFuture: {
		do: "Write the day it happened in {cells}."},
	schema.CodeDateRange: {
		do: "Check the year in {cells}."},
	schema.CodeDateTerm: {
		do:        "Check the date and the class in {cells}.",
		unchecked: "Whether dates lie in the terms of their class was not checked: no roster was given."},
	schema.CodeStudentUnknown: {tell: true,
		do:        "Correct the identifier in {cells}, or have the student rostered in Otus.",
		unchecked: "Whether students exist in Otus was not checked: no roster was given."},
	schema.CodeIdentifierUnknown: {
		do:        "Correct {cells}, or empty the cell: another identifier of the row is enough.",
		unchecked: "Whether a row's second and third identifiers exist was not checked: no roster was given."},
	schema.CodeStudentConflict: {tell: true,
		do:        "Find out which student is meant in {cells}, and correct or empty the other identifiers.",
		unchecked: "Whether the identifiers of a row belong to one student was not checked: no roster was given."},
	schema.CodeStudentAmbiguous: {
		do:        "Put an identifier into the row of {cells} that only the student meant has, and empty the cell.",
		unchecked: "Whether an identifier is one student's alone was not checked: no roster was given."},
	schema.CodeIdentifierShape: {tell: true,
		do: "Write the student's own identifier in {cells}, or empty the cell and fill in another one."},
	schema.CodeClassAmbiguous: {
		do:        "Ask Otus which class {cells} will be filed under; neither teacher nor student settles it.",
		unchecked: "Whether a class's name stands for one class only was not checked: no roster was given."},
	schema.CodeTeacherClass: {tell: true,
		do:        "Check the teacher and the class in {cells}.",
		unchecked: "Whether teachers teach the classes named was not checked: no roster was given."},
	schema.CodeStudentClass: {tell: true,
		do:        "Check the student and the class in {cells}.",
		unchecked: "Whether students are in the classes named was not checked: no roster was given."},
	schema.CodeDuplicate: {tell: true,
		do: "See whether two things happened or one row was pasted twice; delete {cells} only if so."},
	schema.CodeDuplicateShared: {tell: true,
		do:        "Delete {cells}: Otus has them from a file shared earlier.",
		unchecked: "Whether rows were shared with Otus before was not checked: no earlier file was given."},
	schema.CodeSpaces: {
		do: "Take the extra spaces out of {cells}."},
	schema.CodeControl: {
		do: "Type {cells} anew: they hold characters that cannot be seen."},
	schema.CodeSpreadsheet: {
		do: "Copy the value from the source into {cells} again, with the column formatted as text."},
	schema.CodeFormula: {
		do: "Leave {cells} if Otus has the same text; if not, correct it. Never open the file by a double click: import it, with every column as text."},
	schema.CodeNoteLong: {
		do: "Shorten the note in {cells}, if it need not be so long."},
	schema.CodeNoteContact: {
		do: "Read the note in {cells}: students and families can read notes in Otus."},
	schema.CodeNoteNamesStudent: {
		do:        "Take the other student out of the note in {cells}: families can read notes in Otus.",
		unchecked: "Whether notes name other students was not checked: no roster was given."},
	schema.CodeFileRows: {tell: true,
		do: "Do not open and save the file in a spreadsheet: it would drop the rows at the end."},
	schema.CodeListSuspect: {tell: true,
		do: "Look whether the right list was given, and whether what it lacks is to be created in Otus."},
	schema.CodeValueUnmapped: {
		do: "Tell the engineer which name in Otus the code {value} stands for, to be put into the mapping ({cells})."},
	schema.CodeLookupNone: {tell: true,
		do: "Correct {cells}, or have the roster or the mapping completed."},
	schema.CodeLookupSeveral: {tell: true,
		do: "Say which one is meant in {cells}."},
	schema.CodeDefaulted: {tell: true,
		do: "Check that the mapping's default for {cells} is right."},
}

// wordingOf returns the wording of a code; one that is not known is its own
// title.
func wordingOf(c schema.Code) wording {
	if w, ok := wordings[c]; ok {
		w.title = c.Title()
		return w
	}
	return wording{title: string(c), do: "Look at {cells}.", tell: true}
}

// uncheckedText says that a check was not made.
func uncheckedText(c schema.Code) string {
	if text := wordingOf(c).unchecked; text != "" {
		return text
	}
	return fmt.Sprintf("Not checked: %q.", wordingOf(c).title)
}

// uncheckedTexts says in sentences which checks were not made. Those that want
// a roster are told together, where it was wanting for all of them.
func uncheckedTexts(codes []schema.Code) []string {
	var texts []string
	whole := allWanted(codes, check.NeedsRoster)
	told := false
	for _, c := range codes {
		switch i, known := check.RuleOrder[c]; {
		case !known || !whole || check.Rules[i].Needs != check.NeedsRoster:
			texts = append(texts, uncheckedText(c))
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

// A todoItem is a group as reports for people tell it. Its texts are safe to
// show, as visible makes them.
type todoItem struct {
	Group    *tally.Group
	Files    fileNames
	Title    string
	Value    string // quoted, or "" where the values differ
	Standing int64  // issues of the group that stand
	Repaired int64
	Cells    string // "E14, E18 and 204 more", or "" for the file as a whole
	Count    string // "214 cells"
	Do       string // what to do about those that stand
	Change   string // what was repaired, in how many cells
	Why      string // the message that all issues have, or ""
	Tell     bool   // Why says more than Do
	Safe     bool   // a repair can do it unasked
}

// aboveHeader words a group of rows above the header, which are told with the
// header's code.
var aboveHeader = wording{title: "A full row above the header",
	do: "Nothing, if it belongs to the title. If it is a row of data, move it below the header: it was not read."}

// partGone words a group of rows that were rejected before, and no longer say of
// which record: they are told with the code of rows that can't be split.
var partGone = wording{title: "No telling which part of the row is meant", tell: true,
	do: "Put the parts of the row back as they were, or empty the cell that names the part."}

// wordingOfGroup returns what reports say of g.
func wordingOfGroup(g *tally.Group) wording {
	w := wordingOf(g.Code)
	switch {
	case g.Code == schema.CodeFieldCount && g.Value != "": // as no row has that can't be split
		return partGone
	case g.Code == schema.CodeHeaderUnknown && g.Column == schema.NoColumn && g.Value == "" && !g.Other:
		return aboveHeader // a label that is unknown is no empty one
	case g.Code == schema.CodePlaceholder && g.Column.Required():
		w.fix = "Fill in the value in {cells}." // an empty cell would be as wrong
	case g.Code == schema.CodePlaceholder && g.Column.Identifier() && g.Severity == check.SeverityError:
		w.fix = "Fill in the value in {cells}, or another identifier of the student."
	}
	return w
}

// newTodo words a group.
func newTodo(g *tally.Group, files fileNames) todoItem {
	w := wordingOfGroup(g)
	t := todoItem{
		Group: g, Files: files, Title: groupTitle(g, w), Standing: g.Count - g.Repaired, Repaired: g.Repaired,
		Cells: cellNames(g, files), Count: countText(g, g.Count), Why: phrase.Sentence(g.Message),
		Tell: w.tell && g.Message != "",
	}
	switch {
	case g.Other:
		t.Title += ": other values"
	case g.Value != "":
		t.Value = phrase.QuoteCell(g.Value)
	}
	if len(g.Fixes) > 0 {
		t.Safe, t.Why = g.Fixes[0].Safe, phrase.Sentence(withoutQuestion(g.Message))
	}
	if t.Standing > 0 {
		t.Do = doText(g, w, t.Tell, t.Standing, files)
	}
	if t.Repaired > 0 {
		t.Change = changeText(g, t.Repaired)
	}
	return t
}

// groupTitle heads the group. Of a look-up it says what was looked for.
func groupTitle(g *tally.Group, w wording) string {
	if !isLookedUp(g) {
		return w.title
	}
	one, several := "Student", "students"
	switch g.Column {
	case schema.ColTeacherEmail:
		one, several = "Teacher", "teachers"
	case schema.ColClassName:
		one, several = "Class", "classes"
	}
	if g.Code == schema.CodeLookupSeveral {
		return "Several " + several + " may be meant"
	}
	return one + " not found in the roster"
}

// isLookedUp reports whether the group is of a look-up.
func isLookedUp(g *tally.Group) bool {
	return g.Code == schema.CodeLookupNone || g.Code == schema.CodeLookupSeveral
}

// ownText says where to look for what differs from row to row, "" where nothing
// does.
func ownText(g *tally.Group) string {
	switch {
	case !g.Varies && !g.Other:
		return ""
	case isLookedUp(g):
		return "Each row has its own message: see the list of issues (the CSV report), or the problem behind each row that was set aside."
	}
	return "Each row has its own message: see the list of issues (the CSV report)."
}

// withoutQuestion cuts "; did you mean …?" off a message: for where the fixes
// are told beside it.
func withoutQuestion(message string) string {
	if i := strings.LastIndex(message, "; did you mean "); i >= 0 && strings.HasSuffix(message, "?") {
		return message[:i]
	}
	return message
}

// doText says what to do about n issues of g. With tell the message of the
// issue stands before it, and it speaks of the fix alone: "" where there is
// none.
func doText(g *tally.Group, w wording, tell bool, n int64, files fileNames) string {
	text, change := w.do, fixText(g)
	if tell {
		text = ""
	}
	if change != "" && w.fix != "" && g.Fixes[0].Column == g.Column {
		text = "" // a safe fix leaves nothing else to do, such as to create " tardy " in Otus
		if !g.Fixes[0].Safe {
			text, change = w.fix, ""
		}
	}
	value, fix := "", ""
	if g.Value != "" && !g.Other {
		value = " " + phrase.QuoteCell(g.Value)
	}
	if len(g.Fixes) > 0 {
		fix = choiceText(g.Fixes)
	}
	// One pass: a value that looks like a placeholder stays as it is.
	return strings.NewReplacer("{cells}", placeText(g, n, files), " {value}", value, "{fix}", fix).
		Replace(joinSentences(text, change, ownText(g)))
}

// fixText says how the first fix is applied, "" where there is none.
func fixText(g *tally.Group) string {
	// A cell that a look-up was to fill in is none of the export's to change.
	if len(g.Fixes) == 0 || isLookedUp(g) && g.Fixes[0].Old == "" {
		return ""
	}
	f := g.Fixes[0]
	switch {
	case f.Column != g.Column && f.Column != schema.NoColumn:
		return fmt.Sprintf("Write {fix} in %s instead.", f.Column)
	case f.New == "" && len(g.Fixes) == 1:
		return "Empty {cells}."
	case f.Column != schema.NoColumn && isOfRows(g):
		return fmt.Sprintf("Change the %s of {cells} to {fix}.", f.Column)
	}
	return "Change {cells} to {fix}."
}

// changeText says what a repair changed in n cells.
func changeText(g *tally.Group, n int64) string {
	where := countText(g, n)
	if len(g.Fixes) == 0 {
		return joinSentences("Changed "+where+".", ownText(g))
	}
	f := g.Fixes[0]
	return fmt.Sprintf("Changed %s to %s in %s.", phrase.QuoteCell(f.Old), phrase.QuoteNew(f.New), where)
}

// cellNames lists the first cells of g by name, those of one file together.
func cellNames(g *tally.Group, files fileNames) string {
	var parts []string
	spots := spotsOf(g)
	for len(spots) > 0 {
		var names []string
		in := spots[0].at.In
		for len(spots) > 0 && spots[0].at.In == in {
			names = append(names, spots[0].at.Cell())
			spots = spots[1:]
		}
		text := strings.Join(names, ", ")
		if isOfRows(g) && len(names) > 1 { // rows 3, 4, not row 3, row 4
			text = "rows " + strings.ReplaceAll(text, "row ", "")
		}
		parts = append(parts, files.in(text, in))
	}
	text := strings.Join(parts, ", ")
	if more := g.Count - int64(len(g.Rows)); more > 0 && text != "" {
		text += " and " + phrase.Thousands(more) + " more"
	}
	return text
}

// isOfRows reports whether the group's cells are none of the file's, so that rows
// are told.
func isOfRows(g *tally.Group) bool {
	places := placesOf(g)
	return len(places) > 0 && !slices.ContainsFunc(places, func(p check.Place) bool { return p.Field > 0 })
}

// placesOf returns Places, which a group that a program made need not have.
func placesOf(g *tally.Group) []check.Place {
	if len(g.Places) == len(g.Rows) {
		return g.Places
	}
	places := make([]check.Place, len(g.Rows))
	for i, row := range g.Rows {
		places[i].Row = row
		if i < len(g.Fields) {
			places[i].Field = g.Fields[i]
		}
	}
	return places
}

// A spot is a place with a name, and the row of the input that it is of.
type spot struct {
	at    check.Place
	row   int64
	field int // 0: no single cell
}

// spotsOf returns the first places of g that have a name, the rejects' before the
// template's: these wait for somebody.
func spotsOf(g *tally.Group) (spots []spot) {
	for i, at := range placesOf(g) {
		if at.Cell() == "" {
			continue
		}
		s := spot{at: at, row: g.Rows[i]}
		if i < len(g.Fields) {
			s.field = g.Fields[i]
		}
		spots = append(spots, s)
	}
	slices.SortStableFunc(spots, func(a, b spot) int { return cmp.Compare(b.at.In, a.at.In) })
	return spots
}

// cellsOf returns the names of the first cells of g; never nil.
func cellsOf(g *tally.Group) []string {
	names := []string{}
	for _, at := range placesOf(g) {
		if name := at.Cell(); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// columnText returns the letters of the one column of one file that all of g's cells
// are in, "" where there are several, or none, or more than are known: a build may
// have set some aside and written others.
func columnText(g *tally.Group, files fileNames) string {
	places := placesOf(g)
	if len(places) == 0 {
		return ""
	}
	first := places[0]
	if slices.ContainsFunc(places, func(p check.Place) bool { return p.In != first.In || p.Field != first.Field }) {
		return ""
	}
	// What has an error was not written.
	if set := g.Severity == check.SeverityError && g.Repaired == 0 && g.Code != schema.CodeQuote; files != nil && !set && g.Count > int64(len(places)) {
		return ""
	}
	return schema.Letters(first.Field)
}

// countText says how many cells, rows or times n issues of g are.
func countText(g *tally.Group, n int64) string {
	places := placesOf(g)
	switch {
	case len(places) > 0 && !slices.ContainsFunc(places, func(p check.Place) bool { return p.Field == 0 }):
		return phrase.Plural(n, "cell")
	case len(places) > 0 && places[0].Row > 0:
		return phrase.Plural(n, "row")
	}
	return phrase.Plural(n, "time")
}

// placeText is what a sentence calls n of g's cells.
func placeText(g *tally.Group, n int64, files fileNames) string {
	column := columnText(g, files)
	switch {
	case len(g.Rows) == 0 || g.Rows[0] == 0 && column == "":
		return "the file"
	case g.Rows[0] == 0:
		return "column " + column
	case n == 1 && g.Count == 1:
		return cellNames(g, files)
	case column != "":
		return files.in(countText(g, n)+" in column "+column, placesOf(g)[0].In)
	}
	return countText(g, n)
}

// fileNames are what reports for people call the files of a build, by where a
// [check.Place] is; nil for a file that was checked, as there is no other.
type fileNames []string

func fileNamesOf(r *tally.Report, o ReportOptions) fileNames {
	if r.Build == nil {
		return nil
	}
	return fileNames{
		check.InInput:    "the export",
		check.InTemplate: phrase.Visible(cmp.Or(o.TemplateName, "the template")),
		check.InRejects:  phrase.Visible(cmp.Or(o.RejectsName, "the rejects file")),
	}
}

// name returns the name of a file, "" where it needs none.
func (f fileNames) name(in check.PlaceIn) string {
	if int(in) >= len(f) {
		return ""
	}
	return f[in]
}

// in adds to the name of cells that of the file which they are in.
func (f fileNames) in(cells string, in check.PlaceIn) string {
	if name := f.name(in); name != "" {
		return cells + " of " + name
	}
	return cells
}

// cell names a place, "" for a file as a whole.
func (f fileNames) cell(at check.Place) string {
	name := at.Cell()
	if name == "" {
		return ""
	}
	return f.in(name, at.In)
}

// choiceText quotes what the fixes of one cell write, which is a choice.
func choiceText(fixes []check.Fix) string {
	var names []string
	for _, f := range fixes {
		if text := phrase.QuoteNew(f.New); f.Column == fixes[0].Column && !slices.Contains(names, text) {
			names = append(names, text)
		}
	}
	return phrase.JoinWords(names, "or")
}

// joinSentences joins those that are not empty.
func joinSentences(sentences ...string) string {
	return strings.Join(slices.DeleteFunc(sentences, func(s string) bool { return s == "" }), " ")
}
