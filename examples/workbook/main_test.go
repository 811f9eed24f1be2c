package main

import (
	"context"
	"encoding/csv"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"example.com/otustemplate"
)

// sampleFlags are the flags that the sample's files are given with.
func sampleFlags(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Abs("district")
	must(t, err)
	return []string{
		"-oneroster", filepath.Join(files, "oneroster"), "-recognitions", filepath.Join(files, "recognitions.csv"),
		"-mapping", filepath.Join(files, "mapping.json"), "-first", "2023-08-14", "-last", "2024-06-07",
	}
}

// built runs the program, and returns what it printed.
func built(t *testing.T, want int, args ...string) string {
	t.Helper()
	var stdout, stderr strings.Builder
	if got := run(t.Context(), args, &stdout, &stderr); got != want {
		t.Fatalf("run(%q) = %d and told %q, want %d", args, got, stderr.String(), want)
	}
	return stdout.String()
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	must(t, err)
	return string(text)
}

// The sample: a first round, then what staff correct in the workbook.
func TestSample(t *testing.T) {
	flags := sampleFlags(t)
	t.Chdir(t.TempDir())
	printed := built(t, 0)
	for _, want := range []string{"rows-to-correct.xlsx", "template.csv", "give rows-to-correct.xlsx to staff"} {
		if !strings.Contains(printed, want) {
			t.Errorf("the program does not say %q", want)
		}
	}
	rejects := read(t, "out", rejectsName)
	if n := strings.Count(rejects, "\r\n"); n < 10 {
		t.Fatalf("%d lines of rejects, want more", n)
	}
	if strings.Contains(read(t, "out", templateName), "T00:00:00") {
		t.Error("a day has a time")
	}

	// Untouched, the workbook gives the same rejects, byte for byte, as the rejects do.
	built(t, 1, append(slices.Clone(flags), "-out", "again", filepath.Join("out", correctName))...)
	built(t, 1, append(slices.Clone(flags), "-out", "csv", filepath.Join("out", rejectsName))...)
	if diff := cmp.Diff(read(t, "csv", rejectsName), read(t, "again", rejectsName)); diff != "" {
		t.Errorf("the rejects of the workbook are not those of the rejects (-want +got):\n%s", diff)
	}

	// With three cells corrected, one of them an answer, three rows fewer are left.
	changed(t, filepath.Join("out", correctName), func(b *excelize.File) {
		rows, err := b.GetRows(sheetRowsName)
		must(t, err)
		for i, row := range rows {
			cell := func(title string) string {
				name, err := excelize.CoordinatesToCellName(slices.Index(rows[0], title)+1, i+1)
				must(t, err)
				return name
			}
			switch {
			case slices.Contains(row, "Rivra, Ana"):
				must(t, b.SetCellStr(sheetRowsName, cell("Entry_Author"), "Rivera, Ana"))
			case slices.Contains(row, "11/31/2023"):
				must(t, b.SetCellStr(sheetRowsName, cell("Entry_Date"), "11/30/2023"))
			case slices.ContainsFunc(row, func(cell string) bool { return strings.Contains(cell, "Physical Education\" or \"Health") }):
				must(t, b.SetCellStr(sheetRowsName, cell("answer: Class Name"), "Health"))
			}
		}
	})
	built(t, 1, append(slices.Clone(flags), "-out", "second", filepath.Join("out", correctName))...)
	if got := strings.Count(read(t, "second", templateName), "\r\n") - 1; got != 3 {
		t.Errorf("%d rows are ready after three corrections, want 3", got)
	}
}

// Files of values may be given one after the other.
func TestValues(t *testing.T) {
	flags := sampleFlags(t)
	export, err := sample.ReadFile("district/export.xlsx")
	must(t, err)
	t.Chdir(t.TempDir())
	must(t, os.WriteFile("export.xlsx", export, 0o600),
		os.WriteFile("none.json", []byte(`{"columns": {"Recognition": {"values": {"NONE": "Tardy"}}}}`), 0o600),
		os.WriteFile("lunch.json", []byte(`{"columns": {"Recognition": {"values": {"LUNCH": "Hallway Pass"}}}}`), 0o600))
	built(t, 1, append(slices.Clone(flags), "-values", "none.json", "-values", "lunch.json", "export.xlsx")...)
	if missing := read(t, "out", missingName); strings.Contains(missing, "LUNCH") {
		t.Errorf("LUNCH has a name in the second file, and is still missing: %s", missing)
	}
}

// The files are for one's own eyes.
// A suggestion is for the columns of the sheet.
func TestSuggest(t *testing.T) {
	sample, err := filepath.Abs("district/export.xlsx")
	must(t, err)
	t.Chdir(t.TempDir())
	var stdout, stderr strings.Builder
	if got := run(t.Context(), []string{"-suggest", sample}, &stdout, &stderr); got != 0 {
		t.Fatalf("run = %d, told %q; want 0", got, stderr.String())
	}
	if m, err := otustemplate.ReadMapping(strings.NewReader(stdout.String())); err != nil || len(m.Missing()) > 0 {
		t.Errorf("suggested %s (%v), want a mapping that lacks nothing", stdout.String(), err)
	}
	if _, err := os.Stat("out"); err == nil {
		t.Error("-suggest wrote files")
	}
}

