package job_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// A row of more records than anybody lists is set aside whole, and takes little
// memory; one of as many as are allowed is made.
func TestBuildRowOfTooManyRecords(t *testing.T) {
	split := readMapping(t, strings.NewReplacer(`{"columns"`, `{"each": {"split": "id", "separator": ";", "as": "one"}, "columns"`, `"from": "id"`, `"from": "one"`).Replace(plainMapping))
	var labels, wide strings.Builder
	for i := range 1001 {
		fmt.Fprintf(&labels, `%s"c%d"`, []string{"", ","}[min(i, 1)], i)
		fmt.Fprintf(&wide, ",c%d", i)
	}
	columns := readMapping(t, strings.NewReplacer(`{"columns"`, `{"each": {"columns": [`+labels.String()+`], "as": "one"}, "columns"`, `"from": "id"`, `"from": "one"`).Replace(plainMapping))
	const rest, good = ",T,nrivera@example.org,9/14/2023,", ",T,nrivera@example.org,9/14/2023,\n"
	for _, tt := range []struct {
		name    string
		m       *mapping.Mapping
		header  string
		row     string
		records int64 // 0: it is set aside
		cell    string
	}{
		{"as many as allowed", split, "", strings.Repeat("1;", 1000) + rest, 1000, ""},
		{"empty ones apart", split, "", strings.Repeat("1;; ;", 1000) + rest, 1000, ""},
		{"one more", split, "", strings.Repeat("1;", 1001) + rest, 0, "A2"},
		{"a megabyte of them", split, "", strings.Repeat("1;", 500_000) + rest, 0, "A2"},
		{"columns", columns, wide.String(), "x" + rest + strings.Repeat(",1", 1000) + ",", 1000, ""},
		{"one column more", columns, wide.String(), "x" + rest + strings.Repeat(",1", 1001), 0, "ALR2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			export := "id,what,who,day,note" + tt.header + "\n" + tt.row + "\n7" + good
			if tt.header != "" {
				export = strings.TrimSuffix(export, "\n") + strings.Repeat(",", 1000) + "8\n"
			}
			v := exportValidator(t, check.Options{Severity: map[schema.Code]check.Severity{schema.CodeRowSize: check.SeverityOff}})
			src := sheet.NewCSVSource(strings.NewReader(export), &sheet.ReaderOptions{MaxRowBytes: 4 << 20})
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			got := build(t, job.Builder{Mapping: tt.m, Validator: v}, src)
			runtime.ReadMemStats(&after)
			want := tally.BuildCounts{Read: 2, Records: tt.records + 1, Written: tt.records + 1}
			if tt.records == 0 {
				want = tally.BuildCounts{Read: 2, Records: 2, Written: 1, Rejected: 1}
			}
			if got.err != nil || *got.report.Build != want {
				t.Fatalf("error %v, counts %+v, want %+v", got.err, *got.report.Build, want)
			}
			if tt.records > 0 {
				return
			}
			is := got.report.Issues[0]
			if is.Code != schema.CodeRowSize || is.Severity != check.SeverityError || is.Cell() != tt.cell || len(got.report.Issues) != 1 {
				t.Errorf("issues %+v, want a row-size at %s alone", got.report.Issues, tt.cell)
			}
			if n := strings.Count(got.rejects, "\r\n"); n != 2 || !strings.Contains(got.rejects, tt.row[:1000]) || strings.Count(got.template, "\n") != 2 {
				t.Errorf("%d lines of rejects, and the template is %q; want the whole row in one", n, got.template)
			}
			if taken := after.TotalAlloc - before.TotalAlloc; taken > 40<<20 {
				t.Errorf("%d bytes were taken for a row of %d", taken, len(tt.row))
			}
		})
	}
}

// A build ends soon after its context, whatever the row that it is at.
func TestBuildEndsWithItsContextWhateverTheRow(t *testing.T) {
	note := strings.Repeat("said Ana Lee to 4191, a.lee@example.org; ", 25_000) // a megabyte
	each := strings.NewReplacer(`{"columns"`, `{"each": {"split": "id", "separator": ";", "as": "one"}, "columns"`, `"from": "id"`, `"from": "one"`)
	join := `"join": [` + strings.TrimSuffix(strings.Repeat(`"note",`, 40), ",") + `]`
	for name, tt := range map[string]struct{ mapping, export string }{
		"many records with a large note": {each.Replace(plainMapping), strings.Repeat("1;", 1000) + ",T,nrivera@example.org,9/14/2023," + note + "\n"},
		"a large join":                   {strings.Replace(plainMapping, `"from": "note"`, join, 1), "1,T,nrivera@example.org,9/14/2023," + note + "\n"},
		"a row tried again and again":    {plainMapping, strings.Repeat("1,T,nrivera@example.org,9/14/2023,"+note+"\n", 200)},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			timer := time.AfterFunc(30*time.Millisecond, cancel)
			defer timer.Stop()
			b := job.Builder{Mapping: readMapping(t, tt.mapping), Validator: exportValidator(t, check.Options{}), Rejects: io.Discard}
			src := sheet.NewCSVSource(strings.NewReader("id,what,who,day,note\n"+tt.export), &sheet.ReaderOptions{MaxRowBytes: 8 << 20})
			start := time.Now()
			rep, err := b.Build(ctx, src, sheet.NewWriter(io.Discard, nil))
			if took := time.Since(start); took > time.Second {
				t.Errorf("the build ended after %v", took)
			}
			if err != nil && !errors.Is(err, context.Canceled) || err != nil && rep.Complete {
				t.Errorf("error %v, complete %v", err, rep.Complete)
			}
			checkCounts(t, rep)
		})
	}
}
