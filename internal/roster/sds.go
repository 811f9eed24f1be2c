package roster

import (
	"slices"
	"strings"

	"example.com/otustemplate/internal/fold"
)

// Microsoft School Data Sync 2.1: the columns of its files are those that Microsoft
// lists in "SDS V2.1 CSV File Format"
// (https://learn.microsoft.com/en-us/schooldatasync/sds-v2.1-csv-file-format), the roles
// those of "Default List of Values"
// (https://learn.microsoft.com/en-us/schooldatasync/default-list-of-values).

// isSDS reports whether the files, which have the names of OneRoster's, are those of
// School Data Sync: they call the school of a class another thing.
func (l *loading) isSDS() bool {
	return l.hasLabel(classesFile, "orgSourcedId", "sessionSourcedIds") || l.hasLabel(usersFile, "activeDirectoryMatchId")
}

// hasLabel reports whether the file can be read and has one of the labels.
func (l *loading) hasLabel(name string, labels ...string) bool {
	if !l.bundle.has(name) {
		return false
	}
	left := l.bundle.left // it is read again
	t, err := l.openTable(name, nil)
	l.bundle.left = left
	if err != nil {
		return false
	}
	defer t.input.Close() //nolint:errcheck // it was only read
	return slices.ContainsFunc(labels, t.has)
}

// sds reads every file and joins what they say.
func (l *loading) sds() error {
	inUsers := !l.bundle.has(rolesFile) // as in version 2
	sessions := formatFile{name: sessionsFile, columns: sessionColumns, parse: (*rowReader).oneRosterSession}
	user := func(r *rowReader, b *batch) { r.sdsUser(b, inUsers) }
	users := formatFile{name: usersFile, required: true, filled: true, columns: l.sdsUserColumns(inUsers), parse: user}
	roles := formatFile{name: rolesFile, columns: sdsRoleColumns, parse: (*rowReader).sdsRole}
	classes := formatFile{name: classesFile, required: true, filled: true, columns: sdsClassColumns, parse: (*rowReader).sdsClass}
	enrollments := formatFile{name: enrollmentsFile, required: true, filled: true, columns: sdsEnrollmentColumns, parse: (*rowReader).sdsEnrollment}
	return l.usersAndClasses(sessions, users, roles, classes, enrollments)
}

// Columns of users.csv. Those that feed further identifiers stand behind them.
const (
	sdsUserID = iota
	sdsUsername
	sdsGiven
	sdsFamily
	sdsEmail
	sdsMatchID
	sdsNumber
	sdsUserRole
	sdsUserIDs
)

func (l *loading) sdsUserColumns(withRole bool) []column {
	return append([]column{
		sdsUserID:   {label: "sourcedId", required: true},
		sdsUsername: {label: "username", required: true},
		sdsGiven:    {label: "givenName"},
		sdsFamily:   {label: "familyName"},
		sdsEmail:    {label: "email", optional: true},
		sdsMatchID:  {label: "activeDirectoryMatchId", optional: true},
		sdsNumber:   {label: "userNumber", optional: true},
		sdsUserRole: {label: "role", required: withRole, optional: !withRole},
	}, l.identifierColumns("")...)
}

// sdsUser reads a row of users.csv. A username is an account's name in Microsoft 365,
// with its domain: the address of whoever has no other one.
func (r *rowReader) sdsUser(rows *batch, withRole bool) {
	a, ok := r.account(sdsGiven, sdsFamily)
	if !ok {
		return
	}
	a.identifier, a.username, a.email = r.identifier(sdsNumber), r.identifier(sdsUsername), r.identifier(sdsEmail)
	for _, other := range []string{r.text(sdsMatchID), a.username} {
		if a.email == "" && strings.Contains(other, "@") {
			a.email = other
		}
	}
	a.address = fold.Case(a.email)
	r.identifiers(&a, sdsUserIDs)
	if withRole {
		var wrong string
		if a.role, wrong = sdsRoleNamed(r.cell(sdsUserRole)); wrong != "" {
			r.problem(wrong)
		}
	}
	rows.accounts = append(rows.accounts, a)
}

