package otustemplate_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// A filler puts another value into every field that it meets, and true into one
// bool alone, so that no two are taken for each other.
type filler struct {
	n     int
	bools int  // met so far
	yes   int  // which one is true
	valid bool // only values that there are: no column of a large number
}

func (f *filler) fill(v reflect.Value) {
	f.n++
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(f.bools == f.yes)
		f.bools++
	case reflect.String:
		v.SetString(fmt.Sprintf("text %d", f.n))
	case reflect.Int, reflect.Int64, reflect.Int32:
		v.SetInt(int64(f.n))
	case reflect.Uint8:
		v.SetUint(uint64(f.n % 251))
		if f.valid { // severities, columns, files
			v.SetUint(uint64(1 + f.n%2))
		}
	case reflect.Pointer:
		if hasShownFields(v.Type().Elem()) {
			v.Set(reflect.New(v.Type().Elem()))
			f.fill(v.Elem())
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		f.fill(v.Index(0))
		f.fill(v.Index(1))
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 2 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			f.fill(key)
			f.fill(value)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		if day, ok := reflect.TypeAssert[*otustemplate.Date](v.Addr()); ok && f.valid {
			*day = otustemplate.Date{Year: 2000 + f.n%100, Month: 9, Day: 14}
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				f.fill(v.Field(i))
			}
		}
	}
}

func hasShownFields(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.NumField() > 0 && t.Field(0).IsExported()
}

// checkSame fails where a value of the root and one of a room differ, be it in a
// field that only one of them has.
func checkSame(t *testing.T, path string, outer, inner reflect.Value) {
	t.Helper()
	if outer.Kind() != inner.Kind() {
		t.Errorf("%s is a %s, and a %s inside", path, outer.Type(), inner.Type())
		return
	}
	switch outer.Kind() {
	case reflect.Func, reflect.Pointer, reflect.Slice, reflect.Map:
		if outer.IsNil() != inner.IsNil() {
			t.Errorf("%s is nil: %v, inside: %v", path, outer.IsNil(), inner.IsNil())
			return
		}
	}
	switch outer.Kind() {
	case reflect.Func: // what it does is another test's matter
	case reflect.Pointer:
		if !outer.IsNil() {
			checkSame(t, path, outer.Elem(), inner.Elem())
		}
	case reflect.Struct:
		checkSameFields(t, path, outer, inner)
	case reflect.Slice:
		if outer.Len() != inner.Len() {
			t.Errorf("%s has length %d, and %d inside", path, outer.Len(), inner.Len())
			return
		}
		for i := range outer.Len() {
			checkSame(t, fmt.Sprintf("%s[%d]", path, i), outer.Index(i), inner.Index(i))
		}
	case reflect.Map:
		if outer.Len() != inner.Len() {
			t.Errorf("%s has length %d, and %d inside", path, outer.Len(), inner.Len())
		}
		for _, key := range outer.MapKeys() {
			if of := inner.MapIndex(key.Convert(inner.Type().Key())); of.IsValid() {
				checkSame(t, fmt.Sprintf("%s[%v]", path, key), outer.MapIndex(key), of)
			} else {
				t.Errorf("%s has no %v inside", path, key)
			}
		}
	default:
		if !outer.Equal(inner.Convert(outer.Type())) {
			t.Errorf("%s is %v, and %v inside", path, outer, inner)
		}
	}
}

func checkSameFields(t *testing.T, path string, outer, inner reflect.Value) {
	t.Helper()
	for i := range outer.NumField() {
		name := outer.Type().Field(i).Name
		of := inner.FieldByName(strings.ToUpper(name[:1]) + name[1:]) // what the root hides has a name there
		if !of.IsValid() {
			t.Errorf("%s.%s: there is no such field inside", path, name)
			continue
		}
		checkSame(t, path+"."+name, outer.Field(i), of)
	}
	if n := inner.NumField(); n != outer.NumField() {
		t.Errorf("%s has %d fields, and %d inside", path, outer.NumField(), n)
	}
}

