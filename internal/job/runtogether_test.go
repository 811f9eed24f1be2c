package job_test

import (
	"strings"
	"testing"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// Rows that may have run into each other. Each is one row with its right number of
// cells, of which the marked cells may belong to anybody.
var rowsRunTogether = map[string]string{
	"two rows made one":      "kim@example.org,,1001,,\"Tardy,lee@example.org,Art,9/4/2023,seCret wept\n,,seCret77,,Tardy\",lee@example.org,Art,9/4/2023,seCret fell\n",
	"in the teacher":         "kim@example.org,,1001,,Tardy,\"lee@example.org,Art,9/4/2023,seCret wept\r\n,,seCret77,,Tardy,lee@example.org\",Art,9/4/2023,seCret fell\n",
	"in the class":           "kim@example.org,,1001,,Tardy,lee@example.org,\"Art,9/4/2023,seCret wept\r,,seCret77,,Tardy,lee@example.org,Art\",9/4/2023,seCret fell\n",
	"in the date":            "kim@example.org,,1001,,Tardy,lee@example.org,Art,\"9/4/2023,seCret wept\n,,seCret77,,Tardy,lee@example.org,Art,9/4/2023\",seCret fell\n",
	"a quote":                "kim@example.org,,1001,,\"Tardy \"\"seCret\",lee@example.org,Art,9/4/2023,seCret\n",
	"a bare quote":           "kim@example.org,,1001,,Tardy \"seCret,lee@example.org,Art,9/4/2023,seCret\n",
	"a quoted date":          "kim@example.org,,1001,,Tardy,lee@example.org,Art,\"9/4/2023 \"\"seCret\",seCret\n",
	"three commas":           "kim@example.org,,1001,,Tardy,lee@example.org,\"Art,,,seCret\",9/4/2023,seCret\n",
	"three semicolons":       "kim@example.org,,1001,,Tardy,lee@example.org,Art;9/4/2023;seCret;77,9/4/2023,seCret\n",
	"three bars":             "kim@example.org,,1001,,Tardy|seCret||77,lee@example.org,Art,9/4/2023,seCret\n",
	"three tabs":             "kim@example.org,,1001,,Tardy\tseCret\t\t77,lee@example.org,Art,9/4/2023,seCret\n",
	"others shifted":         "kim@example.org,,1001,,seCret Lena,seCret.lena@example.org,\"Art\nseCret\",seCret 2,seCret\n",
	"a placeholder beside":   "kim@example.org,,1001,,\"a,b,c,seCret\",N/A,Art seCret,13/4/2023 seCret,seCret\n",
	"only separators tell":   "seCret@example.org,,seCret,seCret,seCret one,seCret.two@example.org,seCret three,\"1,2,3,4\",seCret\n",
	"a formula beside":       "kim@example.org,,1001,,=seCret,-seCret,\"'a;b;c;seCret\",'seCret,seCret\n",
	"spaces and a wrapped":   "kim@example.org,,1001,, seCret ,\"=\"\"seCret\"\"\",\" a;b;;;seCret \",9/4/23 seCret,seCret\n",
	"too long for one's own": "kim@example.org,,1001,,\"" + strings.Repeat("seCret, ", 60) + "\",lee@example.org,Art,9/4/2023,seCret\n",
}

func TestRowsRunTogetherAreQuotedNowhere(t *testing.T) {
	t.Parallel() // it takes long
	lists := roster.References{
		Recognitions: nameset.NewSet("Tardy"), Teachers: nameset.NewEmailSet("lee@example.org"), Classes: nameset.NewSet("Art"),
	}
	people := districtRoster(t)
	references := map[string]roster.References{
		"lists": lists, "nothing": {}, "no classes": {Recognitions: lists.Recognitions, Teachers: lists.Teachers},
		"no recognitions": {Classes: lists.Classes}, "a roster": people.References(lists.Recognitions),
	}
	const good = ",,1002,,Tardy,lee@example.org,Art,9/4/2023,fine\n"
	for name, row := range rowsRunTogether {
		for known, refs := range references {
			text := runTogetherHeader + good + row + good + row
			t.Run(name+", "+known, func(t *testing.T) {
				for _, told := range []bool{true, false} {
					if !told && !slow {
						break
					}
					var issues []check.Issue
					opts := schoolYear()
					if told {
						opts.OnIssue = func(is check.Issue) error { issues = append(issues, is); return nil }
					}
					v := newValidator(t, refs, opts)
					rep, err := v.Validate(t.Context(), strings.NewReader(text))
					if err != nil {
						t.Fatal(err)
					}
					if !told {
						issues = rep.Issues
					}
					checkHoldsNot(t, "seCret", rep, issues)
					got := build(t, job.Builder{Validator: v, Repair: true}, csvSource(text))
					checkHoldsNot(t, "seCret", got.report, got.report.Issues)
				}
				got := build(t, job.Builder{}, csvSource(text))
				checkHoldsNot(t, "seCret", got.report, got.report.Issues)
				for at, m := range runTogetherMappings {
					m, err := mapping.ReadMapping(strings.NewReader(m))
					if err != nil {
						t.Fatal(err)
					}
					b := job.Builder{Mapping: m, Validator: newValidator(t, refs, schoolYear()), Rosters: []*roster.Roster{people}, Repair: true}
					t.Log("mapping", at)
					got := build(t, b, csvSource(strings.Replace(text, "State ID", "Role", 1)))
					checkHoldsNot(t, "seCret", got.report, got.report.Issues)
				}
			})
		}
	}
}

// runTogetherMappings quote the export's own cells in what they tell.
var runTogetherMappings = []string{
	`{"columns": {"Student Number": {"from": "Student Number"}, "Recognition": {"from": "Recognition", "values": {"x": "Tardy"}},
		"Teacher Email": {"from": "Teacher Email", "lookup": "teacher"}, "Class Name": {"from": "Class Name", "lookup": "class"}, "Date": {"from": "Date", "formats": ["2006.01.02"]}, "Note": {"from": "Note"}}}`,
	`{"columns": {"Student Number": {"from": "Student Number"}, "Recognition": {"join": ["Recognition", "Date"], "sep": " "},
		"Teacher Email": {"from": "Teacher Email"}, "Class Name": {"from": "Class Name", "values": {"x": "Art"}}, "Date": {"from": "Date"}, "Note": {"from": "Note"}}}`,
	`{"columns": {"Student Number": {"from": "Student Number"}, "Recognition": {"from": "Recognition"},
		"Teacher Email": {"from": "Teacher Email", "values": {"x": "lee@example.org"}, "lookup": "teacher"}, "Class Name": {"from": "Class Name", "lookup": "class-of"}, "Date": {"from": "Date"}, "Note": {"from": "Note"}}}`,
}

// A name that Otus has is one name, whatever it holds, and what is wrong beside it is
// told in full.
func TestNamesThatHoldSeparators(t *testing.T) {
	refs := district()
	refs.Classes = nameset.NewSet(`The "A" Team`, "Math, Art, Music, Gym")
	for _, class := range []string{`"The ""A"" Team"`, `"Math, Art, Music, Gym"`, `"math, art, Music, Gym"`} {
		text := runTogetherHeader + ",,1002,,Coopertive,nobody@example.org," + class + ",2023-09-14,fine\n"
		rep, err := newValidator(t, refs, schoolYear()).Validate(t.Context(), strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, is := range rep.Issues {
			if is.Unsplit || is.Code == schema.CodeTeacherUnknown && !strings.Contains(is.Message, "nobody@") {
				t.Errorf("%s: %s: %s", class, is.Code, is.Message)
			}
		}
		if got := render(t, "json", rep, &advice.ReportOptions{Redact: true}); !strings.Contains(got, "nobody@example.org") {
			t.Errorf("%s: a teacher is hidden", class)
		}
	}
	text := runTogetherHeader + ",,1002,,Coopertive,nobody@example.org,\"Zoo, Farm, Field\",2023-09-14,fine\n"
	rep, err := newValidator(t, refs, schoolYear()).Validate(t.Context(), strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if is := rep.Issues[len(rep.Issues)-1]; is.Unsplit || !strings.Contains(is.Message, "Zoo, Farm, Field") {
		t.Errorf("two separators: %+v", is)
	}
}
