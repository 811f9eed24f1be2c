package nearest

import "unicode/utf8"

// A pattern is a name prepared for measuring its distance to many others. Up
// to 64 characters its columns are bits of one word: Hyyrö, "A bit-vector
// algorithm for computing Levenshtein and Damerau edit distances" (2003).
type pattern struct {
	runes []rune
	ascii [utf8.RuneSelf]uint64 // by character: the places where it stands
	other []places              // of characters beyond ASCII, few
	rows  [3][]int              // of the table, for longer patterns
}

type places struct {
	r    rune
	bits uint64
}

// set makes s the pattern.
func (p *pattern) set(s string) {
	for _, r := range p.runes {
		if r < utf8.RuneSelf {
			p.ascii[r] = 0
		}
	}
	p.runes, p.other = p.runes[:0], p.other[:0]
	for _, r := range s {
		p.runes = append(p.runes, r)
	}
	if len(p.runes) > 64 {
		return
	}
	for i, r := range p.runes {
		if r < utf8.RuneSelf {
			p.ascii[r] |= 1 << i
			continue
		}
		p.addOther(r, 1<<i)
	}
}

func (p *pattern) addOther(r rune, bit uint64) {
	for i := range p.other {
		if p.other[i].r == r {
			p.other[i].bits |= bit
			return
		}
	}
	p.other = append(p.other, places{r, bit})
}

// at returns the places where r stands in the pattern.
func (p *pattern) at(r rune) uint64 {
	if r < utf8.RuneSelf {
		return p.ascii[r]
	}
	for _, o := range p.other {
		if o.r == r {
			return o.bits
		}
	}
	return 0
}

// distance returns the distance between the pattern and s where it is at most
// limit, else some larger number.
func (p *pattern) distance(s string, limit int) int {
	switch {
	case len(p.runes) == 0:
		return utf8.RuneCountInString(s)
	case len(p.runes) > 64:
		return p.table(s, limit)
	}
	// Vertical positive and negative steps, as in the paper; exchanged holds
	// where the last two characters of s stand the other way round.
	pv, mv, d0, before := ^uint64(0), uint64(0), uint64(0), uint64(0)
	last := uint64(1) << (len(p.runes) - 1)
	score := len(p.runes)
	left := len(s) // characters of s still to come, at most
	for _, r := range s {
		here := p.at(r)
		exchanged := ((^d0 & here) << 1) & before
		d0 = (((here & pv) + pv) ^ pv) | here | mv | exchanged
		hp, hn := mv|^(d0|pv), d0&pv
		if hp&last != 0 {
			score++
		}
		if hn&last != 0 {
			score--
		}
		if left--; score-left > limit { // each takes one off at most
			return limit + 1
		}
		hp, hn = hp<<1|1, hn<<1
		pv, mv = hn|^(d0|hp), hp&d0
		before = here
	}
	return score
}

// table is distance by the plain table, of which only the cells within limit
// of the diagonal are worked out.
func (p *pattern) table(s string, limit int) int {
	a := p.runes
	for i := range p.rows {
		p.rows[i] = append(p.rows[i][:0], make([]int, len(a)+1)...)
	}
	two, one, row := p.rows[0], p.rows[1], p.rows[2]
	far := limit + 1
	for j := range one {
		one[j] = min(j, far)
	}
	n, previous := 0, rune(-1)
	for _, r := range s {
		n++
		from, to := max(1, n-limit), min(len(a), n+limit)
		if from > to {
			return far
		}
		row[from-1] = far
		if from == 1 {
			row[0] = min(n, far)
		}
		nearest := row[from-1]
		for j := from; j <= to; j++ {
			cost := 1
			if a[j-1] == r {
				cost = 0
			}
			d := min(one[j-1]+cost, one[j]+1, row[j-1]+1, far)
			if j > 1 && n > 1 && a[j-1] == previous && a[j-2] == r {
				d = min(d, two[j-2]+1)
			}
			row[j] = d
			nearest = min(nearest, d)
		}
		if to < len(a) {
			row[to+1] = far
		}
		if nearest >= far {
			return far
		}
		two, one, row = one, row, two
		previous = r
	}
	if n < len(a)-limit {
		return far
	}
	return one[len(a)]
}
