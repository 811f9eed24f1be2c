package roster

import (
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/nameset"
)

// Clever shows a class as course, the teacher's family name and period: "Algebra I -
// Smith - 2(A)". Exports and Otus may have classes so whatever the roster's format; the
// title is then taken for the course.

// between stands between the parts of such a name.
const between = " - "

// ClassesShown returns the classes that Clever would show by the text: of a title of the
// set, taught by somebody of that family name, in that period if one is given. Without
// past, current ones only.
func (r *Roster) ClassesShown(text string, titles *nameset.Set, past bool) (found []Class) {
	parts := strings.Split(fold.Key(text), between)
	for n := len(parts) - 1; n > 0 && n >= len(parts)-2; n-- {
		title := titles.Match(strings.Join(parts[:n], between)).Name
		if title == "" {
			continue
		}
		for _, cl := range r.Classes.titled(TitleOf(r, title)) {
			if (past || r.Classes.Current(cl)) && r.hasTeacherCalled(cl, parts[n], past) && (len(parts) == n+1 || r.meetsIn(cl, parts[n+1])) {
				found = append(found, cl)
			}
		}
		if len(found) > 0 {
			break
		}
	}
	slices.Sort(found)
	return found
}

// hasTeacherCalled reports whether a teacher of the class has the family name.
func (r *Roster) hasTeacherCalled(cl Class, family string, past bool) bool {
	key := NameKey(family)
	return slices.ContainsFunc(r.Classes.In(cl), func(e enrollment) bool {
		if !e.As(EnrolledTeacher, past) {
			return false
		}
		for a := range r.AccountsOf(Person(e.Of)) {
			if NameKey(r.Texts.Get(r.Accounts.Family[a])) == key {
				return true
			}
		}
		return false
	})
}

// meetsIn reports whether the class meets in the period that the text names, or is not
// known to meet in any.
func (r *Roster) meetsIn(cl Class, text string) bool {
	list := r.Periods(cl)
	if celltext.IsBlank(list) || fold.Key(list) == fold.Key(text) {
		return true
	}
	asked := ParsePeriod(text)
	return len(asked.Slots) > 0 && asked.Fits(list)
}

// NamesShown returns how Clever would show the current classes of a title, each name
// once.
func (r *Roster) NamesShown(title string) (names []string) {
	for _, cl := range r.Classes.titled(TitleOf(r, title)) {
		if !r.Classes.Current(cl) {
			continue
		}
		for _, e := range r.Classes.In(cl) {
			if !e.As(EnrolledTeacher, false) {
				continue
			}
			name := title + between + r.Texts.Get(r.Accounts.Family[r.People.account[e.Of]])
			if list := r.Periods(cl); list != "" {
				name += between + list
			}
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}
