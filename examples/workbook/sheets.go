package main

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"example.com/otustemplate"
)

// The sheets of a workbook to correct, beside one for each person to ask. The last three
// are hidden.
const (
	sheetHowTo    = "How to correct"
	sheetRowsName = "Rows to correct"
	sheetChoices  = "pick"    // what the drop-downs offer
	sheetSent     = "as sent" // the rows as they were when the workbook was made
	sheetMade     = "sheets"  // the sheets with rows, and the columns that each had
)

const (
	choiceOK       = "ok" // under "answer: Note": the note may stay as it is
	choiceDoNot    = "do not send"
	commentAuthor  = "otustemplate"
	maxCommentSize = 1000
	maxComments    = 2000 // beyond, the column of problems has to do
	maxMarked      = 2000 // rows beyond which none turns green
)

// A bookWriter writes the workbook of a correction.
type bookWriter struct {
	*correction
	book   *excelize.File
	styles styles
	sheets []*sheet
	ended  func() error // whether nobody wants the workbook any more
	err    error
}

// A sheet is one that people read and fill in.
type sheet struct {
	*correction
	name    string
	columns []string
	fields  []int // of the correction's columns, from 0; -1: one that only the workbook has
	rows    []int // of the correction's rows
	heading string
}

// cell returns what stands in a column of a row.
func (s *sheet) cell(row, at int) string {
	if field := s.fields[at]; field >= 0 {
		return s.correction.rows[row][field]
	}
	return ""
}

// writeTo writes the workbook. What does not fit into memory meanwhile goes to the folder.
func (c *correction) writeTo(ctx context.Context, w io.Writer, folder string) (err error) {
	book := excelize.NewFile(excelize.Options{TmpDir: folder})
	defer func() { err = cmp.Or(err, book.Close()) }()
	b := &bookWriter{correction: c, book: book, ended: ctx.Err}
	b.makeStyles()
	b.makeSheets()
	b.howTo()
	if len(c.rows) > 0 {
		for _, s := range b.sheets {
			b.write(s)
		}
		b.choices()
		b.made()
		b.sent()
	}
	if b.err != nil {
		return b.err
	}
	_, err = book.WriteTo(w)
	return err
}

// do keeps the first error.
func (w *bookWriter) do(err error) { w.err = cmp.Or(w.err, err) }

// makeSheets makes all sheets, empty.
func (w *bookWriter) makeSheets() {
	w.do(w.book.SetSheetName("Sheet1", sheetHowTo))
	w.do(w.book.SetDocProps(&excelize.DocProperties{Creator: commentAuthor, LastModifiedBy: commentAuthor, Title: sheetRowsName}))
	if len(w.correction.rows) == 0 {
		return
	}
	w.sheets = append(w.sheets, w.mainSheet())
	for _, p := range w.people {
		w.sheets = append(w.sheets, w.sheetFor(p))
	}
	for _, s := range w.sheets {
		w.newSheet(s.name, false)
	}
	for _, name := range []string{sheetChoices, sheetMade, sheetSent} {
		w.newSheet(name, true)
	}
	w.book.SetActiveSheet(0)
}

func (w *bookWriter) newSheet(name string, hidden bool) {
	_, err := w.book.NewSheet(name)
	w.do(err)
	if hidden {
		w.do(w.book.SetSheetVisible(name, false, true))
	}
}

// mainSheet is the one of all rows.
func (w *bookWriter) mainSheet() *sheet {
	s := &sheet{correction: w.correction, name: sheetRowsName, heading: sheetRowsName}
	for i, title := range w.columns {
		s.columns, s.fields = append(s.columns, title), append(s.fields, i)
	}
	for i := range w.correction.rows {
		s.rows = append(s.rows, i)
	}
	s.addDoNot()
	return s
}

// addDoNot adds the columns to say that a row is not to go.
func (s *sheet) addDoNot() {
	s.columns, s.fields = append(s.columns, columnDoNot, columnWhy), append(s.fields, -1, -1)
}

// write writes a sheet with rows.
func (w *bookWriter) write(s *sheet) {
	if w.err != nil {
		return
	}
	w.arrange(s)
	out, err := w.book.NewStreamWriter(s.name)
	if err != nil {
		w.err = err
		return
	}
	// As a person scrolls to the right, what is wrong stays in sight.
	keep, first := slices.Index(s.columns, columnProblem)+1, "A2"
	if keep > 0 {
		first = w.name(keep+1, 2)
	}
	w.do(out.SetPanes(&excelize.Panes{Freeze: true, XSplit: keep, YSplit: 1, TopLeftCell: first, ActivePane: "bottomRight"}))
	titles := make([]any, len(s.columns))
	for i, title := range slices.Backward(s.columns) { // excelize writes the last one first, and Excel wants them in order
		w.do(out.SetColWidth(i+1, i+1, s.width(i)))
		titles[i] = excelize.Cell{StyleID: w.styles.title, Value: title}
		if s.isUnused(i) {
			w.do(out.SetColVisible(i+1, i+1, false))
		}
	}
	w.do(out.SetRow("A1", titles))
	for i, row := range s.rows {
		if w.do(w.ended()); w.err != nil {
			return
		}
		w.do(out.SetRow(w.name(1, i+2), w.cells(s, row)))
	}
	w.do(out.Flush())
}

// isUnused reports whether a column is one that the build makes and that has nothing here:
// only few rows are in parts, or could not be split into cells.
func (s *sheet) isUnused(at int) bool {
	return (s.columns[at] == columnPart || s.columns[at] == columnText) &&
		!slices.ContainsFunc(s.rows, func(row int) bool { return s.cell(row, at) != "" })
}

