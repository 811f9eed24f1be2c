package main

import (
	"context"
	"fmt"
	"io"
)

// speed writes the table of speeds.
func speed(ctx context.Context, s settings, w io.Writer) error {
	c, err := newContest(s.rows, s.file)
	if err != nil {
		return err
	}
	all, err := c.contenders()
	if err != nil {
		return err
	}
	n := c.counts
	fmt.Fprintf(w, "%s rows of %d bytes, %s of them bad, %s repeated; notes: %s quoted, %s with a line break:\n\n",
		thousands(n.Rows), int64(len(c.file))/n.Rows, thousands(n.Bad), thousands(n.Repeated), thousands(n.Quoted), thousands(n.LineBreaks))
	samples, err := measure(ctx, all, s.rounds, s.stderr)
	if err != nil {
		return err
	}
	if err := writeTable(w, "row", all, samples); err != nil {
		return err
	}
	fmt.Fprintln(w)
	return writeDuplicates(w, samples)
}
