package check_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"github.com/google/go-cmp/cmp"
)

func newChecker(t *testing.T, own ...check.Own) *check.Checker {
	t.Helper()
	v, err := check.NewChecker(roster.References{}, &check.Options{Checks: own, Today: dates.Date{Year: 2024, Month: 1, Day: 31}})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func goodRecord() schema.Record {
	return schema.Record{StudentNumber: "004217", Recognition: "Tardy", TeacherEmail: "a.rivera@example.org", ClassName: "Algebra 1",
		Date: dates.Date{Year: 2023, Month: 9, Day: 14}, Note: "late"}
}

// returning is a check that finds the same in every record.
func returning(issues ...check.Issue) check.Own {
	return check.Own{Code: "own", Title: "A rule of ours", Severity: check.SeverityWarning,
		Run: func(schema.Record) []check.Issue { return slices.Clone(issues) }}
}

// Whatever a check returns, its issues are those of the record that was checked.
func TestOwnIssues(t *testing.T) {
	fix := func(c schema.Column, to string, safe bool) check.Fix {
		return check.Fix{Column: c, Old: "stale", New: to, Safe: safe}
	}
	want := func(change func(*check.Issue)) check.Issue {
		is := check.Issue{Code: "own", Severity: check.SeverityWarning, Message: "A rule of ours", Settler: schema.SettlerStaff}
		change(&is)
		return is
	}
	atClass := func(is *check.Issue) {
		is.Column, is.Field, is.Value, is.At = schema.ColClassName, 7, "Algebra 1", check.Place{Field: 7}
	}
	tests := []struct {
		name  string
		found check.Issue
		want  check.Issue
	}{
		{"nothing said", check.Issue{}, want(func(*check.Issue) {})},
		{"a column", check.Issue{Column: schema.ColClassName, Message: "another class"}, want(func(is *check.Issue) { atClass(is); is.Message = "another class" })},
		{"a column that does not exist", check.Issue{Column: 42, Message: "x"}, want(func(is *check.Issue) { is.Message = "x" })},
		{"a severity of its own", check.Issue{Severity: check.SeverityError}, want(func(is *check.Issue) { is.Severity = check.SeverityError })},
		{"off", check.Issue{Severity: check.SeverityOff}, want(func(*check.Issue) {})},
		{"a severity that does not exist", check.Issue{Severity: 9}, want(func(*check.Issue) {})},
		{"what is not its to say", check.Issue{Code: schema.CodeQuote, Row: 7, Line: 8, Field: 9, Value: "other", Related: []int64{3}, Repaired: true, Unsplit: true,
			At: check.Place{In: check.InRejects, Row: 4}}, want(func(*check.Issue) {})},
		{"characters that a terminal acts on", check.Issue{Message: " \x1b[2J\nred\xff "}, want(func(is *check.Issue) { is.Message = `␛[2J↵red\xff` })},
		{"a long message", check.Issue{Message: strings.Repeat("é", 5000)}, want(func(is *check.Issue) { is.Message = strings.Repeat("é", 1000) + "…" })},
		{"fixes", check.Issue{Column: schema.ColClassName, Fixes: []check.Fix{
			fix(schema.ColClassName, "Algebra 1", false), // changes nothing
			fix(schema.NoColumn, "x", true), fix(10, "x", true),
			fix(schema.ColClassName, "Bus 7", false), fix(schema.ColRecognition, "", false),
		}}, want(func(is *check.Issue) {
			atClass(is)
			is.Fixes = []check.Fix{{Column: schema.ColClassName, Old: "Algebra 1", New: "Bus 7"}, {Column: schema.ColRecognition, Old: "Tardy"}}
		})},
		{"for Otus to settle", check.Issue{Settler: schema.SettlerOtus}, want(func(is *check.Issue) { is.Settler = schema.SettlerOtus })},
		{"a note is not changed unasked", check.Issue{Fixes: []check.Fix{fix(schema.ColNote, "x", true)}}, want(func(is *check.Issue) {
			is.Fixes = []check.Fix{{Column: schema.ColNote, Old: "late", New: "x"}}
		})},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := newChecker(t, returning(tt.found)).Check(goodRecord())
			if diff := cmp.Diff([]check.Issue{tt.want}, got); diff != "" {
				t.Errorf("issues (-want +got):\n%s", diff)
			}
		})
	}
}

