package tally

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"

	"example.com/otustemplate/internal/dates"
)

// Issues are counted by school year, so that one cause that five years of rows have is
// told once, with how many rows of each year it is of.

// maxYears is how many school years of a group are counted apart: dates gone wrong can
// lie in any of 9,999.
const maxYears = 20

// A yearCount is how many issues are of rows of the school year that begins in a year.
type yearCount struct {
	begins int
	rows   int64
}

// OnDay says of which day the row is whose issues are added next: the zero Date where
// that is not known.
func (c *Collector) OnDay(day dates.Date) {
	c.dated = !day.IsZero()
	if c.dated {
		c.year = c.v.Years.SchoolYear(day)
	}
}

// addYear counts an issue of a row of that school year.
func (g *countedGroup) addYear(begins int) {
	for i := range g.years {
		if g.years[i].begins == begins {
			g.years[i].rows++
			return
		}
	}
	if len(g.years) == maxYears {
		g.otherYears++
		return
	}
	g.years = append(g.years, yearCount{begins, 1})
}

// severalYears reports whether the issues are of rows of more than one school year.
func (c *Collector) severalYears() bool {
	first, found := 0, false
	for _, all := range []iter.Seq[*countedGroup]{maps.Values(c.groups), maps.Values(c.others)} {
		for g := range all {
			for _, y := range g.years {
				if found && y.begins != first {
					return true
				}
				first, found = y.begins, true
			}
		}
	}
	return false
}

// yearCounts returns the counts in the order of the years.
func (g *countedGroup) yearCounts() []Count {
	if len(g.years) == 0 {
		return nil
	}
	slices.SortFunc(g.years, func(a, b yearCount) int { return cmp.Compare(a.begins, b.begins) })
	counts := make([]Count, 0, len(g.years)+1)
	for _, y := range g.years {
		counts = append(counts, Count{Name: schoolYearName(y.begins), Rows: y.rows})
	}
	return addOthers(counts, g.otherYears)
}

// schoolYearName names the school year that begins in a year, such as "2023-24".
func schoolYearName(begins int) string { return fmt.Sprintf("%04d-%02d", begins, (begins+1)%100) }
