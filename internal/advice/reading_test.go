package advice

import (
	"regexp"
	"strings"
	"testing"

	"example.com/otustemplate/internal/schema"
)

// maxGrade is the grade of a US school whose children understand every sentence that says
// what to do.
const maxGrade = 8.0

// What office staff are told to do is read by people in a hurry: each sentence is one that
// a child of eighth grade understands, by the formula of Kincaid et al. (1975).
func TestReadingLevel(t *testing.T) {
	names := strings.NewReplacer("{Correct}", "Enter the right one in G14", "{change}", `change G14 to "Tardy"`, "{Change}", `Change G14 to "Tardy"`, "{cells}", "G14", "{value}", `"Tardy"`, "{fix}", `"Tardy"`)
	told := map[string]string{"share": shareText}
	for code, w := range Wordings {
		told[string(code)], told[string(code)+", with a fix"] = w.Do, w.fix
		told[string(code)+", not checked"] = w.unchecked
		if settles := strings.TrimSpace(w.title); settles != "" {
			told[string(code)+", title"] = settles
		}
	}
	for _, code := range []schema.Code{schema.CodeFieldCount, schema.CodeHeaderUnknown} {
		told[string(code)+", partGone"], told[string(code)+", aboveHeader"] = partGone.Do, aboveHeader.Do
	}
	for what, text := range told {
		for _, sentence := range sentencesOf(names.Replace(text)) {
			if got := gradeOf(sentence); got > maxGrade {
				t.Errorf("%s: grade %.1f of %q, want at most %.0f", what, got, sentence, maxGrade)
			}
		}
	}
}

// The formula gives what is published for texts that are counted by hand.
func TestGradeOf(t *testing.T) {
	for _, tt := range []struct {
		text     string
		from, to float64
	}{
		{"The cat sat on the mat.", -2, 1},       // 6 words, 6 syllables
		{"Enter the date that is meant.", -1, 3}, // 6 words, 7 syllables
		{"The Australian platypus is seemingly a hybrid of a mammal and reptilian creature.", 11, 14.5}, // 13 words, 26 syllables: 11.3 in the literature, counts differ
		{"Multidisciplinary institutional considerations necessitate clarification.", 30, 60},
	} {
		if got := gradeOf(tt.text); got < tt.from || got > tt.to {
			t.Errorf("gradeOf(%q) = %.1f, want %.1f to %.1f", tt.text, got, tt.from, tt.to)
		}
	}
}

var sentenceEnd = regexp.MustCompile(`[.?!](\s+|$)`)

// sentencesOf splits a text into sentences.
func sentencesOf(text string) []string {
	var all []string
	for _, s := range sentenceEnd.Split(text, -1) {
		if s = strings.TrimSpace(s); s != "" {
			all = append(all, s)
		}
	}
	return all
}

var wordOf = regexp.MustCompile(`[A-Za-z][A-Za-z'’-]*`)

// gradeOf is the Flesch-Kincaid grade of one sentence.
func gradeOf(sentence string) float64 {
	words := wordOf.FindAllString(sentence, -1)
	if len(words) == 0 {
		return 0
	}
	syllables := 0
	for _, w := range words {
		syllables += syllablesOf(w)
	}
	n := float64(len(words))
	return 0.39*n + 11.8*float64(syllables)/n - 15.59
}

var vowels = regexp.MustCompile(`[aeiouy]+`)

// syllablesOf counts the syllables of an English word by its groups of vowels.
func syllablesOf(word string) int {
	w := strings.ToLower(word)
	if w == "csv" || w == "utf-" || w == "utf" || w == "otus" { // spelled out, or a name
		return 2
	}
	w = strings.TrimSuffix(w, "'s")
	n := len(vowels.FindAllString(w, -1))
	silent := strings.HasSuffix(w, "e") && !strings.HasSuffix(w, "le") || strings.HasSuffix(w, "es") && !strings.HasSuffix(w, "ses") && !strings.HasSuffix(w, "ges") && !strings.HasSuffix(w, "ces") ||
		strings.HasSuffix(w, "ed") && !strings.HasSuffix(w, "ted") && !strings.HasSuffix(w, "ded")
	if silent && n > 1 {
		n--
	}
	return max(n, 1)
}
