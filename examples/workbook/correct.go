package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"example.com/otustemplate"
)

// A correction is what the workbook is made from: the rejects of a build, in the order of
// the columns that the workbook has.
type correction struct {
	export  string // its name
	columns []string
	rows    [][]string
	issues  map[int64][]otustemplate.Issue // by the row of the rejects, with their places in the workbook
	lists   map[otustemplate.Column]*otustemplate.Set
	sources map[otustemplate.Column][]string // the columns of the export that each is made of
	direct  map[otustemplate.Column]string   // the column of the export in which each is entered as Otus has it
	people  []person                         // whom to ask, each on a sheet of their own; nil: no such sheets
}

const (
	maxCellLength = excelize.TotalCellChars // UTF-16 units
	maxRows       = excelize.TotalRows - 1  // of a sheet, below the titles
)

// sourcesOf returns which columns of the export each column of the template is made of: a
// note may be made of several, and what is wrong with it may be in any of them. Of direct
// ones the cell is that of the template.
func sourcesOf(m *otustemplate.Mapping, report *otustemplate.Report) (sources map[otustemplate.Column][]string, direct map[otustemplate.Column]string, err error) {
	sources, direct = map[otustemplate.Column][]string{}, map[otustemplate.Column]string{}
	if m == nil {
		for i, c := range report.Columns {
			if c != otustemplate.NoColumn {
				sources[c], direct[c] = []string{report.Labels[i]}, report.Labels[i]
			}
		}
		return sources, direct, nil
	}
	text, err := m.MarshalJSON()
	if err != nil {
		return nil, nil, err
	}
	var read struct {
		Columns map[otustemplate.Column]struct {
			From   json.RawMessage `json:"from"` // a label or several
			Join   []string        `json:"join"`
			Period string          `json:"period"` // of a look-up of the class
		} `json:"columns"`
	}
	if err := json.Unmarshal(text, &read); err != nil {
		return nil, nil, err
	}
	for c, of := range read.Columns {
		var one string
		labels := of.Join
		if json.Unmarshal(of.From, &one) == nil {
			labels = append(labels, one)
		} else if of.From != nil {
			if err := json.Unmarshal(of.From, &labels); err != nil {
				return nil, nil, err
			}
		}
		sources[c] = labels
		if of.Period != "" {
			sources[c] = append(slices.Clone(labels), of.Period)
		}
		if len(labels) == 1 && (c <= otustemplate.ColStateID || c == otustemplate.ColDate) {
			direct[c] = labels[0]
		}
	}
	return sources, direct, nil
}

// rejectsOptions reads whatever a build writes, however long a row is.
func rejectsOptions() *otustemplate.ReaderOptions {
	return &otustemplate.ReaderOptions{MaxRowBytes: 1 << 30}
}

// readRejects reads the rejects that a build wrote.
func readRejects(r io.Reader, order layout) (*correction, error) {
	src := otustemplate.NewCSVSource(r, rejectsOptions())
	columns, err := src.Columns()
	if err != nil {
		return nil, err
	}
	if at := slices.Index(columns, columnRow) + 1; at != order.own {
		return nil, fmt.Errorf("the rows to correct have their number in column %d, and not in %d: use %s", at, order.own, rejectsName)
	}
	c := &correction{columns: order.arranged(columns)}
	row, dest := make([]string, len(columns)), make([]any, len(columns))
	for i := range row {
		dest[i] = &row[i]
	}
	for src.Next() {
		if err := src.Scan(dest...); err != nil {
			return nil, err
		}
		c.rows = append(c.rows, order.arranged(row))
	}
	return c, src.Err()
}

// leaveOut empties the rows that no workbook can hold, so that all others keep their place,
// and returns how many they are: rows with a cell too long, rows beyond the last one of a
// sheet, and rows that nothing tells from another one. They stay in the rejects.
func (c *correction) leaveOut() (left int) {
	seen := map[string]bool{}
	for i, row := range c.rows {
		key := c.key(i)
		if fits(row) && i < maxRows && !seen[key] && key != "/" {
			seen[key] = true
			continue
		}
		left++
		c.rows[i] = make([]string, len(row))
		delete(c.issues, int64(i+2))
	}
	c.rows = c.rows[:min(len(c.rows), maxRows)]
	return left
}

// key is what tells a row from the others: its row of the export, and its part.
func (c *correction) key(row int) string {
	return c.cellOf(row, columnRow) + "/" + c.cellOf(row, columnPart)
}

// isLeftOut reports whether the row is one that leaveOut emptied.
func (c *correction) isLeftOut(row int) bool {
	return !slices.ContainsFunc(c.rows[row], func(cell string) bool { return cell != "" })
}

// fits reports whether a workbook can hold the row: a cell of Excel ends at 32,767
// characters, and what is beyond would be lost without a word.
func fits(row []string) bool {
	return !slices.ContainsFunc(row, func(cell string) bool {
		return len(cell) > maxCellLength && len(utf16.Encode([]rune(cell))) > maxCellLength || len(kept(cell)) > maxCellLength
	})
}

