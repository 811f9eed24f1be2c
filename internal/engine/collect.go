package engine

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// Bounds of what a report keeps. With them a report has a size of its own,
// whatever the file's.
const (
	maxGroups     = 1000 // of one code, column and value
	maxGroupRows  = 10
	maxSamples    = 200
	maxNames      = 1000 // counted apart in a Summary
	maxKeptChars  = 1000 // of a cell
	maxGroupValue = 200  // bytes; longer values are counted among the others
)

// ErrTooManyErrors is the error of a run that was stopped after
// [ValidatorOptions.MaxErrors] errors: the rest of its input was not looked at,
// and of a build is in none of its outputs.
var ErrTooManyErrors = errors.New("otustemplate: the run was stopped after ValidatorOptions.MaxErrors errors: " +
	"mend what the report lists, and run it again")

// A collector makes a Report of issues and rows told to it in file order. It
// is the one way to a Report, for a file checked and for a template built.
type collector struct {
	v      *check.Checker
	opts   *check.Options
	rep    *tally.Report
	whole  []check.Issue                     // the issues of the file as a whole, told first in the report
	counts []int64                           // of issues, by place in rules
	groups map[uint64]*countedGroup          // by check.IssueKey.hash, or the next number that was free
	others map[check.IssueKind]*countedGroup // of values that have no group of their own

	summary summary
	met     [3][]bool              // names of the lists for columns E to G that rows of a build have, written or not
	strange [3]map[uint64]struct{} // hashes of values in those columns that are in no list and have no group
	spread  spread
}

// A countedGroup is a group as it is counted.
type countedGroup struct {
	tally.Group
	kind check.IssueKind
}

func newCollector(v *check.Checker) *collector {
	c := &collector{
		v:      v,
		opts:   &v.Opts,
		rep:    &tally.Report{Counts: make(map[schema.Code]int64), Unchecked: v.Unchecked()},
		counts: make([]int64, len(check.Rules)),
		groups: make(map[uint64]*countedGroup),
		others: make(map[check.IssueKind]*countedGroup),
	}
	c.summary.init(v)
	return c
}

// add takes in one issue. standing is false for one of a record that was set
// aside: it counts, but is not in what was written. The error ends the run: it
// is OnIssue's, or ErrTooManyErrors.
func (c *collector) add(is *check.Issue, standing bool) error {
	return c.addKeyed(is, c.keyOf(is), standing)
}

func (c *collector) keyOf(is *check.Issue) check.IssueKey {
	return c.v.KeyOfIssue(check.RuleOrder[is.Code], is)
}

