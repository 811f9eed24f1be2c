package jsontree

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/nearest"
)

// A Reader takes values out of a tree and gathers what is wrong with them. After a
// problem what it returns is of no use, but it goes on to find the others. The zero
// Reader is ready.
type Reader struct{ Problems []Problem }

// Add adds a problem of a value.
func (r *Reader) Add(n Node, format string, args ...any) {
	r.Problems = append(r.Problems, Problem{n.Path, fmt.Sprintf(format, args...)})
}

// Object returns the members of an object, each key once.
func (r *Reader) Object(n Node) []Member {
	if n.Kind != Object {
		r.Add(n, "write an object: {…}")
		return nil
	}
	seen := make(map[string]bool)
	return slices.DeleteFunc(n.Members, func(m Member) bool {
		if seen[m.Key] {
			r.Add(m.Node, "the key is there twice; keep one")
			return true
		}
		seen[m.Key] = true
		return false
	})
}

// Unknown tells of a key that means nothing here.
func (r *Reader) Unknown(m Member, known ...string) {
	question := ""
	if near := nearest.New(known).Find(m.Key, 1); len(near) > 0 {
		question = fmt.Sprintf("; did you mean %q?", known[near[0].Index])
	}
	r.Add(m.Node, "there is no such key; known here are %s%s", strings.Join(known, ", "), question)
}

// Text returns a string.
func (r *Reader) Text(n Node) string {
	s, ok := n.Value.(string)
	switch n.Value.(type) {
	case json.Number, bool:
		r.Add(n, "put it in quotes")
	default:
		if !ok {
			r.Add(n, "write a text in quotes")
		}
	}
	return s
}

// Filled returns a string that says something.
func (r *Reader) Filled(n Node) string {
	before := len(r.Problems)
	s := r.Text(n)
	if celltext.IsBlank(s) && len(r.Problems) == before {
		r.Add(n, "it is empty; write a text or leave the key out")
	}
	return s
}

// Texts returns the strings of a list that has one at least, each as text reads it.
func (r *Reader) Texts(n Node, text func(Node) string) []string {
	if n.Kind != List || len(n.Items) == 0 {
		r.Add(n, `write a list of texts: ["…", "…"]`)
		return []string{""}
	}
	list := make([]string, len(n.Items))
	for i, item := range n.Items {
		list[i] = text(item)
	}
	return list
}

// Flag returns true or false.
func (r *Reader) Flag(n Node) bool {
	b, ok := n.Value.(bool)
	if !ok {
		r.Add(n, "write true or false")
	}
	return b
}

// Int returns a whole number.
func (r *Reader) Int(n Node) int64 {
	number, _ := n.Value.(json.Number)
	i, err := number.Int64()
	if err != nil {
		r.Add(n, "write a whole number, without quotes")
	}
	return i
}
