package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"example.com/otustemplate"
)

// The sheets of a workbook to correct. Only the first is for people.
const (
	sheetRowsName = "Rows to correct"
	sheetChoices  = "pick"    // what the drop-downs offer
	sheetSent     = "as sent" // the rows as they were when the workbook was made
)

// Columns of the rejects, and those that a workbook has beyond them.
const (
	columnRow      = "otustemplate row"
	columnPart     = "otustemplate part"
	columnProblem  = "otustemplate problem"
	columnText     = "otustemplate text"
	answerPrefix   = "answer: "
	ownPrefix      = "otustemplate "
	choiceOK       = "ok" // under "answer: Note": the note may stay as it is
	columnDoNot    = "do not send"
	columnWhy      = "why not"
	choiceDoNot    = "do not send"
	lastExcelRow   = excelize.TotalRows
	maxCellLength  = excelize.TotalCellChars // UTF-16 units
	problemWidth   = 60
	answerWidth    = 26
	usualWidth     = 16
	commentAuthor  = "otustemplate"
	titleColor     = "E8EAED"
	maxCommentSize = 1000
)

// A correction is what the workbook is made from: the rejects of a build.
type correction struct {
	columns []string
	rows    [][]string
	issues  map[int64][]otustemplate.Issue // by the row of the rejects
	lists   map[otustemplate.Column]*otustemplate.Set
	sources map[otustemplate.Column][]string // the columns of the export that each is made of
}

// sourcesOf returns which columns of the export each column of the template is made of: a
// note may be made of several, and what is wrong with it may be in any of them.
func sourcesOf(m *otustemplate.Mapping) (map[otustemplate.Column][]string, error) {
	if m == nil {
		return nil, nil
	}
	text, err := m.MarshalJSON()
	if err != nil {
		return nil, err
	}
	var read struct {
		Columns map[otustemplate.Column]struct {
			From json.RawMessage `json:"from"` // a label or several
			Join []string        `json:"join"`
		} `json:"columns"`
	}
	if err := json.Unmarshal(text, &read); err != nil {
		return nil, err
	}
	sources := map[otustemplate.Column][]string{}
	for c, of := range read.Columns {
		var one string
		labels := of.Join
		if json.Unmarshal(of.From, &one) == nil {
			labels = append(labels, one)
		} else if of.From != nil {
			if err := json.Unmarshal(of.From, &labels); err != nil {
				return nil, err
			}
		}
		sources[c] = labels
	}
	return sources, nil
}

// readRejects reads the rejects that a build wrote.
func readRejects(r io.Reader) (*correction, error) {
	src := otustemplate.NewCSVSource(r, nil)
	columns, err := src.Columns()
	if err != nil {
		return nil, err
	}
	c := &correction{columns: columns}
	for src.Next() {
		row, dest := make([]string, len(columns)), make([]any, len(columns))
		for i := range row {
			dest[i] = &row[i]
		}
		if err := src.Scan(dest...); err != nil {
			return nil, err
		}
		c.rows = append(c.rows, row)
	}
	return c, src.Err()
}

// fits reports whether a workbook can hold the row: a cell of Excel ends at 32,767
// characters, and what is beyond would be lost without a word.
func fits(row []string) bool {
	return !slices.ContainsFunc(row, func(cell string) bool {
		return len(cell) > maxCellLength && len(utf16.Encode([]rune(cell))) > maxCellLength || len(kept(cell)) > maxCellLength
	})
}

// A sheetWriter writes the workbook of a correction.
type sheetWriter struct {
	*correction
	book   *excelize.File
	styles styles
	doNot  int // the field of "do not send", from 1; "why not" is the next
	err    error
}

// styles are the looks of a cell.
type styles struct{ title, locked, open, bad, problem int }

// writeTo writes the workbook. Every column is text, so that zeros at the front stay.
func (c *correction) writeTo(w io.Writer) error {
	book := excelize.NewFile()
	defer book.Close() //nolint:errcheck // it is in memory
	s := &sheetWriter{correction: c, book: book, doNot: len(c.columns) + 1}
	s.do(book.SetSheetName("Sheet1", sheetRowsName))
	for _, name := range []string{sheetChoices, sheetSent} {
		_, err := book.NewSheet(name)
		s.do(err)
		s.do(book.SetSheetVisible(name, false, true))
	}
	s.makeStyles()
	s.titles()
	for i := range c.rows {
		s.row(i)
	}
	s.sent()
	s.choices()
	s.arrange()
	if s.err != nil {
		return s.err
	}
	_, err := book.WriteTo(w)
	return err
}

