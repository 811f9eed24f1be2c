package engine

import "example.com/otustemplate/internal/nameset"

// References are what exists in Otus: what the cells of the template must
// match. A nil field is "not known", and the checks that need it are not made;
// the zero References check nothing against Otus. References may be shared
// between goroutines once built.
type References struct {
	Recognitions *nameset.Set // names, as they stand in Otus
	// Teachers are the teachers' e-mail addresses. They match without regard to
	// case, whatever stands beside them and however the Set was made: what is no
	// address is nobody's, and "mailto:" and the like around one do not count.
	Teachers *nameset.Set
	Classes  *nameset.Set // names, as they stand in Otus
	// Roster is the students, and who teaches and attends which class.
	// [Roster.References] fills in Teachers and Classes from it.
	Roster *Roster
}
