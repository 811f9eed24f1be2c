package job_test

import (
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

// Look-ups in rosters of a few people: where one answer is near at hand, and yet
// not the only one. Validator checks nothing of a roster, so that what a look-up
// takes is seen in the template.
func TestLookupsOfFew(t *testing.T) {
	const (
		users = "s1,,student,Lena,Tran,0500,,l.tran@example.org,\ns2,,student,Kim,Novak,12,,novak@example.org,\ns3,,student,Lee,Novak,13,,novak@example.org,\n" +
			"t1,,teacher,Ana,Ruiz,901,ar,ana@example.org,\nt2,,teacher,Bo,Lee,901,bl,bo@example.org,\nt3,,teacher,Cy,Roe,0,,cy@example.org,\nt4,,teacher,Di,Poe,0,,di@example.org,\n" +
			"x1,,teacher,Eve,Fox,902,,office@example.org,\nx2,,teacher,Fay,Gil,902,,office@example.org,\n"
		sisID   = `"SIS ID": {"from": "student"}, `
		number  = `"Student Number": {"from": "student"}, `
		classOf = `"Teacher Email": {"const": "zoe@example.org"}, "Class Name": {"lookup": "class-of", "ifNone": "homeroom"}`
		ofClass = `"Class Name": {"from": "name"}, "Teacher Email": {"lookup": "teacher-of"}`
		teacher = `"Class Name": {"const": "x"}, "Teacher Email": {"from": "name", "lookup": "teacher"}`
		class   = `"Class Name": {"from": "name", "lookup": "class"}, "Teacher Email": {"const": "zoe@example.org"}`
	)
	many := ""
	for _, c := range "abcdefghijk" {
		many += string(c) + ",,teacher,T" + string(c) + ",Many,77,,t" + string(c) + "@example.org,\n"
	}
	shared := "a,,teacher,Al,Abel,,,staff@example.org,\n"
	for _, c := range "bcdefghijk" {
		shared += string(c) + ",,parent,P" + string(c) + ",Park,,,staff@example.org,\n"
	}
	tests := []struct {
		name, users, classes, enrolled, columns, row string
		want                                         string
		issue                                        string
	}{
		{"zeros of another column's identifier", users, "", "c1,s1,student,,,,\n", sisID + classOf, "500,,2023-10-02", "", "no student in that year's roster"},
		{"zeros of the column's", users, "", "c1,s1,student,,,,\n", number + classOf, "500,,2023-10-02", ",,500,,zoe@example.org,Algebra", ""},
		{"an address in another case", users, "", "", `"Student Email": {"from": "student", "lookup": "student"}, ` + teacher, "L.TRAN@example.org,t1,2023-10-02", "L.TRAN@example.org,,,,ana@example.org,x", ""},

		{"two primary teachers of one class", users, "c5,,Solo,,,FY\n", "c5,t1,teacher,,true,,\nc5,t2,teacher,,true,,\n", number + ofClass, "12,Solo,2023-10-02", "", "the class has several teachers: Ruiz, Ana (ana@example.org) or Lee, Bo (bo@example.org)"},
		{"one primary teacher, of two enrolments", users, "c5,,Solo,,,FY\n", "c5,t1,teacher,,true,,2023-12-31\nc5,t1,teacher,,true,2023-09-01,\nc5,t2,teacher,,,,\n", number + ofClass, "12,Solo,2023-10-02", ",,12,,ana@example.org,Solo", ""},
		{"two classes, of which one has no teacher", users, "c5,,Solo,,,FY\nc6,,Solo,,,FY\n", "c5,t1,teacher,,true,,\n", number + ofClass, "12,Solo,2023-10-02", "", "a class without a teacher on that day"},
		{"two classes, the student in one", users, "c5,,Solo,,,FY\nc6,,Solo,,,FY\n", "c5,t1,teacher,,,,\nc6,t2,teacher,,,,\nc6,s2,student,,,,\n", number + ofClass, "12,Solo,2023-10-02", ",,12,,bo@example.org,Solo", ""},
		{"two classes, one of two students in one", users, "c5,,Solo,,,FY\nc6,,Solo,,,FY\n", "c5,t1,teacher,,,,\nc6,t2,teacher,,,,\nc6,s2,student,,,,\n",
			`"Student Email": {"from": "student"}, ` + ofClass, "novak@example.org,Solo,2023-10-02", "", "the class has several teachers"},

		{"two homerooms", users, "h1,,Room 1,,homeroom,FY\nh2,,Room 2,,homeroom,FY\n", "h1,s2,student,,,,\nh2,s2,student,,,,\n", number + classOf, "12,,2023-10-02", "", `the student has several homerooms: "Room 1" or "Room 2"`},
		{"one homeroom", users, "h1,,Room 1,,homeroom,FY\nh2,,Room 2,,homeroom,FY\n", "h2,s2,student,,,,\n", number + classOf, "12,,2023-10-02", ",,12,,zoe@example.org,Room 2", "so \"Room 2\" was entered"},
		{"the last day of the roster", users, "", "", number + classOf, "12,,2024-06-07", "", "the teacher did not teach this student on that day, and the roster has no class for the student"},
		{"the day after", users, "", "", number + classOf, "12,,2024-06-08", "", "6/8/2024 is not in a school year"},
		{"the day before", users, "", "", number + classOf, "12,,2023-08-20", "", "8/20/2023 is not in a school year"},

		{"a number of two teachers", users, "", "", number + teacher, "12,901,2023-10-02", "", `"901" can mean several teachers in the roster: Ruiz, Ana (ana@example.org) or Lee, Bo (bo@example.org)`},
		{"a filler of two teachers", users, "", "", number + teacher, "12,0,2023-10-02", "", `"0" is a filler, or many people share it`},
		{"a number of two teachers with one address", users, "", "", number + teacher, "12,902,2023-10-02", ",,12,,office@example.org,x", ""},
		{"a number of eleven teachers", many, "", "", number + teacher, "12,77,2023-10-02", "", `"77" is a filler, or many people share it`},
		{"an address of a teacher and ten others", shared, "", "", number + teacher, "12,staff@example.org,2023-10-02", "", `"staff@example.org" is a filler, or many people share it`},
		{"a name of eleven teachers", strings.NewReplacer("Ta", "Al", "Tb", "Al", "Tc", "Al", "Td", "Al", "Te", "Al", "Tf", "Al", "Tg", "Al", "Th", "Al", "Ti", "Al", "Tj", "Al", "Tk", "Al").Replace(many), "", "",
			number + teacher, `12,"Many, Al",2023-10-02`, "", "can mean several teachers in the roster"},

		{"a class code in quotes of its own", users, "c5,,Solo,'A1,,FY\nc6,,Duo,A1,,FY\n", "", number + class, "12,'A1,2023-10-02", ",,12,,zoe@example.org,Solo", ""},
		{"a class code behind an apostrophe", users, "c5,,Solo,A2,,FY\nc6,,Duo,A1,,FY\n", "", number + class, "12,'A1,2023-10-02", ",,12,,zoe@example.org,Duo", ""},
		{"a code of two classes", users, "c5,,Solo,A1,,FY\nc6,,Duo,A1,,FY\n", "", number + class, "12,A1,2023-10-02", "", `"A1" can mean several classes of different names`},
		{"a teacher's number behind an apostrophe, another's so", users + "t5,,teacher,Gus,Hay,'902,,gus@example.org,\n", "", "", number + teacher, "12,'902,2023-10-02", ",,12,,gus@example.org,x", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := peopleFiles(tt.users, tt.enrolled)
			files["classes.csv"] = strings.Replace(files["classes.csv"], "c2,,Algebra,", "c2,,Biology,", 1) + tt.classes
			people, err := roster.Load(t.Context(), rostertest.FS(files), nil)
			if err != nil {
				t.Fatal(err)
			}
			b := job.Builder{Mapping: lookupMapping(t, tt.columns), Rosters: []*roster.Roster{people}}
			got := build(t, b, csvSource("student,name,day\n"+tt.row+"\n"))
			if got.err != nil {
				t.Fatal(got.err)
			}
			if diff := cmp.Diff(tt.want, withoutConstants(t, got.template)); diff != "" {
				t.Errorf("template (-want +got):\n%s", diff)
			}
			if all := strings.Join(lookupIssues(got.report), "\n"); !strings.Contains(all, tt.issue) || tt.issue == "" && all != "" {
				t.Errorf("issues %s, want %q", all, tt.issue)
			}
		})
	}
}

