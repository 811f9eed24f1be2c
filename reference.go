package otustemplate

import (
	"io"
	"iter"

	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/sheet"
)

// References is what exists in Otus: what the cells of the template must match. A
// nil field means "not known", and the checks that need it are not made. The zero
// References checks nothing against Otus. References may be shared between
// goroutines if none of them changes it.
type References struct {
	Recognitions *Set // names of recognitions, as in Otus
	// Teachers are the e-mail addresses of teachers. They match without regard to
	// case, however the Set was made. Entries that are not addresses match nothing,
	// and "mailto:" and the like around an address does not matter.
	Teachers *Set
	Classes  *Set // names of classes, as in Otus
	// Roster is the students, and who teaches and attends which class.
	// [Roster.References] fills in Teachers and Classes from it.
	Roster *Roster
	// Past are the rosters of earlier school years, in any order. With them, students and
	// teachers who have left, and classes that are called something else today or were
	// archived, have codes of their own ([CodeStudentLeft], [CodeTeacherLeft],
	// [CodeClassPast]) and are not reported as if they had never existed. The date of a row decides which roster says whether its student
	// and teacher have its class and whether it is in the terms of that: the roster
	// whose sessions contain it, of several the one that starts last, of none the
	// nearest. An identifier that stood for another student then is
	// [CodeStudentAmbiguous]. Rosters that are nil, or Roster itself, are ignored.
	// [Builder.Build] also looks up in them: see [Builder.Rosters].
	Past []*Roster
}

// inner returns the references as the rooms inside have them.
func (r References) inner() roster.References {
	refs := roster.References{
		Recognitions: r.Recognitions.inner(), Teachers: r.Teachers.inner(), Classes: r.Classes.inner(), Roster: r.Roster.inner(),
	}
	if r.Past != nil {
		refs.Past = make([]*roster.Roster, len(r.Past))
		for i, past := range r.Past {
			refs.Past[i] = past.inner()
		}
	}
	return refs
}

// A Set is a set of names that exist in Otus: recognitions, teachers or classes.
//
// A nil *Set means "not known": it contains everything, and the check is not made.
// A Set without names, such as NewSet() or the zero Set, means "none exist": every
// name is an error.
//
// A name matches exactly if it equals one of the set; accented letters are equal
// however they were typed (Unicode NFC). [Set.Match] also finds a name that differs
// only in case, spaces, dashes, quotation marks or characters that cannot be seen,
// and [Set.Suggest] finds one that is misspelled.
//
// A Set does not change and may be shared between goroutines.
type Set struct{ names *nameset.Set }

// inner returns the set as the rooms inside have it; a zero Set has no names.
func (s *Set) inner() *nameset.Set {
	switch {
	case s == nil:
		return nil
	case s.names == nil:
		return noNames
	}
	return s.names
}

var noNames = nameset.NewSet()

// setOf returns the set that was made inside; nil stays nil.
func setOf(names *nameset.Set) *Set {
	if names == nil {
		return nil
	}
	return &Set{names}
}

// A Match is what a [Set] has for a name.
type Match struct {
	// Name is the spelling of the set; "" if no name matches, or several do.
	Name string
	// Exact says that the name matches as it is. If it is false and Name is not
	// empty, the name differs only in case, spaces and the like, and should be
	// Name.
	Exact bool
	// Others are the names that differ from the one asked for only in such things,
	// sorted, if there are several. The slice belongs to the caller.
	Others []string
}

// NewSet returns a set of names. It drops names that are blank, and keeps the first
// of names that are equal in Unicode NFC. Without names it returns a set that
// contains nothing, not nil.
func NewSet(names ...string) *Set { return &Set{nameset.NewSet(names...)} }

// NewEmailSet is like NewSet for e-mail addresses, which match exactly without
// regard to case. It keeps the first of addresses that differ only in case.
func NewEmailSet(addresses ...string) *Set { return &Set{nameset.NewEmailSet(addresses...)} }

// ReadSet reads a set from one column of a CSV file, such as a list of the classes
// exported from Otus. It detects the encoding and the separator. It trims spaces
// around names and drops cells that are then empty. If most of the names are e-mail
// addresses, the set is like one from [NewEmailSet]; [Set.Problems] lists the
// entries that do not fit.
//
// The column is given by its label, without regard to case, spaces and punctuation.
// The header is the first row that has more than one filled cell or, if the file
// has one column, the first filled row.
//
// The column "" is the only or the first one. Then a file with one column does not
// need a header: its first row is the header only if it is a label of the template,
// such as "Class Name", or a word such as "Name", "Title" or "Email". If every
// comma is followed by a space and the first row does not have such a label, the
// file is a plain list too, and each line is a name: "Algebra 1, Period 2" stays
// whole. Any other file with several columns must have a header.
//
// The error, without a set, is
//   - a *[FileError] if the file is empty or not CSV;
//   - a *[RowError] if a row cannot be read, because half a list would make good
//     rows look bad;
//   - the error of r;
//   - an untyped one if no column has the label, or several have.
//
// All are wrapped: use [errors.As].
func ReadSet(r io.Reader, column string) (*Set, error) {
	names, err := sheet.ReadSet(r, column)
	return setOf(names), publicError(err)
}

// Len returns the number of names. A nil Set has 0.
func (s *Set) Len() int { return s.inner().Len() }

// All returns an iterator over the names as they were given, sorted. A nil Set has
// none.
func (s *Set) All() iter.Seq[string] { return s.inner().All() }

// Contains reports whether name matches exactly, as Match(name).Exact does. A nil
// Set contains everything.
func (s *Set) Contains(name string) bool { return s.inner().Contains(name) }

// Match returns what the set has for name. For a nil Set that is name itself, as an
// exact match.
func (s *Set) Match(name string) Match { return Match(s.inner().Match(name)) }

// Suggest returns at most n names of the set that name may have been meant to be:
// first those that differ only in case, spaces and the like, then the nearest ones
// by the number of characters to insert, delete, replace or swap. Ties are in
// alphabetical order, without regard to case.
//
// How far away a name may be grows with its length, from one character of four to
// six of thirty or more. For addresses the part before the @ is also measured on its
// own, so that a shared domain does not make two addresses near. The result is nil
// if nothing is near, and for a nil Set.
func (s *Set) Suggest(name string, n int) []string { return s.inner().Suggest(name, n) }

// Problems lists the entries of the set that are most likely mistakes: in a list of
// e-mail addresses, what is not an address or has something around it; in any other
// list a placeholder such as N/A or the error of a spreadsheet. They are in the set
// nevertheless. The order is that of the list. File is "", and Line is the text line
// where the row starts if [ReadSet] read the list, or else 0. A nil Set has none. The
// slice belongs to the caller.
func (s *Set) Problems() []RosterProblem { return problemsOf(s.inner().Problems()) }
