package job_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"github.com/google/go-cmp/cmp"
)

const spacedHeader = "SIS ID,Recognition,Teacher Email,Class Name,Date,Note\n"

// spacedRows have blanks between separators and quotes; want is the same row
// without.
var spacedRows = map[string]struct{ in, want string }{
	"a blank before":         {`S1,Tardy,a@example.org, "Algebra 1, Period 2",2023-09-14, "x, y"`, `S1,Tardy,a@example.org,"Algebra 1, Period 2",2023-09-14,"x, y"`},
	"all quoted":             {`"S1", "Tardy", "a@example.org", "Algebra 1, Period 2", "2023-09-14", "x, y"`, `S1,Tardy,a@example.org,"Algebra 1, Period 2",2023-09-14,"x, y"`},
	"several blanks, a tab":  {"S1,Tardy,a@example.org,  \t \"Algebra 1, Period 2\",2023-09-14,\t\"x, y\"", `S1,Tardy,a@example.org,"Algebra 1, Period 2",2023-09-14,"x, y"`},
	"no separator inside":    {`S1,Tardy,a@example.org, "Art",2023-09-14, "x"`, `S1,Tardy,a@example.org,Art,2023-09-14,x`},
	"in front of the row":    {` "S1", "Tardy",a@example.org,Art,2023-09-14, "x, y"`, `S1,Tardy,a@example.org,Art,2023-09-14,"x, y"`},
	"blanks behind":          {`S1,Tardy,a@example.org,"Algebra 1, Period 2" ,2023-09-14,"x, y"`, `S1,Tardy,a@example.org,"Algebra 1, Period 2",2023-09-14,"x, y"`},
	"blanks on both sides":   {"\"S1\" , \"Tardy\"\t,a@example.org , \"Algebra 1, Period 2\" ,2023-09-14, \"x, y\"  ", "S1,Tardy,\"a@example.org \",\"Algebra 1, Period 2\",2023-09-14,\"x, y\""},
	"blanks behind the last": {`S1,Tardy,a@example.org,Art,2023-09-14,"x, y" `, `S1,Tardy,a@example.org,Art,2023-09-14,"x, y"`},
	"doubled quotes":         {`S1,Tardy,a@example.org, "Algebra ""1"", Period 2",2023-09-14, "she said ""x, y"""`, `S1,Tardy,a@example.org,"Algebra ""1"", Period 2",2023-09-14,"she said ""x, y"""`},
	"blanks inside stay":     {`S1,Tardy,a@example.org,Art,2023-09-14, "  x, y "`, `S1,Tardy,a@example.org,Art,2023-09-14,"  x, y "`},
	"an empty one":           {`S1,Tardy,a@example.org, "Algebra 1, Period 2",2023-09-14, ""`, `S1,Tardy,a@example.org,"Algebra 1, Period 2",2023-09-14,`},
	"a line break":           {"S1,Tardy,a@example.org,Art,2023-09-14, \"x\ny, z\"", "S1,Tardy,a@example.org,Art,2023-09-14,\"x\ny, z\""},
	"several line breaks":    {"S1,Tardy,a@example.org, \"Algebra 1,\r\nPeriod 2\",2023-09-14, \"x\n\ny, z\rw\"", "S1,Tardy,a@example.org,\"Algebra 1,\r\nPeriod 2\",2023-09-14,\"x\n\ny, z\rw\""},
	"a note of 99 lines":     {"S1,Tardy,a@example.org,Art,2023-09-14, \"x, " + strings.Repeat("y\n", 98) + "z\"", "S1,Tardy,a@example.org,Art,2023-09-14,\"x, " + strings.Repeat("y\n", 98) + "z\""},
	"cells too many, empty":  {`S1,Tardy,a@example.org, "Algebra 1, Period 2",2023-09-14, "x, y",, `, `S1,Tardy,a@example.org,"Algebra 1, Period 2",2023-09-14,"x, y",, `},
	"a wrapped number":       {`="1, 2",Tardy,a@example.org, "Algebra 1, Period 2",2023-09-14,x`, ``},
}

