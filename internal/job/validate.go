// Package job is what is done with the rows of a run: a file is checked, or the
// template is built from an export. Each has a step, which works on rows alone, and
// a taker, which takes what the steps found in the order of the rows.
package job

import (
	"context"
	"io"
	"maps"
	"slices"

	loop "example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/seen"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// Validate reads the file from r, checks every row, and returns what it found.
// The report is never nil. What is wrong with the file is in the report, with
// a nil error, even where r holds no template at all: an error is one of
// reading r, the context's, that of ValidatorOptions.OnIssue or
// [tally.ErrTooManyErrors], and then the report says what was found before it, and is
// not OK.
//
// Validate ends soon after ctx, even while r blocks: such a Read is not waited
// for, and r is still in use until it returns. Otherwise nothing uses r once
// Validate has returned.
func (v *Validator) Validate(ctx context.Context, r io.Reader) (*tally.Report, error) {
	return v.made().validate(ctx, r, sheet.SizeOf(r))
}

// ValidateFile is Validate on the file at path. Where the file cannot be
// opened, the error is that of [os.Open] and the report is an empty one.
func (v *Validator) ValidateFile(ctx context.Context, path string) (*tally.Report, error) {
	v = v.made()
	f, err := sheet.OpenFile(ctx, path)
	if err != nil {
		run := newRun(ctx, v, 0)
		run.c.Rep.Stopped = "the file could not be opened"
		return run.finish(), err
	}
	defer f.Close()
	return v.validate(ctx, f, sheet.SizeOf(f))
}

func (v *Validator) validate(ctx context.Context, r io.Reader, total int64) (*tally.Report, error) {
	run := newRun(ctx, v, total)
	err := run.end(run.file(r))
	return run.finish(), err
}

// WithShared returns a copy of v that also knows the rows of a file shared with
// Otus earlier, read from r: [schema.CodeDuplicateShared] then tells of rows that were
// in it, and names the file as name does, such as "march.csv"; "": as the file
// shared earlier. Rows of the file that cannot be read are not known. v itself
// stays as it is; called on a copy, WithShared adds a further file, and a row may
// come again as often as it was in all of them together; the first that has it is
// named. It ends with ctx as [Validator.Validate] does. The error is one of
// reading r, the context's, or a *[sheet.FileError] where r holds no template.
func (v *Validator) WithShared(ctx context.Context, name string, r io.Reader) (*Validator, error) {
	v = v.made()
	file, err := sheet.OpenTemplate(sheet.NewContextReader(ctx, r), v.Opts.Reader)
	if err != nil {
		return nil, err
	}
	known := *v.Checker
	known.Shared = make(map[seen.Hash]seen.SharedRow, len(v.Shared))
	maps.Copy(known.Shared, v.Shared)
	known.SharedNames = append(slices.Clip(v.SharedNames), name)
	reading := *v.Checker
	reading.Severity = nil    // the hashes are needed whatever is switched off
	reading.Opts.Checks = nil // and nothing else is
	rows := newSheetChecker(&Validator{&reading, v.blockSize}, file)
	var row sheet.Row
	for {
		if err := file.Next(&row); err == io.EOF {
			return &Validator{&known, v.blockSize}, nil
		} else if err != nil {
			return nil, err
		}
		if result := rows.check(&row); result.readable {
			s, ok := known.Shared[result.hash]
			if !ok {
				s = seen.SharedRow{First: result.Row, File: int32(len(v.SharedNames))}
			}
			s.Count++
			known.Shared[result.hash] = s
		}
	}
}

// rows checks and takes all rows of the sheet.
func (r *run) rows(file *sheet.Template) error {
	if !file.Cuttable() || r.v.blockSize == 0 {
		_, err := r.inOrder(file, -1)
		return err
	}
	l := &loop.Loop[checkedRows]{Ctx: r.ctx, Taker: newCheckTaker(r, file)}
	for range r.v.Opts.Workers {
		l.Steps = append(l.Steps, newCheckStep(r.ctx, r.v, file))
	}
	defer func() {
		for _, w := range l.Steps {
			r.c.Summary.Clean.Merge(w.(*checkStep).counts)
		}
	}()
	return l.Text(file.Sheet, r.v.blockSize, func(n int) (bool, error) { return r.inOrder(file, n) })
}

// inOrder takes the next rows one by one: n of them, or all where n is
// negative. It reports whether those were all there are.
func (r *run) inOrder(file *sheet.Template, n int) (done bool, err error) {
	rows := newSheetChecker(r.v, file)
	var row sheet.Row
	all := n < 0
	for ; all || n > 0 || file.MidLine(); n-- {
		if err := file.Next(&row); err == io.EOF {
			return true, nil
		} else if err != nil {
			return false, r.unread(err)
		}
		if err := r.takeRow(rows, &row); err != nil {
			return false, err
		}
	}
	return false, nil
}

// file checks the whole file that src holds. It returns nil at its end.
func (r *run) file(src io.Reader) error {
	r.input.R = src
	sheet, err := sheet.OpenTemplate(r.input, r.v.Opts.Reader)
	if err != nil {
		return r.unread(err)
	}
	if err := r.header(sheet); err != nil {
		return err
	}
	if err := r.rows(sheet); err != nil {
		return err
	}
	return r.wholeFile()
}
