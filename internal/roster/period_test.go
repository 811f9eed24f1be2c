package roster

import "testing"

func TestPeriods(t *testing.T) {
	for _, tt := range []struct {
		asked, listed string
		want          bool
	}{
		{"1", "1(A)", true}, {"01", "1", true}, {"1", "01(B)", true}, {"P1", "1(A)", true}, {"p 1", "1", true}, {"Period 1", "1(A)", true},
		{"1st", "1(A)", true}, {"1st period", "1", true}, {"2nd", "2", true}, {"3rd", "3", true}, {"Per. 11th", "11", true}, {"1(A)", "1(A)", true},
		{"1A", "1(A)", true}, {"1-A", "1(A)", true}, {"1 a", "1(A)", true}, {"A1", "1(A)", true}, {"1(A)", "1", true}, {"#3", "3", true},
		{"Hour 3", "3", true}, {"Block 3", "3", true}, {"0", "00", true}, {"Day 2 Period 3", "3", true}, {"PERIOD 4", "4,5", true}, {"5", "4,5", true},
		{"7 Algebra", "7", true}, {"2", "1-3(A)", true}, {"1-2", "2", true}, {"2,4", "4", true}, {"2 & 4", "4", true}, {"B", "B", true}, {"b", "B", true}, {"A1", "A1", true},
		{"1(A)", "1(A,C)", true}, {"1(C)", "1(A,C)", true}, {"1(B)", "1(A-C)", true}, {"1(red)", "1(Red)", true}, {"3(A)", "1(A),3(A)", true},
		{"Period 3 (9:05-9:50)", "3", true}, {"３", "3", true}, {"1-2(A-B)", "2(B)", true}, {"10", "8-12", true},

		{"Seventh", "7", true}, {"second period", "2", true}, {"Period Three", "3(A)", true}, {"hour one", "1", true},

		{"seven", "3", false}, {"First Period", "3(A)", false}, {"Period Seven", "3", false}, {"1", "11", false}, {"11", "1", false}, {"1", "2(A)", false}, {"1(B)", "1(A)", false}, {"1B", "1(A)", false}, {"1-B", "1(A)", false}, {"1 b", "1(A)", false},
		{"B1", "1(A)", false}, {"7", "3", false}, {"6", "4,5", false}, {"1(B)", "1(A,C)", false}, {"1(D)", "1(A-C)", false}, {"3(A)", "1(A),3(B)", false},
		{"3", "HR", false}, {"3", "", false}, {"4", "1-3", false}, {"0", "1", false}, {"Day 2 Period 3", "2", false}, {"1(red)", "1(blue)", false},
		{"Period 3 (9:05-9:50)", "9", false}, {"10-2", "5", false}, {"10", "1", false}, {"99999999999999999999", "9", false}, {"1-99999", "50", false}, {"0", "10", false},
		{"1(A", "2", false}, {"(", ")", false}, {"A", "B", false},
	} {
		p := ParsePeriod(tt.asked)
		if got := p.Fits(tt.listed); got != tt.want {
			t.Errorf("%q fits %q: %t", tt.asked, tt.listed, got)
		}
	}
	// What is no period says nothing of a class that meets in none of the name.
	for _, text := range []string{"", " ", "HR", "Lunch", "lunch", "Room 12", "ENG100-01", "10:30 AM", "8:22:18 AM", "8 am", "8pm", "N/A", "before school", "A", "Lunch 1", "Hall 3",
		"First lunch", "one on one", "Second Step"} {
		if p := ParsePeriod(text); len(p.Slots) > 0 {
			t.Errorf("%q has the numbers %v", text, p.Slots)
		}
	}
}

func FuzzPeriods(f *testing.F) {
	for _, text := range []string{"1(A)", "3-4", "Period 1(A-C)", "8:22 AM", "P1,P2", "((", "1-", "1(A-", "9999999999-1", "é1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := ParsePeriod(text)
		if len(p.Slots) > 0 && !p.Fits(text) {
			t.Errorf("%q does not fit itself", text)
		}
	})
}
