// Package run is the one loop that leads the rows of a file or of another source
// through workers, for checking and for building.
//
// The rows come in blocks. A step makes of each row what can be made of it alone;
// every worker has a step of its own, and the goroutine that called is one of the
// workers. A taker takes what the steps found, on the goroutine that called and in
// the order of the rows, so that the outcome does not depend on the workers.
//
// A block of text is cut at a line end outside quotes, as far as counting quotes can
// tell. The step reads it as if it started where a row does, and takes note of
// whether its last row ends where the block does. While each block ends with a row,
// the next one did start with one, and what was found in it holds. If one does not
// (a quote that never closes, say, makes the count of quotes wrong), what was found
// in the blocks after it is thrown away, and reading goes on row by row from the
// first row that is not whole. After a while blocks are tried again, ever later the
// more often they fail, so that a file of nothing but stray quotes costs no more
// than reading it row by row.
package run

import (
	"cmp"
	"context"
	"errors"
	"sync"

	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// A Block is some rows, and what a step found in them. All places in a text are
// counted from its start.
type Block[F any] struct {
	_    Apart
	Text []byte // rows of a file, followed by Pad bytes; nil: the rows are in Found
	Last bool   // no text follows
	done chan struct{}

	Place       // how far the step came
	Whole bool  // the step came to the end, and so did the last row
	Full  bool  // the step stopped because it found much: that is to be taken first
	Taken Place // how far the taker came
	Found F
	_     Apart
}

// A Place is one in a block: rows before it, line ends, and bytes of text.
type Place struct {
	Rows  int64
	Lines int64
	Used  int
}

// Advance goes after a row, to that byte.
func (p *Place) Advance(to int, lines int64) {
	p.Rows++
	p.Lines += lines
	p.Used = to
}

// After returns the place in the file, with that of the block's start as base.
func (p Place) After(base schema.Position) schema.Position {
	return schema.Position{Row: base.Row + p.Rows, Line: base.Line + p.Lines, Offset: base.Offset + int64(p.Used)}
}

// An Apart keeps what one worker writes for every row out of the cache lines of
// what another one does: without it two workers take hardly less time than one.
type Apart [128]byte

// A Step works on blocks, one after the other.
type Step[F any] interface {
	// Work goes on with the block from its place, and leaves there what it found.
	// It returns soon after the context ends.
	Work(b *Block[F])
}

// A Taker takes what was found in blocks, in order.
type Taker[F any] interface {
	// Prepare is called before a block is handed out.
	Prepare(b *Block[F])
	// Take takes what a step found in the block, which starts at base in its file,
	// and notes how far it came. An error ends the loop.
	Take(b *Block[F], base schema.Position) error
	// Stopped is called when nobody works on blocks any more, for now.
	Stopped()
}

// A Loop leads rows through steps to a taker.
type Loop[F any] struct {
	Ctx   context.Context
	Steps []Step[F] // one for each worker
	Taker Taker[F]
}

// Text leads the rows of the sheet through the loop by blocks of that size. inOrder
// takes so many rows, and up to the end of a line, one by one; it reports whether
// those were all there are.
func (l *Loop[F]) Text(from *sheet.Sheet, size int, inOrder func(n int) (done bool, err error)) error {
	for patience := 1 << 10; ; patience *= 2 {
		if done, err := l.inBlocks(from, size); done || err != nil {
			return err
		}
		if done, err := inOrder(patience); done || err != nil {
			return err
		}
	}
}

// inBlocks takes the next rows block by block. It reports whether those were
// all there are; otherwise the sheet is at the row where blocks failed, or after
// the last one that was taken.
func (l *Loop[F]) inBlocks(from *sheet.Sheet, size int) (done bool, err error) {
	cut := cutter{size: size, rest: from.Detach()}
	crew := newCrew(l.Steps)
	defer l.stop(crew)
	for ended := false; ; {
		for !ended && !crew.full() {
			ended = !l.cut(crew, &cut)
		}
		b := crew.oldest()
		if b == nil {
			break
		}
		base := from.Place
		err := l.take(b, base)
		from.Place = b.Taken.After(base)
		if err != nil || !b.Whole {
			from.Attach(cut.giveBack(append([][]byte{b.Text[b.Taken.Used:]}, crew.waiting()...)))
			return false, err
		}
		crew.free(b)
	}
	from.Attach(cut.rest)
	return cut.rest.Ended(), nil
}

// cut hands out one more block of text, and reports whether more may follow.
func (l *Loop[F]) cut(crew *crew[F], cut *cutter) (more bool) {
	b := crew.get()
	b.Text, b.Last = cut.next(b.Text)
	if len(b.Text) == 0 {
		crew.free(b)
		return false
	}
	l.Taker.Prepare(b)
	crew.add(b)
	return !b.Last
}

func (l *Loop[F]) stop(crew *crew[F]) {
	crew.stop()
	l.Taker.Stopped()
}

// take takes the whole of a block: where a step has found so much that it stopped,
// the one of the goroutine that called goes on once that is taken.
func (l *Loop[F]) take(b *Block[F], base schema.Position) error {
	for {
		if err := l.Ctx.Err(); err != nil {
			return err
		}
		if err := l.Taker.Take(b, base); err != nil {
			return err
		}
		if !b.Full {
			return nil
		}
		l.Steps[0].Work(b)
	}
}

// A Feeder leads rows that the caller puts into blocks through the loop.
type Feeder[F any] struct {
	*Loop[F]
	crew *crew[F]
}

// Feeder returns one for rows that the caller has. Stop ends it.
func (l *Loop[F]) Feeder() *Feeder[F] { return &Feeder[F]{l, newCrew(l.Steps)} }

// Stop ends the workers.
func (f *Feeder[F]) Stop() { f.stop(f.crew) }

// Get returns a block to be filled.
func (f *Feeder[F]) Get() *Block[F] { return f.crew.get() }

// Put hands out a block that was filled, and takes others until one more may be.
func (f *Feeder[F]) Put(b *Block[F]) error {
	f.Taker.Prepare(b)
	f.crew.add(b)
	for f.crew.full() {
		if err := f.takeOldest(); err != nil {
			return err
		}
	}
	return nil
}

func (f *Feeder[F]) takeOldest() error {
	b := f.crew.oldest()
	if err := f.take(b, schema.Position{}); err != nil {
		return err
	}
	if !b.Whole {
		return cmp.Or(f.Ctx.Err(), errNotWhole)
	}
	f.crew.free(b)
	return nil
}

// errNotWhole is told if a step stopped in the midst of rows for no reason: they must
// not get lost untold.
var errNotWhole = errors.New("otustemplate: a block of rows was not read to its end; please report this")

// End takes all that was handed out.
func (f *Feeder[F]) End() error {
	for len(f.crew.queue) > 0 {
		if err := f.takeOldest(); err != nil {
			return err
		}
	}
	return nil
}

// A crew is the workers, of which the caller is one, and the blocks that they have
// to work on, in order.
type crew[F any] struct {
	steps []Step[F]
	jobs  chan *Block[F] // blocks that nobody has begun to work on
	wait  sync.WaitGroup
	queue []*Block[F] // those under way
	spare []*Block[F]
	most  int
}

// newCrew starts a worker for each step but the first, which is the caller's. stop
// ends them.
func newCrew[F any](steps []Step[F]) *crew[F] {
	c := &crew[F]{steps: steps, most: 1}
	if len(steps) > 1 {
		c.most = len(steps) + 4 // so that the others have work while the caller works on one and takes some
	}
	c.jobs = make(chan *Block[F], c.most)
	for _, s := range steps[1:] {
		c.wait.Go(func() {
			for b := range c.jobs {
				s.Work(b)
				b.done <- struct{}{}
			}
		})
	}
	return c
}

// full reports whether as many blocks are under way as may be.
func (c *crew[F]) full() bool { return len(c.queue) >= c.most }

// get returns a block to be handed out.
func (c *crew[F]) get() *Block[F] {
	n := len(c.spare)
	if n == 0 {
		return &Block[F]{done: make(chan struct{}, 1)}
	}
	b := c.spare[n-1]
	c.spare = c.spare[:n-1]
	b.Place, b.Taken = Place{}, Place{}
	return b
}

// add hands out a block.
func (c *crew[F]) add(b *Block[F]) {
	c.queue = append(c.queue, b)
	c.jobs <- b
}

// oldest returns the block that is next in the file once it is worked on, or nil.
// Until then the caller works on what nobody has begun. It looks for the finished
// block first: as long as it does not take one, no new ones are handed out, and
// a worker that finds none goes to sleep. A select of both, which picks one by
// chance, made two workers take a third more time.
func (c *crew[F]) oldest() *Block[F] {
	if len(c.queue) == 0 {
		return nil
	}
	b := c.queue[0]
	c.queue = c.queue[1:]
	for {
		select {
		case <-b.done:
			return b
		default:
		}
		select {
		case <-b.done:
			return b
		case job := <-c.jobs:
			c.steps[0].Work(job)
			job.done <- struct{}{}
		}
	}
}

// free takes back a block that was taken.
func (c *crew[F]) free(b *Block[F]) { c.spare = append(c.spare, b) }

// waiting returns the texts of the blocks that were handed out and not taken; nobody
// works on them any more.
func (c *crew[F]) waiting() (texts [][]byte) {
	c.drop()
	for _, b := range c.queue {
		<-b.done
		texts = append(texts, b.Text)
	}
	c.queue = nil
	return texts
}

// drop lets nobody begin what is still to be worked on.
func (c *crew[F]) drop() {
	for {
		select {
		case b := <-c.jobs:
			b.done <- struct{}{}
		default:
			return
		}
	}
}

// stop ends the workers.
func (c *crew[F]) stop() {
	c.drop()
	close(c.jobs)
	c.wait.Wait()
}
