package roster

import (
	"cmp"
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/textindex"
)

// One person may stand in several rows of users.csv: in two roles, or after a
// transfer. To take two people for one, though, would put a child's name to what
// another did. So accounts are joined only by what identifies one human being, and
// only where nothing in them speaks against it. That is decided when users.csv and
// roles.csv are read, group by group, so that the order of their rows decides
// nothing.

// MaxHolders is how many people an identifier can stand for. What more of them
// share, such as noemail@example.org, stands for nobody.
const MaxHolders = 10

// maxAccounts is how many accounts one person can have: a teacher may have one in
// each school.
const maxAccounts = 100

// A link is a kind of identifier that joins accounts.
type link struct {
	field *textindex.Field
	name  string // in a Problem
}

func (b *builder) links() []link {
	a := &b.roster.Accounts
	all := []link{{a.sourcedID, b.terms.id}, {a.identifier, b.terms.number}, {a.username, "username"}}
	for _, f := range b.stateIDs() {
		if !slices.ContainsFunc(all, func(k link) bool { return k.field == f }) {
			all = append(all, link{f, "State ID"})
		}
	}
	for _, c := range schema.Identifiers {
		f := a.Columns[c]
		if b.joinAll && f != a.Address && !slices.ContainsFunc(all, func(k link) bool { return k.field == f }) {
			all = append(all, link{f, c.String()})
		}
	}
	return all
}

// stateIDs returns the fields that hold the state's identifiers: those whose type
// says so, and whatever feeds the template's State ID.
func (b *builder) stateIDs() []*textindex.Field {
	a := &b.roster.Accounts
	all := []*textindex.Field{b.stateID}
	if f := a.Columns[schema.ColStateID]; f != nil && f != b.stateID && f != a.Address {
		all = append(all, f)
	}
	return all
}

// A tie is two accounts that share an identifier of one person.
type tie struct {
	earlier, later int32
	by             uint8 // of links
}

// A remark is a Problem of an account.
type remark struct {
	account int32
	message string
}

// unitePeople joins accounts, and tells of each on what that rests, or that it was
// not done.
func (b *builder) unitePeople() {
	var ties []tie
	var remarks []remark
	links := b.links()
	for k, kind := range links {
		for first := range kind.field.Shared() {
			if len(ties)%(1<<10) == 0 && !b.going() {
				return
			}
			ties, remarks = b.tieUp(ties, remarks, uint8(k), kind, first)
		}
	}
	for _, t := range ties {
		b.join(t.earlier, t.later)
	}
	apart := b.takeApart(ties)
	by := make(map[int32][]string)
	for _, t := range ties {
		if name := links[t.by].name; apart[t.later] {
			remarks = append(remarks, remark{t.later, apartMessage(name)})
		} else {
			by[t.later] = append(by[t.later], name)
		}
	}
	for account, names := range by {
		remarks = append(remarks, remark{account, "the row and an earlier one are taken for one person: they have the same " +
			phrase.JoinWords(slices.Compact(names), "and") + ", and nothing in them speaks against it"})
	}
	slices.SortFunc(remarks, compareRemarks)
	for _, r := range remarks {
		b.problems.add(b.sourceOf(r.account), b.lines[r.account], r.message)
	}
}

func apartMessage(name string) string {
	return "the " + name + " is that of an earlier row too, but a name, role, e-mail address or State ID speaks against one person: they are taken for several"
}

// tieUp ties the accounts that have one identifier, where it is one person's.
func (b *builder) tieUp(ties []tie, remarks []remark, k uint8, kind link, first int32) ([]tie, []remark) {
	var buf [MaxHolders]int32
	members := buf[:0]
	for i := range textindex.All(kind.field, kind.field.Text(first)) {
		if members = append(members, i); len(members) > maxAccounts {
			break
		}
	}
	slices.Sort(members)
	if !b.ownIDs {
		return b.tieSome(ties, remarks, k, kind, members)
	}
	others := slices.DeleteFunc(slices.Clone(members), b.isStudent)
	students := slices.DeleteFunc(members, func(i int32) bool { return !b.isStudent(i) })
	for _, some := range [][]int32{students, others} {
		if len(some) > 1 {
			ties, remarks = b.tieSome(ties, remarks, k, kind, some)
		}
	}
	return ties, remarks
}

// isStudent reports whether the account is a student's by its row.
func (b *builder) isStudent(a int32) bool { return b.ever[a]&RoleStudent != 0 }

// tieSome ties accounts that have one identifier, in their order.
func (b *builder) tieSome(ties []tie, remarks []remark, k uint8, kind link, members []int32) ([]tie, []remark) {
	first := members[0]
	if !b.fewOrSure(members) {
		return ties, append(remarks, remark{first, "over ten rows have the " + kind.name + " of this one: they are not taken for one person, and it stands for nobody"})
	}
	if celltext.IsFiller(kind.field.Text(first)) {
		return ties, append(remarks, remark{first, "further rows have the " + kind.name + " of this one, which only fills the field: they are not taken for one person, and it stands for nobody"})
	}
	one := b.oneHuman(members)
	for _, m := range members[1:] {
		if one {
			ties = append(ties, tie{members[0], m, k})
		} else {
			remarks = append(remarks, remark{m, apartMessage(kind.name)})
		}
	}
	return ties, remarks
}

