package job_test

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/schema"
	"github.com/google/go-cmp/cmp"
)

// A loaded is all that can be seen of a roster that was loaded.
type loaded struct {
	Err               string
	Problems          []nameset.Problem
	Teachers, Classes []string
	Counts            map[schema.Code]int64 // of rows checked against it
}

func loadBundle(t *testing.T, files map[string]string, inZip bool) loaded {
	fsys := rostertest.FS(files)
	if inZip {
		fsys = rostertest.Zip(t, files)
	}
	people, err := roster.Load(t.Context(), fsys, nil)
	if err != nil {
		if people != nil {
			t.Errorf("a roster comes with the error %v", err)
		}
		return loaded{Err: err.Error()}
	}
	refs := people.References(nil)
	rep := validate(t, newValidator(t, refs, nil), headerLine+
		",s1,00123,,Tardy,ana.ruiz@example.org,Algebra 1,2023-09-14,Di Noor\n"+
		"cy@example.org,s2,,77002,Tardy,bo.lee@example.org,Homeroom 6,2023-09-14,\n")
	return loaded{
		Problems: people.Problems(),
		Teachers: slices.Collect(refs.Teachers.All()),
		Classes:  slices.Collect(refs.Classes.All()),
		Counts:   rep.Counts,
	}
}

// FuzzLoadRoster has any bytes for files: no panic; what is found is told
// with its place, in bounds, and the same from a folder and a zip; and where
// nothing is told, nothing was left out.
func FuzzLoadRoster(f *testing.F) {
	const roles = "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId\nr1,,,t1,primary,teacher,,,o1\n"
	const manifest = "propertyName,value\noneroster.version,1.1\nfile.users,bulk\n"
	files := rostertest.Small()
	users, classes, enrolments, sessions := files["users.csv"], files["classes.csv"], files["enrollments.csv"], files["academicSessions.csv"]
	f.Add(users, classes, enrolments, sessions, "", "")
	f.Add(users, classes, enrolments, sessions, roles, manifest)
	f.Add(users, classes+"c1,,,Twice,,k1,,,,o1,FY,,,\nc9,\n", enrolments+"e9,,,c1,o1,nobody,student,,,\n", sessions, "", strings.ReplaceAll(manifest, "bulk", "delta"))
	f.Add(users+"s9,tobedeleted,,true,o1,student,x,\"open,Cy", classes, enrolments, sessions+"S2,,,x,term,2024-13-01,,,\n", "", "")
	f.Add("sourcedId,givenName,familyName,role\na,b,c,\"x\" y\n", "sourcedId,title\n,\n", "classSourcedId,userSourcedId,role\na,b,c,d\n", "sourcedId,startDate,endDate\nq,1,2\n", "", "")
	f.Fuzz(func(t *testing.T, users, classes, enrolments, sessions, roles, manifest string) {
		files := map[string]string{"users.csv": users, "classes.csv": classes, "enrollments.csv": enrolments, "academicSessions.csv": sessions}
		if roles != "" {
			files["roles.csv"] = roles
		}
		if manifest != "" {
			files["manifest.csv"] = manifest
		}
		checkBundle(t, files)
	})
}

// A good bundle with one byte of one file changed or left out, of every second
// one.
func TestLoadRosterMutated(t *testing.T) {
	t.Parallel() // it takes long
	step := 2
	if !slow || raceDetector {
		step = 7
	}
	pieces := []string{"", "\"", ",", "\n", "\xff"}
	for name, text := range rostertest.Small() {
		for at := 0; at < len(text); at += step {
			files := rostertest.Small()
			files[name] = text[:at] + pieces[at%len(pieces)] + text[at+1:]
			checkBundle(t, files)
			if t.Failed() {
				t.Fatalf("%s, byte %d: %q", name, at, files[name])
			}
		}
	}
}

// checkBundle loads files from a folder and a zip.
func checkBundle(t *testing.T, files map[string]string) {
	t.Helper()
	got := loadBundle(t, files, false)
	if diff := cmp.Diff(got, loadBundle(t, files, true)); diff != "" {
		t.Errorf("from a zip it is another roster (-folder +zip):\n%s", diff)
	}
	if got.Err != "" {
		return
	}
	checkProblems(t, files, got.Problems)
	if len(got.Problems) == 0 && files["roles.csv"] == "" {
		checkNothingLost(t, got, files["users.csv"], files["classes.csv"])
	}
}

// checkProblems makes sure that problems have a place that there is, and are
// bounded.
func checkProblems(t *testing.T, files map[string]string, problems []nameset.Problem) {
	t.Helper()
	like := make(map[nameset.Problem]int)
	for _, p := range problems {
		text, ok := files[p.File]
		lines := int64(1 + strings.Count(text, "\n") + strings.Count(text, "\r"))
		if !ok && p.File != "" || p.Message == "" || p.Line < 0 || p.Line > lines {
			t.Errorf("the problem %+v has no message, or a place that there is not", p)
		}
		p.Line = 0
		if like[p]++; like[p] > 20 {
			t.Errorf("%d problems such as %+v", like[p], p)
		}
	}
}

// checkNothingLost makes sure that every teacher and class of files with the
// labels of the seeds is known.
func checkNothingLost(t *testing.T, got loaded, users, classes string) {
	t.Helper()
	seeds := rostertest.Small()
	for _, row := range plainRows(users, seeds["users.csv"]) {
		email := strings.TrimSpace(row["email"])
		known := slices.ContainsFunc(got.Teachers, func(s string) bool { return strings.EqualFold(s, email) })
		if row["role"] == "teacher" && row["status"] == "" && isPlain(email) && !known {
			t.Errorf("the teacher %q is not known, and nothing is told: %q", email, got.Teachers)
		}
	}
	for _, row := range plainRows(classes, seeds["classes.csv"]) {
		if title := row["title"]; row["status"] == "" && isPlain(title) && !slices.Contains(got.Classes, title) {
			t.Errorf("the class %q is not known, and nothing is told: %q", title, got.Classes)
		}
	}
}

// plainRows reads a file as encoding/csv does, where it has the header of the
// seed and no row that can be read in two ways.
func plainRows(text, seed string) (rows []map[string]string) {
	header, _, _ := strings.Cut(seed, "\n")
	if !strings.HasPrefix(text, header+"\n") || strings.ContainsAny(text, "\r;\t|") {
		return nil
	}
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil
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

// isPlain reports whether a cell is some text that nothing is made of.
func isPlain(cell string) bool {
	return cell != "" && !strings.ContainsFunc(cell, func(r rune) bool { return r <= ' ' || r > '~' })
}
