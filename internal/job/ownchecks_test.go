package job

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/page"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// busClass is a rule across columns.
func busClass(code schema.Code) check.Own {
	return check.Own{Code: code, Title: "Bus incident outside of a bus class", Severity: check.SeverityError,
		Run: func(rec schema.Record) []check.Issue {
			if rec.Recognition != "Bus Incident" || strings.HasPrefix(rec.ClassName, "Bus") {
				return nil
			}
			return []check.Issue{{Column: schema.ColClassName, Message: rec.StudentNumber + " was on a bus: enter the bus",
				Fixes: []check.Fix{{Column: schema.ColClassName, New: "Bus " + rec.ClassName, Safe: strings.HasPrefix(rec.ClassName, "Route")}}}}
		}}
}

// busRows are rows of which nothing but busClass has anything to say, most of them
// good.
func busRows(n int) string {
	var b strings.Builder
	b.WriteString("Student Number,Recognition,Teacher Email,Class Name,Date\n")
	for i := range n {
		what, class := "Tardy", "Algebra"
		switch i % 10 {
		case 3:
			what, class = "Bus Incident", "Bus 7"
		case 6:
			what, class = "Bus Incident", "Art"
		case 8:
			what, class = "Bus Incident", "Route 9"
		}
		fmt.Fprintf(&b, "%06d,%s,a.rivera@example.org,%s,2023-09-%02d\n", i+4000, what, class, 1+i%28)
	}
	return b.String()
}

// An ownOutcome is what a run makes.
type ownOutcome struct {
	JSON, HTML, CSV, Template, Rejects string
	Err                                error
}

// ownRun checks the file, or builds from it.
func ownRun(t *testing.T, text string, workers, blockSize int, builds bool, checks ...check.Own) (o ownOutcome) {
	t.Helper()
	v, err := NewValidator(roster.References{}, &check.Options{Checks: checks, Workers: workers, Today: blockOptions().Today})
	if err != nil {
		t.Fatal(err)
	}
	v.blockSize = blockSize
	rep, err := v.Validate(context.Background(), strings.NewReader(text))
	if builds {
		var template, rejects bytes.Buffer
		b := Builder{Validator: v, Repair: true, Rejects: &rejects}
		rep, err = b.Build(context.Background(), sheet.NewCSVSource(strings.NewReader(text), nil), sheet.NewWriter(&template, nil))
		o.Template, o.Rejects = template.String(), rejects.String()
	}
	o.Err = err
	var asJSON, html, csv bytes.Buffer
	if err := errors.Join(page.WriteJSON(rep, &asJSON, nil), page.WriteHTML(rep, &html, nil), page.WriteCSV(rep, &csv, nil)); err != nil {
		t.Fatal(err)
	}
	o.JSON, o.HTML, o.CSV = asJSON.String(), html.String(), csv.String()
	return o
}

// Own checks see every row, also those that the rest of the checks would wave through,
// and give the same whatever the number of workers and the size of blocks.
func TestOwnChecksOnWorkers(t *testing.T) {
	t.Parallel() // it takes long
	const rows = 3000
	text := busRows(rows)
	for _, builds := range []bool{false, true} {
		want := ownRun(t, text, 1, 0, builds, busClass("bus-class")) // row by row
		if n := strings.Count(want.CSV, ",bus-class,"); n != 2*rows/10 {
			t.Errorf("build %v: %d issues, want %d", builds, n, 2*rows/10)
		}
		if builds {
			if n := strings.Count(want.Template, ",Bus Route 9,"); n != rows/10 {
				t.Errorf("%d rows were repaired, want %d", n, rows/10)
			}
			if n := strings.Count(want.Rejects, "was on a bus: enter the bus"); n != rows/10 {
				t.Errorf("%d rows were rejected, want %d", n, rows/10)
			}
		}
		for _, workers := range []int{1, 2, 8} {
			for _, size := range []int{1 << 10, blockSize} {
				if diff := cmp.Diff(want, ownRun(t, text, workers, size, builds, busClass("bus-class"))); diff != "" {
					t.Errorf("build %v, %d workers, blocks of %d bytes (-row by row +got):\n%s", builds, workers, size, diff)
				}
			}
		}
	}
}

