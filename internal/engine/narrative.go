package engine

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
	"example.com/otustemplate/internal/tally"
)

// This file holds what the reports for people, text and HTML, both tell.

// A verdict is the first thing a report says.
type verdict struct {
	ready    bool
	sentence string // ready to share with Otus or not
	next     string // what to do next, or ""
}

// verdictOf judges the report in a sentence: as ready only what is OK, and of which
// at least something was compared with what exists in Otus.
func verdictOf(r *tally.Report, o ReportOptions) verdict {
	v := foundVerdict(r, o)
	if !v.ready {
		return v
	}
	switch names := uncompared(r); len(names) {
	case 0:
	case len(comparisons):
		v.ready = false
		v.sentence = "Not yet ready" + strings.TrimPrefix(v.sentence, "Ready") +
			" But " + joinAnd(names) + " were not compared with those in Otus."
		v.next = "Run it again with lists of what exists in Otus, or with the roster."
	default:
		v.next = "Not compared with Otus for want of a list or roster: " + joinAnd(names) + ". " + v.next
	}
	return v
}

// comparisons are what a row is compared with in Otus, and the checks that do it.
var comparisons = [...]struct {
	code schema.Code
	name string
}{
	{schema.CodeRecognitionUnknown, "recognitions"}, {schema.CodeTeacherUnknown, "teachers"}, {schema.CodeClassUnknown, "classes"}, {schema.CodeStudentUnknown, "students"},
}

// uncompared names what was not compared with Otus.
func uncompared(r *tally.Report) (names []string) {
	for _, c := range comparisons {
		if slices.Contains(r.Unchecked, c.code) {
			names = append(names, c.name)
		}
	}
	return names
}

