package check

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"time"
	"unicode/utf8"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/mention"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	loop "example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/words"
)

// A FastCheck proves in one look at its bytes that a row is good, as most rows of
// most files are, without making strings of its cells. It says nothing of a row of
// which it cannot prove it: that one goes the careful way, whose word is the truth.
// What it lets pass must be exactly what a RowChecker has nothing to say about,
// which TestBlocks and FuzzBlocks hold against it.
//
// It knows only the plain case: names spelled as in their set, addresses in any
// case, identifiers of ASCII letters and digits with dots, underscores and hyphens
// between them, dates as 9/14/2023 or 2023-09-14, notes that hold nothing to look at.
type FastCheck struct {
	_           loop.Apart
	V           *Checker
	people      *peopleCheck               // nil: there is no roster
	At          [schema.NumColumns + 1]int // each column's place in the row, from 0; -1: none
	names       [3]*nameset.Table          // of columns E to G; nil: the set is not known
	unset       []schema.Column            // the columns of which that is so
	identifiers [3]int                     // the places of those of columns B to D that the file has
	numbers     int                        // how many those are
	first       int32                      // the days a date may be, packed
	last        int32
	note        int             // bytes a note may have
	topics      *mention.Topics // nil: no note is looked at for them
	spoken      []bool          // of the recognitions of the set: whether one speaks of a topic; nil: none does

	domain    words.Chunk // of the address before, with its @
	domainLen int         // 0: there was none, or it is longer than a chunk
	asciiOnly bool        // bytes beyond ASCII stand for something else than UTF-8

	Clean CleanRow

	// For keys: whether the identifiers stand side by side as in the template,
	// and which cells they are, as in BlockRow.Quoted.
	adjoining bool
	inFront   uint64
	undoubled []byte // a note, without its doubled quotes

	plainNote bool // the note of the row is ASCII
	_         loop.Apart
}

// A CleanRow is what the report counts of a row that nothing is wrong with.
type CleanRow struct {
	Names  [3]int32      // places in the sets of columns E to G; nameset.NoPlace: the set is not known
	Day    int32         // packed
	Could  bool          // the date is another day if the file is day first
	Filled IdentifierSet // the identifiers, where there is a roster
}

// NewFastCheck returns the fast check of the rows below the header of sheet.
func NewFastCheck(v *Checker, sheet *sheet.Template) *FastCheck {
	f := &FastCheck{
		V:         v,
		first:     max(PackDay(v.Opts.FirstDate), PackDay(dates.Date{Year: FirstCleanYear, Month: 1, Day: 1})),
		last:      min(PackDay(v.today), PackDay(dates.Date{Year: FirstCleanYear + CleanYears - 1, Month: 12, Day: 31})),
		note:      32767,
		asciiOnly: sheet.Decoder.Windows1252,
		people:    newPeopleCheck(v),
		unset:     v.Unset(),
		topics:    v.topics(),
		spoken:    v.spokenNames(),
	}
	for i, c := range [...]schema.Column{schema.ColRecognition, schema.ColTeacherEmail, schema.ColClassName} {
		if set := v.SetOf(c); set != nil {
			f.names[i] = set.Table()
		}
	}
	if limit := v.Opts.LastDate; !limit.IsZero() {
		f.last = min(f.last, PackDay(limit))
	}
	if limit := v.Opts.NoteLimit; limit > 0 {
		f.note = min(f.note, limit)
	}
	for c := range f.At {
		f.At[c] = sheet.Fields[c] - 1
	}
	for c := schema.ColSISID; c <= schema.ColStateID; c++ {
		if f.At[c] >= 0 {
			f.identifiers[f.numbers] = f.At[c]
			f.numbers++
		}
	}
	first := f.At[schema.ColStudentEmail]
	f.adjoining = first >= 0 && sheet.Header.Comma == ',' &&
		f.At[schema.ColSISID] == first+1 && f.At[schema.ColStudentNumber] == first+2 && f.At[schema.ColStateID] == first+3
	f.inFront = 0xf << max(first, 0)
	return f
}

// The years that days of clean rows may be in: few enough to count their months
// in a small array.
const (
	FirstCleanYear = 1900
	CleanYears     = 256
)

// PackDay makes a day a number in the order of days; 0 for the zero Date.
func PackDay(d dates.Date) int32 { return int32(d.Year<<9 | int(d.Month)<<5 | d.Day) }

// UnpackDay is the reverse of PackDay.
func UnpackDay(n int32) dates.Date {
	return dates.Date{Year: int(n >> 9), Month: time.Month(n >> 5 & 15), Day: int(n & 31)}
}

