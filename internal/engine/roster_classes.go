package engine

import (
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/textindex"
)

// A class is one class of the roster, by number: a row of classes.csv.
type class int32

// A titleID is a title that one or several classes have.
type titleID int32

const (
	noClass class   = -1
	noTitle titleID = -1
)

// classes are the rows of classes.csv, each by its number.
type classes struct {
	sourcedID, code *textindex.Field
	kind            []textindex.Ref // its classType
	school          []textindex.Ref // the sourcedId of its school
	periods         []textindex.Ref // as they stand there, a list
	title           []titleID
	terms           []int32 // of termSets
	deleted         []bool

	titles     *textindex.Field // in normal form C, each once
	titleFirst []int32          // where the classes of each title start in byTitle, and the end
	byTitle    []class          // current ones before others

	termSets [][]daySpan // the academic sessions that classes name; the first set is empty

	first      []int32     // where the enrolments in each class start, and the end
	enrolments []enrolment // by class; of is a person
}

// A daySpan is a stretch of days, both ends in it.
type daySpan struct{ first, last day }

func (s daySpan) holds(d day) bool { return s.first <= d && d <= s.last }

// An enrolment is a person in a class, seen from one of them: of is the other.
type enrolment struct {
	of          int32
	first, last day // noBegin and noEnd where not told
	flags       enrolmentFlags
	twin        uint16 // which of the person's accounts is enrolled
}

type enrolmentFlags uint16

const (
	enrolledStudent enrolmentFlags = 1 << iota
	enrolledTeacher
	enrolledOther
	enrolledPrimary // the teacher whose class it is
	enrolmentGone   // marked to be deleted, or of a person or class that is
)

// as reports whether the enrolment has one of the roles given, today or, where
// past is true, ever.
func (e enrolment) as(roles enrolmentFlags, past bool) bool {
	return e.flags&roles != 0 && (past || e.flags&enrolmentGone == 0)
}

// in returns the enrolments in a class.
func (c *classes) in(cl class) []enrolment { return c.enrolments[c.first[cl]:c.first[cl+1]] }

// current reports whether the class is not marked to be deleted.
func (c *classes) current(cl class) bool { return !c.deleted[cl] }

// titled returns the classes of a title, current ones first. None for noTitle.
func (c *classes) titled(t titleID) []class {
	if t == noTitle {
		return nil
	}
	return c.byTitle[c.titleFirst[t]:c.titleFirst[t+1]]
}

// titleOf returns the title with that text, equal after NFC, or noTitle. It
// takes no memory for a title of the roster that is in normal form C.
func titleOf[T textindex.Text](r *Roster, text T) titleID {
	if i := textindex.First(r.classes.titles, text); i >= 0 {
		return titleID(i)
	}
	for i := range len(text) {
		if text[i] >= 0x80 {
			return titleID(textindex.First(r.classes.titles, fold.Exact(string(text))))
		}
	}
	return noTitle
}

// currentClasses appends the classes of a title that are current.
func (r *Roster) currentClasses(dst []class, t titleID) []class {
	for _, cl := range r.classes.titled(t) {
		if r.classes.current(cl) {
			dst = append(dst, cl)
		}
	}
	return dst
}

// title returns the title of a class.
func (r *Roster) title(cl class) string {
	if t := r.classes.title[cl]; t != noTitle {
		return r.classes.titles.Text(int32(t))
	}
	return ""
}

// kind returns the classType of a class, such as "homeroom" or "scheduled".
func (r *Roster) kind(cl class) string { return r.texts.Get(r.classes.kind[cl]) }

// periods returns the periods in which a class meets, as classes.csv lists them.
func (r *Roster) periods(cl class) string { return r.texts.Get(r.classes.periods[cl]) }

// differ reports whether two classes have another school, or not all teachers in
// common.
func (r *Roster) differ(a, b class) bool {
	c := &r.classes
	return r.texts.Get(c.school[a]) != r.texts.Get(c.school[b]) || r.lacksTeacherOf(a, b) || r.lacksTeacherOf(b, a)
}

// lacksTeacherOf reports whether a teacher of b is none of a.
func (r *Roster) lacksTeacherOf(a, b class) bool {
	return slices.ContainsFunc(r.classes.in(b), func(e enrolment) bool {
		return e.as(enrolledTeacher, false) && !slices.ContainsFunc(r.classes.in(a), func(o enrolment) bool {
			return o.of == e.of && o.as(enrolledTeacher, false)
		})
	})
}

