package roster

import (
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/textindex"
)

// A classRow is a class. Its texts are clean, and no identifier is a placeholder.
type classRow struct {
	line                        int64
	id, title                   string
	code, kind, school, periods string
	terms                       string // the sourcedIds of academic sessions, a list
	deleted                     bool
}

// addClass adds a class.
func (b *builder) addClass(rows *batch, row *classRow) {
	c := &b.roster.Classes
	switch {
	case row.id == "":
		rows.problem(row.line, "the sourcedId is empty; the row is left out")
		return
	case textindex.First(c.sourcedID, row.id) >= 0:
		rows.problem(row.line, "the sourcedId stands in an earlier row; this one is left out")
		return
	}
	keep := func(text string) textindex.Ref { return b.keep(rows, row.line, text) }
	title := NoTitle
	if text := fold.Exact(row.title); text == "" {
		rows.problem(row.line, "the title is empty; the class cannot be found by it")
	} else if title = TitleID(textindex.First(c.Titles, text)); title == NoTitle {
		if ref := keep(text); ref != 0 {
			title = TitleID(c.Titles.Len())
			c.Titles.Add(ref)
		}
	}
	c.title = append(c.title, title)
	c.sourcedID.Add(keep(row.id))
	c.code.Add(keep(row.code))
	c.kind = append(c.kind, keep(row.kind))
	c.school = append(c.school, keep(row.school))
	c.periods = append(c.periods, keep(row.periods))
	c.terms = append(c.terms, b.termSet(rows, row))
	c.deleted = append(c.deleted, row.deleted)
}

// termSet returns the number of the set of academic sessions of a class.
func (b *builder) termSet(rows *batch, row *classRow) int32 {
	if set, ok := b.termSets[row.terms]; ok {
		return set
	}
	var spans []daySpan
	for id := range strings.SplitSeq(row.terms, ",") {
		span, ok := b.sessions[strings.TrimFunc(id, celltext.Unseen)]
		if !ok {
			rows.problem(row.line, "a term is not in academicSessions.csv, or has no dates there; it is left out")
			continue
		}
		spans = append(spans, span)
	}
	c := &b.roster.Classes
	set := int32(len(c.termSets))
	c.termSets = append(c.termSets, spans)
	if spans == nil || len(b.termSets) < 1<<16 { // few lists are told apart in practice
		b.termSets[strings.Clone(row.terms)] = set
	}
	return set
}

// groupTitles lists the classes of each title, current ones before others, when all
// are added.
func (b *builder) groupTitles() {
	c := &b.roster.Classes
	c.titleFirst = make([]int32, c.Titles.Len()+2)
	titled := 0
	for _, t := range c.title {
		if t != NoTitle {
			titled++
			c.titleFirst[t+2]++
		}
	}
	for i := 2; i < len(c.titleFirst); i++ {
		c.titleFirst[i] += c.titleFirst[i-1]
	}
	c.byTitle = make([]Class, titled)
	for _, deleted := range []bool{false, true} {
		for i, t := range c.title {
			if t != NoTitle && c.deleted[i] == deleted {
				c.byTitle[c.titleFirst[t+1]] = Class(i)
				c.titleFirst[t+1]++
			}
		}
	}
	c.titleFirst = c.titleFirst[:c.Titles.Len()+1]
}
