package mapping

import (
	"strings"
	"testing"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
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

// A suggested mapping reads the forms in which exports write one day, and no day that is
// written day first.
func TestSuggestDates(t *testing.T) {
	date := Suggest([]string{"Perm ID", "Inc Date"}).Mapping.columns[schema.ColDate]
	for _, text := range []string{"11/03/2023", "11/3/2023", "11/03/23", "11-03-2023", "2023-11-03", "11/03/2023 8:15 AM", "11/03/2023 08:15:00",
		"2023-11-03 08:15:00.0", "Nov 3, 2023", "Nov 3, 2023 8:15 AM", "3-Nov-23", "03-NOV-2023", "3 Nov 2023", "11032023"} {
		if day, _, ok := date.DateOf(text); !ok || day.String() != "2023-11-03" {
			t.Errorf("DateOf(%q) = %v, %t, want November 3", text, day, ok)
		}
	}
	for _, text := range []string{"30/11/2023", "30.11.2023", "45233", "Nov 2023", "31-Nov-23"} {
		if day, _, ok := date.DateOf(text); ok {
			t.Errorf("DateOf(%q) = %v, want no day", text, day)
		}
	}
}
