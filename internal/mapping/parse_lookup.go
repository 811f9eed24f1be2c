package mapping

import (
	"slices"
	"strconv"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/jsontree"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
)

// This file reads the keys of a column that go with a look-up.

// lookup reads the keys of a look-up into r.
func (p *mappingParser) lookup(c schema.Column, r *ColumnRule, members []jsontree.Member) {
	at := slices.IndexFunc(members, func(m jsontree.Member) bool { return m.Key == "lookup" })
	if at >= 0 {
		r.lookup = &lookupRule{kind: p.lookupKind(c, members[at].Node)}
	}
	for _, m := range members {
		kinds := lookupKeys[m.Key]
		switch {
		case kinds == nil:
		case r.lookup == nil && m.Key == "rename":
			p.Add(m.Node, `"rename" goes with the "lookup" of a class; names for what the export has are "values"`)
		case r.lookup == nil:
			p.Add(m.Node, `the key goes with "lookup"`)
		case slices.Contains(kinds, r.lookup.kind):
			p.lookupKey(r.lookup, m)
		case r.lookup.kind != 0:
			p.Add(m.Node, "the key goes with %s alone", quotedLookups(kinds))
		}
	}
	if r.lookup != nil {
		p.agreeOnFallbacks(r.lookup, members[at].Node)
	}
}

// quotedLookups lists look-ups as the look-up "a", or the look-ups "a" and "b".
func quotedLookups(kinds []lookup) string {
	quoted := make([]string, len(kinds))
	for i, kind := range kinds {
		quoted[i] = strconv.Quote(kind.String())
	}
	if len(quoted) == 1 {
		return "the look-up " + quoted[0]
	}
	return "the look-ups " + phrase.JoinWords(quoted, "and")
}

// agreeOnFallbacks reports an "ifNone" or an "ifSeveral" that gives nothing.
func (p *mappingParser) agreeOnFallbacks(l *lookupRule, n jsontree.Node) {
	if l.ifSeveral != nil && *l.ifSeveral == sameAsNone && l.ifNone == nil {
		p.Add(n, `"ifSeveral" says "ifNone", which is not there: give it, or write "homeroom" or the name of a class`)
	}
	if l.kind == lookupClassIn && l.ifNone != nil && fold.Key(*l.ifNone) == homeroom {
		p.Add(n, `"ifNone" is for a student without any class, who has no homeroom either: leave it out, as the look-up takes the homeroom by itself if no period is given`)
	}
}

// lookupKind reads the name of a look-up. It returns 0 where that is not right.
func (p *mappingParser) lookupKind(c schema.Column, n jsontree.Node) lookup {
	before := len(p.Problems)
	word := p.Text(n)
	if len(p.Problems) > before {
		return 0
	}
	kind := lookup(max(slices.Index(lookupWords, word), 0))
	switch {
	case kind == 0 || word == "":
		p.Add(n, "there is no such look-up; known are %s", strings.Join(lookupWords[1:], ", "))
		return 0
	case !kind.fills(c):
		p.Add(n, "the look-up %q does not give what the column %s holds", word, c)
		return 0
	}
	return kind
}

// lookupKeys are the keys of look-ups, and which of these they go with.
var lookupKeys = map[string][]lookup{
	"period":       {lookupClassOf, lookupClassIn},
	"prefer":       {lookupClassOf, lookupClassIn},
	"ifNone":       {lookupClassOf, lookupClassIn},
	"ifSeveral":    {lookupClassOf, lookupClassIn},
	"rename":       {lookupClass, lookupClassOf, lookupClassIn},
	"ifNotTeacher": {lookupTeacher, lookupTeacherOf},
}

// lookupKey reads one of lookupKeys.
func (p *mappingParser) lookupKey(r *lookupRule, key jsontree.Member) {
	n := key.Node
	switch key.Key {
	case "period":
		r.period = p.Filled(n)
	case "prefer":
		r.prefer = p.Texts(n, p.Filled)
	case "ifNone":
		text := p.Filled(n)
		r.ifNone = &text
	case "ifSeveral":
		text := p.Filled(n)
		if text == "otherwise" { // as was written when that key was called so
			p.Add(n, `write "ifNone", as that key is called now`)
		}
		r.ifSeveral = &text
	case "rename":
		r.setRenames(p.renames(n))
	case "ifNotTeacher":
		before := len(p.Problems)
		if text := p.Text(n); len(p.Problems) == before && text != lookupTeacherOf.String() {
			p.Add(n, "write %q, the only thing that can be done for an author who is not a teacher", lookupTeacherOf)
		}
		r.ifNotTeacher = true
	}
}

// renames reads "rename". An empty new name is still to be filled in, as WriteMissing
// writes it.
func (p *mappingParser) renames(n jsontree.Node) []valueEntry {
	entries := []valueEntry{}
	for _, key := range p.Object(n) {
		e := valueEntry{key.Key, p.Text(key.Node)}
		switch {
		case celltext.IsBlank(e.code):
			p.Add(key.Node, "a class without a name cannot be renamed; leave it out")
		case fold.Key(e.code) == fold.Key(e.name):
			p.Add(key.Node, "that is the name it has already; leave it out")
		}
		entries = append(entries, e)
	}
	return entries
}

// sourceless tells of keys that go with a source in a look-up that has none.
func (p *mappingParser) sourceless(r *ColumnRule, n jsontree.Node, given map[string]bool) {
	kind := r.lookup.kind
	if kind.needsSource() {
		p.Add(n, `there is nothing to look up: give "from" or "join"`)
	}
	for _, key := range []string{"trim", "extract", "pad", "values"} {
		if given[key] {
			p.Add(n, `%q goes with "from" or "join"`, key)
		}
	}
}

// lean tells of look-ups that lean on each other.
func (p *mappingParser) lean(m *Mapping, n jsontree.Node) {
	class, teacher := m.columns[schema.ColClassName], m.columns[schema.ColTeacherEmail]
	if class != nil && class.lookup != nil && class.lookup.kind == lookupClassOf &&
		teacher != nil && teacher.lookup != nil && teacher.lookup.kind == lookupTeacherOf {
		p.Add(n, "the look-ups %q and %q lean on each other; keep one, or look the class up by %q, which needs no teacher", lookupClassOf, lookupTeacherOf, lookupClassIn)
	}
}
