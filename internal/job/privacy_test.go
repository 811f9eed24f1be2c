package job_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/page"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// A marker stands in a cell that nobody but the file's owner may see: "zq", the
// number of the cell, in letters where it is even, as most names have no digit, and
// "x". No text of the library's own has one.
var markerPattern = regexp.MustCompile(`(?i)zq[0-9a-j]+x`)

// marked fills the template's columns with markers of their own, from n on.
func marked(n *int, cell string) string {
	return regexp.MustCompile(`\bM\b`).ReplaceAllStringFunc(cell, func(string) string {
		*n++
		digits := []byte(strconv.Itoa(*n))
		for i := range digits {
			if *n%2 == 0 {
				digits[i] += 'a' - '0'
			}
		}
		return "zq" + string(digits) + "x"
	})
}

// privateFiles hold a marker for every M: in good rows, and in everything that
// can go wrong.
func privateFiles() map[string]string {
	files := map[string]string{
		"good rows":         headerLine + "M@example.org,M,M,M,M,M@example.org,M,9/14/2023,M\n",
		"bad dates":         headerLine + "M,M,M,M,M,M,M,M,M\nM,M,M,M,M,M,M,M 9/14/2023,M\nM,M,M,M,M,M,M,9/M/2023,M\n",
		"behind a quote":    headerLine + "M,\"M\"M,M,M,M,M,M,M,M\n",
		"open quote":        headerLine + "M,M,M,M,\"M,M,M,M,M\nM,M,M,M,M,M,M,M,M\n",
		"bare quotes":       headerLine + "M,M\"M,M,M,M,M,M,M,M\nM,M\"M,M,M,M,M,M,M,M,M,M\n",
		"cells too many":    headerLine + "M,M,M,M,M,M,M,M,M,M,M\n",
		"cells too few":     headerLine + "M,M,M\n",
		"too long":          headerLine + "M,M," + strings.Repeat("M ", 300) + "\n",
		"not UTF-8":         headerLine + "M\xe9,M\xe9,M\xe9,M\xe9,M\xe9,M\xe9,M\xe9,M\xe9,M\xe9\n",
		"formulas":          headerLine + "=M,+M(),-M,@M,=M,=M,=M,=M,=M\n",
		"spreadsheet forms": headerLine + "\"=\"\"M\"\"\",'M,\"=\"\"M\"\"\",'M,'M,'M,'M,'M,M\n",
		"spaces":            headerLine + " M , M , M , M , M , M , M , M , M \n",
		"control":           headerLine + "M\a,M\a,M\a,M\a,M\a,M\a,M\a,M\a,M\a\n",
		"addresses":         headerLine + "<M@example.org>,mailto:M@example.org,M,M,M,M <M@example.org>,M,M,M@example.org 555-010-0199 M\n",
		"repeats":           headerLine + strings.Repeat("zq0x,,,,zq0x,zq0x,zq0x,9/14/2023,zq0x\n", 3),
		"no header":         "M,M,M,M,M,M@example.org,M,9/14/2023,M\nM,M,M,M,M,M,M,M,M\n",
		"no labels known":   "M M,M M\nM,M\n",
		"columns missing":   "SIS ID,Date,M,M\nM,9/14/2023,M,M\n",
		"a page":            "<html><td>M</td><td>M</td>",
		"one long line":     strings.Repeat("M ", 1000),
		"a list":            "M, M\nM, M\n",
		"a list of names":   "M\nM\nM\n",
		"names and rooms":   "M;M;M\nM;M;M\n",
		"labels twice":      "Note,SIS ID,Note,M,M\nM,M,M,M,M\n",
		"all letters":       "M,M,M,M,M,M,M,M,M\nM,M,M,M,M,M,M,M,M\n",
	}
	n := 0
	for name, text := range files {
		files[name] = marked(&n, text)
	}
	return files
}

