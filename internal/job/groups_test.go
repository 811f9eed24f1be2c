package job

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/page"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// checkGroups holds the groups of a report against all issues that were told: a
// group says what each of its issues says, or nothing.
func checkGroups(t *testing.T, rep *tally.Report, told []check.Issue) {
	t.Helper()
	for i := range rep.Groups {
		g := &rep.Groups[i]
		if g.Other {
			if g.Message != "" || len(g.Fixes)+len(g.Related) > 0 {
				t.Errorf("%s in %s: the group of other values says %q, %v", g.Code, g.Column, g.Message, g.Fixes)
			}
			continue
		}
		first, varies := ofGroup(g, told)
		if first == nil {
			t.Errorf("%s in %s: no issue is of the group of %q", g.Code, g.Column, g.Value)
			continue
		}
		want := tally.Group{Code: g.Code, Severity: g.Severity, Column: g.Column, Settler: first.Settler, Value: g.Value, Varies: varies}
		if !varies {
			kept := tally.Cut(first)
			want.Message, want.Fixes, want.Related = kept.Message, kept.Fixes, kept.Related
		}
		if diff := cmp.Diff(want, *g, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(tally.Group{}, "Years", "Count", "Repaired", "Rows", "Fields", "Places")); diff != "" {
			t.Errorf("%s in %s of %q (-as its issues +got):\n%s", g.Code, g.Column, g.Value, diff)
		}
		if kind := check.IssueKindOf(check.RuleOrder[g.Code], g.Severity, g.Column); varies && kind.Alike() {
			t.Errorf("the table says that issues of %s in %s are alike, and those of %q differ", g.Code, g.Column, g.Value)
		}
	}
}

// ofGroup returns the first issue of the group, and whether others differ from it.
func ofGroup(g *tally.Group, told []check.Issue) (first *check.Issue, varies bool) {
	for i := range told {
		is := &told[i]
		if is.Unsplit { // a group quotes no cell of such a row
			plain := *is
			is, plain.Fixes = &plain, nil
		}
		switch {
		case is.Code != g.Code || is.Severity != g.Severity || is.Column != g.Column || check.GroupValue(is) != g.Value:
		case first == nil:
			first = is
		default:
			varies = varies || is.Message != first.Message || !slices.Equal(is.Fixes, first.Fixes) || !slices.Equal(is.Related, first.Related)
		}
	}
	return first, varies
}

