package otustemplate_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing/fstest"
	"time"

	"example.com/otustemplate"
)

// A file filled in by hand is checked against what exists in Otus.
func ExampleValidator() {
	v, err := otustemplate.NewValidator(otustemplate.References{
		Recognitions: otustemplate.NewSet("Tardy", "Cooperation"),
		Teachers:     otustemplate.NewEmailSet("a.rivera@example.org"),
		Classes:      otustemplate.NewSet("Algebra 1"),
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	file := strings.NewReader("Student Number,Recognition,Teacher Email,Class Name,Date\n" +
		"004217,Tardy,a.rivera@example.org,Algebra 1,2023-09-14\n" +
		"004218,Coopertion,a.rivera@example.org,Algebra 1,9/15/2023\n")
	report, err := v.Validate(context.Background(), file)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Rows, "rows,", report.RowsWithErrors, "with errors")
	for _, is := range report.Issues {
		fmt.Println(is.Cell(), is.Severity, is.Code, "-", is.Message)
	}
	// Output:
	// 2 rows, 1 with errors
	// B3 error recognition-unknown - no recognition in Otus is named "Coopertion"; did you mean "Cooperation"?
}

// What is found goes to OnIssue as it is found, all of it, whatever the report
// keeps; an error of OnIssue ends the run.
func ExampleValidatorOptions() {
	enough := errors.New("one is enough")
	v, err := otustemplate.NewValidator(otustemplate.References{}, &otustemplate.ValidatorOptions{
		FirstDate: otustemplate.Date{Year: 2023, Month: time.August, Day: 14},
		LastDate:  otustemplate.Date{Year: 2024, Month: time.June, Day: 7},
		Severity: map[otustemplate.Code]otustemplate.Severity{
			otustemplate.CodeDateRange: otustemplate.SeverityError,
			otustemplate.CodeSpaces:    otustemplate.SeverityOff,
		},
		OnIssue: func(is otustemplate.Issue) error {
			fmt.Println(is.Cell(), is.Message)
			return enough
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = v.Validate(context.Background(), strings.NewReader("Student Number,Recognition,Teacher Email,Class Name,Date\n"+
		"004217, Tardy ,a.rivera@example.org,Algebra 1,2022-09-14\n"+
		"004218,Tardy,a.rivera@example.org,Algebra 1,2021-09-14\n"))
	fmt.Println(err)
	// Output:
	// E2 "2022-09-14" is before 2023-08-14, the first day given: look whether the year is right
	// one is enough
}

// One record is checked, and what is safe to repair is repaired.
func ExampleValidator_Repair() {
	v, err := otustemplate.NewValidator(otustemplate.References{
		Recognitions: otustemplate.NewSet("Tardy"),
		Classes:      otustemplate.NewSet("Algebra 1", "Algebra 2"),
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	rec := otustemplate.Record{
		StudentNumber: "004217", Recognition: "tardy", TeacherEmail: "a.rivera@example.org", ClassName: "Algbra 1",
		Date: otustemplate.Date{Year: 2023, Month: time.September, Day: 14},
	}
	rec, repaired := v.Repair(rec)
	for _, is := range repaired {
		fmt.Printf("%s was %q and is %q\n", is.Column, is.Fixes[0].Old, is.Fixes[0].New)
	}
	for _, is := range v.Check(rec) {
		fmt.Println(is.Cell(), is.Message)
		for _, f := range is.Fixes {
			fmt.Printf("perhaps %q\n", f.New)
		}
	}
	// Output:
	// Recognition was "tardy" and is "Tardy"
	// G no class in Otus is named "Algbra 1"; did you mean "Algebra 1" or "Algebra 2"?
	// perhaps "Algebra 1"
	// perhaps "Algebra 2"
}

// Rows of a file that was shared earlier must not be shared again.
func ExampleValidator_WithShared() {
	const header = "Student Number,Recognition,Teacher Email,Class Name,Date\n"
	v, err := otustemplate.NewValidator(otustemplate.References{}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	v, err = v.WithShared(context.Background(), "earlier.csv", strings.NewReader(header+
		"004217,Tardy,a.rivera@example.org,Algebra 1,2023-09-14\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := v.Validate(context.Background(), strings.NewReader(header+
		"004217,Tardy,a.rivera@example.org,Algebra 1,2023-09-14\n"+
		"004217,Tardy,a.rivera@example.org,Algebra 1,2023-10-02\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Issues[0].Cell()+":", report.Issues[0].Message)
	// Output:
	// row 2: the row was in "earlier.csv", which was shared earlier, as its row 2: delete it here, or it will be in Otus twice
}

// The rows of any CSV file, one after the other, without a mapping.
func ExampleCSVSource() {
	src := otustemplate.NewCSVSource(strings.NewReader("Discipline log 2023-24\n\nStudent_Number;Subtype;Entry\n"+
		"004217;TARDY;\"Late; third time\"\n"), nil)
	columns, err := src.Columns()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%q\n", columns)
	var number, subtype, entry string
	for src.Next() {
		if err := src.Scan(&number, &subtype, &entry); err != nil {
			fmt.Println(err) // a *RowError concerns this row alone
			continue
		}
		fmt.Printf("row %d: %q %q %q\n", src.Position().Row, number, subtype, entry)
	}
	if err := src.Err(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// ["Student_Number" "Subtype" "Entry"]
	// row 4: "004217" "TARDY" "Late; third time"
}

// exampleRoster is a OneRoster export; a program takes os.DirFS or a zip.Reader.
var exampleRoster = fstest.MapFS{
	"academicSessions.csv": {Data: []byte("sourcedId,startDate,endDate\nFY,2023-08-14,2024-06-07\n")},
	"classes.csv":          {Data: []byte("sourcedId,title,termSourcedIds\nc1,Algebra 1,FY\nc2,Biology,FY\n")},
	"users.csv": {Data: []byte("sourcedId,givenName,familyName,role,email,identifier\n" +
		"t1,Nora,Rivera,teacher,n.rivera@example.org,\n" +
		"s1,Kim,Reyes,student,,004217\n")},
	"enrollments.csv": {Data: []byte("classSourcedId,userSourcedId,role\nc1,t1,teacher\nc1,s1,student\n")},
}

// With a roster students are checked too, and whether teacher and student
// belong to the class.
func ExampleRoster() {
	roster, err := otustemplate.LoadOneRoster(exampleRoster, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	v, err := otustemplate.NewValidator(roster.References(otustemplate.NewSet("Tardy")), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := v.Validate(context.Background(), strings.NewReader("Student Number,Recognition,Teacher Email,Class Name,Date\n"+
		"4217,Tardy,n.rivera@example.org,Algebra 1,2023-09-14\n"+
		"004217,Tardy,n.rivera@example.org,Biology,2023-09-15\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, is := range report.Issues {
		fmt.Println(is.Cell(), is.Code)
		for _, f := range is.Fixes {
			fmt.Printf("   %q, safe: %v\n", f.New, f.Safe)
		}
	}
	// Output:
	// A2 student-unknown
	//    "004217", safe: true
	// D3 teacher-class
	//    "Algebra 1", safe: false
	// D3 student-class
	//    "Algebra 1", safe: false
}

// An export that names its teachers, and no classes: both are looked up.
func ExampleBuilder_lookup() {
	roster, err := otustemplate.LoadOneRoster(exampleRoster, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	mapping, err := otustemplate.ReadMapping(strings.NewReader(`{"columns": {
	  "Student Number": {"from": "Student_Number", "lookup": "student"},
	  "Recognition":    {"from": "Subtype", "values": {"TARDY": "Tardy"}},
	  "Teacher Email":  {"from": "Entry_Author", "lookup": "teacher"},
	  "Class Name":     {"lookup": "class-of"},
	  "Date":           {"from": "Entry_Date"}
	}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	export := strings.NewReader("Student_Number,Subtype,Entry_Author,Entry_Date\n004217,TARDY,\"Rivera, Nora\",9/14/2023\n")
	var template strings.Builder
	b := otustemplate.Builder{Mapping: mapping, Rosters: []*otustemplate.Roster{roster}}
	report, err := b.Build(context.Background(), otustemplate.NewCSVSource(export, nil),
		otustemplate.NewWriter(&template, &otustemplate.WriterOptions{LF: true}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(template.String())
	fmt.Println(report.Build.Written, "written,", report.Build.Rejected, "rejected")
	// Output:
	// Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note
	// ,,004217,,Tardy,n.rivera@example.org,Algebra 1,2023-09-14,
	// 1 written, 0 rejected
}

// The codes that a mapping lacks, to be filled in and put into its "values".
func ExampleReport_WriteMissing() {
	mapping, err := otustemplate.ReadMapping(strings.NewReader(`{"columns": {
	  "Student Number": {"from": "ID"}, "Teacher Email": {"from": "Teacher"}, "Class Name": {"from": "Class"}, "Date": {"from": "Day"},
	  "Recognition": {"from": "Code", "values": {"TARDY": "Tardy"}}
	}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	export := strings.NewReader("ID,Code,Teacher,Class,Day\n" +
		"004217,HAT,a.rivera@example.org,Algebra 1,2023-09-14\n" +
		"004218,HAT,a.rivera@example.org,Algebra 1,2023-09-15\n")
	b := otustemplate.Builder{Mapping: mapping}
	report, err := b.Build(context.Background(), otustemplate.NewCSVSource(export, nil), otustemplate.NewWriter(new(strings.Builder), nil))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := report.WriteMissing(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {
	//   "columns": {
	//     "Recognition": {
	//       "values": {
	//         "HAT": ""
	//       }
	//     }
	//   },
	//   "counts": {
	//     "Recognition": {
	//       "HAT": 2
	//     }
	//   }
	// }
}

func ExampleReport_WriteCSV() {
	r := &otustemplate.Report{
		Rows: 2, Errors: 1, RowsWithErrors: 1,
		Issues: []otustemplate.Issue{{
			Code: otustemplate.CodeRequired, Severity: otustemplate.SeverityError, Row: 3, Line: 3, Field: 6,
			Column: otustemplate.ColTeacherEmail, Message: "Teacher Email is empty: every row needs it",
		}},
	}
	var b strings.Builder
	if err := r.WriteCSV(&b, nil); err != nil {
		fmt.Println(err)
		return
	}
	// The byte order mark and CR LF are for spreadsheets.
	fmt.Print(strings.NewReplacer("\ufeff", "", "\r\n", "\n").Replace(b.String()))
	// Output:
	// row,cell,column,severity,code,value,message,fix,safe,repaired
	// 3,F3,Teacher Email,error,required,,Teacher Email is empty: every row needs it,,,no
}

// A report appears whole, readable by its owner alone, or not at all.
func ExampleCreateOutput() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "report.html")

	write := func(r *otustemplate.Report) error {
		out, err := otustemplate.CreateOutput(path)
		if err != nil {
			return err
		}
		defer out.Close() // gives the file up where Commit was not reached
		if err := r.WriteHTML(out, &otustemplate.ReportOptions{Title: "September", Redact: true}); err != nil {
			return err
		}
		return out.Commit()
	}
	if err := write(new(otustemplate.Report)); err != nil {
		fmt.Println(err)
		return
	}
	page, err := os.ReadFile(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.HasPrefix(string(page), "<!DOCTYPE html>"))
	// Output:
	// true
}
