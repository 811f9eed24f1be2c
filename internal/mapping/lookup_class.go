package mapping

import (
	"slices"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// classOf fills in the title of the class in which the teacher of the record
// teaches its student on its day.
func (l *Lookups) classOf() {
	const c = schema.ColClassName
	if !l.empty(c) {
		l.class() // a class that is named is not looked for
		return
	}
	if l.author != roster.NoPerson { // who teaches nobody
		if !l.studentInDoubt() {
			l.ownClass("the author is not a teacher, and no period tells the class")
		}
		return
	}
	address := l.text(schema.ColTeacherEmail)
	if l.m.Told[schema.ColTeacherEmail] || address == "" {
		l.none(c, schema.SetOf(schema.ColTeacherEmail), noTeacherMessage, nil)
		return
	}
	if l.studentInDoubt() {
		return
	}
	teachers := roster.TeachersByEmail(l.r.Roster, nil, address, true)
	if l.noFallback(teachers) {
		return
	}
	shared := l.shared(teachers)
	met := l.inPeriod(shared)
	if len(met) == 0 && len(shared) > 0 {
		titles := l.titlesOf(shared)
		l.none(c, 0, periodNoneMessage(titles), l.fixes(c, titles))
		return
	}
	shared = met
	titles := l.titlesOf(shared)
	if len(titles) > 1 {
		shared = l.preferred(shared)
		titles = l.titlesOf(shared)
	}
	switch {
	case len(titles) == 1:
		l.takeTitle(titles[0].value, shared)
	case l.instead(len(titles) > 1, sharedWhy(len(titles) > 1)):
	case len(titles) > 1:
		l.several(c, 0, sharedSeveralMessage(titles), l.fixes(c, titles))
	default:
		l.noClass(sharedNoneMessage)
	}
}

// studentInDoubt tells that the class can't be looked up, as the record names no
// student, or not just one.
func (l *Lookups) studentInDoubt() bool {
	const c = schema.ColClassName
	switch {
	case l.different:
		l.several(c, schema.StudentColumns, studentsDifferMessage, nil)
	case len(l.students) > 1:
		l.several(c, schema.StudentColumns, studentsSeveralMessage, nil)
	case !l.identified():
		l.none(c, schema.StudentColumns, noStudentMessage, nil)
	default:
		return false
	}
	return true
}

// shared returns the classes in which one of the teachers, who have one
// address, teaches the student of the record.
func (l *Lookups) shared(teachers []roster.Person) (classes []roster.Class) {
	for _, teacher := range teachers {
		for _, student := range l.students {
			classes = l.r.Shared(classes, teacher, student, l.day)
		}
	}
	slices.Sort(classes)
	return slices.Compact(classes)
}

// noFallback tells of a student or a teacher whom the roster does not have, as
// nothing is known of their classes and "ifNone" would make one up. It returns
// false where it has both, or where the mapping gives the teacher's address
// itself: that it then is one in Otus is the mapping's word.
func (l *Lookups) noFallback(teachers []roster.Person) bool {
	const c = schema.ColClassName
	if len(l.students) == 0 {
		l.none(c, schema.StudentColumns, studentNoneMessage, nil)
		return true
	}
	teacher := &l.bound.Columns[schema.ColTeacherEmail]
	given := teacher.Rule.Constant != nil || teacher.Rule.Values != nil ||
		teacher.Rule.Fallback != nil && teacher.SaysNothing(schema.ColTeacherEmail, l.m.Source[schema.ColTeacherEmail])
	if len(teachers) == 0 && (!given || l.m.Answered.Has(schema.ColTeacherEmail)) {
		l.none(c, schema.SetOf(schema.ColTeacherEmail), unknownTeacherMessage, nil)
		return true
	}
	return false
}

// preferred leaves of several classes those that the first of "prefer" names
// that any has, or all where none is asked for.
func (l *Lookups) preferred(classes []roster.Class) []roster.Class {
	for _, wish := range l.rule(schema.ColClassName).prefer {
		key := fold.Key(wish)
		preferred := keepClasses(classes, func(cl roster.Class) bool {
			return fold.Key(l.r.Title(cl)) == key || fold.Key(l.r.Kind(cl)) == key
		})
		if len(preferred) > 0 {
			return preferred
		}
	}
	return classes
}

// inPeriod leaves the classes that meet in the period that the row gives, or,
// where none does, those that no period is known of, as it may be theirs. A
// period with a number so may leave none; another, such as HR, or none, says
// nothing of classes that meet in no such period.
func (l *Lookups) inPeriod(classes []roster.Class) []roster.Class {
	asked := roster.ParsePeriod(l.period())
	if roster.IdlePeriods[asked.Key] {
		return classes
	}
	met := keepClasses(classes, func(cl roster.Class) bool { return asked.Fits(l.r.Periods(cl)) })
	if len(met) == 0 && len(asked.Slots) > 0 {
		return keepClasses(classes, func(cl roster.Class) bool { return celltext.IsBlank(l.r.Periods(cl)) })
	}
	if len(met) == 0 {
		return classes
	}
	return met
}

// period returns the text of the row's period, "" if the mapping names no column of
// periods.
func (l *Lookups) period() string {
	if fields := l.bound.Columns[schema.ColClassName].period; fields != nil {
		return textOf(fields[0], l.row, l.item)
	}
	return ""
}

// keepClasses returns the classes that fit, in a slice of their own.
func keepClasses(classes []roster.Class, fits func(roster.Class) bool) (kept []roster.Class) {
	for _, cl := range classes {
		if fits(cl) {
			kept = append(kept, cl)
		}
	}
	return kept
}

// instead fills in what the mapping gives for no class, or for several, and tells why.
// It returns false where it gives nothing, so that what was found is to be told.
func (l *Lookups) instead(several bool, why string) bool {
	text := l.rule(schema.ColClassName).instead(several)
	switch {
	case text == nil:
	case fold.Key(*text) == homeroom:
		if l.homeroom(why) {
			return true
		}
	default:
		l.tellInstead(*text, why)
		l.m.Rec.SetCell(schema.ColClassName, *text)
		return true
	}
	return !several && l.takeDefault(schema.ColClassName)
}

// homeroom fills in the student's homeroom, and tells why. It returns false where the
// student has none.
func (l *Lookups) homeroom(why string) bool {
	const c = schema.ColClassName
	rooms := keepClasses(l.r.attended(l.students, l.day), func(cl roster.Class) bool { return fold.Key(l.r.Kind(cl)) == homeroom })
	titles := l.titlesOf(rooms)
	switch {
	case len(titles) > 1:
		l.several(c, 0, homeroomsMessage(titles), l.fixes(c, titles))
	case len(titles) == 1:
		l.takeTitle(titles[0].value, rooms)
		if !l.m.Told[c] {
			l.tellInstead(l.m.Rec.ClassName, why)
		}
	}
	return len(titles) > 0
}

func (l *Lookups) tellInstead(title, why string) {
	l.m.tell(check.Issue{Code: schema.CodeDefaulted, Column: schema.ColClassName, Message: insteadMessage(title, why)})
}

// noClass tells that no class was found, and which classes the student has.
func (l *Lookups) noClass(message func(own []choice) string) {
	const c = schema.ColClassName
	if len(l.students) == 0 {
		l.none(c, schema.StudentColumns, studentNoneMessage, nil)
		return
	}
	if l.r.DaysFrom(l.day) > 0 {
		l.none(c, schema.SetOf(schema.ColDate), outsideMessage(l.day), nil)
		return
	}
	own := l.titlesOf(l.r.attended(l.students, l.day))
	l.none(c, 0, message(own), l.fixes(c, own))
}

// teacherOf fills in the address of the class's teacher.
func (l *Lookups) teacherOf() {
	const c = schema.ColTeacherEmail
	if !l.empty(c) {
		l.teacher() // who is named is not looked for
		return
	}
	if l.m.Told[schema.ColClassName] || l.text(schema.ColClassName) == "" {
		l.none(c, schema.SetOf(schema.ColClassName), noClassMessage, nil)
		return
	}
	found, known := l.teachersOfClass()
	switch {
	case l.settle(c, found):
	case len(found) == 1:
		l.none(c, 0, teacherWithoutMessage(found[0]), nil)
		l.forDataPerson()
	case known && l.takeDefault(c):
	default:
		l.none(c, schema.SetOf(schema.ColClassName), teacherOfNoneMessage(l.text(schema.ColClassName), known), nil)
	}
}

// teachersOfClass returns the teachers of the record's class, and whether the roster
// has that class.
func (l *Lookups) teachersOfClass() (found []choice, known bool) {
	classes := l.classesMeant()
	for _, cl := range classes {
		teachers := l.r.teachersOn(cl, l.day)
		for _, p := range teachers {
			found = addChoice(found, l.r.teacherChoice(p))
		}
		if len(teachers) == 0 && len(classes) > 1 {
			found = addChoice(found, choice{"", "a class without a teacher on that day"})
		}
	}
	return found, len(classes) > 0
}

// classesMeant returns the classes that the Class Name may stand for: of
// several of the title those that the student is in, if any. Several students
// settle nothing.
func (l *Lookups) classesMeant() []roster.Class {
	classes := l.classes
	if classes == nil {
		classes = l.r.ClassesBy(l.text(schema.ColClassName), true)
	}
	if len(classes) > 1 && len(l.students) == 1 {
		own := l.r.attended(l.students, l.day)
		if left := keepClasses(classes, func(cl roster.Class) bool { return slices.Contains(own, cl) }); len(left) > 0 {
			return left
		}
	}
	return classes
}
