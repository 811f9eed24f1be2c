package housetest

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"example.com/otustemplate"
)

// Who adds a check finds here what is still missing of it. Of each code there are
//
//	its row in the table of rules, with a function, unless another room tells it
//	its words in the reports: a title, what to do, why it may not have been checked
//	its case in testdata/codes, which shows its message
//	its paragraph in docs/codes.md, under the same title and severity
//	who settles it, in internal/schema/settler.go and on that page
func TestCodes(t *testing.T) {
	files := sourceFiles(t)
	codes := codeConstants(files)
	table := ruleTable(t, files, codes)
	told := toldInFunctions(files, codes)
	page := codesPage(t)
	for _, code := range otustemplate.Codes() {
		t.Run(string(code), func(t *testing.T) {
			rule, ok := table[code]
			if !ok {
				t.Fatal("it has no row in the table of rules")
			}
			if !rule.function && !told[code] {
				t.Error("its rule has no function, and no function names it: nobody tells it")
			}
			section, ok := page[code]
			if !ok {
				t.Fatal("docs/codes.md has no section for it")
			}
			section.check(t, rule)
			checkCode(t, code, section)
			checkWords(t, code, section.title, rule)
			checkCase(t, code)
		})
	}
	for code := range table {
		if !slices.Contains(otustemplate.Codes(), code) {
			t.Errorf("the table of rules has %s, which Codes lacks", code)
		}
	}
}

// docs/codes.md and testdata/codes have nothing of codes that are no more, and the
// page has them in their order.
func TestNoOtherCodes(t *testing.T) {
	var order []otustemplate.Code
	for _, s := range codeSections(t) {
		order = append(order, s.code)
	}
	for i, code := range otustemplate.Codes() {
		if i >= len(order) || order[i] != code {
			t.Errorf("section %d of docs/codes.md is not that of %s, or one is there that is not: the order is that of Codes", i+1, code)
			break
		}
	}
	if len(order) > len(otustemplate.Codes()) {
		t.Errorf("docs/codes.md has %d sections for %d codes", len(order), len(otustemplate.Codes()))
	}
	folders, err := os.ReadDir(filepath.Join(top, "testdata", "codes"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		if !slices.Contains(otustemplate.Codes(), otustemplate.Code(f.Name())) {
			t.Errorf("testdata/codes/%s is of no code", f.Name())
		}
	}
}

// Each constant that the root declares as a Code has a rule: Codes lists those.
func TestCodesAreRules(t *testing.T) {
	declared := 0
	for _, f := range sourceFiles(t) {
		if f.room() != "" || f.test() {
			continue
		}
		for _, spec := range values(f, token.CONST) {
			if lastName(spec.Type) != "Code" {
				continue
			}
			declared++
			if code := otustemplate.Code(stringOf(spec.Values[0])); !slices.Contains(otustemplate.Codes(), code) {
				t.Errorf("%s, which is %q, has no row in the table of rules", spec.Names[0].Name, code)
			}
		}
	}
	if n := len(otustemplate.Codes()); declared != n {
		t.Errorf("the root declares %d codes, Codes has %d", declared, n)
	}
}

// codeConstants finds the names of the constants that are codes.
func codeConstants(files []*sourceFile) map[string]otustemplate.Code {
	names := make(map[string]otustemplate.Code)
	for _, f := range files {
		if f.test() {
			continue
		}
		for _, spec := range values(f, token.CONST) {
			for i, value := range spec.Values {
				if code := otustemplate.Code(stringOf(value)); slices.Contains(otustemplate.Codes(), code) {
					names[spec.Names[i].Name] = code
				}
			}
		}
	}
	return names
}

// values are the constants or variables that a file declares outside functions.
func values(f *sourceFile, tok token.Token) []*ast.ValueSpec {
	var specs []*ast.ValueSpec
	for _, d := range f.tree.Decls {
		if decl, ok := d.(*ast.GenDecl); ok && decl.Tok == tok {
			for _, s := range decl.Specs {
				specs = append(specs, s.(*ast.ValueSpec))
			}
		}
	}
	return specs
}

// stringOf is what a literal of a string says: "" of all else.
func stringOf(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return s
}

// A tableRow is what the table of rules says of a code.
type tableRow struct {
	severity string // as docs/codes.md begins its first line
	function bool   // one of the rule's own finds it
	needs    bool   // it needs a list or a roster
}

// ruleTable reads the table of rules: the variable of that name, of which each
// element names its code.
func ruleTable(t *testing.T, files []*sourceFile, codes map[string]otustemplate.Code) map[otustemplate.Code]tableRow {
	t.Helper()
	table := make(map[otustemplate.Code]tableRow)
	for _, f := range files {
		if f.test() {
			continue
		}
		for _, spec := range values(f, token.VAR) {
			if !strings.EqualFold(spec.Names[0].Name, "rules") || len(spec.Values) != 1 {
				continue
			}
			if list, ok := spec.Values[0].(*ast.CompositeLit); ok {
				readRules(t, list, codes, table)
			}
		}
	}
	if len(table) == 0 {
		t.Fatal("no variable rules lists the codes")
	}
	return table
}

func readRules(t *testing.T, list *ast.CompositeLit, codes map[string]otustemplate.Code, table map[otustemplate.Code]tableRow) {
	t.Helper()
	for _, e := range list.Elts {
		element, ok := e.(*ast.CompositeLit)
		if !ok {
			continue
		}
		var row tableRow
		var code otustemplate.Code
		for _, e := range element.Elts {
			field, ok := e.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			switch strings.ToLower(lastName(field.Key)) {
			case "code":
				code = codes[lastName(field.Value)]
			case "severity":
				severity := strings.ToLower(strings.TrimPrefix(lastName(field.Value), "Severity"))
				row.severity = severity + row.severity
			case "ends":
				row.severity += ", ends the run"
			case "needs":
				row.needs = true
			case "cell", "row":
				row.function = true
			}
		}
		if _, twice := table[code]; twice {
			t.Errorf("the table of rules has %s twice", code)
		}
		table[code] = row
	}
}

// lastName is the name that an identifier ends with, its package left out.
func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// toldInFunctions finds the codes that functions of internal name.
func toldInFunctions(files []*sourceFile, codes map[string]otustemplate.Code) map[otustemplate.Code]bool {
	told := make(map[otustemplate.Code]bool)
	for _, f := range files {
		if f.room() == "" || f.test() {
			continue
		}
		for _, d := range f.tree.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				ast.Inspect(fn.Body, func(n ast.Node) bool {
					if name, ok := n.(*ast.Ident); ok && codes[name.Name] != "" {
						told[codes[name.Name]] = true
					}
					return true
				})
			}
		}
	}
	return told
}

