package seen

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"
)

// A rowTable finds what a map finds, whatever its size and wherever it was told
// to expect how many, and takes up no more memory than is promised.
func TestRowTable(t *testing.T) {
	const rows = 300_000
	for _, tt := range []struct {
		name     string
		expected int64
		most     int // bytes a row in the end
	}{
		{"size not known", 0, 29},
		{"size known", 210_000, 25},
		{"guessed a little too small", 200_000, 25},
		{"guessed far too small", 1000, 29},
		{"guessed one", 1, 29},
		{"guessed far too large", 1 << 40, 110},
		{"an untrue size", math.MaxInt64, 110},
	} {
		t.Run(tt.name, func(t *testing.T) {
			hasher := NewHasher()
			rnd := rand.New(rand.NewPCG(1, 2))
			var table rowTable
			table.Expect(tt.expected, 1, 1)
			first, different := make([]int64, 350_000), 0 // by key; 0: it was not there
			for row := int64(1); row <= rows; row++ {
				key := rnd.Uint64N(uint64(len(first)))
				h := hasher.Sum(binary.LittleEndian.AppendUint64(nil, key))
				table.Touch(h)
				got, seen := table.seen(h, row)
				if want := first[key]; seen != (want > 0) || seen && got != want {
					t.Fatalf("row %d: seen = %d, %v, want %d", row, got, seen, want)
				} else if want == 0 {
					first[key] = row
					different++
				}
			}
			if got := (8*len(table.slots) + 12*pageRows*len(table.pages)) / different; got > tt.most {
				t.Errorf("%d bytes a row for %d rows, want at most %d", got, different, tt.most)
			}
		})
	}
}
