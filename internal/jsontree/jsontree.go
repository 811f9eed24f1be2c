// Package jsontree reads JSON as a tree whose values know their places, and gathers
// what is wrong with them, so that all of it can be told at once.
package jsontree

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"example.com/otustemplate/internal/celltext"
)

// A Node is a value of JSON with its place. Unlike maps it keeps the order of an
// object and keys that are there twice.
type Node struct {
	Path    string // such as columns."Class Name".from; "" is the whole
	Kind    Kind
	Value   any      // of a Scalar: string, json.Number, bool or nil
	Members []Member // of an Object
	Items   []Node   // of a List
}

// A Member is a value of an object.
type Member struct {
	Key string
	Node
}

// A Kind says what a value is.
type Kind uint8

// The kinds.
const (
	Scalar Kind = iota
	Object
	List
)

// A Problem is one thing that is wrong.
type Problem struct {
	Path    string // of the value; "" is the whole
	Message string // it holds nothing of the text
}

// byteOrderMark is what some editors put in front of a text.
const byteOrderMark = "\xef\xbb\xbf"

// A SyntaxError says that a text is not JSON.
type SyntaxError struct {
	Line int   // where it stops being JSON, from 1; 0 is the whole
	Err  error // what is wrong: it may hold a character of the text
}

// Error returns what is wrong, without the line.
func (e *SyntaxError) Error() string { return e.Err.Error() }

var errNotUTF8 = errors.New("the text is not UTF-8; save it as UTF-8")

// Parse reads a text that is one value of JSON.
func Parse(text []byte) (Node, *SyntaxError) {
	text = bytes.TrimPrefix(text, []byte(byteOrderMark))
	if !utf8.Valid(text) {
		return Node{}, &SyntaxError{Err: errNotUTF8}
	}
	var raw json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		wrong := &SyntaxError{Err: fmt.Errorf("the text is not JSON: %w", err)}
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			before := text[:min(int(syntax.Offset), len(text))]
			wrong.Line = 1 + bytes.Count(before, []byte("\n"))
		}
		return Node{}, wrong
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return parse(decoder, ""), nil
}

// parse reads the next value of a text that is known to be JSON.
func parse(d *json.Decoder, path string) Node {
	n := Node{Path: path}
	token, _ := d.Token()
	switch token {
	case json.Delim('{'):
		n.Kind = Object
		for d.More() {
			key, _ := d.Token()
			name, _ := key.(string)
			n.Members = append(n.Members, Member{name, parse(d, PathOf(path, name))})
		}
	case json.Delim('['):
		n.Kind = List
		for d.More() {
			n.Items = append(n.Items, parse(d, fmt.Sprintf("%s[%d]", path, len(n.Items))))
		}
	default:
		n.Value = token
		return n
	}
	_, _ = d.Token() // the closing bracket
	return n
}

// PathOf returns the path of a key of an object.
func PathOf(parent, key string) string {
	plain := key != ""
	for i := range len(key) {
		plain = plain && (celltext.IsLetter(key[i]) || celltext.IsDigit(key[i]) || key[i] == '_')
	}
	if !plain {
		key = strconv.Quote(key)
	}
	if parent == "" {
		return key
	}
	return parent + "." + key
}
