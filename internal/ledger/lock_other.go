//go:build !(darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd || windows)

package ledger

import "os"

// openLocked opens the file, which it makes if need be. Here the standard library knows
// of no lock that ends with the program: one that outlives it would shut everybody out.
func openLocked(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE, fileMode)
}
