package otustemplate_test

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate"
)

// Sources around a CSVSource: they embed it in every way that Go has.
type (
	embedsPointer struct{ *otustemplate.CSVSource }
	embedsValue   struct{ otustemplate.CSVSource }
	embedsTwice   struct{ embedsPointer }
	// placedSource is what a CSVSource has of its own, as an interface: a source
	// that embeds it delegates, and gives place and text alone.
	placedSource interface {
		otustemplate.Source
		Position() otustemplate.Position
		Raw() string
	}
	delegates struct{ placedSource }
	bare      struct{ otustemplate.Source }
)

const exportMapping = `{"columns": {
	"Student Number": {"from": "id"}, "Recognition": {"from": "what"}, "Teacher Email": {"const": "a.rivera@example.org"},
	"Class Name": {"const": "Algebra 1"}, "Date": {"from": "day"}, "Note": {"from": "note"}}}`

// oddExport has of everything that a CSVSource knows of its rows beside the cells.
const oddExport = "Incidents 2023,,,\r\nid,what,day,note\r\n007,Tardy,9/14/2023,Chlo\xe9 said \"no\"\r\n\r\n , ,,\r\n" +
	"8,\"T\"oo,x,y\r\n9,Tardi,9/14/2023\r\n10,Tardy,9/14/2023,,too many\r\n11,Tardy,9/14/2023,\"two\r\nlines\"\r\n12,Tardy,9/14/2023,\"open\r\n13,Tardy,9/14/2023,\r\n\r\n"

// whole is all that a build gave.
func (b built) whole() map[string]any {
	rep := *b.report
	rep.Elapsed = 0
	return map[string]any{"template": b.template, "rejects": b.rejects, "error": fmt.Sprint(b.err), "report": rep}
}

var hiddenToo = cmp.AllowUnexported(otustemplate.Report{})

// A Source that embeds a CSVSource builds what that builds, byte for byte.
func TestBuildFromASourceThatEmbeds(t *testing.T) {
	for _, b := range []otustemplate.Builder{
		{Mapping: readMapping(t, exportMapping), Validator: newValidator(t, district(), schoolYear())}, {},
	} {
		for _, text := range []string{oddExport, "Uploads,of,all\r\n" + headerLine + goodRow(1) + "\r\n,,x\r\n" + goodRow(1), notCSV} {
			want := build(t, b, csvSource(text)).whole()
			for way, src := range map[string]otustemplate.Source{
				"pointer": embedsPointer{CSVSource: csvSource(text)},
				"value":   &embedsValue{CSVSource: *csvSource(text)},
				"twice":   embedsTwice{embedsPointer: embedsPointer{CSVSource: csvSource(text)}},
				"struct":  &struct{ *otustemplate.CSVSource }{csvSource(text)},
			} {
				if diff := cmp.Diff(want, build(t, b, src).whole(), hiddenToo); diff != "" {
					t.Errorf("embedded by %s (-CSVSource +embedded):\n%s", way, diff)
				}
			}
		}
	}
}

// A Source that delegates gives the places of its rows and the text of those that
// can't be split; one that has neither is built from all the same.
func TestBuildFromASourceThatDelegates(t *testing.T) {
	const text = "id,what,day,note\n1,Tardy,9/14/2023,x\n2,\"T\"oo,x,y\n\n3,Tardi,9/14/2023,z\n"
	b := otustemplate.Builder{Mapping: readMapping(t, exportMapping), Validator: newValidator(t, district(), schoolYear())}
	want, got := build(t, b, csvSource(text)), build(t, b, delegates{placedSource: csvSource(text)})
	if got.rejects != want.rejects || got.template != want.template || !strings.Contains(got.rejects, `"2,""T""oo,x,y"`) {
		t.Errorf("template %q and rejects\n%s\nwant %q and\n%s", got.template, got.rejects, want.template, want.rejects)
	}
	places := func(b built) (places []string) {
		for _, is := range b.report.Issues {
			if is.Code != otustemplate.CodeBlankRow { // only a CSVSource tells of these
				places = append(places, fmt.Sprint(is.Code, is.Row, is.Line))
			}
		}
		return places
	}
	if diff := cmp.Diff(places(want), places(got)); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
	none := build(t, b, bare{Source: csvSource(text)})
	if none.err != nil || none.template != want.template || strings.Contains(none.rejects, `"2,""T""oo,x,y"`) || none.report.Build.Rejected != 2 {
		t.Errorf("error %v, %+v, rejects\n%s", none.err, *none.report.Build, none.rejects)
	}
}

