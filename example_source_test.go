package otustemplate_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
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

// bySchool writes the records of each school to a template of its own. The folder
// examples/split has such a program for files, which appear all or none.
type bySchool map[string]*schoolTemplate

type schoolTemplate struct {
	text strings.Builder
	*otustemplate.Writer
}

// WriteFrom writes a record to the template of the school that its row names.
func (w bySchool) WriteFrom(rec otustemplate.Record, row otustemplate.SourceRow) error {
	school, _ := row.Cell("School")
	if school == "" {
		// The record is rejected, with this as the problem.
		return &otustemplate.RecordError{Err: errors.New("the row does not name a school: enter it")}
	}
	if w[school] == nil {
		w[school] = new(schoolTemplate)
		w[school].Writer = otustemplate.NewWriter(&w[school].text, &otustemplate.WriterOptions{LF: true})
	}
	return w[school].Write(rec)
}

// Write is not called, because there is a WriteFrom.
func (w bySchool) Write(otustemplate.Record) error { return errors.ErrUnsupported }

// Flush flushes every template.
func (w bySchool) Flush() error {
	for _, t := range w {
		if err := t.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// A template for each school. The school is not in the record but in its row.
func ExampleRowWriter() {
	const export = "School,Student,Day\n" +
		"North High,004191,10/02/2023\n" +
		"South Middle,004192,10/02/2023\n" +
		",004193,10/02/2023\n" +
		"North High,004194,10/03/2023\n"
	mapping, err := otustemplate.ReadMapping(strings.NewReader(`{"columns": {
	    "Student Number": {"from": "Student"},
	    "Recognition":    {"const": "Tardy"},
	    "Teacher Email":  {"const": "a.rivera@example.org"},
	    "Class Name":     {"const": "Biology"},
	    "Date":           {"from": "Day"}
	}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	schools := make(bySchool)
	b := otustemplate.Builder{Mapping: mapping}
	report, err := b.Build(context.Background(), otustemplate.NewCSVSource(strings.NewReader(export), nil), schools)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(schools)) {
		fmt.Printf("%s:\n%s", name, schools[name].text.String())
	}
	for _, is := range report.Issues {
		fmt.Printf("%s: %s\n", is.Cell(), is.Message)
	}
	// Output:
	// North High:
	// Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note
	// ,,004191,,Tardy,a.rivera@example.org,Biology,2023-10-02,
	// ,,004194,,Tardy,a.rivera@example.org,Biology,2023-10-03,
	// South Middle:
	// Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note
	// ,,004192,,Tardy,a.rivera@example.org,Biology,2023-10-02,
	// row 4: the row does not name a school: enter it
}
