package page

import (
	"fmt"
	"slices"
	"strings"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// A pageSheet is the rows with issues as a spreadsheet shows them.
type pageSheet struct {
	Intro   string
	Letters []string
	Labels  []string // as long as Letters, or empty
	Span    int      // columns, the row numbers' among them
	Few     bool     // columns that fit a sheet of paper with their words whole
	Rows    []gridRow
}

// A gridRow is a row, and below it what is wrong with it.
type gridRow struct {
	Row   int64
	Kinds string // of its issues, for the filter
	Cells []gridCell
	Notes []sheetNote
}

// A gridCell is a cell; Kind is "" where nothing is wrong with it.
type gridCell struct {
	Field      int // from 1
	Kind, Mark string
	Text       string
	Changed    bool // by a repair, to New
	New        string
}

// A sheetNote says what is wrong with a cell of the row.
type sheetNote struct{ Kind, Mark, Cell, Text string }

// What of a row the page shows.
const (
	maxSheetCell  = 120 // characters
	maxSheetNotes = 20
	maxNoteChars  = 400 // of a message
	maxGridRows   = 200

	maxWholeColumns = 14 // that fit a sheet of paper without words broken
)

// newPageSheet lays out the samples, as many as there is room for.
func newPageSheet(r *tally.Report, o advice.ReportOptions, room budget) *pageSheet {
	s := new(pageSheet)
	width := len(r.Labels)
	for _, sample := range r.Samples {
		width = max(width, len(sample.Cells))
	}
	width = min(width, schema.MaxSampleCells)
	for i := range width {
		s.Letters = append(s.Letters, schema.Letters(i+1))
	}
	s.Labels = sheetLabels(r, width)
	s.Span, s.Few = width+1, width <= maxWholeColumns
	issues := make(map[int64][]*check.Issue)
	for i := range r.Issues {
		issues[r.Issues[i].Row] = append(issues[r.Issues[i].Row], &r.Issues[i])
	}
	files := advice.FileNamesOf(r, o)
	for _, sample := range r.Samples {
		row := newGridRow(sample, width, issues[sample.Row], files)
		if len(s.Rows) == maxGridRows || !room.spend(row.size()) {
			break
		}
		s.Rows = append(s.Rows, row)
	}
	s.Intro = sheetIntro(r, o, len(s.Rows))
	return s
}

// sheetLabels returns the header's labels, made as many as there are columns.
func sheetLabels(r *tally.Report, width int) []string {
	if len(r.Labels) == 0 {
		return nil
	}
	labels := make([]string, width)
	for i := range min(width, len(r.Labels)) {
		labels[i] = phrase.Visible(phrase.CutRunes(r.Labels[i], maxSheetCell))
	}
	return labels
}

// sheetIntro says which rows are shown, and what is left out.
func sheetIntro(r *tally.Report, o advice.ReportOptions, shown int) string {
	first := "row"
	if shown != 1 {
		first = phrase.Plural(int64(shown), "row")
	}
	text := fmt.Sprintf("Showing the first %s that have a problem", first)
	if r.RowsWithErrors > 0 {
		text += fmt.Sprintf("; %s with errors in all", phrase.Plural(r.RowsWithErrors, "row"))
	}
	text += "."
	if r.Build != nil {
		text += " Rows and columns are those of " + advice.FileNamesOf(r, o).Name(check.InInput) + "; each note names the cell to correct and its file."
	}
	if more := max(int64(len(r.Samples)), r.RowsWithErrors) - int64(shown); more > 0 {
		text += " The others are not shown here. " + o.All()
	}
	switch more := len(r.Labels) - schema.MaxSampleCells; {
	case more == 1:
		text += " The last column is not shown."
	case more > 1:
		text += fmt.Sprintf(" The last %s are not shown.", phrase.Plural(int64(more), "column"))
	}
	return text + fmt.Sprintf(" Cells over %d characters are cut.", maxSheetCell)
}

// anchor returns row where it is on the page, else 0.
func (s *pageSheet) anchor(row int64) int64 {
	if slices.ContainsFunc(s.Rows, func(r gridRow) bool { return r.Row == row }) {
		return row
	}
	return 0
}

// field returns a field where the page has its column, else 0.
func (s *pageSheet) field(field int) int {
	if field > len(s.Letters) {
		return 0
	}
	return field
}

// newGridRow lays out one sample with its issues.
func newGridRow(sample tally.Sample, width int, issues []*check.Issue, files advice.FileNames) gridRow {
	row := gridRow{Row: sample.Row, Cells: make([]gridCell, width)}
	for i := range row.Cells {
		row.Cells[i].Field = i + 1
	}
	for i, cell := range sample.Cells[:min(len(sample.Cells), width)] {
		row.Cells[i].Text = phrase.Visible(phrase.CutRunes(cell, maxSheetCell))
	}
	var kinds []string
	for _, is := range issues {
		kind, mark := kindOf(is)
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
		if is.Field > 0 && is.Field <= width {
			row.Cells[is.Field-1].mark(is)
		}
		switch {
		case len(row.Notes) < maxSheetNotes:
			row.Notes = append(row.Notes, sheetNote{kind, mark, files.Cell(is.Place()), noteText(is)})
		case len(row.Notes) == maxSheetNotes:
			row.Notes = append(row.Notes, sheetNote{Text: fmt.Sprintf("and %d more", len(issues)-maxSheetNotes)})
		}
	}
	if len(issues) == 0 {
		row.Notes = []sheetNote{{Text: "What is wrong with this row is not kept in this report: see the list above."}}
	}
	row.Kinds = strings.Join(kinds, " ")
	return row
}

// kindOf says how an issue is shown: as a word, which is a class of the style
// too, and as a sign for those who see no colors.
func kindOf(i *check.Issue) (kind, mark string) {
	switch {
	case i.Repaired:
		return "repaired", "✓"
	case i.Severity == check.SeverityError:
		return "error", "✕"
	}
	return "warning", "!"
}

// mark marks the cell with an issue of its; the worst of several stands.
func (c *gridCell) mark(is *check.Issue) {
	kind, mark := kindOf(is)
	rank := []string{"", "repaired", "warning", "error"}
	if slices.Index(rank, kind) > slices.Index(rank, c.Kind) {
		c.Kind, c.Mark = kind, mark
	}
	if is.Repaired && len(is.Fixes) > 0 && is.Fixes[0].Column == is.Column {
		c.Changed, c.New = true, phrase.Visible(phrase.CutRunes(is.Fixes[0].New, maxSheetCell))
	}
}

// noteText says what is wrong, and what was or may be changed.
func noteText(i *check.Issue) string {
	if len(i.Fixes) == 0 {
		return phrase.Sentence(phrase.CutRunes(i.Message, maxNoteChars))
	}
	text, f := phrase.Sentence(phrase.CutRunes(advice.WithoutQuestion(i.Message), maxNoteChars)), i.Fixes[0]
	switch {
	case i.Repaired:
		text += fmt.Sprintf(" Changed %s to %s.", phrase.QuoteCell(f.Old), phrase.QuoteNew(f.New))
	case f.New == "" && i.Severity == check.SeverityError && (i.Column.Required() || i.Column.Identifier()):
		// The message asks for what is right: an empty cell would be as wrong.
	case f.Column != i.Column && f.Column != schema.NoColumn:
		text += fmt.Sprintf(" Suggested: %s in %s.", advice.ChoiceText(i.Fixes), f.Column)
	default:
		text += fmt.Sprintf(" Suggested: %s.", advice.ChoiceText(i.Fixes))
	}
	return text
}

// size is about how many bytes the row takes on the page.
func (r *gridRow) size() int {
	size := 200
	for _, c := range r.Cells {
		size += 150 + escapedSize(c.Text, c.New)
	}
	for _, n := range r.Notes {
		size += 200 + escapedSize(n.Cell, n.Text)
	}
	return size
}
