package desk

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"example.com/otustemplate"
)

// The names of the files that are saved.
const (
	TemplateFile  = "template.csv"         // to share with Otus
	RejectsFile   = "rejects.csv"          // the rows left to correct
	ReportFile    = "report.html"          // the report
	MissingFile   = "missing.json"         // names that the kit lacks, for the data person
	DecisionsFile = "decisions.csv"        // who corrected what
	WorkFile      = "work.json"            // to go on with later
	CorrectedFile = "corrected-export.csv" // the file with the corrections in it
)

// A File is one file to be saved.
type File struct {
	Name string
	Data []byte
}

// Files returns everything that can be saved of the file as it is now. Template, rows to
// correct, report and missing names are those that a build of the corrected export
// gives.
func (d *Desk) Files(ctx context.Context, progress func(otustemplate.Progress)) ([]File, error) {
	if d.stale {
		d.kit.listener.progress = progress
		defer func() { d.kit.listener.progress = nil }()
		if err := d.refresh(ctx); err != nil {
			return nil, err
		}
	}
	var report, missing bytes.Buffer
	if err := d.result.report.WriteHTML(&report, &otustemplate.ReportOptions{InputName: d.file.name, RejectsName: RejectsFile, TemplateName: TemplateFile}); err != nil {
		return nil, err
	}
	if err := d.result.report.WriteMissing(&missing); err != nil {
		return nil, err
	}
	work, err := d.Work()
	if err != nil {
		return nil, err
	}
	return []File{
		{TemplateFile, d.result.template}, {RejectsFile, d.result.rejects}, {ReportFile, report.Bytes()},
		{DecisionsFile, d.decisions()}, {WorkFile, work}, {CorrectedFile, d.CorrectedExport()}, {MissingFile, missing.Bytes()},
	}, nil
}

// Zip returns all files in one.
func Zip(files []File, now time.Time) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, file := range files {
		w, err := z.CreateHeader(&zip.FileHeader{Name: file.Name, Method: zip.Deflate, Modified: now})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(file.Data); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}

// decisions returns who corrected what, for a spreadsheet.
func (d *Desk) decisions() []byte {
	var b bytes.Buffer
	_, _ = io.WriteString(&b, byteOrderMark) // a bytes.Buffer takes everything
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	_ = w.Write([]string{"row", "column", "before", "after", "who", "day"})
	for _, e := range d.edits.sorted() {
		_ = w.Write([]string{strconv.FormatInt(e.Row, 10), notRun(e.Column), notRun(e.Before), notRun(e.After), notRun(e.Who), notRun(usDates(e.Day))})
	}
	w.Flush()
	return b.Bytes()
}

// notRun puts an apostrophe in front of what a spreadsheet would run as a formula.
func notRun(cell string) string {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(cell, " \u00a0"))
	if strings.ContainsRune("=+-@＝＋－＠\t\r\n", first) {
		return "'" + cell
	}
	return cell
}

// A Teacher is somebody to ask.
type Teacher struct {
	Name string  `json:"name"` // as the file has it; "" if it names none for sure
	Rows []int64 `json:"rows"`
}

// Teachers returns whom to ask about the rows to correct and to check, in the order of their first
// row. Without a column of the file that names the teacher there is only one, unnamed.
func (d *Desk) Teachers() []Teacher {
	all := []Teacher{}
	at := make(map[string]int)
	o := d.Overview()
	rows := distinct(slices.Concat(o.Wrong, o.Doubtful))
	for i, name := range d.teacherNames(rows) {
		place, ok := at[name]
		if !ok {
			place = len(all)
			at[name] = place
			all = append(all, Teacher{Name: name})
		}
		all[place].Rows = append(all[place].Rows, rows[i])
	}
	return all
}

// teacherNames returns what the rows say under the teacher's title, "" for a row in
// pieces, or if somebody else may be the teacher, who is then not to see the row.
func (d *Desk) teacherNames(rows []int64) []string {
	names := make([]string, len(rows))
	field := d.teacherField()
	if field < 0 {
		return names
	}
	edited := d.edits.rows()
	var whole []int64 // as the file has them
	var places []int
	for i, row := range rows {
		_, isEdited := slices.BinarySearch(edited, row)
		switch {
		case slices.ContainsFunc(d.found[row], inPieces), slices.ContainsFunc(d.found[row], d.doubtsTeacher):
		case isEdited:
			cells, _ := d.cells(row)
			names[i] = strings.TrimSpace(cells[field])
		default:
			whole, places = append(whole, row), append(places, i)
		}
	}
	for i, text := range d.file.column(whole, field) {
		names[places[i]] = strings.TrimSpace(text)
	}
	return names
}

// doubtsTeacher reports whether an issue says that the teacher of a row may be wrong.
func (d *Desk) doubtsTeacher(is otustemplate.Issue) bool {
	return is.Column == otustemplate.ColTeacherEmail && !d.isRight(is)
}

// inPieces reports whether an issue is of a row that could not be split into its cells.
func inPieces(is otustemplate.Issue) bool {
	switch is.Code {
	case otustemplate.CodeQuote, otustemplate.CodeFieldCount, otustemplate.CodeRowSize:
		return is.Severity == otustemplate.SeverityError
	}
	return false
}

// teacherField returns the column that names the teacher, from 0, or -1.
func (d *Desk) teacherField() int {
	for i, c := range d.result.report.Columns {
		if c == otustemplate.ColTeacherEmail {
			return i
		}
	}
	return -1
}
