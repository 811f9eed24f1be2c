package celltext

import (
	"strings"
	"testing"
)

func TestIsFiller(t *testing.T) {
	for _, text := range []string{"0", "00", "000000", strings.Repeat("0", 40), "11111", "999999", strings.Repeat("9", 24), strings.Repeat("9", 25), "123456789",
		"pending", "PENDING", "000-00-0000", "999-99-9999", "123-45-6789", "0.0", "(0)", "[pending]", `"00000"`, "New Student", "New-Student", "０００", " Pending ", "\u00a0TEST", "new", "Temp", "test", "unknown", "N/A", "null", "-", "---", "TBD"} {
		if !IsFiller(text) {
			t.Errorf("IsFiller(%q) = false", text)
		}
	}
	for _, text := range []string{"", "1", "9999", "1111", "00001", "10000", "99998", "12345678", "1234567890", "newton", "(1)", "test1", "s1", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		strings.Repeat("9", 24) + "8", "ann@example.org",
		"0 pending", "1 2", "98-7", " ", strings.Repeat("0", longestFiller+1)} {
		if IsFiller(text) {
			t.Errorf("IsFiller(%q) = true", text)
		}
	}
}

// The fast way must look at every plain identifier that may be made up, and need
// not at most others.
func TestMayBeMadeUp(t *testing.T) {
	for _, text := range []string{"0", "00", "000000", "11111", "9-9-9-9-9", "_0", ".0", "0.0", "0_0", "123456789", "123-45-6789", "1-23456789", "00_", "55-555", "12345678-9", "123456789-"} {
		if id := []byte(text); !IsPlainIdentifier(id) || !IsMadeUp(text) || !MayBeMadeUp(id) {
			t.Errorf("MayBeMadeUp(%q) = false", text)
		}
	}
	for _, text := range []string{"100341", "s1", "a0", "4191", "27", "0a", "000451", "00a", "123456", "1299a"} {
		if MayBeMadeUp([]byte(text)) {
			t.Errorf("MayBeMadeUp(%q) = true", text)
		}
	}
}
