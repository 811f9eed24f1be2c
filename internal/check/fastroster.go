package check

import (
	"slices"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/mention"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/textindex"
)

// A peopleCheck makes the roster's checks of rows that are good except for them: it is
// to a FastCheck what roster.go is to a RowChecker. What it lets pass is exactly
// what that has nothing to say about, which TestBlocksOfRoster and FuzzBlocks hold
// against it.
type peopleCheck struct {
	r       *roster.Roster
	years   *roster.Years // nil: there are no earlier ones
	places  *rosterPlaces
	decoder sheet.Decoder // of notes
	buf     []byte
	lower   [64]byte // an address

	// Of the row that passed last:
	filled   IdentifierSet
	account  int32 // that the identifier before is of
	students []roster.Person
	teachers []roster.Person
	classes  []roster.Class
}

// rosterPlaces lead from a name's place in its set to the teacher and to the class.
type rosterPlaces struct {
	teachers []roster.Person // NoPerson: nobody is; severalPeople: look them up
	titles   []placedTitle
}

const severalPeople roster.Person = -2

// A placedTitle is the title that a name of the set of classes is.
type placedTitle struct {
	title roster.TitleID
	class roster.Class // the only current one of the title; noClass: there is none; severalClasses
}

const (
	noClass        roster.Class = -1
	severalClasses roster.Class = -2
)

// placeTitle returns a title with these current classes.
func placeTitle(title roster.TitleID, classes []roster.Class) placedTitle {
	switch len(classes) {
	case 0:
		return placedTitle{title, noClass}
	case 1:
		return placedTitle{title, classes[0]}
	}
	return placedTitle{title, severalClasses}
}

// newRosterPlaces finds teachers and classes of the roster for all names of their
// sets.
func newRosterPlaces(refs *roster.References) *rosterPlaces {
	r, places := refs.Roster, new(rosterPlaces)
	var people []roster.Person
	if refs.Teachers != nil {
		for _, address := range refs.Teachers.Names {
			teacher := roster.NoPerson
			if people = roster.TeachersByEmail(r, people[:0], address, false); len(people) == 1 {
				teacher = people[0]
			} else if len(people) > 1 {
				teacher = severalPeople
			}
			places.teachers = append(places.teachers, teacher)
		}
	}
	var classes []roster.Class
	if refs.Classes != nil {
		for _, name := range refs.Classes.Names {
			title := roster.TitleOf(r, name)
			classes = r.CurrentClasses(classes[:0], title)
			places.titles = append(places.titles, placeTitle(title, classes))
		}
	}
	return places
}

const noAccount = -1

// newPeopleCheck returns nil where there is no roster.
func newPeopleCheck(v *Checker) *peopleCheck {
	if v.Refs.Roster == nil {
		return nil
	}
	return &peopleCheck{
		r: v.Refs.Roster, years: v.Years, places: v.places(),
		decoder: sheet.Decoder{Shared: sheet.ShortlyShared}, students: make([]roster.Person, 1),
	}
}

// pass reports whether the roster knows the student, of whom all identifiers are,
// and whether teacher, class, student, date and note belong together.
func (p *peopleCheck) pass(f *FastCheck, text []byte, cells []csvrow.Span, row *csvrow.BlockRow, known *Known) bool {
	if p.years != nil && !p.years.IsToday(UnpackDay(f.Clean.Day)) {
		return false // the roster of that year has a say
	}
	return p.student(f, text, cells, known.Student) && p.class(f, text, cells) && p.note(f, text, cells, row)
}

// note reports whether the note names no other student.
func (p *peopleCheck) note(f *FastCheck, text []byte, cells []csvrow.Span, row *csvrow.BlockRow) bool {
	at := f.At[schema.ColNote]
	if at < 0 || cells[at].Len() == 0 {
		return true
	}
	cell := cells[at]
	speaks := f.topics != nil
	if f.plainNote {
		var may bool
		if may, speaks = p.r.MayNameAnother(text, int(cell.Start), cell.Len(), f.topics); !may && !speaks {
			return true
		}
	}
	note := text[cell.Start:cell.End]
	if row.Doubled {
		p.buf = csvrow.AppendUndoubled(p.buf[:0], note)
		note = p.buf
	}
	words := p.decoder.TextOf(note)
	return !(speaks && f.topics.Find(words) != mention.NoTopic) && !p.r.NamesAnother(words, p.students)
}

// student looks the student up, unless it is known: each identifier must stand for
// the same one alone.
func (p *peopleCheck) student(f *FastCheck, text []byte, cells []csvrow.Span, known roster.Person) bool {
	p.filled, p.account = 0, noAccount
	who := known
	for _, c := range schema.Identifiers {
		at := f.At[c]
		if at < 0 || cells[at].Len() == 0 {
			continue
		}
		p.filled.add(c)
		if known != roster.NoPerson || p.r.Accounts.Columns[c] == nil {
			continue
		}
		found := p.studentBy(c, text[cells[at].Start:cells[at].End])
		if found == roster.NoPerson || who != roster.NoPerson && found != who {
			return false
		}
		who = found
	}
	p.students[0] = who
	return who != roster.NoPerson && p.r.Known(who, roster.RoleStudent, false)
}

