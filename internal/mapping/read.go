package mapping

import (
	"fmt"
	"io"

	"example.com/otustemplate/internal/jsontree"
	"example.com/otustemplate/internal/sheet"
)

// ReadMapping reads a mapping from JSON, as [Mapping] describes it. Where it is
// not right the error is a *[MappingError] that lists everything at once, each
// with its place; an error of r is returned as it is.
func ReadMapping(r io.Reader) (*Mapping, error) {
	m := new(Mapping)
	if err := m.ReadAll(r); err != nil {
		return nil, err
	}
	return m, nil
}

// ReadAll reads the mapping as ReadMapping does. After an error m is what it was.
func (m *Mapping) ReadAll(r io.Reader) error {
	if r == nil {
		return sheet.ErrNoReader
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	return m.UnmarshalJSON(data)
}

// UnmarshalJSON reads the mapping as [ReadMapping] does, with the same errors:
// so a mapping may be a part of a larger JSON. A JSON null is no mapping. After
// an error m is what it was.
func (m *Mapping) UnmarshalJSON(text []byte) error {
	read, err := parseMapping(text)
	if err != nil {
		return err
	}
	*m = *read
	return nil
}

func parseMapping(data []byte) (m *Mapping, err error) {
	if err := parseJSON(data, func(p *mappingParser, n jsontree.Node) { m = p.mapping(n) }); err != nil {
		return nil, err
	}
	return m, nil
}

// parseJSON has a text of JSON read, and tells of all that is wrong with it.
func parseJSON(data []byte, read func(*mappingParser, jsontree.Node)) error {
	tree, wrong := jsontree.Parse(data)
	if wrong != nil {
		path := ""
		if wrong.Line > 0 {
			path = fmt.Sprintf("line %d", wrong.Line)
		}
		return &MappingError{[]MappingProblem{{path, wrong.Error()}}}
	}
	var p mappingParser
	read(&p, tree)
	var problems Problems
	for _, problem := range p.Problems {
		problems = append(problems, MappingProblem(problem))
	}
	return problems.Err()
}
