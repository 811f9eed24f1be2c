package otustemplate

import (
	"context"
	"iter"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/roster"
)

// RosterData is a roster that a program has in a database, an API or memory, for
// [NewRoster]. Each field is ranged over once, one field after the other in the order
// below; its rows may be in any order. An error that a field yields ends NewRoster,
// which returns it. The slices of a row may be reused for the next row.
type RosterData struct {
	Sessions    iter.Seq2[Session, error]    // terms and school years; nil means that no class has any
	People      iter.Seq2[Person, error]     // students, teachers and whoever else writes incidents; required
	Classes     iter.Seq2[Class, error]      // required
	Enrollments iter.Seq2[Enrollment, error] // who teaches and attends which class; required
}

// A Role says what a person is in a district or in a class. The zero Role means that
// nothing is known of it.
type Role uint8

// The roles. A teacher is somebody who has RoleTeacher as a [Person] or in an
// [Enrollment].
const (
	RoleStudent Role = iota + 1
	RoleTeacher
	RoleAdministrator
	RoleParent
	RoleOther // an aide or a counselor, for example
)

// A Session is a span of days in which classes take place, such as a semester or a
// school year. It is plain data.
type Session struct {
	ID          string // as in Class.SessionIDs
	First, Last Date   // the first and the last day; a zero Date means a session without dates
}

// A Person is a row of [RosterData.People]. Rows that have the same ID, or another
// identifier in common, are one person unless something speaks against it, as for
// [LoadRoster]. It is plain data.
type Person struct {
	ID string // as in Enrollment.PersonID; it is an identifier of the template only if SISID says the same

	// What the identifier columns of the template hold for a student. "" means that the
	// student does not have it, except that Email is then the StudentEmail.
	StudentEmail, SISID, StudentNumber, StateID string

	Email    string // a teacher is found by it in the column Teacher Email
	Username string // look-ups find people by it
	Number   string // look-ups find people by it; a student's is not the StudentNumber but a further one

	Given, Middle, Family           string
	PreferredGiven, PreferredFamily string // notes may name the person by them
	Grade, SchoolID                 string // not used by checks

	Roles   []Role // nil means those of the enrollments
	Deleted bool   // the person is no longer there, and is used for look-ups of past dates only
}

// A Class is a class, or section. Several classes may have one title. It is plain data.
type Class struct {
	ID          string   // as in Enrollment.ClassID
	Title       string   // the name in Otus
	Code        string   // the look-up "class" finds it by this too
	Type        string   // such as "homeroom", which mappings may ask for
	SchoolID    string   // two classes of one title differ if it does
	OtherTitles []string // what it is called elsewhere: suggested, and found by the look-up "class", but not a match
	SessionIDs  []string // the IDs of its Sessions; nil means that it takes place at any time
	Periods     []string // such as "3" or "1(A)"
	Deleted     bool     // the class is no longer there, and is used for look-ups of past dates only
}

// An Enrollment says that a person is in a class. It is plain data.
type Enrollment struct {
	ClassID, PersonID string
	Role              Role // RoleStudent, RoleTeacher, or another one; the zero Role means that of the Person, if it is one of these two
	Primary           bool // the person is the main teacher of the class
	First, Last       Date // a zero Date means the first or last day of the class's sessions
	Deleted           bool // the enrollment has ended, and is used for look-ups of past dates only
}

// NewRoster returns a roster of the rows that data yields, for people and classes that
// are not in files that [LoadRoster] reads: those of SQL tables or an API, for example.
// What does not fit together, such as an enrollment of a person who is not there, is
// listed by [Roster.Problems]. White space around texts is removed, and placeholders
// such as N/A do not count as identifiers.
//
// The error, without a roster, is that of ctx or of a field of data, wrapped, or says
// which field is nil or yields nothing. The fields are read on the goroutine that called
// NewRoster. It checks ctx before each row; a field that may block must heed ctx itself.
func NewRoster(ctx context.Context, data RosterData) (*Roster, error) {
	own := roster.Data{
		Sessions: convertedSeq(data.Sessions, func(s *Session) roster.SessionData {
			return roster.SessionData{ID: s.ID, First: dates.Date(s.First), Last: dates.Date(s.Last)}
		}),
		People:  convertedSeq(data.People, (*Person).inner),
		Classes: convertedSeq(data.Classes, func(c *Class) roster.ClassData { return roster.ClassData(*c) }),
		Enrollments: convertedSeq(data.Enrollments, func(e *Enrollment) roster.EnrollmentData {
			return roster.EnrollmentData{
				ClassID: e.ClassID, PersonID: e.PersonID, Role: e.Role.inner(), Primary: e.Primary,
				First: dates.Date(e.First), Last: dates.Date(e.Last), Deleted: e.Deleted,
			}
		}),
	}
	r, err := roster.Of(ctx, own)
	if err != nil {
		return nil, publicError(err)
	}
	return &Roster{r}, nil
}