// otherTitles are those of reports where they are not the page's: of a look-up
// they say what was looked for, and a list stands under a heading for all.
var otherTitles = map[otustemplate.Code]string{
	otustemplate.CodeListSuspect:   "",
	otustemplate.CodeLookupNone:    "Student not found in the roster",
	otustemplate.CodeLookupSeveral: "Several students may be meant",
}

// checkWords looks whether reports have words of the code's own, and not those of
// a code that nobody knows.
func checkWords(t *testing.T, code otustemplate.Code, title string, rule tableRow) {
	t.Helper()
	if other, ok := otherTitles[code]; ok {
		title = other
	}
	const unknown = "a-code-without-words"
	own, advice := toDo(t, code)
	_, noAdvice := toDo(t, unknown)
	if own != title {
		t.Errorf("reports call it %q, docs/codes.md %q", own, title)
	}
	if advice == "" || advice == noAdvice {
		t.Errorf("reports have no advice of its own: %q", advice)
	}
	if rule.needs {
		why, none := unchecked(t, code), unchecked(t, unknown)
		if why == "" || why == strings.ReplaceAll(none, unknown, title) {
			t.Errorf("reports don't say why it was not checked: %q", why)
		}
	}
}

// toDo is what a report says of an issue in cell I2.
func toDo(t *testing.T, code otustemplate.Code) (title, advice string) {
	t.Helper()
	text := reportText(t, &otustemplate.Report{Rows: 1, RowsWithErrors: 1, Errors: 1,
		Counts: map[otustemplate.Code]int64{code: 1},
		Groups: []otustemplate.Group{{Code: code, Severity: otustemplate.SeverityError, Count: 1,
			Column: otustemplate.ColNote, Rows: []int64{2}, Fields: []int{9}}}})
	_, item, numbered := strings.Cut(text, "  1. ")
	if !numbered { // a list, which comes before all that is numbered
		_, item, _ = strings.Cut(text, "  - ")
	}
	item, _, _ = strings.Cut(item, "\n\n")
	item = strings.Join(strings.Fields(item), " ")
	if title, advice, ok := strings.Cut(item, ", I2. "); ok {
		return title, advice
	}
	return "", item
}

