package textindex_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate/internal/textindex"
)

// add keeps a text and gives it to the next thing.
func add(t testing.TB, texts *textindex.Texts, f *textindex.Field, text string) {
	t.Helper()
	ref, ok := textindex.Add(texts, text)
	if !ok {
		t.Fatalf("Add of %d bytes: no room", len(text))
	}
	f.Add(ref)
}

func TestField(t *testing.T) {
	var texts textindex.Texts
	f := textindex.NewField(&texts)
	for _, text := range []string{"a", "b", "", "a", "c", "a", "longer than eight bytes", "b", ""} {
		add(t, &texts, f, text)
	}
	for text, want := range map[string][]int32{
		"a": {0, 3, 5}, "b": {1, 7}, "c": {4}, "longer than eight bytes": {6},
		"": nil, "d": nil, "longer than eight byteS": nil,
	} {
		got := slices.Collect(textindex.All(f, text))
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("All(%q) mismatch (-want +got):\n%s", text, diff)
		}
		bytes := slices.Collect(textindex.All(f, []byte(text)))
		slices.Sort(bytes)
		if diff := cmp.Diff(got, bytes); diff != "" {
			t.Errorf("All(%q) as bytes mismatch (-string +bytes):\n%s", text, diff)
		}
	}
	if got := slices.Collect(f.Shared()); !slices.Equal(got, []int32{0, 1}) {
		t.Errorf("Shared = %v, want 0 and 1", got)
	}
	for range f.Shared() {
		break
	}
	single := textindex.NewField(&texts)
	for _, text := range []string{"a", "", "b", ""} {
		add(t, &texts, single, text)
	}
	if f.Unique() || !single.Unique() {
		t.Errorf("Unique = %v, %v, want false, true", f.Unique(), single.Unique())
	}
	if got := slices.Collect(single.Shared()); got != nil {
		t.Errorf("Shared of a field without = %v", got)
	}
	if got := f.Text(6); got != "longer than eight bytes" {
		t.Errorf("Text(6) = %q", got)
	}
	if got := textindex.First(textindex.NewField(&texts), "a"); got != -1 {
		t.Errorf("First of an empty field = %d, want -1", got)
	}
}

func TestFieldAsMap(t *testing.T) {
	var texts textindex.Texts
	f := textindex.NewField(&texts)
	want := make(map[string][]int32)
	const n = 40_000
	for i := range int32(n) {
		text := fmt.Sprintf("%d", i*7919%30_011)
		if i%10 == 0 {
			text = "N/A"
		}
		add(t, &texts, f, text)
		want[text] = append(want[text], i)
	}
	for text, ids := range want {
		got := slices.Collect(textindex.All(f, text))
		if len(got) == 0 || got[0] != ids[0] {
			t.Fatalf("First(%q) = %v, want %d", text, got, ids[0])
		}
		slices.Sort(got)
		if !slices.Equal(got, ids) {
			t.Fatalf("All(%q) = %v, want %v", text, got, ids)
		}
	}
	for i := range 1000 {
		if text := fmt.Sprintf("x%d", i); textindex.First(f, text) != -1 {
			t.Errorf("First(%q) found something", text)
		}
	}
}

func TestTexts(t *testing.T) {
	var texts textindex.Texts
	long := strings.Repeat("x", textindex.MaxText)
	var refs []textindex.Ref
	for range 40 { // over two chunks
		ref, ok := textindex.Add(&texts, long)
		if !ok {
			t.Fatal("no room for a text of MaxText")
		}
		refs = append(refs, ref)
	}
	for _, ref := range refs {
		if texts.Get(ref) != long {
			t.Fatalf("Get(%d) is not what was added", ref)
		}
	}
	if _, ok := textindex.Add(&texts, long+"x"); ok {
		t.Error("a text over MaxText is kept")
	}
	if ref, ok := textindex.Add(&texts, ""); ref != 0 || !ok || texts.Get(0) != "" {
		t.Errorf("Add of nothing = %d, %t", ref, ok)
	}
}

