// Validate checks a filled-in template and reports what to correct.
//
// Usage:
//
//	validate [flags] [FILE]
//
// FILE is the template as CSV. Without it standard input is read.
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
// The report, which goes to standard output as text:
//
//	-o FILE             to FILE, which appears whole or not at all, readable by
//	                    you alone
//	-html, -json, -csv  in another form
//	-title TEXT         its title
//	-redact             hides who the students are, and what the notes say
//	-issues FILE        every issue as a row of CSV, for a spreadsheet
//
// The exit status is 0 where the file has rows and no errors, 1 where it has no
// rows or some errors, and 2 where it could not be checked.
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
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("validate", flag.ContinueOnError)
	lists := cli.Lists{Warn: stderr}
	lists.Flags(flags)
	var opts otustemplate.ValidatorOptions
	flags.TextVar(&opts.FirstDate, "first", otustemplate.Date{}, "")
	flags.TextVar(&opts.LastDate, "last", otustemplate.Date{}, "")
	var report cli.Report
	report.Flags(flags, "o")
	var issues cli.Issues
	issues.Flags(flags)
	if status, ok := cli.Parse(flags, args, 1, source, stdout, stderr); !ok {
		return status
	}
	opts.OnProgress = cli.Progress(stderr)
	c := checking{&lists, &opts, &report, &issues}
	ok, err := c.run(ctx, flags.Arg(0), stdin, stdout)
	return cli.Status(stderr, "validate", ok, err)
}

// A checking is one run of the program.
type checking struct {
	lists  *cli.Lists
	opts   *otustemplate.ValidatorOptions
	report *cli.Report
	issues *cli.Issues
}

// run checks the file at path, or stdin, reports what is wrong with it, and says whether
// nothing is.
func (c checking) run(ctx context.Context, path string, stdin io.Reader, stdout io.Writer) (ok bool, err error) {
	if err := cli.Apart(path, c.report.Path(), c.issues.Path()); err != nil {
		return false, err
	}
	c.report.SetInput(path, c.issues)
	shown := c.report.Options()
	if err := c.issues.Open(c.opts, &shown); err != nil {
		return false, err
	}
	defer c.issues.Close()
	found, err := validate(ctx, c.lists, c.opts, path, stdin)
	if err != nil {
		return false, err
	}
	if err := c.issues.Commit(); err != nil {
		return false, err
	}
	return found.OK(), c.report.Write(found, stdout)
}

// validate checks the file at path, or stdin.
func validate(ctx context.Context, lists *cli.Lists, opts *otustemplate.ValidatorOptions, path string, stdin io.Reader) (*otustemplate.Report, error) {
	v, _, err := lists.Validator(ctx, opts)
	if err != nil {
		return nil, err
	}
	if path == "" {
		return v.Validate(ctx, stdin)
	}
	return v.ValidateFile(ctx, path)
}
