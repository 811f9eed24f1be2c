package advice

import "example.com/otustemplate/internal/phrase"

// ReportOptions say how a report is rendered. The zero ReportOptions, or a nil
// pointer to them, are plain text at 80 columns with nothing hidden. A renderer
// reads them and keeps nothing of them.
type ReportOptions struct {
	Title string // put above the report, such as the file's name; "": none in text, a plain one in HTML
	// Redact hides Value, Old, New and Cells of columns A to D and I
	// everywhere, the cells of columns that the template does not have, and all of a row
	// whose cells may have run into each other (Issue.Unsplit), and
	// leaves Missing out; recognitions, teachers, classes and dates stay. So do the labels of the
	// header, except for those that were taken by their place: they may be data.
	Redact bool
	// RejectsName is what the report of a build calls the file of rows set
	// aside. "": "the rejects file".
	RejectsName string
	// TemplateName is what the report of a build calls the template that was
	// written. "": "the template".
	TemplateName string
	// InputName is what the report calls the file that was checked, or the export
	// of a build. "": no name, and "the export".
	InputName string
	// IssuesName is what the report calls the file of every issue. "": there is none.
	IssuesName string
	Width      int  // of the text report, in characters; 0: 80; under 40 counts as 40
	Color      bool // of the text report: ANSI colors
}

// All says where everything is that a report leaves out.
func (o ReportOptions) All() string {
	if o.IssuesName == "" {
		return "Ask your data person for the list of every issue."
	}
	return "All are in " + phrase.Visible(o.IssuesName) + "."
}

// LeftOut says how many things a report leaves out, such as "472 more groups", and where
// all are; "" for none.
func (o ReportOptions) LeftOut(n int64, things string) string {
	if n <= 0 {
		return ""
	}
	return phrase.Plural(n, "more "+things) + " not shown here. " + o.All()
}

// Options returns a copy of o to work with; nil is the zero ReportOptions.
func (o *ReportOptions) Options() ReportOptions {
	if o == nil {
		return ReportOptions{}
	}
	return *o
}
