package mapping

import "example.com/otustemplate/internal/schema"

// A lookup is a question to a roster, whose answer fills in a column.
type lookup uint8

const (
	lookupStudent lookup = iota + 1
	lookupTeacher
	lookupClass
	lookupClassOf
	lookupClassIn
	lookupTeacherOf
)

// lookupWords are the look-ups as a mapping names them.
var lookupWords = []string{
	lookupStudent: "student", lookupTeacher: "teacher", lookupClass: "class",
	lookupClassOf: "class-of", lookupClassIn: "class-in", lookupTeacherOf: "teacher-of",
}

func (k lookup) String() string { return lookupWords[k] }

// fills reports whether the look-up gives what column c holds.
func (k lookup) fills(c schema.Column) bool {
	switch k {
	case lookupStudent:
		return c.Identifier()
	case lookupTeacher, lookupTeacherOf:
		return c == schema.ColTeacherEmail
	}
	return c == schema.ColClassName
}

// needsSource reports whether there is nothing to look up without a text of
// the export: the other look-ups can do with what else the record holds.
func (k lookup) needsSource() bool { return k == lookupTeacher || k == lookupClass }

// A lookupRule says how a column is looked up.
type lookupRule struct {
	kind lookup

	// Of class-of and class-in.
	period    string   // the label of a column; "": none
	prefer    []string // titles and class types
	ifNone    *string  // the class where none is found
	ifSeveral *string  // that where several are; sameAsNone: ifNone

	// Of look-ups of a class.
	renames []valueEntry // what titles that are found are called today; nil: as then
	renamed namesOfCodes

	// Of look-ups of a teacher who is named: for somebody else who works at the schools
	// the teacher of the class is taken.
	ifNotTeacher bool
}

func (r *lookupRule) setRenames(entries []valueEntry) {
	r.renames, r.renamed = entries, newNamesOfCodes(entries)
}

// instead returns what is put where no class, or several, are found; nil: nothing.
func (r *lookupRule) instead(several bool) *string {
	if several && (r.ifSeveral == nil || *r.ifSeveral != sameAsNone) {
		return r.ifSeveral
	}
	return r.ifNone
}

// sameAsNone is what "ifSeveral" may say: what "ifNone" does.
const sameAsNone = "ifNone"

// homeroom is the class type that "ifNone" and "ifSeveral" may ask for.
const homeroom = "homeroom"
