package roster

import (
	"errors"
	"fmt"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/textindex"
)

// OneRoster's files, versions 1.0 to 1.2.

// A formatFile is a file of a format, and how it is read.
type formatFile struct {
	name     string // in lower case
	required bool   // it must be there
	filled   bool   // it must have rows
	columns  []column
	parse    func(*rowReader, *batch)
	// preferred is the column of the preferred given name, which that of the family
	// name follows; 0: there are none.
	preferred int
}

const (
	manifestFile    = "manifest.csv"
	sessionsFile    = "academicsessions.csv"
	usersFile       = "users.csv"
	rolesFile       = "roles.csv"
	classesFile     = "classes.csv"
	enrollmentsFile = "enrollments.csv"
)

// oneRoster reads every file and joins what they say.
func (l *loading) oneRoster() error {
	withOld := !l.bundle.has(rolesFile) // users.csv holds the roles
	user := func(r *rowReader, b *batch) { r.oneRosterUser(b, withOld) }
	sessions := formatFile{name: sessionsFile, required: true, columns: sessionColumns, parse: (*rowReader).oneRosterSession}
	users := formatFile{name: usersFile, required: true, filled: true, columns: userColumns(withOld), parse: user, preferred: userPreferredGiven}
	roles := formatFile{name: rolesFile, columns: roleColumns, parse: (*rowReader).oneRosterRole}
	classes := formatFile{name: classesFile, required: true, filled: true, columns: classColumns, parse: (*rowReader).oneRosterClass}
	enrollments := formatFile{name: enrollmentsFile, required: true, filled: true, columns: enrollmentColumns, parse: (*rowReader).oneRosterEnrollment}

	return l.usersAndClasses(sessions, users, roles, classes, enrollments)
}

// usersAndClasses reads such files, in which whoever is in a class is a user.
func (l *loading) usersAndClasses(sessions, users, roles, classes, enrollments formatFile) error {
	if err := l.expect(sessions, users, roles, classes, enrollments); err != nil {
		return err
	}
	l.readManifest()
	return l.steps(
		func() error { return l.file(sessions) },
		func() error { return l.people(users) },
		func() error { return l.aside(l.builder.indexAccounts) },
		func() error {
			l.builder.roster.Texts.Seal() // roles are looked up by them while more are added
			return l.file(roles)
		},
		func() error { return l.aside(l.builder.unitePeople) },
		func() error { return l.aside(l.builder.numberPeople) },
		func() error { return l.file(classes) },
		func() error { return l.aside(l.builder.groupTitles) },
		func() error { return l.file(enrollments) },
		func() error { return l.aside(l.builder.finish) },
	)
}

