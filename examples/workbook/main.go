// Workbook fills in the template from an export that is an Excel workbook, and hands the
// rows to correct to office staff as a workbook.
//
// Usage:
//
//	workbook [flags] [EXPORT]
//
// EXPORT is a workbook (.xlsx), a CSV file of any kind, or rows-to-correct.xlsx of an
// earlier run after staff corrected it. Without it the export of a made-up district is
// taken, with its mapping and roster, to show what comes out.
//
//	-sheet NAME         the sheet of the export: the first one, unless this says
//	                    otherwise
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
//	-suggest            only prints a mapping to begin with, and what is left to decide
//	-layout FILE        a template downloaded from Otus, for its header
//	-out FOLDER         where the files go: out, unless this says otherwise
//	-ask                adds a sheet for each teacher to ask to rows-to-correct.xlsx,
//	                    and one for your data person and for Otus: each has the
//	                    rows of that person only, ready to be printed. What is
//	                    entered there counts as on the first sheet
//	-max-rejects N      how many rows to correct still count as success: 0,
//	                    unless this says otherwise
//
// What exists in Otus, each a CSV or a list with a name on each line:
//
//	-oneroster FOLDER   OneRoster, Clever or School Data Sync files, or a zip of them; the lists go before it.
//	                    Once for each school year: the latest is today's
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
// The report is printed, and these files are written, each whole or not at all,
// readable by you only. Flags may stand before or after EXPORT.
//
//	template.csv          the rows to share with Otus
//	rows-to-correct.xlsx  the others, with what is wrong in each: red cells with a
//	                      comment, drop-downs of what may be meant, and columns
//	                      such as "answer: Class Name" for what the export has no
//	                      cell for. Its first sheet says what to do
//	rejects.csv           the same rows as CSV
//	report.html           what to do, for office staff
//	missing.json          codes and names that the mapping lacks, to be filled in
//	not-sent.csv          rows that staff said not to send, with the reason; only if
//	                      EXPORT is a corrected workbook
//
// More of the report:
//
//	-redact             hides in the printed report and the page who the students
//	                    are, and what the notes say. The workbook and the CSVs of
//	                    rows have them, as staff need them
//	-issues FILE        every issue as a row: a workbook if the name ends in .xlsx,
//	                    else a CSV
//
// When staff have corrected the workbook, give it as EXPORT with the same flags and another
// folder for -out. Its rows may come in any order, sorted or filtered; a row that is
// missing is told, and comes back in the next workbook.
//
// The exit status is 0 if the template can be shared and at most N rows are left, 1 if
// not, and 2 if it was not written. The sample's is 0, whatever is left.
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
	flags := flag.NewFlagSet("workbook", flag.ContinueOnError)
	b := build{
		shown:  otustemplate.ReportOptions{RejectsName: correctName, TemplateName: templateName},
		issues: cli.Issues{Workbook: newIssueBook},
	}
	b.lists.Warn = stderr
	b.lists.Flags(flags)
	flags.TextVar(&b.opts.FirstDate, "first", b.opts.FirstDate, "")
	flags.TextVar(&b.opts.LastDate, "last", b.opts.LastDate, "")
	flags.StringVar(&b.sheet, "sheet", "", "")
	b.rules.Flags(flags)
	flags.StringVar(&b.out, "out", "out", "")
	flags.Int64Var(&b.maxRejects, "max-rejects", 0, "")
	flags.BoolVar(&b.shown.Redact, "redact", false, "")
	b.issues.Flags(flags)
	flags.BoolVar(&b.ask, "ask", false, "")
	suggest := flags.Bool("suggest", false, "")
	if status, ok := cli.Parse(flags, args, 1, source, stdout, stderr); !ok {
		return status
	}
	if err := b.choose(flags); err != nil {
		return cli.Status(stderr, "workbook", false, err)
	}
	if *suggest {
		return cli.Status(stderr, "workbook", true, b.suggest(ctx, stdout, stderr))
	}
	b.opts.OnProgress = cli.Progress(stderr)
	ok, err := b.run(ctx, stdout)
	return cli.Status(stderr, "workbook", ok, err)
}
