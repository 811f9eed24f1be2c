package roster_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/schema"
	"github.com/google/go-cmp/cmp"
)

func TestLoadRoster(t *testing.T) {
	type result struct {
		Teachers, Classes []string
		Problems          []string
	}
	teachers, classes := []string{"Ana.Ruiz@example.org", "bo.lee@example.org"}, []string{"Algebra 1", "Homeroom 6"}
	good := result{Teachers: teachers, Classes: classes}
	with := func(problems ...string) result {
		return result{Teachers: teachers, Classes: classes, Problems: problems}
	}
	tests := []struct {
		name   string
		change func(files map[string]string)
		want   result
	}{
		{"as exported", func(map[string]string) {}, good},
		{"byte order mark and CR LF", func(f map[string]string) {
			for name, text := range f {
				f[name] = "\ufeff" + strings.ReplaceAll(text, "\n", "\r\n")
			}
		}, good},
		{"file names in another case", func(f map[string]string) {
			f["USERS.CSV"], f["Academicsessions.csv"] = f["users.csv"], f["academicSessions.csv"]
			delete(f, "users.csv")
			delete(f, "academicSessions.csv")
		}, good},
		{"header in another case and order", func(f map[string]string) {
			f["enrollments.csv"] = "ROLE,UserSourcedID,classsourcedid,Primary,STATUS\nteacher,t1,c1,true,\nstudent,s1,c1,,\n"
		}, good},
		{"quoted throughout, blank lines, no last line end", func(f map[string]string) {
			f["academicSessions.csv"] = "\"sourcedId\",\"startDate\",\"endDate\"\n\n\"FY\",\"2023-08-21\",\"2024-06-07\""
		}, good},
		{"no academic sessions", func(f map[string]string) {
			f["academicSessions.csv"] = "sourcedId,startDate,endDate\n"
		}, with("classes.csv:2: a term is not in academicSessions.csv, or has no dates there; it is left out")},
		{"columns misspelt or absent", func(f map[string]string) {
			f["users.csv"] = strings.Replace(strings.Replace(f["users.csv"], "identifier", "identifer", 1), "userIds,", "ids,", 1)
		}, with("users.csv:1: the column userIds is absent", "users.csv:1: the column identifier is absent")},
		{"empty labels at the end of the header", func(f map[string]string) {
			f["classes.csv"] = strings.Replace(f["classes.csv"], "periods\n", "periods,,\n", 1)
		}, good},
		{"column twice", func(f map[string]string) {
			f["enrollments.csv"] = "classSourcedId,userSourcedId,role,role,primary,status\nc1,t1,teacher,,true,\n"
		}, with("enrollments.csv:1: the column role stands there twice; the first one is read")},
		{"short and long rows", func(f map[string]string) {
			f["enrollments.csv"] += "e5,,,c1,o1,s2,student\ne6,,,c2,o1,s1,student,,,,,more\n"
		}, with("enrollments.csv:6: the row has fewer cells than the header; those lacking are taken as empty",
			"enrollments.csv:7: the row has more cells than the header; those at its end are not read")},
		{"row that cannot be read", func(f map[string]string) {
			f["enrollments.csv"] += "e5,,,\"c1\" x,o1,s2,student,,,\ne6,,,c2,o1,s1,student,,,\n"
		}, with("enrollments.csv:6: the row could not be read and is left out: there is text after a closing quotation mark; remove the quotation marks from this cell, or double each one inside it")},
		{"not UTF-8", func(f map[string]string) {
			f["classes.csv"] += "c3,,,Caf\xe9,,k1,,scheduled,,o1,FY,,,\n"
		}, result{Teachers: teachers, Classes: []string{"Algebra 1", "Café", "Homeroom 6"}, Problems: []string{"classes.csv:4: the row is not UTF-8; it is read as Windows-1252"}}},
		{"sourcedId twice, the same person", func(f map[string]string) {
			f["users.csv"] += "t1,,,true,o2,teacher,ruiz,,Ana,Ruiz,,900,ana.ruiz@example.org\n"
		}, with("users.csv:6: the row and an earlier one are taken for one person: they have the same sourcedId, identifier and username, and nothing in them speaks against it")},
		{"sourcedId of a class twice", func(f map[string]string) {
			f["classes.csv"] += "c1,,,Other,,k1,,scheduled,,o1,FY,,,\n"
		}, with("classes.csv:4: the sourcedId stands in an earlier row; this one is left out")},
		{"sourcedIds empty", func(f map[string]string) {
			f["users.csv"] += ",,,true,o1,student,x,,X,Y,,77,\n"
			f["classes.csv"] += ",,,Other,,k1,,scheduled,,o1,FY,,,\n"
			f["academicSessions.csv"] += ",,,Other,term,2023-08-21,2024-06-07,,2024\n"
		}, with("academicSessions.csv:3: the sourcedId is empty; the row is left out", "users.csv:6: the sourcedId is empty; the row is left out",
			"classes.csv:4: the sourcedId is empty; the row is left out")},
		{"dangling enrollments", func(f map[string]string) {
			f["enrollments.csv"] += "e5,,,c9,o1,s1,student,,,\ne6,,,c1,o1,s9,student,,,\ne7,,,c9,o1,s9,student,,,\n"
		}, with("enrollments.csv:6: the class is not in classes.csv; the enrollment is left out",
			"enrollments.csv:7: the person is not in users.csv; the enrollment is left out",
			"enrollments.csv:8: neither the class is in classes.csv nor the person in users.csv; the enrollment is left out")},
		{"to be deleted", func(f map[string]string) {
			f["users.csv"] += "t3,tobedeleted,,true,o1,teacher,old,,Old,Teacher,,902,old@example.org\n"
			f["classes.csv"] += "c3,ToBeDeleted,,Gone,,k1,,scheduled,,o1,FY,,,\n"
			f["enrollments.csv"] += "e5,,,c3,o1,t3,teacher,,,\ne6,,,c1,o1,t3,teacher,,,\n"
		}, good},
		{"a teacher by enrollment alone", func(f map[string]string) {
			f["users.csv"] += "a1,,,true,o1,administrator,adm,,Fay,Moss,,903,fay@example.org\n"
			f["enrollments.csv"] += "e5,,,c1,o1,a1,teacher,,,\n"
		}, result{Teachers: []string{"Ana.Ruiz@example.org", "bo.lee@example.org", "fay@example.org"}, Classes: classes, Problems: nil}},
		{"a person in two roles and rows", func(f map[string]string) {
			f["users.csv"] += "a1,,,true,o1,administrator,ruiz,,Ana,Ruiz,,900,ana.ruiz@example.org\n"
		}, with("users.csv:6: the row and an earlier one are taken for one person: they have the same identifier and username, and nothing in them speaks against it")},
		{"a teacher without e-mail", func(f map[string]string) {
			f["users.csv"] += "t3,,,true,o1,teacher,gus,,Gus,Hahn,,902,\n"
		}, with("users.csv:6: the teacher has no e-mail address, and rows that name one cannot be matched")},
		{"two teachers with one e-mail", func(f map[string]string) {
			f["users.csv"] += "t3,,,true,o1,teacher,gus,,Gus,Hahn,,902,BO.LEE@example.org\n"
		}, with("users.csv:6: the teacher's e-mail address is that of another teacher in an earlier row; rows that name it fit both")},
		{"siblings with one e-mail", func(f map[string]string) {
			f["users.csv"] += "s3,,,true,o1,student,ed,,Ed,Park,,00125,cy@example.org\n"
		}, good},
		{"two people with one identifier", func(f map[string]string) {
			f["users.csv"] += "s3,,,true,o1,student,ed,,Ed,Roth,,00123,\n"
		}, with("users.csv:6: the identifier is that of an earlier row too, but a name, role, e-mail address or State ID speaks against one person: they are taken for several")},
		{"placeholder for an identifier", func(f map[string]string) {
			f["users.csv"] += "s3,,,true,o1,student,ed,,Ed,Roth,,N/A,\n"
		}, with("users.csv:6: an identifier is a placeholder such as N/A; it is taken as empty")},
		{"empty title and name", func(f map[string]string) {
			f["classes.csv"] += "c3,,, ,,k1,,scheduled,,o1,FY,,,\n"
			f["users.csv"] += "s3,,,true,o1,student,ed,,Ed,,,00125,\n"
		}, with("users.csv:6: a given or family name is empty; the person cannot be found by name",
			"classes.csv:4: the title is empty; the class cannot be found by it")},
		{"role of no list", func(f map[string]string) {
			f["users.csv"] += "x1,,,true,o1,Professor,prof,,Pat,Orr,,905,pat@example.org\nx2,,,true,o1,ext:coach,co,,Co,Orr,,906,co@example.org\n"
		}, with("users.csv:6: the role is none of OneRoster's; the person is neither student nor teacher by it")},
		{"dates that are none", func(f map[string]string) {
			f["enrollments.csv"] += "e5,,,c1,o1,s2,student,,soon,2024-06-07T00:00:00.000Z\n"
			f["academicSessions.csv"] += "Q9,,,Q9,term,2024-06-07,2023-08-21,,2024\n"
		}, with("academicSessions.csv:3: the academic session has no first and last day in this order; it is taken for one without dates",
			"enrollments.csv:6: a date is not YYYY-MM-DD; it is taken as empty")},
		{"a delta", func(f map[string]string) {
			f["manifest.csv"] = "propertyName,value\nmanifest.version,1.0\nfile.users,delta\nfile.orgs,absent\n"
		}, with("manifest.csv:3: the file is a delta: it holds what changed, and no whole roster; export in bulk")},
		{"OneRoster 1.2", func(f map[string]string) {
			f["users.csv"] = "sourcedId,status,username,userIds,givenName,familyName,identifier,email,preferredGivenName\n" +
				"t1,,ruiz,,Ana,Ruiz,900,Ana.Ruiz@example.org,Annie\nt2,,lee,,Bo,Lee,901,bo.lee@example.org,\ns1,,cy,,Cy,Park,00123,,\ns2,,di,,Di,Noor,00124,,\n"
			f["roles.csv"] = "sourcedId,status,userSourcedId,roleType,role,orgSourcedId\n" +
				"r1,,t1,primary,teacher,o1\nr2,,t2,primary,Teacher,o1\nr3,,s1,primary,student,o1\nr4,,s9,primary,student,o1\n"
		}, with("roles.csv:5: the person is not in users.csv; the row is left out")},
		{"two files of one name", func(f map[string]string) {
			f["Users.csv"] = "nothing"
		}, with("users.csv:0: two files have this name in different case; the one in lower case is read")},
		{"a folder within", func(f map[string]string) {
			for name, text := range maps.Clone(f) {
				f["Roster 2024/"+name] = text
				delete(f, name)
			}
			f["__MACOSX/Roster 2024/users.csv"] = "nothing"
		}, good},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := rostertest.Small()
			tt.change(files)
			for _, fsys := range []fs.FS{rostertest.FS(files), rostertest.Zip(t, files)} {
				people, err := roster.Load(t.Context(), fsys, nil)
				if err != nil {
					t.Fatal(err)
				}
				refs := people.References(nil)
				got := result{Teachers: slices.Collect(refs.Teachers.All()), Classes: slices.Collect(refs.Classes.All())}
				for _, p := range people.Problems() {
					got.Problems = append(got.Problems, fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message))
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("from a %T mismatch (-want +got):\n%s", fsys, diff)
				}
			}
		})
	}
}

