// Package mapping makes of a row of an export the cells of the template: it
// parses a mapping, binds it to the export's columns, fills the cells and looks
// up what the export lacks.
package mapping

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
)

// A Mapping says how the columns and codes of an export become those of the
// template. It is read from JSON with [ReadMapping], or started from an
// export's labels with [SuggestMapping]. The zero Mapping fills in nothing. A
// Mapping may be shared between goroutines.
//
//	{"rows": {"where": {"LogType": ["Discipline"], "Role": ["Offender"]},
//	          "not":   {"Voided": ["1", "Y"]},
//	          "dates": {"first": "2019-08-01", "last": "2024-06-30"}},
//	 "columns": {
//	  "Student Number": {"from": ["Student_Number", "StudentNumber"], "pad": 6},
//	  "Recognition":    {"from": "Subtype", "values": {"12": "Technology Misconduct", "TARDY": "Tardy"}},
//	  "Teacher Email":  {"from": "Entry_Author", "lookup": "teacher"},
//	  "Class Name":     {"lookup": "class-of", "period": "Period", "otherwise": "homeroom"},
//	  "Date":           {"from": "Entry_Date", "dates": ["mm/dd/yyyy", "yyyy-mm-dd hh:mm:ss"]},
//	  "Note":           {"join": ["Subject", "Entry"], "sep": ": "}
//	}}
//
// Labels, of the template and of the export, match as the labels of a header
// do: Student_Number is Student Number. Keys that are not known, and keys given
// twice, are errors.
//
// # Columns
//
// "columns" has an entry for each column of the template that is filled in.
// Where its text comes from is said by one of
//
//   - "from": a label of the export, or a list of labels of which the first
//     that the export has is taken;
//   - "join": a list of labels whose cells are put together, with "sep" between
//     them (one blank without it). Blank cells are skipped;
//   - "const": the same text in every record.
//
// What is done with the text, in this order:
//
//   - "trim": true cuts white space off its ends;
//   - "pad": 6 puts zeros before a number of fewer than six digits;
//   - "values": an object from a code of the export to the name in Otus. Codes
//     match exactly. A code without an entry is an issue, [schema.CodeValueUnmapped],
//     and its record is rejected. In columns E to G an entry whose name is ""
//     is one that is still to be filled in, and counts as none;
//   - "lookup": the text is looked up in a roster, see below;
//   - "default": in Teacher Email, Class Name and Note, the text for an empty
//     cell, and for N/A and the like in place of a teacher or a class. It never
//     stands for what the export does say: a code without an entry, a name that
//     is not found or that several have. The other columns take none, as a
//     student, a day or a behavior would be made up. Every use is told
//     ([schema.CodeDefaulted]) and counted.
//
// The Date column may have "dates", the layouts in which the export writes
// dates. Of several, the first that fits a cell is taken. A cell that none fits
// and that is no YYYY-MM-DD either is an issue, [schema.CodeDateInvalid]. A layout with
// 2006 in it is one of package time. Any other is a pattern of these letters,
// in either case:
//
//	yyyy yy      the year; of two digits it is 20yy
//	mm m         the month; behind an hour or before seconds, the minute
//	mmm mmmm     the month's name, short or whole
//	dd d         the day           ddd dddd  the weekday, not held against the date
//	hh h ss s    hour and second   .000 .fff .sss  a fraction of a second
//	am/pm a/p tt a  the half of the day
//	z            a zone            t or 'T'  the letter T; so with other text in quotes
//
// A number with something else on both sides may have one digit or two,
// whatever the pattern has; mmddyyyy is read by its widths. A time behind the
// date is read and dropped. Without "dates" a cell must be a plain date, see
// [dates.Parse], and whatever else it may be is left to the checks.
//
// "zone" is the school's zone, such as "America/Chicago": a time with an offset is
// moved there before its day is taken. Wherever a layout has a zone, the cell may
// have any: Z, UTC or GMT, -05, -0500 or -05:00, GMT-5, or a name. A name such as
// EST is taken where the school's zone goes by it at that time, as it means other
// offsets elsewhere. A time without a zone stays, and so does midnight in any zone,
// as systems write a day without a time so. Without "zone" a time with one is an
// issue, [schema.CodeDateAmbiguous], as is a name that the school's zone does not go by.
// Where the system has no time zones, the program imports time/tzdata.
//
// # Look-ups
//
// Exports name staff by name or number and rarely hold a class. "lookup" asks
// the roster of the school year that the record's date is in, see
// [Builder.Rosters]: people and classes as they were on that day, those that
// are marked to be deleted included. A record whose date can't be read is
// looked up nowhere.
//
//   - "student", in columns A to D: from any identifier of a student, whatever
//     kind it is, to the one that this column holds. Without a source it fills
//     in the column for the student whom the other identifiers of the record
//     name, and leaves it empty where the roster has none: only so are
//     identifiers filled in that the export lacks.
//   - "teacher", in Teacher Email: from an e-mail address, sourcedId,
//     identifier, username, "Last, First" or "First Last" to the address.
//   - "class", in Class Name: from a sourcedId, class code or title to the
//     title.
//   - "class-of", in Class Name, from the student, teacher and date of the
//     record: the title of the class that the teacher teaches and the student
//     attends on that day. "period", a label of the export, leaves the classes
//     that meet in the period whose number its cell has, as 3, 03, P3, Period 3,
//     3rd or 3(A); where none does nothing is found, be it that the two share one
//     class alone. HR, Lunch and an empty cell narrow nothing, and a class of
//     which the roster gives no period may still be the one. Several classes of
//     one title are one answer. Of several titles, "prefer", a list of titles and
//     class types such as "scheduled", leaves those of the first one that any of
//     them has. "otherwise" is taken where the teacher has the student in no
//     class on that day, both being known: "homeroom", which is the one class of
//     that type that the student attends, or else any text. It is taken for
//     several too with "onSeveral": "otherwise". Every use is told as that of a
//     default.
//   - "teacher-of", in Teacher Email, from the class: its primary teacher on
//     that day, else its only one. Of several classes of that title those count
//     that the student attends.
//
// class-of and teacher-of can't both be given, as they would lean on each
// other. Both may have a source all the same: where its cell is filled, it is
// looked up as with "class" and "teacher", so that staff can say what the
// roster leaves open.
//
// "values" go first, and what they give is looked up, but stays as it is where
// the roster doesn't know it. A look-up that finds nothing or several answers
// is an issue, [schema.CodeLookupNone] or [schema.CodeLookupSeveral], that lists what there
// is to choose from, and its record is rejected: nothing is ever guessed.
//
// # Rows
//
// "rows" says which rows of the export count; without it, all do. Every label
// of "where" must have one of its values, and none of "not" may; values match
// by folded key (case, width, white space and the kind of dashes and quotes
// don't matter), and "" is a blank cell. "dates" leaves out days before "first"
// and after "last", which may also be given alone, or as a list of the two. A
// row whose date can't be read is never left out for it.
//
// # Several records of one row
//
// "each" makes a record of every one of several columns, or of every part of
// one cell, under the new label "as":
//
//	"each": {"columns": ["CD", "CD2", "CD3"], "as": "Code"}
//	"each": {"split": "StudentIDs", "by": ";", "as": "Student"}
//
// Blank ones are skipped, and white space around parts is cut off. A row in
// which all are blank still makes one record, with an empty cell, so that it is
// told and not lost.
//
// # Counts
//
// "counts" is passed over: [WriteMissing] puts it there for people.
type Mapping struct {
	columns [schema.NumColumns + 1]*ColumnRule // nil: the column stays empty
	rows    rowRules
	each    *eachRule                // nil: a row is a record
	known   atomic.Pointer[[]string] // the export's labels, where they are known
}

