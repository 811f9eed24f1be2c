package roster

import (
	"iter"
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/textindex"
)

// A Role is what a person does, in today's rows or in any.
type Role uint16

const (
	RoleStudent Role = 1 << iota
	RoleTeacher
	RoleAdministrator
	roleAide
	roleCounselor
	RoleParent
	roleProctor
	RoleOther
)

// OtherRoles are those that are neither a student's, a teacher's, a parent's nor an
// administrator's.
const OtherRoles = roleAide | roleCounselor | roleProctor | RoleOther

// roleWords are the roles of users.csv, roles.csv and enrollments.csv, in
// lower case.
var roleWords = map[string]Role{
	"student": RoleStudent, "teacher": RoleTeacher,
	"administrator": RoleAdministrator, "districtadministrator": RoleAdministrator, "principal": RoleAdministrator,
	"siteadministrator": RoleAdministrator, "systemadministrator": RoleAdministrator,
	"aide": roleAide, "counselor": roleCounselor, "proctor": roleProctor,
	"parent": RoleParent, "guardian": RoleParent, "relative": RoleParent,
}

// String gives the roles in words for a message, "an administrator" say, and
// "a person" for none of a name.
func (o Role) String() string {
	var words []string
	for _, w := range []struct {
		role Role
		word string
	}{
		{RoleTeacher, "a teacher"}, {RoleAdministrator, "an administrator"}, {roleAide, "an aide"},
		{roleCounselor, "a counselor"}, {roleProctor, "a proctor"}, {RoleStudent, "a student"}, {RoleParent, "a parent or guardian"},
	} {
		if o&w.role != 0 {
			words = append(words, w.word)
		}
	}
	if words == nil {
		return "a person"
	}
	return strings.Join(words, " and ")
}

// A Person is one human being of the roster, by number. NoPerson is none.
type Person int32

const NoPerson Person = -1

// accounts are the rows of users.csv, each by its number.
type accounts struct {
	sourcedID, identifier, username *textindex.Field
	Address                         *textindex.Field   // the e-mail with case folded
	userIDs                         []*textindex.Field // one a type that Options asks for
	email                           []textindex.Ref    // as it stands there

	Given, middle, Family          []textindex.Ref
	preferredGiven, preferredOther []textindex.Ref // given and family name; nil where no file has them
	grade, school                  []textindex.Ref
	Person                         []Person
	next                           []int32 // the person's next account, or -1
	deleted                        []bool

	Columns [schema.NumColumns + 1]*textindex.Field // what the template's identifiers are found by; nil: none
}

// people are the persons that accounts stand for.
type people struct {
	account []int32 // the first one
	now     []Role  // by rows that are not marked to be deleted
	ever    []Role

	// Names are those that are suggested of teachers, "ana ruiz" and "ruiz, ana"
	// without accents; Teacher says whose each is.
	Names   *textindex.Field
	Teacher []Person

	first       []int32      // where the enrollments of each person start, and the end
	enrollments []enrollment // by person; Of is a class
}

func (p *people) len() int { return len(p.account) }

// Of returns the person's enrollments.
func (p *people) Of(who Person) []enrollment {
	return p.enrollments[p.first[who]:p.first[who+1]]
}

// Touch looks at the memory in which it stands where the person's enrollments are.
func (p *people) Touch(who Person) uint64 { return uint64(p.first[who]) + uint64(p.now[who]) }

// TouchEnrollments looks at that of the person's enrollments.
func (p *people) TouchEnrollments(who Person) uint64 {
	own := p.Of(who)
	if len(own) == 0 {
		return 0
	}
	return uint64(own[0].Of) + uint64(own[len(own)-1].Of)
}

// Known reports whether the person has the role: today, or where past is true
// in any row.
func (r *Roster) Known(p Person, o Role, past bool) bool {
	if past {
		return r.People.ever[p]&o != 0
	}
	return r.People.now[p]&o != 0
}

// AccountsOf yields the accounts of a person.
func (r *Roster) AccountsOf(p Person) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for a := r.People.account[p]; a >= 0; a = r.Accounts.next[a] {
			if !yield(a) {
				return
			}
		}
	}
}

// emails returns the person's addresses, each once, those of current rows
// before others.
func (r *Roster) emails(p Person) (all []string) {
	for _, deleted := range []bool{false, true} {
		for a := range r.AccountsOf(p) {
			email := r.Texts.Get(r.Accounts.email[a])
			if r.Accounts.deleted[a] == deleted && email != "" && !slices.Contains(all, email) {
				all = append(all, email)
			}
		}
	}
	return all
}

// Email returns the person's address, or "".
func (r *Roster) Email(p Person) string {
	if all := r.emails(p); len(all) > 0 {
		return all[0]
	}
	return ""
}

// twin returns which of its person's accounts a is.
func (r *Roster) twin(a int32) (n uint16) {
	for b := range r.AccountsOf(r.Accounts.Person[a]) {
		if b == a {
			break
		}
		n++
	}
	return n
}

