package job_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
	"github.com/google/go-cmp/cmp"
)

// repeated reads text n times over.
func repeated(text string, n int) io.Reader {
	block := strings.Repeat(text, max(1, min(n, 64<<10/len(text))))
	rows := len(block) / len(text)
	return io.MultiReader(
		rowsOf(func(int) string { return block }, n/rows),
		strings.NewReader(strings.Repeat(text, n%rows)))
}

// filler reads size bytes without a line end.
func filler(text string, size int64) io.Reader {
	return io.LimitReader(repeated(text, int(size)/len(text)+1), size)
}

// peakHeap returns the most memory that f needed at a time beyond what was
// there before, and how long it took. The collector runs often, so that what
// is counted is in use.
func peakHeap(f func()) (peak int64, took time.Duration) {
	defer debug.SetGCPercent(debug.SetGCPercent(5))
	heap := func() int64 { // what the collector last found in use
		sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(sample)
		return int64(sample[0].Value.Uint64())
	}
	runtime.GC()
	before := heap()
	done, highest := make(chan struct{}), make(chan int64)
	go func() {
		most := before
		for {
			select {
			case <-done:
				highest <- max(most, heap())
				return
			case <-time.After(2 * time.Millisecond):
				most = max(most, heap())
			}
		}
	}()
	start := time.Now()
	f()
	took = time.Since(start)
	close(done)
	return <-highest - before, took
}

// A hostileFile is one that could do harm, with what must be told of it. Each
// ends with a good row.
type hostileFile struct {
	name  string
	open  func() io.Reader
	opts  sheet.ReaderOptions
	rows  int64 // non-blank rows below the header
	codes map[schema.Code]int64
}

