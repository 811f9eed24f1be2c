package roster

import (
	"fmt"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/textindex"
)

// The files that a district uploads to Clever: their columns are those that Clever
// lists in "SFTP Syncs: How do I format my CSV files?"
// (https://support.clever.com/hc/en-us/articles/203114867) and its SFTP instructions.

const (
	studentsFile = "students.csv"
	teachersFile = "teachers.csv"
	staffFile    = "staff.csv"
	adminsFile   = "admins.csv" // of old
	sectionsFile = "sections.csv"
)

// clever reads every file and joins what they say. Students and teachers each have IDs
// of their own.
func (l *loading) clever() error {
	l.builder.ownIDs = true
	staff := func(role Role) func(*rowReader, *batch) {
		return func(r *rowReader, b *batch) { r.cleverStaff(b, role) }
	}
	students := formatFile{name: studentsFile, required: true, filled: true, columns: l.cleverStudentColumns(), parse: (*rowReader).cleverStudent, preferred: cleverPreferred}
	teachers := formatFile{name: teachersFile, required: true, columns: cleverStaffColumns("Teacher"), parse: staff(RoleTeacher)}
	others := formatFile{name: staffFile, columns: cleverStaffColumns("Staff"), parse: staff(RoleOther)}
	admins := formatFile{name: adminsFile, columns: cleverStaffColumns("Admin"), parse: staff(RoleAdministrator)}
	section := func(r *rowReader, b *batch) { r.cleverSection(b, l.opts.ClassNames) }
	sections := formatFile{name: sectionsFile, required: true, filled: true, columns: cleverSectionColumns(), parse: section}
	enrollments := formatFile{name: enrollmentsFile, required: true, filled: true, columns: cleverEnrollmentColumns, parse: (*rowReader).cleverEnrollment}

	if err := l.expect(students, teachers, others, admins, sections, enrollments); err != nil {
		return err
	}
	return l.steps(
		func() error { return l.people(students) },
		func() error { return l.people(teachers) },
		func() error { return l.people(others) },
		func() error { return l.people(admins) },
		func() error { return l.aside(l.builder.indexAccounts) },
		func() error { return l.aside(l.builder.unitePeople) },
		func() error { return l.aside(l.builder.numberPeople) },
		func() error { return l.file(sections) },
		func() error { return l.aside(l.builder.groupTitles) },
		func() error { return l.file(enrollments) },
		func() error { return l.aside(l.builder.finish) },
	)
}

// Columns of students.csv. Those that feed further identifiers stand behind them.
const (
	cleverStudentID = iota
	cleverStudentNumber
	cleverStudentGiven
	cleverStudentMiddle
	cleverStudentFamily
	cleverStudentEmail
	cleverStudentUsername
	cleverStudentGrade
	cleverStudentSchool
	cleverPreferred
	cleverPreferredFamily
	cleverStudentIDs
)

func (l *loading) cleverStudentColumns() []column {
	return append([]column{
		cleverStudentID:       {label: "Student_id", required: true},
		cleverStudentNumber:   {label: "Student_number"},
		cleverStudentGiven:    {label: "First_name", required: true},
		cleverStudentMiddle:   {label: "Middle_name", optional: true},
		cleverStudentFamily:   {label: "Last_name", required: true},
		cleverStudentEmail:    {label: "Student_email"},
		cleverStudentUsername: {label: "Username", optional: true},
		cleverStudentGrade:    {label: "Grade", optional: true},
		cleverStudentSchool:   {label: "School_id", optional: true},
		cleverPreferred:       {label: "Preferred_first_name", others: []string{"Preferred_name"}, optional: true},
		cleverPreferredFamily: {label: "Preferred_last_name", optional: true},
	}, l.identifierColumns("State_id")...)
}

// cleverStudent reads a row of students.csv.
func (r *rowReader) cleverStudent(rows *batch) {
	a, ok := r.account(cleverStudentGiven, cleverStudentFamily)
	if !ok {
		return
	}
	a.role = RoleStudent
	a.identifier, a.username, a.email = r.identifier(cleverStudentNumber), r.identifier(cleverStudentUsername), r.identifier(cleverStudentEmail)
	a.address = fold.Case(a.email)
	a.middle, a.grade, a.school = r.text(cleverStudentMiddle), r.text(cleverStudentGrade), r.text(cleverStudentSchool)
	a.preferredGiven, a.preferredFamily = r.text(cleverPreferred), r.text(cleverPreferredFamily)
	r.identifiers(&a, cleverStudentIDs)
	rows.accounts = append(rows.accounts, a)
}

