package job_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"github.com/google/go-cmp/cmp"
)

// Rows of a query are a Source as they are.
var (
	_ sheet.Source = (*sql.Rows)(nil)
	_ sheet.Source = (*sheet.CSVSource)(nil)
)

// readSource returns the labels and the rows; a bad row is one cell with its
// error.
func readSource(t *testing.T, src *sheet.CSVSource) [][]string {
	t.Helper()
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
			bad, ok := errors.AsType[*sheet.RowError](err)
			if !ok {
				t.Fatal(err)
			}
			row = []string{fmt.Sprintf("row %d: %s", bad.Row, bad.Code), src.Raw()}
		}
		rows = append(rows, row)
	}
	if err := src.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCSVSource(t *testing.T) {
	tests := []struct {
		name, in string
		opts     *sheet.ReaderOptions
		want     [][]string
	}{
		{"commas", "a,b\n1,\"2,\"\"3\"\n", nil, [][]string{{"a", "b"}, {"1", "2,\"3"}}},
		{"semicolons", "a;b\n1,5;2,5\n", nil, [][]string{{"a", "b"}, {"1,5", "2,5"}}},
		{"tabs, no line end", "a\tb\r\n1\t2", nil, [][]string{{"a", "b"}, {"1", "2"}}},
		{"sep line", "sep=|\na|b\n1|2\n", nil, [][]string{{"a", "b"}, {"1", "2"}}},
		{"title and blank rows", "Log entries\n\na,b\n1,2\n", nil, [][]string{{"a", "b"}, {"1", "2"}}},
		{"header row given", "x,y\na,b\n1,2\n", &sheet.ReaderOptions{HeaderRow: 2}, [][]string{{"a", "b"}, {"1", "2"}}},
		{"one column", "a\n1\n\n2\n", nil, [][]string{{"a"}, {"1"}, {"2"}}},
		{"no header", "\n1,2,3\n4,5\n", &sheet.ReaderOptions{NoHeader: true}, [][]string{{"A", "B", "C"}, {"1", "2", "3"}, {"4", "5", ""}}},
		{"blank rows passed over", "a,b\n\n1,2\n , \n3,4\n\n", nil, [][]string{{"a", "b"}, {"1", "2"}, {"3", "4"}}},
		{"cells lacking or blank at the end", "a,b,c\n1\n1,2,3,, \n", nil, [][]string{{"a", "b", "c"}, {"1", "", ""}, {"1", "2", "3"}}},
		{"Windows-1252", "a,b\nChlo\xe9,2\n", nil, [][]string{{"a", "b"}, {"Chloé", "2"}}},
		{"line break in a cell", "a,b\n1,\"x\r\ny\"\n", nil, [][]string{{"a", "b"}, {"1", "x\r\ny"}}},
		{"bad rows", "a,b\n1,2,3\n\"1\"x,2\n3,4\n5,\"6\n7,8\n", nil, [][]string{
			{"a", "b"}, {"row 2: field-count", "1,2,3"}, {"row 3: quote", "\"1\"x,2"}, {"3", "4"}, {"row 5: quote", "5,\"6"}, {"7", "8"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(tt.in), iotest.OneByteReader(strings.NewReader(tt.in))} {
				if diff := cmp.Diff(tt.want, readSource(t, sheet.NewCSVSource(r, tt.opts))); diff != "" {
					t.Errorf("rows (-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestCSVSourcePlaces(t *testing.T) {
	src := csvSource("a,b\n1,\"x\ny\"\n\n2,3\n")
	if got := src.Position(); got != (schema.Position{}) || src.Raw() != "" {
		t.Errorf("before the first row: position %v, raw %q", got, src.Raw())
	}
	var got []string
	for src.Next() {
		p := src.Position()
		got = append(got, fmt.Sprintf("%d %d %d %q", p.Row, p.Line, p.Offset, src.Raw()))
	}
	want := []string{`2 2 4 "1,\"x\ny\""`, `4 5 13 "2,3"`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
	if got := src.Position(); got != (schema.Position{}) || src.Raw() != "" || src.Next() {
		t.Errorf("after the last row: position %v, raw %q", got, src.Raw())
	}
}

func TestCSVSourceScan(t *testing.T) {
	src := csvSource("a,b,c\n1,2,3\n")
	var a string
	var b []byte
	var c any
	if err := src.Scan(&a, &b, &c); err == nil {
		t.Error("Scan before Next gave no error")
	}
	if !src.Next() {
		t.Fatal(src.Err())
	}
	if err := src.Scan(&a, &b); err == nil {
		t.Error("Scan with two destinations for three columns gave no error")
	}
	if err := src.Scan(&a, &b, new(int)); err == nil {
		t.Error("Scan into an int gave no error")
	}
	if err := src.Scan(&a, &b, &c); err != nil || a != "1" || string(b) != "2" || c != "3" {
		t.Errorf("Scan: %q, %q, %v, %v", a, b, c, err)
	}
}

func TestCSVSourceErrors(t *testing.T) {
	src := sheet.NewCSVSource(strings.NewReader("PK\x03\x04"), nil)
	_, err := src.Columns()
	file, ok := errors.AsType[*sheet.FileError](err)
	if !ok || file.Code != schema.CodeNotCSV || src.Next() || src.Err() != err {
		t.Errorf("a workbook: Columns error %v, then Err %v; want the same *FileError", err, src.Err())
	}
	src = sheet.NewCSVSource(io.MultiReader(strings.NewReader("a,b\n1,2\n"), iotest.ErrReader(errFull)), nil)
	for src.Next() {
	}
	if src.Err() != errFull {
		t.Errorf("a reader that fails: Err %v, want its error", src.Err())
	}
}

// fakeDB is a database/sql driver with one table: its rows are what a real
// driver would give.
type fakeDB struct {
	columns []string
	rows    [][]driver.Value
}

func (db *fakeDB) Connect(context.Context) (driver.Conn, error) { return db, nil }
func (db *fakeDB) Driver() driver.Driver                        { return nil }
func (db *fakeDB) Prepare(string) (driver.Stmt, error)          { return db, nil }
func (db *fakeDB) Begin() (driver.Tx, error)                    { return nil, errors.New("no transactions") }
func (db *fakeDB) Close() error                                 { return nil }
func (db *fakeDB) NumInput() int                                { return 0 }
func (db *fakeDB) Exec([]driver.Value) (driver.Result, error)   { return nil, errors.New("read only") }
func (db *fakeDB) Query([]driver.Value) (driver.Rows, error)    { return &fakeRows{db: db, n: 0}, nil }

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

func query(t testing.TB, db *fakeDB) *sql.Rows {
	t.Helper()
	rows, err := sql.OpenDB(db).Query("SELECT * FROM incidents")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { rows.Close() })
	return rows
}

func TestBuildSQL(t *testing.T) {
	eastern := time.FixedZone("", -5*3600)
	db := &fakeDB{
		columns: []string{"id", "what", "who", "day", "note"},
		rows: [][]driver.Value{
			{int64(4711), []byte("T"), "a@example.org", time.Date(2023, 9, 14, 23, 30, 0, 0, eastern), nil},
			{float64(1234567890), "T", "a@example.org", "9/15/2023", 2.5},
			{float64(1 << 53), "T", "a@example.org", []byte("2023-09-15"), true},
			{nil, nil, nil, nil, nil},
			{"007", "T", "a@example.org", time.Date(2023, 9, 16, 0, 0, 0, 0, time.UTC), "x, \"y\"\r\nz"},
			{"008", "X", "a@example.org", time.Date(2023, 9, 17, 1, 0, 0, 0, time.UTC), int64(-3)},
			{"009", "T", "a@example.org", time.Time{}, ""},
		},
	}
	v := exportValidator(t, check.Options{Severity: map[schema.Code]check.Severity{
		schema.CodeTeacherUnknown: check.SeverityOff,
	}})
	got := build(t, job.Builder{Mapping: readMapping(t, plainMapping), Validator: v}, query(t, db))
	if got.err != nil {
		t.Fatal(got.err)
	}
	want := "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\n" +
		",,4711,,Tardy,a@example.org,Biology,2023-09-14,\n" +
		",,1234567890,,Tardy,a@example.org,Biology,2023-09-15,2.5\n" +
		",,9007199254740992,,Tardy,a@example.org,Biology,2023-09-15,true\n" +
		",,007,,Tardy,a@example.org,Biology,2023-09-16,\"x, \"\"y\"\"\r\nz\"\n"
	if diff := cmp.Diff(want, got.template); diff != "" {
		t.Errorf("template (-want +got):\n%s", diff)
	}
	want = "\ufeffid,what,who,day,note,otustemplate row,otustemplate part,otustemplate who,otustemplate problem,otustemplate text,answer: Recognition\r\n" +
		"008,X,a@example.org,2023-09-17,-3,6,,your data person,\"Recognition: the code \"\"X\"\" is not known: tell your data person which Recognition it stands for; or, for this row alone, enter it under \"\"answer: Recognition\"\"\",,\r\n" +
		"009,T,a@example.org,,,7,,you,\"Date: \"\"day\"\" is empty: every row needs a date\",,\r\n"
	if diff := cmp.Diff(want, got.rejects); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
	if n := got.report.Counts[schema.CodeBlankRow]; n != 1 || got.report.Build.Read != 6 {
		t.Errorf("%d blank rows and %d rows read, want 1 and 6", n, got.report.Build.Read)
	}
}

// Moments of a database are moved to the school's zone where the mapping gives
// it, and a rejected row means the same day when it is read again.
func TestBuildSQLZone(t *testing.T) {
	db := &fakeDB{
		columns: []string{"id", "what", "who", "day", "note"},
		rows: [][]driver.Value{
			{"1", "T", "a", time.Date(2023, 9, 15, 3, 30, 0, 0, time.UTC), ""},
			{"2", "T", "a", time.Date(2023, 9, 15, 0, 0, 0, 0, time.UTC), ""},
			{"3", "X", "a", time.Date(2023, 9, 15, 3, 30, 0, 0, time.UTC), ""},
		},
	}
	zoned := func(values string) *mapping.Mapping {
		return readMapping(t, strings.NewReplacer(`"from": "day"`, `"from": "day", "zone": "America/Chicago"`,
			`"values": {`, `"values": {`+values).Replace(plainMapping))
	}
	const header = "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\n"
	got := build(t, job.Builder{Mapping: zoned(""), Validator: mappingAlone(t)}, query(t, db))
	want := header + ",,1,,Tardy,a,Biology,2023-09-14,\n,,2,,Tardy,a,Biology,2023-09-15,\n"
	if got.err != nil || got.template != want {
		t.Errorf("error %v, template\n%s\nwant\n%s", got.err, got.template, want)
	}
	again := build(t, job.Builder{Mapping: zoned(`"X": "Horseplay", `), Validator: mappingAlone(t)}, csvSource(got.rejects))
	if want := header + ",,3,,Horseplay,a,Biology,2023-09-14,\n"; again.err != nil || again.template != want {
		t.Errorf("rejects read again: error %v, template\n%s\nwant\n%s", again.err, again.template, want)
	}
}

// brokenSource fails at its second row: of a row alone, or for good.
type brokenSource struct {
	n   int
	err error
}

func (s *brokenSource) Columns() ([]string, error) {
	return []string{"id", "what", "who", "day", "note"}, nil
}
func (s *brokenSource) Next() bool { s.n++; return s.n <= 3 }
func (s *brokenSource) Err() error { return nil }
func (s *brokenSource) Scan(dest ...any) error {
	if s.n == 2 {
		return s.err
	}
	for _, d := range dest {
		*d.(*any) = "T"
	}
	return nil
}

func TestBuildScanErrors(t *testing.T) {
	m := readMapping(t, plainMapping)
	got := build(t, job.Builder{Mapping: m}, &brokenSource{err: &sheet.RowError{Code: schema.CodeQuote}})
	if got.err != nil || got.report.Build.Read != 3 || got.report.Counts[schema.CodeQuote] != 1 {
		t.Errorf("a row that can't be read: error %v, counts %+v, codes %v", got.err, *got.report.Build, got.report.Counts)
	}
	got = build(t, job.Builder{Mapping: m}, &brokenSource{err: errFull})
	if !errors.Is(got.err, errFull) || got.report.Build.Read != 1 {
		t.Errorf("a source that fails: error %v, counts %+v", got.err, *got.report.Build)
	}
}

// A row may end before its last columns, however many there are.
func TestCSVSourceShortRowOfManyColumns(t *testing.T) {
	labels := make([]string, 100)
	dest := make([]any, len(labels))
	cells := make([]string, len(labels))
	for i := range labels {
		labels[i] = fmt.Sprintf("Column %d", i)
		dest[i] = &cells[i]
	}
	src := sheet.NewCSVSource(strings.NewReader(strings.Join(labels, ",")+"\na,b\n"), nil)
	if !src.Next() {
		t.Fatal(src.Err())
	}
	if err := src.Scan(dest...); err != nil || cells[0] != "a" || cells[1] != "b" || cells[99] != "" {
		t.Errorf("Scan gives %v, error %v", cells, err)
	}
}