// scripted is a source whose functions fail as they are told to.
type scripted struct {
	otustemplate.Source
	columns, scan, end error
}

func (s *scripted) Columns() ([]string, error) {
	columns, err := s.Source.Columns()
	return columns, errors.Join(err, s.columns)
}

func (s *scripted) Scan(dest ...any) error {
	if err := s.scan; err != nil {
		return err
	}
	return s.Source.Scan(dest...)
}

func (s *scripted) Err() error {
	if s.end != nil {
		return s.end
	}
	return s.Source.Err()
}

// What a Source fails with is what the build returns, the very error, whatever it
// wraps.
func TestErrorsOfSources(t *testing.T) {
	const text = "id,what,day,note\n1,Tardy,9/14/2023,x\n"
	b := otustemplate.Builder{Mapping: readMapping(t, exportMapping)}
	file := &otustemplate.FileError{Code: otustemplate.CodeHeaderMissing, Columns: []otustemplate.Column{otustemplate.ColDate}, Err: errFault}
	for _, err := range []error{errFault, file, fmt.Errorf("around: %w", file), errors.Join(errFault, file)} {
		for name, src := range map[string]*scripted{
			"Scan": {Source: csvSource(text), scan: err}, "Err": {Source: csvSource(text), end: err},
		} {
			if got := build(t, b, src); got.err != err {
				t.Errorf("%s fails with %v: Build returns %v", name, err, got.err)
			}
		}
		if got := build(t, b, &scripted{Source: csvSource(text), columns: err}); !errors.Is(got.err, err) {
			t.Errorf("Columns fails with %v: Build returns %v", err, got.err)
		}
	}
}

// A RowError of a Source concerns its row alone, and is told with what it says.
func TestRowErrorsOfSources(t *testing.T) {
	b := otustemplate.Builder{Mapping: readMapping(t, exportMapping)}
	row := &otustemplate.RowError{
		Position: otustemplate.Position{Row: 70, Line: 80, Offset: 900}, Column: otustemplate.ColNote, Code: otustemplate.CodeRowSize, Err: errors.New("it is too long"),
	}
	for _, err := range []error{row, fmt.Errorf("around: %w", row)} {
		got := build(t, b, &scripted{Source: bare{Source: csvSource("id,what,day,note\n1,Tardy,9/14/2023,x\n")}, scan: err})
		if got.err != nil || got.report.Build.Rejected != 1 || len(got.report.Issues) == 0 {
			t.Fatalf("%v: error %v, %+v, %v", err, got.err, *got.report.Build, got.report.Issues)
		}
		if is := got.report.Issues[0]; is.Code != otustemplate.CodeRowSize || is.Column != otustemplate.ColNote || is.Message != "it is too long" {
			t.Errorf("%v is told as %+v", err, is)
		}
	}
}

// A FileError with which a Source ends is told in the report, and is Build's error.
func TestFileErrorsOfSources(t *testing.T) {
	b := otustemplate.Builder{Mapping: readMapping(t, exportMapping)}
	wrong := &otustemplate.FileError{Code: otustemplate.CodeNotCSV, Err: errors.New("it is a picture")}
	got := build(t, b, &scripted{Source: csvSource("id,what,day,note\n1,Tardy,9/14/2023,x\n"), end: wrong})
	if got.err != wrong {
		t.Errorf("the error is %v", got.err)
	}
	if is := got.report.Issues; len(is) == 0 || is[0].Code != otustemplate.CodeNotCSV || is[0].Message != "it is a picture" {
		t.Errorf("the report tells %+v", is)
	}
}

// A typed nil is no error that says anything, and no reason to panic.
func TestNilErrorsOfSources(t *testing.T) {
	b := otustemplate.Builder{Mapping: readMapping(t, exportMapping)}
	got := build(t, b, &scripted{Source: csvSource("id,what,day,note\n1,Tardy,9/14/2023,x\n"), scan: (*nilError)(nil)})
	if got.err == nil {
		t.Error("it is passed over")
	}
}

// A nilError is as a function returns it whose error has a type of its own.
type nilError struct{}

func (e *nilError) Error() string { return "nil" }
func (e *nilError) As(target any) bool {
	switch target := target.(type) {
	case **otustemplate.RowError:
		*target = nil
	case **otustemplate.FileError:
		*target = nil
	default:
		return false
	}
	return true
}

