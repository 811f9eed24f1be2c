package dates

import (
	"testing"
	"time"

	_ "time/tzdata" // so that the tests need nothing of the system
)

func TestDateLayout(t *testing.T) {
	tests := []struct {
		layout, in string
		want       string // "" : no match
	}{
		{"mm/dd/yyyy", "09/14/2023", "2023-09-14"},
		{"mm/dd/yyyy", "9/4/2023", "2023-09-04"},
		{"mm/dd/yyyy", " 9/4/2023 ", "2023-09-04"},
		{"MM/DD/YYYY", "09/14/2023", "2023-09-14"},
		{"mm/dd/yyyy", "09/14/2023 10:30", ""},
		{"mm/dd/yyyy", "14/09/2023", ""},
		{"mm/dd/yyyy", "09-14-2023", ""},
		{"mm/dd/yyyy", "02/30/2023", ""},
		{"mm/dd/yyyy", "09/14/23", ""},
		{"mm/dd/yyyy", "", ""},
		{"dd/mm/yyyy", "14/09/2023", "2023-09-14"},
		{"dd/mm/yyyy", "05/09/2023", "2023-09-05"},
		{"dd.mm.yyyy", "14.9.2023", "2023-09-14"},
		{"m/d/yy", "9/14/23", "2023-09-14"},
		{"m/d/yy h:mm AM/PM", "9/14/23 10:30 pm", "2023-09-14"},
		{"m/d/yy h:mm am/pm", "9/14/23  12:00\u202fAM", "2023-09-14"},
		{"m/d/yy h:mm a", "9/14/23 1:05 p.m.", "2023-09-14"},
		{"m/d/yyyy h:mm tt", "9/14/2023 1:05 PM", "2023-09-14"},
		{"mmddyyyy", "09142023", "2023-09-14"},
		{"mmddyyyy", "9142023", ""},
		{"yyyymmdd", "20230914", "2023-09-14"},
		{"yyyymmddhhmmss", "20230914103000", "2023-09-14"},
		{"yyyymmddhhmmss", "20230914106000", ""},
		{"yyyy-mm-dd", "2023-09-14", "2023-09-14"},
		{"yyyy-mm-dd hh:mm:ss", "2023-09-14 23:59:60", "2023-09-14"},
		{"yyyy-mm-dd hh:mm:ss", "2023-09-14 24:00:00", ""},
		{"yyyy-mm-dd hh:mm:ss", "2023-09-14", ""},
		{"yyyy-MM-dd HH:mm:ss.SSS", "2023-09-14 10:30:00.123", "2023-09-14"},
		{"yyyy-mm-dd hh:mm:ss.000", "2023-09-14 10:30:00.1", "2023-09-14"},
		{"yyyy-mm-dd hh:mm:ss.fff", "2023-09-14 10:30:00.", ""},
		{"yyyy-MM-dd'T'HH:mm:ss", "2023-09-14T10:30:00", "2023-09-14"},
		{"yyyy-mm-ddThh:mm", "2023-09-14t10:30", "2023-09-14"},
		{"mm:ss d/m/yyyy", "30:15 14/9/2023", "2023-09-14"},
		{"mmm d, yyyy", "Sep 14, 2023", "2023-09-14"},
		{"mmmm d, yyyy", "September 14, 2023", "2023-09-14"},
		{"dddd, mmmm d, yyyy", "Friday, September 14, 2023", "2023-09-14"},
		{"dd-mmm-yy", "14-SEP-23", "2023-09-14"},
		{"dd-mmm-yy", "14-Smarch-23", ""},
		{"2006-01-02", "2023-09-14", "2023-09-14"},
		{"Monday, January 2, 2006", "Thursday, September 14, 2023", "2023-09-14"},
		{"2006-01-02", "2023-09-31", ""},
		{"02/01/2006 15:04", "14/09/2023 10:30", "2023-09-14"},
		{"mm-dd-yyyy", "09\u201314\u20102023", "2023-09-14"},
		{"mm/dd/yyyy", "09\u221514\u20442023", "2023-09-14"},
		{"02\u20132006\u201301", "14-2023\u201209", "2023-09-14"},
	}
	for _, tt := range tests {
		t.Run(tt.layout+" "+tt.in, func(t *testing.T) {
			l, err := NewLayout(tt.layout)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if r, ok := l.Match(tt.in); ok {
				got = Of(r.at).String()
			}
			if got != tt.want {
				t.Errorf("%q read by %q is %q, want %q", tt.in, tt.layout, got, tt.want)
			}
		})
	}
}

