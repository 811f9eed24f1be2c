package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"example.com/otustemplate"
)

// maxChoices is how many names a drop-down offers for one row.
const maxChoices = 50

// choices writes what fits each row, for the drop-downs: a key in the first column, how
// many there are in the next, then these. Behind them stand the lists of all names, each
// in a column of its own. A formula finds them by the row's own number, so that it stays
// right when the rows are sorted.
func (w *bookWriter) choices() {
	var rows [][]string
	main := w.sheets[0]
	for row := range w.correction.rows {
		for _, c := range w.choiceColumns(main) {
			if offered := w.offered(row, c); len(offered) > 0 {
				key := choiceKey(c, w.cellOf(row, columnRow), w.cellOf(row, columnPart))
				rows = append(rows, append([]string{key, strconv.Itoa(len(offered))}, offered...))
			}
		}
	}
	for row := range w.correction.rows[:w.markedRows()] {
		for _, spot := range w.spots(row) {
			key := wasKey(spot.at, w.cellOf(row, columnRow), w.cellOf(row, columnPart))
			rows = append(rows, []string{key, "1", w.correction.rows[row][spot.at]})
		}
	}
	lists := map[int][]string{} // by their place in a row, from 0
	most := len(rows)
	for c := range w.lists {
		if names := w.names(c); len(names) > 0 {
			lists[listAt(c)-1] = names
			most = max(most, len(names))
		}
	}
	w.hidden(sheetChoices, func(write func([]any)) {
		for i := range min(most, excelize.TotalRows) {
			cells := make([]any, maxChoices+3+otustemplate.NumColumns+1)
			if i < len(rows) {
				for at, text := range rows[i] {
					cells[at] = text
				}
				if n, err := strconv.Atoi(rows[i][1]); err == nil {
					cells[1] = n
				}
			}
			for at, names := range lists {
				if i < len(names) {
					cells[at] = names[i]
				}
			}
			write(cells)
		}
	})
}

// choiceColumns are the columns of the template of which a sheet offers what fits a row:
// those with an answer column, and those with a cell of their own.
func (w *bookWriter) choiceColumns(s *sheet) []otustemplate.Column {
	found := s.answerColumns()
	for c := otustemplate.ColStudentEmail; c <= otustemplate.ColDate; c++ {
		if slices.Contains(s.columns, w.direct[c]) && !slices.Contains(found, c) {
			found = append(found, c)
		}
	}
	return found
}