// sdsRoles are the roles beyond those of OneRoster, in lower case. Who is called by one
// of the first teaches a class that they are enrolled in.
var sdsRoles = map[string]Role{
	"faculty": RoleTeacher, "professor": RoleTeacher, "lecturer": RoleTeacher, "instructor": RoleTeacher, "adjunct": RoleTeacher, "substitute": RoleTeacher,
	"itadmin": RoleAdministrator, "paraprofessional": roleAide, "teacherassistant": roleAide, "assistant": roleAide, "advisor": roleCounselor,
	"chair": RoleOther, "researcher": RoleOther, "affiliate": RoleOther, "occupationaltherapist": RoleOther, "physicaltherapist": RoleOther,
	"speechtherapist": RoleOther, "visiontherapist": RoleOther, "specialservices": RoleOther, "nurse": RoleOther, "officestaff": RoleOther,
	"staff": RoleOther, "coach": RoleOther, "alumni": RoleOther, "other": RoleOther,
}

// sdsRoleNamed returns the role of that name, and what is to be told of it.
func sdsRoleNamed(text string) (o Role, wrong string) {
	if text != "" {
		if o, ok := sdsRoles[strings.ToLower(text)]; ok {
			return o, ""
		}
	}
	if o, wrong = roleOf(text); o == RoleOther && wrong != "" {
		wrong = "the role is none of School Data Sync's; the person is neither student nor teacher by it"
	}
	return o, wrong
}

// Columns of roles.csv.
const (
	sdsRoleUser = iota
	sdsRoleName
	sdsRoleSchool
	sdsRoleGrade
)

var sdsRoleColumns = []column{
	sdsRoleUser:   {label: "userSourcedId", required: true},
	sdsRoleName:   {label: "role", required: true},
	sdsRoleSchool: {label: "orgSourcedId", optional: true},
	sdsRoleGrade:  {label: "grade", optional: true},
}

// sdsRole reads a row of roles.csv.
func (r *rowReader) sdsRole(rows *batch) {
	row := roleRow{line: r.line, user: r.cell(sdsRoleUser), grade: r.text(sdsRoleGrade), school: r.text(sdsRoleSchool)}
	row.role, row.wrong = sdsRoleNamed(r.cell(sdsRoleName))
	rows.roles = append(rows.roles, row)
}

// Columns of classes.csv.
const (
	sdsClassID = iota
	sdsClassTitle
	sdsClassCode
	sdsClassSchool
	sdsClassSessions
)

var sdsClassColumns = []column{
	sdsClassID:       {label: "sourcedId", required: true},
	sdsClassTitle:    {label: "title", required: true},
	sdsClassCode:     {label: "code", optional: true},
	sdsClassSchool:   {label: "orgSourcedId", optional: true},
	sdsClassSessions: {label: "sessionSourcedIds", others: []string{"sessionSourcedId"}, optional: true},
}

// sdsClass reads a row of classes.csv.
func (r *rowReader) sdsClass(rows *batch) {
	rows.classes = append(rows.classes, classRow{
		line: r.line, id: r.cell(sdsClassID), title: r.cell(sdsClassTitle), code: r.identifier(sdsClassCode),
		school: r.text(sdsClassSchool), terms: r.cell(sdsClassSessions),
	})
}

// Columns of enrollments.csv.
const (
	sdsEnrollClass = iota
	sdsEnrollUser
	sdsEnrollRole
)

var sdsEnrollmentColumns = []column{
	sdsEnrollClass: {label: "classSourcedId", required: true},
	sdsEnrollUser:  {label: "userSourcedId", required: true},
	sdsEnrollRole:  {label: "role", required: true},
}

// sdsEnrollment reads a row of enrollments.csv.
func (r *rowReader) sdsEnrollment(rows *batch) {
	e := enrollmentRow{line: r.line, class: r.cell(sdsEnrollClass), person: r.cell(sdsEnrollUser), first: noBegin, last: noEnd}
	e.role, e.wrongRole = sdsRoleNamed(r.cell(sdsEnrollRole))
	rows.enrollments = append(rows.enrollments, e)
}
