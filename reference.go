package otustemplate

import (
	"io"
	"iter"

	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/sheet"
)

// References are what exists in Otus: what the cells of the template must
// match. A nil field is "not known", and the checks that need it are not made;
// the zero References check nothing against Otus. References may be shared
// between goroutines once built.
type References struct {
	Recognitions *Set // names, as they stand in Otus
	// Teachers are the teachers' e-mail addresses. They match without regard to
	// case, whatever stands beside them and however the Set was made: what is no
	// address is nobody's, and "mailto:" and the like around one do not count.
	Teachers *Set
	Classes  *Set // names, as they stand in Otus
	// Roster is the students, and who teaches and attends which class.
	// [Roster.References] fills in Teachers and Classes from it.
	Roster *Roster
}

// inner returns the references as the rooms inside have them.
func (r References) inner() roster.References {
	return roster.References{
		Recognitions: r.Recognitions.inner(), Teachers: r.Teachers.inner(), Classes: r.Classes.inner(), Roster: r.Roster.inner(),
	}
}

// A Set is a reference set of names: the recognitions, teachers or classes
// that exist in Otus.
//
// A name matches when it equals one of the set, accented letters being equal
// however they were typed (Unicode NFC). A name that differs only in case,
// blanks, dashes, quotation marks or characters that cannot be seen is found
// by [Set.Match], and one that is misspelt by [Set.Suggest].
//
// A nil *Set means "not known": it contains everything. A Set without names,
// such as NewSet(), means "none exist". A Set does not change once built and
// may be shared between goroutines.
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

// A Match is what a set holds for a name.
type Match struct {
	// Name is the set's own spelling, or "" where no name or several match.
	Name string
	// Exact: it matches as it is. Otherwise it differs in what a folded key
	// makes one, such as case and blanks, and Name is what it should be.
	Exact bool
	// Others are the names that have the folded key, sorted, where there are
	// several. They are the caller's own.
	Others []string
}

// NewSet returns a set of names. Names of nothing but blanks are dropped, and
// names equal after NFC are one, spelt as the first of them. Without names it
// returns a set that contains nothing, not nil.
func NewSet(names ...string) *Set { return &Set{nameset.NewSet(names...)} }

// NewEmailSet is NewSet for e-mail addresses, which match exactly without
// regard to case: those that differ in nothing else are one.
func NewEmailSet(addresses ...string) *Set { return &Set{nameset.NewEmailSet(addresses...)} }

// ReadSet reads a set from a column of a CSV, such as a list of the classes
// exported from Otus. The column is found by its label, without regard to
// case, blanks and punctuation, in the first row that has more than one filled
// cell, or in the first one of a file with one column. Spaces around names are
// trimmed, and cells that are then empty are dropped. Where most names are
// e-mail addresses the set is one as from [NewEmailSet]; what odd entries stand
// among them is no error, and [Set.Problems] tells of it.
//
// The column "" is the only or the first one. A file with one column need not
// have a header then: its first row is taken for one where it is a label of
// the template, such as "Class Name", or a word such as "Name", "Title" or
// "Email". A file in which a blank follows every comma, and no label of that
// kind stands in the first row, is a plain list too: each line is a name, so
// that "Algebra 1, Period 2" stays whole. Any other file with several columns
// is taken to have a header.
//
// Encoding and separator are found out. A row that cannot be read ends the
// reading with an error, as half a list would make good rows look bad; so do a
// label that is absent or stands there twice, and a file that is empty or no
// CSV, with a [*FileError].
func ReadSet(r io.Reader, column string) (*Set, error) {
	names, err := sheet.ReadSet(r, column)
	return setOf(names), publicError(err)
}

// Len returns the number of names, 0 for a nil Set.
func (s *Set) Len() int { return s.inner().Len() }

// All yields the names as they were given, sorted. A nil Set has none.
func (s *Set) All() iter.Seq[string] { return s.inner().All() }

// Contains reports whether the set holds the name exactly: Match(name).Exact.
// A nil Set contains everything.
func (s *Set) Contains(name string) bool { return s.inner().Contains(name) }

// Match returns what the set holds for name. Of a nil Set that is the name
// itself, exactly.
func (s *Set) Match(name string) Match { return Match(s.inner().Match(name)) }

// Suggest returns at most n names of the set that name may have been meant to
// be: those with its folded key, then those that are nearest by the number of
// characters to insert, delete, replace or exchange. How many that may be
// grows with the name's length, from one of four characters to six of thirty
// and more; of addresses the part before the @ counts by itself, too, so that a
// shared domain makes nobody near. Ties are in alphabetical order, without regard to case. It returns
// nil where nothing is near, and for a nil Set.
func (s *Set) Suggest(name string, n int) []string { return s.inner().Suggest(name, n) }

// Problems tells of the entries of the set that are most likely none: in a list
// of e-mail addresses, what is no address or has something around it; in any
// other list a placeholder such as N/A or a spreadsheet's error. They are in the
// set nevertheless. The order is that of the list, File is "", and Line is where
// the row starts in a list that [ReadSet] read, else 0. A nil Set has none. The
// slice is the caller's own.
func (s *Set) Problems() []Problem { return problemsOf(s.inner().Problems()) }