// Pad is how many bytes must stand behind a block: cells are read by chunks.
const Pad = 2 * words.ChunkSize

// Known is what whoever made a row knows of it, so that it need not be looked up
// again.
type Known struct {
	Student roster.Person // for whom alone each identifier of the row stands; NoPerson: look
	// Places are those of the cells of columns E to G in their sets; NoPlace: look.
	Places [3]int32
}

// NothingKnown is known of a row that was only read.
var NothingKnown = Known{roster.NoPerson, [3]int32{nameset.NoPlace, nameset.NoPlace, nameset.NoPlace}}

// Pass reports whether nothing is wrong with the row whose cells stand at cells
// in text, and leaves what is counted of it in clean. Behind the row text must
// go on for Pad bytes.
func (f *FastCheck) Pass(text []byte, cells []csvrow.Span, row *csvrow.BlockRow, known *Known) bool {
	if row.Control || row.Beyond.Len() > 0 && (f.asciiOnly || !utf8.Valid(text[row.Beyond.Start:row.Beyond.End])) || !f.student(text, cells) {
		return false
	}
	if !f.namesIn(text, cells, known) || !f.date(text, cells[f.At[schema.ColDate]]) || !f.noteIn(text, cells) ||
		f.people != nil && !f.people.pass(f, text, cells, row, known) {
		return false
	}
	if f.people != nil {
		f.Clean.Filled = f.people.filled
	}
	return true
}

// Student returns the student of the row that passed last, as the roster has it.
func (f *FastCheck) Student() roster.Person { return f.people.students[0] }

// student checks the identifiers, of which there must be one.
func (f *FastCheck) student(text []byte, cells []csvrow.Span) bool {
	named := false
	if at := f.At[schema.ColStudentEmail]; at >= 0 {
		if cell := cells[at]; cell.Start < cell.End {
			named = true
			if !f.Address(text, int(cell.Start), cell.Len()) {
				return false
			}
		}
	}
	for _, at := range f.identifiers[:f.numbers] {
		if cell := cells[at]; cell.Start < cell.End {
			named = true
			if !goodIdentifier(text, int(cell.Start), cell.Len()) {
				return false
			}
		}
	}
	return named
}

// namesIn finds the names in their sets. If a set is not known, a name is good if
// nothing speaks against its being one.
func (f *FastCheck) namesIn(text []byte, cells []csvrow.Span, known *Known) (ok bool) {
	for i, table := range f.names {
		if known.Places[i] >= 0 {
			f.Clean.Names[i] = known.Places[i]
			continue // which is of no recognition
		}
		c := schema.ColRecognition + schema.Column(i)
		cell := cells[f.At[c]]
		if table == nil {
			f.Clean.Names[i] = nameset.NoPlace
			ok = plainName(c, text, int(cell.Start), cell.Len()) && (i > 0 || f.topics == nil || f.nameSpeaksOfNothing(text, int(cell.Start), cell.Len()))
		} else {
			f.Clean.Names[i], ok = table.Find(text, int(cell.Start), cell.Len())
			ok = ok && !(i == 0 && f.spoken != nil && f.spoken[f.Clean.Names[i]])
		}
		if !ok {
			return false
		}
	}
	return true
}

// plainName reports whether the n bytes at text[at:] are a name or an address of
// which no check has anything to say if its set is not known.
func plainName(c schema.Column, text []byte, at, n int) bool {
	if n == 0 {
		return false
	}
	cell := text[at : at+n]
	if c.Address() {
		return celltext.IsPlainAddress(cell)
	}
	letter := cell[0] | ' '
	return letter >= 'a' && letter <= 'z' && !celltext.LikePlaceholder(cell) && TidyASCII(text, at, n) &&
		(bytes.IndexByte(cell, '"') < 0 && bytes.IndexByte(cell, ',') < 0 && bytes.IndexByte(cell, ';') < 0 && bytes.IndexByte(cell, '|') < 0 || !RunTogether(cell))
}

// NameTexts are the names of rows in columns whose sets are not known, row by row.
type NameTexts struct {
	text  []byte
	ends  []int32
	taken int
}

// Reset forgets all names.
func (n *NameTexts) Reset() { n.text, n.ends, n.taken = n.text[:0], n.ends[:0], 0 }

// Next returns the next name.
func (n *NameTexts) Next() []byte {
	start := int32(0)
	if n.taken > 0 {
		start = n.ends[n.taken-1]
	}
	n.taken++
	return n.text[start:n.ends[n.taken-1]]
}

