package page

import (
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/schematest"
)

// reportSchema is the schema of what WriteJSON writes.
func reportSchema(t *testing.T) *schematest.Schema {
	t.Helper()
	columns := []string{""}
	for _, c := range schema.AllColumns {
		columns = append(columns, c.String())
	}
	text := func(pattern string) *schematest.Schema { return &schematest.Schema{Type: "string", Pattern: pattern} }
	m := schematest.Maker{
		Comments: schematest.Comments(t, "jsonlayout.go"),
		Prefix:   "json",
		Special: map[reflect.Type]*schematest.Schema{
			reflect.TypeFor[schema.Code]():    text("^[a-z0-9]+(-[a-z0-9]+)*$"),
			reflect.TypeFor[check.Severity](): {Type: "string", Enum: []string{"warning", "error"}},
			reflect.TypeFor[check.PlaceIn]():  {Type: "string", Enum: []string{"input", "template", "rejects"}},
			reflect.TypeFor[schema.Settler](): {Type: "string", Enum: []string{"", "you", "your data person", "Otus"}},
			reflect.TypeFor[schema.Column]():  {Type: "string", Enum: columns},
			reflect.TypeFor[dates.Date]():     text("^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"),
		},
	}
	s := m.Of(reflect.TypeFor[jsonReport]())
	s.Title = "Report of otustemplate"
	s.Description = "What Report.WriteJSON writes and ReadReport reads. Keys may be added; while the version is the same none goes or changes its meaning."
	s.Properties.Get("version").Const = jsonVersion
	return s
}

// docs/report.schema.json is what the code says, and what WriteJSON writes fits it.
func TestReportSchema(t *testing.T) {
	s := reportSchema(t)
	schematest.Hold(t, filepath.Join("..", "..", "docs", "report.schema.json"), s, flag.Lookup("update").Value.String() == "true")
	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "report", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 10 {
		t.Errorf("only %d reports are there", len(files))
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if wrong := schematest.Validate(s, text); len(wrong) > 0 {
			t.Errorf("%s: %s", file, strings.Join(wrong, "\n"))
		}
	}
}

// What ReadReport refuses for its form, the schema refuses too.
func TestReportSchemaRefuses(t *testing.T) {
	s := reportSchema(t)
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "report", "build.json"))
	if err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{
		`"version": 1`: `"version": 2`, `  "complete": true,`: ``, `"rows": 48112`: `"rows": -1`, `"severity": "error"`: `"severity": "loud"`,
		`"column": "Recognition"`: `"column": "Homeroom"`, `"in": "input"`: `"in": "trash"`, `"firstDate": "`: `"firstDate": "x`, `"labels": [`: `"labels": null, "x": [`,
	} {
		changed := strings.Replace(string(text), from, to, 1)
		if changed == string(text) {
			t.Fatalf("the report does not hold %s", from)
		}
		if wrong := schematest.Validate(s, []byte(changed)); len(wrong) != 1 {
			t.Errorf("with %s: %q", to, wrong)
		}
		if _, err := ReadReport(strings.NewReader(changed)); err == nil {
			t.Errorf("ReadReport takes %s", to)
		}
	}
}
