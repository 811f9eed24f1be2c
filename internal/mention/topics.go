package mention

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Topic is something that a text may speak of which is not for everybody to read.
type Topic uint8

const (
	NoTopic  Topic = iota
	Services       // special education, a 504 plan, a behavior plan
	Force          // restraint and seclusion
	Health         // a diagnosis, medication
	SelfHarm       // suicide and self-harm
	Law            // police, arrest, child protection
	Inquiry        // witnesses and their statements
	SSN            // a social security number
	Birth          // a date of birth
	Listed         // a word of the caller's own
)

// topicWords are the words and phrases of each topic, as a text has them in lower case
// without accents. Those that mean something else as often are looked at by topicOf.
var topicWords = [...]struct {
	topic Topic
	words string
}{
	{Services, "iep; ieps; bip; bips; manifestation; manifestation determination; special education; special ed; intervention plan; " +
		"functional behavior assessment; functional behavioral assessment; section 504; sped teacher; sped student; sped students; " +
		"sped meeting; sped class; sped services; sped room; sped department; disability; disabilities"},
	{Force, "restraints; seclusion; secluded; physical hold"},
	{Health, "diagnosis; diagnoses; diagnosed; adhd; autism; autistic; asperger; aspergers; bipolar; ptsd; ocd; tourette; tourettes; dyslexia; dyslexic; " +
		"schizophrenia; depression; anxiety disorder; epilepsy; medication; medications; medicated; meds; ritalin; adderall; concerta; psychiatrist; psychiatric"},
	{SelfHarm, "suicide; suicidal; self harm; self harmed; self harming; self injury; selfharm; kill himself; kill herself; kill themselves; kill myself; killing himself; " +
		"killing herself; cutting herself; cutting himself; harm himself; harm herself; harm themselves"},
	{Law, "police; policeman; arrest; arrested; arrests; cps; dcfs; dcf; child protective; child protection; law enforcement; sheriff; probation officer; parole; " +
		"juvenile hall; juvenile court; juvenile detention; foster care; restraining order"},
	{Inquiry, "witness; witnesses; eyewitness; eyewitnesses"},
}

// The words that topicOf looks at.
var lookedAt = []string{"504", "restraint", "restrained", "statement", "statements", "dob", "born", "birthdate", "birthday", "birth", "ssn", "social"}

// Words spelled with points, which stand for the same without.
var spelled = []string{"i.e.p", "d.o.b", "a.d.h.d"}

const longestSpelled = len("a.d.h.d")

// Topics find what a text speaks of. They do not change, and may be shared between
// goroutines.
type Topics struct {
	phrases map[string][]topicPhrase // by their first word
	glance  topicGlance
	letters *latinLetters
}

type topicPhrase struct {
	topic Topic
	rest  []string // the words after the first
}

// NewTopics returns the topics, with words and phrases of the caller's own. It reports
// which of them, from 0, has no letter or digit; -1: each has.
func NewTopics(own []string) (t *Topics, empty int) {
	t = &Topics{phrases: make(map[string][]topicPhrase), letters: newLatinLetters()}
	for _, of := range topicWords {
		for phrase := range strings.SplitSeq(of.words, "; ") {
			t.add(of.topic, strings.Fields(phrase))
		}
	}
	for _, word := range lookedAt {
		t.glance.add(word)
	}
	for _, word := range spelled {
		t.glance.begin(word, "")
	}
	for i, phrase := range own {
		words := wordsOf(phrase)
		if len(words) == 0 {
			return nil, i
		}
		t.add(Listed, words)
	}
	return t, -1
}

// wordsOf returns the words of a text as Find reads them.
func wordsOf(text string) (words []string) {
	s := new(scan)
	s.start(text)
	for i := s.ahead(0, 1); i < len(s.words); i = s.ahead(i+1, 1) {
		words = append(words, string(s.text(i)))
	}
	return words
}

