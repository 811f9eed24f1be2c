// Package killtest kills writers of files in the midst of their work, for tests.
package killtest

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"testing"
	"time"
)

// Begin says that the writer begins with that version, from 1. A writer does so
// before each of them, and prints nothing else.
func Begin(version int) { fmt.Println("begins", version) }

// Kill starts the test's own program with these arguments, and with env, a
// "key=value", in its environment. It waits until the writer has committed that
// many versions and then for part of the time in which it writes another, or two,
// and kills it. How long that is, the machine says. Called by the test's own
// goroutine; what the writer does wrong fails the test.
func Kill(t testing.TB, committed int, env string, args ...string) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, args...)
	cmd.Env = append(os.Environ(), env)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	var begun time.Time
	for version := 1; version <= committed+1; version++ {
		if line, err := lines.ReadString('\n'); err != nil || line != fmt.Sprintf("begins %d\n", version) {
			t.Errorf("the writer says %q, error %v; want that it begins version %d", line, err, version)
		}
		if version == 1 {
			begun = time.Now()
		}
	}
	perVersion := 5 * time.Millisecond
	if committed > 0 {
		perVersion = time.Since(begun) / time.Duration(committed)
	}
	time.Sleep(rand.N(2*perVersion + 1))
	if err := cmd.Process.Kill(); err != nil {
		t.Fatalf("the writer ended by itself: %v", err)
	}
	_ = cmd.Wait() // always an error: it was killed
	byKill := -1   // no exit code
	if runtime.GOOS == "windows" {
		byKill = 1
	}
	if code := cmd.ProcessState.ExitCode(); code != byKill {
		t.Fatalf("the writer failed, with code %d", code)
	}
}
