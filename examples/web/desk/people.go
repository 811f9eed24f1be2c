package desk

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"example.com/otustemplate"
)

// What the roster knows of a row that the library cannot settle: which student has the
// name that the row says, and who teaches the student. A person chooses; nothing of it is
// entered by itself.

// A peopleIndex finds students by what an export says of them.
type peopleIndex struct {
	students []otustemplate.Person
	byName   map[string][]int // by nameKey
	byNumber map[string]int   // by numberKey of each identifier; -1: of several students
}

// people returns the students of the roster of today, read once. Without one it is empty.
func (k *Kit) people() *peopleIndex {
	if k.index != nil {
		return k.index
	}
	p := &peopleIndex{byName: make(map[string][]int), byNumber: make(map[string]int)}
	k.index = p
	if k.roster == nil {
		return p
	}
	for student := range k.roster.Students() {
		if student.Deleted {
			continue
		}
		at := len(p.students)
		p.students = append(p.students, student)
		for _, key := range distinctTexts(nameKey(student.Given+" "+student.Family), nameKey(student.PreferredGiven+" "+cmp.Or(student.PreferredFamily, student.Family)),
			nameKey(student.Given+" "+student.Middle+" "+student.Family)) {
			p.byName[key] = append(p.byName[key], at)
		}
		for _, key := range distinctTexts(numberKey(student.StudentNumber), numberKey(student.SISID), numberKey(student.StateID), numberKey(student.StudentEmail),
			numberKey(student.Email), numberKey(student.Number)) {
			if other, ok := p.byNumber[key]; ok && other != at {
				at = -1
			}
			p.byNumber[key] = at
			at = len(p.students) - 1
		}
	}
	return p
}

// distinctTexts returns the texts that say something, each once.
func distinctTexts(texts ...string) []string {
	slices.Sort(texts)
	return slices.DeleteFunc(slices.Compact(texts), func(s string) bool { return s == "" })
}

