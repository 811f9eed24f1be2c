package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"example.com/otustemplate"
)

func reportHTML(report *otustemplate.Report) func(io.Writer) error {
	return func(w io.Writer) error {
		return report.WriteHTML(w, &otustemplate.ReportOptions{RejectsName: "rejects.csv"})
	}
}

// templates are the files that a build is divided among: those of each school. They
// are a RowWriter, because the school may not be in the record but in its row. What a
// Source or a function of Derive has seen last is not this row: a build reads ahead.
type templates struct {
	folder   string
	schoolOf schoolOf
	rows     int64             // at most in a file; 0: any number
	schools  map[string]*parts // by name
	taken    map[string]bool   // names of files
}

var _ otustemplate.RowWriter = (*templates)(nil)

func newTemplates(folder string, school schoolOf, rows int64) *templates {
	return &templates{folder: folder, schoolOf: school, rows: rows, schools: make(map[string]*parts), taken: map[string]bool{"rejects": true}}
}

// WriteFrom writes the record to the file of its school.
func (t *templates) WriteFrom(rec otustemplate.Record, row otustemplate.SourceRow) error {
	school, err := t.schoolOf(rec, row)
	if err != nil {
		return err
	}
	return t.of(school).Write(rec)
}

// Write is not called, because there is a WriteFrom.
func (t *templates) Write(otustemplate.Record) error { return errors.ErrUnsupported }

// of returns the files of a school.
func (t *templates) of(school string) *parts {
	p := t.schools[school]
	if p == nil {
		p = &parts{base: filepath.Join(t.folder, t.name(school)), rows: t.rows}
		t.schools[school] = p
	}
	return p
}

// name returns a name for the files of a school, which no other has.
func (t *templates) name(school string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return '-'
	}, school)
	name := plain
	for n := 2; t.taken[name]; n++ {
		name = fmt.Sprintf("%s-%d", plain, n)
	}
	t.taken[name] = true
	return name
}

// Flush flushes all files.
func (t *templates) Flush() error {
	for _, p := range t.schools {
		if err := p.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// Commit puts all files into the folder, and returns their names.
func (t *templates) Commit() (names []string, err error) {
	for _, p := range t.schools {
		if err := p.Commit(); err != nil {
			return nil, err
		}
		names = append(names, p.names...)
	}
	slices.Sort(names)
	return names, nil
}

// Close gives up what was not committed.
func (t *templates) Close() {
	for _, p := range t.schools {
		p.Close()
	}
}

// parts are a RecordWriter of files of at most so many rows.
type parts struct {
	base    string // of their paths
	rows    int64  // at most in a file; 0: any number
	file    *otustemplate.File
	written int64    // to file
	names   []string // of the files
}

// Write writes the record to the file at hand, or to the next one if that is full.
func (p *parts) Write(rec otustemplate.Record) error {
	if p.rows > 0 && p.written == p.rows {
		if err := p.Commit(); err != nil {
			return err
		}
	}
	if p.file == nil {
		path := p.base + ".csv"
		if p.rows > 0 {
			path = fmt.Sprintf("%s-%03d.csv", p.base, len(p.names)+1)
		}
		file, err := otustemplate.Create(path, nil)
		if err != nil {
			return err
		}
		p.file, p.written, p.names = file, 0, append(p.names, filepath.Base(path))
	}
	err := p.file.Write(rec) // a *RecordError: the record is rejected, and the file goes on
	if err == nil {
		p.written++
	}
	return err
}

// Flush flushes the file at hand.
func (p *parts) Flush() error {
	if p.file == nil {
		return nil
	}
	return p.file.Flush()
}

// Commit puts the file at hand into the folder. If a later one fails, the whole folder
// is removed, which nobody has seen yet.
func (p *parts) Commit() error {
	if p.file == nil {
		return nil
	}
	err := p.file.Commit()
	p.file, p.written = nil, 0
	return err
}

// Close gives up the file at hand.
func (p *parts) Close() {
	if p.file != nil {
		p.file.Close()
	}
}
