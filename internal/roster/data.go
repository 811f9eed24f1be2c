package roster

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"
	"unicode/utf8"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/textindex"
)

// Data is a roster that a program has, as the root's RosterData.
type Data struct {
	Sessions    iter.Seq2[SessionData, error] // nil: none are known
	People      iter.Seq2[PersonData, error]
	Classes     iter.Seq2[ClassData, error]
	Enrollments iter.Seq2[EnrollmentData, error]
}

// A SessionData is an academic session.
type SessionData struct {
	ID          string
	First, Last dates.Date
}

// A PersonData is a row of people. StudentEmail to StateID are what the template's
// columns hold; Email is the address of whoever is no student.
type PersonData struct {
	ID                                                     string
	StudentEmail, SISID, StudentNumber, StateID            string
	Email, Username, Number                                string
	Given, Middle, Family, PreferredGiven, PreferredFamily string
	Grade, SchoolID                                        string
	Roles                                                  Role
	Deleted                                                bool
}

// A ClassData is a class.
type ClassData struct {
	ID, Title, Code, Type, SchoolID  string
	OtherTitles, SessionIDs, Periods []string
	Deleted                          bool
}

// An EnrollmentData is who is in which class.
type EnrollmentData struct {
	ClassID, PersonID string
	Role              Role // one of them; none: that of the person, if it is a student's or a teacher's alone
	Primary           bool
	First, Last       dates.Date
	Deleted           bool
}

// The sources of the template's columns in a PersonData: the address, and types of
// builder.idTypes.
var dataSources = map[schema.Column]string{
	schema.ColStudentEmail: "email", schema.ColSISID: "SIS ID", schema.ColStudentNumber: "student number of the district", schema.ColStateID: stateType,
}

// Of makes a roster of what a program has.
func Of(ctx context.Context, d Data) (*Roster, error) {
	b := newBuilder(ctx, dataTerms, func(c schema.Column) string { return dataSources[c] })
	b.joinAll, b.preferred = true, true
	b.sources = []source{{name: b.terms.people}}
	l := &loading{ctx: ctx, builder: b}
	for _, part := range []struct {
		name    string
		missing bool
	}{{"People", d.People == nil}, {"Classes", d.Classes == nil}, {"Enrollments", d.Enrollments == nil}} {
		if part.missing {
			return nil, fmt.Errorf("otustemplate: RosterData.%s is nil; give all of a roster", part.name)
		}
	}
	err := l.steps(
		func() error { return feed(b, "Sessions", false, d.Sessions, (*dataReader).session) },
		func() error { return feed(b, "People", true, d.People, (*dataReader).person) },
		func() error { return l.aside(b.indexAccounts) },
		func() error { return l.aside(b.unitePeople) },
		func() error { return l.aside(b.numberPeople) },
		func() error { return feed(b, "Classes", true, d.Classes, (*dataReader).class) },
		func() error { return l.aside(b.groupTitles) },
		func() error { return feed(b, "Enrollments", true, d.Enrollments, (*dataReader).enrollment) },
		func() error { return l.aside(b.finish) },
	)
	if err != nil {
		return nil, err
	}
	return b.roster, nil
}

// feed adds what the sequence yields, in batches. If it is needed it must yield
// something.
func feed[T any](b *builder, name string, needed bool, all iter.Seq2[T, error], add func(*dataReader, *T)) error {
	if all == nil {
		return nil
	}
	const most = 256
	r := dataReader{b: b}
	var f finder
	flush := func() {
		b.prepare(&r.rows, &f)
		b.take(&r.rows, name, 0)
		r.rows.reset()
	}
	for item, err := range all {
		switch {
		case b.ctx.Err() != nil:
			return b.ctx.Err()
		case err != nil:
			return fmt.Errorf("otustemplate: RosterData.%s: %w", name, err)
		}
		r.line++
		add(&r, &item)
		if r.line%most == 0 {
			flush()
		}
	}
	flush()
	if needed && r.line == 0 && b.ctx.Err() == nil {
		return errors.New("otustemplate: RosterData." + name + " yields nothing; give all of a roster")
	}
	return b.ctx.Err()
}

// A dataReader makes rows of what a program gives.
type dataReader struct {
	b    *builder
	rows batch
	line int64 // the number of the row
}

func (r *dataReader) problem(message string) { r.rows.problem(r.line, message) }