// addKeyed is add for an issue whose key is known.
func (c *collector) addKeyed(is *check.Issue, key check.IssueKey, standing bool) error {
	r := c.rep
	c.counts[key.Kind.Rule()]++
	is.At = is.Place()
	switch {
	case is.Repaired:
		r.Repairs++
	case is.Severity == check.SeverityError:
		r.Errors++
		if standing {
			r.Blocking++
		}
		if standing && r.First == nil {
			first := cut(is)
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

// reads reports whether anybody will read what the issue of a standing row
// says.
func reads[T string | []byte](c *collector, key check.IssueKey, value T) bool {
	switch {
	case c.opts.OnIssue != nil, len(c.rep.Issues) < c.opts.MaxIssues, c.rep.First == nil && key.Kind.Severity() == check.SeverityError:
		return true
	case len(c.groups) >= maxGroups:
		return false
	}
	g, _ := findGroup(c.groups, key, value)
	return g == nil
}

// compares reports whether the issue must have its words because it belongs to a
// group of which all had the same so far, and may have others.
func (c *collector) compares(key check.IssueKey, value string) bool {
	if key.Kind.Alike() {
		return false
	}
	g, _ := findGroup(c.groups, key, value)
	return g != nil && !g.Varies
}

// addUnread is addKeyed for an issue of a standing row that nobody reads.
func (c *collector) addUnread(key check.IssueKey, row int64, field int, value []byte) error {
	r := c.rep
	c.counts[key.Kind.Rule()]++
	g, _ := findGroup(c.groups, key, value)
	if g == nil {
		g = c.other(key.Kind)
		c.strangeValue(key, string(value))
	}
	g.add(check.Place{Row: row, Field: field}, row, field)
	if key.Kind.Severity() != check.SeverityError {
		r.Warnings++
		return nil
	}
	r.Errors++
	r.Blocking++
	if r.Errors == c.opts.MaxErrors {
		return ErrTooManyErrors
	}
	return nil
}

// keep keeps the issue in the report while there is room.
func (c *collector) keep(is *check.Issue) {
	switch {
	case c.opts.MaxIssues < 0:
	case is.Row == 0:
		c.whole = append(c.whole, cut(is))
	case len(c.rep.Issues) < c.opts.MaxIssues:
		c.rep.Issues = append(c.rep.Issues, cut(is))
	}
}

// cut returns the issue with its cell cut to what a report keeps. A fix of a
// cell that was cut is left out: it is of use only whole. Its texts are copies:
// a cell is a piece of its row, and would keep all of it in memory.
func cut(is *check.Issue) check.Issue {
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
func (c *collector) group(is *check.Issue, key check.IssueKey) {
	if is.Unsplit && len(is.Fixes) > 0 {
		without := *is
		is, without.Fixes = &without, nil // a fix quotes the cell
	}
	value := check.GroupValue(is)
	g, hash := findGroup(c.groups, key, value)
	switch {
	case g != nil:
		g.compare(is)
	case is.Row != 0 && len(c.groups) >= maxGroups || len(value) > maxGroupValue: // those of the whole file are few, and told last
		g = c.other(key.Kind)
		c.strangeValue(key, value)
	default:
		g = newGroup(key.Kind)
		g.Value, g.Message, g.Fixes, g.Related = strings.Clone(value), is.Message, cut(is).Fixes, slices.Clone(is.Related)
		c.groups[hash] = g
	}
	if is.Repaired {
		g.Repaired++
	}
	g.add(is.At, is.Row, is.Field)
}

func newGroup(kind check.IssueKind) *countedGroup {
	return &countedGroup{tally.Group{Code: check.Rules[kind.Rule()].Code, Severity: kind.Severity(), Column: kind.Column()}, kind}
}

// other returns the group of values that have none of their own.
func (c *collector) other(kind check.IssueKind) *countedGroup {
	g := c.others[kind]
	if g == nil {
		g = newGroup(kind)
		g.Other = true
		c.others[kind] = g
	}
	return g
}

// add counts one more issue in the group.
func (g *countedGroup) add(at check.Place, row int64, field int) {
	g.Count++
	if len(g.Rows) < maxGroupRows && row != 0 {
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
func findGroup[T string | []byte](groups map[uint64]*countedGroup, key check.IssueKey, value T) (g *countedGroup, hash uint64) {
	for hash = key.Hash; ; hash++ {
		g = groups[hash]
		if g == nil || g.kind == key.Kind && g.Value == string(value) {
			return g, hash
		}
	}
}

// sample keeps a row with issues while there is room.
func (c *collector) sample(row int64, cells []string, unsplit bool) {
	if !c.wantsSample() {
		return
	}
	s := tally.Sample{Row: row, Unsplit: unsplit}
	for _, cell := range cells[:min(len(cells), schema.MaxSampleCells)] {
		s.Cells = append(s.Cells, strings.Clone(cutCell(cell)))
	}
	c.rep.Samples = append(c.rep.Samples, s)
}

// row counts a row below the header once its issues are told.
func (c *collector) row(hasErrors bool) {
	c.rep.Rows++
	if hasErrors {
		c.rep.RowsWithErrors++
	}
	c.spread.add(hasErrors)
}

// cleanRows counts n rows without issues.
func (c *collector) cleanRows(n int64) {
	c.rep.Rows += n
	c.spread.addClean(n)
}

// wantsSample reports whether there is room for another sample.
func (c *collector) wantsSample() bool { return len(c.rep.Samples) < maxSamples }

// finish returns the report.
func (c *collector) finish() *tally.Report {
	r := c.rep
	for i, n := range c.counts {
		if n > 0 {
			r.Counts[check.Rules[i].Code] = n
		}
	}
	if len(c.whole) > 0 {
		r.Issues = append(c.whole, r.Issues...)
		r.Issues = r.Issues[:min(len(r.Issues), c.opts.MaxIssues)]
	}
	r.Groups = c.sortedGroups()
	r.Summary = c.summary.finish()
	r.Summary.ErrorRows, r.Summary.RowsPerStretch = c.spread.finish()
	return r
}

// sortedGroups returns the groups in the order to deal with them.
func (c *collector) sortedGroups() []tally.Group {
	groups := make([]tally.Group, 0, len(c.groups)+len(c.others))
	for _, g := range c.groups {
		groups = append(groups, g.Group)
	}
	for _, g := range c.others {
		groups = append(groups, g.Group)
	}
	slices.SortFunc(groups, compareGroups)
	return groups
}

// compareGroups orders groups by who has to deal with them, then errors before
// warnings, then those of most rows; the rest makes the order total.
func compareGroups(a, b tally.Group) int {
	return cmp.Or(
		cmp.Compare(a.Stage(), b.Stage()),
		cmp.Compare(b.Severity, a.Severity),
		compareBools(a.Other, b.Other),
		cmp.Compare(b.Count, a.Count),
		cmp.Compare(check.RuleOrder[a.Code], check.RuleOrder[b.Code]),
		cmp.Compare(a.Column, b.Column),
		cmp.Compare(a.Value, b.Value),
	)
}

// valuesOf returns how many different values of the column are not in its list, and
// how many of the list's the file has.
func (c *collector) valuesOf(column schema.Column) (unknown, known int64) {
	for _, g := range c.groups {
		if g.Column == column && tally.InNoList(&g.Group) {
			unknown++
		}
	}
	at := column - schema.ColRecognition
	unknown += int64(len(c.strange[at]))
	for place, rows := range c.summary.clean.names[at] {
		if rows > 0 || c.met[at] != nil && c.met[at][place] {
			known++
		}
	}
	return unknown, known
}

// meet notes which names of the lists the row last judged has: of a build the
// summary counts only what is written.
func (c *collector) meet(j *check.RowChecker) {
	for i := range c.met {
		place := j.Facts[schema.ColRecognition+schema.Column(i)].Place
		if place == nameset.NoPlace {
			continue
		}
		if c.met[i] == nil {
			c.met[i] = make([]bool, len(c.summary.clean.names[i]))
		}
		c.met[i][place] = true
	}
}

// strangeValue counts a value that has no group of its own among those that the list
// of its column lacks. More of them than the list has names need no counting: they
// are the most, whatever the file has of the list.
func (c *collector) strangeValue(key check.IssueKey, value string) {
	column := key.Kind.Column()
	if value == "" || column == schema.NoColumn || check.Rules[key.Kind.Rule()].Code != tally.UnknownCodes[column] {
		return
	}
	set, strange := c.v.SetOf(column), &c.strange[column-schema.ColRecognition]
	if _, ok := (*strange)[key.Hash]; ok || set == nil || len(*strange) > max(set.Len(), fewestListed) {
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

// Fewer different values than fewestListed say nothing about the list that they
// are not in.
const fewestListed = 5
