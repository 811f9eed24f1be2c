package job

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/sheet"
)

const lookedHeader = "Student,Second,Author,Class,Period,Date,What,Note\r\n"

// lookedMappings are mappings of an export with that header, each with look-ups of
// another kind.
var lookedMappings = map[string]string{
	"class-of in a period": `"Student Number": {"from": "Student", "lookup": "student"}, "Teacher Email": {"from": "Author", "lookup": "teacher"},
		"Class Name": {"lookup": "class-of", "period": "Period"}`,
	"all identifiers": `"Student Email": {"lookup": "student"}, "SIS ID": {"from": "Student", "lookup": "student"}, "Student Number": {"from": "Second", "lookup": "student"},
		"State ID": {"lookup": "student"}, "Teacher Email": {"from": "Author", "lookup": "teacher"}, "Class Name": {"from": "Class", "lookup": "class"}`,
	"identifiers unchanged": `"Student Email": {"from": "Second"}, "Student Number": {"from": "Student", "trim": true, "pad": 5}, "State ID": {"lookup": "student"},
		"Teacher Email": {"from": "Author"}, "Class Name": {"lookup": "class-of", "prefer": ["homeroom"]}`,
	"addresses": `"Student Email": {"from": "Student", "lookup": "student"}, "SIS ID": {"from": "Second"}, "Teacher Email": {"from": "Author", "lookup": "teacher"},
		"Class Name": {"from": "Class", "lookup": "class-of", "period": "Period", "ifNone": "homeroom"}`,
	"teacher-of": `"SIS ID": {"from": "Student", "lookup": "student"}, "Teacher Email": {"from": "Author", "lookup": "teacher-of", "ifEmpty": "bo.lee@example.org"},
		"Class Name": {"from": "Class", "lookup": "class"}`,
	"teacher-of alone": `"SIS ID": {"from": "Student", "lookup": "student"}, "Teacher Email": {"lookup": "teacher-of"}, "Class Name": {"from": "Class"}`,
	"values first": `"Student Number": {"from": "Student", "values": {"cy": "00123"}, "lookup": "student"}, "SIS ID": {"from": "Second", "lookup": "student"},
		"Teacher Email": {"from": "Author", "lookup": "teacher", "values": {"AR": "Ruiz, Ana", "Ms. Ruiz": "Ruiz", "BL": "bo.lee@example.org", "XX": "sub@example.org", "Ruiz, Ana": "blee"}},
		"Class Name": {"from": "Class", "lookup": "class", "values": {"A1": "ALG-1", "Homeroom": "Caf\u00e9", "none": "Nowhere"}}`,
	"values in other case": `"Student Number": {"from": "Student", "values": {"CY": "00123"}, "lookup": "student"},
		"SIS ID": {"from": "Second", "values": {"S 1": "s1"}, "keepOthers": true}, "Teacher Email": {"from": "Author", "values": {"ruiz, ana": "blee", "AR": "Ruiz, Ana"}, "lookup": "teacher"},
		"Class Name": {"from": "Class", "lookup": "class-of", "values": {"a1": "ALG-1", "HOMEROOM": "Caf\u00e9"}}`,
	"values and others": `"SIS ID": {"from": "Student", "lookup": "student"}, "Teacher Email": {"from": "Author", "values": {"ar": "ana.ruiz@example.org"}, "keepOthers": true},
		"Class Name": {"lookup": "class-of"}`,
	"names for empty cells, teacher-of": `"SIS ID": {"from": "Student", "lookup": "student"}, "Teacher Email": {"from": "Second", "lookup": "teacher-of", "values": {"": "blee"}},
		"Class Name": {"from": "Class", "lookup": "class", "values": {"": "ALG-1", "HR": "Homeroom"}}`,
	"names for empty cells, class-of": `"SIS ID": {"from": "Student", "lookup": "student"}, "Teacher Email": {"from": "Author", "values": {"": "ana.ruiz@example.org", "blee": "bo.lee@example.org"}, "lookup": "teacher"},
		"Class Name": {"from": "Class", "lookup": "class-of", "values": {"": "Homeroom", "A1": "ALG-1"}}`,
	"class-in a period": `"SIS ID": {"from": "Student", "lookup": "student"}, "Teacher Email": {"from": "Author", "lookup": "teacher"},
		"Class Name": {"lookup": "class-in", "period": "Period", "ifSeveral": "homeroom"}`,
	"class-in, and its teacher": `"Student Number": {"from": "Student", "lookup": "student"}, "Teacher Email": {"lookup": "teacher-of"},
		"Class Name": {"from": "Class", "lookup": "class-in", "period": "Period", "prefer": ["scheduled"], "ifNone": "Algebra 1"}`,
	"authors who are no teachers": `"SIS ID": {"from": "Student", "lookup": "student"}, "Teacher Email": {"from": "Author", "lookup": "teacher", "values": {"XX": "Gus Hahn"}, "ifNotTeacher": "teacher-of"},
		"Class Name": {"lookup": "class-in", "period": "Period"}`,
	"authors who are no teachers, class-of": `"SIS ID": {"from": "Student", "lookup": "student"}, "Teacher Email": {"from": "Author", "lookup": "teacher", "ifNotTeacher": "teacher-of", "ifEmpty": "bo.lee@example.org"},
		"Class Name": {"from": "Class", "lookup": "class-of", "period": "Period", "ifNone": "homeroom"}`,
	"classes renamed": `"SIS ID": {"from": "Student", "lookup": "student"}, "Teacher Email": {"from": "Author", "lookup": "teacher"},
		"Class Name": {"from": "Class", "lookup": "class-of", "period": "Period", "ifNone": "homeroom", "rename": {"geometry 1": "Algebra 1", "Algebra 1": "Geometry 1", "Shop, Wood": "Wood Shop, \"New\"", "Homeroom": "Caf\u00e9"}}`,
	"constants": `"State ID": {"from": "Student", "lookup": "student"}, "SIS ID": {"from": "Second", "values": {"S 1": "s1", "": "", "s2": "s2"}},
		"Teacher Email": {"const": "ANA.ruiz@example.org"}, "Class Name": {"lookup": "class-of", "ifSeveral": "ifNone", "ifNone": "Algebra 1"}`,
}

