package main

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"example.com/otustemplate"
	"example.com/otustemplate/examples/internal/cli"
)

// sample is the export of a made-up district as a workbook, with its mapping, recognitions
// and roster.
//
//go:embed district
var sample embed.FS

// The files that are written.
const (
	templateName = "template.csv"
	rejectsName  = "rejects.csv"
	correctName  = "rows-to-correct.xlsx"
	reportName   = "report.html"
	missingName  = "missing.json"
	notSentName  = "not-sent.csv"
)

// A build is one run of the program.
type build struct {
	lists              cli.Lists
	rules              cli.Rules
	opts               otustemplate.ValidatorOptions
	export, sheet, out string
	maxRejects         int64
	ask                bool
	order              layout
	shown              otustemplate.ReportOptions // how the report is shown; it calls the files by their names
	issues             cli.Issues
	files              fs.FS                          // of the sample; nil: those of the system
	rejected           map[int64][]otustemplate.Issue // by their row of the rejects
}

// choose sets the export. Where none is given it makes the sample's files those that are
// read.
func (b *build) choose(flags *flag.FlagSet) error {
	if b.export = flags.Arg(0); b.export != "" {
		return nil
	}
	own := false
	flags.Visit(func(f *flag.Flag) {
		own = own || !slices.Contains([]string{"out", "suggest", "redact", "issues", "ask"}, f.Name)
	})
	if own {
		return errors.New("no export is given; run workbook -h for help")
	}
	for name, value := range map[string]string{
		"mapping": "district/mapping.json", "recognitions": "district/recognitions.csv", "oneroster": "district/oneroster",
		"first": "2023-08-14", "last": "2024-06-07",
	} {
		if err := flags.Set(name, value); err != nil {
			return err
		}
	}
	b.export, b.files, b.lists.Files, b.rules.Files = "district/export.xlsx", sample, sample, sample
	return nil
}

// An input is the export, open.
type input struct {
	source  otustemplate.Source
	closing []io.Closer
	isCSV   bool
	back    *returned // nil: the export is no corrected workbook
}

func (in *input) Close() error {
	var err error
	for _, c := range in.closing {
		err = errors.Join(c.Close(), err)
	}
	return err
}

// open opens the export, whatever it is.
func (b *build) open(ctx context.Context, m *otustemplate.Mapping) (*input, error) {
	in := &input{}
	path := b.export
	if b.files != nil {
		copied, err := b.copyOfSample()
		if err != nil {
			return nil, err
		}
		defer os.Remove(copied)
		path = copied
	}
	if isZip, err := startsAs(path, "PK\x03\x04"); err != nil {
		return nil, err
	} else if !isZip {
		return in, in.openCSV(path)
	}
	book, err := openBook(path, b.out)
	if err != nil {
		return nil, err
	}
	in.closing = append(in.closing, book)
	if err := b.openSheet(ctx, in, book, m); err != nil {
		return nil, errors.Join(err, in.Close())
	}
	return in, nil
}

// openCSV opens an export that is a CSV file.
func (in *input) openCSV(path string) error {
	if what, err := otherFile(path); err != nil || what != "" {
		return cmp.Or(err, fmt.Errorf("%s: %s", path, what))
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	columns, err := otustemplate.NewCSVSource(f, nil).Columns()
	if err == nil && slices.Contains(columns, columnRow) && slices.Contains(columns, columnDoNot) {
		err = fmt.Errorf("%s: this is a sheet of %s saved as CSV, and the other sheets are not in it: save the whole workbook as .xlsx", path, correctName)
		return errors.Join(err, f.Close())
	}
	// What is wrong with the titles is told by whoever reads the rows.
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return errors.Join(err, f.Close())
	}
	in.source, in.closing, in.isCSV = otustemplate.NewCSVSource(f, nil), []io.Closer{f}, true
	return nil
}

// suggest prints a mapping to begin with for the export.
func (b *build) suggest(ctx context.Context, stdout, stderr io.Writer) error {
	in, err := b.open(ctx, nil)
	if err != nil {
		return err
	}
	columns, err := in.source.Columns()
	if err = errors.Join(err, in.Close()); err != nil {
		return err
	}
	return cli.Suggest(columns, stdout, stderr)
}

// openSheet makes the Source of a workbook.
func (b *build) openSheet(ctx context.Context, in *input, book *book, m *otustemplate.Mapping) error {
	if isCorrection(book) {
		if b.sheet != "" {
			return fmt.Errorf("%s: this is a workbook to correct, of which all sheets are read: leave -sheet out", book.name)
		}
		back, err := openReturned(ctx, book)
		if err != nil {
			return err
		}
		in.back, in.source = back, back
		in.closing = append([]io.Closer{back}, in.closing...)
		return nil
	}
	name, err := book.sheet(b.sheet)
	if err != nil {
		return err
	}
	isTitles := func(columns []string) bool { return m != nil && m.Check(columns) == nil }
	sheet, err := newSheetSource(book, name, isTitles)
	if err != nil {
		return err
	}
	in.source = sheet
	in.closing = append([]io.Closer{sheet}, in.closing...)
	return nil
}

