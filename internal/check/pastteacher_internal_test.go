package check

import (
	"strings"
	"testing"

	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/schema"
)

// Whose an address was is remembered, but for texts that are too long for one: a file may
// have thousands of them.
func TestAddressesRemembered(t *testing.T) {
	var years [2]*roster.Roster
	for i := range years {
		r, err := roster.Load(t.Context(), rostertest.FS(rostertest.Small()), nil)
		if err != nil {
			t.Fatal(err)
		}
		years[i] = r
	}
	rc := NewRowChecker(&Checker{Years: roster.NewYears(years[1], years[:1])})
	rc.past.then = years[0]
	for _, tt := range []struct {
		address string
		want    int
	}{{"sam@example.org", 1}, {"sam@example.org", 1}, {strings.Repeat("x", longestAsked) + "@example.org", 1}, {"kim@example.org", 2}} {
		rc.Facts[schema.ColTeacherEmail].repaired = tt.address
		rc.findTeacherReused()
		if got := len(rc.reused); got != tt.want {
			t.Errorf("after %.20s… %d addresses are remembered, want %d", tt.address, got, tt.want)
		}
	}
}