// Nothing is lost, mistaken or made up between the types of the root and those of
// the rooms, and what is nil stays nil.
func TestConversions(t *testing.T) {
	fresh := map[string]func() any{
		"Record":           func() any { return new(otustemplate.Record) },
		"Issue":            func() any { return new(otustemplate.Issue) },
		"Report":           func() any { return new(otustemplate.Report) },
		"ReaderOptions":    func() any { return new(otustemplate.ReaderOptions) },
		"ValidatorOptions": func() any { return new(otustemplate.ValidatorOptions) },
		"ReportOptions":    func() any { return new(otustemplate.ReportOptions) },
	}
	for name, zero := range fresh {
		t.Run(name, func(t *testing.T) {
			checkConversion(t, name, zero())
			for yes, last := 0, 1; yes < last; yes++ {
				f := &filler{yes: yes}
				own := zero()
				f.fill(reflect.ValueOf(own).Elem())
				checkConversion(t, name, own)
				last = f.bools
			}
		})
	}
}

// checkConversion converts what own points to, and back.
func checkConversion(t *testing.T, name string, own any) {
	t.Helper()
	inner := otustemplate.Inner(own)
	checkSame(t, name, reflect.ValueOf(own).Elem(), reflect.Indirect(reflect.ValueOf(inner)))
	if back := otustemplate.Outer(inner); back != nil {
		want := reflect.ValueOf(own).Elem().Interface()
		if diff := cmp.Diff(want, back); diff != "" {
			t.Errorf("there and back (-want +got):\n%s", diff)
		}
	}
}

func TestNilOptions(t *testing.T) {
	for name, own := range map[string]any{
		"ReaderOptions":    (*otustemplate.ReaderOptions)(nil),
		"ValidatorOptions": (*otustemplate.ValidatorOptions)(nil),
		"ReportOptions":    (*otustemplate.ReportOptions)(nil),
	} {
		if inner := otustemplate.Inner(own); !reflect.ValueOf(inner).IsNil() {
			t.Errorf("nil %s are %v inside", name, inner)
		}
	}
}

// A constant of the root is that of the rooms.
func TestConstants(t *testing.T) {
	type pair struct{ outer, inner any }
	for _, p := range []pair{
		{outer: otustemplate.NoColumn, inner: schema.NoColumn}, {outer: otustemplate.ColStudentEmail, inner: schema.ColStudentEmail},
		{outer: otustemplate.ColSISID, inner: schema.ColSISID}, {outer: otustemplate.ColStudentNumber, inner: schema.ColStudentNumber},
		{outer: otustemplate.ColStateID, inner: schema.ColStateID}, {outer: otustemplate.ColRecognition, inner: schema.ColRecognition},
		{outer: otustemplate.ColTeacherEmail, inner: schema.ColTeacherEmail}, {outer: otustemplate.ColClassName, inner: schema.ColClassName},
		{outer: otustemplate.ColDate, inner: schema.ColDate}, {outer: otustemplate.ColNote, inner: schema.ColNote},
		{outer: otustemplate.SeverityOff, inner: check.SeverityOff}, {outer: otustemplate.SeverityWarning, inner: check.SeverityWarning},
		{outer: otustemplate.SeverityError, inner: check.SeverityError},
		{outer: otustemplate.InInput, inner: check.InInput}, {outer: otustemplate.InTemplate, inner: check.InTemplate}, {outer: otustemplate.InRejects, inner: check.InRejects},
		{outer: otustemplate.EncodingAuto, inner: sheet.EncodingAuto}, {outer: otustemplate.EncodingUTF8, inner: sheet.EncodingUTF8},
		{outer: otustemplate.EncodingUTF16, inner: sheet.EncodingUTF16}, {outer: otustemplate.EncodingWindows1252, inner: sheet.EncodingWindows1252},
		{outer: otustemplate.QuoteStandard, inner: sheet.QuoteStandard}, {outer: otustemplate.QuoteNone, inner: sheet.QuoteNone},
	} {
		outer, inner := reflect.ValueOf(p.outer), reflect.ValueOf(p.inner)
		if outer.Uint() != inner.Uint() {
			t.Errorf("%s %v is %d, and %d inside", outer.Type(), p.outer, outer.Uint(), inner.Uint())
		}
		if of, ok := p.inner.(fmt.Stringer); ok && p.outer.(fmt.Stringer).String() != of.String() {
			t.Errorf("%s %d is called %v, and %v inside", outer.Type(), outer.Uint(), p.outer, p.inner)
		}
		if of, ok := p.inner.(schema.Column); ok && p.outer.(otustemplate.Column).Letter() != of.Letter() {
			t.Errorf("the letter of %v is %q, want %q", p.outer, p.outer.(otustemplate.Column).Letter(), of.Letter())
		}
	}
	if otustemplate.NumColumns != schema.NumColumns {
		t.Errorf("%d columns, and %d inside", otustemplate.NumColumns, schema.NumColumns)
	}
}

