package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	header = "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\n"
	clean  = ",,000123,,Tardy,t.reed@example.org,Algebra 1,2023-09-14,Late from lunch\n"
	faulty = ",,000124,,Tardyness,t.reed@example.org,Algebra 1,2023-09-15,Secret note\n"
)

// Every issue goes to the file of issues, those that the report does not keep too.
func TestIssues(t *testing.T) {
	t.Chdir(t.TempDir())
	const rows = 1200
	if err := os.WriteFile("bad.csv", []byte(header+strings.Repeat(",,,,Tardy,t.reed@example.org,Algebra 1,2023-09-15,\n", rows)), 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr strings.Builder
	if got := run(t.Context(), []string{"bad.csv", "-issues", "issues.csv", "-o", "report.txt"}, nil, &stdout, &stderr); got != 1 {
		t.Fatalf("run = %d and told %q, want 1", got, stderr.String())
	}
	text, err := os.ReadFile("issues.csv")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(string(text), "identifier-missing"); got != rows {
		t.Errorf("issues.csv has %d missing identifiers, want %d", got, rows)
	}
	if got := run(t.Context(), []string{"bad.csv", "-issues", "bad.csv"}, nil, &stdout, &stderr); got != 2 {
		t.Errorf("issues over the input: run = %d, want 2", got)
	}
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good, bad := write("good.csv", header+clean), write("bad.csv", header+clean+faulty)
	recognitions := write("recognitions.txt", "Tardy\nCooperation\n")
	none := filepath.Join(dir, "none.csv")
	year := write("options.json", `{"firstDate": "2023-09-15", "lastDate": "2024-06-14", "severity": {"date-range": "error"}}`)
	wrong := write("wrong.json", `{"fristDate": "2023-09-15", "severity": {"spaces": "loud"}}`)
	noCheck := write("no-check.json", `{"severity": {"class-unknwon": "off"}}`)
	tests := []struct {
		name   string
		args   []string
		stdin  string
		status int
		stdout []string // each is in it; nil: nothing
		stderr string   // is in it; "": nothing
	}{
		{"clean", []string{"-recognitions", recognitions, good}, "", 0, []string{"1 row"}, ""},
		{"clean by stdin", nil, header + clean, 0, []string{"1 row"}, ""},
		{"errors", []string{"-recognitions", recognitions, "-title", "September", bad}, "", 1, []string{"September", "E3", "Tardyness"}, ""},
		{"nothing known", []string{bad}, "", 0, []string{"2 rows"}, ""},
		{"outside the year", []string{"-first", "2023-09-15", "-last", "2024-06-14", good}, "", 0, []string{"H2"}, ""},
		{"options", []string{"-options", year, good}, "", 1, []string{"H2", "Date outside the school year"}, ""},
		{"a flag goes before the options", []string{"-options", year, "-first", "2023-08-14", good}, "", 0, []string{"1 row"}, ""},
		{"no such options", []string{"-options", none, good}, "", 2, nil, none},
		{"wrong options", []string{"-options", wrong, good}, "", 2, nil, wrong + ": otustemplate: options, fristDate: there is no such key"},
		{"all that is wrong with options", []string{"-options", wrong, good}, "", 2, nil, `options, severity.spaces: write "off"`},
		{"options of a check that there is not", []string{"-options", noCheck, good}, "", 2, nil, "did you mean class-unknown?"},
		{"CSV report", []string{"-recognitions", recognitions, "-csv", bad}, "", 1, []string{"recognition-unknown"}, ""},
		{"no CSV at all", nil, "PK\x03\x04", 1, []string{"CSV"}, ""},
		{"no such file", []string{none}, "", 2, nil, none},
		{"no such list", []string{"-classes", none, good}, "", 2, nil, none},
		{"no such day", []string{"-first", "2023-02-30", good}, "", 2, nil, "-first"},
		{"days exchanged", []string{"-first", "2024-06-14", "-last", "2023-08-14", good}, "", 2, nil, "FirstDate"},
		{"help", []string{"-h"}, "", 0, []string{"Validate checks", "-recognitions FILE", "exit status"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			if got := run(t.Context(), tt.args, strings.NewReader(tt.stdin), &stdout, &stderr); got != tt.status {
				t.Errorf("run(%q) = %d, want %d", tt.args, got, tt.status)
			}
			for _, want := range tt.stdout {
				if !strings.Contains(stdout.String(), want) {
					t.Errorf("run(%q) printed no %q:\n%s", tt.args, want, stdout.String())
				}
			}
			if tt.stdout == nil && stdout.Len() > 0 {
				t.Errorf("run(%q) printed %q, want nothing", tt.args, stdout.String())
			}
			if got := stderr.String(); !strings.Contains(got, tt.stderr) || (got == "") != (tt.stderr == "") {
				t.Errorf("run(%q) told %q, want %q in it", tt.args, got, tt.stderr)
			}
		})
	}
}

func TestReportFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.json")
	var stdout, stderr strings.Builder
	in := strings.NewReader(header + strings.Replace(faulty, "Tardyness", "", 1))
	if got := run(t.Context(), []string{"-json", "-redact", "-o", path}, in, &stdout, &stderr); got != 1 {
		t.Fatalf("run = %d, want 1: %s", got, stderr.String())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(text) {
		t.Errorf("the report is no JSON: %s", text)
	}
	for _, secret := range []string{"Secret note", "000124"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("the redacted report holds %q: %s", secret, text)
		}
	}
	if stdout.Len() > 0 {
		t.Errorf("run printed %q, want nothing, as the report has a file", stdout.String())
	}
}

// TestInterrupted: Ctrl-C leaves an old report alone.
func TestInterrupted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.txt")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout, stderr strings.Builder
	in := strings.NewReader(header + strings.Repeat(clean, 10_000))
	if got := run(ctx, []string{"-o", path}, in, &stdout, &stderr); got != 2 {
		t.Errorf("run = %d, want 2", got)
	}
	if want := "validate: interrupted; nothing was written\n"; stderr.String() != want {
		t.Errorf("run told %q, want %q", stderr.String(), want)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "old" {
		t.Errorf("the old report is now %q, %v", text, err)
	}
}
