package job_test

import (
	"fmt"
	"strings"
	"testing"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// A list is suspect where over half of at least five different values are not in it,
// or where it is empty; once, whatever the number of rows.
func TestListSuspect(t *testing.T) {
	for _, tt := range []struct {
		name           string
		known, unknown int
		empty          bool
		want           int64
	}{
		{"four values, none in it", 0, 4, false, 0},
		{"five values, none in it", 0, 5, false, 1},
		{"three of five", 2, 3, false, 1},
		{"three of six are just half", 3, 3, false, 0},
		{"four of seven", 3, 4, false, 1},
		{"an empty list and one value", 0, 1, true, 1},
		{"an empty list, and no value", 0, 0, true, 0},
	} {
		for _, c := range []schema.Column{schema.ColRecognition, schema.ColTeacherEmail, schema.ColClassName} {
			t.Run(tt.name+", "+c.String(), func(t *testing.T) {
				value := func(i int) string {
					if c == schema.ColTeacherEmail {
						return fmt.Sprintf("value%c%c@example.org", 'a'+i, 'a'+i)
					}
					return fmt.Sprintf("Value %c%c", 'a'+i, 'a'+i)
				}
				var names, rows []string
				for i := range 2 * (tt.known + tt.unknown) { // each value twice
					i %= tt.known + tt.unknown
					cells := []string{"", "", "00419" + fmt.Sprint(i), "", "Tardy", "a.rivera@example.org", "Algebra 1", "2023-09-14", ""}
					cells[c-1] = value(i)
					rows = append(rows, strings.Join(cells, ",")+"\n")
					if i < tt.known {
						names = append(names, value(i))
					}
				}
				if tt.known == 0 && !tt.empty {
					names = []string{"zz@example.org"}
				}
				refs := roster.References{}
				switch c {
				case schema.ColRecognition:
					refs.Recognitions = nameset.NewSet(names...)
				case schema.ColTeacherEmail:
					refs.Teachers = nameset.NewEmailSet(names...)
				default:
					refs.Classes = nameset.NewSet(names...)
				}
				text := runTogetherHeader + strings.Join(rows, "")
				v := newValidator(t, refs, schoolYear())
				rep, err := v.Validate(t.Context(), strings.NewReader(text))
				if err != nil {
					t.Fatal(err)
				}
				checkSuspectList(t, rep, c, tt.want, tt.unknown)
				got := build(t, job.Builder{Validator: v}, csvSource(text))
				checkSuspectList(t, got.report, c, tt.want, tt.unknown)
				if tt.known > 0 && !got.report.OK() {
					t.Errorf("what a list lacks counts against what was written: %v", got.report.Err())
				}
			})
		}
	}
}

func checkSuspectList(t *testing.T, rep *tally.Report, c schema.Column, want int64, unknown int) {
	t.Helper()
	if got := rep.Counts[schema.CodeListSuspect]; got != want {
		t.Fatalf("told %d times, want %d", got, want)
	}
	if want == 0 {
		return
	}
	is := rep.Issues[0]
	if is.Code != schema.CodeListSuspect || is.Row != 0 || is.Column != c || is.Severity != check.SeverityError {
		t.Errorf("the first issue is %+v", is)
	}
	if g := rep.Groups[0]; g.Code != schema.CodeListSuspect {
		t.Errorf("the first group is of %s", g.Code)
	}
	text := render(t, "txt", rep, &advice.ReportOptions{Width: 200})
	_, list, told := strings.Cut(text, "Check these lists before anything else")
	if !told || strings.Contains(list, "To do") && strings.Contains(list, "not in Otus") {
		t.Errorf("the list does not head the report, or its values are told once more:\n%s", text)
	}
	if got := strings.Count(list, ", 2 rows"); got != unknown {
		t.Errorf("%d values in the table, want %d:\n%s", got, unknown, text)
	}
	if page := render(t, "html", rep, nil); strings.Count(page, `<strong>2 rows</strong>`) != unknown {
		t.Errorf("the page's table does not have %d values", unknown)
	}
}

// Nothing to share is said to be nothing, and never "nothing to mend".
func TestEmptyFilesAreSaidToBeEmpty(t *testing.T) {
	rep, err := newValidator(t, district(), nil).Validate(t.Context(), strings.NewReader(runTogetherHeader))
	if err != nil {
		t.Fatal(err)
	}
	for name, rep := range map[string]*tally.Report{
		"file":   rep,
		"export": build(t, job.Builder{}, csvSource(runTogetherHeader)).report,
	} {
		text, page := render(t, "txt", rep, nil), render(t, "html", rep, nil)
		if rep.OK() || !strings.HasPrefix(text, "Nothing to share") || !strings.Contains(text, "empty") || strings.Contains(page, "Nothing was found that needs mending") {
			t.Errorf("%s: OK() is %t:\n%s", name, rep.OK(), text)
		}
	}
}

// Before "share" stands what is to be looked at, notes that give something away first.
func TestWarningsAreLookedAtFirst(t *testing.T) {
	text := runTogetherHeader +
		",,004191,,Tardy,a.rivera@example.org,Algebra 1,2023-09-14 10:00,fine\n" +
		",,004192,,Tardy,a.rivera@example.org,Algebra 1,2023-09-14,call 555-010-0199\n"
	v := newValidator(t, district(), schoolYear())
	rep, err := v.Validate(t.Context(), strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for name, rep := range map[string]*tally.Report{"file": rep, "export": build(t, job.Builder{Validator: v}, csvSource(text)).report} {
		out := render(t, "txt", rep, &advice.ReportOptions{Width: 300})
		look := strings.Index(out, "Before you share, look at the 2 warnings below. Start with the one about what families can read. Share the file")
		note, time := strings.Index(out, "1. E-mail address or phone number in a note"), strings.Index(out, "2. Time after the date")
		if look < 0 || note < look || time < note {
			t.Errorf("%s:\n%s", name, out)
		}
	}
}

// classRows are rows of the classes, in that order.
func classRows(classes ...string) string {
	var b strings.Builder
	b.WriteString(runTogetherHeader)
	for i, class := range classes {
		fmt.Fprintf(&b, ",,%06d,,Tardy,a.rivera@example.org,%s,2023-09-14,note%d\n", 4191+i, class, i)
	}
	return b.String()
}

// lettered returns n names that are near to none of the others.
func lettered(n int, prefix string) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprintf("%s %c%c%c", prefix, 'a'+i%26, 'a'+i/26%26, 'a'+i/676))
	}
	return names
}

