package otustemplate

import (
	"io"
	"strings"

	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/schema"
)

// A Mapping says how the columns and codes of an export become those of the
// template. [ReadMapping] reads one from JSON, and so does [encoding/json];
// [Suggest] starts one from the labels of an export. The zero Mapping fills
// in nothing. A Mapping does not change, except by UnmarshalJSON, and may be shared
// between goroutines.
//
//	{"rows": {"where": {"LogType": ["Discipline"], "Role": ["Offender"]},
//	          "not":   {"Voided": ["1", "Y"]},
//	          "dates": {"first": "2019-08-01", "last": "2024-06-30"}},
//	 "columns": {
//	  "Student Number": {"from": ["Student_Number", "StudentNumber"], "pad": 6},
//	  "Recognition":    {"from": "Subtype", "values": {"12": "Technology Misconduct", "TARDY": "Tardy"}},
//	  "Teacher Email":  {"from": "Entry_Author", "lookup": "teacher"},
//	  "Class Name":     {"lookup": "class-of", "period": "Period", "ifNone": "homeroom"},
//	  "Date":           {"from": "Entry_Date", "formats": ["mm/dd/yyyy", "yyyy-mm-dd hh:mm:ss"]},
//	  "Note":           {"join": ["Subject", "Entry"], "sep": ": "}
//	}}
//
// Labels, of the template and of the export, match as the labels of a header do:
// Student_Number is Student Number. Unknown keys and keys given twice are errors.
//
// # Columns
//
// "columns" has an entry for each column of the template to fill in. One of these
// keys says where its text comes from:
//
//   - "from": a label of the export, or a list of labels, of which the first one that
//     the export has is used;
//   - "join": a list of labels whose cells are joined, with "sep" between them (a
//     space if there is no "sep"). Blank cells are skipped;
//   - "const": the same text in every record.
//
// Then the text is changed, in this order:
//
//   - "trim": true removes white space at its ends;
//   - "extract" takes a part: a regular expression ([regexp/syntax]) with parentheses
//     around what counts, as "\\((\\d{4,6})\\)$" for the number in Rivera, Ana (9001).
//     If it matches nowhere in the text, or at several places, the whole text may have
//     an entry in "values"; otherwise it is an issue, [CodeValueUnmapped], and its
//     record is rejected. An empty cell, and N/A and the like, stays as it is;
//   - "pad": 6 puts zeros before a number of fewer than six digits;
//   - "values": an object from a code of the export to the name in Otus. A code that
//     does not equal an entry has that of the entries which differ from it only in
//     case, spaces, dashes and quotation marks, unless these have different names.
//     A code without an entry is an issue, [CodeValueUnmapped], and its record is
//     rejected; with "keepOthers": true it stays unchanged. In columns E to G an entry
//     with the name "" still has to be filled in, and counts as no entry. Values may
//     be in a file of their own, see [ReadValues];
//   - "lookup": the text is looked up in a roster, see below;
//   - "ifEmpty": in Teacher Email, Class Name and Note, the text for an empty cell,
//     and for N/A and the like instead of a teacher or a class. It never replaces
//     what the export does say: a code without an entry, or a name that is not found
//     or that several have. The other columns cannot have it, because it would
//     make up a student, a day or a behavior. Every use is reported
//     ([CodeDefaulted]) and counted.
//
// The Date column may have "formats", the layouts in which the export writes dates. The
// first one that fits a cell is used. A cell that fits none of them and is not
// YYYY-MM-DD is an issue, [CodeDateInvalid]. A layout that contains 2006 is one of
// package time. Any other is a pattern of these letters, in either case:
//
//	yyyy yy      the year; two digits mean 20yy
//	mm m         the month; after an hour or before seconds, the minute
//	mmm mmmm     the name of the month, short or whole
//	dd d         the day           ddd dddd  the weekday, which is not compared with the date
//	hh h ss s    hour and second   .000 .fff .sss  a fraction of a second
//	am/pm a/p tt a  the half of the day
//	z            a time zone       t or 'T'  the letter T; the same for other text in quotes
//
// A number between other characters may have one digit or two, whatever the pattern
// has; mmddyyyy is read by its widths. A time after the date is read and dropped.
// Without "formats" a cell must be a plain date, see [ParseDate]; the Validator reports
// anything else.
//
// "zone" is the time zone of the school, such as "America/Chicago": a time with an
// offset is moved to it before its day is used. If a layout has a zone, the cell may
// have any: Z, UTC or GMT, -05, -0500 or -05:00, GMT-5, or a name. A name such as EST
// is accepted only if the school's zone uses it at that time, because it means other
// offsets elsewhere. A time without a zone is not moved, and neither is midnight in
// any zone, because systems write a day without a time that way. Without "zone", a
// time that has one is an issue, [CodeDateAmbiguous], and so is a name that the
// school's zone does not use. If the system does not have time zones, the program
// must import time/tzdata.
//
// # Look-ups
//
// Exports name staff by name or number and rarely contain a class. "lookup" asks the
// roster of the school year of the record's date, see [Builder.Rosters]: people and
// classes as they were on that day, including those that are marked to be deleted. A
// record whose date cannot be read is not looked up.
//
//   - "student", in columns A to D: from any identifier of a student, whatever its
//     kind, to the one that this column has. Without a source it fills in the column
//     for the student whom the other identifiers of the record name, and leaves it
//     empty if the roster has none; no identifier that the export lacks is filled in
//     any other way.
//   - "teacher", in Teacher Email: from an e-mail address, sourcedId, identifier,
//     username or name to the address. Case and the leading zeros of a number do not
//     matter. A name may be written Last, First M., First Last, LAST, FIRST or Last
//     First, with a title (Ms., Dr.) and a suffix (Jr., III), without its accents,
//     apostrophes and hyphens, and with a number or an address in brackets after it, or
//     a number before or after it, which then must be the same person's. All ways to
//     read a text count: if they give several people, of whatever role at the schools,
//     nobody is chosen. A middle initial or a suffix that is not that of a namesake does
//     not settle for one of whom the roster has none: both count. A family name
//     alone or with an initial (Ms. Last; Last, F.; F. Last) is used only if one person
//     of the schools has it and teaches the student of the record on its day.
//   - "class", in Class Name: from a sourcedId, class code or title to the title. A code
//     that no class has as it is written is compared by its letters and digits.
//   - "class-of", in Class Name, from the student, teacher and date of the record: the
//     title of the class that the teacher teaches and the student attends on that day.
//     Several classes of one title are one answer.
//     "period", a label of the export, keeps only the classes that meet in the period
//     whose number the cell has, as 3, 03, P3, Period 3, 3rd or 3(A). If no class does,
//     nothing is found, even if the two share only one class. HR, Lunch and an empty
//     cell do not narrow the choice, and a class without a period in the roster may
//     still be the one.
//     "prefer" is a list of titles and class types such as "scheduled": of several
//     titles, those of its first entry that any of them has are kept.
//     "ifNone" is used if the teacher and the student are both known and share no
//     class on that day: "homeroom" is the one class of that type that the student
//     attends, and any other text is the class name itself. "ifSeveral" is used
//     the same if there are several answers; "ifSeveral": "ifNone" takes what "ifNone"
//     says. Every use is reported ([CodeDefaulted]).
//   - "class-in", in Class Name, from the student, the date and a "period": the title of
//     the class that the student attends in that period, whoever wrote the row. If the
//     cell names a period by number and none of the student's classes meets then, nothing
//     is found, and no fallback is used. Without a period, which HR, Lunch and an empty
//     cell do not give, it is the student's only class, or else the one homeroom, which
//     is reported ([CodeDefaulted]). "prefer" and "ifSeveral" are as for class-of;
//     "ifNone" is the class name for a student who is in no class on that day.
//   - "teacher-of", in Teacher Email, from the class: its primary teacher on that day,
//     or otherwise its only one. Of several classes of that title those count that the
//     student attends.
//
// class-of and teacher-of exclude each other, because each would need the answer of
// the other; class-in and teacher-of go together. class-of, class-in and teacher-of may
// have a source: if its cell is filled, it is looked up as with "class" and "teacher",
// so that staff can enter what the roster does not answer.
//
// "ifNotTeacher": "teacher-of", beside the look-up teacher or teacher-of, is for rows
// that administrators and other staff write: if the cell names exactly one person of the
// schools who is not a teacher, the teacher of the class is taken. For such a row class-of
// gives what class-in does, but without a period and with several classes only what
// "ifNone" says. The report names the author ([CodeDefaulted]). A name that is nobody's
// or that several have still rejects the record.
//
// "rename", beside a look-up of a class, has the names that classes have today by the
// titles that the roster of the record's year has for them:
//
//	"Class Name": {"lookup": "class-of", "rename": {"Life Science": "Biology"}}
//
// It is applied to what was found, not to texts of the export or of the mapping. It is
// refused, and the record rejected ([CodeLookupSeveral]), if a class with the old name
// still exists: today, by the classes of the References or else the latest roster, or
// in the roster of that year beside a class with the new name. An entry with the name ""
// still has to be filled in and counts as no entry.
//
// "values" are applied before the look-up; their result is looked up too, but stays
// unchanged if the roster does not know it. A look-up that finds nothing or several
// answers is an issue, [CodeLookupNone] or [CodeLookupSeveral], that lists the choices,
// and its record is rejected: the package never guesses.
//
// # Rows
//
// "rows" says which rows of the export count; without it, all do. Each label of "where"
// must have one of its values, and no label of "not" may have one. Values are compared
// without regard to case, width, white space and the kind of dashes and quotes; "" is a
// blank cell. Instead of a list of values a label may have conditions, of which all must
// be met:
//
//	"where": {"Points": {"below": 0}, "Code": {"matches": "^B[0-9]+$"}},
//	"not":   {"Entered": {"min": "2023-08-01", "below": "2023-08-15"}}
//
// These are the conditions:
//
//   - "min" (or more), "above", "max" (or less) and "below" are numbers, or days as
//     YYYY-MM-DD. A cell that is not a number, such as 3 pts or a blank one, meets
//     none of them, and neither does one that is not a plain date ([ParseDate]). If
//     the Date column is filled from the label, its "formats" and "zone" count.
//   - "matches" is a regular expression, see [regexp/syntax]. It may match any part of
//     the cell, without white space at its ends: ^ and $ stand for the ends, (?i) for
//     any case.
//
// A row that a column says does not count, and on which neither the mapping's "where" nor
// its Recognition decides, is an issue, [CodeRowUndecided], and is rejected: one of a
// victim, a witness, a participant or another role than the one who did it, and one that
// is a draft, void or deleted. What is listed under "where" counts, whatever it says; a
// list under "not" decides only on its own values. A recipient counts if another cell of
// the row says that it is an award.
//
// "dates" leaves out days before "first" and after "last"; either may be
// given alone, or both as a list. A row whose date cannot be read is never left out
// because of "dates".
//
// # Several rows of one record
//
// Some exports have a row for each consequence or resolution of an incident. "key" is a
// list of labels that together name the record:
//
//	"key": ["incidentID", "personID", "eventID"]
//
// Of the rows that count and have the same cells there, compared as values are, the first
// is taken. A later one that makes the same in columns A to H is left out and counted
// ([BuildCounts], Repeated); if its note differs, that is reported as a warning. One that
// makes something else is an issue, [CodeKeyConflict], and is rejected as a whole. A row
// with an empty cell of the key is taken like any other.
//
// Without "key", a row that differs from the one before it only in columns that the
// mapping does not use, and that has the same number of the incident, is an issue,
// [CodeRowRepeated], and is rejected.
//
// # Several records of one row
//
// "each" makes one record of each of several columns, or of each part of one cell,
// under the new label "as":
//
//	"each": {"columns": ["CD", "CD2", "CD3"], "as": "Code"}
//	"each": {"split": "StudentIDs", "separator": ";", "as": "Student"}
//
// Blank ones are skipped, and white space around parts is removed. If all are blank,
// the row still makes one record, with an empty cell, so that it is reported and not
// lost.
//
// # Counts
//
// "counts" is ignored: [Report.WriteMissing] writes it for people. So is "$schema", by
// which an editor finds docs/mapping.schema.json, the schema of this JSON.
type Mapping struct{ mapping mapping.Mapping }

