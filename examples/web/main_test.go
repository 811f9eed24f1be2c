package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/examples/web/desk"
	"github.com/google/go-cmp/cmp"
)

// runWeb runs the program.
func runWeb(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(t.Context(), args, &out, &errs)
	return status, out.String(), errs.String()
}

func TestKit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kit.zip")
	status, out, errs := runWeb(t, "-kit", "../build/district", "-first", "2023-08-14", "-last", "2024-06-07", "-o", path)
	if status != 0 || errs != "" {
		t.Fatalf("status %d: %s", status, errs)
	}
	if !strings.Contains(out, "Not in it: export.csv\n") || !strings.Contains(out, "  oneroster/users.csv\n") {
		t.Errorf("it says:\n%s", out)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the kit is %v, %v; want it readable by its owner alone", info.Mode(), err)
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	kit, err := desk.OpenKit(t.Context(), z)
	if err != nil || kit.Mapping == nil || kit.Recognitions.Len() != 7 {
		t.Errorf("the kit is %+v, %v", kit, err)
	}
	options, err := z.Open(desk.OptionsFile)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(options)
	if want := "{\n  \"firstDate\": \"2023-08-14\",\n  \"lastDate\": \"2024-06-07\"\n}\n"; err != nil || string(text) != want {
		t.Errorf("the options are %s, %v", text, err)
	}
}

func TestKitRefused(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files map[string]string
		args  []string
		want  string
	}{
		{"nothing for a kit", map[string]string{"export.csv": "a,b\n"}, nil, "has none of mapping.json"},
		{"a wrong mapping", map[string]string{"mapping.json": "{"}, nil, "mapping.json: "},
		{"a wrong list", map[string]string{"recognitions.csv": ""}, nil, "recognitions.csv: "},
		{"a wrong roster", map[string]string{"oneroster/users.csv": "a,b\n"}, nil, "oneroster: "},
		{"wrong options", map[string]string{"mapping.json": "{}", "options.json": `{"first": 1}`}, nil, "options.json: "},
		{"options that take no days", map[string]string{"mapping.json": "{}", "options.json": `[]`}, []string{"-first", "2023-08-14"}, "options.json is not a JSON object"},
		{"no such folder", nil, []string{"-kit", "nowhere"}, "nowhere"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder, out := t.TempDir(), filepath.Join(t.TempDir(), "kit.zip")
			for name, text := range tt.files {
				path := filepath.Join(folder, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			args := append([]string{"-o", out}, tt.args...)
			if tt.files != nil {
				args = append(args, "-kit", folder)
			}
			status, _, errs := runWeb(t, args...)
			if status != 2 || !strings.Contains(errs, tt.want) {
				t.Errorf("status %d, %q, want 2 and %q", status, errs, tt.want)
			}
			if _, err := os.Stat(out); err == nil {
				t.Error("there is a kit all the same")
			}
		})
	}
}

