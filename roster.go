package otustemplate

import (
	"context"
	"io/fs"

	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
)

// A Roster is the people of a district and who teaches and attends which class, from
// one OneRoster export. A nil *Roster or a zero one means "not known": no check of
// people and classes is made. [LoadRoster] makes one. A Roster does not change and
// may be shared between goroutines.
type Roster struct{ roster *roster.Roster }

// inner returns the roster as the rooms inside have it; a nil or zero one is not known.
func (r *Roster) inner() *roster.Roster {
	if r == nil {
		return nil
	}
	return r.roster
}

// A Problem is something in the files of a roster, or in a list of names, that is
// not as it should be, and what became of it. Its text does not hold a cell.
type Problem struct {
	File    string // as named in the folder or zip; "" for the list of a Set
	Line    int64  // the text line, from 1; 0 if the whole file is meant or the line is not known
	Message string // one sentence
}

func problemsOf(problems []nameset.Problem) []Problem {
	return converted(problems, func(p *nameset.Problem) Problem { return Problem(*p) })
}

// RosterOptions configures how a roster is read. The zero RosterOptions, or a nil
// pointer to it, fits most exports.
type RosterOptions struct {
	// Identifiers names the source of each identifier column of the template,
	// ColStudentEmail to ColStateID, because OneRoster does not define a field for
	// the state ID or the student number. A source is "sourcedId", "identifier",
	// "username", "email", or otherwise a type of userIds, such as "SASID" for
	// {SASID:123}, without regard to case. "" means that the column has no source.
	// Columns that are not in the map have their default: Student Email from email,
	// SIS ID from sourcedId, Student Number from identifier, and State ID from the
	// userIds type that contains "state".
	Identifiers map[Column]string
	// MaxBytes limits the unpacked size of the files read. 0 means 4 GiB.
	MaxBytes int64
	// MaxFiles limits the number of files in the zip or folder. 0 means 1,000.
	MaxFiles int
	// OnProgress, if not nil, is called at most five times a second, and once more at
	// the end, on the goroutine that called LoadRoster.
	OnProgress func(Progress)
}

// inner returns the options as the rooms inside have them; nil stays nil.
func (o *RosterOptions) inner() *roster.Options {
	if o == nil {
		return nil
	}
	own := &roster.Options{MaxBytes: o.MaxBytes, MaxFiles: o.MaxFiles}
	if o.Identifiers != nil {
		own.Identifiers = make(map[schema.Column]string, len(o.Identifiers))
		for c, source := range o.Identifiers {
			own.Identifiers[schema.Column(c)] = source
		}
	}
	if tell := o.OnProgress; tell != nil {
		own.OnProgress = func(p run.Progress) { tell(Progress(p)) }
	}
	return own
}

// LoadRoster reads the CSV files of OneRoster 1.0, 1.1 or 1.2 from a folder, such as
// os.DirFS("roster") or an embed.FS, or from an [archive/zip.Reader]. The files may
// be in a folder within it. It needs users, classes, enrollments and
// academicSessions, and for version 1.2 also roles. File names and labels may be in
// any case, and columns in any order. Nil opts means defaults.
//
// The error, without a roster, says what is wrong and what is in the folder. It is
// returned if
//   - a file that is needed is missing or not CSV, or lacks a column that is needed;
//   - there are no users, classes or enrollments at all;
//   - the folder cannot be read, or a limit of opts is exceeded;
//   - an option is not valid;
//   - ctx is done: then it is the error of ctx.
//
// Everything else that is not as it should be is listed by [Roster.Problems].
//
// Rows with the same sourcedId, identifier, username or State ID are one person, who
// may have several rows for two roles or after a transfer. They are not joined if
// something speaks against it: another name, e-mail address or State ID; an
// identifier such as 0; or an identifier of more than ten rows, unless a second
// identifier or the e-mail address is the same in all of them. Every join is
// listed by Problems. Rows whose status is tobedeleted are not part of the roster of
// today; they serve look-ups of past dates and show whose an identifier was.
//
// LoadRoster reads on up to GOMAXPROCS goroutines; the roster and its problems do not
// depend on their number. It returns soon after ctx is done, even while a file blocks:
// such a Read is not waited for, and the file is closed when it returns. Otherwise
// nothing uses fsys after LoadRoster has returned.
func LoadRoster(ctx context.Context, fsys fs.FS, opts *RosterOptions) (*Roster, error) {
	roster, err := roster.Load(ctx, fsys, opts.inner())
	if err != nil {
		return nil, publicError(err)
	}
	return &Roster{roster}, nil
}

// Problems returns what was not as it should be, file by file in the order of
// reading. It lists the first 20 problems of one kind in one file, and one more that
// says how many others there are. A nil Roster has none. The slice belongs to the
// caller.
func (r *Roster) Problems() []Problem { return problemsOf(r.inner().Problems()) }

// References returns what the roster says exists: the addresses of its teachers, the
// titles of its classes, and the roster itself. A roster does not have recognitions:
// they come from a list of their own, and nil means that they are not known. For a
// nil Roster only they are known.
func (r *Roster) References(recognitions *Set) References {
	of := r.inner().References(recognitions.inner())
	refs := References{Recognitions: recognitions, Teachers: setOf(of.Teachers), Classes: setOf(of.Classes)}
	if of.Roster != nil {
		refs.Roster = r
	}
	return refs
}
