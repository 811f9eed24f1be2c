package roster

import (
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/phrase"
)

// A problemList gathers problems within bounds: three million enrollments may
// all be dangling.
type problemList struct {
	list  []nameset.Problem
	count map[nameset.Problem]int64 // by kind: Line is 0
	kinds []nameset.Problem         // in the order met
}

// add adds a problem.
func (l *problemList) add(file string, line int64, message string) {
	kind := nameset.Problem{File: file, Message: message}
	if l.count == nil {
		l.count = make(map[nameset.Problem]int64)
	}
	if l.count[kind]++; l.count[kind] == 1 {
		l.kinds = append(l.kinds, kind)
	}
	if l.count[kind] <= maxLikeProblems {
		l.list = append(l.list, nameset.Problem{File: file, Line: line, Message: message})
	}
}

// all returns the problems, with one more for each kind of which not all are
// listed.
func (l *problemList) all() []nameset.Problem {
	for _, kind := range l.kinds {
		if more := l.count[kind] - maxLikeProblems; more > 0 {
			l.list = append(l.list, nameset.Problem{File: kind.File, Line: 0, Message: phrase.Plural(more, "more row") + ": " + kind.Message})
		}
	}
	return l.list
}

// maxLikeProblems is how many problems of one kind are listed of one file.
const maxLikeProblems = 20
