package otustemplate_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io/fs"
	"iter"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate"
)

func TestSet(t *testing.T) {
	read, err := otustemplate.ReadSet(strings.NewReader("Class,Room\nArt,1\nalgebra 1,2\nALGEBRA 1,3\n"), "Class")
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]*otustemplate.Set{"NewSet": otustemplate.NewSet("Art", "algebra 1", "ALGEBRA 1"), "ReadSet": read} {
		if all := slices.Collect(s.All()); s.Len() != 3 || cmp.Diff([]string{"ALGEBRA 1", "Art", "algebra 1"}, slices.Sorted(slices.Values(all))) != "" {
			t.Errorf("%s: %d names, %q", name, s.Len(), all)
		}
		if !s.Contains("Art") || s.Contains("art") {
			t.Errorf("%s: Contains takes no notice of letters' case, or knows nothing", name)
		}
		if diff := cmp.Diff(otustemplate.Match{Name: "Art", Exact: true}, s.Match("Art")); diff != "" {
			t.Errorf("%s: Match (-want +got):\n%s", name, diff)
		}
		if m := s.Match("Algebra 1"); m.Exact || m.Name != "" || len(m.Others) != 2 {
			t.Errorf("%s: Match of one that differs in case = %+v", name, m)
		}
		if got := s.Suggest("Artt", 1); cmp.Diff([]string{"Art"}, got) != "" {
			t.Errorf("%s: Suggest = %q", name, got)
		}
		if s.Problems() != nil {
			t.Errorf("%s has problems: %v", name, s.Problems())
		}
	}
	emails := otustemplate.NewEmailSet("a.rivera@example.org", "nobody")
	if !emails.Contains("A.Rivera@Example.org") {
		t.Error("an address in capitals is another one")
	}
	if p := emails.Problems(); len(p) != 1 || p[0].Message == "" {
		t.Errorf("what is no address is told as %+v", p)
	}
}

