package job_test

import (
	"strings"
	"testing"

	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/rostertest"
)

// rosterBundles are the files of small rosters, one of each format.
var rosterBundles = []func() map[string]string{rostertest.Small, rostertest.Clever, rostertest.SDS}

// No error of loading a roster, and none of its problems, holds a cell.
func TestRosterErrorsHoldNoCell(t *testing.T) {
	holdsNothing(t)
	told, step := 0, map[bool]int{true: 1, false: 4}[slow]
	for name, change := range map[string]func(string) string{
		"markers for cells": func(cell string) string { return "M" },
		"markers behind":    func(cell string) string { return cell + " M" },
		"quotes":            func(cell string) string { return "\"M\" M" },
		"an open quote":     func(cell string) string { return "\"M" },
		"cells too many":    func(cell string) string { return "M,M" },
		"not UTF-8":         func(cell string) string { return "M\xe9" },
		"placeholders":      func(cell string) string { return "N/A" },
		"some":              func(cell string) string { return map[bool]string{true: "M", false: cell}[len(cell)%2 == 0] },
		"long":              func(cell string) string { return strings.Repeat("M", 1<<15) },
	} {
		for _, bundle := range rosterBundles {
			for file := range bundle() {
				for column := -1; column < 14; column += step {
					files := bundle()
					n := 0
					files[file] = marked(&n, changeCells(files[file], column, change))
					told += checkRosterHoldsNoCell(t, name+", "+file, files)
				}
			}
		}
	}
	if told < 500 {
		t.Errorf("only %d errors and problems were looked at: the test looks for nothing", told)
	}
}

// checkRosterHoldsNoCell loads a roster, and returns how many errors and problems were
// looked at.
func checkRosterHoldsNoCell(t *testing.T, name string, files map[string]string) (told int) {
	t.Helper()
	people, err := roster.Load(t.Context(), rostertest.FS(files), nil)
	checkHoldsNoCell(t, name, err)
	for _, p := range people.Problems() {
		told++
		if m := markerPattern.FindString(p.Message + p.File); m != "" {
			t.Errorf("%s: the problem holds the cell %s: %+v", name, m, p)
		}
	}
	if err != nil {
		told++
	}
	return told
}
