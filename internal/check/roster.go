package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/nearest"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// The checks that a roster allows: whether the student exists, whether the
// row's identifiers are of one student, and whether teacher, student and class
// belong together.

func (p *rowPeople) reset() {
	for c := range p.found {
		p.found[c] = p.found[c][:0]
	}
	*p = rowPeople{found: p.found, students: p.students[:0], class: rowClass{
		teachers: p.class.teachers[:0], classes: p.class.classes[:0], settled: p.class.settled[:0],
	}}
}

// lookUpStudents finds the students that the row's identifiers stand for, and
// puts leading zeros back where that makes one known.
func (rc *RowChecker) lookUpStudents(r *roster.Roster) {
	p := &rc.people
	for _, c := range schema.Identifiers {
		rc.keepOwn(c)
		f := &rc.Facts[c]
		if f.blank || f.placeholder || r.Accounts.Columns[c] == nil {
			continue
		}
		p.filled[c] = true
		var nobody bool
		if p.found[c], nobody = roster.StudentsBy(r, p.found[c], c, f.clean, true); nobody {
			p.nobodys |= schema.SetOf(c)
		}
		p.known = p.known || len(p.found[c]) > 0
	}
	for _, c := range schema.Identifiers {
		if p.unknown(c) && !rc.Facts[c].filler {
			rc.putZerosBack(r, c)
		}
	}
	p.students = roster.InCommon(p.students, &p.found)
}

// emptyAmbiguous makes it the repair of identifiers that settle nothing to be emptied,
// if another one names the student.
func (rc *RowChecker) emptyAmbiguous(r *roster.Roster) {
	for _, c := range schema.Identifiers {
		if (rc.people.ambiguous(c) || rc.past.reused.Has(c)) && rc.settledBeside(r) {
			rc.Facts[c].repaired = ""
		}
	}
}

// keepOwn takes an identifier as it stands where it is somebody's so: to clean or
// unwrap it would make another's of it.
func (rc *RowChecker) keepOwn(c schema.Column) {
	f, text := &rc.Facts[c], rc.s.Cells[c]
	if f.clean == text || !rc.v.somebodys(text) {
		return
	}
	f.clean, f.repaired, f.sheet, f.known = text, text, celltext.SheetPlain, true
	f.blank, f.placeholder, f.marked = false, false, false
	f.traits &^= traitSheet | traitPlaceholder
	f.silencing &^= traitSheet | traitPlaceholder
}

// unknown reports whether the cell in column c holds an identifier that nobody has.
func (p *rowPeople) unknown(c schema.Column) bool {
	return p.filled[c] && len(p.found[c]) == 0 && !p.nobodys.Has(c)
}

// ambiguous reports whether the identifier in column c settles nothing, as several
// students have it, or so many people that it stands for nobody.
func (p *rowPeople) ambiguous(c schema.Column) bool { return len(p.found[c]) > 1 || p.nobodys.Has(c) }

// settledBeside reports whether, beside an ambiguous identifier, another one stands
// for exactly one student, in every year, whom all known ones stand for.
func (rc *RowChecker) settledBeside(r *roster.Roster) bool {
	p := &rc.people
	if len(p.students) != 1 || !r.Known(p.students[0], roster.RoleStudent, false) {
		return false
	}
	return slices.ContainsFunc(schema.Identifiers, func(o schema.Column) bool { return len(p.found[o]) == 1 && !rc.past.reused.Has(o) })
}

// putZerosBack mends an unknown identifier that has lost its leading zeros,
// unless the student it then stands for is another than the row's known ones.
func (rc *RowChecker) putZerosBack(r *roster.Roster, c schema.Column) {
	fixed, student, ok := r.WithZeros(c, rc.Facts[c].clean)
	if !ok {
		rc.putZerosBackOnce(r, c)
		return
	}
	if rc.isOthersOnce(c, student) {
		return
	}
	for _, o := range schema.Identifiers {
		if known := rc.people.found[o]; len(known) > 0 && !slices.Contains(known, student) {
			return
		}
	}
	rc.Facts[c].repaired = fixed
	rc.people.found[c] = append(rc.people.found[c], student)
	rc.people.restored |= schema.SetOf(c)
}

