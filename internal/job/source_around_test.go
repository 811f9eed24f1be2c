package job_test

import (
	"bytes"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"github.com/google/go-cmp/cmp"
)

// wholeBuild is all that a build gives.
func wholeBuild(t *testing.T, b job.Builder, src sheet.Source) map[string]string {
	t.Helper()
	got := build(t, b, src)
	all := map[string]string{"template": got.template, "rejects": got.rejects, "error": fmt.Sprint(got.err)}
	for format := range formats {
		all[format] = render(t, format, got.report, nil)
	}
	return all
}

// oddExport has of everything that a CSVSource knows of its rows beside the cells.
const oddExport = "Incidents 2023,,,,,\r\nid,what,who,day,note,more\r\n" +
	"007,T,nrivera@example.org,9/14/2023,Chlo\xe9 said \"no\",\r\n\r\n , ,\r\n" +
	"8,\"T\"oo,x,y\r\n9,X,nrivera@example.org,9/14/2023\r\n10,T\r\n\r\n11,T,nrivera@example.org,9/14/2023,,,too many\r\n" +
	"12,H,nrivera@example.org,9/14/2023,\"two\r\nlines\",\r\n13,T\xe9,nrivera@example.org,9/14/2023,,\r\n14,T,,9/14/2023,\"open\r\n15,T,nrivera@example.org,9/14/2023,,\r\n\r\n\r\n"

// A Source that embeds a CSVSource builds what that builds, byte for byte.
func TestBuildFromASourceThatEmbeds(t *testing.T) {
	t.Parallel() // it takes long
	type input struct {
		text string
		b    job.Builder
	}
	inputs := map[string]input{
		"odd": {text: oddExport, b: job.Builder{Mapping: readMapping(t, plainMapping), Validator: exportValidator(t, check.Options{}), Repair: true}},
		"template": {text: "Uploads,of,all,the,kinds\r\n" + headerLine + goodRow(1) + "\r\n" + goodRow(2) + ",,x\r\n" + goodRow(1),
			b: job.Builder{Validator: newValidator(t, district(), nil)}},
		"no CSV":     {text: "%PDF-1.7 and so on", b: job.Builder{Mapping: readMapping(t, plainMapping)}},
		"no mapping": {text: oddExport, b: job.Builder{}},
	}
	for _, dir := range oddExportDirs(t) {
		inputs[dir] = input{text: exportText(t, dir), b: exportBuilder(t, dir)}
	}
	for name, in := range inputs {
		first := build(t, in.b, csvSource(in.text))
		for round, text := range []string{in.text, first.rejects} { // and what comes back is rejected again alike
			want := wholeBuild(t, in.b, csvSource(text))
			embedded := csvSource(text)
			for way, src := range map[string]sheet.Source{
				"pointer": embedsPointer{CSVSource: csvSource(text)},
				"value":   &embedsValue{CSVSource: *csvSource(text)},
				"twice":   embedsTwice{embedsPointer: embedsPointer{CSVSource: csvSource(text)}},
				"deep":    embedsDeep{embedsTwice: &embedsTwice{embedsPointer: embedsPointer{CSVSource: csvSource(text)}}},
				"struct":  &struct{ *sheet.CSVSource }{embedded},
			} {
				if diff := cmp.Diff(want, wholeBuild(t, in.b, src)); diff != "" {
					t.Errorf("%s, round %d, embedded by %s (-CSVSource +embedded):\n%s", name, round, way, diff)
				}
			}
		}
	}
}

// A Source that delegates to a CSVSource gives the places of rows and the text of
// those that can't be split, and so the same template and rejects.
func TestBuildFromASourceThatDelegates(t *testing.T) {
	b := job.Builder{Mapping: readMapping(t, plainMapping), Validator: exportValidator(t, check.Options{})}
	text := strings.Replace(oddExport, "10,T\r\n", "\r\n", 1) // only a CSVSource hears which cells a row needs
	want, got := build(t, b, csvSource(text)), build(t, b, delegates{placedSource: csvSource(text)})
	if want.rejects != got.rejects || want.template != got.template || !strings.Contains(got.rejects, `"8,""T""oo,x,y"`) {
		t.Errorf("template %q and rejects\n%s\nwant %q and\n%s", got.template, got.rejects, want.template, want.rejects)
	}
	for i, is := range got.report.Issues {
		if is.Row < 3 || is.Line < 3 || i > 0 && is.Row < got.report.Issues[i-1].Row {
			t.Errorf("%s stands in row %d, line %d", is.Code, is.Row, is.Line)
		}
	}
}

