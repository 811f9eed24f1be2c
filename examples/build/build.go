package main

import (
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

	"example.com/otustemplate"
	"example.com/otustemplate/examples/internal/cli"
)

// sample is the export of a made-up district, with its mapping, recognitions
// and roster.
//
//go:embed district
var sample embed.FS

// A build is one run of the program.
type build struct {
	open       func(path string) (fs.File, error)
	lists      cli.Lists
	rules      cli.Rules
	opts       otustemplate.ValidatorOptions
	out        string
	maxRejects int64
	shown      otustemplate.ReportOptions // how the report is shown; it calls the files by their names
	issues     cli.Issues
	sample     bool // the export is the sample
	ledger     cli.Ledger
	whole      bool
}

func openFile(path string) (fs.File, error) { return os.Open(path) }

// export returns the path of the export. Where none is given it makes the
// sample's files those that are read.
func (b *build) export(flags *flag.FlagSet) (string, error) {
	if flags.NArg() > 0 {
		return flags.Arg(0), nil
	}
	own := false
	flags.Visit(func(f *flag.Flag) {
		own = own || !slices.Contains([]string{"out", "suggest", "redact", "issues"}, f.Name)
	})
	if own {
		return "", errors.New("no export is given; run build -h for help")
	}
	for name, value := range map[string]string{
		"mapping": "district/mapping.json", "recognitions": "district/recognitions.csv", "oneroster": "district/oneroster",
		"first": "2023-08-14", "last": "2024-06-07",
	} {
		if err := flags.Set(name, value); err != nil {
			return "", err
		}
	}
	b.sample, b.open, b.lists.Files, b.rules.Files = true, sample.Open, sample, sample
	return "district/export.csv", nil
}

// suggest prints a mapping to begin with, and says what is left to be decided.
func (b *build) suggest(export string, stdout, stderr io.Writer) error {
	in, err := b.open(export)
	if err != nil {
		return err
	}
	defer in.Close()
	labels, err := otustemplate.NewCSVSource(in, nil).Columns()
	if err != nil {
		return fmt.Errorf("%s: %w", export, err)
	}
	return cli.Suggest(labels, stdout, stderr)
}

// run builds the template, tells about it, and reports whether it can be
// shared and no more rows than allowed are rejected. The sample has its errors
// on purpose.
func (b *build) run(ctx context.Context, export string, stdout, stderr io.Writer) (ok bool, err error) {
	b.shown.InputName, b.shown.IssuesName = filepath.Base(export), b.issues.Name()
	if err := os.MkdirAll(b.out, 0o700); err != nil { // first, as the issues may go there too
		return false, err
	}
	if err := b.issues.Open(&b.opts, &b.shown); err != nil {
		return false, err
	}
	defer b.issues.Close()
	builder, err := b.builder(ctx)
	if err != nil {
		return false, err
	}
	layout, err := b.rules.Layout()
	if err != nil {
		return false, err
	}
	if builder.Ledger, err = b.openLedger(stderr); err != nil {
		return false, err
	}
	defer func() { _ = builder.Ledger.Close() }()
	builder.WholeExport = b.whole
	in, err := b.open(export)
	if err != nil {
		return false, err
	}
	defer in.Close()
	if err := cli.Apart(export, b.path("template.csv"), b.path("rejects.csv"), b.path("report.html"), b.path("missing.json"),
		b.path("changes.csv"), b.path("removals.csv"), b.issues.Path()); err != nil {
		return false, err
	}
	report, err := b.write(ctx, builder, otustemplate.NewCSVSource(in, nil), layout)
	if err != nil {
		return false, b.rules.Explain(err)
	}
	onScreen := cli.ForTerminal(b.shown, stdout)
	if err := report.WriteText(stdout, &onScreen); err != nil {
		return false, err
	}
	return b.sample || report.OK() && report.Build.Rejected-report.Build.Changed <= b.maxRejects, b.tellFiles(stdout, report)
}

