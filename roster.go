package otustemplate

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strings"

	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/mention"
	"example.com/otustemplate/internal/textindex"
)

// A Roster is who there is, and who teaches and attends which class, as one
// OneRoster export has it. A nil *Roster, or a zero one, is not known: no check of
// people and classes is made. [LoadOneRoster] makes one; it does not change and may be
// shared between goroutines.
type Roster struct {
	texts    textindex.Texts
	accounts accounts
	people   people
	classes  classes
	mentions *mention.Names // of students and, as quiet ones, teachers

	problems []Problem
	// ended: some student's enrolment ended before its class did, or is marked
	// to be deleted. Where none did the export holds today's enrolments only.
	ended       bool
	first, last day // of its academic sessions
}

// A Problem is something in a roster's files that is not as it should be, and
// what became of it. Its text holds no cell.
type Problem struct {
	File    string // as named in the folder or zip
	Line    int64  // the text line, from 1; 0: the file as a whole
	Message string // one sentence
}

// OneRosterOptions say how a roster is read. The zero OneRosterOptions, or a
// nil pointer to them, are what fits most exports.
type OneRosterOptions struct {
	// Identifiers says which source feeds an identifier of the template, as no
	// field of OneRoster is the state ID or the student number by definition:
	// "sourcedId", "identifier", "username", "email", or else a type of
	// userIds, such as "SASID" for {SASID:123}; without regard to case. "":
	// none does. Columns that are not named have their default: Student Email
	// from email, SIS ID from sourcedId, Student Number from identifier, State
	// ID from the userIds type that has "state" in it.
	Identifiers map[Column]string
	// MaxBytes bounds the unpacked size of the files read. 0: 4 GiB.
	MaxBytes int64
	// MaxFiles bounds the number of files in the zip or folder. 0: 1,000.
	MaxFiles int
}

// LoadOneRoster reads the CSV files of OneRoster 1.0, 1.1 or 1.2 from a
// folder, such as os.DirFS("roster"), an embed.FS, or an [archive/zip.Reader].
// They may lie in a folder within. It needs users, classes, enrollments and
// academicSessions, and of 1.2 roles; file names and labels may be in any
// case, and columns in any order. Nil options are the zero ones.
//
// What a roster cannot do without ends the load: a file that is absent or not
// CSV, one of its columns that is, or no users, classes or enrollments at all.
// The error says which, and what the folder looks like. Everything else that
// is not as it should be is told by [Roster.Problems], and never passed over
// in silence.
//
// Rows with one identifier or username and one given name are one person, who
// may stand in several, for two roles or after a transfer. Rows whose status is
// tobedeleted are no part of today: they serve look-ups of past dates only.
func LoadOneRoster(fsys fs.FS, opts *OneRosterOptions) (*Roster, error) {
	l, err := newRosterLoader(fsys, opts)
	if err == nil {
		err = l.load()
	}
	if err != nil {
		return nil, fmt.Errorf("otustemplate: OneRoster: %w", err)
	}
	return l.roster, nil
}

// Problems returns what was not as it should be, file by file in the order
// read. Of problems of one kind in one file the first 20 are listed, and one
// more says how many others there are.
func (r *Roster) Problems() []Problem {
	if r == nil {
		return nil
	}
	return slices.Clone(r.problems)
}

// loaded returns r, and nil for a Roster that LoadOneRoster did not make: it is
// not known.
func (r *Roster) loaded() *Roster {
	if r == nil || r.mentions == nil {
		return nil
	}
	return r
}

// References returns what the roster says exists: its teachers' addresses, the
// titles of its classes, and itself. What it lacks are the recognitions, from
// a list of their own; nil: not known. Of a nil Roster only they are known.
func (r *Roster) References(recognitions *Set) References {
	refs := References{Recognitions: recognitions, Roster: r.loaded()}
	if refs.Roster == nil {
		return refs
	}
	var emails, titles []string
	for p := range person(r.people.len()) {
		if r.people.now[p]&roleTeacher != 0 {
			emails = append(emails, r.emails(p)...)
		}
	}
	for t := range r.classes.titles.Len() {
		if slices.ContainsFunc(r.classes.titled(titleID(t)), r.classes.current) {
			titles = append(titles, r.classes.titles.Text(int32(t)))
		}
	}
	refs.Teachers, refs.Classes = NewEmailSet(emails...), NewSet(titles...)
	return refs
}