func TestLoadRosterErrors(t *testing.T) {
	only := func(names ...string) func(map[string]string) {
		return func(f map[string]string) {
			clear(f)
			for _, name := range names {
				f[name] = "a,b\n1,2\n"
			}
		}
	}
	tests := []struct {
		name   string
		change func(files map[string]string)
		want   string
	}{
		{"empty folder", func(f map[string]string) { clear(f) }, "there is no users.csv (OneRoster, School Data Sync) and no students.csv with sections.csv (Clever); the "},
		{"half of Clever", only("students.csv", "enrollments.csv"), "the files look like some of Clever's, which has students.csv, teachers.csv, sections.csv and enrollments.csv"},
		{"half of OneRoster", only("classes.csv", "enrollments.csv"), "the files look like some of OneRoster's, which has users.csv,"},
		{"OneRoster beside Clever", func(f map[string]string) { f["students.csv"], f["sections.csv"] = "a", "b" }, "say by RosterOptions.Format which are meant"},
		{"Clever", only("students.csv", "teachers.csv", "sections.csv", "enrollments.csv", "schools.csv"), "Clever: students.csv: it lacks the column Student_id, First_name, Last_name; export it again with its header"},
		{"School Data Sync 1", only("School.csv", "Section.csv", "Student.csv", "Teacher.csv"), "the files look like Microsoft School Data Sync, version 1;"},
		{"workbooks", only("roster.xlsx"), "the files look like workbooks"},
		{"a zip in the folder", only("roster.zip"), "the folder holds a zip"},
		{"XML", only("enterprise.xml"), "the files look like XML"},
		{"JSON", only("users.json"), "the files look like answers of an API"},
		{"other CSV", only("incidents.csv"), "the files are CSV of another kind"},
		{"something else", only("photo.jpg"), "the files are not a roster's"},
		{"Canvas", func(f map[string]string) { f["users.csv"] = "user_id,login_id,full_name,status\n1,a,b,active\n" }, "users.csv: it lacks the column sourcedId, givenName, familyName, role; it looks like Canvas's"},
		{"two rosters", func(f map[string]string) {
			for name, text := range maps.Clone(f) {
				f["a/"+name], f["b/"+name] = text, text
				delete(f, name)
			}
		}, "rosters lie in 2 folders, a/ and b/ among them; give one of them"},
		{"files absent", func(f map[string]string) { delete(f, "classes.csv"); delete(f, "academicSessions.csv") }, "there is no academicsessions.csv, classes.csv"},
		{"required column absent", func(f map[string]string) {
			f["classes.csv"] = strings.Replace(f["classes.csv"], "title", "name", 1)
		}, "classes.csv: it lacks the column title"},
		{"role absent and no roles.csv", func(f map[string]string) {
			f["users.csv"] = strings.Replace(f["users.csv"], ",role,", ",roll,", 1)
		}, "users.csv: it lacks the column role"},
		{"empty file", func(f map[string]string) { f["enrollments.csv"] = "" }, "enrollments.csv: the file is empty"},
		{"header only", func(f map[string]string) {
			f["enrollments.csv"], _, _ = strings.Cut(f["enrollments.csv"], "\n")
		}, "enrollments.csv: it has no rows"},
		{"workbook called CSV", func(f map[string]string) { f["users.csv"] = "PK\x03\x04 and so on" }, "users.csv: the file is a workbook"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := rostertest.Small()
			tt.change(files)
			for _, fsys := range []fs.FS{rostertest.FS(files), rostertest.Zip(t, files)} {
				people, err := roster.Load(t.Context(), fsys, nil)
				if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "otustemplate: ") {
					t.Errorf("from a %T: error = %v, want %q in it", fsys, err, tt.want)
				}
				if people != nil {
					t.Errorf("from a %T: a roster beside the error", fsys)
				}
			}
		})
	}
}