// do keeps the first error.
func (s *sheetWriter) do(err error) { s.err = cmp.Or(s.err, err) }

func (s *sheetWriter) makeStyles() {
	const text = 49 // the built-in format of text, "@"
	wrap := &excelize.Alignment{Vertical: "top", WrapText: true}
	top := &excelize.Alignment{Vertical: "top"}
	fill := func(color string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
	}
	border := []excelize.Border{
		{Type: "left", Color: "B0B0B0", Style: 1}, {Type: "right", Color: "B0B0B0", Style: 1},
		{Type: "top", Color: "B0B0B0", Style: 1}, {Type: "bottom", Color: "B0B0B0", Style: 1},
	}
	for _, style := range []struct {
		number *int
		of     excelize.Style
	}{
		{&s.styles.title, excelize.Style{NumFmt: text, Font: &excelize.Font{Bold: true}, Alignment: wrap, Fill: fill(titleColor), Border: border}},
		{&s.styles.locked, excelize.Style{NumFmt: text, Alignment: top}},
		{&s.styles.open, excelize.Style{NumFmt: text, Alignment: top, Fill: fill("FFF9DB"), Border: border, Protection: &excelize.Protection{Locked: false}}},
		{&s.styles.bad, excelize.Style{
			NumFmt: text, Alignment: top, Fill: fill("FADBD8"), Font: &excelize.Font{Color: "8B0000", Bold: true}, Border: border,
			Protection: &excelize.Protection{Locked: false},
		}},
		{&s.styles.problem, excelize.Style{NumFmt: text, Alignment: wrap}},
	} {
		number, err := s.book.NewStyle(&style.of)
		*style.number = number
		s.do(err)
	}
}

// titles writes the titles of the columns.
func (s *sheetWriter) titles() {
	for i, title := range s.allColumns() {
		s.set(sheetRowsName, i+1, 1, title, s.styles.title)
		width := float64(usualWidth)
		switch {
		case title == columnProblem:
			width = problemWidth
		case s.isAnswer(i + 1):
			width = answerWidth
		}
		name, err := excelize.ColumnNumberToName(i + 1)
		s.do(err)
		s.do(s.book.SetColWidth(sheetRowsName, name, name, width))
	}
}

// allColumns are the columns of the rejects, and those to say that a row is not to go.
func (s *sheetWriter) allColumns() []string {
	return append(slices.Clone(s.columns), columnDoNot, columnWhy)
}

// isAnswer reports whether the column is one that staff fill in.
func (s *sheetWriter) isAnswer(field int) bool {
	return field >= s.doNot || strings.HasPrefix(s.columns[field-1], answerPrefix)
}

// row writes a row. The cells that a problem is in are red and open, and have it as a
// comment; what they are made of is open too. All are open in a row that could not be split into cells, and in one whose
// problem is in no single cell, such as a student who is not named.
func (s *sheetWriter) row(i int) {
	number := i + 2
	whole := s.cellOf(i, columnText) != "" || slices.ContainsFunc(s.issues[int64(number)], func(is otustemplate.Issue) bool {
		return is.At.Field == 0 && is.Severity == otustemplate.SeverityError
	})
	var open []string
	for _, is := range s.issues[int64(number)] {
		if is.Severity == otustemplate.SeverityError {
			open = append(open, s.sources[is.Column]...)
		}
	}
	for at, cell := range s.rows[i] {
		style := s.styles.locked
		switch {
		case s.columns[at] == columnProblem:
			style = s.styles.problem
		case s.isAnswer(at + 1), whole && !strings.HasPrefix(s.columns[at], ownPrefix), slices.Contains(open, s.columns[at]):
			style = s.styles.open
		}
		s.set(sheetRowsName, at+1, number, cell, style)
	}
	for field := s.doNot; field <= s.doNot+1; field++ {
		s.set(sheetRowsName, field, number, "", s.styles.open)
	}
	s.problems(number)
}

