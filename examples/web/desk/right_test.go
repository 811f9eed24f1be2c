package desk

import (
	"slices"
	"strings"
	"testing"
)

// A warning is looked at, and found right. It is no correction: no cell changes.
func TestRight(t *testing.T) {
	d := openDistrict(t)
	before := d.Overview()
	if !slices.Equal(before.Doubtful, []int64{118, 129, 171, 179}) || len(before.Right) > 0 {
		t.Fatalf("to check are %v, right are %v", before.Doubtful, before.Right)
	}
	for _, row := range []int64{118, 129, 171} {
		for _, p := range view(t, d, row).Problems {
			if p.Error || !strings.HasPrefix(p.Right, rightPrefix) || p.IsRight {
				t.Fatalf("row %d: %+v", row, p)
			}
			apply(t, d, row, p.Right, isRightText)
		}
	}
	o := d.Overview()
	if !slices.Equal(o.Doubtful, []int64{179}) || !slices.Equal(o.Right, []int64{118, 129, 171}) || len(o.Corrected) > 0 || o.Ready != before.Ready {
		t.Errorf("to check are %v, right %v, corrected %v", o.Doubtful, o.Right, o.Corrected)
	}
	if string(d.CorrectedExport()) != string(districtExport(t)) {
		t.Error("the export changed")
	}
	if v := view(t, d, 118); len(v.Problems) != 1 || !v.Problems[0].IsRight || len(v.Changed) > 0 {
		t.Errorf("row 118 is %+v", v)
	}
	compareWithBuild(t, d)
	if want := "118,warning,\"The note holds a phone number: students and families can read notes, so remove it unless it is meant for them.\",this is right,Kim,11/30/2023\r\n"; !strings.Contains(files(t, d)[DecisionsFile], want) {
		t.Errorf("decisions:\n%s\nwant %s", files(t, d)[DecisionsFile], want)
	}
	next := openDistrict(t)
	if _, err := next.Merge(t.Context(), work(t, d), nil); err != nil {
		t.Fatal(err)
	}
	if got := next.Overview().Right; !slices.Equal(got, o.Right) {
		t.Errorf("the next day right are %v, want %v", got, o.Right)
	}
	// Another text is another warning.
	apply(t, next, 118, "11", "Called home, (555) 010-0199.")
	if got := next.Overview(); !slices.Contains(got.Doubtful, 118) || slices.Contains(got.Right, 118) {
		t.Errorf("with another number right are %v", got.Right)
	}
	apply(t, d, 118, view(t, d, 118).Problems[0].Right, "")
	if got := d.Overview(); !slices.Contains(got.Doubtful, 118) {
		t.Errorf("to check again are %v", got.Doubtful)
	}
	if _, err := d.Undo(t.Context()); err != nil || !slices.Contains(d.Overview().Right, 118) {
		t.Errorf("undone right are %v; %v", d.Overview().Right, err)
	}
}

// That a student who is not in a class was in it all the same is said of that student: of
// another one it is to be checked again. For all rows it is said of each one's student.
func TestRightOfStudent(t *testing.T) {
	row := func(student, note string) string {
		return student + ",Tardy,l.haddad@northfield.example.org,Art Studio,9/14/2023," + note + "\n"
	}
	d := open(t, openKit(t, districtFiles(t)), header+row("004289", "a")+row("004275", "b"))
	p := view(t, d, 2).Problems[0]
	if p.Same != 2 || p.Right == "" || !strings.HasPrefix(p.Key, "student-class") {
		t.Fatalf("the problem of row 2 is %+v, want a warning of 2 rows", p)
	}
	order(t, d, Order{Row: 2, Cells: []Setting{{p.Right, isRightText}}, Like: p.Key, Who: "Kim", Day: day})
	if o := d.Overview(); !slices.Equal(o.Right, []int64{2, 3}) || len(o.Doubtful) > 0 {
		t.Fatalf("right are %v, to check %v, want rows 2 and 3 right", o.Right, o.Doubtful)
	}
	apply(t, d, 2, "6", "another note")
	if o := d.Overview(); !slices.Equal(o.Right, []int64{2, 3}) {
		t.Errorf("with another note right are %v, want 2 and 3", o.Right)
	}
	apply(t, d, 3, "1", "004247")
	if o := d.Overview(); !slices.Equal(o.Right, []int64{2}) || !slices.Equal(o.Doubtful, []int64{3}) {
		t.Errorf("with another student right are %v, to check %v, want 2 and 3", o.Right, o.Doubtful)
	}
}

// An error is never right as it is.
func TestErrorNotRight(t *testing.T) {
	d := openDistrict(t)
	for _, row := range d.Overview().Wrong {
		for _, p := range view(t, d, row).Problems {
			if p.Error && p.Right != "" {
				t.Errorf("row %d: %+v", row, p)
			}
		}
		for _, is := range d.found[row] {
			apply(t, d, row, d.rightSpot(is).What, isRightText)
		}
	}
	if got := len(d.Overview().Wrong); got != 20 {
		t.Errorf("%d rows need a correction, want 20", got)
	}
}

