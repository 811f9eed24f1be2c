package job_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"github.com/google/go-cmp/cmp"
)

// fileRows returns the rows of a CSV file by their numbers.
func fileRows(t testing.TB, text string) map[int64][]string {
	t.Helper()
	src := sheet.NewCSVSource(strings.NewReader(text), nil)
	labels, err := src.Columns()
	if err != nil {
		t.Fatal(err)
	}
	rows := map[int64][]string{1: labels}
	for src.Next() {
		row, dest := make([]string, len(labels)), make([]any, len(labels))
		for i := range row {
			dest[i] = &row[i]
		}
		if src.Scan(dest...) != nil {
			row = nil // it can't be split
		}
		rows[src.Position().Row] = row
	}
	if err := src.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

// checkPlaces makes sure that in the file that each issue names, there where it
// says, stands what is to be corrected.
func checkPlaces(t *testing.T, export string, got built) (seen map[check.PlaceIn]int) {
	t.Helper()
	seen = make(map[check.PlaceIn]int)
	in, rejects, template := fileRows(t, export), fileRows(t, got.rejects), fileRows(t, got.template)
	for _, is := range got.report.Issues {
		seen[is.At.In]++
		at, cell := is.At, ""
		source, unsplit := in[is.Row], is.Row > 0 && in[is.Row] == nil
		if is.Field > 0 && !unsplit && is.Row > 0 {
			cell = source[is.Field-1]
		}
		switch name := fmt.Sprintf("%s of row %d, field %d, at %+v", is.Code, is.Row, is.Field, at); at.In {
		case check.InInput:
			if want := (check.Place{Row: is.Row, Field: is.Field}); at != want {
				t.Errorf("%s: want %+v", name, want)
			}
		case check.InTemplate:
			row := template[at.Row]
			switch {
			case row == nil || at.Row == 1:
				t.Errorf("%s: the template has no such row", name)
			case is.Column == schema.NoColumn && at.Field != 0:
				t.Errorf("%s: want the row", name)
			case is.Column != schema.NoColumn && template[1][at.Field-1] != is.Column.String():
				t.Errorf("%s: the template has %s there, want %s", name, template[1][at.Field-1], is.Column)
			case is.Column == schema.ColNote && row[at.Field-1] != cell && !is.Repaired:
				t.Errorf("%s: the template has the note %q, want %q", name, row[at.Field-1], cell)
			}
		case check.InRejects:
			row, labels := rejects[at.Row], rejects[1]
			if at := slices.Index(labels, "otustemplate text"); row != nil && row[at] != "" {
				unsplit = true
			}
			switch {
			case row == nil || at.Row == 1:
				t.Errorf("%s: the rejects have no such row", name)
			case unsplit:
				if labels[at.Field-1] != "otustemplate text" || row[at.Field-1] == "" {
					t.Errorf("%s: want the text of the row, there is %q under %q", name, row[at.Field-1], labels[at.Field-1])
				}
			case at.Field > 0 && labels[at.Field-1] == schema.AnswerLabel(is.Column):
				if answered := slices.Index(in[1], labels[at.Field-1]); answered >= 0 && source[answered] != row[at.Field-1] {
					t.Errorf("%s: the rejects have the answer %q, want %q", name, row[at.Field-1], source[answered])
				}
			case (at.Field == 0) != (is.Field == 0):
				t.Errorf("%s: want a cell where the export has one", name)
			case at.Field > 0 && (labels[at.Field-1] != in[1][is.Field-1] || row[at.Field-1] != cell):
				t.Errorf("%s: the rejects have %q under %q, want %q", name, row[at.Field-1], labels[at.Field-1], cell)
			}
		}
	}
	return seen
}

// Every issue of every export of testdata names a place where it can be
// corrected: of the first build, and of those of its rejects.
func TestPlacesOfExports(t *testing.T) {
	all := make(map[check.PlaceIn]int)
	for _, dir := range exportDirs(t) {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			export := exportText(t, dir)
			for range 3 {
				got := build(t, exportBuilder(t, dir), csvSource(export))
				if got.err != nil {
					t.Fatal(got.err)
				}
				for in, n := range checkPlaces(t, export, got) {
					all[in] += n
				}
				export = got.rejects
			}
		})
	}
	if all[check.InTemplate] == 0 || all[check.InRejects] == 0 {
		t.Errorf("issues by file: %v, want some in both that are written", all)
	}
}

