package cli

import (
	"flag"
	"path/filepath"

	"example.com/otustemplate"
)

// Issues is the file that every issue goes to as a row of CSV, however many there are: a
// report keeps the first thousand. Without a path its methods do nothing.
type Issues struct {
	path string
	file *otustemplate.PendingFile
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
	file, err := otustemplate.CreateFile(i.path)
	if err != nil {
		return err
	}
	i.file, i.rows = file, otustemplate.NewIssueWriter(file, shown)
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
	return i.file.Commit()
}

// Close drops what was not committed.
func (i *Issues) Close() {
	if i.file != nil {
		_ = i.file.Close() // nothing is lost: what it holds was committed, or is not wanted
	}
}
