package job_test

import (
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/sheet"
)

// oddEntries are what lists of addresses hold that are none.
var oddEntries = []string{"TBD", "Total: 2", "mailto:kim@example.org", "<kim@example.org>", "'kim@example.org", "#REF!", "Ann Boe", "a@", "@b",
	"kim@example.org; lee@example.org", "N/A", `="kim@example.org"`}

// Teachers match as addresses whatever stands beside them, however the set was
// made.
func TestTeachersAreAddresses(t *testing.T) {
	rec := goodRecord()
	for _, odd := range oddEntries {
		for name, set := range map[string]*nameset.Set{
			"NewSet":      nameset.NewSet("A.Rivera@Example.org", odd),
			"NewEmailSet": nameset.NewEmailSet("A.Rivera@Example.org", odd),
			"ReadSet":     readSet(t, "A.Rivera@Example.org\n\""+strings.ReplaceAll(odd, `"`, `""`)+"\"\n"),
		} {
			refs := district()
			refs.Teachers = set
			v := newValidator(t, refs, schoolYear())
			for _, address := range []string{"a.rivera@example.org", "A.RIVERA@EXAMPLE.ORG", "A.Rivera@Example.org"} {
				if rec.TeacherEmail = address; len(v.Check(rec)) != 0 {
					t.Errorf("%s beside %q: %q is found wrong: %q", name, odd, address, describe(v.Check(rec)))
				}
			}
			if rec.TeacherEmail = odd; len(v.Check(rec)) == 0 {
				t.Errorf("%s: the entry %q is taken for a teacher", name, odd)
			}
			rec.TeacherEmail = "Kim@example.org"
			if want := strings.Contains(odd, "kim@example.org") && !strings.Contains(odd, ";"); (len(v.Check(rec)) == 0) != want {
				t.Errorf("%s: %q for the entry %q: %q", name, rec.TeacherEmail, odd, describe(v.Check(rec)))
			}
		}
	}
}

// A list in which nothing is an address is one of what else Otus has.
func TestTeachersWithoutAddresses(t *testing.T) {
	refs := district()
	refs.Teachers = nameset.NewSet("a.rivera", "lee")
	rec := goodRecord()
	rec.TeacherEmail = "A.Rivera"
	if got := newValidator(t, refs, schoolYear()).Check(rec); len(got) != 0 {
		t.Errorf("got %q", describe(got))
	}
}

func readSet(t *testing.T, text string) *nameset.Set {
	t.Helper()
	set, err := sheet.ReadSet(strings.NewReader(text), "")
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestSetProblems(t *testing.T) {
	const noAddress, wrapped, placeholder = "no e-mail address", "around its e-mail address", "a placeholder"
	for _, tt := range []struct {
		name  string
		set   *nameset.Set
		lines []int64
		says  []string
	}{
		{"no set", nil, nil, nil},
		{"names", nameset.NewSet("Art", "Band @ Night"), nil, nil},
		{"addresses", nameset.NewEmailSet("a@example.org", "B@Example.org", "lee@localhost", "o'brien@example.org"), nil, nil},
		{"in a list of addresses", nameset.NewEmailSet("a@example.org", "TBD", "", "<b@example.org>"), []int64{0, 0}, []string{noAddress, wrapped}},
		{"in a set of them", nameset.NewSet("Total: 1", "a@example.org", "b@example.org"), []int64{0}, []string{noAddress}},
		{"in quotes, or two", nameset.NewEmailSet("a@example.org", "'b@localhost'", "\u2018b@localhost\u2019", "b@localhost/c@localhost", "B@localhost'"),
			[]int64{0, 0, 0, 0}, []string{noAddress, noAddress, noAddress, noAddress}},
		{"nothing but others", nameset.NewEmailSet("Ann"), []int64{0}, []string{noAddress}},
		{"an entry of a column", readSet(t, "Email,Name\na@example.org,\"x\ny\"\nTBD,x\nb@example.org,x\n\nmailto:c@example.org,x\n"), []int64{4, 7}, []string{noAddress, wrapped}},
		{"every time", nameset.NewEmailSet("a@example.org", "x", "x"), []int64{0, 0}, []string{noAddress, noAddress}},
		{"placeholders among names", readSet(t, "Class Name\nArt\nTBD\nBand\n#REF!\n"), []int64{3, 5}, []string{placeholder, placeholder}},
		{"an address among names", nameset.NewSet("Art", "Band", "a@example.org"), nil, nil},
		{"as many names as addresses", nameset.NewSet("Art", "a@example.org"), nil, nil},
		{"a placeholder beside one address", nameset.NewSet("N/A", "a@example.org"), []int64{0}, []string{noAddress}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			problems := tt.set.Problems()
			var lines []int64
			for i, p := range problems {
				lines = append(lines, p.Line)
				if i < len(tt.says) && !strings.Contains(p.Message, tt.says[i]) || p.File != "" {
					t.Errorf("problem %+v, want %q", p, tt.says[min(i, len(tt.says)-1)])
				}
				for _, cell := range []string{"TBD", "Total", "mailto", "b@", "c@", "Ann", "x\"", "#REF"} {
					if strings.Contains(p.Message, cell) {
						t.Errorf("problem %+v holds a cell", p)
					}
				}
			}
			if !slices.Equal(lines, tt.lines) {
				t.Errorf("problems of lines %d, want %d", lines, tt.lines)
			}
			if len(problems) > 0 {
				problems[0].Message = "changed"
				if tt.set.Problems()[0].Message == "changed" {
					t.Error("the slice is not the caller's own")
				}
			}
		})
	}
}

// A list of addresses matches without regard to case whatever odd entry it has.
func TestReadSetOfAddressesWithOddEntries(t *testing.T) {
	for _, odd := range []string{"TBD", "Total: 2", "mailto:kim@example.org", "#N/A", "\x1a", "Ann Boe"} {
		set := readSet(t, "Email\nAna.Ruiz@Example.org\nBo@example.org\n"+odd+"\n")
		if !set.Contains("ana.ruiz@example.ORG") {
			t.Errorf("beside %q an address minds its case", odd)
		}
	}
}
