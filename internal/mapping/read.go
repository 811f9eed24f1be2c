package mapping

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

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
	return m.UnmarshalJSON(bytes.TrimPrefix(data, []byte(sheet.ByteOrderMark))) // some editors put it there
}

// UnmarshalJSON reads the mapping as [ReadMapping] does, with the same errors:
// so a mapping may be a part of a larger JSON. A JSON null is no mapping. After
// an error m is what it was.
func (m *Mapping) UnmarshalJSON(text []byte) error {
	read, err := parseMapping(text)
	if err != nil {
		return err
	}
	m.columns, m.rows, m.each = read.columns, read.rows, read.each
	m.known.Store(nil) // that were the labels of another mapping
	return nil
}

func parseMapping(data []byte) (*Mapping, error) {
	if err := checkJSON(data); err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var p mappingParser
	m := p.mapping(parseNode(decoder, ""))
	if err := p.problems.Err(); err != nil {
		return nil, err
	}
	return m, nil
}

// checkJSON says where the text stops being JSON.
func checkJSON(data []byte) error {
	if !utf8.Valid(data) {
		return &MappingError{[]MappingProblem{{"", "the text is not UTF-8; save it as UTF-8"}}}
	}
	var raw json.RawMessage
	err := json.Unmarshal(data, &raw)
	if err == nil {
		return nil
	}
	path := ""
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		before := data[:min(int(syntax.Offset), len(data))]
		path = fmt.Sprintf("line %d", 1+bytes.Count(before, []byte("\n")))
	}
	return &MappingError{[]MappingProblem{{path, "the text is not JSON: " + err.Error()}}}
}
