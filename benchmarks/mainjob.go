package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"example.com/otustemplate/benchmarks/gen"
	"example.com/otustemplate/benchmarks/proc"
)

// jobs are what a process of this program may be started for.
var jobs = proc.Jobs{
	growthJob:       proc.Job(check),
	"build":         proc.Job(build),
	"build-by-hand": proc.Job(buildByHand),
	"validate":      proc.Job(validateWithRoster),
	"load":          proc.Job(load),
	"load-by-hand":  proc.Job(loadByHand),
	"read":          proc.Job(readRoster),
}

// The names of ways that others are compared with.
const (
	byHand    = "Go by hand"
	readAlone = "encoding/csv, reading alone"
)

// A command does one of the jobs that a district waits for, in one way.
type command struct {
	name    string
	against []string // the names of what it is compared with
	program string   // "": this one
	job     string
	workers int
	want    map[string]int64
	// sameFiles: the files of all such commands are the same, byte for byte.
	sameFiles bool
}

// A wait is one run of a command.
type wait struct {
	proc.Outcome
	whole time.Duration // from the start of the process to its end
}

// A task is a job, and the commands that do it.
type task struct {
	title    string
	rows     int64 // of the file; 0: there is nothing but the load of the roster
	commands []command
}

// mainJob prints a table for each of the jobs that a district waits for.
func mainJob(ctx context.Context, s settings, w io.Writer) error {
	dir, err := os.MkdirTemp(s.dir, "otustemplate-district-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Fprintln(s.stderr, "making the district's files")
	truth, err := s.district.Write(dir)
	if err != nil {
		return err
	}
	duckDB := ""
	if s.duckDB {
		duckDB = buildDuckDB(ctx, dir, s.stderr)
	}
	fmt.Fprintln(w, describe(s.district, truth))
	for _, t := range tasks(s.district, truth, duckDB) {
		fmt.Fprintf(w, "\n%s:\n\n", t.title)
		waits, err := t.measure(ctx, dir, s.rounds, s.stderr)
		if err != nil {
			return err
		}
		if err := t.writeTable(w, waits); err != nil {
			return err
		}
	}
	return nil
}

// describe says how large a district is.
func describe(sis gen.SIS, truth gen.Truth) string {
	text := fmt.Sprintf("%s students, %s teachers, %s classes, %s enrollments",
		thousands(sis.Students), thousands(sis.Teachers()), thousands(sis.Classes()), thousands(sis.Enrollments()))
	if truth.Rows > 0 {
		text += fmt.Sprintf("; %s rows, %s of them bad, %s repeated", thousands(truth.Rows), thousands(truth.Bad), thousands(truth.Repeated))
	}
	return text
}

// buildDuckDB builds the program that does the jobs with DuckDB, and returns its
// path, or "" where it can't be had.
func buildDuckDB(ctx context.Context, dir string, stderr io.Writer) string {
	program := filepath.Join(dir, "duckdb.exe") // the ending that one system needs does no harm on others
	fmt.Fprintln(stderr, "building duckdb, which may take minutes for the first time")
	cmd := exec.CommandContext(ctx, "go", "build", "-C", "duckdb", "-o", program, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=1")
	if said, err := cmd.CombinedOutput(); err != nil {
		fmt.Fprintf(stderr, "DuckDB is left out: %v\n%s", err, said)
		return ""
	}
	return program
}

// answers are what commands must find.
type answers struct{ built, checked, named, people, read map[string]int64 }

func answersOf(sis gen.SIS, truth gen.Truth) answers {
	named := map[string]int64{proc.Teachers: int64(sis.Teachers()), proc.Classes: int64(sis.Classes())}
	people := maps.Clone(named)
	people[proc.Students] = int64(sis.Students)
	return answers{
		built: map[string]int64{proc.Rows: truth.Rows, proc.Bad: truth.Bad, proc.Repeated: truth.Repeated},
		checked: map[string]int64{
			proc.Rows: truth.Rows, proc.Bad: truth.Bad - truth.Mismatched, proc.Repeated: truth.Repeated, proc.Mismatched: truth.Mismatched,
		},
		named:  named,
		people: people,
		read:   map[string]int64{proc.Rows: 2 + int64(sis.Students+sis.Teachers()+sis.Classes()+sis.Enrollments())}, // of two sessions
	}
}

// tasks returns what is measured. There is nothing to build or check where the
// export has no rows.
func tasks(sis gen.SIS, truth gen.Truth, duckDB string) []task {
	want := answersOf(sis, truth)
	building := task{"Build: look-ups, all checks, duplicates, rejects", truth.Rows, []command{
		{name: byHand, job: "build-by-hand", workers: 1, want: want.built},
	}}
	checking := task{"Validate with a roster, duplicates", truth.Rows, nil}
	loading := task{"The roster alone", 0, []command{
		{name: readAlone, job: "read", workers: 1, want: want.read},
		{name: byHand, job: "load-by-hand", against: []string{readAlone}, workers: 1, want: want.people},
	}}
	for workers := 1; workers <= 2; workers++ {
		var rival []string
		if duckDB != "" {
			duck := command{name: withWorkers("DuckDB", workers), program: duckDB, workers: workers}
			building.add(duck.doing("build", want.built))
			checking.add(duck.doing("validate", want.checked))
			loading.add(duck.doing("load", want.people))
			rival = []string{duck.name}
		}
		building.add(command{
			name: withWorkers("Builder", workers), against: append([]string{byHand}, rival...),
			job: "build", workers: workers, want: want.built, sameFiles: true,
		})
		checking.add(command{
			name: withWorkers("Validate", workers), against: rival,
			job: "validate", workers: workers, want: want.checked,
		})
		loading.add(command{
			name: withWorkers("LoadRoster", workers), against: append([]string{readAlone, byHand}, rival...),
			job: "load", workers: workers, want: want.named,
		})
	}
	if truth.Rows == 0 {
		return []task{loading}
	}
	return []task{building, checking, loading}
}

func (t *task) add(c command) { t.commands = append(t.commands, c) }

func (c command) doing(job string, want map[string]int64) command {
	c.job, c.want = job, want
	return c
}

func withWorkers(name string, n int) string {
	if n == 1 {
		return name + ", 1 worker"
	}
	return fmt.Sprintf("%s, %d workers", name, n)
}

// measure runs all commands once a round, every second round backwards, and
// holds each answer against what the files are known to hold.
func (t task) measure(ctx context.Context, dir string, rounds int, progress io.Writer) (map[string][]wait, error) {
	waits := make(map[string][]wait)
	order := slices.Clone(t.commands)
	out := filepath.Join(dir, "out")
	if err := os.MkdirAll(out, 0o755); err != nil {
		return nil, err
	}
	var files []byte // the hash of those that must be the same
	for round := range rounds {
		fmt.Fprintf(progress, "%s: round %d of %d\n", t.title, round+1, rounds)
		for _, c := range order {
			start := time.Now()
			outcome, err := proc.Run[proc.Outcome](ctx, c.program, c.job, proc.Command{Dir: dir, Out: out, Workers: c.workers})
			w := wait{outcome, time.Since(start)}
			if err == nil && !maps.Equal(w.Found, c.want) {
				err = fmt.Errorf("found %v, and there are %v", w.Found, c.want)
			}
			if err == nil && c.sameFiles {
				files, err = hashFiles(out, files)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
			waits[c.name] = append(waits[c.name], w)
		}
		slices.Reverse(order)
	}
	return waits, nil
}

// hashFiles returns the hash of what a build wrote, which must be want, unless
// that is nil.
func hashFiles(dir string, want []byte) ([]byte, error) {
	hash := sha256.New()
	for _, name := range []string{builtFile, rejectsFile} {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		_, err = io.Copy(hash, f)
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, err
		}
	}
	sum := hash.Sum(nil)
	if want != nil && !bytes.Equal(sum, want) {
		return nil, errors.New("the files differ from those of another run")
	}
	return sum, nil
}

// What is said of a wait. The load and the work are seconds of the process's
// own clock.
func (w wait) load() float64   { return w.Load.Seconds() }
func (w wait) work() float64   { return w.Work.Seconds() }
func (w wait) cpu() float64    { return w.CPU.Seconds() }
func (w wait) all() float64    { return w.whole.Seconds() }
func (w wait) peakMB() float64 { return float64(w.PeakKB) * 1024 / 1e6 }

// writeTable writes what was measured as a table in Markdown.
func (t task) writeTable(w io.Writer, waits map[string][]wait) error {
	tw := tabwriter.NewWriter(w, 0, 0, 1, ' ', tabwriter.Debug)
	fmt.Fprintln(tw, "\t what\t roster s\t work ns/row\t whole s\t CPU s\t peak\t work\t whole\t")
	fmt.Fprintln(tw, "\t---\t--:\t--:\t--:\t--:\t--:\t---\t---\t")
	for _, c := range t.commands {
		own := waits[c.name]
		perRow, work := "–", ""
		if t.rows > 0 {
			perRow = fmt.Sprintf("%.0f", medianBy(own, wait.work)/float64(t.rows)*1e9)
			work = c.speeds(waits, wait.work)
		}
		fmt.Fprintf(tw, "\t %s\t %.2f\t %s\t %.2f\t %.2f\t %.0f MB\t %s\t %s\t\n", c.name, medianBy(own, wait.load), perRow,
			medianBy(own, wait.all), medianBy(own, wait.cpu), medianBy(own, wait.peakMB), work, c.speeds(waits, wait.all))
	}
	return tw.Flush()
}

// speeds says how fast a command is against its rivals.
func (c command) speeds(waits map[string][]wait, time func(wait) float64) string {
	var all []string
	for _, rival := range c.against {
		all = append(all, fmt.Sprintf("%.2f × %s", ratio(waits[c.name], waits[rival], time), rival))
	}
	return strings.Join(all, ", ")
}
