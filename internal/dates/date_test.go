package dates_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"example.com/otustemplate/internal/dates"
	"github.com/google/go-cmp/cmp"
)

func TestParseDate(t *testing.T) {
	tests := []struct {
		in   string
		want dates.Date
		err  error
	}{
		{in: "9/14/2023", want: day},
		{in: "09/14/2023", want: day},
		{in: "9-14-2023", want: day},
		{in: "09-14-2023", want: day},
		{in: "2023-09-14", want: day},
		{in: "2023-9-14", want: day},
		{in: "2023/09/14", want: day},
		{in: "2023/9/14", want: day},
		{in: "Sep 14, 2023", want: day},
		{in: "Sep 14 2023", want: day},
		{in: "Sep 14,2023", want: day},
		{in: "SEP 14, 2023", want: day},
		{in: "Sept. 14, 2023", want: day},
		{in: "September 14, 2023", want: day},
		{in: "14-Sep-2023", want: day},
		{in: "14-SEPTEMBER-2023", want: day},
		{in: "14 Sep 2023", want: day},
		{in: "14 September, 2023", want: day},
		{in: "09/04/2023", want: dates.Date{Year: 2023, Month: 9, Day: 4}},
		{in: "02/29/2024", want: dates.Date{Year: 2024, Month: 2, Day: 29}},
		{in: "0001-01-01", want: dates.Date{Year: 1, Month: 1, Day: 1}},
		{in: "12/31/9999", want: dates.Date{Year: 9999, Month: 12, Day: 31}},

		{in: "2023\u201009\u201014", want: day},
		{in: "2023\u201109\u201114", want: day},
		{in: "09\u201214\u20122023", want: day},
		{in: "14\u2013Sep\u20132023", want: day},
		{in: "2023\u201409\u201414", want: day},
		{in: "2023\u201509\u201514", want: day},
		{in: "2023\u221209\u221214", want: day},
		{in: "2023\u221209-14", want: day},
		{in: "9\u221514\u22152023", want: day},
		{in: "9\u204414\u20442023", want: day},
		{in: "9\u221514\u20132023", err: dates.ErrInvalid},
		{in: "2023\u200f09\u200f14", err: dates.ErrInvalid},
		{in: "2023\u201609\u201614", err: dates.ErrInvalid},
		{in: "9\u201314", err: dates.ErrIncomplete},
		{in: "14\u221509\u22152023", err: dates.ErrAmbiguous},

		{in: "", err: dates.ErrInvalid},
		{in: " 9/14/2023", err: dates.ErrInvalid},
		{in: "9/14/2023 ", err: dates.ErrInvalid},
		{in: "9/14-2023", err: dates.ErrInvalid},
		{in: "9/014/2023", err: dates.ErrInvalid},
		{in: "02/30/2023", err: dates.ErrInvalid},
		{in: "02/29/2023", err: dates.ErrInvalid},
		{in: "2/29/1900", err: dates.ErrInvalid},
		{in: "0000-01-01", err: dates.ErrInvalid},
		{in: "9/14/20233", err: dates.ErrInvalid},
		{in: "yesterday", err: dates.ErrInvalid},
		{in: "9/14/23", err: dates.ErrIncomplete},
		{in: "14/09/2023", err: dates.ErrAmbiguous},
		{in: "9/14/2023 10:30", err: dates.ErrTime},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			got, err := dates.Parse(tt.in)
			if got != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("ParseDate(%q) = %v, %v, want %v, %v", tt.in, got, err, tt.want, tt.err)
			}
		})
	}
}

func TestDateIsValid(t *testing.T) {
	tests := []struct {
		in   dates.Date
		want bool
	}{
		{dates.Date{}, false},
		{dates.Date{Year: 2023, Month: 9, Day: 30}, true},
		{dates.Date{Year: 2023, Month: 9, Day: 31}, false},
		{dates.Date{Year: 2000, Month: 2, Day: 29}, true},
		{dates.Date{Year: 2100, Month: 2, Day: 29}, false},
		{dates.Date{Year: 10000, Month: 1, Day: 1}, false},
		{dates.Date{Year: 0, Month: 1, Day: 1}, false},
		{dates.Date{Year: 2023, Month: 13, Day: 1}, false},
		{dates.Date{Year: 2023, Month: -1, Day: 1}, false},
		{dates.Date{Year: 2023, Month: 1, Day: -1}, false},
	}
	for _, tt := range tests {
		if got := tt.in.IsValid(); got != tt.want {
			t.Errorf("%#v.IsValid() = %v, want %v", tt.in, got, tt.want)
		}
	}
}

func TestDateCompare(t *testing.T) {
	next := dates.Date{Year: 2023, Month: 10, Day: 1}
	for _, tt := range []struct {
		a, b dates.Date
		want int
	}{{day, day, 0}, {day, next, -1}, {next, day, 1}, {dates.Date{}, day, -1}} {
		if got := tt.a.Compare(tt.b); got != tt.want {
			t.Errorf("%v.Compare(%v) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestDateOf(t *testing.T) {
	late := time.Date(2023, 9, 14, 23, 30, 0, 0, time.FixedZone("", -5*3600))
	if got := dates.Of(late); got != day {
		t.Errorf("DateOf(%v) = %v, want the day of its own zone, %v", late, got, day)
	}
}

func TestDateFormat(t *testing.T) {
	noDay := dates.Date{Year: 2023, Month: 2, Day: 30}
	for _, tt := range []struct {
		in   dates.Date
		want string
	}{{day, "09/14/2023"}, {dates.Date{}, ""}, {noDay, "2023-02-30"}} {
		if got := tt.in.Format("01/02/2006"); got != tt.want {
			t.Errorf("%#v.Format = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestDateText(t *testing.T) {
	type holder struct{ First, Last dates.Date }
	in := holder{First: day}
	data, err := json.Marshal(in)
	if want := `{"First":"2023-09-14","Last":""}`; err != nil || string(data) != want {
		t.Fatalf("json.Marshal = %s, %v, want %s", data, err, want)
	}
	out := holder{Last: day} // "" must clear it
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(in, out); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	for _, text := range []string{"9/14/2023", "09/14/2023", "2023-02-30", "2023-9-14", "x"} {
		d := day
		if err := d.UnmarshalText([]byte(text)); !errors.Is(err, dates.ErrInvalid) || d != day {
			t.Errorf("UnmarshalText(%q) = %v, date %v; want ErrDateInvalid and the date left alone", text, err, d)
		}
	}
	if _, err := (dates.Date{Year: 2023, Month: 2, Day: 30}).MarshalText(); err == nil {
		t.Error("MarshalText of 30 February gave no error")
	}
}