func TestLoadRosterOptions(t *testing.T) {
	for _, tt := range []struct {
		name string
		fsys fs.FS
		opts roster.Options
		want string
	}{
		{"no folder", nil, roster.Options{}, "there is no folder to read"},
		{"identifier of another column", rostertest.FS(rostertest.Small()), roster.Options{Identifiers: map[schema.Column]string{schema.ColNote: "email"}}, "columns A to D only"},
		{"negative limit", rostertest.FS(rostertest.Small()), roster.Options{MaxBytes: -1}, "must not be negative"},
		{"too many files in a folder", rostertest.FS(rostertest.Small()), roster.Options{MaxFiles: 3}, "raise RosterOptions.MaxFiles"},
		{"too many files in a zip", rostertest.Zip(t, rostertest.Small()), roster.Options{MaxFiles: 3}, "the zip holds 4 files, more than 3"},
		{"too many bytes", rostertest.FS(rostertest.Small()), roster.Options{MaxBytes: 600}, "the files are over 600 bytes unpacked"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := roster.Load(t.Context(), tt.fsys, &tt.opts); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want %q in it", err, tt.want)
			}
		})
	}
}

// TestLoadRosterBundles loads real exports: those in testdata, and more
// where OTUSTEMPLATE_DATA names a folder that has them.
func TestLoadRosterBundles(t *testing.T) {
	more := "no-more-data"
	if data := os.Getenv("OTUSTEMPLATE_DATA"); data != "" {
		more = filepath.Join(data, "oneroster")
	}
	tests := []struct {
		folder            string
		teachers, classes int
		problems          []nameset.Problem
		err               string
	}{
		{folder: "../../testdata/oneroster/edfi-lms-toolkit-v1p0", teachers: 2, classes: 2},
		{folder: "../../testdata/oneroster/edfi-lms-toolkit-v1p1", teachers: 2, classes: 2},
		{folder: "../../testdata/oneroster/microsoft-sds-v2p1", teachers: 2, classes: 2},
		{folder: "../../testdata/oneroster/nicelion-v1p1-example", err: "users.csv: it has no rows"},
		{folder: filepath.Join(more, "mockroster-original-zip"), teachers: 40, classes: 40},
		{folder: filepath.Join(more, "mockroster-v1p1"), teachers: 40, classes: 40, problems: []nameset.Problem{
			{File: "users.csv", Line: 1, Message: "the column role stands there twice; the first one is read"}}},
	}
	for _, tt := range tests {
		t.Run(filepath.Base(tt.folder), func(t *testing.T) {
			if strings.HasPrefix(tt.folder, "no-more-data") {
				t.Skip("OTUSTEMPLATE_DATA is not set")
			}
			people, err := roster.Load(t.Context(), os.DirFS(tt.folder), nil)
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) {
					t.Errorf("error = %v, want %q in it", err, tt.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.problems, people.Problems()); diff != "" {
				t.Errorf("Problems mismatch (-want +got):\n%s", diff)
			}
			refs := people.References(nil)
			if refs.Teachers.Len() != tt.teachers || refs.Classes.Len() != tt.classes {
				t.Errorf("%d teachers, %d classes, want %d and %d", refs.Teachers.Len(), refs.Classes.Len(), tt.teachers, tt.classes)
			}
		})
	}
}