// inner returns the mapping as the rooms inside have it; nil stays nil.
func (m *Mapping) inner() *mapping.Mapping {
	if m == nil {
		return nil
	}
	return &m.mapping
}

// ReadMapping reads a mapping from JSON, as [Mapping] describes it. The error, without
// a mapping, is
//   - a *[MappingError] that lists everything that is wrong, each with its place;
//   - the error of r, as it is.
func ReadMapping(r io.Reader) (*Mapping, error) {
	m := new(Mapping)
	if err := m.mapping.ReadAll(r); err != nil {
		return nil, publicError(err)
	}
	return m, nil
}

// A Suggestion is a mapping to start with, and what a person has to decide about it.
type Suggestion struct {
	Mapping  *Mapping // never nil
	System   string   // the system that the labels seem to be of, such as "Infinite Campus"; "" if none is recognized
	ToDecide []string // what to decide or to check, each as the end of the sentence "To be decided: …"
}

// Suggest starts a mapping from the labels of an export. It knows the labels of the
// template, those of some systems (PowerSchool, Infinite Campus, Skyward, Aeries, SWIS,
// Kickboard, LiveSchool, DeansList, Google Forms), and words that labels of other exports
// have. It takes the column that names each thing best, adds look-ups if the export has
// no e-mail addresses or classes, and keeps only rows of offenders if there is a column
// of roles. If it cannot tell which of two labels is meant, it uses neither.
//
// What the codes mean is always left to decide, and no text that staff wrote becomes the
// Note, because families can read notes: only a label Note, as in the template, is used.
// The mapping fits the export: [Mapping.Check] finds nothing. The result is never nil.
func Suggest(columns []string) *Suggestion {
	s := mapping.Suggest(columns)
	return &Suggestion{&Mapping{*s.Mapping}, s.System, s.ToDecide}
}

