package job_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/schema"
	"github.com/google/go-cmp/cmp"
)

// usersHeader is that of the users of peopleRoster.
const usersHeader = "sourcedId,status,role,givenName,familyName,identifier,username,email,userIds\n"

// holderUsers are people who share identifiers in every way: Ann has left, and had
// the number that Cid has now; Kim and Lee share an address, Bo and Al a State ID;
// thirty have noemail@example.org, and two the number 000000.
func holderUsers() string {
	users := "g1,tobedeleted,student,Ann,Gone,4191,,ann@example.org,\n" +
		"c1,,student,Cid,Cole,04191,,cid@example.org,\n" +
		"g2,tobedeleted,student,Gil,Gone,5000,,,\n" +
		"c2,,student,Dee,Dole,5000,,dee@example.org,{State:7}\n" +
		"k1,,student,Kim,Novak,11,,novak@example.org,\n" +
		"k2,,student,Lee,Novak,12,,novak@example.org,\n" +
		"b1,,student,Bo,Berg,21,,bo@example.org,{State:7700191}\n" +
		"b2,,student,Al,Abel,22,,,{State:7700191}\n" +
		"z1,,student,Zed,Zero,000000,,,\nz2,,student,Nil,Nought,000000,,,\no1,,student,Oda,Only,99999,,,\n" +
		"p1,,parent,Pat,Park,04300,,,\np2,,teacher,Tom,Tuck,4400,,tom@example.org,\n" +
		"h1,,student,Hal,Hill,004300,,,\nh2,,student,Hob,Hull,04400,,,\n" +
		"q1,,student,Quin,Quay,'77,,,\nq2,,student,Rex,Ray,77,,,\nq3,,student,Una,Ude,A  B,,,\nq4,,student,Val,Vee,A B,,,\n" +
		"y1,tobedeleted,student,Yan,Yew,8100,,y@example.org,\ny2,,student,Yul,Yore,8200,,y@example.org,\n" +
		"w1,tobedeleted,student,Wim,Wood,6100,,,\nw2,,student,Xan,Xu,1,,,{State:6100}\n"
	for i := range 30 {
		users += fmt.Sprintf("m%02d,,student,Mo%d,More,3%02d,,noemail@example.org,\n", i, i, i)
	}
	return users
}

