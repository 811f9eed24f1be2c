package cli

import (
	"fmt"
	"io"
	"time"

	"example.com/otustemplate"
)

// Progress returns a function that keeps one line of w up to date, or nil where
// w is no terminal that can.
func Progress(w io.Writer) func(otustemplate.Progress) {
	if !IsTerminal(w) || isDumb() {
		return nil
	}
	var c clock
	return func(p otustemplate.Progress) { fmt.Fprint(w, c.line(p, time.Now())) }
}

// A clock tells how long the rest will take. Loading a roster comes before the first
// row, so that it starts with the first call.
type clock struct {
	start time.Time // of the rows
	end   time.Time // when all will be done, as was said last
}

// line overwrites the line before it, and is empty at the end. It tells the rows, how
// many a second, and where the size of the input is known the share done and the time
// left.
func (c *clock) line(p otustemplate.Progress, now time.Time) string {
	const toLineStart = "\r\x1b[K"
	if p.Done {
		return toLineStart
	}
	if c.start.IsZero() {
		c.start = now
	}
	line := toLineStart + Plural(p.Rows, "row", "rows")
	took := now.Sub(c.start)
	if took < time.Second {
		return line
	}
	line += fmt.Sprintf(", %.0f a second", float64(p.Rows)/took.Seconds())
	if p.Total > 0 && p.Bytes > 0 {
		line += fmt.Sprintf(", %d%% done, %s", p.Bytes*100/p.Total, c.left(took, p, now))
	}
	return line
}

// left says how long the rest will take. What it says counts down by itself: a new
// estimate takes its place only if it differs by a tenth of the time left and by three
// seconds, so that a slow moment does not make it jump.
func (c *clock) left(took time.Duration, p otustemplate.Progress, now time.Time) string {
	rest := time.Duration(float64(took) * float64(p.Total-p.Bytes) / float64(p.Bytes))
	if off := now.Add(rest).Sub(c.end).Abs(); c.end.IsZero() || off > max(3*time.Second, rest/10) {
		c.end = now.Add(rest)
	}
	left := max(0, c.end.Sub(now))
	if left < time.Minute {
		return fmt.Sprintf("%.0f s left", left.Seconds())
	}
	return fmt.Sprintf("%d min left", int(left.Round(time.Minute).Minutes()))
}
