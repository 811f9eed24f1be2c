package otustemplate

import (
	"strings"
	"testing"
)

func TestIsFiller(t *testing.T) {
	for _, text := range []string{"0", "00", "000000", strings.Repeat("0", 40), "11111", "999999", strings.Repeat("9", 24), strings.Repeat("9", 25), "123456789",
		"pending", "PENDING", " Pending ", "\u00a0TEST", "new", "Temp", "test", "unknown", "N/A", "null", "-", "---", "TBD"} {
		if !isFiller(text) {
			t.Errorf("isFiller(%q) = false", text)
		}
	}
	for _, text := range []string{"", "1", "9999", "1111", "00001", "10000", "99998", "12345678", "1234567890", "newton", "test1", "s1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		strings.Repeat("9", 24) + "8", "ann@example.org"} {
		if isFiller(text) {
			t.Errorf("isFiller(%q) = true", text)
		}
	}
}