// hostileFiles are made as they are read: scale 1 is for every run.
func hostileFiles(scale int64) []hostileFile {
	const mib = 1 << 20
	header := func(r ...io.Reader) io.Reader {
		return io.MultiReader(append([]io.Reader{strings.NewReader(headerLine)}, r...)...)
	}
	good := func() io.Reader { return strings.NewReader("\r\n" + goodRow(1)) }
	count := func(code schema.Code, n int64) map[schema.Code]int64 {
		return map[schema.Code]int64{code: n}
	}
	rows := func(few, full int) int { // in every run, and where tests run in full
		if scale > 1 {
			return full
		}
		return few
	}
	lines, bad := rows(100_000, 300_000), rows(48, 80)
	return []hostileFile{
		{name: "no line end", open: func() io.Reader { return header(filler("xyz ", 64*mib*scale), good()) }, opts: sheet.ReaderOptions{}, rows: 2, codes: count(schema.CodeRowSize, 1)},
		{name: "no line end, all commas", open: func() io.Reader { return header(filler(",", 16*mib*scale), good()) }, opts: sheet.ReaderOptions{}, rows: 2, codes: count(schema.CodeRowSize, 1)},
		{name: "one quote", open: func() io.Reader { return header(strings.NewReader(`"`), filler("xyz ", 16*mib*scale), good()) }, opts: sheet.ReaderOptions{}, rows: 2, codes: count(schema.CodeQuote, 1)},
		{name: "one quote, many lines", open: func() io.Reader {
			return header(strings.NewReader("\"\n"), repeated(goodRow(7), 100_000))
		}, opts: sheet.ReaderOptions{}, rows: 100_001, codes: count(schema.CodeQuote, 1)},
		{name: "every line opens a quote", open: func() io.Reader { return header(repeated("a\",\"\n", lines), good()) },
			opts: sheet.ReaderOptions{}, rows: int64(lines) + 1, codes: count(schema.CodeQuote, int64(lines))},
		{name: "a million cells", open: func() io.Reader { return header(filler("x,", mib), good()) }, opts: sheet.ReaderOptions{MaxRowBytes: 2 * mib}, rows: 2, codes: count(schema.CodeFieldCount, 1)},
		{name: "many rows of a million empty cells", open: func() io.Reader {
			return header(repeated(strings.TrimSpace(goodRow(3))+strings.Repeat(",", mib/2)+"\n", 20), good())
		}, opts: sheet.ReaderOptions{}, rows: 21, codes: map[schema.Code]int64{schema.CodeFieldCount: 0, schema.CodeDuplicate: 19}},
		{name: "all NUL in a row", open: func() io.Reader { return header(filler("\x00", 16*mib*scale), good()) }, opts: sheet.ReaderOptions{}, rows: 2, codes: count(schema.CodeRowSize, 1)},
		{name: "a large bad cell in each row", open: func() io.Reader {
			large := strings.Repeat("x y", mib/4)
			return header(rowsOf(func(i int) string {
				return fmt.Sprintf(",,%d,,Tardy,x%d,Algebra 1,9/14/2023,\"%s\"\n", i, i, large)
			}, bad), good())
		}, opts: sheet.ReaderOptions{}, rows: int64(bad) + 1, codes: map[schema.Code]int64{schema.CodeTeacherUnknown: int64(bad), schema.CodeNoteLong: int64(bad)}},
		{name: "a large name in each row", open: func() io.Reader {
			large := strings.Repeat("é  y", mib/32)
			return header(rowsOf(func(i int) string {
				return fmt.Sprintf(",,%d,,Tardy,a.rivera@example.org,%d%s,9/14/2023,\n", i, i, large)
			}, 30), good())
		}, opts: sheet.ReaderOptions{}, rows: 31, codes: count(schema.CodeClassUnknown, 30)},
		{name: "only blank rows", open: func() io.Reader { return header(repeated("\n,,,\n", 500_000), strings.NewReader(goodRow(1))) },
			opts: sheet.ReaderOptions{}, rows: 1, codes: count(schema.CodeBlankRow, 1_000_000)},
		{name: "a header of a million cells, then short rows", open: func() io.Reader {
			return io.MultiReader(strings.NewReader(strings.TrimSpace(headerLine)), filler(",", mib/2), strings.NewReader("\n"), repeated(goodRow(1), 20_000))
		}, opts: sheet.ReaderOptions{}, rows: 20_000, codes: count(schema.CodeFieldCount, 0)},
		{name: "a header of a million labels", open: func() io.Reader {
			return io.MultiReader(strings.NewReader(strings.TrimSpace(headerLine)), filler(",x", mib/2), good())
		}, opts: sheet.ReaderOptions{}, rows: 0, codes: count(schema.CodeHeaderMissing, 1)},
		{name: "a header of a thousand labels", open: func() io.Reader {
			return io.MultiReader(strings.NewReader(strings.TrimSpace(headerLine)), filler(",x", 20_000), good())
		}, opts: sheet.ReaderOptions{}, rows: 1, codes: count(schema.CodeHeaderUnknown, 10_000)},
		{name: "one label a million times", open: func() io.Reader {
			return io.MultiReader(strings.NewReader(strings.TrimSpace(headerLine)), filler(",Note", mib/2), good())
		}, opts: sheet.ReaderOptions{}, rows: 0, codes: count(schema.CodeHeaderMissing, 1)},
		{name: "one label a thousand times", open: func() io.Reader {
			return io.MultiReader(strings.NewReader(strings.TrimSpace(headerLine)), filler(",Note", 50_000), good())
		}, opts: sheet.ReaderOptions{}, rows: 0, codes: count(schema.CodeHeaderDuplicate, 1)},
		{name: "a label of a million bytes", open: func() io.Reader {
			return io.MultiReader(strings.NewReader(strings.TrimSpace(headerLine)+","), filler("x", mib-200), good())
		}, opts: sheet.ReaderOptions{}, rows: 1, codes: count(schema.CodeHeaderUnknown, 1)},
		{name: "a title of a million bytes", open: func() io.Reader {
			return io.MultiReader(filler("x", mib), strings.NewReader("\n"+headerLine+goodRow(1)))
		}, opts: sheet.ReaderOptions{}, rows: 0, codes: count(schema.CodeHeaderMissing, 1)},
		{name: "nothing but NUL", open: func() io.Reader { return filler("\x00", 64*mib*scale) }, opts: sheet.ReaderOptions{}, rows: 0, codes: count(schema.CodeHeaderMissing, 1)},
		{name: "nothing but quotes", open: func() io.Reader { return filler(`"`, 16*mib*scale) }, opts: sheet.ReaderOptions{}, rows: 0, codes: count(schema.CodeHeaderMissing, 1)},
		{name: "nothing but line ends", open: func() io.Reader { return filler("\n", 16*mib*scale) }, opts: sheet.ReaderOptions{}, rows: 0, codes: count(schema.CodeHeaderMissing, 1)},
		{name: "a small file under an endless limit", open: func() io.Reader { return strings.NewReader(strings.Repeat("a,b\n", 50_000)) },
			opts: sheet.ReaderOptions{MaxRowBytes: int(^uint(0) >> 1)}, rows: 0, codes: count(schema.CodeHeaderMissing, 1)},
		{name: "a reader whose size is untrue", open: func() io.Reader {
			text, _ := io.ReadAll(header(rowsOf(goodRow, 20_000)))
			return io.NewSectionReader(bytes.NewReader(text), 0, 1<<50)
		}, opts: sheet.ReaderOptions{}, rows: 20_000, codes: count(schema.CodeDuplicate, 0)},
		{name: "a large header row number", open: func() io.Reader { return header(repeated(goodRow(1), 50_000)) },
			opts: sheet.ReaderOptions{HeaderRow: int(^uint(0) >> 1)}, rows: 0, codes: count(schema.CodeHeaderMissing, 1)},
	}
}

