package housetest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// top is the folder of the library, and module its import path.
const (
	top    = "../.."
	module = "example.com/otustemplate"
)

// A sourceFile is a Go file of the root or of internal.
type sourceFile struct {
	path string // from the top, with slashes
	text string
	tree *ast.File
}

// dir is the file's folder: "." for the root.
func (f *sourceFile) dir() string { return path.Dir(f.path) }

// room is the name of the folder below internal, "" for a file of the root.
func (f *sourceFile) room() string {
	below, ok := strings.CutPrefix(f.path, "internal/")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(below, "/")
	return name
}

func (f *sourceFile) test() bool { return strings.HasSuffix(f.path, "_test.go") }

// imports are the packages of the library that the file imports, the root as ".",
// the others by their folders.
func (f *sourceFile) imports() []string {
	var dirs []string
	for _, spec := range f.tree.Imports {
		name := strings.Trim(spec.Path.Value, `"`)
		if name == module {
			dirs = append(dirs, ".")
		} else if below, ok := strings.CutPrefix(name, module+"/"); ok {
			dirs = append(dirs, below)
		}
	}
	return dirs
}

// sourceFiles reads the Go files of the root and of internal, tests included.
func sourceFiles(t *testing.T) []*sourceFile {
	t.Helper()
	var files []*sourceFile
	add := func(name string) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		tree, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		below, err := filepath.Rel(top, name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, &sourceFile{filepath.ToSlash(below), string(text), tree})
	}
	root, err := filepath.Glob(filepath.Join(top, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range root {
		add(name)
	}
	err = filepath.WalkDir(filepath.Join(top, "internal"), func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == "testdata" {
			return fs.SkipDir
		}
		if err == nil && !d.IsDir() && strings.HasSuffix(name, ".go") {
			add(name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 40 {
		t.Fatalf("only %d Go files found", len(files))
	}
	return files
}
