package gen_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/benchmarks/gen"
)

func TestSameSISSameFiles(t *testing.T) {
	files := func(seed uint64) []byte {
		dir, _ := writeSIS(t, gen.SIS{Seed: seed, Students: gen.MinStudents, Rows: 500, Bad: 0.1, Repeated: 0.1})
		var all []byte
		for _, name := range append([]string{gen.RecognitionsFile, gen.MappingFile, gen.ExportFile, gen.TemplateFile}, rosterFiles()...) {
			all = append(all, read(t, dir, name)...)
		}
		return all
	}
	if !bytes.Equal(files(1), files(1)) {
		t.Error("one seed makes two districts")
	}
	if bytes.Equal(files(1), files(2)) {
		t.Error("two seeds make one district")
	}
}

func TestSISIsAsPromised(t *testing.T) {
	sis := gen.SIS{Seed: 1, Students: gen.MinStudents, Rows: rows, Bad: 0.02, Repeated: 0.01}
	dir, truth := writeSIS(t, sis)
	near(t, "bad rows", float64(truth.Bad)/rows, sis.Bad, 0.005)
	near(t, "repeated rows", float64(truth.Repeated)/rows, sis.Repeated, 0.003)
	near(t, "mismatched rows", float64(truth.Mismatched)/rows, sis.Bad/7, 0.002)
	for name, want := range map[string]int{
		gen.ExportFile:   rows,
		gen.TemplateFile: rows,
		rosterFiles()[1]: sis.Students + sis.Teachers(),
		rosterFiles()[2]: sis.Classes(),
		rosterFiles()[3]: sis.Enrollments(),
	} {
		if got := len(records(t, dir, name)); got != want {
			t.Errorf("%s: %d rows, want %d", name, got, want)
		}
	}
	seen := make(map[string]bool)
	var repeated int64
	for _, rec := range records(t, dir, gen.TemplateFile) {
		key := strings.Join(rec, "\x00")
		if seen[key] {
			repeated++
		}
		seen[key] = true
	}
	if repeated != truth.Repeated {
		t.Errorf("%d rows are repeated, want %d", repeated, truth.Repeated)
	}
}

func TestSISOrder(t *testing.T) {
	for _, tt := range []struct {
		order  gen.Order
		column int // of the template
		sorted bool
	}{
		{gen.ByDate, 7, true},
		{gen.Random, 7, false},
	} {
		dir, _ := writeSIS(t, gen.SIS{Seed: 1, Students: gen.MinStudents, Rows: 500, Order: tt.order})
		sorted := slices.IsSortedFunc(records(t, dir, gen.TemplateFile), func(a, b []string) int {
			return strings.Compare(a[tt.column], b[tt.column])
		})
		if sorted != tt.sorted {
			t.Errorf("order %q: sorted = %t", tt.order, sorted)
		}
	}
	// Rows of a teacher stand together.
	dir, _ := writeSIS(t, gen.SIS{Seed: 1, Students: gen.MinStudents, Rows: 500, Order: gen.ByTeacher})
	seen, last := make(map[string]bool), ""
	for _, rec := range records(t, dir, gen.TemplateFile) {
		if rec[5] != last && seen[rec[5]] {
			t.Fatalf("%s comes again", rec[5])
		}
		last = rec[5]
		seen[last] = true
	}
}

func TestNameWords(t *testing.T) {
	count := func(words bool) int {
		dir, _ := writeSIS(t, gen.SIS{Seed: 1, Students: gen.MinStudents, Rows: 500, NameWords: words})
		return bytes.Count(read(t, dir, gen.ExportFile), []byte("Grace "))
	}
	if without, with := count(false), count(true); without > 0 || with < 20 {
		t.Errorf("notes have Grace %d times without the option and %d times with it", without, with)
	}
}

func TestSmallSISIsRefused(t *testing.T) {
	if _, err := (gen.SIS{Students: gen.MinStudents - 1}).Write(t.TempDir()); err == nil {
		t.Error("no error")
	}
}

func writeSIS(t *testing.T, sis gen.SIS) (dir string, truth gen.Truth) {
	t.Helper()
	dir = t.TempDir()
	truth, err := sis.Write(dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir, truth
}

func rosterFiles() []string {
	var names []string
	for _, name := range gen.RosterFiles {
		names = append(names, filepath.Join(gen.RosterFolder, name))
	}
	return names
}

func read(t *testing.T, dir, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// records returns the rows of a file below its header.
func records(t *testing.T, dir, name string) [][]string {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(read(t, dir, name))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[1:]
}

// A given and a family name side by side may be a student's, which makes a row bad.
func TestNameWordsNameNobody(t *testing.T) {
	given := []string{"Grace", "Hope", "Mark", "Chase", "Will", "Faith", "Joy", "Dean"}
	family := []string{"Young", "Day", "Long", "Little", "Best", "Rush", "Page", "Price"}
	dir, _ := writeSIS(t, gen.SIS{Seed: 1, Students: gen.MinStudents, Rows: rows, NameWords: true})
	names := 0
	for _, rec := range records(t, dir, gen.TemplateFile) {
		last, since := "", 0
		for word := range strings.FieldsSeq(rec[8]) {
			kind := ""
			switch word := strings.TrimRight(word, ".,"); {
			case slices.Contains(given, word):
				kind = "given"
			case slices.Contains(family, word):
				kind = "family"
			default:
				since++
				continue
			}
			if names++; last != "" && kind != last && since < 2 {
				t.Fatalf("a note has two names: %q", rec[8])
			}
			last, since = kind, 0
		}
	}
	if names < rows {
		t.Errorf("only %d words that are names in %d notes", names, rows)
	}
}
