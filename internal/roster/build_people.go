package roster

import (
	"strings"

	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/textindex"
)

// An accountRow is a row of people. Its texts are clean, and no identifier is a
// placeholder.
type accountRow struct {
	line                            int64
	id, identifier, username        string
	email, address                  string                    // as it stands there, and with case folded
	ids                             [schema.NumColumns]string // one for each of builder.idTypes
	given, middle, family           string
	grade, school                   string
	preferredGiven, preferredFamily string
	role                            Role
	deleted                         bool
}

// addAccount adds a row of people.
func (b *builder) addAccount(rows *batch, row *accountRow, base int64) {
	a := &b.roster.Accounts
	keep := func(text string) textindex.Ref { return b.keep(rows, row.line, text) }
	a.sourcedID.Append(keep(row.id))
	a.identifier.Append(keep(row.identifier))
	a.username.Append(keep(row.username))
	email := keep(row.email)
	a.email = append(a.email, email)
	if row.address != row.email {
		email = keep(row.address)
	}
	a.Address.Append(email)
	for i, f := range a.userIDs {
		f.Append(keep(row.ids[i]))
	}
	a.Given = append(a.Given, keep(row.given))
	a.middle = append(a.middle, keep(row.middle))
	a.Family = append(a.Family, keep(row.family))
	if b.preferred {
		a.preferredGiven = append(a.preferredGiven, keep(row.preferredGiven))
		a.preferredOther = append(a.preferredOther, keep(row.preferredFamily))
	}
	a.grade = append(a.grade, b.keepShared(rows, row.line, row.grade))
	a.school = append(a.school, b.keepShared(rows, row.line, row.school))
	a.deleted = append(a.deleted, row.deleted)
	a.Person = append(a.Person, Person(len(a.Person)))
	b.lines = append(b.lines, base+row.line)

	b.ever = append(b.ever, row.role)
	now := row.role
	if row.deleted {
		now = 0
	}
	b.now = append(b.now, now)
}

// indexAccounts makes accounts found by their identifiers, when all are added.
func (b *builder) indexAccounts() {
	a := &b.roster.Accounts
	tasks := []func(){}
	for _, f := range append([]*textindex.Field{a.sourcedID, a.identifier, a.username, a.Address}, a.userIDs...) {
		tasks = append(tasks, func() { f.Index(b.going) })
	}
	sideBySide(tasks...)
}

// A roleRow is a role of a person who has a row of people, too.
type roleRow struct {
	line    int64
	user    string
	account int32
	role    Role
	grade   string
	school  string
	wrong   string // what is to be told of the role, if the person is known
	deleted bool
}

// findRoles looks up whose the roles are.
func (b *builder) findRoles(rows *batch, f *finder) {
	all := &b.roster.Accounts
	for start := 0; start < len(rows.roles); start += len(f.found) {
		some := rows.roles[start:min(start+len(f.found), len(rows.roles))]
		f.texts = f.texts[:0]
		for i := range some {
			f.texts = append(f.texts, some[i].user)
		}
		textindex.FirstOfEach(all.sourcedID, f.texts, f.found[:])
		for i := range some {
			some[i].account = f.found[i]
			if f.found[i] < 0 {
				rows.problem(some[i].line, b.say.roleOfNobody)
			} else if some[i].wrong != "" {
				rows.problem(some[i].line, some[i].wrong)
			}
		}
	}
}

// addRole adds a role to every account of the sourcedId: two people of one sourcedId
// are both known as what either is.
func (b *builder) addRole(rows *batch, row *roleRow) {
	all := &b.roster.Accounts
	for a := row.account; a >= 0; a = all.sourcedID.Next(a) {
		if all.grade[a] == 0 {
			all.grade[a] = b.keepShared(rows, row.line, row.grade)
		}
		if all.school[a] == 0 {
			all.school[a] = b.keepShared(rows, row.line, row.school)
		}
		b.ever[a] |= row.role
		if !row.deleted && !all.deleted[a] {
			b.now[a] |= row.role
		}
	}
}

// numberPeople gives each person a number and a list of accounts.
func (b *builder) numberPeople() {
	a, people := &b.roster.Accounts, &b.roster.People
	roots := make([]int32, len(a.Person))
	for i := range roots {
		roots[i] = b.root(int32(i))
	}
	a.next = make([]int32, len(roots))
	var last []int32 // account of each person
	for i, root := range roots {
		a.next[i] = -1
		if int(root) == i {
			a.Person[i] = Person(len(last))
			last = append(last, int32(i))
			people.account = append(people.account, int32(i))
			continue
		}
		p := a.Person[root] // it came earlier and has its number
		a.Person[i] = p
		a.next[last[p]] = int32(i)
		last[p] = int32(i)
	}
	people.now, people.ever = make([]Role, len(last)), make([]Role, len(last))
	for i, p := range a.Person {
		people.now[p] |= b.now[i]
		people.ever[p] |= b.ever[i]
	}
}

const noRole = "the role is empty"

// roleOf returns the role of that name, and what is to be told of it.
func roleOf(text string) (o Role, wrong string) {
	switch text {
	case "":
		return 0, noRole
	case "student":
		return RoleStudent, ""
	}
	if o, ok := roleWords[text]; ok {
		return o, ""
	}
	lower := strings.ToLower(text)
	if o, ok := roleWords[lower]; ok {
		return o, ""
	}
	if strings.HasPrefix(lower, "ext:") {
		return RoleOther, ""
	}
	return RoleOther, "the role is none of OneRoster's; the person is neither student nor teacher by it"
}
