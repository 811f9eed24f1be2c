package roster

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/run"
	"github.com/google/go-cmp/cmp"
)

// endsWithin is how soon after its context a load must end.
const endsWithin = 100 * time.Millisecond

// An askedContext ends when it is asked whether it has for the n-th time.
type askedContext struct {
	context.Context
	cancel context.CancelFunc
	left   atomic.Int64
}

func (c *askedContext) Err() error {
	if c.left.Add(-1) < 0 {
		c.cancel()
	}
	return c.Context.Err()
}

// Wherever a load is when its context ends, it returns the context's error.
func TestLoadEndsAnywhere(t *testing.T) {
	files := manyRows()
	for _, size := range []int{-1, 500} {
		for n := int64(0); ; n++ {
			inner, cancel := context.WithCancel(t.Context())
			ctx := &askedContext{Context: inner, cancel: cancel}
			ctx.left.Store(n)
			r, err := Load(ctx, rostertest.FS(files), &Options{workers: 2, blockSize: size})
			cancel()
			if r != nil && err == nil {
				if n < 20 {
					t.Errorf("blocks of %d: the context was asked %d times in all", size, n)
				}
				break
			}
			if r != nil || !errors.Is(err, context.Canceled) {
				t.Fatalf("blocks of %d, asked %d times: %v, %v, want the context's error alone", size, n, r, err)
			}
			n += n / 8
		}
	}
}

// What is done when all rows are read is left at once, too.
func TestLoadIsLeftAside(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	l := loading{ctx: ctx}
	working, release := make(chan struct{}), make(chan struct{})
	defer close(release)
	go func() {
		<-working
		cancel()
	}()
	err := l.aside(func() {
		close(working)
		<-release
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v", err)
	}
}

// Every step of what is done when all rows are read ends soon after the context.
func TestStepsEnd(t *testing.T) {
	for n := range int64(200) {
		b := newBuilder(t.Context(), oneRosterTerms, new(Options).identifierSource)
		rows := new(batch)
		for i := range int64(3000) {
			rows.accounts = append(rows.accounts, accountRow{line: i, id: "a", given: "Ana", family: "Ruiz", role: RoleStudent})
		}
		b.take(rows, "users.csv", 0)
		ctx, cancel := context.WithCancel(t.Context())
		asked := &askedContext{Context: ctx, cancel: cancel}
		asked.left.Store(n)
		b.ctx = asked
		b.indexAccounts()
		b.unitePeople()
		b.numberPeople()
		b.groupTitles()
		b.finish()
		cancel()
		if asked.left.Load() >= 0 {
			if n < 4 {
				t.Errorf("the context was asked %d times in all", n)
			}
			return
		}
	}
	t.Error("the context is asked all the time")
}

// A stuckFS has a file of which Open or Read never returns before the test's end.
type stuckFS struct {
	fs.FS
	name    string
	opens   bool // it can be opened
	stuck   chan struct{}
	release chan struct{}
	closed  chan struct{}
}

func (f *stuckFS) Open(name string) (fs.File, error) {
	file, err := f.FS.Open(name)
	if name != f.name || err != nil {
		return file, err
	}
	s := &stuckFile{file, f}
	if !f.opens {
		s.wait()
	}
	return s, nil
}

type stuckFile struct {
	fs.File
	f *stuckFS
}

func (s *stuckFile) wait() {
	close(s.f.stuck)
	<-s.f.release
}

func (s *stuckFile) Read(p []byte) (int, error) {
	s.wait()
	return 0, io.EOF
}

func (s *stuckFile) Close() error {
	close(s.f.closed)
	return s.File.Close()
}

func TestLoadEndsWhileAFileBlocks(t *testing.T) {
	for _, tt := range []struct {
		name, file string
		opens      bool
	}{
		{"in Open", "users.csv", false},
		{"in Read", "users.csv", true},
		{"in Read of the last file", "enrollments.csv", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			f := &stuckFS{rostertest.FS(rostertest.Small()), tt.file, tt.opens, make(chan struct{}), make(chan struct{}), make(chan struct{})}
			ctx, cancel := context.WithCancel(t.Context())
			var since time.Time
			go func() {
				<-f.stuck
				since = time.Now()
				cancel()
			}()
			_, err := Load(ctx, f, nil)
			if took := time.Since(since); took > endsWithin {
				t.Errorf("it ended %v after its context", took)
			}
			if err != context.Canceled {
				t.Errorf("error = %v", err)
			}
			close(f.release)
			<-f.closed // and not before: the file is in use
			for start := time.Now(); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
				if time.Since(start) > 5*time.Second {
					t.Fatal("goroutines are left")
				}
			}
		})
	}
}

