package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf16"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// EncodingJSON returns what WriteJSON must write, made by encoding/json.
func EncodingJSON(r *tally.Report, opts *advice.ReportOptions) ([]byte, error) {
	o := opts.Options()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // for people's eyes; nobody should paste it into a page
	enc.SetIndent("", "  ")
	err := enc.Encode(newJSONReport(shown(r, o), o))
	return escapeUnseen(b.Bytes()), err
}

// newJSONReport returns what is encoded of r.
func newJSONReport(r *tally.Report, o advice.ReportOptions) jsonReport {
	counts := r.Counts
	if counts == nil {
		counts = map[schema.Code]int64{}
	}
	var first *jsonIssue
	if r.First != nil {
		is := newJSONIssue(*r.First)
		first = &is
	}
	var build *jsonBuild
	if r.Build != nil {
		b := jsonBuild(*r.Build)
		build = &b
	}
	return jsonReport{
		Version: jsonVersion, OK: r.OK(), Complete: r.Complete, Title: o.Title, Redacted: r.Redacted,
		Rows: r.Rows, Bytes: r.Bytes, Errors: r.Errors, Warnings: r.Warnings, Repairs: r.Repairs,
		RowsWithErrors: r.RowsWithErrors, Blocking: r.Standing(), Stopped: r.Stopped,
		Counts:        counts,
		First:         first,
		Groups:        mapSlice(r.Groups, newJSONGroup),
		Issues:        mapSlice(r.Issues, newJSONIssue),
		IssuesLeftOut: issuesLeftOut(r),
		Labels:        orEmpty(r.Labels),
		Columns:       orEmpty(r.Columns),
		Samples:       mapSlice(r.Samples, func(s tally.Sample) jsonSample { return jsonSample{s.Row, orEmpty(s.Cells), s.Unsplit} }),
		Unchecked:     orEmpty(r.Unchecked),
		Summary:       newJSONSummary(r.Summary),
		Build:         build,
		Missing: mapSlice(r.Missing, func(m tally.MissingNames) jsonMissing {
			return jsonMissing{m.Column, mapSlice(m.Names, newJSONCount), mapSlice(m.Candidates, func(c tally.Candidates) jsonCandidates {
				return jsonCandidates{c.Name, orEmpty(c.People)}
			}), m.Titles}
		}),
		Undecided: mapSlice(r.Undecided, func(u tally.UndecidedColumn) jsonUndecided {
			return jsonUndecided{u.Label, u.Field, mapSlice(u.Values, newJSONCount)}
		}),
		UnmetExclusions: r.UnmetExclusions,
		Suspects: mapSlice(r.Suspects, func(s tally.SuspectColumn) jsonSuspect {
			return jsonSuspect{s.Column, s.Filled, s.Unknown, s.As, s.Unfed, advice.SuspectText(s)}
		}),
		ByPlace: r.ByPlace, Titles: r.Titles,
	}
}

func newJSONGroup(g tally.Group) jsonGroup {
	return jsonGroup{
		Code: g.Code, Severity: g.Severity, Column: g.Column, Value: g.Value, OtherValues: g.Other,
		Count: g.Count, Repaired: g.Repaired, Years: mapSlice(g.Years, newJSONCount), Cells: advice.CellsOf(&g), Rows: orEmpty(g.Rows), Fields: orEmpty(g.Fields), Places: mapSlice(advice.PlacesOf(&g), newJSONPlace),
		Varies: g.Varies, Message: g.Message, Fixes: mapSlice(g.Fixes, newJSONFix), Related: orEmpty(g.Related),
	}
}

func newJSONIssue(i check.Issue) jsonIssue {
	return jsonIssue{
		Code: i.Code, Severity: i.Severity, Column: i.Column, Row: i.Row, Line: i.Line, Field: i.Field,
		Cell: i.Cell(), At: newJSONPlace(i.Place()), Value: i.Value, Message: i.Message, Fixes: mapSlice(i.Fixes, newJSONFix),
		Related: orEmpty(i.Related), Repaired: i.Repaired, Unsplit: i.Unsplit,
	}
}

func newJSONPlace(p check.Place) jsonPlace { return jsonPlace{p.In, p.Row, p.Field} }

func newJSONFix(f check.Fix) jsonFix { return jsonFix{f.Column, f.Old, f.New, f.Safe} }

func newJSONCount(c tally.Count) jsonCount { return jsonCount(c) }

func newJSONSummary(s tally.Summary) jsonSummary {
	return jsonSummary{
		FirstDate: s.First, LastDate: s.Last,
		Recognitions: mapSlice(s.Recognitions, newJSONCount), Teachers: mapSlice(s.Teachers, newJSONCount),
		Classes: mapSlice(s.Classes, newJSONCount), Months: mapSlice(s.Months, newJSONCount),
		ErrorRows: orEmpty(s.ErrorRows), RowsPerStretch: s.RowsPerStretch, Repeat: jsonRepeat(s.Repeat),
	}
}

// mapSlice returns f of each element; never nil, which JSON would show as null.
func mapSlice[S, T any](in []S, f func(S) T) []T {
	out := make([]T, len(in))
	for i, v := range in {
		out[i] = f(v)
	}
	return out
}

// orClear returns s, or an empty slice for nil.
func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// escapeUnseen escapes the characters of JSON text that encoding/json leaves
// as they are although a terminal acts on them or nobody sees them. Such
// characters stand inside strings only.
func escapeUnseen(text []byte) []byte {
	var b bytes.Buffer
	from := 0
	for at, r := range string(text) {
		if r == '\n' || phrase.IsPlain(r) {
			continue
		}
		size := len(string(r))
		b.Write(text[from:at])
		from = at + size
		for _, unit := range utf16.AppendRune(nil, r) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	b.Write(text[from:])
	return b.Bytes()
}