// copyOfSample writes the sample's workbook to the folder of the outputs, as a workbook is
// read from a file.
func (b *build) copyOfSample() (string, error) {
	text, err := fs.ReadFile(b.files, b.export)
	if err != nil {
		return "", err
	}
	path := b.path(".sample.xlsx")
	return path, os.WriteFile(path, text, 0o600)
}

// startsAs reports whether the file begins with those bytes.
func startsAs(path, bytes string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	start := make([]byte, len(bytes))
	n, err := io.ReadFull(f, start)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, err
	}
	return string(start[:n]) == bytes, nil
}

// run builds the template, tells about it, and reports whether it can be shared and no row
// is left to correct. The sample has its errors on purpose.
func (b *build) run(ctx context.Context, stdout io.Writer) (ok bool, err error) {
	b.shown.InputName, b.shown.IssuesName = filepath.Base(b.export), b.issues.Name()
	if err := os.MkdirAll(b.out, 0o700); err != nil { // first, as the issues may go there too
		return false, err
	}
	if err := b.issues.Open(&b.opts, &b.shown); err != nil {
		return false, err
	}
	defer b.issues.Close()
	b.opts.OnIssue = b.keep(b.opts.OnIssue)
	builder, err := b.builder(ctx)
	if err != nil {
		return false, err
	}
	layout, err := b.rules.Layout()
	if err != nil {
		return false, err
	}
	outputs := []string{b.path(templateName), b.path(rejectsName), b.path(correctName), b.path(reportName), b.path(missingName), b.path(notSentName), b.issues.Path()}
	if err := cli.Apart(b.export, outputs...); err != nil {
		return false, err
	}
	in, err := b.open(ctx, builder.Mapping)
	if err != nil {
		return false, err
	}
	defer in.Close() //nolint:errcheck // it was only read
	report, left, err := b.write(ctx, builder, in, layout)
	if err != nil {
		return false, b.rules.Explain(b.lists.Explain(err))
	}
	onScreen := cli.ForTerminal(b.shown, stdout)
	if err := report.WriteText(stdout, &onScreen); err != nil {
		return false, err
	}
	sampled := b.files != nil
	return sampled || report.OK() && report.Build.Rejected <= b.maxRejects, b.tellFiles(stdout, report, in.back, left)
}

// keep returns what keeps the issues of rejected records for the workbook, and hands every
// issue on; nil: nobody else wants them.
func (b *build) keep(on func(otustemplate.Issue) error) func(otustemplate.Issue) error {
	return func(is otustemplate.Issue) error {
		is = b.order.issue(is)
		if is.At.In == otustemplate.InRejects {
			if b.rejected == nil {
				b.rejected = map[int64][]otustemplate.Issue{}
			}
			b.rejected[is.At.Row] = append(b.rejected[is.At.Row], is)
		}
		if on == nil {
			return nil
		}
		return on(is)
	}
}

// tellFiles says what was written, and what to do next.
func (b *build) tellFiles(stdout io.Writer, report *otustemplate.Report, back *returned, left int) error {
	var told strings.Builder
	file := func(name, text string) { fmt.Fprintf(&told, "  %-22s%s\n", name, text) }
	fmt.Fprintf(&told, "\nWritten to the folder %s:\n", b.out)
	file(templateName, cli.Plural(report.Build.Written, "row", "rows")+" to share")
	file(correctName, cli.Plural(report.Build.Rejected-int64(left), "row", "rows")+" to correct: its first sheet says how")
	file(rejectsName, "the rows to correct as CSV")
	file(reportName, "this report, for office staff: open it in a browser")
	file(missingName, "codes and names that the mapping lacks, for your data person")
	if back != nil {
		file(notSentName, cli.Plural(int64(len(back.notSent)), "row", "rows")+" that staff said not to send")
	}
	if left > 0 {
		fmt.Fprintf(&told, "\n%s not in the workbook, as %s too long for it or cannot be told apart: correct %s in %s.\n",
			cli.Plural(int64(left), "row is", "rows are"), either(left, "it is", "they are"), either(left, "it", "them"), rejectsName)
	}
	if back != nil && len(back.missing) > 0 {
		fmt.Fprintf(&told, "\n%s did not come back, and %s in %s again: %s of the export.\n",
			cli.Plural(int64(len(back.missing)), "row", "rows"), either(len(back.missing), "is", "are"), correctName, rowList(back.missing))
	}
	next := "share template.csv with the Otus team, and keep a copy of it."
	if report.Build.Rejected > 0 {
		next = fmt.Sprintf(`give %s to staff, who correct the red cells, fill in the columns that
begin with "answer: ", and save it. Fill in the names in missing.json. Then run this
again with the corrected workbook in place of the export, -values missing.json and
another folder for -out: that gives a template of the rest.`, correctName)
	}
	fmt.Fprintf(&told, "\nNext: %s\n", next)
	_, err := io.WriteString(stdout, told.String())
	return err
}

