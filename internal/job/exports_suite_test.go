package job_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// testdata/exports/summary.txt says how many rows of each export are written, rejected
// and left out, with its own mapping and with the one that Suggest makes: what a change
// of a rule does to all of them is seen there at a glance.
func TestExportsSummary(t *testing.T) {
	var b strings.Builder
	fmt.Fprintf(&b, "%-30s %-10s %6s %8s %8s %8s %8s %8s\n", "export", "mapping", "read", "left out", "repeated", "records", "written", "rejected")
	for _, dir := range exportDirs(t) {
		name := filepath.Base(dir)
		text := exportText(t, dir)
		line := func(by string, c tally.BuildCounts) {
			fmt.Fprintf(&b, "%-30s %-10s %6d %8d %8d %8d %8d %8d\n", name, by, c.Read, c.LeftOut, c.Repeated, c.Records, c.Written, c.Rejected)
		}
		got := build(t, exportBuilder(t, dir), csvSource(text))
		line("its own", *got.report.Build)
		if _, ok := exportOracles[name]; ok {
			line("suggested", *suggestedBuild(t, dir, text).report.Build)
		}
	}
	checkGolden(t, "exports/summary.txt", b.String())
}

// suggestedBuild builds an export with the mapping that Suggest makes of its labels,
// with nothing added but the names of codes, and the students whom people confirmed.
func suggestedBuild(t *testing.T, dir, text string) built {
	t.Helper()
	b := exportBuilder(t, dir)
	columns, err := csvSource(text).Columns()
	if err != nil {
		t.Fatal(err)
	}
	b.Mapping = mapping.Suggest(columns).Mapping
	var own struct {
		Columns struct {
			Recognition struct {
				Values map[string]string `json:"values"`
			}
		} `json:"columns"`
	}
	if err := json.Unmarshal(readFile(t, filepath.Join(dir, "mapping.json")), &own); err != nil {
		t.Fatal(err)
	}
	values := make(map[string]string)
	for code, name := range own.Columns.Recognition.Values {
		_, alone, _ := strings.Cut(code, "/") // its mapping may take the code with the role
		values[code], values[alone] = name, name
	}
	delete(values, "")
	names, err := json.Marshal(map[string]any{"columns": map[string]any{"Recognition": map[string]any{"values": values}}})
	if err != nil {
		t.Fatal(err)
	}
	b.Mapping = withValues(t, b.Mapping, string(names))
	if confirmed := confirmedOf(t, dir); confirmed != "" {
		b.Mapping = withValues(t, b.Mapping, confirmed)
	}
	got := build(t, b, csvSource(text))
	if got.err != nil {
		t.Fatal(got.err)
	}
	return got
}

func withValues(t *testing.T, m *mapping.Mapping, text string) *mapping.Mapping {
	t.Helper()
	values, err := mapping.ReadValues(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if m, err = m.WithValues(schema.NoColumn, values); err != nil {
		t.Fatal(err)
	}
	return m
}

// The mapping that Suggest makes writes most records of each export of Maple Ridge, and
// only right ones: none of another child, of a victim, a draft or a deleted entry.
func TestSuggestionsGiveRightRecords(t *testing.T) {
	for name, oracle := range exportOracles {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join("../../testdata/exports", name)
			text := exportText(t, dir)
			got := suggestedBuild(t, dir, text)
			compareSuggestion(t, got, oracle, text)
			if c := got.report.Build; c.Written*2 <= c.Records {
				t.Errorf("%d of %d records are written, want most", c.Written, c.Records)
			}
		})
	}
}

// compareSuggestion makes sure that each record is one that the oracle knows.
func compareSuggestion(t *testing.T, got built, oracle exportOracle, text string) {
	t.Helper()
	var right []string
	for _, w := range wantedRecords(t, oracle, text) {
		if w.number != "" && w.recognition != "" && w.date != "" {
			right = append(right, strings.Join([]string{w.number, w.recognition, w.date}, ", "))
		}
	}
	for _, row := range templateCells(t, got.template, "Student Number", "Recognition", "Date") {
		i := slices.Index(right, row)
		if i < 0 {
			t.Errorf("%s is written, and should not be", row)
			continue
		}
		right = right[i+1:] // in the order of the export
	}
}

// Where an export has nothing but names of students, nobody is written until people have
// said who they are: not even those of whom the roster has one of that name.
func TestNamesOfStudentsSettleNobody(t *testing.T) {
	dir := "../../testdata/exports/liveschool"
	b := exportBuilder(t, dir)
	b.Mapping = readMappingFile(t, filepath.Join(dir, "mapping.json")) // without confirmed.json
	got := build(t, b, csvSource(exportText(t, dir)))
	if c := got.report.Build; got.err != nil || c.Written != 0 || c.Rejected != c.Records {
		t.Errorf("%+v (%v), want every record rejected", c, got.err)
	}
}
