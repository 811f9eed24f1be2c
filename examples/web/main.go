// Web makes a page on which office staff check and correct in their browser.
//
// Usage:
//
//	web [flags]
//
// The page is one file, index.html, with the library inside as WebAssembly. Whoever
// opens it chooses a kit, then an export or a filled-in template, corrects the rows
// with a problem, and saves the template. Nothing is sent anywhere: the page's Content
// Security Policy lets the browser make no request at all.
//
// Without flags the page is built and served on this computer, for trying.
//
//	-addr ADDRESS       where: localhost:8080, unless this says otherwise
//	-out FOLDER         writes the page to the folder instead: index.html, for
//	                    any web server or a shared drive, and index.html.gz
//
// The kit is one zip file with all that the page has to know of the district:
//
//	-kit FOLDER         packs the kit from the files of this folder:
//	                      mapping.json          which column is which
//	                      missing.json          as the page saved it, with the names
//	                                            filled in
//	                      options.json          as for examples/build
//	                      layout.csv            a template downloaded from Otus
//	                      recognitions.csv, teachers.csv, classes.csv
//	                      exclude.csv           students that must not enter the
//	                                            template
//	                      oneroster/            the roster of this school year
//	                      earlier-oneroster/    a folder for each earlier one
//	                      shared/               templates shared earlier
//	                    Each of them may be missing. Other files stay out
//	-o FILE             where the kit goes: kit.zip, unless this says otherwise
//	-first DATE         the first day expected, such as 2023-08-14
//	-last DATE          the last one; both go before those of options.json
//
// A kit holds the roster, so that it is data about students: it is readable by you
// only, and goes only to those who may see the roster.
//
// The page is built with the go command, in the folder of the module.
package main

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"

	"example.com/otustemplate"
	"example.com/otustemplate/examples/internal/cli"
)

//go:embed main.go
var source string

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("web", flag.ContinueOnError)
	addr := flags.String("addr", "localhost:8080", "")
	out := flags.String("out", "", "")
	var k kitPacker
	flags.StringVar(&k.folder, "kit", "", "")
	flags.StringVar(&k.out, "o", "kit.zip", "")
	flags.TextVar(&k.first, "first", otustemplate.Date{}, "")
	flags.TextVar(&k.last, "last", otustemplate.Date{}, "")
	if status, ok := cli.Parse(flags, args, 0, source, stdout, stderr); !ok {
		return status
	}
	return cli.Status(stderr, "web", true, func() error {
		if k.folder != "" {
			return k.pack(ctx, stdout)
		}
		p, err := buildPage(ctx)
		if err != nil {
			return err
		}
		if *out != "" {
			return writePage(*out, p, stdout)
		}
		return serve(ctx, *addr, p, stdout)
	}())
}

// writePage writes the page, and a copy that servers can send compressed.
func writePage(folder string, p *page, stdout io.Writer) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for name, data := range map[string][]byte{"index.html": p.html, "index.html.gz": p.gzipped} {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(stdout, `Written to the folder %s:
  index.html     the page: put it on a web server or a shared drive
  index.html.gz  the same for web servers that send compressed files: %.1f MB
It holds no data about students.
`, folder, float64(len(p.gzipped))/1e6)
	return err
}
