package job_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"github.com/google/go-cmp/cmp"
)

// This file counts what Validate must find a second time, from the rules alone
// (design, §4) and byte by byte. It shares no code with the library.

// A plainCount is what is counted of a file below its header. -1: not told apart
// here.
type plainCount struct {
	Rows, Blank, Quote, FieldCount, RowSize                        int64
	Encoding, IdentifierMissing, Required, Placeholder, Duplicate  int64
	UnknownRecognition, UnknownTeacher, UnknownClass, EmailSyntax  int64
	DateInvalid, DateAmbiguous, DateOrder, DateFuture, DateOutside int64
}

// countCells counts what is wrong with the cells of one row.
func (n *plainCount) countCells(cells []string) {
	if allBlank(cells[:4]) {
		n.IdentifierMissing++
	}
	for i, cell := range cells[:8] {
		cell, asRead := strings.TrimSpace(cell), cell
		switch {
		case cell == "" && i >= 4:
			n.Required++
			continue
		case cell == "":
			continue
		case plainPlaceholder(cell):
			n.Placeholder++
			continue
		}
		switch i {
		case 0:
			n.EmailSyntax += count(!plainAddress(asRead))
		case 4:
			n.UnknownRecognition += count(!slices.Contains(plainRecognitions, asRead))
		case 5:
			known := slices.Contains(plainTeachers, strings.ToLower(asRead))
			n.UnknownTeacher += count(!known)
			n.EmailSyntax += count(!known && !plainAddress(asRead))
		case 6:
			n.UnknownClass += count(!slices.Contains(plainClasses, asRead))
		case 7:
			n.countDate(cell)
		}
	}
}

// countDate counts a date of schoolYear's.
func (n *plainCount) countDate(cell string) {
	year, month, day, slashes := plainDate(cell)
	switch {
	case plainDayExists(year, month, day):
		iso := fmt.Sprintf("%04d-%02d-%02d", year, month, day)
		n.DateFuture += count(iso > "2024-01-31")
		n.DateOutside += count(iso < "2023-08-14" || iso > "2024-06-07")
	case slashes && plainDayExists(year, day, month):
		n.DateAmbiguous++
	default:
		n.DateInvalid++
	}
}

// forget gives up the counts that are not told apart here of such a text.
func (n *plainCount) forget(text string) {
	gone := func(counts ...*int64) {
		for _, c := range counts {
			*c = -1
		}
	}
	ascii := !strings.ContainsFunc(text, func(r rune) bool { return r > '~' || r < ' ' && !strings.ContainsRune("\t\r\n", r) })
	if !ascii {
		// What is left of such a cell without what can't be seen.
		gone(&n.IdentifierMissing, &n.Required)
	}
	if !plainlyRecoded(text) {
		gone(&n.Encoding)
	}
	// Of names and dates, letters and digits, and the signs of a date or an
	// address; words that only a part of is a date, and years long ago.
	odd := !ascii
	for _, cell := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",\"\r\n", r) }) {
		cell = strings.TrimSpace(cell)
		odd = odd || !plainName.MatchString(cell) && !plainDay.MatchString(cell)
	}
	if odd {
		gone(&n.Placeholder, &n.Duplicate, &n.UnknownRecognition, &n.UnknownTeacher, &n.UnknownClass, &n.EmailSyntax,
			&n.DateInvalid, &n.DateAmbiguous, &n.DateOrder, &n.DateFuture, &n.DateOutside)
	}
}

// What exists in Otus to FuzzValidateCounts.
var (
	plainRecognitions = []string{"Tardy", "Cooperation"}
	plainTeachers     = []string{"a.rivera@example.org", "lee@example.org"}
	plainClasses      = []string{"Algebra 1", "Art"}
)

// countPlainly counts text, which starts below the header. Where decode is not
// nil it makes text of the bytes of a cell.
func countPlainly(text string, most int, decode func(string) string) plainCount {
	var n plainCount
	blanks := int64(0)
	seen := make(map[string]bool)
	for text != "" {
		cells, bare, length, bad := plainRow(text, most)
		text = text[length:]
		recoded := int64(0)
		for i, cell := range cells {
			switch {
			case decode != nil:
				cells[i] = decode(cell)
			case !utf8.ValidString(cell):
				cells[i] = plainWindows1252(cell)
				if i < 9 {
					recoded++
				}
			}
		}
		if bad == "" && allBlank(cells) {
			blanks++
			continue
		}
		n.Rows++
		n.Blank += blanks
		blanks = 0
		switch {
		case bad == schema.CodeQuote:
			n.Quote++
			continue
		case bad == schema.CodeRowSize:
			n.RowSize++
			continue
		case len(cells) < 8 || len(cells) > 9 && !allBlank(cells[9:]):
			if bare {
				n.Quote++
			} else {
				n.FieldCount++
			}
			continue
		case bare:
			n.Quote++
		}
		n.Encoding += recoded
		cells = append(cells, "")
		n.countCells(cells)
		key := plainKey(cells)
		if seen[key] {
			n.Duplicate++
		}
		seen[key] = true
	}
	n.DateOrder = min(n.DateAmbiguous, 1)
	return n
}

