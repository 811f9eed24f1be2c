package otustemplate_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate"
)

var errFault = errors.New("injected fault")

// checkErrorType fails where err is not, and does not wrap, the error of the root
// that is wanted.
func checkErrorType(t *testing.T, what string, err error, want any) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error, want %+v", what, want)
		return
	}
	var got any
	if e, ok := errors.AsType[*otustemplate.RowError](err); ok {
		got = withoutWrapped(t, e, &e.Err, err)
	}
	if e, ok := errors.AsType[*otustemplate.FileError](err); ok {
		got = withoutWrapped(t, e, &e.Err, err)
	}
	if e, ok := errors.AsType[*otustemplate.RecordError](err); ok {
		got = withoutWrapped(t, e, &e.Err, err)
	}
	if e, ok := errors.AsType[*otustemplate.MappingError](err); ok {
		got = *e
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: %v (-want +got):\n%s", what, err, diff)
	}
}

// withoutWrapped returns a copy of an error without what it wraps, which must be told.
func withoutWrapped[E any](t *testing.T, e *E, wrapped *error, err error) E {
	t.Helper()
	if inner := *wrapped; inner == nil || !strings.Contains(err.Error(), inner.Error()) || !errors.Is(err, inner) {
		t.Errorf("%v wraps %v", err, inner)
	}
	defer func(inner error) { *wrapped = inner }(*wrapped)
	*wrapped = nil
	return *e
}

const (
	notCSV    = "%PDF-1.7 and so on"
	shortHead = "SIS ID,Recognition,Class Name\r\n"
)

