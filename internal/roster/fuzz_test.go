package roster

import (
	"strings"
	"testing"

	"example.com/otustemplate/internal/rostertest"
	"github.com/google/go-cmp/cmp"
)

// checkLoad loads files that may be anything: there is no panic, a folder and a zip are
// the same, and so is whatever number of bytes is read at a time; every problem has a
// place that there is.
func checkLoad(t *testing.T, files map[string]string, opts Options) {
	t.Helper()
	opts.blockSize = -1
	one, err := loadBoth(t, files, &opts)
	opts.workers, opts.blockSize = 2, 100
	other, otherErr := loadBoth(t, files, &opts)
	if (err == nil) != (otherErr == nil) || err != nil && err.Error() != otherErr.Error() {
		t.Fatalf("row by row the error is %v, in blocks %v", err, otherErr)
	}
	if err != nil {
		if !strings.HasPrefix(err.Error(), "otustemplate: ") {
			t.Errorf("error = %v", err)
		}
		return
	}
	if diff := cmp.Diff(one.dump(), other.dump()); diff != "" {
		t.Errorf("in blocks it is another roster (-row by row +in blocks):\n%s", diff)
	}
	if diff := cmp.Diff(seenOf(one), seenOf(other)); diff != "" {
		t.Errorf("in blocks it is another roster (-row by row +in blocks):\n%s", diff)
	}
	for _, p := range one.Problems() {
		text, ok := files[p.File]
		if lines := int64(1 + strings.Count(text, "\n") + strings.Count(text, "\r")); !ok || p.Line > lines || p.Message == "" {
			t.Errorf("the problem %+v has no message, or a place that there is not", p)
		}
	}
}

func FuzzLoadClever(f *testing.F) {
	files := rostertest.Clever()
	students, teachers, sections, enrollments := files["students.csv"], files["teachers.csv"], files["sections.csv"], files["enrollments.csv"]
	f.Add(students, teachers, sections, enrollments, "", false)
	f.Add(students, teachers+"o1,t1,,,,Ana,,Ruiz,\n", sections+"o1,c9,t9,,,,,,,,,,1/1/2024,2\n", enrollments, "Staff_id,First_name,Last_name\ns1,A,B\n", true)
	f.Add(strings.ReplaceAll(students, "\n", "\r"), teachers, "Section_id,Teacher_id\n\"c1\" x,t1\nc1,t1\nc1,t1\n,\n", "Section_id,Student_id\nc1,s1\nc1,t1\nc1\n\xff,s1\n", "", true)
	f.Fuzz(func(t *testing.T, students, teachers, sections, enrollments, staff string, shown bool) {
		files := map[string]string{"students.csv": students, "teachers.csv": teachers, "sections.csv": sections, "enrollments.csv": enrollments}
		if staff != "" {
			files["staff.csv"] = staff
		}
		opts := Options{}
		if shown {
			opts.ClassNames = ClassNamesClever
		}
		checkLoad(t, files, opts)
	})
}

func FuzzLoadSDS(f *testing.F) {
	files := rostertest.SDS()
	users, roles, classes, enrollments, sessions := files["users.csv"], files["roles.csv"], files["classes.csv"], files["enrollments.csv"], files["academicSessions.csv"]
	f.Add(users, roles, classes, enrollments, sessions)
	f.Add(users+"t1,x,Ana,Ruiz,,,,,,\n,,,\n", "", classes, enrollments+"c9,s1,student\nc1,s1,wizard\n", "")
	f.Add("sourcedId,username,role,givenName,familyName\na,b@example.org,faculty,A,B\n", "", "sourcedId,title,orgSourcedId\nc,T\"x,\n", "classSourcedId,userSourcedId,role\nc,a,\n", sessions)
	f.Fuzz(func(t *testing.T, users, roles, classes, enrollments, sessions string) {
		files := map[string]string{"users.csv": users, "classes.csv": classes, "enrollments.csv": enrollments}
		for name, text := range map[string]string{"roles.csv": roles, "academicSessions.csv": sessions} {
			if text != "" {
				files[name] = text
			}
		}
		checkLoad(t, files, Options{Format: FormatSDS})
		checkLoad(t, files, Options{})
	})
}

// What a roster of any texts gives back makes the same roster.
func FuzzData(f *testing.F) {
	f.Add("p1", "cy@example.org", "00123", "Cy", "Park", "c1", "Algebra", "ALG 1", "1,2", uint16(1), 3)
	f.Add(" ", "N/A", "0", "\xff", "d'\u00c9 Jr.", "\x00", "a\x00b", "", ",", uint16(1<<15), -400)
	f.Fuzz(func(t *testing.T, id, email, number, given, family, class, title, other, period string, roles uint16, day int) {
		d := smallData()
		first := DayOf(smallSession().First) + dayOf(day)
		d.Sessions = each(SessionData{class, first.date(), smallSession().Last})
		d.People = each(PersonData{ID: "p1", Given: "Cy", Family: "Park", Roles: RoleStudent},
			PersonData{ID: id, StudentEmail: email, StateID: number, SISID: number, Number: number, Given: given, Family: family, Roles: Role(roles)},
			PersonData{ID: "p2", Email: email, StudentNumber: number, Username: id, Given: given, Family: family, PreferredGiven: title, Roles: RoleTeacher})
		d.Classes = each(ClassData{ID: "c1", Title: "Algebra"}, ClassData{
			ID: class, Title: title, Code: other, OtherTitles: []string{other, title}, SessionIDs: []string{class, other}, Periods: []string{period}, Deleted: roles > 9,
		})
		d.Enrollments = each(EnrollmentData{ClassID: "c1", PersonID: "p1", Role: RoleStudent}, EnrollmentData{ClassID: class, PersonID: id, Role: Role(roles), Primary: true, First: first.date()})
		r, err := Of(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		if len(r.People.enrollments) == 0 {
			return // an ID is that of several people
		}
		back := Data{People: withoutErrors(r.PeopleData(^Role(0))), Classes: withoutErrors(r.ClassesData()), Enrollments: withoutErrors(r.EnrollmentsData())}
		again, err := Of(t.Context(), back)
		if err != nil {
			t.Fatal(err)
		}
		want, got := seenOf(r), seenOf(again)
		want.Problems, got.Problems = nil, nil
		if Role(roles) == 0 { // whoever has no role in the end is not given back
			return
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("mismatch (-given +given back):\n%s", diff)
		}
	})
}

func smallSession() (s SessionData) {
	for one := range smallData().Sessions {
		s = one
	}
	return s
}

func dayOf(n int) day { return day(n % 400) }
