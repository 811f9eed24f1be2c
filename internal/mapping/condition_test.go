package mapping_test

import (
	"testing"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/mapping"
)

// holds reports which of the cells meet a condition.
func holds(t *testing.T, condition string, columns string, row mapping.ExportRow) bool {
	t.Helper()
	m := readMapping(t, `{"rows": {"where": {"x": `+condition+`}}, "columns": {`+columns+`}}`)
	b, wrong := m.Bind([]string{"x"})
	if wrong.Err() != nil {
		t.Fatal(wrong.Err())
	}
	got := b.Counts(&row)
	if row.Days == nil {
		for range 2 { // as it is found out, and as it is remembered
			if text := b.Where[0].HoldsText([]byte(row.Cells[0])); text != got {
				t.Errorf("%s: HoldsText(%q) = %v, Counts %v", condition, row.Cells[0], text, got)
			}
		}
	}
	// "not" says the opposite.
	m = readMapping(t, `{"rows": {"not": {"x": `+condition+`}}, "columns": {`+columns+`}}`)
	if b, _ = m.Bind([]string{"x"}); b.Counts(&row) == got {
		t.Errorf("%s: %q is both in and out", condition, row.Cells[0])
	}
	return got
}

func TestConditions(t *testing.T) {
	tests := []struct {
		condition, columns string
		yes, no            []string
	}{
		{`{"below": 0}`, "", []string{"-1", " -0.5 ", "\u22123", "-1,000", "-.5"}, []string{"0", "-0", "0.0", "1", "", "N/A", "-", "--1", "-1 pts", "-1.", "-1e3", "1,00", "-1,0000", ",1", "(1)"}},
		{`{"min": 1.5, "max": 2}`, "", []string{"1.5", "1.50", "2", "+2.000", "02", "1.75"}, []string{"1.49999999999999999999", "2.00000000000000000001", "-2", "20", "1,5"}},
		{`{"above": 1.5, "below": 2}`, "", []string{"1.500000000000000000001", "1.9999999999999999999"}, []string{"1.5", "2", "2.0", "1"}},
		{`{"above": -10}`, "", []string{"-9.9", "0", "12345678901234567890"}, []string{"-10", "-10.1", "-9999"}},
		{`{"min": 12345678901234567890}`, "", []string{"12345678901234567890", "12,345,678,901,234,567,891"}, []string{"12345678901234567889"}},
		{`{"min": "2023-09-01", "below": "2023-10-01"}`, "", []string{"2023-09-01", "9/30/2023", " 2023-09-14 08:00", "Sep 14, 2023"},
			[]string{"2023-08-31", "2023-10-01", "10/1/2023", "", "September", "14.09.23", "20230914123"}},
		{`{"above": "2023-09-01", "max": "2023-10-01"}`, `"Date": {"from": "x", "formats": ["mmddyyyy", "dd.mm.yyyy"]}`, []string{"09022023", "1.10.2023", "2023-09-14"},
			[]string{"09012023", "9/14/2023", "02.10.2023", ""}},
		{`{"below": "2023-09-14"}`, `"Date": {"from": "x", "zone": "America/Chicago"}`, []string{"2023-09-14T03:00:00Z"}, []string{"2023-09-14T06:00:00Z"}},
		{`{"matches": "^B[0-9]+"}`, "", []string{"B1", "B12x", " B7"}, []string{"b1", "AB1", "B", ""}},
		{`{"matches": "(?i)bully"}`, "", []string{"Bullying", "cyberbullying"}, []string{"bull"}},
		{`{"matches": "^$"}`, "", []string{"", " ", "\u200b"}, []string{"x"}},
		{`{"matches": "^[0-9]{2}$", "above": 10}`, "", []string{"11"}, []string{"10", "111", "1.5"}},
	}
	for _, tt := range tests {
		for want, cells := range map[bool][]string{true: tt.yes, false: tt.no} {
			for _, cell := range cells {
				if got := holds(t, tt.condition, tt.columns, mapping.ExportRow{RowCells: mapping.RowCells{Cells: []string{cell}}}); got != want {
					t.Errorf("%s of %q: %v", tt.condition, cell, got)
				}
			}
		}
	}
	// A time of a database is no text to be read.
	row := mapping.ExportRow{RowCells: mapping.RowCells{Cells: []string{"9 o'clock"}, Days: []dates.Date{{Year: 2023, Month: 9, Day: 14}}}}
	if !holds(t, `{"min": "2023-09-14"}`, "", row) || holds(t, `{"above": "2023-09-14"}`, "", row) {
		t.Error("the day of a time does not count")
	}
}