// Each kind of problem counts a row once, errors of a row to correct and warnings of one to
// check.
func TestKinds(t *testing.T) {
	d := openDistrict(t)
	o := d.Overview()
	wrong, check := 0, 0
	for _, k := range o.Kinds {
		if k.Title == "" || k.Wrong+k.Check == 0 {
			t.Errorf("kind %+v", k)
		}
		if got := len(d.RowsOf(k.Code, o.Wrong)); got != k.Wrong {
			t.Errorf("%s: %d rows to correct are listed, want %d", k.Code, got, k.Wrong)
		}
		if got := len(d.RowsOf(k.Code, o.Doubtful)); got != k.Check {
			t.Errorf("%s: %d rows to check are listed, want %d", k.Code, got, k.Check)
		}
		wrong, check = wrong+k.Wrong, check+k.Check
	}
	if wrong < 20 || check < 4 || o.Kinds[0].Code != "lookup-none" || o.Kinds[0].Wrong != 5 {
		t.Errorf("kinds are %+v", o.Kinds)
	}
}

// Of a note that is put together, the cell is marked in which the problem is.
func TestNoteCell(t *testing.T) {
	d := openDistrict(t)
	for row, want := range map[int64]string{37: "11", 118: "11", 179: "11"} {
		if p := view(t, d, row).Problems[0]; p.Cell != want || p.What != want {
			t.Errorf("row %d: the cell is %s, and %s is to be corrected, want %s", row, p.Cell, p.What, want)
		}
	}
	apply(t, d, 37, "10", "Malik Zeller")
	apply(t, d, 37, "11", "Talked through the quiz.")
	if p := view(t, d, 37).Problems[0]; p.Cell != "10" {
		t.Errorf("with the name in the subject the cell is %s", p.Cell)
	}
}

// A day of another school year is one problem, of the date.
func TestOutside(t *testing.T) {
	v := view(t, openDistrict(t), 80)
	if len(v.Problems) != 1 || v.Problems[0].Cell != "3" || v.Problems[0].What != "3" || !v.Problems[0].Error {
		t.Errorf("row 80 is %+v", v)
	}
}

// Who enters a name late has made the corrections before too, but not those of a
// colleague.
func TestSign(t *testing.T) {
	ben := openDistrict(t)
	order(t, ben, Order{Row: 19, Cells: []Setting{{"5", "Rivera, Ana"}}, Day: day})
	d := openDistrict(t)
	if _, err := d.Merge(t.Context(), work(t, ben), nil); err != nil {
		t.Fatal(err)
	}
	order(t, d, Order{Row: 14, Cells: []Setting{{"8", "COOP"}}, Day: day})
	order(t, d, Order{Row: 95, Cells: []Setting{{"5", "Haddad, Leila"}}, Who: "Ana", Day: day})
	if _, err := d.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.Sign("Kim")
	if _, err := d.Redo(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := files(t, d)[DecisionsFile]
	for _, want := range []string{"14,Subtype,LUNCH,COOP,Kim,", `19,Entry_Author,"Rivra, Ana","Rivera, Ana",,`, `95,Entry_Author,,"Haddad, Leila",Ana,`} {
		if !strings.Contains(got, want) {
			t.Errorf("decisions:\n%s\nwant %s", got, want)
		}
	}
}

// An answer and a cell may say two things about one column of the template.
func TestMergeAnswers(t *testing.T) {
	cell, answer := openDistrict(t), openDistrict(t)
	apply(t, cell, 14, "8", "COOP")
	apply(t, answer, 14, "answer: Recognition", "Perseverance")
	for _, tt := range []struct {
		name         string
		mine, theirs *Desk
		id           string
	}{
		{"theirs is an answer", cell, answer, "14 answer: Recognition"},
		{"theirs is a cell", answer, cell, "14 8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			own := string(tt.mine.CorrectedExport())
			text := work(t, tt.theirs)
			conflicts, err := tt.mine.Conflicts(text)
			if err != nil || len(conflicts) != 1 || conflicts[0].ID != tt.id || len(conflicts[0].Mine) != 1 {
				t.Fatalf("conflicts are %+v, %v", conflicts, err)
			}
			if _, err := tt.mine.Merge(t.Context(), text, nil); err != nil || string(tt.mine.CorrectedExport()) != own {
				t.Errorf("mine was chosen, and the export is another one; %v", err)
			}
			if _, err := tt.mine.Merge(t.Context(), text, []string{tt.id}); err != nil || string(tt.mine.CorrectedExport()) != string(tt.theirs.CorrectedExport()) {
				t.Errorf("theirs was chosen, and the export is not theirs; %v", err)
			}
			if _, err := tt.mine.Undo(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// A sentence quotes no more of a cell than fits.
func TestShort(t *testing.T) {
	d := open(t, templateKit(t), header+"004121,Hall,a@example.org,Art,\""+strings.Repeat("9/14\r\n", 40)+"\",a note\n")
	p := view(t, d, 2).Problems
	i := slices.IndexFunc(p, func(p Problem) bool { return p.Cell == "5" })
	if i < 0 || len(p[i].Text) > 250 || strings.Contains(p[i].Text, "\n") || !strings.Contains(p[i].Text, "…”") {
		t.Errorf("problems are %+v", p)
	}
}
