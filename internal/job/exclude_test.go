package job_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/page"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

func loadedRoster(t testing.TB, files map[string]string) *roster.Roster {
	t.Helper()
	r, err := roster.Load(t.Context(), rostertest.FS(files), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// excludingBuilder builds from exports of a student's identifier of any kind, a SIS ID,
// the student's name, which no column takes, and an incident.
func excludingBuilder(t testing.TB, exclude ...map[string]string) job.Builder {
	t.Helper()
	people := loadedRoster(t, rostertest.Files)
	v := newValidator(t, people.References(nameset.NewSet("Tardy")), &check.Options{
		Today: today, Severity: map[schema.Code]check.Severity{schema.CodeStudentUnknown: check.SeverityWarning},
	})
	b := job.Builder{Validator: v, Mapping: readMapping(t, `{"key": ["Incident", "Line"], "columns": {
		"Student Number": {"from": "Student", "lookup": "student"}, "SIS ID": {"from": "SIS"}, "Recognition": {"from": "What"},
		"Teacher Email": {"const": "ana.ruiz@example.org"}, "Class Name": {"const": "Algebra 1"}, "Date": {"from": "Day"}, "Note": {"from": "Note"}}}`)}
	for _, cells := range exclude {
		b.Exclude = append(b.Exclude, mapping.Exclusion{Cells: cells})
	}
	return b
}

const excludingHeader = "Student,SIS,What,Day,Note,Name,Incident,Line\n"

// Of Cy Park, who is excluded, no row is written, rejected or told, whichever of his
// identifiers it has and however that is spelled; rows of others stay.
func TestExcludeStudent(t *testing.T) {
	for _, tt := range []struct {
		name, row string
		excluded  bool
	}{
		{"the number", "00123,,Tardy,9/14/2023,fine,,1,1", true},
		{"without zeros", "123,,Tardy,9/14/2023,fine,,1,1", true},
		{"with more zeros", "0000123,,Tardy,9/14/2023,fine,,1,1", true},
		{"as a spreadsheet keeps zeros", `"=""00123""",,Tardy,9/14/2023,fine,,1,1`, true},
		{"as a decimal", "123.0,,Tardy,9/14/2023,fine,,1,1", true},
		{"with blanks", " 00123 ,,Tardy,9/14/2023,fine,,1,1", true},
		{"full width", "００１２３,,Tardy,9/14/2023,fine,,1,1", true},
		{"behind a word", "ID 00123,,Tardy,9/14/2023,fine,,1,1", true},
		{"in a link", "<a href='x'>00123</a>,,Tardy,9/14/2023,fine,,1,1", true},
		{"the state ID", "77001,,Tardy,9/14/2023,fine,,1,1", true},
		{"another state ID's spelling", "77-001,,Tardy,9/14/2023,fine,,1,1", true},
		{"the username", "CY,,Tardy,9/14/2023,fine,,1,1", true},
		{"the SIS ID", ",s1,Tardy,9/14/2023,fine,,1,1", true},
		{"the SIS ID in capitals", ",S1,Tardy,9/14/2023,fine,,1,1", true},
		{"an address that is shared", "PARK@example.org,,Tardy,9/14/2023,fine,,1,1", true},
		{"beside an identifier of nobody", "999123999,s1,Tardy,9/14/2023,fine,,1,1", true},
		{"beside another student's", "00124,s1,Tardy,9/14/2023,fine,,1,1", true},
		{"another's beside a misspelled one of his", "00124,S1,Tardy,9/14/2023,fine,,1,1", true},
		{"by name", `"Park, Cy",,Tardy,9/14/2023,fine,,1,1`, true},
		{"an unknown number and his name", "5550,,Tardy,9/14/2023,fine,Cy Park,1,1", true},
		{"no number and his name in two cells", ",,Tardy,9/14/2023,fine,Park,Cy,1", true},
		{"no number and his name in two cells, given name first", ",,Tardy,9/14/2023,fine,Cy,Park,1", true},
		{"no number and his name around another cell", ",,Tardy,9/14/2023,fine,Cy,M,Park", true},
		{"no number and half of his name", ",,Tardy,9/14/2023,fine,Park,Cyd,1", false},
		{"another student with his name in two cells", "00124,,Tardy,9/14/2023,fine,Park,Cy,1", false},
		{"no number and his state ID", ",,Tardy,9/14/2023,fine,77001,1,1", true},
		{"a bad date", "00123,,Tardy,14.9.2023,fine,,1,1", true},
		{"a bad date and another spelling", "123,,Tardy,,fine,,1,1", true},
		{"everything wrong", "00123,,Nothing,13/45/2023,fine,,1,1", true},
		{"a row that cannot be split", "00123,,Tardy,9/14/2023,fine,,1,1,1,1,1", true},
		{"a quote that is not closed", `00123,,Tardy,9/14/2023,"fine,,1,1`, true},

		{"his sibling", "00124,,Tardy,9/14/2023,fine,,1,1", false},
		{"his sibling with the shared address", "Park@example.org,s2,Tardy,9/14/2023,fine,,1,1", false},
		{"another student with his name in a cell", "00124,,Tardy,9/14/2023,fine,Cy Park,1,1", false},
		{"another student with his number in a cell", "00124,,Tardy,9/14/2023,fine,00123,1,1", false},
		{"nobody", "5550,,Tardy,9/14/2023,fine,,1,1", false},
		{"another student, unreadable", "000125,,Tardy,9/14/2023,fine,,1,1,1,1", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := build(t, excludingBuilder(t, map[string]string{"Student Number": "00123"}), csvSource(excludingHeader+tt.row+"\n"))
			if got.err != nil {
				t.Fatal(got.err)
			}
			c, want := got.report.Build, int64(0)
			if tt.excluded {
				want = 1
			}
			if c.Excluded != want || c.Written+c.Rejected != 1-want {
				t.Errorf("excluded %d, written %d, rejected %d; want %d excluded", c.Excluded, c.Written, c.Rejected, want)
			}
			if tt.excluded && (len(got.report.Issues)+len(got.report.Samples)+len(got.report.Missing)+len(got.report.Groups) > 0 || strings.Count(got.rejects, "\n") > 1) {
				t.Errorf("something is told of an excluded row: %+v, %q", got.report.Issues, got.rejects)
			}
		})
	}
}

// A list may name a student by any of the identifiers, and as the export does.
func TestExcludeListed(t *testing.T) {
	export := excludingHeader + "00123,,Tardy,9/14/2023,fine,,1,1\n000125,,Tardy,9/14/2023,fine,,2,1\n"
	for _, tt := range []struct {
		name  string
		cells map[string]string
	}{
		{"the number", map[string]string{"Student Number": "00123"}},
		{"an alias, without zeros", map[string]string{"student_number": " 123 "}},
		{"the state ID", map[string]string{"State ID": "77001"}},
		{"the SIS ID", map[string]string{"SIS ID": "s1"}},
		{"under another kind's label", map[string]string{"Student Number": "77001"}},
		{"the label of the export, any kind", map[string]string{"Student": "cy"}},
		{"several, with a reason", map[string]string{"Student Number": "00123", "SIS ID": "s1", "Reason": "expunged"}},
		{"a shared address and what settles it", map[string]string{"Student Email": "PARK@EXAMPLE.ORG", "State ID": "77001"}},
		{"one that nobody has beside one that is his", map[string]string{"Student Number": "00123", "State ID": "1"}},
		{"a key", map[string]string{"Incident": "1", "Line": "1"}},
		{"a key spelled otherwise, with a reason", map[string]string{"incident": " 01", "LINE": "1.0", "Reason": "withheld"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := build(t, excludingBuilder(t, tt.cells), csvSource(export))
			if got.err != nil {
				t.Fatal(got.err)
			}
			if c := got.report.Build; c.Excluded != 1 || c.Written != 1 || strings.Contains(got.template, "00123") {
				t.Errorf("excluded %d, written %d: %q", c.Excluded, c.Written, got.template)
			}
		})
	}
}

// A build does not start unless every entry stands for one student or key; the error
// says which does not, and no cell.
func TestExcludeErrors(t *testing.T) {
	for _, tt := range []struct {
		name  string
		cells map[string]string
		want  error
	}{
		{"nobody", map[string]string{"Student Number": "zqx1"}, mapping.ErrExclusionNone},
		{"a teacher", map[string]string{"SIS ID": "t1"}, mapping.ErrExclusionNone},
		{"a shared address", map[string]string{"Student Email": "park@example.org"}, mapping.ErrExclusionSeveral},
		{"zeros of two students", map[string]string{"Student Number": "126"}, mapping.ErrExclusionSeveral},
		{"identifiers of two students", map[string]string{"Student Number": "00123", "SIS ID": "s2"}, mapping.ErrExclusionSeveral},
		{"nothing that is known", map[string]string{"Reason": "zqx1"}, mapping.ErrExclusionUnclear},
		{"nothing", nil, mapping.ErrExclusionUnclear},
		{"a part of the key", map[string]string{"Incident": "zqx1"}, mapping.ErrExclusionUnclear},
		{"a part of the key and a student", map[string]string{"Incident": "zqx1", "Student Number": "00123"}, mapping.ErrExclusionUnclear},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := excludingBuilder(t, map[string]string{"SIS ID": "s1"}, tt.cells)
			b.Exclude[1].Place = "list.csv, line 3"
			got := build(t, b, csvSource(excludingHeader+"00123,,Tardy,9/14/2023,fine,,1,1\n"))
			wrong, ok := errors.AsType[*mapping.ExclusionError](got.err)
			if !ok || !errors.Is(got.err, tt.want) || len(wrong.Problems) != 1 || wrong.Problems[0].Place != "list.csv, line 3" {
				t.Fatalf("error %v", got.err)
			}
			if text := got.err.Error() + got.report.Stopped; strings.Contains(text, "zqx1") || strings.Contains(text, "00123") || got.report.OK() || got.report.Build.Read > 0 || got.rejects != "" {
				t.Errorf("the build started, or its error tells a cell: %q, %q", text, got.rejects)
			}
		})
	}
	t.Run("no roster", func(t *testing.T) {
		b := excludingBuilder(t, map[string]string{"Student Number": "00123"})
		b.Validator, b.Mapping = nil, nil
		if got := build(t, b, csvSource(headerLine)); !errors.Is(got.err, mapping.ErrExclusionNone) || !strings.Contains(got.err.Error(), "entry 1") {
			t.Errorf("error %v", got.err)
		}
	})
}

