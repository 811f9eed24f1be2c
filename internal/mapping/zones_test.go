package mapping

import (
	"strings"
	"testing"
	"time"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
)

// Every way to write a zone says the same under every layout that has one: the
// day at school, or that it can't be said. tz is the school's zone, "" for none;
// day is "?" where the day may be another one.
func TestZones(t *testing.T) {
	layouts := []struct{ layout, clock string }{
		{"2006/01/02 3:04:05 PM MST", "2024/01/18 8:22:18 AM %s"},
		{"2006/01/02 3:04:05 PM Z07:00", "2024/01/18 8:22:18 AM %s"},
		{"2006/01/02 3:04:05 PM -0700", "2024/01/18 8:22:18 AM %s"},
		{"2006/01/02 3:04:05 PM GMT-07", "2024/01/18 8:22:18 AM %s"},
		{"2006/01/02 3:04:05 PM -0700 MST", "2024/01/18 8:22:18 AM %s"},
		{"Mon Jan _2 15:04:05 MST 2006", "Thu Jan 18 08:22:18 %s 2024"},
		{"Mon Jan 02 2006 15:04:05 GMT-0700 (MST)", "Thu Jan 18 2024 08:22:18 %s"},
		{"15:04:05 MST, January 2, 2006", "08:22:18 %s, January 18, 2024"},
		{"2006-01-02 (15:04:05 UTC)", "2024-01-18 (08:22:18 %s)"},
		{"yyyy/mm/dd h:mm:ss am/pm z", "2024/01/18 8:22:18 AM %s"},
		{"yyyy-mm-dd'T'hh:mm:ss 'Z'", "2024-01-18T08:22:18 %s"},
		{"yyyy-mm-dd hh:mm:ss 'GMT'xxx", "2024-01-18 08:22:18 %s"},
		{"hh:mm:ss z dd/mm/yyyy", "08:22:18 %s 18/01/2024"},
		{"", "2024/01/18 8:22:18 AM %s"}, // the plain forms
		{"", "2024-01-18 08:22:18 %s"},
		{"", "January 18, 2024, 08:22:18 %s"},
	}
	for _, tt := range []struct{ zone, tz, day string }{
		{"GMT-10", "Pacific/Honolulu", "2024-01-18"},
		{"GMT-10", "America/New_York", "2024-01-18"},
		{"GMT-10", "Asia/Tokyo", "2024-01-19"},
		{"GMT+9", "Pacific/Honolulu", "2024-01-17"},
		{"GMT+09", "America/New_York", "2024-01-17"},
		{"GMT+0900", "America/New_York", "2024-01-17"},
		{"GMT+09:00", "America/New_York", "2024-01-17"},
		{"GMT -10:00", "Asia/Tokyo", "2024-01-19"},
		{"(GMT+09:00)", "America/New_York", "2024-01-17"},
		{"UTC+9", "America/New_York", "2024-01-17"},
		{"UTC+05:30", "America/Los_Angeles", "2024-01-17"},
		{"utc+530", "America/Los_Angeles", "2024-01-17"},
		{"UTC\u221210:00", "Asia/Tokyo", "2024-01-19"},
		{"+09", "America/New_York", "2024-01-17"},
		{"+9", "America/New_York", "2024-01-17"},
		{"+0900", "America/New_York", "2024-01-17"},
		{"+09:00", "America/New_York", "2024-01-17"},
		{"+03:22:19", "America/New_York", "2024-01-17"}, // a second before midnight there
		{"+03:22:18", "America/New_York", "2024-01-18"},
		{"-10", "Asia/Tokyo", "2024-01-19"},
		{"-1000", "Asia/Tokyo", "2024-01-19"},
		{"-10:00 HST", "Asia/Tokyo", "2024-01-19"},
		{"GMT-1000 (Hawaii-Aleutian Standard Time)", "Asia/Tokyo", "2024-01-19"},
		{"GMT", "Pacific/Honolulu", "2024-01-17"},
		{"UTC", "Pacific/Honolulu", "2024-01-17"},
		{"UT", "Pacific/Honolulu", "2024-01-17"},
		{"Z", "Pacific/Honolulu", "2024-01-17"},
		{"gmt", "Pacific/Honolulu", "2024-01-17"},
		{"GMT", "America/New_York", "2024-01-18"},
		{"GMT", "Europe/London", "2024-01-18"},
		{"HST", "Pacific/Honolulu", "2024-01-18"},
		{"EST", "America/New_York", "2024-01-18"},
		{"est", "America/New_York", "2024-01-18"},
		{"CET", "Europe/Berlin", "2024-01-18"},
		{"EDT", "America/New_York", "?"}, // in January
		{"EST", "America/Chicago", "?"},
		{"CST", "Asia/Shanghai", "2024-01-18"},
		{"MST", "Pacific/Honolulu", "?"},
		{"CET", "America/New_York", "?"},
		{"ET", "America/New_York", "?"},
		{"EST", "", "?"},
		{"GMT-10", "", "?"},
		{"-10:00", "", "?"},
		{"Z", "", "?"},
	} {
		var loc *time.Location
		if tt.tz != "" {
			var err error
			if loc, err = time.LoadLocation(tt.tz); err != nil {
				t.Fatal(err)
			}
		}
		for _, l := range layouts {
			if strings.HasPrefix(tt.zone, "-10:00 HST") || strings.HasPrefix(tt.zone, "GMT-1000 (") {
				if !strings.HasSuffix(l.clock, "%s") {
					continue // a zone that is said twice may stand at the end alone
				}
			}
			rule := ColumnRule{Zone: loc}
			if l.layout != "" {
				layout, err := dates.NewLayout(l.layout)
				if err != nil {
					t.Fatal(l.layout, err)
				}
				rule.Dates = []dates.Layout{layout}
			}
			var m Record
			text := strings.Replace(l.clock, "%s", tt.zone, 1)
			rule.SetDate(&m, text)
			got := m.Rec.Date.String()
			ambiguous := l.layout == "" && dates.ReadTidied(m.Rec.DateText).Has(dates.Zoned) // for the checks to tell
			if len(m.Issues) == 1 && m.Issues[0].Code == schema.CodeDateAmbiguous && m.Issues[0].Fixes[0].New == "2024-01-18" {
				ambiguous = true
			}
			if ambiguous {
				got += "?"
			}
			if got != tt.day {
				t.Errorf("%q by %q in %q is %q, %v, want %q", text, l.layout, tt.tz, got, m.Issues, tt.day)
			}
		}
	}
}
