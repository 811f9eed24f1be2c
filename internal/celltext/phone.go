package celltext

import "strings"

// Telephone numbers in notes are those of ten digits with separators, and any
// of seven digits or more behind a word that says what they are. Numbers
// without either are more often identifiers or scores. As regular expressions:
//
//	(?:^|[^0-9A-Za-z.-])(?:\+?1[-. ]?)?(?:\([0-9]{3}\) ?|[0-9]{3}[-. ])[0-9]{3}[-. ][0-9]{4}(?:$|[^0-9A-Za-z-])
//	(?i)\b(?:tel|telephone|phone|cell|mobile|call|called|fax)\b[^0-9\n]{0,12}(?:[0-9][-. ()]{0,2}){6,14}[0-9]\b
//
// They are written out here because the note may be as long as the longest row:
// package regexp would take seconds. FuzzHoldsPhone compares the two.

// FewestPhoneDigits is how many digits a note with a telephone number has, at
// least. Most notes have none at all.
const FewestPhoneDigits = 7

// HoldsPhone reports whether a note holds a telephone number.
func HoldsPhone(text string) bool {
	return hasDigits(text, FewestPhoneDigits) && (holdsPartedPhone(text) || holdsNamedPhone(text))
}

// hasDigits reports whether there are n digits in the text, at least.
func hasDigits(text string, n int) bool {
	for i := 0; i < len(text) && n > 0; i++ {
		if IsDigit(text[i]) {
			n--
		}
	}
	return n == 0
}

// holdsPartedPhone reports whether the text holds a number such as 555-010-0199,
// (555) 010-0199 or +1 555 010 0199.
func holdsPartedPhone(text string) bool {
	const before, behind = len("010"), len("0199")
	for i := before; i+behind < len(text); i++ {
		if isPhoneSeparator(text[i]) && IsDigits(text[i+1:i+1+behind]) && IsDigits(text[i-before:i]) &&
			endsPhone(text, i+1+behind) && startsPhone(text[:i-before]) {
			return true
		}
	}
	return false
}

// endsPhone reports whether a number may end before text[i].
func endsPhone(text string, i int) bool {
	return i == len(text) || text[i] != '-' && !isAlphanumeric(text[i])
}

// startsPhone reports whether the text ends with what may stand before the last
// seven digits: an area code, and perhaps 1, with nothing before that the number
// could be a part of.
func startsPhone(text string) bool {
	n := len(text)
	switch {
	case n >= 4 && isPhoneSeparator(text[n-1]) && IsDigits(text[n-4:n-1]):
		n -= len("555-")
	case strings.HasSuffix(text, ")"), strings.HasSuffix(text, ") "):
		n = strings.LastIndexByte(text, ')') - len("(555")
		if n < 0 || text[n] != '(' || !IsDigits(text[n+1:n+4]) {
			return false
		}
	default:
		return false
	}
	if startsNumber(text, n) {
		return true
	}
	if isPhoneSeparator(text[n-1]) { // there is a byte, or the number would start
		n--
	}
	return n > 0 && text[n-1] == '1' && startsNumber(text, n-1)
}

// startsNumber reports whether a number may start at text[i].
func startsNumber(text string, i int) bool {
	return i == 0 || text[i-1] != '-' && text[i-1] != '.' && !isAlphanumeric(text[i-1])
}

// holdsNamedPhone reports whether one of the words that announce a number stands
// before one.
func holdsNamedPhone(text string) bool {
	for i := 0; i < len(text); i++ {
		if !isWordByte(text[i]) {
			continue
		}
		start := i
		for i < len(text) && isWordByte(text[i]) {
			i++
		}
		if isPhoneWord(text[start:i]) && leadsToPhone(text[i:]) {
			return true
		}
	}
	return false
}

// isPhoneWord reports whether the word announces a telephone number.
func isPhoneWord(word string) bool {
	if len(word) < len("tel") || len(word) > len("telephone") {
		return false
	}
	switch word[0] | 0x20 {
	case 't', 'p', 'c', 'm', 'f':
	default:
		return false // most words end here
	}
	switch strings.ToLower(word) {
	case "tel", "telephone", "phone", "cell", "mobile", "call", "called", "fax":
		return true
	}
	return false
}

// leadsToPhone reports whether the text starts with no more than twelve
// characters, in one line, before a number of 7 to 15 digits.
func leadsToPhone(text string) bool {
	const longest = 12
	n := 0
	for i, r := range text {
		switch {
		case r >= '0' && r <= '9':
			return isLongNumber(text[i:])
		case r == '\n' || n == longest:
			return false
		}
		n++
	}
	return false
}

// isLongNumber reports whether the text starts with a number of 7 to 15 digits,
// each with two separators behind it at most.
func isLongNumber(text string) bool {
	const fewest, most = 7, 15
	i := 0
	for digits := 1; digits <= most; digits++ {
		if i == len(text) || !IsDigit(text[i]) {
			return false
		}
		i++
		if digits >= fewest && (i == len(text) || !isWordByte(text[i])) {
			return true
		}
		for range 2 {
			if i < len(text) && strings.IndexByte("-. ()", text[i]) >= 0 {
				i++
			}
		}
	}
	return false
}

func isAlphanumeric(c byte) bool { return IsDigit(c) || IsLetter(c) }

// isWordByte reports whether c belongs to a word, as \b has it.
func isWordByte(c byte) bool { return c == '_' || isAlphanumeric(c) }

func isPhoneSeparator(c byte) bool { return c == '-' || c == '.' || c == ' ' }
