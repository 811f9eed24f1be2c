package desk

import (
	"encoding/binary"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

func fsOnly(files fstest.MapFS, names ...string) fstest.MapFS {
	only := make(fstest.MapFS)
	for _, name := range names {
		only[name] = files[name]
	}
	return only
}

// exports are all files of the repository that look like an export.
func exports(t *testing.T) []string {
	t.Helper()
	var paths []string
	for _, folder := range []string{"../../build/district", "../../../testdata"} {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() && (strings.HasSuffix(path, "export.csv") || strings.HasSuffix(path, "input.csv")) {
				paths = append(paths, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(paths) < 50 {
		t.Fatalf("only %d exports were found", len(paths))
	}
	return paths
}

// A row that is written again with the cells that it has is the same row, and no other
// row of the file changes.
func TestRowsWrittenAgain(t *testing.T) {
	for _, path := range exports(t) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		before, err := readExport("export.csv", data)
		if err != nil {
			continue // no CSV, which is another test's
		}
		texts := make(map[int64]string)
		want := make(map[int64][]string)
		for i, at := range before.rows {
			cells, whole := before.cells(at.row)
			want[at.row] = cells
			if i%2 == 0 && whole && i < 200 {
				texts[at.row] = before.rowText(cells)
			}
		}
		after, err := readExport("export.csv", before.replaced(texts, nil))
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if len(after.rows) != len(before.rows) || !slices.Equal(after.labels, before.labels) {
			t.Errorf("%s: %d rows became %d", path, len(before.rows), len(after.rows))
			continue
		}
		for _, at := range after.rows {
			if cells, _ := after.cells(at.row); !slices.Equal(cells, want[at.row]) {
				t.Errorf("%s, row %d, written again: %v (-want +got):\n%s", path, at.row, texts[at.row] != "", cmp.Diff(want[at.row], cells))
			}
		}
		if string(before.replaced(nil, nil)) != string(before.text) {
			t.Errorf("%s: nothing was corrected, and the file is another one", path)
		}
	}
}

// A row that is split here is split as the library does.
func TestPlainCells(t *testing.T) {
	plain := 0
	for _, path := range exports(t) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		e, err := readExport("export.csv", data)
		if err != nil {
			continue // no CSV, which is another test's
		}
		for _, at := range e.rows[:min(len(e.rows), 300)] {
			cells := plainCells(string(e.text[at.start:at.end]), e.comma)
			if len(cells) != len(e.labels) {
				continue
			}
			plain++
			if slow, whole := e.splitCells(e.text[at.start:at.end]); !whole || !slices.Equal(cells, slow) {
				t.Errorf("%s, row %d is %q, the library has %q, %v", path, at.row, cells, slow, whole)
			}
		}
	}
	if plain < 500 {
		t.Errorf("only %d rows are plain", plain)
	}
	for _, odd := range []string{"a,b\"", "\"a\"b,c", "\"a,b", "a\r,b", "a,\"b\nc\"", "\xe9,a", "a\x00,b"} {
		if cells := plainCells(odd, ','); cells != nil {
			t.Errorf("%q was split into %q", odd, cells)
		}
	}
}

func TestReadExport(t *testing.T) {
	inUTF16 := func(order binary.AppendByteOrder, text string) string {
		var b []byte
		for _, unit := range utf16.Encode([]rune(text)) {
			b = order.AppendUint16(b, unit)
		}
		return string(b)
	}
	const plain = "Name,Date\nKim,1\nLee,2\n"
	for _, tt := range []struct {
		name, text string
		comma      rune
		row        int64
		want       []string // the cells of that row
		after      string   // the file with "x" and "y" in that row, of an answer
	}{
		{"plain", plain, ',', 2, []string{"Kim", "1"}, "Name,Date\nx,y\nLee,2\n"},
		{"the last row", "Name,Date\nKim,1\nLee,2", ',', 3, []string{"Lee", "2"}, "Name,Date\nKim,1\nx,y"},
		{"CR LF", "Name;Date\r\nKim;1\r\nLee;2\r\n", ';', 2, []string{"Kim", "1"}, "Name;Date\r\nx;y\r\nLee;2\r\n"},
		{"a mark, titles and sep", "\uFEFFsep=;\nReport of today\n\nName;Date\nKim;1\nLee;2\n", ';', 4, []string{"Kim", "1"}, "\uFEFFsep=;\nReport of today\n\nName;Date\nx;y\nLee;2\n"},
		{"tabs", "Name\tDate\nKim\t1\n", '\t', 2, []string{"Kim", "1"}, "Name\tDate\nx\ty\n"},
		{"several lines", "Name,Date\n\"Kim\r\nor so\",1\n\nLee,2\n", ',', 2, []string{"Kim\r\nor so", "1"}, "Name,Date\nx,y\n\nLee,2\n"},
		{"a title of several lines", "\"Na\nme\",Date\nKim,1\n", ',', 3, nil, ""},
		{"Windows text", "Name,Date\nRen\xe9,1\n\nLee,2\n", ',', 2, []string{"René", "1"}, "Name,Date\nx,y\n\nLee,2\n"},
		{"UTF-16", "\xff\xfe" + inUTF16(binary.LittleEndian, plain), ',', 2, []string{"Kim", "1"}, "\uFEFFName,Date\nx,y\nLee,2\n"},
		{"UTF-16, the other way, unmarked", inUTF16(binary.BigEndian, plain), ',', 3, []string{"Lee", "2"}, "\uFEFFName,Date\nKim,1\nx,y\n"},
		{"one column", "Name\nKim\n", ',', 2, []string{"Kim"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e, err := readExport("export.csv", []byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if e.comma != tt.comma {
				t.Errorf("the comma is %q, want %q", e.comma, tt.comma)
			}
			if tt.want == nil {
				return
			}
			if cells, whole := e.cells(tt.row); !whole || !slices.Equal(cells, tt.want) {
				t.Errorf("row %d is %q, whole %v, want %q", tt.row, cells, whole, tt.want)
			}
			if tt.after == "" {
				return
			}
			if diff := cmp.Diff(tt.after, string(e.replaced(map[int64]string{tt.row: e.rowText([]string{"x", "y"})}, nil))); diff != "" {
				t.Errorf("corrected (-want +got):\n%s", diff)
			}
		})
	}
}

// An answer has a column after those of the export, and only its row is longer.
func TestAnswerColumn(t *testing.T) {
	e, err := readExport("export.csv", []byte("Name,Date\nKim,1\nLee,2\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := string(e.replaced(map[int64]string{3: e.rowText([]string{"Lee", "2", "Art"})}, []string{"answer: Class Name"}))
	if want := "Name,Date,answer: Class Name\nKim,1\nLee,2,Art\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPieces(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"plain", `a,b,c`, []string{"a", "b", "c"}},
		{"quoted", `"a,b","c ""d"""`, []string{"a,b", `c "d"`}},
		{"never closed", `a,"b c,d`, []string{"a", "b c", "d"}},
		{"closed too early", `a,"b" c,d`, []string{"a", `"b" c`, "d"}},
		{"a mark inside", `a,6" pipe,d`, []string{"a", `6" pipe`, "d"}},
		{"empty ones", `,,`, []string{"", "", ""}},
		{"nothing", ``, []string{""}},
		{"quoted at the end", `a,"b"`, []string{"a", "b"}},
		{"lines", "a,\"b\nc\"", []string{"a", "b\nc"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := pieces(tt.text, ','); !slices.Equal(got, tt.want) {
				t.Errorf("pieces are %q, want %q", got, tt.want)
			}
		})
	}
}

// What the desk writes it reads again, and so does nothing get lost in a row in pieces.
func FuzzPieces(f *testing.F) {
	for _, cells := range [][2]string{{"a", "b,c"}, {`"x" y`, "line\r\nbreak"}, {" lead", `"`}, {`="001"`, ""}} {
		f.Add(cells[0], cells[1])
	}
	e := &exportFile{comma: ','}
	f.Fuzz(func(t *testing.T, a, b string) {
		cells := []string{a, b, "end"}
		if got := pieces(e.rowText(cells), ','); !slices.Equal(got, cells) {
			t.Errorf("%q was read again as %q", cells, got)
		}
		text := a + "," + b
		letters := func(s string) int { return len(s) - strings.Count(s, `"`) - strings.Count(s, ",") }
		if got := strings.Join(fit(pieces(text, ','), 2, ','), ","); letters(got) != letters(text) {
			t.Errorf("of %q is left %q", text, got)
		}
	})
}

func TestWays(t *testing.T) {
	for _, tt := range []struct {
		name  string
		cells []string
		n     int
		want  []string // the ways, cells joined by |
	}{
		{"it fits", []string{"a", "b"}, 2, []string{"a|b"}},
		{"a comma in a text", []string{"1", "no quotes", " around it", "0"}, 3, []string{"1|no quotes, around it|0"}},
		{"nothing likely", []string{"a", "b", "c"}, 2, []string{"a,b|c", "a|b,c"}},
		{"two commas", []string{"a", " b", " c", "0"}, 2, []string{"a, b, c|0"}},
		{"too few", []string{"a"}, 2, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, way := range ways(tt.cells, tt.n, ',') {
				got = append(got, strings.Join(way.cells, "|"))
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("ways are %q, want %q", got, tt.want)
			}
		})
	}
}
