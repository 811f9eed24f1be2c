package main

import "github.com/xuri/excelize/v2"

// The colors of the cells, which the first sheet explains.
const (
	titleColor  = "E8EAED"
	badColor    = "FADBD8"
	openColor   = "FFF9DB"
	othersColor = "DCE8F7"
	doneColor   = "D9F2E0"
	badText     = "8B0000"
	doneText    = "1E5B2F"
	othersText  = "1F3F66"
	gridColor   = "B0B0B0"
	font        = "Calibri"
)

// styles are the looks of cells, each a number of the workbook's.
type styles struct {
	title, heading, text int
	green                int              // of the sheet that says what to do
	done                 int              // how a wrong cell looks once it is changed
	marks, wrapped       [problem + 1]int // by mark; a long cell is wrapped
}

// makeStyles makes them. Every cell is text, so that zeros at the front stay.
func (w *bookWriter) makeStyles() {
	const text = 49 // the built-in format of text, "@"
	fill := func(color string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
	}
	border := []excelize.Border{
		{Type: "left", Color: gridColor, Style: 1}, {Type: "right", Color: gridColor, Style: 1},
		{Type: "top", Color: gridColor, Style: 1}, {Type: "bottom", Color: gridColor, Style: 1},
	}
	top, wrap := &excelize.Alignment{Vertical: "top"}, &excelize.Alignment{Vertical: "top", WrapText: true}
	open := &excelize.Protection{Locked: false}
	w.styles.title = w.style(&excelize.Style{NumFmt: text, Font: &excelize.Font{Family: font, Bold: true}, Alignment: wrap, Fill: fill(titleColor), Border: border})
	w.styles.heading = w.style(&excelize.Style{NumFmt: text, Font: &excelize.Font{Family: font, Bold: true, Size: 14}, Alignment: wrap})
	w.styles.text = w.style(&excelize.Style{NumFmt: text, Alignment: wrap})
	w.styles.green = w.style(&excelize.Style{NumFmt: text, Alignment: top, Border: border, Fill: fill(doneColor), Font: &excelize.Font{Family: font, Color: doneText}})
	done, err := w.book.NewConditionalStyle(&excelize.Style{Fill: fill(doneColor), Font: &excelize.Font{Color: doneText}})
	w.do(err)
	w.styles.done = done
	for mark, style := range map[mark]excelize.Style{
		locked:  {},
		problem: {},
		opened:  {Fill: fill(openColor), Protection: open},
		bad:     {Fill: fill(badColor), Font: &excelize.Font{Family: font, Color: badText, Bold: true}, Protection: open},
		others:  {Fill: fill(othersColor), Font: &excelize.Font{Family: font, Color: othersText, Bold: true}, Protection: open},
	} {
		style.NumFmt, style.Border, style.Alignment = text, border, top
		w.styles.marks[mark] = w.style(&style)
		style.Alignment = wrap
		w.styles.wrapped[mark] = w.style(&style)
	}
}

func (w *bookWriter) style(of *excelize.Style) int {
	number, err := w.book.NewStyle(of)
	w.do(err)
	return number
}

// Widths of columns, in characters.
const (
	problemWidth = 52
	answerWidth  = 24
	rowWidth     = 13
	leastWidth   = 8
	mostWidth    = 38
)

// wrapLength is how long a text may be that is shown whole: a note of pages would fill the
// screen.
const wrapLength = 400

// width returns how wide the column of a sheet is: as its cells, within bounds.
func (s *sheet) width(at int) float64 {
	title := s.columns[at]
	switch {
	case title == columnProblem:
		return problemWidth
	case title == columnRow, title == columnWho, title == columnPart:
		return rowWidth
	case isOwn(title), title == columnDoNot, title == columnWhy:
		return answerWidth
	}
	widest := len([]rune(title)) + 3 // the mark of the filter
	for _, row := range s.rows[:min(len(s.rows), 1000)] {
		widest = max(widest, min(mostWidth, len([]rune(s.cell(row, at)))+1))
	}
	return float64(max(leastWidth, min(mostWidth, widest)))
}
