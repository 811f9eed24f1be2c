package page_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/page"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// elements reads a page's elements in order, and fails where one is not closed.
func elements(t *testing.T, page string) []xml.StartElement {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, []string{"meta", "input"}, xml.HTMLEntity
	var all []xml.StartElement
	var open []string
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("the page is not well formed: %v", err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			all, open = append(all, e.Copy()), append(open, e.Name.Local)
		case xml.EndElement:
			if n := len(open); n == 0 || open[n-1] != e.Name.Local {
				t.Fatalf("</%s> closes %v", e.Name.Local, open)
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Fatalf("%v not closed", open)
	}
	return all
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// Whatever a report holds, the page has one script, loads nothing, and its
// links and labels lead to what is there.
func TestReportHTMLStructure(t *testing.T) {
	all := reports()
	for _, v := range append(hostile, `<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, "javascript:alert(1)", "{{.}}", "</style><b>", "-->", "&lt;") {
		all[fmt.Sprintf("%.20q", v)] = reportOf(v)
		all[fmt.Sprintf("a table of %.20q", v)] = tableOf(v)
	}
	for name, r := range all {
		t.Run(name, func(t *testing.T) {
			page := render(t, "html", r, &advice.ReportOptions{Title: name})
			ids, count := map[string]bool{}, map[string]int{}
			es := elements(t, page)
			for _, e := range es {
				count[e.Name.Local]++
				if id := attr(e, "id"); id != "" {
					if ids[id] {
						t.Errorf("id %q twice", id)
					}
					ids[id] = true
				}
			}
			for _, e := range es {
				checkElement(t, e, ids)
			}
			for _, tag := range []string{"script", "style", "main", "header", "nav", "footer", "h1", "title"} {
				if count[tag] != 1 {
					t.Errorf("%d <%s>, want 1", count[tag], tag)
				}
			}
			for _, tag := range []string{"img", "iframe", "link", "object", "form", "b"} {
				if count[tag] > 0 {
					t.Errorf("<%s> is there", tag)
				}
			}
		})
	}
}

// tableOf is a report with a table in which the value is everywhere: as a value, in what is
// wrong with it, as a suggestion, and as a school year.
func tableOf(value string) *tally.Report {
	r := &tally.Report{Complete: true, Rows: 20, Errors: 20, RowsWithErrors: 20}
	for i := range 20 {
		v := fmt.Sprint(value, i)
		r.Groups = append(r.Groups, tally.Group{Code: schema.CodeTeacherClass, Severity: check.SeverityError, Column: schema.ColClassName, Value: v, Count: 2,
			Rows: []int64{2, 3}, Fields: []int{7, 7}, Message: v + " is odd", Fixes: []check.Fix{{Column: schema.ColClassName, Old: v, New: v}},
			Years: []tally.Count{{Name: v, Rows: 1}, {Name: v + "b", Rows: 1}}})
	}
	return r
}

// checkElement checks what must hold of every element.
func checkElement(t *testing.T, e xml.StartElement, ids map[string]bool) {
	t.Helper()
	name := e.Name.Local
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "src", "style", "srcset", "action":
			t.Errorf("<%s %s=%q>", name, a.Name.Local, a.Value)
		case "href":
			if !strings.HasPrefix(a.Value, "#") || !ids[a.Value[1:]] {
				t.Errorf("link to %q, which is not on the page", a.Value)
			}
		case "for", "aria-labelledby":
			if !ids[a.Value] {
				t.Errorf("%s=%q, which is not on the page", a.Name.Local, a.Value)
			}
		}
		if strings.HasPrefix(a.Name.Local, "on") {
			t.Errorf("<%s> has a handler", name)
		}
	}
	switch {
	case name == "th" && attr(e, "scope") == "":
		t.Error("a table header without scope")
	case name == "svg" && attr(e, "aria-hidden") == "" && (attr(e, "role") != "img" || attr(e, "aria-label") == ""):
		t.Error("a picture without a text alternative")
	}
}

func TestReportHTMLSays(t *testing.T) {
	tests := []struct {
		name, want string
		r          *tally.Report
	}{
		{"not ready", "Not ready to share with Otus: 220 errors in 219 of 48,112 rows.", fullReport()},
		{"the fix", "This looks like a typing error: change 214 cells in column E to &#34;<bdi>Cooperative</bdi>&#34;.", fullReport()},
		{"cells, linked where shown", `<strong>214 cells</strong>: <a href="#r14c5">E14</a>, E30`, fullReport()},
		{"before and after", `<del class="text"><bdi>Algebra  I</bdi></del> → <ins class="text"><bdi>Algebra I</bdi></ins>`, fullReport()},
		{"markup of a cell as text", "&lt;script&gt;alert(1)&lt;/script&gt;", fullReport()},
		{"a build", "Ready to share: 48,112 rows. To correct: 1,204 rows in the rejects file.", reports()["build"]},
		{"nothing to do", "Nothing needs to be corrected.", reports()["clean"]},
		{"not checked", "The classes were not checked: no list of them was given.", fullReport()},
		{"where errors are", "3 near rows 2 to 6,001, 210 near rows 18,002 to 24,001", fullReport()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if page := render(t, "html", tt.r, nil); !strings.Contains(page, tt.want) {
				t.Errorf("the page lacks %q", tt.want)
			}
		})
	}
}

// bigReport is the worst a run can hand over: every list full, every cell as
// long as a report keeps it and all of it in need of escaping.
func bigReport(issues int) *tally.Report {
	long := strings.Repeat(`<"&'+`, 200)
	r := &tally.Report{Rows: 1 << 20, Errors: int64(issues), RowsWithErrors: int64(issues), Counts: map[schema.Code]int64{schema.CodeClassUnknown: int64(issues)}}
	fix := []check.Fix{{Column: schema.ColClassName, Old: long, New: long}}
	for i := range issues {
		r.Issues = append(r.Issues, check.Issue{Code: schema.CodeClassUnknown, Severity: check.SeverityError, Column: schema.ColClassName,
			Row: int64(2 + i/64), Line: int64(2 + i/64), Field: 1 + i%64, Value: long, Message: long, Fixes: fix})
	}
	for i := range 1000 {
		r.Groups = append(r.Groups, tally.Group{Code: schema.CodeClassUnknown, Severity: check.SeverityError, Column: schema.ColClassName,
			Value: fmt.Sprint(i, long), Count: 100, Repaired: 1, Rows: []int64{2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, Fields: []int{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, Message: long, Fixes: fix})
		r.Summary.Classes = append(r.Summary.Classes, tally.Count{Name: fmt.Sprint(i, long), Rows: 100})
		r.Summary.Months = append(r.Summary.Months, tally.Count{Name: fmt.Sprintf("%04d-01", i+1), Rows: 100})
		r.Summary.ErrorRows = append(r.Summary.ErrorRows, 100)
	}
	r.Summary.RowsPerStretch = 1000
	cells := make([]string, 64)
	for i := range cells {
		cells[i] = long
		r.Labels = append(r.Labels, long)
		r.Columns = append(r.Columns, schema.ColClassName)
	}
	for i := range 200 {
		r.Samples = append(r.Samples, tally.Sample{Row: int64(2 + i), Cells: cells})
	}
	return r
}

func TestReportHTMLOfALargeReport(t *testing.T) {
	r := bigReport(100_000)
	var page string
	// The best of a few: the machine may be busy with other tests.
	best, limit := time.Hour, 2*time.Second
	if raceDetector {
		limit *= 10
	}
	for try := 0; try < 5 && best > limit; try++ {
		start := time.Now()
		page = render(t, "html", r, nil)
		best = min(best, time.Since(start))
	}
	if best > limit {
		t.Errorf("took %v, want at most %v", best, limit)
	}
	if len(page) > 5_000_000 {
		t.Errorf("%d bytes, want at most 5 MB", len(page))
	}
	for _, want := range []string{"more values not shown here. Ask your data person", "The others are not shown here", "others"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say what it leaves out: no %q", want)
		}
	}
}

func BenchmarkReportHTML(b *testing.B) {
	r := bigReport(100_000)
	var w bytes.Buffer
	for b.Loop() {
		w.Reset()
		if err := page.WriteHTML(r, &w, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(w.Len()))
	if !bytes.HasSuffix(w.Bytes(), []byte("</html>\n")) {
		b.Fatal("the page is not whole")
	}
}

// Text must stand out as WCAG's level AA asks (4.5 to 1), in both schemes.
func TestReportHTMLContrast(t *testing.T) {
	style, err := os.ReadFile("../page/report.css")
	if err != nil {
		t.Fatal(err)
	}
	schemes := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllStringSubmatch(string(style), -1)
	if len(schemes) != 3 {
		t.Fatalf("%d colour schemes, want light, dark and print", len(schemes))
	}
	pairs := []string{"text bg", "text raised", "muted bg", "muted raised", "link bg", "link raised", "error bg", "error raised", "error error-bg",
		"text error-bg", "warning bg", "warning raised", "text warning-bg", "warning warning-bg", "good bg", "good raised", "good good-bg", "text good-bg"}
	for i, scheme := range schemes {
		colours := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]+)`).FindAllStringSubmatch(scheme[1], -1) {
			colours[m[1]] = luminance(t, m[2])
		}
		for _, pair := range pairs {
			fore, back, _ := strings.Cut(pair, " ")
			light, dark := max(colours[fore], colours[back]), min(colours[fore], colours[back])
			if ratio := (light + 0.05) / (dark + 0.05); ratio < 4.5 {
				t.Errorf("scheme %d: %s on %s has contrast %.1f", i, fore, back, ratio)
			}
		}
	}
}

// luminance returns the relative luminance of a colour, as WCAG 2 defines it.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	rgb, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	channel := func(v uint64) float64 {
		c := float64(v&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(rgb>>16) + 0.7152*channel(rgb>>8) + 0.0722*channel(rgb)
}

// Whatever a cell holds, the reports for people stay safe to look at.
func FuzzReportIsSafe(f *testing.F) {
	for _, v := range hostile {
		f.Add(v)
	}
	f.Add(`"><script>alert(1)</script>`)
	f.Fuzz(func(t *testing.T, v string) {
		o := &advice.ReportOptions{Title: v, RejectsName: v}
		for _, c := range render(t, "txt", reportOf(v), o) {
			if c != '\n' && !strconv.IsPrint(c) {
				t.Fatalf("the text report holds %U", c)
			}
		}
		scripts := 0
		for _, e := range elements(t, render(t, "html", reportOf(v), o)) {
			checkElement(t, e, map[string]bool{"main": true, "r2": true, "todo": true, "todo-title": true, "repaired": true, "repaired-title": true,
				"glance": true, "glance-title": true, "rows": true, "rows-title": true, "filter-text": true, "filter-kind": true, "order": true})
			if e.Name.Local == "script" {
				scripts++
			}
		}
		if scripts != 1 {
			t.Fatalf("%d scripts", scripts)
		}
	})
}
