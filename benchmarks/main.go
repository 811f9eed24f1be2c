// Benchmarks measures the library against what else could do the work, on the
// same generated file.
//
//	go run .             a table of speeds: rounds interleaved, medians, ratios
//	go run . -growth     time and peak memory from no row to ten million
//	go run . -unknown    a clean file against one in which every row has a different unknown class
//	go run . -mainjob    whole commands: a build with a roster, a check with one, the roster's load
//	go run . -all        all of these, the main job also on sorted files and for a large roster
//
// Every count of rows, bad rows, duplicates and people is held against what the file
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
	"slices"
	"strings"

	"example.com/otustemplate/benchmarks/gen"
	"example.com/otustemplate/benchmarks/proc"
)

func main() {
	proc.Serve(jobs)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		os.Exit(1)
	}
}

// settings say what is measured.
type settings struct {
	rows, rounds, longest int
	file                  gen.Options
	district              gen.SIS
	dir                   string
	duckDB                bool
	stdout, stderr        io.Writer
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	s := settings{stdout: stdout, stderr: stderr, file: gen.Options{Bad: 0.01, Repeated: 0.001}, district: gen.SIS{Bad: 0.01, Repeated: 0.001}}
	flags := flag.NewFlagSet("benchmarks", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&s.rows, "rows", 1_000_000, "rows of the file; of -mainjob, 0 measures the roster's load alone")
	flags.IntVar(&s.rounds, "rounds", 5, "how often everything is measured; the table shows medians")
	flags.Uint64Var(&s.file.Seed, "seed", 1, "another seed makes another file")
	flags.BoolVar(&s.file.USDates, "us", false, "dates as 9/14/2023 instead of 2023-09-14; not for -mainjob")
	flags.IntVar(&s.longest, "longest", 10_000_000, "rows of the longest file of -growth")
	flags.StringVar(&s.dir, "dir", "", "where files are kept meanwhile, 1.7 GB for -growth (default the system's folder for such files)")
	flags.IntVar(&s.district.Students, "students", 50_000, "students of the district of -mainjob")
	flags.Func("order", "of the rows of -mainjob: random, date or teacher (default random)", s.setOrder)
	flags.BoolVar(&s.district.NameWords, "names", false, "notes of -mainjob full of words that are also names")
	flags.BoolVar(&s.duckDB, "duckdb", true, "measure DuckDB too with -mainjob, where cgo and the module can be had")
	inGrowth := flags.Bool("growth", false, "measure time and memory from no row to ten million")
	unknown := flags.Bool("unknown", false, "measure a file in which every class is unknown")
	commands := flags.Bool("mainjob", false, "measure the whole commands that a district waits for")
	all := flags.Bool("all", false, "measure everything")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if min(s.rounds, s.longest) < 1 || s.rows < 0 || s.rows == 0 && !*commands || flags.NArg() > 0 {
		return errors.New("-rows, -rounds and -longest must be at least 1, and nothing may stand behind the flags")
	}
	s.district.Seed, s.district.Rows = s.file.Seed, s.rows
	if _, err := fmt.Fprintf(stdout, "%s; rounds: %d\n\n", machine(), s.rounds); err != nil {
		return err
	}
	switch {
	case *all:
		return s.all(ctx)
	case *inGrowth:
		return growth(ctx, stdout, s.dir, s.file, int64(s.longest), s.rounds)
	case *unknown:
		return unknownClasses(ctx, stdout, stderr, s.rows, s.file, s.rounds)
	case *commands:
		return mainJob(ctx, s)
	}
	return speed(ctx, stdout, stderr, s.rows, s.file, s.rounds)
}

func (s *settings) setOrder(text string) error {
	s.district.Order = gen.Order(text)
	if !slices.Contains([]gen.Order{gen.Random, gen.ByDate, gen.ByTeacher}, s.district.Order) {
		return errors.New("must be random, date or teacher")
	}
	return nil
}

// all prints every table: the main job also with its rows sorted, with notes
// that are harder to read, and the load of a roster ten times as large.
func (s settings) all(ctx context.Context) error {
	sorted, names, large := s, s, s
	sorted.district.Order = gen.ByTeacher
	names.district.NameWords = true
	large.district.Students, large.district.Rows = 10*s.district.Students, 0
	for _, table := range []struct {
		title string
		write func() error
	}{
		{"One file in memory", func() error { return speed(ctx, s.stdout, s.stderr, s.rows, s.file, s.rounds) }},
		{"Growth", func() error { return growth(ctx, s.stdout, s.dir, s.file, int64(s.longest), s.rounds) }},
		{"Every class unknown", func() error { return unknownClasses(ctx, s.stdout, s.stderr, s.rows, s.file, s.rounds) }},
		{"The main job", func() error { return mainJob(ctx, s) }},
		{"The main job, sorted by teacher", func() error { return mainJob(ctx, sorted) }},
		{"The main job, words that are also names", func() error { return mainJob(ctx, names) }},
		{"A large roster", func() error { return mainJob(ctx, large) }},
	} {
		fmt.Fprintf(s.stdout, "## %s\n\n", table.title)
		if err := table.write(); err != nil {
			return err
		}
		fmt.Fprintln(s.stdout)
	}
	return nil
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
