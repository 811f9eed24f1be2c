package phrase

// Wrap breaks text into lines of at most width characters. It breaks at
// spaces, outside quoted cells where it can, so that the spaces in those stay
// as they are.
func Wrap(text string, width int) []string {
	var lines []string
	for {
		end, next := breakAt(text, width)
		lines = append(lines, text[:end])
		if next == len(text) {
			return lines
		}
		text = text[next:]
	}
}

// breakAt returns where the first line of text ends and where the next starts:
// at the last space within width that no quotation marks enclose, else at the
// last space, else after width characters.
func breakAt(text string, width int) (end, next int) {
	var outside, space, runes int
	quoted := false
	for at, r := range text {
		if r == ' ' {
			space = at
			if !quoted {
				outside = at
			}
		}
		if runes == width {
			switch {
			case outside > 0:
				return outside, outside + 1
			case space > 0:
				return space, space + 1
			}
			return at, at
		}
		if r == '"' {
			quoted = !quoted
		}
		runes++
	}
	return len(text), len(text)
}
