package mapping

import (
	"fmt"
	"strings"
	"testing"

	"example.com/otustemplate/internal/nameset"
)

// What is remembered is that of the very text, and is never more than there is room
// for.
func TestRemembered(t *testing.T) {
	const slots = 1 << 8
	k := newRemembered[int](slots*48, 48)
	texts := []string{"", "a", "a\x00", "\x00", "A", " a", strings.Repeat("x", 31), strings.Repeat("x", 32), strings.Repeat("x", 33), strings.Repeat("y", nameset.MaxCached)}
	for i := range 10 * slots {
		texts = append(texts, fmt.Sprintf("%d", i*i))
	}
	for i, text := range texts {
		if got, ok := k.find([]byte(text)); ok {
			t.Errorf("%q is remembered as %d before it is kept", text, got)
		}
		if got := k.keep([]byte(text), i); got != i {
			t.Errorf("keep = %d, want %d", got, i)
		}
		if got, ok := k.find([]byte(text)); !ok || got != i {
			t.Errorf("%q: find = %d, %v behind keep, want %d", text, got, ok, i)
		}
	}
	remembered := 0
	for i, text := range texts {
		// A text in a larger one, of which bytes behind it are of no account.
		padded := append([]byte(text), "and more that stands behind it, of a chunk and longer"...)
		if got, ok := k.find(padded[:len(text)]); ok {
			remembered++
			if got != i {
				t.Errorf("%q: find = %d, want %d", text, got, i)
			}
		}
	}
	if len(k.slots) != slots || remembered < slots/2 || remembered > slots+4 {
		t.Errorf("%d of %d remembered in %d slots, want some %d", remembered, len(texts), len(k.slots), slots)
	}
	long := strings.Repeat("z", nameset.MaxCached+1)
	k.keep([]byte(long), 1)
	if _, ok := k.find([]byte(long)); ok {
		t.Error("a text that is too long is remembered")
	}
}

// Long texts have as much room as was given, too.
func TestRememberedLong(t *testing.T) {
	k := newRemembered[int](10<<10, 40)
	for i := range 1000 {
		k.keep(fmt.Appendf(nil, "a text of more than thirty-one bytes, number %d", i), i)
		if k.longSize > k.mostLong || len(k.long) > 5<<10/100 {
			t.Fatalf("%d texts of %d bytes are kept, want at most %d", len(k.long), k.longSize, k.mostLong)
		}
	}
	if got, ok := k.find([]byte("a text of more than thirty-one bytes, number 999")); !ok || got != 999 {
		t.Errorf("the last one: %d, %v", got, ok)
	}
}