// Each case is a record that names a student in some way, and what is told of it.
func TestWhoseAnIdentifierIs(t *testing.T) {
	opts := schoolYear()
	refs := peopleRoster(t, holderUsers(), "").References(nil)
	opts.Severity = map[schema.Code]check.Severity{schema.CodeStudentClass: check.SeverityOff}
	v := newValidator(t, refs, opts)
	tests := []struct {
		name       string
		a, b, c, d string
		want       []string
		repaired   string // A to D, where that changes anything
	}{
		{name: "one student", b: "c1", c: "04191", a: "cid@example.org"},
		// Zeros, and what surrounds a text that is somebody's.
		{name: "the number of one who left", c: "4191", want: []string{"C student-unknown error"}},
		{name: "the number of one who left, beside another student", b: "k1", c: "4191", want: []string{"- student-conflict error"}},
		{name: "the number of one who left, beside her who had it with a zero", b: "c1", c: "4191", want: []string{"- student-conflict error"}},
		{name: "zeros that are a parent's", c: "4300", want: []string{"C student-unknown error"}},
		{name: "a parent's number, a student's with one more zero", c: "04300", want: []string{"C student-unknown error"}},
		{name: "a teacher's number, a student's with a zero", c: "4400", want: []string{"C student-unknown error"}},
		{name: "an apostrophe that belongs", c: "'77"},
		{name: "an apostrophe that doesn't", c: "'12", want: []string{`C spreadsheet error →!"12"`}, repaired: ",,12,"},
		{name: "two blanks that belong", c: "A  B"},
		{name: "one blank", c: "A B"},
		{name: "in the wrong column, but somebody's there", c: "6100", want: []string{"C student-unknown error"}},
		{name: "in the wrong column, of one who left and another", b: "6100", want: []string{"B student-unknown error"}},
		{name: "in the wrong column, a teacher's", b: "4400", want: []string{"B student-unknown error"}},
		{name: "in the wrong column", b: "21", want: []string{`B student-unknown error →"21"`}},
		// Several people.
		{name: "a past and a present student's number", c: "5000", want: []string{"C student-ambiguous error"}},
		{name: "the same beside her own", c: "5000", b: "c2", want: []string{`C student-ambiguous warning →!""`}, repaired: ",c2,,"},
		{name: "the same beside that of him who left", c: "5000", b: "g2", want: []string{"B student-unknown error", "C student-ambiguous error"}},
		{name: "an address of one who left and another, beside her SIS ID who left", a: "y@example.org", b: "y1", want: []string{"A student-ambiguous error", "B student-unknown error"}},
		{name: "a filler of nobody beside a student who has another", b: "c1", c: "0000000", want: []string{"C identifier-unknown warning"}},
		{name: "the same beside another's", c: "5000", b: "k1", want: []string{"- student-conflict error"}},
		{name: "the State ID of two", d: "7700191", want: []string{"D student-ambiguous error"}},
		{name: "the State ID of two, beside a number", c: "22", d: "7700191", want: []string{`D student-ambiguous warning →!""`}, repaired: ",,22,"},
		{name: "the State ID of two, beside a third's number", c: "11", d: "7700191", want: []string{"- student-conflict error"}},
		{name: "the address of siblings", a: "NOVAK@example.org", want: []string{"A student-ambiguous error"}},
		{name: "the address of siblings, spaces around it", a: " novak@example.org", c: "12",
			want: []string{`A email-syntax error →!""`, `A student-ambiguous warning →!""`, `A spaces warning →!""`}, repaired: ",,12,"},
		{name: "two that several have, nobody in common", a: "novak@example.org", d: "7700191", want: []string{"- student-conflict error"}},
		{name: "an address of many", a: "noemail@example.org", want: []string{"A student-ambiguous error"}},
		{name: "an address of many beside one of them", a: "noemail@example.org", b: "m29", want: []string{`A student-ambiguous warning →!""`}, repaired: ",m29,,"},
		{name: "an address of many beside another", a: "noemail@example.org", b: "c1", want: []string{`A student-ambiguous warning →!""`}, repaired: ",c1,,"},
		{name: "an address of many beside a number without its zero", a: "noemail@example.org", c: "0500", want: []string{"A student-ambiguous error", "C student-unknown error"}},
		{name: "an address of many beside two students", a: "noemail@example.org", b: "c1", c: "12",
			want: []string{"- student-conflict error", "A student-ambiguous error"}},
		{name: "a filler of two", c: "000000", a: "bo@example.org", want: []string{`C student-ambiguous warning →!""`}, repaired: "bo@example.org,,,"},
		{name: "a filler of two, of its own", c: "000000", b: "z1", want: []string{`C student-ambiguous warning →!""`}, repaired: ",z1,,"},
		{name: "a filler of one", c: "99999"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rec := schema.Record{StudentEmail: tt.a, SISID: tt.b, StudentNumber: tt.c, StateID: tt.d, Recognition: "Tardy",
				TeacherEmail: "zoe@example.org", ClassName: "Algebra", Date: dates.Date{Year: 2023, Month: 9, Day: 14}}
			got := slices.DeleteFunc(describe(v.Check(rec)), func(s string) bool { return strings.HasPrefix(s, "C identifier-shape") })
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Check mismatch (-want +got):\n%s", diff)
			}
			fixed, _ := v.Repair(rec)
			want := tt.repaired
			if want == "" {
				want = strings.Join([]string{tt.a, tt.b, tt.c, tt.d}, ",")
			}
			if got := strings.Join([]string{fixed.StudentEmail, fixed.SISID, fixed.StudentNumber, fixed.StateID}, ","); got != want {
				t.Errorf("Repair makes %q, want %q", got, want)
			}
			if again, more := v.Repair(fixed); again != fixed || slices.ContainsFunc(more, func(is check.Issue) bool { return is.Repaired }) {
				t.Errorf("a second Repair finds more: %v", describe(more))
			}
			// Validate, whose fast path is to pass such rows never, says the same.
			row := strings.Join([]string{tt.a, tt.b, tt.c, tt.d, "Tardy,zoe@example.org,Algebra,9/14/2023,\r\n"}, ",")
			rep := validate(t, v, headerLine+",c1,,,Tardy,zoe@example.org,Algebra,9/15/2023,\r\n"+row)
			n := 0
			for _, is := range v.Check(rec) {
				if is.Severity == check.SeverityError {
					n++
				}
				if strings.Contains(is.Message, tt.c) && tt.c != "" && len(tt.c) > 2 {
					t.Errorf("message %q holds a cell", is.Message)
				}
			}
			if rep.Errors != int64(n) || len(rep.Issues) != len(v.Check(rec)) {
				t.Errorf("Validate finds %v", describe(rep.Issues))
			}
		})
	}
}

