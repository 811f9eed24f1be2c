package otustemplate

import (
	"io/fs"

	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// A Roster is who there is, and who teaches and attends which class, as one
// OneRoster export has it. A nil *Roster, or a zero one, is not known: no check of
// people and classes is made. [LoadOneRoster] makes one; it does not change and may be
// shared between goroutines.
type Roster struct{ roster *roster.Roster }

// inner returns the roster as the rooms inside have it; a nil or zero one is not known.
func (r *Roster) inner() *roster.Roster {
	if r == nil {
		return nil
	}
	return r.roster
}

// A Problem is something in a roster's files, or in a list of names, that is not
// as it should be, and what became of it. Its text holds no cell.
type Problem struct {
	File    string // as named in the folder or zip; "": the list of a Set
	Line    int64  // the text line, from 1; 0: the file as a whole, or not known
	Message string // one sentence
}

func problemsOf(problems []nameset.Problem) []Problem {
	return converted(problems, func(p *nameset.Problem) Problem { return Problem(*p) })
}

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
	Identifiers map[Column]string
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
	if opts == nil {
		opts = new(OneRosterOptions)
	}
	own := &roster.OneRosterOptions{MaxBytes: opts.MaxBytes, MaxFiles: opts.MaxFiles}
	if opts.Identifiers != nil {
		own.Identifiers = make(map[schema.Column]string, len(opts.Identifiers))
		for c, source := range opts.Identifiers {
			own.Identifiers[schema.Column(c)] = source
		}
	}
	roster, err := roster.LoadOneRoster(fsys, own)
	if err != nil {
		return nil, publicError(err)
	}
	return &Roster{roster}, nil
}

// Problems returns what was not as it should be, file by file in the order
// read. Of problems of one kind in one file the first 20 are listed, and one
// more says how many others there are.
func (r *Roster) Problems() []Problem { return problemsOf(r.inner().Problems()) }

// References returns what the roster says exists: its teachers' addresses, the
// titles of its classes, and itself. What it lacks are the recognitions, from
// a list of their own; nil: not known. Of a nil Roster only they are known.
func (r *Roster) References(recognitions *Set) References {
	of := r.inner().References(recognitions.inner())
	refs := References{Recognitions: recognitions, Teachers: setOf(of.Teachers), Classes: setOf(of.Classes)}
	if of.Roster != nil {
		refs.Roster = r
	}
	return refs
}
