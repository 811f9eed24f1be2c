package roster

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/textindex"
)

// Columns of classes.csv.
const (
	classID = iota
	classStatus
	classTitle
	classCode
	classKind
	classSchool
	classTerms
	classPeriods
)

// readClasses reads the classes.
func (l *rosterLoader) readClasses() error {
	t, err := l.table("classes.csv", []rosterColumn{
		classID:      {label: "sourcedId", required: true},
		classStatus:  {label: "status"},
		classTitle:   {label: "title", required: true},
		classCode:    {label: "classCode"},
		classKind:    {label: "classType"},
		classSchool:  {label: "schoolSourcedId", optional: true},
		classTerms:   {label: "termSourcedIds", others: []string{"termSourcedId"}}, // 1.0
		classPeriods: {label: "periods", optional: true},                           // not in 1.0
	})
	if err != nil {
		return err
	}
	err = t.each(func() { l.addClass(t) })
	if err == nil && t.rows == 0 {
		err = errors.New("it has no rows; export the roster again, in bulk")
	}
	l.groupTitles()
	return err
}

// addClass adds the row at hand.
func (l *rosterLoader) addClass(t *rosterTable) {
	c := &l.roster.Classes
	switch id := t.cell(classID); {
	case id == "":
		t.problem("the sourcedId is empty; the row is left out")
		return
	case textindex.First(c.sourcedID, id) >= 0:
		t.problem("the sourcedId stands in an earlier row; this one is left out")
		return
	}
	title := NoTitle
	if text := fold.Exact(t.cell(classTitle)); text == "" {
		t.problem("the title is empty; the class cannot be found by it")
	} else if title = TitleID(textindex.First(c.Titles, text)); title == NoTitle {
		if ref := l.keepText(t, text); ref != 0 {
			title = TitleID(c.Titles.Len())
			c.Titles.Add(ref)
		}
	}
	c.title = append(c.title, title)
	c.sourcedID.Add(l.keep(t, classID))
	c.code.Add(l.keepID(t, classCode))
	c.kind = append(c.kind, l.keep(t, classKind))
	c.school = append(c.school, l.keep(t, classSchool))
	c.periods = append(c.periods, l.keep(t, classPeriods))
	c.terms = append(c.terms, l.termSet(t))
	c.deleted = append(c.deleted, isDeleted(t.cell(classStatus)))
}

// termSet returns the number of the set of academic sessions in the row at
// hand.
func (l *rosterLoader) termSet(t *rosterTable) int32 {
	list := t.cell(classTerms)
	if set, ok := l.termSets[list]; ok {
		return set
	}
	var spans []daySpan
	for id := range strings.SplitSeq(list, ",") {
		span, ok := l.sessions[strings.TrimFunc(id, celltext.Unseen)]
		if !ok {
			t.problem("a term is not in academicSessions.csv, or has no dates there; it is left out")
			continue
		}
		spans = append(spans, span)
	}
	c := &l.roster.Classes
	set := int32(len(c.termSets))
	c.termSets = append(c.termSets, spans)
	if spans == nil || len(l.termSets) < 1<<16 { // few lists are told apart in practice
		l.termSets[strings.Clone(list)] = set
	}
	return set
}

// groupTitles lists the classes of each title.
func (l *rosterLoader) groupTitles() {
	c := &l.roster.Classes
	for i, t := range c.title {
		if t != NoTitle {
			c.byTitle = append(c.byTitle, Class(i))
		}
	}
	gone := func(cl Class) int {
		if c.deleted[cl] {
			return 1
		}
		return 0
	}
	slices.SortFunc(c.byTitle, func(a, b Class) int {
		return cmp.Or(cmp.Compare(c.title[a], c.title[b]), cmp.Compare(gone(a), gone(b)), cmp.Compare(a, b))
	})
	c.titleFirst = make([]int32, c.Titles.Len()+1)
	for i, cl := range c.byTitle {
		c.titleFirst[c.title[cl]+1] = int32(i + 1)
	}
}

// Columns of enrollments.csv.
const (
	enrollClass = iota
	enrollUser
	enrollRole
	enrollStatus
	enrollPrimary
	enrollBegin
	enrollEnd
)