// lookedCells are what the cells of an export hold.
var lookedCells = [][]string{
	{"00123", "s2", "00124", "000125", "jose@example.org", "JOSE@example.org", "77001", "77002", "cy", "x1", "128", "ana2", "s9", "00126", "0126", "123", "126",
		"park@example.org", "00130", "00131", "q@example.org", "t1", "900", "000000", "", " 00123", "'00123", "N/A", "\u00e9", "s8", "00132", "00133"},
	{"", "", "", "s1", "s2", "00123", "00124", "000125", "park@example.org", "s3", "S 1", "di.park@example.org", "Q@Example.org"},
	{"Ruiz, Ana", "ana.ruiz@example.org", "900", "aruiz", "blee", "Lee, Bo", "bo.lee@example.org", "BO.LEE2@example.org", "902", "t3", "AR", "BL", "XX", "Ruiz", "Ms. Ruiz", "A. Ruiz", "Lee, B.", "Ann Boe", "",
		"0900", "BLee", "Ruiz, Ana (900)", "Ana Ruiz (901)", "Ruiz, Ana; Lee, Bo", "Kay", "K. Quote", "RUIZ ANA", "Gus", "Gus Hahn", "Ms. Solo", "I. Solo", "Solo, Ina",
		"N/A", "flo@example.org", "gus@example.org", "Ruiz,  Ana", "=\"900\"", "a,b,c,d", "Dr. Ana Ruiz", "kay@example.org", "Quote \"Kay\", K", "Reed, Tom R.", "Reed, Tom A", "900 Ruiz, Ana", "901 Ruiz, Ana", "Tom r Reed", "T. R. Reed"},
	{"", "", "Algebra 1", "ALG-1", "c2", "alg 1", "ALG2", "algebra 1", "Homeroom", "Caf\u00e9", "Cafe\u0301", "Band", "A1", "none", "N/A", "Shop, Wood", "SH", "The \"A\" Team", "TA", "c8"},
	{"", "1", "2", "3", "P1", "Period 3", "9", "HR", "1(A)", "lunch", "1-2"},
	{"2023-09-14", "9/14/2023", "2023-11-02", "12/1/2023", "2024-03-01", "2023-07-01", "2022-10-03", "10/4/2022", "2023-09-14 10:00", "14.9.2023", "", "9/14/23", "Sep 14, 2023"},
	{"Tardy", "Tardy", "Tardy", "tardy", "Unheard of", ""},
	{"", "fine", "Di Park saw it", "Ana Ruiz knows", "see student 00126", "Grace Young, will chase", "Cy's \"note\"", "two\nlines", "Jos\u00e9 N\u00fa\u00f1ez", "O'Dell's d'Arc Ann", "Ann O'Dell", "see his IEP", "po\"lice"},
}

