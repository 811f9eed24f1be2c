// Blank writes an empty template: the header, and no rows.
//
// Usage:
//
//	blank [-layout FILE] [-o FILE]
//
// The header has the labels of Otus's help article, as the exact header of
// Otus's own file is not published. Whoever has that file should give it:
//
//	-layout FILE  take the header, label for label, from a template downloaded
//	              from Otus
//	-o FILE       write to FILE, which appears whole or not at all, readable by
//	              you alone; without it, to standard output
//
// The exit status is 0, or 2 where the template could not be written.
package main

import (
	_ "embed"
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

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("blank", flag.ContinueOnError)
	from := flags.String("layout", "", "")
	to := flags.String("o", "", "")
	if status, ok := cli.Parse(flags, args, 0, source, stdout, stderr); !ok {
		return status
	}
	return cli.Status(stderr, "blank", true, writeBlank(*from, *to, stdout))
}

// writeBlank writes the header of the template at from, or the default one,
// to the file at to, or to stdout.
func writeBlank(from, to string, stdout io.Writer) error {
	var opts otustemplate.WriterOptions
	if from != "" {
		layout, err := readLayout(from)
		if err != nil {
			return fmt.Errorf("%s: %w", from, err)
		}
		opts.Layout = layout
	}
	if to == "" {
		return otustemplate.NewWriter(stdout, &opts).Flush()
	}
	f, err := otustemplate.Create(to, &opts)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Commit()
}

func readLayout(path string) (otustemplate.Layout, error) {
	f, err := os.Open(path)
	if err != nil {
		return otustemplate.Layout{}, err
	}
	defer f.Close()
	return otustemplate.ReadLayout(f, nil)
}