// lookUpClass finds the teacher and the classes that the row means. Where
// several names of the set come close to the cell, the one that this teacher
// teaches is meant.
func (rc *RowChecker) lookUpClass(r *roster.Roster) {
	p := &rc.people.class
	p.r, p.students = r, rc.people.students
	p.teachers = roster.TeachersByEmail(r, p.teachers, rc.Facts[schema.ColTeacherEmail].repaired, false)
	f := &rc.Facts[schema.ColClassName]
	if len(f.match.Others) > 0 {
		if name, ok := rc.taughtAmong(r, f.match.Others); ok {
			f.match, f.repaired = nameset.Match{Name: name}, name
		}
	}
	if f.blank || f.placeholder {
		return
	}
	p.classes = r.CurrentClasses(p.classes, roster.TitleOf(r, f.repaired))
	p.settle()
}

// taughtAmong returns the one of names that is the title of a class which the
// row's teacher teaches.
func (rc *RowChecker) taughtAmong(r *roster.Roster, names []string) (name string, ok bool) {
	for _, n := range names {
		t := roster.TitleOf(r, n)
		teaches := slices.ContainsFunc(rc.people.class.teachers, func(p roster.Person) bool { return r.Teaches(p, t, false) })
		if teaches && ok {
			return "", false
		}
		if teaches {
			name, ok = n, true
		}
	}
	return name, ok
}

// judged is what says whether the row's class is right: the roster of its day, of an
// earlier year too.
func (rc *RowChecker) judged() *rowClass {
	if rc.past.then != nil {
		return &rc.past.class
	}
	return &rc.people.class
}

func checkStudentUnknown(rc *RowChecker) {
	p, r := &rc.people, rc.v.Refs.Roster
	if rc.past.left != nil {
		return // see checkStudentLeft
	}
	if p.known {
		rc.tellLeft(r)
		return
	}
	for _, c := range schema.Identifiers {
		if !p.unknown(c) && !p.restored.Has(c) || rc.Silenced(c) {
			continue
		}
		rc.tellUnknownStudent(c)
		return // once a row: it is one student
	}
}

// tellLeft tells of a row whose identifiers stand for students of the past only.
func (rc *RowChecker) tellLeft(r *roster.Roster) {
	p := &rc.people
	today := func(s roster.Person) bool { return r.Known(s, roster.RoleStudent, false) }
	if len(p.students) == 0 || slices.ContainsFunc(p.students, today) {
		return
	}
	for _, c := range schema.Identifiers {
		if len(p.found[c]) == 0 || slices.ContainsFunc(p.found[c], today) {
			continue
		}
		if !rc.Silenced(c) && !rc.wordless(c) {
			rc.tell(c, fmt.Sprintf("the student with this %s has left, the roster says: check that this student is meant, and correct the cell if not", c))
		}
		return
	}
	rc.tell(schema.NoColumn, "the student of this row has left, the roster says: find out which student is meant")
}

func (rc *RowChecker) tellUnknownStudent(c schema.Column) {
	if rc.wordless(c) {
		return
	}
	if rc.people.restored.Has(c) {
		rc.tellZeros(c)
		return
	}
	message := fmt.Sprintf("no student in the roster has this %s: look the student up in the student information system", c)
	r, text := rc.v.Refs.Roster, rc.Facts[c].clean
	for p := range r.Bearers(text) {
		if !r.Known(p, roster.RoleStudent, false) { // a teacher's, say, and not to be made a student's
			rc.tell(c, message)
			return
		}
	}
	var fixes []Fix
	for _, o := range schema.Identifiers {
		// Text that is another kind of identifier belongs in another column.
		if o == c || rc.Facts[c].filler { // a filler is to be moved nowhere
			continue
		}
		if found, _ := roster.StudentsBy(r, nil, o, text, false); len(found) > 0 {
			message = fmt.Sprintf("no student in the roster has this %s, but one has it as the %s: move it there", c, o)
			fixes = append(fixes, Fix{Column: o, Old: rc.s.Cells[o], New: text})
		}
	}
	rc.tell(c, message, fixes...)
}

func (rc *RowChecker) tellZeros(c schema.Column) {
	rc.tell(c, fmt.Sprintf("no student in the roster has this %s, because zeros at its front were lost: enter them again", c), rc.safeFix(c)...)
}

