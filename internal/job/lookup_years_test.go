package job_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
	"github.com/google/go-cmp/cmp"
)

// A record asks the roster of its school year: what a teacher's name stands
// for, and which classes there are, differ from year to year.
func TestLookupsByYear(t *testing.T) {
	year := func(first, last, given, title string) *roster.Roster {
		files := rostertest.Small()
		for name, text := range files {
			files[name] = strings.NewReplacer("2023-08-21", first, "2024-06-07", last, ",Ana,Ruiz,", ","+given+",Ruiz,",
				"Ana.Ruiz", given+".Ruiz", "Algebra 1", title).Replace(text)
		}
		r, err := roster.Load(t.Context(), rostertest.FS(files), nil)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	older := year("2021-08-23", "2022-06-10", "Alma", "Algebra A")
	newer := year("2022-06-01", "2023-06-09", "Ada", "Algebra B") // begins before the other ends
	tests := []struct {
		name, day, want string
	}{
		{"in the first year", "2022-05-31", "Alma.Ruiz@example.org,Algebra A"},
		{"in both years", "2022-06-02", "Ada.Ruiz@example.org,Algebra B"},
		{"in the second year", "2022-10-03", "Ada.Ruiz@example.org,Algebra B"},
		{"before both", "2020-10-05", "Alma.Ruiz@example.org,"},
		{"after both", "2030-10-05", "Ada.Ruiz@example.org,"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := lookupMapping(t, `"Student Number": {"from": "student"}, "Teacher Email": {"from": "teacher", "lookup": "teacher"},
				"Class Name": {"lookup": "class-of", "ifNone": "none"}`)
			for _, rosters := range [][]*roster.Roster{{older, nil, newer}, {newer, older}} {
				b := job.Builder{Mapping: m, Validator: mappingAlone(t), Rosters: rosters}
				got := build(t, b, csvSource("student,teacher,day\n00123,t1,"+tt.day+"\n"))
				want := ",,00123,," + tt.want
				if strings.HasSuffix(want, ",") {
					want += "none" // no class has lessons on that day
				}
				if have := withoutConstants(t, got.template); have != want {
					t.Errorf("%s: built %q (%v, %v), want %q", tt.day, have, got.err, lookupIssues(got.report), want)
				}
			}
		})
	}
}

// Without rosters of its own a Builder asks the Validator's, and one that has
// neither says so before the first row.
func TestLookupsRoster(t *testing.T) {
	m := lookupMapping(t, `"Student Number": {"from": "student"}, "Teacher Email": {"from": "tutor", "lookup": "teacher"},
		"Class Name": {"lookup": "class-of", "period": "lesson"}`)
	const export = "student,tutor,lesson,day\n004646,9002,,2023-10-02\n"
	refs := districtRoster(t).References(nil)
	if refs.Roster == nil {
		t.Fatal("the references of a roster lack the roster")
	}
	v, err := job.NewValidator(refs, &check.Options{Today: today})
	if err != nil {
		t.Fatal(err)
	}
	got := build(t, job.Builder{Mapping: m, Validator: v}, csvSource(export))
	if got.err != nil || withoutConstants(t, got.template) != ",,004646,,j.okafor@example.org,English 9" {
		t.Errorf("with the Validator's roster: %v\n%s%s", got.err, got.template, got.rejects)
	}
	for name, b := range map[string]job.Builder{
		"no roster":        {Mapping: m},
		"nil rosters":      {Mapping: m, Rosters: []*roster.Roster{nil}},
		"empty rosters":    {Mapping: m, Validator: v, Rosters: []*roster.Roster{}},
		"without a roster": {Mapping: m, Validator: exportValidator(t, check.Options{})},
	} {
		got := build(t, b, csvSource(strings.Replace(export, "lesson", "hour", 1)))
		want := []string{
			`columns."Class Name".period: the export has no such column`,
			`columns."Teacher Email".lookup: there is no roster to look up in: give Builder.Rosters, or a Validator whose References have one`,
			`columns."Class Name".lookup: there is no roster to look up in: give Builder.Rosters, or a Validator whose References have one`,
		}
		if diff := cmp.Diff(want, problems(t, got.err)); diff != "" || got.report.Build.Read != 0 {
			t.Errorf("%s: %d rows read; problems (-want +got):\n%s", name, got.report.Build.Read, diff)
		}
	}
}