// changing overrides what it is read by: its function makes other cells of those
// that were scanned, or has the row passed over.
type changing struct {
	*sheet.CSVSource
	columns []string // nil: its own
	change  func(cells []string) ([]string, bool)
	cells   []string
	err     error
}

func (s *changing) Columns() ([]string, error) {
	own, err := s.CSVSource.Columns()
	if s.columns != nil {
		return s.columns, err
	}
	return own, err
}

func (s *changing) Next() bool {
	for s.CSVSource.Next() {
		own, _ := s.CSVSource.Columns()
		cells, dest := make([]string, len(own)), make([]any, len(own))
		for i := range cells {
			dest[i] = &cells[i]
		}
		if s.err = s.CSVSource.Scan(dest...); s.err != nil {
			return true
		}
		keep := false
		if s.cells, keep = s.change(cells); keep {
			return true
		}
	}
	return false
}

func (s *changing) Scan(dest ...any) error {
	for i := range dest {
		if s.err == nil {
			*dest[i].(*any) = s.cells[i]
		}
		dest[i] = nil // they are its own from here on
	}
	return s.err
}

// What a Source that embeds a CSVSource overrides is honored, and what it does not
// stays: rows and cells have the place that they have in the file.
func TestBuildFromASourceThatOverrides(t *testing.T) {
	const header = "id,what,who,day,note\n"
	const text = header + "1,X,nrivera@example.org,9/14/2023,\n\n2,T,nrivera@example.org,9/14/2023,skip\n3,T,nrivera@example.org,9/14/2023,Chlo\xe9 \"so\"\n4,T\n5,T,nrivera@example.org,9/14/2023,,much\n"
	columns := strings.Split("id,what,who,day,note", ",")
	keep := func(cells []string) ([]string, bool) { return cells, cells[4] != "skip" }
	rows := func(n ...string) string {
		text := "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\n"
		for _, row := range n {
			text += row + "\n"
		}
		return text
	}
	const third = `,,3,,Tardy,nrivera@example.org,Biology,2023-09-14,"Chloé ""so"""`
	for _, tt := range []struct {
		name     string
		columns  []string
		change   func([]string) ([]string, bool)
		template string
		issues   []string
	}{
		{"skipped rows", nil, keep, rows(third),
			[]string{"B2 value-unmapped", "row 3 blank-row", "E5 quote", "row 6 field-count", "row 7 field-count"}},
		{"changed cells", nil, func(cells []string) ([]string, bool) {
			cells[1] = "H"
			return cells, cells[0] == "1"
		}, rows(",,1,,Helping Others,nrivera@example.org,Biology,2023-09-14,"), []string{"row 3 blank-row", "row 6 field-count", "row 7 field-count"}},
		{"a column behind", append(columns[:5:5], "grade"), func(cells []string) ([]string, bool) {
			return append(cells, "7"), cells[4] != "skip"
		}, rows(third), []string{"B2 value-unmapped", "row 3 blank-row", "E5 quote", "row 6 field-count", "row 7 field-count"}},
		{"a column in front", append([]string{"grade"}, columns...), func(cells []string) ([]string, bool) {
			return append([]string{"7"}, cells...), cells[4] != "skip"
		}, rows(third), []string{"C2 value-unmapped", "row 3 blank-row", "F5 quote", "row 6 field-count", "row 7 field-count"}},
		{"columns the other way round", []string{"note", "day", "who", "what", "id"}, func(cells []string) ([]string, bool) {
			return []string{cells[4], cells[3], cells[2], cells[1], cells[0]}, cells[4] != "skip"
		}, rows(third), []string{"D2 value-unmapped", "row 3 blank-row", "A5 quote", "row 6 field-count", "row 7 field-count"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := job.Builder{Mapping: readMapping(t, plainMapping), Validator: exportValidator(t, check.Options{})}
			got := build(t, b, &changing{CSVSource: csvSource(text), columns: tt.columns, change: tt.change})
			var issues []string
			for _, is := range got.report.Issues {
				if is.Code != schema.CodeEncoding {
					issues = append(issues, exportCell(is)+" "+string(is.Code))
				}
			}
			if diff := cmp.Diff(tt.issues, issues); got.err != nil || diff != "" {
				t.Errorf("error %v, issues (-want +got):\n%s", got.err, diff)
			}
			if diff := cmp.Diff(tt.template, got.template); diff != "" {
				t.Errorf("template (-want +got):\n%s", diff)
			}
		})
	}
	// A required column may be made by the source: a row need not have it.
	mapping := strings.Replace(plainMapping, `"from": "day"`, `"from": "made"`, 1)
	src := &changing{CSVSource: csvSource("id,what,who,note\n1,T,nrivera@example.org\n2\n"), columns: []string{"id", "what", "who", "note", "made"},
		change: func(cells []string) ([]string, bool) { return append(cells, "9/14/2023"), true }}
	got := build(t, job.Builder{Mapping: readMapping(t, mapping), Validator: exportValidator(t, check.Options{})}, src)
	if want := rows(",,1,,Tardy,nrivera@example.org,Biology,2023-09-14,"); got.template != want || got.report.Counts[schema.CodeFieldCount] != 1 {
		t.Errorf("with a required column that is made: template\n%s\nwant\n%s\ncounts %v", got.template, want, got.report.Counts)
	}
	// Labels may be called otherwise: columns keep their place.
	src = &changing{CSVSource: csvSource("nr,code,author,date,text\n1,X,nrivera@example.org,9/14/2023,a \"b\"\n2,T\n"), columns: columns, change: keep}
	got = build(t, job.Builder{Mapping: readMapping(t, plainMapping), Validator: exportValidator(t, check.Options{})}, src)
	var cells []string
	for _, is := range got.report.Issues {
		cells = append(cells, exportCell(is)+" "+string(is.Code))
	}
	if diff := cmp.Diff([]string{"B2 value-unmapped", "E2 quote", "row 3 field-count"}, cells); diff != "" {
		t.Errorf("issues where labels are called otherwise (-want +got):\n%s", diff)
	}
}

