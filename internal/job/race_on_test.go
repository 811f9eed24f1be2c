//go:build race

package job_test

// raceDetector: everything takes five to ten times as long.
const raceDetector = true
