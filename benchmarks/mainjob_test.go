package main

import (
	"context"
	"encoding/csv"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/otustemplate/benchmarks/gen"
	"example.com/otustemplate/benchmarks/proc"
	"github.com/google/go-cmp/cmp"
)

// Whatever the order, the seed and the share of bad rows, all commands count
// what the files hold.
func TestCommandsAgree(t *testing.T) {
	for _, tt := range []struct {
		name string
		sis  gen.SIS
	}{
		{"as measured", gen.SIS{Seed: 1, Rows: 3000, Bad: 0.01, Repeated: 0.001}},
		{"by teacher, many repeated", gen.SIS{Seed: 2, Rows: 2000, Bad: 0.1, Repeated: 0.1, Order: gen.ByTeacher}},
		{"by date, names in notes", gen.SIS{Seed: 3, Rows: 2000, Bad: 0.1, Repeated: 0.01, Order: gen.ByDate, NameWords: true}},
		{"only bad rows", gen.SIS{Seed: 4, Rows: 500, Bad: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.sis.Students = gen.MinStudents
			dir, truth := write(t, tt.sis)
			all := tasks(tt.sis, truth, "")
			if len(all) != 3 {
				t.Fatalf("%d tasks, want 3", len(all))
			}
			for _, task := range all {
				if _, err := task.measure(context.Background(), dir, 1, io.Discard); err != nil {
					t.Errorf("%s: %v", task.title, err)
				}
			}
		})
	}
}

// A build makes the template that the generator says it should, row by row, so
// that the library and Go by hand do the same work.
func TestBuildsWriteTheTemplate(t *testing.T) {
	dir, _ := write(t, gen.SIS{Seed: 1, Students: gen.MinStudents, Rows: 2000, Repeated: 0.01})
	want := readRows(t, filepath.Join(dir, gen.TemplateFile))
	for name, do := range map[string]func(proc.Command) (proc.Outcome, error){"library": build, "by hand": buildByHand} {
		out := t.TempDir()
		if _, err := do(proc.Command{Dir: dir, Out: out, Workers: 1}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, readRows(t, filepath.Join(out, builtFile))); diff != "" {
			t.Errorf("%s: the template (-want +got):\n%s", name, diff)
		}
	}
}

func TestMeasureSeesWrongAnswers(t *testing.T) {
	sis := gen.SIS{Seed: 1, Students: gen.MinStudents}
	dir, truth := write(t, sis)
	all := tasks(sis, truth, "")
	if len(all) != 1 {
		t.Fatalf("%d tasks for no rows, want the load alone", len(all))
	}
	for i, c := range all[0].commands {
		for count := range c.want {
			wrong := c
			wrong.want = maps.Clone(c.want)
			wrong.want[count]++
			_, err := task{commands: []command{wrong}}.measure(context.Background(), dir, 1, io.Discard)
			if err == nil || !strings.Contains(err.Error(), count) {
				t.Errorf("command %d, wrong %s: measure = %v", i, count, err)
			}
		}
	}
}

func TestHashFilesSeesADifference(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put(builtFile, "a")
	put(rejectsFile, "b")
	sum, err := hashFiles(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hashFiles(dir, sum); err != nil {
		t.Errorf("the same files: %v", err)
	}
	put(rejectsFile, "c")
	if _, err := hashFiles(dir, sum); err == nil {
		t.Error("other rejects are not seen")
	}
}

// write writes the files of a district.
func write(t *testing.T, sis gen.SIS) (dir string, truth gen.Truth) {
	t.Helper()
	dir = t.TempDir()
	truth, err := sis.Write(dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir, truth
}

// readRows reads a CSV file, with line breaks as encoding/csv hands them out.
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