// Own issues come after those of the table, by column, in the order of the checks.
func TestOrderOfOwnIssues(t *testing.T) {
	of := func(code schema.Code, columns ...schema.Column) check.Own {
		return check.Own{Code: code, Severity: check.SeverityError, Run: func(schema.Record) (issues []check.Issue) {
			for _, c := range columns {
				issues = append(issues, check.Issue{Column: c})
			}
			return issues
		}}
	}
	rec := goodRecord()
	rec.ClassName, rec.Note = " Algebra 1", "=1+1"
	var got []string
	for _, is := range newChecker(t, of("z", schema.ColNote, schema.ColClassName), of("a", schema.ColClassName, schema.NoColumn)).Check(rec) {
		got = append(got, fmt.Sprint(is.Column, " ", is.Code))
	}
	want := []string{" a", "Class Name spaces", "Class Name z", "Class Name a", "Note formula", "Note z"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("issues (-want +got):\n%s", diff)
	}
}

// changes is a check that wants the class name changed as the map says.
func changes(code schema.Code, to map[string]string) check.Own {
	return check.Own{Code: code, Severity: check.SeverityError, Run: func(rec schema.Record) []check.Issue {
		if name, ok := to[rec.ClassName]; ok {
			return []check.Issue{{Column: schema.ColClassName, Fixes: []check.Fix{{Column: schema.ColClassName, New: name, Safe: true}}}}
		}
		return nil
	}}
}

// Repair settles: twice is once, and no safe fix is left after it.
func TestOwnRepairs(t *testing.T) {
	panics := check.Own{Code: "panics", Severity: check.SeverityError, Run: func(rec schema.Record) []check.Issue {
		if rec.ClassName == "b" {
			panic("no b")
		}
		return nil
	}}
	grows := check.Own{Code: "grows", Severity: check.SeverityError, Run: func(rec schema.Record) []check.Issue {
		return []check.Issue{{Fixes: []check.Fix{{Column: schema.ColClassName, New: rec.ClassName + "!", Safe: true}}}}
	}}
	tests := []struct {
		name, class, want string
		repairs           int
		checks            []check.Own
	}{
		{"one step", "a", "b", 1, []check.Own{changes("x", map[string]string{"a": "b"})}},
		{"several steps", "a", "d", 3, []check.Own{changes("x", map[string]string{"a": "b", "c": "d"}), changes("y", map[string]string{"b": "c"})}},
		{"after a check of the table", " a ", "b", 2, []check.Own{changes("x", map[string]string{"a": "b"})}},
		{"two that say the same", "a", "b", 2, []check.Own{changes("x", map[string]string{"a": "b"}), changes("y", map[string]string{"a": "b"})}},
		{"two that say something else", "a", "c", 2, []check.Own{changes("x", map[string]string{"a": "b"}), changes("y", map[string]string{"a": "c", "b": "c"})}},
		{"two that fight", "a", "a", 0, []check.Own{changes("x", map[string]string{"a": "b"}), changes("y", map[string]string{"b": "a"})}},
		{"one that fights with the table", "a", "a", 0, []check.Own{changes("x", map[string]string{"a": "a "})}},
		{"one without an end", "a", "a", 0, []check.Own{grows}},
		{"to where another one panics", "a", "a", 0, []check.Own{changes("x", map[string]string{"a": "b"}), panics}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := newChecker(t, tt.checks...)
			rec := goodRecord()
			rec.ClassName = tt.class
			once, settled := v.Repair(rec)
			if once.ClassName != tt.want || len(settled) != tt.repairs {
				t.Errorf("repaired to %q by %d issues, want %q by %d", once.ClassName, len(settled), tt.want, tt.repairs)
			}
			for _, is := range settled {
				if !is.Repaired {
					t.Errorf("%s was not repaired", is.Code)
				}
			}
			if twice, settled := v.Repair(once); twice != once || len(settled) > 0 {
				t.Errorf("repaired once more to %q by %d issues", twice.ClassName, len(settled))
			}
			for _, is := range v.Check(once) {
				for _, fix := range is.Fixes {
					if fix.Safe {
						t.Errorf("%s still has the safe fix %v", is.Code, fix)
					}
				}
			}
		})
	}
}

