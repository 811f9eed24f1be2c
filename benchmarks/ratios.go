package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"example.com/otustemplate/benchmarks/gen"
	"example.com/otustemplate/benchmarks/proc"
)

// What -ratios measures: small, so that it takes seconds.
const (
	ratioRows     = 150_000
	ratioStudents = 3000
	ratioExport   = 40_000 // rows
	ratioIssues   = 10_000
	ratioRounds   = 5
	ratioTries    = 4
	// mostLost is the share of a ratio that may be lost. A busy machine takes some.
	mostLost = 1.0 / 3
)

// A watched ratio is how many times as fast as its rival a contender is.
type watched struct{ name, rival string }

func (w watched) String() string { return w.name + " against " + w.rival }

// The names of what -ratios runs of the main job, in this process.
const (
	buildRoster    = "Builder, look-ups and roster"
	validateRoster = "Validate, roster"
	rosterLoad     = "LoadRoster"
)

var allWatched = []watched{
	{readerName, csvReaderName},
	{"Writer", csvWriterName},
	{validateName(1, false), baseName},
	{validateName(1, true), baseName},
	{"Builder", baseName},
	{"Builder, all checks, rejects", baseName},
	{rosterLoad, readAlone},
	{buildRoster, byHand},
	{validateRoster, byHand},
	{"WriteJSON", encodingJSON},
}

// ratios measures the ratios and compares them with those that were kept. What has lost
// a third is measured again, and its best try counts: a busy machine makes a ratio
// smaller more often than it makes it larger. keep puts those of this run in their place.
func (s settings) ratios(ctx context.Context, stdout io.Writer, keep bool) error {
	dir, err := os.MkdirTemp(s.dir, "otustemplate-ratios-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	all, err := ratioContenders(dir, s.file)
	if err != nil {
		return err
	}
	kept := make(map[string]float64)
	if !keep {
		if kept, err = readRatios(s.kept); err != nil {
			return err
		}
	}
	best, err := bestRatios(kept, func(of []watched) (map[string]float64, error) {
		return measureRatios(ctx, all, of, s.stderr)
	})
	if err != nil {
		return err
	}
	if keep {
		return writeRatios(s.kept, best)
	}
	return report(stdout, kept, best)
}

// bestRatios returns the best of several tries of each ratio: those that have lost too
// much are tried again.
func bestRatios(kept map[string]float64, measure func([]watched) (map[string]float64, error)) (map[string]float64, error) {
	best := make(map[string]float64)
	rest := allWatched
	for range ratioTries {
		got, err := measure(rest)
		if err != nil {
			return nil, err
		}
		for name, ratio := range got {
			best[name] = max(best[name], ratio)
		}
		rest = lostOf(kept, best)
		if len(rest) == 0 {
			break
		}
	}
	return best, nil
}

// lostOf returns the ratios that have lost too much.
func lostOf(kept, got map[string]float64) (lost []watched) {
	for _, w := range allWatched {
		if got[w.String()] < kept[w.String()]*(1-mostLost) {
			lost = append(lost, w)
		}
	}
	return lost
}

// measureRatios measures ratios by the processor's time, which other programs take less
// of than of the clock's, and only where that is not known by the clock.
func measureRatios(ctx context.Context, all []contender, of []watched, progress io.Writer) (map[string]float64, error) {
	var some []contender
	for _, c := range all {
		if slices.ContainsFunc(of, func(w watched) bool { return w.name == c.name || w.rival == c.name }) {
			some = append(some, c)
		}
	}
	samples, err := measure(ctx, some, ratioRounds, progress)
	if err != nil {
		return nil, err
	}
	got := make(map[string]float64)
	for _, w := range of {
		got[w.String()] = ratio(samples[w.name], samples[w.rival], func(s sample) float64 {
			if s.cpu > 0 {
				return s.cpu.Seconds()
			}
			return s.seconds()
		})
	}
	return got, nil
}

// ratioContenders returns all that is watched, on small files, some of them in dir.
func ratioContenders(dir string, opts gen.Options) ([]contender, error) {
	c, err := newContest(ratioRows, opts)
	if err != nil {
		return nil, err
	}
	all, err := c.contenders()
	if err != nil {
		return nil, err
	}
	reports, _, err := reportContenders(ratioIssues, opts)
	if err != nil {
		return nil, err
	}
	sis := gen.SIS{Seed: opts.Seed, Students: ratioStudents, Rows: ratioExport, Bad: opts.Bad, Repeated: opts.Repeated}
	truth, err := sis.Write(dir)
	if err != nil {
		return nil, err
	}
	want := answersOf(sis, truth)
	out := filepath.Join(dir, "out")
	if err := os.Mkdir(out, 0o755); err != nil {
		return nil, err
	}
	inProcess := func(name string, do func(proc.Command) (proc.Outcome, error), want map[string]int64) contender {
		return contender{name: name, run: func() (tally, error) {
			found, err := do(proc.Command{Dir: dir, Out: out, Workers: 1})
			if err == nil && !maps.Equal(found.Found, want) {
				err = fmt.Errorf("found %v, and there are %v", found.Found, want)
			}
			return tally{bad: notCounted, repeated: notCounted}, err
		}}
	}
	return slices.Concat(all, reports, []contender{
		inProcess(byHand, buildByHand, want.built),
		inProcess(buildRoster, build, want.built),
		inProcess(validateRoster, validateWithRoster, want.checked),
		inProcess(readAlone, readRoster, want.read),
		inProcess(rosterLoad, load, want.named),
	}), nil
}

func readRatios(path string) (map[string]float64, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var kept map[string]float64
	if err := json.Unmarshal(text, &kept); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var names []string
	for _, w := range allWatched {
		names = append(names, w.String())
	}
	slices.Sort(names)
	if !slices.Equal(names, slices.Sorted(maps.Keys(kept))) {
		return nil, fmt.Errorf("%s has other ratios than are measured: renew it with go run . -ratios -write", path)
	}
	return kept, nil
}

func writeRatios(path string, ratios map[string]float64) error {
	rounded := make(map[string]float64)
	for name, ratio := range ratios {
		rounded[name] = math.Round(ratio*100) / 100
	}
	text, err := json.MarshalIndent(rounded, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}

// report prints the ratios, and returns an error where one has lost too much.
func report(w io.Writer, kept, got map[string]float64) error {
	var text bytes.Buffer
	tw := tabwriter.NewWriter(&text, 0, 0, 1, ' ', tabwriter.Debug)
	fmt.Fprintln(tw, "\t what\t against\t times as fast\t kept\t")
	fmt.Fprintln(tw, "\t---\t---\t--:\t--:\t")
	lost := lostOf(kept, got)
	for _, watch := range allWatched {
		mark := ""
		if slices.Contains(lost, watch) {
			mark = " LOST"
		}
		name := watch.String()
		fmt.Fprintf(tw, "\t %s\t %s\t %.2f%s\t %.2f\t\n", watch.name, watch.rival, got[name], mark, kept[name])
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	if _, err := text.WriteTo(w); err != nil {
		return err
	}
	if len(lost) == 0 {
		return nil
	}
	var names []string
	for _, watch := range lost {
		names = append(names, watch.String())
	}
	return errors.New("slower by more than a third: " + strings.Join(names, "; ") + "; if that is meant, renew the ratios with go run . -ratios -write")
}
