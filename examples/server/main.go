// Server checks templates that office staff send from their browser.
//
// Usage:
//
//	server [flags]
//
// The page at / asks for a file. The answer is the report on it, without who the
// students are and what the notes say: as a page, or as JSON to a program that
// asks for application/json. Nothing is kept, and nothing is written to the disk.
// A program sends the file as it is, or as a form does:
//
//	curl --data-binary @template.csv -H 'Content-Type: text/csv' -H 'Accept: application/json' localhost:8080
//
//	-addr ADDRESS       where the server listens: localhost:8080, unless this
//	                    says otherwise
//	-max-bytes N        how large a file may be: 20 MB, unless this says otherwise
//	-timeout DURATION   how long sending and checking may take: 1m, unless this
//	                    says otherwise
//
// What exists in Otus, each a CSV or a list with a name on each line:
//
//	-oneroster FOLDER   OneRoster files, or a zip of them; the lists go before it.
//	                    Once for each school year: the latest is today's
//	-recognitions FILE
//	-teachers FILE      e-mail addresses
//	-classes FILE
//
// It speaks HTTP, for one computer: student data on a network needs HTTPS and a
// sign-in in front of it.
package main

import (
	"context"
	_ "embed"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"

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
	flags := flag.NewFlagSet("server", flag.ContinueOnError)
	lists := cli.Lists{Warn: stderr}
	lists.Flags(flags)
	addr := flags.String("addr", "localhost:8080", "")
	maxBytes := flags.Int64("max-bytes", 20<<20, "")
	timeout := flags.Duration("timeout", time.Minute, "")
	if status, ok := cli.Parse(flags, args, 0, source, stdout, stderr); !ok {
		return status
	}
	v, _, err := lists.Validator(ctx, &otustemplate.ValidatorOptions{
		MaxErrors: 10_000, // a file with more is not the right one
		Reader:    otustemplate.ReaderOptions{MaxRowBytes: 64 << 10},
	})
	if err == nil {
		h := newChecker(v, *maxBytes, *timeout, slog.New(slog.NewTextHandler(stderr, nil)))
		err = serve(ctx, *addr, h, *timeout, stdout)
	}
	return cli.Status(stderr, "server", true, err)
}

// serve serves until the context ends, and then lets what is at work come to its end.
func serve(ctx context.Context, addr string, h http.Handler, timeout time.Duration, stdout io.Writer) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           http.NewCrossOriginProtection().Handler(h), // no other site sends files for its visitors
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       timeout, // from the start of a request to the end of its body
		WriteTimeout:      timeout + 30*time.Second,
		IdleTimeout:       time.Minute,
	}
	fmt.Fprintf(stdout, "http://%s\n", l.Addr())
	stopped := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeout)
		defer cancel()
		stopped <- server.Shutdown(closing)
	})
	if err := server.Serve(l); err != http.ErrServerClosed {
		return err
	}
	return <-stopped
}
