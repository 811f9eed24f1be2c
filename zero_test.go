package otustemplate_test

import (
	"io"
	"strings"
	"testing"

	"example.com/otustemplate"
	"github.com/google/go-cmp/cmp"
)

// What was not made by its function, and a reader that is none, are told: they
// are slips of a program, and still no panic.
func TestZeroValuesAreTold(t *testing.T) {
	const nothing = "there is nothing to read"
	v := newValidator(t, district(), nil)
	tests := []struct {
		name, want string
		use        func() error
	}{
		{"zero Reader", nothing, func() error { _, err := new(otustemplate.Reader).Read(); return err }},
		{"zero Reader, its layout", nothing, func() error { _, err := new(otustemplate.Reader).Layout(); return err }},
		{"NewReader", nothing, func() error { _, err := otustemplate.NewReader(nil, nil).Read(); return err }},
		{"ReadLayout", nothing, func() error { _, err := otustemplate.ReadLayout(nil, nil); return err }},
		{"ReadSet", nothing, func() error { _, err := otustemplate.ReadSet(nil, ""); return err }},
		{"ReadValidatorOptions", nothing, func() error { _, err := otustemplate.ReadValidatorOptions(nil); return err }},
		{"ReadReport", nothing, func() error { _, err := otustemplate.ReadReport(nil); return err }},
		{"ReadValues", nothing, func() error { _, err := otustemplate.ReadValues(nil); return err }},
		{"ReadMapping", nothing, func() error { _, err := otustemplate.ReadMapping(nil); return err }},
		{"Validate", nothing, func() error { _, err := v.Validate(t.Context(), nil); return err }},
		{"WithShared", nothing, func() error { _, err := v.WithShared(t.Context(), "earlier.csv", nil); return err }},
		{"NewCSVSource", nothing, func() error { _, err := otustemplate.NewCSVSource(nil, nil).Columns(); return err }},
		{"zero CSVSource", "call NewCSVSource", func() error { _, err := new(otustemplate.CSVSource).Columns(); return err }},
		{"zero CSVSource, its rows", "call NewCSVSource", func() error {
			var s otustemplate.CSVSource
			if s.Next() || s.Raw() != "" || s.Position() != (otustemplate.Position{}) {
				t.Error("a zero CSVSource has a row")
			}
			return s.Err()
		}},
		{"zero CSVSource, a row of it", "call Next first", func() error { return new(otustemplate.CSVSource).Scan() }},
		{"build of a zero CSVSource", "call NewCSVSource", func() error { return build(t, otustemplate.Builder{}, new(otustemplate.CSVSource)).err }},
		{"build from nothing", "needs a Source", func() error {
			rep, err := new(otustemplate.Builder).Build(t.Context(), nil, otustemplate.NewWriter(io.Discard, nil))
			if rep == nil || rep.Stopped == "" {
				t.Error("there is no report, or it does not say that the run ended early")
			}
			return err
		}},
		{"build to nothing", "needs a Source and a RecordWriter", func() error {
			_, err := new(otustemplate.Builder).Build(t.Context(), csvSource("x\n1\n"), nil)
			return err
		}},
		{"build to a nil *Writer", "neither may be nil", func() error {
			_, err := new(otustemplate.Builder).Build(t.Context(), csvSource("x\n1\n"), (*otustemplate.Writer)(nil))
			return err
		}},
		{"build to a nil *File", "neither may be nil", func() error {
			_, err := new(otustemplate.Builder).Build(t.Context(), csvSource("x\n1\n"), (*otustemplate.File)(nil))
			return err
		}},
		{"build to a zero File", "nothing to write to", func() error {
			_, err := new(otustemplate.Builder).Build(t.Context(), csvSource(headerLine), new(otustemplate.File))
			return err
		}},
		{"zero File", "call Create", func() error {
			if err := new(otustemplate.File).Close(); err != nil {
				t.Error(err)
			}
			if err := new(otustemplate.File).Write(otustemplate.Record{SISID: "1"}); err == nil {
				t.Error("a zero File takes a record")
			}
			return new(otustemplate.File).Commit()
		}},
		{"zero PendingFile", "call CreateFile", func() error {
			var f otustemplate.PendingFile
			if _, err := f.Write([]byte("x")); err == nil || f.Close() != nil {
				t.Errorf("Write gives %v", err)
			}
			return f.Commit()
		}},
		{"NewWriter", "nothing to write to", func() error { return otustemplate.NewWriter(nil, nil).Write(otustemplate.Record{StudentNumber: "1"}) }},
		{"NewIssueWriter", "nothing to write the issues to", func() error { return otustemplate.NewIssueWriter(nil, nil).Write(otustemplate.Issue{}) }},
		{"zero IssueWriter", "call NewIssueWriter", func() error { return new(otustemplate.IssueWriter).Flush() }},
		{"zero Writer", "nothing to write to", func() error { return new(otustemplate.Writer).Flush() }},
		{"LoadRoster", "no folder to read", func() error { _, err := otustemplate.LoadRoster(t.Context(), nil, nil); return err }},
		{"zero Roster for look-ups", "there is no roster to look up in", func() error {
			m := lookupMapping(t, `"SIS ID": {"from": "student"}, "Teacher Email": {"from": "teacher", "lookup": "teacher"}, "Class Name": {"const": "Art"}`)
			b := otustemplate.Builder{Mapping: m, Rosters: []*otustemplate.Roster{new(otustemplate.Roster)}}
			return build(t, b, csvSource("student,teacher,day\n1,2,2023-09-14\n")).err
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := tt.use(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one that says %q", err, tt.want)
			}
		})
	}
}

// A zero Validator knows of nothing, as one that is made of nothing; and so do
// a zero Roster and a zero Set.
func TestZeroValidator(t *testing.T) {
	var v otustemplate.Validator
	made := newValidator(t, otustemplate.References{Roster: new(otustemplate.Roster)}, nil)
	text := headerLine + goodRow(1) + ",,,,x,y,z,9/14/2023,\n" + goodRow(1)
	want := validate(t, made, text)
	if diff := cmp.Diff(want, validate(t, &v, text), ignoreClock); diff != "" || want.Counts[otustemplate.CodeDuplicate] != 1 {
		t.Errorf("report differs (-made +zero):\n%s\n%v", diff, want.Counts)
	}
	rec := goodRecord()
	rec.ClassName = " " + rec.ClassName
	if got := describe(v.Check(rec)); len(got) != 1 || got[0] != `G spaces warning →!"Algebra 1"` {
		t.Errorf("Check = %q, want the space alone", got)
	}
	if got, _ := v.Repair(rec); got.ClassName != "Algebra 1" {
		t.Errorf("Repair leaves the class %q", got.ClassName)
	}
	known, err := v.WithShared(t.Context(), "earlier.csv", strings.NewReader(headerLine+goodRow(1)))
	if err != nil {
		t.Fatal(err)
	}
	if n := validate(t, known, text).Counts[otustemplate.CodeDuplicateShared]; n != 1 {
		t.Errorf("a shared row is told %d times, want once", n)
	}
	if refs := new(otustemplate.Roster).References(nil); !cmp.Equal(refs, otustemplate.References{}) {
		t.Errorf("a zero Roster knows %+v", refs)
	}
	var none otustemplate.Set
	if none.Len() != 0 || none.Contains("x") || none.Match("x").Name != "" || none.Suggest("x", 3) != nil {
		t.Error("a zero Set holds something")
	}
}
