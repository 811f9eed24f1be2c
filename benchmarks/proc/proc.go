// Package proc does jobs in processes of their own, so that the memory and the
// processor time of each are those of the job alone.
package proc

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// variable is the environment variable by which a process is given its job: a
// name, a blank, and the rest as JSON.
const variable = "OTUSTEMPLATE_BENCHMARK_JOB"

// A Jobs has what does the jobs of each name.
type Jobs map[string]func(job []byte) (result any, err error)

// Job makes a function of a job's own type fit for Jobs.
func Job[J, R any](do func(J) (R, error)) func([]byte) (any, error) {
	return func(text []byte) (any, error) {
		var job J
		if err := json.Unmarshal(text, &job); err != nil {
			return nil, err
		}
		return do(job)
	}
}

// Serve does the job that this process was started for, and ends the process.
// It returns where the process was not started by Run.
func Serve(jobs Jobs) {
	name, text, ok := strings.Cut(os.Getenv(variable), " ")
	if !ok {
		return
	}
	if err := serve(jobs, name, text); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func serve(jobs Jobs, name, text string) error {
	do := jobs[name]
	if do == nil {
		return fmt.Errorf("this program does no such job")
	}
	result, err := do([]byte(text))
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

// Run has a program do a job, and returns its result. An empty program is this
// one.
func Run[R any](ctx context.Context, program, name string, job any) (R, error) {
	var result R
	if program == "" {
		self, err := os.Executable()
		if err != nil {
			return result, err
		}
		program = self
	}
	text, err := json.Marshal(job)
	if err != nil {
		return result, err
	}
	cmd := exec.CommandContext(ctx, program)
	cmd.Env = append(os.Environ(), variable+"="+name+" "+string(text))
	cmd.Stderr = os.Stderr
	answer, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(answer, &result)
	}
	return result, err
}

// PeakKB returns the most memory that the process had resident so far, in units
// of 1,024 bytes, or 0 on systems other than Linux.
func PeakKB() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(status) {
		if value, ok := strings.CutPrefix(string(line), "VmHWM:"); ok {
			kb, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "kB")), 10, 64)
			return kb
		}
	}
	return 0
}