// assembled is the page with something in place of the engine.
func assembled(t *testing.T) *page {
	t.Helper()
	p, err := assemble([]byte("\x00asm"), []byte("class Go {}"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAssemble(t *testing.T) {
	p := assembled(t)
	html := string(p.html)
	if left := regexp.MustCompile(`\{\{[A-Z]+\}\}`).FindString(html); left != "" {
		t.Errorf("%s was not filled in", left)
	}
	part := func(start, end string) string {
		t.Helper()
		_, rest, ok := strings.Cut(html, start)
		text, _, closed := strings.Cut(rest, end)
		if !ok || !closed {
			t.Fatalf("the page has no %s", start)
		}
		return text
	}
	script, style := part(`<script type="module">`, "</script>"), part("<style>", "</style>")
	report, err := reportScript()
	if err != nil || !bytes.Contains(report, []byte("addEventListener")) {
		t.Fatalf("the report's script is %.80q, %v", report, err)
	}
	want := "default-src 'none'; script-src " + hash([]byte(script)) + " " + hash(report) + " 'wasm-unsafe-eval'; style-src " + hash([]byte(style)) +
		"; worker-src blob:; form-action 'none'; base-uri 'none'"
	if diff := cmp.Diff(want, part(`<meta http-equiv="Content-Security-Policy" content="`, `"`)); diff != "" {
		t.Errorf("the policy (-want +got):\n%s", diff)
	}
	for line := range strings.SplitSeq(script, "\n") {
		if strings.HasPrefix(line, "import ") || strings.HasPrefix(line, "export ") {
			t.Errorf("the line %q means nothing in the page", line)
		}
	}
	for _, no := range []string{"localStorage", "sessionStorage", "indexedDB", "caches.", "fetch(", "XMLHttpRequest", "WebSocket", "sendBeacon", "innerHTML", "eval(", "console."} {
		if strings.Contains(script, no) {
			t.Errorf("the script has %s", no)
		}
	}
	if strings.Contains(html, "http:") || strings.Contains(html, "https:") {
		t.Error("the page names an address")
	}
	r, err := gzip.NewReader(bytes.NewReader(p.gzipped))
	if err != nil {
		t.Fatal(err)
	}
	if unpacked, err := io.ReadAll(r); err != nil || string(unpacked) != html {
		t.Errorf("the compressed page is another one; %v", err)
	}
	if _, err := assemble(nil, []byte("</script>")); err == nil {
		t.Error("a script that ends its element is in the page")
	}
}

// The page is for office staff, who have no engineer and know of no mapping.
func TestWords(t *testing.T) {
	for _, name := range append([]string{"index.html", "worker.js"}, scripts...) {
		text, err := static.ReadFile("static/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if word := regexp.MustCompile(`(?i)\b(mapping|engineer|upload|roster|mend|record)\w*`).Find(text); word != nil {
			t.Errorf("%s says %q", name, word)
		}
	}
}

// Every module is in the page, after those that it imports.
func TestScripts(t *testing.T) {
	entries, err := static.ReadDir("static")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if name := entry.Name(); strings.HasSuffix(name, ".js") && name != "worker.js" && !slices.Contains(scripts, name) {
			t.Errorf("%s is not in the page", name)
		}
	}
	imported := regexp.MustCompile(`(?m)^import .* from "\./(.*)";$`)
	for i, name := range scripts {
		text, err := static.ReadFile("static/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range imported.FindAllStringSubmatch(string(text), -1) {
			if !slices.Contains(scripts[:i], m[1]) {
				t.Errorf("%s stands before %s, which it imports", name, m[1])
			}
		}
	}
}

// The Go that tests this is one whose text/template can be made smaller.
func TestWithoutMethodCalls(t *testing.T) {
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Skip("no go command")
	}
	folder := t.TempDir()
	if overlay, err := withoutMethodCalls(strings.TrimSpace(string(root)), folder); err != nil || overlay == "" {
		t.Errorf("overlay %q, %v", overlay, err)
	}
	if changed, err := os.ReadFile(filepath.Join(folder, "exec.go")); err != nil || bytes.Contains(changed, []byte("MethodByName(")) {
		t.Errorf("methods are still looked for; %v", err)
	}
	if overlay, err := withoutMethodCalls(t.TempDir(), folder); err != nil || overlay != "" {
		t.Errorf("of another Go: overlay %q, %v", overlay, err)
	}
}

func TestServe(t *testing.T) {
	p := assembled(t)
	for _, tt := range []struct {
		name, method, path, accept string
		status                     int
		body                       []byte
	}{
		{"the page", "GET", "/", "", 200, p.html},
		{"compressed", "GET", "/index.html", "br, gzip", 200, p.gzipped},
		{"its size", "HEAD", "/", "", 200, nil},
		{"anything else", "GET", "/kit.zip", "", 404, []byte("404 page not found\n")},
		{"a file that is sent", "POST", "/", "", 405, []byte("this server only sends a page\n")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), tt.method, tt.path, nil)
			r.Header.Set("Accept-Encoding", tt.accept)
			w := httptest.NewRecorder()
			p.ServeHTTP(w, r)
			if w.Code != tt.status || !bytes.Equal(w.Body.Bytes(), tt.body) {
				t.Errorf("status %d with %d bytes, want %d with %d", w.Code, w.Body.Len(), tt.status, len(tt.body))
			}
			if got, want := w.Header().Get("Content-Security-Policy"), p.policy+"; frame-ancestors 'none'"; w.Code == http.StatusOK && got != want {
				t.Errorf("the policy is %q, want %q", got, want)
			}
		})
	}
}

func TestServeEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out bytes.Buffer
	if err := serve(ctx, "127.0.0.1:0", assembled(t), &out); err != nil || !strings.HasPrefix(out.String(), "http://127.0.0.1:") {
		t.Errorf("%v, %q", err, out.String())
	}
}

func TestWritePage(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new")
	var out bytes.Buffer
	p := assembled(t)
	if err := writePage(folder, p, &out); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(folder, "index.html")); err != nil || !bytes.Equal(got, p.html) {
		t.Errorf("index.html has %d bytes, %v, want %d", len(got), err, len(p.html))
	}
}