// problems marks the cells of a row that have a problem.
func (s *sheetWriter) problems(number int) {
	messages := map[int][]string{}
	var fields []int
	for _, is := range s.issues[int64(number)] {
		if field := is.At.Field; field > 0 && field <= len(s.columns) && is.Severity == otustemplate.SeverityError {
			if messages[field] == nil {
				fields = append(fields, field)
			}
			messages[field] = append(messages[field], is.Message)
		}
	}
	for _, field := range fields {
		cell := s.name(field, number)
		s.do(s.book.SetCellStyle(sheetRowsName, cell, cell, s.styles.bad))
		text := sentence(strings.Join(messages[field], "\n"))
		s.do(s.book.AddComment(sheetRowsName, excelize.Comment{
			Cell: cell, Author: commentAuthor, Text: text, Width: 320, Height: 40 + 20*uint(len(text)/45+1),
		}))
	}
}

// sentence is a message as a sentence, of a length that a comment can show.
func sentence(text string) string {
	runes := []rune(text)
	if len(runes) > maxCommentSize {
		runes = append(runes[:maxCommentSize], '…')
	}
	return strings.ToUpper(string(runes[:1])) + string(runes[1:])
}

// cellOf returns the cell of a row in the column of that title, "" if there is none.
func (c *correction) cellOf(row int, title string) string {
	if at := slices.Index(c.columns, title); at >= 0 {
		return c.rows[row][at]
	}
	return ""
}

// sent keeps the rows as they are: whoever sends the workbook back may lose some.
func (s *sheetWriter) sent() {
	for i, title := range s.columns {
		s.set(sheetSent, i+1, 1, kept(title), s.styles.locked)
	}
	for i, row := range s.rows {
		for at, cell := range row {
			s.set(sheetSent, at+1, i+2, kept(cell), s.styles.locked)
		}
	}
}

// kept spells a cell so that no spreadsheet changes it: some trim it, and make other line
// ends of its own.
func kept(cell string) string { return strconv.Quote(cell) }

// choices writes what fits each row, and has the open cells offer it. A formula finds it by
// the row's own number, so that it stays right when the rows are sorted.
func (s *sheetWriter) choices() {
	number := 0
	for i := range s.rows {
		for _, c := range s.answers() {
			offered := s.offered(i, c)
			if len(offered) == 0 {
				continue
			}
			number++
			s.set(sheetChoices, 1, number, choiceKey(c, s.cellOf(i, columnRow), s.cellOf(i, columnPart)), s.styles.locked)
			s.do(s.book.SetCellInt(sheetChoices, s.name(2, number), int64(len(offered))))
			for at, name := range offered {
				s.set(sheetChoices, at+3, number, name, s.styles.locked)
			}
		}
	}
	for _, c := range s.answers() {
		s.offer(c)
	}
	last := len(s.rows) + 1
	yes := excelize.NewDataValidation(true)
	yes.SetSqref(s.name(s.doNot, 2) + ":" + s.name(s.doNot, last))
	s.do(yes.SetDropList([]string{choiceDoNot}))
	yes.SetInput("Do not send this row", "Choose "+strconv.Quote(choiceDoNot)+" to leave this row out, and say why in the next cell.")
	s.do(s.book.AddDataValidation(sheetRowsName, yes))
}

// maxChoices is how many names a drop-down offers for one row.
const maxChoices = 50

