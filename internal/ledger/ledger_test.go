package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
)

var (
	testKey = []byte("0123456789abcdef0123456789abcdef")
	day     = dates.Date{Year: 2026, Month: 1, Day: 15}
)

// entryOf is an entry that is told from those of other numbers.
func entryOf(n int) Entry {
	e := Entry{Kind: Written, Row: int64(n), Day: dates.Date{Year: 2025, Month: 9, Day: 1 + n%28}, Source: uint64(n)}
	e.Key[0], e.Key[1], e.Key[2] = 1, byte(n), byte(n>>8)
	for i := range e.Cells {
		e.Cells[i] = uint64(n*100 + i + 1)
	}
	return e
}

func write(t testing.TB, l *Ledger, from, to int) {
	t.Helper()
	d, err := l.Begin("template.csv", []string{"Incident"})
	if err != nil {
		t.Fatal(err)
	}
	for n := from; n < to; n++ {
		e := entryOf(n)
		if err := d.Add(&e); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Finish(); err != nil {
		t.Fatal(err)
	}
}

func mustOpen(t testing.TB, path string) *Ledger {
	t.Helper()
	l, err := Open(path, testKey)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

// sharedRows are the rows of what was shared.
func sharedRows(t testing.TB, l *Ledger) (rows []int64) {
	t.Helper()
	x, err := l.Index([]string{"incident"})
	if err != nil {
		t.Fatal(err)
	}
	for r := range x.Unseen {
		var e Entry
		if err := x.Entry(r, &e); err != nil {
			t.Fatal(err)
		}
		want := entryOf(int(e.Row))
		want.Origin = e.Origin
		if diff := cmp.Diff(want, e); diff != "" {
			t.Errorf("entry (-want +got):\n%s", diff)
		}
		if found, ok := x.ByKey(e.Key); !ok || found != r || !x.Equals(r, &e) || x.Day(r) != e.Day {
			t.Errorf("the record of row %d is not found by its key", e.Row)
		}
		rows = append(rows, e.Row)
	}
	if n := x.Len(); n != len(rows) {
		t.Errorf("%d records were shared, and %d are there", n, len(rows))
	}
	return rows
}

func TestLedgerIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger")
	l := mustOpen(t, path)
	write(t, l, 0, 1500)
	write(t, l, 1500, 1501)
	write(t, l, 1501, 1504)
	for _, err := range []error{l.Commit("d1", day), l.Commit("d1", day), l.Discard("d2"), l.Commit("d3", day), l.Forget("d1"), l.Close(), l.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	l = mustOpen(t, path)
	want := []Delivery{{ID: "d3", File: "template.csv", Day: day, Records: 3, Shared: true}}
	if diff := cmp.Diff(want, l.Deliveries()); diff != "" || l.Recovered() != "" {
		t.Errorf("deliveries (-want +got), recovered %q:\n%s", l.Recovered(), diff)
	}
	if diff := cmp.Diff([]int64{1501, 1502, 1503}, sharedRows(t, l)); diff != "" {
		t.Errorf("what was shared (-want +got):\n%s", diff)
	}
	write(t, l, 0, 1500) // the number of a delivery that is gone is not used again
	if all := l.Deliveries(); all[len(all)-1].ID != "d4" {
		t.Errorf("deliveries %+v, want a d4", all)
	}
	if err := l.Commit("d4", day); err != nil {
		t.Fatal(err)
	}
	if n := len(sharedRows(t, l)); n != 1503 {
		t.Errorf("%d records were shared, want 1503", n)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
}

func TestStepsThatCannotBe(t *testing.T) {
	l := mustOpen(t, filepath.Join(t.TempDir(), "ledger"))
	write(t, l, 0, 2)
	write(t, l, 2, 4)
	if err := l.Commit("d1", day); err != nil {
		t.Fatal(err)
	}
	draft, err := l.Begin("", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Commit("d3", day); !errors.Is(err, ErrState) || !strings.Contains(err.Error(), "commit the File first") {
		t.Errorf("Commit of a draft: %v", err)
	}
	if _, err := l.Begin("", nil); err == nil || !strings.Contains(err.Error(), "another build") {
		t.Errorf("a second draft: %v", err)
	}
	draft.Discard()
	draft.Discard()
	if err := draft.Finish(); err == nil {
		t.Error("a draft that was given up is finished")
	}
	tests := []struct {
		name, want string
		do         func() error
	}{
		{"Commit of nothing", "none of that name", func() error { return l.Commit("d3", day) }},
		{"Commit on another day", "forget it first", func() error { return l.Commit("d1", dates.Date{Year: 2026, Month: 2, Day: 1}) }},
		{"Discard of what was shared", "forget it if", func() error { return l.Discard("d1") }},
		{"Forget of what was not", "discard it", func() error { return l.Forget("d2") }},
		{"Commit of a draft that is gone", "none of that name", func() error { return l.Commit("d3", day) }},
	}
	for _, tt := range tests {
		if err := tt.do(); !errors.Is(err, ErrState) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want one that says %q", tt.name, err, tt.want)
		}
	}
	if err := l.Commit("d2", dates.Date{}); err == nil {
		t.Error("Commit takes no day")
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := l.Commit("d2", day); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Commit after Close: %v", err)
	}
	if _, err := l.Begin("", nil); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Begin after Close: %v", err)
	}
	if _, err := l.Index(nil); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Index after Close: %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "ledger")
	l := mustOpen(t, path)
	if _, err := Open(path, testKey); !errors.Is(err, ErrInUse) && runtime.GOOS != "js" {
		t.Errorf("a second Open: %v, want ErrInUse", err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	csv := filepath.Join(dir, "export.csv")
	later := filepath.Join(dir, "later")
	for name, text := range map[string]string{csv: "a,b\n1,2\n", later: strings.Replace(firstLine, "ledger 1", "ledger 2", 1) + strings.Repeat("x", headerSize)} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name, path string
		key        []byte
		is         error
		want       string
	}{
		{"another key", path, []byte("abcdef0123456789abcdef"), ErrKey, path},
		{"no key", path, nil, nil, "has 0"},
		{"a short key", path, testKey[:15], nil, "has 15"},
		{"a weak key", path, []byte(strings.Repeat("abcd", 8)), nil, "again and again"},
		{"something else", csv, testKey, ErrNone, csv},
		{"another version", later, testKey, ErrNone, "another version"},
		{"a folder", dir, testKey, nil, dir},
		{"no folder", filepath.Join(dir, "none", "ledger"), testKey, fs.ErrNotExist, "none"},
	} {
		l, err := Open(tt.path, tt.key)
		if l != nil || err == nil || tt.is != nil && !errors.Is(err, tt.is) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one that says %q", tt.name, err, tt.want)
		}
	}
	if text, err := os.ReadFile(csv); err != nil || string(text) != "a,b\n1,2\n" {
		t.Errorf("what is no ledger is now %q (%v)", text, err)
	}
}

func TestStudent(t *testing.T) {
	of := func(cells ...uint64) *Entry { // e-mail, SIS ID, student number, state ID
		e := new(Entry)
		copy(e.Cells[:], cells)
		return e
	}
	for _, tt := range []struct {
		name string
		a, b *Entry
		want Relation
	}{
		{"the same", of(1, 2, 3, 4), of(1, 2, 3, 4), SameStudent},
		{"another address", of(1, 2), of(9, 2), SameStudent},
		{"a number was corrected", of(0, 2, 3, 4), of(0, 2, 3, 9), SameStudent},
		{"one number more", of(0, 0, 3), of(0, 2, 3), SameStudent},
		{"other numbers, the address of a sibling", of(1, 2), of(1, 9), OtherStudent},
		{"other numbers", of(0, 2, 3), of(0, 8, 9), OtherStudent},
		{"the address alone", of(1), of(1, 2), SameStudent},
		{"another address alone", of(1), of(9), OtherStudent},
		{"nothing in common", of(0, 0, 3), of(0, 2), NoRelation},
		{"nobody", of(), of(), NoRelation},
	} {
		if got := tt.a.Student(tt.b); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
		if got := tt.b.Student(tt.a); got != tt.want {
			t.Errorf("%s, the other way round: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// What is compared is kept apart: no cell stands for one of another column, and no two
// lists of cells for one another; the ledger's key decides, and the salt.
func TestDigests(t *testing.T) {
	d := newDigester([]byte("a key"))
	seen := map[uint64]string{}
	add := func(what string, sum uint64) {
		t.Helper()
		if other, ok := seen[sum]; ok || sum == 0 {
			t.Errorf("%s and %q have one digest", what, other)
		}
		seen[sum] = what
	}
	for c := schema.ColStudentEmail; c <= schema.ColDate; c++ {
		add("a cell of "+c.String(), d.Cell(c, "4217"))
	}
	add("a note", d.Note("4217"))
	add("another note", d.Note("4217."))
	for _, cells := range [][]string{{"4217"}, {"42", "17"}, {"4", "217"}, {"", "4217"}, {"4217", ""}} {
		d.BeginSource()
		for _, cell := range cells {
			d.Add(cell)
		}
		add(fmt.Sprintf("a source %q", cells), d.Source())
	}
	add("labels", d.labels([]string{"4217"}))
	add("with another key", newDigester([]byte("b key")).Cell(schema.ColSISID, "4217"))
	for _, same := range [][2]string{{"Art  1", " art 1\u200b"}, {"A@example.org", "a@EXAMPLE.org"}} {
		if d.Cell(schema.ColClassName, same[0]) != d.Cell(schema.ColClassName, same[1]) {
			t.Errorf("%q is not %q", same[0], same[1])
		}
	}
	if d.Note("a\r\nb ") != d.Note("a\nb") || d.Note("A") == d.Note("a") || d.Note(" \r\n") != 0 || d.Cell(schema.ColSISID, " ") != 0 {
		t.Error("notes are not compared as they should be")
	}
	a, b := new(memory), new(memory)
	la, errA := open("a", a, 0, testKey)
	lb, errB := open("b", b, 0, testKey)
	if errA != nil || errB != nil || la.Digester().Note("x") == lb.Digester().Note("x") {
		t.Error("two ledgers of one key are alike")
	}
}

// The file holds no cell, nor the key.
func TestHoldsNoCell(t *testing.T) {
	m := new(memory)
	l, err := open("ledger", m, 0, testKey)
	if err != nil {
		t.Fatal(err)
	}
	d := l.Digester()
	e := Entry{Kind: Written, Row: 2, Day: day}
	for c := schema.ColStudentEmail; c <= schema.ColDate; c++ {
		e.Cells[c-1] = d.Cell(c, "secret-4217")
	}
	e.Cells[8] = d.Note("secret-4217")
	d.BeginKey()
	d.Add("secret-4217")
	e.Key = d.Key()
	draft, err := l.Begin("template.csv", []string{"secret-4217"})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(draft.Add(&e), draft.Finish()); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"secret", "4217", string(testKey)} {
		if strings.Contains(string(m.text), text) {
			t.Errorf("the file holds %q", text)
		}
	}
}

// A ledger of a million records takes at most 100 bytes of memory for each.
func TestIndexMemory(t *testing.T) {
	if testing.Short() || os.Getenv("OTUSTEMPLATE_SLOW") == "" {
		t.Skip("takes some seconds")
	}
	const records = 1_000_000
	m := new(memory)
	l, err := open("ledger", m, 0, testKey)
	if err != nil {
		t.Fatal(err)
	}
	m.text = append(make([]byte, 0, records*(entrySize+1)), m.text...)
	rnd := rand.New(rand.NewPCG(1, 2))
	draft, err := l.Begin("", []string{"Incident"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range records {
		e := Entry{Kind: Written, Row: int64(i), Day: day}
		for k := range e.Key {
			e.Key[k] = byte(rnd.Uint32())
		}
		for c := range e.Cells {
			e.Cells[c] = rnd.Uint64()
		}
		if err := draft.Add(&e); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(draft.Finish(), l.Commit("d1", day)); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	x, err := l.Index([]string{"Incident"})
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	size := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("%d bytes a record in memory, %d in the file", size/records, len(m.text)/records)
	if x.Len() != records || size > 100*records {
		t.Errorf("%d records take %d bytes", x.Len(), size)
	}
}
