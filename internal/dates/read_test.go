package dates

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// readDateTests name every kind of Date cell. date is the day meant, "" where
// none can be said.
var readDateTests = []struct {
	in     string
	date   string
	faults Fault
	swaps  bool // CouldBeDayFirst
}{
	{in: "9/14/2023", date: "2023-09-14"},
	{in: "09-14-2023", date: "2023-09-14"},
	{in: "2023-09-14", date: "2023-09-14"},
	{in: "Sep 14, 2023", date: "2023-09-14"},
	{in: "9/5/2023", date: "2023-09-05", swaps: true},
	{in: "09/05/2023", date: "2023-09-05", swaps: true},
	{in: "9-5-2023", date: "2023-09-05", swaps: true},
	{in: "9/9/2023", date: "2023-09-09"},
	{in: "2023-09-05", date: "2023-09-05"},
	{in: "5-Sep-2023", date: "2023-09-05"},
	{in: "9/14/0023", date: "0023-09-14"}, // the year 23: plain, and out of any range

	{in: "9/14/2023 10:30 AM", date: "2023-09-14", faults: Clock},
	{in: "9/14/2023 10:30am", date: "2023-09-14", faults: Clock},
	{in: "9/14/2023 10:30 a.m.", date: "2023-09-14", faults: Clock},
	{in: "9/14/2023 10 PM", date: "2023-09-14", faults: Clock},
	{in: "9/14/2023, 10:30:00 AM", date: "2023-09-14", faults: Clock},
	{in: "9/5/2023 8:05", date: "2023-09-05", faults: Clock, swaps: true},
	{in: "2024/10/30 9:35:00 AM", date: "2024-10-30", faults: Clock},
	{in: "2023-09-14T08:00:00", date: "2023-09-14", faults: Clock},
	{in: "2023-09-14 08:00:00.000", date: "2023-09-14", faults: Clock},
	{in: "2023-09-14 08:00:00,123", date: "2023-09-14", faults: Clock},
	{in: "2023-09-14 00:00:00.000", date: "2023-09-14", faults: Clock},
	{in: "Sep 14, 2023 10:30 AM", date: "2023-09-14", faults: Clock},
	{in: "14-Sep-2023 23:59:60", date: "2023-09-14", faults: Clock},
	{in: "2023-09-14T00:00:00Z", date: "2023-09-14", faults: Clock},
	{in: "2023-09-14T00:00:00.000-05:00", date: "2023-09-14", faults: Clock},
	{in: "9/14/2023 12:00 AM UTC", date: "2023-09-14", faults: Clock},

	{in: "2023-09-14T23:30:00Z", date: "2023-09-14", faults: Zoned},
	{in: "2023-09-14T23:30Z", date: "2023-09-14", faults: Zoned},
	{in: "2023-09-14T23:30:00.5-05:00", date: "2023-09-14", faults: Zoned},
	{in: "2023-09-14 23:30:00 +0000 UTC", date: "2023-09-14", faults: Zoned},
	{in: "2023-09-14 23:30:00+00", date: "2023-09-14", faults: Zoned},
	{in: "9/14/2023 10:30 AM CDT", date: "2023-09-14", faults: Zoned},
	{in: "9/14/2023 12:00 PM Z", date: "2023-09-14", faults: Zoned},
	{in: "9/14/2023 12:00Z", date: "2023-09-14", faults: Zoned},
	{in: "2023-09-14T00:00:00.001Z", date: "2023-09-14", faults: Zoned},

	{in: "2024/01/18 8:22:18 AM GMT-10", date: "2024-01-18", faults: Zoned},
	{in: "2024-01-18 08:22:18 UTC+05:30", date: "2024-01-18", faults: Zoned},
	{in: "2024-01-18T08:22:18\u221205", date: "2024-01-18", faults: Zoned},
	{in: "2024-01-18 8:22 PM -5", date: "2024-01-18", faults: Zoned},
	{in: "2024-01-18 8:22 PM (CEST)", date: "2024-01-18", faults: Zoned},
	{in: "Thu Jan 18 2024 08:22:18 GMT-0500 (Eastern Standard Time)", date: "2024-01-18", faults: Zoned | OtherForm},
	{in: "Thu, 18 Jan 2024 08:22:18 GMT", date: "2024-01-18", faults: Zoned | OtherForm},
	{in: "1/18/2024 12:00:00 AM GMT-10", date: "2024-01-18", faults: Clock},
	{in: "1/18/2024 12:00:01 AM GMT-10", date: "2024-01-18", faults: Zoned},
	{in: "1/18/2024 8:22 AM GMT-15", faults: NotADate},
	{in: "1/18/2024 8:22 AM in class", faults: NotADate},
	{in: "1/18/2024 8:22 AM GMT-5 GMT-6 (x", faults: NotADate},

	{in: "14/09/2023", date: "2023-09-14", faults: DayFirst},
	{in: "14-09-2023", date: "2023-09-14", faults: DayFirst},
	{in: "14.09.2023", date: "2023-09-14", faults: DayFirst},
	{in: "14/9/2023 10:30", date: "2023-09-14", faults: DayFirst | Clock},
	{in: "14/9/2023 10:30Z", date: "2023-09-14", faults: DayFirst | Zoned},
	{in: "9.5.2023", faults: Dots},
	{in: "5.5.2023", faults: Dots},
	{in: "45183", date: "2023-09-14", faults: Serial},
	{in: "45183.4375", date: "2023-09-14", faults: Serial},
	{in: "20000", date: "1954-10-03", faults: Serial},
	{in: "79999", date: "2119-01-10", faults: Serial},

	{in: "9/14/23", date: "2023-09-14", faults: TwoDigitYear},
	{in: "9-14-23", date: "2023-09-14", faults: TwoDigitYear},
	{in: "14-Sep-23", date: "2023-09-14", faults: TwoDigitYear},
	{in: "Sep 14, 23", date: "2023-09-14", faults: TwoDigitYear},
	{in: "9/5/23", date: "2023-09-05", faults: TwoDigitYear, swaps: true},
	{in: "9/14/23 10:30", date: "2023-09-14", faults: TwoDigitYear | Clock},
	{in: "14/09/23", date: "2023-09-14", faults: TwoDigitYear | DayFirst},
	{in: "23-09-14", faults: TwoDigitYear | DayFirst}, // 14 September 2023 or 23 September 2014
	{in: "14-09-45", date: "2045-09-14", faults: TwoDigitYear | DayFirst},
	{in: "9.14.23", date: "2023-09-14", faults: TwoDigitYear | OtherForm},
	{in: "9/14", faults: NoYear},
	{in: "9-14", faults: NoYear},
	{in: "2/29", faults: NoYear},
	{in: "9/5", faults: NoYear, swaps: true},
	{in: "14/9", faults: NoYear | DayFirst},
	{in: "Sep 14", faults: NoYear},
	{in: "14-Sep", faults: NoYear},
	{in: "14 September 10:30", faults: NoYear | Clock},
	{in: "9/2023", faults: NoDay},
	{in: "Sep 2023", faults: NoDay},
	{in: "September, 2023", faults: NoDay},
	{in: "2023-09", faults: NoDay},
	{in: "Sep-23", faults: NoYear | NoDay},
	{in: "September", faults: NoYear | NoDay},
	{in: "2023", faults: NoMonth | NoDay},

	{in: "Thu, Sep 14, 2023", date: "2023-09-14", faults: OtherForm},
	{in: "Thursday, September 14, 2023", date: "2023-09-14", faults: OtherForm},
	{in: "Thu 9/14/2023", date: "2023-09-14", faults: OtherForm},
	{in: "Friday, September 14, 2023", faults: OtherForm}, // it was a Thursday
	{in: "September 14th, 2023", date: "2023-09-14", faults: OtherForm},
	{in: "09142023", date: "2023-09-14", faults: OtherForm},
	{in: "20230914", date: "2023-09-14", faults: OtherForm},
	{in: "19000101", date: "1900-01-01", faults: OtherForm},
	{in: "21991231", date: "2199-12-31", faults: OtherForm},
	{in: "01011900", date: "1900-01-01", faults: OtherForm},
	{in: "12312199", date: "2199-12-31", faults: OtherForm},
	{in: "18991231", faults: NotADate},
	{in: "22000101", faults: NotADate},
	{in: "01012200", faults: NotADate},
	{in: "12311899", faults: NotADate},
	{in: "9.14.2023", date: "2023-09-14", faults: OtherForm},
	{in: "2023.09.14", date: "2023-09-14", faults: OtherForm},
	{in: "2023-Sep-14", date: "2023-09-14", faults: OtherForm},

	{in: "02/30/2023", faults: NoSuchDay},
	{in: "2023-02-30 10:00", faults: NoSuchDay},
	{in: "30/02/2023", faults: NoSuchDay},
	{in: "13/14/2023", faults: NoSuchDay},
	{in: "00/14/2023", faults: NoSuchDay},
	{in: "9/0/2023", faults: NoSuchDay},
	{in: "2023-14-09", faults: NoSuchDay},
	{in: "0000-00-00", faults: NoSuchDay},
	{in: "0000-00-00 00:00:00", faults: NoSuchDay},
	{in: "14/2023", faults: NoSuchDay},
	{in: "30 Feb", faults: NoSuchDay},
	{in: "31-Sep-23", faults: NoSuchDay},

	{in: "", faults: NotADate},
	{in: "yesterday", faults: NotADate},
	{in: "10:30", faults: NotADate},
	{in: "10:30 9/14/2023", faults: NotADate},
	{in: "9/14/2023 25:00", faults: NotADate},
	{in: "9/14/2023 10:60", faults: NotADate},
	{in: "9/14/2023 10:30:00.", faults: NotADate},
	{in: "9/14/2023 10:30:00:00", faults: NotADate},
	{in: "9/14/2023 10:0;", faults: NotADate},
	{in: "9/14/2023 8:22 AMEASTT", faults: NotADate},
	{in: "9/14/2023 10:30:5;", faults: NotADate},
	{in: "2199", faults: NoMonth | NoDay},
	{in: "2200", faults: NotADate},
	{in: "9/14/2023T", faults: NotADate},
	{in: "9/14/2023 10", faults: NotADate},
	{in: "9/14/2023 (Thu)", faults: NotADate},
	{in: "9/14/202", faults: NotADate},
	{in: "9/14/", faults: NotADate},
	{in: "9/14-2023", faults: NotADate},
	{in: "Smarch 14, 2023", faults: NotADate},
	{in: "19999", faults: NotADate},
	{in: "80000", faults: NotADate},
	{in: "45183.", faults: NotADate},
	{in: "45183,5", faults: NotADate},
	{in: "99999999", faults: NotADate},
	{in: "1030", faults: NotADate},
	{in: "14", faults: NotADate},
	{in: "9.14", faults: NotADate},
	{in: "9/14/2023/9/14", faults: NotADate},
	{in: "٩/١٤/٢٠٢٣", faults: NotADate},
	{in: "Thursday", faults: NotADate},
	{in: "pm", faults: NotADate},
	{in: ":", faults: NotADate},
	{in: "T:", faults: NotADate},
}

