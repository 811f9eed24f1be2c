package check

import (
	"cmp"
	"slices"

	"example.com/otustemplate/internal/schema"
)

var Rules = []rule{
	{Code: schema.CodeNotCSV, severity: SeverityError, Ends: true},
	{Code: schema.CodeHeaderMissing, severity: SeverityError, Ends: true},
	{Code: schema.CodeHeaderColumnMissing, severity: SeverityError, Ends: true},
	{Code: schema.CodeHeaderDuplicate, severity: SeverityError, Ends: true},
	{Code: schema.CodeHeaderUnknown, severity: SeverityWarning},
	{Code: schema.CodeEncoding, severity: SeverityWarning, Columns: schema.AllColumns, About: traitBeyond, Cell: checkEncoding},
	{Code: schema.CodeQuote, severity: SeverityError},
	{Code: schema.CodeFieldCount, severity: SeverityError},
	{Code: schema.CodeRowSize, severity: SeverityError},
	{Code: schema.CodeBlankRow, severity: SeverityWarning},
	{Code: schema.CodeIdentifierMissing, severity: SeverityError, Row: checkIdentifierMissing},
	{Code: schema.CodeRequired, severity: SeverityError, Columns: schema.MustBeFilled, About: traitBlank, Cell: checkRequired, alike: schema.MustBeFilled},
	{Code: schema.CodePlaceholder, severity: SeverityError, Columns: schema.AllColumns, About: traitPlaceholder, Cell: checkPlaceholder, alike: settledAlone},
	{Code: schema.CodeRecognitionUnknown, severity: SeverityError, Needs: needsRecognitions, Columns: []schema.Column{schema.ColRecognition}, About: traitUnknown, Cell: checkRecognition, alike: []schema.Column{schema.ColRecognition}},
	{Code: schema.CodeTeacherUnknown, severity: SeverityError, Needs: needsTeachers, Columns: []schema.Column{schema.ColTeacherEmail}, About: traitUnknown, Cell: checkTeacher, alike: []schema.Column{schema.ColTeacherEmail}},
	{Code: schema.CodeClassUnknown, severity: SeverityError, Needs: needsClasses, Columns: []schema.Column{schema.ColClassName}, About: traitUnknown, Cell: checkClass},
	{Code: schema.CodeEmailSyntax, severity: SeverityError, Columns: schema.Addresses, About: traitNoAddress, Cell: checkEmailSyntax, alike: settledAlone},
	{Code: schema.CodeDateInvalid, severity: SeverityError, Columns: []schema.Column{schema.ColDate}, About: traitDateFault, Cell: checkDateInvalid, alike: settledAlone},
	{Code: schema.CodeDateIncomplete, severity: SeverityError, Columns: []schema.Column{schema.ColDate}, About: traitDateFault, Cell: checkDateIncomplete, alike: settledAlone},
	{Code: schema.CodeDateAmbiguous, severity: SeverityError, Columns: []schema.Column{schema.ColDate}, About: traitDateFault, Cell: checkDateAmbiguous, alike: settledAlone},
	{Code: schema.CodeDateOrder, severity: SeverityError},
	{Code: schema.CodeDateTime, severity: SeverityWarning, Columns: []schema.Column{schema.ColDate}, About: traitDateFault, Cell: checkDateTime, alike: settledAlone},
	{Code: schema.CodeDateFuture, severity: SeverityError, Columns: []schema.Column{schema.ColDate}, About: traitDateBeyond, Cell: checkDateFuture, alike: settledAlone},
	{Code: schema.CodeDateRange, severity: SeverityWarning, Columns: []schema.Column{schema.ColDate}, About: traitDateBeyond, Cell: checkDateRange, alike: settledAlone},
	{Code: schema.CodeDateTerm, severity: SeverityWarning, Needs: NeedsRoster, Columns: []schema.Column{schema.ColDate}, About: traitAny, Cell: checkDateTerm},
	{Code: schema.CodeStudentUnknown, severity: SeverityError, Needs: NeedsRoster, Row: checkStudentUnknown},
	{Code: schema.CodeIdentifierUnknown, severity: SeverityWarning, Needs: NeedsRoster, Columns: schema.Identifiers, About: traitAny, Cell: checkIdentifierUnknown},
	{Code: schema.CodeStudentConflict, severity: SeverityError, Needs: NeedsRoster, Row: checkStudentConflict},
	{Code: schema.CodeStudentAmbiguous, severity: SeverityError, Needs: NeedsRoster, Columns: schema.Identifiers, About: traitAny, Cell: checkStudentAmbiguous},
	{Code: schema.CodeTeacherAmbiguous, severity: SeverityError, needsPast: true, Columns: []schema.Column{schema.ColTeacherEmail}, About: traitAny, Cell: checkTeacherAmbiguous},
	{Code: schema.CodeStudentLeft, severity: SeverityError, needsPast: true, Row: checkStudentLeft},
	{Code: schema.CodeTeacherLeft, severity: SeverityError, needsPast: true, Columns: []schema.Column{schema.ColTeacherEmail}, About: traitUnknown, Cell: checkTeacherLeft, alike: []schema.Column{schema.ColTeacherEmail}},
	{Code: schema.CodeClassPast, severity: SeverityError, needsPast: true, Columns: []schema.Column{schema.ColClassName}, About: traitUnknown, Cell: checkClassPast},
	{Code: schema.CodeIdentifierShape, severity: SeverityError, Columns: schema.Identifiers, About: traitShape, Cell: checkIdentifierShape},
	{Code: schema.CodeClassAmbiguous, severity: SeverityWarning, Needs: NeedsRoster, Columns: []schema.Column{schema.ColClassName}, About: traitAny, Cell: checkClassAmbiguous},
	{Code: schema.CodeTeacherClass, severity: SeverityWarning, Needs: NeedsRoster, Columns: []schema.Column{schema.ColClassName}, About: traitAny, Cell: checkTeacherClass},
	{Code: schema.CodeStudentClass, severity: SeverityWarning, Needs: NeedsRoster, Columns: []schema.Column{schema.ColClassName}, About: traitAny, Cell: checkStudentClass},
	{Code: schema.CodeDuplicate, severity: SeverityWarning},
	{Code: schema.CodeDuplicateShared, severity: SeverityError},
	{Code: schema.CodeChangedSince, severity: SeverityError},
	{Code: schema.CodeSpaces, severity: SeverityWarning, Columns: schema.AllButNote, About: traitSpaces | traitBeyond, Cell: checkSpaces, alike: settledAlone},
	{Code: schema.CodeControl, severity: SeverityWarning, Columns: schema.AllColumns, About: traitControl | traitBeyond, Cell: checkControl, alike: settledAlone},
	{Code: schema.CodeSpreadsheet, severity: SeverityError, Columns: schema.AllButNote, About: traitSheet, Cell: checkSpreadsheet, alike: settledAlone},
	{Code: schema.CodeFormula, severity: SeverityWarning, Columns: schema.AllColumns, About: traitSign, Cell: checkFormula, alike: schema.AllColumns},
	{Code: schema.CodeNoteLong, severity: SeverityWarning, Columns: []schema.Column{schema.ColNote}, About: traitLong, Cell: checkNoteLong},
	{Code: schema.CodeNoteContact, severity: SeverityWarning, Columns: []schema.Column{schema.ColNote}, About: traitContact, Cell: checkNoteContact},
	{Code: schema.CodeNoteSensitive, severity: SeverityWarning, Columns: []schema.Column{schema.ColRecognition, schema.ColNote}, About: traitAny, Cell: checkNoteSensitive, alike: []schema.Column{schema.ColRecognition}},
	{Code: schema.CodeNoteNamesStudent, severity: SeverityError, Needs: NeedsRoster, Columns: []schema.Column{schema.ColNote}, About: traitAny, Cell: checkNoteNamesStudent},
	{Code: schema.CodeFileRows, severity: SeverityWarning},
	{Code: schema.CodeListSuspect, severity: SeverityError},
	{Code: schema.CodeValueUnmapped, severity: SeverityError},
	{Code: schema.CodeLookupNone, severity: SeverityError},
	{Code: schema.CodeLookupSeveral, severity: SeverityError},
	{Code: schema.CodeRowSeveral, severity: SeverityError},
	{Code: schema.CodeDefaulted, severity: SeverityWarning},
	{Code: schema.CodeKeyConflict, severity: SeverityError},
	{Code: schema.CodeRowRepeated, severity: SeverityError},
	{Code: schema.CodeRowUndecided, severity: SeverityError},
	{Code: schema.CodeRecordRefused, severity: SeverityError},
}

