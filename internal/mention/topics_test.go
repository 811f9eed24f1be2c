package mention_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"example.com/otustemplate/internal/mention"
	"example.com/otustemplate/internal/words"
)

func newTopics(t testing.TB, own ...string) *mention.Topics {
	t.Helper()
	topics, empty := mention.NewTopics(own)
	if empty >= 0 {
		t.Fatalf("word %d is empty", empty)
	}
	return topics
}

func TestTopics(t *testing.T) {
	topics := newTopics(t, "Project Mercury", "truancy-board", "naïve")
	for _, tt := range []struct {
		text string
		want mention.Topic
	}{
		{"Per his IEP he may leave.", mention.Services},
		{"two ieps", mention.Services},
		{"see I.E.P. goals", mention.Services},
		{"the BIP was followed", mention.Services},
		{"has a 504 plan", mention.Services},
		{"a 504", mention.Services},
		{"IEP/504", mention.Services},
		{"504 accommodations", mention.Services},
		{"Section 504", mention.Services},
		{"sent to room 504", mention.NoTopic},
		{"in room 504 team work", mention.NoTopic},
		{"bus 504 was late", mention.NoTopic},
		{"a 504 bus", mention.NoTopic},
		{"504 points", mention.NoTopic},
		{"manifestation\r\ndetermination held", mention.Services},
		{"special-education teacher", mention.Services},
		{"the SPED teacher", mention.Services},
		{"sped down the hall", mention.NoTopic},
		{"a restraint was used", mention.Force},
		{"showed restraint today", mention.NoTopic},
		{"self-restraint", mention.NoTopic},
		{"put in seclusion", mention.Force},
		{"diagnosed with ADHD", mention.Health},
		{"A.D.H.D.", mention.Health},
		{"Asperger's", mention.Health},
		{"did not take his meds", mention.Health},
		{"self-harm", mention.SelfHarm},
		{"SELF HARM", mention.SelfHarm},
		{"said she would kill herself", mention.SelfHarm},
		{"suicidal", mention.SelfHarm},
		{"police were called", mention.Law},
		{"CPS report", mention.Law},
		{"polices itself", mention.NoTopic},
		{"one witness", mention.Inquiry},
		{"I witnessed him push", mention.NoTopic},
		{"witness statement on file", mention.Inquiry},
		{"wrote a statement", mention.Inquiry},
		{"statements were taken", mention.Inquiry},
		{"made a rude statement", mention.NoTopic},
		{"SSN 123-45-6789", mention.SSN},
		{"number 123 45 6789 given", mention.SSN},
		{"123.45.6789", mention.SSN},
		{"social security number: 123456789", mention.SSN},
		{"call 555-010-0199", mention.NoTopic},
		{"social studies 123456789", mention.NoTopic},
		{"DOB 5/3/2010", mention.Birth},
		{"D.O.B.: 05/03/10", mention.Birth},
		{"date of birth 2010-05-03", mention.Birth},
		{"born on May 3", mention.Birth},
		{"born on 3 May 2010", mention.Birth},
		{"his birthday party", mention.NoTopic},
		{"born tired", mention.NoTopic},
		{"on 5/3/2010", mention.NoTopic},
		{"project  mercury", mention.Listed},
		{"project. Mercury", mention.NoTopic},
		{"Truancy Board", mention.Listed},
		{"NAIVE", mention.Listed},
		{"Ran in the hallway after two reminders.", mention.NoTopic},
		{"", mention.NoTopic},
		{strings.Repeat("word ", 30_000) + "police", mention.Law},
	} {
		if got := topics.Find(tt.text); got != tt.want {
			t.Errorf("%.60q: %d, want %d", tt.text, got, tt.want)
		}
	}
	if _, empty := mention.NewTopics([]string{"a", " - "}); empty != 1 {
		t.Errorf("an empty word is number %d", empty)
	}
}

// speaks returns what a glance says of a text, wherever it stands in another one.
func speaks(topics *mention.Topics, text string, at int) bool {
	around := strings.Repeat("z", at) + text + strings.Repeat("Q7' ", 2*words.ChunkSize)
	return topics.May([]byte(around), at, len(text))
}

