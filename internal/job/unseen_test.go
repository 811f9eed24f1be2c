package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// unseenTexts are what programs leave behind in a row of which nobody sees
// anything.
var unseenTexts = map[string]string{
	"end of file of DOS": "\x1a", "NULs": "\x00\x00\x00", "DEL": "\x7f", "escape": "\x1b", "next line": "\u0085",
	"zero-width space": "\u200b", "byte order mark": "\ufeff", "soft hyphen": "\u00ad", "direction mark": "\u200e",
	"word joiner": "\u2060", "joiners": "\u200c\u200d", "variation selector": "\ufe0f", "filler of Hangul": "\u3164",
	"empty Braille": "\u2800", "tag": "\U000e0020", "no-break space": "\u00a0", "several": " \x00\u200b\t\u200f",
}

// unseenRows are rows of nothing but that text.
func unseenRows(text string) map[string]string {
	return map[string]string{
		"alone": text + "\n", "without line end": text, "in quotes": `"` + text + `"` + "\n", "twice": text + "\n" + text + "\n",
		"in every cell": strings.Repeat(text+",", 8) + text + "\n", "in some": ",,," + text + ",,,,,\n", "in too many": strings.Repeat(text+",", 12) + "\n",
		"in every cell, in quotes": strings.Repeat(`"`+text+`",`, 8) + `"` + text + `"` + "\n",
	}
}

const (
	unseenHeader = "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\n"
	unseenGood   = ",S1,,,Tardy,a@example.org,Art,2023-09-14,x\n"
)

// Rows of which nothing can be seen are blank ones, wherever they stand.
func TestUnseenRows(t *testing.T) {
	t.Parallel() // it takes long
	for name, text := range unseenTexts {
		for kind, row := range unseenRows(text) {
			if !slow && name != "several" && name != "end of file of DOS" && kind != "alone" && kind != "in every cell, in quotes" {
				continue
			}
			t.Run(name+" "+kind, func(t *testing.T) {
				template := unseenHeader + unseenGood + row
				checkUnseen(t, template, 1, 0)
				if strings.HasSuffix(row, "\n") {
					between := int64(strings.Count(row, "\n"))
					checkUnseen(t, unseenHeader+unseenGood+row+strings.Replace(unseenGood, "S1", "S2", 1), 2, between)
					checkUnseen(t, unseenHeader+row+unseenGood, 1, between)
					if strings.TrimLeft(text, "\ufeff") == text { // else it is the file's own mark
						checkUnseen(t, row+unseenHeader+unseenGood, 1, 0)
					}
				}
			})
		}
	}
}

// unseenMappings returns the mappings by which such rows are built: nil for none.
var unseenMappings = func() func(t *testing.T) []*mapping.Mapping {
	var once sync.Once
	var all []*mapping.Mapping
	return func(t *testing.T) []*mapping.Mapping {
		once.Do(func() {
			for _, text := range []string{
				`{"columns": {"SIS ID": {"from": "SIS ID"}, "Recognition": {"from": "Recognition"}, "Teacher Email": {"from": "Teacher Email", "ifEmpty": "a@example.org"}, "Class Name": {"const": "Art"}, "Date": {"from": "Date"}}}`,
				`{"columns": {"SIS ID": {"const": "1"}, "Recognition": {"const": "Tardy"}, "Teacher Email": {"const": "a@example.org"}, "Class Name": {"const": "Art"}, "Date": {"const": "2023-09-14"}}}`,
				`{"rows": {"not": {"Recognition": ["", "Tardy"]}}, "columns": {"SIS ID": {"from": "SIS ID"}, "Recognition": {"from": "Recognition"}, "Teacher Email": {"from": "Teacher Email"}, "Class Name": {"const": "Art"}, "Date": {"from": "Date"}}}`,
			} {
				all = append(all, readMapping(t, text))
			}
			all = append(all, nil)
		})
		return all
	}
}()

