package check

import (
	"fmt"
	"slices"
	"sync"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// What rosters of earlier years say: who has left, which class is called something else
// today, and whom an identifier stood for when the row happened.

// onceCalled are the titles of classes of earlier years.
type onceCalled struct {
	titles func() *nameset.Set // made when it is first needed
}

// knowPast makes ready what the rosters of earlier years are asked.
func (v *Checker) knowPast() {
	v.Years = roster.NewYears(v.Refs.Roster, v.Refs.Past)
	if v.Years == nil {
		return
	}
	years := v.Years
	v.once = &onceCalled{sync.OnceValue(func() *nameset.Set {
		var titles []string
		for _, r := range years.Past {
			titles = append(titles, r.AllTitles()...)
		}
		return nameset.NewSet(titles...)
	})}
}

// WithPast returns a copy of v that knows these rosters of earlier years.
func (v *Checker) WithPast(past []*roster.Roster) *Checker {
	own := *v
	own.Refs.Past = past
	own.knowPast()
	return &own
}

// rowPast is what rosters of earlier years say of a row.
type rowPast struct {
	then  *roster.Roster // that of the row's day, where that is not today's
	class rowClass       // what it says of the class
	// before: the class is none of then's, but one of today's, which has no lessons on
	// the day.
	before bool

	reused schema.ColumnSet // the identifiers that were or are another student's
	others schema.ColumnSet // those that nobody has today, and that were of another student than the row's

	// Of a row whose student today's roster does not have: the roster that has the
	// student, whom each identifier stands for there, and whom all of them stand for.
	left     *roster.Roster
	found    [schema.ColStateID + 1][]roster.Person
	students []roster.Person

	teacher pastTeacher // who had the row's address, if it is nobody's today, or another's
	title   string      // of the class in the rosters of earlier years, "" for none
	titleOf *roster.Roster
}

func (p *rowPast) reset() {
	for c := range p.found {
		p.found[c] = p.found[c][:0]
	}
	*p = rowPast{class: rowClass{
		students: p.class.students[:0], teachers: p.class.teachers[:0], classes: p.class.classes[:0], settled: p.class.settled[:0],
	}, found: p.found, students: p.students[:0]}
}

// lookBack finds what the rosters of earlier years say of the row.
func (rc *RowChecker) lookBack() {
	p, years := &rc.past, rc.v.Years
	day, dated := rc.day()
	if dated {
		if r := years.On(day); r != years.Today {
			p.then = r
		}
	}
	if years.Today != nil {
		if p.then != nil || !dated {
			rc.findReused()
		}
		rc.findLeft()
		for _, c := range schema.Identifiers {
			if rc.people.known && rc.people.unknown(c) && rc.wasAnothers(c) {
				p.others |= schema.SetOf(c)
			}
		}
	}
	if p.then != nil {
		rc.lookUpThen(p.then)
	}
	rc.findTeacherLeft()
	rc.findTeacherReused()
	rc.findClassPast()
}

// textOf returns the identifier in column c as the roster is asked for it, "" for none.
func (rc *RowChecker) textOf(c schema.Column) string {
	switch p := &rc.people; {
	case !p.filled[c]:
		return ""
	case p.restored.Has(c):
		return rc.Facts[c].repaired
	}
	return rc.Facts[c].clean
}

// findReused finds the identifiers that stand for one student in the roster of the row's
// day, and for another one since. Where that roster has none, or the day is not known,
// no two rosters may have different ones.
func (rc *RowChecker) findReused() {
	for _, c := range schema.Identifiers {
		if text := rc.textOf(c); text != "" && rc.isReused(c, text) {
			rc.past.reused |= schema.SetOf(c)
		}
	}
}

func (rc *RowChecker) isReused(c schema.Column, text string) bool {
	var buf [roster.MaxHolders]roster.Person
	years, then := rc.v.Years, rc.past.then
	var of *roster.Roster // the roster of who
	who := roster.NoPerson
	if then != nil {
		found, nobody := roster.StudentsBy(then, buf[:0], c, text, true)
		switch {
		case len(found) > 1 || nobody:
			return true
		case len(found) == 1:
			of, who = then, found[0]
		}
	}
	since := of != nil
	earlier := func(r *roster.Roster) bool { return since && r.First < then.First }
	for i := -1; i < len(years.Past); i++ {
		r := years.Today
		if i >= 0 {
			if r = years.Past[i]; earlier(r) {
				continue
			}
		}
		if r == then {
			continue
		}
		found, _ := roster.StudentsBy(r, buf[:0], c, text, true)
		for _, other := range found {
			switch {
			case of == nil:
				of, who = r, other
			case r == of && other != who, r != of && !roster.SameStudent(c, of, who, r, other):
				return true
			}
		}
	}
	return false
}

// findLeft finds the student of a row whom today's roster does not have as a student of
// today, in the roster of the row's day, or else the last one that knows an identifier.
func (rc *RowChecker) findLeft() {
	p, today := &rc.people, rc.v.Years.Today
	now := func(s roster.Person) bool { return today.Known(s, roster.RoleStudent, false) }
	if p.restored != 0 || p.known && (len(p.students) == 0 || slices.ContainsFunc(p.students, now)) {
		return
	}
	if rc.past.then != nil && rc.findLeftIn(rc.past.then) {
		return
	}
	_ = slices.ContainsFunc(rc.v.Years.Past, rc.findLeftIn)
}

// findLeftIn looks for the student of the row in a roster of an earlier year.
func (rc *RowChecker) findLeftIn(r *roster.Roster) bool {
	p, known := &rc.past, false
	for _, c := range schema.Identifiers {
		p.found[c] = p.found[c][:0]
		if text := rc.textOf(c); text != "" {
			p.found[c], _ = roster.StudentsBy(r, p.found[c], c, text, true)
		}
		known = known || len(p.found[c]) > 0
	}
	if known {
		p.left = r
		p.students = roster.InCommon(p.students[:0], &p.found)
	}
	return known
}

// lastDay returns the last day on which a roster has the student who has left.
func (rc *RowChecker) lastDay() dates.Date {
	p := &rc.past
	if len(p.students) != 1 {
		return p.left.LastDayOf(roster.NoPerson, roster.EnrolledStudent)
	}
	for _, r := range rc.v.Years.Past {
		if r == p.left {
			break
		}
		for _, c := range schema.Identifiers {
			text := rc.textOf(c)
			if text == "" {
				continue
			}
			found, _ := roster.StudentsBy(r, nil, c, text, true)
			for _, s := range found {
				if roster.SameStudent(c, p.left, p.students[0], r, s) {
					return r.LastDayOf(s, roster.EnrolledStudent)
				}
			}
		}
	}
	return p.left.LastDayOf(p.students[0], roster.EnrolledStudent)
}

// lookUpThen finds what the roster of the row's day says of the row's class.
func (rc *RowChecker) lookUpThen(r *roster.Roster) {
	p := &rc.past.class
	p.r, p.past = r, true
	var found [schema.ColStateID + 1][]roster.Person
	for _, c := range schema.Identifiers {
		if text := rc.textOf(c); text != "" {
			found[c], _ = roster.StudentsBy(r, nil, c, text, true)
		}
	}
	p.students = roster.InCommon(p.students, &found)
	p.teachers = roster.TeachersByEmail(r, p.teachers, rc.Facts[schema.ColTeacherEmail].repaired, true)
	f := &rc.Facts[schema.ColClassName]
	if f.blank || f.placeholder {
		return
	}
	p.classes = append(p.classes, r.ClassesOnceCalled(f.repaired, rc.v.Refs.Roster)...)
	for _, title := range rc.s.Then {
		p.classes = append(p.classes, r.ClassesOnceCalled(title, nil)...)
	}
	if len(p.classes) == 0 {
		rc.past.before = len(rc.people.class.classes) > 0
		return
	}
	p.settle()
}

// findClassPast finds what a class that Otus does not have today was called in an
// earlier year.
func (rc *RowChecker) findClassPast() {
	const c = schema.ColClassName
	f := &rc.Facts[c]
	if rc.v.Refs.Classes == nil || f.blank || f.placeholder || f.known || f.match.Name != "" || len(f.match.Others) > 0 {
		return
	}
	title := rc.v.once.titles().Match(f.clean).Name
	if title == "" {
		return
	}
	p := &rc.past
	p.title = title
	if p.then != nil && roster.TitleOf(p.then, title) != roster.NoTitle {
		p.titleOf = p.then
		return
	}
	for _, r := range rc.v.Years.Past {
		if roster.TitleOf(r, title) != roster.NoTitle {
			p.titleOf = r
			return
		}
	}
}

// newTitles returns what the classes of the row's title are called today, those that the
// row's teacher and student had first.
func (rc *RowChecker) newTitles() (titles []string) {
	p, today := &rc.past, rc.v.Years.Today
	if today == nil {
		return nil
	}
	add := func(classes []roster.Class) {
		for _, cl := range classes {
			now := roster.SameClass(p.titleOf, cl, today)
			if now < 0 || !today.Classes.Current(now) {
				continue
			}
			if title := today.Title(now); title != "" && title != p.title && rc.v.Refs.Classes.Contains(title) && !slices.Contains(titles, title) {
				titles = append(titles, title)
			}
		}
	}
	if p.titleOf == p.then {
		add(p.class.settled)
	}
	for _, r := range append([]*roster.Roster{p.titleOf}, rc.v.Years.Past...) {
		if roster.TitleOf(r, p.title) != roster.NoTitle {
			p.titleOf = r
			add(r.ClassesOnceCalled(p.title, nil))
		}
	}
	return titles
}

// classUntil returns the last day of the classes of the title, in the last roster that
// has it.
func (rc *RowChecker) classUntil() dates.Date {
	for _, r := range rc.v.Years.Past {
		var last dates.Date
		for _, cl := range r.ClassesOnceCalled(rc.past.title, nil) {
			if day := r.LastDayOfClass(cl); day.Compare(last) > 0 {
				last = day
			}
		}
		if !last.IsZero() {
			return last
		}
	}
	return dates.Date{}
}

// untilText says until when, "" where that is not known.
func untilText(day dates.Date) string {
	if day.IsZero() {
		return ""
	}
	return " until " + day.US()
}

func checkStudentLeft(rc *RowChecker) {
	p := &rc.past
	if p.left == nil {
		return
	}
	for _, c := range schema.Identifiers {
		if len(p.found[c]) == 0 || rc.Silenced(c) {
			continue
		}
		if !rc.wordless(c) {
			rc.tell(c, fmt.Sprintf("the student with this %s has left: the rosters have the student%s. Ask Otus whether it takes rows of students who have left",
				c, untilText(rc.lastDay())))
		}
		return // once a row: it is one student
	}
}

func checkClassPast(rc *RowChecker, c schema.Column) {
	if rc.past.title == "" || rc.wordless(c) {
		return
	}
	was := fmt.Sprintf("the rosters have a class named %s%s, and Otus has none today", phrase.QuoteCell(rc.past.title), untilText(rc.classUntil()))
	titles := rc.newTitles()
	if len(titles) == 0 {
		rc.tell(c, was+". Ask Otus whether it takes rows of classes of past years")
		return
	}
	titles = titles[:min(len(titles), MaxSuggestions)]
	rc.tell(c, was+"; the same class is now called "+phrase.QuotedList(titles), choices(c, rc.s.Cells[c], titles)...)
}

// wasAnothers reports whether the identifier in column c was in an earlier year that of
// another student than the one of today whom the others of the row name.
func (rc *RowChecker) wasAnothers(c schema.Column) bool {
	text := rc.textOf(c)
	for _, r := range rc.v.Years.Past {
		found, _ := roster.StudentsBy(r, nil, c, text, true)
		for _, other := range found {
			if !slices.ContainsFunc(rc.people.students, func(s roster.Person) bool { return roster.SameStudent(schema.NoColumn, r, other, rc.v.Years.Today, s) }) {
				return true
			}
		}
	}
	return false
}

// somebodysOnce reports whether a text was somebody's identifier in an earlier year.
func (v *Checker) somebodysOnce(text string) bool {
	return v.Years != nil && slices.ContainsFunc(v.Years.Past, func(r *roster.Roster) bool { return r.Somebodys(text) })
}

// wasStudents reports whether the identifier in column c was a student's in an earlier
// year.
func (v *Checker) wasStudents(c schema.Column, text string) bool {
	return v.Years != nil && slices.ContainsFunc(v.Years.Past, func(r *roster.Roster) bool {
		found, _ := roster.StudentsBy(r, nil, c, text, true)
		return len(found) > 0
	})
}

// somebodys reports whether a text is anybody's identifier as it stands, today or in the
// past.
func (v *Checker) somebodys(text string) bool {
	return v.Refs.Roster.Somebodys(text) || v.somebodysOnce(text)
}
