//go:build !unix

package atomicfile

// SyncFolder does nothing: outside Unix a folder cannot be brought to the disk
// by itself.
func SyncFolder(string) error { return nil }
