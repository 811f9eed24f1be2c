//go:build !unix

package proc

import "time"

// CPU returns 0, not known.
func CPU() time.Duration { return 0 }
