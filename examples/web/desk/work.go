package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.com/otustemplate"
)

// workVersion is the version of the work file.
const workVersion = 1

// A work file holds the corrections, to go on with later or on another computer. It
// does not hold the export: there is no second copy of the students' rows, and whoever
// goes on needs the same export anyway. Its SHA-256 tells whether it is the same.
type workFile struct {
	Version int    `json:"version"`
	Export  string `json:"export"` // the name of the file
	SHA256  string `json:"sha256"`
	Edits   []Edit `json:"edits"`
}

// Work returns the corrections as a work file.
func (d *Desk) Work() ([]byte, error) {
	all := d.edits.sorted()
	if all == nil {
		all = []Edit{}
	}
	text, err := json.MarshalIndent(workFile{workVersion, d.file.name, d.file.sum, all}, "", "  ")
	return append(text, '\n'), err
}

// ExportOf returns the name of the export that a work file belongs to.
func ExportOf(work []byte) (string, error) {
	w, err := readWork(work)
	return w.Export, err
}

func readWork(text []byte) (workFile, error) {
	var w workFile
	if err := json.Unmarshal(text, &w); err != nil || w.SHA256 == "" {
		return w, errors.New("this is not a work file that this page has saved")
	}
	if w.Version != workVersion {
		return w, errors.New("this work file was saved by another version of this page")
	}
	return w, nil
}

// A Conflict is one spot that two people corrected differently.
type Conflict struct {
	ID     string `json:"id"`
	Row    int64  `json:"row"`
	Mine   []Edit `json:"mine"`
	Theirs []Edit `json:"theirs"`
}

// Conflicts returns where a work file says something else than the corrections made
// here, by row.
func (d *Desk) Conflicts(work []byte) ([]Conflict, error) {
	theirs, err := d.theirs(work)
	if err != nil {
		return nil, err
	}
	conflicts := []Conflict{}
	var rows []int64
	for _, e := range theirs {
		rows = append(rows, e.Row)
	}
	mine := d.edits.byRow(rows)
	for i := 0; i < len(theirs); {
		row := theirs[i].Row
		next := i
		for next < len(theirs) && theirs[next].Row == row {
			next++
		}
		conflicts = append(conflicts, d.conflictsOf(row, mine[row], theirs[i:next])...)
		i = next
	}
	return conflicts, nil
}

// conflictsOf compares the corrections of one row. Whether it is sent at all is one
// question, and each cell is another. What belongs in a column of the template may be
// said by a cell or by an answer: one of each is a conflict too.
func (d *Desk) conflictsOf(row int64, mine, theirs []Edit) []Conflict {
	if len(mine) == 0 {
		return nil
	}
	isSkip := func(e Edit) bool { return e.What == doNotSend }
	if skip := slices.ContainsFunc(mine, isSkip); skip != slices.ContainsFunc(theirs, isSkip) {
		return []Conflict{{ID: Spot{row, doNotSend}.id(), Row: row, Mine: mine, Theirs: theirs}}
	}
	var conflicts []Conflict
	for _, e := range theirs {
		if own := d.edits.at(e.Spot); own != nil {
			if own.After != e.After {
				conflicts = append(conflicts, Conflict{ID: e.id(), Row: row, Mine: []Edit{*own}, Theirs: []Edit{e}})
			}
			continue
		}
		if rivals := slices.DeleteFunc(slices.Clone(mine), func(own Edit) bool { return !d.areRivals(own.Spot, e.Spot) }); len(rivals) > 0 {
			conflicts = append(conflicts, Conflict{ID: e.id(), Row: row, Mine: rivals, Theirs: []Edit{e}})
		}
	}
	return conflicts
}

// areRivals reports whether one spot is an answer for a column of the template and the
// other a cell that fills it.
func (d *Desk) areRivals(a, b Spot) bool {
	answers := func(answer, cell Spot) bool {
		title, ok := strings.CutPrefix(answer.What, answerPrefix)
		i := cell.field()
		return ok && i >= 0 && d.feeds(i).String() == title && d.feeds(i) != otustemplate.ColNote
	}
	return answers(a, b) || answers(b, a)
}

func (s Spot) id() string { return fmt.Sprintf("%d %s", s.Row, s.What) }

// Merge takes the corrections of a work file over, as one step. Where they conflict
// with those made here, takeTheirs has the IDs of the conflicts in which theirs count.
func (d *Desk) Merge(ctx context.Context, work []byte, takeTheirs []string) ([]int64, error) {
	theirs, err := d.theirs(work)
	if err != nil {
		return nil, err
	}
	conflicts, err := d.Conflicts(work)
	if err != nil {
		return nil, err
	}
	var made []Edit
	for _, c := range conflicts {
		took := slices.Contains(takeTheirs, c.ID)
		for _, e := range c.Theirs {
			theirs = slices.DeleteFunc(theirs, func(t Edit) bool { return !took && t.Spot == e.Spot })
		}
		for _, e := range c.Mine { // theirs come in their place
			if took {
				made = append(made, Edit{Spot: e.Spot, Column: e.Column})
			}
		}
	}
	changed := d.edits.do("work of a colleague", append(made, theirs...))
	return changed, d.recheck(ctx, changed)
}

// theirs returns the corrections of a work file of the same export.
func (d *Desk) theirs(work []byte) ([]Edit, error) {
	w, err := readWork(work)
	if err != nil {
		return nil, err
	}
	if w.SHA256 != d.file.sum {
		if w.Export == d.file.name {
			return nil, fmt.Errorf("“%s” has changed since this work was saved, or it is another file of that name. Open it as it was", w.Export)
		}
		return nil, fmt.Errorf("this work file belongs to another file, “%s”. Open that one first", w.Export)
	}
	var all edits
	for _, e := range w.Edits {
		if _, ok := d.file.row(e.Row); !ok {
			return nil, errors.New("this work file names a row that the file does not have")
		}
		own, err := d.edit(e.Row, Setting{e.What, e.After})
		if err != nil || own.Spot != e.Spot || own.Before != e.Before && !e.isRight() {
			return nil, errors.New("this work file does not fit the file that is open")
		}
		e.Column, e.added = own.Column, true
		all.set(e.Spot, &e)
	}
	return all.sorted(), nil
}
