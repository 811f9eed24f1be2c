package job

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
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

// Likewise rows of a code that is one of several types.
func TestSubtypesWhicheverWay(t *testing.T) {
	m, err := mapping.ReadMapping(strings.NewReader(`{"rows": {"where": {"Role": {"matches": "^"}}, "not": {"LogType": ["x"]}}, "columns": {"SIS ID": {"from": "id"}, "Date": {"from": "day"},
		"Recognition": {"from": "Subtype"}, "Teacher Email": {"const": "a@example.org"}, "Class Name": {"const": "Art"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	header := strings.NewReplacer("Kind", "Subtype", "Alignment", "LogType").Replace(doubtHeader)
	text := append([]byte(header), doubtRows(rand.New(rand.NewPCG(6, 7)), 400, 60)...)
	b := plainBuild{builder: Builder{Mapping: m}, mostOut: -1}
	b.check(t, text, buildWays)
}

// A code that is a subtype says nothing without its type: no row of it is used before the
// mapping looks at the type.
func TestSubtypeOfTypes(t *testing.T) {
	tests := []struct {
		name, header, rules, recognition, rows string // id, the type, the subtype
		written, rejected                      int64
	}{
		{name: "codes of two types", rows: "1,D,1\n2,M,1\n", rejected: 2},
		{name: "of one type, too: the next delivery may have another one", rows: "1,D,1\n2,D,2\n", rejected: 2},
		{name: "without a type", rows: "1,,1\n", written: 1},
		{name: "words", rows: "1,D,Tardy\n2,M,Cooperation\n", written: 2},
		{name: "words and codes", rows: "1,D,Tardy\n2,M,COOP\n3,M,Chair 2\n", written: 2, rejected: 1},
		{name: "with a type", recognition: `{"join": ["LogTypeId", "Subtype"], "sep": "/"}`, rows: "1,D,1\n2,M,1\n", written: 2},
		{name: "types are chosen", rules: `"rows": {"where": {"LogTypeId": ["D"]}},`, rows: "1,D,1\n2,M,1\n", written: 1},
		{name: "some types are left out", rules: `"rows": {"not": {"LogTypeId": ["A"]}},`, rows: "1,A,1\n2,M,1\n3,D,1\n", rejected: 2},
		{name: "a category", header: "id,Category,Sub-type", recognition: `{"from": "Sub-type"}`, rows: "1,D,1\n", rejected: 1},
		{name: "type and subtype of one thing", header: "id,IncidentType,IncidentSubtype", recognition: `{"from": "IncidentSubtype"}`, rows: "1,D,1\n", rejected: 1},
		{name: "the type of something else", header: "id,BusType,IncidentSubtype", recognition: `{"from": "IncidentSubtype"}`, rows: "1,D,1\n", written: 1},
		{name: "a code that is no subtype", header: "id,LogType,Code", recognition: `{"from": "Code"}`, rows: "1,D,1\n", written: 1},
		{name: "subtypes in columns", header: "id,LogType,Subtype 1", rules: `"each": {"columns": ["Subtype 1"], "as": "one"},`, recognition: `{"from": "one"}`, rows: "1,D,1\n", rejected: 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, err := mapping.ReadMapping(strings.NewReader(`{` + tt.rules + `"columns": {"SIS ID": {"from": "id"}, "Date": {"const": "2023-09-14"}, "Recognition": ` +
				cmp.Or(tt.recognition, `{"from": "Subtype"}`) + `, "Teacher Email": {"const": "a@example.org"}, "Class Name": {"const": "Art"}}}`))
			if err != nil {
				t.Fatal(err)
			}
			src := sheet.NewCSVSource(strings.NewReader(cmp.Or(tt.header, "id,LogTypeId,Subtype")+"\n"+tt.rows), nil)
			b := Builder{Mapping: m}
			rep, err := b.Build(context.Background(), src, sheet.NewWriter(io.Discard, nil))
			if err != nil {
				t.Fatal(err)
			}
			if rep.Build.Written != tt.written || rep.Build.Rejected != tt.rejected || rep.Counts[schema.CodeRowUndecided] != tt.rejected {
				t.Errorf("%d written, %d rejected, %v; want %d and %d", rep.Build.Written, rep.Build.Rejected, rep.Counts, tt.written, tt.rejected)
			}
		})
	}
}

// A role in words that no list has, in a column whose label says that it holds roles, is
// never recorded: neither with a suggested mapping nor with one that does not look at it.
func TestUnknownRolesAreNotRecorded(t *testing.T) {
	ignoring, err := mapping.ReadMapping(strings.NewReader(`{"columns": {"Student Number": {"from": "Stu Num"}, "Recognition": {"from": "Behavior"},
		"Teacher Email": {"from": "Teacher Email"}, "Class Name": {"from": "Class"}, "Date": {"from": "Date"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	const header = "Stu Num,Behavior,Teacher Email,Class,Date,"
	for _, label := range []string{"Involvement", "Party", "Participant Type", "Student Involvement", "Incident_Involvement", "INVOLVEMENT CODE", "Party Type", "Person Type", "Involved As", "Student's Part"} {
		suggested := mapping.Suggest(strings.Split(header+label, ",")).Mapping
		for _, role := range []string{"Casualty", "Sufferer", "Affected", "Hurt student", "Secondary", "Z"} {
			for name, m := range map[string]*mapping.Mapping{"suggested": suggested, "ignoring it": ignoring} {
				b := Builder{Mapping: m}
				text := header + label + "\n100,Tardy,a@example.org,Art,2023-09-14," + role + "\n101,Tardy,a@example.org,Art,2023-09-14,Offender\n"
				rep, err := b.Build(context.Background(), sheet.NewCSVSource(strings.NewReader(text), nil), sheet.NewWriter(io.Discard, nil))
				if err != nil {
					t.Fatal(err)
				}
				if rep.Build.Written != 1 || rep.Build.LeftOut+rep.Build.Rejected != 1 {
					t.Errorf("%s %q, %s: %+v", label, role, name, *rep.Build)
				}
			}
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
