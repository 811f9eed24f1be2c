package job_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/roster"
	loop "example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"github.com/google/go-cmp/cmp"
)

// A row that cannot be read is told as an error, whatever severity its code is
// given: nothing is passed over untold.
func TestUnreadableRowsAreToldWithTheirCodeOff(t *testing.T) {
	const header = "SIS ID,Recognition,Teacher Email,Class Name,Date,Note\n"
	for code, row := range map[schema.Code]string{
		schema.CodeQuote: `1,Tardy,a@example.org,Art,2023-09-14,"x"y` + "\n", schema.CodeFieldCount: "1,Tardy\n",
		schema.CodeRowSize: strings.Repeat("x", 300) + "\n", schema.CodeEncoding: "1,Tardy,a@example.org,Art,2023-09-14,\xe9\n",
	} {
		for severity, want := range map[check.Severity]check.Severity{
			check.SeverityOff: check.SeverityError, check.SeverityWarning: check.SeverityWarning, check.SeverityError: check.SeverityError,
		} {
			reader := sheet.ReaderOptions{MaxRowBytes: 200}
			if code == schema.CodeEncoding {
				reader.Encoding = sheet.EncodingUTF8
			}
			v, err := job.NewValidator(roster.References{}, &check.Options{
				Today: day, Reader: reader, Severity: map[schema.Code]check.Severity{code: severity}})
			if err != nil {
				t.Fatal(err)
			}
			rep, err := v.Validate(t.Context(), strings.NewReader(header+row+"2,Tardy,a@example.org,Art,2023-09-14,x\n"))
			if err != nil || rep.Rows != 2 || rep.Counts[code] != 1 || len(rep.Issues) != 1 || rep.Issues[0].Severity != want || rep.OK() != (want != check.SeverityError) {
				t.Errorf("%s as %v: %d rows, %v, OK %v, %v", code, severity, rep.Rows, rep.Issues, rep.OK(), err)
			}
			src := sheet.NewCSVSource(strings.NewReader(header+row), &reader)
			if got := build(t, job.Builder{Validator: v}, src); got.report.Build.Rejected != 1 || got.report.Counts[code] != 1 {
				t.Errorf("%s as %v: Build %+v, %v", code, severity, got.report.Build, got.report.Counts)
			}
		}
	}
}

// Whatever stands in a file, its report is the same for every size of reads.
func TestReportIndependentOfReads(t *testing.T) {
	v := newValidator(t, district(), schoolYear())
	for _, tt := range messyFiles() {
		t.Run(tt.name, func(t *testing.T) {
			want := validate(t, v, tt.text)
			for name, r := range map[string]io.Reader{
				"one byte":      iotest.OneByteReader(strings.NewReader(tt.text)),
				"half":          iotest.HalfReader(strings.NewReader(tt.text)),
				"data with EOF": iotest.DataErrReader(strings.NewReader(tt.text)),
			} {
				got, err := v.Validate(t.Context(), r)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got, ignoreClock); diff != "" {
					t.Errorf("%s: report differs (-whole +got):\n%s", name, diff)
				}
			}
		})
	}
}

type messyFile struct {
	name, text string
}

// The counts of a report agree with one another and with its issues.
func TestReportAddsUp(t *testing.T) {
	opts := schoolYear()
	opts.MaxIssues = 1 << 20
	var told []check.Issue
	opts.OnIssue = func(is check.Issue) error {
		told = append(told, is)
		return nil
	}
	v := newValidator(t, district(), opts)
	for _, tt := range messyFiles() {
		t.Run(tt.name, func(t *testing.T) {
			told = nil
			rep := validate(t, v, tt.text)
			checkReport(t, rep)
			if len(told) != len(rep.Issues) {
				t.Errorf("OnIssue got %d issues, the report holds %d", len(told), len(rep.Issues))
			}
		})
	}
}