// Of what a list lacks a report keeps a thousand values; whether most are lacking is
// told of all, whatever else fills the report, and a list is not called wrong for
// names in another spelling.
func TestListSuspectCountsWhatTheReportDoesNotKeep(t *testing.T) {
	t.Parallel() // it takes long
	known := lettered(1500, "Class")
	spelled := lettered(1500, "CLASS")
	for _, tt := range []struct {
		name string
		list []string
		rows []string
		want string // of the message, "" for none
	}{
		{"most, and more than are kept", known[:1300], append(lettered(1400, "Other"), known[:1300]...), "1,400 of 2,700 different values"},
		{"less than half, and more than are kept", known, append(lettered(1400, "Other"), known...), ""},
		{"each of them twice", known, append(append(lettered(1400, "Other"), lettered(1400, "Other")...), known...), ""},
		{"another spelling, beyond what is kept", known, append(lettered(900, "Other"), spelled...), ""},
		{"a short list", known[:3], lettered(1400, "Other"), "at least 1,006 of 1,006 different values"},
		{"long values", known, []string{strings.Repeat("a", 201), strings.Repeat("b", 201), strings.Repeat("c", 201), strings.Repeat("d", 201), strings.Repeat("e", 201)}, "5 of 5"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			refs := roster.References{Classes: nameset.NewSet(tt.list...)}
			for _, workers := range []int{1, 3} {
				opts := schoolYear()
				opts.Workers = workers
				v := newValidator(t, refs, opts)
				rep, err := v.Validate(t.Context(), strings.NewReader(classRows(tt.rows...)))
				if err != nil {
					t.Fatal(err)
				}
				checkSuspectMessage(t, rep, tt.want)
				checkSuspectMessage(t, build(t, job.Builder{Validator: v}, csvSource(classRows(tt.rows...))).report, tt.want)
			}
		})
	}
}

