package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/otustemplate"
	"example.com/otustemplate/internal/killtest"
	"github.com/google/go-cmp/cmp"
)

const (
	ledgerMapping = `{"key": ["Incident"], "columns": {"SIS ID": {"from": "Student"}, "Recognition": {"const": "Tardy"},
		"Teacher Email": {"const": "t.reed@example.org"}, "Class Name": {"const": "Algebra 1"}, "Date": {"from": "Day"}, "Note": {"from": "Note"}}}`
	ledgerHeader = "Incident,Student,Day,Note\n"
)

// A first delivery is shared, and a second one has what is new, what changed and what is
// gone, each in its file.
func TestLedger(t *testing.T) {
	folder(t, map[string]string{
		"mapping.json": ledgerMapping,
		"first.csv":    ledgerHeader + "1,000123,9/14/2023,\n2,000124,9/15/2023,late\n3,000125,9/16/2023,\n4,000126,9/18/2023,\n",
		"second.csv":   ledgerHeader + "1,000123,9/14/2023,\n2,000124,9/15/2023,later\n4,000126,9/18/2023,\n5,000123,9/19/2023,\n",
	})
	runs := func(want int, told string, args ...string) (stdout string) {
		t.Helper()
		var out, err strings.Builder
		if got := run(t.Context(), append([]string{"-mapping", "mapping.json"}, args...), &out, &err); got != want || !strings.Contains(err.String(), told) {
			t.Fatalf("run(%q) = %d and told %q, want %d and %q", args, got, err.String(), want, told)
		}
		return out.String()
	}
	runs(2, "-whole goes with -ledger", "-whole", "first.csv")
	runs(2, "-ledger-key goes with -ledger", "-ledger-key", "k", "first.csv")
	first := runs(0, "A key was made for the ledger: shared.ledger.key.", "-ledger", "shared.ledger", "first.csv")
	if want := "-commit d1 -on DATE shared.ledger\n"; !strings.Contains(first, want) {
		t.Errorf("the first delivery does not say %q: %s", want, first)
	}
	runs(0, "If it was, stop, and say so with examples/ledger -commit d1 -on DATE.", "-ledger", "shared.ledger", "-out", "again", "first.csv")
	commitDelivery(t, "d1")
	second := runs(0, "Delivery d2", "-ledger", "shared.ledger", "-ledger-key", "shared.ledger.key", "-whole", "-out", "second", "second.csv")
	for _, want := range []string{"delivery d3", "template.csv  1 row", "rejects.csv   0 rows", "changes.csv   1 record ", "removals.csv  1 record ", "-on DATE -ledger-key shared.ledger.key shared.ledger\n"} {
		if !strings.Contains(second, want) {
			t.Errorf("the second delivery does not say %q: %s", want, second)
		}
	}
	for name, want := range map[string]string{
		"template.csv": "000123,,,Tardy,t.reed@example.org,Algebra 1,2023-09-19,",
		"changes.csv":  "Note,template.csv,3,2024-01-15,d1,3,,000124,,,Tardy,t.reed@example.org,Algebra 1,2023-09-15,later",
		"removals.csv": "The export no longer has the incident: remove the record,template.csv,4,2024-01-15,d1,2023-09-16,",
	} {
		if got := readFile(t, "second/"+name); strings.Count(got, "\n") != 2 || !strings.Contains(got, want) {
			t.Errorf("%s is %q, want one row with %q", name, got, want)
		}
	}
	commitDelivery(t, "d3")
	if third := runs(0, "", "-ledger", "shared.ledger", "-whole", "-out", "third", "second.csv"); !strings.Contains(third, "The ledger has no new delivery") {
		t.Errorf("the third delivery says %s", third)
	}
	if err := os.WriteFile("other.key", []byte(strings.Repeat("0123456789abcdef", 4)), 0o600); err != nil {
		t.Fatal(err)
	}
	runs(2, "other.key is not the key of shared.ledger", "-ledger", "shared.ledger", "-ledger-key", "other.key", "second.csv")
	runs(2, "first.csv is not the key of a ledger", "-ledger", "shared.ledger", "-ledger-key", "first.csv", "second.csv")
	if err := os.Remove("shared.ledger.key"); err != nil {
		t.Fatal(err)
	}
	runs(2, "the key of shared.ledger is not in shared.ledger.key", "-ledger", "shared.ledger", "second.csv")
}