// A record of an earlier year, of a student whom that year's roster has, is not
// written by what today's roster has for another one.
func TestIdentifiersGivenAgain(t *testing.T) {
	const (
		kept   = `"Student Number": {"from": "student"}, `
		looked = `"Student Number": {"from": "student", "lookup": "student"}, `
		states = `"State ID": {"from": "student"}, `
		ann    = "a1,,student,Ann,Gone,4191,,ann@example.org,"
	)
	tests := []struct {
		name, then, now, columns, row string
		want                          string // A to D; "": rejected as student-ambiguous
	}{
		{"the same child", ann, "b1,,student,Ann,Gone,4191,,,", kept, "4191,2022-10-03", ",,4191,"},
		{"another child", ann, "b1,,student,Cid,Cole,4191,,,", kept, "4191,2022-10-03", ""},
		{"another child, this year", ann, "b1,,student,Cid,Cole,4191,,,", kept, "4191,2023-10-02", ",,4191,"},
		{"another of the family", ann, "b1,,student,Al,Gone,4191,,,", kept, "4191,2022-10-03", ""},
		{"another child, looked up by the address", ann, "b1,,student,Cid,Cole,4191,,,", looked, "ann@example.org,2022-10-03", ""},
		{"another child, once zeros are put back", ann, "b1,,student,Cid,Cole,04191,,,", kept, "4191,2022-10-03", ""},
		{"the same child, once zeros are put back", ann, "b1,,student,Ann,Gone,04191,,,", kept, "4191,2022-10-03", ",,04191,"},
		{"a name that was changed, one State ID", ann + "{State:77}", "b1,,student,Ann,New,4191,,,{State:77}", kept, "4191,2022-10-03", ",,4191,"},
		{"a name that was changed, nothing else", ann, "b1,,student,Ann,New,4191,,,", kept, "4191,2022-10-03", ""},
		{"a given name that was changed, one address", ann, "b1,,student,Hannah,Gone,4191,,ANN@example.org,", kept, "4191,2022-10-03", ",,4191,"},
		{"a longer given name", ann, "b1,,student,Ann Marie,Gone,4191,,,", kept, "4191,2022-10-03", ",,4191,"},
		{"a shorter given name", strings.Replace(ann, "Ann", "Ann Marie", 1), "b1,,student,Ann,Gone,4191,,,", kept, "4191,2022-10-03", ",,4191,"},
		{"a given name that was changed, no address", "a1,,student,Ann,Gone,4191,,,", "b1,,student,Hannah,Gone,4191,,,", kept, "4191,2022-10-03", ""},
		{"in blanks that a repair takes off", ann, "b1,,student,Cid,Cole,4191,,,", kept, " 4191 ,2022-10-03", ""},
		{"one name, two State IDs", ann + "{State:77}", "b1,,student,Ann,Gone,4191,,,{State:78}", kept, "4191,2022-10-03", ""},
		{"one name, a filler as State ID", ann + "{State:77}", "b1,,student,Ann,Gone,4191,,,{State:0}", kept, "4191,2022-10-03", ",,4191,"},
		{"a State ID given again", ann + "{State:77}", "b1,,student,Cid,Cole,1,,,{State:77}", states, "77,2022-10-03", ""},
		{"both children in today's roster", ann, "b1,,student,Cid,Cole,4191,,,\na1,tobedeleted,student,Ann,Gone,4191,,,", kept, "4191,2022-10-03", ""},
		{"a child of today of whom there is another identifier", ann, "b1,,student,Cid,Cole,,,,\na2,,student,Ann,Gone,,,,", `"Student Email": {"from": "student"}, "SIS ID": {"lookup": "student"}, `, "ann@example.org,2022-10-03", "-"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := peopleFiles(tt.then+"\n", "")
			files["academicSessions.csv"] = "sourcedId,startDate,endDate\nFY,2022-08-22,2023-06-07\n"
			then, err := roster.Load(t.Context(), rostertest.FS(files), nil)
			if err != nil {
				t.Fatal(err)
			}
			now := peopleRoster(t, tt.now+"\n", "")
			for _, teacher := range []string{`{"from": "teacher", "lookup": "teacher"}`, `{"from": "teacher"}`} {
				checkGivenAgain(t, tt.columns+`"Class Name": {"const": "Algebra"}, "Teacher Email": `+teacher, tt.row, tt.want, then, now)
			}
		})
	}
}

