package job_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
	"github.com/google/go-cmp/cmp"
)

// rosterRecord is one that nothing is wrong with.
func rosterRecord() schema.Record {
	return schema.Record{
		StudentNumber: "004217",
		Recognition:   "Tardy",
		TeacherEmail:  "ana.ruiz@example.org",
		ClassName:     "Art",
		Date:          dates.Date{Year: 2023, Month: 9, Day: 14},
		Note:          "Came in at 8:20.",
	}
}

var rosterCases = []checkCase{
	{name: "nothing wrong", set: all(), want: nil},
	{name: "all identifiers", set: all(email("sam.reyes@example.org"), sisID("s1"), stateID("100200300")), want: nil},
	{name: "address in another case", set: all(number(""), email("Sam.Reyes@Example.org")), want: nil},

	{name: "unknown student", set: number("777778"), want: []string{"C student-unknown error"}},
	{name: "a filler that nobody has", set: number("777777"), want: []string{"C student-unknown error", "C identifier-shape error"}},
	{name: "a filler beside a known identifier", set: sisID("0"), want: []string{"B identifier-unknown warning", "B identifier-shape error"}},
	{name: "leading zeros lost", set: number("4217"), want: []string{`C student-unknown error →!"004217"`}},
	{name: "leading zeros lost, and spaces", set: number(" 4217"), want: []string{`C student-unknown error →!"004217"`, `C spaces warning →!"004217"`}},
	{name: "in the wrong column", set: all(number(""), sisID("004217")), want: []string{`B student-unknown error →"004217"`}},
	{name: "a teacher for a student", set: all(number(""), sisID("t1")), want: []string{"B student-unknown error"}},
	{name: "two unknown identifiers", set: all(number("777778"), sisID("nobody")), want: []string{"B student-unknown error"}},
	{name: "a placeholder is told as one", set: number("N/A"), want: []string{`C placeholder error →""`}},

	{name: "spare identifier unknown, roster has none", set: all(number(""), sisID("s3"), stateID("5"), class("Art")), want: []string{"D identifier-unknown warning"}},
	{name: "spare identifier unknown, roster has another", set: stateID("5"), want: []string{"D identifier-unknown warning", `D student-conflict error →"100200300"`}},
	{name: "spare identifier without its zeros", set: all(sisID("s1"), number("4217")), want: []string{`C identifier-unknown warning →!"004217"`}},
	{name: "another student's identifier", set: sisID("s2"), want: []string{"- student-conflict error"}},
	{name: "another student's without its zeros", set: all(sisID("s1"), number("4218")), want: []string{"C identifier-unknown warning", `C student-conflict error →"004217"`}},
	{name: "an address that siblings share", set: all(number("004219"), email("novak@example.org")), want: []string{`A student-ambiguous warning →!""`}},
	{name: "an address that siblings share, alone", set: all(number(""), email("novak@example.org")), want: []string{"A student-ambiguous error"}},

	{name: "teacher is an administrator", set: teacher("dana.lund@example.org"), want: []string{"F teacher-unknown error"}},
	{name: "class of one teacher among several of that name", set: class("Algebra 1"), want: nil},
	{name: "class that nothing settles", set: all(number(""), email("novak@example.org"), class("Algebra 1"), teacher("ana.ruiz@example.org")),
		want: []string{"A student-ambiguous error", "G class-ambiguous warning"}},
	{name: "class by case, settled by the teacher", set: class("art"), want: []string{`G class-unknown error →!"Art"`}},
	{name: "class of another teacher", set: class("Biology"), want: []string{`G teacher-class error →"Art" →"Algebra 1"`, `G student-class error →"Art" →"Algebra 1"`}},
	{name: "student of another class", set: all(number("004218"), class("Art")), want: []string{`G student-class warning →"Algebra 1" →"Biology"`}},

	{name: "date outside the class's terms", set: all(class("Algebra 1"), date("2/5/2024")), want: []string{"H date-term warning"}},
	{name: "last day of the terms", set: all(class("Algebra 1"), date("12/20/2023")), want: nil},

	{name: "note names another student", set: note("Sat with Novak, Kim and talked."), want: []string{"I note-names-student error"}},
	{name: "note names a student, the row's is unknown", set: all(number("770071"), note("Sat with Novak, Kim and talked.")), want: []string{"C student-unknown error"}},
	{name: "note names the student", set: note("Sam Reyes was late."), want: nil},
	{name: "note names the teacher", set: note("Ana Ruiz sent a pass."), want: nil},
	{name: "note with another's identifier", set: note("took the bag of student 004218"), want: []string{"I note-names-student error"}},
	{name: "note with another's address", set: note("wrote to novak@example.org"), want: []string{"I note-contact warning", "I note-names-student error"}},
}