// Who stands there again, once marked to be deleted, is in the classes of today.
func TestEnrolledAgain(t *testing.T) {
	const gone, there = "s1,tobedeleted,student,Lena,Tran,5,,,\n", "s1,,student,Lena,Tran,5,,,\n"
	for users, want := range map[string]bool{gone + there: true, there + gone: true, gone + gone + "s2,,student,Kim,Novak,6,,,\n": false} {
		v := newValidator(t, peopleRoster(t, users, "c1,s1,student,,,,\n").References(nil), schoolYear())
		got := describe(v.Check(schema.Record{SISID: "s1", Recognition: "Tardy", TeacherEmail: "zoe@example.org", ClassName: "Algebra",
			Date: dates.Date{Year: 2023, Month: 9, Day: 14}}))
		if (len(got) == 0) != want {
			t.Errorf("%q: %v", users, got)
		}
	}
}

// A class that only one of several possible students is in is not settled by that.
func TestSeveralStudentsSettleNoClass(t *testing.T) {
	refs := peopleRoster(t, "k1,,student,Kim,Novak,11,,novak@example.org,\nk2,,student,Lee,Novak,12,,novak@example.org,\n",
		"c2,t9,teacher,,,,\nc1,k1,student,,,,\n").References(nil)
	v := newValidator(t, refs, schoolYear())
	rec := schema.Record{StudentEmail: "novak@example.org", Recognition: "Tardy", TeacherEmail: "zoe@example.org", ClassName: "Algebra",
		Date: dates.Date{Year: 2023, Month: 9, Day: 14}}
	if got := v.Check(rec); !slices.ContainsFunc(got, func(is check.Issue) bool { return is.Code == schema.CodeClassAmbiguous }) {
		t.Errorf("one of two siblings settles the class: %v", describe(got))
	}
	rec.StudentEmail, rec.StudentNumber = "", "11"
	if got := v.Check(rec); len(got) != 0 {
		t.Errorf("the one student settles no class: %v", describe(got))
	}
}

// Rows whose students are not known alone are the same only as they read.
func TestDuplicatesOfSharedIdentifiers(t *testing.T) {
	v := newValidator(t, peopleRoster(t, holderUsers(), "").References(nil), schoolYear())
	row := func(ids string) string { return ids + ",Tardy,zoe@example.org,Algebra,9/14/2023,\r\n" }
	for rows, want := range map[[2]string]int64{
		{",,11,", ",k1,,"}: 1, {"novak@example.org,,,", ",k1,,"}: 0, {"novak@example.org,,,", "novak@example.org,,,"}: 1,
		{"noemail@example.org,m01,,", ",,301,"}: 1, {"noemail@example.org,m01,,", "noemail@example.org,m02,,"}: 0,
	} {
		if got := validate(t, v, headerLine+row(rows[0])+row(rows[1])).Counts[schema.CodeDuplicate]; got != want {
			t.Errorf("%v: %d duplicates, want %d", rows, got, want)
		}
	}
}