func checkIdentifierUnknown(rc *RowChecker, c schema.Column) {
	p := &rc.people
	restored := p.restored.Has(c)
	if !p.known || !p.unknown(c) && !restored || rc.past.others.Has(c) || rc.wordless(c) {
		return
	}
	if restored {
		rc.tellZeros(c)
		return
	}
	rc.tell(c, fmt.Sprintf("no student in the roster has this %s, but the row names the student in another cell: correct it, or clear the cell", c))
}

func checkStudentConflict(rc *RowChecker) {
	p := &rc.people
	if !p.known && rc.past.left == nil {
		return
	}
	if len(p.students) == 0 && (p.known || len(rc.past.students) == 0) {
		rc.tell(schema.NoColumn, "the row has cells of different students: find out which student is meant")
		return
	}
	for _, c := range schema.Identifiers {
		if p.known && p.unknown(c) && !rc.Silenced(c) && !celltext.IsFiller(rc.Facts[c].clean) {
			rc.tellDiffering(c)
		}
	}
}

// tellDiffering tells of an identifier that nobody has, where the roster has
// another one for the row's student. It suggests that of the account that the
// others name.
func (rc *RowChecker) tellDiffering(c schema.Column) {
	if rc.past.others.Has(c) {
		if !rc.wordless(c) {
			rc.tell(c, fmt.Sprintf("in an earlier year another student had this %s, and not the one whom the other cells of the row name: find out which student is meant", c))
		}
		return
	}
	r := rc.v.Refs.Roster
	day, _ := rc.day()
	var fixes []Fix
	differs := false
	for _, s := range rc.people.students {
		if len(r.IdentifiersOf(s, c, day, func(int32) int { return 1 })) == 0 {
			continue
		}
		if rc.wordless(c) {
			return
		}
		differs = true
		for _, own := range r.IdentifiersOf(s, c, day, rc.named) {
			fixes = append(fixes, rc.suggestion(c, own))
		}
	}
	if differs {
		rc.tell(c, fmt.Sprintf("the other cells of the row name a student who has another %s in the roster: find out which is right", c), fixes...)
	}
}

// named returns how many identifiers of the row are those of the account.
func (rc *RowChecker) named(account int32) (n int) {
	for _, c := range schema.Identifiers {
		text := rc.Facts[c].clean
		if rc.people.restored.Has(c) {
			text = rc.Facts[c].repaired
		}
		if rc.people.filled[c] && roster.AccountBears(rc.v.Refs.Roster, account, c, text) {
			n++
		}
	}
	return n
}

// checkStudentAmbiguous tells of an identifier that settles nothing. Where the row's
// student is none of its holders, that is told as a conflict.
func checkStudentAmbiguous(rc *RowChecker, c schema.Column) {
	p, r := &rc.people, rc.v.Refs.Roster
	reused := rc.past.reused.Has(c)
	if !reused && !p.ambiguous(c) || len(p.found[c]) > 1 && len(p.students) == 0 {
		return
	}
	settled := rc.settledBeside(r)
	severity := SeverityError
	if settled {
		severity = SeverityWarning
	}
	if rc.wordlessAs(severity, c) {
		return
	}
	why := fmt.Sprintf("several students of the roster have this %s", c)
	switch gone := func(s roster.Person) bool { return !r.Known(s, roster.RoleStudent, false) }; {
	case p.nobodys.Has(c):
		why = fmt.Sprintf("several people of the roster have this %s, and it stands for none of them", c)
	case reused && len(p.found[c]) < 2:
		why = fmt.Sprintf("this %s was given to another student: the rosters of different years have it for different ones", c)
	case slices.ContainsFunc(p.found[c], gone):
		why = fmt.Sprintf("several students, of whom one or more have left, have this %s in the roster", c)
	}
	if settled {
		rc.tellAs(severity, c, why+": clear the cell, as the row names the student in another cell", rc.safeFix(c)...)
		return
	}
	rc.tellAs(severity, c, why+": enter another number or e-mail that only this student has")
}