func TestModes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	t.Chdir(t.TempDir())
	built(t, 0)
	entries, err := os.ReadDir("out")
	must(t, err)
	var names []string
	for _, e := range entries {
		info, err := e.Info()
		must(t, err)
		if info.Mode() != fs.FileMode(0o600) {
			t.Errorf("%s has the mode %v, want 0600", e.Name(), info.Mode())
		}
		names = append(names, e.Name())
	}
	if diff := cmp.Diff([]string{missingName, rejectsName, reportName, correctName, templateName}, names); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestRunFailures(t *testing.T) {
	flags := sampleFlags(t)
	t.Chdir(t.TempDir())
	must(t, os.WriteFile("zip.xlsx", []byte("PK\x03\x04 is no zip"), 0o600), os.WriteFile("export.csv", []byte("a,b\n1,2\n"), 0o600),
		os.WriteFile("lookup.json", []byte(`{"columns": {"Class Name": {"lookup": "class-of"}}}`), 0o600))
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"no such file", append(slices.Clone(flags), "nope.xlsx"), "nope.xlsx: there is no such file"},
		{"a zip that is none", append(slices.Clone(flags), "zip.xlsx"), "no .xlsx workbook"},
		{"flags without an export", flags, "no export is given"},
		{"a CSV of another kind", append(slices.Clone(flags), "export.csv"), "Student_Number"},
		{"look-ups without a roster", []string{"-mapping", "lookup.json", "export.csv"}, "give the roster with -oneroster FOLDER"},
		{"two exports", []string{"a.xlsx", "b.xlsx"}, "takes only one"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			if got := run(t.Context(), tt.args, &stdout, &stderr); got != 2 || !strings.Contains(stderr.String(), tt.want) {
				t.Errorf("run = %d and told %q, want 2 and %q", got, stderr.String(), tt.want)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stdout, stderr strings.Builder
	if got := run(ctx, nil, &stdout, &stderr); got != 2 || !strings.Contains(stderr.String(), "nothing was written") {
		t.Errorf("interrupted: run = %d and told %q", got, stderr.String())
	}
	if entries, err := os.ReadDir("out"); err == nil && len(entries) > 0 {
		t.Errorf("an interrupted run left %v", entries)
	}
}

// Students of a list do not enter the template, nor the rows to correct; a redacted report
// has no student; a number of rows to correct may be called a success.
func TestExcludeAndRedact(t *testing.T) {
	flags := sampleFlags(t)
	export, err := filepath.Abs("district/export.xlsx")
	must(t, err)
	t.Chdir(t.TempDir())
	must(t, os.WriteFile("exclude.csv", []byte("Student Number\n004471\n"), 0o600))
	flags = append(flags, export)
	plain := built(t, 1, flags...)
	if !strings.Contains(read(t, "out", rejectsName), "004471") || !strings.Contains(read(t, "out", reportName), "004310") {
		t.Fatal("the rows to correct or the report lack the students of this test")
	}
	printed := built(t, 0, append(slices.Clone(flags), "-exclude", "exclude.csv", "-redact", "-max-rejects", "15", "-out", "less")...)
	if strings.Contains(read(t, "less", templateName)+read(t, "less", rejectsName), "004471") {
		t.Error("a student of -exclude is in the template or in the rows to correct")
	}
	if strings.Contains(read(t, "less", reportName)+printed, "009418") || !strings.Contains(plain, "009418") {
		t.Error("a redacted report has a student, or one that is not redacted has none")
	}
	built(t, 1, append(slices.Clone(flags), "-exclude", "exclude.csv", "-max-rejects", "14", "-out", "less")...)
}

// The cells that the report and the issues name are those of the workbook, whose columns
// are in another order than those of the rejects: each has what is wrong as its comment.
func TestCellsOfTheReport(t *testing.T) {
	t.Chdir(t.TempDir())
	printed := built(t, 0, "-issues", "issues.csv")
	book, err := excelize.OpenFile(filepath.Join("out", correctName))
	must(t, err)
	defer book.Close()
	comments, err := book.GetComments(sheetRowsName)
	must(t, err)
	told := map[string]string{}
	for _, c := range comments {
		told[c.Cell] = strings.ToLower(c.Text)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(read(t, "issues.csv"), "\ufeff"))).ReadAll()
	must(t, err)
	at := map[string]int{}
	for i, title := range rows[0] {
		at[title] = i
	}
	named := 0
	for _, row := range rows[1:] {
		cell := row[at["cell"]]
		if row[at["file"]] != correctName || row[at["severity"]] != "error" || strings.HasPrefix(cell, "row ") {
			continue
		}
		named++
		if message := strings.ToLower(row[at["message"]]); !strings.Contains(told[cell], message) {
			t.Errorf("%s: the comment is %q, want %q", cell, told[cell], message)
		}
	}
	if named < 10 {
		t.Errorf("%d cells are named, want more", named)
	}
	const dateCell = "F8 of rows-to-correct.xlsx"
	if page := read(t, "out", reportName); !strings.Contains(printed, dateCell) || !strings.Contains(page, "F8") {
		t.Errorf("neither the report nor the page names %s", dateCell)
	}
}
