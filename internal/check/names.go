package check

import (
	"fmt"
	"slices"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

func checkRecognition(rc *RowChecker, c schema.Column) { rc.checkName(c) }

func checkTeacher(rc *RowChecker, c schema.Column) { rc.checkName(c) }

func checkClass(rc *RowChecker, c schema.Column) { rc.checkName(c) }

// unknownNames says of the checks against a set, in words, what there is none
// of, and what to do where nothing can be suggested.
var unknownNames = map[schema.Code]struct{ noSuch, otherwise string }{
	schema.CodeRecognitionUnknown: {"recognition in Otus is named",
		"use the exact name from Otus, or ask for it to be added there"},
	schema.CodeTeacherUnknown: {"teacher in Otus has the e-mail address",
		"enter the e-mail address of a teacher in Otus"},
	schema.CodeClassUnknown: {"class in Otus is named",
		"use the exact name from the Classes page of Otus"},
}

// checkName checks the cell in column c against the column's set.
func (rc *RowChecker) checkName(c schema.Column) {
	set, f := rc.v.SetOf(c), &rc.Facts[c]
	if set == nil || f.blank || f.known || c == schema.ColTeacherEmail && rc.past.teacher.left() || c == schema.ColClassName && rc.past.title != "" {
		return // what an earlier year had is told by checks of its own
	}
	if rc.wordless(c) {
		return
	}
	switch noSuch := unknownNames[rc.Rule.Code].noSuch; {
	case f.match.Name != "":
		rc.tell(c, fmt.Sprintf("no %s exactly %s: it is written %s there", noSuch, phrase.QuoteCell(rc.s.Cells[c]), phrase.QuoteCell(f.match.Name)), rc.safeFix(c)...)
	case len(f.match.Others) > 0:
		rc.tell(c, fmt.Sprintf("no %s exactly %s, and several are close: choose one of %s", noSuch, phrase.QuoteCell(rc.s.Cells[c]), phrase.QuotedList(f.match.Others)),
			choices(c, rc.s.Cells[c], f.match.Others)...)
	default:
		message, fixes := rc.v.unknownName(rc.Rule.Code, c, rc.s.Cells[c])
		rc.tell(c, message, fixes...)
	}
}

// unknownName says that the cell is no name of its set, and why that may be: the
// person has another role, or the name is misspelt.
func (v *Checker) unknownName(code schema.Code, c schema.Column, cell string) (message string, fixes []Fix) {
	words := unknownNames[code]
	message = fmt.Sprintf("no %s %s", words.noSuch, phrase.QuoteCell(cell))
	clean, _ := celltext.Clean(c.Kind(), cell)
	if o := v.otherRole(c, clean); o != 0 {
		return fmt.Sprintf("%s: it is that of %s in the roster; enter the teacher, or ask for a teacher account", message, o), nil
	}
	if c == schema.ColTeacherEmail && v.hasLeft(clean) {
		return message + ": the teacher has left, the roster says, so ask which teacher to enter", nil
	}
	near := v.namesNear(c, clean)
	if len(near) == 0 {
		return message + ": " + words.otherwise, nil
	}
	return message + "; did you mean " + phrase.QuotedList(near) + "?", choices(c, cell, near)
}

// namesNear returns the names of the set of column c that may be meant, best first. What
// a class is called elsewhere stands for its title.
func (v *Checker) namesNear(c schema.Column, name string) []string {
	near := v.SetOf(c).Suggest(name, MaxSuggestions)
	if c != schema.ColClassName || v.Refs.Roster == nil {
		return near
	}
	titles := v.classesCalled(name)
	near = append(titles, near...)
	if titles == nil && v.otherTitles().Len() > 0 {
		for _, other := range v.otherTitles().Suggest(name, MaxSuggestions) {
			near = append(near, v.Refs.Roster.TitlesOf(other)...)
		}
	}
	var kept []string
	for _, title := range near {
		title = v.Refs.Classes.Match(title).Name
		if len(kept) < MaxSuggestions && title != "" && !slices.Contains(kept, title) {
			kept = append(kept, title)
		}
	}
	return kept
}

// classesCalled returns what the classes that are called so elsewhere may be called in
// Otus: by another name of the roster's, or by course, teacher and period, as Clever shows
// classes, on either side.
func (v *Checker) classesCalled(name string) (titles []string) {
	r := v.Refs.Roster
	if v.otherTitles().Len() > 0 {
		match := v.otherTitles().Match(name)
		others := match.Others
		if match.Name != "" {
			others = []string{match.Name}
		}
		for _, other := range others {
			titles = append(titles, r.TitlesOf(other)...)
		}
	}
	for _, cl := range r.ClassesShown(name, v.titles(), false) {
		titles = append(titles, r.Title(cl))
	}
	if title := v.titles().Match(name).Name; title != "" {
		titles = append(titles, r.NamesShown(title)...)
	}
	return titles
}

// otherRole returns what the person with the e-mail address in column F is
// instead of a teacher, 0 for nobody known, and for a teacher of the roster whom the
// list of teachers lacks.
func (v *Checker) otherRole(c schema.Column, address string) roster.Role {
	if c != schema.ColTeacherEmail || v.Refs.Roster == nil {
		return 0
	}
	o := v.Refs.Roster.RolesOf(address, false)
	if o&roster.RoleTeacher != 0 {
		return 0
	}
	return o
}

// hasLeft reports whether the e-mail address is that of a teacher who has left, as far as
// the roster of today knows.
func (v *Checker) hasLeft(address string) bool {
	r := v.Refs.Roster
	return r != nil && r.RolesOf(address, true)&roster.RoleTeacher != 0 && r.RolesOf(address, false)&roster.RoleTeacher == 0
}

// MaxSuggestions is how many near names are suggested for one cell.
const MaxSuggestions = 3

// choices are fixes of a cell for a person to choose from.
func choices(c schema.Column, cell string, names []string) []Fix {
	var fixes []Fix
	for _, name := range names {
		fixes = append(fixes, Fix{Column: c, Old: cell, New: name})
	}
	return fixes
}
