package job

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"example.com/otustemplate/internal/mapping"
)

const doubtHeader = "id,day,Role,Kind,Voided,Alignment,Note\n"

// doubtRows returns so many rows, with up to so many different kinds.
func doubtRows(rnd *rand.Rand, rows, kinds int) []byte {
	of := func(values ...string) string { return values[rnd.IntN(1+rnd.IntN(len(values)))] }
	var b bytes.Buffer
	for i := range rows {
		kind := fmt.Sprint("k", rnd.IntN(kinds))
		if rnd.IntN(10) == 0 {
			kind = of("Victim", "Draft", "\"Vic\"\"tim\"", "void", "Witness, student")
			if strings.Contains(kind, ",") {
				kind = `"` + kind + `"`
			}
		}
		fmt.Fprintf(&b, "%d,2023-09-%02d,%s,%s,%s,%s,%s\n", i, 1+rnd.IntN(30), of("Offender", "offender", "", "Victim", "3", "Recipient", "\"Off\"\"ender\""), kind,
			of("", "0", "N", "", "1", "9/14/2023"), of("Discipline", "Award", "", "x"), of("", "fine", "two,cells"))
	}
	return b.Bytes()
}

// doubtBuilds are builds from such rows, each of which decides on something else.
func doubtBuilds(t testing.TB) map[string]plainBuild {
	t.Helper()
	builds := make(map[string]plainBuild)
	for name, rules := range map[string]string{
		"nothing decided": "",
		"roles decided":   `"rows": {"where": {"Role": ["Offender", "Recipient", "3", ""]}},`,
		"some roles out":  `"rows": {"not": {"Role": ["Victim"], "Voided": ["1"]}},`,
		"rows of a key":   `"key": ["id", "Role"],`,
	} {
		m, err := mapping.ReadMapping(strings.NewReader(`{` + rules + `"columns": {"SIS ID": {"from": "id"}, "Date": {"from": "day"},
			"Recognition": {"const": "Tardy"}, "Teacher Email": {"const": "a@example.org"}, "Class Name": {"const": "Art"}, "Note": {"join": ["Role", "Note"]}}}`))
		if err != nil {
			t.Fatal(err)
		}
		builds[name] = plainBuild{builder: Builder{Mapping: m}, mostOut: -1}
	}
	return builds
}

// Rows that may not count are found the same whichever way they are read and however many
// workers there are, also where a column turns out to hold no codes halfway.
func TestDoubtsWhicheverWay(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, kinds := range []int{5, 45, 60, 1000} {
		text := append([]byte(doubtHeader), doubtRows(rnd, 400, kinds)...)
		for name, b := range doubtBuilds(t) {
			t.Run(fmt.Sprint(name, ", ", kinds), func(t *testing.T) { b.check(t, text, buildWays) })
		}
	}
}

func FuzzDoubts(f *testing.F) {
	builds := doubtBuilds(f)
	for i := range uint64(10) {
		f.Add(string(doubtRows(rand.New(rand.NewPCG(i, 5)), 6, 3)))
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, b := range builds {
			b.check(t, []byte(doubtHeader+text), buildWays[:2])
		}
	})
}
