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
	{name: "nothing wrong", set: all(), want: nil},

	{name: "no identifier", set: number(""), want: []string{"- identifier-missing error"}},
	{name: "identifier of spaces", set: number("  "), want: []string{"- identifier-missing error", `C spaces warning →!""`}},
	{name: "recognition empty", set: recognition(""), want: []string{"E required error"}},
	{name: "teacher empty", set: teacher(""), want: []string{"F required error"}},
	{name: "class of spaces", set: class("  "), want: []string{"G required error"}},
	{name: "date empty", set: date(""), want: []string{"H required error"}},

	{name: "placeholder for the only identifier", set: number("N/A"), want: []string{`C placeholder error →""`}},
	{name: "placeholder in a spare identifier", set: sisID("N/A"), want: []string{`B placeholder warning →!""`}},
	{name: "placeholders in two, one real", set: all(sisID("null"), email("-")), want: []string{`A placeholder warning →!""`, `B placeholder warning →!""`}},
	{name: "placeholders in all", set: all(number("none"), sisID("TBD")), want: []string{`B placeholder error →""`, `C placeholder error →""`}},
	{name: "placeholder in a class", set: class("#REF!"), want: []string{`G placeholder error →""`}},
	{name: "placeholder with spaces around", set: class(" tbd "), want: []string{`G placeholder error →""`}},
	{name: "long dash", set: class("—"), want: []string{`G placeholder error →""`}},
	{name: "a name that looks like one", set: recognition("None"), want: nil},
	{name: "zeros are a number", set: class("00"), want: []string{"G class-unknown error"}},
	{name: "a database's null", set: number(`\N`), want: []string{`C placeholder error →""`}},
	{name: "a database's null in a spare identifier", set: sisID(`\N`), want: []string{`B placeholder warning →!""`}},
	{name: "a database's null for a class", set: class(`\N`), want: []string{`G placeholder error →""`}},
	{name: "not a time", set: number("NaT"), want: []string{`C placeholder error →""`}},
	{name: "empty quotes", set: number(`""`), want: []string{`C placeholder error →""`}},
	{name: "empty brackets", set: class("[]"), want: []string{`G placeholder error →""`}},
	{name: "a full stop behind", set: teacher("None."), want: []string{`F placeholder error →""`}},
	{name: "an address that is none", set: email("no email"), want: []string{`A placeholder warning →!""`}},
	{name: "null in brackets", set: recognition("[null]"), want: []string{`E placeholder error →""`}},
	{name: "null in quotes", set: teacher(`"NULL"`), want: []string{`F placeholder error →""`}},
	{name: "undefined", set: date("undefined"), want: []string{`H placeholder error →""`}},
	{name: "not a number", set: number("NaN"), want: []string{`C placeholder error →""`}},
	{name: "a placeholder in tags", set: number("<b>N/A</b>"), want: []string{`C placeholder error →""`}},
	{name: "a placeholder beside a filler", set: all(number("0"), sisID("N/A")), want: []string{`B placeholder error →""`, "C identifier-shape error"}},

	{name: "zero for an identifier", set: number("0"), want: []string{"C identifier-shape error"}},
	{name: "zeros for an identifier", set: sisID("000000"), want: []string{"B identifier-shape error"}},
	{name: "nines for an identifier", set: stateID("99999"), want: []string{"D identifier-shape error"}},
	{name: "four nines", set: stateID("9999"), want: nil},
	{name: "a word for an identifier", set: email("pending"), want: []string{"A email-syntax error", "A identifier-shape error"}},
	{name: "a word that is a placeholder elsewhere", set: sisID("Unknown"), want: []string{"B identifier-shape error"}},
	{name: "such a word for a class", set: class("Unknown"), want: []string{`G placeholder error →""`}},
	{name: "a filler with spaces", set: sisID(" new "), want: []string{"B identifier-shape error", `B spaces warning →!"new"`}},
	{name: "a wrapped filler", set: sisID(`="000000"`), want: []string{`B spreadsheet error →!"000000"`}},
	{name: "fillers in columns E to H", set: all(class("temp"), recognition("pending")), want: []string{"E recognition-unknown error", "G class-unknown error"}},
	{name: "a link", set: number(`<a href="https://sis.example.org/?id=5">004217</a>`), want: []string{`C identifier-shape error →!"004217"`}},
	{name: "tags in tags", set: sisID("<td><b>s1</b><br/></td>"), want: []string{`B identifier-shape error →!"s1"`}},
	{name: "an entity", set: number("004217&nbsp;"), want: []string{`C identifier-shape error →!"004217"`}},
	{name: "escaped tags", set: number("&lt;b&gt;004217&lt;/b&gt;"), want: []string{`C identifier-shape error →!"004217"`}},
	{name: "a link of a spreadsheet", set: number(`=HYPERLINK("https://sis.example.org","004217")`), want: []string{`C identifier-shape error →!"004217"`, "C formula warning"}},
	{name: "a link to an address", set: email(`<a href="mailto:sam@example.org">sam@example.org</a>`),
		want: []string{`A email-syntax error →!"sam@example.org"`, `A identifier-shape error →!"sam@example.org"`}},
	{name: "tags around a filler", set: number("<b>0</b>"), want: []string{"C identifier-shape error"}},
	{name: "tags around two texts", set: number("<td>004217</td><td>004218</td>"), want: []string{"C identifier-shape error"}},
	{name: "a tag around nothing", set: number("<br>"), want: []string{"C identifier-shape error"}},
	{name: "a tag that is cut", set: number("<a href=004217"), want: []string{"C identifier-shape error"}},
	{name: "an entity inside", set: sisID("a&amp;b"), want: nil},
	{name: "markup in a class", set: class("<b>Algebra 1</b>"), want: []string{"G class-unknown error"}},
	{name: "placeholder in a note is text", set: note("N/A"), want: nil},
	{name: "spreadsheet error in a note", set: note("#REF!"), want: []string{`I placeholder error →""`}},

	{name: "class by case", set: class("algebra 1"), want: []string{`G class-unknown error →!"Algebra 1"`}},
	{name: "class by dash", set: class("Period 3 - Art"), want: []string{`G class-unknown error →!"Period 3 – Art"`}},
	{name: "class misspelt", set: class("Algbra 1"), want: []string{`G class-unknown error →"Algebra 1" →"Algebra 2"`}},
	{name: "class far from any", set: class("Zoology of the deep sea"), want: []string{"G class-unknown error"}},
	{name: "class with several of its key", set: class("art"), want: []string{`G class-unknown error →"ART" →"Art"`}},
	{name: "class with doubled spaces in Otus", set: class("Band  Hall"), want: nil},
	{name: "class decomposed", set: recognition("Cafe\u0301 Duty"), want: nil},
	{name: "recognition misspelt", set: recognition("Coopertion"), want: []string{`E recognition-unknown error →"Cooperation"`}},
	{name: "teacher by case", set: teacher("j.okafor@EXAMPLE.org"), want: nil},
	{name: "teacher misspelt", set: teacher("a.rivra@example.org"), want: []string{`F teacher-unknown error →"a.rivera@example.org"`}},

	{name: "no address", set: teacher("Ms Rivera"), want: []string{"F teacher-unknown error", "F email-syntax error"}},
	{name: "mailto", set: teacher("mailto:lee@example.org"), want: []string{`F teacher-unknown error →!"lee@example.org"`, `F email-syntax error →!"lee@example.org"`}},
	{name: "angle brackets", set: email("<sam@example.org>"), want: []string{`A email-syntax error →!"sam@example.org"`}},
	{name: "name and address", set: email("Sam <sam@example.org>"), want: []string{`A email-syntax error →"sam@example.org"`}},
	{name: "two addresses", set: email("sam@example.org;kim@example.org"), want: []string{"A email-syntax error"}},
	{name: "no dot in the domain", set: email("sam@example"), want: []string{"A email-syntax error"}},
	{name: "address in other letters", set: email("søren@exämple.org"), want: nil},

	{name: "spaces around", set: class(" Algebra 1"), want: []string{`G class-unknown error →!"Algebra 1"`, `G spaces warning →!"Algebra 1"`}},
	{name: "no-break space", set: class("Algebra\u00a01"), want: []string{`G class-unknown error →!"Algebra 1"`, `G spaces warning →!"Algebra 1"`}},
	{name: "spaces around what is unknown", set: class(" Algbra 1"), want: []string{`G class-unknown error →"Algebra 1" →"Algebra 2"`, `G spaces warning →!"Algbra 1"`}},
	{name: "spaces in an identifier", set: number(" 004217 "), want: []string{`C spaces warning →!"004217"`}},
	{name: "spaces around a date", set: date(" 9/14/2023"), want: []string{`H spaces warning →!"2023-09-14"`}},
	{name: "spaces in a note", set: note("  two  spaces "), want: nil},

	{name: "zero-width space", set: class("Algebra\u200b 1"), want: []string{`G class-unknown error →!"Algebra 1"`, `G control warning →!"Algebra 1"`}},
	{name: "line break in a class", set: class("Algebra\n1"), want: []string{`G class-unknown error →!"Algebra 1"`, `G control warning →!"Algebra 1"`}},
	{name: "tab behind an identifier", set: number("004217\t"), want: []string{`C control warning →!"004217"`}},
	{name: "line breaks and tabs in a note", set: note("one\r\ntwo\tthree"), want: nil},
	{name: "bell in a note", set: note("ding\a"), want: []string{`I control warning →"ding"`}},
	{name: "emoji joined in a note", set: note("\U0001F469\u200d\U0001F3EB did well"), want: nil},
	{name: "joiner at a word's end", set: note("word\u200d"), want: []string{`I control warning →"word"`}},

	{name: "wrapped identifier", set: number(`="004217"`), want: []string{`C spreadsheet error →!"004217"`}},
	{name: "apostrophe", set: number("'004217"), want: []string{`C spreadsheet error →!"004217"`}},
	{name: "number cut down", set: number("1.23457E+11"), want: []string{"C spreadsheet error"}},
	{name: "number signs", set: number("#####"), want: []string{"C spreadsheet error"}},
	{name: "wrapped class", set: class(`="Algebra 1"`), want: []string{`G spreadsheet warning →!"Algebra 1"`}},
	{name: "wrapped class that is unknown", set: class(`="Algbra 1"`), want: []string{`G spreadsheet error →!"Algbra 1"`}},
	{name: "number signs for a date", set: date("########"), want: []string{"H spreadsheet error"}},
	{name: "a class that looks like a number", set: class("5E1"), want: nil},

	{name: "formula", set: sisID("=A1+1"), want: []string{"B formula warning"}},
	{name: "command", set: sisID("@SUM(A1)"), want: []string{"B formula warning"}},
	{name: "negative number", set: sisID("-12"), want: nil},
	{name: "formula in a note", set: note("=HYPERLINK(0)"), want: []string{"I formula warning"}},
	{name: "list in a note", set: note("- talked in class"), want: nil},
	{name: "call in a note", set: note("+cmd|' /C calc'!A0"), want: []string{"I formula warning"}},

	{name: "no date", set: date("yesterday"), want: []string{"H date-invalid error"}},
	{name: "a day that does not exist", set: date("02/30/2024"), want: []string{"H date-invalid error"}},
	{name: "year of two digits in the school year", set: date("9/14/23"), want: []string{`H date-incomplete error →!"2023-09-14"`}},
	{name: "year of two digits outside it", set: date("9/14/22"), want: []string{`H date-incomplete error →"2022-09-14"`}},
	{name: "no year", set: date("9/14"), want: []string{`H date-incomplete error →"2023-09-14"`}},
	{name: "no year, in no school year", set: date("7/4"), want: []string{"H date-incomplete error"}},
	{name: "no day", set: date("Sep 2023"), want: []string{"H date-incomplete error"}},
	{name: "day first", set: date("14/09/2023"), want: []string{`H date-ambiguous error →"2023-09-14"`}},
	{name: "serial number", set: date("45183"), want: []string{`H date-ambiguous error →"2023-09-14"`}},
	{name: "time in UTC", set: date("2023-09-14T23:30:00Z"), want: []string{`H date-ambiguous error →"2023-09-14"`}},
	{name: "midnight in UTC", set: date("2023-09-14T00:00:00Z"), want: []string{`H date-time warning →!"2023-09-14"`}},
	{name: "time", set: date("9/14/2023 10:30 AM"), want: []string{`H date-time warning →!"2023-09-14"`}},
	{name: "time and year of two digits", set: date("9/14/23 10:30"), want: []string{`H date-incomplete error →!"2023-09-14"`, `H date-time warning →!"2023-09-14"`}},
	{name: "future", set: date("2/1/2024"), want: []string{"H date-future error"}},
	{name: "today", set: date("1/31/2024"), want: nil},
	{name: "before the school year", set: date("9/14/2022"), want: []string{"H date-range warning"}},
	{name: "first day", set: date("8/14/2023"), want: nil},
	{name: "after it, and in the future", set: date("6/8/2024"), want: []string{"H date-future error", "H date-range warning"}},

	{name: "letters lost", set: note("caf\ufffd"), want: []string{"I encoding warning"}},
	{name: "letters encoded twice", set: note("cafÃ© – good"), want: []string{`I encoding warning →"café – good"`}},

	{name: "long note", set: note(strings.Repeat("é", 301)), want: []string{"I note-long warning"}},
	{name: "note as long as allowed", set: note(strings.Repeat("é", 300)), want: nil},
	{name: "address in a note", set: note("write to kim@example.org."), want: []string{"I note-contact warning"}},
	{name: "telephone number in a note", set: note("Call home (555) 010-0199"), want: []string{"I note-contact warning"}},
	{name: "telephone number by its word", set: note("phone: 5550100"), want: []string{"I note-contact warning"}},
	{name: "numbers that are none", set: note("scored 1200 on test 2023-09-14, ID 5550100"), want: nil},
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