// SuggestMapping returns the mapping that [Suggest] does. [Mapping.Missing] and
// [Mapping.Undecided] list what is left to decide. The result is never nil.
func SuggestMapping(columns []string) *Mapping {
	return Suggest(columns).Mapping
}

// Values are names in Otus for codes of an export, as "values" of a [Mapping] has
// them, that stand in a file of their own. [ReadValues] reads them and
// [Mapping.WithValues] adds them to a mapping. The zero Values adds nothing. Values
// may be shared between goroutines.
type Values struct{ values mapping.Values }

// ReadValues reads values from what [Report.WriteMissing] wrote, with names filled in,
// or from a CSV file of two columns: the code, and its name in Otus. It detects the
// encoding and the separator of a CSV file, and trims white space around codes and
// names. A header is known by words such as Code, Value, Name and Recognition.
//
// The error, without values, is
//   - a *[MappingError] if a text that starts with { is not what WriteMissing writes;
//   - a *[FileError] or a *[RowError] if the CSV file or a row of it cannot be read;
//   - the error of r, as it is;
//   - an untyped one if a row does not have two cells, or gives a code another name
//     than a row above it.
func ReadValues(r io.Reader) (*Values, error) {
	v, err := mapping.ReadValues(r)
	if err != nil {
		return nil, publicError(err)
	}
	return &Values{*v}, nil
}