// plainASCII reports whether May is for the text.
func plainASCII(text string) bool {
	for i := range len(text) {
		if c := text[i]; c >= 0x7f || c < ' ' && c != '\n' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}

// glances holds what is said of a text at a glance against what is found in it, numbers
// aside, which May does not see.
func glances(t *testing.T, topics *mention.Topics, text string, at int) mention.Topic {
	t.Helper()
	topic := topics.FindWithoutGlance(text)
	if got := topics.Find(text); got != topic {
		t.Errorf("%q: Find finds topic %d, and %d where it doesn't look first", text, got, topic)
	}
	if topic != mention.NoTopic && topic != mention.SSN && plainASCII(text) && !speaks(topics, text, at) {
		t.Errorf("%q: Find finds topic %d that May passes over", text, topic)
	}
	return topic
}

// What is found in a text a glance must not pass over; and most of what speaks of nothing is
// passed over.
func TestTopicsGlance(t *testing.T) {
	ascii := strings.Fields("IEP i.e.p. I.E.P 504 a plan room Section special education SPED teacher restraint showed was restrained ADHD A.D.H.D. self harm kill himself police's CPS " +
		"witness statement wrote DOB D.O.B. born 5/3/2010 May 3 date of birth birthday Project mercury O'Dell's don't he ran in the hallway again , . ' -- ( ) \n / 's's 's asperger's asp'erger " +
		"PE pe's p'e x hi.e.p hiep 123-45-6789 123 45 6789 \" \"\" `")
	more := strings.Fields("p\u00f3lice p\u00f3li c\u00e9 na\u00efve na\u00ef ve \u00e9cole \u00e9 cole \u2019 \u201cIEP\u201d \u2014 \u2026 i\u2019ep ie\u0301p \u00ad po\u00adlice \ufb01 \u24d8ep " +
		"\u0149ep \u01c6 \u00b2 \u00d7 \u00e9i.e.p \u0442\u0435\u0441\u0442 \xff \u00bf po\u200blice \ufeffIEP po\u2060lice \uff29\uff25\uff30 self\u2011harm")
	topics := newTopics(t, "Project Mercury", "PE", "x", "hiep", "na\u00efve", "\u00e9cole", "\u0442\u0435\u0441\u0442")
	for _, tt := range []struct {
		name   string
		pieces []string
	}{
		{"ASCII", ascii},
		{"more than ASCII", append(more, ascii...)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(8, 8))
			found := 0
			for range 50_000 {
				var text strings.Builder
				for range 1 + rnd.IntN(7) {
					text.WriteString(tt.pieces[rnd.IntN(len(tt.pieces))])
					text.WriteString([]string{" ", " ", " ", "", "'", "-"}[rnd.IntN(6)])
				}
				if glances(t, topics, text.String(), rnd.IntN(40)) != mention.NoTopic {
					found++
				}
			}
			if found < 5000 || found > 45_000 {
				t.Errorf("%d of 50,000 texts with topics: too few, or too many, to tell", found)
			}
		})
	}
}

// Notes as most are take no closer look.
func TestTopicsGlancePassesOver(t *testing.T) {
	topics := newTopics(t, "Project Mercury")
	for _, note := range []string{
		"Ran in the hallway after two reminders.", "Helped a new student find the way to lunch", "Talked back, then apologized to the class",
		"Late for the third time this week", "Shared materials with the whole group", "Said \"no\" and I.\r\nThen a.",
	} {
		if speaks(topics, note, 3) {
			t.Errorf("%q is not passed over", note)
		}
	}
}

func FuzzTopics(f *testing.F) {
	topics := newTopics(f, "Project Mercury", "PE", "hiep", "na\u00efve", "\u00e9cole", "\u0442\u0435\u0441\u0442")
	for _, text := range []string{
		"his IEP", "I.E.P.", "D.O.B. 5/3/2010", "a 504", "project-mercury", "police's", "x's's police", "p\u00f3lice", "\u2014\u00e9cole", "1'23.45.6789", "i\"ep \u00e9", "x'i.e.p",
	} {
		f.Add(text, 3)
	}
	f.Fuzz(func(t *testing.T, text string, at int) {
		glances(t, topics, text, int(uint(at)%40))
	})
}
