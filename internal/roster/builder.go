package roster

import (
	"context"
	"slices"
	"strings"

	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/mention"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/textindex"
)

// A builder makes a Roster of rows: first of academic sessions, then of accounts and
// of their roles, then of classes, then of enrollments, so that each finds what it
// refers to. What only building needs is kept here and not in the Roster.
//
// The rows come in batches. What a batch needs of rows before it is looked up by
// prepare, by several goroutines at a time; take adds it, in the order of the rows.
type builder struct {
	ctx      context.Context
	problems problemList
	roster   *Roster
	terms    terms
	say      messages
	sources  []source // where accounts come from, in their order

	sessions map[string]daySpan
	termSets map[string]int32         // by the list of sessions as it stands in the file of classes
	shared   map[string]textindex.Ref // texts that many rows share

	idTypes   []string         // of Roster.accounts.userIDs, folded
	stateID   *textindex.Field // of these the state's, whatever feeds the State ID
	preferred bool             // accounts may have preferred names
	ownIDs    bool             // students have IDs of their own: another person's may be the same
	joinAll   bool             // every identifier of a student joins accounts
	now       []Role           // by account
	ever      []Role
	lines     []int64 // of each account in its file

	enrollments [][]rawEnrollment // in chunks, so that none is moved
}

// A rawEnrollment is a row of enrollments.
type rawEnrollment struct {
	class       int32
	person      int32
	first, last day
	flags       EnrollmentFlags
	twin        uint16
}

// A source is where accounts come from: a file, say. first is the first account of it.
type source struct {
	name  string
	first int
}

// sourceOf returns the name of where an account comes from.
func (b *builder) sourceOf(account int32) string {
	name := ""
	for _, s := range b.sources {
		if s.first <= int(account) {
			name = s.name
		}
	}
	return name
}

// newBuilder returns a builder whose accounts are found by what feeds each column of
// the template.
func newBuilder(ctx context.Context, t terms, feeds func(schema.Column) string) *builder {
	b := &builder{
		ctx:      ctx,
		roster:   newRoster(),
		terms:    t,
		say:      t.messages(),
		sessions: make(map[string]daySpan),
		termSets: map[string]int32{"": 0},
		shared:   make(map[string]textindex.Ref),
	}
	for _, c := range schema.Identifiers {
		b.roster.Accounts.Columns[c] = b.sourceField(feeds(c))
	}
	b.stateID = b.sourceField(stateType)
	return b
}

func newRoster() *Roster {
	r := &Roster{mentions: mention.NewNames(), First: noBegin, last: noEnd}
	for _, f := range []**textindex.Field{
		&r.Accounts.sourcedID, &r.Accounts.identifier, &r.Accounts.username, &r.Accounts.Address,
		&r.People.Names, &r.Classes.sourcedID, &r.Classes.code, &r.Classes.Titles, &r.Classes.otherTitles,
	} {
		*f = textindex.NewField(&r.Texts)
	}
	r.Classes.termSets, r.Classes.termLists = [][]daySpan{nil}, []textindex.Ref{0}
	return r
}

// sourceField returns the field that a source of [Options] is kept in: nil for none.
func (b *builder) sourceField(source string) *textindex.Field {
	a := &b.roster.Accounts
	switch key := schema.HeaderKey(source); key {
	case "":
		return nil
	case "sourcedid", "studentid": // OneRoster's, and Clever's
		return a.sourcedID
	case "identifier", "studentnumber":
		return a.identifier
	case "username":
		return a.username
	case "email", "studentemail":
		return a.Address
	}
	idType := fold.Key(source)
	if i := slices.Index(b.idTypes, idType); i >= 0 {
		return a.userIDs[i]
	}
	b.idTypes = append(b.idTypes, idType)
	a.userIDs = append(a.userIDs, textindex.NewField(&b.roster.Texts))
	return a.userIDs[len(a.userIDs)-1]
}

// going reports whether the context has not ended.
func (b *builder) going() bool { return b.ctx.Err() == nil }

