package nameset

import (
	"fmt"
	"testing"
)

func TestSetPlace(t *testing.T) {
	names := NewSet("Algebra 1", "Café")
	emails := NewEmailSet("Ana.Ruiz@Example.org", "josé@example.org")
	long := NewEmailSet(fmt.Sprintf("%0100d@example.org", 7))
	tests := []struct {
		name   string
		set    *Set
		in     string
		own    string
		ok     bool
		allocs float64
	}{
		{"exact", names, "Algebra 1", "Algebra 1", true, 0},
		{"decomposed", names, "Cafe\u0301", "Café", true, 4},
		{"by key only", names, "algebra 1", "", false, 0},
		{"as in the set", emails, "Ana.Ruiz@Example.org", "Ana.Ruiz@Example.org", true, 0},
		{"in any case", emails, "ANA.RUIZ@EXAMPLE.ORG", "Ana.Ruiz@Example.org", true, 0},
		{"beyond ASCII", emails, "JOSÉ@example.org", "josé@example.org", true, 20},
		{"unknown", emails, "bo@example.org", "", false, 0},
		{"long", long, fmt.Sprintf("%0100d@EXAMPLE.org", 7), fmt.Sprintf("%0100d@example.org", 7), true, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			place, ok := tt.set.Place(tt.in)
			if ok != tt.ok || ok && tt.set.Names[place] != tt.own {
				t.Errorf("Place(%q) = %d, %t; want that of %q, %t", tt.in, place, ok, tt.own, tt.ok)
			}
			if got := testing.AllocsPerRun(100, func() { tt.set.Place(tt.in) }); got > tt.allocs {
				t.Errorf("Place(%q) allocates %v times, want at most %v", tt.in, got, tt.allocs)
			}
		})
	}
}

// TestSetKeepsLittle fills the cache with more values than it has room for.
func TestSetKeepsLittle(t *testing.T) {
	set := NewSet("Algebra 1")
	long := fmt.Sprintf("%0*d", MaxCached+1, 1)
	set.Match(long)
	if _, ok := set.folded.matches.get(long); ok {
		t.Error("the answer for a long value is kept")
	}
	for i := range 10_000 {
		set.Match(fmt.Sprintf("алгебра %d", i))
	}
	last := "алгебра 9999"
	if _, ok := set.folded.matches.get(last); !ok {
		t.Errorf("the answer for %q, asked for last, is not kept", last)
	}
	set.Suggest("algbra 1", maxCachedSuggestions+1)
	if _, ok := set.folded.suggested.get("algbra 1"); ok {
		t.Error("a long list of suggestions is kept")
	}
}

func BenchmarkSetMatch(b *testing.B) {
	names := make([]string, 8000)
	for i := range names {
		names[i] = fmt.Sprintf("Class %04d - Period %d", i, i%8)
	}
	set := NewSet(names...)
	for _, bb := range []struct {
		name, in string
		exact    bool
	}{
		{"exact", "Class 0001 - Period 1", true},
		{"repeated typo", "Clas 0001 - Period 1", false},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if m := set.Match(bb.in); m.Exact != bb.exact {
					b.Fatalf("match = %v", m)
				}
			}
		})
	}
}
