package main

import (
	"context"
	"errors"
	"flag"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/otustemplate"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the files that the output is compared with")

// compare compares got with the file of that name in testdata.
func compare(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); run with -update if meant:\n%s", name, diff)
	}
}

// filesOf returns the texts of the files in a folder, but that of the page.
func filesOf(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]string)
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if files[e.Name()] = string(text); filepath.Ext(e.Name()) == ".html" {
			files[e.Name()] = "a page"
		}
	}
	return files
}

func TestSample(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	var stdout, stderr strings.Builder
	if got := run(t.Context(), []string{"-out", out}, &stdout, &stderr); got != 0 || stderr.Len() > 0 {
		t.Fatalf("run = %d, told %q; want 0 and nothing", got, stderr.String())
	}
	compare(t, "report.txt", strings.ReplaceAll(stdout.String(), out, "out"))
	files := filesOf(t, out)
	for name, text := range files {
		if filepath.Ext(name) == ".csv" {
			compare(t, name, text)
		}
	}
	if len(files) != 4 || files["report.html"] == "" {
		t.Errorf("%d files", len(files))
	}
	if info, err := os.Stat(out); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder can be read by others: %v, %v", info.Mode(), err)
	}
}

const (
	testMapping = `{"columns": {"SIS ID": {"from": "id"}, "Recognition": {"const": "Tardy"}, "Teacher Email": {"const": "a@example.org"}, "Class Name": {"const": "Art"}, "Date": {"from": "day"}}}`
	testHeader  = "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\r\n"
)

func templateOf(ids ...string) string {
	text := testHeader
	for _, id := range ids {
		text += "," + id + ",,,Tardy,a@example.org,Art,2023-10-02,\r\n"
	}
	return text
}

func writeFiles(t *testing.T, export string) (folder string, args []string) {
	t.Helper()
	folder = t.TempDir()
	for name, text := range map[string]string{"export.csv": export, "mapping.json": testMapping} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder, []string{"-mapping", filepath.Join(folder, "mapping.json"), "-out", filepath.Join(folder, "out"), filepath.Join(folder, "export.csv")}
}

func TestFiles(t *testing.T) {
	const export = "id,day,school\n1,10/2/2023,A b\n2,10/2/2023,a/b\n3,,A b\n4,10/2/2023,A b\n5,10/2/2023,Rejects\n6,10/2/2023,A b \n"
	for _, tt := range []struct {
		name string
		args []string
		want map[string]string
	}{
		{"all in one", nil, map[string]string{"template.csv": templateOf("1", "2", "4", "5", "6")}},
		{"by rows", []string{"-rows", "2"}, map[string]string{"template-001.csv": templateOf("1", "2"), "template-002.csv": templateOf("4", "5"), "template-003.csv": templateOf("6")}},
		{"a number of rows that comes out", []string{"-rows", "5"}, map[string]string{"template-001.csv": templateOf("1", "2", "4", "5", "6")}},
		{"by school", []string{"-school", "School"}, map[string]string{"a-b.csv": templateOf("1", "4", "6"), "a-b-2.csv": templateOf("2"), "rejects-2.csv": templateOf("5")}},
		{"by school and rows", []string{"-school", "school", "-rows", "2"}, map[string]string{
			"a-b-001.csv": templateOf("1", "4"), "a-b-002.csv": templateOf("6"), "a-b-2-001.csv": templateOf("2"), "rejects-2-001.csv": templateOf("5")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder, args := writeFiles(t, export)
			var stdout, stderr strings.Builder
			if got := run(t.Context(), append(tt.args, args...), &stdout, &stderr); got != 0 || stderr.Len() > 0 {
				t.Fatalf("run = %d, told %q", got, stderr.String())
			}
			files := filesOf(t, filepath.Join(folder, "out"))
			if !strings.Contains(files["rejects.csv"], "\r\n3,,A b,4,") || strings.Count(files["rejects.csv"], "\n") != 2 {
				t.Errorf("rejects\n%s", files["rejects.csv"])
			}
			delete(files, "rejects.csv")
			delete(files, "report.html")
			if diff := cmp.Diff(tt.want, files); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
			for name := range tt.want {
				if !strings.Contains(stdout.String(), name) {
					t.Errorf("%s is not told", name)
				}
			}
		})
	}
}