// IdentifiersOf returns what the roster holds for the person in column c, A to D,
// in the accounts that are named by most: named says by how many identifiers. Where
// that differs it is what those hold that are current on the day: by which the
// person is enrolled then, or else which are not marked to be deleted. More than one
// are several answers.
func (r *Roster) IdentifiersOf(p Person, c schema.Column, on dates.Date, named func(account int32) int) []string {
	if r.Accounts.Columns[c] == nil {
		return nil
	}
	var accounts []int32
	most := 1
	for a := range r.AccountsOf(p) {
		n := named(a)
		if n > most {
			accounts, most = accounts[:0], n
		}
		if n == most {
			accounts = append(accounts, a)
		}
	}
	ids := r.identifiersIn(c, accounts)
	for _, current := range []func(int32) bool{
		func(a int32) bool { return on.IsValid() && r.enrolledBy(a, DayOf(on)) },
		func(a int32) bool { return !r.Accounts.deleted[a] },
	} {
		if len(ids) < 2 {
			break
		}
		left := slices.DeleteFunc(slices.Clone(accounts), func(a int32) bool { return !current(a) })
		if some := r.identifiersIn(c, left); len(some) > 0 {
			ids, accounts = some, left
		}
	}
	return ids
}

// identifiersIn returns what the accounts hold in column c, each once; of an address
// in two cases the first. What stands for nobody is no answer.
func (r *Roster) identifiersIn(c schema.Column, accounts []int32) (ids []string) {
	f := r.Accounts.Columns[c]
	var seen []string
	for _, a := range accounts {
		if key := f.Text(a); key != "" && !slices.Contains(seen, key) && !r.isNobodys(c, key) {
			seen, ids = append(seen, key), append(ids, r.columnText(c, a))
		}
	}
	return ids
}

// enrolledBy reports whether the person of the account is a student by it on a day,
// or by another account of the same sourcedId.
func (r *Roster) enrolledBy(a int32, on day) bool {
	id := r.Accounts.sourcedID.Text(a)
	for _, e := range r.People.Of(r.Accounts.Person[a]) {
		if !e.As(EnrolledStudent, true) || !r.Lasts(e, Class(e.Of), on) {
			continue
		}
		n := uint16(0)
		for b := range r.AccountsOf(r.Accounts.Person[a]) {
			if n == e.twin && r.Accounts.sourcedID.Text(b) == id {
				return true
			}
			n++
		}
	}
	return false
}

// columnText returns what account a has for column c, as it stands there.
func (r *Roster) columnText(c schema.Column, a int32) string {
	if f := r.Accounts.Columns[c]; f != r.Accounts.Address {
		return f.Text(a)
	}
	return r.Texts.Get(r.Accounts.email[a])
}

// NameKey is what full names are compared by: in lower case, without accents,
// with one blank between words, none before a comma and one behind it.
func NameKey(name string) string {
	key := strings.ReplaceAll(fold.Plain(name), ".", " ")
	return fold.Key(strings.ReplaceAll(strings.ReplaceAll(fold.Key(strings.ReplaceAll(key, ",", ", ")), " ,", ","), "  ", " "))
}

// RolesOf returns what people with the address do, today or where past is true
// in any row: 0 for nobody.
func (r *Roster) RolesOf(email string, past bool) (all Role) {
	byAddress(r, email, func(p Person) bool {
		if past {
			all |= r.People.ever[p]
		} else {
			all |= r.People.now[p]
		}
		return true
	})
	return all
}

// RolesOfPerson returns what the person does or did, by any row.
func (r *Roster) RolesOfPerson(p Person) Role { return r.People.ever[p] }

// Name returns the person's name for a list of candidates, "Ruiz, Ana".
func (r *Roster) Name(p Person) string {
	a := r.People.account[p]
	return r.Texts.Get(r.Accounts.Family[a]) + ", " + r.Texts.Get(r.Accounts.Given[a])
}

// StateIDOf returns the State ID of an account, "" for none or a filler.
func (r *Roster) StateIDOf(a int32) string {
	if f := r.Accounts.Columns[schema.ColStateID]; f != nil {
		return realID(f.Text(a))
	}
	return ""
}

// realID returns an identifier, and "" for a filler, which says nothing.
func realID(id string) string {
	if celltext.IsFiller(id) {
		return ""
	}
	return id
}

// byAddress does so for an e-mail address in any case. It takes no memory for
// one of ASCII and at most 64 bytes.
func byAddress[T textindex.Text](r *Roster, email T, yield func(Person) bool) {
	var buf [64]byte
	if lower, ok := celltext.LowerASCII(buf[:0], email); ok {
		peopleIn(r, r.Accounts.Address, lower, yield)
		return
	}
	peopleIn(r, r.Accounts.Address, fold.Case(string(email)), yield)
}

// isNobodys reports whether people have the identifier in column c, and yet it
// stands for nobody.
func (r *Roster) isNobodys(c schema.Column, id string) bool {
	_, nobody := StudentsBy(r, nil, c, id, true)
	return nobody
}

// peopleIn yields the person of every account whose text in f is the given one.
func peopleIn[T textindex.Text](r *Roster, f *textindex.Field, text T, yield func(Person) bool) {
	for a := textindex.First(f, text); a >= 0; a = f.Next(a) {
		if !yield(r.Accounts.Person[a]) {
			return
		}
	}
}