// A nil *CSVSource is told as any that was not made by its function.
func TestNilCSVSource(t *testing.T) {
	got := build(t, otustemplate.Builder{}, (*otustemplate.CSVSource)(nil))
	if got.err == nil || !strings.Contains(got.err.Error(), "call NewCSVSource") {
		t.Errorf("error %v", got.err)
	}
}

func TestCSVSource(t *testing.T) {
	src := csvSource("a,b\n1,2\n3,4\n")
	if columns, err := src.Columns(); err != nil || cmp.Diff([]string{"a", "b"}, columns) != "" {
		t.Errorf("Columns = %q, %v", columns, err)
	}
	for range 2 {
		if !src.Next() {
			t.Fatal("it has fewer than two rows")
		}
	}
	var a, b string
	if err := src.Scan(&a, &b); err != nil || a != "3" || b != "4" || src.Raw() != "3,4" {
		t.Errorf("Scan gives %q and %q, %v; Raw %q", a, b, err, src.Raw())
	}
	if got, want := src.Position(), (otustemplate.Position{Row: 3, Line: 3, Offset: 8}); got != want {
		t.Errorf("Position = %+v, want %+v", got, want)
	}
	if src.Next() || src.Err() != nil {
		t.Errorf("behind the last row: %v", src.Err())
	}
}

// countingWriter is a RecordWriter that writes with a Writer, and counts.
type countingWriter struct {
	*otustemplate.Writer
	writes, flushes int
	err             error
}

func (w *countingWriter) Write(rec otustemplate.Record) error {
	w.writes++
	if w.err != nil {
		return w.err
	}
	return w.Writer.Write(rec)
}

func (w *countingWriter) Flush() error {
	w.flushes++
	return w.Writer.Flush()
}

// A rowWriter takes rows too.
type rowWriter struct {
	countingWriter
	rows []string
}

func (w *rowWriter) WriteFrom(rec otustemplate.Record, row otustemplate.SourceRow) error {
	id, ok := row.Cell("ID")
	w.rows = append(w.rows, fmt.Sprint(rec.StudentNumber, "=", id, " ", ok, " row ", row.Position().Row))
	return w.countingWriter.Write(rec)
}

const writtenExport = "id,what,day,note\n1,Tardy,9/14/2023,x\n\n2,Tardy,9/14/2023,\"y,\nz\"\n"