// The record that a check gets is the one that is checked.
func TestRecordOfOwnChecks(t *testing.T) {
	var got []schema.Record
	own := check.Own{Code: "own", Severity: check.SeverityError, Run: func(rec schema.Record) []check.Issue {
		got = append(got, rec)
		return nil
	}}
	records := []schema.Record{{}, goodRecord(), {StudentEmail: "a", SISID: " b ", StateID: "c", DateText: "9/14/23", Note: "d\r\ne"}}
	v := newChecker(t, own)
	for _, rec := range records {
		v.Check(rec)
	}
	if diff := cmp.Diff(records, got); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

// A panic of a check is an error of its code: the record was not checked.
func TestPanicInCheck(t *testing.T) {
	panics := check.Own{Code: "panics", Severity: check.SeverityWarning, Run: func(rec schema.Record) []check.Issue { panic(rec.ClassName) }}
	rec := goodRecord()
	rec.ClassName = " Mo Quill"
	var got []string
	for _, is := range newChecker(t, panics).Check(rec) {
		got = append(got, fmt.Sprint(is.Severity, " ", is.Code))
		if is.Code == "panics" && (strings.Contains(is.Message, "Quill") || is.Message == "") {
			t.Errorf("message %q", is.Message)
		}
	}
	if diff := cmp.Diff([]string{"error panics", "warning spaces"}, got); diff != "" {
		t.Errorf("issues (-want +got):\n%s", diff)
	}
	if repaired, settled := newChecker(t, panics).Repair(rec); repaired.ClassName != "Mo Quill" || len(settled) != 1 {
		t.Errorf("repaired to %q by %d issues", repaired.ClassName, len(settled))
	}
}

func TestWrongOwnChecks(t *testing.T) {
	good := returning()
	with := func(change func(*check.Own)) check.Own {
		own := good
		change(&own)
		return own
	}
	tests := []struct {
		name   string
		checks []check.Own
		want   []string
	}{
		{"none", nil, nil},
		{"good ones", []check.Own{good, with(func(o *check.Own) { o.Code, o.Title = "2-b", "" })}, nil},
		{"no code", []check.Own{with(func(o *check.Own) { o.Code = "" })}, []string{"Checks[0]: Code is empty"}},
		{"a code of the table", []check.Own{good, with(func(o *check.Own) { o.Code = schema.CodeSpaces })}, []string{"Checks[1]: spaces is the code of a check of the package"}},
		{"one code twice", []check.Own{good, good}, []string{"Checks[1]: the code own is there twice"}},
		{"all wrong at once", []check.Own{{Code: "Bus Class"}}, []string{"Checks[0]: Code must be", "Checks[0]: Run is nil", "Checks[0]: Severity must be"}},
		{"off", []check.Own{with(func(o *check.Own) { o.Severity = check.SeverityOff })}, []string{"Severity must be"}},
	}
	for _, code := range []schema.Code{"-a", "a-", "a--b", "a_b", "é", "a b", schema.Code(strings.Repeat("a", 65))} {
		tests = append(tests, struct {
			name   string
			checks []check.Own
			want   []string
		}{"code " + string(code), []check.Own{with(func(o *check.Own) { o.Code = code })}, []string{"Code must be"}})
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := check.NewChecker(roster.References{}, &check.Options{Checks: tt.checks})
			if len(tt.want) == 0 {
				if err != nil {
					t.Error(err)
				}
				return
			}
			lines := strings.Split(fmt.Sprint(err), "\n")
			if len(lines) != len(tt.want) {
				t.Fatalf("error %v, want %d lines", err, len(tt.want))
			}
			for i, want := range tt.want {
				if !strings.Contains(lines[i], want) {
					t.Errorf("error %q, want %q in it", lines[i], want)
				}
			}
		})
	}
}

