package job

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
)

// An export may have several rows of one record, such as one for each consequence. The
// "key" of a mapping says which rows are one: the first of them is taken, and those that
// make the same of it are left out.

// A keyedRow is what is known of a row by which others are told to be the same.
type keyedRow struct {
	key   seen.Hash
	cells seen.Hash // of the columns A to H of all its records
	notes seen.Hash
	has   bool // each cell of the key says something
	whole bool // cells and notes are of all records, and not of the first so many
}

// A firstRow is the first row of a key.
type firstRow struct {
	keyedRow
	row int64
}

// keyTexts gather what the hashes of a keyedRow are made of. They belong to one
// goroutine.
type keyTexts struct {
	key, cells, notes []byte
	room              []byte // of a cell
}

func appendKeyCell(text []byte, cell string) []byte {
	cell = fold.Key(strings.TrimFunc(cell, celltext.Unseen))
	return append(binary.AppendUvarint(text, uint64(len(cell))), cell...)
}

// start takes up a row. It reports false if the row repeats nothing, as a cell of its key
// is empty.
func (k *keyTexts) start(row *mapping.ExportRow, fields []int, part string) bool {
	k.key, k.cells, k.notes = k.key[:0], k.cells[:0], k.notes[:0]
	for _, field := range fields {
		cell := row.Cell(field)
		if celltext.IsBlank(cell) {
			return false
		}
		k.key = appendKeyCell(k.key, cell)
	}
	// Of rows that were rejected there is one for each record that a row made.
	k.key = appendKeyCell(k.key, part)
	return len(fields) > 0
}

// add adds a record.
func (k *keyTexts) add(rec *schema.Record) {
	for c := schema.ColStudentEmail; c < schema.ColNote; c++ {
		k.cells = appendKeyCell(k.cells, rec.Cell(c))
	}
	k.notes = appendKeyCell(k.notes, rec.Note)
}

// appendText is appendKeyCell for the bytes of a cell.
func (k *keyTexts) appendText(text, cell []byte) []byte {
	if n := len(cell); n > 0 && celltext.Printable(cell[0]) && celltext.Printable(cell[n-1]) {
		k.room = slices.Grow(k.room[:0], n)
		if key, ok := fold.AppendKeyBytes(k.room, cell); ok {
			return append(binary.AppendUvarint(text, uint64(len(key))), key...)
		}
	}
	return appendKeyCell(text, string(cell))
}

// addKeyed adds what is known of a row that is proven good, as start and add find it out of
// one that is made, if the mapping has a key. It reports false where that can't be said.
func (p *plainProof) addKeyed(f *builtRows, r *plainRow) bool {
	if p.maker.bound.Key == nil {
		return true
	}
	row, ok := p.keyedRow(r)
	if ok {
		f.keyed = append(f.keyed, row)
	}
	return ok
}

func (p *plainProof) keyedRow(r *plainRow) (row keyedRow, ok bool) {
	k := &p.keyed
	k.key, k.cells, k.notes = k.key[:0], k.cells[:0], k.notes[:0]
	for _, field := range p.maker.bound.Key {
		cell := r.source.cell(field)
		if celltext.IsBlankText(cell) {
			return keyedRow{}, true
		}
		if r.source.doubled(field) {
			return keyedRow{}, false
		}
		k.key = k.appendText(k.key, cell)
	}
	k.key = appendKeyCell(k.key, "") // it is no part of a row
	for c := schema.ColStudentEmail; c < schema.ColNote; c++ {
		if c == schema.ColDate {
			k.cells = appendKeyCell(k.cells, check.UnpackDay(p.check.Clean.Day).String())
			continue
		}
		k.cells = k.appendText(k.cells, p.undoubled(r, c))
	}
	k.notes = k.appendText(k.notes, p.undoubled(r, schema.ColNote))
	return k.row(p.check.V.Hasher, true), true
}

// undoubled returns a cell of the template's row, good until the next call.
func (p *plainProof) undoubled(r *plainRow, c schema.Column) []byte {
	at := p.at[c]
	switch {
	case at < 0:
		return nil
	case r.doubled(at):
		p.key = csvrow.AppendUndoubled(p.key[:0], r.cell(at))
		return p.key
	}
	return r.cell(at)
}

