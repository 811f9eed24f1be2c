package ledger

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/schema"
)

// What a HMAC is of begins with a byte that says it, so that none is taken for another
// one's: the number of a column, or one of these.
const (
	ofKey    = 'K'
	ofSource = 'S'
	ofLabels = 'L'
)

// subkey derives a key of one use from that of the caller and the salt of the file: so
// two ledgers of one key have nothing in common.
func subkey(key, salt []byte, use string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("otustemplate ledger: " + use + "\x00"))
	mac.Write(salt)
	return mac.Sum(nil)
}

// A Digester makes entries of records. It belongs to one goroutine.
type Digester struct {
	mac   hash.Hash
	text  []byte
	sum   [sha256.Size]byte
	known [schema.NumColumns + 1]map[string]uint64
}

// mostKnown is how many cells of a column a Digester remembers: there are few
// recognitions, teachers, classes and days, and some thousand students.
const mostKnown = 1 << 13

func newDigester(key []byte) *Digester {
	d := &Digester{mac: hmac.New(sha256.New, key)}
	for c := range d.known {
		d.known[c] = make(map[string]uint64)
	}
	return d
}

// begin begins with what a HMAC is to be of.
func (d *Digester) begin(use byte) { d.text = append(d.text[:0], use) }

// add adds a text, its length before it: no two lists of texts run together.
func (d *Digester) add(text string) {
	d.text = binary.AppendUvarint(d.text, uint64(len(text)))
	d.text = append(d.text, text...)
}

// end returns the HMAC.
func (d *Digester) end() []byte {
	d.mac.Reset()
	d.mac.Write(d.text)
	return d.mac.Sum(d.sum[:0])
}

// number returns the HMAC's first eight bytes; never 0, which stands for an empty cell.
func (d *Digester) number() uint64 { return max(binary.LittleEndian.Uint64(d.end()), 1) }

// compared returns a cell as it is compared: names and identifiers by their folded key, as
// rows of one key are.
func compared(cell string) string { return fold.Key(strings.TrimFunc(cell, celltext.Unseen)) }

// Cell returns what is held of a cell of a column A to H.
func (d *Digester) Cell(c schema.Column, cell string) uint64 {
	if cell == "" {
		return 0
	}
	known := d.known[c]
	if sum, ok := known[cell]; ok {
		return sum
	}
	sum := uint64(0)
	if text := compared(cell); text != "" {
		d.begin(byte(c))
		d.add(text)
		sum = d.number()
	}
	if len(known) >= mostKnown {
		clear(known)
	}
	known[strings.Clone(cell)] = sum
	return sum
}

// lineEnds makes line ends one, as programs that export write either.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// Note returns what is held of a note. Any other character in it is a change.
func (d *Digester) Note(note string) uint64 {
	note = strings.TrimFunc(note, celltext.Unseen)
	if note == "" {
		return 0
	}
	if strings.IndexByte(note, '\r') >= 0 {
		note = lineEnds.Replace(note)
	}
	d.begin(byte(schema.ColNote))
	d.add(note)
	return d.number()
}

// BeginKey begins with a Key.
func (d *Digester) BeginKey() { d.begin(ofKey) }

// BeginSource begins with what is held of the cells of a row.
func (d *Digester) BeginSource() { d.begin(ofSource) }

// Add adds a cell to the key or the source that was begun.
func (d *Digester) Add(cell string) { d.add(compared(cell)) }

// Key returns the Key.
func (d *Digester) Key() (key Key) {
	copy(key[:], d.end())
	if key == (Key{}) {
		key[0] = 1
	}
	return key
}

// Source returns what is held of the cells.
func (d *Digester) Source() uint64 { return d.number() }

// labels returns what is held of the labels of a mapping's key; 0: there are none.
func (d *Digester) labels(labels []string) uint64 {
	if len(labels) == 0 {
		return 0
	}
	d.begin(ofLabels)
	for _, label := range labels {
		d.add(schema.HeaderKey(label))
	}
	return d.number()
}

// Digester returns a Digester for the records of a build.
func (l *Ledger) Digester() *Digester { return newDigester(l.key) }