func TestReadDate(t *testing.T) {
	for _, tt := range readDateTests {
		t.Run(tt.in, func(t *testing.T) {
			r := Read(tt.in)
			if got := r.Date().String(); got != tt.date || r.Faults != tt.faults || r.CouldBeDayFirst != tt.swaps {
				t.Errorf("Read(%q) = %q, faults %b, could be day first %v; want %q, %b, %v",
					tt.in, got, r.Faults, r.CouldBeDayFirst, tt.date, tt.faults, tt.swaps)
			}
		})
	}
}

// What the messages quote of a date that is no day must be there too.
func TestReadDateParts(t *testing.T) {
	for in, want := range map[string]Date{
		"9/14":       {0, 9, 14},
		"14/9":       {0, 9, 14},
		"Sep 2023":   {2023, 9, 0},
		"2023":       {2023, 0, 0},
		"02/30/2023": {2023, 2, 30},
		"13/14/2023": {2023, 13, 14},
		"9.5.2023":   {2023, 0, 0},
	} {
		if got := Read(in).Parts; got != want {
			t.Errorf("Read(%q).parts = %v, want %v", in, got, want)
		}
	}
}

// The fast path must answer as the general one does, or not at all. Every text
// that is near one of its forms is tried.
func TestReadUsualAgrees(t *testing.T) {
	taken := 0
	try := func(s string) {
		fast, ok := readUsual(s)
		if slow := readAny(s); ok && slow != fast {
			t.Fatalf("readUsual(%q) = %v, the general path says %v", s, fast, slow)
		} else if !ok && slow.Plain() && (len(s) == 10 && s[4] == '-' || strings.Count(s, "/") == 2 && s[4] != '/') {
			t.Fatalf("readUsual(%q) left a date of its own forms to the general path", s)
		}
		if ok {
			taken++
		}
	}
	for _, year := range []int{0, 1, 1900, 2000, 2023, 2024, 9999} {
		for month := range 15 {
			for day := range 34 {
				try(fmt.Sprintf("%04d-%02d-%02d", year, month, day))
				try(fmt.Sprintf("%02d/%02d/%04d", month, day, year))
				try(fmt.Sprintf("%d/%d/%04d", month, day, year))
			}
		}
	}
	if want := 3 * (365*4 + 366*2); taken != want {
		t.Errorf("the fast path took %d dates, want every day of six years in three forms, %d", taken, want)
	}
	for _, s := range []string{"2023-09-14", "09/14/2023", "9/4/2023", "9/14/2023", "10/4/2023"} {
		for i := range s {
			try(s[:i])
			try(s[:i] + "0" + s[i:])
			for _, b := range []byte("0 -/:x\x00\xff") {
				text := []byte(s)
				text[i] = b
				try(string(text))
			}
		}
	}
}