// nextKeyed returns what is known of the next good row, and whether there was one of its key.
func (t *taking) nextKeyed() (row keyedRow, there bool) {
	if t.bound.Key == nil {
		return keyedRow{}, false
	}
	row = t.found.keyed[t.keyedAt]
	t.keyedAt++
	if row.has {
		_, there = t.build.keyed[row.key]
	}
	return row, there
}

func (k *keyTexts) row(h seen.Hasher, whole bool) keyedRow {
	return keyedRow{h.Sum(k.key), h.Sum(k.cells), h.Sum(k.notes), true, whole}
}

// takeKeyed takes a row if there was one of its key: it is left out if it makes the same,
// or rejected. It reports false if the row is still to be taken as any other.
func (t *taking) takeKeyed(row *madeRow) (taken bool, err error) {
	w := t.build
	if row.repeats {
		w.counts.Repeated++
		return true, t.skip(row)
	}
	if !row.keyed.has {
		return false, nil
	}
	first, there := w.keyed[row.keyed.key]
	if !there {
		w.keyed[row.keyed.key] = firstRow{row.keyed, row.Row}
		return false, nil
	}
	is := w.v.keyConflict(&row.ExportRow, strconv.FormatInt(first.row, 10), w.bound.Key[0]+1)
	is.Related = []int64{first.row}
	if first.cells == row.keyed.cells && first.whole && row.keyed.whole {
		w.counts.Repeated++
		if first.notes != row.keyed.notes && is.Severity != check.SeverityOff {
			is.Severity = min(is.Severity, check.SeverityWarning) // nothing of it is written
			is.Message = fmt.Sprintf("the row is left out because row %d of the export is the same incident, but its note differs: check that nothing is missing there", first.row)
			w.told = append(w.told, toldIssue{is, true})
		}
		return true, t.skip(row)
	}
	if is.Severity != check.SeverityError {
		if is.Severity != check.SeverityOff {
			w.told = append(w.told, toldIssue{is, true})
		}
		return false, nil
	}
	if err := t.skip(row); err != nil {
		return true, err
	}
	w.counts.Records++
	w.counts.Rejected++
	w.told = append(w.told, toldIssue{is, false})
	return true, w.reject(row, withOther(row.part, unlikeRow, first.row), 0)
}

// unlikeRow says in the rejects, behind the part that a row is, that the row is rejected
// as it differs from another one of its key. Else it would be taken when it is read
// again, without the other one. Who has decided for it takes the words out.
const unlikeRow = "unlike row "

func withOther(part, words string, row int64) string {
	if part != "" {
		part += ", "
	}
	return part + words + strconv.FormatInt(row, 10)
}

// cutOther returns the part without such words, and the number of the other row, or "" if
// they are not there.
func cutOther(cell, words string) (part, row string) {
	at := strings.LastIndex(cell, words)
	if at < 0 || !celltext.IsDigits(strings.TrimSpace(cell[at+len(words):])) {
		return cell, ""
	}
	return strings.TrimSuffix(strings.TrimSpace(cell[:at]), ","), strings.TrimSpace(cell[at+len(words):])
}

// keyConflict returns the issue of a row that differs from that other one of its key.
func (v *Validator) keyConflict(row *mapping.ExportRow, other string, field int) check.Issue {
	return check.Issue{
		Code:     schema.CodeKeyConflict,
		Severity: v.RuleSeverity(schema.CodeKeyConflict),
		Row:      row.Row,
		Line:     row.Line,
		Field:    field,
		Message: fmt.Sprintf("the row is the same incident as row %s of the export, but the two do not agree: find out which one is right; "+
			"remove this one, or the other one and the words %q under %q", other, unlikeRow+other, schema.LabelPart),
	}
}

// skip passes over what was made of the row's records.
func (t *taking) skip(row *madeRow) error {
	row.rest = 0
	for range int(row.records) {
		if t.found.failed != nil && t.found.failing == t.record {
			return failedAt(t.found.failed, row.Position)
		}
		rec := &t.found.records[t.record]
		t.record++
		t.nextRecord(rec)
		t.issue += int(rec.settled) + int(rec.issues)
		t.missing += int(rec.missing)
		if t.repeated {
			t.nextHash()
		}
		if t.shared.index != nil {
			t.shared.index.ByKey(t.nextEntry().Key) // it is there, whatever becomes of it
		}
	}
	return nil
}
