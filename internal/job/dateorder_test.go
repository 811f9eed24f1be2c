package job_test

import (
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
	"github.com/google/go-cmp/cmp"
)

// What the whole file is told where some of its dates can only be day first, of
// a template and of a build alike.
func TestDateOrderMessage(t *testing.T) {
	const unsure = " the day before the month; if the whole file has, "
	tests := []struct {
		name  string
		dates []string
		want  string
	}{
		{"month first", []string{"9/14/2023", "9/5/2023"}, ""},
		{"one, and others", []string{"9/5/2023", "31/10/2023", "9/6/2023", "9/9/2023", "2023-09-05"},
			"the date in row 3 has" + unsure + "2 other dates were read as the wrong days: ask whoever made the file"},
		{"several, and one other", []string{"13/9/2023", "14/9/2023", "9/5/2023"},
			"2 dates, the first in row 2, have" + unsure + "1 other date was read as the wrong day: ask whoever made the file"},
		{"no others", []string{"31/10/2023", "9/14/2023", "9/9/2023"},
			"the date in row 2 has the day before the month: write the month first"},
	}
	v := exportValidator(t, check.Options{})
	m, err := mapping.ReadMapping(strings.NewReader(`{"columns": {
		"Student Number": {"from": "ID"}, "Recognition": {"const": "Tardy"}, "Teacher Email": {"const": "nrivera@example.org"},
		"Class Name": {"const": "Biology"}, "Date": {"from": "Day"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			template, export := "Student Number,Recognition,Teacher Email,Class Name,Date\n", "ID,Day\n"
			for _, d := range tt.dates {
				template += "451,Tardy,nrivera@example.org,Biology," + d + "\n"
				export += "451," + d + "\n"
			}
			checked, err := v.Validate(t.Context(), strings.NewReader(template))
			if err != nil {
				t.Fatal(err)
			}
			built := build(t, job.Builder{Mapping: m, Validator: v}, sheet.NewCSVSource(strings.NewReader(export), nil))
			if built.err != nil {
				t.Fatal(built.err)
			}
			for _, r := range []*tally.Report{checked, built.report} {
				if diff := cmp.Diff(tt.want, messageOf(r, schema.CodeDateOrder)); diff != "" {
					t.Errorf("message mismatch (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// messageOf returns the message of the first issue of that code, "" for none.
func messageOf(r *tally.Report, code schema.Code) string {
	for _, is := range r.Issues {
		if is.Code == code {
			return is.Message
		}
	}
	return ""
}