// identifierSource returns what feeds column c: the words of [OneRosterOptions].
func (o *OneRosterOptions) identifierSource(c Column) string {
	if source, ok := o.Identifiers[c]; ok {
		return source
	}
	return defaultSources[c]
}

// stateType stands for the userIds type that has "state" in it.
const stateType = "*state*"

var defaultSources = map[Column]string{
	ColStudentEmail: "email", ColSISID: "sourcedId", ColStudentNumber: "identifier", ColStateID: stateType,
}

// check says what is wrong with the options.
func (o *OneRosterOptions) check() error {
	for c := range o.Identifiers {
		if !c.identifier() {
			return errors.New("OneRosterOptions.Identifiers may name columns A to D only")
		}
	}
	if o.MaxBytes < 0 || o.MaxFiles < 0 {
		return errors.New("OneRosterOptions.MaxBytes and MaxFiles must not be negative; use 0 for the default")
	}
	return nil
}

// A day counts from 1 January 2000. It reaches from 1910 to 2089; what is
// beyond is taken for the ends.
type day int16

const (
	noBegin day = -1 << 15  // before every day
	noEnd   day = 1<<15 - 1 // after every day
)

// dayOf returns the day of a date that is valid.
func dayOf(d Date) day {
	const days2000 = 730_119 // from 1 January of the year 1
	y, n := d.Year-1, d.Day-1
	for m := range d.Month - 1 {
		n += daysIn(d.Year, m+1)
	}
	n += 365*y + y/4 - y/100 + y/400 - days2000
	return day(min(max(n, int(noBegin)+1), int(noEnd)-1))
}

// A role is what a person does, in today's rows or in any.
type role uint16

const (
	roleStudent role = 1 << iota
	roleTeacher
	roleAdministrator
	roleAide
	roleCounselor
	roleParent
	roleProctor
	roleOther
)

// roleWords are the roles of users.csv, roles.csv and enrollments.csv, in
// lower case.
var roleWords = map[string]role{
	"student": roleStudent, "teacher": roleTeacher,
	"administrator": roleAdministrator, "districtadministrator": roleAdministrator, "principal": roleAdministrator,
	"siteadministrator": roleAdministrator, "systemadministrator": roleAdministrator,
	"aide": roleAide, "counselor": roleCounselor, "proctor": roleProctor,
	"parent": roleParent, "guardian": roleParent, "relative": roleParent,
}

// String gives the roles in words for a message, "an administrator" say, and
// "a person" for none of a name.
func (o role) String() string {
	var words []string
	for _, w := range []struct {
		role role
		word string
	}{
		{roleTeacher, "a teacher"}, {roleAdministrator, "an administrator"}, {roleAide, "an aide"},
		{roleCounselor, "a counselor"}, {roleProctor, "a proctor"}, {roleStudent, "a student"}, {roleParent, "a parent or guardian"},
	} {
		if o&w.role != 0 {
			words = append(words, w.word)
		}
	}
	if words == nil {
		return "a person"
	}
	return strings.Join(words, " and ")
}

// A person is one human being of the roster, by number. noPerson is none.
type person int32

const noPerson person = -1

// maxNamesakes bounds how many people are looked at for one identifier. One
// that more of them bear, such as "0", identifies nobody.
const maxNamesakes = 16

// accounts are the rows of users.csv, each by its number.
type accounts struct {
	sourcedID, identifier, username *textindex.Field
	address                         *textindex.Field   // the e-mail with case folded
	userIDs                         []*textindex.Field // one a type that OneRosterOptions asks for
	email                           []textindex.Ref    // as it stands there

	given, middle, family          []textindex.Ref
	preferredGiven, preferredOther []textindex.Ref // given and family name; nil where no file has them
	person                         []person
	next                           []int32 // the person's next account, or -1
	deleted                        []bool

	columns [NumColumns + 1]*textindex.Field // what the template's identifiers are found by; nil: none
}

