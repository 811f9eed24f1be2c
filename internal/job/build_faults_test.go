package job_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
	"github.com/google/go-cmp/cmp"
)

func TestBuildFailures(t *testing.T) {
	var export strings.Builder
	export.WriteString("id,what,who,day,note\n")
	for i := range 5000 {
		fmt.Fprintf(&export, "%d,%s,nrivera@example.org,9/14/2023,some words to fill the row\n", i, []string{"T", "X"}[i%2])
	}
	stop := errors.New("stop")
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	tests := []struct {
		name     string
		ctx      context.Context
		dst      io.Writer
		rejects  io.Writer
		opts     check.Options
		src      sheet.Source
		want     error
		complete bool
	}{
		{name: "nothing", complete: true},
		{name: "the template can't be written", dst: &failAfter{n: 100 << 10}, want: errFull},
		{name: "the rejects can't be written", rejects: &failAfter{n: 100 << 10}, want: errFull},
		{name: "canceled before", ctx: canceled, want: context.Canceled},
		{name: "OnIssue", opts: check.Options{OnIssue: func(is check.Issue) error {
			if is.Row > 1000 {
				return stop
			}
			return nil
		}}, want: stop},
		{name: "the source fails", src: sheet.NewCSVSource(io.MultiReader(strings.NewReader(export.String()), &failingReader{err: errFull}), nil), want: errFull},
		{name: "enough errors", opts: check.Options{MaxErrors: 10}, want: tally.ErrTooManyErrors},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var src sheet.Source = csvSource(export.String())
			if tt.src != nil {
				src = tt.src
			}
			if tt.ctx == nil {
				tt.ctx = context.Background()
			}
			if tt.dst == nil {
				tt.dst = io.Discard
			}
			b := job.Builder{Mapping: readMapping(t, plainMapping), Validator: exportValidator(t, tt.opts), Rejects: tt.rejects}
			rep, err := b.Build(tt.ctx, src, sheet.NewWriter(tt.dst, nil))
			if !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			checkCounts(t, rep)
			if all := rep.Build.Read == 5000 && rep.Stopped == ""; all != tt.complete {
				t.Errorf("%d rows read, stopped %q", rep.Build.Read, rep.Stopped)
			}
		})
	}
}

// How much of an export was read when enough errors were found.
func TestBuildBytesWhereEnoughErrors(t *testing.T) {
	good := strings.Repeat("1,9/14/2023\n", 1000) // each but the first a duplicate, which is a warning
	for name, before := range map[string]string{
		"the first row":    "number,day\n",
		"behind good rows": "number,day\n" + good,
		"behind a mark":    "\ufeffnumber,day\n" + good,
	} {
		mapping := `{"columns": {"Student Number": {"from": "number"}, "Date": {"from": "day"}, "Recognition": {"const": "Tardy"}, ` +
			`"Teacher Email": {"const": "nrivera@example.org"}, "Class Name": {"const": "Algebra 1"}}}`
		b := job.Builder{Mapping: readMapping(t, mapping), Validator: exportValidator(t, check.Options{MaxErrors: 1})}
		rep, err := b.Build(t.Context(), csvSource(before+"1,never\n"+good), sheet.NewWriter(io.Discard, nil))
		if err != tally.ErrTooManyErrors || rep.Errors != 1 || rep.Bytes != int64(len(before)) {
			t.Errorf("%s: error %v, %d errors, %d bytes; want 1 in %d", name, err, rep.Errors, rep.Bytes, len(before))
		}
	}
}

