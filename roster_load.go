package otustemplate

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/mention"
	"example.com/otustemplate/internal/textindex"
)

// A rosterLoader reads a bundle: academic sessions, users, roles, classes,
// enrolments, so that each file finds what it refers to. What only loading
// needs is kept here and not in the Roster.
type rosterLoader struct {
	opts    *OneRosterOptions
	bundle  *bundle
	report  problemList
	roster  *Roster
	withOld bool // there is no roles.csv: users.csv holds the roles

	sessions map[string]daySpan
	termSets map[string]int32 // by the list of sessions as it stands in classes.csv
	days     map[string]day

	idTypes []string // of Roster.accounts.userIDs, folded
	now     []role   // by account
	ever    []role
	lines   []int64 // of each account in users.csv

	enrolments [][]rawEnrolment // in chunks, so that none is moved
	lastClass  struct {
		id string
		at int32
	}
}

// A rawEnrolment is a row of enrollments.csv.
type rawEnrolment struct {
	class       int32
	person      int32
	first, last day
	flags       enrolmentFlags
}

// rosterFiles are the files that are read, and those that must be there.
var rosterFiles = []struct {
	name     string
	required bool
	read     func(*rosterLoader) error
}{
	{"academicsessions.csv", true, (*rosterLoader).readSessions},
	{"users.csv", true, (*rosterLoader).readUsers},
	{"roles.csv", false, (*rosterLoader).readRoles},
	{"classes.csv", true, (*rosterLoader).readClasses},
	{"enrollments.csv", true, (*rosterLoader).readEnrolments},
}

func newRosterLoader(fsys fs.FS, opts *OneRosterOptions) (*rosterLoader, error) {
	if opts == nil {
		opts = new(OneRosterOptions)
	}
	if err := opts.check(); err != nil {
		return nil, err
	}
	l := &rosterLoader{
		opts:     opts,
		roster:   newRoster(),
		sessions: make(map[string]daySpan),
		termSets: map[string]int32{"": 0},
		days:     make(map[string]day),
	}
	for _, c := range identifiers {
		l.roster.accounts.columns[c] = l.sourceField(opts.identifierSource(c))
	}
	var err error
	l.bundle, err = openBundle(fsys, opts, &l.report)
	return l, err
}

func newRoster() *Roster {
	r := &Roster{mentions: mention.NewNames(), first: noBegin, last: noEnd}
	for _, f := range []**textindex.Field{
		&r.accounts.sourcedID, &r.accounts.identifier, &r.accounts.username, &r.accounts.address,
		&r.people.names, &r.classes.sourcedID, &r.classes.code, &r.classes.titles,
	} {
		*f = textindex.NewField(&r.texts)
	}
	r.classes.termSets = [][]daySpan{nil}
	return r
}

// sourceField returns the field that a source of [OneRosterOptions] is kept
// in: nil for none.
func (l *rosterLoader) sourceField(source string) *textindex.Field {
	a := &l.roster.accounts
	switch key := headerKey(source); key {
	case "":
		return nil
	case "sourcedid":
		return a.sourcedID
	case "identifier":
		return a.identifier
	case "username":
		return a.username
	case "email":
		return a.address
	}
	idType := fold.Key(source)
	if i := slices.Index(l.idTypes, idType); i >= 0 {
		return a.userIDs[i]
	}
	l.idTypes = append(l.idTypes, idType)
	a.userIDs = append(a.userIDs, textindex.NewField(&l.roster.texts))
	return a.userIDs[len(a.userIDs)-1]
}