// Whose identifiers a look-up gives: those of the account that is named.
func TestLookupsOfPeople(t *testing.T) {
	const (
		byState  = `"State ID": {"from": "student"}, "SIS ID": {"lookup": "student"}, "Student Email": {"lookup": "student"}, `
		byNumber = `"Student Number": {"from": "student"}, "SIS ID": {"lookup": "student"}, `
		asSISID  = `"SIS ID": {"from": "student", "lookup": "student"}, `
		twoIDs   = `"SIS ID": {"from": "student"}, "State ID": {"from": "second"}, "Student Number": {"lookup": "student"}, `
		rest     = `"Teacher Email": {"const": "zoe@example.org"}, "Class Name": {"const": "Algebra"}`
		classOf  = `"Student Number": {"from": "student"}, "Teacher Email": {"const": "zoe@example.org"}, "Class Name": {"lookup": "class-of"}`
		moved    = "s1,tobedeleted,student,Lena,Tran,41,,,{State:77}\ns2,,student,Lena,Tran,42,,,{State:77}\n"
		same     = "s1,,student,Lena,Tran,42,,,{State:77}\ns2,,student,Lena,Tran,42,,,{State:77}\n"
		schools  = "c1,s1,student,,,2023-08-21,2023-12-31\nc2,s2,student,,,2024-01-01,2024-06-07\n"
	)
	lenas := "s01,,student,Lena,Tran,0,,l.tran@example.org,{State:7700191}\ns02,,student,Lena,Ortiz,0,,l.ortiz@example.org,{State:7700660}\n"
	tests := []struct {
		name, users, enrolled, columns, rows string
		want                                 string // A to D; "": rejected
		issue                                string // how it starts
	}{
		{"two children with one filler, the one", lenas, "", byState + rest, "7700660,,2023-10-02", "l.ortiz@example.org,s02,,7700660", ""},
		{"two children with one filler, the other", lenas, "", byState + rest, "7700191,,2023-10-02", "l.tran@example.org,s01,,7700191", ""},
		{"the number of both", lenas, "", byNumber + rest, "0,,2023-10-02", "", "A2 student-ambiguous"},
		{"the number of both, looked up", lenas, "", asSISID + rest, "0,,2023-10-02", "", "A2 lookup-several this is a filler"},

		{"an old account, named", moved, schools, asSISID + rest, "s1,,2024-02-02", ",s1,,", ""},
		{"a new account, named", moved, schools, asSISID + rest, "s2,,2023-10-02", ",s2,,", ""},
		{"an old account by its number", moved, schools, asSISID + rest, "41,,2024-02-02", ",s1,,", ""},
		{"both accounts, in the first term", moved, schools, byState[:strings.Index(byState, `"Student Email"`)] + rest, "77,,2023-10-02", ",s1,,77", ""},
		{"both accounts, in the second term", moved, schools, byState[:strings.Index(byState, `"Student Email"`)] + rest, "77,,2024-02-02", ",s2,,77", ""},
		{"both accounts, enrolled by none", moved, "", byState[:strings.Index(byState, `"Student Email"`)] + rest, "77,,2024-02-02", ",s2,,77", ""},
		{"both accounts, enrolled by both", same, "c1,s1,student,,,,\nc2,s2,student,,,,\n", byNumber + rest, "42,,2024-02-02", "", "row 2 lookup-several the student is in the roster several times"},
		{"both accounts, enrolled by none of today", same, "", asSISID + rest, "77,,2024-02-02", "", "A2 lookup-several the student is in the roster several times"},
		{"both accounts by State ID, one by SIS ID", moved, schools, twoIDs + rest, "s1,77,2024-02-02", ",s1,41,77", ""},

		{"both accounts, and beside it one", moved, schools, asSISID + `"Student Number": {"from": "second"}, ` + rest, "77,41,2024-02-02", ",s1,41,", ""},
		{"one account, and beside it the other", moved, schools, `"Student Number": {"from": "student", "lookup": "student"}, "SIS ID": {"from": "second"}, ` + rest, "s2,s1,2023-10-02", ",s1,42,", ""},
		{"a number of one who left and one who is there", holderUsers(), "", byNumber + rest, "5000,,2023-10-02", "", "A2 student-ambiguous several students"},
		{"the same, looked up", holderUsers(), "", asSISID + rest, "5000,,2023-10-02", "", "A2 lookup-several several students"},
		{"a number that is another's with a zero", holderUsers(), "", asSISID + rest, "4191,,2023-10-02", "", "A2 student-unknown the student with this SIS ID has left"},
		{"a teacher's number, a student's with a zero", holderUsers(), "", asSISID + rest, "4400,,2023-10-02", "", "A2 lookup-none"},
		{"wrapped, and somebody's so", holderUsers(), "", asSISID + rest, "'77,,2023-10-02", ",q1,,", ""},
		{"wrapped", holderUsers(), "", asSISID + rest, "'12,,2023-10-02", ",k2,,", ""},
		{"an address of siblings", holderUsers(), "", asSISID + rest, "novak@example.org,,2023-10-02", "", "A2 lookup-several several students"},
		{"an address of many", holderUsers(), "", asSISID + rest, "noemail@example.org,,2023-10-02", "", "A2 lookup-several this is a filler"},
		{"a number that nobody has, behind an address of many", holderUsers(), "", asSISID + rest, "noemail@example.org,,2023-10-02\n8888888,,2023-10-02", "", "A3 lookup-none no student in that year's roster"},
		{"the address of a child without one of her own", holderUsers(), "", `"SIS ID": {"from": "student"}, "Student Email": {"lookup": "student"}, ` + rest, "m01,,2023-10-02", ",m01,,", ""},
		{"the number of a child with a filler", holderUsers(), "", `"SIS ID": {"from": "student"}, "Student Number": {"lookup": "student"}, ` + rest, "z1,,2023-10-02", ",z1,,", ""},
		{"the same, looked up", lenas, "", `"Student Number": {"from": "student", "lookup": "student"}, ` + rest, "7700660,,2023-10-02", "", "A2 lookup-none the roster has no Student Number"},
		{"a class by a number of many", "s1,,student,Lena,Tran,5,,,\n", "c1,s1,student,,,,\n", classOf, "5,,2023-10-02", ",,5,", ""},
		{"zeros in the column that the identifier is of", "s1,,student,Lena,Tran,0500,,,\n", "c1,s1,student,,,,\n", strings.Replace(classOf, "Student Number", "SIS ID", 1), "500,,2023-10-02", "", "A2 student-unknown"},
		{"zeros in any column, looked up", "s1,,student,Lena,Tran,0500,,,\n", "", asSISID + rest, "500,,2023-10-02", ",s1,,", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			people := peopleRoster(t, tt.users, tt.enrolled)
			opts := schoolYear()
			opts.Today = dates.Date{Year: 2024, Month: 6, Day: 30}
			opts.Severity = map[schema.Code]check.Severity{schema.CodeStudentClass: check.SeverityOff, schema.CodeTeacherClass: check.SeverityOff, schema.CodeClassAmbiguous: check.SeverityOff}
			b := job.Builder{Mapping: lookupMapping(t, tt.columns), Validator: newValidator(t, people.References(nil), opts)}
			got := build(t, b, csvSource("student,second,day\n"+tt.rows+"\n"))
			if got.err != nil {
				t.Fatal(got.err)
			}
			if tt.want != "" {
				if have := withoutConstants(t, got.template); !strings.HasPrefix(have, tt.want+",") {
					t.Errorf("built %q, want %q: %v", have, tt.want, lookupIssues(got.report))
				}
				return
			}
			if got.report.Build.Written != 0 || !slices.ContainsFunc(lookupIssues(got.report), func(s string) bool { return strings.HasPrefix(s, tt.issue) }) {
				t.Errorf("%s%v, want a rejection for %q", got.template, lookupIssues(got.report), tt.issue)
			}
		})
	}
}

