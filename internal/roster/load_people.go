package roster

import (
	"errors"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/textindex"
)

// Columns of users.csv, by their place in userColumns.
const (
	userID = iota
	userStatus
	userUsername
	userIDs
	userGiven
	userFamily
	userMiddle
	userIdentifier
	userEmail
	userRole
	userPreferredGiven
	userPreferredFamily
)

func userColumns(withRole bool) []rosterColumn {
	return []rosterColumn{
		userID:              {label: "sourcedId", required: true},
		userStatus:          {label: "status"},
		userUsername:        {label: "username"},
		userIDs:             {label: "userIds", others: []string{"userId"}}, // 1.0
		userGiven:           {label: "givenName", required: true},
		userFamily:          {label: "familyName", required: true},
		userMiddle:          {label: "middleName", optional: true}, // not in 1.0
		userIdentifier:      {label: "identifier"},
		userEmail:           {label: "email"},
		userRole:            {label: "role", required: withRole, optional: !withRole},
		userPreferredGiven:  {label: "preferredGivenName", others: []string{"prefferedGivenName"}, optional: true},
		userPreferredFamily: {label: "preferredFamilyName", others: []string{"prefferedFamilyName"}, optional: true},
	}
}

// readUsers reads the people, row by row.
func (l *rosterLoader) readUsers() error {
	t, err := l.table("users.csv", userColumns(l.withOld))
	if err != nil {
		return err
	}
	a := &l.roster.Accounts
	preferred := t.fields[userPreferredGiven] >= 0 || t.fields[userPreferredFamily] >= 0
	err = t.each(func() {
		if t.cell(userID) == "" {
			t.problem("the sourcedId is empty; the row is left out")
			return
		}
		l.addAccount(t)
		if preferred {
			a.preferredGiven = append(a.preferredGiven, l.keep(t, userPreferredGiven))
			a.preferredOther = append(a.preferredOther, l.keep(t, userPreferredFamily))
		}
	})
	if err == nil && t.rows == 0 {
		err = errors.New("it has no rows; export the roster again, in bulk")
	}
	return err
}

// addAccount adds the row at hand.
func (l *rosterLoader) addAccount(t *rosterTable) {
	a := &l.roster.Accounts
	if t.cell(userGiven) == "" || t.cell(userFamily) == "" {
		t.problem("a given or family name is empty; the person cannot be found by name")
	}
	a.sourcedID.Add(l.keep(t, userID))
	a.identifier.Add(l.keepID(t, userIdentifier))
	a.username.Add(l.keepID(t, userUsername))
	l.addEmail(t)
	l.addUserIDs(t)
	a.Given = append(a.Given, l.keep(t, userGiven))
	a.middle = append(a.middle, l.keep(t, userMiddle))
	a.Family = append(a.Family, l.keep(t, userFamily))
	deleted := isDeleted(t.cell(userStatus))
	a.deleted = append(a.deleted, deleted)
	a.Person = append(a.Person, Person(len(a.Person)))
	l.lines = append(l.lines, t.row.Line)

	o := l.role(t, userRole, l.withOld)
	l.ever = append(l.ever, o)
	if deleted {
		o = 0
	}
	l.now = append(l.now, o)
}

// role reads a role.
func (l *rosterLoader) role(t *rosterTable, column int, needed bool) Role {
	text := t.cell(column)
	if text == "" {
		if needed {
			t.problem("the role is empty")
		}
		return 0
	}
	if o, ok := roleWords[text]; ok {
		return o
	}
	if o, ok := roleWords[strings.ToLower(text)]; ok {
		return o
	}
	if !strings.HasPrefix(strings.ToLower(text), "ext:") {
		t.problem("the role is none of OneRoster's; the person is neither student nor teacher by it")
	}
	return roleOther
}

// keep keeps the text of a cell.
func (l *rosterLoader) keep(t *rosterTable, column int) textindex.Ref {
	return l.keepText(t, t.cell(column))
}

func (l *rosterLoader) keepText(t *rosterTable, text string) textindex.Ref {
	ref, ok := textindex.Add(&l.roster.Texts, text)
	if !ok {
		t.problem("a cell is too long to be kept; it is taken as empty")
	}
	return ref
}

// keepID keeps an identifier, unless it stands for none.
func (l *rosterLoader) keepID(t *rosterTable, column int) textindex.Ref {
	text := t.cell(column)
	if text == "" {
		return 0
	}
	if celltext.IsPlaceholder(text) {
		t.problem("an identifier is a placeholder such as N/A; it is taken as empty")
		return 0
	}
	return l.keepText(t, text)
}

// addEmail keeps the address as it stands there, and with case folded.
func (l *rosterLoader) addEmail(t *rosterTable) {
	a := &l.roster.Accounts
	ref := l.keepID(t, userEmail)
	a.email = append(a.email, ref)
	text := l.roster.Texts.Get(ref)
	if folded := fold.Case(text); folded != text {
		ref = l.keepText(t, folded)
	}
	a.Address.Add(ref)
}

// addUserIDs keeps the identifiers of the types asked for out of a list such
// as {LDAP:1},{SASID:2}. The first of each type counts.
func (l *rosterLoader) addUserIDs(t *rosterTable) {
	if len(l.idTypes) == 0 {
		return
	}
	var found [schema.NumColumns]string
	rest := t.cell(userIDs)
	for {
		_, after, open := strings.Cut(rest, "{")
		item, after, closed := strings.Cut(after, "}")
		if !open || !closed {
			break
		}
		rest = after
		idType, id, ok := strings.Cut(item, ":")
		if !ok {
			continue
		}
		idType, id = fold.Key(idType), strings.TrimFunc(id, celltext.Unseen)
		for i, asked := range l.idTypes {
			if found[i] == "" && (idType == asked || asked == stateType && strings.Contains(idType, "state")) && !celltext.IsPlaceholder(id) {
				found[i] = id
			}
		}
	}
	for i, f := range l.roster.Accounts.userIDs {
		f.Add(l.keepText(t, found[i]))
	}
}

// numberPeople gives each person a number and a list of accounts.
func (l *rosterLoader) numberPeople() {
	a, people := &l.roster.Accounts, &l.roster.People
	roots := make([]int32, len(a.Person))
	for i := range roots {
		roots[i] = l.root(int32(i))
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
		people.now[p] |= l.now[i]
		people.ever[p] |= l.ever[i]
	}
}

// readRoles reads roles.csv of 1.2.
func (l *rosterLoader) readRoles() error {
	const user, status, roleColumn = 0, 1, 2
	t, err := l.table("roles.csv", []rosterColumn{
		user: {label: "userSourcedId", required: true}, status: {label: "status"}, roleColumn: {label: "role", required: true},
	})
	if err != nil {
		return err
	}
	r := l.roster
	return t.each(func() {
		all := &r.Accounts
		a := textindex.First(all.sourcedID, t.cell(user))
		if a < 0 {
			t.problem("the person is not in users.csv; the row is left out")
			return
		}
		o := l.role(t, roleColumn, true)
		for ; a >= 0; a = all.sourcedID.Next(a) { // two people of one sourcedId are both known as what either is
			l.ever[a] |= o
			if !isDeleted(t.cell(status)) && !all.deleted[a] {
				l.now[a] |= o
			}
		}
	})
}
