// Ledger lists the deliveries that a ledger knows, and notes what became of them.
//
// Usage:
//
//	ledger [flags] LEDGER
//
// LEDGER is the file that examples/build was given with -ledger. Without flags its
// deliveries are listed. A delivery is the template that a build wrote, with its
// changes.csv and removals.csv.
//
//	-commit ID          these files were handed over to Otus: from now on builds leave
//	                    out what is in them
//	-on DATE            with -commit: when that was, such as 2026-01-15
//	-discard ID         they were not handed over, and are not going to be
//	-forget ID          they were, and Otus has undone the load: builds write the
//	                    records again
//	-ledger-key FILE    the key of the ledger: LEDGER.key, unless this says otherwise
//
// The exit status is 0, or 2 if it could not be done.
package main

import (
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"example.com/otustemplate"
	"example.com/otustemplate/examples/internal/cli"
)

//go:embed main.go
var source string

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// steps are what can be noted, each with the ID of a delivery.
type steps struct {
	commit, discard, forget string
	on                      otustemplate.Date
}

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("ledger", flag.ContinueOnError)
	var file cli.Ledger
	var s steps
	flags.StringVar(&file.Key, "ledger-key", "", "")
	flags.StringVar(&s.commit, "commit", "", "")
	flags.StringVar(&s.discard, "discard", "", "")
	flags.StringVar(&s.forget, "forget", "", "")
	flags.TextVar(&s.on, "on", s.on, "")
	if status, ok := cli.Parse(flags, args, 1, source, stdout, stderr); !ok {
		return status
	}
	file.Path = flags.Arg(0)
	return cli.Status(stderr, "ledger", true, work(&file, &s, stdout, stderr))
}

func work(file *cli.Ledger, s *steps, stdout, stderr io.Writer) error {
	if file.Path == "" {
		return errors.New("no ledger is given; run ledger -h for help")
	}
	if (s.commit != "") == s.on.IsZero() {
		return errors.New("-commit ID and -on DATE go together")
	}
	if _, err := os.Stat(file.Path); err != nil {
		return err // to list one is not to make one
	}
	l, err := file.Open(stderr)
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }()
	for _, step := range []struct {
		id string
		do func(id string) error
	}{
		{s.commit, func(id string) error { return l.Commit(id, s.on) }},
		{s.discard, l.Discard},
		{s.forget, l.Forget},
	} {
		if step.id == "" {
			continue
		}
		if err := step.do(step.id); err != nil {
			return err
		}
	}
	return list(l, stdout)
}

// list lists the deliveries.
func list(l *otustemplate.Ledger, stdout io.Writer) error {
	all := l.Deliveries()
	if len(all) == 0 {
		_, err := fmt.Fprintln(stdout, "The ledger has no deliveries.")
		return err
	}
	for _, d := range all {
		state := "not shared yet: -commit " + d.ID + " -on DATE, or -discard " + d.ID
		if d.Shared {
			state = "shared on " + d.Day.String()
		}
		if _, err := fmt.Fprintf(stdout, "%-5s %s, %s, %s, %s: %s\n", d.ID, d.File, cli.Plural(d.Records, "record", "records"),
			cli.Plural(d.Changed, "change", "changes"), cli.Plural(d.Removed, "removal", "removals"), state); err != nil {
			return err
		}
	}
	return nil
}
