package nameset_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"example.com/otustemplate/internal/nameset"
	"github.com/google/go-cmp/cmp"
)

func TestSetMatch(t *testing.T) {
	type Match = nameset.Match
	names := nameset.NewSet("Algebra 1", "José’s Group", "Art", "ART", "Café", "Band – Brass")
	emails := nameset.NewEmailSet("Ana.Ruiz@Example.org", "bo@example.org", "o'neil@example.org")
	tests := []struct {
		name string
		set  *nameset.Set
		in   string
		want Match
	}{
		{"exact", names, "Algebra 1", Match{Name: "Algebra 1", Exact: true}},
		{"exact after NFC", names, "Cafe\u0301", Match{Name: "Café", Exact: true}},
		{"exact although others have its key", names, "Art", Match{Name: "Art", Exact: true}},
		{"case", names, "ALGEBRA 1", Match{Name: "Algebra 1"}},
		{"blanks", names, " Algebra\u00a0 1 ", Match{Name: "Algebra 1"}},
		{"apostrophe", names, "José's Group", Match{Name: "José’s Group"}},
		{"dash", names, "Band - Brass", Match{Name: "Band – Brass"}},
		{"several with its key", names, "art", Match{Others: []string{"ART", "Art"}}},
		{"no accent", names, "Cafe", Match{}},
		{"misspelt", names, "Algebra", Match{}},
		{"empty", names, "", Match{}},
		{"blank", names, " ", Match{}},
		{"not UTF-8", names, "Caf\xe9", Match{}},
		{"address", emails, "bo@example.org", Match{Name: "bo@example.org", Exact: true}},
		{"address in the set's case", emails, "Ana.Ruiz@Example.org", Match{Name: "Ana.Ruiz@Example.org", Exact: true}},
		{"address in lower case", emails, "ana.ruiz@example.org", Match{Name: "Ana.Ruiz@Example.org", Exact: true}},
		{"address in upper case", emails, "BO@EXAMPLE.ORG", Match{Name: "bo@example.org", Exact: true}},
		{"address with blanks", emails, " Bo@example.org", Match{Name: "bo@example.org"}},
		{"address with a curly apostrophe", emails, "o’neil@example.org", Match{Name: "o'neil@example.org"}},
		{"unknown address", emails, "cy@example.org", Match{}},
		{"not known", nil, "anything", Match{Name: "anything", Exact: true}},
		{"none exist", nameset.NewSet(), "anything", Match{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for range 2 { // the second answer may come from what was kept
				got := tt.set.Match(tt.in)
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("Match(%+q) mismatch (-want +got):\n%s", tt.in, diff)
				}
				for i := range got.Others {
					got.Others[i] = "changed by the caller"
				}
			}
			if got := tt.set.Contains(tt.in); got != tt.want.Exact {
				t.Errorf("Contains(%+q) = %t, want %t", tt.in, got, tt.want.Exact)
			}
		})
	}
}

func TestSetSuggest(t *testing.T) {
	classes := nameset.NewSet("Algebra 1", "algebra 2", "Algebra 3", "Geometry", "Cooperation", "ART", "Art", "Math", "PE")
	emails := nameset.NewEmailSet("Ana.Ruiz@example.org", "ana.reis@example.org")
	staff := nameset.NewEmailSet("m.lee@students.longview.example.org", "a.rivera@students.longview.example.org", "b.chen@students.longview.example.org")
	tests := []struct {
		name string
		set  *nameset.Set
		in   string
		n    int
		want []string
	}{
		{"nearest first", classes, "Algbra 3", 3, []string{"Algebra 3", "Algebra 1", "algebra 2"}},
		{"fewer asked for", classes, "Algbra 3", 1, []string{"Algebra 3"}},
		{"more asked for", classes, "Algbra 3", 9, []string{"Algebra 3", "Algebra 1", "algebra 2"}},
		{"case does not count", classes, "GEOMTERY", 3, []string{"Geometry"}},
		{"names with its key first", classes, "art", 2, []string{"ART", "Art"}},
		{"cut within a key", classes, "art", 1, []string{"ART"}},
		{"address", emails, "ana.ruis@example.org", 2, []string{"ana.reis@example.org", "Ana.Ruiz@example.org"}},
		{"address of a long domain", staff, "a.rivra@students.longview.example.org", 3, []string{"a.rivera@students.longview.example.org"}},
		{"strangers of one domain", staff, "j.doe@students.longview.example.org", 3, nil},
		{"a misspelt domain", staff, "m.lee@students.longveiw.exmple.org", 3, []string{"m.lee@students.longview.example.org"}},
		{"strangers of a misspelt domain", staff, "m.lo@students.longveiw.example.org", 3, nil},
		{"address without its @", staff, "m.leestudents.longview.example.org", 1, []string{"m.lee@students.longview.example.org"}},
		{"word of another kind", classes, "Coopertive", 3, []string{"Cooperation"}},
		{"nothing near", classes, "Chemistry", 3, nil},
		{"short and far", classes, "Band", 3, nil},
		{"empty", classes, "", 3, nil},
		{"none asked for", classes, "Algebra", 0, nil},
		{"fewer than none", classes, "Algebra", -1, nil},
		{"not known", nil, "Algebra 1", 3, nil},
		{"none exist", nameset.NewSet(), "Algebra 1", 3, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for range 2 {
				got := tt.set.Suggest(tt.in, tt.n)
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("Suggest(%q, %d) mismatch (-want +got):\n%s", tt.in, tt.n, diff)
				}
				for i := range got {
					got[i] = "changed by the caller"
				}
			}
		})
	}
}

