package desk

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate"
)

// A correction is what a person enters in a row of the sample.
type correction struct {
	row         int64
	what, after string
}

// corrections settle the sample's rows, but for those whose suggestion is taken.
var corrections = []correction{
	{14, "answer: Recognition", "Cooperation"}, {37, "11", "Talked through the quiz, moved seats."}, {42, "1", "004436"}, {48, "1", "004233"},
	{66, "5", "Nguyen, Paul"}, {66, "6", "3"}, {69, "3", "11/30/2023"}, {80, "3", "11/13/2023"}, {83, "answer: Class Name", "Health"}, {95, "5", "Haddad, Leila"},
	{106, "1", "004338"}, {122, "1", "004142"}, {142, "5", "Rivera, Ana"}, {185, "3", "03/21/2024"},
	{203, doNotSend, "It was entered twice"},
}

// suggested are the rows in which the first suggestion is taken.
var suggested = []int64{19, 70, 135, 199, 210, 239}

// correctSample does what an office worker does with the sample.
func correctSample(t *testing.T, d *Desk) {
	t.Helper()
	for _, c := range corrections {
		apply(t, d, c.row, c.what, c.after)
	}
	for _, row := range suggested {
		v := view(t, d, row)
		if len(v.Problems) == 0 || len(v.Problems[0].Suggestions) == 0 {
			t.Fatalf("row %d has no suggestion: %+v", row, v.Problems)
		}
		order(t, d, Order{Row: row, Cells: v.Problems[0].Suggestions[0].Cells, Who: "Kim", Day: day})
	}
}

func TestSample(t *testing.T) {
	d := openDistrict(t)
	before := d.Overview()
	if len(before.Wrong) != 20 || before.Ready != 215 || before.LeftOut != 2 {
		t.Errorf("%d rows to correct, %d ready and %d left out, want 20, 215 and 2", len(before.Wrong), before.Ready, before.LeftOut)
	}
	if got, want := string(d.CorrectedExport()), string(districtExport(t)); got != want {
		t.Error("without a correction the export is not what it was")
	}
	compareWithBuild(t, d)
	correctSample(t, d)
	after := d.Overview()
	for _, row := range after.Wrong {
		t.Errorf("row %d still needs a correction: %+v", row, view(t, d, row).Problems)
	}
	if len(after.Corrected) != 19 || !slices.Equal(after.NotSent, []int64{203}) {
		t.Errorf("corrected are %v, not sent %v", after.Corrected, after.NotSent)
	}
	if want := before.Ready + 19; after.Ready != want {
		t.Errorf("%d rows are ready, want %d", after.Ready, want)
	}
	compareWithBuild(t, d)
}

// A note that names a student may stay if a person says so.
func TestNoteMayStay(t *testing.T) {
	d := openDistrict(t)
	v := view(t, d, 37)
	if len(v.Problems) != 1 || len(v.Problems[0].Suggestions) != 1 || v.Problems[0].Suggestions[0].Text != "The note may stay as it is" {
		t.Fatalf("row 37 is %+v", v)
	}
	order(t, d, Order{Row: 37, Cells: v.Problems[0].Suggestions[0].Cells})
	if o := d.Overview(); slices.Contains(o.Wrong, 37) || slices.Contains(o.Doubtful, 37) || !slices.Equal(o.Right, []int64{37}) || !slices.Contains(o.Corrected, 37) {
		t.Errorf("row 37 is %+v", view(t, d, 37))
	}
	compareWithBuild(t, d)
}

// compareWithBuild compares what is saved with what examples/build makes of the
// corrected export.
func compareWithBuild(t *testing.T, d *Desk) {
	t.Helper()
	saved := files(t, d)
	for name, want := range exampleBuild(t, districtFiles(t), saved[CorrectedFile]) {
		if saved[name] != want {
			t.Errorf("%s is not what a build gives (-want +got):\n%s", name, cmp.Diff(want, saved[name]))
		}
	}
}

