package sheet_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"github.com/google/go-cmp/cmp"
)

// day is the date that most tests mean.
var day = dates.Date{Year: 2023, Month: time.September, Day: 14}

const headerLine = "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\r\n"

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

// writerTests are records and the row that each becomes. They seed the fuzz
// tests.
var writerTests = []struct {
	name string
	rec  schema.Record
	want string
}{
	{"every cell", fullRecord(), "ada@example.org,S1,000123,9876543210,Behavioral Warning,t.reed@example.org,Algebra 1,2023-09-14,Talked during the test.\r\n"},
	{"one cell", schema.Record{SISID: "S1"}, ",S1,,,,,,,\r\n"},
	{"only a date", schema.Record{Date: day}, ",,,,,,,2023-09-14,\r\n"},
	{"a date text", schema.Record{DateText: "9/14/2023 8:05 AM"}, ",,,,,,,9/14/2023 8:05 AM,\r\n"},
	{"first and last day", schema.Record{Date: dates.Date{Year: 1, Month: 1, Day: 1}}, ",,,,,,,0001-01-01,\r\n"},
	{"comma", schema.Record{Note: "late, again"}, `,,,,,,,,"late, again"` + "\r\n"},
	{"comma far on", schema.Record{Note: "was late to class, again"}, `,,,,,,,,"was late to class, again"` + "\r\n"},
	{"quotes", schema.Record{Note: `said "no"`}, `,,,,,,,,"said ""no"""` + "\r\n"},
	{"only quotes", schema.Record{Note: `""`}, `,,,,,,,,""""""` + "\r\n"},
	{"CR LF", schema.Record{Note: "one\r\ntwo"}, ",,,,,,,,\"one\r\ntwo\"\r\n"},
	{"LF", schema.Record{Note: "one\n"}, ",,,,,,,,\"one\n\"\r\n"},
	{"CR", schema.Record{Note: "\rone"}, ",,,,,,,,\"\rone\"\r\n"},
	{"spaces at the ends", schema.Record{ClassName: "  Algebra 1 ", Note: "\u00a0x"}, ",,,,,,\"  Algebra 1 \",,\"\u00a0x\"\r\n"},
	{"spaces within", schema.Record{ClassName: "Algebra  1"}, ",,,,,,Algebra  1,,\r\n"},
	{"tab and semicolon", schema.Record{Note: "a\tb;c|d"}, ",,,,,,,,a\tb;c|d\r\n"},
	{"formula of a spreadsheet", schema.Record{SISID: `="00123"`}, `,"=""00123""",,,,,,,` + "\r\n"},
	{"formula", schema.Record{Note: "=1+1"}, ",,,,,,,,=1+1\r\n"},
	{"NUL", schema.Record{Note: "a\x00b"}, ",,,,,,,,a\x00b\r\n"},
	{"byte order mark in a cell", schema.Record{StudentEmail: "\ufeffada@example.org"}, "\ufeffada@example.org,,,,,,,,\r\n"},
	{"other scripts", schema.Record{ClassName: "Español 2, 第三班 👩‍🏫"}, `,,,,,,"Español 2, 第三班 👩‍🏫",,` + "\r\n"},
	{"a label as a value", schema.Record{Recognition: "Recognition", ClassName: "Class Name"}, ",,,,Recognition,,Class Name,,\r\n"},
	{"sep= as a value", schema.Record{StudentEmail: "sep=;"}, "sep=;,,,,,,,,\r\n"},
}

func checkRefusal(t *testing.T, err error, column schema.Column, code schema.Code, want error) {
	t.Helper()
	refusal, ok := errors.AsType[*sheet.RecordError](err)
	if !ok {
		t.Fatalf("Write error = %v, want a *RecordError", err)
	}
	if refusal.Column != column || refusal.Code != code || !errors.Is(err, want) {
		t.Errorf("Write refused %v, code %q, %v; want %v, code %q, %v", refusal.Column, refusal.Code, refusal.Err, column, code, want)
	}
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
