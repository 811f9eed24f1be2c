package mapping

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/schematest"
)

var update = flag.Bool("update", false, "rewrite docs/mapping.schema.json")

func filled(description string) *schematest.Schema {
	return &schematest.Schema{Type: "string", Description: description, MinLength: 1}
}

func texts(description string, of *schematest.Schema) *schematest.Schema {
	s := schematest.List(description, of)
	s.MinItems = 1
	return s
}

func day(description string) *schematest.Schema {
	return &schematest.Schema{Type: "string", Description: description, Pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
}

// object returns the schema of an object with these keys, for each of which there is a
// schema.
func object(t *testing.T, description string, keys []string, of map[string]*schematest.Schema) *schematest.Schema {
	t.Helper()
	s := &schematest.Schema{Type: "object", Description: description, AdditionalProperties: false}
	for _, key := range keys {
		if of[key] == nil {
			t.Errorf("the schema says nothing of the key %q of %s", key, description)
			continue
		}
		s.Properties = append(s.Properties, schematest.Property{Name: key, Schema: of[key]})
	}
	if len(of) != len(s.Properties) {
		t.Errorf("the schema has keys of %s that the parser does not know", description)
	}
	return s
}

// columnSchema is the schema of a column.
func columnSchema(t *testing.T) *schematest.Schema {
	t.Helper()
	number := schematest.Number("fill up with zeros to this many digits", 1)
	most := int64(maxPad)
	number.Maximum = &most
	return object(t, "how a column of the template is filled in", columnKeys, map[string]*schematest.Schema{
		"from": {Description: "a column of the export by its label, or labels of which the first that there is counts",
			AnyOf: []*schematest.Schema{filled(""), texts("", filled(""))}},
		"join":       texts("labels of columns whose cells are put together; empty ones are left out", filled("")),
		"sep":        schematest.Text("what stands between joined cells; a space if it is left out"),
		"const":      filled("the same text in each record"),
		"trim":       schematest.Flag("remove white space at both ends"),
		"pad":        number,
		"extract":    filled("a regular expression of RE2 with parentheses around the part of the text that counts"),
		"values":     {Type: "object", Description: "what stands for each code of the export", AdditionalProperties: schematest.Text("")},
		"keepOthers": schematest.Flag("a code that values lack stays as it is"),
		"lookup":     {Type: "string", Description: "what to ask the roster", Enum: lookupWords[1:]},
		"period":     filled("for class-of and class-in: the label of the column with the period"),
		"prefer":     texts("for class-of and class-in: titles and class types, the preferred one first", filled("")),
		"ifNone":     filled("for class-of: the class if none is found, or homeroom; for class-in: the class if the student has none"),
		"ifSeveral":  filled("for class-of and class-in: the class if several are found, or homeroom; ifNone: what that says"),
		"rename":     {Type: "object", Description: "for look-ups of a class: the names that classes have today, by those that the roster of the year has", AdditionalProperties: schematest.Text("")},
		"ifNotTeacher": {Type: "string", Description: "for teacher and teacher-of: for an author who works at the schools but is not a teacher, take the teacher of the class",
			Enum: []string{lookupTeacherOf.String()}},
		"ifEmpty": filled("for Teacher Email, Class Name and Note: what an empty cell becomes, or N/A and the like"),
		"formats": texts("the forms of the dates of the export, such as mm/dd/yyyy", filled("")),
		"zone":    filled("the time zone of the school, such as America/Chicago"),
	})
}

// mappingSchema is the schema of what ReadMapping reads.
func mappingSchema(t *testing.T) *schematest.Schema {
	t.Helper()
	tests := func(description string) *schematest.Schema {
		return &schematest.Schema{Type: "object", Description: description, AdditionalProperties: &schematest.Schema{
			AnyOf: []*schematest.Schema{texts("", schematest.Text("")), {Ref: "#/$defs/condition"}}}}
	}
	days := object(t, "", daysKeys, map[string]*schematest.Schema{"first": day("the first day"), "last": day("the last day")})
	pair := schematest.List("the first and the last day", day(""))
	pair.MinItems, pair.MaxItems = 2, 2
	each := object(t, "several records of one row", eachKeys, map[string]*schematest.Schema{
		"columns":   texts("one record for each of these columns that is filled in", filled("")),
		"split":     filled("the label of the column whose cell is split into pieces, one for each record"),
		"separator": filled("what stands between the pieces"),
		"as":        filled("the label under which from takes the piece"),
	})
	each.Required = []string{"as"}
	columns := &schematest.Schema{Type: "object", Description: "the columns of the template, by label; other labels that a template may have are taken too",
		AdditionalProperties: &schematest.Schema{Ref: "#/$defs/column"}}
	for _, label := range (schema.Layout{}).Labels() {
		columns.Properties = append(columns.Properties, schematest.Property{Name: label, Schema: &schematest.Schema{Ref: "#/$defs/column"}})
	}
	s := object(t, "What ReadMapping reads: how the columns and codes of an export become those of the template. ReadMapping checks more than this schema can say.",
		mappingKeys, map[string]*schematest.Schema{
			"rows": object(t, "which rows count", rowsKeys, map[string]*schematest.Schema{
				"where": tests("all of these columns must have one of the values"),
				"not":   tests("a row counts not if one of these columns has one of the values"),
				"dates": {Description: "the days that count", AnyOf: []*schematest.Schema{days, pair}},
			}),
			"key":     texts("the labels of columns that make rows one record: of rows with the same cells there the first is taken", filled("")),
			"each":    each,
			"columns": columns,
			"counts":  {Description: "ignored: what WriteMissing counted"},
		})
	s.Title = "Mapping of otustemplate"
	s.Properties = append(schematest.Properties{{Name: "$schema", Schema: schematest.Text("")}}, s.Properties...)
	limit := func(description string) *schematest.Schema {
		return &schematest.Schema{Description: description, AnyOf: []*schematest.Schema{{Type: "number"}, day("")}}
	}
	s.Defs = schematest.Properties{{Name: "column", Schema: columnSchema(t)},
		{Name: "condition", Schema: object(t, "what the number, the day or the text of a cell must meet", conditionKeys, map[string]*schematest.Schema{
			"min": limit("this or more"), "above": limit("more than this"), "max": limit("this or less"), "below": limit("less than this"),
			"matches": filled("a regular expression of RE2 that fits a part of the cell; ^ and $ are its ends"),
		})}}
	return s
}

// docs/mapping.schema.json is what the code says, and every mapping that there is fits
// it.
func TestMappingSchema(t *testing.T) {
	s := mappingSchema(t)
	top := filepath.Join("..", "..")
	schematest.Hold(t, filepath.Join(top, "docs", "mapping.schema.json"), s, *update)
	n := 0
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Base(path) != "mapping.json" {
			return err
		}
		n++
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if wrong := schematest.Validate(s, text); len(wrong) > 0 {
			t.Errorf("%s: %s", path, strings.Join(wrong, "\n"))
		}
		return nil
	})
	if err != nil || n < 10 {
		t.Errorf("%d mappings, error %v", n, err)
	}
}

