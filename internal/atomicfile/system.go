package atomicfile

import (
	"io"
	"io/fs"
	"os"
)

// A system is what a File asks of the operating system, so that tests can let
// each step fail.
type system struct {
	createTemp func(dir, pattern string) (tempFile, error) // as os.CreateTemp
	rename     func(from, to string) error
	remove     func(name string) error
	syncFolder func(dir string) error
}

// A tempFile is what a File asks of its *os.File.
type tempFile interface {
	io.WriteCloser
	Name() string
	Chmod(fs.FileMode) error
	Sync() error
}

var realSystem = system{
	createTemp: func(dir, pattern string) (tempFile, error) { return os.CreateTemp(dir, pattern) },
	rename:     os.Rename,
	remove:     os.Remove,
	syncFolder: SyncFolder,
}