// A row of which there is nothing else to say is no exception.
func TestIdentifierGivenAgainInAPlainRow(t *testing.T) {
	files := peopleFiles("a1,,student,Ann,Gone,4191,,,\n", "c1,a1,student,,,,\n")
	files["academicSessions.csv"] = "sourcedId,startDate,endDate\nFY,2022-08-22,2023-06-07\n"
	then, err := roster.Load(t.Context(), rostertest.FS(files), nil)
	if err != nil {
		t.Fatal(err)
	}
	now := peopleRoster(t, "b1,,student,Cid,Cole,4191,,,\n", "c1,b1,student,,,,\n")
	checkGivenAgain(t, `"Student Number": {"from": "student"}, "Class Name": {"const": "Algebra"}, "Teacher Email": {"from": "teacher"}`,
		"4191,2022-10-03", "", then, now)
}

// checkGivenAgain builds a row with the rosters of two years: into want, or to be
// told as student-ambiguous where that is "".
func checkGivenAgain(t *testing.T, columns, row, want string, then, now *roster.Roster) {
	t.Helper()
	opts := schoolYear()
	opts.FirstDate, opts.Today = dates.Date{}, dates.Date{Year: 2024, Month: 6, Day: 30}
	opts.Severity = map[schema.Code]check.Severity{schema.CodeStudentClass: check.SeverityOff, schema.CodeClassAmbiguous: check.SeverityOff, schema.CodeDateTerm: check.SeverityOff}
	b := job.Builder{Mapping: lookupMapping(t, columns), Rosters: []*roster.Roster{then, now}, Repair: true,
		Validator: newValidator(t, now.References(nil), opts)}
	got := build(t, b, csvSource("student,day,teacher\n"+row+",zoe@example.org\n"))
	all := strings.Join(lookupIssues(got.report), "\n")
	switch have := withoutConstants(t, got.template); {
	case got.err != nil:
		t.Fatal(got.err)
	case want == "-": // told of by the checks
		if have != "" || strings.Contains(all, "student-ambiguous") {
			t.Errorf("%s: built %q: %s", columns, have, all)
		}
	case want == "" && (have != "" || strings.Count(all, "student-ambiguous") != 1):
		t.Errorf("%s: built %q, want a rejection: %s", columns, have, all)
	case !strings.HasPrefix(have, want):
		t.Errorf("%s: built %q, want %q: %s", columns, have, want, all)
	}
}