// Whatever a file holds, it is read in bounded memory, what is wrong with it
// is told, and the rest of it is read.
func TestHostileFiles(t *testing.T) {
	if !slow {
		t.Skip("reads gigabytes: OTUSTEMPLATE_SLOW=1 runs it")
	}
	scale := int64(64) // 4 GiB without a line end
	if raceDetector {
		scale = 1
	}
	for _, h := range hostileFiles(scale) {
		t.Run(h.name, func(t *testing.T) {
			opts := schoolYear()
			opts.Reader, opts.Workers = h.opts, 2 // each worker has blocks of its own
			v := newValidator(t, district(), opts)
			limit := int64(max(h.opts.MaxRowBytes, 1<<20))
			limit = min(limit, 1<<40) + 32<<20
			var rep *tally.Report
			check := func() {
				var err error
				if rep, err = v.Validate(t.Context(), h.open()); err != nil {
					t.Error(err)
				}
			}
			checkPeak(t, "Validate", limit, check)
			t.Logf("%d bytes, %d issues", rep.Bytes, rep.Errors+rep.Warnings)
			if rep.Rows != h.rows {
				t.Errorf("%d rows, want %d", rep.Rows, h.rows)
			}
			for code, n := range h.codes {
				if rep.Counts[code] != n {
					t.Errorf("%s told %d times, want %d; all: %v", code, rep.Counts[code], n, rep.Counts)
				}
			}
			checkReport(t, rep)
			renderAll(t, rep)
		})
	}
}

// renderAll writes the report in every format, in bounded size.
func renderAll(t *testing.T, rep *tally.Report) {
	t.Helper()
	for _, write := range formats {
		var b bytes.Buffer
		if err := write(rep, &b, &advice.ReportOptions{Redact: true}); err != nil {
			t.Error(err)
		}
		if b.Len() > 24<<20 {
			t.Errorf("a report of %d MiB", b.Len()>>20)
		}
	}
}

