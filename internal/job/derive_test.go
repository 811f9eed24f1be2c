package job_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
	"github.com/google/go-cmp/cmp"
)

// upper derives the upper case of a column.
func upper(label string) func(job.SourceRow) (string, error) {
	return func(row job.SourceRow) (string, error) {
		text, _ := row.Cell(label)
		return strings.ToUpper(text), nil
	}
}

// A column that nobody looks at changes nothing: whatever the source is, what is known
// of its rows stays known.
func TestDeriveKeepsRows(t *testing.T) {
	t.Parallel() // it takes long
	inputs := map[string]string{"": oddExport}
	for _, dir := range oddExportDirs(t) {
		inputs[dir] = exportText(t, dir)
	}
	for dir, text := range inputs {
		b := job.Builder{Mapping: readMapping(t, plainMapping), Validator: exportValidator(t, check.Options{}), Repair: true}
		if dir != "" {
			b = exportBuilder(t, dir)
		}
		first := build(t, b, csvSource(text))
		for round, text := range []string{text, first.rejects} {
			for name, source := range map[string]func() sheet.Source{
				"CSVSource": func() sheet.Source { return csvSource(text) },
				"embedded":  func() sheet.Source { return embedsPointer{CSVSource: csvSource(text)} },
				"delegates": func() sheet.Source { return delegates{placedSource: csvSource(text)} },
			} {
				want := build(t, b, source())
				for way, src := range map[string]sheet.Source{
					"once":  job.Derive(source(), "made up", upper("what")),
					"twice": job.Derive(job.Derive(source(), "made up", upper("what")), "made of it", upper("made up")),
				} {
					got := build(t, b, src)
					for _, rep := range []*tally.Report{want.report, got.report} {
						rep.Elapsed, rep.Labels, rep.Columns, rep.Samples = 0, nil, nil, nil
					}
					if got.template != want.template || got.rejects != want.rejects || fmt.Sprint(got.err) != fmt.Sprint(want.err) {
						t.Errorf("%q, round %d, %s, %s: error %v, template\n%s\nrejects\n%s", dir, round, name, way, got.err, got.template, got.rejects)
					}
					if diff := cmp.Diff(want.report, got.report, cmp.AllowUnexported(tally.Report{})); diff != "" {
						t.Errorf("%q, round %d, %s, %s: report (-without +with):\n%s", dir, round, name, way, diff)
					}
				}
			}
		}
	}
}

// derivedMapping takes the recognition from a column that the export lacks.
var derivedMapping = strings.Replace(plainMapping, `{"from": "what"`, `{"from": "code"`, 1)