// Skip passes over so many names.
func (n *NameTexts) Skip(names int) { n.taken += names }

// AppendNames appends the names of the row that passed last in columns whose sets are
// not known.
func (f *FastCheck) AppendNames(to *NameTexts, text []byte, cells []csvrow.Span) {
	for _, c := range f.unset {
		cell := cells[f.At[c]]
		to.text = append(to.text, text[cell.Start:cell.End]...)
		to.ends = append(to.ends, int32(len(to.text)))
	}
}

// noteIn checks the note, if there is one.
func (f *FastCheck) noteIn(text []byte, cells []csvrow.Span) bool {
	at := f.At[schema.ColNote]
	if at < 0 || cells[at].Start == cells[at].End {
		return true
	}
	start, n := int(cells[at].Start), cells[at].Len()
	// A sign at the start may be a formula's; white space may hide one.
	if first := text[start]; n > f.note || first == '=' || first < '0' && first != '(' {
		return false
	}
	quiet, ascii := QuietNote(text, start, n)
	if f.plainNote = ascii; !quiet || !ascii && !celltext.ArePlainLetters(text[start:start+n]) {
		return false
	}
	return f.people != nil || // topics are looked for later, together with names
		f.topics == nil || f.speaksOfNothing(text, start, n, ascii)
}

// speaksOfNothing reports whether the n bytes at text[at:], quotes inside doubled, speak of
// nothing that must not go to families. ascii is whether there is nothing else in them.
func (f *FastCheck) speaksOfNothing(text []byte, at, n int, ascii bool) bool {
	if ascii && !f.topics.May(text, at, n) {
		return true
	}
	f.undoubled = csvrow.AppendUndoubled(f.undoubled[:0], text[at:at+n])
	return f.topics.Find(string(f.undoubled)) == mention.NoTopic
}

// nameSpeaksOfNothing is speaksOfNothing for a plain name, of which nobody knows whether
// it holds a long number.
func (f *FastCheck) nameSpeaksOfNothing(text []byte, at, n int) bool {
	quiet, ascii := QuietNote(text, at, n)
	return quiet && f.speaksOfNothing(text, at, n, ascii)
}

// goodIdentifier reports whether the n bytes at text[at:] are a plain identifier
// that was not made up to fill the cell.
func goodIdentifier(text []byte, at, n int) bool {
	return IdentifierAt(text, at, n) && !(celltext.MayBeMadeUp(text[at:at+n]) && celltext.IsMadeUp(string(text[at:at+n])))
}

// IdentifierAt is celltext.IsPlainIdentifier for the n bytes at text[at:]. Up to 16 letters
// and digits are read by words, others by bytes.
func IdentifierAt(text []byte, at, n int) bool {
	if n > 16 {
		return celltext.IsPlainIdentifier(text[at : at+n])
	}
	a, b, m := words.At(text, at), words.At(text, at+8), &words.FirstBytes[n]
	if (m.A&(a|words.NoDigits(a))|m.B&(b|words.NoDigits(b)))&words.HighBits == 0 {
		return n > 0 // digits, as most are
	}
	bothA, digitsA := words.Alnums(a)
	bothB, digitsB := words.Alnums(b)
	if (m.A&^bothA|m.B&^bothB)&words.HighBits == 0 && (m.A&digitsA|m.B&digitsB)&words.HighBits != 0 {
		return true
	}
	return celltext.IsPlainIdentifier(text[at : at+n])
}

// Address reports whether the n bytes at text[at:] are an address of the common
// form. The addresses of a district share their domain, so that what stands at the
// end is mostly what stood there last. Up to 32 letters, digits and dots before it
// are read as a chunk, others by bytes.
func (f *FastCheck) Address(text []byte, at, n int) bool {
	local := n - f.domainLen
	if f.domainLen > 0 && local > 0 && local <= words.ChunkSize {
		if domain := words.ChunkAt(text, at+local).Cut(f.domainLen); domain.Is(&f.domain) && plainLocal(words.ChunkAt(text, at), local) {
			return true
		}
	}
	cell := text[at : at+n]
	if !celltext.IsPlainAddress(cell) {
		return false
	}
	local = bytes.IndexByte(cell, '@')
	if f.domainLen = n - local; f.domainLen > words.ChunkSize {
		f.domainLen = 0
	} else {
		f.domain = words.ChunkAt(text, at+local).Cut(f.domainLen)
	}
	return true
}