// files reads one CSVSource after the other.
type files struct {
	*sheet.CSVSource
	rest []*sheet.CSVSource
}

func (f *files) Next() bool {
	for !f.CSVSource.Next() {
		if f.CSVSource.Err() != nil || len(f.rest) == 0 {
			return false
		}
		f.CSVSource, f.rest = f.rest[0], f.rest[1:]
	}
	return true
}

// A Source may exchange the CSVSource that it embeds: rows, their text and what
// is known of them are those of the one at hand.
func TestBuildFromASourceOfSeveralFiles(t *testing.T) {
	const header = "id,what,who,day,note\n"
	src := &files{CSVSource: csvSource(header + "1,T,nrivera@example.org,9/14/2023,\n"), rest: []*sheet.CSVSource{
		csvSource(header), csvSource(header + "\"2\"x\n3,T,nrivera@example.org,9/14/2023,Zo\xeb\n4,T,nrivera@example.org,9/14/2023,\n\n5,T,nrivera@example.org,9/14/2023,\n")}}
	got := build(t, job.Builder{Mapping: readMapping(t, plainMapping), Validator: exportValidator(t, check.Options{})}, src)
	counts := got.report.Counts
	if got.err != nil || got.report.Build.Written != 4 || counts[schema.CodeEncoding] != 1 || counts[schema.CodeBlankRow] != 1 ||
		!strings.Contains(got.rejects, `"""2""x"`) {
		t.Errorf("error %v, counts %v, %+v, rejects\n%s", got.err, counts, *got.report.Build, got.rejects)
	}
}

// valueSource gives one row after the other, or the error of its Scan.
type valueSource struct {
	columns []string
	rows    [][]any
	errs    map[int]error // by row, from 1, told once its values were scanned
	n       int
}

func (s *valueSource) Columns() ([]string, error) { return s.columns, nil }
func (s *valueSource) Next() bool                 { s.n++; return s.n <= len(s.rows) }
func (s *valueSource) Err() error                 { return nil }
func (s *valueSource) Scan(dest ...any) error {
	for i, v := range s.rows[s.n-1] {
		*dest[i].(*any) = v
	}
	return s.errs[s.n]
}

