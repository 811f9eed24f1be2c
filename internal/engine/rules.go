package engine

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// A rule is one check: its code, how much it matters, and the function that
// makes it. The table below is the whole of what the library checks, in the
// order in which the issues of one cell are told. A rule without a function is
// told elsewhere: by the engine, which alone sees more than one
// row, or by the mapping.
type rule struct {
	code     schema.Code
	severity check.Severity
	ends     bool  // what it tells ends the run; its severity can't be overridden
	needs    needs // the reference it is made against
	columns  []schema.Column
	about    traits                      // a cell has one of them, or there is nothing to tell of it
	cell     func(*judge, schema.Column) // called for each of columns
	row      func(*judge)                // called once a row
	alike    []schema.Column             // of these, the words and fixes follow from severity, column and cell alone; else they may be the row's own
}

// needs says which reference set a check is made against.
type needs uint8

const (
	needsNothing needs = iota
	needsRecognitions
	needsTeachers
	needsClasses
	needsRoster
)

var rules = []rule{
	{code: schema.CodeNotCSV, severity: check.SeverityError, ends: true},
	{code: schema.CodeHeaderMissing, severity: check.SeverityError, ends: true},
	{code: schema.CodeHeaderColumnMissing, severity: check.SeverityError, ends: true},
	{code: schema.CodeHeaderDuplicate, severity: check.SeverityError, ends: true},
	{code: schema.CodeHeaderUnknown, severity: check.SeverityWarning},
	{code: schema.CodeEncoding, severity: check.SeverityWarning, columns: schema.AllColumns, about: traitBeyond, cell: checkEncoding},
	{code: schema.CodeQuote, severity: check.SeverityError},
	{code: schema.CodeFieldCount, severity: check.SeverityError},
	{code: schema.CodeRowSize, severity: check.SeverityError},
	{code: schema.CodeBlankRow, severity: check.SeverityWarning},
	{code: schema.CodeIdentifierMissing, severity: check.SeverityError, row: checkIdentifierMissing},
	{code: schema.CodeRequired, severity: check.SeverityError, columns: schema.MustBeFilled, about: traitBlank, cell: checkRequired, alike: schema.MustBeFilled},
	{code: schema.CodePlaceholder, severity: check.SeverityError, columns: schema.AllColumns, about: traitPlaceholder, cell: checkPlaceholder, alike: settledAlone},
	{code: schema.CodeRecognitionUnknown, severity: check.SeverityError, needs: needsRecognitions, columns: []schema.Column{schema.ColRecognition}, about: traitUnknown, cell: checkRecognition, alike: []schema.Column{schema.ColRecognition}},
	{code: schema.CodeTeacherUnknown, severity: check.SeverityError, needs: needsTeachers, columns: []schema.Column{schema.ColTeacherEmail}, about: traitUnknown, cell: checkTeacher, alike: []schema.Column{schema.ColTeacherEmail}},
	{code: schema.CodeClassUnknown, severity: check.SeverityError, needs: needsClasses, columns: []schema.Column{schema.ColClassName}, about: traitUnknown, cell: checkClass},
	{code: schema.CodeEmailSyntax, severity: check.SeverityError, columns: schema.Addresses, about: traitNoAddress, cell: checkEmailSyntax, alike: settledAlone},
	{code: schema.CodeDateInvalid, severity: check.SeverityError, columns: []schema.Column{schema.ColDate}, about: traitDateFault, cell: checkDateInvalid, alike: settledAlone},
	{code: schema.CodeDateIncomplete, severity: check.SeverityError, columns: []schema.Column{schema.ColDate}, about: traitDateFault, cell: checkDateIncomplete, alike: settledAlone},
	{code: schema.CodeDateAmbiguous, severity: check.SeverityError, columns: []schema.Column{schema.ColDate}, about: traitDateFault, cell: checkDateAmbiguous, alike: settledAlone},
	{code: schema.CodeDateOrder, severity: check.SeverityError},
	{code: schema.CodeDateTime, severity: check.SeverityWarning, columns: []schema.Column{schema.ColDate}, about: traitDateFault, cell: checkDateTime, alike: settledAlone},
	{code: schema.CodeDateFuture, severity: check.SeverityError, columns: []schema.Column{schema.ColDate}, about: traitDateBeyond, cell: checkDateFuture, alike: settledAlone},
	{code: schema.CodeDateRange, severity: check.SeverityWarning, columns: []schema.Column{schema.ColDate}, about: traitDateBeyond, cell: checkDateRange, alike: settledAlone},
	{code: schema.CodeDateTerm, severity: check.SeverityWarning, needs: needsRoster, columns: []schema.Column{schema.ColDate}, about: traitAny, cell: checkDateTerm},
	{code: schema.CodeStudentUnknown, severity: check.SeverityError, needs: needsRoster, row: checkStudentUnknown},
	{code: schema.CodeIdentifierUnknown, severity: check.SeverityWarning, needs: needsRoster, columns: schema.Identifiers, about: traitAny, cell: checkIdentifierUnknown},
	{code: schema.CodeStudentConflict, severity: check.SeverityError, needs: needsRoster, row: checkStudentConflict},
	{code: schema.CodeStudentAmbiguous, severity: check.SeverityError, needs: needsRoster, columns: schema.Identifiers, about: traitAny, cell: checkStudentAmbiguous},
	{code: schema.CodeIdentifierShape, severity: check.SeverityError, columns: schema.Identifiers, about: traitShape, cell: checkIdentifierShape},
	{code: schema.CodeClassAmbiguous, severity: check.SeverityWarning, needs: needsRoster, columns: []schema.Column{schema.ColClassName}, about: traitAny, cell: checkClassAmbiguous},
	{code: schema.CodeTeacherClass, severity: check.SeverityWarning, needs: needsRoster, columns: []schema.Column{schema.ColClassName}, about: traitAny, cell: checkTeacherClass},
	{code: schema.CodeStudentClass, severity: check.SeverityWarning, needs: needsRoster, columns: []schema.Column{schema.ColClassName}, about: traitAny, cell: checkStudentClass},
	{code: schema.CodeDuplicate, severity: check.SeverityWarning},
	{code: schema.CodeDuplicateShared, severity: check.SeverityError},
	{code: schema.CodeSpaces, severity: check.SeverityWarning, columns: schema.AllButNote, about: traitSpaces | traitBeyond, cell: checkSpaces, alike: settledAlone},
	{code: schema.CodeControl, severity: check.SeverityWarning, columns: schema.AllColumns, about: traitControl | traitBeyond, cell: checkControl, alike: settledAlone},
	{code: schema.CodeSpreadsheet, severity: check.SeverityError, columns: schema.AllButNote, about: traitSheet, cell: checkSpreadsheet, alike: settledAlone},
	{code: schema.CodeFormula, severity: check.SeverityWarning, columns: schema.AllColumns, about: traitSign, cell: checkFormula, alike: schema.AllColumns},
	{code: schema.CodeNoteLong, severity: check.SeverityWarning, columns: []schema.Column{schema.ColNote}, about: traitLong, cell: checkNoteLong},
	{code: schema.CodeNoteContact, severity: check.SeverityWarning, columns: []schema.Column{schema.ColNote}, about: traitContact, cell: checkNoteContact},
	{code: schema.CodeNoteNamesStudent, severity: check.SeverityError, needs: needsRoster, columns: []schema.Column{schema.ColNote}, about: traitAny, cell: checkNoteNamesStudent},
	{code: schema.CodeFileRows, severity: check.SeverityWarning},
	{code: schema.CodeListSuspect, severity: check.SeverityError},
	{code: schema.CodeValueUnmapped, severity: check.SeverityError},
	{code: schema.CodeLookupNone, severity: check.SeverityError},
	{code: schema.CodeLookupSeveral, severity: check.SeverityError},
	{code: schema.CodeDefaulted, severity: check.SeverityWarning},
}

