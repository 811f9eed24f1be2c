package tally

import "slices"

// A Spread counts rows with errors in stretches of equal length over a file
// whose length is not known: when the stretches run out, pairs of them are
// made one.
type Spread struct {
	counts [stretches]int64
	width  int64 // rows a stretch
	rows   int64
}

const stretches = 64

func (s *Spread) Add(hasError bool) {
	s.makeRoom()
	if hasError {
		s.counts[s.rows/s.width]++
	}
	s.rows++
}

// AddClean adds n rows without errors.
func (s *Spread) AddClean(n int64) {
	for n > 0 {
		s.makeRoom()
		fits := min(n, s.width*stretches-s.rows)
		s.rows += fits
		n -= fits
	}
}

// makeRoom sees to it that one more row has a stretch.
func (s *Spread) makeRoom() {
	if s.width == 0 {
		s.width = 1
	}
	if s.rows < s.width*stretches {
		return
	}
	for i := range stretches / 2 {
		s.counts[i] = s.counts[2*i] + s.counts[2*i+1]
	}
	clear(s.counts[stretches/2:])
	s.width *= 2
}

func (s *Spread) Finish() (counts []int64, width int64) {
	if s.rows == 0 {
		return nil, 0
	}
	used := (s.rows + s.width - 1) / s.width
	return slices.Clone(s.counts[:used]), s.width
}
