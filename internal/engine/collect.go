package engine

import (
	"cmp"
	"errors"
	"hash/maphash"
	"slices"
	"strings"
	"unicode/utf8"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
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

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// A spread counts rows with errors in stretches of equal length over a file
// whose length is not known: when the stretches run out, pairs of them are
// made one.
type spread struct {
	counts [stretches]int64
	width  int64 // rows a stretch
	rows   int64
}

const stretches = 64

func (s *spread) add(hasError bool) {
	s.makeRoom()
	if hasError {
		s.counts[s.rows/s.width]++
	}
	s.rows++
}

// addClean adds n rows without errors.
func (s *spread) addClean(n int64) {
	for n > 0 {
		s.makeRoom()
		fits := min(n, s.width*stretches-s.rows)
		s.rows += fits
		n -= fits
	}
}

// makeRoom sees to it that one more row has a stretch.
func (s *spread) makeRoom() {
	if s.width == 0 {
		s.width = 1
	}
	if s.rows < s.width*stretches {
		return
	}
	for i := range stretches / 2 {
		s.counts[i] = s.counts[2*i] + s.counts[2*i+1]
	}
	clear(s.counts[stretches/2:])
	s.width *= 2
}

func (s *spread) finish() (counts []int64, width int64) {
	if s.rows == 0 {
		return nil, 0
	}
	used := (s.rows + s.width - 1) / s.width
	return slices.Clone(s.counts[:used]), s.width
}

// A summary counts the rows that could be read, by name and month.
type summary struct {
	recognitions, teachers, classes nameCounts
	months                          map[dates.Date]int64 // by the first of the month
	first, last                     dates.Date

	clean *cleanCounts
}

// cleanCounts counts clean rows, and what of others is known, by place in their
// sets, and by month, without looking anything up.
type cleanCounts struct {
	names       [3][]int64
	none        [3]int64                      // names that are in no set
	months      [check.CleanYears << 4]int64  // by packed day without the day, from check.FirstCleanYear on
	others      map[int32]int64               // months of other years, likewise
	first, last int32                         // packed days; 0: none
	could       int64                         // dates that are other days if the file is day first
	filled      [2 << schema.ColStateID]int64 // rows by check.CleanRow.filled
}

func newCleanCounts(v *check.Checker) *cleanCounts {
	n := new(cleanCounts)
	for i, set := range []*nameset.Set{v.Refs.Recognitions, v.Refs.Teachers, v.Refs.Classes} {
		n.names[i] = make([]int64, set.Len())
	}
	return n
}

// add counts rows that passed the fast check.
func (n *cleanCounts) add(rows []check.CleanRow) {
	recognitions, teachers, classes := n.names[0], n.names[1], n.names[2]
	for i := range rows {
		c := &rows[i]
		recognitions[c.Names[0]]++
		teachers[c.Names[1]]++
		classes[c.Names[2]]++
		n.months[c.Day>>5-check.FirstCleanYear<<4]++
		n.extend(c.Day)
		n.filled[c.Filled]++
		if c.Could {
			n.could++
		}
	}
}

// addTaken adds what was taken of what the block holds.
func (n *cleanCounts) addTaken(b *checkedRows) {
	n.add(b.clean[:b.taken])
	n.addCounted(b.counted.rows[:b.counted.taken])
}

// addCounted adds rows that did not pass the fast check.
func (n *cleanCounts) addCounted(rows []check.CleanRow) {
	for i := range rows {
		c := &rows[i]
		for k, place := range c.Names {
			if place != nameset.NoPlace {
				n.names[k][place]++
			} else {
				n.none[k]++
			}
		}
		if c.Day != 0 {
			n.addMonth(c.Day>>5-check.FirstCleanYear<<4, 1)
			n.extend(c.Day)
		}
	}
}

// addMonth adds rows of a month, which need not be one of the usual years.
func (n *cleanCounts) addMonth(month int32, rows int64) {
	if month >= 0 && int(month) < len(n.months) {
		n.months[month] += rows
		return
	}
	if n.others == nil {
		n.others = make(map[int32]int64)
	}
	n.others[month] += rows
}

// extend makes the days from first to last include day.
func (n *cleanCounts) extend(day int32) {
	if n.first == 0 || day < n.first {
		n.first = day
	}
	n.last = max(n.last, day)
}

// merge adds what o counted.
func (n *cleanCounts) merge(o *cleanCounts) {
	for i, rows := range o.names {
		for place := range rows {
			n.names[i][place] += rows[place]
		}
	}
	for i := range o.none {
		n.none[i] += o.none[i]
	}
	for i := range o.months {
		n.months[i] += o.months[i]
	}
	for month, rows := range o.others {
		n.addMonth(month, rows)
	}
	if o.first != 0 {
		n.extend(o.first)
		n.extend(o.last)
	}
	for i := range o.filled {
		n.filled[i] += o.filled[i]
	}
	n.could += o.could
}

func (s *summary) init(v *check.Checker) {
	s.recognitions = newNameCounts(v.Refs.Recognitions)
	s.teachers = newNameCounts(v.Refs.Teachers)
	s.classes = newNameCounts(v.Refs.Classes)
	s.months = make(map[dates.Date]int64)
	s.clean = newCleanCounts(v)
}

// A digest is what a summary needs of a row.
type digest struct {
	names  [3]string  // of columns E to G that have no place
	places [3]int32   // of these in their sets, or nameset.NoPlace
	day    dates.Date // zero: none that is certain
}

// digestOf returns what the summary needs of the row last checked.
func digestOf(j *check.RowChecker) digest {
	d := digest{day: j.Sure}
	for i := range d.names {
		if j.Unsplit && j.Facts[schema.ColRecognition+schema.Column(i)].Place == nameset.NoPlace {
			d.places[i] = nameset.NoPlace
			continue
		}
		c := schema.ColRecognition + schema.Column(i)
		if d.places[i] = j.Facts[c].Place; d.places[i] == nameset.NoPlace {
			d.names[i] = j.Name(c)
		}
	}
	return d
}

// countedOf returns what the counts need of the row last checked, where each name is
// in a set, or known to be in none.
func countedOf(j *check.RowChecker) (n check.CleanRow) {
	for i := range n.Names {
		n.Names[i] = j.Facts[schema.ColRecognition+schema.Column(i)].Place
	}
	n.Day = check.PackDay(j.Sure)
	return n
}

func (s *summary) add(d *digest) {
	for i, counts := range []*nameCounts{&s.recognitions, &s.teachers, &s.classes} {
		if place := d.places[i]; place != nameset.NoPlace {
			s.clean.names[i][place]++
		} else {
			counts.add(d.names[i])
		}
	}
	s.addDay(d.day)
}

// addDay counts the day of a row, if it has one.
func (s *summary) addDay(day dates.Date) {
	if day.IsZero() {
		return
	}
	if n := check.PackDay(day)>>5 - check.FirstCleanYear<<4; n >= 0 && int(n) < len(s.clean.months) {
		s.clean.months[n]++
	} else {
		s.months[dates.Date{Year: day.Year, Month: day.Month, Day: 1}]++
	}
	s.extend(day)
}

// mergeClean adds the months and days of the clean rows to the others.
func (s *summary) mergeClean() {
	n := s.clean
	for month, rows := range n.months {
		if rows > 0 {
			s.months[check.UnpackDay(int32(month+check.FirstCleanYear<<4)<<5|1)] += rows
		}
	}
	for month, rows := range n.others {
		s.months[check.UnpackDay((month+check.FirstCleanYear<<4)<<5|1)] += rows
	}
	for i, counts := range []*nameCounts{&s.recognitions, &s.teachers, &s.classes} {
		counts.other += n.none[i]
	}
	if n.first != 0 {
		s.extend(check.UnpackDay(n.first))
		s.extend(check.UnpackDay(n.last))
	}
}

// extend makes the days from first to last include day.
func (s *summary) extend(day dates.Date) {
	if s.first.IsZero() || day.Compare(s.first) < 0 {
		s.first = day
	}
	if day.Compare(s.last) > 0 {
		s.last = day
	}
}

func (s *summary) finish() tally.Summary {
	s.mergeClean()
	months := make([]tally.Count, 0, len(s.months))
	for month, n := range s.months {
		months = append(months, tally.Count{Name: month.String()[:len("2006-01")], Rows: n})
	}
	slices.SortFunc(months, func(a, b tally.Count) int { return cmp.Compare(a.Name, b.Name) })
	return tally.Summary{
		Recognitions: s.recognitions.sorted(s.clean.names[0]),
		Teachers:     s.teachers.sorted(s.clean.names[1]),
		Classes:      s.classes.sorted(s.clean.names[2]),
		Months:       months,
		First:        s.first,
		Last:         s.last,
	}
}

// nameCounts counts rows by name. Where a set is given, names outside it are
// counted together; else the first maxNames names are counted apart. It finds
// them by an open-addressing table with a few bits of each name's hash, so that
// most names that are not counted apart cost no look at others: the three of a row
// take 70 ns, and with maps 130 (benchmarks, "Builder").
type nameCounts struct {
	set   *nameset.Set
	seed  maphash.Seed
	names []tally.Count // in the order they came
	slots []countSlot
	other int64
}

// A countSlot is a name's place in names, plus one, and a few bits of its hash.
// The zero slot is free.
type countSlot struct{ place, hash uint16 }

// countSlots is how many slots there are: a power of two over 2*maxNames.
const countSlots = 2048

func newNameCounts(set *nameset.Set) nameCounts {
	return nameCounts{set: set, seed: maphash.MakeSeed()}
}

// add counts a row whose name is in no set.
func (n *nameCounts) add(name string) {
	hash := maphash.String(n.seed, name)
	if len(name) == 0 || n.set != nil || len(name) > maxGroupValue {
		n.other++
		return
	}
	if n.slots == nil {
		n.slots = make([]countSlot, countSlots)
	}
	tag := uint16(hash >> 48)
	for i := hash % countSlots; ; i = (i + 1) % countSlots {
		s := &n.slots[i]
		switch {
		case s.place == 0 && len(n.names) < maxNames && !check.RunTogether(name):
			n.names = append(n.names, tally.Count{Name: strings.Clone(name), Rows: 1})
			*s = countSlot{uint16(len(n.names)), tag}
			return
		case s.place == 0:
			n.other++
			return
		case s.hash == tag && n.names[s.place-1].Name == name:
			n.names[s.place-1].Rows++
			return
		}
	}
}

// sorted returns the names with most rows first: those of the set, of which
// places has the rows, or else those that were counted.
func (n *nameCounts) sorted(places []int64) []tally.Count {
	if len(n.names) > 0 {
		return sortCounts(slices.Concat(n.names, n.ofPlaces(places)), n.other) // n keeps its order, which its slots lean on
	}
	return addOthers(n.ofPlaces(places), n.other)
}

// ofPlaces returns the names of the set that have rows, those with most first. Of
// the same number of rows the place tells the order, which is that of the names:
// to compare these took a tenth of a run over 20,000 rows.
func (n *nameCounts) ofPlaces(places []int64) []tally.Count {
	type placed struct {
		rows  int64
		place int32
	}
	found := make([]placed, 0, len(places))
	for place, rows := range places {
		if rows > 0 {
			found = append(found, placed{rows, int32(place)})
		}
	}
	slices.SortFunc(found, func(a, b placed) int { return cmp.Or(cmp.Compare(b.rows, a.rows), cmp.Compare(a.place, b.place)) })
	counts := make([]tally.Count, 0, len(found)+1)
	for _, f := range found {
		counts = append(counts, tally.Count{Name: n.set.Names[f.place], Rows: f.rows})
	}
	return counts
}

// sortedCounts returns the names with most rows first, then those counted
// together, if any. It is never nil.
func sortedCounts(rows map[string]int64, other int64) []tally.Count {
	counts := make([]tally.Count, 0, len(rows)+1)
	for name, n := range rows {
		counts = append(counts, tally.Count{Name: name, Rows: n})
	}
	return sortCounts(counts, other)
}

// sortCounts sorts counts, and adds those counted together, if any.
func sortCounts(counts []tally.Count, other int64) []tally.Count {
	slices.SortFunc(counts, func(a, b tally.Count) int {
		if a.Rows != b.Rows {
			return cmp.Compare(b.Rows, a.Rows)
		}
		return cmp.Compare(a.Name, b.Name)
	})
	return addOthers(counts, other)
}

// addOthers adds those counted together, if any.
func addOthers(counts []tally.Count, other int64) []tally.Count {
	if other > 0 {
		counts = append(counts, tally.Count{Other: true, Rows: other})
	}
	return counts
}

// topCounts returns the first n counts and, where there are more, their sum
// under one Other.
func topCounts(counts []tally.Count, n int) []tally.Count {
	top := make([]tally.Count, 0, min(n, len(counts))+1)
	rest := tally.Count{Other: true}
	for _, c := range counts {
		if c.Other || len(top) == n {
			rest.Rows += c.Rows
			continue
		}
		top = append(top, c)
	}
	if rest.Rows > 0 {
		top = append(top, rest)
	}
	return top
}
