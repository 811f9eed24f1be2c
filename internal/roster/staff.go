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
	held := heldName{p, bareName(given), bareName(name.Middle), cmp.Or(other, suffix)}
	add := func() {
		key := bareName(family)
		if !slices.Contains(s.names[key], held) {
			s.names[key] = append(s.names[key], held)
		}
	}
	add()
	if words := strings.Fields(strings.TrimRight(given, ". ")); held.middle == "" && len(words) > 1 {
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
// username, by a name, or by a name with one of the others beside it in brackets. All
// who fit in any way are found. None: nobody fits, or it is the identifier of somebody
// who is no staff.
func (s *StaffNames) Find(text string) NamedStaff {
	text = strings.TrimFunc(text, celltext.Unseen)
	one := s.findOne(text)
	if one.By == NamedWhole && len(one.People) > 0 {
		if s.isOthers(text, one.People) {
			return NamedStaff{}
		}
		return one
	}
	if outside, inside, ok := cutBrackets(text); ok {
		return s.findBoth(s.findOne(outside), s.findOne(inside))
	}
	if len(one.People) > 0 {
		return one
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

// findOne finds the staff whom a text names without brackets.
func (s *StaffNames) findOne(text string) NamedStaff {
	whole := s.withIdentifier(text)
	strong, weak, short := s.named(text)
	if len(strong) == 0 && len(whole) == 0 {
		strong = weak
	}
	if whole = append(whole, strong...); len(whole) == 0 {
		return namedStaff(short, NamedShort)
	}
	return namedStaff(append(whole, short...), NamedWhole)
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

// named returns the staff who have the name: whose name the roster holds with all that
// the text says, of whom it holds no middle name or suffix though the text has one, and
// who may be meant by a family name or an initial.
func (s *StaffNames) named(text string) (strong, weak, short []Person) {
	var misspelled []Person
	for _, n := range readName(text) {
		names := s.names[n.family]
		for i := range names {
			fits, held := names[i].fits(&n)
			switch {
			case !fits && names[i].isMisspelled(&n):
				misspelled = append(misspelled, names[i].person)
			case !fits:
			case n.short():
				short = append(short, names[i].person)
			case held:
				strong = append(strong, names[i].person)
			case s.mayLackMiddle(&n, names[i].person):
				weak = append(weak, names[i].person)
			}
		}
	}
	if len(weak) > 0 { // nobody's middle name, and nearly that of a namesake
		weak = append(weak, misspelled...)
	}
	return strong, weak, short
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

// findBoth finds the staff whom two texts beside each other name: those whom both do.
// Where they have nobody in common neither is to be believed alone.
func (s *StaffNames) findBoth(a, b NamedStaff) NamedStaff {
	var both []Person
	for _, p := range a.People {
		if slices.Contains(b.People, p) {
			both = append(both, p)
		}
	}
	switch {
	case len(both) == 0 || a.By == NamedPartly || b.By == NamedPartly:
		return namedStaff(append(slices.Clone(a.People), b.People...), NamedPartly)
	case a.By == NamedShort && b.By == NamedShort:
		return namedStaff(both, NamedShort)
	}
	return namedStaff(both, NamedWhole)
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
				found = append(found, one.People...)
			}
		}
		if len(found) > 0 {
			break
		}
	}
	return namedStaff(found, NamedPartly)
}