// A Mapping may be shared: the race detector watches.
func TestMappingShared(t *testing.T) {
	m := readMapping(t, plainMapping)
	const export = "id,what,who,day,note,Role\n1,T,a,9/14/2023,,x\n"
	columns := []string{"id", "what", "who", "day", "note", "Role"}
	done := make(chan string)
	for range 4 {
		go func() {
			var b strings.Builder
			builder := job.Builder{Mapping: m}
			_, err := builder.Build(context.Background(), csvSource(export), sheet.NewWriter(&b, nil))
			err = errors.Join(err, m.Check(columns))
			done <- fmt.Sprint(len(b.String()), err, m.Undecided(columns))
		}()
	}
	first := <-done
	for range 3 {
		if other := <-done; other != first {
			t.Errorf("builds with one mapping differ: %s and %s", first, other)
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	const rows = 20_000
	var export bytes.Buffer
	export.WriteString("id,what,who,day,note\n")
	for i := range rows {
		fmt.Fprintf(&export, "%d,%s,nrivera@example.org,9/%d/2023,note number %d of some length\n", 300_000+i, []string{"T", "H"}[i%2], i%28+1, i)
	}
	m, err := mapping.ReadMapping(strings.NewReader(plainMapping))
	if err != nil {
		b.Fatal(err)
	}
	builder := job.Builder{Mapping: m, Validator: exportValidator(b, check.Options{}), Repair: true}
	b.SetBytes(int64(export.Len()))
	b.ReportAllocs()
	for b.Loop() {
		src := sheet.NewCSVSource(bytes.NewReader(export.Bytes()), nil)
		rep, err := builder.Build(context.Background(), src, sheet.NewWriter(io.Discard, nil))
		if err != nil || rep.Build.Written != rows {
			b.Fatal(err, *rep.Build)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func TestBuildRejectsKeepCells(t *testing.T) {
	export := "\ufeff\"id\",what,who,day,\"the \"\"note\"\"\"\r\n" +
		"007,X,=cmd(),9/14/2023,\"a, \"\"b\"\"\r\nc \"\r\n" +
		"8,\"T\"oo,x,y\r\n"
	m := readMapping(t, strings.Replace(plainMapping, `"from": "note"`, `"from": "the \"note\""`, 1))
	got := build(t, job.Builder{Mapping: m, Validator: mappingAlone(t)}, csvSource(export))
	want := "\ufeffid,what,who,day,\"the \"\"note\"\"\",otustemplate row,otustemplate part,otustemplate who,otustemplate problem,otustemplate text,answer: Recognition\r\n" +
		"007,X,=cmd(),9/14/2023,\"a, \"\"b\"\"\r\nc \",2,,your data person,\"Recognition: the code \"\"X\"\" is not known: tell your data person which Recognition it stands for; or, for this row alone, enter it under \"\"answer: Recognition\"\"\",,\r\n" +
		",,,,,3,,you,\"there is text after a closing quotation mark; copy each piece of the text under \"\"otustemplate text\"\" into its own column, without the quotation marks, then clear that text\",\"8,\"\"T\"\"oo,x,y\",\r\n"
	if diff := cmp.Diff(want, got.rejects); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
	// Read again, the text that could not be split is still there.
	again := build(t, job.Builder{Mapping: m, Validator: mappingAlone(t)}, csvSource(got.rejects))
	if !strings.Contains(again.rejects, `"8,""T""oo,x,y"`) || again.report.Build.Rejected != 2 {
		t.Errorf("rejects of the rejects: %d\n%s", again.report.Build.Rejected, again.rejects)
	}
}

// A role that the mapping doesn't look at is found under whatever label the
// system gives it.
func TestBuildUndecidedRole(t *testing.T) {
	read := func(name string) string {
		data, err := os.ReadFile("../../testdata/mapleridge/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	m, export := readMapping(t, read("ic_norole.json")), read("ic_behavior.csv")
	role := []tally.UndecidedColumn{{Label: "behaviorRole.role", Field: 9, Values: []tally.Count{
		{Name: "Offender", Rows: 11}, {Name: "Witness", Rows: 5}, {Name: "Recipient", Rows: 4}, {Name: "Participant", Rows: 3}, {Name: "Victim", Rows: 3},
	}}}
	kind := []tally.UndecidedColumn{{Label: "kind", Field: 9, Values: role[0].Values}}
	for _, tt := range []struct {
		export string
		labels []string // Mapping.Undecided
		want   []tally.UndecidedColumn
	}{{export, []string{"behaviorRole.role"}, role}, {strings.Replace(export, "behaviorRole.role", "kind", 1), nil, kind}} {
		b := job.Builder{Mapping: m, Rosters: []*roster.Roster{districtRoster(t)}}
		got := build(t, b, csvSource(tt.export))
		if diff := cmp.Diff(tt.want, got.report.Undecided); got.err != nil || diff != "" {
			t.Errorf("Undecided (-want +got):\n%s (%v)", diff, got.err)
		}
		columns, _ := csvSource(tt.export).Columns()
		if err := m.Check(columns); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.labels, m.Undecided(columns)); diff != "" {
			t.Errorf("Mapping.Undecided (-want +got):\n%s", diff)
		}
		for format := range formats {
			open, redacted := render(t, format, got.report, nil), render(t, format, got.report, &advice.ReportOptions{Redact: true})
			if format == "csv" {
				continue // it lists issues
			}
			if !strings.Contains(open, "Victim") || strings.Contains(redacted, "Victim") || !strings.Contains(redacted, tt.want[0].Label) {
				t.Errorf("the %s report does not tell of %s, or the redacted one tells its values", format, tt.want[0].Label)
			}
		}
	}
}

func TestBuildUndecided(t *testing.T) {
	export := "id,what,who,day,note,Role,Void\n1,T,a,9/14/2023,,Offender,\n2,T,a,9/14/2023,,Victim,\n3,T,a,9/14/2023,,Offender,\n"
	got := build(t, job.Builder{Mapping: readMapping(t, plainMapping)}, csvSource(export))
	want := []tally.UndecidedColumn{
		{Label: "Role", Field: 6, Values: []tally.Count{{Name: "Offender", Rows: 2}, {Name: "Victim", Rows: 1}}},
		{Label: "Void", Field: 7, Values: []tally.Count{{Name: "", Rows: 3}}},
	}
	if diff := cmp.Diff(want, got.report.Undecided); diff != "" {
		t.Errorf("Undecided (-want +got):\n%s", diff)
	}
	for _, redact := range []bool{false, true} {
		opts := &advice.ReportOptions{Redact: redact, Width: 1000}
		for _, format := range []string{"txt", "json", "html"} {
			if text := render(t, format, got.report, opts); !strings.Contains(text, "Role") || strings.Contains(text, "Victim") == redact {
				t.Errorf("%s report, redacted %v: does not tell the column, or its values as it should:\n%s", format, redact, text)
			}
		}
	}
}

// What an override makes of the mapping's own findings.
func TestBuildSeverityOverride(t *testing.T) {
	v := exportValidator(t, check.Options{Severity: map[schema.Code]check.Severity{
		schema.CodeValueUnmapped:      check.SeverityWarning,
		schema.CodeRecognitionUnknown: check.SeverityWarning,
		schema.CodeDuplicate:          check.SeverityError,
	}})
	row := "1,X,nrivera@example.org,9/14/2023,\n"
	got := build(t, job.Builder{Mapping: readMapping(t, plainMapping), Validator: v}, csvSource("id,what,who,day,note\n"+row+row))
	if got.err != nil {
		t.Fatal(got.err)
	}
	want := map[schema.Code]int64{schema.CodeValueUnmapped: 2, schema.CodeRecognitionUnknown: 2, schema.CodeDuplicate: 1}
	if diff := cmp.Diff(want, got.report.Counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	// A duplicate is never a reason to reject, whatever it is called.
	if got.report.Build.Written != 2 || got.report.OK() {
		t.Errorf("%d written, OK %v; want both, and not OK", got.report.Build.Written, got.report.OK())
	}
}

func TestBuildMappingMustFit(t *testing.T) {
	got := build(t, job.Builder{Mapping: readMapping(t, plainMapping)}, csvSource("id,day\n1,2\n"))
	want := []string{
		"columns.Recognition.from: the export has no column \"what\"",
		"columns.\"Teacher Email\".from: the export has no column \"who\"",
		"columns.Note.from: the export has no column \"note\"",
	}
	if diff := cmp.Diff(want, problems(t, got.err)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if got.report.Build.Read != 0 {
		t.Errorf("%d rows were read all the same", got.report.Build.Read)
	}
}