// classesBy returns the classes that the text stands for: their sourcedId, code
// or title. Without past, current ones only.
func (r *Roster) classesBy(text string, past bool) (found []class) {
	text = strings.TrimFunc(text, celltext.Unseen)
	add := func(cl class) {
		if (past || r.classes.current(cl)) && !slices.Contains(found, cl) {
			found = append(found, cl)
		}
	}
	for _, f := range []*textindex.Field{r.classes.sourcedID, r.classes.code} {
		for i := range textindex.All(f, text) {
			add(class(i))
		}
	}
	for _, cl := range r.classes.titled(titleOf(r, text)) {
		add(cl)
	}
	slices.Sort(found)
	return found
}

// teaches reports whether the person teaches a class of the title.
func (r *Roster) teaches(p person, t titleID, past bool) bool {
	return r.enrolledIn(p, t, enrolledTeacher, past)
}

// attends reports whether the person is a student in a class of the title.
func (r *Roster) attends(p person, t titleID, past bool) bool {
	return r.enrolledIn(p, t, enrolledStudent, past)
}

func (r *Roster) enrolledIn(p person, t titleID, roles enrolmentFlags, past bool) bool {
	for _, e := range r.people.of(p) {
		if r.classes.title[e.of] == t && e.as(roles, past) {
			return true
		}
	}
	return false
}

// isIn reports whether the person has one of the roles in the class.
func (r *Roster) isIn(p person, cl class, roles enrolmentFlags, past bool) bool {
	for _, e := range r.people.of(p) {
		if class(e.of) == cl && e.as(roles, past) {
			return true
		}
	}
	return false
}

// classesOf appends the classes in which the person has one of the roles, each
// once.
func (r *Roster) classesOf(dst []class, p person, roles enrolmentFlags, past bool) []class {
	start := len(dst)
	for _, e := range r.people.of(p) { // by class: the same one follows itself
		if n := len(dst); e.as(roles, past) && (n == start || dst[n-1] != class(e.of)) {
			dst = append(dst, class(e.of))
		}
	}
	return dst
}

// shared appends the classes that the teacher teaches and the student attends,
// each once: on the day, where d is one, with those that are no more, else
// today.
func (r *Roster) shared(dst []class, teacher, student person, d dates.Date) []class {
	past := d.IsValid()
	var on day
	if past {
		on = dayOf(d)
	}
	start := len(dst)
	for _, e := range r.people.of(student) {
		cl := class(e.of)
		if n := len(dst); !e.as(enrolledStudent, past) || n > start && dst[n-1] == cl || past && !r.lasts(e, cl, on) {
			continue
		}
		if r.teachesOn(teacher, cl, past, on) {
			dst = append(dst, cl)
		}
	}
	return dst
}

func (r *Roster) teachesOn(p person, cl class, past bool, on day) bool {
	for _, e := range r.people.of(p) {
		if class(e.of) == cl && e.as(enrolledTeacher, past) && (!past || r.lasts(e, cl, on)) {
			return true
		}
	}
	return false
}

// lasts reports whether an enrolment in the class holds on a day. An end that
// is not told is that of the class's terms.
func (r *Roster) lasts(e enrolment, cl class, on day) bool {
	if on < e.first || on > e.last {
		return false
	}
	terms := r.classes.termSets[r.classes.terms[cl]]
	if len(terms) == 0 {
		return true
	}
	span := spanOf(terms)
	return (e.first != noBegin || on >= span.first) && (e.last != noEnd || on <= span.last)
}

// spanOf returns the days from the first of the spans to the last.
func spanOf(spans []daySpan) daySpan {
	all := spans[0]
	for _, s := range spans[1:] {
		all.first, all.last = min(all.first, s.first), max(all.last, s.last)
	}
	return all
}

// inTerms reports whether the day is in one of the terms of the class, both
// ends in it, and whether its terms are known at all.
func (r *Roster) inTerms(cl class, d dates.Date) (inside, known bool) {
	terms := r.classes.termSets[r.classes.terms[cl]]
	on := dayOf(d)
	return slices.ContainsFunc(terms, func(s daySpan) bool { return s.holds(on) }), len(terms) > 0
}
