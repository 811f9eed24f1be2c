package gen

// Words of notes. None of them makes a note say more than it should, such as a
// telephone number, which would be told as an issue.
var (
	words = []string{
		"a", "I", "to", "of", "the", "was", "and", "his", "her", "had", "with", "late", "told", "work", "after", "class",
		"asked", "during", "helped", "lesson", "phone", "again", "another", "student", "without", "hallway", "finished",
		"cafeteria", "classmate", "assignment", "disrupted", "apologised", "repeatedly", "instructions", "conversation",
	}
	// accented words stand in one note of 64.
	accented = []string{"café", "José", "Peña", "señora", "piñata", "résumé", "façade", "Zoë"}
)

// apart is how many words stand between a given name and a family name at least: a
// student may be called by the two, and a note that names one is a bad row.
const apart = 3

// appendNote appends a note as it stands in the file: of eight, one is in
// quotes for its line break, one for its quotation marks, one for its comma,
// and half of another one are empty.
func (g *Generator) appendNote(dst []byte) []byte {
	kind := g.rnd.IntN(8)
	if kind > 2 {
		if kind == 3 && g.rnd.IntN(2) == 0 {
			return dst
		}
		return g.appendWords(dst, 2+g.rnd.IntN(9))
	}
	g.Counts.Quoted++
	dst = append(dst, '"')
	dst = g.appendWords(dst, 1+g.rnd.IntN(5))
	switch kind {
	case 0:
		g.Counts.LineBreaks++
		dst = append(dst, pick(g.rnd, []string{"\n", "\r\n"})...)
	case 1:
		dst = append(dst, ` said ""no"" and `...)
	case 2:
		dst = append(dst, ", "...)
	}
	dst = g.appendWords(dst, 1+g.rnd.IntN(5))
	return append(dst, '"')
}

// appendWords appends n words and a full stop.
func (g *Generator) appendWords(dst []byte, n int) []byte {
	special := -1
	if g.rnd.IntN(64) == 0 {
		special = g.rnd.IntN(n)
	}
	for i := range n {
		if i > 0 {
			dst = append(dst, ' ')
		}
		switch {
		case i == special:
			dst = append(dst, pick(g.rnd, accented)...)
		case g.nameWords && g.rnd.IntN(3) == 0:
			dst = append(dst, g.nameWord()...)
			continue
		default:
			dst = append(dst, pick(g.rnd, words)...)
		}
		g.sinceName++
	}
	return append(dst, '.')
}

// nameWord returns a word that is also a given or a family name, of the kind of the one
// before if that is near.
func (g *Generator) nameWord() string {
	if g.sinceName >= apart {
		g.family = g.rnd.IntN(2) == 0
	}
	g.sinceName = 0
	if g.family {
		return pick(g.rnd, wordFamily)
	}
	return pick(g.rnd, wordGiven)
}
