package main

import (
	"encoding/csv"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"example.com/otustemplate/benchmarks/gen"
	"example.com/otustemplate/benchmarks/proc"
)

// DuckDB finds what the files hold.
func TestJobs(t *testing.T) {
	for _, tt := range []struct {
		name string
		sis  gen.SIS
	}{
		{"as measured", gen.SIS{Seed: 1, Rows: 3000, Bad: 0.01, Repeated: 0.001}},
		{"by teacher", gen.SIS{Seed: 2, Rows: 2000, Bad: 0.1, Repeated: 0.1, Order: gen.ByTeacher}},
		{"only bad rows", gen.SIS{Seed: 4, Rows: 500, Bad: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.sis.Students = gen.MinStudents
			dir := t.TempDir()
			truth, err := tt.sis.Write(dir)
			if err != nil {
				t.Fatal(err)
			}
			for _, job := range []struct {
				name string
				do   func(proc.Command) (proc.Outcome, error)
				want map[string]int64
			}{
				{"build", build, map[string]int64{proc.Rows: truth.Rows, proc.Bad: truth.Bad, proc.Repeated: truth.Repeated}},
				{"validate", validate, map[string]int64{
					proc.Rows: truth.Rows, proc.Bad: truth.Bad - truth.Mismatched, proc.Repeated: truth.Repeated, proc.Mismatched: truth.Mismatched,
				}},
				{"load", load, map[string]int64{
					proc.Students: int64(tt.sis.Students), proc.Teachers: int64(tt.sis.Teachers()), proc.Classes: int64(tt.sis.Classes()),
				}},
			} {
				out, err := job.do(proc.Command{Dir: dir, Out: t.TempDir(), Workers: 2})
				if err != nil {
					t.Errorf("%s: %v", job.name, err)
				} else if !maps.Equal(out.Found, job.want) {
					t.Errorf("%s found %v, want %v", job.name, out.Found, job.want)
				}
			}
		})
	}
}

// What DuckDB builds is the template that the generator says it should be.
func TestBuildWritesTheTemplate(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	if _, err := (gen.SIS{Seed: 1, Students: gen.MinStudents, Rows: 2000, Repeated: 0.01}).Write(dir); err != nil {
		t.Fatal(err)
	}
	if _, err := build(proc.Command{Dir: dir, Out: out, Workers: 2}); err != nil {
		t.Fatal(err)
	}
	want, got := readRows(t, filepath.Join(dir, gen.TemplateFile)), readRows(t, filepath.Join(out, "template.csv"))
	if !slices.EqualFunc(want, got, slices.Equal) {
		t.Errorf("the template of %d rows is not the %d rows that it should be", len(got), len(want))
	}
}

func readRows(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