// A *RowError keeps the cells that were scanned, and never those of the row before.
func TestBuildRowErrorKeepsCells(t *testing.T) {
	bad := &sheet.RowError{Code: schema.CodeFieldCount, Err: errors.New("the row is odd")}
	src := &valueSource{
		columns: []string{"id", "what", "who", "day", "note"},
		rows: [][]any{
			{"1", "T", "nrivera@example.org", "9/14/2023", "secret of 1"},
			{"2", "T"}, // fails behind these
			{},
			{"4", "T", "nrivera@example.org", "9/14/2023", "all of 4"},
			{"5", "T", "nrivera@example.org", "9/14/2023"}, // no note was scanned
		},
		errs: map[int]error{2: bad, 3: fmt.Errorf("wrapped: %w", bad), 4: &sheet.RowError{}},
	}
	got := build(t, job.Builder{Mapping: readMapping(t, plainMapping), Validator: exportValidator(t, check.Options{})}, src)
	if got.err != nil || got.report.Build.Read != 5 || got.report.Build.Rejected != 3 || got.report.Counts[schema.CodeFieldCount] != 3 {
		t.Fatalf("error %v, counts %+v, codes %v", got.err, *got.report.Build, got.report.Counts)
	}
	if !strings.HasSuffix(got.template, ",,5,,Tardy,nrivera@example.org,Biology,2023-09-14,\n") || strings.Count(got.template, "secret of 1") != 1 {
		t.Errorf("template\n%s", got.template)
	}
	var rows []string
	for _, row := range strings.Split(got.rejects, "\r\n")[1:4] {
		rows = append(rows, strings.Join(strings.Split(row, ",")[:5], ","))
	}
	if diff := cmp.Diff([]string{"2,T,,,", ",,,,", "4,T,nrivera@example.org,9/14/2023,all of 4"}, rows); diff != "" {
		t.Errorf("cells of the rejects (-want +got):\n%s", diff)
	}
	for _, s := range got.report.Samples {
		if s.Row == 4 && (!s.Unsplit || len(s.Cells) != 5 || s.Cells[4] != "all of 4") {
			t.Errorf("sample %+v, want the cells, and that they may be anyone's", s)
		}
	}
}

type (
	namedText   string
	namedBytes  []byte
	namedInt    int32
	namedUint   uint16
	namedFloat  float64
	namedBool   bool
	valuer      struct{ v driver.Value }
	failing     struct{ cell string }
	endless     struct{ n int }
	endlessOne  *endlessOne
	pointedOnly struct{ v string }
)

func (v valuer) Value() (driver.Value, error)       { return v.v, nil }
func (f failing) Value() (driver.Value, error)      { return nil, errors.New("can't read " + f.cell) }
func (e endless) Value() (driver.Value, error)      { return e, nil }
func (p *pointedOnly) Value() (driver.Value, error) { return p.v, nil }

