package roster

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/schema"
	"github.com/google/go-cmp/cmp"
)

// withoutErrors yields what all yields.
func withoutErrors[T any](all iter.Seq[T]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for item := range all {
			if !yield(item, nil) {
				return
			}
		}
	}
}

func each[T any](all ...T) iter.Seq2[T, error] { return withoutErrors(slices.Values(all)) }

// smallData is a roster of two people in one class.
func smallData() Data {
	return Data{
		Sessions: each(SessionData{"FY", dates.Date{Year: 2023, Month: 8, Day: 21}, dates.Date{Year: 2024, Month: 6, Day: 7}}),
		People: each(
			PersonData{ID: "p1", StudentEmail: "cy@example.org", SISID: "77", StudentNumber: "00123", StateID: "900", Given: "Cy", Family: "Park", Grade: "6", Roles: RoleStudent},
			PersonData{ID: "p2", Email: "Ana.Ruiz@example.org", Number: "12", Given: "Ana", Family: "Ruiz", Roles: RoleTeacher},
		),
		Classes:     each(ClassData{ID: "c1", Title: "Algebra", Code: "A1", OtherTitles: []string{"ALG 1", "Algebra"}, SessionIDs: []string{"FY"}, Periods: []string{"1", "2"}}),
		Enrollments: each(EnrollmentData{ClassID: "c1", PersonID: "p1", Role: RoleStudent}, EnrollmentData{ClassID: "c1", PersonID: "p2", Role: RoleTeacher, Primary: true}),
	}
}

// What a roster gives back makes the same roster, whatever it was loaded from.
func TestRosterGivesBack(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"OneRoster": rostertest.Files, "OneRoster, much": manyRows(), "Clever": rostertest.Clever(), "School Data Sync": rostertest.SDS(),
	} {
		t.Run(name, func(t *testing.T) {
			r, err := Load(t.Context(), rostertest.FS(files), nil)
			if err != nil {
				t.Fatal(err)
			}
			again, err := Of(t.Context(), Data{
				People: withoutErrors(r.PeopleData(^Role(0))), Classes: withoutErrors(r.ClassesData()), Enrollments: withoutErrors(r.EnrollmentsData()),
			})
			if err != nil {
				t.Fatal(err)
			}
			want, got := seenOf(r), seenOf(again)
			want.Problems, got.Problems = nil, nil
			if name == "OneRoster, much" || name == "Clever" { // people without a role are not given back, and IDs are of one kind in a program
				want.Enrollments, got.Enrollments = nil, nil
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("mismatch (-loaded +given back):\n%s", diff)
			}
		})
	}
	var none *Roster
	for range none.PeopleData(^Role(0)) {
		t.Error("a nil Roster has people")
	}
	for range none.ClassesData() {
		t.Error("a nil Roster has classes")
	}
	for range none.EnrollmentsData() {
		t.Error("a nil Roster has enrollments")
	}
}

// A look at a few is no look at all.
func TestRosterGivesBackSome(t *testing.T) {
	r, err := Of(t.Context(), smallData())
	if err != nil {
		t.Fatal(err)
	}
	for p := range r.PeopleData(^Role(0)) {
		if p.ID != "p1" {
			t.Errorf("the first person is %s", p.ID)
		}
		break
	}
	for range r.ClassesData() {
		break
	}
	for range r.EnrollmentsData() {
		break
	}
}

