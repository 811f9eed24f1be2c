package otustemplate_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"example.com/otustemplate"
	"github.com/google/go-cmp/cmp"
)

// This file counts what Validate must find a second time, from the rules alone
// (design, §4) and byte by byte. It shares no code with the library.

// A plainCount is what is counted of a file below its header.
type plainCount struct {
	Rows, Blank, Quote, FieldCount, RowSize int64
	IdentifierMissing, Required             int64
	UnknownRecognition, Duplicate           int64 // -1: not told apart here
}

// countPlainly counts text, which starts below the header.
func countPlainly(text string, max int, recognitions []string) plainCount {
	var n plainCount
	blanks := int64(0)
	seen := make(map[string]bool)
	for text != "" {
		cells, bare, length, bad := plainRow(text, max)
		text = text[length:]
		if bad == "" && allBlank(cells) {
			blanks++
			continue
		}
		n.Rows++
		n.Blank += blanks
		blanks = 0
		switch {
		case bad == otustemplate.CodeQuote:
			n.Quote++
			continue
		case bad == otustemplate.CodeRowSize:
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
		cells = append(cells, "")
		if allBlank(cells[:4]) {
			n.IdentifierMissing++
		}
		for _, cell := range cells[4:8] {
			if allBlank([]string{cell}) {
				n.Required++
			}
		}
		key := strings.Join(cells[:9], "\x00")
		if seen[key] {
			n.Duplicate++
		}
		seen[key] = true
		if name := cells[4]; !allBlank([]string{name}) {
			known := false
			for _, r := range recognitions {
				known = known || r == name
			}
			if !known {
				n.UnknownRecognition++
			}
		}
	}
	return n
}

func allBlank(cells []string) bool {
	return strings.TrimSpace(strings.Join(cells, "")) == ""
}

// plainRow reads the first row of text: its cells, whether a cell without
// quotes around it holds one, and how many bytes the row takes up.
func plainRow(text string, max int) (cells []string, bare bool, length int, bad otustemplate.Code) {
	at := func(i int) byte {
		if i < len(text) {
			return text[i]
		}
		return 0
	}
	ends := func(i int) bool { return i >= len(text) || text[i] == '\r' || text[i] == '\n' }
	fail := func(code otustemplate.Code) ([]string, bool, int, otustemplate.Code) {
		i := 0
		for !ends(i) {
			i++
		}
		return nil, false, i + lineEndWidth(text[i:]), code
	}
	for i := 0; ; i++ {
		var cell strings.Builder
		if at(i) == '"' && i < len(text) && i < max {
			for i++; ; i++ {
				if i >= len(text) || i >= max {
					return fail(otustemplate.CodeQuote)
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
				return fail(otustemplate.CodeQuote)
			}
		} else {
			for ; !ends(i) && text[i] != ','; i++ {
				if i >= max {
					return fail(otustemplate.CodeRowSize)
				}
				cell.WriteByte(text[i])
			}
			bare = bare || strings.Contains(cell.String(), `"`) && !keepsZeros(cell.String())
		}
		cells = append(cells, cell.String())
		if ends(i) {
			return cells, bare, i + lineEndWidth(text[min(i, len(text)):]), ""
		}
		if i >= max {
			return fail(otustemplate.CodeRowSize)
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

// simple reports whether a file has only cells whose checks are told apart
// here: letters, and names that are in the set as they are or not at all.
func simple(text string) bool {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",\"\r\n", r) }) {
		switch word {
		case "", "Tardy", "Cooperation", "Elsewhere", "Algebra 1", "a.rivera@example.org", "2023-09-14", "2023-09-15", "note", "17", "18", " ":
		default:
			return false
		}
	}
	return true
}

// FuzzValidateCounts compares a report's counts with plain ones.
func FuzzValidateCounts(f *testing.F) {
	recognitions := []string{"Tardy", "Cooperation"}
	for _, m := range messyFiles() {
		_, rows, _ := strings.Cut(m.text, "\n")
		f.Add(rows, uint8(0))
	}
	for _, rows := range []string{
		"17,,,,Tardy,a.rivera@example.org,Algebra 1,2023-09-14,note\n17,,,,Tardy,a.rivera@example.org,Algebra 1,2023-09-14,note\n\n,18,,,Elsewhere,,,2023-09-15,\n",
		"17,,,,\"Tardy\",,,,\n,,,,,,,,\n\"17\",,,,Tardy,,,\n17,,,,Cooperation,,,,,\n17\n",
		",\"\nx\ny\"\n\"a\",\"b\"c\n=\"17\",,,,,,,,\n5\" x,,,,,,,,\n5\" x\n",
		strings.Repeat("x", 200) + "\n" + strings.Repeat("\"", 129) + "\n17",
	} {
		f.Add(rows, uint8(0))
		f.Add(rows, uint8(3))
	}
	f.Fuzz(func(t *testing.T, rows string, size uint8) {
		if len(rows) >= 16_000 {
			return // rows of so many cells are TestHostileFiles'
		}
		opts := schoolYear()
		opts.Reader = otustemplate.ReaderOptions{Comma: ',', HeaderRow: 1, MaxRowBytes: 100 + int(size)}
		refs := otustemplate.References{Recognitions: otustemplate.NewSet(recognitions...)}
		rep := validate(t, newValidator(t, refs, opts), headerLine+rows)
		counts := rep.Counts
		got := plainCount{
			Rows: rep.Rows, Blank: counts[otustemplate.CodeBlankRow], Quote: counts[otustemplate.CodeQuote],
			FieldCount: counts[otustemplate.CodeFieldCount], RowSize: counts[otustemplate.CodeRowSize],
			IdentifierMissing: counts[otustemplate.CodeIdentifierMissing], Required: counts[otustemplate.CodeRequired],
			UnknownRecognition: counts[otustemplate.CodeRecognitionUnknown], Duplicate: counts[otustemplate.CodeDuplicate],
		}
		want := countPlainly(rows, opts.Reader.MaxRowBytes, recognitions)
		if !simple(rows) {
			got.UnknownRecognition, want.UnknownRecognition = -1, -1
			got.Duplicate, want.Duplicate = -1, -1
		}
		if strings.ContainsFunc(rows, func(r rune) bool { return r > '~' || r < ' ' && !strings.ContainsRune("\t\r\n", r) }) {
			// What is left of such a cell without what can't be seen is not
			// told apart here.
			got.IdentifierMissing, want.IdentifierMissing = -1, -1
			got.Required, want.Required = -1, -1
		}
		if !utf8.ValidString(rows) { // nor what Windows-1252 makes of it
			got, want = plainCount{RowSize: got.RowSize}, plainCount{RowSize: want.RowSize}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("rows of at most %d bytes: counts mismatch (-plain +report):\n%s\n%q", opts.Reader.MaxRowBytes, diff, rows)
		}
	})
}
