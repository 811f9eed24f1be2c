package browsertest

import (
	"bytes"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The ways a page is looked at. Of a sheet of Letter paper on its side, as the
// rows are printed, 980 pixels are between the margins.
var (
	desktop   = look{width: 1280}
	telephone = look{width: 400}
	paper     = look{width: 980, print: true}
)

func (l look) inTheDark() look {
	l.dark = true
	return l
}

func (l look) inForcedColors() look {
	l.own = true
	return l
}

// TestPageIsQuiet looks at the pages in all ways, and takes their pictures: none
// may be wider than the window, write to the console, or ask for anything.
func TestPageIsQuiet(t *testing.T) {
	for _, p := range pages() {
		t.Run(p.name, func(t *testing.T) {
			b := start(t)
			address := p.open(t, b)
			for _, shot := range []struct {
				name string
				look
			}{
				{"desktop", desktop}, {"desktop-dark", desktop.inTheDark()}, {"telephone", telephone}, {"paper", paper},
			} {
				b.look(shot.look)
				if width := eval[int64](b, "document.documentElement.scrollWidth"); width > shot.width {
					t.Errorf("%s: the page is %d pixels wide, so that it scrolls sideways; want at most %d", shot.name, width, shot.width)
				}
				b.shoot(p.name + "-" + shot.name)
			}
			b.checkQuiet(address)
		})
	}
}

// TestPageIsReadAloud asks for what a screen reader is told.
func TestPageIsReadAloud(t *testing.T) {
	for _, p := range pages() {
		t.Run(p.name, func(t *testing.T) {
			b := start(t)
			p.open(t, b)
			if got, want := get(b, chromedp.Text(chromedp.CSS(".verdict"))), p.sentence(t); got != want {
				t.Errorf("the page begins with %q, want %q", got, want)
			}
			heard := b.heard()
			for _, role := range []string{"banner", "navigation", "main", "contentinfo", "search", "status"} {
				if n := len(heard[role]); n != 1 {
					t.Errorf("%d of the role %s, want 1", n, role)
				}
			}
			for _, want := range []struct{ role, name string }{
				{"navigation", "On this page"}, {"search", "Filter and sort"}, {"searchbox", "Find"}, {"combobox", "Show"}, {"combobox", "Sort by"},
				{"heading", "At a glance"}, {"heading", "The rows, as a spreadsheet shows them"}, {"region", "The rows, as a spreadsheet shows them"},
				{"columnheader", "A"}, {"columnheader", "I"},
			} {
				if !slices.Contains(heard[want.role], want.name) {
					t.Errorf("no %s is called %q, only %.300q", want.role, want.name, heard[want.role])
				}
			}
			for _, role := range []string{"image", "region", "link", "heading"} {
				if slices.Contains(heard[role], "") {
					t.Errorf("a %s has no name", role)
				}
			}
			b.checkHeadings()
		})
	}
}

// heard returns the names of what is on the page, by role.
func (b *browser) heard() map[string][]string {
	b.t.Helper()
	tree, err := chromedp.Call(b.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		b.t.Fatal(err)
	}
	text := func(v *accessibility.Value) string {
		if v == nil {
			return ""
		}
		return strings.Trim(string(v.Value), `"`)
	}
	heard := make(map[string][]string)
	for _, n := range tree.Nodes {
		if !n.Ignored {
			heard[text(n.Role)] = append(heard[text(n.Role)], text(n.Name))
		}
	}
	return heard
}

// checkHeadings makes sure that there is one title and that no level is left out.
func (b *browser) checkHeadings() {
	b.t.Helper()
	levels := eval[[]int](b, `[...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(h => Number(h.tagName[1]))`)
	for i, level := range levels {
		if i == 0 && level != 1 || i > 0 && (level == 1 || level > levels[i-1]+1) {
			b.t.Errorf("heading %d is of level %d, in %v", i+1, level, levels)
		}
	}
}

// TestKeyboard does everything without a mouse.
func TestKeyboard(t *testing.T) {
	b, p := start(t), buildPage()
	p.report = unknownTeachers
	address := p.open(t, b)
	press := func(keys string) { t.Helper(); b.do(chromedp.KeyEvent(keys)) }
	press(kb.Tab)
	if got := b.focused(); got != "Skip to the to-do list" {
		t.Errorf("the first stop is %q, want the link past the top", got)
	}
	if !eval[bool](b, "document.activeElement.getBoundingClientRect().left >= 0") {
		t.Error("the link past the top does not show when it has the focus")
	}
	press(kb.Enter)
	b.tabTo("filter-text")
	press("lunch")
	if got, want := b.cards(), []string{`Unknown code: "LUNCH"`}; !slices.Equal(got, want) {
		t.Errorf("cards with lunch: %q, want %q", got, want)
	}
	if got := eval[string](b, `document.getElementById("shown").textContent`); !regexp.MustCompile(`^[1-9]\d* of [1-9]\d* shown$`).MatchString(got) {
		t.Errorf("a screen reader is told %q, want how many are shown", got)
	}
	press(strings.Repeat(kb.Backspace, len("lunch")))
	all := b.cards()
	b.tabTo("filter-kind")
	press(kb.ArrowDown) // errors
	if got := b.cards(); len(got) == 0 || len(got) >= len(all) {
		t.Errorf("%d cards with errors of %d in all", len(got), len(all))
	}
	if got := eval[int](b, `document.querySelectorAll(".card.warning:not([hidden]), .card.repaired:not([hidden])").length`); got > 0 {
		t.Errorf("%d cards without errors among them", got)
	}
	press(kb.ArrowUp)
	b.tabTo("order")
	press(kb.ArrowDown) // most cells first
	b.checkSorted(all)
	b.checkQuiet(address)
}

// TestMouse does so with nothing else.
func TestMouse(t *testing.T) {
	b, p := start(t), buildPage()
	p.report = unknownTeachers
	address := p.open(t, b)
	all := b.cards()
	b.do(chromedp.Click(chromedp.CSS("#filter-text")))
	if got := eval[string](b, "document.activeElement.id"); got != "filter-text" {
		t.Errorf("a click led to %q, want the field to type into", got)
	}
	// The list that a select opens is drawn by the system, where no test can
	// click: this is what a click in it does.
	choose := func(id, value string) {
		b.do(chromedp.Click(chromedp.CSS("#"+id)), chromedp.KeyEvent(kb.Escape),
			chromedp.Evaluate[chromedp.Void](`(s => { s.value = "`+value+`"; s.dispatchEvent(new Event("change", {bubbles: true})) })(document.getElementById("`+id+`"))`))
	}
	choose("filter-kind", "warning")
	if n := eval[int](b, `document.querySelectorAll(".card:not(.warning):not([hidden])").length`); n > 0 || len(b.cards()) == 0 {
		t.Errorf("%d cards that are no warnings among %d", n, len(b.cards()))
	}
	choose("filter-kind", "")
	choose("order", "count")
	b.checkSorted(all)
	choose("order", "order")
	if got := b.cards(); !slices.Equal(got, all) {
		t.Errorf("the first order is not what it was: %q, want %q", got, all)
	}
	b.do(chromedp.Click(chromedp.CSS(`.card a[href^="#r"]`)))
	if at := eval[float64](b, `document.querySelector(location.hash).getBoundingClientRect().top`); at < -1 || at > 900 {
		t.Errorf("a click on a cell's name leads to a row at %v pixels, out of sight", at)
	}
	b.checkQuiet(address)
}

// TestLinks follows the links of all cards, on a desk and on a telephone, with a filter
// that hides all rows: each leads to its cell, which nothing covers, below the letters of
// the columns.
func TestLinks(t *testing.T) {
	for name, l := range map[string]look{"desktop": desktop, "telephone": telephone} {
		t.Run(name, func(t *testing.T) {
			b, p := start(t), buildPage()
			p.open(t, b)
			b.look(l)
			lost := eval[[]string](b, `(() => {
				const kind = document.getElementById("filter-kind"), lost = [];
				for (const link of document.querySelectorAll('.card a[href^="#r"]')) {
					kind.value = "repaired";
					kind.dispatchEvent(new Event("change"));
					link.click();
					const target = document.querySelector(link.hash + (link.hash.includes("c") ? "" : " th")), box = target.getBoundingClientRect();
					const at = document.elementFromPoint(Math.max(box.left, 0) + 4, box.top + 4);
					const letters = document.querySelector(".sheet .letters").getBoundingClientRect();
					if (!at || !target.contains(at) || letters.top < 0 || letters.bottom > box.top + 1)
						lost.push(link.hash + " at " + box.left + ", " + box.top + " under " + (at && at.outerHTML.slice(0, 80)));
				}
				return lost;
			})()`)
			if len(lost) > 0 {
				t.Errorf("%d links do not lead to their cell: %q", len(lost), lost)
			}
		})
	}
}

// cards returns the titles of the cards that show.
func (b *browser) cards() []string {
	b.t.Helper()
	return eval[[]string](b, `[...document.querySelectorAll(".card")].filter(c => c.checkVisibility()).map(c => c.querySelector("h3").textContent)`)
}

// checkSorted makes sure that all cards are there, in each list those with most
// cells first.
func (b *browser) checkSorted(all []string) {
	b.t.Helper()
	got := b.cards()
	if slices.Equal(got, all) {
		b.t.Error("the order is as it was before")
	}
	slices.Sort(got)
	if want := slices.Sorted(slices.Values(all)); !slices.Equal(got, want) {
		b.t.Errorf("sorted cards are %q, want %q in another order", got, want)
	}
	for _, counts := range eval[[][]int](b, `[...document.querySelectorAll(".cards")].map(l => [...l.children].map(c => Number(c.dataset.count)))`) {
		if !slices.IsSortedFunc(counts, func(x, y int) int { return y - x }) {
			b.t.Errorf("cells a card: %v, want most first", counts)
		}
	}
}

// focused returns what the element with the focus says.
func (b *browser) focused() string {
	b.t.Helper()
	return eval[string](b, "document.activeElement.textContent")
}

// tabTo presses Tab until the element has the focus.
func (b *browser) tabTo(id string) {
	b.t.Helper()
	for range 20 {
		if eval[string](b, "document.activeElement.id") == id {
			return
		}
		b.do(chromedp.KeyEvent(kb.Tab))
	}
	b.t.Fatalf("%s cannot be reached with Tab", id)
}

// TestDark makes sure that the page follows the system's scheme.
func TestDark(t *testing.T) {
	b := start(t)
	p := buildPage()
	p.open(t, b)
	colours := func() []string {
		return eval[[]string](b, "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]")
	}
	light := colours()
	b.look(desktop.inTheDark())
	if dark := colours(); light[0] != "rgb(255, 255, 255)" || dark[0] == light[0] || dark[1] == light[1] {
		t.Errorf("background and text are %q in the light and %q in the dark", light, dark)
	}
}

// TestWithoutScript makes sure that nothing is lost where scripts do not run, as
// in the preview of a mail.
func TestWithoutScript(t *testing.T) {
	b := start(t)
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	p := buildPage()
	p.open(t, b)
	heard := b.heard()
	if len(heard["search"]) > 0 {
		t.Error("the filter shows, though it cannot work")
	}
	if !slices.Contains(heard["heading"], "To do, in the rows to correct") || len(heard["rowheader"]) == 0 {
		t.Errorf("the page is not whole: %.300q", heard["heading"])
	}
}

// TestPrint prints the pages.
func TestPrint(t *testing.T) {
	for _, p := range pages() {
		t.Run(p.name, func(t *testing.T) {
			b := start(t)
			p.open(t, b)
			pdf := get(b, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
			if dir := shotsDir(t); dir != "" {
				keep(t, filepath.Join(dir, p.name+".pdf"), pdf)
			}
			if n := len(regexp.MustCompile(`/Type /Page\b[^s]`).FindAll(pdf, -1)); !bytes.HasPrefix(pdf, []byte("%PDF-")) || n < 2 {
				t.Errorf("%d pages in %d bytes, want the cards and, across, the rows", n, len(pdf))
			}
			if n := len(regexp.MustCompile(`/Type /Page\b[^s]`).FindAll(pdf, -1)); p.name == "build" && n > 4 {
				t.Errorf("%d sheets of the sample district, want at most 4", n)
			}
			b.look(paper)
			for _, style := range []struct{ selector, property, want string }{
				{".card:not(.many)", "break-inside", "avoid"}, {"figure", "break-inside", "avoid"}, {".sheet tbody", "break-inside", "avoid"},
				{".sheet thead", "display", "table-header-group"}, {"nav", "display", "none"}, {".tools", "display", "none"}, {".sheet", "overflow-x", "visible"},
			} {
				got := eval[string](b, `getComputedStyle(document.querySelector("`+style.selector+`")).getPropertyValue("`+style.property+`")`)
				if got != style.want {
					t.Errorf("on paper %s of %s is %q, want %q", style.property, style.selector, got, style.want)
				}
			}
		})
	}
}
