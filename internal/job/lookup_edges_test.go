package job_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
	"github.com/google/go-cmp/cmp"
)

// What is found is never the first of several, nor what happens to be there.
func TestLookupsTakeNoFirst(t *testing.T) {
	files := rostertest.Small()
	files["classes.csv"] += "c3,,,Advisory,,k3,AD,homeroom,,o1,FY,,,\n" +
		"c4,,,Band,,k4,BA1,scheduled,,o1,FY,,,\nc5,,,Band,,k4,BA2,scheduled,,o1,FY,,,\nc6,,,Choir,,k5,CH,scheduled,,o1,FY,,,\n" +
		"c7,,,Advisory,,k3,AD2,homeroom,,o1,FY,,,\n"
	files["enrollments.csv"] = strings.SplitAfter(files["enrollments.csv"], "\n")[0] +
		"e1,,,c2,o1,s1,student,,,\ne2,,,c3,o1,s1,student,,,\n" + // two homerooms
		"e3,,,c3,o1,s2,student,,,\ne4,,,c7,o1,s2,student,,,\n" + // two of one title
		"e5,,,c5,o1,t1,teacher,true,,\n" + // c4 has no teacher
		"e6,,,c6,o1,t1,teacher,true,,\ne7,,,c6,o1,t2,teacher,true,,\n" // both primary
	people, err := roster.Load(t.Context(), rostertest.FS(files), nil)
	if err != nil {
		t.Fatal(err)
	}
	const (
		classOf = `"SIS ID": {"from": "student"}, "Teacher Email": {"from": "teacher"}, "Class Name": {"lookup": "class-of", "ifNone": "homeroom"}`
		ofClass = `"SIS ID": {"from": "student"}, "Class Name": {"from": "class"}, "Teacher Email": {"lookup": "teacher-of"}`
	)
	for _, tt := range []struct{ name, columns, row, want, issue string }{
		{name: "two homerooms", columns: classOf, row: "s1,ana.ruiz@example.org,,2023-10-02",
			issue: `row 2 lookup-several the student has several homerooms: "Homeroom 6" or "Advisory"; choose which one is meant [Homeroom 6 Advisory]`},
		{name: "two homerooms of one title", columns: classOf, row: "s2,ana.ruiz@example.org,,2023-10-02", want: ",s2,,,ana.ruiz@example.org,Advisory",
			issue: `row 2 defaulted no class of the student with this teacher was found on that day, so "Advisory" was entered: check it []`},
		{name: "two classes, one without a teacher", columns: ofClass, row: "s1,,Band,2023-10-02",
			issue: `row 2 lookup-several the class has several teachers: a class without a teacher on that day or Ruiz, Ana (Ana.Ruiz@example.org); choose who is meant [Ana.Ruiz@example.org]`},
		{name: "two primary teachers", columns: ofClass, row: "s1,,Choir,2023-10-02",
			issue: `row 2 lookup-several the class has several teachers: Ruiz, Ana (Ana.Ruiz@example.org) or Lee, Bo (bo.lee@example.org); choose who is meant [Ana.Ruiz@example.org bo.lee@example.org]`},
		{name: "the last day", columns: strings.Replace(classOf, `, "ifNone": "homeroom"`, "", 1), row: "s1,ana.ruiz@example.org,,2024-06-07",
			issue: `row 2 lookup-none the teacher did not teach this student on that day, who is in "Homeroom 6" or "Advisory": correct the teacher, or enter the class [Homeroom 6 Advisory]`},
		{name: "the day after", columns: classOf, row: "s1,ana.ruiz@example.org,,2024-06-08",
			issue: `row 2 lookup-none 6/8/2024 is not in a school year that has a roster: check the year. If it is right, your data person must add that year's roster []`},
		{name: "the day before the first", columns: classOf, row: "s1,ana.ruiz@example.org,,2023-08-20",
			issue: `row 2 lookup-none 8/20/2023 is not in a school year that has a roster: check the year. If it is right, your data person must add that year's roster []`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := job.Builder{Mapping: lookupMapping(t, tt.columns), Rosters: []*roster.Roster{people}}
			got := build(t, b, csvSource("student,teacher,class,day\n"+tt.row+"\n"))
			if written := withoutConstants(t, got.template); got.err != nil || written != tt.want {
				t.Errorf("written %s, want %s (%v)", written, tt.want, got.err)
			}
			if diff := cmp.Diff([]string{tt.issue}, lookupIssues(got.report)); diff != "" {
				t.Errorf("issues (-want +got):\n%s", diff)
			}
		})
	}
}