// lookedFiles are a roster with people and classes of all kinds.
func lookedFiles() map[string]string {
	files := maps.Clone(rostertest.Files)
	files["users.csv"] += "s8,,student,gr,,Grace,Young,,00130,grace@example.org,,\n" +
		"s9,,student,qq,{State ID:77009},Quin,\"Q\"\"Q\",,00131,\"q@example.org\",,\n" +
		"s10,,student,\"a,b\",,Ann,O'Dell,,00132,\"a,b@example.org\",,\n" +
		"s11,,student,00132b,,Hope,Chase,,00133,,,\n" +
		"t9,,teacher,isolo,,Ina,Solo,,909,solo@example.org,,\n" + // of a class that the students of others of its title are not in
		"t10,,teacher,reed1,,Tom,Reed,A,910,reed1@example.org,,\nt11,,teacher,reed2,,Tom,Reed,,911,reed2@example.org,,\n" +
		"t7,,teacher,kay,,Kay,\"Quote \"\"Kay\"\"\",,907,kay@example.org,,\n"
	files["classes.csv"] += "c6,,\"Shop, Wood\",SH,scheduled,,\"1(A),4\"\nc7,,\"The \"\"A\"\" Team\",TA,scheduled,,\nc8,,,NT,scheduled,,\nc9,,Algebra 1,ALG-9,scheduled,,3\n"
	for _, s := range []string{"s8", "s9", "s10", "s11", "s1", "s2"} {
		files["enrollments.csv"] += "c6," + s + ",student,,,,\nc7," + s + ",student,,,,\nc8," + s + ",student,,,,\n"
	}
	files["enrollments.csv"] += "c6,t7,teacher,,,,\nc7,t2,teacher,,,,\nc6,t1,teacher,,,,\nc8,t3,teacher,,,,\nc9,t9,teacher,,,,\nc9,s8,student,,,,\nc9,t11,teacher,,,,\n"
	return files
}

// lookedBuilds returns a build for each of the mappings and for rosters of one year
// and of several.
func lookedBuilds(t testing.TB) map[string]plainBuild {
	t.Helper()
	files := lookedFiles()
	now := loadPeople(t, files)
	earlier := maps.Clone(files)
	for name, text := range earlier {
		earlier[name] = strings.NewReplacer("2023-", "2022-", "2024-", "2023-", "00124", "00123", "00123", "00124", "Algebra", "Geometry").Replace(text)
	}
	years := []*roster.Roster{loadPeople(t, earlier), now}
	refs := now.References(nameset.NewSet("Tardy"))
	v, err := NewValidator(refs, blockOptions())
	if err != nil {
		t.Fatal(err)
	}
	part, err := NewValidator(roster.References{Roster: now, Classes: nameset.NewSet("Algebra 1", "Caf\u00e9")}, blockOptions())
	if err != nil {
		t.Fatal(err)
	}
	builds := make(map[string]plainBuild)
	for name, columns := range lookedMappings {
		rules := map[string]string{"": "", ", some days": `"rows": {"dates": {"first": "2023-08-01"}, "not": {"Period": ["lunch"]}}, `}
		if slowTests || name == "values first" {
			rules[", a key"] = `"key": ["Student", "Note"], `
		}
		for rows, rule := range rules {
			m, err := mapping.ReadMapping(strings.NewReader("{" + rule + `"columns": {` + columns +
				`, "Recognition": {"from": "What"}, "Date": {"from": "Date", "formats": ["yyyy-mm-dd", "m/d/yyyy"]}, "Note": {"join": ["Note", "What"], "sep": "; "}}}`))
			if err != nil {
				t.Fatal(name, err)
			}
			builds[name+rows] = plainBuild{builder: Builder{Mapping: m, Validator: v, Repair: rows == ""}, mostOut: -1}
			if rows == ", some days" {
				builds[name+", years"] = plainBuild{builder: Builder{Mapping: m, Validator: v, Rosters: years}, mostOut: -1}
				excluded := []mapping.Exclusion{{Cells: map[string]string{"SIS ID": "s5"}}, {Cells: map[string]string{"State ID": "77002"}}}
				builds[name+", excluding"] = plainBuild{builder: Builder{Mapping: m, Validator: v, Exclude: excluded}, mostOut: -1}
				if slowTests || name == "all identifiers" {
					builds[name+", years, excluding"] = plainBuild{builder: Builder{Mapping: m, Validator: v, Rosters: years, Exclude: excluded}, mostOut: -1}
				}
				builds[name+", unchecked"] = plainBuild{builder: Builder{Mapping: m, Validator: part}, mostOut: -1}
			}
		}
	}
	return builds
}