// offered returns what may be meant in a row, best first.
func (c *correction) offered(row int, column otustemplate.Column) []string {
	var names []string
	for _, is := range c.issues[int64(row+2)] {
		if column == otustemplate.ColNote && is.Code == otustemplate.CodeNoteNamesStudent {
			names = append(names, choiceOK)
		}
		for _, fix := range is.Fixes {
			if fix.Column == column && fix.New != "" && !slices.Contains(names, fix.New) && len(names) < maxChoices {
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

// wasKey is what the text is found by that a wrong cell went out with.
func wasKey(at int, row, part string) string {
	return fmt.Sprint("was ", at+1, "/", row, "/", part)
}

// markedRows is how many rows turn green as they are corrected: a spreadsheet looks for
// what each wrong cell was.
func (c *correction) markedRows() int {
	if len(c.rows) > maxMarked {
		return 0
	}
	return len(c.rows)
}

// turnGreen has the wrong cells of a sheet turn green once they are changed, in whatever
// place the row is.
func (w *bookWriter) turnGreen(s *sheet) {
	rowAt, partAt := slices.Index(s.columns, columnRow)+1, slices.Index(s.columns, columnPart)+1
	if w.markedRows() == 0 || rowAt == 0 {
		return
	}
	wrong := map[int]bool{}
	for _, row := range s.rows {
		for _, spot := range w.spots(row) {
			wrong[spot.at] = true
		}
	}
	for field, at := range s.fields {
		if at < 0 || !wrong[at] {
			continue
		}
		key := fmt.Sprintf(`"was %d/"&%s2&"/"`, at+1, w.column(rowAt))
		if partAt > 0 {
			key += "&" + w.column(partAt) + "2"
		}
		changed := fmt.Sprintf(`IFERROR(%s2&""<>INDEX(%[2]s!$C:$C,MATCH(%s,%[2]s!$A:$A,0))&"",FALSE)`, w.column(field+1), sheetChoices, key)
		w.do(w.book.SetConditionalFormat(s.name, w.name(field+1, 2)+":"+w.name(field+1, len(s.rows)+1), []excelize.ConditionalFormatOptions{
			{Type: "formula", Criteria: changed, Format: &w.styles.done},
		}))
	}
}

// names returns all names of a column that exist in Otus, none if they are not known.
func (c *correction) names(column otustemplate.Column) []string {
	set := c.lists[column]
	if set == nil {
		return nil
	}
	names := slices.Collect(set.All())
	return names[:min(len(names), excelize.TotalRows)]
}

// listAt is the column of the choices that has all names, from 1.
func listAt(c otustemplate.Column) int { return maxChoices + 4 + int(c) }

// offers has the cells of a sheet offer what fits the row, else the whole list.
func (w *bookWriter) offers(s *sheet) {
	for _, c := range w.choiceColumns(s) {
		w.offer(s, c)
	}
	at := slices.Index(s.columns, columnDoNot) + 1
	yes := excelize.NewDataValidation(true)
	yes.SetSqref(w.name(at, 2) + ":" + w.name(at, len(s.rows)+1))
	w.do(yes.SetDropList([]string{choiceDoNot}))
	yes.SetInput("Do not send this row", "Choose "+strconv.Quote(choiceDoNot)+" to leave this row out, and say why in the next cell.")
	w.do(w.book.AddDataValidation(s.name, yes))
}

// offer has the column of c offer what fits the row, else the whole list.
func (w *bookWriter) offer(s *sheet, c otustemplate.Column) {
	field := slices.Index(s.columns, answerPrefix+c.String()) + 1
	answer := field > 0
	if !answer {
		field = slices.Index(s.columns, w.direct[c]) + 1
	}
	rowAt, partAt := slices.Index(s.columns, columnRow)+1, slices.Index(s.columns, columnPart)+1
	if rowAt == 0 || !answer && !slices.ContainsFunc(s.rows, func(row int) bool { return len(w.offered(row, c)) > 0 }) {
		return
	}
	key := `"` + c.Letter() + `/"&` + w.column(rowAt) + `2&"/"`
	if partAt > 0 {
		key += "&" + w.column(partAt) + "2"
	}
	match := "MATCH(" + key + "," + sheetChoices + "!$A:$A,0)"
	formula := fmt.Sprintf("OFFSET(%[1]s!$C$1,%[2]s-1,0,1,INDEX(%[1]s!$B:$B,%[2]s))", sheetChoices, match)
	if names := w.names(c); len(names) > 0 {
		formula = fmt.Sprintf("IF(ISNA(%s),%s!%s$1:%[3]s$%[4]d,%[5]s)", match, sheetChoices, w.column(listAt(c)), len(names), formula)
	} else if !answer {
		formula = fmt.Sprintf("IF(ISNA(%s),%s2,%s)", match, w.column(field), formula) // its own cell
	}
	v := excelize.NewDataValidation(true)
	v.SetSqref(w.name(field, 2) + ":" + w.name(field, len(s.rows)+1))
	v.SetSqrefDropList(strings.ReplaceAll(formula, "&", "&amp;")) // excelize writes it as it is
	v.ShowErrorMessage = false                                    // what is not offered may be right as well
	switch {
	case c == otustemplate.ColNote:
		v.SetInput(c.String(), "Choose "+strconv.Quote(choiceOK)+" if the note may stay as it is. If not, correct the note itself.")
	case answer:
		v.SetInput(c.String(), "Choose one, or enter the "+c.String()+" as Otus has it.")
	default:
		v.ShowInputMessage = false // it is a cell of the export, which most often needs nothing
	}
	w.do(w.book.AddDataValidation(s.name, v))
}