// The methods of types that are converted for them.
func TestConvertedMethods(t *testing.T) {
	rec := otustemplate.Record{
		StudentEmail: "a", SISID: "b", StudentNumber: "c", StateID: "d", Recognition: "e", TeacherEmail: "f", ClassName: "g",
		DateText: "h", Note: "i",
	}
	for c := range otustemplate.Column(otustemplate.NumColumns) {
		if got, want := rec.Cell(c+1), string(rune('a'+c)); got != want {
			t.Errorf("Cell(%v) = %q, want %q", c+1, got, want)
		}
	}
	day := otustemplate.Date{Year: 2023, Month: 9, Day: 14}
	if got := (&otustemplate.Record{Date: day}).Cell(otustemplate.ColDate); got != "2023-09-14" {
		t.Errorf("the cell of a day is %q", got)
	}
	is := otustemplate.Issue{Row: 7, Field: 3, Column: otustemplate.ColNote}
	if got, want := is.Cell(), (check.Issue{Row: 7, Field: 3, Column: schema.ColNote}).Cell(); got != want || got == "" {
		t.Errorf("Issue.Cell() = %q, want %q", got, want)
	}
	if got, want := (otustemplate.Place{Row: 7, Field: 3}).Cell(), (check.Place{Row: 7, Field: 3}).Cell(); got != want || got == "" {
		t.Errorf("Place.Cell() = %q, want %q", got, want)
	}
	var s otustemplate.Severity
	if err := s.UnmarshalText([]byte("warning")); err != nil || s != otustemplate.SeverityWarning {
		t.Errorf("the severity warning is %v, error %v", s, err)
	}
	if text, err := s.MarshalText(); string(text) != "warning" || err != nil {
		t.Errorf("MarshalText() = %q, %v", text, err)
	}
	if err := s.UnmarshalText([]byte("loud")); err == nil {
		t.Error("there is a severity called loud")
	}
}

