package browsertest

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// axe is axe-core, as text. It is not part of the repository: AXE_CORE names the file
// axe.min.js of the npm package, and without it the test is skipped.
func axe(t *testing.T) string {
	t.Helper()
	path := os.Getenv("AXE_CORE")
	if path == "" {
		t.Skip("no axe-core: npm install axe-core, and set AXE_CORE to its axe.min.js")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// accessible fails for each rule of WCAG 2.2 AA, and each best practice, that the page
// breaks.
func (b *browser) accessible(axe, name string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](axe + "; 0"))
	if broken := get(b, chromedp.Evaluate[string](`axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(result =>
		result.violations.map(v => v.id + ": " + v.help + "\n" + v.nodes.map(n => "  " + n.html).join("\n")).join("\n"))`, chromedp.EvalAwaitPromise)); broken != "" {
		b.t.Errorf("%s:\n%s", name, broken)
	}
}

func TestPageAccessible(t *testing.T) {
	axe := axe(t)
	crowd := buildPage()
	crowd.name, crowd.report = "many groups", unknownTeachers
	for _, p := range append(pages(), crowd) {
		t.Run(p.name, func(t *testing.T) {
			b := start(t)
			p.open(t, b)
			for name, l := range map[string]look{
				"in the light": desktop, "in the dark": desktop.inTheDark(), "on a telephone": telephone, "in forced colors": desktop.inForcedColors(),
			} {
				b.look(l)
				b.accessible(axe, name)
			}
		})
	}
}

// TestPageValid holds the pages against html-validate's recommended rules. HTML_VALIDATE
// names its program; without it the test is skipped.
func TestPageValid(t *testing.T) {
	program := os.Getenv("HTML_VALIDATE")
	if program == "" {
		t.Skip("no html-validate: npm install html-validate, and set HTML_VALIDATE to its node_modules/.bin/html-validate")
	}
	for _, p := range pages() {
		t.Run(p.name, func(t *testing.T) {
			var page bytes.Buffer
			if err := p.report(t).WriteHTML(&page, &p.opts); err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			path := filepath.Join(dir, "report.html")
			// Space at the end of a line is none of a reader's.
			config := `{"extends": ["html-validate:recommended"], "rules": {"no-trailing-whitespace": "off"}}`
			if err := errors.Join(os.WriteFile(path, page.Bytes(), 0o600), os.WriteFile(filepath.Join(dir, ".htmlvalidate.json"), []byte(config), 0o600)); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.CommandContext(t.Context(), program, "--formatter", "text", path).CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// TestWebAccessible holds the page against axe-core's rules, in each state and each look.
func TestWebAccessible(t *testing.T) {
	axe := axe(t)
	d := openDesk(t, folderPage(t))
	webStates(d, func(state string) {
		if state == "on paper" {
			return // that is printed, and no page
		}
		for name, l := range map[string]look{
			"in the light": desktop, "in the dark": desktop.inTheDark(), "on a telephone": telephone, "in forced colors": desktop.inForcedColors(),
		} {
			d.look(l)
			d.accessible(axe, state+", "+name)
			if width := eval[int64](d.browser, "document.documentElement.scrollWidth"); width > l.width {
				t.Errorf("%s, %s: the page is %d pixels wide, so that it scrolls sideways", state, name, width)
			}
			d.shoot(strings.ReplaceAll("web-state "+state+" "+name, " ", "-"))
		}
		d.look(desktop)
	})
}
