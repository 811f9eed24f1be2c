package job_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/page"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// today is the day on which the tests check.
var today = dates.Date{Year: 2023, Month: time.December, Day: 1}

// built is what a build gave.
type built struct {
	template, rejects string
	report            *tally.Report
	err               error
}

// plainMapping feeds a template from five short columns.
const plainMapping = `{"columns": {
	"Student Number": {"from": "id"},
	"Recognition":    {"from": "what", "values": {"T": "Tardy", "H": "Helping Others"}},
	"Teacher Email":  {"from": "who"},
	"Class Name":     {"const": "Biology"},
	"Date":           {"from": "day"},
	"Note":           {"from": "note"}}}`

// failAfter takes so many bytes, then fails.
type failAfter struct{ n int }

func (w *failAfter) Write(p []byte) (int, error) {
	if w.n -= len(p); w.n < 0 {
		return 0, errFull
	}
	return len(p), nil
}

var errFull = errors.New("the disk is full")

type failingReader struct{ err error }

func (r *failingReader) Read([]byte) (int, error) { return 0, r.err }

// readDistrict reads the lists of testdata/district.
func readDistrict(t testing.TB) roster.References {
	t.Helper()
	path := func(name string) string { return filepath.Join("../../testdata", "district", name) }
	return roster.References{
		Recognitions: nameset.NewSet(readList(t, path("recognitions.csv"), "")...),
		Teachers:     nameset.NewEmailSet(readList(t, path("teachers.csv"), "Teacher Email")...),
		Classes:      nameset.NewSet(readList(t, path("classes.csv"), "")...),
	}
}

// readList reads the names of a column.
func readList(t testing.TB, path, column string) []string {
	t.Helper()
	set, err := sheet.ReadSet(bytes.NewReader(readFile(t, path)), column)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for n := range set.All() {
		names = append(names, n)
	}
	return names
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// day is the date that most tests mean.
var day = dates.Date{Year: 2023, Month: time.September, Day: 14}

const headerLine = "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\r\n"

// goodRow is a row that nothing is wrong with.
func goodRow(number int) string {
	return fmt.Sprintf(",,%06d,,Tardy,a.rivera@example.org,Algebra 1,09/14/2023,\r\n", number)
}

// validate checks text with v, and fails on an error outside the data.
func validate(t testing.TB, v *job.Validator, text string) *tally.Report {
	t.Helper()
	rep, err := v.Validate(t.Context(), strings.NewReader(text))
	if err != nil && !errors.Is(err, tally.ErrTooManyErrors) {
		t.Fatal(err)
	}
	return rep
}

// ignoreClock leaves out what is a clock's reading.
var ignoreClock = cmp.Options{
	cmpopts.IgnoreFields(tally.Report{}, "Elapsed"),
	cmpopts.IgnoreUnexported(tally.Report{}),
	cmpopts.EquateEmpty(),
}

// messyFiles are small files with much wrong.
func messyFiles() []messyFile {
	var all strings.Builder
	all.WriteString(headerLine)
	for i, tt := range checkCases {
		rec := goodRecord()
		tt.set(&rec)
		var b bytes.Buffer
		w := sheet.NewWriter(&b, nil)
		if err := w.Write(rec); err != nil {
			continue // what the Writer refuses cannot stand in a file of its own making
		}
		w.Flush()
		_, row, _ := strings.Cut(b.String(), "\n")
		all.WriteString(row)
		if i%7 == 0 {
			all.WriteString("\r\n")
		}
	}
	return []messyFile{
		{name: "empty", text: ""},
		{name: "header alone", text: headerLine},
		{name: "every case", text: all.String()},
		{name: "unclosed quote", text: headerLine + goodRow(1) + "\"a," + goodRow(2) + goodRow(3)},
		{name: "text behind a quote", text: headerLine + "\"a\"b" + goodRow(1) + goodRow(2)},
		{name: "every line opens a quote", text: headerLine + strings.Repeat("a\",\"\n", 50) + goodRow(1)},
		{name: "CR only", text: strings.ReplaceAll(headerLine+goodRow(1)+"\r\n"+goodRow(2), "\r\n", "\r")},
		{name: "blank tail", text: headerLine + goodRow(1) + strings.Repeat(",,,,,,,,\n", 20)},
		{name: "no final line end", text: strings.TrimSpace(headerLine + goodRow(1))},
		{name: "a web page", text: "<html><body>no</body></html>"},
		{name: "another table", text: "a,b\n1,2\n"},
		{name: "Windows-1252", text: headerLine + strings.Replace(goodRow(1), ",\r\n", ",caf\xe9\r\n", 1)},
	}
}

// checkReport fails where the figures of a report contradict one another.
func checkReport(t *testing.T, rep *tally.Report) {
	t.Helper()
	var counted, grouped int64
	for _, n := range rep.Counts {
		counted += n
	}
	for _, g := range rep.Groups {
		grouped += g.Count
	}
	if sum := rep.Errors + rep.Warnings + rep.Repairs; counted != sum || grouped != sum {
		t.Errorf("%d issues by code and %d by group, but %d errors, %d warnings and %d repairs",
			counted, grouped, rep.Errors, rep.Warnings, rep.Repairs)
	}
	var withErrors int64
	for _, n := range rep.Summary.ErrorRows {
		withErrors += n
	}
	if withErrors != rep.RowsWithErrors {
		t.Errorf("stretches hold %d rows with errors, want %d", withErrors, rep.RowsWithErrors)
	}
	if (rep.Err() == nil) != rep.OK() {
		t.Errorf("OK is %v, and Err %v", rep.OK(), rep.Err())
	}
	for i := 1; i < len(rep.Issues); i++ {
		if a, b := rep.Issues[i-1], rep.Issues[i]; a.Row > b.Row || a.Row == b.Row && a.Column > b.Column {
			t.Errorf("issue %d (%s of %s) stands before %s of %s", i, a.Code, a.Cell(), b.Code, b.Cell())
		}
	}
}

// rowsOf reads n rows made one by one.
func rowsOf(row func(i int) string, n int) io.Reader { return &rowSource{row: row, n: n} }

// exampleRoster is a OneRoster export; a program takes os.DirFS or a zip.Reader.
var exampleRoster = fstest.MapFS{
	"academicSessions.csv": {Data: []byte("sourcedId,startDate,endDate\nFY,2023-08-14,2024-06-07\n")},
	"classes.csv":          {Data: []byte("sourcedId,title,termSourcedIds\nc1,Algebra 1,FY\nc2,Biology,FY\n")},
	"users.csv": {Data: []byte("sourcedId,givenName,familyName,role,email,identifier\n" +
		"t1,Nora,Rivera,teacher,n.rivera@example.org,\n" +
		"s1,Kim,Reyes,student,,004217\n")},
	"enrollments.csv": {Data: []byte("classSourcedId,userSourcedId,role\nc1,t1,teacher\nc1,s1,student\n")},
}

// slow reports whether tests run in full: OTUSTEMPLATE_SLOW=1, as CI sets it.
var slow = os.Getenv("OTUSTEMPLATE_SLOW") != ""

var errFault = errors.New("injected fault")

// checkGolden compares got with the file testdata/path.
func checkGolden(t *testing.T, path, got string) {
	t.Helper()
	path = filepath.Join("../../testdata", filepath.FromSlash(path))
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
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
		t.Errorf("%s changed (-want +got); run with -update if meant:\n%s", path, diff)
	}
}

