package page

import (
	"fmt"
	"slices"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// shown returns r as o asks for it: r itself, or a copy with the values of
// students hidden. Renderers start here, so that none can forget it.
func shown(r *tally.Report, o advice.ReportOptions) *tally.Report {
	if !o.Redact && !r.Redacted {
		return r
	}
	c := *r
	c.Redacted = true
	if r.First != nil {
		first := redacted(r.First)
		c.First = &first
	}
	c.Groups = slices.Clone(r.Groups)
	for i := range c.Groups {
		g := &c.Groups[i]
		g.Value, g.Fixes = redactIssue(g.Code, g.Column, false, g.Value, g.Fixes)
		g.Message = redactMessage(g.Code, g.Column, g.Message)
	}
	c.Issues = slices.Clone(r.Issues)
	for i := range c.Issues {
		c.Issues[i] = redacted(&c.Issues[i])
	}
	c.Labels = slices.Clone(r.Labels)
	for _, field := range r.ByPlace {
		if field > 0 && field <= len(c.Labels) {
			c.Labels[field-1] = phrase.Hidden
		}
	}
	c.Samples = slices.Clone(r.Samples)
	for i := range c.Samples {
		c.Samples[i].Cells = redactCells(r, c.Samples[i])
	}
	redactMissing(&c)
	return &c
}

// redacted returns what a redacted report shows of an issue.
func redacted(of *check.Issue) check.Issue {
	is := *of
	is.Value, is.Fixes = redactIssue(is.Code, is.Column, is.Unsplit, is.Value, is.Fixes)
	is.Message = redactMessage(is.Code, is.Column, is.Message)
	return is
}

// redactIssue returns what a redacted report shows of an issue or a group.
func redactIssue(code schema.Code, c schema.Column, unsplit bool, value string, fixes []check.Fix) (string, []check.Fix) {
	fixes = slices.Clone(fixes)
	public := c.Public() && !unsplit
	if code == schema.CodeHeaderUnknown {
		public = c == schema.NoColumn // a label; one taken by its place may be data
	}
	for i := range fixes {
		f := &fixes[i]
		if !public || f.Column != schema.NoColumn && !f.Column.Public() {
			f.Old, f.New = redactCell(f.Old), redactCell(f.New)
		}
	}
	if !public {
		value = redactCell(value)
	}
	return value, fixes
}

// redactMessage returns what a redacted report shows of a message. They quote
// only what may stay, and labels; but nobody knows what those of the caller's own checks
// quote, or what a RecordWriter says that refuses a record.
func redactMessage(code schema.Code, c schema.Column, message string) string {
	if code.Title() == "" || code == schema.CodeRecordRefused {
		return redactCell(message)
	}
	if code == schema.CodeHeaderUnknown && c != schema.NoColumn {
		return fmt.Sprintf("the template has no such column: it is taken as %s because of its place", c)
	}
	return message
}

// redactCell hides a cell; that it is empty still shows.
func redactCell(cell string) string {
	if cell == "" {
		return ""
	}
	return phrase.Hidden
}

// redactCells hides the cells of a sample, apart from columns E to H. In a row
// that was split wrongly any cell may hold any column's value, so all are
// hidden.
func redactCells(r *tally.Report, s tally.Sample) []string {
	shifted := s.Unsplit || len(s.Cells) < min(len(r.Labels), schema.MaxSampleCells) || len(s.Cells) > len(r.Labels)
	cells := slices.Clone(s.Cells)
	for i := range cells {
		if shifted || i >= len(r.Columns) || !r.Columns[i].Public() {
			cells[i] = redactCell(cells[i])
		}
	}
	return cells
}

// redactMissing takes out of r what is missing, as texts of an export that nobody
// understood may be anything, and hides the values of columns that are none of the
// template's.
func redactMissing(r *tally.Report) {
	r.Missing = nil
	r.Undecided = slices.Clone(r.Undecided)
	for i, u := range r.Undecided {
		r.Undecided[i].Values = redactCounts(u.Values)
	}
}

func redactCounts(counts []tally.Count) []tally.Count {
	counts = slices.Clone(counts)
	for i := range counts {
		counts[i].Name = redactCell(counts[i].Name)
	}
	return counts
}
