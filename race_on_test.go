//go:build race

package otustemplate_test

// raceDetector: everything takes five to ten times as long.
const raceDetector = true