// People and classes are looked up by what a repair makes of the cells, so that
// what it mends isn't rejected for the look-up.
func TestLookupsOfRepairedCells(t *testing.T) {
	m := lookupMapping(t, `"Student Number": {"from": "student"}, "Teacher Email": {"from": "tutor", "lookup": "teacher"},
		"Class Name": {"lookup": "class-of"}`)
	year := check.Options{
		FirstDate: dates.Date{Year: 2023, Month: 8, Day: 14}, LastDate: dates.Date{Year: 2024, Month: 6, Day: 7}, Today: today,
	}
	const written = ",,004646,,j.okafor@example.org,English 9"
	tests := []struct {
		name, row string
		opts      check.Options
		rejects   string // is in the rejects; "": the record is written
	}{
		{"plain", `004646,9002,2023-10-02`, year, ""},
		{"wrapped by a spreadsheet", `="004646",9002,2023-10-02`, year, ""},
		{"wrapped, without its zeros", `'4646,9002,2023-10-02`, year, ""},
		{"year of two digits", `004646,9002,10/02/23`, year, ""},
		{"year of two digits, and a time", `004646,9002,10/02/23 10:30`, year, ""},
		{"year of two digits in no school year", `004646,9002,10/02/22`, year, "has a year of two digits"},
		{"year of two digits without a school year", `004646,9002,10/02/23`, check.Options{Today: today}, "has a year of two digits"},
		{"before the roster's terms", `004646,9002,2022-10-02`, year, "10/2/2022 is not in a school year"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, err := job.NewValidator(districtRoster(t).References(nil), &tt.opts)
			if err != nil {
				t.Fatal(err)
			}
			got := build(t, job.Builder{Mapping: m, Validator: v, Repair: true}, csvSource("student,tutor,day\n"+tt.row+"\n"))
			if tt.rejects != "" {
				if !strings.Contains(got.rejects, tt.rejects) {
					t.Errorf("the rejects lack %q: %s%s", tt.rejects, got.template, got.rejects)
				}
				return
			}
			if got.err != nil || withoutConstants(t, got.template) != written {
				t.Errorf("built %v\n%s%s, want %s", got.err, got.template, got.rejects, written)
			}
		})
	}
}

// What was looked up in vain can be put into the mapping.
func TestLookupsMissing(t *testing.T) {
	m := lookupMapping(t, `"SIS ID": {"from": "student", "lookup": "student"}, "Teacher Email": {"from": "teacher", "lookup": "teacher"},
		"Class Name": {"lookup": "class-of"}`)
	b := job.Builder{Mapping: m, Rosters: []*roster.Roster{districtRoster(t)}}
	got := build(t, b, csvSource("student,teacher,day\n004191,Office,2023-10-02\n004660,Office,2023-10-02\n004646,\"Lee, Min\",2023-10-02\n"+
		"77,9002,2023-10-02\n004191,9001,2023-10-02\n004191,\"Kowalski, Dana\",soon\n"))
	want := []tally.MissingNames{
		{Column: schema.ColSISID, Names: []tally.Count{{Name: "77", Rows: 1}}},
		{Column: schema.ColTeacherEmail, Names: []tally.Count{{Name: "Office", Rows: 2}, {Name: "Lee, Min", Rows: 1}}},
	}
	if diff := cmp.Diff(want, got.report.Missing); diff != "" {
		t.Errorf("Missing (-want +got):\n%s", diff)
	}
	var file strings.Builder
	if err := mapping.WriteMissing(got.report, &file); err != nil {
		t.Fatal(err)
	}
	if text := file.String(); strings.Contains(text, "77") || strings.Contains(text, "SIS ID") || !strings.Contains(text, `"Lee, Min": ""`) {
		t.Errorf("WriteMissing: %s, want teachers and no students", text)
	}
	if got.report.Build.Rejected != 6 {
		t.Errorf("%d records rejected, want all 6", got.report.Build.Rejected)
	}
}

