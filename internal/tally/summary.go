package tally

import (
	"cmp"
	"slices"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/schema"
)

// A summary counts the rows that could be read, by name and month.
type summary struct {
	recognitions, teachers, classes nameCounts
	months                          map[dates.Date]int64 // by the first of the month
	first, last                     dates.Date

	Clean *CleanCounts
}

// CleanCounts counts clean rows by place in their sets, and by month, without looking
// anything up.
type CleanCounts struct {
	names       [3][]int64
	months      [check.CleanYears << 4]int64  // by packed day without the day, from check.FirstCleanYear on
	first, last int32                         // packed days; 0: none
	Could       int64                         // dates that are other days if the file is day first
	Filled      [2 << schema.ColStateID]int64 // rows by check.CleanRow.filled
}

func NewCleanCounts(v *check.Checker) *CleanCounts {
	n := new(CleanCounts)
	for i, set := range []*nameset.Set{v.Refs.Recognitions, v.Refs.Teachers, v.Refs.Classes} {
		n.names[i] = make([]int64, set.Len())
	}
	return n
}

// Add counts rows that passed the fast check. Names of sets that are not known are
// counted by [summary.AddNames].
func (n *CleanCounts) Add(rows []check.CleanRow) {
	for i := range rows {
		c := &rows[i]
		for k, place := range &c.Names {
			if place != nameset.NoPlace {
				n.names[k][place]++
			}
		}
		n.months[c.Day>>5-check.FirstCleanYear<<4]++
		n.extend(c.Day)
		n.Filled[c.Filled]++
		if c.Could {
			n.Could++
		}
	}
}

// extend makes the days from first to last include day.
func (n *CleanCounts) extend(day int32) {
	if n.first == 0 || day < n.first {
		n.first = day
	}
	n.last = max(n.last, day)
}

// Merge adds what o counted.
func (n *CleanCounts) Merge(o *CleanCounts) {
	for i, rows := range o.names {
		for place := range rows {
			n.names[i][place] += rows[place]
		}
	}
	for i := range o.months {
		n.months[i] += o.months[i]
	}
	if o.first != 0 {
		n.extend(o.first)
		n.extend(o.last)
	}
	for i := range o.Filled {
		n.Filled[i] += o.Filled[i]
	}
	n.Could += o.Could
}

func (s *summary) init(v *check.Checker) {
	s.recognitions = newNameCounts(v.Refs.Recognitions)
	s.teachers = newNameCounts(v.Refs.Teachers)
	s.classes = newNameCounts(v.Refs.Classes)
	s.months = make(map[dates.Date]int64)
	s.Clean = NewCleanCounts(v)
}

// A Digest is what a summary needs of a row.
type Digest struct {
	Names  [3]string  // of columns E to G that have no place
	Places [3]int32   // of these in their sets, or nameset.NoPlace
	Day    dates.Date // zero: none that is certain
}

// DigestOf returns what the summary needs of the row last checked.
func DigestOf(rc *check.RowChecker) Digest {
	d := Digest{Day: rc.Sure}
	for i := range d.Names {
		if rc.Unsplit && rc.Facts[schema.ColRecognition+schema.Column(i)].Place == nameset.NoPlace {
			d.Places[i] = nameset.NoPlace
			continue
		}
		c := schema.ColRecognition + schema.Column(i)
		if d.Places[i] = rc.Facts[c].Place; d.Places[i] == nameset.NoPlace {
			d.Names[i] = rc.Name(c)
		}
	}
	return d
}

// AddNames counts the next names of a clean row in these columns, of which the sets are
// not known.
func (s *summary) AddNames(columns []schema.Column, names *check.NameTexts) {
	for _, c := range columns {
		name := names.Next()
		switch c {
		case schema.ColRecognition:
			s.recognitions.add(string(name))
		case schema.ColTeacherEmail:
			s.teachers.add(string(name))
		default:
			s.classes.add(string(name))
		}
	}
}

// Add counts a row.
func (s *summary) Add(d *Digest) {
	for i, counts := range []*nameCounts{&s.recognitions, &s.teachers, &s.classes} {
		if place := d.Places[i]; place != nameset.NoPlace {
			s.Clean.names[i][place]++
		} else {
			counts.add(d.Names[i])
		}
	}
	s.addDay(d.Day)
}

// addDay counts the day of a row, if it has one.
func (s *summary) addDay(day dates.Date) {
	if day.IsZero() {
		return
	}
	if n := check.PackDay(day)>>5 - check.FirstCleanYear<<4; n >= 0 && int(n) < len(s.Clean.months) {
		s.Clean.months[n]++
	} else {
		s.months[dates.Date{Year: day.Year, Month: day.Month, Day: 1}]++
	}
	s.extend(day)
}

// mergeClean adds the months and days of the clean rows to the others.
func (s *summary) mergeClean() {
	n := s.Clean
	for month, rows := range n.months {
		if rows > 0 {
			s.months[check.UnpackDay(int32(month+check.FirstCleanYear<<4)<<5|1)] += rows
		}
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

func (s *summary) finish() Summary {
	s.mergeClean()
	months := make([]Count, 0, len(s.months))
	for month, n := range s.months {
		months = append(months, Count{Name: month.String()[:len("2006-01")], Rows: n})
	}
	slices.SortFunc(months, func(a, b Count) int { return cmp.Compare(a.Name, b.Name) })
	return Summary{
		Recognitions: s.recognitions.sorted(s.Clean.names[0]),
		Teachers:     s.teachers.sorted(s.Clean.names[1]),
		Classes:      s.classes.sorted(s.Clean.names[2]),
		Months:       months,
		First:        s.first,
		Last:         s.last,
	}
}
