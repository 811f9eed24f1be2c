package roster

import (
	"errors"
	"strings"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/textindex"
)

// A rosterLoader reads a bundle: academic sessions, users, roles, classes,
// enrollments, so that each file finds what it refers to. What only loading
// needs is kept here and not in the Roster.
type rosterLoader struct {
	opts     *OneRosterOptions
	bundle   *bundle
	problems problemList
	roster   *Roster
	withOld  bool // there is no roles.csv: users.csv holds the roles

	sessions map[string]daySpan
	termSets map[string]int32 // by the list of sessions as it stands in classes.csv
	days     map[string]day

	idTypes []string         // of Roster.accounts.userIDs, folded
	stateID *textindex.Field // of these the state's, whatever feeds the State ID
	now     []Role           // by account
	ever    []Role
	lines   []int64 // of each account in users.csv

	enrollments [][]rawEnrollment // in chunks, so that none is moved
	lastClass   struct {
		id string
		at int32
	}
}

// A rawEnrollment is a row of enrollments.csv.
type rawEnrollment struct {
	class       int32
	person      int32
	first, last day
	flags       EnrollmentFlags
	twin        uint16
}

// day reads a date; none where the cell is empty or holds none.
func (l *rosterLoader) day(t *rosterTable, column int, none day) day {
	text := t.cell(column)
	if text == "" {
		return none
	}
	if d, ok := l.days[text]; ok {
		return d
	}
	day := text
	if i := strings.IndexAny(text, "T "); i == len("2006-01-02") { // a DateTime
		day = text[:i]
	}
	d, err := dates.Parse(day)
	if err != nil {
		t.problem("a date is not YYYY-MM-DD; it is taken as empty")
		return none
	}
	if len(l.days) < 1<<12 { // there are some hundred days a year
		l.days[strings.Clone(text)] = DayOf(d)
	}
	return DayOf(d)
}

// table opens a file, and refuses one that is of something else.
func (l *rosterLoader) table(name string, columns []rosterColumn) (*rosterTable, error) {
	t, err := openTable(l.bundle, name, columns, &l.problems)
	if err != nil {
		return nil, err
	}
	if t.has("activeDirectoryMatchId") || t.has("sessionSourcedIds") {
		return nil, errors.Join(errors.New("it looks like Microsoft School Data Sync, version 2, not OneRoster; "+
			"export the roster as OneRoster CSV instead"), t.close())
	}
	return t, nil
}

// isDeleted reads a status.
func isDeleted(status string) bool {
	return strings.EqualFold(status, "tobedeleted") || strings.EqualFold(status, "inactive") // 1.0 knows both
}