// After a correction a row is checked alone in a large file. What is found must be what
// a check of the whole file finds.
func TestRowsAlone(t *testing.T) {
	alone, whole := openDistrict(t), openDistrict(t)
	alone.wholeFileRows = 0
	same := func(what string) {
		t.Helper()
		got, want := alone.Overview(), whole.Overview()
		if !slices.Equal(got.Wrong, want.Wrong) || !slices.Equal(got.Doubtful, want.Doubtful) || !slices.Equal(got.Corrected, want.Corrected) {
			t.Errorf("%s: alone %v %v %v, in the whole file %v %v %v", what, got.Wrong, got.Doubtful, got.Corrected, want.Wrong, want.Doubtful, want.Corrected)
		}
	}
	for _, c := range corrections {
		apply(t, alone, c.row, c.what, c.after)
		apply(t, whole, c.row, c.what, c.after)
		same(c.after)
	}
	if !alone.Overview().Stale || whole.Overview().Stale {
		t.Error("it is not known which result is of the whole file as it is now")
	}
	compareWithBuild(t, alone)
	if alone.Overview().Stale {
		t.Error("after saving the result is still taken for an old one")
	}
	for range corrections {
		if _, err := alone.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := whole.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
		same("undone")
	}
}

func TestUndo(t *testing.T) {
	d := openDistrict(t)
	first := d.Overview()
	correctSample(t, d)
	last, export := d.Overview(), string(d.CorrectedExport())
	steps := 0
	for d.Overview().Undo != "" {
		if _, err := d.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
		steps++
	}
	if want := len(corrections) + len(suggested); steps != want {
		t.Errorf("%d steps were undone, want %d", steps, want)
	}
	undone := d.Overview()
	undone.Redo = first.Redo
	if diff := cmp.Diff(first, undone); diff != "" {
		t.Errorf("undone it is not as it was (-want +got):\n%s", diff)
	}
	if string(d.CorrectedExport()) != string(districtExport(t)) {
		t.Error("undone the export is not what it was")
	}
	for d.Overview().Redo != "" {
		if _, err := d.Redo(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(last, d.Overview()); diff != "" {
		t.Errorf("done again it is not as it was (-want +got):\n%s", diff)
	}
	if string(d.CorrectedExport()) != export {
		t.Error("done again the export is not what it was")
	}
	for range 2 {
		if _, err := d.Undo(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	apply(t, d, 14, "8", "PERS")
	if d.Overview().Redo != "" {
		t.Error("after another correction what was undone can still be done again")
	}
}

// What is entered as it was is no correction any more.
func TestEnteredBack(t *testing.T) {
	d := openDistrict(t)
	apply(t, d, 14, "8", "COOP")
	apply(t, d, 14, "8", "LUNCH")
	if o := d.Overview(); len(o.Corrected) > 0 || !slices.Contains(o.Wrong, 14) {
		t.Errorf("corrected are %v", o.Corrected)
	}
	if rows := apply(t, d, 14, "8", "LUNCH"); len(rows) > 0 {
		t.Errorf("rows %v changed by what they said already", rows)
	}
}

const header = "Student Number,Recognition,Teacher Email,Class Name,Date,Note\n"

// templateKit knows two recognitions, so that filled-in templates can be checked.
func templateKit(t *testing.T) *Kit {
	t.Helper()
	files := districtFiles(t)
	return openKit(t, fsOnly(files, RecognitionsFile, OptionsFile))
}

func TestAllRows(t *testing.T) {
	row := "004121,Hallway Pas,a@example.org,Art,9/14/2023,a note\n"
	other := "004121,Hall,a@example.org,Art,9/15/2023,another\n"
	d := open(t, templateKit(t), header+row+other+strings.Replace(row, "a note", "b", 1)+strings.Replace(row, "a note", "c", 1))
	v := view(t, d, 2)
	if len(v.Problems) != 1 || v.Problems[0].Same != 3 || len(v.Problems[0].Suggestions) == 0 {
		t.Fatalf("problems of row 2: %+v", v.Problems)
	}
	s := v.Problems[0].Suggestions[0]
	if s.Text != "Hallway Pass" || s.Same != 3 {
		t.Errorf("suggested is %q for %d rows, want Hallway Pass for 3", s.Text, s.Same)
	}
	if got := order(t, d, Order{Row: 2, Cells: s.Cells, Like: s.Like}); !slices.Equal(got, []int64{2, 4, 5}) {
		t.Errorf("rows %v changed, want 2, 4 and 5", got)
	}
	if got := d.Overview().Wrong; !slices.Equal(got, []int64{3}) {
		t.Errorf("rows to correct are %v, want 3", got)
	}
	if _, err := d.Undo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := d.Overview().Wrong; !slices.Equal(got, []int64{2, 3, 4, 5}) {
		t.Errorf("after one undo rows to correct are %v, want all", got)
	}
}

// A filled-in template is known by its titles even if the kit has a mapping.
func TestTemplate(t *testing.T) {
	d := open(t, openKit(t, districtFiles(t)), "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\n"+
		",,004289,,Hallway Pass,a.rivera@northfield.example.org,Biology,8/21/2023,ok\n")
	if o := d.Overview(); !o.Template || o.Rows != 1 {
		t.Errorf("template %v with %d rows, want a template with 1", o.Template, o.Rows)
	}
}

// What cannot be opened is said in whole sentences.
func TestOpenRefused(t *testing.T) {
	kit := openKit(t, districtFiles(t))
	for _, tt := range []struct{ name, text, want string }{
		{"another export", "Name,Age\nKim,9\n", `This file does not have the columns that the kit expects: the export has no column "Student_Number". Check that it is the right export. If it is, ask your data person for a new kit.`},
		{"a workbook", "PK\x03\x04", `The file is a workbook`},
		{"nothing", "", "The file is empty: check that the export ran"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := kit.Open(t.Context(), "x.csv", []byte(tt.text), nil)
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) || !strings.HasSuffix(err.Error(), ".") {
				t.Errorf("the error is %v, want %s", err, tt.want)
			}
		})
	}
}

// Rows keep their numbers when one is not sent.
func TestNotSent(t *testing.T) {
	d := openDistrict(t)
	apply(t, d, 14, doNotSend, "It was entered twice")
	if o := d.Overview(); !slices.Equal(o.NotSent, []int64{14}) || slices.Contains(o.Wrong, 14) || !slices.Contains(o.Wrong, 19) {
		t.Errorf("not sent %v, to correct %v", o.NotSent, o.Wrong)
	}
	if v := view(t, d, 14); v.Reason != "It was entered twice" || len(v.Problems) > 0 {
		t.Errorf("row 14 is %+v", v)
	}
	saved := files(t, d)
	if rows := strings.Count(saved[RejectsFile], "\r\n"); rows != 20 || strings.Contains(saved[RejectsFile], "LUNCH") {
		t.Errorf("%d lines of rejects, want a header and 19 rows without row 14", rows)
	}
	if want := "14,not sent,,It was entered twice,Kim,11/30/2023\r\n"; !strings.Contains(saved[DecisionsFile], want) {
		t.Errorf("decisions:\n%s\nwant the line %s", saved[DecisionsFile], want)
	}
	apply(t, d, 14, doNotSend, "")
	if o := d.Overview(); len(o.NotSent) > 0 || !slices.Contains(o.Wrong, 14) {
		t.Errorf("sent after all: not sent %v, to correct %v", o.NotSent, o.Wrong)
	}
}

// Decisions open in a spreadsheet, which must run nothing of them.
func TestDecisions(t *testing.T) {
	d := openDistrict(t)
	order(t, d, Order{Row: 14, Cells: []Setting{{"11", "=1+1, and\nmore"}}, Who: "@kim", Day: day})
	want := byteOrderMark + "row,column,before,after,who,day\r\n" +
		"14,Entry,Stacked the trays without being asked.,\"'=1+1, and\r\nmore\",'@kim,11/30/2023\r\n"
	if diff := cmp.Diff(want, files(t, d)[DecisionsFile]); diff != "" {
		t.Errorf("decisions (-want +got):\n%s", diff)
	}
}

// A row in pieces is settled as one, whichever of its cells is entered first.
func TestPiecesEntered(t *testing.T) {
	d := openDistrict(t)
	v := view(t, d, 210)
	if v.Whole || v.Cells[10] != "no quotes" || v.Cells[11] != " around this comma,0" {
		t.Fatalf("row 210 is %+v", v)
	}
	apply(t, d, 210, "11", "no quotes, around this comma")
	apply(t, d, 210, "12", "0")
	if o := d.Overview(); slices.Contains(o.Wrong, 210) || !slices.Contains(o.Corrected, 210) {
		t.Errorf("row 210: %+v", view(t, d, 210))
	}
	if got := len(d.edits.now); got != 1 {
		t.Errorf("%d corrections, want one of the whole row", got)
	}
}

func TestTeachers(t *testing.T) {
	d := openDistrict(t)
	var names []string
	rows := 0
	for _, teacher := range d.Teachers() {
		names = append(names, teacher.Name)
		rows += len(teacher.Rows)
		for _, row := range teacher.Rows {
			v := view(t, d, row)
			inDoubt := !v.Whole || slices.ContainsFunc(d.found[row], func(is otustemplate.Issue) bool { return is.Column == otustemplate.ColTeacherEmail })
			if want := map[bool]string{false: v.Cells[4]}[inDoubt]; teacher.Name != want {
				t.Errorf("row %d of %q is among those of %q, want %q", row, v.Cells[4], teacher.Name, want)
			}
		}
	}
	// Of two teachers with the name Park, Jo neither is to see the rows of the other.
	if rows != 24 || !slices.Contains(names, "Okafor, Jude") || !slices.Contains(names, "") || slices.Contains(names, "Park, Jo") {
		t.Errorf("%d rows of %q", rows, names)
	}
}

// Nobody on the page knows what a mapping is, or has an engineer at hand.
func TestWords(t *testing.T) {
	d := openDistrict(t)
	o := d.Overview()
	views, err := d.Rows(slices.Concat(o.Wrong, o.Doubtful))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range views {
		for _, p := range v.Problems {
			for _, word := range []string{"mapping", "engineer", "YYYY", "whom", "2022-", "2023-"} {
				if strings.Contains(p.Text, word) {
					t.Errorf("row %d: the word %q is in %q", v.Row, word, p.Text)
				}
			}
			if p.Who == "" || !strings.HasSuffix(p.Text, ".") && !strings.HasSuffix(p.Text, "?") {
				t.Errorf("row %d: %q is to be settled by %q", v.Row, p.Text, p.Who)
			}
		}
	}
}

// Words of the library for those who run it are not for the page.
func TestPlain(t *testing.T) {
	for message, want := range map[string]string{
		`the column Role has a role of which the mapping does not say whether it counts: ask your data person, who lists the roles that count under "where" of the mapping`: "The column Role has a role of which the kit does not say whether it counts: ask your data person, who lists the roles that count.",
		`your data person must name the columns that make rows one record, such as ["ID"], as "key" of the mapping`:                                                         `Your data person must name the columns that make rows one record, such as ["ID"].`,
		`"2022-11-13" is before the school year`: `"11/13/2022" is before the school year.`,
		"":                                       "",
	} {
		if got := plain(message); got != want {
			t.Errorf("%q became %q, want %q", message, got, want)
		}
	}
}

// A suggestion for all rows goes into the rows that have it: the class of one teacher is
// not that of another, though the wrong class is the same.
func TestAllRowsWithOneSuggestion(t *testing.T) {
	row := func(student, teacher, note string) string {
		return student + ",Tardy," + teacher + "@northfield.example.org,Algebra 1,9/14/2023," + note + "\n"
	}
	d := open(t, openKit(t, districtFiles(t)), header+row("004289", "j.okafor", "a")+row("004338", "d.kowalski", "b")+row("004289", "j.okafor", "c"))
	p := view(t, d, 2).Problems[0]
	if p.Same != 3 || len(p.Suggestions) != 1 || p.Suggestions[0].Text != "Biology" || p.Suggestions[0].Same != 2 {
		t.Fatalf("the problem of row 2 is %+v, want one of 3 rows with Biology for 2", p)
	}
	s := p.Suggestions[0]
	if got := order(t, d, Order{Row: 2, Cells: s.Cells, Like: s.Like}); !slices.Equal(got, []int64{2, 4}) {
		t.Errorf("rows %v changed, want 2 and 4", got)
	}
	if got := view(t, d, 3).Cells[3]; got != "Algebra 1" {
		t.Errorf("the other teacher's row says %q now", got)
	}
}
