package otustemplate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// A Builder makes a template from an export: it maps each row to records, checks
// them, repairs them if asked, and writes them to the template or to the rejects.
// The zero Builder takes the rows of a template and makes the checks that do not
// need references. Build does not change its fields, so that several goroutines may
// share a Builder, except that only one at a time may write to Rejects.
type Builder struct {
	// Mapping says how the columns of the export become those of the template. Nil
	// means that the source has the labels of the template, as a file for a
	// [Reader] does.
	Mapping *Mapping
	// Validator checks the records. Build uses all of its options. Workers is the
	// number of goroutines that make and check records. Reader is used only without a
	// Mapping, for a CSVSource that was made without options: it describes templates,
	// not exports. Nil means the zero Validator, which knows nothing of what exists in
	// Otus; the report lists the checks that were not made.
	Validator *Validator
	// Rosters are what the look-ups of the mapping ask: one for each school year,
	// in any order. A record asks the roster whose academic sessions contain its
	// date: of several the one that starts last, of none the nearest, which may not
	// have the teachers and classes of that day.
	//
	// Nil, as is usual, means Roster and Past of the Validator's References. If Past is
	// nil and Rosters is not, those of Rosters that start before the Roster of the
	// References are its Past in this build: records are checked as if they had been
	// given there. An empty Past that is not nil prevents that.
	Rosters []*Roster
	// Exclude names students and keys of whom no record may be written, because it was
	// expunged or withheld, for example. See [Exclusion]. Nil excludes nobody.
	Exclude []Exclusion
	// Repair applies safe fixes before it is decided whether a record is rejected.
	Repair bool
	// Rejects receives, as CSV, the row of the export of each rejected record, with
	// the problem. Correct them there, and build again from that file with the same
	// mapping: see "Rejects" at Build. Nil means that rejected records are only counted
	// and reported. Build does not close it.
	Rejects io.Writer
	// Ledger knows which records were shared in earlier deliveries, and gets what this
	// build writes as a new one, if the build is complete: see "Deliveries" at Build.
	// Nil means that nothing is known of earlier deliveries, except by
	// [Validator.WithShared].
	Ledger *Ledger
	// Changes receives, as CSV, each record that was shared before and has changed
	// since, as it is now, for Otus to correct. Nil means that they are rejected like
	// other records, and again by the next build. Build does not close it.
	Changes io.Writer
	// Removals receives, as CSV, where each record was shared that must be removed from
	// Otus. Nil means that they are only counted, and counted again by the next build.
	// Build does not close it.
	Removals io.Writer
	// WholeExport says that the source has every record of the days that it spans, from
	// its first to its last, or those of "dates" in the mapping's "rows" if it has them.
	// A record of these days that was shared and is not in the source any more is then a
	// removal. It takes effect only with a Ledger and a mapping with a "key". False means
	// that the source may have a part of them only.
	WholeExport bool
}

