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
	"slices"
	"strconv"
	"strings"
	"syscall"

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

// Parse parses args, which may hold at most maxFiles file names, before, between or after
// the flags; what follows "--" are file names whatever they begin with. Where ok is false
// the program is to end with status: -h was asked for and printed, or the arguments are
// wrong and stderr says how.
func Parse(flags *flag.FlagSet, args []string, maxFiles int, source string, stdout, stderr io.Writer) (status int, ok bool) {
	flags.SetOutput(io.Discard)
	flags.VisitAll(func(f *flag.Flag) { f.Value = onceOnly(f.Value) })
	err := parseAnywhere(flags, args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, Help(source))
		return OK, false
	}
	if err == nil && flags.NArg() > maxFiles {
		err = fmt.Errorf("%s given (%s), but the program takes %s", Plural(int64(flags.NArg()), "file name was", "file names were"),
			strings.Join(flags.Args(), ", "), atMost(maxFiles))
	}
	if err != nil {
		fmt.Fprintf(stderr, "%s: %s\nRun %[1]s -h for help.\n", flags.Name(), plainFlags.Replace(err.Error()))
		return Failed, false
	}
	return OK, true
}

// plainFlags says in plain words what package flag finds wrong.
var plainFlags = strings.NewReplacer("flag provided but not defined:", "there is no flag", "flag needs an argument:", "a value must follow the flag")

// parseAnywhere parses args and leaves the file names among them in flags.Args, wherever
// they stand: package flag stops at the first one.
func parseAnywhere(flags *flag.FlagSet, args []string) error {
	var files []string
	for {
		if err := flags.Parse(args); err != nil {
			return err
		}
		rest := flags.Args()
		if ended := len(args) - len(rest); len(rest) == 0 || ended > 0 && args[ended-1] == "--" {
			return flags.Parse(slices.Concat([]string{"--"}, files, rest))
		}
		files, args = append(files, rest[0]), rest[1:]
	}
}

// atMost says how many files a program takes.
func atMost(files int) string {
	switch files {
	case 0:
		return "none"
	case 1:
		return "only one"
	}
	return fmt.Sprintf("at most %d", files)
}

// Plural returns "1 row", "2 rows" or "48,112 rows".
func Plural(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// thousands writes n with commas, as people write it.
func thousands(n int64) string {
	digits := strconv.FormatInt(n, 10)
	first := 0
	if n < 0 {
		first = 1
	}
	for at := len(digits) - 3; at > first; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

// A once is a flag that may be given once: of two files the first would else be
// dropped without a word.
type once struct {
	flag.Value
	given bool
}

// onceOnly returns the flag as one that may be given once, unless it takes several.
func onceOnly(value flag.Value) flag.Value {
	if _, several := value.(*Paths); several {
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
		fmt.Fprintf(stderr, "%s: %s\n", program, plainly(err))
		return Failed
	case !ok:
		return Errors
	}
	return OK
}

// plainly says an error in words for people who do not program: what the system says of
// a file is "open x.csv: no such file or directory".
func plainly(err error) string {
	bad, ok := errors.AsType[*fs.PathError](err)
	if !ok || bad.Path == "" {
		return err.Error()
	}
	reason := fileTrouble(bad)
	if reason == "" {
		return err.Error()
	}
	return strings.Replace(err.Error(), bad.Error(), bad.Path+": "+reason, 1)
}

// fileTrouble says what is wrong with a file and what to do, "" where the system's own
// words have to do.
func fileTrouble(bad *fs.PathError) string {
	folder := filepath.Dir(bad.Path)
	switch {
	case errors.Is(bad, fs.ErrNotExist) && folder == ".":
		return "there is no such file in this folder; check the spelling"
	case errors.Is(bad, fs.ErrNotExist):
		if _, err := os.Stat(folder); err != nil {
			return "there is no folder " + folder + "; check the spelling"
		}
		return "there is no such file; check the spelling"
	case errors.Is(bad, fs.ErrPermission):
		return "you may not open this file; close it in other programs, or ask who owns it"
	case errors.Is(bad, syscall.EISDIR):
		return "this is a folder; give the name of a file"
	case errors.Is(bad, syscall.ENOTDIR):
		return "part of this path is a file, not a folder; check the spelling"
	case errors.Is(bad, syscall.ENOSPC):
		return "the disk is full; make room and run it again. The file is as it was before"
	}
	return ""
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
// output, by whatever name or link. "" is none.
func Apart(input string, outputs ...string) error {
	taken := []string{input}
	for _, output := range outputs {
		if output == "" {
			continue
		}
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
