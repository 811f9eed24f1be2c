package roster

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/fold"
)

// A period is what a cell says of the hour of the day: "3", "03", "P3", "Period 3",
// "3rd" and "3(A)" name one, "3-4" two, and HR, Lunch or a time of the day none.
type period struct {
	Key   string // folded
	Slots []periodSlot
}

// A periodSlot is one hour by its number, without zeros in front, and the days it
// is on, such as the A of "3(A)". No days: it may be on any.
type periodSlot struct {
	number string
	days   []string
}

// IdlePeriods say that somebody was not in class, which class that is not.
var IdlePeriods = celltext.KeySet("", "hr", "homeroom", "home room", "lunch", "advisory", "adv", "recess")

// periodWords may stand before the number of a period. Behind any other word, as in
// Room 12, a number is none.
var periodWords = celltext.KeySet("p", "pd", "prd", "per", "period", "periods", "hour", "block", "blk", "mod", "module",
	"no", "nr", "number", "class", "bell", "and", "to")

// Fits reports whether a class that meets in these periods, a list, may be the one.
func (p *period) Fits(list string) bool {
	for one := range strings.SplitSeq(list, ",") {
		if fold.Key(one) == p.Key {
			return true
		}
	}
	own := ParsePeriod(list)
	return slices.ContainsFunc(own.Slots, func(a periodSlot) bool {
		return slices.ContainsFunc(p.Slots, func(b periodSlot) bool { return a.number == b.number && a.sharesDay(b) })
	})
}

// sharesDay reports whether both may be on one day.
func (s periodSlot) sharesDay(t periodSlot) bool {
	return len(s.days) == 0 || len(t.days) == 0 ||
		slices.ContainsFunc(s.days, func(day string) bool { return slices.Contains(t.days, day) })
}

// ParsePeriod finds the numbers of periods in a text.
func ParsePeriod(text string) period {
	p := period{Key: fold.Key(text)}
	words := inDigits(periodTokens(p.Key))
	counts, day := true, "" // a number that comes next is a period's, on that day
	for len(words) > 0 {
		word := words[0]
		switch {
		case celltext.IsDigits(word):
			var slots []periodSlot
			if slots, words = takeSlots(words); counts && slots != nil {
				p.addSlots(slots, day)
			}
			day = ""
			continue
		case !unicode.IsLetter([]rune(word)[0]):
		case periodWords[word]:
			counts = true
		case len(words) > 1 && celltext.IsDigits(words[1]) && len([]rune(word)) == 1:
			day = word // A1 is 1(A)
		default:
			counts = false
		}
		words = words[1:]
	}
	return p
}

// numberWords are numbers of periods as words.
var numberWords = map[string]string{
	"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8", "ninth": "9", "tenth": "10",
	"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "zero": "0",
}

// hourWords are those of periodWords that make a word beside them a number of a
// period, as in second period. A second lunch is none.
var hourWords = celltext.KeySet("p", "pd", "prd", "per", "period", "hour", "block", "blk", "mod", "module")

// inDigits writes words that number a period in digits.
func inDigits(tokens []string) []string {
	beside := func(i int) bool { return i >= 0 && i < len(tokens) && hourWords[tokens[i]] }
	for i, token := range tokens {
		if digits := numberWords[token]; digits != "" && (len(tokens) == 1 || beside(i-2) || beside(i+2)) {
			tokens[i] = digits
		}
	}
	return tokens
}

// addSlots adds what one place of the text names. A day in front is theirs.
func (p *period) addSlots(slots []periodSlot, day string) {
	for _, s := range slots {
		if day != "" {
			s.days = append(slices.Clone(s.days), day)
		}
		p.Slots = append(p.Slots, s)
	}
}

