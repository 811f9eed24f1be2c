package otustemplate_test

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing/fstest"
	"time"

	"example.com/otustemplate"
)

func ExampleBuilder() {
	mapping, err := otustemplate.ReadMapping(strings.NewReader(`{
	  "rows": {"where": {"Role": ["Offender"]}},
	  "columns": {
	    "Student Number": {"from": "Student_Number", "pad": 6},
	    "Recognition":    {"from": "Subtype", "values": {"TARDY": "Tardy"}},
	    "Teacher Email":  {"from": "Author"},
	    "Class Name":     {"from": "Course"},
	    "Date":           {"from": "Entry_Date", "formats": ["mm/dd/yyyy"]}
	  }
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	export := strings.NewReader("Student_Number,Role,Subtype,Author,Course,Entry_Date\n" +
		"4711,Offender,TARDY,nrivera@example.org,Biology,09/14/2023\n" +
		"4712,Victim,TARDY,nrivera@example.org,Biology,09/14/2023\n" +
		"4713,Offender,HAT,nrivera@example.org,Biology,09/15/2023\n")

	var template, rejects strings.Builder
	b := otustemplate.Builder{Mapping: mapping, Repair: true, Rejects: &rejects}
	rep, err := b.Build(context.Background(), otustemplate.NewCSVSource(export, nil),
		otustemplate.NewWriter(&template, &otustemplate.WriterOptions{LF: true}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(template.String())
	fmt.Printf("%d rows read, %d left out, %d written, %d rejected\n",
		rep.Build.Read, rep.Build.LeftOut, rep.Build.Written, rep.Build.Rejected)
	// Output:
	// Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note
	// ,,004711,,Tardy,nrivera@example.org,Biology,2023-09-14,
	// 3 rows read, 1 left out, 1 written, 1 rejected
}

// A record that was expunged and a student whose family opted out must not be shared.
func ExampleReadExclusions() {
	roster, err := otustemplate.LoadRoster(context.Background(), os.DirFS("testdata/district/oneroster"), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	v, err := otustemplate.NewValidator(roster.References(otustemplate.NewSet("Tardy")), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	never, err := otustemplate.ReadExclusions(strings.NewReader("Student Number,Reason\n004191,opted out\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	const export = "Student Number,Recognition,Teacher Email,Class Name,Date\n" +
		"4191,Tardy,arivera@example.org,Biology,10/02/2023\n"
	var template strings.Builder
	b := otustemplate.Builder{Validator: v, Repair: true, Exclude: never}
	rep, err := b.Build(context.Background(), otustemplate.NewCSVSource(strings.NewReader(export), nil),
		otustemplate.NewWriter(&template, &otustemplate.WriterOptions{LF: true}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(template.String())
	fmt.Printf("%d read, %d excluded, %d issues\n", rep.Build.Read, rep.Build.Excluded, len(rep.Issues))

	b.Exclude = append(b.Exclude, otustemplate.Exclusion{Cells: map[string]string{"Student Number": "777"}, Place: "line 3"})
	_, err = b.Build(context.Background(), otustemplate.NewCSVSource(strings.NewReader(export), nil), otustemplate.NewWriter(io.Discard, nil))
	fmt.Println(errors.Is(err, otustemplate.ErrExclusionNone))
	// Output:
	// Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note
	// 1 read, 1 excluded, 0 issues
	// true
}

func ExampleParseDate() {
	for _, s := range []string{"9/14/2023", "2023-09-14", "Sep 14, 2023", "14-Sep-2023", "9/14/23", "14/09/2023"} {
		d, err := otustemplate.ParseDate(s)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(d)
	}
	// Output:
	// 2023-09-14
	// 2023-09-14
	// 2023-09-14
	// 2023-09-14
	// a date without its day, month or four-digit year; write it as YYYY-MM-DD
	// a date that may mean another day; write it as YYYY-MM-DD
}

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

// A handler checks the file in the body of a request, with limits of size and time, and
// answers with a page that hides who the students are and what the notes say. One
// Validator serves all requests. The folder examples/server has a whole program.
func ExampleValidator_Validate_upload() {
	v, err := otustemplate.NewValidator(otustemplate.References{Recognitions: otustemplate.NewSet("Tardy")},
		&otustemplate.ValidatorOptions{MaxErrors: 10_000})
	if err != nil {
		fmt.Println(err)
		return
	}
	const maxBytes = 256 << 10 // some 4,000 rows
	handler := func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), time.Minute)
		defer cancel()
		report, err := v.Validate(ctx, http.MaxBytesReader(w, r.Body, maxBytes))
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			http.Error(w, "the file is too large", http.StatusRequestEntityTooLarge)
			return
		}
		if err != nil && !errors.Is(err, otustemplate.ErrTooManyErrors) { // after those there is a report to show
			http.Error(w, "the file did not arrive whole; send it again", http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		if !report.OK() {
			w.WriteHeader(http.StatusUnprocessableEntity)
		}
		if err := report.WriteHTML(w, &otustemplate.ReportOptions{Redact: true}); err != nil {
			return // the browser went away
		}
	}

	const header, row = "Student Email,Recognition,Teacher Email,Class Name,Date\n", "kim.reyes,Tardy,a.rivera@example.org,Algebra 1,2023-09-14\n"
	for _, file := range []string{header + row, header + strings.Repeat(row, maxBytes/len(row)+1)} {
		answer := httptest.NewRecorder()
		handler(answer, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(file)))
		page := answer.Body.String()
		fmt.Println(answer.Code, strings.Contains(page, "email-syntax"), strings.Contains(page, "kim.reyes"))
	}
	// Output:
	// 422 true false
	// 413 false false
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
	// E2 "2022-09-14" is before the school year, which starts 8/14/2023: check the year
	// one is enough
}

// A rule of the district that looks at two columns stands beside the built-in checks.
func ExampleCheck() {
	busClass := otustemplate.Check{
		Code:     "bus-class",
		Title:    "Bus incident outside of a bus class",
		Severity: otustemplate.SeverityError,
		Run: func(rec otustemplate.Record) []otustemplate.Issue {
			if rec.Recognition != "Bus Incident" || strings.HasPrefix(rec.ClassName, "Bus") {
				return nil
			}
			return []otustemplate.Issue{{
				Column:  otustemplate.ColClassName,
				Message: "a bus incident needs the class of the bus: enter a class whose name starts with Bus",
			}}
		},
	}
	v, err := otustemplate.NewValidator(otustemplate.References{}, &otustemplate.ValidatorOptions{
		Checks: []otustemplate.Check{busClass},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	file := strings.NewReader("Student Number,Recognition,Teacher Email,Class Name,Date\n" +
		"004217,Bus Incident,a.rivera@example.org,Bus 7,2023-09-14\n" +
		"004218,Bus Incident,a.rivera@example.org,Algebra 1,2023-09-14\n")
	report, err := v.Validate(context.Background(), file)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, is := range report.Issues {
		fmt.Println(is.Cell(), is.Severity, report.Titles[is.Code]+":", is.Message)
	}
	// Output:
	// D3 error Bus incident outside of a bus class: a bus incident needs the class of the bus: enter a class whose name starts with Bus
}

// A log of what was found says where, and holds no cell.
func ExampleIssue_LogValue() {
	v, err := otustemplate.NewValidator(otustemplate.References{Classes: otustemplate.NewSet("Algebra 1")}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	log := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		if len(groups) == 0 && a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
	report, err := v.Validate(context.Background(), strings.NewReader("Student Number,Recognition,Teacher Email,Class Name,Date\n"+
		"004217,Tardy,a.rivera@example.org,Algebre 1,2023-09-14\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, is := range report.Issues {
		log.Warn("found", "issue", is)
	}
	// Output:
	// level=WARN msg=found issue.code=class-unknown issue.severity=error issue.cell=D2 issue.in=input issue.row=2 issue.column="Class Name" issue.repaired=false
}

// A fix that is not safe waits for a person, who has chosen here.
func ExampleFix_Apply() {
	v, err := otustemplate.NewValidator(otustemplate.References{Classes: otustemplate.NewSet("Algebra 1", "Biology")}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	rec := otustemplate.Record{StudentNumber: "004217", Recognition: "Tardy", TeacherEmail: "a.rivera@example.org",
		ClassName: "Algebre 1", Date: otustemplate.Date{Year: 2023, Month: time.September, Day: 14}}
	for _, is := range v.Check(rec) {
		for _, fix := range is.Fixes {
			fmt.Println(is, "->", fix.New, fix.Apply(&rec))
		}
	}
	fmt.Println(rec.ClassName, len(v.Check(rec)))
	// Output:
	// class-unknown at G -> Algebra 1 true
	// Algebra 1 0
}

// A district keeps its options in a file, of which all that is wrong is reported at once.
func ExampleReadValidatorOptions() {
	opts, err := otustemplate.ReadValidatorOptions(strings.NewReader(`{
	  "firstDate": "2023-08-14",
	  "lastDate":  "2024-06-07",
	  "severity":  {"date-range": "error", "spaces": "off"}
	}`))
	fmt.Println(opts.FirstDate, opts.LastDate, opts.Severity[otustemplate.CodeDateRange], err)

	_, err = otustemplate.ReadValidatorOptions(strings.NewReader(`{"fristDate": "2023-08-14", "noteLimit": "300"}`))
	fmt.Println(err)
	// Output:
	// 2023-08-14 2024-06-07 error <nil>
	// otustemplate: options, fristDate: there is no such key; known here are firstDate, lastDate, today, noteLimit, sensitiveWords, severity, maxErrors; did you mean "firstDate"?
	// otustemplate: options, noteLimit: write a whole number, without quotes
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
	// row 2: the row is already in "earlier.csv", which was shared earlier (row 2 there): remove it here, so that it is not entered twice
}

// A second delivery has only what is new. What changed meanwhile, and what is gone, is
// listed for Otus.
func ExampleBuilder_ledger() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	key := []byte("32 random bytes of the district.")
	ledger, err := otustemplate.OpenLedger(filepath.Join(dir, "shared.ledger"), key)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer ledger.Close()
	mapping, err := otustemplate.ReadMapping(strings.NewReader(`{"key": ["Incident"], "columns": {
		"Student Number": {"from": "Student"}, "Recognition": {"from": "Event"}, "Teacher Email": {"from": "Teacher"},
		"Class Name": {"from": "Class"}, "Date": {"from": "Day"}, "Note": {"from": "Details"}}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	deliver := func(rows string) {
		var changes, removals strings.Builder
		b := otustemplate.Builder{Mapping: mapping, Ledger: ledger, Changes: &changes, Removals: &removals, WholeExport: true}
		template, err := otustemplate.Create(filepath.Join(dir, "template.csv"), nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		defer template.Close()
		src := otustemplate.NewCSVSource(strings.NewReader("Incident,Student,Event,Teacher,Class,Day,Details\n"+rows), nil)
		report, err := b.Build(context.Background(), src, template)
		if err == nil {
			err = template.Commit()
		}
		if err == nil { // days later, when the files are handed over
			err = ledger.Commit(report.Delivery, otustemplate.Date{Year: 2023, Month: 10, Day: 2})
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		c := report.Build
		fmt.Printf("%s: %d written, %d shared before, %d changed, %d to be removed\n", report.Delivery, c.Written, c.AlreadyShared, c.Changed, c.Removed)
		for _, file := range []string{changes.String(), removals.String()} {
			if _, rows, _ := strings.Cut(file, "\r\n"); rows != "" {
				fmt.Println(strings.TrimSuffix(rows, "\r\n"))
			}
		}
	}
	deliver("1,004217,Tardy,a.rivera@example.org,Algebra 1,9/14/2023,late\n" +
		"2,004217,Tardy,a.rivera@example.org,Algebra 1,9/15/2023,\n" +
		"3,004390,Tardy,a.rivera@example.org,Algebra 1,9/18/2023,\n")
	deliver("1,004217,Tardy,a.rivera@example.org,Algebra 1,9/14/2023,8 minutes late\n" +
		"3,004390,Tardy,a.rivera@example.org,Algebra 1,9/18/2023,\n" +
		"4,004390,Tardy,a.rivera@example.org,Algebra 1,9/19/2023,\n")
	// Output:
	// d1: 3 written, 0 shared before, 0 changed, 0 to be removed
	// d2: 1 written, 1 shared before, 1 changed, 1 to be removed
	// Note,template.csv,2,2023-10-02,d1,2,,,004217,,Tardy,a.rivera@example.org,Algebra 1,2023-09-14,8 minutes late
	// The export no longer has the incident: remove the record,template.csv,3,2023-10-02,d1,2023-09-15,
}

// What became of deliveries, in a program that does nothing else.
func ExampleLedger() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	ledger, err := otustemplate.OpenLedger(filepath.Join(dir, "shared.ledger"), []byte("32 random bytes of the district."))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer ledger.Close()
	for _, d := range ledger.Deliveries() {
		fmt.Println(d.ID, d.File, d.Records, d.Shared)
	}
	err = ledger.Commit("d7", otustemplate.Date{Year: 2026, Month: 1, Day: 15})
	fmt.Println(errors.Is(err, otustemplate.ErrDelivery), err)
	// Output:
	// true otustemplate: delivery d7: that cannot be done with the delivery: the ledger has none of that name
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
	roster, err := otustemplate.LoadRoster(context.Background(), exampleRoster, nil)
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

func ExampleMapping_WithValues() {
	mapping, err := otustemplate.ReadMapping(strings.NewReader(`{"columns": {"Recognition": {"from": "Code", "values": {"HAT": ""}}}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	// A list of the codes of the student information system, as a file would hold it.
	codes, err := otustemplate.ReadValues(strings.NewReader("Code,Name in Otus\nTARDY,Tardy\nFIGHT,Physical Aggression\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	// What WriteMissing wrote after a build, with the names filled in.
	missing, err := otustemplate.ReadValues(strings.NewReader(`{"columns": {"Recognition": {"values": {"HAT": "Dress Code", "GUM": ""}}}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	if mapping, err = mapping.WithValues(otustemplate.ColRecognition, codes); err != nil {
		fmt.Println(err)
		return
	}
	if mapping, err = mapping.WithValues(otustemplate.NoColumn, missing); err != nil {
		fmt.Println(err)
		return
	}
	text, err := json.Marshal(mapping)
	fmt.Println(string(text), err)
	// Output:
	// {"columns":{"Recognition":{"from":"Code","values":{"HAT":"Dress Code","TARDY":"Tardy","FIGHT":"Physical Aggression"}}}} <nil>
}

func ExampleReport_WriteCSV() {
	r := &otustemplate.Report{
		Rows: 2, Errors: 1, RowsWithErrors: 1,
		Issues: []otustemplate.Issue{{
			Code: otustemplate.CodeRequired, Severity: otustemplate.SeverityError, Row: 3, Line: 3, Field: 6,
			Column: otustemplate.ColTeacherEmail, Message: "Teacher Email is empty: every row needs one",
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
	// row,cell,column,severity,code,value,message,fix,safe,repaired,who
	// 3,F3,Teacher Email,error,required,,Teacher Email is empty: every row needs one,,,no,you
}

// Every issue goes to a file while it is found, however few the report keeps.
func ExampleIssueWriter() {
	const file = `Student Number,Recognition,Teacher Email,Class Name,Date
004217,Tardy,a.rivera@example.org,Algebra I,2/30/2024
#REF!,Tardy,a.rivera@example.org,Algebra I,2/28/2024
`
	var b strings.Builder // a file, in a program
	issues := otustemplate.NewIssueWriter(&b, &otustemplate.ReportOptions{Redact: true})
	v, err := otustemplate.NewValidator(otustemplate.References{}, &otustemplate.ValidatorOptions{MaxIssues: 1, OnIssue: issues.Write})
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := v.Validate(context.Background(), strings.NewReader(file)); err != nil {
		fmt.Println(err)
	}
	if err := issues.Flush(); err != nil {
		fmt.Println(err)
	}
	// The byte order mark and CR LF are for spreadsheets.
	fmt.Print(strings.NewReplacer("\ufeff", "", "\r\n", "\n").Replace(b.String()))
	// Output:
	// row,cell,column,severity,code,value,message,fix,safe,repaired,who
	// 2,E2,Date,error,date-invalid,2/30/2024,"""2/30/2024"" is not a day of the calendar: enter the right day as month/day/year",,,no,you
	// 3,A3,Student Number,error,placeholder,(hidden),"Student Number holds a filler such as N/A: enter the student's own, or fill in another one of the four student columns",(empty cell),no,no,you
}

// A report appears whole, readable by its owner only, or not at all.
func ExampleCreateFile() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "report.html")

	write := func(r *otustemplate.Report) error {
		out, err := otustemplate.CreateFile(path)
		if err != nil {
			return err
		}
		defer out.Close() // discards the file if Commit was not reached
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

// Staff are named and there is no class: the roster knows both.
func ExampleBuilder_lookup() {
	roster, err := otustemplate.LoadRoster(context.Background(), os.DirFS("testdata/district/oneroster"), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	mapping, err := otustemplate.ReadMapping(strings.NewReader(`{"columns": {
	    "Student Number": {"from": "Student_Number", "pad": 6},
	    "SIS ID":         {"lookup": "student"},
	    "Recognition":    {"from": "Subtype", "values": {"TARDY": "Tardy"}},
	    "Teacher Email":  {"from": "Author", "lookup": "teacher"},
	    "Class Name":     {"lookup": "class-of", "period": "Period"},
	    "Date":           {"from": "Entry_Date"}
	}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	export := strings.NewReader("Student_Number,Subtype,Author,Period,Entry_Date\n" +
		"4191,TARDY,\"Rivera, Ana\",3,10/02/2023\n" +
		"4191,TARDY,\"Rivera, Ana\",,10/03/2023\n")
	var template strings.Builder
	b := otustemplate.Builder{Mapping: mapping, Rosters: []*otustemplate.Roster{roster}}
	rep, err := b.Build(context.Background(), otustemplate.NewCSVSource(export, nil),
		otustemplate.NewWriter(&template, &otustemplate.WriterOptions{LF: true}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(template.String())
	for _, is := range rep.Issues {
		fmt.Printf("%s, %v: %s\n", is.Cell(), is.Column, is.Message)
	}
	// Output:
	// Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note
	// ,s01,004191,,Tardy,a.rivera@example.org,Algebra 2,2023-10-02,
	// row 3, Class Name: the teacher has this student in several classes: "Algebra 1" or "Algebra 2"; choose which one is meant
}

func ExampleReadMapping() {
	_, err := otustemplate.ReadMapping(strings.NewReader(`{
	  "columns": {
	    "Student Number": {"from": "Student_Number", "pad": 6},
	    "Recognition":    {"from": "Subtype", "value": {"12": "Tardy"}},
	    "Homeroom":       {"from": "Room"}
	  }
	}`))
	fmt.Println(err)
	// Output:
	// mapping, columns.Recognition.value: there is no such key; known here are from, join, sep, const, trim, extract, pad, values, keepOthers, lookup, period, prefer, ifNone, ifSeveral, rename, ifNotTeacher, ifEmpty, formats, zone; did you mean "values"?
	// mapping, columns.Homeroom: the template has no such column; it has Student Email, SIS ID, Student Number, State ID, Recognition, Teacher Email, Class Name, Date, Note
}

func ExampleSuggest() {
	columns := []string{"Student_Number", "LastFirst", "Entry_Date", "Entry_Author", "Subtype", "Entry", "Voided"} // as of Source.Columns
	s := otustemplate.Suggest(columns)
	text, err := json.MarshalIndent(s.Mapping, "", "  ")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s\n%s. To be decided:\n", text, s.System)
	for _, open := range s.ToDecide[:2] {
		fmt.Println("-", open)
	}
	// Output:
	// {
	//   "columns": {
	//     "Student Number": {
	//       "from": "Student_Number",
	//       "lookup": "student"
	//     },
	//     "Recognition": {
	//       "from": "Subtype"
	//     },
	//     "Teacher Email": {
	//       "from": "Entry_Author",
	//       "lookup": "teacher",
	//       "ifNotTeacher": "teacher-of"
	//     },
	//     "Class Name": {
	//       "lookup": "class-of",
	//       "prefer": [
	//         "scheduled"
	//       ],
	//       "ifNone": "homeroom"
	//     },
	//     "Date": {
	//       "from": "Entry_Date",
	//       "formats": [
	//         "mm/dd/yyyy",
	//         "mm-dd-yyyy",
	//         "mm/dd/yy",
	//         "mm-dd-yy",
	//         "yyyy-mm-dd hh:mm:ss"
	//       ]
	//     }
	//   }
	// }
	// PowerSchool log entries. To be decided:
	// - whether Voided says which rows count
	// - what each code in "Subtype" is called in Otus: build once, and fill in the names in missing.json
}

// export has a semicolon between cells, its columns in an order of its own,
// and one row that cannot be read whole.
const export = `Student Number;Date;Recognition;Teacher Email;Class;Notes
004711;2023-09-14;Behavioral Warning;t.ames@example.org;Algebra 1;Late; for the second time
004712;2023-09-14;Kindness;t.ames@example.org;Algebra 1;"Helped; without being asked"
`

func ExampleReader() {
	r := otustemplate.NewReader(strings.NewReader(export), nil)
	for {
		rec, err := r.Read()
		if err == io.EOF {
			break
		}
		if bad, ok := errors.AsType[*otustemplate.RowError](err); ok {
			fmt.Println("left out:", bad)
			continue
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("row %d: %s, %s, %s, %q\n", r.Position().Row, rec.StudentNumber, rec.Recognition, rec.Date, rec.Note)
	}
	// Output:
	// left out: row 2 (line 2): the row has 7 cells where 6 belong; a comma within a cell may have split it: put its pieces together again
	// row 3: 004712, Kindness, 2023-09-14, "Helped; without being asked"
}

func ExampleReader_All() {
	r := otustemplate.NewReader(strings.NewReader(export), nil)
	for rec, err := range r.All() {
		if bad, ok := errors.AsType[*otustemplate.RowError](err); ok {
			fmt.Printf("row %d: %s\n", bad.Row, bad.Code)
			continue
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("row %d: %s\n", r.Position().Row, rec.StudentNumber)
	}
	// Output:
	// row 2: field-count
	// row 3: 004712
}

func ExampleReadLayout() {
	template := "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note,Campus\r\n"
	layout, err := otustemplate.ReadLayout(strings.NewReader(template), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, label := range layout.Labels() {
		if layout.Column(i) == otustemplate.NoColumn {
			fmt.Println("not of the template:", label)
		}
	}
	// Output:
	// not of the template: Campus
}

func ExampleReadSet() {
	const sections = "Section ID,Class Name,Teacher\n" +
		"1,\"Algebra 1, Period 2\",Ruiz\n" +
		"2,Geometry,Lee\n"
	classes, err := otustemplate.ReadSet(strings.NewReader(sections), "class name")
	if err != nil {
		fmt.Println(err)
		return
	}
	for name := range classes.All() {
		fmt.Println(name)
	}
	_, err = otustemplate.ReadSet(strings.NewReader(sections), "Period")
	fmt.Println(err)
	// Output:
	// Algebra 1, Period 2
	// Geometry
	// otustemplate: reading a set: no column has the label "Period": of the header, which has 3 cells, give a label as it stands there; of a list without a header give ""
}

func ExampleNewSet() {
	recognitions := otustemplate.NewSet("Behavioral Warning", "Tardy", "Kindness")
	fmt.Println(recognitions.Len(), recognitions.Contains("Tardy"), recognitions.Contains("tardy"))

	var unknown *otustemplate.Set
	fmt.Println(unknown.Contains("anything"), otustemplate.NewSet().Contains("anything"))
	// Output:
	// 3 true false
	// true false
}

func ExampleSet_Match() {
	classes := otustemplate.NewSet("Algebra 1 – Period 3", "Art", "ART")
	for _, name := range []string{"Art", "algebra 1 - period 3 ", "art", "Music"} {
		m := classes.Match(name)
		fmt.Printf("%q: %q %t %q\n", name, m.Name, m.Exact, m.Others)
	}
	// Output:
	// "Art": "Art" true []
	// "algebra 1 - period 3 ": "Algebra 1 – Period 3" false []
	// "art": "" false ["ART" "Art"]
	// "Music": "" false []
}

func ExampleSet_Suggest() {
	classes := otustemplate.NewSet("Algebra 1", "Algebra 2", "Geometry")
	fmt.Printf("%q\n", classes.Suggest("Algbra 2", 3))
	fmt.Printf("%q\n", classes.Suggest("Chemistry", 3))
	// Output:
	// ["Algebra 2" "Algebra 1"]
	// []
}

// Rows in memory, or from anywhere else that is not CSV: a function returns one after
// the other.
func ExampleNewSource() {
	type incident struct {
		student string
		day     time.Time
		tardy   bool
	}
	incidents := []incident{
		{"004191", time.Date(2023, 10, 2, 8, 12, 0, 0, time.UTC), true},
		{"004192", time.Date(2023, 10, 2, 9, 40, 0, 0, time.UTC), false},
	}
	src := otustemplate.NewSource([]string{"student", "day", "tardy"}, func() ([]any, error) {
		if len(incidents) == 0 {
			return nil, io.EOF
		}
		next := incidents[0]
		incidents = incidents[1:]
		return []any{next.student, next.day, next.tardy}, nil
	})
	mapping, err := otustemplate.ReadMapping(strings.NewReader(`{
	    "rows": {"where": {"tardy": ["true"]}},
	    "columns": {
	        "Student Number": {"from": "student"},
	        "Recognition":    {"const": "Tardy"},
	        "Teacher Email":  {"const": "a.rivera@example.org"},
	        "Class Name":     {"const": "Biology"},
	        "Date":           {"from": "day"}
	    }}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	var template strings.Builder
	b := otustemplate.Builder{Mapping: mapping}
	report, err := b.Build(context.Background(), src, otustemplate.NewWriter(&template, &otustemplate.WriterOptions{LF: true}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(template.String())
	fmt.Println(report.Build.Read, "rows,", report.Build.LeftOut, "left out")
	// Output:
	// Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note
	// ,,004191,,Tardy,a.rivera@example.org,Biology,2023-10-02,
	// 2 rows, 1 left out
}

// The recognition follows from two columns of the export. What the rule does not cover
// is rejected, and the issue names the row as it is in the file.
func ExampleDerive() {
	const export = "Student,Day,Type,Level\n" +
		"004191,10/02/2023,Late,1\n" +
		"004192,10/02/2023,Late,2\n" +
		"\n" +
		"004193,10/03/2023,Phone,7\n"
	recognition := func(row otustemplate.SourceRow) (string, error) {
		kind, _ := row.Cell("Type")
		level, _ := row.Cell("Level")
		switch kind + level {
		case "Late1":
			return "Tardy", nil
		case "Late2":
			return "Excessive Tardies", nil
		}
		return "", &otustemplate.RowError{
			Column: otustemplate.ColRecognition,
			Code:   otustemplate.CodeValueUnmapped,
			Err:    errors.New("no recognition is known for this type and level"),
		}
	}
	src := otustemplate.Derive(otustemplate.NewCSVSource(strings.NewReader(export), nil), "Behavior", recognition)
	mapping, err := otustemplate.ReadMapping(strings.NewReader(`{"columns": {
	    "Student Number": {"from": "Student"},
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
	report, err := b.Build(context.Background(), src, otustemplate.NewWriter(&template, &otustemplate.WriterOptions{LF: true}))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(template.String())
	for _, is := range report.Issues {
		fmt.Printf("%s, %s: %s\n", is.Cell(), is.Code, is.Message)
	}
	// Output:
	// Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note
	// ,,004191,,Tardy,a.rivera@example.org,Biology,2023-10-02,
	// ,,004192,,Excessive Tardies,a.rivera@example.org,Biology,2023-10-02,
	// row 4, blank-row: the row is empty: it does no harm, but if a row should be there, add it
	// row 5, value-unmapped: no recognition is known for this type and level
}

// What staff enter under "answer: Recognition" in the rejects goes before the mapping when
// the file is built from again. Who is to settle a row stands beside its problem.
func ExampleBuilder_answers() {
	build := func(text string) (template, rejects string) {
		m, err := otustemplate.ReadMapping(strings.NewReader(`{"columns": {
		    "SIS ID":        {"from": "Student"},
		    "Recognition":   {"from": "What", "values": {"T": "Tardy"}},
		    "Teacher Email": {"const": "a.rivera@example.org"},
		    "Class Name":    {"const": "Biology"},
		    "Date":          {"from": "Day"}
		}}`))
		if err != nil {
			fmt.Println(err)
			return "", ""
		}
		var out, aside strings.Builder
		b := otustemplate.Builder{Mapping: m, Rejects: &aside}
		if _, err = b.Build(context.Background(), otustemplate.NewCSVSource(strings.NewReader(text), nil), otustemplate.NewWriter(&out, &otustemplate.WriterOptions{LF: true})); err != nil {
			fmt.Println(err)
		}
		return out.String(), aside.String()
	}
	_, rejects := build("Student,Day,What\ns01,2023-09-14,X\n")
	fmt.Println(strings.Contains(rejects, "your data person"))
	answered := strings.Replace(rejects, `""answer: Recognition""",,`, `""answer: Recognition""",,Defiance`, 1)
	template, _ := build(answered)
	fmt.Print(strings.Join(strings.SplitAfter(template, "\n")[1:], ""))
	// Output:
	// true
	// ,s01,,,Defiance,a.rivera@example.org,Biology,2023-09-14,
}

// Rejected records are corrected, by staff in the rejects or by the engineer in the
// mapping, and the rejects are built from like the export: with the same mapping, and
// no record is made twice.
func ExampleBuilder_rejects() {
	build := func(mapping, text string) (template, rejects string, err error) {
		m, err := otustemplate.ReadMapping(strings.NewReader(mapping))
		if err != nil {
			return "", "", err
		}
		var out, aside strings.Builder
		b := otustemplate.Builder{Mapping: m, Rejects: &aside}
		_, err = b.Build(context.Background(), otustemplate.NewCSVSource(strings.NewReader(text), nil), otustemplate.NewWriter(&out, &otustemplate.WriterOptions{LF: true}))
		return out.String(), aside.String(), err
	}
	const mapping = `{
	    "each": {"split": "What", "separator": ";", "as": "Behavior"},
	    "columns": {
	        "SIS ID":        {"from": "Student"},
	        "Recognition":   {"from": "Behavior", "values": {"T": "Tardy", "D": "Defiance"}},
	        "Teacher Email": {"const": "a.rivera@example.org"},
	        "Class Name":    {"const": "Biology"},
	        "Date":          {"from": "Day"}
	    }}`
	first, rejects, err := build(mapping, "Student,Day,What\ns01,2023-09-14,T;X\n")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.Contains(rejects, "s01,2023-09-14,T;X,2,2 of 2,"))
	second, _, err := build(mapping, strings.Replace(rejects, "T;X", "T;D", 1))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(strings.Join(strings.SplitAfter(first, "\n")[1:], ""), strings.Join(strings.SplitAfter(second, "\n")[1:], ""))
	// Output:
	// true
	// ,s01,,,Tardy,a.rivera@example.org,Biology,2023-09-14,
	// ,s01,,,Defiance,a.rivera@example.org,Biology,2023-09-14,
}

// A report comes from Validator.Validate or Builder.Build; here it is written
// out.
func exampleReport() *otustemplate.Report {
	return &otustemplate.Report{
		Complete: true, Rows: 2, Errors: 1, RowsWithErrors: 1,
		Counts: map[otustemplate.Code]int64{otustemplate.CodeRecognitionUnknown: 1},
		Groups: []otustemplate.Group{{
			Code: otustemplate.CodeRecognitionUnknown, Severity: otustemplate.SeverityError, Column: otustemplate.ColRecognition,
			Value: "Coopertive", Count: 1, Rows: []int64{3}, Fields: []int{5},
			Fixes: []otustemplate.Fix{{Column: otustemplate.ColRecognition, Old: "Coopertive", New: "Cooperative"}},
		}},
	}
}

func ExampleReport_WriteText() {
	r := exampleReport()
	if err := r.WriteText(os.Stdout, &otustemplate.ReportOptions{Width: 72}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Not ready to share with Otus: 1 error in 1 of 2 rows.
	// Correct what is listed below, from the top. Then check the file again.
	//
	// To do
	//   1. Recognition not in Otus: "Coopertive", E3. For: you. This looks
	//      like a typing error: change E3 to "Cooperative".
	//
	// Figures
	//   Rows                2, 1 with errors
	//   Found               1 error, 0 warnings, 0 repairs
}

func ExampleReport_WriteJSON() {
	r := &otustemplate.Report{Complete: true, Rows: 2}
	if err := r.WriteJSON(os.Stdout, &otustemplate.ReportOptions{Title: "uploads.csv"}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {
	//   "version": 1,
	//   "ok": true,
	//   "complete": true,
	//   "title": "uploads.csv",
	//   "redacted": false,
	//   "rows": 2,
	//   "bytes": 0,
	//   "errors": 0,
	//   "warnings": 0,
	//   "repairs": 0,
	//   "rowsWithErrors": 0,
	//   "blocking": 0,
	//   "stopped": "",
	//   "counts": {},
	//   "groups": [],
	//   "first": null,
	//   "issues": [],
	//   "issuesLeftOut": 0,
	//   "labels": [],
	//   "columns": [],
	//   "samples": [],
	//   "unchecked": [],
	//   "summary": {
	//     "firstDate": "",
	//     "lastDate": "",
	//     "recognitions": [],
	//     "teachers": [],
	//     "classes": [],
	//     "months": [],
	//     "errorRows": [],
	//     "rowsPerStretch": 0,
	//     "repeat": {
	//       "row": 0,
	//       "of": 0,
	//       "count": 0
	//     }
	//   },
	//   "build": null
	// }
}

// A report that was stored redacted is read again.
func ExampleReadReport() {
	v, err := otustemplate.NewValidator(otustemplate.References{Classes: otustemplate.NewSet("Algebra 1")}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := v.Validate(context.Background(), strings.NewReader("Student Number,Recognition,Teacher Email,Class Name,Date\n"+
		"004217,Tardy,a.rivera@example.org,Algebre 1,2023-09-14\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	var stored bytes.Buffer
	if err := report.WriteJSON(&stored, &otustemplate.ReportOptions{Redact: true}); err != nil {
		fmt.Println(err)
		return
	}

	again, err := otustemplate.ReadReport(&stored)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(again.OK(), again.Redacted, again.Errors, again.First, again.First.Code.Title())
	// Output:
	// false true 1 class-unknown at D2 Class not in Otus
}

func ExampleReport_WriteHTML() {
	var page bytes.Buffer
	opts := &otustemplate.ReportOptions{Title: "uploads.csv", Redact: true}
	if err := exampleReport().WriteHTML(&page, opts); err != nil {
		fmt.Println(err)
	}
	fmt.Println(strings.Contains(page.String(), "Not ready to share with Otus: 1 error in 1 of 2 rows."))
	// Output: true
}

func ExampleReport_Err() {
	if err := exampleReport().Err(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 1 error in 1 row: mend what the report lists and check again
}

func ExampleLoadRoster() {
	roster, err := otustemplate.LoadRoster(context.Background(), os.DirFS("testdata/oneroster/edfi-lms-toolkit-v1p1"), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range roster.Problems() {
		fmt.Println(p.File, p.Line, p.Message)
	}
	refs := roster.References(otustemplate.NewSet("Tardy", "Kindness"))
	fmt.Println(slices.Collect(refs.Classes.All()))
	fmt.Println(slices.Collect(refs.Teachers.All()))
	// Output:
	// [ALG-1 ENG-1]
	// [Kelley.Christian@studentgps.org Sara.Preston@studentgps.org]
}

// The rosters of earlier years say who has left, and what a class is called today.
func ExampleReferences_past() {
	load := func(folder string) *otustemplate.Roster {
		roster, err := otustemplate.LoadRoster(context.Background(), os.DirFS("testdata/codes/class-past/"+folder), nil)
		if err != nil {
			panic(err)
		}
		return roster
	}
	refs := load("oneroster").References(otustemplate.NewSet("Tardy"))
	refs.Past = []*otustemplate.Roster{load("past/2021-22"), load("past/2022-23")}
	v, err := otustemplate.NewValidator(refs, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, issue := range v.Check(otustemplate.Record{
		StudentNumber: "004500", Recognition: "Tardy", TeacherEmail: "a.rivera@example.org", ClassName: "Life Science",
		Date: otustemplate.Date{Year: 2021, Month: 10, Day: 4},
	}) {
		fmt.Println(issue.Code, issue.Cell(), issue.Message)
		for _, fix := range issue.Fixes {
			fmt.Println("  perhaps:", fix.New)
		}
	}
	// Output:
	// student-left C the student with this Student Number has left: the rosters have the student until 1/20/2023. Ask Otus whether it takes rows of students who have left
	// class-past G the rosters have a class named "Life Science" until 6/9/2023, and Otus has none today; the same class is now called "Biology"
	//   perhaps: Biology
}

// A roster of what is in memory.
func ExampleNewRoster() {
	term := otustemplate.Session{ID: "FY", First: otustemplate.Date{Year: 2023, Month: 8, Day: 21}, Last: otustemplate.Date{Year: 2024, Month: 6, Day: 7}}
	people := []otustemplate.Person{
		{ID: "p1", StudentNumber: "004217", StudentEmail: "cy.park@example.org", Given: "Cy", Family: "Park", Roles: []otustemplate.Role{otustemplate.RoleStudent}},
		{ID: "p2", Email: "a.rivera@example.org", Given: "Ana", Family: "Rivera", Roles: []otustemplate.Role{otustemplate.RoleTeacher}},
	}
	classes := []otustemplate.Class{{ID: "c1", Title: "Algebra 1", SessionIDs: []string{"FY"}, Periods: []string{"3"}}}
	enrollments := []otustemplate.Enrollment{
		{ClassID: "c1", PersonID: "p1", Role: otustemplate.RoleStudent},
		{ClassID: "c1", PersonID: "p2", Role: otustemplate.RoleTeacher, Primary: true},
		{ClassID: "c1", PersonID: "p3", Role: otustemplate.RoleStudent},
	}
	roster, err := otustemplate.NewRoster(context.Background(), otustemplate.RosterData{
		Sessions:    yielding(term),
		People:      yielding(people...),
		Classes:     yielding(classes...),
		Enrollments: yielding(enrollments...),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range roster.Problems() {
		fmt.Println(p.File, p.Line, p.Message)
	}
	for student := range roster.Students() {
		fmt.Println(student.Given, student.Family, student.StudentNumber)
	}
	refs := roster.References(otustemplate.NewSet("Tardy"))
	fmt.Println(slices.Collect(refs.Classes.All()), slices.Collect(refs.Teachers.All()))
	// Output:
	// Enrollments 3 the person is not in People; the enrollment is left out
	// Cy Park 004217
	// [Algebra 1] [a.rivera@example.org]
}

// yielding yields the rows, without an error.
func yielding[T any](rows ...T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// A roster of the tables of a student information system. The folder examples/sql has a
// whole program.
func ExampleNewRoster_sql() {
	ctx, db := context.Background(), sql.OpenDB(exampleTables)
	roster, err := otustemplate.NewRoster(ctx, otustemplate.RosterData{
		People: query(ctx, db, "SELECT id, number, email, given, family, is_teacher FROM people",
			func(rows *sql.Rows) (p otustemplate.Person, err error) {
				var teacher bool
				err = rows.Scan(&p.ID, &p.StudentNumber, &p.Email, &p.Given, &p.Family, &teacher)
				p.Roles = []otustemplate.Role{otustemplate.RoleStudent}
				if teacher {
					p.Roles[0] = otustemplate.RoleTeacher
				}
				return p, err
			}),
		Classes: query(ctx, db, "SELECT id, title FROM classes",
			func(rows *sql.Rows) (c otustemplate.Class, err error) { return c, rows.Scan(&c.ID, &c.Title) }),
		// An enrollment without a role has that of the person.
		Enrollments: query(ctx, db, "SELECT class_id, person_id FROM enrollments",
			func(rows *sql.Rows) (e otustemplate.Enrollment, err error) {
				return e, rows.Scan(&e.ClassID, &e.PersonID)
			}),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range roster.Problems() { // read these once
		fmt.Println(p.File, p.Line, p.Message)
	}
	v, err := otustemplate.NewValidator(roster.References(otustemplate.NewSet("Tardy")), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, is := range v.Check(otustemplate.Record{StudentNumber: "004217", Recognition: "Tardy", TeacherEmail: "a.rivera@example.org",
		ClassName: "Biology", Date: otustemplate.Date{Year: 2023, Month: time.September, Day: 14}}) {
		fmt.Println(is, is.Severity)
	}
	// Output:
	// teacher-class at G error
	// student-class at G error
}

// query yields what scan makes of each row of a query.
func query[T any](ctx context.Context, db *sql.DB, text string, scan func(*sql.Rows) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		rows, err := db.QueryContext(ctx, text)
		if err != nil {
			yield(none, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			if row, err := scan(rows); !yield(row, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(none, err)
		}
	}
}

// exampleTables is a database of three tables.
var exampleTables = &fakeDB{tables: map[string]*fakeDB{
	"people": {columns: []string{"id", "number", "email", "given", "family", "is_teacher"}, rows: [][]driver.Value{
		{"p1", "004217", "cy.park@example.org", "Cy", "Park", false},
		{"p2", "", "a.rivera@example.org", "Ana", "Rivera", true},
	}},
	"classes":     {columns: []string{"id", "title"}, rows: [][]driver.Value{{"c1", "Algebra 1"}, {"c2", "Biology"}}},
	"enrollments": {columns: []string{"class_id", "person_id"}, rows: [][]driver.Value{{"c1", "p1"}, {"c1", "p2"}}},
}}

// The files that a district uploads to Clever, whose class names Otus shows as Clever
// does.
func ExampleLoadRoster_clever() {
	roster, err := otustemplate.LoadRoster(context.Background(), os.DirFS("testdata/mapleridge/clever"), &otustemplate.RosterOptions{
		ClassNames: otustemplate.ClassNamesClever,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for class := range roster.Classes() {
		fmt.Println(class.Title, class.SchoolID, class.Periods)
		break
	}
	// Output:
	// English o1 [1(A)]
}

func ExampleBuilder_sql() {
	db := sql.OpenDB(&fakeDB{
		columns: []string{"student_number", "subtype", "author", "course", "entry_date"},
		rows: [][]driver.Value{
			{int64(4711), "TARDY", "nrivera@example.org", "Biology", time.Date(2023, 9, 14, 9, 42, 0, 0, time.UTC)},
		},
	})
	rows, err := db.QueryContext(context.Background(), "SELECT * FROM log_entries")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer rows.Close()
	mapping, err := otustemplate.ReadMapping(strings.NewReader(`{"columns": {
	  "Student Number": {"from": "student_number", "pad": 6},
	  "Recognition":    {"from": "subtype", "values": {"TARDY": "Tardy"}},
	  "Teacher Email":  {"from": "author"},
	  "Class Name":     {"from": "course"},
	  "Date":           {"from": "entry_date"}
	}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	var template bytes.Buffer
	b := otustemplate.Builder{Mapping: mapping}
	if _, err := b.Build(context.Background(), rows, otustemplate.NewWriter(&template, &otustemplate.WriterOptions{LF: true})); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(template.String())
	// Output:
	// Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note
	// ,,004711,,Tardy,nrivera@example.org,Biology,2023-09-14,
}

func ExampleWriter() {
	w := otustemplate.NewWriter(os.Stdout, &otustemplate.WriterOptions{DateFormat: "01/02/2006", LF: true})
	err := w.Write(otustemplate.Record{
		StudentNumber: "000123",
		Recognition:   "Behavioral Warning",
		TeacherEmail:  "t.reed@example.org",
		ClassName:     "Algebra 1",
		Date:          otustemplate.Date{Year: 2023, Month: time.September, Day: 14},
		Note:          "Late, for the third time",
	})
	if err != nil {
		fmt.Println(err)
	}
	// A record that could not be read back is refused; the file goes on.
	if err := w.Write(otustemplate.Record{StudentNumber: "000124", Note: "caf\xe9"}); err != nil {
		fmt.Println(err)
	}
	if err := w.Flush(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// record refused, Note: the text is not valid UTF-8; convert it first
	// Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note
	// ,,000123,,Behavioral Warning,t.reed@example.org,Algebra 1,09/14/2023,"Late, for the third time"
}

func ExampleCreate() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "template.csv")

	write := func() error {
		f, err := otustemplate.Create(path, &otustemplate.WriterOptions{LF: true})
		if err != nil {
			return err
		}
		defer f.Close() // discards the file if Commit was not reached
		if err := f.Write(otustemplate.Record{StudentNumber: "000123", Recognition: "Tardy"}); err != nil {
			return err
		}
		return f.Commit()
	}
	if err := write(); err != nil {
		fmt.Println(err)
		return
	}
	text, err := os.ReadFile(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(text))
	// Output:
	// Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note
	// ,,000123,,Tardy,,,,
}
