package page_test

import (
	"strings"
	"testing"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// Of a row whose cells may not stand under their labels a redacted report shows
// none; of any other it shows the public ones, a row of more columns than are kept
// among them.
func TestRedactSampleOfOddWidth(t *testing.T) {
	wide := make([]string, 70)
	for i := range wide {
		wide[i] = "cell"
	}
	for _, tt := range []struct {
		name   string
		labels int
		cells  []string
		shown  bool
	}{
		{"as many as labels", 2, []string{"Zoology", "x"}, true},
		{"fewer", 3, []string{"Zoology", "x"}, false},
		{"more", 2, []string{"Zoology", "x", "y"}, false},
		{"the first 64 of 70", 70, append([]string{"Zoology"}, wide[:63]...), true},
		{"63 of 70", 70, append([]string{"Zoology"}, wide[:62]...), false},
	} {
		r := &tally.Report{Complete: true, Rows: 1, Labels: make([]string, tt.labels), Columns: make([]schema.Column, tt.labels),
			Samples: []tally.Sample{{Row: 2, Cells: tt.cells}}}
		r.Columns[0] = schema.ColClassName
		for _, format := range []string{"json", "html"} {
			if got := strings.Contains(render(t, format, r, &advice.ReportOptions{Redact: true}), "Zoology"); got != tt.shown {
				t.Errorf("%s, %s: a class is shown: %v, want %v", tt.name, format, got, tt.shown)
			}
		}
	}
}

// A no-break space before a formula hides it from no spreadsheet.
func TestCSVReportBlanksBeforeFormula(t *testing.T) {
	for _, value := range []string{"=1", " =1", "\u00a0=1", " \u00a0 =1", "a;\u00a0=1", "a;\"=1", "＝1"} {
		r := &tally.Report{Issues: []check.Issue{{Code: schema.CodeFormula, Severity: check.SeverityWarning, Row: 2, Value: value}}}
		text := render(t, "csv", r, nil)
		at := strings.LastIndex(value, ";") + 1
		if want := value[:at] + "'" + value[at:]; !strings.Contains(strings.ReplaceAll(text, `""`, `"`), want) {
			t.Errorf("%q is written without an apostrophe: %q", value, text)
		}
	}
}
