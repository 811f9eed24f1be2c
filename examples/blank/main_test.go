package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const defaultHeader = "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\r\n"

// ownHeader is one as a district might download it: other labels, another
// order, a column that the template does not have.
const ownHeader = "Recognition*,Date (required),Class Name,Teacher E-mail,Student ID,House,\"Note, if any\"\n"

func TestRun(t *testing.T) {
	dir := t.TempDir()
	own := filepath.Join(dir, "own.csv")
	if err := os.WriteFile(own, []byte(ownHeader+"Tardy,2023-09-14,Algebra 1,t.reed@example.org,000123,Red,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	none := filepath.Join(dir, "none.csv")
	out := filepath.Join(dir, "out.csv")
	tests := []struct {
		name   string
		args   []string
		status int
		stdout string
		stderr string // part of it; "": nothing
		file   string // what is then in out
	}{
		{"to stdout", nil, 0, defaultHeader, "", ""},
		{"to a file", []string{"-o", out}, 0, "", "", defaultHeader},
		{"the district's header", []string{"-layout", own}, 0, strings.ReplaceAll(ownHeader, "\n", "\r\n"), "", ""},
		{"no such layout", []string{"-layout", none, "-o", out}, 2, "", none, ""},
		{"no such folder", []string{"-o", filepath.Join(none, "out.csv")}, 2, "", none, ""},
		{"wrong flag", []string{"-x"}, 2, "", "blank -h", ""},
		{"an argument", []string{out}, 2, "", "blank -h", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			if got := run(tt.args, &stdout, &stderr); got != tt.status {
				t.Errorf("run(%q) = %d, want %d", tt.args, got, tt.status)
			}
			if stdout.String() != tt.stdout {
				t.Errorf("run(%q) wrote %q, want %q", tt.args, stdout.String(), tt.stdout)
			}
			if got := stderr.String(); !strings.Contains(got, tt.stderr) || (got == "") != (tt.stderr == "") {
				t.Errorf("run(%q) told %q, want %q in it", tt.args, got, tt.stderr)
			}
			text, err := os.ReadFile(out)
			if tt.file == "" && !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("run(%q) wrote the file %q: %v", tt.args, text, err)
			}
			if string(text) != tt.file {
				t.Errorf("run(%q) wrote the file %q, want %q", tt.args, text, tt.file)
			}
			os.Remove(out)
		})
	}
}

func TestHelp(t *testing.T) {
	var stdout strings.Builder
	if got := run([]string{"-h"}, &stdout, &stdout); got != 0 {
		t.Errorf("run(-h) = %d, want 0", got)
	}
	for _, want := range []string{"Blank writes an empty template", "-layout FILE", "-o FILE"} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("help lacks %q:\n%s", want, stdout.String())
		}
	}
}
