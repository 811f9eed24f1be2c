package job_test

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/ledger"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

var ledgerKey = []byte("0123456789abcdef0123456789abcdef")

func openLedger(t testing.TB) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Open(filepath.Join(t.TempDir(), "shared.ledger"), ledgerKey)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

// A delivered is what came of a build with a ledger.
type delivered struct {
	Template, Changes, Removals []string // without the header
	Rejects                     int
	Counts                      tally.BuildCounts
	Issues                      []string // row, code and column
}

func deliver(t *testing.T, b job.Builder, text string) delivered {
	t.Helper()
	var template, rejects, changes, removals bytes.Buffer
	b.Rejects, b.Changes, b.Removals, b.File = &rejects, &changes, &removals, "template.csv"
	rep, err := b.Build(t.Context(), csvSource(text), sheet.NewWriter(&template, &sheet.WriterOptions{LF: true}))
	if err != nil {
		t.Fatal(err)
	}
	checkCounts(t, rep)
	got := delivered{
		Template: bodyOf(template.String()), Changes: bodyOf(changes.String()), Removals: bodyOf(removals.String()),
		Rejects: len(bodyOf(rejects.String())), Counts: *rep.Build,
	}
	for _, is := range rep.Issues {
		got.Issues = append(got.Issues, strings.TrimSpace(fmt.Sprint(is.Row, " ", is.Code, " ", is.Column)))
	}
	if want := (rep.Build.Written + rep.Build.Changed + rep.Build.Removed) > 0; (rep.Delivery != "") != want {
		t.Errorf("the delivery is called %q; is there one? %v", rep.Delivery, want)
	}
	return got
}

// bodyOf returns the rows below the header.
func bodyOf(text string) (rows []string) {
	text = strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n")
	_, text, _ = strings.Cut(text, "\n")
	for line := range strings.Lines(text) {
		rows = append(rows, strings.TrimSuffix(line, "\n"))
	}
	return rows
}