func TestDate(t *testing.T) {
	day := otustemplate.Date{Year: 2024, Month: 2, Day: 29}
	for name, got := range map[string]any{
		"String": day.String(), "Format": day.Format("02.01.2006"), "IsValid": day.IsValid(), "IsZero": day.IsZero(),
		"zero": otustemplate.Date{}.IsZero(), "no such day": otustemplate.Date{Year: 2023, Month: 2, Day: 29}.IsValid(),
		"later": day.Compare(otustemplate.Date{Year: 2023, Month: 12, Day: 31}), "earlier": otustemplate.Date{}.Compare(day),
		"the same": day.Compare(day),
	} {
		want := map[string]any{"String": "2024-02-29", "Format": "29.02.2024", "IsValid": true, "IsZero": false,
			"zero": true, "no such day": false, "later": 1, "earlier": -1, "the same": 0}[name]
		if got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	var back otustemplate.Date
	text, err := day.MarshalText()
	if err != nil || string(text) != "2024-02-29" || back.UnmarshalText(text) != nil || back != day {
		t.Errorf("as text %q, error %v; read back %v", text, err, back)
	}
	if got, err := otustemplate.ParseDate("2/29/2024"); got != day || err != nil {
		t.Errorf("ParseDate = %v, %v", got, err)
	}
	for text, want := range map[string]error{
		"soon": otustemplate.ErrDateInvalid, "9/14": otustemplate.ErrDateIncomplete, "14/9/2023": otustemplate.ErrDateAmbiguous,
		"2023-09-14 08:20": otustemplate.ErrDateTime,
	} {
		if _, err := otustemplate.ParseDate(text); err != want {
			t.Errorf("ParseDate(%q) = %v, want %v", text, err, want)
		}
	}
}

// Each renderer writes its own format, with the options given.
func TestRenderers(t *testing.T) {
	rep := validate(t, newValidator(t, district(), schoolYear()), headerLine+goodRow(1)+",,1,,Tardi,,,,\r\n")
	for start, write := range map[string]func(io.Writer, *otustemplate.ReportOptions) error{
		"Term 1\n": rep.WriteText, "{\n": rep.WriteJSON, "\ufeffrow,": rep.WriteCSV, "<!DOCTYPE html>": rep.WriteHTML,
	} {
		var b strings.Builder
		if err := write(&b, &otustemplate.ReportOptions{Title: "Term 1"}); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(b.String(), start) {
			t.Errorf("a report starts with %.40q, want %q", b.String(), start)
		}
		if err := write(failAfter(0), nil); err != errFull {
			t.Errorf("%q: error %v, want the writer's", start, err)
		}
	}
	rep.Missing = []otustemplate.MissingNames{{Column: otustemplate.ColClassName, Names: []otustemplate.NameCount{{Name: "Latin", Rows: 2}}}}
	var b strings.Builder
	if err := rep.WriteMissing(&b); err != nil || !strings.Contains(b.String(), "Latin") {
		t.Errorf("WriteMissing: error %v, %q", err, b.String())
	}
	rep.Redacted = true
	b.Reset()
	if err := rep.WriteMissing(&b); err != nil || strings.Contains(b.String(), "Latin") {
		t.Errorf("WriteMissing of a redacted report: error %v, %q", err, b.String())
	}
}

func TestReportErr(t *testing.T) {
	rep := validate(t, newValidator(t, district(), schoolYear()), headerLine+goodRow(1))
	if err := rep.Err(); err != nil || !rep.OK() {
		t.Errorf("Err() = %v of a good file, OK() = %v", err, rep.OK())
	}
	opts := schoolYear()
	opts.MaxErrors = 3
	rep = validate(t, newValidator(t, district(), opts), headerLine+goodRow(1)+strings.Repeat(",,1,,Tardi,x,,9/14/2023,\r\n", 5))
	err, ok := rep.Err().(*otustemplate.InvalidError)
	if !ok || rep.OK() {
		t.Fatalf("Err() = %v of a bad file, OK() = %v", rep.Err(), rep.OK())
	}
	want := &otustemplate.InvalidError{Errors: rep.Errors, RowsWithErrors: rep.RowsWithErrors, Shortfall: err.Shortfall, First: rep.Issues[0]}
	if diff := cmp.Diff(want, err); diff != "" || err.Shortfall == "" || err.Errors == err.RowsWithErrors {
		t.Errorf("Err() (-want +got):\n%s", diff)
	}
	for _, e := range []*otustemplate.InvalidError{err, {Errors: 3, RowsWithErrors: 2, First: err.First}, {Shortfall: "there is nothing to share"}} {
		first := e.First
		own := &tally.InvalidError{Errors: e.Errors, RowsWithErrors: e.RowsWithErrors, Shortfall: e.Shortfall, First: otustemplate.Inner(&first).(check.Issue)}
		if e.Error() != own.Error() {
			t.Errorf("Error() = %q, want %q", e.Error(), own.Error())
		}
	}
}

// fillTexts puts a marker into every text below v but codes, which are never cells.
func fillTexts(v reflect.Value, marker string) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[otustemplate.Code]() {
			v.SetString("class-unknown")
		} else {
			v.SetString(marker)
		}
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Uint8:
		v.SetUint(2)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillTexts(v.Elem(), marker)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fillTexts(v.Index(0), marker)
		fillTexts(v.Index(1), marker)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fillTexts(key, marker)
		fillTexts(value, marker)
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fillTexts(v.Field(i), marker)
			}
		}
	default:
		panic("a field of a kind that the test does not know: " + v.Type().String())
	}
}