// What one issue says and another does not, a group of both never says, whatever
// the code; nor does any report of it.
func TestGroupsSayWhatAllSay(t *testing.T) {
	v, err := NewValidator(roster.References{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	base := check.Issue{Column: schema.ColClassName, Field: 7, Value: "Algebra I", Severity: check.SeverityError, Message: "the teacher Haddad has another",
		Fixes: []check.Fix{{Column: schema.ColClassName, Old: "Algebra I", New: "Chemistry"}}, Related: []int64{101}}
	changes := map[string]func(*check.Issue){
		"message": func(is *check.Issue) { is.Message = "the teacher Lee has another" },
		"fix": func(is *check.Issue) {
			is.Fixes = []check.Fix{{Column: schema.ColClassName, Old: "Algebra I", New: "Physics"}}
		},
		"choice": func(is *check.Issue) {
			is.Fixes = append(slices.Clone(is.Fixes), check.Fix{Column: schema.ColClassName, Old: "Algebra I", New: "Physics"})
		},
		"no fix": func(is *check.Issue) { is.Fixes = nil },
		"old": func(is *check.Issue) {
			is.Fixes = []check.Fix{{Column: schema.ColClassName, Old: "Algebra", New: "Chemistry"}}
		},
		"safe": func(is *check.Issue) {
			is.Fixes = []check.Fix{{Column: schema.ColClassName, Old: "Algebra I", New: "Chemistry", Safe: true}}
		},
		"related": func(is *check.Issue) { is.Related = []int64{4002} },
		"nothing": func(*check.Issue) {},
	}
	for _, code := range check.Codes() {
		for what, change := range changes {
			t.Run(string(code)+" "+what, func(t *testing.T) {
				issues := []check.Issue{base, base, base, base}
				for i := range issues {
					issues[i].Code, issues[i].Row = code, int64(i+2)
				}
				change(&issues[2])
				c := tally.NewCollector(v.Checker)
				for i := range issues {
					if err := c.Add(&issues[i], true); err != nil {
						t.Fatal(err)
					}
				}
				rep := c.Finish()
				checkToldOfAll(t, rep, what == "nothing")
			})
		}
	}
}

// checkToldOfAll holds the one group of a report, and how it is rendered, to whether all
// its issues are alike.
func checkToldOfAll(t *testing.T, rep *tally.Report, alike bool) {
	t.Helper()
	if len(rep.Groups) != 1 || rep.Groups[0].Count != 4 {
		t.Fatalf("groups: %+v", rep.Groups)
	}
	g := rep.Groups[0]
	if g.Varies == alike || (g.Message != "") != alike || (len(g.Fixes) > 0) != alike || (len(g.Related) > 0) != alike {
		t.Errorf("the group says %+v", g)
	}
	rep.Issues, rep.Samples, rep.First = nil, nil, nil // these have each row's own
	for name, write := range renderers(rep) {
		var b bytes.Buffer
		if err := write(&b, &advice.ReportOptions{Width: 1000}); err != nil {
			t.Fatal(err)
		}
		out := b.String()
		for _, own := range []string{"Haddad", "Chemistry", "Physics", "101", "4002"} {
			if !alike && strings.Contains(out, own) {
				t.Errorf("%s tells of all what is one row's: %q\n%s", name, own, out)
			}
		}
		const says = "Each row has its own problem"
		if name == "text" || name == "html" {
			if strings.Contains(out, strings.TrimSuffix(says, ")")) == alike {
				t.Errorf("%s: where each row's own stands is told: %t\n%s", name, !alike, out)
			}
		}
	}
}

// Rows with the same cells in other company: the table must know which issues are
// then alike, and the report must be the same whether words are made of all or not.
func TestGroupsOfDrawnRows(t *testing.T) {
	t.Parallel() // it takes long
	draw := rand.New(rand.NewPCG(11, 6))
	pools := [schema.NumColumns][]string{
		{"", "", "park@example.org", " park@example.org", "N/A", "<eva@example.org>", "none"},
		{"", "", "s1", "S1 ", "N/A", "=\"s2\"", "'7"},
		{"", "00123", "123", "124 ", "000125", "1.2E+11", "null", " 00126"},
		{"", "", "77001", " 77001", "-", "7\x7f7001"},
		{"Tardy", "tardy", "Tardi", "Tardy ", "", "N/A", "=Tardy", "T\u00c3\u00a9"},
		{"ana.ruiz@example.org", "bo.lee@example.org", "BO.LEE2@example.org", "<bo.lee@example.org>", "bo lee", "", "TBD", "nobody@example.org"},
		{"Algebra 1", "Algebra 1 ", " algebra 1", "algebra 1", "ALGEBRA 1", "Homeroom", "Caf\u00e9", "cafe\u0301", "Art", "", "'Art", "Home\u200broom"},
		{"10/4/2023", "2023-10-04", "13/4/2023", "4/10", "10/4/23", "1/2/2053", "45000", "2019-01-01", "", "2023-10-04 10:00"},
		{"", "fine", "Eva Roth saw it", "call 555-010-0199", "caf\u00c3\u00a9", "a\x01b", "c\x01d", "=x", "#REF!", strings.Repeat("x", 60), strings.Repeat("y", 61)},
	}
	overrides := []map[schema.Code]check.Severity{nil, {schema.CodePlaceholder: check.SeverityError}, {schema.CodePlaceholder: check.SeverityOff}, {schema.CodeSpreadsheet: check.SeverityWarning, schema.CodeTeacherUnknown: check.SeverityOff}}
	refs := partReferences(t)
	several := refs[1]
	several.name, several.refs.Classes = "names that differ in case", nameset.NewSet("Algebra 1", "ALGEBRA 1", "Homeroom", "homeroom")
	for _, ref := range append(refs, several) {
		for i, severities := range overrides {
			t.Run(fmt.Sprint(ref.name, i), func(t *testing.T) {
				var text bytes.Buffer
				text.WriteString(blockHeader)
				for range 200 {
					for c, pool := range pools {
						if c > 0 {
							text.WriteByte(',')
						}
						cell := strings.ReplaceAll(pool[draw.IntN(len(pool))], `"`, `""`)
						text.WriteString(`"` + cell + `"`)
					}
					text.WriteString([]string{"\n", "\n", "\n", ",x\n"}[draw.IntN(4)])
				}
				opts := blockOptions()
				opts.Severity = severities
				v, err := NewValidator(ref.refs, opts)
				if err != nil {
					t.Fatal(err)
				}
				all, told := blockOutcome(t, v, text.Bytes(), false, true)
				checkGroups(t, all, told)
				v.Opts.MaxIssues = 3 // nobody reads the others
				few, _ := blockOutcome(t, v, text.Bytes(), false, false)
				if !reflect.DeepEqual(all.Groups, few.Groups) {
					t.Errorf("groups (-of issues with words +of few of them):\n%s", cmp.Diff(all.Groups, few.Groups))
				}
			})
		}
	}
}

// renderers returns the ways to render a report by name.
func renderers(r *tally.Report) map[string]func(w *bytes.Buffer, o *advice.ReportOptions) error {
	return map[string]func(w *bytes.Buffer, o *advice.ReportOptions) error{
		"text": func(w *bytes.Buffer, o *advice.ReportOptions) error { return page.WriteText(r, w, o) },
		"json": func(w *bytes.Buffer, o *advice.ReportOptions) error { return page.WriteJSON(r, w, o) },
		"csv":  func(w *bytes.Buffer, o *advice.ReportOptions) error { return page.WriteCSV(r, w, o) },
		"html": func(w *bytes.Buffer, o *advice.ReportOptions) error { return page.WriteHTML(r, w, o) },
	}
}
