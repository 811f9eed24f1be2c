package advice

import (
	"fmt"
	"strings"
	"testing"

	"example.com/otustemplate/internal/tally"
)

// Stretches of a file: the five worst are named, in its order.
func TestErrorText(t *testing.T) {
	tests := []struct {
		rows []int64
		per  int64
		want string
	}{
		{nil, 0, ""}, {[]int64{0, 0}, 16, ""},
		{[]int64{0, 1, 1}, 8, ""}, // the cells say it
		{[]int64{0, 1, 0}, 16, "1 near rows 18 to 33"},
		{[]int64{1, 2}, 16, "1 near rows 2 to 17, 2 near row 18 to the last"},
		{[]int64{1, 1, 1, 1, 1}, 1024, "1 near rows 2 to 1,025, 1 near rows 1,026 to 2,049, 1 near rows 2,050 to 3,073, 1 near rows 3,074 to 4,097, 1 near row 4,098 to the last"},
		{[]int64{1, 2, 3, 4, 5, 6}, 16, "2 near rows 18 to 33, 3 near rows 34 to 49, 4 near rows 50 to 65, 5 near rows 66 to 81, 6 near row 82 to the last, the others in 1 other place"},
		{[]int64{9, 2, 3, 4, 5, 1, 1}, 16, "9 near rows 2 to 17, 2 near rows 18 to 33, 3 near rows 34 to 49, 4 near rows 50 to 65, 5 near rows 66 to 81, the others in 2 other places"},
	}
	for _, tt := range tests {
		s := tally.Summary{ErrorRows: tt.rows, RowsPerStretch: tt.per}
		if got := ErrorText(&s); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.rows, got, tt.want)
		}
	}
}

// A chart of many years keeps the largest in their order, ties by the first.
func TestLargestCounts(t *testing.T) {
	counts := []tally.Count{{Name: "a", Rows: 2}, {Name: "b", Rows: 1}, {Name: "c", Rows: 2}, {Name: "d", Rows: 2}, {Name: "e", Rows: 9}}
	for n, want := range map[int]string{5: "a2 b1 c2 d2 e9", 4: "a2 c2 d2 e9 1", 2: "a2 e9 5", 1: "e9 7"} {
		var got []string
		for _, c := range LargestCounts(counts, n) {
			got = append(got, fmt.Sprint(c.Name, c.Rows))
		}
		if text := strings.Join(got, " "); text != want {
			t.Errorf("the %d largest are %s, want %s", n, text, want)
		}
	}
}

// Keys to exclude that no row has are told by where they are entered, five at most.
func TestUnmetText(t *testing.T) {
	for _, tt := range []struct {
		places string
		want   string
	}{
		{"", ""},
		{"line 7", "a key of the list (line 7) is in no row: your data person should check how it is typed"},
		{"line 7|line 9", "2 keys of the list (line 7 and line 9) are in no row: your data person should check how they are typed"},
		{"1|2|3|4|5|6|7", "7 keys of the list (1, 2, 3, 4, 5 and 2 more) are in no row: your data person should check how they are typed"},
	} {
		if got := unmetText(strings.FieldsFunc(tt.places, func(r rune) bool { return r == '|' })); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.places, got, tt.want)
		}
	}
}

// A month is called by its name in a chart of months alone: a class may be called 2023-09.
func TestChartLabel(t *testing.T) {
	months, classes := MonthChart(nil), Chart{}
	for _, tt := range []struct {
		name, month, class string
	}{{"2023-09", "Sep 2023", "2023-09"}, {"0987-01", "Jan 987", "0987-01"}, {"2023", "2023", "2023"}, {"2023-13", "2023-13", "2023-13"}, {"a\u202e", `a\u202e`, `a\u202e`}} {
		if got := months.Label(tally.Count{Name: tt.name}); got != tt.month {
			t.Errorf("the month %q is called %q, want %q", tt.name, got, tt.month)
		}
		if got := classes.Label(tally.Count{Name: tt.name}); got != tt.class {
			t.Errorf("the class %q is called %q, want %q", tt.name, got, tt.class)
		}
	}
	if got := months.Label(tally.Count{Other: true}); got != "others" {
		t.Errorf("other months are called %q", got)
	}
}
