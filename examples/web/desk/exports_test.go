package desk

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// testdata holds exports of many systems, each with its mapping.
const testdata = "../../../testdata"

// copyInto puts the files of a folder into a kit.
func copyInto(t *testing.T, kit fstest.MapFS, folder, from string) {
	t.Helper()
	files := os.DirFS(from)
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, name)
		kit[path.Join(folder, name)] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// exportKit returns the kit of an export of testdata: what is called -lists or -roster is
// of its district, all others are of Maple Ridge.
func exportKit(t *testing.T, folder string) fstest.MapFS {
	t.Helper()
	kit := make(fstest.MapFS)
	read := func(name, from string) {
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		kit[name] = &fstest.MapFile{Data: data}
	}
	read(MappingFile, filepath.Join(folder, MappingFile))
	district := filepath.Join(testdata, "district")
	switch {
	case strings.HasSuffix(folder, "-lists"):
		for _, name := range []string{RecognitionsFile, TeachersFile, ClassesFile} {
			read(name, filepath.Join(district, name))
		}
		kit[OptionsFile] = &fstest.MapFile{Data: []byte(`{"firstDate": "2023-08-14", "lastDate": "2024-06-07", "today": "2024-06-30"}`)}
	case strings.HasSuffix(folder, "-roster"):
		read(RecognitionsFile, filepath.Join(district, RecognitionsFile))
		copyInto(t, kit, RosterFolder, filepath.Join(district, RosterFolder))
		kit[OptionsFile] = &fstest.MapFile{Data: []byte(`{"firstDate": "2023-08-14", "lastDate": "2024-06-07", "today": "2024-02-29"}`)}
	default:
		read(RecognitionsFile, filepath.Join(testdata, "mapleridge", RecognitionsFile))
		copyInto(t, kit, RosterFolder, filepath.Join(testdata, "mapleridge", RosterFolder))
		kit[OptionsFile] = &fstest.MapFile{Data: []byte(`{"firstDate": "2025-08-15", "lastDate": "2026-06-05", "today": "2026-06-30"}`)}
	}
	return kit
}

// TestExports corrects exports of many systems as the page suggests, and leaves every third
// row out. What is saved is what examples/build gives, and each suggestion keeps its word.
func TestExports(t *testing.T) {
	folders, err := filepath.Glob(filepath.Join(testdata, "exports", "*", "export.[ct]*"))
	if err != nil || len(folders) < 15 {
		t.Fatalf("%d exports, %v", len(folders), err)
	}
	suggestions := 0
	for _, file := range folders {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			kit := exportKit(t, filepath.Dir(file))
			d := open(t, openKit(t, kit), string(data))
			for i, row := range d.Overview().Wrong[:min(40, len(d.Overview().Wrong))] {
				if i%3 == 2 {
					apply(t, d, row, doNotSend, "not ours")
					continue
				}
				for p, s, ok := firstSuggestion(view(t, d, row)); ok; p, s, ok = firstSuggestion(view(t, d, row)) {
					suggestions++
					order(t, d, Order{Row: row, Cells: s.Cells})
					for _, now := range view(t, d, row).Problems {
						if now.Error && now.Text == p.Text && now.What == p.What {
							t.Fatalf("row %d still says %q after the suggestion %q", row, p.Text, s.Text)
						}
					}
				}
			}
			for _, row := range d.Overview().Doubtful {
				for _, p := range view(t, d, row).Problems {
					apply(t, d, row, p.Right, isRightText)
				}
			}
			if left := d.Overview().Doubtful; len(left) > 0 {
				t.Errorf("rows %v are still to be checked", left)
			}
			saved := files(t, d)
			for name, want := range exampleBuild(t, kit, saved[CorrectedFile]) {
				if saved[name] != want {
					t.Errorf("%s is not what a build gives (-want +got):\n%s", name, cmp.Diff(want, saved[name]))
				}
			}
			again := open(t, openKit(t, kit), string(data))
			if _, err := again.Merge(t.Context(), work(t, d), nil); err != nil || string(again.CorrectedExport()) != saved[CorrectedFile] {
				t.Errorf("the next day the export is another one; %v", err)
			}
		})
	}
	if suggestions < 50 {
		t.Errorf("only %d suggestions were taken", suggestions)
	}
}

// firstSuggestion returns the first suggestion for an error of a row.
func firstSuggestion(v Row) (Problem, Suggestion, bool) {
	for _, p := range v.Problems {
		if p.Error && len(p.Suggestions) > 0 {
			return p, p.Suggestions[0], true
		}
	}
	return Problem{}, Suggestion{}, false
}

// The data person fills in missing.json, and packs it into the next kit.
func TestMissingFilledIn(t *testing.T) {
	kit := districtFiles(t)
	missing := files(t, openDistrict(t))[MissingFile]
	if !strings.Contains(missing, `"LUNCH": ""`) {
		t.Fatalf("missing are %s", missing)
	}
	kit[MissingFile] = &fstest.MapFile{Data: []byte(strings.Replace(missing, `"LUNCH": ""`, `"LUNCH": "Cooperation"`, 1))}
	d := open(t, openKit(t, kit), string(districtExport(t)))
	if o := d.Overview(); len(o.Wrong) != 19 || o.Wrong[0] != 19 {
		t.Errorf("rows to correct are %v, want all but row 14", o.Wrong)
	}
	kit[MissingFile] = &fstest.MapFile{Data: []byte("{")}
	if _, err := OpenKit(t.Context(), kit); err == nil || !strings.HasPrefix(err.Error(), MissingFile+": ") {
		t.Errorf("the error is %v", err)
	}
}