// settledAlone are the columns of which a repair looks at nothing but the cell.
// What a class is changed to may depend on the teacher, an identifier on those
// beside it, and no two notes are the same.
var settledAlone = []schema.Column{schema.ColRecognition, schema.ColTeacherEmail, schema.ColDate}

// alike reports whether all issues of the kind that have one cell say the same.
func (k issueKind) alike() bool { return slices.Contains(rules[k.rule()].alike, k.column()) }

// ruleOrder is each code's place in rules.
var ruleOrder = func() map[schema.Code]int {
	order := make(map[schema.Code]int, len(rules))
	for i, r := range rules {
		order[r.code] = i
	}
	return order
}()

// compareIssues orders the issues of a row: by column, then as the table has
// their codes.
func compareIssues(a, b check.Issue) int {
	if a.Column != b.Column {
		return cmp.Compare(a.Column, b.Column)
	}
	return cmp.Compare(ruleOrder[a.Code], ruleOrder[b.Code])
}

// Codes returns every code, in the order in which the issues of one cell are
// told, in a slice of the caller's own. docs/codes.md says what to do about
// each.
func Codes() []schema.Code {
	codes := make([]schema.Code, len(rules))
	for i, r := range rules {
		codes[i] = r.code
	}
	return codes
}

// A subject is one row under check: its cells as read, by template column.
type subject struct {
	schema.Position
	cells   [schema.NumColumns + 1]string
	fields  [schema.NumColumns + 1]int // the cells' columns in the file, from 1; 0: none
	day     dates.Date                 // of the Date cell, where that is known to be a plain date; else zero
	recoded schema.ColumnSet           // the cells that were not UTF-8 and were read as Windows-1252
}

