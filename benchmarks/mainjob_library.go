package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"example.com/otustemplate"
	"example.com/otustemplate/benchmarks/gen"
	"example.com/otustemplate/benchmarks/proc"
)

// The files that a build writes.
const (
	builtFile   = "template.csv"
	rejectsFile = "rejects.csv"
)

// build is the main job: an export becomes the template, by a roster.
func build(cmd proc.Command) (out proc.Outcome, err error) {
	watch := proc.Start()
	refs, err := loadRoster(cmd)
	if err != nil {
		return out, err
	}
	watch.Loaded()
	v, err := newValidator(refs, cmd.Workers, true)
	if err != nil {
		return out, err
	}
	mapping, err := readMapping(cmd.Dir)
	if err != nil {
		return out, err
	}
	export, err := os.Open(filepath.Join(cmd.Dir, gen.ExportFile))
	if err != nil {
		return out, err
	}
	defer export.Close()
	err = toFiles(cmd.Out, func(template, rejects io.Writer) error {
		b := &otustemplate.Builder{Mapping: mapping, Validator: v, Repair: true, Rejects: rejects}
		rep, err := b.Build(context.Background(), otustemplate.NewCSVSource(export, nil), otustemplate.NewWriter(template, nil))
		if err != nil {
			return err
		}
		if made := rep.Build.Written + rep.Build.Rejected; made != rep.Build.Read {
			return fmt.Errorf("%d rows became %d records", rep.Build.Read, made)
		}
		out = watch.Stop(map[string]int64{
			proc.Rows: rep.Build.Read, proc.Bad: rep.Build.Rejected, proc.Repeated: rep.Counts[otustemplate.CodeDuplicate],
		})
		return nil
	})
	return out, err
}

// validateWithRoster checks a template by a roster.
func validateWithRoster(cmd proc.Command) (out proc.Outcome, err error) {
	watch := proc.Start()
	refs, err := loadRoster(cmd)
	if err != nil {
		return out, err
	}
	watch.Loaded()
	v, err := newValidator(refs, cmd.Workers, true)
	if err != nil {
		return out, err
	}
	template, err := os.Open(filepath.Join(cmd.Dir, gen.TemplateFile))
	if err != nil {
		return out, err
	}
	defer template.Close()
	rep, err := v.Validate(context.Background(), template)
	if err != nil {
		return out, err
	}
	return watch.Stop(map[string]int64{
		proc.Rows: rep.Rows, proc.Bad: rep.RowsWithErrors, proc.Repeated: rep.Counts[otustemplate.CodeDuplicate],
		proc.Mismatched: rep.Counts[otustemplate.CodeTeacherClass],
	}), nil
}

// load loads a roster.
func load(cmd proc.Command) (proc.Outcome, error) {
	watch := proc.Start()
	refs, err := loadRoster(cmd)
	if err != nil {
		return proc.Outcome{}, err
	}
	watch.Loaded()
	return watch.Stop(map[string]int64{
		proc.Teachers: int64(refs.Teachers.Len()), proc.Classes: int64(refs.Classes.Len()),
	}), nil
}

// loadRoster loads a roster on as many cores as the command may use.
func loadRoster(cmd proc.Command) (otustemplate.References, error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cmd.Workers))
	roster, err := otustemplate.LoadRoster(context.Background(), os.DirFS(filepath.Join(cmd.Dir, gen.RosterFolder)), nil)
	if err != nil {
		return otustemplate.References{}, err
	}
	if problems := roster.Problems(); len(problems) > 0 {
		return otustemplate.References{}, fmt.Errorf("the roster has problems: %s", problems[0].Message)
	}
	return roster.References(otustemplate.NewSet(gen.Recognitions()...)), nil
}

func readMapping(dir string) (*otustemplate.Mapping, error) {
	f, err := os.Open(filepath.Join(dir, gen.MappingFile))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return otustemplate.ReadMapping(f)
}

// toFiles hands out the two files that a build writes, and closes them.
func toFiles(dir string, write func(template, rejects io.Writer) error) error {
	template, err := os.Create(filepath.Join(dir, builtFile))
	if err != nil {
		return err
	}
	defer template.Close()
	rejects, err := os.Create(filepath.Join(dir, rejectsFile))
	if err != nil {
		return err
	}
	defer rejects.Close()
	err = write(template, rejects)
	return errors.Join(err, template.Close(), rejects.Close())
}