// Build reads src to its end and writes a record to dst, which is a *[Writer], a
// *[File] or a [RecordWriter] of your own, for each row that counts, or several for a
// row with "each" in the mapping. A record is rejected if an error remains after the
// repair, or if dst refuses it. Build flushes dst, and closes neither dst nor src.
//
// The report is never nil. Row and Field of its issues are those of the export;
// rows count from 1 if the source does not say where they are. Issue.At says where
// in the rejects or in the template to correct what was found. The summary counts
// the records that were written, and [BuildCounts] every row read.
//
// # Errors
//
// If Build returns an error, neither output is complete; the report says how far
// the build came and is not OK. The error is
//   - a *[MappingError] if the mapping does not fit the source, or has a look-up
//     and there is no roster;
//   - an *[ExclusionError] if an entry of Exclude does not stand for exactly one
//     student or key; nothing is written then;
//   - a *[FileError] if the source is not a CSV file or, without a mapping, lacks
//     columns of the template;
//   - the error of the source, of dst, of Rejects, of ValidatorOptions.OnIssue or of
//     ctx;
//   - a *[CheckError] if one of ValidatorOptions.Checks panicked;
//   - an error of the Ledger, which then has no delivery of this build;
//   - [ErrTooManyErrors] after ValidatorOptions.MaxErrors errors;
//   - an untyped error if src or dst is nil, or if the source gives a value of a
//     type that cannot be a cell.
//
// Rows that cannot be used are not errors: they are counted, reported and written
// to Rejects.
//
// # Goroutines
//
// Records are made and checked on ValidatorOptions.Workers goroutines. The report,
// the template and the rejects are the same whatever their number. The methods of
// src, OnIssue, OnProgress, the Write methods of Rejects and of the writer below dst,
// and a RecordWriter of your own are called only on the goroutine that called Build.
// src is read ahead of what is written. The reader below a [CSVSource] may be read on
// another goroutine, but never by two at the same time.
//
// Build returns soon after ctx is done, even while the reader below a CSVSource
// blocks: such a Read is not waited for, and the reader is in use until it returns. A
// Source or RecordWriter of your own must heed ctx itself while it runs.
//
// # Rejects
//
// Rejects is UTF-8 with a byte order mark, commas, and CR LF. After the export's own
// columns, with their cells as they were and without those of [Derive], it has
//
//	otustemplate row      the row of the first export, however often the record is
//	                      built again; if a person changed it, it stays changed
//	otustemplate part     which record this is of a row that makes several: the
//	                      label of its column, such as "Code 2", or "2 of 3" for a
//	                      piece of a cell that is split; and "unlike row 7" if it
//	                      differs from row 7, which has the same key
//	otustemplate who      whose it is to settle: "you" (the office staff), "your data
//	                      person" or "Otus", or several of them
//	otustemplate problem  why it was rejected
//	otustemplate text     the text of the row, if it could not be split into cells
//	answer: Class Name    the same for each of columns A to G that the mapping fills
//	                      in from "values" or by a look-up: what a person enters
//	                      here goes before the mapping
//	answer: Note          only if notes are checked for names of students: "ok",
//	                      entered by a person, says that the note may stay
//	                      unchanged, and makes its note-names-student a warning
//
// An answer is what Otus has: the name of a recognition or of a class, the e-mail address
// of a teacher, an identifier of a student. If the mapping looks the column up, whatever
// the look-up understands is an answer too, such as the name of a teacher; an answer that
// is in the [References] stands, whatever the roster of that day has. Answers are checked
// like any cell. A record with a wrong one is rejected again, with the answer where it
// was entered, and the problem says so. Issue.At names the answer's cell for all that is
// wrong with such a column. An answer that is not empty counts even if the mapping does
// not fill in its column any more.
//
// No mapping looks at these columns. If the part is filled in, only that record is
// made when the file is read again, whatever is in the other columns or pieces:
// those were written, or have a row of their own. The text of the part may be
// changed, and other pieces emptied. If the cell now has more or fewer pieces, or
// the part is empty or does not exist, nobody can tell which record is meant, and
// the row is rejected again. If the part is not filled in, all records of the row
// are made. A row that is unlike another one of its key is rejected until a person takes
// these words out. A file from which these columns were deleted is an export like any
// other.
//
// # Deliveries
//
// With a Ledger, a record that was shared before is not written again. It is the same
// one if the cells of the mapping's "key" are equal, and with "each" the column or the
// text of the piece.
//   - If nothing changed, it is left out and counted as AlreadyShared, even if it would be
//     rejected today because a name is in no list any more.
//   - If something changed, it is rejected as [CodeChangedSince] and goes to Changes. If
//     it has other errors, it is rejected for these first.
//   - If it names another student now, where the first one's record was shared goes to
//     Removals too: it must be removed from Otus. With WholeExport, records that are not
//     in the source any more follow there; among them are those that the mapping leaves
//     out today.
//
// Without a "key", or if one of its cells is empty, a record that is equal to a shared one
// in all columns is rejected as [CodeDuplicateShared].
//
// The student is the same if one number is, as given or as the roster has it. A
// difference in case or spaces is no change, except in a note.
//
// If the build is complete, the ledger gets a delivery, [Report].Delivery, that says what
// was written to the template, Changes and Removals: at the end of the build or, for a
// *File, at [File.Commit], when the template is in place. It counts for later builds
// when [Ledger.Commit] has said that it was shared. A File takes one build with a ledger.
//
// # Values
//
// Each value that the source scans becomes the text of a cell:
//   - nil is an empty cell;
//   - string and []byte are the text, unchanged;
//   - integers and floats are decimal, never with an exponent;
//   - bool is "true" or "false";
//   - [time.Time] is its day in its own location, unless the mapping sets a zone;
//     the zero Time is an empty cell;
//   - [Date] is its day, and the zero Date an empty cell.
//
// A named type is treated as its kind. A [database/sql/driver.Valuer] stands for its
// Value, and a pointer for what it points to; a nil pointer is an empty cell.
//
// Any other type ends the build with an error that names the column and the type.
func (b *Builder) Build(ctx context.Context, src Source, dst RecordWriter) (*Report, error) {
	own := &job.Builder{Mapping: b.Mapping.inner(), Repair: b.Repair, Rejects: b.Rejects}
	for _, e := range b.Exclude {
		own.Exclude = append(own.Exclude, mapping.Exclusion(e))
	}
	if b.Validator != nil {
		own.Validator = b.Validator.inner()
	}
	own.Ledger, own.Changes, own.Removals, own.WholeExport = b.Ledger.inner(), b.Changes, b.Removals, b.WholeExport
	if b.Ledger != nil && own.Ledger == nil {
		return &Report{Stopped: "there is no ledger to read"}, errNoLedger
	}
	if file, ok := dst.(*File); ok && file != nil && file.file != nil {
		own.File, own.Deliver = file.name, file.deliver
	}
	if b.Rosters != nil {
		own.Rosters = make([]*roster.Roster, len(b.Rosters))
		for i, r := range b.Rosters {
			own.Rosters[i] = r.inner()
		}
	}
	var rep *tally.Report
	var err error
	if rows, ok := rowWriterOf(dst); ok {
		rep, err = own.Build(ctx, sourceOf(src), rows)
	} else {
		rep, err = own.BuildRecords(ctx, sourceOf(src), &foreignWriter{dst})
	}
	return reportOf(rep), publicError(err)
}