func TestOfData(t *testing.T) {
	r, err := Of(t.Context(), smallData())
	if err != nil {
		t.Fatal(err)
	}
	want := seenRoster{
		People: []string{
			"p1: Cy Park, a student; mail cy@example.org cy@example.org, SIS 77, no. 00123 , state 900, grade 6 at ",
			"p2: Ana Ruiz, a teacher; mail  Ana.Ruiz@example.org, SIS , no.  12, state , grade  at ",
		},
		Classes:     []string{`c1: Algebra (ALG 1), A1,  at , sessions ["FY"], periods ["1" "2"]`},
		Enrollments: []string{"p1 in c1, a student", "p2 in c1, primary a teacher"},
	}
	if diff := cmp.Diff(want, seenOf(r)); diff != "" {
		t.Errorf("mismatch (-want +got):\n%s", diff)
	}
	for c, id := range map[schema.Column]string{
		schema.ColStudentEmail: "CY@example.org", schema.ColSISID: "77", schema.ColStudentNumber: "00123", schema.ColStateID: "900",
	} {
		if found, _ := StudentsBy(r, nil, c, id, false); r.ids(found) != "p1" {
			t.Errorf("%v %q is %q", c, id, r.ids(found))
		}
	}
	if found, _ := StudentsBy(r, nil, schema.ColSISID, "p1", false); found != nil {
		t.Error("an ID is a SIS ID that nobody said it is")
	}
	if got := r.ids(r.teachersBy("ana.ruiz@example.org", false)); got != "p2" {
		t.Errorf("the teacher is %q", got)
	}
	if inside, known := r.InTerms(0, dates.Date{Year: 2023, Month: 8, Day: 20}); inside || !known {
		t.Errorf("InTerms = %t, %t", inside, known)
	}
}

func TestOfDataProblems(t *testing.T) {
	d := smallData()
	d.Sessions = each(SessionData{}, SessionData{ID: "FY", First: dates.Date{Year: 2023, Month: 2, Day: 30}}, SessionData{ID: "S, 1", First: dates.Date{Year: 2023, Month: 8, Day: 21}, Last: dates.Date{Year: 2024, Month: 6, Day: 7}})
	d.People = each(
		PersonData{Given: "No", Family: "ID"},
		PersonData{ID: " p1\u00a0", StudentNumber: "N/A", Given: "Cy", Family: "Park", Roles: RoleStudent},
		PersonData{ID: "p2", StudentEmail: "a@example.org", Email: "b@example.org", Given: "Di", Family: "\xffNoor", Roles: RoleStudent},
		PersonData{ID: "p3", StudentEmail: "c@example.org", Email: "d@example.org", Given: "Ana", Roles: RoleTeacher},
		PersonData{ID: "p4", StudentNumber: "7", Given: "Ed", Family: "Roth", Roles: RoleStudent},
		PersonData{ID: "p5", StudentNumber: "7", Given: "Ed", Family: "Roth", Roles: RoleStudent},
		PersonData{ID: "p7", Email: "jo@example.org", Given: "Jo", Family: "Doe", Roles: RoleStudent | RoleTeacher},
		PersonData{ID: "p6", Username: strings.Repeat("x", 1<<16), Given: "Ed", Family: "Roth", Roles: RoleStudent},
	)
	d.Classes = each(ClassData{ID: "c1", Title: "Algebra", SessionIDs: []string{"S, 1", "X"}}, ClassData{ID: "c1"}, ClassData{ID: "c2"}, ClassData{})
	d.Enrollments = each(
		EnrollmentData{ClassID: "c1", PersonID: "p1"}, EnrollmentData{ClassID: "c1", PersonID: "p9", Role: RoleStudent},
		EnrollmentData{ClassID: "c1", PersonID: "p3", Role: RoleTeacher, First: dates.Date{Year: 1}, Last: dates.Date{Year: 2024, Month: 1, Day: 1}},
		EnrollmentData{ClassID: "c1", PersonID: "p7"},
	)
	r, err := Of(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"Sessions:1: the ID is empty; the row is left out",
		"Sessions:2: a date does not exist; it is taken as empty",
		"Sessions:2: the academic session has no first and last day in this order; it is taken for one without dates",
		"People:1: the ID is empty; the row is left out",
		"People:2: an identifier is a placeholder such as N/A; it is taken as empty",
		"People:3: a text is not UTF-8; its bytes that are not are taken as U+FFFD",
		"People:3: the StudentEmail and the Email differ: of a student the first is taken, else the second",
		"People:4: a given or family name is empty; the person cannot be found by name",
		"People:4: the StudentEmail and the Email differ: of a student the first is taken, else the second",
		"People:8: a cell is too long to be kept; it is taken as empty",
		"People:6: the row and an earlier one are taken for one person: they have the same Student Number, and nothing in them speaks against it",
		"Classes:1: a term is not in Sessions, or has no dates there; it is left out",
		"Classes:2: the ID stands in an earlier row; this one is left out",
		"Classes:3: the title is empty; the class cannot be found by it",
		"Classes:4: the ID is empty; the row is left out",
		"Enrollments:2: the person is not in People; the enrollment is left out",
		"Enrollments:3: a date does not exist; it is taken as empty",
		"Enrollments:4: the role is empty",
	}
	got := seenOf(r)
	if diff := cmp.Diff(want, got.Problems); diff != "" {
		t.Errorf("Problems mismatch (-want +got):\n%s", diff)
	}
	if !strings.Contains(got.People[1], "mail a@example.org a@example.org") || !strings.Contains(got.People[2], "mail  d@example.org") {
		t.Errorf("addresses: %s, %s", got.People[1], got.People[2])
	}
	if got.Enrollments[0] != "p1 in c1, a student" {
		t.Errorf("an enrollment without a role is %q", got.Enrollments[0])
	}
	if diff := cmp.Diff(`c1: Algebra (), ,  at , sessions ["S, 1" "X"], periods []`, got.Classes[0]); diff != "" {
		t.Errorf("a session whose ID holds a comma (-want +got):\n%s", diff)
	}
}

