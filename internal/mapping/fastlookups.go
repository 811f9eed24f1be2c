package mapping

import (
	"slices"
	"strings"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// FastLookups answer the look-ups of rows of which there is nothing to tell: one
// student, one teacher, one class. Of any other row they say nothing, and it goes the
// careful way, that of Lookups, whose word is the truth: what they answer must be
// exactly what those fill in. They look texts up where they stand, and remember what
// was found of teachers, classes and periods. They belong to one goroutine.
type FastLookups struct {
	careful *Lookups // whose rosters they ask
	bound   *Bound
	rosters []*fastRoster // of careful.Rosters
	period  int           // the field of class-of's period; -1: none
	// identifiers are the columns of which a student's identifier is filled in from
	// the export.
	identifiers []schema.Column
	emptyNamed  schema.ColumnSet // the columns whose "values" have a name for an empty cell

	// Of the row at hand.
	r        *fastRoster
	student  knownStudent
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
	// Answers are of the columns that are looked up, apart from those whose text Stays.
	// They hold no quotation mark.
	Answers [schema.NumColumns + 1]string
	Stays   schema.ColumnSet
	Beyond  bool // not all answers are ASCII
	Known   check.Known
}

// A fastRoster is a roster, with what was found in it.
type fastRoster struct {
	*askedRoster
	finder   *roster.StudentFinder
	students [schema.ColStateID + 1]remembered[knownStudent] // by the texts of each column
	teachers remembered[*knownTeacher]
	classes  remembered[*knownClass]
	periods  remembered[*knownPeriod]
	lists    map[string]int32 // the numbers of lists of periods
	ofClass  []knownTitle     // the title of each class
}

// How many bytes are remembered, for each of several goroutines: exports have some
// thousands of different teachers, classes and periods, and some ten thousand students.
const (
	mostStudents = 8 << 20
	mostOthers   = 1 << 20
)

// NewFastLookups returns the look-ups of a mapping that makes one record of a row, for
// the goroutine of l, in the same rosters.
func NewFastLookups(l *Lookups, b *Bound) *FastLookups {
	f := &FastLookups{careful: l, bound: b, period: -1}
	if fields := b.Columns[schema.ColClassName].period; fields != nil {
		f.period = fields[0]
	}
	for _, c := range schema.Identifiers {
		if rule := b.Columns[c].Rule; rule != nil && (rule.Constant != nil || len(b.Columns[c].Fields) > 0) {
			f.identifiers = append(f.identifiers, c)
		}
	}
	for _, c := range b.Looked {
		if _, ok := b.Columns[c].Rule.Entry(c, ""); ok {
			f.emptyNamed |= schema.SetOf(c)
		}
	}
	for _, r := range f.careful.Rosters {
		f.rosters = append(f.rosters, f.newFastRoster(r))
	}
	return f
}

func (f *FastLookups) newFastRoster(r *askedRoster) *fastRoster {
	const pointer, student = 40, 48 // bytes of a slot
	fast := &fastRoster{
		askedRoster: r,
		finder:      roster.NewStudentFinder(r.Roster),
		teachers:    newRemembered[*knownTeacher](mostOthers, pointer),
		classes:     newRemembered[*knownClass](mostOthers, pointer),
		periods:     newRemembered[*knownPeriod](mostOthers, pointer),
		lists:       make(map[string]int32),
	}
	for _, c := range f.identifiers {
		fast.students[c] = newRemembered[knownStudent](mostStudents/len(f.identifiers), student)
	}
	return fast
}

// PeriodField returns the field of the period that class-of asks for, -1 for none.
func (f *FastLookups) PeriodField() int { return f.period }

// Settle answers all look-ups of the record. It reports false where it can't.
func (f *FastLookups) Settle(rec *PlainRecord) bool {
	f.r = f.rosterOf(rec.Day)
	if f.careful.Years && f.r.Roster != f.careful.v.Refs.Roster {
		return false // the identifiers are to be held against today's roster
	}
	f.teachers, f.classes, rec.Beyond, rec.Known = nil, nil, false, check.NothingKnown
	if len(f.bound.Looked) == 0 {
		return true
	}
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
		case lookupClassIn:
			ok = f.classIn(rec)
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
	rec.Stays = 0
	found := false
	for _, c := range f.identifiers {
		if len(rec.Texts[c]) == 0 {
			continue
		}
		known, ok := f.r.students[c].find(rec.Texts[c])
		if !ok {
			if known, ok = f.newStudent(c, rec.Texts[c]); !ok {
				return false
			}
		}
		if found && known.account != f.student.account {
			return false
		}
		f.student, found = known, true
		if known.stays {
			rec.Stays |= schema.SetOf(c)
		}
	}
	f.who[0] = f.student.person
	if found && f.r.Roster == f.careful.v.Refs.Roster {
		rec.Known.Student = f.student.person
	}
	return found
}

// newStudent finds the student for whom the identifier in column c stands, and
// remembers whom it finds.
func (f *FastLookups) newStudent(c schema.Column, id []byte) (known knownStudent, ok bool) {
	looked := f.bound.Columns[c].Rule.lookup != nil
	if looked {
		known.account, ok = f.r.finder.ByAny(id)
	} else {
		known.account, ok = f.r.finder.By(c, id)
	}
	if !ok {
		return known, false
	}
	known.person = f.r.Accounts.Person[known.account]
	if _, plain := f.r.finder.Own(known.account, c); looked && plain {
		known.stays = f.r.finder.Bears(known.account, c, id)
	}
	return f.r.students[c].keep(id, known), true
}

// identifier answers for an identifier of the student: the one that stands there, or
// that of the column.
func (f *FastLookups) identifier(rec *PlainRecord, c schema.Column) (ok bool) {
	if rec.Stays.Has(c) {
		return f.bound.Columns[c].Rule.Values == nil
	}
	rec.Answers[c] = ""
	if len(rec.Texts[c]) == 0 && (len(f.bound.Columns[c].Fields) > 0 || f.r.finder.Lacks(f.student.account, c)) {
		return true // that it is empty is for the checks to say
	}
	rec.Answers[c], ok = f.r.finder.Own(f.student.account, c)
	return ok && f.bound.Columns[c].Rule.Values == nil
}

// teacher answers with the address of the teacher who is named.
func (f *FastLookups) teacher(rec *PlainRecord) bool {
	const c = schema.ColTeacherEmail
	known, ok := f.r.teachers.find(rec.Texts[c])
	if !ok {
		known = f.r.teachers.keep(rec.Texts[c], f.newTeacher(string(rec.Texts[c])))
	}
	rec.Answers[c], f.teachers, rec.Known.Places[1] = known.address, known.people, known.place
	return known.plain
}

// class answers with the title of the class that is named.
func (f *FastLookups) class(rec *PlainRecord) bool {
	const c = schema.ColClassName
	known, ok := f.r.classes.find(rec.Texts[c])
	if !ok {
		known = f.r.classes.keep(rec.Texts[c], f.newClass(string(rec.Texts[c])))
	}
	f.classes = known.classes
	return rec.take(&known.knownTitle)
}

// classOf answers with the title of the one class in which the teacher teaches the
// student.
func (f *FastLookups) classOf(rec *PlainRecord) bool {
	if f.named(rec, schema.ColClassName) {
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
	return rec.take(f.titleOf(f.shared[0]))
}

// classIn answers with the title of the one class in which the student is, in the row's
// period or at all.
func (f *FastLookups) classIn(rec *PlainRecord) bool {
	if f.named(rec, schema.ColClassName) {
		return f.class(rec) // a class that is named is not looked for
	}
	own := f.r.attended(f.who[:], rec.Day)
	if asked := f.asked(rec); !asked.idle {
		own = slices.DeleteFunc(own, func(cl roster.Class) bool { return f.fit(asked, cl) != fitMeets })
	}
	if len(own) != 1 {
		return false // none, or several, which may have one title
	}
	f.classes = own
	return rec.take(f.titleOf(own[0]))
}

// named reports whether the record may name a teacher or a class itself, so that none
// is looked for.
func (f *FastLookups) named(rec *PlainRecord, c schema.Column) bool {
	return len(rec.Texts[c]) > 0 || f.emptyNamed.Has(c)
}

// take makes the title the record's. It reports false if that is not plain.
func (rec *PlainRecord) take(t *knownTitle) bool {
	rec.Answers[schema.ColClassName], rec.Known.Places[2], rec.Beyond = t.title, t.place, t.kind == titleBeyond
	return t.kind > titleOdd
}

// titleOf returns the title of a class.
func (f *FastLookups) titleOf(cl roster.Class) *knownTitle {
	if f.r.ofClass == nil {
		f.r.ofClass = make([]knownTitle, f.r.Classes.Len())
	}
	t := &f.r.ofClass[cl]
	if t.kind != titleUnknown {
		return t
	}
	*t = f.knownTitle(f.r.Title(cl))
	list, ok := f.r.lists[f.r.Periods(cl)]
	if !ok {
		list = int32(len(f.r.lists))
		f.r.lists[f.r.Periods(cl)] = list
	}
	t.list = list
	return t
}

// knownTitle returns the title by the name that it has today. One of which there is more
// to say is left to the careful way.
func (f *FastLookups) knownTitle(title string) knownTitle {
	title, refused := f.careful.renamedIn(f.bound, f.r.askedRoster, title)
	if refused {
		return knownTitle{kind: titleOdd}
	}
	return knownTitle{title: title, place: f.placeOf(schema.ColClassName, title), kind: kindOfTitle(title)}
}

// teachersOf returns the teachers whom the record's address stands for.
func (f *FastLookups) teachersOf(rec *PlainRecord) []roster.Person {
	const c = schema.ColTeacherEmail
	if f.bound.Columns[c].Rule.lookup != nil {
		return f.teachers
	}
	known, ok := f.r.teachers.find(rec.Texts[c])
	if !ok {
		known = new(knownTeacher)
		if text := string(rec.Texts[c]); plainName(text) {
			known.people = roster.TeachersByEmail(f.r.Roster, nil, text, true)
		}
		f.r.teachers.keep(rec.Texts[c], known)
	}
	return known.people
}

// inPeriod leaves of the classes those that meet in the period of the row, as
// Lookups.inPeriod does.
func (f *FastLookups) inPeriod(rec *PlainRecord, classes []roster.Class) []roster.Class {
	if f.period < 0 || len(classes) == 0 {
		return classes
	}
	asked := f.asked(rec)
	if asked.idle {
		return classes
	}
	keep := fitMeets
	some := func(want fit) bool {
		return slices.ContainsFunc(classes, func(cl roster.Class) bool { return f.fit(asked, cl) == want })
	}
	if !some(fitMeets) {
		if !asked.number {
			return classes
		}
		keep = fitBlank
	}
	return slices.DeleteFunc(classes, func(cl roster.Class) bool { return f.fit(asked, cl) != keep })
}

// asked returns what the text of the row's period says, nothing if there is none.
func (f *FastLookups) asked(rec *PlainRecord) *knownPeriod {
	var text []byte
	if f.period >= 0 {
		text = rec.Period
	}
	asked, ok := f.r.periods.find(text)
	if !ok {
		asked = f.r.periods.keep(text, newPeriod(string(text)))
	}
	return asked
}

// teacherOf answers with the address of the class's teacher.
func (f *FastLookups) teacherOf(rec *PlainRecord) bool {
	const c = schema.ColTeacherEmail
	if f.named(rec, c) {
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
	known, ok := f.r.classes.find(title)
	if !ok {
		known = new(knownClass)
		if text := string(title); plainName(text) {
			known.classes = f.r.ClassesBy(text, true)
		}
		f.r.classes.keep(title, known)
	}
	return known.classes
}
