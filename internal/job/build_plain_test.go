package job

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/page"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// A buildOutcome is all that a build does and tells.
type buildOutcome struct {
	Report            *tally.Report
	Text, Missing     string // of the report
	Template, Rejects string
	Told              []check.Issue
	Err, NotOK        string
	Left              []string // rows of the source behind those that the build took
}

var errEnoughTold = errors.New("enough told")

// A shortWriter takes so many bytes and no more; all where that is negative.
type shortWriter struct {
	bytes.Buffer
	most int
}

func (w *shortWriter) Write(p []byte) (int, error) {
	if w.most >= 0 && w.Len()+len(p) > w.most {
		n, _ := w.Buffer.Write(p[:w.most-w.Len()])
		return n, errEnoughTold
	}
	return w.Buffer.Write(p)
}

// A plainBuild is a build that is made in two ways.
type plainBuild struct {
	builder  Builder
	reader   sheet.ReaderOptions
	writer   sheet.WriterOptions
	mostTold int // issues after which OnIssue ends the build; 0: it is not called
	mostOut  int // bytes that the template's file takes; negative: all
}

// A sourceAround is a source of its own, which changes nothing.
type sourceAround struct{ *sheet.CSVSource }

// A buildWay is a way in which a build is made.
type buildWay struct {
	name    string
	careful bool // every row the careful way, one after the other
	around  bool // through a source of its own around the file's
	derived bool // with a column more that nobody looks at
	records bool // to a RecordWriter of its own
	workers int  // 0: as the Validator says
	size    int  // of blocks of text; 0: the default
}

var buildWays = []buildWay{
	{name: "plain", workers: 1}, {name: "small blocks", workers: 3, size: 250}, {name: "around", around: true, workers: 2},
	{name: "derived", derived: true, workers: 2}, {name: "records", records: true, workers: 2},
}

// readsAhead reports whether the source is at a later row than the build when that ends.
func (w *buildWay) readsAhead() bool { return w.around || w.derived }

// outcome builds from the text in one of the ways.
func (p plainBuild) outcome(t testing.TB, text []byte, way buildWay) buildOutcome {
	t.Helper()
	var o buildOutcome
	b := p.builder
	made := madeValidator(b.Validator)
	checker := *made.Checker
	v := Validator{&checker, made.blockSize}
	b.Validator = &v
	if way.workers > 0 {
		v.Opts.Workers = way.workers
	}
	if way.size > 0 {
		v.blockSize = way.size
	}
	if p.mostTold > 0 {
		v.Opts.OnIssue = func(is check.Issue) error {
			if o.Told = append(o.Told, is); len(o.Told) >= p.mostTold {
				return errEnoughTold
			}
			return nil
		}
	}
	template, rejects := shortWriter{most: p.mostOut}, bytes.Buffer{}
	b.Rejects = &rejects
	src := sheet.NewCSVSource(bytes.NewReader(text), &p.reader)
	src.Careful = way.careful
	var from sheet.Source = src
	if way.around {
		from = sourceAround{src}
	}
	if way.derived && b.Mapping != nil { // a template's columns are all known
		from = Derive(from, "nobody looks at it", func(row SourceRow) (string, error) { return "made up", nil })
	}
	w := sheet.NewWriter(&template, &p.writer)
	var err error
	if way.records {
		o.Report, err = b.BuildRecords(context.Background(), from, &ownWriter{Writer: w})
	} else {
		o.Report, err = b.Build(context.Background(), from, w)
	}
	o.Report.Elapsed = 0
	withoutDerived(o.Report)
	o.Err, o.NotOK = fmt.Sprint(err), fmt.Sprint(o.Report.Err())
	o.Template, o.Rejects = template.String(), rejects.String()
	var written, missing bytes.Buffer
	if err := errors.Join(page.WriteText(o.Report, &written, nil), mapping.WriteMissing(o.Report, &missing)); err != nil {
		t.Fatal(err)
	}
	o.Text, o.Missing = written.String(), missing.String()
	for !way.readsAhead() && src.Next() {
		o.Left = append(o.Left, fmt.Sprint(src.Position(), src.Raw()))
	}
	return o
}

