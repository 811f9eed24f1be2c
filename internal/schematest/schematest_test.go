package schematest

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each keyword says no where it must, and yes otherwise.
func TestValidate(t *testing.T) {
	most := int64(9)
	one := Number("", 1)
	one.Maximum = &most
	schema := &Schema{
		Type: "object", Required: []string{"a"}, AdditionalProperties: false,
		Properties: Properties{
			{"a", &Schema{Ref: "#/$defs/a"}},
			{"b", &Schema{Type: "string", Enum: []string{"x", "y"}}},
			{"c", &Schema{Type: "string", Pattern: "^[0-9]+$", MinLength: 2}},
			{"d", &Schema{Type: "array", Items: Flag(""), MinItems: 1, MaxItems: 2}},
			{"e", &Schema{AnyOf: []*Schema{{Type: "null"}, Text("")}}},
			{"f", &Schema{Type: "object", PropertyNames: &Schema{Pattern: "^k"}, AdditionalProperties: Text("")}},
			{"g", &Schema{Const: "z"}},
			{"h", &Schema{Type: "integer"}},
		},
		Defs: Properties{{"a", one}},
	}
	tests := []struct {
		document string
		wrong    string // "": nothing
	}{
		{`{"a": 1}`, ""}, {`{"a": 9, "b": "x", "c": "12", "d": [true], "e": null, "f": {"k1": "v"}, "g": "z", "h": -3}`, ""}, {`{"a": 1, "e": "t"}`, ""},
		{`[]`, "$: it is of the type array, want object"}, {`{}`, "$: the key a is missing"}, {`{"a": 0}`, "$.a: the number is out of range"},
		{`{"a": 10}`, "$.a: the number is out of range"}, {`{"a": 1.5}`, "$.a: it is of the type number, want integer"}, {`{"a": 1, "z": 1}`, "$.z: there is no such key"},
		{`{"a": 1, "b": "z"}`, `$.b: it is none of ["x" "y"]`}, {`{"a": 1, "c": "1x"}`, "$.c: it does not match ^[0-9]+$"}, {`{"a": 1, "c": "1"}`, "$.c: it is too short"},
		{`{"a": 1, "d": []}`, "$.d: it has 0 items"}, {`{"a": 1, "d": [true, true, true]}`, "$.d: it has 3 items"}, {`{"a": 1, "d": [true, "x"]}`, "$.d[1]: it is of the type string, want boolean"},
		{`{"a": 1, "e": 1}`, "$.e: it fits none of 2 schemas"}, {`{"a": 1, "f": {"x": "v"}}`, "$.f.x (the key): it does not match ^k"},
		{`{"a": 1, "f": {"k": 1}}`, "$.f.k: it is of the type integer, want string"}, {`{"a": 1, "g": "y"}`, "$.g: it is not z"}, {`{`, "unexpected EOF"},
	}
	for _, tt := range tests {
		got := strings.Join(Validate(schema, []byte(tt.document)), "\n")
		if got != tt.wrong {
			t.Errorf("Validate(%s) = %q, want %q", tt.document, got, tt.wrong)
		}
	}
}

type testInner struct {
	Name string `json:"name"`
}

type testOuter struct {
	One  testInner      `json:"one"` // it is there
	Many []testInner    `json:"many,omitempty"`
	By   map[string]int `json:"by"`
	May  *testInner     `json:"may"`
}

func TestMaker(t *testing.T) {
	m := Maker{Comments: Comments(t, "schematest_test.go"), Prefix: "test"}
	s := m.Of(reflect.TypeFor[testOuter]())
	if diff := cmp.Diff([]string{"one", "by", "may"}, s.Required); diff != "" {
		t.Errorf("required (-want +got):\n%s", diff)
	}
	if got := s.Properties.Get("one"); got.Description != "it is there" || got.Ref != "#/$defs/inner" {
		t.Errorf("one is %+v", got)
	}
	for document, ok := range map[string]bool{
		`{"one": {"name": "a"}, "by": {"x": 1}, "may": null, "newer": 1}`: true,
		`{"one": {}, "by": {}, "may": null}`:                              false,
		`{"one": {"name": "a"}, "by": {"x": -1}, "may": null}`:            false,
		`{"one": {"name": "a"}, "by": {}, "may": {"name": 1}}`:            false,
		`{"one": {"name": "a"}, "many": [1], "by": {}, "may": null}`:      false,
	} {
		if wrong := Validate(s, []byte(document)); slices.Equal(wrong, nil) != ok {
			t.Errorf("%s: %q", document, wrong)
		}
	}
}
