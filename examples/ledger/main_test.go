package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/otustemplate"
	"github.com/google/go-cmp/cmp"
)

// newLedger makes a ledger of two deliveries.
func newLedger(t *testing.T) (path string) {
	t.Helper()
	dir := t.TempDir()
	path = filepath.Join(dir, "shared.ledger")
	key := "0123456789abcdef0123456789abcdef"
	if err := os.WriteFile(path+".key", []byte("3031323334353637383961626364656630313233343536373839616263646566\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := otustemplate.OpenLedger(path, []byte(key))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, id := range []string{"1", "2"} {
		out, err := otustemplate.Create(filepath.Join(dir, "template"+id+".csv"), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer out.Close()
		b := otustemplate.Builder{Ledger: l}
		src := otustemplate.NewCSVSource(strings.NewReader("SIS ID,Recognition,Teacher Email,Class Name,Date\n"+id+",Tardy,t.reed@example.org,Algebra 1,2023-09-14\n"), nil)
		if _, err := b.Build(t.Context(), src, out); err != nil {
			t.Fatal(err)
		}
		if err := out.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func TestRun(t *testing.T) {
	const (
		one    = "d1    template1.csv, 1 record, 0 changes, 0 removals: "
		two    = "d2    template2.csv, 1 record, 0 changes, 0 removals: "
		open1  = "not shared yet: -commit d1 -on DATE, or -discard d1\n"
		open2  = "not shared yet: -commit d2 -on DATE, or -discard d2\n"
		shared = "shared on 2026-01-15\n"
	)
	path := newLedger(t)
	for _, step := range []struct {
		name   string
		args   []string
		status int
		stdout string
		stderr string // part of it; "": nothing
	}{
		{"list", []string{path}, 0, one + open1 + two + open2, ""},
		{"share", []string{"-commit", "d1", "-on", "2026-01-15", path}, 0, one + shared + two + open2, ""},
		{"share without a day", []string{"-commit", "d2", path}, 2, "", "-commit ID and -on DATE go together"},
		{"a day alone", []string{"-on", "2026-01-15", path}, 2, "", "-commit ID and -on DATE go together"},
		{"discard what was shared", []string{"-discard", "d1", path}, 2, "", "forget it if its load was undone"},
		{"discard", []string{path, "-discard", "d2"}, 0, one + shared, ""},
		{"discard twice", []string{"-discard", "d2", path}, 2, "", "the ledger has none of that name"},
		{"forget", []string{"-ledger-key", path + ".key", "-forget", "d1", path}, 0, "The ledger has no deliveries.\n", ""},
		{"no ledger", nil, 2, "", "no ledger is given"},
		{"not there", []string{path + "2"}, 2, "", "ledger2"},
	} {
		var stdout, stderr strings.Builder
		if got := run(step.args, &stdout, &stderr); got != step.status {
			t.Errorf("%s: status %d, want %d (%s)", step.name, got, step.status, stderr.String())
		}
		if diff := cmp.Diff(step.stdout, stdout.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
		if got := stderr.String(); !strings.Contains(got, step.stderr) || (got == "") != (step.stderr == "") {
			t.Errorf("%s: told %q, want %q in it", step.name, got, step.stderr)
		}
	}
	if _, err := os.Stat(path + "2"); err == nil {
		t.Error("a ledger was made to be listed")
	}
}

func TestHelp(t *testing.T) {
	var stdout, stderr strings.Builder
	if got := run([]string{"-h"}, &stdout, &stderr); got != 0 || !strings.HasPrefix(stdout.String(), "Ledger lists the deliveries") {
		t.Errorf("run(-h) = %d and %q, want 0 and the help", got, stdout.String())
	}
}
