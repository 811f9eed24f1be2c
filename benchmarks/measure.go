package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"example.com/otustemplate/benchmarks/proc"
)

// A sample is one run of a contender.
type sample struct {
	tally
	elapsed time.Duration
	cpu     time.Duration // of all threads, the garbage collector's too; 0: not known
	allocs  uint64
}

func (s sample) seconds() float64 { return s.elapsed.Seconds() }

// measure runs all contenders once a round, so that what else the machine does
// hits them alike, and returns the samples of each by round. Every answer is
// held against what the file is known to hold.
func measure(ctx context.Context, all []contender, rounds int, progress io.Writer) (map[string][]sample, error) {
	samples := make(map[string][]sample)
	order := slices.Clone(all)
	for round := range rounds {
		fmt.Fprintf(progress, "round %d of %d\n", round+1, rounds)
		for _, con := range order {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			s, err := take(con)
			if err == nil {
				err = s.check(con.want)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", con.name, err)
			}
			samples[con.name] = append(samples[con.name], s)
		}
		slices.Reverse(order) // nobody always runs behind the same one
	}
	return samples, nil
}

// take runs a contender once.
func take(con contender) (sample, error) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start, cpu := time.Now(), proc.CPU()
	t, err := con.run()
	elapsed := time.Since(start)
	cpu = proc.CPU() - cpu
	runtime.ReadMemStats(&after)
	return sample{t, elapsed, cpu, after.Mallocs - before.Mallocs}, err
}

// ratio returns how many times as fast as rival a contender is: the median of
// the rounds, each compared with its own, as a machine's speed drifts.
func ratio[T any](contender, rival []T, time func(T) float64) float64 {
	ratios := make([]float64, len(contender))
	for i := range ratios {
		ratios[i] = time(rival[i]) / time(contender[i])
	}
	return median(ratios)
}

// extra returns how many nanoseconds a row more a contender takes than another,
// and how many of a processor's.
func extra(contender, other []sample) (elapsed, cpu float64) {
	elapsedMore, cpuMore := make([]float64, len(contender)), make([]float64, len(contender))
	for i, s := range contender {
		elapsedMore[i] = float64(s.elapsed-other[i].elapsed) / float64(s.rows)
		cpuMore[i] = float64(s.cpu-other[i].cpu) / float64(s.rows)
	}
	return median(elapsedMore), median(cpuMore)
}

// median returns the middle of values, the greater of the two in the middle
// where their number is even.
func median[T cmp.Ordered](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// medianBy returns the median of what value says of each sample.
func medianBy[T any](samples []T, value func(T) float64) float64 {
	values := make([]float64, len(samples))
	for i, s := range samples {
		values[i] = value(s)
	}
	return median(values)
}

// writeTable writes what was measured, of each row or whatever unit is, as a table in
// Markdown.
func writeTable(w io.Writer, unit string, all []contender, samples map[string][]sample) error {
	var b bytes.Buffer
	tw := tabwriter.NewWriter(&b, 0, 0, 1, ' ', tabwriter.Debug)
	fmt.Fprintf(tw, "\t what\t %[1]ss/s\t MB/s\t ns/%[1]s\t CPU ns/%[1]s\t allocs/%[1]s\t speed\t\n", unit)
	fmt.Fprintln(tw, "\t---\t--:\t--:\t--:\t--:\t--:\t---\t")
	for _, con := range all {
		runs := samples[con.name]
		elapsed := medianBy(runs, sample.seconds)
		cpu := medianBy(runs, func(s sample) float64 { return s.cpu.Seconds() })
		allocs := medianBy(runs, func(s sample) float64 { return float64(s.allocs) })
		rows, bytes := float64(runs[0].rows), float64(runs[0].bytes)
		fmt.Fprintf(tw, "\t %s\t %.2f M\t %.0f\t %.0f\t %.0f\t %.3f\t %s\t\n", con.name, rows/elapsed/1e6,
			bytes/elapsed/1e6, elapsed/rows*1e9, cpu/rows*1e9, allocs/rows, speeds(con, samples))
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	_, err := b.WriteTo(w)
	return err
}

// speeds says how fast a contender is against its rivals.
func speeds(con contender, samples map[string][]sample) string {
	var all []string
	for _, rival := range con.against {
		all = append(all, fmt.Sprintf("%.2f × %s", ratio(samples[con.name], samples[rival], sample.seconds), rival))
	}
	return strings.Join(all, ", ")
}

// writeDuplicates writes what the search for duplicates costs.
func writeDuplicates(w io.Writer, samples map[string][]sample) error {
	for workers := 1; workers <= 2; workers++ {
		elapsed, cpu := extra(samples[validateName(workers, true)], samples[validateName(workers, false)])
		if _, err := fmt.Fprintf(w, "- %s: %.0f ns (CPU %.0f ns) a row more than without\n",
			validateName(workers, true), elapsed, cpu); err != nil {
			return err
		}
	}
	return nil
}
