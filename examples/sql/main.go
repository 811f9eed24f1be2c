// Sql fills in the template from a database, through database/sql.
//
// Usage:
//
//	sql [-out FOLDER]
//
// The database is a SQLite one in memory, of a made-up district whose incidents
// name staff and no class: teacher and class come from the roster, which is in
// tables of the same database. For a database of your own change open, readRoster,
// and the files in district.
//
//	-out FOLDER  where template.csv and rejects.csv go: out, unless this says
//	             otherwise; each appears whole or not at all, readable by you
//	             alone
//
// The report is printed. The exit status is 0 if the template can be shared,
// rows rejected or not, 1 if it can't, and 2 if it was not written.
package main

import (
	"context"
	_ "embed"
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
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run does without stdin: the rows come from the database.
func run(ctx context.Context, args []string, _ io.Reader, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("sql", flag.ContinueOnError)
	out := flags.String("out", "out", "")
	if status, ok := cli.Parse(flags, args, 0, source, stdout, stderr); !ok {
		return status
	}
	report, err := build(ctx, *out)
	if err == nil {
		err = report.WriteText(stdout, nil)
	}
	return cli.Status(stderr, "sql", err == nil && report.OK(), err)
}
