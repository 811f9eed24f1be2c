package job

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// randomCells yields cells of up to 100 bytes made of the pieces, each with
// something else in front and behind.
func randomCells(t *testing.T, pieces []string, try func(text []byte, at, n int)) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 200_000 {
		var cell []byte
		for range rnd.IntN(1 + rnd.IntN(20)) {
			cell = append(cell, pieces[rnd.IntN(len(pieces))]...)
		}
		if len(cell) > 100 {
			continue
		}
		at := rnd.IntN(9)
		text := append(bytes.Repeat([]byte{'9'}, at), cell...)
		text = append(text, ",7@é"...)
		try(append(text, make([]byte, check.Pad)...), at, len(cell))
	}
}

// What is read by words must be what is read by bytes.
func TestCellsByWords(t *testing.T) {
	t.Parallel() // it takes long
	t.Run("identifier", func(t *testing.T) {
		pieces := []string{"0", "9", "A", "z", "a1", "Z8", "10000001", "abcdefgh", "7", "_", ".", "/", ":", "@", "[", "`", "{", " ", "-", "\t", "é", "\xff"}
		for few := range 2 {
			randomCells(t, pieces[:9+few*(len(pieces)-9)], func(text []byte, at, n int) {
				if got, want := check.IdentifierAt(text, at, n), celltext.IsPlainIdentifier(text[at:at+n]); got != want {
					t.Fatalf("%q: identifierAt = %v, plainIdentifier = %v", text[at:at+n], got, want)
				}
			})
		}
	})
	t.Run("address", func(t *testing.T) {
		pieces := []string{"a", "Z", "sam", "9", ".", "@example.org", "@x.example.org", "@", "..", "@b.c", "_", "-", "+", "/", "`", "é", "\xff", "\t", strings.Repeat("q", 30)}
		f := new(check.FastCheck)
		for _, few := range []int{6, 10, len(pieces)} {
			randomCells(t, pieces[:few], func(text []byte, at, n int) {
				if got, want := f.Address(text, at, n), celltext.IsPlainAddress(text[at:at+n]); got != want {
					t.Fatalf("%q: address = %v, plainAddress = %v", text[at:at+n], got, want)
				}
			})
		}
	})
	t.Run("note", func(t *testing.T) {
		pieces := []string{"late ", "555", "0", "a long sentence without any digits in it", "\n", "\r\n", "/", ":", "9/4", "(", "A", "@", "\x7f", "~", "\u00e9", "\u2014"}
		for _, few := range []int{11, 14, len(pieces)} {
			randomCells(t, pieces[:few], func(text []byte, at, n int) {
				cell := text[at : at+n]
				digits := 0
				for _, c := range cell {
					if c >= '0' && c <= '9' {
						digits++
					}
				}
				want := !bytes.ContainsAny(cell, "@\x7f") && digits < 7
				got, ascii := check.QuietNote(text, at, n)
				if got != want && (ascii || got) { // of others it may be too careful
					t.Fatalf("%q: quietNote = %v, want %v", cell, got, want)
				}
				if want := bytes.IndexFunc(cell, func(r rune) bool { return r > unicode.MaxASCII }) < 0; ascii != want {
					t.Fatalf("%q: ASCII = %v, want %v", cell, ascii, want)
				}
			})
		}
	})
}

func TestNameTable(t *testing.T) {
	t.Parallel() // it takes long
	names := []string{"", "A", "Art", "Arts", "Algebra 1 - Period 2", "Español 2", strings.Repeat("x", 31), strings.Repeat("x", 32), strings.Repeat("x", 33),
		strings.Repeat("x", 63) + "y", strings.Repeat("x", 64), strings.Repeat("x", 64) + "y", strings.Repeat("long ", 60)}
	for i := range 300 {
		names = append(names, strings.Repeat("p", i%40)+string(rune('a'+i%26))+strings.Repeat("7", i%13))
	}
	addresses := []string{"lee@example.org", "o'brien@example.org", "Noor.Okafor-Featherstone@washington.example.org", "_x@[::]{}.example.org"}
	tests := []struct {
		name    string
		names   []string
		address bool
		pieces  []string
	}{
		{"names", names, false, []string{"x", "A", "p", "7", "Art", strings.Repeat("x", 31), "long ", "Español 2", "y"}},
		{"addresses", addresses, true, []string{"lee", "LEE", "@example.org", "@EXAMPLE.org", "`example.org", "o'brien", "o\x07brien", "_x", "\x7fx", "@[::]{}.example.org", "@{::}[].example.org"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			table := nameset.NewTable(tt.names, tt.address)
			want := func(cell string) (int32, bool) {
				for i, name := range tt.names {
					if cell == name || tt.address && asciiFold(cell) == asciiFold(name) {
						return int32(i), true
					}
				}
				return 0, false
			}
			try := func(text []byte, at, n int) {
				place, ok := table.Find(text, at, n)
				wantPlace, wantOK := want(string(text[at : at+n]))
				if ok != wantOK || ok && tt.names[place] != tt.names[wantPlace] {
					t.Fatalf("%q: find = %d, %v, want %d, %v", text[at:at+n], place, ok, wantPlace, wantOK)
				}
			}
			for _, name := range tt.names {
				try([]byte(name+strings.Repeat(",", check.Pad)), 0, len(name))
			}
			randomCells(t, tt.pieces, try)
		})
	}
}

