package job_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
	"github.com/google/go-cmp/cmp"
)

// exportValidator knows what the exports of testdata speak of.
func exportValidator(t testing.TB, opts check.Options) *job.Validator {
	t.Helper()
	opts.Today = today
	v, err := job.NewValidator(roster.References{
		Recognitions: nameset.NewSet("Helping Others", "Horseplay", "Tardy", "Technology Misconduct"),
		Teachers:     nameset.NewEmailSet("nrivera@example.org", "cokafor@example.org", "spatel@example.org"),
		Classes:      nameset.NewSet("Algebra 1", "Biology", "Homeroom 7B"),
	}, &opts)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// mappingAlone makes no checks of its own: what is told is what the mapping has to
// say.
func mappingAlone(t testing.TB) *job.Validator {
	t.Helper()
	off := make(map[schema.Code]check.Severity)
	for _, code := range check.Codes() {
		switch code {
		case schema.CodeNotCSV, schema.CodeHeaderMissing, schema.CodeHeaderColumnMissing, schema.CodeHeaderDuplicate:
		case schema.CodeHeaderUnknown, schema.CodeBlankRow, schema.CodeValueUnmapped, schema.CodeLookupNone,
			schema.CodeLookupSeveral, schema.CodeDefaulted:
		default:
			off[code] = check.SeverityOff
		}
	}
	return newValidator(t, roster.References{}, &check.Options{Severity: off})
}

// build runs b on the source and makes sure that the counts add up.
func build(t testing.TB, b job.Builder, src sheet.Source) built {
	t.Helper()
	var template, rejects bytes.Buffer
	b.Rejects = &rejects
	w := sheet.NewWriter(&template, &sheet.WriterOptions{LF: true})
	rep, err := b.Build(context.Background(), src, w)
	if rep == nil {
		t.Fatal("Build gave no report")
	}
	checkCounts(t, rep)
	return built{template: template.String(), rejects: rejects.String(), report: rep, err: err}
}

// checkCounts makes sure that every row and record is accounted for.
func checkCounts(t testing.TB, rep *tally.Report) {
	t.Helper()
	c := rep.Build
	if c == nil {
		t.Fatal("the report of a build has no BuildCounts")
	}
	if c.Records != c.Written+c.Rejected+c.AlreadyShared+c.Excluded || c.Changed > c.Rejected {
		t.Errorf("%d records, but %d written, %d rejected, %d of them changed, %d shared before and %d excluded", c.Records, c.Written, c.Rejected, c.Changed, c.AlreadyShared, c.Excluded)
	}
	if c.LeftOut+c.Repeated > c.Read || c.Read != rep.Rows {
		t.Errorf("%d rows read and %d left out, %d in the report", c.Read, c.LeftOut, rep.Rows)
	}
	sum := int64(0)
	for _, n := range rep.Counts {
		sum += n
	}
	if sum != rep.Errors+rep.Warnings+rep.Repairs {
		t.Errorf("the counts of codes add up to %d, errors, warnings and repairs to %d", sum, rep.Errors+rep.Warnings+rep.Repairs)
	}
}

// exportCell names the cell of the export that an issue is of.
func exportCell(is check.Issue) string {
	return check.Place{Row: is.Row, Field: is.Field}.Cell()
}

func csvSource(text string) *sheet.CSVSource {
	return sheet.NewCSVSource(strings.NewReader(text), nil)
}

// checkSecondBuild compares a build with that of its rejects.
func checkSecondBuild(t *testing.T, first, second built) {
	t.Helper()
	if c := second.report.Build; c.LeftOut != 0 || c.Rejected != first.report.Build.Rejected-first.report.Build.Changed {
		t.Errorf("rejects read again: %+v, want the %d records rejected again", *c, first.report.Build.Rejected)
	}
	if diff := cmp.Diff(comparableRejects(t, first.rejects), comparableRejects(t, second.rejects)); diff != "" {
		t.Errorf("rejects of the rejects (-first +second):\n%s", diff)
	}
	for _, u := range second.report.Undecided {
		if strings.HasPrefix(u.Label, "otustemplate") {
			t.Errorf("the rejects' own column %q is told as undecided", u.Label)
		}
	}
}

func readMappingFile(t *testing.T, path string) *mapping.Mapping {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := mapping.ReadMapping(f)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// lookupMapping is a mapping of the columns given and those that every row has.
func lookupMapping(t testing.TB, columns string) *mapping.Mapping {
	t.Helper()
	m, err := mapping.ReadMapping(strings.NewReader(`{"columns": {` + columns +
		`, "Recognition": {"const": "Tardy"}, "Date": {"from": "day"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// withoutConstants returns the rows of a template without header, recognition,
// date and note.
func withoutConstants(t *testing.T, template string) string {
	t.Helper()
	var rows []string
	for _, line := range strings.Split(strings.TrimSuffix(template, "\n"), "\n")[1:] {
		cells := strings.Split(line, ",")
		if len(cells) != schema.NumColumns {
			t.Fatalf("row %q of the template", line)
		}
		rows = append(rows, strings.Join(append(cells[:4:4], cells[5], cells[6]), ","))
	}
	return strings.Join(rows, "\n")
}

// lookupIssues returns the issues of a report, each with the fixes to choose
// from.
func lookupIssues(rep *tally.Report) (issues []string) {
	for _, is := range rep.Issues {
		fixes := make([]string, len(is.Fixes))
		for i, f := range is.Fixes {
			fixes[i] = f.New
		}
		issues = append(issues, exportCell(is)+" "+string(is.Code)+" "+is.Message+" ["+strings.Join(fixes, " ")+"]")
	}
	return issues
}

// problems returns "path: message" of each problem that err lists.
func problems(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	m, ok := errors.AsType[*mapping.MappingError](err)
	if !ok {
		t.Fatalf("error is a %T, want a *MappingError: %v", err, err)
	}
	var list []string
	for _, p := range m.Problems {
		list = append(list, p.Path+": "+p.Message)
	}
	return list
}

func readMapping(t testing.TB, text string) *mapping.Mapping {
	t.Helper()
	m, err := mapping.ReadMapping(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// checkHoldsNot holds all that a run tells without being asked for a cell to that it has
// none of the row's.
func checkHoldsNot(t *testing.T, secret string, rep *tally.Report, told []check.Issue) {
	t.Helper()
	holds := func(what, text string) {
		t.Helper()
		if at := strings.Index(text, secret); at >= 0 {
			t.Errorf("%s holds %q: …%s…", what, secret, text[max(0, at-120):min(len(text), at+60)])
		}
	}
	if len(told) == 0 && rep.Errors+rep.Warnings > 0 {
		t.Error("no issue was told")
	}
	for _, is := range told {
		holds("the message of "+string(is.Code), is.Message)
		if strings.Contains(is.Value, secret) && is.Column >= schema.ColRecognition && is.Column <= schema.ColDate && !is.Unsplit {
			t.Errorf("%s in %s is not marked as one of a row that may be several", is.Code, is.Column)
		}
	}
	for _, g := range rep.Groups {
		if g.Column < schema.ColRecognition || g.Column == schema.ColNote {
			continue // identifiers and notes, which are hidden by Redact
		}
		holds("the group of "+string(g.Code), fmt.Sprint(g))
	}
	holds("the summary", fmt.Sprint(rep.Summary))
	holds("what is missing", fmt.Sprint(rep.Missing))
	holds("what is to be decided", fmt.Sprint(rep.Undecided))
	if err := rep.Err(); err != nil {
		holds("the error", err.Error())
	}
	var missing bytes.Buffer
	if err := mapping.WriteMissing(rep, &missing); err != nil {
		t.Fatal(err)
	}
	holds("missing.json", missing.String())
	for _, format := range []string{"txt", "json", "csv", "html"} {
		holds("the redacted "+format, render(t, format, rep, &advice.ReportOptions{Redact: true}))
	}
}

// checkSameRoster reports where two bundles are not the same roster.
func checkSameRoster(t *testing.T, want, got map[string]string) {
	t.Helper()
	a, err := roster.Load(t.Context(), rostertest.FS(want), nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := roster.Load(t.Context(), rostertest.FS(got), nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a.Problems(), b.Problems()); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	names := func(r *roster.Roster) (names []string) {
		refs := r.References(nil)
		for _, set := range []*nameset.Set{refs.Teachers, refs.Classes} {
			for name := range set.All() {
				names = append(names, name)
			}
		}
		return names
	}
	if diff := cmp.Diff(names(a), names(b)); diff != "" || len(names(a)) == 0 {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}
