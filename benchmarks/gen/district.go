// Package gen makes template files to measure with: rows of an invented
// district, the same ones for the same seed, with names of varied length, notes
// that need quotes, and a known number of bad rows.
package gen

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// How much there is of everything in a District, and in the files of it.
const (
	NumTeachers = 3_000
	NumClasses  = 8_000
	NumStudents = 50_000
)

// A District is what exists in Otus. It does not change and may be shared
// between goroutines.
type District struct {
	Recognitions []string // 8 of them
	Teachers     []string // NumTeachers addresses, in lower case, each once
	Classes      []string // NumClasses names, each once
}

// Names are of varied length, as names of one length flatter a processor's
// guesses at branches. Some are not ASCII, as in any district.
var (
	recognitions = []string{
		"Tardy", "Cooperation", "Behavioral Warning", "Classroom Disruption", "Technology Misconduct",
		"Kindness", "Dress Code", "Physical Aggression Toward a Peer",
	}
	firstNames = []string{
		"Al", "Bo", "Ana", "Eve", "Kai", "Noor", "Iris", "Dana", "Marco", "Priya", "Sofia", "Tomas", "Amara", "Gloria",
		"Hannah", "Jerome", "Camille", "Dimitri", "Rosalind", "Theodora", "Alexandria", "Maximilian",
	}
	lastNames = []string{
		"Li", "Ng", "Oz", "Lee", "Day", "Kim", "Cole", "Diaz", "Reed", "Okoye", "Patel", "Rossi", "Smith", "Garcia",
		"Nowak", "Rivera", "Jensen", "Okafor", "Nguyen", "Johnson", "Andersen", "Castillo", "Robertson", "Kowalczyk",
		"Villanueva", "Montgomery", "Papadopoulos", "Featherstone",
	}
	schools  = []string{"oak", "elm", "north", "central", "riverside", "washington", "roosevelt"}
	subjects = []string{
		"Art", "PE", "Band", "Math", "Algebra 1", "Algebra 2", "AP Biology", "Español 2", "Chemistry", "Geometry",
		"US History", "World Geography", "English Language Arts", "Physical Science", "Introduction to Engineering",
		"Choir", "Homeroom", "Computer Science Principles",
	}
)

// NewDistrict returns the district of a seed.
func NewDistrict(seed uint64) *District {
	rnd := rand.New(rand.NewPCG(seed, 1))
	d := &District{Recognitions: recognitions}
	d.Teachers = distinct(NumTeachers, func() string {
		address := fmt.Sprintf("%s.%s@%s.example.org", pick(rnd, firstNames), pick(rnd, lastNames), pick(rnd, schools))
		if rnd.IntN(3) > 0 { // there are not enough names for everybody
			address = fmt.Sprintf("%s%d@example.org", strings.SplitN(address, "@", 2)[0], 1+rnd.IntN(99))
		}
		return strings.ToLower(address)
	})
	d.Classes = distinct(NumClasses, func() string {
		name := fmt.Sprintf("%s - Period %d", pick(rnd, subjects), 1+rnd.IntN(8))
		switch rnd.IntN(4) {
		case 0:
			return fmt.Sprintf("%s %03d", pick(rnd, subjects), rnd.IntN(1000))
		case 1:
			return fmt.Sprintf("%s (%s) %d", name, pick(rnd, lastNames), 1+rnd.IntN(9))
		}
		return fmt.Sprintf("%s %s", name, pick(rnd, lastNames))
	})
	return d
}

// distinct returns n different results of next.
func distinct(n int, next func() string) []string {
	names := make([]string, 0, n)
	seen := make(map[string]bool, n)
	for len(names) < n {
		if name := next(); !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

func pick[T any](rnd *rand.Rand, from []T) T { return from[rnd.IntN(len(from))] }
