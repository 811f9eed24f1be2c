package desk

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"

	"example.com/otustemplate"
)

// The rules of a mapping that the page has to know of itself.
type rules struct {
	each   each
	period string                                    // the title of the column that says the period, or ""
	ofEach map[otustemplate.Column]bool              // not the same for all records of a row
	codes  map[otustemplate.Column]map[string]string // by name in Otus: a code that stands for it
	names  map[otustemplate.Column][]string          // the names that have a code, sorted
}

// An each makes several records of a row.
type each struct {
	Columns   []string `json:"columns"`
	Split     string   `json:"split"`
	Separator string   `json:"separator"`
	As        string   `json:"as"`
}

// rulesOf reads the rules of a mapping. A mapping that is not understood has none.
func rulesOf(mapping *otustemplate.Mapping) rules {
	r := rules{ofEach: make(map[otustemplate.Column]bool), codes: make(map[otustemplate.Column]map[string]string), names: make(map[otustemplate.Column][]string)}
	if mapping == nil {
		return r
	}
	text, err := mapping.MarshalJSON()
	if err != nil {
		return r
	}
	var m struct {
		Each    each
		Columns map[otustemplate.Column]json.RawMessage
	}
	if json.Unmarshal(text, &m) != nil {
		return r
	}
	r.each = m.Each
	for c, text := range m.Columns {
		r.readColumn(c, text)
	}
	// The class follows from the teacher, the student and the day, and the teacher from
	// the class.
	for c := range maps.Clone(r.ofEach) {
		if c != otustemplate.ColRecognition && c != otustemplate.ColNote {
			r.ofEach[otustemplate.ColTeacherEmail], r.ofEach[otustemplate.ColClassName] = true, true
		}
	}
	return r
}

func (r *rules) readColumn(c otustemplate.Column, text []byte) {
	var rule struct {
		From   json.RawMessage
		Join   []string
		Period string
		Values map[string]string
	}
	if json.Unmarshal(text, &rule) != nil {
		return
	}
	if rule.Period != "" {
		r.period = rule.Period
	}
	if r.each.As != "" && slices.ContainsFunc(slices.Concat(rule.Join, labelsOf(rule.From)), func(label string) bool { return sameLabel(label, r.each.As) }) {
		r.ofEach[c] = true
	}
	r.codes[c] = make(map[string]string)
	for _, code := range slices.Sorted(maps.Keys(rule.Values)) {
		name := rule.Values[code]
		if _, ok := r.codes[c][name]; !ok && name != "" && (r.each.Separator == "" || !strings.Contains(code, r.each.Separator)) {
			r.codes[c][name] = code
		}
	}
	r.names[c] = slices.Sorted(maps.Keys(r.codes[c]))
}

// sameLabel reports whether two column titles are one to a mapping: Student_Number is
// Student Number.
func sameLabel(a, b string) bool {
	letters := func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}
	return strings.Map(letters, a) == strings.Map(letters, b)
}

// labelsOf returns the titles that a rule takes from: one, or a list.
func labelsOf(from []byte) []string {
	var one string
	var several []string
	if json.Unmarshal(from, &one) == nil {
		return []string{one}
	}
	_ = json.Unmarshal(from, &several) // else none
	return several
}