// Columns of teachers.csv, staff.csv and admins.csv.
const (
	cleverStaffID = iota
	cleverStaffNumber
	cleverStaffGiven
	cleverStaffMiddle
	cleverStaffFamily
	cleverStaffEmail
	cleverStaffUsername
	cleverStaffSchool
)

func cleverStaffColumns(kind string) []column {
	id := column{label: kind + "_id", required: true}
	if kind == "Admin" {
		id = column{label: "Staff_id", others: []string{"Admin_id"}, required: true}
	}
	return []column{
		cleverStaffID:       id,
		cleverStaffNumber:   {label: kind + "_number", optional: true},
		cleverStaffGiven:    {label: "First_name", required: true},
		cleverStaffMiddle:   {label: "Middle_name", optional: true},
		cleverStaffFamily:   {label: "Last_name", required: true},
		cleverStaffEmail:    {label: kind + "_email"},
		cleverStaffUsername: {label: "Username", optional: true},
		cleverStaffSchool:   {label: "School_id", optional: true},
	}
}

// cleverStaff reads a row of people who are no students.
func (r *rowReader) cleverStaff(rows *batch, role Role) {
	a, ok := r.account(cleverStaffGiven, cleverStaffFamily)
	if !ok {
		return
	}
	a.role = role
	a.identifier, a.username, a.email = r.identifier(cleverStaffNumber), r.identifier(cleverStaffUsername), r.identifier(cleverStaffEmail)
	a.address = fold.Case(a.email)
	a.middle, a.school = r.text(cleverStaffMiddle), r.text(cleverStaffSchool)
	rows.accounts = append(rows.accounts, a)
}

// maxCleverTeachers is how many teachers a section can have.
const maxCleverTeachers = 10

// Columns of sections.csv. The IDs of the teachers, the primary one first, stand behind
// them.
const (
	cleverSectionID = iota
	cleverSectionName
	cleverSectionNumber
	cleverSectionCourse
	cleverSectionPeriod
	cleverSectionSubject
	cleverSectionSchool
	cleverTermName
	cleverTermStart
	cleverTermEnd
	cleverSectionTeachers
)

func cleverSectionColumns() []column {
	columns := []column{
		cleverSectionID:       {label: "Section_id", required: true},
		cleverSectionName:     {label: "Name", others: []string{"Section_name"}, optional: true},
		cleverSectionNumber:   {label: "Section_number", optional: true},
		cleverSectionCourse:   {label: "Course_name", optional: true},
		cleverSectionPeriod:   {label: "Period", optional: true},
		cleverSectionSubject:  {label: "Subject", optional: true},
		cleverSectionSchool:   {label: "School_id", optional: true},
		cleverTermName:        {label: "Term_name", optional: true},
		cleverTermStart:       {label: "Term_start", optional: true},
		cleverTermEnd:         {label: "Term_end", optional: true},
		cleverSectionTeachers: {label: "Teacher_id", others: []string{"Teacher_1_id"}, required: true},
	}
	for n := 2; n <= maxCleverTeachers; n++ {
		columns = append(columns, column{label: fmt.Sprintf("Teacher_%d_id", n), optional: true})
	}
	return columns
}

// A sectionRow is a class of Clever with what only Clever has: its teachers, and two
// names.
type sectionRow struct {
	classRow
	name, course string // what the district typed, and the course
	names        ClassNames
	span         daySpan // of its term
	from, to     int     // of batch.teachers, the primary one first; "": there is none
}

// cleverSection reads a row of sections.csv.
func (r *rowReader) cleverSection(rows *batch, names ClassNames) {
	s := sectionRow{name: r.text(cleverSectionName), course: r.text(cleverSectionCourse), names: names, from: len(rows.teachers)}
	s.classRow = classRow{
		line: r.line, id: r.cell(cleverSectionID), code: r.identifier(cleverSectionNumber), kind: "scheduled",
		school: r.text(cleverSectionSchool), periods: r.text(cleverSectionPeriod), terms: r.text(cleverTermName),
	}
	if isHomeroom(r.cell(cleverSectionSubject)) || isHomeroom(s.periods) {
		s.kind = "homeroom" // as OneRoster calls it
	}
	s.span = daySpan{r.toldDay(cleverTermStart, noBegin), r.toldDay(cleverTermEnd, noEnd)}
	if s.span.first > s.span.last {
		r.problem("the term ends before it starts; it is taken for one without dates")
		s.span = daySpan{noBegin, noEnd}
	}
	for i := range maxCleverTeachers {
		rows.teachers = append(rows.teachers, r.cell(cleverSectionTeachers+i))
	}
	s.to = len(rows.teachers)
	rows.sections = append(rows.sections, s)
}