// unchecked is what a report says of a check that was not made.
func unchecked(t *testing.T, code otustemplate.Code) string {
	t.Helper()
	_, item, _ := strings.Cut(reportText(t, &otustemplate.Report{Rows: 1, Unchecked: []otustemplate.Code{code}}), "  - ")
	return strings.Join(strings.Fields(item), " ")
}

func reportText(t *testing.T, rep *otustemplate.Report) string {
	t.Helper()
	var text bytes.Buffer
	if err := rep.WriteText(&text, &otustemplate.ReportOptions{Width: 1000}); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// checkCase looks for a case, and for the code's message in what it gives.
func checkCase(t *testing.T, code otustemplate.Code) {
	t.Helper()
	var lists []string
	for _, pattern := range []string{"issues.csv", "*/issues.csv"} {
		found, err := filepath.Glob(filepath.Join(top, "testdata", "codes", string(code), filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		lists = append(lists, found...)
	}
	if len(lists) == 0 {
		t.Errorf("testdata/codes/%s has no case", code)
	}
	for _, name := range lists {
		if message, ok := messageOf(t, name, code); !ok || message == "" {
			t.Errorf("%s has no issue of it with a message", name)
		}
	}
}

// messageOf returns the message of the first issue of the code.
func messageOf(t *testing.T, name string, code otustemplate.Code) (message string, ok bool) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%s: %d rows, %v", name, len(rows), err)
	}
	codes, messages := slices.Index(rows[0], "code"), slices.Index(rows[0], "message")
	for _, row := range rows[1:] {
		if row[codes] == string(code) {
			return row[messages], true
		}
	}
	return "", false
}

// A codeSection is what docs/codes.md says of a code.
type codeSection struct {
	code  otustemplate.Code
	title string
	what  string // its severity, as the first line has it
	text  string
}

// codeSections reads the page.
func codeSections(t *testing.T) []codeSection {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(top, "docs", "codes.md"))
	if err != nil {
		t.Fatal(err)
	}
	var sections []codeSection
	for _, part := range slices.Collect(strings.SplitSeq(string(page), "\n## "))[1:] {
		code, text, _ := strings.Cut(part, "\n")
		s := codeSection{code: otustemplate.Code(code), text: strings.TrimSpace(text)}
		first, _, _ := strings.Cut(s.text, "\n")
		s.title, s.what, _ = strings.Cut(first, " · ")
		s.title = strings.Trim(s.title, "*")
		sections = append(sections, s)
	}
	return sections
}

func codesPage(t *testing.T) map[otustemplate.Code]codeSection {
	t.Helper()
	page := make(map[otustemplate.Code]codeSection)
	for _, s := range codeSections(t) {
		page[s.code] = s
	}
	return page
}

// checkCode compares what the code says of itself with its section, which must be
// where its DocURL leads.
func checkCode(t *testing.T, code otustemplate.Code, section codeSection) {
	t.Helper()
	if code.Title() != section.title {
		t.Errorf("Title() = %q, docs/codes.md calls it %q", code.Title(), section.title)
	}
	if got := code.DefaultSeverity().String(); !strings.HasPrefix(section.what, got) {
		t.Errorf("DefaultSeverity() = %s, docs/codes.md says %q", got, section.what)
	}
	if _, got, _ := strings.Cut(section.what, " · settled by "); code.Settler() == 0 || !strings.HasPrefix(got, code.Settler().String()) {
		t.Errorf("Settler() = %q, docs/codes.md says that it is settled by %q", code.Settler(), got)
	}
	page, anchor, _ := strings.Cut(code.DocURL(), "#")
	text, err := os.ReadFile(filepath.Join(top, filepath.FromSlash(page)))
	if err != nil {
		t.Fatal(err)
	}
	if heading := "\n## " + anchor + "\n"; anchor == "" || strings.Count(string(text), heading) != 1 {
		t.Errorf("DocURL() = %s, which is not the anchor of one section", code.DocURL())
	}
}

