package desk

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"example.com/otustemplate"
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

// severalKit is the sample's kit with a mapping that makes a record of each code.
func severalKit(t *testing.T, each string) *Kit {
	t.Helper()
	kit := districtFiles(t)
	mapping := strings.Replace(string(kit[MappingFile].Data), `"rows": {`, `"each": {`+each+`, "as": "Code"}, "rows": {`, 1)
	kit[MappingFile] = &fstest.MapFile{Data: []byte(strings.Replace(mapping, `"from": "Subtype"`, `"from": "Code"`, 1))}
	return openKit(t, kit)
}

// A row that makes several records takes no answer for what is not the same in all of
// them: the code of the name that is chosen takes the place of the wrong one.
func TestSeveralRecords(t *testing.T) {
	export := strings.Replace(string(districtExport(t)), ",LUNCH,", ",HALL; LUNCH ;COOP;LUNCH,", 1)
	d := open(t, severalKit(t, `"split": "Subtype", "separator": ";"`), export)
	v := view(t, d, 14)
	unknown := slices.DeleteFunc(v.Problems, func(p Problem) bool { return !p.Error })
	if len(unknown) != 1 || unknown[0].What != "code: E 8 LUNCH" || unknown[0].Cell != "8" || unknown[0].Same != 1 || !slices.Contains(unknown[0].Names, "Tardy") {
		t.Fatalf("row 14 is %+v", v)
	}
	apply(t, d, 14, unknown[0].What, "Tardy")
	if v := view(t, d, 14); v.Cells[7] != "HALL; TARDY ;COOP;TARDY" || slices.ContainsFunc(v.Problems, func(p Problem) bool { return p.Error }) || !slices.Equal(v.Changed, []string{"8"}) {
		t.Errorf("row 14 is %+v", v)
	}
	for _, what := range []string{"code: E 99 LUNCH", "code: E 0 LUNCH", "code: E x LUNCH", "code: ? 8 LUNCH"} {
		if _, err := d.Apply(t.Context(), Order{Row: 14, Cells: []Setting{{what, "Tardy"}}}); err == nil {
			t.Errorf("%s was entered", what)
		}
	}
	if _, err := d.Apply(t.Context(), Order{Row: 14, Cells: []Setting{{"code: E 8 HALL", "Lunch"}}}); err == nil || !strings.Contains(err.Error(), "no code for “Lunch”") {
		t.Errorf("a name without a code: %v", err)
	}
	// The class is the same for all records of a row, and is answered.
	v = view(t, d, 83)
	if len(v.Problems) != 1 || v.Problems[0].What != "answer: Class Name" || len(v.Problems[0].Suggestions) != 2 {
		t.Fatalf("row 83 is %+v", v)
	}
	ready := d.Overview().Ready
	apply(t, d, 83, "answer: Class Name", "Health")
	if o := d.Overview(); o.Ready != ready+1 || slices.Contains(o.Wrong, 83) {
		t.Errorf("%d records are ready, want %d; row 83 is %+v", o.Ready, ready+1, view(t, d, 83))
	}
}

// Each of several columns may hold a code.
func TestSeveralColumns(t *testing.T) {
	d := open(t, severalKit(t, `"columns": ["Subtype", "Consequence"]`), header14)
	v := view(t, d, 2)
	if len(v.Problems) != 1 || v.Problems[0].What != "code: E 9 FIGHT" {
		t.Fatalf("row 2 is %+v", v)
	}
	apply(t, d, 2, v.Problems[0].What, "Perseverance")
	if v := view(t, d, 2); v.Cells[8] != "PERS" || v.Cells[7] != "HALL" || len(v.Problems) > 0 {
		t.Errorf("row 2 is %+v", v)
	}
}

const header14 = "Student_Number,LastFirst,Entry_Date,Entry_Time,Entry_Author,Period,LogType,Subtype,Consequence,Subject,Entry,Void\n" +
	"004289,\"Kaplan, Zane\",08/21/2023,10:05,\"Rivera, Ana\",3,Discipline,HALL,FIGHT,Pass,\"Used a pass, back in five minutes.\",0\n"

// What is not the same for all records of a row has no answers. The class follows from
// the teacher, the student and the day.
func TestColumnsOfEach(t *testing.T) {
	for _, tt := range []struct {
		name, columns string
		want          []otustemplate.Column
	}{
		{"a code", `"Recognition": {"from": "part", "values": {"A": "Tardy"}}`, []otustemplate.Column{otustemplate.ColRecognition}},
		{"one of several titles", `"Recognition": {"from": ["x", "Part"], "values": {}}`, []otustemplate.Column{otustemplate.ColRecognition}},
		{"a piece of a note", `"Note": {"join": ["x", "part"]}`, []otustemplate.Column{otustemplate.ColNote}},
		{"the student", `"SIS ID": {"from": "part"}`, []otustemplate.Column{otustemplate.ColSISID, otustemplate.ColTeacherEmail, otustemplate.ColClassName}},
		{"nothing", `"SIS ID": {"from": "x"}`, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := otustemplate.ReadMapping(strings.NewReader(`{"each": {"columns": ["x", "y"], "as": "part"}, "columns": {` + tt.columns + `}}`))
			if err != nil {
				t.Fatal(err)
			}
			d := &Desk{rules: rulesOf(m)}
			if got := d.columnsOfEach(); !slices.Equal(got, tt.want) {
				t.Errorf("they are %v, want %v", got, tt.want)
			}
		})
	}
}