func commitDelivery(t *testing.T, id string) {
	t.Helper()
	l := openedLedger(t, "shared.ledger")
	if err := l.Commit(id, otustemplate.Date{Year: 2024, Month: 1, Day: 15}); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func openedLedger(t *testing.T, path string) *otustemplate.Ledger {
	t.Helper()
	b := build{}
	b.ledger.Path = path
	l, err := b.ledger.Open(io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// killFolder names the environment variable that makes the test program one that builds,
// to be killed.
const killFolder = "OTUSTEMPLATE_TEST_KILL_FOLDER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(killFolder); dir != "" {
		buildForever(dir)
	}
	os.Exit(m.Run())
}

// fewestRecords is how many records the first template of buildForever has less one: the
// number of records tells which it is.
const fewestRecords = 700

// buildForever builds one export after the other with a ledger, each into a folder of its
// own and with a record more than the one before.
func buildForever(dir string) {
	for n := 1; ; n++ {
		killtest.Begin(n)
		number := foldersIn(dir) + 1
		out := filepath.Join(dir, fmt.Sprint("out", number))
		if err := os.Mkdir(out, 0o700); err != nil {
			panic(err)
		}
		export := new(strings.Builder)
		export.WriteString(ledgerHeader)
		for i := range fewestRecords + number {
			fmt.Fprintf(export, "%d-%d,%06d,9/14/2023,\n", number, i, 200100+i)
		}
		for name, text := range map[string]string{"export.csv": export.String(), "mapping.json": ledgerMapping} {
			if err := os.WriteFile(filepath.Join(out, name), []byte(text), 0o600); err != nil {
				panic(err)
			}
		}
		stderr := new(strings.Builder)
		ledger := filepath.Join(dir, "shared.ledger")
		args := []string{"-mapping", filepath.Join(out, "mapping.json"), "-ledger", ledger, "-out", out, filepath.Join(out, "export.csv")}
		if run(context.Background(), args, io.Discard, stderr) == 2 {
			panic(stderr.String())
		}
	}
}

func foldersIn(dir string) int {
	folders, err := filepath.Glob(filepath.Join(dir, "out*"))
	if err != nil {
		panic(err)
	}
	return len(folders)
}

// TestKillWithLedger kills builds at random moments: each delivery that the ledger then
// has was written whole, and those of builds that came to their end are there.
func TestKillWithLedger(t *testing.T) {
	kills := 6
	if os.Getenv("OTUSTEMPLATE_SLOW") != "" {
		kills = 200
	}
	dir := t.TempDir()
	ledger := filepath.Join(dir, "shared.ledger")
	recovered := 0
	for i := range kills {
		before, committed := foldersIn(dir), i%3
		killtest.Kill(t, committed, killFolder+"="+dir)
		if _, err := os.Stat(ledger + ".key"); err != nil {
			continue // it did not come so far
		}
		l := openedLedger(t, ledger)
		if l.Recovered() != "" {
			recovered++
		}
		there := make(map[int]bool)
		for _, d := range l.Deliveries() {
			number := int(d.Records) - fewestRecords
			there[number] = true
			if rows := rowsOf(t, filepath.Join(dir, fmt.Sprint("out", number), "template.csv")); rows != int(d.Records) {
				t.Fatalf("kill %d: the ledger says that delivery %s has %d records, and the template has %d", i, d.ID, d.Records, rows)
			}
		}
		for number := before + 1; number <= before+committed; number++ {
			if !there[number] {
				t.Errorf("kill %d: the ledger lacks the delivery of build %d, which came to its end", i, number)
			}
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d kills, in %d of which the ledger had something to cut off", kills, recovered)
}

// rowsOf counts the rows of a template; 0: there is none.
func rowsOf(t *testing.T, path string) int {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		return 0
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return len(rows) - 1
}

// A ledger that is the export's own file, or no ledger, is left as it is.
func TestLedgerIsSomethingElse(t *testing.T) {
	export := ledgerHeader + "1,000123,9/14/2023,\n"
	folder(t, map[string]string{"mapping.json": ledgerMapping, "export.csv": export, "k": strings.Repeat("0123456789abcdef", 4)})
	var stdout, stderr strings.Builder
	if got := run(t.Context(), []string{"-mapping", "mapping.json", "-ledger", "export.csv", "-ledger-key", "k", "export.csv"}, &stdout, &stderr); got != 2 || !strings.Contains(stderr.String(), "not a ledger") {
		t.Errorf("run = %d and told %q", got, stderr.String())
	}
	if diff := cmp.Diff(export, readFile(t, "export.csv")); diff != "" {
		t.Errorf("the export (-want +got):\n%s", diff)
	}
}