func TestOfDataErrors(t *testing.T) {
	broken := errors.New("the connection is gone")
	for _, tt := range []struct {
		name   string
		change func(d *Data)
		want   string
	}{
		{"no people", func(d *Data) { d.People = nil }, "otustemplate: RosterData.People is nil"},
		{"no classes", func(d *Data) { d.Classes = nil }, "otustemplate: RosterData.Classes is nil"},
		{"no enrollments", func(d *Data) { d.Enrollments = nil }, "otustemplate: RosterData.Enrollments is nil"},
		{"nobody", func(d *Data) { d.People = each[PersonData]() }, "otustemplate: RosterData.People yields nothing"},
		{"nothing", func(d *Data) { d.Enrollments = each[EnrollmentData]() }, "otustemplate: RosterData.Enrollments yields nothing"},
		{"an error", func(d *Data) {
			d.Classes = func(yield func(ClassData, error) bool) {
				_ = yield(ClassData{ID: "c1"}, nil) && yield(ClassData{}, broken)
			}
		}, "otustemplate: RosterData.Classes: the connection is gone"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := smallData()
			tt.change(&d)
			r, err := Of(t.Context(), d)
			if r != nil || err == nil || !strings.Contains(err.Error(), tt.want) || tt.name == "an error" && !errors.Is(err, broken) {
				t.Errorf("roster %v, error %v, want %q", r, err, tt.want)
			}
		})
	}
}

// The roster of a program ends between two rows, and in whatever comes after them.
func TestOfDataEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	d := smallData()
	people := d.People
	yielded := 0
	d.People = func(yield func(PersonData, error) bool) {
		for p := range people {
			yielded++
			cancel()
			if !yield(p, nil) {
				return
			}
		}
	}
	if r, err := Of(ctx, d); r != nil || !errors.Is(err, context.Canceled) || yielded != 1 {
		t.Errorf("roster %v, error %v after %d rows", r, err, yielded)
	}
	for n := int64(0); ; n++ {
		inner, cancel := context.WithCancel(t.Context())
		asked := &askedContext{Context: inner, cancel: cancel}
		asked.left.Store(n)
		r, err := Of(asked, smallData())
		cancel()
		if err == nil {
			if n < 8 {
				t.Errorf("the context was asked %d times in all", n)
			}
			break
		}
		if r != nil || !errors.Is(err, context.Canceled) {
			t.Fatalf("asked %d times: %v, %v", n, r, err)
		}
	}
}

func TestDates(t *testing.T) {
	for _, d := range []dates.Date{{Year: 2000, Month: 1, Day: 1}, {Year: 1999, Month: 12, Day: 31}, {Year: 2024, Month: 2, Day: 29}, {Year: 2089, Month: 1, Day: 1}, {Year: 1911, Month: 1, Day: 1}} {
		if got := DayOf(d).date(); got != d {
			t.Errorf("the day of %v is %v", d, got)
		}
	}
	if !noBegin.date().IsZero() || !noEnd.date().IsZero() {
		t.Error("a day that is not told is a date")
	}
}