// The schema takes what ReadMapping takes, in every form, and what it refuses is wrong
// for ReadMapping too.
func TestSchemaAndParserAgree(t *testing.T) {
	s := mappingSchema(t)
	column := func(c, text string) string { return `{"columns": {"` + c + `": ` + text + `}}` }
	for text, ok := range map[string]bool{
		`{}`: true, `{"$schema": "mapping.schema.json"}`: true, `{"columns": {}, "counts": {"Date": 1}}`: true, `[]`: false, `{"colums": {}}`: false, `{"$schema": 1}`: false,
		`{"rows": {"where": {"Role": ["Offender", ""]}, "not": {"Void": ["x"]}, "dates": ["2023-08-01", "2024-06-30"]}}`: true,
		`{"rows": {"dates": {"first": "2023-08-01"}}}`:                                                                   true,
		`{"rows": {"dates": ["2023-08-01"]}}`:                                                                            false,
		`{"rows": {"dates": {"first": "8/1/2023"}}}`:                                                                     false,
		`{"rows": {"where": {"Role": []}}}`:                                                                              false,
		`{"rows": {"where": {"Role": "Offender"}}}`:                                                                      false,
		`{"each": {"columns": ["CD", "CD2"], "as": "Code"}}`:                                                             true,
		`{"each": {"split": "IDs", "separator": ";", "as": "ID"}}`:                                                       true,
		`{"each": {"split": "IDs", "separator": ";"}}`:                                                                   false,
		`{"each": {"columns": ["CD"], "as": "Code", "of": 1}}`:                                                           false,
		`{"rows": {"where": {"a": {"min": 1.5, "below": 2}, "b": {"above": "2024-01-01"}}, "not": {"c": {"matches": "^x"}, "d": ["", "y"]}}}`: true,
		`{"rows": {"where": {"a": {"min": "1.5"}}}}`:                      false,
		`{"rows": {"where": {"a": {"least": 1}}}}`:                        false,
		`{"rows": {"where": {"a": {"matches": ""}}}}`:                     false,
		column("Note", `{"from": "a"}`):                                   true,
		column("Comments", `{"from": ["a", "b"], "trim": true}`):          true,
		column("Note", `{"join": ["a", "b"], "sep": ""}`):                 true,
		column("Note", `{"from": ""}`):                                    false,
		column("Note", `{"from": []}`):                                    false,
		column("Note", `{"from": "a", "trim": "yes"}`):                    false,
		column("SIS ID", `{"from": "a", "pad": 6, "values": {"1": "2"}}`): true,
		column("SIS ID", `{"from": "a", "pad": "6"}`):                     false,
		column("SIS ID", `{"from": "a", "pad": 65}`):                      false,
		column("SIS ID", `{"from": "a", "pad": 0}`):                       false,
		column("Class Name", `{"const": "Art"}`):                          true,
		column("Class Name", `{"const": 7}`):                              false,
		column("Class Name", `{"from": "a", "values": {"1": 2}}`):         false,
		column("Class Name", `{"lookup": "class-of", "period": "P", "prefer": ["Homeroom"], "ifNone": "homeroom", "ifSeveral": "ifNone"}`): true,
		column("Class Name", `{"lookup": "class-of", "ifNone": "homeroom", "ifSeveral": 1}`):                                               false,
		column("Class Name", `{"lookup": "class-in", "period": "P", "rename": {"Life Science": "Biology", "Art": ""}}`):                    true,
		column("Class Name", `{"lookup": "class-in", "rename": {"Art": 1}}`):                                                               false,
		column("Teacher Email", `{"from": "a", "lookup": "teacher", "ifNotTeacher": "teacher-of"}`):                                        true,
		column("Teacher Email", `{"from": "a", "lookup": "teacher", "ifNotTeacher": "teacher"}`):                                           false,
		column("Class Name", `{"from": "a", "lookup": "classes"}`):                                                                         false,
		column("Date", `{"from": "a", "formats": ["mm/dd/yyyy"], "zone": "UTC"}`):                                                          true,
		column("Date", `{"from": "a", "formats": "mm/dd/yyyy"}`):                                                                           false,
		column("Teacher Email", `{"from": "a", "ifEmpty": "office@example.org"}`):                                                          true,
		column("Teacher Email", `{"from": "a", "fallback": "office@example.org"}`):                                                         false,
	} {
		wrong := schematest.Validate(s, []byte(text))
		_, err := ReadMapping(strings.NewReader(text))
		if slices.Equal(wrong, nil) != ok || (err == nil) != ok {
			t.Errorf("%s: want %v; the schema says %q, ReadMapping %v", text, ok, wrong, err)
		}
	}
}
