package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"example.com/otustemplate"
)

// Rules are the files that say how an export is to be read, and what of it must not enter
// the template.
type Rules struct {
	// Files holds the files; nil: those of the system, by any path.
	Files fs.FS

	mapping, layout string
	values          Paths // or COLUMN=FILE
	exclude         Paths
}

// Flags defines the flags that name the files.
func (r *Rules) Flags(flags *flag.FlagSet) {
	flags.StringVar(&r.mapping, "mapping", "", "")
	flags.Var(&r.values, "values", "")
	flags.Var(&r.exclude, "exclude", "")
	flags.StringVar(&r.layout, "layout", "", "")
}

// HasMapping reports whether a mapping is given. Without one an export goes by the
// template's own labels.
func (r *Rules) HasMapping() bool { return r.mapping != "" }

// Builder returns the Builder that reads an export as the files say.
func (r *Rules) Builder(v *otustemplate.Validator, rosters []*otustemplate.Roster) (*otustemplate.Builder, error) {
	b := &otustemplate.Builder{Validator: v, Rosters: rosters, Repair: true}
	for _, file := range r.exclude {
		more, err := read(r, file, otustemplate.ReadExclusions)
		if err != nil {
			return nil, err
		}
		for _, e := range more {
			e.Place = file + ", " + e.Place
			b.Exclude = append(b.Exclude, e)
		}
	}
	if !r.HasMapping() {
		if len(r.values) > 0 {
			return nil, errors.New("-values goes with -mapping: without one there are no codes to give names to")
		}
		return b, nil
	}
	var err error
	b.Mapping, err = read(r, r.mapping, otustemplate.ReadMapping)
	for _, file := range r.values {
		if err != nil {
			return nil, err
		}
		b.Mapping, err = r.withValues(b.Mapping, file)
	}
	return b, err
}

// withValues adds the names of a file to the mapping.
func (r *Rules) withValues(m *otustemplate.Mapping, file string) (*otustemplate.Mapping, error) {
	column := otustemplate.NoColumn
	if name, path, ok := strings.Cut(file, "="); ok {
		if c, err := otustemplate.ParseColumn(name); err == nil {
			column, file = c, path
		}
	}
	values, err := read(r, file, otustemplate.ReadValues)
	if err != nil {
		return nil, err
	}
	if m, err = m.WithValues(column, values); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return m, nil
}

// Explain returns the error of a build, with what to do about an export whose columns are
// not those of the template and for which no mapping was given.
func (r *Rules) Explain(err error) error {
	if _, wrong := errors.AsType[*otustemplate.FileError](err); wrong && !r.HasMapping() {
		return fmt.Errorf("%w. If it is an export, say with -mapping FILE which of its columns is which; -suggest prints a mapping to begin with", err)
	}
	return err
}

// Layout returns the header of the district's template, the usual one if none is given.
func (r *Rules) Layout() (otustemplate.Layout, error) {
	if r.layout == "" {
		return otustemplate.Layout{}, nil
	}
	return read(r, r.layout, func(in io.Reader) (otustemplate.Layout, error) { return otustemplate.ReadLayout(in, nil) })
}

// read reads a file. Its errors name the file.
func read[T any](r *Rules, path string, reading func(io.Reader) (T, error)) (value T, err error) {
	var f fs.File
	if r.Files != nil {
		f, err = r.Files.Open(path)
	} else {
		f, err = os.Open(path)
	}
	if err != nil {
		return value, err
	}
	defer f.Close()
	if value, err = reading(f); err != nil {
		return value, fmt.Errorf("%s: %w", path, err)
	}
	return value, nil
}
