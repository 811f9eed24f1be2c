package desk

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// suggestionsOf returns what the buttons of a row's problems say.
func suggestionsOf(t *testing.T, d *Desk, row int64) (texts []string) {
	t.Helper()
	for _, p := range view(t, d, row).Problems {
		for _, s := range p.Suggestions {
			texts = append(texts, s.Text)
		}
	}
	return texts
}

// The roster knows who has the name that a row says, and who teaches a student.
func TestRosterSuggests(t *testing.T) {
	d := openDistrict(t)
	for row, want := range map[int64][]string{
		42:  {"Enter “004674”: Tessa Castillo, grade 9"},
		48:  {"Enter “004233”: Malik Novak, grade 9"},
		106: {"Enter “004380”: Greta Ibarra, grade 9"},
		122: nil, // nobody has that name
		66:  {"Enter “d.kowalski@northfield.example.org”: Dana Kowalski teaches this student World History (period 6)"},
		95:  {"Enter “l.haddad@northfield.example.org”: Leila Haddad teaches this student Ceramics (period 6)"},
		19:  {"Enter “a.rivera@northfield.example.org”: Ana Rivera teaches this student Algebra 1 (period 3)"},
		135: { // the library knows two
			"Enter “j.park@northfield.example.org”: Jo Park teaches this student Yearbook (period 7)",
			"jo.park@northfield.example.org",
		},
		142: { // no period
			"Enter “a.rivera@northfield.example.org”: Ana Rivera teaches this student Algebra 1 (period 1), Algebra 1 (period 3)",
			"Enter “j.okafor@northfield.example.org”: Jude Okafor teaches this student Biology (period 2)",
			"Enter “p.nguyen@northfield.example.org”: Paul Nguyen teaches this student Physical Education (period 3)",
			"Enter “l.haddad@northfield.example.org”: Leila Haddad teaches this student Art Studio (period 4)",
			"Enter “m.lee@northfield.example.org”: Min Lee teaches this student English 9 (period 5)",
			"Enter “d.kowalski@northfield.example.org”: Dana Kowalski teaches this student World History (period 6)",
			"Enter “jo.park@northfield.example.org”: Jo Park teaches this student Choir (period 7)",
			"Enter “s.obrien@northfield.example.org”: Sean O'Brien teaches this student Homeroom 204 (period HR)",
		},
		203: {
			"Enter “jo.park@northfield.example.org”: Jo Park teaches this student Choir (period 7)",
			"Algebra 1", "Biology", "English 9", "World History", "Ceramics", "Physical Education", "Choir",
		},
	} {
		if diff := cmp.Diff(want, suggestionsOf(t, d, row)); diff != "" {
			t.Errorf("row %d (-want +got):\n%s", row, diff)
		}
	}
	if got, want := view(t, d, 203).Problems[0].Text, "The teacher did not teach this student on that day: correct the teacher, or enter the class."; got != want {
		t.Errorf("row 203 says %q, want %q", got, want)
	}
}

// Who teaches a student today says nothing of a row of an earlier year.
func TestTeacherOfEarlierYear(t *testing.T) {
	files := districtFiles(t)
	earlier := strings.NewReplacer("2024-", "2023-", "2023-", "2022-")
	for name, file := range maps.Clone(files) {
		if base, ok := strings.CutPrefix(name, RosterFolder+"/"); ok {
			files[EarlierFolder+"/2022-23/"+base] = &fstest.MapFile{Data: []byte(earlier.Replace(string(file.Data)))}
		}
	}
	header, _, _ := strings.Cut(string(districtExport(t)), "\n")
	for day, want := range map[string][]string{
		"10/05/2023": {"Enter “a.rivera@northfield.example.org”: Ana Rivera teaches this student Algebra 1 (period 3)"},
		"10/05/2022": nil,
	} {
		row := "\n004471,\"Santos, Priya\"," + day + ",10:05,\"Rivra, Ana\",3,Discipline,HALL,,Pass,Used the pass.,0\n"
		got := suggestionsOf(t, open(t, openKit(t, files), header+row), 2)
		got = slices.DeleteFunc(got, func(text string) bool { return !strings.Contains(text, "teaches") })
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("of a row of %s (-want +got):\n%s", day, diff)
		}
	}
}

