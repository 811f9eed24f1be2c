package mapping

import (
	"encoding/json"
	"fmt"
)

// A jsonNode is a value of JSON with its place. Unlike maps it keeps the order
// of an object and keys that are there twice.
type jsonNode struct {
	path    string
	value   any // string, json.Number, bool or nil; else:
	kind    jsonKind
	members []jsonMember // of an object
	items   []jsonNode   // of a list
}

type jsonMember struct {
	key string
	jsonNode
}

type jsonKind uint8

// parseNode reads the next value of text that is known to be JSON.
func parseNode(d *json.Decoder, path string) jsonNode {
	n := jsonNode{path: path}
	token, _ := d.Token()
	switch token {
	case json.Delim('{'):
		n.kind = jsonObject
		for d.More() {
			key, _ := d.Token()
			name, _ := key.(string)
			n.members = append(n.members, jsonMember{name, parseNode(d, pathOf(path, name))})
		}
	case json.Delim('['):
		n.kind = jsonList
		for d.More() {
			n.items = append(n.items, parseNode(d, fmt.Sprintf("%s[%d]", path, len(n.items))))
		}
	default:
		n.value = token
		return n
	}
	_, _ = d.Token() // the closing bracket
	return n
}

// An orderedObject is an object of JSON that keeps the order of its keys.
type orderedObject []orderedMember

// addIf adds a member where there is something to add.
func (o *orderedObject) addIf(there bool, key string, value any) {
	if there {
		*o = append(*o, orderedMember{key, value})
	}
}

// MarshalJSON writes the members in order.
func (o orderedObject) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			b = append(b, ',')
		}
		for j, part := range []any{m.key, m.value} {
			text, err := json.Marshal(part)
			if err != nil {
				return nil, err
			}
			if j > 0 {
				b = append(b, ':')
			}
			b = append(b, text...)
		}
	}
	return append(b, '}'), nil
}

const (
	jsonScalar jsonKind = iota
	jsonObject
	jsonList
)

type orderedMember struct {
	key   string
	value any
}
