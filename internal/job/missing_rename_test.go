package job_test

import (
	"bytes"
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
)

// A title that an earlier year's roster gave and that Otus lacks is asked for once, as a
// rename. A class that the export names is asked for by that name.
func TestMissingRename(t *testing.T) {
	const (
		people = "t1,,teacher,Tess,Hill,901,,tess@example.org,\ns1,,student,Ann,Ames,0101,,ann@example.org,{State:77001}\n"
		rest   = `"Student Number": {"from": "id"}, "Recognition": {"const": "Tardy"}, "Teacher Email": {"from": "who"}, "Date": {"from": "day"}`
	)
	tests := []struct {
		name, class string
		missing     string // "" is still to be filled in
		filled      string
	}{
		{"class-of", `{"lookup": "class-of"}`, `{"Class Name":{"rename":{"Life Science":""}}}`, `"Life Science": "Biology"`},
		{"class-in", `{"lookup": "class-in", "period": "period"}`, `{"Class Name":{"rename":{"Life Science":""}}}`, `"Life Science": "Biology"`},
		{"class", `{"from": "class", "lookup": "class"}`, `{"Class Name":{"values":{"LS-1":""}}}`, `"LS-1": "Biology"`},
		{"renamed already", `{"lookup": "class-of", "rename": {"Life Science": "Biology"}}`, `{}`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			then, now := aYear(t, 2021, people, "c1,,Life Science,LS-1,,FY\n"), aYear(t, 2023, people, "c9,,Biology,B-1,,FY\n")
			refs := now.References(nameset.NewSet("Tardy"))
			refs.Past = []*roster.Roster{then}
			v, err := job.NewValidator(refs, &check.Options{Today: dates.Date{Year: 2024, Month: 6, Day: 30}})
			if err != nil {
				t.Fatal(err)
			}
			m := readMapping(t, `{"columns": {`+rest+`, "Class Name": `+tt.class+`}}`)
			const export = "id,who,day,period,class\n0101,tess@example.org,2021-10-04,,LS-1\n"
			first := build(t, job.Builder{Mapping: m, Validator: v}, csvSource(export))
			var missing bytes.Buffer
			if err := mapping.WriteMissing(first.report, &missing); err != nil {
				t.Fatal(err)
			}
			columns, _, _ := strings.Cut(strings.Join(strings.Fields(strings.ReplaceAll(missing.String(), "Class Name", "Class_Name")), ""), `,"counts"`)
			want := strings.ReplaceAll(strings.ReplaceAll(tt.missing, "Class Name", "Class_Name"), " ", "")
			if columns != `{"columns":`+want {
				t.Fatalf("missing %s\nwant %s; issues %v", columns, want, first.report.Counts)
			}
			if tt.filled == "" {
				return
			}
			code, _, _ := strings.Cut(tt.filled, ":")
			values, err := mapping.ReadValues(strings.NewReader(strings.Replace(missing.String(), code+`: ""`, tt.filled, 1)))
			if err != nil {
				t.Fatal(err)
			}
			if m, err = m.WithValues(0, values); err != nil {
				t.Fatal(err)
			}
			again := build(t, job.Builder{Mapping: m, Validator: v}, csvSource(export))
			if again.report.Build.Written != 1 || !strings.Contains(again.template, ",Biology,") || len(again.report.Missing) > 0 {
				t.Errorf("built again: %+v, %v\n%s", again.report.Build, again.report.Missing, again.template)
			}
		})
	}
}
