package browsertest

import (
	"os"
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
func (d *desk) accessible(axe, name string) {
	d.t.Helper()
	d.do(chromedp.Evaluate[chromedp.Void](axe + "; 0"))
	if broken := promised(d, `axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(result =>
		result.violations.map(v => v.id + ": " + v.help + "\n" + v.nodes.map(n => "  " + n.html).join("\n")).join("\n"))`); broken != "" {
		d.t.Errorf("%s:\n%s", name, broken)
	}
}

func TestWebAccessible(t *testing.T) {
	axe := axe(t)
	d := openDesk(t, folderPage(t))
	d.accessible(axe, "before a file is open")
	d.open(packKit(t), districtFile("export.csv"))
	for name, l := range map[string]look{"in the light": desktop, "in the dark": desktop.inTheDark(), "on a telephone": telephone} {
		d.look(l)
		d.accessible(axe, name)
	}
	d.press(203, "It was entered twice")
	d.left(19)
	d.press(19, "Enter “a.rivera@northfield.example.org”")
	d.left(18)
	d.accessible(axe, "after corrections")
}
