package celltext

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/textenc"
)

// A SheetForm is what a spreadsheet made of a value.
type SheetForm uint8

const (
	SheetPlain      SheetForm = iota
	SheetWrapped              // ="00123"
	SheetApostrophe           // '00123
	SheetExponent             // 1.23457E+11
	SheetHashes               // #####
)

// exponentForm is how spreadsheets show a number too long for its cell. They
// write the sign and two digits of the exponent, which sets it apart from an
// identifier such as 12E4.
var exponentForm = regexp.MustCompile(`^[+-]?\d(?:\.\d+)?E[+-]\d{2,3}$`)

// SpreadsheetForm says what a spreadsheet made of a cell's value.
func SpreadsheetForm(text string) SheetForm {
	text = strings.TrimSpace(text)
	if text == "" {
		return SheetPlain
	}
	switch first := text[0]; {
	case first == '=':
		if inner, ok := unwrapFormula(text); ok && !strings.Contains(strings.ReplaceAll(inner, `""`, ""), `"`) {
			return SheetWrapped
		}
	case first == '\'':
		if len(text) > 1 && strings.Count(text, "'") == 1 {
			return SheetApostrophe
		}
	case first == '#':
		if len(text) > 1 && strings.Trim(text, "#") == "" {
			return SheetHashes
		}
	case first == '+', first == '-', first >= '0' && first <= '9':
		if strings.IndexByte(text, 'E') > 0 && exponentForm.MatchString(text) {
			return SheetExponent
		}
	}
	return SheetPlain
}

// unwrapFormula returns what stands between =" and " where text is such a
// wrapping.
func unwrapFormula(text string) (inner string, ok bool) {
	inner, ok = strings.CutPrefix(text, `="`)
	if !ok {
		return "", false
	}
	return strings.CutSuffix(inner, `"`)
}

// Unwrap returns the value of a cell of that form, where it is still there.
func (f SheetForm) Unwrap(text string) string {
	switch f {
	case SheetWrapped:
		inner, _ := unwrapFormula(strings.TrimSpace(text))
		return strings.ReplaceAll(inner, `""`, `"`)
	case SheetApostrophe:
		return strings.TrimPrefix(strings.TrimSpace(text), "'")
	}
	return text
}

// placeholders are the folded keys of what people and programs put where there
// is no value. Runs of one of - ? . * _ are placeholders too, and each may stand
// between brackets or quotation marks.
var placeholders = KeySet("n/a", "na", "n.a.", "n.a", `n\a`, "n / a", "null", `\n`, "nul", "dbnull", "system.dbnull", "&nbsp;", "nil", "none",
	"nat", "$null$", "n/a.", "null.", "none.", "nil.", "tbd.", "unk", "invalid date", "object object", "'", "''", "()", "[]", "{}", "<>",
	"nan", "-nan", "nan(ind)", "-nan(ind)", "tbd", "tba", "t.b.d.", "t.b.a.", "to be determined", "to be announced",
	"unknown", "undefined", "undef", "blank", "empty", "missing", "not available", "not applicable", "not assigned",
	"not entered", "not given", "not known", "not on file", "not provided", "not set", "not specified", "none given", "no data", "no email", "no id", "no value", "unassigned", "unspecified",
	"select", "--select--", "- select -", "-- select --", "please select", "select one", "choose one")

// brackets are what may stand around a placeholder. A folded key has one kind of
// quotation marks.
var brackets = []string{"()", "[]", "<>", "{}", "''"}

// sheetErrors are what a spreadsheet shows where a formula failed: Microsoft's
// "ERROR.TYPE function", and Google Sheets' #ERROR!.
var sheetErrors = KeySet("#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#num!", "#null!", "#getting_data", "#spill!",
	"#calc!", "#field!", "#blocked!", "#connect!", "#busy!", "#error!")