// A ColumnRule says how one column of the template is filled in. One of from,
// join and constant is set, or none where a lookup does without.
type ColumnRule struct {
	from     []string // alternatives
	join     []string
	Constant *string
	Sep      string

	Trim     bool
	Pad      int
	Values   []valueEntry // nil: the text stays as it is
	names    map[string]string
	lookup   *lookupRule // nil: nothing is looked up
	Fallback *string     // "default"
	Dates    []dates.Layout
	Zone     *time.Location
}

// A valueEntry is one entry of "values", kept in the order given.
type valueEntry struct{ code, name string }

// rowRules say which rows count.
type rowRules struct {
	where, not  []rowTest
	first, last dates.Date
}

// A rowTest compares the cells of one column with values.
type rowTest struct {
	label  string
	values []string
	keys   map[string]bool // folded
}

// An eachRule makes several records of a row: of each of columns, or of each
// part of the column split.
type eachRule struct {
	columns   []string
	split, by string
	as        string
}

// A MappingError lists all that is wrong with a mapping, or all in which it
// does not fit an export.
type MappingError struct {
	Problems []MappingProblem // at least one
}

// A MappingProblem is one thing that is wrong with a mapping.
type MappingProblem struct {
	Path    string // where, such as columns."Class Name".from; "" for the whole
	Message string
}

// Error lists the problems, one a line.
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

// Problems gathers what is wrong.
type Problems []MappingProblem

func (p *Problems) add(path, format string, args ...any) {
	*p = append(*p, MappingProblem{path, fmt.Sprintf(format, args...)})
}

func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return &MappingError{p}
}

// pathOf returns the path of a key of an object.
func pathOf(parent, key string) string {
	plain := key != ""
	for i := range len(key) {
		plain = plain && (celltext.IsLetter(key[i]) || celltext.IsDigit(key[i]) || key[i] == '_')
	}
	if !plain {
		key = strconv.Quote(key)
	}
	if parent == "" {
		return key
	}
	return parent + "." + key
}

// Missing returns the columns that every row must fill in and that the mapping
// says nothing of, and all four columns of identifiers where it has none of
// them. A build with such a mapping rejects every row.
func (m *Mapping) Missing() []schema.Column {
	var missing []schema.Column
	identified := false
	for _, c := range schema.AllColumns {
		identified = identified || c.Identifier() && m.columns[c].hasSource()
		if m.columns[c] == nil && (c.Required() || c.Identifier()) {
			missing = append(missing, c)
		}
	}
	if identified {
		missing = slices.DeleteFunc(missing, schema.Column.Identifier)
	}
	return missing
}

// hasSource reports whether there is a rule with a text of its own, not only a
// look-up that leans on other columns.
func (r *ColumnRule) hasSource() bool {
	return r != nil && (r.lookup == nil || r.from != nil || r.join != nil)
}

// WithoutRoster lists the look-ups, for a build that has no roster.
func (m *Mapping) WithoutRoster() (p Problems) {
	for _, c := range schema.AllColumns {
		if r := m.columns[c]; r != nil && r.lookup != nil {
			p.add(pathOf("columns", c.String())+".lookup",
				"there is no roster to look up in: give Builder.Rosters, or a Validator whose References have one")
		}
	}
	return p
}