func TestCheckWithRoster(t *testing.T) {
	opts := schoolYear()
	opts.Today = dates.Date{Year: 2024, Month: 6, Day: 30}
	v := newValidator(t, schoolRoster(t).References(nameset.NewSet("Tardy")), opts)
	for _, tt := range rosterCases {
		t.Run(tt.name, func(t *testing.T) {
			rec := rosterRecord()
			tt.set(&rec)
			issues := v.Check(rec)
			if diff := cmp.Diff(tt.want, describe(issues)); diff != "" {
				t.Errorf("Check mismatch (-want +got):\n%s", diff)
			}
			for _, is := range issues {
				if !strings.ContainsAny(is.Message, " ") || strings.Contains(is.Message, "004217") {
					t.Errorf("message %q", is.Message)
				}
			}
			fixed, _ := v.Repair(rec)
			if again, more := v.Repair(fixed); len(more) != 0 || again != fixed {
				t.Errorf("a second Repair found more to do: %v", describe(more))
			}
		})
	}
}

func TestTeacherUnknownSaysWho(t *testing.T) {
	v := newValidator(t, schoolRoster(t).References(nil), schoolYear())
	rec := rosterRecord()
	rec.TeacherEmail = "dana.lund@example.org"
	if got := v.Check(rec); len(got) != 1 || !strings.Contains(got[0].Message, "it is that of an administrator") {
		t.Errorf("Check found %v", got)
	}
}

// Of a teacher who has left the roster knows more than that Otus has no such address.
func TestTeacherUnknownHasLeft(t *testing.T) {
	r := peopleRoster(t, "t8,tobedeleted,teacher,Xavier,Gone,,,x.gone@example.org,\ns1,,student,Ann,Boe,001,,,\n", "")
	v := newValidator(t, r.References(nil), nil)
	rec := rosterRecord()
	for address, want := range map[string]bool{"x.gone@example.org": true, "y.never@example.org": false} {
		rec.TeacherEmail = address
		i := slices.IndexFunc(v.Check(rec), func(is check.Issue) bool { return is.Code == schema.CodeTeacherUnknown })
		if i < 0 || strings.Contains(v.Check(rec)[i].Message, "the teacher has left, the roster says") != want {
			t.Errorf("%s: %v", address, v.Check(rec))
		}
	}
}

// Two rows are of one student whichever identifier they name.
func TestDuplicateAcrossIdentifiers(t *testing.T) {
	v := newValidator(t, schoolRoster(t).References(nil), schoolYear())
	rows := headerLine + ",,004217,,Tardy,ana.ruiz@example.org,Art,9/14/2023,\n,s1,,,Tardy,ana.ruiz@example.org,Art,9/14/2023,\n,s3,,,Tardy,ana.ruiz@example.org,Art,9/14/2023,\n"
	rep := validate(t, v, rows)
	want := []string{"- duplicate warning"}
	if diff := cmp.Diff(want, describe(rep.Issues)); diff != "" {
		t.Errorf("issues mismatch (-want +got):\n%s", diff)
	}
}

// Swapping teachers, students or classes between rows is found.
func TestSwapsAreFound(t *testing.T) {
	v := newValidator(t, schoolRoster(t).References(nil), schoolYear())
	good := []schema.Record{rosterRecord(), {
		StudentNumber: "004218", Recognition: "Tardy", TeacherEmail: "ben.okafor@example.org", ClassName: "Biology",
		Date: dates.Date{Year: 2023, Month: 9, Day: 14},
	}}
	for name, swap := range map[string]func(a, b *schema.Record){
		"students": func(a, b *schema.Record) { a.StudentNumber, b.StudentNumber = b.StudentNumber, a.StudentNumber },
		"teachers": func(a, b *schema.Record) { a.TeacherEmail, b.TeacherEmail = b.TeacherEmail, a.TeacherEmail },
		"classes":  func(a, b *schema.Record) { a.ClassName, b.ClassName = b.ClassName, a.ClassName },
	} {
		a, b := good[0], good[1]
		swap(&a, &b)
		if len(v.Check(good[0])) != 0 || len(v.Check(good[1])) != 0 {
			t.Fatal("the rows to be swapped are not good")
		}
		if len(v.Check(a)) == 0 || len(v.Check(b)) == 0 {
			t.Errorf("swapped %s pass", name)
		}
	}
}

