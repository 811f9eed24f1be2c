package desk

import (
	"slices"
	"strings"
	"testing"
)

// work returns the work file of a desk.
func work(t *testing.T, d *Desk) []byte {
	t.Helper()
	text, err := d.Work()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// The work of one day is gone on with on another.
func TestWork(t *testing.T) {
	d := openDistrict(t)
	correctSample(t, d)
	saved := work(t, d)
	if name, err := ExportOf(saved); err != nil || name != "export.csv" {
		t.Errorf("the work file is of %q, %v", name, err)
	}
	if strings.Contains(string(saved), "Stacked the trays") {
		t.Error("the work file has rows that were not corrected")
	}
	next := openDistrict(t)
	if conflicts, err := next.Conflicts(saved); err != nil || len(conflicts) > 0 {
		t.Errorf("conflicts %v, %v with a file without corrections", conflicts, err)
	}
	if _, err := next.Merge(t.Context(), saved, nil); err != nil {
		t.Fatal(err)
	}
	if string(next.CorrectedExport()) != string(d.CorrectedExport()) || len(next.Overview().Wrong) > 0 {
		t.Error("the corrections are not those that were saved")
	}
	if string(work(t, next)) != string(saved) {
		t.Error("the work file of the next day is another one")
	}
	if changed, err := next.Merge(t.Context(), saved, nil); err != nil || len(changed) > 0 {
		t.Errorf("the same work again changes %v, %v", changed, err)
	}
	if _, err := next.Undo(t.Context()); err != nil || len(next.edits.now) > 0 {
		t.Errorf("undone there are %d corrections, %v", len(next.edits.now), err)
	}
}

func TestMerge(t *testing.T) {
	ana, ben := openDistrict(t), openDistrict(t)
	apply(t, ana, 14, "8", "COOP")
	apply(t, ana, 66, "5", "Rivera, Ana")
	apply(t, ana, 69, "3", "11/30/2023")
	apply(t, ana, 95, "5", "Okafor, Jude")
	for _, c := range []correction{{14, "8", "PERS"}, {66, "5", "Rivera, Ana"}, {69, doNotSend, "It was entered twice"}, {185, "3", "03/21/2024"}} {
		order(t, ben, Order{Row: c.row, Cells: []Setting{{c.what, c.after}}, Who: "Ben", Day: day})
	}
	theirs := work(t, ben)
	conflicts, err := ana.Conflicts(theirs)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, c := range conflicts {
		ids = append(ids, c.ID)
	}
	if !slices.Equal(ids, []string{"14 8", "69 not sent"}) {
		t.Fatalf("conflicts are %q, want one of row 14 and one of row 69", ids)
	}
	if c := conflicts[0]; c.Mine[0].After != "COOP" || c.Mine[0].Who != "Kim" || c.Theirs[0].After != "PERS" || c.Theirs[0].Who != "Ben" {
		t.Errorf("the conflict of row 14 is %+v", c)
	}
	for _, tt := range []struct {
		name      string
		take      []string
		code      string // of row 14
		sent      bool   // row 69
		corrected int    // cells
	}{
		{"mine", nil, "COOP", true, 5},
		{"theirs", ids, "PERS", false, 5},
		{"one of each", ids[:1], "PERS", true, 5},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := ana.Merge(t.Context(), theirs, tt.take); err != nil {
				t.Fatal(err)
			}
			if got := view(t, ana, 14).Cells[7]; got != tt.code {
				t.Errorf("row 14 says %q, want %q", got, tt.code)
			}
			if sent := ana.reason(69) == ""; sent != tt.sent {
				t.Errorf("row 69 is sent: %v, want %v", sent, tt.sent)
			}
			if len(ana.edits.now) != tt.corrected || view(t, ana, 185).Cells[2] != "03/21/2024" || view(t, ana, 95).Cells[4] != "Okafor, Jude" {
				t.Errorf("corrections are %v", ana.edits.sorted())
			}
			if _, err := ana.Undo(t.Context()); err != nil || len(ana.edits.now) != 4 {
				t.Errorf("undone there are %d corrections, want the 4 of before; %v", len(ana.edits.now), err)
			}
		})
	}
}

func TestWorkRefused(t *testing.T) {
	d := openDistrict(t)
	apply(t, d, 14, "8", "COOP")
	good := string(work(t, d))
	other := open(t, openKit(t, districtFiles(t)), strings.Replace(string(districtExport(t)), "LUNCH", "HALL", 1))
	for _, tt := range []struct{ name, text, want string }{
		{"no JSON", "row,column\n", "not a work file"},
		{"another JSON", "{}", "not a work file"},
		{"another version", strings.Replace(good, `"version": 1`, `"version": 2`, 1), "another version"},
		{"of an export that changed", string(work(t, other)), "“export.csv” has changed since"},
		{"of another export", strings.Replace(string(work(t, other)), "export.csv", "march.csv", 1), "belongs to another file, “march.csv”"},
		{"of a row that is not there", strings.Replace(good, `"row": 14`, `"row": 9999`, 1), "a row that the file does not have"},
		{"of a cell that is not there", strings.Replace(good, `"what": "8"`, `"what": "80"`, 1), "does not fit"},
		{"of a cell by another name", strings.Replace(good, `"what": "8"`, `"what": "+8"`, 1), "does not fit"},
		{"of another cell", strings.Replace(good, `"before": "LUNCH"`, `"before": "HALL"`, 1), "does not fit"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := d.Merge(t.Context(), []byte(tt.text), nil); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want one with %q", err, tt.want)
			}
		})
	}
}

// What a work file says of a correction, and what a spreadsheet would run, is not taken
// over.
func TestWorkOfOthers(t *testing.T) {
	d := openDistrict(t)
	apply(t, d, 14, "8", "COOP")
	text := strings.NewReplacer(`"column": "Subtype"`, `"column": "=1+1"`, `"day": "2023-11-30"`, `"day": "=2+2"`, `"after": "COOP"`, `"after": " =3+3"`).Replace(string(work(t, d)))
	next := openDistrict(t)
	if _, err := next.Merge(t.Context(), []byte(text), nil); err != nil {
		t.Fatal(err)
	}
	if got, want := files(t, next)[DecisionsFile], "14,Subtype,LUNCH,' =3+3,Kim,'=2+2\r\n"; !strings.HasSuffix(got, want) {
		t.Errorf("decisions are %q, want %q at the end", got, want)
	}
}
