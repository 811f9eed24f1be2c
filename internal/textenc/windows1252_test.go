package textenc

import (
	"testing"

	"golang.org/x/text/encoding/charmap"
)

// The table is that of x/text.
func TestWindows1252(t *testing.T) {
	for c := range 256 {
		if got, want := DecodeWindows1252Byte(byte(c)), charmap.Windows1252.DecodeByte(byte(c)); got != want {
			t.Errorf("byte %#x is %q, want %q", c, got, want)
		}
	}
	for r := rune(0); r <= 0x11000; r++ {
		got, ok := EncodeWindows1252Rune(r)
		if want, wantOK := charmap.Windows1252.EncodeRune(r); ok != wantOK || ok && got != want {
			t.Errorf("%q is byte %#x, %v, want %#x, %v", r, got, ok, want, wantOK)
		}
	}
}
