package page_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/page"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
	"github.com/google/go-cmp/cmp"
)

// A report that was read back renders as the one that was written, and a redacted one
// as redacted.
func TestReadReportRenders(t *testing.T) {
	all := reports()
	for i, v := range hostile {
		all[fmt.Sprintf("hostile %d", i)] = reportOf(strings.ToValidUTF8(v, "\ufffd")) // JSON has no other text
	}
	all["zero"] = &tally.Report{}
	for name, r := range all {
		for _, redact := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, redacted %v", name, redact), func(t *testing.T) {
				o := &advice.ReportOptions{Redact: redact, Title: "Term 1"}
				back, err := page.ReadReport(strings.NewReader(render(t, "json", r, o)))
				if err != nil {
					t.Fatal(err)
				}
				if back.Redacted != redact || back.OK() != r.OK() {
					t.Errorf("redacted %v, OK %v", back.Redacted, back.OK())
				}
				for format := range formats {
					want, got := render(t, format, r, o), render(t, format, back, &advice.ReportOptions{Title: "Term 1"})
					if diff := cmp.Diff(want, got); diff != "" {
						t.Errorf("%s (-want +got):\n%s", format, diff)
					}
				}
			})
		}
	}
}

// It does not matter how the text is laid out.
func TestReadReportOfOtherLayout(t *testing.T) {
	for name, r := range reports() {
		text := render(t, "json", r, &advice.ReportOptions{Title: "Term 1"})
		var compact bytes.Buffer
		if err := json.Compact(&compact, []byte(text)); err != nil {
			t.Fatal(err)
		}
		want, err := page.ReadReport(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		got, err := page.ReadReport(&compact)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: laid out otherwise (-as written +got):\n%s", name, diff)
		}
	}
}

// What is wrong with a report is told with its place, all of it, and without what stands
// there.
func TestReadReportErrors(t *testing.T) {
	good := render(t, "json", fullReport(), nil)
	change := func(from, to string) string {
		if !strings.Contains(good, from) {
			t.Fatalf("the report does not hold %q", from)
		}
		return strings.Replace(good, from, to, 1)
	}
	const secret = "Mo Quill"
	many := strings.ReplaceAll(good, `"row": `, `"row": "`+secret+`", "x": `)
	tests := []struct {
		name, text string
		want       []string
	}{
		{"nothing", "", []string{"report, line 1: the text is not JSON"}},
		{"cut off", good[:len(good)/2], []string{"the text is not JSON, or not all of it is there"}},
		{"two", good + good, []string{"the text is not JSON"}},
		{"not UTF-8", "{\"\xff\": 1}", []string{"report, line 1: the text is not JSON"}},
		{"a list", "[]", []string{"report: write an object"}},
		{"another object", `{"ok": true}`, []string{"report: there is no version"}},
		{"another version", change(`"version": 1`, `"version": 2`), []string{"report, version: the layout is not version 1"}},
		{"a version in quotes", change(`"version": 1`, `"version": "1"`), []string{"report, version: write a whole number"}},
		{"a key is missing", change(`  "complete": true,`, ""), []string{"report, complete: the key is missing"}},
		{"a key twice", change(`  "complete": true,`, `"complete": true, "complete": true,`), []string{"report, complete: the key is there twice"}},
		{"a wrong type", change(`"rows": 48112`, `"rows": "`+secret+`"`), []string{"report, rows: write a whole number"}},
		{"a negative number", change(`"rows": 48112`, `"rows": -1`), []string{"report, rows: the number must not be negative"}},
		{"a negative number in a list", change("\"errorRows\": [\n      3", "\"errorRows\": [\n      -3"), []string{"report, summary.errorRows[0]: the number must not be negative"}},
		{"a fraction", change(`"rows": 48112`, `"rows": 1.5`), []string{"report, rows: write a whole number"}},
		{"a number too large", change(`"rows": 48112`, `"rows": 1e99`), []string{"report, rows: write a whole number"}},
		{"a number for a text", change(`"stopped": ""`, `"stopped": 4217`), []string{"report, stopped: put it in quotes"}},
		{"null for a list", change(`"labels": [`, `"labels": null, "x": [`), []string{"report, labels: write a list"}},
		{"a column that does not exist", change(`"column": "Recognition"`, `"column": "`+secret+`"`), []string{"report, groups[", "].column: the template does not have a column of that name"}},
		{"a day that does not exist", change(`"firstDate": "`, `"firstDate": "`+secret), []string{"report, summary.firstDate: "}},
		{"several", strings.Replace(change(`"rows": 48112`, `"rows": true`), `"bytes": `, `"bytes": -0.`, 1), []string{"report, rows: write", "\n", "report, bytes: write"}},
		{"very many", many, []string{"groups[0].places[0].row: write a whole number", "\notustemplate: report: and ", " further problem"}},
		{"not OK after all", change(`"ok": false`, `"ok": true`), []string{"report, ok: it does not follow"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := page.ReadReport(strings.NewReader(tt.text))
			if err == nil || r != nil {
				t.Fatalf("report %v, error %v", r, err)
			}
			rest := err.Error()
			for _, want := range tt.want {
				_, after, ok := strings.Cut(rest, want)
				if !ok {
					t.Errorf("error %q, want %q in it", err, tt.want)
				}
				rest = after
			}
			if strings.Contains(err.Error(), "Quill") || strings.Contains(err.Error(), "4217") {
				t.Errorf("error %q holds a value", err)
			}
		})
	}
	full := errors.New("the disk is gone")
	if _, err := page.ReadReport(iotest.ErrReader(full)); err != full {
		t.Errorf("error %v, want the reader's", err)
	}
	if _, err := page.ReadReport(nil); err != sheet.ErrNoReader {
		t.Errorf("error %v of nothing", err)
	}
}

