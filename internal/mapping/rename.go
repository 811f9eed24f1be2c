package mapping

import (
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// A class of an earlier year may be called something else today. A mapping says so by
// "rename", which is of titles that a roster gave, not of texts of the export.

// FindsTitles reports whether the class is found without a text of the export, so that
// what Otus lacks is a title that the roster gave.
func (b *Bound) FindsTitles() bool {
	class := &b.Columns[schema.ColClassName]
	return class.Rule != nil && class.Rule.lookup != nil && len(class.Fields) == 0
}

// takeTitle fills in the one title that classes have today.
func (l *Lookups) takeTitle(title string, classes []roster.Class) {
	const c = schema.ColClassName
	l.classes = classes
	for _, then := range l.r.titleChoices(classes) {
		if name, refused := l.renamed(then.value); refused {
			both := []choice{{value: then.value}, {value: name}}
			l.several(c, 0, renameRefusedMessage(both), l.fixes(c, both))
			return
		}
	}
	l.m.Then = nil
	for _, then := range l.r.titleChoices(classes) {
		if then.value != title {
			l.m.Then = append(l.m.Then, then.value)
		}
	}
	l.m.Rec.SetCell(c, title)
}

// renamed returns the name that a title of the roster has today. It is refused where a
// class of the old title is still there: today, as then its rows are to be that one's, or
// in the roster beside one of the new title, as then these were two classes.
func (l *Lookups) renamed(title string) (name string, refused bool) {
	return l.renamedIn(l.bound, l.r, title)
}

func (l *Lookups) renamedIn(b *Bound, r *askedRoster, title string) (name string, refused bool) {
	rule := b.Columns[schema.ColClassName].Rule.lookup
	if rule == nil || rule.renames == nil {
		return title, false
	}
	name, ok := rule.renamed.find(title)
	if !ok || name == "" || name == title {
		return title, false
	}
	return name, l.existsToday(title) || r.HasCurrentClass(title) && r.HasCurrentClass(name)
}

// existsToday reports whether a class of the title is known to be in Otus: by its list of
// classes, by today's roster, or by the last one that there is.
func (l *Lookups) existsToday(title string) bool {
	if set := l.v.SetOf(schema.ColClassName); set != nil {
		return set.Contains(title)
	}
	last := l.v.Refs.Roster
	if last == nil {
		for _, r := range l.Rosters {
			if last == nil || r.First > last.First {
				last = r.Roster
			}
		}
	}
	return last.HasCurrentClass(title)
}

// titlesOf returns the titles that classes have today, each once. One whose new name is
// refused is there as it was.
func (l *Lookups) titlesOf(classes []roster.Class) (titles []choice) {
	then := l.r.titleChoices(classes)
	if l.rule(schema.ColClassName).renames == nil {
		return then
	}
	for _, title := range then {
		if name, refused := l.renamed(title.value); !refused {
			title.value = name
		}
		titles = addChoice(titles, title)
	}
	return titles
}