func (t *Topics) add(topic Topic, words []string) {
	t.phrases[words[0]] = append(t.phrases[words[0]], topicPhrase{topic, words[1:]})
	t.glance.add(words[0])
}

// How many words Find looks at before and behind the one at hand.
const (
	topicBehind = 8
	topicBefore = 2
)

// Find returns the first topic that the text speaks of, NoTopic for none.
func (t *Topics) Find(text string) Topic {
	if !t.mayFind(text) {
		return NoTopic
	}
	return t.find(text)
}

// find is Find without a glance first.
func (t *Topics) find(text string) Topic {
	s := scans.Get().(*scan)
	defer scans.Put(s)
	s.start(withoutPoints(text))
	for i := 0; ; i++ {
		before := min(i, topicBefore)
		i = s.ahead(i-before, topicBehind+before) + before
		if i >= len(s.words) {
			return NoTopic
		}
		if topic := t.at(s, i); topic != NoTopic {
			return topic
		}
	}
}

// withoutPoints returns the text with the words of spelled written without points.
func withoutPoints(text string) string {
	for at := 0; ; at++ {
		next := strings.IndexByte(text[at:], '.')
		if next < 0 {
			return text
		}
		at += next
		for _, word := range spelled {
			if start := at - 1; start >= 0 && start+len(word) <= len(text) && strings.EqualFold(text[start:start+len(word)], word) && !inWord(text[:start]) {
				text = text[:start] + strings.ReplaceAll(word, ".", "") + text[start+len(word):]
			}
		}
	}
}

// inWord reports whether a letter behind the text goes on with a word.
func inWord(before string) bool {
	r, _ := utf8.DecodeLastRuneInString(before)
	return unicode.IsLetter(r) || unicode.IsDigit(r) || goesOn(before)
}

// at returns the topic of which the i-th word is.
func (t *Topics) at(s *scan, i int) Topic {
	if !t.glance.looksAt(firstLetters(s.text(i))) {
		return NoTopic
	}
	for _, p := range t.phrases[string(s.text(i))] {
		if s.follow(i, p.rest) {
			return p.topic
		}
	}
	return s.topicOf(i)
}

// follow reports whether the words follow the i-th one.
func (s *scan) follow(i int, words []string) bool {
	for k, word := range words {
		if next := i + 1 + k; next >= len(s.words) || s.words[next].gap != space || string(s.text(next)) != word {
			return false
		}
	}
	return true
}

// word returns a word, "" beyond the text.
func (s *scan) word(i int) string {
	if i < 0 || i >= len(s.words) {
		return ""
	}
	return string(s.text(i))
}

// topicOf looks at words that have a topic among some words only.
func (s *scan) topicOf(i int) Topic {
	switch text := s.text(i); {
	case isNumber(text, 3, 3) && s.isSSN(i):
		return SSN
	case string(text) == "504" && s.is504(i):
		return Services
	case s.isForce(i):
		return Force
	case (string(text) == "statement" || string(text) == "statements") && s.isTaken(i):
		return Inquiry
	case s.namesBirth(i) && s.dateNear(i):
		return Birth
	case s.namesSSN(i) && s.numberNear(i):
		return SSN
	}
	return NoTopic
}

// isForce reports whether the word is of a restraint that was done to somebody.
func (s *scan) isForce(i int) bool {
	switch string(s.text(i)) {
	case "restrained":
		return slices.Contains(wasDone, s.word(i-1))
	case "restraint":
		return !slices.Contains(ofOneself, s.word(i-1))
	}
	return false
}

// wasDone are the words before what was done to somebody.
var wasDone = []string{"was", "were", "physically", "be", "been", "being", "staff"}

// ofOneself are the words before a restraint that a student shows.
var ofOneself = []string{"showed", "shows", "show", "showing", "shown", "self", "great", "good", "more", "some", "with", "of"}