// A derived column is mapped as one of the export's own, for files and for any other
// source; what is rejected comes without it, and goes round again.
func TestDeriveIsMapped(t *testing.T) {
	const text = "id,what,who,day,note\n1,t,nrivera@example.org,9/14/2023,\n\n2,x,nrivera@example.org,9/14/2023,\n3,\"t\"oo\n4,h,nrivera@example.org,9/14/2023,\n"
	b := job.Builder{Mapping: readMapping(t, derivedMapping), Validator: exportValidator(t, check.Options{})}
	values := func() sheet.Source {
		return &valueSource{columns: []string{"id", "what", "who", "day", "note"}, rows: [][]any{
			{1, []byte("t"), "nrivera@example.org", "9/14/2023", nil}, {2, "x", "nrivera@example.org", "9/14/2023", nil}, {4, "h", "nrivera@example.org", "9/14/2023", nil}}}
	}
	for name, source := range map[string]func(text string) sheet.Source{
		"CSVSource": func(text string) sheet.Source { return csvSource(text) },
		"embedded":  func(text string) sheet.Source { return &embedsValue{CSVSource: *csvSource(text)} },
		"values":    func(string) sheet.Source { return values() },
	} {
		t.Run(name, func(t *testing.T) {
			got := build(t, b, job.Derive(source(text), "code", upper("WHAT ")))
			if got.err != nil || !strings.Contains(got.template, ",,1,,Tardy,") || !strings.HasSuffix(got.template, ",,4,,Helping Others,nrivera@example.org,Biology,2023-09-14,\n") {
				t.Fatalf("error %v, template\n%s", got.err, got.template)
			}
			if strings.Contains(got.rejects, ",code,") || strings.Contains(got.rejects, ",X") {
				t.Errorf("the rejects have the column:\n%s", got.rejects)
			}
			is := got.report.Issues[slices.IndexFunc(got.report.Issues, func(is check.Issue) bool { return is.Code == schema.CodeValueUnmapped })]
			if is.Field != 6 || is.Value != "X" || is.At.Field != 11 || is.At.In != check.InRejects {
				t.Errorf("the derived cell is told as %+v", is)
			}
			if at := is.At.Cell(); at != "K2" {
				t.Errorf("it is to be corrected in %s", at)
			}
			again := build(t, b, job.Derive(csvSource(got.rejects), "code", upper("what")))
			if again.err != nil || again.report.Build.Rejected != got.report.Build.Rejected || again.report.Build.Written != 0 {
				t.Errorf("the rejects once more: error %v, %+v", again.err, *again.report.Build)
			}
			mended := build(t, b, job.Derive(csvSource(strings.Replace(got.rejects, "2,x", "2,h", 1)), "code", upper("what")))
			if mended.report.Build.Written != 1 || !strings.Contains(mended.template, ",,2,,Helping Others") {
				t.Errorf("corrected: %+v, template\n%s", *mended.report.Build, mended.template)
			}
		})
	}
	// Without rejects no cell of the input is named: it was computed.
	rep, err := (&b).Build(t.Context(), job.Derive(csvSource(text), "code", upper("what")), sheet.NewWriter(new(strings.Builder), nil))
	if err != nil {
		t.Fatal(err)
	}
	var cells []string
	for _, is := range rep.Issues {
		cells = append(cells, is.Cell()+" "+string(is.Code))
	}
	if diff := cmp.Diff([]string{"row 3 blank-row", "row 4 value-unmapped", "B5 quote"}, cells); diff != "" {
		t.Errorf("cells (-want +got):\n%s", diff)
	}
}

// Without a mapping a derived column may be one of the template's.
func TestDeriveATemplatesColumn(t *testing.T) {
	text := "Upload,,\nStudent Number,Recognition,Teacher Email,Date\n1,Tardy,nrivera@example.org,9/14/2023\n2,Tardi,nrivera@example.org,9/14/2023\n"
	b := job.Builder{Validator: exportValidator(t, check.Options{})}
	got := build(t, b, job.Derive(csvSource(text), "Class Name", func(row job.SourceRow) (string, error) {
		if at := row.Position(); at.Row != at.Line || at.Row < 3 || at.Offset == 0 {
			t.Errorf("the row is at %+v", at)
		}
		return "Biology", nil
	}))
	if got.err != nil || !strings.HasSuffix(got.template, ",,1,,Tardy,nrivera@example.org,Biology,2023-09-14,\n") || got.report.Build.Rejected != 1 {
		t.Errorf("error %v, %+v, template\n%s", got.err, *got.report.Build, got.template)
	}
	got = build(t, b, job.Derive(csvSource(text), "more", upper("Date")))
	if got.err == nil || !strings.Contains(got.err.Error(), "row 2 has no column title for Class Name") {
		t.Errorf("a template that lacks a column: error %v", got.err)
	}
}

// The function is called for each row that has cells, in order.
func TestDeriveCalls(t *testing.T) {
	var rows []string
	cell := func(row job.SourceRow) (string, error) {
		id, _ := row.Cell("id")
		rows = append(rows, fmt.Sprint(row.Position().Row, " ", id))
		return "always", nil
	}
	b := job.Builder{Mapping: readMapping(t, plainMapping), Validator: exportValidator(t, check.Options{})}
	want := []string{"3 007", "7 9", "11 12", "12 13", "14 15"}
	for name, src := range map[string]sheet.Source{
		"CSVSource": csvSource(oddExport), "embedded": embedsPointer{CSVSource: csvSource(oddExport)},
	} {
		rows = nil
		got := build(t, b, job.Derive(src, "x", cell))
		if diff := cmp.Diff(want, rows); diff != "" || got.err != nil {
			t.Errorf("%s: error %v, rows (-want +got):\n%s", name, got.err, diff)
		}
	}
	rows = nil
	if got := build(t, b, job.Derive(&valueSource{columns: []string{"id", "what", "who", "day", "note"}, rows: [][]any{{nil, "", " ", nil, nil}, {"2", "", "", "", ""}}}, "x", cell)); got.report.Rows != 1 {
		t.Errorf("%d rows of which one is blank", got.report.Rows)
	}
	if diff := cmp.Diff([]string{"2 2"}, rows); diff != "" {
		t.Errorf("values: rows (-want +got):\n%s", diff)
	}
}

