package job_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// A realClass is a class of a bundle, read without the library.
type realClass struct {
	title, terms       string
	teachers, students map[string]bool // by sourcedId
}

// A realBundle is a OneRoster bundle, read without the library.
type realBundle struct {
	users   map[string]map[string]string
	classes map[string]*realClass
	rows    []enrolled // a student in a class, with a teacher of it
}

func (b *realBundle) record(e enrolled) schema.Record {
	return schema.Record{
		StudentEmail:  b.users[e.student]["email"],
		SISID:         e.student,
		StudentNumber: b.users[e.student]["identifier"],
		Recognition:   "Tardy",
		TeacherEmail:  b.users[e.teacher]["email"],
		ClassName:     b.classes[e.class].title,
		Date:          dates.Date{Year: 2015, Month: 1, Day: 15},
	}
}

// settled reports whether teacher and student together say which class of the
// title is meant.
func (b *realBundle) settled(e enrolled) bool {
	left := 0
	for _, c := range b.classes {
		if c.title == b.classes[e.class].title && c.teachers[e.teacher] && c.students[e.student] {
			left++
		}
	}
	return left == 1
}

// belongs reports whether the teacher teaches, and the student attends, some
// class of the title.
func (b *realBundle) belongs(e enrolled) bool {
	teaches, attends := false, false
	for _, c := range b.classes {
		if c.title == b.classes[e.class].title {
			teaches, attends = teaches || c.teachers[e.teacher], attends || c.students[e.student]
		}
	}
	return teaches && attends
}

type enrolled struct{ student, teacher, class string }

func readRealBundle(t *testing.T, dir string) *realBundle {
	t.Helper()
	table := func(name string) (rows []map[string]string) {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		all, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, cells := range all[1:] {
			row := make(map[string]string)
			for i, label := range all[0] {
				row[label] = cells[i]
			}
			rows = append(rows, row)
		}
		return rows
	}
	b := &realBundle{users: make(map[string]map[string]string), classes: make(map[string]*realClass)}
	for _, u := range table("users.csv") {
		b.users[u["sourcedId"]] = u
	}
	for _, c := range table("classes.csv") {
		b.classes[c["sourcedId"]] = &realClass{title: c["title"], terms: c["termSourcedIds"], teachers: make(map[string]bool), students: make(map[string]bool)}
	}
	enrolments := table("enrollments.csv")
	for _, e := range enrolments {
		if e["role"] == "teacher" {
			b.classes[e["classSourcedId"]].teachers[e["userSourcedId"]] = true
		} else if e["role"] == "student" {
			b.classes[e["classSourcedId"]].students[e["userSourcedId"]] = true
		}
	}
	for _, e := range enrolments {
		for teacher := range b.classes[e["classSourcedId"]].teachers {
			if e["role"] == "student" {
				b.rows = append(b.rows, enrolled{student: e["userSourcedId"], teacher: teacher, class: e["classSourcedId"]})
				break
			}
		}
	}
	return b
}

// A real bundle, one row for each student's enrolment: nothing is wrong with
// it, and every exchange between rows that makes one wrong is found.
func TestRosterOfRealBundle(t *testing.T) {
	data := os.Getenv("OTUSTEMPLATE_DATA")
	if data == "" {
		t.Skip("OTUSTEMPLATE_DATA does not say where the bundles are; they are not this repository's")
	}
	dir := filepath.Join(data, "oneroster", "mockroster-original-zip")
	people, err := roster.Load(t.Context(), os.DirFS(dir), nil)
	if err != nil {
		t.Fatal(err)
	}
	v := newValidator(t, people.References(nameset.NewSet("Tardy")), nil)
	b := readRealBundle(t, dir)
	if len(b.rows) != 225 {
		t.Fatalf("%d rows, want 225", len(b.rows))
	}
	ambiguous := 0
	for _, e := range b.rows {
		for _, is := range v.Check(b.record(e)) {
			switch {
			case is.Severity == check.SeverityError:
				t.Errorf("%v: %s: %s", e, is.Code, is.Message)
			case is.Code == schema.CodeClassAmbiguous && !b.settled(e):
				ambiguous++
			case is.Code != schema.CodeDateTerm:
				t.Errorf("%v: %s: %s", e, is.Code, is.Message)
			}
		}
	}
	t.Logf("%d of %d rows name a class that nothing settles", ambiguous, len(b.rows))

	wrong := 0
	for i, e := range b.rows {
		for _, o := range b.rows[i+1:] {
			for what, swapped := range map[string]enrolled{
				"student": {student: o.student, teacher: e.teacher, class: e.class},
				"teacher": {student: e.student, teacher: o.teacher, class: e.class},
				"class":   {student: e.student, teacher: e.teacher, class: o.class},
			} {
				if b.belongs(swapped) {
					continue
				}
				wrong++
				found := false
				for _, is := range v.Check(b.record(swapped)) {
					found = found || is.Code == schema.CodeTeacherClass || is.Code == schema.CodeStudentClass
				}
				if !found {
					t.Fatalf("%s of %v put into %v: not found", what, o, e)
				}
			}
		}
	}
	if wrong < 1000 {
		t.Errorf("only %d exchanges made a row wrong", wrong)
	}
}
