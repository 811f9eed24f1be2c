package otustemplate

import (
	"errors"
	"io"

	"example.com/otustemplate/internal/page"
)

// An IssueWriter writes issues as CSV while they are found, however many there are: a
// [Report] keeps only MaxIssues of them. Its Write is a function for
// ValidatorOptions.OnIssue. [NewIssueWriter] makes one; a zero IssueWriter returns an error
// from Write and Flush. It belongs to one goroutine.
type IssueWriter struct{ csv *page.IssueCSV }

// NewIssueWriter returns an IssueWriter on w, whose rows are those of [Report.WriteCSV]. To
// have the columns of a build, name its files in RejectsName and TemplateName of opts, or
// one of them. Redact hides what it hides there. Nil opts means defaults: the issues of a
// file that is checked, with nothing hidden.
func NewIssueWriter(w io.Writer, opts *ReportOptions) *IssueWriter {
	if w == nil {
		return new(IssueWriter)
	}
	return &IssueWriter{page.NewIssueCSV(w, opts.inner())}
}

// Write writes one row. The error is that of the Writer underneath, and every later call
// returns it again.
func (w *IssueWriter) Write(i Issue) error {
	if w.csv == nil {
		return errNoIssueWriter
	}
	is := i.inner()
	return w.csv.Write(&is)
}

// Flush hands all rows to the Writer underneath, and the header if there was no issue.
// Call it when the run has ended. The error is as that of Write.
func (w *IssueWriter) Flush() error {
	if w.csv == nil {
		return errNoIssueWriter
	}
	return w.csv.Flush()
}

var errNoIssueWriter = errors.New("otustemplate: there is nothing to write the issues to; call NewIssueWriter with an io.Writer")
