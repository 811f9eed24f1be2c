package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"text/tabwriter"
	"time"

	"example.com/otustemplate/benchmarks/gen"
	"example.com/otustemplate/benchmarks/proc"
)

// A job is a run of Validate in a process of its own, whose memory is that of
// the run alone. The file's first Bytes bytes are read.
type job struct {
	Path    string
	Bytes   int64
	Seed    uint64
	Workers int
	Repeats bool
}

// growthJob is the name by which a process is given a job.
const growthJob = "growth"

// An outcome is what a job reports.
type outcome struct {
	Rows, Bad, Repeated int64
	Elapsed             time.Duration
	PeakKB              int64 // 0: not known on this system
}

// A size is one length of file in the growth table.
type size struct {
	bytes  int64
	counts gen.Counts
}

// growth writes a file of the longest length once, and has its first
// hundredth, first tenth and the whole checked in processes of their own. One
// that is given no rows shows what a process and its reference sets take. The
// file is removed in the end.
func growth(ctx context.Context, s settings, w io.Writer) error {
	f, err := os.CreateTemp(s.dir, "otustemplate-growth-*.csv")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	longest := int64(s.longest)
	sizes, err := writeSizes(ctx, f, s.file, []int64{0, longest / 100, longest / 10, longest})
	if err != nil {
		return err
	}
	tw := tabwriter.NewWriter(w, 0, 0, 1, ' ', tabwriter.Debug)
	fmt.Fprintln(tw, "\t rows\t duplicates\t seconds\t rows/s\t peak resident\t beyond no rows\t bytes a row for duplicates\t")
	fmt.Fprintln(tw, "\t--:\t---\t--:\t--:\t--:\t--:\t--:\t")
	without := make(map[int64]int64) // the peaks without duplicates, by rows
	for _, repeats := range []bool{false, true} {
		var empty int64
		for _, size := range sizes {
			rows := size.counts.Rows
			j := job{f.Name(), size.bytes, s.file.Seed, runtime.GOMAXPROCS(0), repeats}
			fmt.Fprintf(s.stderr, "%d rows, duplicates: %v\n", rows, repeats)
			out, err := medianOf(ctx, j, size, s.rounds)
			if err != nil {
				return err
			}
			onOff, each := "off", ""
			if rows == 0 {
				empty = out.PeakKB
			}
			if !repeats {
				without[rows] = out.PeakKB
			} else if onOff = "on"; rows > 0 {
				each = fmt.Sprintf("%.1f", float64(out.PeakKB-without[rows])*1024/float64(rows))
			}
			fmt.Fprintf(tw, "\t %s\t %s\t %.2f\t %.2f M\t %s\t %s\t %s\t\n", thousands(rows), onOff, out.Elapsed.Seconds(),
				float64(rows)/out.Elapsed.Seconds()/1e6, megabytes(out.PeakKB), megabytes(out.PeakKB-empty), each)
		}
	}
	return tw.Flush()
}

func megabytes(kb int64) string { return fmt.Sprintf("%.1f MB", float64(kb)*1024/1e6) }

// writeSizes writes a file to f and returns where each of the lengths ends.
func writeSizes(ctx context.Context, f io.Writer, opts gen.Options, lengths []int64) ([]size, error) {
	w := bufio.NewWriterSize(f, 1<<20)
	g := gen.New(gen.NewDistrict(opts.Seed), opts)
	if _, err := w.WriteString(gen.Header); err != nil {
		return nil, err
	}
	var sizes []size
	var row []byte
	written := int64(len(gen.Header))
	for _, rows := range lengths {
		for g.Counts.Rows < rows {
			row = g.AppendRow(row[:0])
			written += int64(len(row))
			if _, err := w.Write(row); err != nil {
				return nil, err
			}
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		sizes = append(sizes, size{written, g.Counts})
	}
	return sizes, w.Flush()
}

// medianOf runs a job several times, and returns its outcome with the median
// time and the highest peak.
func medianOf(ctx context.Context, j job, s size, rounds int) (outcome, error) {
	var times []time.Duration
	var peak int64
	for range rounds {
		out, err := proc.Run[outcome](ctx, "", growthJob, j)
		if err != nil {
			return out, err
		}
		if out.Rows != s.counts.Rows || out.Bad != s.counts.Bad || j.Repeats && out.Repeated != s.counts.Repeated {
			return out, fmt.Errorf("the process counted %+v, and the file has %+v", out, s.counts)
		}
		times = append(times, out.Elapsed)
		peak = max(peak, out.PeakKB)
	}
	return outcome{Elapsed: median(times), PeakKB: peak}, nil
}

// check does a job.
func check(j job) (outcome, error) {
	f, err := os.Open(j.Path)
	if err != nil {
		return outcome{}, err
	}
	defer f.Close()
	v, err := newValidator(references(gen.NewDistrict(j.Seed)), j.Workers, j.Repeats)
	if err != nil {
		return outcome{}, err
	}
	start := time.Now()
	t, err := validate(v, io.NewSectionReader(f, 0, j.Bytes), j.Repeats)
	return outcome{t.rows, t.bad, t.repeated, time.Since(start), proc.PeakKB()}, err
}