// subjectOf returns rec as a row of its own, each cell in its template column.
func subjectOf(rec *schema.Record) *subject {
	s := new(subject)
	for _, c := range schema.AllColumns {
		s.cells[c] = rec.Cell(c)
		s.fields[c] = int(c)
	}
	return s
}

// A judge makes the checks of one row after the other. What several checks of
// a row need is worked out once, in begin.
type judge struct {
	v       *Checker
	rules   []*rule         // those to be made
	byTrait [16]uint64      // for each trait, which of rules are about it: a bit each
	ofRows  uint64          // which of rules are about whole rows
	looks   []schema.Column // the cells to be looked at: all, or without any check or set the date for the summary
	loud    traits          // those that silence other checks and are checked for
	repeats bool            // rows are compared with one another
	lazy    bool            // issues are left without words: see [run.explain]
	rule    *rule           // the one at hand
	s       *subject
	issues  []check.Issue

	clearing clearing // what a fastCheck found out of the row to be checked

	facts   [schema.NumColumns + 1]cellFacts
	looked  schema.ColumnSet // those whose facts are not those that skip leaves
	traits  traits           // of all cells
	people  rowPeople
	date    dates.Reading // of the clean text of the Date cell
	sure    dates.Date    // that day, where nothing is in doubt, else zero
	unsplit bool          // cells of the row may have run into each other
	key     []byte        // of the duplicate check, kept for its memory

	longNote int // no note of so few bytes is too long
}

// cellFacts is what is known of a cell before it is judged.
type cellFacts struct {
	traits      traits
	loud        traits             // of these, what alone is told of the cell; 0: everything
	blank       bool               // nothing but white space and what cannot be seen; of a note white space alone
	placeholder bool               // stands for "no value"
	filler      bool               // an identifier that stands for nobody, such as 000000
	marked      bool               // an identifier that has markup around it
	sheet       celltext.SheetForm // what a spreadsheet made of it
	clean       string             // the cell unwrapped, without control characters and stray spaces, an address bare
	mended      string             // everything safe applied: what every safe fix of the cell says
	match       nameset.Match      // of clean, in the column's set
	place       int32              // of match.Name in the set, or nameset.NoPlace
	known       bool               // the cell as read is in its set; false where there is no set
}

// newJudge returns a judge that makes v's checks.
func newJudge(v *Checker) *judge {
	j := &judge{v: v, repeats: v.findsRepeats(), longNote: sheetLimit}
	if limit := v.opts.NoteLimit; limit > 0 {
		j.longNote = min(limit, sheetLimit)
	}
	for i := range rules {
		r := &rules[i]
		if (r.row != nil || r.cell != nil) && v.on(r.code) && (r.needs != needsRoster || v.refs.Roster != nil) {
			j.add(r)
		}
	}
	j.looks = schema.AllColumns
	if len(j.rules) == 0 && v.refs == (roster.References{}) {
		j.looks = []schema.Column{schema.ColDate} // a Builder without a Validator: a quarter of its time
	}
	for c := range j.facts {
		j.facts[c].place = nameset.NoPlace
	}
	j.looked = 1<<len(j.facts) - 1
	return j
}