// Severity overrides own checks, and turns them off; a code that nobody knows is an
// error that names the nearest one.
func TestSeverityOfOwnChecks(t *testing.T) {
	own := returning(check.Issue{Severity: check.SeverityWarning})
	for severity, want := range map[check.Severity]string{check.SeverityOff: "", check.SeverityWarning: "warning", check.SeverityError: "error"} {
		v, err := check.NewChecker(roster.References{}, &check.Options{Checks: []check.Own{own}, Severity: map[schema.Code]check.Severity{"own": severity}})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, is := range v.Check(goodRecord()) {
			got += is.Severity.String()
		}
		if on := severity != check.SeverityOff; got != want || v.OwnChecks() != on || (v.Titles() != nil) != on {
			t.Errorf("%v: issues %q, want %q; own checks: %v, titles %v", severity, got, want, v.OwnChecks(), v.Titles())
		}
	}
	for code, want := range map[schema.Code]string{"ovn": "did you mean own?", "class-unknwon": "did you mean class-unknown?"} {
		_, err := check.NewChecker(roster.References{}, &check.Options{Checks: []check.Own{own}, Severity: map[schema.Code]check.Severity{code: check.SeverityOff}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q in it", code, err, want)
		}
	}
}

// Whatever safe fixes own checks have, in whatever cells: repair settles.
func FuzzOwnRepairs(f *testing.F) {
	f.Add([]byte("0123456789"), uint8(0))
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24}, uint8(1))
	f.Add([]byte{5, 5, 0, 0, 1, 250, 31, 7, 7, 7, 90, 91, 92}, uint8(7))
	states := []string{"Art", " Art", "Art\u00a01", "Bus", "bus ", "", "N/A", `="Art"`, "9/14/2023", "2023-09-14 08:00", "9/15/2023", "x\x00y"}
	columns := []schema.Column{schema.ColClassName, schema.ColRecognition, schema.ColDate, schema.ColSISID, schema.ColNote}
	f.Fuzz(func(t *testing.T, steps []byte, start uint8) {
		if len(steps) > 40 {
			return
		}
		// Each step is a check: if the first column says one thing, the second one must
		// say another.
		var checks []check.Own
		for i := 0; i+3 < len(steps); i += 4 {
			look, change := columns[int(steps[i])%len(columns)], columns[int(steps[i+1])%len(columns)]
			from, to := states[int(steps[i+2])%len(states)], states[int(steps[i+3])%len(states)]
			checks = append(checks, check.Own{Code: schema.Code(fmt.Sprint("c", i)), Severity: check.SeverityError, Run: func(rec schema.Record) []check.Issue {
				if rec.Cell(look) != from || rec.Cell(change) == to {
					return nil
				}
				return []check.Issue{{Column: look, Fixes: []check.Fix{{Column: change, New: to, Safe: true}}}}
			}})
		}
		v, err := check.NewChecker(roster.References{}, &check.Options{Checks: checks, Today: dates.Date{Year: 2024, Month: 1, Day: 31}})
		if err != nil {
			t.Fatal(err)
		}
		rec := goodRecord()
		for i, c := range columns {
			rec.SetCell(c, states[(int(start)+i*5)%len(states)])
		}
		once, settled := v.Repair(rec)
		if twice, again := v.Repair(once); twice != once || len(again) > 0 {
			t.Errorf("%+v is repaired to %+v, and that to %+v", rec, once, twice)
		}
		if once.Note != rec.Note {
			t.Errorf("the note %q is repaired to %q", rec.Note, once.Note)
		}
		if len(settled) == 0 && once != rec {
			t.Errorf("%+v is repaired to %+v, and nothing tells so", rec, once)
		}
		for _, is := range v.Check(once) {
			if len(is.Fixes) > 0 && is.Fixes[0].Safe {
				t.Errorf("%+v still has the safe fix %+v", once, is.Fixes[0])
			}
		}
	})
}