func TestPlaces(t *testing.T) {
	const header = "id,what,who,day,note,room\n"
	const rest = ",nrivera@example.org,9/14/2023,"
	clean := "1,T" + rest + "\"two\nlines, and \"\"quotes\"\"\",\n" + "2,H" + rest + "late,\n"
	layout, err := sheet.ReadLayout(strings.NewReader("Note,Date,Homeroom,Class Name,Teacher Email,Recognition,State ID,Student Number,SIS ID,Student Email\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	twice := strings.Replace(splitMapping, `"separator": ";"`, `"separator": "/"`, 1)
	tests := []struct {
		name    string
		mapping string
		export  string
		opts    sheet.WriterOptions
		before  int64 // records written to the template before the build
		bare    bool  // no Rejects
		places  []string
	}{
		{name: "written, behind rows that the fast way takes", mapping: plainMapping, export: clean + clean + "3,T" + rest + "mail a@example.org,\n",
			places: []string{"row 4 duplicate template row 4", "row 5 duplicate template row 5", "E6 note-contact template I6"}},
		{name: "repaired", mapping: plainMapping, export: clean + "3,X" + rest + ",\n3,T, NRIVERA@example.org,9/14/2023,,\n",
			places: []string{"B4 value-unmapped rejects L2", "C5 teacher-unknown template F4", "C5 email-syntax template F4", "C5 spaces template F4"}},
		{name: "the layout's own order", mapping: plainMapping, export: clean + "3,T" + rest + "\"mail a@example.org\",\n", opts: sheet.WriterOptions{Layout: layout, BOM: true},
			places: []string{"E4 note-contact template A4"}},
		{name: "a template begun before", mapping: plainMapping, export: clean + "3,T" + rest + "\"mail a@example.org\",\n", before: 3,
			places: []string{"E4 note-contact template I7"}},
		{name: "rejected", mapping: plainMapping, export: clean + "3,X" + rest + "\"two\nlines\",\n" + clean[:0] + "\n" + "4,T,nobody@example.org,9/14/2023,,\n5,Y" + rest + "mail a@example.org,\n",
			places: []string{"B4 value-unmapped rejects L2", "row 5 blank-row input row 5", "C6 teacher-unknown rejects C3", "B7 value-unmapped rejects L4", "E7 note-contact rejects E4"}},
		{name: "without rejects", mapping: plainMapping, export: clean + "3,X" + rest + "late,\n" + "4,T" + rest + "mail a@example.org,\n", bare: true,
			places: []string{"B4 value-unmapped input B4", "E5 note-contact template I4"}},
		{name: "cannot be split", mapping: plainMapping, export: clean + "3,\"T\"x" + rest + ",\n4,T\n5,T" + rest + ",,,,9\n",
			places: []string{"B4 quote rejects K2", "row 5 field-count rejects K3", "row 6 field-count rejects K4"}},
		{name: "a quotation mark inside a cell", mapping: plainMapping, export: clean + "3,T" + rest + "5' 6\",\n4,T" + rest + ",6\"\n5,X" + rest + ",6\"\n",
			places: []string{"E4 quote template I4", "F5 quote input F5", "F6 quote rejects F2", "B6 value-unmapped rejects L2"}},
		{name: "parts", mapping: twice, export: "1,X/T/Y/H" + rest + "5' 6\" mail a@example.org,\n",
			places: []string{"B2 value-unmapped rejects L2", "B2 value-unmapped rejects L3", "E2 quote rejects E2", "E2 note-contact rejects E2", "E2 note-contact template I2", "E2 note-contact rejects E3", "E2 note-contact template I3"}},
		{name: "a part that is gone", mapping: twice,
			export: "id,otustemplate part,what,otustemplate row,who,day,note,otustemplate text,room\n1,2 of 3,X/T,7" + rest + ",,\n1,2 of 2,X/X,8" + rest + "\"a@example.org\",,\n",
			places: []string{"B2 field-count rejects H2", "C3 value-unmapped rejects L3", "G3 note-contact rejects E3"}},
		{name: "not in the export", mapping: strings.Replace(plainMapping, `{"const": "Biology"}`, `{"const": "Alchemy"}`, 1), export: "3,T" + rest + ",\n",
			places: []string{"row 2 class-unknown rejects row 2"}},
		{name: "the template's own labels", export: "Note,SIS ID,Recognition,Room,Teacher Email,Class Name,Date\na@example.org,1,Tardy,12,nrivera@example.org,Biology,2023-09-14\n",
			places: []string{"D header-unknown input D", "A2 note-contact template I2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var template, rejects bytes.Buffer
			b := job.Builder{Validator: exportValidator(t, check.Options{}), Repair: true}
			export := tt.export
			if tt.mapping != "" {
				b.Mapping = readMapping(t, tt.mapping)
				if !strings.HasPrefix(export, "id,") {
					export = header + export
				}
			}
			if !tt.bare {
				b.Rejects = &rejects
			}
			w := sheet.NewWriter(&template, &tt.opts)
			for range tt.before {
				if err := w.Write(schema.Record{SISID: "9", Note: "two\nlines"}); err != nil {
					t.Fatal(err)
				}
			}
			rep, err := b.Build(context.Background(), csvSource(export), w)
			if err != nil {
				t.Fatal(err)
			}
			var places []string
			for _, is := range rep.Issues {
				places = append(places, fmt.Sprintf("%s %s %s %s", exportCell(is), is.Code, is.At.In, is.Cell()))
			}
			if diff := cmp.Diff(tt.places, places); diff != "" {
				t.Errorf("places (-want +got):\n%s", diff)
			}
		})
	}
}

// What was found in a file that is checked is to be corrected there.
func TestPlacesOfChecks(t *testing.T) {
	v := exportValidator(t, check.Options{})
	rec := schema.Record{SISID: "1", Recognition: " Tardy", TeacherEmail: "nrivera@example.org", ClassName: "Biology", Date: today}
	_, repaired := v.Repair(rec)
	for _, is := range append(v.Check(rec), repaired...) {
		if want := (check.Place{Field: 5}); is.At != want || is.Cell() != "E" {
			t.Errorf("%s at %+v (%s), want %+v", is.Code, is.At, is.Cell(), want)
		}
	}
	rep, err := v.Validate(context.Background(), strings.NewReader("SIS ID,Date,Recognition,Teacher Email,Class Name\n1,9/14/2023,Tardy,x@example.org,Biology\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := check.Place{In: check.InInput, Row: 2, Field: 4}
	if len(rep.Issues) != 1 || rep.Issues[0].At != want || len(rep.Groups) != 1 || !cmp.Equal(rep.Groups[0].Places, []check.Place{want}) {
		t.Errorf("issues %+v in groups %+v, want one at %+v", rep.Issues, rep.Groups, want)
	}
}

// The rows of a template that the fast way wrote are counted as the careful
// way's are.
func TestPlacesBehindManyRows(t *testing.T) {
	export := strings.Builder{}
	export.WriteString("id,what,who,day,note\n")
	for i := range 3000 {
		note := "\"two\nlines\""
		if i%500 == 498 {
			note = "mail a@example.org"
		}
		fmt.Fprintf(&export, "%d,%s,nrivera@example.org,9/14/2023,%s\n", i, []string{"T", "T", "H", "X"}[i%4], note)
	}
	for _, rows := range []string{"", `"rows": {"not": {"what": ["T"]}}, `} {
		m := readMapping(t, strings.Replace(plainMapping, `"columns"`, rows+`"columns"`, 1))
		got := build(t, job.Builder{Mapping: m, Validator: exportValidator(t, check.Options{})}, csvSource(export.String()))
		if got.err != nil {
			t.Fatal(got.err)
		}
		if seen := checkPlaces(t, export.String(), got); seen[check.InRejects] < 750 || seen[check.InTemplate] == 0 {
			t.Errorf("issues by file: %v", seen)
		}
	}
}

// Every renderer names the file that a cell is of.
func TestRenderersNameFiles(t *testing.T) {
	export := "id,what,who,day,note\n1,T,nrivera@example.org,9/14/2023,\n\n" +
		"2,X,nrivera@example.org,9/14/2023,mail a@example.org\n3,T,nrivera@example.org,9/14/2023,mail b@example.org\n4,X,nrivera@example.org,9/14/2023,\n"
	got := build(t, job.Builder{Mapping: readMapping(t, plainMapping), Validator: exportValidator(t, check.Options{})}, csvSource(export))
	if got.err != nil {
		t.Fatal(got.err)
	}
	named := &advice.ReportOptions{RejectsName: "set\u202easide.csv", TemplateName: "done.csv", Width: 1000}
	for _, tt := range []struct {
		format string
		opts   *advice.ReportOptions
		want   []string
	}{
		{"txt", named, []string{"2 cells (K2, K3 of set\\u202easide.csv)", "2 cells in column K of set\\u202easide.csv",
			"2 cells (E2 of set\\u202easide.csv, I3 of done.csv)", "row 3 of the export", "Read the note in 2 cells:"}},
		{"txt", nil, []string{"K2, K3 of the rejects", "I3 of the template"}},
		{"html", named, []string{`<a href="#r4c2">K2</a>, <a href="#r6c2">K3</a> of set\u202easide.csv`,
			`<a href="#r4c5">E2</a> of set\u202easide.csv, <a href="#r5c5">I3</a> of done.csv`, "<strong>E2 of set\\u202easide.csv</strong>", "<strong>I3 of done.csv</strong>",
			"Rows and columns are those of the export"}},
		{"csv", named, []string{"row,cell,column,severity,code,value,message,fix,safe,repaired,who,file,export row\r\n", "3,row 3,,warning,blank-row,", ",no,you,the export,3\r\n",
			"\r\n2,K2,Recognition,error,value-unmapped,X,", ",no,your data person,set\\u202easide.csv,4\r\n", "\r\n3,I3,Note,warning,note-contact,", ",no,you,done.csv,5\r\n"}},
		{"json", nil, []string{`"in": "rejects",`, `"in": "template",`, `"in": "input",`}},
	} {
		text := render(t, tt.format, got.report, tt.opts)
		for _, want := range tt.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is not in\n%s", tt.format, want, text)
			}
		}
	}
	type place struct {
		In    string
		Row   int64
		Field int
	}
	var parsed struct {
		Issues []struct {
			Cell string
			Row  int64
			At   place
		}
		Groups []struct {
			Code   string
			Cells  []string
			Rows   []int64
			Places []place
		}
	}
	if err := json.Unmarshal([]byte(render(t, "json", got.report, nil)), &parsed); err != nil {
		t.Fatal(err)
	}
	first := parsed.Issues[1]
	if first.Cell != "K2" || first.Row != 4 || first.At != (place{In: "rejects", Row: 2, Field: 11}) {
		t.Errorf("the issue of row 4 is %+v", first)
	}
	for _, g := range parsed.Groups {
		if g.Code == "note-contact" && !cmp.Equal(g.Places, []place{{In: "rejects", Row: 2, Field: 5}, {In: "template", Row: 3, Field: 9}}) {
			t.Errorf("the group of notes is %+v", g)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(render(t, "csv", got.report, nil), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 6 {
		t.Errorf("the CSV report has %d rows: %v", len(rows), err)
	}
}

// Where a report keeps too few places to know, no column is named for all cells.
func TestPlacesBeyondThoseKept(t *testing.T) {
	var export strings.Builder
	export.WriteString("id,what,who,day,note\n")
	for i := range 12 {
		fmt.Fprintf(&export, "%d,X,nrivera@example.org,9/14/2023,mail a@example.org\n", i)
	}
	export.WriteString("99,T,nrivera@example.org,9/14/2023,mail a@example.org\n")
	got := build(t, job.Builder{Mapping: readMapping(t, plainMapping), Validator: exportValidator(t, check.Options{})}, csvSource(export.String()))
	text := render(t, "txt", got.report, &advice.ReportOptions{Width: 1000})
	for _, want := range []string{"Read the note in 13 cells:", "12 cells in column K of the rejects file", "E11 of the rejects file and 3 more"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}
