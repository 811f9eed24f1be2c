package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every table can be made, of little data.
func TestTables(t *testing.T) {
	want := map[string][]string{
		"speed":           {"| BASE ", "| Validate, 2 workers, duplicates ", "a row more than without", "× encoding/csv Writer"},
		"sorted":          {"| BASE ", "| Validate, 2 workers, duplicates "},
		"reports":         {"| WriteJSON ", "× encoding/json", "ns/issue"},
		"unknown":         {"| every class unknown ", "× a clean file"},
		"growth":          {"| bytes a row for duplicates ", "| 2,000 "},
		"mainjob":         {"| Builder, 2 workers ", "× Go by hand", "| Validate, 1 worker ", "| LoadRoster, 2 workers ", "× encoding/csv, reading alone"},
		"mainjob-date":    {"| Builder, 2 workers "},
		"mainjob-teacher": {"| Builder, 2 workers "},
		"mainjob-names":   {"| Builder, 2 workers "},
		"load":            {"10,000 students", "| LoadRoster, 1 worker "},
		"waits":           {"| 1,000 ", "| 2,000 ", "| build the template ", "| check the template "},
	}
	for _, table := range tables {
		t.Run(table.name, func(t *testing.T) {
			dir := t.TempDir()
			var out strings.Builder
			args := []string{
				"-" + table.name, "-rows", "500", "-rounds", "1", "-students", "1000", "-longest", "2000", "-sizes", "1000,2000", "-duckdb=false", "-dir", dir,
			}
			if err := run(context.Background(), args, &out, io.Discard); err != nil {
				t.Fatal(err)
			}
			if len(want[table.name]) == 0 {
				t.Error("nobody says what the table must hold")
			}
			for _, text := range append(want[table.name], "## "+table.title, "medians of 1 rounds; `go run . -"+table.name+" -") {
				if !strings.Contains(out.String(), text) {
					t.Errorf("there is no %q in:\n%s", text, out.String())
				}
			}
			if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

func TestFlags(t *testing.T) {
	for _, tt := range []struct {
		name   string
		args   string
		tables []string
		given  []string
		write  bool
		bad    bool
	}{
		{name: "none", tables: []string{"speed"}},
		{name: "two tables", args: "-growth -waits -rows 7", tables: []string{"growth", "waits"}, given: []string{"-rows=7"}},
		{name: "a district", args: "-mainjob -order date -sizes 2000,1000", tables: []string{"mainjob"}, given: []string{"-order=date", "-sizes=2000,1000"}},
		{name: "all, to be shown", args: "-all -write -dir /tmp", tables: namesOf(tables), write: true},
		{name: "ratios", args: "-ratios"},
		{name: "ratios and a table", args: "-ratios -growth", bad: true},
		{name: "no rows", args: "-rows 0", bad: true},
		{name: "no rows, the roster alone", args: "-mainjob -rows 0", tables: []string{"mainjob"}, given: []string{"-rows=0"}},
		{name: "no round", args: "-rounds 0", bad: true},
		{name: "a word", args: "growth", bad: true},
		{name: "a district too small", args: "-waits -sizes 10", bad: true},
		{name: "no such order", args: "-order name", bad: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, write, err := readFlags(strings.Fields(tt.args), io.Discard)
			if (err != nil) != tt.bad {
				t.Fatalf("error %v, want one: %v", err, tt.bad)
			}
			if tt.bad {
				return
			}
			if diff := cmp.Diff(tt.tables, namesOf(s.tables)); diff != "" {
				t.Errorf("tables (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.given, s.given); diff != "" {
				t.Errorf("given (-want +got):\n%s", diff)
			}
			if write != tt.write {
				t.Errorf("write = %v", write)
			}
		})
	}
}

func namesOf(tables []table) (names []string) {
	for _, t := range tables {
		names = append(names, t.name)
	}
	return names
}

func TestReplaceTable(t *testing.T) {
	const doc = "# A\n<!-- benchmarks: speed -->\nold\n<!-- end of benchmarks -->\nb\n<!-- benchmarks: waits -->\n<!-- end of benchmarks -->\n"
	for _, tt := range []struct {
		name, doc, table, want string
		ok, bad                bool
	}{
		{"the first", doc, "speed", "# A\n<!-- benchmarks: speed -->\n\nnew\n\n<!-- end of benchmarks -->\nb\n<!-- benchmarks: waits -->\n<!-- end of benchmarks -->\n", true, false},
		{"the last", doc, "waits", "# A\n<!-- benchmarks: speed -->\nold\n<!-- end of benchmarks -->\nb\n<!-- benchmarks: waits -->\n\nnew\n\n<!-- end of benchmarks -->\n", true, false},
		{"not shown", doc, "growth", doc, false, false},
		{"no end", "<!-- benchmarks: speed -->\n", "speed", "<!-- benchmarks: speed -->\n", false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok, err := replaceTable(tt.doc, tt.table, "\nnew\n")
			if ok != tt.ok || (err != nil) != tt.bad {
				t.Errorf("ok = %v, error %v", ok, err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("the document (-want +got):\n%s", diff)
			}
		})
	}
}

func TestShow(t *testing.T) {
	dir := t.TempDir()
	s := settings{stderr: io.Discard}
	for _, name := range []string{"a.md", "b.md"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(startOfTable("waits")+endOfTable), 0o600); err != nil {
			t.Fatal(err)
		}
		s.docs = append(s.docs, path)
	}
	if err := s.show("waits", "1 s\n"); err != nil {
		t.Fatal(err)
	}
	for _, path := range s.docs {
		if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), "\n1 s\n") {
			t.Errorf("%s holds %q, error %v", path, text, err)
		}
	}
}

// Whatever a document shows, a table of that name fills it in.
func TestDocumentsShowTables(t *testing.T) {
	s, _, err := readFlags(nil, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	shown := make(map[string]bool)
	for _, path := range s.docs {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		starts := regexp.MustCompile(`<!-- benchmarks: (\S+) -->\n`).FindAllSubmatch(text, -1)
		if ends := strings.Count(string(text), endOfTable); ends != len(starts) {
			t.Errorf("%s: %d tables begin and %d end", path, len(starts), ends)
		}
		for _, start := range starts {
			name := string(start[1])
			if tableNamed(name).write == nil {
				t.Errorf("%s shows a table %s that nobody makes", path, name)
			}
			shown[name] = true
		}
	}
	for _, table := range tables {
		if !shown[table.name] {
			t.Errorf("no document shows %s", table.name)
		}
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("thousands(%d) = %q", n, got)
		}
	}
}
