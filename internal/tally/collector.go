package tally

import (
	"cmp"
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/schema"
)

// ErrTooManyErrors is the error of a run that was stopped after
// [ValidatorOptions.MaxErrors] errors: the rest of its input was not looked at,
// and of a build is in none of its outputs.
var ErrTooManyErrors = errors.New("otustemplate: the run was stopped after ValidatorOptions.MaxErrors errors: " +
	"mend what the report lists, and run it again")

// A Collector makes a Report of issues and rows told to it in file order. It
// is the one way to a Report, for a file checked and for a template built.
type Collector struct {
	v      *check.Checker
	opts   *check.Options
	Rep    *Report
	whole  []check.Issue                     // the issues of the file as a whole, told first in the report
	counts []int64                           // of issues, by the place of their check
	groups map[uint64]*countedGroup          // by check.IssueKey.hash, or the next number that was free
	others map[check.IssueKind]*countedGroup // of values that have no group of their own

	Summary  summary
	met      [3][]bool              // names of the lists for columns E to G that rows of a build have, written or not
	NotInSet [3]map[uint64]struct{} // hashes of values in those columns that are in no list and have no group
	spread   Spread

	year  int  // in which the school year of the row at hand begins
	dated bool // that is known
}

// A countedGroup is a group as it is counted.
type countedGroup struct {
	Group
	kind       check.IssueKind
	years      []yearCount // of the rows, by school year
	otherYears int64
}

func NewCollector(v *check.Checker) *Collector {
	c := &Collector{
		v:      v,
		opts:   &v.Opts,
		Rep:    &Report{Counts: make(map[schema.Code]int64), Unchecked: v.Unchecked(), Titles: v.Titles()},
		counts: make([]int64, v.NumRules()),
		groups: make(map[uint64]*countedGroup),
		others: make(map[check.IssueKind]*countedGroup),
	}
	c.Summary.init(v)
	return c
}

// Add takes in one issue. standing is false for one of a record that was set
// aside: it counts, but is not in what was written. The error ends the run: it
// is OnIssue's, or ErrTooManyErrors.
func (c *Collector) Add(is *check.Issue, standing bool) error {
	return c.AddKeyed(is, c.KeyOf(is), standing)
}

func (c *Collector) KeyOf(is *check.Issue) check.IssueKey {
	return c.v.KeyOfIssue(c.v.RuleOf(is.Code), is)
}

// AddKeyed is add for an issue whose key is known.
func (c *Collector) AddKeyed(is *check.Issue, key check.IssueKey, standing bool) error {
	r := c.Rep
	c.counts[key.Kind.Rule()]++
	is.At, is.Settler = is.Place(), is.SettledBy()
	switch {
	case is.Repaired:
		r.Repairs++
	case is.Severity == check.SeverityError:
		r.Errors++
		if standing {
			r.Blocking++
		}
		if standing && r.First == nil {
			first := Cut(is)
			r.First = &first
		}
	default:
		r.Warnings++
	}
	c.group(is, key)
	c.keep(is)
	if c.opts.OnIssue != nil {
		if err := c.opts.OnIssue(*is); err != nil {
			return err
		}
	}
	if !is.Repaired && is.Severity == check.SeverityError && r.Errors == c.opts.MaxErrors {
		return ErrTooManyErrors
	}
	return nil
}

// Reads reports whether anybody will read what the issue of a standing row
// says.
func (c *Collector) Reads(key check.IssueKey, value string) bool {
	switch {
	case c.opts.OnIssue != nil, len(c.Rep.Issues) < c.opts.MaxIssues, c.Rep.First == nil && key.Kind.Severity() == check.SeverityError:
		return true
	case len(c.groups) >= maxGroups:
		return false
	}
	g, _ := findGroup(c.groups, key, value)
	return g == nil
}

// Compares reports whether the issue must have its words because it belongs to a
// group of which all had the same so far, and may have others.
func (c *Collector) Compares(key check.IssueKey, value string) bool {
	if key.Kind.Alike() {
		return false
	}
	g, _ := findGroup(c.groups, key, value)
	return g != nil && !g.Varies
}

// keep keeps the issue in the report while there is room.
func (c *Collector) keep(is *check.Issue) {
	switch {
	case c.opts.MaxIssues < 0:
	case is.Row == 0:
		c.whole = append(c.whole, Cut(is))
	case len(c.Rep.Issues) < c.opts.MaxIssues:
		c.Rep.Issues = append(c.Rep.Issues, Cut(is))
	}
}

