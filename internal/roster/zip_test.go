package roster_test

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/rostertest"
	"github.com/google/go-cmp/cmp"
)

// TestLoadRosterHostileZip has zips that are made to do harm.
func TestLoadRosterHostileZip(t *testing.T) {
	t.Run("names that lead out", func(t *testing.T) {
		files := rostertest.Small()
		files["../users.csv"], files["/etc/users.csv"], files[`..\classes.csv`] = "a", "b", "c"
		people, err := roster.Load(t.Context(), rostertest.Zip(t, files), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := people.References(nil).Teachers.Len(); got != 2 {
			t.Errorf("%d teachers, want those of the users.csv within", got)
		}
		var got []string
		for _, p := range people.Problems() {
			got = append(got, p.Message)
		}
		const out = "the zip holds a file whose name leads out of it or is no path; it is not read"
		if diff := cmp.Diff([]string{out, out, out}, got); diff != "" {
			t.Errorf("Problems mismatch (-want +got):\n%s", diff)
		}
	})
	t.Run("10 GB that compress to 10 MB", func(t *testing.T) {
		// The size is in the zip's directory: nothing is unpacked.
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for name, text := range rostertest.Small() {
			h := &zip.FileHeader{Name: name, Method: zip.Store, CompressedSize64: uint64(len(text)), UncompressedSize64: uint64(len(text))}
			if name == "users.csv" {
				h.UncompressedSize64 = 10 << 30
			}
			f, err := w.CreateRaw(h)
			if err == nil {
				_, err = f.Write([]byte(text))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		_, err := roster.Load(t.Context(), rostertest.OpenZip(t, b.Bytes()), nil)
		if err == nil || !strings.Contains(err.Error(), "users.csv: the files are over 4,294,967,296 bytes unpacked") {
			t.Errorf("error = %v", err)
		}
	})
	t.Run("a size that is a lie", func(t *testing.T) {
		files := rostertest.Small()
		files["classes.csv"] += strings.Repeat("\n", 4<<20)
		fsys := rostertest.Zip(t, files).(*zip.Reader)
		for _, f := range fsys.File {
			f.UncompressedSize64 = 100
		}
		if _, err := roster.Load(t.Context(), fsys, &roster.Options{MaxBytes: 1 << 20}); err == nil {
			t.Error("no error")
		}
	})
}

func TestLoadRosterFromOpenedZip(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range rostertest.Small() {
		f, err := w.Create("export/deep/down/" + name)
		if err == nil {
			_, err = f.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "roster.zip")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	people, err := roster.Load(t.Context(), r, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := people.References(nil).Classes.Len(); got != 2 {
		t.Errorf("%d classes, want 2", got)
	}
}

func TestLoadRosterWindowsZip(t *testing.T) {
	files := make(map[string]string)
	for name, text := range rostertest.Small() {
		files[`Roster 2024\`+name] = text
	}
	people, err := roster.Load(t.Context(), rostertest.Zip(t, files), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := people.References(nil).Classes.Len(); got != 2 {
		t.Errorf("%d classes, want 2", got)
	}
}