// add adds a check to those that are made.
func (j *judge) add(r *rule) {
	bit := uint64(1) << len(j.rules)
	j.rules = append(j.rules, r)
	j.loud |= r.about & (traitBlank | traitPlaceholder | traitSheet)
	if r.row != nil {
		j.ofRows |= bit
	}
	for t := r.about; t != 0; t &= t - 1 {
		j.byTrait[bits.TrailingZeros16(uint16(t))] |= bit
	}
}

// toMake returns which of the rules the row at hand may have to do with, a bit
// each: mostly one or two of thirty.
func (j *judge) toMake() uint64 {
	some := j.ofRows
	for t := j.traits; t != 0; t &= t - 1 {
		some |= j.byTrait[bits.TrailingZeros16(uint16(t))]
	}
	return some
}

// check returns the issues of one row, by column and order of the codes. The
// slice is the judge's until the next call.
func (j *judge) check(s *subject) []check.Issue {
	j.begin(s)
	for some := j.toMake(); some != 0; some &= some - 1 {
		r := j.rules[bits.TrailingZeros64(some)]
		j.rule = r
		if r.row != nil {
			r.row(j)
		}
		for _, c := range r.columns {
			if r.about&j.facts[c].traits != 0 && !j.silenced(c) {
				r.cell(j, c)
			}
		}
	}
	if len(j.issues) > 1 { // the rules were in their order
		slices.SortStableFunc(j.issues, func(a, b check.Issue) int { return cmp.Compare(a.Column, b.Column) })
	}
	return j.issues
}

// begin takes up a row.
func (j *judge) begin(s *subject) {
	j.s, j.issues = s, j.issues[:0]
	for _, c := range j.looks {
		if j.clearing.skipped.Has(c) {
			j.skip(c)
		} else {
			j.look(c)
		}
	}
	for _, c := range schema.Identifiers {
		if f := &j.facts[c]; f.placeholder && j.beside(c) {
			f.mended = ""
		}
	}
	if roster := j.v.refs.Roster; roster != nil {
		j.people.reset()
		j.lookUpStudents(roster)
		j.lookUpClass(roster)
	}
	j.readDateCell()
	j.unsplit = j.ranTogether()
	j.traits = traitAny
	for _, c := range j.looks {
		j.traits |= j.facts[c].traits
	}
}

// skip is look for a cell that was cleared and not read. Its facts are mostly
// what they were in the row before: to write them all anew, and to make a string
// of every cell, took a quarter of the time of a row with one bad cell
// (benchmarks, -unknown).
func (j *judge) skip(c schema.Column) {
	f := &j.facts[c]
	if j.looked.Has(c) {
		*f = cellFacts{traits: traitAny, place: nameset.NoPlace}
		j.looked &^= 1 << c
	}
	f.blank = j.clearing.empty.Has(c)
	if c >= schema.ColRecognition && c <= schema.ColClassName {
		f.place, f.known = j.clearing.places[c-schema.ColRecognition], true
	}
}

// look works out the facts of the cell in column c.
func (j *judge) look(c schema.Column) {
	f, text := &j.facts[c], j.s.cells[c]
	*f = cellFacts{traits: traitAny, clean: text, mended: text, place: nameset.NoPlace}
	j.looked |= 1 << c
	set := j.v.setOf(c)
	switch {
	case text == "":
		f.blank = true
	case j.clearing.columns.Has(c):
		if set != nil {
			f.isName(set, j.clearing.places[c-schema.ColRecognition], text)
		}
	case set != nil && !j.clearing.strange.Has(c) && f.isPlainName(set, text):
	case c == schema.ColDate && !j.s.day.IsZero():
	default:
		f.traits = traitsOf(c, text)
		j.lookInto(f, c, set, text)
	}
	if j.s.recoded.Has(c) {
		f.traits |= traitBeyond
	}
	if f.sheet != celltext.SheetPlain {
		f.traits, f.loud = f.traits|traitSheet, traitSheet
	}
	if f.placeholder {
		f.traits, f.loud = f.traits|traitPlaceholder, traitPlaceholder
	}
	if f.blank && c.Required() {
		f.traits, f.loud = f.traits|traitBlank, traitBlank
	}
	f.loud &= j.loud
}

