package phrase

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWrapKeepsQuotedCellsWhole(t *testing.T) {
	got := Wrap(`Change 3 cells to "Algebra  I" now`, 28)
	want := []string{"Change 3 cells to", `"Algebra  I" now`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("wrap (-want +got):\n%s", diff)
	}
}
