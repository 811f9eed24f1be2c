package engine

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// docs/codes.md has a section for each code, in their order, with the title
// that reports give it and its severity.
func TestCodesPage(t *testing.T) {
	sections := codeSections(t)
	var got []Code
	for _, s := range sections {
		got = append(got, s.code)
	}
	if diff := cmp.Diff(Codes(), got); diff != "" {
		t.Fatalf("codes of the page mismatch (-want +got):\n%s", diff)
	}
	severities := make(map[Code]string)
	for _, r := range rules {
		severities[r.code] = r.severity.String()
		if r.ends {
			severities[r.code] += ", ends the run"
		}
	}
	for _, s := range sections {
		t.Run(string(s.code), func(t *testing.T) {
			want := fmt.Sprintf("**%s** · %s", wordingOf(s.code).title, severities[s.code])
			if line, _, _ := strings.Cut(s.text, "\n"); !strings.HasPrefix(line, want) {
				t.Errorf("the section begins with %q, want %q", line, want)
			}
			var items []string
			for _, m := range regexp.MustCompile(`(?m)^- (\w+): \S`).FindAllStringSubmatch(s.text, -1) {
				items = append(items, m[1])
			}
			if diff := cmp.Diff([]string{"Example", "Staff", "Engineer", "Fix"}, items); diff != "" {
				t.Errorf("items mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// An example that is the whole cell of a column gets the code. Those of a
// roster, a mapping or a whole file are in words.
func TestCodesPageExamples(t *testing.T) {
	v, err := NewValidator(References{
		Recognitions: NewSet("Tardy", "Cooperation"), Teachers: NewEmailSet("a.rivera@example.org"), Classes: NewSet("Algebra 1"),
	}, &ValidatorOptions{FirstDate: Date{2023, 8, 14}, LastDate: Date{2024, 6, 7}, Today: Date{2024, 1, 31}})
	if err != nil {
		t.Fatal(err)
	}
	cell := regexp.MustCompile("(?m)^- Example: ([A-Z][A-Za-z ]*[a-zD]) `(.*)`$")
	tried := 0
	for _, s := range codeSections(t) {
		m := cell.FindStringSubmatch(s.text)
		if m == nil {
			continue
		}
		tried++
		t.Run(string(s.code), func(t *testing.T) {
			row := map[string]string{"Student Number": "004217", "Recognition": "Tardy", "Teacher Email": "a.rivera@example.org",
				"Class Name": "Algebra 1", "Date": "2023-09-14"}
			row[m[1]] = m[2]
			report, err := v.Validate(t.Context(), strings.NewReader(exampleFile(row)))
			if err != nil {
				t.Fatal(err)
			}
			if report.Counts[s.code] == 0 {
				t.Errorf("the example %s %q gets %v", m[1], m[2], report.Counts)
			}
		})
	}
	if tried < 20 {
		t.Errorf("only %d examples are cells", tried)
	}
}

// exampleFile is a template with one row.
func exampleFile(row map[string]string) string {
	var labels, cells []string
	for _, c := range allColumns {
		labels = append(labels, c.String())
		text := row[c.String()]
		if strings.ContainsAny(text, ",\n") || strings.HasPrefix(text, `"`) {
			text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		}
		cells = append(cells, text)
	}
	return strings.Join(labels, ",") + "\n" + strings.Join(cells, ",") + "\n"
}

type codeSection struct {
	code Code
	text string
}

// codeSections reads the page.
func codeSections(t *testing.T) []codeSection {
	t.Helper()
	page, err := os.ReadFile("../../docs/codes.md")
	if err != nil {
		t.Fatal(err)
	}
	var sections []codeSection
	for _, part := range slices.Collect(strings.SplitSeq(string(page), "\n## "))[1:] {
		code, text, _ := strings.Cut(part, "\n")
		sections = append(sections, codeSection{Code(code), strings.TrimSpace(text)})
	}
	return sections
}