// cells are the cells of a row.
func (w *bookWriter) cells(s *sheet, row int) []any {
	cells := make([]any, len(s.columns))
	if w.isLeftOut(row) {
		return nil
	}
	marks := w.marks(row)
	for at := range cells {
		mark := opened
		if s.fields[at] >= 0 {
			mark = marks[s.fields[at]]
		}
		text := s.cell(row, at)
		if mark == problem && !strings.HasPrefix(text, answerPrefix) {
			text = sentence(text)
		}
		style := w.styles.marks[mark]
		if mark == problem || len(text) <= wrapLength {
			style = w.styles.wrapped[mark]
		}
		cells[at] = excelize.Cell{StyleID: style, Value: text}
	}
	return cells
}

// arrange gives each column a filter and its drop-downs, the bad cells their comments, and
// locks what is not to be changed. There is no password: the lock keeps from slips, not
// from people. On paper the sheet is as wide as a page, with the titles on each.
func (w *bookWriter) arrange(s *sheet) {
	last := len(s.rows) + 1
	landscape, fit, width, height := "landscape", true, 1, 0
	w.do(w.book.AutoFilter(s.name, "A1:"+w.name(len(s.columns), last), nil)) // first: it sets the properties of the sheet anew
	w.do(w.book.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fit}))
	w.do(w.book.SetPageLayout(s.name, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &width, FitToHeight: &height}))
	w.do(w.book.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: quotedSheet(s.name) + "!$1:$1", Scope: s.name}))
	w.do(w.book.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{
		OddHeader: "&L" + forHeader(s.heading) + "&RPage &P of &N",
		OddFooter: "&LThis page is about students. Give it only to people who may see it.",
	}))
	w.do(w.book.ProtectSheet(s.name, &excelize.SheetProtectionOptions{
		AutoFilter: true, FormatCells: true, FormatColumns: true, FormatRows: true, Sort: true,
		SelectLockedCells: true, SelectUnlockedCells: true,
	}))
	w.offers(s)
	w.turnGreen(s)
	w.comments(s)
}

// forHeader spells a text for the head of a page, where "&" begins a code.
func forHeader(text string) string { return strings.ReplaceAll(text, "&", "&&") }

// quotedSheet is the name of a sheet as formulas have it.
func quotedSheet(name string) string { return "'" + strings.ReplaceAll(name, "'", "''") + "'" }

// comments gives the bad cells of the main sheet what is wrong with them as a comment.
func (w *bookWriter) comments(s *sheet) {
	if s.name != sheetRowsName {
		return // it is printed, and has the column of problems
	}
	given := 0
	for i, row := range s.rows {
		var fields []int
		messages := map[int][]string{}
		for _, spot := range w.spots(row) {
			if messages[spot.at+1] == nil {
				fields = append(fields, spot.at+1)
			}
			messages[spot.at+1] = append(messages[spot.at+1], spot.message)
		}
		for _, field := range fields {
			if given++; given > maxComments {
				return
			}
			text := forComment(sentence(strings.Join(messages[field], "\n")))
			w.do(w.book.AddComment(s.name, excelize.Comment{
				Cell: w.name(field, i+2), Author: commentAuthor, Text: text, Width: 320, Height: 40 + 20*uint(len(text)/45+1),
			}))
		}
	}
}

// sentence is a message as a sentence.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// forComment is a text of a length that a comment can show.
func forComment(text string) string {
	if runes := []rune(text); len(runes) > maxCommentSize {
		return string(runes[:maxCommentSize]) + "…"
	}
	return text
}

// hidden writes a sheet that is not for people, row by row.
func (w *bookWriter) hidden(name string, rows func(write func(cells []any))) {
	if w.err != nil {
		return
	}
	out, err := w.book.NewStreamWriter(name)
	if err != nil {
		w.err = err
		return
	}
	number := 0
	rows(func(cells []any) {
		number++
		w.do(out.SetRow(w.name(1, number), cells))
	})
	w.do(out.Flush())
}

// sent keeps the rows as they are: whoever sends the workbook back may lose some.
func (w *bookWriter) sent() {
	w.hidden(sheetSent, func(write func([]any)) {
		write(w.keptCells(w.columns))
		for _, row := range w.correction.rows {
			if w.do(w.ended()); w.err != nil {
				return
			}
			write(w.keptCells(row))
		}
	})
}

// made keeps which sheets there are and which columns each of them has.
func (w *bookWriter) made() {
	w.hidden(sheetMade, func(write func([]any)) {
		for _, s := range w.sheets {
			write(w.keptCells(append([]string{s.name}, s.columns...)))
		}
	})
}

func (w *bookWriter) keptCells(texts []string) []any {
	cells := make([]any, len(texts))
	for i, text := range texts {
		cells[i] = excelize.Cell{StyleID: w.styles.marks[locked], Value: kept(text)}
	}
	return cells
}

// kept spells a cell so that no spreadsheet changes it: some trim it, and make other line
// ends of its own.
func kept(cell string) string { return strconv.Quote(cell) }

// name returns the name of a cell, such as G14.
func (w *bookWriter) name(field, row int) string {
	name, err := excelize.CoordinatesToCellName(field, row)
	w.do(err)
	return name
}

// column returns the letters of a column, as a formula fixes them: $G.
func (w *bookWriter) column(field int) string {
	name, err := excelize.ColumnNumberToName(field)
	w.do(err)
	return "$" + name
}

// answerColumns are the columns of the template that have an answer column here.
func (s *sheet) answerColumns() []otustemplate.Column {
	var found []otustemplate.Column
	for _, title := range s.columns {
		if name, ok := strings.CutPrefix(title, answerPrefix); ok {
			if c, err := otustemplate.ParseColumn(name); err == nil {
				found = append(found, c)
			}
		}
	}
	return found
}
