package otustemplate_test

import (
	"go/ast"
	"go/parser"
	"go/token"
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

// README.md's programs are built and run unchanged, in a module of their own, to which
// the library is imported by README.md's commands. Run with -update to put what the
// first one prints into README.md.
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
	write("build/main.go", readmeBlock(t, "program: build"))
	write("validate/main.go", readmeBlock(t, "program: validate"))
	write("mapping.json", readmeBlock(t, "file: mapping.json"))
	write("export.csv", "Student_Number,Entry_Date,Author_Email,Subtype,Course,Subject,Entry\n"+
		"4217,9/14/2023,a.rivera@example.org,TARDY,Algebra 1,Late,\"Came at 8:20, with a pass.\"\n"+
		"4218,9/14/2023,a.rivera@example.org,LUNCH,Algebra 1,Lunch,none\n")

	write("template.csv", readmeBlock(t, "file: template.csv"))
	write("recognitions.csv", "Tardy\nCooperation\n")
	write("teachers.csv", "a.rivera@example.org\n")
	write("classes.csv", "Algebra 1\n")
	for _, program := range []string{"build", "validate"} {
		if n := strings.Count(readmeBlock(t, "program: "+program), "\n"); n >= 30 {
			t.Errorf("the program %s of README.md has %d lines, want under 30", program, n)
		}
	}
	for command := range strings.Lines(readmeBlock(t, "commands: import")) {
		command, _, _ = strings.Cut(command, "#")
		words := strings.Fields(strings.Replace(command, "../otustemplate", root, 1))
		if len(words) < 3 || words[0] != "go" {
			t.Fatalf("README.md imports with the command %q", command)
		}
		runGo(t, dir, words[1:]...)
	}
	for path := range strings.Lines(runGo(t, dir, "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "example.com/otustemplate")) {
		if !strings.HasPrefix(path, "example.com/otustemplate") && !strings.HasPrefix(path, "golang.org/x/text/") {
			t.Errorf("README.md says what the library needs, and not %s", path)
		}
	}
	doc := runGo(t, dir, "doc", "example.com/otustemplate")
	if !strings.HasPrefix(doc, "package otustemplate") {
		t.Errorf("go doc shows:\n%s", doc)
	}
	const printed = "output of program: validate"
	out := runGo(t, dir, "run", "./validate")
	out = strings.Join(strings.SplitAfter(out, "\n")[:10], "") + "…\n" // what is to do, and the first figures
	if got := readmeBlock(t, printed); *update {
		text := strings.Replace(readme(t), "<!-- "+printed+" -->\n```\n"+got+"```", "<!-- "+printed+" -->\n```\n"+out+"```", 1)
		if err := os.WriteFile("README.md", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(out, got); diff != "" {
		t.Errorf("README.md shows another output of its first program (-printed +README):\n%s", diff)
	}

	// The program of the package comment, in a function that it may return from.
	_, program, _ := strings.Cut(doc, "somebody filled in:\n\n")
	program, _, _ = strings.Cut(program, "\n\n#")
	write("doc/main.go", "package main\n\nimport (\n\"context\"\n\"os\"\n\n\"example.com/otustemplate\"\n)\n\n"+
		"func check(ctx context.Context) error {\n"+program+"\n}\n\n"+
		"func main() {\nif err := check(context.Background()); err != nil {\npanic(err)\n}\n}\n")
	if out := runGo(t, dir, "run", "./doc"); !strings.Contains(out, "2 rows") {
		t.Errorf("the program of the package comment prints:\n%s", out)
	}

	out = runGo(t, dir, "run", "./build")
	if !strings.HasPrefix(out, "Ready to share: 1 row. To correct: 1 row") {
		t.Errorf("the build program prints:\n%s", out)
	}
	template, err := os.ReadFile(filepath.Join(dir, "template.csv"))
	want := "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\r\n" +
		",,004217,,Tardy,a.rivera@example.org,Algebra 1,2023-09-14,\"Late: Came at 8:20, with a pass.\"\r\n"
	if err != nil || string(template) != want {
		t.Errorf("template.csv is %q, error %v; want %q", template, err, want)
	}
}

// Every row of README.md's table "I want to …" names what the package exports, and an
// example that exists: an Example function here, or a folder.
func TestReadmeTableOfTasks(t *testing.T) {
	_, table, _ := strings.Cut(readme(t), "\n| I want to … | name | example |\n|---|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	if n := strings.Count(table, "\n"); n < 25 {
		t.Fatalf("the table has %d rows", n)
	}
	exported, examples := exportedNames(t), exampleNames(t)
	quoted := regexp.MustCompile("`([^`]+)`")
	for row := range strings.Lines(table) {
		cells := strings.Split(row, " | ")
		if len(cells) != 3 || !strings.Contains(cells[1], "`") || !strings.Contains(cells[2], "`") {
			t.Errorf("want a task, names and examples in the row\n%s", row)
			continue
		}
		for _, name := range quoted.FindAllStringSubmatch(cells[1], -1) {
			if !exported[name[1]] {
				t.Errorf("the package does not export %q of the row\n%s", name[1], row)
			}
		}
		for _, name := range quoted.FindAllStringSubmatch(cells[2], -1) {
			if _, err := os.Stat(filepath.Join(name[1], "main.go")); err != nil && !examples[name[1]] {
				t.Errorf("there is no example %q of the row\n%s", name[1], row)
			}
		}
	}
}

// Each step of the flow in the package comment links to something with an example.
func TestPackageCommentLinksToExamples(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, flow, _ := strings.Cut(string(text), "# The flow")
	flow, _, _ = strings.Cut(flow, "// # ")
	steps := regexp.MustCompile(`(?m)^//  [0-9]\. `).Split(flow, -1)[1:]
	if len(steps) != 5 {
		t.Fatalf("the flow has %d steps, want 5", len(steps))
	}
	examples := exampleNames(t)
	for i, step := range steps {
		found := false
		for _, link := range regexp.MustCompile(`\[([A-Z][A-Za-z.]+)\]`).FindAllStringSubmatch(step, -1) {
			found = found || examples["Example"+strings.Replace(link[1], ".", "_", 1)]
		}
		if !found {
			t.Errorf("step %d links to nothing that has an example:\n%s", i+1, step)
		}
	}
}

// The words that US engineers stumble over are not in what they read: the package's
// comments, README.md and docs. Outputs and titles of reports there are quoted.
func TestDocsUseTheWordsOfTheField(t *testing.T) {
	unwanted := regexp.MustCompile(`(?i)\b(told|tells? of|mend(s|ed|ing)?|sets? aside|spoilt|f(ou|i)nds? out|as (it|they) stands?|` +
		`unasked|passed over|behaviours?|colours?|labelled|cancelled|licence|enrolments?|recognised?|whilst)\b`)
	files, err := filepath.Glob("docs/*.md")
	if err != nil || len(files) < 4 {
		t.Fatalf("docs has %d files, error %v", len(files), err)
	}
	texts := make(map[string]string)
	for _, name := range append(files, "README.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = regexp.MustCompile("(?ms)^```.*?^```$|^\\*\\*.*?$").ReplaceAllString(string(text), "")
	}
	for _, file := range rootFiles(t) {
		if file.Name.Name != "otustemplate" {
			continue
		}
		for _, comment := range file.Comments {
			texts["the package's comments"] += comment.Text()
		}
	}
	for name, text := range texts {
		for _, word := range unwanted.FindAllString(text, -1) {
			at := strings.Index(text, word)
			t.Errorf("%s: %q in …%s…", name, word, text[max(0, at-60):min(len(text), at+60)])
		}
	}
}

// README.md says what CI checks; the files of CI do so.
func TestReadmeSaysWhatCIChecks(t *testing.T) {
	_, claim, _ := strings.Cut(readme(t), "**What CI checks:**")
	claim, _, _ = strings.Cut(claim, "\n\n")
	// .ci/run takes the first command of README.md that tests.
	if got := regexp.MustCompile(`go test \S+`).FindString(readme(t)); got != "go test ./..." {
		t.Errorf("README.md first names %q, which is what CI runs; want go test ./...", got)
	}
	files := ""
	for _, name := range []string{".github/workflows/ci.yml", ".ci/run"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files += string(text)
	}
	for words, command := range map[string]string{
		"go vet": "go vet ./...", "Linux": "ubuntu-latest", "macOS": "macos-latest", "Windows": "windows-latest",
		"Go 1.26": `"1.26.x"`, "the newest Go": "stable", "race detector": "-race", "fuzz targets": "-fuzz ",
		"`staticcheck`": "staticcheck", "`golangci-lint`": "golangci_lint",
	} {
		if !strings.Contains(claim, words) || !strings.Contains(files, command) {
			t.Errorf("README.md says %q: %t; CI has %q: %t", words, strings.Contains(claim, words), command, strings.Contains(files, command))
		}
	}
}

// rootFiles parses the Go files of the package.
func rootFiles(t *testing.T) (files []*ast.File) {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// exampleNames are the names of the Example functions.
func exampleNames(t *testing.T) map[string]bool {
	names := make(map[string]bool)
	for _, file := range rootFiles(t) {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && strings.HasPrefix(f.Name.Name, "Example") {
				names[f.Name.Name] = true
			}
		}
	}
	return names
}

// exportedNames are those of the package: functions, types, and a type's methods and
// fields as in Report.OK.
func exportedNames(t *testing.T) map[string]bool {
	names := make(map[string]bool)
	add := func(typ string, fields *ast.FieldList) {
		for _, f := range fields.List {
			for _, name := range f.Names {
				names[typ+"."+name.Name] = name.IsExported()
			}
		}
	}
	for _, file := range rootFiles(t) {
		if file.Name.Name != "otustemplate" {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				name := n.Name.Name
				if n.Recv != nil {
					typ := n.Recv.List[0].Type
					if star, ok := typ.(*ast.StarExpr); ok {
						typ = star.X
					}
					name = typ.(*ast.Ident).Name + "." + name
				}
				names[name] = n.Name.IsExported()
				return false
			case *ast.TypeSpec:
				names[n.Name.Name] = n.Name.IsExported()
				switch typ := n.Type.(type) {
				case *ast.StructType:
					add(n.Name.Name, typ.Fields)
				case *ast.InterfaceType:
					add(n.Name.Name, typ.Methods)
				}
			}
			return true
		})
	}
	return names
}

// runGo runs a go command in dir, without a network.
func runGo(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOSUMDB=off", "GOWORK=off")
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
