package page

// A budget is how many bytes may still be added to a part of the page. What is
// spent is an estimate, not below the truth by much.
type budget int

// partBudget is what the cards, and the rows, may take each.
const partBudget budget = 3 << 19

// spend takes n bytes; false where there are fewer.
func (b *budget) spend(n int) bool {
	if n > int(*b) {
		return false
	}
	*b -= budget(n)
	return true
}

// escapedSize is how many bytes texts take once html/template has escaped them.
func escapedSize(texts ...string) int {
	size := 0
	for _, t := range texts {
		size += len(t)
		for i := range len(t) {
			switch t[i] {
			case '"':
				size += 10 // and half of a <bdi>
			case '\'', '<', '>', '&', '+':
				size += 4
			}
		}
	}
	return size
}
