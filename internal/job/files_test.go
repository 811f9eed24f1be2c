package job_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"example.com/otustemplate/internal/killtest"
	"example.com/otustemplate/internal/sheet"
)

func TestFullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skipf("no /dev/full here: %v", err)
	}
	defer full.Close()
	w := sheet.NewWriter(full, nil)
	var first error
	for range 3000 { // more than the Writer buffers
		if first = w.Write(fullRecord()); first != nil {
			break
		}
	}
	if !errors.Is(first, syscall.ENOSPC) || !errors.Is(w.Flush(), syscall.ENOSPC) {
		t.Errorf("Write = %v, Flush = %v; want that the disk is full", first, w.Flush())
	}
	rep := validate(t, newValidator(t, district(), nil), string(faultyFile()))
	for format, write := range formats {
		if err := write(rep, full, nil); !errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%s report: error = %v, want that the disk is full", format, err)
		}
	}
	// A device is not replaced by a file, be it behind a link.
	link := filepath.Join(t.TempDir(), "link.csv")
	if err := os.Symlink("/dev/full", link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/dev/full", link} {
		if out, err := sheet.CreateFile(path); err == nil {
			out.Close()
			t.Errorf("CreateFile(%s) went through", path)
		}
	}
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Geteuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("whoever runs this may write anywhere")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	if f, err := sheet.Create(filepath.Join(dir, "template.csv"), nil); !errors.Is(err, os.ErrPermission) {
		f.Close()
		t.Errorf("Create = %v, want that it is not permitted", err)
	}
}

// Somebody cleans up hidden files while one is written: Commit says so, and
// the old file stays.
func TestHiddenFileDeleted(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "template.csv")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := sheet.Create(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	hidden, err := filepath.Glob(filepath.Join(dir, ".*.tmp"))
	if err != nil || len(hidden) != 1 {
		t.Fatalf("hidden files %q, error %v; want one", hidden, err)
	}
	if err := os.Remove(hidden[0]); err != nil {
		t.Skipf("an open file can't be removed here: %v", err)
	}
	if err := errors.Join(f.Write(fullRecord()), f.Commit()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Commit = %v, want that the file is gone", err)
	}
	checkFiles(t, dir, map[string]string{"template.csv": "old"})
}

// TestKilledWriter is no test: TestKill runs it in a process of its own. It
// replaces a template again and again, each version with a note of its own, and
// says whenever it begins with one.
func TestKilledWriter(t *testing.T) {
	path := os.Getenv(killPath)
	if path == "" {
		t.Skip("TestKill runs this")
	}
	for version := 1; ; version++ {
		killtest.Begin(version)
		f, err := sheet.Create(path, nil)
		if err != nil {
			t.Fatal(err)
		}
		rec := fullRecord()
		rec.Note = fmt.Sprintf("version %d", version)
		for range killRows {
			if err := f.Write(rec); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.Commit(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestKill kills a process at random moments while it replaces a template: what
// is there is a whole version every time, and what is left behind is private.
func TestKill(t *testing.T) {
	kills := 15
	switch {
	case slow:
		kills = 200
	case testing.Short():
		kills = 3
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "template.csv")
	versions := make(map[string]int)
	for i := range kills {
		committed := i % 3
		killtest.Kill(t, committed, killPath+"="+path, "-test.run=^TestKilledWriter$")
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) && i == 0 {
			continue // killed before the first Commit
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := readAll(t, f, nil)
		f.Close()
		if err != nil || len(rows) != killRows {
			t.Fatalf("%d rows, error %v; want %d", len(rows), err, killRows)
		}
		for i, row := range rows {
			if want := fullRecord(); row.Record.Note != rows[0].Record.Note || row.Record.SISID != want.SISID || row.Code != "" {
				t.Fatalf("row %d is of another version than the first, or bad: %s", i, row.Code)
			}
		}
		var version int
		if _, err := fmt.Sscanf(rows[0].Record.Note, "version %d", &version); err != nil || committed > 0 && version < committed {
			t.Errorf("%q is there, though version %d was committed", rows[0].Record.Note, committed)
		}
		versions[rows[0].Record.Note]++
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range left {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode() != 0o600 {
			t.Errorf("%s has mode %v, want 0600", e.Name(), info.Mode())
		}
	}
	t.Logf("%d kills, %d different versions found, %d hidden files left", kills, len(versions), len(left)-1)
}