// checkUnseen reads a template in every way: it has so many rows, and so many
// blank ones are told of.
func checkUnseen(t *testing.T, template string, rows, blank int64) {
	t.Helper()
	refs := roster.References{Recognitions: nameset.NewSet("Tardy"), Teachers: nameset.NewEmailSet("a@example.org"), Classes: nameset.NewSet("Art")}
	v, err := job.NewValidator(refs, &check.Options{Today: day})
	if err != nil {
		t.Fatal(err)
	}
	counts := map[schema.Code]int64{}
	if blank > 0 {
		counts[schema.CodeBlankRow] = blank
	}
	rep, err := v.Validate(context.Background(), strings.NewReader(template))
	if err != nil || rep.Rows != rows || !cmp.Equal(rep.Counts, counts, cmpopts.EquateEmpty()) {
		t.Errorf("Validate of %q: %d rows, %v, %v, want %d rows, %v", template, rep.Rows, rep.Counts, err, rows, counts)
	}
	read := int64(0)
	for _, err := range sheet.NewReader(strings.NewReader(template), nil).All() {
		if read++; err != nil {
			t.Errorf("Reader of %q: %v", template, err)
		}
	}
	layout, err := sheet.ReadLayout(strings.NewReader(template), nil)
	if read != rows || err != nil || len(layout.Labels()) != schema.NumColumns {
		t.Errorf("Reader of %q gives %d rows, and the layout %v, %v", template, read, layout.Labels(), err)
	}
	for _, m := range unseenMappings(t) {
		b := job.Builder{Validator: v, Mapping: m}
		got := build(t, b, csvSource(template))
		if c := got.report.Build; c.Read != rows || c.Rejected != 0 || got.report.Counts[schema.CodeBlankRow] != blank {
			t.Errorf("Build of %q: %+v, %v", template, *c, got.report.Counts)
		}
	}
	known, err := v.WithShared(context.Background(), "earlier.csv", strings.NewReader(template))
	if err != nil {
		t.Fatal(err)
	}
	if rep, err := known.Validate(context.Background(), strings.NewReader(template)); err != nil || rep.Counts[schema.CodeDuplicateShared] != rows {
		t.Errorf("of %q, shared before, %v, %v is told", template, rep.Counts, err)
	}
}

func TestUnseenRowsOfLists(t *testing.T) {
	t.Parallel() // it takes long
	for name, text := range unseenTexts {
		t.Run(name, func(t *testing.T) {
			for list, column := range map[string]string{
				"Name\nArt\nBiology\n" + text: "", "Art\nBiology\n" + text + "\n": "", text + "\nArt\n\n" + text + "\nBiology": "",
				"School,Class Name\nEast,Art\n" + text + "\n" + text + "," + text + "\nEast,Biology\n" + text: "class name",
				"Class Name,School\n" + text + "Art" + text + ",East\nBiology,East\n" + text:                  "",
			} {
				if strings.HasPrefix(list, "\ufeff") {
					list = "\ufeff" + list
				}
				set, err := sheet.ReadSet(strings.NewReader(list), column)
				if err != nil || set.Len() != 2 || !set.Contains("Art") || !set.Contains("Biology") {
					t.Errorf("ReadSet of %q: %d names, %v", list, set.Len(), err)
				}
			}
			if n := nameset.NewSet("Art", text).Len(); n != 1 {
				t.Errorf("NewSet has %d names", n)
			}
			files := rostertest.Small()
			for file := range files {
				files[file] += text + "\n" + strings.Repeat(text+",", 3) + "\n" + text
			}
			got, err := roster.Load(t.Context(), rostertest.FS(files), nil)
			if err != nil {
				t.Fatal(err)
			}
			want, err := roster.Load(t.Context(), rostertest.FS(rostertest.Small()), nil)
			if diff := cmp.Diff(want.Problems(), got.Problems()); diff != "" || err != nil {
				t.Errorf("%v, problems (-without +with):\n%s", err, diff)
			}
			for file := range files {
				files[file] = text + "\n" + rostertest.Small()[file]
				if strings.HasPrefix(text, "\ufeff") {
					files[file] = "\ufeff" + files[file]
				}
			}
			if _, err := roster.Load(t.Context(), rostertest.FS(files), nil); err != nil {
				t.Errorf("with such a row above the header: %v", err)
			}
		})
	}
}

// What a Reader passes over, a Writer doesn't write; a file of it is empty.
func TestUnseenRecords(t *testing.T) {
	for name, text := range unseenTexts {
		t.Run(name, func(t *testing.T) {
			for _, rec := range []schema.Record{
				{SISID: text}, {Note: text}, {DateText: text}, {StudentEmail: text, ClassName: " ", Note: text + text},
			} {
				w := sheet.NewWriter(io.Discard, nil)
				if err := w.Write(rec); !errors.Is(err, sheet.ErrBlankRecord) {
					t.Errorf("Write of %q: %v", rec, err)
				}
				rec.Recognition = "x"
				if err := w.Write(rec); err != nil {
					t.Errorf("Write of %q: %v", rec, err)
				}
			}
			_, err := sheet.ReadLayout(strings.NewReader(text+"\n"+text), nil)
			if bad, ok := errors.AsType[*sheet.FileError](err); !ok || bad.Code != schema.CodeNotCSV {
				t.Errorf("ReadLayout of an empty file: %v", err)
			}
			v, _ := job.NewValidator(roster.References{}, &check.Options{Today: day})
			rec := schema.Record{SISID: "1", Recognition: "Tardy", TeacherEmail: "a@example.org", ClassName: text, Date: day}
			codes, _ := json.Marshal(v.Check(rec))
			if !strings.Contains(string(codes), `"required"`) {
				t.Errorf("a class of that text: %s", codes)
			}
		})
	}
}
