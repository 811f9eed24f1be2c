package mapping

import (
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// Lookups are the rosters that a build asks, and the record that they are
// asked for. They belong to one goroutine.
type Lookups struct {
	Rosters []*askedRoster
	v       *check.Checker // knows which years are expected, and today's roster
	Hidden  *Exclusions    // who is named nowhere; nil: nobody
	Years   bool           // there is today's roster, and another one

	// What follows is of the record at hand. Slices are used again for the next.
	bound *Bound
	m     *Record
	row   *ExportRow
	item  SourceItem
	day   dates.Date
	r     *askedRoster // that of the day

	mapped    schema.ColumnSet                       // the columns whose text "values" gave
	byColumn  [schema.ColStateID + 1][]roster.Person // the students each identifier stands for
	asked     [schema.ColStateID + 1]string          // each identifier, with its zeros
	nobodys   schema.ColumnSet                       // those that people have, but that stand for nobody
	students  []roster.Person                        // those that all of them stand for
	author    roster.Person                          // who is named in a teacher's place without being one, or NoPerson
	different bool                                   // they have nobody in common
	classes   []roster.Class                         // those of the Class Name, where it was looked up
}

// NewLookups returns the look-ups in the rosters that are not nil.
func NewLookups(rosters []*roster.Roster, v *check.Checker) *Lookups {
	l := &Lookups{v: v}
	for _, r := range rosters {
		if r = r.Loaded(); r != nil {
			l.Rosters = append(l.Rosters, newAskedRoster(r))
			l.Years = l.Years || v.Refs.Roster != nil && r != v.Refs.Roster
		}
	}
	return l
}

// Fresh returns look-ups in the same rosters for another goroutine.
func (l *Lookups) Fresh() *Lookups {
	own := &Lookups{v: l.v, Hidden: l.Hidden, Years: l.Years}
	for _, r := range l.Rosters {
		fresh := newAskedRoster(r.Roster)
		fresh.titles, fresh.others, fresh.names, fresh.staff, fresh.codes, fresh.students = r.titles, r.others, r.names, r.staff, r.codes, r.students
		own.Rosters = append(own.Rosters, fresh)
	}
	return own
}

// rosterOf returns the roster for a day, which is that of its school year. A
// day within several belongs to the one that starts last, as the next year's
// may be exported in summer already, and a day within none to the nearest one.
func (l *Lookups) rosterOf(d dates.Date) *askedRoster {
	var best *askedRoster
	apart := 0
	for _, r := range l.Rosters {
		gap := r.DaysFrom(d)
		if best == nil || gap < apart || gap == apart && r.First > best.First {
			best, apart = r, gap
		}
	}
	return best
}

// Fill looks up what of the record the mapping has looked up, and holds its
// identifiers against today's roster.
func (l *Lookups) Fill(b *Bound, m *Record, row *ExportRow, item SourceItem) {
	if b.Looked == nil && !l.Years {
		return
	}
	l.bound, l.m, l.row, l.item, l.day = b, m, row, item, l.dayOf(m)
	l.mapped, l.classes, l.author = 0, nil, roster.NoPerson
	if l.day.IsZero() {
		waits := schema.SetOf(schema.ColDate)
		l.undated(waits)
		return
	}
	l.r = l.rosterOf(l.day)
	for _, c := range b.Looked {
		if m.Answered.Has(c) {
			l.takeAnswered(c)
		} else if name, ok := b.Columns[c].Rule.Entry(c, m.Source[c]); ok {
			m.Rec.SetCell(c, name)
			l.mapped |= schema.SetOf(c)
		}
	}
	l.findStudents()
	for _, c := range b.Looked { // in the order in which they lean on each other
		if m.Told[c] {
			continue // there is no text to look up, which is told
		}
		l.lookUp(c)
	}
	if l.author != roster.NoPerson {
		l.teacherForAuthor()
	}
	l.compareToday()
}

// lookUp fills in the column by its look-up.
func (l *Lookups) lookUp(c schema.Column) {
	switch l.bound.Columns[c].Rule.lookup.kind {
	case lookupStudent:
		l.student(c)
	case lookupTeacher:
		l.teacher()
	case lookupClass:
		l.class()
	case lookupClassOf:
		l.classOf()
	case lookupClassIn:
		l.classIn()
	case lookupTeacherOf:
		l.teacherOf()
	}
}

// undated tells that nothing can be looked up without a day, whose column waits are.
func (l *Lookups) undated(waits schema.ColumnSet) {
	for _, c := range l.bound.Looked {
		if !l.m.Told[c] {
			l.none(c, waits, undatedMessage, nil)
			waits |= schema.SetOf(c) // one is enough
		}
	}
}

// dayOf returns the day of the record: of a date that only a repair makes
// plain, the one that the repair gives it.
func (l *Lookups) dayOf(m *Record) dates.Date {
	if day := m.day(); !day.IsZero() || m.Told[schema.ColDate] || m.Rec.DateText == "" {
		return day
	}
	read := dates.ReadTidied(m.Rec.DateText)
	if day := read.Date(); !read.Has(^(dates.Clock | dates.TwoDigitYear)) && l.v.YearHolds(day) {
		return day
	}
	return dates.Date{}
}

// text returns the text of the record in column c, without what can't be seen
// at its ends and what a spreadsheet has put around it, unless that is somebody's
// so.
func (l *Lookups) text(c schema.Column) string {
	text := strings.TrimFunc(l.m.Rec.Cell(c), celltext.Unseen)
	bare := celltext.SpreadsheetForm(text).Unwrap(text)
	if bare == text || c != schema.ColClassName && l.r.Somebodys(text) || c == schema.ColClassName && len(l.r.ClassesBy(text, true)) > 0 {
		return text
	}
	return bare
}

// rule returns how column c is looked up.
func (l *Lookups) rule(c schema.Column) *lookupRule { return l.bound.Columns[c].Rule.lookup }

// findStudents finds the students that the identifiers of the record stand for.
// An identifier that the roster doesn't know says nothing.
func (l *Lookups) findStudents() {
	l.nobodys = 0
	known := false
	for _, c := range schema.Identifiers {
		l.byColumn[c] = l.studentsIn(l.byColumn[c][:0], c)
		known = known || len(l.byColumn[c]) > 0
	}
	l.students = roster.InCommon(l.students[:0], &l.byColumn)
	l.different = known && len(l.students) == 0
}

// studentsIn appends the students that the identifier in column c stands for:
// as one of this column, or, where it is looked up, of any kind.
func (l *Lookups) studentsIn(found []roster.Person, c schema.Column) []roster.Person {
	text := l.text(c)
	if l.m.Told[c] {
		text = "" // it stands for nobody
	}
	l.asked[c] = text
	if text == "" {
		return found
	}
	var nobody bool
	anyKind := l.anyKind(c)
	if anyKind {
		found, nobody = l.r.StudentsByAny(found, text)
	} else {
		found, nobody = roster.StudentsBy(l.r.Roster, found, c, text, true)
	}
	if nobody {
		l.nobodys |= schema.SetOf(c)
	}
	if len(found) > 0 || nobody {
		return found
	}
	for _, kind := range schema.Identifiers {
		if !anyKind && kind != c {
			continue
		}
		if fixed, p, ok := l.r.WithZeros(kind, text); ok && !slices.Contains(found, p) {
			found = append(found, p)
			l.asked[c] = fixed
		}
	}
	return found
}

// anyKind reports whether the identifier in column c may be of any kind.
func (l *Lookups) anyKind(c schema.Column) bool { return l.bound.Columns[c].Rule.lookup != nil }

// student fills in an identifier: that which stands there as the one that the
// column holds, or, without a source, that of the student whom the others name.
func (l *Lookups) student(c schema.Column) {
	text := l.text(c)
	sourced := l.isSourced(c)
	switch {
	case text == "" && sourced, !sourced && !l.identified():
		// That no student is named is for the checks to say.
	case sourced && len(l.byColumn[c]) == 0 && l.mapped.Has(c):
	case sourced && len(l.byColumn[c]) == 0:
		if l.nobodys.Has(c) {
			l.several(c, 0, studentNobodyMessage, nil)
		} else if !l.studentNamed(c, text) {
			l.none(c, 0, studentNoneMessage, nil)
		}
	case l.different:
		l.several(c, schema.StudentColumns, studentsDifferMessage, nil)
	case len(l.students) == 0:
		l.none(c, schema.StudentColumns, studentNoneMessage, nil)
	default:
		l.takeIdentifier(c, text, sourced)
	}
}

// identified reports whether an identifier of the record is filled in.
func (l *Lookups) identified() bool {
	return slices.ContainsFunc(schema.Identifiers, func(c schema.Column) bool { return l.text(c) != "" })
}

// takeIdentifier fills in what the roster holds in column c for the students of
// the record, in the account that is named.
func (l *Lookups) takeIdentifier(c schema.Column, text string, sourced bool) {
	ids := make([]string, 0, 1)
	for _, p := range l.students {
		own := l.r.IdentifiersOf(p, c, l.day, func(account int32) int { return l.named(c, account, sourced) })
		if sourced && roster.Bears(l.r.Roster, p, c, text) {
			own = []string{text} // one of several that the student has
		}
		if len(own) == 0 {
			own = []string{""}
		}
		for _, id := range own {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	switch {
	case len(ids) > 1 && len(l.students) == 1:
		l.several(c, 0, accountsSeveralMessage(c), nil)
		l.forDataPerson()
	case len(ids) > 1 && sourced:
		l.several(c, 0, studentsSeveralMessage, nil)
	case len(ids) > 1:
		l.several(c, schema.StudentColumns, studentsSeveralMessage, nil)
	case ids[0] == "" && sourced:
		l.none(c, 0, studentWithoutMessage(c), nil)
		l.forDataPerson()
	default:
		l.m.Rec.SetCell(c, ids[0])
	}
}

// named returns how many of the record's identifiers are the account's: one that is
// looked up counts for more than all others.
func (l *Lookups) named(c schema.Column, account int32, sourced bool) (n int) {
	for _, o := range schema.Identifiers {
		switch {
		case !l.names(o, account):
		case sourced && o == c:
			n += len(schema.Identifiers)
		default:
			n++
		}
	}
	return n
}

// names reports whether the account has the identifier in column c of the export.
func (l *Lookups) names(c schema.Column, account int32) bool {
	r, id := l.r.Roster, l.asked[c]
	if id == "" || len(l.byColumn[c]) == 0 {
		return false
	}
	return roster.AccountBears(r, account, c, id) || l.anyKind(c) && r.AccountBearsAny(account, id)
}

// teacher fills in the address of the teacher who is named.
func (l *Lookups) teacher() {
	const c = schema.ColTeacherEmail
	if l.empty(c) {
		l.takeDefault(c)
		return
	}
	if l.isAnsweredName(c) {
		return
	}
	text := l.text(c)
	named := l.r.findTeachers(text)
	if len(named.People) > 0 && named.By != roster.NamedWhole {
		l.shortOfTeacher(text, &named)
		return
	}
	if l.isOtherStaff(text, &named) {
		l.author = named.People[0]
		return
	}
	if l.settle(c, named.found) {
		return
	}
	if len(named.People) > 0 && l.r.Known(named.People[0], roster.RoleTeacher, true) {
		l.none(c, 0, teacherWithoutMessage(named.found[0]), nil)
		l.forDataPerson()
		return
	}
	if l.r.IsNobodyTeacher(text) {
		l.several(c, 0, teacherNobodyMessage(text), nil)
		return
	}
	if len(named.People) > 0 {
		l.none(c, 0, teacherNoneMessage(text, l.r.RolesOfPerson(named.People[0]), nil, false), nil)
		return
	}
	near, short := l.r.nearTeachers(text)
	l.none(c, 0, teacherNoneMessage(text, l.r.RolesOf(text, true), near, short), l.fixes(c, near))
}

// shortOfTeacher fills in the address of a teacher of whom the text is no whole name: a
// family name, alone or with an initial, that only one person of the schools has, who
// teaches the student of the record on its day. What the text may mean is told else.
func (l *Lookups) shortOfTeacher(text string, named *namedTeachers) {
	const c = schema.ColTeacherEmail
	one := len(named.People) == 1
	switch {
	case one && named.By == roster.NamedShort && named.found[0].value != "" && l.teachesStudent(named.People[0]):
		l.m.Rec.SetCell(c, named.found[0].value)
	case l.mapped.Has(c): // the name in Otus that the engineer wrote
	case one && named.By == roster.NamedShort:
		l.none(c, 0, teacherNoneMessage(text, 0, named.found, true), l.fixes(c, named.found))
	case one:
		l.none(c, 0, teacherPartlyMessage(text, named.found), l.fixes(c, named.found))
	case named.By == roster.NamedShort:
		l.several(c, 0, severalMessage(c, text, named.found), l.fixes(c, named.found))
	default:
		l.several(c, 0, teacherPartlyMessage(text, named.found), l.fixes(c, named.found))
	}
}

// teachesStudent reports whether the person is the teacher of a class that the one
// student of the record attends on its day.
func (l *Lookups) teachesStudent(teacher roster.Person) bool {
	return len(l.students) == 1 && len(l.r.Shared(nil, teacher, l.students[0], l.day)) > 0
}

// class fills in the title of the class that is named.
func (l *Lookups) class() {
	const c = schema.ColClassName
	if l.empty(c) {
		l.takeDefault(c)
		return
	}
	text := l.text(c)
	found := l.r.findClasses(text)
	if l.isAnsweredName(c) {
		l.classes = found
		return
	}
	titles := l.titlesOf(found)
	if len(titles) == 1 {
		l.takeTitle(titles[0].value, found)
		return
	}
	if l.settle(c, titles) {
		l.classes = found
		return
	}
	var near []choice
	for _, title := range l.r.titles().Suggest(text, check.MaxSuggestions) {
		near = append(near, choice{value: title})
	}
	l.none(c, 0, classNoneMessage(text, near), l.fixes(c, near))
}

// empty reports whether the teacher's or the class's cell names none: it is
// empty, or N/A and the like, which is nobody's name. What "values" gave stays.
func (l *Lookups) empty(c schema.Column) bool {
	text := l.text(c)
	switch {
	case text == "":
		return true
	case l.mapped.Has(c) || l.m.Answered.Has(c) || !l.bound.Columns[c].SaysNothing(c, text):
		return false
	case c == schema.ColTeacherEmail:
		named := l.r.findTeachers(text)
		return len(named.People) == 0 || named.By != roster.NamedWhole
	}
	return len(l.r.findClasses(text)) == 0
}

// settle fills in the answer where there is one, or tells of several. Where
// there is none, what "values" gave stays, as it is the name in Otus that the
// engineer wrote. It returns false where the caller is to tell that nothing was
// found: a default never stands for what a cell names.
func (l *Lookups) settle(c schema.Column, found []choice) bool {
	switch {
	case len(found) == 1 && found[0].value != "":
		l.m.Rec.SetCell(c, found[0].value)
		return true
	case len(found) > 1:
		l.several(c, 0, severalMessage(c, l.text(c), found), l.fixes(c, found))
		return true
	}
	return l.mapped.Has(c)
}

// takeDefault fills in the default of the mapping, if it has one, for a cell
// that is empty.
func (l *Lookups) takeDefault(c schema.Column) bool {
	fallback := l.bound.Columns[c].Rule.Fallback
	if fallback == nil {
		return false
	}
	source := l.m.Source[c]
	message := defaultedMessage(c, source, *fallback)
	if !l.rule(c).kind.needsSource() {
		message = notFoundMessage(*fallback)
	}
	l.m.tell(check.Issue{Code: schema.CodeDefaulted, Column: c, Value: source, Message: message})
	l.m.Rec.SetCell(c, *fallback)
	return true
}

// none tells that a look-up found nothing. Errors in the columns of waits
// explain it, and are told in its place.
func (l *Lookups) none(c schema.Column, waits schema.ColumnSet, message string, fixes []check.Fix) {
	l.fail(schema.CodeLookupNone, c, waits, message, fixes)
}

// several tells that a look-up found several.
func (l *Lookups) several(c schema.Column, waits schema.ColumnSet, message string, fixes []check.Fix) {
	l.fail(schema.CodeLookupSeveral, c, waits, message, fixes)
}

func (l *Lookups) fail(code schema.Code, c schema.Column, waits schema.ColumnSet, message string, fixes []check.Fix) {
	l.m.Told[c], l.m.Waits[c] = true, waits
	l.m.tell(check.Issue{Code: code, Column: c, Value: l.m.Source[c], Message: message, Fixes: fixes})
}

// forDataPerson says that what was told last is for the data person: no cell of the row is
// wrong, the roster is.
func (l *Lookups) forDataPerson() {
	l.m.Issues[len(l.m.Issues)-1].Settler = schema.SettlerDataPerson
}

// maxLookupFixes bounds the answers among the fixes of an issue.
const maxLookupFixes = 10

// fixes returns the answers as fixes for a person to choose from.
func (l *Lookups) fixes(c schema.Column, found []choice) (fixes []check.Fix) {
	for _, f := range found[:min(len(found), maxLookupFixes)] {
		if f.value != "" {
			fixes = append(fixes, check.Fix{Column: c, Old: l.m.Rec.Cell(c), New: f.value})
		}
	}
	return fixes
}
