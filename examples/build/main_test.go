package main

import (
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate"
	"example.com/otustemplate/examples/internal/cli"
)

// update makes TestSample write what it got; review the diff like code.
var update = flag.Bool("update", false, "rewrite golden files")

// TestSample compares what the sample gives with testdata.
func TestSample(t *testing.T) {
	golden, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	var stdout, stderr strings.Builder
	if got := run(t.Context(), nil, &stdout, &stderr); got != 0 || stderr.Len() > 0 {
		t.Fatalf("run = %d and told %q, want 0, as the sample's errors are meant", got, stderr.String())
	}
	checkGolden(t, filepath.Join(golden, "report.txt"), stdout.String())
	for _, name := range []string{"template.csv", "rejects.csv", "missing.json"} {
		checkGolden(t, filepath.Join(golden, name), readFile(t, filepath.Join("out", name)))
	}
	// The page is checked where it is made; here it need only be there.
	if page := readFile(t, filepath.Join("out", "report.html")); !strings.Contains(page, "<table") {
		t.Errorf("report.html of %d bytes has no table", len(page))
	}
}

func checkGolden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(got), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(readFile(t, path), got); diff != "" {
		t.Errorf("%s changed (-want +got); run with -update if meant:\n%s", filepath.Base(path), diff)
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// folder makes the files of a district, and goes there.
func folder(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// district is a small export, and what belongs to it.
func district() map[string]string {
	return map[string]string{
		"export.csv":   "Pupil;Kind;By;Course;On;Void\n000123;T;t.reed@example.org;Algebra 1;9/14/2023;0\n000124;T;t.reed@example.org;Algebra 1;9/15/2023;1\n",
		"teachers.txt": "t.reed@example.org\n",
		"layout.csv":   "SIS ID,Recognition,Teacher E-mail,Class,Date,Notes\n",
		"mapping.json": `{"rows": {"not": {"Void": ["1"]}}, "columns": {
			"SIS ID": {"from": "Pupil"}, "Recognition": {"from": "Kind", "values": {"T": "Tardy"}},
			"Teacher Email": {"from": "By"}, "Class Name": {"from": "Course"}, "Date": {"from": "On"}}}`,
	}
}

// builtSample builds the sample in a folder of its own, goes there, and returns
// the flags that the sample's files are given with.
func builtSample(t *testing.T) (flags []string) {
	t.Helper()
	files, err := filepath.Abs("district")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if got := run(t.Context(), nil, io.Discard, io.Discard); got != 0 {
		t.Fatalf("run = %d, want 0", got)
	}
	return []string{
		"-oneroster", filepath.Join(files, "oneroster"), "-recognitions", filepath.Join(files, "recognitions.csv"),
		"-mapping", filepath.Join(files, "mapping.json"), "-first", "2023-08-14", "-last", "2024-06-07",
	}
}

// TestSampleTemplate: what was written has no error when it is read back.
func TestSampleTemplate(t *testing.T) {
	builtSample(t)
	lists := cli.Lists{Files: sample}
	flags := flag.NewFlagSet("lists", flag.ContinueOnError)
	lists.Flags(flags)
	if err := flags.Parse([]string{"-oneroster", "district/oneroster", "-recognitions", "district/recognitions.csv"}); err != nil {
		t.Fatal(err)
	}
	v, _, err := lists.Validator(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	report, err := v.ValidateFile(t.Context(), "out/template.csv")
	if err != nil || report.Err() != nil {
		t.Errorf("ValidateFile = %v, %v, want no errors", report.Err(), err)
	}
	if report.Rows < 200 || len(report.Unchecked) > 0 && !slices.Equal(report.Unchecked, []otustemplate.Code{otustemplate.CodeDuplicateShared}) {
		t.Errorf("%d rows, %v unchecked; want over 200 and all checked", report.Rows, report.Unchecked)
	}
}

// TestIssues: the file has every issue, of which a report keeps only some, in the rows
// that the report has; redacted, it holds no student.
func TestIssues(t *testing.T) {
	flags := builtSample(t)
	export, err := sample.ReadFile("district/export.csv")
	if err != nil {
		t.Fatal(err)
	}
	options := `{"severity": {"spaces": "error"}}`
	if err := errors.Join(os.WriteFile("export.csv", export, 0o600), os.WriteFile("options.json", []byte(options), 0o600)); err != nil {
		t.Fatal(err)
	}
	var shown, told strings.Builder
	args := slices.Concat([]string{"export.csv"}, flags, []string{"-options", "options.json", "-out", "new", "-issues", "new/issues.csv", "-redact"})
	if got := run(t.Context(), args, &shown, &told); got != cli.Errors || told.Len() > 0 {
		t.Fatalf("run = %d and told %q, want %d, as rows are rejected", got, told.String(), cli.Errors)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(readFile(t, "new/issues.csv"), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := "row cell column severity code value message fix safe repaired who file export row"; strings.Join(rows[0], " ") != want {
		t.Errorf("columns %q, want %q", rows[0], want)
	}
	files := map[string]int{}
	for _, row := range rows[1:] {
		files[row[11]]++
		if c, err := otustemplate.ParseColumn(row[2]); err == nil && c <= otustemplate.ColStateID && row[5] != "" && row[5] != "(hidden)" {
			t.Errorf("the cell of %s shows in a redacted file", row[2])
		}
	}
	if files["rejects.csv"] == 0 || files["template.csv"] == 0 {
		t.Errorf("issues by file: %v, want some in rejects.csv and in template.csv", files)
	}
	rejects, err := csv.NewReader(strings.NewReader(readFile(t, "out/rejects.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	page := readFile(t, "new/report.html")
	for _, row := range rejects[1:] {
		if number := row[0]; len(number) == 6 && (strings.Contains(page, number) || strings.Contains(shown.String(), number)) {
			t.Error("a redacted report shows the number of a student")
		}
	}
}

// TestSampleModes: the files are for one's own eyes.
func TestSampleModes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	builtSample(t)
	want := map[string]fs.FileMode{"out": 0o700 | fs.ModeDir}
	for _, name := range []string{"template.csv", "rejects.csv", "report.html", "missing.json"} {
		want[filepath.Join("out", name)] = 0o600
	}
	for path, mode := range want {
		if info, err := os.Stat(path); err != nil || info.Mode() != mode {
			t.Errorf("Stat(%s) = %v, %v, want mode %v", path, info, err, mode)
		}
	}
}

// TestMendedRejects builds from the rejects again, after a person has mended
// some of them.
func TestMendedRejects(t *testing.T) {
	args := append(builtSample(t), "-out", "again", "out/rejects.csv")
	rejects := readFile(t, "out/rejects.csv")
	set := aside(t, rejects)
	mended := strings.NewReplacer(
		`"Rivra, Ana",3`, `"Rivera, Ana",3`, // the name misspelt
		`11/16/2023,12:40,"Nguyen, Paul",,`, `11/16/2023,12:40,"Nguyen, Paul",5,`, // the period, of two classes
	).Replace(rejects)
	if err := os.WriteFile("out/rejects.csv", []byte(mended), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		max    int
		status int
	}{
		{"one too many", set - 3, 1},
		{"as many as allowed", set - 2, 0},
	} {
		var stdout, stderr strings.Builder
		args := append([]string{"-max-rejects", strconv.Itoa(tt.max)}, args...)
		if got := run(t.Context(), args, &stdout, &stderr); got != tt.status || stderr.Len() > 0 {
			t.Errorf("%s: run = %d and told %q, want %d: %s", tt.name, got, stderr.String(), tt.status, stdout.String())
		}
	}
	want := []string{
		"Hallway Pass,a.rivera@northfield.example.org,Algebra 1,2023-09-08",
		"Tardy,p.nguyen@northfield.example.org,Physical Education,2023-11-16",
	}
	template := readFile(t, "again/template.csv")
	for _, row := range want {
		if !strings.Contains(template, row) {
			t.Errorf("the template lacks %q: %s", row, template)
		}
	}
	if got := strings.Count(template, "\n") - 1; got != len(want) {
		t.Errorf("%d rows are written, want %d: %s", got, len(want), template)
	}
	if got := aside(t, readFile(t, "again/rejects.csv")); got != set-len(want) {
		t.Errorf("%d rows are set aside, want %d", got, set-len(want))
	}
}

// aside counts the rows of a rejects file, each of which must say why it is
// there, and of which row.
func aside(t *testing.T, text string) int {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("rejects of %d rows, %v; want some", len(rows), err)
	}
	row := slices.Index(rows[0], "otustemplate row")
	problem := slices.Index(rows[0], "otustemplate problem")
	if row < 0 || problem < 0 {
		t.Fatalf("the rejects have the labels %q", rows[0])
	}
	for _, r := range rows[1:] {
		if r[row] == "" || r[problem] == "" {
			t.Errorf("reject %q has no row or no problem", r)
		}
	}
	return len(rows) - 1
}

// TestErrorsLeft: without an entry for T in the mapping no row can be written.
func TestErrorsLeft(t *testing.T) {
	files := district()
	files["mapping.json"] = strings.Replace(files["mapping.json"], `"T":`, `"X":`, 1)
	folder(t, files)
	var stdout, stderr strings.Builder
	if got := run(t.Context(), []string{"-mapping", "mapping.json", "export.csv"}, &stdout, &stderr); got != 1 {
		t.Errorf("run = %d and told %q, want 1", got, stderr.String())
	}
	if rejects := readFile(t, "out/rejects.csv"); !strings.Contains(rejects, "000123,T,") {
		t.Errorf("rejects = %q, want the row of 000123", rejects)
	}
	if missing := readFile(t, "out/missing.json"); !strings.Contains(missing, `"T": ""`) {
		t.Errorf("missing.json = %q, want T in it", missing)
	}
}

// What missing.json asks for is filled in there, and nothing is copied into the mapping.
func TestValues(t *testing.T) {
	files := district()
	files["mapping.json"] = strings.Replace(files["mapping.json"], `"T":`, `"X":`, 1)
	files["codes.csv"] = "Code,Name\nT,Tardy\n"
	folder(t, files)
	var stdout, stderr strings.Builder
	run(t.Context(), []string{"-mapping", "mapping.json", "export.csv"}, &stdout, &stderr)
	filled := strings.Replace(readFile(t, "out/missing.json"), `"T": ""`, `"T": "Tardy"`, 1)
	if err := os.WriteFile("filled.json", []byte(filled), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, values := range []string{"filled.json", "Recognition=codes.csv"} {
		args := []string{"-mapping", "mapping.json", "-values", values, "-out", "second", "out/rejects.csv"}
		if got := run(t.Context(), args, &stdout, &stderr); got != 0 {
			t.Errorf("run with -values %s = %d and told %q", values, got, stderr.String())
		}
		if template := readFile(t, "second/template.csv"); !strings.Contains(template, "000123,") {
			t.Errorf("with -values %s the template is %q, want the row of 000123", values, template)
		}
	}
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"-values", "filled.json", "-values", "codes.csv"}, "-values goes with -mapping"},
		{[]string{"-mapping", "mapping.json", "-values", "codes.csv"}, "codes.csv: mapping, columns: say of which column"},
		{[]string{"-mapping", "mapping.json", "-values", "Recognition=export.csv"}, "export.csv: otustemplate: reading values: line 1 has no two cells"},
		{[]string{"-mapping", "mapping.json", "-values", "none.json"}, "none.json"},
	} {
		stderr.Reset()
		if got := run(t.Context(), append(tt.args, "export.csv"), &stdout, &stderr); got != 2 || !strings.Contains(stderr.String(), tt.want) {
			t.Errorf("run %q = %d and told %q, want 2 and %q", tt.args, got, stderr.String(), tt.want)
		}
	}
}

// Without a mapping it is said that there are mappings, where rows are set aside.
// Whom a list excludes is in no file; a list that names nobody stops the build.
func TestExclude(t *testing.T) {
	files := map[string]string{"never.csv": "Student Number,Reason\n004191,opted out\n", "others.csv": "SIS ID\nnobody\n",
		"export.csv": "Student Number,Recognition,Teacher Email,Class Name,Date\n4191,Tardy,x,Biology,10/02/2023\n5,Tardy,x,Biology,10/02/2023\n"}
	roster, err := filepath.Abs("district/oneroster")
	if err != nil {
		t.Fatal(err)
	}
	folder(t, files)
	args := []string{"-oneroster", roster, "-exclude", "never.csv", "export.csv"}
	var stdout, stderr strings.Builder
	if got := run(t.Context(), args, &stdout, &stderr); got != 1 { // the row of nobody is rejected
		t.Fatalf("run = %d: %s", got, stderr.String())
	}
	if !strings.Contains(stdout.String(), "1 excluded") {
		t.Errorf("told %q, want that one is excluded", stdout.String())
	}
	for _, file := range []string{"template.csv", "rejects.csv", "report.html", "missing.json"} {
		if text := readFile(t, "out/"+file); strings.Contains(text, "4191") {
			t.Errorf("%s has the excluded student: %s", file, text)
		}
	}
	stderr.Reset()
	if got := run(t.Context(), append([]string{"-exclude", "others.csv"}, args...), &stdout, &stderr); got != 2 || !strings.Contains(stderr.String(), "others.csv, line 2") || strings.Contains(stderr.String(), "nobody") {
		t.Errorf("run = %d and told %q, want 2 and the line", got, stderr.String())
	}
}

// A key that no row has is told on the terminal by its line.
func TestExcludeKeyOfNoRow(t *testing.T) {
	folder(t, map[string]string{"never.csv": "Incident\n7\n71\n", "mapping.json": `{"key": ["Incident"], "columns": {"SIS ID": {"from": "SIS ID"}, "Recognition": {"from": "What"},
		"Teacher Email": {"const": "a@example.org"}, "Class Name": {"const": "Art"}, "Date": {"const": "2023-09-14"}}}`, "export.csv": "Incident,SIS ID,What\n7,1,Tardy\n8,2,Tardy\n"})
	var stdout, stderr strings.Builder
	if got := run(t.Context(), []string{"-mapping", "mapping.json", "-exclude", "never.csv", "export.csv"}, &stdout, &stderr); got != 0 {
		t.Fatalf("run = %d: %s", got, stderr.String())
	}
	if text := stdout.String(); !strings.Contains(text, "1 excluded") || !strings.Contains(text, "Not found to exclude") || !strings.Contains(text, "line 3") {
		t.Errorf("told %s", text)
	}
}

func TestNoMapping(t *testing.T) {
	const labels, good = "SIS ID,Recognition,Teacher Email,Class Name,Date\n", "000123,Tardy,t.reed@example.org,Algebra 1,2023-09-14\n"
	for text, told := range map[string]bool{labels + good: false, labels + good + "000124,,t.reed@example.org,Algebra 1,2023-09-14\n": true} {
		folder(t, map[string]string{"export.csv": text})
		var stdout, stderr strings.Builder
		if run(t.Context(), []string{"export.csv"}, &stdout, &stderr); stderr.Len() > 0 {
			t.Errorf("run told %q of %q", stderr.String(), text)
		}
		for _, flag := range []string{"-mapping FILE", "-suggest"} {
			if strings.Contains(stdout.String(), flag) != told {
				t.Errorf("%s is named: %t, want %t for %q: %s", flag, !told, told, text, stdout.String())
			}
		}
	}
}

// What comes next never says more than the report: a template that is not to be shared
// is none to share.
func TestNextStep(t *testing.T) {
	const labels, good, never = "SIS ID,Recognition,Teacher Email,Class Name,Date\n", "000123,Tardy,t.reed@example.org,Algebra 1,2023-09-14\n", "is not to be shared"
	for _, tt := range []struct {
		name, text string
		code       int
		want       string
	}{
		{"no rows", labels, 1, never},
		{"good rows", labels + good, 0, "Next: do what the first lines of this report say, and keep a copy"},
		{"a row that the file as a whole makes wrong", labels + good + "000124,Tardy,t.reed@example.org,Algebra 1,13/9/2023\n", 1, "Next: correct rejects.csv"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder(t, map[string]string{"export.csv": tt.text})
			var stdout, stderr strings.Builder
			if got := run(t.Context(), []string{"export.csv"}, &stdout, &stderr); got != tt.code || stderr.Len() > 0 {
				t.Errorf("run = %d and told %q, want %d", got, stderr.String(), tt.code)
			}
			if !strings.Contains(stdout.String(), tt.want) || strings.Contains(stdout.String(), never) != (tt.want == never) {
				t.Errorf("told %s, want %q", stdout.String(), tt.want)
			}
		})
	}
}

func TestOwnExport(t *testing.T) {
	folder(t, district())
	var stdout, stderr strings.Builder
	args := []string{"-mapping", "mapping.json", "-teachers", "teachers.txt", "-layout", "layout.csv", "export.csv"}
	if got := run(t.Context(), args, &stdout, &stderr); got != 0 || stderr.Len() > 0 {
		t.Fatalf("run = %d and told %q, want 0: %s", got, stderr.String(), stdout.String())
	}
	want := "SIS ID,Recognition,Teacher E-mail,Class,Date,Notes\r\n000123,Tardy,t.reed@example.org,Algebra 1,2023-09-14,\r\n"
	if diff := cmp.Diff(want, readFile(t, "out/template.csv")); diff != "" {
		t.Errorf("template mismatch (-want +got):\n%s", diff)
	}
}

// TestNothingWritten: whatever stops the program, an old template stays.
func TestNothingWritten(t *testing.T) {
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	tests := []struct {
		name   string
		ctx    context.Context
		args   []string
		stderr string
	}{
		{"no export", t.Context(), []string{"-mapping", "mapping.json"}, "no export is given"},
		{"no export but a day", t.Context(), []string{"-first", "2023-08-14"}, "no export is given"},
		{"no such export", t.Context(), []string{"none.csv"}, "none.csv"},
		{"no such mapping", t.Context(), []string{"-mapping", "none.json", "export.csv"}, "none.json"},
		{"no mapping", t.Context(), []string{"-mapping", "export.csv", "export.csv"}, "export.csv"},
		{"no layout", t.Context(), []string{"-mapping", "mapping.json", "-layout", "teachers.txt", "export.csv"}, "teachers.txt"},
		{"labels that are no template's", t.Context(), []string{"export.csv"}, "say with -mapping FILE which of its columns is which; -suggest prints"},
		{"look-ups without a roster", t.Context(), []string{"-mapping", "lookup.json", "export.csv"}, "give the roster with -oneroster FOLDER"},
		{"over its input", t.Context(), []string{"-mapping", "mapping.json", "out/rejects.csv"}, "out/rejects.csv would be overwritten"},
		{"interrupted", canceled, []string{"-mapping", "mapping.json", "export.csv"}, "interrupted; nothing was written"},
		{"wrong flag", t.Context(), []string{"-x"}, "build -h"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := district()
			files["lookup.json"] = `{"columns": {"Class Name": {"lookup": "class-of"}}}`
			folder(t, files)
			if err := os.Mkdir("out", 0o700); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"out/template.csv", "out/rejects.csv"} {
				if err := os.WriteFile(name, []byte(files["export.csv"]), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			var stdout, stderr strings.Builder
			if got := run(tt.ctx, tt.args, &stdout, &stderr); got != 2 || !strings.Contains(stderr.String(), tt.stderr) {
				t.Errorf("run(%q) = %d and told %q, want 2 and %q", tt.args, got, stderr.String(), tt.stderr)
			}
			for _, name := range []string{"out/template.csv", "out/rejects.csv"} {
				if got := readFile(t, name); got != files["export.csv"] {
					t.Errorf("run(%q) changed %s to %q", tt.args, name, got)
				}
			}
			if entries, err := os.ReadDir("out"); err != nil || len(entries) != 2 {
				t.Errorf("run(%q) left %v, %v in out", tt.args, entries, err)
			}
		})
	}
}

func TestSuggest(t *testing.T) {
	folder(t, district())
	var stdout, stderr strings.Builder
	if got := run(t.Context(), []string{"-suggest", "export.csv"}, &stdout, &stderr); got != 0 {
		t.Errorf("run = %d, want 0", got)
	}
	if !strings.Contains(stdout.String(), `"from": "Course"`) {
		t.Errorf("the mapping does not take Course: %s", stdout.String())
	}
	for _, want := range []string{"where Teacher Email comes from", "whether Void says which rows count"} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("what is to be decided lacks %q: %s", want, stderr.String())
		}
	}
	if _, err := os.Stat("out"); err == nil {
		t.Error("-suggest wrote files")
	}
}

func TestHelp(t *testing.T) {
	var stdout, stderr strings.Builder
	if got := run(t.Context(), []string{"-h"}, &stdout, &stderr); got != 0 || !strings.HasPrefix(stdout.String(), "Build fills in") {
		t.Errorf("run(-h) = %d and %q, want 0 and the help", got, stdout.String())
	}
}
