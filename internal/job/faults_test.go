package job_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// A faultyReader gives data up to byte at, in pieces of at most size bytes and
// with empty reads between them, and then what fault does.
type faultyReader struct {
	data  []byte
	at    int
	size  int // 0: all at once
	empty int // empty reads before each piece
	waits int
	fault func() (int, error)
}

func (r *faultyReader) Read(p []byte) (int, error) {
	if r.waits < r.empty {
		r.waits++
		return 0, nil
	}
	r.waits = 0
	n := min(len(p), r.at)
	if r.size > 0 {
		n = min(n, r.size)
	}
	if n == 0 {
		return r.fault()
	}
	copy(p, r.data[:n])
	r.data, r.at = r.data[n:], r.at-n
	return n, nil
}

func fails() (int, error) { return 0, errFault }

func ends() (int, error) { return 0, io.EOF }

// faultyFile is small, and has every kind of row.
func faultyFile() []byte {
	return []byte("\ufeffsep=,\r\n" + headerLine + goodRow(1) + ",,000002,,Tardy,a.rivera@example.org,Algebra 1,09/14/2023,\"two\r\nlines, \"\"quoted\"\"\"\r\n" +
		"\r\n,,3,,Tardi,x,Algebra,14/09/2023,caf\xe9\r\n\"open,\r\n" + goodRow(5))
}

// Wherever a reader fails, all rows before the fault are read, the error is
// the reader's own, and it is told again and again.
func TestReaderFailsAnywhere(t *testing.T) {
	data := faultyFile()
	whole, err := readAll(t, bytes.NewReader(data), nil)
	if err != nil || len(whole) != 5 {
		t.Fatalf("%d rows, error %v; want 5", len(whole), err)
	}
	for at := range len(data) + 1 {
		for _, size := range []int{0, 1 + at%7} {
			got, err := readAll(t, &faultyReader{data: data, at: at, size: size, empty: at % 3, fault: fails}, nil)
			if err != errFault {
				t.Fatalf("fault at byte %d: error = %v, want the reader's own", at, err)
			}
			// A row whose first line is behind an unclosed quote is known
			// to be bad only at the end of the file, so it is not read.
			want := whole[:min(len(got), len(whole))]
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("fault at byte %d: rows mismatch (-whole +got):\n%s", at, diff)
			}
			if rows := rowsBefore(whole, at); len(got) < rows {
				t.Errorf("fault at byte %d: %d rows read, want the %d before it", at, len(got), rows)
			}
		}
	}
}

// rowsBefore counts the rows that another one follows before byte at; from an
// unclosed quote on none counts.
func rowsBefore(rows []read, at int) int {
	n := 0
	for i := 1; i < len(rows) && int64(at) > rows[i].At.Offset && rows[i].Code != schema.CodeQuote; i++ {
		n = i
	}
	return n
}

// However a reader hands out its bytes, Validate reports the same.
func TestValidateShortReadsAnywhere(t *testing.T) {
	t.Parallel() // it takes long
	data := faultyFile()
	v := newValidator(t, district(), schoolYear())
	want := validate(t, v, string(data))
	step := 5
	if slow {
		step = 1
	}
	for first := 0; first <= len(data); first += step {
		r := io.MultiReader(
			&faultyReader{data: data, at: first, empty: 3, fault: ends},
			&faultyReader{data: data[first:], at: len(data) - first, size: 1 + first%5, empty: first % 2 * 90, fault: ends})
		got, err := v.Validate(t.Context(), r)
		if err != nil {
			t.Fatalf("cut at byte %d: %v", first, err)
		}
		if diff := cmp.Diff(want, got, ignoreClock); diff != "" {
			t.Fatalf("cut at byte %d: report differs (-whole +got):\n%s", first, diff)
		}
	}
}

// Wherever a reader fails, Validate returns its error and what it found
// before, and says in the report that it ended early.
func TestValidateFailsAnywhere(t *testing.T) {
	data := faultyFile()
	v := newValidator(t, district(), schoolYear())
	whole := validate(t, v, string(data))
	for at := range len(data) + 1 {
		rep, err := v.Validate(t.Context(), &faultyReader{data: data, at: at, fault: fails})
		if err != errFault || rep.Stopped == "" {
			t.Fatalf("fault at byte %d: error %v, stopped %q", at, err, rep.Stopped)
		}
		checkReport(t, rep)
		if rep.Rows > whole.Rows || rep.Bytes != int64(at) {
			t.Errorf("fault at byte %d: %d rows of %d bytes", at, rep.Rows, rep.Bytes)
		}
		for i, is := range rep.Issues {
			if !slices.ContainsFunc(whole.Issues, func(w check.Issue) bool { return cmp.Equal(w, is, cmpopts.EquateEmpty()) }) {
				t.Errorf("fault at byte %d: issue %d (%s at %s) is not one of the whole file", at, i, is.Code, is.Cell())
			}
		}
	}
}

