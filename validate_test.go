package otustemplate_test

import (
	"fmt"
	"strings"
	"testing"

	"example.com/otustemplate"
	"github.com/google/go-cmp/cmp"
)

// district is what exists in Otus in most tests.
func district() otustemplate.References {
	return otustemplate.References{
		Recognitions: otustemplate.NewSet("Tardy", "Cooperation", "Behavioral Warning", "Classroom Disruption", "None", "Café Duty"),
		Teachers:     otustemplate.NewEmailSet("a.rivera@example.org", "J.Okafor@example.org", "lee@example.org"),
		Classes:      otustemplate.NewSet("Algebra 1", "Algebra 2", "Period 3 – Art", "5E1", "Band  Hall", "ART", "Art"),
	}
}

// schoolYear is what most tests are checked with.
func schoolYear() *otustemplate.ValidatorOptions {
	return &otustemplate.ValidatorOptions{
		FirstDate: otustemplate.Date{Year: 2023, Month: 8, Day: 14},
		LastDate:  otustemplate.Date{Year: 2024, Month: 6, Day: 7},
		Today:     otustemplate.Date{Year: 2024, Month: 1, Day: 31},
		NoteLimit: 300,
	}
}

func newValidator(t testing.TB, refs otustemplate.References, opts *otustemplate.ValidatorOptions) *otustemplate.Validator {
	t.Helper()
	v, err := otustemplate.NewValidator(refs, opts)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// goodRecord is one that nothing is wrong with.
func goodRecord() otustemplate.Record {
	return otustemplate.Record{
		StudentNumber: "004217",
		Recognition:   "Tardy",
		TeacherEmail:  "a.rivera@example.org",
		ClassName:     "Algebra 1",
		Date:          otustemplate.Date{Year: 2023, Month: 9, Day: 14},
		Note:          "Came in at 8:20.",
	}
}

// describe puts what matters of issues in a line each: column, code, severity,
// then the fixes, a safe one marked with !.
func describe(issues []otustemplate.Issue) []string {
	var lines []string
	for _, is := range issues {
		line := fmt.Sprintf("%s %s %s", is.Cell(), is.Code, is.Severity)
		if is.Column == otustemplate.NoColumn {
			line = fmt.Sprintf("- %s %s", is.Code, is.Severity)
		}
		for _, f := range is.Fixes {
			safe := ""
			if f.Safe {
				safe = "!"
			}
			line += fmt.Sprintf(" →%s%q", safe, f.New)
		}
		lines = append(lines, line)
	}
	return lines
}

type checkCase struct {
	name string
	set  func(*otustemplate.Record)
	want []string
}

// text sets the field named by column to text.
func text(column otustemplate.Column, text string) func(*otustemplate.Record) {
	return func(r *otustemplate.Record) {
		switch column {
		case otustemplate.ColStudentEmail:
			r.StudentEmail = text
		case otustemplate.ColSISID:
			r.SISID = text
		case otustemplate.ColStudentNumber:
			r.StudentNumber = text
		case otustemplate.ColStateID:
			r.StateID = text
		case otustemplate.ColRecognition:
			r.Recognition = text
		case otustemplate.ColTeacherEmail:
			r.TeacherEmail = text
		case otustemplate.ColClassName:
			r.ClassName = text
		case otustemplate.ColDate:
			r.Date, r.DateText = otustemplate.Date{}, text
			if d, err := otustemplate.ParseDate(text); err == nil {
				r.Date, r.DateText = d, ""
			}
		case otustemplate.ColNote:
			r.Note = text
		}
	}
}

func class(s string) func(*otustemplate.Record)       { return text(otustemplate.ColClassName, s) }
func teacher(s string) func(*otustemplate.Record)     { return text(otustemplate.ColTeacherEmail, s) }
func recognition(s string) func(*otustemplate.Record) { return text(otustemplate.ColRecognition, s) }
func date(s string) func(*otustemplate.Record)        { return text(otustemplate.ColDate, s) }
func note(s string) func(*otustemplate.Record)        { return text(otustemplate.ColNote, s) }
func number(s string) func(*otustemplate.Record)      { return text(otustemplate.ColStudentNumber, s) }
func sisID(s string) func(*otustemplate.Record)       { return text(otustemplate.ColSISID, s) }
func email(s string) func(*otustemplate.Record)       { return text(otustemplate.ColStudentEmail, s) }

func all(sets ...func(*otustemplate.Record)) func(*otustemplate.Record) {
	return func(r *otustemplate.Record) {
		for _, set := range sets {
			set(r)
		}
	}
}

var checkCases = []checkCase{
	{"nothing wrong", all(), nil},

	{"no identifier", number(""), []string{"- identifier-missing error"}},
	{"identifier of spaces", number("  "), []string{"- identifier-missing error", `C spaces warning →!""`}},
	{"recognition empty", recognition(""), []string{"E required error"}},
	{"teacher empty", teacher(""), []string{"F required error"}},
	{"class of spaces", class("  "), []string{"G required error"}},
	{"date empty", date(""), []string{"H required error"}},

	{"placeholder for the only identifier", number("N/A"), []string{`C placeholder error →""`}},
	{"placeholder in a spare identifier", sisID("N/A"), []string{`B placeholder warning →!""`}},
	{"placeholders in two, one real", all(sisID("null"), email("-")), []string{`A placeholder warning →!""`, `B placeholder warning →!""`}},
	{"placeholders in all", all(number("none"), sisID("TBD")), []string{`B placeholder error →""`, `C placeholder error →""`}},
	{"placeholder in a class", class("#REF!"), []string{`G placeholder error →""`}},
	{"placeholder with spaces around", class(" tbd "), []string{`G placeholder error →""`}},
	{"long dash", class("—"), []string{`G placeholder error →""`}},
	{"a name that looks like one", recognition("None"), nil},
	{"zeros are a number", class("00"), []string{"G class-unknown error"}},
	{"a database's null", number(`\N`), []string{`C placeholder error →""`}},
	{"a database's null in a spare identifier", sisID(`\N`), []string{`B placeholder warning →!""`}},
	{"a database's null for a class", class(`\N`), []string{`G placeholder error →""`}},
	{"not a time", number("NaT"), []string{`C placeholder error →""`}},
	{"empty quotes", number(`""`), []string{`C placeholder error →""`}},
	{"empty brackets", class("[]"), []string{`G placeholder error →""`}},
	{"a full stop behind", teacher("None."), []string{`F placeholder error →""`}},
	{"an address that is none", email("no email"), []string{`A placeholder warning →!""`}},
	{"null in brackets", recognition("[null]"), []string{`E placeholder error →""`}},
	{"null in quotes", teacher(`"NULL"`), []string{`F placeholder error →""`}},
	{"undefined", date("undefined"), []string{`H placeholder error →""`}},
	{"not a number", number("NaN"), []string{`C placeholder error →""`}},
	{"a placeholder in tags", number("<b>N/A</b>"), []string{`C placeholder error →""`}},
	{"a placeholder beside a filler", all(number("0"), sisID("N/A")), []string{`B placeholder error →""`, "C identifier-shape error"}},

	{"zero for an identifier", number("0"), []string{"C identifier-shape error"}},
	{"zeros for an identifier", sisID("000000"), []string{"B identifier-shape error"}},
	{"nines for an identifier", stateID("99999"), []string{"D identifier-shape error"}},
	{"four nines", stateID("9999"), nil},
	{"a word for an identifier", email("pending"), []string{"A email-syntax error", "A identifier-shape error"}},
	{"a word that is a placeholder elsewhere", sisID("Unknown"), []string{"B identifier-shape error"}},
	{"such a word for a class", class("Unknown"), []string{`G placeholder error →""`}},
	{"a filler with spaces", sisID(" new "), []string{"B identifier-shape error", `B spaces warning →!"new"`}},
	{"a wrapped filler", sisID(`="000000"`), []string{`B spreadsheet error →!"000000"`}},
	{"fillers in columns E to H", all(class("temp"), recognition("pending")), []string{"E recognition-unknown error", "G class-unknown error"}},
	{"a link", number(`<a href="https://sis.example.org/?id=5">004217</a>`), []string{`C identifier-shape error →!"004217"`}},
	{"tags in tags", sisID("<td><b>s1</b><br/></td>"), []string{`B identifier-shape error →!"s1"`}},
	{"an entity", number("004217&nbsp;"), []string{`C identifier-shape error →!"004217"`}},
	{"escaped tags", number("&lt;b&gt;004217&lt;/b&gt;"), []string{`C identifier-shape error →!"004217"`}},
	{"a link of a spreadsheet", number(`=HYPERLINK("https://sis.example.org","004217")`), []string{`C identifier-shape error →!"004217"`, "C formula warning"}},
	{"a link to an address", email(`<a href="mailto:sam@example.org">sam@example.org</a>`),
		[]string{`A email-syntax error →!"sam@example.org"`, `A identifier-shape error →!"sam@example.org"`}},
	{"tags around a filler", number("<b>0</b>"), []string{"C identifier-shape error"}},
	{"tags around two texts", number("<td>004217</td><td>004218</td>"), []string{"C identifier-shape error"}},
	{"a tag around nothing", number("<br>"), []string{"C identifier-shape error"}},
	{"a tag that is cut", number("<a href=004217"), []string{"C identifier-shape error"}},
	{"an entity inside", sisID("a&amp;b"), nil},
	{"markup in a class", class("<b>Algebra 1</b>"), []string{"G class-unknown error"}},
	{"placeholder in a note is text", note("N/A"), nil},
	{"spreadsheet error in a note", note("#REF!"), []string{`I placeholder error →""`}},

	{"class by case", class("algebra 1"), []string{`G class-unknown error →!"Algebra 1"`}},
	{"class by dash", class("Period 3 - Art"), []string{`G class-unknown error →!"Period 3 – Art"`}},
	{"class misspelt", class("Algbra 1"), []string{`G class-unknown error →"Algebra 1" →"Algebra 2"`}},
	{"class far from any", class("Zoology of the deep sea"), []string{"G class-unknown error"}},
	{"class with several of its key", class("art"), []string{`G class-unknown error →"ART" →"Art"`}},
	{"class with doubled spaces in Otus", class("Band  Hall"), nil},
	{"class decomposed", recognition("Cafe\u0301 Duty"), nil},
	{"recognition misspelt", recognition("Coopertion"), []string{`E recognition-unknown error →"Cooperation"`}},
	{"teacher by case", teacher("j.okafor@EXAMPLE.org"), nil},
	{"teacher misspelt", teacher("a.rivra@example.org"), []string{`F teacher-unknown error →"a.rivera@example.org"`}},

	{"no address", teacher("Ms Rivera"), []string{"F teacher-unknown error", "F email-syntax error"}},
	{"mailto", teacher("mailto:lee@example.org"), []string{`F teacher-unknown error →!"lee@example.org"`, `F email-syntax error →!"lee@example.org"`}},
	{"angle brackets", email("<sam@example.org>"), []string{`A email-syntax error →!"sam@example.org"`}},
	{"name and address", email("Sam <sam@example.org>"), []string{`A email-syntax error →"sam@example.org"`}},
	{"two addresses", email("sam@example.org;kim@example.org"), []string{"A email-syntax error"}},
	{"no dot in the domain", email("sam@example"), []string{"A email-syntax error"}},
	{"address in other letters", email("søren@exämple.org"), nil},

	{"spaces around", class(" Algebra 1"), []string{`G class-unknown error →!"Algebra 1"`, `G spaces warning →!"Algebra 1"`}},
	{"no-break space", class("Algebra\u00a01"), []string{`G class-unknown error →!"Algebra 1"`, `G spaces warning →!"Algebra 1"`}},
	{"spaces around what is unknown", class(" Algbra 1"), []string{`G class-unknown error →"Algebra 1" →"Algebra 2"`, `G spaces warning →!"Algbra 1"`}},
	{"spaces in an identifier", number(" 004217 "), []string{`C spaces warning →!"004217"`}},
	{"spaces around a date", date(" 9/14/2023"), []string{`H spaces warning →!"2023-09-14"`}},
	{"spaces in a note", note("  two  spaces "), nil},

	{"zero-width space", class("Algebra\u200b 1"), []string{`G class-unknown error →!"Algebra 1"`, `G control warning →!"Algebra 1"`}},
	{"line break in a class", class("Algebra\n1"), []string{`G class-unknown error →!"Algebra 1"`, `G control warning →!"Algebra 1"`}},
	{"tab behind an identifier", number("004217\t"), []string{`C control warning →!"004217"`}},
	{"line breaks and tabs in a note", note("one\r\ntwo\tthree"), nil},
	{"bell in a note", note("ding\a"), []string{`I control warning →"ding"`}},
	{"emoji joined in a note", note("\U0001F469\u200d\U0001F3EB did well"), nil},
	{"joiner at a word's end", note("word\u200d"), []string{`I control warning →"word"`}},

	{"wrapped identifier", number(`="004217"`), []string{`C spreadsheet error →!"004217"`}},
	{"apostrophe", number("'004217"), []string{`C spreadsheet error →!"004217"`}},
	{"number cut down", number("1.23457E+11"), []string{"C spreadsheet error"}},
	{"number signs", number("#####"), []string{"C spreadsheet error"}},
	{"wrapped class", class(`="Algebra 1"`), []string{`G spreadsheet warning →!"Algebra 1"`}},
	{"wrapped class that is unknown", class(`="Algbra 1"`), []string{`G spreadsheet error →!"Algbra 1"`}},
	{"number signs for a date", date("########"), []string{"H spreadsheet error"}},
	{"a class that looks like a number", class("5E1"), nil},

	{"formula", sisID("=A1+1"), []string{"B formula warning"}},
	{"command", sisID("@SUM(A1)"), []string{"B formula warning"}},
	{"negative number", sisID("-12"), nil},
	{"formula in a note", note("=HYPERLINK(0)"), []string{"I formula warning"}},
	{"list in a note", note("- talked in class"), nil},
	{"call in a note", note("+cmd|' /C calc'!A0"), []string{"I formula warning"}},

	{"no date", date("yesterday"), []string{"H date-invalid error"}},
	{"a day that does not exist", date("02/30/2024"), []string{"H date-invalid error"}},
	{"year of two digits in the school year", date("9/14/23"), []string{`H date-incomplete error →!"2023-09-14"`}},
	{"year of two digits outside it", date("9/14/22"), []string{`H date-incomplete error →"2022-09-14"`}},
	{"no year", date("9/14"), []string{`H date-incomplete error →"2023-09-14"`}},
	{"no year, in no school year", date("7/4"), []string{"H date-incomplete error"}},
	{"no day", date("Sep 2023"), []string{"H date-incomplete error"}},
	{"day first", date("14/09/2023"), []string{`H date-ambiguous error →"2023-09-14"`}},
	{"serial number", date("45183"), []string{`H date-ambiguous error →"2023-09-14"`}},
	{"time in UTC", date("2023-09-14T23:30:00Z"), []string{`H date-ambiguous error →"2023-09-14"`}},
	{"midnight in UTC", date("2023-09-14T00:00:00Z"), []string{`H date-time warning →!"2023-09-14"`}},
	{"time", date("9/14/2023 10:30 AM"), []string{`H date-time warning →!"2023-09-14"`}},
	{"time and year of two digits", date("9/14/23 10:30"), []string{`H date-incomplete error →!"2023-09-14"`, `H date-time warning →!"2023-09-14"`}},
	{"future", date("2/1/2024"), []string{"H date-future error"}},
	{"today", date("1/31/2024"), nil},
	{"before the school year", date("9/14/2022"), []string{"H date-range warning"}},
	{"first day", date("8/14/2023"), nil},
	{"after it, and in the future", date("6/8/2024"), []string{"H date-future error", "H date-range warning"}},

	{"letters lost", note("caf\ufffd"), []string{"I encoding warning"}},
	{"letters encoded twice", note("cafÃ© – good"), []string{`I encoding warning →"café – good"`}},

	{"long note", note(strings.Repeat("é", 301)), []string{"I note-long warning"}},
	{"note as long as allowed", note(strings.Repeat("é", 300)), nil},
	{"address in a note", note("write to kim@example.org."), []string{"I note-contact warning"}},
	{"telephone number in a note", note("Call home (555) 010-0199"), []string{"I note-contact warning"}},
	{"telephone number by its word", note("phone: 5550100"), []string{"I note-contact warning"}},
	{"numbers that are none", note("scored 1200 on test 2023-09-14, ID 5550100"), nil},
}

func TestCheck(t *testing.T) {
	v := newValidator(t, district(), schoolYear())
	seen := make(map[string]bool)
	for _, tt := range checkCases {
		if seen[tt.name] {
			t.Fatalf("two cases are named %q", tt.name)
		}
		seen[tt.name] = true
		t.Run(tt.name, func(t *testing.T) {
			rec := goodRecord()
			tt.set(&rec)
			if diff := cmp.Diff(tt.want, describe(v.Check(rec))); diff != "" {
				t.Errorf("Check mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// What Repair returns must hold none of what it settled, keep every cell that
// no safe fix names, and have nothing more to repair.
func TestRepair(t *testing.T) {
	v := newValidator(t, district(), schoolYear())
	for _, tt := range checkCases {
		t.Run(tt.name, func(t *testing.T) {
			rec := goodRecord()
			tt.set(&rec)
			want := rec
			var safe int
			for _, is := range v.Check(rec) {
				if len(is.Fixes) > 0 && is.Fixes[0].Safe {
					safe++
					text(is.Column, is.Fixes[0].New)(&want)
				}
			}
			got, settled := v.Repair(rec)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("Repair mismatch (-want +got):\n%s", diff)
			}
			if len(settled) != safe {
				t.Errorf("Repair told %d issues, Check found %d with a safe fix", len(settled), safe)
			}
			for _, is := range settled {
				if !is.Repaired {
					t.Errorf("%s of %s is not marked as repaired", is.Code, is.Cell())
				}
			}
			again, more := v.Repair(got)
			if len(more) != 0 || again != got {
				t.Errorf("a second Repair found more to do: %v", describe(more))
			}
		})
	}
}

// Without a set there is no check against it, and nothing else changes.
func TestCheckWithoutSets(t *testing.T) {
	v := newValidator(t, otustemplate.References{}, schoolYear())
	rec := goodRecord()
	all(class("Anything at all"), teacher("nobody@example.org"), recognition("Whatever"))(&rec)
	if got := v.Check(rec); got != nil {
		t.Errorf("Check found %v", describe(got))
	}
	empty := newValidator(t, otustemplate.References{Classes: otustemplate.NewSet()}, schoolYear())
	if diff := cmp.Diff([]string{"G class-unknown error"}, describe(empty.Check(rec))); diff != "" {
		t.Errorf("with an empty set (-want +got):\n%s", diff)
	}
}

// No message may quote a cell of a student's own columns or of the note.
func TestMessagesQuoteNoStudent(t *testing.T) {
	v := newValidator(t, district(), schoolYear())
	for _, tt := range checkCases {
		rec := goodRecord()
		tt.set(&rec)
		for _, is := range v.Check(rec) {
			private := is.Column == otustemplate.ColNote || is.Column >= otustemplate.ColStudentEmail && is.Column <= otustemplate.ColStateID
			if quoted := `"` + is.Value + `"`; private && strings.Contains(is.Message, quoted) {
				t.Errorf("%s: %s quotes the cell: %s", tt.name, is.Code, is.Message)
			}
			if strings.ContainsAny(is.Message, "\n\r") || is.Message == "" {
				t.Errorf("%s: %s is no single sentence: %q", tt.name, is.Code, is.Message)
			}
		}
	}
}

func TestSeverityOverride(t *testing.T) {
	opts := schoolYear()
	opts.Severity = map[otustemplate.Code]otustemplate.Severity{
		otustemplate.CodeClassUnknown: otustemplate.SeverityWarning,
		otustemplate.CodeSpaces:       otustemplate.SeverityOff,
	}
	v := newValidator(t, district(), opts)
	rec := goodRecord()
	class(" algebra 1")(&rec)
	want := []string{`G class-unknown warning →!"Algebra 1"`}
	if diff := cmp.Diff(want, describe(v.Check(rec))); diff != "" {
		t.Errorf("Check mismatch (-want +got):\n%s", diff)
	}
}

func TestNewValidatorRefuses(t *testing.T) {
	newYear := func(y, d int) otustemplate.Date { return otustemplate.Date{Year: y, Month: 1, Day: d} }
	severity := func(code otustemplate.Code, s otustemplate.Severity) otustemplate.ValidatorOptions {
		return otustemplate.ValidatorOptions{Severity: map[otustemplate.Code]otustemplate.Severity{code: s}}
	}
	tests := []struct {
		name string
		opts otustemplate.ValidatorOptions
		want string
	}{
		{"unknown code", severity("no-such-check", otustemplate.SeverityOff), "no-such-check"},
		{"run-ending code", severity(otustemplate.CodeHeaderMissing, otustemplate.SeverityOff), "header-missing"},
		{"no severity", severity(otustemplate.CodeSpaces, 0), "spaces"},
		{"severity past the last", severity(otustemplate.CodeSpaces, 9), "spaces"},
		{"first date that is none", otustemplate.ValidatorOptions{FirstDate: newYear(2023, 32)}, "FirstDate"},
		{"last date that is none", otustemplate.ValidatorOptions{LastDate: newYear(2023, 32)}, "LastDate"},
		{"today that is none", otustemplate.ValidatorOptions{Today: newYear(2023, 32)}, "Today"},
		{"dates the wrong way round", otustemplate.ValidatorOptions{FirstDate: newYear(2024, 2), LastDate: newYear(2024, 1)}, "after LastDate"},
		{"negative number", otustemplate.ValidatorOptions{Workers: -1}, "negative"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := otustemplate.NewValidator(otustemplate.References{}, &tt.opts)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("NewValidator error = %v, want one that names %q", err, tt.want)
			}
		})
	}
}
