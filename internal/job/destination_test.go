package job

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/page"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// ownWriter is a RecordWriter that is not a Writer, though it writes with one.
type ownWriter struct {
	*sheet.Writer
	wrote func(rec *schema.Record, row SourceRow) error
}

func (w *ownWriter) Write(rec *schema.Record, row SourceRow) error {
	if w.wrote != nil {
		if err := w.wrote(rec, row); err != nil {
			return err
		}
	}
	return w.Writer.Write(*rec)
}

// workers returns b with so many workers and blocks of that size.
func (b Builder) workers(n, block int) Builder {
	checker := *b.Validator.Checker
	b.Validator = &Validator{&checker, block}
	b.Validator.Opts.Workers = n
	return b
}

// A RecordWriter of the caller's own gets the records that a Writer would, in their
// order and on Build's goroutine, each with its row; and what is told is the same but
// for the places in a template that Build knows nothing of.
func TestBuildToRecordWriter(t *testing.T) {
	t.Parallel() // it takes long
	many := 1000
	if slowTests {
		many = 3000
	}
	labels, rows := workedRows(many)
	file := csvOf(labels, rows)
	for _, workers := range []int{1, 4} {
		for _, block := range []int{0, 4 << 10, blockSize} {
			t.Run(fmt.Sprintf("%d workers, blocks of %d", workers, block), func(t *testing.T) {
				own := goroutine()
				b := workedBuilder(t).workers(workers, block)
				var want, got, wantRejects, gotRejects bytes.Buffer
				b.Rejects = &wantRejects
				wantReport, err := b.Build(t.Context(), sheet.NewCSVSource(bytes.NewReader(file), nil), sheet.NewWriter(&want, nil))
				if err != nil {
					t.Fatal(err)
				}
				w := &ownWriter{sheet.NewWriter(&got, nil), func(rec *schema.Record, row SourceRow) error {
					note, ok := row.Cell("note")
					if seen, _ := row.Cell(" SEEN"); !ok || note != rec.Note || seen != rows[row.Position().Row-2][6] {
						t.Errorf("row %d has the note %q and %q, not that of the record, %q", row.Position().Row, note, seen, rec.Note)
					}
					if goroutine() != own {
						return errors.New("another goroutine")
					}
					return nil
				}}
				b.Rejects = &gotRejects
				gotReport, err := b.BuildRecords(t.Context(), sheet.NewCSVSource(bytes.NewReader(file), nil), w)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want.String(), got.String()); diff != "" {
					t.Errorf("records (-Writer +RecordWriter):\n%s", diff)
				}
				if diff := cmp.Diff(wantRejects.String(), gotRejects.String()); diff != "" {
					t.Errorf("rejects (-Writer +RecordWriter):\n%s", diff)
				}
				templates := withoutTemplate(wantReport)
				if withoutTemplate(gotReport) != 0 || templates == 0 {
					t.Errorf("%d issues of the Writer's build are in the template, and some of the other's", templates)
				}
				if diff := cmp.Diff(wantReport, gotReport, cmp.AllowUnexported(tally.Report{})); diff != "" {
					t.Errorf("report (-Writer +RecordWriter):\n%s", diff)
				}
			})
		}
	}
}

// withoutTemplate makes places in the template those in the input, and returns how
// many there were.
func withoutTemplate(rep *tally.Report) (n int) {
	rep.Elapsed = 0
	for i := range rep.Issues {
		is := &rep.Issues[i]
		if is.At.In == check.InTemplate {
			is.At = check.Place{Row: is.Row, Field: is.Field}
			n++
		}
	}
	for i := range rep.Groups {
		g := &rep.Groups[i]
		for j := range g.Places {
			if g.Places[j].In == check.InTemplate {
				g.Places[j] = check.Place{Row: g.Rows[j], Field: g.Fields[j]}
			}
		}
	}
	return n
}

const refusedExport = "id,what,day,note\n1,tardy,9/14/2023,first\n2,Tardy,9/15/2023,second\n3,Tardy,9/16/2023,third\n"