// Lists and mappings are read whole or not at all.
func TestListsFailAnywhere(t *testing.T) {
	set := []byte("Class Name\r\nAlgebra 1\r\n\"Band, 2\"\r\n")
	for at := range len(set) + 1 {
		if s, err := sheet.ReadSet(&faultyReader{data: set, at: at, size: 3, fault: fails}, ""); !errors.Is(err, errFault) || s != nil {
			t.Errorf("ReadSet, fault at byte %d: set %v, error %v", at, s, err)
		}
	}
	text := []byte(`{"columns": {"SIS ID": {"from": "ID"}}}`)
	for at := range len(text) + 1 {
		if m, err := mapping.ReadMapping(&faultyReader{data: text, at: at, size: 3, fault: fails}); !errors.Is(err, errFault) || m != nil {
			t.Errorf("ReadMapping, fault at byte %d: mapping %v, error %v", at, m, err)
		}
	}
}

// A reader that breaks its contract ends the run with an error, not a panic.
func TestImpossibleReaders(t *testing.T) {
	v := newValidator(t, district(), schoolYear())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	tests := []struct {
		name string
		read func(p []byte) (int, error)
	}{
		{"more than asked for", func(p []byte) (int, error) { return len(p) + 1, nil }},
		{"less than nothing", func([]byte) (int, error) { return -1, nil }},
		{"nothing for ever", func([]byte) (int, error) { return 0, nil }},
		{"the goroutine's end", func([]byte) (int, error) { runtime.Goexit(); return 0, nil }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep, err := v.Validate(ctx, io.MultiReader(bytes.NewReader(faultyFile()), readFunc(tt.read)))
			if err == nil || rep == nil || rep.Stopped == "" {
				t.Errorf("report %+v, error %v; want both", rep, err)
			}
		})
	}
}

type readFunc func([]byte) (int, error)

func (f readFunc) Read(p []byte) (int, error) { return f(p) }

// What a reader panics with reaches who called Validate, on his goroutine.
func TestReaderPanics(t *testing.T) {
	defer func() {
		if got := recover(); got != "of the reader" {
			t.Errorf("recovered %v, want the reader's own", got)
		}
	}()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, _ = newValidator(t, district(), nil).Validate(ctx, readFunc(func([]byte) (int, error) { panic("of the reader") }))
	t.Error("Validate returned")
}

// endsWithin is how soon a run must end after its context.
const endsWithin = 100 * time.Millisecond

// endsSoon fails where f takes too long to end with its context, which is
// canceled once reached returns; f has had a moment before that. What else the
// machine does may make any run late, so that only the fifth late one fails.
func endsSoon(t *testing.T, reached func(), f func(ctx context.Context)) {
	t.Helper()
	const tries = 5
	for try := 1; ; try++ {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			f(ctx)
		}()
		time.Sleep(3 * time.Millisecond)
		reached()
		cancel()
		start := time.Now()
		select {
		case <-done:
			took := time.Since(start)
			if took <= endsWithin || raceDetector {
				return
			}
			if try == tries {
				t.Errorf("it took %v to end after the context", took)
				return
			}
		case <-time.After(time.Minute):
			t.Fatal("it does not end with the context")
		}
	}
}

// atOnce is for what needs no more than the moment that endsSoon gives it.
func atOnce() {}

// A reader that stalls for ever keeps nobody from leaving, and what is left
// behind ends as soon as the reader does.
func TestCancelWhileReaderStalls(t *testing.T) {
	data := faultyFile()
	v := newValidator(t, district(), schoolYear())
	before := runtime.NumGoroutine()
	release := make(chan struct{})
	stalls := func() (int, error) { <-release; return 0, io.EOF }
	for at := 0; at <= len(data); at += 41 {
		endsSoon(t, atOnce, func(ctx context.Context) {
			rep, err := v.Validate(ctx, &faultyReader{data: data, at: at, fault: stalls})
			if !errors.Is(err, context.Canceled) || rep.Stopped != "the run was canceled" {
				t.Errorf("stalled at byte %d: error %v, stopped %q", at, err, rep.Stopped)
			}
		})
		endsSoon(t, atOnce, func(ctx context.Context) {
			if _, err := v.WithShared(ctx, "earlier.csv", &faultyReader{data: data, at: at, fault: stalls}); !errors.Is(err, context.Canceled) {
				t.Errorf("WithShared, stalled at byte %d: error %v", at, err)
			}
		})
	}
	close(release)
	waitForGoroutines(t, before, time.Minute)
}