func KeySet(keys ...string) map[string]bool {
	m := make(map[string]bool, len(keys))
	for _, k := range keys {
		m[k] = true
	}
	return m
}

// longestPlaceholder bounds the text looked up among the placeholders.
const longestPlaceholder = 24

// placeholderLengths holds, by the first byte of a text of ASCII, how long a
// placeholder may be that starts so: a bit each. Bit 0: of any length.
var placeholderLengths = func() (lengths [256]uint32) {
	for c := range byte(utf8.RuneSelf) {
		switch {
		case strings.IndexByte("-?.*_([<{'\"`", c) >= 0:
			lengths[c] = 1
		default:
			for _, keys := range []map[string]bool{placeholders, sheetErrors} {
				for key := range keys {
					if first := fold.Key(string(rune(c))); first != "" && first[0] == key[0] {
						lengths[c] |= 1 << len(key)
					}
				}
			}
		}
	}
	return lengths
}()

// LikePlaceholder reports whether a text of ASCII without stray spaces may be a
// placeholder: its key is as long as itself. It spares most cells their folding,
// which takes far longer.
func LikePlaceholder[T string | []byte](text T) bool {
	if len(text) == 0 || len(text) > longestPlaceholder {
		return false
	}
	lengths := placeholderLengths[text[0]]
	return (lengths|lengths>>len(text))&1 != 0
}

// IsPlaceholder reports whether a cell says that there is no value. A number
// such as 0 or 00 may be one, so it is none.
func IsPlaceholder(text string) bool {
	if len(text) > longestPlaceholder || text == "" {
		return false
	}
	key := withoutBrackets(fold.Key(text))
	if key != "" && strings.IndexByte("-?.*_", key[0]) >= 0 && strings.Trim(key, key[:1]) == "" {
		return true
	}
	return placeholders[key] || sheetErrors[key]
}

// withoutBrackets takes brackets off a key, as many as there are.
func withoutBrackets(key string) string {
	for _, b := range brackets {
		if len(key) > len(b) && key[0] == b[0] && key[len(key)-1] == b[1] {
			return withoutBrackets(strings.TrimSpace(key[1 : len(key)-1]))
		}
	}
	return key
}

// IsSheetError reports whether a cell is a spreadsheet's error and nothing else.
func IsSheetError(text string) bool {
	text = strings.TrimSpace(text)
	return len(text) > 1 && len(text) <= longestPlaceholder && text[0] == '#' && sheetErrors[strings.ToLower(text)]
}

// StartsFormula reports whether a spreadsheet would run the cell. A note that
// starts with a dash is mostly a list, so there only = counts, or another
// start with what a call, a pipe or a sheet reference needs behind it.
func StartsFormula(text string, note bool) bool {
	if text == "" || strings.IndexByte("=+-@\t\r", text[0]) < 0 || isNumber(text) {
		return false
	}
	return !note || text[0] == '=' || strings.ContainsAny(text, "(|!")
}

// isNumber reports whether a spreadsheet takes the text for a number.
func isNumber(text string) bool {
	digits := strings.TrimLeft(strings.TrimSpace(text), "+-")
	return strings.Trim(digits, "0123456789.,%") == "" && strings.ContainsAny(digits, "0123456789")
}

// bareAddress drops what mail programs put around an address: "mailto:" and
// angle brackets.
func bareAddress(text string) string {
	const scheme = "mailto:"
	bare := text
	for {
		switch {
		case strings.HasPrefix(bare, "<") && strings.HasSuffix(bare, ">"):
			bare = strings.TrimSpace(bare[1 : len(bare)-1])
			continue
		case len(bare) > len(scheme) && strings.EqualFold(bare[:len(scheme)], scheme):
			bare = strings.TrimSpace(bare[len(scheme):])
			continue
		case bare != text && !IsAddress(bare):
			return text // what is left is no address, so nothing is known to be around one
		}
		return bare
	}
}

