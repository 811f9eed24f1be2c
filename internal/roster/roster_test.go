package roster

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/textindex"
)

// loadRoster loads files, and fails where one is not as it should be.
func loadRoster(t testing.TB, files map[string]string, opts *Options) *Roster {
	t.Helper()
	r, err := Load(t.Context(), rostertest.FS(files), opts)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Problems() {
		if !strings.Contains(p.Message, "taken for") {
			t.Fatalf("problem: %v", p)
		}
	}
	return r
}

// ids names people by the sourcedId of their first account.
func (r *Roster) ids(people []Person) string {
	var all []string
	for _, p := range people {
		all = append(all, r.Accounts.sourcedID.Text(r.People.account[p]))
	}
	return strings.Join(all, " ")
}

// classIDs names classes by sourcedId.
func (r *Roster) classIDs(classes []Class) string {
	var all []string
	for _, cl := range classes {
		all = append(all, r.Classes.sourcedID.Text(int32(cl)))
	}
	return strings.Join(all, " ")
}

// who returns the person with a sourcedId.
func (r *Roster) who(t testing.TB, id string) Person {
	t.Helper()
	for a := range r.Accounts.sourcedID.Len() {
		if r.Accounts.sourcedID.Text(int32(a)) == id {
			return r.Accounts.Person[a]
		}
	}
	t.Fatalf("no %s", id)
	return NoPerson
}

// classByID returns the class with a sourcedId.
func (r *Roster) classByID(t testing.TB, id string) Class {
	t.Helper()
	found := r.ClassesBy(id, true)
	if len(found) != 1 {
		t.Fatalf("classes %v for %s", found, id)
	}
	return found[0]
}

// studentsOf returns whom an identifier stands for.
func studentsOf[T textindex.Text](r *Roster, c schema.Column, id T, past bool) []Person {
	found, _ := StudentsBy(r, nil, c, id, past)
	return found
}

// identifier returns what the roster holds for the person, in whatever account.
func (r *Roster) identifier(p Person, c schema.Column) string {
	return strings.Join(r.IdentifiersOf(p, c, dates.Date{}, func(int32) int { return 1 }), " or ")
}

func TestStudentsBy(t *testing.T) {
	r := loadRoster(t, rostertest.Files, nil)
	tests := []struct {
		name   string
		column schema.Column
		id     string
		past   bool
		want   string
	}{
		{"SIS ID", schema.ColSISID, "s1", false, "s1"},
		{"SIS ID is case-sensitive", schema.ColSISID, "S1", false, ""},
		{"number", schema.ColStudentNumber, "00123", false, "s1"},
		{"number without zeros", schema.ColStudentNumber, "123", false, ""},
		{"state ID", schema.ColStateID, "77002", false, "s2"},
		{"another kind of userIds", schema.ColStateID, "x1", false, ""},
		{"address of siblings", schema.ColStudentEmail, "park@example.org", false, "s1 s2"},
		{"address in another case", schema.ColStudentEmail, "JOSE@Example.org", false, "s3"},
		{"a teacher's", schema.ColSISID, "t1", false, ""},
		{"one who left", schema.ColSISID, "s6", false, ""},
		{"one who left, for a past date", schema.ColSISID, "s6", true, "s6"},
		{"empty", schema.ColStateID, "", false, ""},
		{"no identifier", schema.ColNote, "s1", false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := r.ids(studentsOf(r, tt.column, tt.id, tt.past)); got != tt.want {
				t.Errorf("StudentsBy(%v, %q) = %q, want %q", tt.column, tt.id, got, tt.want)
			}
			if got := r.ids(studentsOf(r, tt.column, []byte(tt.id), tt.past)); got != tt.want {
				t.Errorf("StudentsBy(%v, bytes of %q) = %q, want %q", tt.column, tt.id, got, tt.want)
			}
		})
	}
}

