package mapping

import (
	"fmt"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/jsontree"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
)

// extract reads the pattern whose first group is the part of a cell that counts.
func (p *mappingParser) extract(r *ColumnRule, n jsontree.Node) {
	r.Extract = p.pattern(n)
	if r.Extract != nil && r.Extract.NumSubexp() == 0 {
		p.Add(n, "put the part that is to be taken in parentheses")
	}
}

// extracted returns the part of the text that the mapping takes. Not ok: there is none,
// or it is not the only one, and text is all of it.
func (r *ColumnRule) extracted(text string) (part string, ok bool) {
	found := r.Extract.FindAllStringSubmatchIndex(text, 2)
	if len(found) != 1 || found[0][2] < 0 {
		return text, false
	}
	part = text[found[0][2]:found[0][3]]
	if celltext.IsBlank(part) {
		return text, false
	}
	return part, true
}

// standsWhole reports whether a text of which no part could be taken counts as it is:
// "values" have an entry for it, so that people may say what it stands for, or it says
// nothing, which is for "ifEmpty", a look-up or the checks.
func (b *BoundColumn) standsWhole(c schema.Column, text string) bool {
	clean, _ := celltext.Clean(c.Kind(), text)
	if celltext.IsPlaceholder(clean) || b.SaysNothing(c, text) {
		return true
	}
	_, ok := b.Rule.Entry(c, text)
	return ok
}

// tellUnextracted tells that no part of a text could be taken.
func (m *Record) tellUnextracted(c schema.Column, text string) {
	m.Told[c] = true
	m.Rec.SetCell(c, text)
	what := "this text"
	if c.Named() {
		what = phrase.QuoteCell(text)
	}
	m.tell(check.Issue{Code: schema.CodeValueUnmapped, Column: c, Value: text, Message: fmt.Sprintf(
		"only a part of %s is needed, and it is missing or there twice: enter that part alone, or tell your data person which %s is meant", what, c)})
}
