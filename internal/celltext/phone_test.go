package celltext

import (
	"regexp"
	"strings"
	"testing"
)

// The expressions that phone.go writes out.
var (
	phoneParted = regexp.MustCompile(`(?:^|[^0-9A-Za-z.-])(?:\+?1[-. ]?)?(?:\([0-9]{3}\) ?|[0-9]{3}[-. ])[0-9]{3}[-. ][0-9]{4}(?:$|[^0-9A-Za-z-])`)
	phoneNamed  = regexp.MustCompile(`(?i)\b(?:tel|telephone|phone|cell|mobile|call|called|fax)\b[^0-9\n]{0,12}(?:[0-9][-. ()]{0,2}){6,14}[0-9]\b`)
)

// checkPhone compares HoldsPhone with the expressions.
func checkPhone(t *testing.T, text string) {
	t.Helper()
	if got, want := holdsPartedPhone(text), phoneParted.MatchString(text); got != want {
		t.Errorf("holdsPartedPhone(%q) = %t, want %t", text, got, want)
	}
	if got, want := holdsNamedPhone(text), phoneNamed.MatchString(text); got != want {
		t.Errorf("holdsNamedPhone(%q) = %t, want %t", text, got, want)
	}
	if got, want := HoldsPhone(text), phoneParted.MatchString(text) || phoneNamed.MatchString(text); got != want {
		t.Errorf("HoldsPhone(%q) = %t, want %t", text, got, want)
	}
}

var phoneTexts = []struct {
	name, text string
	want       bool
}{
	{"hyphens", "555-010-0199", true},
	{"dots in a sentence", "Reach us: 555.010.0199.", true},
	{"bracketed area code", "(555) 010-0199", true},
	{"bracket without a blank", "(555)010-0199", true},
	{"country", "+1 555 010 0199", true},
	{"country without a separator", "1555-010-0199", true},
	{"country, bracket", "x 1(555) 010 0199", true},
	{"another letter before and behind", "é555-010-0199é", true},
	{"part of a longer number", "2555-010-0199", false},
	{"part of a longer number, with hyphens", "7-555-010-0199", false},
	{"country in a longer number", "21-555-010-0199", false},
	{"goes on", "555-010-01991", false},
	{"goes on with a hyphen", "555-010-0199-1", false},
	{"two blanks", "(555)  010-0199", false},
	{"half a bracket", "555) 010-0199", false},
	{"bracket of two", "(55) 010-0199", false},
	{"no separators", "5550100199", false},

	{"word before", "call 5550100", true},
	{"word in capitals", "CALLED: 555 0100 x", true},
	{"separators doubled", "tel. (5) 5-5 0 1 0 0", true},
	{"fifteen digits", "fax 123456789012345", true},
	{"twelve characters between", "cell: ééééé éééé5550100", true},
	{"thirteen characters between", "cell: ééééé ééééé5550100", false},
	{"sixteen digits", "fax 1234567890123456", false},
	{"six digits", "tel 555010", false},
	{"a letter behind", "tel 5550100x", false},
	{"three separators", "tel 555---0100", false},
	{"another line", "call\n5550100", false},
	{"inside a word", "recall 5550100", false},
	{"underscore", "_call 5550100", false},
	{"a word, then another", "call the office, 5550100, or phone 5550100", true},
}

func TestHoldsPhone(t *testing.T) {
	for _, tt := range phoneTexts {
		t.Run(tt.name, func(t *testing.T) {
			if got := HoldsPhone(tt.text); got != tt.want {
				t.Errorf("HoldsPhone(%q) = %t, want %t", tt.text, got, tt.want)
			}
			checkPhone(t, tt.text)
		})
	}
}

// Every text of up to five of these pieces is told as the expressions tell it.
func TestHoldsPhoneAsExpressionsDo(t *testing.T) {
	pieces := []string{"555", "0199", "1", "-", " ", "(", ")", ".", "+", "x", "é", "call", "55501", "\n"}
	var try func(text string, left int)
	try = func(text string, left int) {
		checkPhone(t, text)
		if left == 0 || t.Failed() {
			return
		}
		for _, p := range pieces {
			try(text+p, left-1)
		}
	}
	try("", 4)
	for _, before := range []string{"", "1", "+1", "x", "1-", "21", ".1 ", "1.", "-"} {
		for _, area := range []string{"555-", "(555)", "(555) ", "555) ", "(555", "5555"} {
			for _, behind := range []string{"", " ", "-", "x", "1", ".", "é", "\xff"} {
				checkPhone(t, before+area+"010-0199"+behind)
				checkPhone(t, before+area+"010 019"+behind)
				checkPhone(t, "\xff"+before+area+"0100199"+behind)
			}
		}
	}
}

func FuzzHoldsPhone(f *testing.F) {
	for _, tt := range phoneTexts {
		f.Add(tt.text)
	}
	f.Add("tel\xff\xff\xff 555 0100 199")
	f.Fuzz(checkPhone)
}

func BenchmarkHoldsPhone(b *testing.B) {
	for _, text := range []string{"1", "1 ", "555-010-", "call 555-", "call x11 ", "a note, "} {
		b.Run(text, func(b *testing.B) {
			long := strings.Repeat(text, 1<<20/len(text))
			b.SetBytes(int64(len(long)))
			for b.Loop() {
				HoldsPhone(long)
			}
		})
	}
}