// A *RowError of the function rejects the row with its cells; any other error ends the
// build.
func TestDeriveFails(t *testing.T) {
	const text = "id,what,who,day,note\n1,T,nrivera@example.org,9/14/2023,one\n2,T,nrivera@example.org,9/14/2023,two\n3,T,nrivera@example.org,9/14/2023,three\n"
	b := job.Builder{Mapping: readMapping(t, plainMapping), Validator: exportValidator(t, check.Options{})}
	failing := func(err error) func(job.SourceRow) (string, error) {
		return func(row job.SourceRow) (string, error) {
			if id, _ := row.Cell("id"); id == "2" {
				return "lost", err
			}
			return "", nil
		}
	}
	for name, source := range map[string]func() sheet.Source{
		"CSVSource": func() sheet.Source { return csvSource(text) },
		"embedded":  func() sheet.Source { return embedsPointer{CSVSource: csvSource(text)} },
	} {
		bad := &sheet.RowError{Code: schema.CodeStudentUnknown, Column: schema.ColStudentNumber, Err: errors.New("the office has no such student")}
		src := job.Derive(job.Derive(source(), "x", failing(fmt.Errorf("around: %w", bad))), "y", func(row job.SourceRow) (string, error) {
			if id, _ := row.Cell("id"); id == "2" {
				t.Error("a bad row goes on")
			}
			return "", nil
		})
		got := build(t, b, src)
		if got.err != nil || got.report.Build.Written != 2 || got.report.Build.Rejected != 1 || len(got.report.Issues) != 1 {
			t.Fatalf("%s: error %v, %+v, %v", name, got.err, *got.report.Build, got.report.Issues)
		}
		if is := got.report.Issues[0]; is.Code != schema.CodeStudentUnknown || is.Column != schema.ColStudentNumber || is.Row != 3 || is.Message != "the office has no such student" {
			t.Errorf("%s: told as %+v", name, is)
		}
		if !strings.Contains(got.rejects, "\n2,T,nrivera@example.org,9/14/2023,two,3,,") || strings.Contains(got.rejects, "lost") {
			t.Errorf("%s: rejects\n%s", name, got.rejects)
		}
		broken := errors.New("the database is gone")
		if got := build(t, b, job.Derive(source(), "x", failing(broken))); got.err != broken || got.report.Build.Written != 1 || got.report.Complete {
			t.Errorf("%s: error %v, %+v", name, got.err, *got.report.Build)
		}
	}
}

func TestDeriveRefusesLabels(t *testing.T) {
	b := job.Builder{Mapping: readMapping(t, plainMapping)}
	const text = "id,what,who,day,note\n1,T,x,9/14/2023,\n"
	for _, tt := range []struct {
		name, want string
		src        func() sheet.Source
	}{
		{"there already", `column "what" already`, func() sheet.Source { return job.Derive(csvSource(text), "what", upper("id")) }},
		{"there in other letters", `column " WHAT" already`, func() sheet.Source { return job.Derive(csvSource(text), " WHAT", upper("id")) }},
		{"derived already", `column "x" already`, func() sheet.Source {
			return job.Derive(job.Derive(csvSource(text), "x", upper("id")), "x", upper("id"))
		}},
		{"of the rejects", "a column of the rejects", func() sheet.Source { return job.Derive(csvSource(text), schema.LabelPart, upper("id")) }},
		{"blank", "no label", func() sheet.Source { return job.Derive(csvSource(text), " ", upper("id")) }},
		{"no function", "no function", func() sheet.Source { return job.Derive(csvSource(text), "x", nil) }},
		{"no source", "no source", func() sheet.Source { return job.Derive(nil, "x", upper("id")) }},
		{"not CSV", "PDF", func() sheet.Source { return job.Derive(csvSource("%PDF-1.7"), "x", upper("id")) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := build(t, b, tt.src()); got.err == nil || !strings.Contains(got.err.Error(), tt.want) {
				t.Errorf("Build: error %v, want %q", got.err, tt.want)
			}
			src := tt.src()
			if _, err := src.Columns(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Columns: error %v, want %q", err, tt.want)
			}
			if src.Next() || src.Err() == nil || src.Scan() == nil {
				t.Error("it has rows")
			}
		})
	}
}