func TestBuildScannedValues(t *testing.T) {
	text, at := "004217", time.Date(2023, 9, 14, 23, 0, 0, 0, time.UTC)
	pointer := &text
	var none *string
	var cycle endlessOne
	cycle = &cycle
	var held any = text
	for _, tt := range []struct {
		name string
		v    any
		want string // of the note; "!" and what the error says
	}{
		{"text", text, text}, {"nil", nil, ""}, {"named text", namedText(text), text}, {"json.Number", json.Number("0042"), "0042"},
		{"bytes", []byte(text), text}, {"named bytes", namedBytes(text), text}, {"RawBytes", sql.RawBytes(text), text}, {"nil bytes", namedBytes(nil), ""},
		{"int", -7, "-7"}, {"int8", int8(-8), "-8"}, {"named int", namedInt(12), "12"}, {"uint64", uint64(math.MaxUint64), "18446744073709551615"},
		{"named uint", namedUint(9), "9"}, {"uint8", uint8(200), "200"}, {"rune", 'x', "120"},
		{"float64", 1e15, "1000000000000000"}, {"float32", float32(0.1), "0.1"}, {"named float", namedFloat(2.5), "2.5"}, {"big float", 1e6, "1000000"},
		{"bool", true, "true"}, {"named bool", namedBool(false), "false"},
		{"time", at, "2023-09-14"}, {"pointer to a time", &at, "2023-09-14"}, {"no time", time.Time{}, ""}, {"Date", dates.Of(at), "2023-09-14"},
		{"pointer to a Date", new(dates.Date), ""},
		{"pointer", pointer, text}, {"pointer to a pointer", &pointer, text}, {"nil pointer", none, ""}, {"pointer to nil", &none, ""},
		{"pointer to what holds text", &held, text}, {"pointer to named text", new(namedText), ""},
		{"NullString", sql.NullString{String: text, Valid: true}, text}, {"null NullString", sql.NullString{String: "old"}, ""},
		{"pointer to a NullString", &sql.NullString{String: text, Valid: true}, text}, {"nil NullString", (*sql.NullString)(nil), ""},
		{"NullInt64", sql.NullInt64{Int64: 42, Valid: true}, "42"}, {"NullTime", sql.NullTime{Time: at, Valid: true}, "2023-09-14"},
		{"Null[T]", sql.Null[namedText]{V: "x y", Valid: true}, "x y"}, {"null Null[T]", sql.Null[int]{V: 3}, ""}, {"NullBool", sql.NullBool{Bool: true, Valid: true}, "true"},
		{"valuer of bytes", valuer{v: []byte(text)}, text}, {"valuer of nothing", valuer{v: nil}, ""}, {"valuer of a valuer", valuer{v: valuer{v: "deep"}}, "deep"},
		{"valuer by pointer", &pointedOnly{v: "pointed"}, "pointed"},
		{"map", map[string]string{"a": "hidden"}, `!column "note" a map[string]string`}, {"slice", []string{"hidden"}, `!column "note" a []string`},
		{"struct", struct{ A string }{"hidden"}, `!column "note" a struct`}, {"array", [16]byte{'h'}, `!column "note" a [16]uint8`},
		{"complex", 1i, `!column "note" a complex128`}, {"func", func() {}, `!column "note" a func()`}, {"pointer to a map", &map[string]int{}, `!column "note" a *map[string]int`},
		{"error", errors.New("hidden"), `!column "note" a *errors.errorString`}, {"uintptr", uintptr(1), `!column "note" a uintptr`},
		{"duration", 3 * time.Second, "3000000000"}, {"valuer that fails", failing{cell: "hidden"}, `!column "note" a job_test.failing whose Value method fails`},
		{"valuer without end", endless{n: 1}, `!column "note" a job_test.endless`}, {"pointer without end", cycle, `!column "note" a job_test.endlessOne`},
		{"valuer by pointer as a value", pointedOnly{v: "hidden"}, `!column "note" a job_test.pointedOnly`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := &valueSource{columns: []string{"id", "what", "who", "day", "note"}, rows: [][]any{
				{"1", "T", "nrivera@example.org", "9/14/2023", "before"}, {text, "T", "nrivera@example.org", at, tt.v}}}
			got := build(t, job.Builder{Mapping: readMapping(t, plainMapping), Validator: exportValidator(t, check.Options{})}, src)
			if want, wrong := strings.CutPrefix(tt.want, "!"); wrong {
				if got.err == nil || !strings.Contains(strings.ReplaceAll(got.err.Error(), "gives for ", ""), want) || strings.Contains(got.err.Error(), "hidden") {
					t.Errorf("error %v, want one that says %s", got.err, want)
				}
				if got.report.OK() || got.report.Complete {
					t.Error("the report is that of a whole build")
				}
				return
			}
			if want := ",,004217,,Tardy,nrivera@example.org,Biology,2023-09-14," + tt.want + "\n"; got.err != nil || !strings.HasSuffix(got.template, want) {
				t.Errorf("error %v, template\n%s\nwant at its end\n%s", got.err, got.template, want)
			}
		})
	}
	src := &valueSource{columns: []string{"id"}, rows: [][]any{{failing{cell: "x"}}}}
	got := build(t, job.Builder{Mapping: readMapping(t, `{"columns": {"SIS ID": {"from": "id"}}}`)}, src)
	if cause := errors.Unwrap(errors.Unwrap(got.err)); cause == nil || cause.Error() != "can't read x" {
		t.Errorf("error %v does not hold that of the value", got.err)
	}
}

// Times of every kind are moved to the school's zone, and days stay.
func TestBuildScannedTimesInAZone(t *testing.T) {
	at := time.Date(2023, 9, 15, 3, 30, 0, 0, time.UTC)
	mapping := readMapping(t, strings.Replace(plainMapping, `"from": "day"`, `"from": "day", "zone": "America/Chicago"`, 1))
	for name, v := range map[string]any{"time": at, "pointer": &at, "NullTime": sql.NullTime{Time: at, Valid: true}, "valuer": valuer{v: at}} {
		src := &valueSource{columns: []string{"id", "what", "who", "day", "note"}, rows: [][]any{{"1", "T", "nrivera@example.org", v, at}}}
		got := build(t, job.Builder{Mapping: mapping, Validator: exportValidator(t, check.Options{})}, src)
		if want := "2023-09-14,2023-09-15\n"; got.err != nil || !strings.HasSuffix(got.template, want) {
			t.Errorf("%s: error %v, template\n%s\nwant at its end %s", name, got.err, got.template, want)
		}
	}
}