// steps does one after the other, up to an error.
func (l *loading) steps(all ...func() error) error {
	for _, step := range all {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// expect looks whether the files are there that must be.
func (l *loading) expect(files ...formatFile) error {
	var missing []string
	for _, f := range files {
		if f.required && !l.bundle.has(f.name) {
			missing = append(missing, f.name)
		}
		l.progress.now.Total += l.bundle.files[f.name].size
	}
	if len(missing) > 0 {
		return fmt.Errorf("there is no %s; export the roster again with all files", strings.Join(missing, ", "))
	}
	return nil
}

// people reads a file of people, if it is there.
func (l *loading) people(f formatFile) error {
	if !l.bundle.has(f.name) {
		return nil
	}
	b := l.builder
	b.sources = append(b.sources, source{l.bundle.files[f.name].name, len(b.lines)})
	return l.file(f)
}

// file reads a file, if it is there.
func (l *loading) file(f formatFile) error {
	if !l.bundle.has(f.name) {
		return nil
	}
	if err := l.fileRows(&f); err != nil {
		return fmt.Errorf("%s: %w", l.bundle.files[f.name].name, err)
	}
	return nil
}

func (l *loading) fileRows(f *formatFile) error {
	t, err := l.openTable(f.name, f.columns)
	if err != nil {
		return err
	}
	if f.preferred > 0 && (t.fields[f.preferred] >= 0 || t.fields[f.preferred+1] >= 0) {
		l.builder.preferred = true
	}
	if err := errors.Join(t.read(l, f.parse), t.input.Close()); err != nil {
		return err
	}
	l.progress.file(t.input.Bytes)
	if f.filled && t.rows == 0 {
		return errors.New("it has no rows; export the roster again, in bulk")
	}
	return nil
}

// readManifest tells of a delta: it holds what changed, and no whole roster.
// Nothing else of a manifest counts where the files say otherwise.
func (l *loading) readManifest() {
	if !l.bundle.has(manifestFile) {
		return
	}
	t, err := l.openTable(manifestFile, []column{{label: "propertyName"}, {label: "value"}})
	if err == nil {
		err = errors.Join(t.read(l, func(r *rowReader, _ *batch) {
			if strings.EqualFold(r.cell(1), "delta") {
				r.problem("the file is a delta: it holds what changed, and no whole roster; export in bulk")
			}
		}), t.input.Close())
	}
	if err != nil {
		l.builder.problems.add(l.bundle.files[manifestFile].name, 0, "the file cannot be read; it is not needed")
	}
}

// isDeleted reads a status.
func isDeleted(status string) bool {
	return strings.EqualFold(status, "tobedeleted") || strings.EqualFold(status, "inactive") // 1.0 knows both
}

var sessionColumns = []column{
	{label: "sourcedId", required: true}, {label: "startDate", required: true}, {label: "endDate", required: true},
}

// oneRosterSession reads a row of academicSessions.csv.
func (r *rowReader) oneRosterSession(rows *batch) {
	s := sessionRow{line: r.line, id: r.cell(0)}
	s.span = daySpan{r.toldDay(1, noBegin), r.toldDay(2, noEnd)}
	rows.sessions = append(rows.sessions, s)
}

// toldDay returns the i-th cell as a day, and tells if it holds no date.
func (r *rowReader) toldDay(i int, none day) day {
	d, ok := r.day(i, none)
	if !ok {
		r.problem(noDate)
	}
	return d
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
	userGrade
	userSchools
	userPreferredGiven
	userPreferredFamily
)

func userColumns(withRole bool) []column {
	return []column{
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
		userGrade:           {label: "grades", others: []string{"grade"}, optional: true},
		userSchools:         {label: "orgSourcedIds", others: []string{"orgSourcedId", "primaryOrgSourcedId"}, optional: true},
		userPreferredGiven:  {label: "preferredGivenName", others: []string{"prefferedGivenName"}, optional: true},
		userPreferredFamily: {label: "preferredFamilyName", others: []string{"prefferedFamilyName"}, optional: true},
	}
}

// oneRosterUser reads a row of users.csv.
func (r *rowReader) oneRosterUser(rows *batch, withRole bool) {
	a, ok := r.account(userGiven, userFamily)
	if !ok {
		return
	}
	a.identifier, a.username, a.email = r.identifier(userIdentifier), r.identifier(userUsername), r.identifier(userEmail)
	a.address = fold.Case(a.email)
	r.userIDs(&a, r.builder.idTypes)
	a.middle, a.grade = r.text(userMiddle), r.text(userGrade)
	a.school, _, _ = strings.Cut(r.text(userSchools), ",")
	a.school = trim(a.school)
	a.deleted = isDeleted(r.cell(userStatus))
	if text := r.cell(userRole); text != "" || withRole {
		var wrong string
		if a.role, wrong = roleOf(text); wrong != "" {
			r.problem(wrong)
		}
	}
	a.preferredGiven, a.preferredFamily = r.text(userPreferredGiven), r.text(userPreferredFamily)
	rows.accounts = append(rows.accounts, a)
}

// account begins a row of people. It reports false, which is told, where the row names
// nobody.
func (r *rowReader) account(given, family int) (a accountRow, ok bool) {
	a = accountRow{line: r.line, id: r.text(0)} // the first column of every format
	if a.id == "" {
		r.problem(r.builder.say.emptyID)
		return a, false
	}
	if r.cell(given) == "" || r.cell(family) == "" {
		r.problem(r.builder.say.emptyName)
	}
	a.given, a.family = r.text(given), r.text(family)
	return a, true
}

// identifierColumns returns a column for each further source of identifiers, that of
// the state's being the one with the label.
func (l *loading) identifierColumns(state string) (columns []column) {
	for _, label := range l.builder.idTypes {
		if label == stateType {
			columns = append(columns, column{label: state, optional: true})
		} else {
			columns = append(columns, column{label: label})
		}
	}
	return columns
}

// identifiers reads the columns of further identifiers, which start at the given one.
func (r *rowReader) identifiers(a *accountRow, from int) {
	for i := range r.builder.idTypes {
		a.ids[i] = r.identifier(from + i)
	}
}

// userIDs reads the identifiers of the types asked for out of a list such as
// {LDAP:1},{SASID:2}. The first of each type counts.
func (r *rowReader) userIDs(a *accountRow, types []string) {
	if len(types) == 0 {
		return
	}
	rest := r.cell(userIDs)
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
		idType, id = fold.Key(idType), trim(id)
		for i, asked := range types {
			if a.ids[i] == "" && (idType == asked || asked == stateType && strings.Contains(idType, "state")) && !celltext.IsPlaceholder(id) {
				a.ids[i] = id
			}
		}
	}
	for i, id := range a.ids {
		if len(id) > textindex.MaxText {
			r.problem(tooLong)
			a.ids[i] = ""
		}
	}
}

// Columns of roles.csv, which is of 1.2.
const (
	roleUser = iota
	roleStatus
	roleName
)

var roleColumns = []column{
	roleUser: {label: "userSourcedId", required: true}, roleStatus: {label: "status"}, roleName: {label: "role", required: true},
}

// oneRosterRole reads a row of roles.csv.
func (r *rowReader) oneRosterRole(rows *batch) {
	row := roleRow{line: r.line, user: r.cell(roleUser), deleted: isDeleted(r.cell(roleStatus))}
	row.role, row.wrong = roleOf(r.cell(roleName))
	rows.roles = append(rows.roles, row)
}

// Columns of classes.csv.
const (
	classID = iota
	classStatus
	classTitle
	classCode
	classKind
	classSchool
	classTerms
	classPeriods
)

var classColumns = []column{
	classID:      {label: "sourcedId", required: true},
	classStatus:  {label: "status"},
	classTitle:   {label: "title", required: true},
	classCode:    {label: "classCode"},
	classKind:    {label: "classType"},
	classSchool:  {label: "schoolSourcedId", optional: true},
	classTerms:   {label: "termSourcedIds", others: []string{"termSourcedId"}}, // 1.0
	classPeriods: {label: "periods", optional: true},                           // not in 1.0
}

// oneRosterClass reads a row of classes.csv.
func (r *rowReader) oneRosterClass(rows *batch) {
	rows.classes = append(rows.classes, classRow{
		line: r.line, id: r.cell(classID), title: r.cell(classTitle), code: r.identifier(classCode), kind: r.text(classKind),
		school: r.text(classSchool), periods: r.text(classPeriods), terms: r.cell(classTerms), deleted: isDeleted(r.cell(classStatus)),
	})
}

// Columns of enrollments.csv.
const (
	enrollClass = iota
	enrollUser
	enrollRole
	enrollStatus
	enrollPrimary
	enrollBegin
	enrollEnd
)

var enrollmentColumns = []column{
	enrollClass:   {label: "classSourcedId", required: true},
	enrollUser:    {label: "userSourcedId", required: true},
	enrollRole:    {label: "role", required: true},
	enrollStatus:  {label: "status"},
	enrollPrimary: {label: "primary"},
	enrollBegin:   {label: "beginDate", optional: true}, // not in 1.0
	enrollEnd:     {label: "endDate", optional: true},
}

// oneRosterEnrollment reads a row of enrollments.csv.
func (r *rowReader) oneRosterEnrollment(rows *batch) {
	e := enrollmentRow{line: r.line, class: r.cell(enrollClass), person: r.cell(enrollUser), deleted: isDeleted(r.cell(enrollStatus))}
	var ok bool
	if e.first, ok = r.day(enrollBegin, noBegin); !ok {
		e.badDates++
	}
	if e.last, ok = r.day(enrollEnd, noEnd); !ok {
		e.badDates++
	}
	if e.role, e.wrongRole = roleOf(r.cell(enrollRole)); e.role == RoleTeacher {
		primary := r.cell(enrollPrimary)
		e.primary = strings.EqualFold(primary, "true") || primary == "1"
	}
	rows.enrollments = append(rows.enrollments, e)
}
