package sheet_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"github.com/google/go-cmp/cmp"
)

const defaultHeader = "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\r\n"

func TestWriter(t *testing.T) {
	for _, tt := range writerTests {
		t.Run(tt.name, func(t *testing.T) {
			got := written(t, nil, tt.rec)
			if diff := cmp.Diff(defaultHeader+tt.want, got); diff != "" {
				t.Errorf("Write mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWriterOptions(t *testing.T) {
	rec := schema.Record{SISID: "S1", Date: day}
	const header = "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note"
	tests := []struct {
		name string
		opts sheet.WriterOptions
		want string
	}{
		{"none", sheet.WriterOptions{}, header + "\r\n,S1,,,,,,2023-09-14,\r\n"},
		{"LF", sheet.WriterOptions{LF: true}, header + "\n,S1,,,,,,2023-09-14,\n"},
		{"BOM", sheet.WriterOptions{BOM: true}, "\ufeff" + header + "\r\n,S1,,,,,,2023-09-14,\r\n"},
		{"ISO by name", sheet.WriterOptions{DateFormat: "2006-01-02"}, header + "\r\n,S1,,,,,,2023-09-14,\r\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, written(t, &tt.opts, rec)); diff != "" {
				t.Errorf("Write mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWriterHeaderAlone(t *testing.T) {
	var b strings.Builder
	w := sheet.NewWriter(&b, nil)
	if b.Len() != 0 {
		t.Errorf("NewWriter wrote %q, want nothing", b.String())
	}
	for range 2 {
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(defaultHeader, b.String()); diff != "" {
			t.Errorf("Flush mismatch (-want +got):\n%s", diff)
		}
	}
}

func TestWriterRefuses(t *testing.T) {
	tests := []struct {
		name   string
		rec    schema.Record
		column schema.Column
		code   schema.Code
		err    error
	}{
		{"not UTF-8", schema.Record{SISID: "secret", Note: "caf\xe9 secret"}, schema.ColNote, schema.CodeEncoding, sheet.ErrNotUTF8},
		{"not UTF-8 in a date", schema.Record{DateText: "9/14/2023 secret \xff"}, schema.ColDate, schema.CodeEncoding, sheet.ErrNotUTF8},
		{"UTF-16 surrogate", schema.Record{StudentEmail: "secret\xed\xa0\x80"}, schema.ColStudentEmail, schema.CodeEncoding, sheet.ErrNotUTF8},
		{"no such day", schema.Record{SISID: "secret", Date: dates.Date{Year: 2023, Month: 2, Day: 30}}, schema.ColDate, schema.CodeDateInvalid, dates.ErrInvalid},
		{"part of a date", schema.Record{SISID: "secret", Date: dates.Date{Year: 2023}}, schema.ColDate, schema.CodeDateInvalid, dates.ErrInvalid},
		{"year 10000", schema.Record{SISID: "secret", Date: dates.Date{Year: 10000, Month: 1, Day: 1}}, schema.ColDate, schema.CodeDateInvalid, dates.ErrInvalid},
		{"two dates", schema.Record{SISID: "secret", Date: day, DateText: "14.9.2023 secret"}, schema.ColDate, "", sheet.ErrTwoDates},
		{"a plain date as text", schema.Record{SISID: "secret", DateText: "2023-09-14"}, schema.ColDate, "", sheet.ErrDateText},
		{"no date at all", schema.Record{SISID: "secret", DateText: "secret day"}, schema.ColDate, schema.CodeDateInvalid, dates.ErrInvalid},
		{"no such day as text", schema.Record{SISID: "secret", DateText: "02/30/2023"}, schema.ColDate, schema.CodeDateInvalid, dates.ErrInvalid},
		{"nothing", schema.Record{}, schema.NoColumn, schema.CodeBlankRow, sheet.ErrBlankRecord},
		{"white space", schema.Record{SISID: " ", Note: "\r\n\t\u00a0"}, schema.NoColumn, schema.CodeBlankRow, sheet.ErrBlankRecord},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			w := sheet.NewWriter(&b, nil)
			err := w.Write(tt.rec)
			checkRefusal(t, err, tt.column, tt.code, tt.err)
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("error %q holds a cell", err)
			}
			// The Writer goes on, and nothing of the record is there.
			if err := w.Write(schema.Record{SISID: "S1"}); err != nil {
				t.Fatalf("Write after a refusal: %v", err)
			}
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(defaultHeader+",S1,,,,,,,\r\n", b.String()); diff != "" {
				t.Errorf("after a refusal mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWriterDateFormats(t *testing.T) {
	tests := []struct {
		format, want string // want: the row's date cell; "": the format is refused
	}{
		{"01/02/2006", "09/14/2023"},
		{"1/2/2006", "9/14/2023"},
		{"2006-01-02", "2023-09-14"},
		{"Jan 2, 2006", `"Sep 14, 2023"`},
		{"02-Jan-2006", "14-Sep-2023"},
		{"Monday, January 2, 2006", ""},
		{"02/01/2006", ""},
		{"2006-02-01", ""},
		{"01/02/06", ""},
		{"01/2006", ""},
		{"2006-01-02 15:04", ""},
		{" ", ""},
		{"today", ""},
		{"2006-01-01", ""},
	}
	for _, tt := range tests {
		t.Run(tt.format, func(t *testing.T) {
			var b strings.Builder
			w := sheet.NewWriter(&b, &sheet.WriterOptions{DateFormat: tt.format})
			err := w.Write(schema.Record{Date: day})
			if tt.want == "" {
				if err == nil || !strings.Contains(err.Error(), "DateFormat") {
					t.Errorf("Write error = %v, want one about DateFormat", err)
				}
				if again := w.Flush(); again != err {
					t.Errorf("Flush error = %v, want the same again", again)
				}
				if b.Len() != 0 {
					t.Errorf("wrote %q, want nothing", b.String())
				}
				return
			}
			if err := errors.Join(err, w.Flush()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(defaultHeader+",,,,,,,"+tt.want+",\r\n", b.String()); diff != "" {
				t.Errorf("Write mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// TestWriterDateFastPaths compares the fast paths with package time, for every
// day of some years.
func TestWriterDateFastPaths(t *testing.T) {
	for format, layout := range map[string]string{"": "2006-01-02", "2006-01-02": "2006-01-02", "01/02/2006": "01/02/2006", "1/2/2006": "1/2/2006"} {
		want := strings.Builder{}
		want.WriteString(defaultHeader)
		var recs []schema.Record
		for _, year := range []int{1, 99, 1900, 2023, 2024, 9999} {
			for d := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() == year; d = d.AddDate(0, 0, 1) {
				recs = append(recs, schema.Record{Date: dates.Of(d)})
				want.WriteString(",,,,,,," + d.Format(layout) + ",\r\n")
			}
		}
		got := written(t, &sheet.WriterOptions{DateFormat: format}, recs...)
		if diff := cmp.Diff(want.String(), got); diff != "" {
			t.Errorf("DateFormat %q mismatch (-want +got):\n%s", format, diff)
		}
	}
}

// TestWriterIsCSV has encoding/csv read what was written. It turns CR LF inside
// cells into LF, hence the LF records only.
func TestWriterIsCSV(t *testing.T) {
	for _, tt := range writerTests {
		if strings.Contains(tt.rec.Note, "\r") {
			continue
		}
		rows, err := csv.NewReader(strings.NewReader(written(t, nil, tt.rec))).ReadAll()
		if err != nil {
			t.Errorf("%s: encoding/csv: %v", tt.name, err)
			continue
		}
		var want []string
		for c := schema.ColStudentEmail; c <= schema.ColNote; c++ {
			want = append(want, tt.rec.Cell(c))
		}
		if diff := cmp.Diff(want, rows[1]); diff != "" {
			t.Errorf("%s: encoding/csv read mismatch (-want +got):\n%s", tt.name, diff)
		}
	}
}

// A limitedWriter takes so many bytes, then fails.
type limitedWriter struct {
	left int
	err  error // nil: it takes part of the bytes and says nothing
	got  bytes.Buffer
}

func (w *limitedWriter) Write(p []byte) (int, error) {
	n := min(len(p), w.left)
	w.left -= n
	w.got.Write(p[:n])
	if n < len(p) {
		return n, w.err
	}
	return n, nil
}

// TestWriterFailingDestination lets the destination fail at every byte: the
// error is told, stays, and is not taken for one of a record.
func TestWriterFailingDestination(t *testing.T) {
	full := written(t, nil, fullRecord(), schema.Record{Note: "last"})
	errDisk := errors.New("disk full")
	for _, want := range []error{errDisk, io.ErrShortWrite} {
		for n := range len(full) {
			dst := &limitedWriter{left: n}
			if want == errDisk {
				dst.err = errDisk
			}
			w := sheet.NewWriter(dst, nil)
			var first error
			for _, rec := range []schema.Record{fullRecord(), {Note: "last"}} {
				if err := errors.Join(w.Write(rec), w.Flush()); err != nil && first == nil {
					first = err
				}
			}
			if !errors.Is(first, want) {
				t.Fatalf("destination of %d bytes: error = %v, want %v", n, first, want)
			}
			if err := w.Write(fullRecord()); err != want {
				t.Errorf("destination of %d bytes: a later Write's error = %v, want %v", n, err, want)
			}
			if err := w.Flush(); err != want {
				t.Errorf("destination of %d bytes: a later Flush's error = %v, want %v", n, err, want)
			}
			if got := dst.got.String(); got != full[:n] {
				t.Errorf("destination of %d bytes got %q, want %q", n, got, full[:n])
			}
		}
	}
}

// TestWriterPassesOn: memory stays the same however long the file.
func TestWriterPassesOn(t *testing.T) {
	var longest, total int
	w := sheet.NewWriter(writerFunc(func(p []byte) (int, error) {
		longest, total = max(longest, len(p)), total+len(p)
		return len(p), nil
	}), nil)
	rec := fullRecord()
	const rows = 10_000
	for range rows {
		if err := w.Write(rec); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	row := len(written(t, nil, rec)) - len(defaultHeader)
	if want := len(defaultHeader) + rows*row; total != want {
		t.Errorf("%d bytes written, want %d", total, want)
	}
	if longest > 160<<10 {
		t.Errorf("as many as %d bytes were passed on at once, want at most 160 KiB", longest)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestWriterAllocations(t *testing.T) {
	recs := []schema.Record{fullRecord(), {SISID: "S1", DateText: "9/14/2023 10:30", Note: "one, \"two\"\r\nthree é"}}
	for _, format := range []string{"", "01/02/2006", "1/2/2006", "Jan 2, 2006"} {
		w := sheet.NewWriter(io.Discard, &sheet.WriterOptions{DateFormat: format})
		allocs := testing.AllocsPerRun(1000, func() {
			for _, rec := range recs {
				if err := w.Write(rec); err != nil {
					t.Fatal(err)
				}
			}
		})
		if allocs != 0 {
			t.Errorf("DateFormat %q: %v allocations for two records, want none", format, allocs)
		}
	}
}

// FuzzWriterCell compares what becomes of a cell with csvrow, whatever the cell
// and its place among the eight bytes looked at together.
func FuzzWriterCell(f *testing.F) {
	for _, tt := range writerTests {
		f.Add(tt.rec.Note)
		f.Add(tt.rec.ClassName)
	}
	for n := range 17 {
		for _, last := range []string{"x", ",", "\"", "\r", "\n", "é", " ", "\x00", "\x7f", "\u00a0", "\v"} {
			f.Add(strings.Repeat("x", n) + last)
			f.Add(last + strings.Repeat("x", n))
			f.Add(strings.Repeat("x", n) + last + strings.Repeat("x", 16-n))
		}
	}
	f.Fuzz(func(t *testing.T, cell string) {
		var got bytes.Buffer
		w := sheet.NewWriter(&got, nil)
		err := w.Write(schema.Record{SISID: "S1", Note: cell})
		if (err == nil) != utf8.ValidString(cell) {
			t.Fatalf("Write of %q = %v, want an error where it is not UTF-8", cell, err)
		}
		if err != nil {
			return
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		want := defaultHeader + ",S1,,,,,,," + string(csvrow.AppendCell(nil, cell, ',')) + "\r\n"
		if diff := cmp.Diff(want, got.String()); diff != "" {
			t.Errorf("Write of %q mismatch (-want +got):\n%s", cell, diff)
		}
	})
}

// benchRecords have names of varied length; 3 notes in 8 need quotes, 1 in 8
// holds a line break.
func benchRecords() []schema.Record {
	notes := []string{
		"Talked during the test.", "Was late to class, again, and had no excuse for it", "Helped a classmate",
		`Said "no" when asked to sit down`, "", "First line\r\nSecond line", "Phone out during the lesson", "Ran in the hall",
	}
	recs := make([]schema.Record, 512)
	for i := range recs {
		recs[i] = schema.Record{
			StudentEmail:  fmt.Sprintf("student%d@students.example.org", i*7919),
			StudentNumber: fmt.Sprintf("%06d", i*31),
			Recognition:   []string{"Tardy", "Behavioral Warning", "Technology Misconduct"}[i%3],
			TeacherEmail:  fmt.Sprintf("teacher%d@example.org", i*i),
			ClassName:     strings.Repeat("Algebra ", 1+i%3) + "2",
			Date:          dates.Date{Year: 2023, Month: time.Month(1 + i%12), Day: 1 + i%28},
			Note:          notes[i%len(notes)],
		}
	}
	return recs
}

// writeTimes writes recs so many times, one file.
func writeTimes(b *testing.B, out io.Writer, recs []schema.Record, times int) {
	b.Helper()
	w := sheet.NewWriter(out, nil)
	for range times {
		for i := range recs {
			if err := w.Write(recs[i]); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkWriter(b *testing.B) {
	const times = 40 // what a Writer allocates is not to count
	recs := benchRecords()
	var want, got bytes.Buffer
	writeTimes(b, &want, recs, times)
	b.SetBytes(int64(want.Len()))
	b.ReportAllocs()
	for b.Loop() {
		got.Reset()
		writeTimes(b, &got, recs, times)
	}
	if !bytes.Equal(want.Bytes(), got.Bytes()) {
		b.Error("the file changed from one run to the next")
	}
	b.ReportMetric(float64(times*len(recs))*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// A label that starts with a byte order mark keeps it.
func TestWriterKeepsTheMarkOfALabel(t *testing.T) {
	const label = "\ufeffStudent Email"
	layout, err := sheet.ReadLayout(strings.NewReader("\ufeff"+label+","+strings.SplitN(headerLine, ",", 2)[1]), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, bom := range []bool{false, true} {
		var b bytes.Buffer
		if err := sheet.NewWriter(&b, &sheet.WriterOptions{Layout: layout, BOM: bom}).Flush(); err != nil {
			t.Fatal(err)
		}
		again, err := sheet.ReadLayout(&b, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := again.Labels()[0]; got != label || got != layout.Labels()[0] {
			t.Errorf("BOM %v: the label %q was written as %q", bom, label, got)
		}
	}
	var b bytes.Buffer
	if err := sheet.NewWriter(&b, nil).Flush(); err != nil || strings.HasPrefix(b.String(), "\ufeff") {
		t.Errorf("the default labels are %q, error %v", b.String(), err)
	}
}
