package roster

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/mention"
	"example.com/otustemplate/internal/textindex"
)

// StaffNames finds the staff of a roster, teachers and others, of today or of the past,
// by what exports call them. It does not change, and may be shared.
type StaffNames struct {
	r     *Roster
	names map[string][]heldName // by the family name
	ids   map[string][]Person   // by the sourcedId, identifier or username as idKey gives it
}

// A NamedStaff is whom a text of an export may mean.
type NamedStaff struct {
	// People are all who may be meant, each once, in the roster's order.
	People []Person
	By     NamedBy
}

// NamedBy says what of a person a text gives.
type NamedBy uint8

const (
	// NamedWhole is an address, an identifier or a whole name. Nobody is meant but the
	// people.
	NamedWhole NamedBy = iota
	// NamedShort is a family name, alone or with an initial: what it means has to be
	// shown by what else the row holds.
	NamedShort
	// NamedPartly is a text that says more than the name of one person. It settles
	// nothing.
	NamedPartly
)

// isStaff reports whether the person works at the schools. A student who also does so
// is one only as a teacher.
func (r *Roster) isStaff(p Person) bool {
	ever := r.People.ever[p]
	return ever&RoleTeacher != 0 || ever&(RoleAdministrator|OtherRoles) != 0 && ever&RoleStudent == 0
}

// NewStaffNames returns the names of the roster's staff.
func NewStaffNames(r *Roster) *StaffNames {
	s := &StaffNames{r: r, names: make(map[string][]heldName), ids: make(map[string][]Person)}
	var names []mention.Name
	for p := range Person(r.People.len()) {
		if !r.isStaff(p) {
			continue
		}
		names = r.appendNames(names[:0], p)
		for i, name := range names {
			if !slices.Contains(names[:i], name) {
				s.addName(p, name)
			}
		}
		for a := range r.AccountsOf(p) {
			for _, f := range r.staffFields() {
				s.addID(p, f, f.Text(a))
			}
		}
	}
	return s
}

// staffFields are the identifiers that staff are found by.
func (r *Roster) staffFields() [3]*textindex.Field {
	a := &r.Accounts
	return [3]*textindex.Field{a.sourcedID, a.identifier, a.username}
}

// addName adds a name that the roster holds of a person. A given name that ends in an
// initial holds the middle name, too.
func (s *StaffNames) addName(p Person, name mention.Name) {
	given, suffix := nameWithoutSuffix(name.Given)
	family, other := nameWithoutSuffix(name.Family)
	if family == "" || given == "" {
		return
	}
	held := heldName{person: p, given: bareName(given), middle: bareName(name.Middle), suffix: cmp.Or(other, suffix)}
	add := func() {
		key := bareName(family)
		if !slices.Contains(s.names[key], held) {
			s.names[key] = append(s.names[key], held)
		}
	}
	words := strings.Fields(strings.TrimRight(given, ". "))
	if len(words) > 1 {
		held.first = bareName(words[0])
	}
	add()
	if held.middle == "" && len(words) > 1 {
		if last := bareName(words[len(words)-1]); len([]rune(last)) == 1 {
			held.given, held.middle = bareName(strings.Join(words[:len(words)-1], " ")), last
			add()
		}
	}
}

