package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"runtime"
	"strings"
	"time"

	"example.com/otustemplate"
)

// page asks for a file.
//
//go:embed page.html
var page []byte

// A checker answers a file with the report on it.
type checker struct {
	validator *otustemplate.Validator // serves all requests at the same time
	maxBytes  int64
	timeout   time.Duration
	atWork    chan struct{} // has room for as many as are checked at the same time
	log       *slog.Logger
}

func newChecker(v *otustemplate.Validator, maxBytes int64, timeout time.Duration, log *slog.Logger) *checker {
	return &checker{validator: v, maxBytes: maxBytes, timeout: timeout, atWork: make(chan struct{}, 2*runtime.GOMAXPROCS(0)), log: log}
}

func (c *checker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store") // student data stays in no cache
	w.Header().Set("X-Content-Type-Options", "nosniff")
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if _, err := w.Write(page); err != nil {
			c.log.Info("page not sent", "why", err)
		}
	case http.MethodPost:
		c.check(w, r)
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		http.Error(w, "send the file with POST", http.StatusMethodNotAllowed)
	}
}

// check answers with the report on the file that was sent.
func (c *checker) check(w http.ResponseWriter, r *http.Request) {
	select {
	case c.atWork <- struct{}{}:
		defer func() { <-c.atWork }()
	default:
		w.Header().Set("Retry-After", "10")
		http.Error(w, "many files are being checked; send it again in a moment", http.StatusServiceUnavailable)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), c.timeout) // ends too if the browser goes away
	defer cancel()
	r.Body = http.MaxBytesReader(w, r.Body, c.maxBytes)
	file, err := uploaded(r)
	var report *otustemplate.Report
	if err == nil {
		report, err = c.validator.Validate(ctx, file)
	}
	// After too many errors there is a report: it says how far the file was checked.
	if err != nil && !errors.Is(err, otustemplate.ErrTooManyErrors) {
		status, text := failure(err)
		c.log.Info("not checked", "status", status, "why", text) // err may be about what was sent
		http.Error(w, text, status)
		return
	}
	c.log.Info("checked", "rows", report.Rows, "errors", report.Errors, "ok", report.OK())
	c.answer(w, r, report)
}

// uploaded returns the file of the request: its body, or the first file of a form. It is
// read as it comes: r.FormFile would put a large one into a temporary file.
func uploaded(r *http.Request) (io.Reader, error) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "multipart/form-data" {
		return r.Body, nil
	}
	form, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	for {
		part, err := form.NextPart()
		if err == io.EOF {
			return nil, errNoFile
		}
		if err != nil || part.FileName() != "" {
			return part, err
		}
	}
}

var errNoFile = errors.New("no file was sent")

// failure says why a file could not be checked.
func failure(err error) (status int, text string) {
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return http.StatusRequestEntityTooLarge, "the file is too large"
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable, "checking the file took too long"
	case errors.Is(err, errNoFile):
		return http.StatusBadRequest, "no file was sent; choose one first"
	}
	return http.StatusBadRequest, "the file did not arrive whole; send it again"
}

// answer sends the report: who the students are, and what the notes say, stays where the
// file is.
func (c *checker) answer(w http.ResponseWriter, r *http.Request, report *otustemplate.Report) {
	kind, render := "text/html; charset=utf-8", report.WriteHTML
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		kind, render = "application/json", report.WriteJSON
	}
	var b bytes.Buffer
	if err := render(&b, &otustemplate.ReportOptions{Redact: true}); err != nil {
		c.log.Error("no report", "why", err)
		http.Error(w, "the report could not be made", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", kind)
	if !report.OK() {
		w.WriteHeader(http.StatusUnprocessableEntity) // browsers show the page all the same
	}
	if _, err := b.WriteTo(w); err != nil { // the browser went away
		c.log.Info("report not sent", "why", err)
	}
}