// Rows of a real bundle, which is not in the repository: one for each student
// enrolment and teacher of its class, with the teacher's name in place of the
// address and without the class. Each is built right or rejected with what
// there is to choose from, the right class among it.
func TestLookupsOfARealBundle(t *testing.T) {
	data := os.Getenv("OTUSTEMPLATE_DATA")
	if data == "" {
		t.Skip("OTUSTEMPLATE_DATA is not set")
	}
	dir := filepath.Join(data, "oneroster", "mockroster-original-zip")
	people, err := roster.Load(t.Context(), os.DirFS(dir), nil)
	if err != nil {
		t.Fatal(err)
	}
	type truth struct{ student, email, title string }
	var want []truth
	users, classes, enrolments := bundleRows(t, dir, "users"), bundleRows(t, dir, "classes"), bundleRows(t, dir, "enrollments")
	export, students := "student,teacher,day\n", 0
	for _, e := range enrolments.all {
		if e["role"] != "student" {
			continue
		}
		students++
		for _, taught := range enrolments.all {
			if taught["role"] != "teacher" || taught["classSourcedId"] != e["classSourcedId"] {
				continue
			}
			u := users.byID[taught["userSourcedId"]]
			want = append(want, truth{student: e["userSourcedId"], email: u["email"], title: classes.byID[e["classSourcedId"]]["title"]})
			name := fmt.Sprintf("%q", u["familyName"]+", "+u["givenName"])
			if len(want)%2 == 0 {
				name = u["givenName"] + " " + u["familyName"]
			}
			export += users.byID[e["userSourcedId"]]["username"] + "," + name + ",10/15/2018\n"
		}
	}
	if students != 225 {
		t.Fatalf("the bundle has %d student enrolments, want 225", students)
	}
	m := lookupMapping(t, `"SIS ID": {"from": "student", "lookup": "student"}, "Teacher Email": {"from": "teacher", "lookup": "teacher"},
		"Class Name": {"lookup": "class-of"}`)
	var wrong, right, rejected int
	rejects := make(map[int64]check.Issue)
	v, err := job.NewValidator(roster.References{}, &check.Options{Today: today,
		OnIssue: func(is check.Issue) error {
			if is.Severity == check.SeverityError {
				rejects[is.Row] = is
			}
			return nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	got := build(t, job.Builder{Mapping: m, Validator: v, Rosters: []*roster.Roster{people}}, csvSource(export))
	if got.err != nil {
		t.Fatal(got.err)
	}
	written := sheet.NewReader(strings.NewReader(got.template), nil)
	for i, w := range want {
		if is, ok := rejects[int64(i)+2]; ok {
			rejected++
			if !slices.ContainsFunc(is.Fixes, func(f check.Fix) bool { return f.New == w.title || f.New == w.email }) {
				t.Errorf("row %d is rejected without the right class: %s", i+2, is.Message)
			}
			continue
		}
		rec, err := written.Read()
		if err != nil {
			t.Fatal(err)
		}
		if have := (truth{student: rec.SISID, email: rec.TeacherEmail, title: rec.ClassName}); have != w {
			wrong++
			t.Errorf("row %d is built wrong", i+2)
			continue
		}
		right++
	}
	if wrong > 0 || right < 100 || rejected == 0 || right+rejected != len(want) {
		t.Errorf("of %d rows %d right, %d wrong, %d rejected; want none wrong, and some of the others", len(want), right, wrong, rejected)
	}
	t.Logf("of %d rows %d right, %d rejected", len(want), right, rejected)
}

// No message of a look-up holds an identifier or a name of a student.
func TestLookupsArePrivate(t *testing.T) {
	m := lookupMapping(t, `"SIS ID": {"from": "student", "lookup": "student"}, "State ID": {"lookup": "student"},
		"Teacher Email": {"from": "teacher", "lookup": "teacher"}, "Class Name": {"lookup": "class-of"}`)
	b := job.Builder{Mapping: m, Rosters: []*roster.Roster{districtRoster(t)}}
	got := build(t, b, csvSource("student,teacher,day\n004191,9001,2023-10-02\njansen.family@example.org,9003,2023-10-02\n99887766,9003,2023-10-02\n"))
	if len(got.report.Issues) < 3 {
		t.Fatalf("%d issues, want three at least", len(got.report.Issues))
	}
	for _, is := range got.report.Issues {
		for _, secret := range []string{"004191", "s01", "77001", "Tran", "Jansen", "jansen", "99887766"} {
			if strings.Contains(is.Message, secret) {
				t.Errorf("%s: the message holds %q: %s", is.Code, secret, is.Message)
			}
		}
	}
}