// asciiFold is text with its ASCII letters in lower case.
func asciiFold(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
}

// Names that a RowChecker would have something to say about, or that cannot stand
// in a plain cell, are not in the table.
func TestNameTableLeavesOut(t *testing.T) {
	for _, name := range []string{"=A1", "a\"b", "a\nb", "a\x7fb", "Art\xff", "se\u00c3\u00b1or", strings.Repeat("x", nameset.LongestName+1)} {
		table := nameset.NewTable([]string{name, "Art"}, false)
		text := []byte(name + strings.Repeat(" ", check.Pad))
		if _, ok := table.Find(text, 0, len(name)); ok {
			t.Errorf("%.20q is in the table", name)
		}
	}
}

// A name that is not ASCII may match text that is: every cell of the set's is
// found, and the table, which compares bytes, says that it cannot know.
func TestNameTableOfSigns(t *testing.T) {
	kelvin, longS := "\u212a", "\u017f"
	refs := roster.References{
		Recognitions: nameset.NewSet(kelvin+"-9 Award", "Tardy"),
		Teachers:     nameset.NewEmailSet(kelvin+"im@example.org", longS+"am@example.org", "lee@example.org"),
		Classes:      nameset.NewSet("A\u037e B", "Art"),
	}
	v, err := NewValidator(refs, blockOptions())
	if err != nil {
		t.Fatal(err)
	}
	text := blockHeader +
		",,1,,K-9 Award,lee@example.org,Art,9/4/2023,\n" +
		",,1,,Tardy,kim@example.org,Art,9/4/2023,\n" +
		",,1,,Tardy,sam@example.org,Art,9/4/2023,\n" +
		",,1,,Tardy,lee@example.org,A; B,9/4/2023,\n"
	rep, err := v.Validate(t.Context(), strings.NewReader(text))
	if err != nil || rep.Rows != 4 || rep.Errors != 0 {
		t.Errorf("error %v, %d rows, issues %v", err, rep.Rows, rep.Issues)
	}
	for _, table := range []*nameset.Table{refs.Recognitions.Table(), refs.Teachers.Table(), refs.Classes.Table()} {
		if table.All {
			t.Error("a table says that it knows all names")
		}
	}
	if !nameset.NewSet("Art", "Caf\u00e9").Table().All {
		t.Error("a table of common names does not know them all")
	}
}

// Rows are the same however long their identifiers are, and however they stand
// in the file; and each counts as one that was seen.
func TestRepeatsOfLongIdentifiers(t *testing.T) {
	for _, digits := range []int{10, check.LongText - 1, check.LongText, check.LongText + 1, 3 * check.LongText} {
		id := strings.Repeat("7", digits)
		row := "a1@example.org," + id + ",2,,Tardy,lee@example.org,Art,9/4/2023,x\n"
		quoted := "a1@example.org,\"" + id + "\",2,,Tardy,lee@example.org,Art,2023-09-04,x\n"
		v, err := NewValidator(blockReferences(), blockOptions())
		if err != nil {
			t.Fatal(err)
		}
		run := newRun(t.Context(), v, 0)
		err = run.file(strings.NewReader(blockHeader + row + quoted + row + "a1@example.org,,2,,Tardy,lee@example.org,Art,9/4/2023,x\n"))
		if got := run.finish().Counts[schema.CodeDuplicate]; err != nil || got != 2 {
			t.Errorf("%d digits: error %v, %d duplicates, want 2", digits, err, got)
		}
		if run.seen != 4 {
			t.Errorf("%d digits: %d rows were seen, want 4", digits, run.seen)
		}
	}
}
