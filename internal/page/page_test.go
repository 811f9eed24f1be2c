package page

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
	"example.com/otustemplate/internal/tally"
)

// pageOf writes a report as HTML.
func pageOf(t *testing.T, r *tally.Report, o *advice.ReportOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteHTML(r, &b, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// wideReport has one row of the columns, with an issue at each of the fields.
func wideReport(columns int, fields ...int) *tally.Report {
	r := &tally.Report{Complete: true, Rows: 1, Errors: int64(len(fields)), RowsWithErrors: 1}
	for i := range columns {
		r.Labels = append(r.Labels, fmt.Sprint("L", i+1))
		r.Columns = append(r.Columns, schema.NoColumn)
	}
	r.Samples = []tally.Sample{{Row: 2, Cells: make([]string, min(columns, schema.MaxSampleCells))}}
	for _, f := range fields {
		r.Issues = append(r.Issues, check.Issue{Code: schema.CodeControl, Severity: check.SeverityError, Row: 2, Field: f, Message: "the cell is odd"})
		r.Groups = append(r.Groups, tally.Group{Code: schema.CodeControl, Severity: check.SeverityError, Value: fmt.Sprint("v", f), Count: 1, Rows: []int64{2}, Fields: []int{f}})
	}
	return r
}

// A link leads to the cell; where the page does not have it, or the row as a
// whole is meant, to the row.
func TestPageLinks(t *testing.T) {
	tests := []struct {
		columns, field int
		want           string
	}{
		{9, 1, "#r2c1"}, {9, 9, "#r2c9"}, {9, 10, "#r2"}, {9, 0, "#r2"}, {64, 64, "#r2c64"}, {65, 64, "#r2c64"}, {65, 65, "#r2"},
	}
	for _, tt := range tests {
		page := pageOf(t, wideReport(tt.columns, tt.field), nil)
		links := regexp.MustCompile(`<a href="(#r[0-9c]+)">`).FindAllStringSubmatch(page, -1)
		if len(links) != 1 || links[0][1] != tt.want {
			t.Errorf("field %d of %d: links %q, want one to %s", tt.field, tt.columns, links, tt.want)
		}
		if n := strings.Count(page, ` id="`+tt.want[1:]+`"`); n != 1 {
			t.Errorf("field %d of %d: %d places for %s, want 1", tt.field, tt.columns, n, tt.want)
		}
	}
}

// A value of the file keeps its direction wherever the page has it, and no
// attribute holds the element.
func TestPageKeepsDirections(t *testing.T) {
	const before, after = "חשבון א", "مدرسة"
	fixes := []check.Fix{{Column: schema.ColClassName, Old: before, New: after}}
	issue := check.Issue{Code: schema.CodeClassUnknown, Severity: check.SeverityError, Column: schema.ColClassName, Row: 2, Field: 2, Value: before,
		Message: `no class is named "` + before + `"`, Fixes: fixes}
	repaired := issue
	repaired.Field, repaired.Repaired, repaired.Severity = 1, true, check.SeverityWarning
	r := &tally.Report{
		Complete: true, Rows: 1, Errors: 1, Repairs: 1, RowsWithErrors: 1, Labels: []string{"כיתה", "class"}, Columns: []schema.Column{schema.ColClassName, schema.NoColumn},
		Issues: []check.Issue{issue, repaired}, Samples: []tally.Sample{{Row: 2, Cells: []string{before, after}}},
		Groups: []tally.Group{
			{Code: schema.CodeClassUnknown, Severity: check.SeverityError, Column: schema.ColClassName, Value: before, Count: 2, Repaired: 1, Rows: []int64{2, 2}, Fields: []int{2, 1},
				Message: issue.Message, Fixes: fixes},
		},
		Summary: tally.Summary{Classes: []tally.Count{{Name: before, Rows: 1}}},
	}
	page := pageOf(t, r, &advice.ReportOptions{Title: "קובץ.csv"})
	for _, want := range []string{
		`<del class="text"><bdi>` + before + `</bdi></del> → <ins class="text"><bdi>` + after + `</bdi></ins>`,
		`Changed &#34;<bdi>` + before + `</bdi>&#34; to &#34;<bdi>` + after + `</bdi>&#34;`,
		`Change `, ` to &#34;<bdi>` + after + `</bdi>&#34;`,
		`<span class="text"><bdi>` + after + `</bdi></span>`,
		`<div class="text"><bdi>כיתה</bdi></div>`,
		`<th scope="row" class="text"><bdi>` + before + `</bdi></th>`,
		`<h1><bdi>קובץ</bdi>.csv</h1>`, `<title>קובץ.csv</title>`,
		`: &#34;<bdi>` + before + `</bdi>&#34;</h3>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if bare := regexp.MustCompile(`[^>]`+before+`|`+before+`[^<]`).FindAllString(page, -1); len(bare) > 0 {
		t.Errorf("values without an element of their own: %q", bare)
	}
	if attribute := regexp.MustCompile(`="[^"]*bdi`).FindString(page); attribute != "" {
		t.Errorf("an attribute holds the element: %s", attribute)
	}
}

// A row tells twenty of its issues, and how many more there are.
func TestPageNotes(t *testing.T) {
	for n, more := range map[int]string{1: "", maxSheetNotes: "", maxSheetNotes + 1: "and 1 more", maxSheetNotes + 5: "and 5 more"} {
		fields := make([]int, n)
		for i := range fields {
			fields[i] = i + 1
		}
		r := wideReport(40, fields...)
		row := newPageSheet(r, advice.ReportOptions{}, partBudget).Rows[0]
		told, last := 0, row.Notes[len(row.Notes)-1]
		for _, note := range row.Notes {
			if note.Cell != "" {
				told++
			}
		}
		if told != min(n, maxSheetNotes) || (last.Text == more) != (more != "") || len(row.Notes) > maxSheetNotes+1 {
			t.Errorf("%d issues: %d told, the last note is %q, want %q", n, told, last.Text, more)
		}
	}
}

// Of several issues of a cell the worst shows, in whatever order they come; a
// cell is shown as changed only where the repair changed that cell.
func TestPageCellMark(t *testing.T) {
	fixed := func(c schema.Column) check.Issue {
		return check.Issue{Severity: check.SeverityWarning, Column: schema.ColClassName, Repaired: true, Fixes: []check.Fix{{Column: c, Old: "a", New: "b"}}}
	}
	failed, warned := check.Issue{Severity: check.SeverityError, Column: schema.ColClassName}, check.Issue{Severity: check.SeverityWarning, Column: schema.ColClassName}
	tests := []struct {
		issues  []check.Issue
		kind    string
		changed bool
	}{
		{[]check.Issue{failed, warned, fixed(schema.ColClassName)}, "error", true},
		{[]check.Issue{fixed(schema.ColClassName), warned, failed}, "error", true},
		{[]check.Issue{warned, fixed(schema.ColClassName)}, "warning", true},
		{[]check.Issue{fixed(schema.ColClassName)}, "repaired", true},
		{[]check.Issue{fixed(schema.ColDate)}, "repaired", false},
	}
	for i, tt := range tests {
		var c gridCell
		for _, is := range tt.issues {
			c.mark(&is)
		}
		if c.Kind != tt.kind || c.Changed != tt.changed || c.Changed != (c.New == "b") {
			t.Errorf("%d: %+v, want %s, changed: %v", i, c, tt.kind, tt.changed)
		}
	}
}

// A note names the column of a suggestion only where it is another one.
func TestPageNoteText(t *testing.T) {
	fix := func(c schema.Column) *check.Issue {
		return &check.Issue{Column: schema.ColClassName, Message: "it is odd", Fixes: []check.Fix{{Column: c, Old: "a", New: "b"}}}
	}
	for c, want := range map[schema.Column]string{
		schema.ColClassName: `It is odd. Suggested: "b".`, schema.NoColumn: `It is odd. Suggested: "b".`, schema.ColDate: `It is odd. Suggested: "b" in Date.`,
	} {
		if got := noteText(fix(c)); got != want {
			t.Errorf("a fix of %v is told as %q, want %q", c, got, want)
		}
	}
}

func TestPercentText(t *testing.T) {
	for percent, want := range map[float64]string{
		0: "0%", 0.01: "under 0.1%", 0.1: "0.1%", 50: "50%", 33.333: "33.3%", 99.9: "99.9%", 99.91: "over 99.9%", 99.999: "over 99.9%", 100: "100%",
	} {
		if got := percentText(percent); got != want {
			t.Errorf("%v is told as %q, want %q", percent, got, want)
		}
	}
}

// A few among many must still show.
func TestPictures(t *testing.T) {
	few := newPageShare(&tally.Report{Rows: 1_000_000, RowsWithErrors: 1})
	if w := few.Parts[1].Width; w != 4 {
		t.Errorf("one row of a million is %d wide, want 4", w)
	}
	if w := newPageShare(&tally.Report{Rows: 9}).Parts[1].Width; w != 0 {
		t.Errorf("no row is %d wide, want 0", w)
	}
	if p := newPageShare(&tally.Report{}); p != nil {
		t.Errorf("a picture of no rows: %+v", p)
	}
	for stretches, want := range map[int]int{1: 1, maxStripBars: maxStripBars, maxStripBars + 1: (maxStripBars + 2) / 2, 3 * maxStripBars: maxStripBars} {
		s := tally.Summary{RowsPerStretch: 16, ErrorRows: make([]int64, stretches)}
		s.ErrorRows[0], s.ErrorRows[stretches-1] = 1000, s.ErrorRows[stretches-1]+1
		p := newPageStrip(s)
		if last := p.Bars[len(p.Bars)-1]; p.Columns != want || last.X != want-1 || last.Height < 8 || last.Y+last.Height != 100 {
			t.Errorf("%d stretches: %d columns, want %d; the last bar is %+v", stretches, p.Columns, want, last)
		}
	}
}

func TestBudget(t *testing.T) {
	b := budget(3)
	if b.spend(4) || b != 3 {
		t.Errorf("4 bytes of 3 were spent: %d left", b)
	}
	if !b.spend(3) || b != 0 || b.spend(1) || !b.spend(0) {
		t.Errorf("3 bytes were not to be spent: %d left", b)
	}
}

// A list has 300 cards, and says how many it leaves out; the page's rows are 200.
func TestPageBounds(t *testing.T) {
	for extra, want := range map[int]string{0: "", 1: "1 more group not shown here", 2: "2 more groups not shown here"} {
		r := &tally.Report{Complete: true, Rows: 1}
		for i := range maxCards + extra {
			r.Groups = append(r.Groups, tally.Group{Code: schema.Code(fmt.Sprint("own-", i)), Severity: check.SeverityError, Count: 1})
		}
		l := pageLists(r, advice.ReportOptions{}, new(pageSheet), 1<<30)[0]
		if len(l.Cards) != maxCards || !strings.HasPrefix(l.More, want) || (l.More == "") != (want == "") {
			t.Errorf("%d cards and %q, want %d and %q", len(l.Cards), l.More, maxCards, want)
		}
	}
	r := &tally.Report{Samples: make([]tally.Sample, maxGridRows+1)}
	if s := newPageSheet(r, advice.ReportOptions{}, 1<<30); len(s.Rows) != maxGridRows || !strings.Contains(s.Intro, "The others are not shown here.") {
		t.Errorf("%d rows: %s", len(s.Rows), s.Intro)
	}
}

// A card names ten cells, and how many more there are.
func TestPageCardNamesMore(t *testing.T) {
	for count, want := range map[int64]string{2: "", 3: "1", 1002: "1,000"} {
		g := tally.Group{Code: schema.CodeDateInvalid, Severity: check.SeverityError, Column: schema.ColDate, Count: count, Rows: []int64{2, 3}, Fields: []int{8, 8}}
		c := newPageCard("error", advice.NewTodo(&g, nil, advice.FileNamesOf((&tally.Report{}), advice.ReportOptions{})), new(pageSheet))
		if len(c.Cells) != 2 || c.More != want {
			t.Errorf("of %d cells %d are named, and %q more, want %q", count, len(c.Cells), c.More, want)
		}
	}
}

// A redacted report hides a fix by the column it writes as well as by the
// issue's; a fix without one is of the issue's column.
func TestRedactIssue(t *testing.T) {
	tests := []struct {
		code        schema.Code
		column, fix schema.Column
		value, new  string
	}{
		{schema.CodeClassUnknown, schema.ColClassName, schema.ColClassName, "v", "n"},
		{schema.CodeClassUnknown, schema.ColClassName, schema.NoColumn, "v", "n"},
		{schema.CodeClassUnknown, schema.ColClassName, schema.ColSISID, "v", phrase.Hidden},
		{schema.CodeClassUnknown, schema.ColClassName, schema.ColNote, "v", phrase.Hidden},
		{schema.CodeStudentUnknown, schema.ColSISID, schema.ColSISID, phrase.Hidden, phrase.Hidden},
		{schema.CodeStudentUnknown, schema.ColSISID, schema.ColClassName, phrase.Hidden, phrase.Hidden},
		{schema.CodeStudentUnknown, schema.ColSISID, schema.NoColumn, phrase.Hidden, phrase.Hidden},
		{schema.CodeNoteContact, schema.ColNote, schema.NoColumn, phrase.Hidden, phrase.Hidden},
		{schema.CodeHeaderUnknown, schema.NoColumn, schema.NoColumn, "v", "n"},
		{schema.CodeHeaderUnknown, schema.ColClassName, schema.NoColumn, phrase.Hidden, phrase.Hidden},
	}
	for _, tt := range tests {
		old := []check.Fix{{Column: tt.fix, Old: "o", New: "n"}}
		value, fixes := redactIssue(tt.code, tt.column, false, "v", old)
		if value != tt.value || fixes[0].New != tt.new || (fixes[0].Old == phrase.Hidden) != (tt.new == phrase.Hidden) {
			t.Errorf("%s of %v, fix of %v: %q, %+v; want %q and %q", tt.code, tt.column, tt.fix, value, fixes[0], tt.value, tt.new)
		}
		if value, fixes = redactIssue(tt.code, schema.ColClassName, true, "v", old); tt.code != schema.CodeHeaderUnknown && (value != phrase.Hidden || fixes[0].New != phrase.Hidden) {
			t.Errorf("of a row that was split wrongly: %q, %+v", value, fixes[0])
		}
		if old[0].New != "n" {
			t.Error("the report's own fix was changed")
		}
	}
}

// What starts a formula, and what comes before it, in each place of a cell.
func TestHarmless(t *testing.T) {
	for cell, want := range map[string]string{
		"\tx": "'\tx", "\rx": "'\rx", "\nx": "'\nx", "\u00a0=1": "'\u00a0=1", " \u00a0 @x": "' \u00a0 @x", "＋1": "'＋1", "＠x": "'＠x", "－1": "'－1",
		"a|=1": "a|'=1", "a\t+1": "a\t'+1", "a\n-1": "a\n'-1", `a;"=1`: `a;'"=1`, "a;\u00a0=1": "a;'\u00a0=1", "a;b;@c": "a;b;'@c",
		`"=1`: `"=1`, "a b": "a b", "a\tb": "a\tb", "x=1": "x=1", ";": ";", "a,=1": "a,=1",
	} {
		if got := harmless(cell); got != want {
			t.Errorf("%q is written as %q, want %q", cell, got, want)
		}
	}
}

// The text report tells a hundred groups, and how many more there are.
func TestTextNamesMoreGroups(t *testing.T) {
	for extra, want := range map[int]string{0: "", 1: "1 more group not shown here", 2: "2 more groups not shown here"} {
		r := &tally.Report{Complete: true, Rows: 1}
		for i := range maxTextGroups + extra {
			r.Groups = append(r.Groups, tally.Group{Code: schema.Code(fmt.Sprint("own-", i)), Severity: check.SeverityError, Count: 1})
		}
		var b bytes.Buffer
		if err := WriteText(r, &b, nil); err != nil {
			t.Fatal(err)
		}
		if got := b.String(); !strings.Contains(got, "100. ") || strings.Contains(got, "101. ") || !strings.Contains(got, want) || strings.Contains(got, "not shown here") != (want != "") {
			t.Errorf("%d groups: want %q in %s", maxTextGroups+extra, want, got)
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
		{sheetIntro(many(1, 9), advice.ReportOptions{}, 1), "Showing the first row that have a problem." + cut},
		{sheetIntro(many(2, 64), advice.ReportOptions{}, 2), "Showing the first 2 rows that have a problem." + cut},
		{sheetIntro(many(3, 65), advice.ReportOptions{}, 2), "Showing the first 2 rows that have a problem. The others are not shown here. Ask your data person for the list of every issue. The last column is not shown." + cut},
		{sheetIntro(many(4, 66), advice.ReportOptions{IssuesName: "issues.csv"}, 2), "Showing the first 2 rows that have a problem. The others are not shown here. All are in issues.csv. The last 2 columns are not shown." + cut},
		{newPageShare(build(1, 0)).Parts[0].Text, "1 ready as it was (50%)"},
		{newPageShare(build(3, 2)).Parts[0].Text, "1 ready as it was (25%)"},
		{newPageShare(build(3, 0)).Parts[0].Text, "3 ready as they were (75%)"},
		{newPageShare(build(1, 1)).Parts[0].Text, "0 ready as they were (0%)"},
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

// What a file is called stands in the style, for the foot of each sheet: no name ends its
// string, or the style.
func TestPageStyleOfHostileNames(t *testing.T) {
	for name, want := range map[string]string{
		"export.csv":    `content: "export\00002ecsv";`,
		`"; } </style>`: `content: "\000022\00003b\000020\00007d\000020\00003c\00002fstyle\00003e";`,
		"a\nb\\é":       `content: "a\00000ab\00005c\0000e9";`,
	} {
		if got := pageStyle(name); !strings.Contains(got, want) {
			t.Errorf("%q: no %s", name, want)
		}
	}
}