// Of several numbers of a row it is the one entered of which the page says whose it is.
func TestWhoseNumber(t *testing.T) {
	d := open(t, openKit(t, districtFiles(t)), strings.Replace(header, ",", ",State ID,", 1)+"004289,x,Tardy,j.okafor@northfield.example.org,Biology,9/14/2023,a\n")
	apply(t, d, 2, "2", "7704338")
	if v, want := view(t, d, 2), "7704338 is Quinn Quist in the roster."; v.Student != want {
		t.Errorf("the page says %q, want %q", v.Student, want)
	}
	apply(t, d, 2, "1", "004436")
	apply(t, d, 2, "2", "x")
	if v, want := view(t, d, 2), "004436 is Uma Lund in the roster."; v.Student != want {
		t.Errorf("the page says %q, want %q", v.Student, want)
	}
}

// A number that is one student's as it stands and another's as a number of another kind says
// of nobody who it is.
func TestNumberOfTwo(t *testing.T) {
	files := districtFiles(t)
	users := files[RosterFolder+"/users.csv"]
	users.Data = append(users.Data, "s99,,,true,o1,student,xx1,{State:4674},Ada,Moss,,004999,,,,,09,\n"...)
	d := open(t, openKit(t, files), string(districtExport(t)))
	apply(t, d, 42, "1", "004674")
	if v := view(t, d, 42); v.Student != "" {
		t.Errorf("the page says %q of a number that two students have", v.Student)
	}
	apply(t, d, 42, "1", "004999")
	if v, want := view(t, d, 42), "004999 is Ada Moss in the roster, but this row names Tessa Castillo. Check that it is the right student."; v.Student != want {
		t.Errorf("the page says %q, want %q", v.Student, want)
	}
}

// A class that the roster has as deleted is nobody's, whatever its enrollments say.
func TestDeletedClass(t *testing.T) {
	files := districtFiles(t)
	classes := files[RosterFolder+"/classes.csv"]
	for _, deleted := range []bool{false, true} {
		if deleted {
			classes.Data = []byte(strings.Replace(string(classes.Data), "c12,,", "c12,tobedeleted,", 1))
		}
		var titles []string
		for _, of := range openKit(t, files).teachings("s28") {
			titles = append(titles, of.class.Title)
		}
		if slices.Contains(titles, "Physical Education") == deleted || len(titles) < 7 {
			t.Errorf("deleted: %v: the classes are %q", deleted, titles)
		}
	}
}

// So many students of one name are nobody to choose from.
func TestManyNamesakes(t *testing.T) {
	files := districtFiles(t)
	users := files[RosterFolder+"/users.csv"]
	for i := range maxNamesakes {
		if got := suggestionsOf(t, open(t, openKit(t, files), string(districtExport(t))), 42); len(got) != 1 { // the others are in no class
			t.Errorf("with %d namesakes suggested are %q", i+1, got)
		}
		users.Data = fmt.Appendf(users.Data, "s9%d,,,true,o1,student,xx%[1]d,,Tessa,Castillo,,00490%[1]d,,,,,09,\n", i)
	}
	if got := suggestionsOf(t, open(t, openKit(t, files), string(districtExport(t))), 42); len(got) > 0 {
		t.Errorf("with %d namesakes suggested are %q", maxNamesakes+1, got)
	}
}

// A correction after which the rules of the kit leave the row out is no suggestion.
func TestNotLeftOut(t *testing.T) {
	files := districtFiles(t)
	files[MappingFile].Data = []byte(strings.Replace(string(files[MappingFile].Data), `"rows": {`, `"rows": {"dates": {"first": "2023-08-14"}, `, 1))
	header, _, _ := strings.Cut(string(districtExport(t)), "\n")
	for year, want := range map[string][]string{"2023": {"09/13/2023"}, "2022": nil} {
		row := "\n004289,\"Kaplan, Zane\",13/09/" + year + ",10:05,\"Rivera, Ana\",3,Discipline,HALL,Conference,Pass,Used a pass.,0\n"
		if diff := cmp.Diff(want, suggestionsOf(t, open(t, openKit(t, files), header+row), 2)); diff != "" {
			t.Errorf("of %s (-want +got):\n%s", year, diff)
		}
	}
}

