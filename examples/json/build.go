package main

import (
	"context"
	"embed"
	"fmt"
	"io"
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
	open                       func(path string) (fs.File, error)
	lists                      cli.Lists
	export, mapping, data, out string
}

func openFile(path string) (fs.File, error) { return os.Open(path) }

// useSample makes the sample's files those that are read.
func (b *build) useSample() {
	b.open, b.export, b.mapping, b.data = sample.Open, "district/export.json", "district/mapping.json", "data"
}

// run builds the template in the folder out, and the rejects beside it.
func (b *build) run(ctx context.Context) (*otustemplate.Report, error) {
	validator, rosters, err := b.lists.Validator(ctx, nil)
	if err != nil {
		return nil, err
	}
	mapping, err := b.readMapping()
	if err != nil {
		return nil, err
	}
	columns, err := b.columns()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", b.export, err)
	}
	in, err := b.open(b.export)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	src := otustemplate.NewSource(columns, newObjects(in, b.data, columns).next)
	return b.write(ctx, &otustemplate.Builder{Mapping: mapping, Validator: validator, Rosters: rosters, Repair: true}, src)
}

// suggest prints a mapping to begin with.
func (b *build) suggest(stdout, stderr io.Writer) error {
	columns, err := b.columns()
	if err != nil {
		return fmt.Errorf("%s: %w", b.export, err)
	}
	return cli.Suggest(columns, stdout, stderr)
}

func (b *build) readMapping() (*otustemplate.Mapping, error) {
	f, err := b.open(b.mapping)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	mapping, err := otustemplate.ReadMapping(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", b.mapping, err)
	}
	return mapping, nil
}

// columns reads the export for its columns.
func (b *build) columns() ([]string, error) {
	f, err := b.open(b.export)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readColumns(f, b.data)
}

// write builds the template and writes both files.
func (b *build) write(ctx context.Context, builder *otustemplate.Builder, src otustemplate.Source) (*otustemplate.Report, error) {
	if err := os.MkdirAll(b.out, 0o700); err != nil {
		return nil, err
	}
	if err := cli.Apart(b.export, filepath.Join(b.out, "template.csv"), filepath.Join(b.out, "rejects.csv")); err != nil {
		return nil, err
	}
	template, err := otustemplate.Create(filepath.Join(b.out, "template.csv"), nil)
	if err != nil {
		return nil, err
	}
	defer template.Close() // without Commit the old files stay
	rejects, err := otustemplate.CreateFile(filepath.Join(b.out, "rejects.csv"))
	if err != nil {
		return nil, err
	}
	defer rejects.Close()
	builder.Rejects = rejects
	report, err := builder.Build(ctx, src, template)
	if err != nil {
		return nil, err
	}
	if err := rejects.Commit(); err != nil {
		return nil, err
	}
	return report, template.Commit()
}
