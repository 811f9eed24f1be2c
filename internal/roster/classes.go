package roster

import (
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/textindex"
)

// A Class is one class of the roster, by number: a row of classes.csv.
type Class int32

// A TitleID is a title that one or several classes have.
type TitleID int32

const (
	noClass Class   = -1
	NoTitle TitleID = -1
)

// classes are the rows of classes.csv, each by its number.
type classes struct {
	sourcedID, code *textindex.Field
	kind            []textindex.Ref // its classType
	school          []textindex.Ref // the sourcedId of its school
	periods         []textindex.Ref // as they stand there, a list
	title           []TitleID
	terms           []int32 // of termSets
	deleted         []bool

	Titles     *textindex.Field // in normal form C, each once
	titleFirst []int32          // where the classes of each title start in byTitle, and the end
	byTitle    []Class          // current ones before others

	// otherTitles are what classes are called as well, and otherOf whose each is, in
	// the order of the classes.
	otherTitles *textindex.Field
	otherOf     []Class

	termSets  [][]daySpan     // the academic sessions that classes name; the first set is empty
	termLists []textindex.Ref // what names each set: a list

	first       []int32      // where the enrollments in each class start, and the end
	enrollments []enrollment // by class; Of is a person
}

// Len returns how many classes there are.
func (c *classes) Len() int { return len(c.title) }

// In returns the enrollments in a class.
func (c *classes) In(cl Class) []enrollment { return c.enrollments[c.first[cl]:c.first[cl+1]] }

// Current reports whether the class is not marked to be deleted.
func (c *classes) Current(cl Class) bool { return !c.deleted[cl] }

// titled returns the classes of a title, current ones first. None for NoTitle.
func (c *classes) titled(t TitleID) []Class {
	if t == NoTitle {
		return nil
	}
	return c.byTitle[c.titleFirst[t]:c.titleFirst[t+1]]
}

// TitleOf returns the title with that text, equal after NFC, or NoTitle. It
// takes no memory for a title of the roster that is in normal form C.
func TitleOf[T textindex.Text](r *Roster, text T) TitleID {
	if i := textindex.First(r.Classes.Titles, text); i >= 0 {
		return TitleID(i)
	}
	for i := range len(text) {
		if text[i] >= 0x80 {
			return TitleID(textindex.First(r.Classes.Titles, fold.Exact(string(text))))
		}
	}
	return NoTitle
}

// CurrentClasses appends the classes of a title that are current.
func (r *Roster) CurrentClasses(dst []Class, t TitleID) []Class {
	for _, cl := range r.Classes.titled(t) {
		if r.Classes.Current(cl) {
			dst = append(dst, cl)
		}
	}
	return dst
}

// HasCurrentClass reports whether a class of the title is current.
func (r *Roster) HasCurrentClass(title string) bool {
	return r != nil && slices.ContainsFunc(r.Classes.titled(TitleOf(r, title)), r.Classes.Current)
}

// Title returns the title of a class.
func (r *Roster) Title(cl Class) string {
	if t := r.Classes.title[cl]; t != NoTitle {
		return r.Classes.Titles.Text(int32(t))
	}
	return ""
}

// IsTitled reports whether the class has the title.
func (r *Roster) IsTitled(cl Class, t TitleID) bool { return r.Classes.title[cl] == t }

// Kind returns the classType of a class, such as "homeroom" or "scheduled".
func (r *Roster) Kind(cl Class) string { return r.Texts.Get(r.Classes.kind[cl]) }

// Periods returns the periods in which a class meets, as classes.csv lists them.
func (r *Roster) Periods(cl Class) string { return r.Texts.Get(r.Classes.periods[cl]) }

// Differ reports whether two classes have another school, or not all teachers in
// common.
func (r *Roster) Differ(a, b Class) bool {
	c := &r.Classes
	return r.Texts.Get(c.school[a]) != r.Texts.Get(c.school[b]) || r.lacksTeacherOf(a, b) || r.lacksTeacherOf(b, a)
}

// lacksTeacherOf reports whether a teacher of b is none of a.
func (r *Roster) lacksTeacherOf(a, b Class) bool {
	return slices.ContainsFunc(r.Classes.In(b), func(e enrollment) bool {
		return e.As(EnrolledTeacher, false) && !slices.ContainsFunc(r.Classes.In(a), func(o enrollment) bool {
			return o.Of == e.Of && o.As(EnrolledTeacher, false)
		})
	})
}

