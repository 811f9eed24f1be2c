package page

import (
	"io"
	"strconv"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// WriteJSON writes the report as one JSON object. The root's Report.WriteJSON
// lists its keys.
func WriteJSON(r *tally.Report, dst io.Writer, opts *advice.ReportOptions) error {
	o := opts.Options()
	w := &jsonWriter{buf: make([]byte, 0, jsonSize(r)), indent: []byte{'\n'}}
	w.open('{')
	w.report(shown(r, o), o)
	w.shut('}')
	_, err := dst.Write(append(w.buf, '\n'))
	return err
}

// jsonSize guesses how long the text will be, mostly a little too much: a report of
// many issues would be moved again and again while it grows.
func jsonSize(r *tally.Report) int {
	const rest, perIssue, perFix = 64 << 10, 512, 192
	size := rest
	for i := range r.Issues {
		issue := &r.Issues[i]
		size += perIssue + len(issue.Value) + len(issue.Message)
		for j := range issue.Fixes {
			size += perFix + len(issue.Fixes[j].Old) + len(issue.Fixes[j].New)
		}
	}
	return size
}

// report writes the members of the object that is a report.
func (w *jsonWriter) report(r *tally.Report, o advice.ReportOptions) {
	w.number("version", jsonVersion)
	w.bool("ok", r.OK())
	w.bool("complete", r.Complete)
	w.text("title", o.Title)
	w.bool("redacted", r.Redacted)
	w.number("rows", r.Rows)
	w.number("bytes", r.Bytes)
	w.number("errors", r.Errors)
	w.number("warnings", r.Warnings)
	w.number("repairs", r.Repairs)
	w.number("rowsWithErrors", r.RowsWithErrors)
	w.number("blocking", r.Standing())
	w.text("stopped", r.Stopped)
	byKey(w, "counts", r.Counts, func(w *jsonWriter, n int64) { w.buf = strconv.AppendInt(w.buf, n, 10) })
	objects(w, "groups", r.Groups, (*jsonWriter).group)
	w.key("first")
	w.first(r.First)
	objects(w, "issues", r.Issues, (*jsonWriter).issue)
	w.number("issuesLeftOut", issuesLeftOut(r))
	texts(w, "labels", r.Labels)
	list(w, "columns", r.Columns, func(w *jsonWriter, c *schema.Column) { w.appendText(c.String()) })
	objects(w, "samples", r.Samples, func(w *jsonWriter, s *tally.Sample) {
		w.number("row", s.Row)
		texts(w, "cells", s.Cells)
		w.bool("unsplit", s.Unsplit)
	})
	texts(w, "unchecked", r.Unchecked)
	w.key("summary")
	w.summary(&r.Summary)
	w.key("build")
	w.build(r.Build)
	if r.Delivery != "" {
		w.text("delivery", r.Delivery)
	}
	if len(r.Missing) > 0 {
		objects(w, "missing", r.Missing, func(w *jsonWriter, m *tally.MissingNames) {
			w.text("column", m.Column.String())
			objects(w, "names", m.Names, (*jsonWriter).count)
			if len(m.Candidates) > 0 {
				objects(w, "candidates", m.Candidates, func(w *jsonWriter, c *tally.Candidates) {
					w.text("name", c.Name)
					texts(w, "people", c.People)
				})
			}
			if m.Titles {
				w.bool("titles", true)
			}
		})
	}
	if len(r.Undecided) > 0 {
		objects(w, "undecided", r.Undecided, func(w *jsonWriter, u *tally.UndecidedColumn) {
			w.text("label", u.Label)
			w.number("field", int64(u.Field))
			objects(w, "values", u.Values, (*jsonWriter).count)
		})
	}
	if len(r.UnmetExclusions) > 0 {
		texts(w, "unmetExclusions", r.UnmetExclusions)
	}
	if len(r.Suspects) > 0 {
		objects(w, "suspects", r.Suspects, (*jsonWriter).suspect)
	}
	if len(r.ByPlace) > 0 {
		numbers(w, "byPlace", r.ByPlace)
	}
	if len(r.Titles) > 0 {
		byKey(w, "titles", r.Titles, (*jsonWriter).appendText)
	}
}

// first writes null for nil.
func (w *jsonWriter) first(i *check.Issue) {
	if i == nil {
		w.buf = append(w.buf, "null"...)
		return
	}
	w.open('{')
	w.issue(i)
	w.shut('}')
}

func (w *jsonWriter) group(g *tally.Group) {
	w.text("code", string(g.Code))
	w.text("severity", g.Severity.String())
	w.text("column", g.Column.String())
	w.text("settler", g.Settler.String())
	w.text("value", g.Value)
	w.bool("otherValues", g.Other)
	w.number("count", g.Count)
	w.number("repaired", g.Repaired)
	objects(w, "years", g.Years, (*jsonWriter).count)
	texts(w, "cells", advice.CellsOf(g))
	numbers(w, "rows", g.Rows)
	numbers(w, "fields", g.Fields)
	list(w, "places", advice.PlacesOf(g), (*jsonWriter).place)
	w.bool("varies", g.Varies)
	w.text("message", g.Message)
	objects(w, "fixes", g.Fixes, (*jsonWriter).fix)
	numbers(w, "related", g.Related)
}

func (w *jsonWriter) issue(i *check.Issue) {
	at := i.Place()
	w.text("code", string(i.Code))
	w.text("severity", i.Severity.String())
	w.text("column", i.Column.String())
	w.text("settler", i.Settler.String())
	w.number("row", i.Row)
	w.number("line", i.Line)
	w.number("field", int64(i.Field))
	w.text("cell", at.Cell())
	w.key("at")
	w.place(&at)
	w.text("value", i.Value)
	w.text("message", i.Message)
	objects(w, "fixes", i.Fixes, (*jsonWriter).fix)
	numbers(w, "related", i.Related)
	w.bool("repaired", i.Repaired)
	w.bool("unsplit", i.Unsplit)
}

func (w *jsonWriter) place(p *check.Place) {
	w.open('{')
	w.text("in", p.In.String())
	w.number("row", p.Row)
	w.number("field", int64(p.Field))
	w.shut('}')
}

func (w *jsonWriter) fix(f *check.Fix) {
	w.text("column", f.Column.String())
	w.text("old", f.Old)
	w.text("new", f.New)
	w.bool("safe", f.Safe)
}

func (w *jsonWriter) count(c *tally.Count) {
	w.text("name", c.Name)
	w.bool("other", c.Other)
	w.number("rows", c.Rows)
}

func (w *jsonWriter) suspect(s *tally.SuspectColumn) {
	w.text("column", s.Column.String())
	w.number("filled", s.Filled)
	w.number("unknown", s.Unknown)
	w.text("knownAs", s.As.String())
	w.bool("unfed", s.Unfed)
	w.text("message", advice.SuspectText(*s))
}

func (w *jsonWriter) summary(s *tally.Summary) {
	w.open('{')
	w.text("firstDate", s.First.String())
	w.text("lastDate", s.Last.String())
	objects(w, "recognitions", s.Recognitions, (*jsonWriter).count)
	objects(w, "teachers", s.Teachers, (*jsonWriter).count)
	objects(w, "classes", s.Classes, (*jsonWriter).count)
	objects(w, "months", s.Months, (*jsonWriter).count)
	numbers(w, "errorRows", s.ErrorRows)
	w.number("rowsPerStretch", s.RowsPerStretch)
	w.key("repeat")
	w.open('{')
	w.number("row", s.Repeat.Row)
	w.number("of", s.Repeat.Of)
	w.number("count", s.Repeat.Count)
	w.shut('}')
	w.shut('}')
}

// build writes null for nil.
func (w *jsonWriter) build(b *tally.BuildCounts) {
	if b == nil {
		w.buf = append(w.buf, "null"...)
		return
	}
	w.open('{')
	w.number("read", b.Read)
	w.number("leftOut", b.LeftOut)
	w.number("repeated", b.Repeated)
	w.number("records", b.Records)
	w.number("written", b.Written)
	w.number("rejected", b.Rejected)
	w.number("excluded", b.Excluded)
	w.number("alreadyShared", b.AlreadyShared)
	w.number("changed", b.Changed)
	w.number("removed", b.Removed)
	w.number("notCompared", b.NotCompared)
	w.number("repaired", b.Repaired)
	w.number("defaulted", b.Defaulted)
	w.shut('}')
}
