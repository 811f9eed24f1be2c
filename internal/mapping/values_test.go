package mapping_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

func readValues(t *testing.T, text string) *mapping.Values {
	t.Helper()
	v, err := mapping.ReadValues(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// merged returns a mapping with values as JSON, or what is wrong.
func merged(t *testing.T, in string, c schema.Column, v *mapping.Values) (string, error) {
	t.Helper()
	of := readMapping(t, in)
	before, _ := json.Marshal(of)
	own, err := of.WithValues(c, v)
	if err != nil {
		return "", err
	}
	if after, _ := json.Marshal(of); string(after) != string(before) {
		t.Errorf("the mapping itself was changed from\n%s\nto\n%s", before, after)
	}
	got, err := json.Marshal(own)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := json.Marshal(readMapping(t, string(got))); string(again) != string(got) {
		t.Errorf("read again:\n%s\nwant\n%s", again, got)
	}
	return string(got), nil
}

func TestWithValues(t *testing.T) {
	const coded = `{"columns":{"Recognition":{"from":"a","values":{"1":"One","2":""}},"Teacher Email":{"from":"b","lookup":"teacher"},"Class Name":{"from":"c"},"Note":{"from":"d","values":{"x":"y"}}}}`
	tests := []struct {
		name, in, values string
		c                schema.Column
		want             string
	}{
		{"a list", coded, "3,Three\n2,Two\n1,Uno\n", schema.ColRecognition,
			`{"columns":{"Recognition":{"from":"a","values":{"1":"Uno","2":"Two","3":"Three"}},"Teacher Email":{"from":"b","lookup":"teacher"},"Class Name":{"from":"c"},"Note":{"from":"d","values":{"x":"y"}}}}`},
		{"a list with a header, other separators and blanks", coded, "Code;Recognition\n\n 3 ;\"Three; four\"\r\n3;\"Three; four\"\n", schema.ColRecognition,
			`{"columns":{"Recognition":{"from":"a","values":{"1":"One","2":"","3":"Three; four"}},"Teacher Email":{"from":"b","lookup":"teacher"},"Class Name":{"from":"c"},"Note":{"from":"d","values":{"x":"y"}}}}`},
		{"names that are not filled in", coded, "1,\n3,\n", schema.ColRecognition, coded},
		{"a note that is left empty", coded, "x,\n,z\n", schema.ColNote,
			`{"columns":{"Recognition":{"from":"a","values":{"1":"One","2":""}},"Teacher Email":{"from":"b","lookup":"teacher"},"Class Name":{"from":"c"},"Note":{"from":"d","values":{"x":"","":"z"}}}}`},
		{"what is missing", coded, `{"columns":{"Recognition":{"values":{"2":"Two","3":""}},"Teacher Email":{"values":{"Lee":"lee@example.org"}},"class_name":{"values":{"Bio":"Biology"}}},"counts":{"Recognition":{"2":7}}}`, schema.NoColumn,
			`{"columns":{"Recognition":{"from":"a","values":{"1":"One","2":"Two"}},"Teacher Email":{"from":"b","values":{"Lee":"lee@example.org"},"lookup":"teacher"},"Class Name":{"from":"c","values":{"Bio":"Biology"},"keepOthers":true},"Note":{"from":"d","values":{"x":"y"}}}}`},
		{"what is missing in one column", coded, "\ufeff\n{\"columns\":{\"Recognition\":{\"values\":{\"2\":\"Two\"}},\"Class Name\":{\"values\":{\"Bio\":\"Biology\"}}}}", schema.ColRecognition,
			`{"columns":{"Recognition":{"from":"a","values":{"1":"One","2":"Two"}},"Teacher Email":{"from":"b","lookup":"teacher"},"Class Name":{"from":"c"},"Note":{"from":"d","values":{"x":"y"}}}}`},
		{"titles", `{"columns":{"Class Name":{"lookup":"class-of","rename":{"A":"B","C":""}}}}`, `{"columns":{"Class Name":{"rename":{"C":"D","E":"F","G":""}}}}`, schema.NoColumn,
			`{"columns":{"Class Name":{"lookup":"class-of","rename":{"A":"B","C":"D","E":"F"}}}}`},
		{"titles, of that column", `{"columns":{"Class Name":{"lookup":"class-of"}}}`, `{"columns":{"Class Name":{"rename":{"E":"F"}}}}`, schema.ColClassName,
			`{"columns":{"Class Name":{"lookup":"class-of","rename":{"E":"F"}}}}`},
		{"titles, of another column", coded, `{"columns":{"Class Name":{"rename":{"E":"F"}}}}`, schema.ColRecognition, coded},
		{"nothing is missing", coded, `{"columns":{}}`, schema.NoColumn, coded},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := merged(t, tt.in, tt.c, readValues(t, tt.values))
			if err != nil || got != tt.want {
				t.Errorf("merged: %s (%v)\nwant %s", got, err, tt.want)
			}
		})
	}
	for _, v := range []*mapping.Values{nil, new(mapping.Values)} {
		if got, err := merged(t, coded, schema.NoColumn, v); err != nil || got != coded {
			t.Errorf("merged with nothing: %s (%v)", got, err)
		}
	}
}

