package sheet_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"github.com/google/go-cmp/cmp"
)

// roundTripOptions are ways to write a file that must all be read back.
var roundTripOptions = []sheet.WriterOptions{
	{},
	{LF: true, BOM: true, DateFormat: "01/02/2006"},
	{DateFormat: "Jan 2, 2006"},
	{BOM: true, DateFormat: "2-Jan-2006"},
}

// checkRoundTrip writes one record between two others, and reads all three
// back, unless the Writer refuses it.
func checkRoundTrip(t *testing.T, opts sheet.WriterOptions, rec schema.Record) {
	t.Helper()
	first, last := fullRecord(), schema.Record{SISID: "last"}
	var b strings.Builder
	w := sheet.NewWriter(&b, &opts)
	want := []schema.Record{first}
	if err := w.Write(first); err != nil {
		t.Fatal(err)
	}
	err := w.Write(rec)
	if err == nil {
		want = append(want, rec)
	} else if _, ok := errors.AsType[*sheet.RecordError](err); !ok {
		t.Fatalf("Write error = %v, want a *RecordError", err)
	}
	want = append(want, last)
	if err := errors.Join(w.Write(last), w.Flush()); err != nil {
		t.Fatal(err)
	}
	r := sheet.NewReader(strings.NewReader(b.String()), &sheet.ReaderOptions{MaxRowBytes: 1 << 24})
	var got []schema.Record
	for rec, err := range r.All() {
		if err != nil {
			t.Errorf("Read: %v", err)
		}
		got = append(got, rec)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("read back mismatch (-want +got):\n%s\nof the file %q", diff, b.String())
	}
}

// FuzzWriterRoundTrip: what a Writer accepts a Reader gives back equal.
func FuzzWriterRoundTrip(f *testing.F) {
	add := func(r schema.Record) {
		f.Add(uint8(0), r.StudentEmail, r.SISID, r.StudentNumber, r.StateID, r.Recognition, r.TeacherEmail, r.ClassName,
			r.Date.Year, int(r.Date.Month), r.Date.Day, r.DateText, r.Note)
	}
	for _, tt := range writerTests {
		add(tt.rec)
	}
	for _, text := range []string{"9/14", "14.9.2023", "2/30/2023", "yesterday", "45183", " 9/14/2023", "9/14/2023\r\n", "2023-09-14T08:05:00Z", "\u00a0", "9/14/23", "Thursday", "\u200b9/14/2023"} {
		add(schema.Record{SISID: "S1", DateText: text})
		add(schema.Record{DateText: text})
	}
	for _, cell := range []string{"\u200b", "\u2028", "\u0085", "\x00", "\v", "'", `"`, `="`, "\ufffd", "\ufeff", "\x1a", "#"} {
		add(schema.Record{StudentEmail: cell})
		add(schema.Record{Note: cell})
	}
	f.Fuzz(func(t *testing.T, way uint8, email, sis, number, state, recognition, teacher, class string, year, month, day int, dateText, note string) {
		checkRoundTrip(t, roundTripOptions[int(way)%len(roundTripOptions)], schema.Record{
			StudentEmail: email, SISID: sis, StudentNumber: number, StateID: state,
			Recognition: recognition, TeacherEmail: teacher, ClassName: class,
			Date: dates.Date{Year: year, Month: time.Month(month), Day: day}, DateText: dateText, Note: note,
		})
	})
}

func TestRoundTripLongNote(t *testing.T) {
	for _, note := range []string{
		strings.Repeat("long, \"quoted\"\r\n", 100_000),
		strings.Repeat("x", 1<<20),
	} {
		checkRoundTrip(t, sheet.WriterOptions{}, schema.Record{SISID: "S1", Note: note})
	}
}

// TestWriterLayouts: a header comes back label for label, and the records
// under it.
func TestWriterLayouts(t *testing.T) {
	tests := []struct {
		name   string
		header string // as read, and as written
		rec    schema.Record
		row    string // "": the record is refused
		column schema.Column
	}{
		{"another order", "Date,Note,Recognition,Class Name,Teacher Email,SIS ID",
			schema.Record{Date: day, Note: "n", Recognition: "r", ClassName: "c", TeacherEmail: "t", SISID: "s"}, "2023-09-14,n,r,c,t,s", 0},
		{"a column of the district's own", "SIS ID,House,Recognition,Teacher Email,Class Name,Date,",
			schema.Record{SISID: "s", Date: day}, "s,,,,,2023-09-14,", 0},
		{"other labels", "Student_Number,\"Recognition\nName\",\"Teacher \"\"E-mail\"\"\", Class Name ,Date*",
			schema.Record{StudentNumber: "1"}, "1,,,,", 0},
		{"no note", "SIS ID,Recognition,Teacher Email,Class Name,Date",
			schema.Record{SISID: "s", Note: "lost"}, "", schema.ColNote},
		{"no such identifier", "SIS ID,Recognition,Teacher Email,Class Name,Date,Note",
			schema.Record{SISID: "s", StudentEmail: " "}, "", schema.ColStudentEmail},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			layout, err := sheet.ReadLayout(strings.NewReader(tt.header+"\nrows,below,are,ignored\n"), nil)
			if err != nil {
				t.Fatal(err)
			}
			opts := sheet.WriterOptions{Layout: layout, LF: true}
			var b strings.Builder
			w := sheet.NewWriter(&b, &opts)
			err = w.Write(tt.rec)
			if tt.row == "" {
				checkRefusal(t, err, tt.column, "", sheet.ErrNoColumn)
				return
			}
			if err := errors.Join(err, w.Flush()); err != nil {
				t.Fatal(err)
			}
			if file := b.String(); !strings.HasSuffix(file, "\n"+tt.row+"\n") {
				t.Errorf("file = %q, want its row to be %q", file, tt.row)
			}
			again, err := sheet.ReadLayout(strings.NewReader(b.String()), nil)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(layout.Labels(), again.Labels()); diff != "" {
				t.Errorf("labels mismatch (-want +got):\n%s", diff)
			}
			checkReadsBack(t, b.String(), tt.rec)
		})
	}
}

// checkReadsBack reads the one record of a file.
func checkReadsBack(t *testing.T, file string, want schema.Record) {
	t.Helper()
	r := sheet.NewReader(strings.NewReader(file), nil)
	got, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("read back mismatch (-want +got):\n%s", diff)
	}
	if _, err := r.Read(); err != io.EOF {
		t.Errorf("second Read = %v, want io.EOF", err)
	}
}