func TestIdentifierOf(t *testing.T) {
	r := loadRoster(t, rostertest.Files, nil)
	s1, s3 := r.who(t, "s1"), r.who(t, "s3")
	for _, tt := range []struct {
		p      Person
		column schema.Column
		want   string
	}{
		{s1, schema.ColStudentEmail, "park@example.org"}, {s1, schema.ColSISID, "s1"}, {s1, schema.ColStudentNumber, "00123"}, {s1, schema.ColStateID, "77001"},
		{s3, schema.ColStateID, ""}, {s1, schema.ColNote, ""}, {r.who(t, "s2"), schema.ColStudentEmail, "Park@example.org"}, {r.who(t, "s6"), schema.ColSISID, "s6"},
	} {
		if got := r.identifier(tt.p, tt.column); got != tt.want {
			t.Errorf("identifier(%s, %v) = %q, want %q", r.ids([]Person{tt.p}), tt.column, got, tt.want)
		}
	}
	if !Bears(r, s1, schema.ColStudentEmail, "PARK@example.org") || Bears(r, s1, schema.ColSISID, "s2") || Bears(r, s3, schema.ColStateID, "") {
		t.Error("bears does not tell whose identifier it is")
	}
	if t1 := r.who(t, "t1"); t1 != r.who(t, "t1b") || !Bears(r, t1, schema.ColSISID, "t1") || !Bears(r, t1, schema.ColSISID, "t1b") {
		t.Error("two rows of one person are not one")
	}
}

func TestIdentifierOptions(t *testing.T) {
	r := loadRoster(t, rostertest.Files, &Options{Identifiers: map[schema.Column]string{
		schema.ColSISID: "Identifier", schema.ColStudentNumber: "ldap", schema.ColStateID: "", schema.ColStudentEmail: "username",
	}})
	s1 := r.who(t, "s1")
	for c, want := range map[schema.Column]string{schema.ColSISID: "00123", schema.ColStudentNumber: "x1", schema.ColStateID: "", schema.ColStudentEmail: "cy"} {
		if got := r.identifier(s1, c); got != want {
			t.Errorf("identifier(s1, %v) = %q, want %q", c, got, want)
		}
	}
	if got := r.ids(studentsOf(r, schema.ColStudentNumber, "x1", false)); got != "s1" {
		t.Errorf("by a type of userIds: %q, want s1", got)
	}
}

func TestWithZeros(t *testing.T) {
	r := loadRoster(t, rostertest.Files, nil)
	tests := []struct {
		name, id, want, student string
	}{
		{"two zeros", "123", "00123", "s1"},
		{"one zero", "0123", "00123", "s1"},
		{"three zeros", "125", "000125", "s3"},
		{"two students", "126", "", ""},
		{"complete already", "00123", "", ""},
		{"nobody", "999", "", ""},
		{"no number", "s1", "", ""},
		{"empty", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, p, ok := r.WithZeros(schema.ColStudentNumber, tt.id)
			if got != tt.want || ok != (tt.want != "") {
				t.Fatalf("WithZeros(%q) = %q, %t; want %q", tt.id, got, ok, tt.want)
			}
			if ok && r.ids([]Person{p}) != tt.student {
				t.Errorf("WithZeros(%q) is %s, want %s", tt.id, r.ids([]Person{p}), tt.student)
			}
		})
	}
}

func TestTeachersBy(t *testing.T) {
	r := loadRoster(t, rostertest.Files, nil)
	tests := []struct {
		name, text string
		past       bool
		want       string
	}{
		{"address", "ANA.RUIZ@example.org", false, "t1"},
		{"sourcedId", "t2", false, "t2"},
		{"sourcedId of a second row", "t1b", false, "t1"},
		{"identifier", "901", false, "t2"},
		{"username", "blee2", false, "t3"},
		{"family name first", "Ruiz, Ana", false, "t1"},
		{"family name first, other case and blanks", " RUIZ ,ANA ", false, "t1"},
		{"given name first", "ana  ruiz", false, "t1"},
		{"middle name", "Ana Maria Ruiz", false, "t1"},
		{"middle initial", "Ruiz, Ana M.", false, "t1"},
		{"preferred name", "Annie Ruiz", false, "t1"},
		{"two of the name", "Bo Lee", false, "t2 t3"},
		{"family name alone", "Ruiz", false, ""},
		{"other middle initial", "Ana B. Ruiz", false, ""},
		{"a student", "s1", false, ""},
		{"an administrator", "gus@example.org", false, ""},
		{"one who left", "Flo Gone", false, ""},
		{"one who left, for a past date", "Flo Gone", true, "t4"},
		{"empty", "", false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := r.teachersBy(tt.text, tt.past)
			slices.Sort(got)
			if ids := r.ids(got); ids != tt.want {
				t.Errorf("TeachersBy(%q) = %q, want %q", tt.text, ids, tt.want)
			}
		})
	}
	if got := r.Email(r.who(t, "t1")); got != "Ana.Ruiz@example.org" {
		t.Errorf("email = %q", got)
	}
	if got := r.Name(r.who(t, "t1")); got != "Ruiz, Ana" {
		t.Errorf("Name = %q", got)
	}
	for email, want := range map[string]string{
		"gus@example.org": "an administrator", "ana.ruiz@EXAMPLE.org": "a teacher and an administrator", "jose@example.org": "a student", "no@example.org": "a person",
	} {
		if got := r.RolesOf(email, false).String(); got != want {
			t.Errorf("RolesOf(%q) = %q, want %q", email, got, want)
		}
	}
}