// readEnrollments reads who is in which class.
func (l *rosterLoader) readEnrollments() error {
	t, err := l.table("enrollments.csv", []rosterColumn{
		enrollClass:   {label: "classSourcedId", required: true},
		enrollUser:    {label: "userSourcedId", required: true},
		enrollRole:    {label: "role", required: true},
		enrollStatus:  {label: "status"},
		enrollPrimary: {label: "primary"},
		enrollBegin:   {label: "beginDate", optional: true}, // not in 1.0
		enrollEnd:     {label: "endDate", optional: true},
	})
	if err != nil {
		return err
	}
	err = t.each(func() { l.addEnrollment(t) })
	if err == nil && t.rows == 0 {
		err = errors.New("it has no rows; export the roster again, in bulk")
	}
	return err
}

// addEnrollment adds the row at hand.
func (l *rosterLoader) addEnrollment(t *rosterTable) {
	r := l.roster
	cl := l.enrolledClass(t.cell(enrollClass))
	a := textindex.First(r.Accounts.sourcedID, t.cell(enrollUser))
	switch {
	case cl < 0 && a < 0:
		t.problem("neither the class is in classes.csv nor the person in users.csv; the enrolment is left out")
		return
	case cl < 0:
		t.problem("the class is not in classes.csv; the enrolment is left out")
		return
	case a < 0:
		t.problem("the person is not in users.csv; the enrolment is left out")
		return
	case l.ofSeveral(a):
		t.problem("the sourcedId of the person is that of several people in users.csv; the enrolment is left out")
		return
	}
	e := rawEnrollment{class: cl, person: int32(r.Accounts.Person[a]), twin: r.twin(a), first: l.day(t, enrollBegin, noBegin), last: l.day(t, enrollEnd, noEnd)}
	o := l.role(t, enrollRole, true)
	e.flags = enrollmentFlags(t, o)
	deleted := isDeleted(t.cell(enrollStatus))
	if deleted || l.isGone(a) || r.Classes.deleted[cl] {
		e.flags |= enrollmentGone
	}
	l.noteRole(e, o&(RoleStudent|RoleTeacher))
	l.noteEnd(e, deleted)
	const chunk = 1 << 16
	if n := len(l.enrollments); n == 0 || len(l.enrollments[n-1]) == chunk {
		l.enrollments = append(l.enrollments, make([]rawEnrollment, 0, chunk))
	}
	last := &l.enrollments[len(l.enrollments)-1]
	*last = append(*last, e)
}

// enrollmentFlags returns as what the person of the row at hand, who has these roles,
// is in the class.
func enrollmentFlags(t *rosterTable, o Role) EnrollmentFlags {
	switch {
	case o == RoleStudent:
		return EnrolledStudent
	case o != RoleTeacher:
		return enrolledOther
	case strings.EqualFold(t.cell(enrollPrimary), "true") || t.cell(enrollPrimary) == "1":
		return EnrolledTeacher | EnrolledPrimary
	}
	return EnrolledTeacher
}

// ofSeveral reports whether accounts of several people have the sourcedId of
// account a, the first of them.
func (l *rosterLoader) ofSeveral(a int32) bool {
	all := &l.roster.Accounts
	for b := all.sourcedID.Next(a); b >= 0; b = all.sourcedID.Next(b) {
		if all.Person[a] != all.Person[b] {
			return true
		}
	}
	return false
}

// isGone reports whether all accounts of the sourcedId of account a, the first of
// them, are marked to be deleted.
func (l *rosterLoader) isGone(a int32) bool {
	all := &l.roster.Accounts
	for ; a >= 0; a = all.sourcedID.Next(a) {
		if !all.deleted[a] {
			return false
		}
	}
	return true
}

// enrolledClass returns the class with a sourcedId, or -1. Most exports list
// enrollments class by class, so the one before is tried first: a look-up among
// 100,000 waits for memory three times.
func (l *rosterLoader) enrolledClass(id string) int32 {
	if id == "" || id != l.lastClass.id {
		l.lastClass.id, l.lastClass.at = id, textindex.First(l.roster.Classes.sourcedID, id)
	}
	return l.lastClass.at
}

// noteRole makes who is enrolled as a student or teacher one.
func (l *rosterLoader) noteRole(e rawEnrollment, o Role) {
	people := &l.roster.People
	people.ever[e.person] |= o
	if e.flags&enrollmentGone == 0 {
		people.now[e.person] |= o
	}
}

// noteEnd notes whether an export holds enrollments that have ended.
func (l *rosterLoader) noteEnd(e rawEnrollment, deleted bool) {
	if e.flags&EnrolledStudent == 0 {
		return
	}
	terms := l.roster.Classes.termSets[l.roster.Classes.terms[e.class]]
	if deleted || e.last != noEnd && len(terms) > 0 && e.last < spanOf(terms).last {
		l.roster.Ended = true
	}
}