// IsAddress reports whether text is an e-mail address as schools use them: a
// local part and a domain of two labels or more (RFC 5321, section 4.1.2,
// without quoted local parts and address literals).
func IsAddress(text string) bool {
	if IsPlainAddress([]byte(text)) {
		return true
	}
	local, domain, ok := strings.Cut(text, "@")
	return ok && len(text) <= longestAddress && dotted(local) && dotted(domain) && strings.Contains(domain, ".") &&
		!strings.ContainsFunc(local, notInLocal) && isDomain(domain)
}

func notInLocal(r rune) bool {
	return r <= ' ' || r == 0x7f || strings.ContainsRune(`"(),:;<>@[\]`, r) || unicode.IsSpace(r) || IsControl(r) || isZeroWidth(r)
}

// isDomain reports whether the parts of text between its dots are labels of a
// domain.
func isDomain(text string) bool {
	for label := range strings.SplitSeq(text, ".") {
		if strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") || strings.ContainsFunc(label, notInDomain) {
			return false
		}
	}
	return true
}

func notInDomain(r rune) bool {
	return r != '-' && !unicode.In(r, unicode.L, unicode.M, unicode.Nd)
}

// dotted reports whether no dot stands at an end of text or beside another.
func dotted(text string) bool {
	return text != "" && text[0] != '.' && text[len(text)-1] != '.' && !strings.Contains(text, "..")
}

// AddressIn returns the one address that text holds among other words.
func AddressIn(text string) (address string, ok bool) {
	for _, word := range strings.FieldsFunc(text, parts) {
		if !IsAddress(word) || word == address {
			continue
		}
		if ok {
			return "", false
		}
		address, ok = word, true
	}
	return address, ok
}

// HoldsAddress reports whether a note holds an e-mail address.
func HoldsAddress(text string) bool {
	if strings.IndexByte(text, '@') < 0 {
		return false
	}
	for word := range strings.FieldsFuncSeq(text, parts) {
		if IsAddress(strings.TrimRight(word, ".!?'")) {
			return true
		}
	}
	return false
}

// parts reports whether r stands between an address and the words around it.
func parts(r rune) bool {
	return r <= ' ' || unicode.IsSpace(r) || strings.ContainsRune(`<>()[]{}",;:|/`, r)
}

// Undoubled returns text with letters repaired that were encoded as UTF-8 twice,
// such as "Ã©" for "é", and whether there were any. A run of characters is
// taken for such letters where, put back into the bytes of Windows-1252, it is
// valid UTF-8, which real text all but never is.
func Undoubled(text string) (fixed string, found bool) {
	if IsPrintableASCII(text) {
		return text, false
	}
	var b strings.Builder
	done := 0 // of text, what is in b
	for at := 0; at < len(text); {
		n := RunLength(text[at:], utf8.RuneSelf, utf8.MaxRune)
		if once, ok := undoubledRun(text[at : at+n]); ok {
			if !found {
				b.Grow(len(text) - n + len(once)) // as large as the text, where that is one run
				found = true
			}
			b.WriteString(text[done:at])
			b.Write(once)
			done = at + n
		}
		at += n
		at += RunLength(text[at:], 0, utf8.RuneSelf-1)
	}
	if !found {
		return text, false
	}
	b.WriteString(text[done:])
	return b.String(), true
}

// RunLength returns how many bytes the characters from low to high take up that
// the text starts with.
func RunLength(text string, low, high rune) int {
	for i, r := range text {
		if r < low || r > high {
			return i
		}
	}
	return len(text)
}

func undoubledRun(run string) (once []byte, ok bool) {
	raw := make([]byte, 0, len(run)/2) // two bytes a character, at least
	for _, r := range run {
		c, ok := textenc.EncodeWindows1252Rune(r)
		if !ok {
			return nil, false
		}
		raw = append(raw, c)
	}
	return raw, len(raw) > 0 && utf8.Valid(raw)
}
