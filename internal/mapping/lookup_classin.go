package mapping

import (
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// classIn fills in the title of the class in which the student of the record is in the
// row's period, whoever wrote the row.
func (l *Lookups) classIn() {
	if !l.empty(schema.ColClassName) {
		l.class() // a class that is named is not looked for
		return
	}
	if !l.studentInDoubt() {
		l.ownClass("the student is in several classes, and no period tells which")
	}
}

// ownClass fills in the class of the one student in the row's period. Without a period
// it is the only class; where there are several, the homeroom for class-in, and for
// class-of what its "ifNone" says. why says then why that was taken.
func (l *Lookups) ownClass(why string) {
	const c = schema.ColClassName
	own := l.r.attended(l.students, l.day)
	met, asked := l.meeting(own)
	if asked && len(met) == 0 {
		l.noClass(periodOwnNoneMessage) // which no fallback replaces
		return
	}
	titles := l.titlesOf(met)
	if len(titles) > 1 {
		met = l.preferred(met)
		titles = l.titlesOf(met)
	}
	several := len(titles) > 1
	switch {
	case len(titles) == 1:
		l.takeTitle(titles[0].value, met)
	case len(l.students) == 0:
		l.noClass(nil) // nothing is known of the classes
	case l.insteadOfOwn(several, asked, why):
	case several:
		l.several(c, 0, ownSeveralMessage(titles, asked), l.fixes(c, titles))
	default:
		l.noClass(ownNoneMessage)
	}
}

// insteadOfOwn fills in what is put where the student has no class, or several, in the
// period that is asked for or at all. It returns false where that is nothing.
func (l *Lookups) insteadOfOwn(several, asked bool, why string) bool {
	switch classIn := l.rule(schema.ColClassName).kind == lookupClassIn; {
	case asked:
	case !classIn:
		return l.instead(false, why)
	case several && l.homeroom(why):
		return true
	}
	return l.instead(several, ownWhy(several))
}

// meeting returns those of a student's classes that meet in the row's period. Not asked:
// the row names no period, or none that says anything of these classes, and all are
// returned. Other than for a class that a teacher and a student share, one of which no
// period is known is not meant by a period: it is no more likely than those that meet
// at another time.
func (l *Lookups) meeting(own []roster.Class) (met []roster.Class, asked bool) {
	period := roster.ParsePeriod(l.period())
	if roster.IdlePeriods[period.Key] {
		return own, false
	}
	met = keepClasses(own, func(cl roster.Class) bool { return period.Fits(l.r.Periods(cl)) })
	if len(met) == 0 && len(period.Slots) == 0 {
		return own, false
	}
	return met, true
}

// isOtherStaff reports whether the text names just one person who works at the schools
// and is no teacher, and the mapping says what is then to be done. A name in Otus that
// the engineer wrote goes before.
func (l *Lookups) isOtherStaff(text string, named *namedTeachers) bool {
	const c = schema.ColTeacherEmail
	if !l.rule(c).ifNotTeacher || l.m.Answered.Has(c) || len(named.People) != 1 || l.r.Known(named.People[0], roster.RoleTeacher, true) {
		return false
	}
	exist := l.bound.Columns[c].Exist
	return !l.mapped.Has(c) || exist != nil && !exist.Contains(text)
}

// teacherForAuthor fills in the address of the class's teacher in the place of an author
// who is no teacher.
func (l *Lookups) teacherForAuthor() {
	const c = schema.ColTeacherEmail
	if l.m.Told[schema.ColClassName] || l.text(schema.ColClassName) == "" {
		l.none(c, schema.SetOf(schema.ColClassName), noClassMessage, nil)
		return
	}
	author := l.text(c)
	found, known := l.teachersOfClass()
	switch {
	case len(found) == 1 && found[0].value != "":
		l.m.tell(check.Issue{Code: schema.CodeDefaulted, Column: c, Value: l.m.Source[c],
			Message: notTeacherMessage(author, l.r.RolesOfPerson(l.author), found[0].value)})
		l.m.Rec.SetCell(c, found[0].value)
	case len(found) == 1:
		l.none(c, 0, teacherWithoutMessage(found[0]), nil)
		l.forDataPerson()
	case len(found) > 1:
		l.several(c, 0, severalMessage(c, "", found), l.fixes(c, found))
	default:
		l.none(c, schema.SetOf(schema.ColClassName), teacherOfNoneMessage(l.text(schema.ColClassName), known), nil)
	}
}
