package atomicfile

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"example.com/otustemplate/internal/killtest"
)

// killPath names the environment variable that makes the test program a
// writer to be killed.
const killPath = "ATOMICFILE_TEST_KILL_PATH"

func TestMain(m *testing.M) {
	if path := os.Getenv(killPath); path != "" {
		replaceForever(path)
	}
	os.Exit(m.Run())
}

// version returns the n-th version of the file that replaceForever writes, of
// a length that tells a part of it from the whole.
func version(n int) []byte {
	line := fmt.Appendf(nil, "version %d\n", n)
	return bytes.Repeat(line, 4000+n%7)
}

// replaceForever replaces path again and again, in pieces, and says whenever it
// begins with a version.
func replaceForever(path string) {
	for n := 1; ; n++ {
		killtest.Begin(n)
		f, err := Create(path)
		if err != nil {
			panic(err)
		}
		for text := version(n); len(text) > 0; {
			piece := text[:min(len(text), 1000)]
			if _, err := f.Write(piece); err != nil {
				panic(err)
			}
			text = text[len(piece):]
		}
		if err := f.Commit(); err != nil {
			panic(err)
		}
	}
}

// TestKill kills a writer at random moments: the destination is a whole
// version every time, and no older one than the last known to be committed.
func TestKill(t *testing.T) {
	kills := 40
	if testing.Short() {
		kills = 5
	}
	path := filepath.Join(t.TempDir(), "out.csv")
	writeFile(t, path, string(version(0)))
	for i := range kills {
		committed := i % 4
		killtest.Kill(t, committed, killPath+"="+path)
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var n int
		if _, err := fmt.Sscanf(string(got[:min(len(got), 40)]), "version %d\n", &n); err != nil {
			t.Fatalf("the file of %d bytes starts with no version: %v", len(got), err)
		}
		if !bytes.Equal(got, version(n)) {
			t.Fatalf("the file of %d bytes is not the whole version %d, of %d bytes", len(got), n, len(version(n)))
		}
		if committed > 0 && n < committed {
			t.Errorf("version %d is there, though version %d was committed", n, committed)
		}
	}
}
