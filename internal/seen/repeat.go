// Package seen remembers the rows of a file, each by its hash, and says which one a
// row repeats.
package seen

// A Repeat is a stretch of rows that repeats an earlier one.
type Repeat struct {
	Row   int64 // the first repeating row
	Of    int64 // the row it repeats
	Count int64 // how many rows in a row
}
