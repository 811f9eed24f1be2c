package job_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
	"github.com/google/go-cmp/cmp"
)

// A reject is a row of a rejects file: its cells by label.
type reject map[string]string

// of names a reject by its first row and its part.
func (r reject) of() string { return r["otustemplate row"] + "/" + r["otustemplate part"] }

// readRejects reads a rejects file, each row of which has a cell for each label.
func readRejects(t testing.TB, text string) []reject {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil || len(rows) == 0 {
		t.Fatalf("the rejects can't be read: %v\n%s", err, text)
	}
	var rejects []reject
	for _, row := range rows[1:] {
		r := make(reject)
		for i, cell := range row {
			r[rows[0][i]] = cell
		}
		rejects = append(rejects, r)
	}
	return rejects
}

// stripOwn deletes the columns that the rejects have of their own.
func stripOwn(t testing.TB, text string) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	width := slices.Index(rows[0], "otustemplate row")
	var b strings.Builder
	w := csv.NewWriter(&b)
	for _, row := range rows {
		if err := w.Write(row[:width]); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return b.String()
}

// edit replaces pairs of texts, each of which must be there.
func edit(t testing.TB, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("%q is not in\n%s", pairs[i], text)
		}
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// A round is a build: of an export, or of what somebody made of the rejects of
// the one before.
type round struct {
	mapping string   // "": that of the round before
	edits   []string // of the rejects: pairs of texts
	strip   bool     // and their own columns deleted
	written []string // student and recognition of each record
	set     []string // of each reject the first row and the part
	problem string   // in each problem
	counts  tally.BuildCounts
}

