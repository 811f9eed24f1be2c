// Benchmarks measures the library against what else could do the work, on the
// same generated files.
//
//	go run .             a table of speeds: rounds interleaved, medians, ratios
//	go run . -waits      what a district waits for: whole commands, for districts of three sizes
//	go run . -growth     time and peak memory from no row to ten million
//	go run . -mainjob    whole commands: a build with a roster, a check with one, the roster's load
//	go run . -all        every table there is; -h names them
//	go run . -all -write puts the tables where README.md and docs/performance.md show them
//	go run . -ratios     a minute: has anything become slower by a third?
//
// Every count of rows, bad rows, duplicates, issues and people is held against what the
// file was made with; a wrong one ends the program. See README.md.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strconv"
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
	sizes                 sizes // students of each district of -waits
	dir                   string
	duckDB                bool
	docs                  []string // where tables are shown
	kept                  string   // the file of ratios
	stderr                io.Writer

	tables []table  // those to be measured
	given  []string // the flags that change what is measured
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	s, write, err := readFlags(args, stderr)
	if err != nil {
		return err
	}
	if s.tables == nil {
		return s.ratios(ctx, stdout, write)
	}
	for _, t := range s.tables {
		fmt.Fprintf(stderr, "== %s\n", t.title)
		var text bytes.Buffer
		if err := t.write(ctx, s, &text); err != nil {
			return err
		}
		fmt.Fprintf(&text, "\n%s; medians of %d rounds; `go run . -%s`\n", machine(), s.rounds, strings.Join(append([]string{t.name}, s.given...), " "))
		if _, err := fmt.Fprintf(stdout, "## %s\n\n%s\n", t.title, text.Bytes()); err != nil {
			return err
		}
		if write {
			if err := s.show(t.name, text.String()); err != nil {
				return err
			}
		}
	}
	return nil
}

// readFlags returns what is to be measured, and whether it is to be written where it is
// shown. Without tables the ratios are meant.
func readFlags(args []string, stderr io.Writer) (s settings, write bool, err error) {
	s = settings{
		stderr: stderr, file: gen.Options{Bad: 0.01, Repeated: 0.001}, district: gen.SIS{Order: gen.Random, Bad: 0.01, Repeated: 0.001},
		sizes: sizes{10_000, 100_000, 1_000_000}, docs: []string{"../README.md", "../docs/performance.md"}, kept: "ratios.json",
	}
	flags := flag.NewFlagSet("benchmarks", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&s.rows, "rows", 1_000_000, "rows of the file; of -mainjob, 0 measures the roster's load alone")
	flags.IntVar(&s.rounds, "rounds", 5, "how often everything is measured; the tables show medians")
	flags.Uint64Var(&s.file.Seed, "seed", 1, "another seed makes other files")
	flags.BoolVar(&s.file.USDates, "us", false, "dates as 9/14/2023 instead of 2023-09-14; not for whole commands")
	flags.IntVar(&s.longest, "longest", 10_000_000, "rows of the longest file of -growth")
	flags.StringVar(&s.dir, "dir", "", "where files are kept meanwhile, 7 GB for -waits (default the system's folder for such files)")
	flags.IntVar(&s.district.Students, "students", 50_000, "students of the district of -mainjob")
	flags.Var(&s.sizes, "sizes", "students of the districts of -waits")
	flags.Var((*order)(&s.district.Order), "order", "of the rows of -mainjob: random, date or teacher")
	flags.BoolVar(&s.district.NameWords, "names", false, "notes of -mainjob full of words that are also names")
	flags.BoolVar(&s.duckDB, "duckdb", true, "measure DuckDB too, where cgo and the module can be had")
	for _, t := range tables {
		flags.BoolFunc(t.name, "table: "+t.title, func(string) error {
			s.tables = append(s.tables, t)
			return nil
		})
	}
	all := flags.Bool("all", false, "every table")
	ratios := flags.Bool("ratios", false, "compare a few ratios, measured on a small file, with those in ratios.json")
	flags.BoolVar(&write, "write", false, "put the tables where README.md and docs/performance.md show them; with -ratios, keep these ratios")
	if err := flags.Parse(args); err != nil {
		return s, false, err
	}
	if err := s.choose(*all, *ratios); err != nil {
		return s, false, err
	}
	if flags.NArg() > 0 {
		return s, false, errors.New("nothing may stand behind the flags")
	}
	flags.Visit(func(f *flag.Flag) {
		if !slices.Contains([]string{"all", "write", "dir", "ratios", "duckdb"}, f.Name) && tableNamed(f.Name).write == nil {
			s.given = append(s.given, fmt.Sprintf("-%s=%s", f.Name, f.Value))
		}
	})
	s.district.Seed, s.district.Rows = s.file.Seed, s.rows
	return s, write, nil
}

// sizes is a flag of several numbers of students.
type sizes []int

func (s *sizes) String() string {
	var text []string
	for _, n := range *s {
		text = append(text, strconv.Itoa(n))
	}
	return strings.Join(text, ",")
}

func (s *sizes) Set(text string) error {
	*s = nil
	for n := range strings.SplitSeq(text, ",") {
		students, err := strconv.Atoi(n)
		if err != nil || students < gen.MinStudents {
			return fmt.Errorf("must be numbers of at least %d", gen.MinStudents)
		}
		*s = append(*s, students)
	}
	return nil
}

// order is a flag of an order of rows.
type order gen.Order

func (o *order) String() string { return string(*o) }

func (o *order) Set(text string) error {
	if !slices.Contains([]gen.Order{gen.Random, gen.ByDate, gen.ByTeacher}, gen.Order(text)) {
		return errors.New("must be random, date or teacher")
	}
	*o = order(text)
	return nil
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

// choose chooses what is measured, and checks how much of it.
func (s *settings) choose(all, ratios bool) error {
	switch {
	case ratios && (all || len(s.tables) > 0):
		return errors.New("-ratios stands alone")
	case all:
		s.tables = tables
	case len(s.tables) == 0 && !ratios:
		s.tables = []table{tableNamed("speed")}
	}
	onlyCommands := !slices.ContainsFunc(s.tables, func(t table) bool { return t.name != "mainjob" })
	if min(s.rounds, s.longest) < 1 || s.rows < 0 || s.rows == 0 && !onlyCommands {
		return errors.New("-rows, -rounds and -longest must be at least 1")
	}
	return nil
}
