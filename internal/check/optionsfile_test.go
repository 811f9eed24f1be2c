package check_test

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"github.com/google/go-cmp/cmp"
)

func TestReadOptions(t *testing.T) {
	tests := []struct {
		name, text string
		want       check.Options
	}{
		{"nothing", `{}`, check.Options{}},
		{"everything", "\ufeff" + `{"firstDate": "2023-08-14", "lastDate": "2024-06-07", "today": "2024-01-31", "noteLimit": 300, "maxErrors": 9000000000, "sensitiveWords": ["truancy board"],
			"severity": {"spaces": "off", "date-range": "error", "date-future": "warning", "bus-class": "warning"}}`,
			check.Options{FirstDate: dates.Date{Year: 2023, Month: 8, Day: 14}, LastDate: dates.Date{Year: 2024, Month: 6, Day: 7}, Today: dates.Date{Year: 2024, Month: 1, Day: 31},
				NoteLimit: 300, MaxErrors: 9e9, SensitiveWords: []string{"truancy board"}, Severity: map[schema.Code]check.Severity{
					schema.CodeSpaces: check.SeverityOff, schema.CodeDateRange: check.SeverityError, schema.CodeDateFuture: check.SeverityWarning, "bus-class": check.SeverityWarning}}},
		{"one day alone", `{"lastDate": "2024-06-07", "noteLimit": 0}`, check.Options{LastDate: dates.Date{Year: 2024, Month: 6, Day: 7}}},
		{"no severities", `{"severity": {}}`, check.Options{Severity: map[schema.Code]check.Severity{}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := check.ReadOptions(strings.NewReader(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&tt.want, got, cmp.FilterPath(func(p cmp.Path) bool { return strings.HasPrefix(p.Last().String(), ".On") }, cmp.Ignore())); diff != "" {
				t.Errorf("options (-want +got):\n%s", diff)
			}
			got.Checks = []check.Own{{Code: "bus-class", Severity: check.SeverityError, Run: func(schema.Record) []check.Issue { return nil }}}
			if _, err := check.NewChecker(roster.References{}, got); err != nil {
				t.Errorf("a Validator does not take them: %v", err)
			}
		})
	}
}

// All that is wrong is told at once, each with its key.
func TestReadOptionsErrors(t *testing.T) {
	const known = "there is no such key; known here are firstDate, lastDate, today, noteLimit, sensitiveWords, severity, maxErrors"
	tests := []struct {
		name, text string
		want       []string // lines, without their start
	}{
		{"nothing", "", []string{", line 1: the text is not JSON: unexpected end of JSON input"}},
		{"no JSON", "{\n\"today\": \n}", []string{", line 3: the text is not JSON: invalid character '}' looking for beginning of value"}},
		{"not UTF-8", "\xff", []string{", line 1: the text is not UTF-8; save it as UTF-8"}},
		{"a list", "[]", []string{": write an object: {…}"}},
		{"unknown keys", `{"FirstDate": "2023-08-14", "notelimit": 3, "workers": 2}`, []string{
			`, FirstDate: ` + known + `; did you mean "firstDate"?`, `, notelimit: ` + known + `; did you mean "noteLimit"?`, ", workers: " + known}},
		{"a key twice", `{"today": "2024-01-31", "today": "2024-02-01"}`, []string{", today: the key is there twice; keep one"}},
		{"wrong types", `{"firstDate": 20230814, "lastDate": null, "noteLimit": "300", "maxErrors": 1.5, "severity": ["spaces"]}`, []string{
			", firstDate: put it in quotes", ", lastDate: write a text in quotes", ", noteLimit: write a whole number, without quotes",
			", maxErrors: write a whole number, without quotes", ", severity: write an object: {…}"}},
		{"wrong values", `{"firstDate": "8/14/2023", "today": "2023-02-30", "lastDate": "", "noteLimit": -1, "maxErrors": -1}`, []string{
			", firstDate: write a day that exists as YYYY-MM-DD", ", today: write a day that exists as YYYY-MM-DD", ", lastDate: write a day that exists as YYYY-MM-DD",
			", noteLimit: write a number from 0 to 2147483647; 0 means no limit", ", maxErrors: write a number from 0 to 9223372036854775807; 0 means no limit"}},
		{"days exchanged", `{"firstDate": "2024-06-07", "lastDate": "2023-08-14"}`, []string{", lastDate: the day is before firstDate"}},
		{"an empty word", `{"sensitiveWords": ["truancy", " - "]}`, []string{", sensitiveWords: word 2 of the list has no letter or digit; write a word or a phrase, or remove it"}},
		{"severities", `{"severity": {"spaces": "loud", "not-csv": "off", "Class-Unknown": "off", "date-range": "none", "required": 1, "spaces": "off"}}`, []string{
			`, severity.spaces: write "off", "warning" or "error"`,
			`, severity."not-csv": the check ends the run, and its severity cannot be changed; leave the key out`,
			`, severity."Class-Unknown": the key is not a code; did you mean class-unknown?`,
			`, severity."date-range": write "off", "warning" or "error"`,
			`, severity.required: put it in quotes`,
			`, severity.spaces: the key is there twice; keep one`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o, err := check.ReadOptions(strings.NewReader(tt.text))
			if err == nil || o != nil {
				t.Fatalf("options %v, error %v", o, err)
			}
			got := make(map[string]bool)
			for line := range strings.SplitSeq(err.Error(), "\n") {
				got[strings.TrimPrefix(line, "otustemplate: options")] = true
			}
			want := make(map[string]bool)
			for _, line := range tt.want {
				want[line] = true
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
	gone := errors.New("the disk is gone")
	if _, err := check.ReadOptions(iotest.ErrReader(gone)); err != gone {
		t.Errorf("error %v, want the reader's", err)
	}
	if _, err := check.ReadOptions(nil); err != sheet.ErrNoReader {
		t.Errorf("error %v of nothing", err)
	}
}

// What is read, a Checker takes, but for codes of checks that are not there.
func FuzzReadOptions(f *testing.F) {
	f.Add(`{"firstDate": "2023-08-14", "lastDate": "2024-06-07", "today": "2024-01-31", "noteLimit": 300, "maxErrors": 9, "severity": {"spaces": "off", "own": "error"}}`)
	f.Add(`{"severity": {"not-csv": "off"}, "noteLimit": 1e3, "today": null}`)
	f.Fuzz(func(t *testing.T, text string) {
		o, err := check.ReadOptions(strings.NewReader(text))
		if err != nil {
			return
		}
		for code := range o.Severity {
			if code.Title() == "" {
				o.Checks = append(o.Checks, check.Own{Code: code, Severity: check.SeverityError, Run: func(schema.Record) []check.Issue { return nil }})
			}
		}
		if _, err := check.NewChecker(roster.References{}, o); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	})
}
