package job_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"

	"example.com/otustemplate/internal/sheet"
	"github.com/google/go-cmp/cmp"
)

// Every file of the CSV suites and OneRoster bundles, most of them no template
// and many broken on purpose, goes through Reader, CSVSource and Validate:
// without a panic, the same however it is read, and with every row accounted
// for. OTUSTEMPLATE_DATA names a folder with more of them.
func TestSuiteFiles(t *testing.T) {
	t.Parallel()               // it takes long
	folders := map[string]int{ // and how many files are there at least
		filepath.Join("../../testdata", "csvsuites"): 60,
		filepath.Join("../../testdata", "oneroster"): 20,
	}
	if more := os.Getenv("OTUSTEMPLATE_DATA"); more != "" {
		folders[filepath.Join(more, "csvsuites")] = 90
		folders[filepath.Join(more, "oneroster")] = 20
	}
	for folder, least := range folders {
		count := 0
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			count++
			t.Run(path, func(t *testing.T) { readEveryWay(t, data) })
			return nil
		})
		if err != nil || count < least {
			t.Errorf("%s: %d files, error %v; want %d at least", folder, count, err, least)
		}
	}
}

// readEveryWay reads data through every reader of files that there is.
func readEveryWay(t *testing.T, data []byte) {
	t.Helper()
	v := newValidator(t, district(), schoolYear())
	for _, opts := range []sheet.ReaderOptions{{}, {NoHeader: true}} {
		whole, wholeErr := readAll(t, bytes.NewReader(data), &opts)
		parts, partsErr := readAll(t, iotest.OneByteReader(bytes.NewReader(data)), &opts)
		if diff := cmp.Diff(whole, parts); diff != "" || (wholeErr == nil) != (partsErr == nil) {
			t.Errorf("Reader: error %v, in one-byte reads %v; rows (-one +bytes):\n%s", wholeErr, partsErr, diff)
		}
		if rows := sourceRows(t, data, opts); wholeErr == nil && opts.NoHeader && rows != len(whole) {
			t.Errorf("Reader gives %d rows, CSVSource %d", len(whole), rows)
		}
	}
	rep, err := v.Validate(t.Context(), bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	checkReport(t, rep)
	if rows, err := readAll(t, bytes.NewReader(data), nil); err == nil && rep.Rows != int64(len(rows)) {
		t.Errorf("Reader gives %d rows, the report counts %d", len(rows), rep.Rows)
	}
	if _, err := sheet.ReadSet(bytes.NewReader(data), ""); err != nil && errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("ReadSet: %v", err)
	}
}

// sourceRows counts the rows of a CSVSource that are not blank, and fails where
// one is neither read nor told.
func sourceRows(t *testing.T, data []byte, opts sheet.ReaderOptions) int {
	t.Helper()
	src := sheet.NewCSVSource(bytes.NewReader(data), &opts)
	columns, err := src.Columns()
	if err != nil {
		return -1
	}
	cells := make([]any, len(columns))
	dest := make([]any, len(columns))
	for i := range cells {
		dest[i] = &cells[i]
	}
	rows := 0
	for src.Next() {
		if err := src.Scan(dest...); err != nil {
			if _, ok := errors.AsType[*sheet.RowError](err); !ok {
				t.Fatalf("Scan: %v", err)
			}
		}
		rows++
	}
	if err := src.Err(); err != nil {
		t.Errorf("CSVSource: %v", err)
	}
	return rows
}