// A column that is wrong as a whole is told in one sentence, at the top.
func TestSuspectColumns(t *testing.T) {
	school := schoolRoster(t).References(nameset.NewSet("Tardy"))
	row := func(format string, ids ...string) (rows string) {
		for i := range 24 {
			rows += fmt.Sprintf(format+",Tardy,ana.ruiz@example.org,Art,9/14/2023,note %d\n", ids[i%len(ids)], i)
		}
		return rows
	}
	unfed, err := roster.Load(t.Context(), os.DirFS("../../testdata/files/roster/oneroster"),
		&roster.Options{Identifiers: map[schema.Column]string{schema.ColStateID: ""}})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		refs roster.References
		rows string
		want []tally.SuspectColumn
		text string
	}{
		{"right", school, row(",s1,,%.0s", "x"), nil, ""},
		{"another kind", school, row(",,,%s", "004217", "004218"), []tally.SuspectColumn{
			{Column: schema.ColStateID, Filled: 24, Unknown: 24, As: schema.ColStudentNumber}},
			"most are there as the Student Number"},
		{"nothing known", school, row(",%s,,", "x1", "x2", "x3"), []tally.SuspectColumn{
			{Column: schema.ColSISID, Filled: 24, Unknown: 24}}, "another kind of number"},
		{"half of them", school, row(",%s,,", "x1", "s1"), nil, ""},
		{"not in the roster at all", unfed.References(nil), row(",s1,,%s", "100200300"), []tally.SuspectColumn{
			{Column: schema.ColStateID, Filled: 24, Unfed: true}}, "could not be checked"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep := validate(t, newValidator(t, tt.refs, schoolYear()), headerLine+tt.rows)
			if diff := cmp.Diff(tt.want, rep.Suspects); diff != "" {
				t.Errorf("Suspects mismatch (-want +got):\n%s", diff)
			}
			text := strings.Join(strings.Fields(render(t, "txt", rep, nil)), " ")
			if !strings.Contains(text, tt.text) {
				t.Errorf("the report does not say %q:\n%s", tt.text, text)
			}
			if tt.want != nil && strings.Contains(text, "Student not in the roster") {
				t.Error("the report tells the rows as well")
			}
		})
	}
}

