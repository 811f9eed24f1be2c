package otustemplate_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/otustemplate"
)

// Each folder of testdata/codes, a folder for each code, and of testdata/files
// that has an input.* is a case: it is checked against the
// made-up district of testdata/district in the school year of schoolYear;
// shared.csv, where there is one, was shared earlier; a folder oneroster is
// taken in place of the lists; options.json overrides the reader's options. issues.csv and report.txt are what must come out.
func TestGolden(t *testing.T) {
	for _, dir := range goldenDirs(t) {
		name := caseName(dir)
		t.Run(name, func(t *testing.T) {
			rep := validateGolden(t, dir)
			checkGolden(t, name+"/issues.csv", rendered(t, rep.WriteCSV))
			checkGolden(t, name+"/report.txt", rendered(t, rep.WriteText))
		})
	}
}

func goldenDirs(t *testing.T) []string {
	t.Helper()
	var dirs []string
	for _, pattern := range []string{"codes/*/input.*", "codes/*/*/input.*", "files/*/input.*"} {
		inputs, err := filepath.Glob(filepath.Join("testdata", filepath.FromSlash(pattern)))
		if err != nil || len(inputs) == 0 {
			t.Fatalf("no cases %s (error: %v)", pattern, err)
		}
		for _, in := range inputs {
			dirs = append(dirs, filepath.Dir(in))
		}
	}
	return dirs
}

// caseName is the folder's path below testdata.
func caseName(dir string) string {
	name, _ := strings.CutPrefix(filepath.ToSlash(dir), "testdata/")
	return name
}

func validateGolden(t *testing.T, dir string) *otustemplate.Report {
	t.Helper()
	opts := schoolYear()
	if b, err := os.ReadFile(filepath.Join(dir, "options.json")); err == nil {
		if err := json.Unmarshal(b, &opts.Reader); err != nil {
			t.Fatal(err)
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	refs := readDistrict(t)
	if folder := filepath.Join(dir, "oneroster"); isFolder(folder) {
		roster, err := otustemplate.LoadOneRoster(os.DirFS(folder), nil)
		if err != nil {
			t.Fatal(err)
		}
		refs = roster.References(refs.Recognitions)
	}
	v := newValidator(t, refs, opts)
	if f, err := os.Open(filepath.Join(dir, "shared.csv")); err == nil {
		defer f.Close()
		if v, err = v.WithShared(t.Context(), "earlier.csv", f); err != nil {
			t.Fatal(err)
		}
	}
	inputs, _ := filepath.Glob(filepath.Join(dir, "input.*"))
	rep, err := v.ValidateFile(t.Context(), inputs[0])
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// readDistrict reads the lists of testdata/district.
func readDistrict(t testing.TB) otustemplate.References {
	t.Helper()
	read := func(name, column string) []string {
		f, err := os.Open(filepath.Join("testdata", "district", name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		set, err := otustemplate.ReadSet(f, column)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for n := range set.All() {
			names = append(names, n)
		}
		return names
	}
	return otustemplate.References{
		Recognitions: otustemplate.NewSet(read("recognitions.csv", "")...),
		Teachers:     otustemplate.NewEmailSet(read("teachers.csv", "Teacher Email")...),
		Classes:      otustemplate.NewSet(read("classes.csv", "")...),
	}
}

func rendered(t *testing.T, write func(w io.Writer, opts *otustemplate.ReportOptions) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// goldenElsewhere names the codes that no small file of the template can show,
// and the test that does.
var goldenElsewhere = map[otustemplate.Code]string{
	otustemplate.CodeFileRows:      "TestFileRows",
	otustemplate.CodeValueUnmapped: "TestBuildGolden",
	otustemplate.CodeDefaulted:     "TestBuildGolden",
	otustemplate.CodeLookupNone:    "TestBuildGolden",
	otustemplate.CodeLookupSeveral: "TestBuildGolden",
}

func TestEveryCodeHasAGoldenCase(t *testing.T) {
	var all strings.Builder
	for _, dir := range goldenDirs(t) {
		b, err := os.ReadFile(filepath.Join(dir, "issues.csv"))
		if err != nil {
			t.Fatal(err)
		}
		all.Write(b)
	}
	for _, code := range otustemplate.Codes() {
		if _, ok := goldenElsewhere[code]; !ok && !strings.Contains(all.String(), ","+string(code)+",") {
			t.Errorf("no case of testdata shows %s", code)
		}
	}
}
