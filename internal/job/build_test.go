package job_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/page"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
	"github.com/google/go-cmp/cmp"
)

// Every export of testdata is built with its mapping. Its rejects are then read
// through the same mapping and must be rejected once more, for the same
// reasons: nothing of them is lost on the way.
func TestBuildGolden(t *testing.T) {
	for _, dir := range exportDirs(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			b := exportBuilder(t, dir)
			name := "exports/" + filepath.Base(dir)
			got := build(t, b, csvSource(exportText(t, dir)))
			if got.err != nil {
				t.Fatal(got.err)
			}
			checkGolden(t, name+"/template.csv", got.template)
			checkGolden(t, name+"/rejects.csv", got.rejects)
			var missing, text bytes.Buffer
			if err := errors.Join(mapping.WriteMissing(got.report, &missing), page.WriteText(got.report, &text, nil)); err != nil {
				t.Fatal(err)
			}
			checkGolden(t, name+"/missing.json", missing.String())
			checkGolden(t, name+"/report.txt", text.String())
			if !got.report.OK() {
				t.Error("the report of what was written is not OK")
			}
			again := build(t, b, csvSource(got.rejects))
			if again.err != nil {
				t.Fatal(again.err)
			}
			checkSecondBuild(t, got, again)
		})
	}
}

