package roster

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/mention"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/textindex"
)

// rosterFiles are the files that are read, and those that must be there.
var rosterFiles = []struct {
	name     string
	required bool
	read     func(*rosterLoader) error
}{
	{"academicsessions.csv", true, (*rosterLoader).readSessions},
	{"users.csv", true, (*rosterLoader).readUsers},
	{"roles.csv", false, (*rosterLoader).readRoles},
	{"classes.csv", true, (*rosterLoader).readClasses},
	{"enrollments.csv", true, (*rosterLoader).readEnrollments},
}

func newRosterLoader(fsys fs.FS, opts *OneRosterOptions) (*rosterLoader, error) {
	if opts == nil {
		opts = new(OneRosterOptions)
	}
	if err := opts.check(); err != nil {
		return nil, err
	}
	l := &rosterLoader{
		opts:     opts,
		roster:   newRoster(),
		sessions: make(map[string]daySpan),
		termSets: map[string]int32{"": 0},
		days:     make(map[string]day),
	}
	for _, c := range schema.Identifiers {
		l.roster.Accounts.Columns[c] = l.sourceField(opts.identifierSource(c))
	}
	l.stateID = l.sourceField(stateType)
	var err error
	l.bundle, err = openBundle(fsys, opts, &l.problems)
	return l, err
}

func newRoster() *Roster {
	r := &Roster{mentions: mention.NewNames(), First: noBegin, last: noEnd}
	for _, f := range []**textindex.Field{
		&r.Accounts.sourcedID, &r.Accounts.identifier, &r.Accounts.username, &r.Accounts.Address,
		&r.People.Names, &r.Classes.sourcedID, &r.Classes.code, &r.Classes.Titles,
	} {
		*f = textindex.NewField(&r.Texts)
	}
	r.Classes.termSets = [][]daySpan{nil}
	return r
}

// sourceField returns the field that a source of [OneRosterOptions] is kept
// in: nil for none.
func (l *rosterLoader) sourceField(source string) *textindex.Field {
	a := &l.roster.Accounts
	switch key := schema.HeaderKey(source); key {
	case "":
		return nil
	case "sourcedid":
		return a.sourcedID
	case "identifier":
		return a.identifier
	case "username":
		return a.username
	case "email":
		return a.Address
	}
	idType := fold.Key(source)
	if i := slices.Index(l.idTypes, idType); i >= 0 {
		return a.userIDs[i]
	}
	l.idTypes = append(l.idTypes, idType)
	a.userIDs = append(a.userIDs, textindex.NewField(&l.roster.Texts))
	return a.userIDs[len(a.userIDs)-1]
}