// A folder and a zip of the same files are the same roster, wherever in them it
// lies.
func TestLoadRosterDeep(t *testing.T) {
	for _, prefix := range []string{"", "a/", "a/b/", "a/b/c/", "a/b/c/d/e/f/g/", strings.Repeat("deep/", 40)} {
		files := map[string]string{"readme.txt": "x", "other/notes/of/another/kind.csv": "a,b\n1,2\n"}
		for name, text := range rostertest.Small() {
			files[prefix+name] = text
		}
		for _, fsys := range []fs.FS{rostertest.FS(files), rostertest.Zip(t, files)} {
			people, err := roster.Load(t.Context(), fsys, &roster.Options{MaxFiles: len(files)})
			if err != nil || people.References(nil).Classes.Len() != 2 || len(people.Problems()) > 0 {
				t.Errorf("%q in a %T: %v, %v", prefix, fsys, err, people.Problems())
			}
			_, err = roster.Load(t.Context(), fsys, &roster.Options{MaxFiles: len(files) - 1})
			if err == nil || !strings.Contains(err.Error(), "raise RosterOptions.MaxFiles") {
				t.Errorf("%q in a %T, over MaxFiles: %v", prefix, fsys, err)
			}
		}
	}
	many := make(fstest.MapFS)
	for i := range 40 {
		many[fmt.Sprintf("empty/%d", i)] = &fstest.MapFile{Mode: fs.ModeDir}
	}
	for name, text := range rostertest.Small() {
		many[name] = &fstest.MapFile{Data: []byte(text)}
	}
	if _, err := roster.Load(t.Context(), many, &roster.Options{MaxFiles: 4}); err != nil {
		t.Errorf("empty folders beside it: %v", err)
	}
	for i := range 80 {
		many[fmt.Sprintf("more/%d", i)] = &fstest.MapFile{Mode: fs.ModeDir}
	}
	if _, err := roster.Load(t.Context(), many, &roster.Options{MaxFiles: 4}); err == nil {
		t.Error("no bound of the folders that are walked")
	}
}