// A nil Set says that it is not known what exists, a zero one that nothing does.
func TestNilAndZeroSet(t *testing.T) {
	var none *otustemplate.Set
	if none.Len() != 0 || none.Problems() != nil || none.Suggest("x", 1) != nil || slices.Collect(none.All()) != nil {
		t.Error("a nil Set holds something")
	}
	rec := goodRecord()
	for _, tt := range []struct {
		name string
		refs otustemplate.References
		want string
	}{
		{"nothing known", otustemplate.References{}, ""},
		{"no recognitions", otustemplate.References{Recognitions: new(otustemplate.Set)}, "recognition-unknown"},
		{"no teachers", otustemplate.References{Teachers: new(otustemplate.Set)}, "teacher-unknown"},
		{"no classes", otustemplate.References{Classes: new(otustemplate.Set)}, "class-unknown"},
		{"no roster", otustemplate.References{Roster: new(otustemplate.Roster)}, ""},
		{"other students", otustemplate.References{Roster: districtRoster(t)}, "student-unknown"},
	} {
		var codes []string
		for _, is := range newValidator(t, tt.refs, nil).Check(rec) {
			codes = append(codes, string(is.Code))
		}
		if got := strings.Join(codes, " "); !strings.HasPrefix(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestRoster(t *testing.T) {
	r := districtRoster(t)
	recognitions := otustemplate.NewSet("Tardy")
	refs := r.References(recognitions)
	if refs.Recognitions != recognitions || refs.Roster != r {
		t.Errorf("References of another list or roster: %+v", refs)
	}
	if refs.Teachers.Len() == 0 || refs.Classes.Len() == 0 || refs.Teachers.Contains(slices.Collect(refs.Classes.All())[0]) {
		t.Errorf("%d teachers, %d classes", refs.Teachers.Len(), refs.Classes.Len())
	}
	for email := range refs.Teachers.All() {
		if !strings.Contains(email, "@") {
			t.Errorf("the teacher %q", email)
		}
	}
	if nothing := new(otustemplate.Roster).References(recognitions); nothing.Roster != nil && nothing.Teachers != nil {
		t.Errorf("a zero Roster knows %+v", nothing)
	}
	if nothing := (*otustemplate.Roster)(nil).References(nil); !cmp.Equal(nothing, otustemplate.References{}) {
		t.Errorf("a nil Roster knows %+v", nothing)
	}
	if p := (*otustemplate.Roster)(nil).Problems(); p != nil {
		t.Errorf("a nil Roster has problems: %v", p)
	}
}

// oneRoster is the bundle of testdata/district, for a test to change.
func oneRoster(t *testing.T) fstest.MapFS {
	t.Helper()
	bundle := make(fstest.MapFS)
	entries, err := fs.Glob(os.DirFS("testdata/district/oneroster"), "*.csv")
	if err != nil || len(entries) == 0 {
		t.Fatal(err, entries)
	}
	for _, name := range entries {
		bundle[name] = &fstest.MapFile{Data: readFile(t, "testdata/district/oneroster/"+name)}
	}
	return bundle
}

// studentCell is a cell of the first student.
func studentCell(t *testing.T, bundle fstest.MapFS, label string) string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bundle["users.csv"].Data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	role, cell := slices.Index(rows[0], "role"), slices.Index(rows[0], label)
	for _, row := range rows {
		if row[role] == "student" && row[cell] != "" {
			return row[cell]
		}
	}
	t.Fatalf("no student has a %s", label)
	return ""
}

func TestRosterOptions(t *testing.T) {
	bundle := oneRoster(t)
	for _, tt := range []struct {
		name string
		opts *otustemplate.RosterOptions
		want string // that the error says, or ""
	}{
		{"nil", nil, ""},
		{"zero", new(otustemplate.RosterOptions), ""},
		{"MaxBytes", &otustemplate.RosterOptions{MaxBytes: 10}, "10"},
		{"MaxFiles", &otustemplate.RosterOptions{MaxFiles: 1}, "1"},
		{"a Format that they are in", &otustemplate.RosterOptions{Format: otustemplate.RosterFormatOneRoster}, ""},
		{"another Format", &otustemplate.RosterOptions{Format: otustemplate.RosterFormatClever}, "no students.csv"},
		{"ClassNames of no kind", &otustemplate.RosterOptions{ClassNames: 9}, "not one of the constants"},
		{"Identifiers of no kind", &otustemplate.RosterOptions{Identifiers: map[otustemplate.Column]string{otustemplate.ColNote: "identifier"}}, "columns A to D"},
	} {
		r, err := otustemplate.LoadRoster(t.Context(), bundle, tt.opts)
		if (err == nil) != (tt.want == "") || (r == nil) != (err != nil) || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: roster %v, error %v, want %q", tt.name, r != nil, err, tt.want)
		}
	}
	rec := goodRecord()
	for number, opts := range map[string]*otustemplate.RosterOptions{
		studentCell(t, bundle, "identifier"): nil,
		studentCell(t, bundle, "sourcedId"):  {Identifiers: map[otustemplate.Column]string{otustemplate.ColStudentNumber: "sourcedId"}},
	} {
		r, err := otustemplate.LoadRoster(t.Context(), bundle, opts)
		if err != nil {
			t.Fatal(err)
		}
		rec.StudentNumber = number
		for _, is := range newValidator(t, otustemplate.References{Roster: r}, nil).Check(rec) {
			if is.Code == otustemplate.CodeStudentUnknown {
				t.Errorf("the student %s is not known by %+v", number, opts)
			}
		}
	}
	bundle["users.csv"] = &fstest.MapFile{Data: append(bundle["users.csv"].Data, "\nnobody at all\n"...)}
	r, err := otustemplate.LoadRoster(t.Context(), bundle, nil)
	if err != nil {
		t.Fatal(err)
	}
	told := slices.ContainsFunc(r.Problems(), func(p otustemplate.RosterProblem) bool {
		return strings.Contains(p.File, "users.csv") && p.Line > 1 && p.Message != ""
	})
	if !told {
		t.Errorf("a row that is none is not told of: %+v", r.Problems())
	}
}

func TestLoadRosterProgressAndEnd(t *testing.T) {
	bundle := oneRoster(t)
	var last otustemplate.Progress
	opts := &otustemplate.RosterOptions{OnProgress: func(p otustemplate.Progress) { last = p }}
	if _, err := otustemplate.LoadRoster(t.Context(), bundle, opts); err != nil {
		t.Fatal(err)
	}
	if !last.Done || last.Files < 4 || last.Rows == 0 || last.Bytes == 0 || last.Bytes != last.Total {
		t.Errorf("the last progress is %+v", last)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r, err := otustemplate.LoadRoster(ctx, bundle, nil); r != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("after the context: roster %v, error %v", r != nil, err)
	}
}

// Whatever a Person, a Class or an Enrollment holds a roster gives back.
func TestRosterData(t *testing.T) {
	all := []otustemplate.Role{otustemplate.RoleStudent, otustemplate.RoleTeacher, otustemplate.RoleAdministrator, otustemplate.RoleParent, otustemplate.RoleOther}
	person := otustemplate.Person{
		ID: "id", StudentEmail: "mail@example.org", SISID: "sis", StudentNumber: "101", StateID: "202", Email: "mail@example.org", Username: "user", Number: "303",
		Given: "Ana", Middle: "Maria", Family: "Ruiz", PreferredGiven: "Annie", PreferredFamily: "Lee", Grade: "7", SchoolID: "o1", Roles: all, Deleted: true,
	}
	class := otustemplate.Class{
		ID: "c", Title: "Algebra", Code: "A-1", Type: "scheduled", SchoolID: "o2", OtherTitles: []string{"ALG"}, SessionIDs: []string{"s, 1", "s2"},
		Periods: []string{"1", "2"}, Deleted: true,
	}
	day := func(d int) otustemplate.Date { return otustemplate.Date{Year: 2023, Month: 9, Day: d} }
	enrollments := []otustemplate.Enrollment{
		{ClassID: "c", PersonID: "id", Role: otustemplate.RoleStudent, First: day(1), Last: day(2), Deleted: true},
		{ClassID: "c", PersonID: "id", Role: otustemplate.RoleOther, Last: day(4), Deleted: true},
		{ClassID: "c", PersonID: "id", Role: otustemplate.RoleTeacher, Primary: true, First: day(3), Deleted: true},
	}
	r, err := otustemplate.NewRoster(t.Context(), otustemplate.RosterData{
		Sessions: yielding(otustemplate.Session{ID: "s, 1", First: day(1), Last: day(9)}, otustemplate.Session{ID: "s2", First: day(11), Last: day(19)}),
		People:   yielding(person), Classes: yielding(class), Enrollments: yielding(enrollments...),
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]otustemplate.RosterProblem(nil), r.Problems()); diff != "" {
		t.Errorf("Problems (-want +got):\n%s", diff)
	}
	for name, people := range map[string]iter.Seq[otustemplate.Person]{"Students": r.Students(), "Teachers": r.Teachers()} {
		if diff := cmp.Diff([]otustemplate.Person{person}, slices.Collect(people)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if diff := cmp.Diff([]otustemplate.Class{class}, slices.Collect(r.Classes())); diff != "" {
		t.Errorf("Classes (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(enrollments, slices.Collect(r.Enrollments())); diff != "" {
		t.Errorf("Enrollments (-want +got):\n%s", diff)
	}
	for range r.Students() {
		break
	}
	for range r.Classes() {
		break
	}
	for range r.Enrollments() {
		break
	}
	var none *otustemplate.Roster
	if got := len(slices.Collect(none.Students())) + len(slices.Collect(none.Teachers())) + len(slices.Collect(none.Classes())) + len(slices.Collect(none.Enrollments())); got != 0 {
		t.Errorf("a nil Roster yields %d", got)
	}
	broken := errors.New("broken")
	_, err = otustemplate.NewRoster(t.Context(), otustemplate.RosterData{
		People: yielding(person), Classes: func(yield func(otustemplate.Class, error) bool) { yield(class, broken) }, Enrollments: yielding(enrollments...),
	})
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "RosterData.Classes") {
		t.Errorf("of a field that fails: %v", err)
	}
	if _, err = otustemplate.NewRoster(t.Context(), otustemplate.RosterData{}); err == nil || !strings.Contains(err.Error(), "RosterData.People is nil") {
		t.Errorf("of nothing: %v", err)
	}
}

// What is wrong with one of a roster's files is of the type that says so.
func TestRosterFileErrors(t *testing.T) {
	bundle := oneRoster(t)
	bundle["users.csv"] = &fstest.MapFile{Data: []byte("%PDF-1.7 and so on")}
	_, err := otustemplate.LoadRoster(t.Context(), bundle, nil)
	if wrong, ok := errors.AsType[*otustemplate.FileError](err); !ok || wrong.Code != otustemplate.CodeNotCSV {
		t.Errorf("the error is %v", err)
	}
}

func TestMapping(t *testing.T) {
	m := readMapping(t, exportMapping)
	columns := []string{"id", "what", "day", "note"}
	if len(m.Missing()) > 0 || len(m.Undecided(columns)) > 0 || m.Check(columns) != nil {
		t.Errorf("a whole mapping lacks %v and %v, or does not fit", m.Missing(), m.Undecided(columns))
	}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	again := readMapping(t, string(text))
	if second, err := json.Marshal(again); err != nil || string(second) != string(text) {
		t.Errorf("written again it is %s, was %s, error %v", second, text, err)
	}
	half := readMapping(t, `{"columns": {"SIS ID": {"from": "id"}, "Date": {"from": "day"}}}`)
	want := []otustemplate.Column{otustemplate.ColRecognition, otustemplate.ColTeacherEmail, otustemplate.ColClassName}
	if diff := cmp.Diff(want, half.Missing()); diff != "" {
		t.Errorf("Missing (-want +got):\n%s", diff)
	}
	columns = []string{"Student_Number", "Incident Date", "Void"}
	suggested := otustemplate.SuggestMapping(columns)
	if slices.Contains(suggested.Missing(), otustemplate.ColDate) || !slices.Contains(suggested.Undecided(columns), "Void") {
		t.Errorf("of the suggested one %v is missing, %v undecided", suggested.Missing(), suggested.Undecided(columns))
	}
	var unmarshaled otustemplate.Mapping
	if err := json.Unmarshal([]byte(exportMapping), &unmarshaled); err != nil {
		t.Fatal(err)
	}
	if second, err := json.Marshal(&unmarshaled); err != nil || string(second) != string(text) {
		t.Errorf("unmarshaled it is %s, read %s, error %v", second, text, err)
	}
}