// A row is read with its blanks as part of the separators, in every way, and told.
func TestSpacedRows(t *testing.T) {
	t.Parallel() // it takes long
	v, err := job.NewValidator(roster.References{}, &check.Options{Today: day})
	if err != nil {
		t.Fatal(err)
	}
	next := "S2,Tardy,a@example.org,Art,2023-09-14,z\n"
	for name, row := range spacedRows {
		if row.want == "" {
			continue
		}
		for _, comma := range []string{",", ";", "|", "\t"} {
			in, want := row.in, row.want
			if comma != "," {
				if strings.ContainsAny(in, "\t") {
					continue
				}
				swap := strings.NewReplacer(",", comma, comma, ",")
				in, want = swap.Replace(in), swap.Replace(want)
			}
			header := strings.ReplaceAll(spacedHeader, ",", comma)
			more := strings.ReplaceAll(next, ",", comma)
			t.Run(name+" "+comma, func(t *testing.T) {
				text, plain := header+in+"\n"+more, header+want+"\n"+more
				for _, end := range []string{text, strings.TrimSuffix(text, "\n"+more)} {
					got, expected := readRecords(t, end), readRecords(t, strings.Replace(end, in, want, 1))
					if diff := cmp.Diff(expected, got); diff != "" {
						t.Errorf("Reader (-without blanks +with):\n%s", diff)
					}
				}
				rep, err := v.Validate(context.Background(), strings.NewReader(text))
				if err != nil || rep.Rows != 2 || rep.Counts[schema.CodeQuote] != 1 {
					t.Fatalf("Validate: %d rows, %v, %v", rep.Rows, rep.Counts, err)
				}
				for _, is := range rep.Issues {
					if is.Code == schema.CodeQuote && (is.Severity != check.SeverityWarning || is.Row != 2 || is.Field == 0 || !strings.Contains(is.Message, "there are spaces around")) {
						t.Errorf("%+v", is)
					}
				}
				for _, mapping := range []*mapping.Mapping{nil, mapping.Suggest(strings.Split(strings.TrimSpace(spacedHeader), ",")).Mapping} {
					a := build(t, job.Builder{Validator: v, Mapping: mapping}, csvSource(text))
					b := build(t, job.Builder{Validator: v, Mapping: mapping}, csvSource(plain))
					if a.template != b.template || a.report.Build.Written != b.report.Build.Written || a.report.Counts[schema.CodeQuote] != 1 {
						t.Errorf("Build gives %q, %v, want %q", a.template, a.report.Counts, b.template)
					}
				}
				src := csvSource(text)
				columns, err := src.Columns()
				if err != nil || !src.Next() {
					t.Fatal(err)
				}
				if cells := scanned(t, src, len(columns)); strings.TrimSpace(cells[0]) != "S1" || src.Raw() != in {
					t.Errorf("CSVSource gives %q, and as its text %q", cells, src.Raw())
				}
				if !src.Next() || src.Position().Line != int64(3+strings.Count(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(in), "\n")) {
					t.Errorf("the next row starts at %+v", src.Position())
				}
			})
		}
	}
}

func scanned(t *testing.T, src *sheet.CSVSource, n int) []string {
	t.Helper()
	cells, dest := make([]string, n), make([]any, n)
	for i := range cells {
		dest[i] = &cells[i]
	}
	if err := src.Scan(dest...); err != nil {
		t.Error(err)
	}
	return cells
}

func readRecords(t *testing.T, text string) (recs []schema.Record) {
	t.Helper()
	for rec, err := range sheet.NewReader(strings.NewReader(text), nil).All() {
		if err != nil {
			t.Errorf("%q: %v", text, err)
		}
		recs = append(recs, rec)
	}
	return recs
}

// What does not read whole so is read as ever: no row is swallowed, none is lost.
func TestNotSpacedRows(t *testing.T) {
	rows := strings.Repeat("S2,Tardy,a@example.org,Art,2023-09-14,z\n", 3)
	for name, tt := range map[string]struct {
		in   string // ¶: those rows
		want string // rows and bad ones, the first note
	}{
		"never closed":                {`S1,Tardy,a@example.org,Art,2023-09-14, "x` + "\n¶", `4 0  "x`},
		"closed in another row":       {`S1,Tardy,a@example.org,Art,2023-09-14, "x` + "\n¶" + `S3,Tardy,a@example.org,Art,2023-09-14,6' 5"` + "\n", `5 0  "x`},
		"closed, all rows too long":   {`S1,Tardy,a@example.org,Art,2023-09-14, "x` + "\n" + `S2,Tardy,a@example.org,Art,2023-09-14,y,,` + "\n" + `S3,Tardy,a@example.org,Art,2023-09-14,6' 5",,` + "\n¶", `6 0  "x`},
		"closed in a bad row":         {`S1,Tardy,a@example.org,Art,2023-09-14, "x` + "\n" + `S2,Tardy,a@example.org,Art, A,2023-09-14,6' 5"` + "\n¶", `5 1  "x`},
		"closed in a short row":       {`S1,Tardy,a@example.org,Art,2023-09-14, "x` + "\n" + `S2,Tardy,a@example.org,Art,"` + "\n¶", `5 1  "x`},
		"closed in a row in quotes":   {`S1,Tardy,a@example.org,Art,2023-09-14, "x` + "\n¶" + `S3,Tardy,a@example.org,Art,2023-09-14,"y"` + "\n", `5 0  "x`},
		"text behind":                 {`S1,Tardy,a@example.org,Art,2023-09-14, "x" y` + "\n¶", `4 0  "x" y`},
		"a quote behind a blank":      {`S1,Tardy,a@example.org,Art,2023-09-14, "x" "y"` + "\n¶", `4 0  "x" "y"`},
		"text behind a quoted one":    {`S1,Tardy,a@example.org,Art,2023-09-14,"x" y` + "\n¶", `4 1 "x" y`},
		"another bare quote":          {`S1,5" x,a@example.org,Art,2023-09-14, "x"` + "\n¶", `4 0  "x"`},
		"too many cells either way":   {`S1,Tardy,a@example.org, "Art, A",2023-09-14, "x",y` + "\n¶", `4 1 2023-09-14`},
		"too few cells so":            {`S1,Tardy,a@example.org,Art,2023-09-14,"x", "y,z,w` + "\n¶", `4 1 x`},
		"no-break space":              {"S1,Tardy,a@example.org,Art,2023-09-14,\u00a0\"x\"\n¶", "4 0 \u00a0\"x\""},
		"over a hundred lines":        {`S1,Tardy,a@example.org,Art,2023-09-14, "x` + strings.Repeat("\n", 101) + "\"\n¶", `5 1  "x`},
		"a line break, then too many": {"S1,Tardy,a@example.org,Art,2023-09-14, \"x\ny\",z\n¶", `5 1  "x`},
	} {
		t.Run(name, func(t *testing.T) {
			text := spacedHeader + strings.Replace(tt.in, "¶", rows, 1)
			count, bad, note := 0, 0, ""
			for rec, err := range sheet.NewReader(strings.NewReader(text), nil).All() {
				if count++; count == 1 {
					note = rec.Note
				}
				if err != nil {
					bad++
				}
			}
			if got := fmt.Sprintf("%d %d %s", count, bad, note); got != tt.want {
				t.Errorf("rows, bad ones and the first note are %q, want %q", got, tt.want)
			}
			rep, err := new(job.Validator).Validate(context.Background(), strings.NewReader(text))
			if err != nil || rep.Rows != int64(count) {
				t.Errorf("Validate: %d rows, %v", rep.Rows, err)
			}
			none := sheet.NewReader(strings.NewReader(text), &sheet.ReaderOptions{Quoting: sheet.QuoteNone})
			if rec, _ := none.Read(); strings.Contains(tt.in, "Art,2023-09-14, \"x") && !strings.HasPrefix(rec.Note, ` "x`) {
				t.Errorf("quotes that are none: %q", rec.Note)
			}
		})
	}
}