// Every function that returns an error of the rooms returns the root's type of it,
// as it is or wrapped.
func TestErrorTypes(t *testing.T) {
	type (
		rowError    = otustemplate.RowError
		fileError   = otustemplate.FileError
		recordError = otustemplate.RecordError
	)
	pdf := fileError{Code: otustemplate.CodeNotCSV}
	lacking := fileError{Code: otustemplate.CodeHeaderColumnMissing, Columns: []otustemplate.Column{otustemplate.ColTeacherEmail, otustemplate.ColDate}}
	quote := rowError{Position: otustemplate.Position{Row: 2, Line: 2, Offset: 93}, Column: otustemplate.ColStudentNumber, Code: otustemplate.CodeQuote}
	second := rowError{Position: otustemplate.Position{Row: 2, Line: 2, Offset: 4}, Code: otustemplate.CodeQuote}
	v := newValidator(t, district(), nil)
	open := func(text string) *otustemplate.Reader { return otustemplate.NewReader(strings.NewReader(text), nil) }
	mapping := readMapping(t, `{"columns": {"SIS ID": {"from": "x"}}}`)
	unknown := otustemplate.MappingError{Problems: []otustemplate.MappingProblem{{Path: `columns."SIS ID".from`, Message: `the export has no column "x"`}}}
	unread := otustemplate.MappingError{Problems: []otustemplate.MappingProblem{{Path: `columns."SIS ID"`, Message: `it has no source: give "from", "join" or "const"`}}}
	const sourceless = `{"columns": {"SIS ID": {}}}`
	for _, tt := range []struct {
		name string
		use  func() error
		want any
	}{
		{"Reader.Read of a row", func() error {
			_, err := open(headerLine + ",,\"1\"x,,Tardy,,,,\r\n").Read()
			return err
		}, quote},
		{"Reader.All of a row", func() error {
			for _, err := range open(headerLine + ",,\"1\"x,,Tardy,,,,\r\n").All() {
				return err
			}
			return nil
		}, quote},
		{"Reader.Read of a day", func() error {
			_, err := open(headerLine + ",,1,,,,,13/13/2023,\r\n").Read()
			if !errors.Is(err, otustemplate.ErrDateInvalid) {
				t.Errorf("error %v is not that of the day", err)
			}
			return err
		}, rowError{Position: otustemplate.Position{Row: 2, Line: 2, Offset: 93}, Column: otustemplate.ColDate, Code: otustemplate.CodeDateInvalid}},
		{"Reader.Read", func() error { _, err := open(shortHead).Read(); return err }, lacking},
		{"Reader.All", func() error {
			for _, err := range open(shortHead).All() {
				return err
			}
			return nil
		}, lacking},
		{"Reader.Layout", func() error { _, err := open(shortHead).Layout(); return err }, lacking},
		{"ReadLayout", func() error { _, err := otustemplate.ReadLayout(strings.NewReader(shortHead), nil); return err }, lacking},
		{"ReadSet", func() error { _, err := otustemplate.ReadSet(strings.NewReader(notCSV), ""); return err }, pdf},
		{"ReadValues", func() error { _, err := otustemplate.ReadValues(strings.NewReader(notCSV)); return err }, pdf},
		{"ReadSet of a row", func() error {
			_, err := otustemplate.ReadSet(strings.NewReader("a,b\n\"x\"y,1\n"), "a")
			return err
		}, second},
		{"CSVSource.Columns", func() error { _, err := csvSource(notCSV).Columns(); return err }, pdf},
		{"CSVSource.Err", func() error {
			src := csvSource(notCSV)
			src.Next()
			return src.Err()
		}, pdf},
		{"CSVSource.Scan", func() error {
			var a, b string
			src := csvSource("a,b\n\"1\"x,2\n")
			src.Next()
			return src.Scan(&a, &b)
		}, second},
		{"WithShared", func() error {
			_, err := v.WithShared(t.Context(), "earlier.csv", strings.NewReader(shortHead))
			return err
		}, lacking},
		{"Build", func() error { return build(t, otustemplate.Builder{}, csvSource(shortHead)).err }, lacking},
		{"Build with a mapping", func() error { return build(t, otustemplate.Builder{Mapping: mapping}, csvSource(notCSV)).err }, pdf},
		{"Build of another export", func() error { return build(t, otustemplate.Builder{Mapping: mapping}, csvSource("a,b\n1,2\n")).err }, unknown},
		{"Mapping.Check", func() error { return mapping.Check([]string{"a", "b"}) }, unknown},
		{"ReadMapping", func() error { _, err := otustemplate.ReadMapping(strings.NewReader(sourceless)); return err }, unread},
		{"Mapping.UnmarshalJSON", func() error { return new(otustemplate.Mapping).UnmarshalJSON([]byte(sourceless)) }, unread},
		{"Writer.Write", func() error {
			err := otustemplate.NewWriter(io.Discard, nil).Write(otustemplate.Record{StudentNumber: "1", Note: "\xff"})
			if !errors.Is(err, otustemplate.ErrNotUTF8) {
				t.Errorf("error %v is not ErrNotUTF8", err)
			}
			return err
		}, recordError{Column: otustemplate.ColNote, Code: otustemplate.CodeEncoding}},
		{"Writer.Write of nothing", func() error {
			err := otustemplate.NewWriter(io.Discard, nil).Write(otustemplate.Record{})
			if !errors.Is(err, otustemplate.ErrBlankRecord) {
				t.Errorf("error %v is not ErrBlankRecord", err)
			}
			return err
		}, recordError{Code: otustemplate.CodeBlankRow}},
	} {
		checkErrorType(t, tt.name, tt.use(), tt.want)
	}
}

// The words of an error name the place where there is one.
func TestErrorWords(t *testing.T) {
	for want, err := range map[string]error{
		"row 2 (line 3), Note: injected fault": &otustemplate.RowError{Position: otustemplate.Position{Row: 2, Line: 3}, Column: otustemplate.ColNote, Err: errFault},
		"row 2 (line 3): injected fault":       &otustemplate.RowError{Position: otustemplate.Position{Row: 2, Line: 3}, Err: errFault},
		"injected fault":                       &otustemplate.FileError{Err: errFault},
		"record refused, Note: injected fault": &otustemplate.RecordError{Column: otustemplate.ColNote, Err: errFault},
		"record refused: injected fault":       &otustemplate.RecordError{Err: errFault},
	} {
		if err.Error() != want || errors.Unwrap(err) != errFault {
			t.Errorf("%q unwraps %v, want %q", err, errors.Unwrap(err), want)
		}
	}
	err := &otustemplate.MappingError{Problems: []otustemplate.MappingProblem{{Path: "rows", Message: "no"}, {Message: "nothing"}}}
	if got, want := err.Error(), "mapping, rows: no\nmapping: nothing"; got != want {
		t.Errorf("a MappingError says %q, want %q", got, want)
	}
}

