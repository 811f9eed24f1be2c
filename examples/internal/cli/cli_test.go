package cli

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.com/otustemplate"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const source = `// Program does it.
//
//	program [-x] FILE
package main

// Not this.
`

const help = "Program does it.\n\n\tprogram [-x] FILE\n"

func TestParse(t *testing.T) {
	tests := []struct {
		name           string
		args           []string
		status         int
		ok             bool
		stdout, stderr string
	}{
		{"fine", []string{"-x", "file"}, 0, true, "", ""},
		{"nothing", nil, 0, true, "", ""},
		{"help", []string{"-h"}, 0, false, help, ""},
		{"help among others", []string{"-x", "--help", "file"}, 0, false, help, ""},
		{"no such flag", []string{"-y"}, 2, false, "", "program: there is no flag -y\nRun program -h for help.\n"},
		{"a flag without its value", []string{"a", "-s"}, 2, false, "", "program: a value must follow the flag -s\nRun program -h for help.\n"},
		{"too many files", []string{"a", "b"}, 2, false, "", "program: 2 file names were given (a, b), but the program takes only one\nRun program -h for help.\n"},
		{"too many files around a flag", []string{"a", "-x", "b"}, 2, false, "", "program: 2 file names were given (a, b), but the program takes only one\nRun program -h for help.\n"},
		{"a flag after the file", []string{"a", "-x"}, 0, true, "", ""},
		{"flags on both sides of the file", []string{"-x", "a", "-s", "b"}, 0, true, "", ""},
		{"a switch twice, around the file", []string{"-x", "a", "-x"}, 2, false, "", "program: invalid boolean flag x: it is given twice, and can be given once\nRun program -h for help.\n"},
		{"help after the file", []string{"a", "-h"}, 0, false, help, ""},
		{"a name like a flag", []string{"-x", "--", "-s"}, 0, true, "", ""},
		{"standard input after a file", []string{"a", "-"}, 2, false, "", "program: 2 file names were given (a, -), but the program takes only one\nRun program -h for help.\n"},
		{"a flag twice", []string{"-s", "a", "-s", "b"}, 2, false, "", "program: invalid value \"b\" for flag -s: it is given twice, and can be given once\nRun program -h for help.\n"},
		{"a switch twice", []string{"-x", "-x"}, 2, false, "", "program: invalid boolean flag x: it is given twice, and can be given once\nRun program -h for help.\n"},
		{"a flag that takes several", []string{"-shared", "a", "-shared", "b"}, 0, true, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			flags := flag.NewFlagSet("program", flag.ContinueOnError)
			flags.Bool("x", false, "")
			flags.String("s", "", "")
			new(Lists).Flags(flags)
			status, ok := Parse(flags, tt.args, 1, source, &stdout, &stderr)
			if status != tt.status || ok != tt.ok {
				t.Errorf("Parse(%q) = %d, %t, want %d, %t", tt.args, status, ok, tt.status, tt.ok)
			}
			if stdout.String() != tt.stdout || stderr.String() != tt.stderr {
				t.Errorf("Parse(%q) printed %q and %q, want %q and %q", tt.args, stdout.String(), stderr.String(), tt.stdout, tt.stderr)
			}
		})
	}
}

// What follows the last flag and what stands before it are files alike.
func TestParseFiles(t *testing.T) {
	for _, args := range [][]string{{"-x", "a", "b"}, {"a", "-x", "b"}, {"a", "b", "-x"}, {"a", "-x", "--", "b"}} {
		flags := flag.NewFlagSet("program", flag.ContinueOnError)
		x := flags.Bool("x", false, "")
		_, ok := Parse(flags, args, 2, source, io.Discard, io.Discard)
		if diff := cmp.Diff([]string{"a", "b"}, flags.Args()); !ok || !*x || diff != "" {
			t.Errorf("Parse(%q) = %t, x %t (-want +got):\n%s", args, ok, *x, diff)
		}
	}
}

// Office staff are told what is wrong with a file in words of theirs.
func TestFileTrouble(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("file.csv", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	read := func(path string) error { _, err := os.ReadFile(path); return err }
	full := &fs.PathError{Op: "write", Path: "out.csv", Err: syscall.ENOSPC}
	tests := []struct {
		name string
		err  error
		want string
	}{
		{"no such file", read("nope.csv"), "nope.csv: there is no such file in this folder; check the spelling"},
		{"no such folder", read(filepath.Join("no", "x.csv")), filepath.Join("no", "x.csv") + ": there is no folder no; check the spelling"},
		{"no such file in a folder", read(filepath.Join("..", "nope.csv")), filepath.Join("..", "nope.csv") + ": there is no such file; check the spelling"},
		{"within other words", fmt.Errorf("the list: %w", read("nope.csv")), "the list: nope.csv: there is no such file in this folder; check the spelling"},
		{"locked", &fs.PathError{Op: "open", Path: "x.csv", Err: fs.ErrPermission}, "x.csv: you may not open this file; close it in other programs, or ask who owns it"},
		{"full disk", full, "out.csv: the disk is full; make room and run it again. The file is as it was before"},
		{"what the system says", &fs.PathError{Op: "read", Path: "x.csv", Err: errors.New("bad sector")}, "read x.csv: bad sector"},
		{"no file", errors.New("a column is lacking"), "a column is lacking"},
	}
	if runtime.GOOS != "windows" {
		tests = append(tests, []struct {
			name string
			err  error
			want string
		}{
			{"a folder", read("."), ".: this is a folder; give the name of a file"},
			{"a file as a folder", read(filepath.Join("file.csv", "x.csv")), "file.csv/x.csv: part of this path is a file, not a folder; check the spelling"},
		}...)
	}
	for _, tt := range tests {
		if got := plainly(tt.err); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestLists(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var lists Lists
	flags := flag.NewFlagSet("program", flag.ContinueOnError)
	lists.Flags(flags)
	err := flags.Parse([]string{
		"-recognitions", write("recognitions.txt", "Tardy\nBehavioral Warning\n"),
		"-teachers", write("teachers.csv", "Name,Teacher Email\nT. Reed,t.reed@example.org\n"),
	})
	if err != nil {
		t.Fatal(err)
	}
	refs, _, err := lists.references(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Behavioral Warning", "Tardy"}, slices.Collect(refs.Recognitions.All())); diff != "" {
		t.Errorf("recognitions mismatch (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"t.reed@example.org"}, slices.Collect(refs.Teachers.All())); diff != "" {
		t.Errorf("teachers mismatch (-want +got):\n%s", diff)
	}
	if refs.Classes != nil {
		t.Errorf("classes = %v, want nil, as no file was given", refs.Classes)
	}
	lists.classes = filepath.Join(dir, "none.csv")
	if _, _, err := lists.references(t.Context()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("references of a file that does not exist = %v, want os.ErrNotExist", err)
	}
}

func TestRoster(t *testing.T) {
	const folder = "../../../testdata/oneroster/edfi-lms-toolkit-v1p1"
	zipped := filepath.Join(t.TempDir(), "roster.zip")
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if err := errors.Join(z.AddFS(os.DirFS(folder)), z.Close(), os.WriteFile(zipped, b.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	teachers := filepath.Join(t.TempDir(), "teachers.txt")
	if err := os.WriteFile(teachers, []byte("t.reed@example.org\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{folder, zipped} {
		lists := Lists{Warn: io.Discard, rosters: Paths{path}, teachers: teachers}
		refs, _, err := lists.references(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if refs.Roster == nil || refs.Classes.Len() == 0 {
			t.Errorf("roster %s: %d classes, want some", path, refs.Classes.Len())
		}
		if diff := cmp.Diff([]string{"t.reed@example.org"}, slices.Collect(refs.Teachers.All())); diff != "" {
			t.Errorf("roster %s: teachers mismatch, as the list goes before it (-want +got):\n%s", path, diff)
		}
	}
	lists := Lists{Warn: io.Discard, rosters: Paths{folder + "/none"}}
	if _, _, err := lists.references(t.Context()); err == nil {
		t.Error("a roster that does not exist was loaded")
	}
}

func TestValidator(t *testing.T) {
	shared := filepath.Join(t.TempDir(), "shared.csv")
	const header = "SIS ID,Recognition,Teacher Email,Class Name,Date\n"
	if err := os.WriteFile(shared, []byte(header+"S1,Tardy,t.reed@example.org,Algebra 1,2023-09-14\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	rows := header + "S1,Tardy,t.reed@example.org,Algebra 1,2023-09-14\nS2,Tardy,t.reed@example.org,Algebra 1,2023-09-14\n"
	for _, tt := range []struct {
		path string
		want map[otustemplate.Code]int64
	}{
		{"", map[otustemplate.Code]int64{}},
		{shared, map[otustemplate.Code]int64{otustemplate.CodeDuplicateShared: 1}},
	} {
		var lists Lists
		if tt.path != "" {
			lists.shared = Paths{tt.path}
		}
		v, _, err := lists.Validator(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		report, err := v.Validate(t.Context(), strings.NewReader(rows))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, report.Counts, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("shared %q: counts mismatch (-want +got):\n%s", tt.path, diff)
		}
	}
	lists := Lists{shared: Paths{shared + ".none"}}
	if _, _, err := lists.Validator(t.Context(), nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Validator with a file that does not exist = %v, want os.ErrNotExist", err)
	}
}

// Every setting of a file of options reaches the Validator: none is left out when the
// flags have settings of their own.
func TestValidatorOptions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "options.json")
	const options = `{"firstDate": "2023-08-14", "lastDate": "2024-06-07", "today": "2024-06-30", "noteLimit": 10, "maxErrors": 7,
		"sensitiveWords": ["green room"], "severity": {"note-long": "error"}}`
	if err := os.WriteFile(path, []byte(options), 0o600); err != nil {
		t.Fatal(err)
	}
	want, err := otustemplate.ReadValidatorOptions(strings.NewReader(options))
	if err != nil {
		t.Fatal(err)
	}
	want.Workers = 3
	got, err := (&Lists{options: path}).withOptions(&otustemplate.ValidatorOptions{Workers: 3})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&want, got, cmpopts.IgnoreUnexported(otustemplate.ReaderOptions{})); diff != "" {
		t.Errorf("options mismatch (-want +got):\n%s", diff)
	}
}

func TestWriteFile(t *testing.T) {
	errWrite := errors.New("no")
	hello := func(w io.Writer) error { _, err := io.WriteString(w, "hello"); return err }
	path := filepath.Join(t.TempDir(), "report.txt")
	var stdout strings.Builder
	if err := errors.Join(WriteFile("", &stdout, hello), WriteFile(path, &stdout, hello)); err != nil {
		t.Fatal(err)
	}
	err := WriteFile(path, &stdout, func(w io.Writer) error { return errors.Join(hello(w), errWrite) })
	if !errors.Is(err, errWrite) {
		t.Errorf("WriteFile = %v, want the error of writing", err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != "hello" || stdout.String() != "hello" {
		t.Errorf("WriteFile wrote %q to the file and %q to stdout, want hello once to each", text, stdout.String())
	}
}

// Issues are a CSV, or a workbook if the program makes one: a CSV under the name of a
// workbook is one that Excel does not open.
func TestIssuesFile(t *testing.T) {
	t.Chdir(t.TempDir())
	open := func(i *Issues, args ...string) error {
		flags := flag.NewFlagSet("program", flag.ContinueOnError)
		i.Flags(flags)
		if err := flags.Parse(args); err != nil {
			t.Fatal(err)
		}
		var opts otustemplate.ValidatorOptions
		err := i.Open(&opts, nil)
		if err == nil && opts.OnIssue != nil {
			err = opts.OnIssue(otustemplate.Issue{Code: "mine", Row: 2})
		}
		return err
	}
	if err := open(&Issues{}, "-issues", "all.XLSX"); err == nil || !strings.Contains(err.Error(), "end the name in .csv") {
		t.Errorf("a workbook of a program that makes none: %v", err)
	}
	var none Issues
	if err := errors.Join(open(&none), none.Commit()); err != nil || none.Name() != "" {
		t.Errorf("without a file: %v, %q", err, none.Name())
	}
	none.Close()
	book := func(w io.Writer, folder string) io.WriteCloser { return &upper{w, "in " + folder + ":"} }
	for _, tt := range []struct{ file, want string }{{"all.csv", "\ufeffrow,"}, {"all.xlsx", "in .:\ufeffROW,"}} {
		issues := Issues{Workbook: book}
		if err := errors.Join(open(&issues, "-issues", tt.file), issues.Commit()); err != nil {
			t.Fatal(err)
		}
		issues.Close()
		if text, err := os.ReadFile(tt.file); err != nil || !strings.HasPrefix(string(text), tt.want) {
			t.Errorf("%s = %q, %v, want it to begin with %q", tt.file, text, err, tt.want)
		}
	}
	dropped := Issues{Workbook: book}
	if err := open(&dropped, "-issues", "dropped.xlsx"); err != nil {
		t.Fatal(err)
	}
	dropped.Close()
	if names, err := filepath.Glob("*"); err != nil || len(names) != 2 {
		t.Errorf("%q, %v in the folder, want the two that were committed", names, err)
	}
}

// An upper writes upper case once it is closed.
type upper struct {
	w    io.Writer
	text string
}

func (u *upper) Write(text []byte) (int, error) {
	u.text += strings.ToUpper(string(text))
	return len(text), nil
}

func (u *upper) Close() error { _, err := io.WriteString(u.w, u.text); return err }

func TestPlural(t *testing.T) {
	for n, want := range map[int64]string{0: "0 rows", 1: "1 row", 2: "2 rows", 999: "999 rows", 1000: "1,000 rows", 1234567: "1,234,567 rows", -1000: "-1,000 rows", -999: "-999 rows"} {
		if got := Plural(n, "row", "rows"); got != want {
			t.Errorf("Plural(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestProgress(t *testing.T) {
	if Progress(new(strings.Builder)) != nil {
		t.Error("Progress of no terminal is not nil")
	}
	var c clock
	start := time.Date(2024, 3, 1, 8, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name  string
		after time.Duration
		p     otustemplate.Progress
		want  string
	}{
		{"too early to say", 0, otustemplate.Progress{Rows: 1, Bytes: 3, Total: 1200}, "1 row"},
		{"the total is not known", 2 * time.Second, otustemplate.Progress{Rows: 10, Bytes: 30}, "10 rows, 5 a second"},
		{"a first estimate", 10 * time.Second, otustemplate.Progress{Rows: 100, Bytes: 300, Total: 1200}, "100 rows, 10 a second, 25% done, 30 s left"},
		{"a little slower: it counts down", 12 * time.Second, otustemplate.Progress{Rows: 115, Bytes: 345, Total: 1200}, "115 rows, 10 a second, 28% done, 28 s left"},
		{"much slower: it is another", 20 * time.Second, otustemplate.Progress{Rows: 120, Bytes: 360, Total: 1200}, "120 rows, 6 a second, 30% done, 47 s left"},
		{"minutes", 60 * time.Second, otustemplate.Progress{Rows: 130, Bytes: 400, Total: 1200}, "130 rows, 2 a second, 33% done, 2 min left"},
		{"never less than nothing", 400 * time.Second, otustemplate.Progress{Rows: 400, Bytes: 1195, Total: 1200}, "400 rows, 1 a second, 99% done, 2 s left"},
		{"the end", 401 * time.Second, otustemplate.Progress{Rows: 400, Bytes: 1200, Total: 1200, Done: true}, ""},
	} {
		if got := c.line(tt.p, start.Add(tt.after)); got != "\r\x1b[K"+tt.want {
			t.Errorf("%s: line(%+v) = %q, want %q", tt.name, tt.p, got, tt.want)
		}
	}
}

// A report on a terminal has colors, and there is a line of progress, unless the
// terminal or the person wants none. The null device passes for a terminal.
func TestTerminal(t *testing.T) {
	device, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	if !IsTerminal(device) {
		t.Skip("the null device is none of characters here")
	}
	for _, tt := range []struct {
		term, noColor   string
		color, progress bool
	}{
		{"xterm", "", true, true},
		{"", "", true, true},
		{"dumb", "", false, false},
		{"xterm", "1", false, true},
		{"xterm", "0", false, true}, // any value, says no-color.org
		{"dumb", "1", false, false},
	} {
		t.Setenv("TERM", tt.term)
		t.Setenv("NO_COLOR", tt.noColor)
		t.Setenv("COLUMNS", "60")
		opts := ForTerminal(otustemplate.ReportOptions{Title: "March"}, device)
		if want := (otustemplate.ReportOptions{Title: "March", Width: 60, Color: tt.color}); opts != want {
			t.Errorf("TERM=%s NO_COLOR=%s: %+v, want %+v", tt.term, tt.noColor, opts, want)
		}
		if got := Progress(device) != nil; got != tt.progress {
			t.Errorf("TERM=%s NO_COLOR=%s: progress %t, want %t", tt.term, tt.noColor, got, tt.progress)
		}
	}
	t.Setenv("TERM", "xterm")
	t.Setenv("NO_COLOR", "")
	if opts := ForTerminal(otustemplate.ReportOptions{}, new(strings.Builder)); opts.Color || opts.Width != 0 {
		t.Errorf("of no terminal: %+v, want no color and no width", opts)
	}
}

func TestStatus(t *testing.T) {
	for _, tt := range []struct {
		ok   bool
		err  error
		want int
		told string
	}{
		{true, nil, OK, ""},
		{false, nil, Errors, ""},
		{true, errors.New("disk full"), Failed, "program: disk full\n"},
		{false, context.Canceled, Failed, "program: interrupted; nothing was written\n"},
	} {
		var stderr strings.Builder
		if got := Status(&stderr, "program", tt.ok, tt.err); got != tt.want || stderr.String() != tt.told {
			t.Errorf("Status(%t, %v) = %d and %q, want %d and %q", tt.ok, tt.err, got, stderr.String(), tt.want, tt.told)
		}
	}
}

func TestReport(t *testing.T) {
	report := &otustemplate.Report{Rows: 3, Bytes: 100}
	path := filepath.Join(t.TempDir(), "report")
	tests := []struct {
		args []string
		want string // the report starts so; "": the flags are refused
	}{
		{nil, "September\n"},
		{[]string{"-json"}, "{"},
		{[]string{"-csv"}, "\ufeffrow,"},
		{[]string{"-html"}, "<!"},
		{[]string{"-json", "-csv"}, ""},
	}
	for _, tt := range tests {
		var r Report
		flags := flag.NewFlagSet("program", flag.ContinueOnError)
		flags.SetOutput(io.Discard)
		r.Flags(flags, "o")
		err := flags.Parse(append(tt.args, "-title", "September", "-o", path))
		if (err != nil) != (tt.want == "") {
			t.Fatalf("Parse(%q) = %v", tt.args, err)
		}
		if err != nil {
			continue
		}
		var stdout strings.Builder
		if err := r.Write(report, &stdout); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), tt.want) || stdout.Len() != 0 {
			t.Errorf("report with %q = %q, want it to start with %q", tt.args, text, tt.want)
		}
	}
}

func TestApart(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, name := range []string{"in.csv", "old.csv"} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		outputs []string
		ok      bool
	}{
		{[]string{"out.csv", "old.csv", "report.txt"}, true},
		{[]string{"out.csv", "in.csv"}, false},
		{[]string{filepath.Join(dir, "in.csv")}, false},
		{[]string{"out.csv", "./out.csv"}, false},
		{[]string{"", "out.csv", ""}, true},
		{[]string{"old.csv", "old.csv"}, false},
	}
	if err := os.Symlink("in.csv", "link.csv"); err == nil {
		tests = append(tests, struct {
			outputs []string
			ok      bool
		}{[]string{"link.csv"}, false})
	}
	for _, tt := range tests {
		if err := Apart("in.csv", tt.outputs...); (err == nil) != tt.ok {
			t.Errorf("Apart(in.csv, %q) = %v, want ok %t", tt.outputs, err, tt.ok)
		}
	}
}

// Of several rosters the latest is today's, in whatever order they are given, and
// all serve look-ups; rows of every file that was shared are known, and named.
func TestSeveralFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	roster := func(year, class, last string) string {
		write(year+"/academicSessions.csv", "sourcedId,startDate,endDate\nA,2001-09-01,2001-12-20\nFY,2002-01-01,"+last+"\n")
		write(year+"/classes.csv", "sourcedId,title,termSourcedIds\nc1,"+class+",FY\n")
		write(year+"/users.csv", "sourcedId,givenName,familyName,role,email\nt1,Nora,Rivera,teacher,n.rivera@example.org\ns1,Kim,Reyes,student,\n")
		write(year+"/enrollments.csv", "classSourcedId,userSourcedId,role\nc1,t1,teacher\nc1,s1,student\n")
		return filepath.Join(dir, year)
	}
	older, today := roster("older", "Life Science", "2023-06-07"), roster("today", "Biology", "2024-06-07")
	for _, order := range [][]string{{older, today}, {today, older}} {
		lists := Lists{Warn: io.Discard, rosters: order}
		refs, rosters, err := lists.references(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(rosters) != 2 || !refs.Classes.Contains("Biology") || refs.Classes.Contains("Life Science") {
			t.Errorf("%q: %d rosters, classes %q, want the latest's", order, len(rosters), slices.Collect(refs.Classes.All()))
		}
	}
	const header = "SIS ID,Recognition,Teacher Email,Class Name,Date\n"
	row := func(day string) string { return "s1,Tardy,n.rivera@example.org,Biology," + day + "\n" }
	lists := Lists{Warn: io.Discard, shared: Paths{
		write("first.csv", header+row("2024-01-08")), write("second.csv", header+row("2024-01-09"))}}
	v, _, err := lists.Validator(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	report, err := v.Validate(t.Context(), strings.NewReader(header+row("2024-01-09")+row("2024-01-08")+row("2024-01-10")))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, is := range report.Issues {
		got = append(got, is.Message)
	}
	const end = ", which was shared earlier (row 2 there): remove it here, so that it is not entered twice"
	if diff := cmp.Diff([]string{`the row is already in "second.csv"` + end, `the row is already in "first.csv"` + end}, got); diff != "" {
		t.Errorf("messages mismatch (-want +got):\n%s", diff)
	}
}
