package main

import (
	"context"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The header is the district's own, and is kept.
const (
	header   = "Student ID,Recognition,Teacher Email,Class,Date,Notes\r\n"
	clean    = "000123,Tardy,t.reed@example.org,Algebra 1,2023-09-14,Late from lunch\r\n"
	fixable  = "000124,tardy ,T.Reed@example.org,Algebra 1,9/15/2023,\"Late, again\"\r\n"
	repaired = "000124,Tardy,T.Reed@example.org,Algebra 1,2023-09-15,\"Late, again\"\r\n"
	faulty   = "000125,Wandering,t.reed@example.org,Algebra 1,2023-09-18,In the hall\r\n"
)

// folder makes the files of a district, and goes there.
func folder(t *testing.T, template string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"march.csv": template, "recognitions.txt": "Tardy\nCooperation\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// files returns the files of the working folder, apart from the list.
func files(t *testing.T) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		texts[e.Name()] = string(text)
	}
	delete(texts, "recognitions.txt")
	return texts
}

func repairMarch(ctx context.Context, args ...string) (status int, stdout, stderr string) {
	var out, err strings.Builder
	status = run(ctx, append(args, "-recognitions", "recognitions.txt", "march.csv"), &out, &err)
	return status, out.String(), err.String()
}

func TestRepair(t *testing.T) {
	folder(t, header+clean+fixable+faulty)
	status, stdout, stderr := repairMarch(t.Context())
	if status != 1 || stderr != "" {
		t.Errorf("status %d, %q, want 1 for the row that cannot be uploaded", status, stderr)
	}
	if want := "march.repaired.csv: 2 of 3 rows, 1 of them repaired\n"; !strings.HasPrefix(stdout, want) {
		t.Errorf("printed %q, want it to start with %q", stdout, want)
	}
	if want := "march.rejects.csv: 1 row\n"; !strings.Contains(stdout, want) {
		t.Errorf("printed %q, want %q in it", stdout, want)
	}
	got := files(t)
	if diff := cmp.Diff([]string{"march.csv", "march.rejects.csv", "march.repaired.csv", "march.report.txt"}, slices.Sorted(maps.Keys(got))); diff != "" {
		t.Errorf("files mismatch (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(header+clean+fixable+faulty, got["march.csv"]); diff != "" {
		t.Errorf("the input changed (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(header+clean+repaired, got["march.repaired.csv"]); diff != "" {
		t.Errorf("template mismatch (-want +got):\n%s", diff)
	}
	if rejects := got["march.rejects.csv"]; !strings.Contains(rejects, "000125,Wandering") || strings.Contains(rejects, "000123") {
		t.Errorf("rejects = %q, want the row of 000125 alone", rejects)
	}
	if report := got["march.report.txt"]; !strings.Contains(report, "Wandering") {
		t.Errorf("the report does not tell of Wandering:\n%s", report)
	}
}

func TestRepairAllClean(t *testing.T) {
	folder(t, header+clean+fixable)
	if status, _, stderr := repairMarch(t.Context(), "-o", "april.csv", "-json"); status != 0 {
		t.Errorf("status %d, %q, want 0", status, stderr)
	}
	got := files(t)
	if diff := cmp.Diff(header+clean+repaired, got["april.csv"]); diff != "" {
		t.Errorf("template mismatch (-want +got):\n%s", diff)
	}
	if !strings.HasPrefix(got["march.report.json"], "{") {
		t.Errorf("march.report.json = %q, want JSON", got["march.report.json"])
	}
}

// TestNothingWritten: whatever stops the program, every file is as it was.
func TestNothingWritten(t *testing.T) {
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	tests := []struct {
		name     string
		ctx      context.Context
		template string
		args     []string
		stderr   string
	}{
		{"over its input", t.Context(), header + clean, []string{"-o", "./march.csv"}, "march.csv would be overwritten"},
		{"report over the template", t.Context(), header + clean, []string{"-report", "march.repaired.csv"}, "march.repaired.csv would be overwritten"},
		{"no template", t.Context(), "a,b\n1,2\n", nil, "march.csv"},
		{"no such folder", t.Context(), header + clean, []string{"-rejects", "none/rejects.csv"}, "none/rejects.csv"},
		{"interrupted", canceled, header + strings.Repeat(clean, 10_000), nil, "interrupted; nothing was written"},
		{"wrong flag", t.Context(), header + clean, []string{"-x"}, "repair -h"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			folder(t, tt.template)
			if err := os.WriteFile("march.repaired.csv", []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
			status, stdout, stderr := repairMarch(tt.ctx, tt.args...)
			if status != 2 || stdout != "" || !strings.Contains(stderr, tt.stderr) {
				t.Errorf("status %d, printed %q, told %q; want 2 and %q", status, stdout, stderr, tt.stderr)
			}
			if diff := cmp.Diff(map[string]string{"march.csv": tt.template, "march.repaired.csv": "old"}, files(t)); diff != "" {
				t.Errorf("files mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	var stdout, stderr strings.Builder
	if got := run(t.Context(), []string{"-h"}, &stdout, &stderr); got != 0 || !strings.HasPrefix(stdout.String(), "Repair applies") {
		t.Errorf("run(-h) = %d and %q, want 0 and the help", got, stdout.String())
	}
	if got := run(t.Context(), nil, &stdout, &stderr); got != 2 || !strings.Contains(stderr.String(), "no file is given") {
		t.Errorf("run() = %d and %q, want 2 and that no file is given", got, stderr.String())
	}
}
