package cli

import (
	"errors"
	"flag"
	"io"
	"os"

	"example.com/otustemplate"
)

// A Report says how a report is rendered, and where it goes.
type Report struct {
	path   string
	opts   otustemplate.ReportOptions
	render renderer // nil: as text
}

// A renderer is one of the Write methods of a report.
type renderer func(*otustemplate.Report, io.Writer, *otustemplate.ReportOptions) error

// Flags defines the flags of a report. The flag called path says where it goes,
// and without it that is standard output.
func (r *Report) Flags(flags *flag.FlagSet, path string) {
	flags.StringVar(&r.path, path, "", "")
	flags.StringVar(&r.opts.Title, "title", "", "")
	flags.BoolVar(&r.opts.Redact, "redact", false, "")
	for name, render := range map[string]renderer{
		"json": (*otustemplate.Report).WriteJSON,
		"csv":  (*otustemplate.Report).WriteCSV,
	} {
		flags.BoolFunc(name, "", func(string) error {
			if r.render != nil {
				return errors.New("only one form of the report can be had at a time")
			}
			r.render = render
			return nil
		})
	}
}

// Write renders the report.
func (r *Report) Write(report *otustemplate.Report, stdout io.Writer) error {
	render, opts := r.render, r.opts
	if render == nil {
		render = (*otustemplate.Report).WriteText
		opts.Color = r.path == "" && IsTerminal(stdout) && os.Getenv("NO_COLOR") == ""
	}
	return WriteFile(r.path, stdout, func(w io.Writer) error { return render(report, w, &opts) })
}
