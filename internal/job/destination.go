package job

import (
	"errors"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// A RecordWriter of the caller's own is given the records one by one, in the order of
// the file, on Build's goroutine.
type RecordWriter interface {
	// Write takes a record and the row that it was made of, which is valid during the
	// call. A *[sheet.RecordError] rejects the record; any other error ends the build.
	Write(rec *schema.Record, row SourceRow) error
	Flush() error
}

// A destination is where the records of a build go: to a Writer as rows, which are
// made on many goroutines, or to a RecordWriter one by one.
type destination struct {
	Rows    *sheet.Writer
	Records RecordWriter // nil: they go to Rows
}

// isNone reports whether there is none.
func (d *destination) isNone() bool { return d.Rows == nil && d.Records == nil }

// flush passes on what was written.
func (d *destination) flush() error {
	if d.Records != nil {
		return d.Records.Flush()
	}
	return d.Rows.Flush()
}

// form returns how records are made rows, if they are.
func (d *destination) form() sheet.RecordForm {
	if d.Records != nil {
		return sheet.RecordForm{}
	}
	return d.Rows.RecordForm
}

// labels returns the labels of the columns that row returns.
func (d *destination) labels() []string {
	if d.Records != nil {
		return schema.Layout{}.Labels()
	}
	return d.Rows.Labels()
}

// row returns the record as a row.
func (d *destination) row(record *writtenRecord) []byte {
	if record.held == nil {
		return record.row
	}
	row, _ := sheet.NewWriter(nil, nil).AppendRow(nil, &record.held.rec) // one that is refused is not asked for
	return row
}

// last returns the row that was written last; of a RecordWriter, how many records it has
// been given.
func (d *destination) last(written int64) int64 {
	if d.Records != nil {
		return written
	}
	return d.Rows.Last()
}

// A heldRecord is a record that is not made a row.
type heldRecord struct {
	rec    schema.Record
	cells  schema.Record // as the mapping made them, before a repair
	fields [schema.NumColumns + 1]int
}

// recordSize is about how many bytes a heldRecord takes beside its texts.
const recordSize = 512

// hold adds the record to those that are to be written.
func (f *builtRows) hold(rec *schema.Record, made *mapping.Record) {
	f.held = append(f.held, heldRecord{*rec, made.Rec, made.Fields})
	f.heldSize += recordSize
	for _, c := range schema.AllColumns {
		f.heldSize += len(rec.Cell(c))
	}
}

// waiting returns how many bytes of records wait to be taken.
func (f *builtRows) waiting() int { return len(f.out) + f.heldSize }

// A writtenRecord is a record as it is written: as a row, or to a RecordWriter as it is.
type writtenRecord struct {
	row  []byte
	held *heldRecord // nil: there is none
}

// nextRecord returns what is to be written of the next record.
func (t *taking) nextRecord(rec *madeRecord) (record writtenRecord) {
	record.row = t.found.out[t.out:rec.out]
	if t.held < int(rec.held) {
		record.held = &t.found.held[t.held]
	}
	t.out, t.held = int(rec.out), int(rec.held)
	return record
}

// nextIssues returns the next n issues of records, as those of the row.
func (t *taking) nextIssues(row *madeRow, n int) []check.Issue {
	issues := t.found.issues[t.issue : t.issue+n : t.issue+n]
	t.issue += n
	for i := range issues {
		issues[i].Row, issues[i].Line = row.Row, row.Line
	}
	return issues
}

// put writes the record, or returns the issue of one that is refused. The error is of
// dst, and for good.
func (w *build) put(row *madeRow, rec *madeRecord, record writtenRecord) (refused *check.Issue, err error) {
	switch {
	case rec.refused != nil:
		rec.refused.Row, rec.refused.Line = row.Row, row.Line
		return rec.refused, w.dst.Rows.Ready()
	case record.held != nil:
		return w.writeHeld(row, record.held)
	}
	return nil, w.dst.Rows.WriteRow(record.row)
}

// writeHeld writes the record to the RecordWriter. It returns the issue of one that is
// refused. The error is for good.
func (w *build) writeHeld(row *madeRow, held *heldRecord) (refused *check.Issue, err error) {
	err = w.dst.Records.Write(&held.rec, SourceRow{w.rowLabels, row.Cells, row.Position})
	if why, ok := errors.AsType[*sheet.RecordError](err); ok && why != nil {
		is := w.v.refusal(&row.ExportRow, why, &held.cells, &held.fields)
		return &is, nil
	}
	return nil, err
}

// refusal returns the issue of a record that was refused: of its cells, which come
// from these fields.
func (v *Validator) refusal(row *mapping.ExportRow, why *sheet.RecordError, cells *schema.Record, fields *[schema.NumColumns + 1]int) check.Issue {
	is := check.Issue{
		Code:     v.codeOfRefusal(why),
		Severity: check.SeverityError,
		Row:      row.Row,
		Line:     row.Line,
		Message:  "the finished file does not take this row: tell your data person",
	}
	if why.Err != nil {
		is.Message = why.Err.Error()
	}
	if c := why.Column; c != schema.NoColumn && int(c) < len(fields) {
		is.Column, is.Field, is.Value = c, fields[c], cells.Cell(c)
	}
	return is
}

// codeOfRefusal returns the code under which the record is rejected: the one that is
// given, if a report knows it.
func (v *Validator) codeOfRefusal(why *sheet.RecordError) schema.Code {
	switch {
	case v.IsOfRows(why.Code):
		return why.Code
	case why.Code == "" && why.Column == schema.ColDate:
		return schema.CodeDateInvalid
	}
	return schema.CodeRecordRefused
}