// Cut returns the issue with its cell cut to what a report keeps. A fix of a
// cell that was cut is left out: it is of use only whole. Its texts are copies:
// a cell is a piece of its row, and would keep all of it in memory.
func Cut(is *check.Issue) check.Issue {
	kept := *is
	kept.Value = strings.Clone(cutCell(is.Value))
	if kept.Value != is.Value { // by length they may be alike: a letter can take as many bytes as the sign of the cut
		kept.Fixes = nil
	}
	kept.Fixes = cloneFixes(kept.Fixes)
	return kept
}

func cloneFixes(fixes []check.Fix) []check.Fix {
	fixes = slices.Clone(fixes)
	for i := range fixes {
		fixes[i].Old, fixes[i].New = strings.Clone(fixes[i].Old), strings.Clone(fixes[i].New)
	}
	return fixes
}

func cutCell(cell string) string {
	if len(cell) <= maxKeptChars || utf8.RuneCountInString(cell) <= maxKeptChars {
		return cell
	}
	return strings.Clone(string([]rune(cell[:min(len(cell), utf8.UTFMax*maxKeptChars)])[:maxKeptChars]) + "…")
}

// group counts the issue with those of its code, column and value.
func (c *Collector) group(is *check.Issue, key check.IssueKey) {
	if is.Unsplit && len(is.Fixes) > 0 {
		without := *is
		is, without.Fixes = &without, nil // a fix quotes the cell
	}
	value := check.GroupValue(is)
	g, hash := findGroup(c.groups, key, value)
	switch {
	case g != nil:
		g.compare(is)
	case is.Row != 0 && len(c.groups) >= maxGroups || len(value) > MaxGroupValue: // those of the whole file are few, and told last
		g = c.other(key.Kind)
		c.addNotInSet(key, value)
	default:
		g = c.newGroup(key.Kind)
		g.Settler = is.Settler
		g.Value, g.Message, g.Fixes, g.Related = strings.Clone(value), is.Message, Cut(is).Fixes, slices.Clone(is.Related)
		c.groups[hash] = g
	}
	if is.Repaired {
		g.Repaired++
	}
	g.add(is.At, is.Row, is.Field)
	if c.dated && is.Row != 0 {
		g.addYear(c.year)
	}
}

func (c *Collector) newGroup(kind check.IssueKind) *countedGroup {
	return &countedGroup{Group: Group{Code: c.v.CodeOf(kind.Rule()), Severity: kind.Severity(), Column: kind.Column()}, kind: kind}
}

// other returns the group of values that have none of their own.
func (c *Collector) other(kind check.IssueKind) *countedGroup {
	g := c.others[kind]
	if g == nil {
		g = c.newGroup(kind)
		g.Other = true
		g.Settler = (&check.Issue{Code: g.Code}).SettledBy()
		c.others[kind] = g
	}
	return g
}

// add counts one more issue in the group.
func (g *countedGroup) add(at check.Place, row int64, field int) {
	g.Count++
	if len(g.Rows) < MaxGroupRows && row != 0 {
		g.Rows = append(g.Rows, row)
		g.Fields = append(g.Fields, field)
		g.Places = append(g.Places, at)
	}
}

// compare takes from the group what is not the same for this issue: what one
// row needs is never told of all.
func (g *countedGroup) compare(is *check.Issue) {
	if g.Other || g.Varies || is.Message == "" && g.kind.Alike() {
		return
	}
	if g.Message != is.Message || !slices.Equal(g.Fixes, is.Fixes) || !slices.Equal(g.Related, is.Related) {
		g.Varies = true
		g.Message, g.Fixes, g.Related = "", nil, nil
	}
}

// findGroup returns the group of an issue with that key, which is grouped by
// value, or nil and where it is to be kept.
func findGroup(groups map[uint64]*countedGroup, key check.IssueKey, value string) (g *countedGroup, hash uint64) {
	for hash = key.Hash; ; hash++ {
		g = groups[hash]
		if g == nil || g.kind == key.Kind && g.Value == value {
			return g, hash
		}
	}
}

// Sample keeps a row with issues while there is room.
func (c *Collector) Sample(row int64, cells []string, unsplit bool) {
	if !c.WantsSample() {
		return
	}
	s := Sample{Row: row, Unsplit: unsplit}
	for _, cell := range cells[:min(len(cells), schema.MaxSampleCells)] {
		s.Cells = append(s.Cells, strings.Clone(cutCell(cell)))
	}
	c.Rep.Samples = append(c.Rep.Samples, s)
}