func TestSetNames(t *testing.T) {
	tests := []struct {
		name string
		set  *nameset.Set
		want []string
	}{
		{"sorted, as given", nameset.NewSet("b ", "A", "a"), []string{"A", "a", "b "}},
		{"empty ones dropped", nameset.NewSet("", "a", " ", "\u00a0\ufeff"), []string{"a"}},
		{"repeated", nameset.NewSet("a", "b", "a"), []string{"a", "b"}},
		{"equal after NFC", nameset.NewSet("Jose\u0301", "José"), []string{"Jose\u0301"}},
		{"addresses that differ in case", nameset.NewEmailSet("Bo@example.org", "bo@Example.org"), []string{"Bo@example.org"}},
		{"none", nameset.NewSet(), nil},
		{"not known", nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, slices.Collect(tt.set.All())); diff != "" {
				t.Errorf("All mismatch (-want +got):\n%s", diff)
			}
			if got := tt.set.Len(); got != len(tt.want) {
				t.Errorf("Len = %d, want %d", got, len(tt.want))
			}
		})
	}
}

// TestSetConcurrently asks one set from many goroutines, for more bad values
// than it keeps answers for: the race detector watches, and every answer is
// compared with that of a set which was asked nothing before.
func TestSetConcurrently(t *testing.T) {
	names := make([]string, 200)
	for i := range names {
		names[i] = fmt.Sprintf("Class %03d", i)
	}
	shared, fresh := nameset.NewSet(names...), nameset.NewSet(names...)
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := range 600 {
				name := fmt.Sprintf("class %d", (i*7+worker)%400)
				if i%2 == 0 {
					name = fmt.Sprintf("Clas %03d%s", i%200, strings.Repeat("!", i%3))
				}
				shared.Match(name)
				shared.Suggest(name, 1+i%4)
			}
		})
	}
	wg.Wait()
	for i := range 200 {
		name := fmt.Sprintf("clas %03d", i)
		if diff := cmp.Diff(fresh.Suggest(name, 3), shared.Suggest(name, 3)); diff != "" {
			t.Fatalf("Suggest(%q) depends on what was asked before (-fresh +shared):\n%s", name, diff)
		}
		name = fmt.Sprintf("CLASS %03d", i)
		if diff := cmp.Diff(fresh.Match(name), shared.Match(name)); diff != "" {
			t.Fatalf("Match(%q) depends on what was asked before (-fresh +shared):\n%s", name, diff)
		}
	}
}

func FuzzSet(f *testing.F) {
	f.Add("Algebra 1\nalgebra 1\nGeometry", "ALGEBRA  1")
	f.Add("Jose\u0301\nJosé\n\u00a0", "jose\u0301")
	f.Add("a\xff\n\xfe", "A\xff")
	f.Fuzz(func(t *testing.T, list, name string) {
		given := strings.Split(list, "\n")
		for _, set := range []*nameset.Set{nameset.NewSet(given...), nameset.NewEmailSet(given...)} {
			for own := range set.All() {
				if m := set.Match(own); !m.Exact || m.Name == "" {
					t.Errorf("Match(%+q) = %+v, but the set holds it", own, m)
				}
			}
			m := set.Match(name)
			if m.Exact != set.Contains(name) || m.Exact && m.Name == "" || m.Name != "" && m.Others != nil || len(m.Others) == 1 {
				t.Errorf("Match(%+q) = %+v, which contradicts itself", name, m)
			}
			for _, own := range append(m.Others, set.Suggest(name, 3)...) {
				if !set.Contains(own) {
					t.Errorf("%+q is offered for %+q, but is not in the set", own, name)
				}
			}
			if m.Name != "" && !slices.Contains(slices.Collect(set.All()), m.Name) {
				t.Errorf("Match(%+q).Name = %+q is not in the set", name, m.Name)
			}
		}
	})
}
