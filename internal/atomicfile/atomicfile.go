// Package atomicfile replaces files whole: whatever happens on the way, the
// destination is the old file or the new one, never a part of either.
package atomicfile

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"unicode/utf8"
)

// mode is what every file gets: readable by its owner alone, as the files are
// about children.
const mode fs.FileMode = 0o600

// bufferSize spares the system small writes. Longer ones pass it by.
const bufferSize = 32 << 10

// A File is a file being written. What is written goes to a hidden file beside
// the destination, which takes the destination's place at Commit. A process
// that is killed may leave the hidden file, named ".name.*.tmp", behind. A File
// belongs to one goroutine.
type File struct {
	sys  system
	name string // the destination as the caller named it, for errors
	path string // the destination itself: absolute, links followed
	temp tempFile
	buf  *bufio.Writer
	err  error // of the first write that failed
	over bool  // committed, closed or failed: temp is gone
}

// Create begins the file at path. It changes nothing there; errors that can be
// told beforehand are told now: a folder at path, a device, no folder to hold
// it. Where path is a symbolic link, the file that it points to is meant,
// whether that exists or not.
func Create(path string) (*File, error) { return create(realSystem, path) }

func create(sys system, name string) (*File, error) {
	f := &File{sys: sys, name: name}
	path, err := resolve(name)
	if err != nil {
		return nil, f.wrap("create", err)
	}
	f.path = path
	f.temp, err = sys.createTemp(filepath.Dir(path), tempPattern(filepath.Base(path)))
	if err != nil {
		return nil, f.wrap("create", err)
	}
	// A umask may have taken bits away, so the mode is set whatever it was.
	if err := f.temp.Chmod(mode); err != nil {
		return nil, errors.Join(f.wrap("make private", err), f.discard())
	}
	f.buf = bufio.NewWriterSize(f.temp, bufferSize)
	return f, nil
}

// Write adds p to the file. After a write that failed, all others fail
// with the same error, and so does Commit.
func (f *File) Write(p []byte) (int, error) {
	if f.over {
		return 0, f.wrap("write", fs.ErrClosed)
	}
	n, err := f.buf.Write(p)
	if err != nil && f.err == nil {
		f.err = f.wrap("write", err)
	}
	return n, f.err
}

// Commit puts the file at its place and closes it. On an error the destination
// is as it was, with one exception that the error tells: the file is in place,
// but the system could not say that its name will survive a power cut.
func (f *File) Commit() error {
	if f.over {
		return f.wrap("commit", fs.ErrClosed)
	}
	if err := f.replace(); err != nil {
		return errors.Join(err, f.discard())
	}
	f.over = true
	if err := f.sys.syncFolder(filepath.Dir(f.path)); err != nil {
		return f.wrap("commit", fmt.Errorf("the file is in place, but may not survive a power cut: %w", cause(err)))
	}
	return nil
}

// replace brings what was written to the disk and renames it. The data must be
// there before the name is, or a power cut leaves an empty file.
func (f *File) replace() error {
	if f.err != nil {
		return f.err
	}
	if err := f.buf.Flush(); err != nil {
		return f.wrap("write", err)
	}
	if err := f.temp.Sync(); err != nil {
		return f.wrap("sync", err)
	}
	if err := f.temp.Close(); err != nil {
		return f.wrap("close", err)
	}
	return f.wrap("replace", f.sys.rename(f.temp.Name(), f.path))
}

// Close gives the file up: the destination stays as it was. After Commit, or a
// second time, it does nothing and returns nil.
func (f *File) Close() error {
	if f.over {
		return nil
	}
	return f.discard()
}

// discard removes the hidden file, and tells where that fails, as it may hold
// what nobody else should read.
func (f *File) discard() error {
	f.over = true
	// Closed first, as Windows removes no open file. What closing says no
	// longer matters: nothing of the file is kept.
	_ = f.temp.Close()
	if err := f.sys.remove(f.temp.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return f.wrap("clean up", fmt.Errorf("remove %s by hand: %w", f.temp.Name(), cause(err)))
	}
	return nil
}

// wrap says of err what was being done to which file, or returns nil for nil.
// The name of the hidden file would tell the reader nothing.
func (f *File) wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	return &fs.PathError{Op: op, Path: f.name, Err: cause(err)}
}

// cause returns what is wrong without the paths that package os puts before it.
func cause(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}

// What resolve refuses.
var (
	errNoName  = errors.New("no file name is given")
	errFolder  = errors.New("that is a folder; give the name of a file")
	errSpecial = errors.New("that is no plain file but a device or a pipe, which cannot be replaced whole")
	errLinks   = errors.New("too many symbolic links, or links in a circle")
)

// maxLinks is how many links are followed before a circle is assumed.
const maxLinks = 40

// resolve returns the absolute path of the file that path means: itself, or
// what it points to if it is a symbolic link. filepath.EvalSymlinks cannot be
// asked, as it refuses a link to a file that does not exist yet.
func resolve(path string) (string, error) {
	for range maxLinks {
		dir, base := filepath.Split(path)
		switch {
		case path == "":
			return "", errNoName
		case base == "" || base == "." || base == "..":
			return "", errFolder
		case dir == "":
			dir = "."
		}
		// The folder's own links first: ".." in a link's target counts from
		// where the link really is.
		dir, err := filepath.EvalSymlinks(dir)
		if err != nil {
			return "", fmt.Errorf("its folder cannot be used: %w", cause(err))
		}
		path = filepath.Join(dir, base)
		link, err := readlink(path)
		if err != nil {
			return "", err
		}
		if link == "" {
			return filepath.Abs(path)
		}
		path = link
		if !filepath.IsAbs(link) {
			path = dir + string(filepath.Separator) + link
		}
	}
	return "", errLinks
}

// readlink returns what the symbolic link at path says, or "" where a plain
// file or nothing is there. Anything else is an error.
func readlink(path string) (string, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", err
	case info.IsDir():
		return "", errFolder
	case info.Mode()&fs.ModeSymlink != 0:
		return os.Readlink(path)
	case !info.Mode().IsRegular():
		return "", errSpecial
	}
	return "", nil
}

// maxTempName keeps the hidden file's name within what file systems allow,
// commonly 255 bytes, where the destination's own name is near that.
const maxTempName = 200

// tempPattern returns the pattern, for os.CreateTemp, of the hidden file beside
// the file called base.
func tempPattern(base string) string {
	if len(base) > maxTempName {
		cut := maxTempName
		for cut > 0 && !utf8.RuneStart(base[cut]) {
			cut--
		}
		base = base[:cut]
	}
	return "." + base + ".*.tmp"
}
