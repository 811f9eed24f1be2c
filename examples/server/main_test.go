package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.com/otustemplate"
)

const header = "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\n"

const (
	goodFile = header + "kim@example.org,,,,Tardy,a.rivera@example.org,Algebra 1,2023-10-02,secret note\n"
	badFile  = header + "kim@example.org,,,,Tardi,a.rivera@example.org,Algebra 1,2023-10-02,secret note\n"
)

// newTest returns a checker, and what it logs.
func newTest(t *testing.T, maxBytes int64, timeout time.Duration) (*checker, *bytes.Buffer) {
	t.Helper()
	v, err := otustemplate.NewValidator(otustemplate.References{Recognitions: otustemplate.NewSet("Tardy")}, &otustemplate.ValidatorOptions{
		MaxErrors: 3, Reader: otustemplate.ReaderOptions{MaxRowBytes: 1000},
	})
	if err != nil {
		t.Fatal(err)
	}
	var logged bytes.Buffer
	return newChecker(v, maxBytes, timeout, slog.New(slog.NewTextHandler(&logged, nil))), &logged
}

// form is a body as a browser sends it, with its type.
func form(t *testing.T, field, name, text string) (kind string, body io.Reader) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.WriteField("before", "a field"); err != nil {
		t.Fatal(err)
	}
	if name != "" {
		part, err := w.CreateFormFile(field, name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(part, text)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), &b
}

func TestCheck(t *testing.T) {
	send := func(kind string, body io.Reader, accept string) *http.Request {
		r := httptest.NewRequest(http.MethodPost, "/", body)
		r.Header.Set("Content-Type", kind)
		r.Header.Set("Accept", accept)
		return r
	}
	sendForm := func(name, text, accept string) *http.Request {
		kind, body := form(t, "file", name, text)
		return send(kind, body, accept)
	}
	tooLarge := goodFile + strings.Repeat(strings.TrimPrefix(goodFile, header), 1000)
	for _, tt := range []struct {
		name   string
		r      *http.Request
		status int
		kind   string
		want   string // is in the answer
	}{
		{"the form", httptest.NewRequest(http.MethodGet, "/", nil), 200, "text/html; charset=utf-8", `type="file"`},
		{"another method", httptest.NewRequest(http.MethodPut, "/", nil), 405, "text/plain; charset=utf-8", "POST"},
		{"a good file", sendForm("a.csv", goodFile, "text/html"), 200, "text/html; charset=utf-8", "<!DOCTYPE html>"},
		{"a bad file", sendForm("a.csv", badFile, "text/html"), 422, "text/html; charset=utf-8", "Tardi"},
		{"to a program", send("text/csv", strings.NewReader(goodFile), "application/json"), 200, "application/json", `"ok": true`},
		{"a bad file to a program", send("text/csv", strings.NewReader(badFile), "application/json"), 422, "application/json", `"ok": false`},
		{"not CSV", sendForm("a.xlsx", "PK\x03\x04 and so on", "application/json"), 422, "application/json", "not-csv"},
		{"a long row", sendForm("a.csv", goodFile+"x,"+strings.Repeat("long ", 1000)+"\n", "application/json"), 422, "application/json", "row-size"},
		{"too many errors", sendForm("a.csv", badFile+strings.Repeat(strings.TrimPrefix(badFile, header), 9), "application/json"), 422, "application/json", `"complete": false`},
		{"no file", sendForm("", "", "text/html"), 400, "text/plain; charset=utf-8", "no file was sent"},
		{"too large", send("text/csv", strings.NewReader(tooLarge), "text/html"), 413, "text/plain; charset=utf-8", "too large"},
		{"a form that is too large", sendForm("a.csv", tooLarge, "text/html"), 413, "text/plain; charset=utf-8", "too large"},
		{"a form that is none", send("multipart/form-data", strings.NewReader(goodFile), "text/html"), 400, "text/plain; charset=utf-8", "did not arrive whole"},
		{"a form that is cut short", send("multipart/form-data; boundary=x", strings.NewReader("--x\r\nContent-Disposition: form-data; name=a; filename=a\r\n\r\n"+goodFile), "text/html"), 400, "text/plain; charset=utf-8", "did not arrive whole"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, logged := newTest(t, 10_000, time.Minute)
			w := httptest.NewRecorder()
			c.ServeHTTP(w, tt.r)
			body := w.Body.String()
			if w.Code != tt.status || w.Header().Get("Content-Type") != tt.kind || !strings.Contains(body, tt.want) {
				t.Errorf("status %d, type %q, want %d and %q; the answer, in which %q should be:\n%s", w.Code, w.Header().Get("Content-Type"), tt.status, tt.kind, tt.want, body)
			}
			for _, secret := range []string{"kim@", "secret"} {
				if strings.Contains(body, secret) || strings.Contains(logged.String(), secret) {
					t.Errorf("%q is in the answer or in the log:\n%s", secret, logged.String())
				}
			}
			if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("the answer may be kept: %v", w.Header())
			}
			if tt.kind == "application/json" && !json.Valid(w.Body.Bytes()) {
				t.Error("the answer is not JSON")
			}
			if len(c.atWork) != 0 {
				t.Error("it is still at work")
			}
		})
	}
}