func TestMaxIssues(t *testing.T) {
	text := headerLine + strings.Repeat(",,1,,Tardy,a.rivera@example.org,Nowhere,14/09/2023,\r\n", 5)
	tests := []struct {
		name string
		max  int
		want int
	}{{"default", 0, 15}, {"few", 4, 4}, {"none", -1, 0}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			opts := schoolYear()
			opts.MaxIssues = tt.max
			rep := validate(t, newValidator(t, district(), opts), text)
			if len(rep.Issues) != tt.want || rep.Errors != 11 || rep.Warnings != 4 {
				t.Errorf("%d issues kept of %d errors and %d warnings, want %d of 11 and 4", len(rep.Issues), rep.Errors, rep.Warnings, tt.want)
			}
			if len(rep.Issues) > 0 && rep.Issues[0].Code != schema.CodeDateOrder {
				t.Errorf("the first issue is %s, want that of the whole file", rep.Issues[0].Code)
			}
		})
	}
}

func TestMaxErrors(t *testing.T) {
	opts := schoolYear()
	opts.MaxErrors = 3
	rep := validate(t, newValidator(t, district(), opts), headerLine+strings.Repeat(",,1,,Tardy,x@example.org,Nowhere,9/14/2023,\r\n", 10))
	if rep.Errors != 3 || rep.Rows != 2 || rep.Stopped == "" {
		t.Errorf("%d errors in %d rows, stopped %q; want 3 in 2, and why", rep.Errors, rep.Rows, rep.Stopped)
	}
}

// How much of a file was read when enough errors were found is told alike
// whether the rows before were good, blank, or bad, and by however many workers.
func TestBytesWhereEnoughErrors(t *testing.T) {
	blankIsWrong := map[schema.Code]check.Severity{schema.CodeBlankRow: check.SeverityError}
	good := goodRow(1) + goodRow(2) + goodRow(3)
	const bad, blank = ",,1,,Tardy,x@example.org,Algebra 1,9/14/2023,\r\n", ",,,,,,,,\r\n"
	tests := []struct {
		name         string
		before, rest string // of the row, or rows, at which the run ends
		severity     map[schema.Code]check.Severity
	}{
		{"the first row", headerLine, bad + good, nil},
		{"behind good rows", headerLine + good, bad + good, nil},
		{"behind a mark", "\ufeff" + headerLine + good, bad + good, nil},
		{"quoted", headerLine + good, `"",` + bad[1:], nil},
		{"a cell too few", headerLine + good, "1,2\r\n" + good, nil},
		{"blank rows", headerLine + good, blank + blank + good, blankIsWrong},
		{"blank rows that differ", headerLine + good, blank + "\r\n" + blank + good, blankIsWrong},
		{"the whole file", headerLine + ",,1,,Tardy,a.rivera@example.org,Algebra 1,13/12/2023,\r\n" + good, "", map[schema.Code]check.Severity{
			schema.CodeDateAmbiguous: check.SeverityWarning, schema.CodeDateOrder: check.SeverityError}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for workers := 1; workers <= 3; workers++ {
				opts := schoolYear()
				opts.MaxErrors, opts.Workers, opts.Severity = 1, workers, tt.severity
				rep := validate(t, newValidator(t, district(), opts), tt.before+tt.rest)
				if rep.Errors != 1 || rep.Stopped == "" || rep.Bytes != int64(len(tt.before)) {
					t.Errorf("%d workers: %d errors, %d bytes, stopped %q; want 1, %d, and why",
						workers, rep.Errors, rep.Bytes, rep.Stopped, len(tt.before))
				}
			}
		})
	}
}

// So is how much was read where the caller ended the run.
func TestBytesWhereOnIssueFails(t *testing.T) {
	const before = headerLine + ",,1,,Tardy,a.rivera@example.org,Algebra 1,9/14/2023,\r\n"
	text := before + ",,,,Tardy,a.rivera@example.org,Algebra 1,9/14/2023,\r\n" + strings.Repeat(goodRow(1), 20_000)
	enough := errors.New("enough")
	for workers := 1; workers <= 4; workers++ {
		opts := schoolYear()
		opts.Workers = workers
		opts.OnIssue = func(check.Issue) error { return enough }
		rep, err := newValidator(t, district(), opts).Validate(t.Context(), strings.NewReader(text))
		if err != enough || rep.Bytes != int64(len(before)) {
			t.Errorf("%d workers: error %v, %d bytes; want %d", workers, err, rep.Bytes, len(before))
		}
	}
}

