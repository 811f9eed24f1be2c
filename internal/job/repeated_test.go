package job

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"example.com/otustemplate/internal/mapping"
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