// Where a teacher teaches both of the classes whose names come close, neither is the
// one that is meant.
func TestBothSpellingsTaught(t *testing.T) {
	for enrolled, want := range map[string]string{
		"c2,t8,teacher,,,,\n": `G class-unknown error →!"Algebra"`,
		"c2,t9,teacher,,,,\n": `G class-unknown error →"ALGEBRA" →"Algebra"`,
	} {
		files := peopleFiles("s1,,student,Lena,Tran,1,,,\nt8,,teacher,Ana,Ruiz,900,,ana@example.org,\n", enrolled)
		files["classes.csv"] = strings.Replace(files["classes.csv"], "c2,,Algebra,", "c2,,ALGEBRA,", 1)
		people, err := roster.Load(t.Context(), rostertest.FS(files), nil)
		if err != nil {
			t.Fatal(err)
		}
		v := newValidator(t, people.References(nil), schoolYear())
		got := describe(v.Check(schema.Record{SISID: "s1", Recognition: "Tardy", TeacherEmail: "zoe@example.org", ClassName: "algebra",
			Date: dates.Date{Year: 2023, Month: 9, Day: 14}}))
		if len(got) == 0 || got[0] != want {
			t.Errorf("%s: %v, want %s", enrolled, got, want)
		}
	}
}

