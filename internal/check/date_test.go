package check

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
)

func TestDateReadingCodes(t *testing.T) {
	for in, want := range map[string][]schema.Code{
		"9/14/2023":          nil,
		"9/14/2023 10:30":    {schema.CodeDateTime},
		"14/09/23 10:30":     {schema.CodeDateIncomplete, schema.CodeDateAmbiguous, schema.CodeDateTime},
		"yesterday":          {schema.CodeDateInvalid},
		"Thu, 9/14/23":       {schema.CodeDateInvalid, schema.CodeDateIncomplete},
		"2023-09-14T01:00Z":  {schema.CodeDateAmbiguous},
		"2023-09-14T00:00Z":  {schema.CodeDateTime},
		"02/30/2023 10:30 Z": {schema.CodeDateInvalid},
	} {
		if diff := cmp.Diff(want, codesOf(dates.Read(in))); diff != "" {
			t.Errorf("codesOf(readDate(%q)) (-want +got):\n%s", in, diff)
		}
	}
}

// codesOf returns the codes of the faults of a reading, in the order of the codes.
func codesOf(r dates.Reading) []schema.Code {
	var codes []schema.Code
	for _, of := range [...]struct {
		faults dates.Fault
		code   schema.Code
	}{
		{dates.Invalid, schema.CodeDateInvalid},
		{dates.Incomplete, schema.CodeDateIncomplete},
		{dates.Ambiguous, schema.CodeDateAmbiguous},
		{dates.Clock, schema.CodeDateTime},
	} {
		if r.Has(of.faults) {
			codes = append(codes, of.code)
		}
	}
	return codes
}