// load reads every file and joins what they say.
func (l *rosterLoader) load() error {
	var missing []string
	for _, f := range rosterFiles {
		if f.required && !l.bundle.has(f.name) {
			missing = append(missing, f.name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("there is no %s; export the roster again with all files", strings.Join(missing, ", "))
	}
	if l.bundle.has("manifest.csv") {
		l.readManifest()
	}
	l.withOld = !l.bundle.has("roles.csv")
	for _, f := range rosterFiles {
		if f.name == "classes.csv" { // all is read that says who is who, and enrollments are people's
			l.unitePeople()
			l.numberPeople()
		}
		if !l.bundle.has(f.name) {
			continue
		}
		if err := f.read(l); err != nil {
			return fmt.Errorf("%s: %w", l.bundle.files[f.name].name, err)
		}
	}
	l.finish()
	return nil
}

// readManifest tells of a delta: it holds what changed, and no whole roster.
// Nothing else of a manifest counts where the files say otherwise.
func (l *rosterLoader) readManifest() {
	t, err := openTable(l.bundle, "manifest.csv", []rosterColumn{{label: "propertyName"}, {label: "value"}}, &l.problems)
	if err == nil {
		err = t.each(func() {
			if strings.EqualFold(t.cell(1), "delta") {
				t.problem("the file is a delta: it holds what changed, and no whole roster; export in bulk")
			}
		})
	}
	if err != nil {
		l.problems.add(l.bundle.files["manifest.csv"].name, 0, "the file cannot be read; it is not needed")
	}
}

// readSessions reads the terms.
func (l *rosterLoader) readSessions() error {
	t, err := l.table("academicsessions.csv", []rosterColumn{
		{label: "sourcedId", required: true}, {label: "startDate", required: true}, {label: "endDate", required: true},
	})
	if err != nil {
		return err
	}
	all := daySpan{noEnd, noBegin}
	err = t.each(func() {
		id := t.cell(0)
		span := daySpan{l.day(t, 1, noBegin), l.day(t, 2, noEnd)}
		switch _, twice := l.sessions[id]; {
		case id == "":
			t.problem("the sourcedId is empty; the row is left out")
			return
		case twice:
			t.problem("the sourcedId stands in an earlier row; this one is left out")
			return
		case span.first == noBegin || span.last == noEnd || span.first > span.last:
			t.problem("the academic session has no first and last day in this order; it is taken for one without dates")
			return
		}
		l.sessions[strings.Clone(id)] = span
		all.first, all.last = min(all.first, span.first), max(all.last, span.last)
	})
	if len(l.sessions) > 0 {
		l.roster.First, l.roster.last = all.first, all.last
	}
	return err
}

// finish builds what is asked across files.
func (l *rosterLoader) finish() {
	l.indexEnrollments()
	l.checkTeachers()
	l.indexNames()
	l.roster.problems = l.problems.all()
}

// indexEnrollments sorts the enrollments both ways.
func (l *rosterLoader) indexEnrollments() {
	r := l.roster
	r.People.first, r.People.enrollments = l.groupEnrollments(r.People.len(), func(e rawEnrollment) (by, of int32) { return e.person, e.class })
	r.Classes.first, r.Classes.enrollments = l.groupEnrollments(len(r.Classes.title), func(e rawEnrollment) (by, of int32) { return e.class, e.person })
	l.enrollments = nil
}

// groupEnrollments lists the enrollments of each of n things: those of i are
// all[first[i]:first[i+1]], sorted by who or what else they are of.
func (l *rosterLoader) groupEnrollments(n int, ends func(rawEnrollment) (by, of int32)) (first []int32, all []enrollment) {
	first = make([]int32, n+2)
	total := 0
	for _, chunk := range l.enrollments {
		total += len(chunk)
		for _, e := range chunk {
			by, _ := ends(e)
			first[by+2]++
		}
	}
	for i := 2; i < len(first); i++ {
		first[i] += first[i-1]
	}
	all = make([]enrollment, total)
	for _, chunk := range l.enrollments {
		for _, e := range chunk {
			by, of := ends(e)
			all[first[by+1]] = enrollment{of, e.first, e.last, e.flags, e.twin}
			first[by+1]++
		}
	}
	first = first[:n+1]
	for i := range n {
		slices.SortFunc(all[first[i]:first[i+1]], func(a, b enrollment) int {
			return cmp.Or(cmp.Compare(a.Of, b.Of), cmp.Compare(a.Flags, b.Flags), cmp.Compare(a.first, b.first), cmp.Compare(a.last, b.last),
				cmp.Compare(a.twin, b.twin))
		})
	}
	return first, all
}

// checkTeachers tells of teachers who cannot be found by e-mail, or not alone.
func (l *rosterLoader) checkTeachers() {
	r := l.roster
	file := l.bundle.files["users.csv"].name
	first := make([]Person, r.Accounts.Address.Len()) // by the first account that has the address: the first teacher, plus one
	for p := range Person(r.People.len()) {
		if r.People.now[p]&RoleTeacher == 0 {
			continue
		}
		line := l.lines[r.People.account[p]]
		found, shared := false, false
		for a := range r.AccountsOf(p) {
			at := textindex.First(r.Accounts.Address, r.Accounts.Address.Text(a))
			if at < 0 {
				continue
			}
			found = true
			if first[at] == 0 {
				first[at] = p + 1
			}
			shared = shared || first[at] != p+1
		}
		if !found {
			l.problems.add(file, line, "the teacher has no e-mail address, and rows that name one cannot be matched")
		}
		if shared {
			l.problems.add(file, line, "the teacher's e-mail address is that of another teacher in an earlier row; rows that name it fit both")
		}
	}
}

// indexNames makes teachers found by full name, and students in notes.
func (l *rosterLoader) indexNames() {
	r := l.roster
	var names []mention.Name
	for p := range Person(r.People.len()) {
		teacher := r.People.ever[p]&RoleTeacher != 0
		if !teacher && r.People.now[p]&RoleStudent == 0 {
			continue
		}
		names = r.appendNames(names[:0], p)
		for i, name := range names {
			if slices.Contains(names[:i], name) {
				continue
			}
			if teacher {
				l.addTeacherNames(p, name)
			}
			r.mentions.Add(name, r.People.now[p]&RoleTeacher != 0)
		}
	}
	r.mentions.Seal()
}

// addTeacherNames makes a teacher found by the ways to write a full name: with
// the middle name, with its initial, and without.
func (l *rosterLoader) addTeacherNames(p Person, n mention.Name) {
	if n.Given == "" || n.Family == "" {
		return
	}
	middles := []string{""}
	if n.Middle != "" {
		initial := string([]rune(n.Middle)[:1])
		middles = append(middles, " "+n.Middle, " "+initial)
	}
	people := &l.roster.People
	for i, middle := range middles {
		if slices.Contains(middles[:i], middle) {
			continue
		}
		for _, name := range []string{n.Given + middle + " " + n.Family, n.Family + ", " + n.Given + middle} {
			ref, _ := textindex.Add(&l.roster.Texts, NameKey(name))
			people.Names.Add(ref)
			people.Teacher = append(people.Teacher, p)
		}
	}
}

// LoadOneRoster reads the CSV files of OneRoster from a folder or a zip. The
// root's LoadOneRoster says what it needs, and what makes two rows one person.
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
