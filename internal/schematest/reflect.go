package schematest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"strings"
	"testing"
	"unicode"
)

// A Maker makes schemas of Go types, as encoding/json writes them.
type Maker struct {
	Special  map[reflect.Type]*Schema // of types that write themselves
	Comments map[string]string        // of fields, such as "T.F"; each becomes a description
	Prefix   string                   // of the names of types, which their schemas have not
	defs     Properties
}

// Comments returns the comments of the fields of all structs that a file declares.
func Comments(t *testing.T, path string) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	comments := make(map[string]string)
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		if fields, ok := spec.Type.(*ast.StructType); ok {
			for _, f := range fields.Fields.List {
				for _, name := range f.Names {
					comments[spec.Name.Name+"."+name.Name] = strings.TrimSpace(f.Comment.Text())
				}
			}
		}
		return false
	})
	return comments
}

// Of returns the schema of a struct, with those that it is made of.
func (m *Maker) Of(t reflect.Type) *Schema {
	root := m.fields(t)
	root.Defs = m.defs
	return root
}

// schema returns the schema of a type.
func (m *Maker) schema(t reflect.Type) *Schema {
	if special := m.Special[t]; special != nil {
		own := *special
		return &own
	}
	switch t.Kind() {
	case reflect.String:
		return Text("")
	case reflect.Bool:
		return Flag("")
	case reflect.Int, reflect.Int64:
		return Number("", 0)
	case reflect.Slice:
		return List("", m.schema(t.Elem()))
	case reflect.Pointer:
		return &Schema{AnyOf: []*Schema{{Type: "null"}, m.schema(t.Elem())}}
	case reflect.Map:
		return &Schema{Type: "object", PropertyNames: m.schema(t.Key()), AdditionalProperties: m.schema(t.Elem())}
	case reflect.Struct:
		return m.ref(t)
	}
	panic("schematest: no schema of a " + t.String())
}

// ref returns a schema that refers to that of a struct.
func (m *Maker) ref(t reflect.Type) *Schema {
	name := []rune(strings.TrimPrefix(t.Name(), m.Prefix))
	name[0] = unicode.ToLower(name[0])
	if m.defs.Get(string(name)) == nil {
		at := len(m.defs)
		m.defs = append(m.defs, Property{string(name), &Schema{}})
		m.defs[at].Schema = m.fields(t)
	}
	return &Schema{Ref: "#/$defs/" + string(name)}
}

// fields returns the schema of a struct. Keys may be added to it.
func (m *Maker) fields(t reflect.Type) *Schema {
	s := &Schema{Type: "object"}
	for f := range t.Fields() {
		key, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		property := m.schema(f.Type)
		property.Description = m.Comments[t.Name()+"."+f.Name]
		s.Properties = append(s.Properties, Property{key, property})
		if option != "omitempty" {
			s.Required = append(s.Required, key)
		}
	}
	return s
}
