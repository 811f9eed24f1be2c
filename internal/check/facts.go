package check

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/schema"
)

// ranTogether reports whether a cell of the row may be several. A name of its set
// is none.
func (rc *RowChecker) ranTogether() bool {
	for c := schema.ColRecognition; c <= schema.ColDate; c++ {
		f := &rc.Facts[c]
		if f.match.Name == "" && RunTogether(rc.s.Cells[c]) {
			return true
		}
	}
	return false
}

// NewRowChecker returns a RowChecker that makes v's checks.
func NewRowChecker(v *Checker) *RowChecker {
	rc := &RowChecker{v: v, Repeats: v.FindsRepeats(), longNote: sheetLimit}
	if limit := v.Opts.NoteLimit; limit > 0 {
		rc.longNote = min(limit, sheetLimit)
	}
	for i := range Rules {
		r := &Rules[i]
		if (r.Row != nil || r.Cell != nil) && v.On(r.Code) && (r.Needs != NeedsRoster || v.Refs.Roster != nil) && (!r.needsPast || v.Years != nil) {
			rc.add(r)
		}
	}
	for _, o := range v.Opts.Checks {
		if v.On(o.Code) {
			rc.own = append(rc.own, o)
		}
	}
	rc.looks = schema.AllColumns
	if len(rc.Rules) == 0 && v.Refs.IsZero() {
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
	if len(rc.own) > 0 {
		rc.makeOwn()
	}
	if len(rc.Issues) > 1 { // the rules were in their order
		slices.SortStableFunc(rc.Issues, func(a, b Issue) int { return cmp.Compare(a.Column, b.Column) })
	}
	if len(rc.own) > 0 && !rc.isTrial {
		rc.weighOwn()
	}
	return rc.Issues
}

// Begin takes up a row.
func (rc *RowChecker) Begin(s *Row) {
	rc.s, rc.Issues, rc.Failed = s, rc.Issues[:0], nil
	for _, c := range rc.looks {
		rc.look(c)
	}
	for _, c := range schema.Identifiers {
		if f := &rc.Facts[c]; f.placeholder && rc.beside(c) {
			f.repaired = ""
		}
	}
	rc.readDateCell()
	if roster := rc.v.Refs.Roster; roster != nil {
		rc.people.reset()
		rc.lookUpStudents(roster)
		rc.lookUpClass(roster)
	}
	if rc.v.Years != nil {
		rc.past.reset()
		rc.lookBack()
	}
	if roster := rc.v.Refs.Roster; roster != nil {
		rc.emptyAmbiguous(roster)
	}
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

// Check returns what is wrong with one record, by column and order of the
// codes, nil where nothing is. It knows of no other record, so it finds no
// duplicates. The issues have no row; their Field is that of the template.
func (v *Checker) Check(rec schema.Record) []Issue {
	rc := NewRowChecker(v.Made())
	issues := slices.Clone(rc.Check(rowOf(&rec)))
	if failed := rc.Failed; failed != nil {
		issues = append(issues, Issue{
			Code:     failed.Code,
			Severity: SeverityError,
			Message:  fmt.Sprintf("the check %s could not be made: tell your data person that it failed", failed.Code),
		})
		slices.SortStableFunc(issues, v.CompareIssues)
	}
	return placed(issues)
}

// Repair returns rec with every safe fix applied, and the issues that were
// settled by them, their Repaired set and the fix applied first among their
// Fixes. What a repair cannot settle is for Check to find in the result.
func (v *Checker) Repair(rec schema.Record) (schema.Record, []Issue) {
	rc := NewRowChecker(v.Made())
	check := func(rec *schema.Record) []Issue { return rc.Check(rowOf(rec)) }
	rec, settled, _ := Repair(rec, check(&rec), check)
	return rec, placed(settled)
}
