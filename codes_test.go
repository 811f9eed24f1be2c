package otustemplate_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"example.com/otustemplate"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// Each folder below testdata/codes, which has one for every code, and below
// testdata/files that holds an input.* or an export.csv is a case. An input is
// checked, an export is built with mapping.json, as of schoolYear and against
// the lists of testdata/district. A case may have besides
//
//	recognitions.csv, teachers.csv, classes.csv   lists in place of the district's
//	layout.csv     the header of the template that is built
//	oneroster/     a roster: students, and teachers and classes in place of those lists
//	past/          folders of rosters of earlier years
//	shared.csv     a file that was shared earlier
//	earlier.csv    an export that was built with a ledger, and shared, before this one
//	options.json   fields of ValidatorOptions, over those of schoolYear
//	rows.txt       how often the last line of the input is there, {n} in it counted from 1
//
// What must come out, and is written by -update: report.txt and issues.csv, and
// of a build template.csv and rejects.csv, and of a second one changes.csv and
// removals.csv.
func TestCases(t *testing.T) {
	for _, c := range testCases(t) {
		t.Run(c.name, func(t *testing.T) {
			if c.has(t, "rows.txt") && !slow {
				t.Skip("reads a million rows")
			}
			rep := c.run(t)
			if code := c.code(); code != "" && rep.Counts[code] == 0 {
				t.Errorf("the case of %s does not show it, but %v", code, rep.Counts)
			}
			checkGolden(t, c.name+"/issues.csv", rendered(t, rep.WriteCSV))
			checkGolden(t, c.name+"/report.txt", rendered(t, rep.WriteText))
			checkReadBack(t, rep)
		})
	}
}

// A testCase is a folder below testdata.
type testCase struct {
	name  string // its path below testdata, with slashes
	input string // of the file it is about
}

func (c testCase) builds() bool { return filepath.Base(c.input) == "export.csv" }

// code is the one whose folder it is: "" for none.
func (c testCase) code() otustemplate.Code {
	below, ok := strings.CutPrefix(c.name, "codes/")
	if !ok {
		return ""
	}
	code, _, _ := strings.Cut(below, "/")
	return otustemplate.Code(code)
}

// path is that of one of its files.
func (c testCase) path(name string) string { return filepath.Join(filepath.Dir(c.input), name) }