func commitAll(t *testing.T, l *ledger.Ledger, day int) {
	t.Helper()
	for _, d := range l.Deliveries() {
		if !d.Shared {
			if err := l.Commit(d.ID, dates.Date{Year: 2026, Month: 1, Day: day}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

const (
	sharedColumns = `"columns": {"SIS ID": {"from": "id"}, "Recognition": {"from": "what"}, "Teacher Email": {"from": "who"},
		"Class Name": {"from": "class"}, "Date": {"from": "day"}, "Note": {"from": "note"}}}`
	sharedHeader = "incident,id,what,who,class,day,note\n"
	sharedOne    = "1,100,Tardy,a@example.org,Art,9/14/2025,late\n"
	sharedTwo    = "2,200,Tardy,a@example.org,Art,9/15/2025,\n"
	sharedThree  = "3,300,Tardy,a@example.org,Art,9/16/2025,\n"
)

// A second delivery of an export has what is new in the template, what changed in the
// changes, and what is gone in the removals.
func TestSecondDelivery(t *testing.T) {
	const keyed = `{"key": ["incident"], ` + sharedColumns
	all := sharedOne + sharedTwo + sharedThree
	tests := []struct {
		name, mapping, second string
		partial               bool // not WholeExport
		want                  delivered
	}{
		{name: "the same", second: all, want: delivered{Counts: tally.BuildCounts{Read: 3, Records: 3, AlreadyShared: 3}}},
		{name: "written in another way", second: "1,100,TARDY , a@example.org,art,2025-09-14,late \n" + sharedThree + sharedTwo,
			want: delivered{Counts: tally.BuildCounts{Read: 3, Records: 3, AlreadyShared: 3}}},
		{name: "a new one", second: all + "4,100,Tardy,a@example.org,Art,9/17/2025,\n",
			want: delivered{Template: []string{",100,,,Tardy,a@example.org,Art,2025-09-17,"}, Counts: tally.BuildCounts{Read: 4, Records: 4, Written: 1, AlreadyShared: 3}}},
		{name: "a changed note", second: strings.Replace(all, "late", "Late", 1), want: delivered{
			Changes: []string{"Note,template.csv,2,2026-01-01,d1,2,,100,,,Tardy,a@example.org,Art,2025-09-14,Late"},
			Counts:  tally.BuildCounts{Read: 3, Records: 3, Rejected: 1, AlreadyShared: 2, Changed: 1}, Issues: []string{"2 changed-since Note"}}},
		{name: "a renamed class", second: strings.ReplaceAll(all, "Art", "Arts"), want: delivered{
			Changes: []string{
				"Class Name,template.csv,2,2026-01-01,d1,2,,100,,,Tardy,a@example.org,Arts,2025-09-14,late",
				"Class Name,template.csv,3,2026-01-01,d1,3,,200,,,Tardy,a@example.org,Arts,2025-09-15,",
				"Class Name,template.csv,4,2026-01-01,d1,4,,300,,,Tardy,a@example.org,Arts,2025-09-16,"},
			Counts: tally.BuildCounts{Read: 3, Records: 3, Rejected: 3, Changed: 3},
			Issues: []string{"2 changed-since Class Name", "3 changed-since Class Name", "4 changed-since Class Name"}}},
		{name: "several columns", second: "1,100,Talking,a@example.org,Art,9/15/2025,late\n" + sharedTwo + sharedThree, partial: true, want: delivered{
			Changes: []string{"Recognition; Date,template.csv,2,2026-01-01,d1,2,,100,,,Talking,a@example.org,Art,2025-09-15,late"},
			Counts:  tally.BuildCounts{Read: 3, Records: 3, Rejected: 1, AlreadyShared: 2, Changed: 1}, Issues: []string{"2 changed-since"}}},
		{name: "a deleted row", second: sharedOne + sharedThree, want: delivered{
			Removals: []string{"The export no longer has the incident: remove the record,template.csv,3,2026-01-01,d1,2025-09-15,"},
			Counts:   tally.BuildCounts{Read: 2, Records: 2, AlreadyShared: 2, Removed: 1}}},
		{name: "a deleted row of a part", second: sharedOne + sharedThree, partial: true, want: delivered{Counts: tally.BuildCounts{Read: 2, Records: 2, AlreadyShared: 2}}},
		{name: "a deleted row beyond its days", second: sharedOne + sharedTwo, want: delivered{Counts: tally.BuildCounts{Read: 2, Records: 2, AlreadyShared: 2, NotCompared: 1}}},
		{name: "a deleted row of the days that are asked for", mapping: `{"key": ["incident"], "rows": {"dates": {"last": "2025-12-31"}}, ` + sharedColumns,
			second: sharedOne + sharedTwo, want: delivered{
				Removals: []string{"The export no longer has the incident: remove the record,template.csv,4,2026-01-01,d1,2025-09-16,"},
				Counts:   tally.BuildCounts{Read: 2, Records: 2, AlreadyShared: 2, Removed: 1}}},
		{name: "a row that does not count any more", mapping: `{"key": ["incident"], "rows": {"not": {"note": ["void"]}}, ` + sharedColumns,
			second: sharedOne + "2,200,Tardy,a@example.org,Art,9/15/2025,void\n" + sharedThree, want: delivered{
				Removals: []string{"The export no longer has the incident: remove the record,template.csv,3,2026-01-01,d1,2025-09-15,"},
				Counts:   tally.BuildCounts{Read: 3, LeftOut: 1, Records: 2, AlreadyShared: 2, Removed: 1}}},
		{name: "another student", second: strings.Replace(all, "2,200,", "2,201,", 1), partial: true, want: delivered{
			Changes:  []string{"Student,template.csv,3,2026-01-01,d1,3,,201,,,Tardy,a@example.org,Art,2025-09-15,"},
			Removals: []string{"The incident now names another student: remove the record of this one,template.csv,3,2026-01-01,d1,2025-09-15,3"},
			Counts:   tally.BuildCounts{Read: 3, Records: 3, Rejected: 1, AlreadyShared: 2, Changed: 1, Removed: 1}, Issues: []string{"3 changed-since"}}},
		{name: "another student, and another error", second: strings.Replace(all, "2,200,Tardy", "2,201,", 1), partial: true, want: delivered{
			Removals: []string{"The incident now names another student: remove the record of this one,template.csv,3,2026-01-01,d1,2025-09-15,3"}, Rejects: 1,
			Counts: tally.BuildCounts{Read: 3, Records: 3, Rejected: 1, AlreadyShared: 2, Removed: 1}, Issues: []string{"3 required Recognition"}}},
		{name: "another note, and an error", second: strings.Replace(all, "Art,9/14/2025,late", "Art,soon,Late", 1), partial: true, want: delivered{Rejects: 1,
			Counts: tally.BuildCounts{Read: 3, Records: 3, Rejected: 1, AlreadyShared: 2}, Issues: []string{"2 date-invalid Date"}}},
		{name: "an error is still in the export", second: strings.Replace(all, "2,200,Tardy", "2,200,", 1), want: delivered{Rejects: 1,
			Counts: tally.BuildCounts{Read: 3, Records: 3, Rejected: 1, AlreadyShared: 2}, Issues: []string{"3 required Recognition"}}},
		{name: "a row that cannot be read", second: sharedOne + "2,200,Tardy,a@example.org,Art,9/15/2025,,,x\n" + sharedThree, want: delivered{
			Removals: []string{"\"The export no longer has the incident, unless it is in the row that could not be read: check that, and remove the record\",template.csv,3,2026-01-01,d1,2025-09-15,"},
			Rejects:  1, Counts: tally.BuildCounts{Read: 3, Records: 3, Rejected: 1, AlreadyShared: 2, Removed: 1}, Issues: []string{"3 field-count"}}},
		{name: "a repeated row", second: sharedOne + all, want: delivered{Counts: tally.BuildCounts{Read: 4, Repeated: 1, Records: 3, AlreadyShared: 3}}},
	}
	for _, tt := range tests {
		for _, workers := range []int{1, 2, 8} {
			if workers > 1 && testing.Short() {
				continue
			}
			t.Run(fmt.Sprint(tt.name, " ", workers), func(t *testing.T) {
				l := openLedger(t)
				off := map[schema.Code]check.Severity{schema.CodeDuplicate: check.SeverityOff}
				b := job.Builder{Mapping: readMapping(t, keyed), Validator: newValidator(t, roster.References{}, &check.Options{Severity: off, Workers: workers}), Ledger: l}
				first := deliver(t, b, sharedHeader+all)
				if want := (tally.BuildCounts{Read: 3, Records: 3, Written: 3}); first.Counts != want {
					t.Fatalf("the first delivery: %+v", first)
				}
				commitAll(t, l, 1)
				if tt.mapping != "" {
					b.Mapping = readMapping(t, tt.mapping)
				}
				b.WholeExport = !tt.partial
				if diff := cmp.Diff(tt.want, deliver(t, b, sharedHeader+tt.second)); diff != "" {
					t.Errorf("the second delivery (-want +got):\n%s", diff)
				}
				// Before it is shared, all is told again; after that nothing is, except what was
				// rejected.
				if diff := cmp.Diff(tt.want, deliver(t, b, sharedHeader+tt.second)); diff != "" {
					t.Errorf("the second delivery again (-want +got):\n%s", diff)
				}
				commitAll(t, l, 2)
				third := deliver(t, b, sharedHeader+tt.second)
				if c := third.Counts; c.Written+c.Changed+c.Removed > 0 && tt.want.Rejects == 0 {
					t.Errorf("the third delivery: %+v", third)
				}
			})
		}
	}
}

// Only a delivery that was shared counts, and none whose load was undone.
func TestDeliveriesThatCount(t *testing.T) {
	l := openLedger(t)
	b := job.Builder{Mapping: readMapping(t, `{"key": ["incident"], `+sharedColumns), Ledger: l, WholeExport: true}
	text := sharedHeader + sharedOne + sharedTwo
	day := dates.Date{Year: 2026, Month: 1, Day: 9}
	written := func() int64 { return deliver(t, b, text).Counts.Written }
	for i, step := range []struct {
		name string
		do   func() error
		want int64
	}{
		{"nothing", func() error { return nil }, 2},
		{"discarded", func() error { return l.Discard("d1") }, 2},
		{"shared", func() error { return l.Commit("d2", day) }, 0},
		{"forgotten", func() error { return l.Forget("d2") }, 2},
	} {
		if err := step.do(); err != nil {
			t.Fatal(step.name, err)
		}
		if got := written(); got != step.want {
			t.Errorf("step %d, %s: %d records are written, want %d", i, step.name, got, step.want)
		}
	}
	// A change of what was forgotten is nothing to go by.
	if err := l.Commit("d3", day); err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(text, "late", "later", 1)
	if got := deliver(t, b, changed).Counts; got.Changed != 1 {
		t.Fatalf("counts %+v, want a change", got)
	}
	all := l.Deliveries()
	commitAll(t, l, 10)
	if err := l.Forget("d3"); err != nil {
		t.Fatal(err)
	}
	if got := deliver(t, b, changed).Counts; got.Written != 2 {
		t.Errorf("counts %+v, want both records (%v)", got, all)
	}
}

// Without a key, or without a cell of it, the ledger tells what is equal in all columns,
// as often as it was shared.
func TestDeliveriesWithoutKey(t *testing.T) {
	row := "9,100,Tardy,a@example.org,Art,9/14/2025,\n"
	for _, tt := range []struct{ name, first, second, row string }{
		{"no key", "{" + sharedColumns, "{" + sharedColumns, row},
		{"a key from now on", "{" + sharedColumns, `{"key": ["incident"], ` + sharedColumns, row},
		{"no key any more", `{"key": ["incident"], ` + sharedColumns, "{" + sharedColumns, row},
		{"another key", `{"key": ["incident"], ` + sharedColumns, `{"key": ["id", "day"], ` + sharedColumns, row},
		{"an empty key", `{"key": ["incident"], ` + sharedColumns, `{"key": ["incident"], ` + sharedColumns, row[1:]},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := openLedger(t)
			off := &check.Options{Severity: map[schema.Code]check.Severity{schema.CodeDuplicate: check.SeverityOff}}
			b := job.Builder{Mapping: readMapping(t, tt.first), Validator: newValidator(t, roster.References{}, off), Ledger: l, WholeExport: true}
			two := tt.row + tt.row
			if tt.row[0] == '9' {
				two = tt.row + "8" + tt.row[1:]
			}
			if got := deliver(t, b, sharedHeader+two).Counts; got.Written != 2 {
				t.Fatalf("the first delivery: %+v", got)
			}
			commitAll(t, l, 1)
			b.Mapping = readMapping(t, tt.second)
			rows := two + "7" + row[1:]
			if tt.name == "another key" { // these would be rows of one key
				rows = row
			}
			got := deliver(t, b, sharedHeader+rows)
			shared, left := 0, int64(0)
			for _, is := range got.Issues {
				if strings.HasSuffix(is, string(schema.CodeDuplicateShared)) {
					shared++
				}
			}
			want, written := 2, int64(1)
			if tt.name == "another key" {
				want, written, left = 1, 0, 1
			}
			if shared != want || got.Counts.Written != written || got.Counts.Removed != 0 || got.Counts.NotCompared != left {
				t.Errorf("%d records were shared before, want %d: %+v", shared, want, got)
			}
		})
	}
}

// Records of one row are told apart by their column or text, and not by their place.
func TestDeliveriesOfSeveral(t *testing.T) {
	const header = "incident,id,what,who,class,day,note\n"
	each := strings.Replace(`{"key": ["incident"], "each": {"split": "id", "separator": ";", "as": "one"}, `+sharedColumns, `"from": "id"`, `"from": "one"`, 1)
	l := openLedger(t)
	b := job.Builder{Mapping: readMapping(t, each), Ledger: l, WholeExport: true}
	if got := deliver(t, b, header+"1,100;200;300,Tardy,a@example.org,Art,9/14/2025,\n"); got.Counts.Written != 3 {
		t.Fatalf("the first delivery: %+v", got)
	}
	commitAll(t, l, 1)
	want := delivered{
		Template: []string{",400,,,Tardy,a@example.org,Art,2025-09-14,"},
		Removals: []string{"The export no longer has the incident: remove the record,,3,2026-01-01,d1,2025-09-14,"},
		Counts:   tally.BuildCounts{Read: 1, Records: 3, Written: 1, AlreadyShared: 2, Removed: 1},
	}
	want.Removals[0] = strings.Replace(want.Removals[0], ",,3", ",template.csv,3", 1)
	if diff := cmp.Diff(want, deliver(t, b, header+"1,300;400;100,Tardy,a@example.org,Art,9/14/2025,\n")); diff != "" {
		t.Errorf("the second delivery (-want +got):\n%s", diff)
	}
}

// What was shared is not rejected because a list lacks today what it had then, if the
// export has the row as it was.
func TestSharedAndUnknownToday(t *testing.T) {
	l := openLedger(t)
	refs := roster.References{Classes: nameset.NewSet("Art")}
	m := strings.Replace(`{"key": ["incident"], `+sharedColumns, `"class"`, `"class", "values": {"A": "Art", "B": "Band"}`, 1)
	text := sharedHeader + strings.ReplaceAll(sharedOne+sharedTwo, "Art", "A")
	b := job.Builder{Mapping: readMapping(t, m), Validator: newValidator(t, refs, nil), Ledger: l, WholeExport: true}
	deliver(t, b, text)
	commitAll(t, l, 1)
	b.Mapping = readMapping(t, strings.Replace(m, `"A": "Art", `, "", 1))
	if diff := cmp.Diff(delivered{Counts: tally.BuildCounts{Read: 2, Records: 2, AlreadyShared: 2}}, deliver(t, b, text)); diff != "" {
		t.Errorf("with a code that is unknown (-want +got):\n%s", diff)
	}
	// But what the export says is new is not passed over.
	text = strings.Replace(text, ",A,9/14", ",C,9/14", 1)
	if got := deliver(t, b, text); got.Counts.AlreadyShared != 1 || got.Rejects != 1 || got.Counts.Changed != 0 {
		t.Errorf("with another code that is unknown: %+v", got)
	}
}

// What is written is noted, or the build fails: whichever writer it is that does.
func TestDeliveryFails(t *testing.T) {
	errFull := errors.New("disk full")
	for _, tt := range []struct {
		name string
		set  func(b *job.Builder)
	}{
		{"changes", func(b *job.Builder) { b.Changes = failingWriter{errFull} }},
		{"removals", func(b *job.Builder) { b.Removals = failingWriter{errFull} }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := openLedger(t)
			b := job.Builder{Mapping: readMapping(t, `{"key": ["incident"], `+sharedColumns), Ledger: l, WholeExport: true}
			deliver(t, b, sharedHeader+sharedOne+sharedTwo+sharedThree)
			commitAll(t, l, 1)
			tt.set(&b)
			rep, err := b.Build(t.Context(), csvSource(sharedHeader+strings.Replace(sharedOne, "late", "x", 1)+sharedThree), sheet.NewWriter(new(bytes.Buffer), nil))
			if !errors.Is(err, errFull) || rep.Complete || rep.Delivery != "" {
				t.Errorf("error %v; complete %v, delivery %q", err, rep.Complete, rep.Delivery)
			}
			if n := len(l.Deliveries()); n != 1 {
				t.Errorf("the ledger has %d deliveries, want 1", n)
			}
		})
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }
