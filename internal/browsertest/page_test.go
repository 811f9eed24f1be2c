package browsertest

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.com/otustemplate"
	"github.com/chromedp/chromedp"
)

// A reportPage is a page to look at, and the report that it shows.
type reportPage struct {
	name   string
	report func(t *testing.T) *otustemplate.Report
	opts   otustemplate.ReportOptions
}

// pages are the pages looked at: of a file filled in by hand, of the build of
// the sample district, and the copy of that to be passed on.
func pages() []reportPage {
	golden := func(t *testing.T) *otustemplate.Report { return goldenReport(t, "many-at-once") }
	return []reportPage{
		{"golden", golden, otustemplate.ReportOptions{Title: "many-at-once/input.csv"}},
		buildPage(),
		{"redacted", districtBuild, otustemplate.ReportOptions{Title: "Northfield, 2023-24", RejectsName: "rejects.csv", Redact: true}},
		tablesPage(),
	}
}

// tablesPage is the page of a file in which nearly each row has another wrong value, so
// that cards and lists have tables.
func tablesPage() reportPage {
	return reportPage{"tables", manyValues, otustemplate.ReportOptions{InputName: "spring.csv", IssuesName: "issues.csv"}}
}

// manyValues checks 60 rows: their recognitions are in no list, their teachers are no
// addresses, and their dates are short or no dates.
func manyValues(t *testing.T) *otustemplate.Report {
	t.Helper()
	var file strings.Builder
	file.WriteString("Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\n")
	for i := range 60 {
		if i == 30 {
			file.WriteString(",,,,,,,,\n") // a blank row, which is one card
		}
		date := fmt.Sprintf("9/%d/23", 1+i%30)
		if i%6 == 0 {
			date = fmt.Sprintf("2/30/20%d", 10+i)
		}
		fmt.Fprintf(&file, ",,%06d,,Value %d,<teacher %d>,Biology,%s,\n", 100+i, i, i, date)
	}
	district := root("testdata", "district")
	v := validator(t, otustemplate.Date{Year: 2024, Month: time.January, Day: 31}, otustemplate.References{
		Recognitions: readSet(t, filepath.Join(district, "recognitions.csv"), ""),
		Teachers:     readSet(t, filepath.Join(district, "teachers.csv"), "Teacher Email"),
		Classes:      readSet(t, filepath.Join(district, "classes.csv"), ""),
	})
	r, err := v.Validate(t.Context(), strings.NewReader(file.String()))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// buildPage is the page of the sample district.
func buildPage() reportPage {
	return reportPage{"build", districtBuild, otustemplate.ReportOptions{Title: "Northfield, 2023-24", RejectsName: "rejects.csv"}}
}

// open renders the page into a file, opens it in a tab, and returns its address.
func (p *reportPage) open(t *testing.T, b *browser) (address string) {
	t.Helper()
	var html bytes.Buffer
	if err := p.report(t).WriteHTML(&html, &p.opts); err != nil {
		t.Fatal(err)
	}
	address = save(t, html.Bytes())
	b.look(desktop)
	b.do(chromedp.Navigate(address))
	return address
}

// sentence is what the report begins with, as its text has it.
func (p *reportPage) sentence(t *testing.T) string {
	t.Helper()
	var text strings.Builder
	opts := p.opts
	opts.Title, opts.Width = "", 500
	if err := p.report(t).WriteText(&text, &opts); err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(text.String(), "\n")
	return first
}

// save puts a page into a file and returns its address.
func save(t *testing.T, page []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(path, page, 0o600); err != nil {
		t.Fatal(err)
	}
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
}

// goldenReport checks a case of the library's testdata/files.
func goldenReport(t *testing.T, name string) *otustemplate.Report {
	t.Helper()
	district := root("testdata", "district")
	v := validator(t, otustemplate.Date{Year: 2024, Month: time.January, Day: 31}, otustemplate.References{
		Recognitions: readSet(t, filepath.Join(district, "recognitions.csv"), ""),
		Teachers:     readSet(t, filepath.Join(district, "teachers.csv"), "Teacher Email"),
		Classes:      readSet(t, filepath.Join(district, "classes.csv"), ""),
	})
	r, err := v.ValidateFile(t.Context(), root("testdata", "files", name, "input.csv"))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// districtBuild builds the template of the sample district.
func districtBuild(t *testing.T) *otustemplate.Report {
	return districtBuildWith(t, nil)
}

// unknownTeachers is that build where Otus has no teacher of the roster: a group
// each, of many cells.
func unknownTeachers(t *testing.T) *otustemplate.Report {
	return districtBuildWith(t, otustemplate.NewEmailSet("office@northfield.example.org"))
}

// districtBuildWith takes the teachers of the roster where none are given.
func districtBuildWith(t *testing.T, teachers *otustemplate.Set) *otustemplate.Report {
	t.Helper()
	district := root("examples", "build", "district")
	m, err := otustemplate.ReadMapping(open(t, filepath.Join(district, "mapping.json")))
	if err != nil {
		t.Fatal(err)
	}
	roster, err := otustemplate.LoadRoster(t.Context(), os.DirFS(filepath.Join(district, "oneroster")), nil)
	if err != nil {
		t.Fatal(err)
	}
	refs := roster.References(readSet(t, filepath.Join(district, "recognitions.csv"), ""))
	if teachers != nil {
		refs.Teachers = teachers
	}
	b := otustemplate.Builder{
		Mapping: m, Repair: true,
		Validator: validator(t, otustemplate.Date{Year: 2024, Month: time.June, Day: 30}, refs),
	}
	src := otustemplate.NewCSVSource(open(t, filepath.Join(district, "export.csv")), nil)
	r, err := b.Build(t.Context(), src, otustemplate.NewWriter(io.Discard, nil))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// validator knows the school year of the samples.
func validator(t *testing.T, today otustemplate.Date, refs otustemplate.References) *otustemplate.Validator {
	t.Helper()
	v, err := otustemplate.NewValidator(refs, &otustemplate.ValidatorOptions{
		FirstDate: otustemplate.Date{Year: 2023, Month: time.August, Day: 14},
		LastDate:  otustemplate.Date{Year: 2024, Month: time.June, Day: 7},
		Today:     today,
		NoteLimit: 300,
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func readSet(t *testing.T, path, column string) *otustemplate.Set {
	t.Helper()
	s, err := otustemplate.ReadSet(open(t, path), column)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func open(t *testing.T, path string) io.Reader {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// root names a file of the library's repository.
func root(elem ...string) string {
	return filepath.Join(append([]string{"..", ".."}, elem...)...)
}