// BuildCounts says what became of the rows of an export: Read is the rows used plus
// LeftOut and Repeated, and Records is Written plus Rejected plus AlreadyShared plus Excluded.
// A row of which every record is excluded counts as used. Changed is a
// part of Rejected.
type BuildCounts struct {
	Read          int64 // rows read, without blank ones
	LeftOut       int64 // rows left out because "rows" of the mapping says so
	Repeated      int64 // rows left out because they make what an earlier row of the same "key" of the mapping made
	Records       int64 // records made of the rows used
	Written       int64 // records written to the template
	Rejected      int64 // records rejected, including rows that could not be split
	Excluded      int64 // records left out because [Builder.Exclude] names their student or their key
	AlreadyShared int64 // records left out, as they were shared before: see Builder.Ledger
	Changed       int64 // of Rejected, those that were shared before and have changed since
	Removed       int64 // records that were shared before and are to be removed from Otus
	NotCompared   int64 // records that were shared before and that the export need not have: see Builder.WholeExport
	Repaired      int64 // records in which a repair changed something
	Defaulted     int64 // cells filled by a default or fallback of the mapping
}

// An Exclusion names one student, or one key of the mapping, that must not enter the
// template: an expunged record, a withheld or deceased student, a family that opted out.
// A key that no row has is reported in [Report].UnmetExclusions; a student who stands for nobody
// is an error. Records that are excluded are counted ([BuildCounts], Excluded) and nothing else: they
// are not in the template, the rejects, the report or missing.json, and OnIssue, Checks
// and a RecordWriter never see them. Of a row with "each" only those parts are left out,
// and their text is left out of the row's cells wherever these are shown.
//
// A student is found by way of the rosters of the build, Rosters and that of the
// Validator: whichever identifiers the list has and whichever the export. A record is
// also excluded if it may be that of an excluded student, because its identifier is spelled in
// another way (4191 for 04191), is shared, or stands for nobody while another cell of
// the row has the student's name or number, and no other identifier says that it is
// another student's. A note that names an excluded student is not excluded:
// [CodeNoteNamesStudent] is for it.
type Exclusion struct {
	// Cells are what names the student or the key, by label. A student's labels are
	// Student Email, SIS ID, Student Number and State ID, one of their aliases, or that
	// of the export's column that fills one of these; all cells must be of one student.
	// A key is a cell for each label of the mapping's "key", under that label. Cells
	// under other labels, such as a reason, are not used.
	Cells map[string]string
	// Place says where it was entered, such as "line 7", for errors and for
	// [Report].UnmetExclusions. "" means its place in Builder.Exclude, such as "entry 7".
	Place string
}

// LogValue returns the place without the cells. It implements [slog.LogValuer].
func (e Exclusion) LogValue() slog.Value { return slog.GroupValue(slog.String("place", e.Place)) }

// ReadExclusions reads exclusions from a CSV file with a header, one in each row, with
// the header's labels and the row's line as the place. Only blank rows are skipped.
//
// The error, without exclusions, is a *[FileError] or a *[RowError] if the file or a row
// of it cannot be read, the error of r, or an untyped one if the file has no header, two
// columns of one label, or a cell in a column without one. No error holds a cell.
func ReadExclusions(r io.Reader) ([]Exclusion, error) {
	entries, err := sheet.ReadEntries(r)
	if err != nil {
		return nil, publicError(err)
	}
	list := make([]Exclusion, len(entries))
	for i, e := range entries {
		list[i] = Exclusion{Cells: e.Cells, Place: fmt.Sprintf("line %d", e.Line)}
	}
	return list, nil
}

