//go:build race

package engine_test

// raceDetector: everything takes five to ten times as long.
const raceDetector = true