// Of a row with several students those parts are left out that are of excluded ones, in
// the row's cells too.
func TestExcludeParts(t *testing.T) {
	b := excludingBuilder(t, map[string]string{"SIS ID": "s1"})
	b.Mapping = readMapping(t, `{"each": {"split": "Students", "separator": ";", "as": "Student"}, "columns": {
		"Student Number": {"from": "Student", "lookup": "student"}, "Recognition": {"from": "What"}, "Teacher Email": {"const": "ana.ruiz@example.org"},
		"Class Name": {"const": "Algebra 1"}, "Date": {"from": "Day"}}}`)
	export := "Students,What,Day\n00124;00123;x9,Tardy,9/14/2023\n123;00123,Tardy,9/14/2023\n77001;nobody,Nothing,9/14/2023\n"
	for round := range 3 { // the rejects are an export too
		got := build(t, b, csvSource(export))
		if got.err != nil {
			t.Fatal(got.err)
		}
		c := got.report.Build
		if want := []int64{4, 0, 0}[round]; c.Excluded != want || c.Rejected != 2 || c.Written != []int64{1, 0, 0}[round] {
			t.Errorf("round %d: excluded %d, written %d, rejected %d: %s", round, c.Excluded, c.Written, c.Rejected, got.rejects)
		}
		if all := got.rejects + got.template + fmt.Sprintf("%+v", got.report.Samples); strings.Contains(all, "0123") || strings.Contains(all, "77001") {
			t.Errorf("round %d: an excluded student is in %s", round, all)
		}
		if export = got.rejects; !strings.Contains(export, "00124;;x9") || !strings.Contains(export, ";nobody") {
			t.Errorf("round %d: the rejects are %s", round, export)
		}
	}
}

