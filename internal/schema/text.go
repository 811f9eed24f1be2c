package schema

import (
	"fmt"
	"strings"

	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/phrase"
)

// ParseColumn returns the column that has the label, one of the aliases that a
// header may have, or the letter. The error does not hold the label: what was taken
// for one may be a cell.
func ParseColumn(label string) (Column, error) {
	if c := NewLabelTable(nil).Column(label); c != NoColumn {
		return c, nil
	}
	if letter := fold.Key(label); len(letter) == 1 && letter[0] >= 'a' && letter[0] < 'a'+NumColumns {
		return Column(letter[0]-'a') + 1, nil
	}
	labels := Layout{}.Labels()
	if near := nameset.NewSet(labels...).Suggest(label, 1); len(near) > 0 {
		return NoColumn, fmt.Errorf("otustemplate: the template does not have a column of that name; did you mean %q?", near[0])
	}
	return NoColumn, fmt.Errorf("otustemplate: the template does not have a column of that name; use %s, or a letter from A to I", phrase.JoinWords(labels, "or"))
}

// MarshalText returns the label, "" for NoColumn.
func (c Column) MarshalText() ([]byte, error) {
	if c != NoColumn && !c.valid() {
		return nil, fmt.Errorf("otustemplate: Column(%d) is not a column of the template; use one of the constants", uint8(c))
	}
	return []byte(c.String()), nil
}

// UnmarshalText reads what [ParseColumn] does, and "" as NoColumn.
func (c *Column) UnmarshalText(text []byte) error {
	if strings.TrimSpace(string(text)) == "" {
		*c = NoColumn
		return nil
	}
	read, err := ParseColumn(string(text))
	if err == nil {
		*c = read
	}
	return err
}
