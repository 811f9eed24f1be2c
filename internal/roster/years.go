package roster

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/textindex"
)

// Years are the rosters of several school years, of which one is today's. They do not
// change and may be shared between goroutines. Nil Years are of no earlier year.
type Years struct {
	Today *Roster   // nil: not known
	Past  []*Roster // the others, the one that starts last first
	spans []daySpan // the days that belong to Today's, in their order
}

// NewYears returns the years of today's roster, which may be nil, and others. Those that
// are not known, that are today's, or that are there twice are left out; it returns nil
// where none is left.
func NewYears(today *Roster, others []*Roster) *Years {
	y := &Years{Today: today.Loaded()}
	for _, r := range others {
		if r = r.Loaded(); r != nil && r != y.Today && !slices.Contains(y.Past, r) {
			y.Past = append(y.Past, r)
		}
	}
	if y.Past == nil {
		return nil
	}
	slices.SortStableFunc(y.Past, func(a, b *Roster) int {
		return cmp.Or(cmp.Compare(b.First, a.First), cmp.Compare(b.last, a.last))
	})
	y.findSpans()
	return y
}

// Earlier returns those of the rosters that start before today's.
func Earlier(today *Roster, rosters []*Roster) (earlier []*Roster) {
	for _, r := range rosters {
		if r = r.Loaded(); r != nil && today != nil && r != today && r.First < today.First && r.First != noBegin {
			earlier = append(earlier, r)
		}
	}
	return earlier
}

// findSpans finds the days of today's roster. Which roster a day belongs to changes
// only within those that any of them knows.
func (y *Years) findSpans() {
	if y.Today == nil {
		return
	}
	first, last := noEnd, noBegin
	for _, r := range append([]*Roster{y.Today}, y.Past...) {
		if r.First != noBegin {
			first, last = min(first, r.First), max(last, r.last)
		}
	}
	if first > last { // no roster has days of its own
		first, last = 0, 0
	}
	// Beyond the first and the last day all is as on these.
	for on := int(first); on <= int(last); on++ {
		if y.onDay(day(on)) != y.Today {
			continue
		}
		from, to := day(on), day(on)
		if on == int(first) {
			from = noBegin
		}
		if on == int(last) {
			to = noEnd
		}
		if n := len(y.spans); n > 0 && int(y.spans[n-1].last) == on-1 {
			y.spans[n-1].last = to
		} else {
			y.spans = append(y.spans, daySpan{from, to})
		}
	}
}

// onDay returns the roster of the school year that a day is in.
func (y *Years) onDay(on day) *Roster {
	best, apart := y.Today, 0
	if best != nil {
		apart = best.apart(on)
	}
	for _, r := range y.Past {
		gap := r.apart(on)
		if best == nil || gap < apart || gap == apart && r.First > best.First {
			best, apart = r, gap
		}
	}
	return best
}

// IsToday reports whether a day belongs to today's roster.
func (y *Years) IsToday(d dates.Date) bool {
	if y == nil {
		return true
	}
	on := DayOf(d)
	for _, s := range y.spans {
		if s.holds(on) {
			return true
		}
	}
	return false
}

// On returns the roster of the school year that a day is in: of several the one that
// starts last, as the next year's may be exported in summer already, and for a day in
// none the nearest one.
func (y *Years) On(d dates.Date) *Roster {
	if y.IsToday(d) {
		return y.Today
	}
	return y.onDay(DayOf(d))
}

// apart returns how many days lie between the roster and the day.
func (r *Roster) apart(on day) int { return max(int(r.First)-int(on), int(on)-int(r.last), 0) }

// dateOf is the reverse of DayOf. It returns the zero Date for a day that is not told.
func dateOf(on day) dates.Date {
	if on == noBegin || on == noEnd {
		return dates.Date{}
	}
	return dates.Of(time.Date(2000, 1, 1+int(on), 0, 0, 0, 0, time.UTC))
}

// LastDayOf returns the last day that the person was there in one of the roles: that of
// the enrollment that ended last, or of its class. Without enrollments it is the
// roster's last day, as for NoPerson, and zero where that is not known.
func (r *Roster) LastDayOf(p Person, roles EnrollmentFlags) dates.Date {
	last := noBegin
	var own []enrollment
	if p != NoPerson {
		own = r.People.Of(p)
	}
	for _, e := range own {
		if !e.As(roles, true) {
			continue
		}
		end := e.last
		if end == noEnd {
			end = r.lastOf(Class(e.Of))
		}
		last = max(last, end)
	}
	if last == noBegin {
		last = r.last
	}
	return dateOf(last)
}

// LastDayOfClass returns the last day of the class's terms, else of the roster.
func (r *Roster) LastDayOfClass(cl Class) dates.Date { return dateOf(r.lastOf(cl)) }

func (r *Roster) lastOf(cl Class) day {
	if terms := r.Classes.termSets[r.Classes.terms[cl]]; len(terms) > 0 {
		return spanOf(terms).last
	}
	return r.last
}

// SchoolYear returns the year in which the school year of a day begins. It is that of the
// roster whose sessions the day is in, else it begins in July.
func (y *Years) SchoolYear(d dates.Date) int {
	if y != nil {
		on := DayOf(d)
		if r := y.On(d); r != nil && r.First != noBegin && r.apart(on) == 0 && int(r.last)-int(r.First) < 400 {
			d = dateOf(r.First + (r.last-r.First)/2)
		}
	}
	if d.Month < time.July {
		return d.Year - 1
	}
	return d.Year
}

