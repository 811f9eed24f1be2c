package roster

import (
	"os"
	"slices"
	"sync"
	"testing"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/rostertest"
	"github.com/google/go-cmp/cmp"
)

func TestRosterGrows(t *testing.T) {
	size := rosterSize{students: 3000, teachers: 200, classes: 400, enrollments: 20_000}
	folder := t.TempDir()
	writeBigRoster(t, folder, size)
	r, err := Load(t.Context(), os.DirFS(folder), nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]nameset.Problem(nil), r.Problems()); diff != "" {
		t.Fatalf("Problems mismatch (-want +got):\n%s", diff)
	}
	if r.People.len() != 3200 || len(r.Classes.enrollments) != 20_000 || len(r.People.enrollments) != 20_000 {
		t.Fatalf("%d people, %d and %d enrollments", r.People.len(), len(r.Classes.enrollments), len(r.People.enrollments))
	}
	for p := range Person(r.People.len()) {
		for _, e := range r.People.Of(p) {
			if !slices.ContainsFunc(r.Classes.In(Class(e.Of)), func(c enrollment) bool {
				return Person(c.Of) == p && c.Flags == e.Flags && c.first == e.first && c.last == e.last
			}) {
				t.Fatalf("an enrollment of person %d is not in class %d", p, e.Of)
			}
		}
	}
}

// TestRosterConcurrently asks one roster from many goroutines; the race
// detector watches.
func TestRosterConcurrently(t *testing.T) {
	r := loadRoster(t, rostertest.Files, nil)
	s1, t2 := r.who(t, "s1"), r.who(t, "t2")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if !r.NamesAnother("Eva Roth", []Person{s1}) || r.NamesAnother("Cy Park", []Person{s1}) {
					t.Error("namesAnother changes its answer")
				}
				if got := r.classIDs(r.Shared(nil, t2, s1, dates.Date{})); got != "c1 c3" {
					t.Errorf("Shared = %q, want c1 c3", got)
				}
				if refs := r.References(nil); refs.Teachers.Len() != 3 {
					t.Errorf("%d teachers, want 3", refs.Teachers.Len())
				}
			}
		})
	}
	wg.Wait()
}