func TestOnIssueError(t *testing.T) {
	enough := errors.New("enough")
	opts := schoolYear()
	n := 0
	opts.OnIssue = func(check.Issue) error {
		if n++; n == 2 {
			return enough
		}
		return nil
	}
	rep, err := newValidator(t, district(), opts).Validate(t.Context(), strings.NewReader(headerLine+strings.Repeat(",,,,,,,9/14/2023,\r\n", 9)))
	if err != enough || n != 2 || rep == nil || rep.Stopped == "" {
		t.Errorf("error %v after %d issues, report %v", err, n, rep)
	}
}

func TestValidateCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	opts := schoolYear()
	opts.OnProgress = func(p loop.Progress) { cancel() }
	v := newValidator(t, district(), opts)
	endless := io.MultiReader(strings.NewReader(headerLine), rowsOf(goodRow, 1<<31-1))
	rep, err := v.Validate(ctx, endless)
	if !errors.Is(err, context.Canceled) || rep.Stopped == "" {
		t.Errorf("error %v, stopped %q", err, rep.Stopped)
	}
}

func TestReadError(t *testing.T) {
	broken := errors.New("the disk is gone")
	v := newValidator(t, district(), schoolYear())
	rep, err := v.Validate(t.Context(), io.MultiReader(strings.NewReader(headerLine+goodRow(1)+goodRow(2)), iotest.ErrReader(broken)))
	if err != broken || rep.Rows != 2 || rep.Stopped == "" {
		t.Errorf("error %v after %d rows, stopped %q; want the reader's after 2", err, rep.Rows, rep.Stopped)
	}
}

func TestValidateFileMissing(t *testing.T) {
	rep, err := newValidator(t, district(), nil).ValidateFile(t.Context(), t.TempDir()+"/none.csv")
	if err == nil || rep == nil {
		t.Errorf("report %v, error %v; want a report and an error", rep, err)
	}
}

func TestProgress(t *testing.T) {
	text := headerLine + strings.Repeat(goodRow(1), 10)
	opts := schoolYear()
	var last loop.Progress
	opts.OnProgress = func(p loop.Progress) { last = p }
	validate(t, newValidator(t, district(), opts), text)
	want := loop.Progress{Rows: 10, Bytes: int64(len(text)), Total: int64(len(text)), Done: true}
	if diff := cmp.Diff(want, last); diff != "" {
		t.Errorf("last progress mismatch (-want +got):\n%s", diff)
	}
}

// How large the input is comes from its reader, where that knows.
func TestProgressTotal(t *testing.T) {
	text := headerLine + goodRow(1)
	size := int64(len(text))
	tests := []struct {
		name string
		r    io.Reader
		want int64
	}{
		{"bytes", bytes.NewReader([]byte(text)), size},
		{"a section", io.NewSectionReader(strings.NewReader(text), 0, size), size},
		{"the rest of a file", io.NewSectionReader(strings.NewReader(text), 0, math.MaxInt64), 0},
		{"a stream", io.MultiReader(strings.NewReader(text)), 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			opts := schoolYear()
			var last loop.Progress
			opts.OnProgress = func(p loop.Progress) { last = p }
			if _, err := newValidator(t, district(), opts).Validate(t.Context(), tt.r); err != nil {
				t.Fatal(err)
			}
			if last.Total != tt.want || last.Rows != 1 {
				t.Errorf("%d bytes in all and %d rows, want %d and 1", last.Total, last.Rows, tt.want)
			}
		})
	}
}