func (c testCase) has(t *testing.T, name string) bool {
	t.Helper()
	_, err := os.Stat(c.path(name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return err == nil
}

// run checks or builds.
func (c testCase) run(t *testing.T) *otustemplate.Report {
	t.Helper()
	v := newValidator(t, c.references(t), c.options(t))
	if c.has(t, "shared.csv") {
		f, err := os.Open(c.path("shared.csv"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if v, err = v.WithShared(t.Context(), "earlier.csv", f); err != nil {
			t.Fatal(err)
		}
	}
	if c.builds() {
		return c.build(t, v)
	}
	rep, err := c.validate(t, v)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func (c testCase) validate(t *testing.T, v *otustemplate.Validator) (*otustemplate.Report, error) {
	t.Helper()
	if !c.has(t, "rows.txt") {
		return v.ValidateFile(t.Context(), c.input)
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(readFile(t, c.path("rows.txt")))))
	if err != nil {
		t.Fatal(err)
	}
	header, row, _ := strings.Cut(string(readFile(t, c.input)), "\n")
	before, behind, _ := strings.Cut(row, "{n}")
	rows := rowsOf(func(i int) string { return fmt.Sprint(before, i+1, behind) }, n)
	return v.Validate(t.Context(), io.MultiReader(strings.NewReader(header+"\n"), rows))
}

// build builds, and builds once more from what was set aside, which must be set
// aside again.
func (c testCase) build(t *testing.T, v *otustemplate.Validator) *otustemplate.Report {
	t.Helper()
	b := otustemplate.Builder{Mapping: readMappingFile(t, c.path("mapping.json")), Validator: v, Repair: true}
	var changes, removals strings.Builder
	if c.has(t, "earlier.csv") {
		b.Ledger = c.ledger(t, b)
		b.Changes, b.Removals, b.WholeExport = &changes, &removals, true
	}
	got := buildAs(t, b, csvSource(string(readFile(t, c.input))), c.layout(t))
	if got.err != nil {
		t.Fatal(got.err)
	}
	checkGolden(t, c.name+"/template.csv", got.template)
	checkGolden(t, c.name+"/rejects.csv", got.rejects)
	if b.Ledger != nil {
		checkGolden(t, c.name+"/changes.csv", changes.String())
		checkGolden(t, c.name+"/removals.csv", removals.String())
		b.Changes, b.Removals, b.WholeExport = nil, nil, false // as of rejects
	}
	again := buildAs(t, b, csvSource(got.rejects), c.layout(t))
	if again.err != nil {
		t.Fatal(again.err)
	}
	checkSecondBuild(t, got, again)
	return got.report
}

// ledger returns one that has the earlier export as shared.
func (c testCase) ledger(t *testing.T, b otustemplate.Builder) *otustemplate.Ledger {
	t.Helper()
	l, err := otustemplate.OpenLedger(filepath.Join(t.TempDir(), "shared.ledger"), []byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	b.Ledger = l
	template, err := otustemplate.Create(filepath.Join(t.TempDir(), "template.csv"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer template.Close()
	rep, err := b.Build(t.Context(), csvSource(string(readFile(t, c.path("earlier.csv")))), template)
	if err := errors.Join(err, template.Commit()); err != nil {
		t.Fatal(err)
	}
	if err := l.Commit(rep.Delivery, otustemplate.Date{Year: 2024, Month: 1, Day: 15}); err != nil {
		t.Fatal(err)
	}
	return l
}

// layout is the one of layout.csv, else the default one.
func (c testCase) layout(t *testing.T) otustemplate.Layout {
	t.Helper()
	if !c.has(t, "layout.csv") {
		return otustemplate.Layout{}
	}
	layout, err := otustemplate.ReadLayout(bytes.NewReader(readFile(t, c.path("layout.csv"))), nil)
	if err != nil {
		t.Fatal(err)
	}
	return layout
}

// options are those of schoolYear, with what options.json says laid over them.
func (c testCase) options(t *testing.T) *otustemplate.ValidatorOptions {
	t.Helper()
	opts := schoolYear()
	if !c.has(t, "options.json") {
		return opts
	}
	dec := json.NewDecoder(bytes.NewReader(readFile(t, c.path("options.json"))))
	dec.DisallowUnknownFields()
	if err := dec.Decode(opts); err != nil {
		t.Fatal(err)
	}
	return opts
}

// references are the case's own lists and roster, else the district's lists.
func (c testCase) references(t *testing.T) otustemplate.References {
	t.Helper()
	list := func(name, column string) []string {
		if c.has(t, name) {
			return readList(t, c.path(name), column)
		}
		return readList(t, filepath.Join("testdata", "district", name), column)
	}
	recognitions := otustemplate.NewSet(list("recognitions.csv", "")...)
	if c.has(t, "oneroster") {
		roster, err := otustemplate.LoadRoster(t.Context(), os.DirFS(c.path("oneroster")), nil)
		if err != nil {
			t.Fatal(err)
		}
		refs := roster.References(recognitions)
		refs.Past = c.past(t)
		return refs
	}
	return otustemplate.References{
		Recognitions: recognitions,
		Teachers:     otustemplate.NewEmailSet(list("teachers.csv", "Teacher Email")...),
		Classes:      otustemplate.NewSet(list("classes.csv", "")...),
	}
}

// past loads the rosters of earlier years.
func (c testCase) past(t *testing.T) (rosters []*otustemplate.Roster) {
	t.Helper()
	if !c.has(t, "past") {
		return nil
	}
	years, err := os.ReadDir(c.path("past"))
	if err != nil {
		t.Fatal(err)
	}
	for _, year := range years {
		roster, err := otustemplate.LoadRoster(t.Context(), os.DirFS(filepath.Join(c.path("past"), year.Name())), nil)
		if err != nil {
			t.Fatal(err)
		}
		rosters = append(rosters, roster)
	}
	return rosters
}

// testCases finds the cases, and fails for a file that is no part of one, such as
// a list whose name is misspelt.
func testCases(t *testing.T) []testCase {
	t.Helper()
	var cases []testCase
	for _, root := range []string{"testdata/codes", "testdata/files"} {
		err := filepath.WalkDir(filepath.FromSlash(root), func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && (d.Name() == "oneroster" || d.Name() == "past"):
				return fs.SkipDir
			case d.IsDir():
				return nil
			case isInput(d.Name()):
				name, _ := strings.CutPrefix(filepath.ToSlash(filepath.Dir(path)), "testdata/")
				cases = append(cases, testCase{name: name, input: path})
			case !partsOfCases[d.Name()]:
				t.Errorf("%s is no part of a case", path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(cases) < 50 {
		t.Fatalf("only %d cases", len(cases))
	}
	return cases
}

func isInput(name string) bool { return name == "export.csv" || strings.HasPrefix(name, "input.") }

// partsOfCases are the files that a case may have besides what it is about.
var partsOfCases = map[string]bool{
	"recognitions.csv": true, "teachers.csv": true, "classes.csv": true, "shared.csv": true,
	"mapping.json": true, "layout.csv": true, "options.json": true, "rows.txt": true,
	"earlier.csv": true, "changes.csv": true, "removals.csv": true,
	"issues.csv": true, "report.txt": true, "template.csv": true, "rejects.csv": true,
}

// Without a mapping a source is a template, and what is its header does not
// depend on whether the file is checked or built from.
func TestBuildTakesATemplateAsAReaderDoes(t *testing.T) {
	for _, c := range checkedCases(t) {
		t.Run(c.name, func(t *testing.T) {
			opts, in := c.options(t).Reader, readFile(t, c.input)
			v := newValidator(t, otustemplate.References{}, &otustemplate.ValidatorOptions{Reader: opts})
			checked, err := v.Validate(t.Context(), bytes.NewReader(in))
			if err != nil {
				t.Fatal(err)
			}
			got := build(t, otustemplate.Builder{Validator: v}, otustemplate.NewCSVSource(bytes.NewReader(in), &opts))
			_, refused := errors.AsType[*otustemplate.FileError](got.err)
			if checked.Stopped != "" != refused {
				t.Fatalf("build ended with %v, check with %q", got.err, checked.Stopped)
			}
			for _, code := range []otustemplate.Code{otustemplate.CodeHeaderUnknown, otustemplate.CodeHeaderMissing,
				otustemplate.CodeHeaderColumnMissing, otustemplate.CodeHeaderDuplicate, otustemplate.CodeNotCSV} {
				if want, got := checked.Counts[code], got.report.Counts[code]; got != want {
					t.Errorf("%d × %s, want %d", got, code, want)
				}
			}
			if got.report.Rows != checked.Rows {
				t.Errorf("%d rows, want %d", got.report.Rows, checked.Rows)
			}
			if diff := cmp.Diff(checked.Labels, got.report.Labels); diff != "" {
				t.Errorf("labels (-want +got):\n%s", diff)
			}
		})
	}
}

// checkedCases are the cases that are no builds.
func checkedCases(t *testing.T) []testCase {
	t.Helper()
	var checked []testCase
	for _, c := range testCases(t) {
		if !c.builds() {
			checked = append(checked, c)
		}
	}
	return checked
}

// readDistrict reads the lists of testdata/district.
func readDistrict(t testing.TB) otustemplate.References {
	t.Helper()
	path := func(name string) string { return filepath.Join("testdata", "district", name) }
	return otustemplate.References{
		Recognitions: otustemplate.NewSet(readList(t, path("recognitions.csv"), "")...),
		Teachers:     otustemplate.NewEmailSet(readList(t, path("teachers.csv"), "Teacher Email")...),
		Classes:      otustemplate.NewSet(readList(t, path("classes.csv"), "")...),
	}
}

// readList reads the names of a column.
func readList(t testing.TB, path, column string) []string {
	t.Helper()
	set, err := otustemplate.ReadSet(bytes.NewReader(readFile(t, path)), column)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for n := range set.All() {
		names = append(names, n)
	}
	return names
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func rendered(t *testing.T, write func(w io.Writer, opts *otustemplate.ReportOptions) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// checkReadBack compares a report with what ReadReport makes of its JSON, and with how
// that is rendered, redacted or not.
func checkReadBack(t *testing.T, rep *otustemplate.Report) {
	t.Helper()
	for _, redact := range []bool{false, true} {
		o := &otustemplate.ReportOptions{Redact: redact}
		var text bytes.Buffer
		if err := rep.WriteJSON(&text, o); err != nil {
			t.Fatal(err)
		}
		back, err := otustemplate.ReadReport(&text)
		if err != nil {
			t.Fatal(err)
		}
		want := *rep
		want.Elapsed = 0
		if diff := cmp.Diff(&want, back, cmpopts.EquateEmpty()); diff != "" && !redact {
			t.Errorf("read back (-want +got):\n%s", diff)
		}
		for name, write := range map[string][2]func(io.Writer, *otustemplate.ReportOptions) error{
			"text": {rep.WriteText, back.WriteText}, "JSON": {rep.WriteJSON, back.WriteJSON},
			"CSV": {rep.WriteCSV, back.WriteCSV}, "HTML": {rep.WriteHTML, back.WriteHTML},
		} {
			var want, got strings.Builder
			if err := errors.Join(write[0](&want, o), write[1](&got, nil)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want.String(), got.String()); diff != "" {
				t.Errorf("%s, redacted %v, of the report that was read back (-want +got):\n%s", name, redact, diff)
			}
		}
	}
}
