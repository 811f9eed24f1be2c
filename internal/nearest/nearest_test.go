package nearest

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// plainDistance is optimal string alignment as every textbook has it.
func plainDistance(s, t string) int {
	a, b := []rune(s), []rune(t)
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

// plainFind is Find without an index.
func plainFind(keys []string, key string, n int) []Hit {
	var hits []Hit
	for i, k := range keys {
		if d := plainDistance(key, k); d <= Bound(len([]rune(key))) {
			hits = append(hits, Hit{i, d})
		}
	}
	slices.SortStableFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(keys[a.Index], keys[b.Index]))
	})
	return hits[:min(n, len(hits))]
}

// FindWhere passes over a nearer key for one that fits.
func TestFindWhere(t *testing.T) {
	index := New([]string{"algebra 1", "algebra 22", "algebra 3"})
	got := index.FindWhere("algebra 2", 1, func(key string) bool { return key != "algebra 22" && key != "algebra 1" })
	if diff := gocmp.Diff([]Hit{{Index: 2, Distance: 1}}, got); diff != "" {
		t.Errorf("FindWhere mismatch (-want +got):\n%s", diff)
	}
}

func TestFind(t *testing.T) {
	classes := []string{
		"algebra 1", "algebra 2", "geometry", "art", "ap united states history", "ap european history",
		"english language arts 6", "english language arts 7", "physical education", "pe", "music", "math",
	}
	tests := []struct {
		name, key string
		n         int
		want      []string
	}{
		{"left out", "algbra 1", 3, []string{"algebra 1", "algebra 2"}},
		{"exchanged", "goemetry", 3, []string{"geometry"}},
		{"nearest only", "algbra 2", 1, []string{"algebra 2"}},
		{"ties in alphabetical order", "algebra 3", 3, []string{"algebra 1", "algebra 2"}},
		{"the key itself", "music", 3, []string{"music"}},
		{"two edits of a long name", "ap untied state history", 3, []string{"ap united states history"}},
		{"too far", "european history", 3, []string{"ap european history"}},
		{"another word", "chemistry", 3, nil},
		{"short names need be close", "mats", 3, []string{"math"}},
		{"short and too far", "arms", 3, nil},
		{"one character", "p", 3, nil},
		{"empty", "", 3, nil},
		{"none asked for", "music", 0, nil},
		{"longer than all", strings.Repeat("x", 10000), 3, nil},
	}
	index := New(classes)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, hit := range index.Find(tt.key, tt.n) {
				got = append(got, classes[hit.Index])
			}
			if diff := gocmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Find(%q, %d) mismatch (-want +got):\n%s", tt.key, tt.n, diff)
			}
		})
	}
}

func TestFindInNothing(t *testing.T) {
	var none *Index
	for name, index := range map[string]*Index{"nil": none, "zero": {}, "empty": New(nil)} {
		if got := index.Find("algebra", 3); got != nil {
			t.Errorf("%s index: Find = %v, want none", name, got)
		}
	}
}

func TestDistance(t *testing.T) {
	long := strings.Repeat("abcdefghij", 7)
	tests := []struct {
		name, a, b string
		want       int
	}{
		{"same", "art", "art", 0},
		{"replaced", "art", "ant", 1},
		{"exchanged", "art", "atr", 1},
		{"exchanged with one between", "ca", "abc", 3}, // 2 in unrestricted Damerau-Levenshtein
		{"beyond ASCII", "español", "espanol", 1},
		{"64 characters", long[:64], long[:63], 1},
		{"65 characters", long[:65], "b" + long[1:65], 1},
		{"70 characters, exchanged", long, long[:30] + "ba" + long[32:], 1},
		{"empty pattern", "", "art", 3},
		{"empty other", "art", "", 3},
		{"not UTF-8", "a\xff\xfeb", "ab", 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := plainDistance(tt.a, tt.b); got != tt.want {
				t.Fatalf("plainDistance = %d, want %d: the test is wrong", got, tt.want)
			}
			var p pattern
			p.set("what stood there before é")
			p.set(tt.a)
			if got := p.distance(tt.b, 6); got != tt.want {
				t.Errorf("distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
			}
		})
	}
}

// TestFindAsPlain compares the index with a search that has none, over names
// that share much, as those of classes do.
func TestFindAsPlain(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	keys := classNames(rnd, 300)
	index := New(keys)
	found := 0
	for range 200 {
		key := misspell(rnd, keys[rnd.IntN(len(keys))], rnd.IntN(6))
		n := 1 + rnd.IntN(5)
		want, got := plainFind(keys, key, n), index.Find(key, n)
		if diff := gocmp.Diff(want, got); diff != "" && len(want)+len(got) > 0 {
			t.Fatalf("Find(%q, %d) mismatch (-want +got):\n%s", key, n, diff)
		}
		found += len(got)
	}
	if found < 100 {
		t.Errorf("found %d keys in 200 searches; the test compares too little", found)
	}
}