func TestClassQueries(t *testing.T) {
	r := loadRoster(t, rostertest.Files, nil)
	algebra, homeroom, band := TitleOf(r, "Algebra 1"), TitleOf(r, "Homeroom"), TitleOf(r, []byte("Band"))
	if got := r.classIDs(r.Classes.titled(algebra)); got != "c1 c2" {
		t.Errorf("Algebra 1 is %q", got)
	}
	if got := TitleOf(r, "Cafe\u0301"); got == NoTitle || got != TitleOf(r, "Café") {
		t.Errorf("a title in another normal form = %v", got)
	}
	if got := TitleOf(r, "algebra 1"); got != NoTitle {
		t.Errorf("a title in another case = %v, want none", got)
	}
	if got := r.CurrentClasses(nil, band); len(got) != 0 || len(r.Classes.titled(band)) != 1 {
		t.Errorf("Band is %q today, want none", r.classIDs(got))
	}
	for text, want := range map[string]string{"c1": "c1", "ALG-2": "c2", " Algebra 1 ": "c1 c2", "Band": "", "x": "", "": ""} {
		if got := r.classIDs(r.ClassesBy(text, false)); got != want {
			t.Errorf("ClassesBy(%q) = %q, want %q", text, got, want)
		}
	}
	for _, tt := range []struct {
		id             string
		title          TitleID
		past           bool
		teaches, takes bool
	}{
		{"t1", algebra, false, true, false}, {"t2", algebra, false, true, false}, {"t2", homeroom, false, true, false},
		{"t1", homeroom, false, false, false}, {"s1", algebra, false, false, true}, {"s1", band, false, false, false},
		{"t4", band, false, false, false}, {"t4", band, true, true, false}, {"s4", band, true, false, true}, {"s3", NoTitle, true, false, false},
	} {
		p := r.who(t, tt.id)
		if teaches, takes := r.Teaches(p, tt.title, tt.past), r.Attends(p, tt.title, tt.past); teaches != tt.teaches || takes != tt.takes {
			t.Errorf("%s and title %d: teaches %t, attends %t; want %t, %t", tt.id, tt.title, teaches, takes, tt.teaches, tt.takes)
		}
	}
	c1, c3 := r.classByID(t, "c1"), r.classByID(t, "c3")
	meets := func(cl Class, text string) bool {
		p := ParsePeriod(text)
		return p.Fits(r.Periods(cl))
	}
	if r.Title(c1) != "Algebra 1" || r.Kind(c3) != "homeroom" || !meets(c1, "2") || meets(c1, "3") || meets(c3, "1") {
		t.Error("title, kind or periods of a class are wrong")
	}
	if !r.IsIn(r.who(t, "t1"), c1, EnrolledTeacher, false) || r.IsIn(r.who(t, "t3"), c1, EnrolledTeacher, false) {
		t.Error("isIn is wrong about c1")
	}
	if got := r.classIDs(r.ClassesOf(nil, r.who(t, "s1"), EnrolledStudent, false)); got != "c1 c2 c3" {
		t.Errorf("s1 attends %q", got)
	}
	if !r.Ended {
		t.Error("ended = false, but an enrollment is to be deleted")
	}
}

