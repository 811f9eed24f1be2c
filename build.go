package otustemplate

import (
	"context"
	"io"

	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/sheet"
)

// A Builder fills in the template from an export: source → mapping → check →
// repair → template and rejects. The zero Builder takes the rows of a template,
// and makes the checks that need no references. Build does not change
// its fields, so that one Builder may serve several goroutines, apart from
// Rejects, which only one at a time may write to.
type Builder struct {
	// Mapping says how the export's columns become the template's. Nil: the
	// source has the template's labels, as a file for a [Reader] does.
	Mapping *Mapping
	// Validator checks the records. Nil: the zero Validator does, which knows
	// nothing of what exists in Otus; the report says what was not checked.
	Validator *Validator
	// Rosters are what the look-ups of the mapping ask, one a school year, in
	// any order. A record asks the one whose academic sessions its date is in;
	// of several the one that starts last, and of none the nearest, in which
	// teachers and classes may well not be found. Nil: that of the Validator's
	// References. No other check is made against them than that an identifier is
	// not, in that of the References, another student's.
	Rosters []*Roster
	// Repair applies safe fixes before a record is judged.
	Repair bool
	// Rejects gets the records that were rejected, a row of the export for each,
	// as a CSV that the same mapping reads again: see Build. Nil: they are
	// counted and reported, not kept.
	Rejects io.Writer
}

// Build reads the whole source, and writes a record to dst for every row that
// counts, or for several of a row with "each". A record with an error after
// repair, or one that dst refuses, is rejected, and its row goes to Rejects: once
// for each of its records that is. The report is never nil; in it Row and Field are
// the export's, from 1 for the first row of a source that is no [CSVSource], and At
// says where in Rejects or in the template to correct what was found. The summary
// counts what was written, and every row read is accounted for: see [BuildCounts].
//
// Rejects is UTF-8 with a byte order mark, commas, CR LF. Behind the export's
// own columns, as they were, it has
//
//	otustemplate row      the row of the first export, however often its record
//	                      goes round; what a person made of it stays as it is
//	otustemplate part     of a row that makes several records: which one this is,
//	                      by the label of its column, such as "Code 2", or as "2 of
//	                      3" pieces of the cell that is split
//	otustemplate problem  why it was rejected
//	otustemplate text     the row's text, where it could not be split into cells
//	answer: Note          where notes are checked for names of students: "ok",
//	                      entered by a person, says that the note may stay as it
//	                      is, and makes its note-names-student a warning
//
// No mapping looks at these columns. Where a part is named, that record alone is
// made when the file is read again, whatever stands in the other columns or pieces:
// those were written, or have a row of their own. Its text may be changed, and
// other pieces emptied. Where the cell has more or fewer pieces than it had, or
// the part is empty or none, nobody can tell which record is meant, and the row is
// rejected again; without a name all its records are made. A file whose own
// columns were deleted is an export like any other.
//
// The error is nil, a *[MappingError] where the mapping doesn't fit the source
// or looks up and there is no roster, a *[FileError] where the source is no CSV
// file or, without a mapping, lacks columns of the template, or one of the
// source, of dst, of Rejects, of ValidatorOptions.OnIssue or of the context,
// or [ErrTooManyErrors], or says that src or dst is nil. Then the report says
// how far the build came, and is not OK, and neither output is whole. Build
// flushes dst, and closes neither it nor src.
//
// What the source scans as is made text: nil is an empty cell, []byte is text,
// integers are decimal, a float that is a whole number under 2⁵³ is decimal
// without exponent, a time is the day in its own location, and the zero time is
// an empty cell. A [Date] is its day. Named types are what their kind is, and a
// pointer or a [database/sql/driver.Valuer] what it stands for, nil an empty
// cell. A value of any other type ends the build with an error.
//
// A source that embeds a *[CSVSource] and has some methods of its own is read
// through them, and else gives what the CSVSource gives. Of any other source that
// has a method Position() [Position] or Raw() string, rows have that place, and
// rows that can't be read that text.
func (b *Builder) Build(ctx context.Context, src Source, dst *Writer) (*Report, error) {
	own := &job.Builder{Mapping: b.Mapping.inner(), Repair: b.Repair, Rejects: b.Rejects}
	if b.Validator != nil {
		own.Validator = b.Validator.inner()
	}
	if b.Rosters != nil {
		own.Rosters = make([]*roster.Roster, len(b.Rosters))
		for i, r := range b.Rosters {
			own.Rosters[i] = r.inner()
		}
	}
	var to *sheet.Writer
	if dst != nil {
		to = dst.made()
	}
	rep, err := own.Build(ctx, sourceOf(src), to)
	return reportOf(rep), publicError(err)
}

// BuildCounts say where every row of an export went: Read = used + LeftOut,
// and Records = Written + Rejected.
type BuildCounts struct {
	Read      int64 // rows read, blank ones apart
	LeftOut   int64 // rows that the mapping's rows leave out
	Records   int64 // records made of the rows used
	Written   int64
	Rejected  int64 // records set aside, rows that could not be split among them
	Repaired  int64 // records in which a repair changed something
	Defaulted int64 // cells that a default or fallback of the mapping filled
}
