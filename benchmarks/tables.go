package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"example.com/otustemplate/benchmarks/gen"
)

// A table is one thing that is measured, and how it is shown.
type table struct {
	name  string // its flag, and how documents name it
	title string
	write func(ctx context.Context, s settings, w io.Writer) error
}

// tables are all there are, in the order in which they are measured.
var tables = []table{
	{"speed", "One file in memory", speed},
	{"sorted", "One file in memory, sorted by teacher", func(ctx context.Context, s settings, w io.Writer) error {
		s.file.ByTeacher = true
		return speed(ctx, s, w)
	}},
	{"reports", "Reports of many issues", reports},
	{"unknown", "A file in which every class is unknown", unknownClasses},
	{"growth", "Time and memory from no row to ten million", growth},
	{"mainjob", "The main job: a roster loaded, an export built, a template checked", mainJob},
	{"mainjob-date", "The main job, rows sorted by date", mainJobIn(func(d *gen.SIS) { d.Order = gen.ByDate })},
	{"mainjob-teacher", "The main job, rows sorted by teacher", mainJobIn(func(d *gen.SIS) { d.Order = gen.ByTeacher })},
	{"mainjob-names", "The main job, notes full of words that are also names", mainJobIn(func(d *gen.SIS) { d.NameWords = true })},
	{"load", "The load of a roster ten times as large", mainJobIn(func(d *gen.SIS) { d.Students, d.Rows = 10*d.Students, 0 })},
	{"waits", "What a district waits for", waits},
}

// tableNamed returns the table of that name, or one without a write.
func tableNamed(name string) table {
	for _, t := range tables {
		if t.name == name {
			return t
		}
	}
	return table{}
}

// mainJobIn measures the main job in another district.
func mainJobIn(change func(*gen.SIS)) func(context.Context, settings, io.Writer) error {
	return func(ctx context.Context, s settings, w io.Writer) error {
		change(&s.district)
		return mainJob(ctx, s, w)
	}
}

// A document shows a table between two lines: "<!-- benchmarks: speed -->" and
// endOfTable.
const endOfTable = "<!-- end of benchmarks -->\n"

func startOfTable(name string) string { return "<!-- benchmarks: " + name + " -->\n" }

// show puts a table into the documents that show it.
func (s settings) show(name, text string) error {
	shown := false
	for _, path := range s.docs {
		doc, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		changed, ok, err := replaceTable(string(doc), name, text)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if !ok {
			continue
		}
		shown = true
		if err := os.WriteFile(path, []byte(changed), 0o644); err != nil {
			return err
		}
	}
	if !shown {
		fmt.Fprintf(s.stderr, "no document shows %s\n", name)
	}
	return nil
}

// replaceTable puts a table where a document shows it; ok is false where it shows
// none of that name.
func replaceTable(doc, name, text string) (changed string, ok bool, err error) {
	before, rest, ok := strings.Cut(doc, startOfTable(name))
	if !ok {
		return doc, false, nil
	}
	_, after, ok := strings.Cut(rest, endOfTable)
	if !ok {
		return doc, false, errors.New("the table " + name + " has no end")
	}
	return before + startOfTable(name) + "\n" + strings.TrimSpace(text) + "\n\n" + endOfTable + after, true, nil
}

// thousands writes n with commas, as in 48,112.
func thousands[T int | int64](n T) string {
	digits := fmt.Sprint(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}
