package ledger

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
)

// The file is a line of text, and then frames, each
//
//	"ledg", the kind (1 byte), the length of what it holds (4), that, and a checksum (4)
//
// Numbers are little-endian; the checksum is the CRC-32C of kind, length and content. The
// first frame is the header. A delivery is a frame that begins it, frames of up to
// entriesPerFrame entries, of which all but the last are full, and one that ends it.
// docs/ledger.md has the bytes of each.

// firstLine says to whoever opens the file what it is. The digit is the version of the
// format.
const firstLine = "otustemplate ledger 1: what was shared, without names. Keep it and its key.\n"

var frameMark = []byte("ledg")

// A frameKind says what a frame holds.
type frameKind byte

const (
	frameHeader  frameKind = 'H'
	frameBegin   frameKind = 'B'
	frameEntries frameKind = 'E'
	frameEnd     frameKind = 'Z'
	frameCommit  frameKind = 'C'
	frameDiscard frameKind = 'D'
	frameForget  frameKind = 'F'
)

// settles reports whether a frame of the kind ends a step that is whole by then: what
// follows may be cut off.
func (k frameKind) settles() bool {
	return k == frameEnd || k == frameCommit || k == frameDiscard || k == frameForget
}

const (
	frameHead = 4 + 1 + 4 // bytes before what a frame holds
	frameTail = 4

	saltSize  = 16
	checkSize = 16

	entrySize       = 4 + 4 + 8 + 4 + keySize + 8 + 8*schema.NumColumns
	entriesPerFrame = 512
	maxContent      = entriesPerFrame * entrySize
	maxFileName     = 1000 // bytes of the name of a file that is kept
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// appendFrame appends a frame.
func appendFrame(dst []byte, kind frameKind, content []byte) []byte {
	dst = append(dst, frameMark...)
	start := len(dst)
	dst = append(dst, byte(kind))
	dst = binary.LittleEndian.AppendUint32(dst, uint32(len(content)))
	dst = append(dst, content...)
	return binary.LittleEndian.AppendUint32(dst, crc32.Checksum(dst[start:], castagnoli))
}

// A frame is one as it was read. Its content is valid until the next one is read.
type frame struct {
	kind    frameKind
	content []byte
}

// parseFrame returns the frame at the start of text, and how long it is. It reports
// false if none is there, or not all of it.
func parseFrame(text []byte) (f frame, size int, ok bool) {
	if len(text) < frameHead+frameTail || !bytes.HasPrefix(text, frameMark) {
		return frame{}, 0, false
	}
	n := binary.LittleEndian.Uint32(text[5:])
	if n > maxContent || len(text) < frameHead+int(n)+frameTail {
		return frame{}, 0, false
	}
	end := frameHead + int(n)
	if crc32.Checksum(text[4:end], castagnoli) != binary.LittleEndian.Uint32(text[end:]) {
		return frame{}, 0, false
	}
	return frame{frameKind(text[4]), text[frameHead:end]}, end + frameTail, true
}

// beginContent is what the frame holds that begins a delivery.
func beginContent(d *delivery) []byte {
	text := binary.LittleEndian.AppendUint32(nil, d.number)
	text = binary.LittleEndian.AppendUint64(text, d.keyed)
	return append(text, d.File...)
}

func (d *delivery) takeBegin(content []byte) bool {
	if len(content) < 4+8 || len(content) > 4+8+maxFileName {
		return false
	}
	d.number = binary.LittleEndian.Uint32(content)
	d.keyed = binary.LittleEndian.Uint64(content[4:])
	d.File = string(content[12:])
	return d.number > 0
}

// endContent is what the frame holds that ends a delivery.
func endContent(d *delivery) []byte {
	text := binary.LittleEndian.AppendUint32(nil, d.number)
	for _, n := range []int64{d.Records, d.Changed, d.Removed} {
		text = binary.LittleEndian.AppendUint64(text, uint64(n))
	}
	return text
}

// isEnd reports whether the frame ends the delivery of which these entries were read.
func (d *delivery) isEnd(content []byte) bool { return bytes.Equal(content, endContent(d)) }

// stepContent is what the frame holds that settles a delivery: its number, and the day.
func stepContent(number uint32, day dates.Date) []byte {
	text := binary.LittleEndian.AppendUint32(nil, number)
	return binary.LittleEndian.AppendUint32(text, uint32(packDay(day)))
}

func takeStep(content []byte) (number uint32, day dates.Date, ok bool) {
	if len(content) != 8 {
		return 0, day, false
	}
	return binary.LittleEndian.Uint32(content), unpackDay(int32(binary.LittleEndian.Uint32(content[4:]))), true
}

// packDay makes a day a number in the order of days; 0 for the zero Date.
func packDay(d dates.Date) int32 { return int32(d.Year<<9 | int(d.Month)<<5 | d.Day) }

// unpackDay is the reverse of packDay.
func unpackDay(n int32) dates.Date {
	return dates.Date{Year: int(n >> 9), Month: monthOf(n), Day: int(n & 31)}
}
