package check

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
)

func checkIdentifierMissing(rc *RowChecker) {
	for _, c := range schema.Identifiers {
		if !rc.Facts[c].blank {
			return
		}
	}
	rc.tell(schema.NoColumn, "the row has no student: fill in Student Email, SIS ID, Student Number or State ID")
}

func checkRequired(rc *RowChecker, c schema.Column) {
	if rc.Facts[c].blank && !rc.wordless(c) {
		rc.tell(c, fmt.Sprintf("%s is empty: every row needs one", c))
	}
}

func checkPlaceholder(rc *RowChecker, c schema.Column) {
	if !rc.Facts[c].placeholder {
		return
	}
	severity, beside := SeverityError, c.Identifier() && rc.beside(c)
	if beside {
		severity = SeverityWarning
	}
	switch {
	case rc.wordlessAs(severity, c):
	case beside:
		rc.tellAs(severity, c,
			fmt.Sprintf("%s holds a filler such as N/A: clear the cell, as the row names the student in another cell", c),
			rc.safeFix(c)...)
	case c.Identifier():
		rc.tell(c, fmt.Sprintf("%s holds a filler such as N/A: enter the student's own, or fill in another one of the four student columns", c),
			rc.suggestion(c, ""))
	case c == schema.ColNote:
		rc.tell(c, "the note is an error of a spreadsheet, not a text: enter the note again, or clear the cell",
			rc.suggestion(c, ""))
	default:
		rc.tell(c, fmt.Sprintf("%s is not a %s: enter the real one", phrase.QuoteCell(rc.s.Cells[c]), c), rc.suggestion(c, ""))
	}
}

func checkEmailSyntax(rc *RowChecker, c schema.Column) {
	f, text := &rc.Facts[c], rc.s.Cells[c]
	if f.blank || f.known || celltext.IsAddress(text) || rc.wordless(c) {
		return
	}
	what := fmt.Sprintf("%s is not an e-mail address", c)
	if c == schema.ColTeacherEmail {
		what = phrase.QuoteCell(text) + " is not an e-mail address"
	}
	inner, found := celltext.AddressIn(f.clean)
	switch {
	case celltext.IsAddress(f.clean):
		rc.tell(c, what+" as it is: remove everything but the address", rc.safeFix(c)...)
	case found:
		rc.tell(c, what+" alone: remove everything but the address", rc.suggestion(c, inner))
	default:
		rc.tell(c, what+": enter one such as name@school.org")
	}
}

func checkEncoding(rc *RowChecker, c schema.Column) {
	text := rc.s.Cells[c]
	fixed, double := celltext.Undoubled(text)
	lost := strings.ContainsRune(text, utf8.RuneError)
	switch {
	case rc.s.Recoded.Has(c): // mostly every note with an accent: with its words, none has to be checked again for them
		rc.tell(c, "the accents of the cell may be damaged: check that they are right")
	case !lost && !double || rc.wordless(c):
	case lost:
		rc.tell(c, "letters of the cell were lost when the file was saved: enter it again")
	default:
		rc.tell(c, "letters of the cell were damaged when the file was saved: enter it again",
			rc.suggestion(c, fixed))
	}
}

func checkSpaces(rc *RowChecker, c schema.Column) {
	text := rc.s.Cells[c]
	if rc.Facts[c].known {
		return // that is how the name is written in Otus
	}
	if celltext.TidySpaces(text) != text && !rc.wordless(c) {
		rc.tell(c, fmt.Sprintf("%s has extra spaces: remove them", c), rc.safeFix(c)...)
	}
}

func checkControl(rc *RowChecker, c schema.Column) {
	text := rc.s.Cells[c]
	clean := celltext.DropControls(text, c == schema.ColNote)
	if clean == text || rc.Facts[c].known || rc.wordless(c) {
		return
	}
	message := fmt.Sprintf("%s has hidden characters: enter it again", c)
	if c == schema.ColNote {
		rc.tell(c, message, rc.suggestion(c, clean))
		return
	}
	rc.tell(c, message, rc.safeFix(c)...)
}

func checkFormula(rc *RowChecker, c schema.Column) {
	if celltext.StartsFormula(rc.s.Cells[c], c == schema.ColNote) && !rc.wordless(c) {
		rc.tell(c, fmt.Sprintf("%s starts with = + - or @, and a spreadsheet would treat it as a formula: if the text is meant, leave it", c))
	}
}

func checkSpreadsheet(rc *RowChecker, c schema.Column) {
	f := &rc.Facts[c]
	if f.sheet == celltext.SheetPlain {
		return
	}
	severity := SeverityWarning
	if c.Identifier() || !rc.settles(c) {
		severity = SeverityError
	}
	if rc.wordlessAs(severity, c) {
		return
	}
	switch f.sheet {
	case celltext.SheetWrapped:
		rc.tellAs(severity, c, fmt.Sprintf(`%s is wrapped as ="…", which keeps zeros in a spreadsheet: enter only what is inside`, c), rc.safeFix(c)...)
	case celltext.SheetApostrophe:
		rc.tellAs(severity, c, fmt.Sprintf("%s starts with an apostrophe, which a spreadsheet uses to mark text: remove it", c), rc.safeFix(c)...)
	case celltext.SheetExponent:
		rc.tellAs(severity, c, fmt.Sprintf("a spreadsheet cut %s down to a number such as 1.23E+11, and its last digits are lost: copy it again from the system it came from", c))
	case celltext.SheetHashes:
		rc.tellAs(severity, c, fmt.Sprintf("%s holds only # signs, from a column that was too narrow: copy it again from the system it came from", c))
	}
}

// settles reports whether the repaired cell would pass the checks that it is
// kept from while it is wrapped: without that, a cell that Otus can't match
// would pass as a mere warning.
func (rc *RowChecker) settles(c schema.Column) bool {
	f := &rc.Facts[c]
	switch {
	case f.sheet == celltext.SheetExponent, f.sheet == celltext.SheetHashes, f.repaired == "":
		return false
	case c == schema.ColDate:
		_, err := dates.Parse(f.repaired)
		return err == nil
	case c == schema.ColTeacherEmail && !celltext.IsAddress(f.repaired):
		return false
	}
	return rc.v.SetOf(c).Contains(f.repaired)
}

func checkNoteLong(rc *RowChecker, c schema.Column) {
	note := rc.s.Cells[c]
	if len(note) <= rc.longNote {
		return // no text has more characters than bytes
	}
	n, limit := utf8.RuneCountInString(note), rc.v.Opts.NoteLimit
	switch {
	case n <= rc.longNote || rc.wordless(c):
	case limit > 0 && n > limit:
		rc.tell(c, fmt.Sprintf("the note has %s characters, more than the %s allowed: shorten it", phrase.Thousands(int64(n)), phrase.Thousands(int64(limit))))
	case n > sheetLimit:
		rc.tell(c, fmt.Sprintf("the note has %s characters, and a spreadsheet cuts it after %s: do not save the file from a spreadsheet",
			phrase.Thousands(int64(n)), phrase.Thousands(sheetLimit)))
	}
}

func checkNoteContact(rc *RowChecker, c schema.Column) {
	switch note := rc.s.Cells[c]; {
	case celltext.HoldsAddress(note):
		rc.tell(c, "the note holds an e-mail address: students and families can read notes, so remove it unless it is meant for them")
	case celltext.HoldsPhone(note):
		rc.tell(c, "the note holds a phone number: students and families can read notes, so remove it unless it is meant for them")
	}
}
