package otustemplate_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"example.com/otustemplate"
	"github.com/google/go-cmp/cmp"
)

func readme(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// readmeBlock returns the fenced block of README.md behind the comment named.
func readmeBlock(t *testing.T, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut(readme(t), "<!-- "+name+" -->\n```")
	if !ok {
		t.Fatalf("README.md has no block %q", name)
	}
	_, rest, _ = strings.Cut(rest, "\n")
	block, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatalf("the block %q of README.md has no end", name)
	}
	return block
}

func TestReadmeTableOfChecks(t *testing.T) {
	var codes []otustemplate.Code
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` ").FindAllStringSubmatch(readme(t), -1) {
		codes = append(codes, otustemplate.Code(m[1]))
	}
	if diff := cmp.Diff(otustemplate.Codes(), codes); diff != "" {
		t.Errorf("README.md's table of checks mismatch (-Codes +README):\n%s", diff)
	}
}

// README.md shows the start and the end of what examples/build prints. Run with
// -update after go test ./examples/build -update.
func TestReadmeShowsWhatTheSamplePrints(t *testing.T) {
	const name, first, last = "output of go run ./examples/build", 17, 2
	printed, err := os.ReadFile("examples/build/testdata/report.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(strings.TrimSuffix(string(printed), "\n"), "\n")
	want := strings.Join(lines[:first], "") + "…\n" + strings.Join(lines[len(lines)-last:], "") + "\n"
	got := readmeBlock(t, name)
	if *update {
		text := strings.Replace(readme(t), "<!-- "+name+" -->\n```\n"+got+"```", "<!-- "+name+" -->\n```\n"+want+"```", 1)
		if err := os.WriteFile("README.md", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("README.md shows another output (-printed +README):\n%s", diff)
	}
}

// The programs of README.md are built and run as they stand, in a module of
// their own.
func TestReadmePrograms(t *testing.T) {
	if testing.Short() {
		t.Skip("builds two programs")
	}
	root, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sums, err := os.ReadFile("go.sum")
	if err != nil {
		t.Fatal(err)
	}
	own, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	requires := strings.TrimPrefix(string(own), "module example.com/otustemplate\n")
	write("go.mod", "module example.com/importer\n"+requires+
		"\nrequire example.com/otustemplate v0.0.0\n\nreplace example.com/otustemplate => "+root+"\n")
	write("go.sum", string(sums))
	write("build/main.go", readmeBlock(t, "program: build"))
	write("validate/main.go", readmeBlock(t, "program: validate"))
	write("mapping.json", readmeBlock(t, "file: mapping.json"))
	write("export.csv", "Student_Number,Entry_Date,Author_Email,Subtype,Course,Subject,Entry\n"+
		"4217,9/14/2023,a.rivera@example.org,TARDY,Algebra 1,Late,\"Came at 8:20, with a pass.\"\n"+
		"4218,9/14/2023,a.rivera@example.org,LUNCH,Algebra 1,Lunch,none\n")

	write("recognitions.csv", "Tardy\nCooperation\n")
	write("teachers.csv", "a.rivera@example.org\n")
	write("classes.csv", "Algebra 1\n")
	for _, program := range []string{"build", "validate"} {
		if n := strings.Count(readmeBlock(t, "program: "+program), "\n"); n >= 30 {
			t.Errorf("the program %s of README.md has %d lines, want under 30", program, n)
		}
	}
	out := runGo(t, dir, "run", "./build")
	if !strings.HasPrefix(out, "Ready to share: 1 row. Set aside: 1 row") {
		t.Errorf("the build program prints:\n%s", out)
	}
	template, err := os.ReadFile(filepath.Join(dir, "template.csv"))
	want := "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\r\n" +
		",,004217,,Tardy,a.rivera@example.org,Algebra 1,2023-09-14,\"Late: Came at 8:20, with a pass.\"\r\n"
	if err != nil || string(template) != want {
		t.Errorf("template.csv is %q, error %v; want %q", template, err, want)
	}
	if out := runGo(t, dir, "run", "./validate"); !strings.HasPrefix(out, "Ready to share with Otus: 1 row, no errors.") {
		t.Errorf("the validate program prints:\n%s", out)
	}
}

// runGo runs a go command in dir, without a network.
func runGo(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
	out, err := cmd.Output()
	if err != nil {
		var stderr []byte
		if exit, ok := err.(*exec.ExitError); ok {
			stderr = exit.Stderr
		}
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, stderr)
	}
	return string(out)
}

// The guide's exports are built with their mappings, and give what it shows.
func TestGuide(t *testing.T) {
	text, err := os.ReadFile("docs/guide.md")
	if err != nil {
		t.Fatal(err)
	}
	exports := guideBlocks(string(text), "csv")
	mappings, templates := guideBlocks(string(text), "json"), guideBlocks(string(text), "template")
	if len(exports) != 3 || len(mappings) != len(exports) || len(templates) != len(exports) {
		t.Fatalf("the guide has %d exports, %d mappings and %d templates; want three of each", len(exports), len(mappings), len(templates))
	}
	roster := districtRoster(t)
	v := newValidator(t, roster.References(readDistrict(t).Recognitions), schoolYear())
	for i, export := range exports {
		m := readMapping(t, mappings[i])
		columns, err := csvSource(export).Columns()
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Check(columns); err != nil {
			t.Errorf("mapping %d does not fit its export: %v", i+1, err)
		}
		if len(m.Missing()) > 0 || len(m.Undecided(columns)) > 0 {
			t.Errorf("mapping %d: %v missing, %v undecided; want none", i+1, m.Missing(), m.Undecided(columns))
		}
		got := build(t, otustemplate.Builder{Mapping: m, Validator: v, Repair: true}, csvSource(export))
		if got.err != nil || got.report.Build.Rejected > 0 {
			t.Errorf("export %d: %v\n%s", i+1, got.err, got.rejects)
		}
		if diff := cmp.Diff(templates[i], got.template); diff != "" {
			t.Errorf("template %d (-guide +got):\n%s", i+1, diff)
		}
	}
}

// guideBlocks returns the code blocks of a language.
func guideBlocks(text, language string) (blocks []string) {
	for _, block := range strings.Split(text, "\n```"+language+"\n")[1:] {
		block, _, _ = strings.Cut(block, "\n```")
		blocks = append(blocks, block+"\n")
	}
	return blocks
}
