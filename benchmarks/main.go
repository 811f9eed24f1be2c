// Benchmarks measures the library against what else could do the work, on the
// same generated file.
//
//	go run .             a table of speeds: rounds interleaved, medians, ratios
//	go run . -growth     time and peak memory from no row to ten million
//	go run . -unknown    a clean file against one in which every row has a different unknown class
//
// Every count of rows, bad rows and duplicates is held against what the file
// was made with; a wrong one ends the program. See README.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"

	"example.com/otustemplate/benchmarks/gen"
)

func main() {
	if text, ok := os.LookupEnv(jobVariable); ok {
		exit(do(os.Stdout, text))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("benchmarks", flag.ContinueOnError)
	flags.SetOutput(stderr)
	rows := flags.Int("rows", 1_000_000, "rows of the file")
	rounds := flags.Int("rounds", 5, "how often everything is measured; the table shows medians")
	seed := flags.Uint64("seed", 1, "another seed makes another file")
	us := flags.Bool("us", false, "dates as 9/14/2023 instead of 2023-09-14")
	inGrowth := flags.Bool("growth", false, "measure time and memory from no row to ten million")
	unknown := flags.Bool("unknown", false, "measure a file in which every class is unknown")
	longest := flags.Int64("longest", 10_000_000, "rows of the longest file of -growth")
	dir := flags.String("dir", "", "where -growth keeps its file of 1.7 GB meanwhile (default the system's folder for such files)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if min(*rows, *rounds, int(*longest)) < 1 || flags.NArg() > 0 {
		return errors.New("-rows, -rounds and -longest must be at least 1, and nothing may stand behind the flags")
	}
	if _, err := fmt.Fprintf(stdout, "%s; rounds: %d\n\n", machine(), *rounds); err != nil {
		return err
	}
	opts := gen.Options{Seed: *seed, USDates: *us, Bad: 0.01, Repeated: 0.001}
	switch {
	case *inGrowth:
		return growth(ctx, stdout, *dir, opts, *longest, *rounds)
	case *unknown:
		return unknownClasses(ctx, stdout, stderr, *rows, opts, *rounds)
	}
	return speed(ctx, stdout, stderr, *rows, opts, *rounds)
}

// speed prints the table of speeds.
func speed(ctx context.Context, stdout, stderr io.Writer, rows int, opts gen.Options, rounds int) error {
	c, err := newContest(rows, opts)
	if err != nil {
		return err
	}
	all, err := c.contenders()
	if err != nil {
		return err
	}
	n := c.counts
	fmt.Fprintf(stdout, "%d rows of %d bytes, %d of them bad, %d repeated; notes: %d quoted, %d with a line break\n\n",
		n.Rows, int64(len(c.file))/n.Rows, n.Bad, n.Repeated, n.Quoted, n.LineBreaks)
	samples, err := measure(ctx, all, rounds, stderr)
	if err != nil {
		return err
	}
	if err := writeTable(stdout, all, samples); err != nil {
		return err
	}
	fmt.Fprintln(stdout)
	if err := writeDuplicates(stdout, samples); err != nil {
		return err
	}
	_, err = fmt.Fprintln(stdout, "\nThe rows, bad rows and duplicates that were counted are those of the file, in every round.")
	return err
}

// machine says what was measured on.
func machine() string {
	cpu := "unknown processor"
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(info)) {
			if name, value, _ := strings.Cut(line, ":"); strings.TrimSpace(name) == "model name" {
				cpu = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%s, %d cores, %s %s/%s", cpu, runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