// Eight times the file takes eight times the time. The worst known shape is a
// file whose every line opens a quote: without care every line is read up to the
// limit.
func TestHostileTimeIsLinear(t *testing.T) {
	if !slow || raceDetector {
		t.Skip("measures time")
	}
	v := newValidator(t, district(), schoolYear())
	for _, line := range []string{"a\",\"\n", "\"a\n", ",\"\nx\n", "a\",\"\r\n\"\"\n"} {
		checkLinear(t, fmt.Sprintf("lines of %q", line), func(part int) {
			const lines = 160_000
			if _, err := v.Validate(t.Context(), io.MultiReader(strings.NewReader(headerLine), repeated(line, lines/part))); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// checkLinear fails where f(1), the whole of something, takes more than four
// times as long as its size says against f(8), an eighth of it. The machine may
// be busy with other things, so that the best of some tries counts.
func checkLinear(t *testing.T, what string, f func(part int)) {
	t.Helper()
	const tries = 6
	small, large := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
	for try := 0; try < tries && (try < 2 || large/32 > small); try++ {
		small, large = min(small, timeOf(func() { f(8) })), min(large, timeOf(func() { f(1) }))
	}
	t.Logf("%s: %v for all, %v for an eighth", what, large.Round(time.Millisecond), small.Round(time.Millisecond))
	if large/32 > small {
		t.Errorf("%s: %v for an eighth of it, %v for all", what, small, large)
	}
}

func timeOf(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

// largeNotes are what a large note may be full of, and how many times the limit
// it then takes up: twice, for the text as it was read and the cells made of it,
// and more where those are larger than the text, or a second form of them has to
// be made.
var largeNotes = []struct {
	name, filler string
	times        int64
	codes        []schema.Code
}{
	{"text", "a note, ", 2, nil},
	{"digits", "1", 2, nil},
	{"short words", "a ", 2, nil},
	{"letters with accents", "é ", 2, nil},
	{"accents alone", "\u0301", 2, nil},
	{"numbers", "call x11 ", 2, nil},
	{"half a telephone number", "555-010-", 2, nil},
	{"half an address", "a@b ", 2, nil},
	{"identifiers", "#1 ", 2, nil},
	{"half names", "Ana, ", 2, nil},
	{"names of the student", "Sam Reyes ", 2, nil},
	{"line ends", "\r\n", 2, nil},
	{"quotes", `""`, 2, nil},
	{"a formula", "=(", 2, []schema.Code{schema.CodeFormula}},
	{"what can't be seen", "a\u200b ", 2, []schema.Code{schema.CodeControl}},
	{"letters encoded twice", "Ã© ", 3, []schema.Code{schema.CodeEncoding}},
	{"Windows-1252", "\xe9", 3, []schema.Code{schema.CodeEncoding}},
	{"the widest of Windows-1252", "\x80", 4, []schema.Code{schema.CodeEncoding}},
}

// A note may be as long as the limit that was raised for it, and one may follow
// another. However it is made, the memory it takes up is bounded.
func TestLargeNote(t *testing.T) {
	if !slow || raceDetector {
		t.Skip("reads 64 MiB at once")
	}
	const slack = 3 << 20
	refs := schoolRoster(t).References(nil)
	for i, tt := range largeNotes {
		t.Run(tt.name, func(t *testing.T) {
			size := int64(4 << 20)
			if i < 2 {
				size = 64 << 20
			}
			in := largeNoteFile(tt.filler, size)
			opts := schoolYear()
			opts.Reader.MaxRowBytes = int(size) + 1<<10
			checkPeak(t, "Validate", tt.times*size+slack, func() {
				rep, err := newValidator(t, refs, opts).Validate(t.Context(), in())
				want := map[schema.Code]int64{schema.CodeNoteLong: 2, schema.CodeDuplicate: 1}
				for _, code := range tt.codes {
					want[code] = 2
				}
				if diff := cmp.Diff(want, rep.Counts); err != nil || rep.Rows != 3 || diff != "" {
					t.Errorf("error %v, %d rows, counts (-want +got):\n%s", err, rep.Rows, diff)
				}
			})
			// The caller of a Reader may hold the record before.
			checkPeak(t, "Reader", (2*tt.times-1)*size+slack, func() {
				lengths := readNotes(t, in(), &opts.Reader)
				if len(lengths) != 3 || lengths[0] == 0 || lengths[1] != lengths[0] || lengths[2] != 0 {
					t.Errorf("notes of %d bytes, want two of a length and an empty one", lengths)
				}
			})
		})
	}
}

// largeNoteFile is a file of two notes of size bytes, and a row behind them.
func largeNoteFile(text string, size int64) func() io.Reader {
	n := size / int64(len(text)) * int64(len(text))
	return func() io.Reader {
		row := func() io.Reader {
			return io.MultiReader(strings.NewReader(`,,004217,,Tardy,ana.ruiz@example.org,Art,9/14/2023,"`), filler(text, n), strings.NewReader("\"\r\n"))
		}
		return io.MultiReader(strings.NewReader(headerLine), row(), row(), strings.NewReader(",,004217,,Tardy,ana.ruiz@example.org,Art,9/15/2023,\r\n"))
	}
}

// readNotes returns the lengths of the notes that a Reader gives.
func readNotes(t *testing.T, r io.Reader, opts *sheet.ReaderOptions) (lengths []int) {
	for rec, err := range sheet.NewReader(r, opts).All() {
		if err != nil {
			t.Error(err)
		}
		lengths = append(lengths, len(rec.Note))
	}
	return lengths
}

// checkPeak fails where f takes more memory than limit. What the collector finds
// while it runs is counted with it, so there are further chances.
func checkPeak(t *testing.T, what string, limit int64, f func()) {
	t.Helper()
	peak, took := peakHeap(f)
	for try := 1; try < 4 && peak > limit; try++ {
		peak, took = peakHeap(f)
	}
	t.Logf("%s: %d MiB at most, %v", what, peak>>20, took.Round(time.Millisecond))
	if peak > limit {
		t.Errorf("%s: %d MiB of memory, want %d at most", what, peak>>20, limit>>20)
	}
}

// A large note comes back from the Writer as it was.
func TestLargeNoteWritten(t *testing.T) {
	if !slow {
		t.Skip("writes 128 MiB")
	}
	const size = 64 << 20
	var b bytes.Buffer
	w := sheet.NewWriter(&b, nil)
	opts := &sheet.ReaderOptions{MaxRowBytes: size + 1<<10}
	for rec, err := range sheet.NewReader(largeNoteFile("a note, ", size)(), opts).All() {
		if err := errors.Join(err, w.Write(rec)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{size, size, 0}, readNotes(t, &b, opts)); diff != "" {
		t.Errorf("lengths of notes mismatch (-want +got):\n%s", diff)
	}
}

// Eight times the note takes eight times the time: no check looks at the same
// text again and again.
func TestLargeNoteTimeIsLinear(t *testing.T) {
	if !slow || raceDetector {
		t.Skip("measures time")
	}
	const size = 4 << 20
	opts := schoolYear()
	opts.Reader.MaxRowBytes = size + 1<<10
	v := newValidator(t, schoolRoster(t).References(nil), opts)
	for _, text := range []string{"1", "call x11 ", "a@", "#1 ", "Ana, ", "'"} {
		checkLinear(t, fmt.Sprintf("two notes of 4 MiB of %q", text), func(part int) {
			if _, err := v.Validate(t.Context(), largeNoteFile(text, size/int64(part))()); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// Half pairs, swapped pairs and a cut character in UTF-16 become U+FFFD and are
// told; the rest is read.
func TestLoneSurrogates(t *testing.T) {
	for name, order := range map[string]binary.AppendByteOrder{"little-endian": binary.LittleEndian, "big-endian": binary.BigEndian} {
		var in []byte
		add := func(units ...uint16) {
			for _, u := range units {
				in = order.AppendUint16(in, u)
			}
		}
		text := func(s string) {
			for _, r := range s {
				add(uint16(r))
			}
		}
		text("\ufeff" + headerLine)
		for _, units := range [][]uint16{{0xd800}, {0xdc00}, {0xdc00, 0xd800}, {0xd83d, 'x'}} {
			text(strings.TrimSpace(goodRow(1)))
			add(units...)
			text("\r\n")
		}
		text(goodRow(5))
		in = append(in, 0xd8)
		rep := validate(t, newValidator(t, district(), schoolYear()), string(in))
		if rep.Rows != 6 || rep.Counts[schema.CodeEncoding] != 4 || rep.Counts[schema.CodeFieldCount] != 1 {
			t.Errorf("%s: %d rows, %v", name, rep.Rows, rep.Counts)
		}
		renderAll(t, rep)
	}
}

// Every byte stands in every cell once, alone, doubled and between letters: a
// row is told or good, and none is lost.
func TestEveryByteInEveryCell(t *testing.T) {
	t.Parallel() // it takes long
	v := newValidator(t, district(), schoolYear())
	for b := range 256 {
		var text strings.Builder
		text.WriteString(headerLine)
		for field := range 9 {
			for _, cell := range []string{string([]byte{byte(b)}), string([]byte{byte(b), byte(b)}), "x" + string([]byte{byte(b)}) + "y"} {
				cells := strings.Split(strings.TrimSpace(goodRow(1)), ",")
				cells[field] = cell
				text.WriteString(strings.Join(cells, ",") + "\r\n")
			}
			text.WriteString(goodRow(2 + field))
		}
		text.WriteString(strings.Replace(goodRow(99), "09/14", "09/15", 1))
		rep := validate(t, v, text.String())
		checkReport(t, rep)
		want := int64(4)
		switch b {
		case '\r', '\n':
			want = 7 // each of them splits a row; two make a blank row
		}
		if rep.Rows+rep.Counts[schema.CodeBlankRow] < 9*want+1 {
			t.Errorf("byte %#x: %d rows and %d blank ones, want %d at least", b, rep.Rows, rep.Counts[schema.CodeBlankRow], 9*want+1)
		}
		if last := rep.Summary.Last; last.Day != 15 {
			t.Errorf("byte %#x: the last row was not read", b)
		}
	}
}
