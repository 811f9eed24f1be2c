package advice

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/seen"
	"example.com/otustemplate/internal/tally"
)

// A Figure is one line of the figures.
type Figure struct{ Name, Text string }

// FiguresOf returns the figures worth telling, in order.
func FiguresOf(r *tally.Report) []Figure {
	fs := rowFigures(r)
	if s := r.Summary; !s.First.IsZero() {
		fs = append(fs, Figure{"Dates", fmt.Sprintf("%s to %s", s.First.US(), s.Last.US())})
	}
	if p := r.Summary.Repeat; p.Count > 0 {
		text := RepeatText(p)
		if r.Build != nil {
			text = "in the export, " + text
		}
		fs = append(fs, Figure{"Longest repeat", text})
	}
	if r.Stopped != "" {
		fs = append(fs, Figure{"Ended early", phrase.Visible(r.Stopped)})
	}
	return fs
}

// rowFigures says how many rows and issues there are, and where rows went.
func rowFigures(r *tally.Report) []Figure {
	issues := fmt.Sprintf("%s, %s, %s", phrase.Plural(r.Errors, "error"), phrase.Plural(r.Warnings, "warning"), phrase.Plural(r.Repairs, "repair"))
	b := r.Build
	if b == nil {
		return []Figure{
			{"Rows", fmt.Sprintf("%s, %s with errors", phrase.Thousands(r.Rows), phrase.Thousands(r.RowsWithErrors))},
			{"Found", issues},
		}
	}
	rows := fmt.Sprintf("%s in the export, %s skipped by your rules", phrase.Thousands(b.Read), phrase.Thousands(b.LeftOut))
	if b.Repeated > 0 {
		rows += fmt.Sprintf(", %s part of an earlier row", phrase.Thousands(b.Repeated))
	}
	records := fmt.Sprintf("%s: %s in the finished file, %s to correct", phrase.Thousands(b.Records), phrase.Thousands(b.Written), phrase.Thousands(b.Rejected-b.Changed))
	if b.Excluded > 0 {
		records += fmt.Sprintf(", %s excluded", phrase.Thousands(b.Excluded))
	}
	if b.AlreadyShared+b.Changed+b.Removed+b.NotCompared > 0 {
		records += fmt.Sprintf(", %s shared before", phrase.Thousands(b.AlreadyShared+b.Changed))
	}
	fs := []Figure{{"Rows of the export", rows}, {"Rows made of them", records}}
	if text := sharedText(b); text != "" {
		fs = append(fs, Figure{"Shared before", text})
	}
	if text := unmetText(r.UnmetExclusions); text != "" {
		fs = append(fs, Figure{"Not found to exclude", text})
	}
	if r.Delivery != "" {
		fs = append(fs, Figure{"Delivery", r.Delivery + " of the ledger"})
	}
	if b.Repaired > 0 || b.Defaulted > 0 {
		fs = append(fs, Figure{"Filled in", fmt.Sprintf("%s repaired, %s filled in by a rule",
			phrase.Plural(b.Repaired, "row"), phrase.Plural(b.Defaulted, "cell"))})
	}
	return append(fs, Figure{"Found", issues})
}

// unmetText says of keys to exclude that no row has where they are entered, "" if there are
// none.
func unmetText(places []string) string {
	const most = 5
	switch n := len(places); {
	case n == 0:
		return ""
	case n > most:
		return fmt.Sprintf("%s of the list (%s and %s more) are in no row: your data person should check how they are typed", phrase.Plural(int64(n), "key"), strings.Join(places[:most], ", "), phrase.Thousands(int64(n-most)))
	case n > 1:
		return fmt.Sprintf("%d keys of the list (%s) are in no row: your data person should check how they are typed", n, phrase.JoinWords(places, "and"))
	}
	return fmt.Sprintf("a key of the list (%s) is in no row: your data person should check how it is typed", places[0])
}

// sharedText says how the records stand that were shared before, "" if none were.
func sharedText(b *tally.BuildCounts) string {
	var parts []string
	for _, p := range []struct {
		n    int64
		text string
	}{
		{b.AlreadyShared, "%s left out, as nothing changed"},
		{b.Changed, "%s changed since"},
		{b.Removed, "%s to be removed from Otus"},
		{b.NotCompared, "%s not looked for, as the export need not have them"},
	} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf(p.text, phrase.Thousands(p.n)))
		}
	}
	return strings.Join(parts, ", ")
}

// maxStretches is how many stretches of rows a sentence names.
const maxStretches = 5

// shortStretch is how many rows a stretch must have to be told of: a file with shorter ones
// has all its cells named, and titles above the header would make the numbers wrong.
const shortStretch = 16

// ErrorText says in which stretches of a long file most errors sit, in the file's order,
// "" where there are none.
func ErrorText(s *tally.Summary) string {
	least, with := leastErrors(s)
	if with == 0 || s.RowsPerStretch < shortStretch {
		return ""
	}
	var parts []string
	for i, n := range s.ErrorRows {
		if n >= least && len(parts) < maxStretches {
			parts = append(parts, phrase.Thousands(n)+" "+stretchName(s, i))
		}
	}
	text := strings.Join(parts, ", ")
	if more := with - len(parts); more > 0 {
		text += ", the others in " + phrase.Plural(int64(more), "other place")
	}
	return text
}

