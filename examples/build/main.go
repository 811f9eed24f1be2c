// Build fills in the template from an export.
//
// Usage:
//
//	build [flags] [EXPORT]
//
// EXPORT is a CSV file of any kind. Without it the export of a made-up district
// is taken, with its mapping and roster, to show what comes out.
//
//	-mapping FILE       which column and code of the export is which column and
//	                    name of the template, as JSON
//	-values FILE        names for codes, which go before those of the mapping:
//	                    missing.json with names filled in, or as COLUMN=FILE a
//	                    CSV of codes and names, such as Recognition=codes.csv.
//	                    Once for each
//	-exclude FILE       a CSV of students, or of keys of the mapping, that must not
//	                    enter the template: expunged, withheld, deceased, opted
//	                    out. Its titles are Student Number, SIS ID, State ID or
//	                    Student Email, or those of the mapping's "key". Students
//	                    need -oneroster. Once for each
//	-suggest            only prints a mapping to begin with
//	-layout FILE        a template downloaded from Otus, for its header
//	-out FOLDER         where the files go: out, unless this says otherwise
//	-max-rejects N      how many rejected rows still count as success: 0,
//	                    unless this says otherwise
//
// What exists in Otus, each a CSV or a list with a name on each line:
//
//	-oneroster FOLDER   OneRoster, Clever or School Data Sync files, or a zip of them; the lists go before it.
//	                    Once for each school year: the latest is today's, the others say who has left
//	-recognitions FILE
//	-teachers FILE      e-mail addresses
//	-classes FILE
//
// What is checked further:
//
//	-first DATE         the first day expected, such as 2023-08-14
//	-last DATE          the last one
//	-options FILE       JSON: firstDate, lastDate, today, noteLimit, maxErrors,
//	                    sensitiveWords, a list, and severity, of each code
//	                    "off", "warning" or "error"
//	-shared FILE        a template shared earlier, whose rows must not come again;
//	                    once for each
//
// What was shared in earlier deliveries:
//
//	-ledger FILE        a file that knows it; the first time it is made. What is in
//	                    it and did not change is not written again. The mapping
//	                    needs a "key". After you have handed the files over to
//	                    Otus, say so with examples/ledger
//	-ledger-key FILE    its key, made the first time: keep a copy. LEDGER.key,
//	                    unless this says otherwise
//	-whole              the export has every record of its days: what was shared
//	                    and is gone must be removed from Otus
//
// The report is printed, and these files are written, each whole or not at all,
// readable by you only. Flags may stand before or after EXPORT.
//
//	template.csv        the rows that can be uploaded
//	rejects.csv         the others as the export has them, each with its problem
//	report.html         what to do, for office staff
//	missing.json        codes and names that the mapping lacks, to be filled in
//	changes.csv         with -ledger: what Otus has and that changed since
//	removals.csv        with -ledger: what Otus has and must remove
//
// More of the report:
//
//	-redact             hides in the printed report and the page who the students
//	                    are, and what the notes say
//	-issues FILE        every issue as a row of CSV, for a spreadsheet; its name ends
//	                    in .csv
//
// The exit status is 0 if the template can be shared, 1 if it has an error or more
// than N rows are rejected, and 2 if it was not written. The sample's is 0, whatever
// is rejected.
package main

import (
	"context"
	_ "embed"
	"flag"
	"io"
	"os"
	"os/signal"

	"example.com/otustemplate"
	"example.com/otustemplate/examples/internal/cli"
)

//go:embed main.go
var source string

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("build", flag.ContinueOnError)
	b := build{open: openFile, shown: otustemplate.ReportOptions{RejectsName: "rejects.csv", TemplateName: "template.csv"}}
	b.lists.Warn = stderr
	b.lists.Flags(flags)
	flags.TextVar(&b.opts.FirstDate, "first", b.opts.FirstDate, "")
	flags.TextVar(&b.opts.LastDate, "last", b.opts.LastDate, "")
	b.rules.Flags(flags)
	flags.StringVar(&b.out, "out", "out", "")
	flags.Int64Var(&b.maxRejects, "max-rejects", 0, "")
	flags.BoolVar(&b.shown.Redact, "redact", false, "")
	b.issues.Flags(flags)
	b.ledger.Flags(flags)
	flags.BoolVar(&b.whole, "whole", false, "")
	suggest := flags.Bool("suggest", false, "")
	if status, ok := cli.Parse(flags, args, 1, source, stdout, stderr); !ok {
		return status
	}
	export, err := b.export(flags)
	if err != nil {
		return cli.Status(stderr, "build", false, err)
	}
	if *suggest {
		return cli.Status(stderr, "build", true, b.suggest(export, stdout, stderr))
	}
	b.opts.OnProgress = cli.Progress(stderr)
	ok, err := b.run(ctx, export, stdout, stderr)
	return cli.Status(stderr, "build", ok, err)
}