// check holds the ways against the careful one.
func (p plainBuild) check(t testing.TB, text []byte, ways []buildWay) {
	t.Helper()
	want := p.outcome(t, text, buildWay{careful: true})
	for _, way := range ways {
		of, got := want, p.outcome(t, text, way)
		if way.readsAhead() {
			of.Left = nil
		}
		if way.records { // where these are in a template nobody knows
			of, got = of.withoutTemplate(), got.withoutTemplate()
		}
		if diff := diff(of, got, sameReport); diff != "" {
			t.Errorf("build of %.200q differs (-careful +%s):\n%s", text, way.name, diff)
		}
	}
}

// withoutDerived takes the column that was derived off the report, if there is one.
func withoutDerived(rep *tally.Report) {
	n := len(rep.Labels) - 1
	if n < 0 || rep.Labels[n] != "nobody looks at it" {
		return
	}
	rep.Labels, rep.Columns = rep.Labels[:n], rep.Columns[:n]
	for i := range rep.Samples {
		if s := &rep.Samples[i]; len(s.Cells) > n {
			s.Cells = s.Cells[:n]
		}
	}
}

// withoutTemplate returns the outcome without what is said of places in the template.
func (o buildOutcome) withoutTemplate() buildOutcome {
	rep := *o.Report
	rep.Issues, rep.Groups = slices.Clone(rep.Issues), slices.Clone(rep.Groups)
	for i := range rep.Groups {
		rep.Groups[i].Places = slices.Clone(rep.Groups[i].Places)
	}
	if rep.First != nil && rep.First.At.In == check.InTemplate {
		first := *rep.First
		first.At = check.Place{Row: first.Row, Field: first.Field}
		rep.First = &first
	}
	withoutTemplate(&rep)
	o.Report, o.Text, o.NotOK, o.Told = &rep, "", fmt.Sprint(rep.Err()), slices.Clone(o.Told)
	for i := range o.Told {
		if is := &o.Told[i]; is.At.In == check.InTemplate {
			is.At = check.Place{Row: is.Row, Field: is.Field}
		}
	}
	return o
}

// madeValidator returns the Validator that a build without one has.
func madeValidator(v *Validator) *Validator {
	if v == nil {
		v = new(Validator)
	}
	return v.made()
}

