package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"strings"

	"example.com/otustemplate"
	"example.com/otustemplate/benchmarks/gen"
)

// The names of contenders that others are compared with.
const (
	baseName      = "BASE"
	csvReaderName = "encoding/csv Reader"
	csvWriterName = "encoding/csv Writer"
	readerName    = "Reader"
)

// A contender does the work, or a part of it, in one way.
type contender struct {
	name string
	// against are the names of what it is compared with.
	against []string
	want    gen.Counts // what it must find
	run     func() (tally, error)
}

// A tally is what a contender found.
type tally struct {
	rows  int64
	bytes int64
	// bad and repeated are notCounted where the contender does not look.
	bad, repeated int64
}

const notCounted = -1

// contest is what the contenders work on.
type contest struct {
	opts   gen.Options
	counts gen.Counts
	file   []byte

	// What exists, as the library and as a user's own program hold it.
	refs                            otustemplate.References
	recognitions, teachers, classes map[string]bool
	// What the writers write: good records, the same for both, over and over
	// until it is as many rows as the file has.
	records []otustemplate.Record
	cells   [][]string
}

// sampleRows is how many different records the writers write.
const sampleRows = 50_000

// newContest makes a file of that many rows, and what it is checked against.
func newContest(rows int, opts gen.Options) (*contest, error) {
	d := gen.NewDistrict(opts.Seed)
	c := &contest{opts: opts}
	c.refs = references(d)
	c.recognitions, c.teachers, c.classes = lookup(d.Recognitions), lookup(d.Teachers), lookup(d.Classes)
	g := gen.New(d, opts)
	c.file = g.File(rows)
	c.counts = g.Counts
	good := gen.New(d, gen.Options{Seed: opts.Seed, USDates: opts.USDates}).File(min(rows, sampleRows))
	var err error
	if c.records, err = readAll(good); err != nil {
		return nil, err
	}
	if c.cells, err = csv.NewReader(bytes.NewReader(good)).ReadAll(); err != nil {
		return nil, err
	}
	c.cells = c.cells[1:]
	return c, nil
}

func references(d *gen.District) otustemplate.References {
	return otustemplate.References{
		Recognitions: otustemplate.NewSet(d.Recognitions...),
		Teachers:     otustemplate.NewEmailSet(d.Teachers...),
		Classes:      otustemplate.NewSet(d.Classes...),
	}
}

// readAll returns the records of a file without bad rows, with line breaks as
// encoding/csv hands them out, so that both writers write the same.
func readAll(file []byte) ([]otustemplate.Record, error) {
	var records []otustemplate.Record
	for rec, err := range otustemplate.NewReader(bytes.NewReader(file), nil).All() {
		if err != nil {
			return nil, err
		}
		rec.Note = strings.ReplaceAll(rec.Note, "\r\n", "\n")
		records = append(records, rec)
	}
	return records, nil
}

// contenders returns all of them, those first that others are compared with.
func (c *contest) contenders() ([]contender, error) {
	all := []contender{
		{baseName, nil, c.counts, c.base},
		{csvReaderName, []string{baseName}, c.counts, c.csvReader},
		{"csvutil, decode", []string{baseName}, c.counts, c.csvutil},
		{"gocsv, decode", []string{baseName}, c.counts, c.gocsv},
		{readerName, []string{baseName, csvReaderName}, c.counts, c.reader},
	}
	for _, repeats := range []bool{false, true} {
		for workers := 1; workers <= 2; workers++ {
			v, err := newValidator(c.refs, workers, repeats)
			if err != nil {
				return nil, err
			}
			all = append(all, contender{validateName(workers, repeats), []string{baseName}, c.counts, func() (tally, error) {
				return validate(v, bytes.NewReader(c.file), repeats)
			}})
		}
	}
	builders, err := c.builders()
	if err != nil {
		return nil, err
	}
	all = append(all, builders...)
	return append(all,
		contender{csvWriterName, nil, c.counts, c.csvWriter},
		contender{"Writer", []string{csvWriterName}, c.counts, c.writer},
	), nil
}

func validateName(workers int, repeats bool) string {
	name := fmt.Sprintf("Validate, %d worker", workers)
	if workers > 1 {
		name += "s"
	}
	if repeats {
		name += ", duplicates"
	}
	return name
}

// A counter counts what is written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// check says where a tally is not what the file holds.
func (t tally) check(want gen.Counts) error {
	var errs []error
	wrong := func(what string, got, want int64) {
		if got != want && got != notCounted {
			errs = append(errs, fmt.Errorf("%d %s, and the file has %d", got, what, want))
		}
	}
	wrong("rows", t.rows, want.Rows)
	wrong("bad rows", t.bad, want.Bad)
	wrong("duplicates", t.repeated, want.Repeated)
	return errors.Join(errs...)
}