// text returns a text as a cell of a file is taken.
func (r *dataReader) text(s string) string {
	if !utf8.ValidString(s) {
		r.problem("a text is not UTF-8; its bytes that are not are taken as U+FFFD")
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	if s = trim(s); len(s) > textindex.MaxText {
		r.problem(tooLong)
		return ""
	}
	return s
}

// identifier returns an identifier, unless it stands for none.
func (r *dataReader) identifier(s string) string {
	if s = r.text(s); celltext.IsPlaceholder(s) {
		r.problem(placeholderID)
		return ""
	}
	return s
}

// day returns a date as a day, none for the zero one.
func (r *dataReader) day(d dates.Date, none day) (on day, ok bool) {
	switch {
	case d.IsZero():
		return none, true
	case !d.IsValid():
		return none, false
	}
	return DayOf(d), true
}

func (r *dataReader) session(s *SessionData) {
	row := sessionRow{line: r.line, id: r.text(s.ID)}
	var ok1, ok2 bool
	row.span.first, ok1 = r.day(s.First, noBegin)
	row.span.last, ok2 = r.day(s.Last, noEnd)
	if !ok1 || !ok2 {
		r.problem(r.b.say.noDate)
	}
	r.rows.sessions = append(r.rows.sessions, row)
}

func (r *dataReader) person(p *PersonData) {
	a := accountRow{line: r.line, id: r.text(p.ID), role: p.Roles, deleted: p.Deleted}
	if a.id == "" {
		r.problem(r.b.say.emptyID)
		return
	}
	a.given, a.middle, a.family = r.text(p.Given), r.text(p.Middle), r.text(p.Family)
	if a.given == "" || a.family == "" {
		r.problem(r.b.say.emptyName)
	}
	a.preferredGiven, a.preferredFamily = r.text(p.PreferredGiven), r.text(p.PreferredFamily)
	a.identifier, a.username = r.identifier(p.Number), r.identifier(p.Username)
	a.email = r.email(p)
	a.address = fold.Case(a.email)
	for i, t := range r.b.idTypes {
		switch t {
		case fold.Key(dataSources[schema.ColSISID]):
			a.ids[i] = r.identifier(p.SISID)
		case fold.Key(dataSources[schema.ColStudentNumber]):
			a.ids[i] = r.identifier(p.StudentNumber)
		case stateType:
			a.ids[i] = r.identifier(p.StateID)
		}
	}
	a.grade, a.school = r.text(p.Grade), r.text(p.SchoolID)
	r.rows.accounts = append(r.rows.accounts, a)
}

// email returns the one address that an account has.
func (r *dataReader) email(p *PersonData) string {
	student, own := r.identifier(p.StudentEmail), r.identifier(p.Email)
	if student != "" && own != "" && fold.Case(student) != fold.Case(own) {
		r.problem("the StudentEmail and the Email differ: of a student the first is taken, else the second")
	}
	if student == "" || own != "" && p.Roles&RoleStudent == 0 {
		return own
	}
	return student
}

func (r *dataReader) class(c *ClassData) {
	row := classRow{
		line: r.line, id: r.text(c.ID), title: r.text(c.Title), code: r.identifier(c.Code), kind: r.text(c.Type), school: r.text(c.SchoolID),
		periods: r.text(strings.Join(c.Periods, ",")), deleted: c.Deleted,
	}
	for _, other := range c.OtherTitles {
		row.others = append(row.others, r.text(other))
	}
	for _, id := range c.SessionIDs {
		row.terms += r.text(id) + endOfTerm
	}
	r.rows.classes = append(r.rows.classes, row)
}

func (r *dataReader) enrollment(e *EnrollmentData) {
	row := enrollmentRow{line: r.line, class: r.text(e.ClassID), person: r.text(e.PersonID), role: e.Role, ownRole: true, primary: e.Primary, deleted: e.Deleted}
	var ok bool
	if row.first, ok = r.day(e.First, noBegin); !ok {
		row.badDates++
	}
	if row.last, ok = r.day(e.Last, noEnd); !ok {
		row.badDates++
	}
	if row.role == 0 {
		row.wrongRole = noRole
	}
	r.rows.enrollments = append(r.rows.enrollments, row)
}

// date returns the day as a date: the zero one where it is not told.
func (d day) date() dates.Date {
	if d == noBegin || d == noEnd {
		return dates.Date{}
	}
	return dates.Of(time.Date(2000, 1, 1+int(d), 0, 0, 0, 0, time.UTC))
}

// PeopleData yields the rows of people who have one of the roles, in any row.
func (r *Roster) PeopleData(roles Role) iter.Seq[PersonData] {
	return func(yield func(PersonData) bool) {
		if r.Loaded() == nil {
			return
		}
		for i, p := range r.Accounts.Person {
			if r.People.ever[p]&roles != 0 && !yield(r.personData(int32(i))) {
				return
			}
		}
	}
}

func (r *Roster) personData(a int32) PersonData {
	all := &r.Accounts
	text := func(refs []textindex.Ref) string {
		if refs == nil {
			return ""
		}
		return r.Texts.Get(refs[a])
	}
	p := PersonData{
		ID: all.sourcedID.Text(a), Email: r.Texts.Get(all.email[a]), Username: all.username.Text(a), Number: all.identifier.Text(a),
		Given: text(all.Given), Middle: text(all.middle), Family: text(all.Family),
		PreferredGiven: text(all.preferredGiven), PreferredFamily: text(all.preferredOther),
		Grade: text(all.grade), SchoolID: text(all.school),
		Roles: r.People.ever[all.Person[a]], Deleted: all.deleted[a],
	}
	if p.Roles&RoleStudent != 0 {
		for c, to := range map[schema.Column]*string{
			schema.ColStudentEmail: &p.StudentEmail, schema.ColSISID: &p.SISID, schema.ColStudentNumber: &p.StudentNumber, schema.ColStateID: &p.StateID,
		} {
			if all.Columns[c] != nil {
				*to = r.columnText(c, a)
			}
		}
	}
	return p
}

// ClassesData yields the classes.
func (r *Roster) ClassesData() iter.Seq[ClassData] {
	return func(yield func(ClassData) bool) {
		if r.Loaded() == nil {
			return
		}
		c := &r.Classes
		other := 0
		for i := range c.title {
			d := ClassData{
				ID: c.sourcedID.Text(int32(i)), Title: r.Title(Class(i)), Code: c.code.Text(int32(i)), Type: r.Kind(Class(i)), SchoolID: r.Texts.Get(c.school[i]),
				SessionIDs: r.sessionsOf(Class(i)), Periods: listed(r.Periods(Class(i)), ","), Deleted: c.deleted[i],
			}
			for ; other < len(c.otherOf) && c.otherOf[other] == Class(i); other++ {
				d.OtherTitles = append(d.OtherTitles, c.otherTitles.Text(int32(other)))
			}
			if !yield(d) {
				return
			}
		}
	}
}

// sessionsOf returns the IDs of the academic sessions that the class names.
func (r *Roster) sessionsOf(cl Class) []string {
	list := r.Texts.Get(r.Classes.termLists[r.Classes.terms[cl]])
	if terms, ok := strings.CutSuffix(list, endOfTerm); ok {
		return listed(terms, endOfTerm)
	}
	return listed(list, ",")
}

// listed returns what a list holds, nil for an empty one.
func listed(list, sep string) (all []string) {
	if list == "" {
		return nil
	}
	for item := range strings.SplitSeq(list, sep) {
		all = append(all, trim(item))
	}
	return all
}

// EnrollmentsData yields who is in which class, person by person.
func (r *Roster) EnrollmentsData() iter.Seq[EnrollmentData] {
	return func(yield func(EnrollmentData) bool) {
		if r.Loaded() == nil {
			return
		}
		for p := range Person(r.People.len()) {
			for _, e := range r.People.Of(p) {
				if !yield(r.enrollmentData(p, e)) {
					return
				}
			}
		}
	}
}

func (r *Roster) enrollmentData(p Person, e enrollment) EnrollmentData {
	d := EnrollmentData{
		ClassID: r.Classes.sourcedID.Text(e.Of), First: e.first.date(), Last: e.last.date(),
		Primary: e.Flags&EnrolledPrimary != 0, Deleted: e.Flags&enrollmentGone != 0, Role: RoleOther,
	}
	n := uint16(0)
	for a := range r.AccountsOf(p) {
		if n == e.twin {
			d.PersonID = r.Accounts.sourcedID.Text(a)
			break
		}
		n++
	}
	switch {
	case e.Flags&EnrolledStudent != 0:
		d.Role = RoleStudent
	case e.Flags&EnrolledTeacher != 0:
		d.Role = RoleTeacher
	}
	return d
}