// studentBy returns the one student with the identifier, of today or the past, or
// NoPerson. Most identifiers of a row are those of one account: where no two accounts
// share one, it need not be looked up again, only compared, which waits for memory
// half as often.
func (p *peopleCheck) studentBy(c schema.Column, id []byte) roster.Person {
	r := p.r
	field := r.Accounts.Columns[c]
	if field == r.Accounts.Address {
		lower, ok := celltext.LowerASCII(p.lower[:0], id)
		if !ok {
			return p.onlyStudentBy(c, id)
		}
		id = lower
	}
	if p.account == noAccount || !field.Unique() || field.Text(p.account) != string(id) {
		if p.account = textindex.First(field, id); p.account == noAccount {
			return roster.NoPerson
		}
		if field.Next(p.account) >= 0 {
			return p.onlyStudentBy(c, id)
		}
	}
	if who := r.Accounts.Person[p.account]; r.Known(who, roster.RoleStudent, true) {
		return who
	}
	return roster.NoPerson
}

// onlyStudentBy is studentBy for an identifier that several accounts may have.
func (p *peopleCheck) onlyStudentBy(c schema.Column, id []byte) roster.Person {
	var buf [roster.MaxHolders]roster.Person
	if found, _ := roster.StudentsBy(p.r, buf[:0], c, id, true); len(found) == 1 {
		return found[0]
	}
	return roster.NoPerson
}

// class holds teacher and class against the student and the date.
func (p *peopleCheck) class(f *FastCheck, text []byte, cells []csvrow.Span) bool {
	p.findTeachers(f, text, cells[f.At[schema.ColTeacherEmail]])
	placed := p.placedTitle(f, text, cells[f.At[schema.ColClassName]])
	class := placed.class
	switch class {
	case noClass:
		return true
	case severalClasses:
		if class = p.settle(placed.title); class < 0 {
			return false
		}
	default:
		if !p.r.IsIn(p.students[0], class, roster.EnrolledStudent, false) || len(p.teachers) > 0 && !p.teach(class) {
			return false
		}
	}
	inside, known := p.r.InTerms(class, UnpackDay(f.Clean.Day))
	return inside || !known
}

// findTeachers finds the teachers with the address.
func (p *peopleCheck) findTeachers(f *FastCheck, text []byte, cell csvrow.Span) {
	p.teachers = p.teachers[:0]
	if place := f.Clean.Names[1]; place != nameset.NoPlace {
		if teacher := p.places.teachers[place]; teacher != severalPeople {
			if teacher != roster.NoPerson {
				p.teachers = append(p.teachers, teacher)
			}
			return
		}
	}
	p.teachers = roster.TeachersByEmail(p.r, p.teachers, text[cell.Start:cell.End], false)
}

// placedTitle finds the title.
func (p *peopleCheck) placedTitle(f *FastCheck, text []byte, cell csvrow.Span) placedTitle {
	if place := f.Clean.Names[2]; place != nameset.NoPlace {
		return p.places.titles[place]
	}
	title := roster.TitleOf(p.r, text[cell.Start:cell.End])
	p.classes = p.r.CurrentClasses(p.classes[:0], title)
	return placeTitle(title, p.classes)
}

// teach reports whether one of the teachers teaches the class.
func (p *peopleCheck) teach(cl roster.Class) bool {
	return slices.ContainsFunc(p.teachers, func(who roster.Person) bool { return p.r.IsIn(who, cl, roster.EnrolledTeacher, false) })
}

// settle returns the class that is meant by a title of several: the only one of
// those the teachers teach, and of these the only one that the student attends, if
// there is any. It returns a negative one if several are left, or the teachers or the
// student have none of them.
func (p *peopleCheck) settle(t roster.TitleID) roster.Class {
	student := p.students[0]
	if !p.r.Attends(student, t, false) {
		return noClass
	}
	p.classes = p.classes[:0]
	for _, who := range p.teachers {
		p.classes = p.r.ClassesOf(p.classes, who, roster.EnrolledTeacher, false)
	}
	if len(p.teachers) == 0 {
		p.classes = p.r.CurrentClasses(p.classes, t)
	}
	settled, attended := noClass, noClass
	several, both := false, false // of the one and of the other
	for i, cl := range p.classes {
		if !p.r.Classes.Current(cl) || !p.r.IsTitled(cl, t) || slices.Contains(p.classes[:i], cl) {
			continue
		}
		several = several || settled != noClass
		settled = cl
		if p.r.IsIn(student, cl, roster.EnrolledStudent, false) {
			both = both || attended != noClass
			attended = cl
		}
	}
	switch {
	case attended != noClass && !both:
		return attended
	case attended != noClass || several:
		return severalClasses
	}
	return settled
}

// person returns the student of the row that passed last.
func (p *peopleCheck) person() roster.Person { return p.students[0] }
