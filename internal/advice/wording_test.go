package advice

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// allCodes reads the codes out of issue.go, so that none is forgotten here.
func allCodes(t *testing.T) []schema.Code {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../schema/code.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var codes []schema.Code
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 || !strings.HasPrefix(spec.Names[0].Name, "Code") {
			return true
		}
		if lit, ok := spec.Values[0].(*ast.BasicLit); ok {
			text, _ := strconv.Unquote(lit.Value)
			codes = append(codes, schema.Code(text))
		}
		return true
	})
	if len(codes) < 40 {
		t.Fatalf("found %d codes in issue.go", len(codes))
	}
	return codes
}

// Each code has words for staff, and they stay whole sentences in every shape
// that a group can have.
func TestWordings(t *testing.T) {
	codes := allCodes(t)
	if len(Wordings) != len(codes) {
		t.Errorf("%d wordings for %d codes", len(Wordings), len(codes))
	}
	fix := []check.Fix{{Column: schema.ColClassName, Old: "a", New: "b"}}
	shapes := map[string]tally.Group{
		"one cell":      {Count: 1, Rows: []int64{14}, Fields: []int{7}, Value: "a"},
		"one empty":     {Count: 1, Rows: []int64{14}, Fields: []int{7}},
		"cells":         {Count: 300, Rows: []int64{14, 15}, Fields: []int{7, 7}, Value: "a"},
		"two columns":   {Count: 2, Rows: []int64{14, 15}, Fields: []int{7, 8}, Value: "a"},
		"rows":          {Count: 2, Rows: []int64{14, 15}, Fields: []int{0, 0}},
		"file":          {Count: 1, Rows: []int64{0}, Fields: []int{0}},
		"no rows":       {Count: 1},
		"record":        {Count: 1, Rows: []int64{0}, Fields: []int{7}, Value: "a"},
		"other":         {Count: 9, Rows: []int64{14, 15}, Fields: []int{7, 7}, Other: true},
		"fix":           {Count: 9, Rows: []int64{14, 15}, Fields: []int{7, 7}, Value: "a", Fixes: fix},
		"fix for other": {Count: 9, Rows: []int64{14, 15}, Fields: []int{7, 7}, Other: true, Fixes: fix},
		"part repaired": {Count: 9, Repaired: 4, Rows: []int64{14, 15}, Fields: []int{7, 7}, Value: "a", Fixes: fix},
		"to empty":      {Count: 2, Rows: []int64{14, 15}, Fields: []int{7, 7}, Value: "a", Fixes: []check.Fix{{Column: schema.ColClassName, Old: "a"}}},
	}
	for _, code := range append(codes, "unheard-of") {
		if code != "unheard-of" && (code.Title() == "" || Wordings[code].Do == "") {
			t.Errorf("%s has no title or nothing to do", code)
		}
		for name, g := range shapes {
			g.Code, g.Column, g.Message = code, schema.ColClassName, "A message."
			d := NewTodo(&g, nil, nil)
			for _, text := range []string{d.Advice(), d.Change} {
				if strings.ContainsAny(text, "{}") || strings.Contains(text, "  ") || text != "" && !strings.HasSuffix(text, ".") {
					t.Errorf("%s, %s: %q is no sentence", code, name, text)
				}
			}
			if d.Advice() == "" {
				t.Errorf("%s, %s: nothing to do", code, name)
			}
		}
		if text := UncheckedText(code); !strings.HasSuffix(text, ".") {
			t.Errorf("%s: %q is no sentence", code, text)
		}
	}
}