// A log of what was found holds no cell, and nothing that quotes one: neither by the
// handlers of slog nor, if it is a Stringer, by fmt.
func TestLogsHoldNoCell(t *testing.T) {
	const marker = "Mo Quill 004217"
	handlers := map[string]func(io.Writer) slog.Handler{
		"text": func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) },
		"JSON": func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) },
	}
	for want, p := range map[string]any{
		"class-unknown":            new(otustemplate.Issue),
		"ABCDEFGHI":                new(otustemplate.Record),
		"safe":                     new(otustemplate.Fix),
		"G7":                       new(otustemplate.Group),
		"unsplit":                  new(otustemplate.Sample),
		"rowsWithErrors":           new(otustemplate.Report),
		"the first class-unknown ": new(otustemplate.InvalidError),
	} {
		v := reflect.ValueOf(p).Elem()
		fillTexts(v, marker)
		switch own := p.(type) {
		case *otustemplate.Group:
			own.Places[0].Field = 7
		case *otustemplate.InvalidError:
			own.Shortfall = "" // a sentence of the library's
		}
		values := []any{p, v.Interface()}
		if _, ok := p.(error); ok {
			values = values[:1]
		}
		for i, value := range values {
			for name, handler := range handlers {
				var b strings.Builder
				slog.New(handler(&b)).Info("found", "it", value)
				if text := b.String(); strings.Contains(text, "Quill") || !strings.Contains(text, want) {
					t.Errorf("%s, value %d, as %s: want %q and no cell in %s", v.Type(), i, name, want, text)
				}
			}
			if _, ok := value.(fmt.Stringer); ok {
				for _, verb := range []string{"%v", "%s", "%+v", "%q"} {
					if text := fmt.Sprintf(verb, value); strings.Contains(text, "Quill") || !strings.Contains(text, want) {
						t.Errorf("%s, value %d, by %s: want %q and no cell in %s", v.Type(), i, verb, want, text)
					}
				}
			}
		}
	}
}

func TestIssueString(t *testing.T) {
	of := func(is otustemplate.Issue) string { return is.String() }
	for want, is := range map[string]otustemplate.Issue{
		"spaces at G14":                     {Code: otustemplate.CodeSpaces, Row: 14, Field: 7, Value: " Mo"},
		"duplicate at row 14":               {Code: otustemplate.CodeDuplicate, Row: 14},
		"file-rows":                         {Code: otustemplate.CodeFileRows},
		"spaces at G":                       {Code: otustemplate.CodeSpaces, Field: 7},
		"issue at B2":                       {Row: 2, Field: 2},
		"required at AA3 of the rejects":    {Code: otustemplate.CodeRequired, Row: 9, Field: 1, At: otustemplate.Place{In: otustemplate.InRejects, Row: 3, Field: 27}},
		"required at row 3 of the template": {Code: otustemplate.CodeRequired, Row: 9, Field: 1, At: otustemplate.Place{In: otustemplate.InTemplate, Row: 3}},
	} {
		if got := of(is); got != want {
			t.Errorf("String() = %q, want %q", got, want)
		}
	}
}

