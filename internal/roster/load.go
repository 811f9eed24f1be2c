package roster

import (
	"context"
	"fmt"
	"io/fs"
	"runtime"
	"time"

	"example.com/otustemplate/internal/run"
)

// blockSize is how many bytes of a file a goroutine reads at a time.
const blockSize = 64 << 10

// A loading is a load of a roster's files, which feeds a builder.
type loading struct {
	ctx      context.Context
	opts     *Options
	format   Format
	bundle   *bundle
	builder  *builder
	progress progress

	workers, blockSize int
}

// Load reads the files of a roster from a folder or a zip. The root's LoadRoster says
// what it needs, and what makes two rows one person.
func Load(ctx context.Context, fsys fs.FS, opts *Options) (*Roster, error) {
	if opts == nil {
		opts = new(Options)
	}
	l := &loading{ctx: ctx, opts: opts, workers: opts.workers, blockSize: opts.blockSize}
	if l.workers == 0 {
		l.workers = runtime.GOMAXPROCS(0)
	}
	if l.blockSize == 0 {
		l.blockSize = blockSize
	}
	l.progress.tell = opts.OnProgress
	err := l.load(fsys)
	l.progress.end()
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("otustemplate: %s: %w", l.format, err)
	}
	return l.builder.roster, nil
}

func (l *loading) load(fsys fs.FS) error {
	if err := l.ctx.Err(); err != nil {
		return err
	}
	if err := l.opts.check(); err != nil {
		return err
	}
	var problems problemList // of the folder or zip
	var err error
	if l.bundle, err = openBundle(l.ctx, fsys, l.opts, &problems); err != nil {
		return err
	}
	l.format, l.builder = l.bundle.format, new(builder)
	if l.format == FormatOneRoster && l.opts.Format == FormatAuto && l.isSDS() {
		l.format = FormatSDS
	}
	t := oneRosterTerms
	if l.format == FormatClever {
		t = cleverTerms
	}
	l.builder = newBuilder(l.ctx, t, l.opts.identifierSource)
	l.builder.problems = problems
	switch l.format {
	case FormatClever:
		return l.clever()
	case FormatSDS:
		return l.sds()
	}
	return l.oneRoster()
}

// aside does work that takes long, and no row is read meanwhile: progress is told, and
// where the context ends it is left behind, to end soon.
func (l *loading) aside(work func()) error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		work()
	}()
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	for {
		select {
		case <-l.ctx.Done():
			return l.ctx.Err()
		case <-done:
			return nil
		case <-tick.C:
			l.progress.again()
		}
	}
}

// progressEvery is how often progress is told.
const progressEvery = 200 * time.Millisecond

// A progress tells how far a load is. It belongs to the goroutine that called.
type progress struct {
	tell   func(run.Progress)
	now    run.Progress
	before int64 // bytes of the files before the one that is read
	told   time.Time
}

// read says that rows were read, and that so many bytes of the file were.
func (p *progress) read(rows, bytes int64) {
	p.now.Rows += rows
	p.now.Bytes = p.before + bytes
	if p.tell != nil && time.Since(p.told) > progressEvery {
		p.again()
	}
}

// file says that a file was read to its end.
func (p *progress) file(bytes int64) {
	p.before += bytes
	p.now.Files++
	p.now.Bytes = p.before
}

// again tells how far the load is.
func (p *progress) again() {
	if p.tell != nil {
		p.told = time.Now()
		p.tell(p.now)
	}
}

// end tells that the load has ended.
func (p *progress) end() {
	p.now.Done = true
	p.again()
}