func TestReadDateAllocations(t *testing.T) {
	for _, s := range []string{"2023-09-14", "9/14/2023", "9/14/2023 10:30 AM", "Sep 14, 2023", "2023-09-14T23:30:00Z"} {
		if n := testing.AllocsPerRun(100, func() { Read(s) }); n != 0 {
			t.Errorf("Read(%q) allocates %v times", s, n)
		}
	}
}

func FuzzReadDate(f *testing.F) {
	for _, tt := range readDateTests {
		f.Add(tt.in)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := Read(s)
		d, err := Parse(s)
		if (err == nil) != r.Plain() {
			t.Fatalf("Parse(%q) error %v, but faults are %b", s, err, r.Faults)
		}
		if meant := r.Date(); !meant.IsZero() && !meant.IsValid() {
			t.Fatalf("Read(%q) means %#v, which is no day", s, meant)
		}
		if r.CouldBeDayFirst && r.Has(DayFirst) {
			t.Fatalf("Read(%q) is day first and could be", s)
		}
		if other := r.Faults &^ (Invalid | Incomplete | Ambiguous | Clock); other != 0 {
			t.Fatalf("Read(%q) has faults %b, which belong to no code", s, other)
		}
		if err != nil {
			if !d.IsZero() {
				t.Fatalf("Parse(%q) = %v with error %v", s, d, err)
			}
			return
		}
		for _, layout := range []string{"2006-01-02", "01/02/2006", "1/2/2006", "Jan 2, 2006", "2-Jan-2006"} {
			if back, err := Parse(d.Format(layout)); back != d || err != nil {
				t.Fatalf("%q was read as %v; written as %q, it reads as %v, %v", s, d, d.Format(layout), back, err)
			}
		}
		if d.String() != d.Format(time.DateOnly) {
			t.Fatalf("String %q, Format %q", d.String(), d.Format(time.DateOnly))
		}
	})
}

func BenchmarkParse(b *testing.B) {
	want := Date{2023, time.September, 14}
	for _, s := range []string{"2023-09-14", "09/14/2023", "9/14/2023", "Sep 14, 2023"} {
		b.Run(s, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				if d, err := Parse(s); d != want || err != nil {
					b.Fatal(d, err)
				}
			}
		})
	}
}