// load reads every file and joins what they say.
func (l *rosterLoader) load() error {
	var missing []string
	for _, f := range rosterFiles {
		if f.required && !l.bundle.has(f.name) {
			missing = append(missing, f.name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("there is no %s; export the roster again with all files", strings.Join(missing, ", "))
	}
	if l.bundle.has("manifest.csv") {
		l.readManifest()
	}
	l.withOld = !l.bundle.has("roles.csv")
	for _, f := range rosterFiles {
		if !l.bundle.has(f.name) {
			continue
		}
		if err := f.read(l); err != nil {
			return fmt.Errorf("%s: %w", l.bundle.files[f.name].name, err)
		}
	}
	l.finish()
	return nil
}

// table opens a file, and refuses one that is of something else.
func (l *rosterLoader) table(name string, columns []rosterColumn) (*rosterTable, error) {
	t, err := openTable(l.bundle, name, columns, &l.report)
	if err != nil {
		return nil, err
	}
	if t.has("activeDirectoryMatchId") || t.has("sessionSourcedIds") {
		return nil, errors.Join(errors.New("it looks like Microsoft School Data Sync, version 2, not OneRoster; "+
			"export the roster as OneRoster CSV instead"), t.close())
	}
	return t, nil
}

// readManifest tells of a delta: it holds what changed, and no whole roster.
// Nothing else of a manifest counts where the files say otherwise.
func (l *rosterLoader) readManifest() {
	t, err := openTable(l.bundle, "manifest.csv", []rosterColumn{{label: "propertyName"}, {label: "value"}}, &l.report)
	if err == nil {
		err = t.each(func() {
			if strings.EqualFold(t.cell(1), "delta") {
				t.problem("the file is a delta: it holds what changed, and no whole roster; export in bulk")
			}
		})
	}
	if err != nil {
		l.report.add(l.bundle.files["manifest.csv"].name, 0, "the file cannot be read; it is not needed")
	}
}

// isDeleted reads a status.
func isDeleted(status string) bool {
	return strings.EqualFold(status, "tobedeleted") || strings.EqualFold(status, "inactive") // 1.0 knows both
}

// readSessions reads the terms.
func (l *rosterLoader) readSessions() error {
	t, err := l.table("academicsessions.csv", []rosterColumn{
		{label: "sourcedId", required: true}, {label: "startDate", required: true}, {label: "endDate", required: true},
	})
	if err != nil {
		return err
	}
	all := daySpan{noEnd, noBegin}
	err = t.each(func() {
		id := t.cell(0)
		span := daySpan{l.day(t, 1, noBegin), l.day(t, 2, noEnd)}
		switch _, twice := l.sessions[id]; {
		case id == "":
			t.problem("the sourcedId is empty; the row is left out")
			return
		case twice:
			t.problem("the sourcedId stands in an earlier row; this one is left out")
			return
		case span.first == noBegin || span.last == noEnd || span.first > span.last:
			t.problem("the academic session has no first and last day in this order; it is taken for one without dates")
			return
		}
		l.sessions[strings.Clone(id)] = span
		all.first, all.last = min(all.first, span.first), max(all.last, span.last)
	})
	if len(l.sessions) > 0 {
		l.roster.first, l.roster.last = all.first, all.last
	}
	return err
}

// day reads a date; none where the cell is empty or holds none.
func (l *rosterLoader) day(t *rosterTable, column int, none day) day {
	text := t.cell(column)
	if text == "" {
		return none
	}
	if d, ok := l.days[text]; ok {
		return d
	}
	day := text
	if i := strings.IndexAny(text, "T "); i == len("2006-01-02") { // a DateTime
		day = text[:i]
	}
	d, err := ParseDate(day)
	if err != nil {
		t.problem("a date is not YYYY-MM-DD; it is taken as empty")
		return none
	}
	if len(l.days) < 1<<12 { // there are some hundred days a year
		l.days[strings.Clone(text)] = dayOf(d)
	}
	return dayOf(d)
}

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
	a := &l.roster.accounts
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
	l.numberPeople()
	return err
}

// addAccount adds the row at hand.
func (l *rosterLoader) addAccount(t *rosterTable) {
	a := &l.roster.accounts
	i := int32(len(a.person))
	if t.cell(userGiven) == "" || t.cell(userFamily) == "" {
		t.problem("a given or family name is empty; the person cannot be found by name")
	}
	a.sourcedID.Add(l.keep(t, userID))
	a.identifier.Add(l.keepID(t, userIdentifier))
	a.username.Add(l.keepID(t, userUsername))
	l.addEmail(t)
	l.addUserIDs(t)
	a.given = append(a.given, l.keep(t, userGiven))
	a.middle = append(a.middle, l.keep(t, userMiddle))
	a.family = append(a.family, l.keep(t, userFamily))
	deleted := isDeleted(t.cell(userStatus))
	a.deleted = append(a.deleted, deleted)
	a.person = append(a.person, person(i))
	l.lines = append(l.lines, t.row.Line)

	o := l.role(t, userRole, l.withOld)
	l.ever = append(l.ever, o)
	if deleted {
		o = 0
	}
	l.now = append(l.now, o)
	l.unite(t, i)
}

// role reads a role.
func (l *rosterLoader) role(t *rosterTable, column int, needed bool) role {
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
	ref, ok := textindex.Add(&l.roster.texts, text)
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
	if isPlaceholder(text) {
		t.problem("an identifier is a placeholder such as N/A; it is taken as empty")
		return 0
	}
	return l.keepText(t, text)
}

// addEmail keeps the address as it stands there, and with case folded.
func (l *rosterLoader) addEmail(t *rosterTable) {
	a := &l.roster.accounts
	ref := l.keepID(t, userEmail)
	a.email = append(a.email, ref)
	text := l.roster.texts.Get(ref)
	if folded := fold.Case(text); folded != text {
		ref = l.keepText(t, folded)
	}
	a.address.Add(ref)
}

// addUserIDs keeps the identifiers of the types asked for out of a list such
// as {LDAP:1},{SASID:2}. The first of each type counts.
func (l *rosterLoader) addUserIDs(t *rosterTable) {
	if len(l.idTypes) == 0 {
		return
	}
	var found [NumColumns]string
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
		idType, id = fold.Key(idType), strings.TrimFunc(id, unseen)
		for i, asked := range l.idTypes {
			if found[i] == "" && (idType == asked || asked == stateType && strings.Contains(idType, "state")) && !isPlaceholder(id) {
				found[i] = id
			}
		}
	}
	for i, f := range l.roster.accounts.userIDs {
		f.Add(l.keepText(t, found[i]))
	}
}

