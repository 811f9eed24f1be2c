package cli

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"example.com/otustemplate"
)

// Lists are the files that say what exists in Otus: each a CSV, or a plain list
// with a name on each line. For a file that is not given no check is made.
type Lists struct {
	// Files holds the files; nil: those of the system, by any path.
	Files fs.FS
	// Warn is told what is wrong with a roster.
	Warn io.Writer

	rosters                         Paths // folders or zips, one a school year; the lists go before what the latest says
	recognitions, teachers, classes string
	shared                          Paths // no lists: templates shared earlier
	options                         string
	known                           otustemplate.References
}

// Paths are the values of a flag that may be given again.
type Paths []string

// String returns the values.
func (p *Paths) String() string { return strings.Join(*p, ", ") }

// Set adds a value.
func (p *Paths) Set(path string) error {
	*p = append(*p, path)
	return nil
}

// Flags defines the flags that name the files, that of options among them.
func (l *Lists) Flags(flags *flag.FlagSet) {
	flags.Var(&l.rosters, "oneroster", "")
	flags.StringVar(&l.recognitions, "recognitions", "", "")
	flags.StringVar(&l.teachers, "teachers", "", "")
	flags.StringVar(&l.classes, "classes", "", "")
	flags.Var(&l.shared, "shared", "")
	flags.StringVar(&l.options, "options", "", "")
}

// Validator returns a Validator that knows what the files say and checks as opts and
// the file of options say, and the rosters, one a school year, for look-ups.
func (l *Lists) Validator(ctx context.Context, opts *otustemplate.ValidatorOptions) (*otustemplate.Validator, []*otustemplate.Roster, error) {
	opts, err := l.withOptions(opts)
	if err != nil {
		return nil, nil, err
	}
	refs, rosters, err := l.references(ctx)
	if err != nil {
		return nil, nil, err
	}
	l.known = refs
	v, err := otustemplate.NewValidator(refs, opts)
	for _, path := range l.shared {
		if err != nil {
			break
		}
		v, err = l.withShared(ctx, v, path)
	}
	return v, rosters, err
}

// Explain adds to the error of a build with a mapping which flag gives what it lacks.
func (l *Lists) Explain(err error) error {
	bad, ok := errors.AsType[*otustemplate.MappingError](err)
	if !ok || len(l.rosters) > 0 {
		return err
	}
	for _, p := range bad.Problems {
		if strings.HasSuffix(p.Path, ".lookup") {
			return fmt.Errorf("%w\nThe mapping looks things up: give the roster with -oneroster FOLDER", err)
		}
	}
	return err
}

// Known returns what the files say that exists in Otus, once Validator has read them.
func (l *Lists) Known() otustemplate.References { return l.known }

// withOptions returns opts with what the file of options says. Days that opts has
// already, by flags of their own, go before those of the file.
func (l *Lists) withOptions(opts *otustemplate.ValidatorOptions) (*otustemplate.ValidatorOptions, error) {
	if l.options == "" {
		return opts, nil
	}
	f, err := l.open(l.options)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	file, err := otustemplate.ReadValidatorOptions(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", l.options, err)
	}
	var all otustemplate.ValidatorOptions
	if opts != nil {
		all = *opts
	}
	if all.FirstDate.IsZero() {
		all.FirstDate = file.FirstDate
	}
	if all.LastDate.IsZero() {
		all.LastDate = file.LastDate
	}
	all.Today, all.NoteLimit, all.MaxErrors, all.Severity = file.Today, file.NoteLimit, file.MaxErrors, file.Severity
	all.SensitiveWords = file.SensitiveWords
	return &all, nil
}

// withShared returns a Validator that knows the rows of one file more.
func (l *Lists) withShared(ctx context.Context, v *otustemplate.Validator, path string) (*otustemplate.Validator, error) {
	f, err := l.open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if v, err = v.WithShared(ctx, filepath.Base(path), f); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return v, nil
}