func TestUnchecked(t *testing.T) {
	opts := schoolYear()
	opts.Severity = map[schema.Code]check.Severity{schema.CodeTeacherUnknown: check.SeverityOff}
	rep := validate(t, newValidator(t, roster.References{}, opts), headerLine)
	want := []schema.Code{schema.CodeRecognitionUnknown, schema.CodeClassUnknown}
	if diff := cmp.Diff(want, rep.Unchecked[:2]); diff != "" {
		t.Errorf("Unchecked mismatch (-want +got):\n%s", diff)
	}
}

type rowSource struct {
	row  func(i int) string
	i, n int
	rest []byte
}

func (r *rowSource) Read(p []byte) (int, error) {
	total := 0
	for total < len(p) {
		if len(r.rest) == 0 {
			if r.i == r.n {
				return total, io.EOF
			}
			r.rest = append(r.rest[:0], r.row(r.i)...)
			r.i++
		}
		n := copy(p[total:], r.rest)
		r.rest = r.rest[n:]
		total += n
	}
	return total, nil
}

func TestFileRows(t *testing.T) {
	if !slow {
		t.Skip("reads two million rows")
	}
	opts := schoolYear()
	opts.Severity = map[schema.Code]check.Severity{schema.CodeDuplicate: check.SeverityOff}
	v := newValidator(t, district(), opts)
	for rows, want := range map[int]int64{1_048_575: 0, 1_048_576: 1} {
		rep, err := v.Validate(t.Context(), io.MultiReader(strings.NewReader(headerLine), rowsOf(goodRow, rows)))
		if err != nil {
			t.Fatal(err)
		}
		if got := rep.Counts[schema.CodeFileRows]; got != want || rep.Rows != int64(rows) {
			t.Errorf("%d rows: file-rows told %d times of %d rows, want %d", rows, got, rep.Rows, want)
		}
	}
}