// twinClasses is a roster with classes of one name, as classes.csv and
// enrollments.csv are told.
func twinClasses(t *testing.T, classes, enrollments string) *roster.Roster {
	t.Helper()
	files := rostertest.Small()
	files["classes.csv"] = "sourcedId,title,schoolSourcedId\n" + classes
	files["enrollments.csv"] = "classSourcedId,userSourcedId,role\n" + enrollments
	r, err := roster.Load(t.Context(), rostertest.FS(files), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestClassAmbiguousSeverity(t *testing.T) {
	const warning, wrong = "G class-ambiguous warning", "G class-ambiguous error"
	both := "c1,s1,student\nc2,s1,student\n"
	for _, tt := range []struct {
		name, classes, enrollments string
		severity                   check.Severity
		want                       string
	}{
		{"one teacher", "c1,Art,o1\nc2,Art,o1\n", "c1,t1,teacher\nc2,t1,teacher\n", 0, warning},
		{"nobody teaches", "c1,Art,o1\nc2,Art,o1\n", "", 0, warning},
		{"no schools told", "c1,Art,\nc2,Art,\n", "c1,t1,teacher\nc2,t1,teacher\n", 0, warning},
		{"two teachers", "c1,Art,o1\nc2,Art,o1\n", "c1,t1,teacher\nc2,t2,teacher\n", 0, wrong},
		{"the first has no teacher", "c1,Art,o1\nc2,Art,o1\n", "c2,t2,teacher\n", 0, wrong},
		{"the second has none", "c1,Art,o1\nc2,Art,o1\n", "c1,t2,teacher\n", 0, wrong},
		{"a co-teacher of one", "c1,Art,o1\nc2,Art,o1\n", "c1,t1,teacher\nc2,t1,teacher\nc2,t2,teacher\n", 0, wrong},
		{"two schools", "c1,Art,o1\nc2,Art,o2\n", "c1,t1,teacher\nc2,t1,teacher\n", 0, wrong},
		{"the third differs", "c1,Art,o1\nc2,Art,o1\nc3,Art,o2\n", "c1,t1,teacher\nc2,t1,teacher\nc3,t1,teacher\nc3,s1,student\n", 0, wrong},
		{"one that the student is not in differs", "c1,Art,o1\nc2,Art,o1\nc3,Art,o2\n", "c1,t1,teacher\nc2,t1,teacher\nc3,t2,teacher\n", 0, warning},
		{"made a warning", "c1,Art,o1\nc2,Art,o2\n", "", check.SeverityWarning, warning},
		{"made an error", "c1,Art,o1\nc2,Art,o1\n", "", check.SeverityError, wrong},
		{"switched off", "c1,Art,o1\nc2,Art,o2\n", "", check.SeverityOff, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			opts := schoolYear()
			if tt.severity != 0 {
				opts.Severity = map[schema.Code]check.Severity{schema.CodeClassAmbiguous: tt.severity}
			}
			v := newValidator(t, roster.References{Roster: twinClasses(t, tt.classes, tt.enrollments+both)}, opts)
			rec := rosterRecord()
			rec.StudentNumber, rec.TeacherEmail = "00123", "nobody@example.org"
			if got := strings.Join(describe(v.Check(rec)), ", "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// Teacher and student without the class are an error together, unless one of the
// checks is not made.
func TestTeacherAndStudentApart(t *testing.T) {
	type severities map[schema.Code]check.Severity
	people := twinClasses(t, "c1,Art,o1\nc2,Music,o1\n", "c1,t1,teacher\nc1,s1,student\nc2,t2,teacher\nc2,s2,student\n")
	for _, tt := range []struct {
		name             string
		teacher, student string
		severity         severities
		want             string
	}{
		{"both belong", "Ana.Ruiz@example.org", "00123", nil, ""},
		{"teacher alone", "bo.lee@example.org", "00123", nil, "teacher-class warning"},
		{"student alone", "Ana.Ruiz@example.org", "00124", nil, "student-class warning"},
		{"both", "bo.lee@example.org", "00124", nil, "teacher-class error, student-class error"},
		{"a teacher nobody knows", "nobody@example.org", "00124", nil, "student-class warning"},
		{"one made a warning", "bo.lee@example.org", "00124", severities{schema.CodeTeacherClass: check.SeverityWarning}, "teacher-class warning, student-class error"},
		{"the other one off", "bo.lee@example.org", "00124", severities{schema.CodeTeacherClass: check.SeverityOff}, "student-class warning"},
		{"and the first", "bo.lee@example.org", "00124", severities{schema.CodeStudentClass: check.SeverityOff}, "teacher-class warning"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			opts := schoolYear()
			opts.Severity = tt.severity
			v := newValidator(t, roster.References{Roster: people}, opts)
			rec := rosterRecord()
			rec.StudentNumber, rec.TeacherEmail = tt.student, tt.teacher
			var got []string
			for _, is := range v.Check(rec) {
				got = append(got, string(is.Code)+" "+is.Severity.String())
			}
			if all := strings.Join(got, ", "); all != tt.want {
				t.Errorf("got %q, want %q", all, tt.want)
			}
			rep := validate(t, v, headerLine+",,"+tt.student+",,Tardy,"+tt.teacher+",Art,9/14/2023,\n")
			if got := strings.Count(tt.want, "error"); int(rep.Errors) != got {
				t.Errorf("Validate found %d errors, want %d", rep.Errors, got)
			}
		})
	}
}

// A teacher of the roster whom the list of teachers lacks is told to be absent
// there, not to be something else.
func TestTeacherOfTheRosterAlone(t *testing.T) {
	refs := schoolRoster(t).References(nil)
	refs.Teachers = nameset.NewEmailSet("someone.else@example.org")
	rec := rosterRecord()
	for _, is := range newValidator(t, refs, schoolYear()).Check(rec) {
		if is.Code == schema.CodeTeacherUnknown && strings.Contains(is.Message, "in the roster") {
			t.Errorf("told: %s", is.Message)
		}
	}
}
