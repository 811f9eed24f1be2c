package otustemplate_test

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

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