// unite makes the account at hand one person with earlier ones that have its
// sourcedId, identifier or username, where the given name is the same too. One
// number for two people is a slip in the export, and to take them for one
// would put a child's name to what another did.
func (l *rosterLoader) unite(t *rosterTable, i int32) {
	a := &l.roster.accounts
	for _, f := range []struct {
		field *textindex.Field
		name  string
	}{{a.sourcedID, "sourcedId"}, {a.identifier, "identifier"}, {a.username, "username"}} {
		text := f.field.Text(i)
		looked, same := 0, false
		for j := textindex.First(f.field, text); j >= 0 && looked < maxNamesakes; j = f.field.Next(j) {
			if j == i {
				continue
			}
			looked++
			if l.sameHuman(i, j) {
				same = true
				l.join(i, j)
			}
		}
		switch {
		case looked == 0:
		case f.name == "sourcedId":
			t.problem("the sourcedId stands in an earlier row; enrolments are given to the earlier one")
		case !same:
			t.problem("the " + f.name + " is that of a person of another name in an earlier row; they are taken for two people")
		}
	}
}

// sameHuman reports whether two accounts that share an identifier are one
// person's. A parent is none of the children.
func (l *rosterLoader) sameHuman(i, j int32) bool {
	a, texts := &l.roster.accounts, &l.roster.texts
	const kin = roleStudent | roleParent
	if both := l.ever[i] | l.ever[j]; both&kin == kin && l.ever[i] != l.ever[j] {
		return false
	}
	x, y := nameKey(texts.Get(a.given[i])), nameKey(texts.Get(a.given[j]))
	return x == y || x != "" && y != "" && (strings.HasPrefix(x, y+" ") || strings.HasPrefix(y, x+" "))
}

// join makes two accounts one person's. While users.csv is read a.person leads
// to another account of the same person, in the end to the first.
func (l *rosterLoader) join(i, j int32) {
	i, j = l.root(i), l.root(j)
	l.roster.accounts.person[max(i, j)] = person(min(i, j))
}

func (l *rosterLoader) root(i int32) int32 {
	p := l.roster.accounts.person
	for int32(p[i]) != i {
		p[i] = p[p[i]]
		i = int32(p[i])
	}
	return i
}

