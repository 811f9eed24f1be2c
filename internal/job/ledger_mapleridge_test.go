package job_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

func mapleRidge(t *testing.T) *roster.Roster {
	t.Helper()
	r, err := roster.Load(t.Context(), os.DirFS("../../testdata/mapleridge/oneroster"), &roster.Options{
		Identifiers: map[schema.Column]string{schema.ColStudentNumber: "identifier"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A second delivery of a real export: ten rows are gone, eight are new, and the others
// were shared. With a key they are left out; without one they are told.
func TestSecondDeliveryOfMapleRidge(t *testing.T) {
	const columns = "../../testdata/mapleridge/history.json"
	people := mapleRidge(t)
	refs := people.References(nil)
	opts := &check.Options{Today: dates.Date{Year: 2026, Month: 6, Day: 30}, Severity: map[schema.Code]check.Severity{schema.CodeDuplicate: check.SeverityOff}}
	first := string(readFile(t, "../../testdata/mapleridge/history_2026.csv"))
	second := string(readFile(t, "../../testdata/mapleridge/history_2026_delivery2.csv"))
	keyless := string(readFile(t, columns))
	keyed := `{"key": ["Student_Number", "Entry_Date", "Entry_Author", "Subtype"],` + strings.TrimPrefix(strings.TrimSpace(keyless), "{")
	for _, workers := range []int{1, 2, 8} {
		for name, text := range map[string]string{"keyless": keyless, "keyed": keyed} {
			t.Run(fmt.Sprint(name, " ", workers), func(t *testing.T) {
				opts := *opts
				opts.Workers = workers
				l := openLedger(t)
				b := job.Builder{Mapping: readMapping(t, text), Validator: newValidator(t, refs, &opts), Repair: true, Ledger: l, WholeExport: true}
				one := deliver(t, b, first)
				commitAll(t, l, 1)
				two := deliver(t, b, second)
				fresh := int64(0)
				for _, row := range two.Template {
					if !strings.HasSuffix(row, ",new") {
						t.Errorf("%s is written again", row)
					}
					fresh++
				}
				shared := two.Counts.AlreadyShared
				for _, is := range two.Issues {
					if strings.Contains(is, string(schema.CodeDuplicateShared)) {
						shared++
					}
				}
				gone := two.Counts.Removed + two.Counts.NotCompared
				if one.Counts.Written != shared+gone {
					t.Errorf("%d records were shared; %d came again, %d are gone", one.Counts.Written, shared, gone)
				}
				if (name == "keyed") != (two.Counts.AlreadyShared == shared) || fresh == 0 || shared < 5 || gone < 5 || two.Counts.Changed > 0 {
					t.Errorf("the second delivery: %+v, %d new", two.Counts, fresh)
				}
				if int64(len(two.Removals)) != two.Counts.Removed {
					t.Errorf("%d removals, want %d", len(two.Removals), two.Counts.Removed)
				}
			})
		}
	}
}

// One incident delivered twice, with something changed in the mapping or in the export.
func TestSecondDeliveryThroughAnotherMapping(t *testing.T) {
	const (
		header = "num,date,staff,code,note\n"
		base   = `{"key": ["num", "date", "staff"], "columns": {"Student Number": {"from": "num"}, "Recognition": {"from": "code", "values": {"TDY": "Tardy"}},
			"Teacher Email": {"from": "staff", "lookup": "teacher"}, "Class Name": {"lookup": "class-of", "ifNone": "homeroom"}, "Date": {"from": "date"}, "Note": {"from": "note"}}}`
		row = "004865,10/06/2025,\"Kowalski, Dana\",TDY,late\n"
	)
	people := mapleRidge(t)
	opts := &check.Options{Today: dates.Date{Year: 2026, Month: 6, Day: 30}}
	replaced := func(old, with string) string {
		if !strings.Contains(base, old) {
			t.Fatalf("the mapping has no %q", old)
		}
		return strings.Replace(base, old, with, 1)
	}
	for _, tt := range []struct {
		name, mapping, row string
		changed            string // what the changes say; "": nothing changed
	}{
		{"as it was", base, row, ""},
		{"a note edited later", base, strings.Replace(row, "late", "late; edited later in SIS", 1), "Note"},
		{"another name of the class", replaced(`{"lookup": "class-of", "ifNone": "homeroom"}`, `{"const": "English"}`), row, "Class Name"},
		{"another name of the recognition", replaced(`"Tardy"`, `"Dress Code"`), row, "Recognition"},
		{"an identifier more", replaced(`"Recognition"`, `"SIS ID": {"lookup": "student"}, "Recognition"`), row, ""},
		{"another identifier", replaced(`"Student Number": {"from": "num"}`, `"SIS ID": {"from": "num", "lookup": "student"}`), row, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := openLedger(t)
			b := job.Builder{Mapping: readMapping(t, base), Validator: newValidator(t, people.References(nil), opts), Repair: true, Ledger: l, WholeExport: true}
			if one := deliver(t, b, header+row); one.Counts.Written != 1 {
				t.Fatalf("the first delivery: %+v", one)
			}
			commitAll(t, l, 1)
			b.Mapping = readMapping(t, tt.mapping)
			two := deliver(t, b, header+tt.row)
			changed := ""
			for _, row := range two.Changes {
				changed, _, _ = strings.Cut(row, ",")
			}
			if changed != tt.changed || two.Counts.Written > 0 || (tt.changed == "") != (two.Counts.AlreadyShared == 1) || two.Counts.Removed > 0 {
				t.Errorf("changed is %q, want %q: %s", changed, tt.changed, cmp.Diff(delivered{}, two))
			}
		})
	}
}
