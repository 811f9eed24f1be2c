package sheet

import (
	"errors"
	"fmt"
	"maps"
	"unicode/utf8"

	"example.com/otustemplate/internal/schema"
)

// An Encoding is how a file's bytes stand for characters.
type Encoding uint8

// The encodings. In every one of them a byte order mark at the start decides.
const (
	// EncodingAuto is UTF-16 where the NULs of the first 4 KiB tell so, else UTF-8,
	// and Windows-1252 for a cell that is not valid UTF-8.
	EncodingAuto Encoding = iota
	// EncodingUTF8 makes a cell that is not valid UTF-8 an error of its row.
	EncodingUTF8
	// EncodingUTF16 is UTF-16; without a byte order mark the order is the one that
	// its NULs tell, or that makes the first character an ASCII one, else
	// little-endian.
	EncodingUTF16
	// EncodingWindows1252 reads every cell as Windows-1252.
	EncodingWindows1252
)

// A Quoting says what quotation marks do in a file. The zero Quoting is
// QuoteStandard.
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
	Labels map[string]schema.Column
	// HeaderRow is the row of the header as a spreadsheet shows it, from 1. 0:
	// found out.
	HeaderRow int
	// MaxRowBytes bounds the length of a row, in bytes of UTF-8. 0: 1 MiB.
	MaxRowBytes int
}

// defaultMaxRowBytes is what MaxRowBytes 0 means.
const defaultMaxRowBytes = 1 << 20

// copyReaderOptions returns a copy of opts, or of the zero options for nil.
func copyReaderOptions(opts *ReaderOptions) ReaderOptions {
	if opts == nil {
		return ReaderOptions{}
	}
	c := *opts
	c.Labels = maps.Clone(c.Labels)
	return c
}

// checkReaderOptions says what is wrong with opts.
func checkReaderOptions(opts *ReaderOptions) error {
	switch {
	case opts.Comma != 0 && !validComma(opts.Comma):
		return errors.New("otustemplate: ReaderOptions.Comma must be an ASCII character other than a quote, CR and LF")
	case opts.Encoding > EncodingWindows1252:
		return fmt.Errorf("otustemplate: ReaderOptions.Encoding %d is unknown; use one of the Encoding constants", opts.Encoding)
	case opts.Quoting > QuoteNone:
		return fmt.Errorf("otustemplate: ReaderOptions.Quoting %d is unknown; use QuoteStandard or QuoteNone", opts.Quoting)
	case opts.HeaderRow < 0 || opts.MaxRowBytes < 0:
		return errors.New("otustemplate: ReaderOptions.HeaderRow and MaxRowBytes must not be negative; use 0 for the default")
	case opts.NoHeader && opts.HeaderRow > 0:
		return errors.New("otustemplate: ReaderOptions.NoHeader and HeaderRow exclude each other; set one of them")
	}
	seen := make(map[string]schema.Column)
	for label, c := range opts.Labels {
		key := schema.HeaderKey(label)
		switch other, ok := seen[key]; {
		case key == "":
			return errors.New("otustemplate: ReaderOptions.Labels holds an empty label; leave it out")
		case c > schema.ColNote:
			return errors.New("otustemplate: ReaderOptions.Labels holds an unknown Column; use one of the Col constants or NoColumn")
		case ok && other != c:
			return errors.New("otustemplate: two of ReaderOptions.Labels are one label, and name different columns; leave one out")
		}
		seen[key] = c
	}
	return nil
}

// validComma reports whether r may separate cells.
func validComma(r rune) bool {
	return r > 0 && r < utf8.RuneSelf && r != '"' && r != '\r' && r != '\n'
}