// Who reads a derived source himself gets what a build does.
func TestDerivedIsASource(t *testing.T) {
	src := job.Derive(job.Derive(csvSource("id,what\n1,t\n\n2,\"t\"oo\n , \n3,h\n"), "code", upper("what")), "twice", func(row job.SourceRow) (string, error) {
		code, ok := row.Cell("code")
		if _, own := row.Cell("twice"); own || !ok {
			t.Error("the row has the column that is computed, or not the one before")
		}
		return code + code, nil
	})
	if columns, err := src.Columns(); err != nil || cmp.Diff([]string{"id", "what", "code", "twice"}, columns) != "" {
		t.Fatalf("Columns = %q, %v", columns, err)
	}
	var rows []string
	for src.Next() {
		var id any
		var what, twice string
		var code []byte
		err := src.Scan(&id, &what, &code, &twice)
		_, bad := errors.AsType[*sheet.RowError](err)
		rows = append(rows, fmt.Sprint(src.Position().Row, src.Position().Line, " ", id, what, " ", string(code), twice, " ", bad, " ", src.Raw()))
	}
	want := []string{"2 2 1t TTT false 1,t", `4 4 <nil>  true 2,"t"oo`, "6 6 3h HHH false 3,h"}
	if diff := cmp.Diff(want, rows); diff != "" || src.Err() != nil {
		t.Errorf("error %v, rows (-want +got):\n%s", src.Err(), diff)
	}
	var n int
	for name, err := range map[string]error{"too few": src.Scan(&n), "wrong": job.Store(&n, "x", "id"), "no cell": job.Store(new(string), struct{}{}, "id")} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	values := job.Derive(&valueSource{columns: []string{"a"}, rows: [][]any{{1}, {struct{}{}}}}, "b", upper("a"))
	var a, b any
	if !values.Next() || values.Scan(&a, &b) != nil || a != 1 || b != "1" || values.Position() != (schema.Position{Row: 1}) || values.Raw() != "" {
		t.Errorf("of values: %v, %v at %+v", a, b, values.Position())
	}
	if !values.Next() || values.Scan(&a, &b) == nil {
		t.Error("a value that cannot be a cell is passed over")
	}
	// A source around it is built from in the same way.
	builder := job.Builder{Mapping: readMapping(t, derivedMapping), Validator: exportValidator(t, check.Options{})}
	around := delegates{placedSource: job.Derive(csvSource("id,what,who,day,note\n\n1,t,nrivera@example.org,9/14/2023,\n2,x,nrivera@example.org,9/14/2023,\n"), "code", upper("what"))}
	if got := build(t, builder, around); got.err != nil || got.report.Build.Written != 1 || got.report.Issues[0].Row != 4 {
		t.Errorf("around: error %v, %+v, %+v", got.err, *got.report.Build, got.report.Issues)
	}
}

// A computed column may have a label that the source around a file took off: the file's
// own columns stay where they are.
func TestDeriveUnderARenamedLabel(t *testing.T) {
	src := &changing{CSVSource: csvSource("id,what,who,day,note\n\n1,T,nrivera@example.org,9/14/2023,a \"b\"\n2,T\n"),
		columns: []string{"number", "what", "who", "day", "note"}, change: func(cells []string) ([]string, bool) { return cells, true }}
	b := job.Builder{Mapping: readMapping(t, plainMapping), Validator: exportValidator(t, check.Options{})}
	got := build(t, b, job.Derive(src, "id", func(row job.SourceRow) (string, error) {
		number, _ := row.Cell("number")
		return "00" + number, nil
	}))
	var cells []string
	for _, is := range got.report.Issues {
		cells = append(cells, exportCell(is)+" "+string(is.Code))
	}
	if diff := cmp.Diff([]string{"row 2 blank-row", "E3 quote", "row 4 field-count"}, cells); diff != "" || got.err != nil {
		t.Errorf("error %v, cells (-want +got):\n%s", got.err, diff)
	}
	if !strings.Contains(got.template, ",,001,,Tardy") {
		t.Errorf("template\n%s", got.template)
	}
}
