package main

import (
	"bytes"
	"context"
	"io"

	"example.com/otustemplate/benchmarks/gen"
)

// unknownClasses measures the worst file for the search for suggestions: every
// row has a class that is not known, and no other row has it, so that nothing
// that was worked out serves twice.
func unknownClasses(ctx context.Context, stdout, stderr io.Writer, rows int, opts gen.Options, rounds int) error {
	clean, err := newContest(rows, gen.Options{Seed: opts.Seed, USDates: opts.USDates})
	if err != nil {
		return err
	}
	unknown, err := newContest(rows, gen.Options{Seed: opts.Seed, USDates: opts.USDates, UnknownClasses: true})
	if err != nil {
		return err
	}
	v, err := newValidator(clean.refs, 1, false)
	if err != nil {
		return err
	}
	const cleanName = "a clean file"
	check := func(name string, c *contest, against ...string) contender {
		return contender{name, against, c.counts, func() (tally, error) {
			return validate(v, bytes.NewReader(c.file), false)
		}}
	}
	all := []contender{check(cleanName, clean), check("every class unknown", unknown, cleanName)}
	samples, err := measure(ctx, all, rounds, stderr)
	if err != nil {
		return err
	}
	return writeTable(stdout, all, samples)
}
