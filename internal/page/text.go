package page

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/tally"
)

// WriteText writes the report as plain text for people: in its first line
// whether the file is ready to share with Otus, then what to do, in order, then
// the figures. Characters of cells that a terminal would act on are made
// visible, and long cells are cut. It writes once, the same bytes for the same
// report and options; the error is w's.
func WriteText(r *tally.Report, w io.Writer, opts *advice.ReportOptions) error {
	o := opts.Options()
	width := o.Width
	if width == 0 {
		width = 80
	}
	t := textRenderer{r: shown(r, o), o: o, width: max(width, 40)}
	t.render()
	_, err := w.Write(t.b.Bytes())
	return err
}

// A textRenderer builds the text report.
type textRenderer struct {
	r     *tally.Report
	o     advice.ReportOptions
	width int
	b     bytes.Buffer
}

// The ANSI colors of the text report.
const (
	ansiBold   = "1"
	ansiRed    = "1;31"
	ansiGreen  = "1;32"
	ansiYellow = "1;33"
)

func (t *textRenderer) render() {
	if t.o.Title != "" {
		t.para(ansiBold, "", "", phrase.Visible(t.o.Title))
	}
	v := advice.VerdictOf(t.r, t.o)
	t.para(map[bool]string{true: ansiGreen, false: ansiRed}[v.Ready], "", "", v.Sentence)
	if next := v.Next(); next != "" {
		t.para("", "", "", next)
	}
	t.sentences(advice.SuspectsTitle, advice.SuspectTexts(t.r))
	t.lists()
	t.sentences(advice.UndecidedTitle, advice.UndecidedTexts(t.r))
	t.todos()
	t.figures()
	t.unchecked()
}

// sentences writes what comes before all rows: a column that is wrong as a
// whole, or one that may say which rows belong in Otus.
func (t *textRenderer) sentences(title string, texts []string) {
	if len(texts) == 0 {
		return
	}
	t.heading(ansiYellow, title)
	for _, text := range texts {
		t.para("", "  - ", "    ", strings.TrimSuffix(text, ".")+".")
	}
}

// maxListRows is how many values that a list lacks the text report tells.
const maxListRows = 20

// lists writes what suspect lists lack, and what was there in earlier years.
func (t *textRenderer) lists() {
	t.tables(advice.ListsTitle, advice.ListTables(t.r, t.o, maxListRows))
	t.tables(advice.PastTitle, advice.PastTables(t.r, maxListRows))
}

func (t *textRenderer) tables(title string, tables []advice.Table) {
	for i, l := range tables {
		if i == 0 {
			t.heading(ansiYellow, title)
		}
		t.para("", "  - ", "    ", l.Text)
		t.rows(&l)
	}
}

// rows writes the rows of a table, a line each.
func (t *textRenderer) rows(l *advice.Table) {
	for _, row := range l.Rows {
		text := row.Value + ", " + row.Count
		if row.Where != "" {
			text += " (" + row.Where + ")"
		}
		if row.Years != "" {
			text += " (" + row.Years + ")"
		}
		if row.Near != "" {
			text += ", " + strings.ToLower(l.Near) + ": " + row.Near
		}
		if l.Who {
			text += ", for: " + row.Who
		}
		if row.Why != "" {
			text += ". " + row.Why
		}
		t.para("", "      ", "        ", text)
	}
	if more := t.o.LeftOut(l.More, "value"); more != "" {
		t.para("", "      ", "        ", more)
	}
}

// todos writes the groups in their order: errors, warnings, repairs.
func (t *textRenderer) todos() {
	p := advice.PlanOf(t.r, t.o)
	heading := "To do"
	if t.r.Build != nil && t.r.Standing() == 0 {
		heading = "To do, in the rows to correct"
	}
	t.list(ansiRed, heading, p.Errors, false)
	t.list(ansiYellow, "Check before you share", p.Warnings, false)
	t.list(ansiGreen, "Repaired", p.Repairs, true)
}

// maxTextGroups is how many groups a list of the text report tells.
const maxTextGroups = 100

// list writes one list of groups, each with what to do about it or, of repairs, with what
// was done.
func (t *textRenderer) list(color, heading string, todos []advice.TodoItem, repairs bool) {
	if len(todos) == 0 {
		return
	}
	t.heading(color, heading)
	for i, d := range todos[:min(len(todos), maxTextGroups)] {
		text := d.AdviceTo()
		if repairs {
			text = d.Change
		}
		t.para("", fmt.Sprintf("%3d. ", i+1), "     ", d.Head()+". "+t.o.InText(text))
		if len(d.Several) > 0 {
			table := d.Table(maxListRows, repairs)
			t.rows(&table)
		}
	}
	if more := t.o.LeftOut(int64(len(todos)-maxTextGroups), "group"); more != "" {
		t.para("", "     ", "     ", more)
	}
}

// figures writes the data at a glance.
func (t *textRenderer) figures() {
	t.heading(ansiBold, "Figures")
	fs := advice.FiguresOf(t.r)
	if text := advice.ErrorText(&t.r.Summary); text != "" {
		fs = append(fs, advice.Figure{Name: "Rows with errors", Text: text})
	}
	for _, f := range fs {
		t.para("", fmt.Sprintf("  %-20s", f.Name), strings.Repeat(" ", 22), f.Text)
	}
	for _, c := range advice.ChartsOf(t.r) {
		t.chart(c)
	}
}

// maxTextBars is what a chart of the text report shows of counts in no order of
// their own.
const maxTextBars = 10

// chart writes a chart as a table with bars.
func (t *textRenderer) chart(c advice.Chart) {
	if len(c.Counts) == 0 {
		return
	}
	t.heading(ansiBold, c.Title)
	counts := c.Counts
	if !c.Ordered {
		counts = tally.TopCounts(counts, maxTextBars)
	}
	names := make([]string, len(counts))
	nameWidth := 0
	for i, n := range counts {
		names[i] = phrase.CutRunes(c.Label(n), t.width/2-2)
		nameWidth = max(nameWidth, utf8.RuneCountInString(names[i]))
	}
	room, most := max(t.width-nameWidth-16, 4), advice.MostRows(counts)
	for i, n := range counts {
		pad := strings.Repeat(" ", nameWidth-utf8.RuneCountInString(names[i]))
		bar := ""
		if !n.Other { // a sum beside single names would only mislead
			bar = strings.Repeat("#", max(0, int(float64(n.Rows)/float64(most)*float64(room))))
		}
		line := fmt.Sprintf("  %s%s %11s  %s", names[i], pad, phrase.Thousands(n.Rows), bar)
		t.b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}

// unchecked writes what the report is silent about.
func (t *textRenderer) unchecked() {
	if len(t.r.Unchecked) == 0 {
		return
	}
	t.heading(ansiBold, "Not checked")
	for _, text := range advice.UncheckedTexts(t.r.Unchecked) {
		t.para("", "  - ", "    ", text)
	}
}

// heading starts a part.
func (t *textRenderer) heading(color, text string) {
	t.b.WriteByte('\n')
	t.para(color, "", "", text)
}

// para writes text wrapped to the width, the first line behind first, the
// others behind indent.
func (t *textRenderer) para(color, first, indent, text string) {
	for i, line := range phrase.Wrap(text, t.width-utf8.RuneCountInString(first)) {
		if i > 0 {
			first = indent
		}
		if t.o.Color && color != "" {
			line = "\x1b[" + color + "m" + line + "\x1b[0m"
		}
		t.b.WriteString(strings.TrimRight(first+line, " ") + "\n")
	}
}