// cellOf returns the cell of a row in the column of that title, "" if there is none.
func (c *correction) cellOf(row int, title string) string {
	if at := slices.Index(c.columns, title); at >= 0 {
		return c.rows[row][at]
	}
	return ""
}

// errorsOf returns what is wrong with a row.
func (c *correction) errorsOf(row int) []otustemplate.Issue {
	var wrong []otustemplate.Issue
	for _, is := range c.issues[int64(row+2)] {
		if is.Severity == otustemplate.SeverityError {
			wrong = append(wrong, is)
		}
	}
	return wrong
}

// isFor reports whether that person, as the column otustemplate who names them, settles the
// row.
func (c *correction) isFor(row int, who otustemplate.Settler) bool {
	return slices.Contains(strings.Split(c.cellOf(row, columnWho), ", "), who.String())
}

// A mark says how a cell of the workbook looks, and whether it is open.
type mark uint8

const (
	locked mark = iota // as the export has it
	opened             // may be changed
	bad                // is wrong, and for whoever corrects the rows
	others             // is wrong, and for the data person or Otus
	problem
)

// A spot is a cell that a problem is in.
type spot struct {
	at      int // the column, from 0
	message string
	who     otustemplate.Settler
}

// spots returns the cells of a row that problems are in.
func (c *correction) spots(row int) []spot {
	var all []spot
	for _, is := range c.mattering(row) {
		for _, at := range c.cellsOf(row, is) {
			if at >= 0 && at < len(c.columns) {
				all = append(all, spot{at, is.Message, is.Settler})
			}
		}
	}
	return all
}

// mattering returns the errors of a row, and the warnings from which one of them may come,
// such as one of a day on which a class is not found.
func (c *correction) mattering(row int) []otustemplate.Issue {
	wrong := c.errorsOf(row)
	all := slices.Clone(wrong)
	for _, is := range c.issues[int64(row+2)] {
		if is.Severity == otustemplate.SeverityWarning && is.Column != otustemplate.NoColumn && !is.Repaired &&
			slices.ContainsFunc(wrong, func(e otustemplate.Issue) bool {
				return e.Column != is.Column && slices.Contains(leanOn(e.Column), is.Column)
			}) {
			all = append(all, is)
		}
	}
	return all
}

// cellsOf returns the columns, from 0, that an issue is in; -1 is none. A note is made of
// several cells, any of which may have what is wrong with it, unless the issue names a later
// one than the first; where no student is named, those that name one are meant.
func (c *correction) cellsOf(row int, is otustemplate.Issue) (all []int) {
	switch {
	case is.Code == otustemplate.CodeIdentifierMissing:
		for id := otustemplate.ColStudentEmail; id <= otustemplate.ColStateID; id++ {
			for _, title := range c.sources[id] {
				all = append(all, slices.Index(c.columns, title))
			}
		}
		return all
	case is.Column == otustemplate.ColNote && len(c.sources[is.Column]) > 1 && is.At.Field > 0:
		for _, title := range c.sources[is.Column] {
			if at := slices.Index(c.columns, title); at >= 0 && c.rows[row][at] != "" {
				all = append(all, at)
			}
		}
		if slices.Index(all, is.At.Field-1) > 0 {
			return []int{is.At.Field - 1} // what is wrong is in that one alone, or the first would be named
		}
		return all
	}
	return []int{is.At.Field - 1}
}

// leanOn are the columns of the template whose cells decide what a problem is about: who
// teaches a student on a day.
func leanOn(c otustemplate.Column) []otustemplate.Column {
	if c != otustemplate.ColTeacherEmail && c != otustemplate.ColClassName {
		return []otustemplate.Column{c}
	}
	return []otustemplate.Column{
		otustemplate.ColStudentEmail, otustemplate.ColSISID, otustemplate.ColStudentNumber, otustemplate.ColStateID,
		otustemplate.ColTeacherEmail, otustemplate.ColClassName, otustemplate.ColDate,
	}
}

// marks returns the marks of the cells of a row. A cell that a problem is in is marked bad,
// and what the problem may come from is open too. All cells of the export are open in a row
// that could not be split into cells, and in one whose problem is in no single cell.
func (c *correction) marks(row int) []mark {
	spots := c.spots(row)
	whole := c.cellOf(row, columnText) != "" || len(spots) == 0
	var sources []string
	for _, is := range c.issues[int64(row+2)] {
		for _, column := range leanOn(is.Column) {
			sources = append(sources, c.sources[column]...)
		}
	}
	all := make([]mark, len(c.columns))
	for i, title := range c.columns {
		switch {
		case title == columnProblem:
			all[i] = problem
		case strings.HasPrefix(title, answerPrefix), title == columnPart && c.rows[row][i] != "", whole && !strings.HasPrefix(title, ownPrefix), slices.Contains(sources, title):
			all[i] = opened
		}
	}
	for _, s := range spots {
		switch {
		case s.who == otustemplate.SettlerStaff:
			all[s.at] = bad
		case all[s.at] != bad:
			all[s.at] = others
		}
	}
	return all
}
