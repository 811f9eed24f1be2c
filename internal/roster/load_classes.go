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
	enrolClass = iota
	enrolUser
	enrolRole
	enrolStatus
	enrolPrimary
	enrolBegin
	enrolEnd
)

// readEnrolments reads who is in which class.
func (l *rosterLoader) readEnrolments() error {
	t, err := l.table("enrollments.csv", []rosterColumn{
		enrolClass:   {label: "classSourcedId", required: true},
		enrolUser:    {label: "userSourcedId", required: true},
		enrolRole:    {label: "role", required: true},
		enrolStatus:  {label: "status"},
		enrolPrimary: {label: "primary"},
		enrolBegin:   {label: "beginDate", optional: true}, // not in 1.0
		enrolEnd:     {label: "endDate", optional: true},
	})
	if err != nil {
		return err
	}
	err = t.each(func() { l.addEnrolment(t) })
	if err == nil && t.rows == 0 {
		err = errors.New("it has no rows; export the roster again, in bulk")
	}
	return err
}

// addEnrolment adds the row at hand.
func (l *rosterLoader) addEnrolment(t *rosterTable) {
	r := l.roster
	cl := l.enrolledClass(t.cell(enrolClass))
	a := textindex.First(r.Accounts.sourcedID, t.cell(enrolUser))
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
	e := rawEnrolment{class: cl, person: int32(r.Accounts.Person[a]), twin: r.twin(a), first: l.day(t, enrolBegin, noBegin), last: l.day(t, enrolEnd, noEnd)}
	o := l.role(t, enrolRole, true)
	e.flags = enrolmentFlags(t, o)
	deleted := isDeleted(t.cell(enrolStatus))
	if deleted || l.isGone(a) || r.Classes.deleted[cl] {
		e.flags |= enrolmentGone
	}
	l.noteRole(e, o&(RoleStudent|RoleTeacher))
	l.noteEnd(e, deleted)
	const chunk = 1 << 16
	if n := len(l.enrolments); n == 0 || len(l.enrolments[n-1]) == chunk {
		l.enrolments = append(l.enrolments, make([]rawEnrolment, 0, chunk))
	}
	last := &l.enrolments[len(l.enrolments)-1]
	*last = append(*last, e)
}

// enrolmentFlags returns as what the person of the row at hand, who has these roles,
// is in the class.
func enrolmentFlags(t *rosterTable, o Role) EnrolmentFlags {
	switch {
	case o == RoleStudent:
		return EnrolledStudent
	case o != RoleTeacher:
		return enrolledOther
	case strings.EqualFold(t.cell(enrolPrimary), "true") || t.cell(enrolPrimary) == "1":
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
// enrolments class by class, so the one before is tried first: a look-up among
// 100,000 waits for memory three times.
func (l *rosterLoader) enrolledClass(id string) int32 {
	if id == "" || id != l.lastClass.id {
		l.lastClass.id, l.lastClass.at = id, textindex.First(l.roster.Classes.sourcedID, id)
	}
	return l.lastClass.at
}

// noteRole makes who is enrolled as a student or teacher one.
func (l *rosterLoader) noteRole(e rawEnrolment, o Role) {
	people := &l.roster.People
	people.ever[e.person] |= o
	if e.flags&enrolmentGone == 0 {
		people.now[e.person] |= o
	}
}

// noteEnd notes whether an export holds enrolments that have ended.
func (l *rosterLoader) noteEnd(e rawEnrolment, deleted bool) {
	if e.flags&EnrolledStudent == 0 {
		return
	}
	terms := l.roster.Classes.termSets[l.roster.Classes.terms[e.class]]
	if deleted || e.last != noEnd && len(terms) > 0 && e.last < spanOf(terms).last {
		l.roster.Ended = true
	}
}
