package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"time"

	"github.com/gocarina/gocsv"
	"github.com/jszwec/csvutil"
)

// base is what a user would write who has encoding/csv and half an hour.
func (c *contest) base() (tally, error) {
	layout := c.opts.DateLayout()
	r := csv.NewReader(bytes.NewReader(c.file))
	r.ReuseRecord = true
	if _, err := r.Read(); err != nil {
		return tally{}, err
	}
	t := tally{repeated: notCounted}
	for {
		rec, err := r.Read()
		if err == io.EOF {
			t.bytes = r.InputOffset()
			return t, nil
		}
		t.rows++
		if errors.Is(err, csv.ErrFieldCount) {
			t.bad++
			continue
		}
		if err != nil {
			return t, err
		}
		_, err = time.Parse(layout, rec[7])
		if rec[0] == "" && rec[1] == "" && rec[2] == "" && rec[3] == "" ||
			!c.recognitions[rec[4]] || !c.teachers[rec[5]] || !c.classes[rec[6]] || err != nil {
			t.bad++
		}
	}
}

func lookup(names []string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, name := range names {
		m[name] = true
	}
	return m
}

// csvReader reads and checks nothing.
func (c *contest) csvReader() (tally, error) {
	r := csv.NewReader(bytes.NewReader(c.file))
	r.ReuseRecord = true
	r.FieldsPerRecord = -1
	if _, err := r.Read(); err != nil {
		return tally{}, err
	}
	t := tally{bad: notCounted, repeated: notCounted}
	for {
		switch _, err := r.Read(); err {
		case nil:
			t.rows++
		case io.EOF:
			t.bytes = r.InputOffset()
			return t, nil
		default:
			return t, err
		}
	}
}

// An entry is a row as the decoders fill it in.
type entry struct {
	StudentEmail  string `csv:"Student Email"`
	SISID         string `csv:"SIS ID"`
	StudentNumber string `csv:"Student Number"`
	StateID       string `csv:"State ID"`
	Recognition   string `csv:"Recognition"`
	TeacherEmail  string `csv:"Teacher Email"`
	ClassName     string `csv:"Class Name"`
	Date          string `csv:"Date"`
	Note          string `csv:"Note"`
}

// csvutil decodes and checks nothing. It takes a row with a wrong number of
// cells for an error, and goes on behind it.
func (c *contest) csvutil() (tally, error) {
	r := csv.NewReader(bytes.NewReader(c.file))
	r.ReuseRecord = true
	dec, err := csvutil.NewDecoder(r)
	if err != nil {
		return tally{}, err
	}
	t := tally{bad: notCounted, repeated: notCounted}
	for {
		var e entry
		err := dec.Decode(&e)
		if err == io.EOF {
			t.bytes = r.InputOffset()
			return t, nil
		}
		if err != nil && !errors.Is(err, csv.ErrFieldCount) {
			return t, err
		}
		t.rows++
	}
}

// gocsv decodes and checks nothing.
func (c *contest) gocsv() (tally, error) {
	r := csv.NewReader(bytes.NewReader(c.file))
	r.ReuseRecord = true
	r.FieldsPerRecord = -1
	t := tally{bad: notCounted, repeated: notCounted}
	err := gocsv.UnmarshalDecoderToCallback(gocsv.NewSimpleDecoderFromCSVReader(r), func(entry) { t.rows++ })
	t.bytes = r.InputOffset()
	return t, err
}

// csvWriter writes the sample until as many rows are written as the file has.
func (c *contest) csvWriter() (tally, error) {
	var out counter
	w := csv.NewWriter(&out)
	t := tally{bad: notCounted, repeated: notCounted}
	for t.rows < c.counts.Rows {
		for _, rec := range c.cells[:min(int64(len(c.cells)), c.counts.Rows-t.rows)] {
			if err := w.Write(rec); err != nil {
				return t, err
			}
			t.rows++
		}
	}
	w.Flush()
	t.bytes = int64(out)
	return t, w.Error()
}
