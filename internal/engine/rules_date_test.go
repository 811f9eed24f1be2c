package engine

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate/internal/dates"
)

func TestDateReadingCodes(t *testing.T) {
	for in, want := range map[string][]Code{
		"9/14/2023":          nil,
		"9/14/2023 10:30":    {CodeDateTime},
		"14/09/23 10:30":     {CodeDateIncomplete, CodeDateAmbiguous, CodeDateTime},
		"yesterday":          {CodeDateInvalid},
		"Thu, 9/14/23":       {CodeDateInvalid, CodeDateIncomplete},
		"2023-09-14T01:00Z":  {CodeDateAmbiguous},
		"2023-09-14T00:00Z":  {CodeDateTime},
		"02/30/2023 10:30 Z": {CodeDateInvalid},
	} {
		if diff := cmp.Diff(want, codesOf(dates.Read(in))); diff != "" {
			t.Errorf("codesOf(readDate(%q)) (-want +got):\n%s", in, diff)
		}
	}
}

// codesOf returns the codes of the faults of a reading, in the order of the codes.
func codesOf(r dates.Reading) []Code {
	var codes []Code
	for _, of := range [...]struct {
		faults dates.Fault
		code   Code
	}{
		{dates.Invalid, CodeDateInvalid},
		{dates.Incomplete, CodeDateIncomplete},
		{dates.Ambiguous, CodeDateAmbiguous},
		{dates.Clock, CodeDateTime},
	} {
		if r.Has(of.faults) {
			codes = append(codes, of.code)
		}
	}
	return codes
}