// A batch is rows of one file.
type batch struct {
	rows        int64 // that are not blank, whether or not they can be read
	sessions    []sessionRow
	accounts    []accountRow
	roles       []roleRow
	classes     []classRow
	sections    []sectionRow
	teachers    []string // of sections
	enrollments []enrollmentRow
	problems    []rowProblem

	// What prepare makes of enrollments.
	enrolled []rawEnrollment
	ended    bool // one ended before its class did
}

// A rowProblem is a problem of a row in that line.
type rowProblem struct {
	line    int64
	message string
}

// problem adds a problem of a row.
func (b *batch) problem(line int64, message string) {
	b.problems = append(b.problems, rowProblem{line, message})
}

// reset makes the batch empty, and lets go of texts.
func (b *batch) reset() {
	clear(b.accounts)
	clear(b.roles)
	clear(b.classes)
	clear(b.sections)
	clear(b.teachers)
	clear(b.enrollments)
	clear(b.problems)
	*b = batch{
		sessions: b.sessions[:0], accounts: b.accounts[:0], roles: b.roles[:0], classes: b.classes[:0],
		sections: b.sections[:0], teachers: b.teachers[:0], enrollments: b.enrollments[:0], problems: b.problems[:0], enrolled: b.enrolled[:0],
	}
}

// prepare looks up what the rows refer to. Several goroutines may do so at a time, each
// with a finder of its own, while take adds rows of the same kind.
func (b *builder) prepare(rows *batch, f *finder) {
	b.findRoles(rows, f)
	b.findEnrollments(rows, f)
}

// take adds the rows, whose lines are counted from base, of a file.
func (b *builder) take(rows *batch, file string, base int64) {
	for i := range rows.sessions {
		b.addSession(rows, &rows.sessions[i])
	}
	for i := range rows.accounts {
		b.addAccount(rows, &rows.accounts[i], base)
	}
	for i := range rows.roles {
		b.addRole(rows, &rows.roles[i])
	}
	for i := range rows.classes {
		b.addClass(rows, &rows.classes[i])
	}
	for i := range rows.sections {
		b.addSection(rows, &rows.sections[i])
	}
	b.addEnrollments(rows)
	// Of one row what it holds by itself comes first, then what became of it.
	slices.SortStableFunc(rows.problems, func(a, b rowProblem) int { return int(a.line - b.line) })
	for _, p := range rows.problems {
		b.problems.add(file, base+p.line, p.message)
	}
}

// keep keeps a text that a row holds.
func (b *builder) keep(rows *batch, line int64, text string) textindex.Ref {
	ref, ok := textindex.Add(&b.roster.Texts, text)
	if !ok {
		rows.problem(line, tooLong)
	}
	return ref
}

// keepShared keeps a text that many rows share, once.
func (b *builder) keepShared(rows *batch, line int64, text string) textindex.Ref {
	if text == "" {
		return 0
	}
	if ref, ok := b.shared[text]; ok {
		return ref
	}
	ref := b.keep(rows, line, text)
	if ref != 0 && len(b.shared) < 1<<12 {
		b.shared[b.roster.Texts.Get(ref)] = ref
	}
	return ref
}

const tooLong = "a cell is too long to be kept; it is taken as empty"

// A sessionRow is an academic session.
type sessionRow struct {
	line int64
	id   string
	span daySpan
}

// addSession adds an academic session.
func (b *builder) addSession(rows *batch, s *sessionRow) {
	_, twice := b.sessions[s.id]
	switch {
	case s.id == "":
		rows.problem(s.line, b.say.emptyID)
		return
	case twice:
		rows.problem(s.line, b.say.twice)
		return
	case s.span.first == noBegin || s.span.last == noEnd || s.span.first > s.span.last:
		rows.problem(s.line, b.say.noSpan)
		return
	}
	b.cover(s.span)
	b.sessions[strings.Clone(s.id)] = s.span
}

// cover notes days that the roster is of.
func (b *builder) cover(span daySpan) {
	r := b.roster
	if r.First == noBegin {
		r.First, r.last = span.first, span.last
	}
	r.First, r.last = min(r.First, span.first), max(r.last, span.last)
}
