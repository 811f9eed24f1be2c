package check

import (
	"testing"
)

// Each line break by itself speaks for cells that ran into each other, CR too, which
// some programs end lines with.
func TestRunTogether(t *testing.T) {
	for cell, want := range map[string]bool{
		"Art": false, "": false, "a,b,c": false, "a,b;c|d\te": false,
		"Art\rTardy": true, "Art\nTardy": true, `Art "A"`: true, `"`: true,
		"a,b,c,d": true, ";;;": true, "a|b|c|": true, "\t\t\t": true,
		`="004191"`: false, `="a,b,c,d"`: true, `=""`: false, `="`: true,
	} {
		if got := RunTogether(cell); got != want {
			t.Errorf("runTogether(%q) is %t", cell, got)
		}
		if got := RunTogether([]byte(cell)); got != want {
			t.Errorf("runTogether of the bytes %q is %t", cell, got)
		}
	}
}
