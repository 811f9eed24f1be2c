package ledger

import (
	"encoding/binary"
	"time"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
)

const keySize = 16

// A Key is the HMAC of what makes a record the same one, cut to its first bytes. The
// zero Key is none: the mapping says nothing of it, or a cell of it is empty.
type Key [keySize]byte

// An EntryKind says what became of a record in a delivery.
type EntryKind uint8

const (
	Written EntryKind = iota + 1 // it is in the template
	Changed                      // it was shared before, and what became of it was told as a change
	Removed                      // it was shared before, and is to be taken out of Otus
)

// An Entry is what a ledger holds of a record: no cell, but what tells whether another
// one is equal.
type Entry struct {
	Kind   EntryKind
	Origin uint32 // the number of the delivery that wrote the record
	Row    int64  // of the record there
	Day    dates.Date
	Key    Key
	Source uint64                    // of the cells of the export that it was made of
	Cells  [schema.NumColumns]uint64 // of columns A to I; 0: the cell is empty
}

// Cell returns what the entry holds of a column.
func (e *Entry) Cell(c schema.Column) uint64 { return e.Cells[c-1] }

// rest is of the columns E to I together.
func (e *Entry) rest() (sum uint64) {
	for c := schema.ColRecognition; c <= schema.ColNote; c++ {
		sum ^= e.Cell(c)
	}
	return sum
}

// byUse are the identifiers, those first that never stand for two students.
var byUse = [...]schema.Column{schema.ColSISID, schema.ColStudentNumber, schema.ColStateID, schema.ColStudentEmail}

// student is of one identifier.
func (e *Entry) student() uint64 {
	for _, c := range byUse {
		if id := e.Cell(c); id != 0 {
			return id
		}
	}
	return 0
}

// hasIdentifier reports whether that is one of the entry's identifiers.
func (e *Entry) hasIdentifier(id uint64) bool {
	for _, c := range byUse {
		if id != 0 && e.Cell(c) == id {
			return true
		}
	}
	return false
}

// A Relation says whether two entries are of one student.
type Relation uint8

const (
	OtherStudent Relation = iota
	SameStudent
	NoRelation // they have no kind of identifier in common
)

// Student says whether the entries are of one student. One number in common settles it:
// an address, or another number, may have been corrected.
func (e *Entry) Student(other *Entry) Relation {
	common := false
	for _, c := range byUse[:3] {
		a, b := e.Cell(c), other.Cell(c)
		if a != 0 && a == b {
			return SameStudent
		}
		common = common || a != 0 && b != 0
	}
	a, b := e.Cell(schema.ColStudentEmail), other.Cell(schema.ColStudentEmail)
	switch {
	case common:
		return OtherStudent
	case a == 0 || b == 0:
		return NoRelation
	case a == b:
		return SameStudent
	}
	return OtherStudent
}

// Differing returns in which of the columns E to I the entries differ.
func (e *Entry) Differing(other *Entry) (columns schema.ColumnSet) {
	for c := schema.ColRecognition; c <= schema.ColNote; c++ {
		if e.Cell(c) != other.Cell(c) {
			columns |= schema.SetOf(c)
		}
	}
	return columns
}

// appendTo appends the entry as it stands in the file.
func (e *Entry) appendTo(dst []byte) []byte {
	dst = binary.LittleEndian.AppendUint32(dst, uint32(e.Kind))
	dst = binary.LittleEndian.AppendUint32(dst, e.Origin)
	dst = binary.LittleEndian.AppendUint64(dst, uint64(e.Row))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(packDay(e.Day)))
	dst = append(dst, e.Key[:]...)
	dst = binary.LittleEndian.AppendUint64(dst, e.Source)
	for _, cell := range e.Cells {
		dst = binary.LittleEndian.AppendUint64(dst, cell)
	}
	return dst
}

// take reads the entry from the entrySize bytes of a file.
func (e *Entry) take(text []byte) {
	e.Kind = EntryKind(text[0])
	e.Origin = binary.LittleEndian.Uint32(text[4:])
	e.Row = int64(binary.LittleEndian.Uint64(text[8:]))
	e.Day = unpackDay(int32(binary.LittleEndian.Uint32(text[16:])))
	text = text[20:]
	copy(e.Key[:], text)
	e.Source = binary.LittleEndian.Uint64(text[keySize:])
	text = text[keySize+8:]
	for i := range e.Cells {
		e.Cells[i] = binary.LittleEndian.Uint64(text[8*i:])
	}
}

func monthOf(packed int32) time.Month { return time.Month(packed >> 5 & 15) }
