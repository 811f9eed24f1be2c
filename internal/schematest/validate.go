package schematest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Validate returns where and why the document does not fit the schema, nothing if it
// does.
func Validate(schema *Schema, document []byte) []string {
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return []string{err.Error()}
	}
	v := validator{root: schema}
	v.value("$", schema, value)
	return v.wrong
}

type validator struct {
	root  *Schema
	wrong []string
}

func (v *validator) add(path, format string, args ...any) {
	v.wrong = append(v.wrong, path+": "+fmt.Sprintf(format, args...))
}

// value holds a value against a schema.
func (v *validator) value(path string, s *Schema, value any) {
	if s.Ref != "" {
		name, _ := strings.CutPrefix(s.Ref, "#/$defs/")
		if s = v.root.Defs.Get(name); s == nil {
			v.add(path, "there is no schema %s", name)
			return
		}
	}
	if s.Type != "" && typeOf(value) != s.Type && (s.Type != "number" || typeOf(value) != "integer") {
		v.add(path, "it is of the type %s, want %s", typeOf(value), s.Type)
		return
	}
	if s.Const != nil && fmt.Sprint(s.Const) != fmt.Sprint(value) {
		v.add(path, "it is not %v", s.Const)
	}
	if len(s.AnyOf) > 0 && !slices.ContainsFunc(s.AnyOf, func(one *Schema) bool { return v.fits(path, one, value) }) {
		v.add(path, "it fits none of %d schemas", len(s.AnyOf))
	}
	switch value := value.(type) {
	case string:
		v.text(path, s, value)
	case json.Number:
		v.number(path, s, value)
	case []any:
		v.list(path, s, value)
	case map[string]any:
		v.object(path, s, value)
	}
}

func (v *validator) fits(path string, s *Schema, value any) bool {
	one := validator{root: v.root}
	one.value(path, s, value)
	return len(one.wrong) == 0
}

func (v *validator) text(path string, s *Schema, value string) {
	switch {
	case s.Enum != nil && !slices.Contains(s.Enum, value):
		v.add(path, "it is none of %q", s.Enum)
	case s.Pattern != "" && !regexp.MustCompile(s.Pattern).MatchString(value):
		v.add(path, "it does not match %s", s.Pattern)
	case utf8.RuneCountInString(value) < s.MinLength:
		v.add(path, "it is too short")
	}
}

func (v *validator) number(path string, s *Schema, value json.Number) {
	n, err := value.Int64()
	if err == nil && (s.Minimum != nil && n < *s.Minimum || s.Maximum != nil && n > *s.Maximum) {
		v.add(path, "the number is out of range")
	}
}

func (v *validator) list(path string, s *Schema, value []any) {
	if len(value) < s.MinItems || s.MaxItems > 0 && len(value) > s.MaxItems {
		v.add(path, "it has %d items", len(value))
	}
	if s.Items == nil {
		return
	}
	for i, item := range value {
		v.value(fmt.Sprintf("%s[%d]", path, i), s.Items, item)
	}
}

func (v *validator) object(path string, s *Schema, value map[string]any) {
	for _, key := range s.Required {
		if _, ok := value[key]; !ok {
			v.add(path, "the key %s is missing", key)
		}
	}
	for key, member := range value {
		at := path + "." + key
		if s.PropertyNames != nil {
			v.value(at+" (the key)", s.PropertyNames, key)
		}
		property := s.Properties.Get(key)
		switch more := s.AdditionalProperties.(type) {
		case *Schema:
			if property == nil {
				property = more
			}
		case bool:
			if property == nil && !more {
				v.add(at, "there is no such key")
			}
		}
		if property != nil {
			v.value(at, property, member)
		}
	}
}

// typeOf returns the type as a schema calls it.
func typeOf(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case json.Number:
		if _, err := value.Int64(); err != nil {
			return "number"
		}
		return "integer"
	}
	return "object"
}
