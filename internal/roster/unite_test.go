package roster

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/schema"
)

// peopleRoster loads a roster of the users given, with the columns sourcedId,
// status, role, givenName, familyName, middleName, identifier, username, email and
// userIds, in a class that nobody is in but those whom enrollments name.
func peopleRoster(t testing.TB, users []string, opts *Options, more map[string]string) *Roster {
	t.Helper()
	files := map[string]string{
		"academicSessions.csv": "sourcedId,startDate,endDate\nFY,2023-08-21,2024-06-07\n",
		"users.csv":            "sourcedId,status,role,givenName,familyName,middleName,identifier,username,email,userIds\n" + strings.Join(users, "\n") + "\n",
		"classes.csv":          "sourcedId,status,title,classCode,classType,termSourcedIds\nc1,,Algebra,,,FY\nc2,,Biology,,,FY\n",
		"enrollments.csv":      "classSourcedId,userSourcedId,role,status,primary,beginDate,endDate\nc1,t9,teacher,,,,\n",
	}
	for name, text := range more {
		files[name] += text
	}
	fsys := make(fstest.MapFS)
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	r, err := Load(t.Context(), fsys, opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// permutations yields the rows in every order.
func permutations(rows []string, yield func([]string)) {
	if len(rows) > 4 {
		yield(rows)
		reversed := slices.Clone(rows)
		slices.Reverse(reversed)
		yield(reversed)
		return
	}
	var rest func(done, left []string)
	rest = func(done, left []string) {
		if len(left) == 0 {
			yield(done)
			return
		}
		for i := range left {
			rest(append(slices.Clone(done), left[i]), slices.Delete(slices.Clone(left), i, i+1))
		}
	}
	rest(nil, rows)
}

// Who is one person, whatever the order of the rows: each case says who is joined,
// by sourcedId (the row's number behind it where it stands twice), and what is told.
func TestWhoIsOnePerson(t *testing.T) {
	const (
		joined = "are taken for one person"
		apart  = "are taken for several"
		many   = "over ten rows"
		filler = "only fills the field"
	)
	repeat := func(n int, row string) (rows []string) {
		for i := range n {
			rows = append(rows, fmt.Sprintf(row, i, i))
		}
		return rows
	}
	chain := func(n int) (rows []string) { // each shares an identifier with the one before
		for i := range n {
			rows = append(rows, fmt.Sprintf("s%d,,student,Lena,Tran,,1%d,u%d,,", i, i/2, (i+1)/2))
		}
		return rows
	}
	var hundred []string
	for i := range 100 {
		hundred = append(hundred, fmt.Sprint("s", i))
	}
	tests := []struct {
		name  string
		users []string
		want  string // groups of one person
		told  []string
	}{
		{"a transfer: one identifier, State ID, name and address",
			[]string{"s1,tobedeleted,student,Lena,Tran,,4191,,l@x,{State:77}", "s2,,student,Lena,Tran,,4191,,L@X,{State:77}"}, "s1+s2", []string{joined}},
		{"a transfer with a new number", []string{"s1,tobedeleted,student,Lena,Tran,,1,,l@x,{State:77}", "s2,,student,Lena,Tran,,2,,l@x,{State:77}"}, "s1+s2", []string{joined}},
		{"one username", []string{"s1,,student,Lena,Tran,,1,lt,,", "s2,,student,Lena,Tran,,2,lt,,"}, "s1+s2", []string{joined}},
		{"one sourcedId", []string{"s1,,student,Lena,Tran,,1,,,", "s1,,student,Lena,Tran,,2,,,"}, "s1+s1", []string{joined}},
		{"one name alone", []string{"s1,,student,Lena,Tran,,1,,l@x,", "s2,,student,Lena,Tran,,2,,l@x,"}, "", nil},
		{"accents, case and a second given name", []string{"s1,,student,LÉNA,Tran,,5,,,", "s2,,student,Lena Maria,tran,,5,,,"}, "s1+s2", []string{joined}},
		{"a middle name and its initial", []string{"s1,,student,Lena,Tran,M.,5,,,", "s2,,student,Lena,Tran,Maria,5,,,"}, "s1+s2", []string{joined}},
		{"a filler beside a State ID", []string{"s1,,student,Lena,Tran,,5,,,{State:0}", "s2,,student,Lena,Tran,,5,,,{State:77}"}, "s1+s2", []string{joined}},
		{"two roles of one name", []string{"t1,,teacher,Ana,Ruiz,,900,,a@x,", "a1,,administrator,Ana,Ruiz,,900,,a@x,"}, "t1+a1", []string{joined}},

		{"another State ID", []string{"s1,,student,Lena,Tran,,5,,,{State:77}", "s2,,student,Lena,Tran,,5,,,{State:78}"}, "", []string{apart}},
		{"another address", []string{"s1,,student,Lena,Tran,,5,,l@x,", "s2,,student,Lena,Tran,,5,,m@x,"}, "", []string{apart}},
		{"another family name", []string{"s1,,student,Lena,Tran,,5,,,", "s2,,student,Lena,Ortiz,,5,,,"}, "", []string{apart}},
		{"no family name", []string{"s1,,student,Lena,Tran,,5,,,", "s2,,student,Lena,,,5,,,"}, "", []string{apart}},
		{"another given name", []string{"s1,,student,Lena,Tran,,5,,,", "s2,,student,Kim,Tran,,5,,,"}, "", []string{apart}},
		{"a given name that only starts like it", []string{"s1,,student,Lena,Tran,,5,,,", "s2,,student,Lenard,Tran,,5,,,"}, "", []string{apart}},
		{"no given name", []string{"s1,,student,Lena,Tran,,5,,,", "s2,,student,,Tran,,5,,,"}, "", []string{apart}},
		{"another middle name", []string{"s1,,student,Lena,Tran,Maria,5,,,", "s2,,student,Lena,Tran,Mona,5,,,"}, "", []string{apart}},
		{"a parent and a child", []string{"p1,,parent,Lena,Tran,,5,,f@x,", "s1,,student,Lena,Tran,,5,,f@x,"}, "", []string{apart}},
		{"a guardian and a child", []string{"p1,,guardian,Lena,Tran,,,f,,", "s1,,student,Lena,Tran,,,f,,"}, "", []string{apart}},
		{"a teacher and a student", []string{"t1,,teacher,Lena,Tran,,5,,,", "s1,,student,Lena,Tran,,5,,,"}, "", []string{apart}},
		{"two teachers", []string{"t1,,teacher,Bo,Lee,,901,,b@x,", "t2,,teacher,Bo,Lee,,901,,c@x,"}, "", []string{apart}},
		{"two roles, one with a second given name", []string{"t1,,teacher,Ana,Ruiz,,900,,,", "a1,,administrator,Ana Maria,Ruiz,,900,,,"}, "", []string{apart}},
		{"one sourcedId, two children", []string{"s1,,student,Lena,Tran,,1,,,", "s1,,student,Kim,Tran,,2,,,"}, "", []string{apart}},

		{"0", []string{"s1,,student,Lena,Tran,,0,,,", "s2,,student,Lena,Tran,,0,,,"}, "", []string{filler}},
		{"000000", []string{"s1,,student,Lena,Tran,,000000,,,", "s2,,student,Lena,Tran,,000000,,,"}, "", []string{filler}},
		{"999999 as State ID", []string{"s1,,student,Lena,Tran,,1,,,{State:999999}", "s2,,student,Lena,Tran,,2,,,{State:999999}"}, "", []string{filler}},
		{"pending as username", []string{"s1,,student,Lena,Tran,,1,Pending,,", "s2,,student,Lena,Tran,,2,Pending,,"}, "", []string{filler}},
		{"ten of one number", repeat(10, "s%d,,student,Lena,Tran,,5,,,"), "s0+s1+s2+s3+s4+s5+s6+s7+s8+s9", []string{joined}},
		{"eleven of one number", repeat(11, "s%d,,student,Lena,Tran,,5,,,"), "", []string{many}},
		{"eleven of one State ID", repeat(11, "s%d,,student,Lena,Tran,,1%d,,,{State:77}"), "", []string{many}},
		{"a teacher in each of twelve schools: one number and address", repeat(12, "i%d,,teacher,Ida,Ibis,,777,,ida@x,"), "i0+i1+i2+i3+i4+i5+i6+i7+i8+i9+i10+i11", []string{joined}},
		{"the same number and State ID", repeat(11, "s%d,,student,Lena,Tran,,5,,,{State:77}"), "s0+s1+s2+s3+s4+s5+s6+s7+s8+s9+s10", []string{joined}},
		{"of eleven, one without the address", append(repeat(10, "s%d,,student,Lena,Tran,,5,,l@x,"), "s10,,student,Lena,Tran,,5,,,"), "", []string{many}},
		{"of eleven, one with another name", append(repeat(10, "s%d,,student,Lena,Tran,,5,,l@x,"), "s10,,student,Kim,Tran,,5,,l@x,"), "", []string{many}},
		{"eleven with two fillers", repeat(11, "s%d,,student,Lena,Tran,,5,,,{State:0}"), "", []string{many}},
		{"eleven of one filler and address", repeat(11, "s%d,,student,Lena,Tran,,0,,l@x,{State:77}"), "s0+s1+s2+s3+s4+s5+s6+s7+s8+s9+s10", []string{joined, filler}},
		{"one person a hundred times", repeat(100, "s%d,,student,Lena,Tran,,5,,l@x,"), strings.Join(hundred, "+"), []string{joined}},
		{"one person more often", repeat(101, "s%d,,student,Lena,Tran,,5,,l@x,"), "", []string{many}},
		{"a chain of ten", chain(10), "s0+s1+s2+s3+s4+s5+s6+s7+s8+s9", []string{joined}},
		{"a chain of eleven", chain(11), "", []string{apart}},
		{"no role", []string{"s1,,student,Lena,Tran,,5,,,", "s2,,,Lena Maria,Tran,,5,,,"}, "s1+s2", []string{joined}},

		{"two of three contradict", []string{"s1,,student,Lena,Tran,,5,,l@x,", "s2,,student,Lena,Tran,,5,,,", "s3,,student,Lena,Tran,,5,,m@x,"}, "", []string{apart}},
		{"two contradict through a third", []string{"s1,,student,Lena,Tran,,5,,l@x,", "s2,,student,Lena,Tran,,5,lt,,", "s3,,student,Lena,Tran,,,lt,m@x,"}, "", []string{apart}},
		{"three through each other", []string{"s1,,student,Lena,Tran,,5,,l@x,", "s2,,student,Lena,Tran,,5,lt,,", "s3,,student,Lena,Tran,,,lt,l@x,"}, "s1+s2+s3", []string{joined}},
		{"given names that only a third holds together", []string{"s1,,student,Lena,Tran,,5,,,", "s2,,student,Lena Maria,Tran,,5,,,", "s3,,student,Lena Mona,Tran,,5,,,"}, "", []string{apart}},
		{"roles and names that differ only together", []string{"a1,,aide,Ana,Ruiz,,5,,,", "t1,,teacher,Ana,Ruiz,,5,ar,,", "t2,,teacher,Ana Maria,Ruiz,,,ar,,"}, "", []string{apart}},
		{"a teacher has the number of a student who moved", []string{"t1,,teacher,Bo,Lee,,5,,,", "s1,,student,Lena,Tran,,5,lt,,", "s2,,student,Lena,Tran,,5,lt,,"},
			"s1+s2", []string{apart, joined}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			permutations(tt.users, func(users []string) {
				r := peopleRoster(t, append(slices.Clone(users), "t9,,teacher,Zoe,Zorn,,999,zz,z@x,"), nil, nil)
				var got []string
				for p := range Person(r.People.len()) {
					var ids []string
					for a := range r.AccountsOf(p) {
						ids = append(ids, r.Accounts.sourcedID.Text(a))
					}
					if len(ids) > 1 {
						got = append(got, strings.Join(ids, "+"))
					}
				}
				want := strings.Split(tt.want, "+")
				if tt.want == "" {
					want = nil
				}
				var have []string
				if len(got) > 0 {
					have = strings.Split(got[0], "+")
				}
				slices.Sort(want)
				slices.Sort(have)
				if len(got) > 1 || !slices.Equal(have, want) {
					t.Fatalf("%q: joined %v, want %q", users, got, tt.want)
				}
				checkTold(t, r.Problems(), tt.told)
			})
		})
	}
}

// checkTold compares the kinds of problems about who is one person with those
// wanted, and looks for cells in them.
func checkTold(t *testing.T, problems []nameset.Problem, want []string) {
	t.Helper()
	for _, w := range want {
		if !slices.ContainsFunc(problems, func(p nameset.Problem) bool {
			return p.File == "users.csv" && p.Line > 0 && strings.Contains(p.Message, w)
		}) {
			t.Fatalf("nothing told with %q: %v", w, problems)
		}
	}
	for _, p := range problems {
		known := slices.ContainsFunc(want, func(w string) bool { return strings.Contains(p.Message, w) })
		if strings.Contains(p.Message, "taken for") && !known || strings.Contains(p.Message, "Lena") {
			t.Fatalf("told %q, want %q", p.Message, want)
		}
	}
}

// A join says on what it rests.
func TestJoinsSayOnWhat(t *testing.T) {
	for row, want := range map[string]string{
		"s1,,student,Lena,Tran,,6,lu,,":            "sourcedId",
		"s2,,student,Lena,Tran,,5,lu,,":            "identifier",
		"s2,,student,Lena,Tran,,6,lt,,":            "username",
		"s2,,student,Lena,Tran,,6,lu,,{State:77}":  "State ID",
		"s2,,student,Lena,Tran,,5,lt,,{State:77}":  "identifier, username and State ID",
		"s1,,student,Lena,Tran,,5,lt,,{State:770}": "",
	} {
		r := peopleRoster(t, []string{"t9,,teacher,Zoe,Zorn,,999,zz,z@x,", "s1,,student,Lena,Tran,,5,lt,,{State:77}", row}, nil, nil)
		var got []nameset.Problem
		for _, p := range r.Problems() {
			if strings.Contains(p.Message, "taken for one person: they have") {
				got = append(got, p)
			}
		}
		if want == "" {
			if len(got) > 0 {
				t.Errorf("%s: %v", row, got)
			}
			continue
		}
		message := "the row and an earlier one are taken for one person: they have the same " + want + ", and nothing in them speaks against it"
		if diff := cmp.Diff([]nameset.Problem{{File: "users.csv", Line: 4, Message: message}}, got); diff != "" {
			t.Errorf("%s: problems (-want +got):\n%s", row, diff)
		}
	}
}

// What feeds the State ID speaks against a join as well as a type that says state.
func TestOtherStateIDs(t *testing.T) {
	for _, ids := range [][2]string{{"{SASID:1}", "{SASID:2}"}, {"{State:1}", "{State:2}"}} {
		r := peopleRoster(t, []string{"t9,,teacher,Zoe,Zorn,,999,zz,z@x,", "s1,,student,Lena,Tran,,5,lt,," + ids[0], "s2,,student,Lena,Tran,,5,lt,," + ids[1]},
			&Options{Identifiers: map[schema.Column]string{schema.ColStateID: "SASID"}}, nil)
		if r.who(t, "s1") == r.who(t, "s2") {
			t.Errorf("%v: one person", ids)
		}
	}
	r := peopleRoster(t, []string{"t9,,teacher,Zoe,Zorn,,999,zz,z@x,", "s1,,student,Lena,Tran,,5,lt,,", "s2,,student,Lena,Tran,,6,lt,,"},
		&Options{Identifiers: map[schema.Column]string{schema.ColStateID: "identifier"}}, nil)
	if r.who(t, "s1") == r.who(t, "s2") {
		t.Error("another identifier, which feeds the State ID: one person")
	}
}

// The roles of roles.csv speak against a join, and those of an account that is to be
// deleted are of the past.
func TestRolesOfRolesFile(t *testing.T) {
	const header = "userSourcedId,status,role\n"
	users := []string{"t9,,,Zoe,Zorn,,999,zz,z@x,", "p1,,,Lena,Tran,,5,,,", "s1,,,Lena,Tran,,5,,,", "s2,,,Lena,Tran,,5,,,", "s3,tobedeleted,,Kim,Roe,,7,,,", "s4,,,Lou,Poe,,8,,,"}
	r := peopleRoster(t, users, nil, map[string]string{"roles.csv": header + "t9,,teacher\np1,,parent\ns1,,student\ns2,,student\ns3,,student\ns4,tobedeleted,student\n"})
	if p := r.who(t, "p1"); p == r.who(t, "s1") || p == r.who(t, "s2") {
		t.Error("a parent and a child are one person")
	}
	for id, want := range map[string][2]bool{"s1": {true, true}, "s3": {false, true}, "s4": {false, true}, "p1": {false, false}} {
		p := r.who(t, id)
		if got := [2]bool{r.Known(p, RoleStudent, false), r.Known(p, RoleStudent, true)}; got != want {
			t.Errorf("%s is a student today and ever: %v, want %v", id, got, want)
		}
	}
	r = peopleRoster(t, []string{"t9,,,Zoe,Zorn,,999,zz,z@x,", "s1,,,Lena,Tran,,5,,,", "s1,,,Kim,Roe,,7,,,"}, nil, map[string]string{"roles.csv": header + "t9,,teacher\ns1,,student\n"})
	if got := studentsOf(r, schema.ColSISID, "s1", false); len(got) != 2 {
		t.Errorf("%d students of one sourcedId, want both", len(got))
	}
}

// Whose account is enrolled on a day: by its sourcedId, which may stand twice.
func TestEnrolledBy(t *testing.T) {
	r := peopleRoster(t, []string{"t9,,teacher,Zoe,Zorn,,999,zz,z@x,", "s1,,student,Lena,Tran,,41,,,{State:77}", "s1,,student,Lena,Tran,,42,,,{State:77}", "s2,,student,Lena,Tran,,43,,,{State:77}"}, nil,
		map[string]string{"enrollments.csv": "c1,s1,student,,,,2023-12-31\nc2,s2,student,,,2024-01-01,\nc2,s2,teacher,,,,\n"})
	for account, want := range map[int32][2]bool{1: {true, false}, 2: {true, false}, 3: {false, true}} {
		if got := [2]bool{r.enrolledBy(account, DayOf(dates.Date{Year: 2023, Month: 12, Day: 31})), r.enrolledBy(account, DayOf(dates.Date{Year: 2024, Month: 1, Day: 1}))}; got != want {
			t.Errorf("account %d is enrolled in December and January: %v, want %v", account, got, want)
		}
	}
}

// Enrollments of a sourcedId that two people share are neither's.
func TestEnrollmentsOfASharedSourcedID(t *testing.T) {
	for _, second := range []string{"s1,,student,Kim,Roe,,7,,,", "s1,,student,Lena,Tran,,7,,,"} {
		r := peopleRoster(t, []string{"t9,,teacher,Zoe,Zorn,,999,zz,z@x,", "s1,,student,Lena,Tran,,5,,,", second}, nil,
			map[string]string{"enrollments.csv": "c1,s1,student,,,,\n"})
		one := len(studentsOf(r, schema.ColSISID, "s1", false)) == 1
		told := slices.ContainsFunc(r.Problems(), func(p nameset.Problem) bool { return strings.Contains(p.Message, "the enrollment is left out") })
		if got := r.Attends(r.who(t, "s1"), TitleOf(r, "Algebra"), false); got != one || told == one {
			t.Errorf("%s: attends %t, told %t", second, got, told)
		}
	}
}

// What more than ten people share, or fills a field, stands for nobody; what a few
// share for all of them.
func TestHolders(t *testing.T) {
	users := []string{"t9,,teacher,Zoe,Zorn,,999,zz,z@x,", "k1,,student,Kim,Novak,,11,,n@x,", "k2,,student,Lee,Novak,,11,,n@x,",
		"g1,tobedeleted,student,Ann,Gone,,4191,,,", "c1,,student,Cid,Cole,,4191,,,", "z1,,student,Zed,Zero,,0,,,", "z2,,student,Nil,Nought,,0,,,", "o1,,student,One,Only,,00000,,,",
		"p1,,student,Pat,Park,,88,,pat@x,", "p2,,parent,Sue,Park,,88,,pat@x,"}
	for i := range 10 {
		users = append(users, fmt.Sprintf("f%d,,student,F%d,Few,,,,few@x,", i, i))
	}
	for i := range 11 {
		users = append(users, fmt.Sprintf("m%d,,student,M%d,Many,,,,many@x,", i, i))
	}
	r := peopleRoster(t, users, nil, nil)
	for _, tt := range []struct {
		c      schema.Column
		id     string
		past   bool
		want   int
		nobody bool
	}{
		{schema.ColStudentEmail, "N@x", false, 2, false}, {schema.ColStudentEmail, "few@x", true, 10, false}, {schema.ColStudentEmail, "many@x", false, 0, true}, {schema.ColStudentEmail, "MANY@X", true, 0, true},
		{schema.ColStudentNumber, "4191", true, 2, false}, {schema.ColStudentNumber, "4191", false, 1, false}, {schema.ColStudentNumber, "0", true, 0, true}, {schema.ColStudentNumber, "00000", true, 1, false},
		{schema.ColStudentNumber, "88", true, 1, false}, {schema.ColStudentNumber, "12", true, 0, false}, {schema.ColStudentNumber, "000000", true, 0, false}, {schema.ColSISID, "f3", true, 1, false},
	} {
		if got, nobody := StudentsBy(r, nil, tt.c, tt.id, tt.past); len(got) != tt.want || nobody != tt.nobody {
			t.Errorf("StudentsBy(%v, %q, %t) = %d, %t; want %d, %t", tt.c, tt.id, tt.past, len(got), nobody, tt.want, tt.nobody)
		}
		if got, nobody := r.StudentsByAny(nil, tt.id); tt.past && (len(got) != tt.want || nobody != tt.nobody) {
			t.Errorf("StudentsByAny(%q) = %d, %t; want %d, %t", tt.id, len(got), nobody, tt.want, tt.nobody)
		}
	}
	if got := TeachersByEmail(r, nil, "many@x", true); len(got) != 0 {
		t.Errorf("teachers of an address that many have: %v", got)
	}
}

// Leading zeros are put back only where the text is nobody's, and one person's with
// them.
func TestZerosOfNobody(t *testing.T) {
	base := []string{"t9,,teacher,Zoe,Zorn,,999,zz,z@x,", "c1,,student,Cid,Cole,,04191,,,"}
	for name, more := range map[string][]string{
		"a student who has left":         {"g1,tobedeleted,student,Ann,Gone,,4191,,,"},
		"a student":                      {"g1,,student,Ann,Gone,,4191,,,"},
		"a parent":                       {"g1,,parent,Ann,Gone,,4191,,,"},
		"a teacher":                      {"g1,,teacher,Ann,Gone,,4191,,,"},
		"an administrator who has left":  {"g1,tobedeleted,administrator,Ann,Gone,,4191,,,"},
		"another's sourcedId":            {"4191,,student,Ann,Gone,,1,,,"},
		"another's username":             {"g1,,student,Ann,Gone,,1,4191,,"},
		"another's State ID":             {"g1,,student,Ann,Gone,,1,,,{State:4191}"},
		"with more zeros, another's":     {"g1,,student,Ann,Gone,,004191,,,"},
		"with more zeros, of the past":   {"g1,tobedeleted,student,Ann,Gone,,004191,,,"},
		"with more zeros, a teacher's":   {"g1,,teacher,Ann,Gone,,004191,,,"},
		"with the same zeros, another's": {"g1,,student,Ann,Gone,,04191,,,"},
		"nobody":                         nil,
	} {
		r := peopleRoster(t, append(slices.Clone(base), more...), nil, nil)
		if fixed, p, ok := r.WithZeros(schema.ColStudentNumber, "4191"); ok != (more == nil) || ok && (fixed != "04191" || p != r.who(t, "c1")) {
			t.Errorf("%s: withZeros = %q, %t", name, fixed, ok)
		}
	}
	r := peopleRoster(t, append(slices.Clone(base), "c2,,student,Cid,Cole,,004191,,,{State:77}", "c3,,student,Cid,Cole,,04191,,,{State:77}"), nil, nil)
	if fixed, _, ok := r.WithZeros(schema.ColStudentNumber, "4191"); ok || r.who(t, "c1") != r.who(t, "c2") {
		t.Errorf("zeros make %q of a text that may be either of two of one student's", fixed)
	}
	r = peopleRoster(t, []string{"t9,,teacher,Zoe,Zorn,,999,zz,z@x,", "t1,,teacher,Cid,Cole,,04191,,,", "g1,tobedeleted,student,Ann,Gone,,0812,,,"}, nil, nil)
	for _, id := range []string{"4191", "812"} {
		if fixed, _, ok := r.WithZeros(schema.ColStudentNumber, id); ok {
			t.Errorf("%s: zeros make %q of it, which is no student's of today", id, fixed)
		}
	}
}
