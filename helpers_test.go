package otustemplate_test

import (
	"bytes"
	"context"
	"database/sql/driver"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// built is what a build gave.
type built struct {
	template, rejects string
	report            *otustemplate.Report
	err               error
}

// build runs b on the source and makes sure that the counts add up.
func build(t testing.TB, b otustemplate.Builder, src otustemplate.Source) built {
	t.Helper()
	return buildAs(t, b, src, otustemplate.Layout{})
}

// buildAs is build for a template with that header.
func buildAs(t testing.TB, b otustemplate.Builder, src otustemplate.Source, layout otustemplate.Layout) built {
	t.Helper()
	var template, rejects bytes.Buffer
	b.Rejects = &rejects
	w := otustemplate.NewWriter(&template, &otustemplate.WriterOptions{Layout: layout, LF: true})
	rep, err := b.Build(context.Background(), src, w)
	if rep == nil {
		t.Fatal("Build gave no report")
	}
	checkCounts(t, rep)
	return built{template: template.String(), rejects: rejects.String(), report: rep, err: err}
}

// checkCounts makes sure that every row and record is accounted for.
func checkCounts(t testing.TB, rep *otustemplate.Report) {
	t.Helper()
	c := rep.Build
	if c == nil {
		t.Fatal("the report of a build has no BuildCounts")
	}
	if c.Records != c.Written+c.Rejected+c.AlreadyShared+c.Excluded || c.Changed > c.Rejected {
		t.Errorf("%d records, but %d written, %d rejected, %d of them changed, %d shared before and %d excluded", c.Records, c.Written, c.Rejected, c.Changed, c.AlreadyShared, c.Excluded)
	}
	if c.LeftOut+c.Repeated > c.Read || c.Read != rep.Rows {
		t.Errorf("%d rows read and %d left out, %d in the report", c.Read, c.LeftOut, rep.Rows)
	}
	sum := int64(0)
	for _, n := range rep.Counts {
		sum += n
	}
	if sum != rep.Errors+rep.Warnings+rep.Repairs {
		t.Errorf("the counts of codes add up to %d, errors, warnings and repairs to %d", sum, rep.Errors+rep.Warnings+rep.Repairs)
	}
}

func csvSource(text string) *otustemplate.CSVSource {
	return otustemplate.NewCSVSource(strings.NewReader(text), nil)
}

// checkSecondBuild compares a build with that of its rejects.
func checkSecondBuild(t *testing.T, first, second built) {
	t.Helper()
	if c := second.report.Build; c.LeftOut != 0 || c.Rejected != first.report.Build.Rejected-first.report.Build.Changed {
		t.Errorf("rejects read again: %+v, want the %d records rejected again", *c, first.report.Build.Rejected)
	}
	if diff := cmp.Diff(comparableRejects(t, first.rejects), comparableRejects(t, second.rejects)); diff != "" {
		t.Errorf("rejects of the rejects (-first +second):\n%s", diff)
	}
	for _, u := range second.report.Undecided {
		if strings.HasPrefix(u.Label, "otustemplate") {
			t.Errorf("the rejects' own column %q is told as undecided", u.Label)
		}
	}
}

// comparableRejects returns the rows of rejects, with what may differ when they
// are read again left out: what is said of rows that could not be split.
func comparableRejects(t *testing.T, rejects string) [][]string {
	t.Helper()
	src := csvSource(rejects)
	columns, err := src.Columns()
	if err != nil {
		t.Fatal(err)
	}
	rows := [][]string{columns}
	for src.Next() {
		row, dest := make([]string, len(columns)), make([]any, len(columns))
		for i := range row {
			dest[i] = &row[i]
		}
		if err := src.Scan(dest...); err != nil {
			t.Fatal(err)
		}
		problem, text := slices.Index(columns, "otustemplate problem"), slices.Index(columns, "otustemplate text")
		if row[text] != "" {
			row[problem] = "" // that it is still not split is the problem then
		}
		rows = append(rows, row)
	}
	if err := src.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

func readMappingFile(t *testing.T, path string) *otustemplate.Mapping {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := otustemplate.ReadMapping(f)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

const headerLine = "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\r\n"

// goodRow is a row that nothing is wrong with.
func goodRow(number int) string {
	return fmt.Sprintf(",,%06d,,Tardy,a.rivera@example.org,Algebra 1,09/14/2023,\r\n", number)
}

// validate checks text with v, and fails on an error outside the data.
func validate(t testing.TB, v *otustemplate.Validator, text string) *otustemplate.Report {
	t.Helper()
	rep, err := v.Validate(t.Context(), strings.NewReader(text))
	if err != nil && !errors.Is(err, otustemplate.ErrTooManyErrors) {
		t.Fatal(err)
	}
	return rep
}

// ignoreClock leaves out what is a clock's reading.
var ignoreClock = cmp.Options{
	cmpopts.IgnoreFields(otustemplate.Report{}, "Elapsed"),
	cmpopts.IgnoreUnexported(otustemplate.Report{}),
	cmpopts.EquateEmpty(),
}

// rowsOf reads n rows made one by one.
func rowsOf(row func(i int) string, n int) io.Reader { return &rowSource{row: row, n: n} }

type rowSource struct {
	row  func(i int) string
	i, n int
	rest []byte
}

func (r *rowSource) Read(p []byte) (int, error) {
	total := 0
	for total < len(p) {
		if len(r.rest) == 0 {
			if r.i == r.n {
				return total, io.EOF
			}
			r.rest = append(r.rest[:0], r.row(r.i)...)
			r.i++
		}
		n := copy(p[total:], r.rest)
		r.rest = r.rest[n:]
		total += n
	}
	return total, nil
}

// slow reports whether tests run in full: OTUSTEMPLATE_SLOW=1, as CI sets it.
var slow = os.Getenv("OTUSTEMPLATE_SLOW") != ""

// update makes golden tests write what they got; review the diff like code.
var update = flag.Bool("update", false, "rewrite golden files")

// checkGolden compares got with the file testdata/path.
func checkGolden(t *testing.T, path, got string) {
	t.Helper()
	path = filepath.Join("testdata", filepath.FromSlash(path))
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

// districtRoster is the roster of testdata/district, of the school year
// 2023-2024.
func districtRoster(t testing.TB) *otustemplate.Roster {
	t.Helper()
	r, err := otustemplate.LoadRoster(t.Context(), os.DirFS("testdata/district/oneroster"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// lookupMapping is a mapping of the columns given and those that every row has.
func lookupMapping(t testing.TB, columns string) *otustemplate.Mapping {
	t.Helper()
	m, err := otustemplate.ReadMapping(strings.NewReader(`{"columns": {` + columns +
		`, "Recognition": {"const": "Tardy"}, "Date": {"from": "day"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func readMapping(t *testing.T, text string) *otustemplate.Mapping {
	t.Helper()
	m, err := otustemplate.ReadMapping(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// fakeDB is a database/sql driver with one table, or with several of which a query ends
// with the name: its rows are what a real driver would give.
type fakeDB struct {
	tables  map[string]*fakeDB
	columns []string
	rows    [][]driver.Value
}

func (db *fakeDB) Connect(context.Context) (driver.Conn, error) { return db, nil }
func (db *fakeDB) Driver() driver.Driver                        { return nil }
func (db *fakeDB) Prepare(query string) (driver.Stmt, error) {
	if table := db.tables[query[strings.LastIndexByte(query, ' ')+1:]]; table != nil {
		return table, nil
	}
	return db, nil
}
func (db *fakeDB) Begin() (driver.Tx, error)                  { return nil, errors.New("no transactions") }
func (db *fakeDB) Close() error                               { return nil }
func (db *fakeDB) NumInput() int                              { return 0 }
func (db *fakeDB) Exec([]driver.Value) (driver.Result, error) { return nil, errors.New("read only") }
func (db *fakeDB) Query([]driver.Value) (driver.Rows, error)  { return &fakeRows{db: db, n: 0}, nil }

type fakeRows struct {
	db *fakeDB
	n  int
}

func (r *fakeRows) Columns() []string { return r.db.columns }
func (r *fakeRows) Close() error      { return nil }
func (r *fakeRows) Next(dest []driver.Value) error {
	if r.n == len(r.db.rows) {
		return io.EOF
	}
	copy(dest, r.db.rows[r.n])
	r.n++
	return nil
}

// district is what exists in Otus in most tests.
func district() otustemplate.References {
	return otustemplate.References{
		Recognitions: otustemplate.NewSet("Tardy", "Cooperation", "Behavioral Warning", "Classroom Disruption", "None", "Café Duty"),
		Teachers:     otustemplate.NewEmailSet("a.rivera@example.org", "J.Okafor@example.org", "lee@example.org"),
		Classes:      otustemplate.NewSet("Algebra 1", "Algebra 2", "Period 3 – Art", "5E1", "Band  Hall", "ART", "Art"),
	}
}

// schoolYear is what most tests are checked with.
func schoolYear() *otustemplate.ValidatorOptions {
	return &otustemplate.ValidatorOptions{
		FirstDate: otustemplate.Date{Year: 2023, Month: 8, Day: 14},
		LastDate:  otustemplate.Date{Year: 2024, Month: 6, Day: 7},
		Today:     otustemplate.Date{Year: 2024, Month: 1, Day: 31},
		NoteLimit: 300,
	}
}

func newValidator(t testing.TB, refs otustemplate.References, opts *otustemplate.ValidatorOptions) *otustemplate.Validator {
	t.Helper()
	v, err := otustemplate.NewValidator(refs, opts)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// goodRecord is one that nothing is wrong with.
func goodRecord() otustemplate.Record {
	return otustemplate.Record{
		StudentNumber: "004217",
		Recognition:   "Tardy",
		TeacherEmail:  "a.rivera@example.org",
		ClassName:     "Algebra 1",
		Date:          otustemplate.Date{Year: 2023, Month: 9, Day: 14},
		Note:          "Came in at 8:20.",
	}
}

// describe puts what matters of issues in a line each: column, code, severity,
// then the fixes, a safe one marked with !.
func describe(issues []otustemplate.Issue) []string {
	var lines []string
	for _, is := range issues {
		line := fmt.Sprintf("%s %s %s", is.Cell(), is.Code, is.Severity)
		if is.Column == otustemplate.NoColumn {
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

var errFull = errors.New("the disk is full")

// failAfter takes so many bytes, and no more.
type failAfter int

func (n failAfter) Write(p []byte) (int, error) { return min(int(n), len(p)), errFull }
