package mapping_test

import (
	"errors"
	"strings"
	"testing"

	"example.com/otustemplate/internal/mapping"
)

// problems returns "path: message" of each problem that err lists.
func problems(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	m, ok := errors.AsType[*mapping.MappingError](err)
	if !ok {
		t.Fatalf("error is a %T, want a *MappingError: %v", err, err)
	}
	var list []string
	for _, p := range m.Problems {
		list = append(list, p.Path+": "+p.Message)
	}
	return list
}

func readMapping(t *testing.T, text string) *mapping.Mapping {
	t.Helper()
	m, err := mapping.ReadMapping(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}