// nameWithoutSuffix cuts a suffix off a given or a family name.
func nameWithoutSuffix(name string) (bare, suffix string) {
	words := strings.FieldsFunc(name, func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
	if last := len(words) - 1; last > 0 {
		if suffix = suffixes[bareName(words[last])]; suffix != "" {
			words = words[:last]
		}
	}
	return strings.Join(words, " "), suffix
}

// idKey returns what identifiers are compared by: the case and the zeros in front of a
// number make no other one.
func idKey(id string) string {
	if celltext.IsDigits(id) {
		return bareNumber(id)
	}
	return fold.Case(id)
}

// addID adds an identifier of a person, if it is not so many people's that it is
// nobody's.
func (s *StaffNames) addID(p Person, f *textindex.Field, id string) {
	if id == "" {
		return
	}
	if _, nobody := holders(s.r, nil, f, id, RoleTeacher, true); nobody {
		return
	}
	if key := idKey(id); !slices.Contains(s.ids[key], p) {
		s.ids[key] = append(s.ids[key], p)
	}
}

// Find returns the staff whom a text may mean: by an address, a sourcedId, identifier or
// username, by a name, or by a name with one of the others beside it in brackets, or with
// a number before or behind it. All who fit in any way are found. None: nobody fits, or it is the identifier of somebody
// who is no staff.
func (s *StaffNames) Find(text string) NamedStaff {
	text = strings.TrimFunc(text, celltext.Unseen)
	one := s.findOne(text)
	if one.By == NamedWhole && len(one.People) > 0 {
		if s.isOthers(text, one.People) {
			return NamedStaff{}
		}
		return one.all()
	}
	if outside, inside, ok := cutBrackets(text); ok {
		return findBoth(s.findOne(outside), s.findOne(inside))
	}
	if len(one.People) > 0 {
		return one.all()
	}
	if number, name, ok := cutNumber(text); ok {
		return findBoth(s.findOne(number), s.findOne(name))
	}
	return s.findParts(text)
}

// isOthers reports whether the text as it stands is somebody else's, a student's or a
// parent's, and the people's only with other zeros in front or in another case. What is
// somebody's as it stands is not made another's.
func (s *StaffNames) isOthers(text string, people []Person) bool {
	for _, p := range people {
		for a := range s.r.AccountsOf(p) {
			if s.r.AccountBearsAny(a, text) {
				return false
			}
		}
	}
	return s.r.Somebodys(text)
}

// textStaff are the staff whom a text without brackets names, and those whom it may mean
// as well though it contradicts their names.
type textStaff struct {
	NamedStaff
	against []Person
}

// all returns all whom the text may mean, if it names anybody.
func (t textStaff) all() NamedStaff {
	if len(t.People) == 0 {
		return t.NamedStaff
	}
	return namedStaff(slices.Concat(t.People, t.against), t.By)
}

// findOne finds the staff whom a text names without brackets.
func (s *StaffNames) findOne(text string) textStaff {
	whole := s.withIdentifier(text)
	fit := s.named(text)
	if len(fit.strong) == 0 && len(whole) == 0 {
		fit.strong = fit.weak
	} else {
		fit.against = nil
	}
	if whole = append(whole, fit.strong...); len(whole) > 0 {
		return textStaff{namedStaff(append(whole, fit.short...), NamedWhole), fit.against}
	}
	return textStaff{namedStaff(fit.short, NamedShort), fit.against}
}

func namedStaff(people []Person, by NamedBy) NamedStaff {
	if len(people) == 0 {
		return NamedStaff{}
	}
	slices.Sort(people)
	return NamedStaff{slices.Compact(people), by}
}

// withIdentifier returns the staff who have the text as an address or identifier. An
// address of a teacher is nobody else's, as it is the address that is asked for.
func (s *StaffNames) withIdentifier(text string) (found []Person) {
	if text == "" {
		return nil
	}
	found = TeachersByEmail(s.r, nil, text, true)
	if len(found) == 0 {
		found, _ = holdersOfAddress(s.r, nil, text, RoleAdministrator|OtherRoles, true)
		found = slices.DeleteFunc(found, func(p Person) bool { return !s.r.isStaff(p) })
	}
	return append(found, s.ids[idKey(text)]...)
}

// A nameFit holds the people whose names a text may be.
type nameFit struct {
	strong  []Person // the roster holds all that the text says
	weak    []Person // the roster holds no middle name or suffix, though the text has one
	short   []Person // the text is a family name, alone or with an initial
	against []Person // of weak ones, and of short ones that are weak, the namesakes of whom the roster holds another middle name or suffix
}

// named returns the staff who have the name. That a middle name contradicts a namesake
// does not show that another one has it, of whom the roster holds none: the initial may
// be wrong, or the roster.
func (s *StaffNames) named(text string) (fit nameFit) {
	var misspelled, namesakes []Person
	unproved := false
	for _, n := range readName(text) {
		names := s.names[n.family]
		for i := range names {
			h := &names[i]
			fits, held := h.fits(&n)
			switch {
			case !fits && h.isMisspelled(&n):
				misspelled = append(misspelled, h.person)
			case !fits && h.isNamesake(&n):
				namesakes = append(namesakes, h.person)
			case !fits:
			case n.short():
				fit.short = append(fit.short, h.person)
				unproved = unproved || !held
			case held:
				fit.strong = append(fit.strong, h.person)
			case s.mayLackMiddle(&n, h.person):
				fit.weak = append(fit.weak, h.person)
				unproved = true
			}
		}
	}
	if len(fit.weak) > 0 { // nobody's middle name, and nearly that of a namesake
		fit.weak = append(fit.weak, misspelled...)
	}
	if unproved {
		fit.against = namesakes
	}
	return fit
}

// mayLackMiddle reports whether it may be the person though the roster does not hold
// all of the name: some rosters hold no middle names at all.
func (s *StaffNames) mayLackMiddle(n *nameReading, p Person) bool {
	return !n.reversed && n.middles < 2 && !strings.ContainsFunc(n.middle, unicode.IsDigit) && (n.middle == "" || !s.r.hasMiddle(p))
}

// brackets are those that may stand around a number or an address behind a name, or a
// name behind one.
var brackets = map[byte]byte{')': '(', ']': '[', '>': '<'}

// cutBrackets cuts a text that ends with something in brackets.
func cutBrackets(text string) (outside, inside string, ok bool) {
	if text == "" || brackets[text[len(text)-1]] == 0 {
		return "", "", false
	}
	at := strings.LastIndexByte(text, brackets[text[len(text)-1]])
	if at <= 0 {
		return "", "", false
	}
	trim := func(s string) string { return strings.TrimFunc(s, celltext.Unseen) }
	return trim(text[:at]), trim(text[at+1 : len(text)-1]), true
}

// cutNumber cuts a text that begins or ends with a number, beside a name: the columns of
// both may have been joined, and exports write "9003 - Kowalski, Dana".
func cutNumber(text string) (number, name string, ok bool) {
	const least = 3 // digits; fewer are a room or a period
	beside := func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("-–:,;/#", r) }
	words := strings.FieldsFunc(text, beside)
	if len(words) < 2 {
		return "", "", false
	}
	first, last := words[0], words[len(words)-1]
	switch {
	case len(first) >= least && celltext.IsDigits(first) && strings.HasPrefix(text, first):
		number, name = first, text[len(first):]
	case len(last) >= least && celltext.IsDigits(last) && strings.HasSuffix(text, last):
		number, name = last, text[:len(text)-len(last)]
	default:
		return "", "", false
	}
	return number, strings.TrimFunc(name, beside), true
}