// Keys of a later minor version are ignored.
func TestReadReportIgnoresKeys(t *testing.T) {
	good := render(t, "json", fullReport(), nil)
	back, err := page.ReadReport(strings.NewReader("\ufeff" + strings.ReplaceAll(good, `"severity":`, `"newer": {"a": [null]}, "severity":`)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(good, render(t, "json", back, nil)); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
}

// Whatever is read as a report can be rendered, and read again as the same one: here
// those of the tests, of which two values are others.
func FuzzReadReport(f *testing.F) {
	var texts []string
	for _, r := range reports() {
		var b strings.Builder
		if err := page.WriteJSON(r, &b, nil); err != nil {
			f.Fatal(err)
		}
		texts = append(texts, b.String())
	}
	slices.Sort(texts)
	f.Add(uint(0), uint(9), uint(40), `7`, `"Class Name"`)
	f.Add(uint(1), uint(30), uint(100), `-9223372036854775808`, `null`)
	f.Add(uint(2), uint(70), uint(200), `[]`, `{"row": 1}`)
	f.Add(uint(3), uint(5), uint(300), `true`, `"\u0000 Mo"`)
	value := regexp.MustCompile(`(-?[0-9]+|true|false|null|"([^"\\]|\\.)*")(,?)\n`)
	f.Fuzz(func(t *testing.T, which, at, other uint, with, otherWith string) {
		text := texts[which%uint(len(texts))]
		for _, change := range []struct {
			at   uint
			with string
		}{{at, with}, {other, otherWith}} {
			places := value.FindAllStringSubmatchIndex(text, -1)
			place := places[change.at%uint(len(places))]
			text = text[:place[2]] + change.with + text[place[3]:]
		}
		r, err := page.ReadReport(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, o := range []*advice.ReportOptions{nil, {Redact: true}} {
			for _, err := range []error{page.WriteText(r, io.Discard, o), page.WriteCSV(r, io.Discard, o), page.WriteHTML(r, io.Discard, o)} {
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		first := render(t, "json", r, nil)
		again, err := page.ReadReport(strings.NewReader(first))
		if err != nil {
			t.Fatalf("what was read can't be read again: %v", err)
		}
		if diff := cmp.Diff(first, render(t, "json", again, nil)); diff != "" {
			t.Errorf("read again (-first +again):\n%s", diff)
		}
	})
}
