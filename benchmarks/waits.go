package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"text/tabwriter"

	"example.com/otustemplate/benchmarks/gen"
)

// rowsPerStudent is how many incidents a year has for each student of -waits.
const rowsPerStudent = 10

// The name of the library among commands of -waits.
const ours = "otustemplate"

// waits shows how long whole commands take in districts of several sizes, the start of
// the process and the roster's load included, on all cores.
func waits(ctx context.Context, s settings, w io.Writer) error {
	cores := runtime.GOMAXPROCS(0)
	fmt.Fprintf(w, "Seconds from the start of a command to its end, and the most memory it had; on %d cores, of which Go by hand uses one:\n\n", cores)
	tw := tabwriter.NewWriter(w, 0, 0, 1, ' ', tabwriter.Debug)
	fmt.Fprintf(tw, "\t students\t enrollments\t rows\t command\t %s\t %s\t DuckDB\t\n", ours, byHand)
	fmt.Fprintln(tw, "\t--:\t--:\t--:\t---\t--:\t--:\t--:\t")
	for _, students := range s.sizes {
		district := s.district
		district.Students, district.Rows = students, rowsPerStudent*students
		if err := s.waitsOf(ctx, district, cores, tw); err != nil {
			return err
		}
	}
	return tw.Flush()
}

// waitsOf writes the lines of one district.
func (s settings) waitsOf(ctx context.Context, district gen.SIS, cores int, w io.Writer) error {
	dir, err := os.MkdirTemp(s.dir, "otustemplate-district-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Fprintf(s.stderr, "making the files of %d students\n", district.Students)
	truth, err := district.Write(dir)
	if err != nil {
		return err
	}
	duckDB := ""
	if s.duckDB {
		duckDB = buildDuckDB(ctx, dir, s.stderr)
	}
	want := answersOf(district, truth)
	building := task{"build the template", truth.Rows, []command{
		{name: ours, job: "build", workers: cores, want: want.built, sameFiles: true},
		{name: byHand, job: "build-by-hand", workers: 1, want: want.built},
	}}
	checking := task{"check the template", truth.Rows, []command{
		{name: ours, job: "validate", workers: cores, want: want.checked},
	}}
	if duckDB != "" {
		duck := command{name: "DuckDB", program: duckDB, workers: cores}
		building.add(duck.doing("build", want.built))
		checking.add(duck.doing("validate", want.checked))
	}
	for _, t := range []task{building, checking} {
		waits, err := t.measure(ctx, dir, s.rounds, s.stderr)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "\t %s\t %s\t %s\t %s", thousands(district.Students), thousands(district.Enrollments()), thousands(t.rows), t.title)
		for _, name := range []string{ours, byHand, "DuckDB"} {
			fmt.Fprintf(w, "\t %s", waitText(waits[name]))
		}
		fmt.Fprint(w, "\t\n")
	}
	return nil
}

// waitText says how long a command takes, and how much memory.
func waitText(runs []wait) string {
	if len(runs) == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f s, %.0f MB", medianBy(runs, wait.all), medianBy(runs, wait.peakMB))
}