// What [errors.Is] finds in an *[ExclusionError].
var (
	// ErrExclusionNone means that an exclusion stands for no student of the rosters, or
	// that there is no roster.
	ErrExclusionNone = mapping.ErrExclusionNone
	// ErrExclusionSeveral means that it stands for several students.
	ErrExclusionSeveral = mapping.ErrExclusionSeveral
	// ErrExclusionUnclear means that it names neither a student nor a whole key.
	ErrExclusionUnclear = mapping.ErrExclusionUnclear
)

// An ExclusionError lists the entries of [Builder.Exclude] because of which a build did
// not start. It holds no cell.
type ExclusionError struct {
	Problems []ExclusionProblem // at least one
}

// An ExclusionProblem is one entry that cannot be used.
type ExclusionProblem struct {
	Place string // of the entry
	Err   error  // why: it wraps [ErrExclusionNone] or another of these
}

// Error returns the problems, one on each line.
func (e *ExclusionError) Error() string { return e.inner().Error() }

// Unwrap returns the errors of all problems.
func (e *ExclusionError) Unwrap() []error { return e.inner().Unwrap() }

func (e *ExclusionError) inner() *mapping.ExclusionError {
	own := &mapping.ExclusionError{Problems: make([]mapping.ExclusionProblem, len(e.Problems))}
	for i, p := range e.Problems {
		own.Problems[i] = mapping.ExclusionProblem(p)
	}
	return own
}

func exclusionErrorOf(e *mapping.ExclusionError) *ExclusionError {
	own := &ExclusionError{Problems: make([]ExclusionProblem, len(e.Problems))}
	for i, p := range e.Problems {
		own.Problems[i] = ExclusionProblem(p)
	}
	return own
}

// A RecordWriter is what [Builder.Build] writes records to. *[Writer] and *[File] are
// RecordWriters. Write your own to divide the records among several files, for
// example, or to put them into a database.
//
// Build calls its methods on the goroutine that called Build: Write with one record
// after the other, in the order of the rows of the source, and Flush once at the
// end, after an error too. A record may be kept. Build reads ahead: during Write the
// source is at a later row, so that what a Source or a function of [Derive] has
// noted of its current row is not about this record. A RecordWriter that needs more
// of the row than the record holds is a [RowWriter].
//
// For a RecordWriter of your own Build makes each record one by one, which takes
// longer than making the rows of a *Writer, and Issue.At is in the input or in the
// rejects, because Build does not know where the records go. That holds for a type
// that embeds a *Writer too.
type RecordWriter interface {
	// Write takes one record. A *[RecordError], wrapped or not, rejects the record
	// under its Column and Code, with the text of its Err as the problem. Any other
	// error ends the build.
	Write(rec Record) error
	// Flush passes on what Write has buffered. An error ends the build with it.
	Flush() error
}

// A RowWriter is a [RecordWriter] that looks at the row of the source too: Build
// calls its WriteFrom in place of Write. Columns of [Derive] are in the row as well. A
// row with "each" in the mapping may give several records.
//
//	func (w *bySchool) WriteFrom(rec otustemplate.Record, row otustemplate.SourceRow) error {
//		school, _ := row.Cell("School")
//		return w.writerOf(school).Write(rec)
//	}
type RowWriter interface {
	RecordWriter
	// WriteFrom takes one record, and the row of the source that it was made of. The
	// errors are those of Write.
	WriteFrom(rec Record, row SourceRow) error
}

// rowWriterOf returns the inner Writer of dst, which takes rows made of records. Not
// ok: dst is one of the caller's own.
func rowWriterOf(dst RecordWriter) (rows *sheet.Writer, ok bool) {
	switch dst := dst.(type) {
	case nil:
	case *Writer:
		if dst != nil {
			return dst.made(), true
		}
	case *File:
		if dst != nil {
			return dst.Writer.made(), true
		}
	default:
		return nil, false
	}
	return nil, true
}

// A foreignWriter is a RecordWriter of the caller's own.
type foreignWriter struct{ dst RecordWriter }

// Write writes the record.
func (w *foreignWriter) Write(rec *schema.Record, row job.SourceRow) error {
	own := recordOf(rec)
	if dst, ok := w.dst.(RowWriter); ok {
		return innerRefusal(dst.WriteFrom(own, SourceRow{row}))
	}
	return innerRefusal(w.dst.Write(own))
}

// Flush flushes.
func (w *foreignWriter) Flush() error {
	if err := w.dst.Flush(); err != nil {
		return &callersError{err, err}
	}
	return nil
}

// innerRefusal returns an error of a RecordWriter as one that is known inside, if it
// is of a record.
func innerRefusal(err error) error {
	if err == nil {
		return nil
	}
	if bad, ok := errors.AsType[*RecordError](err); ok && bad != nil {
		return &callersError{err, &sheet.RecordError{Column: schema.Column(bad.Column), Code: schema.Code(bad.Code), Err: bad.Err}}
	}
	return &callersError{err, err}
}
