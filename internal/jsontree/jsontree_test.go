package jsontree

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func parsed(t *testing.T, text string) Node {
	t.Helper()
	n, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Values keep their order and places, and keys that are there twice.
func TestParse(t *testing.T) {
	n := parsed(t, "\ufeff"+`{"b": [1, {"Class Name": null}], "a": "x", "b": true, "": {}}`)
	var got []string
	var walk func(n Node)
	walk = func(n Node) {
		got = append(got, fmt.Sprintf("%s %d %v", n.Path, n.Kind, n.Value))
		for _, m := range n.Members {
			walk(m.Node)
		}
		for _, item := range n.Items {
			walk(item)
		}
	}
	walk(n)
	want := []string{" 1 <nil>", "b 2 <nil>", "b[0] 0 1", "b[1] 1 <nil>", `b[1]."Class Name" 0 <nil>`, "a 0 x", "b 0 true", `"" 1 <nil>`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the tree (-want +got):\n%s", diff)
	}
}

func TestParseErrors(t *testing.T) {
	for text, line := range map[string]int{"": 1, "{\n\n": 3, "{}\n{}": 2, "{\"a\": 01}": 1, "\"\xff\"": 0, "nul": 1} {
		if _, err := Parse([]byte(text)); err == nil || err.Line != line || err.Error() == "" {
			t.Errorf("Parse(%q): %+v, want an error in line %d", text, err, line)
		}
	}
}

// What is wrong is told, and reading goes on.
func TestReader(t *testing.T) {
	text := func(n Node, r *Reader) any { return r.Text(n) }
	flag := func(n Node, r *Reader) any { return r.Flag(n) }
	whole := func(n Node, r *Reader) any { return r.Int(n) }
	filled := func(n Node, r *Reader) any { return r.Filled(n) }
	list := func(n Node, r *Reader) any { return strings.Join(r.Texts(n, r.Text), "|") }
	tests := []struct {
		name, value string
		read        func(Node, *Reader) any
		want        any
		problem     string // "": none
	}{
		{"text", `"a"`, text, "a", ""}, {"number for a text", `1`, text, "", "put it in quotes"}, {"null for a text", `null`, text, "", "write a text in quotes"},
		{"object for a text", `{}`, text, "", "write a text in quotes"}, {"filled", `"a"`, filled, "a", ""}, {"blank", `" "`, filled, " ", "it is empty; write a text or leave the key out"},
		{"nothing told twice", `1`, filled, "", "put it in quotes"}, {"flag", `true`, flag, true, ""}, {"text for a flag", `"true"`, flag, false, "write true or false"},
		{"number", `-7`, whole, int64(-7), ""}, {"fraction", `7.5`, whole, int64(0), "write a whole number, without quotes"}, {"text for a number", `"7"`, whole, int64(0), "write a whole number, without quotes"},
		{"list", `["a", "b"]`, list, "a|b", ""}, {"empty list", `[]`, list, "", `write a list of texts: ["…", "…"]`}, {"text for a list", `"a"`, list, "", `write a list of texts: ["…", "…"]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var r Reader
			got := tt.read(parsed(t, `{"k": `+tt.value+`}`).Members[0].Node, &r)
			var want []Problem
			if tt.problem != "" {
				want = []Problem{{"k", tt.problem}}
			}
			if diff := cmp.Diff(want, r.Problems); diff != "" || got != tt.want {
				t.Errorf("read %v, want %v; problems (-want +got):\n%s", got, tt.want, diff)
			}
		})
	}
	var r Reader
	for _, m := range r.Object(parsed(t, `{"fist": 1, "a": 1, "a": 2}`)) {
		if m.Key != "a" {
			r.Unknown(m, "first", "last")
		}
	}
	r.Unknown(Member{Key: "x"}, "first", "last")
	r.Object(parsed(t, `[]`))
	want := []Problem{{"a", "the key is there twice; keep one"}, {"fist", `there is no such key; known here are first, last; did you mean "first"?`},
		{"", "there is no such key; known here are first, last"}, {"", "write an object: {…}"}}
	if diff := cmp.Diff(want, r.Problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// A color is text that only some texts are.
type color string

func (c *color) UnmarshalText(text []byte) error {
	if string(text) != "red" {
		return errors.New("otustemplate: use red")
	}
	*c = color(text)
	return nil
}

type inner struct {
	Name  string `json:"name"`
	Color color  `json:"color,omitempty"`
}

type outer struct {
	On    bool           `json:"on"`
	N     int            `json:"n"`
	By    map[string]int `json:"by"`
	May   *inner         `json:"may"`
	Many  []inner        `json:"many"`
	Maybe []string       `json:"maybe,omitempty"`
}

func TestDecode(t *testing.T) {
	tests := []struct {
		name, text string
		want       outer
		problems   []Problem
	}{
		{"all", `{"on": true, "n": 7, "by": {"a": 1}, "may": {"name": "x", "color": "red"}, "many": [{"name": "y"}], "maybe": ["z"], "newer": {}}`,
			outer{true, 7, map[string]int{"a": 1}, &inner{"x", "red"}, []inner{{Name: "y"}}, []string{"z"}}, nil},
		{"little", `{"on": false, "n": 0, "by": {}, "may": null, "many": []}`, outer{By: map[string]int{}}, nil},
		{"nothing", `{}`, outer{}, []Problem{{"on", "the key is missing"}, {"n", "the key is missing"}, {"by", "the key is missing"}, {"may", "the key is missing"}, {"many", "the key is missing"}}},
		{"a list", `[]`, outer{}, []Problem{{"", "write an object: {…}"}}},
		{"all of other types", `{"on": 1, "n": -1, "by": {"a b": "x"}, "may": [], "many": {}, "maybe": null}`, outer{By: map[string]int{"a b": 0}, May: &inner{}}, []Problem{
			{"on", "write true or false"}, {"n", "the number must not be negative"}, {`by."a b"`, "write a whole number, without quotes"},
			{"may", "write an object: {…}"}, {"many", "write a list: […]"}, {"maybe", "write a list: […]"}}},
		{"inside", `{"on": true, "n": 0, "by": {}, "may": {"color": "blue"}, "many": [{"name": "y", "color": 7}, 1]}`,
			outer{On: true, By: map[string]int{}, May: &inner{}, Many: []inner{{Name: "y"}, {}}}, []Problem{
				{"may.name", "the key is missing"}, {"may.color", "use red"}, {"many[0].color", "put it in quotes"}, {"many[1]", "write an object: {…}"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var r Reader
			var got outer
			r.Decode(parsed(t, tt.text), &got)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("decoded (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.problems, r.Problems); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}