// either returns one for 1, and else many.
func either(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// rowList names rows, the first of them if there are many.
func rowList(rows []string) string {
	const most = 20
	text := "row "
	if len(rows) > 1 {
		text = "rows "
	}
	if len(rows) > most {
		return fmt.Sprintf("%s%s and %s", text, strings.Join(rows[:most], ", "), cli.Plural(int64(len(rows)-most), "more", "more"))
	}
	return text + strings.Join(rows, ", ")
}

// path returns where an output goes.
func (b *build) path(name string) string { return filepath.Join(b.out, name) }

// builder makes the Builder of the mapping and the lists.
func (b *build) builder(ctx context.Context) (*otustemplate.Builder, error) {
	v, rosters, err := b.lists.Validator(ctx, &b.opts)
	if err != nil {
		return nil, err
	}
	return b.rules.Builder(v, rosters)
}

// write builds the template and writes all files. It says how many rows the workbook does
// not have.
func (b *build) write(ctx context.Context, builder *otustemplate.Builder, in *input, header otustemplate.Layout) (report *otustemplate.Report, left int, err error) {
	if b.order, err = b.layout(in, builder.Mapping); err != nil {
		return nil, 0, err
	}
	out, err := otustemplate.Create(b.path(templateName), &otustemplate.WriterOptions{Layout: header})
	if err != nil {
		return nil, 0, err
	}
	defer out.Close()
	var rejects bytes.Buffer
	builder.Rejects = &rejects
	if report, err = builder.Build(ctx, in.source, out); err != nil {
		return nil, 0, err
	}
	report = b.order.report(report)
	c, left, err := b.correction(ctx, rejects.Bytes(), builder, report)
	if err != nil {
		return nil, 0, err
	}
	// The template comes last: where it is, the rest is too.
	files := []struct {
		name  string
		write func(io.Writer) error
	}{
		{rejectsName, func(w io.Writer) error { _, err := w.Write(rejects.Bytes()); return err }},
		{correctName, func(w io.Writer) error { return c.writeTo(ctx, w, b.out) }},
		{reportName, func(w io.Writer) error { return report.WriteHTML(w, &b.shown) }},
		{missingName, report.WriteMissing},
	}
	if in.back != nil {
		files = append(files, struct {
			name  string
			write func(io.Writer) error
		}{notSentName, in.back.writeNotSent})
	}
	// All are written before one appears: whoever stops the program finds all of them or none.
	var pending []*otustemplate.PendingFile
	defer func() {
		for _, p := range pending {
			_ = p.Close() // what was committed stays
		}
	}()
	for _, f := range files {
		p, err := otustemplate.CreateFile(b.path(f.name))
		if err != nil {
			return nil, 0, err
		}
		pending = append(pending, p)
		if err := cmp.Or(ctx.Err(), f.write(p)); err != nil {
			return nil, 0, err
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	for _, p := range pending {
		if err := p.Commit(); err != nil {
			return nil, 0, err
		}
	}
	if err := b.issues.Commit(); err != nil {
		return nil, 0, err
	}
	return report, left, out.Commit()
}

// layout returns the layout of the workbook. The titles of a template are looked for as a
// build without a mapping does it, which the source must not be read before.
func (b *build) layout(in *input, m *otustemplate.Mapping) (layout, error) {
	if m != nil || !in.isCSV {
		columns, err := in.source.Columns()
		return layoutOf(columns), err
	}
	f, err := os.Open(b.export)
	if err != nil {
		return layout{}, err
	}
	defer f.Close()
	titles, err := otustemplate.ReadLayout(f, nil)
	return layoutOf(titles.Labels()), err
}

// correction is what the workbook is made of. Rows that no workbook can hold stay in the
// rejects only; left is how many they are.
func (b *build) correction(ctx context.Context, rejects []byte, builder *otustemplate.Builder, report *otustemplate.Report) (c *correction, left int, err error) {
	if len(rejects) == 0 {
		return &correction{export: b.shown.InputName}, 0, nil
	}
	if c, err = readRejects(bytes.NewReader(rejects), b.order); err != nil {
		return nil, 0, err
	}
	if c.sources, c.direct, err = sourcesOf(builder.Mapping, report); err != nil {
		return nil, 0, err
	}
	known := b.lists.Known()
	c.export, c.issues, c.lists = b.shown.InputName, b.rejected, map[otustemplate.Column]*otustemplate.Set{
		otustemplate.ColRecognition: known.Recognitions, otustemplate.ColTeacherEmail: known.Teachers, otustemplate.ColClassName: known.Classes,
	}
	left = c.leaveOut()
	if !b.ask {
		return c, left, nil
	}
	teachers, err := b.teachers(ctx, rejects, c, builder, report)
	if err != nil {
		return nil, 0, err
	}
	c.ask(teachers, teacherNames(known))
	return c, left, nil
}
