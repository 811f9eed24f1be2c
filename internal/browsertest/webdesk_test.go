package browsertest

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// webProgram is examples/web, compiled once for all tests.
var webProgram = sync.OnceValues(func() (string, error) {
	program := filepath.Join(scratch, "web")
	cmd := exec.Command("go", "build", "-o", program, "./examples/web")
	cmd.Dir = root()
	if text, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, text)
	}
	return program, nil
})

// webFolder is a folder with the page, made once for all tests.
var webFolder = sync.OnceValues(func() (string, error) {
	program, err := webProgram()
	if err != nil {
		return "", err
	}
	folder := filepath.Join(scratch, "page")
	cmd := exec.Command(program, "-out", folder)
	cmd.Dir = root()
	if text, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, text)
	}
	return folder, nil
})

// folderPage returns the address of the page when it is opened from a folder, by a
// double click.
func folderPage(t *testing.T) string {
	t.Helper()
	folder, err := webFolder()
	if err != nil {
		t.Fatal(err)
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(folder, "index.html"))}).String()
}

// webCommand returns a run of examples/web in the folder of the library.
func webCommand(ctx context.Context, t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	program, err := webProgram()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = root()
	return cmd
}

// serveWeb serves the page until the test ends, and returns its address.
func serveWeb(t *testing.T) string {
	t.Helper()
	cmd := webCommand(t.Context(), t, "-addr", "127.0.0.1:0")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() }) // interrupted
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(address) + "/"
}

// packKit packs the kit of the sample district, and returns its path.
func packKit(t *testing.T) string {
	t.Helper()
	kit := filepath.Join(t.TempDir(), "kit.zip")
	cmd := webCommand(t.Context(), t, "-kit", filepath.Join("examples", "build", "district"), "-first", "2023-08-14", "-last", "2024-06-07", "-o", kit)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return kit
}

// A desk is the page in a tab, and where its downloads go.
type desk struct {
	*browser
	downloads string
}

// openDesk opens the page.
func openDesk(t *testing.T, address string) *desk {
	t.Helper()
	d := &desk{start(t), t.TempDir()}
	if _, err := chromedp.CallBrowser(d.ctx, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
		Behavior: "allow", DownloadPath: d.downloads,
	}); err != nil {
		t.Fatal(err)
	}
	d.look(desktop)
	d.do(chromedp.Navigate(address))
	return d
}

// choose gives a file to an input.
func (d *desk) choose(input, path string) {
	d.t.Helper()
	abs, err := filepath.Abs(path)
	if err != nil {
		d.t.Fatal(err)
	}
	d.do(chromedp.SetUploadFiles(chromedp.CSS("#"+input), []string{abs}))
}

// patience is how long a condition is waited for, on a machine that does other things too.
const patience = 80 * time.Second

// until waits until a condition of the page holds.
func (d *desk) until(what, expression string) {
	d.t.Helper()
	for deadline := time.Now().Add(patience); !eval[bool](d.browser, expression); time.Sleep(30 * time.Millisecond) {
		if time.Now().After(deadline) {
			d.t.Fatalf("%s did not come; the page says %q %q", what, eval[string](d.browser, "document.getElementById('status').textContent"),
				eval[string](d.browser, "document.getElementById('error').textContent"))
		}
	}
}

// open opens the kit and an export.
func (d *desk) open(kit, export string) {
	d.t.Helper()
	d.choose("kit-file", kit)
	d.until("the kit", `document.getElementById("kit-box").dataset.state === "open"`)
	d.choose("export-file", export)
	d.until("the rows", `document.querySelectorAll("article.row").length > 0 && document.getElementById("busy").hidden`)
}

