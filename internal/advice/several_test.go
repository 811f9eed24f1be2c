package advice

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// groupsOf are that many groups, of one cell each in column G, made by change.
func groupsOf(n int, code schema.Code, change func(i int, g *tally.Group)) (groups []tally.Group) {
	for i := range n {
		g := tally.Group{Code: code, Severity: check.SeverityError, Column: schema.ColClassName, Value: fmt.Sprint("v", i), Count: 1, Rows: []int64{int64(i + 2)}, Fields: []int{7}}
		if change != nil {
			change(i, &g)
		}
		groups = append(groups, g)
	}
	return groups
}

// What is said of more than eight groups of one code and column at once.
func TestTogether(t *testing.T) {
	fix := func(i int, g *tally.Group, safe bool) {
		g.Fixes = []check.Fix{{Column: g.Column, Old: g.Value, New: fmt.Sprint("n", i), Safe: safe}}
	}
	quoted := func(i int, g *tally.Group) {
		g.Message = fmt.Sprintf(`no class is named "v%d"; did you mean "n%d"?`, i, i)
	}
	tests := []struct {
		name, head, advice string
		groups             []tally.Group
	}{
		{"no suggestion", "Class not in Otus, 9 values in 9 cells", "For: you. Use the exact name from the Classes page of Otus in the cells below.",
			groupsOf(9, schema.CodeClassUnknown, quoted)},
		{"some have one", "Class not in Otus, 9 values in 9 cells",
			"For: you. Use the exact name from the Classes page of Otus in the cells below. Use what is suggested if it is what was meant.",
			groupsOf(9, schema.CodeClassUnknown, func(i int, g *tally.Group) {
				if quoted(i, g); i == 3 {
					fix(i, g, false)
				}
			})},
		{"the program can do it", "Extra spaces, 9 values in 9 cells", "For: you. Remove the extra spaces in the cells below. The repair program does this for you.",
			groupsOf(9, schema.CodeSpaces, func(i int, g *tally.Group) { fix(i, g, true) })},
		{"one message for all", "Student not in the roster, 9 values in 18 cells", "For: you. Look the student up.",
			groupsOf(9, schema.CodeStudentUnknown, func(_ int, g *tally.Group) { g.Count, g.Message = 2, "look the student up" })},
		{"other values", "Class not in Otus, more than 9 values in 508 cells", "For: you. Use the exact name from the Classes page of Otus in the cells below.",
			groupsOf(9, schema.CodeClassUnknown, func(i int, g *tally.Group) {
				if quoted(i, g); i == 8 {
					g.Value, g.Message, g.Other, g.Count = "", "", true, 500
				}
			})},
		{"several settle them", "Recognition not in Otus, 9 values in 9 cells",
			"For: you, your data person. Correct the cells below. If Otus does not have the recognition, ask for it to be added there. Use what is suggested if it is what was meant.",
			groupsOf(9, schema.CodeRecognitionUnknown, func(i int, g *tally.Group) {
				if i == 0 {
					fix(i, g, false)
				}
			})},
		{"answers", "Recognition not in Otus, 9 values in 9 cells",
			"For: your data person. Enter the right class in the cells below. If Otus does not have the recognition, ask for it to be added there.",
			groupsOf(9, schema.CodeRecognitionUnknown, func(_ int, g *tally.Group) { g.Places = []check.Place{{In: check.InRejects, Row: 2, Field: 12}} })},
		{"codes", "Unknown code, 9 values in 9 cells",
			"For: your data person. What is each of these called in Otus? Tell your data person. You do not need to change the cells below.",
			groupsOf(9, schema.CodeValueUnmapped, nil)},
		{"rows", "No student in the row, 9 values in 9 rows", "For: you. Fill in the student in the rows below.",
			groupsOf(9, schema.CodeIdentifierMissing, func(_ int, g *tally.Group) { g.Fields = []int{0} })},
		{"school years", "Class not in Otus, 9 values in 9 cells; by school year 2022-23: 4, 2023-24: 5", "For: you. Use the exact name from the Classes page of Otus in the cells below.",
			groupsOf(9, schema.CodeClassUnknown, func(i int, g *tally.Group) {
				g.Years = []tally.Count{{Name: []string{"2023-24", "2022-23"}[i%2], Rows: 1}}
			})},
		{"each differs within", "Teacher does not teach this class, 9 values in 18 cells",
			"For: you. Check the teacher and the class in the cells below. Each row has its own problem: see the rows below.",
			groupsOf(9, schema.CodeTeacherClass, func(_ int, g *tally.Group) { g.Count, g.Varies = 2, true })},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := PlanOf(&tally.Report{Groups: tt.groups}, ReportOptions{})
			if len(p.Errors) != 1 || len(p.Errors[0].Several) != 9 {
				t.Fatalf("%d items, want one of nine groups", len(p.Errors))
			}
			if diff := cmp.Diff([]string{tt.head, tt.advice}, []string{p.Errors[0].Head(), p.Errors[0].AdviceTo()}); diff != "" {
				t.Errorf("the item (-want +got):\n%s", diff)
			}
		})
	}
}