func TestDateLayoutRefused(t *testing.T) {
	for _, layout := range []string{
		"mm/dd", "dd/yyyy", "mm/yyyy", "hh:mm:ss", "mm/dd/yyyy yyyy", "mm/mmm/dd/yyyy", "mdyyyy", "mm/dd/yyy",
		"qq/dd/yyyy", "mm/dd/yyyy on hh", "mm/dd/yyyy 'at", "mm/dd/12", "2006", "01/2006", "02/2006", "x2006-01",
		"2006-01-02T15:04:05-05:00", "2006-01-02T15:04-0500", "2006-01-02 15:04:05-10:30", "MST 2006-01-02 -07:00", "z yyyy-mm-dd z",
	} {
		if _, err := NewLayout(layout); err == nil {
			t.Errorf("NewLayout(%q) gave no error", layout)
		}
	}
}

func TestDateLayoutZones(t *testing.T) {
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, layout, in string
		zone             *time.Location
		want             string
		ok               bool
	}{
		{"moved back a day", "yyyy-mm-ddThh:mm:ssz", "2023-09-15T03:30:00Z", chicago, "2023-09-14", true},
		{"the same day", "yyyy-mm-ddThh:mm:ssz", "2023-09-14T23:30:00-05:00", chicago, "2023-09-14", true},
		{"from the east", "yyyy-mm-dd hh:mm:ss z", "2023-09-14 01:30:00 +0900", chicago, "2023-09-13", true},
		{"winter", "yyyy-mm-ddThh:mm:ssz", "2023-12-15T05:59:00Z", chicago, "2023-12-14", true},
		{"summer", "yyyy-mm-ddThh:mm:ssz", "2023-07-15T05:00:00Z", chicago, "2023-07-15", true},
		{"midnight is a day", "yyyy-mm-ddThh:mm:ssz", "2023-09-14T00:00:00Z", chicago, "2023-09-14", true},
		{"no zone in the text", "yyyy-mm-dd hh:mm", "2023-09-14 03:30", chicago, "2023-09-14", true},
		{"no zone to move to", "yyyy-mm-ddThh:mm:ssz", "2023-09-15T03:30:00Z", nil, "2023-09-15", false},
		{"half past midnight", "m/d/yyyy h:mm am/pm z", "9/15/2023 12:30 AM Z", chicago, "2023-09-14", true},
		{"package time", time.RFC3339, "2023-09-15T03:30:00Z", chicago, "2023-09-14", true},
		{"package time, no zone to move to", time.RFC3339, "2023-09-15T03:30:00Z", nil, "2023-09-15", false},
		{"package time, no zone in the text", time.DateTime, "2023-09-15 03:30:00", chicago, "2023-09-15", true},
		{"package time, a name behind AM", "2006-01-02 3:04PMMST", "2023-09-14 11:30PMCDT", chicago, "2023-09-14", true},
		{"a name behind AM", "yyyy-mm-dd h:mmam/pmz", "2023-09-14 11:30PMCDT", chicago, "2023-09-14", true},
		{"package time, a name", "2006-01-02 15:04 MST", "2023-09-14 23:30 CDT", chicago, "2023-09-14", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, err := NewLayout(tt.layout)
			if err != nil {
				t.Fatal(err)
			}
			r, matches := l.Match(tt.in)
			if !matches {
				t.Fatalf("%q does not match %q", tt.in, tt.layout)
			}
			if got, ok := r.DayIn(tt.zone); got.String() != tt.want || ok != tt.ok {
				t.Errorf("dayIn = %v, %v, want %v, %v", got, ok, tt.want, tt.ok)
			}
		})
	}
}

