package job_test

import (
	"strings"
	"sync"
	"testing"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
	"github.com/google/go-cmp/cmp"
)

// One Validator, made from one set of references, serves many goroutines: each
// gets the answers that it would get alone. Run with -race.
func TestSharedValidator(t *testing.T) {
	t.Parallel() // it takes long
	refs := district()
	v := newValidator(t, refs, schoolYear())
	known, err := v.WithShared(t.Context(), "earlier.csv", strings.NewReader(headerLine+goodRow(1)+goodRow(2)))
	if err != nil {
		t.Fatal(err)
	}
	files := messyFiles()
	want := make([]*tally.Report, len(files))
	for i, f := range files {
		want[i] = validate(t, newValidator(t, district(), schoolYear()), f.text)
	}
	rec := goodRecord()
	rec.ClassName = "  algebra  1"
	issues := describe(v.Check(rec))
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := range files {
				at := (i + worker) % len(files)
				if diff := cmp.Diff(want[at], validate(t, v, files[at].text), ignoreClock); diff != "" {
					t.Errorf("%s: report differs (-alone +shared):\n%s", files[at].name, diff)
				}
				if diff := cmp.Diff(issues, describe(v.Check(rec))); diff != "" {
					t.Errorf("Check differs (-alone +shared):\n%s", diff)
				}
				if _, settled := v.Repair(rec); len(settled) == 0 {
					t.Error("Repair settled nothing")
				}
				if rep := validate(t, known, headerLine+goodRow(2)); rep.Counts[schema.CodeDuplicateShared] != 1 {
					t.Errorf("a shared row is told %d times", rep.Counts[schema.CodeDuplicateShared])
				}
				if _, err := known.WithShared(t.Context(), "earlier.csv", strings.NewReader(headerLine+goodRow(3))); err != nil {
					t.Error(err)
				}
				refs.Classes.Suggest("Algebre", 2)
			}
		})
	}
	all.Wait()
}

// One Roster serves look-ups, checks of whole files and of records, all at once.
func TestSharedRoster(t *testing.T) {
	people := districtRoster(t)
	v := newValidator(t, people.References(nameset.NewSet("Tardy")), schoolYear())
	m := lookupMapping(t, `"SIS ID": {"from": "student", "lookup": "student"}, "Teacher Email": {"from": "teacher", "lookup": "teacher"},
		"Class Name": {"lookup": "class-of", "period": "period"}, "Note": {"from": "note"}`)
	const export = "student,teacher,period,day,note\n" +
		"004191,9001,3,2023-10-02,wrote to a.rivera@example.org\n" +
		"jansen.family@example.org,\"Okafor, Jude\",,2023-10-02,\n" +
		"99887766,nobody,,2023-10-02,\n" +
		"004191,9001,,2023-10-02,with student 004192\n"
	text := headerLine + ",,004191,,Tardy,a.rivera@example.org,Algebra 1,10/2/2023,with student 004192\n" +
		",,4191,,Tardy,A.Rivera@example.org,Algebre 1,10/2/2023,\n,s01,77001,,Tardy,x@example.org,Art,10/2/2030,\n"
	rec := schema.Record{StudentNumber: "4191", Recognition: "tardy", TeacherEmail: "A.RIVERA@example.org", ClassName: "algebra 1", Date: dates.Date{Year: 2023, Month: 10, Day: 2}}
	type answers struct {
		Report, Built     *tally.Report
		Template, Rejects string
		Issues, Repaired  []string
		Record            schema.Record
		Problems          []nameset.Problem
		Teachers          int
	}
	ask := func() (a answers) {
		a.Report = validate(t, v, text)
		b := build(t, job.Builder{Mapping: m, Validator: v, Rosters: []*roster.Roster{people, people}, Repair: true}, csvSource(export))
		a.Built, a.Template, a.Rejects = b.report, b.template, b.rejects
		a.Issues = describe(v.Check(rec))
		repaired, settled := v.Repair(rec)
		a.Record, a.Repaired = repaired, describe(settled)
		a.Problems, a.Teachers = people.Problems(), people.References(nil).Teachers.Len()
		return a
	}
	want := ask()
	if len(want.Issues) == 0 || len(want.Repaired) == 0 || want.Built.Build.Written == 0 || want.Built.Build.Rejected == 0 || want.Report.Errors == 0 {
		t.Fatalf("the roster was hardly asked: %+v", want)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 5 {
				if diff := cmp.Diff(want, ask(), ignoreClock); diff != "" {
					t.Errorf("answers differ (-alone +shared):\n%s", diff)
				}
			}
		})
	}
	all.Wait()
}

// One Layout serves many Writers and one Report many renderers.
func TestSharedLayoutAndReport(t *testing.T) {
	layout := narrowLayout(t)
	rep := validate(t, newValidator(t, district(), schoolYear()), messyFiles()[2].text)
	want := make(map[string]string)
	for format := range formats {
		want[format] = render(t, format, rep, &advice.ReportOptions{Redact: true})
	}
	rec := schema.Record{SISID: "1", Recognition: "Tardy"}
	text := written(t, &sheet.WriterOptions{Layout: layout}, rec)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if got := written(t, &sheet.WriterOptions{Layout: layout}, rec); got != text {
				t.Errorf("written %q, alone %q", got, text)
			}
			for format := range formats {
				if render(t, format, rep, &advice.ReportOptions{Redact: true}) != want[format] {
					t.Errorf("the %s report differs from one rendered alone", format)
				}
			}
		})
	}
	all.Wait()
}
