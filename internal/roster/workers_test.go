package roster

import (
	"fmt"
	"io/fs"
	"maps"
	"strings"
	"testing"
	"unicode/utf16"

	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/rostertest"
	"github.com/google/go-cmp/cmp"
)

// A dump is what a roster holds, in a form that can be compared.
type dump struct {
	Problems                  []nameset.Problem
	Accounts, People, Classes []string
	Ended                     bool
}

func (r *Roster) dump() dump {
	d := dump{Problems: r.Problems(), Ended: r.Ended}
	a := &r.Accounts
	for i := range int32(a.sourcedID.Len()) {
		d.Accounts = append(d.Accounts, fmt.Sprint(
			a.sourcedID.Text(i), " ", a.identifier.Text(i), " ", a.username.Text(i), " ", a.Address.Text(i), " ", a.userIDs[0].Text(i), " ",
			r.Texts.Get(a.Given[i]), " ", r.Texts.Get(a.Family[i]), " ", a.Person[i], a.next[i], a.deleted[i]))
	}
	for p := range Person(r.People.len()) {
		d.People = append(d.People, fmt.Sprint(r.People.account[p], r.People.now[p], r.People.ever[p], r.People.Of(p)))
	}
	for cl := range Class(len(r.Classes.title)) {
		d.Classes = append(d.Classes, fmt.Sprint(r.Title(cl), r.Kind(cl), r.Periods(cl), r.Classes.terms[cl], r.Classes.deleted[cl], r.Classes.In(cl)))
	}
	return d
}

// manyRows are the files of a roster whose rows have every kind of trouble, in places
// that fall anywhere in a block.
func manyRows() map[string]string {
	files := maps.Clone(rostertest.Files)
	var users, classes, enrollments, roles strings.Builder
	for i := range 300 {
		fmt.Fprintf(&users, "p%d,,,u%d,{State:9%04d},Ana%d,Ruiz,,7%04d,p%d@example.org,,\n", i%290, i%290, i%290, i%290, i%290, i%290)
		fmt.Fprintf(&roles, "p%d,,%s\n", i, []string{"student", "teacher", "student", "ext:x", "nobody", ""}[i%6])
		fmt.Fprintf(&classes, "k%d,,\"Course %d, or \"\"so\"\"\",C%d,scheduled,S1,%d\n", i%280, i/3, i, i%8)
		switch i % 60 {
		case 7:
			users.WriteString("\n \n,,,,,,,,,,,\n")
			enrollments.WriteString("k1,p1,student,,,soon,never\n\"a\" b,c,d\n")
		case 17:
			users.WriteString("q,,,\xe9,,Jos\xe9,N,,N/A,,,\n")
			enrollments.WriteString("k1,p1\nk1,p1,student,,,,,more,and,more\n")
		case 27:
			users.WriteString("r" + strings.Repeat("x", 900) + ",,,,,Jos\u00e9,N\u00fa\u00f1ez,,,,,\n")
			enrollments.WriteString("k1,\"p\r\n1\",student,,,,\r\n")
		}
		for j := range 5 {
			fmt.Fprintf(&enrollments, "k%d,p%d,%s,,%v,2023-09-%02d,\n", i, (i*7+j)%295, []string{"student", "teacher", "aide"}[j%3], j == 1, 1+j)
		}
	}
	files["users.csv"] += users.String() + "s\",,\n"
	files["roles.csv"] = "userSourcedId,status,role\n" + roles.String()
	files["classes.csv"] += classes.String() + "z,,open \"\n"
	files["enrollments.csv"] += enrollments.String() + "\"k1,p1,student\nk1,p2,student,,,,\n"
	return files
}

// inUTF16 returns the files in another encoding, whose text is never cut.
func inUTF16(files map[string]string) map[string]string {
	all := make(map[string]string)
	for name, text := range files {
		var b strings.Builder
		for _, unit := range utf16.Encode([]rune("\ufeff" + strings.ToValidUTF8(text, "e"))) {
			b.WriteByte(byte(unit))
			b.WriteByte(byte(unit >> 8))
		}
		all[name] = b.String()
	}
	return all
}

// The roster and its problems are the same whatever the number of goroutines and of
// bytes that each takes at a time, and whether or not the files are cut at all.
func TestLoadByAnyWorkers(t *testing.T) {
	files := manyRows()
	one, err := Load(t.Context(), rostertest.FS(files), &Options{workers: 1, blockSize: -1})
	if err != nil {
		t.Fatal(err)
	}
	want := one.dump()
	for _, message := range []string{
		"could not be read", "Windows-1252", "fewer cells", "more cells", "not YYYY-MM-DD", "placeholder", "not in classes.csv",
		"not in users.csv", "earlier row; this one", "role is none", "role is empty", "one person",
	} {
		if !strings.Contains(fmt.Sprint(want.Problems), message) {
			t.Errorf("no problem has %q in it", message)
		}
	}
	same := func(t *testing.T, fsys fs.FS, workers, size int, want dump) {
		t.Helper()
		r, err := Load(t.Context(), fsys, &Options{workers: workers, blockSize: size})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, r.dump()); diff != "" {
			t.Errorf("%d workers, blocks of %d: another roster (-one by one +blocks):\n%s", workers, size, diff)
		}
	}
	for _, workers := range []int{1, 2, 8} {
		for _, size := range []int{40, 333, 4000, 64 << 10} {
			same(t, rostertest.FS(files), workers, size, want)
		}
		same(t, rostertest.Zip(t, files), workers, 1000, want)
	}
	for name, text := range files {
		files[name] = strings.ToValidUTF8(text, "e")
	}
	if one, err = Load(t.Context(), rostertest.FS(files), nil); err != nil {
		t.Fatal(err)
	}
	same(t, rostertest.FS(inUTF16(files)), 2, 1000, one.dump())
}