func TestFindAllocatesNothing(t *testing.T) {
	var texts textindex.Texts
	f := textindex.NewField(&texts)
	for i := range 100 {
		add(t, &texts, f, fmt.Sprintf("a-rather-long-identifier-of-a-person-%d", i%50))
	}
	cell := []byte("a-rather-long-identifier-of-a-person-7")
	found := 0
	allocs := testing.AllocsPerRun(100, func() {
		found = 0
		for i := range textindex.All(f, cell) {
			found += len(f.Text(i))
		}
	})
	if allocs != 0 || found != 2*len(cell) {
		t.Errorf("look-up allocates %v times and finds %d bytes, want 0 and %d", allocs, found, 2*len(cell))
	}
}

func BenchmarkFirst(b *testing.B) {
	var texts textindex.Texts
	f := textindex.NewField(&texts)
	keys := make([][]byte, 500_000)
	for i := range keys {
		keys[i] = fmt.Appendf(nil, "student-%d", i*7919%500_000)
		add(b, &texts, f, string(keys[i]))
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		i = (i + 48_271) % len(keys)
		if got := textindex.First(f, keys[i]); got != int32(i) {
			b.Fatalf("First = %d, want %d", got, i)
		}
	}
}

// Things that are added to be indexed later are found as those that are at once.
func TestIndex(t *testing.T) {
	for _, n := range []int{0, 1, 63, 64, 65, 5000} {
		var texts textindex.Texts
		once, later := textindex.NewField(&texts), textindex.NewField(&texts)
		var asked []string
		for i := range n {
			text := fmt.Sprint(i * 7919 % 3001)
			if i%10 == 0 {
				text = ""
			}
			ref, _ := textindex.Add(&texts, text)
			once.Add(ref)
			later.Append(ref)
			asked = append(asked, text, text+"x")
		}
		if n > 1 {
			if got := textindex.First(later, "0"); got != -1 {
				t.Errorf("%d things: %d is found before Index", n, got)
			}
		}
		later.Index(nil)
		first := make([]int32, len(asked))
		textindex.FirstOfEach(later, asked, first)
		for i, text := range asked {
			want := slices.Collect(textindex.All(once, text))
			if got := slices.Collect(textindex.All(later, text)); !slices.Equal(got, want) {
				t.Fatalf("%d things: All(%q) = %v, want %v", n, text, got, want)
			}
			if got := textindex.First(later, text); first[i] != got {
				t.Fatalf("%d things: FirstOfEach of %q = %d, want %d", n, text, first[i], got)
			}
		}
		if got, want := slices.Collect(later.Shared()), slices.Collect(once.Shared()); !slices.Equal(got, want) {
			t.Errorf("%d things: Shared = %v, want %v", n, got, want)
		}
	}
}

func TestIndexEnds(t *testing.T) {
	var texts textindex.Texts
	f := textindex.NewField(&texts)
	for i := range 100_000 {
		ref, _ := textindex.Add(&texts, fmt.Sprint(i))
		f.Append(ref)
	}
	asked := 0
	f.Index(func() bool {
		asked++
		return asked < 3
	})
	if asked != 3 {
		t.Errorf("asked %d times whether to go on, want 3", asked)
	}
}

// What was kept before Seal may be read while more is kept, as the race detector sees.
func TestSeal(t *testing.T) {
	var texts textindex.Texts
	names := textindex.NewField(&texts)
	for i := range 1000 {
		ref, _ := textindex.Add(&texts, fmt.Sprint("name ", i))
		names.Add(ref)
	}
	texts.Seal()
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for i := range int32(1000) {
				if got := textindex.First(names, fmt.Sprint("name ", i)); got != i {
					t.Errorf("name %d is found as %d", i, got)
				}
			}
		})
	}
	var later []textindex.Ref
	for i := range 1000 {
		ref, ok := textindex.Add(&texts, fmt.Sprint("later ", i))
		if !ok {
			t.Fatal("there is no room")
		}
		later = append(later, ref)
	}
	wg.Wait()
	for i, ref := range later {
		if got, want := texts.Get(ref), fmt.Sprint("later ", i); got != want {
			t.Errorf("text %d is %q, want %q", i, got, want)
		}
	}
}
