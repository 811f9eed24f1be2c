// Package page makes of a report a web page, a text, JSON or CSV: what stands
// where, and what a redacted one hides.
package page

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed" // the page's parts
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// The page's parts. The template is only ever filled through html/template;
// style and script are put in as they are.
var (
	//go:embed report.html.tmpl
	htmlTemplate string
	//go:embed report.css
	htmlStyle string
	//go:embed report.js
	htmlScript string
)

// pageTemplate parses the page once, when first asked for.
var pageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("report").Funcs(template.FuncMap{"parts": textParts}).Parse(htmlTemplate))
})

// WriteHTML writes the report as one self-contained page, as the root's
// Report.WriteHTML says. It writes once.
func WriteHTML(r *tally.Report, w io.Writer, opts *advice.ReportOptions) error {
	o := opts.Options()
	var b bytes.Buffer
	if err := pageTemplate().Execute(&b, newPage(shown(r, o), o)); err != nil {
		return fmt.Errorf("write the report as HTML: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// A page is what the template shows; all its texts are visible and cut.
type page struct {
	Title          string
	About, Foot    string // of which file the page is, and how it names cells
	Policy         string
	Style          template.CSS
	Script         template.JS
	Redacted       bool
	Ready          bool
	Verdict        string
	Steps          []string // what to do next, in order
	Lists          []pageList
	Figures        []advice.Figure
	Share          *pageShare
	Strip          *pageStrip
	Charts         []pageChart
	Sheet          *pageSheet
	Unchecked      []string
	Nothing        string // in place of the lists, where there are none
	Undecided      []string
	UndecidedTitle string
	Suspects       []string
	SuspectsTitle  string
	Tables         []pageTables
}

// pageTables are tables of values that are told together.
type pageTables struct {
	ID, Link, Title string
	Tables          []*pageTable
}

// newPage lays out the report.
func newPage(r *tally.Report, o advice.ReportOptions) page {
	title := phrase.Visible(o.Title)
	if title == "" {
		title = "Report on student recognitions"
	}
	v := advice.VerdictOf(r, o)
	style := pageStyle(cmp.Or(phrase.Visible(o.InputName), title))
	nothing := "Nothing needs to be corrected."
	if !v.Ready {
		nothing = "No single row needs to be corrected: see above."
	}
	p := page{
		Nothing: nothing,
		Title:   title, About: advice.AboutText(r, o), Foot: advice.CellsText(r, o),
		Policy: contentPolicy(style), Style: template.CSS(style), Script: template.JS(htmlScript),
		Redacted: r.Redacted, Ready: v.Ready, Verdict: v.Sentence, Steps: v.Steps,
		Figures: advice.FiguresOf(r), Share: newPageShare(r), Strip: newPageStrip(r.Summary),
	}
	sheet := newPageSheet(r, o, partBudget)
	p.Lists = pageLists(r, o, sheet, partBudget)
	if len(sheet.Rows) > 0 {
		p.Sheet = sheet
	}
	for _, c := range advice.ChartsOf(r) {
		if len(c.Counts) > 0 {
			p.Charts = append(p.Charts, newPageChart(c))
		}
	}
	room := partBudget
	for _, t := range []pageTables{
		{"lists", "Lists", advice.ListsTitle, newPageTables(advice.ListTables(r, o, maxTableRows), r, o, sheet, &room)},
		{"past", "Earlier years", advice.PastTitle, newPageTables(advice.PastTables(r, maxTableRows), r, o, sheet, &room)},
	} {
		if len(t.Tables) > 0 {
			p.Tables = append(p.Tables, t)
		}
	}
	p.Suspects, p.SuspectsTitle = advice.SuspectTexts(r), advice.SuspectsTitle
	p.Undecided, p.UndecidedTitle = advice.UndecidedTexts(r), advice.UndecidedTitle
	p.Unchecked = advice.UncheckedTexts(r.Unchecked)
	return p
}

// pageStyle is the style with the name that stands at the foot of each sheet of paper.
func pageStyle(name string) string {
	var b strings.Builder
	for _, c := range phrase.CutRunes(name, maxFootName) {
		if c < 0x80 && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9') {
			b.WriteRune(c)
			continue
		}
		fmt.Fprintf(&b, "\\%06x", c) // what ends neither the string nor the style
	}
	return strings.Replace(htmlStyle, "{name}", b.String(), 1)
}

// maxFootName is how many characters of a name fit beside the number of the sheet.
const maxFootName = 60

// contentPolicy allows this page's own style and script, by their hashes, and
// nothing else.
func contentPolicy(style string) string {
	hash := func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return fmt.Sprintf("default-src 'none'; style-src %s; script-src %s; base-uri 'none'; form-action 'none'",
		hash(style), hash(htmlScript))
}

// A pageList is one of the lists of cards.
type pageList struct {
	ID, Kind, Title, Intro string
	Total                  string
	Cards                  []pageCard
	More                   string // what was left out
}

// A pageCard is a group: one thing to do.
type pageCard struct {
	Number    int
	Tag       string // the kind in words
	Who       string // settles it, "" if nobody has to or it is not known
	Title     string
	Value     string
	Do        string
	Why       string
	Code      schema.Code
	Years     string // by school year
	Count     int64
	CountText string
	Cells     []pageRef
	More      string
	Table     *pageTable // of the groups that the card is of, if there are many
}

// A pageRef names a cell.
type pageRef struct {
	Name string
	File string // " of rejects.csv" behind the last of those in that file; "": only one file is spoken of
	Row  int64  // 0: its row is not on the page
	// Field is the cell's column on the page; 0: the row as a whole is meant, or
	// the page does not have the column.
	Field int
}

// maxCards is how many cards a list has.
const maxCards = 300

// pageLists returns the lists that have cards: errors, warnings, repairs.
func pageLists(r *tally.Report, o advice.ReportOptions, sheet *pageSheet, room budget) []pageList {
	plan := advice.PlanOf(r, o)
	todo := pageList{ID: "todo", Kind: "error", Title: "To do",
		Intro: "The file cannot be shared until these are corrected. Start at the top: the first ones often solve later ones."}
	if r.Build != nil && r.Standing() == 0 {
		todo.Title = "To do, in the rows to correct"
		todo.Intro = "These rows are not in the finished file. Start at the top: the first ones often solve later ones."
	}
	look := pageList{ID: "look", Kind: "warning", Title: "Check before you share",
		Intro: "The file can be shared with these, but check that they are what was meant."}
	if r.Build != nil && o.TemplateName != "" {
		look.Intro += fmt.Sprintf(" If one in %s is not, tell your data person, and do not save that file from Excel: it drops zeros at the front of numbers.", phrase.Visible(o.TemplateName))
	}
	repairs := pageList{ID: "repaired", Kind: "repaired", Title: "Repaired",
		Intro: "The repair program changed these. There is nothing to do but to check them."}
	var lists []pageList
	for _, l := range []struct {
		pageList
		todos []advice.TodoItem
	}{{todo, plan.Errors}, {look, plan.Warnings}, {repairs, plan.Repairs}} {
		if len(l.todos) > 0 {
			l.fill(l.todos, o, sheet, &room)
			lists = append(lists, l.pageList)
		}
	}
	return lists
}

// fill adds the cards, as many as there is room for.
func (l *pageList) fill(todos []advice.TodoItem, o advice.ReportOptions, sheet *pageSheet, room *budget) {
	l.Total = phrase.Thousands(int64(len(todos)))
	for i, d := range todos {
		c := newPageCard(l.Kind, d, sheet)
		c.Number = i + 1
		if i == maxCards || !room.spend(1200+escapedSize(c.Title, c.Value, c.Do, c.Why)) {
			l.More = o.LeftOut(int64(len(todos)-i), "group")
			return
		}
		if len(d.Several) > 0 {
			c.Table = newPageTable(d.Table(maxTableRows, l.Kind == "repaired"), o, d.Files, sheet, room)
		}
		l.Cards = append(l.Cards, c)
	}
}

// newPageCard words a group for the list of a kind.
func newPageCard(kind string, d advice.TodoItem, sheet *pageSheet) pageCard {
	c := pageCard{Title: d.Title, Value: d.Value, Do: d.Advice(), Code: d.Group.Code, Years: d.Years, Count: d.Standing}
	switch kind {
	case "error":
		c.Tag = "Error"
	case "warning":
		c.Tag = "Warning"
	default:
		c.Tag, c.Do, c.Count = "Repaired", d.Change, d.Repaired
	}
	c.CountText = advice.CountText(d.Group, c.Count)
	spots := advice.SpotsOf(d.Group)
	if len(spots) == 0 {
		c.CountText = "The file as a whole"
	}
	if kind != "repaired" && !d.Tell && d.Why != "" {
		c.Why = d.Why
	}
	if kind != "repaired" {
		c.Who = d.Who
	}
	if len(d.Several) == 0 {
		c.Cells, c.More = refsOf(d.Group, sheet, d.Files, len(spots))
	}
	return c
}

// A pageShare is the picture of how many rows are good.
type pageShare struct {
	Title, Alt string
	Parts      []sharePart
}

// A sharePart is a stretch of it, in thousandths of the whole.
type sharePart struct {
	Kind     string
	X, Width int64
	Text     string
}

// newPageShare pictures the rows without errors against the others, or where
// the records of a build went; nil where there are none.
func newPageShare(r *tally.Report) *pageShare {
	if b := r.Build; b != nil {
		repaired := min(b.Repaired, b.Written)
		plain := share{"good", "ready as they were", b.Written - repaired}
		if plain.rows == 1 {
			plain.name = "ready as it was"
		}
		return sharePicture("Where the rows went", b.Written+b.Rejected,
			plain,
			share{"repaired", "ready after a repair", repaired},
			share{"error", "to correct", b.Rejected})
	}
	return sharePicture("Rows without and with errors", r.Rows,
		share{"good", "without errors", r.Rows - r.RowsWithErrors},
		share{"error", "with errors", r.RowsWithErrors})
}

// A share is a part of the whole, in rows.
type share struct {
	kind, name string
	rows       int64
}

func sharePicture(title string, total int64, shares ...share) *pageShare {
	if total <= 0 {
		return nil
	}
	p := &pageShare{Title: title}
	x := int64(0)
	var alt []string
	for _, s := range shares {
		percent := float64(s.rows) / float64(total) * 100
		text := fmt.Sprintf("%s %s (%s)", phrase.Thousands(s.rows), s.name, percentText(percent))
		alt = append(alt, text)
		part := sharePart{Kind: s.kind, X: x, Width: int64(percent * 10), Text: text}
		if s.rows > 0 {
			part.Width = max(part.Width, 4) // a few among many must still show
		}
		p.Parts = append(p.Parts, part)
		x += part.Width
	}
	p.Alt = strings.Join(alt, ", ")
	return p
}

// percentText never rounds something to nothing, nor nearly all to all.
func percentText(percent float64) string {
	switch {
	case percent > 0 && percent < 0.1:
		return "under 0.1%"
	case percent > 99.9 && percent < 100:
		return "over 99.9%"
	case percent == float64(int64(percent)):
		return fmt.Sprintf("%d%%", int64(percent))
	}
	return fmt.Sprintf("%.1f%%", percent)
}

// A pageStrip is the picture of where in the file errors are: a bar for each
// stretch of rows, as high as its share of the most.
type pageStrip struct {
	Alt     string
	Columns int
	Bars    []stripBar
}

// A stripBar is a bar; Y and Height are in hundredths.
type stripBar struct {
	X         int
	Y, Height int64
}

// maxStripBars is how many bars fit a page.
const maxStripBars = 120

// newPageStrip pictures the stretches; nil where there are no errors.
func newPageStrip(s tally.Summary) *pageStrip {
	text := advice.ErrorText(&s)
	if text == "" {
		return nil
	}
	per := (len(s.ErrorRows) + maxStripBars - 1) / maxStripBars
	p := &pageStrip{
		Alt: "Rows with errors: " + text + ".", Columns: (len(s.ErrorRows) + per - 1) / per,
	}
	sums, most := make([]int64, p.Columns), int64(1)
	for i, n := range s.ErrorRows {
		sums[i/per] += n
		most = max(most, sums[i/per])
	}
	for i, n := range sums {
		if n > 0 {
			high := max(8, int64(float64(n)/float64(most)*100)) // one row must still show
			p.Bars = append(p.Bars, stripBar{X: i, Y: 100 - high, Height: high})
		}
	}
	return p
}

// A pageChart is a chart as a table with bars.
type pageChart struct {
	Title, Head string
	Bars        []chartBar
}

// A chartBar is a line of it; Width is in thousandths.
type chartBar struct {
	Name, Rows string
	Width      int64
}

// What a chart of the page shows of counts in no order of their own, and of
// each name.
const (
	maxPageBars  = 12
	maxBarLength = 80 // characters
)

// newPageChart draws a chart.
func newPageChart(c advice.Chart) pageChart {
	counts := c.Counts
	if !c.Ordered {
		counts = tally.TopCounts(counts, maxPageBars)
	}
	_, head, _ := strings.Cut(c.Title, "by ")
	p := pageChart{Title: c.Title, Head: strings.ToUpper(head[:1]) + head[1:]}
	most := advice.MostRows(counts)
	for _, n := range counts {
		bar := chartBar{Name: phrase.CutRunes(c.Label(n), maxBarLength), Rows: phrase.Thousands(n.Rows)}
		if n.Rows > 0 && !n.Other { // a sum beside single names would only mislead
			bar.Width = max(4, int64(float64(n.Rows)/float64(most)*1000))
		}
		p.Bars = append(p.Bars, bar)
	}
	return p
}