// plainBuilds returns builds of all kinds, of which the first ones differ in
// what plain rows are asked.
func plainBuilds(t testing.TB) map[string]plainBuild {
	t.Helper()
	validator := func(change func(*roster.References, *check.Options)) *Validator {
		refs, opts := blockReferences(), blockOptions()
		if change != nil {
			change(&refs, opts)
		}
		v, err := NewValidator(refs, opts)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	severity := func(code schema.Code, s check.Severity) *Validator {
		return validator(func(_ *roster.References, opts *check.Options) {
			opts.Severity = map[schema.Code]check.Severity{code: s}
		})
	}
	excluded := []mapping.Exclusion{{Cells: map[string]string{"SIS ID": "s1"}}, {Cells: map[string]string{"State ID": "77002"}}}
	mapping := func(text string) *mapping.Mapping {
		m, err := mapping.ReadMapping(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	shared, err := validator(nil).WithShared(t.Context(), "earlier.csv", strings.NewReader(blockHeader+
		",,1,,Tardy,lee@example.org,Art,9/4/2023,fine\n,,17,,Tardy,lee@example.org,Art,9/4/2023,fine\n"))
	if err != nil {
		t.Fatal(err)
	}
	layout, err := sheet.ReadLayout(strings.NewReader("Note,Extra,Date,Class Name,Teacher Email,Recognition,SIS ID,Student Email,Student Number,State ID\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	narrow, err := sheet.ReadLayout(strings.NewReader("SIS ID,Recognition,Teacher Email,Class Name,Date\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]plainBuild{
		"nothing":              {},
		"checks":               {builder: Builder{Validator: validator(nil)}},
		"checks and repairs":   {builder: Builder{Validator: validator(nil), Repair: true}},
		"another layout":       {builder: Builder{Validator: validator(nil)}, writer: sheet.WriterOptions{Layout: layout, LF: true, BOM: true}},
		"a layout of less":     {writer: sheet.WriterOptions{Layout: narrow}},
		"dates with commas":    {writer: sheet.WriterOptions{DateFormat: "Jan 2, 2006"}},
		"dates not to be read": {writer: sheet.WriterOptions{DateFormat: "2006"}},
		"shared":               {builder: Builder{Validator: shared}},
		"duplicates rejected":  {builder: Builder{Validator: severity(schema.CodeDuplicate, check.SeverityError)}},
		"duplicates off":       {builder: Builder{Validator: severity(schema.CodeDuplicate, check.SeverityOff)}},
		"few errors": {builder: Builder{Validator: validator(func(_ *roster.References, opts *check.Options) {
			opts.MaxErrors = 2
			opts.Severity = map[schema.Code]check.Severity{schema.CodeDuplicate: check.SeverityError}
		})}},
		"few issues": {builder: Builder{Validator: validator(nil)}, mostTold: 2},
		"all issues": {builder: Builder{Validator: validator(nil)}, mostTold: 1 << 20},
		"a roster":   {builder: Builder{Validator: validator(func(refs *roster.References, _ *check.Options) { *refs = peopleReferences(t, false) })}},
		"a roster, excluding": {builder: Builder{
			Validator: validator(func(refs *roster.References, _ *check.Options) { *refs = peopleReferences(t, false) }),
			Exclude:   excluded,
		}},
		"no classes": {builder: Builder{Validator: validator(func(refs *roster.References, _ *check.Options) { refs.Classes = nil })}},
		"full disk":  {builder: Builder{Validator: validator(nil)}, mostOut: 40_000},
		"no disk":    {mostOut: 1},
		"semicolons": {reader: sheet.ReaderOptions{Comma: ';'}},
		"no quotes":  {reader: sheet.ReaderOptions{Quoting: sheet.QuoteNone}},
		"code page":  {reader: sheet.ReaderOptions{Encoding: sheet.EncodingWindows1252}},
		"strict":     {builder: Builder{Validator: validator(nil)}, reader: sheet.ReaderOptions{Encoding: sheet.EncodingUTF8}},
		"no header":  {reader: sheet.ReaderOptions{NoHeader: true}},
		"short rows": {reader: sheet.ReaderOptions{MaxRowBytes: 200}},
		"mapping": {builder: Builder{Validator: validator(nil), Mapping: mapping(`{"columns": {"SIS ID": {"from": "Student Number"}, "Recognition": {"from": "Recognition"},
			"Teacher Email": {"from": "Teacher Email"}, "Class Name": {"from": "Class Name"}, "Date": {"from": "Date"}, "Note": {"from": "SIS ID"}}}`)}},
		"mapping with more": {builder: Builder{Mapping: mapping(`{"rows": {"where": {"Recognition": ["tardy"]}}, "columns": {"SIS ID": {"from": "Student Number", "pad": 4},
			"Recognition": {"from": "Recognition", "values": {"Tardy": "Late"}}, "Teacher Email": {"from": "Teacher Email"}, "Class Name": {"const": "Art"},
			"Date": {"from": "Date", "formats": ["m/d/yyyy"]}, "Note": {"from": "Note"}}}`)}},
		"mapping that puts together": {builder: Builder{Validator: validator(nil), Mapping: mapping(`{"rows": {"not": {"SIS ID": ["S2", ""]}, "dates": {"first": "2023-02-01", "last": "2023-10-31"}},
			"columns": {"SIS ID": {"from": "SIS ID", "trim": true}, "State ID": {"from": "Student Number", "pad": 6}, "Recognition": {"const": "Cooperation"},
			"Teacher Email": {"from": "Teacher Email", "trim": true}, "Class Name": {"from": "Class Name", "ifEmpty": "Art"},
			"Date": {"from": "Date", "trim": true}, "Note": {"join": ["Recognition", "Note", "SIS ID"], "sep": ", "}}}`)}},
		"mapping with names": {builder: Builder{Mapping: mapping(`{"columns": {"SIS ID": {"from": "Student Number", "pad": 3, "trim": true},
			"Recognition": {"from": "Recognition", "values": {"Tardy": "Late, \u00e9", "tardy": ""}}, "Teacher Email": {"from": "Teacher Email", "values": {"lee@example.org": "kim@example.org"}, "ifEmpty": "lee@example.org"},
			"Class Name": {"from": "Class Name", "values": {"Art": "Caf\u00e9 Duty", "Algebra 1": "a"}}, "Date": {"from": "Date", "formats": ["m/d/yyyy", "2006-01-02"], "zone": "UTC"}, "Note": {"join": ["Note", "Note"]}}}`)}},
		"mapping of some names": {builder: Builder{Validator: validator(nil), Mapping: mapping(`{"columns": {"SIS ID": {"from": "SIS ID"},
			"Recognition": {"from": "Recognition", "values": {"TARDY": "Tardy", "coop": "Cooperation", "COOP": "Tardy", "5\" rule": "Tardy"}, "keepOthers": true},
			"Teacher Email": {"from": "Teacher Email", "values": {"Lee@Example.org": "lee@example.org"}, "keepOthers": true, "ifEmpty": "lee@example.org"},
			"Class Name": {"from": "Class Name", "values": {"art ": "Art", "CAF\u00c9 duty": "Caf\u00e9 Duty"}}, "Date": {"from": "Date"}, "Note": {"from": "Note", "values": {"FINE": "well"}, "keepOthers": true}}}`)}},
		"mapping with conditions": {builder: Builder{Validator: validator(nil), Mapping: mapping(`{"rows": {"where": {"Date": {"min": "2023-02-01", "below": "2023-10-31"}, "SIS ID": {"matches": "[1-8]$"}},
			"not": {"Student Number": {"above": 100}, "Note": {"matches": "5\""}}}, "columns": {"SIS ID": {"from": "SIS ID"}, "Recognition": {"from": "Recognition"}, "Teacher Email": {"from": "Teacher Email"},
			"Class Name": {"from": "Class Name"}, "Date": {"from": "Date", "formats": ["m/d/yyyy"]}, "Note": {"from": "Note"}}}`)}},
		"mapping with parts": {builder: Builder{Validator: validator(nil), Mapping: mapping(`{"columns": {"SIS ID": {"from": "SIS ID", "extract": "^(S[0-9]+)$"}, "Recognition": {"from": "Recognition"},
			"Teacher Email": {"from": "Teacher Email", "extract": "([a-z]+@example.org)"}, "Class Name": {"from": "Class Name", "extract": "(.*)"}, "Date": {"from": "Date", "extract": "^([^ ]*)"},
			"Note": {"join": ["Note", "SIS ID"], "extract": "(.)$"}}}`)}},
		"mapping with a key": {builder: Builder{Validator: validator(nil), Mapping: mapping(`{"key": ["SIS ID", "Date"], "columns": {"SIS ID": {"from": "SIS ID"}, "Recognition": {"from": "Recognition"},
			"Teacher Email": {"from": "Teacher Email"}, "Class Name": {"from": "Class Name"}, "Date": {"from": "Date"}, "Note": {"from": "Note"}}}`)}},
		"mapping with a key of several columns": {builder: Builder{Validator: severity(schema.CodeKeyConflict, check.SeverityWarning), Mapping: mapping(`{"key": ["Student Number", "Note", "Date"],
			"rows": {"not": {"SIS ID": ["S2"]}}, "columns": {"SIS ID": {"from": "Student Number", "pad": 4}, "Recognition": {"from": "Recognition", "values": {"Tardy": "Tardy", "late": "Tardy"}},
			"Teacher Email": {"from": "Teacher Email"}, "Class Name": {"from": "Class Name", "ifEmpty": "Art"}, "Date": {"from": "Date", "formats": ["m/d/yyyy", "yyyy-mm-dd"]},
			"Note": {"join": ["Note", "SIS ID"], "sep": "; "}}}`)}},
		"mapping with a key, repairs": {builder: Builder{Validator: severity(schema.CodeKeyConflict, check.SeverityOff), Repair: true, Mapping: mapping(`{"key": ["Student Number"],
			"columns": {"SIS ID": {"from": "SIS ID"}, "Student Number": {"from": "Student Number"}, "Recognition": {"from": "Recognition"}, "Teacher Email": {"from": "Teacher Email"},
			"Class Name": {"from": "Class Name"}, "Date": {"from": "Date"}}}`)}},
		"mapping with a key, no duplicates": {builder: Builder{Validator: severity(schema.CodeDuplicate, check.SeverityOff), Mapping: mapping(`{"key": ["Class Name", "SIS ID"],
			"columns": {"SIS ID": {"from": "SIS ID"}, "Recognition": {"from": "Recognition"}, "Teacher Email": {"from": "Teacher Email"},
			"Class Name": {"from": "Class Name"}, "Date": {"from": "Date"}, "Note": {"from": "Note"}}}`)}},
		"mapping of notes": {builder: Builder{Mapping: mapping(`{"columns": {"SIS ID": {"from": "SIS ID"}, "Recognition": {"from": "Recognition"}, "Teacher Email": {"from": "Teacher Email"},
			"Class Name": {"from": "Class Name"}, "Date": {"from": "Date"}, "Note": {"from": "Note", "values": {"fine": "well"}}}}`)}},
		"mapping with defaults": {builder: Builder{Validator: validator(func(r *roster.References, _ *check.Options) { r.Classes = nameset.NewSet("Art", "TBD") }), Mapping: mapping(`{"columns": {
			"SIS ID": {"from": "SIS ID"}, "Recognition": {"from": "Recognition"}, "Teacher Email": {"from": "Teacher Email", "ifEmpty": "lee@example.org"},
			"Class Name": {"from": "Class Name", "ifEmpty": "Art"}, "Date": {"from": "Date"}, "Note": {"from": "Note", "ifEmpty": "none"}}}`)}},
		"mapping with defaults, unchecked": {builder: Builder{Mapping: mapping(`{"columns": {
			"SIS ID": {"from": "SIS ID"}, "Recognition": {"from": "Recognition"}, "Teacher Email": {"from": "Teacher Email", "ifEmpty": "lee@example.org"},
			"Class Name": {"from": "Class Name", "ifEmpty": "Art"}, "Date": {"from": "Date"}, "Note": {"from": "Note", "ifEmpty": "none"}}}`)}},
		"mapping with zones": {builder: Builder{Mapping: mapping(`{"columns": {"SIS ID": {"from": "Student Number"}, "Recognition": {"from": "Recognition"}, "Teacher Email": {"from": "Teacher Email"},
			"Class Name": {"from": "Class Name"}, "Date": {"from": "Date", "formats": ["1/2/2006", "2006-01-02 15:04:05 -0700"], "zone": "Pacific/Honolulu"}, "Note": {"from": "Note"}}}`)}},
		"mapping of codes with quotes": {builder: Builder{Mapping: mapping(`{"rows": {"where": {"Recognition": ["5\" rule"]}, "not": {"SIS ID": ["S \"1\""]}},
			"columns": {"SIS ID": {"from": "SIS ID"}, "Recognition": {"const": "Tardy"}, "Teacher Email": {"from": "Teacher Email"},
			"Class Name": {"from": "Class Name"}, "Date": {"from": "Date"}, "Note": {"from": "Note"}}}`)}},
		"mapping of codes with commas": {builder: Builder{Validator: validator(func(refs *roster.References, _ *check.Options) { *refs = roster.References{} }), Mapping: mapping(`{
			"columns": {"SIS ID": {"from": "SIS ID"}, "Recognition": {"from": "Recognition", "values": {"late, in the hall, by bus, twice": "Tardy", "Tardy": "Tardy"}},
			"Teacher Email": {"from": "Teacher Email"}, "Class Name": {"from": "Class Name", "values": {"7|3|1|A": "Art", "Art": "Art"}},
			"Date": {"from": "Date", "formats": ["m/d/yyyy", "mmm, d, yyyy,,"]}}}`)}},
		"mapping with a constant day": {builder: Builder{Mapping: mapping(`{"columns": {"SIS ID": {"from": "Student Number"}, "Recognition": {"from": "Recognition"},
			"Teacher Email": {"from": "Teacher Email"}, "Class Name": {"from": "Class Name"}, "Date": {"const": "2023-09-04"}}}`)}},
		"mapping with less": {builder: Builder{Mapping: mapping(`{"columns": {"SIS ID": {"from": "Student Number"}, "Recognition": {"from": "Recognition"}, "Date": {"from": "Date"}}}`)}},
	}
	named := validator(func(refs *roster.References, _ *check.Options) {
		refs.Recognitions = nameset.NewSet("Tardy", "Late", "Late, \u00e9", "Cooperation", "a \"b\"", "5\" rule")
		refs.Teachers = nameset.NewEmailSet("lee@example.org", "kim@example.org")
		refs.Classes = nameset.NewSet("Art", "Algebra 1", "a", "Caf\u00e9 Duty", "a \"b\"", "a,b", "a;b")
	})
	for name, b := range all {
		if b.builder.Validator == nil && name != "nothing" {
			b.builder.Validator = named
			all[name] = b
		}
		if b.mostOut == 0 {
			b.mostOut = -1
			all[name] = b
		}
	}
	return all
}

// manyRows returns rows most of which are plain: enough to fill a Writer's buffer
// and a Scanner's, with one of something else now and then.
func manyRows() []byte {
	var b bytes.Buffer
	for i := range 2500 {
		id := i
		switch {
		case i%97 == 96:
			id = i - i%32 // as one of those looked at together with it, or before
		case i%211 == 210:
			b.WriteString("\n\n")
		case i%151 == 150:
			b.WriteString(",,N/A,,tardy,lee@example.org,Art,13/4/2023,fine\n")
		case i%401 == 400:
			b.WriteString(",,1,,Tardy\n")
		}
		fmt.Fprintf(&b, "s%d@example.org,S%d,,,Tardy,LEE@example.org,%s,%d/%d/2023,%s\r\n", id, id, []string{"Art", "Caf\u00e9 Duty", `"Algebra 1"`}[id%3],
			1+id%12, 1+id%28, []string{"", "fine", `"so, he said ""no"""`, "\"two\nlines\"", " blank", "se\u00f1or", `"in quotes"`, "x\u00a0"}[id%8])
	}
	return b.Bytes()
}

// keyedRows are rows of a few keys, whichever columns these are: some are the same, of
// others the note alone is another one, or more.
const keyedRows = ",S1,1,,Tardy,lee@example.org,Art,9/4/2023,fine\n,S1,1,,Tardy,LEE@example.org,Art,9/4/2023,\"Fine\"\n,S1,1,,Tardy,lee@example.org,Art,2023-09-04,fine\n" +
	",S1,1,,Tardy,lee@example.org,Art,9/4/2023,other\n,S1,1,,Tardy,lee@example.org,Caf\u00e9 Duty,9/4/2023,fine\n,s1,\"1\",,Tardy,lee@example.org,\"Caf\u00e9 Duty\",9/4/2023,fine\n" +
	",S1,1,,Cooperation,lee@example.org,Art,9/4/2023,fine\n,,1,,Tardy,lee@example.org,Art,9/4/2023,fine\n, S1, 1,,Tardy,lee@example.org,Art,9/4/2023,fine\n,S1\u00a0,1,,Tardy,lee@example.org,Art,9/4/2023,fine\n" +
	",S2,2,,Tardy,lee@example.org,Art,9/4/2023,\"a \"\"b\"\"\"\n,S2,2,,Tardy,lee@example.org,Art,9/4/2023,\"A \"\"b\"\"\"\n,S2,2,,Tardy,lee@example.org,Art,9/4/2023,a\u00e9\n,S2,2,,Tardy,lee@example.org,Art,9/4/2023,a\u00c9\n" +
	",S5,,,Tardy,lee@example.org,Art,9/4/2023,fine\n,S6,,,Tardy,lee@example.org,Art,9/4/2023,fine\n,S3,3,,Tardy,nobody@example.org,Art,9/4/2023,fine\n,S3,3,,Tardy,lee@example.org,Art,9/4/2023,fine\n,S3,3,,Tardy,lee@example.org,Art,9/4/2023,\n,S3,3,,Tardy,lee@example.org,Art,9/4/2023,\n" +
	",S4,4,,late,lee@example.org,Art,9/4/2023,fine\n,S4,4,,Tardy,lee@example.org,Art,9/4/2023,fine\n,S4,4,,Tardy,lee@example.org,,9/4/2023,fine\n"

func TestBuildPlain(t *testing.T) {
	t.Parallel() // it takes long
	texts := map[string][]byte{"many": append([]byte(blockHeader), manyRows()...)}
	for i, text := range blockTexts {
		texts[fmt.Sprint("blocks ", i)] = []byte(blockHeader + text)
	}
	texts["people"] = append([]byte(blockHeader), somePeopleRows()...)
	texts["a mark"] = []byte("\ufeff" + blockHeader + blockTexts[2])
	texts["own columns"] = []byte("x,otustemplate text," + blockHeader + "1,,,S1,,,Tardy,lee@example.org,Art,9/4/2023,fine\n,\"a,b\",,,,,,,,,\n")
	texts["more columns"] = []byte("x," + blockHeader + "1,,S1,,,Tardy,lee@example.org,Art,9/4/2023,fine\n\xe9,,S2,,,Tardy,lee@example.org,Art,9/4/2023,fine\n")
	texts["roles"] = []byte("Role," + blockHeader + "Offender,,S1,,,Tardy,lee@example.org,Art,9/4/2023,fine\nWitness,,S2,,,Tardy,lee@example.org,Art,9/4/2023,fine\n")
	texts["a quote behind the last column"] = []byte(blockHeader + ",,2,,Tardy,lee@example.org,Art,9/,Tar23, \"\n")
	texts["semicolons"] = []byte(strings.ReplaceAll(blockHeader+blockTexts[3]+",,2,,Tardy,lee@example.org,Art,2023-09-14,no\u00a0\n", ",", ";") +
		";;3;;Tardy,late;lee@example.org;\"a;b\";9/4/2023;\"x, \"\"y\"\"\"\n")
	texts["names with quotes"] = []byte(blockHeader + ",,1,,\"a \"\"b\"\"\",lee@example.org,\"a \"\"b\"\"\",9/4/2023,\"\"\n,,1,,\"a \"\"b\"\"\",,,9/4/2023,\n")
	texts["codes with quotes"] = []byte(blockHeader + ",\"S \"\"1\"\"\",,,\"5\"\" rule\",lee@example.org,Art,9/4/2023,\n,S2,,,\"5\"\" rule\",lee@example.org,Art,9/4/2023,\"a \"\"b\"\"\"\n")
	texts["dates of all kinds"] = []byte(blockHeader + ",,1,,Tardy,lee@example.org,Art,\"Sep 14, 2023\",\n,,1,,Tardy,lee@example.org,Art,14-Sep-2023,\n" +
		",,1,,Tardy,lee@example.org,Art,9/4/1850,\n,,1,,Tardy,lee@example.org,Art,2023-09-04 10:00,\n,,1,,Tardy,lee@example.org,Art, 2023-09-04,\n,,1,,Tardy,lee@example.org,Art,,\n" +
		",,1,,Tardy,lee@example.org,Art,2023-09-04 23:00:00 GMT-5,\n,,2,,Tardy,lee@example.org,Art,2023-09-04 00:00:00 +10,\n,,3,,Tardy,lee@example.org,Art,2023-09-04 09:00:00 Z,\n" +
		",,4,,Tardy,lee@example.org,Art,2023-09-04 09:00:00 EST,\n,,5,,Tardy,lee@example.org,Art,2023\u201309\u201304,\n")
	texts["placeholders"] = []byte(blockHeader + ",S1,,,Tardy,N/A,Art,9/4/2023,n/a\n,S2,,,Tardy,\"n/a\",\" N/A\",9/4/2023,x\n,S3,,,Tardy,lee@example.org,tbd,9/4/2023,x\n" +
		",S4,,,Tardy,none,TBD,9/4/2023,x\n,S5,,,Tardy,lee@example.org,\"=\"\"\"\"\",9/4/2023,\u200b\n,S6,,,Tardy,\u200b,\u2014,9/4/2023,x\n,S7,,,Tardy,,,9/4/2023,\n,S8,,,Tardy,lee@example.org,Art,9/4/2023,  \n")
	texts["codes that are like several cells"] = []byte(blockHeader + ",S1,,,\"late, in the hall, by bus, twice\",lee@example.org,Art,9/4/2023,x\n,S2,,,Tardy,lee@example.org,7|3|1|A,9/4/2023,x\n" +
		",S3,,,Tardy,lee@example.org,Art,\"Sep, 4, 2023,,\",x\n,S4,,,Tardy,lee@example.org,Art,9/4/2023,x\n")
	texts["keys"] = []byte(blockHeader + keyedRows)
	ways := buildWays
	if !slowTests { // FuzzBuildPlain takes all ways, on a build for each text
		ways = ways[1:2]
		delete(texts, "many")
		for i := range blockTexts {
			if i%4 > 0 {
				delete(texts, fmt.Sprint("blocks ", i))
			}
		}
	}
	for name, b := range plainBuilds(t) {
		t.Run(name, func(t *testing.T) {
			for _, text := range texts {
				b.check(t, text, ways)
			}
		})
	}
}

// Nearly all rows of a good file are taken as plain ones, or TestBuildPlain holds
// the careful way against itself.
func TestBuildTakesPlainRows(t *testing.T) {
	const rows = 5000
	var text bytes.Buffer
	text.WriteString(blockHeader)
	for i := range rows {
		fmt.Fprintf(&text, "s%d@example.org,S%d,%d,,Tardy,lee@example.org,Art,9/14/2023,\"so, he said\"\r\n", i, i, i)
	}
	builds := plainBuilds(t)
	for _, name := range []string{
		"checks", "checks and repairs", "another layout", "shared", "all issues", "mapping", "mapping with more",
		"mapping that puts together", "mapping with names", "mapping with a key", "mapping with a key of several columns", "mapping with a key, repairs",
	} {
		t.Run(name, func(t *testing.T) {
			b := builds[name]
			w := newBuild(t.Context(), &b.builder, sheet.NewCSVSource(bytes.NewReader(text.Bytes()), &b.reader), destination{Rows: sheet.NewWriter(io.Discard, &b.writer)})
			labels, err := w.source.csv.Columns()
			if err := errors.Join(err, w.begin(labels)); err != nil {
				t.Fatal(err)
			}
			if err := w.rows(); err != nil {
				t.Fatal(err)
			}
			careful := rows - int(w.c.Summary.Clean.Filled[0]) // as no other rows are counted there
			if careful > rows/20 || w.counts.Read != rows {
				t.Errorf("%d rows read, want %d; %d taken the careful way, want one in 20 at most", w.counts.Read, rows, careful)
			}
		})
	}
}

// Both ways make the same of any text and any build.
func FuzzBuildPlain(f *testing.F) {
	builds := plainBuilds(f)
	names := slices.Sorted(maps.Keys(builds))
	for i, text := range blockTexts {
		f.Add(text, i)
	}
	f.Fuzz(func(t *testing.T, text string, build int) {
		b := builds[names[uint(build)%uint(len(names))]]
		b.check(t, []byte(blockHeader+text), buildWays)
	})
}
