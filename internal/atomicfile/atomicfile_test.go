package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var errFault = errors.New("injected fault")

const (
	oldText = "the old file\n"
	newText = "the new file\n"
)

// A faultyFile fails at the steps that are set. after counts the bytes that
// can still be written, as on a disk that fills up.
type faultyFile struct {
	tempFile
	chmod, sync, close error
	write              error
	after              int
}

func (f *faultyFile) Chmod(m fs.FileMode) error {
	return errors.Join(f.tempFile.Chmod(m), f.chmod)
}

// A watchedFile notes how long the file is when it is brought to the disk.
type watchedFile struct {
	tempFile
	synced int64
}

func (f *watchedFile) Sync() error {
	info, err := os.Stat(f.Name())
	if err == nil {
		f.synced = info.Size()
	}
	return errors.Join(err, f.tempFile.Sync())
}

// All that was written is in the file before that is brought to the disk.
func TestSyncedWhole(t *testing.T) {
	for _, n := range []int{1, bufferSize - 1, bufferSize + 1} {
		var watched *watchedFile
		sys := realSystem
		sys.createTemp = func(dir, pattern string) (tempFile, error) {
			f, err := realSystem.createTemp(dir, pattern)
			watched = &watchedFile{tempFile: f, synced: -1}
			return watched, err
		}
		if err := save(sys, filepath.Join(t.TempDir(), "out.csv"), strings.Repeat("x", n)); err != nil {
			t.Fatal(err)
		}
		if watched.synced != int64(n) {
			t.Errorf("%d of %d bytes were in the file when it was synced", watched.synced, n)
		}
	}
}

func TestTempPattern(t *testing.T) {
	for _, tt := range []struct{ base, want string }{
		{"out.csv", ".out.csv.*.tmp"},
		{strings.Repeat("x", maxTempName), "." + strings.Repeat("x", maxTempName) + ".*.tmp"},
		{strings.Repeat("x", maxTempName+1), "." + strings.Repeat("x", maxTempName) + ".*.tmp"},
		{strings.Repeat("x", maxTempName-1) + "öö", "." + strings.Repeat("x", maxTempName-1) + ".*.tmp"},
		{strings.Repeat("x", maxTempName-2) + "öö", "." + strings.Repeat("x", maxTempName-2) + "ö.*.tmp"},
		{strings.Repeat("\x80", maxTempName+1), "..*.tmp"}, // no name of any system's, and no panic
	} {
		if got := tempPattern(tt.base); got != tt.want {
			t.Errorf("tempPattern(%q) = %q, want %q", tt.base, got, tt.want)
		}
	}
}

func (f *faultyFile) Sync() error { return errors.Join(f.tempFile.Sync(), f.sync) }

func (f *faultyFile) Close() error { return errors.Join(f.tempFile.Close(), f.close) }

func (f *faultyFile) Write(p []byte) (int, error) {
	if f.write == nil {
		return f.tempFile.Write(p)
	}
	n, _ := f.tempFile.Write(p[:min(len(p), f.after)])
	f.after -= n
	if n < len(p) {
		return n, f.write
	}
	return n, nil
}

// inject returns the real system, whose hidden files have the faults of ff.
func inject(ff *faultyFile) system {
	sys := realSystem
	sys.createTemp = func(dir, pattern string) (tempFile, error) {
		f, err := realSystem.createTemp(dir, pattern)
		ff.tempFile = f
		return ff, err
	}
	return sys
}

