package job_test

import (
	"strings"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
)

type checkCase struct {
	name string
	set  func(*schema.Record)
	want []string
}

// text sets the field named by column to text.
func text(column schema.Column, text string) func(*schema.Record) {
	return func(r *schema.Record) {
		switch column {
		case schema.ColStudentEmail:
			r.StudentEmail = text
		case schema.ColSISID:
			r.SISID = text
		case schema.ColStudentNumber:
			r.StudentNumber = text
		case schema.ColStateID:
			r.StateID = text
		case schema.ColRecognition:
			r.Recognition = text
		case schema.ColTeacherEmail:
			r.TeacherEmail = text
		case schema.ColClassName:
			r.ClassName = text
		case schema.ColDate:
			r.Date, r.DateText = dates.Date{}, text
			if d, err := dates.Parse(text); err == nil {
				r.Date, r.DateText = d, ""
			}
		case schema.ColNote:
			r.Note = text
		}
	}
}

func class(s string) func(*schema.Record) { return text(schema.ColClassName, s) }

func teacher(s string) func(*schema.Record) { return text(schema.ColTeacherEmail, s) }

func date(s string) func(*schema.Record) { return text(schema.ColDate, s) }

func note(s string) func(*schema.Record) { return text(schema.ColNote, s) }

func number(s string) func(*schema.Record) { return text(schema.ColStudentNumber, s) }

func sisID(s string) func(*schema.Record) { return text(schema.ColSISID, s) }

func email(s string) func(*schema.Record) { return text(schema.ColStudentEmail, s) }

func all(sets ...func(*schema.Record)) func(*schema.Record) {
	return func(r *schema.Record) {
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
	{name: "the blank of a web page", set: number("&nbsp;"), want: []string{`C placeholder error →""`}},
	{name: "the first choice of a form", set: class("--Select--"), want: []string{`G placeholder error →""`}},
	{name: "a null of a program", set: class("System.DBNull"), want: []string{`G placeholder error →""`}},
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
	{name: "a plan in a note", set: note("see her IEP."), want: []string{"I note-sensitive warning"}},
	{name: "the police in a note", set: note("Police came, and his mother"), want: []string{"I note-sensitive warning"}},
	{name: "a birth date in a note", set: note("born 5/3/2010"), want: []string{"I note-sensitive warning"}},
	{name: "an accent and a diagnosis in a note", set: note("José has ADHD"), want: []string{"I note-sensitive warning"}},
	{name: "a room in a note", set: note("in room 504"), want: nil},
	{name: "telephone number by its word", set: note("phone: 5550100"), want: []string{"I note-contact warning"}},
	{name: "numbers that are none", set: note("scored 1200 on test 2023-09-14, ID 5550100"), want: nil},
}

func stateID(s string) func(*schema.Record) { return text(schema.ColStateID, s) }
