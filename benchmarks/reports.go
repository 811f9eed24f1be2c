package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"example.com/otustemplate"
	"example.com/otustemplate/benchmarks/gen"
)

// encodingJSON is the name of what WriteJSON is compared with.
const encodingJSON = "encoding/json, the issues alone"

// mostIssues is of how many issues a report is written.
const mostIssues = 100_000

// reports measures how long it takes to write a report of many issues: those of a file
// in which every row has a class that is not known, with suggestions.
func reports(ctx context.Context, s settings, w io.Writer) error {
	all, size, err := reportContenders(min(s.rows, mostIssues), s.file)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s issues, %d bytes each as JSON:\n\n", thousands(all[0].want.Rows), size)
	samples, err := measure(ctx, all, s.rounds, s.stderr)
	if err != nil {
		return err
	}
	return writeTable(w, "issue", all, samples)
}

// reportContenders returns what writes a report of so many issues, and how many bytes
// WriteJSON makes of each.
func reportContenders(issues int, opts gen.Options) ([]contender, int, error) {
	opts.UnknownClasses, opts.Bad, opts.Repeated = true, 0, 0
	c, err := newContest(issues, opts)
	if err != nil {
		return nil, 0, err
	}
	v, err := otustemplate.NewValidator(c.refs, &otustemplate.ValidatorOptions{MaxIssues: issues})
	if err != nil {
		return nil, 0, err
	}
	rep, err := v.Validate(context.Background(), bytes.NewReader(c.file))
	if err != nil {
		return nil, 0, err
	}
	if len(rep.Issues) < issues {
		return nil, 0, fmt.Errorf("%d issues of %d rows", len(rep.Issues), issues)
	}
	rep.Issues = rep.Issues[:issues]
	var text bytes.Buffer
	if err := rep.WriteJSON(&text, nil); err != nil {
		return nil, 0, err
	}
	back, err := otustemplate.ReadReport(bytes.NewReader(text.Bytes()))
	if err != nil {
		return nil, 0, err
	}
	if len(back.Issues) != issues {
		return nil, 0, errors.New("the report as JSON does not hold the issues")
	}
	size := text.Len()
	writes := func(write func() error, line string) func() (tally, error) {
		return func() (tally, error) {
			text.Reset()
			err := write()
			return tally{rows: int64(bytes.Count(text.Bytes(), []byte(line))), bytes: int64(text.Len()), bad: notCounted, repeated: notCounted}, err
		}
	}
	want := gen.Counts{Rows: int64(issues)}
	return []contender{
		{encodingJSON, nil, want, writes(func() error {
			enc := json.NewEncoder(&text)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			return enc.Encode(rep.Issues)
		}, "\n    \"Line\": ")},
		{"WriteJSON", []string{encodingJSON}, want, writes(func() error { return rep.WriteJSON(&text, nil) }, "\n      \"line\": ")},
	}, size / issues, nil
}