// comparableRejects returns the rows of rejects, with what may differ when they
// are read again left out: what is said of rows that could not be split.
func comparableRejects(t *testing.T, rejects string) [][]string {
	t.Helper()
	src := csvSource(rejects)
	columns, err := src.Columns()
	if err != nil {
		t.Fatal(err)
	}
	rows := [][]string{columns}
	for src.Next() {
		row, dest := make([]string, len(columns)), make([]any, len(columns))
		for i := range row {
			dest[i] = &row[i]
		}
		if err := src.Scan(dest...); err != nil {
			t.Fatal(err)
		}
		problem, text := slices.Index(columns, "otustemplate problem"), slices.Index(columns, "otustemplate text")
		if row[text] != "" {
			row[problem] = "" // that it is still not split is the problem then
		}
		rows = append(rows, row)
	}
	if err := src.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

// A class may be called as if it were none: a default leaves it alone.
func TestDefaultSparesNames(t *testing.T) {
	v, err := job.NewValidator(roster.References{
		Classes: nameset.NewSet("TBD", "None", "Biology"), Teachers: nameset.NewEmailSet("a@example.org"),
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b := job.Builder{Validator: v, Repair: true, Mapping: readMapping(t, `{"columns": {"SIS ID": {"from": "id"}, "Recognition": {"const": "Tardy"},
		"Teacher Email": {"const": "a@example.org"}, "Class Name": {"from": "class", "ifEmpty": "Biology"}, "Date": {"const": "2023-09-14"}}}`)}
	got := build(t, b, csvSource("id,class\n1,TBD\n2,none \n3,n/a\n4,\n"))
	var classes []string
	for _, row := range strings.Split(strings.TrimSpace(got.template), "\n")[1:] {
		classes = append(classes, strings.Split(row, ",")[6])
	}
	if diff := cmp.Diff([]string{"TBD", "None", "Biology", "Biology"}, classes); got.err != nil || diff != "" {
		t.Errorf("classes (-want +got):\n%s (%v)", diff, got.err)
	}
}

func TestBuildRecords(t *testing.T) {
	const header = "id,what,who,day,note\n"
	const good = "nrivera@example.org"
	tests := []struct {
		name     string
		mapping  string
		export   string
		template []string // rows of the template
		counts   tally.BuildCounts
		codes    []string // of the report's issues
	}{
		{
			name: "plain", mapping: plainMapping, export: header + "1,T," + good + ",9/14/2023,late\n",
			template: []string{",,1,,Tardy," + good + ",Biology,2023-09-14,late"},
			counts:   tally.BuildCounts{Read: 1, Records: 1, Written: 1},
		},
		{
			name: "a code without a name", mapping: plainMapping, export: header + "1,X," + good + ",9/14/2023,\n",
			counts: tally.BuildCounts{Read: 1, Records: 1, Rejected: 1},
			codes:  []string{"B2 value-unmapped"},
		},
		{
			name: "an empty code is an empty cell", mapping: plainMapping, export: header + "1,," + good + ",9/14/2023,\n",
			counts: tally.BuildCounts{Read: 1, Records: 1, Rejected: 1},
			codes:  []string{"B2 required"},
		},
		{
			name: "repaired", mapping: plainMapping, export: header + "1,T," + " NRIVERA@example.org" + ",9/14/2023 10:30,\n",
			template: []string{",,1,,Tardy,nrivera@example.org,Biology,2023-09-14,"},
			counts:   tally.BuildCounts{Read: 1, Records: 1, Written: 1, Repaired: 1},
			codes:    []string{"C2 teacher-unknown", "C2 email-syntax", "C2 spaces", "D2 date-time"},
		},
		{
			name:    "a default, of a column that isn't looked up",
			export:  header + "1,H," + good + ",9/14/2023,\n2,H,n/a,9/14/2023,\n3,H,,9/14/2023, \n4,H,None," + "9/14/2023,N/A\n",
			mapping: strings.NewReplacer(`{"from": "who"}`, `{"from": "who", "ifEmpty": "`+good+`"}`, `{"const": "Biology"}`, `{"from": "note", "ifEmpty": "Biology"}`).Replace(plainMapping),
			template: []string{",,1,,Helping Others," + good + ",Biology,2023-09-14,", ",,2,,Helping Others," + good + ",Biology,2023-09-14,",
				",,3,,Helping Others," + good + ",Biology,2023-09-14,\" \"", ",,4,,Helping Others," + good + ",Biology,2023-09-14,N/A"},
			counts: tally.BuildCounts{Read: 4, Records: 4, Written: 4, Defaulted: 7},
			codes:  []string{"E2 defaulted", "C3 defaulted", "E3 defaulted", "C4 defaulted", "E4 defaulted", "C5 defaulted", "E5 defaulted"},
		},
		{
			name: "a default is for no code", export: header + "1,H,X," + "9/14/2023,\n2,H,n/a,9/14/2023,\n3,H,T,9/14/2023,\n",
			mapping:  strings.Replace(plainMapping, `{"from": "who"}`, `{"from": "who", "values": {"T": "`+good+`", "X": ""}, "ifEmpty": "`+good+`"}`, 1),
			template: []string{",,2,,Helping Others," + good + ",Biology,2023-09-14,", ",,3,,Helping Others," + good + ",Biology,2023-09-14,"},
			counts:   tally.BuildCounts{Read: 3, Records: 3, Written: 2, Rejected: 1, Defaulted: 1},
			codes:    []string{"C2 value-unmapped", "C3 defaulted"},
		},
		{
			name: "codes in other case, and others that stay", export: header + "1,HAT," + good + ",9/14/2023,\n2,hat ," + good + ",9/14/2023,\n3,Tardy," + good + ",9/14/2023,\n" +
				"4,ODD," + good + ",9/14/2023,\n5,odd," + good + ",9/14/2023,\n6,Odd," + good + ",9/14/2023,\n",
			mapping: strings.Replace(plainMapping, `"values": {"T": "Tardy", "H": "Helping Others"}`,
				`"values": {"hat": "Helping Others", "ODD": "Tardy", "odd": "Helping Others"}, "keepOthers": true`, 1),
			template: []string{",,1,,Helping Others," + good + ",Biology,2023-09-14,", ",,2,,Helping Others," + good + ",Biology,2023-09-14,",
				",,3,,Tardy," + good + ",Biology,2023-09-14,", ",,4,,Tardy," + good + ",Biology,2023-09-14,", ",,5,,Helping Others," + good + ",Biology,2023-09-14,"},
			counts: tally.BuildCounts{Read: 6, Records: 6, Written: 5, Rejected: 1},
			codes:  []string{"B7 recognition-unknown"},
		},
		{
			name: "rows that don't count", export: header + "1,T," + good + ",9/14/2023,\n2,T," + good + ",9/14/2023,Void\n3,H," + good + ",9/13/2023,\n4,H,\" " + good + "\",9/14/2023,\n",
			mapping:  strings.Replace(plainMapping, `{"columns"`, `{"rows": {"where": {"what": ["h"]}, "not": {"note": ["void"]}, "dates": {"first": "2023-09-14"}}, "columns"`, 1),
			template: []string{",,4,,Helping Others," + good + ",Biology,2023-09-14,"},
			counts:   tally.BuildCounts{Read: 4, LeftOut: 3, Records: 1, Written: 1, Repaired: 1},
			codes:    []string{"C5 teacher-unknown", "C5 email-syntax", "C5 spaces"},
		},
		{
			name: "rows that meet conditions", export: header + "1,T," + good + ",9/14/2023,-2\n2,T," + good + ",9/14/2023,0\n3,H," + good + ",9/13/2023,-1\n" +
				"x4,H," + good + ",9/14/2023,-1.5\n5,H," + good + ",9/20/2023,-7\n6,H," + good + ",9/14/2023,n/a\n",
			mapping: strings.Replace(plainMapping, `{"columns"`, `{"rows": {"where": {"note": {"below": 0}, "id": {"matches": "^[0-9]+$"}},
				"not": {"day": {"min": "2023-09-15"}}}, "columns"`, 1),
			template: []string{",,1,,Tardy," + good + ",Biology,2023-09-14,-2", ",,3,,Helping Others," + good + ",Biology,2023-09-13,-1"},
			counts:   tally.BuildCounts{Read: 6, LeftOut: 4, Records: 2, Written: 2},
		},
		{
			name: "a date that can't be read is not left out", export: header + "1,T," + good + ",yesterday,\n",
			mapping: strings.Replace(plainMapping, `{"columns"`, `{"rows": {"dates": {"first": "2023-09-14"}}, "columns"`, 1),
			counts:  tally.BuildCounts{Read: 1, Records: 1, Rejected: 1},
			codes:   []string{"D2 date-invalid"},
		},
		{
			name: "a date in another form", export: header + "1,T," + good + ",9/14/2023,\n2,T," + good + ",14.9.2023,\n",
			mapping:  strings.Replace(plainMapping, `"from": "day"`, `"from": "day", "formats": ["dd.mm.yyyy"]`, 1),
			template: []string{",,2,,Tardy," + good + ",Biology,2023-09-14,"},
			counts:   tally.BuildCounts{Read: 2, Records: 2, Written: 1, Rejected: 1},
			codes:    []string{"D2 date-invalid"},
		},
		{
			name: "a time in another zone", export: header + "1,T," + good + ",2023-09-15T03:30:00Z,\n",
			mapping: strings.Replace(plainMapping, `"from": "day"`, `"from": "day", "formats": ["yyyy-mm-ddThh:mm:ssz"]`, 1),
			counts:  tally.BuildCounts{Read: 1, Records: 1, Rejected: 1},
			codes:   []string{"D2 date-ambiguous"},
		},
		{
			name: "a time moved to the school's zone", export: header + "1,T," + good + ",2023-09-15T03:30:00Z,\n",
			mapping:  strings.Replace(plainMapping, `"from": "day"`, `"from": "day", "zone": "America/Chicago"`, 1),
			template: []string{",,1,,Tardy," + good + ",Biology,2023-09-14,"},
			counts:   tally.BuildCounts{Read: 1, Records: 1, Written: 1},
		},
		{
			name: "offsets in a layout of package time", export: header + "1,T," + good + ",2023/09/14 8:22:18 AM GMT-10\n2,T," + good + ",2023/09/15 8:22:18 AM GMT+10\n" +
				"3,T," + good + ",2023/09/14 8:22:18 AM HST\n4,T," + good + ",2023/09/14 8:22:18 AM EST\n5,T," + good + ",2023/09/14 12:00:00 AM GMT+10\n6,T," + good + ",2023/09/15 8:22:18 AM UTC\n",
			mapping: strings.Replace(plainMapping, `"from": "day"`, `"from": "day", "formats": ["2006/01/02 3:04:05 PM MST"], "zone": "Pacific/Honolulu"`, 1),
			template: []string{",,1,,Tardy," + good + ",Biology,2023-09-14,", ",,2,,Tardy," + good + ",Biology,2023-09-14,", ",,3,,Tardy," + good + ",Biology,2023-09-14,",
				",,5,,Tardy," + good + ",Biology,2023-09-14,", ",,6,,Tardy," + good + ",Biology,2023-09-14,"},
			counts: tally.BuildCounts{Read: 6, Records: 6, Written: 5, Rejected: 1},
			codes:  []string{"D5 date-ambiguous"},
		},
		{
			name: "students in one cell", export: header + "1; 2 ;;3,T," + good + ",9/14/2023,\n;,T," + good + ",9/14/2023,\n",
			mapping: strings.NewReplacer(`{"columns"`, `{"each": {"split": "id", "separator": ";", "as": "one"}, "columns"`,
				`"from": "id"`, `"from": "one", "pad": 3`).Replace(plainMapping),
			template: []string{",,001,,Tardy," + good + ",Biology,2023-09-14,",
				",,002,,Tardy," + good + ",Biology,2023-09-14,",
				",,003,,Tardy," + good + ",Biology,2023-09-14,"},
			counts: tally.BuildCounts{Read: 2, Records: 4, Written: 3, Rejected: 1},
			codes:  []string{"row 3 identifier-missing"},
		},
		{
			name: "a blank row between rows", mapping: plainMapping, export: header + "1,T," + good + ",9/14/2023,\n\n2,T," + good + ",9/14/2023,\n\n",
			template: []string{",,1,,Tardy," + good + ",Biology,2023-09-14,", ",,2,,Tardy," + good + ",Biology,2023-09-14,"},
			counts:   tally.BuildCounts{Read: 2, Records: 2, Written: 2},
			codes:    []string{"row 3 blank-row"},
		},
		{
			name: "a blank row behind a short one", mapping: plainMapping, export: header + "1,9/14/23,\"x\ny\"\n\n",
			counts: tally.BuildCounts{Read: 1, Records: 1, Rejected: 1},
			codes:  []string{"row 2 field-count"},
		},
		{
			name: "rows that can't be split", mapping: plainMapping,
			export:   header + "1,\"T\"x," + good + ",9/14/2023,\n2,T," + good + ",9/14/2023,,more\n3,T\n4,T," + good + ",9/14/2023\n",
			template: []string{",,4,,Tardy," + good + ",Biology,2023-09-14,"},
			counts:   tally.BuildCounts{Read: 4, Records: 4, Written: 1, Rejected: 3},
			codes:    []string{"B2 quote", "row 3 field-count", "row 4 field-count"},
		},
		{
			name: "the same thing twice", mapping: plainMapping, export: header + "1,T," + good + ",9/14/2023,\n1,T," + good + ",9/14/2023,\n",
			template: []string{",,1,,Tardy," + good + ",Biology,2023-09-14,", ",,1,,Tardy," + good + ",Biology,2023-09-14,"},
			counts:   tally.BuildCounts{Read: 2, Records: 2, Written: 2},
			codes:    []string{"row 3 duplicate"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := job.Builder{Mapping: readMapping(t, tt.mapping), Validator: exportValidator(t, check.Options{}), Repair: true}
			got := build(t, b, csvSource(tt.export))
			if got.err != nil {
				t.Fatal(got.err)
			}
			rows := strings.Split(strings.TrimSuffix(got.template, "\n"), "\n")[1:]
			if diff := cmp.Diff(tt.template, append([]string(nil), rows...)); diff != "" {
				t.Errorf("template (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.counts, *got.report.Build); diff != "" {
				t.Errorf("counts (-want +got):\n%s", diff)
			}
			var codes []string
			for _, is := range got.report.Issues {
				codes = append(codes, exportCell(is)+" "+string(is.Code))
			}
			if diff := cmp.Diff(tt.codes, codes); diff != "" {
				t.Errorf("issues (-want +got):\n%s", diff)
			}
			if rejected := strings.Count(got.rejects, "\r\n") - 1; (rejected > 0) != (tt.counts.Rejected > 0) {
				t.Errorf("%d rows in the rejects for %d records rejected", rejected, tt.counts.Rejected)
			}
		})
	}
}

// Without a mapping the source is a template; without checks only what can't be
// written is refused.
func TestBuildWithout(t *testing.T) {
	const in = "sis id,Recognition,Teacher Email,Class Name,Date,Notes,Room\n1,Nothing Otus has,x,y,2023-09-14,,12\n2,a,b,c,9/14/23,,\n"
	got := build(t, job.Builder{Validator: mappingAlone(t)}, csvSource(in))
	if got.err != nil {
		t.Fatal(got.err)
	}
	want := "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\n" +
		",1,,,Nothing Otus has,x,y,2023-09-14,\n,2,,,a,b,c,9/14/23,\n"
	if got.template != want {
		t.Errorf("template\n%s\nwant\n%s", got.template, want)
	}
	if n := got.report.Counts[schema.CodeHeaderUnknown]; n != 1 || len(got.report.Counts) != 1 {
		t.Errorf("counts %v, want one header-unknown alone", got.report.Counts)
	}
}

// A Builder without a Validator makes the checks of the zero one: nothing is said
// to be ready that nobody looked at.
func TestBuildWithoutAValidatorChecks(t *testing.T) {
	export := "id,what,who,day,note\n,T,nrivera@example.org,9/14/2023,\n2,T,,9/14/2023,\n3,T,nrivera@example.org,13/09/2023,\n" +
		"4,T,no address,9/14/2023,\n5,T,nrivera@example.org,9/14/2023,\n5,T,nrivera@example.org,9/14/2023,\nN/A,T,nrivera@example.org,9/14/2023,\n6,T,\" nrivera@example.org\",9/14/2023,\n"
	for _, src := range []sheet.Source{csvSource(export), embedsPointer{CSVSource: csvSource(export)}} {
		want := build(t, job.Builder{Mapping: readMapping(t, plainMapping), Validator: new(job.Validator)}, csvSource(export))
		got := build(t, job.Builder{Mapping: readMapping(t, plainMapping)}, src)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(built{}), ignoreClock); diff != "" {
			t.Errorf("without a Validator (-zero +none):\n%s", diff)
		}
		codes := map[schema.Code]int64{schema.CodeIdentifierMissing: 1, schema.CodeRequired: 1, schema.CodeDateAmbiguous: 1,
			schema.CodeDateOrder: 1, schema.CodeEmailSyntax: 2, schema.CodeDuplicate: 1, schema.CodePlaceholder: 1, schema.CodeSpaces: 1}
		if diff := cmp.Diff(codes, got.report.Counts); diff != "" {
			t.Errorf("counts (-want +got):\n%s", diff)
		}
		for _, code := range []schema.Code{schema.CodeRecognitionUnknown, schema.CodeTeacherUnknown, schema.CodeClassUnknown, schema.CodeStudentUnknown} {
			if !slices.Contains(got.report.Unchecked, code) {
				t.Errorf("the report does not say that %s was not checked", code)
			}
		}
	}
	zero := build(t, job.Builder{}, csvSource("SIS ID,Recognition,Teacher Email,Class Name,Date\n,Tardy,,,13/09/2023\n"))
	if zero.report.Build.Written != 0 || zero.report.OK() {
		t.Errorf("the zero Builder writes %+v", *zero.report.Build)
	}
}

// The options of a source that is a template are a Reader's.
func TestBuildFromATemplateWithOptions(t *testing.T) {
	const row = ",1,,,Tardy,x@example.org,Biology,2023-09-14,"
	for name, tt := range map[string]struct {
		in   string
		opts sheet.ReaderOptions
	}{
		"no header":      {row + "\n", sheet.ReaderOptions{NoHeader: true}},
		"further labels": {"Kid,Recognition,Teacher Email,Class Name,Date\n1,Tardy,x@example.org,Biology,2023-09-14\n", sheet.ReaderOptions{Labels: map[string]schema.Column{"kid": schema.ColSISID}}},
		"title of two":   {"Incidents,2023\n\nSIS ID;Recognition;Teacher Email;Class Name;Date\n1;Tardy;x@example.org;Biology;2023-09-14\n", sheet.ReaderOptions{}},
	} {
		t.Run(name, func(t *testing.T) {
			got := build(t, job.Builder{}, sheet.NewCSVSource(strings.NewReader(tt.in), &tt.opts))
			if got.err != nil {
				t.Fatal(got.err)
			}
			if want := row + "\n"; !strings.HasSuffix(got.template, "Note\n"+want) {
				t.Errorf("template %q, want the row %q", got.template, want)
			}
		})
	}
}

// Rows above the header that are full enough to be data are told, the first 20
// of them; a title is not.
func TestBuildTellsRowsAboveTheHeader(t *testing.T) {
	const row = "1,Tardy,x@example.org,Biology,2023-09-14\n"
	in := "Incidents,of 2023,,,\n" + strings.Repeat(row, 30) + "SIS ID,Recognition,Teacher Email,Class Name,Date\n" + row
	got := build(t, job.Builder{}, sheet.NewCSVSource(strings.NewReader(in), &sheet.ReaderOptions{HeaderRow: 32}))
	if got.err != nil {
		t.Fatal(got.err)
	}
	var want, cells []string
	for n := 2; n <= 21; n++ {
		want = append(want, fmt.Sprintf("row %d header-unknown warning", n))
	}
	for _, is := range got.report.Issues {
		cells = append(cells, fmt.Sprintf("%s %s %s", is.Cell(), is.Code, is.Severity))
	}
	if diff := cmp.Diff(want, cells); diff != "" {
		t.Errorf("issues (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(tally.BuildCounts{Read: 1, Records: 1, Written: 1}, *got.report.Build); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

func TestBuildWithoutMappingNeedsTheTemplate(t *testing.T) {
	for name, tt := range map[string]struct {
		in   string
		code schema.Code
	}{
		"columns missing": {"SIS ID,Recognition\n1,Tardy\n", schema.CodeHeaderColumnMissing},
		"columns twice":   {"SIS ID,Recognition,Teacher Email,Class Name,Class,Date\n1,2,3,4,5,6\n", schema.CodeHeaderDuplicate},
		"no CSV":          {"%PDF-1.7 and so on", schema.CodeNotCSV},
	} {
		got := build(t, job.Builder{}, csvSource(tt.in))
		file, ok := errors.AsType[*sheet.FileError](got.err)
		if !ok || file.Code != tt.code || got.report.Counts[tt.code] != 1 || got.report.OK() {
			t.Errorf("%s: error %v, counts %v, OK %v; want a *FileError of %s, told in the report",
				name, got.err, got.report.Counts, got.report.OK(), tt.code)
		}
	}
}

// One row may make the same record twice: it is no other row that it repeats.
func TestBuildEachRepeats(t *testing.T) {
	m := readMapping(t, strings.NewReplacer(`{"columns"`, `{"each": {"split": "what", "separator": ";", "as": "code"}, "columns"`,
		`"from": "what"`, `"from": "code"`).Replace(plainMapping))
	v := exportValidator(t, check.Options{})
	got := build(t, job.Builder{Mapping: m, Validator: v}, csvSource("id,what,who,day,note\n1,T;T,nrivera@example.org,9/14/2023,\n"))
	if len(got.report.Issues) != 1 || got.report.Issues[0].Code != schema.CodeDuplicate ||
		!strings.Contains(got.report.Issues[0].Message, "the same thing twice") {
		t.Errorf("issues %+v, want one duplicate that says so", got.report.Issues)
	}
}

func TestWriteMissing(t *testing.T) {
	export := "id,what,who,day,note\n1,X,a@example.org,9/14/2023,\n2,Y,nrivera@example.org,9/14/2023,\n3,X,nrivera@example.org,9/14/2023,\n"
	got := build(t, job.Builder{Mapping: readMapping(t, plainMapping), Validator: exportValidator(t, check.Options{})}, csvSource(export))
	var b strings.Builder
	if err := mapping.WriteMissing(got.report, &b); err != nil {
		t.Fatal(err)
	}
	want := `{
  "columns": {
    "Recognition": {
      "values": {
        "X": "",
        "Y": ""
      }
    },
    "Teacher Email": {
      "values": {
        "a@example.org": ""
      }
    }
  },
  "counts": {
    "Recognition": {
      "X": 2,
      "Y": 1
    },
    "Teacher Email": {
      "a@example.org": 1
    }
  }
}
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("WriteMissing (-want +got):\n%s", diff)
	}
}

// What is read, canceled, refused or broken: every row and record is accounted
// for, and every record rejected has its row in the rejects.
func FuzzBuild(f *testing.F) {
	f.Add("id,what,who,day,note\n1,T,a@example.org,9/14/2023,x\n", plainMapping, 1000, 1000, 1000)
	f.Add("id,what,who,day,note\n1,T,a,9/14/23,\"x\ny\"\n\n2,\"X\"y,,,\n", plainMapping, 100, 20, 2)
	f.Add("a,b\n1,2\n1,2\n1,3\n", `{"key": ["a"], "rows": {"not": {"b": {"above": 5}}}, "columns": {"SIS ID": {"from": "a", "extract": "(.)"}, "Date": {"from": "b"}}}`, 50, 50, 3)
	f.Add("a;b\n1,2;3\n", `{"each": {"split": "a", "separator": ",", "as": "c"}, "columns": {"SIS ID": {"from": "c"}, "Date": {"from": "b", "formats": ["mmddyyyy"]}}}`, 50, 50, 3)
	f.Add("id,who,class,day\n4191,\"Rivera, Ana\",,10/2/2023\n4646,9002,,10/3/2023\nx,\"Lee, Min\",ALG2,soon\n",
		`{"columns": {"SIS ID": {"lookup": "student"}, "Student Number": {"from": "id", "lookup": "student"}, "Teacher Email": {"from": "who", "lookup": "teacher"},
		"Class Name": {"from": "class", "lookup": "class-of", "ifNone": "homeroom", "ifSeveral": "ifNone"}, "Date": {"from": "day"}}}`, 1000, 1000, 1000)
	f.Add("id,class,day\ns01,Algebra 1,2023-10-02\ns03,c04,\n",
		`{"columns": {"State ID": {"from": "id", "lookup": "student"}, "Teacher Email": {"lookup": "teacher-of", "ifEmpty": "x"},
		"Class Name": {"from": "class", "lookup": "class"}, "Date": {"from": "day"}}}`, 1000, 1000, 1000)
	people := districtRoster(f)
	f.Fuzz(func(t *testing.T, export, text string, dstBytes, rejectBytes, issues int) {
		m, err := mapping.ReadMapping(strings.NewReader(text))
		if err != nil {
			return
		}
		v := exportValidator(t, check.Options{OnIssue: func(check.Issue) error {
			if issues--; issues < 0 {
				return errFull
			}
			return nil
		}})
		var kept bytes.Buffer
		b := job.Builder{Mapping: m, Validator: v, Rosters: []*roster.Roster{people}, Repair: len(export)%2 == 0, Rejects: io.MultiWriter(&kept, &failAfter{n: rejectBytes})}
		rep, err := b.Build(context.Background(), csvSource(export), sheet.NewWriter(&failAfter{n: dstBytes}, nil))
		checkCounts(t, rep)
		if err != nil {
			return
		}
		rejected := 0
		src := csvSource(kept.String())
		for src.Next() {
			rejected++
		}
		if src.Err() != nil {
			t.Fatalf("the rejects can't be read: %v", src.Err())
		}
		if c := rep.Build; int64(rejected) != c.Rejected && rep.Stopped == "" {
			t.Fatalf("%d records rejected, %d rows in the rejects", c.Rejected, rejected)
		}
		again, err := (&job.Builder{Mapping: m, Rosters: b.Rosters}).Build(context.Background(), csvSource(kept.String()), sheet.NewWriter(io.Discard, nil))
		if checkCounts(t, again); err != nil || again.Build.Read != int64(rejected) {
			t.Fatalf("%d of %d rejects read again: %v", again.Build.Read, rejected, err)
		}
	})
}