// periodTokens cuts a text into words, numbers and single other characters, none of
// a text too long to name a period.
func periodTokens(text string) (tokens []string) {
	const most = 100
	kind := func(r rune) int {
		switch {
		case r >= '0' && r <= '9':
			return 1
		case unicode.IsLetter(r):
			return 2
		}
		return 3
	}
	start, last := 0, 3
	for i, r := range text {
		if k := kind(r); k != last || k == 3 {
			if start < i {
				tokens = append(tokens, text[start:i])
			}
			start, last = i, k
		}
		if len(tokens) > most {
			return nil
		}
	}
	if start < len(text) {
		tokens = append(tokens, text[start:])
	}
	return tokens
}

// takeSlots takes the number that the tokens start with, the one up to which it
// goes, and the days behind them. It returns no slots for a time of the day.
func takeSlots(tokens []string) (slots []periodSlot, rest []string) {
	next := func(i int) string {
		if i < len(tokens) {
			return tokens[i]
		}
		return ""
	}
	if next(1) == ":" {
		for len(tokens) > 0 && (celltext.IsDigits(tokens[0]) || tokens[0] == ":") {
			tokens = tokens[1:]
		}
		return nil, tokens
	}
	if half := next(1) + next(2); next(1) == "am" || next(1) == "pm" || half == " am" || half == " pm" {
		return nil, tokens[1:]
	}
	first, last := tokens[0], tokens[0]
	tokens = tokens[1:]
	if slices.Contains([]string{"st", "nd", "rd", "th"}, next(0)) {
		tokens = tokens[1:]
	}
	if next(0) == "-" && celltext.IsDigits(next(1)) && next(2) != ":" {
		last, tokens = tokens[1], tokens[2:]
	}
	days, tokens := takeDays(tokens)
	for _, number := range numbersUpTo(first, last) {
		slots = append(slots, periodSlot{number, days})
	}
	return slots, tokens
}

// numbersUpTo returns the numbers from the first to the last, without zeros in
// front; both where they are no short stretch.
func numbersUpTo(first, last string) (numbers []string) {
	from, err1 := strconv.Atoi(first)
	to, err2 := strconv.Atoi(last)
	const most = 20
	if err1 != nil || err2 != nil || to < from || to-from > most {
		return []string{bareNumber(first), bareNumber(last)}
	}
	for n := from; n <= to; n++ {
		numbers = append(numbers, strconv.Itoa(n))
	}
	return numbers
}

// bareNumber returns a number without zeros in front.
func bareNumber(digits string) string {
	if bare := strings.TrimLeft(digits, "0"); bare != "" {
		return bare
	}
	return "0"
}

// takeDays takes the days that stand behind a number: as in 1(A), 1(A,C), 1(A-C),
// 1A, 1-A and 1 A.
func takeDays(tokens []string) (days, rest []string) {
	if len(tokens) > 0 && tokens[0] == "(" {
		return takeDaysInBrackets(tokens)
	}
	at := 0
	if len(tokens) > 0 && (tokens[0] == "-" || tokens[0] == " ") {
		at = 1
	}
	if at < len(tokens) && isOneLetter(tokens[at]) && (at+1 == len(tokens) || !celltext.IsDigits(tokens[at+1])) && tokens[at] != "p" {
		return tokens[at : at+1], tokens[at+1:]
	}
	return nil, tokens
}

// takeDaysInBrackets takes the days between a bracket, which the tokens start with,
// and its other half.
func takeDaysInBrackets(tokens []string) (days, rest []string) {
	end := slices.Index(tokens, ")")
	if end < 0 {
		return nil, tokens
	}
	for _, token := range tokens[1:end] {
		if celltext.IsDigits(token) || token == ":" {
			return nil, tokens // a time of the day, say
		}
		if unicode.IsLetter([]rune(token)[0]) {
			days = append(days, token)
		}
	}
	if end == 4 && tokens[2] == "-" && len(tokens[1]) == 1 && isOneLetter(tokens[1]) && len(tokens[3]) == 1 && isOneLetter(tokens[3]) {
		for c := tokens[1][0] + 1; c < tokens[3][0]; c++ {
			days = append(days, string(rune(c)))
		}
	}
	return days, tokens[end+1:]
}

func isOneLetter(token string) bool {
	r, n := utf8.DecodeRuneInString(token)
	return n == len(token) && unicode.IsLetter(r)
}