func TestWithValuesErrors(t *testing.T) {
	const in = `{"columns": {"SIS ID": {"from": "a"}, "Class Name": {"lookup": "class-of"}, "Teacher Email": {"const": "b"}}}`
	tests := []struct {
		name, values string
		c            schema.Column
		want         []string
	}{
		{"no column", "1,One\n", schema.NoColumn, []string{"columns: say of which column the values are: a list of codes and names does not"}},
		{"a column that does not exist", "1,One\n", 10, []string{"columns: there is no column 10 of the template to give values to"}},
		{"a student who is made up", ",4711\n", schema.ColSISID, []string{`columns."SIS ID".values: the column SIS ID` + takesNoEmpty}},
		{"columns that no cells fill in", `{"columns": {"Class Name": {"values": {"a": "b"}}, "Teacher Email": {"values": {"a": "b"}}, "Recognition": {"values": {"a": "b"}}}}`, schema.NoColumn, []string{
			`columns.Recognition: the mapping does not fill in the column, so that there are no codes to give names to`,
			`columns."Teacher Email": "values" go with "from" or "join", and the column has neither`,
			`columns."Class Name": "values" go with "from" or "join", and the column has neither`,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := merged(t, in, tt.c, readValues(t, tt.values))
			if diff := cmp.Diff(tt.want, problems(t, err)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWithRenamesErrors(t *testing.T) {
	const want = `columns."Class Name": "rename" goes with the "lookup" of a class, and the column has none`
	for _, in := range []string{`{"columns": {"Class Name": {"from": "c"}}}`, `{"columns": {"Recognition": {"from": "c"}}}`} {
		_, err := merged(t, in, schema.NoColumn, readValues(t, `{"columns": {"Class Name": {"rename": {"a": "b"}}}}`))
		if diff := cmp.Diff([]string{want}, problems(t, err)); diff != "" {
			t.Errorf("problems (-want +got):\n%s", diff)
		}
	}
}

func TestReadValuesErrors(t *testing.T) {
	for text, want := range map[string]string{
		"1,One\n2\n":                            "otustemplate: reading values: line 2 has no two cells, a code and its name: a list of values has two columns",
		"1,One,x\n":                             "otustemplate: reading values: line 1 has no two cells, a code and its name: a list of values has two columns",
		"One\nTwo\n":                            "otustemplate: reading values: line 1 has no two cells, a code and its name: a list of values has two columns",
		"1,One\n2,Two\n1,Uno\n":                 "otustemplate: reading values: line 3 gives a code another name than a line above it; keep one",
		"{\"columns\": {}":                      "mapping, line 1: the text is not JSON: unexpected end of JSON input",
		`{"rows": {}}`:                          "mapping, rows: there is no such key; known here are columns, counts, students, notListed",
		`{"columns": {"Note": {"from": "a"}}}`:  "mapping, columns.Note.from: there is no such key; known here are values",
		`{"columns": {"Note": {"rename": {}}}}`: "mapping, columns.Note.rename: there is no such key; known here are values",
		`{"columns": {"Date": {"values": {"a": 1}}, "date": {"values": {}}}}`: "mapping, columns.Date.values.a: put it in quotes\n" +
			"mapping, columns.date: the column Date is there already under another name",
		`{"columns": {"Homeroom": {"values": {}}}}`: "mapping, columns.Homeroom: the template has no such column; it has Student Email, SIS ID, Student Number, State ID, Recognition, Teacher Email, Class Name, Date, Note",
	} {
		if _, err := mapping.ReadValues(strings.NewReader(text)); err == nil || err.Error() != want {
			t.Errorf("%q: %v\nwant %s", text, err, want)
		}
	}
	if _, err := mapping.ReadValues(iotest.ErrReader(os.ErrClosed)); err != os.ErrClosed {
		t.Errorf("error %v, want that of the reader, unwrapped", err)
	}
	if _, err := mapping.ReadValues(nil); err != sheet.ErrNoReader {
		t.Errorf("error %v of no reader", err)
	}
	if _, err := mapping.ReadValues(strings.NewReader("")); !hasFileError(err) {
		t.Errorf("error %v of an empty file", err)
	}
}

func hasFileError(err error) bool {
	_, ok := errors.AsType[*sheet.FileError](err)
	return ok
}

// What WriteMissing writes is read, and its entries are what was written.
func TestReadValuesOfMissing(t *testing.T) {
	rep := &tally.Report{Missing: []tally.MissingNames{{Column: schema.ColRecognition, Names: []tally.Count{{Name: "HAT <1>", Rows: 2}}}}}
	var b bytes.Buffer
	if err := mapping.WriteMissing(rep, &b); err != nil {
		t.Fatal(err)
	}
	filled := strings.Replace(b.String(), `: ""`, `: "Dress Code"`, 1)
	got, err := merged(t, `{"columns":{"Recognition":{"from":"a"}}}`, schema.NoColumn, readValues(t, filled))
	if want := `{"columns":{"Recognition":{"from":"a","values":{"HAT \u003c1\u003e":"Dress Code"},"keepOthers":true}}}`; err != nil || got != want {
		t.Errorf("merged: %s (%v)\nwant %s", got, err, want)
	}
}

// A code has the entry that is its own, or else the one of those that differ from it in
// case, spaces and the like.
func TestEntryFolded(t *testing.T) {
	m := readMapping(t, `{"columns": {"Recognition": {"from": "a", "values": {"Tardy": "Late", "HAT": "Dress Code", "hat": "Dress Code",
		"fight": "Fighting", "FIGHT": "Physical Aggression", "open": "", "O’Brien  rule": "Kindness", "gum": "Gum", "GUM": ""}}}}`)
	b, wrong := m.Bind([]string{"a"})
	if wrong.Err() != nil {
		t.Fatal(wrong.Err())
	}
	rule := b.Columns[schema.ColRecognition].Rule
	for code, want := range map[string]string{
		"Tardy": "Late", "TARDY": "Late", " tardy ": "Late", "Hat": "Dress Code", "fight": "Fighting", "FIGHT": "Physical Aggression",
		"o'brien rule": "Kindness", "ｔａｒｄｙ": "Late", "gum": "Gum",
		"Fight": "", "OPEN": "", "open": "", "Gum": "", "GUM": "", "late": "", "": "",
	} {
		if name, ok := rule.Entry(schema.ColRecognition, code); name != want || ok != (want != "") {
			t.Errorf("Entry(%q) = %q, %v, want %q", code, name, ok, want)
		}
	}
}

func FuzzReadValues(f *testing.F) {
	for _, text := range []string{
		"Code,Name\n1,One\n2,\n", "a;b\n\"c;\";d\n", `{"columns":{"Recognition":{"values":{"a":"b","":"c"}},"Date":{"values":{"x":"2024-01-01"}}},"counts":{}}`,
		"\ufeff{", "{\"$schema\": \"x\"}", "a\tb\n\u200b\tc\n",
	} {
		f.Add(text, uint8(5))
	}
	f.Fuzz(func(t *testing.T, text string, column uint8) {
		v, err := mapping.ReadValues(strings.NewReader(text))
		if err != nil {
			return
		}
		m, err := mapping.ReadMapping(strings.NewReader(`{"columns": {"SIS ID": {"from": "a"}, "Recognition": {"from": "a", "values": {"a": "x"}}, "Teacher Email": {"from": "a", "lookup": "teacher"},
			"Date": {"from": "a"}, "Note": {"from": "a"}}}`))
		if err != nil {
			t.Fatal(err)
		}
		own, err := m.WithValues(schema.Column(column), v)
		if err != nil {
			return
		}
		first, err := json.Marshal(own)
		if err != nil {
			t.Fatal(err)
		}
		again := new(mapping.Mapping)
		if err := json.Unmarshal(first, again); err != nil {
			t.Fatalf("%q makes\n%s\nwhich is refused: %v", text, first, err)
		}
		// Merged once more nothing changes.
		twice, err := again.WithValues(schema.Column(column), v)
		if err != nil {
			t.Fatal(err)
		}
		if second, err := json.Marshal(twice); err != nil || string(second) != string(first) {
			t.Fatalf("merged once\n%s\nand twice\n%s (%v)", first, second, err)
		}
	})
}