func TestTodoSentences(t *testing.T) {
	class := func(g tally.Group) tally.Group {
		g.Code, g.Column = schema.CodeRecognitionUnknown, schema.ColRecognition
		return g
	}
	many, fields := []int64{14, 15}, []int{5, 5}
	// answer is a group that the export has in a column, and the rows to correct in R.
	answer := func(g tally.Group, field int) tally.Group {
		g.Count, g.Rows, g.Fields = 2, many, []int{field, field}
		g.Places = []check.Place{{In: check.InRejects, Row: 2, Field: 18}, {In: check.InRejects, Row: 3, Field: 18}}
		return g
	}
	tests := []struct {
		name, want string
		g          tally.Group
	}{
		{"the issue's own example", `This looks like a typing error: change 214 cells in column E to "Cooperative".`,
			class(tally.Group{Value: "Coopertive", Count: 214, Rows: many, Fields: fields, Fixes: []check.Fix{{Column: schema.ColRecognition, Old: "Coopertive", New: "Cooperative"}}})},
		{"one cell, no fix", `Correct E14. If Otus does not have the recognition "Zest", ask for it to be added there.`,
			class(tally.Group{Value: "Zest", Count: 1, Rows: many[:1], Fields: fields[:1]})},
		{"a cell that looks like a placeholder", `Correct E14. If Otus does not have the recognition "{cells}", ask for it to be added there.`,
			class(tally.Group{Value: "{cells}", Count: 1, Rows: many[:1], Fields: fields[:1]})},
		{"other values", `Correct 9 cells in column E. If Otus does not have the recognition, ask for it to be added there. Each row has its own problem: see the rows below.`,
			class(tally.Group{Other: true, Count: 9, Rows: many, Fields: fields})},
		{"a choice", `This looks like a typing error: change 2 cells in column E to "Cooperative", "Coöp" or an empty cell.`,
			class(tally.Group{Value: "Coop", Count: 2, Rows: many, Fields: fields, Fixes: []check.Fix{{Column: schema.ColRecognition, Old: "Coop", New: "Cooperative"},
				{Column: schema.ColRecognition, New: "Coöp"}, {Column: schema.ColRecognition}, {Column: schema.ColRecognition}, {Column: schema.ColSISID, New: "x"}}})},
		{"repair could", `Change 2 cells in column A to "b". The repair program does this for you.`,
			tally.Group{Code: schema.CodeSpaces, Column: schema.ColStudentEmail, Value: "b ", Count: 2, Rows: many, Fields: []int{1, 1}, Fixes: []check.Fix{{Column: schema.ColStudentEmail, Old: "b ", New: "b", Safe: true}}}},
		{"an empty cell", `Enter "Homeroom" in G14, or use another name from the Classes page of Otus.`,
			tally.Group{Code: schema.CodeClassUnknown, Column: schema.ColClassName, Count: 1, Rows: many[:1], Fields: []int{7}, Fixes: []check.Fix{{Column: schema.ColClassName, New: "Homeroom"}}}},
		{"an answer", `This looks like a typing error: enter "Cooperative" in 2 cells in column R.`, answer(tally.Group{
			Code: schema.CodeRecognitionUnknown, Column: schema.ColRecognition, Value: "Coop", Fixes: []check.Fix{{Column: schema.ColRecognition, Old: "Coop", New: "Cooperative"}}}, 5)},
		{"an answer that names a class", `Enter "Health" in 2 cells in column R, or use another name from the Classes page of Otus.`, answer(tally.Group{
			Code: schema.CodeClassUnknown, Column: schema.ColClassName, Value: "Helth", Fixes: []check.Fix{{Column: schema.ColClassName, Old: "Helth", New: "Health"}}}, 5)},
		{"an answer without a suggestion", `Enter the right recognition in 2 cells in column R. If Otus does not have the recognition "Coop", ask for it to be added there.`,
			answer(tally.Group{Code: schema.CodeRecognitionUnknown, Column: schema.ColRecognition, Value: "Coop"}, 5)},
		{"an answer of an earlier round", `This looks like a typing error: change 2 cells in column R to "Cooperative".`, answer(tally.Group{
			Code: schema.CodeRecognitionUnknown, Column: schema.ColRecognition, Value: "Coop", Fixes: []check.Fix{{Column: schema.ColRecognition, Old: "Coop", New: "Cooperative"}}}, 18)},
		{"the export's column", `Fill in 2 cells in column AB.`,
			tally.Group{Code: schema.CodeRequired, Column: schema.ColDate, Count: 2, Rows: many, Fields: []int{28, 28}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := NewTodo(&tt.g, nil, nil).Advice(); got != tt.want {
				t.Errorf("advice:\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestMonthChart(t *testing.T) {
	tests := []struct {
		name string
		in   []tally.Count
		want Chart
	}{
		{"none", nil, Chart{Title: "Rows by month", Ordered: true, Counts: []tally.Count{}}},
		{"a gap shows", []tally.Count{{Name: "2023-11", Rows: 2}, {Name: "2024-01", Rows: 3}, {Other: true, Rows: 1}},
			Chart{Title: "Rows by month", Ordered: true, Counts: []tally.Count{{Name: "2023-11", Rows: 2}, {Name: "2023-12"}, {Name: "2024-01", Rows: 3}, {Other: true, Rows: 1}}}},
		{"many are put together", []tally.Count{{Name: "0001-01", Rows: 2}, {Name: "2023-11", Rows: 3}, {Name: "2023-12", Rows: 4}, {Other: true, Rows: 1}},
			Chart{Title: "Rows by year", Ordered: true, Counts: []tally.Count{{Name: "0001", Rows: 2}, {Name: "2023", Rows: 7}, {Other: true, Rows: 1}}}},
		{"only others", []tally.Count{{Other: true, Rows: 1}}, Chart{Title: "Rows by month", Ordered: true, Counts: []tally.Count{{Other: true, Rows: 1}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, MonthChart(tt.in), cmp.AllowUnexported(Chart{})); diff != "" {
				t.Errorf("monthChart (-want +got):\n%s", diff)
			}
		})
	}
}

// Plain text has no rows of the file below, and says where they are.
func TestInText(t *testing.T) {
	const advice = "Check G14. Each row has its own problem: see the rows below."
	for name, want := range map[string]string{
		"":              "Check G14. Each row has its own problem: ask your data person for the list of every issue.",
		"all\u202e.csv": `Check G14. Each row has its own problem: see all\u202e.csv.`,
	} {
		o := ReportOptions{IssuesName: name}
		if got := o.InText(advice); got != want {
			t.Errorf("InText with the file %q = %q, want %q", name, got, want)
		}
		if got := o.InText("Check G14."); got != "Check G14." {
			t.Errorf("InText makes %q of what names no rows", got)
		}
	}
}

// The day of a group is shown in the US form where a build has read it, and as it stands
// there in a file that was checked.
func TestShownValue(t *testing.T) {
	build := NamesOfFiles(ReportOptions{})
	for _, tt := range []struct {
		column schema.Column
		files  FileNames
		value  string
		want   string
	}{
		{schema.ColDate, build, "2023-09-05", `"9/5/2023"`}, {schema.ColDate, nil, "2023-09-05", `"2023-09-05"`},
		{schema.ColDate, build, "09/05/23", `"09/05/23"`}, {schema.ColClassName, build, "2023-09-05", `"2023-09-05"`}, {schema.ColDate, build, "2023-02-30", `"2023-02-30"`},
	} {
		g := tally.Group{Code: schema.CodeDateRange, Column: tt.column, Value: tt.value, Count: 1}
		d := NewTodo(&g, nil, tt.files)
		if d.Value != tt.want || d.tableRow(false, false).Value != tt.want {
			t.Errorf("%s in %s is shown as %s and in a table as %s, want %s", tt.value, tt.column, d.Value, d.tableRow(false, false).Value, tt.want)
		}
	}
}
