package engine

import (
	"fmt"
	"strings"
	"testing"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/seen"
	"example.com/otustemplate/internal/tally"
)

// Stretches of a file: the five worst are named, in its order.
func TestErrorText(t *testing.T) {
	const below = " (rows counted below the header)"
	tests := []struct {
		rows []int64
		per  int64
		want string
	}{
		{nil, 0, ""}, {[]int64{0, 0}, 1, ""},
		{[]int64{0, 1}, 1, "1 in row 2" + below},
		{[]int64{1, 2}, 2, "1 in rows 1 to 2, 2 in rows 3 to the last" + below},
		{[]int64{1, 1, 1, 1, 1}, 1, "1 in row 1, 1 in row 2, 1 in row 3, 1 in row 4, 1 in row 5" + below},
		{[]int64{1, 2, 3, 4, 5, 6}, 1, "2 in row 2, 3 in row 3, 4 in row 4, 5 in row 5, 6 in row 6, fewer in 1 other place" + below},
		{[]int64{9, 2, 3, 4, 5, 1, 1}, 1, "9 in row 1, 2 in row 2, 3 in row 3, 4 in row 4, 5 in row 5, fewer in 2 other places" + below},
	}
	for _, tt := range tests {
		s := tally.Summary{ErrorRows: tt.rows, RowsPerStretch: tt.per}
		if got := advice.ErrorText(&s); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.rows, got, tt.want)
		}
	}
}

// A chart of many years keeps the largest in their order, ties by the first.
func TestLargestCounts(t *testing.T) {
	counts := []tally.Count{{Name: "a", Rows: 2}, {Name: "b", Rows: 1}, {Name: "c", Rows: 2}, {Name: "d", Rows: 2}, {Name: "e", Rows: 9}}
	for n, want := range map[int]string{5: "a2 b1 c2 d2 e9", 4: "a2 c2 d2 e9 1", 2: "a2 e9 5", 1: "e9 7"} {
		var got []string
		for _, c := range advice.LargestCounts(counts, n) {
			got = append(got, fmt.Sprint(c.Name, c.Rows))
		}
		if text := strings.Join(got, " "); text != want {
			t.Errorf("the %d largest are %s, want %s", n, text, want)
		}
	}
}

// Numbers and their nouns agree, also where there is one of a thing.
func TestOneOfAThing(t *testing.T) {
	build := func(written, repaired int64) *tally.Report {
		return &tally.Report{Build: &tally.BuildCounts{Written: written, Repaired: repaired, Rejected: 1}}
	}
	names := []string{"a", "b", "c", "d", "e", "f", "g"}
	many := func(samples, columns int) *tally.Report {
		return &tally.Report{Samples: make([]tally.Sample, samples), Labels: make([]string, columns)}
	}
	const cut = " Cells over 120 characters are cut."
	tests := []struct{ got, want string }{
		{sheetIntro(many(1, 9), 1), "Shown: the first row with something to tell." + cut},
		{sheetIntro(many(2, 64), 2), "Shown: the first 2 rows with something to tell." + cut},
		{sheetIntro(many(3, 65), 2), "Shown: the first 2 rows with something to tell. Left out for the page’s size: 1 row. The last column is not shown." + cut},
		{sheetIntro(many(4, 66), 2), "Shown: the first 2 rows with something to tell. Left out for the page’s size: 2 rows. The last 2 columns are not shown." + cut},
		{newPageShare(build(1, 0)).Parts[0].Text, "1 written as it was (50%)"},
		{newPageShare(build(3, 2)).Parts[0].Text, "1 written as it was (25%)"},
		{newPageShare(build(3, 0)).Parts[0].Text, "3 written as they were (75%)"},
		{newPageShare(build(1, 1)).Parts[0].Text, "0 written as they were (0%)"},
		{phrase.QuotedList(names[:5]), `"a", "b", "c", "d" or "e"`},
		{phrase.QuotedList(names[:6]), `"a", "b", "c", "d", "e" or another one`},
		{phrase.QuotedList(names), `"a", "b", "c", "d", "e" or one of 2 others`},
		{advice.RepeatText(seen.Repeat{Row: 9, Of: 4, Count: 1}), "row 9 repeats row 4"},
		{advice.RepeatText(seen.Repeat{Row: 9, Of: 4, Count: 2}), "rows 9 to 10 repeat rows 4 to 5: perhaps pasted twice"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("got  %s\nwant %s", tt.got, tt.want)
		}
	}
}