// No error, and nothing logged, holds a cell, whatever is read and however.
func TestErrorsHoldNoCell(t *testing.T) {
	var logged bytes.Buffer
	log.SetOutput(&logged)
	defer log.SetOutput(os.Stderr)
	told := 0
	for name, text := range privateFiles() {
		check := func(what string, err error) {
			t.Helper()
			if err == nil {
				return
			}
			told++
			checkHoldsNoCell(t, name+", "+what, err)
		}
		for _, opts := range readings() {
			for rec, err := range sheet.NewReader(strings.NewReader(text), &opts).All() {
				check("Reader", err)
				for _, layout := range []schema.Layout{{}, narrowLayout(t)} {
					check("Writer", sheet.NewWriter(io.Discard, &sheet.WriterOptions{Layout: layout}).Write(rec))
				}
				rec.Note += "\xff"
				check("Writer, not UTF-8", sheet.NewWriter(io.Discard, nil).Write(rec))
				rec.Date = dates.Date{Year: 1, Month: 13, Day: 1}
				check("Writer, bad date", sheet.NewWriter(io.Discard, nil).Write(rec))
				_, err = dates.Parse(rec.DateText)
				check("ParseDate", err)
				check("Date.UnmarshalText", new(dates.Date).UnmarshalText([]byte(rec.DateText)))
			}
			vopts := schoolYear()
			vopts.Reader = opts
			v := newValidator(t, district(), vopts)
			rep, err := v.Validate(t.Context(), strings.NewReader(text))
			check("Validate", err)
			check("Report.Err", rep.Err())
			if m := markerPattern.FindString(rep.Stopped); m != "" {
				t.Errorf("%s: Stopped holds the cell %s: %s", name, m, rep.Stopped)
			}
			_, err = v.WithShared(t.Context(), "earlier.csv", strings.NewReader(text))
			check("WithShared", err)
		}
		for _, column := range []string{"", "Class Name"} {
			_, err := sheet.ReadSet(strings.NewReader(text), column)
			check("ReadSet", err)
		}
		_, err := mapping.ReadMapping(strings.NewReader(text))
		check("ReadMapping", err)
		for _, opts := range readings() {
			_, err := sheet.ReadLayout(strings.NewReader(text), &opts)
			check("ReadLayout", err)
			source := sheet.NewCSVSource(strings.NewReader(text), &opts)
			columns, err := source.Columns()
			check("CSVSource.Columns", err)
			for mapped, m := range privateMappings(t) {
				if m != nil {
					check("Mapping.Check, "+mapped, m.Check(columns))
				}
			}
			for source.Next() {
				check("CSVSource.Scan", source.Scan(make([]any, len(columns))...))
				check("CSVSource.Scan of too few", source.Scan())
			}
			check("CSVSource.Err", source.Err())
		}
		for _, bundle := range rosterBundles {
			for file := range bundle() {
				files := bundle()
				files[file] = text
				_, err := roster.Load(t.Context(), rostertest.FS(files), nil)
				check("LoadRoster, "+file, err)
			}
		}
	}
	if told < 100 {
		t.Errorf("only %d errors were looked at: the test looks for nothing", told)
	}
	if logged.Len() > 0 {
		t.Errorf("the library logs: %s", &logged)
	}
}

// checkHoldsNoCell searches an error, and those it wraps, for markers.
func checkHoldsNoCell(t *testing.T, what string, err error) {
	t.Helper()
	for e := err; e != nil; e = errors.Unwrap(e) {
		if m := markerPattern.FindString(e.Error()); m != "" {
			t.Errorf("%s: the error holds the cell %s: %v", what, m, e)
		}
	}
}

// holdsNothing fails where something was logged, or a temporary file was left,
// while the test ran.
func holdsNothing(t *testing.T) {
	t.Helper()
	var logged bytes.Buffer
	log.SetOutput(&logged)
	temp := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, temp)
	}
	t.Cleanup(func() {
		log.SetOutput(os.Stderr)
		if logged.Len() > 0 {
			t.Errorf("the library logs: %s", &logged)
		}
		checkFiles(t, temp, map[string]string{})
	})
}

