package mapping

import (
	"testing"

	"example.com/otustemplate/internal/dates"
)

// What is wrong with a date that the export's forms do not read: there is no such day, or
// it is no date. The form to enter is one that is always read.
func TestLayoutMessage(t *testing.T) {
	const us, plain = "enter month, day and year", "enter year, month and day"
	for _, tt := range []struct{ name, format, text, want string }{
		{"no such day, dots", "dd.mm.yyyy", "31.02.2025", `"31.02.2025" is not a day of the calendar: enter the right day as YYYY-MM-DD`},
		{"no such day, digits alone", "mmddyy", "023125", `"023125" is not a day of the calendar: enter the right day as month/day/year`},
		{"no such day, with a time", "mm/dd/yyyy hh:mm", "11/31/2023 8:15", `"11/31/2023 8:15" is not a day of the calendar: enter the right day as month/day/year`},
		{"no such month", "mm/dd/yyyy", "13/31/2024", `"13/31/2024" cannot be read as a date: ` + us + `, as in 11/30/2023`},
		{"N/A", "dd.mm.yyyy", "N/A", `"N/A" cannot be read as a date: ` + plain + `, as in 2023-11-30`},
		{"the year of a text", "mm/dd/yyyy", "spring of 2030", `"spring of 2030" cannot be read as a date: ` + us + `, as in 11/30/2023`},
	} {
		l, err := dates.NewLayout(tt.format)
		if err != nil {
			t.Fatal(err)
		}
		r := ColumnRule{Dates: []dates.Layout{l}}
		if got := r.layoutMessage(tt.text); got != tt.want {
			t.Errorf("%s: %s\nwant %s", tt.name, got, tt.want)
		}
		if day, _, settled := r.DateOf(r.dayExample()); !settled || day != (dates.Date{Year: 2023, Month: 11, Day: 30}) {
			t.Errorf("%s: the form to enter, %s, is read as %v", tt.name, r.dayExample(), day)
		}
	}
}