// Names in a zip that are no paths within it are told where they are all there is.
func TestLoadRosterOddNames(t *testing.T) {
	for prefix, wrong := range map[string]string{
		"/": "absolute", "/home/office/": "absolute", "../": "absolute", "../../roster/": "absolute", "a/../../": "absolute", "a/../": "absolute",
		`C:\roster\`: "absolute", `c:/`: "absolute", `\\server\share\`: "absolute", `..\`: "absolute",
		"./": "", ".//a/./": "", "a//b/": "",
	} {
		files := make(map[string]string)
		for name, text := range rostertest.Small() {
			files[prefix+name] = text
		}
		people, err := roster.Load(t.Context(), rostertest.Zip(t, files), nil)
		switch {
		case wrong == "" && (err != nil || people.References(nil).Classes.Len() != 2 || len(people.Problems()) > 0):
			t.Errorf("%q: %v, %v", prefix, err, people.Problems())
		case wrong != "" && (err == nil || !strings.Contains(err.Error(), "the names of 4 files in the zip are absolute, lead out of it with .., or are no paths")):
			t.Errorf("%q: error = %v", prefix, err)
		}
	}
	for want, files := range map[string]map[string]string{
		"and no students.csv with sections.csv (Clever); the zip is empty":                    {},
		"and no students.csv with sections.csv (Clever); the files are CSV of another kind":   {"a.csv": "x"},
		"and no students.csv with sections.csv (Clever); the names of 1 file in the zip are ": {"a.csv": "x", "/users.csv": "x"},
	} {
		if _, err := roster.Load(t.Context(), rostertest.Zip(t, files), nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error = %v, want %q in it", err, want)
		}
	}
	if _, err := roster.Load(t.Context(), rostertest.FS(nil), nil); err == nil || !strings.Contains(err.Error(), "and no students.csv with sections.csv (Clever); the folder is empty") {
		t.Errorf("error = %v", err)
	}
}

// lockedFolder has a folder within that may not be read.
type lockedFolder struct{ fstest.MapFS }

func (f lockedFolder) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == "private" {
		return nil, fs.ErrPermission
	}
	return f.MapFS.ReadDir(name)
}

func TestLoadRosterLockedFolder(t *testing.T) {
	fsys := rostertest.FS(rostertest.Small()).(fstest.MapFS)
	fsys["private/x.csv"] = &fstest.MapFile{}
	if _, err := roster.Load(t.Context(), lockedFolder{MapFS: fsys}, nil); err != nil {
		t.Error(err)
	}
}

func TestRosterProblemsAreBounded(t *testing.T) {
	files := rostertest.Small()
	files["enrollments.csv"] += strings.Repeat("e,,,c1,o1,nobody,student,,,\n", 5000)
	people, err := roster.Load(t.Context(), rostertest.FS(files), nil)
	if err != nil {
		t.Fatal(err)
	}
	got := people.Problems()
	want := nameset.Problem{File: "enrollments.csv", Message: "4,980 more rows: the person is not in users.csv; the enrollment is left out"}
	if len(got) != 21 || got[20] != want {
		t.Errorf("%d problems, the last %+v; want 21, the last %+v", len(got), got[len(got)-1], want)
	}
}

func TestNilRoster(t *testing.T) {
	var r *roster.Roster
	set := nameset.NewSet("Tardy")
	refs := r.References(set)
	if refs.Recognitions != set || refs.Teachers != nil || refs.Classes != nil || refs.Roster != nil || r.Problems() != nil {
		t.Errorf("References of a nil Roster = %+v, want the recognitions alone", refs)
	}
}
