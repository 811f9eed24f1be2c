//go:build race

package page_test

// raceDetector: everything takes five to ten times as long.
const raceDetector = true
