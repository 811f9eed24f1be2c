package otustemplate

import (
	"encoding/binary"
	"math/bits"
	"time"
	"unicode/utf8"

	"example.com/otustemplate/internal/csvrow"
)

// Most rows of most files are good. A fastCheck proves it of a row in one look
// at its bytes, without making strings of its cells, and says nothing of any
// row that it cannot prove it of: that one goes to the judge, whose word is the
// truth. What it lets pass must be exactly what the judge has nothing to say
// about, which TestBlocks and FuzzBlocks hold against the judge.
//
// It knows only the plain case: names spelt as in their set, addresses in any
// case, identifiers of ASCII letters and digits, dates as 9/14/2023 or
// 2023-09-14, notes that hold nothing to look at.
type fastCheck struct {
	v     *Validator
	at    [NumColumns + 1]int // each column's place in the row, from 0; -1: none
	names [3]*nameTable       // of columns E to G
	first int32               // the days a date may be, packed
	last  int32
	note  uint32 // bytes a note may have

	asciiOnly bool // bytes beyond ASCII stand for something else than UTF-8

	clean cleanRow
}

// A cleanRow is what the report counts of a row that nothing is wrong with.
type cleanRow struct {
	names [3]int32 // places in the sets of columns E to G
	day   int32    // packed
	could bool     // the date is another day if the file is day first
}

// newFastCheck returns the fast check of the rows below the header of sheet, or
// nil where the Validator makes a check that it does not know: with a roster, or
// without one of the sets, every row is for the judge.
func newFastCheck(v *Validator, sheet *templateSheet) *fastCheck {
	if v.refs.Roster != nil {
		return nil
	}
	f := &fastCheck{
		v:         v,
		first:     max(packDay(v.opts.FirstDate), packDay(Date{firstCleanYear, 1, 1})),
		last:      min(packDay(v.today), packDay(Date{firstCleanYear + cleanYears - 1, 12, 31})),
		note:      32767,
		asciiOnly: sheet.decoder.windows1252,
	}
	for i, c := range [...]Column{ColRecognition, ColTeacherEmail, ColClassName} {
		set := v.setOf(c)
		if set == nil {
			return nil
		}
		f.names[i] = set.table()
	}
	if limit := v.opts.LastDate; !limit.IsZero() {
		f.last = min(f.last, packDay(limit))
	}
	if limit := v.opts.NoteLimit; limit > 0 {
		f.note = min(f.note, uint32(min(limit, 32767)))
	}
	for c := range f.at {
		f.at[c] = sheet.fields[c] - 1
	}
	return f
}

// The years that days of clean rows may be in: few enough to count their months
// in a small array.
const (
	firstCleanYear = 1900
	cleanYears     = 256
)

// packDay makes a day a number in the order of days; 0 for the zero Date.
func packDay(d Date) int32 { return int32(d.Year<<9 | int(d.Month)<<5 | d.Day) }

// unpackDay is the reverse of packDay.
func unpackDay(n int32) Date { return Date{int(n >> 9), time.Month(n >> 5 & 15), int(n & 31)} }

// pass reports whether nothing is wrong with the row whose cells stand at cells
// in text, and leaves what is counted of it in clean. Behind the row text must
// go on for eight bytes.
func (f *fastCheck) pass(text []byte, cells []csvrow.Span, row *csvrow.BlockRow) bool {
	if row.Control || row.Beyond && (f.asciiOnly || !utf8.Valid(text[row.Start:row.End])) {
		return false
	}
	named := false
	for c := ColStudentEmail; c <= ColStateID; c++ {
		at := f.at[c]
		if at < 0 || cells[at].Start == cells[at].End {
			continue
		}
		cell := text[cells[at].Start:cells[at].End]
		if c == ColStudentEmail && !plainAddress(cell) || c != ColStudentEmail && !plainIdentifier(cell) {
			return false
		}
		named = true
	}
	if !named {
		return false
	}
	for i := range f.names {
		cell := cells[f.at[int(ColRecognition)+i]]
		place, ok := f.names[i].find(text[cell.Start:cell.End])
		if !ok {
			return false
		}
		f.clean.names[i] = place
	}
	date := cells[f.at[ColDate]]
	if !f.date(text[date.Start:date.End]) {
		return false
	}
	if at := f.at[ColNote]; at >= 0 {
		return f.plainNote(text, cells[at]) && (!row.Beyond || plainLetters(text[cells[at].Start:cells[at].End]))
	}
	return true
}

// What a byte may be part of.
const (
	inIdentifier = 1 << iota // letters, digits, and what stands between them
	inNumber
	inAddress
)

var byteClass = func() (class [256]uint8) {
	for c := range class {
		switch {
		case c >= '0' && c <= '9':
			class[c] = inIdentifier | inNumber | inAddress
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
			class[c] = inIdentifier | inAddress
		case c == '_' || c == '.':
			class[c] = inIdentifier | inAddress
		case c == '-' || c == '+':
			class[c] = inAddress
		}
	}
	return class
}()

