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
	terms                       string // the sourcedIds of academic sessions: between commas, or each with endOfTerm behind it
	others                      []string
	deleted                     bool
}

// addClass adds a class, and returns it, or noClass.
func (b *builder) addClass(rows *batch, row *classRow) Class {
	c := &b.roster.Classes
	switch {
	case row.id == "":
		rows.problem(row.line, b.say.emptyID)
		return noClass
	case textindex.First(c.sourcedID, row.id) >= 0:
		rows.problem(row.line, b.say.twice)
		return noClass
	}
	keep := func(text string) textindex.Ref { return b.keep(rows, row.line, text) }
	shared := func(text string) textindex.Ref { return b.keepShared(rows, row.line, text) }
	title := NoTitle
	if text := fold.Exact(row.title); text == "" {
		rows.problem(row.line, b.say.emptyTitle)
	} else if title = TitleID(textindex.First(c.Titles, text)); title == NoTitle {
		if ref := keep(text); ref != 0 {
			title = TitleID(c.Titles.Len())
			c.Titles.Add(ref)
		}
	}
	cl := Class(len(c.title))
	c.title = append(c.title, title)
	c.sourcedID.Add(keep(row.id))
	c.code.Add(keep(row.code))
	c.kind = append(c.kind, shared(row.kind))
	c.school = append(c.school, shared(row.school))
	c.periods = append(c.periods, shared(row.periods))
	c.terms = append(c.terms, b.termSet(rows, row))
	c.deleted = append(c.deleted, row.deleted)
	for _, other := range row.others {
		if text := fold.Exact(other); text != "" && text != fold.Exact(row.title) {
			c.otherTitles.Add(keep(text))
			c.otherOf = append(c.otherOf, cl)
		}
	}
	return cl
}

// endOfTerm stands after each sourcedId of a list in which they may hold commas.
const endOfTerm = "\x00"

// termSet returns the number of the set of academic sessions of a class.
func (b *builder) termSet(rows *batch, row *classRow) int32 {
	if set, ok := b.termSets[row.terms]; ok {
		return set
	}
	var spans []daySpan
	list, sep := row.terms, ","
	if own, ok := strings.CutSuffix(list, endOfTerm); ok {
		list, sep = own, endOfTerm
	}
	for id := range strings.SplitSeq(list, sep) {
		span, ok := b.sessions[strings.TrimFunc(id, celltext.Unseen)]
		if !ok {
			rows.problem(row.line, b.say.noTerm)
			continue
		}
		spans = append(spans, span)
	}
	set := b.addTermSet(b.keep(rows, row.line, row.terms), spans)
	if spans == nil || len(b.termSets) < 1<<16 { // few lists are told apart in practice
		b.termSets[strings.Clone(row.terms)] = set
	}
	return set
}

// addTermSet adds a set of academic sessions.
func (b *builder) addTermSet(list textindex.Ref, spans []daySpan) int32 {
	c := &b.roster.Classes
	c.termSets, c.termLists = append(c.termSets, spans), append(c.termLists, list)
	return int32(len(c.termSets) - 1)
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
