package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/mention"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/schema"
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

	problems []nameset.Problem
	// ended: some student's enrolment ended before its class did, or is marked
	// to be deleted. Where none did the export holds today's enrolments only.
	ended       bool
	first, last day // of its academic sessions
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
	Identifiers map[schema.Column]string
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
// Rows with one sourcedId, identifier, username or State ID are one person, who may
// stand in several for two roles or after a transfer, where nothing speaks against
// it: another name, e-mail address or State ID does, an identifier such as 0, and
// one that more than ten rows have, unless a second identifier or the e-mail
// address is the same in all of them. Each such join is one of the Problems. Rows
// whose status is tobedeleted are no part of today: they serve look-ups of past
// dates, and show whose an identifier was.
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
func (r *Roster) Problems() []nameset.Problem {
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
func (r *Roster) References(recognitions *nameset.Set) References {
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
	refs.Teachers, refs.Classes = nameset.NewEmailSet(emails...), nameset.NewSet(titles...)
	return refs
}

// identifierSource returns what feeds column c: the words of [OneRosterOptions].
func (o *OneRosterOptions) identifierSource(c schema.Column) string {
	if source, ok := o.Identifiers[c]; ok {
		return source
	}
	return defaultSources[c]
}

// stateType stands for the userIds type that has "state" in it.
const stateType = "*state*"

var defaultSources = map[schema.Column]string{
	schema.ColStudentEmail: "email", schema.ColSISID: "sourcedId", schema.ColStudentNumber: "identifier", schema.ColStateID: stateType,
}

// check says what is wrong with the options.
func (o *OneRosterOptions) check() error {
	for c := range o.Identifiers {
		if !c.Identifier() {
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
func dayOf(d dates.Date) day {
	const days2000 = 730_119 // from 1 January of the year 1
	y, n := d.Year-1, d.Day-1
	for m := range d.Month - 1 {
		n += dates.DaysIn(d.Year, m+1)
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

	columns [schema.NumColumns + 1]*textindex.Field // what the template's identifiers are found by; nil: none
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

// twin returns which of its person's accounts a is.
func (r *Roster) twin(a int32) (n uint16) {
	for b := range r.accountsOf(r.accounts.person[a]) {
		if b == a {
			break
		}
		n++
	}
	return n
}

// identifiersOf returns what the roster holds for the person in column c, A to D,
// in the accounts that are named by most: named says by how many identifiers. Where
// that differs it is what those hold that are current on the day: by which the
// person is enrolled then, or else which are not marked to be deleted. More than one
// are several answers.
func (r *Roster) identifiersOf(p person, c schema.Column, on dates.Date, named func(account int32) int) []string {
	if r.accounts.columns[c] == nil {
		return nil
	}
	var accounts []int32
	most := 1
	for a := range r.accountsOf(p) {
		n := named(a)
		if n > most {
			accounts, most = accounts[:0], n
		}
		if n == most {
			accounts = append(accounts, a)
		}
	}
	ids := r.identifiersIn(c, accounts)
	for _, current := range []func(int32) bool{
		func(a int32) bool { return on.IsValid() && r.enrolledBy(a, dayOf(on)) },
		func(a int32) bool { return !r.accounts.deleted[a] },
	} {
		if len(ids) < 2 {
			break
		}
		left := slices.DeleteFunc(slices.Clone(accounts), func(a int32) bool { return !current(a) })
		if some := r.identifiersIn(c, left); len(some) > 0 {
			ids, accounts = some, left
		}
	}
	return ids
}

// identifiersIn returns what the accounts hold in column c, each once; of an address
// in two cases the first. What stands for nobody is no answer.
func (r *Roster) identifiersIn(c schema.Column, accounts []int32) (ids []string) {
	f := r.accounts.columns[c]
	var seen []string
	for _, a := range accounts {
		if key := f.Text(a); key != "" && !slices.Contains(seen, key) && !r.isNobodys(c, key) {
			seen, ids = append(seen, key), append(ids, r.columnText(c, a))
		}
	}
	return ids
}

// enrolledBy reports whether the person of the account is a student by it on a day,
// or by another account of the same sourcedId.
func (r *Roster) enrolledBy(a int32, on day) bool {
	id := r.accounts.sourcedID.Text(a)
	for _, e := range r.people.of(r.accounts.person[a]) {
		if !e.as(enrolledStudent, true) || !r.lasts(e, class(e.of), on) {
			continue
		}
		n := uint16(0)
		for b := range r.accountsOf(r.accounts.person[a]) {
			if n == e.twin && r.accounts.sourcedID.Text(b) == id {
				return true
			}
			n++
		}
	}
	return false
}

// columnText returns what account a has for column c, as it stands there.
func (r *Roster) columnText(c schema.Column, a int32) string {
	if f := r.accounts.columns[c]; f != r.accounts.address {
		return f.Text(a)
	}
	return r.texts.Get(r.accounts.email[a])
}

// bears reports whether the identifier in column c is the person's.
func bears[T textindex.Text](r *Roster, p person, c schema.Column, id T) bool {
	for a := range r.accountsOf(p) {
		if accountBears(r, a, c, id) {
			return true
		}
	}
	return false
}

// accountBears reports whether the account has the identifier in column c.
func accountBears[T textindex.Text](r *Roster, a int32, c schema.Column, id T) bool {
	f := r.accounts.columns[c]
	switch {
	case f == nil || len(id) == 0:
		return false
	case f == r.accounts.address:
		return f.Text(a) == fold.Case(string(id))
	}
	return f.Text(a) == string(id)
}

// accountBearsAny reports whether the account has the text as an identifier, of
// whatever kind.
func (r *Roster) accountBearsAny(a int32, text string) bool {
	all := &r.accounts
	return all.sourcedID.Text(a) == text || all.identifier.Text(a) == text || all.username.Text(a) == text ||
		all.address.Text(a) == fold.Case(text) ||
		slices.ContainsFunc(all.userIDs, func(f *textindex.Field) bool { return f.Text(a) == text })
}

// somebodys reports whether the text is anybody's as it stands: an identifier, of
// whatever kind, of a person of whatever role, today or in the past. Then it is
// not to be changed into another's.
func (r *Roster) somebodys(text string) bool {
	found := false
	for range r.bearers(text) {
		found = true
		break
	}
	return found
}

// bearers yields the person of every account that has the text as an identifier, of
// whatever kind: some of them again.
func (r *Roster) bearers(text string) iter.Seq[person] {
	return func(yield func(person) bool) {
		goOn := true
		each := func(p person) bool {
			goOn = goOn && yield(p)
			return goOn
		}
		byAddress(r, text, each)
		a := &r.accounts
		for _, f := range []*textindex.Field{a.sourcedID, a.identifier, a.username} {
			if goOn {
				peopleIn(r, f, text, each)
			}
		}
		for _, f := range a.userIDs {
			if goOn {
				peopleIn(r, f, text, each)
			}
		}
	}
}

// byIdentifier yields the person of every account that has the identifier in
// column c: a person with several such accounts again.
func byIdentifier[T textindex.Text](r *Roster, c schema.Column, id T) iter.Seq[person] {
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
	if lower, ok := celltext.LowerASCII(buf[:0], email); ok {
		peopleIn(r, r.accounts.address, lower, yield)
		return
	}
	peopleIn(r, r.accounts.address, fold.Case(string(email)), yield)
}

// studentsBy appends to dst the students that the identifier in column c stands
// for, each once: all who have it, as siblings may have one address. It reports
// whether people have it and yet it stands for nobody.
func studentsBy[T textindex.Text](r *Roster, dst []person, c schema.Column, id T, past bool) (found []person, nobody bool) {
	switch f := r.accounts.columns[c]; f {
	case nil:
		return dst, false
	case r.accounts.address:
		return holdersOfAddress(r, dst, id, roleStudent, past)
	default:
		return holders(r, dst, f, id, roleStudent, past)
	}
}

// isNobodys reports whether people have the identifier in column c, and yet it
// stands for nobody.
func (r *Roster) isNobodys(c schema.Column, id string) bool {
	_, nobody := studentsBy(r, nil, c, id, true)
	return nobody
}

// holders appends to dst the people with the role whose text in f is the given one,
// each once. It stands for nobody where over ten people have it, of whatever role,
// or several one that only fills the field.
func holders[T textindex.Text](r *Roster, dst []person, f *textindex.Field, text T, o role, past bool) (found []person, nobody bool) {
	var buf [maxHolders]person
	people := buf[:0]
	for a := textindex.First(f, text); a >= 0; a = f.Next(a) {
		p := r.accounts.person[a]
		if slices.Contains(people, p) {
			continue
		}
		if len(people) == maxHolders {
			return dst, true
		}
		people = append(people, p)
	}
	if len(people) > 1 && celltext.IsFiller(string(text)) {
		return dst, true
	}
	for _, p := range people {
		if r.known(p, o, past) {
			dst = append(dst, p)
		}
	}
	return dst, false
}

// holdersOfAddress does so for an e-mail address in any case. It takes no memory for
// one of ASCII and at most 64 bytes.
func holdersOfAddress[T textindex.Text](r *Roster, dst []person, email T, o role, past bool) (found []person, nobody bool) {
	var buf [64]byte
	if lower, ok := celltext.LowerASCII(buf[:0], email); ok {
		return holders(r, dst, r.accounts.address, lower, o, past)
	}
	return holders(r, dst, r.accounts.address, fold.Case(string(email)), o, past)
}

// inCommon appends to dst, which is empty, the persons that all identifiers of a row
// stand for which stand for anybody: found holds those of each.
func inCommon(dst []person, found *[schema.ColStateID + 1][]person) []person {
	known := false
	for _, c := range schema.Identifiers {
		switch {
		case len(found[c]) == 0:
		case !known:
			dst, known = append(dst, found[c]...), true
		default:
			dst = slices.DeleteFunc(dst, func(p person) bool { return !slices.Contains(found[c], p) })
		}
	}
	return dst
}

// withZeros returns the identifier with the leading zeros put back that a
// spreadsheet took off, and the student, where that makes one person's identifier
// of it, who is a student. What is somebody's as it stands has lost none.
func (r *Roster) withZeros(c schema.Column, id string) (fixed string, p person, ok bool) {
	const most = 12 // zeros; identifiers are hardly longer
	if id == "" || strings.Trim(id, "0123456789") != "" || r.somebodys(id) {
		return "", noPerson, false
	}
	p = noPerson
	for text := "0" + id; len(text) <= len(id)+most; text = "0" + text {
		for q := range byIdentifier(r, c, text) {
			if p != noPerson && (q != p || text != fixed) {
				return "", noPerson, false
			}
			fixed, p = text, q
		}
	}
	return fixed, p, p != noPerson && r.known(p, roleStudent, false)
}

// teachersByEmail appends the teachers whom the address stands for, in any case.
func teachersByEmail[T textindex.Text](r *Roster, dst []person, email T, past bool) []person {
	dst, _ = holdersOfAddress(r, dst, email, roleTeacher, past)
	return dst
}

// teachersBy returns the teachers that the text stands for: an e-mail address,
// sourcedId, identifier, username, or a full name, family name first behind a
// comma or last.
func (r *Roster) teachersBy(text string, past bool) (found []person) {
	text = strings.TrimFunc(text, celltext.Unseen)
	found = teachersByEmail(r, nil, text, past)
	a := &r.accounts
	for _, f := range []*textindex.Field{a.sourcedID, a.identifier, a.username} {
		found, _ = holders(r, found, f, text, roleTeacher, past)
	}
	for i := range textindex.All(r.people.names, nameKey(text)) {
		if p := r.people.teacher[i]; r.known(p, roleTeacher, past) {
			found = append(found, p)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// isNobodyTeacher reports whether the text is the address or an identifier of
// people of whom it stands for none.
func (r *Roster) isNobodyTeacher(text string) bool {
	a := &r.accounts
	_, nobody := holdersOfAddress(r, nil, text, roleTeacher, true)
	for _, f := range []*textindex.Field{a.sourcedID, a.identifier, a.username} {
		_, none := holders(r, nil, f, text, roleTeacher, true)
		nobody = nobody || none
	}
	return nobody
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

// daysFrom returns how many days lie between the roster and the day: 0 where it
// covers it.
func (r *Roster) daysFrom(d dates.Date) int {
	on := dayOf(d)
	return max(int(r.first)-int(on), int(on)-int(r.last), 0)
}

// studentsByAny appends the students who have the identifier, of whatever kind
// it is, and reports whether it stands for nobody.
func (r *Roster) studentsByAny(found []person, id string) (students []person, nobody bool) {
	people := make([]person, 0, maxHolders)
	for p := range r.bearers(id) {
		if slices.Contains(people, p) {
			continue
		}
		if len(people) == maxHolders {
			return found, true
		}
		people = append(people, p)
	}
	if len(people) > 1 && celltext.IsFiller(id) {
		return found, true
	}
	for _, p := range people {
		if r.known(p, roleStudent, true) {
			found = append(found, p)
		}
	}
	return found, false
}

// standsFor returns the one student whom a repair would leave the cell to stand for,
// noPerson for none or several.
func (r *Roster) standsFor(c schema.Column, cell string) person {
	text, _ := celltext.CleanUntil(c.Kind(), cell, r.somebodys)
	if text == "" {
		return noPerson
	}
	found, nobody := studentsBy(r, nil, c, text, true)
	if len(found) == 0 && !nobody {
		if _, p, ok := r.withZeros(c, text); ok {
			return p
		}
	}
	if len(found) != 1 {
		return noPerson
	}
	return found[0]
}

// stateIDOf returns the State ID of an account, "" for none or a filler.
func (r *Roster) stateIDOf(a int32) string {
	if f := r.accounts.columns[schema.ColStateID]; f != nil {
		return realID(f.Text(a))
	}
	return ""
}
