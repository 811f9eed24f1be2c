package gen

import (
	"fmt"
	"strings"
	"time"
)

// A spoiler makes a good row a bad one.
type spoiler struct {
	name  string // of what is then wrong
	spoil func(*Generator, *row)
}

// spoilers are what goes wrong in such files, as far as all that are measured
// agree that it is an error. Rows whose quotation marks are wrong are not among
// them, as encoding/csv loses its place there, and neither is what only some
// take for an error, such as a time behind the date.
var spoilers = []spoiler{
	{"no identifier", func(_ *Generator, r *row) { r.student = ",,," }},
	{"no recognition", func(_ *Generator, r *row) { r.recognition = "" }},
	{"misspelt recognition", func(_ *Generator, r *row) { r.recognition = r.recognition[1:] }},
	{"recognition in capitals", func(_ *Generator, r *row) { r.recognition = strings.ToUpper(r.recognition) }},
	{"recognition that does not exist", func(g *Generator, r *row) { r.recognition = fmt.Sprintf("Code %d", g.rnd.IntN(99)) }},
	{"placeholder", func(_ *Generator, r *row) { r.recognition = "N/A" }},
	{"no teacher", func(_ *Generator, r *row) { r.teacher = "" }},
	{"misspelt address", func(_ *Generator, r *row) { r.teacher += "g" }},
	{"teacher's name", func(g *Generator, r *row) { r.teacher = pick(g.rnd, firstNames) + " " + pick(g.rnd, lastNames) }},
	{"teacher who left", func(g *Generator, r *row) {
		r.teacher = fmt.Sprintf("%s%d@former.example.org", strings.ToLower(pick(g.rnd, lastNames)), g.rnd.IntN(500))
	}},
	{"no class", func(_ *Generator, r *row) { r.class = "" }},
	{"misspelt class", func(_ *Generator, r *row) { r.class = r.class[1:] }},
	{"two blanks in the class", func(_ *Generator, r *row) { r.class = strings.Replace(r.class, " ", "  ", 1) }},
	{"class that does not exist", func(g *Generator, r *row) {
		r.class = fmt.Sprintf("%s Intervention Group %d", pick(g.rnd, subjects), g.rnd.IntN(500))
	}},
	{"no date", func(_ *Generator, r *row) { r.date = "" }},
	{"day that does not exist", func(g *Generator, r *row) {
		r.date = "2024-02-30"
		if g.opts.USDates {
			r.date = "2/30/2024"
		}
	}},
	{"day first", func(g *Generator, r *row) { r.date = fmt.Sprintf("%d/9/2023", 13+g.rnd.IntN(18)) }},
	{"two-digit year", func(_ *Generator, r *row) { r.date = "9/14/23" }},
	{"no year", func(_ *Generator, r *row) { r.date = "14-Sep" }},
	{"spreadsheet's serial number", func(g *Generator, r *row) {
		r.date = fmt.Sprint(45_152 + g.rnd.IntN(int(LastDay.Sub(FirstDay)/(24*time.Hour))))
	}},
	{"words for a date", func(_ *Generator, r *row) { r.date = "last week" }},
	{"a cell too many", func(_ *Generator, r *row) { r.tail = ",see the log" }},
	{"two cells too few", func(_ *Generator, r *row) { r.short = true }},
}