// homeroomWords are subjects and periods of a homeroom.
var homeroomWords = celltext.KeySet("homeroom/advisory", "homeroom", "home room", "advisory", "hr", "adv")

func isHomeroom(text string) bool { return text != "" && homeroomWords[fold.Key(text)] }

// addSection adds a class with its teachers.
func (b *builder) addSection(rows *batch, s *sectionRow) {
	teachers := rows.teachers[s.from:s.to]
	family := ""
	if a := b.teacherByID(teachers[0]); a >= 0 {
		family = b.roster.Texts.Get(b.roster.Accounts.Family[a])
	}
	s.title, s.others = s.titles(family)
	key, spans := b.cleverTerm(s)
	if _, ok := b.termSets[key]; !ok {
		b.termSets[strings.Clone(key)] = b.addTermSet(b.keep(rows, s.line, s.terms), spans)
	}
	s.terms = key
	cl := b.addClass(rows, &s.classRow)
	if cl == noClass {
		return
	}
	for i, id := range teachers {
		if id != "" {
			b.addTeacher(rows, s, cl, id, i == 0)
		}
	}
}

// cleverTerm returns what tells the term of a section from others, and its days.
func (b *builder) cleverTerm(s *sectionRow) (key string, spans []daySpan) {
	if s.span.first == noBegin && s.span.last == noEnd {
		if s.terms == "" {
			return "", nil
		}
		return "\x00" + s.terms, nil
	}
	if s.span.first != noBegin && s.span.last != noEnd {
		b.cover(s.span)
	}
	return strings.Join([]string{"", s.terms, string(s.span.first.bytes()), string(s.span.last.bytes())}, "\x00"), []daySpan{s.span}
}

func (d day) bytes() []byte { return []byte{byte(d >> 8), byte(d)} }

// titles returns the title of the section and what it is called as well. Clever shows
// course, teacher's family name and period, and where there is no course the name that
// the district typed ("Sections", https://dev.clever.com/docs/sections).
func (s *sectionRow) titles(family string) (title string, others []string) {
	typed, shown := s.name, s.name
	if typed == "" {
		typed = s.course
	}
	if s.course != "" {
		parts := []string{s.course}
		for _, part := range []string{family, s.periods} {
			if part != "" {
				parts = append(parts, part)
			}
		}
		shown = strings.Join(parts, " - ")
	}
	if s.names == ClassNamesClever {
		return shown, []string{typed}
	}
	return typed, []string{shown}
}

// teacherByID returns the first account of the ID that is no student's, or -1.
func (b *builder) teacherByID(id string) int32 {
	return b.among(textindex.First(b.roster.Accounts.sourcedID, id), ^RoleStudent)
}

// addTeacher enrolls a teacher of the section.
func (b *builder) addTeacher(rows *batch, s *sectionRow, cl Class, id string, primary bool) {
	a := b.teacherByID(id)
	switch {
	case a < 0:
		rows.problem(s.line, b.say.noTeacher)
		return
	case b.ofSeveral(a, ^RoleStudent):
		rows.problem(s.line, b.say.teacherOfSeveral)
		return
	}
	row := enrollmentRow{line: s.line, among: ^RoleStudent, first: noBegin, last: noEnd, role: RoleTeacher, primary: primary}
	p := b.roster.Accounts.Person[a]
	b.enroll(rows, &row, int32(cl), a, p, b.roster.People.account[p])
}

// Columns of enrollments.csv.
const (
	cleverEnrollSection = iota
	cleverEnrollStudent
)

var cleverEnrollmentColumns = []column{
	cleverEnrollSection: {label: "Section_id", required: true},
	cleverEnrollStudent: {label: "Student_id", required: true},
}

// cleverEnrollment reads a row of enrollments.csv.
func (r *rowReader) cleverEnrollment(rows *batch) {
	rows.enrollments = append(rows.enrollments, enrollmentRow{
		line: r.line, class: r.cell(cleverEnrollSection), person: r.cell(cleverEnrollStudent), among: RoleStudent,
		first: noBegin, last: noEnd, role: RoleStudent,
	})
}