// numberPeople gives each person a number and a list of accounts.
func (l *rosterLoader) numberPeople() {
	a, people := &l.roster.accounts, &l.roster.people
	roots := make([]int32, len(a.person))
	for i := range roots {
		roots[i] = l.root(int32(i))
	}
	a.next = make([]int32, len(roots))
	var last []int32 // account of each person
	for i, root := range roots {
		a.next[i] = -1
		if int(root) == i {
			a.person[i] = person(len(last))
			last = append(last, int32(i))
			people.account = append(people.account, int32(i))
			continue
		}
		p := a.person[root] // it came earlier and has its number
		a.person[i] = p
		a.next[last[p]] = int32(i)
		last[p] = int32(i)
	}
	people.now, people.ever = make([]role, len(last)), make([]role, len(last))
	for i, p := range a.person {
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
		a := textindex.First(r.accounts.sourcedID, t.cell(user))
		if a < 0 {
			t.problem("the person is not in users.csv; the row is left out")
			return
		}
		o := l.role(t, roleColumn, true)
		p := r.accounts.person[a]
		r.people.ever[p] |= o
		if !isDeleted(t.cell(status)) && !r.accounts.deleted[a] {
			r.people.now[p] |= o
		}
	})
}

// Columns of classes.csv.
const (
	classID = iota
	classStatus
	classTitle
	classCode
	classKind
	classTerms
	classPeriods
)

// readClasses reads the classes.
func (l *rosterLoader) readClasses() error {
	t, err := l.table("classes.csv", []rosterColumn{
		classID:      {label: "sourcedId", required: true},
		classStatus:  {label: "status"},
		classTitle:   {label: "title", required: true},
		classCode:    {label: "classCode"},
		classKind:    {label: "classType"},
		classTerms:   {label: "termSourcedIds", others: []string{"termSourcedId"}}, // 1.0
		classPeriods: {label: "periods", optional: true},                           // not in 1.0
	})
	if err != nil {
		return err
	}
	err = t.each(func() { l.addClass(t) })
	if err == nil && t.rows == 0 {
		err = errors.New("it has no rows; export the roster again, in bulk")
	}
	l.groupTitles()
	return err
}

// addClass adds the row at hand.
func (l *rosterLoader) addClass(t *rosterTable) {
	c := &l.roster.classes
	switch id := t.cell(classID); {
	case id == "":
		t.problem("the sourcedId is empty; the row is left out")
		return
	case textindex.First(c.sourcedID, id) >= 0:
		t.problem("the sourcedId stands in an earlier row; this one is left out")
		return
	}
	title := noTitle
	if text := fold.Exact(t.cell(classTitle)); text == "" {
		t.problem("the title is empty; the class cannot be found by it")
	} else if title = titleID(textindex.First(c.titles, text)); title == noTitle {
		if ref := l.keepText(t, text); ref != 0 {
			title = titleID(c.titles.Len())
			c.titles.Add(ref)
		}
	}
	c.title = append(c.title, title)
	c.sourcedID.Add(l.keep(t, classID))
	c.code.Add(l.keepID(t, classCode))
	c.kind = append(c.kind, l.keep(t, classKind))
	c.periods = append(c.periods, l.keep(t, classPeriods))
	c.terms = append(c.terms, l.termSet(t))
	c.deleted = append(c.deleted, isDeleted(t.cell(classStatus)))
}

// termSet returns the number of the set of academic sessions in the row at
// hand.
func (l *rosterLoader) termSet(t *rosterTable) int32 {
	list := t.cell(classTerms)
	if set, ok := l.termSets[list]; ok {
		return set
	}
	var spans []daySpan
	for id := range strings.SplitSeq(list, ",") {
		span, ok := l.sessions[strings.TrimFunc(id, unseen)]
		if !ok {
			t.problem("a term is not in academicSessions.csv, or has no dates there; it is left out")
			continue
		}
		spans = append(spans, span)
	}
	c := &l.roster.classes
	set := int32(len(c.termSets))
	c.termSets = append(c.termSets, spans)
	if spans == nil || len(l.termSets) < 1<<16 { // few lists are told apart in practice
		l.termSets[strings.Clone(list)] = set
	}
	return set
}

// groupTitles lists the classes of each title.
func (l *rosterLoader) groupTitles() {
	c := &l.roster.classes
	for i, t := range c.title {
		if t != noTitle {
			c.byTitle = append(c.byTitle, class(i))
		}
	}
	gone := func(cl class) int {
		if c.deleted[cl] {
			return 1
		}
		return 0
	}
	slices.SortFunc(c.byTitle, func(a, b class) int {
		return cmp.Or(cmp.Compare(c.title[a], c.title[b]), cmp.Compare(gone(a), gone(b)), cmp.Compare(a, b))
	})
	c.titleFirst = make([]int32, c.titles.Len()+1)
	for i, cl := range c.byTitle {
		c.titleFirst[c.title[cl]+1] = int32(i + 1)
	}
}