func TestCodeOfNoConstant(t *testing.T) {
	for _, code := range []otustemplate.Code{"", "bus-class"} {
		if title, severity, settler, url := code.Title(), code.DefaultSeverity(), code.Settler(), code.DocURL(); title != "" || severity != 0 || settler != 0 || url != "" {
			t.Errorf("%q has the title %q, severity %v, settler %q and URL %q", code, title, severity, settler, url)
		}
	}
}

var itemOfSection = regexp.MustCompile(`(?m)^- (\w+): \S`)

// check compares the section with the rule, and looks for its four items.
func (s codeSection) check(t *testing.T, rule tableRow) {
	t.Helper()
	if !strings.HasPrefix(s.what, rule.severity) {
		t.Errorf("docs/codes.md says %q, the table of rules %q", s.what, rule.severity)
	}
	var items []string
	for _, m := range itemOfSection.FindAllStringSubmatch(s.text, -1) {
		items = append(items, m[1])
	}
	if want := []string{"Example", "Staff", "Engineer", "Fix"}; !slices.Equal(items, want) {
		t.Errorf("docs/codes.md has the items %q, want %q", items, want)
	}
}

// An example of the page that is the whole cell of a column gets the code. Those
// of a roster, a mapping or a whole file are in words.
func TestExamplesOfPage(t *testing.T) {
	v, err := otustemplate.NewValidator(otustemplate.References{
		Recognitions: otustemplate.NewSet("Tardy", "Cooperation"),
		Teachers:     otustemplate.NewEmailSet("a.rivera@example.org"),
		Classes:      otustemplate.NewSet("Algebra 1"),
	}, &otustemplate.ValidatorOptions{
		FirstDate: otustemplate.Date{Year: 2023, Month: 8, Day: 14},
		LastDate:  otustemplate.Date{Year: 2024, Month: 6, Day: 7},
		Today:     otustemplate.Date{Year: 2024, Month: 1, Day: 31},
	})
	if err != nil {
		t.Fatal(err)
	}
	cell := regexp.MustCompile("(?m)^- Example: ([A-Z][A-Za-z ]*[a-zD]) `(.*)`$")
	tried := 0
	for _, s := range codeSections(t) {
		m := cell.FindStringSubmatch(s.text)
		if m == nil {
			continue
		}
		tried++
		t.Run(string(s.code), func(t *testing.T) {
			row := map[string]string{"Student Number": "004217", "Recognition": "Tardy", "Teacher Email": "a.rivera@example.org",
				"Class Name": "Algebra 1", "Date": "2023-09-14"}
			row[m[1]] = m[2]
			report, err := v.Validate(t.Context(), strings.NewReader(exampleFile(row)))
			if err != nil {
				t.Fatal(err)
			}
			if report.Counts[s.code] == 0 {
				t.Errorf("the example %s %q gets %v", m[1], m[2], report.Counts)
			}
		})
	}
	if tried < 20 {
		t.Errorf("only %d examples are cells", tried)
	}
}

// exampleFile is a template with one row.
func exampleFile(row map[string]string) string {
	var labels, cells []string
	for c := otustemplate.ColStudentEmail; c <= otustemplate.ColNote; c++ {
		labels = append(labels, c.String())
		text := row[c.String()]
		if strings.ContainsAny(text, ",\n") || strings.HasPrefix(text, `"`) {
			text = fmt.Sprintf(`"%s"`, strings.ReplaceAll(text, `"`, `""`))
		}
		cells = append(cells, text)
	}
	return strings.Join(labels, ",") + "\n" + strings.Join(cells, ",") + "\n"
}
