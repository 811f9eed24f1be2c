package engine

import (
	"cmp"
	"slices"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

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