// waitForGoroutines waits until there are no more than before, for so long.
func waitForGoroutines(t *testing.T, before int, most time.Duration) {
	t.Helper()
	for wait := time.Now(); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Since(wait) > most {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}

// Nothing runs on, and nothing reads on, once Validate has returned.
func TestNothingLeftBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	opts := schoolYear()
	opts.MaxErrors = 1
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for _, v := range []*job.Validator{newValidator(t, district(), nil), newValidator(t, district(), opts)} {
		for range 20 {
			r := &faultyReader{data: faultyFile(), at: len(faultyFile()), size: 9, fault: ends}
			if _, err := v.Validate(ctx, r); err != nil && err != tally.ErrTooManyErrors {
				t.Fatal(err)
			}
			r.size = 1 // a race where somebody still reads
		}
	}
	waitForGoroutines(t, before, time.Second)
}

// aWhile is for what takes long, to be in the midst of it.
func aWhile() { time.Sleep(50 * time.Millisecond) }

// A run that is busy ends as soon as one that waits.
func TestCancelWhileBusy(t *testing.T) {
	before := runtime.NumGoroutine()
	v := newValidator(t, district(), schoolYear())
	wide := strings.Repeat("né ", 300_000)
	files := map[string]func(i int) string{
		"small rows": goodRow,
		"large notes": func(i int) string {
			return fmt.Sprintf(",,%d,,Tardy,a.rivera@example.org,Algebra 1,9/14/2023,%s\n", i, wide)
		},
		"large names": func(i int) string { return fmt.Sprintf(",,%d,,%s,a.rivera@example.org,,9/14/2023,\n", i, wide) },
		"open quotes": func(int) string { return "a\",\"\n" },
	}
	for name, row := range files {
		t.Run(name, func(t *testing.T) {
			endsSoon(t, aWhile, func(ctx context.Context) {
				endless := io.MultiReader(strings.NewReader(headerLine), rowsOf(row, 1<<31-1))
				if _, err := v.Validate(ctx, endless); !errors.Is(err, context.Canceled) {
					t.Errorf("error %v, want the context's", err)
				}
			})
		})
	}
	waitForGoroutines(t, before, time.Minute)
}

// A note of 4 MiB takes a second to check: that is left behind, and ends by
// itself.
func TestCancelWhileJudgingLargeNote(t *testing.T) {
	const size = 4 << 20
	before := runtime.NumGoroutine()
	opts := schoolYear()
	opts.Reader.MaxRowBytes = 2 * size
	v := newValidator(t, schoolRoster(t).References(nil), opts)
	row := ",,004217,,Tardy,ana.ruiz@example.org,Art,9/14/2023,\"" + strings.Repeat("é ", size/3) + "\"\n"
	read := make(chan struct{}, 1)
	all := func() (int, error) { read <- struct{}{}; return 0, io.EOF }
	endsSoon(t, func() { <-read; aWhile() }, func(ctx context.Context) {
		rep, err := v.Validate(ctx, io.MultiReader(strings.NewReader(headerLine+row), &faultyReader{fault: all}))
		if !errors.Is(err, context.Canceled) || rep.Rows != 0 {
			t.Errorf("error %v, %d rows; want the context's, and none", err, rep.Rows)
		}
	})
	waitForGoroutines(t, before, time.Minute)
}

// Nobody writes to a named pipe: opening it is what blocks.
func TestCancelWhileOpening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := makePipe(path); err != nil {
		t.Skipf("no named pipes here: %v", err)
	}
	v := newValidator(t, district(), nil)
	endsSoon(t, atOnce, func(ctx context.Context) {
		if _, err := v.ValidateFile(ctx, path); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want the context's", err)
		}
	})
	// What was left behind ends once somebody opens the pipe.
	w, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	endsSoon(t, atOnce, func(ctx context.Context) { // open, with nothing to read
		if _, err := v.ValidateFile(ctx, path); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want the context's", err)
		}
	})
}

// killPath names the environment variable that makes TestKilledWriter the
// process to be killed.
const killPath = "OTUSTEMPLATE_TEST_KILL_PATH"

// killRows is how many records each version of its file has: more than any
// buffer holds.
const killRows = 700