// An error that is returned again is the same one, and what is not the rooms' own
// is handed on as it is.
func TestErrorsAreTheSame(t *testing.T) {
	r := otustemplate.NewReader(strings.NewReader(shortHead), nil)
	_, first := r.Read()
	_, again := r.Read()
	_, layout := r.Layout()
	if first != again || first != layout {
		t.Errorf("Read returns %p, then %p, and Layout %p", first, again, layout)
	}
	src := csvSource("a,b\n\"1\"x,2\n\"1\"x,2\n")
	var a, b string
	var errs [2][2]error
	for i := range errs {
		src.Next()
		errs[i] = [2]error{src.Scan(&a, &b), src.Scan(&a, &b)}
	}
	if errs[0][0] != errs[0][1] || errs[1][0] != errs[1][1] || errs[0][0] == errs[1][0] {
		t.Errorf("Scan returns %v", errs)
	}
	none := csvSource(notCSV)
	_, first = none.Columns()
	if none.Next() || none.Err() != first {
		t.Errorf("Columns returns %p, Err %p", first, none.Err())
	}
	for name, use := range map[string]func(r io.Reader) error{
		"Reader":      func(r io.Reader) error { _, err := otustemplate.NewReader(r, nil).Read(); return err },
		"ReadLayout":  func(r io.Reader) error { _, err := otustemplate.ReadLayout(r, nil); return err },
		"CSVSource":   func(r io.Reader) error { _, err := otustemplate.NewCSVSource(r, nil).Columns(); return err },
		"ReadMapping": func(r io.Reader) error { _, err := otustemplate.ReadMapping(r); return err },
		"ReadValues":  func(r io.Reader) error { _, err := otustemplate.ReadValues(r); return err },
		"ReadSet":     func(r io.Reader) error { _, err := otustemplate.ReadSet(r, ""); return errors.Unwrap(err) },
		"Validate":    func(r io.Reader) error { _, err := new(otustemplate.Validator).Validate(t.Context(), r); return err },
		"WithShared": func(r io.Reader) error {
			_, err := new(otustemplate.Validator).WithShared(t.Context(), "", r)
			return err
		},
		"Build": func(r io.Reader) error {
			return build(t, otustemplate.Builder{}, otustemplate.NewCSVSource(r, nil)).err
		},
	} {
		if err := use(iotest.ErrReader(errFault)); err != errFault {
			t.Errorf("%s: error %v, want the reader's own", name, err)
		}
	}
	w := otustemplate.NewWriter(failAfter(0), nil)
	_ = w.Write(goodRecord())
	if err := w.Flush(); err != errFull {
		t.Errorf("Flush: error %v, want the writer's own", err)
	}
	if _, err := otustemplate.NewReader(strings.NewReader(headerLine), nil).Read(); err != io.EOF {
		t.Errorf("at the end Read returns %v", err)
	}
}

