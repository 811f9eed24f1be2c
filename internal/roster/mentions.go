package roster

import (
	"slices"
	"strings"

	"example.com/otustemplate/internal/mention"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/textindex"
)

// NamesAnother reports whether a note names a student who is none of own: by
// full name, by e-mail address, or by an identifier. Full names that are also
// own's or a teacher's do not count. It is one pass over the note, whatever
// the number of students.
//
// It can't see given names alone, nicknames, and names that are misspelled.
func (r *Roster) NamesAnother(note string, own []Person) bool {
	ownNames := func() (names []mention.Name) {
		for _, p := range own {
			names = r.appendNames(names, p)
		}
		return names
	}
	return r.mentions.Find(note, ownNames) || r.addressOfAnother(note, own) || r.identifierOfAnother(note, own)
}

// MayNameAnother reports whether NamesAnother is to be asked of a note, the n bytes
// at text[at:], that holds neither an @ nor a long number, nor anything but ASCII.
// Behind it text must go on for two chunks of package words. speaks is whether topics
// that are not nil are to be asked.
func (r *Roster) MayNameAnother(text []byte, at, n int, topics *mention.Topics) (may, speaks bool) {
	names, digits, speaks := r.mentions.MayName(text, at, n, topics)
	return names || digits && r.identifierOfAnother(string(text[at:at+n]), nil), speaks
}

// appendNames appends the names of a person, as every account has them.
func (r *Roster) appendNames(dst []mention.Name, p Person) []mention.Name {
	for i := range r.AccountsOf(p) {
		a := &r.Accounts
		name := mention.Name{Given: r.Texts.Get(a.Given[i]), Middle: r.Texts.Get(a.middle[i]), Family: r.Texts.Get(a.Family[i])}
		dst = append(dst, name)
		if a.preferredGiven == nil {
			continue
		}
		if p := r.Texts.Get(a.preferredGiven[i]); p != "" {
			dst = append(dst, mention.Name{Given: p, Middle: name.Middle, Family: name.Family})
		}
		if p := r.Texts.Get(a.preferredOther[i]); p != "" {
			dst = append(dst, mention.Name{Given: name.Given, Middle: name.Middle, Family: p})
			if g := r.Texts.Get(a.preferredGiven[i]); g != "" {
				dst = append(dst, mention.Name{Given: g, Middle: name.Middle, Family: p})
			}
		}
	}
	return dst
}

// addressOfAnother looks for a student's e-mail address.
func (r *Roster) addressOfAnother(note string, own []Person) bool {
	for from := 0; ; {
		at := strings.IndexByte(note[from:], '@')
		if at < 0 {
			return false
		}
		at += from
		start, end := at, at+1
		for start > from && isAddressByte(note[start-1]) {
			start--
		}
		for end < len(note) && isAddressByte(note[end]) {
			end++
		}
		address := strings.TrimRight(note[start:end], ".-'") // the end of a sentence
		if start < at && r.another(schema.ColStudentEmail, true, address, own) {
			return true
		}
		from = end
	}
}

// isAddressByte reports whether c may stand in an e-mail address.
func isAddressByte(c byte) bool {
	return c >= 0x80 || 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || strings.IndexByte("._%+-'", c) >= 0
}

// another reports whether the text is the address, or else the identifier in
// column c, of students, and of none of own.
func (r *Roster) another(c schema.Column, address bool, text string, own []Person) bool {
	if len(text) > textindex.MaxText {
		return false // a roster has none so long, and it would be copied
	}
	var buf [MaxHolders]Person
	var found []Person
	if address {
		found, _ = holdersOfAddress(r, buf[:0], text, RoleStudent, true)
	} else {
		found, _ = StudentsBy(r, buf[:0], c, text, true)
	}
	return slices.ContainsFunc(found, func(p Person) bool { return r.Known(p, RoleStudent, false) }) &&
		!slices.ContainsFunc(found, func(p Person) bool { return slices.Contains(own, p) })
}

// minBareDigits is how long a number must be to be looked up though no word
// before it says that it is an identifier: shorter ones are rooms, times and
// years.
const minBareDigits = 9

// identifierWords are the words that say that an identifier follows.
var identifierWords = map[string]bool{
	"student": true, "students": true, "id": true, "ids": true, "number": true, "no": true, "num": true, "nr": true,
	"sis": true, "sasid": true, "ssid": true, "lasid": true, "uid": true,
}

// identifierOfAnother looks for a student's identifier behind such a word or
// "#", and for long numbers anywhere.
func (r *Roster) identifierOfAnother(note string, own []Person) bool {
	announced := false
	for i := 0; i < len(note); {
		c := note[i]
		if !isIdentifierByte(c) {
			if announced = announced || c == '#'; announced && strings.IndexByte(" \t\u00a0#:.=(", c) < 0 {
				announced = false
			}
			i++
			continue
		}
		start := i
		digits := 0
		for ; i < len(note) && isIdentifierByte(note[i]); i++ {
			if '0' <= note[i] && note[i] <= '9' {
				digits++
			}
		}
		word := strings.TrimRight(note[start:i], "-_")
		if digits == 0 {
			announced = len(word) <= 8 && identifierWords[strings.ToLower(word)]
			continue
		}
		if (announced || digits >= minBareDigits) && r.bearerIsAnother(word, own) {
			return true
		}
		announced = false
	}
	return false
}

func isIdentifierByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_'
}

// bearerIsAnother reports whether the text is an identifier of another student,
// in whichever column.
func (r *Roster) bearerIsAnother(text string, own []Person) bool {
	for _, c := range schema.Identifiers {
		if c != schema.ColStudentEmail && bearsAny(r, c, text, own) {
			return false
		}
	}
	for _, c := range schema.Identifiers {
		if c != schema.ColStudentEmail && r.another(c, false, text, own) {
			return true
		}
	}
	return false
}

// bearsAny reports whether the identifier is one of own's.
func bearsAny(r *Roster, c schema.Column, text string, own []Person) bool {
	for _, p := range own {
		if Bears(r, p, c, text) {
			return true
		}
	}
	return false
}
