package jsontree

import (
	"encoding"
	"reflect"
	"strings"
)

// Decode reads an object into the struct that to points to, by the same tags as
// package encoding/json. Of a struct every key must be there but those with omitempty;
// keys that it does not have are passed over. What is decoded is text that implements
// [encoding.TextUnmarshaler], a string, a bool, a whole number from 0, a list, a map, or such a
// struct, with a pointer to it null or one.
func (r *Reader) Decode(n Node, to any) { r.decode(n, reflect.ValueOf(to).Elem()) }

func (r *Reader) decode(n Node, to reflect.Value) {
	if text, ok := reflect.TypeAssert[encoding.TextUnmarshaler](to.Addr()); ok {
		r.decodeText(n, text)
		return
	}
	switch to.Kind() {
	case reflect.String:
		to.SetString(r.Text(n))
	case reflect.Bool:
		to.SetBool(r.Flag(n))
	case reflect.Int, reflect.Int64:
		switch i := r.Int(n); {
		case i < 0:
			r.Add(n, "the number must not be negative")
		case to.OverflowInt(i):
			r.Add(n, "the number is too large")
		default:
			to.SetInt(i)
		}
	case reflect.Pointer:
		if n.Kind != Scalar || n.Value != nil {
			to.Set(reflect.New(to.Type().Elem()))
			r.decode(n, to.Elem())
		}
	case reflect.Slice:
		r.decodeList(n, to)
	case reflect.Map:
		r.decodeMap(n, to)
	case reflect.Struct:
		r.decodeStruct(n, to)
	default:
		panic("jsontree: no way to decode a " + to.Type().String())
	}
}

func (r *Reader) decodeText(n Node, to encoding.TextUnmarshaler) {
	before := len(r.Problems)
	s := r.Text(n)
	if len(r.Problems) > before {
		return
	}
	if err := to.UnmarshalText([]byte(s)); err != nil {
		r.Add(n, "%s", strings.TrimPrefix(err.Error(), "otustemplate: "))
	}
}

func (r *Reader) decodeList(n Node, to reflect.Value) {
	if n.Kind != List {
		r.Add(n, "write a list: […]")
		return
	}
	if len(n.Items) == 0 {
		return
	}
	to.Set(reflect.MakeSlice(to.Type(), len(n.Items), len(n.Items)))
	for i, item := range n.Items {
		r.decode(item, to.Index(i))
	}
}

func (r *Reader) decodeMap(n Node, to reflect.Value) {
	members := r.Object(n)
	to.Set(reflect.MakeMapWithSize(to.Type(), len(members)))
	for _, m := range members {
		value := reflect.New(to.Type().Elem()).Elem()
		r.decode(m.Node, value)
		to.SetMapIndex(reflect.ValueOf(m.Key).Convert(to.Type().Key()), value)
	}
}

func (r *Reader) decodeStruct(n Node, to reflect.Value) {
	before := len(r.Problems)
	members := make(map[string]Node)
	for _, m := range r.Object(n) {
		members[m.Key] = m.Node
	}
	if len(r.Problems) > before && n.Kind != Object {
		return
	}
	for i := range to.NumField() {
		key, option, _ := strings.Cut(to.Type().Field(i).Tag.Get("json"), ",")
		switch member, ok := members[key]; {
		case ok:
			r.decode(member, to.Field(i))
		case option != "omitempty":
			r.Problems = append(r.Problems, Problem{PathOf(n.Path, key), "the key is missing"})
		}
	}
}
