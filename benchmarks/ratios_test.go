package main

import (
	"io"
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// With a loss only what lost is measured again, and the best try counts.
func TestBestRatios(t *testing.T) {
	kept := make(map[string]float64)
	for _, w := range allWatched {
		kept[w.String()] = 3
	}
	first, second := allWatched[0], allWatched[1]
	for _, tt := range []struct {
		name  string
		tries []float64 // of the first; the second has 1.9 once, all others 3
		want  float64
		asked []int // how many ratios are measured
	}{
		{"nothing lost but once", []float64{2.5, 9}, 2.5, []int{len(allWatched), 1}},
		{"lost, then not", []float64{1.9, 2.1, 9}, 2.1, []int{len(allWatched), 2}},
		{"lost for good", []float64{1.5, 1.8, 1.7, 1.6, 9}, 1.8, []int{len(allWatched), 2, 1, 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var asked []int
			got, err := bestRatios(kept, func(of []watched) (map[string]float64, error) {
				ratios := make(map[string]float64)
				for _, w := range of {
					ratios[w.String()] = 3
					switch {
					case w == first:
						ratios[w.String()] = tt.tries[len(asked)]
					case w == second && len(asked) == 0:
						ratios[w.String()] = 1.9
					}
				}
				asked = append(asked, len(of))
				return ratios, nil
			})
			if err != nil || got[first.String()] != tt.want || got[second.String()] != 3 {
				t.Errorf("the best are %v and %v, error %v", got[first.String()], got[second.String()], err)
			}
			if diff := cmp.Diff(tt.asked, asked); diff != "" {
				t.Errorf("asked for (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReportOfRatios(t *testing.T) {
	kept, got := make(map[string]float64), make(map[string]float64)
	for _, w := range allWatched {
		kept[w.String()], got[w.String()] = 3, 2.01
	}
	var text strings.Builder
	if err := report(&text, kept, got); err != nil {
		t.Errorf("a loss of less than a third: %v", err)
	}
	lost := allWatched[3].String()
	got[lost] = 1.99
	err := report(&text, kept, got)
	if err == nil || !strings.Contains(err.Error(), lost) || strings.Contains(err.Error(), allWatched[2].String()+";") {
		t.Errorf("error %v, want it to name %s alone", err, lost)
	}
	if strings.Count(text.String(), "LOST") != 1 {
		t.Errorf("the tables:\n%s", &text)
	}
}

// The file that is kept has what is measured, and what is written is read.
func TestKeptRatios(t *testing.T) {
	s, _, err := readFlags([]string{"-ratios"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := readRatios(s.kept)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "ratios.json")
	if err := writeRatios(path, kept); err != nil {
		t.Fatal(err)
	}
	if again, err := readRatios(path); err != nil || !maps.Equal(kept, again) {
		t.Errorf("read %v, error %v", again, err)
	}
	delete(kept, allWatched[0].String())
	if err := writeRatios(path, kept); err != nil {
		t.Fatal(err)
	}
	if _, err := readRatios(path); err == nil || !strings.Contains(err.Error(), "-ratios -write") {
		t.Errorf("a ratio too few: %v", err)
	}
}
