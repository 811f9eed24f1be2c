package mapping_test

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"example.com/otustemplate/internal/mapping"
	"github.com/google/go-cmp/cmp"
)

// designMapping is the mapping that the documentation shows.
const designMapping = `{"rows": {"where": {"LogType": ["Discipline"], "Role": ["Offender"]},
          "not":   {"Voided": ["1", "Y"]},
          "dates": {"first": "2019-08-01", "last": "2024-06-30"}},
 "columns": {
  "Student Number": {"from": ["Student_Number", "StudentNumber"], "pad": 6},
  "Recognition":    {"from": "Subtype", "values": {"12": "Technology Misconduct", "TARDY": "Tardy"}},
  "Teacher Email":  {"from": "Entry_Author", "trim": true, "lookup": "teacher"},
  "Class Name":     {"lookup": "class-of", "period": "Period", "prefer": ["scheduled"], "ifNone": "homeroom"},
  "Date":           {"from": "Entry_Date", "formats": ["mm/dd/yyyy", "yyyy-mm-dd hh:mm:ss"], "zone": "UTC"},
  "Note":           {"join": ["Subject", "Entry"], "sep": ": "}
}}`

func TestReadMappingErrors(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"no JSON", "{\n\"columns\": {\n]}", []string{"line 3: the text is not JSON: invalid character ']' looking for beginning of object key string"}},
		{"nothing", "", []string{"line 1: the text is not JSON: unexpected end of JSON input"}},
		{"two documents", "{} {}", []string{"line 1: the text is not JSON: invalid character '{' after top-level value"}},
		{"not UTF-8", "{\"\xff\": 1}", []string{": the text is not UTF-8; save it as UTF-8"}},
		{"no object", `["columns"]`, []string{": write an object: {…}"}},
		{"unknown keys", `{"colums": {}, "rows": {"were": {}}, "columns": {"Date": {"form": "x", "from": "Day"}}}`, []string{
			`colums: there is no such key; known here are rows, key, each, columns, counts; did you mean "columns"?`,
			`rows.were: there is no such key; known here are where, not, dates; did you mean "where"?`,
			`columns.Date.form: there is no such key; known here are from, join, sep, const, trim, extract, pad, values, keepOthers, lookup, period, prefer, ifNone, ifSeveral, rename, ifNotTeacher, ifEmpty, formats, zone; did you mean "from"?`,
		}},
		{"keys twice", `{"columns": {}, "columns": {"Note": {"from": "a", "from": "b"}}, "rows": {"not": {"a": ["1"], "a": ["2"]}}}`, []string{
			"columns: the key is there twice; keep one",
			"rows.not.a: the key is there twice; keep one",
		}},
		{"a column under two names", `{"columns": {"Class Name": {"from": "a"}, "class_name": {"from": "b"}}}`, []string{
			"columns.class_name: the column Class Name is there already under another name",
		}},
		{"no column of the template", `{"columns": {"Homeroom": {"from": "a"}}}`, []string{
			"columns.Homeroom: the template has no such column; it has Student Email, SIS ID, Student Number, State ID, Recognition, Teacher Email, Class Name, Date, Note",
		}},
		{"wrong types", `{"columns": {
			"Student Number": {"from": 12, "pad": "6"},
			"SIS ID":         {"from": []},
			"State ID":       {"from": ["a", ""], "trim": "yes"},
			"Recognition":    {"from": "a", "values": {"12": 3}},
			"Class Name":     {"const": null},
			"Note":           {"join": "a"},
			"Teacher Email":  "a"}}`, []string{
			`columns."Student Number".from: put it in quotes`,
			`columns."Student Number".pad: write a number of digits, 1 to 64, without quotes`,
			`columns."SIS ID".from: write a list of texts: ["…", "…"]`,
			`columns."State ID".from[1]: it is empty; write a text or leave the key out`,
			`columns."State ID".trim: write true or false`,
			`columns.Recognition.values.12: put it in quotes`,
			`columns."Class Name".const: write a text in quotes`,
			`columns.Note.join: write a list of texts: ["…", "…"]`,
			`columns."Teacher Email": write an object: {…}`,
		}},
		{"codes that may be students and notes", `{"columns": {
			"SIS ID": {"from": "a", "values": {"Tran, Lena": "s1", "Ortiz, Ann": 2, "Tran, Lena": "s3"}},
			"Note":   {"from": "a", "values": {"pushed Lena": null}}}}`, []string{
			`columns."SIS ID".values[2]: the key is there twice; keep one`,
			`columns."SIS ID".values[1]: put it in quotes`,
			`columns.Note.values[0]: write a text in quotes`,
		}},
		{"sources", `{"columns": {"SIS ID": {}, "Note": {"from": "a", "const": "b"}, "State ID": {"from": "a", "join": ["b"]}}}`, []string{
			`columns."SIS ID": it has no source: give "from", "join" or "const"`,
			`columns.Note: it has several sources: keep one of "from", "join" and "const"`,
			`columns."State ID": it has several sources: keep one of "from", "join" and "const"`,
		}},
		{"keys that do nothing", `{"columns": {
			"Note":       {"from": "a", "sep": ","},
			"Teacher Email": {"from": "a", "values": {}, "keepOthers": true, "lookup": "teacher"},
			"Recognition": {"from": "a", "keepOthers": true},
			"Date": {"const": "2024-01-01", "extract": "(a)"},
			"Class Name": {"const": "a", "values": {}},
			"SIS ID":     {"from": "a", "formats": ["yyyy-mm-dd"]}}}`, []string{
			`columns.Note: "sep" goes with "join"`,
			`columns."Teacher Email": "keepOthers" does nothing beside a "lookup", which is asked for the others; leave it out`,
			`columns.Recognition: "keepOthers" goes with "values"`,
			`columns.Date: "extract" does nothing to a "const"; leave it out`,
			`columns."Class Name": "values" does nothing to a "const"; leave it out`,
			`columns."SIS ID": "formats" is for the column Date alone`,
		}},
		{"dates", `{"columns": {"Date": {"from": "a", "formats": ["mm/dd", "qq", "yyyy-mm-dd"], "zone": "Mars/Olympus"}},
			"rows": {"dates": {"first": "1/1/2024"}}}`, []string{
			`columns.Date.formats[0]: a pattern needs year, month and day, each once`,
			`columns.Date.formats[1]: "qq" means nothing in a pattern of a date`,
			`columns.Date.zone: no such zone is known; write one such as "America/Chicago", or let the program import time/tzdata`,
			`rows.dates.first: write a day as YYYY-MM-DD`,
		}},
		{"the machine's own zone", `{"columns": {"Date": {"from": "a", "zone": "Local"}}}`, []string{
			`columns.Date.zone: no such zone is known; write one such as "America/Chicago", or let the program import time/tzdata`,
		}},
		{"a date that is none", `{"columns": {"Date": {"const": "9/14"}}, "rows": {"dates": ["2024-06-30", "2023-08-01"]}}`, []string{
			`columns.Date: "const" must be a date, written as YYYY-MM-DD`,
			`rows.dates: the last day is before the first`,
		}},
		{"look-ups", `{"columns": {
			"Student Email": {"from": "a", "lookup": "class"},
			"SIS ID":        {"from": "a", "lookup": "pupil"},
			"State ID":      {"from": "a", "lookup": 3},
			"Recognition":   {"from": "a", "lookup": ""},
			"Teacher Email": {"from": "a", "lookup": "teacher", "prefer": ["b"]},
			"Class Name":    {"lookup": "class-of", "period": "", "prefer": "a", "ifNone": 1, "ifSeveral": "otherwise"},
			"Date":          {"from": "a", "lookup": "teacher", "period": "b"},
			"Note":          {"from": "a", "ifNone": "b"}}}`, []string{
			`columns."Student Email".lookup: the look-up "class" does not give what the column Student Email holds`,
			`columns."SIS ID".lookup: there is no such look-up; known are student, teacher, class, class-of, class-in, teacher-of`,
			`columns."State ID".lookup: put it in quotes`,
			`columns.Recognition.lookup: there is no such look-up; known are student, teacher, class, class-of, class-in, teacher-of`,
			`columns."Teacher Email".prefer: the key goes with the look-ups "class-of" and "class-in" alone`,
			`columns."Class Name".period: it is empty; write a text or leave the key out`,
			`columns."Class Name".prefer: write a list of texts: ["…", "…"]`,
			`columns."Class Name".ifNone: put it in quotes`,
			`columns."Class Name".ifSeveral: write "ifNone", as that key is called now`,
			`columns.Date.lookup: the look-up "teacher" does not give what the column Date holds`,
			`columns.Note.ifNone: the key goes with "lookup"`,
		}},
		{"look-ups and sources", `{"columns": {
			"SIS ID":        {"lookup": "student", "ifEmpty": "1", "pad": 3},
			"Teacher Email": {"lookup": "teacher", "values": {}},
			"Class Name":    {"const": "a", "lookup": "class"}}}`, []string{
			`columns."SIS ID": "pad" goes with "from" or "join"`,
			`columns."SIS ID".ifEmpty: the column SIS ID takes no "ifEmpty", which would make up what the export does not say; leave it out, so that such rows are set aside`,
			`columns."Teacher Email": there is nothing to look up: give "from" or "join"`,
			`columns."Teacher Email": "values" goes with "from" or "join"`,
			`columns."Class Name": "lookup" does nothing to a "const"; leave it out`,
		}},
		{"names of empty cells that would make something up", `{"columns": {
			"SIS ID":        {"from": "a", "values": {"": "1"}},
			"Recognition":   {"from": "a", "values": {"x": "y", " \u200b": "Tardy"}},
			"Date":          {"from": "a", "values": {"": "2023-09-14"}},
			"Teacher Email": {"from": "a", "values": {"": "b@example.org"}},
			"Class Name":    {"from": "a", "values": {"": "Art"}}}}`, []string{
			`columns."SIS ID".values: the column SIS ID` + takesNoEmpty,
			`columns.Recognition.values: the column Recognition` + takesNoEmpty,
			`columns.Date.values: the column Date` + takesNoEmpty,
		}},
		{"texts for empty cells that would make something up", `{"columns": {
			"Student Email":  {"from": "a", "ifEmpty": "a@example.org"},
			"SIS ID":         {"from": "a", "lookup": "student", "ifEmpty": "1"},
			"Student Number": {"ifEmpty": "1"},
			"State ID":       {"join": ["a", "b"], "values": {"a": "b"}, "ifEmpty": "1", "form": "x"},
			"Recognition":    {"from": "a", "values": {"a": "b"}, "ifEmpty": "Tardy"},
			"Teacher Email":  {"from": "a", "ifEmpty": "a"},
			"Class Name":     {"from": "a", "ifEmpty": ""},
			"Date":           {"from": "a", "ifEmpty": "2024-01-01"},
			"Note":           {"from": "a", "ifEmpty": "none"}}}`, []string{
			`columns."Student Email".ifEmpty: the column Student Email` + takesNoDefault,
			`columns."SIS ID".ifEmpty: the column SIS ID` + takesNoDefault,
			`columns."Student Number": it has no source: give "from", "join" or "const"`,
			`columns."Student Number".ifEmpty: the column Student Number` + takesNoDefault,
			`columns."State ID".form: there is no such key; known here are from, join, sep, const, trim, extract, pad, values, keepOthers, lookup, period, prefer, ifNone, ifSeveral, rename, ifNotTeacher, ifEmpty, formats, zone; did you mean "from"?`,
			`columns."State ID".ifEmpty: the column State ID` + takesNoDefault,
			`columns.Recognition.ifEmpty: the column Recognition` + takesNoDefault,
			`columns."Class Name".ifEmpty: it is empty; write a text or leave the key out`,
			`columns.Date.ifEmpty: the column Date` + takesNoDefault,
		}},
		{"keys by the names they had", `{"each": {"split": "b", "by": ";", "as": "c"}, "rows": {"dates": {"first": "2024-01-01"}, "otherwise": {}}, "columns": {
			"Class Name": {"lookup": "class-of", "otherwise": "homeroom", "onSeveral": "otherwise", "default": "Art"},
			"Date": {"from": "a", "dates": ["mm/dd/yyyy"]}}}`, []string{
			`each.by: the key is called "separator" now: rename it`,
			`rows.otherwise: there is no such key; known here are where, not, dates`,
			`columns."Class Name".otherwise: the key is called "ifNone" now: rename it`,
			`columns."Class Name".onSeveral: the key is called "ifSeveral" now: rename it`,
			`columns."Class Name".default: the key is called "ifEmpty" now: rename it`,
			`columns.Date.dates: the key is called "formats" now: rename it`,
		}},
		{"each", `{"each": {"columns": ["a"], "split": "b", "as": "c"}}`, []string{`each: give either "columns", or "split" with "separator"`}},
		{"each without a separator", `{"each": {"split": "b", "as": "c"}}`, []string{`each: "split" and "separator" go together`}},
		{"each without as", `{"each": {"columns": ["b"]}}`, []string{`each: "as" is missing: the name under which "from" takes the part`}},
		{"keys", `{"key": [], "columns": {}}`, []string{`key: write a list of texts: ["…", "…"]`}},
		{"keys that are empty", `{"key": ["a", ""], "columns": {}}`, []string{`key[1]: it is empty; write a text or leave the key out`}},
		{"parts", `{"columns": {"SIS ID": {"from": "a", "extract": "[0-9]+"}, "State ID": {"from": "a", "extract": "([0-9"}, "Note": {"from": "a", "extract": ""},
			"Student Number": {"lookup": "student", "extract": "(a)"}, "Date": {"from": "a", "extract": 1}}}`, []string{
			`columns."SIS ID".extract: put the part that is to be taken in parentheses`,
			`columns."State ID".extract: the pattern is not right, missing closing ]: write it as Go and RE2 have it, with each backslash twice in JSON`,
			`columns.Note.extract: it is empty; write a text or leave the key out`,
			`columns."Student Number": "extract" goes with "from" or "join"`,
			`columns.Date.extract: put it in quotes`,
		}},
		{"conditions", `{"rows": {"where": {
			"a": {}, "b": {"min": "5"}, "c": {"min": 1, "above": 2}, "d": {"min": 1, "max": "2024-01-01"}, "e": {"above": 1, "below": 1.0}, "f": {"min": 2, "max": 1},
			"g": {"matches": "(a"}, "h": {"least": 1}, "i": {"max": 1e3}, "j": {"matches": ""}, "k": {"below": true}, "l": {"min": 1, "max": 1},
			"m": {"min": 1, "max": 2, "above": 1}, "n": {"min": "2024-01-02", "max": "2024-01-01"}}}}`, []string{
			`rows.where.a: it is empty: give one of min, above, max, below, matches, or a list of values`,
			`rows.where.b.min: write a number without quotes, or a day as YYYY-MM-DD`,
			`rows.where.c: keep one of "min" and "above", and one of "max" and "below"`,
			`rows.where.d: one limit is a number, the other a day; write both as numbers or both as days`,
			`rows.where.e: no value meets both limits`,
			`rows.where.f: no value meets both limits`,
			`rows.where.g.matches: the pattern is not right, missing closing ): write it as Go and RE2 have it, with each backslash twice in JSON`,
			`rows.where.h.least: there is no such key; known here are min, above, max, below, matches`,
			`rows.where.i.max: write all digits of the number, without an exponent`,
			`rows.where.j.matches: it is empty; write a text or leave the key out`,
			`rows.where.k.below: write a number without quotes, or a day as YYYY-MM-DD`,
			`rows.where.m: keep one of "min" and "above", and one of "max" and "below"`,
			`rows.where.n: no value meets both limits`,
		}},
		{"tests", `{"rows": {"where": {"a": "b", "c": [1], "d": []}}}`, []string{
			`rows.where.a: write a list of texts: ["…", "…"]`,
			`rows.where.c[0]: put it in quotes`,
			`rows.where.d: write a list of texts: ["…", "…"]`,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := mapping.ReadMapping(strings.NewReader(tt.in))
			if diff := cmp.Diff(tt.want, problems(t, err)); diff != "" {
				t.Errorf("ReadMapping problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadMappingIOError(t *testing.T) {
	if _, err := mapping.ReadMapping(iotest.ErrReader(os.ErrClosed)); err != os.ErrClosed {
		t.Errorf("error %v, want that of the reader, unwrapped", err)
	}
}

func TestMappingErrorListsAll(t *testing.T) {
	_, err := mapping.ReadMapping(strings.NewReader(`{"a": 1, "columns": {"Class Name": {"from": 1}}}`))
	want := "mapping, a: there is no such key; known here are rows, key, each, columns, counts\n" +
		"mapping, columns.\"Class Name\".from: put it in quotes"
	if err == nil || err.Error() != want {
		t.Errorf("Error() = %v\nwant %s", err, want)
	}
}

// takesNoDefault is what is told of a default of a column that may have none.
const takesNoDefault = ` takes no "ifEmpty", which would make up what the export does not say; leave it out, so that such rows are set aside`

// takesNoClear is what is told of a name for an empty cell of such a column.
const takesNoEmpty = ` takes no name for an empty cell, which would make up what the export does not say; leave it out, so that such rows are set aside`

// A mapping written is the mapping read, the order of its codes included.
func TestMappingMarshalJSON(t *testing.T) {
	for _, in := range []string{
		`{"columns":{}}`,
		`{"rows":{"where":{"z":["1"],"a":["","2"]},"not":{"b":["3"]},"dates":{"last":"2024-06-30"}},"columns":{}}`,
		`{"rows":{"where":{"z":{"min":-1.50,"below":12345678901234567890},"a":["x"]},"not":{"b":{"above":"2023-08-01","matches":"^B[0-9]+\\.$"}}},"columns":{}}`,
		`{"key":["incidentID","personID"],"each":{"split":"IDs","separator":";","as":"ID"},"columns":{}}`,
		`{"each":{"columns":["CD","CD2"],"as":"Code"},"columns":{"Recognition":{"from":"Code"}}}`,
		`{"each":{"split":"IDs","separator":";","as":"ID"},"columns":{"SIS ID":{"from":"ID","pad":6}}}`,
		`{"columns":{"Recognition":{"from":"a","values":{"9":"x","10":"y","":""}},"Class Name":{"from":"a","values":{"9":"x","":"z"},"ifEmpty":"Other"},"Note":{"join":["a","b"],"sep":""}}}`,
		`{"columns":{"Recognition":{"from":"a","values":{"b":"c"},"keepOthers":true}}}`,
		`{"columns":{"SIS ID":{"from":"a","trim":true,"extract":"\\(([0-9]{4,6})\\)$","pad":6,"lookup":"student"}}}`,
		`{"columns":{"Recognition":{"from":"a","values":{}},"Note":{"join":["a","b"]}}}`,
		`{"columns":{"Date":{"from":["a","b"],"trim":true,"formats":["mm/dd/yyyy","2006-01-02"],"zone":"America/Chicago"}}}`,
		`{"columns":{"Date":{"const":"2023-09-14"}}}`,
		`{"columns":{"SIS ID":{"lookup":"student"},"State ID":{"from":"a","lookup":"student"},"Teacher Email":{"from":"b","values":{"c":"d"},"lookup":"teacher","ifEmpty":"e"},"Class Name":{"from":"f","lookup":"class"}}}`,
		`{"columns":{"Class Name":{"lookup":"class-of","period":"a","prefer":["b","scheduled"],"ifNone":"homeroom","ifSeveral":"ifNone"}}}`,
		`{"columns":{"Class Name":{"lookup":"class-of","ifSeveral":"homeroom"}}}`,
		`{"columns":{"Teacher Email":{"from":"a","lookup":"teacher","ifNotTeacher":"teacher-of"},"Class Name":{"lookup":"class-in","period":"b","ifSeveral":"homeroom","rename":{"Life Science":"Biology","A":"B"}}}}`,
		`{"columns":{"Teacher Email":{"lookup":"teacher-of"},"Class Name":{"from":"a","lookup":"class","rename":{"c":"","b":"d"}}}}`,
		`{"columns":{"Teacher Email":{"lookup":"teacher-of"},"Class Name":{"from":"a"}}}`,
	} {
		got, err := json.Marshal(readMapping(t, in))
		if err != nil || string(got) != in {
			t.Errorf("read and written:\n%s (%v)\nwant\n%s", got, err, in)
		}
		var m mapping.Mapping
		if err := json.Unmarshal([]byte(in), &m); err != nil {
			t.Errorf("%s: %v", in, err)
		}
		if got, err := json.Marshal(&m); err != nil || string(got) != in {
			t.Errorf("unmarshalled and written:\n%s (%v)\nwant\n%s", got, err, in)
		}
	}
	// What has several spellings is written in one.
	got, err := json.Marshal(readMapping(t, "\ufeff"+`{"counts": {"x": 3}, "rows": {"dates": ["2023-08-01", "2024-06-30"]}, "columns": {"note": {"from": ["a"]}}}`))
	want := `{"rows":{"dates":{"first":"2023-08-01","last":"2024-06-30"}},"columns":{"Note":{"from":"a"}}}`
	if err != nil || string(got) != want {
		t.Errorf("written: %s (%v), want %s", got, err, want)
	}
}

// A mapping may stand in a larger JSON, and is as strict there.
func TestMappingUnmarshalJSON(t *testing.T) {
	type config struct {
		Name    string           `json:"name"`
		Mapping mapping.Mapping  `json:"mapping"`
		Other   *mapping.Mapping `json:"other"`
	}
	var c config
	err := json.Unmarshal([]byte(`{"name": "x", "mapping": {"rows": {"where": {"Role": ["Offender"]}}, "columns": {"Note": {"from": "a"}}}, "other": {"columns": {"Note": {"from": "b"}}}}`), &c)
	got, _ := json.Marshal(&c)
	want := `{"name":"x","mapping":{"rows":{"where":{"Role":["Offender"]}},"columns":{"Note":{"from":"a"}}},"other":{"columns":{"Note":{"from":"b"}}}}`
	if err != nil || string(got) != want {
		t.Errorf("config: %s (%v), want %s", got, err, want)
	}
	for _, text := range []string{
		`null`, `[]`, `"x"`, `7`, `{"column": {}}`, `{"columns": {"Note": {"from": "a"}, "note": {"from": "b"}}}`,
		`{"columns": {"Note": {"from": "a", "from": "b"}}}`, `{"columns": {"SIS ID": {"from": "a", "ifEmpty": "1"}, "Date": {"from": 3}}}`,
	} {
		_, want := mapping.ReadMapping(strings.NewReader(text))
		var c config
		err := json.Unmarshal([]byte(`{"name": "x", "mapping": `+text+`}`), &c)
		if _, ok := errors.AsType[*mapping.MappingError](err); !ok || err.Error() != want.Error() {
			t.Errorf("%s: %v, want %v", text, err, want)
		}
		// What was there stays.
		m := readMapping(t, `{"columns": {"Note": {"from": "kept"}}}`)
		if err := m.UnmarshalJSON([]byte(text)); err == nil || err.Error() != want.Error() {
			t.Errorf("%s: %v, want %v", text, err, want)
		}
		if got, _ := json.Marshal(m); string(got) != `{"columns":{"Note":{"from":"kept"}}}` {
			t.Errorf("after %s: %s", text, got)
		}
	}
	if err := new(mapping.Mapping).UnmarshalJSON([]byte("{")); err == nil {
		t.Error("half a text was read")
	}
	// A mapping that is read over another keeps nothing of it.
	m := mapping.Suggest([]string{"Role", "SIS ID"}).Mapping
	if err := json.Unmarshal([]byte(`{"columns": {}}`), m); err != nil {
		t.Error(err)
	}
	if got, _ := json.Marshal(m); string(got) != `{"columns":{}}` {
		t.Errorf("read over another: %s", got)
	}
}

func TestMappingCheck(t *testing.T) {
	columns := []string{"Student_Number", "LogType", "role", "VOIDED", "Subtype", "Entry Author", "Entry_Date", "Subject", "Entry", "Period"}
	m := readMapping(t, designMapping)
	if err := m.Check(columns); err != nil {
		t.Errorf("Check of an export that fits: %v", err)
	}
	want := []string{
		`columns."Student Number".from: the export has no column "Student_Number" or "StudentNumber"`,
		`columns.Recognition.from: the export has no column "Subtype"`,
		`columns."Teacher Email".from: the export has no column "Entry_Author"`,
		`columns."Class Name".period: the export has no such column`,
		`columns.Date.from: the export has several columns of that label; rename one`,
		`columns.Note.join[1]: the export has no such column`,
		`rows.where.LogType: the export has no such column`,
		`rows.where.Role: the export has no such column`,
		`rows.not.Voided: the export has no such column`,
	}
	if diff := cmp.Diff(want, problems(t, m.Check([]string{"Entry_Date", "Subject", "Entry_Date", "otustemplate row"}))); diff != "" {
		t.Errorf("Check problems (-want +got):\n%s", diff)
	}
	// Letter for letter is better than by header key.
	if err := readMapping(t, `{"columns": {"Note": {"from": "Note"}}}`).Check([]string{"note*", "Note", "NOTE"}); err != nil {
		t.Errorf("Check with an exact label among others: %v", err)
	}
}

func TestMappingCheckKey(t *testing.T) {
	m := readMapping(t, `{"key": ["Incident", "ID"], "each": {"columns": ["CD"], "as": "Code"}, "columns": {"Recognition": {"from": "Code"}}}`)
	if err := m.Check([]string{"CD", "incident", "id"}); err != nil {
		t.Error(err)
	}
	want := []string{`key[1]: the export has no such column`}
	if diff := cmp.Diff(want, problems(t, m.Check([]string{"CD", "Incident"}))); diff != "" {
		t.Errorf("Check problems (-want +got):\n%s", diff)
	}
}

func TestMappingCheckEach(t *testing.T) {
	m := readMapping(t, `{"each": {"columns": ["CD", "CD2"], "as": "Code"}, "columns": {"Recognition": {"from": "Code"}}}`)
	if err := m.Check([]string{"CD", "CD2"}); err != nil {
		t.Error(err)
	}
	want := []string{
		`each.as: the export has a column "Code" of its own; choose another name`,
		`each.columns[1]: the export has no such column`,
	}
	if diff := cmp.Diff(want, problems(t, m.Check([]string{"CD", "code"}))); diff != "" {
		t.Errorf("Check problems (-want +got):\n%s", diff)
	}
}

func TestMappingUndecided(t *testing.T) {
	columns := []string{"Student_Number", "Is_Victim", "Role", "VOID", "Subtype", "otustemplate row"}
	m := readMapping(t, `{"rows": {"where": {"Role": ["Offender"]}}, "columns": {"Recognition": {"from": "Subtype"}}}`)
	if got := m.Undecided([]string{"Student_Number", "role"}); got != nil {
		t.Errorf("Undecided if there is none: %v", got)
	}
	// The mapping does not fit this export, which does not change what is asked of it.
	if got := m.Undecided([]string{"Void"}); !slices.Equal(got, []string{"Void"}) {
		t.Errorf("Undecided of another export: %v", got)
	}
	if diff := cmp.Diff([]string{"Is_Victim", "VOID"}, m.Undecided(columns)); diff != "" {
		t.Errorf("Undecided (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Is_Victim", "VOID"}, mapping.Suggest(columns).Mapping.Undecided(columns)); diff != "" {
		t.Errorf("Undecided of a suggestion (-want +got):\n%s", diff)
	}
}

func FuzzReadMapping(f *testing.F) {
	f.Add(designMapping)
	f.Add(`{"each": {"split": "IDs", "separator": ";", "as": "ID"}, "columns": {"SIS ID": {"from": "ID", "ifEmpty": "x"}}}`)
	f.Add(`{"columns": {"SIS ID": {"lookup": "student"}, "Teacher Email": {"from": "a", "lookup": "teacher"},
		"Class Name": {"lookup": "class-of", "period": "b", "prefer": ["c"], "ifNone": "homeroom", "ifSeveral": "ifNone"}}}`)
	f.Add(`{"key": ["a", "b"], "columns": {"SIS ID": {"from": "a"}}}`)
	f.Add(`{"columns": {"SIS ID": {"join": ["a", "b"], "extract": "#([0-9]+)", "pad": 3}}}`)
	f.Add(`{"rows": {"where": {"a": {"min": 1.5, "below": 2e3}, "b": {"matches": "(?i)^x+$"}}, "not": {"c": {"above": "2024-01-01"}}}}`)
	f.Add(`{"columns": {"Recognition": {"from": "a", "values": {"b": "c", "B": "d"}, "keepOthers": true}}}`)
	f.Add(`{"columns": {"Date": {"const": "2023-09-14"}, "Note": {"join": ["a"], "sep": "\u0000"}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		m, err := mapping.ReadMapping(strings.NewReader(text))
		if err != nil {
			return
		}
		first, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		again, err := mapping.ReadMapping(strings.NewReader(string(first)))
		if err != nil {
			t.Fatalf("%s\nwas written as\n%s\nwhich is refused: %v", text, first, err)
		}
		second, err := json.Marshal(again)
		if err != nil || string(second) != string(first) {
			t.Fatalf("written as\n%s\nand then as\n%s (%v)", first, second, err)
		}
	})
}