func checkSuspectMessage(t *testing.T, rep *tally.Report, want string) {
	t.Helper()
	got := ""
	for _, g := range rep.Groups {
		if g.Code == schema.CodeListSuspect {
			got = g.Message
		}
	}
	if (got == "") != (want == "") || !strings.HasPrefix(got, want) {
		t.Errorf("told %q, want %q", got, want)
	}
}

// Cells that may be several rows' are no values of their column: they neither make a
// list suspect nor stand in its table, but have a card of their own.
func TestListSuspectQuotesNoCellsRunTogether(t *testing.T) {
	refs := roster.References{Classes: nameset.NewSet("Algebra 1")}
	const torn = "\"Art,9/4/2023,seCret\n,,77\""
	four := lettered(4, "Other")
	for _, tt := range []struct {
		rows []string
		want string
	}{
		{append(four, torn), ""},
		{append(lettered(5, "Other"), torn, torn), "5 of 5 different values"},
	} {
		text := classRows(tt.rows...)
		v := newValidator(t, refs, schoolYear())
		rep, err := v.Validate(t.Context(), strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, rep := range []*tally.Report{rep, build(t, job.Builder{Validator: v}, csvSource(text)).report} {
			checkSuspectMessage(t, rep, tt.want)
			for _, redact := range []bool{true, false} {
				out := render(t, "txt", rep, &advice.ReportOptions{Width: 300, Redact: redact})
				if strings.Contains(out, "seCret") || !strings.Contains(out, "Class not in Otus") {
					t.Errorf("a cell is quoted, or untold:\n%s", out)
				}
			}
			checkHoldsNot(t, "seCret", rep, rep.Issues)
		}
	}
}

// Its severity is the caller's, and off is off: the values then have their cards.
func TestListSuspectSeverity(t *testing.T) {
	refs := roster.References{Classes: nameset.NewSet("Algebra 1")}
	text := classRows(lettered(6, "Other")...)
	for _, severity := range []check.Severity{check.SeverityWarning, check.SeverityOff} {
		opts := schoolYear()
		opts.Severity = map[schema.Code]check.Severity{schema.CodeListSuspect: severity}
		rep, err := newValidator(t, refs, opts).Validate(t.Context(), strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		off := severity == check.SeverityOff
		if rep.Errors != 6 || (rep.Warnings == 1) == off {
			t.Errorf("%v: %d errors, %d warnings", severity, rep.Errors, rep.Warnings)
		}
		out := render(t, "txt", rep, nil)
		if strings.Contains(out, "Class not in Otus") != off || strings.Contains(out, "Check these lists") == off {
			t.Errorf("%v:\n%s", severity, out)
		}
	}
}

// A build of which every class is unknown writes nothing, and its report is one
// table: in every format the list is named before the rows.
func TestBuildOfNoKnownClass(t *testing.T) {
	v := newValidator(t, roster.References{Classes: nameset.NewSet("Algebra 1", "Other abb")}, schoolYear())
	got := build(t, job.Builder{Validator: v}, csvSource(classRows(lettered(60, "Other")...)))
	rep := got.report
	if rep.Build.Written != 0 || rep.OK() || rep.Blocking != 0 {
		t.Errorf("%d rows written, OK() is %t, %d block", rep.Build.Written, rep.OK(), rep.Blocking)
	}
	text := render(t, "txt", rep, nil)
	if n := strings.Count(text, "\n"); n > 60 || !strings.Contains(text, "40 more values not shown here") || !strings.Contains(text, `nearest: "Other abb"`) {
		t.Errorf("%d lines:\n%s", n, text)
	}
	for _, format := range []string{"json", "csv"} {
		out := render(t, format, rep, nil)
		if at := strings.Index(out, "list-suspect"); at < 0 || at > strings.Index(out, "class-unknown") && format == "csv" {
			t.Errorf("%s does not begin with the list", format)
		}
	}
	if is := rep.Issues[0]; is.Cell() != "G" {
		t.Errorf("it stands at %q", is.Cell())
	}
}
