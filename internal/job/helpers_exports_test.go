package job_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
)

// exportDirs lists the folders of testdata/exports, each with an export and its
// mapping. What is called -lists is checked against lists, -roster against the
// roster of testdata/district, and everything else is of Maple Ridge.
func exportDirs(t *testing.T) []string {
	t.Helper()
	mappings, err := filepath.Glob("../../testdata/exports/*/mapping.json")
	if err != nil || len(mappings) < 15 {
		t.Fatalf("%d exports found (%v), want 15 at least", len(mappings), err)
	}
	for i, path := range mappings {
		mappings[i] = filepath.Dir(path)
	}
	return mappings
}

// oddExportDirs lists those that have faults of every kind and, in full, all.
func oddExportDirs(t *testing.T) []string {
	t.Helper()
	return slices.DeleteFunc(exportDirs(t), func(dir string) bool {
		return !slow && !strings.HasSuffix(dir, "-lists") && !strings.HasSuffix(dir, "-roster")
	})
}

// exportText returns the export of a folder as CSV.
func exportText(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "export.*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%q are the exports of %s (%v), want one", files, dir, err)
	}
	text := readFile(t, files[0])
	if filepath.Ext(files[0]) == ".json" {
		return csvOfJSON(t, text)
	}
	return string(text)
}

// csvOfJSON makes a CSV of the flat objects under the key data: what an API gives.
func csvOfJSON(t *testing.T, text []byte) string {
	t.Helper()
	var export struct{ Data []json.RawMessage }
	if err := json.Unmarshal(text, &export); err != nil || len(export.Data) == 0 {
		t.Fatalf("%d objects under data: %v", len(export.Data), err)
	}
	var labels []string
	rows := make([]map[string]string, len(export.Data))
	for i, object := range export.Data {
		rows[i] = make(map[string]string)
		d := json.NewDecoder(bytes.NewReader(object))
		d.UseNumber()
		for key := ""; ; key = "" {
			token, err := d.Token()
			if err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			if key, _ = token.(string); key == "" {
				continue // the braces
			}
			value, err := d.Token()
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(labels, key) {
				labels = append(labels, key)
			}
			if value != nil {
				rows[i][key] = fmt.Sprint(value)
			}
		}
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Write(labels)
	for _, row := range rows {
		cells := make([]string, len(labels))
		for i, label := range labels {
			cells[i] = row[label]
		}
		w.Write(cells)
	}
	if w.Flush(); w.Error() != nil {
		t.Fatal(w.Error())
	}
	return b.String()
}

// exportBuilder returns the Builder of an export of testdata. What people have
// confirmed of it, such as the numbers of students whom it has by name, is in
// confirmed.json of its folder: missing.json with the names filled in.
func exportBuilder(t *testing.T, dir string) job.Builder {
	t.Helper()
	b := job.Builder{Mapping: readMappingFile(t, filepath.Join(dir, "mapping.json")), Repair: true}
	switch {
	case strings.HasSuffix(dir, "-lists"):
		b.Validator = exportValidator(t, check.Options{})
		return b
	case strings.HasSuffix(dir, "-roster"):
		people := districtRoster(t)
		refs := people.References(readDistrict(t).Recognitions)
		refs.Roster = nil // its checks are shown by testdata/codes
		b.Rosters = []*roster.Roster{people}
		opts := schoolYear()
		opts.Today = dates.Date{Year: 2024, Month: 2, Day: 29} // the exports have a row of February
		b.Validator = newValidator(t, refs, opts)
		return b
	}
	b.Validator = mapleRidgeValidator(t)
	if confirmed := confirmedOf(t, dir); confirmed != "" {
		b.Mapping = withValues(t, b.Mapping, confirmed)
	}
	return b
}

// confirmedOf returns what people have confirmed of an export, or "".
func confirmedOf(t *testing.T, dir string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "confirmed.json"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return string(text)
}

// mapleRidgeValidator knows the school year 2025-26 of Maple Ridge.
func mapleRidgeValidator(t *testing.T) *job.Validator {
	t.Helper()
	recognitions := readList(t, "../../testdata/mapleridge/recognitions.csv", "Recognition")
	return newValidator(t, formatRoster(t, "oneroster", nil).References(nameset.NewSet(recognitions...)), &check.Options{
		FirstDate: dates.Date{Year: 2025, Month: 8, Day: 15}, LastDate: dates.Date{Year: 2026, Month: 6, Day: 5},
		Today: dates.Date{Year: 2026, Month: 6, Day: 30},
	})
}
