package job_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// shapeRoster has students whose identifiers look like fillers and markup, as
// far as they are one student's.
func shapeRoster(t *testing.T) *roster.Roster {
	t.Helper()
	people, err := roster.Load(t.Context(), fstest.MapFS{
		"users.csv": {Data: []byte("sourcedId,status,givenName,familyName,role,identifier,email,userIds\n" +
			"0,,Ann,Boe,student,004217,ann@example.org,\n" +
			"none,,Cid,Roe,student,<b>1</b>,cid@example.org,\n" +
			"s3,,Di,Poe,student,1,di@example.org,\n" +
			"s4,,Ed,Moe,student,'77,ed@example.org,\n" +
			"s5,,Flo,Noe,student,77,flo@example.org,\n" +
			"new,tobedeleted,Gus,Loe,student,<i>5</i>,gus@example.org,\n" +
			"s7,,Hal,Koe,student,5,hal@example.org,\n")},
		"classes.csv":          {Data: []byte("sourcedId,title\nc1,Biology\n")},
		"enrollments.csv":      {Data: []byte("classSourcedId,userSourcedId,role\nc1,s3,student\n")},
		"academicSessions.csv": {Data: []byte("sourcedId,startDate,endDate\n")},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return people
}

func TestIdentifierShapeWithRoster(t *testing.T) {
	v := newValidator(t, roster.References{Roster: shapeRoster(t)}, schoolYear())
	for _, tt := range []struct {
		name string
		set  func(*schema.Record)
		want []string
	}{
		{"a filler that is one student's", sisID("0"), nil},
		{"one that is nobody's", sisID("00000"), []string{"B student-unknown error", "B identifier-shape error"}},
		{"a word that a student of the past has", sisID("new"), []string{"B student-unknown error"}},
		{"a placeholder that is one student's", sisID("none"), nil},
		{"a placeholder that is nobody's", sisID("null"), []string{`B placeholder error →""`}},
		{"markup that is a student's", number("<b>1</b>"), nil},
		{"markup around a student's", number("<b>004217</b>"), []string{`C identifier-shape error →!"004217"`}},
		{"markup around such", number("<i><b>1</b></i>"), []string{`C identifier-shape error →!"<b>1</b>"`}},
		{"a link that shows a word", number(`<a href="https://example.org/004217">View</a>`), []string{"C student-unknown error", "C identifier-shape error"}},
		{"a link that shows a name", number(`[Reyes, Sam](https://example.org/004217)`), []string{"C student-unknown error", "C identifier-shape error"}},
		{"a filler in brackets", number("(0)"), []string{"C student-unknown error", "C identifier-shape error"}},
		{"escaped markup that is a student's", number("&lt;b&gt;1&lt;/b&gt;"), []string{`C identifier-shape error →!"<b>1</b>"`}},
		{"markup that a student of the past has", number("<i>5</i>"), []string{"C student-unknown error"}},
		{"an apostrophe that is a student's", number("'77"), nil},
		{"an apostrophe before a student's", number("'1"), []string{`C spreadsheet error →!"1"`}},
		{"a wrapped apostrophe that is a student's", number(`="'77"`), []string{`C spreadsheet error →!"'77"`}},
		{"spaces around what is a student's", number(" '77"), []string{`C spaces warning →!"'77"`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rec := goodRecord()
			rec.StudentNumber = ""
			tt.set(&rec)
			if got := describe(v.Check(rec)); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// A check that is switched off tells nothing, and keeps no other from telling.
func TestIdentifierShapeOff(t *testing.T) {
	opts := schoolYear()
	opts.Severity = map[schema.Code]check.Severity{schema.CodeIdentifierShape: check.SeverityOff}
	v := newValidator(t, roster.References{Roster: shapeRoster(t)}, opts)
	rec := goodRecord()
	rec.StudentNumber = ""
	rec.StateID, rec.SISID = "99999", "unknown"
	if got := describe(v.Check(rec)); !slices.Equal(got, []string{`B placeholder warning →!""`, "D student-unknown error"}) {
		t.Errorf("got %q", got)
	}
}

// No sentence of a report quotes a social security number, redacted or not.
func TestNoSocialSecurityNumberIsQuoted(t *testing.T) {
	v := newValidator(t, district(), schoolYear())
	const number = "078-05-1120"
	rec := goodRecord()
	rec.StudentNumber = "<b>" + number + "</b>"
	rec.ClassName = number
	rec.Recognition = strings.Repeat("x", 52) + " " + number
	for _, is := range v.Check(rec) {
		if strings.Contains(is.Message, "078-05") {
			t.Errorf("%s: %s", is.Code, is.Message)
		}
	}
	var file bytes.Buffer
	w := sheet.NewWriter(&file, nil)
	if err := w.Write(rec); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	rep, err := v.Validate(t.Context(), &file)
	if err != nil {
		t.Fatal(err)
	}
	if text := render(t, "txt", rep, nil); strings.Contains(text, "078-05") || !strings.Contains(text, "•••-••-••••") {
		t.Errorf("the report quotes the number:\n%s", text)
	}
}

// wrappings are what programs and people put around a value, and what is in a
// cell in its place.
var wrappings = []func(string) string{
	func(s string) string { return "mailto:" + s },
	func(s string) string { return "MAILTO: " + s },
	func(s string) string { return "<" + s + ">" },
	func(s string) string { return "'" + s },
	func(s string) string { return `="` + strings.ReplaceAll(s, `"`, `""`) + `"` },
	func(s string) string { return `="` + s + `"` },
	func(s string) string { return `"` + s + `"` },
	func(s string) string { return " " + s + "  " },
	func(s string) string { return "\u00a0" + s },
	func(s string) string { return s + "\u200b" },
	func(s string) string { return "\ufeff" + s },
	func(s string) string { return s + "\r\n" },
	func(s string) string { return "\t" + s },
	func(s string) string { return "<b>" + s + "</b>" },
	func(s string) string { return `<a href="mailto:x@example.org">` + s + "</a>" },
	func(s string) string { return "&nbsp;" + s },
	func(s string) string { return "&lt;i&gt;" + s },
	func(s string) string { return s + "&#8203;" },
	func(s string) string { return "[" + s + "](https://example.org/7)" },
	func(s string) string { return `=HYPERLINK("https://example.org/7","` + s + `")` },
	func(s string) string { return s + " 10:30" },
	func(s string) string { return "(" + s + ")" },
	func(s string) string { return strings.ToUpper(s) },
}

// wrappedValues are what a cell may hold when all is taken off it.
var wrappedValues = []string{"ann@example.org", "lee@example.org", "004217", "4217", "0", "null", "Tardy", "tardy", "Algebra 1", "Art", "art",
	"9/14/2023", "2023-09-14", "9/14/23", "14/9/2023", "1.2E+10", "####", "s1", "00012", "12", "1", "<b>1</b>", "'77", "77", "077", "", "5"}

// Repair twice is repair once, and leaves no safe fix, whatever is wrapped in
// what in whichever column.
func TestRepairSettlesLayers(t *testing.T) {
	t.Parallel() // it takes long
	validators := map[string]*job.Validator{
		"no references": newValidator(t, roster.References{}, schoolYear()),
		"sets":          newValidator(t, district(), schoolYear()),
		"roster":        newValidator(t, lawRoster(t).References(nameset.NewSet("Tardy")), schoolYear()),
		"odd roster":    newValidator(t, roster.References{Roster: shapeRoster(t)}, schoolYear()),
	}
	settles := func(t *testing.T, v *job.Validator, rec schema.Record) {
		t.Helper()
		once, _ := v.Repair(rec)
		if twice, more := v.Repair(once); twice != once || len(more) > 0 {
			t.Errorf("%+v: a second repair did more: %q", rec, describe(more))
		}
		for _, is := range v.Check(once) {
			if slices.ContainsFunc(is.Fixes, func(f check.Fix) bool { return f.Safe }) {
				t.Errorf("%+v: the repair left the safe fix of %s undone", rec, is.Code)
			}
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	rounds := 30_000
	if !slow {
		rounds = 2_500
	}
	for name, v := range validators {
		t.Run(name, func(t *testing.T) {
			mailto := goodRecord()
			mailto.TeacherEmail, mailto.StudentEmail = "mailto:'ann@example.org", "<mailto:'ann@example.org>"
			settles(t, v, mailto)
			for range rounds {
				rec := goodRecord()
				for range 1 + r.IntN(3) {
					cell := wrappedValues[r.IntN(len(wrappedValues))]
					for range r.IntN(5) {
						cell = wrappings[r.IntN(len(wrappings))](cell)
					}
					c := schema.ColStudentEmail + schema.Column(r.IntN(schema.NumColumns))
					text(c, cell)(&rec)
				}
				if settles(t, v, rec); t.Failed() {
					return
				}
			}
		})
	}
}
