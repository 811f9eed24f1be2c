package browsertest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// timeout bounds everything done with one page; a machine may be slow to start
// a browser.
const timeout = 4 * time.Minute

// findChromium returns the browser's program, "" where there is none.
func findChromium() string {
	names := []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}
	if named := os.Getenv("CHROMIUM"); named != "" {
		names = []string{named}
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// chromium is the one browser of the tests, nil where there is none. Its
// profile is new, empty and removed at the end, and it runs none of the errands
// that browsers run on a network by themselves.
var chromium context.Context

// scratch is a folder for what all tests share.
var scratch string

func TestMain(m *testing.M) {
	status := func() int {
		var err error
		if scratch, err = os.MkdirTemp("", "otustemplate-browsertest-"); err != nil {
			panic(err)
		}
		defer os.RemoveAll(scratch)
		path := findChromium()
		if path == "" {
			return m.Run()
		}
		ctx, cancel := chromedp.NewExecAllocator(context.Background(),
			chromedp.ExecPath(path),
			chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
			chromedp.Flag("disable-quic", true),
			chromedp.Flag("disable-background-networking", true),
			chromedp.Flag("disable-component-update", true),
			chromedp.Flag("disable-sync", true),
			chromedp.Flag("disable-dev-shm-usage", true), // small in containers
		)
		defer cancel()
		ctx, cancel = chromedp.NewContext(ctx)
		defer cancel()
		chromium = ctx
		status := m.Run()
		ctx, cancel = context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		chromedp.Cancel(ctx) // what is wrong with its end is no concern of the page
		return status
	}()
	os.Exit(status)
}

// A browser is a tab of Chromium, and what it said and asked for.
type browser struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	said     []string // errors and messages of the console
	requests []string // addresses of what was asked for
}

// start opens a tab for the test. Without a browser the test is skipped, unless
// one is named.
func start(t *testing.T) *browser {
	t.Helper()
	if chromium == nil {
		if named := os.Getenv("CHROMIUM"); named != "" {
			t.Fatalf("CHROMIUM is %q, which is no program", named)
		}
		t.Skip("no chromium on the path: install it, or set CHROMIUM")
	}
	if err := chromedp.Do(chromium); err != nil { // starts it, the first time
		t.Fatalf("start chromium: %v", err)
	}
	ctx, cancel := chromedp.NewContext(chromium)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, timeout)
	t.Cleanup(cancel)
	b := &browser{t: t, ctx: ctx}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	return b
}

// listen keeps what the page must not do.
func (b *browser) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		b.said = append(b.said, fmt.Sprintf("console.%s", e.Type))
	case *runtime.EventExceptionThrown:
		b.said = append(b.said, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		b.said = append(b.said, e.Entry.Text)
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	case *network.EventWebSocketCreated:
		b.requests = append(b.requests, e.URL)
	}
}

// checkQuiet fails where the page wrote to the console, or asked for anything
// but itself.
func (b *browser) checkQuiet(address string) {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.said) > 0 {
		b.t.Errorf("the console is not empty: %q", b.said)
	}
	if len(b.requests) == 0 {
		b.t.Error("no request was seen, not even that for the page")
	}
	for _, r := range b.requests {
		if page, _, _ := strings.Cut(r, "#"); page != address {
			b.t.Errorf("the page asked for %s", r)
		}
	}
}

// do does what the actions say.
func (b *browser) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// get does what the action says and returns what it gives.
func get[T any](b *browser, action chromedp.Action[T]) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, action)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// eval returns the value of a JavaScript expression.
func eval[T any](b *browser, expression string) T {
	b.t.Helper()
	return get(b, chromedp.Evaluate[T](expression))
}

// call gives the browser a command that returns what the test has no use for.
func call[P, R any](b *browser, command cdp.Command[P, R], params P) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, command, params); err != nil {
		b.t.Fatal(err)
	}
}

// A look is how a page is looked at.
type look struct {
	width int64 // CSS pixels
	dark  bool
	print bool
	own   bool // the colors of the system alone
}

// look changes how the page is looked at.
func (b *browser) look(l look) {
	b.t.Helper()
	scheme, media := "light", ""
	if l.dark {
		scheme = "dark"
	}
	if l.print {
		media = "print"
	}
	forced := "none"
	if l.own {
		forced = "active"
	}
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "forced-colors", Value: forced}},
	})
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: l.width, Height: 900, DeviceScaleFactor: 1, Mobile: l.width < 600,
	})
}

// shotsDir is the folder for pictures, "" where none are wanted.
func shotsDir(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("OTUSTEMPLATE_SHOTS")
	if dir == "" {
		return ""
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// maxShot is how much of a long page a picture shows, in pixels.
const maxShot = 8000

// shoot takes a picture of the page where pictures are wanted.
func (b *browser) shoot(name string) {
	b.t.Helper()
	dir := shotsDir(b.t)
	if dir == "" {
		return
	}
	size := eval[[]float64](b, "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
	beyond := true
	shot, err := chromedp.Call(b.ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{
		Clip:                  &page.Viewport{Width: size[0], Height: min(size[1], maxShot), Scale: 1},
		CaptureBeyondViewport: &beyond,
	})
	if err != nil {
		b.t.Fatal(err)
	}
	keep(b.t, filepath.Join(dir, name+".png"), shot.Data)
}

func keep(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
