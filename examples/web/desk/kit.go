// Package desk is what a page in the browser works at: an export or a filled-in
// template, the corrections of office staff, and the files that come out. It knows
// nothing of browsers, so that it is tested like any other package.
//
// A [Kit] says what the district's columns mean and what exists in Otus. [Kit.Open]
// puts a file on a [Desk], which finds the rows with a problem, takes corrections and
// takes them back, checks again, and makes what is saved. The template and the rows to
// correct are those that [otustemplate.Builder.Build] makes of [Desk.CorrectedExport].
package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"

	"example.com/otustemplate"
)

// The files of a kit; all may be missing. [MissingFile] is one too, as the page saved it, with
// the names filled in.
const (
	MappingFile      = "mapping.json"      // which column and code of the export is which in Otus
	OptionsFile      = "options.json"      // the options of examples/build: firstDate, lastDate …
	LayoutFile       = "layout.csv"        // a template downloaded from Otus, for its column titles
	RecognitionsFile = "recognitions.csv"  // what exists in Otus
	TeachersFile     = "teachers.csv"      // the same; used instead of the roster
	ClassesFile      = "classes.csv"       // the same
	ExcludeFile      = "exclude.csv"       // students and keys that must not enter the template
	RosterFolder     = "oneroster"         // the roster of this school year
	EarlierFolder    = "earlier-oneroster" // a folder for each earlier school year
	SharedFolder     = "shared"            // templates shared with Otus earlier
)

// A Kit is all that the page needs from the data person. Only one run at a time may use
// it.
type Kit struct {
	Mapping      *otustemplate.Mapping // nil: only templates can be opened
	Layout       otustemplate.Layout
	Recognitions *otustemplate.Set
	Teachers     *otustemplate.Set
	Classes      *otustemplate.Set
	Problems     []string // what is not as it should be in the roster and the lists, for the data person

	exclude   []otustemplate.Exclusion
	roster    *otustemplate.Roster // of today, or nil
	rosters   []*otustemplate.Roster
	firstDay  string       // of the roster of today, such as 2023-08-14; "" if it does not say
	index     *peopleIndex // nil: not read yet
	validator *otustemplate.Validator
	listener  listener
}

// A listener is told how the run goes that is under way.
type listener struct {
	issue    func(otustemplate.Issue)
	progress func(otustemplate.Progress)
}

// OpenKit reads the files of a kit. The error says which file is wrong, and why.
func OpenKit(ctx context.Context, files fs.FS) (*Kit, error) {
	k := new(Kit)
	refs, err := k.readRosters(ctx, files)
	if err != nil {
		return nil, err
	}
	for _, list := range []struct {
		file   string
		column otustemplate.Column
		set    **otustemplate.Set
	}{
		{RecognitionsFile, otustemplate.ColRecognition, &refs.Recognitions},
		{TeachersFile, otustemplate.ColTeacherEmail, &refs.Teachers},
		{ClassesFile, otustemplate.ColClassName, &refs.Classes},
	} {
		if err := k.readSet(files, list.file, list.column.String(), list.set); err != nil {
			return nil, err
		}
	}
	refs.Past = k.rosters // today's among them is ignored
	k.Recognitions, k.Teachers, k.Classes = refs.Recognitions, refs.Teachers, refs.Classes
	if err := k.readMapping(files); err != nil {
		return nil, err
	}
	opts, err := k.readOptions(files)
	if err != nil {
		return nil, err
	}
	if k.validator, err = otustemplate.NewValidator(refs, &opts); err != nil {
		return nil, fmt.Errorf("%s: %w", OptionsFile, err)
	}
	if err := k.readShared(ctx, files); err != nil {
		return nil, err
	}
	if k.Mapping == nil && len(k.rosters) == 0 && refs.Recognitions == nil && refs.Teachers == nil && refs.Classes == nil {
		return nil, errors.New("this is not a kit: it has no " + MappingFile + ", no list and no roster")
	}
	return k, nil
}

// readRosters reads the rosters of this year and of earlier ones.
func (k *Kit) readRosters(ctx context.Context, files fs.FS) (refs otustemplate.References, err error) {
	load := func(folder string) (*otustemplate.Roster, error) {
		sub, err := fs.Sub(files, folder)
		if err != nil {
			return nil, err
		}
		roster, err := otustemplate.LoadRoster(ctx, sub, nil)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", folder, err)
		}
		for _, p := range roster.Problems() {
			k.Problems = append(k.Problems, fmt.Sprintf("%s/%s, line %d: %s", folder, p.File, p.Line, p.Message))
		}
		k.rosters = append(k.rosters, roster)
		return roster, nil
	}
	if _, err := fs.Stat(files, RosterFolder); err == nil {
		roster, err := load(RosterFolder)
		if err != nil {
			return refs, err
		}
		refs, k.roster, k.firstDay = roster.References(nil), roster, firstDay(files)
	}
	years, err := fs.ReadDir(files, EarlierFolder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return refs, err
	}
	for _, year := range years {
		if _, err := load(path.Join(EarlierFolder, year.Name())); err != nil {
			return refs, err
		}
	}
	return refs, nil
}