// plainKey is what makes two rows the same: their cells, names as they stand in
// the sets, and dates as the days they are.
func plainKey(cells []string) string {
	cells = slices.Clone(cells[:9])
	for column, names := range map[int][]string{4: plainRecognitions, 5: plainTeachers, 6: plainClasses} {
		for _, name := range names {
			if strings.EqualFold(strings.TrimSpace(cells[column]), name) {
				cells[column] = name
			}
		}
	}
	if year, month, day, _ := plainDate(strings.TrimSpace(cells[7])); plainDayExists(year, month, day) {
		cells[7] = fmt.Sprintf("%04d-%02d-%02d", year, month, day)
	}
	return strings.Join(cells, "\x00")
}

func count(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

func plainDayExists(year, month, day int) bool {
	d := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return year > 0 && month >= 1 && month <= 12 && d.Day() == day
}

// plainDate reads YYYY-MM-DD and M/D/YYYY; of anything else the year is 0.
func plainDate(cell string) (year, month, day int, slashes bool) {
	parts := strings.FieldsFunc(cell, func(r rune) bool { return r == '-' || r == '/' })
	if len(parts) != 3 {
		return 0, 0, 0, false
	}
	if slashes = strings.Count(cell, "/") == 2; slashes {
		parts[0], parts[1], parts[2] = parts[2], parts[0], parts[1]
	}
	for i, to := range []*int{&year, &month, &day} {
		*to, _ = strconv.Atoi(parts[i])
	}
	return year, month, day, slashes
}

// plainPlaceholder reports whether a cell says that there is no value.
func plainPlaceholder(cell string) bool {
	switch strings.ToLower(cell) {
	case "na", "null", "nil", "none", "nan", "tbd", "tba", "unknown", "undefined", "blank", "empty", "missing", "n/a",
		"not available", "not applicable", "no value", "to be determined", "to be announced":
		return true
	}
	return strings.Trim(cell, "-") == ""
}

// plainAddress reports whether a cell of letters, digits, dots and @ is an
// address.
func plainAddress(cell string) bool {
	local, domain, ok := strings.Cut(cell, "@")
	parts := append(strings.Split(local, "."), strings.Split(domain, ".")...)
	return ok && len(cell) <= 254 && strings.Contains(domain, ".") && !strings.ContainsAny(domain, "@-/ ") && !strings.ContainsAny(local, " \t") &&
		!slices.Contains(parts, "")
}

// plainWindows1252 decodes Windows-1252, as far as anything here depends on it.
func plainWindows1252(cell string) string {
	var b strings.Builder
	for _, c := range []byte(cell) {
		r := rune(c)
		if c >= 0x80 && c < 0xa0 {
			r = '€' // a sign that can be seen
		}
		b.WriteRune(r)
	}
	return b.String()
}

// allBlank reports whether nothing can be seen in any of the cells.
func allBlank(cells []string) bool {
	return !strings.ContainsFunc(strings.Join(cells, ""), func(r rune) bool { return fold.IsSeen(r) && !unicode.IsSpace(r) })
}

// plainRow reads the first row of text: its cells, whether a cell without
// quotes around it holds one, and how many bytes the row takes up.
func plainRow(text string, most int) (cells []string, bare bool, length int, bad schema.Code) {
	at := func(i int) byte {
		if i < len(text) {
			return text[i]
		}
		return 0
	}
	ends := func(i int) bool { return i >= len(text) || text[i] == '\r' || text[i] == '\n' }
	fail := func(code schema.Code) ([]string, bool, int, schema.Code) {
		i := 0
		for !ends(i) {
			i++
		}
		return nil, false, i + lineEndWidth(text[i:]), code
	}
	for i := 0; ; i++ {
		var cell strings.Builder
		if at(i) == '"' && i < len(text) && i < most {
			for i++; ; i++ {
				if i >= len(text) || i >= most {
					return fail(schema.CodeQuote)
				}
				if text[i] != '"' {
					cell.WriteByte(text[i])
					continue
				}
				if at(i+1) != '"' {
					break
				}
				cell.WriteByte('"')
				i++
			}
			i++
			if !ends(i) && text[i] != ',' {
				return fail(schema.CodeQuote)
			}
		} else {
			for ; !ends(i) && text[i] != ','; i++ {
				if i >= most {
					return fail(schema.CodeRowSize)
				}
				cell.WriteByte(text[i])
			}
			bare = bare || strings.Contains(cell.String(), `"`) && !keepsZeros(cell.String())
		}
		cells = append(cells, cell.String())
		if ends(i) {
			return cells, bare, i + lineEndWidth(text[min(i, len(text)):]), ""
		}
		if i >= most {
			return fail(schema.CodeRowSize)
		}
	}
}

// keepsZeros reports whether a cell is exactly ="…".
func keepsZeros(cell string) bool {
	return len(cell) >= 3 && strings.HasPrefix(cell, `="`) && strings.HasSuffix(cell, `"`) && strings.Count(cell, `"`) == 2
}

func lineEndWidth(text string) int {
	switch {
	case strings.HasPrefix(text, "\r\n"):
		return 2
	case text != "":
		return 1
	}
	return 0
}

// plainlyRecoded reports whether what is told of cells beyond ASCII is only that
// they are not UTF-8: they hold letters of Windows-1252 and nothing else.
func plainlyRecoded(text string) bool {
	for _, c := range []byte(text) {
		alphanumeric := c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
		if !alphanumeric && c != ',' && c != '\n' && c < 0xc0 {
			return false
		}
	}
	return true
}

var (
	// No month begins with the first letter of these words, those spelt out
	// apart.
	plainName = regexp.MustCompile(`^(?i:|-+|[bceghiklpqrt-z][a-z]*( [a-z]+)*|n/a|na|null|nil|none|nan|not available|no value|missing|nobody|art|algebra [12]|[a-z.]+@[a-z.@]*)$`)
	plainDay  = regexp.MustCompile(`^(19[0-9]{2}|20[0-9]{2})-[01][0-9]-[0-3][0-9]$|^[0-9]{1,2}/[0-9]{1,2}/20[0-9]{2}$`)
)

// A plainForm is a way in which a file is encoded.
type plainForm struct {
	encode  func(text string) string
	options sheet.Encoding
	decode  func(cell string) string // of a cell, where the bytes are not UTF-8
}

var plainForms = []plainForm{
	{encode: func(text string) string { return text }},
	{encode: func(text string) string { return "\ufeff" + text }},
	{encode: func(text string) string { return plainUTF16(binary.LittleEndian, text) }},
	{encode: func(text string) string { return plainUTF16(binary.BigEndian, text) }},
	{encode: func(text string) string { return text }, options: sheet.EncodingWindows1252, decode: plainWindows1252},
}

// plainUTF16 encodes text with a byte order mark.
func plainUTF16(order binary.AppendByteOrder, text string) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune("\ufeff" + text)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

// FuzzValidateCounts compares a report's counts with plain ones, in each
// encoding.
func FuzzValidateCounts(f *testing.F) {
	f.Add("\x00", uint8(0), uint8(4)) // a row in which nothing can be seen
	f.Add("\u200b,,\n1,2\n", uint8(0), uint8(0))
	for _, m := range messyFiles() {
		_, rows, _ := strings.Cut(m.text, "\n")
		f.Add(rows, uint8(0), uint8(0))
	}
	for _, rows := range []string{
		"17,,,,Tardy,a.rivera@example.org,Algebra 1,2023-09-14,note\n17,,,,Tardy,a.rivera@example.org,Algebra 1,2023-09-14,note\n\n,18,,,Elsewhere,,,2023-09-15,\n",
		"17,,,,\"Tardy\",,,,\n,,,,,,,,\n\"17\",,,,Tardy,,,\n17,,,,Cooperation,,,,,\n17\n",
		",\"\nx\ny\"\n\"a\",\"b\"c\n=\"17\",,,,,,,,\n5\" x,,,,,,,,\n5\" x\n",
		strings.Repeat("x", 200) + "\n" + strings.Repeat("\"", 129) + "\n17",
		"x@y.org,,,,Tardy,LEE@example.org,Art,9/14/2023,\nx@y,none,,,tardy,lee@example,art,14/09/2023,\n,x,,,Tbd,x@example.org,,2023-02-30,\n",
		"n/a,,,,Tardy ,a@b@c.d,- , 2024-03-01 ,x\n,,,x,Rude,..@x.y,Art,13/13/2023,\n,,,x,Rude,q,Art,2031-01-01,\n",
		"\xe9,x,,,caf\xe9,\xa0,Art,2023-09-14,\x80\n\xa0,\xa0,,,,,,,\nx,,,,,,,,\xff,\n",
		"\xe9,x\xff,,,caf\xe9,a,Art,q,\xd7\nx,,,,,,,\xe9\n",
		"é,x,,,café,\u00a0,Art,2023-09-14,\u2028😀\n",
	} {
		for form := range plainForms {
			f.Add(rows, uint8(0), uint8(form))
			f.Add(rows, uint8(3), uint8(form))
		}
	}
	f.Fuzz(checkCounted)
}

// Files of random cells, most of which something is wrong with, have the counts
// of the plain ones too: all of them are told apart.
func TestValidateCountsOfRandomCells(t *testing.T) {
	t.Parallel() // it takes long
	words := []string{"", "", "", " ", "Tardy", "Cooperation", " Tardy", "tardy", "Rude", "none", "N/A", "-", "to be determined", "Tbd ",
		"a.rivera@example.org", "LEE@EXAMPLE.ORG", "lee@example", "x@y.org", "x@@y.org", ".x@y.org", "nobody", "Algebra 1", "algebra 1", "Art", "Art ",
		"2023-09-14", "2023-09-15 ", "2023-02-29", "2024-02-29", "2023-13-01", "2024-03-01", "2031-01-01", "1999-12-31",
		"9/14/2023", "09/14/2023", "14/9/2023", "13/13/2023", "2/30/2023", "31/12/2023", "0/1/2023", "1/0/2023", "2023-14-09", "2023-00-00", "2023-19-39", "00/00/2000", "99/99/2099", "1/1/2000", "not available", "missing"}
	random := rand.New(rand.NewPCG(5, 9))
	rounds := 4000
	if !slow || raceDetector {
		rounds = 400
	}
	for range rounds {
		var rows strings.Builder
		for range 1 + random.IntN(8) {
			cells := []string{"", "", "x", "", "Tardy", "lee@example.org", "Art", "2023-09-14", ""}
			for range random.IntN(4) {
				cells[random.IntN(len(cells))] = words[random.IntN(len(words))]
			}
			rows.WriteString(strings.Join(cells, ",") + "\n")
		}
		var n plainCount
		if n.forget(rows.String()); n.Duplicate < 0 || n.Required < 0 {
			t.Fatalf("not told apart: %q", rows.String())
		}
		checkCounted(t, rows.String(), 255, uint8(random.IntN(len(plainForms))))
		if t.Failed() {
			return
		}
	}
}

// checkCounted compares the counts of the report on rows of at most 100 bytes
// and size more, in an encoding, with the plain ones.
func checkCounted(t *testing.T, rows string, size, form uint8) {
	how := plainForms[int(form)%len(plainForms)]
	if len(rows) >= 16_000 || int(form)%len(plainForms) != 0 && how.decode == nil && !utf8.ValidString(rows) {
		return // rows of so many cells are TestHostileFiles'
	}
	opts := schoolYear()
	opts.Reader = sheet.ReaderOptions{Comma: ',', HeaderRow: 1, MaxRowBytes: 100 + int(size), Encoding: how.options}
	refs := roster.References{
		Recognitions: nameset.NewSet(plainRecognitions...),
		Teachers:     nameset.NewEmailSet(plainTeachers...),
		Classes:      nameset.NewSet(plainClasses...),
	}
	rep := validate(t, newValidator(t, refs, opts), how.encode(headerLine+rows))
	got := plainCount{
		Rows: rep.Rows, Blank: rep.Counts[schema.CodeBlankRow], Quote: rep.Counts[schema.CodeQuote],
		FieldCount: rep.Counts[schema.CodeFieldCount], RowSize: rep.Counts[schema.CodeRowSize],
		Encoding: rep.Counts[schema.CodeEncoding], IdentifierMissing: rep.Counts[schema.CodeIdentifierMissing],
		Required: rep.Counts[schema.CodeRequired], Placeholder: rep.Counts[schema.CodePlaceholder],
		Duplicate:          rep.Counts[schema.CodeDuplicate],
		UnknownRecognition: rep.Counts[schema.CodeRecognitionUnknown], UnknownTeacher: rep.Counts[schema.CodeTeacherUnknown],
		UnknownClass: rep.Counts[schema.CodeClassUnknown], EmailSyntax: rep.Counts[schema.CodeEmailSyntax],
		DateInvalid: rep.Counts[schema.CodeDateInvalid], DateAmbiguous: rep.Counts[schema.CodeDateAmbiguous],
		DateOrder: rep.Counts[schema.CodeDateOrder], DateFuture: rep.Counts[schema.CodeDateFuture],
		DateOutside: rep.Counts[schema.CodeDateRange],
	}
	want := countPlainly(rows, opts.Reader.MaxRowBytes, how.decode)
	for _, n := range []*plainCount{&got, &want} {
		n.forget(rows)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("form %d, rows of at most %d bytes: counts mismatch (-plain +report):\n%s\n%q",
			form, opts.Reader.MaxRowBytes, diff, rows)
	}
}
