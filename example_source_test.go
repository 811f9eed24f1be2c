package otustemplate_test

import (
	"context"
	"fmt"
	"strings"

	"example.com/otustemplate"
)

// A prefixed source is a CSV file whose student numbers have the school in front of
// them, as in "HS-004191". It embeds the CSVSource, so that everything that this knows
// of its rows stays known, and overrides what it wants otherwise.
type prefixed struct{ *otustemplate.CSVSource }

// Scan takes the school off the numbers, which are in the first column.
func (s prefixed) Scan(dest ...any) error {
	// An error is that of the row: return it as it is.
	if err := s.CSVSource.Scan(dest...); err != nil {
		return err
	}
	number := dest[0].(*any) // Build passes pointers to any; a CSVSource stores strings
	*number = strings.TrimPrefix((*number).(string), "HS-")
	return nil
}

// A Source that wraps a CSVSource: rows and cells keep the names that they have in the
// file.
func ExampleSource() {
	const export = "Incidents 2023/24,,\n" +
		"Number,Behavior,Day\n" +
		"HS-004191,Tardy,10/02/2023\n" +
		"\n" +
		"HS-004192,Tardy,2/30/2024\n"
	mapping, err := otustemplate.ReadMapping(strings.NewReader(`{"columns": {
	    "Student Number": {"from": "Number"},
	    "Recognition":    {"from": "Behavior"},
	    "Teacher Email":  {"const": "a.rivera@example.org"},
	    "Class Name":     {"const": "Biology"},
	    "Date":           {"from": "Day"}
	}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	var template strings.Builder
	b := otustemplate.Builder{Mapping: mapping}
	src := prefixed{otustemplate.NewCSVSource(strings.NewReader(export), nil)}
	report, err := b.Build(context.Background(), src, otustemplate.NewWriter(&template, &otustemplate.WriterOptions{LF: true}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(template.String())
	for _, is := range report.Issues {
		fmt.Println(is.Cell(), is.Code)
	}
	// Output:
	// Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note
	// ,,004191,,Tardy,a.rivera@example.org,Biology,2023-10-02,
	// row 4 blank-row
	// C5 date-invalid
}
