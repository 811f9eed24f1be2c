package gen

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// Options say what a file is like. The zero Options make one without bad rows
// or repeats, with dates as 2006-01-02.
type Options struct {
	Seed     uint64
	Bad      float64 // the share of bad rows
	Repeated float64 // the share of rows that repeat an earlier one
	USDates  bool    // dates as 1/2/2006
	// ByTeacher: File sorts the rows by their teacher.
	ByTeacher bool
	// UnknownClasses: no class is one of the district's, and no two are the
	// same, so that every row is bad.
	UnknownClasses bool
}

// DateLayout returns how dates are written, as package time has it.
func (o Options) DateLayout() string {
	if o.USDates {
		return "1/2/2006"
	}
	return time.DateOnly
}

// The school year that all dates are in.
var (
	FirstDay = time.Date(2023, time.August, 14, 0, 0, 0, 0, time.UTC)
	LastDay  = time.Date(2024, time.June, 7, 0, 0, 0, 0, time.UTC)
)

// Header is the first line of every file.
const Header = "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\r\n"

// Counts say what was made so far.
type Counts struct {
	Rows       int64
	Bad        int64 // rows with an error; none of them is a repeat
	Repeated   int64
	Quoted     int64 // notes in quotation marks
	LineBreaks int64 // notes with a line break inside, all of them quoted
}

// A Generator makes the rows of a file. It belongs to one goroutine.
type Generator struct {
	Counts   Counts
	district *District
	opts     Options
	rnd      *rand.Rand
	students []string // columns A to D
	dates    []string
	good     []byte // the last good row, to be repeated
	note     []byte
	teacher  string // of the row made last, before it was made bad
	repeats  string // the teacher of good
	// nameWords: notes are full of words that are also names.
	nameWords bool
	family    bool // the last of them was a family name
	sinceName int  // words since it
}

// A row is the cells of a row as they stand in the file.
type row struct {
	student                           string // columns A to D
	recognition, teacher, class, date string
	note                              []byte
	tail                              string // what stands after the note
	short                             bool   // the last two cells are missing
}

// New returns a Generator of rows about d.
func New(d *District, opts Options) *Generator {
	g := &Generator{district: d, opts: opts, rnd: rand.New(rand.NewPCG(opts.Seed, 2))}
	g.students = make([]string, NumStudents)
	for i := range g.students {
		g.students[i] = g.student(i)
	}
	for day := FirstDay; !day.After(LastDay); day = day.AddDate(0, 0, 1) {
		g.dates = append(g.dates, day.Format(opts.DateLayout()))
	}
	return g
}

// student returns the identifiers of the i-th student. Everybody has a number;
// some have no address, or no state ID yet.
func (g *Generator) student(i int) string {
	email := fmt.Sprintf("%s.%s%d@example.org", pick(g.rnd, firstNames), pick(g.rnd, lastNames), i)
	state := fmt.Sprintf("%010d", 4_000_000_000+int64(i)*7919)
	switch g.rnd.IntN(8) {
	case 0, 1:
		email = ""
	case 2, 3, 4:
		state = ""
	}
	return fmt.Sprintf("%s,S%d,%06d,%s", strings.ToLower(email), 1000+i, i+1, state) // 000000 is nobody's number
}

// AppendRow appends the next row to dst, its line end included.
func (g *Generator) AppendRow(dst []byte) []byte {
	g.Counts.Rows++
	if len(g.good) > 0 && g.rnd.Float64() < g.opts.Repeated {
		g.Counts.Repeated++
		g.teacher = g.repeats
		return append(dst, g.good...)
	}
	r := row{
		student:     pick(g.rnd, g.students),
		recognition: pick(g.rnd, g.district.Recognitions),
		teacher:     pick(g.rnd, g.district.Teachers),
		class:       pick(g.rnd, g.district.Classes),
		date:        pick(g.rnd, g.dates),
	}
	g.teacher = r.teacher
	g.note = g.appendNote(g.note[:0])
	r.note = g.note
	start, bad := len(dst), false
	if g.opts.UnknownClasses {
		r.class, bad = fmt.Sprintf("%s #%d", r.class, g.Counts.Rows), true
	}
	if g.rnd.Float64() < g.opts.Bad {
		pick(g.rnd, spoilers).spoil(g, &r)
		bad = true
	}
	dst = r.append(dst)
	if bad {
		g.Counts.Bad++
	} else if g.opts.Repeated > 0 {
		g.good, g.repeats = append(g.good[:0], dst[start:]...), g.teacher
	}
	return dst
}

// append appends the row and its line end.
func (r *row) append(dst []byte) []byte {
	for _, cell := range [...]string{r.student, r.recognition, r.teacher} {
		dst = append(dst, cell...)
		dst = append(dst, ',')
	}
	dst = append(dst, r.class...)
	if !r.short {
		dst = append(dst, ',')
		dst = append(dst, r.date...)
		dst = append(dst, ',')
		dst = append(dst, r.note...)
		dst = append(dst, r.tail...)
	}
	return append(dst, "\r\n"...)
}

// File returns a whole file of that many rows.
func (g *Generator) File(rows int) []byte {
	const rowBytes = 180 // somewhat more than a row has on average
	file := make([]byte, 0, len(Header)+rows*rowBytes)
	file = append(file, Header...)
	places := make([]place, 0, rows)
	for range rows {
		start := len(file)
		file = g.AppendRow(file)
		places = append(places, place{g.teacher, start, len(file)})
	}
	if !g.opts.ByTeacher {
		return file
	}
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(a.teacher, b.teacher) })
	sorted := append(make([]byte, 0, len(file)), Header...)
	for _, p := range places {
		sorted = append(sorted, file[p.start:p.end]...)
	}
	return sorted
}

// A place is where a row stands in a file.
type place struct {
	teacher    string
	start, end int
}
