package csvrow

import "bytes"

// SkipLine returns how long the rest of a line is, its end included. Where more
// is true the line goes on behind text.
func SkipLine(text []byte, atEOF bool) (n int, more bool) {
	i := indexLineEnd(text)
	if i < 0 {
		return len(text), !atEOF
	}
	width, more := lineEnd(text, i, atEOF)
	return i + width, more
}

// indexLineEnd returns the first CR or LF in text, or -1.
func indexLineEnd(text []byte) int { return bytes.IndexAny(text, "\r\n") }

func isLineEnd(c byte) bool { return c == '\n' || c == '\r' }

// lineEnd returns the width of the line end at i: 0 at the end of the input.
// Behind a CR at the end of text an LF may follow.
func lineEnd(text []byte, i int, atEOF bool) (width int, more bool) {
	switch {
	case i == len(text):
		return 0, !atEOF
	case text[i] == '\n':
		return 1, false
	case i+1 == len(text):
		return 1, !atEOF
	case text[i+1] == '\n':
		return 2, false
	}
	return 1, false
}

// countLineEnds counts CR LF, LF and CR as one line end each.
func countLineEnds(text []byte) int64 {
	n := bytes.Count(text, []byte{'\n'}) + bytes.Count(text, []byte{'\r'})
	return int64(n - bytes.Count(text, []byte("\r\n")))
}
