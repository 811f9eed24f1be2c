package sheet

import (
	"strings"
	"testing"
)

// Number and noun agree, of one above all.
func TestCountError(t *testing.T) {
	tests := []struct{ got, want string }{
		{CountError{Cells: 1, Belong: 9}.Error(), "the row has 1 cell where 9 belong; a line break"},
		{CountError{Cells: 2, Belong: 1}.Error(), "the row has 2 cells where 1 belongs; a comma"},
		{CountError{Cells: 1, Belong: 9, Bare: true}.Error(), "a quotation mark stands inside a cell, and the row has 1 cell where 9 belong; remove"},
		{CountError{Cells: 8, Belong: 9, Bare: true}.Error(), "a quotation mark stands inside a cell, and the row has 8 cells where 9 belong; remove"},
	}
	for _, tt := range tests {
		if !strings.HasPrefix(tt.got, tt.want) {
			t.Errorf("%q, want it to start with %q", tt.got, tt.want)
		}
	}
}