// Groups are told together only with those of their code, column and title, where the
// first of them stood, and eight are not too many to be told one by one.
func TestTogetherOnlyAlike(t *testing.T) {
	classes, others := groupsOf(12, schema.CodeClassUnknown, nil), groupsOf(8, schema.CodeClassAmbiguous, nil)
	teachers := groupsOf(9, schema.CodeTeacherUnknown, func(_ int, g *tally.Group) { g.Column = schema.ColTeacherEmail })
	var groups []tally.Group
	for i := range 12 {
		groups = append(groups, classes[i])
		groups = append(groups, others[min(i, 8):min(i+1, 8)]...)
		groups = append(groups, teachers[min(i, 9):min(i+1, 9)]...)
	}
	want := append([]string{"Class not in Otus, 12 values"}, slices.Repeat([]string{"Several classes have this name, 0 values"}, 8)...)
	want = slices.Insert(want, 2, "Teacher not in Otus, 9 values")
	var got []string
	for _, d := range PlanOf(&tally.Report{Groups: groups}, ReportOptions{}).Errors {
		got = append(got, fmt.Sprintf("%s, %d values", d.Title, len(d.Several)))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
}

// The table has a column only for what its rows have.
func TestItemTable(t *testing.T) {
	own := func(i int, g *tally.Group) { g.Message = fmt.Sprintf("the teacher teaches %d classes", i) }
	tests := []struct {
		name, near string
		why, who   bool
		repairs    bool
		groups     []tally.Group
		row        TableRow // the first
	}{
		{"what differs only in the value", "", false, false, false,
			groupsOf(9, schema.CodeClassUnknown, func(i int, g *tally.Group) { g.Message = fmt.Sprintf(`no class is named "v%d"`, i) }),
			TableRow{Value: `"v0"`, Count: "1 cell", Where: "G2", Who: "you"}},
		{"what differs in more", "", true, false, false, groupsOf(9, schema.CodeTeacherClass, own),
			TableRow{Value: `"v0"`, Count: "1 cell", Where: "G2", Who: "you", Why: "The teacher teaches 0 classes."}},
		{"a row that differs within", "", true, false, false, groupsOf(9, schema.CodeTeacherClass, func(i int, g *tally.Group) {
			if own(i, g); i == 0 {
				g.Message, g.Varies = "", true
			}
		}), TableRow{Value: `"v0"`, Count: "1 cell", Where: "G2", Who: "you", Why: "Each row has its own problem."}},
		{"a suggestion for another column", "Suggested", false, true, false, groupsOf(9, schema.CodeRecognitionUnknown, func(i int, g *tally.Group) {
			if i == 0 {
				g.Fixes = []check.Fix{{Column: schema.ColSISID, Old: "", New: "x"}}
			}
		}), TableRow{Value: `"v0"`, Count: "1 cell", Where: "G2", Who: "you", Near: `"x" in SIS ID`}},
		{"repairs", "Changed to", false, false, true, groupsOf(9, schema.CodeSpaces, func(i int, g *tally.Group) {
			g.Count, g.Repaired, g.Message = 3, 2, fmt.Sprint("message ", i)
			g.Fixes = []check.Fix{{Column: g.Column, Old: g.Value, New: "w", Safe: true}}
		}), TableRow{Value: `"v0"`, Count: "2 cells", Where: "G2 and 2 more", Near: `"w"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := PlanOf(&tally.Report{Groups: tt.groups}, ReportOptions{})
			d := append(p.Errors, p.Repairs...)[0]
			if tt.repairs {
				d = p.Repairs[0]
			}
			table := d.Table(5, tt.repairs)
			if table.Near != tt.near || table.Why != tt.why || table.Who != tt.who || len(table.Rows) != 5 || table.More != 4 {
				t.Errorf("the table is %+v", table)
			}
			table.Rows[0].Group = nil
			if diff := cmp.Diff(tt.row, table.Rows[0]); diff != "" {
				t.Errorf("the first row (-want +got):\n%s", diff)
			}
		})
	}
}