func checkClassAmbiguous(rc *RowChecker, c schema.Column) {
	p := rc.judged()
	if len(p.settled) < 2 {
		return
	}
	severity := SeverityWarning
	if slices.ContainsFunc(p.settled[1:], func(cl roster.Class) bool { return p.r.Differ(p.settled[0], cl) }) {
		severity = SeverityError // the record may reach people who have nothing to do with it
	}
	if !rc.wordlessAs(severity, c) {
		rc.tellAs(severity, c, fmt.Sprintf("%s in the roster are named %s, and neither the teacher nor the student shows which is meant: Otus may take the wrong one",
			phrase.Thousands(int64(len(p.settled)))+" classes", phrase.QuoteCell(rc.Facts[c].repaired)))
	}
}

// apart is the severity of a teacher or a student without the class. Where both
// are, and both are checked for, teacher, student and class have nothing to do
// with each other.
func (rc *RowChecker) apart() Severity {
	p := rc.judged()
	if rc.v.On(schema.CodeTeacherClass) && rc.v.On(schema.CodeStudentClass) && p.teacherApart() && p.studentApart() {
		return SeverityError
	}
	return SeverityWarning
}

func checkTeacherClass(rc *RowChecker, c schema.Column) {
	p := rc.judged()
	if !p.teacherApart() {
		return
	}
	severity := rc.apart()
	if rc.wordlessAs(severity, c) {
		return
	}
	rc.tellAs(severity, c, fmt.Sprintf("the teacher %s does not teach a class named %s: check which of the two is right",
		phrase.QuoteCell(rc.Facts[schema.ColTeacherEmail].repaired), phrase.QuoteCell(rc.Facts[c].repaired)),
		rc.classesNearest(p, p.teachers, roster.EnrolledTeacher)...)
}

func checkStudentClass(rc *RowChecker, c schema.Column) {
	p := rc.judged()
	if !p.studentApart() {
		return
	}
	severity := rc.apart()
	if rc.wordlessAs(severity, c) {
		return
	}
	message := fmt.Sprintf("the student is not in a class named %s: check the class", phrase.QuoteCell(rc.Facts[c].repaired))
	if !p.r.Ended {
		message += ", as the student may have changed classes since then"
	}
	rc.tellAs(severity, c, message, rc.classesNearest(p, p.students, roster.EnrolledStudent)...)
}

// classesNearest suggests the titles of the people's classes that are nearest to the
// cell. Of an earlier year they are those that exist today.
func (rc *RowChecker) classesNearest(p *rowClass, people []roster.Person, roles roster.EnrollmentFlags) []Fix {
	key := fold.Key(rc.Facts[schema.ColClassName].clean)
	var titles []string
	for _, who := range people {
		for _, cl := range p.r.ClassesOf(nil, who, roles, p.past) {
			if title := rc.titleToday(p, cl); title != "" && !slices.Contains(titles, title) {
				titles = append(titles, title)
			}
		}
	}
	distance := make(map[string]int, len(titles))
	for _, t := range titles {
		distance[t] = nearest.Distance(key, fold.Key(t))
	}
	slices.SortFunc(titles, func(a, b string) int {
		return cmp.Or(cmp.Compare(distance[a], distance[b]), strings.Compare(a, b))
	})
	return choices(schema.ColClassName, rc.s.Cells[schema.ColClassName], titles[:min(len(titles), MaxSuggestions)])
}

func checkDateTerm(rc *RowChecker, c schema.Column) {
	day, ok := rc.day()
	if !ok {
		return
	}
	if rc.past.before {
		if !rc.people.class.inTerm(day) {
			rc.tellBefore()
		}
		return
	}
	if rc.judged().inTerm(day) || rc.wordless(c) {
		return
	}
	rc.tell(c, fmt.Sprintf("%s is outside the terms of the class %s: check the date and the class",
		phrase.QuoteCell(rc.s.Cells[c]), phrase.QuoteCell(rc.Facts[schema.ColClassName].repaired)))
}

// Where the row's own student is not known, the note may well name that one,
// so nothing is said; the row cannot be uploaded as it is anyway.
func checkNoteNamesStudent(rc *RowChecker, c schema.Column) {
	named := len(rc.people.students) > 0 || rc.past.left != nil && rc.v.SeverityOf(schema.CodeStudentLeft, SeverityError) != SeverityError
	if !rc.Facts[c].blank && named && rc.v.Refs.Roster.NamesAnother(rc.s.Cells[c], rc.people.students) {
		rc.tell(c, "the note names another student: students and families can read notes, so remove the name")
	}
}
