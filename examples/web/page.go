package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"example.com/otustemplate"
)

// static holds the page's markup, style and scripts.
//
//go:embed static
var static embed.FS

// A page is the whole page: one file that asks for no other.
type page struct {
	html    []byte
	gzipped []byte // html, compressed
	policy  string // its Content Security Policy
}

// scripts are the modules of the page, each after those that it imports. They are put
// together into one, because a page that was opened from a folder may not load others.
var scripts = []string{"dom.js", "engine.js", "grid.js", "questions.js", "report.js", "merge.js", "save.js", "main.js"}

// buildPage compiles the library and puts the page together.
func buildPage(ctx context.Context) (*page, error) {
	root, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env GOROOT: %w", err)
	}
	goroot := strings.TrimSpace(string(root))
	runner, err := os.ReadFile(filepath.Join(goroot, "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return nil, fmt.Errorf("this Go installation lacks a file: %w", err)
	}
	engine, err := compile(ctx, goroot)
	if err != nil {
		return nil, err
	}
	return assemble(engine, runner)
}

// assemble puts the page together from the compiled engine and Go's own script that
// runs it.
func assemble(engine, runner []byte) (*page, error) {
	style, err := static.ReadFile("static/style.css")
	if err != nil {
		return nil, err
	}
	worker, err := static.ReadFile("static/worker.js")
	if err != nil {
		return nil, err
	}
	script, err := joinScripts()
	if err != nil {
		return nil, err
	}
	markup, err := static.ReadFile("static/index.html")
	if err != nil {
		return nil, err
	}
	packed, err := compress(engine)
	if err != nil {
		return nil, err
	}
	report, err := reportScript()
	if err != nil {
		return nil, err
	}
	p := &page{policy: policy(script, style, report)}
	for _, part := range []struct {
		name string
		text string
	}{
		{"POLICY", p.policy},
		{"STYLE", string(style)},
		{"WORKER", string(runner) + "\n" + string(worker)},
		{"ENGINE", base64.StdEncoding.EncodeToString(packed)},
		{"SCRIPT", string(script)},
	} {
		if part.name != "STYLE" && strings.Contains(part.text, "</script") {
			return nil, fmt.Errorf("the part %s of the page would end its element", part.name)
		}
		markup = bytes.Replace(markup, []byte("{{"+part.name+"}}"), []byte(part.text), 1)
	}
	p.html = markup
	p.gzipped, err = compress(p.html)
	return p, err
}

// policy returns what the page may do: run its own script and style, the script of the
// report that it shows, and a worker made of its own text, which is bound by the same
// policy. It may not connect to anything, not even to where it came from.
func policy(script, style, reportScript []byte) string {
	return "default-src 'none'; script-src " + hash(script) + " " + hash(reportScript) + " 'wasm-unsafe-eval'; style-src " + hash(style) +
		"; worker-src blob:; form-action 'none'; base-uri 'none'"
}

// reportScript returns the script of the library's report, which is the same in each.
func reportScript() ([]byte, error) {
	var text bytes.Buffer
	if err := new(otustemplate.Report).WriteHTML(&text, nil); err != nil {
		return nil, err
	}
	_, rest, _ := bytes.Cut(text.Bytes(), []byte("<script>"))
	script, _, ok := bytes.Cut(rest, []byte("</script>"))
	if !ok || bytes.Count(text.Bytes(), []byte("<style>")) != 1 {
		return nil, errors.New("the report has no script, or not one style")
	}
	return script, nil
}

func hash(text []byte) string {
	sum := sha256.Sum256(text)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// Lines of a module that mean nothing once the modules are one.
var (
	importLine = regexp.MustCompile(`(?m)^import \{[^}]*\} from "\./[a-z]+\.js";\n`)
	exportWord = regexp.MustCompile(`(?m)^export `)
)

// joinScripts returns the modules of the page as one.
func joinScripts() ([]byte, error) {
	var all bytes.Buffer
	for _, name := range scripts {
		text, err := static.ReadFile("static/" + name)
		if err != nil {
			return nil, err
		}
		text = exportWord.ReplaceAll(importLine.ReplaceAll(text, nil), nil)
		fmt.Fprintf(&all, "\n// %s\n%s", name, text)
	}
	return all.Bytes(), nil
}

// compile returns the engine as WebAssembly. Functions are not put into each other: that
// makes a page that loads faster, for a little speed.
func compile(ctx context.Context, goroot string) ([]byte, error) {
	folder, err := os.MkdirTemp("", "otustemplate-web-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	out := filepath.Join(folder, "engine.wasm")
	args := []string{"build", "-trimpath", "-gcflags=all=-l", "-ldflags=-s -w", "-o", out}
	overlay, err := withoutMethodCalls(goroot, folder)
	if err != nil {
		return nil, err
	}
	if overlay != "" {
		args = append(args, "-overlay", overlay)
	}
	cmd := exec.CommandContext(ctx, "go", append(args, "example.com/otustemplate/examples/web/app")...)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	if text, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("the page could not be compiled; run this in the folder of the module: %w\n%s", err, text)
	}
	return os.ReadFile(out)
}

// methodCall is where a template looks for a method by its name.
const methodCall = "ptr.MethodByName(fieldName)"

// withoutMethodCalls writes what makes the compiler take text/template as if no template
// called a method, and returns where. Because a template may name any method, the linker
// keeps all of them, of every type, which is a tenth of the page; the report's template
// names none. If text/template has changed it returns "": the page is then larger, and
// works as well.
func withoutMethodCalls(goroot, folder string) (overlay string, err error) {
	source := filepath.Join(goroot, "src", "text", "template", "exec.go")
	text, err := os.ReadFile(source)
	if err != nil || bytes.Count(text, []byte(methodCall)) != 1 {
		return "", nil //nolint:nilerr // as its comment says
	}
	changed, overlay := filepath.Join(folder, "exec.go"), filepath.Join(folder, "overlay.json")
	if err := os.WriteFile(changed, bytes.Replace(text, []byte(methodCall), []byte("(reflect.Value{})"), 1), 0o600); err != nil {
		return "", err
	}
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{source: changed}})
	if err != nil {
		return "", err
	}
	return overlay, os.WriteFile(overlay, replace, 0o600)
}

func compress(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}
