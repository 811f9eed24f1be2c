package csvrow

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// suites is where the test files of other CSV libraries are, each suite with
// its source and license in SOURCE.txt.
const suites = "../../testdata/csvsuites"

// TestCSVSpectrum checks cells against csv-spectrum's JSON: objects by label.
func TestCSVSpectrum(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(suites, "csv-spectrum/csvs/*.csv"))
	if err != nil || len(files) < 12 {
		t.Fatalf("%d files of csv-spectrum, error %v; want 12", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".csv")
		if name == "location_coordinates" {
			continue // its JSON has another number and no degree signs: TestBareQuotesOfCSVSpectrum
		}
		t.Run(name, func(t *testing.T) {
			var want []map[string]string
			if err := json.Unmarshal(readFile(t, filepath.Join(suites, "csv-spectrum/json", name+".json")), &want); err != nil {
				t.Fatal(err)
			}
			in := readFile(t, file)
			if strings.HasSuffix(name, "_crlf") { // stored with LF in the copy
				in = bytes.ReplaceAll(bytes.ReplaceAll(in, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
			}
			rows, err := scanAll(t, bytes.NewReader(in), Dialect{Comma: ','})
			if err != nil || len(rows) == 0 {
				t.Fatalf("%d rows, error %v", len(rows), err)
			}
			got := []map[string]string{}
			for _, row := range rows[1:] {
				object := make(map[string]string)
				for i, cell := range row.Cells {
					object[rows[0].Cells[i]] = cell
				}
				got = append(got, object)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("cells mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// TestBareQuotesOfCSVSpectrum reads the file with second marks in unquoted
// cells. The degree signs were lost before.
func TestBareQuotesOfCSVSpectrum(t *testing.T) {
	in := readFile(t, filepath.Join(suites, "csv-spectrum/csvs/location_coordinates.csv"))
	rows, err := scanAll(t, bytes.NewReader(in), Dialect{Comma: ','})
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d rows, error %v; want 2, nil", len(rows), err)
	}
	want := []string{"2095257564", "37\ufffd36'37.8\"N 121\ufffd2'17.9\"W", "Modesto", "Stanislaus"}
	if diff := cmp.Diff(want, rows[1].Cells); diff != "" || rows[1].Bare != 2 {
		t.Errorf("bare quote in field %d, want 2; cells (-want +got):\n%s", rows[1].Bare, diff)
	}
}

// TestRustCSV checks rows of rust-csv's files that show something special.
func TestRustCSV(t *testing.T) {
	tests := []struct {
		file    string
		dialect Dialect
		row     int
		want    result
	}{
		{"smallpop-colon.csv", Dialect{Comma: ':'}, 1, result{Cells: []string{"Southborough", "MA", "United States", "9686"}}},
		{"uspop-null.csv", Dialect{Comma: ','}, 1, result{Cells: []string{"Davidsons Landing", "AK", "", "65.2419444", "-165.2716667"}}},
		{"uspop-latin1.csv", Dialect{Comma: ','}, 1, result{Cells: []string{"Davidsons Landing", "AK", "", "65.2419444", "-165.2716667"}}},
		{"strange.csv", Dialect{Comma: ';'}, 0, result{Cells: []string{`"\"Hacksaw\" Jim Duggan";1987`}, Status: BehindQuote}}, // quotes escaped with \
		{"strange.csv", Dialect{Comma: ';', NoQuotes: true}, 0, result{Cells: []string{`"\"Hacksaw\" Jim Duggan"`, "1987"}}},
	}
	for _, tt := range tests {
		rows, err := scanAll(t, bytes.NewReader(readFile(t, filepath.Join(suites, "rust-csv", tt.file))), tt.dialect)
		if err != nil || len(rows) <= tt.row {
			t.Errorf("%s: %d rows, error %v", tt.file, len(rows), err)
			continue
		}
		got := result{Cells: rows[tt.row].Cells, Status: rows[tt.row].Status}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s, row %d mismatch (-want +got):\n%s", tt.file, tt.row+1, diff)
		}
	}
}

// TestSuites reads every file of every suite: for every dialect as the plain
// rules say, byte by byte as in one go. OTUSTEMPLATE_DATA names a folder with
// more of them.
func TestSuites(t *testing.T) {
	folders := []string{suites}
	if more := os.Getenv("OTUSTEMPLATE_DATA"); more != "" {
		folders = append(folders, filepath.Join(more, "csvsuites"))
	}
	for _, folder := range folders {
		count := 0
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			count++
			in := readFile(t, path)
			for _, comma := range []byte(",;\t|:") {
				dialect := Dialect{Comma: comma, MaxRow: 1 << 20}
				want := plainRows(in, dialect)
				whole, err := scanAll(t, bytes.NewReader(in), dialect)
				if diff := cmp.Diff(want, whole); err != nil || diff != "" {
					t.Errorf("%s: error %v, rows (-want +got):\n%s", path, err, diff)
				}
				one, err := scanAll(t, iotest.OneByteReader(bytes.NewReader(in)), dialect)
				if diff := cmp.Diff(want, one); err != nil || diff != "" {
					t.Errorf("%s in one-byte reads: error %v, rows (-want +got):\n%s", path, err, diff)
				}
			}
			return nil
		})
		if err != nil || count < 90 {
			t.Errorf("%s: %d files, error %v; want at least 90", folder, count, err)
		}
	}
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