// Columns of enrollments.csv.
const (
	enrolClass = iota
	enrolUser
	enrolRole
	enrolStatus
	enrolPrimary
	enrolBegin
	enrolEnd
)

// readEnrolments reads who is in which class.
func (l *rosterLoader) readEnrolments() error {
	t, err := l.table("enrollments.csv", []rosterColumn{
		enrolClass:   {label: "classSourcedId", required: true},
		enrolUser:    {label: "userSourcedId", required: true},
		enrolRole:    {label: "role", required: true},
		enrolStatus:  {label: "status"},
		enrolPrimary: {label: "primary"},
		enrolBegin:   {label: "beginDate", optional: true}, // not in 1.0
		enrolEnd:     {label: "endDate", optional: true},
	})
	if err != nil {
		return err
	}
	err = t.each(func() { l.addEnrolment(t) })
	if err == nil && t.rows == 0 {
		err = errors.New("it has no rows; export the roster again, in bulk")
	}
	return err
}

// addEnrolment adds the row at hand.
func (l *rosterLoader) addEnrolment(t *rosterTable) {
	r := l.roster
	cl := l.enrolledClass(t.cell(enrolClass))
	a := textindex.First(r.accounts.sourcedID, t.cell(enrolUser))
	switch {
	case cl < 0 && a < 0:
		t.problem("neither the class is in classes.csv nor the person in users.csv; the enrolment is left out")
		return
	case cl < 0:
		t.problem("the class is not in classes.csv; the enrolment is left out")
		return
	case a < 0:
		t.problem("the person is not in users.csv; the enrolment is left out")
		return
	}
	e := rawEnrolment{class: cl, person: int32(r.accounts.person[a]), first: l.day(t, enrolBegin, noBegin), last: l.day(t, enrolEnd, noEnd)}
	o := l.role(t, enrolRole, true)
	switch o {
	case roleStudent:
		e.flags = enrolledStudent
	case roleTeacher:
		e.flags = enrolledTeacher
		if strings.EqualFold(t.cell(enrolPrimary), "true") || t.cell(enrolPrimary) == "1" {
			e.flags |= enrolledPrimary
		}
	default:
		e.flags = enrolledOther
	}
	deleted := isDeleted(t.cell(enrolStatus))
	if deleted || r.accounts.deleted[a] || r.classes.deleted[cl] {
		e.flags |= enrolmentGone
	}
	l.noteRole(e, o&(roleStudent|roleTeacher))
	l.noteEnd(e, deleted)
	const chunk = 1 << 16
	if n := len(l.enrolments); n == 0 || len(l.enrolments[n-1]) == chunk {
		l.enrolments = append(l.enrolments, make([]rawEnrolment, 0, chunk))
	}
	last := &l.enrolments[len(l.enrolments)-1]
	*last = append(*last, e)
}

// enrolledClass returns the class with a sourcedId, or -1. Most exports list
// enrolments class by class, so the one before is tried first: a look-up among
// 100,000 waits for memory three times.
func (l *rosterLoader) enrolledClass(id string) int32 {
	if id == "" || id != l.lastClass.id {
		l.lastClass.id, l.lastClass.at = id, textindex.First(l.roster.classes.sourcedID, id)
	}
	return l.lastClass.at
}

// noteRole makes who is enrolled as a student or teacher one.
func (l *rosterLoader) noteRole(e rawEnrolment, o role) {
	people := &l.roster.people
	people.ever[e.person] |= o
	if e.flags&enrolmentGone == 0 {
		people.now[e.person] |= o
	}
}

// noteEnd notes whether an export holds enrolments that have ended.
func (l *rosterLoader) noteEnd(e rawEnrolment, deleted bool) {
	if e.flags&enrolledStudent == 0 {
		return
	}
	terms := l.roster.classes.termSets[l.roster.classes.terms[e.class]]
	if deleted || e.last != noEnd && len(terms) > 0 && e.last < spanOf(terms).last {
		l.roster.ended = true
	}
}