// What was asked of an excluded record is answered by leaving it out, and so is what
// lies in the rejects of an earlier round.
func TestExcludeFromRejects(t *testing.T) {
	b := excludingBuilder(t)
	first := build(t, b, csvSource(excludingHeader+"00123,,Nothing,9/14/2023,fine,,1,1\n00124,,Nothing,9/14/2023,fine,,2,1\n00123,,Tardy,9/14/2023,fine,,1,1,9,9\n"))
	if first.report.Build.Rejected != 3 {
		t.Fatalf("rejected %d: %s", first.report.Build.Rejected, first.rejects)
	}
	b.Exclude = []mapping.Exclusion{{Cells: map[string]string{"State ID": "77001"}}}
	second := build(t, b, csvSource(first.rejects))
	if c := second.report.Build; c.Excluded != 2 || c.Rejected != 1 || strings.Contains(second.rejects, "00123") {
		t.Errorf("excluded %d, rejected %d: %s", c.Excluded, c.Rejected, second.rejects)
	}
}

// A student is the same one in the roster of another year, whose number may be another
// child's today.
func TestExcludeThroughYears(t *testing.T) {
	then := maps.Clone(rostertest.Files)
	for name, text := range then {
		then[name] = strings.NewReplacer("2023-", "2022-", "2024-", "2023-", ",00123,", ",00555,", ",00124,", ",00123,", "s1,,student,cy,", "s1,,student,cy1,").Replace(text)
	}
	b := excludingBuilder(t, map[string]string{"Student Number": "00123", "SIS ID": "s1"})
	b.Rosters = []*roster.Roster{loadedRoster(t, then), b.Validator.Refs.Roster}
	for _, tt := range []struct {
		name, row string
		excluded  bool
	}{
		{"today's number today", "00123,,Tardy,9/14/2023,fine,,1,1", true},
		{"the number of that year", "00555,,Tardy,9/14/2022,fine,,1,1", true},
		{"the number of that year today", "00555,,Tardy,9/14/2023,fine,,1,1", true},
		{"the username of that year", "cy1,,Tardy,9/14/2022,fine,,1,1", true},
		{"today's number, which was another's then", "00123,,Tardy,9/14/2022,fine,,1,1", true}, // in Otus it is his
		{"another student then", "000125,,Tardy,9/14/2022,fine,,1,1", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := build(t, b, csvSource(excludingHeader+tt.row+"\n"))
			if got.err != nil {
				t.Fatal(got.err)
			}
			if c := got.report.Build; (c.Excluded == 1) != tt.excluded {
				t.Errorf("excluded %d, want %v", c.Excluded, tt.excluded)
			}
		})
	}
	b.Exclude = []mapping.Exclusion{{Cells: map[string]string{"Student Number": "00123"}}}
	if got := build(t, b, csvSource(excludingHeader)); !errors.Is(got.err, mapping.ErrExclusionSeveral) {
		t.Errorf("a number that was another child's: %v", got.err)
	}
}

