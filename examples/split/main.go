// Split fills in several templates from one export: one for each school, or
// files of at most so many rows, or both.
//
// Usage:
//
//	split [flags] -mapping FILE EXPORT
//	split [flags]
//
// EXPORT is a CSV file of any kind. Without it the export of a made-up district
// is taken, with its mapping.
//
//	-mapping FILE   which column and code of the export is which column and name
//	                of the template, as JSON
//	-school LABEL   the column of the export that names the school
//	-by-roster      the roster says which school the student attends; with
//	                neither there is one template for all
//	-rows N         how many rows a template has at most; 0: any number
//	-out FOLDER     where the files go: out, unless this says otherwise. It must
//	                not be there yet: it appears with all files or not at all,
//	                readable by you alone
//
// What exists in Otus, each a CSV or a list with a name on each line:
//
//	-oneroster FOLDER   OneRoster files, or a zip of them
//	-recognitions FILE
//	-teachers FILE      e-mail addresses
//	-classes FILE
//
// Besides the templates there are rejects.csv, the rows that were rejected, and
// report.html. The report is printed. The exit status is 0 if the templates
// can be shared, rows rejected or not, 1 if they can't, and 2 if nothing
// was written.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
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
	flags := flag.NewFlagSet("split", flag.ContinueOnError)
	b := build{open: openFile}
	b.lists.Warn = stderr
	b.lists.Flags(flags)
	flags.StringVar(&b.mapping, "mapping", "", "")
	flags.StringVar(&b.school, "school", "", "")
	flags.BoolVar(&b.byRoster, "by-roster", false, "")
	flags.Int64Var(&b.rows, "rows", 0, "")
	flags.StringVar(&b.out, "out", "out", "")
	if status, ok := cli.Parse(flags, args, 1, source, stdout, stderr); !ok {
		return status
	}
	b.export = flags.Arg(0)
	switch {
	case b.export == "" && b.mapping == "":
		b.useSample()
	case b.export == "" || b.mapping == "":
		return cli.Status(stderr, "split", false, errors.New("an export and its mapping are both needed; run split -h for help"))
	}
	report, names, err := b.run(ctx)
	if err == nil {
		err = report.WriteText(stdout, nil)
	}
	if err == nil {
		fmt.Fprintf(stdout, "\nWritten to the folder %s: %s to share\n", b.out, cli.Plural(int64(len(names)), "template", "templates"))
		for _, name := range names {
			fmt.Fprintf(stdout, "  %s\n", name)
		}
	}
	return cli.Status(stderr, "split", err == nil && report.OK(), err)
}