func TestReader(t *testing.T) {
	want := otustemplate.Record{
		StudentEmail: "s@example.org", SISID: "007", StudentNumber: "08", StateID: "9", Recognition: "Tardy", TeacherEmail: "t@example.org",
		ClassName: "Art", Date: otustemplate.Date{Year: 2023, Month: 9, Day: 14}, Note: " So. ",
	}
	text := headerLine + "s@example.org,007,08,9,Tardy,t@example.org,Art,9/14/2023, So. \r\n,,2,,,,,,\r\n,,3,,,,,,\r\n"
	r := otustemplate.NewReader(strings.NewReader(text), nil)
	if at := r.Position(); at != (otustemplate.Position{}) {
		t.Errorf("before the first row Position is %+v", at)
	}
	layout, err := r.Layout()
	labels := strings.Split(strings.TrimSpace(headerLine), ",")
	if diff := cmp.Diff(labels, layout.Labels()); diff != "" || err != nil || layout.Column(8) != otustemplate.ColNote || layout.Column(9) != otustemplate.NoColumn {
		t.Errorf("error %v, labels (-want +got):\n%s", err, diff)
	}
	got, err := r.Read()
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("error %v, record (-want +got):\n%s", err, diff)
	}
	if got, want := r.Position(), (otustemplate.Position{Row: 2, Line: 2, Offset: int64(len(headerLine))}); got != want {
		t.Errorf("Position is %+v, want %+v", got, want)
	}
	for rec, err := range r.All() {
		if err != nil || rec.StudentNumber != "2" {
			t.Errorf("All gives %+v, error %v", rec, err)
		}
		break // and leaves the rest
	}
	if rec, err := r.Read(); err != nil || rec.StudentNumber != "3" {
		t.Errorf("behind All Read gives %+v, error %v", rec, err)
	}
}

