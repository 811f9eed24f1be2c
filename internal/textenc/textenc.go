// Package textenc turns the bytes of a file into UTF-8.
package textenc

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// A Form is how the bytes stand for characters.
type Form uint8

// The forms. A byte order mark decides, whichever is asked for.
const (
	Bytes   Form = iota // passed on as they are: UTF-8, or a code page
	UTF8                // as they are, behind the mark of UTF-8
	UTF16LE             // decoded
	UTF16BE             // decoded
	UTF16               // to ask for only: the order that its NULs tell, or that makes the first character an ASCII one, else little-endian
	Auto                // to ask for only: UTF-16 where its NULs tell that it is, else Bytes
)

// headSize is how many bytes are looked at before the first one is given: the
// marks need 3, the signatures of other kinds of file up to 8.
const headSize = 8

// sampleSize is how many bytes without a mark are looked at for NULs.
const sampleSize = 4 << 10

// maxEmptyReads is how many reads in a row may give neither bytes nor an
// error, as in package bufio.
const maxEmptyReads = 100

// errNoReader is told of a nil io.Reader.
var errNoReader = errors.New("there is nothing to read: the io.Reader is nil")

var errBadCount = errors.New("textenc: reader returned an impossible count")

// A Reader gives the text of a stream without its byte order mark: decoded
// from UTF-16, with U+FFFD for half a surrogate pair or half a character, a lone
// control byte at the end apart, or else byte for byte. What it gives does not depend on how many bytes a read
// returns. It belongs to one goroutine.
type Reader struct {
	in   input
	text io.Reader // nil: nothing was read yet
	form Form
	head []byte
	mark int
}

// NewReader returns a Reader of r's text. The form asked for counts where
// there is no mark.
func NewReader(r io.Reader, form Form) *Reader {
	return &Reader{in: input{r: r}, form: form}
}

// Read reads text. An error of the input is returned as it is.
func (r *Reader) Read(p []byte) (int, error) {
	r.start()
	return r.text.Read(p)
}

// Form says what was found, which is neither UTF16 nor Auto. It reads the first bytes
// where that was not done yet.
func (r *Reader) Form() Form {
	r.start()
	return r.form
}

// Mark returns how many bytes the byte order mark takes up, 0 for none.
func (r *Reader) Mark() int {
	r.start()
	return r.mark
}

// Head returns the first bytes as they are, at most 8, the mark included.
func (r *Reader) Head() []byte {
	r.start()
	return r.head
}

// Width returns how many bytes of the input the text, a piece of what Read
// gave, stood in. The piece may start or end inside a character, which counts
// with its first byte.
func (r *Reader) Width(text []byte) int64 {
	if r.form != UTF16LE && r.form != UTF16BE {
		return int64(len(text))
	}
	var n int64
	for _, c := range text {
		switch {
		case c >= 0xF0: // starts a character beyond U+FFFF, a surrogate pair
			n += 4
		case utf8.RuneStart(c):
			n += 2
		}
	}
	return n
}

// start reads the first bytes and chooses the way to go on.
func (r *Reader) start() {
	if r.text != nil {
		return
	}
	size := 16 // passes long reads on to the input
	if r.form == UTF16 || r.form == Auto {
		size = sampleSize
	}
	buffered := bufio.NewReaderSize(&r.in, size)
	head, _ := buffered.Peek(headSize) // the input gives its error again
	r.head = append([]byte(nil), head...)
	r.form, r.mark = detect(head, r.form)
	if r.mark == 0 && (r.form == UTF16 || r.form == Auto) {
		sample, _ := buffered.Peek(sampleSize)
		r.form = guess(sample, r.form)
	}
	_, _ = buffered.Discard(r.mark) // it is in the buffer
	r.text = buffered
	switch r.form {
	case UTF16LE:
		r.text = transform.NewReader(buffered, decoder{order: binary.LittleEndian})
	case UTF16BE:
		r.text = transform.NewReader(buffered, decoder{order: binary.BigEndian})
	}
}

// detect returns the form of a file that starts with head, and the length of
// its byte order mark.
func detect(head []byte, asked Form) (Form, int) {
	at := func(i int) byte {
		if i < len(head) {
			return head[i]
		}
		return 0
	}
	switch {
	case at(0) == 0xEF && at(1) == 0xBB && at(2) == 0xBF:
		return UTF8, 3
	case at(0) == 0xFF && at(1) == 0xFE:
		return UTF16LE, 2
	case at(0) == 0xFE && at(1) == 0xFF:
		return UTF16BE, 2
	}
	return asked, 0
}

