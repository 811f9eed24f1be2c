package check

import (
	"encoding/binary"
	"hash/maphash"
	"math"

	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
)

// Hash returns the hash of the row last checked.
func (rc *RowChecker) Hash() seen.Hash {
	rc.key = rc.appendKey(rc.key[:0])
	return rc.v.Hasher.Sum(rc.key)
}

// Student returns the roster's person whom the row last checked names, if that is one
// alone.
func (rc *RowChecker) Student() (p roster.Person, ok bool) {
	if students := rc.people.students; len(students) == 1 {
		return students[0], true
	}
	return roster.NoPerson, false
}

// A key holds what makes two rows the same: the student, which is the roster's
// person where it knows one and else the identifiers as read, the note as read,
// the names as they are matched, and the day. It starts with a number for each
// of these: of a text the length, of a name the place in its set plus one, of a
// day the packed day. The texts follow, a comma between the identifiers, and what
// has no number, which is then 0. No two rows run together.
const (
	keyNumbers = schema.NumColumns
	aPerson    = math.MaxUint32 // in the place of the first identifier's length: the next number is the person
)

func startKey(key []byte) []byte {
	var numbers [4 * keyNumbers]byte
	return append(key[:0], numbers[:]...)
}

func setKeyNumber(key []byte, c schema.Column, n uint32) {
	binary.LittleEndian.PutUint32(key[4*(c-1):], n)
}

// appendKey appends the key of the row last checked.
func (rc *RowChecker) appendKey(key []byte) []byte {
	key = startKey(key)
	if students := rc.people.students; len(students) == 1 {
		key = appendPerson(key, students[0])
	} else {
		for _, c := range schema.Identifiers {
			key = appendIdentifier(rc.v.Hasher, key, c, rc.s.Cells[c])
		}
	}
	return rc.appendNames(appendKeyText(rc.v.Hasher, key, schema.ColNote, rc.s.Cells[schema.ColNote]))
}

// appendNames appends to a key that has its texts the names and the day of the row
// last checked.
func (rc *RowChecker) appendNames(key []byte) []byte {
	for c := schema.ColRecognition; c <= schema.ColClassName; c++ {
		if place := rc.Facts[c].Place; place != nameset.NoPlace {
			setKeyNumber(key, c, uint32(place)+1)
		} else {
			key = appendUnnumbered(rc.v.Hasher, key, rc.Name(c))
		}
	}
	if day, ok := rc.day(); ok {
		setKeyNumber(key, schema.ColDate, uint32(PackDay(day)))
		return key
	}
	return appendUnnumbered(rc.v.Hasher, key, rc.s.Cells[schema.ColDate])
}

// AppendKey is the RowChecker's for the row that passed last.
func (f *FastCheck) AppendKey(key, text []byte, cells []csvrow.Span, row *csvrow.BlockRow) []byte {
	if key = startKey(key); f.people != nil {
		key = appendPerson(key, f.people.person())
	} else {
		key = f.appendIdentifiers(key, text, cells, row)
	}
	key = f.appendNote(key, text, cells, row)
	numbers := (*[4 * keyNumbers]byte)(key)
	for i, place := range f.Clean.Names {
		setKeyNumber(numbers[:], schema.ColRecognition+schema.Column(i), uint32(place)+1)
	}
	setKeyNumber(numbers[:], schema.ColDate, uint32(f.Clean.Day))
	for _, c := range f.unset {
		setKeyNumber(key, c, 0)
		cell := cells[f.At[c]]
		key = appendUnnumbered(f.V.Hasher, key, text[cell.Start:cell.End])
	}
	return key
}

// appendNote appends the note of a row.
func (f *FastCheck) appendNote(key, text []byte, cells []csvrow.Span, row *csvrow.BlockRow) []byte {
	if at := f.At[schema.ColNote]; at >= 0 {
		note := text[cells[at].Start:cells[at].End]
		if row.Doubled {
			f.undoubled = csvrow.AppendUndoubled(f.undoubled[:0], note)
			note = f.undoubled
		}
		key = appendKeyText(f.V.Hasher, key, schema.ColNote, note)
	}
	return key
}

// appendPerson makes the roster's person the student of a key.
func appendPerson(key []byte, p roster.Person) []byte {
	setKeyNumber(key, schema.ColStudentEmail, aPerson)
	setKeyNumber(key, schema.ColSISID, uint32(p))
	return key
}

// appendIdentifiers appends the identifiers as they stand in the text where they
// stand there as in the key.
func (f *FastCheck) appendIdentifiers(key, text []byte, cells []csvrow.Span, row *csvrow.BlockRow) []byte {
	if f.adjoining && row.Quoted&f.inFront == 0 {
		four := (*[4]csvrow.Span)(cells[f.At[schema.ColStudentEmail]:])
		if four[3].End-four[0].Start > LongText {
			return f.appendEach(key, text, cells)
		}
		numbers := (*[4 * keyNumbers]byte)(key)
		for i := range four {
			binary.LittleEndian.PutUint32(numbers[4*i:], uint32(four[i].Len()))
		}
		return append(append(key, text[four[0].Start:four[3].End]...), ',')
	}
	return f.appendEach(key, text, cells)
}

// appendEach appends one identifier after the other.
func (f *FastCheck) appendEach(key, text []byte, cells []csvrow.Span) []byte {
	for _, c := range schema.Identifiers {
		var cell []byte
		if at := f.At[c]; at >= 0 {
			cell = text[cells[at].Start:cells[at].End]
		}
		key = appendIdentifier(f.V.Hasher, key, c, cell)
	}
	return key
}

// appendIdentifier appends an identifier and a comma.
func appendIdentifier[T ~string | ~[]byte](h seen.Hasher, key []byte, c schema.Column, text T) []byte {
	return append(appendKeyText(h, key, c, text), ',')
}

// appendKeyText appends a text, its length as the number of column c.
func appendKeyText[T ~string | ~[]byte](h seen.Hasher, key []byte, c schema.Column, text T) []byte {
	setKeyNumber(key, c, uint32(len(text)))
	return appendHashed(h, key, text)
}

// appendUnnumbered appends a text, its length before it.
func appendUnnumbered[T ~string | ~[]byte](h seen.Hasher, key []byte, text T) []byte {
	return appendHashed(h, binary.AppendUvarint(key, uint64(len(text))), text)
}

// LongText is from when on a text of a key is hashed by itself: a long note need
// not be copied for that.
const LongText = 4 << 10

// appendHashed appends a text, or two hashes of a long one.
func appendHashed[T ~string | ~[]byte](h seen.Hasher, key []byte, text T) []byte {
	if len(text) <= LongText {
		return append(key, text...)
	}
	whole := string(text)
	key = binary.LittleEndian.AppendUint64(key, maphash.String(h.A, whole))
	return binary.LittleEndian.AppendUint64(key, maphash.String(h.B, whole))
}
