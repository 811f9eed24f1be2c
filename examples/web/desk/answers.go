package desk

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"

	"example.com/otustemplate"
)

// What no cell of the export says, such as a class that was looked up, is corrected by
// an answer. Its column has the title that it has in the rejects, and goes before the
// mapping.

// answerTitle returns the title of the column that answers what belongs in c.
func answerTitle(c otustemplate.Column) string { return answerPrefix + c.String() }

// answerable returns the titles of the answer columns of the rejects. There are none if
// the mapping makes several records of a row, because an answer in the export would be
// that of all of them.
func answerable(mapping *otustemplate.Mapping, rejects []byte) []string {
	if mapping == nil {
		return nil
	}
	text, err := mapping.MarshalJSON()
	if err != nil {
		return nil
	}
	var several struct{ Each json.RawMessage }
	if err := json.Unmarshal(text, &several); err != nil || several.Each != nil {
		return nil
	}
	header, err := csv.NewReader(bytes.NewReader(rejects)).Read()
	if err != nil {
		return nil // there is no header, which only a failed build gives
	}
	return slices.DeleteFunc(header, func(title string) bool { return !strings.HasPrefix(title, answerPrefix) })
}

// answers reports whether a correction for c may be entered as an answer.
func (d *Desk) answers(c otustemplate.Column) bool {
	return slices.Contains(d.answerable, answerTitle(c))
}

// answerColumns returns the titles of the answer columns that the corrections fill in and
// that the file lacks, in the order of the rejects.
func (d *Desk) answerColumns(further ...Setting) []string {
	used := make(map[string]bool)
	for spot := range d.edits.now {
		used[spot.What] = true
	}
	for _, s := range further {
		used[s.What] = true
	}
	var titles []string
	for _, title := range d.answerable {
		if used[title] && !slices.Contains(d.file.labels, title) {
			titles = append(titles, title)
		}
	}
	return titles
}
