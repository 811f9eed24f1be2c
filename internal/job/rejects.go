package job

import (
	"io"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// A rejectsWriter writes the rejected records, as a CSV that is read
// again as the export is: one row for each record, with the export's own labels
// and cells, as they were, and a few columns more: what is wrong, and room for a person's
// answers.
// Without somewhere to write to it does nothing.
type rejectsWriter struct {
	dst    io.Writer
	source ownFields
	fields []int    // by field of the source: the column, from 1, that has its cells here; 0: none
	width  int      // columns of the export's own
	own    []string // the labels after them
	rows   int64    // written, the header among them
	buf    []byte
	cells  []string
	err    error // why nothing can be written any more
}

// begin writes the header. The labels after the source's own are those of computed
// columns, which are computed again when the rejects are read. asked are the columns
// that a person may answer for; what was answered before is kept.
func (w *rejectsWriter) begin(labels []string, own int, asked schema.ColumnSet) {
	w.source = ownFieldsOf(labels)
	if w.dst == nil {
		return
	}
	for _, label := range schema.OwnLabels {
		c := answeredColumn(label)
		if c == schema.NoColumn || asked.Has(c) || w.source.answers[c] >= 0 {
			w.own = append(w.own, label)
		}
	}
	w.fields = make([]int, len(labels))
	w.cells = w.cells[:0]
	for i, label := range labels[:own] {
		if !schema.IsOwnLabel(label) {
			w.cells = append(w.cells, label)
			w.fields[i] = len(w.cells)
		}
	}
	w.width = len(w.cells)
	for i, label := range labels[:own] {
		if w.fields[i] == 0 {
			w.fields[i] = w.column(schema.OwnLabel(label))
		}
	}
	w.buf = append(w.buf, sheet.ByteOrderMark...)
	w.cells = append(w.cells, w.own...)
	w.add()
}

// answeredColumn returns the column that a label of the rejects' own has answers for,
// NoColumn for none.
func answeredColumn(label string) schema.Column {
	for _, c := range schema.AllColumns {
		if schema.AnswerLabel(c) == label {
			return c
		}
	}
	return schema.NoColumn
}

// column returns the column, from 1, that has that label of the rejects' own; 0: none.
func (w *rejectsWriter) column(label string) int {
	if at := slices.Index(w.own, label); at >= 0 {
		return w.width + 1 + at
	}
	return 0
}

// answers reports whether there is a column of answers for column c, other than what is
// said of a note.
func (w *rejectsWriter) answers(c schema.Column) bool {
	return c != schema.NoColumn && c != schema.ColNote && w.column(schema.AnswerLabel(c)) > 0
}

// write adds a record: the cells of its row that may be shown, or the row's text where
// that could not be split, and which part of the row it is, "" for the whole.
func (w *rejectsWriter) write(row *mapping.ExportRow, shown []string, part string, why *problems) error {
	if w.dst == nil || w.err != nil {
		return w.err
	}
	w.cells = w.cells[:0]
	for i, field := range w.fields {
		switch {
		case field == 0 || field > w.width: // computed, or from an earlier round
		case shown == nil:
			w.cells = append(w.cells, "")
		default:
			w.cells = append(w.cells, shown[i])
		}
	}
	for _, label := range w.own {
		w.cells = append(w.cells, w.ownCell(label, row, part, why))
	}
	w.add()
	if len(w.buf) < sheet.FlushSize {
		return nil
	}
	return w.flush()
}

// ownCell returns what stands in one of the columns that the rejects have of their own.
func (w *rejectsWriter) ownCell(label string, row *mapping.ExportRow, part string, why *problems) string {
	switch c := answeredColumn(label); {
	case c != schema.NoColumn:
		return row.Cell(w.source.answers[c])
	case label == schema.LabelRow:
		return w.firstRow(row)
	case label == schema.LabelPart:
		return part
	case label == schema.LabelWho:
		return w.before(row, w.source.who, why.settlers())
	case label == schema.LabelProblem:
		return w.before(row, w.source.problem, why.text())
	case label == schema.LabelText:
		return row.Text
	}
	return ""
}

// before returns what a row that could not be split, and still is not, had in a field of
// the rejects that it comes from: why it could not be is known only there.
func (w *rejectsWriter) before(row *mapping.ExportRow, field int, now string) string {
	if cell := row.Cell(field); row.Text != "" && !celltext.IsBlank(cell) {
		return cell
	}
	return now
}

// place returns where the record that was added last has what is wrong with column c,
// which the source has in a field, from 1; 0: the row. That is the answer if there is a
// column of answers. Of a row of which the text is kept it is there.
func (w *rejectsWriter) place(row *mapping.ExportRow, is *check.Issue) check.Place {
	at := check.Place{In: check.InRejects, Row: w.rows}
	switch {
	case row.Text != "":
		at.Field = w.column(schema.LabelText)
	case w.answers(is.Column) && !is.Unsplit:
		at.Field = w.column(schema.AnswerLabel(is.Column))
	case is.Field > 0:
		at.Field = w.fields[is.Field-1]
	}
	return at
}

// firstRow names the row of the first export. In a file that was rejects before
// it stands in a column, and goes on as it stands there: what a person made of it
// is at least no other row's number. Of a row of such a file that cannot be split
// it is somewhere in the text.
func (w *rejectsWriter) firstRow(row *mapping.ExportRow) string {
	if w.source.row >= 0 {
		return row.Cell(w.source.row)
	}
	return strconv.FormatInt(row.Row, 10)
}

// add ends the row in cells.
func (w *rejectsWriter) add() {
	w.buf = csvrow.AppendRow(w.buf, w.cells, sheet.Comma, "\r\n")
	w.rows++
}

func (w *rejectsWriter) flush() error {
	if w.err != nil || len(w.buf) == 0 {
		return w.err
	}
	w.err = sheet.WriteAll(w.dst, w.buf)
	w.buf = w.buf[:0]
	return w.err
}

// problems are what is wrong with a rejected record, and who settles it.
type problems struct {
	texts   []string
	who     [schema.SettlerOtus + 1]bool
	columns schema.ColumnSet // of which something is said
}

// reset starts the problems of another record.
func (p *problems) reset() { *p = problems{texts: p.texts[:0]} }

// add adds what an issue says. asked says that there is a column of answers for it, and
// answered that it is filled in.
func (p *problems) add(is *check.Issue, asked, answered bool) {
	who := is.SettledBy()
	text := is.Message
	label := schema.AnswerLabel(is.Column)
	switch {
	case answered:
		text = label + ": " + text
	case is.Column != schema.NoColumn && !strings.HasPrefix(text, is.Column.String()+" "):
		text = is.Column.String() + ": " + text
	}
	if is.Column.Identifier() && is.LookedUp() {
		for i, f := range is.Fixes {
			text += []string{"; it may be ", " or "}[min(i, 1)] + f.New
		}
	}
	switch {
	case !asked || answered:
	case strings.HasSuffix(text, "enter "+answerNouns[is.Column]):
		text += ` under "` + label + `"`
	case is.Code == schema.CodeLookupNone:
		text += `; or enter ` + answerNouns[is.Column] + ` under "` + label + `"`
	case who == schema.SettlerStaff:
		text += `; enter ` + answerNouns[is.Column] + ` under "` + label + `"`
	default:
		text += `; or, for this row alone, enter it under "` + label + `"`
	}
	if !slices.Contains(p.texts, text) {
		p.texts = append(p.texts, text)
		p.who[who] = true
		p.columns |= schema.SetOf(is.Column)
	}
}

// manyWrong is how many columns of a row are wrong if its cells stand in the wrong columns,
// rather than each of them being wrong.
const manyWrong = 4

// answerNouns say what a person enters as an answer.
var answerNouns = [schema.NumColumns + 1]string{
	schema.ColStudentEmail: "the student's e-mail address", schema.ColSISID: "the student's SIS ID",
	schema.ColStudentNumber: "the student's number", schema.ColStateID: "the student's State ID",
	schema.ColRecognition: "the recognition", schema.ColTeacherEmail: "the teacher's e-mail address", schema.ColClassName: "the class",
}

// text returns all of the problems.
func (p *problems) text() string {
	if len(p.texts) == 0 {
		return "the row could not be used"
	}
	if bits.OnesCount(uint(p.columns)) >= manyWrong {
		return "many cells of this row are wrong: check first that none of them stands in the column next to its own; " + strings.Join(p.texts, "; ")
	}
	return strings.Join(p.texts, "; ")
}

// settlers returns who settles them.
func (p *problems) settlers() string {
	var names []string
	for who, has := range p.who {
		if has {
			names = append(names, schema.Settler(who).String())
		}
	}
	if names == nil {
		return schema.SettlerDataPerson.String()
	}
	return strings.Join(names, ", ")
}