// leastErrors returns how many errors a stretch must have to be among the
// worst maxStretches, and how many stretches have any.
func leastErrors(s *tally.Summary) (least int64, with int) {
	var worst []int64
	for _, n := range s.ErrorRows {
		if n > 0 {
			worst = append(worst, n)
		}
	}
	slices.SortFunc(worst, func(a, b int64) int { return cmp.Compare(b, a) })
	if len(worst) == 0 {
		return 0, 0
	}
	return worst[min(len(worst), maxStretches)-1], len(worst)
}

// stretchName names the rows of the i-th stretch as a spreadsheet numbers them, which is
// right except for blank rows and titles above the header. The last one ends with the file.
func stretchName(s *tally.Summary, i int) string {
	first := int64(i)*s.RowsPerStretch + 2 // the header is a row too
	if i == len(s.ErrorRows)-1 {
		return "near row " + phrase.Thousands(first) + " to the last"
	}
	return "near rows " + phrase.Thousands(first) + " to " + phrase.Thousands(first+s.RowsPerStretch-1)
}

// RepeatText says in words what repeats what.
func RepeatText(p seen.Repeat) string {
	if p.Count == 1 {
		return fmt.Sprintf("row %s repeats row %s", phrase.Thousands(p.Row), phrase.Thousands(p.Of))
	}
	return fmt.Sprintf("rows %s to %s repeat rows %s to %s: perhaps pasted twice",
		phrase.Thousands(p.Row), phrase.Thousands(p.Row+p.Count-1), phrase.Thousands(p.Of), phrase.Thousands(p.Of+p.Count-1))
}

// A Chart is counts to be drawn.
type Chart struct {
	Title   string
	Counts  []tally.Count
	Ordered bool // all of them are shown, in this order; else the first are
}

// ChartsOf returns what there is to draw.
func ChartsOf(r *tally.Report) []Chart {
	s := r.Summary
	return []Chart{
		{Title: "Rows by recognition", Counts: s.Recognitions},
		MonthChart(s.Months),
		{Title: "Rows by class", Counts: s.Classes},
		{Title: "Rows by teacher", Counts: s.Teachers},
	}
}

// maxMonths is how many months a chart shows; more are put together by year,
// of which it shows maxYears.
const (
	maxMonths = 24
	maxYears  = 30
)

// MonthChart charts rows a month, months without rows among them so that gaps
// show, or rows a year where the months are many.
func MonthChart(months []tally.Count) Chart {
	var years []tally.Count
	filled := make([]tally.Count, 0, maxMonths)
	last, span := 0, 0
	for _, m := range months {
		at, ok := monthIndex(m.Name)
		if ok && span > 0 {
			for gap := last + 1; gap < at && span < maxMonths; gap++ {
				filled = append(filled, tally.Count{Name: fmt.Sprintf("%04d-%02d", gap/12, gap%12+1)})
				span++
			}
		}
		if ok {
			last = at
			span++
		}
		filled = append(filled, m)
		m.Name, _, _ = strings.Cut(m.Name, "-")
		if n := len(years); n > 0 && years[n-1].Name == m.Name && !m.Other {
			years[n-1].Rows += m.Rows
			continue
		}
		years = append(years, m)
	}
	if span <= maxMonths {
		return Chart{Title: "Rows by month", Counts: filled, Ordered: true}
	}
	return Chart{Title: "Rows by year", Counts: LargestCounts(years, maxYears), Ordered: true}
}

// LargestCounts returns the n largest counts in their order, the others summed
// behind them: dates gone wrong can lie in any of 9,999 years.
func LargestCounts(counts []tally.Count, n int) []tally.Count {
	if len(counts) <= n {
		return counts
	}
	rows := make([]int64, len(counts))
	for i, c := range counts {
		rows[i] = c.Rows
	}
	slices.Sort(rows)
	least := rows[len(rows)-n]
	ties := 0 // of those with the least, how many there is room for
	for _, n := range rows[len(rows)-n:] {
		if n == least {
			ties++
		}
	}
	large, small := counts[:0:0], counts[:0:0]
	for _, c := range counts {
		switch {
		case c.Rows > least:
			large = append(large, c)
		case c.Rows == least && ties > 0:
			large = append(large, c)
			ties--
		default:
			small = append(small, c)
		}
	}
	return tally.TopCounts(append(large, small...), len(large))
}

// monthIndex returns the months from year 0 to the month that "2023-09" names.
func monthIndex(name string) (index int, ok bool) {
	t, err := time.Parse("2006-01", name)
	if err != nil {
		return 0, false // the others
	}
	return t.Year()*12 + int(t.Month()) - 1, true
}

// Label is what the chart calls n.
func (c *Chart) Label(n tally.Count) string {
	if n.Other {
		return "others"
	}
	if at, ok := monthIndex(n.Name); ok && c.Ordered { // a class may be called 2023-09
		return fmt.Sprintf("%.3s %d", time.Month(at%12+1), at/12)
	}
	return phrase.Visible(n.Name)
}

// MostRows returns the rows of the largest name, at least 1.
func MostRows(counts []tally.Count) int64 {
	most := int64(1)
	for _, n := range counts {
		if !n.Other {
			most = max(most, n.Rows)
		}
	}
	return most
}
