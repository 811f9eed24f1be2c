package schema_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
)

// Otus's article gives the order, and the letters A to D and G.
func TestColumns(t *testing.T) {
	want := []string{
		"A Student Email", "B SIS ID", "C Student Number", "D State ID",
		"E Recognition", "F Teacher Email", "G Class Name", "H Date", "I Note",
	}
	var got []string
	for _, c := range schema.AllColumns {
		got = append(got, c.Letter()+" "+c.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	for _, c := range []schema.Column{schema.NoColumn, schema.ColNote + 1, 255} {
		if c.String() != "" || c.Letter() != "" {
			t.Errorf("column %d is called %q, %q", c, c, c.Letter())
		}
	}
}

func TestPropertiesOfColumns(t *testing.T) {
	letters := func(has func(schema.Column) bool) (s string) {
		for c := schema.NoColumn; c <= schema.ColNote+1; c++ {
			if has(c) {
				s += c.Letter()
			}
		}
		return s
	}
	for name, tt := range map[string]struct {
		has  func(schema.Column) bool
		want string
	}{
		"required":   {schema.Column.Required, "EFGH"},
		"identifier": {schema.Column.Identifier, "ABCD"},
		"public":     {schema.Column.Public, "EFGH"},
		"in a set":   {schema.SetOf(schema.ColSISID, schema.ColNote).Has, "BI"},
	} {
		if got := letters(tt.has); got != tt.want {
			t.Errorf("%s: columns %s, want %s", name, got, tt.want)
		}
	}
}

func TestLabels(t *testing.T) {
	extra := map[string]schema.Column{"Kid": schema.ColStudentNumber, "Notes": schema.NoColumn}
	for _, tt := range []struct {
		label     string
		extra     map[string]schema.Column
		want      schema.Column
		different schema.Column // with extra
	}{
		{label: "Student_Number", want: schema.ColStudentNumber, different: schema.ColStudentNumber},
		{label: "  STUDENT  number (optional)*", want: schema.ColStudentNumber, different: schema.ColStudentNumber},
		{label: "Behavior", want: schema.ColRecognition, different: schema.ColRecognition},
		{label: "Notes", want: schema.ColNote, different: schema.NoColumn},
		{label: "Kid", want: schema.NoColumn, different: schema.ColStudentNumber},
		{label: "", want: schema.NoColumn, different: schema.NoColumn},
		{label: "Students", want: schema.NoColumn, different: schema.NoColumn},
	} {
		if got := schema.NewLabelTable(nil).Column(tt.label); got != tt.want {
			t.Errorf("%q is column %q, want %q", tt.label, got, tt.want)
		}
		if got := schema.NewLabelTable(extra).Column(tt.label); got != tt.different {
			t.Errorf("%q is column %q beside further labels, want %q", tt.label, got, tt.different)
		}
	}
}

// Every label and alias names one column: what two name would be a header that
// nobody can read.
func TestLabelsOfOneColumn(t *testing.T) {
	table := schema.NewLabelTable(nil)
	for key, c := range table {
		if schema.HeaderKey(key) != key || c == schema.NoColumn {
			t.Errorf("%q of %s is no key", key, c)
		}
	}
	for _, c := range schema.AllColumns {
		if table.Column(c.String()) != c {
			t.Errorf("%s is not called by its label", c)
		}
	}
}

func TestLetters(t *testing.T) {
	for n, want := range map[int]string{0: "", 1: "A", 26: "Z", 27: "AA", 33: "AG", 702: "ZZ", 703: "AAA", 16384: "XFD"} {
		if got := schema.Letters(n); got != want {
			t.Errorf("Letters(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestZeroLayout(t *testing.T) {
	var l schema.Layout
	if labels := l.Labels(); len(labels) != schema.NumColumns || labels[6] != "Class Name" || l.Column(6) != schema.ColClassName {
		t.Errorf("the zero layout has the labels %q", labels)
	}
	if l.Column(-1) != schema.NoColumn || l.Column(9) != schema.NoColumn {
		t.Error("the zero layout has columns outside its labels")
	}
	own := schema.NewLayout([]string{"x", "Note"}, []schema.Column{schema.NoColumn, schema.ColNote})
	if at := own.Fields(); at[schema.ColNote] != 2 || at[schema.ColDate] != 0 || own.Width() != 2 {
		t.Errorf("fields of a layout: %v", at)
	}
	labels := own.Labels()
	labels[0] = "changed"
	if !slices.Equal(own.Labels(), []string{"x", "Note"}) {
		t.Error("the labels are not the caller's own")
	}
}

// A cell that is set is the cell that is read, whatever the column.
func TestRecordCells(t *testing.T) {
	var r schema.Record
	for _, c := range schema.AllColumns {
		text := "of " + c.String()
		r.SetCell(c, text)
		if got := r.Cell(c); got != text {
			t.Errorf("%s is %q, want %q", c, got, text)
		}
	}
	if !r.Date.IsZero() || r.DateText != "of Date" {
		t.Errorf("a text that is no date: %v, %q", r.Date, r.DateText)
	}
	r.SetCell(schema.ColDate, "9/14/2023")
	if (r.Date != dates.Date{Year: 2023, Month: 9, Day: 14}) || r.DateText != "" || r.Cell(schema.ColDate) != "2023-09-14" {
		t.Errorf("a plain date: %v, %q", r.Date, r.DateText)
	}
	if r.SetCell(schema.NoColumn, "x"); r.Cell(schema.NoColumn) != "" {
		t.Error("there is a cell of no column")
	}
}
