package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"testing"
	"time"

	"example.com/otustemplate"
	"example.com/otustemplate/benchmarks/gen"
	"example.com/otustemplate/benchmarks/proc"
	"github.com/google/go-cmp/cmp"
)

// TestMain lets the test's own program do the jobs of the tables of commands.
func TestMain(m *testing.M) {
	proc.Serve(jobs)
	os.Exit(m.Run())
}

func TestContendersAgree(t *testing.T) {
	for _, tt := range []struct {
		name string
		rows int
		opts gen.Options
	}{
		{"as measured", 10_000, gen.Options{Seed: 1, Bad: 0.01, Repeated: 0.001}},
		{"dates of the US", 2000, gen.Options{Seed: 2, Bad: 0.01, Repeated: 0.001, USDates: true}},
		{"no bad row", 2000, gen.Options{Seed: 3}},
		// Every kind of bad row is bad for everybody.
		{"only bad rows", 2000, gen.Options{Seed: 4, Bad: 1}},
		{"only bad rows, dates of the US", 2000, gen.Options{Seed: 5, Bad: 1, USDates: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := newContest(tt.rows, tt.opts)
			if err != nil {
				t.Fatal(err)
			}
			all, err := c.contenders()
			if err != nil {
				t.Fatal(err)
			}
			counting := 0
			for _, con := range all {
				got, err := con.run()
				if err == nil {
					err = got.check(c.counts)
				}
				if err != nil {
					t.Errorf("%s: %v", con.name, err)
				}
				if got.bad != notCounted {
					counting++
				}
			}
			if counting != 6 { // BASE, four of Validate, and the Builder that checks
				t.Errorf("%d contenders count bad rows, want 6", counting)
			}
		})
	}
}

func TestCheckSeesWrongCounts(t *testing.T) {
	want := gen.Counts{Rows: 10, Bad: 2, Repeated: 1}
	for _, tt := range []struct {
		name string
		got  tally
		ok   bool
	}{
		{"right", tally{rows: 10, bad: 2, repeated: 1}, true},
		{"not counted", tally{rows: 10, bad: notCounted, repeated: notCounted}, true},
		{"rows", tally{rows: 9, bad: 2, repeated: 1}, false},
		{"bad rows", tally{rows: 10, bad: 3, repeated: 1}, false},
		{"duplicates", tally{rows: 10, bad: 2}, false},
	} {
		if err := tt.got.check(want); (err == nil) != tt.ok {
			t.Errorf("%s: check = %v", tt.name, err)
		}
	}
}

// The two writers write what reads back the same, so that they do the same
// work.
func TestWritersWriteTheSame(t *testing.T) {
	c, err := newContest(1000, gen.Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	w := otustemplate.NewWriter(&got, &otustemplate.WriterOptions{LF: true, DateFormat: c.opts.DateLayout()})
	for _, rec := range c.records {
		if err := w.Write(rec); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	back, err := csv.NewReader(&got).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(c.cells, back[1:]); diff != "" {
		t.Errorf("the Writer's rows (-encoding/csv +Writer):\n%s", diff)
	}
}

func TestRatioIsMedianOfRounds(t *testing.T) {
	times := func(seconds ...int) (runs []sample) {
		for _, s := range seconds {
			runs = append(runs, sample{elapsed: time.Duration(s) * time.Second})
		}
		return runs
	}
	// The machine was slow in the second round and the rival alone in the third.
	if got := ratio(times(1, 10, 1), times(3, 30, 90), sample.seconds); got != 3 {
		t.Errorf("ratio = %v, want 3", got)
	}
}

func TestMedian(t *testing.T) {
	if got := median([]int{5, 1, 9}); got != 5 {
		t.Errorf("median = %d, want 5", got)
	}
}