// plainLocal reports whether the first n bytes of c are letters, digits and dots,
// no dot at an end or by another.
func plainLocal(c words.Chunk, n int) bool {
	m := &words.FirstBytes[n]
	if (m.A&(c.A|oddInLocal(c.A))|m.B&(c.B|oddInLocal(c.B))|m.C&(c.C|oddInLocal(c.C))|m.D&(c.D|oddInLocal(c.D)))&words.HighBits != 0 {
		return false
	}
	const dots = '.' * words.EveryByte
	marks := words.Chunk{A: words.Others(c.A, dots), B: words.Others(c.B, dots), C: words.Others(c.C, dots), D: words.Others(c.D, dots)}
	at := ^uint64(words.Chunk{A: marks.A & words.HighBits, B: marks.B & words.HighBits, C: marks.C & words.HighBits, D: marks.D & words.HighBits}.Gather()) & (1<<n - 1)
	return at&(1|at<<1|1<<(n-1)) == 0
}

// oddInLocal marks what is neither letter, digit nor dot.
func oddInLocal(w uint64) uint64 {
	y := w | ' '*words.EveryByte // letters in lower case
	letters := (y + (0x80-'a')*words.EveryByte) &^ (y + (0x7f-'z')*words.EveryByte)
	return words.NoDigits(w) & words.Others(w, '.'*words.EveryByte) &^ letters
}

// QuietNote reports whether the n bytes at text[at:] hold neither an @, a DEL nor
// the digits of a telephone number, and whether they are ASCII.
func QuietNote(text []byte, at, n int) (quiet, ascii bool) {
	const ats = '@' * words.EveryByte
	all, loud, beyond, digits := ^uint64(0), uint64(0), uint64(0), 0
	for ; n > 0; n -= words.ChunkSize {
		c := words.ChunkAt(text, at).Cut(min(n, words.ChunkSize))
		beyond |= c.A | c.B | c.C | c.D
		// Of bytes beyond ASCII some count as @, digits or DEL: that makes the
		// RowChecker look, no more.
		c = words.Chunk{A: c.A &^ words.HighBits, B: c.B &^ words.HighBits, C: c.C &^ words.HighBits, D: c.D &^ words.HighBits}
		all &= words.Others(c.A, ats) & words.Others(c.B, ats) & words.Others(c.C, ats) & words.Others(c.D, ats)
		loud |= (c.A + words.EveryByte) | (c.B + words.EveryByte) | (c.C + words.EveryByte) | (c.D + words.EveryByte)
		digits += words.ChunkSize - bits.OnesCount64(words.NoDigits(c.A)&words.HighBits|(words.NoDigits(c.B)&words.HighBits)>>1|(words.NoDigits(c.C)&words.HighBits)>>2|(words.NoDigits(c.D)&words.HighBits)>>3)
		at += words.ChunkSize
	}
	return (all&^loud)&words.HighBits == words.HighBits && digits < celltext.FewestPhoneDigits, beyond&words.HighBits == 0
}

// date reads the cell as a plain date of the common forms, 2023-09-14 and
// 9/14/2023 with or without zeros, and reports whether it may be one of the days
// allowed.
func (f *FastCheck) date(text []byte, cell csvrow.Span) bool {
	at, n := int(cell.Start), cell.Len()
	if n < 8 || n > 10 {
		return false
	}
	a, b := words.At(text, at), words.At(text, at+n-8)
	var d dates.Date
	slashes, ok := byte(b>>24) == '/', false
	if slashes {
		d, ok = slashed(text[at:at+n-5], b>>32)
	} else if n == 10 {
		d, ok = dates.ISO(a, b)
	}
	f.Clean.Day = PackDay(d)
	f.Clean.Could = slashes && d.Day <= 12 && d.Day != int(d.Month)
	return ok && f.Clean.Day >= f.first && f.Clean.Day <= f.last
}

// slashed reads M/D, of one digit or two each, and the digits of the year.
func slashed(cell []byte, year uint64) (dates.Date, bool) {
	slash := 1
	if cell[1] != '/' {
		slash = 2
	}
	day := len(cell) - slash - 1
	if day < 1 || day > 2 || cell[slash] != '/' {
		return dates.Date{}, false
	}
	digits := [4]byte{'0', '0', '0', '0'}
	copy(digits[2-slash:2], cell)
	copy(digits[4-day:], cell[slash+1:])
	return dates.OfDigits(uint64(binary.LittleEndian.Uint32(digits[:]))<<32 | year)
}
