package job_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// What is wrong with a row is said in the words of the export, and of the cell there that
// is to be corrected.
func TestBuildSpeaksOfExport(t *testing.T) {
	const mapping = `{"columns": {"Student Number": {"from": "Nr"}, "Recognition": {"from": "What", "values": {"T": "Tardy"}},
		"Teacher Email": {"from": "Who"}, "Class Name": {"from": "Course"}, "Date": {"from": "Day"}, "Note": {"join": ["Subject", "Entry"], "sep": ": "}}}`
	const header = "Nr,What,Who,Course,Day,Subject,Entry\n"
	for _, tt := range []struct {
		name, row string
		code      schema.Code
		place     string
		problem   string
	}{
		{"no student", ",T,a.rivera@example.org,Biology,9/14/2023,,", schema.CodeIdentifierMissing, "A2", `the row has no student: fill in "Nr"`},
		{"a filler", "N/A,T,a.rivera@example.org,Biology,9/14/2023,,", schema.CodePlaceholder, "A2", `Student Number: "Nr" holds a filler such as N/A: enter the student's own`},
		{"no date", "004217,T,a.rivera@example.org,Biology,,,", schema.CodeRequired, "E2", `Date: "Day" is empty: every row needs a date`},
		{"no code", "004217,,a.rivera@example.org,Biology,9/14/2023,,", schema.CodeRequired, "M2",
			`Recognition: "What" is empty: every row needs a recognition; enter the recognition under "answer: Recognition"`},
		{"a phone number in the second cell of a note", "004217,T,a.rivera@example.org,Biology,9/14/2023,Late,call 614-555-0134", schema.CodeNoteContact, "G2", "the note holds a phone number"},
		{"a quotation mark in the way", `004217,T,a.rivera@example.org,Biology,9/14/2023,"Late" again,x`, schema.CodeQuote, "L2",
			`there is text after a closing quotation mark; copy each piece of the text under "otustemplate text" into its own column, without the quotation marks, then clear that text`},
		{"a cell too many", `004217,T,a.rivera@example.org,Biology,9/14/2023,Late,again,x`, schema.CodeFieldCount, "L2",
			`the row has 8 cells where 7 belong; copy each piece of the text under "otustemplate text" into its own column, without the quotation marks, then clear that text`},
		{"the end of a report", `END OF REPORT`, schema.CodeFieldCount, "L2", "leave the row out if it is only a title or an end line"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := newValidator(t, roster.References{}, &check.Options{Severity: map[schema.Code]check.Severity{schema.CodeNoteContact: check.SeverityError}})
			got := build(t, job.Builder{Mapping: readMapping(t, mapping), Validator: v}, csvSource(header+tt.row+"\n"))
			if issues := got.report.Issues; len(issues) != 1 || issues[0].Code != tt.code || issues[0].Place().Cell() != tt.place {
				t.Fatalf("issues: %+v, want one of %s in %s", issues, tt.code, tt.place)
			}
			rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(got.rejects, "\ufeff"))).ReadAll()
			if err != nil || len(rows) != 2 {
				t.Fatal(rows, err)
			}
			if text := rows[1][10]; !strings.Contains(text, tt.problem) {
				t.Errorf("the problem is %q, want %q", text, tt.problem)
			}
		})
	}
}

// A row of which the cells stand one column off has a problem in each: that is said first.
func TestBuildRejectsShiftedRow(t *testing.T) {
	const mapping = `{"columns": {"Student Number": {"from": "Nr"}, "Recognition": {"from": "What"}, "Teacher Email": {"from": "Who"}, "Class Name": {"from": "Course"}, "Date": {"from": "Day"}}}`
	refs := roster.References{Recognitions: nameset.NewSet("Tardy"), Classes: nameset.NewSet("Biology")}
	for _, tt := range []struct {
		row  string
		want bool
	}{
		{",004217,Tardy,a.rivera@example.org,Biology", true},
		{"004217,Tardi,a.rivera@example.org,Biologi,9/31/2023", false},
	} {
		got := build(t, job.Builder{Mapping: readMapping(t, mapping), Validator: newValidator(t, refs, nil)}, csvSource("Nr,What,Who,Course,Day\n"+tt.row+"\n"))
		if said := strings.Contains(got.rejects, "many cells of this row are wrong: check first"); said != tt.want {
			t.Errorf("%s: %s", tt.row, got.rejects)
		}
	}
}