func TestLoadAfterItsContext(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), -1)
	defer cancel()
	if _, err := Load(ctx, rostertest.FS(rostertest.Small()), nil); err != context.DeadlineExceeded {
		t.Errorf("error = %v", err)
	}
}

// A file that was closed is not read, and closed once.
func TestLeavableCloses(t *testing.T) {
	l := &leavable{r: io.NopCloser(nil)}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if err := l.Close(); err != os.ErrClosed {
		t.Errorf("second Close: %v", err)
	}
	if _, err := l.Read(nil); err != os.ErrClosed {
		t.Errorf("Read: %v", err)
	}
}

// A slowFS makes every Read take longer than progress waits.
type slowFS struct{ fstest.MapFS }

func (f slowFS) Open(name string) (fs.File, error) {
	file, err := f.MapFS.Open(name)
	if d, ok := file.(fs.ReadDirFile); ok {
		return d, err
	}
	return slowFile{file}, err
}

type slowFile struct{ fs.File }

func (f slowFile) Read(p []byte) (int, error) {
	time.Sleep(progressEvery + progressEvery/10)
	return f.File.Read(p[:min(len(p), 4<<10)])
}

func TestLoadProgress(t *testing.T) { synctest.Test(t, testLoadProgress) }

func testLoadProgress(t *testing.T) {
	files := rostertest.Small()
	total := int64(0)
	for _, text := range files {
		total += int64(len(text))
	}
	files["other.csv"] = "is,not,read"
	var told []run.Progress
	_, err := Load(t.Context(), slowFS{rostertest.FS(files).(fstest.MapFS)}, &Options{OnProgress: func(p run.Progress) { told = append(told, p) }})
	if err != nil {
		t.Fatal(err)
	}
	n := len(told)
	if n < 3 {
		t.Fatalf("told %d times", n)
	}
	if diff := cmp.Diff(run.Progress{Files: 4, Rows: 1 + 4 + 2 + 4, Bytes: total, Total: total, Done: true}, told[n-1]); diff != "" {
		t.Errorf("at the end mismatch (-want +got):\n%s", diff)
	}
	for i, p := range told[:n-1] {
		next := told[i+1]
		if p.Done || p.Total != total || p.Files > next.Files || p.Rows > next.Rows || p.Bytes > next.Bytes {
			t.Errorf("%+v comes before %+v", p, next)
		}
	}
	told = nil
	if _, err := Load(t.Context(), rostertest.FS(nil), &Options{OnProgress: func(p run.Progress) { told = append(told, p) }}); err == nil || len(told) != 1 || !told[0].Done {
		t.Errorf("of a load that fails: %v, %+v", err, told)
	}
}

// Progress is told also while no row is read.
func TestProgressAside(t *testing.T) { synctest.Test(t, testProgressAside) }

func testProgressAside(t *testing.T) {
	told := make(chan bool, 1)
	l := loading{ctx: t.Context()}
	l.progress.tell = func(run.Progress) {
		select {
		case told <- true:
		default:
		}
	}
	if err := l.aside(func() { <-told }); err != nil {
		t.Error(err)
	}
}
