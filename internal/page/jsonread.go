package page

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/jsontree"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/seen"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// ReadReport reads what WriteJSON wrote. Where that is not right the error says where,
// and holds nothing of the report.
func ReadReport(from io.Reader) (*tally.Report, error) {
	if from == nil {
		return nil, sheet.ErrNoReader
	}
	text, err := io.ReadAll(from)
	if err != nil {
		return nil, err
	}
	if r, ok := readAsWritten(text); ok {
		return r, nil
	}
	tree, wrong := jsontree.Parse(text)
	if wrong != nil {
		return nil, fmt.Errorf("otustemplate: report, line %d: the text is not JSON, or not all of it is there", max(1, wrong.Line))
	}
	var read jsontree.Reader
	var layout jsonReport
	if readVersion(&read, tree) {
		read.Decode(tree, &layout)
	}
	if err := problemsOfReport(read.Problems); err != nil {
		return nil, err
	}
	r := layout.report()
	if r.OK() != layout.OK {
		return nil, errors.New("otustemplate: report, ok: it does not follow from complete, rows and the counts: the report was changed")
	}
	return r, nil
}

// readAsWritten returns the report if the text is what WriteJSON writes of it, byte for
// byte: then nothing is missing or there twice. Of any other text a tree says what is
// wrong, if anything is, which takes several times as long.
func readAsWritten(text []byte) (*tally.Report, bool) {
	var layout jsonReport
	if mayHoldNegative(text) || json.Unmarshal(text, &layout) != nil {
		return nil, false
	}
	r := layout.report()
	var again bytes.Buffer
	if WriteJSON(r, &again, &advice.ReportOptions{Title: layout.Title}) != nil {
		return nil, false
	}
	return r, bytes.Equal(again.Bytes(), text)
}

// mayHoldNegative reports whether a text of WriteJSON may hold a negative number, which
// no report has: after a key, or on a line of its own.
func mayHoldNegative(text []byte) bool {
	if bytes.Contains(text, []byte(`": -`)) {
		return true
	}
	for line := range bytes.Lines(text) {
		if line = bytes.TrimLeft(line, " "); len(line) > 0 && line[0] == '-' {
			return true
		}
	}
	return false
}

// readVersion reports whether the report has a layout that is known.
func readVersion(read *jsontree.Reader, tree jsontree.Node) bool {
	for _, m := range read.Object(tree) {
		if m.Key != "version" {
			continue
		}
		if version := read.Int(m.Node); len(read.Problems) == 0 && version != jsonVersion {
			read.Add(m.Node, "the layout is not version %d, which is the one known here: read the report with the version of this package that wrote it", jsonVersion)
		}
		return len(read.Problems) == 0
	}
	if len(read.Problems) == 0 {
		read.Add(tree, "there is no version: this is not a report that WriteJSON wrote")
	}
	return false
}

// problemsOfReport returns the first few of the problems as an error.
func problemsOfReport(problems []jsontree.Problem) error {
	const most = 10
	var errs []error
	for i, p := range problems {
		if i == most {
			errs = append(errs, fmt.Errorf("otustemplate: report: and %s", phrase.Plural(int64(len(problems)-most), "further problem")))
			break
		}
		if p.Path != "" {
			p.Path = ", " + p.Path
		}
		errs = append(errs, fmt.Errorf("otustemplate: report%s: %s", p.Path, p.Message))
	}
	return errors.Join(errs...)
}