func FuzzFind(f *testing.F) {
	f.Add("algbra 1", "algebra 1,algebra 2,geometry", 3)
	f.Add("español", "espanol,español 2,\xff", 2)
	f.Add(strings.Repeat("abcdefghij", 7), strings.Repeat("abcdefghij", 6)+"abdcefghi,x", 1)
	f.Add("aab", "aba,baa,abb,bba", 4)
	f.Fuzz(func(t *testing.T, key, list string, n int) {
		if len(list) > 500 || len(key) > 200 {
			return
		}
		keys := strings.Split(list, ",")
		n = max(n, 0)
		want, got := plainFind(keys, key, n), New(keys).Find(key, n)
		if !slices.Equal(want, got) {
			t.Errorf("New(%q).Find(%q, %d) = %v, want %v", keys, key, n, got, want)
		}
	})
}

// classNames returns n different names of 5 to 60 characters.
func classNames(rnd *rand.Rand, n int) []string {
	words := strings.Fields("algebra geometry biology honors english language arts grade history united states world " +
		"physical education ap advanced placement intro to computer science spanish french music choir band lab " +
		"homeroom study hall health chemistry physics earth statistics calculus literature writing seminar")
	seen := make(map[string]bool)
	var names []string
	for len(names) < n {
		var b strings.Builder
		for range 1 + rnd.IntN(5) {
			b.WriteString(words[rnd.IntN(len(words))] + " ")
		}
		fmt.Fprintf(&b, "%d", 1+rnd.IntN(12))
		if rnd.IntN(2) == 0 {
			fmt.Fprintf(&b, " - period %d (%04d)", 1+rnd.IntN(8), rnd.IntN(10000))
		}
		if name := b.String(); len(name) <= 60 && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

// misspell makes n random edits.
func misspell(rnd *rand.Rand, s string, n int) string {
	r := []rune(s)
	for range n {
		at := rnd.IntN(len(r) - 1)
		switch rnd.IntN(4) {
		case 0:
			r = slices.Delete(r, at, at+1)
		case 1:
			r = slices.Insert(r, at, 'a'+rnd.Int32N(26))
		case 2:
			r[at] = 'a' + rnd.Int32N(26)
		case 3:
			r[at], r[at+1] = r[at+1], r[at]
		}
	}
	return string(r)
}

var sink []Hit

func BenchmarkFind(b *testing.B) {
	for _, size := range []int{8_000, 100_000} {
		rnd := rand.New(rand.NewPCG(3, uint64(size)))
		keys := classNames(rnd, size)
		index := New(keys)
		typos, unlike := make([]string, 1000), make([]string, 1000)
		for i, key := range classNames(rand.New(rand.NewPCG(9, 9)), 1000) {
			typos[i] = misspell(rnd, keys[rnd.IntN(size)], 2)
			unlike[i] = strings.Map(func(r rune) rune { // as long, and near to nothing
				if r >= 'a' && r <= 'z' {
					return 'a' + (r-'a'+7)%26
				}
				return r
			}, key)
		}
		for _, q := range []struct {
			name    string
			queries []string
		}{{"typo", typos}, {"unlike", unlike}} {
			b.Run(fmt.Sprintf("%s/%d", q.name, size), func(b *testing.B) {
				b.ReportAllocs()
				i, found := 0, 0
				for b.Loop() {
					sink = index.Find(q.queries[i%len(q.queries)], 3)
					found += len(sink)
					i++
				}
				if q.name == "typo" && found == 0 {
					b.Fatal("nothing found")
				}
			})
		}
	}
}

func BenchmarkNew(b *testing.B) {
	keys := classNames(rand.New(rand.NewPCG(3, 4)), 100_000)
	b.ReportAllocs()
	for b.Loop() {
		if x := New(keys); len(x.order) != len(keys) {
			b.Fatal("keys lost")
		}
	}
}

func TestBound(t *testing.T) {
	for _, tt := range []struct{ runes, want int }{
		{0, 0}, {1, 0}, {2, 1}, {4, 1}, {5, 2}, {8, 2}, {9, 3}, {16, 3}, {17, 3}, {19, 3}, {20, 4}, {24, 4}, {25, 5}, {29, 5}, {30, 6}, {35, 6}, {1000, 6},
	} {
		if got := Bound(tt.runes); got != tt.want {
			t.Errorf("Bound(%d) = %d, want %d", tt.runes, got, tt.want)
		}
	}
}

// A key is found that is as much shorter or longer as may be, by bits and by the
// table, and none that is one further off.
func TestFindAtTheBound(t *testing.T) {
	letters := strings.Repeat("abcdefghijklmnopqrstuvwxyz", 4)
	for _, runes := range []int{36, 64, 65, 70, 100} {
		query := letters[:runes]
		for _, length := range []int{runes - maxBound - 1, runes - maxBound, runes + maxBound, runes + maxBound + 1} {
			key := letters[:min(length, len(letters))] + strings.Repeat("!", max(0, length-len(letters)))
			hits := New([]string{key}).Find(query, 1)
			want := length >= runes-maxBound && length <= runes+maxBound
			if got := len(hits) == 1 && hits[0].Distance == maxBound; got != want {
				t.Errorf("%d characters, a key of %d: found %v, want %v", runes, length, hits, want)
			}
		}
	}
}
