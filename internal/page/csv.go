package page

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// csvHeader is the header of WriteCSV.
var csvHeader = []string{"row", "cell", "column", "severity", "code", "value", "message", "fix", "safe", "repaired", "who"}

// csvBuildHeader is what the header of a build's has beyond that.
var csvBuildHeader = []string{"file", "export row"}

// WriteCSV writes a line for each issue that the report kept. The root's
// Report.WriteCSV lists its columns.
func WriteCSV(r *tally.Report, w io.Writer, opts *advice.ReportOptions) error {
	o := opts.Options()
	r = shown(r, o)
	files := advice.FileNamesOf(r, o)
	var b bytes.Buffer
	width := writeCSVHeader(&b, files)
	for i := range r.Issues {
		writeCSVRow(&b, csvIssue(&r.Issues[i], files))
	}
	if more := issuesLeftOut(r); more > 0 {
		row := make([]string, width)
		row[6] = phrase.Plural(more, "more issue") + " not listed here."
		writeCSVRow(&b, row)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// writeCSVHeader writes the header, and returns how many columns it has.
func writeCSVHeader(b *bytes.Buffer, files advice.FileNames) int {
	header := slices.Clone(csvHeader)
	if files != nil {
		header = append(header, csvBuildHeader...)
	}
	b.WriteString(sheet.ByteOrderMark)
	writeCSVRow(b, header)
	return len(header)
}

// An IssueCSV writes issues as they are found, as WriteCSV writes those that a report
// kept.
type IssueCSV struct {
	w     *bufio.Writer
	line  bytes.Buffer
	files advice.FileNames // nil: the issues are of a file that is checked
	opts  advice.ReportOptions
	begun bool
}

// NewIssueCSV returns an IssueCSV. The issues are of a build if opts names its files.
func NewIssueCSV(w io.Writer, opts *advice.ReportOptions) *IssueCSV {
	c := &IssueCSV{w: bufio.NewWriter(w), opts: opts.Options()}
	if c.opts.RejectsName != "" || c.opts.TemplateName != "" {
		c.files = advice.NamesOfFiles(c.opts)
	}
	return c
}

// Write writes an issue's line.
func (c *IssueCSV) Write(is *check.Issue) error {
	c.begin()
	if c.opts.Redact {
		hidden := redacted(is)
		is = &hidden
	}
	writeCSVRow(&c.line, csvIssue(is, c.files))
	return c.end()
}

// Flush hands over what was written, and the header if there was no issue.
func (c *IssueCSV) Flush() error {
	c.begin()
	return errors.Join(c.end(), c.w.Flush())
}

// begin writes the header, once.
func (c *IssueCSV) begin() {
	if !c.begun {
		c.begun = true
		writeCSVHeader(&c.line, c.files)
	}
}

// end hands over the lines that are ready. A bufio.Writer gives its first error again.
func (c *IssueCSV) end() error {
	_, err := c.line.WriteTo(c.w)
	return err
}

// issuesLeftOut returns how many issues the report counted and did not keep.
func issuesLeftOut(r *tally.Report) int64 {
	return max(0, r.Errors+r.Warnings+r.Repairs-int64(len(r.Issues)))
}

// csvIssue returns the cells of an issue's line.
func csvIssue(i *check.Issue, files advice.FileNames) []string {
	at := i.Place()
	fix, safe, who := "", "", ""
	if !i.Repaired {
		who = i.SettledBy().String()
	}
	if len(i.Fixes) > 0 {
		f := i.Fixes[0]
		fix, safe = f.New, yesNo(f.Safe)
		if fix == "" {
			fix = "(empty cell)"
		}
		if f.Column != i.Column && f.Column != schema.NoColumn {
			fix = f.Column.String() + ": " + fix
		}
	}
	cells := []string{rowText(at.Row), at.Cell(), i.Column.String(), i.Severity.String(), string(i.Code),
		i.Value, i.Message, fix, safe, yesNo(i.Repaired), who}
	if files != nil {
		cells = append(cells, files.Name(at.In), rowText(i.Row))
	}
	return cells
}

// rowText spells a row, "" for the file as a whole.
func rowText(row int64) string {
	if row <= 0 {
		return ""
	}
	return strconv.FormatInt(row, 10)
}

// yesNo spells a bool for people.
func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// writeCSVRow writes one line of harmless cells.
func writeCSVRow(b *bytes.Buffer, cells []string) {
	for i, cell := range cells {
		cells[i] = harmless(cell)
	}
	b.Write(csvrow.AppendRow(b.AvailableBuffer(), cells, sheet.Comma, "\r\n"))
}

// harmless puts an apostrophe before a cell that a spreadsheet would run, as
// OWASP's "CSV Injection" page lists them, and before such a piece of a cell:
// where semicolons separate cells, as in much of Europe, a comma's quotes don't
// keep a cell together.
func harmless(cell string) string {
	const formula, control = "=+-@＝＋－＠", "\t\r\n"
	if !strings.ContainsAny(cell, formula+control) {
		return cell
	}
	var b strings.Builder
	starts, blanks := formula+control, " \u00a0"
	for cell != "" {
		n := strings.IndexAny(cell, ";|"+control) + 1
		if n == 0 {
			n = len(cell)
		}
		first, _ := utf8.DecodeRuneInString(strings.TrimLeft(cell[:n], blanks))
		if strings.ContainsRune(starts, first) {
			b.WriteByte('\'')
		}
		b.WriteString(cell[:n])
		cell = cell[n:]
		starts, blanks = formula, " \u00a0\"" // a quote behind a split opens a cell
	}
	return b.String()
}