func TestRejectsGoRound(t *testing.T) {
	const header = "id,what,Code 2,code-2,who,day,note\n"
	const rest = ",nrivera@example.org,9/14/2023,late\n"
	const partGone = "because the parts have changed"
	one := func(written int64) tally.BuildCounts {
		return tally.BuildCounts{Read: 1, Records: 1, Written: written, Rejected: 1 - written}
	}
	tests := []struct {
		name   string
		export string
		rounds []round
	}{
		{"the mapping is completed", "1,T;X,," + rest, []round{
			{mapping: splitMapping, written: []string{"1 Tardy"}, set: []string{"2/2 of 2"}, problem: "X",
				counts: tally.BuildCounts{Read: 1, Records: 2, Written: 1, Rejected: 1}},
			{set: []string{"2/2 of 2"}, problem: "X", counts: one(0)},
			{set: []string{"2/2 of 2"}, problem: "X", counts: one(0)},
			{mapping: strings.Replace(splitMapping, `"H":`, `"X": "Horseplay", "H":`, 1), written: []string{"1 Horseplay"}, counts: one(1)},
		}},
		{"several parts of several rows", "1,T;X;H;Y,," + rest + "2,H,," + rest + "3,Z,," + rest + "4,;X; ;Y,," + rest, []round{
			{mapping: splitMapping, written: []string{"1 Tardy", "1 Helping Others", "2 Helping Others"},
				set:    []string{"2/2 of 4", "2/4 of 4", "4/", "5/2 of 4", "5/4 of 4"},
				counts: tally.BuildCounts{Read: 4, Records: 8, Written: 3, Rejected: 5}},
			{mapping: strings.Replace(splitMapping, `"H":`, `"Y": "Horseplay", "H":`, 1), written: []string{"1 Horseplay", "4 Horseplay"},
				set: []string{"2/2 of 4", "4/", "5/2 of 4"}, counts: tally.BuildCounts{Read: 5, Records: 5, Written: 2, Rejected: 3}},
			{edits: []string{"3,Z,", "3,H;T,", ";X; ;Y,", ";H; ;,"}, written: []string{"3 Helping Others", "3 Tardy", "4 Helping Others"},
				set: []string{"2/2 of 4"}, counts: tally.BuildCounts{Read: 3, Records: 4, Written: 3, Rejected: 1}},
		}},
		{"the part's text is mended", "1,T;X,," + rest, []round{
			{mapping: splitMapping, written: []string{"1 Tardy"}, set: []string{"2/2 of 2"}, counts: tally.BuildCounts{Read: 1, Records: 2, Written: 1, Rejected: 1}},
			{edits: []string{"T;X", "T; H"}, written: []string{"1 Helping Others"}, counts: one(1)},
		}},
		{"the other part is emptied, its separator kept", "1,T;X,," + rest, []round{
			{mapping: splitMapping, written: []string{"1 Tardy"}, set: []string{"2/2 of 2"}, counts: tally.BuildCounts{Read: 1, Records: 2, Written: 1, Rejected: 1}},
			{edits: []string{"T;X", ";Y"}, set: []string{"2/2 of 2"}, problem: "Y", counts: one(0)},
			{edits: []string{";Y", ";H"}, written: []string{"1 Helping Others"}, counts: one(1)},
		}},
		{"a part fewer, then made whole", "1,T;X,," + rest, []round{
			{mapping: splitMapping, written: []string{"1 Tardy"}, set: []string{"2/2 of 2"}, counts: tally.BuildCounts{Read: 1, Records: 2, Written: 1, Rejected: 1}},
			{edits: []string{"T;X", "H"}, set: []string{"2/2 of 2"}, problem: partGone, counts: one(0)},
			{edits: []string{"2 of 2", ""}, written: []string{"1 Helping Others"}, counts: one(1)},
		}},
		{"a part more", "1,T;X,," + rest, []round{
			{mapping: splitMapping, written: []string{"1 Tardy"}, set: []string{"2/2 of 2"}, counts: tally.BuildCounts{Read: 1, Records: 2, Written: 1, Rejected: 1}},
			{edits: []string{"T;X", "T;H;T"}, set: []string{"2/2 of 2"}, problem: partGone, counts: one(0)},
			{edits: []string{"T;H;T", "T;H"}, written: []string{"1 Helping Others"}, counts: one(1)},
		}},
		{"the part is emptied", "1,T;X,," + rest, []round{
			{mapping: splitMapping, written: []string{"1 Tardy"}, set: []string{"2/2 of 2"}, counts: tally.BuildCounts{Read: 1, Records: 2, Written: 1, Rejected: 1}},
			{edits: []string{"T;X", "T; "}, set: []string{"2/2 of 2"}, problem: partGone, counts: one(0)},
			{edits: []string{"T; ", " ; "}, set: []string{"2/2 of 2"}, problem: partGone, counts: one(0)},
		}},
		{"the part is named by junk", "1,T;X,," + rest, []round{
			{mapping: splitMapping, written: []string{"1 Tardy"}, set: []string{"2/2 of 2"}, counts: tally.BuildCounts{Read: 1, Records: 2, Written: 1, Rejected: 1}},
			{edits: []string{"2 of 2", "3 of 2"}, set: []string{"2/3 of 2"}, problem: partGone, counts: one(0)},
			{edits: []string{"3 of 2", "0 of 2"}, set: []string{"2/0 of 2"}, problem: partGone, counts: one(0)},
			{edits: []string{"0 of 2", "-1"}, set: []string{"2/-1"}, problem: partGone, counts: one(0)},
			{edits: []string{"-1", "  2  OF 2 ", "T;X", "T;H"}, written: []string{"1 Helping Others"}, counts: one(1)},
		}},
		{"the row's number is edited to junk, or emptied", "1,T;X,," + rest + "2,Y,," + rest, []round{
			{mapping: splitMapping, written: []string{"1 Tardy"}, set: []string{"2/2 of 2", "3/"}, counts: tally.BuildCounts{Read: 2, Records: 3, Written: 1, Rejected: 2}},
			{edits: []string{"late,2,", `late,"two, or ""3""",`, "late,3,", "late,,"}, set: []string{`two, or "3"/2 of 2`, "/"},
				counts: tally.BuildCounts{Read: 2, Records: 2, Rejected: 2}},
			{edits: []string{"T;X", "T;H"}, written: []string{"1 Helping Others"}, set: []string{"/"}, counts: tally.BuildCounts{Read: 2, Records: 2, Written: 1, Rejected: 1}},
		}},
		{"columns", "1,T,X,Y" + rest + "2,X,," + rest + "3,,X," + rest + "4,,," + rest, []round{
			{mapping: columnsMapping, written: []string{"1 Tardy"}, set: []string{"2/Code 2", "2/code-2", "3/", "4/", "5/"},
				counts: tally.BuildCounts{Read: 4, Records: 6, Written: 1, Rejected: 5}},
			{edits: []string{"1,T,X,Y", "1,T,X,H"}, written: []string{"1 Helping Others"}, set: []string{"2/Code 2", "3/", "4/", "5/"},
				counts: tally.BuildCounts{Read: 5, Records: 5, Written: 1, Rejected: 4}},
			{edits: []string{"1,T,X,H", "1,,H,X", "4,,,", "4,T,,H"}, written: []string{"1 Helping Others", "4 Tardy", "4 Helping Others"}, set: []string{"3/", "4/"},
				counts: tally.BuildCounts{Read: 4, Records: 5, Written: 3, Rejected: 2}},
		}},
		{"the part's column is emptied", "1,T,X," + rest, []round{
			{mapping: columnsMapping, written: []string{"1 Tardy"}, set: []string{"2/Code 2"}, counts: tally.BuildCounts{Read: 1, Records: 2, Written: 1, Rejected: 1}},
			{edits: []string{"T,X", "T,"}, set: []string{"2/Code 2"}, problem: partGone, counts: one(0)},
			{edits: []string{",2,Code 2", ",2,CODE 2", "1,T,,", "1,T,H,"}, written: []string{"1 Helping Others"}, counts: one(1)},
		}},
		{"a mapping without each", "1,T;X,," + rest, []round{
			{mapping: splitMapping, written: []string{"1 Tardy"}, set: []string{"2/2 of 2"}, counts: tally.BuildCounts{Read: 1, Records: 2, Written: 1, Rejected: 1}},
			{mapping: plainMapping, edits: []string{"T;X", "T"}, set: []string{"2/2 of 2"}, problem: partGone, counts: one(0)},
			{edits: []string{"2 of 2", ""}, written: []string{"1 Tardy"}, counts: one(1)},
		}},
		{"own columns deleted", "1,T;X,," + rest, []round{
			{mapping: splitMapping, written: []string{"1 Tardy"}, set: []string{"2/2 of 2"}, counts: tally.BuildCounts{Read: 1, Records: 2, Written: 1, Rejected: 1}},
			{strip: true, written: []string{"1 Tardy"}, set: []string{"2/2 of 2"}, counts: tally.BuildCounts{Read: 1, Records: 2, Written: 1, Rejected: 1}},
		}},
		{"a row added by hand", "1,X,," + rest, []round{
			{mapping: splitMapping, set: []string{"2/"}, counts: one(0)},
			{edits: []string{"X\"\" is not known", "\"\"", "\r\n1,X", "\r\n7,T;Y,,,nrivera@example.org,9/14/2023,,,,,\r\n1,X"}, written: []string{"7 Tardy"},
				set: []string{"/2 of 2", "2/"}, counts: tally.BuildCounts{Read: 2, Records: 3, Written: 1, Rejected: 2}},
		}},
		{"a row that cannot be split", "1,\"T\"x,," + rest + "2,X,," + rest, []round{
			{mapping: splitMapping, set: []string{"2/", "3/"}, counts: tally.BuildCounts{Read: 2, Records: 2, Rejected: 2}},
			{edits: []string{"2,X", "2,T"}, written: []string{"2 Tardy"}, set: []string{"2/"}, problem: "closing quotation mark", counts: tally.BuildCounts{Read: 2, Records: 2, Written: 1, Rejected: 1}},
			{set: []string{"2/"}, problem: "closing quotation mark", counts: one(0)},
			{edits: []string{",,,,,,,2", "1,T,,,nrivera@example.org,9/14/2023,late,2"}, written: []string{"1 Tardy"}, counts: one(1)},
		}},
		{"broken in the rejects", "1,X,," + rest, []round{
			{mapping: splitMapping, set: []string{"2/"}, counts: one(0)},
			{edits: []string{"1,X", "1,\"X\"x"}, set: []string{"/"}, counts: one(0)},
		}},
		{"left out by its date now", "1,T;X,," + rest, []round{
			{mapping: strings.Replace(splitMapping, `"columns"`, `"rows": {"dates": {"last": "2023-09-14"}}, "columns"`, 1),
				written: []string{"1 Tardy"}, set: []string{"2/2 of 2"}, counts: tally.BuildCounts{Read: 1, Records: 2, Written: 1, Rejected: 1}},
			{edits: []string{"9/14/2023", "9/15/2023"}, counts: tally.BuildCounts{Read: 1, LeftOut: 1}},
		}},
		{"the whole row is wrong", "1,T;H,,,nobody@example.org,9/14/2023,\n", []round{
			{mapping: splitMapping, set: []string{"2/1 of 2", "2/2 of 2"}, problem: "Teacher Email", counts: tally.BuildCounts{Read: 1, Records: 2, Rejected: 2}},
			{edits: []string{"nobody@", "nrivera@"}, written: []string{"1 Tardy", "1 Helping Others"}, counts: tally.BuildCounts{Read: 2, Records: 2, Written: 2}},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := exportValidator(t, check.Options{})
			mapping, text := "", header+tt.export
			for i, r := range tt.rounds {
				if r.mapping != "" {
					mapping = r.mapping
				}
				if text = edit(t, text, r.edits...); r.strip {
					text = stripOwn(t, text)
				}
				got := build(t, job.Builder{Mapping: readMapping(t, mapping), Validator: v}, csvSource(text))
				if got.err != nil {
					t.Fatalf("round %d: %v", i+1, got.err)
				}
				checkRound(t, fmt.Sprintf("round %d", i+1), r, got)
				text = got.rejects
			}
		})
	}
}

