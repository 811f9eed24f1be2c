// Repair applies the safe fixes to a filled-in template.
//
// Usage:
//
//	repair [flags] FILE
//
// FILE, the template as CSV, stays as it is. Three files are written beside it,
// each whole or not at all, readable by you alone. For march.csv they are
//
//	march.repaired.csv  the template: the rows that can be uploaded (-o FILE)
//	march.rejects.csv   the others, each with its problem (-rejects FILE)
//	march.report.txt    what was repaired, what is to be done (-report FILE)
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
// The report:
//
//	-html, -json, -csv  in another form than text
//	-title TEXT         its title
//	-redact             hides who the students are, and what the notes say
//	-issues FILE        every issue as a row of CSV, for a spreadsheet
//
// The exit status is 0 if no error is left, 1 if one is, rejected rows included, and
// 2 if the template was not written.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"io"
	"os"
	"os/signal"

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
	flags := flag.NewFlagSet("repair", flag.ContinueOnError)
	var r repair
	r.lists.Warn = stderr
	r.lists.Flags(flags)
	r.report.Flags(flags, "report")
	r.issues.Flags(flags)
	flags.TextVar(&r.opts.FirstDate, "first", r.opts.FirstDate, "")
	flags.TextVar(&r.opts.LastDate, "last", r.opts.LastDate, "")
	flags.StringVar(&r.output, "o", "", "")
	flags.StringVar(&r.rejects, "rejects", "", "")
	if status, ok := cli.Parse(flags, args, 1, source, stdout, stderr); !ok {
		return status
	}
	if flags.NArg() == 0 {
		return cli.Status(stderr, "repair", false, errors.New("no file is given; run repair -h for help"))
	}
	r.opts.OnProgress = cli.Progress(stderr)
	ok, err := r.run(ctx, flags.Arg(0), stdout)
	return cli.Status(stderr, "repair", ok, err)
}