// lookedRows returns so many rows, drawn at random: the first cells of a kind come
// more often, so that most look-ups find somebody.
func lookedRows(rnd *rand.Rand, n int) []byte {
	var b bytes.Buffer
	for range n {
		for i, cells := range lookedCells {
			if i > 0 {
				b.WriteByte(',')
			}
			cell := cells[rnd.IntN(1+rnd.IntN(len(cells)))]
			if strings.ContainsAny(cell, ",\"\n") || rnd.IntN(8) == 0 {
				cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
			}
			b.WriteString(cell)
		}
		b.WriteString("\r\n")
	}
	return b.Bytes()
}

// goodRowsOfAuthors returns a row for each way to name the author, of students whom that
// one teaches and of others: nothing but the author is to be decided.
func goodRowsOfAuthors() (rows []byte) {
	for _, author := range lookedCells[2] {
		for _, student := range []string{"00123", "s3", "00130"} {
			rows = fmt.Appendf(rows, "%s,,\"%s\",Algebra 1,,2023-09-14,Tardy,fine\r\n", student, strings.ReplaceAll(author, `"`, `""`))
		}
	}
	return rows
}

// Rows that look-ups settle are proved good as they would be made the careful way.
func TestBuildLookups(t *testing.T) {
	t.Parallel() // it takes long
	rnd := rand.New(rand.NewPCG(7, 1))
	rows := 150
	if slowTests {
		rows = 6000
	}
	text := append(append([]byte(lookedHeader), goodRowsOfAuthors()...), lookedRows(rnd, rows)...)
	few := append([]byte(lookedHeader), lookedRows(rnd, 300)...)
	for name, b := range lookedBuilds(t) {
		t.Run(name, func(t *testing.T) {
			b.check(t, text, buildWays[:2])
			if slowTests {
				b.check(t, few, buildWays[2:])
			}
		})
	}
}

// And that is so of nearly all rows of a good export.
func TestBuildLooksUpPlainRows(t *testing.T) {
	const rows = 6000
	builds := lookedBuilds(t)
	for name, row := range map[string]string{
		"class-of in a period":  "00124,,\"Ruiz, Ana\",,P2,10/4/2023,Tardy,fine",
		"all identifiers":       "s3,000125,blee2,ALG-2,,2023-11-02,Tardy,fine",
		"identifiers unchanged": "131,,kay@example.org,,,2023-11-02,Tardy,fine",
		"addresses":             "JOSE@example.org,,bo.lee2@example.org,,3,2023-11-02,Tardy,fine",
		"teacher-of":            "000125,,,c2,,2023-11-02,Tardy,fine",
		"class-in a period":     "00124,,\"Ruiz, Ana\",,P2,10/4/2023,Tardy,fine",
		"teacher-of alone":      "jose@example.org,,,Algebra 1,,2023-11-02,Tardy,fine",
		"constants":             "77001,S 1,,,,2023-11-02,Tardy,fine",

		"class-of in a period, excluding": "00123,,\"Ruiz, Ana\",,P2,10/4/2023,Tardy,fine",
		"teacher-of alone, excluding":     "jose@example.org,,,Algebra 1,,2023-11-02,Tardy,fine",
	} {
		t.Run(name, func(t *testing.T) {
			b := builds[name]
			b.builder.Validator.blockSize = 1 << 11 // the last blocks' rows are not counted yet
			text := []byte(lookedHeader)
			for i := range rows {
				text = fmt.Appendf(text, "%s %d\r\n", row, i)
			}
			w := newBuild(t.Context(), &b.builder, sheet.NewCSVSource(bytes.NewReader(text), nil), destination{Rows: sheet.NewWriter(io.Discard, nil)})
			labels, err := w.source.csv.Columns()
			if err != nil {
				t.Fatal(err)
			}
			if err := w.begin(labels); err != nil {
				t.Fatal(err)
			}
			if err := w.rows(); err != nil {
				t.Fatal(err)
			}
			careful := int64(rows)
			for _, n := range w.c.Summary.Clean.Filled { // no other rows are counted there
				careful -= n
			}
			if careful > rows/20 || w.counts.Read != rows {
				t.Errorf("%d rows read, want %d; %d taken the careful way, want one in 20 at most", w.counts.Read, rows, careful)
			}
		})
	}
}

// Both ways make the same of any export and any look-ups.
func FuzzBuildLookups(f *testing.F) {
	builds := lookedBuilds(f)
	names := slices.Sorted(maps.Keys(builds))
	for i := range uint64(20) {
		f.Add(string(lookedRows(rand.New(rand.NewPCG(i, 2)), 5)), int(i))
	}
	f.Fuzz(func(t *testing.T, text string, build int) {
		builds[names[uint(build)%uint(len(names))]].check(t, []byte(lookedHeader+text), buildWays[:2])
	})
}