// ClassesBy returns the classes that the text stands for: their sourcedId, code
// or title, or else another title of theirs. Without past, current ones only.
func (r *Roster) ClassesBy(text string, past bool) (found []Class) {
	text = strings.TrimFunc(text, celltext.Unseen)
	add := func(cl Class) {
		if (past || r.Classes.Current(cl)) && !slices.Contains(found, cl) {
			found = append(found, cl)
		}
	}
	for _, f := range []*textindex.Field{r.Classes.sourcedID, r.Classes.code} {
		for i := range textindex.All(f, text) {
			add(Class(i))
		}
	}
	for _, cl := range r.Classes.titled(TitleOf(r, text)) {
		add(cl)
	}
	if len(found) == 0 {
		for _, cl := range r.classesOfOther(text) {
			add(cl)
		}
	}
	slices.Sort(found)
	return found
}

// classesOfOther returns the classes that the text is another title of.
func (r *Roster) classesOfOther(text string) (found []Class) {
	if r.Classes.otherTitles.Len() == 0 {
		return nil
	}
	for i := range textindex.All(r.Classes.otherTitles, fold.Exact(text)) {
		found = append(found, r.Classes.otherOf[i])
	}
	return found
}

// OtherTitles returns what current classes are called as well, and TitlesOf the titles
// of those that are called so.
func (r *Roster) OtherTitles() (all []string) {
	if r == nil {
		return nil
	}
	for i, cl := range r.Classes.otherOf {
		if r.Classes.Current(cl) {
			all = append(all, r.Classes.otherTitles.Text(int32(i)))
		}
	}
	return all
}

func (r *Roster) TitlesOf(other string) (titles []string) {
	for _, cl := range r.classesOfOther(other) {
		if title := r.Title(cl); title != "" && r.Classes.Current(cl) && !slices.Contains(titles, title) {
			titles = append(titles, title)
		}
	}
	slices.Sort(titles)
	return titles
}

// Teaches reports whether the person teaches a class of the title.
func (r *Roster) Teaches(p Person, t TitleID, past bool) bool {
	return r.enrolledIn(p, t, EnrolledTeacher, past)
}

// Attends reports whether the person is a student in a class of the title.
func (r *Roster) Attends(p Person, t TitleID, past bool) bool {
	return r.enrolledIn(p, t, EnrolledStudent, past)
}

func (r *Roster) enrolledIn(p Person, t TitleID, roles EnrollmentFlags, past bool) bool {
	for _, e := range r.People.Of(p) {
		if r.Classes.title[e.Of] == t && e.As(roles, past) {
			return true
		}
	}
	return false
}

// IsIn reports whether the person has one of the roles in the class.
func (r *Roster) IsIn(p Person, cl Class, roles EnrollmentFlags, past bool) bool {
	for _, e := range r.People.Of(p) {
		if Class(e.Of) == cl && e.As(roles, past) {
			return true
		}
	}
	return false
}

// ClassesOf appends the classes in which the person has one of the roles, each
// once.
func (r *Roster) ClassesOf(dst []Class, p Person, roles EnrollmentFlags, past bool) []Class {
	start := len(dst)
	for _, e := range r.People.Of(p) { // by class: the same one follows itself
		if n := len(dst); e.As(roles, past) && (n == start || dst[n-1] != Class(e.Of)) {
			dst = append(dst, Class(e.Of))
		}
	}
	return dst
}

// Shared appends the classes that the teacher teaches and the student attends,
// each once: on the day, where d is one, with those that are no more, else
// today.
func (r *Roster) Shared(dst []Class, teacher, student Person, d dates.Date) []Class {
	past := d.IsValid()
	var on day
	if past {
		on = DayOf(d)
	}
	start := len(dst)
	for _, e := range r.People.Of(student) {
		cl := Class(e.Of)
		if n := len(dst); e.As(EnrolledStudent, past) && (n == start || dst[n-1] != cl) &&
			r.teachesOn(teacher, cl, past, on) && (!past || r.Lasts(e, cl, on)) {
			dst = append(dst, cl)
		}
	}
	return dst
}

func (r *Roster) teachesOn(p Person, cl Class, past bool, on day) bool {
	for _, e := range r.People.Of(p) {
		if Class(e.Of) == cl && e.As(EnrolledTeacher, past) && (!past || r.Lasts(e, cl, on)) {
			return true
		}
	}
	return false
}

// Lasts reports whether an enrollment in the class holds on a day. An end that
// is not told is that of the class's terms.
func (r *Roster) Lasts(e enrollment, cl Class, on day) bool {
	if on < e.first || on > e.last {
		return false
	}
	terms := r.Classes.termSets[r.Classes.terms[cl]]
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

// InTerms reports whether the day is in one of the terms of the class, both
// ends in it, and whether its terms are known at all.
func (r *Roster) InTerms(cl Class, d dates.Date) (inside, known bool) {
	terms := r.Classes.termSets[r.Classes.terms[cl]]
	on := DayOf(d)
	return slices.ContainsFunc(terms, func(s daySpan) bool { return s.holds(on) }), len(terms) > 0
}
