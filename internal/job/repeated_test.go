package job

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// repeatedRows returns so many rows, of which many follow one like them.
func repeatedRows(rnd *rand.Rand, rows int) []byte {
	var b bytes.Buffer
	incident, line := 0, ""
	for range rows {
		if rnd.IntN(3) == 0 || line == "" {
			incident++
			line = fmt.Sprintf("%d,2023-09-%02d,%s", rnd.IntN(3), 1+rnd.IntN(3), []string{"fine", "", "\"two,cells\"", "14.9.2023"}[rnd.IntN(4)])
		}
		number := fmt.Sprint(incident)
		if rnd.IntN(8) == 0 {
			number = ""
		}
		role := "Offender"
		if rnd.IntN(6) == 0 {
			role = "Victim"
		}
		fmt.Fprintf(&b, "%s,%s,%s,\"%s\"\n", number, line, role, []string{"Detention", "Call", "", "Talk \"\"x\"\""}[rnd.IntN(4)])
	}
	return b.Bytes()
}

// Rows that were rejected as repeating others are left out once the mapping has a key
// that says so, and taken like others if the key can't be known to say so.
func TestRepeatedRowsGetAKey(t *testing.T) {
	const columns = `"columns": {"SIS ID": {"from": "id"}, "Date": {"from": "day"}, "Recognition": {"const": "Tardy"},
		"Teacher Email": {"const": "a@example.org"}, "Class Name": {"const": "Art"}, "Note": {"from": "Note"}}}`
	read := func(text string) *mapping.Mapping {
		m, err := mapping.ReadMapping(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	run := func(t *testing.T, m *mapping.Mapping, text string) (counts tally.BuildCounts, rejects string) {
		var b bytes.Buffer
		rep, err := (&Builder{Mapping: m, Rejects: &b}).Build(t.Context(), sheet.NewCSVSource(strings.NewReader(text), nil), sheet.NewWriter(io.Discard, nil))
		if err != nil {
			t.Fatal(err)
		}
		return *rep.Build, b.String()
	}
	const (
		one = "Incident Id,id,day,Note,Consequence\n"
		two = "Incident Id,id,day,Note,Consequence,Event Id\n"
	)
	rows := "7,1,9/14/2023,,Detention\n7,1,9/14/2023,,Call\n7,1,9/14/2023,,Talk\n"
	rowsOfTwo := "7,1,9/14/2023,,Detention,1\n7,1,9/14/2023,,Call,2\n"
	tests := []struct {
		name, export, key, add string
		counts                 tally.BuildCounts
	}{
		{"a key", one + rows, `"key": ["Incident Id", "id"], `, "", tally.BuildCounts{Read: 2, Repeated: 2}},
		{"no key", one + rows, "", "", tally.BuildCounts{Read: 2, Records: 2, Rejected: 2}},
		{"a key of what may differ", one + rows, `"key": ["Incident Id", "Consequence"], `, "", tally.BuildCounts{Read: 2, Records: 2, Rejected: 2}},
		{"which of two numbers was the same is not known", two + rowsOfTwo, `"key": ["Incident Id", "Event Id"], `, "", tally.BuildCounts{Read: 1, Records: 1, Rejected: 1}},
		{"a key without numbers", two + rowsOfTwo, `"key": ["id", "day"], `, "", tally.BuildCounts{Read: 1, Repeated: 1}},
		{"with another row of the key", one + rows, `"key": ["Incident Id", "id"], `, "7,1,9/14/2023,,None,9,,,,\n", tally.BuildCounts{Read: 3, Repeated: 2, Records: 1, Written: 1}},
		{"an empty cell of the key", one + rows, `"key": ["Incident Id", "Note"], `, "", tally.BuildCounts{Read: 2, Records: 2, Rejected: 2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, rejects := run(t, read("{"+columns), tt.export)
			got, again := run(t, read("{"+tt.key+columns), rejects+tt.add)
			if got != tt.counts {
				t.Errorf("counts %+v, want %+v\n%s", got, tt.counts, again)
			}
			if n := int64(strings.Count(again, ",repeats row 2,")); n != got.Rejected {
				t.Errorf("%d rows say whose they repeat, want %d\n%s", n, got.Rejected, again)
			}
		})
	}
}

// Rows of one incident are told the same whichever way they are read, wherever a block
// ends between them.
func TestRepeatedRowsWhicheverWay(t *testing.T) {
	text := append([]byte("Incident Id,id,day,Note,Role,Consequence\n"), repeatedRows(rand.New(rand.NewPCG(8, 1)), 600)...)
	for name, rules := range map[string]string{"all": "", "offenders": `"rows": {"where": {"Role": ["Offender"]}},`, "key": `"key": ["Incident Id", "id"],`} {
		m, err := mapping.ReadMapping(strings.NewReader(`{` + rules + `"columns": {"SIS ID": {"from": "id"}, "Date": {"from": "day"},
			"Recognition": {"const": "Tardy"}, "Teacher Email": {"const": "a@example.org"}, "Class Name": {"const": "Art"}, "Note": {"from": "Note"}}}`))
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) {
			plainBuild{builder: Builder{Mapping: m}, mostOut: -1}.check(t, text, buildWays)
		})
	}
}