// convertedSeq yields what convert makes of what is yielded; nil stays nil.
func convertedSeq[T, U any](all iter.Seq2[T, error], convert func(*T) U) iter.Seq2[U, error] {
	if all == nil {
		return nil
	}
	return func(yield func(U, error) bool) {
		for item, err := range all {
			if !yield(convert(&item), err) {
				return
			}
		}
	}
}

// roles are the roles as the rooms inside have them.
var roles = [...]roster.Role{
	RoleStudent: roster.RoleStudent, RoleTeacher: roster.RoleTeacher, RoleAdministrator: roster.RoleAdministrator,
	RoleParent: roster.RoleParent, RoleOther: roster.RoleOther,
}

// inner returns the role as the rooms inside have it; what is none of the constants is
// RoleOther.
func (o Role) inner() roster.Role {
	if int(o) < len(roles) {
		return roles[o]
	}
	return roster.RoleOther
}

func (p *Person) inner() roster.PersonData {
	own := roster.PersonData{
		ID: p.ID, StudentEmail: p.StudentEmail, SISID: p.SISID, StudentNumber: p.StudentNumber, StateID: p.StateID,
		Email: p.Email, Username: p.Username, Number: p.Number,
		Given: p.Given, Middle: p.Middle, Family: p.Family, PreferredGiven: p.PreferredGiven, PreferredFamily: p.PreferredFamily,
		Grade: p.Grade, SchoolID: p.SchoolID, Deleted: p.Deleted,
	}
	for _, o := range p.Roles {
		own.Roles |= o.inner()
	}
	return own
}

func personOf(p *roster.PersonData) Person {
	own := Person{
		ID: p.ID, StudentEmail: p.StudentEmail, SISID: p.SISID, StudentNumber: p.StudentNumber, StateID: p.StateID,
		Email: p.Email, Username: p.Username, Number: p.Number,
		Given: p.Given, Middle: p.Middle, Family: p.Family, PreferredGiven: p.PreferredGiven, PreferredFamily: p.PreferredFamily,
		Grade: p.Grade, SchoolID: p.SchoolID, Deleted: p.Deleted,
	}
	for o := RoleStudent; o <= RoleOther; o++ {
		if p.Roles&roles[o] != 0 || o == RoleOther && p.Roles&roster.OtherRoles != 0 {
			own.Roles = append(own.Roles, o)
		}
	}
	return own
}

// Students returns an iterator over the rows of people who are students, including
// those who are no longer there ([Person.Deleted]), in the order in which they were
// read. Somebody with several rows comes several times. A nil Roster yields nothing.
func (r *Roster) Students() iter.Seq[Person] { return r.people(roster.RoleStudent) }

// Teachers returns an iterator over the rows of people who are teachers, like that of
// Students.
func (r *Roster) Teachers() iter.Seq[Person] { return r.people(roster.RoleTeacher) }

func (r *Roster) people(role roster.Role) iter.Seq[Person] {
	return func(yield func(Person) bool) {
		for p := range r.inner().PeopleData(role) {
			if !yield(personOf(&p)) {
				return
			}
		}
	}
}

// Classes returns an iterator over the classes, including those that are no longer
// there ([Class.Deleted]), in the order in which they were read. A nil Roster yields
// nothing.
func (r *Roster) Classes() iter.Seq[Class] {
	return func(yield func(Class) bool) {
		for c := range r.inner().ClassesData() {
			if !yield(Class(c)) {
				return
			}
		}
	}
}

// Enrollments returns an iterator over who is in which class: person by person, and
// by class for each of them. Roles other than RoleStudent and RoleTeacher are RoleOther. An enrollment of a
// person or class that is deleted is deleted. A nil Roster yields nothing.
func (r *Roster) Enrollments() iter.Seq[Enrollment] {
	return func(yield func(Enrollment) bool) {
		for e := range r.inner().EnrollmentsData() {
			own := Enrollment{
				ClassID: e.ClassID, PersonID: e.PersonID, Role: RoleOther, Primary: e.Primary,
				First: Date(e.First), Last: Date(e.Last), Deleted: e.Deleted,
			}
			switch e.Role {
			case roster.RoleStudent:
				own.Role = RoleStudent
			case roster.RoleTeacher:
				own.Role = RoleTeacher
			}
			if !yield(own) {
				return
			}
		}
	}
}