// plainIdentifier reports whether a cell is letters and digits, a digit at
// least: no placeholder, no formula, nothing a spreadsheet made.
func plainIdentifier(cell []byte) bool {
	all, some := uint8(inIdentifier), uint8(0)
	for _, c := range cell {
		class := byteClass[c]
		all &= class
		some |= class
	}
	return all != 0 && some&inNumber != 0
}

// plainAddress reports whether a cell is an address of the common form.
func plainAddress(cell []byte) bool {
	at, dots := -1, 0
	before := byte('.') // as if a dot stood in front, where none may
	for i, c := range cell {
		switch {
		case c == '@':
			if at >= 0 || before == '.' {
				return false
			}
			at, c = i, '.'
		case byteClass[c]&inAddress == 0:
			return false
		case c == '.':
			if before == '.' {
				return false
			}
			if at >= 0 {
				dots++
			}
		case at >= 0 && (c < '0' || c == '_'), at < 0 && i == 0 && c < '0':
			return false // a hyphen in the domain, or a formula's sign in front, is for the judge
		}
		before = c
	}
	return at > 0 && dots > 0 && before != '.' && len(cell) <= 254
}

// date reads the cell as a plain date of the common forms, 2023-09-14 and
// 9/14/2023 with or without zeros, and reports whether it may be one of the
// days allowed.
func (f *fastCheck) date(cell []byte) bool {
	n := len(cell)
	if n < 8 || n > 10 {
		return false
	}
	var digits [8]byte // YYYYMMDD
	slashes := cell[n-5] == '/'
	if slashes {
		copy(digits[:4], cell[n-4:])
		if !slashed(digits[4:], cell[:n-5]) {
			return false
		}
	} else {
		if n != 10 || cell[4] != '-' || cell[7] != '-' {
			return false
		}
		copy(digits[:4], cell)
		copy(digits[4:6], cell[5:])
		copy(digits[6:8], cell[8:])
	}
	d, ok := dateOfDigits(binary.LittleEndian.Uint64(digits[:]))
	f.clean.day = packDay(d)
	f.clean.could = slashes && d.Day <= 12 && d.Day != int(d.Month)
	return ok && f.clean.day >= f.first && f.clean.day <= f.last
}

// slashed puts the two numbers of M/D, of one digit or two each, into to as
// MMDD.
func slashed(to, cell []byte) bool {
	slash := 1
	if cell[1] != '/' {
		slash = 2
	}
	day := len(cell) - slash - 1
	if day < 1 || day > 2 || cell[slash] != '/' {
		return false
	}
	copy(to, "0000")
	copy(to[2-slash:2], cell)
	copy(to[4-day:], cell[slash+1:])
	return true
}

// highBits is the high bit of each of eight bytes.
const highBits = 0x80 * everyByte

// dateOfDigits reads YYYYMMDD, the first digit in the lowest byte.
func dateOfDigits(w uint64) (Date, bool) {
	w -= '0' * everyByte
	if (w|(w+(0x7f-9)*everyByte))&highBits != 0 {
		return Date{}, false // not all digits
	}
	w = w*10 + w>>8 // every other byte is a pair of digits as a number
	d := Date{int(w&0xff)*100 + int(w>>16&0xff), time.Month(w >> 32 & 0xff), int(w >> 48 & 0xff)}
	return d, d.IsValid()
}

// plainNote reports whether a note holds nothing that is looked at: it is not
// long, starts with no sign, and has neither an @ nor the digits of a telephone
// number.
func (f *fastCheck) plainNote(text []byte, cell csvrow.Span) bool {
	n := cell.End - cell.Start
	if n == 0 {
		return true
	}
	if first := text[cell.Start]; n > f.note || first == '=' || first < '0' && first != '(' {
		return false // a sign, or white space that may hide one
	}
	digits := 0
	for at := cell.Start; at < cell.End; at += 8 {
		w := binary.LittleEndian.Uint64(text[at:])
		if left := cell.End - at; left < 8 {
			w &= 1<<(8*left) - 1
		}
		if x := w ^ '@'*everyByte; (x-everyByte)&^x&highBits != 0 {
			return false
		}
		// A byte is a digit where adding takes it over 0x7f from 0x30 on, but
		// not from 0x3a on. Of bytes beyond ASCII some count as digits: that
		// makes the judge look, no more.
		w &^= highBits
		d := (w + (0x80-'0')*everyByte) &^ (w + (0x80-'9'-1)*everyByte) & highBits
		digits += bits.OnesCount64(d)
	}
	return digits < 7
}

// plainLetters reports whether all that is not ASCII in a text, which is valid
// UTF-8, is single letters of Latin script, quotation marks and dashes. Two in
// a row may be one that was encoded twice, and others may not show: those are
// for the judge.
func plainLetters(text []byte) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < utf8.RuneSelf {
			continue
		}
		r, n := utf8.DecodeRune(text[i:])
		latin := r >= 0xc0 && r <= 0x24f
		mark := r >= 0x2013 && r <= 0x201d || r == 0x2026 || r == 0xbf || r == 0xa1
		if i += n; !latin && !mark || i < len(text) && text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
