package desk

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.com/otustemplate"
)

// An Order is what a person wants done.
type Order struct {
	Row   int64     `json:"row"`
	Cells []Setting `json:"cells"`
	Like  string    `json:"like"` // a Problem.Key or Suggestion.Like: in all rows that have it; "": in this row only
	Who   string    `json:"who"`
	Day   string    `json:"day"` // such as 2023-11-30
}

// Apply does what a person wants, as one step, and returns the rows that changed.
func (d *Desk) Apply(ctx context.Context, o Order) ([]int64, error) {
	rows := []int64{o.Row}
	if o.Like != "" {
		rows = d.rowsLike(o.Like, o.Row)
	}
	var made []Edit
	text := ""
	for _, row := range rows {
		if _, ok := d.file.row(row); !ok {
			return nil, errors.New("the file has no such row")
		}
		for _, s := range d.settingsOf(o, row) {
			edit, err := d.edit(row, s)
			if err != nil {
				return nil, err
			}
			edit.Who, edit.Day = o.Who, o.Day
			made = append(made, edit)
			text = edit.Column
		}
	}
	what := fmt.Sprintf("row %d", o.Row)
	if len(rows) > 1 {
		what = fmt.Sprintf("%d rows", len(rows))
	}
	changed := d.edits.do(text+", "+what, made)
	return changed, d.recheck(ctx, changed)
}

// settingsOf returns what an order enters in a row. That a warning is right is said of the
// row's own one.
func (d *Desk) settingsOf(o Order, row int64) []Setting {
	if row == o.Row {
		return o.Cells
	}
	var all []Setting
	for _, s := range o.Cells {
		if !strings.HasPrefix(s.What, rightPrefix) {
			all = append(all, s)
			continue
		}
		for _, is := range d.found[row] {
			if problemKey(is) == o.Like && is.Severity != otustemplate.SeverityError {
				all = append(all, Setting{d.rightSpot(is).What, s.After})
			}
		}
	}
	return all
}

// rowsLike returns the rows with a problem, or with a suggestion for it, and one row in any case.
func (d *Desk) rowsLike(key string, row int64) []int64 {
	rows := []int64{row}
	for other, issues := range d.found {
		for _, is := range issues {
			own := problemKey(is)
			isFixed := func(fix otustemplate.Fix) bool { return own != "" && fixKey(own, fix.New) == key }
			if own == key || slices.ContainsFunc(is.Fixes, isFixed) {
				rows = append(rows, other)
			}
		}
	}
	return distinct(rows)
}

// edit returns the correction of one spot, without who made it.
func (d *Desk) edit(row int64, s Setting) (Edit, error) {
	if i := slices.Index(d.file.labels, s.What); i >= 0 && strings.HasPrefix(s.What, answerPrefix) {
		s.What = cellSpot(row, i).What // the file has the answer's column
	}
	own, whole := d.file.cells(row)
	s, err := d.pieceEntered(row, s)
	if err != nil {
		return Edit{}, err
	}
	edit := Edit{Spot: Spot{row, s.What}, After: s.After}
	switch i := edit.field(); {
	case edit.isRight():
		edit.Column, edit.Before = "warning", d.warning(edit.Spot)
	case s.What == doNotSend, strings.HasPrefix(s.What, answerPrefix):
		edit.Column = s.What
	case s.What == wholeRow && !whole:
		edit.Column, edit.Before = "the whole row", d.rawText(row)
	case i >= 0 && i < len(own) && whole:
		edit.Spot, edit.Column, edit.Before = cellSpot(row, i), d.file.labels[i], own[i]
	case i >= 0 && i < len(own): // of a row in pieces: all of them are settled with the first one
		cells, _ := d.cells(row)
		cells[i] = s.After
		edit.Spot.What, edit.Column = wholeRow, "the whole row"
		edit.Before, edit.After = d.rawText(row), d.file.rowText(cells)
	default:
		return Edit{}, fmt.Errorf("row %d has no such cell", row)
	}
	return edit, nil
}

// warning says what the warning is that a person finds right.
func (d *Desk) warning(spot Spot) string {
	for _, is := range d.found[spot.Row] {
		if d.rightSpot(is) == spot {
			return d.sentenceOf(is)
		}
	}
	return ""
}

// rightSpot is the spot of what a person says of a warning. It is another one if the row
// then says something else.
func (d *Desk) rightSpot(is otustemplate.Issue) Spot {
	text := fmt.Appendf(nil, "%s\x00%d", is.Value, is.Related)
	switch is.Code {
	case otustemplate.CodeTeacherClass, otustemplate.CodeStudentClass, otustemplate.CodeClassAmbiguous, otustemplate.CodeTeacherAmbiguous,
		otustemplate.CodeStudentAmbiguous, otustemplate.CodeIdentifierUnknown, otustemplate.CodeDateTerm:
		text = append(text, d.whoAndWhen(is.Row)...)
	}
	sum := sha256.Sum256(text)
	return Spot{is.Row, fmt.Sprintf("%s%s %s %x", rightPrefix, is.Code, is.Column.Letter(), sum[:4])}
}

// whoAndWhen is what a row says of student, teacher, class and day: a warning that compares
// them is another one for another student.
func (d *Desk) whoAndWhen(row int64) (text string) {
	cells, _ := d.cells(row)
	for i, cell := range cells {
		if c := d.feeds(i); c != otustemplate.NoColumn && c != otustemplate.ColRecognition && c != otustemplate.ColNote {
			text += "\x00" + cell
		}
	}
	for _, c := range []otustemplate.Column{otustemplate.ColTeacherEmail, otustemplate.ColClassName} {
		text += "\x00" + d.edits.now[Spot{row, answerTitle(c)}].After
	}
	return text
}

// isRight reports whether a person says that a warning is right as it is.
func (d *Desk) isRight(is otustemplate.Issue) bool {
	if is.Severity == otustemplate.SeverityError {
		return false
	}
	_, ok := d.edits.now[d.rightSpot(is)]
	return ok
}

// rawText returns a row as the file has it.
func (d *Desk) rawText(row int64) string {
	at, _ := d.file.row(row)
	return strings.ToValidUTF8(string(d.file.text[at.start:at.end]), "\uFFFD")
}

// Sign puts a name to the corrections made here without one, for those who enter their name
// late.
func (d *Desk) Sign(who string) { d.edits.sign(who) }

// Undo takes the last step back, and returns the rows that changed.
func (d *Desk) Undo(ctx context.Context) ([]int64, error) {
	rows := d.edits.undo()
	return rows, d.recheck(ctx, rows)
}

// Redo makes the step again that was taken back last.
func (d *Desk) Redo(ctx context.Context) ([]int64, error) {
	rows := d.edits.redo()
	return rows, d.recheck(ctx, rows)
}