// tellFiles says what was written, and what to do next.
func (b *build) tellFiles(stdout io.Writer, report *otustemplate.Report) error {
	next := "do what the first lines of this report say, and keep a copy of the template.csv that you share."
	switch {
	case report.Build.Rejected == report.Build.Changed && !report.OK():
		next = "do what the first lines of this report say. This template.csv is not to be shared."
	case report.Build.Rejected > report.Build.Changed:
		next = `correct rejects.csv as its last columns and report.html say, and fill in the
names in missing.json. Then build from rejects.csv with -values missing.json
and another folder for -out: that gives a template of the rest.`
		if !b.rules.HasMapping() {
			next += `
No mapping was given, so the export's columns went by the template's labels. If
that is wrong, say with -mapping FILE which is which; -suggest prints a mapping
to begin with.`
		}
	}
	_, err := fmt.Fprintf(stdout, `
Written to the folder %s:
  template.csv  %s to share
  rejects.csv   %s to correct, each with its problem
  report.html   this report, for office staff: open it in a browser
  missing.json  codes and names that the mapping lacks, for your data person

Next: %s
`, b.out, cli.Plural(report.Build.Written, "row", "rows"), cli.Plural(report.Build.Rejected-report.Build.Changed, "row", "rows"), next)
	if err != nil {
		return err
	}
	return b.tellLedger(stdout, report)
}

// openLedger opens the ledger, if there is one, and says which deliveries nobody has
// decided on: if one of them was shared, its records would be written again.
func (b *build) openLedger(stderr io.Writer) (*otustemplate.Ledger, error) {
	if b.whole && b.ledger.Path == "" {
		return nil, errors.New("-whole goes with -ledger: without one nothing is known of earlier deliveries")
	}
	l, err := b.ledger.Open(stderr)
	if err != nil {
		return nil, err
	}
	for _, d := range l.Deliveries() {
		if !d.Shared {
			fmt.Fprintf(stderr, "Delivery %s of %s is not shared as far as the ledger knows. If it was, stop, and say so with examples/ledger -commit %[1]s -on DATE.\n", d.ID, b.ledger.Path)
		}
	}
	return l, nil
}

// tellLedger says what the ledger had to say, and what to do when all is shared.
func (b *build) tellLedger(stdout io.Writer, report *otustemplate.Report) error {
	if b.ledger.Path == "" {
		return nil
	}
	if report.Delivery == "" {
		_, err := fmt.Fprintln(stdout, "\nThe ledger has no new delivery: there is nothing that Otus does not have.")
		return err
	}
	key := ""
	if b.ledger.Key != "" {
		key = " -ledger-key " + b.ledger.Key
	}
	_, err := fmt.Fprintf(stdout, `
With the ledger, which calls this delivery %s:
  changes.csv   %[2]s that Otus has and that changed since
  removals.csv  %[3]s that Otus has and must remove

When these files and template.csv are handed over to Otus, say so; if they are
not going to be, say -discard %[1]s:
  go run ./examples/ledger -commit %[1]s -on DATE%[4]s %[5]s
`, report.Delivery, cli.Plural(report.Build.Changed, "record", "records"), cli.Plural(report.Build.Removed, "record", "records"), key, b.ledger.Path)
	return err
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

// write builds the template and writes all files.
func (b *build) write(ctx context.Context, builder *otustemplate.Builder, src otustemplate.Source, layout otustemplate.Layout) (*otustemplate.Report, error) {
	out, err := otustemplate.Create(b.path("template.csv"), &otustemplate.WriterOptions{Layout: layout})
	if err != nil {
		return nil, err
	}
	defer out.Close()
	rejects, err := otustemplate.CreateFile(b.path("rejects.csv"))
	if err != nil {
		return nil, err
	}
	defer rejects.Close()
	builder.Rejects = rejects
	ledgerFiles, err := b.ledgerFiles(builder)
	if err != nil {
		return nil, err
	}
	defer func() { _ = ledgerFiles.close() }()
	report, err := builder.Build(ctx, src, out)
	if err != nil {
		return nil, b.lists.Explain(err)
	}
	if err := ledgerFiles.commit(); err != nil {
		return nil, err
	}
	// The template comes last: where it is, the rest is too.
	if err := rejects.Commit(); err != nil {
		return nil, err
	}
	if err := b.issues.Commit(); err != nil {
		return nil, err
	}
	html := func(w io.Writer) error { return report.WriteHTML(w, &b.shown) }
	if err := cli.WriteFile(b.path("report.html"), nil, html); err != nil {
		return nil, err
	}
	if err := cli.WriteFile(b.path("missing.json"), nil, report.WriteMissing); err != nil {
		return nil, err
	}
	return report, out.Commit()
}
