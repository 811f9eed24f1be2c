package job_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"github.com/google/go-cmp/cmp"
)

// These tests run the programs that people open CSV files with. They are run
// where OTUSTEMPLATE_CLIENTS is set, as .ci/clients.sh does.

// client skips the test where a program is not to be used or not there.
func client(t *testing.T, program string) string {
	t.Helper()
	if os.Getenv("OTUSTEMPLATE_CLIENTS") == "" {
		t.Skip("OTUSTEMPLATE_CLIENTS is not set")
	}
	path, err := exec.LookPath(program)
	if err != nil {
		t.Skipf("%s is not installed", program)
	}
	return path
}

// run runs a program and returns what it prints.
func output(t *testing.T, program string, args ...string) []byte {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s", program, err, &stderr)
	}
	return stdout.Bytes()
}

// clientRecords have what other programs get wrong.
func clientRecords() []schema.Record {
	recs := []schema.Record{fullRecord(), fullRecord(), fullRecord(), fullRecord()}
	recs[1].StudentNumber, recs[1].StateID, recs[1].Note = "004217", "00987654321098765", "said \"no\",\ntwice; and left\tearly"
	recs[2].StudentNumber, recs[2].ClassName, recs[2].Note = "1E5", "Español 2 – 第三班", "'quoted' = fine | 5\" disk"
	recs[3].StudentNumber, recs[3].SISID, recs[3].Note = "000451", "3-4", "=1+1"
	return recs
}