func TestShared(t *testing.T) {
	r := loadRoster(t, rostertest.Files, nil)
	tests := []struct {
		name, teacher, student string
		on                     dates.Date
		want                   string
	}{
		{"today", "t1", "s1", dates.Date{}, "c1"},
		{"two classes", "t2", "s1", dates.Date{}, "c1 c3"},
		{"none", "t1", "s4", dates.Date{}, ""},
		{"while enrolled", "t1", "s1", dates.Date{Year: 2023, Month: 9, Day: 1}, "c1"},
		{"first day", "t1", "s1", dates.Date{Year: 2023, Month: 8, Day: 21}, "c1"},
		{"last day", "t1", "s1", dates.Date{Year: 2023, Month: 10, Day: 31}, "c1"},
		{"after a change of class", "t1", "s1", dates.Date{Year: 2023, Month: 11, Day: 1}, ""},
		{"in the new class, whose teacher's enrollment ends with its term", "t3", "s1", dates.Date{Year: 2023, Month: 11, Day: 1}, "c2"},
		{"after the term of the class", "t3", "s1", dates.Date{Year: 2024, Month: 2, Day: 1}, ""},
		{"blank dates are the terms'", "t1", "s2", dates.Date{Year: 2024, Month: 6, Day: 7}, "c1"},
		{"before the terms", "t1", "s2", dates.Date{Year: 2023, Month: 8, Day: 20}, ""},
		{"class without terms", "t2", "s1", dates.Date{Year: 2020, Month: 1, Day: 1}, "c3"},
		{"those who left, for a past date", "t1", "s6", dates.Date{Year: 2023, Month: 9, Day: 1}, "c1"},
		{"those who left, today", "t1", "s6", dates.Date{}, ""},
		{"class that is no more", "t4", "s4", dates.Date{Year: 2023, Month: 9, Day: 1}, "c4"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := r.classIDs(r.Shared(nil, r.who(t, tt.teacher), r.who(t, tt.student), tt.on)); got != tt.want {
				t.Errorf("Shared(%s, %s, %v) = %q, want %q", tt.teacher, tt.student, tt.on, got, tt.want)
			}
		})
	}
}

func TestInTerms(t *testing.T) {
	r := loadRoster(t, rostertest.Files, nil)
	for _, tt := range []struct {
		class         string
		on            dates.Date
		inside, known bool
	}{
		{"c1", dates.Date{Year: 2023, Month: 8, Day: 21}, true, true}, {"c1", dates.Date{Year: 2023, Month: 12, Day: 22}, true, true}, {"c1", dates.Date{Year: 2023, Month: 12, Day: 25}, false, true},
		{"c1", dates.Date{Year: 2024, Month: 1, Day: 8}, true, true}, {"c1", dates.Date{Year: 2024, Month: 6, Day: 8}, false, true}, {"c2", dates.Date{Year: 2024, Month: 1, Day: 8}, false, true},
		{"c3", dates.Date{Year: 2024, Month: 1, Day: 8}, false, false},
	} {
		if inside, known := r.InTerms(r.classByID(t, tt.class), tt.on); inside != tt.inside || known != tt.known {
			t.Errorf("InTerms(%s, %v) = %t, %t; want %t, %t", tt.class, tt.on, inside, known, tt.inside, tt.known)
		}
	}
	for on, want := range map[dates.Date]int{{Year: 2023, Month: 12, Day: 25}: 0, {Year: 2023, Month: 8, Day: 20}: 1, {Year: 2024, Month: 6, Day: 10}: 3} {
		if got := r.DaysFrom(on); got != want {
			t.Errorf("DaysFrom(%v) = %d, want %d", on, got, want)
		}
	}
}

func TestDayOf(t *testing.T) {
	for d, want := range map[dates.Date]day{
		{Year: 2000, Month: 1, Day: 1}: 0, {Year: 1999, Month: 12, Day: 31}: -1, {Year: 2000, Month: 3, Day: 1}: 60, {Year: 2001, Month: 1, Day: 1}: 366, {Year: 2024, Month: 2, Day: 29}: 8825,
		{Year: 1, Month: 1, Day: 1}: noBegin + 1, {Year: 9999, Month: 12, Day: 31}: noEnd - 1,
	} {
		if got := DayOf(d); got != want {
			t.Errorf("DayOf(%v) = %d, want %d", d, got, want)
		}
	}
}