func TestFixApply(t *testing.T) {
	day := otustemplate.Date{Year: 2023, Month: 9, Day: 14}
	tests := []struct {
		name      string
		rec       otustemplate.Record
		fix       otustemplate.Fix
		ok        bool
		want      otustemplate.Record
		unchanged bool
	}{
		{name: "a cell", rec: otustemplate.Record{ClassName: " Art"}, fix: otustemplate.Fix{Column: otustemplate.ColClassName, Old: " Art", New: "Art"},
			ok: true, want: otustemplate.Record{ClassName: "Art"}},
		{name: "a cell that has changed", rec: otustemplate.Record{ClassName: "Art 2"}, fix: otustemplate.Fix{Column: otustemplate.ColClassName, Old: " Art", New: "Art"}, unchanged: true},
		{name: "an empty cell", fix: otustemplate.Fix{Column: otustemplate.ColSISID, New: "7"}, ok: true, want: otustemplate.Record{SISID: "7"}},
		{name: "a text that becomes a day", rec: otustemplate.Record{DateText: "9/14/23"}, fix: otustemplate.Fix{Column: otustemplate.ColDate, Old: "9/14/23", New: "2023-09-14"},
			ok: true, want: otustemplate.Record{Date: day}},
		{name: "a day as the file has it", rec: otustemplate.Record{Date: day}, fix: otustemplate.Fix{Column: otustemplate.ColDate, Old: "9/14/2023", New: "9/15/2023"},
			ok: true, want: otustemplate.Record{Date: otustemplate.Date{Year: 2023, Month: 9, Day: 15}}},
		{name: "a day that becomes a text", rec: otustemplate.Record{Date: day}, fix: otustemplate.Fix{Column: otustemplate.ColDate, Old: "2023-09-14", New: "soon"},
			ok: true, want: otustemplate.Record{DateText: "soon"}},
		{name: "another day", rec: otustemplate.Record{Date: day}, fix: otustemplate.Fix{Column: otustemplate.ColDate, Old: "9/15/2023", New: "9/16/2023"}, unchanged: true},
		{name: "no column", rec: otustemplate.Record{Note: "x"}, fix: otustemplate.Fix{New: "y"}, unchanged: true},
		{name: "a column that does not exist", fix: otustemplate.Fix{Column: 42, New: "y"}, unchanged: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rec, want := tt.rec, tt.want
			if tt.unchanged {
				want = tt.rec
			}
			if ok := tt.fix.Apply(&rec); ok != tt.ok {
				t.Errorf("Apply = %v, want %v", ok, tt.ok)
			}
			if diff := cmp.Diff(want, rec); diff != "" {
				t.Errorf("the record (-want +got):\n%s", diff)
			}
		})
	}
}

// What SetCell puts into a cell, Cell gives back.
func TestSetCell(t *testing.T) {
	var rec, want otustemplate.Record
	for c := range otustemplate.Column(12) {
		text := "cell " + c.Letter()
		rec.SetCell(c, text)
		if got := rec.Cell(c); c.Letter() != "" && got != text {
			t.Errorf("%v is %q, want %q", c, got, text)
		}
	}
	want = otustemplate.Record{StudentEmail: "cell A", SISID: "cell B", StudentNumber: "cell C", StateID: "cell D", Recognition: "cell E",
		TeacherEmail: "cell F", ClassName: "cell G", DateText: "cell H", Note: "cell I"}
	if diff := cmp.Diff(want, rec); diff != "" {
		t.Errorf("the record (-want +got):\n%s", diff)
	}
}

