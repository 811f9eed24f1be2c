package tally

import (
	"fmt"
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// What a report keeps of a cell: 1,000 characters, however many bytes they take,
// and no fix of one that was cut.
func TestCutIssue(t *testing.T) {
	for _, letter := range []string{"x", "é", "木", "🎉"} {
		for n, want := range map[int]string{999: "", 1000: "", 1001: "…", 5000: "…"} {
			cell := strings.Repeat(letter, n)
			kept := Cut(&check.Issue{Value: cell, Fixes: []check.Fix{{Old: cell, New: "a"}}})
			if kept.Value != strings.Repeat(letter, min(n, 1000))+want || len(kept.Fixes) == 0 != (want != "") {
				t.Errorf("of %d times %s %d bytes and %d fixes are kept", n, letter, len(kept.Value), len(kept.Fixes))
			}
		}
	}
}

// Values of up to 200 bytes have a group of their own, and a group names the
// first ten rows.
func TestGroupBounds(t *testing.T) {
	v, err := check.NewChecker(roster.References{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for length, other := range map[int]bool{1: false, MaxGroupValue: false, MaxGroupValue + 1: true} {
		c := NewCollector(v)
		for row := range MaxGroupRows + 2 {
			is := check.Issue{Code: schema.CodeDateInvalid, Severity: check.SeverityError, Column: schema.ColDate, Row: int64(row), Field: 8, Value: strings.Repeat("x", length)}
			if err := c.Add(&is, true); err != nil {
				t.Fatal(err)
			}
		}
		g := c.Finish().Groups[0]
		if g.Other != other || g.Count != MaxGroupRows+2 || len(g.Rows) != MaxGroupRows || len(g.Fields) != MaxGroupRows || g.Rows[0] != 1 {
			t.Errorf("of %d bytes: other is %v, %d issues, rows %v", length, g.Other, g.Count, g.Rows)
		}
	}
}

// A spread counts rows that come one by one, and clean ones in bulk, alike.
func TestSpread(t *testing.T) {
	for _, rows := range []int64{1, 63, 64, 65, 128, 129, 1000} {
		var one, bulk Spread
		for i := range rows {
			bad := i%7 == 6
			one.Add(bad)
			if bad {
				bulk.AddClean(6)
				bulk.Add(true)
			}
		}
		bulk.AddClean(rows % 7)
		a, width := one.Finish()
		b, widthB := bulk.Finish()
		sum := int64(0)
		for _, n := range a {
			sum += n
		}
		if fmt.Sprint(a, width) != fmt.Sprint(b, widthB) || sum != rows/7 || int64(len(a)) != (rows+width-1)/width || (width == 1) != (rows <= 64) {
			t.Errorf("%d rows: %v of %d, in bulk %v of %d", rows, a, width, b, widthB)
		}
	}
}
