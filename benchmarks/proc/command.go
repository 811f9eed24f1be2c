package proc

import "time"

// A Command is a job that a district waits for, done in one way: from the
// start of a program to its end. Its files are those that gen.SIS writes.
type Command struct {
	Dir     string // the district's folder
	Out     string // the folder of what the command writes
	Workers int
}

// An Outcome is what a Command reports.
type Outcome struct {
	Load   time.Duration // of the roster
	Work   time.Duration // what was done with it
	CPU    time.Duration
	PeakKB int64            // 0: not known on this system
	Found  map[string]int64 // by the names below, which have the answer for all ways of a job
}

// What is counted.
const (
	Rows       = "rows"
	Bad        = "bad rows"
	Repeated   = "repeated rows"
	Mismatched = "rows whose teacher and student share no class"
	Students   = "students"
	Teachers   = "teachers"
	Classes    = "classes"
)

// A Watch takes the times of a Command.
type Watch struct{ started, loaded time.Time }

// Start starts a Watch.
func Start() *Watch { return &Watch{started: time.Now()} }

// Loaded ends the load, and starts the work.
func (w *Watch) Loaded() { w.loaded = time.Now() }

// Stop ends the work.
func (w *Watch) Stop(found map[string]int64) Outcome {
	return Outcome{w.loaded.Sub(w.started), time.Since(w.loaded), CPU(), PeakKB(), found}
}
