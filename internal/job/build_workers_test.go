package job

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/page"
	"example.com/otustemplate/internal/roster"
	loop "example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// A bufferSource is a source of its own that uses its memory again for every row, as
// drivers of databases do.
type bufferSource struct {
	labels []string
	rows   [][]string
	buf    []byte
	bad    sheet.RowError // of the row at hand; one in fifty is torn
	at     int
	called func()
}

// A reusedError says what it is of now.
type reusedError struct{ of *bufferSource }

func (e reusedError) Error() string {
	e.of.called()
	return fmt.Sprintf("row %d is torn", e.of.at)
}

func (s *bufferSource) Columns() ([]string, error) { return s.labels, nil }
func (s *bufferSource) Err() error                 { return nil }

func (s *bufferSource) Next() bool {
	s.called()
	for i := range s.buf {
		s.buf[i] = '#'
	}
	s.buf = s.buf[:0]
	s.at++
	return s.at <= len(s.rows)
}

func (s *bufferSource) Scan(dest ...any) error {
	s.called()
	if s.at%50 == 0 {
		s.bad = sheet.RowError{Code: schema.CodeQuote, Err: reusedError{s}}
		return &s.bad
	}
	for i, cell := range s.rows[s.at-1] {
		start := len(s.buf)
		s.buf = append(s.buf, cell...)
		*dest[i].(*any) = s.buf[start:len(s.buf):len(s.buf)]
	}
	return nil
}

// goroutine returns the name that the runtime gives the goroutine that calls.
func goroutine() string {
	var buf [64]byte
	name, _, _ := strings.Cut(string(buf[:runtime.Stack(buf[:], false)]), "[")
	return name
}

// A calledWriter calls called for each Write.
type calledWriter struct {
	bytes.Buffer
	called func()
}

func (w *calledWriter) Write(p []byte) (int, error) {
	w.called()
	return w.Buffer.Write(p)
}

// workedRows are rows of an export for workedBuilder: good ones, some that are looked
// up in vain, repaired or rejected, some that make several records, and repeats.
func workedRows(n int) (labels []string, rows [][]string) {
	labels = []string{"student", "teacher", "period", "day", "what", "note", "seen"}
	for i := range n {
		row := []string{
			[]string{"00123", "00124", "000125", "999"}[i%4], []string{"Ruiz, Ana", "bo.lee@example.org", "Nobody, N."}[i%3], []string{"1", "", "2", "9"}[i%5%4],
			fmt.Sprintf("10/%d/2023", 1+i%28), []string{"Tardy", "tardy;Kind", "Kind;;Tardy", "", "Tardy "}[i%5], fmt.Sprintf("note %d, \"said\"", i%500),
			fmt.Sprint("value ", i%70),
		}
		if i%97 == 0 {
			row[3] = "31/12/2023"
		}
		rows = append(rows, row)
	}
	return labels, rows
}