// isPlainName notes and reports whether the cell is a name of the set about which
// no check has anything to say.
func (f *cellFacts) isPlainName(set *nameset.Set, text string) bool {
	place, ok := set.Table().LookUp(text)
	if ok {
		f.isName(set, place, text)
	}
	return ok
}

// isName notes that the cell is the name of the set that has the place.
func (f *cellFacts) isName(set *nameset.Set, place int32, text string) {
	f.place, f.known = place, true
	f.match.Name, f.match.Exact = text, true
	if set.Email { // in another case, maybe; the other names need not be fetched
		f.match.Name = set.Names[place]
	}
}

// lookInto works out the facts of a cell that is not empty, nor a plain name.
func (j *judge) lookInto(f *cellFacts, c schema.Column, set *nameset.Set, text string) {
	const unclean = traitBeyond | traitControl | traitSpaces
	if f.traits&unclean != 0 && celltext.IsBlank(text) {
		f.blank, f.clean, f.mended = true, "", ""
		return
	}
	if c == schema.ColNote {
		f.placeholder = celltext.IsSheetError(text)
		if len(text) > j.longNote {
			f.traits |= traitLong
		}
		return
	}
	strange := set != nil && f.traits&traitBeyond == 0 && set.Lacks([]byte(text))
	if set != nil {
		// Text of ASCII is its own exact form, and no plain name here.
		if ascii := f.traits&(traitLatin|traitBeyond) == 0; !strange && (!ascii || !set.Table().All) {
			if f.place, f.known = set.Place(text); f.known {
				f.match = nameset.Match{Name: set.Names[f.place], Exact: true}
				return
			}
		}
		f.traits |= traitUnknown
	}
	if f.sheet = celltext.SpreadsheetForm(text); f.traits&unclean != 0 || f.sheet != celltext.SheetPlain || celltext.Unwrapped(c.Kind(), text) != text {
		f.clean, f.sheet = celltext.CleanUntil(c.Kind(), text, j.standsFor(c))
	}
	f.blank, f.mended = f.clean == "", f.clean // what cannot be seen names nobody
	if set != nil && (!strange || f.clean != text) {
		f.findMatch(set, text)
	}
	f.placeholder = f.match.Name == "" && f.match.Others == nil &&
		(f.traits&(unclean|traitLatin) != 0 || celltext.LikePlaceholder(f.clean)) && celltext.IsPlaceholder(f.clean)
	if c.Address() && !celltext.IsAddress(text) {
		f.traits |= traitNoAddress
	}
	if c.Identifier() {
		j.lookAtShape(f, c, text)
	}
}

// findMatch finds what the set holds for a cell that is no name of it as it stands.
func (f *cellFacts) findMatch(set *nameset.Set, text string) {
	if f.clean == text {
		f.match = set.MatchFolded(text)
	} else {
		f.match = set.Match(f.clean)
	}
	if f.match.Name != "" {
		f.place, _ = set.Place(f.match.Name)
		f.mended = f.match.Name
	}
}

// silenced reports whether what is wrong with the whole cell in column c makes
// the rule at hand idle: an empty cell, a placeholder, and what a spreadsheet
// made of a value are each told alone.
func (j *judge) silenced(c schema.Column) bool {
	loud := j.facts[c].loud
	return loud != 0 && loud&j.rule.about == 0
}

// beside reports whether another identifier than column c's is filled in.
func (j *judge) beside(c schema.Column) bool {
	return slices.ContainsFunc(schema.Identifiers, func(o schema.Column) bool {
		f := &j.facts[o]
		return o != c && !f.blank && !f.placeholder && !f.filler
	})
}

// brief adds an issue of the rule at hand without words where the judge is
// lazy, and reports whether it did.
func (j *judge) brief(c schema.Column) bool { return j.briefAs(j.rule.severity, c) }

// briefAs is brief for a check whose severity depends on the cell.
func (j *judge) briefAs(severity check.Severity, c schema.Column) bool {
	if j.lazy {
		j.tellAs(severity, c, "")
	}
	return j.lazy
}

// tell adds an issue of the rule at hand to the cell in column c, or with
// NoColumn to the row.
func (j *judge) tell(c schema.Column, message string, fixes ...check.Fix) {
	j.tellAs(j.rule.severity, c, message, fixes...)
}

