package otustemplate_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"example.com/otustemplate"
	"github.com/google/go-cmp/cmp"
)

// schoolFiles is a small OneRoster export. Ana Ruiz teaches Algebra 1 (two
// classes) and Art; Ben Okafor teaches Algebra 1 (a third) and Biology. Sam
// Reyes is in the first Algebra 1 and Art, Kim Novak in Ben's Algebra 1 and
// Biology, and Lee Novak, who shares an address with Kim, in Art.
var schoolFiles = map[string]string{
	"academicSessions.csv": `sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear
fall,,,Fall,term,2023-08-14,2023-12-20,,2024
year,,,Year,schoolYear,2023-08-14,2024-06-07,,2024
`,
	"users.csv": `sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password
t1,,,true,o,teacher,aruiz,,Ana,Ruiz,,9001,ana.ruiz@example.org,,,,,
t2,,,true,o,teacher,bokafor,,Ben,Okafor,,9002,ben.okafor@example.org,,,,,
a1,,,true,o,administrator,dlund,,Dana,Lund,,9003,dana.lund@example.org,,,,,
s1,,,true,o,student,sreyes,{State:100200300},Sam,Reyes,,004217,sam.reyes@example.org,,,,,
s2,,,true,o,student,knovak,{State:100200301},Kim,Novak,,004218,novak@example.org,,,,,
s3,,,true,o,student,lnovak,,Lee,Novak,,004219,novak@example.org,,,,,
`,
	"classes.csv": `sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods
c1,,,Algebra 1,,k,ALG-1,scheduled,,o,fall,,,1
c2,,,Algebra 1,,k,ALG-2,scheduled,,o,fall,,,2
c3,,,Algebra 1,,k,ALG-3,scheduled,,o,fall,,,3
c4,,,Art,,k,ART,scheduled,,o,year,,,4
c5,,,Biology,,k,BIO,scheduled,,o,year,,,5
c6,,,ART,,k,ART2,scheduled,,o,year,,,6
`,
	"enrollments.csv": `sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate
e1,,,c1,o,t1,teacher,true,,
e2,,,c2,o,t1,teacher,true,,
e3,,,c3,o,t2,teacher,true,,
e4,,,c4,o,t1,teacher,true,,
e5,,,c5,o,t2,teacher,true,,
e6,,,c1,o,s1,student,,,
e7,,,c4,o,s1,student,,,
e8,,,c3,o,s2,student,,,
e9,,,c5,o,s2,student,,,
e10,,,c4,o,s3,student,,,
e11,,,c6,o,t2,teacher,true,,
`,
}

