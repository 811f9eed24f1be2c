package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"example.com/otustemplate"
)

// Issues is the file that every issue goes to as a row of CSV, however many there are: a
// report keeps the first thousand. Without a path its methods do nothing.
type Issues struct {
	// Workbook returns a writer that makes a workbook of the CSV that it is given, and has
	// it whole once it is closed. It is for a file whose name ends in .xlsx; nil: a program
	// that makes none.
	Workbook func(w io.Writer, folder string) io.WriteCloser

	path string
	file *otustemplate.PendingFile
	book io.WriteCloser // nil: the file is a CSV
	rows *otustemplate.IssueWriter
}

// Flags defines the flag that says where the issues go.
func (i *Issues) Flags(flags *flag.FlagSet) { flags.StringVar(&i.path, "issues", "", "") }

// Path returns where the issues go, "" for nowhere.
func (i *Issues) Path() string { return i.path }

// Name returns the name of the file without its folder, "" for none.
func (i *Issues) Name() string {
	if i.path == "" {
		return ""
	}
	return filepath.Base(i.path)
}

// Open begins the file, and has opts write each issue to it as a report with the options
// shown would show it. Close is to be called in any case, Commit if the run was good.
func (i *Issues) Open(opts *otustemplate.ValidatorOptions, shown *otustemplate.ReportOptions) error {
	if i.path == "" {
		return nil
	}
	asBook := strings.EqualFold(filepath.Ext(i.path), ".xlsx")
	if asBook && i.Workbook == nil {
		return fmt.Errorf("-issues %s: the issues are written as CSV, so end the name in .csv; Excel opens that too", i.path)
	}
	file, err := otustemplate.CreateFile(i.path)
	if err != nil {
		return err
	}
	i.file = file
	var out io.Writer = file
	if asBook {
		i.book = i.Workbook(file, filepath.Dir(i.path))
		out = i.book
	}
	i.rows = otustemplate.NewIssueWriter(out, shown)
	opts.OnIssue = i.rows.Write
	return nil
}

// Commit makes the file appear.
func (i *Issues) Commit() error {
	if i.file == nil {
		return nil
	}
	if err := i.rows.Flush(); err != nil {
		return err
	}
	if i.book != nil {
		if err := i.book.Close(); err != nil {
			return err
		}
		i.book = nil
	}
	return i.file.Commit()
}

// Close drops what was not committed.
func (i *Issues) Close() {
	if i.file == nil {
		return
	}
	dropped := i.file.Close() // nothing is lost: what it holds was committed, or is not wanted
	if i.book != nil {
		dropped = errors.Join(dropped, i.book.Close()) // it has nowhere to write to any more, and lets go of what it holds
	}
	_ = dropped
}