func workedBuilder(t *testing.T) Builder {
	t.Helper()
	m, err := mapping.ReadMapping(strings.NewReader(`{"each": {"split": "what", "separator": ";", "as": "one"}, "columns": {
		"Student Number": {"from": "student", "lookup": "student"}, "SIS ID": {"lookup": "student"}, "Teacher Email": {"from": "teacher", "lookup": "teacher"},
		"Class Name": {"lookup": "class-of", "period": "period"}, "Date": {"from": "day"}, "Recognition": {"from": "one"}, "Note": {"from": "note"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	refs := peopleReferences(t, false)
	v, err := NewValidator(roster.References{Recognitions: refs.Recognitions, Roster: refs.Roster}, blockOptions())
	if err != nil {
		t.Fatal(err)
	}
	return Builder{Mapping: m, Validator: v, Repair: true}
}

// csvOf returns rows as a file.
func csvOf(labels []string, rows [][]string) []byte {
	var b bytes.Buffer
	for _, row := range append([][]string{labels}, rows...) {
		for i, cell := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(`"` + strings.ReplaceAll(cell, `"`, `""`) + `"`)
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// A workedOutcome is what a build makes, and who was called on which goroutine.
type workedOutcome struct {
	Template, Rejects, Missing, Text string
	Issues                           []check.Issue
	Err                              string
}

// build builds with so many workers, and checks that all is called on one goroutine.
func (b Builder) outcome(t *testing.T, workers int, change func(*check.Options), source func(called func()) sheet.Source) (o workedOutcome) {
	t.Helper()
	own := goroutine()
	called := func() {
		if other := goroutine(); other != own {
			t.Errorf("called on %s, not on that of Build", other)
		}
	}
	checker := *b.Validator.Checker
	v := Validator{&checker, 4 << 10}
	v.Opts.Workers = workers
	v.Opts.OnProgress = func(loop.Progress) { called() }
	v.Opts.OnIssue = func(is check.Issue) error {
		called()
		o.Issues = append(o.Issues, is)
		return nil
	}
	if change != nil {
		change(&v.Opts)
	}
	b.Validator = &v
	template, rejects := &calledWriter{called: called}, &calledWriter{called: called}
	b.Rejects = rejects
	rep, err := b.Build(context.Background(), source(called), sheet.NewWriter(template, nil))
	rep.Elapsed = 0
	var missing, text bytes.Buffer
	if err := errors.Join(mapping.WriteMissing(rep, &missing), page.WriteText(rep, &text, nil)); err != nil {
		t.Fatal(err)
	}
	o.Template, o.Rejects, o.Missing, o.Text, o.Err = template.String(), rejects.String(), missing.String(), text.String(), fmt.Sprint(err)
	return o
}

// A build makes the same whatever the number of workers, and all that is the caller's
// is called on the goroutine of Build.
func TestBuildOnWorkers(t *testing.T) {
	t.Parallel() // it takes long
	n := 1200    // more blocks than workers have at hand
	if slowTests {
		n = 3000
	}
	labels, rows := workedRows(n)
	file := csvOf(labels, rows)
	b := workedBuilder(t)
	sources := map[string]func(called func()) sheet.Source{
		"file":   func(func()) sheet.Source { return sheet.NewCSVSource(bytes.NewReader(file), nil) },
		"around": func(func()) sheet.Source { return sourceAround{sheet.NewCSVSource(bytes.NewReader(file), nil)} },
		"of its own": func(called func()) sheet.Source {
			return &bufferSource{labels: labels, rows: rows, called: called}
		},
	}
	var templates []string // of files
	for name, source := range sources {
		t.Run(name, func(t *testing.T) {
			want := b.outcome(t, 1, nil, source)
			if name != "of its own" { // which has torn rows
				templates = append(templates, want.Template)
			} else if !strings.Contains(want.Rejects, "row 50 is torn") || !strings.Contains(want.Rejects, "row 100 is torn") {
				t.Error("it is not told which rows are torn")
			}
			for _, workers := range []int{2, 8} {
				if diff := diff(want, b.outcome(t, workers, nil, source)); diff != "" {
					t.Errorf("%d workers (-1 +%[1]d):\n%s", workers, diff)
				}
			}
		})
	}
	for _, template := range templates[1:] {
		if template != templates[0] {
			t.Error("the template depends on the kind of source")
		}
	}
	if n := strings.Count(templates[0], "\n"); n < 200 {
		t.Errorf("%d lines were written, too few to tell anything", n)
	}
}

// A build ends at the same row whatever the number of workers.
func TestBuildStopsOnWorkers(t *testing.T) {
	t.Parallel() // it takes long
	labels, rows := workedRows(900)
	b := workedBuilder(t)
	source := func(called func()) sheet.Source {
		return &bufferSource{labels: labels, rows: rows, called: called}
	}
	for _, n := range []int{1, 7, 400} {
		for name, change := range map[string]func(*check.Options){
			"errors": func(o *check.Options) { o.MaxErrors = int64(n) },
			"told": func(o *check.Options) {
				left, tell := n, o.OnIssue
				o.OnIssue = func(is check.Issue) error {
					if left--; left < 0 {
						return errEnoughTold
					}
					return tell(is)
				}
			},
		} {
			want := b.outcome(t, 1, change, source)
			if want.Err == "<nil>" {
				t.Fatalf("%s: the build does not stop after %d", name, n)
			}
			for _, workers := range []int{2, 8} {
				if diff := diff(want, b.outcome(t, workers, change, source)); diff != "" {
					t.Errorf("%s after %d, %d workers (-1 +%[3]d):\n%s", name, n, workers, diff)
				}
			}
		}
	}
}

// endlessSource never ends.
type endlessSource struct{ bufferSource }

func (s *endlessSource) Next() bool {
	if s.at == len(s.rows) {
		s.at = 0
	}
	return s.bufferSource.Next()
}

// A build on several workers ends soon after its context, and leaves nothing running.
func TestCancelBuildOnWorkers(t *testing.T) {
	labels, rows := workedRows(2000)
	endless := func() io.Reader {
		return io.MultiReader(bytes.NewReader(csvOf(labels, rows)), &repeatingReader{text: csvOf(labels, rows)})
	}
	b := workedBuilder(t)
	for name, source := range map[string]func() sheet.Source{
		"file":   func() sheet.Source { return sheet.NewCSVSource(endless(), nil) },
		"around": func() sheet.Source { return sourceAround{sheet.NewCSVSource(endless(), nil)} },
		"of its own": func() sheet.Source {
			return &endlessSource{bufferSource{labels: labels, rows: rows, called: func() {}}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			checker := *b.Validator.Checker
			b.Validator = &Validator{&checker, blockSize}
			b.Validator.Opts.Workers = 4
			ctx, cancel := context.WithCancel(t.Context())
			canceled := make(chan time.Time, 1)
			time.AfterFunc(300*time.Millisecond, func() {
				canceled <- time.Now()
				cancel()
			})
			rep, err := b.Build(ctx, source(), sheet.NewWriter(io.Discard, nil))
			took := time.Since(<-canceled)
			if !errors.Is(err, context.Canceled) || rep.Complete {
				t.Errorf("error %v, want the context's", err)
			}
			if took > 2*time.Second { // 100 ms on a machine of its own
				t.Errorf("it took %v to end after the context", took)
			}
			for start := time.Now(); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
				if time.Since(start) > 10*time.Second {
					t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
				}
			}
		})
	}
}

// A repeatingReader gives a text again and again.
type repeatingReader struct {
	text []byte
	at   int
}

func (r *repeatingReader) Read(p []byte) (int, error) {
	if r.at == len(r.text) {
		r.at = 0
	}
	n := copy(p, r.text[r.at:])
	r.at += n
	return n, nil
}

// Records of one row that are many times as large as the row are not in memory
// together.
func TestBuildOfLargeRecords(t *testing.T) {
	m, err := mapping.ReadMapping(strings.NewReader(`{"each": {"split": "ids", "separator": ";", "as": "one"}, "columns": {"SIS ID": {"from": "one"},
		"Teacher Email": {"const": "lee@example.org"}, "Class Name": {"const": "Art"}, "Date": {"const": "2023-09-14"}, "Recognition": {"const": "Tardy"}, "Note": {"from": "note"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	var ids strings.Builder
	for i := range mapping.MaxItems {
		fmt.Fprintf(&ids, "%d7;", i)
	}
	const rows = 1
	note := strings.Repeat("many words ", 3<<10)
	text := "ids,note\n"
	for range rows {
		text += ids.String() + "," + note + "\n"
	}
	for _, around := range []bool{false, true} {
		var from sheet.Source = sheet.NewCSVSource(strings.NewReader(text), nil)
		if around {
			from = sourceAround{from.(*sheet.CSVSource)}
		}
		b := Builder{Mapping: m, Validator: &Validator{madeValidator(nil).Checker, blockSize}}
		var most uint64
		out := &calledWriter{called: func() {
			var stats runtime.MemStats
			runtime.ReadMemStats(&stats)
			most = max(most, stats.HeapInuse)
		}}
		w := sheet.NewWriter(io.MultiWriter(io.Discard, writerFunc(func(p []byte) { out.called() })), nil)
		runtime.GC() // of what other tests have left
		rep, err := b.Build(t.Context(), from, w)
		if err != nil || rep.Build.Written != rows*mapping.MaxItems {
			t.Fatalf("error %v, %+v", err, *rep.Build)
		}
		if most > 64<<20 {
			t.Errorf("around: %v: %d MB of memory for %d MB of records", around, most>>20, rows*mapping.MaxItems*len(note)>>20)
		}
	}
}

type writerFunc func(p []byte)

func (f writerFunc) Write(p []byte) (int, error) {
	f(p)
	return len(p), nil
}
