package main

import (
	"bytes"
	"context"
	"errors"
	"io"

	"example.com/otustemplate"
	"example.com/otustemplate/benchmarks/gen"
)

// reader reads records. A bad row is what the Reader could not read whole,
// which is fewer rows than a check finds, so bad is not counted.
func (c *contest) reader() (tally, error) {
	t := tally{bytes: int64(len(c.file)), bad: notCounted, repeated: notCounted}
	for _, err := range otustemplate.NewReader(bytes.NewReader(c.file), nil).All() {
		if _, rowOnly := errors.AsType[*otustemplate.RowError](err); err != nil && !rowOnly {
			return t, err
		}
		t.rows++
	}
	return t, nil
}

// newValidator returns a Validator with every check on, except for duplicates
// where they are not to be found.
func newValidator(refs otustemplate.References, workers int, repeats bool) (*otustemplate.Validator, error) {
	opts := &otustemplate.ValidatorOptions{
		FirstDate: otustemplate.DateOf(gen.FirstDay),
		LastDate:  otustemplate.DateOf(gen.LastDay),
		Today:     otustemplate.DateOf(gen.LastDay),
		NoteLimit: 300,
		Workers:   workers,
	}
	if !repeats {
		opts.Severity = map[otustemplate.Code]otustemplate.Severity{otustemplate.CodeDuplicate: otustemplate.SeverityOff}
	}
	return otustemplate.NewValidator(refs, opts)
}

func validate(v *otustemplate.Validator, r io.Reader, repeats bool) (tally, error) {
	rep, err := v.Validate(context.Background(), r)
	t := tally{rows: rep.Rows, bytes: rep.Bytes, bad: rep.RowsWithErrors, repeated: notCounted}
	if repeats {
		t.repeated = rep.Counts[otustemplate.CodeDuplicate]
	}
	return t, err
}

// writer writes what csvWriter writes.
func (c *contest) writer() (tally, error) {
	var out counter
	w := otustemplate.NewWriter(&out, &otustemplate.WriterOptions{LF: true, DateFormat: c.opts.DateLayout()})
	t := tally{bad: notCounted, repeated: notCounted}
	for t.rows < c.counts.Rows {
		for _, rec := range c.records[:min(int64(len(c.records)), c.counts.Rows-t.rows)] {
			if err := w.Write(rec); err != nil {
				return t, err
			}
			t.rows++
		}
	}
	err := w.Flush()
	t.bytes = int64(out)
	return t, err
}