// tellAs is tell for a check whose severity depends on the cell.
func (j *judge) tellAs(severity check.Severity, c schema.Column, message string, fixes ...check.Fix) {
	if c == schema.ColNote && len(j.s.cells[c]) > sheet.LargeRow {
		fixes = nil // each would be as large
	}
	j.issues = append(j.issues, check.Issue{
		Code:     j.rule.code,
		Severity: j.v.severityOf(j.rule.code, severity),
		Row:      j.s.Row,
		Line:     j.s.Line,
		Field:    j.s.fields[c],
		Column:   c,
		Value:    j.s.cells[c],
		Message:  message,
		Fixes:    fixes,
	})
	if j.unsplit {
		j.issues[len(j.issues)-1].SetUnsplit()
	}
}

// safeFix returns the safe fix of the cell in column c, or none where nothing
// safe changes it.
func (j *judge) safeFix(c schema.Column) []check.Fix {
	if f := &j.facts[c]; f.mended != j.s.cells[c] {
		return []check.Fix{{Column: c, Old: j.s.cells[c], New: f.mended, Safe: true}}
	}
	return nil
}

// suggestion returns a fix for a person to decide on.
func (j *judge) suggestion(c schema.Column, value string) check.Fix {
	return check.Fix{Column: c, Old: j.s.cells[c], New: value}
}

// name returns the name that the cell in column c stands for: the set's where
// it matches one, else the cell as read.
func (j *judge) name(c schema.Column) string {
	if f := &j.facts[c]; f.match.Name != "" {
		return f.match.Name
	}
	return j.s.cells[c]
}

func checkIdentifierMissing(j *judge) {
	for _, c := range schema.Identifiers {
		if !j.facts[c].blank {
			return
		}
	}
	j.tell(schema.NoColumn, "no student is named: fill in at least one of Student Email, SIS ID, Student Number and State ID")
}

func checkRequired(j *judge, c schema.Column) {
	if j.facts[c].blank && !j.brief(c) {
		j.tell(c, fmt.Sprintf("%s is empty: every row needs it", c))
	}
}

func checkPlaceholder(j *judge, c schema.Column) {
	if !j.facts[c].placeholder {
		return
	}
	severity, beside := check.SeverityError, c.Identifier() && j.beside(c)
	if beside {
		severity = check.SeverityWarning
	}
	switch {
	case j.briefAs(severity, c):
	case beside:
		j.tellAs(severity, c,
			fmt.Sprintf("%s holds a placeholder such as N/A: leave the cell empty, as another identifier names the student", c),
			j.safeFix(c)...)
	case c.Identifier():
		j.tell(c, fmt.Sprintf("%s holds a placeholder such as N/A: put the student's real one, or fill in another identifier", c),
			j.suggestion(c, ""))
	case c == schema.ColNote:
		j.tell(c, "the note is a spreadsheet's error, not a text: mend the formula it came from, or empty the cell",
			j.suggestion(c, ""))
	default:
		j.tell(c, fmt.Sprintf("%s stands where a %s belongs: put the real one", phrase.QuoteCell(j.s.cells[c]), c), j.suggestion(c, ""))
	}
}

func checkRecognition(j *judge, c schema.Column) { j.checkName(c) }
func checkTeacher(j *judge, c schema.Column)     { j.checkName(c) }
func checkClass(j *judge, c schema.Column)       { j.checkName(c) }

// unknownNames says of the checks against a set, in words, what there is none
// of, and what to do where nothing can be suggested.
var unknownNames = map[schema.Code]struct{ noSuch, otherwise string }{
	schema.CodeRecognitionUnknown: {"recognition in Otus is named",
		"create it in Otus under that very name, or put the name of one that exists"},
	schema.CodeTeacherUnknown: {"teacher in Otus has the e-mail address",
		"put the address of a teacher account in Otus, or have the account added"},
	schema.CodeClassUnknown: {"class in Otus is named",
		"put the class's name as it stands in Otus"},
}