// finish builds what is asked across files.
func (l *rosterLoader) finish() {
	l.indexEnrolments()
	l.checkTeachers()
	l.indexNames()
	l.roster.problems = l.report.all()
}

// indexEnrolments sorts the enrolments both ways.
func (l *rosterLoader) indexEnrolments() {
	r := l.roster
	r.people.first, r.people.enrolments = l.groupEnrolments(r.people.len(), func(e rawEnrolment) (by, of int32) { return e.person, e.class })
	r.classes.first, r.classes.enrolments = l.groupEnrolments(len(r.classes.title), func(e rawEnrolment) (by, of int32) { return e.class, e.person })
	l.enrolments = nil
}

// groupEnrolments lists the enrolments of each of n things: those of i are
// all[first[i]:first[i+1]], sorted by who or what else they are of.
func (l *rosterLoader) groupEnrolments(n int, ends func(rawEnrolment) (by, of int32)) (first []int32, all []enrolment) {
	first = make([]int32, n+2)
	total := 0
	for _, chunk := range l.enrolments {
		total += len(chunk)
		for _, e := range chunk {
			by, _ := ends(e)
			first[by+2]++
		}
	}
	for i := 2; i < len(first); i++ {
		first[i] += first[i-1]
	}
	all = make([]enrolment, total)
	for _, chunk := range l.enrolments {
		for _, e := range chunk {
			by, of := ends(e)
			all[first[by+1]] = enrolment{of, e.first, e.last, e.flags}
			first[by+1]++
		}
	}
	first = first[:n+1]
	for i := range n {
		slices.SortFunc(all[first[i]:first[i+1]], func(a, b enrolment) int {
			return cmp.Or(cmp.Compare(a.of, b.of), cmp.Compare(a.flags, b.flags), cmp.Compare(a.first, b.first), cmp.Compare(a.last, b.last))
		})
	}
	return first, all
}

// checkTeachers tells of teachers who cannot be found by e-mail.
func (l *rosterLoader) checkTeachers() {
	r := l.roster
	file := l.bundle.files["users.csv"].name
	for p := range person(r.people.len()) {
		if r.people.now[p]&roleTeacher == 0 {
			continue
		}
		line := l.lines[r.people.account[p]]
		emails := r.emails(p)
		if len(emails) == 0 {
			l.report.add(file, line, "the teacher has no e-mail address, and rows that name one cannot be matched")
		}
		for _, email := range emails {
			if slices.ContainsFunc(teachersByEmail(r, nil, email, false), func(q person) bool { return q < p }) {
				l.report.add(file, line, "the teacher's e-mail address is that of another teacher in an earlier row; rows that name it fit both")
			}
		}
	}
}

// indexNames makes teachers found by full name, and students in notes.
func (l *rosterLoader) indexNames() {
	r := l.roster
	var names []mention.Name
	for p := range person(r.people.len()) {
		teacher := r.people.ever[p]&roleTeacher != 0
		if !teacher && r.people.now[p]&roleStudent == 0 {
			continue
		}
		names = r.appendNames(names[:0], p)
		for i, name := range names {
			if slices.Contains(names[:i], name) {
				continue
			}
			if teacher {
				l.addTeacherNames(p, name)
			}
			r.mentions.Add(name, r.people.now[p]&roleTeacher != 0)
		}
	}
	r.mentions.Seal()
}

// addTeacherNames makes a teacher found by the ways to write a full name: with
// the middle name, with its initial, and without.
func (l *rosterLoader) addTeacherNames(p person, n mention.Name) {
	if n.Given == "" || n.Family == "" {
		return
	}
	middles := []string{""}
	if n.Middle != "" {
		initial := string([]rune(n.Middle)[:1])
		middles = append(middles, " "+n.Middle, " "+initial)
	}
	people := &l.roster.people
	for i, middle := range middles {
		if slices.Contains(middles[:i], middle) {
			continue
		}
		for _, name := range []string{n.Given + middle + " " + n.Family, n.Family + ", " + n.Given + middle} {
			ref, _ := textindex.Add(&l.roster.texts, nameKey(name))
			people.names.Add(ref)
			people.teacher = append(people.teacher, p)
		}
	}
}
