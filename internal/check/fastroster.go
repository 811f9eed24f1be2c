package check

import (
	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/textindex"
)

// A peopleCheck makes the roster's checks of rows that are good but for them: it is
// to a FastCheck what roster.go is to a RowChecker. What it lets pass is exactly
// what that has nothing to say about, which TestBlocksOfRoster and FuzzBlocks hold
// against it.
type peopleCheck struct {
	r       *roster.Roster
	found   rowPeople
	filled  IdentifierSet // the identifiers of the row that passed last
	decoder sheet.Decoder // of notes
	buf     []byte
	account int32    // that the row's identifier before is of
	lower   [64]byte // an address
}

const noAccount = -1

// newPeopleCheck returns nil where there is no roster.
func newPeopleCheck(r *roster.Roster) *peopleCheck {
	if r == nil {
		return nil
	}
	return &peopleCheck{r: r, decoder: sheet.Decoder{Shared: sheet.ShortlyShared}}
}

// pass reports whether the roster knows the student, of whom all identifiers are,
// and whether teacher, class, student, date and note belong together.
func (p *peopleCheck) pass(f *FastCheck, text []byte, cells []csvrow.Span, row *csvrow.BlockRow) bool {
	p.found.reset()
	if !p.student(f, text, cells) || !p.class(f, text, cells) {
		return false
	}
	at := f.At[schema.ColNote]
	if at < 0 || cells[at].Len() == 0 {
		return true
	}
	note := text[cells[at].Start:cells[at].End]
	if row.Doubled {
		p.buf = csvrow.AppendUndoubled(p.buf[:0], note)
		note = p.buf
	}
	return !p.r.NamesAnother(p.decoder.TextOf(note), p.found.students)
}

// student looks the student up: each identifier must stand for the same one alone.
func (p *peopleCheck) student(f *FastCheck, text []byte, cells []csvrow.Span) bool {
	p.filled, p.account = 0, noAccount
	who := roster.NoPerson
	for _, c := range schema.Identifiers {
		at := f.At[c]
		if at < 0 || cells[at].Len() == 0 {
			continue
		}
		p.filled.add(c)
		if p.r.Accounts.Columns[c] == nil {
			continue
		}
		found := p.studentsBy(c, text[cells[at].Start:cells[at].End])
		if p.found.found[c] = found; len(found) != 1 || who != roster.NoPerson && found[0] != who {
			return false
		}
		who = found[0]
	}
	if who == roster.NoPerson || !p.r.Known(who, roster.RoleStudent, false) {
		return false
	}
	p.found.students = append(p.found.students, who)
	return true
}

// studentsBy returns the students with the identifier, of today or the past. Most
// identifiers of a row are those of one account: where no two accounts share one, it
// need not be looked up again, only compared, which waits for memory half as often.
func (p *peopleCheck) studentsBy(c schema.Column, id []byte) []roster.Person {
	r, found := p.r, p.found.found[c]
	field := r.Accounts.Columns[c]
	text, ok := id, field.Unique()
	if ok && field == r.Accounts.Address {
		text, ok = celltext.LowerASCII(p.lower[:0], id)
	}
	if !ok {
		found, _ = roster.StudentsBy(r, found, c, id, true)
		return found
	}
	if p.account == noAccount || field.Text(p.account) != string(text) {
		if p.account = textindex.First(field, text); p.account == noAccount {
			return found
		}
	}
	if who := r.Accounts.Person[p.account]; r.Known(who, roster.RoleStudent, true) {
		found = append(found, who)
	}
	return found
}

// class looks teacher and class up, and holds them against the student and the
// date.
func (p *peopleCheck) class(f *FastCheck, text []byte, cells []csvrow.Span) bool {
	r, found := p.r, &p.found
	teacher, title := cells[f.At[schema.ColTeacherEmail]], cells[f.At[schema.ColClassName]]
	found.teachers = roster.TeachersByEmail(r, found.teachers, text[teacher.Start:teacher.End], false)
	found.title = roster.TitleOf(r, text[title.Start:title.End])
	found.lookUpClasses(r)
	switch {
	case len(found.classes) == 0:
		return true
	case len(found.settled) > 1, len(found.teachers) > 0 && !found.taught(r), !found.attended(r):
		return false
	}
	return found.inTerm(r, UnpackDay(f.Clean.Day))
}

// person returns the student of the row that passed last.
func (p *peopleCheck) person() roster.Person { return p.found.students[0] }
