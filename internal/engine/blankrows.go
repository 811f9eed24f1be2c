package engine

import (
	"iter"

	"example.com/otustemplate/internal/schema"
)

// blankRows remembers blank rows until it is known whether a row follows, as
// runs of rows with the same number of lines each, so that a tail of a million
// blank rows is one run.
type blankRows struct {
	runs []blankRun
}

type blankRun struct {
	first schema.Position
	count int64
	lines int64 // from one row to the next
}

func (b *blankRows) add(at schema.Position) {
	if n := len(b.runs); n > 0 {
		run := &b.runs[n-1]
		last := run.at(run.count - 1)
		lines := at.Line - last.Line
		if at.Row == last.Row+1 && (run.count == 1 || lines == run.lines) {
			run.lines = lines
			run.count++
			return
		}
	}
	b.runs = append(b.runs, blankRun{first: at, count: 1})
}

func (r blankRun) at(i int64) schema.Position {
	return schema.Position{Row: r.first.Row + i, Line: r.first.Line + i*r.lines}
}

// full reports whether the runs take up the memory they may. A tail so odd is
// told although no row may follow it.
func (b *blankRows) full() bool { return len(b.runs) >= 1<<12 }

func (b *blankRows) forget() { b.runs = b.runs[:0] }

// all yields the positions of the blank rows. Of their offsets only the first of
// each run is kept.
func (b *blankRows) all() iter.Seq[schema.Position] {
	return func(yield func(schema.Position) bool) {
		for _, run := range b.runs {
			for i := range run.count {
				if !yield(run.at(i)) {
					return
				}
			}
		}
	}
}