// nameKey is the same for "Castillo, Tessa" and "Tessa M. Castillo", and "" for what is
// no name of two words.
func nameKey(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '-' && r != '’' })
	words = slices.DeleteFunc(words, func(w string) bool { return len(w) < 2 })
	if len(words) < 2 {
		return ""
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

// numberKey is the same for a number with and without the zeros in front.
func numberKey(text string) string {
	return strings.ToLower(strings.TrimLeft(strings.TrimSpace(text), "0"))
}

// named returns the students whose name a cell of the row says, or two cells side by
// side. Cells that feed the template are left out, because a note may name another child.
func (d *Desk) named(cells []string) []otustemplate.Person {
	p := d.kit.people()
	var found []int
	for i := range cells {
		if d.feeds(i) != otustemplate.NoColumn {
			continue
		}
		found = append(found, p.byName[nameKey(cells[i])]...)
		if i+1 < len(cells) && d.feeds(i+1) == otustemplate.NoColumn && nameKey(cells[i]) == "" {
			found = append(found, p.byName[nameKey(cells[i]+" "+cells[i+1])]...)
		}
	}
	slices.Sort(found)
	var all []otustemplate.Person
	for _, at := range slices.Compact(found) {
		all = append(all, p.students[at])
	}
	return all
}

// feeds returns the column of the template that a column of the file fills, counted from
// 0.
func (d *Desk) feeds(i int) otustemplate.Column {
	if i < len(d.result.report.Columns) {
		return d.result.report.Columns[i]
	}
	return otustemplate.NoColumn
}

// numbered returns the student whom the identifiers of the row name.
func (d *Desk) numbered(cells []string) (student otustemplate.Person, number string, ok bool) {
	p := d.kit.people()
	for i, cell := range cells {
		if !isIdentifier(d.feeds(i)) || strings.TrimSpace(cell) == "" {
			continue
		}
		if at, known := p.byNumber[numberKey(cell)]; known && at >= 0 {
			return p.students[at], strings.TrimSpace(cell), true
		}
	}
	return student, "", false
}

// identifierOf returns what a column of the template says of a student.
func identifierOf(student otustemplate.Person, c otustemplate.Column) string {
	switch c {
	case otustemplate.ColStudentEmail:
		return cmp.Or(student.StudentEmail, student.Email)
	case otustemplate.ColSISID:
		return student.SISID
	case otustemplate.ColStudentNumber:
		return student.StudentNumber
	case otustemplate.ColStateID:
		return student.StateID
	}
	return ""
}

func fullName(p otustemplate.Person) string {
	return strings.TrimSpace(cmp.Or(p.PreferredGiven, p.Given) + " " + cmp.Or(p.PreferredFamily, p.Family))
}

// maxNamesakes is up to how many students of one name are suggested.
const maxNamesakes = 4

// whoItMayBe suggests the students who have the name that the row says.
func (d *Desk) whoItMayBe(is otustemplate.Issue, cells []string, add func(t attempt, cells ...Setting)) {
	field := (Spot{What: d.badCell(is)}).field()
	if field < 0 || !isIdentifier(d.feeds(field)) {
		return
	}
	namesakes := d.named(cells)
	if len(namesakes) > maxNamesakes {
		return
	}
	for _, student := range namesakes {
		number := identifierOf(student, d.feeds(field))
		if number == "" || number == cells[field] {
			continue
		}
		text := fmt.Sprintf("Enter “%s”: %s", number, fullName(student))
		if student.Grade != "" {
			text += ", grade " + strings.TrimLeft(student.Grade, "0")
		}
		add(attempt{text: text, whole: true, alone: true}, Setting{cellSpot(0, field).What, number})
	}
}

// A teaching is a class of the student, and who teaches it.
type teaching struct {
	class    otustemplate.Class
	teachers []otustemplate.Person
}

// whoTeaches suggests the teachers of the student, those of the row's period if there are
// any; if the library has suggestions, those of them who teach the student.
func (d *Desk) whoTeaches(is otustemplate.Issue, cells []string, add func(t attempt, cells ...Setting)) {
	field := d.teacherField()
	if field < 0 || field >= len(cells) || !isTeacherInDoubt(is) || !d.isOfThisYear(cells) {
		return
	}
	student, _, ok := d.numbered(cells)
	if !ok {
		return
	}
	all := d.kit.teachings(student.ID)
	if period := d.periodOf(cells); period != "" {
		inPeriod := slices.DeleteFunc(slices.Clone(all), func(t *teaching) bool { return !slices.Contains(t.class.Periods, period) })
		if len(inPeriod) > 0 {
			all = inPeriod
		}
	}
	addresses, texts := whatTheyTeach(all)
	for _, address := range addresses {
		t := attempt{text: texts[address], whole: true, alone: true}
		if is.Column == otustemplate.ColTeacherEmail && len(is.Fixes) > 0 {
			if !slices.ContainsFunc(is.Fixes, func(f otustemplate.Fix) bool { return f.Column == is.Column && f.New == address }) {
				continue
			}
			t.fix, t.alone = address, len(is.Fixes) > 1 // the only one is so in other rows too
		}
		add(t, Setting{cellSpot(0, field).What, address})
	}
}

// isOfThisYear reports whether today's roster says who taught on the day of a row. With
// rosters of earlier years the row has to say that it is of this one.
func (d *Desk) isOfThisYear(cells []string) bool {
	if len(d.kit.rosters) < 2 {
		return true
	}
	for i, cell := range cells {
		if day, err := otustemplate.ParseDate(cell); err == nil && d.feeds(i) == otustemplate.ColDate {
			return d.kit.firstDay != "" && day.String() >= d.kit.firstDay
		}
	}
	return false
}

// whatTheyTeach returns the addresses of the teachers, in the order of their first class,
// and what a suggestion says of each.
func whatTheyTeach(all []*teaching) (addresses []string, texts map[string]string) {
	texts = make(map[string]string)
	for _, t := range all {
		for _, teacher := range t.teachers {
			if texts[teacher.Email] == "" {
				addresses = append(addresses, teacher.Email)
				texts[teacher.Email] = fmt.Sprintf("Enter “%s”: %s teaches this student", teacher.Email, fullName(teacher))
			} else {
				texts[teacher.Email] += ","
			}
			texts[teacher.Email] += " " + t.class.Title
			if len(t.class.Periods) > 0 {
				texts[teacher.Email] += " (period " + strings.Join(t.class.Periods, " and ") + ")"
			}
		}
	}
	return addresses, texts
}

// isTeacherInDoubt reports whether another teacher may settle the issue.
func isTeacherInDoubt(is otustemplate.Issue) bool {
	return is.Column == otustemplate.ColTeacherEmail || is.Column == otustemplate.ColClassName && is.Code == otustemplate.CodeLookupNone
}

// periodOf returns what the row says of the period, "" if the mapping asks for none.
func (d *Desk) periodOf(cells []string) string {
	if d.rules.period == "" {
		return ""
	}
	if i := slices.IndexFunc(d.file.labels, func(label string) bool { return sameLabel(label, d.rules.period) }); i >= 0 && i < len(cells) {
		return strings.TrimSpace(cells[i])
	}
	return ""
}

// teachings returns the classes that a student has in the roster of today, by period and
// title.
func (k *Kit) teachings(student string) []*teaching {
	classes := make(map[string]*teaching)
	for e := range k.roster.Enrollments() {
		if e.PersonID == student && !e.Deleted && e.Role == otustemplate.RoleStudent {
			classes[e.ClassID] = new(teaching)
		}
	}
	for class := range k.roster.Classes() {
		if t := classes[class.ID]; t != nil {
			t.class = class
		}
	}
	k.addTeachers(classes)
	all := slices.Collect(maps.Values(classes))
	slices.SortFunc(all, func(a, b *teaching) int {
		return cmp.Or(slices.Compare(a.class.Periods, b.class.Periods), cmp.Compare(a.class.Title, b.class.Title), cmp.Compare(a.class.ID, b.class.ID))
	})
	return all
}

// addTeachers says who teaches the classes.
func (k *Kit) addTeachers(classes map[string]*teaching) {
	of := make(map[string][]*teaching)
	for e := range k.roster.Enrollments() {
		if t := classes[e.ClassID]; t != nil && e.Role == otustemplate.RoleTeacher && !e.Deleted {
			of[e.PersonID] = append(of[e.PersonID], t)
		}
	}
	for teacher := range k.roster.Teachers() {
		for _, t := range of[teacher.ID] {
			if teacher.Email != "" && !teacher.Deleted {
				t.teachers = append(t.teachers, teacher)
			}
		}
	}
}

// whoItIs says who the student is whose number a person entered in the row, and reports
// whether the row names somebody else.
func (d *Desk) whoItIs(row int64, cells []string) (text string, other bool) {
	entered := make([]string, len(cells)) // other numbers of the row may be another student's
	for i, cell := range cells {
		if _, edited := d.edits.now[cellSpot(row, i)]; edited {
			entered[i] = cell
		}
	}
	student, number, ok := d.numbered(entered)
	if !ok {
		return "", false
	}
	namesakes := d.named(cells)
	if len(namesakes) > 0 && !slices.ContainsFunc(namesakes, func(p otustemplate.Person) bool { return p.ID == student.ID }) {
		return fmt.Sprintf("%s is %s in the roster, but this row names %s. Check that it is the right student.", number, fullName(student), fullName(namesakes[0])), true
	}
	return fmt.Sprintf("%s is %s in the roster.", number, fullName(student)), false
}