// Row counts a row below the header once its issues are told.
func (c *Collector) Row(hasErrors bool) {
	c.Rep.Rows++
	if hasErrors {
		c.Rep.RowsWithErrors++
	}
	c.spread.Add(hasErrors)
}

// CleanRows counts n rows without issues.
func (c *Collector) CleanRows(n int64) {
	c.Rep.Rows += n
	c.spread.AddClean(n)
}

// WantsSample reports whether there is room for another sample.
func (c *Collector) WantsSample() bool { return len(c.Rep.Samples) < maxSamples }

// Finish returns the report.
func (c *Collector) Finish() *Report {
	r := c.Rep
	for i, n := range c.counts {
		if n > 0 {
			r.Counts[c.v.CodeOf(i)] = n
		}
	}
	if len(c.whole) > 0 {
		r.Issues = append(c.whole, r.Issues...)
		r.Issues = r.Issues[:min(len(r.Issues), c.opts.MaxIssues)]
	}
	r.Groups = c.sortedGroups()
	r.Summary = c.Summary.finish()
	r.Summary.ErrorRows, r.Summary.RowsPerStretch = c.spread.Finish()
	return r
}

// sortedGroups returns the groups in the order to deal with them.
func (c *Collector) sortedGroups() []Group {
	groups := make([]Group, 0, len(c.groups)+len(c.others))
	several := c.severalYears()
	for _, all := range []iter.Seq[*countedGroup]{maps.Values(c.groups), maps.Values(c.others)} {
		for g := range all {
			if several {
				g.Years = g.yearCounts()
			}
			groups = append(groups, g.Group)
		}
	}
	slices.SortFunc(groups, func(a, b Group) int { return compareGroups(c.v, &a, &b) })
	return groups
}

// compareGroups orders groups by who has to deal with them, then errors before
// warnings, then those of most rows; the rest makes the order total.
func compareGroups(v *check.Checker, a, b *Group) int {
	return cmp.Or(
		cmp.Compare(a.Stage(), b.Stage()),
		cmp.Compare(b.Severity, a.Severity),
		CompareBools(a.Other, b.Other),
		cmp.Compare(b.Count, a.Count),
		cmp.Compare(v.RuleOf(a.Code), v.RuleOf(b.Code)),
		cmp.Compare(a.Column, b.Column),
		cmp.Compare(a.Value, b.Value),
	)
}

// ValuesOf returns how many different values of the column are not in its list, and
// how many of the list's the file has.
func (c *Collector) ValuesOf(column schema.Column) (unknown, known int64) {
	for _, g := range c.groups {
		if g.Column == column && InNoList(&g.Group) {
			unknown++
		}
	}
	at := column - schema.ColRecognition
	unknown += int64(len(c.NotInSet[at]))
	for place, rows := range c.Summary.Clean.names[at] {
		if rows > 0 || c.met[at] != nil && c.met[at][place] {
			known++
		}
	}
	return unknown, known
}

// Meet notes which names of the lists a row has, by their places: of a build the
// summary counts only what is written.
func (c *Collector) Meet(places *[3]int32) {
	for i, place := range places {
		if place == nameset.NoPlace {
			continue
		}
		if c.met[i] == nil {
			c.met[i] = make([]bool, len(c.Summary.Clean.names[i]))
		}
		c.met[i][place] = true
	}
}

// addNotInSet counts a value that has no group of its own among those that the list
// of its column lacks. More of them than the list has names need no counting: they
// are the most, whatever the file has of the list.
func (c *Collector) addNotInSet(key check.IssueKey, value string) {
	column := key.Kind.Column()
	if value == "" || column == schema.NoColumn || c.v.CodeOf(key.Kind.Rule()) != UnknownCodes[column] {
		return
	}
	set, strange := c.v.SetOf(column), &c.NotInSet[column-schema.ColRecognition]
	if _, ok := (*strange)[key.Hash]; ok || set == nil || len(*strange) > max(set.Len(), FewestListed) {
		return
	}
	if clean, _ := celltext.Clean(column.Kind(), value); set.Match(clean).Name != "" {
		return // it is in the list, in another spelling
	}
	if *strange == nil {
		*strange = make(map[uint64]struct{})
	}
	(*strange)[key.Hash] = struct{}{}
}

// FewestListed is how many different values say something about the list that they
// are not in.
const FewestListed = 5