// checkName checks the cell in column c against the column's set.
func (j *judge) checkName(c schema.Column) {
	set, f := j.v.setOf(c), &j.facts[c]
	if set == nil || f.blank || f.known {
		return
	}
	if j.brief(c) {
		return
	}
	switch noSuch := unknownNames[j.rule.code].noSuch; {
	case f.match.Name != "":
		j.tell(c, fmt.Sprintf("no %s exactly %s: it is written %s there", noSuch, phrase.QuoteCell(j.s.cells[c]), phrase.QuoteCell(f.match.Name)), j.safeFix(c)...)
	case len(f.match.Others) > 0:
		j.tell(c, fmt.Sprintf("no %s exactly %s, and several come close: choose one of %s", noSuch, phrase.QuoteCell(j.s.cells[c]), phrase.QuotedList(f.match.Others)),
			choices(c, j.s.cells[c], f.match.Others)...)
	default:
		message, fixes := j.v.unknownName(j.rule.code, c, j.s.cells[c])
		j.tell(c, message, fixes...)
	}
}

// unknownName says that the cell is no name of its set, and why that may be: the
// person has another role, or the name is misspelt.
func (v *Checker) unknownName(code schema.Code, c schema.Column, cell string) (message string, fixes []check.Fix) {
	words := unknownNames[code]
	message = fmt.Sprintf("no %s %s", words.noSuch, phrase.QuoteCell(cell))
	clean, _ := celltext.Clean(c.Kind(), cell)
	if o := v.otherRole(c, clean); o != 0 {
		return fmt.Sprintf("%s: it is in the roster as that of %s; put the address of a teacher, or have the person made one", message, o), nil
	}
	near := v.setOf(c).Suggest(clean, maxSuggestions)
	if len(near) == 0 {
		return message + ": " + words.otherwise, nil
	}
	return message + "; did you mean " + phrase.QuotedList(near) + "?", choices(c, cell, near)
}

// otherRole returns what the person with the e-mail address in column F is
// instead of a teacher, 0 for nobody known, and for a teacher of the roster whom the
// list of teachers lacks.
func (v *Checker) otherRole(c schema.Column, address string) roster.Role {
	if c != schema.ColTeacherEmail || v.refs.Roster == nil {
		return 0
	}
	o := v.refs.Roster.RolesOf(address, false)
	if o&roster.RoleTeacher != 0 {
		return 0
	}
	return o
}

// maxSuggestions is how many near names are suggested for one cell.
const maxSuggestions = 3

// choices are fixes of a cell for a person to choose from.
func choices(c schema.Column, cell string, names []string) []check.Fix {
	var fixes []check.Fix
	for _, name := range names {
		fixes = append(fixes, check.Fix{Column: c, Old: cell, New: name})
	}
	return fixes
}

func checkEmailSyntax(j *judge, c schema.Column) {
	f, text := &j.facts[c], j.s.cells[c]
	if f.blank || f.known || celltext.IsAddress(text) || j.brief(c) {
		return
	}
	what := fmt.Sprintf("%s is not an e-mail address", c)
	if c == schema.ColTeacherEmail {
		what = phrase.QuoteCell(text) + " is not an e-mail address"
	}
	inner, found := celltext.AddressIn(f.clean)
	switch {
	case celltext.IsAddress(f.clean):
		j.tell(c, what+" as it stands: take away what is around it", j.safeFix(c)...)
	case found:
		j.tell(c, what+" alone: keep only the address", j.suggestion(c, inner))
	default:
		j.tell(c, what+": put one such as name@school.org")
	}
}

func checkEncoding(j *judge, c schema.Column) {
	text := j.s.cells[c]
	fixed, double := celltext.Undoubled(text)
	lost := strings.ContainsRune(text, utf8.RuneError)
	switch {
	case j.s.recoded.Has(c): // mostly every note with an accent: with its words, none has to be judged again for them
		j.tell(c, "the cell was not saved as UTF-8 and was read as Windows text: look whether its letters are right")
	case !lost && !double || j.brief(c):
	case lost:
		j.tell(c, "letters of the cell were lost when the file was saved: type it again, or export the file as UTF-8")
	default:
		j.tell(c, "letters of the cell were spoilt when the file was saved as another encoding: type it again, or export the file as UTF-8",
			j.suggestion(c, fixed))
	}
}

func checkSpaces(j *judge, c schema.Column) {
	text := j.s.cells[c]
	if j.facts[c].known {
		return // that is how the name is written in Otus
	}
	if celltext.TidySpaces(text) != text && !j.brief(c) {
		j.tell(c, fmt.Sprintf("%s has spaces before, behind or doubled within it: take them away", c), j.safeFix(c)...)
	}
}

