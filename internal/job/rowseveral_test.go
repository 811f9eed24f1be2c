package job_test

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// A row of several students and several behaviors is nobody's, until somebody says which
// student did which.
func TestRowSeveral(t *testing.T) {
	const (
		rest     = `"Teacher Email": {"const": "a@example.org"}, "Class Name": {"const": "Art"}, "Date": {"const": "2023-09-14"}}}`
		students = `{"each": {"split": "ids", "separator": ";", "as": "one"}, "columns": {"SIS ID": {"from": "one"}, "Recognition": {"from": "what"%s}, ` + rest
		comma    = `{"each": {"split": "ids", "separator": ",", "as": "one"}, "columns": {"SIS ID": {"from": "one"}, "Recognition": {"from": "what"%s}, ` + rest
		columns  = `{"each": {"columns": ["ids", "more"], "as": "one"}, "columns": {"SIS ID": {"from": "one"}, "Recognition": {"from": "what"%s}, ` + rest
		joined   = `{"each": {"split": "ids", "separator": ";", "as": "one"}, "columns": {"SIS ID": {"from": "one"}, "Recognition": {"join": ["what", "more"], "sep": "; "%s}, ` + rest
		whats    = `{"each": {"split": "what", "separator": ";", "as": "one"}, "columns": {"SIS ID": {"from": "ids"}, "Recognition": {"from": "one"%s}, ` + rest
		both     = `{"each": {"split": "ids", "separator": ";", "as": "one"}, "columns": {"SIS ID": {"from": "one"}, "Recognition": {"from": "one"%s}, ` + rest
	)
	several := func(c schema.Column, n int) (told []string) {
		for range n {
			told = append(told, fmt.Sprint("row-several ", c, " error"))
		}
		return told
	}
	tests := []struct {
		name, mapping, values, row string // ids, what, more
		list                       []string
		severity                   check.Severity
		told                       []string
		written                    int64
	}{
		{name: "one behavior", mapping: students, row: "1; 2,Tardy,", written: 2},
		{name: "several", mapping: students, row: "1; 2,Tardy; Fighting,", told: several(schema.ColRecognition, 2)},
		{name: "several lines", mapping: students, row: "1; 2,\"Tardy\nFighting\",", told: several(schema.ColRecognition, 2)},
		{name: "one student", mapping: students, row: "1; ,Tardy; Fighting,", written: 1},
		{name: "one behavior and a separator", mapping: students, row: "1; 2,Tardy;,", written: 2},
		{name: "a code of several without a name is told once", mapping: students, values: `, "values": {"T": "Tardy"}`, row: "1; 2,T; F,", told: several(schema.ColRecognition, 2)},
		{name: "other codes stay", mapping: students, values: `, "values": {"T": "Tardy"}, "keepOthers": true`, row: "1; 2,T; F,", told: several(schema.ColRecognition, 2)},
		{name: "one code as a whole", mapping: students, values: `, "values": {"t;f": "Tardy"}`, row: "1; 2,T;F,", written: 2},
		{name: "one recognition as a whole", mapping: students, list: []string{"Tardy; late"}, row: "1; 2,Tardy; late,", written: 2},
		{name: "several of a list", mapping: students, list: []string{"Tardy", "Fighting"}, row: "1; 2,Tardy; Fighting,", told: several(schema.ColRecognition, 2)},
		{name: "a comma that parts students", mapping: comma, row: `"1, 2","Tardy, Fighting",`, told: several(schema.ColRecognition, 2)},
		{name: "a comma that parts none", mapping: students, row: `1; 2,"Tardy, unexcused",`, written: 2},
		{name: "students in columns", mapping: columns, row: "1,Tardy; Fighting,2", told: several(schema.ColRecognition, 2)},
		{name: "a student in one of the columns", mapping: columns, row: "1,Tardy; Fighting,", written: 1},
		{name: "the separator of join", mapping: joined, row: "1; 2,Tardy,Unexcused", written: 2},
		{name: "several in a cell of join", mapping: joined, row: "1; 2,Tardy; Fighting,Unexcused", told: several(schema.ColRecognition, 2)},
		{name: "behaviors are parted", mapping: whats, row: "1; 2,Tardy; Fighting,", told: several(schema.ColSISID, 2)},
		{name: "behaviors are parted, of one student", mapping: whats, row: "1,Tardy; Fighting,", written: 2},
		{name: "both are one cell", mapping: both, row: "1; 2,,", written: 2},
		{name: "a warning", mapping: students, row: "1; 2,Tardy; Fighting,", severity: check.SeverityWarning,
			told: []string{"row-several Recognition warning", "row-several Recognition warning"}, written: 2},
		{name: "off, without a name", mapping: students, values: `, "values": {"T": "Tardy"}`, row: "1; 2,T; F,", severity: check.SeverityOff,
			told: []string{"value-unmapped Recognition error", "value-unmapped Recognition error"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			opts := check.Options{Severity: make(map[schema.Code]check.Severity)}
			if tt.severity != 0 {
				opts.Severity[schema.CodeRowSeveral] = tt.severity
			}
			var refs roster.References
			if tt.list != nil {
				refs.Recognitions = nameset.NewSet(tt.list...)
			}
			b := job.Builder{Mapping: readMapping(t, fmt.Sprintf(tt.mapping, tt.values)), Validator: newValidator(t, refs, &opts)}
			got := build(t, b, csvSource("ids,what,more\n"+tt.row+"\n"))
			if got.err != nil {
				t.Fatal(got.err)
			}
			var told []string
			for _, is := range got.report.Issues {
				told = append(told, fmt.Sprint(is.Code, " ", is.Column, " ", is.Severity))
				if is.Code == schema.CodeRowSeveral && !strings.Contains(is.Message, "which student did which?") {
					t.Errorf("message %q", is.Message)
				}
			}
			if diff := cmp.Diff(tt.told, told); diff != "" {
				t.Errorf("issues (-want +got):\n%s", diff)
			}
			if got.report.Build.Written != tt.written {
				t.Errorf("%d written, want %d", got.report.Build.Written, tt.written)
			}
			if len(got.report.Missing) > 0 && tt.severity != check.SeverityOff {
				t.Errorf("names to be filled in: %v", got.report.Missing)
			}
		})
	}
	// Who enters for each student what that one did has said which.
	b := job.Builder{Mapping: readMapping(t, fmt.Sprintf(students, "")), Validator: newValidator(t, roster.References{}, nil)}
	rejects := build(t, b, csvSource("ids,what\n1; 2,Tardy; Fighting\n")).rejects
	corrected := strings.Replace(rejects, "Tardy; Fighting", "Tardy", 1)
	got := build(t, b, csvSource(strings.Replace(corrected, "Tardy; Fighting", "Fighting", 1)))
	if got.report.Build.Written != 2 || !strings.Contains(got.template, ",1,,,Tardy,") || !strings.Contains(got.template, ",2,,,Fighting,") {
		t.Errorf("corrected: %+v\n%s", got.report.Build, got.template)
	}
	b.Mapping = readMapping(t, fmt.Sprintf(students, `, "values": {"T": "Tardy"}, "keepOthers": true`))
	answers := parseCSV(t, build(t, b, csvSource("ids,what\n1; 2,Tardy; Fighting\n")).rejects)
	at := slices.Index(answers[0], schema.AnswerLabel(schema.ColRecognition))
	if at < 0 {
		t.Fatalf("no column for answers: %q", answers[0])
	}
	answers[1][at], answers[2][at] = "Tardy", "Fighting"
	var answered strings.Builder
	if err := csv.NewWriter(&answered).WriteAll(answers); err != nil {
		t.Fatal(err)
	}
	if again := build(t, b, csvSource(answered.String())); again.template != got.template {
		t.Errorf("answered: %+v\n%s", again.report.Build, again.template)
	}
}