func refusedBuilder(t *testing.T) Builder {
	t.Helper()
	m, err := mapping.ReadMapping(strings.NewReader(`{"columns": {"Student Number": {"from": "id"}, "Recognition": {"from": "what", "values": {"tardy": "Tardy ", "Tardy": "Tardy"}},
		"Teacher Email": {"const": "a@example.org"}, "Class Name": {"const": "Art"}, "Date": {"from": "day"}, "Note": {"from": "note"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	return Builder{Mapping: m, Repair: true}
}

// A record that is refused is rejected, under the column and code that the RecordWriter
// gives; what is written and what not is counted.
func TestRecordWriterRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  *sheet.RecordError
		want check.Issue
	}{
		{"a column and a code", &sheet.RecordError{Column: schema.ColRecognition, Code: schema.CodeRecognitionUnknown, Err: errors.New("it is of no school")},
			check.Issue{Code: schema.CodeRecognitionUnknown, Column: schema.ColRecognition, Field: 2, Value: "Tardy ", Message: "it is of no school"}},
		{"nothing", new(sheet.RecordError), check.Issue{Code: schema.CodeRecordRefused, Message: "the finished file does not take this row: tell your data person"}},
		{"a code that nobody knows", &sheet.RecordError{Code: "of-its-own", Err: errors.New("no")}, check.Issue{Code: schema.CodeRecordRefused, Message: "no"}},
		{"a code that ends runs", &sheet.RecordError{Code: schema.CodeNotCSV}, check.Issue{Code: schema.CodeRecordRefused, Message: "the finished file does not take this row: tell your data person"}},
		{"a column that is none", &sheet.RecordError{Column: 77}, check.Issue{Code: schema.CodeRecordRefused, Message: "the finished file does not take this row: tell your data person"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out, rejects bytes.Buffer
			w := &ownWriter{sheet.NewWriter(&out, nil), func(rec *schema.Record, _ SourceRow) error {
				if rec.StudentNumber == "1" {
					return fmt.Errorf("wrapped: %w", tt.err)
				}
				return nil
			}}
			b := refusedBuilder(t)
			b.Rejects = &rejects
			rep, err := b.BuildRecords(t.Context(), sheet.NewCSVSource(strings.NewReader(refusedExport), nil), w)
			if err != nil || rep.Build.Written != 2 || rep.Build.Rejected != 1 || rep.Build.Repaired != 0 || !rep.OK() {
				t.Fatalf("error %v, %+v, OK %v", err, *rep.Build, rep.OK())
			}
			tt.want.Settler = tt.want.SettledBy()
			tt.want.Severity, tt.want.Row, tt.want.Line, tt.want.At = check.SeverityError, 2, 2, check.Place{In: check.InRejects, Row: 2, Field: tt.want.Field}
			if tt.want.Column == schema.ColRecognition {
				tt.want.At.Field = 10 // where a person may answer
			}
			if diff := cmp.Diff([]check.Issue{tt.want}, rep.Issues); diff != "" {
				t.Errorf("issues (-want +got):\n%s", diff)
			}
			if !strings.Contains(rejects.String(), "1,tardy,9/14/2023,first,2,,") || !strings.Contains(rejects.String(), tt.want.Message) || strings.Contains(rejects.String(), "second") {
				t.Errorf("rejects\n%s", rejects.String())
			}
			if strings.Contains(out.String(), "first") || !strings.Contains(out.String(), "third") {
				t.Errorf("written\n%s", out.String())
			}
		})
	}
}

// Any other error ends the build, with what was written until then told; Flush is
// called all the same.
func TestRecordWriterFails(t *testing.T) {
	full := errors.New("it is full")
	for _, workers := range []int{1, 3} {
		var out bytes.Buffer
		w := &ownWriter{sheet.NewWriter(&out, nil), func(rec *schema.Record, _ SourceRow) error {
			if rec.StudentNumber == "2" {
				return full
			}
			return nil
		}}
		b := refusedBuilder(t)
		b.Validator = madeValidator(nil)
		b = b.workers(workers, blockSize)
		rep, err := b.BuildRecords(t.Context(), sheet.NewCSVSource(strings.NewReader(refusedExport), nil), w)
		if err != full || rep.Complete || rep.Build.Written != 1 || rep.Build.Rejected != 1 || rep.Rows != 2 {
			t.Errorf("error %v, %+v, %d rows", err, *rep.Build, rep.Rows)
		}
		if !strings.Contains(out.String(), "first") {
			t.Error("it was not flushed")
		}
	}
	rep, err := refusedBuilderPointer(t).BuildRecords(t.Context(), sheet.NewCSVSource(strings.NewReader(refusedExport), nil), failsToFlush{})
	if err != errFlush || rep.OK() || rep.Build.Written != 3 {
		t.Errorf("of Flush: error %v, %+v", err, *rep.Build)
	}
}

// A write that fails among the records of one row ends the build there: the error is told,
// and nothing is written after it, though the next write would not fail.
func TestRecordWriterFailsWithinRow(t *testing.T) {
	m, err := mapping.ReadMapping(strings.NewReader(`{"each": {"split": "ids", "separator": ";", "as": "one"}, "columns": {"SIS ID": {"from": "one"},
		"Teacher Email": {"const": "lee@example.org"}, "Class Name": {"const": "Art"}, "Date": {"const": "2023-09-14"}, "Recognition": {"const": "Tardy"},
		"Note": {"join": ["note", "ids"]}}}`))
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("it is full")
	for _, tt := range []struct {
		name          string
		records, note int
		fails         int64
	}{
		{"the first", 3, 1, 1}, {"the second", 3, 1, 2}, {"the last", 3, 1, 3},
		{"one of those that are made later", mapping.MaxItems, 20 << 10, 900}, {"the last of them", mapping.MaxItems, 20 << 10, mapping.MaxItems},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := "ids,note\n" + strings.TrimSuffix(strings.Repeat("12345;", tt.records), ";") + "," + strings.Repeat("x", tt.note) + "\n67890,y\n"
			n := int64(0)
			w := &ownWriter{sheet.NewWriter(io.Discard, nil), func(*schema.Record, SourceRow) error {
				if n++; n == tt.fails {
					return full
				}
				return nil
			}}
			b := Builder{Mapping: m, Validator: madeValidator(nil)}
			rep, err := b.BuildRecords(t.Context(), sheet.NewCSVSource(strings.NewReader(text), nil), w)
			if err != full || rep.Complete || n != tt.fails || rep.Build.Written != n-1 || rep.Build.Rejected != 1 {
				t.Errorf("error %v after %d writes, complete %t, %+v", err, n, rep.Complete, *rep.Build)
			}
		})
	}
}

func refusedBuilderPointer(t *testing.T) *Builder {
	b := refusedBuilder(t)
	return &b
}

var errFlush = errors.New("it does not flush")

type failsToFlush struct{}

func (failsToFlush) Write(*schema.Record, SourceRow) error { return nil }
func (failsToFlush) Flush() error                          { return errFlush }

// Records of one row that are many times as large as the row are not in memory
// together, whoever writes them.
func TestRecordWriterOfLargeRows(t *testing.T) {
	m, err := mapping.ReadMapping(strings.NewReader(`{"each": {"split": "ids", "separator": ";", "as": "one"}, "columns": {"SIS ID": {"from": "one"},
		"Teacher Email": {"const": "lee@example.org"}, "Class Name": {"const": "Art"}, "Date": {"const": "2023-09-14"}, "Recognition": {"const": "Tardy"},
		"Note": {"join": ["note", "ids"]}}}`))
	if err != nil {
		t.Fatal(err)
	}
	ids := strings.Repeat("12345;", mapping.MaxItems)
	text := "ids,note\n" + ids + "," + strings.Repeat("many words ", 2<<10) + "\n"
	var most uint64
	n := 0
	w := &ownWriter{sheet.NewWriter(io.Discard, nil), func(*schema.Record, SourceRow) error {
		if n++; n%100 == 0 {
			runtime.GC()
			var stats runtime.MemStats
			runtime.ReadMemStats(&stats)
			most = max(most, stats.HeapInuse)
		}
		return nil
	}}
	rep, err := (&Builder{Mapping: m, Validator: &Validator{madeValidator(nil).Checker, blockSize}}).BuildRecords(t.Context(), sheet.NewCSVSource(strings.NewReader(text), nil), w)
	if err != nil || rep.Build.Written != mapping.MaxItems || n != mapping.MaxItems {
		t.Fatalf("error %v, %+v", err, *rep.Build)
	}
	if most > 16<<20 {
		t.Errorf("%d MB of memory", most>>20)
	}
}

// The cell of a row is found as a mapping finds it.
func TestSourceRowCell(t *testing.T) {
	row := SourceRow{labels: newRowLabels([]string{"School", "Name", "name ", "twice", "twice", schema.LabelRow, "short"}), cells: []string{"a", "b", "c", "d", "e", "f"}}
	for label, want := range map[string]string{
		"School": "a", " school": "a", "Name": "b", "name ": "c", "NAME": "-", "twice": "-", "Twice": "-", "none": "-", "": "-", schema.LabelRow: "f", "short": "-",
	} {
		got, ok := row.Cell(label)
		if !ok {
			got += "-"
		}
		if got != want {
			t.Errorf("Cell(%q) = %q, want %q", label, got, want)
		}
	}
	if text, ok := (SourceRow{}).Cell("School"); ok || text != "" {
		t.Errorf("the zero row has %q", text)
	}
}

// Own checks lend their codes to sources and RecordWriters; what a RecordWriter says
// otherwise is hidden in a redacted report.
func TestOwnCodesOfRowsAndRecords(t *testing.T) {
	own := check.Own{Code: "no-school", Title: "A student of no school", Severity: check.SeverityError, Run: func(schema.Record) []check.Issue { return nil }}
	v, err := NewValidator(roster.References{}, &check.Options{Checks: []check.Own{own}, Today: blockOptions().Today})
	if err != nil {
		t.Fatal(err)
	}
	b := refusedBuilder(t)
	b.Validator = v
	src := Derive(sheet.NewCSVSource(strings.NewReader(refusedExport), nil), "school", func(row SourceRow) (string, error) {
		if id, _ := row.Cell("id"); id == "1" {
			return "", &sheet.RowError{Code: "no-school", Err: errors.New("secret 1")}
		}
		return "", nil
	})
	w := &ownWriter{sheet.NewWriter(io.Discard, nil), func(rec *schema.Record, _ SourceRow) error {
		if rec.StudentNumber == "2" {
			return &sheet.RecordError{Code: "no-school", Err: errors.New("secret 2")}
		}
		return &sheet.RecordError{Err: errors.New("secret 3")}
	}}
	rep, err := b.BuildRecords(t.Context(), src, w)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int64{2, 1, 3}, []int64{rep.Counts["no-school"], rep.Counts[schema.CodeRecordRefused], rep.Build.Rejected}); diff != "" {
		t.Errorf("counts (-want +got):\n%s\n%v", diff, rep.Counts)
	}
	var shown, hidden bytes.Buffer
	if err := errors.Join(page.WriteJSON(rep, &shown, nil), page.WriteJSON(rep, &hidden, &advice.ReportOptions{Redact: true})); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(shown.String(), "secret 3") || strings.Contains(hidden.String(), "secret") {
		t.Errorf("redacted:\n%s", hidden.String())
	}
}

// What it costs that a build does not copy bytes.
func BenchmarkBuildWays(b *testing.B) {
	const rows = 50_000
	var text bytes.Buffer
	text.WriteString("id,what,who,day,note,more,and,other,columns\n")
	for i := range rows {
		fmt.Fprintf(&text, "S%06d,T,a@example.org,2023-09-%02d,\"A note, of some words %d\",x,y,z,w\n", i, 1+i%28, i)
	}
	m, err := mapping.ReadMapping(strings.NewReader(`{"columns": {"Student Number": {"from": "id"}, "Recognition": {"from": "what", "values": {"T": "Tardy"}},
		"Teacher Email": {"from": "who"}, "Class Name": {"const": "Art"}, "Date": {"from": "day"}, "Note": {"from": "note"}}}`))
	if err != nil {
		b.Fatal(err)
	}
	builder := Builder{Mapping: m, Validator: madeValidator(nil)}.workers(1, blockSize)
	csv := func() sheet.Source { return sheet.NewCSVSource(bytes.NewReader(text.Bytes()), nil) }
	derived := func() sheet.Source {
		return Derive(csv(), "code", func(row SourceRow) (string, error) { code, _ := row.Cell("what"); return code, nil })
	}
	for _, way := range []struct {
		name  string
		build func() (*tally.Report, error)
	}{
		{"bytes", func() (*tally.Report, error) {
			return builder.Build(b.Context(), csv(), sheet.NewWriter(io.Discard, nil))
		}},
		{"derived", func() (*tally.Report, error) {
			return builder.Build(b.Context(), derived(), sheet.NewWriter(io.Discard, nil))
		}},
		{"records", func() (*tally.Report, error) {
			return builder.BuildRecords(b.Context(), csv(), &ownWriter{Writer: sheet.NewWriter(io.Discard, nil)})
		}},
	} {
		b.Run(way.name, func(b *testing.B) {
			b.SetBytes(int64(text.Len()))
			for b.Loop() {
				if rep, err := way.build(); err != nil || rep.Build.Written != rows {
					b.Fatalf("error %v, %+v", err, *rep.Build)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
		})
	}
}
