package cli

import (
	"encoding/json"
	"fmt"
	"io"

	"example.com/otustemplate"
)

// Suggest prints a mapping to begin with for an export with these column titles, and
// says what is left to be decided.
func Suggest(labels []string, stdout, stderr io.Writer) error {
	suggestion := otustemplate.Suggest(labels)
	if suggestion.System != "" {
		fmt.Fprintf(stderr, "The column titles look like those of %s: see docs/recipes\n", suggestion.System)
	}
	for _, open := range suggestion.ToDecide {
		fmt.Fprintf(stderr, "To be decided: %s\n", open)
	}
	e := json.NewEncoder(stdout)
	e.SetIndent("", "  ")
	return e.Encode(suggestion.Mapping)
}