// joinAnd puts names together as a sentence does.
func joinAnd(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// foundVerdict says what the run found, in a sentence.
func foundVerdict(r *tally.Report, o ReportOptions) verdict {
	again := "Deal with the list below from the top, then check the file again."
	switch {
	case isUnreadable(r):
		return verdict{sentence: "Not ready to share with Otus: the file cannot be read as the template.", next: again}
	case r.EndedEarly():
		return verdict{
			sentence: fmt.Sprintf("Not ready to share with Otus: the run ended early, after %s.", phrase.Plural(rowsRead(r), "row")),
			next:     joinSentences(phrase.Sentence(r.Stopped), "Deal with what is listed below and run it again."),
		}
	case r.Build != nil:
		return buildVerdict(r, o)
	case r.Standing() > 0:
		return verdict{
			sentence: fmt.Sprintf("Not ready to share with Otus: %s in %s of %s.",
				phrase.Plural(r.Standing(), "error"), phrase.Thousands(r.RowsWithErrors), phrase.Plural(r.Rows, "row")),
			next: again,
		}
	case r.Rows <= 0:
		return verdict{
			sentence: "Nothing to share with Otus: the file is empty, it has a header and no rows.",
			next:     "Look whether it is the right file, and whether it was saved whole.",
		}
	}
	return verdict{
		ready:    true,
		sentence: fmt.Sprintf("Ready to share with Otus: %s, no errors.", phrase.Plural(r.Rows, "row")),
		next:     lookFirst(r) + shareText,
	}
}

// lookFirst says what is to be read before a file is shared, "" for nothing.
func lookFirst(r *tally.Report) string {
	if r.Warnings <= 0 {
		return ""
	}
	text := fmt.Sprintf("Look at the %s below first", phrase.Plural(r.Warnings, "warning"))
	private := int64(0)
	for i := range r.Groups {
		if g := &r.Groups[i]; isPrivate(g) {
			private += g.Count - g.Repaired
		}
	}
	if private > 0 {
		text += fmt.Sprintf(", beginning with the %s about what families may read in notes", phrase.Plural(private, "warning"))
	}
	return text + ". "
}

// isPrivate reports whether the group warns of what a note gives away.
func isPrivate(g *tally.Group) bool {
	return g.Severity == check.SeverityWarning && (g.Code == schema.CodeNoteNamesStudent || g.Code == schema.CodeNoteContact)
}

// shareText says how a file gets to Otus, as its help article does.
const shareText = "Share the file with the Otus team through the secure link that they send you when asked."

// buildVerdict judges a build.
func buildVerdict(r *tally.Report, o ReportOptions) verdict {
	rejects, b := fileNamesOf(r, o)[check.InRejects], r.Build
	aside := "none."
	if b.Rejected > 0 {
		aside = fmt.Sprintf("%s in %s.", phrase.Plural(b.Rejected, "row"), rejects)
	}
	switch {
	case r.Standing() > 0:
		return verdict{
			sentence: fmt.Sprintf("Not ready to share: %s in what was written. Set aside: %s", phrase.Plural(r.Standing(), "error"), aside),
			next:     "Deal with the list below from the top, then run the build again.",
		}
	case b.Read <= 0:
		return verdict{
			sentence: "Nothing to share: the export was empty, it has a header and no rows.",
			next:     "Look whether it is the right export, and whether it was saved whole.",
		}
	case b.Records <= 0:
		return verdict{
			sentence: fmt.Sprintf("Nothing to share: the mapping leaves out every row of %s.", phrase.Thousands(b.Read)),
			next:     "Look whether it is the right export, and at the mapping's rows.",
		}
	case b.Written <= 0:
		return verdict{
			sentence: "Nothing to share: no row was written. Set aside: " + aside,
			next:     "Deal with the list below from the top, then run the build again.",
		}
	}
	v := verdict{
		ready:    true,
		sentence: fmt.Sprintf("Ready to share: %s. Set aside: %s", phrase.Plural(b.Written, "row"), aside),
		next:     lookFirst(r) + shareText,
	}
	if b.Rejected > 0 {
		v.next += " Mend the rows set aside as listed below, and run the build again with them."
	}
	if len(r.Undecided) > 0 {
		v.next = "Decide first on what is listed below under To decide: rows that don't belong in Otus may be among these. " + v.next
	}
	return v
}

// isUnreadable reports whether the file is not the template at all.
func isUnreadable(r *tally.Report) bool {
	return r.Counts[schema.CodeNotCSV]+r.Counts[schema.CodeHeaderMissing]+r.Counts[schema.CodeHeaderColumnMissing]+r.Counts[schema.CodeHeaderDuplicate] > 0
}

// rowsRead is how many rows of the input the report speaks of.
func rowsRead(r *tally.Report) int64 {
	if r.Build != nil {
		return r.Build.Read
	}
	return r.Rows
}

// A plan is the groups by what they ask for, each in the report's order. A
// group of which a repair settled a part is in two of them.
type plan struct{ errors, warnings, repairs []todoItem }

// planOf sorts the groups.
func planOf(r *tally.Report, o ReportOptions) plan {
	var p plan
	files := fileNamesOf(r, o)
	for i := range r.Groups {
		d := newTodo(&r.Groups[i], files)
		switch {
		case d.Standing <= 0, explainsGroup(r, d.Group), isListed(r, d.Group):
		case d.Group.Severity == check.SeverityError:
			p.errors = append(p.errors, d)
		default:
			p.warnings = append(p.warnings, d)
		}
		if d.Repaired > 0 {
			p.repairs = append(p.repairs, d)
		}
	}
	// What a note gives away is read before all else that may be as it is.
	slices.SortStableFunc(p.warnings, func(a, b todoItem) int { return tally.CompareBools(!isPrivate(a.Group), !isPrivate(b.Group)) })
	return p
}

// A figure is one line of the figures.
type figure struct{ Name, Text string }

// figuresOf returns the figures worth telling, in order.
func figuresOf(r *tally.Report) []figure {
	fs := rowFigures(r)
	if s := r.Summary; !s.First.IsZero() {
		fs = append(fs, figure{"Dates", fmt.Sprintf("%s to %s", s.First, s.Last)})
	}
	if p := r.Summary.Repeat; p.Count > 0 {
		text := repeatText(p)
		if r.Build != nil {
			text = "in the export, " + text
		}
		fs = append(fs, figure{"Longest repeat", text})
	}
	if r.Stopped != "" {
		fs = append(fs, figure{"Ended early", phrase.Visible(r.Stopped)})
	}
	return fs
}

// rowFigures says how many rows and issues there are, and where rows went.
func rowFigures(r *tally.Report) []figure {
	issues := fmt.Sprintf("%s, %s, %s", phrase.Plural(r.Errors, "error"), phrase.Plural(r.Warnings, "warning"), phrase.Plural(r.Repairs, "repair"))
	b := r.Build
	if b == nil {
		return []figure{
			{"Rows", fmt.Sprintf("%s, %s with errors", phrase.Thousands(r.Rows), phrase.Thousands(r.RowsWithErrors))},
			{"Found", issues},
		}
	}
	fs := []figure{
		{"Rows of the export", fmt.Sprintf("%s read, %s left out on purpose", phrase.Thousands(b.Read), phrase.Thousands(b.LeftOut))},
		{"Records", fmt.Sprintf("%s made: %s written, %s set aside", phrase.Thousands(b.Records), phrase.Thousands(b.Written), phrase.Thousands(b.Rejected))},
	}
	if b.Repaired > 0 || b.Defaulted > 0 {
		fs = append(fs, figure{"Filled in", fmt.Sprintf("%s repaired, %s filled in with a default",
			phrase.Plural(b.Repaired, "record"), phrase.Plural(b.Defaulted, "cell"))})
	}
	return append(fs, figure{"Found", issues})
}

// maxStretches is how many stretches of rows a sentence names.
const maxStretches = 5

// errorText says in which stretches of the file most errors sit, in the file's
// order, "" where there are none.
func errorText(s *tally.Summary) string {
	least, with := leastErrors(s)
	if with == 0 {
		return ""
	}
	var parts []string
	for i, n := range s.ErrorRows {
		if n >= least && len(parts) < maxStretches {
			parts = append(parts, phrase.Thousands(n)+" in "+stretchName(s, i))
		}
	}
	text := strings.Join(parts, ", ")
	if more := with - len(parts); more > 0 {
		text += ", fewer in " + phrase.Plural(int64(more), "other place")
	}
	return text + " (rows counted below the header)"
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

// stretchName names the rows of the i-th stretch. The last one ends with the file.
func stretchName(s *tally.Summary, i int) string {
	first := int64(i)*s.RowsPerStretch + 1
	switch {
	case s.RowsPerStretch <= 1:
		return "row " + phrase.Thousands(first)
	case i == len(s.ErrorRows)-1:
		return "rows " + phrase.Thousands(first) + " to the last"
	}
	return "rows " + phrase.Thousands(first) + " to " + phrase.Thousands(first+s.RowsPerStretch-1)
}

// repeatText says in words what repeats what.
func repeatText(p seen.Repeat) string {
	if p.Count == 1 {
		return fmt.Sprintf("row %s repeats row %s", phrase.Thousands(p.Row), phrase.Thousands(p.Of))
	}
	return fmt.Sprintf("rows %s to %s repeat rows %s to %s: perhaps pasted twice",
		phrase.Thousands(p.Row), phrase.Thousands(p.Row+p.Count-1), phrase.Thousands(p.Of), phrase.Thousands(p.Of+p.Count-1))
}

// A chart is counts to be drawn.
type chart struct {
	title   string
	counts  []tally.Count
	ordered bool // all of them are shown, in this order; else the first are
}

// chartsOf returns what there is to draw.
func chartsOf(r *tally.Report) []chart {
	s := r.Summary
	return []chart{
		{title: "Rows by recognition", counts: s.Recognitions},
		monthChart(s.Months),
		{title: "Rows by class", counts: s.Classes},
		{title: "Rows by teacher", counts: s.Teachers},
	}
}

// maxMonths is how many months a chart shows; more are put together by year,
// of which it shows maxYears.
const (
	maxMonths = 24
	maxYears  = 30
)

// monthChart charts rows a month, months without rows among them so that gaps
// show, or rows a year where the months are many.
func monthChart(months []tally.Count) chart {
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
		return chart{title: "Rows by month", counts: filled, ordered: true}
	}
	return chart{title: "Rows by year", counts: largestCounts(years, maxYears), ordered: true}
}

// largestCounts returns the n largest counts in their order, the others summed
// behind them: dates gone wrong can lie in any of 9,999 years.
func largestCounts(counts []tally.Count, n int) []tally.Count {
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

// countLabel is what a chart calls n.
func countLabel(n tally.Count) string {
	if n.Other {
		return "others"
	}
	return phrase.Visible(n.Name)
}

// mostRows returns the rows of the largest name, at least 1.
func mostRows(counts []tally.Count) int64 {
	most := int64(1)
	for _, n := range counts {
		if !n.Other {
			most = max(most, n.Rows)
		}
	}
	return most
}
