package otustemplate_test

import (
	"os"
	"strings"
	"testing"

	"example.com/otustemplate"
	"github.com/google/go-cmp/cmp"
)

// The guide's exports are built with their mappings, and give what it shows.
func TestGuide(t *testing.T) {
	text, err := os.ReadFile("docs/guide.md")
	if err != nil {
		t.Fatal(err)
	}
	exports := guideBlocks(string(text), "csv")
	mappings, templates := guideBlocks(string(text), "json"), guideBlocks(string(text), "template")
	if len(exports) != 3 || len(mappings) != len(exports) || len(templates) != len(exports) {
		t.Fatalf("the guide has %d exports, %d mappings and %d templates; want three of each", len(exports), len(mappings), len(templates))
	}
	roster := districtRoster(t)
	v := newValidator(t, roster.References(readDistrict(t).Recognitions), schoolYear())
	for i, export := range exports {
		m := readMapping(t, mappings[i])
		columns, err := csvSource(export).Columns()
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Check(columns); err != nil {
			t.Errorf("mapping %d does not fit its export: %v", i+1, err)
		}
		if len(m.Missing()) > 0 || len(m.Undecided()) > 0 {
			t.Errorf("mapping %d: %v missing, %v undecided; want none", i+1, m.Missing(), m.Undecided())
		}
		got := build(t, otustemplate.Builder{Mapping: m, Validator: v, Repair: true}, csvSource(export))
		if got.err != nil || got.report.Build.Rejected > 0 {
			t.Errorf("export %d: %v\n%s", i+1, got.err, got.rejects)
		}
		if diff := cmp.Diff(templates[i], got.template); diff != "" {
			t.Errorf("template %d (-guide +got):\n%s", i+1, diff)
		}
	}
}

// guideBlocks returns the code blocks of a language.
func guideBlocks(text, language string) (blocks []string) {
	for _, block := range strings.Split(text, "\n```"+language+"\n")[1:] {
		block, _, _ = strings.Cut(block, "\n```")
		blocks = append(blocks, block+"\n")
	}
	return blocks
}