// A panic of an own check ends the run at its row, whatever the number of workers, and
// nothing says what it said.
func TestPanicEndsRun(t *testing.T) {
	const secret = "Mo Quill"
	text := strings.Replace(strings.Replace(busRows(3000), "005111,Tardy", "005111,Kind", 1), "006000,Tardy", "006000,Kind", 1)
	panics := check.Own{Code: "kind", Severity: check.SeverityWarning, Run: func(rec schema.Record) []check.Issue {
		if rec.Recognition == "Kind" {
			panic(errors.New(secret + rec.StudentNumber))
		}
		return nil
	}}
	for _, builds := range []bool{false, true} {
		want := ownRun(t, text, 1, 0, builds, busClass("bus-class"), panics)
		failed, ok := errors.AsType[*check.PanicError](want.Err)
		if !ok || failed.Code != "kind" || failed.Row != 1113 || !strings.HasPrefix(failed.Location, "ownchecks_test.go:") {
			t.Fatalf("build %v: error %v, want one of the check kind in row 1113", builds, want.Err)
		}
		if all := fmt.Sprint(want); strings.Contains(all, secret) {
			t.Errorf("build %v: what the check said stands in\n%s", builds, all)
		}
		for _, part := range []string{`"complete": false`, `"stopped": "the check kind failed in row 1113: tell your data person"`, `"ok": false`} {
			if !strings.Contains(want.JSON, part) {
				t.Errorf("build %v: the report does not say %s", builds, part)
			}
		}
		for _, workers := range []int{1, 2, 8} {
			for _, size := range []int{1 << 10, blockSize} {
				got := ownRun(t, text, workers, size, builds, busClass("bus-class"), panics)
				if diff := cmp.Diff(want.Err.Error(), fmt.Sprint(got.Err)); diff != "" {
					t.Errorf("build %v, %d workers, blocks of %d bytes: error (-row by row +got):\n%s", builds, workers, size, diff)
				}
				got.Err = want.Err
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("build %v, %d workers, blocks of %d bytes (-row by row +got):\n%s", builds, workers, size, diff)
				}
			}
		}
	}
}

// An own check that fails on what a repair made ends a build, too.
func TestPanicAfterRepair(t *testing.T) {
	own := check.Own{Code: "own", Severity: check.SeverityError, Run: func(rec schema.Record) []check.Issue {
		if rec.ClassName == "Art" {
			panic("Art")
		}
		return nil
	}}
	got := ownRun(t, "Student Number,Recognition,Teacher Email,Class Name,Date\n1,Tardy,a@example.org, Art,2023-09-14\n", 1, blockSize, true, own)
	if _, ok := errors.AsType[*check.PanicError](got.Err); !ok || strings.Contains(got.Template, "Art") {
		t.Errorf("error %v, template %q", got.Err, got.Template)
	}
}

// A row whose cells may have run together quotes nothing.
func TestOwnChecksOfUnsplitRows(t *testing.T) {
	own := check.Own{Code: "own", Title: "Éine Regel", Severity: check.SeverityWarning, Run: func(rec schema.Record) []check.Issue {
		return []check.Issue{{Message: "look at " + rec.ClassName}}
	}}
	text := "Student Number,Recognition,Teacher Email,Class Name,Date,Note\n1,Tardy,a@example.org,\"Art,2023-09-14,Mo Quill\n2,Tardy,a@example.org,Art\",2023-09-14,x\n"
	for _, builds := range []bool{false, true} {
		got := ownRun(t, text, 1, blockSize, builds, own)
		if !strings.Contains(got.CSV, "éine Regel; cells of this row may have run into each other") || strings.Contains(got.CSV, "look at") {
			t.Errorf("build %v: issues %s", builds, got.CSV)
		}
	}
}

// Redacted reports hide what own checks say, and keep their titles.
func TestOwnChecksRedacted(t *testing.T) {
	v, err := NewValidator(roster.References{}, &check.Options{Checks: []check.Own{busClass("bus-class")}, Today: blockOptions().Today})
	if err != nil {
		t.Fatal(err)
	}
	rep, err := v.Validate(context.Background(), strings.NewReader(busRows(40)))
	if err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	o := &advice.ReportOptions{Redact: true}
	if err := errors.Join(page.WriteText(rep, &all, o), page.WriteJSON(rep, &all, o), page.WriteCSV(rep, &all, o), page.WriteHTML(rep, &all, o)); err != nil {
		t.Fatal(err)
	}
	if text := all.String(); strings.Contains(text, "was on a bus") || strings.Contains(text, "00400") {
		t.Errorf("a redacted report says\n%s", text)
	} else if n := strings.Count(text, "Bus incident outside of a bus class"); n < 2 {
		t.Errorf("the title is there %d times in\n%s", n, text)
	}
	all.Reset()
	if err := page.WriteText(rep, &all, nil); err != nil {
		t.Fatal(err)
	}
	if text := all.String(); !strings.Contains(text, "004006 was on a bus: enter the bus") && !strings.Contains(text, "Each row has its own problem") {
		t.Errorf("the report says\n%s", text)
	}
}

// A file that was shared earlier is not checked.
func TestOwnChecksOfSharedFile(t *testing.T) {
	own := check.Own{Code: "own", Severity: check.SeverityError, Run: func(schema.Record) []check.Issue { panic("why") }}
	v, err := NewValidator(roster.References{}, &check.Options{Checks: []check.Own{own}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.WithShared(context.Background(), "earlier.csv", strings.NewReader(busRows(5))); err != nil {
		t.Error(err)
	}
}
