//go:build !unix

package atomicfile

// syncFolder does nothing: outside Unix a folder cannot be brought to the disk
// by itself.
func syncFolder(string) error { return nil }