// Nothing of an excluded row is in any file that a build and its report make.
func TestExcludedIsNowhere(t *testing.T) {
	files := maps.Clone(rostertest.Files)
	files["users.csv"] += "zqp1,,student,zqname,{State ID:zq77},Zqgiven,Zqfamily,,0990017,zqmail@example.org,,\n"
	b := excludingBuilder(t, map[string]string{"SIS ID": "zqp1"})
	b.Validator = newValidator(t, loadedRoster(t, files).References(nameset.NewSet("Tardy")), &check.Options{Today: today, OnIssue: func(is check.Issue) error {
		if strings.Contains(strings.ToLower(fmt.Sprintf("%+v", is)), "zq") {
			t.Errorf("OnIssue got %+v", is)
		}
		return nil
	}})
	rnd := rand.New(rand.NewPCG(4, 5))
	pick := func(of ...string) string { return of[rnd.IntN(len(of))] }
	for range 300 {
		var export strings.Builder
		export.WriteString(excludingHeader)
		excluded := int64(0)
		for range 1 + rnd.IntN(6) {
			if rnd.IntN(3) > 0 {
				fmt.Fprintf(&export, "%s,%s,%s,%s,fine,,%d,1\n", pick("00124", "000125", "nobody", "", "123"), pick("", "s2"), pick("Tardy", "Unheard"), pick("9/14/2023", "9/14", "x"), rnd.IntN(3))
				continue
			}
			excluded++
			his := pick("zqname,", "0990017,", "990017,zqp1", ",zqp1", "ZQMAIL@example.org,", "zq77,s2", `"Zqfamily, Zqgiven",`, "0990017,nobody", "zqP1,", "<b>zqname</b>,")
			fmt.Fprintf(&export, "%s,%s,%s,%s,%s,%d,%s\n", his, pick("Tardy", "Zqunheard", ""), pick("9/14/2023", "zq", ""), pick("zq note", "\"zq\nnote\"", `zq "bare" note`), pick("zqcell", ""), rnd.IntN(3), pick("zq", "1", "1,zq"))
		}
		got := build(t, b, csvSource(export.String()))
		if got.err != nil {
			t.Fatal(got.err)
		}
		if c := got.report.Build; c.Excluded != excluded {
			t.Fatalf("excluded %d, want %d: %s", c.Excluded, excluded, export.String())
		}
		all := []byte(got.template + got.rejects)
		for _, write := range []func(*bytes.Buffer) error{
			func(b *bytes.Buffer) error { return page.WriteText(got.report, b, nil) },
			func(b *bytes.Buffer) error { return page.WriteJSON(got.report, b, nil) },
			func(b *bytes.Buffer) error { return page.WriteHTML(got.report, b, nil) },
			func(b *bytes.Buffer) error { return page.WriteCSV(got.report, b, nil) },
			func(b *bytes.Buffer) error { return mapping.WriteMissing(got.report, b) },
		} {
			var out bytes.Buffer
			if err := write(&out); err != nil {
				t.Fatal(err)
			}
			all = append(all, out.Bytes()...)
		}
		if lower := strings.ToLower(string(all)); strings.Contains(lower, "zq") || strings.Contains(lower, "990017") {
			at := max(strings.Index(lower, "zq"), strings.Index(lower, "990017"))
			t.Fatalf("%q is in what was made of %s", lower[max(0, at-80):at+20], export.String())
		}
	}
}