// SameStudent reports whether students of two rosters may be one child, whom both have
// by the identifier in column c, or for NoColumn by any that they share. State IDs that
// differ speak against it, and so do names that differ, unless the State ID and another
// identifier say that one was changed.
func SameStudent(c schema.Column, r *Roster, p Person, s *Roster, q Person) bool {
	same := false
	for a := range r.AccountsOf(p) {
		for b := range s.AccountsOf(q) {
			one, other := r.StateIDOf(a), s.StateIDOf(b)
			if one != "" && other != "" && one != other {
				return false
			}
			shared := sharedIdentifiers(c, r, a, s, b)
			if c != schema.NoColumn {
				shared++
			}
			same = same || shared > 0 && sameName(r, a, s, b) || shared > 1 && one != "" && one == other
		}
	}
	return same
}

// sharedIdentifiers returns how many identifiers, that in column c apart, accounts of
// two rosters share.
func sharedIdentifiers(c schema.Column, r *Roster, a int32, s *Roster, b int32) (n int) {
	for _, o := range schema.Identifiers {
		f, g := r.Accounts.Columns[o], s.Accounts.Columns[o]
		if o != c && f != nil && g != nil && realID(f.Text(a)) != "" && f.Text(a) == g.Text(b) {
			n++
		}
	}
	if r.Accounts.sourcedID != r.Accounts.Columns[schema.ColSISID] && realID(r.Accounts.sourcedID.Text(a)) != "" &&
		r.Accounts.sourcedID.Text(a) == s.Accounts.sourcedID.Text(b) {
		n++
	}
	return n
}

// sameName reports whether accounts of two rosters have one family name, and given
// names of which one is the start of the other, or else one address.
func sameName(r *Roster, a int32, s *Roster, b int32) bool {
	name := func(r *Roster, account int32) (family, given, address string) {
		all := &r.Accounts
		return NameKey(r.Texts.Get(all.Family[account])), NameKey(r.Texts.Get(all.Given[account])), all.Address.Text(account)
	}
	family, given, address := name(r, a)
	family2, given2, address2 := name(s, b)
	return family == family2 && (strings.HasPrefix(given+" ", given2+" ") || strings.HasPrefix(given2+" ", given+" ") ||
		address != "" && address == address2)
}

// SameTeacher reports whether people of two rosters who have one address may be one person:
// by one of the names that each roster holds, or by the sourcedId and half of a name, as
// a teacher may marry. An address that is made of a name is given again to a namesake.
func SameTeacher(r *Roster, p Person, s *Roster, q Person) bool {
	shared := SameID(r, p, s, q)
	for _, name := range r.AllNames(p) {
		for _, other := range s.AllNames(q) {
			family, given := NameKey(name.Family) == NameKey(other.Family), sameGiven(NameKey(name.Given), NameKey(other.Given))
			if family && given || shared && (family || given) {
				return true
			}
		}
	}
	return false
}

// SameID reports whether people of two rosters share a sourcedId.
func SameID(r *Roster, p Person, s *Roster, q Person) bool {
	for a := range r.AccountsOf(p) {
		for b := range s.AccountsOf(q) {
			if id := r.Accounts.sourcedID.Text(a); realID(id) != "" && id == s.Accounts.sourcedID.Text(b) {
				return true
			}
		}
	}
	return false
}

// sameGiven reports whether one of two given names is the beginning of the other, or its
// initial.
func sameGiven(a, b string) bool {
	return strings.HasPrefix(a+" ", b+" ") || strings.HasPrefix(b+" ", a+" ") || isInitialOf(a, b) || isInitialOf(b, a)
}

// HoldersOfAddress returns all who have the address, whatever they do or did; nobody has
// one that is so many people's that it stands for nobody.
func (r *Roster) HoldersOfAddress(address string) []Person {
	found, nobody := holdersOfAddress(r, nil, address, RoleStudent|RoleTeacher|RoleAdministrator|OtherRoles, true)
	if nobody {
		return nil
	}
	return found
}

// AddressesSince returns the addresses in s of the teachers of today who are the person p
// of r, of another year: who share the sourcedId and the name.
func AddressesSince(r *Roster, p Person, s *Roster) (addresses []string) {
	for a := range r.AccountsOf(p) {
		for b := range textindex.All(s.Accounts.sourcedID, r.Accounts.sourcedID.Text(a)) {
			q := s.Accounts.Person[b]
			address := s.Email(q)
			if address != "" && s.Known(q, RoleTeacher, false) && SameTeacher(r, p, s, q) && !slices.Contains(addresses, address) {
				addresses = append(addresses, address)
			}
		}
	}
	return addresses
}

// AllTitles returns the titles of all classes, each once.
func (r *Roster) AllTitles() []string {
	all := make([]string, r.Classes.Titles.Len())
	for i := range all {
		all[i] = r.Classes.Titles.Text(int32(i))
	}
	return all
}

// SameClass returns the class of s that has the sourcedId of a class of r, or a negative
// one. A code says nothing: it is used again.
func SameClass(r *Roster, cl Class, s *Roster) Class {
	id := r.Classes.sourcedID.Text(int32(cl))
	if id == "" {
		return noClass
	}
	return Class(textindex.First(s.Classes.sourcedID, id))
}

// ClassesOnceCalled returns the classes that a title of today's roster stands for in this
// one, of an earlier year: those that had the title then, and those that have it now.
func (r *Roster) ClassesOnceCalled(title string, today *Roster) (found []Class) {
	found = slices.Clone(r.Classes.titled(TitleOf(r, title)))
	if today == nil {
		return found
	}
	for _, cl := range today.Classes.titled(TitleOf(today, title)) {
		if then := SameClass(today, cl, r); then >= 0 && !slices.Contains(found, then) {
			found = append(found, then)
		}
	}
	return found
}