// slowReader never gets to its end.
type slowReader struct{}

func (slowReader) Read(p []byte) (int, error) {
	time.Sleep(time.Second)
	return copy(p, "\n"), nil
}

// A file that comes too slowly, or whose sender goes away, is given up.
func TestSlow(t *testing.T) {
	for _, leaves := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			c, _ := newTest(t, 1<<40, time.Minute)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if leaves {
				time.AfterFunc(10*time.Second, cancel)
			}
			r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/", io.MultiReader(strings.NewReader(goodFile), slowReader{}))
			w := httptest.NewRecorder()
			start := time.Now()
			c.ServeHTTP(w, r)
			took := time.Since(start)
			if want := map[bool]time.Duration{false: time.Minute, true: 10 * time.Second}[leaves]; w.Code < 400 || took < want || took > want+2*time.Second {
				t.Errorf("the sender leaves: %v; status %d after %v", leaves, w.Code, took)
			}
			time.Sleep(time.Second) // the last Read, which nobody waits for, ends
		})
	}
}

// No more files are checked at a time than there is room for.
func TestBusy(t *testing.T) {
	c, _ := newTest(t, 10_000, time.Minute)
	for range cap(c.atWork) {
		c.atWork <- struct{}{}
	}
	w := httptest.NewRecorder()
	c.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(goodFile)))
	if w.Code != 503 || w.Header().Get("Retry-After") == "" {
		t.Errorf("status %d, %v", w.Code, w.Header())
	}
}

// The program serves until it is interrupted.
func TestRun(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	addr, out := io.Pipe()
	var stderr bytes.Buffer
	done := make(chan int)
	go func() { done <- run(ctx, []string{"-addr", "localhost:0"}, out, &stderr) }()
	line := make([]byte, 100)
	n, err := addr.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.Post(strings.TrimSpace(string(line[:n])), "text/csv", strings.NewReader(goodFile))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil || answer.StatusCode != http.StatusOK || !bytes.Contains(text, []byte("<!DOCTYPE html>")) {
		t.Errorf("error %v, status %s", err, answer.Status)
	}
	cancel()
	if status := <-done; status != 0 {
		t.Errorf("run = %d: %s", status, stderr.String())
	}
}

func TestRunFailures(t *testing.T) {
	for _, tt := range []struct {
		name           string
		args           []string
		status         int
		stdout, stderr string
	}{
		{"help", []string{"-h"}, 0, "-max-bytes N", ""},
		{"an argument too many", []string{"template.csv"}, 2, "", "the program takes none"},
		{"no such list", []string{"-classes", "none.csv"}, 2, "", "none.csv"},
		{"no such address", []string{"-addr", "nowhere"}, 2, "", "nowhere"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			if got := run(t.Context(), tt.args, &stdout, &stderr); got != tt.status || !strings.Contains(stdout.String(), tt.stdout) || !strings.Contains(stderr.String(), tt.stderr) {
				t.Errorf("run(%q) = %d, printed %q, told %q", tt.args, got, stdout.String(), stderr.String())
			}
		})
	}
}