func TestReadEntries(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"one column", "Student Number\n00123\n\n00124\n", "2 entries"},
		{"several", "SIS ID;Reason\ns1;expunged\n;\n", "1 entries"},
		{"none", "State ID\n", "0 entries"},
		{"no header", "00123\n00124\n", "the first row is an entry"},
		{"an address", "a@example.org\nb@example.org\n", "the first row is an entry"},
		{"one row alone", "zqx\n", "one row alone"},
		{"two titles", "SIS ID,sis_id\ns1,s2\n", "the same title"},
		{"a cell too many", "SIS ID,Reason\ns1,a,b\n", "line 2"},
		{"no title", "SIS ID,State ID,\ns1,,a\n", "line 2"},
		{"an open quote", "SIS ID,Reason\n\"s1,a\n", "row 2"},
		{"a workbook", "PK\x03\x04", "workbook"},
		{"empty", "", "empty"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			entries, err := sheet.ReadEntries(strings.NewReader(tt.text))
			got := fmt.Sprintf("%d entries", len(entries))
			if err != nil {
				got = err.Error()
			}
			if !strings.Contains(got, tt.want) || strings.Contains(got, "zqx") || strings.Contains(got, "s1") {
				t.Errorf("got %q, want %q in it", got, tt.want)
			}
		})
	}
	entries, _ := sheet.ReadEntries(strings.NewReader("Reason,SIS ID\n,s1\nx,s2\n"))
	if len(entries) != 2 || !slices.Equal([]int64{entries[0].Line, entries[1].Line}, []int64{2, 3}) || len(entries[0].Cells) != 1 || entries[1].Cells["SIS ID"] != "s2" {
		t.Errorf("entries %+v", entries)
	}
}