// people are the persons that accounts stand for.
type people struct {
	account []int32 // the first one
	now     []role  // by rows that are not marked to be deleted
	ever    []role

	// names are those that teachers can be found by, "ana ruiz" and "ruiz, ana"
	// without accents; teacher says whose each is.
	names   *textindex.Field
	teacher []person

	first      []int32     // where the enrolments of each person start, and the end
	enrolments []enrolment // by person; of is a class
}

func (p *people) len() int { return len(p.account) }

// of returns the person's enrolments.
func (p *people) of(who person) []enrolment {
	return p.enrolments[p.first[who]:p.first[who+1]]
}

// known reports whether the person has the role: today, or where past is true
// in any row.
func (r *Roster) known(p person, o role, past bool) bool {
	if past {
		return r.people.ever[p]&o != 0
	}
	return r.people.now[p]&o != 0
}

// accountsOf yields the accounts of a person.
func (r *Roster) accountsOf(p person) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for a := r.people.account[p]; a >= 0; a = r.accounts.next[a] {
			if !yield(a) {
				return
			}
		}
	}
}

// emails returns the person's addresses, each once, those of current rows
// before others.
func (r *Roster) emails(p person) (all []string) {
	for _, deleted := range []bool{false, true} {
		for a := range r.accountsOf(p) {
			email := r.texts.Get(r.accounts.email[a])
			if r.accounts.deleted[a] == deleted && email != "" && !slices.Contains(all, email) {
				all = append(all, email)
			}
		}
	}
	return all
}

// email returns the person's address, or "".
func (r *Roster) email(p person) string {
	if all := r.emails(p); len(all) > 0 {
		return all[0]
	}
	return ""
}

// identifier returns what the roster holds for the person in column c, A to D,
// or "". Rows that are current come before others.
func (r *Roster) identifier(p person, c Column) string {
	if r.accounts.columns[c] == nil {
		return ""
	}
	found := ""
	for a := range r.accountsOf(p) {
		text := r.columnText(c, a)
		if text != "" && !r.accounts.deleted[a] {
			return text
		}
		if found == "" {
			found = text
		}
	}
	return found
}

// columnText returns what account a has for column c, as it stands there.
func (r *Roster) columnText(c Column, a int32) string {
	if f := r.accounts.columns[c]; f != r.accounts.address {
		return f.Text(a)
	}
	return r.texts.Get(r.accounts.email[a])
}

// bears reports whether the identifier in column c is the person's.
func bears[T textindex.Text](r *Roster, p person, c Column, id T) bool {
	for q := range byIdentifier(r, c, id) {
		if q == p {
			return true
		}
	}
	return false
}

// byIdentifier yields the person of every account that has the identifier in
// column c: a person with several such accounts again.
func byIdentifier[T textindex.Text](r *Roster, c Column, id T) iter.Seq[person] {
	return func(yield func(person) bool) {
		f := r.accounts.columns[c]
		if f == nil {
			return
		}
		if f == r.accounts.address {
			byAddress(r, id, yield)
			return
		}
		peopleIn(r, f, id, yield)
	}
}

// peopleIn yields the person of every account whose text in f is the given one.
func peopleIn[T textindex.Text](r *Roster, f *textindex.Field, text T, yield func(person) bool) {
	for a := textindex.First(f, text); a >= 0; a = f.Next(a) {
		if !yield(r.accounts.person[a]) {
			return
		}
	}
}

// byAddress does so for an e-mail address in any case. It takes no memory for
// one of ASCII and at most 64 bytes.
func byAddress[T textindex.Text](r *Roster, email T, yield func(person) bool) {
	var buf [64]byte
	if lower, ok := lowerASCII(buf[:0], email); ok {
		peopleIn(r, r.accounts.address, lower, yield)
		return
	}
	peopleIn(r, r.accounts.address, fold.Case(string(email)), yield)
}