// answers are the columns of the template that have an answer column.
func (s *sheetWriter) answers() []otustemplate.Column {
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

// offered returns what may be meant in a row, best first.
func (s *sheetWriter) offered(row int, c otustemplate.Column) []string {
	var names []string
	for _, is := range s.issues[int64(row+2)] {
		if c == otustemplate.ColNote && is.Code == otustemplate.CodeNoteNamesStudent {
			names = append(names, choiceOK)
		}
		for _, fix := range is.Fixes {
			if fix.Column == c && fix.New != "" && !slices.Contains(names, fix.New) && len(names) < maxChoices {
				names = append(names, fix.New)
			}
		}
	}
	return names
}

// choiceKey is what the choices of a row are found by.
func choiceKey(c otustemplate.Column, row, part string) string {
	return c.Letter() + "/" + row + "/" + part
}

// offer has the answer column of c offer what fits the row, else the whole list.
func (s *sheetWriter) offer(c otustemplate.Column) {
	field := slices.Index(s.columns, answerPrefix+c.String()) + 1
	rowAt, partAt := slices.Index(s.columns, columnRow)+1, slices.Index(s.columns, columnPart)+1
	if field == 0 || rowAt == 0 {
		return
	}
	key := `"` + c.Letter() + `/"&` + s.column(rowAt) + `2&"/"`
	if partAt > 0 {
		key += "&" + s.column(partAt) + "2"
	}
	match := "MATCH(" + key + "," + sheetChoices + "!$A:$A,0)"
	formula := fmt.Sprintf("OFFSET(%[1]s!$C$1,%[2]s-1,0,1,INDEX(%[1]s!$B:$B,%[2]s))", sheetChoices, match)
	if all := s.list(c); all != "" {
		formula = fmt.Sprintf("IF(ISNA(%s),%s,%s)", match, all, formula)
	}
	v := excelize.NewDataValidation(true)
	v.SetSqref(s.name(field, 2) + ":" + s.name(field, len(s.rows)+1))
	v.SetSqrefDropList(strings.ReplaceAll(formula, "&", "&amp;")) // excelize writes it as it is
	v.ShowErrorMessage = false                                    // a name that is not offered may be right as well
	if c == otustemplate.ColNote {
		v.SetInput(c.String(), "Choose "+strconv.Quote(choiceOK)+" if the note may stay as it is. If not, correct the note itself.")
	} else {
		v.SetInput(c.String(), "Choose one, or enter the "+c.String()+" as Otus has it.")
	}
	s.do(s.book.AddDataValidation(sheetRowsName, v))
}

// list writes the names that exist in Otus to a column of the choices, and returns its
// range, "" if they are not known.
func (s *sheetWriter) list(c otustemplate.Column) string {
	set := s.lists[c]
	if set == nil || set.Len() == 0 {
		return ""
	}
	at := maxChoices + 4 + int(c)
	number := 0
	for name := range set.All() {
		if number++; number <= lastExcelRow {
			s.set(sheetChoices, at, number, name, s.styles.locked)
		}
	}
	return fmt.Sprintf("%s!%s$1:%[2]s$%d", sheetChoices, s.column(at), min(number, lastExcelRow))
}

// arrange has the titles stay in sight, gives each column a filter, and locks what is not
// to be changed. There is no password: the lock keeps from slips, not from people.
func (s *sheetWriter) arrange() {
	last := s.name(s.doNot+1, len(s.rows)+1)
	s.do(s.book.AutoFilter(sheetRowsName, "A1:"+last, nil))
	s.do(s.book.SetPanes(sheetRowsName, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	s.do(s.book.ProtectSheet(sheetRowsName, &excelize.SheetProtectionOptions{
		AutoFilter: true, FormatCells: true, FormatColumns: true, FormatRows: true, Sort: true,
		SelectLockedCells: true, SelectUnlockedCells: true,
	}))
	index, err := s.book.GetSheetIndex(sheetRowsName)
	s.do(err)
	s.book.SetActiveSheet(index)
	// On paper: as wide as a page, with the titles on each.
	landscape, fit, width, height := "landscape", true, 1, 0
	s.do(s.book.SetPageLayout(sheetRowsName, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &width, FitToHeight: &height}))
	s.do(s.book.SetSheetProps(sheetRowsName, &excelize.SheetPropsOptions{FitToPage: &fit}))
	s.do(s.book.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "'" + sheetRowsName + "'!$1:$1", Scope: sheetRowsName}))
}

// set writes a cell as text.
func (s *sheetWriter) set(sheet string, field, row int, text string, style int) {
	cell := s.name(field, row)
	if text != "" {
		s.do(s.book.SetCellStr(sheet, cell, text))
	}
	s.do(s.book.SetCellStyle(sheet, cell, cell, style))
}

// name returns the name of a cell, such as G14.
func (s *sheetWriter) name(field, row int) string {
	name, err := excelize.CoordinatesToCellName(field, row)
	s.do(err)
	return name
}

// column returns the letters of a column, as a formula fixes them: $G.
func (s *sheetWriter) column(field int) string {
	name, err := excelize.ColumnNumberToName(field)
	s.do(err)
	return "$" + name
}
