package housetest

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite what docs/recipes shows of testdata/exports")

// recipes are the pages of docs/recipes, each with its folder of testdata/exports.
var recipes = []string{
	"powerschool-log", "powerschool-incidents", "infinite-campus", "skyward", "aeries", "swis", "kickboard", "liveschool", "deanslist", "google-forms",
}

// headings are what every page tells, in this order.
var headings = []string{
	"## What to ask for", "## The mapping", "## What comes out", "## What to look out for", "## What cannot be settled", "## Where this comes from",
	"Public ", "Assumptions: ",
}

// Every page of docs/recipes shows the export, the mapping and the result that are built
// by the tests. Run with -update after those of internal/job.
func TestRecipes(t *testing.T) {
	for _, name := range recipes {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(top, "docs/recipes", name+".md")
			page := read(t, path)
			want := page
			for language, text := range shownBlocks(t, name) {
				want = withBlock(t, want, language, text)
			}
			want = regexp.MustCompile(`<!-- outcome -->\n[^#]*\n#`).ReplaceAllString(want, "<!-- outcome -->\n"+outcome(t, name)+"\n\n#")
			if *update {
				if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, page); diff != "" {
				t.Errorf("the page shows something else than what is built (-built +page); run with -update if meant:\n%s", diff)
			}
			at := 0
			for _, heading := range headings {
				next := strings.Index(page[at:], "\n"+heading)
				if next < 0 {
					t.Fatalf("there is no %q where it belongs", heading)
				}
				at += next + 1
			}
		})
	}
}

// The pages are linked, and there are no others.
func TestRecipesAreLinked(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(top, "docs/recipes/*.md"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(recipes)+1 {
		t.Errorf("docs/recipes has %d pages, want %d and README.md", len(files), len(recipes))
	}
	index := read(t, filepath.Join(top, "docs/recipes/README.md"))
	for _, name := range recipes {
		if !strings.Contains(index, "]("+name+".md)") {
			t.Errorf("docs/recipes/README.md does not link %s", name)
		}
	}
	for _, page := range []string{"README.md", "docs/guide.md"} {
		if !strings.Contains(read(t, filepath.Join(top, page)), "recipes/README.md") {
			t.Errorf("%s does not link docs/recipes/README.md", page)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// shownBlocks are what a page shows, by the language of the block.
func shownBlocks(t *testing.T, name string) map[string]string {
	t.Helper()
	dir := filepath.Join(top, "testdata/exports", name)
	blocks := map[string]string{
		"json":     read(t, filepath.Join(dir, "mapping.json")),
		"template": firstRows(read(t, filepath.Join(dir, "template.csv")), 4),
	}
	files, err := filepath.Glob(filepath.Join(dir, "export.*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%q are the exports (%v)", files, err)
	}
	text := read(t, files[0])
	if filepath.Ext(files[0]) == ".json" {
		_, text, _ = strings.Cut(text, "\"data\": [\n")
		text, _, _ = strings.Cut(text, "\n  },")
		blocks["text"] = text + "\n  },\n"
	} else {
		blocks["csv"] = firstRows(text, 4)
	}
	if confirmed, err := os.ReadFile(filepath.Join(dir, "confirmed.json")); err == nil {
		blocks["confirmed"] = firstValues(t, string(confirmed))
	}
	return blocks
}

// firstRows returns that many rows of a CSV.
func firstRows(text string, n int) string {
	var b strings.Builder
	quotes := 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		b.WriteString(strings.TrimRight(line, "\r\n") + "\n")
		if quotes += strings.Count(line, `"`); quotes%2 == 0 { // a note may have lines
			n--
		}
		if n == 0 {
			break
		}
	}
	return b.String()
}

// firstValues returns confirmed values with three entries of each column.
func firstValues(t *testing.T, text string) string {
	t.Helper()
	var values struct {
		Columns map[string]struct {
			Values map[string]string `json:"values"`
		} `json:"columns"`
	}
	if err := json.Unmarshal([]byte(text), &values); err != nil {
		t.Fatal(err)
	}
	var columns []string
	for column, v := range values.Columns {
		var entries []string
		for name, number := range v.Values {
			entries = append(entries, fmt.Sprintf("%q: %q", name, number))
		}
		slices.Sort(entries)
		columns = append(columns, fmt.Sprintf("  %q: {\"values\": {%s, …}}", column, strings.Join(entries[:3], ", ")))
	}
	slices.Sort(columns)
	return "{\"columns\": {\n" + strings.Join(columns, ",\n") + "\n}}\n"
}

// withBlock puts a text into the one block of a language.
func withBlock(t *testing.T, page, language, text string) string {
	t.Helper()
	before, rest, ok := strings.Cut(page, "\n```"+language+"\n")
	_, after, closed := strings.Cut("\n"+rest, "\n```\n")
	if !ok || !closed || strings.Contains(after, "\n```"+language+"\n") {
		t.Fatalf("the page needs one block %q", language)
	}
	return before + "\n```" + language + "\n" + text + "```\n" + after
}

// outcome tells the counts of testdata/exports/summary.txt in a sentence.
func outcome(t *testing.T, name string) string {
	t.Helper()
	var read0, left, repeated, records, written, rejected int
	for line := range strings.Lines(read(t, filepath.Join(top, "testdata/exports/summary.txt"))) {
		if n, _ := fmt.Sscanf(line, name+" its own %d %d %d %d %d %d", &read0, &left, &repeated, &records, &written, &rejected); n == 6 {
			return fmt.Sprintf("The export in `testdata/exports/%s` has %d rows: %d are left out, %d repeat a record. Of %d records %d are written and %d rejected.",
				name, read0, left, repeated, records, written, rejected)
		}
	}
	t.Fatalf("testdata/exports/summary.txt has no line of %s", name)
	return ""
}
