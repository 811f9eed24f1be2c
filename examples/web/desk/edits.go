package desk

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A Spot is what a correction changes: one cell, one answer, a row that could not be
// split, or whether a row is sent.
type Spot struct {
	Row  int64  `json:"row"`
	What string `json:"what"` // the number of the column from 1, an answer's title, or one of the following
}

// What a correction changes besides cells.
const (
	wholeRow     = "row"      // the text of a row that could not be split
	doNotSend    = "not sent" // the row is left out, with a reason
	rightPrefix  = "right: "  // begins what says that a warning is right as it is
	answerPrefix = "answer: " // begins the title of a column that rejects have for what no cell of the export says
)

// cellSpot is the spot of a cell, the column counted from 0.
func cellSpot(row int64, i int) Spot { return Spot{row, strconv.Itoa(i + 1)} }

// field returns the column of a cell, from 0, or -1.
func (s Spot) field() int {
	n, err := strconv.Atoi(s.What)
	if err != nil {
		return -1
	}
	return n - 1
}

// An Edit is one correction, and who made it when.
type Edit struct {
	Spot
	Column string `json:"column"` // the title of the column, for people
	Before string `json:"before"`
	After  string `json:"after"` // of doNotSend the reason
	Who    string `json:"who"`
	Day    string `json:"day"` // such as 2023-11-30

	added bool // it comes from a work file
}

// isNone reports whether everything is as the file has it.
func (e *Edit) isNone() bool {
	if e.isRight() {
		return e.After == ""
	}
	return e.Before == e.After
}

// isRight reports whether a person looked at a warning and says that the row is right.
// That changes no cell.
func (s Spot) isRight() bool { return strings.HasPrefix(s.What, rightPrefix) }

// edits are the corrections that count, and those that were made and taken back.
type edits struct {
	now    map[Spot]Edit
	done   []step
	undone []step
}

// A step is what one undo takes back.
type step struct {
	Text    string
	changes []change
}

// A change is a correction and what was there before it; nil is none.
type change struct {
	spot     Spot
	from, to *Edit
}

// do makes the corrections of one step, which may then be undone. An edit that leaves
// everything as the file has it is no correction.
func (e *edits) do(text string, made []Edit) (rows []int64) {
	s := step{Text: text}
	for _, edit := range made {
		c := change{spot: edit.Spot, from: e.at(edit.Spot)}
		if !edit.isNone() {
			c.to = &edit
		}
		if c.from == nil && c.to == nil || c.from != nil && c.to != nil && c.from.After == c.to.After {
			continue
		}
		s.changes = append(s.changes, c)
		e.set(c.spot, c.to)
		rows = append(rows, c.spot.Row)
	}
	if len(s.changes) > 0 {
		e.done, e.undone = append(e.done, s), nil
	}
	return distinct(rows)
}

// undo takes the last step back.
func (e *edits) undo() (rows []int64) {
	if len(e.done) == 0 {
		return nil
	}
	s := e.done[len(e.done)-1]
	e.done, e.undone = e.done[:len(e.done)-1], append(e.undone, s)
	for _, c := range slices.Backward(s.changes) {
		e.set(c.spot, c.from)
		rows = append(rows, c.spot.Row)
	}
	return distinct(rows)
}

// redo makes the step again that was taken back last.
func (e *edits) redo() (rows []int64) {
	if len(e.undone) == 0 {
		return nil
	}
	s := e.undone[len(e.undone)-1]
	e.undone, e.done = e.undone[:len(e.undone)-1], append(e.done, s)
	for _, c := range s.changes {
		e.set(c.spot, c.to)
		rows = append(rows, c.spot.Row)
	}
	return distinct(rows)
}

// sign puts a name to the corrections made here that have none.
func (e *edits) sign(who string) {
	signed := func(edit *Edit) {
		if edit != nil && edit.Who == "" && !edit.added {
			edit.Who = who
		}
	}
	for spot, edit := range e.now {
		signed(&edit)
		e.now[spot] = edit
	}
	for _, s := range slices.Concat(e.done, e.undone) {
		for _, c := range s.changes {
			signed(c.from)
			signed(c.to)
		}
	}
}

func (e *edits) at(spot Spot) *Edit {
	if edit, ok := e.now[spot]; ok {
		return &edit
	}
	return nil
}

func (e *edits) set(spot Spot, edit *Edit) {
	if edit == nil {
		delete(e.now, spot)
		return
	}
	if e.now == nil {
		e.now = make(map[Spot]Edit)
	}
	e.now[spot] = *edit
}

// sorted returns the corrections that count by row and column.
func (e *edits) sorted() []Edit {
	all := slices.Collect(maps.Values(e.now))
	slices.SortFunc(all, compareEdits)
	return all
}

// rows returns the rows that are corrected, in order.
func (e *edits) rows() []int64 {
	rows := make([]int64, 0, len(e.now))
	for spot := range e.now {
		if !spot.isRight() {
			rows = append(rows, spot.Row)
		}
	}
	return distinct(rows)
}

// byRow returns the corrections of some rows, sorted by column.
func (e *edits) byRow(rows []int64) map[int64][]Edit {
	all := make(map[int64][]Edit, len(rows))
	for _, row := range rows {
		all[row] = nil
	}
	for spot, edit := range e.now {
		if _, ok := all[spot.Row]; ok {
			all[spot.Row] = append(all[spot.Row], edit)
		}
	}
	for _, edits := range all {
		slices.SortFunc(edits, compareEdits)
	}
	return all
}

func compareEdits(a, b Edit) int {
	return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.field(), b.field()), cmp.Compare(a.What, b.What))
}

func distinct(rows []int64) []int64 {
	slices.Sort(rows)
	return slices.Compact(rows)
}
