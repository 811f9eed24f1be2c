package tally

import (
	"iter"

	"example.com/otustemplate/internal/schema"
)

// BlankRows remembers blank rows until it is known whether a row follows, as
// runs of rows with the same number of lines each, so that a tail of a million
// blank rows is one run.
type BlankRows struct {
	Runs []blankRun
}

type blankRun struct {
	First schema.Position
	count int64
	lines int64 // from one row to the next
}

func (b *BlankRows) Add(at schema.Position) {
	if n := len(b.Runs); n > 0 {
		run := &b.Runs[n-1]
		last := run.at(run.count - 1)
		lines := at.Line - last.Line
		if at.Row == last.Row+1 && (run.count == 1 || lines == run.lines) {
			run.lines = lines
			run.count++
			return
		}
	}
	b.Runs = append(b.Runs, blankRun{First: at, count: 1})
}

func (r blankRun) at(i int64) schema.Position {
	return schema.Position{Row: r.First.Row + i, Line: r.First.Line + i*r.lines}
}

// Full reports whether the runs take up the memory they may. A tail so odd is
// told although no row may follow it.
func (b *BlankRows) Full() bool { return len(b.Runs) >= 1<<12 }

func (b *BlankRows) Forget() { b.Runs = b.Runs[:0] }

// All yields the positions of the blank rows. Of their offsets only the first of
// each run is kept.
func (b *BlankRows) All() iter.Seq[schema.Position] {
	return func(yield func(schema.Position) bool) {
		for _, run := range b.Runs {
			for i := range run.count {
				if !yield(run.at(i)) {
					return
				}
			}
		}
	}
}
