// Package schematest makes JSON schemas for tests of what the library reads and writes,
// keeps them in files, and holds documents against them. It knows the few keywords of
// JSON Schema 2020-12 that these schemas need.
package schematest

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A Schema is a JSON schema. The zero Schema allows everything.
type Schema struct {
	Schema               string     `json:"$schema,omitempty"`
	Title                string     `json:"title,omitempty"`
	Description          string     `json:"description,omitempty"`
	Ref                  string     `json:"$ref,omitempty"` // "#/$defs/" and a name
	Type                 string     `json:"type,omitempty"`
	Const                any        `json:"const,omitempty"`
	Enum                 []string   `json:"enum,omitempty"`
	Pattern              string     `json:"pattern,omitempty"`
	Minimum              *int64     `json:"minimum,omitempty"`
	Maximum              *int64     `json:"maximum,omitempty"`
	MinLength            int        `json:"minLength,omitempty"`
	MinItems             int        `json:"minItems,omitempty"`
	MaxItems             int        `json:"maxItems,omitempty"`
	Items                *Schema    `json:"items,omitempty"`
	Required             []string   `json:"required,omitempty"`
	Properties           Properties `json:"properties,omitempty"`
	PropertyNames        *Schema    `json:"propertyNames,omitempty"`
	AdditionalProperties any        `json:"additionalProperties,omitempty"` // *Schema or false
	AnyOf                []*Schema  `json:"anyOf,omitempty"`
	Defs                 Properties `json:"$defs,omitempty"`
}

// Properties are schemas by name, in order.
type Properties []Property

// A Property is a schema with a name.
type Property struct {
	Name   string
	Schema *Schema
}

// Get returns the schema of that name, or nil.
func (p Properties) Get(name string) *Schema {
	for i := range p {
		if p[i].Name == name {
			return p[i].Schema
		}
	}
	return nil
}

// MarshalJSON writes an object that keeps the order.
func (p Properties) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, property := range p {
		if i > 0 {
			b = append(b, ',')
		}
		name, err := json.Marshal(property.Name)
		if err != nil {
			return nil, err
		}
		schema, err := json.Marshal(property.Schema)
		if err != nil {
			return nil, err
		}
		b = append(append(append(b, name...), ':'), schema...)
	}
	return append(b, '}'), nil
}

// Text and the like are schemas of simple values.
func Text(description string) *Schema { return &Schema{Type: "string", Description: description} }

// Flag is true or false.
func Flag(description string) *Schema { return &Schema{Type: "boolean", Description: description} }

// Number is a whole number from least.
func Number(description string, least int64) *Schema {
	return &Schema{Type: "integer", Description: description, Minimum: &least}
}

// List is a list of items.
func List(description string, items *Schema) *Schema {
	return &Schema{Type: "array", Description: description, Items: items}
}

// Hold compares the schema with the file, or writes it there.
func Hold(t *testing.T, path string, schema *Schema, update bool) {
	t.Helper()
	schema.Schema = "https://json-schema.org/draft/2020-12/schema"
	var got bytes.Buffer
	enc := json.NewEncoder(&got)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(schema); err != nil {
		t.Fatal(err)
	}
	if update {
		if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("%s is not what the code says (-file +code); run with -update if meant:\n%s", path, diff)
	}
}
