package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"example.com/otustemplate"
	"example.com/otustemplate/examples/internal/cli"
)

// A repair is one run of the program.
type repair struct {
	lists           cli.Lists
	opts            otustemplate.ValidatorOptions
	report          cli.Report
	issues          cli.Issues
	output, rejects string
}

// run repairs the template at path, and reports whether no error is left.
// Where it fails, no template is written.
func (r *repair) run(ctx context.Context, path string, stdout io.Writer) (ok bool, err error) {
	base := strings.TrimSuffix(path, filepath.Ext(path))
	r.output = cmp.Or(r.output, base+".repaired.csv")
	r.rejects = cmp.Or(r.rejects, base+".rejects.csv")
	r.report.SetPath(base + ".report")
	r.report.SetNames(r.output, r.rejects)
	r.report.SetInput(path, &r.issues)
	if err := cli.Apart(path, r.output, r.rejects, r.report.Path(), r.issues.Path()); err != nil {
		return false, err
	}
	shown := r.report.Options()
	if err := r.issues.Open(&r.opts, &shown); err != nil {
		return false, err
	}
	defer r.issues.Close()
	v, _, err := r.lists.Validator(ctx, &r.opts)
	if err != nil {
		return false, err
	}
	in, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer in.Close()
	// The header is written back as it is: it may be the district's own.
	layout, err := otustemplate.ReadLayout(in, nil)
	if err != nil {
		return false, fmt.Errorf("%s: %w", path, err)
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return false, err
	}
	report, err := r.build(ctx, v, in, layout)
	if err != nil {
		return false, err
	}
	n := report.Build
	fmt.Fprintf(stdout, "%s: %d of %s, %d of them repaired\n", r.output, n.Written, cli.Plural(n.Records, "row", "rows"), n.Repaired)
	fmt.Fprintf(stdout, "%s: %s\n", r.rejects, cli.Plural(n.Rejected, "row", "rows"))
	fmt.Fprintf(stdout, "%s: what to do\n", r.report.Path())
	return report.OK() && n.Rejected == 0, nil
}

// build writes the three files.
func (r *repair) build(ctx context.Context, v *otustemplate.Validator, in io.Reader, layout otustemplate.Layout) (*otustemplate.Report, error) {
	out, err := otustemplate.Create(r.output, &otustemplate.WriterOptions{Layout: layout})
	if err != nil {
		return nil, err
	}
	defer out.Close()
	rejects, err := otustemplate.CreateFile(r.rejects)
	if err != nil {
		return nil, err
	}
	defer rejects.Close()
	b := otustemplate.Builder{Validator: v, Repair: true, Rejects: rejects}
	report, err := b.Build(ctx, otustemplate.NewCSVSource(in, nil), out)
	if err != nil {
		return nil, err
	}
	// The template comes last: where it is, the rest is too.
	if err := rejects.Commit(); err != nil {
		return nil, err
	}
	if err := r.issues.Commit(); err != nil {
		return nil, err
	}
	if err := r.report.Write(report, nil); err != nil {
		return nil, err
	}
	return report, out.Commit()
}