// takeApart undoes the groups of joined accounts in which any two contradict, and
// those that are neither few nor surely one person's, as each may have been led to
// another by a third. It returns the accounts of these.
func (b *builder) takeApart(ties []tie) (apart map[int32]bool) {
	groups := make(map[int32][]int32)
	seen := make(map[int32]bool)
	for _, t := range ties {
		for _, i := range []int32{t.earlier, t.later} {
			if !seen[i] {
				seen[i] = true
				groups[b.root(i)] = append(groups[b.root(i)], i)
			}
		}
	}
	apart = make(map[int32]bool)
	for _, members := range groups {
		if len(members) == 2 || b.fewOrSure(members) && b.oneHuman(members) {
			continue // two were looked at when they were tied
		}
		for _, i := range members {
			apart[i] = true
			b.roster.Accounts.Person[i] = Person(i)
		}
	}
	return apart
}

// oneHuman reports whether nothing speaks against it that all the accounts are one
// person's: no two have different family names, addresses or State IDs, nor given
// names of which one is not the start of the other. A student is nobody else, and
// who has two roles has one name.
func (b *builder) oneHuman(members []int32) bool {
	a, texts := &b.roster.Accounts, &b.roster.Texts
	if !agree(members, a.Address.Text) || !agree(members, func(i int32) string { return " " + NameKey(texts.Get(a.Family[i])) }) {
		return false
	}
	for _, f := range b.stateIDs() {
		if !agree(members, func(i int32) string { return realID(f.Text(i)) }) {
			return false
		}
	}
	given := func(i int32) string { return NameKey(texts.Get(a.Given[i])) }
	if !begin(members, " ", given) || !begin(members, "", func(i int32) string { return NameKey(texts.Get(a.middle[i])) }) {
		return false
	}
	if slices.ContainsFunc(members, func(i int32) bool { return given(i) == "" }) {
		return false
	}
	return b.oneRole(members) || agree(members, given) && b.rolesFit(members)
}

// fewOrSure reports whether accounts that share an identifier may be one person's as
// far as their number goes. More than an identifier can stand for may be, such as
// those of a teacher in each school, where a second one is the same in all, too, or
// the address, and nothing speaks against it.
func (b *builder) fewOrSure(members []int32) bool {
	if len(members) <= MaxHolders {
		return true
	}
	if len(members) > maxAccounts || !b.oneHuman(members) {
		return false
	}
	same := 0
	for _, kind := range append(b.links(), link{field: b.roster.Accounts.Address}) {
		common := kind.field.Text(members[0])
		differs := func(i int32) bool { return kind.field.Text(i) != common }
		if realID(common) != "" && !slices.ContainsFunc(members, differs) {
			same++
		}
	}
	return same > 1
}

// agree reports whether no two accounts have different texts. An empty one speaks
// for nothing.
func agree(members []int32, text func(int32) string) bool {
	common := ""
	for _, i := range members {
		switch own := text(i); {
		case own == "" || own == common:
		case common == "":
			common = own
		default:
			return false
		}
	}
	return true
}

// begin reports whether of any two names one is the start of the other, up to sep.
func begin(members []int32, sep string, name func(int32) string) bool {
	longest := ""
	for _, i := range members {
		if n := name(i); len(n) > len(longest) {
			longest = n
		}
	}
	return !slices.ContainsFunc(members, func(i int32) bool {
		n := name(i)
		return n != "" && n != longest && !strings.HasPrefix(longest, n+sep)
	})
}

// oneRole reports whether no two accounts have different roles.
func (b *builder) oneRole(members []int32) bool {
	var common Role
	for _, i := range members {
		if o := b.ever[i]; o != 0 && common != 0 && o != common {
			return false
		}
		common |= b.ever[i]
	}
	return true
}

// rolesFit reports whether the roles, of which some differ, may be one person's: a
// student is no parent or teacher of the same name.
func (b *builder) rolesFit(members []int32) bool {
	var students, others bool
	for _, i := range members {
		o := b.ever[i] &^ RoleOther
		students = students || o&RoleStudent != 0
		others = others || o&^RoleStudent != 0
	}
	return !students || !others
}

// join makes two accounts one person's. Until people are numbered a.person leads to
// another account of the same person, in the end to the first.
func (b *builder) join(i, j int32) {
	i, j = b.root(i), b.root(j)
	b.roster.Accounts.Person[max(i, j)] = Person(min(i, j))
}

func (b *builder) root(i int32) int32 {
	p := b.roster.Accounts.Person
	for int32(p[i]) != i {
		p[i] = p[p[i]]
		i = int32(p[i])
	}
	return i
}

func compareRemarks(a, b remark) int {
	return cmp.Or(cmp.Compare(a.account, b.account), strings.Compare(a.message, b.message))
}