func TestNamesAnother(t *testing.T) {
	r := loadRoster(t, rostertest.Files, nil)
	tests := []struct {
		name, note, own string
		want            bool
	}{
		{"full name", "Argued with Eva Roth at lunch", "s1", true},
		{"without accents, family name first", "NUNEZ, JOSE", "s1", true},
		{"middle initial", "jose l. nunez", "s1", true},
		{"own name", "Cy Park and his friends", "s1", false},
		{"sibling", "Cy Park", "s2", true},
		{"a teacher's name, that is also a student's", "sent to Ana Ruiz", "s1", false},
		{"one who left", "Hal Left", "s1", false},
		{"given name alone", "Eva started it", "s1", false},
		{"address", "told eva@example.org.", "s1", true},
		{"address in another case", "told EVA@EXAMPLE.ORG", "s1", true},
		{"own address, shared with a sibling", "write to park@example.org", "s1", false},
		{"teacher's address", "write to bo.lee@example.org", "s1", false},
		{"number behind a word", "with student 00124", "s1", true},
		{"number behind words", "student ID #: 00124", "s1", true},
		{"number behind a sign", "with #00124", "s1", true},
		{"number alone", "in room 00124", "s1", false},
		{"own number", "student 00123", "s1", false},
		{"number of nobody", "student 99999", "s1", false},
		{"number of one who left", "with student 127", "s1", false},
		{"state ID behind a word", "SSID 77002", "s1", true},
		{"word that is not next", "the student was in 00124", "s1", false},
		{"half an address", "@example.org @", "s1", false},
		{"empty", "", "s1", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := r.NamesAnother(tt.note, []Person{r.who(t, tt.own)}); got != tt.want {
				t.Errorf("NamesAnother(%q, %s) = %t, want %t", tt.note, tt.own, got, tt.want)
			}
		})
	}
}

func TestRosterQueriesAllocateNothing(t *testing.T) {
	r := loadRoster(t, rostertest.Files, nil)
	number, email, title := []byte("00123"), []byte("BO.LEE@example.org"), []byte("Algebra 1")
	var people, teachers [4]Person
	var shared [4]Class
	got := testing.AllocsPerRun(100, func() {
		s, _ := StudentsBy(r, people[:0], schema.ColStudentNumber, number, false)
		te := TeachersByEmail(r, teachers[:0], email, false)
		id := TitleOf(r, title)
		if len(s) != 1 || len(te) != 1 || !r.Teaches(te[0], id, false) || !r.Attends(s[0], id, false) || len(r.Shared(shared[:0], te[0], s[0], dates.Date{})) != 2 {
			t.Fatal("wrong answers")
		}
	})
	if got > 0 {
		t.Errorf("the look-ups of a good row allocate %v times", got)
	}
}

// TestRosterOfARealBundle walks over every enrollment of a bundle that is not in
// the repository, and asks for it in every way.
func TestRosterOfARealBundle(t *testing.T) {
	data := os.Getenv("OTUSTEMPLATE_DATA")
	if data == "" {
		t.Skip("OTUSTEMPLATE_DATA is not set")
	}
	r, err := Load(t.Context(), os.DirFS(filepath.Join(data, "oneroster", "mockroster-original-zip")), nil)
	if err != nil {
		t.Fatal(err)
	}
	students, several := 0, 0
	for p := range Person(r.People.len()) {
		for _, e := range r.People.Of(p) {
			if !e.As(EnrolledStudent, false) {
				continue
			}
			students++
			cl := Class(e.Of)
			for _, c := range []schema.Column{schema.ColStudentEmail, schema.ColSISID, schema.ColStudentNumber} {
				if id := r.identifier(p, c); id != "" && !slices.Contains(studentsOf(r, c, id, false), p) {
					t.Errorf("a student is not found by %v", c)
				}
			}
			var teachers []Person
			for _, e := range r.Classes.In(cl) {
				if e.As(EnrolledTeacher, false) {
					teachers = append(teachers, Person(e.Of))
				}
			}
			if len(teachers) == 0 {
				t.Error("a class has no teacher")
			}
			for _, teacher := range teachers {
				if !slices.Contains(r.teachersBy(r.Name(teacher), false), teacher) || !slices.Contains(r.teachersBy(r.Email(teacher), false), teacher) {
					t.Error("a teacher is not found by name or address")
				}
				shared := r.Shared(nil, teacher, p, dates.Date{Year: 2018, Month: 10, Day: 1})
				if !slices.Contains(shared, cl) {
					t.Error("a class is not among those that teacher and student share")
				}
				titles := make(map[TitleID]bool)
				for _, s := range shared {
					titles[r.Classes.title[s]] = true
				}
				if len(titles) > 1 {
					several++
				}
			}
		}
	}
	if students != 225 || several == 0 {
		t.Errorf("%d student enrollments, %d of several titles; want 225, and some", students, several)
	}
}
