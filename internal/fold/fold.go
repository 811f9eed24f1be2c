// Package fold makes the keys that names are matched by.
package fold

import "strings"

// Key returns the folded key of s.
func Key(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
