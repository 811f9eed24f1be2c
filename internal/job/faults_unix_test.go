//go:build unix

package job_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"example.com/otustemplate/internal/sheet"
)

func makePipe(path string) error { return syscall.Mkfifo(path, 0o600) }

// Files are their owner's alone whatever the umask, while they are written and
// afterwards.
func TestModeWhateverTheUmask(t *testing.T) {
	for _, umask := range []int{0, 0o022, 0o077, 0o777} {
		dir := t.TempDir()
		old := syscall.Umask(umask)
		f, err := sheet.Create(filepath.Join(dir, "template.csv"), nil)
		syscall.Umask(old)
		if err != nil {
			t.Fatal(err)
		}
		check := func() {
			t.Helper()
			entries, err := os.ReadDir(dir)
			if err != nil || len(entries) != 1 {
				t.Fatalf("%d files, error %v; want 1", len(entries), err)
			}
			if info, err := entries[0].Info(); err != nil || info.Mode() != 0o600 {
				t.Errorf("umask %#o: mode %v, error %v; want 0600", umask, info.Mode(), err)
			}
		}
		check()
		if err := f.Write(fullRecord()); err != nil {
			t.Fatal(err)
		}
		if err := f.Commit(); err != nil {
			t.Fatal(err)
		}
		check()
	}
}