// An answer suggested for an identifier that differs is of the account that the row
// names, in one of several schools.
func TestSuggestedIdentifiers(t *testing.T) {
	const moved = "s1,tobedeleted,student,Lena,Tran,41,,,{State:77}\ns2,,student,Lena,Tran,42,,,{State:77}\n"
	const schools = "c1,s1,student,,,2023-08-21,2023-12-31\nc2,s2,student,,,2024-01-01,2024-06-07\n"
	opts := schoolYear()
	opts.Today = dates.Date{Year: 2024, Month: 6, Day: 30}
	v := newValidator(t, peopleRoster(t, moved+"s3,tobedeleted,student,Lena,Tran,061,,,{State:77}\ns4,,student,Bo,Berg,0,,,\ns5,,student,Al,Abel,0,,,\n", schools).References(nil), opts)
	for _, tt := range []struct {
		rec  schema.Record
		want string
	}{
		{schema.Record{SISID: "s1", StudentNumber: "40"}, `C student-conflict error →"41"`},
		{schema.Record{SISID: "s2", StudentNumber: "40"}, `C student-conflict error →"42"`},
		{schema.Record{StateID: "77", StudentNumber: "40"}, `C student-conflict error →"41"`},
		{schema.Record{StateID: "77", StudentNumber: "40", Date: dates.Date{Year: 2024, Month: 2, Day: 14}}, `C student-conflict error →"42"`},
		{schema.Record{SISID: "s4", StudentNumber: "40"}, `C identifier-unknown warning`},
		{schema.Record{SISID: "zz", StateID: "77", StudentNumber: "61", Date: dates.Date{Year: 2024, Month: 2, Day: 14}}, `B student-conflict error →"s3"`},
	} {
		tt.rec.Recognition, tt.rec.TeacherEmail, tt.rec.ClassName = "Tardy", "zoe@example.org", "Algebra"
		if tt.rec.Date.IsZero() {
			tt.rec.Date = dates.Date{Year: 2023, Month: 9, Day: 14}
		}
		if got := describe(v.Check(tt.rec)); !slices.Contains(got, tt.want) || strings.Contains(strings.Join(got, ""), `"0"`) {
			t.Errorf("%+v: %v, want %s", tt.rec, got, tt.want)
		}
	}
}
