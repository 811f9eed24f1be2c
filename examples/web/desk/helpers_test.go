package desk

import (
	"bytes"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"example.com/otustemplate"
	"example.com/otustemplate/examples/internal/cli"
)

const (
	district = "../../build/district"
	days     = `{"firstDate": "2023-08-14", "lastDate": "2024-06-07", "today": "2024-06-30"}`
	day      = "2023-11-30"
)

// districtFiles are the files of the sample district's kit.
func districtFiles(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{OptionsFile: {Data: []byte(days)}}
	err := fs.WalkDir(os.DirFS(district), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(district + "/" + name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func openKit(t *testing.T, files fs.FS) *Kit {
	t.Helper()
	kit, err := OpenKit(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	return kit
}

// openDistrict puts the sample's export on a desk.
func openDistrict(t *testing.T) *Desk {
	t.Helper()
	return open(t, openKit(t, districtFiles(t)), string(districtExport(t)))
}

func districtExport(t *testing.T) []byte {
	t.Helper()
	export, err := os.ReadFile(district + "/export.csv")
	if err != nil {
		t.Fatal(err)
	}
	return export
}

func open(t *testing.T, kit *Kit, text string) *Desk {
	t.Helper()
	d, err := kit.Open(t.Context(), "export.csv", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// apply enters something in a row.
func apply(t *testing.T, d *Desk, row int64, what, after string) []int64 {
	t.Helper()
	return order(t, d, Order{Row: row, Cells: []Setting{{what, after}}, Who: "Kim", Day: day})
}

func order(t *testing.T, d *Desk, o Order) []int64 {
	t.Helper()
	rows, err := d.Apply(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// view returns what the page shows of a row.
func view(t *testing.T, d *Desk, row int64) Row {
	t.Helper()
	rows, err := d.Rows([]int64{row})
	if err != nil {
		t.Fatal(err)
	}
	return rows[0]
}

// files returns what is saved, by name.
func files(t *testing.T, d *Desk) map[string]string {
	t.Helper()
	all, err := d.Files(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	texts := make(map[string]string)
	for _, f := range all {
		texts[f.Name] = string(f.Data)
	}
	return texts
}

// exampleBuild builds the template from an export with the files of a kit as
// examples/build does, with its own way to read the lists.
func exampleBuild(t *testing.T, kit fstest.MapFS, export string) map[string]string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, kit); err != nil {
		t.Fatal(err)
	}
	lists := cli.Lists{Warn: io.Discard}
	flags := flag.NewFlagSet("build", flag.ContinueOnError)
	lists.Flags(flags)
	var args []string
	for name, file := range map[string]string{"-oneroster": RosterFolder, "-recognitions": RecognitionsFile, "-teachers": TeachersFile, "-classes": ClassesFile, "-options": OptionsFile} {
		path := filepath.Join(folder, file)
		if _, err := os.Stat(path); err == nil {
			args = append(args, name, path)
		}
	}
	if err := flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	v, rosters, err := lists.Validator(t.Context(), new(otustemplate.ValidatorOptions))
	if err != nil {
		t.Fatal(err)
	}
	mapping, err := otustemplate.ReadMapping(bytes.NewReader(kit[MappingFile].Data))
	if err != nil {
		t.Fatal(err)
	}
	var template, rejects, report, missing bytes.Buffer
	b := otustemplate.Builder{Mapping: mapping, Validator: v, Rosters: rosters, Repair: true, Rejects: &rejects}
	r, err := b.Build(t.Context(), otustemplate.NewCSVSource(bytes.NewReader([]byte(export)), nil), otustemplate.NewWriter(&template, nil))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.WriteHTML(&report, &otustemplate.ReportOptions{InputName: "export.csv", RejectsName: RejectsFile, TemplateName: TemplateFile}); err != nil {
		t.Fatal(err)
	}
	if err := r.WriteMissing(&missing); err != nil {
		t.Fatal(err)
	}
	return map[string]string{TemplateFile: template.String(), RejectsFile: rejects.String(), ReportFile: report.String(), MissingFile: missing.String()}
}