// report returns the report that was written.
func (j *jsonReport) report() *tally.Report {
	r := &tally.Report{
		Complete: j.Complete, Redacted: j.Redacted, Rows: j.Rows, Bytes: j.Bytes, Errors: j.Errors, Warnings: j.Warnings, Repairs: j.Repairs,
		RowsWithErrors: j.RowsWithErrors, Blocking: j.Blocking, Stopped: j.Stopped, Counts: j.Counts,
		Groups: convertedSlice(j.Groups, (*jsonGroup).group), Issues: convertedSlice(j.Issues, (*jsonIssue).issue),
		Labels: orNil(j.Labels), Columns: orNil(j.Columns),
		Samples: convertedSlice(j.Samples, func(s *jsonSample) tally.Sample {
			return tally.Sample{Row: s.Row, Cells: orNil(s.Cells), Unsplit: s.Unsplit}
		}),
		Unchecked: orNil(j.Unchecked), Summary: j.Summary.summary(), Build: (*tally.BuildCounts)(j.Build),
		Missing: convertedSlice(j.Missing, func(m *jsonMissing) tally.MissingNames {
			return tally.MissingNames{Column: m.Column, Names: countsOf(m.Names), Titles: m.Titles,
				Candidates: convertedSlice(m.Candidates, func(c *jsonCandidates) tally.Candidates {
					return tally.Candidates{Name: c.Name, People: orNil(c.People)}
				})}
		}),
		Undecided: convertedSlice(j.Undecided, func(u *jsonUndecided) tally.UndecidedColumn {
			return tally.UndecidedColumn{Label: u.Label, Field: u.Field, Values: countsOf(u.Values)}
		}),
		Suspects: convertedSlice(j.Suspects, func(s *jsonSuspect) tally.SuspectColumn {
			return tally.SuspectColumn{Column: s.Column, Filled: s.Filled, Unknown: s.Unknown, As: s.KnownAs, Unfed: s.Unfed}
		}),
		UnmetExclusions: orNil(j.UnmetExclusions), ByPlace: orNil(j.ByPlace), Titles: j.Titles, Delivery: j.Delivery,
	}
	if j.First != nil {
		first := j.First.issue()
		r.First = &first
	}
	return r
}

func (j *jsonGroup) group() tally.Group {
	return tally.Group{
		Code: j.Code, Severity: j.Severity, Column: j.Column, Settler: j.Settler, Value: j.Value, Other: j.OtherValues, Count: j.Count, Repaired: j.Repaired, Years: countsOf(j.Years),
		Rows: orNil(j.Rows), Fields: orNil(j.Fields), Places: convertedSlice(j.Places, func(p *jsonPlace) check.Place { return check.Place(*p) }),
		Message: j.Message, Fixes: fixesOf(j.Fixes), Related: orNil(j.Related), Varies: j.Varies,
	}
}

func (j *jsonIssue) issue() check.Issue {
	return check.Issue{
		Code: j.Code, Severity: j.Severity, Row: j.Row, Line: j.Line, Field: j.Field, Column: j.Column, Value: j.Value, Message: j.Message,
		Fixes: fixesOf(j.Fixes), Related: orNil(j.Related), Repaired: j.Repaired, Unsplit: j.Unsplit, Settler: j.Settler, At: check.Place(j.At),
	}
}

func (j *jsonSummary) summary() tally.Summary {
	return tally.Summary{
		First: j.FirstDate, Last: j.LastDate, Recognitions: countsOf(j.Recognitions), Teachers: countsOf(j.Teachers),
		Classes: countsOf(j.Classes), Months: countsOf(j.Months), ErrorRows: orNil(j.ErrorRows), RowsPerStretch: j.RowsPerStretch,
		Repeat: seen.Repeat(j.Repeat),
	}
}

func fixesOf(fixes []jsonFix) []check.Fix {
	return convertedSlice(fixes, func(f *jsonFix) check.Fix { return check.Fix(*f) })
}

func countsOf(counts []jsonCount) []tally.Count {
	return convertedSlice(counts, func(c *jsonCount) tally.Count { return tally.Count(*c) })
}

// orNil returns the list, nil for one that is empty.
func orNil[T any](in []T) []T {
	if len(in) == 0 {
		return nil
	}
	return in
}

// convertedSlice returns what f makes of each element, nil for none.
func convertedSlice[S, T any](in []S, f func(*S) T) []T {
	if len(in) == 0 {
		return nil
	}
	out := make([]T, len(in))
	for i := range in {
		out[i] = f(&in[i])
	}
	return out
}