func schoolRoster(t testing.TB) *otustemplate.Roster {
	t.Helper()
	files := make(fstest.MapFS)
	for name, text := range schoolFiles {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	r, err := otustemplate.LoadOneRoster(files, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// rosterRecord is one that nothing is wrong with.
func rosterRecord() otustemplate.Record {
	return otustemplate.Record{
		StudentNumber: "004217",
		Recognition:   "Tardy",
		TeacherEmail:  "ana.ruiz@example.org",
		ClassName:     "Art",
		Date:          otustemplate.Date{Year: 2023, Month: 9, Day: 14},
		Note:          "Came in at 8:20.",
	}
}

func stateID(s string) func(*otustemplate.Record) { return text(otustemplate.ColStateID, s) }

var rosterCases = []checkCase{
	{"nothing wrong", all(), nil},
	{"all identifiers", all(email("sam.reyes@example.org"), sisID("s1"), stateID("100200300")), nil},
	{"address in another case", all(number(""), email("Sam.Reyes@Example.org")), nil},

	{"unknown student", number("777777"), []string{"C student-unknown error"}},
	{"leading zeros lost", number("4217"), []string{`C student-unknown error →!"004217"`}},
	{"leading zeros lost, and spaces", number(" 4217"), []string{`C student-unknown error →!"004217"`, `C spaces warning →!"004217"`}},
	{"in the wrong column", all(number(""), sisID("004217")), []string{`B student-unknown error →"004217"`}},
	{"a teacher for a student", all(number(""), sisID("t1")), []string{"B student-unknown error"}},
	{"two unknown identifiers", all(number("777777"), sisID("nobody")), []string{"B student-unknown error"}},
	{"a placeholder is told as one", number("N/A"), []string{`C placeholder error →""`}},

	{"spare identifier unknown, roster has none", all(number(""), sisID("s3"), stateID("5"), class("Art")), []string{"D identifier-unknown warning"}},
	{"spare identifier unknown, roster has another", stateID("5"), []string{"D identifier-unknown warning", `D student-conflict error →"100200300"`}},
	{"spare identifier without its zeros", all(sisID("s1"), number("4217")), []string{`C identifier-unknown warning →!"004217"`}},
	{"another student's identifier", sisID("s2"), []string{"- student-conflict error"}},
	{"another student's without its zeros", all(sisID("s1"), number("4218")), []string{"C identifier-unknown warning", `C student-conflict error →"004217"`}},
	{"an address that siblings share", all(number("004219"), email("novak@example.org")), nil},
	{"an address that siblings share, alone", all(number(""), email("novak@example.org")), nil},

	{"teacher is an administrator", teacher("dana.lund@example.org"), []string{"F teacher-unknown error"}},
	{"class of one teacher among several of that name", class("Algebra 1"), nil},
	{"class that nothing settles", all(number(""), email("novak@example.org"), class("Algebra 1"), teacher("ana.ruiz@example.org")),
		[]string{`G class-ambiguous warning`}},
	{"class by case, settled by the teacher", class("art"), []string{`G class-unknown error →!"Art"`}},
	{"class of another teacher", class("Biology"), []string{`G teacher-class warning →"Art" →"Algebra 1"`, `G student-class warning →"Art" →"Algebra 1"`}},
	{"student of another class", all(number("004218"), class("Art")), []string{`G student-class warning →"Algebra 1" →"Biology"`}},

	{"date outside the class's terms", all(class("Algebra 1"), date("2/5/2024")), []string{"H date-term warning"}},
	{"last day of the terms", all(class("Algebra 1"), date("12/20/2023")), nil},

	{"note names another student", note("Sat with Novak, Kim and talked."), []string{"I note-names-student warning"}},
	{"note names the student", note("Sam Reyes was late."), nil},
	{"note names the teacher", note("Ana Ruiz sent a pass."), nil},
	{"note with another's identifier", note("took the bag of student 004218"), []string{"I note-names-student warning"}},
	{"note with another's address", note("wrote to novak@example.org"), []string{"I note-contact warning", "I note-names-student warning"}},
}

func TestCheckWithRoster(t *testing.T) {
	opts := schoolYear()
	opts.Today = otustemplate.Date{Year: 2024, Month: 6, Day: 30}
	v := newValidator(t, schoolRoster(t).References(otustemplate.NewSet("Tardy")), opts)
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
	if got := v.Check(rec); len(got) != 1 || !strings.Contains(got[0].Message, "as that of an administrator") {
		t.Errorf("Check found %v", got)
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
	good := []otustemplate.Record{rosterRecord(), {
		StudentNumber: "004218", Recognition: "Tardy", TeacherEmail: "ben.okafor@example.org", ClassName: "Biology",
		Date: otustemplate.Date{Year: 2023, Month: 9, Day: 14},
	}}
	for name, swap := range map[string]func(a, b *otustemplate.Record){
		"students": func(a, b *otustemplate.Record) { a.StudentNumber, b.StudentNumber = b.StudentNumber, a.StudentNumber },
		"teachers": func(a, b *otustemplate.Record) { a.TeacherEmail, b.TeacherEmail = b.TeacherEmail, a.TeacherEmail },
		"classes":  func(a, b *otustemplate.Record) { a.ClassName, b.ClassName = b.ClassName, a.ClassName },
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