// privateMappings make records of the template's own columns, in ways that can
// go wrong.
func privateMappings(t *testing.T) map[string]*mapping.Mapping {
	mappings := map[string]*mapping.Mapping{"none": nil}
	for name, text := range map[string]string{
		"codes": `{"columns": {"Student Number": {"from": "Student Number", "pad": 6}, "Recognition": {"from": "Recognition", "values": {"12": "Tardy"}},
			"Teacher Email": {"from": "Teacher Email"}, "Class Name": {"join": ["Class Name", "Note"], "sep": " "}, "Date": {"from": "Date", "formats": ["yyyy-mm-dd"], "zone": "America/Chicago"}}}`,
		"look-ups": `{"rows": {"not": {"Note": ["x"]}}, "columns": {"SIS ID": {"from": "SIS ID", "lookup": "student"}, "State ID": {"lookup": "student"}, "Recognition": {"const": "Tardy"},
			"Teacher Email": {"from": "Teacher Email", "lookup": "teacher"}, "Class Name": {"lookup": "class-of"}, "Date": {"from": "Date"}}}`,
		"each": `{"each": {"split": "Note", "separator": " ", "as": "Piece"}, "columns": {"Student Email": {"from": "Student Email"}, "Recognition": {"from": "Piece"},
			"Teacher Email": {"lookup": "teacher-of"}, "Class Name": {"from": "Class Name", "lookup": "class"}, "Date": {"from": "Date"}}}`,
	} {
		m, err := mapping.ReadMapping(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		mappings[name] = m
	}
	return mappings
}

// No error of a build holds a cell, nor what it says of why it stopped; and it
// leaves nothing behind that does, whatever fails.
func TestBuildErrorsHoldNoCell(t *testing.T) {
	holdsNothing(t)
	rosters := []*roster.Roster{districtRoster(t)}
	told, issues := 0, 0
	for name, text := range privateFiles() {
		for mapped, m := range privateMappings(t) {
			for _, opts := range readings() {
				var messages []string
				vopts := schoolYear()
				vopts.OnIssue = func(is check.Issue) error {
					if is.Column <= schema.ColStateID || is.Column == schema.ColNote {
						messages = append(messages, string(is.Code)+": "+is.Message)
						issues++
					}
					return nil
				}
				stop := *vopts
				stop.OnIssue = func(check.Issue) error { return errFault }
				for _, b := range []job.Builder{
					{Mapping: m, Validator: newValidator(t, district(), vopts), Rosters: rosters, Repair: true},
					{Mapping: m, Rosters: rosters, Rejects: &failAfter{n: 40}},
					{Mapping: m, Validator: newValidator(t, district(), &stop), Rosters: rosters},
				} {
					writes := 1 << 20
					if b.Validator == nil {
						writes = len(text) % 300
					}
					source := sheet.NewCSVSource(strings.NewReader(text), &opts)
					rep, err := b.Build(t.Context(), source, sheet.NewWriter(&failAfter{n: writes}, nil))
					for what, err := range map[string]error{"Build": err, "Source": source.Err(), "Report": rep.Err(), "Stopped": errors.New(rep.Stopped)} {
						if err != nil {
							told++
							checkHoldsNoCell(t, name+", "+mapped+", "+what, err)
						}
					}
				}
				for _, message := range messages {
					if m := markerPattern.FindString(message); m != "" && !strings.HasPrefix(message, "header-unknown") {
						t.Errorf("%s, %s: the message holds the cell %s: %s", name, mapped, m, message)
					}
				}
			}
		}
	}
	if told < 1000 || issues < 300 {
		t.Errorf("only %d errors and %d issues were looked at: the test looks for nothing", told, issues)
	}
}

// What a build says is missing tells of no student: neither in its file, nor in a
// redacted report, from which it is left out.
func TestMissingHoldsNoStudent(t *testing.T) {
	n := 100_000
	export := marked(&n, "mail,id,number,state,what,who,class,day,note\nM,M,M,M,Sleeping,\"Lee, Min\",Latin,2023-10-02,M\nM,M,M,M,Yelling,Office,Greek,2023-10-02,M\n")
	m := readMapping(t, `{"columns": {"Student Email": {"from": "mail", "lookup": "student"}, "SIS ID": {"from": "id", "lookup": "student"},
		"Student Number": {"from": "number", "values": {"1": "2"}}, "State ID": {"from": "state", "lookup": "student"},
		"Recognition": {"from": "what", "values": {"1": "Tardy"}}, "Teacher Email": {"from": "who", "lookup": "teacher"},
		"Class Name": {"from": "class", "lookup": "class"}, "Date": {"from": "day"}, "Note": {"from": "note", "values": {"1": "x"}}}}`)
	rep := build(t, job.Builder{Mapping: m, Rosters: []*roster.Roster{districtRoster(t)}}, csvSource(export)).report
	var held []schema.Column
	for _, missing := range rep.Missing {
		held = append(held, missing.Column)
	}
	want := []schema.Column{schema.ColStudentEmail, schema.ColSISID, schema.ColStudentNumber, schema.ColStateID,
		schema.ColRecognition, schema.ColTeacherEmail, schema.ColClassName, schema.ColNote}
	if !slices.Equal(held, want) {
		t.Errorf("columns of Missing: %v, want %v", held, want)
	}
	var file strings.Builder
	if err := mapping.WriteMissing(rep, &file); err != nil {
		t.Fatal(err)
	}
	redacted := render(t, "json", rep, &advice.ReportOptions{Redact: true})
	for what, text := range map[string]string{"WriteMissing": file.String(), "redacted JSON": redacted} {
		if m := markerPattern.FindString(text); m != "" {
			t.Errorf("%s holds %s:\n%s", what, m, text)
		}
	}
	for _, name := range []string{"Sleeping", "Yelling", "Lee, Min", "Office", "Latin", "Greek"} {
		if !strings.Contains(file.String(), `"`+name+`": ""`) {
			t.Errorf("WriteMissing lacks %s:\n%s", name, &file)
		}
	}
	if open := render(t, "json", rep, nil); !strings.Contains(open, `"missing": [`) || strings.Contains(redacted, `"missing"`) {
		t.Error("only the JSON that isn't redacted says what is missing")
	}
}

// changeCells changes the cells of a column below the header, or of all.
func changeCells(text string, column int, change func(string) string) string {
	lines := strings.Split(text, "\n")
	for i := 1; i < len(lines)-1; i++ {
		cells := strings.Split(lines[i], ",")
		for c := range cells {
			if c == column || column < 0 {
				cells[c] = change(cells[c])
			}
		}
		lines[i] = strings.Join(cells, ",")
	}
	return strings.Join(lines, "\n")
}

// readings are ways to read a file.
func readings() []sheet.ReaderOptions {
	return []sheet.ReaderOptions{{}, {NoHeader: true}, {Encoding: sheet.EncodingUTF8}, {Quoting: sheet.QuoteNone},
		{Comma: ';'}, {MaxRowBytes: 400}, {HeaderRow: 2}, {Encoding: sheet.EncodingUTF16}}
}

// Messages quote only columns E to H, so no issue tells a student's cell but in
// its Value and Fixes.
func TestMessagesHoldNoStudentsCell(t *testing.T) {
	for name, text := range privateFiles() {
		text = onlyStudents(text)
		for _, opts := range readings() {
			vopts := schoolYear()
			vopts.Reader = opts
			vopts.OnIssue = func(is check.Issue) error {
				if m := markerPattern.FindString(is.Message); m != "" && is.Code != schema.CodeHeaderUnknown {
					t.Errorf("%s: the message of %s holds the cell %s", name, is.Code, m)
				}
				return nil
			}
			if _, err := newValidator(t, district(), vopts).Validate(t.Context(), strings.NewReader(text)); err != nil {
				t.Error(err)
			}
		}
	}
}

// onlyStudents takes the markers out of columns E to H, so that those left may
// not be seen.
func onlyStudents(text string) string {
	lines := strings.SplitAfter(text, "\n")
	for i, line := range lines {
		cells := strings.Split(line, ",")
		for c := 4; c < len(cells) && c < 8 && len(cells) <= 9; c++ {
			cells[c] = markerPattern.ReplaceAllString(cells[c], "public")
		}
		lines[i] = strings.Join(cells, ",")
	}
	return strings.Join(lines, "")
}

// A redacted report holds no student's value, in any format, whatever is wrong
// with the file and however few issues are kept.
func TestRedactedReportsHoldNoStudent(t *testing.T) {
	t.Parallel() // it takes long
	files := privateFiles()
	// The note comes first, so that a row that is cut or shifted has pieces of
	// it where E to H should be.
	n, front := 100_000, "Note,SIS ID,Recognition,Teacher Email,Class Name,Date\n"
	files["shifted, then cut"] = front + marked(&n, "M,M,M,M,M,\"M\nM,M,M,M,M,\"M\"M\nM,M,M,M,M,"+strings.Repeat("M", 1)+strings.Repeat(" z", 300)+"\n")
	files["shifted by a comma"] = front + marked(&n, "M,M,M,M,M,M,M\nM,M,M\n")
	files["another column"] = strings.Replace(headerLine, "\r\n", ",Campus\r\n", 1) + marked(&n, "M,M,M,M,Tardy,a.rivera@example.org,Algebra 1,9/14/2023,M,\"M\"\n,,,,,,,,,M\"\n")
	kept := map[bool][]int{true: {0, 1, -1}, false: {0}}[slow]
	open := 0
	for name, text := range files {
		if !strings.HasPrefix(name, "shifted") {
			text = onlyStudents(text)
		}
		for _, opts := range readings() {
			if strings.HasPrefix(name, "shifted") && opts.MaxRowBytes == 0 {
				continue // there the rows can be split, and hold what they hold
			}
			for _, maxIssues := range kept {
				vopts := schoolYear()
				vopts.Reader = opts
				vopts.MaxIssues = maxIssues
				rep := validate(t, newValidator(t, district(), vopts), text)
				for format := range formats {
					if markerPattern.MatchString(render(t, format, rep, nil)) {
						open++
					}
					shut := render(t, format, rep, &advice.ReportOptions{Redact: true})
					if m := markerPattern.FindString(shut); m != "" {
						t.Errorf("%s, %+v, %d issues kept: the redacted %s report holds %s", name, opts, maxIssues, format, m)
					}
				}
			}
		}
	}
	if open < 100 {
		t.Errorf("only %d open reports hold a student's value: the test looks for nothing", open)
	}
}

// What is written of issues while they are found hides what a redacted report hides.
func TestIssueWriterHoldsNoStudent(t *testing.T) {
	open := 0
	for name, text := range privateFiles() {
		for _, redact := range []bool{false, true} {
			var b strings.Builder
			w := page.NewIssueCSV(&b, &advice.ReportOptions{Redact: redact})
			vopts := schoolYear()
			vopts.MaxIssues = -1 // what the report keeps is nothing to the writer
			vopts.OnIssue = func(is check.Issue) error { return w.Write(&is) }
			validate(t, newValidator(t, district(), vopts), onlyStudents(text))
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
			switch m := markerPattern.FindString(b.String()); {
			case m != "" && redact:
				t.Errorf("%s: the redacted issues hold %s", name, m)
			case m != "":
				open++
			}
		}
	}
	if open < 5 {
		t.Errorf("only %d files have issues that hold a student's value: the test looks for nothing", open)
	}
}

// Reports in a spreadsheet run nothing, whatever separates its cells: commas,
// semicolons or tabs, with quotes around cells or without.
func TestReportCSVRunsNothingHoweverItIsSplit(t *testing.T) {
	values := []string{"=1+1", "x;=1+1", "x\t=1+1", "x; =1+1", "x;\"=1+1\"", "x;\"\"=1+1", "x\n=1+1", "x\r\n @x", "x;+1", "x|=1", ";=1", "\t;-1", "x;\u00a0=1", "'x;=1", "x;＝1", "x;\t\n=1", "\";=1", "x;'\"=1"}
	formula := regexp.MustCompile(`^["\s\x{a0}]*[=+\-@＝＋－＠]`)
	for _, value := range values {
		text := strings.TrimPrefix(render(t, "csv", reportOf(value), nil), "\ufeff")
		for _, separators := range []string{";\r\n", "\t\r\n", "|\r\n", ";\t\r\n"} {
			for _, cell := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
				if formula.MatchString(cell) {
					t.Errorf("%q, split at %q: the cell %q would run", value, separators, cell)
				}
			}
		}
	}
}

// What is given up leaves nothing behind that could be read: no file at all.
func TestNoTraceOfAFileGivenUp(t *testing.T) {
	dir := t.TempDir()
	f, err := sheet.Create(filepath.Join(dir, "template.csv"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		if err := f.Write(fullRecord()); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := fs.Glob(os.DirFS(dir), "*"); err != nil || len(left) > 0 {
		t.Errorf("files %q, error %v; want none", left, err)
	}
	checkFiles(t, dir, map[string]string{})
}

// The library can reach no network and start no program: it has nothing to do
// so with.
func TestNoNetwork(t *testing.T) {
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("there is no go command")
	}
	out, err := exec.Command(goTool, "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	deps := strings.Fields(string(out))
	for _, forbidden := range []string{"net", "net/http", "os/exec", "syscall/js", "plugin"} {
		if slices.Contains(deps, forbidden) {
			t.Errorf("the library depends on %s", forbidden)
		}
	}
	if !slices.Contains(deps, "io") {
		t.Errorf("%d packages, without io: the test looks for nothing", len(deps))
	}
}