// location is a zone of the tests.
func location(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// In the hour that comes twice both names hold, and in the one that is left out
// none does. Midnight keeps its day, whatever stands behind it.
func TestZoneAtItsTime(t *testing.T) {
	layout, err := NewLayout("2006-01-02 15:04:05.999 MST")
	if err != nil {
		t.Fatal(err)
	}
	pattern, err := NewLayout("yyyy-mm-dd hh:mm:ss.fff z")
	if err != nil {
		t.Fatal(err)
	}
	newYork := location(t, "America/New_York")
	for in, want := range map[string]string{
		"2023-11-05 01:30:00.0 EDT":    "2023-11-05",
		"2023-11-05 01:30:00.0 EST":    "2023-11-05",
		"2023-11-05 00:30:00.0 EST":    "?",
		"2023-11-05 02:30:00.0 EDT":    "?",
		"2023-11-05 02:30:00.0 EST":    "2023-11-05",
		"2024-03-10 02:30:00.0 EST":    "?",
		"2024-03-10 02:30:00.0 EDT":    "?",
		"2024-03-10 23:30:00.0 EDT":    "2024-03-10",
		"2024-03-10 01:30:00.0 EST":    "2024-03-10",
		"2024-01-18 00:00:00.0 GMT-10": "2024-01-18",
		"2024-01-18 00:00:00.0 GMT+10": "2024-01-18",
		"2024-01-18 00:00:00.0 XYZ":    "2024-01-18",
		"2024-01-18 00:00:00.1 Z":      "2024-01-17",
		"2024-01-18 00:00:01.0 Z":      "2024-01-17",
		"2024-01-18 00:01:00.0 Z":      "2024-01-17",
	} {
		for _, l := range []Layout{layout, pattern} {
			r, ok := l.Match(in)
			if !ok {
				t.Errorf("%q does not match %q", in, l.Text)
				continue
			}
			got := "?"
			if day, ok := r.DayIn(newYork); ok {
				got = day.String()
			}
			if got != want {
				t.Errorf("%q by %q is %s, want %s", in, l.Text, got, want)
			}
		}
	}
	for in, want := range map[string]bool{
		"2024-01-18 23:30:00.0":                      false,
		"2024-01-18 23:30:00.0 ":                     false,
		"2024-01-18 23:30:00.0 GMT-15":               false,
		"2024-01-18 23:30:00.0 GMT-14:00":            true,
		"2024-01-18 23:30:00.0 GMT-14:01":            false,
		"2024-01-18 23:30:00.0 GMT-":                 false,
		"2024-01-18 23:30:00.0 -05:60":               false,
		"2024-01-18 23:30:00.0 -05:":                 false,
		"2024-01-18 23:30:00.0 -05:0":                false,
		"2024-01-18 23:30:00.0 -05000":               false,
		"2024-01-18 23:30:00.0 EST5EDT":              false,
		"2024-01-18 23:30:00.0 (EST":                 false,
		"2024-01-18 23:30:00.0 EASTER":               false,
		"2024-01-18 23:30:00.0 E":                    false,
		"2024-01-18 23:30:00.0 EST (Eastern)":        false,
		"2024-01-18 23:30:00.0 -0500 (Eastern) more": false,
		"2024-01-18 23:30:00.0 -0500 (9)":            false,
		"2024-01-18 23:30:00.0 Z-05":                 false,
	} {
		for _, l := range []Layout{layout, pattern} {
			if _, ok := l.Match(in); ok != want {
				t.Errorf("%q matches %q: %v", in, l.Text, ok)
			}
		}
	}
}

func TestMovedDate(t *testing.T) {
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"2023-09-15T03:30:00Z":                     "2023-09-14",
		"2023-09-14T23:30:00-05:00":                "2023-09-14",
		"9/15/2023 1:30 AM EDT":                    "", // in Chicago?
		"9/15/2023 12:30 AM CDT":                   "2023-09-15",
		"9/15/2023 12:30 AM CST":                   "", // in September?
		"9/15/2023 12:30 AM GMT-4":                 "2023-09-14",
		"2023\u201309\u201315T00:30:00\u221204:00": "2023-09-14",
		"2023-09-15T00:00:00.5Z":                   "2023-09-14",
		"2023-09-15T00:00:01Z":                     "2023-09-14",
		"2023-09-15T00:00:00Z":                     "", // a day without a time
		"9/15/2023 1:30 AM ET":                     "", // summer or not?
		"9/15/2023 1:30 AM":                        "",
		"15/9/2023 1:30Z":                          "",
	} {
		got, ok := Moved(in, chicago)
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("Moved(%q) = %v, %v, want %q", in, got, ok, want)
		}
	}
}

func FuzzDateLayout(f *testing.F) {
	f.Add("mm/dd/yyyy", "09/14/2023")
	f.Add("yyyy-mm-ddThh:mm:ss.fffz", "2023-09-14T10:30:00.5Z")
	f.Add("mmddyyyy", "09142023")
	f.Add("dddd, mmmm d, yyyy 'at' h:mm am/pm", "Thursday, September 14, 2023 at 1:05 PM")
	f.Add("2006-01-02 15:04 MST", "2023-09-14 23:30 CDT")
	f.Fuzz(func(t *testing.T, layout, text string) {
		l, err := NewLayout(layout)
		if err != nil {
			return
		}
		if r, ok := l.Match(text); ok && !Of(r.at).IsValid() {
			t.Fatalf("%q read by %q is %v, which is no day", text, layout, r.at)
		}
	})
}

// Which of day and month comes first, in patterns and in layouts of package time.
func TestLayoutOrder(t *testing.T) {
	for text, want := range map[string]Order{
		"mm/dd/yyyy": MonthThenDay, "m/d/yy": MonthThenDay, "mm/dd/yyyy hh:mm:ss am/pm": MonthThenDay, "01/02/2006": MonthThenDay, "1-2-2006 15:04": MonthThenDay,
		"dd/mm/yyyy": DayThenMonth, "dd.mm.yyyy hh:mm": DayThenMonth, "02/01/2006": DayThenMonth, "2.1.2006": DayThenMonth,
		"yyyy-mm-dd": NoOrder, "yyyy-mm-dd hh:mm:ss": NoOrder, "2006-01-02": NoOrder, "2006/01/02 3:04:05 PM": NoOrder,
		"mmm d, yyyy": NoOrder, "d mmm yyyy": NoOrder, "Jan 2, 2006": NoOrder, "2 January 2006": NoOrder,
	} {
		l, err := NewLayout(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := l.Order(); got != want {
			t.Errorf("%q: order %d, want %d", text, got, want)
		}
	}
}
