package dates

import (
	"strings"
	"time"

	"example.com/otustemplate/internal/celltext"
)

// monthNamed returns the month that goes by the name, in any case, and
// whether that is its whole name. 0: none does.
func monthNamed(name string) (m time.Month, whole bool) {
	for m := time.January; m <= time.December; m++ {
		full := m.String()
		if strings.EqualFold(name, full) {
			return m, true
		}
		if strings.EqualFold(name, full[:3]) {
			return m, false
		}
	}
	if strings.EqualFold(name, "Sept") {
		return time.September, false
	}
	return 0, false
}

// anyWeekday stands for a date without a weekday.
const anyWeekday time.Weekday = -1

// cutWeekday takes a weekday off the front, as in a spreadsheet's long date,
// "Thursday, September 14, 2023".
func cutWeekday(s string) (rest string, day time.Weekday) {
	n := celltext.Leading(s, celltext.IsLetter)
	for day := time.Sunday; n > 0 && day <= time.Saturday; day++ {
		if full := day.String(); !strings.EqualFold(s[:n], full) && !strings.EqualFold(s[:n], full[:3]) {
			continue
		}
		rest := strings.TrimPrefix(strings.TrimPrefix(s[n:], "."), ",")
		if strings.HasPrefix(rest, " ") {
			return rest[1:], day
		}
	}
	return s, anyWeekday
}
