package job_test

import (
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"github.com/google/go-cmp/cmp"
)

func recognition(s string) func(*schema.Record) { return text(schema.ColRecognition, s) }

func TestCheck(t *testing.T) {
	v := newValidator(t, district(), schoolYear())
	seen := make(map[string]bool)
	for _, tt := range checkCases {
		if seen[tt.name] {
			t.Fatalf("two cases are named %q", tt.name)
		}
		seen[tt.name] = true
		t.Run(tt.name, func(t *testing.T) {
			rec := goodRecord()
			tt.set(&rec)
			if diff := cmp.Diff(tt.want, describe(v.Check(rec))); diff != "" {
				t.Errorf("Check mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// What Repair returns must hold none of what it settled, keep every cell that
// no safe fix names, and have nothing more to repair.
func TestRepair(t *testing.T) {
	v := newValidator(t, district(), schoolYear())
	for _, tt := range checkCases {
		t.Run(tt.name, func(t *testing.T) {
			rec := goodRecord()
			tt.set(&rec)
			want := rec
			var safe int
			for _, is := range v.Check(rec) {
				if len(is.Fixes) > 0 && is.Fixes[0].Safe {
					safe++
					text(is.Column, is.Fixes[0].New)(&want)
				}
			}
			got, settled := v.Repair(rec)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("Repair mismatch (-want +got):\n%s", diff)
			}
			if len(settled) != safe {
				t.Errorf("Repair told %d issues, Check found %d with a safe fix", len(settled), safe)
			}
			for _, is := range settled {
				if !is.Repaired {
					t.Errorf("%s of %s is not marked as repaired", is.Code, is.Cell())
				}
			}
			again, more := v.Repair(got)
			if len(more) != 0 || again != got {
				t.Errorf("a second Repair found more to do: %v", describe(more))
			}
		})
	}
}

// Without a set there is no check against it, and nothing else changes.
func TestCheckWithoutSets(t *testing.T) {
	v := newValidator(t, roster.References{}, schoolYear())
	rec := goodRecord()
	all(class("Anything at all"), teacher("nobody@example.org"), recognition("Whatever"))(&rec)
	if got := v.Check(rec); got != nil {
		t.Errorf("Check found %v", describe(got))
	}
	empty := newValidator(t, roster.References{Classes: nameset.NewSet()}, schoolYear())
	if diff := cmp.Diff([]string{"G class-unknown error"}, describe(empty.Check(rec))); diff != "" {
		t.Errorf("with an empty set (-want +got):\n%s", diff)
	}
}

// No message may quote a cell of a student's own columns or of the note.
func TestMessagesQuoteNoStudent(t *testing.T) {
	v := newValidator(t, district(), schoolYear())
	for _, tt := range checkCases {
		rec := goodRecord()
		tt.set(&rec)
		for _, is := range v.Check(rec) {
			private := is.Column == schema.ColNote || is.Column >= schema.ColStudentEmail && is.Column <= schema.ColStateID
			if quoted := `"` + is.Value + `"`; private && strings.Contains(is.Message, quoted) {
				t.Errorf("%s: %s quotes the cell: %s", tt.name, is.Code, is.Message)
			}
			if strings.ContainsAny(is.Message, "\n\r") || is.Message == "" {
				t.Errorf("%s: %s is no single sentence: %q", tt.name, is.Code, is.Message)
			}
		}
	}
}

func TestSeverityOverride(t *testing.T) {
	opts := schoolYear()
	opts.Severity = map[schema.Code]check.Severity{
		schema.CodeClassUnknown: check.SeverityWarning,
		schema.CodeSpaces:       check.SeverityOff,
	}
	v := newValidator(t, district(), opts)
	rec := goodRecord()
	class(" algebra 1")(&rec)
	want := []string{`G class-unknown warning →!"Algebra 1"`}
	if diff := cmp.Diff(want, describe(v.Check(rec))); diff != "" {
		t.Errorf("Check mismatch (-want +got):\n%s", diff)
	}
}

func TestNewValidatorRefuses(t *testing.T) {
	newYear := func(y, d int) dates.Date { return dates.Date{Year: y, Month: 1, Day: d} }
	severity := func(code schema.Code, s check.Severity) check.Options {
		return check.Options{Severity: map[schema.Code]check.Severity{code: s}}
	}
	tests := []struct {
		name string
		opts check.Options
		want string
	}{
		{"unknown code", severity("no-such-check", check.SeverityOff), "no-such-check"},
		{"run-ending code", severity(schema.CodeHeaderMissing, check.SeverityOff), "header-missing"},
		{"no severity", severity(schema.CodeSpaces, 0), "spaces"},
		{"severity past the last", severity(schema.CodeSpaces, 9), "spaces"},
		{"first date that is none", check.Options{FirstDate: newYear(2023, 32)}, "FirstDate"},
		{"last date that is none", check.Options{LastDate: newYear(2023, 32)}, "LastDate"},
		{"today that is none", check.Options{Today: newYear(2023, 32)}, "Today"},
		{"dates the wrong way round", check.Options{FirstDate: newYear(2024, 2), LastDate: newYear(2024, 1)}, "after LastDate"},
		{"negative number", check.Options{Workers: -1}, "negative"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := job.NewValidator(roster.References{}, &tt.opts)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("NewValidator error = %v, want one that names %q", err, tt.want)
			}
		})
	}
}
