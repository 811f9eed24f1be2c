package job_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// cellPieces are what the cells of TestLawsOfChecks are made of.
var cellPieces = []string{"", " ", "N/A", "none", "#REF!", `="`, `"`, "'", "tardy", "Tardy", "Biology", "biology", "Chem",
	"m.lee@example.org", "M.Lee@example.org", "mailto:", "<", ">", "\u00a0", "\u200b", "\u200d", "\ufeff", "\u2028", "\x01",
	"\r\n", "\t", "00012", "12", "s1", "999", "0", "9/14/2023", "14/9/2023", "9/14/23", "Sep 14", "2023-09-14", " 10:30",
	"T00:00:00Z", "45000", "1.2E+10", "####", "=", "+", "@", "-", ";", "Caf\u00e9", "Cafe\u0301", "Ã©", "\ufffd", "Ann Boe", "ann@example.org"}

// What holds of the issues of any record, and of its repair.
func TestLawsOfChecks(t *testing.T) {
	t.Parallel() // it takes long
	sets := roster.References{
		Recognitions: nameset.NewSet("Tardy", "Café", "- Tardy", "N/A"),
		Teachers:     nameset.NewEmailSet("m.lee@example.org"),
		Classes:      nameset.NewSet("Biology", "Chem", "chem", "Café"),
	}
	records := 1000
	if slow {
		records = 10_000
	}
	for name, refs := range map[string]roster.References{
		"no references": {}, "sets": sets, "roster": lawRoster(t).References(sets.Recognitions),
	} {
		t.Run(name, func(t *testing.T) {
			opts := schoolYear()
			v := newValidator(t, refs, opts)
			r := rand.New(rand.NewPCG(1, 2))
			for range records {
				checkLaws(t, v, randomRecord(r))
			}
		})
	}
}

func randomRecord(r *rand.Rand) schema.Record {
	cell := func() string {
		var b strings.Builder
		for range r.IntN(4) {
			b.WriteString(cellPieces[r.IntN(len(cellPieces))])
		}
		return b.String()
	}
	rec := schema.Record{StudentEmail: cell(), SISID: cell(), StudentNumber: cell(), StateID: cell(),
		Recognition: cell(), TeacherEmail: cell(), ClassName: cell(), DateText: cell(), Note: cell()}
	if d, err := dates.Parse(rec.DateText); err == nil {
		rec.Date, rec.DateText = d, ""
	}
	return rec
}

func checkLaws(t *testing.T, v *job.Validator, rec schema.Record) {
	t.Helper()
	issues := v.Check(rec)
	safe := make(map[schema.Column]string)
	for _, is := range issues {
		for _, f := range is.Fixes {
			if !f.Safe {
				continue
			}
			if other, ok := safe[f.Column]; ok && other != f.New || f.New == f.Old {
				t.Errorf("%+v: safe fixes of %s say %q and %q", rec, f.Column, other, f.New)
			}
			safe[f.Column] = f.New
		}
		if is.Column != schema.NoColumn && slices.ContainsFunc(issues, func(o check.Issue) bool {
			return o.Column == is.Column && o.Code != is.Code && silences(o.Code)
		}) {
			t.Errorf("%+v: %s is told of a cell that is told of alone", rec, is.Code)
		}
	}
	fixed, _ := v.Repair(rec)
	for c := schema.ColStudentEmail; c <= schema.ColNote; c++ {
		if want, ok := safe[c]; ok && fixed.Cell(c) != want || !ok && fixed.Cell(c) != rec.Cell(c) {
			t.Errorf("%+v: the repair put %q into %s", rec, fixed.Cell(c), c)
		}
	}
	for _, is := range v.Check(fixed) {
		if slices.ContainsFunc(is.Fixes, func(f check.Fix) bool { return f.Safe }) {
			t.Errorf("%+v: the repair left the safe fix of %s undone", rec, is.Code)
		}
	}
}

// silences reports whether the code is told alone of its cell.
func silences(code schema.Code) bool {
	return code == schema.CodeRequired || code == schema.CodePlaceholder || code == schema.CodeSpreadsheet
}

// Cells of which a spreadsheet, or what cannot be seen, hides what they are.
func TestCheckHiddenCells(t *testing.T) {
	good := schema.Record{SISID: "s1", Recognition: "Tardy", TeacherEmail: "m.lee@example.org", ClassName: "Biology",
		Date: dates.Date{Year: 2023, Month: 9, Day: 14}}
	noLists := newValidator(t, roster.References{}, schoolYear())
	listed := newValidator(t, roster.References{Recognitions: nameset.NewSet("N/A")}, schoolYear())
	people := newValidator(t, lawRoster(t).References(nil), schoolYear())
	for _, tt := range []struct {
		name   string
		v      *job.Validator
		change func(*schema.Record)
		want   []string
	}{
		{"an identifier that cannot be seen", noLists, func(r *schema.Record) { r.SISID = "\u200b" }, []string{"identifier-missing error", "control warning"}},
		{"a name that cannot be seen", noLists, func(r *schema.Record) { r.Recognition = "\u200b" }, []string{"required error"}},
		{"an empty text", noLists, func(r *schema.Record) { r.ClassName = `=""` }, []string{"required error"}},
		{"a wrapped placeholder", noLists, func(r *schema.Record) { r.Recognition = `="N/A"` }, []string{"placeholder error"}},
		{"an apostrophe behind what cannot be seen", noLists, func(r *schema.Record) { r.SISID = "\u200b'00123" }, []string{"spreadsheet error"}},
		{"a placeholder that is a name in Otus", listed, func(r *schema.Record) { r.Recognition = "N/A" }, nil},
		{"such a one in other letters", listed, func(r *schema.Record) { r.Recognition = " n/a" }, []string{"recognition-unknown error", "spaces warning"}},
		{"a number cut down beside a known student's", people, func(r *schema.Record) { r.StudentNumber = "1.2E+10" }, []string{"spreadsheet error"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rec := good
			tt.change(&rec)
			var got []string
			for _, is := range tt.v.Check(rec) {
				got = append(got, string(is.Code)+" "+is.Severity.String())
			}
			if !slices.Equal(tt.want, got) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
