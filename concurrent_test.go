package otustemplate_test

import (
	"strings"
	"sync"
	"testing"

	"example.com/otustemplate"
	"github.com/google/go-cmp/cmp"
)

// One Validator, made from one set of references, serves many goroutines: each
// gets the answers that it would get alone. Run with -race.
func TestSharedValidator(t *testing.T) {
	refs := district()
	v := newValidator(t, refs, schoolYear())
	known, err := v.WithShared(t.Context(), strings.NewReader(headerLine+goodRow(1)+goodRow(2)))
	if err != nil {
		t.Fatal(err)
	}
	files := messyFiles()
	want := make([]*otustemplate.Report, len(files))
	for i, f := range files {
		want[i] = validate(t, newValidator(t, district(), schoolYear()), f.text)
	}
	rec := goodRecord()
	rec.ClassName = "  algebra  1"
	issues := describe(v.Check(rec))
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for i := range files {
				at := (i + worker) % len(files)
				if diff := cmp.Diff(want[at], validate(t, v, files[at].text), ignoreClock); diff != "" {
					t.Errorf("%s: report differs (-alone +shared):\n%s", files[at].name, diff)
				}
				if diff := cmp.Diff(issues, describe(v.Check(rec))); diff != "" {
					t.Errorf("Check differs (-alone +shared):\n%s", diff)
				}
				if _, settled := v.Repair(rec); len(settled) == 0 {
					t.Error("Repair settled nothing")
				}
				if rep := validate(t, known, headerLine+goodRow(2)); rep.Counts[otustemplate.CodeDuplicateShared] != 1 {
					t.Errorf("a shared row is told %d times", rep.Counts[otustemplate.CodeDuplicateShared])
				}
				if _, err := known.WithShared(t.Context(), strings.NewReader(headerLine+goodRow(3))); err != nil {
					t.Error(err)
				}
				refs.Classes.Suggest("Algebre", 2)
			}
		})
	}
	all.Wait()
}

// One Layout serves many Writers and one Report many renderers.
func TestSharedLayoutAndReport(t *testing.T) {
	layout := narrowLayout(t)
	rep := validate(t, newValidator(t, district(), schoolYear()), messyFiles()[2].text)
	want := make(map[string]string)
	for format := range formats {
		want[format] = render(t, format, rep, &otustemplate.ReportOptions{Redact: true})
	}
	rec := otustemplate.Record{SISID: "1", Recognition: "Tardy"}
	text := written(t, &otustemplate.WriterOptions{Layout: layout}, rec)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if got := written(t, &otustemplate.WriterOptions{Layout: layout}, rec); got != text {
				t.Errorf("written %q, alone %q", got, text)
			}
			for format := range formats {
				if render(t, format, rep, &otustemplate.ReportOptions{Redact: true}) != want[format] {
					t.Errorf("the %s report differs from one rendered alone", format)
				}
			}
		})
	}
	all.Wait()
}