// findBoth finds the staff whom two texts beside each other name: those whom both do, and
// whom neither rules out. Where they have nobody in common neither is to be believed alone.
func findBoth(a, b textStaff) NamedStaff {
	everyA, everyB := a.all(), b.all()
	by := NamedWhole
	switch {
	case len(common(a.People, b.People)) == 0 || a.By == NamedPartly || b.By == NamedPartly:
		return namedStaff(append(everyA.People, everyB.People...), NamedPartly)
	case a.By == NamedShort && b.By == NamedShort:
		by = NamedShort
	}
	return namedStaff(common(everyA.People, everyB.People), by)
}

// common returns the people who are in both lists.
func common(a, b []Person) (both []Person) {
	for _, p := range a {
		if slices.Contains(b, p) {
			both = append(both, p)
		}
	}
	return both
}

// findParts finds the staff whom the parts of a text name that names several people, or
// one and something else.
func (s *StaffNames) findParts(text string) NamedStaff {
	const most = 16 // parts
	var found []Person
	for _, cut := range []string{";", "|", "/", "&", "\n", " and ", " - ", ","} {
		if n := strings.Count(text, cut); n == 0 || n >= most {
			continue
		}
		parts := strings.Split(text, cut)
		if n := len(parts); cut == "," && n > 2 && n%2 == 0 { // Last, First, Last, First
			for i := 0; i < n; i += 2 {
				parts = append(parts, parts[i]+cut+parts[i+1])
			}
		}
		for _, part := range parts {
			one := s.findOne(strings.TrimFunc(part, celltext.Unseen))
			if one.By == NamedWhole || cut != "," { // behind a comma Kim is a given name
				found = append(found, one.all().People...)
			}
		}
		if len(found) > 0 {
			break
		}
	}
	return namedStaff(found, NamedPartly)
}