// firstDay returns the first day of the roster of today, "" if it does not say.
func firstDay(files fs.FS) (first string) {
	_ = readFile(files, path.Join(RosterFolder, "academicSessions.csv"), func(r io.Reader) error {
		src := otustemplate.NewCSVSource(r, nil)
		labels, err := src.Columns()
		at := slices.Index(labels, "startDate")
		if err != nil || at < 0 {
			return err
		}
		cells, dest := make([]string, len(labels)), make([]any, len(labels))
		for i := range cells {
			dest[i] = &cells[i]
		}
		for src.Next() {
			if src.Scan(dest...) != nil {
				continue
			}
			if day, err := otustemplate.ParseDate(cells[at]); err == nil && (first == "" || day.String() < first) {
				first = day.String()
			}
		}
		return src.Err()
	}) // what is wrong with the file was told when the roster was read
	return first
}

// readSet reads a list, if the kit has it: the column of that title, or the only or
// first one.
func (k *Kit) readSet(files fs.FS, file, title string, set **otustemplate.Set) error {
	text, err := fs.ReadFile(files, file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	list, err := otustemplate.ReadSet(bytes.NewReader(text), title)
	if err != nil {
		if list, err = otustemplate.ReadSet(bytes.NewReader(text), ""); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	for _, p := range list.Problems() {
		k.Problems = append(k.Problems, fmt.Sprintf("%s, line %d: %s", file, p.Line, p.Message))
	}
	*set = list
	return nil
}

// readFile reads a file with the function, if the kit has it.
func readFile(files fs.FS, name string, read func(r io.Reader) error) error {
	f, err := files.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if err := read(f); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// readMapping reads the mapping, the layout, and whom to exclude.
func (k *Kit) readMapping(files fs.FS) error {
	for _, file := range []struct {
		name string
		read func(r io.Reader) error
	}{
		{MappingFile, func(r io.Reader) (err error) { k.Mapping, err = otustemplate.ReadMapping(r); return err }},
		{LayoutFile, func(r io.Reader) (err error) { k.Layout, err = otustemplate.ReadLayout(r, nil); return err }},
		{ExcludeFile, func(r io.Reader) (err error) { k.exclude, err = otustemplate.ReadExclusions(r); return err }},
	} {
		if err := readFile(files, file.name, file.read); err != nil {
			return err
		}
	}
	if k.Mapping != nil {
		if err := readFile(files, MissingFile, k.readValues); err != nil {
			return err
		}
	}
	for i := range k.exclude {
		k.exclude[i].Place = ExcludeFile + ", " + k.exclude[i].Place
	}
	return nil
}

// readValues adds names for codes to the mapping.
func (k *Kit) readValues(r io.Reader) error {
	values, err := otustemplate.ReadValues(r)
	if err != nil {
		return err
	}
	k.Mapping, err = k.Mapping.WithValues(otustemplate.NoColumn, values)
	return err
}

// readOptions reads the options, and has the kit told of a run.
func (k *Kit) readOptions(files fs.FS) (opts otustemplate.ValidatorOptions, err error) {
	if err := readFile(files, OptionsFile, func(r io.Reader) (err error) { opts, err = otustemplate.ReadValidatorOptions(r); return err }); err != nil {
		return opts, err
	}
	opts.OnIssue = func(is otustemplate.Issue) error {
		if k.listener.issue != nil {
			k.listener.issue(is)
		}
		return nil
	}
	opts.OnProgress = func(p otustemplate.Progress) {
		if k.listener.progress != nil {
			k.listener.progress(p)
		}
	}
	return opts, nil
}

// readShared has the Validator know the rows that were shared.
func (k *Kit) readShared(ctx context.Context, files fs.FS) error {
	names, err := fs.Glob(files, SharedFolder+"/*")
	if err != nil {
		return err
	}
	slices.Sort(names)
	for _, name := range names {
		if err := readFile(files, name, func(r io.Reader) (err error) {
			k.validator, err = k.validator.WithShared(ctx, path.Base(name), r)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}
