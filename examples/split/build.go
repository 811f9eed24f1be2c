package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"example.com/otustemplate"
	"example.com/otustemplate/examples/internal/cli"
)

// sample is the export of a made-up district, and its mapping.
//
//go:embed district
var sample embed.FS

// A build is one run of the program.
type build struct {
	open                         func(path string) (fs.File, error)
	lists                        cli.Lists
	export, mapping, school, out string
	byRoster                     bool
	rows                         int64
}

func openFile(path string) (fs.File, error) { return os.Open(path) }

// useSample makes the sample's files those that are read.
func (b *build) useSample() {
	b.open, b.export, b.mapping = sample.Open, "district/export.csv", "district/mapping.json"
	if b.school == "" && !b.byRoster && b.rows == 0 {
		b.school = "School"
	}
}

// run builds the templates, and returns their names.
func (b *build) run(ctx context.Context) (report *otustemplate.Report, names []string, err error) {
	builder, err := b.builder(ctx)
	if err != nil {
		return nil, nil, err
	}
	school, err := b.schoolOf(builder.Rosters)
	if err != nil {
		return nil, nil, err
	}
	in, err := b.open(b.export)
	if err != nil {
		return nil, nil, err
	}
	defer in.Close()
	if _, err := os.Lstat(b.out); err == nil {
		return nil, nil, fmt.Errorf("%s is there already; choose another folder with -out", b.out)
	}
	// All files go to a hidden folder, which is given its name when they are complete.
	hidden, err := os.MkdirTemp(filepath.Dir(b.out), ".split-*")
	if err != nil {
		return nil, nil, err
	}
	defer os.RemoveAll(hidden) // without the new name; with it there is nothing to remove
	if report, names, err = b.write(ctx, builder, otustemplate.NewCSVSource(in, nil), newTemplates(hidden, school, b.rows)); err != nil {
		return nil, nil, err
	}
	return report, names, os.Rename(hidden, b.out)
}

// schoolOf returns how the records are divided.
func (b *build) schoolOf(rosters []*otustemplate.Roster) (schoolOf, error) {
	switch {
	case b.byRoster && (b.school != "" || len(rosters) != 1):
		return nil, errors.New("-by-roster needs one -oneroster, and no -school")
	case b.byRoster:
		return byRoster(rosters[0]), nil
	case b.school != "":
		return byColumn(b.school), nil
	}
	return oneForAll, nil
}

// builder makes the Builder of the mapping and the lists.
func (b *build) builder(ctx context.Context) (*otustemplate.Builder, error) {
	validator, rosters, err := b.lists.Validator(ctx, nil)
	if err != nil {
		return nil, err
	}
	f, err := b.open(b.mapping)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	mapping, err := otustemplate.ReadMapping(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", b.mapping, err)
	}
	return &otustemplate.Builder{Mapping: mapping, Validator: validator, Rosters: rosters, Repair: true}, nil
}

// write writes all files to the folder of the templates, each whole or not at all.
func (b *build) write(ctx context.Context, builder *otustemplate.Builder, src otustemplate.Source, dst *templates) (*otustemplate.Report, []string, error) {
	defer dst.Close()
	rejects, err := otustemplate.CreateFile(filepath.Join(dst.folder, "rejects.csv"))
	if err != nil {
		return nil, nil, err
	}
	defer rejects.Close()
	builder.Rejects = rejects
	report, err := builder.Build(ctx, src, dst)
	if err != nil {
		return nil, nil, err
	}
	if err := rejects.Commit(); err != nil {
		return nil, nil, err
	}
	if err := cli.WriteFile(filepath.Join(dst.folder, "report.html"), nil, reportHTML(report)); err != nil {
		return nil, nil, err
	}
	names, err := dst.Commit()
	return report, names, err
}