// clientFile writes the records to a file of its own folder.
func clientFile(t *testing.T, opts *sheet.WriterOptions) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "template.csv")
	if err := os.WriteFile(path, []byte(written(t, opts, clientRecords()...)), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// clientCells are the cells as any program must read them.
func clientCells() [][]string {
	rows := [][]string{schema.Layout{}.Labels()}
	for _, rec := range clientRecords() {
		var cells []string
		for c := schema.ColStudentEmail; c <= schema.ColNote; c++ {
			cells = append(cells, rec.Cell(c))
		}
		rows = append(rows, cells)
	}
	return rows
}

func TestPythonReadsOurFiles(t *testing.T) {
	python := client(t, "python3")
	for _, opts := range []sheet.WriterOptions{{}, {LF: true}, {BOM: true}} {
		const program = `import csv, json, sys
print(json.dumps(list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8-sig")))))`
		var got [][]string
		if err := json.Unmarshal(output(t, python, "-c", program, clientFile(t, &opts)), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(clientCells(), got); diff != "" {
			t.Errorf("%+v: cells mismatch (-written +read):\n%s", opts, diff)
		}
	}
}

func TestSQLiteReadsOurFiles(t *testing.T) {
	sqlite := client(t, "sqlite3")
	for _, opts := range []sheet.WriterOptions{{}, {LF: true}} {
		out := output(t, sqlite, ":memory:", "-cmd", ".import --csv "+clientFile(t, &opts)+" rows", "-json", "select * from rows")
		var rows []map[string]string
		if err := json.Unmarshal(out, &rows); err != nil {
			t.Fatal(err)
		}
		want := clientCells()
		got := want[:1:1]
		for _, row := range rows {
			var cells []string
			for _, label := range want[0] {
				cells = append(cells, row[label])
			}
			got = append(got, cells)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%+v: cells mismatch (-written +read):\n%s", opts, diff)
		}
	}
}

// LibreOffice's filter options: separator, quote, encoding, first row, and what
// the columns hold (LibreOffice's help, "Filter Options for CSV").
const (
	calcImport      = "CSV:44,34,76,1"
	calcImportText  = "CSV:44,34,76,1,1/2/2/2/3/2/4/2/5/2/6/2/7/2/8/2/9/2"
	calcExportFront = "csv:Text - txt - csv (StarCalc):"
)

// An office is LibreOffice with a profile of its own, which takes it some
// seconds to make.
type office struct{ path, profile string }

// convert lets LibreOffice convert a file, and returns the new one's path.
func (o office) convert(t *testing.T, in, filter, to string) string {
	t.Helper()
	out := t.TempDir()
	args := []string{"-env:UserInstallation=file://" + o.profile, "--headless", "--convert-to", to, "--outdir", out}
	if filter != "" {
		args = append(args, "--infilter="+filter)
	}
	output(t, o.path, append(args, in)...)
	made, err := filepath.Glob(filepath.Join(out, "*"))
	if err != nil || len(made) != 1 {
		t.Fatalf("LibreOffice made %q, error %v; want one file", made, err)
	}
	return made[0]
}

func newOffice(t *testing.T) office {
	t.Helper()
	return office{path: client(t, "soffice"), profile: t.TempDir()}
}

// Imported as text, saved as a workbook and exported again, in the forms that
// LibreOffice has for it, every record comes back: zeros, quotes, line breaks.
func TestLibreOfficeKeepsText(t *testing.T) {
	o := newOffice(t)
	book := o.convert(t, clientFile(t, &sheet.WriterOptions{BOM: true}), calcImportText, "xlsx")
	forms := map[string]string{
		"comma, UTF-8":         "44,34,76,1,,0,false,true",
		"semicolon, UTF-8":     "59,34,76,1,,0,false,true",
		"tab, UTF-16":          "9,34,65535,1,,0,false,true",
		"comma, every quote":   "44,34,76,1,,0,true,true",
		"comma, UTF-8 and BOM": "44,34,76,1,,0,false,true,false,false,false,0,false,true",
	}
	for name, form := range forms {
		data, err := os.ReadFile(o.convert(t, book, "", calcExportFront+form))
		if err != nil {
			t.Fatal(err)
		}
		opts := &sheet.ReaderOptions{}
		if strings.Contains(name, "UTF-16") {
			opts.Encoding = sheet.EncodingUTF16
		}
		rows, err := readAll(t, bytes.NewReader(data), opts)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []schema.Record
		for _, row := range rows {
			got = append(got, row.Record)
		}
		if diff := cmp.Diff(clientRecords(), got); diff != "" {
			t.Errorf("%s: records mismatch (-written +read):\n%s", name, diff)
		}
	}
}

// Opened plainly, a spreadsheet spoils a file; what it spoils is found.
func TestLibreOfficeSpoilsAreFound(t *testing.T) {
	o := newOffice(t)
	book := o.convert(t, clientFile(t, nil), calcImport, "xlsx")
	data, err := os.ReadFile(o.convert(t, book, "", calcExportFront+"44,34,76,1,,0,false,true"))
	if err != nil {
		t.Fatal(err)
	}
	users := "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email\n" +
		"S1,,,true,o,student,a,,Ada,A,,000123,ada@example.org\n"
	people, err := roster.Load(t.Context(), fstest.MapFS{
		"users.csv":            {Data: []byte(users)},
		"classes.csv":          {Data: []byte("sourcedId,title\nc,Algebra 1\n")},
		"enrollments.csv":      {Data: []byte("sourcedId,classSourcedId,userSourcedId,role\ne,c,S1,student\n")},
		"academicSessions.csv": {Data: []byte("sourcedId,startDate,endDate\n")},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	opts := schoolYear()
	opts.OnIssue = func(is check.Issue) error {
		told = append(told, is.Cell()+" "+string(is.Code))
		return nil
	}
	rep := validate(t, newValidator(t, roster.References{Roster: people}, opts), string(data))
	t.Logf("LibreOffice wrote:\n%s", data)
	t.Logf("told: %q", told)
	if rep.Rows != int64(len(clientRecords())) {
		t.Errorf("%d rows, want %d", rep.Rows, len(clientRecords()))
	}
	spoilt := 0
	rows, err := readAll(t, bytes.NewReader(data), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range clientRecords() {
		got := rows[i].Record
		for c := schema.ColStudentEmail; c <= schema.ColStateID; c++ {
			if got.Cell(c) == want.Cell(c) {
				continue
			}
			spoilt++
			cell := c.Letter() + string(rune('2'+i)) + " "
			if !strings.Contains(strings.Join(told, "\n"), cell) {
				t.Errorf("%s was %q and is %q: nothing is told of it", cell, want.Cell(c), got.Cell(c))
			}
		}
	}
	if spoilt == 0 {
		t.Error("LibreOffice spoilt no identifier: the test looks for nothing")
	}
}