// Who teaches one student is not said of all rows with the same name of a teacher.
func TestTeacherOfOneStudent(t *testing.T) {
	row := "004338,\"Quist, Quinn\",01/30/2024,14:20,\"Park, Jo\",7,Positive,PERS,,Well done,Another essay.,0\n"
	d := open(t, openKit(t, districtFiles(t)), string(districtExport(t))+row)
	p := view(t, d, 135).Problems[0]
	if s := p.Suggestions[0]; p.Same != 2 || s.Cells[0].After != "j.park@northfield.example.org" || s.Same > 1 || s.Like != "" {
		t.Errorf("of the %d rows of Park, Jo one has %+v, want a suggestion for this row alone", p.Same, s)
	}
}

// The one teacher whom a misspelled name can mean is suggested for all rows that have it.
func TestTeacherOfAllRows(t *testing.T) {
	row := "004471,\"Santos, Priya\",09/11/2023,10:05,\"Rivra, Ana\",3,Discipline,HALL,,Pass,Another pass.,0\n"
	d := open(t, openKit(t, districtFiles(t)), string(districtExport(t))+row)
	p := view(t, d, 19).Problems[0]
	if s := p.Suggestions[0]; len(p.Suggestions) != 1 || s.Cells[0].After != "a.rivera@northfield.example.org" || s.Same != 2 || s.Like == "" {
		t.Errorf("suggested are %+v, want one for both rows", p.Suggestions)
	}
}

// A name in a note may be that of another child.
func TestNoteNamesNobody(t *testing.T) {
	export := strings.Replace(string(districtExport(t)), "\"Castillo, Tessa\"", "", 1)
	d := open(t, openKit(t, districtFiles(t)), strings.Replace(export, "Led the group work, kindly.", "Tessa Castillo", -1))
	if got := suggestionsOf(t, d, 42); len(got) > 0 {
		t.Errorf("suggested are %q", got)
	}
}

// Whoever enters a number is told whose it is.
func TestWhoItIs(t *testing.T) {
	d := openDistrict(t)
	for _, tt := range []struct {
		name, number, want string
		other              bool
	}{
		{"the student of the row", "004674", "004674 is Tessa Castillo in the roster.", false},
		{"without its zeros", "4674", "4674 is Tessa Castillo in the roster.", false},
		{"another student", "004436", "004436 is Uma Lund in the roster, but this row names Tessa Castillo. Check that it is the right student.", true},
		{"nobody", "999999", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			apply(t, d, 42, "1", tt.number)
			if v := view(t, d, 42); v.Student != tt.want || v.Other != tt.other {
				t.Errorf("%q, another one: %v; want %q, %v", v.Student, v.Other, tt.want, tt.other)
			}
		})
	}
	if v := view(t, d, 14); v.Student != "" {
		t.Errorf("of a row in which nobody entered a number it says %q", v.Student)
	}
}

func TestNameKey(t *testing.T) {
	for _, same := range [][2]string{{"Castillo, Tessa", "Tessa M. Castillo"}, {"O'Brien, Sean", "sean o'brien"}, {"  Lund ,Uma", "UMA LUND"}, {"Nuñez, Zoë", "zoë nuñez"}} {
		if a, b := nameKey(same[0]), nameKey(same[1]); a != b || a == "" {
			t.Errorf("%q has the key %q, %q has %q", same[0], a, same[1], b)
		}
	}
	for _, none := range []string{"", "Castillo", "004674", "3 - 4", "A B"} {
		if key := nameKey(none); key != "" {
			t.Errorf("%q has the key %q", none, key)
		}
	}
}

// Last and first name may be two cells.
func TestNamedByTwoCells(t *testing.T) {
	export := string(districtExport(t))
	title, rows, _ := strings.Cut(export, "\n")
	d := open(t, openKit(t, districtFiles(t)), strings.Replace(title, "LastFirst", "Last,First", 1)+"\n"+
		strings.NewReplacer(`"Castillo, Tessa"`, "Castillo,Tessa", `"Novak, Malik"`, "Novak,").Replace(firstRows(rows, ",\"Castillo", "N/A")))
	if got := suggestionsOf(t, d, 2); !slices.Equal(got, []string{"Enter “004674”: Tessa Castillo, grade 9"}) {
		t.Errorf("suggested are %q", got)
	}
	if got := suggestionsOf(t, d, 3); len(got) > 0 {
		t.Errorf("without a first name suggested are %q", got)
	}
}

// firstRows returns the first row that begins with each of the texts.
func firstRows(rows string, starts ...string) string {
	var b strings.Builder
	for _, start := range starts {
		for row := range strings.Lines(rows) {
			if strings.HasPrefix(row, start) {
				b.WriteString(row)
				break
			}
		}
	}
	return b.String()
}
