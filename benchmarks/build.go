package main

import (
	"bytes"
	"context"

	"example.com/otustemplate"
)

// builders returns the contenders that fill in the template from the file.
func (c *contest) builders() ([]contender, error) {
	v, err := newValidator(c.refs, 1, true)
	if err != nil {
		return nil, err
	}
	plain := &otustemplate.Builder{}
	checked := &otustemplate.Builder{Validator: v, Rejects: new(counter)}
	return []contender{
		{"Builder", []string{baseName, readerName}, c.counts, func() (tally, error) { return c.build(plain) }},
		{"Builder, all checks, rejects", []string{baseName, readerName}, c.counts, func() (tally, error) { return c.build(checked) }},
	}, nil
}

// build counts the rejected rows as bad ones, if the records are checked.
func (c *contest) build(b *otustemplate.Builder) (tally, error) {
	var out counter
	dst := otustemplate.NewWriter(&out, &otustemplate.WriterOptions{DateFormat: c.opts.DateLayout()})
	rep, err := b.Build(context.Background(), otustemplate.NewCSVSource(bytes.NewReader(c.file), nil), dst)
	t := tally{rows: rep.Rows, bytes: rep.Bytes, bad: notCounted, repeated: notCounted}
	if b.Validator != nil {
		t.bad, t.repeated = rep.Build.Rejected, rep.Counts[otustemplate.CodeDuplicate]
	}
	return t, err
}
