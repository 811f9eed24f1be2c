package job_test

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// Of rows of one key the first is taken: those that make the same are left out, those
// that make something else are rejected.
func TestBuildKey(t *testing.T) {
	const (
		columns = `"columns": {"SIS ID": {"from": "id"}, "Recognition": {"from": "what"}, "Teacher Email": {"const": "a@example.org"},
			"Class Name": {"const": "Art"}, "Date": {"from": "day"}, "Note": {"from": "note"}}}`
		plain  = `{"key": ["incident", "id"], ` + columns
		header = "incident,id,what,day,note\n"
		tail   = ",a@example.org,Art,2023-09-14,"
	)
	each := strings.Replace(plain, `"columns"`, `"each": {"split": "what", "separator": ";", "as": "one"}, "columns"`, 1)
	each = strings.Replace(each, `"from": "what"`, `"from": "one"`, 1)
	tests := []struct {
		name, mapping, rows string
		severity            check.Severity
		template            []string
		counts              tally.BuildCounts
		issues              []string // the row, and whether it is an error
		parts               []string // of the rejects
	}{
		{name: "rows that make the same", mapping: plain, rows: "7,1,T,9/14/2023,\n 7,1,t,2023-09-14,\n7,2,T,9/14/2023,\n8,1,T,9/14/2023,\n7,1,T,9/14/2023,\n",
			template: []string{",1,,,T" + tail, ",2,,,T" + tail, ",1,,,T" + tail},
			counts:   tally.BuildCounts{Read: 5, Repeated: 2, Records: 3, Written: 3}},
		{name: "another note", mapping: plain, rows: "7,1,T,9/14/2023,a\n7,1,T,9/14/2023,b\n",
			template: []string{",1,,,T" + tail + "a"}, counts: tally.BuildCounts{Read: 2, Repeated: 1, Records: 1, Written: 1}, issues: []string{"3 warning"}},
		{name: "an empty cell of the key", mapping: plain, rows: ",1,T,9/14/2023,\n \u200b,1,H,9/14/2023,\n",
			template: []string{",1,,,T" + tail, ",1,,,H" + tail}, counts: tally.BuildCounts{Read: 2, Records: 2, Written: 2}},
		{name: "rows that differ", mapping: plain, rows: "7,1,T,9/14/2023,\n7,1,H,9/14/2023,\n7,1,T,9/14/2023,\n7,1,K,9/14/2023,\n",
			template: []string{",1,,,T" + tail}, counts: tally.BuildCounts{Read: 4, Repeated: 1, Records: 3, Written: 1, Rejected: 2},
			issues: []string{"3 error", "5 error"}, parts: []string{"unlike row 2", "unlike row 2"}},
		{name: "rows that differ, a warning", mapping: plain, severity: check.SeverityWarning, rows: "7,1,T,9/14/2023,\n7,1,H,9/14/2023,\n",
			template: []string{",1,,,T" + tail, ",1,,,H" + tail}, counts: tally.BuildCounts{Read: 2, Records: 2, Written: 2}, issues: []string{"3 warning"}},
		{name: "rows that differ, unheeded", mapping: plain, severity: check.SeverityOff, rows: "7,1,T,9/14/2023,a\n7,1,H,9/14/2023,\n7,1,T,9/14/2023,b\n",
			template: []string{",1,,,T" + tail + "a", ",1,,,H" + tail}, counts: tally.BuildCounts{Read: 3, Repeated: 1, Records: 2, Written: 2}},
		{name: "rows that don't count", mapping: `{"rows": {"not": {"note": ["x"]}}, ` + plain[1:], rows: "7,1,T,9/14/2023,x\n7,1,H,9/14/2023,\n",
			template: []string{",1,,,H" + tail}, counts: tally.BuildCounts{Read: 2, LeftOut: 1, Records: 1, Written: 1}},
		{name: "several records of one row", mapping: each, rows: "7,1,T;H,9/14/2023,\n7,1,T; H;,9/14/2023,\n7,1,H;T,9/14/2023,\n7,1,T,9/14/2023,\n8,1,T,9/14/2023,\n",
			template: []string{",1,,,T" + tail, ",1,,,H" + tail, ",1,,,T" + tail},
			counts:   tally.BuildCounts{Read: 5, Repeated: 1, Records: 5, Written: 3, Rejected: 2}, issues: []string{"4 error", "5 error"}, parts: []string{"unlike row 2", "unlike row 2"}},
		{name: "a rejected one", mapping: plain, rows: "7,1,T,soon,\n7,1,T,soon,\n", counts: tally.BuildCounts{Read: 2, Repeated: 1, Records: 1, Rejected: 1},
			issues: []string{"2 error"}, parts: []string{""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			opts := check.Options{Severity: map[schema.Code]check.Severity{schema.CodeDuplicate: check.SeverityOff}}
			if tt.severity != 0 {
				opts.Severity[schema.CodeKeyConflict] = tt.severity
			}
			b := job.Builder{Mapping: readMapping(t, tt.mapping), Validator: newValidator(t, roster.References{}, &opts)}
			got := build(t, b, csvSource(header+tt.rows))
			if got.err != nil {
				t.Fatal(got.err)
			}
			rows := strings.Split(strings.TrimSuffix(got.template, "\n"), "\n")[1:]
			if diff := cmp.Diff(tt.template, append([]string(nil), rows...)); diff != "" {
				t.Errorf("template (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.counts, *got.report.Build); diff != "" {
				t.Errorf("counts (-want +got):\n%s", diff)
			}
			var issues []string
			for _, is := range got.report.Issues {
				issues = append(issues, fmt.Sprint(is.Row, " ", is.Severity))
			}
			if diff := cmp.Diff(tt.issues, issues); diff != "" {
				t.Errorf("issues (-want +got):\n%s", diff)
			}
			rejects := parseCSV(t, got.rejects)
			var parts []string
			for _, row := range rejects[min(1, len(rejects)):] {
				parts = append(parts, row[6])
			}
			if diff := cmp.Diff(tt.parts, parts); diff != "" {
				t.Errorf("parts in the rejects (-want +got):\n%s", diff)
			}
			if tt.counts.Rejected == 0 {
				return
			}
			// As they are, the rows are rejected again.
			again := build(t, b, csvSource(got.rejects))
			if *again.report.Build != (tally.BuildCounts{Read: tt.counts.Rejected, Records: tt.counts.Rejected, Rejected: tt.counts.Rejected}) {
				t.Errorf("read again: %+v", *again.report.Build)
			}
			if diff := cmp.Diff(rejects, parseCSV(t, again.rejects)); diff != "" && tt.parts[0] != "" {
				t.Errorf("rejects of the rejects (-first +second):\n%s", diff)
			}
		})
	}
	// Without the words, a row is taken.
	b := job.Builder{Mapping: readMapping(t, plain), Validator: newValidator(t, roster.References{}, nil)}
	got := build(t, b, csvSource(strings.TrimSuffix(header, "\n")+",otustemplate row,otustemplate part\n7,1,H,9/14/2023,,3,\n8,1,H,9/14/2023,,4,unlike row 2\n"))
	if want := (tally.BuildCounts{Read: 2, Records: 2, Written: 1, Rejected: 1}); got.err != nil || *got.report.Build != want {
		t.Errorf("counts %+v, want %+v (%v)", *got.report.Build, want, got.err)
	}
	// And so it is if the mapping has no key any more.
	b.Mapping = readMapping(t, "{"+columns)
	got = build(t, b, csvSource(strings.TrimSuffix(header, "\n")+",otustemplate row,otustemplate part\n8,1,H,9/14/2023,,4,unlike row 2\n"))
	if want := (tally.BuildCounts{Read: 1, Records: 1, Written: 1}); got.err != nil || *got.report.Build != want {
		t.Errorf("counts %+v, want %+v (%v)", *got.report.Build, want, got.err)
	}
}

func parseCSV(t *testing.T, text string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// The rejects have a row for each rejected record of a row: they have one key, and are
// not one record. One that is there twice is.
func TestBuildKeyOfRejectedParts(t *testing.T) {
	const mapping = `{"key": ["incident", "id"], "each": {"split": "what", "separator": ";", "as": "one"},
		"columns": {"SIS ID": {"from": "id"}, "Recognition": {"from": "one"}, "Teacher Email": {"const": "a@example.org"},
			"Class Name": {"const": "Art"}, "Date": {"from": "day"}}}`
	m := readMapping(t, mapping)
	first := build(t, job.Builder{Mapping: m}, csvSource("incident,id,what,day\n7,1,T;N/A;tbd,9/14/2023\n7,1,T;N/A;tbd,9/14/2023\n"))
	if c := first.report.Build; c.Written != 1 || c.Rejected != 2 || c.Repeated != 1 {
		t.Fatalf("at first %+v", *c)
	}
	corrected := strings.NewReplacer("N/A", "H", "tbd", "K").Replace(first.rejects)
	lines := strings.SplitAfter(corrected, "\r\n")
	second := build(t, job.Builder{Mapping: m}, csvSource(corrected+lines[1]))
	want := ",1,,,H,a@example.org,Art,2023-09-14,\n,1,,,K,a@example.org,Art,2023-09-14,\n"
	_, written, _ := strings.Cut(second.template, "\n")
	if diff := cmp.Diff(want, written); diff != "" {
		t.Errorf("written in the second round (-want +got):\n%s", diff)
	}
	if c := second.report.Build; c.Read != 3 || c.Repeated != 1 || c.Rejected != 0 {
		t.Errorf("in the second round %+v", *c)
	}
}

// Records that are made later, as they are many bytes, count as well: a row with more of
// them than another one of its key is not the same, however many those were at first.
func TestBuildKeyOfLargeRows(t *testing.T) {
	const most = 20 // over 17 records are over a megabyte
	m := readMapping(t, `{"key": ["incident"], "each": {"split": "ids", "separator": ";", "as": "one"},
		"columns": {"SIS ID": {"from": "one"}, "Recognition": {"const": "Tardy"}, "Teacher Email": {"const": "a@example.org"},
			"Class Name": {"const": "Art"}, "Date": {"const": "2023-09-14"}, "Note": {"from": "note"}}}`)
	ids, note := "1", strings.Repeat("x", 60<<10)
	for range most - 1 {
		ids += ";1"
	}
	var export strings.Builder
	export.WriteString("incident,ids,note\n")
	for n := range most {
		fmt.Fprintf(&export, "%d,%s,%s\n%d,%s,%s\n", n, ids[:2*n+1], note, n, ids, note)
	}
	opts := &check.Options{Severity: map[schema.Code]check.Severity{schema.CodeDuplicate: check.SeverityOff}}
	rep, err := (&job.Builder{Mapping: m, Validator: newValidator(t, roster.References{}, opts)}).Build(t.Context(), csvSource(export.String()), sheet.NewWriter(io.Discard, nil))
	if err != nil {
		t.Fatal(err)
	}
	// The last two are the same, but nobody knows it who has not all records of both.
	if c := rep.Build; c.Repeated != 0 || c.Rejected != most || c.Written != most*(most+1)/2 {
		t.Errorf("%+v", *c)
	}
}

// What was made of a row that is left out is passed over: the rows after it have their own
// records, issues, missing names and repeats.
func TestBuildKeyGoesOn(t *testing.T) {
	m := readMapping(t, `{"key": ["incident"], "columns": {"SIS ID": {"from": "id"}, "Recognition": {"from": "what", "values": {"T": "Tardy"}},
		"Teacher Email": {"const": "a@example.org"}, "Class Name": {"const": "Art"}, "Date": {"from": "day"}}}`)
	got := build(t, job.Builder{Mapping: m}, csvSource("incident,id,what,day\n"+
		"1,1,X,soon\n1,1,X,soon\n"+ // the second is left out
		"2,2,Y,9/14/2023 8:00\n3,3,T,9/15/2023\n3,3,T,9/15/2023\n"+ // and so is the last of these
		"4,4,T,9/16/2023 9:00\n5,5,T,9/17/2023\n6,5,T,9/17/2023\n"))
	var issues, missing []string
	for _, is := range got.report.Issues {
		issues = append(issues, fmt.Sprint(is.Row, " ", is.Code, " ", is.Value, is.Related))
	}
	for _, names := range got.report.Missing {
		for _, name := range names.Names {
			missing = append(missing, fmt.Sprint(names.Column, " ", name.Name, " ", name.Rows))
		}
	}
	want := []string{"2 value-unmapped X[]", "2 date-invalid soon[]", "4 value-unmapped Y[]", "4 date-time 9/14/2023 8:00[]", "7 date-time 9/16/2023 9:00[]", "9 duplicate [8]"}
	if diff := cmp.Diff(want, issues); diff != "" {
		t.Errorf("issues (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Recognition X 1", "Recognition Y 1"}, missing); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	const tail = ",,Tardy,a@example.org,Art,2023-09-"
	if diff := cmp.Diff(",3,"+tail+"15,\n,4,,,Tardy,a@example.org,Art,9/16/2023 9:00,\n,5,"+tail+"17,\n,5,"+tail+"17,\n", got.template[strings.Index(got.template, "\n")+1:]); diff != "" {
		t.Errorf("template (-want +got):\n%s", diff)
	}
}