func checkControl(j *judge, c schema.Column) {
	text := j.s.cells[c]
	clean := celltext.DropControls(text, c == schema.ColNote)
	if clean == text || j.facts[c].known || j.brief(c) {
		return
	}
	message := fmt.Sprintf("%s holds characters that can't be seen: type it again", c)
	if c == schema.ColNote {
		j.tell(c, message, j.suggestion(c, clean))
		return
	}
	j.tell(c, message, j.safeFix(c)...)
}

func checkFormula(j *judge, c schema.Column) {
	if celltext.StartsFormula(j.s.cells[c], c == schema.ColNote) && !j.brief(c) {
		j.tell(c, fmt.Sprintf("%s starts like a formula, which a spreadsheet would run: open the file as text, never by a double click", c))
	}
}

func checkSpreadsheet(j *judge, c schema.Column) {
	f := &j.facts[c]
	if f.sheet == celltext.SheetPlain {
		return
	}
	severity := check.SeverityWarning
	if c.Identifier() || !j.settles(c) {
		severity = check.SeverityError
	}
	if j.briefAs(severity, c) {
		return
	}
	switch f.sheet {
	case celltext.SheetWrapped:
		j.tellAs(severity, c, fmt.Sprintf(`%s is wrapped as ="…", a spreadsheet's way to keep zeros: put what stands inside`, c), j.safeFix(c)...)
	case celltext.SheetApostrophe:
		j.tellAs(severity, c, fmt.Sprintf("%s starts with an apostrophe, a spreadsheet's mark for text: take it away", c), j.safeFix(c)...)
	case celltext.SheetExponent:
		j.tellAs(severity, c, fmt.Sprintf("a spreadsheet cut %s down to a number such as 1.23E+11, and its last digits are lost: take the value from the system it came from", c))
	case celltext.SheetHashes:
		j.tellAs(severity, c, fmt.Sprintf("%s holds only number signs, as a spreadsheet shows a column that is too narrow: take the value from the system it came from", c))
	}
}

// settles reports whether the repaired cell would pass the checks that it is
// kept from while it is wrapped: without that, a cell that Otus can't match
// would pass as a mere warning.
func (j *judge) settles(c schema.Column) bool {
	f := &j.facts[c]
	switch {
	case f.sheet == celltext.SheetExponent, f.sheet == celltext.SheetHashes, f.mended == "":
		return false
	case c == schema.ColDate:
		_, err := dates.Parse(f.mended)
		return err == nil
	case c == schema.ColTeacherEmail && !celltext.IsAddress(f.mended):
		return false
	}
	return j.v.setOf(c).Contains(f.mended)
}

// sheetLimit is how many characters a spreadsheet's cell holds: Microsoft's
// "Excel specifications and limits".
const sheetLimit = 32767

func checkNoteLong(j *judge, c schema.Column) {
	note := j.s.cells[c]
	if len(note) <= j.longNote {
		return // no text has more characters than bytes
	}
	n, limit := utf8.RuneCountInString(note), j.v.opts.NoteLimit
	switch {
	case n <= j.longNote || j.brief(c):
	case limit > 0 && n > limit:
		j.tell(c, fmt.Sprintf("the note has %d characters, more than the %d allowed: shorten it", n, limit))
	case n > sheetLimit:
		j.tell(c, fmt.Sprintf("the note has %d characters, and a spreadsheet cuts it at %d: don't save the file from one", n, sheetLimit))
	}
}

func checkNoteContact(j *judge, c schema.Column) {
	switch note := j.s.cells[c]; {
	case celltext.HoldsAddress(note):
		j.tell(c, "the note holds an e-mail address: students and families can read notes, so take it out unless it is meant for them")
	case celltext.HoldsPhone(note):
		j.tell(c, "the note holds a telephone number: students and families can read notes, so take it out unless it is meant for them")
	}
}

// take takes the cells of a row in the order of the file.
func (s *subject) take(at schema.Position, cells []string) {
	s.Position = at
	for _, c := range schema.AllColumns {
		s.cells[c] = ""
		if field := s.fields[c]; field > 0 && field <= len(cells) {
			s.cells[c] = cells[field-1]
		}
	}
}
