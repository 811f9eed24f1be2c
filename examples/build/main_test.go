package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// update makes TestSample write what it got; review the diff like code.
var update = flag.Bool("update", false, "rewrite golden files")

// TestSample compares what the sample gives with testdata.
func TestSample(t *testing.T) {
	golden, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	var stdout, stderr strings.Builder
	if got := run(t.Context(), nil, &stdout, &stderr); got != 0 || stderr.Len() > 0 {
		t.Fatalf("run = %d and told %q, want 0, as the sample's errors are meant", got, stderr.String())
	}
	checkGolden(t, filepath.Join(golden, "report.txt"), stdout.String())
	for _, name := range []string{"template.csv", "rejects.csv", "missing.json"} {
		checkGolden(t, filepath.Join(golden, name), readFile(t, filepath.Join("out", name)))
	}
	// The page is checked where it is made; here it need only be there.
	if page := readFile(t, filepath.Join("out", "report.html")); !strings.Contains(page, "<table") {
		t.Errorf("report.html of %d bytes has no table", len(page))
	}
}

func checkGolden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(got), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(readFile(t, path), got); diff != "" {
		t.Errorf("%s changed (-want +got); run with -update if meant:\n%s", filepath.Base(path), diff)
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// folder makes the files of a district, and goes there.
func folder(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// district is a small export, and what belongs to it.
func district() map[string]string {
	return map[string]string{
		"export.csv":   "Pupil;Kind;By;Course;On;Void\n000123;T;t.reed@example.org;Algebra 1;9/14/2023;0\n000124;T;t.reed@example.org;Algebra 1;9/15/2023;1\n",
		"teachers.txt": "t.reed@example.org\n",
		"layout.csv":   "SIS ID,Recognition,Teacher E-mail,Class,Date,Notes\n",
		"mapping.json": `{"rows": {"not": {"Void": ["1"]}}, "columns": {
			"SIS ID": {"from": "Pupil"}, "Recognition": {"from": "Kind", "values": {"T": "Tardy"}},
			"Teacher Email": {"from": "By"}, "Class Name": {"from": "Course"}, "Date": {"from": "On"}}}`,
	}
}

// TestErrorsLeft: without an entry for T in the mapping no row can be written.
func TestErrorsLeft(t *testing.T) {
	files := district()
	files["mapping.json"] = strings.Replace(files["mapping.json"], `"T":`, `"X":`, 1)
	folder(t, files)
	var stdout, stderr strings.Builder
	if got := run(t.Context(), []string{"-mapping", "mapping.json", "export.csv"}, &stdout, &stderr); got != 1 {
		t.Errorf("run = %d and told %q, want 1", got, stderr.String())
	}
	if rejects := readFile(t, "out/rejects.csv"); !strings.Contains(rejects, "000123,T,") {
		t.Errorf("rejects = %q, want the row of 000123", rejects)
	}
	if missing := readFile(t, "out/missing.json"); !strings.Contains(missing, `"T": ""`) {
		t.Errorf("missing.json = %q, want T in it", missing)
	}
}

func TestOwnExport(t *testing.T) {
	folder(t, district())
	var stdout, stderr strings.Builder
	args := []string{"-mapping", "mapping.json", "-teachers", "teachers.txt", "-layout", "layout.csv", "export.csv"}
	if got := run(t.Context(), args, &stdout, &stderr); got != 0 || stderr.Len() > 0 {
		t.Fatalf("run = %d and told %q, want 0: %s", got, stderr.String(), stdout.String())
	}
	want := "SIS ID,Recognition,Teacher E-mail,Class,Date,Notes\r\n000123,Tardy,t.reed@example.org,Algebra 1,2023-09-14,\r\n"
	if diff := cmp.Diff(want, readFile(t, "out/template.csv")); diff != "" {
		t.Errorf("template mismatch (-want +got):\n%s", diff)
	}
}

// TestNothingWritten: whatever stops the program, an old template stays.
func TestNothingWritten(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	tests := []struct {
		name   string
		ctx    context.Context
		args   []string
		stderr string
	}{
		{"no export", t.Context(), []string{"-mapping", "mapping.json"}, "no export is given"},
		{"no export but a day", t.Context(), []string{"-first", "2023-08-14"}, "no export is given"},
		{"no such export", t.Context(), []string{"none.csv"}, "none.csv"},
		{"no such mapping", t.Context(), []string{"-mapping", "none.json", "export.csv"}, "none.json"},
		{"no mapping", t.Context(), []string{"-mapping", "export.csv", "export.csv"}, "export.csv"},
		{"no layout", t.Context(), []string{"-mapping", "mapping.json", "-layout", "teachers.txt", "export.csv"}, "teachers.txt"},
		{"labels that are no template's", t.Context(), []string{"export.csv"}, "build:"},
		{"over its input", t.Context(), []string{"-mapping", "mapping.json", "out/rejects.csv"}, "out/rejects.csv would be overwritten"},
		{"interrupted", cancelled, []string{"-mapping", "mapping.json", "export.csv"}, "interrupted; nothing was written"},
		{"wrong flag", t.Context(), []string{"-x"}, "build -h"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := district()
			folder(t, files)
			if err := os.Mkdir("out", 0o700); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"out/template.csv", "out/rejects.csv"} {
				if err := os.WriteFile(name, []byte(files["export.csv"]), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			var stdout, stderr strings.Builder
			if got := run(tt.ctx, tt.args, &stdout, &stderr); got != 2 || !strings.Contains(stderr.String(), tt.stderr) {
				t.Errorf("run(%q) = %d and told %q, want 2 and %q", tt.args, got, stderr.String(), tt.stderr)
			}
			for _, name := range []string{"out/template.csv", "out/rejects.csv"} {
				if got := readFile(t, name); got != files["export.csv"] {
					t.Errorf("run(%q) changed %s to %q", tt.args, name, got)
				}
			}
			if entries, err := os.ReadDir("out"); err != nil || len(entries) != 2 {
				t.Errorf("run(%q) left %v, %v in out", tt.args, entries, err)
			}
		})
	}
}

func TestSuggest(t *testing.T) {
	folder(t, district())
	var stdout, stderr strings.Builder
	if got := run(t.Context(), []string{"-suggest", "export.csv"}, &stdout, &stderr); got != 0 {
		t.Errorf("run = %d, want 0", got)
	}
	if !strings.Contains(stdout.String(), `"from": "Course"`) {
		t.Errorf("the mapping does not take Course: %s", stdout.String())
	}
	for _, want := range []string{"where Teacher Email comes from", "whether Void says which rows count"} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("what is to be decided lacks %q: %s", want, stderr.String())
		}
	}
	if _, err := os.Stat("out"); err == nil {
		t.Error("-suggest wrote files")
	}
}

func TestHelp(t *testing.T) {
	var stdout, stderr strings.Builder
	if got := run(t.Context(), []string{"-h"}, &stdout, &stderr); got != 0 || !strings.HasPrefix(stdout.String(), "Build fills in") {
		t.Errorf("run(-h) = %d and %q, want 0 and the help", got, stdout.String())
	}
}
