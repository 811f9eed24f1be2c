package cli

import (
	"cmp"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"

	"example.com/otustemplate"
)

// A Report says how a report is rendered, and where it goes.
type Report struct {
	path   string
	opts   otustemplate.ReportOptions
	format format
}

// A format is a form of the report, and how a file of it is called.
type format struct {
	ending string
	render func(*otustemplate.Report, io.Writer, *otustemplate.ReportOptions) error
}

var (
	textFormat = format{".txt", (*otustemplate.Report).WriteText}
	formats    = map[string]format{
		"json": {".json", (*otustemplate.Report).WriteJSON},
		"csv":  {".csv", (*otustemplate.Report).WriteCSV},
		"html": {".html", (*otustemplate.Report).WriteHTML},
	}
)

// Flags defines the flags of a report. The flag called path says where it goes;
// without it that is standard output, or what SetPath says.
func (r *Report) Flags(flags *flag.FlagSet, path string) {
	r.format = textFormat
	flags.StringVar(&r.path, path, "", "")
	flags.StringVar(&r.opts.Title, "title", "", "")
	flags.BoolVar(&r.opts.Redact, "redact", false, "")
	for name, f := range formats {
		flags.BoolFunc(name, "", func(string) error {
			if r.format.ending != textFormat.ending {
				return errors.New("only one form of the report can be had at a time")
			}
			r.format = f
			return nil
		})
	}
}

// SetPath sets where the report goes if no flag says it: to base with the
// ending of its form.
func (r *Report) SetPath(base string) { r.path = cmp.Or(r.path, base+r.format.ending) }

// Options returns how the report is shown.
func (r *Report) Options() otustemplate.ReportOptions { return r.opts }

// SetNames says how the files of a build are called in the report.
func (r *Report) SetNames(template, rejects string) {
	r.opts.TemplateName, r.opts.RejectsName = filepath.Base(template), filepath.Base(rejects)
}

// SetInput says how the file that was checked, and that of every issue, are called in the
// report. Of standard input there is no name.
func (r *Report) SetInput(path string, issues *Issues) {
	if path != "" {
		r.opts.InputName = filepath.Base(path)
	}
	r.opts.IssuesName = issues.Name()
}

// Path returns where the report goes, "" for standard output.
func (r *Report) Path() string { return r.path }

// Write renders the report.
func (r *Report) Write(report *otustemplate.Report, stdout io.Writer) error {
	opts := r.opts
	if r.path == "" && r.format.ending == textFormat.ending {
		opts = ForTerminal(opts, stdout)
	}
	return WriteFile(r.path, stdout, func(w io.Writer) error { return r.format.render(report, w, &opts) })
}

// ForTerminal returns opts as they suit a text report on w: as wide as the
// terminal, and in color unless NO_COLOR is set (no-color.org) or TERM is dumb.
// Where w is no terminal they stay as they are.
func ForTerminal(opts otustemplate.ReportOptions, w io.Writer) otustemplate.ReportOptions {
	if IsTerminal(w) {
		opts.Width = Width(w)
		opts.Color = os.Getenv("NO_COLOR") == "" && !isDumb()
	}
	return opts
}
