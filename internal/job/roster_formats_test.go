package job_test

import (
	"os"
	"strings"
	"testing"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/schema"
	"github.com/google/go-cmp/cmp"
)

// formatRoster loads the roster of the made-up district Maple Ridge in one of its formats.
func formatRoster(t *testing.T, format string, opts *roster.Options) *roster.Roster {
	t.Helper()
	r, err := roster.Load(t.Context(), os.DirFS("../../testdata/mapleridge/"+format), opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// withoutAdministrators is the roster of Maple Ridge in OneRoster's format without the
// people whom its files for Clever lack.
func withoutAdministrators(t *testing.T) *roster.Roster {
	t.Helper()
	files := make(map[string]string)
	for _, name := range []string{"academicSessions.csv", "classes.csv", "enrollments.csv", "orgs.csv", "users.csv"} {
		var kept strings.Builder
		for line := range strings.Lines(string(readFile(t, "../../testdata/mapleridge/oneroster/"+name))) {
			if !strings.Contains(line, ",administrator,") {
				kept.WriteString(line)
			}
		}
		files[name] = kept.String()
	}
	r, err := roster.Load(t.Context(), rostertest.FS(files), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The files that a district uploads to Clever give the same answers as those of
// OneRoster of the same year.
func TestCleverAnswersAsOneRoster(t *testing.T) {
	for name, export := range map[string]string{
		"history": "history_2026.csv", "powerschool_log": "powerschool_log.txt", "skyward": "skyward.csv", "aeries_ads": "aeries_ads.csv",
		"ic_behavior": "ic_behavior.csv",
	} {
		t.Run(name, func(t *testing.T) {
			text := string(readFile(t, "../../testdata/mapleridge/"+export))
			buildBy := func(r *roster.Roster) built {
				refs := r.References(nil)
				b := job.Builder{
					Mapping: readMappingFile(t, "../../testdata/mapleridge/"+name+".json"), Validator: newValidator(t, refs, nil), Repair: true,
				}
				return build(t, b, csvSource(text))
			}
			want, got := buildBy(withoutAdministrators(t)), buildBy(formatRoster(t, "clever", nil))
			if want.report.Build.Written == 0 {
				t.Errorf("nothing is written: %+v, %v", want.report.Build, want.err)
			}
			if diff := cmp.Diff(want.template, got.template); diff != "" {
				t.Errorf("another template (-OneRoster +Clever):\n%s", diff)
			}
			if diff := cmp.Diff(want.rejects, got.rejects); diff != "" {
				t.Errorf("other rejects (-OneRoster +Clever):\n%s", diff)
			}
			if diff := cmp.Diff(want.report.Counts, got.report.Counts); diff != "" {
				t.Errorf("another report (-OneRoster +Clever):\n%s", diff)
			}
		})
	}
}

// A class by the name that the other side gives it is suggested by its own.
func TestOtherNameOfClassIsSuggested(t *testing.T) {
	for _, tt := range []struct {
		name  string
		names roster.ClassNames
		class string
		want  []string
	}{
		{"Clever's", roster.ClassNamesDistrict, "Algebra - Ruiz - 1", []string{"Algebra 1"}},
		{"Clever's in another case", roster.ClassNamesDistrict, "ALGEBRA - RUIZ - 1", []string{"Algebra 1"}},
		{"Clever's misspelled", roster.ClassNamesDistrict, "Algebra - Riuz - 1", []string{"Algebra 1"}},
		{"the district's", roster.ClassNamesClever, "Algebra 1", []string{"Algebra - Ruiz - 1"}},
		{"nobody's", roster.ClassNamesDistrict, "Woodwork", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := roster.Load(t.Context(), rostertest.FS(rostertest.Clever()), &roster.Options{ClassNames: tt.names})
			if err != nil {
				t.Fatal(err)
			}
			v := newValidator(t, r.References(nil), nil)
			var got []string
			for _, is := range v.Check(schema.Record{StudentNumber: "00123", Recognition: "Tardy", TeacherEmail: "ana.ruiz@example.org", ClassName: tt.class, Date: dates.Date{Year: 2023, Month: 9, Day: 14}}) {
				if is.Code == schema.CodeClassUnknown {
					for _, f := range is.Fixes {
						if got = append(got, f.New); f.Safe {
							t.Errorf("the fix %+v is safe", f)
						}
					}
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("suggested (-want +got):\n%s", diff)
			}
		})
	}
}

// Where no file says how Clever shows a class, it is its title, a teacher's family name
// and its period: the look-up finds it so, and in a template it is suggested, on either
// side. Nothing is found if one of the three is another class's.
func TestClassAsCleverShowsIt(t *testing.T) {
	people := aYear(t, 2023, "t1,,teacher,Ana,Smith,1,,ana@example.org,\nt2,,teacher,Bo,De la Cruz,2,,bo@example.org,\ns1,,student,Cy,Park,00123,,,\n",
		"c1,,Algebra I,A-1,,FY\nc2,,Art - Studio,A-2,,FY\n")
	for _, tt := range []struct{ cell, want string }{
		{"Algebra I - Smith", "Algebra I"},
		{"algebra i \u2013 SMITH \u2013 2(A)", "Algebra I"}, // the roster has no periods
		{"Art - Studio - De La Cruz", "Art - Studio"},
		{"Art - Studio - Smith - 3", "Art - Studio"},
		{"Art - Studio", "Art - Studio"},
		{"Algebra I - Jones", ""},
		{"Algebra - Smith", ""},
		{"Algebra I - Ana", ""},
		{"Algebra I - Smith - 2 - 3", ""},
		{" - Smith", ""},
	} {
		m := lookupMapping(t, `"Student Number": {"from": "student"}, "Teacher Email": {"const": "ana@example.org"}, "Class Name": {"from": "class", "lookup": "class"}`)
		got := build(t, job.Builder{Mapping: m, Rosters: []*roster.Roster{people}}, csvSource("student,class,day\n00123,\""+tt.cell+"\",2023-10-02\n"))
		if have := withoutConstants(t, got.template); have != ",,00123,,ana@example.org,"+tt.want && (have != "" || tt.want != "") {
			t.Errorf("%s: built %q, want %q", tt.cell, have, tt.want)
		}
	}
	suggested := func(refs roster.References, cell string) (fixes []string) {
		v := newValidator(t, refs, nil)
		for _, is := range v.Check(schema.Record{StudentNumber: "00123", Recognition: "Tardy", TeacherEmail: "ana@example.org", ClassName: cell, Date: dates.Date{Year: 2023, Month: 10, Day: 2}}) {
			for _, f := range is.Fixes {
				if fixes = append(fixes, f.New); f.Safe {
					t.Errorf("the fix %+v is safe", f)
				}
			}
		}
		return fixes
	}
	refs := people.References(nil)
	if diff := cmp.Diff([]string{"Algebra I"}, suggested(refs, "Algebra I - Smith - 2(A)")); diff != "" {
		t.Errorf("of a class as Clever shows it (-want +got):\n%s", diff)
	}
	refs.Classes = nameset.NewSet("Algebra I - Smith", "Algebra I - De la Cruz", "Art - Studio - Smith")
	if diff := cmp.Diff([]string{"Algebra I - Smith", "Algebra I - De la Cruz"}, suggested(refs, "Algebra I")); diff != "" {
		t.Errorf("of a title, where Otus has classes as Clever shows them (-want +got):\n%s", diff)
	}

	ridge := formatRoster(t, "oneroster", nil)
	titles := nameset.NewSet(ridge.AllTitles()...)
	for cell, want := range map[string]int{"Algebra I - Smith - 2(A)": 2, "Algebra I - Smith - Period 2": 4, "Algebra I - Smith - 3(A)": 0, "Algebra I - Smith - Lunch": 0, "Algebra I - Smith": 4} {
		if got := ridge.ClassesShown(cell, titles, false); len(got) != want {
			t.Errorf("%s: %d classes of Maple Ridge, want %d", cell, len(got), want)
		}
	}
}