// With duplicates off, a file ten times as long takes no more memory.
func TestConstantMemory(t *testing.T) {
	if !slow {
		t.Skip("reads a million rows")
	}
	opts := schoolYear()
	opts.Severity = map[schema.Code]check.Severity{schema.CodeDuplicate: check.SeverityOff}
	v := newValidator(t, district(), opts)
	peak := func(rows, badEvery int) uint64 {
		rnd := rand.New(rand.NewPCG(1, 2))
		var most uint64
		row := func(i int) string {
			if i%20_000 == 0 {
				runtime.GC()
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
			if i%badEvery == 0 { // each of them in another way
				return fmt.Sprintf(",,%d,,Tardy,a.rivera@example.org,Class %d,09/14/2023,note %d\r\n", i, i, rnd.IntN(1e9))
			}
			return goodRow(i)
		}
		if _, err := v.Validate(t.Context(), io.MultiReader(strings.NewReader(headerLine), rowsOf(row, rows))); err != nil {
			t.Fatal(err)
		}
		return most
	}
	peak(200_000, 10) // fills what is kept of bad values, which is bounded
	small, large := peak(100_000, 10), peak(1_000_000, 10)
	if limit := small + small/10; large > limit {
		t.Errorf("peak of %d bytes for a million rows, %d for a tenth of them: over 10%% more", large, small)
	}
}

// Any bytes, read any way: the same report, whose figures agree.
func FuzzValidate(f *testing.F) {
	for _, m := range messyFiles() {
		f.Add([]byte(m.text), uint8(0))
	}
	refs := district()
	f.Fuzz(func(t *testing.T, data []byte, knobs uint8) {
		opts := schoolYear()
		opts.Reader.NoHeader = knobs&1 != 0
		opts.Reader.Quoting = sheet.Quoting(knobs >> 1 & 1)
		opts.Reader.Encoding = sheet.Encoding(knobs >> 2 & 3)
		opts.Reader.MaxRowBytes = 64 << (knobs >> 4 & 7)
		v := newValidator(t, refs, opts)
		want, err := v.Validate(t.Context(), bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		checkReport(t, want)
		got, err := v.Validate(t.Context(), iotest.OneByteReader(bytes.NewReader(data)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, ignoreClock); diff != "" {
			t.Errorf("report differs (-whole +one byte):\n%s", diff)
		}
	})
}

// Of a build the rows that count are those written.
func TestFileRowsOfBuild(t *testing.T) {
	if !slow {
		t.Skip("builds two million rows")
	}
	opts := schoolYear()
	opts.Severity = map[schema.Code]check.Severity{schema.CodeDuplicate: check.SeverityOff}
	b := job.Builder{Validator: newValidator(t, district(), opts)}
	const most = 1_048_575
	for bad, want := range map[int]int64{1: 0, 0: 1} {
		row := func(i int) string {
			if i < bad {
				return ",,,,,,,,\n,,1,,,,,,\n"
			}
			return fmt.Sprintf(",,7%07d8,,Tardy,a.rivera@example.org,Algebra 1,09/14/2023,\n", i)
		}
		src := sheet.NewCSVSource(io.MultiReader(strings.NewReader(headerLine), rowsOf(row, most+1)), nil)
		rep, err := b.Build(t.Context(), src, sheet.NewWriter(io.Discard, nil))
		if err != nil {
			t.Fatal(err)
		}
		if got := rep.Counts[schema.CodeFileRows]; got != want || rep.Build.Written != int64(most+1-bad) {
			t.Errorf("%d rows written: file-rows told %d times, want %d", rep.Build.Written, got, want)
		}
	}
}

// The days at the ends of the school year are in it, one further is not; a date
// without a year has one only where no other year fits.
func TestEndsOfTheSchoolYear(t *testing.T) {
	opts := schoolYear() // from 14 August 2023 to 7 June 2024
	opts.Today = dates.Date{Year: 2030, Month: 1, Day: 1}
	v := newValidator(t, district(), opts)
	for date, want := range map[string]int64{"6/7/2024": 0, "6/8/2024": 1, "8/14/2023": 0, "8/13/2023": 1, "2024-06-07": 0, "2024-06-08": 1} {
		row := ",,004217,,Tardy,a.rivera@example.org,Algebra 1," + date + ",\n"
		if got := validate(t, v, headerLine+row).Counts[schema.CodeDateRange]; got != want {
			t.Errorf("%s: date-range told %d times, want %d", date, got, want)
		}
		rec := goodRecord()
		text(schema.ColDate, date)(&rec)
		if got := v.Check(rec); int64(len(got)) != want {
			t.Errorf("%s: Check says %q, want %d issues", date, describe(got), want)
		}
	}
	rec := goodRecord()
	for _, tt := range []struct {
		first dates.Date
		want  string
	}{
		{opts.FirstDate, `H date-incomplete error →"2023-09-14"`},
		{dates.Date{Year: 2022, Month: 9, Day: 15}, `H date-incomplete error →"2023-09-14"`},
		{dates.Date{Year: 2022, Month: 9, Day: 14}, `H date-incomplete error`},
	} {
		opts.FirstDate = tt.first
		text(schema.ColDate, "9/14")(&rec)
		if got := describe(newValidator(t, district(), opts).Check(rec)); len(got) != 1 || got[0] != tt.want {
			t.Errorf("from %v: got %q, want %q", tt.first, got, tt.want)
		}
	}
}

// A note of as many characters as allowed, and of more bytes, is not long: not
// where issues are counted unread either.
func TestNoteOfTheLimit(t *testing.T) {
	for _, kept := range []int{0, -1} {
		opts := schoolYear()
		opts.MaxIssues = kept
		v := newValidator(t, district(), opts)
		for n, want := range map[int]int64{opts.NoteLimit: 0, opts.NoteLimit + 1: 1} {
			row := ",,004217,,Tardy,a.rivera@example.org,Algebra 1,09/14/2023," + strings.Repeat("é", n) + "\n"
			if got := validate(t, v, headerLine+row).Counts[schema.CodeNoteLong]; got != want {
				t.Errorf("%d issues kept, %d characters: note-long told %d times, want %d", kept, n, got, want)
			}
		}
	}
}
