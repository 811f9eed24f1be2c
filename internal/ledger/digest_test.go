package ledger

import (
	"bytes"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"unicode/utf8"

	"example.com/otustemplate/internal/schema"
)

// What the header shows of a key says nothing of that of the records.
func TestSubkeysOfUses(t *testing.T) {
	salt := []byte("0123456789abcdef")
	check, records := subkey(testKey, salt, "check"), subkey(testKey, salt, "records")
	if bytes.Equal(check, records) || bytes.Equal(records, subkey(testKey, []byte("another salt, of"), "records")) || bytes.Equal(records, subkey([]byte("another key, which is as long 123"), salt, "records")) {
		t.Error("keys of different uses, salts or keys are alike")
	}
	if !bytes.Equal(check, subkey(testKey, salt, "check")) {
		t.Error("a key is not the same again")
	}
}

// A cell is told from any other one of its column, also when a Digester has forgotten it.
func TestCellsAreToldApart(t *testing.T) {
	d, seen := newDigester(testKey), make(map[uint64]bool)
	cell := func(n int) string { return strings.Repeat("a", n%97) + strings.Repeat("b", n/97) }
	for n := range mostKnown + 50 {
		sum := d.Cell(schema.ColRecognition, cell(n))
		if seen[sum] != (n == 0) && seen[sum] {
			t.Fatalf("cell %d is an earlier one", n)
		}
		seen[sum] = true
	}
	for _, n := range []int{0, 1, 500, mostKnown + 49} {
		if d.Cell(schema.ColRecognition, cell(n)) != newDigester(testKey).Cell(schema.ColRecognition, cell(n)) {
			t.Errorf("cell %d is another one after %d others", n, mostKnown)
		}
	}
}

// A key is of its cells in their order, and is none of the other digests of them.
func TestKeysAreToldApart(t *testing.T) {
	d := newDigester(testKey)
	key := func(cells ...string) Key {
		d.BeginKey()
		for _, cell := range cells {
			d.Add(cell)
		}
		return d.Key()
	}
	seen := map[Key]bool{{}: true}
	for _, cells := range [][]string{{"7"}, {"8"}, {"7", "8"}, {"8", "7"}, {"78"}, {"", "7"}, {"7", ""}, {}} {
		k := key(cells...)
		if seen[k] {
			t.Errorf("%q has a key of others, or none", cells)
		}
		seen[k] = true
	}
	if key("Art ", "1") != key("art", "1") {
		t.Error("a key is not of what is compared")
	}
	k := key("7")
	d.BeginSource()
	d.Add("7")
	if source := d.Source(); bytes.Equal(k[:8], []byte{byte(source), byte(source >> 8), byte(source >> 16), byte(source >> 24), byte(source >> 32), byte(source >> 40), byte(source >> 48), byte(source >> 56)}) {
		t.Error("a key is the source of the same cells")
	}
	if d.labels(nil) != 0 || d.labels([]string{"a", "b"}) == d.labels([]string{"b", "a"}) || d.labels([]string{"Incident ID"}) != d.labels([]string{"incident_id"}) {
		t.Error("the labels of a key are not told apart")
	}
}

// Columns E to I are compared one by one, and identifiers as those of a student.
func TestEntriesAreCompared(t *testing.T) {
	e := entryOf(1)
	for c := schema.ColStudentEmail; c <= schema.ColNote; c++ {
		other := entryOf(1)
		other.Cells[c-1]++
		want := schema.SetOf(c)
		if c.Identifier() {
			want = 0
		}
		if got := e.Differing(&other); got != want || (e.rest() == other.rest()) != (want == 0) {
			t.Errorf("another %v: columns %v differ, want %v", c, got.Columns(), want.Columns())
		}
	}
	for _, c := range []schema.Column{schema.ColSISID, schema.ColStudentNumber, schema.ColStateID, schema.ColStudentEmail} {
		if id := e.Cell(c); e.student() != id || !e.hasIdentifier(id) {
			t.Errorf("of an entry with %v that is not the student", c)
		}
		e.Cells[c-1] = 0
	}
	if e.student() != 0 || e.hasIdentifier(0) || e.hasIdentifier(e.Cell(schema.ColRecognition)) {
		t.Error("an entry without identifiers has a student")
	}
}

// The name of a file is kept as one line of text, and cut between characters.
func TestFileNames(t *testing.T) {
	for name, want := range map[string]string{
		"": "", "may.csv": "may.csv", "a\nb\x00.csv": "a_b_.csv", "caf\xe9.csv": "caf_.csv", "a b": "a b",
		strings.Repeat("x", maxFileName): strings.Repeat("x", maxFileName), strings.Repeat("x", maxFileName+1): strings.Repeat("x", maxFileName),
		strings.Repeat("x", maxFileName-1) + "é": strings.Repeat("x", maxFileName-1),
	} {
		if got := fileName(name); got != want || !utf8.ValidString(got) {
			t.Errorf("%.20q is kept as %.20q, of %d bytes", name, got, len(got))
		}
	}
}

// A draft is the origin of what it writes alone, is finished once, and takes nothing when
// it was given up.
func TestDraft(t *testing.T) {
	m := new(memory)
	l, err := open("ledger", m, 0, testKey)
	if err != nil {
		t.Fatal(err)
	}
	draft := func() *Draft {
		t.Helper()
		d, err := l.Begin("may.csv", []string{"Incident"})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	d := draft()
	if !d.Empty() {
		t.Error("a new draft is not empty")
	}
	written, changed, removed := entryOf(1), entryOf(2), entryOf(3)
	written.Origin, changed.Kind, changed.Origin, removed.Kind, removed.Origin = 9, Changed, 7, Removed, 8
	if err := errors.Join(d.Add(&written), d.Add(&changed), d.Add(&removed)); err != nil || d.Empty() {
		t.Fatalf("%v, empty %t", err, d.Empty())
	}
	if written.Origin != d.number || changed.Origin != 7 || removed.Origin != 8 {
		t.Errorf("origins %d, %d and %d", written.Origin, changed.Origin, removed.Origin)
	}
	if err := errors.Join(d.Finish(), d.Finish()); err != nil {
		t.Fatal(err)
	}
	d.Discard()
	if all := l.Deliveries(); len(all) != 1 || all[0].Records != 1 || all[0].Changed != 1 || all[0].Removed != 1 || all[0].File != "may.csv" {
		t.Fatalf("deliveries %+v", all)
	}
	size := len(m.text)
	d = draft()
	_ = d.Add(&written)
	d.Discard()
	if err := d.Add(&written); err == nil || d.Finish() == nil || len(m.text) != size {
		t.Errorf("a draft that was given up takes an entry: %v, the file has %d bytes, want %d", err, len(m.text), size)
	}
	d = draft()
	if err := l.Close(); err != nil || len(m.text) != size {
		t.Errorf("%v, the file has %d bytes, want %d", err, len(m.text), size)
	}
	if err := d.Add(&written); err == nil {
		t.Error("a draft of a closed ledger takes an entry")
	}
	if _, err := l.Begin("", nil); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Begin of a closed ledger: %v", err)
	}
}