// A key that no row has which counts may be mistyped: it is told where it is entered, and
// never what it is. What a run that ended early did not reach is not told.
func TestExcludedKeysThatNoRowHas(t *testing.T) {
	keys := []map[string]string{{"Incident": "1", "Line": "1"}, {"Incident": "zq2", "Line": "1"}, {"Incident": "3", "Line": "1"}, {"Incident": "1", "Line": "01"}, {"Student Number": "00123"}}
	for _, tt := range []struct {
		name, rows string
		maxErrors  int64
		want       []string
	}{
		{"some", "5550,,Tardy,9/14/2023,fine,,1,1\n", 0, []string{"entry 2", "entry 3"}},
		{"none", "5550,,Tardy,9/14/2023,fine,,1,1\n5550,,Tardy,9/14/2023,fine,,ZQ2,1\n00123,,Tardy,9/14/2023,fine,,3,1\n", 0, nil},
		{"half of a key", "5550,,Tardy,9/14/2023,fine,,1,\n", 0, []string{"entry 2", "entry 3"}},
		{"half of a key that several have", "5550,,Tardy,9/14/2023,fine,,,1\n", 0, nil},
		{"a row that cannot be split", "5550,,Tardy,9/14/2023,fine,,zq2,1,x,y,z\n", 0, []string{"entry 1", "entry 3"}},
		{"all", "00124,,Tardy,9/14/2023,fine,,7,1\n", 0, []string{"entry 1", "entry 2", "entry 3"}},
		{"a row of the excluded student", "00123,,Tardy,9/14/2023,fine,,3,1\n", 0, []string{"entry 1", "entry 2"}},
		{"a run that ended early", "00124,,Nothing,9/14/2023,fine,,7,1\n00124,,Tardy,9/14/2023,fine,,8,1\n", 1, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := excludingBuilder(t, keys...)
			b.Validator.Opts.MaxErrors = tt.maxErrors
			got := build(t, b, csvSource(excludingHeader+tt.rows))
			if got.err != nil && tt.maxErrors == 0 {
				t.Fatal(got.err)
			}
			if diff := cmp.Diff(tt.want, got.report.UnmetExclusions); diff != "" {
				t.Errorf("not met (-want +got):\n%s", diff)
			}
			var text strings.Builder
			if err := page.WriteText(got.report, &text, &advice.ReportOptions{}); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(text.String(), "Not found to exclude") != (tt.want != nil) || strings.Contains(strings.ToLower(text.String()), "zq2") {
				t.Errorf("the report:\n%s", text.String())
			}
		})
	}
	// A parallel build meets them all the same.
	b := excludingBuilder(t, keys...)
	b.Validator.Opts.Workers = 4
	got := build(t, b, csvSource(excludingHeader+strings.Repeat("00124,,Tardy,9/14/2023,fine,,7,1\n", 3000)+"5550,,Tardy,9/14/2023,fine,,zq2,1\n"))
	if diff := cmp.Diff([]string{"entry 1", "entry 3"}, got.report.UnmetExclusions); diff != "" {
		t.Errorf("on workers (-want +got):\n%s", diff)
	}
}
