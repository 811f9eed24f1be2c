package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"example.com/otustemplate"
)

// objects reads the objects of an array in a JSON text, one after the other: only one
// is in memory at a time.
type objects struct {
	dec    *json.Decoder
	array  string         // the keys that lead to it, with dots between them
	inside bool           // its start was read
	fields map[string]int // places in a row, by column
}

func newObjects(r io.Reader, array string, columns []string) *objects {
	o := &objects{dec: json.NewDecoder(r), array: array, fields: make(map[string]int)}
	o.dec.UseNumber() // numbers stay as they are written
	for i, column := range columns {
		o.fields[column] = i
	}
	return o
}

// readColumns returns the columns of all objects, in the order in which they come
// first.
func readColumns(r io.Reader, array string) (columns []string, err error) {
	o := newObjects(r, array, nil)
	for {
		err := o.read(func(column string, _ any) error {
			if _, known := o.fields[column]; !known {
				o.fields[column] = len(columns)
				columns = append(columns, column)
			}
			return nil
		})
		if err == io.EOF {
			return columns, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// next returns the next row, as otustemplate.NewSource asks for.
func (o *objects) next() ([]any, error) {
	row := make([]any, len(o.fields))
	var twice error
	err := o.read(func(column string, value any) error {
		field, known := o.fields[column]
		switch {
		case !known:
			return errors.New("the export has changed while it was read")
		case row[field] != nil: // two values for one cell: this row is rejected, the others are not
			twice = &otustemplate.RowError{Code: otustemplate.CodeFieldCount, Err: fmt.Errorf("the object has two values for %s", column)}
		default:
			row[field] = value
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return row, twice
}

// read calls cell with each value of the next object. It returns io.EOF after the last
// one, once it is sure that the text ends as it should: a list that was cut short is
// never taken for the whole.
func (o *objects) read(cell func(column string, value any) error) error {
	if !o.inside {
		if err := o.find(); err != nil {
			return err
		}
		o.inside = true
	}
	if o.dec.More() {
		return o.value("", 0, cell)
	}
	return o.finish()
}

// token returns the next token. There must be one.
func (o *objects) token() (json.Token, error) {
	token, err := o.dec.Token()
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return token, err
}

func (o *objects) expect(delim json.Delim) error {
	token, err := o.token()
	if err == nil && token != delim {
		return fmt.Errorf("there is no %v where one is expected; say with -data where the array is", delim)
	}
	return err
}

// keys are those that lead to the array.
func (o *objects) keys() []string {
	return strings.FieldsFunc(o.array, func(r rune) bool { return r == '.' })
}

// find reads up to the start of the array.
func (o *objects) find() error {
	for _, key := range o.keys() {
		if err := o.expect('{'); err != nil {
			return err
		}
		if found, err := o.skip(key); err != nil {
			return err
		} else if !found {
			return fmt.Errorf("there is no key %q; say with -data where the array is", key)
		}
	}
	return o.expect('[')
}

// skip reads up to the value of a key, or to the end of the object.
func (o *objects) skip(key string) (found bool, err error) {
	for o.dec.More() {
		name, err := o.token()
		if err != nil || name == key {
			return true, err
		}
		if err := o.value("skipped", 0, func(string, any) error { return nil }); err != nil {
			return false, err
		}
	}
	return false, nil
}

// finish reads what follows the array, to the end of the text.
func (o *objects) finish() error {
	if err := o.expect(']'); err != nil {
		return err
	}
	for _, key := range o.keys() {
		if twice, err := o.skip(key); err != nil {
			return err
		} else if twice {
			return fmt.Errorf("there are two keys %q", key)
		}
		if err := o.expect('}'); err != nil {
			return err
		}
	}
	switch _, err := o.dec.Token(); err {
	case nil:
		return errors.New("there is more text after the JSON value")
	default:
		return err
	}
}

// maxDepth is how deep values may be nested.
const maxDepth = 50

// value reads the next value, and calls cell for each that is no object or array.
func (o *objects) value(path string, depth int, cell func(column string, value any) error) error {
	token, err := o.token()
	switch {
	case err != nil:
		return err
	case depth > maxDepth:
		return errors.New("the export is nested too deep")
	case token != json.Delim('{') && token != json.Delim('['):
		if path == "" {
			return errors.New("the array holds something that is not an object")
		}
		return cell(path, token)
	}
	for i := 0; o.dec.More(); i++ {
		key := any(strconv.Itoa(i))
		if token == json.Delim('{') {
			if key, err = o.token(); err != nil {
				return err
			}
		}
		below := key.(string)
		if path != "" {
			below = path + "." + below
		}
		if err := o.value(below, depth+1, cell); err != nil {
			return err
		}
	}
	_, err = o.token() // the end of the object or array
	return err
}
