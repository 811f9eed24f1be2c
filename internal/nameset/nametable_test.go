package nameset

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"example.com/otustemplate/internal/words"
)

// Names of every length are found, be they a chunk, less or more, and nothing
// else is: not what is shorter or longer by a character, or has another one.
func TestNameTableLengths(t *testing.T) {
	var names []string
	for n := 1; n <= 5*words.ChunkSize; n++ {
		name := []byte(strings.Repeat("abcdefghijklmnopqrstuvwxyz", n)[:n])
		name[n-1] = '7'
		names = append(names, string(name))
	}
	for _, address := range []bool{false, true} {
		table := NewTable(names, address)
		for place, name := range names {
			in := []byte("," + name + ",rest of the row" + strings.Repeat("x", 2*words.ChunkSize))
			if got, ok := table.Find(in, 1, len(name)); !ok || int(got) != place {
				t.Errorf("address %v, name of %d bytes: place %d, %v", address, len(name), got, ok)
			}
			if got, ok := table.LookUp(name); !ok || int(got) != place {
				t.Errorf("address %v, name of %d bytes alone: place %d, %v", address, len(name), got, ok)
			}
			for _, other := range []string{name[:len(name)-1], name + "7", name + "\x00", name[:len(name)-1] + "8", "B" + name[1:]} {
				if got, ok := table.LookUp(other); ok {
					t.Errorf("address %v: %q is taken for %q", address, other, names[got])
				}
			}
			upper := strings.ToUpper(name)
			if got, ok := table.LookUp(upper); ok != (address || upper == name) || ok && int(got) != place {
				t.Errorf("address %v: %q gives place %d, %v", address, upper, got, ok)
			}
		}
	}
}

// A table has room for so many names, and says where it does not know them all.
func TestNameTableFull(t *testing.T) {
	if os.Getenv("OTUSTEMPLATE_SLOW") == "" {
		t.Skip("makes a million names, four times")
	}
	names := make([]string, slotMask+2)
	for i := range names {
		names[i] = fmt.Sprint("Class ", i)
	}
	for _, tt := range []struct {
		n   int
		all bool
	}{{slotMask - 1, true}, {slotMask, true}, {slotMask + 1, false}, {slotMask + 2, false}} {
		table := NewTable(names[:tt.n], false)
		if table.All != tt.all {
			t.Errorf("%d names: all %v, want %v", tt.n, table.All, tt.all)
		}
		for _, place := range []int{0, slotMask - 2, slotMask - 1, slotMask} {
			if place >= tt.n {
				continue
			}
			if got, ok := table.LookUp(names[place]); ok != (place < slotMask) || ok && int(got) != place {
				t.Errorf("%d names: name %d gives place %d, %v", tt.n, place, got, ok)
			}
		}
	}
	long := append(names[:slotMask-1:slotMask-1], strings.Repeat("x", LongestName))
	if table := NewTable(long, false); table.All {
		t.Error("a long name behind a table that is full has room")
	}
}

// An address whose hash is that of an empty cell, or of one that is a byte of what
// stands in front of it, is neither.
func TestNameTableSameHash(t *testing.T) {
	short := make([]string, 'a')
	for place := range short {
		short[place] = fmt.Sprintf("%03d@example.org", place)
	}
	for _, tt := range []struct {
		name, cell, form string
		before           []string
		from             int // where the search begins: near the first such name, as the hash is today
	}{
		{"empty", "", "t%d@example.org", nil, 0},
		{"a place", "a", "z%d@a-long-name-of-a-host.example.org", short, 4_260_000}, // the long name's place is 'a'
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := append([]byte(tt.cell), make([]byte, words.ChunkSize)...)
			table := NewTable(append(tt.before, "z"), true)
			want, mask := table.hash(in, 0, len(tt.cell)), ^uint32(slotMask)|table.mask()
			name, found, buf := "", false, make([]byte, 0, 4*words.ChunkSize)
			for i := tt.from; i < tt.from+1<<26 && !found; i++ {
				padded := fmt.Appendf(buf, tt.form, i)
				clear(padded[len(padded) : len(padded)+words.ChunkSize])
				name, found = string(padded), (table.hash(padded[:cap(padded)], 0, len(padded))^want)&mask == 0
			}
			if !found {
				t.Fatal("no name has that hash")
			}
			if place, ok := NewTable(append(tt.before, name), true).Find(in, 0, len(tt.cell)); ok {
				t.Errorf("%q is taken for name %d, %q", tt.cell, place, name)
			}
		})
	}
}
