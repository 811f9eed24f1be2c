package main

import (
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/otustemplate"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the files that the output is compared with")

func TestSample(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	var stdout, stderr strings.Builder
	if got := run(t.Context(), []string{"-out", out}, &stdout, &stderr); got != 0 || stderr.Len() > 0 {
		t.Fatalf("run = %d, told %q; want 0 and nothing", got, stderr.String())
	}
	compare(t, "report.txt", stdout.String())
	for _, name := range []string{"template.csv", "rejects.csv"} {
		text, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		compare(t, name, string(text))
	}
}

// The recipe for DeansList is built from what its API gives, as it comes, and gives what
// the page shows.
func TestRecipe(t *testing.T) {
	const testdata = "../../testdata/"
	out := filepath.Join(t.TempDir(), "out")
	var stdout, stderr strings.Builder
	args := []string{
		"-mapping", testdata + "exports/deanslist/mapping.json", "-data", "data", "-oneroster", testdata + "mapleridge/oneroster",
		"-recognitions", testdata + "mapleridge/recognitions.csv", "-out", out, testdata + "exports/deanslist/export.json",
	}
	if got := run(t.Context(), args, &stdout, &stderr); got != 0 || stderr.Len() > 0 {
		t.Fatalf("run = %d, told %q; want 0 and nothing", got, stderr.String())
	}
	got, err := os.ReadFile(filepath.Join(out, "template.csv"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(testdata + "exports/deanslist/template.csv")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), strings.ReplaceAll(string(got), "\r\n", "\n")); diff != "" {
		t.Errorf("the template differs (-recipe +got):\n%s", diff)
	}
}

func TestSuggest(t *testing.T) {
	var stdout, stderr strings.Builder
	if got := run(t.Context(), []string{"-suggest", "-data", "data", "../../testdata/exports/deanslist/export.json"}, &stdout, &stderr); got != 0 {
		t.Fatalf("run = %d, told %q; want 0", got, stderr.String())
	}
	if m, err := otustemplate.ReadMapping(strings.NewReader(stdout.String())); err != nil || len(m.Missing()) > 0 {
		t.Errorf("suggested %s (%v), want a mapping that lacks nothing", stdout.String(), err)
	}
	if !strings.Contains(stderr.String(), "like those of DeansList") || !strings.Contains(stderr.String(), "To be decided: ") {
		t.Errorf("told %q", stderr.String())
	}
}

// compare compares got with the file of that name in testdata.
func compare(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); run with -update if meant:\n%s", name, diff)
	}
}

// rowsOf reads all rows of a text.
func rowsOf(text, array string) (columns []string, rows [][]any, err error) {
	if columns, err = readColumns(strings.NewReader(text), array); err != nil {
		return columns, nil, err
	}
	src := otustemplate.NewSource(columns, newObjects(strings.NewReader(text), array, columns).next)
	for src.Next() {
		row, dest := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			dest[i] = &row[i]
		}
		if err := src.Scan(dest...); err != nil {
			rows = append(rows, []any{err.Error()})
			continue
		}
		for i, v := range row {
			if number, ok := v.(interface{ String() string }); ok {
				row[i] = number.String()
			}
		}
		rows = append(rows, row)
	}
	return columns, rows, src.Err()
}

