package roster

import (
	"errors"

	"example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
)

// Options say how a roster is read. The zero Options, or a nil pointer to them, are
// what fits most exports.
type Options struct {
	// Format is whose files they are. FormatAuto: found out.
	Format Format
	// Identifiers says which source feeds an identifier of the template, as no
	// field of OneRoster is the state ID or the student number by definition:
	// "sourcedId", "identifier", "username", "email", or else a type of
	// userIds, such as "SASID" for {SASID:123}, or a column of students.csv or,
	// of School Data Sync, users.csv; without regard to case. "": none does. Columns that are not named have their default: Student Email
	// from email, SIS ID from sourcedId, Student Number from identifier, State
	// ID from the userIds type that has "state" in it.
	Identifiers map[schema.Column]string
	// ClassNames says what the title of a section of Clever is.
	ClassNames ClassNames
	// MaxBytes bounds the unpacked size of the files read. 0: 4 GiB.
	MaxBytes int64
	// MaxFiles bounds the number of files in the zip or folder. 0: 1,000.
	MaxFiles int
	// OnProgress is called a few times a second, and once more at the end, on the
	// goroutine that called; nil: never.
	OnProgress func(run.Progress)

	workers   int // goroutines that read; 0: GOMAXPROCS
	blockSize int // bytes that one takes at a time; 0: as many as are fast; negative: rows are read one by one
}

// ClassNames says which of its names a section of Clever has in Otus.
type ClassNames uint8

// The names.
const (
	ClassNamesDistrict ClassNames = iota // the one that the district typed
	ClassNamesClever                     // the one that Clever shows: course, teacher and period
	numClassNames
)

// identifierSource returns what feeds column c: the words of [Options].
func (o *Options) identifierSource(c schema.Column) string {
	if source, ok := o.Identifiers[c]; ok {
		return source
	}
	return defaultSources[c]
}

// check says what is wrong with the options.
func (o *Options) check() error {
	for c := range o.Identifiers {
		if !c.Identifier() {
			return errors.New("RosterOptions.Identifiers may name columns A to D only")
		}
	}
	if o.Format >= numFormats || o.ClassNames >= numClassNames {
		return errors.New("RosterOptions.Format or ClassNames is not one of the constants")
	}
	if o.MaxBytes < 0 || o.MaxFiles < 0 {
		return errors.New("RosterOptions.MaxBytes and MaxFiles must not be negative; use 0 for the default")
	}
	return nil
}

// stateType stands for the userIds type that has "state" in it.
const stateType = "*state*"

var defaultSources = map[schema.Column]string{
	schema.ColStudentEmail: "email", schema.ColSISID: "sourcedId", schema.ColStudentNumber: "identifier", schema.ColStateID: stateType,
}
