package mapping

import (
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// What FastLookups remember of a text: it is found out once, the careful way.

// A titleKind says what there is to know of a title before it is written.
type titleKind uint8

const (
	titleUnknown titleKind = iota // not looked at yet
	titleOdd                      // empty, or with quotation marks or control characters
	titleASCII
	titleBeyond // not all of it is ASCII
)

func kindOfTitle(title string) titleKind {
	switch {
	case title == "" || strings.ContainsFunc(title, func(r rune) bool { return r == '"' || celltext.IsControl(r) }):
		return titleOdd
	case celltext.IsPrintableASCII(title):
		return titleASCII
	}
	return titleBeyond
}

// A knownStudent is the student whom an identifier stands for.
type knownStudent struct {
	account int32
	person  roster.Person
	stays   bool // the column is looked up, and has the identifier as it stands
}

// A knownTeacher is what a text of the Teacher Email column stands for.
type knownTeacher struct {
	plain   bool // there is nothing to tell
	place   int32
	address string
	people  []roster.Person // with the address
}

// A knownClass is what a text of the Class Name column stands for.
type knownClass struct {
	knownTitle
	classes []roster.Class
}

// A knownTitle is a title, and its place in the set of classes.
type knownTitle struct {
	title string
	place int32
	list  int32 // of a class: the number of its list of periods
	kind  titleKind
}

// A knownPeriod is a text that names a period.
type knownPeriod struct {
	idle   bool // it names none
	number bool // it names one by number
	fits   []fit
	text   string
}

// A fit says whether a class with a list of periods meets in a period.
type fit uint8

const (
	fitUnknown fit = iota
	fitNot
	fitBlank // the class has no periods
	fitMeets
)

// newTeacher finds out what a text of the Teacher Email column stands for.
func (f *FastLookups) newTeacher(text string) *knownTeacher {
	known := new(knownTeacher)
	const c = schema.ColTeacherEmail
	name, mapped, ok := f.nameOf(c, text)
	if !ok {
		return known
	}
	named := f.r.findTeachers(name)
	switch teacher, ok := named.one(); {
	case ok:
		known.address = teacher.value
	case len(named.found) == 0 && mapped:
		known.address = name
	default:
		return known // whom a family name or an initial means depends on the student and the day
	}
	known.plain = plainName(known.address) && !strings.ContainsRune(known.address, '"')
	known.place = f.placeOf(c, known.address)
	known.people = roster.TeachersByEmail(f.r.Roster, nil, known.address, true)
	return known
}

// nameOf returns what a text of column c is looked up by, and whether that is a name of
// "values". It reports false if the careful way may make something else of it.
func (f *FastLookups) nameOf(c schema.Column, text string) (name string, mapped, ok bool) {
	bound := &f.bound.Columns[c]
	if name, mapped = bound.Rule.Entry(c, text); !mapped {
		name = text
	}
	return name, mapped, plainName(name) && !bound.SaysNothing(c, name) && !check.RunTogether(text)
}

// placeOf returns the place of a name in the set of column c, or NoPlace.
func (f *FastLookups) placeOf(c schema.Column, name string) int32 {
	if set := f.careful.v.SetOf(c); set != nil {
		if place, ok := set.Table().LookUp(name); ok {
			return place
		}
	}
	return nameset.NoPlace
}

// plainName reports whether nothing is to be taken off the text before it is looked
// up.
func plainName(text string) bool {
	return celltext.IsPrintableASCII(text) && text != "" && text[0] != ' ' && text[len(text)-1] != ' ' &&
		celltext.SpreadsheetForm(text).Unwrap(text) == text
}

// newClass finds out what a text of the Class Name column stands for.
func (f *FastLookups) newClass(text string) *knownClass {
	known := new(knownClass)
	const c = schema.ColClassName
	name, _, ok := f.nameOf(c, text)
	if !ok {
		return known
	}
	found := f.r.findClasses(name)
	if titles := f.r.titleChoices(found); len(titles) == 1 {
		*known = knownClass{f.knownTitle(titles[0].value), found}
	}
	return known
}

func newPeriod(text string) *knownPeriod {
	asked := roster.ParsePeriod(text)
	return &knownPeriod{idle: roster.IdlePeriods[asked.Key], number: len(asked.Slots) > 0, text: text}
}

// fit reports whether a class meets in a period.
func (f *FastLookups) fit(asked *knownPeriod, cl roster.Class) fit {
	list := f.titleOf(cl).list
	if int(list) >= len(asked.fits) {
		asked.fits = append(asked.fits, make([]fit, int(list)+1-len(asked.fits))...)
	}
	if asked.fits[list] == fitUnknown {
		asked.fits[list] = asked.of(f.r.Periods(cl))
	}
	return asked.fits[list]
}

// of finds out whether a class with that list of periods meets in the period.
func (k *knownPeriod) of(list string) fit {
	asked := roster.ParsePeriod(k.text)
	switch {
	case asked.Fits(list):
		return fitMeets
	case celltext.IsBlank(list):
		return fitBlank
	}
	return fitNot
}
