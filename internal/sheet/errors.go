package sheet

import (
	"fmt"

	"example.com/otustemplate/internal/schema"
)

// A RowError says why one row could not be read whole. Reading goes on behind
// it. Its text holds no cell.
type RowError struct {
	schema.Position
	Column schema.Column // where one is meant, else NoColumn
	Code   schema.Code   // CodeQuote, CodeRowSize, CodeFieldCount, CodeEncoding, or CodeDateInvalid
	Err    error         // what is wrong, in words
}

// Error returns the place, and what is wrong.
func (e *RowError) Error() string {
	if e.Column != schema.NoColumn {
		return fmt.Sprintf("row %d (line %d), %s: %v", e.Row, e.Line, e.Column, e.Err)
	}
	return fmt.Sprintf("row %d (line %d): %v", e.Row, e.Line, e.Err)
}

// Unwrap returns Err.
func (e *RowError) Unwrap() error { return e.Err }

// A FileError says why a file is not the template at all. It ends the reading.
type FileError struct {
	Code    schema.Code     // CodeNotCSV, CodeHeaderMissing, CodeHeaderColumnMissing or CodeHeaderDuplicate
	Columns []schema.Column // the columns it speaks of, if any
	Err     error
}

// Error returns what is wrong with the file, and what to do.
func (e *FileError) Error() string { return e.Err.Error() }

// Unwrap returns Err.
func (e *FileError) Unwrap() error { return e.Err }