// Each of the options has its effect.
func TestReaderOptions(t *testing.T) {
	row := func(opts otustemplate.ReaderOptions, text string) string {
		rec, err := otustemplate.NewReader(strings.NewReader(text), &opts).Read()
		return fmt.Sprintf("%s|%s|%v", rec.Recognition, rec.Note, err != nil)
	}
	const header = "SIS ID,Recognition,Teacher Email,Class Name,Date,Note"
	for _, tt := range []struct {
		name, text, want string
		opts             otustemplate.ReaderOptions
	}{
		{"Comma", strings.ReplaceAll(header, ",", "!") + "\n1!T!t!c!2023-09-14!x,y\n", "T|x,y|false", otustemplate.ReaderOptions{Comma: '!'}},
		{"Encoding", header + "\n1,T,t,c,2023-09-14,caf\xe9\n", "T|caf\xe9|true", otustemplate.ReaderOptions{Encoding: otustemplate.EncodingUTF8}},
		{"Quoting", header + "\n1,T,t,c,2023-09-14,\"a\"b\n", "T|\"a\"b|false", otustemplate.ReaderOptions{Quoting: otustemplate.QuoteNone}},
		{"NoHeader", "a,b,c,d,T,t,c,2023-09-14,x\n", "T|x|false", otustemplate.ReaderOptions{NoHeader: true}},
		{"Labels", strings.Replace(header, "Recognition", "Was", 1) + "\n1,T,t,c,2023-09-14,x\n", "T|x|false",
			otustemplate.ReaderOptions{Labels: map[string]otustemplate.Column{"Was": otustemplate.ColRecognition}}},
		{"HeaderRow", header + "\n" + header + "\n1,T,t,c,2023-09-14,x\n", "T|x|false", otustemplate.ReaderOptions{HeaderRow: 2}},
		{"MaxRowBytes", header + "\n1,T,t,c,2023-09-14," + strings.Repeat("x", 200) + "\n", "T|" + strings.Repeat("x", 81) + "|true", otustemplate.ReaderOptions{MaxRowBytes: 100}},
	} {
		if got := row(tt.opts, tt.text); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
	src := otustemplate.NewCSVSource(strings.NewReader("a!b\n1!2\n"), &otustemplate.ReaderOptions{Comma: '!'})
	if columns, err := src.Columns(); len(columns) != 2 || err != nil {
		t.Errorf("CSVSource with a Comma has columns %q, error %v", columns, err)
	}
}

func TestWriter(t *testing.T) {
	rec := otustemplate.Record{
		StudentEmail: "s@example.org", SISID: "007", StudentNumber: "08", StateID: "9", Recognition: "Tardy", TeacherEmail: "t@example.org",
		ClassName: "Art", Date: otustemplate.Date{Year: 2023, Month: 9, Day: 14}, Note: " So. ",
	}
	layout, err := otustemplate.ReadLayout(strings.NewReader("Note,SIS ID,Recognition,Teacher Email,Class Name,Date\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	whole := strings.ReplaceAll(headerLine, "\r", "") + "s@example.org,007,08,9,Tardy,t@example.org,Art,2023-09-14,\" So. \"\n"
	crlf := strings.ReplaceAll(whole, "\n", "\r\n")
	dir := t.TempDir()
	for _, tt := range []struct {
		name, want string
		opts       *otustemplate.WriterOptions
	}{
		{"nil", crlf, nil},
		{"zero", crlf, new(otustemplate.WriterOptions)},
		{"LF", whole, &otustemplate.WriterOptions{LF: true}},
		{"BOM", "\ufeff" + crlf, &otustemplate.WriterOptions{BOM: true}},
		{"DateFormat", strings.Replace(crlf, "2023-09-14", "9/14/2023", 1), &otustemplate.WriterOptions{DateFormat: "1/2/2006"}},
	} {
		var b bytes.Buffer
		w := otustemplate.NewWriter(&b, tt.opts)
		if err := errors.Join(w.Write(rec), w.Flush()); err != nil || b.String() != tt.want {
			t.Errorf("%s: error %v, wrote %q, want %q", tt.name, err, b.String(), tt.want)
		}
		path := filepath.Join(dir, tt.name)
		f, err := otustemplate.Create(path, tt.opts)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(f.Write(rec), f.Commit()); err != nil {
			t.Error(err)
		}
		if err := f.Close(); err != nil {
			t.Errorf("Close behind Commit: %v", err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != tt.want {
			t.Errorf("%s: error %v, the file has %q, want %q", tt.name, err, got, tt.want)
		}
	}
	short := otustemplate.Record{SISID: "007", Recognition: "Tardy", TeacherEmail: "t@example.org", ClassName: "Art", Date: rec.Date, Note: "So."}
	for name, open := range map[string]func(w io.Writer) error{
		"NewWriter": func(to io.Writer) error {
			w := otustemplate.NewWriter(to, &otustemplate.WriterOptions{Layout: layout})
			return errors.Join(w.Write(short), w.Flush())
		},
		"Create": func(to io.Writer) error {
			f, err := otustemplate.Create(filepath.Join(dir, "layout"), &otustemplate.WriterOptions{Layout: layout})
			if err != nil {
				return err
			}
			if err := errors.Join(f.Write(short), f.Commit()); err != nil {
				return err
			}
			text, err := os.ReadFile(filepath.Join(dir, "layout"))
			_, _ = to.Write(text)
			return err
		},
	} {
		var b bytes.Buffer
		want := "Note,SIS ID,Recognition,Teacher Email,Class Name,Date\r\nSo.,007,Tardy,t@example.org,Art,2023-09-14\r\n"
		if err := open(&b); err != nil || b.String() != want {
			t.Errorf("%s with a Layout: error %v, %q, want %q", name, err, b.String(), want)
		}
	}
}

// A file that is closed before Commit is given up, and one that can't be made is
// told.
func TestFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.csv")
	f, err := otustemplate.Create(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Write(goodRecord()), f.Close()); err != nil {
		t.Error(err)
	}
	if err := f.Commit(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Commit behind Close: %v", err)
	}
	out, err := otustemplate.CreateFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := out.Write([]byte("x")); n != 1 || err != nil {
		t.Errorf("Write = %d, %v", n, err)
	}
	if err := out.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that was given up is there: %v", err)
	}
	out, err = otustemplate.CreateFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := out.Write([]byte("x")); err != nil || out.Commit() != nil || out.Close() != nil {
		t.Errorf("a PendingFile is not written: %v", err)
	}
	if text, err := os.ReadFile(path); string(text) != "x" || err != nil {
		t.Errorf("the PendingFile has %q, error %v", text, err)
	}
	nowhere := filepath.Join(dir, "no", "such", "folder", "x.csv")
	if f, err := otustemplate.Create(nowhere, nil); f != nil || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Create = %v, %v", f, err)
	}
	if out, err := otustemplate.CreateFile(nowhere); out != nil || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("CreateFile = %v, %v", out, err)
	}
}
