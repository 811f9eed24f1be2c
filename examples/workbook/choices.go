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
