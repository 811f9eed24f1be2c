package mapping

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// An Exclusion names one student, or one key of the mapping, of whom or of which no
// record may be written.
type Exclusion struct {
	Cells map[string]string // by label
	Place string            // where it is entered; "": its place among the others
}

// Why an Exclusion can't be used.
var (
	ErrExclusionNone    = errors.New("it stands for no student of the rosters of this build")
	ErrExclusionSeveral = errors.New("it stands for several students")
	ErrExclusionUnclear = errors.New("it is not clear what it excludes")
)

// An ExclusionError says which exclusions can't be used, and why. It holds no cell.
type ExclusionError struct{ Problems []ExclusionProblem }

// An ExclusionProblem is one of them.
type ExclusionProblem struct {
	Place string
	Err   error
}

// Error lists the problems, one a line.
func (e *ExclusionError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = fmt.Sprintf("otustemplate: excluding, %s: %v", p.Place, p.Err)
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns why each one can't be used.
func (e *ExclusionError) Unwrap() []error {
	errs := make([]error, len(e.Problems))
	for i, p := range e.Problems {
		errs[i] = p.Err
	}
	return errs
}

// Exclusions are whom and what a build excludes. They may be shared between goroutines.
type Exclusions struct {
	people map[*roster.Roster]map[roster.Person]bool
	texts  spelledTexts // the identifiers and names of these people
	keys   excludedKeys
}

// Students reports whether students are excluded.
func (x *Exclusions) Students() bool { return len(x.people) > 0 }

// Keys reports whether keys are excluded.
func (x *Exclusions) Keys() bool { return len(x.keys.cells) > 0 }

// Unmet returns where the keys are entered that no row has had that was asked about. Of nil
// Exclusions it is nil.
func (x *Exclusions) Unmet() []string {
	if x == nil {
		return nil
	}
	return x.keys.unmet()
}

// In returns the people of the roster who are excluded. Of nil Exclusions it is nil.
func (x *Exclusions) In(r *roster.Roster) map[roster.Person]bool {
	if x == nil {
		return nil
	}
	return x.people[r]
}

// An excluding finds out what exclusions stand for.
type excluding struct {
	bound   *Bound
	rosters []*roster.Roster
	today   *roster.Roster            // one of them, whose word goes before the others'
	columns map[string]excludedColumn // by header key
	found   *Exclusions
}

// An excludedColumn is what a label of the list of exclusions means.
type excludedColumn struct {
	identifier bool
	of         schema.Column // the kind of identifier; NoColumn: any
	key        int           // the place in the mapping's key, from 1; 0: it is not of the key
}

// Exclude finds out whom and what the entries stand for, in an export with these labels
// and in any of the rosters, of which one is today's.
func (b *Bound) Exclude(entries []Exclusion, labels []string, rosters []*roster.Roster, today *roster.Roster) (*Exclusions, error) {
	if len(entries) == 0 {
		return nil, nil
	}
	e := &excluding{bound: b, columns: make(map[string]excludedColumn), found: &Exclusions{people: make(map[*roster.Roster]map[roster.Person]bool)}}
	e.today = today.Loaded()
	for _, r := range append(slices.Clone(rosters), today) {
		if r = r.Loaded(); r != nil && !slices.Contains(e.rosters, r) {
			e.rosters = append(e.rosters, r)
		}
	}
	e.nameColumns(labels)
	var wrong []ExclusionProblem
	for i, entry := range entries {
		if entry.Place == "" {
			entry.Place = fmt.Sprintf("entry %d", i+1)
		}
		if err := e.add(entry); err != nil {
			wrong = append(wrong, ExclusionProblem{entry.Place, err})
		}
	}
	if wrong != nil {
		return nil, &ExclusionError{wrong}
	}
	e.found.keys.seal()
	e.follow()
	e.spell()
	return e.found, nil
}

// nameColumns finds out what labels mean: those of the template, of the export's columns
// that hold students, and of the mapping's key.
func (e *excluding) nameColumns(labels []string) {
	for _, c := range schema.Identifiers {
		bound := &e.bound.Columns[c]
		kind := c
		if bound.Rule != nil && bound.Rule.lookup != nil {
			kind = schema.NoColumn
		}
		for _, field := range bound.Fields {
			if field != eachField {
				e.columns[schema.HeaderKey(labels[field])] = excludedColumn{identifier: true, of: kind}
			}
		}
	}
	for key, c := range schema.BuiltinLabels {
		if c.Identifier() {
			e.columns[key] = excludedColumn{identifier: true, of: c}
		}
	}
	for i, field := range e.bound.Key {
		key := schema.HeaderKey(labels[field])
		column := e.columns[key]
		column.key = i + 1
		e.columns[key] = column
	}
}

// An excludedID is an identifier that an exclusion has.
type excludedID struct {
	of   schema.Column
	text string
}

// add adds what an entry stands for.
func (e *excluding) add(entry Exclusion) error {
	var ids []excludedID
	keys := make([]string, len(e.bound.Key))
	keyed, beyond := 0, false // beyond: a cell of the key that is no identifier
	for label, cell := range entry.Cells {
		cell = strings.TrimFunc(cell, celltext.Unseen)
		if cell == "" {
			continue
		}
		column := e.columns[schema.HeaderKey(label)]
		if column.identifier {
			ids = append(ids, excludedID{column.of, cell})
		}
		if column.key > 0 {
			keys[column.key-1] = cell
			keyed++
			beyond = beyond || !column.identifier
		}
	}
	switch {
	case keyed == len(keys) && (beyond || keyed > 1):
		e.found.keys.add(keys, entry.Place)
		return nil
	case beyond:
		return fmt.Errorf("%w: enter a value for each of the %s of the mapping's \"key\", or a student alone", ErrExclusionUnclear, phrase.Plural(int64(len(keys)), "column"))
	case len(ids) == 0:
		return fmt.Errorf("%w: enter a student under Student Email, SIS ID, Student Number or State ID, or a value for each column of the mapping's \"key\"", ErrExclusionUnclear)
	case len(e.rosters) == 0:
		return fmt.Errorf("%w: a student is excluded by way of a roster, and this build has none; give one, or leave rows out by \"rows\" of the mapping", ErrExclusionNone)
	}
	return e.addStudent(ids)
}

// addStudent adds the one student whom the identifiers stand for. What they are not
// clear about in another year's roster does not count where today's is.
func (e *excluding) addStudent(ids []excludedID) error {
	first, of := roster.NoPerson, (*roster.Roster)(nil)
	unclear, settled := false, false
	for _, r := range e.rosters {
		students, known := studentsOf(r, ids)
		switch {
		case !known:
			continue
		case len(students) != 1 && r == e.today:
			return fmt.Errorf("%w, or its identifiers are not of one: enter another identifier of the student", ErrExclusionSeveral)
		case len(students) != 1:
			unclear = true
			continue
		case of == nil:
			first, of = students[0], r
		case !oneChild(of, first, r, students[0]):
			return fmt.Errorf("%w, as the identifier was another student's in another year: enter another one beside it, such as the State ID", ErrExclusionSeveral)
		}
		settled = settled || r == e.today
		e.put(r, students[0])
	}
	switch {
	case unclear && !settled:
		return fmt.Errorf("%w, or its identifiers are not of one: enter another identifier of the student", ErrExclusionSeveral)
	case of == nil:
		return fmt.Errorf("%w: check it, or add the roster of the year in which the student was there", ErrExclusionNone)
	}
	for _, id := range ids {
		e.found.texts.add(id.text)
	}
	return nil
}

// studentsOf returns the students that all identifiers stand for which stand for any in a
// roster. known reports whether there are such.
func studentsOf(r *roster.Roster, ids []excludedID) (common []roster.Person, known bool) {
	for _, id := range ids {
		found := holdersOf(r, id)
		switch {
		case len(found) == 0:
		case !known:
			common, known = found, true
		default:
			common = slices.DeleteFunc(common, func(p roster.Person) bool { return !slices.Contains(found, p) })
		}
	}
	return common, known
}

func (e *excluding) put(r *roster.Roster, p roster.Person) (isNew bool) {
	people := e.found.people[r]
	if people == nil {
		people = make(map[roster.Person]bool)
		e.found.people[r] = people
	}
	isNew = !people[p]
	people[p] = true
	return isNew
}

// holdersOf returns the students whom an identifier stands for in a roster: as it stands,
// else as a repair would make it, else with other zeros before it.
func holdersOf(r *roster.Roster, id excludedID) []roster.Person {
	kind := id.of
	if kind == schema.NoColumn && strings.ContainsRune(id.text, '@') {
		kind = schema.ColStudentEmail
	}
	clean, _ := celltext.CleanUntil(kind.Kind(), id.text, r.Somebodys)
	bare := strings.TrimLeft(clean, "0")
	texts := [][]string{{id.text}, {clean}, nil}
	if celltext.IsDigits(clean) && bare != "" {
		for zeros := range mostZeros {
			texts[2] = append(texts[2], strings.Repeat("0", zeros)+bare)
		}
	}
	for _, texts := range texts {
		for _, anyKind := range []bool{id.of == schema.NoColumn, true} {
			var all []roster.Person
			for _, text := range texts {
				var found []roster.Person
				if anyKind {
					found, _ = r.StudentsByAny(nil, text)
				} else {
					found, _ = roster.StudentsBy(r, nil, id.of, text, true)
				}
				all = append(all, found...)
			}
			slices.Sort(all)
			if all = slices.Compact(all); len(all) > 0 {
				return all
			}
		}
	}
	return nil
}

// mostZeros is how many zeros a spreadsheet may have taken off.
const mostZeros = 13

// oneChild reports whether students of two rosters who share an identifier are one
// child. Who may be is: a record too few is corrected sooner than one too many.
func oneChild(r *roster.Roster, p roster.Person, s *roster.Roster, q roster.Person) bool {
	return shareStateID(r, p, s, q) || roster.SameStudent(schema.NoColumn, r, p, s, q)
}

func shareStateID(r *roster.Roster, p roster.Person, s *roster.Roster, q roster.Person) bool {
	for a := range r.AccountsOf(p) {
		for b := range s.AccountsOf(q) {
			if one := r.StateIDOf(a); one != "" && one == s.StateIDOf(b) {
				return true
			}
		}
	}
	return false
}

// follow finds the excluded students in the other rosters, where they may have other
// identifiers.
func (e *excluding) follow() {
	type account struct {
		r *roster.Roster
		p roster.Person
	}
	var left []account
	for r, people := range e.found.people {
		for p := range people {
			left = append(left, account{r, p})
		}
	}
	for len(left) > 0 {
		at := left[len(left)-1]
		left = left[:len(left)-1]
		for _, id := range at.r.AllIdentifiers(at.p) {
			if strings.ContainsRune(id, '@') || celltext.IsFiller(id) { // siblings may share an address
				continue
			}
			for _, r := range e.rosters {
				same, _ := r.StudentsByAny(nil, id)
				for _, p := range same {
					if (shareStateID(at.r, at.p, r, p) || r != at.r && roster.SameStudent(schema.NoColumn, at.r, at.p, r, p)) && e.put(r, p) {
						left = append(left, account{r, p})
					}
				}
			}
		}
	}
}

// spell gathers what the excluded students are called and known by.
func (e *excluding) spell() {
	for r, people := range e.found.people {
		for p := range people {
			for _, id := range r.AllIdentifiers(p) {
				e.found.texts.add(id)
			}
			e.found.texts.addNames(r.AllNames(p))
		}
	}
	e.found.texts.seal()
}
