package roster

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"example.com/otustemplate/internal/mention"
	"example.com/otustemplate/internal/textindex"
)

// sideBySide runs the tasks on as many goroutines as may run at a time, and waits for
// them.
func sideBySide(tasks ...func()) {
	var next atomic.Int32
	work := func() {
		for {
			i := int(next.Add(1)) - 1
			if i >= len(tasks) {
				return
			}
			tasks[i]()
		}
	}
	var wait sync.WaitGroup
	for range min(len(tasks), runtime.GOMAXPROCS(0)) - 1 {
		wait.Go(work)
	}
	work()
	wait.Wait()
}

// finish builds what is asked across files, when all rows are added.
func (b *builder) finish() {
	sideBySide(
		func() {
			b.checkTeachers()
			b.indexNames()
		},
		b.byPerson,
		b.byClass,
	)
	b.enrollments = nil
	b.roster.problems = b.problems.all()
}

// checkTeachers tells of teachers who cannot be found by e-mail, or not alone.
func (b *builder) checkTeachers() {
	r := b.roster
	first := make([]Person, r.Accounts.Address.Len()) // by the first account that has the address: the first teacher, plus one
	for p := range Person(r.People.len()) {
		if r.People.now[p]&RoleTeacher == 0 {
			continue
		}
		account := r.People.account[p]
		file, line := b.sourceOf(account), b.lines[account]
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
			b.problems.add(file, line, "the teacher has no e-mail address, and rows that name one cannot be matched")
		}
		if shared {
			b.problems.add(file, line, "the teacher's e-mail address is that of another teacher in an earlier row; rows that name it fit both")
		}
	}
}

// indexNames makes names of teachers found for suggestions, and students in notes.
func (b *builder) indexNames() {
	r := b.roster
	var names []mention.Name
	for p := range Person(r.People.len()) {
		if p%(1<<10) == 0 && !b.going() {
			return
		}
		ever := r.People.ever[p]
		teacher, student := ever&RoleTeacher != 0, r.People.now[p]&RoleStudent != 0
		if !teacher && !student {
			continue
		}
		names = r.appendNames(names[:0], p)
		for i, name := range names {
			if slices.Contains(names[:i], name) {
				continue
			}
			if teacher {
				b.addWaysToWrite(r.People.Names, name)
				for len(r.People.Teacher) < r.People.Names.Len() {
					r.People.Teacher = append(r.People.Teacher, p)
				}
			}
			r.mentions.Add(name, r.People.now[p]&RoleTeacher != 0)
		}
	}
	r.People.Names.Index(b.going)
	r.mentions.Seal(b.going)
}

// addWaysToWrite makes a name found by the ways to write it: with the middle name, with
// its initial, and without.
func (b *builder) addWaysToWrite(names *textindex.Field, n mention.Name) {
	if n.Given == "" || n.Family == "" {
		return
	}
	middles := []string{""}
	if n.Middle != "" {
		initial := string([]rune(n.Middle)[:1])
		middles = append(middles, " "+n.Middle, " "+initial)
	}
	for i, middle := range middles {
		if slices.Contains(middles[:i], middle) {
			continue
		}
		for _, name := range []string{n.Given + middle + " " + n.Family, n.Family + ", " + n.Given + middle} {
			ref, _ := textindex.Add(&b.roster.Texts, NameKey(name))
			names.Append(ref)
		}
	}
}
