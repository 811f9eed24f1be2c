package job

import (
	"cmp"
	"os"
	"slices"
	"testing"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// oddCells are cells of which some check has something to say in some column.
var oddCells = []string{
	"", " ", "\u00a0", "\u200b", "N/A", "n/a ", "null", "-", "???", "to  be determined", "mi\u017f\u017fing", "\u017fnull", "#N/A", "#REF!", "#####",
	`="00123"`, `='N/A'`, `="N/A"`, `=""`, "'00123", "''", "1.23457E+11", "1E5", "=A1", "+1", "-5", "-x", "- x (y)", "@x", "\tx", "x\ty", "a\r\nb", "a\nb",
	"café", "cafe\u0301", "se\u00c3\u00b1or", "\xe9", "\ufffd", "\u2019", "\u2013\u2013", "a\u200db", "\U0001F468\u200d\U0001F469", "a  b", " a", "a ", "\x00", "\x7f",
	"lee@example.org", "LEE@example.org", "<lee@example.org>", "mailto:lee@example.org", "Lee <lee@example.org>", "a@b", "Tardy", "tardy", "TARDY ", "Art", "art",
	"call 555-010-0199 x", "tel 5550100", "(555) 010-0199", "x@y.org, z", "9/14/2023", "9/14/23", "14/9/2023", "2023-09-14 10:30", "2023-09-14T10:30:00Z",
	"14-Sep", "45000", "09142023", "5.4.2023", "2/30/2023", "yesterday", "2019-01-01", "2050-01-01", " 9/14/2023", `="9/14/2023"`, "S1003", "0042", "42",
	"a note of more than forty characters, which is too long", "a note with \u00e9 of more than forty char\u00e1cters",
}

// What a trait of a cell spares must have nothing to say: with and without its
// traits looked at, every odd cell in every column gets the same issues.
func TestTraits(t *testing.T) {
	t.Parallel() // it takes long
	people, err := roster.Load(t.Context(), os.DirFS("../../testdata/district/oneroster"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		refs roster.References
		off  []schema.Code
	}{
		{"sets", blockReferences(), nil},
		{"no sets", roster.References{}, nil},
		{"roster", people.References(nameset.NewSet("Tardy")), nil},
		{"silencers off", blockReferences(), []schema.Code{schema.CodeRequired, schema.CodePlaceholder, schema.CodeSpreadsheet}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			opts := blockOptions()
			opts.LastDate, opts.Severity = dates.Date{Year: 2024, Month: 5, Day: 31}, make(map[schema.Code]check.Severity)
			for _, code := range tt.off {
				opts.Severity[code] = check.SeverityOff
			}
			v, err := NewValidator(tt.refs, opts)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range schema.AllColumns {
				for _, cell := range oddCells {
					checkTraits(t, v, c, cell)
				}
			}
		})
	}
}

// checkTraits holds the RowChecker of v against one that makes every check of every
// cell of a row with that cell, and one without words against one with them.
func checkTraits(t *testing.T, v *Validator, c schema.Column, cell string) {
	t.Helper()
	s := check.Row{Recoded: schema.SetOf(c)}
	rec := schema.Record{StudentNumber: "42", Recognition: "Tardy", TeacherEmail: "lee@example.org", ClassName: "Art", Date: dates.Date{Year: 2023, Month: 9, Day: 14}, Note: "fine"}
	for _, c := range schema.AllColumns {
		s.Cells[c], s.Fields[c] = rec.Cell(c), int(c)
	}
	s.Cells[c] = cell
	for _, recoded := range []bool{true, false} {
		if !recoded {
			s.Recoded = 0
		}
		j := check.NewRowChecker(v.Checker)
		got := j.Check(&s)
		every := check.NewRowChecker(v.Checker)
		every.Begin(&s)
		for _, r := range every.Rules {
			every.Rule = r
			if r.Row != nil {
				r.Row(every)
			}
			for _, c := range r.Columns {
				if !every.Silenced(c) {
					r.Cell(every, c)
				}
			}
		}
		slices.SortStableFunc(every.Issues, func(a, b check.Issue) int { return cmp.Compare(a.Column, b.Column) })
		if diff := diff(every.Issues, got); diff != "" {
			t.Errorf("%s of %q (-every check +by traits):\n%s", c, cell, diff)
		}
		lazy := check.NewRowChecker(v.Checker)
		lazy.Lazy = true
		brief := slices.Clone(lazy.Check(&s))
		for i := range brief {
			brief[i].Message, brief[i].Fixes = got[min(i, len(got)-1)].Message, got[min(i, len(got)-1)].Fixes
		}
		if diff := diff(got, brief); diff != "" {
			t.Errorf("%s of %q (-with words +without):\n%s", c, cell, diff)
		}
	}
}

// By words as by bytes: every byte in every place, and pairs of spaces.
func TestGlance(t *testing.T) {
	byBytes := func(text string) (kinds uint8, spaces bool, digits int) {
		for i := range len(text) {
			kinds |= celltext.ByteKinds[text[i]]
			if text[i] >= '0' && text[i] <= '9' {
				digits++
			}
			spaces = spaces || text[i] == ' ' && (i == 0 || i == len(text)-1 || text[i-1] == ' ')
		}
		return kinds, spaces, digits
	}
	const told = celltext.ByteBeyond | celltext.ByteControl | celltext.ByteBreak | celltext.ByteAt
	try := func(text string) {
		kinds, spaces, digits := celltext.Look(text)
		if k, s, d := byBytes(text); kinds&told != k&told || spaces != s || digits != d {
			t.Fatalf("glance(%q) = %b, %t, %d; by bytes %b, %t, %d", text, kinds, spaces, digits, k, s, d)
		}
	}
	const plain = "a! b?1c d~e/f:g2h i"
	for n := range len(plain) + 1 {
		try(plain[:n])
		for i := range n {
			for c := range 256 {
				try(plain[:i] + string([]byte{byte(c)}) + plain[i:n])
			}
			for k := range n {
				text := []byte(plain[:n])
				text[i], text[k] = ' ', ' '
				try(string(text))
			}
		}
	}
}

func TestRulesSayWhatTheyAreAbout(t *testing.T) {
	for _, r := range check.Rules {
		if (r.Cell != nil) != (r.About != 0) {
			t.Errorf("%s: about = %b", r.Code, r.About)
		}
	}
}
