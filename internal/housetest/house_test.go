package housetest

import (
	"go/ast"
	"go/scanner"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// rooms are the packages of internal in the order in which they build on one
// another: one imports those of the lines above it, none of its own line and none
// below.
var rooms = [][]string{
	{"words", "phrase"},
	{"atomicfile", "fold", "nearest", "textenc", "textindex"},
	{"csvrow", "mention"},
	{"celltext"},
	{"dates", "jsontree", "nameset"},
	{"schema"},
	{"sheet"},
	{"ledger", "run", "seen"},
	{"roster"},
	{"check"},
	{"tally"},
	{"mapping"},
	{"advice"},
	{"page"},
	{"job"},
}

// testRooms hold tests and what tests use. No code but that of tests imports them.
var testRooms = []string{"browsertest", "housetest", "killtest", "rostertest", "schematest"}

// What the root may hold.
const (
	mostRootFiles = 16
	mostRootLines = 3000 // of code, comments and blank lines apart
	mostRootTests = 12
)

// mostLines is how long a file of internal may be.
const mostLines = 500

func TestRooms(t *testing.T) {
	level := make(map[string]int)
	for i, line := range rooms {
		for _, room := range line {
			level[room] = i
		}
	}
	for _, f := range sourceFiles(t) {
		room := f.room()
		if room == "" || f.test() || slices.Contains(testRooms, room) {
			continue
		}
		at, known := level[room]
		if !known {
			t.Errorf("%s: the room %s is not in the table of rooms: put it where it belongs", f.path, room)
			continue
		}
		for _, dir := range f.imports() {
			below, internal := strings.CutPrefix(dir, "internal/")
			other, _, _ := strings.Cut(below, "/")
			switch to, ok := level[other]; {
			case dir == ".":
				t.Errorf("%s imports the root package: what it needs of it belongs into a room", f.path)
			case !internal || !ok:
				t.Errorf("%s imports %s, which is no room", f.path, dir)
			case other != room && to >= at:
				t.Errorf("%s imports %s, which builds on %s or stands beside it", f.path, other, room)
			}
		}
	}
}

func TestRootImportsNoTestRoom(t *testing.T) {
	for _, f := range sourceFiles(t) {
		for _, dir := range f.imports() {
			if name, ok := strings.CutPrefix(dir, "internal/"); ok && !f.test() && slices.Contains(testRooms, name) {
				t.Errorf("%s imports %s, which is for tests", f.path, dir)
			}
		}
	}
}

// Each package says what it is for, in the words that go doc shows first.
func TestPackageComments(t *testing.T) {
	comments := make(map[string][]string) // by folder
	for _, f := range sourceFiles(t) {
		if f.room() == "" || f.test() {
			continue
		}
		text := comments[f.dir()]
		if f.tree.Doc != nil {
			text = append(text, strings.Join(strings.Fields(f.tree.Doc.Text()), " "))
		}
		comments[f.dir()] = text
	}
	for dir, text := range comments {
		name := filepath.Base(dir)
		switch {
		case len(text) == 0:
			t.Errorf("%s has no package comment", dir)
		case len(text) > 1:
			t.Errorf("%s has %d package comments", dir, len(text))
		case !strings.HasPrefix(text[0], "Package "+name+" ") || !strings.Contains(text[0], "."):
			t.Errorf("the package comment of %s is no sentence that begins with Package %s", dir, name)
		}
	}
}

func TestLengthOfFiles(t *testing.T) {
	for _, f := range sourceFiles(t) {
		if f.room() == "" || ast.IsGenerated(f.tree) {
			continue
		}
		if n := strings.Count(f.text, "\n"); n > mostLines {
			t.Errorf("%s has %d lines, more than %d: divide it", f.path, n, mostLines)
		}
	}
}

func TestRoot(t *testing.T) {
	files, tests, lines := 0, 0, 0
	for _, f := range sourceFiles(t) {
		switch {
		case f.room() != "":
		case f.test():
			tests++
		default:
			files++
			lines += codeLines(f.text)
		}
	}
	if files > mostRootFiles {
		t.Errorf("the root has %d files, more than %d: what works belongs into a room of internal", files, mostRootFiles)
	}
	if lines > mostRootLines {
		t.Errorf("the root has %d lines of code, more than %d: what works belongs into a room of internal", lines, mostRootLines)
	}
	if tests > mostRootTests {
		t.Errorf("the root has %d files of tests, more than %d: a test lies in the room of what it tests", tests, mostRootTests)
	}
	t.Logf("the root has %d files with %d lines of code, and %d of tests", files, lines, tests)
}

// codeLines counts the lines on which a token begins.
func codeLines(text string) int {
	file := token.NewFileSet().AddFile("", -1, len(text))
	var s scanner.Scanner
	s.Init(file, []byte(text), nil, 0)
	n, last := 0, 0
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return n
		}
		if line := file.Line(pos); line != last && (tok != token.SEMICOLON || lit != "\n") {
			n, last = n+1, line
		}
	}
}

// CONTRIBUTING.md names every room, and, once the house is finished, no file that
// is not there.
func TestContributing(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(top, "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	names := append(slices.Concat(rooms...), testRooms...)
	for _, f := range sourceFiles(t) {
		if room := f.room(); room != "" && !slices.Contains(names, room) {
			names = append(names, room)
		}
	}
	for _, room := range names {
		if !strings.Contains(string(page), room+"`") {
			t.Errorf("CONTRIBUTING.md does not name the room %s", room)
		}
	}
	bases := make(map[string]bool)
	for _, f := range sourceFiles(t) {
		bases[path.Base(f.path)] = true
	}
	for _, m := range regexp.MustCompile("`([a-z0-9_./-]+)`").FindAllStringSubmatch(string(page), -1) {
		name := m[1]
		there := bases[name]
		if strings.Contains(name, "/") {
			_, err := os.Stat(filepath.Join(top, filepath.FromSlash(name)))
			there = err == nil
		} else if !strings.HasSuffix(name, ".go") {
			continue // a word
		}
		if !there {
			t.Errorf("CONTRIBUTING.md names %s, which is not there", name)
		}
	}
}
