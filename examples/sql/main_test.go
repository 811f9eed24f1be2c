package main

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the files that the output is compared with")

func TestRun(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	var stdout, stderr strings.Builder
	if got := run(t.Context(), []string{"-out", out}, strings.NewReader(""), &stdout, &stderr); got != 0 || stderr.Len() > 0 {
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
	if string(want) != got {
		t.Errorf("%s is\n%s\nwant\n%s\nrun with -update if meant", name, got, want)
	}
}

func TestRunFailures(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	tests := []struct {
		name   string
		ctx    context.Context
		args   []string
		status int
		stdout string // is in it; "": nothing
		stderr string // the same
	}{
		{"help", t.Context(), []string{"-h"}, 0, "-out FOLDER", ""},
		{"an argument too many", t.Context(), []string{"export.csv"}, 2, "", "the program takes none"},
		{"the folder is a file", t.Context(), []string{"-out", file}, 2, "", "file"},
		{"interrupted", canceled, []string{"-out", filepath.Join(t.TempDir(), "out")}, 2, "", "interrupted"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			if got := run(tt.ctx, tt.args, strings.NewReader(""), &stdout, &stderr); got != tt.status {
				t.Errorf("run(%q) = %d, want %d", tt.args, got, tt.status)
			}
			for _, out := range []struct{ name, got, want string }{{"printed", stdout.String(), tt.stdout}, {"told", stderr.String(), tt.stderr}} {
				if !strings.Contains(out.got, out.want) || (out.got == "") != (out.want == "") {
					t.Errorf("run(%q) %s %q, want %q in it", tt.args, out.name, out.got, out.want)
				}
			}
		})
	}
}
