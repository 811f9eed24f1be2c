package cli

import (
	"archive/zip"
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"

	"example.com/otustemplate"
)

// Lists are the files that say what exists in Otus: each a CSV, or a plain list
// with a name on each line. For a file that is not given no check is made.
type Lists struct {
	// Files holds the files; nil: those of the system, by any path.
	Files fs.FS
	// Warn is told what is wrong with a roster.
	Warn io.Writer

	roster                          string // a folder or zip; the lists go before what it says
	recognitions, teachers, classes string
	shared                          string // not a list: a template shared earlier
}

// Flags defines the flags that name the files.
func (l *Lists) Flags(flags *flag.FlagSet) {
	flags.StringVar(&l.roster, "oneroster", "", "")
	flags.StringVar(&l.recognitions, "recognitions", "", "")
	flags.StringVar(&l.teachers, "teachers", "", "")
	flags.StringVar(&l.classes, "classes", "", "")
	flags.StringVar(&l.shared, "shared", "", "")
}

// Validator returns a Validator that knows what the files say.
func (l *Lists) Validator(ctx context.Context, opts *otustemplate.ValidatorOptions) (*otustemplate.Validator, error) {
	refs, err := l.references()
	if err != nil {
		return nil, err
	}
	v, err := otustemplate.NewValidator(refs, opts)
	if err != nil || l.shared == "" {
		return v, err
	}
	f, err := l.open(l.shared)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if v, err = v.WithShared(ctx, f); err != nil {
		return nil, fmt.Errorf("%s: %w", l.shared, err)
	}
	return v, nil
}

// references reads the roster and the lists.
func (l *Lists) references() (refs otustemplate.References, err error) {
	if l.roster != "" {
		if refs, err = l.loadRoster(); err != nil {
			return refs, fmt.Errorf("%s: %w", l.roster, err)
		}
	}
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
			return refs, err
		}
		for _, p := range (*list.set).Problems() {
			fmt.Fprintf(l.Warn, "%s: line %d: %s\n", list.path, p.Line, p.Message)
		}
	}
	return refs, nil
}

// loadRoster loads a OneRoster folder or zip.
func (l *Lists) loadRoster() (refs otustemplate.References, err error) {
	folder, closing, err := l.openRoster()
	if err != nil {
		return refs, err
	}
	defer closing() //nolint:errcheck // it was only read
	roster, err := otustemplate.LoadOneRoster(folder, nil)
	if err != nil {
		return refs, err
	}
	for _, p := range roster.Problems() {
		fmt.Fprintf(l.Warn, "%s: %s, line %d: %s\n", l.roster, p.File, p.Line, p.Message)
	}
	return roster.References(nil), nil
}

// openRoster opens the folder, or the zip as one, until closing is called.
func (l *Lists) openRoster() (folder fs.FS, closing func() error, err error) {
	closing = func() error { return nil }
	if l.Files != nil {
		folder, err = fs.Sub(l.Files, l.roster)
		return folder, closing, err
	}
	if info, err := os.Stat(l.roster); err == nil && info.Mode().IsRegular() {
		z, err := zip.OpenReader(l.roster)
		if err != nil {
			return nil, nil, err
		}
		return z, z.Close, nil
	}
	return os.DirFS(l.roster), closing, nil
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
