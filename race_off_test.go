//go:build !race

package otustemplate_test

const raceDetector = false
