package mapping

import (
	"strings"
	"testing"

	"example.com/otustemplate/internal/dates"
)

// Whoever corrects a date may enter it as YYYY-MM-DD, and with the month first where the
// export writes so: in any other it could mean another day.
func TestDateOfCorrected(t *testing.T) {
	day := dates.Date{Year: 2023, Month: 11, Day: 5}
	for _, tt := range []struct {
		name    string
		formats []string
		text    string
		want    dates.Date
		example string
	}{
		{"ISO", []string{"dd/mm/yyyy"}, " 2023-11-05 ", day, "2023-11-30"},
		{"month first", []string{"mm/dd/yyyy hh:mm:ss"}, "11/5/2023", day, "11/30/2023"},
		{"beside a year first", []string{"yyyy-mm-dd hh:mm", "m/d/yyyy h:mm am/pm"}, "11/5/2023", day, "11/30/2023"},
		{"day first", []string{"dd/mm/yyyy hh:mm:ss"}, "11/5/2023", dates.Date{}, "2023-11-30"},
		{"one of two is day first", []string{"mm/dd/yyyy hh:mm", "dd.mm.yyyy"}, "11/5/2023", dates.Date{}, "2023-11-30"},
		{"year first alone", []string{"yyyy-mm-dd hh:mm:ss"}, "11/5/2023", dates.Date{}, "2023-11-30"},
		{"a month in letters", []string{"d mmm yyyy"}, "11/5/2023", dates.Date{}, "2023-11-30"},
		{"month first, and a day first", []string{"mm/dd/yyyy hh:mm:ss"}, "13/11/2023", dates.Date{}, "11/30/2023"},
		{"month first, two digits", []string{"mm/dd/yyyy hh:mm:ss"}, "11/5/23", dates.Date{}, "11/30/2023"},
	} {
		var r ColumnRule
		for _, f := range tt.formats {
			l, err := dates.NewLayout(f)
			if err != nil {
				t.Fatal(err)
			}
			r.Dates = append(r.Dates, l)
		}
		got, _, settled := r.DateOf(tt.text)
		if !settled {
			got = dates.Date{}
		}
		if got != tt.want || !strings.Contains(r.layoutMessage(tt.text), tt.example) {
			t.Errorf("%s: DateOf(%q) = %v, want %v; %s", tt.name, tt.text, got, tt.want, r.layoutMessage(tt.text))
		}
	}
}
