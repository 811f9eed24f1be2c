package sheet

import (
	"fmt"
	"slices"
	"strings"

	"example.com/otustemplate/internal/phrase"
)

// The names of the encodings and quotings, in the order of the constants.
var (
	encodingNames = []string{"auto", "utf-8", "utf-16", "windows-1252"}
	quotingNames  = []string{"standard", "none"}
)

// MarshalText returns the name of the encoding.
func (e Encoding) MarshalText() ([]byte, error) { return textOf("Encoding", encodingNames, uint8(e)) }

// UnmarshalText reads the name in any case.
func (e *Encoding) UnmarshalText(text []byte) error {
	return readText("encoding", encodingNames, string(text), (*uint8)(e))
}

// MarshalText returns the name of the quoting.
func (q Quoting) MarshalText() ([]byte, error) { return textOf("Quoting", quotingNames, uint8(q)) }

// UnmarshalText reads the name in any case.
func (q *Quoting) UnmarshalText(text []byte) error {
	return readText("quoting", quotingNames, string(text), (*uint8)(q))
}

func textOf(kind string, names []string, value uint8) ([]byte, error) {
	if int(value) >= len(names) {
		return nil, fmt.Errorf("otustemplate: %s(%d) is not one of the constants", kind, value)
	}
	return []byte(names[value]), nil
}

func readText(kind string, names []string, text string, to *uint8) error {
	at := slices.IndexFunc(names, func(name string) bool { return strings.EqualFold(name, text) })
	if at < 0 {
		return fmt.Errorf("otustemplate: unknown %s; use %s", kind, phrase.JoinWords(names, "or"))
	}
	*to = uint8(at)
	return nil
}