// The first and the last day of rows.dates count, in rows that are plain as in
// others.
func TestRowsOnFirstAndLastDay(t *testing.T) {
	for _, id := range []string{`{"from": "id"}`, `{"from": "id", "values": {"1": "1", "2": "2", "3": "3", "4": "4"}}`} {
		m := readMapping(t, `{"rows": {"dates": {"first": "2023-09-14", "last": "2023-09-20"}}, "columns": {"SIS ID": `+id+`, "Recognition": {"const": "Tardy"},
			"Teacher Email": {"const": "a@example.org"}, "Class Name": {"const": "Art"}, "Date": {"from": "day"}}}`)
		for _, rows := range []string{
			"1,9/13/2023\n2,9/14/2023\n3,9/20/2023\n4,9/21/2023\n",
			"1, 9/13/2023\n2, 9/14/2023\n3, 9/20/2023\n4, 9/21/2023\n",
		} {
			got := build(t, job.Builder{Mapping: m, Validator: newValidator(t, roster.References{}, nil), Repair: true}, csvSource("id,day\n"+rows))
			want := tally.BuildCounts{Read: 4, LeftOut: 2, Records: 2, Written: 2, Repaired: got.report.Build.Repaired}
			if diff := cmp.Diff(&want, got.report.Build); diff != "" || !strings.Contains(got.template, ",2,,,") || !strings.Contains(got.template, ",3,,,") {
				t.Errorf("%s with %s: counts (-want +got):\n%s%s", rows, id, diff, got.template)
			}
		}
	}
}

// Cells of nothing but blanks are no parts of a join, in rows that are plain as in
// others, and a date in one of the layouts or as YYYY-MM-DD may have blanks
// around it.
func TestMappedBlanks(t *testing.T) {
	for _, trim := range []string{"", `, "trim": true`} {
		m := readMapping(t, `{"columns": {"SIS ID": {"from": "id"}, "Recognition": {"const": "Tardy"}, "Teacher Email": {"const": "a@example.org"},
			"Class Name": {"const": "Art"}, "Date": {"from": "day", "formats": ["d.m.yyyy"]}, "Note": {"join": ["a", "b", "c"], "sep": "+"`+trim+`}}}`)
		got := build(t, job.Builder{Mapping: m}, csvSource("id,day,a,b,c\n1,14.9.2023,x, ,z\n2, 2023-09-14 ,,\t,z\n3,2023-09-14\t,x,\u00a0,\n4,14.9.2023,\" \",x,\" \"\n"))
		want := []string{",1,,,Tardy,a@example.org,Art,2023-09-14,x+z", ",2,,,Tardy,a@example.org,Art,2023-09-14,z", ",3,,,Tardy,a@example.org,Art,2023-09-14,x", ",4,,,Tardy,a@example.org,Art,2023-09-14,x"}
		rows := strings.Split(strings.TrimSpace(got.template), "\n")[1:]
		if diff := cmp.Diff(want, rows); got.err != nil || diff != "" {
			t.Errorf("template (-want +got):\n%s (%v)", diff, got.err)
		}
	}
}

// Rejects that can't be written whole are told, though all rows were read and the
// last of them stood in the buffer.
func TestLastRejectsFail(t *testing.T) {
	rejects := &failAfter{n: 10}
	b := job.Builder{Mapping: readMapping(t, plainMapping), Rejects: rejects}
	var template bytes.Buffer
	rep, err := b.Build(context.Background(), csvSource("id,what,who,day,note\n1,X,a@example.org,9/14/2023,\n"), sheet.NewWriter(&template, nil))
	if !errors.Is(err, errFull) || rep.Stopped == "" || rep.OK() {
		t.Errorf("error %v, stopped %q; want %v", err, rep.Stopped, errFull)
	}
}