// Bytes of a driver are used again for its next row: cells are copies of them.
func TestBuildCopiesBytes(t *testing.T) {
	shared := []byte("1")
	src := &reusing{valueSource: valueSource{columns: []string{"id", "what", "who", "day", "note"}, rows: [][]any{
		{shared, "X", "x", "9/14/2023", ""}, {shared, "T", "nrivera@example.org", "9/14/2023", ""}}}, bytes: shared}
	var kept []string
	v := exportValidator(t, check.Options{OnIssue: func(is check.Issue) error { kept = append(kept, is.Value); return nil }})
	got := build(t, job.Builder{Mapping: readMapping(t, plainMapping), Validator: v}, src)
	if !strings.Contains(got.rejects, "\n1,X") || !strings.Contains(got.template, ",,2,,Tardy") {
		t.Errorf("rejects\n%s\ntemplate\n%s", got.rejects, got.template)
	}
	if diff := cmp.Diff([]string{"X", "x", "x"}, kept); diff != "" {
		t.Errorf("cells told (-want +got):\n%s", diff)
	}
}

type reusing struct {
	valueSource
	bytes []byte
}

func (r *reusing) Next() bool {
	more := r.valueSource.Next()
	r.bytes[0] = '0' + byte(r.n)
	return more
}

// What a Validator says of how files are read holds for a build from a template
// of which nothing else is said, and for no other.
func TestBuildReadsATemplateAsTheValidatorSays(t *testing.T) {
	const text = "Kid;Recognition;Teacher Email;Class Name;Date\n1;Tardy;nrivera@example.org;Biology;2023-09-14\n"
	const want = "Note\n,1,,,Tardy,nrivera@example.org,Biology,2023-09-14,\n"
	v := exportValidator(t, check.Options{Reader: sheet.ReaderOptions{Labels: map[string]schema.Column{"kid": schema.ColSISID}, Comma: ';'}})
	if rep := validate(t, v, text); !rep.OK() {
		t.Fatal("the template itself is not OK")
	}
	b := job.Builder{Validator: v}
	source := func(opts *sheet.ReaderOptions) *sheet.CSVSource {
		return sheet.NewCSVSource(strings.NewReader(text), opts)
	}
	for name, src := range map[string]sheet.Source{
		"no options": source(nil), "zero options": source(new(sheet.ReaderOptions)), "embedded": embedsPointer{CSVSource: source(nil)},
		"embedded by value": &embedsValue{CSVSource: *source(nil)},
	} {
		if got := build(t, b, src); got.err != nil || !strings.HasSuffix(got.template, want) {
			t.Errorf("%s: error %v, template %q", name, got.err, got.template)
		}
	}
	read := source(nil)
	if _, err := read.Columns(); err != nil {
		t.Fatal(err)
	}
	for name, src := range map[string]sheet.Source{
		"comma": source(&sheet.ReaderOptions{Comma: ';'}), "quoting": source(&sheet.ReaderOptions{Quoting: sheet.QuoteNone}),
		"size": source(&sheet.ReaderOptions{MaxRowBytes: 1 << 16}), "encoding": source(&sheet.ReaderOptions{Encoding: sheet.EncodingUTF8}),
		"header row": source(&sheet.ReaderOptions{HeaderRow: 1}), "other labels": source(&sheet.ReaderOptions{Labels: map[string]schema.Column{"x": schema.ColNote}}),
		"read already": read, "no header": source(&sheet.ReaderOptions{NoHeader: true}),
	} {
		if got := build(t, b, src); bytes.Contains([]byte(got.template), []byte(",1,,,Tardy")) {
			t.Errorf("%s: the Validator's labels are taken", name)
		}
	}
	// An export is not read as a template is.
	export := job.Builder{Mapping: readMapping(t, plainMapping), Validator: exportValidator(t, check.Options{Reader: sheet.ReaderOptions{Comma: ';', NoHeader: true}})}
	got := build(t, export, csvSource("id,what,who,day,note\n1,T,nrivera@example.org,9/14/2023,\n"))
	if got.err != nil || got.report.Build.Written != 1 {
		t.Errorf("an export: error %v, %+v", got.err, *got.report.Build)
	}
}