// rowsOf yields rows of a roster.
func rowsOf[T any](rows ...T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// The roster says which school the student of a record attends.
func TestByRoster(t *testing.T) {
	student := func(id, email, number, school string, deleted bool) otustemplate.Person {
		return otustemplate.Person{ID: id, SISID: id, StudentEmail: email, StudentNumber: number, SchoolID: school, Deleted: deleted, Roles: []otustemplate.Role{otustemplate.RoleStudent}}
	}
	roster, err := otustemplate.NewRoster(t.Context(), otustemplate.RosterData{
		Sessions: rowsOf[otustemplate.Session](),
		Classes:  rowsOf(otustemplate.Class{ID: "c1", Title: "Art"}),
		People: rowsOf(
			student("s1", "Family@example.org", "1", "north", false), student("s2", "family@example.org", "2", "south", false),
			student("s3", "kim@example.org", "3", "south", false), student("s4", "", "4", "", false), student("s5", "", "5", "south", true),
		),
		Enrollments: rowsOf(otustemplate.Enrollment{ClassID: "c1", PersonID: "s1", Role: otustemplate.RoleStudent}),
	})
	if err != nil {
		t.Fatal(err)
	}
	of := byRoster(roster)
	for _, tt := range []struct {
		name string
		rec  otustemplate.Record
		want string
	}{
		{"by number", otustemplate.Record{StudentNumber: "1"}, "north"},
		{"by e-mail", otustemplate.Record{StudentEmail: "KIM@example.org"}, "south"},
		{"an address of siblings, and a number", otustemplate.Record{StudentEmail: "family@example.org", StudentNumber: "2"}, "south"},
		{"an address of siblings", otustemplate.Record{StudentEmail: "family@example.org"}, ""},
		{"of no school", otustemplate.Record{SISID: "s4"}, ""},
		{"no longer there", otustemplate.Record{SISID: "s5"}, ""},
		{"nobody", otustemplate.Record{SISID: "s9"}, ""},
	} {
		school, err := of(tt.rec, otustemplate.SourceRow{})
		if _, rejected := errors.AsType[*otustemplate.RecordError](err); school != tt.want || rejected != (tt.want == "") {
			t.Errorf("%s: school %q, error %v; want %q", tt.name, school, err, tt.want)
		}
	}
}

// A whole run that goes by a roster.
func TestRunByRoster(t *testing.T) {
	folder, args := writeFiles(t, "id,day\ns1,10/2/2023\ns2,10/2/2023\ns3,10/2/2023\n")
	roster := filepath.Join(folder, "roster")
	if err := os.Mkdir(roster, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"academicSessions.csv": "sourcedId,startDate,endDate\nFY,2023-08-14,2024-06-07\n",
		"classes.csv":          "sourcedId,title,termSourcedIds\nc1,Art,FY\n",
		"users.csv":            "sourcedId,orgSourcedIds,givenName,familyName,role,email\nt1,north,Ana,Lee,teacher,a@example.org\ns1,north,Kim,Reyes,student,\ns2,south,Ola,Quist,student,\ns3,,Zane,Lund,student,\n",
		"enrollments.csv":      "classSourcedId,userSourcedId,role\nc1,t1,teacher\nc1,s1,student\nc1,s2,student\nc1,s3,student\n",
	} {
		if err := os.WriteFile(filepath.Join(roster, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var stdout, stderr strings.Builder
	if got := run(t.Context(), append([]string{"-by-roster", "-oneroster", roster}, args...), &stdout, &stderr); got != 0 {
		t.Fatalf("run = %d, told %q", got, stderr.String())
	}
	files := filesOf(t, filepath.Join(folder, "out"))
	if !strings.Contains(files["rejects.csv"], "\r\ns3,10/2/2023,4,") {
		t.Errorf("rejects\n%s", files["rejects.csv"])
	}
	delete(files, "rejects.csv")
	delete(files, "report.html")
	if diff := cmp.Diff(map[string]string{"north.csv": templateOf("s1"), "south.csv": templateOf("s2")}, files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

// Whatever goes wrong, no file is left.
func TestAllOrNone(t *testing.T) {
	const export = "id,day,school\n1,10/2/2023,A\n2,10/2/2023,B\n"
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tt := range []struct {
		name   string
		ctx    context.Context
		export string
		args   []string
		stderr string
	}{
		{"interrupted", canceled, export, nil, "interrupted"},
		{"no such column", t.Context(), export, []string{"-school", "Campus"}, `no column "Campus"`},
		{"no such column in the mapping", t.Context(), "id,school\n1,A\n", nil, "day"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder, args := writeFiles(t, tt.export)
			var stdout, stderr strings.Builder
			if got := run(tt.ctx, append(tt.args, args...), &stdout, &stderr); got != 2 || !strings.Contains(stderr.String(), tt.stderr) || stdout.Len() > 0 {
				t.Errorf("run = %d, told %q", got, stderr.String())
			}
			if entries, err := os.ReadDir(folder); err != nil || len(entries) != 2 {
				t.Errorf("the folder has %v, %v", entries, err)
			}
		})
	}
}

// A file that cannot be written ends the build, and what was committed before goes with
// the folder.
func TestPartsFail(t *testing.T) {
	folder := t.TempDir()
	dst := newTemplates(folder, oneForAll, 1)
	defer dst.Close()
	if err := os.Mkdir(filepath.Join(folder, "template-002.csv"), 0o700); err != nil {
		t.Fatal(err)
	}
	rec := otustemplate.Record{SISID: "1"}
	if err := dst.WriteFrom(rec, otustemplate.SourceRow{}); err != nil {
		t.Fatal(err)
	}
	if err := dst.WriteFrom(rec, otustemplate.SourceRow{}); err == nil {
		t.Error("a folder is written over")
	}
	if err := dst.Write(rec); err == nil {
		t.Error("a record without its row is written")
	}
	parts := &parts{base: filepath.Join(folder, "other")}
	defer parts.Close()
	if refused, ok := errors.AsType[*otustemplate.RecordError](parts.Write(otustemplate.Record{})); !ok {
		t.Errorf("a blank record: %v", refused)
	}
	if err := parts.Write(rec); err != nil || parts.written != 1 {
		t.Errorf("after it: error %v, %d written", err, parts.written)
	}
}

func TestRunFailures(t *testing.T) {
	folder, args := writeFiles(t, "id,day\n1,10/2/2023\n")
	export := args[4]
	for _, tt := range []struct {
		name   string
		args   []string
		status int
		stdout string // is in it; "": nothing
		stderr string // a part of it
	}{
		{"help", []string{"-h"}, 0, "-school LABEL", ""},
		{"no mapping", []string{export}, 2, "", "both needed"},
		{"no roster", []string{"-by-roster"}, 2, "", "-by-roster needs one"},
		{"no such mapping", []string{"-mapping", filepath.Join(folder, "none"), export}, 2, "", "none"},
		{"a mapping that is none", []string{"-mapping", export, export}, 2, "", "export.csv"},
		{"no such export", []string{"-mapping", args[1], filepath.Join(folder, "none")}, 2, "", "none"},
		{"the folder is there", []string{"-mapping", args[1], "-out", folder, export}, 2, "", "is there already"},
		{"nowhere to write", []string{"-mapping", args[1], "-out", filepath.Join(folder, "none", "out"), export}, 2, "", "none"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			if got := run(t.Context(), tt.args, &stdout, &stderr); got != tt.status {
				t.Errorf("run(%q) = %d, want %d", tt.args, got, tt.status)
			}
			for _, out := range []struct{ name, got, want string }{{"printed", stdout.String(), tt.stdout}, {"told", stderr.String(), tt.stderr}} {
				if !strings.Contains(out.got, out.want) || (out.got == "") != (out.want == "") {
					t.Errorf("run(%q) %s %q, want %q in it", tt.args, out.name, out.got, out.want)
				}
			}
		})
	}
}