// Repaired counts the records in which a repair changed something, once each.
func TestRepairedRecords(t *testing.T) {
	v := newValidator(t, roster.References{Classes: nameset.NewSet("Art")}, nil)
	for _, repairs := range []bool{true, false} {
		m := readMapping(t, `{"columns": {"SIS ID": {"from": "id"}, "Recognition": {"from": "what"}, "Teacher Email": {"const": "a@example.org"},
			"Class Name": {"from": "class"}, "Date": {"from": "day"}}}`)
		got := build(t, job.Builder{Mapping: m, Validator: v, Repair: repairs},
			csvSource("id,what,class,day\n1,Tardy,Art,2023-09-14\n2,Tardy , art,2023-09-14\n3,Tardy,Art,9/14/2023\n4,Tardy,Latin ,2023-09-14\n5,Tardy,Art,2023-09-14 \n"))
		want := map[bool]int64{true: 2}[repairs]
		if got.report.Build.Repaired != want {
			t.Errorf("repairs %t: %d records repaired, want %d", repairs, got.report.Build.Repaired, want)
		}
	}
}

// A class of the roster whose title looks like a placeholder is one, default or not.
func TestLookupsOfTitlesLikePlaceholders(t *testing.T) {
	files := rostertest.Small()
	files["classes.csv"] += "c3,,,TBD,,k3,AD,scheduled,,o1,FY,,,\n"
	people, err := roster.Load(t.Context(), rostertest.FS(files), nil)
	if err != nil {
		t.Fatal(err)
	}
	columns := `"SIS ID": {"from": "student"}, "Teacher Email": {"from": "teacher"}, "Class Name": {"from": "class", "lookup": "class", "ifEmpty": "Art"}`
	for class, want := range map[string]int64{"TBD": 0, "N/A": 1} {
		b := job.Builder{Mapping: lookupMapping(t, columns), Rosters: []*roster.Roster{people}}
		got := build(t, b, csvSource("student,teacher,class,day\ns1,ana.ruiz@example.org,"+class+",2023-10-02\n"))
		if n := got.report.Counts[schema.CodeDefaulted]; n != want {
			t.Errorf("%s: the default was taken %d times, want %d", class, n, want)
		}
	}
}

// Of a roster that has another in a folder within it is the one that is read.
func TestRosterAboveAnother(t *testing.T) {
	files := rostertest.Small()
	for name, text := range rostertest.Small() {
		files["last year/"+name] = text
	}
	checkSameRoster(t, rostertest.Small(), files)
}

// A date that can mean several days is none to look anything up on, also where the check
// of such dates is off: the class would be that of another day.
func TestLookupsOfDatesInDoubt(t *testing.T) {
	people := peopleRoster(t, "s1,,student,Ann,Boe,001,,,\n", "c1,s1,student,,,,\n")
	off := map[schema.Code]check.Severity{schema.CodeDateAmbiguous: check.SeverityOff, schema.CodeDateIncomplete: check.SeverityOff, schema.CodeDateTime: check.SeverityOff, schema.CodeDateFuture: check.SeverityOff}
	m := readMapping(t, `{"columns": {"Student Number": {"from": "who"}, "Recognition": {"const": "Tardy"}, "Teacher Email": {"const": "zoe@example.org"},
		"Class Name": {"lookup": "class-of"}, "Date": {"from": "day"}}}`)
	year := check.Options{Severity: off, FirstDate: dates.Date{Year: 2023, Month: 8, Day: 1}, LastDate: dates.Date{Year: 2024, Month: 7, Day: 31}}
	for cell, want := range map[string]bool{
		"9/14/2023": true, "2023-09-14": true, "2023-09-14 10:00": true, "9/14/23": true,
		"14/9/2023": false, "45183": false, "2023-09-14 10:00:00 Z": false, "9/14": false, "9/14/33": false, "September 2023": false, "": false,
		"9/14/23 without a school year": false, "9/14/2023 without a school year": true,
	} {
		opts, day := year, cell
		if before, _, ok := strings.Cut(cell, " without"); ok {
			opts, day = check.Options{Severity: off}, before
		}
		got := build(t, job.Builder{Mapping: m, Validator: newValidator(t, people.References(nil), &opts)}, csvSource("who,day\n001,"+day+"\n"))
		if got.err != nil {
			t.Fatal(got.err)
		}
		found := got.report.Counts[schema.CodeLookupNone] == 0 && strings.Contains(got.template, "Algebra")
		if found != want {
			t.Errorf("%q: found %t, want %t: %v\n%s", cell, found, want, got.report.Counts, got.template)
		}
	}
}
