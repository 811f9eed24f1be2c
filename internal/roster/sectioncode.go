package roster

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"example.com/otustemplate/internal/fold"
)

// SectionCodes find classes by the letters and digits of their codes, as systems write
// one code in different ways: ENG100-01, ENG-100-01 and eng 10001. It does not change,
// and may be shared.
type SectionCodes struct {
	classes map[string][]codedClass // by the letters and digits
}

type codedClass struct {
	class  Class
	spaced string
}

// NewSectionCodes returns the codes of the roster's classes, those that are no more
// included.
func NewSectionCodes(r *Roster) *SectionCodes {
	s := &SectionCodes{make(map[string][]codedClass)}
	for cl := range Class(r.Classes.Len()) {
		if bare, spaced := codeKeys(r.Classes.code.Text(int32(cl))); bare != "" {
			s.classes[bare] = append(s.classes[bare], codedClass{cl, spaced})
		}
	}
	return s
}

// Find returns the classes with the code. Where both codes part digits from digits they
// do so at the same places: 1-11 is not 11-1.
func (s *SectionCodes) Find(code string) (found []Class) {
	bare, spaced := codeKeys(code)
	for _, c := range s.classes[bare] {
		if c.spaced == spaced || c.spaced == bare || spaced == bare {
			found = append(found, c.class)
		}
	}
	return found
}

// codeKeys returns the letters and digits of a code, and them with a hyphen wherever
// anything parts a digit from a digit.
func codeKeys(code string) (bare, spaced string) {
	var b, s strings.Builder
	last, apart := rune(0), false
	for _, r := range fold.Plain(fold.Key(code)) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != utf8.RuneError {
			apart = true
			continue
		}
		if apart && unicode.IsDigit(r) && unicode.IsDigit(last) {
			s.WriteByte('-')
		}
		b.WriteRune(r)
		s.WriteRune(r)
		last, apart = r, false
	}
	return b.String(), s.String()
}