// WithValues returns a mapping with the values added to those of column c; m does not
// change. Values of a CSV file need a column. Of what [Report.WriteMissing] wrote, only
// the part of column c is added; with [NoColumn] every part is, to its own column.
//
// An entry replaces that of the same code in m. Entries that are not filled in add
// nothing: those of WriteMissing with the name "", and in columns E to G those of a CSV
// file too. If the column had no "values" and no "lookup", the result has "keepOthers"
// for it. Nil values add nothing.
//
// The error, without a mapping, is a *[MappingError] if m does not fill in a column
// from the export, if values of a CSV file have no column, or if there is a name for an
// empty cell that the column may not have.
func (m *Mapping) WithValues(c Column, values *Values) (*Mapping, error) {
	var v *mapping.Values
	if values != nil {
		v = &values.values
	}
	own, err := m.mapping.WithValues(schema.Column(c), v)
	if err != nil {
		return nil, publicError(err)
	}
	return &Mapping{*own}, nil
}

// UnmarshalJSON reads the mapping as [ReadMapping] does, with the same errors, so that
// a mapping may be part of a larger JSON text. A JSON null is an error. After an error
// m is unchanged.
func (m *Mapping) UnmarshalJSON(text []byte) error { return publicError(m.mapping.UnmarshalJSON(text)) }

// MarshalJSON returns the mapping as [ReadMapping] reads it.
func (m *Mapping) MarshalJSON() ([]byte, error) { return m.mapping.MarshalJSON() }

// Check reports everything in which the mapping does not fit an export with these
// labels: labels that the export lacks or has twice. The error is nil or a
// *[MappingError].
func (m *Mapping) Check(columns []string) error { return publicError(m.mapping.Check(columns)) }

// Missing returns the columns that every row must fill in and that the mapping does
// not fill in, including all four columns of identifiers if it fills in none of them.
// A build with a mapping that lacks a column rejects every row. The result is empty
// if there are none.
func (m *Mapping) Missing() []Column { return columnsOf(m.mapping.Missing()) }

// Undecided returns those of an export's labels that the mapping does not look at and
// that may decide which rows count, by the words in them, as in Role,
// behaviorRole.role, VoidedDate and Draft?: a victim must not be recorded as an
// offender because nobody looked at Role. A copy in the note, or a part of the key, is
// no look at it. The result is nil if there are none. A build
// finds further ones by their values, see [Report].
func (m *Mapping) Undecided(columns []string) []string { return m.mapping.Undecided(columns) }

// A MappingError lists everything that is wrong with a mapping, or everything in which
// it does not fit an export.
type MappingError struct {
	Problems []MappingProblem // at least one
}

// A MappingProblem is one thing that is wrong with a mapping.
type MappingProblem struct {
	Path    string // the place, such as columns."Class Name".from; "" for the whole mapping
	Message string // what is wrong and what to do
}

// Error returns the problems, one on each line.
func (e *MappingError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = "mapping: " + p.Message
		if p.Path != "" {
			lines[i] = "mapping, " + p.Path + ": " + p.Message
		}
	}
	return strings.Join(lines, "\n")
}

func mappingErrorOf(e *mapping.MappingError) *MappingError {
	own := &MappingError{Problems: make([]MappingProblem, len(e.Problems))}
	for i, p := range e.Problems {
		own.Problems[i] = MappingProblem(p)
	}
	return own
}