// references reads the rosters and the lists.
func (l *Lists) references(ctx context.Context) (refs otustemplate.References, rosters []*otustemplate.Roster, err error) {
	latest := ""
	for _, path := range l.rosters {
		roster, last, err := l.loadRoster(ctx, path)
		if err != nil {
			return refs, nil, fmt.Errorf("%s: %w", path, err)
		}
		if rosters = append(rosters, roster); refs.Roster == nil || last > latest {
			refs, latest = roster.References(nil), last
		}
	}
	refs.Past = rosters // today's roster among them is ignored
	for _, list := range []struct {
		path   string
		column otustemplate.Column
		set    **otustemplate.Set
	}{
		{l.recognitions, otustemplate.ColRecognition, &refs.Recognitions},
		{l.teachers, otustemplate.ColTeacherEmail, &refs.Teachers},
		{l.classes, otustemplate.ColClassName, &refs.Classes},
	} {
		if list.path == "" {
			continue
		}
		if *list.set, err = l.readSet(list.path, list.column.String()); err != nil {
			return refs, nil, err
		}
		for _, p := range (*list.set).Problems() {
			fmt.Fprintf(l.Warn, "%s: line %d: %s\n", list.path, p.Line, p.Message)
		}
	}
	return refs, rosters, nil
}

// loadRoster loads the folder or zip of a roster, and tells its last day.
func (l *Lists) loadRoster(ctx context.Context, path string) (roster *otustemplate.Roster, last string, err error) {
	folder, closing, err := l.openRoster(path)
	if err != nil {
		return nil, "", err
	}
	defer closing() //nolint:errcheck // it was only read
	if roster, err = otustemplate.LoadRoster(ctx, folder, nil); err != nil {
		return nil, "", err
	}
	for _, p := range roster.Problems() {
		fmt.Fprintf(l.Warn, "%s: %s, line %d: %s\n", path, p.File, p.Line, p.Message)
	}
	if len(l.rosters) > 1 {
		last, err = lastDay(folder)
	}
	return roster, last, err
}

// lastDay returns the last day of the academic sessions in a folder, or of the terms
// of Clever's sections, as 2024-06-07: which of several rosters is today's.
func lastDay(folder fs.FS) (last string, err error) {
	err = fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		label := map[string]string{"academicsessions.csv": "endDate", "sections.csv": "Term_end"}[strings.ToLower(path.Base(name))]
		if err != nil || entry.IsDir() || label == "" {
			return err
		}
		f, err := folder.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		src := otustemplate.NewCSVSource(f, nil)
		labels, err := src.Columns()
		at := slices.IndexFunc(labels, func(l string) bool { return strings.EqualFold(l, label) })
		if err != nil || at < 0 {
			return err
		}
		cells, dest := make([]string, len(labels)), make([]any, len(labels))
		for i := range cells {
			dest[i] = &cells[i]
		}
		for src.Next() {
			if src.Scan(dest...) != nil {
				continue // a row that can't be read was told when the roster was loaded
			}
			if day, err := otustemplate.ParseDate(cells[at]); err == nil {
				last = max(last, day.String())
			}
		}
		return src.Err()
	})
	return last, err
}

// openRoster opens the folder, or the zip as one, until closing is called.
func (l *Lists) openRoster(path string) (folder fs.FS, closing func() error, err error) {
	closing = func() error { return nil }
	if l.Files != nil {
		folder, err = fs.Sub(l.Files, path)
		return folder, closing, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, err // names the folder, as the file system in it would not
	}
	if info.Mode().IsRegular() {
		z, err := zip.OpenReader(path)
		if err != nil {
			return nil, nil, err
		}
		return z, z.Close, nil
	}
	return os.DirFS(path), closing, nil
}

func (l *Lists) open(path string) (fs.File, error) {
	if l.Files != nil {
		return l.Files.Open(path)
	}
	return os.Open(path)
}

// readSet reads the column of that label, or where there is none the only or
// first column.
func (l *Lists) readSet(path, label string) (*otustemplate.Set, error) {
	f, err := l.open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	if set, err := otustemplate.ReadSet(bytes.NewReader(text), label); err == nil {
		return set, nil
	}
	set, err := otustemplate.ReadSet(bytes.NewReader(text), "")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return set, nil
}
