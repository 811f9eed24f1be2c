package atomicfile

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
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
		fmt.Println("begins", n)
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
		killWriter(t, path, committed)
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

// killWriter starts a writer, waits until it has committed that many versions
// and then for part of the time in which it writes another, or two, and kills
// it. How long that is, the machine says.
func killWriter(t *testing.T, path string, committed int) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), killPath+"="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	var begun time.Time
	for n := 1; n <= committed+1; n++ {
		if line, err := lines.ReadString('\n'); err != nil || line != fmt.Sprintf("begins %d\n", n) {
			t.Errorf("the writer says %q, error %v", line, err)
		}
		if n == 1 {
			begun = time.Now()
		}
	}
	perVersion := time.Millisecond
	if committed > 0 {
		perVersion = time.Since(begun) / time.Duration(committed)
	}
	time.Sleep(rand.N(2*perVersion + 1))
	if err := cmd.Process.Kill(); err != nil {
		t.Fatalf("the writer ended by itself: %v", err)
	}
	_ = cmd.Wait() // always an error: it was killed
	if code := cmd.ProcessState.ExitCode(); code == 2 {
		t.Errorf("the writer panicked")
	}
}
