// Json fills in the template from a JSON export: an array of objects.
//
// Usage:
//
//	json [flags] -mapping FILE EXPORT
//	json [-data KEYS] -suggest EXPORT
//	json [-out FOLDER]
//
// Each object is a row. Its columns are called by the keys that lead to their
// values, with dots between them: BehaviorDate.date, or Students.0.id of an
// array. EXPORT is read twice: for the columns of all objects, which need not
// have the same, and for the rows. Without it the export of a made-up district
// is taken.
//
//	-mapping FILE  which column and code of the export is which column and name
//	               of the template, as JSON
//	-suggest       only prints a mapping to begin with, and what is left to decide
//	-data KEYS     the keys that lead to the array, such as data or
//	               response.items; none, if the export is the array itself
//	-out FOLDER    where template.csv and rejects.csv go: out, unless this says
//	               otherwise; each appears whole or not at all, readable by you
//	               alone
//
// What exists in Otus, each a CSV or a list with a name on each line:
//
//	-oneroster FOLDER   OneRoster files, or a zip of them
//	-recognitions FILE
//	-teachers FILE      e-mail addresses
//	-classes FILE
//
// The rejects are a CSV with the same columns: build from them, once they are
// corrected, with examples/build and the same mapping.
//
// The report is printed. The exit status is 0 if the template can be shared,
// rows rejected or not, 1 if it can't, and 2 if it was not written.
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
	flags := flag.NewFlagSet("json", flag.ContinueOnError)
	b := build{open: openFile}
	b.lists.Warn = stderr
	b.lists.Flags(flags)
	flags.StringVar(&b.mapping, "mapping", "", "")
	flags.StringVar(&b.data, "data", "", "")
	flags.StringVar(&b.out, "out", "out", "")
	suggest := flags.Bool("suggest", false, "")
	if status, ok := cli.Parse(flags, args, 1, source, stdout, stderr); !ok {
		return status
	}
	b.export = flags.Arg(0)
	switch {
	case *suggest && b.export != "":
		return cli.Status(stderr, "json", true, b.suggest(stdout, stderr))
	case b.export == "" && b.mapping == "":
		b.useSample()
	case b.export == "" || b.mapping == "":
		return cli.Status(stderr, "json", false, errors.New("an export and its mapping are both needed; run json -h for help"))
	}
	report, err := b.run(ctx)
	if err == nil {
		err = report.WriteText(stdout, nil)
	}
	return cli.Status(stderr, "json", err == nil && report.OK(), err)
}
