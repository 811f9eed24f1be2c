package advice

import (
	"testing"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/tally"
)

// A page says of which file it is, of which days, and in which file its cells are.
func TestAboutText(t *testing.T) {
	first, last := dates.Date{Year: 2023, Month: 8, Day: 21}, dates.Date{Year: 2024, Month: 5, Day: 24}
	checked := &tally.Report{Rows: 2100, Summary: tally.Summary{First: first, Last: last}}
	built := &tally.Report{Rows: 216, Build: &tally.BuildCounts{Read: 237}, Summary: tally.Summary{First: first, Last: first}}
	named := ReportOptions{InputName: "ex\u202eport.csv", RejectsName: "rejects.csv", TemplateName: "template.csv"}
	for _, tt := range []struct {
		name        string
		r           *tally.Report
		o           ReportOptions
		about, foot string
	}{
		{"of nothing", new(tally.Report), ReportOptions{}, "", "Cell names are those of a spreadsheet: G14 is column G, row 14."},
		{"of a file", checked, ReportOptions{InputName: "march.csv"}, "march.csv · 2,100 rows · dates from 8/21/2023 to 5/24/2024",
			"Cell names are those of a spreadsheet: G14 is column G, row 14 of march.csv."},
		{"whose name is the title", checked, ReportOptions{InputName: "march.csv", Title: "march.csv"}, "2,100 rows · dates from 8/21/2023 to 5/24/2024",
			"Cell names are those of a spreadsheet: G14 is column G, row 14 of march.csv."},
		{"of a build", built, named, "ex\\u202eport.csv · 237 rows · all of 8/21/2023 in the finished file",
			"Cell names are those of a spreadsheet: G14 is column G, row 14. Each is named with its file: rejects.csv, template.csv or ex\\u202eport.csv. In rejects.csv the column \"otustemplate row\" has the row number in ex\\u202eport.csv."},
	} {
		if got := AboutText(tt.r, tt.o); got != tt.about {
			t.Errorf("%s: about %q, want %q", tt.name, got, tt.about)
		}
		if got := CellsText(tt.r, tt.o); got != tt.foot {
			t.Errorf("%s: foot %q, want %q", tt.name, got, tt.foot)
		}
	}
}