// The names that are text in JSON, also as keys, come back as what they were.
func TestOptionText(t *testing.T) {
	type options struct {
		Columns   map[otustemplate.Column]otustemplate.Column
		Encodings []otustemplate.Encoding
		Quotings  []otustemplate.Quoting
	}
	own := options{
		Columns:   map[otustemplate.Column]otustemplate.Column{otustemplate.ColNote: otustemplate.NoColumn, otustemplate.ColSISID: otustemplate.ColClassName},
		Encodings: []otustemplate.Encoding{otustemplate.EncodingAuto, otustemplate.EncodingUTF8, otustemplate.EncodingUTF16, otustemplate.EncodingWindows1252},
		Quotings:  []otustemplate.Quoting{otustemplate.QuoteStandard, otustemplate.QuoteNone},
	}
	text, err := json.Marshal(own)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"Columns":{"Note":"","SIS ID":"Class Name"},"Encodings":["auto","utf-8","utf-16","windows-1252"],"Quotings":["standard","none"]}`
	if string(text) != want {
		t.Errorf("JSON %s, want %s", text, want)
	}
	var back options
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(own, back); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	c, e, q := otustemplate.ColDate, otustemplate.EncodingUTF16, otustemplate.QuoteNone
	for name, err := range map[string]error{
		"column": c.UnmarshalText([]byte("Mo Quill")), "encoding": e.UnmarshalText([]byte("Mo Quill")), "quoting": q.UnmarshalText([]byte("Mo Quill")),
	} {
		if err == nil || strings.Contains(err.Error(), "Quill") {
			t.Errorf("%s: error %v, want one that does not hold the text", name, err)
		}
	}
	if c != otustemplate.ColDate || e != otustemplate.EncodingUTF16 || q != otustemplate.QuoteNone {
		t.Errorf("after errors %v, %v, %v", c, e, q)
	}
	for name, marshal := range map[string]func() ([]byte, error){
		"column": otustemplate.Column(10).MarshalText, "encoding": otustemplate.Encoding(4).MarshalText, "quoting": otustemplate.Quoting(2).MarshalText,
	} {
		if text, err := marshal(); err == nil {
			t.Errorf("a %s that is not one of the constants is %q", name, text)
		}
	}
}

func TestParseColumn(t *testing.T) {
	for label, want := range map[string]otustemplate.Column{
		"Class Name": otustemplate.ColClassName, " class_name* ": otustemplate.ColClassName, "Course": otustemplate.ColClassName,
		"A": otustemplate.ColStudentEmail, "i": otustemplate.ColNote, "Student #": otustemplate.ColStudentNumber,
	} {
		if got, err := otustemplate.ParseColumn(label); got != want || err != nil {
			t.Errorf("ParseColumn(%q) = %v, %v, want %v", label, got, err, want)
		}
	}
	for label, want := range map[string]string{
		"Recogniton": `did you mean "Recognition"?`, "": "use Student Email,", "J": "a letter from A to I", "Mo Quill": "Class Name", "@": "Note,",
	} {
		if c, err := otustemplate.ParseColumn(label); c != otustemplate.NoColumn || err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "Quill") {
			t.Errorf("ParseColumn(%q) = %v, %v, want an error with %q", label, c, err, want)
		}
	}
}

func TestLayoutField(t *testing.T) {
	read, err := otustemplate.ReadLayout(strings.NewReader("House,Note,Date,Class Name,Teacher Email,Recognition,SIS ID\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		layout otustemplate.Layout
		want   []int // of NoColumn, the nine, and one more
	}{
		"default": {otustemplate.Layout{}, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0}},
		"read":    {read, []int{0, 0, 7, 0, 0, 6, 5, 4, 3, 2, 0}},
	} {
		var got []int
		for c := range otustemplate.Column(otustemplate.NumColumns + 2) {
			got = append(got, tt.layout.Field(c))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: fields (-want +got):\n%s", name, diff)
		}
	}
}

// What WriteJSON writes of a report, ReadReport reads: every field but the clock's.
func TestReadReportKeepsEveryField(t *testing.T) {
	for yes, last := 0, 1; yes < last; yes++ {
		f := &filler{yes: yes, valid: true}
		var own otustemplate.Report
		f.fill(reflect.ValueOf(&own).Elem())
		last = f.bools
		var text bytes.Buffer
		if err := own.WriteJSON(&text, nil); err != nil {
			t.Fatal(err)
		}
		back, err := otustemplate.ReadReport(&text)
		if err != nil {
			t.Fatal(err)
		}
		if own.Redacted { // the writer has hidden what another test knows
			continue
		}
		own.Elapsed = 0
		if diff := cmp.Diff(&own, back); diff != "" {
			t.Errorf("read back (-want +got):\n%s", diff)
		}
	}
}
