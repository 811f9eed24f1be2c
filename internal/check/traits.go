package check

import (
	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/schema"
)

// Traits are what one look at a cell tells of it. Each check says which of them
// it is about, and is made for cells that have one; most have none.
type traits uint16

const (
	traitAny     traits = 1 << iota // every cell has it
	traitLatin                      // letters of Latin script and usual marks beyond ASCII
	traitBeyond                     // other characters beyond ASCII; or the cell was recoded
	traitControl                    // a control character of ASCII; in a note not tab, CR and LF
	traitSpaces                     // a space at an end, or two in a row
	traitSign                       // a sign in front with which formulas start
	traitBlank                      // as in cellFacts, and so are the next two
	traitPlaceholder
	traitSheet
	traitUnknown    // is not in its set as it stands
	traitNoAddress  // is no e-mail address as it stands, where one belongs
	traitDateFault  // no plain date
	traitDateBeyond // a day in the future, or outside the school year
	traitLong       // longer, in bytes, than a note may be in characters
	traitContact    // an @, or the digits of a telephone number
	traitShape      // an identifier that is a filler, or has markup around it
)

// traitsOf returns the traits of a cell that its text alone tells. It is not
// empty.
func traitsOf(c schema.Column, text string) traits {
	kinds, spaces, digits := celltext.Look(text)
	t := traitAny
	if kinds&celltext.ByteBeyond != 0 {
		t |= traitLatin
		if !celltext.ArePlainLetters([]byte(text)) {
			t |= traitBeyond
		}
	}
	if kinds&celltext.ByteControl != 0 || kinds&celltext.ByteBreak != 0 && c != schema.ColNote {
		t |= traitControl
	}
	if spaces {
		t |= traitSpaces
	}
	if celltext.ByteKinds[text[0]]&celltext.ByteSign != 0 {
		t |= traitSign
	}
	if c == schema.ColNote && (kinds&celltext.ByteAt != 0 || digits >= celltext.FewestPhoneDigits) {
		t |= traitContact
	}
	return t
}