// What embeds a Writer is a RecordWriter of its own, and gets every record; a Writer
// and a File make the same file of them.
func TestRecordWriters(t *testing.T) {
	b := otustemplate.Builder{Mapping: readMapping(t, exportMapping)}
	var want, counted, rowed strings.Builder
	path := filepath.Join(t.TempDir(), "template.csv")
	file, err := otustemplate.Create(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	counting := &countingWriter{Writer: otustemplate.NewWriter(&counted, nil)}
	rows := &rowWriter{countingWriter: countingWriter{Writer: otustemplate.NewWriter(&rowed, nil)}}
	for name, dst := range map[string]otustemplate.RecordWriter{
		"Writer": otustemplate.NewWriter(&want, nil), "File": file, "embeds a Writer": counting, "RowWriter": rows,
	} {
		rep, err := b.Build(t.Context(), csvSource(writtenExport), dst)
		if err != nil || rep.Build.Written != 2 || !rep.OK() {
			t.Errorf("%s: error %v, %+v", name, err, *rep.Build)
		}
	}
	if err := file.Commit(); err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]string{"File": string(readFile(t, path)), "embeds a Writer": counted.String(), "RowWriter": rowed.String()} {
		if diff := cmp.Diff(want.String(), got); diff != "" {
			t.Errorf("%s (-Writer +%[1]s):\n%s", name, diff)
		}
	}
	if counting.writes != 2 || counting.flushes != 1 || rows.writes != 2 {
		t.Errorf("%+v and %+v, want each record written, and one Flush", counting, rows)
	}
	if diff := cmp.Diff([]string{"1=1 true row 2", "2=2 true row 4"}, rows.rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// A *RecordError of a RecordWriter rejects the record; any other error is Build's, the
// very error.
func TestErrorsOfRecordWriters(t *testing.T) {
	b := otustemplate.Builder{Mapping: readMapping(t, exportMapping)}
	refused := &otustemplate.RecordError{Column: otustemplate.ColStudentNumber, Code: otustemplate.CodeStudentUnknown, Err: errors.New("no school has the student")}
	for _, err := range []error{refused, fmt.Errorf("around: %w", refused)} {
		w := &countingWriter{Writer: otustemplate.NewWriter(io.Discard, nil), err: err}
		rep, got := b.Build(t.Context(), csvSource(writtenExport), w)
		if got != nil || rep.Build.Rejected != 2 || w.writes != 2 || len(rep.Issues) == 0 {
			t.Fatalf("%v: error %v, %+v", err, got, *rep.Build)
		}
		if is := rep.Issues[len(rep.Issues)-1]; is.Code != otustemplate.CodeStudentUnknown || is.Cell() != "A4" || is.Value != "2" || is.Message != "no school has the student" {
			t.Errorf("%v is told as %+v", err, is)
		}
	}
	for _, err := range []error{errFault, fmt.Errorf("around: %w", errFault), &otustemplate.FileError{Code: otustemplate.CodeNotCSV, Err: errFault}} {
		w := &countingWriter{Writer: otustemplate.NewWriter(io.Discard, nil), err: err}
		rep, got := b.Build(t.Context(), csvSource(writtenExport), w)
		if got != err || rep.Complete || w.flushes != 1 {
			t.Errorf("%v: Build returns %v, complete: %v, %d flushes", err, got, rep.Complete, w.flushes)
		}
	}
}

// rowsOfFunc returns what NewSource asks for: rows, then the error.
func rowsOfFunc(end error, rows ...[]any) func() ([]any, error) {
	return func() ([]any, error) {
		if len(rows) == 0 {
			return nil, end
		}
		row := rows[0]
		rows = rows[1:]
		if n := len(row) - 1; n >= 0 {
			if err, ok := row[n].(error); ok {
				return row[:n], err
			}
		}
		return row, nil
	}
}

func TestNewSource(t *testing.T) {
	columns := []string{"id", "what", "day", "note"}
	day := time.Date(2023, 9, 14, 23, 0, 0, 0, time.UTC)
	bad := &otustemplate.RowError{Code: otustemplate.CodeRowSize, Err: errors.New("it is torn")}
	good := []any{1, "Tardy", day, nil}
	for _, tt := range []struct {
		name    string
		next    func() ([]any, error)
		want    error // nil: that says
		says    string
		written int64
		rejects string
	}{
		{"rows", rowsOfFunc(io.EOF, good, []any{int64(2), []byte("Tardy"), &day, "x"}), nil, "", 2, ""},
		{"none", rowsOfFunc(io.EOF), nil, "", 0, ""},
		{"an error", rowsOfFunc(errFault, good), errFault, "", 1, ""},
		{"an error around EOF", rowsOfFunc(fmt.Errorf("around: %w", io.EOF), good), nil, "around: EOF", 1, ""},
		{"a bad row", rowsOfFunc(io.EOF, good, []any{"2", "Tardy", fmt.Errorf("around: %w", bad)}, []any{bad}, []any{3, "Tardy", day, ""}), nil, "", 2, "\r\n2,Tardy,,,2,"},
		{"too few", rowsOfFunc(io.EOF, good, good[:3]), nil, "a row of NewSource has 3 values for 4 columns", 1, ""},
		{"too many", rowsOfFunc(io.EOF, good, append(good[:4:4], "lost")), nil, "a row of NewSource has 5 values for 4 columns", 1, ""},
		{"too many of a bad row", rowsOfFunc(io.EOF, good, append(good[:4:4], "lost", bad)), nil, "a row of NewSource has 5 values for 4 columns", 1, ""},
		{"no cell", rowsOfFunc(io.EOF, []any{1, "Tardy", day, struct{}{}}), nil, `column "note" a struct {}`, 0, ""},
		{"no function", nil, nil, "no function that returns the rows", 0, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := otustemplate.Builder{Mapping: readMapping(t, exportMapping)}
			got := build(t, b, otustemplate.NewSource(columns, tt.next))
			switch {
			case tt.want != nil && got.err != tt.want, tt.says != "" && (got.err == nil || !strings.Contains(got.err.Error(), tt.says)),
				tt.want == nil && tt.says == "" && got.err != nil:
				t.Errorf("error %v, want %v or one that says %q", got.err, tt.want, tt.says)
			}
			if got.report.Build.Written != tt.written || !strings.Contains(got.rejects, tt.rejects) {
				t.Errorf("%+v, rejects\n%s", *got.report.Build, got.rejects)
			}
			if got.err == nil && tt.rejects != "" && got.report.Issues[0].Message != "it is torn" {
				t.Errorf("told as %+v", got.report.Issues)
			}
		})
	}
}

// Who reads a NewSource himself gets the values, as those or as text; the labels are
// its own.
func TestNewSourceIsRead(t *testing.T) {
	labels := []string{"id", "what"}
	src := otustemplate.NewSource(labels, rowsOfFunc(io.EOF, []any{7, true}, []any{"8", nil}))
	labels[0] = "changed"
	columns, err := src.Columns()
	if diff := cmp.Diff([]string{"id", "what"}, columns); diff != "" || err != nil {
		t.Errorf("error %v, columns (-want +got):\n%s", err, diff)
	}
	if src.Scan(new(any), new(any)) == nil {
		t.Error("there is a row before Next")
	}
	var id, what any
	if !src.Next() || src.Scan(&id, &what) != nil || id != 7 || what != true {
		t.Errorf("values %v and %v", id, what)
	}
	if src.Scan(&id) == nil {
		t.Error("one destination is enough for two columns")
	}
	var text string
	var bytes []byte
	if !src.Next() || src.Scan(&text, &bytes) != nil || text != "8" || string(bytes) != "" {
		t.Errorf("texts %q and %q", text, bytes)
	}
	if src.Next() || src.Err() != nil || src.Scan(&id, &what) == nil {
		t.Errorf("after the end: %v", src.Err())
	}
}

// A derived column of any Source; the same error that the function returns is told or
// ends the build.
func TestDerive(t *testing.T) {
	mapping := readMapping(t, strings.Replace(exportMapping, `{"from": "what"}`, `{"from": "made"}`, 1))
	b := otustemplate.Builder{Mapping: mapping, Validator: newValidator(t, district(), schoolYear())}
	want := build(t, otustemplate.Builder{Mapping: readMapping(t, exportMapping), Validator: b.Validator}, csvSource(oddExport))
	var fault error
	made := func(row otustemplate.SourceRow) (string, error) {
		what, ok := row.Cell("What")
		if id, _ := row.Cell("id"); id == "11" && fault != nil || !ok {
			return "", fault
		}
		return what, nil
	}
	for name, source := range map[string]func() otustemplate.Source{
		"CSVSource": func() otustemplate.Source { return csvSource(oddExport) },
		"embedded":  func() otustemplate.Source { return embedsPointer{CSVSource: csvSource(oddExport)} },
	} {
		fault = nil
		got := build(t, b, otustemplate.Derive(source(), "made", made))
		if got.err != nil || got.template != want.template {
			t.Errorf("%s: error %v, template\n%s\nwant\n%s", name, got.err, got.template, want.template)
		}
		if header, _, _ := strings.Cut(want.rejects, "\r\n"); !strings.HasPrefix(got.rejects, header+"\r\n") {
			t.Errorf("%s: rejects\n%s", name, got.rejects)
		}
		fault = fmt.Errorf("around: %w", &otustemplate.RowError{Code: otustemplate.CodeStudentUnknown, Err: errors.New("nobody")})
		got = build(t, b, otustemplate.Derive(source(), "made", made))
		if got.err != nil || got.report.Build.Written != want.report.Build.Written-1 || got.report.Counts[otustemplate.CodeStudentUnknown] != 1 {
			t.Errorf("%s: error %v, %+v, %v", name, got.err, *got.report.Build, got.report.Counts)
		}
		for _, fault = range []error{errFault, fmt.Errorf("around: %w", errFault), (*nilError)(nil)} {
			if got := build(t, b, otustemplate.Derive(source(), "made", made)); got.err != fault {
				t.Errorf("%s: the function fails with %v: Build returns %v", name, fault, got.err)
			}
		}
	}
	src := otustemplate.Derive(csvSource("id\n7\n"), "made", func(otustemplate.SourceRow) (string, error) { return "x", nil })
	var id, x string
	if !src.Next() || src.Scan(&id, &x) != nil || id+x != "7x" || src.Next() || src.Err() != nil {
		t.Errorf("read by itself: %q and %q, %v", id, x, src.Err())
	}
	placed, ok := src.(placedSource)
	if !ok || placed.Position() != (otustemplate.Position{}) || placed.Raw() != "" {
		t.Error("it does not say where its rows are")
	}
	if got := build(t, b, otustemplate.Derive(nil, "made", made)); got.err == nil {
		t.Error("a column is derived of no Source")
	}
	if got := build(t, b, otustemplate.Derive(csvSource("made\n"), "made", nil)); got.err == nil {
		t.Error("a column is derived by no function")
	}
}