// settledAlone are the columns of which a repair looks at nothing but the cell.
// What a class is changed to may depend on the teacher, an identifier on those
// beside it, and no two notes are the same.
var settledAlone = []schema.Column{schema.ColRecognition, schema.ColTeacherEmail, schema.ColDate}

// Alike reports whether all issues of the kind that have one cell say the same.
func (k IssueKind) Alike() bool {
	return k.Rule() < len(Rules) && slices.Contains(Rules[k.Rule()].alike, k.Column())
}

// RuleOrder is each code's place in the table. The caller's own checks come after them:
// see Checker.RuleOf.
var RuleOrder = func() map[schema.Code]int {
	order := make(map[schema.Code]int, len(Rules))
	for i, r := range Rules {
		order[r.Code] = i
	}
	return order
}()

// RuleOf returns the place of the code among all checks: those of the table, and after
// them the caller's own.
func (v *Checker) RuleOf(code schema.Code) int {
	if at, ok := RuleOrder[code]; ok {
		return at
	}
	if at := slices.IndexFunc(v.Opts.Checks, func(o Own) bool { return o.Code == code }); at >= 0 {
		return len(Rules) + at
	}
	return 0
}

// IsOfRows reports whether the code is that of a check of rows, the caller's own among
// them, and not one that ends a run.
func (v *Checker) IsOfRows(code schema.Code) bool {
	if at, ok := RuleOrder[code]; ok {
		return !Rules[at].Ends
	}
	return slices.ContainsFunc(v.Opts.Checks, func(o Own) bool { return o.Code == code })
}

// CodeOf returns the code of the check that has the place.
func (v *Checker) CodeOf(rule int) schema.Code {
	if rule < len(Rules) {
		return Rules[rule].Code
	}
	return v.Opts.Checks[rule-len(Rules)].Code
}

// NumRules returns how many checks there are, the caller's own among them.
func (v *Checker) NumRules() int { return len(Rules) + len(v.Opts.Checks) }

// CompareIssues orders the issues of a row: by column, then in the order of the checks.
func (v *Checker) CompareIssues(a, b Issue) int {
	if a.Column != b.Column {
		return cmp.Compare(a.Column, b.Column)
	}
	return cmp.Compare(v.RuleOf(a.Code), v.RuleOf(b.Code))
}

// DefaultSeverity returns the severity that the table gives the code, 0 where it has
// none.
func DefaultSeverity(code schema.Code) Severity {
	if at, ok := RuleOrder[code]; ok {
		return Rules[at].severity
	}
	return 0
}

// Codes returns every code, in the order in which the issues of one cell are
// told, in a slice of the caller's own. docs/codes.md says what to do about
// each.
func Codes() []schema.Code {
	codes := make([]schema.Code, len(Rules))
	for i, r := range Rules {
		codes[i] = r.Code
	}
	return codes
}
