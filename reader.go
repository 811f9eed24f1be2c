package otustemplate

import "fmt"

// An Encoding is how a file's bytes stand for characters.
type Encoding uint8

// The encodings. In every one of them a byte order mark at the start decides.
const (
	// EncodingAuto is UTF-8, and Windows-1252 for a cell that is not valid
	// UTF-8.
	EncodingAuto Encoding = iota
	// EncodingUTF8 makes a cell that is not valid UTF-8 an error of its row.
	EncodingUTF8
	// EncodingUTF16 is UTF-16; without a byte order mark the order is the one
	// that makes the first character an ASCII one, else little-endian.
	EncodingUTF16
	// EncodingWindows1252 reads every cell as Windows-1252.
	EncodingWindows1252
)

// A Quoting says what quotation marks do in a file.
type Quoting uint8

// The quotings.
const (
	QuoteStandard Quoting = iota // as in RFC 4180
	QuoteNone                    // quotes are ordinary characters, as in some tab exports
)

// ReaderOptions say how a file is read. The zero ReaderOptions, or a nil
// pointer to them, find out everything from the file.
type ReaderOptions struct {
	// Comma separates cells. 0: found out, of comma, semicolon, tab and pipe.
	// It must be an ASCII character that is no quote, CR, LF or NUL.
	Comma    rune
	Encoding Encoding
	Quoting  Quoting
	// NoHeader: the file has no header, its columns are A to I by position.
	NoHeader bool
	// Labels are further header labels, beyond the built-in aliases. A label
	// of NoColumn is taken as no label of the template.
	Labels map[string]Column
	// HeaderRow is the row of the header as a spreadsheet shows it, from 1. 0:
	// found out.
	HeaderRow int
	// MaxRowBytes bounds the length of a row, in bytes of UTF-8. 0: 1 MiB.
	MaxRowBytes int
}

// defaultMaxRowBytes is what MaxRowBytes 0 means.
const defaultMaxRowBytes = 1 << 20

// A RowError says why one row could not be read whole. Reading goes on behind
// it. Its text holds no cell.
type RowError struct {
	Position
	Column Column // where one is meant, else NoColumn
	Code   Code   // CodeQuote, CodeRowSize, CodeFieldCount, CodeEncoding, or CodeDateInvalid
	Err    error  // what is wrong, in words
}

// Error returns the place, and what is wrong.
func (e *RowError) Error() string {
	if e.Column != NoColumn {
		return fmt.Sprintf("row %d (line %d), %s: %v", e.Row, e.Line, e.Column, e.Err)
	}
	return fmt.Sprintf("row %d (line %d): %v", e.Row, e.Line, e.Err)
}

// Unwrap returns Err.
func (e *RowError) Unwrap() error { return e.Err }

// A FileError says why a file is not the template at all. It ends the reading.
type FileError struct {
	Code    Code     // CodeNotCSV, CodeHeaderMissing, CodeHeaderColumnMissing or CodeHeaderDuplicate
	Columns []Column // the columns it speaks of, if any
	Err     error
}

// Error returns what is wrong with the file, and what to do.
func (e *FileError) Error() string { return e.Err.Error() }

// Unwrap returns Err.
func (e *FileError) Unwrap() error { return e.Err }