// narrowLayout has no column for notes, and one identifier.
func narrowLayout(t *testing.T) schema.Layout {
	t.Helper()
	l, err := sheet.ReadLayout(strings.NewReader("SIS ID,Recognition,Teacher Email,Class Name,Date\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// A read is what one call of Read gave.
type read struct {
	Record schema.Record
	At     schema.Position
	Code   schema.Code // of a RowError
	Column schema.Column
}

// readAll calls Read to the end. The error is the one that ended it, io.EOF
// apart.
func readAll(t testing.TB, r io.Reader, opts *sheet.ReaderOptions) (all []read, err error) {
	t.Helper()
	reader := sheet.NewReader(r, opts)
	for rec, err := range reader.All() {
		bad, rowOnly := errors.AsType[*sheet.RowError](err)
		if err != nil && !rowOnly {
			_, again := reader.Read()
			if again != err {
				t.Errorf("error %v, then %v", err, again)
			}
			return all, err
		}
		one := read{Record: rec, At: reader.Position()}
		if rowOnly {
			one.Code, one.Column = bad.Code, bad.Column
			if bad.Position != one.At {
				t.Errorf("row error at %+v, row at %+v", bad.Position, one.At)
			}
		}
		all = append(all, one)
	}
	return all, nil
}

// Mappings that make several records of a row, and one that does not.
var (
	splitMapping = strings.NewReplacer(`{"columns": {`, `{"each": {"split": "what", "separator": ";", "as": "code"}, "columns": {`,
		`"from": "what"`, `"from": "code"`).Replace(plainMapping)
	columnsMapping = strings.NewReplacer(`{"columns": {`, `{"each": {"columns": ["what", "Code 2", "code-2"], "as": "code"}, "columns": {`,
		`"from": "what"`, `"from": "code"`).Replace(plainMapping)
)

// formats are the renderers by the ending of their golden files.
var formats = map[string]func(*tally.Report, io.Writer, *advice.ReportOptions) error{
	"txt":  page.WriteText,
	"json": page.WriteJSON,
	"csv":  page.WriteCSV,
	"html": page.WriteHTML,
}

func render(t *testing.T, format string, r *tally.Report, o *advice.ReportOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := formats[format](r, &b, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// reportOf puts v wherever a cell can come to stand.
func reportOf(v string) *tally.Report {
	fix := []check.Fix{{Column: schema.ColClassName, Old: v, New: v, Safe: true}}
	return &tally.Report{
		Complete: true, Rows: 1, Errors: 2, Stopped: v, Labels: []string{v}, Columns: []schema.Column{schema.ColClassName},
		Groups: []tally.Group{
			{Code: schema.CodeClassUnknown, Severity: check.SeverityError, Column: schema.ColClassName, Value: v, Count: 3, Repaired: 1,
				Rows: []int64{2}, Fields: []int{7}, Message: v, Fixes: fix},
			{Code: schema.CodeTeacherUnknown, Severity: check.SeverityError, Column: schema.ColTeacherEmail, Value: v, Count: 1,
				Rows: []int64{2}, Fields: []int{7}, Message: v},
		},
		Issues: []check.Issue{{Code: schema.CodeClassUnknown, Severity: check.SeverityError, Row: 2, Field: 7,
			Column: schema.ColClassName, Value: v, Message: v, Fixes: fix}},
		Samples: []tally.Sample{{Row: 2, Cells: []string{v}}},
		Summary: tally.Summary{Classes: []tally.Count{{Name: v, Rows: 1}}},
	}
}

const runTogetherHeader = "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\n"

// Sources around a CSVSource: they embed it in every way that Go has.
type (
	embedsPointer struct{ *sheet.CSVSource }
	embedsValue   struct{ sheet.CSVSource }
	embedsTwice   struct{ embedsPointer }
	embedsDeep    struct{ *embedsTwice }
	// placedSource is what a CSVSource has of its own, as an interface: a source
	// that embeds it delegates, and gives place and text alone.
	placedSource interface {
		sheet.Source
		Position() schema.Position
		Raw() string
	}
	delegates struct{ placedSource }
)

// district is what exists in Otus in most tests.
func district() roster.References {
	return roster.References{
		Recognitions: nameset.NewSet("Tardy", "Cooperation", "Behavioral Warning", "Classroom Disruption", "None", "Café Duty"),
		Teachers:     nameset.NewEmailSet("a.rivera@example.org", "J.Okafor@example.org", "lee@example.org"),
		Classes:      nameset.NewSet("Algebra 1", "Algebra 2", "Period 3 – Art", "5E1", "Band  Hall", "ART", "Art"),
	}
}

// schoolYear is what most tests are checked with.
func schoolYear() *check.Options {
	return &check.Options{
		FirstDate: dates.Date{Year: 2023, Month: 8, Day: 14},
		LastDate:  dates.Date{Year: 2024, Month: 6, Day: 7},
		Today:     dates.Date{Year: 2024, Month: 1, Day: 31},
		NoteLimit: 300,
	}
}

func newValidator(t testing.TB, refs roster.References, opts *check.Options) *job.Validator {
	t.Helper()
	v, err := job.NewValidator(refs, opts)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// goodRecord is one that nothing is wrong with.
func goodRecord() schema.Record {
	return schema.Record{
		StudentNumber: "004217",
		Recognition:   "Tardy",
		TeacherEmail:  "a.rivera@example.org",
		ClassName:     "Algebra 1",
		Date:          dates.Date{Year: 2023, Month: 9, Day: 14},
		Note:          "Came in at 8:20.",
	}
}

// describe puts what matters of issues in a line each: column, code, severity,
// then the fixes, a safe one marked with !.
func describe(issues []check.Issue) []string {
	var lines []string
	for _, is := range issues {
		line := fmt.Sprintf("%s %s %s", is.Cell(), is.Code, is.Severity)
		if is.Column == schema.NoColumn {
			line = fmt.Sprintf("- %s %s", is.Code, is.Severity)
		}
		for _, f := range is.Fixes {
			safe := ""
			if f.Safe {
				safe = "!"
			}
			line += fmt.Sprintf(" →%s%q", safe, f.New)
		}
		lines = append(lines, line)
	}
	return lines
}

// fullRecord has every cell filled in.
func fullRecord() schema.Record {
	return schema.Record{
		StudentEmail: "ada@example.org", SISID: "S1", StudentNumber: "000123", StateID: "9876543210",
		Recognition: "Behavioral Warning", TeacherEmail: "t.reed@example.org", ClassName: "Algebra 1",
		Date: day, Note: "Talked during the test.",
	}
}

// written returns what a Writer makes of the records.
func written(t *testing.T, opts *sheet.WriterOptions, recs ...schema.Record) string {
	t.Helper()
	var b strings.Builder
	w := sheet.NewWriter(&b, opts)
	for i, rec := range recs {
		if err := w.Write(rec); err != nil {
			t.Fatalf("Write of record %d: %v", i, err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatalf("Flush: %v", err)
	}
	return b.String()
}

// checkFiles compares the files of a folder, and their modes, with what is
// wanted.
func checkFiles(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		got[e.Name()] = string(text)
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode() != 0o600 {
			t.Errorf("mode of %s = %v, want 0600", e.Name(), info.Mode())
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("folder mismatch (-want +got):\n%s", diff)
	}
}