// checkRound compares what a build gave with what it should have given.
func checkRound(t *testing.T, name string, want round, got built) {
	t.Helper()
	var written, set []string
	for _, line := range strings.Split(strings.TrimSuffix(got.template, "\n"), "\n")[1:] {
		cells := strings.Split(line, ",")
		written = append(written, cells[2]+" "+cells[4])
	}
	for _, r := range readRejects(t, got.rejects) {
		set = append(set, r.of())
		if problem := r["otustemplate problem"]; problem == "" || !strings.Contains(problem, want.problem) {
			t.Errorf("%s: %s has the problem %q, want %q in it", name, r.of(), problem, want.problem)
		}
	}
	if diff := cmp.Diff(want.written, written); diff != "" {
		t.Errorf("%s: written (-want +got):\n%s", name, diff)
	}
	if diff := cmp.Diff(want.set, set); diff != "" {
		t.Errorf("%s: set aside (-want +got):\n%s", name, diff)
	}
	if diff := cmp.Diff(want.counts, *got.report.Build); diff != "" {
		t.Errorf("%s: counts (-want +got):\n%s", name, diff)
	}
}

// A note that names another student is set aside until it is edited or a person
// says that it may stay, and nothing but that one word says so.
func TestNoteIsConfirmed(t *testing.T) {
	files := maps.Clone(exampleRoster)
	files["users.csv"] = &fstest.MapFile{Data: append(slices.Clone(exampleRoster["users.csv"].Data), "s2,Lee,Okafor,student,,004218\n"...)}
	people, err := roster.Load(t.Context(), files, nil)
	if err != nil {
		t.Fatal(err)
	}
	validator, err := job.NewValidator(people.References(nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	build := func(export string, severity check.Severity) (report *tally.Report, template, rejects string) {
		t.Helper()
		v := validator
		if severity != 0 {
			if v, err = job.NewValidator(people.References(nil), &check.Options{
				Severity: map[schema.Code]check.Severity{schema.CodeNoteNamesStudent: severity}}); err != nil {
				t.Fatal(err)
			}
		}
		var out, aside strings.Builder
		b := &job.Builder{Validator: v, Rejects: &aside}
		report, err := b.Build(t.Context(), sheet.NewCSVSource(strings.NewReader(export), nil), sheet.NewWriter(&out, nil))
		if err != nil {
			t.Fatal(err)
		}
		return report, out.String(), aside.String()
	}
	const noteOfAnother = "argued with Lee Okafor"
	const export = "Student Number,Recognition,Teacher Email,Class Name,Date,Note\n" +
		"004217,Tardy,n.rivera@example.org,Algebra 1,2023-09-14," + noteOfAnother + "\n"
	report, _, rejects := build(export, 0)
	if report.Build.Rejected != 1 || report.Counts[schema.CodeNoteNamesStudent] != 1 {
		t.Fatalf("%d set aside, %v; want the note's row alone", report.Build.Rejected, report.Counts)
	}
	for _, test := range []struct {
		answer    string
		confirmed bool
	}{{"", false}, {"ok", true}, {" OK ", true}, {"no", false}, {"ok?", false}, {"okay", false}, {"not ok", false}, {"yes", false}} {
		t.Run(test.answer, func(t *testing.T) {
			report, template, again := build(strings.TrimSuffix(rejects, ",\r\n")+","+test.answer+"\r\n", 0)
			severity := check.SeverityError
			if test.confirmed {
				severity = check.SeverityWarning
			}
			if len(report.Issues) != 1 || report.Issues[0].Code != schema.CodeNoteNamesStudent || report.Issues[0].Severity != severity {
				t.Errorf("issues %v, want one of severity %v", report.Issues, severity)
			}
			if got := report.Build.Written == 1; got != test.confirmed || got != report.OK() || strings.Contains(template, noteOfAnother) != test.confirmed {
				t.Errorf("written %d, OK %t, want confirmed %t\n%s", report.Build.Written, report.OK(), test.confirmed, template)
			}
			if !test.confirmed && test.answer != "" && !strings.Contains(again, ","+test.answer+"\r\n") {
				t.Errorf("the answer is lost:\n%s", again)
			}
		})
	}
	t.Run("severity", func(t *testing.T) { // the district's own word goes first
		report, _, _ := build(export, check.SeverityWarning)
		if report.Build.Written != 1 {
			t.Error("a warning sets the row aside")
		}
	})
}

// The rejects' own columns are known by their labels, wherever they stand and
// whichever of them are left.
func TestRejectsColumnsMoved(t *testing.T) {
	const rest = ",nrivera@example.org,9/14/2023,late"
	v := exportValidator(t, check.Options{})
	for _, tt := range []struct {
		name, mapping, text string
		want                round
	}{
		{"the row's number first", splitMapping, "otustemplate row,id,what,who,day,note\n77,1,X" + rest + "\n",
			round{set: []string{"77/"}, counts: tally.BuildCounts{Read: 1, Records: 1, Rejected: 1}}},
		{"the part alone, first", splitMapping, "otustemplate part,id,what,who,day,note\n2 of 2,1,T;H" + rest + "\n",
			round{written: []string{"1 Helping Others"}, counts: tally.BuildCounts{Read: 1, Records: 1, Written: 1}}},
		{"the part alone, of a mapping without each", plainMapping, "id,what,who,day,note,otustemplate part\n2,T" + rest + ",\n1,T" + rest + ",2 of 2\n",
			round{written: []string{"2 Tardy"}, set: []string{"3/2 of 2"}, problem: "because the parts have changed", // behind the first row, which never goes the fast way
				counts: tally.BuildCounts{Read: 2, Records: 2, Written: 1, Rejected: 1}}},
		{"the text alone", plainMapping, "id,what,who,day,note,otustemplate text\n,,,,,\"1,T\"\n",
			round{set: []string{"2/"}, problem: "still one long text", counts: tally.BuildCounts{Read: 1, Records: 1, Rejected: 1}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := build(t, job.Builder{Mapping: readMapping(t, tt.mapping), Validator: v}, csvSource(tt.text))
			if got.err != nil {
				t.Fatal(got.err)
			}
			checkRound(t, tt.name, tt.want, got)
		})
	}
	// An answer goes on where nothing asks for it.
	got := build(t, job.Builder{Mapping: readMapping(t, plainMapping), Validator: v}, csvSource("answer: Note,id,what,who,day,note\nok,1,X"+rest+"\n"))
	if rejects := readRejects(t, got.rejects); len(rejects) != 1 || rejects[0]["answer: Note"] != "ok" {
		t.Errorf("the answer is lost: %v", rejects)
	}
}

// Labels of parts that differ in case alone are told apart while they are written
// as the header has them, and else are nobody's.
func TestRejectsPartsOfLikeLabels(t *testing.T) {
	mapping := strings.NewReplacer(`{"columns": {`, `{"each": {"columns": ["CD", "cd"], "as": "code"}, "columns": {`, `"from": "what"`, `"from": "code"`).Replace(plainMapping)
	b := job.Builder{Mapping: readMapping(t, mapping), Validator: exportValidator(t, check.Options{})}
	for part, want := range map[string]string{"CD": "Tardy", "cd": "Helping Others", "Cd": "", " cd": ""} {
		got := build(t, b, csvSource("id,CD,cd,who,day,note,otustemplate part\n1,T,H,nrivera@example.org,9/14/2023,,"+part+"\n"))
		if got.err != nil {
			t.Fatal(got.err)
		}
		if c := got.report.Build; want == "" && c.Rejected != 1 || want != "" && (c.Written != 1 || !strings.Contains(got.template, want)) || c.Records != 1 {
			t.Errorf("part %q: %+v, want %q alone\n%s", part, *c, want, got.template)
		}
	}
}

// A quotation mark inside a cell is a warning, and the record is written. Made an error it
// rejects the row like any other, whatever else is wrong with it.
func TestQuoteMadeAnError(t *testing.T) {
	for _, tt := range []struct {
		name              string
		severity          check.Severity
		written, rejected int64
		problem           string
	}{
		{"a warning", check.SeverityWarning, 1, 1, "Date: not a date"},
		{"an error", check.SeverityError, 0, 2, "Recognition: there is a quotation mark inside the cell"},
		{"off", check.SeverityOff, 1, 1, "Date: not a date"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := newValidator(t, roster.References{}, &check.Options{Today: today, Severity: map[schema.Code]check.Severity{schema.CodeQuote: tt.severity}})
			b := job.Builder{Validator: v, Mapping: readMapping(t, `{"columns": {"SIS ID": {"from": "id"}, "Recognition": {"from": "What"},
				"Teacher Email": {"const": "a@example.org"}, "Class Name": {"const": "Art"}, "Date": {"from": "Day"}}}`)}
			got := build(t, b, csvSource("id,What,Day\n1,Ta\"rdy,9/14/2023\n2,Tar\"dy,99/99/2023\n"))
			c, all := got.report.Build, readRejects(t, got.rejects)
			if got.err != nil || c.Written != tt.written || c.Rejected != tt.rejected || int64(len(all)) != tt.rejected || got.report.Blocking != 0 {
				t.Fatalf("%v: %+v, %d rejects, %d blocking", got.err, c, len(all), got.report.Blocking)
			}
			if last := all[len(all)-1]["otustemplate problem"]; !strings.HasPrefix(last, tt.problem) {
				t.Errorf("the problem is %q", last)
			}
		})
	}
}

// failOnce fails at its first write, and takes all that is written then.
type failOnce struct{ writes int }

func (w *failOnce) Write(p []byte) (int, error) {
	if w.writes++; w.writes == 1 {
		return 0, errFault
	}
	return len(p), nil
}

// After a failed write nothing more is written to the rejects: they would lack what failed,
// and seem whole.
func TestRejectsStopAtAnError(t *testing.T) {
	for _, rows := range []int{1, 5000} { // at the end, and on the way
		w := new(failOnce)
		b := job.Builder{Mapping: readMapping(t, `{"columns": {"SIS ID": {"from": "id"}, "Recognition": {"from": "What"}, "Teacher Email": {"const": "a@example.org"},
			"Class Name": {"const": "Art"}, "Date": {"from": "Day"}}}`), Rejects: w}
		_, err := b.Build(t.Context(), csvSource("id,What,Day\n"+strings.Repeat("1,Tardy,soon\n", rows)), sheet.NewWriter(io.Discard, nil))
		if !errors.Is(err, errFault) || w.writes != 1 {
			t.Errorf("%d rows: %v, after %d writes", rows, err, w.writes)
		}
	}
}
