package main

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"example.com/otustemplate"
	"example.com/otustemplate/examples/internal/cli"
)

// howTo writes the first sheet: what the workbook is, what to do, and what the colors mean.
func (w *bookWriter) howTo() {
	if w.err != nil {
		return
	}
	mine, theirs := 0, 0
	for row := range w.correction.rows {
		switch {
		case w.isLeftOut(row):
		case w.isFor(row, otustemplate.SettlerStaff):
			mine++
		default:
			theirs++
		}
	}
	w.arrangeHowTo()
	number := 0
	add := func(sign string, style int, text string, textStyle int) {
		number++
		at := w.name(1, number)
		w.do(w.book.SetCellStr(sheetHowTo, at, sign))
		w.do(w.book.SetCellStyle(sheetHowTo, at, at, style))
		at = w.name(2, number)
		w.do(w.book.SetCellStr(sheetHowTo, at, text))
		w.do(w.book.SetCellStyle(sheetHowTo, at, at, textStyle))
	}
	plain := w.styles.text
	add("", plain, howToHeading(w.export, mine+theirs), w.styles.heading)
	if mine+theirs == 0 {
		add("", plain, "There is nothing to do in this file.", plain)
		return
	}
	add("", plain, howMany(mine, theirs), plain)
	for i, step := range howToSteps {
		add(fmt.Sprint(i+1), plain, step, plain)
	}
	add("", plain, "What the colors mean", w.styles.title)
	add("red", w.styles.marks[bad], "Correct this cell. If it is empty, fill it in.", plain)
	add("yellow", w.styles.marks[opened], "You may change this cell if that helps. Leave it empty if not.", plain)
	add("blue", w.styles.marks[others], "Your data person or Otus settles this one. You may enter it if you know it for sure.", plain)
	if w.markedRows() > 0 {
		add("green", w.styles.green, "You have changed this cell. It was red or blue before.", plain)
	}
	add("white", w.styles.marks[locked], "This cell is as the export has it. It is locked.", plain)
	if len(w.people) > 0 {
		add("", plain, "Rows to ask about", w.styles.title)
		add("", plain, "There is a sheet for each person to ask, with the rows of that person only. Print it and hand it over, "+
			"or copy it into a file of its own: this file has the rows of other students.", plain)
		add("", plain, "You may enter the answers there or on the sheet \""+sheetRowsName+"\": both count. If two sheets give different answers for one cell, "+
			"neither is used, and the row comes back to you.", plain)
		add("", plain, "The sheet \""+notKnownName+"\" has the rows that do not say for sure which teacher to ask.", plain)
	}
	add("", plain, "These rows are about students. Give this file only to people who may see it, and delete your copy when you are done.", w.styles.title)
}

// howToHeading says what the workbook has.
func howToHeading(export string, rows int) string {
	switch {
	case rows == 0 && export == "":
		return "No row needs a correction."
	case rows == 0:
		return "No row of " + export + " needs a correction."
	case rows == 1:
		return "1 row of " + export + " needs a correction before it can go to Otus."
	}
	return cli.Plural(int64(rows), "row", "rows") + " of " + export + " need a correction before they can go to Otus."
}

// howMany says whose they are.
func howMany(mine, theirs int) string {
	switch {
	case theirs == 0:
		return "All of them are yours to correct."
	case mine == 0:
		return "All of them are for your data person or for Otus: there is nothing for you to correct."
	}
	return fmt.Sprintf("You correct %s. Your data person or Otus settles %s.", cli.Plural(int64(mine), "row", "rows"), cli.Plural(int64(theirs), "row", "rows"))
}

// howToSteps are what to do, in order.
var howToSteps = []string{
	"Open the sheet \"" + sheetRowsName + "\": its tab is at the bottom of the window. Each row there is one row of the export, with its number there under \"" + columnRow + "\".",
	"Read \"" + columnProblem + "\". It says what is wrong with the row, and what to enter.",
	"Look at \"" + columnWho + "\". If it says \"you\", correct the row. If it does not name you, leave the row as it is.",
	"Scroll to the right to the red cell of the row, and correct it. Click it first: if there is an arrow, you may choose from a list. " +
		"A column such as \"" + answerPrefix + "Class Name\" is for what has no cell of its own.",
	"Enter dates with the month first, such as 11/30/2023, unless the problem shows another form. If you do not know a name or a date, ask: do not guess.",
	"If a row must not go to Otus at all, choose \"" + choiceDoNot + "\" at the end of the row, and say why beside it.",
	"You may filter the rows, and skip some: rows that you skip come back to you. To sort them, first choose Unprotect Sheet in the menu Review. There is no password.",
	"Save the file under the same name and in the same form (Excel workbook, .xlsx), and send it back to your data person.",
}

func (w *bookWriter) arrangeHowTo() {
	portrait, fit, width, height, lines := "portrait", true, 1, 0, false
	w.do(w.book.SetSheetProps(sheetHowTo, &excelize.SheetPropsOptions{FitToPage: &fit}))
	w.do(w.book.SetPageLayout(sheetHowTo, &excelize.PageLayoutOptions{Orientation: &portrait, FitToWidth: &width, FitToHeight: &height}))
	w.do(w.book.SetSheetView(sheetHowTo, 0, &excelize.ViewOptions{ShowGridLines: &lines}))
	w.do(w.book.SetColWidth(sheetHowTo, "A", "A", 9))
	w.do(w.book.SetColWidth(sheetHowTo, "B", "B", 95))
	w.do(w.book.ProtectSheet(sheetHowTo, &excelize.SheetProtectionOptions{SelectLockedCells: true, SelectUnlockedCells: true}))
}
