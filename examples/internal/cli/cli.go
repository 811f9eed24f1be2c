// Package cli holds what the example programs share: flags and their help,
// lists of names, files that appear whole, and progress on a terminal.
package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"example.com/otustemplate"
)

// The exit statuses of the programs.
const (
	OK     = 0 // done, and the data has no errors
	Errors = 1 // done, and the data has errors
	Failed = 2 // not done
)

// Help returns the doc comment at the top of a program's source, which is what
// -h prints: so the two cannot differ.
func Help(source string) string {
	var b strings.Builder
	for line := range strings.Lines(source) {
		text, ok := strings.CutPrefix(line, "//")
		if !ok {
			break
		}
		b.WriteString(strings.TrimPrefix(text, " "))
	}
	return b.String()
}

// Parse parses args, which may hold at most maxFiles file names behind the
// flags. Where ok is false the program is to end with status: -h was asked for
// and printed, or the arguments are wrong and stderr says how.
func Parse(flags *flag.FlagSet, args []string, maxFiles int, source string, stdout, stderr io.Writer) (status int, ok bool) {
	flags.SetOutput(io.Discard)
	flags.VisitAll(func(f *flag.Flag) { f.Value = onceOnly(f.Value) })
	err := flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, Help(source))
		return OK, false
	}
	for i, arg := range flags.Args() {
		if err == nil && i > 0 && strings.HasPrefix(arg, "-") && arg != "-" {
			err = fmt.Errorf("%s stands behind the file's name: put it in front of %s", arg, flags.Arg(0))
		}
	}
	if err == nil && flags.NArg() > maxFiles {
		err = fmt.Errorf("%s behind the flags, and at most %d is understood", Plural(int64(flags.NArg()), "argument stands", "arguments stand"), maxFiles)
	}
	if err != nil {
		fmt.Fprintf(stderr, "%s: %v\nRun %[1]s -h for help.\n", flags.Name(), err)
		return Failed, false
	}
	return OK, true
}

// Plural returns "1 row" or "2 rows".
func Plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// A once is a flag that may be given once: of two files the first would else be
// dropped without a word.
type once struct {
	flag.Value
	given bool
}

// onceOnly returns the flag as one that may be given once, unless it takes several.
func onceOnly(value flag.Value) flag.Value {
	if _, several := value.(*paths); several {
		return value
	}
	return &once{Value: value}
}

func (o *once) Set(text string) error {
	if o.given {
		return errors.New("it is given twice, and can be given once")
	}
	o.given = true
	return o.Value.Set(text)
}

// IsBoolFlag reports whether the flag needs no value, as package flag asks.
func (o *once) IsBoolFlag() bool {
	b, ok := o.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// Status returns the exit status of a program: Failed where it could not do its
// work, which stderr is told, else OK or Errors, as the data is ok or not.
func Status(stderr io.Writer, program string, ok bool, err error) int {
	if errors.Is(err, context.Canceled) {
		err = errors.New("interrupted; nothing was written")
	}
	switch {
	case err != nil:
		fmt.Fprintf(stderr, "%s: %v\n", program, err)
		return Failed
	case !ok:
		return Errors
	}
	return OK
}

// WriteFile has write fill the file at path, which then appears whole or not at
// all. Without a path it fills stdout.
func WriteFile(path string, stdout io.Writer, write func(io.Writer) error) error {
	if path == "" {
		return write(stdout)
	}
	out, err := otustemplate.CreateFile(path)
	if err != nil {
		return err
	}
	defer out.Close()
	if err := write(out); err != nil {
		return err
	}
	return out.Commit()
}

// Apart returns an error where one of the outputs is the input or another
// output, by whatever name or link.
func Apart(input string, outputs ...string) error {
	taken := []string{input}
	for _, output := range outputs {
		for _, path := range taken {
			if sameFile(path, output) {
				return fmt.Errorf("%s would be overwritten; choose another name", path)
			}
		}
		taken = append(taken, output)
	}
	return nil
}

func sameFile(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	if errA == nil && errB == nil {
		return os.SameFile(infoA, infoB)
	}
	absA, errA := filepath.Abs(a)
	absB, errB := filepath.Abs(b)
	return errA == nil && errB == nil && absA == absB
}

// IsTerminal reports whether w is a terminal that a person looks at.
func IsTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&fs.ModeCharDevice != 0
}

// Width returns how many characters wide the terminal w is, or 0 where w is no
// terminal or does not say. The standard library cannot ask a terminal, so the
// system's own stty does, and COLUMNS goes before it.
func Width(w io.Writer) int {
	if !IsTerminal(w) {
		return 0
	}
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		return n
	}
	stty := exec.Command("stty", "size")
	stty.Stdin = w.(*os.File)
	size, err := stty.Output()
	if err != nil {
		return 0
	}
	var rows, columns int
	if _, err := fmt.Sscan(string(size), &rows, &columns); err != nil {
		return 0
	}
	return columns
}

// isDumb reports whether the terminal says that it knows no colors and no moves.
func isDumb() bool { return os.Getenv("TERM") == "dumb" }

// Progress returns a function that keeps one line of w up to date, or nil where
// w is no terminal that can.
func Progress(w io.Writer) func(otustemplate.Progress) {
	if !IsTerminal(w) || isDumb() {
		return nil
	}
	start := time.Now()
	return func(p otustemplate.Progress) { fmt.Fprint(w, progressLine(p, time.Since(start))) }
}

// progressLine overwrites the line before it, and is empty at the end. It tells
// the rows, how many a second, and where the size of the input is known the
// share done and the time left at that rate.
func progressLine(p otustemplate.Progress, took time.Duration) string {
	const toLineStart = "\r\x1b[K"
	if p.Done {
		return toLineStart
	}
	line := toLineStart + Plural(p.Rows, "row", "rows")
	if seconds := took.Seconds(); seconds > 0 {
		line += fmt.Sprintf(", %.0f a second", float64(p.Rows)/seconds)
	}
	if p.Total > 0 && p.Bytes > 0 {
		left := time.Duration(float64(took) * float64(p.Total-p.Bytes) / float64(p.Bytes))
		line += fmt.Sprintf(", %d%% done, %s left", p.Bytes*100/p.Total, left.Round(time.Second))
	}
	return line
}
