package sheet_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

func TestCreate(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "template.csv")
	f, err := sheet.Create(path, &sheet.WriterOptions{LF: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Write(schema.Record{SISID: "S1", Date: day}); err != nil {
		t.Fatal(err)
	}
	if err := f.Flush(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before Commit Stat = %v, want fs.ErrNotExist", err)
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Errorf("Close after Commit = %v, want nil", err)
	}
	checkFiles(t, dir, map[string]string{
		"template.csv": strings.ReplaceAll(defaultHeader, "\r", "") + ",S1,,,,,,2023-09-14,\n",
	})
	if err := f.Write(fullRecord()); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Write after Commit = %v, want fs.ErrClosed", err)
	}
	if err := f.Commit(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("second Commit = %v, want fs.ErrClosed", err)
	}
}

// TestFileGivenUp: whatever ends a File but a good Commit, the old file stays.
func TestFileGivenUp(t *testing.T) {
	tests := []struct {
		name string
		opts *sheet.WriterOptions
		end  func(*sheet.File) error
		want string // of the error; "": none
	}{
		{"closed", nil, (*sheet.File).Close, ""},
		{"closed twice", nil, func(f *sheet.File) error { return errors.Join(f.Close(), f.Close()) }, ""},
		{"committed after Close", nil, func(f *sheet.File) error { f.Close(); return f.Commit() }, "the file is finished"},
		{"written after Close", nil, func(f *sheet.File) error { f.Close(); return f.Write(fullRecord()) }, "the file is finished"},
		{"dates that cannot be read back", &sheet.WriterOptions{DateFormat: "06"}, (*sheet.File).Commit, "DateFormat"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "template.csv")
			if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := sheet.Create(path, tt.opts)
			if err != nil {
				t.Fatal(err)
			}
			err = errors.Join(f.Write(fullRecord()), tt.end(f))
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want %q", err, tt.want)
			}
			if err := f.Close(); err != nil {
				t.Errorf("Close = %v, want nil", err)
			}
			checkFiles(t, dir, map[string]string{"template.csv": "old"})
		})
	}
}

func TestCreateFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report.txt")
	for _, text := range []string{"first", "second"} {
		out, err := sheet.CreateFile(path)
		if err != nil {
			t.Fatal(err)
		}
		defer out.Close()
		if _, err := io.WriteString(out, text); err != nil {
			t.Fatal(err)
		}
		if err := out.Commit(); err != nil {
			t.Fatal(err)
		}
		checkFiles(t, dir, map[string]string{"report.txt": text})
	}
	out, err := sheet.CreateFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(out, "third"); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Errorf("Close = %v, want nil", err)
	}
	checkFiles(t, dir, map[string]string{"report.txt": "second"})
}

func TestCreateRefuses(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{"", dir, filepath.Join(dir, "none", "template.csv")} {
		if f, err := sheet.Create(path, nil); err == nil {
			f.Close()
			t.Errorf("Create(%q) went through, want an error", path)
		}
		if out, err := sheet.CreateFile(path); err == nil {
			out.Close()
			t.Errorf("CreateFile(%q) went through, want an error", path)
		}
	}
	checkFiles(t, dir, map[string]string{})
}
