package job_test

import (
	"fmt"
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/seen"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestDuplicates(t *testing.T) {
	tests := []struct {
		name string
		rows string
		want map[int64]int64 // row to the one it repeats
		long seen.Repeat
	}{
		{"none", goodRow(1) + goodRow(2), nil, seen.Repeat{}},
		{"the date in another form", goodRow(1) + strings.Replace(goodRow(1), "09/14/2023", "2023-09-14", 1), map[int64]int64{3: 2}, seen.Repeat{Row: 3, Of: 2, Count: 1}},
		{"a name in another case", goodRow(1) + strings.Replace(goodRow(1), "Algebra", "ALGEBRA", 1), map[int64]int64{3: 2}, seen.Repeat{Row: 3, Of: 2, Count: 1}},
		{"another note", goodRow(1) + strings.Replace(goodRow(1), ",\r", ",again\r", 1), nil, seen.Repeat{}},
		{"cells moved over a border", ",1,2,,Tardy,,,,\n,12,,,Tardy,,,,\n", nil, seen.Repeat{}},
		{"a block pasted twice", goodRow(1) + goodRow(2) + goodRow(3) + goodRow(9) + goodRow(1) + goodRow(2) + goodRow(3),
			map[int64]int64{6: 2, 7: 3, 8: 4}, seen.Repeat{Row: 6, Of: 2, Count: 3}},
		{"three of one", goodRow(1) + goodRow(1) + goodRow(1), map[int64]int64{3: 2, 4: 2}, seen.Repeat{Row: 3, Of: 2, Count: 1}},
	}
	v := newValidator(t, district(), schoolYear())
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rep := validate(t, v, headerLine+tt.rows)
			got := make(map[int64]int64)
			for _, is := range rep.Issues {
				if is.Code == schema.CodeDuplicate {
					got[is.Row] = is.Related[0]
				}
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("duplicates mismatch (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.long, rep.Summary.Repeat); diff != "" {
				t.Errorf("longest repeat mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// Rows of a file shared earlier are told as often as they were there.
func TestWithShared(t *testing.T) {
	v := newValidator(t, district(), schoolYear())
	known, err := v.WithShared(t.Context(), "earlier.csv", strings.NewReader(headerLine+goodRow(7)+goodRow(1)+goodRow(1)))
	if err != nil {
		t.Fatal(err)
	}
	text := headerLine + goodRow(1) + goodRow(2) + goodRow(1) + goodRow(1)
	shared := func(v *job.Validator) (rows []int64) {
		for _, is := range validate(t, v, text).Issues {
			if is.Code == schema.CodeDuplicateShared {
				rows = append(rows, is.Row)
			}
		}
		return rows
	}
	if diff := cmp.Diff([]int64{2, 4}, shared(known)); diff != "" {
		t.Errorf("shared rows mismatch (-want +got):\n%s", diff)
	}
	if got := shared(v); got != nil {
		t.Errorf("the Validator it was made from knows rows %v", got)
	}
	if _, err := v.WithShared(t.Context(), "earlier.csv", strings.NewReader("no template")); err == nil {
		t.Error("WithShared takes a file that is no template")
	}
}

// Several files add up, each named; a row that both have is named by the first. What
// the Validator has switched off does not matter to what it knows.
func TestWithSharedFiles(t *testing.T) {
	opts := schoolYear()
	opts.Severity = map[schema.Code]check.Severity{schema.CodeDuplicate: check.SeverityOff}
	v := newValidator(t, district(), opts)
	for _, file := range []struct{ name, rows string }{
		{"march.csv", goodRow(7) + goodRow(1) + goodRow(1)}, {"", goodRow(2)}, {"may.csv", goodRow(3) + goodRow(1)},
	} {
		var err error
		if v, err = v.WithShared(t.Context(), file.name, strings.NewReader(headerLine+file.rows)); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, is := range validate(t, v, headerLine+goodRow(1)+goodRow(2)+goodRow(3)+goodRow(1)+goodRow(1)+goodRow(1)+goodRow(4)).Issues {
		got = append(got, fmt.Sprint(is.Row, " ", is.Message))
	}
	const end = " there): remove it here, so that it is not entered twice"
	want := []string{
		`2 the row is already in "march.csv", which was shared earlier (row 3` + end,
		`3 the row is already in the file shared earlier (row 2` + end,
		`4 the row is already in "may.csv", which was shared earlier (row 2` + end,
		`5 the row is already in "march.csv", which was shared earlier (row 3` + end,
		`6 the row is already in "march.csv", which was shared earlier (row 3` + end,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("issues mismatch (-want +got):\n%s", diff)
	}
}

// What was shared is known whatever checks are switched off, and the row told is
// the first one.
func TestWithSharedAndChecksOff(t *testing.T) {
	for _, off := range []schema.Code{"", schema.CodeDuplicate, schema.CodeFieldCount} {
		opts := schoolYear()
		if off != "" {
			opts.Severity = map[schema.Code]check.Severity{off: check.SeverityOff}
		}
		v, err := newValidator(t, district(), opts).WithShared(t.Context(), "earlier.csv", strings.NewReader(headerLine+goodRow(7)+goodRow(1)+goodRow(2)+goodRow(1)))
		if err != nil {
			t.Fatal(err)
		}
		rep := validate(t, v, headerLine+goodRow(3)+goodRow(1)+goodRow(1)+goodRow(1))
		var got []string
		for _, is := range rep.Issues {
			if is.Code == schema.CodeDuplicateShared {
				got = append(got, fmt.Sprint(is.Row, strings.Contains(is.Message, "row 3")))
			}
		}
		if diff := cmp.Diff([]string{"3 true", "4 true"}, got); diff != "" {
			t.Errorf("%s off: rows, and whether the first one is named, mismatch (-want +got):\n%s", off, diff)
		}
	}
}

// Without lists a row repeats another only where its names are the same.
func TestDuplicateNeedsTheSameNames(t *testing.T) {
	v := newValidator(t, roster.References{}, schoolYear())
	row := func(recognition, teacher, class string) string {
		return ",,004217,," + recognition + "," + teacher + "," + class + ",9/14/2023,\n"
	}
	text := headerLine + row("Tardy", "a@example.org", "Art") + row("Kind", "a@example.org", "Art") + row("Tardy", "b@example.org", "Art") +
		row("Tardy", "a@example.org", "Music") + row("Art", "a@example.org", "Tardy") + row("Tardy", "a@example.org", "Art")
	rep := validate(t, v, text)
	if diff := cmp.Diff([]string{"- duplicate warning"}, describe(rep.Issues)); diff != "" || rep.Issues[0].Row != 7 {
		t.Errorf("issues mismatch (-want +got):\n%s", diff)
	}
}