// What says that 504 is a plan, and no room or page.
var (
	before504 = []string{"a", "his", "her", "their", "under", "has", "iep", "ieps", "an", "student's"}
	behind504 = []string{"plan", "plans", "meeting", "meetings", "team", "coordinator", "accommodation", "accommodations", "services", "student", "students", "eligible", "eligibility", "review"}
	places    = []string{"bus", "room", "rm", "building", "locker", "page", "hall", "hallway", "class", "st", "street"}
)

func (s *scan) is504(i int) bool {
	next := s.word(i + 1)
	if slices.Contains(behind504, next) && s.words[i+1].gap == space {
		return !slices.Contains(places, s.word(i-1))
	}
	return slices.Contains(before504, s.word(i-1)) && !slices.Contains(places, next)
}

// What says that a statement is one for the record.
var (
	beforeStatement = []string{"witness", "written", "signed", "victim", "student", "gave", "give", "gives", "took", "take", "taken", "wrote", "write", "collected", "official", "sworn", "police", "parent", "victim's"}
	behindStatement = []string{"from", "taken", "collected", "attached", "form", "forms"}
	wereTaken       = []string{"taken", "collected", "attached", "written", "signed", "given"}
)

func (s *scan) isTaken(i int) bool {
	return slices.Contains(beforeStatement, s.word(i-1)) || slices.Contains(beforeStatement[5:13], s.word(i-2)) ||
		slices.Contains(behindStatement, s.word(i+1)) || (s.word(i+1) == "was" || s.word(i+1) == "were") && slices.Contains(wereTaken, s.word(i+2))
}

// namesSSN reports whether a word speaks of a social security number.
func (s *scan) namesSSN(i int) bool {
	return s.word(i) == "ssn" || s.word(i) == "social" && s.word(i+1) == "security"
}

// isSSN reports whether a number of three digits begins a social security number.
func (s *scan) isSSN(i int) bool {
	near := func(i int) bool { return i < len(s.words) && (s.words[i].gap == space || s.words[i].gap == dot) }
	return near(i+1) && near(i+2) && isNumber(s.text(i+1), 2, 2) && isNumber(s.text(i+2), 4, 4)
}

// numberNear reports whether a number of nine digits follows within some words.
func (s *scan) numberNear(i int) bool {
	for k := i + 1; k < min(i+topicBehind-2, len(s.words)); k++ {
		if isNumber(s.text(k), 9, 9) || isNumber(s.text(k), 3, 3) && s.isSSN(k) {
			return true
		}
	}
	return false
}

// namesBirth reports whether the word announces a date of birth.
func (s *scan) namesBirth(i int) bool {
	switch string(s.text(i)) {
	case "dob", "born", "birthdate", "birthday", "birth":
		return true
	}
	return false
}

// dateNear reports whether a date follows within some words.
func (s *scan) dateNear(i int) bool {
	for k := i + 1; k < min(i+topicBehind-2, len(s.words)); k++ {
		number := func(k, least, most int) bool { return k < len(s.words) && isNumber(s.text(k), least, most) }
		switch {
		case number(k, 1, 2) && number(k+1, 1, 2) && (number(k+2, 4, 4) || number(k+2, 2, 2)),
			number(k, 4, 4) && number(k+1, 1, 2) && number(k+2, 1, 2),
			number(k, 8, 8),
			isMonth(s.text(k)) && (number(k+1, 1, 2) || number(k-1, 1, 2)):
			return true
		}
	}
	return false
}

func isMonth(word []byte) bool {
	if len(word) < 3 {
		return false
	}
	for _, month := range []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"} {
		if string(word) == month || string(word) == month[:3] {
			return true
		}
	}
	return string(word) == "sept"
}

// isNumber reports whether the word is digits alone, of so many at least and at most.
func isNumber(word []byte, least, most int) bool {
	if len(word) < least || len(word) > most {
		return false
	}
	for _, c := range word {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
