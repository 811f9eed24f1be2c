package gen_test

import (
	"bytes"
	"encoding/csv"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/otustemplate/benchmarks/gen"
)

const rows = 10_000

func TestDistrictNamesAreDistinct(t *testing.T) {
	d := gen.NewDistrict(1)
	for _, tt := range []struct {
		name  string
		names []string
		want  int
	}{
		{"recognitions", d.Recognitions, 8},
		{"teachers", d.Teachers, gen.NumTeachers},
		{"classes", d.Classes, gen.NumClasses},
	} {
		seen := make(map[string]bool)
		shortest, longest := math.MaxInt, 0
		for _, name := range tt.names {
			seen[name] = true
			shortest, longest = min(shortest, len(name)), max(longest, len(name))
		}
		if len(seen) != tt.want || len(tt.names) != tt.want {
			t.Errorf("%s: %d names, %d of them different, want %d", tt.name, len(tt.names), len(seen), tt.want)
		}
		if longest < 2*shortest {
			t.Errorf("%s: lengths from %d to %d are not varied", tt.name, shortest, longest)
		}
	}
}

func TestSameSeedSameFile(t *testing.T) {
	file := func(seed uint64) []byte {
		return gen.New(gen.NewDistrict(seed), gen.Options{Seed: seed, Bad: 0.01, Repeated: 0.001}).File(1000)
	}
	if !bytes.Equal(file(1), file(1)) {
		t.Error("one seed makes two files")
	}
	if bytes.Equal(file(1), file(2)) {
		t.Error("two seeds make one file")
	}
}

func TestFileIsAsPromised(t *testing.T) {
	g := gen.New(gen.NewDistrict(1), gen.Options{Seed: 1, Bad: 0.01, Repeated: 0.01})
	file := g.File(rows)
	r := csv.NewReader(bytes.NewReader(file))
	r.FieldsPerRecord = -1
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var breaks int64
	first := make(map[string]bool)
	repeats := int64(0)
	for _, rec := range records[1:] {
		key := strings.Join(rec, "\x00")
		if first[key] {
			repeats++
		}
		first[key] = true
		if len(rec) > 8 && strings.Contains(rec[8], "\n") {
			breaks++
		}
	}
	if got := int64(len(records) - 1); got != rows || g.Counts.Rows != rows {
		t.Errorf("%d rows, %d counted, want %d", got, g.Counts.Rows, rows)
	}
	if repeats != g.Counts.Repeated {
		t.Errorf("%d rows repeat an earlier one, %d counted", repeats, g.Counts.Repeated)
	}
	near(t, "bytes a row", float64(len(file))/rows, 169, 2)
	near(t, "quoted notes", float64(g.Counts.Quoted)/rows, 3.0/8, 0.02)
	near(t, "notes with a line break", float64(breaks)/rows, 1.0/8, 0.02)
	near(t, "bad rows", float64(g.Counts.Bad)/rows, 0.01, 0.003)
	near(t, "repeated rows", float64(g.Counts.Repeated)/rows, 0.01, 0.003)
}

func TestByTeacherHasTheSameRows(t *testing.T) {
	opts := gen.Options{Seed: 1, Bad: 0.1, Repeated: 0.1}
	random := gen.New(gen.NewDistrict(1), opts).File(rows)
	opts.ByTeacher = true
	sorted := gen.New(gen.NewDistrict(1), opts).File(rows)
	read := func(file []byte) [][]string {
		r := csv.NewReader(bytes.NewReader(file))
		r.FieldsPerRecord = -1
		records, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return records
	}
	want, got := read(random), read(sorted)
	changes := 0
	for i, rec := range got[1:] {
		if rec[5] != got[i][5] {
			changes++
		}
	}
	if changes > gen.NumTeachers+rows/5 { // a bad row may have another teacher
		t.Errorf("the teacher changes %d times", changes)
	}
	slices.SortFunc(want, slices.Compare)
	slices.SortFunc(got, slices.Compare)
	if !slices.EqualFunc(want, got, slices.Equal) {
		t.Error("the rows are not those of the file in random order")
	}
}

// The library takes 000000 for a number that was made up to fill the cell.
func TestEveryStudentHasANumber(t *testing.T) {
	records, err := csv.NewReader(bytes.NewReader(gen.New(gen.NewDistrict(1), gen.Options{}).File(5 * gen.NumStudents))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	numbers := make(map[string]bool)
	for _, rec := range records[1:] {
		numbers[rec[2]] = true
		if strings.Trim(rec[2], "0") == "" {
			t.Fatalf("a student has the number %q", rec[2])
		}
	}
	if len(numbers) < gen.NumStudents*9/10 {
		t.Errorf("only %d students in the file", len(numbers))
	}
}

func TestUSDates(t *testing.T) {
	opts := gen.Options{USDates: true}
	records, err := csv.NewReader(bytes.NewReader(gen.New(gen.NewDistrict(1), opts).File(1000))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, rec := range records[1:] {
		day, err := time.Parse(opts.DateLayout(), rec[7])
		if err != nil || day.Before(gen.FirstDay) || day.After(gen.LastDay) {
			t.Fatalf("date %q: %v", rec[7], err)
		}
	}
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(got-want) > tolerance {
		t.Errorf("%s: %.3f, want %.3f ± %.3f", what, got, want, tolerance)
	}
}