// TestFaults lets every step fail once, on a file that exists and on one that
// does not: the destination stays as it was, and no hidden file is left.
func TestFaults(t *testing.T) {
	tests := []struct {
		name string
		sys  system
		want string // the step that the error names
	}{
		{"create", system{createTemp: func(string, string) (tempFile, error) { return nil, errFault }}, "create"},
		{"chmod", inject(&faultyFile{chmod: errFault}), "make private"},
		{"write", inject(&faultyFile{write: errFault, after: 3}), "write"},
		{"sync", inject(&faultyFile{sync: errFault}), "sync"},
		{"close", inject(&faultyFile{close: errFault}), "close"},
		{"rename", func() system {
			sys := realSystem
			sys.rename = func(string, string) error { return &os.LinkError{Op: "rename", Old: "secret", New: "x", Err: errFault} }
			return sys
		}(), "replace"},
	}
	for _, tt := range tests {
		for _, exists := range []bool{true, false} {
			name := tt.name + ", no old file"
			want := map[string]string{}
			if exists {
				name = tt.name + ", old file"
				want["out.csv"] = oldText
			}
			t.Run(name, func(t *testing.T) {
				dir := t.TempDir()
				path := filepath.Join(dir, "out.csv")
				if exists {
					writeFile(t, path, oldText)
				}
				err := save(tt.sys, path, newText)
				if !errors.Is(err, errFault) {
					t.Fatalf("save error = %v, want the injected fault", err)
				}
				if got, want := err.Error(), tt.want+" "+path+": injected fault"; got != want {
					t.Errorf("save error = %q, want %q", got, want)
				}
				if diff := cmp.Diff(want, readFolder(t, dir)); diff != "" {
					t.Errorf("folder after the fault mismatch (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// save writes text to path in one go.
func save(sys system, path, text string) error {
	f, err := create(sys, path)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write([]byte(text)); err != nil {
		return err
	}
	return f.Commit()
}

func TestFaultOfFolderSyncIsToldAndTheFileIsWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.csv")
	writeFile(t, path, oldText)
	sys := realSystem
	sys.syncFolder = func(string) error { return errFault }
	err := save(sys, path, newText)
	if !errors.Is(err, errFault) || !strings.Contains(err.Error(), "the file is in place") {
		t.Errorf("save error = %v, want the fault and that the file is in place", err)
	}
	if diff := cmp.Diff(map[string]string{"out.csv": newText}, readFolder(t, dir)); diff != "" {
		t.Errorf("folder mismatch (-want +got):\n%s", diff)
	}
}

func TestFaultOfCleaningUpNamesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.csv")
	sys := realSystem
	sys.remove = func(string) error { return errFault }
	f, err := create(sys, path)
	if err != nil {
		t.Fatal(err)
	}
	err = f.Close()
	if !errors.Is(err, errFault) || !strings.Contains(err.Error(), f.temp.Name()) {
		t.Errorf("Close error = %v, want the fault and the name %s", err, f.temp.Name())
	}
	if err := f.Close(); err != nil {
		t.Errorf("second Close error = %v, want nil", err)
	}
}

// TestCommitAfterFailedWrite: whoever overlooks a failed write must not get
// half a file by committing, even where later writes would go through.
func TestCommitAfterFailedWrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.csv")
	writeFile(t, path, oldText)
	ff := &faultyFile{write: errFault, after: bufferSize / 2}
	f, err := create(inject(ff), path)
	if err != nil {
		t.Fatal(err)
	}
	long := make([]byte, 2*bufferSize)
	if _, err := f.Write(long); !errors.Is(err, errFault) {
		t.Fatalf("Write error = %v, want the injected fault", err)
	}
	ff.write = nil
	if _, err := f.Write(long); !errors.Is(err, errFault) {
		t.Errorf("second Write error = %v, want the injected fault", err)
	}
	if err := f.Commit(); !errors.Is(err, errFault) {
		t.Errorf("Commit error = %v, want the injected fault", err)
	}
	if err := f.Close(); err != nil {
		t.Errorf("Close error = %v, want nil", err)
	}
	if diff := cmp.Diff(map[string]string{"out.csv": oldText}, readFolder(t, dir)); diff != "" {
		t.Errorf("folder mismatch (-want +got):\n%s", diff)
	}
}

func TestCommit(t *testing.T) {
	long := strings.Repeat("a long file, longer than the buffer\n", bufferSize/8)
	for _, text := range []string{"", newText, long} {
		dir := t.TempDir()
		path := filepath.Join(dir, "out.csv")
		writeFile(t, path, oldText)
		if err := save(realSystem, path, text); err != nil {
			t.Fatalf("save of %d bytes: %v", len(text), err)
		}
		if diff := cmp.Diff(map[string]string{"out.csv": text}, readFolder(t, dir)); diff != "" {
			t.Errorf("folder mismatch (-want +got):\n%s", diff)
		}
	}
}

func TestOrderOfCalls(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.csv")
	open := func() *File {
		t.Helper()
		f, err := Create(path)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	f := open()
	if err := errors.Join(f.Close(), f.Close()); err != nil {
		t.Errorf("Close, Close = %v, want nil", err)
	}
	if err := f.Commit(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Commit after Close = %v, want fs.ErrClosed", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Stat after Close without Commit = %v, want fs.ErrNotExist", err)
	}
	f = open()
	if err := errors.Join(f.Commit(), f.Close(), f.Close()); err != nil {
		t.Errorf("Commit, Close, Close = %v, want nil", err)
	}
	if err := f.Commit(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("second Commit = %v, want fs.ErrClosed", err)
	}
	if _, err := f.Write([]byte("x")); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Write after Commit = %v, want fs.ErrClosed", err)
	}
}

func TestHiddenFile(t *testing.T) {
	for _, base := range []string{"out.csv", "a*b.csv", strings.Repeat("ö", 127) + "x", strings.Repeat("x", 255)} {
		dir := t.TempDir()
		f, err := Create(filepath.Join(dir, base))
		if err != nil {
			t.Fatalf("Create(%q): %v", base, err)
		}
		defer f.Close()
		hidden := f.temp.Name()
		if ok, err := filepath.Match(filepath.Join(dir, ".*.tmp"), hidden); err != nil || !ok {
			t.Errorf("hidden file of %q is %q, want .*.tmp in %s", base, hidden, dir)
		}
		if strings.ToValidUTF8(hidden, "") != hidden {
			t.Errorf("hidden file of %q is %q, which is not UTF-8", base, hidden)
		}
	}
}

func TestMode(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	for _, old := range []fs.FileMode{0, 0o400, 0o644, 0o777} {
		path := filepath.Join(t.TempDir(), "out.csv")
		if old != 0 {
			writeFile(t, path, oldText)
			if err := os.Chmod(path, old); err != nil {
				t.Fatal(err)
			}
		}
		if err := save(realSystem, path, newText); err != nil {
			t.Fatalf("save over mode %v: %v", old, err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != mode {
			t.Errorf("mode after replacing %v = %v, want %v", old, info.Mode(), mode)
		}
	}
}

func TestSymlinks(t *testing.T) {
	tests := []struct {
		name  string
		links [][2]string // what, where; made in this order in a folder that holds in/ and in/deep/
		old   string      // a file that exists before
		path  string      // what is created
		want  string      // where it then is
	}{
		{"to a file", [][2]string{{"in/real.csv", "link.csv"}}, "in/real.csv", "link.csv", "in/real.csv"},
		{"dangling", [][2]string{{"in/real.csv", "link.csv"}}, "", "link.csv", "in/real.csv"},
		{"to a link", [][2]string{{"in/real.csv", "b.csv"}, {"b.csv", "a.csv"}}, "", "a.csv", "in/real.csv"},
		{"of the folder", [][2]string{{"in", "folder"}}, "in/real.csv", "folder/real.csv", "in/real.csv"},
		{"up from a linked folder", [][2]string{{"in/deep", "folder"}, {"../real.csv", "in/deep/up.csv"}}, "", "folder/up.csv", "in/real.csv"},
		{"up through a linked folder", [][2]string{{"in/deep", "folder"}}, "in/real.csv", "folder/../real.csv", "in/real.csv"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.MkdirAll(filepath.Join(dir, "in", "deep"), 0o700); err != nil {
				t.Fatal(err)
			}
			for _, l := range tt.links {
				if err := os.Symlink(filepath.FromSlash(l[0]), filepath.Join(dir, filepath.FromSlash(l[1]))); err != nil {
					t.Skipf("no symbolic links here: %v", err)
				}
			}
			if tt.old != "" {
				writeFile(t, filepath.Join(dir, tt.old), oldText)
			}
			// Not filepath.Join, which would take ".." out.
			if err := save(realSystem, dir+string(filepath.Separator)+filepath.FromSlash(tt.path), newText); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(map[string]string{filepath.FromSlash(tt.want): newText}, readFolder(t, dir)); diff != "" {
				t.Errorf("folder mismatch (-want +got):\n%s", diff)
			}
			for _, l := range tt.links {
				if got, err := os.Readlink(filepath.Join(dir, l[1])); err != nil || got != filepath.FromSlash(l[0]) {
					t.Errorf("link %s = %q, %v; want it as it was, %q", l[1], got, err, l[0])
				}
			}
		})
	}
}

// TestRelativePath: the working folder may change before Commit.
func TestRelativePath(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	f, err := Create("out.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	t.Chdir(t.TempDir())
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"out.csv": ""}, readFolder(t, dir)); diff != "" {
		t.Errorf("folder mismatch (-want +got):\n%s", diff)
	}
}

func TestRefused(t *testing.T) {
	dir := t.TempDir()
	file, folder := filepath.Join(dir, "file"), filepath.Join(dir, "folder")
	writeFile(t, file, oldText)
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, path string
		want       error // nil: any
	}{
		{"no name", "", errNoName},
		{"a folder", folder, errFolder},
		{"a folder with a slash", folder + string(filepath.Separator), errFolder},
		{"a folder by dots", filepath.Join(folder, "x") + string(filepath.Separator) + "..", errFolder},
		{"the working folder", ".", errFolder},
		{"no such folder", filepath.Join(dir, "none", "out.csv"), fs.ErrNotExist},
		{"a file as a folder", filepath.Join(file, "out.csv"), nil},
	}
	if err := os.Symlink("circle", filepath.Join(dir, "circle")); err == nil {
		tests = append(tests, struct {
			name, path string
			want       error
		}{"a circle of links", filepath.Join(dir, "circle"), errLinks})
	}
	if info, err := os.Stat(os.DevNull); err == nil && info.Mode()&fs.ModeDevice != 0 {
		tests = append(tests, struct {
			name, path string
			want       error
		}{"a device", os.DevNull, errSpecial})
	}
	before := readFolder(t, dir)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := Create(tt.path)
			if err == nil {
				f.Close()
				t.Fatalf("Create(%q) went through, want an error", tt.path)
			}
			if tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("Create(%q) error = %v, want %v", tt.path, err, tt.want)
			}
			if want := "create " + tt.path + ": "; !strings.HasPrefix(err.Error(), want) {
				t.Errorf("Create(%q) error = %q, want it to start with %q", tt.path, err, want)
			}
		})
	}
	if diff := cmp.Diff(before, readFolder(t, dir)); diff != "" {
		t.Errorf("folder after refusals mismatch (-want +got):\n%s", diff)
	}
}

func TestFolderGoneBeforeCommit(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "gone")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := Create(filepath.Join(dir, "out.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Skipf("an open file keeps its folder here: %v", err)
	}
	if err := f.Commit(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Commit error = %v, want fs.ErrNotExist", err)
	}
	if err := f.Close(); err != nil {
		t.Errorf("Close error = %v, want nil", err)
	}
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// readFolder returns the text of every plain file in dir and below, by its
// path from there. Links are passed over.
func readFolder(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		files[rel] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
