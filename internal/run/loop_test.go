package run_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// found is what a step of these tests makes of a block: the numbers in it, doubled.
type found struct {
	in, out []int
}

// doubler is a step that takes as many numbers of a block at a time.
type doubler struct{ atOnce int }

func (s doubler) Work(b *run.Block[found]) {
	b.Found.out = b.Found.out[:0]
	for int(b.Rows) < len(b.Found.in) {
		if b.Full = len(b.Found.out) == s.atOnce; b.Full {
			return
		}
		b.Found.out = append(b.Found.out, 2*b.Found.in[b.Rows])
		b.Advance(0, 1)
	}
	b.Whole = true
}

// sum is a taker that gathers what it takes, up to a number that it refuses.
type sum struct {
	all    []int
	refuse int
	ended  int
}

var errRefused = errors.New("refused")

func (s *sum) Prepare(b *run.Block[found]) { b.Full, b.Whole = false, false }

func (s *sum) Take(b *run.Block[found], _ schema.Position) error {
	for _, n := range b.Found.out {
		if n == s.refuse {
			return errRefused
		}
		s.all = append(s.all, n)
	}
	b.Taken = b.Place
	return nil
}

func (s *sum) Stopped() { s.ended++ }

func feed(ctx context.Context, workers, atOnce, numbers int, taker *sum) error {
	loop := &run.Loop[found]{Ctx: ctx, Taker: taker}
	for range workers {
		loop.Steps = append(loop.Steps, doubler{atOnce})
	}
	f := loop.Feeder()
	defer f.Stop()
	for n := 0; n < numbers; {
		b := f.Get()
		b.Found.in = b.Found.in[:0]
		for range min(7, numbers-n) {
			b.Found.in = append(b.Found.in, n)
			n++
		}
		if err := f.Put(b); err != nil {
			return err
		}
	}
	return f.End()
}

// What comes out does not depend on the workers, nor on how much of a block a step
// does at a time.
func TestFeeder(t *testing.T) {
	const numbers = 1000
	for _, workers := range []int{1, 2, 8} {
		for _, atOnce := range []int{1, 3, 100} {
			t.Run(fmt.Sprint(workers, " workers, ", atOnce, " at once"), func(t *testing.T) {
				taker := sum{refuse: -1}
				if err := feed(t.Context(), workers, atOnce, numbers, &taker); err != nil {
					t.Fatal(err)
				}
				if len(taker.all) != numbers || !slices.IsSorted(taker.all) || taker.all[numbers-1] != 2*(numbers-1) {
					t.Errorf("%d numbers were taken: %v", len(taker.all), taker.all)
				}
				if taker.ended != 1 {
					t.Errorf("the taker was told %d times that the workers have stopped", taker.ended)
				}
			})
		}
	}
}

// An error of the taker ends the loop at its place, and so does the context.
func TestFeederEnds(t *testing.T) {
	for _, workers := range []int{1, 4} {
		taker := sum{refuse: 2 * 500}
		if err := feed(t.Context(), workers, 3, 1000, &taker); err != errRefused {
			t.Errorf("%d workers: the error is %v", workers, err)
		}
		if len(taker.all) != 500 || taker.ended != 1 {
			t.Errorf("%d workers: %d numbers were taken before the one that was refused", workers, len(taker.all))
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		taker = sum{refuse: -1}
		if err := feed(ctx, workers, 3, 1000, &taker); !errors.Is(err, context.Canceled) || len(taker.all) > 0 {
			t.Errorf("%d workers, canceled: the error is %v, and %d numbers were taken", workers, err, len(taker.all))
		}
	}
}

// A step that leaves a block for no reason ends the loop with an error: its rows
// would be lost.
func TestFeederOfHalfBlocks(t *testing.T) {
	taker := sum{refuse: -1}
	loop := &run.Loop[found]{Ctx: t.Context(), Taker: &taker, Steps: []run.Step[found]{lazy{}}}
	f := loop.Feeder()
	defer f.Stop()
	err := f.Put(f.Get())
	if err == nil {
		err = f.End()
	}
	if err == nil {
		t.Error("nobody was told")
	}
}

type lazy struct{}

func (lazy) Work(*run.Block[found]) {}

// lines is what a step makes of a block of text: the rows in it.
type lines struct{ rows []string }

type reader struct{ text run.TextReader }

func (s *reader) Work(b *run.Block[lines]) {
	b.Found.rows = b.Found.rows[:0]
	s.text.Begin(b.Text, b.Used)
	for b.Used < len(b.Text) {
		n, ok := s.text.Next(b.Text, b.Used, b.Last)
		if !ok {
			return
		}
		b.Found.rows = append(b.Found.rows, strings.TrimRight(string(b.Text[b.Used:b.Used+n]), "\n"))
		b.Advance(b.Used+n, s.text.Raw.Lines())
	}
	b.Whole = true
}

type lineTaker struct {
	rows  []string
	bases []schema.Position
}

func (s *lineTaker) Prepare(b *run.Block[lines]) { b.Full, b.Whole = false, false }

func (s *lineTaker) Take(b *run.Block[lines], base schema.Position) error {
	s.rows, s.bases = append(s.rows, b.Found.rows...), append(s.bases, base)
	b.Taken = b.Place
	return nil
}

func (s *lineTaker) Stopped() {}

// Rows come whole and in order whatever the size of blocks, notes of several lines
// and a quote that never closes among them: at that one blocks end, and rows are
// read one by one for a while.
func TestText(t *testing.T) {
	var rows []string
	for i := range 500 {
		rows = append(rows, fmt.Sprintf("%d,plain", i), fmt.Sprintf("%d,\"two\nlines\"", i))
	}
	broken := append(slices.Clone(rows), "a,\"never closed")
	for _, tt := range []struct {
		name string
		rows []string
		size int
	}{{"small blocks", rows, 64}, {"blocks", rows, 1000}, {"one block", rows, 1 << 20}, {"a quote that never closes", broken, 500}} {
		for _, workers := range []int{1, 3} {
			t.Run(fmt.Sprint(tt.name, ", workers ", workers), func(t *testing.T) {
				s := sheet.New(strings.NewReader("id,note\n"+strings.Join(tt.rows, "\n")), sheet.ReaderOptions{})
				head, err := s.ReadHeader()
				if err != nil || len(head.Cells) != 2 {
					t.Fatal(head.Cells, err)
				}
				var taker lineTaker
				loop := &run.Loop[lines]{Ctx: t.Context(), Taker: &taker}
				for range workers {
					r := new(reader)
					r.text.Init(s.Dialect(','), 2)
					loop.Steps = append(loop.Steps, r)
				}
				err = loop.Text(s, tt.size, func(n int) (bool, error) {
					var row sheet.Row
					for range n {
						if err := s.Next(&row); err == io.EOF {
							return true, nil
						} else if err != nil {
							return false, err
						}
						taker.rows = append(taker.rows, s.Decoder.TextOf(s.Raw.Text))
					}
					return false, nil
				})
				if err != nil {
					t.Fatal(err)
				}
				if got, want := strings.Join(taker.rows, "\n"), strings.Join(tt.rows, "\n"); got != want {
					t.Errorf("%d rows came out, want %d", len(taker.rows), len(tt.rows))
				}
				if len(taker.bases) > 0 && taker.bases[0].Row != 1 {
					t.Errorf("the first block starts after row %d, want 1: the header", taker.bases[0].Row)
				}
			})
		}
	}
}