// studentsBy appends to dst the students that the identifier in column c
// stands for, each once. More than one is no error of the row: siblings may
// share an address.
func studentsBy[T textindex.Text](r *Roster, dst []person, c Column, id T, past bool) []person {
	start := len(dst)
	for p := range byIdentifier(r, c, id) {
		if r.known(p, roleStudent, past) && !slices.Contains(dst[start:], p) {
			if dst = append(dst, p); len(dst)-start == maxNamesakes {
				break
			}
		}
	}
	return dst
}

// inCommon appends to dst, which is empty, the persons that all known
// identifiers of a row stand for: found holds those of each. It reports whether
// any identifier is known.
func inCommon(dst []person, found *[ColStateID + 1][]person) (all []person, known bool) {
	for _, c := range identifiers {
		switch {
		case len(found[c]) == 0:
		case !known:
			dst, known = append(dst, found[c]...), true
		default:
			dst = slices.DeleteFunc(dst, func(p person) bool { return !slices.Contains(found[c], p) })
		}
	}
	return dst, known
}

// withZeros returns the identifier with the leading zeros put back that a
// spreadsheet took off, and the student, where that makes exactly one
// student's identifier of it.
func (r *Roster) withZeros(c Column, id string) (fixed string, p person, ok bool) {
	const most = 12 // zeros; identifiers are hardly longer
	if id == "" || strings.Trim(id, "0123456789") != "" {
		return "", noPerson, false
	}
	p = noPerson
	var buf [maxNamesakes]person
	for text := "0" + id; len(text) <= len(id)+most; text = "0" + text {
		found := studentsBy(r, buf[:0], c, text, false)
		if len(found) == 0 {
			continue
		}
		if p != noPerson || len(found) > 1 {
			return "", noPerson, false
		}
		fixed, p = text, found[0]
	}
	return fixed, p, p != noPerson
}

// teachersByEmail appends the teachers who have the address, in any case.
func teachersByEmail[T textindex.Text](r *Roster, dst []person, email T, past bool) []person {
	byAddress(r, email, func(p person) bool {
		dst = r.addTeacher(dst, p, past)
		return len(dst) < maxNamesakes
	})
	return dst
}

// addTeacher appends p where it is a teacher and not there yet.
func (r *Roster) addTeacher(dst []person, p person, past bool) []person {
	if r.known(p, roleTeacher, past) && !slices.Contains(dst, p) {
		return append(dst, p)
	}
	return dst
}

// teachersBy returns the teachers that the text stands for: an e-mail address,
// sourcedId, identifier, username, or a full name, family name first behind a
// comma or last.
func (r *Roster) teachersBy(text string, past bool) (found []person) {
	text = strings.TrimFunc(text, unseen)
	add := func(p person) bool {
		found = r.addTeacher(found, p, past)
		return len(found) < maxNamesakes
	}
	byAddress(r, text, add)
	a := &r.accounts
	for _, f := range []*textindex.Field{a.sourcedID, a.identifier, a.username} {
		peopleIn(r, f, text, add)
	}
	for i := range textindex.All(r.people.names, nameKey(text)) {
		if !add(r.people.teacher[i]) {
			break
		}
	}
	return found
}

// nameKey is what a full name is found by: in lower case, without accents,
// with one blank between words, none before a comma and one behind it.
func nameKey(name string) string {
	key := strings.ReplaceAll(fold.Plain(name), ".", " ")
	return fold.Key(strings.ReplaceAll(strings.ReplaceAll(fold.Key(strings.ReplaceAll(key, ",", ", ")), " ,", ","), "  ", " "))
}

// rolesOf returns what people with the address do, today or where past is true
// in any row: 0 for nobody.
func (r *Roster) rolesOf(email string, past bool) (all role) {
	byAddress(r, email, func(p person) bool {
		if past {
			all |= r.people.ever[p]
		} else {
			all |= r.people.now[p]
		}
		return true
	})
	return all
}

// name returns the person's name for a list of candidates, "Ruiz, Ana".
func (r *Roster) name(p person) string {
	a := r.people.account[p]
	return r.texts.Get(r.accounts.family[a]) + ", " + r.texts.Get(r.accounts.given[a])
}
