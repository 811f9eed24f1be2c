package otustemplate

import (
	"context"
	"io/fs"

	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
)

// A Roster is the people of a district and who teaches and attends which class, of one
// school year. A nil *Roster or a zero one means "not known": no check of people and
// classes is made. [LoadRoster] makes one from files, [NewRoster] from what a program
// has. A Roster does not change and may be shared between goroutines.
type Roster struct{ roster *roster.Roster }

// inner returns the roster as the rooms inside have it; a nil or zero one is not known.
func (r *Roster) inner() *roster.Roster {
	if r == nil {
		return nil
	}
	return r.roster
}

// A RosterProblem is something in a roster, or in a list of names, that is not as it
// should be, and what became of it. Its text does not hold a cell.
type RosterProblem struct {
	// File is the file as named in the folder or zip; of [NewRoster] the field of
	// RosterData, such as "People"; "" for the list of a Set.
	File string
	// Line is the text line, from 1; of NewRoster the row that was yielded, from 1. 0
	// means the whole file, or that the line is not known.
	Line    int64
	Message string // one sentence
}

func problemsOf(problems []nameset.Problem) []RosterProblem {
	return converted(problems, func(p *nameset.Problem) RosterProblem { return RosterProblem(*p) })
}

// A RosterFormat says in whose files a roster is.
type RosterFormat uint8

// The formats. Files and labels are recognized in any case, and columns in any order.
const (
	// RosterFormatAuto detects the format from the names of the files and, for School
	// Data Sync, their labels.
	RosterFormatAuto RosterFormat = iota
	// RosterFormatOneRoster is OneRoster 1.0, 1.1 or 1.2: users, classes, enrollments,
	// academicSessions, and for 1.2 roles.
	RosterFormatOneRoster
	// RosterFormatClever is what a district uploads to Clever: students, teachers,
	// sections, enrollments, and staff if there is one. Sections may name up to ten
	// teachers. A section is a homeroom if its Subject or Period says so.
	RosterFormatClever
	// RosterFormatSDS is Microsoft School Data Sync 2.1: users, roles, classes,
	// enrollments, and academicSessions if there is one. A person without email has
	// the address in activeDirectoryMatchId, or else the username.
	RosterFormatSDS
)

// A ClassNames says which of its two names a section of Clever has in Otus.
type ClassNames uint8

// The names of a section. The other name is known too: it is suggested if a row has
// it, and the look-up "class" of a mapping finds the class by it. In rosters of every
// format a class is found and suggested by its title, a teacher's family name and its
// period too, as Clever shows it.
const (
	// ClassNamesDistrict is the Name in sections.csv, which the district typed, or if
	// that is empty the Course_name.
	ClassNamesDistrict ClassNames = iota
	// ClassNamesClever is the name that Clever shows: course, the teacher's family name
	// and period, such as "Algebra - Ruiz - Period 3". Parts that the file does not have
	// are left out; without a course it is the Name.
	ClassNamesClever
)

// RosterOptions configures how a roster is read. The zero RosterOptions, or a nil
// pointer to it, detects the format and has the defaults below.
type RosterOptions struct {
	// Format is the format of the files. RosterFormatAuto, the zero value, detects it.
	Format RosterFormat
	// Identifiers names the source of each identifier column of the template,
	// ColStudentEmail to ColStateID, because OneRoster does not define a field for
	// the state ID or the student number. A source is "sourcedId", "identifier",
	// "username", "email", or otherwise a type of userIds, such as "SASID" for
	// {SASID:123}, without regard to case. "" means that the column has no source.
	// Columns that are not in the map have their default: Student Email from email,
	// SIS ID from sourcedId, Student Number from identifier, and State ID from the
	// userIds type that contains "state".
	//
	// In Clever these four are Student_email, Student_id, Student_number and State_id,
	// and any other source is a column of students.csv. In School Data Sync identifier
	// is userNumber, there is no State ID, and any other source is a column of
	// users.csv.
	Identifiers map[Column]string
	// ClassNames says which name a section of Clever has in Otus. The zero value means
	// the one that the district typed. Other formats have one title only.
	ClassNames ClassNames
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
	own := &roster.Options{
		Format: roster.Format(o.Format), ClassNames: roster.ClassNames(o.ClassNames), MaxBytes: o.MaxBytes, MaxFiles: o.MaxFiles,
	}
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

// LoadRoster reads the CSV files of a roster from a folder, such as
// os.DirFS("roster") or an embed.FS, or from an [archive/zip.Reader]. They are those of
// OneRoster, Clever or Microsoft School Data Sync: see [RosterFormat]. The files may be
// in a folder within it. Nil opts means defaults. For people and classes that are in
// no such files, see [NewRoster].
//
// The error, without a roster, says what is wrong and what is in the folder. It is
// returned if
//   - a file that is needed is missing, or lacks a column that is needed;
//   - a file is not CSV: the error then wraps a *[FileError];
//   - there are no people, classes or enrollments at all;
//   - the files are of several rosters or formats;
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
// listed by Problems. Students and teachers of Clever have IDs of their own: the same
// one is not the same person. Rows whose status is tobedeleted are not part of the
// roster of today; they serve look-ups of past dates and show whose an identifier was.
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
func (r *Roster) Problems() []RosterProblem { return problemsOf(r.inner().Problems()) }

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
