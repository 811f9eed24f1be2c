package desk

import (
	"slices"
	"strings"
)

// pieces splits a row that the library cannot split, as a person would read it: a
// quotation mark counts only if it opens a cell and another one closes that cell.
func pieces(text string, comma rune) []string {
	sep := string(comma)
	var all []string
	for {
		if inside, rest, ok := quotedCell(text, sep); ok {
			all = append(all, inside)
			if rest == "" {
				return all
			}
			text = rest[len(sep):]
			continue
		}
		cell, rest, more := strings.Cut(text, sep)
		all = append(all, withoutLoneQuote(cell))
		if !more {
			return all
		}
		text = rest
	}
}

// quotedCell takes a cell off the start of a row that stands in quotation marks as a
// whole.
func quotedCell(text, sep string) (inside, rest string, ok bool) {
	body, ok := strings.CutPrefix(text, `"`)
	if !ok {
		return "", "", false
	}
	for i := 0; i < len(body); i++ {
		if body[i] != '"' {
			continue
		}
		if strings.HasPrefix(body[i+1:], `"`) {
			i++
			continue
		}
		rest := body[i+1:]
		if rest == "" || strings.HasPrefix(rest, sep) {
			return strings.ReplaceAll(body[:i], `""`, `"`), rest, true
		}
		return "", "", false // text after the mark: it did not close the cell
	}
	return "", "", false
}

// withoutLoneQuote drops a mark that opens a cell and is never closed.
func withoutLoneQuote(cell string) string {
	if rest, ok := strings.CutPrefix(cell, `"`); ok && !strings.Contains(rest, `"`) {
		return rest
	}
	return cell
}

// fit gives a row its number of cells: what is over stays in the last one.
func fit(cells []string, n int, comma rune) []string {
	if len(cells) > n {
		last := strings.Join(cells[n-1:], string(comma))
		return append(cells[:n-1:n-1], last)
	}
	for len(cells) < n {
		cells = append(cells, "")
	}
	return cells
}

// A way is one way to split a row.
type way struct {
	cells []string
	at    int // the cell, from 0, that was put together; -1: none
}

// ways returns how a row may be split so that it has its number of cells, by putting
// neighbors together again that a comma of the text had parted. If any are likely there are no
// others: in a text a space follows the comma.
func ways(cells []string, n int, comma rune) []way {
	over := len(cells) - n
	if over == 0 {
		return []way{{cells, -1}}
	}
	var likely, others []way
	for i := 0; over > 0 && i+over < len(cells); i++ {
		parted := cells[i : i+over+1]
		all := slices.Concat(cells[:i], []string{strings.Join(parted, string(comma))}, cells[i+over+1:])
		if slices.ContainsFunc(parted[1:], func(part string) bool { return !strings.HasPrefix(part, " ") }) {
			others = append(others, way{all, i})
		} else {
			likely = append(likely, way{all, i})
		}
	}
	if len(likely) > 0 {
		return likely
	}
	return others
}
