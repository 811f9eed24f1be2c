package browsertest

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// lines are the values that show in the table of the card with that title.
const lines = `(title => [...[...document.querySelectorAll(".card")].find(c => c.querySelector("h3").textContent === title).querySelectorAll(".values tbody tr")]
	.filter(r => r.checkVisibility()).map(r => r.querySelector("th").textContent))`

// A filter shows of a table the rows that have what is looked for, and of a card whose own
// words have it all rows; without a filter all are there again.
func TestTableFilter(t *testing.T) {
	b, p := start(t), tablesPage()
	address := p.open(t, b)
	find := func(text string) {
		b.do(chromedp.Evaluate[chromedp.Void](`(f => { f.value = "` + text + `"; f.dispatchEvent(new Event("input")) })(document.getElementById("filter-text"))`))
	}
	const title = "Not a date"
	all := eval[[]string](b, lines+`("`+title+`")`)
	if len(all) != 10 {
		t.Fatalf("%d values, want 10: %q", len(all), all)
	}
	find("2/30/2022")
	if got, want := eval[[]string](b, lines+`("`+title+`")`), []string{`"2/30/2022"`}; !slices.Equal(got, want) {
		t.Errorf("lines %q, want %q", got, want)
	}
	if got := b.cards(); !slices.Equal(got, []string{title}) {
		t.Errorf("cards %q, want the one with the value alone", got)
	}
	find("not a date")
	if got := eval[[]string](b, lines+`("`+title+`")`); !slices.Equal(got, all) {
		t.Errorf("lines %q of a card that has the words, want all", got)
	}
	find("")
	if got := eval[[]string](b, lines+`("`+title+`")`); !slices.Equal(got, all) {
		t.Errorf("lines %q without a filter, want all", got)
	}
	b.checkQuiet(address)
}

// A long table has a box to scroll in, in which its titles stay and which the keyboard
// reaches; on a telephone each row is a list with the titles beside what they head.
func TestTableLayout(t *testing.T) {
	b, p := start(t), tablesPage()
	p.open(t, b)
	stay := eval[[]string](b, `[...document.querySelectorAll(".box")].map(box => {
		box.scrollIntoView();
		box.scrollTop = 500;
		const head = box.querySelector("thead th").getBoundingClientRect(), at = document.elementFromPoint(head.left + 4, head.top + 4);
		return box.tabIndex === 0 && box.scrollTop > 0 && Math.abs(head.top - box.getBoundingClientRect().top) < 3 && at.closest("thead") ? "" : box.getAttribute("aria-label");
	})`)
	if len(stay) < 2 || slices.ContainsFunc(stay, func(s string) bool { return s != "" }) {
		t.Errorf("titles that do not stay in sight: %q of %d boxes", stay, len(stay))
	}
	b.look(telephone)
	wide := eval[[]string](b, `[...document.querySelectorAll(".values *")].filter(e => e.getBoundingClientRect().right > innerWidth).map(e => e.outerHTML.slice(0, 80))`)
	if len(wide) > 0 {
		t.Errorf("%d parts of tables are out of sight on a telephone: %q", len(wide), wide[0])
	}
	if got := eval[string](b, `getComputedStyle(document.querySelector(".values td"), "::before").content`); got != `"Where" ": "` && got != `"Where: "` {
		t.Errorf("a cell of a table on a telephone begins with %q, want its title", got)
	}
	heard := b.heard()
	for role, want := range map[string]string{"columnheader": "Where", "rowheader": "2/30/2022"} {
		if !slices.ContainsFunc(heard[role], func(name string) bool { return strings.Contains(name, want) }) {
			t.Errorf("on a telephone no %s is called %q, only %.300q", role, want, heard[role])
		}
	}
}

// On paper nothing of a table is cut off by its box.
func TestTablePrint(t *testing.T) {
	b, p := start(t), tablesPage()
	p.open(t, b)
	b.look(paper)
	if got := eval[[]string](b, `[...document.querySelectorAll(".box")].filter(box => box.scrollHeight > box.clientHeight + 1).map(box => box.getAttribute("aria-label"))`); len(got) > 0 {
		t.Errorf("cut off on paper: %q", got)
	}
}
