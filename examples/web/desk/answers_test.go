package desk

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// Answers have columns of their own, after those of the export.
func TestAnswers(t *testing.T) {
	d := openDistrict(t)
	v := view(t, d, 83)
	if len(v.Problems) != 1 || v.Problems[0].What != "answer: Class Name" || len(v.Problems[0].Suggestions) != 2 || v.Problems[0].Suggestions[1].Text != "Health" {
		t.Fatalf("row 83 is %+v", v)
	}
	order(t, d, Order{Row: 83, Cells: v.Problems[0].Suggestions[1].Cells})
	apply(t, d, 14, "answer: Recognition", "Cooperation")
	if o := d.Overview(); !slices.Equal(o.Corrected, []int64{14, 83}) {
		t.Errorf("corrected are %v, want 14 and 83", o.Corrected)
	}
	title, _, _ := strings.Cut(string(d.CorrectedExport()), "\n")
	if want := "Void,answer: Recognition,answer: Class Name"; !strings.HasSuffix(title, want) {
		t.Errorf("the corrected export has the columns %s, want them to end in %s", title, want)
	}
	if v := view(t, d, 83); v.Answers["answer: Class Name"] != "Health" || !slices.Equal(v.Changed, []string{"answer: Class Name"}) {
		t.Errorf("row 83 is %+v", v)
	}
	compareWithBuild(t, d)
}

// A corrected export, and the rejects, can be opened again: what was answered is a cell
// of theirs.
func TestOpenedAgain(t *testing.T) {
	d := openDistrict(t)
	apply(t, d, 14, "answer: Recognition", "Cooperation")
	again := open(t, openKit(t, districtFiles(t)), string(d.CorrectedExport()))
	if v := view(t, again, 14); v.Cells[12] != "Cooperation" || len(v.Problems) > 0 {
		t.Errorf("row 14 is %+v", v)
	}
	apply(t, again, 14, "answer: Recognition", "Lunch")
	if v := view(t, again, 14); v.Cells[12] != "Lunch" || len(v.Problems) != 1 || v.Problems[0].Cell != "13" {
		t.Errorf("with a wrong answer row 14 is %+v", v)
	}
	rejects := open(t, openKit(t, districtFiles(t)), files(t, d)[RejectsFile])
	if o := rejects.Overview(); len(o.Wrong) != 19 || o.Rows != 19 {
		t.Errorf("%d of %d rows of the rejects are wrong, want all 19", len(o.Wrong), o.Rows)
	}
	apply(t, rejects, 10, "answer: Class Name", "Health")
	if o := rejects.Overview(); len(o.Corrected) != 1 {
		t.Errorf("row 10 of the rejects: %+v", view(t, rejects, 10))
	}
}

// A row that makes several records takes no answer, which would be that of all of them.
func TestSeveralRecords(t *testing.T) {
	kit := districtFiles(t)
	mapping := strings.Replace(string(kit[MappingFile].Data), `"rows": {`, `"each": {"split": "Subtype", "separator": ";", "as": "Code"}, "rows": {`, 1)
	kit[MappingFile] = &fstest.MapFile{Data: []byte(strings.Replace(mapping, `"from": "Subtype"`, `"from": "Code"`, 1))}
	d := open(t, openKit(t, kit), string(districtExport(t)))
	if v := view(t, d, 14); len(v.Problems) != 1 || v.Problems[0].What != "8" {
		t.Errorf("row 14 is %+v", v)
	}
}