func TestObjects(t *testing.T) {
	for _, tt := range []struct {
		name, text, array string
		columns           []string
		rows              [][]any
		err               string
	}{
		{"nested", `[{"a": {"b": "x", "c": [1.50, true]}}, {"d": null, "a": {"b": "y"}}]`, "",
			[]string{"a.b", "a.c.0", "a.c.1", "d"}, [][]any{{"x", "1.50", true, nil}, {"y", nil, nil, nil}}, ""},
		{"below keys", `{"skipped": [[{"deep": 1}]], "x": {"n": 1, "o": {"items": [9]}, "items": [{"a": 12345678901234567890}], "m": {"x": 3}}, "z": []}`, "x.items",
			[]string{"a"}, [][]any{{"12345678901234567890"}}, ""},
		{"no objects", `{"data": []}`, "data", nil, nil, ""},
		{"a key twice", `[{"a": 1, "a": 2}, {"a": 3}]`, "", []string{"a"}, [][]any{{"row 0 (line 0): the object has two values for a"}, {"3"}}, ""},
		{"no such key", `{"rows": []}`, "data", nil, nil, `no key "data"`},
		{"no array", `{"data": {}}`, "data", nil, nil, "no [ where one is expected"},
		{"no object around", `[1]`, "data", nil, nil, "no { where one is expected"},
		{"not an object", `[{"a": 1}, 2]`, "", nil, nil, "not an object"},
		{"empty", ``, "", nil, nil, "EOF"},
		{"the array twice", `{"data": [], "data": [{"a": 1}]}`, "data", nil, nil, "two keys"},
		{"more than one value", `[{"a": 1}] [{"a": 2}]`, "", nil, nil, "more text"},
		{"cut short in an object", `[{"a": 1}, {"a"`, "", nil, nil, "EOF"},
		{"cut short after an object", `{"data": [{"a": 1}, {"a": 2}`, "data", nil, nil, "EOF"},
		{"cut short after the array", `{"data": [{"a": 1}, {"a": 2}], "n"`, "data", nil, nil, "EOF"},
		{"too deep", strings.Repeat(`[`, 1000), "", nil, nil, "too deep"},
		{"not JSON", `a,b`, "", nil, nil, "invalid character"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			columns, rows, err := rowsOf(tt.text, tt.array)
			if (err != nil) != (tt.err != "") || err != nil && (!strings.Contains(err.Error(), tt.err) || err == io.EOF) {
				t.Fatalf("error %v, want one that says %q", err, tt.err)
			}
			if diff := cmp.Diff(tt.columns, columns); diff != "" && err == nil {
				t.Errorf("columns (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.rows, rows); diff != "" && err == nil {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRunFailures(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	export, mapping := file("export.json", `[{"id": "7"}]`), file("mapping.json", `{"columns": {"Student Number": {"from": "id"}}}`)
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tt := range []struct {
		name   string
		ctx    context.Context
		args   []string
		status int
		stdout string // is in it; "": nothing
		stderr string // a part of it
	}{
		{"help", t.Context(), []string{"-h"}, 0, "-data KEYS", ""},
		{"no mapping", t.Context(), []string{export}, 2, "", "both needed"},
		{"no such mapping", t.Context(), []string{"-mapping", filepath.Join(dir, "none"), export}, 2, "", "none"},
		{"a mapping that is none", t.Context(), []string{"-mapping", export, export}, 2, "", "export.json"},
		{"no such export", t.Context(), []string{"-mapping", mapping, filepath.Join(dir, "none")}, 2, "", "none"},
		{"no array", t.Context(), []string{"-mapping", mapping, "-data", "rows", export}, 2, "", "say with -data"},
		{"the folder is a file", t.Context(), []string{"-mapping", mapping, "-out", export, export}, 2, "", "export.json"},
		{"all rejected", t.Context(), []string{"-mapping", mapping, "-out", filepath.Join(dir, "out"), export}, 1, "1 row", ""},
		{"interrupted", canceled, []string{"-mapping", mapping, "-out", filepath.Join(dir, "out"), export}, 2, "", "interrupted"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			if got := run(tt.ctx, tt.args, &stdout, &stderr); got != tt.status {
				t.Errorf("run(%q) = %d, want %d: %s", tt.args, got, tt.status, stderr.String())
			}
			for _, out := range []struct{ name, got, want string }{{"printed", stdout.String(), tt.stdout}, {"told", stderr.String(), tt.stderr}} {
				if !strings.Contains(out.got, out.want) || (out.got == "") != (out.want == "") {
					t.Errorf("run(%q) %s %q, want %q in it", tt.args, out.name, out.got, out.want)
				}
			}
		})
	}
}
