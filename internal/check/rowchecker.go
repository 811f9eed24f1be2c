package check

import (
	"cmp"
	"math/bits"
	"slices"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// A Row is one row under check: its cells as read, by template column.
type Row struct {
	schema.Position
	Cells   [schema.NumColumns + 1]string
	Fields  [schema.NumColumns + 1]int // the cells' columns in the file, from 1; 0: none
	Day     dates.Date                 // of the Date cell, where that is known to be a plain date; else zero
	Recoded schema.ColumnSet           // the cells that were not UTF-8 and were read as Windows-1252
}

// rowOf returns rec as a row of its own, each cell in its template column.
func rowOf(rec *schema.Record) *Row {
	s := new(Row)
	for _, c := range schema.AllColumns {
		s.Cells[c] = rec.Cell(c)
		s.Fields[c] = int(c)
	}
	return s
}

// Take takes the cells of a row in the order of the file.
func (s *Row) Take(at schema.Position, cells []string) {
	s.Position = at
	for _, c := range schema.AllColumns {
		s.Cells[c] = ""
		if field := s.Fields[c]; field > 0 && field <= len(cells) {
			s.Cells[c] = cells[field-1]
		}
	}
}

// A RowChecker makes the checks of one row after the other. What several checks of
// a row need is worked out once, in begin.
type RowChecker struct {
	v         *Checker
	Rules     []*rule         // those to be made
	byTrait   [16]uint64      // for each trait, which of rules are about it: a bit each
	ofRows    uint64          // which of rules are about whole rows
	looks     []schema.Column // the cells to be looked at: all, or without any check or set the date for the summary
	silencing traits          // those that silence other checks and are checked for
	Repeats   bool            // rows are compared with one another
	Lazy      bool            // issues are left without words: see [run.explain]
	Rule      *rule           // the one at hand
	s         *Row
	Issues    []Issue

	Facts   [schema.NumColumns + 1]cellFacts
	traits  traits // of all cells
	people  rowPeople
	Date    dates.Reading // of the clean text of the Date cell
	Sure    dates.Date    // that day, where nothing is in doubt, else zero
	Unsplit bool          // cells of the row may have run into each other
	key     []byte        // of the duplicate check, kept for its memory

	longNote int // no note of so few bytes is too long
}

// cellFacts is what is known of a cell before it is checked.
type cellFacts struct {
	traits      traits
	silencing   traits             // of these, what alone is told of the cell; 0: everything
	blank       bool               // nothing but white space and what cannot be seen; of a note white space alone
	placeholder bool               // stands for "no value"
	filler      bool               // an identifier that stands for nobody, such as 000000
	marked      bool               // an identifier that has markup around it
	sheet       celltext.SheetForm // what a spreadsheet made of it
	clean       string             // the cell unwrapped, without control characters and stray spaces, an address bare
	repaired    string             // everything safe applied: what every safe fix of the cell says
	match       nameset.Match      // of clean, in the column's set
	Place       int32              // of match.Name in the set, or nameset.NoPlace
	known       bool               // the cell as read is in its set; false where there is no set
}

// NewRowChecker returns a RowChecker that makes v's checks.
func NewRowChecker(v *Checker) *RowChecker {
	rc := &RowChecker{v: v, Repeats: v.FindsRepeats(), longNote: sheetLimit}
	if limit := v.Opts.NoteLimit; limit > 0 {
		rc.longNote = min(limit, sheetLimit)
	}
	for i := range Rules {
		r := &Rules[i]
		if (r.Row != nil || r.Cell != nil) && v.On(r.Code) && (r.Needs != NeedsRoster || v.Refs.Roster != nil) {
			rc.add(r)
		}
	}
	rc.looks = schema.AllColumns
	if len(rc.Rules) == 0 && v.Refs == (roster.References{}) {
		rc.looks = []schema.Column{schema.ColDate} // a Builder without a Validator: a quarter of its time
	}
	for c := range rc.Facts {
		rc.Facts[c].Place = nameset.NoPlace
	}
	return rc
}

// add adds a check to those that are made.
func (rc *RowChecker) add(r *rule) {
	bit := uint64(1) << len(rc.Rules)
	rc.Rules = append(rc.Rules, r)
	rc.silencing |= r.About & (traitBlank | traitPlaceholder | traitSheet)
	if r.Row != nil {
		rc.ofRows |= bit
	}
	for t := r.About; t != 0; t &= t - 1 {
		rc.byTrait[bits.TrailingZeros16(uint16(t))] |= bit
	}
}

// toMake returns which of the rules the row at hand may have to do with, a bit
// each: mostly one or two of thirty.
func (rc *RowChecker) toMake() uint64 {
	some := rc.ofRows
	for t := rc.traits; t != 0; t &= t - 1 {
		some |= rc.byTrait[bits.TrailingZeros16(uint16(t))]
	}
	return some
}

// Check returns the issues of one row, by column and order of the codes. The
// slice is the RowChecker's until the next call.
func (rc *RowChecker) Check(s *Row) []Issue {
	rc.Begin(s)
	for some := rc.toMake(); some != 0; some &= some - 1 {
		r := rc.Rules[bits.TrailingZeros64(some)]
		rc.Rule = r
		if r.Row != nil {
			r.Row(rc)
		}
		for _, c := range r.Columns {
			if r.About&rc.Facts[c].traits != 0 && !rc.Silenced(c) {
				r.Cell(rc, c)
			}
		}
	}
	if len(rc.Issues) > 1 { // the rules were in their order
		slices.SortStableFunc(rc.Issues, func(a, b Issue) int { return cmp.Compare(a.Column, b.Column) })
	}
	return rc.Issues
}

// Begin takes up a row.
func (rc *RowChecker) Begin(s *Row) {
	rc.s, rc.Issues = s, rc.Issues[:0]
	for _, c := range rc.looks {
		rc.look(c)
	}
	for _, c := range schema.Identifiers {
		if f := &rc.Facts[c]; f.placeholder && rc.beside(c) {
			f.repaired = ""
		}
	}
	if roster := rc.v.Refs.Roster; roster != nil {
		rc.people.reset()
		rc.lookUpStudents(roster)
		rc.lookUpClass(roster)
	}
	rc.readDateCell()
	rc.Unsplit = rc.ranTogether()
	rc.traits = traitAny
	for _, c := range rc.looks {
		rc.traits |= rc.Facts[c].traits
	}
}

// look works out the facts of the cell in column c.
func (rc *RowChecker) look(c schema.Column) {
	f, text := &rc.Facts[c], rc.s.Cells[c]
	*f = cellFacts{traits: traitAny, clean: text, repaired: text, Place: nameset.NoPlace}
	set := rc.v.SetOf(c)
	switch {
	case text == "":
		f.blank = true
	case set != nil && f.isPlainName(set, text):
	case c == schema.ColDate && !rc.s.Day.IsZero():
	default:
		f.traits = traitsOf(c, text)
		rc.lookInto(f, c, set, text)
	}
	if rc.s.Recoded.Has(c) {
		f.traits |= traitBeyond
	}
	if f.sheet != celltext.SheetPlain {
		f.traits, f.silencing = f.traits|traitSheet, traitSheet
	}
	if f.placeholder {
		f.traits, f.silencing = f.traits|traitPlaceholder, traitPlaceholder
	}
	if f.blank && c.Required() {
		f.traits, f.silencing = f.traits|traitBlank, traitBlank
	}
	f.silencing &= rc.silencing
}

// isPlainName notes and reports whether the cell is a name of the set about which
// no check has anything to say.
func (f *cellFacts) isPlainName(set *nameset.Set, text string) bool {
	place, ok := set.Table().LookUp(text)
	if ok {
		f.isName(set, place, text)
	}
	return ok
}

// isName notes that the cell is the name of the set that has the place.
func (f *cellFacts) isName(set *nameset.Set, place int32, text string) {
	f.Place, f.known = place, true
	f.match.Name, f.match.Exact = text, true
	if set.Email { // in another case, maybe; the other names need not be fetched
		f.match.Name = set.Names[place]
	}
}

// lookInto works out the facts of a cell that is not empty, nor a plain name.
//
//nolint:cyclop // a list of facts, each of which follows from those above it
func (rc *RowChecker) lookInto(f *cellFacts, c schema.Column, set *nameset.Set, text string) {
	const unclean = traitBeyond | traitControl | traitSpaces
	if f.traits&unclean != 0 && celltext.IsBlank(text) {
		f.blank, f.clean, f.repaired = true, "", ""
		return
	}
	if c == schema.ColNote {
		f.placeholder = celltext.IsSheetError(text)
		if len(text) > rc.longNote {
			f.traits |= traitLong
		}
		return
	}
	strange := set != nil && f.traits&traitBeyond == 0 && set.Lacks([]byte(text))
	if set != nil {
		// Text of ASCII is its own exact form, and no plain name here.
		if ascii := f.traits&(traitLatin|traitBeyond) == 0; !strange && (!ascii || !set.Table().All) {
			if f.Place, f.known = set.Place(text); f.known {
				f.match = nameset.Match{Name: set.Names[f.Place], Exact: true}
				return
			}
		}
		f.traits |= traitUnknown
	}
	if f.sheet = celltext.SpreadsheetForm(text); f.traits&unclean != 0 || f.sheet != celltext.SheetPlain || celltext.Unwrapped(c.Kind(), text) != text {
		f.clean, f.sheet = celltext.CleanUntil(c.Kind(), text, rc.standsFor(c))
	}
	f.blank, f.repaired = f.clean == "", f.clean // what cannot be seen names nobody
	if set != nil && (!strange || f.clean != text) {
		f.findMatch(set, text)
	}
	f.placeholder = f.match.Name == "" && f.match.Others == nil &&
		(f.traits&(unclean|traitLatin) != 0 || celltext.LikePlaceholder(f.clean)) && celltext.IsPlaceholder(f.clean)
	if c.Address() && !celltext.IsAddress(text) {
		f.traits |= traitNoAddress
	}
	if c.Identifier() {
		rc.lookAtShape(f, c, text)
	}
}

// findMatch finds what the set holds for a cell that is no name of it as it stands.
func (f *cellFacts) findMatch(set *nameset.Set, text string) {
	if f.clean == text {
		f.match = set.MatchFolded(text)
	} else {
		f.match = set.Match(f.clean)
	}
	if f.match.Name != "" {
		f.Place, _ = set.Place(f.match.Name)
		f.repaired = f.match.Name
	}
}

// Silenced reports whether what is wrong with the whole cell in column c makes
// the rule at hand idle: an empty cell, a placeholder, and what a spreadsheet
// made of a value are each told alone.
func (rc *RowChecker) Silenced(c schema.Column) bool {
	silencing := rc.Facts[c].silencing
	return silencing != 0 && silencing&rc.Rule.About == 0
}

// beside reports whether another identifier than column c's is filled in.
func (rc *RowChecker) beside(c schema.Column) bool {
	return slices.ContainsFunc(schema.Identifiers, func(o schema.Column) bool {
		f := &rc.Facts[o]
		return o != c && !f.blank && !f.placeholder && !f.filler
	})
}

// wordless adds an issue of the rule at hand without words where the RowChecker is
// lazy, and reports whether it did.
func (rc *RowChecker) wordless(c schema.Column) bool { return rc.wordlessAs(rc.Rule.severity, c) }

// wordlessAs is wordless for a check whose severity depends on the cell.
func (rc *RowChecker) wordlessAs(severity Severity, c schema.Column) bool {
	if rc.Lazy {
		rc.tellAs(severity, c, "")
	}
	return rc.Lazy
}

// tell adds an issue of the rule at hand to the cell in column c, or with
// NoColumn to the row.
func (rc *RowChecker) tell(c schema.Column, message string, fixes ...Fix) {
	rc.tellAs(rc.Rule.severity, c, message, fixes...)
}

// tellAs is tell for a check whose severity depends on the cell.
func (rc *RowChecker) tellAs(severity Severity, c schema.Column, message string, fixes ...Fix) {
	if c == schema.ColNote && len(rc.s.Cells[c]) > sheet.LargeRow {
		fixes = nil // each would be as large
	}
	rc.Issues = append(rc.Issues, Issue{
		Code:     rc.Rule.Code,
		Severity: rc.v.SeverityOf(rc.Rule.Code, severity),
		Row:      rc.s.Row,
		Line:     rc.s.Line,
		Field:    rc.s.Fields[c],
		Column:   c,
		Value:    rc.s.Cells[c],
		Message:  message,
		Fixes:    fixes,
	})
	if rc.Unsplit {
		rc.Issues[len(rc.Issues)-1].SetUnsplit()
	}
}

// safeFix returns the safe fix of the cell in column c, or none where nothing
// safe changes it.
func (rc *RowChecker) safeFix(c schema.Column) []Fix {
	if f := &rc.Facts[c]; f.repaired != rc.s.Cells[c] {
		return []Fix{{Column: c, Old: rc.s.Cells[c], New: f.repaired, Safe: true}}
	}
	return nil
}

// suggestion returns a fix for a person to decide on.
func (rc *RowChecker) suggestion(c schema.Column, value string) Fix {
	return Fix{Column: c, Old: rc.s.Cells[c], New: value}
}

// Name returns the name that the cell in column c stands for: the set's where
// it matches one, else the cell as read.
func (rc *RowChecker) Name(c schema.Column) string {
	if f := &rc.Facts[c]; f.match.Name != "" {
		return f.match.Name
	}
	return rc.s.Cells[c]
}