// A header, lists and rosters are read so too.
func TestSpacedFiles(t *testing.T) {
	template := `"SIS ID", "Recognition", "Teacher Email", "Class Name", "Date", "Note, private"` + "\n" + `"S1", "Tardy", "a@example.org", "Algebra 1, Period 2", "2023-09-14", "x, y"` + "\n"
	layout, err := sheet.ReadLayout(strings.NewReader(template), nil)
	if err != nil || !cmp.Equal(layout.Labels(), []string{"SIS ID", "Recognition", "Teacher Email", "Class Name", "Date", "Note, private"}) {
		t.Errorf("ReadLayout: %q, %v", layout.Labels(), err)
	}
	src := csvSource(template)
	if columns, err := src.Columns(); err != nil || len(columns) != 6 || columns[5] != "Note, private" || !src.Next() || scanned(t, src, 6)[3] != "Algebra 1, Period 2" {
		t.Errorf("CSVSource: %q, %v", columns, err)
	}
	src = sheet.NewCSVSource(strings.NewReader(strings.Split(template, "\n")[1]), &sheet.ReaderOptions{NoHeader: true})
	if columns, err := src.Columns(); err != nil || len(columns) != 6 || !src.Next() || scanned(t, src, 6)[5] != "x, y" {
		t.Errorf("CSVSource without a header: %q, %v", columns, err)
	}
	for list, column := range map[string]string{
		"\"Class Name\", \"Room\"\n\"Algebra 1, Period 2\", \"1\"\n\"Art\", \"2\"\n": "", "\"Kurs\", \"Raum\"\n\"Algebra 1, Period 2\", \"1\"\n\"Art\", \"2\"\n": "Kurs",
		"\"Raum\", \"Kurs\"\n\"1\", \"Algebra 1, Period 2\"\n\"2\", \"Art\"\n": "kurs", "\"Kurs\", \"Raum, Haus\"\n\"Algebra 1, Period 2\", \"1\"\n\"Art\", \"2\"\n": "",
		"Algebra 1 Period 2,x\n \"Algebra 1, Period 2\", y\nArt,z\n": "", " \"Algebra 1, Period 2\"\n \"Art\"\n": "", "\"Algebra 1, Period 2\" \nArt\n": "",
	} {
		set, err := sheet.ReadSet(strings.NewReader(list), column)
		if err != nil || set.Len() != 2 || !set.Contains("Art") || !set.Contains("Algebra 1, Period 2") {
			t.Errorf("ReadSet of %q: %v", list, err)
			for name := range set.All() {
				t.Errorf("%q", name)
			}
		}
	}
	files, spaced := rostertest.Small(), rostertest.Small()
	for name, text := range files {
		spaced[name] = strings.ReplaceAll(text, ",", " ,")
		lines := strings.Split(text, "\n")
		for i, line := range lines {
			if cells := strings.Split(line, ","); len(cells) > 1 && !strings.Contains(line, `"`) {
				lines[i] = `"` + strings.Join(cells, `", "`) + `"`
			}
		}
		spaced[name] = strings.Join(lines, "\n")
	}
	checkSameRoster(t, files, spaced)
}
