package roster

import (
	"errors"
	"fmt"
	"io/fs"

	"example.com/otustemplate/internal/schema"
)

// OneRosterOptions say how a roster is read. The zero OneRosterOptions, or a
// nil pointer to them, are what fits most exports.
type OneRosterOptions struct {
	// Identifiers says which source feeds an identifier of the template, as no
	// field of OneRoster is the state ID or the student number by definition:
	// "sourcedId", "identifier", "username", "email", or else a type of
	// userIds, such as "SASID" for {SASID:123}; without regard to case. "":
	// none does. Columns that are not named have their default: Student Email
	// from email, SIS ID from sourcedId, Student Number from identifier, State
	// ID from the userIds type that has "state" in it.
	Identifiers map[schema.Column]string
	// MaxBytes bounds the unpacked size of the files read. 0: 4 GiB.
	MaxBytes int64
	// MaxFiles bounds the number of files in the zip or folder. 0: 1,000.
	MaxFiles int
}

// LoadOneRoster reads the CSV files of OneRoster 1.0, 1.1 or 1.2 from a
// folder, such as os.DirFS("roster"), an embed.FS, or an [archive/zip.Reader].
// They may lie in a folder within. It needs users, classes, enrollments and
// academicSessions, and of 1.2 roles; file names and labels may be in any
// case, and columns in any order. Nil options are the zero ones.
//
// What a roster cannot do without ends the load: a file that is absent or not
// CSV, one of its columns that is, or no users, classes or enrollments at all.
// The error says which, and what the folder looks like. Everything else that
// is not as it should be is told by [Roster.Problems], and never passed over
// in silence.
//
// Rows with one sourcedId, identifier, username or State ID are one person, who may
// stand in several for two roles or after a transfer, where nothing speaks against
// it: another name, e-mail address or State ID does, an identifier such as 0, and
// one that more than ten rows have, unless a second identifier or the e-mail
// address is the same in all of them. Each such join is one of the Problems. Rows
// whose status is tobedeleted are no part of today: they serve look-ups of past
// dates, and show whose an identifier was.
func LoadOneRoster(fsys fs.FS, opts *OneRosterOptions) (*Roster, error) {
	l, err := newRosterLoader(fsys, opts)
	if err == nil {
		err = l.load()
	}
	if err != nil {
		return nil, fmt.Errorf("otustemplate: OneRoster: %w", err)
	}
	return l.roster, nil
}

// identifierSource returns what feeds column c: the words of [OneRosterOptions].
func (o *OneRosterOptions) identifierSource(c schema.Column) string {
	if source, ok := o.Identifiers[c]; ok {
		return source
	}
	return defaultSources[c]
}

// check says what is wrong with the options.
func (o *OneRosterOptions) check() error {
	for c := range o.Identifiers {
		if !c.Identifier() {
			return errors.New("OneRosterOptions.Identifiers may name columns A to D only")
		}
	}
	if o.MaxBytes < 0 || o.MaxFiles < 0 {
		return errors.New("OneRosterOptions.MaxBytes and MaxFiles must not be negative; use 0 for the default")
	}
	return nil
}

// stateType stands for the userIds type that has "state" in it.
const stateType = "*state*"

var defaultSources = map[schema.Column]string{
	schema.ColStudentEmail: "email", schema.ColSISID: "sourcedId", schema.ColStudentNumber: "identifier", schema.ColStateID: stateType,
}
