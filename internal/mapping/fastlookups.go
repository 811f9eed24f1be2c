package mapping

import (
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// FastLookups answer the look-ups of rows of which there is nothing to tell: one
// student, one teacher, one class. Of any other row they say nothing, and it goes the
// careful way, that of Lookups, whose word is the truth: what they answer must be
// exactly what those fill in. They look texts up where they stand, and remember what
// was found of teachers, classes and periods. They belong to one goroutine.
type FastLookups struct {
	careful *Lookups // for what is remembered
	bound   *Bound
	rosters []*fastRoster // of careful.Rosters
	period  int           // the field of class-of's period; -1: none

	// Of the row at hand.
	r        *fastRoster
	student  int32 // the account
	who      [1]roster.Person
	teachers []roster.Person
	classes  []roster.Class // of the Class Name
	shared   []roster.Class
}

// A PlainRecord is what FastLookups are asked for: the texts of the columns, of those
// that are looked up what is looked up, as they stand in the export. Answers take the
// place of texts.
type PlainRecord struct {
	Day    dates.Date
	Texts  [schema.NumColumns + 1][]byte
	Period []byte
	// Answers are of the columns that are looked up. They hold no quotation mark.
	Answers [schema.NumColumns + 1]string
	Beyond  bool // not all answers are ASCII
}

// A fastRoster is a roster, with what was found in it.
type fastRoster struct {
	*askedRoster
	students *roster.StudentFinder
	teachers remembered[knownTeacher]
	classes  remembered[knownClass]
	periods  remembered[*knownPeriod]
	lists    []int32 // of each class the number of its list of periods, from 1; 0: not looked at yet
	numbers  map[string]int32
	kinds    []titleKind // of the title of each class
}

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

// A knownTeacher is what a text of the Teacher Email column stands for.
type knownTeacher struct {
	plain   bool // there is nothing to tell
	address string
	people  []roster.Person // with the address
}

// A knownClass is what a text of the Class Name column stands for.
type knownClass struct {
	title   string
	kind    titleKind
	classes []roster.Class
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

// remembered are answers by the text that was asked for, as many as find room.
type remembered[T any] struct {
	answers map[string]T
	size    int
}

// mostRemembered is how many bytes of texts are remembered: exports have some
// thousands of different teachers and classes.
const mostRemembered = 1 << 20

// keep remembers the answer for a text, and returns it.
func (k *remembered[T]) keep(text string, answer T) T {
	const each = 100 // bytes of an answer, and of its place in the map
	if k.size += len(text) + each; k.size <= mostRemembered && len(text) <= nameset.MaxCached {
		if k.answers == nil {
			k.answers = make(map[string]T)
		}
		k.answers[text] = answer
	}
	return answer
}

// NewFastLookups returns the look-ups of a mapping that makes one record of a row, in
// the same rosters, for another goroutine.
func NewFastLookups(l *Lookups, b *Bound) *FastLookups {
	f := &FastLookups{careful: l.Fresh(), bound: b, period: -1}
	if fields := b.Columns[schema.ColClassName].period; fields != nil {
		f.period = fields[0]
	}
	for _, r := range f.careful.Rosters {
		f.rosters = append(f.rosters, &fastRoster{
			askedRoster: r,
			students:    roster.NewStudentFinder(r.Roster),
			numbers:     make(map[string]int32),
		})
	}
	return f
}

// PeriodField returns the field of the period that class-of asks for, -1 for none.
func (f *FastLookups) PeriodField() int { return f.period }

// Settle answers all look-ups of the record. It reports false where it can't.
func (f *FastLookups) Settle(rec *PlainRecord) bool {
	f.r = f.rosterOf(rec.Day)
	if f.careful.Years && f.r.Roster != f.careful.v.Refs.Roster {
		return false // the identifiers are to be held against today's roster
	}
	if len(f.bound.Looked) == 0 {
		return true
	}
	f.teachers, f.classes, rec.Beyond = nil, nil, false
	if !f.findStudent(rec) {
		return false
	}
	for _, c := range f.bound.Looked { // in the order in which they lean on each other
		ok := false
		switch f.bound.Columns[c].Rule.lookup.kind {
		case lookupStudent:
			ok = f.identifier(rec, c)
		case lookupTeacher:
			ok = f.teacher(rec)
		case lookupClass:
			ok = f.class(rec)
		case lookupClassOf:
			ok = f.classOf(rec)
		case lookupTeacherOf:
			ok = f.teacherOf(rec)
		}
		if !ok {
			return false
		}
	}
	return true
}

// rosterOf returns the roster for a day.
func (f *FastLookups) rosterOf(day dates.Date) *fastRoster {
	if len(f.rosters) == 1 {
		return f.rosters[0]
	}
	of := f.careful.rosterOf(day)
	return f.rosters[slices.Index(f.careful.Rosters, of)]
}

// findStudent finds the one student for whom all identifiers stand.
func (f *FastLookups) findStudent(rec *PlainRecord) bool {
	f.student = -1
	for _, c := range schema.Identifiers {
		text := rec.Texts[c]
		if len(text) == 0 {
			continue
		}
		account, ok := int32(0), false
		if f.bound.Columns[c].Rule.lookup != nil {
			account, ok = f.r.students.ByAny(text)
		} else {
			account, ok = f.r.students.By(c, text)
		}
		if !ok || f.student >= 0 && account != f.student {
			return false
		}
		f.student = account
	}
	if f.student < 0 {
		return false
	}
	f.who[0] = f.r.Accounts.Person[f.student]
	return true
}

// identifier answers for an identifier of the student: the one that stands there, or
// that of the column.
func (f *FastLookups) identifier(rec *PlainRecord, c schema.Column) bool {
	text := rec.Texts[c]
	rec.Answers[c] = ""
	if len(text) == 0 && (len(f.bound.Columns[c].Fields) > 0 || f.r.students.Lacks(f.student, c)) {
		return true // that it is empty is for the checks to say
	}
	if f.bound.Columns[c].Rule.Values != nil {
		return false
	}
	own, ok := f.r.students.Own(f.student, c)
	if !ok {
		return false
	}
	if c == schema.ColStudentEmail && own != string(text) && len(own) == len(text) && f.r.students.Bears(f.student, c, text) {
		own = string(text) // in the case in which it stands there
	}
	rec.Answers[c] = own
	return true
}

// teacher answers with the address of the teacher who is named.
func (f *FastLookups) teacher(rec *PlainRecord) bool {
	const c = schema.ColTeacherEmail
	known, ok := f.r.teachers.answers[string(rec.Texts[c])]
	if !ok {
		text := string(rec.Texts[c])
		known = f.r.teachers.keep(text, f.knownTeacher(text))
	}
	rec.Answers[c], f.teachers = known.address, known.people
	return known.plain
}

// knownTeacher finds out what a text of the Teacher Email column stands for.
func (f *FastLookups) knownTeacher(text string) (known knownTeacher) {
	const c = schema.ColTeacherEmail
	bound := &f.bound.Columns[c]
	name, mapped := bound.Rule.Entry(c, text)
	if !mapped {
		name = text
	}
	if !plainName(name) || bound.SaysNothing(c, name) || check.RunTogether(text) {
		return known
	}
	found := f.r.findTeachers(name)
	switch {
	case len(found) == 1 && found[0].value != "":
		known.address = found[0].value
	case len(found) == 0 && mapped:
		known.address = name
	default:
		return known
	}
	known.plain = plainName(known.address) && !strings.ContainsRune(known.address, '"')
	known.people = roster.TeachersByEmail(f.r.Roster, nil, known.address, true)
	return known
}

// plainName reports whether nothing is to be taken off the text before it is looked
// up.
func plainName(text string) bool {
	return celltext.IsPrintableASCII(text) && text != "" && text[0] != ' ' && text[len(text)-1] != ' ' &&
		celltext.SpreadsheetForm(text).Unwrap(text) == text
}

// class answers with the title of the class that is named.
func (f *FastLookups) class(rec *PlainRecord) bool {
	const c = schema.ColClassName
	known, ok := f.r.classes.answers[string(rec.Texts[c])]
	if !ok {
		text := string(rec.Texts[c])
		known = f.r.classes.keep(text, f.knownClass(text))
	}
	rec.Answers[c], f.classes, rec.Beyond = known.title, known.classes, known.kind == titleBeyond
	return known.kind > titleOdd
}

// knownClass finds out what a text of the Class Name column stands for.
func (f *FastLookups) knownClass(text string) (known knownClass) {
	const c = schema.ColClassName
	bound := &f.bound.Columns[c]
	name, mapped := bound.Rule.Entry(c, text)
	if !mapped {
		name = text
	}
	if !plainName(name) || bound.SaysNothing(c, name) || check.RunTogether(text) {
		return known
	}
	found := f.r.findClasses(name)
	if titles := f.r.titleChoices(found); len(titles) == 1 {
		known = knownClass{titles[0].value, kindOfTitle(titles[0].value), found}
	}
	return known
}

// classOf answers with the title of the one class in which the teacher teaches the
// student.
func (f *FastLookups) classOf(rec *PlainRecord) bool {
	const c = schema.ColClassName
	if len(rec.Texts[c]) > 0 {
		return f.class(rec) // a class that is named is not looked for
	}
	teachers := f.teachersOf(rec)
	if len(teachers) == 0 {
		return false
	}
	f.shared = f.shared[:0]
	for _, teacher := range teachers {
		f.shared = f.r.Shared(f.shared, teacher, f.who[0], rec.Day)
	}
	if f.shared = f.inPeriod(rec, f.shared); len(f.shared) != 1 {
		return false // none, or several, which may have one title
	}
	f.classes = f.shared
	title, kind := f.r.titleOf(f.shared[0])
	rec.Answers[c], rec.Beyond = title, kind == titleBeyond
	return kind > titleOdd
}

// titleOf returns the title of a class, and what is known of it.
func (r *fastRoster) titleOf(cl roster.Class) (title string, kind titleKind) {
	if r.kinds == nil {
		r.kinds = make([]titleKind, r.Classes.Len())
	}
	title = r.Title(cl)
	if r.kinds[cl] == titleUnknown {
		r.kinds[cl] = kindOfTitle(title)
	}
	return title, r.kinds[cl]
}

// teachersOf returns the teachers whom the record's address stands for.
func (f *FastLookups) teachersOf(rec *PlainRecord) []roster.Person {
	const c = schema.ColTeacherEmail
	if f.bound.Columns[c].Rule.lookup != nil {
		return f.teachers
	}
	known, ok := f.r.teachers.answers[string(rec.Texts[c])]
	if !ok {
		text := string(rec.Texts[c])
		if plainName(text) {
			known.people = roster.TeachersByEmail(f.r.Roster, nil, text, true)
		}
		known = f.r.teachers.keep(text, known)
	}
	return known.people
}

// inPeriod leaves of the classes those that meet in the period of the row, as
// Lookups.inPeriod does.
func (f *FastLookups) inPeriod(rec *PlainRecord, classes []roster.Class) []roster.Class {
	if f.period < 0 || len(classes) == 0 {
		return classes
	}
	asked, ok := f.r.periods.answers[string(rec.Period)]
	if !ok {
		text := string(rec.Period)
		asked = f.r.periods.keep(text, newKnownPeriod(text))
	}
	if asked.idle {
		return classes
	}
	keep := fitMeets
	some := func(want fit) bool {
		return slices.ContainsFunc(classes, func(cl roster.Class) bool { return f.r.fit(asked, cl) == want })
	}
	if !some(fitMeets) {
		if !asked.number {
			return classes
		}
		keep = fitBlank
	}
	return slices.DeleteFunc(classes, func(cl roster.Class) bool { return f.r.fit(asked, cl) != keep })
}

func newKnownPeriod(text string) *knownPeriod {
	asked := roster.ParsePeriod(text)
	return &knownPeriod{idle: roster.IdlePeriods[asked.Key], number: len(asked.Slots) > 0, text: text}
}

// fit reports whether a class meets in a period.
func (r *fastRoster) fit(asked *knownPeriod, cl roster.Class) fit {
	if r.lists == nil {
		r.lists = make([]int32, r.Classes.Len())
	}
	list := r.lists[cl]
	if list == 0 {
		list = r.numbers[r.Periods(cl)]
		if list == 0 {
			list = int32(len(r.numbers) + 1)
			r.numbers[r.Periods(cl)] = list
		}
		r.lists[cl] = list
	}
	if int(list) >= len(asked.fits) {
		asked.fits = append(asked.fits, make([]fit, int(list)+1-len(asked.fits))...)
	}
	if asked.fits[list] == fitUnknown {
		asked.fits[list] = asked.of(r.Periods(cl))
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

// teacherOf answers with the address of the class's teacher.
func (f *FastLookups) teacherOf(rec *PlainRecord) bool {
	const c = schema.ColTeacherEmail
	if len(rec.Texts[c]) > 0 {
		return f.teacher(rec) // who is named is not looked for
	}
	classes := f.classes
	if f.bound.Columns[schema.ColClassName].Rule.lookup == nil {
		classes = f.classesBy(rec.Texts[schema.ColClassName])
	}
	if len(classes) > 1 {
		f.shared = f.shared[:0]
		own := f.r.attended(f.who[:], rec.Day)
		for _, cl := range classes {
			if slices.Contains(own, cl) {
				f.shared = append(f.shared, cl)
			}
		}
		classes = f.shared
	}
	if len(classes) != 1 {
		return false
	}
	teachers := f.r.teachersOn(classes[0], rec.Day)
	if len(teachers) != 1 {
		return false
	}
	rec.Answers[c] = f.r.Email(teachers[0])
	return plainName(rec.Answers[c]) && !strings.ContainsRune(rec.Answers[c], '"')
}

// classesBy returns the classes that a Class Name which is not looked up stands for.
func (f *FastLookups) classesBy(title []byte) []roster.Class {
	known, ok := f.r.classes.answers[string(title)]
	if !ok {
		text := string(title)
		if plainName(text) {
			known.classes = f.r.ClassesBy(text, true)
		}
		known = f.r.classes.keep(text, known)
	}
	return known.classes
}