// guess returns the form of text without a mark where that was left open.
func guess(sample []byte, asked Form) Form {
	switch {
	case isUTF16(sample, binary.LittleEndian):
		return UTF16LE
	case isUTF16(sample, binary.BigEndian):
		return UTF16BE
	case asked == Auto:
		return Bytes
	case len(sample) > 1 && sample[0] == 0 && sample[1] != 0 && sample[1] < utf8.RuneSelf:
		return UTF16BE
	}
	return UTF16LE
}

// isUTF16 reports whether the sample is UTF-16 in that order by its NULs. Every
// second byte of it is one, except for letters beyond Latin-1: mostly other Latin
// ones, or those of an alphabet below U+2000 between blanks and line ends. In
// other text NULs stand anywhere, so that many would be the first byte of a
// character where they must be the second.
func isUTF16(sample []byte, order binary.ByteOrder) bool {
	var units, latin, alphabets, swapped int
	for ; len(sample) > 1; sample = sample[2:] {
		unit := order.Uint16(sample)
		if unit == 0 {
			continue // padding
		}
		units++
		switch high := unit >> 8; {
		case high == 0:
			latin++
		case unit&0xff == 0:
			swapped++
		case high < 0x20 && high != '\t' && high != '\n' && high != '\r':
			alphabets++
		}
	}
	if latin < 2 || 10*swapped > latin {
		return false
	}
	return 2*latin > units || 20*latin > units && 10*(latin+alphabets) > 9*units
}

// A decoder turns UTF-16 into UTF-8. That of package unicode makes one U+FFFD
// of two surrogates in the wrong order: what Width says would not hold.
type decoder struct {
	transform.NopResetter
	order binary.ByteOrder
}

// Transform decodes src into dst, as [transform.Transformer] has it.
func (d decoder) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		r, size := d.rune(src[nSrc:], atEOF)
		if size == 0 {
			return nDst, nSrc, transform.ErrShortSrc
		}
		if nDst+utf8.RuneLen(r) > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += size
	}
	return nDst, nSrc, nil
}

// rune returns the first character of src, and how many bytes it takes up: 0
// where more than src is needed.
func (d decoder) rune(src []byte, atEOF bool) (r rune, size int) {
	if len(src) < 2 {
		switch {
		case !atEOF:
			return 0, 0
		case len(src) == 1 && src[0] < ' ':
			return rune(src[0]), 1 // ^Z and the like, which programs put behind text as one byte
		}
		return utf8.RuneError, len(src)
	}
	first := rune(d.order.Uint16(src))
	if !utf16.IsSurrogate(first) {
		return first, 2
	}
	if len(src) < 4 {
		if atEOF {
			return utf8.RuneError, 2
		}
		return 0, 0
	}
	if pair := utf16.DecodeRune(first, rune(d.order.Uint16(src[2:]))); pair != utf8.RuneError {
		return pair, 4
	}
	return utf8.RuneError, 2
}

// An input asks again after empty reads, and gives an error again and again.
type input struct {
	r   io.Reader
	err error
}

func (in *input) Read(p []byte) (int, error) {
	if in.err != nil || len(p) == 0 {
		return 0, in.err
	}
	if in.r == nil {
		return 0, errNoReader
	}
	for range maxEmptyReads {
		n, err := in.r.Read(p)
		if n < 0 || n > len(p) {
			n, err = 0, errBadCount
		}
		in.err = err
		if n > 0 || err != nil {
			return n, err
		}
	}
	in.err = io.ErrNoProgress
	return 0, in.err
}

// LenWindows1252 returns how long the text is that [DecodeWindows1252] makes of
// src.
func LenWindows1252(src []byte) int {
	n := len(src)
	for _, c := range src {
		if c >= utf8.RuneSelf {
			n += utf8.RuneLen(DecodeWindows1252Byte(c)) - 1
		}
	}
	return n
}

// DecodeWindows1252 appends src, read as Windows-1252, to dst. The five bytes
// that the code page leaves free become U+FFFD.
func DecodeWindows1252(dst, src []byte) []byte {
	for _, c := range src {
		dst = utf8.AppendRune(dst, DecodeWindows1252Byte(c))
	}
	return dst
}