// shootWindow takes a picture of what the window shows, from a heading on.
func (d *desk) shootWindow(name, heading string) {
	d.t.Helper()
	dir := shotsDir(d.t)
	if dir == "" {
		return
	}
	d.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.getElementById(%q).scrollIntoView()`, heading)))
	keep(d.t, filepath.Join(dir, name+".png"), get(d.browser, chromedp.CaptureScreenshot()))
}

// unzip returns the files of a zip.
func unzip(t *testing.T, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]string)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(text)
	}
	return files
}

// enter types into a cell of a row, as a person does, and leaves it.
func (d *desk) enter(row int, column, text string) {
	d.t.Helper()
	if !eval[bool](d.browser, fmt.Sprintf(`(() => {
		const article = document.getElementById("row-%d").closest("article");
		const label = [...article.querySelectorAll("label")].find(l => l.firstChild.textContent === %q);
		const input = label && (label.control ?? label.querySelector("input, textarea"));
		input?.focus();
		input?.select();
		return input !== undefined && input === document.activeElement;
	})()`, row, column)) {
		d.t.Fatalf("row %d has no %s to enter anything in", row, column)
	}
	if text == "" {
		text = kb.Backspace
	}
	d.do(chromedp.KeyEvent(text + kb.Tab))
}

// press clicks the button of a row that says so.
func (d *desk) press(row int, button string) {
	d.t.Helper()
	d.until(fmt.Sprintf("the button %q of row %d", button, row), fmt.Sprintf(`(() => {
		const article = document.getElementById("row-%d").closest("article");
		article.querySelector(".sending details")?.setAttribute("open", "");
		const found = [...article.querySelectorAll("button")].find(b => b.textContent === %q);
		found?.focus();
		found?.click();
		return found !== undefined;
	})()`, row, button))
}

// left waits until so many rows are left to correct.
func (d *desk) left(n int) {
	d.t.Helper()
	d.until(fmt.Sprintf("%d rows to correct", n), fmt.Sprintf(`document.querySelector("#filters button")?.textContent === "To correct (" + (%d).toLocaleString("en-US") + ")" &&
		document.getElementById("busy").hidden`, n))
}

// save saves a file and returns it.
func (d *desk) save(button, name string) []byte {
	d.t.Helper()
	path := filepath.Join(d.downloads, name)
	d.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`[...document.querySelectorAll("#save button")].find(b => b.textContent === %q).click()`, button)))
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(30 * time.Millisecond) {
		if data, err := os.ReadFile(path); err == nil {
			return data
		}
		if time.Now().After(deadline) {
			d.t.Fatalf("%s was not saved", name)
		}
	}
}

// checkAlone fails if the page said anything to the console, or asked for anything but
// itself. Its worker is made of its own text.
func (d *desk) checkAlone(address string) {
	d.t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.said) > 0 {
		d.t.Errorf("the console is not empty: %q", d.said)
	}
	for i, r := range d.requests {
		if r != address && !strings.HasPrefix(r, "blob:") || r == address && i > 0 {
			d.t.Errorf("the page asked for %s", r)
		}
	}
	if len(d.requests) == 0 {
		d.t.Error("no request was seen, not even that for the page")
	}
}

// districtFile is a file of the sample district.
func districtFile(name string) string { return root("examples", "build", "district", name) }

// correctDistrict corrects the sample's rows as a person does who reads what the page
// says.
func (d *desk) correctDistrict() {
	d.t.Helper()
	d.do(chromedp.Focus(chromedp.CSS("#who")), chromedp.KeyEvent("Kim Lee"))
	left := eval[int](d.browser, `document.querySelectorAll("article.row").length`)
	for _, c := range []struct {
		row          int
		column, text string
	}{
		{14, "Subtype", "COOP"}, {37, "Entry", "Talked through the quiz."}, {48, "Student_Number", "004233"},
		{69, "Entry_Date", "11/30/2023"}, {80, "Entry_Date", "11/13/2023"},
		{122, "Student_Number", "004142"}, {142, "Entry_Author", "Rivera, Ana"}, {185, "Entry_Date", "03/21/2024"},
	} {
		d.enter(c.row, c.column, c.text)
		left--
		d.left(left)
	}
	for _, s := range []struct {
		row    int
		button string
	}{
		{19, "Enter “a.rivera@northfield.example.org”: Ana Rivera teaches this student Algebra 1 (period 3)"}, {70, "Enter “11/02/2023”"}, {83, "Enter “Health”"}, {135, "Enter “j.park@northfield.example.org”: Jo Park teaches this student Yearbook (period 7)"},
		{42, "Enter “004674”: Tessa Castillo, grade 9"}, {95, "Enter “l.haddad@northfield.example.org”: Leila Haddad teaches this student Ceramics (period 6)"},
		{106, "Enter “004380”: Greta Ibarra, grade 9"},
		{199, `Put the row together so that Entry is “"It was not me" she said, and left”`},
		{210, "Put the row together so that Entry is “no quotes, around this comma”"}, {239, "Yes, the cells below are right"},
		{203, "It was entered twice"},
	} {
		d.press(s.row, s.button)
		left--
		d.left(left)
	}
}
