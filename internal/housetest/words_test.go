package housetest

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// notForStaff are words that no sentence for office staff has: terms of the program and of
// engineers, other words for what has one already (a row, a cell, a column title, to
// correct, to remove, to enter), numbers without separators, and days as a program writes
// them.
var notForStaff = regexp.MustCompile(`(?i)\b(mappings?|records?|labels?|headers?|identifiers?|fields?|upload\w*|mend\w*|delete|set aside|lacks|likewise|look whether|take (away|out|off)|bytes?|json|regexp|null|nil|\w+Options|validator|builder)\b|\b[1-9][0-9]{4,}\b|\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b`)

// quotedText is a value, or a name, that a sentence quotes.
var quotedText = regexp.MustCompile(`"[^"]*"`)

// The sentences of all cases, messages and advice, are in the words of office staff. What
// they quote is the file's own.
func TestWordsForStaff(t *testing.T) {
	sentences := 0
	for _, root := range []string{"codes", "files", "exports", "mapleridge"} {
		err := filepath.WalkDir(filepath.Join(top, "testdata", root), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			var told []string
			switch d.Name() {
			case "issues.csv":
				told = columnOf(t, text, "message")
			case "rejects.csv":
				told = columnOf(t, text, "otustemplate problem")
			case "report.txt":
				told = adviceOf(string(text))
			}
			sentences += len(told)
			for _, s := range told {
				if word := notForStaff.FindString(quotedText.ReplaceAllString(strings.ReplaceAll(s, "99999", ""), `""`)); word != "" {
					t.Errorf("%s says %q, which is no word for office staff: %s", path, word, s)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if sentences < 500 {
		t.Errorf("found %d sentences in the cases, want hundreds", sentences)
	}
}

// columnOf returns the cells of a column of a CSV.
func columnOf(t *testing.T, text []byte, title string) (cells []string) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	at := slices.Index(rows[0], title)
	if at < 0 {
		t.Fatalf("no column %q among %q", title, rows[0])
	}
	for _, row := range rows[1:] {
		cells = append(cells, row[at])
	}
	return cells
}

// adviceOf returns the paragraphs of a text report above its figures, lines joined.
func adviceOf(report string) (paragraphs []string) {
	advice, _, _ := strings.Cut(report, "\nFigures\n")
	for line := range strings.Lines(advice) {
		line = strings.TrimRight(line, "\n")
		if goesOn := strings.HasPrefix(line, "    "); goesOn && len(paragraphs) > 0 {
			paragraphs[len(paragraphs)-1] += " " + strings.TrimSpace(line)
			continue
		}
		paragraphs = append(paragraphs, strings.TrimSpace(line))
	}
	return paragraphs
}
