package check

import (
	"testing"
)

// Each line break by itself speaks for cells that ran into each other, CR too, which
// some programs end lines with.
func TestRunTogether(t *testing.T) {
	for cell, want := range map[string]bool{
		"Art": false, "": false, "a,b,c": false, "a,b;c|d\te": false,
		"Art\rTardy": true, "Art\nTardy": true, `Art "A"`: true,
		"Art\vTardy": true, "Art\fTardy": true, "Art\u0085Tardy": true, "Art\u2028": true, "\u2029Art": true,
		"\u0145\u00a8\u2027\u2030\u20a8": false, "\x85": false, "\x80\xa8": false, "é\u00a9": false, `"`: true,
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
