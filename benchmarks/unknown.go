package main

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"example.com/otustemplate/benchmarks/gen"
)

// unknownClasses measures the worst file for the search for suggestions: every
// row has a class that is not known, and no other row has it, so that nothing
// that was worked out serves twice.
func unknownClasses(ctx context.Context, s settings, w io.Writer) error {
	opts := s.file
	clean, err := newContest(s.rows, gen.Options{Seed: opts.Seed, USDates: opts.USDates})
	if err != nil {
		return err
	}
	unknown, err := newContest(s.rows, gen.Options{Seed: opts.Seed, USDates: opts.USDates, UnknownClasses: true})
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
	fmt.Fprintf(w, "%s rows:\n\n", thousands(s.rows))
	samples, err := measure(ctx, all, s.rounds, s.stderr)
	if err != nil {
		return err
	}
	return writeTable(w, "row", all, samples)
}
