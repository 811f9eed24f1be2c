package job_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/page"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// today is the day on which the tests check.
var today = dates.Date{Year: 2023, Month: time.December, Day: 1}

// exportValidator knows what the exports of testdata speak of.
func exportValidator(t testing.TB, opts check.Options) *job.Validator {
	t.Helper()
	opts.Today = today
	v, err := job.NewValidator(roster.References{
		Recognitions: nameset.NewSet("Helping Others", "Horseplay", "Tardy", "Technology Misconduct"),
		Teachers:     nameset.NewEmailSet("nrivera@example.org", "cokafor@example.org", "spatel@example.org"),
		Classes:      nameset.NewSet("Algebra 1", "Biology", "Homeroom 7B"),
	}, &opts)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// mappingAlone makes no checks of its own: what is told is what the mapping has to
// say.
func mappingAlone(t testing.TB) *job.Validator {
	t.Helper()
	off := make(map[schema.Code]check.Severity)
	for _, code := range check.Codes() {
		switch code {
		case schema.CodeNotCSV, schema.CodeHeaderMissing, schema.CodeHeaderColumnMissing, schema.CodeHeaderDuplicate:
		case schema.CodeHeaderUnknown, schema.CodeBlankRow, schema.CodeValueUnmapped, schema.CodeLookupNone,
			schema.CodeLookupSeveral, schema.CodeDefaulted:
		default:
			off[code] = check.SeverityOff
		}
	}
	return newValidator(t, roster.References{}, &check.Options{Severity: off})
}

// built is what a build gave.
type built struct {
	template, rejects string
	report            *tally.Report
	err               error
}

// build runs b on the source and makes sure that the counts add up.
func build(t testing.TB, b job.Builder, src sheet.Source) built {
	t.Helper()
	var template, rejects bytes.Buffer
	b.Rejects = &rejects
	w := sheet.NewWriter(&template, &sheet.WriterOptions{LF: true})
	rep, err := b.Build(context.Background(), src, w)
	if rep == nil {
		t.Fatal("Build gave no report")
	}
	checkCounts(t, rep)
	return built{template: template.String(), rejects: rejects.String(), report: rep, err: err}
}

// checkCounts makes sure that every row and record is accounted for.
func checkCounts(t testing.TB, rep *tally.Report) {
	t.Helper()
	c := rep.Build
	if c == nil {
		t.Fatal("the report of a build has no BuildCounts")
	}
	if c.Records != c.Written+c.Rejected {
		t.Errorf("%d records, but %d written and %d rejected", c.Records, c.Written, c.Rejected)
	}
	if c.LeftOut > c.Read || c.Read != rep.Rows {
		t.Errorf("%d rows read and %d left out, %d in the report", c.Read, c.LeftOut, rep.Rows)
	}
	sum := int64(0)
	for _, n := range rep.Counts {
		sum += n
	}
	if sum != rep.Errors+rep.Warnings+rep.Repairs {
		t.Errorf("the counts of codes add up to %d, errors, warnings and repairs to %d", sum, rep.Errors+rep.Warnings+rep.Repairs)
	}
}

// exportCell names the cell of the export that an issue is of.
func exportCell(is check.Issue) string {
	return check.Place{Row: is.Row, Field: is.Field}.Cell()
}

func csvSource(text string) *sheet.CSVSource {
	return sheet.NewCSVSource(strings.NewReader(text), nil)
}

// exportBuilder returns the Builder of an export of testdata. Those named
// -roster are of the district whose roster is in testdata/district.
func exportBuilder(t *testing.T, dir string) job.Builder {
	t.Helper()
	b := job.Builder{Mapping: readMappingFile(t, filepath.Join(dir, "mapping.json")), Repair: true}
	if !strings.HasSuffix(dir, "-roster") {
		b.Validator = exportValidator(t, check.Options{})
		return b
	}
	people := districtRoster(t)
	refs := people.References(readDistrict(t).Recognitions)
	refs.Roster = nil // its checks are shown by testdata/codes
	b.Rosters = []*roster.Roster{people}
	opts := schoolYear()
	opts.Today = dates.Date{Year: 2024, Month: 2, Day: 29} // the exports have a row of February
	b.Validator = newValidator(t, refs, opts)
	return b
}

// checkSecondBuild compares a build with that of its rejects.
func checkSecondBuild(t *testing.T, first, second built) {
	t.Helper()
	if c := second.report.Build; c.LeftOut != 0 || c.Rejected != first.report.Build.Rejected {
		t.Errorf("rejects read again: %+v, want the %d records rejected again", *c, first.report.Build.Rejected)
	}
	if diff := cmp.Diff(comparableRejects(t, first.rejects), comparableRejects(t, second.rejects)); diff != "" {
		t.Errorf("rejects of the rejects (-first +second):\n%s", diff)
	}
	for _, u := range second.report.Undecided {
		if strings.HasPrefix(u.Label, "otustemplate") {
			t.Errorf("the rejects' own column %q is told as undecided", u.Label)
		}
	}
}

func readMappingFile(t *testing.T, path string) *mapping.Mapping {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := mapping.ReadMapping(f)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// plainMapping feeds a template from five short columns.
const plainMapping = `{"columns": {
	"Student Number": {"from": "id"},
	"Recognition":    {"from": "what", "values": {"T": "Tardy", "H": "Helping Others"}},
	"Teacher Email":  {"from": "who"},
	"Class Name":     {"const": "Biology"},
	"Date":           {"from": "day"},
	"Note":           {"from": "note"}}}`

// failAfter takes so many bytes, then fails.
type failAfter struct{ n int }

func (w *failAfter) Write(p []byte) (int, error) {
	if w.n -= len(p); w.n < 0 {
		return 0, errFull
	}
	return len(p), nil
}

var errFull = errors.New("the disk is full")

type failingReader struct{ err error }

func (r *failingReader) Read([]byte) (int, error) { return 0, r.err }

// readDistrict reads the lists of testdata/district.
func readDistrict(t testing.TB) roster.References {
	t.Helper()
	path := func(name string) string { return filepath.Join("../../testdata", "district", name) }
	return roster.References{
		Recognitions: nameset.NewSet(readList(t, path("recognitions.csv"), "")...),
		Teachers:     nameset.NewEmailSet(readList(t, path("teachers.csv"), "Teacher Email")...),
		Classes:      nameset.NewSet(readList(t, path("classes.csv"), "")...),
	}
}

// readList reads the names of a column.
func readList(t testing.TB, path, column string) []string {
	t.Helper()
	set, err := sheet.ReadSet(bytes.NewReader(readFile(t, path)), column)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for n := range set.All() {
		names = append(names, n)
	}
	return names
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// day is the date that most tests mean.
var day = dates.Date{Year: 2023, Month: time.September, Day: 14}

const headerLine = "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\r\n"

// goodRow is a row that nothing is wrong with.
func goodRow(number int) string {
	return fmt.Sprintf(",,%06d,,Tardy,a.rivera@example.org,Algebra 1,09/14/2023,\r\n", number)
}

// validate checks text with v, and fails on an error outside the data.
func validate(t testing.TB, v *job.Validator, text string) *tally.Report {
	t.Helper()
	rep, err := v.Validate(t.Context(), strings.NewReader(text))
	if err != nil && !errors.Is(err, tally.ErrTooManyErrors) {
		t.Fatal(err)
	}
	return rep
}

// ignoreClock leaves out what is a clock's reading.
var ignoreClock = cmp.Options{
	cmpopts.IgnoreFields(tally.Report{}, "Elapsed"),
	cmpopts.IgnoreUnexported(tally.Report{}),
	cmpopts.EquateEmpty(),
}

// messyFiles are small files with much wrong.
func messyFiles() []messyFile {
	var all strings.Builder
	all.WriteString(headerLine)
	for i, tt := range checkCases {
		rec := goodRecord()
		tt.set(&rec)
		var b bytes.Buffer
		w := sheet.NewWriter(&b, nil)
		if err := w.Write(rec); err != nil {
			continue // what the Writer refuses cannot stand in a file of its own making
		}
		w.Flush()
		_, row, _ := strings.Cut(b.String(), "\n")
		all.WriteString(row)
		if i%7 == 0 {
			all.WriteString("\r\n")
		}
	}
	return []messyFile{
		{name: "empty", text: ""},
		{name: "header alone", text: headerLine},
		{name: "every case", text: all.String()},
		{name: "unclosed quote", text: headerLine + goodRow(1) + "\"a," + goodRow(2) + goodRow(3)},
		{name: "text behind a quote", text: headerLine + "\"a\"b" + goodRow(1) + goodRow(2)},
		{name: "every line opens a quote", text: headerLine + strings.Repeat("a\",\"\n", 50) + goodRow(1)},
		{name: "CR only", text: strings.ReplaceAll(headerLine+goodRow(1)+"\r\n"+goodRow(2), "\r\n", "\r")},
		{name: "blank tail", text: headerLine + goodRow(1) + strings.Repeat(",,,,,,,,\n", 20)},
		{name: "no final line end", text: strings.TrimSpace(headerLine + goodRow(1))},
		{name: "a web page", text: "<html><body>no</body></html>"},
		{name: "another table", text: "a,b\n1,2\n"},
		{name: "Windows-1252", text: headerLine + strings.Replace(goodRow(1), ",\r\n", ",caf\xe9\r\n", 1)},
	}
}

// checkReport fails where the figures of a report contradict one another.
func checkReport(t *testing.T, rep *tally.Report) {
	t.Helper()
	var counted, grouped int64
	for _, n := range rep.Counts {
		counted += n
	}
	for _, g := range rep.Groups {
		grouped += g.Count
	}
	if sum := rep.Errors + rep.Warnings + rep.Repairs; counted != sum || grouped != sum {
		t.Errorf("%d issues by code and %d by group, but %d errors, %d warnings and %d repairs",
			counted, grouped, rep.Errors, rep.Warnings, rep.Repairs)
	}
	var withErrors int64
	for _, n := range rep.Summary.ErrorRows {
		withErrors += n
	}
	if withErrors != rep.RowsWithErrors {
		t.Errorf("stretches hold %d rows with errors, want %d", withErrors, rep.RowsWithErrors)
	}
	if (rep.Err() == nil) != rep.OK() {
		t.Errorf("OK is %v, and Err %v", rep.OK(), rep.Err())
	}
	for i := 1; i < len(rep.Issues); i++ {
		if a, b := rep.Issues[i-1], rep.Issues[i]; a.Row > b.Row || a.Row == b.Row && a.Column > b.Column {
			t.Errorf("issue %d (%s of %s) stands before %s of %s", i, a.Code, a.Cell(), b.Code, b.Cell())
		}
	}
}

// rowsOf reads n rows made one by one.
func rowsOf(row func(i int) string, n int) io.Reader { return &rowSource{row: row, n: n} }

// exampleRoster is a OneRoster export; a program takes os.DirFS or a zip.Reader.
var exampleRoster = fstest.MapFS{
	"academicSessions.csv": {Data: []byte("sourcedId,startDate,endDate\nFY,2023-08-14,2024-06-07\n")},
	"classes.csv":          {Data: []byte("sourcedId,title,termSourcedIds\nc1,Algebra 1,FY\nc2,Biology,FY\n")},
	"users.csv": {Data: []byte("sourcedId,givenName,familyName,role,email,identifier\n" +
		"t1,Nora,Rivera,teacher,n.rivera@example.org,\n" +
		"s1,Kim,Reyes,student,,004217\n")},
	"enrollments.csv": {Data: []byte("classSourcedId,userSourcedId,role\nc1,t1,teacher\nc1,s1,student\n")},
}

// slow reports whether tests run in full: OTUSTEMPLATE_SLOW=1, as CI sets it.
var slow = os.Getenv("OTUSTEMPLATE_SLOW") != ""

var errFault = errors.New("injected fault")

// checkGolden compares got with the file testdata/path.
func checkGolden(t *testing.T, path, got string) {
	t.Helper()
	path = filepath.Join("../../testdata", filepath.FromSlash(path))
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s changed (-want +got); run with -update if meant:\n%s", path, diff)
	}
}

// districtRoster is the roster of testdata/district, of the school year
// 2023-2024.
func districtRoster(t testing.TB) *roster.Roster {
	t.Helper()
	r, err := roster.LoadOneRoster(os.DirFS("../../testdata/district/oneroster"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// lookupMapping is a mapping of the columns given and those that every row has.
func lookupMapping(t testing.TB, columns string) *mapping.Mapping {
	t.Helper()
	m, err := mapping.ReadMapping(strings.NewReader(`{"columns": {` + columns +
		`, "Recognition": {"const": "Tardy"}, "Date": {"from": "day"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// withoutConstants returns the rows of a template without header, recognition,
// date and note.
func withoutConstants(t *testing.T, template string) string {
	t.Helper()
	var rows []string
	for _, line := range strings.Split(strings.TrimSuffix(template, "\n"), "\n")[1:] {
		cells := strings.Split(line, ",")
		if len(cells) != schema.NumColumns {
			t.Fatalf("row %q of the template", line)
		}
		rows = append(rows, strings.Join(append(cells[:4:4], cells[5], cells[6]), ","))
	}
	return strings.Join(rows, "\n")
}

// lookupIssues returns the issues of a report, each with the fixes to choose
// from.
func lookupIssues(rep *tally.Report) (issues []string) {
	for _, is := range rep.Issues {
		fixes := make([]string, len(is.Fixes))
		for i, f := range is.Fixes {
			fixes[i] = f.New
		}
		issues = append(issues, exportCell(is)+" "+string(is.Code)+" "+is.Message+" ["+strings.Join(fixes, " ")+"]")
	}
	return issues
}

// problems returns "path: message" of each problem that err lists.
func problems(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	m, ok := errors.AsType[*mapping.MappingError](err)
	if !ok {
		t.Fatalf("error is a %T, want a *MappingError: %v", err, err)
	}
	var list []string
	for _, p := range m.Problems {
		list = append(list, p.Path+": "+p.Message)
	}
	return list
}

func readMapping(t *testing.T, text string) *mapping.Mapping {
	t.Helper()
	m, err := mapping.ReadMapping(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// peopleFiles are a roster of the users given and of Zoe Zorn, who teaches them
// Algebra, as far as enrolled says.
func peopleFiles(users, enrolled string) map[string]string {
	return map[string]string{
		"academicSessions.csv": "sourcedId,startDate,endDate\nFY,2023-08-21,2024-06-07\n",
		"users.csv":            usersHeader + "t9,,teacher,Zoe,Zorn,999,zz,zoe@example.org,\n" + users,
		"classes.csv":          "sourcedId,status,title,classCode,classType,termSourcedIds\nc1,,Algebra,,,FY\nc2,,Algebra,,,FY\n",
		"enrollments.csv":      "classSourcedId,userSourcedId,role,status,primary,beginDate,endDate\nc1,t9,teacher,,,,\n" + enrolled,
	}
}

func peopleRoster(t testing.TB, users, enrolled string) *roster.Roster {
	t.Helper()
	r, err := roster.LoadOneRoster(folder(peopleFiles(users, enrolled)), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// narrowLayout has no column for notes, and one identifier.
func narrowLayout(t *testing.T) schema.Layout {
	t.Helper()
	l, err := sheet.ReadLayout(strings.NewReader("SIS ID,Recognition,Teacher Email,Class Name,Date\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// A read is what one call of Read gave.
type read struct {
	Record schema.Record
	At     schema.Position
	Code   schema.Code // of a RowError
	Column schema.Column
}

// readAll calls Read to the end. The error is the one that ended it, io.EOF
// apart.
func readAll(t testing.TB, r io.Reader, opts *sheet.ReaderOptions) (all []read, err error) {
	t.Helper()
	reader := sheet.NewReader(r, opts)
	for rec, err := range reader.All() {
		bad, rowOnly := errors.AsType[*sheet.RowError](err)
		if err != nil && !rowOnly {
			_, again := reader.Read()
			if again != err {
				t.Errorf("error %v, then %v", err, again)
			}
			return all, err
		}
		one := read{Record: rec, At: reader.Position()}
		if rowOnly {
			one.Code, one.Column = bad.Code, bad.Column
			if bad.Position != one.At {
				t.Errorf("row error at %+v, row at %+v", bad.Position, one.At)
			}
		}
		all = append(all, one)
	}
	return all, nil
}

// Mappings that make several records of a row, and one that does not.
var (
	splitMapping = strings.NewReplacer(`{"columns": {`, `{"each": {"split": "what", "by": ";", "as": "code"}, "columns": {`,
		`"from": "what"`, `"from": "code"`).Replace(plainMapping)
	columnsMapping = strings.NewReplacer(`{"columns": {`, `{"each": {"columns": ["what", "Code 2", "code-2"], "as": "code"}, "columns": {`,
		`"from": "what"`, `"from": "code"`).Replace(plainMapping)
)

// formats are the renderers by the ending of their golden files.
var formats = map[string]func(*tally.Report, io.Writer, *advice.ReportOptions) error{
	"txt":  page.WriteText,
	"json": page.WriteJSON,
	"csv":  page.WriteCSV,
	"html": page.WriteHTML,
}

func render(t *testing.T, format string, r *tally.Report, o *advice.ReportOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := formats[format](r, &b, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// reportOf puts v wherever a cell can come to stand.
func reportOf(v string) *tally.Report {
	fix := []check.Fix{{Column: schema.ColClassName, Old: v, New: v, Safe: true}}
	return &tally.Report{
		Complete: true, Rows: 1, Errors: 2, Stopped: v, Labels: []string{v}, Columns: []schema.Column{schema.ColClassName},
		Groups: []tally.Group{
			{Code: schema.CodeClassUnknown, Severity: check.SeverityError, Column: schema.ColClassName, Value: v, Count: 3, Repaired: 1,
				Rows: []int64{2}, Fields: []int{7}, Message: v, Fixes: fix},
			{Code: schema.CodeTeacherUnknown, Severity: check.SeverityError, Column: schema.ColTeacherEmail, Value: v, Count: 1,
				Rows: []int64{2}, Fields: []int{7}, Message: v},
		},
		Issues: []check.Issue{{Code: schema.CodeClassUnknown, Severity: check.SeverityError, Row: 2, Field: 7,
			Column: schema.ColClassName, Value: v, Message: v, Fixes: fix}},
		Samples: []tally.Sample{{Row: 2, Cells: []string{v}}},
		Summary: tally.Summary{Classes: []tally.Count{{Name: v, Rows: 1}}},
	}
}

// rosterFiles are a made-up roster of OneRoster 1.1, to be changed by a test.
func rosterFiles() map[string]string {
	return map[string]string{
		"academicSessions.csv": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\n" +
			"FY,,,Year,schoolYear,2023-08-21,2024-06-07,,2024\n",
		"users.csv": "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email\n" +
			"t1,,,true,o1,teacher,ruiz,,Ana,Ruiz,,900,Ana.Ruiz@example.org\n" +
			"t2,,,true,o1,teacher,lee,,Bo,Lee,,901,bo.lee@example.org\n" +
			"s1,,,true,o1,student,cy,{State:77001},Cy,Park,,00123,cy@example.org\n" +
			"s2,,,true,o1,student,di,{State:77002},Di,Noor,,00124,\n",
		"classes.csv": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\n" +
			"c1,,,Algebra 1,,k1,ALG,scheduled,,o1,FY,,,1\n" +
			"c2,,,Homeroom 6,,k2,HR,homeroom,,o1,FY,,,0\n",
		"enrollments.csv": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n" +
			"e1,,,c1,o1,t1,teacher,true,,\n" +
			"e2,,,c1,o1,s1,student,,,\n" +
			"e3,,,c2,o1,t2,teacher,true,,\n" +
			"e4,,,c2,o1,s2,student,,,\n",
	}
}

// folder returns the files as a folder.
func folder(files map[string]string) fs.FS {
	fsys := make(fstest.MapFS)
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// zipped returns the files as a zip.
func zipped(t *testing.T, files map[string]string) fs.FS {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write([]byte(files[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return openZip(t, b.Bytes())
}

// lawRoster is a small roster with what cellPieces speak of.
func lawRoster(t *testing.T) *roster.Roster {
	t.Helper()
	people, err := roster.LoadOneRoster(fstest.MapFS{
		"users.csv": {Data: []byte("sourcedId,givenName,familyName,role,identifier,email,userIds\n" +
			"s1,Ann,Boe,student,00012,ann@example.org,{StateID:999}\ns2,Cid,Boe,student,00013,ann@example.org,\n" +
			"t1,Mia,Lee,teacher,900,m.lee@example.org,\n")},
		"classes.csv":          {Data: []byte("sourcedId,title\nc1,Biology\nc2,Biology\nc3,Chem\nc4,chem\nc5,Café\n")},
		"enrollments.csv":      {Data: []byte("classSourcedId,userSourcedId,role\nc1,s1,student\nc1,t1,teacher\nc2,s2,student\nc3,t1,teacher\n")},
		"academicSessions.csv": {Data: []byte("sourcedId,startDate,endDate\ny,2023-08-15,2024-06-15\n")},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return people
}

// schoolRoster reads a small OneRoster export. Ana Ruiz teaches Algebra 1 (two
// classes) and Art; Ben Okafor teaches Algebra 1 (a third), Biology and ART.
// Sam Reyes is in the first Algebra 1 and Art, Kim Novak in Ben's Algebra 1 and
// Biology, and Lee Novak, who shares an address with Kim, in Art.
func schoolRoster(t testing.TB) *roster.Roster {
	t.Helper()
	r, err := roster.LoadOneRoster(os.DirFS("../../testdata/files/roster/oneroster"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func stateID(s string) func(*schema.Record) { return text(schema.ColStateID, s) }

const runTogetherHeader = "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\n"

// checkHoldsNot holds all that a run tells without being asked for a cell to that it has
// none of the row's.
func checkHoldsNot(t *testing.T, secret string, rep *tally.Report, told []check.Issue) {
	t.Helper()
	holds := func(what, text string) {
		t.Helper()
		if at := strings.Index(text, secret); at >= 0 {
			t.Errorf("%s holds %q: …%s…", what, secret, text[max(0, at-120):min(len(text), at+60)])
		}
	}
	if len(told) == 0 && rep.Errors+rep.Warnings > 0 {
		t.Error("no issue was told")
	}
	for _, is := range told {
		holds("the message of "+string(is.Code), is.Message)
		if strings.Contains(is.Value, secret) && is.Column >= schema.ColRecognition && is.Column <= schema.ColDate && !is.Unsplit {
			t.Errorf("%s in %s is not marked as one of a row that may be several", is.Code, is.Column)
		}
	}
	for _, g := range rep.Groups {
		if g.Column < schema.ColRecognition || g.Column == schema.ColNote {
			continue // identifiers and notes, which are hidden by Redact
		}
		holds("the group of "+string(g.Code), fmt.Sprint(g))
	}
	holds("the summary", fmt.Sprint(rep.Summary))
	holds("what is missing", fmt.Sprint(rep.Missing))
	holds("what is to be decided", fmt.Sprint(rep.Undecided))
	if err := rep.Err(); err != nil {
		holds("the error", err.Error())
	}
	var missing bytes.Buffer
	if err := mapping.WriteMissing(rep, &missing); err != nil {
		t.Fatal(err)
	}
	holds("missing.json", missing.String())
	for _, format := range []string{"txt", "json", "csv", "html"} {
		holds("the redacted "+format, render(t, format, rep, &advice.ReportOptions{Redact: true}))
	}
}

// Sources around a CSVSource: they embed it in every way that Go has.
type (
	embedsPointer struct{ *sheet.CSVSource }
	embedsValue   struct{ sheet.CSVSource }
	embedsTwice   struct{ embedsPointer }
	embedsDeep    struct{ *embedsTwice }
	// placedSource is what a CSVSource has of its own, as an interface: a source
	// that embeds it delegates, and gives place and text alone.
	placedSource interface {
		sheet.Source
		Position() schema.Position
		Raw() string
	}
	delegates struct{ placedSource }
)

// checkSameRoster reports where two bundles are not the same roster.
func checkSameRoster(t *testing.T, want, got map[string]string) {
	t.Helper()
	a, err := roster.LoadOneRoster(folder(want), nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := roster.LoadOneRoster(folder(got), nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a.Problems(), b.Problems()); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	names := func(r *roster.Roster) (names []string) {
		refs := r.References(nil)
		for _, set := range []*nameset.Set{refs.Teachers, refs.Classes} {
			for name := range set.All() {
				names = append(names, name)
			}
		}
		return names
	}
	if diff := cmp.Diff(names(a), names(b)); diff != "" || len(names(a)) == 0 {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

// district is what exists in Otus in most tests.
func district() roster.References {
	return roster.References{
		Recognitions: nameset.NewSet("Tardy", "Cooperation", "Behavioral Warning", "Classroom Disruption", "None", "Café Duty"),
		Teachers:     nameset.NewEmailSet("a.rivera@example.org", "J.Okafor@example.org", "lee@example.org"),
		Classes:      nameset.NewSet("Algebra 1", "Algebra 2", "Period 3 – Art", "5E1", "Band  Hall", "ART", "Art"),
	}
}

// schoolYear is what most tests are checked with.
func schoolYear() *check.Options {
	return &check.Options{
		FirstDate: dates.Date{Year: 2023, Month: 8, Day: 14},
		LastDate:  dates.Date{Year: 2024, Month: 6, Day: 7},
		Today:     dates.Date{Year: 2024, Month: 1, Day: 31},
		NoteLimit: 300,
	}
}

func newValidator(t testing.TB, refs roster.References, opts *check.Options) *job.Validator {
	t.Helper()
	v, err := job.NewValidator(refs, opts)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// goodRecord is one that nothing is wrong with.
func goodRecord() schema.Record {
	return schema.Record{
		StudentNumber: "004217",
		Recognition:   "Tardy",
		TeacherEmail:  "a.rivera@example.org",
		ClassName:     "Algebra 1",
		Date:          dates.Date{Year: 2023, Month: 9, Day: 14},
		Note:          "Came in at 8:20.",
	}
}

// describe puts what matters of issues in a line each: column, code, severity,
// then the fixes, a safe one marked with !.
func describe(issues []check.Issue) []string {
	var lines []string
	for _, is := range issues {
		line := fmt.Sprintf("%s %s %s", is.Cell(), is.Code, is.Severity)
		if is.Column == schema.NoColumn {
			line = fmt.Sprintf("- %s %s", is.Code, is.Severity)
		}
		for _, f := range is.Fixes {
			safe := ""
			if f.Safe {
				safe = "!"
			}
			line += fmt.Sprintf(" →%s%q", safe, f.New)
		}
		lines = append(lines, line)
	}
	return lines
}

type checkCase struct {
	name string
	set  func(*schema.Record)
	want []string
}

// text sets the field named by column to text.
func text(column schema.Column, text string) func(*schema.Record) {
	return func(r *schema.Record) {
		switch column {
		case schema.ColStudentEmail:
			r.StudentEmail = text
		case schema.ColSISID:
			r.SISID = text
		case schema.ColStudentNumber:
			r.StudentNumber = text
		case schema.ColStateID:
			r.StateID = text
		case schema.ColRecognition:
			r.Recognition = text
		case schema.ColTeacherEmail:
			r.TeacherEmail = text
		case schema.ColClassName:
			r.ClassName = text
		case schema.ColDate:
			r.Date, r.DateText = dates.Date{}, text
			if d, err := dates.Parse(text); err == nil {
				r.Date, r.DateText = d, ""
			}
		case schema.ColNote:
			r.Note = text
		}
	}
}

func class(s string) func(*schema.Record) { return text(schema.ColClassName, s) }

func teacher(s string) func(*schema.Record) { return text(schema.ColTeacherEmail, s) }

func date(s string) func(*schema.Record) { return text(schema.ColDate, s) }

func note(s string) func(*schema.Record) { return text(schema.ColNote, s) }

func number(s string) func(*schema.Record) { return text(schema.ColStudentNumber, s) }

func sisID(s string) func(*schema.Record) { return text(schema.ColSISID, s) }

func email(s string) func(*schema.Record) { return text(schema.ColStudentEmail, s) }

func all(sets ...func(*schema.Record)) func(*schema.Record) {
	return func(r *schema.Record) {
		for _, set := range sets {
			set(r)
		}
	}
}

var checkCases = []checkCase{
	{name: "nothing wrong", set: all(), want: nil},

	{name: "no identifier", set: number(""), want: []string{"- identifier-missing error"}},
	{name: "identifier of spaces", set: number("  "), want: []string{"- identifier-missing error", `C spaces warning →!""`}},
	{name: "recognition empty", set: recognition(""), want: []string{"E required error"}},
	{name: "teacher empty", set: teacher(""), want: []string{"F required error"}},
	{name: "class of spaces", set: class("  "), want: []string{"G required error"}},
	{name: "date empty", set: date(""), want: []string{"H required error"}},

	{name: "placeholder for the only identifier", set: number("N/A"), want: []string{`C placeholder error →""`}},
	{name: "placeholder in a spare identifier", set: sisID("N/A"), want: []string{`B placeholder warning →!""`}},
	{name: "placeholders in two, one real", set: all(sisID("null"), email("-")), want: []string{`A placeholder warning →!""`, `B placeholder warning →!""`}},
	{name: "placeholders in all", set: all(number("none"), sisID("TBD")), want: []string{`B placeholder error →""`, `C placeholder error →""`}},
	{name: "placeholder in a class", set: class("#REF!"), want: []string{`G placeholder error →""`}},
	{name: "placeholder with spaces around", set: class(" tbd "), want: []string{`G placeholder error →""`}},
	{name: "long dash", set: class("—"), want: []string{`G placeholder error →""`}},
	{name: "a name that looks like one", set: recognition("None"), want: nil},
	{name: "zeros are a number", set: class("00"), want: []string{"G class-unknown error"}},
	{name: "a database's null", set: number(`\N`), want: []string{`C placeholder error →""`}},
	{name: "a database's null in a spare identifier", set: sisID(`\N`), want: []string{`B placeholder warning →!""`}},
	{name: "a database's null for a class", set: class(`\N`), want: []string{`G placeholder error →""`}},
	{name: "not a time", set: number("NaT"), want: []string{`C placeholder error →""`}},
	{name: "empty quotes", set: number(`""`), want: []string{`C placeholder error →""`}},
	{name: "empty brackets", set: class("[]"), want: []string{`G placeholder error →""`}},
	{name: "a full stop behind", set: teacher("None."), want: []string{`F placeholder error →""`}},
	{name: "an address that is none", set: email("no email"), want: []string{`A placeholder warning →!""`}},
	{name: "null in brackets", set: recognition("[null]"), want: []string{`E placeholder error →""`}},
	{name: "null in quotes", set: teacher(`"NULL"`), want: []string{`F placeholder error →""`}},
	{name: "undefined", set: date("undefined"), want: []string{`H placeholder error →""`}},
	{name: "not a number", set: number("NaN"), want: []string{`C placeholder error →""`}},
	{name: "a placeholder in tags", set: number("<b>N/A</b>"), want: []string{`C placeholder error →""`}},
	{name: "a placeholder beside a filler", set: all(number("0"), sisID("N/A")), want: []string{`B placeholder error →""`, "C identifier-shape error"}},

	{name: "zero for an identifier", set: number("0"), want: []string{"C identifier-shape error"}},
	{name: "zeros for an identifier", set: sisID("000000"), want: []string{"B identifier-shape error"}},
	{name: "nines for an identifier", set: stateID("99999"), want: []string{"D identifier-shape error"}},
	{name: "four nines", set: stateID("9999"), want: nil},
	{name: "a word for an identifier", set: email("pending"), want: []string{"A email-syntax error", "A identifier-shape error"}},
	{name: "a word that is a placeholder elsewhere", set: sisID("Unknown"), want: []string{"B identifier-shape error"}},
	{name: "such a word for a class", set: class("Unknown"), want: []string{`G placeholder error →""`}},
	{name: "a filler with spaces", set: sisID(" new "), want: []string{"B identifier-shape error", `B spaces warning →!"new"`}},
	{name: "a wrapped filler", set: sisID(`="000000"`), want: []string{`B spreadsheet error →!"000000"`}},
	{name: "fillers in columns E to H", set: all(class("temp"), recognition("pending")), want: []string{"E recognition-unknown error", "G class-unknown error"}},
	{name: "a link", set: number(`<a href="https://sis.example.org/?id=5">004217</a>`), want: []string{`C identifier-shape error →!"004217"`}},
	{name: "tags in tags", set: sisID("<td><b>s1</b><br/></td>"), want: []string{`B identifier-shape error →!"s1"`}},
	{name: "an entity", set: number("004217&nbsp;"), want: []string{`C identifier-shape error →!"004217"`}},
	{name: "escaped tags", set: number("&lt;b&gt;004217&lt;/b&gt;"), want: []string{`C identifier-shape error →!"004217"`}},
	{name: "a link of a spreadsheet", set: number(`=HYPERLINK("https://sis.example.org","004217")`), want: []string{`C identifier-shape error →!"004217"`, "C formula warning"}},
	{name: "a link to an address", set: email(`<a href="mailto:sam@example.org">sam@example.org</a>`),
		want: []string{`A email-syntax error →!"sam@example.org"`, `A identifier-shape error →!"sam@example.org"`}},
	{name: "tags around a filler", set: number("<b>0</b>"), want: []string{"C identifier-shape error"}},
	{name: "tags around two texts", set: number("<td>004217</td><td>004218</td>"), want: []string{"C identifier-shape error"}},
	{name: "a tag around nothing", set: number("<br>"), want: []string{"C identifier-shape error"}},
	{name: "a tag that is cut", set: number("<a href=004217"), want: []string{"C identifier-shape error"}},
	{name: "an entity inside", set: sisID("a&amp;b"), want: nil},
	{name: "markup in a class", set: class("<b>Algebra 1</b>"), want: []string{"G class-unknown error"}},
	{name: "placeholder in a note is text", set: note("N/A"), want: nil},
	{name: "spreadsheet error in a note", set: note("#REF!"), want: []string{`I placeholder error →""`}},

	{name: "class by case", set: class("algebra 1"), want: []string{`G class-unknown error →!"Algebra 1"`}},
	{name: "class by dash", set: class("Period 3 - Art"), want: []string{`G class-unknown error →!"Period 3 – Art"`}},
	{name: "class misspelt", set: class("Algbra 1"), want: []string{`G class-unknown error →"Algebra 1" →"Algebra 2"`}},
	{name: "class far from any", set: class("Zoology of the deep sea"), want: []string{"G class-unknown error"}},
	{name: "class with several of its key", set: class("art"), want: []string{`G class-unknown error →"ART" →"Art"`}},
	{name: "class with doubled spaces in Otus", set: class("Band  Hall"), want: nil},
	{name: "class decomposed", set: recognition("Cafe\u0301 Duty"), want: nil},
	{name: "recognition misspelt", set: recognition("Coopertion"), want: []string{`E recognition-unknown error →"Cooperation"`}},
	{name: "teacher by case", set: teacher("j.okafor@EXAMPLE.org"), want: nil},
	{name: "teacher misspelt", set: teacher("a.rivra@example.org"), want: []string{`F teacher-unknown error →"a.rivera@example.org"`}},

	{name: "no address", set: teacher("Ms Rivera"), want: []string{"F teacher-unknown error", "F email-syntax error"}},
	{name: "mailto", set: teacher("mailto:lee@example.org"), want: []string{`F teacher-unknown error →!"lee@example.org"`, `F email-syntax error →!"lee@example.org"`}},
	{name: "angle brackets", set: email("<sam@example.org>"), want: []string{`A email-syntax error →!"sam@example.org"`}},
	{name: "name and address", set: email("Sam <sam@example.org>"), want: []string{`A email-syntax error →"sam@example.org"`}},
	{name: "two addresses", set: email("sam@example.org;kim@example.org"), want: []string{"A email-syntax error"}},
	{name: "no dot in the domain", set: email("sam@example"), want: []string{"A email-syntax error"}},
	{name: "address in other letters", set: email("søren@exämple.org"), want: nil},

	{name: "spaces around", set: class(" Algebra 1"), want: []string{`G class-unknown error →!"Algebra 1"`, `G spaces warning →!"Algebra 1"`}},
	{name: "no-break space", set: class("Algebra\u00a01"), want: []string{`G class-unknown error →!"Algebra 1"`, `G spaces warning →!"Algebra 1"`}},
	{name: "spaces around what is unknown", set: class(" Algbra 1"), want: []string{`G class-unknown error →"Algebra 1" →"Algebra 2"`, `G spaces warning →!"Algbra 1"`}},
	{name: "spaces in an identifier", set: number(" 004217 "), want: []string{`C spaces warning →!"004217"`}},
	{name: "spaces around a date", set: date(" 9/14/2023"), want: []string{`H spaces warning →!"2023-09-14"`}},
	{name: "spaces in a note", set: note("  two  spaces "), want: nil},

	{name: "zero-width space", set: class("Algebra\u200b 1"), want: []string{`G class-unknown error →!"Algebra 1"`, `G control warning →!"Algebra 1"`}},
	{name: "line break in a class", set: class("Algebra\n1"), want: []string{`G class-unknown error →!"Algebra 1"`, `G control warning →!"Algebra 1"`}},
	{name: "tab behind an identifier", set: number("004217\t"), want: []string{`C control warning →!"004217"`}},
	{name: "line breaks and tabs in a note", set: note("one\r\ntwo\tthree"), want: nil},
	{name: "bell in a note", set: note("ding\a"), want: []string{`I control warning →"ding"`}},
	{name: "emoji joined in a note", set: note("\U0001F469\u200d\U0001F3EB did well"), want: nil},
	{name: "joiner at a word's end", set: note("word\u200d"), want: []string{`I control warning →"word"`}},

	{name: "wrapped identifier", set: number(`="004217"`), want: []string{`C spreadsheet error →!"004217"`}},
	{name: "apostrophe", set: number("'004217"), want: []string{`C spreadsheet error →!"004217"`}},
	{name: "number cut down", set: number("1.23457E+11"), want: []string{"C spreadsheet error"}},
	{name: "number signs", set: number("#####"), want: []string{"C spreadsheet error"}},
	{name: "wrapped class", set: class(`="Algebra 1"`), want: []string{`G spreadsheet warning →!"Algebra 1"`}},
	{name: "wrapped class that is unknown", set: class(`="Algbra 1"`), want: []string{`G spreadsheet error →!"Algbra 1"`}},
	{name: "number signs for a date", set: date("########"), want: []string{"H spreadsheet error"}},
	{name: "a class that looks like a number", set: class("5E1"), want: nil},

	{name: "formula", set: sisID("=A1+1"), want: []string{"B formula warning"}},
	{name: "command", set: sisID("@SUM(A1)"), want: []string{"B formula warning"}},
	{name: "negative number", set: sisID("-12"), want: nil},
	{name: "formula in a note", set: note("=HYPERLINK(0)"), want: []string{"I formula warning"}},
	{name: "list in a note", set: note("- talked in class"), want: nil},
	{name: "call in a note", set: note("+cmd|' /C calc'!A0"), want: []string{"I formula warning"}},

	{name: "no date", set: date("yesterday"), want: []string{"H date-invalid error"}},
	{name: "a day that does not exist", set: date("02/30/2024"), want: []string{"H date-invalid error"}},
	{name: "year of two digits in the school year", set: date("9/14/23"), want: []string{`H date-incomplete error →!"2023-09-14"`}},
	{name: "year of two digits outside it", set: date("9/14/22"), want: []string{`H date-incomplete error →"2022-09-14"`}},
	{name: "no year", set: date("9/14"), want: []string{`H date-incomplete error →"2023-09-14"`}},
	{name: "no year, in no school year", set: date("7/4"), want: []string{"H date-incomplete error"}},
	{name: "no day", set: date("Sep 2023"), want: []string{"H date-incomplete error"}},
	{name: "day first", set: date("14/09/2023"), want: []string{`H date-ambiguous error →"2023-09-14"`}},
	{name: "serial number", set: date("45183"), want: []string{`H date-ambiguous error →"2023-09-14"`}},
	{name: "time in UTC", set: date("2023-09-14T23:30:00Z"), want: []string{`H date-ambiguous error →"2023-09-14"`}},
	{name: "midnight in UTC", set: date("2023-09-14T00:00:00Z"), want: []string{`H date-time warning →!"2023-09-14"`}},
	{name: "time", set: date("9/14/2023 10:30 AM"), want: []string{`H date-time warning →!"2023-09-14"`}},
	{name: "time and year of two digits", set: date("9/14/23 10:30"), want: []string{`H date-incomplete error →!"2023-09-14"`, `H date-time warning →!"2023-09-14"`}},
	{name: "future", set: date("2/1/2024"), want: []string{"H date-future error"}},
	{name: "today", set: date("1/31/2024"), want: nil},
	{name: "before the school year", set: date("9/14/2022"), want: []string{"H date-range warning"}},
	{name: "first day", set: date("8/14/2023"), want: nil},
	{name: "after it, and in the future", set: date("6/8/2024"), want: []string{"H date-future error", "H date-range warning"}},

	{name: "letters lost", set: note("caf\ufffd"), want: []string{"I encoding warning"}},
	{name: "letters encoded twice", set: note("cafÃ© – good"), want: []string{`I encoding warning →"café – good"`}},

	{name: "long note", set: note(strings.Repeat("é", 301)), want: []string{"I note-long warning"}},
	{name: "note as long as allowed", set: note(strings.Repeat("é", 300)), want: nil},
	{name: "address in a note", set: note("write to kim@example.org."), want: []string{"I note-contact warning"}},
	{name: "telephone number in a note", set: note("Call home (555) 010-0199"), want: []string{"I note-contact warning"}},
	{name: "telephone number by its word", set: note("phone: 5550100"), want: []string{"I note-contact warning"}},
	{name: "numbers that are none", set: note("scored 1200 on test 2023-09-14, ID 5550100"), want: nil},
}

// fullRecord has every cell filled in.
func fullRecord() schema.Record {
	return schema.Record{
		StudentEmail: "ada@example.org", SISID: "S1", StudentNumber: "000123", StateID: "9876543210",
		Recognition: "Behavioral Warning", TeacherEmail: "t.reed@example.org", ClassName: "Algebra 1",
		Date: day, Note: "Talked during the test.",
	}
}

// written returns what a Writer makes of the records.
func written(t *testing.T, opts *sheet.WriterOptions, recs ...schema.Record) string {
	t.Helper()
	var b strings.Builder
	w := sheet.NewWriter(&b, opts)
	for i, rec := range recs {
		if err := w.Write(rec); err != nil {
			t.Fatalf("Write of record %d: %v", i, err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatalf("Flush: %v", err)
	}
	return b.String()
}

// checkFiles compares the files of a folder, and their modes, with what is
// wanted.
func checkFiles(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		got[e.Name()] = string(text)
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if runtime.GOOS != "windows" && info.Mode() != 0o600 {
			t.Errorf("mode of %s = %v, want 0600", e.Name(), info.Mode())
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("folder mismatch (-want +got):\n%s", diff)
	}
}

func openZip(t *testing.T, b []byte) fs.FS {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}
