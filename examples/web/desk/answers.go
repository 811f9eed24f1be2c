package desk

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"example.com/otustemplate"
)

// What no cell of the export says, such as a class that was looked up, is corrected by
// an answer. Its column has the title that it has in the rejects, and goes before the
// mapping.

// answerTitle returns the title of the column that answers what belongs in c.
func answerTitle(c otustemplate.Column) string { return answerPrefix + c.String() }

// answerColumnsOf returns the titles of the answer columns of the rejects. If the mapping makes
// several records of a row, what is not the same for all of them has none: an answer in
// the export would be that of all. Such a column is corrected by its code; see piece.
func (d *Desk) answerColumnsOf(rejects []byte) []string {
	if d.mapping == nil {
		return nil
	}
	header, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(rejects, []byte("\ufeff")))).Read()
	if err != nil {
		return nil // there is no header, which only a failed build gives
	}
	return slices.DeleteFunc(header, func(title string) bool {
		return !strings.HasPrefix(title, answerPrefix) || slices.ContainsFunc(d.columnsOfEach(), func(c otustemplate.Column) bool { return answerTitle(c) == title })
	})
}

// columnsOfEach returns the columns that need not be the same for all records of a row.
func (d *Desk) columnsOfEach() []otustemplate.Column { return slices.Sorted(maps.Keys(d.rules.ofEach)) }

// A piece is a code in a cell that may hold several, and so make several records. It is
// corrected by choosing the name in Otus: the code for that name takes its place.
type piece struct {
	column otustemplate.Column
	field  int // of the cell, from 0
	code   string
}

// piecePrefix begins what a Setting says to correct if it is a piece.
const piecePrefix = "code: "

func (p piece) what() string {
	return fmt.Sprintf("%s%s %d %s", piecePrefix, p.column.Letter(), p.field+1, p.code)
}

// readPiece is the opposite of what.
func readPiece(what string) (p piece, ok bool) {
	text, ok := strings.CutPrefix(what, piecePrefix)
	if !ok {
		return p, false
	}
	letter, text, _ := strings.Cut(text, " ")
	number, code, _ := strings.Cut(text, " ")
	c, err := otustemplate.ParseColumn(letter)
	n, err2 := strconv.Atoi(number)
	return piece{c, n - 1, code}, err == nil && err2 == nil
}

// pieceOf returns the code that an issue is about, if the row may make several records
// and there are codes to choose from.
func (d *Desk) pieceOf(is otustemplate.Issue) (p piece, ok bool) {
	if is.Code != otustemplate.CodeValueUnmapped || !d.rules.ofEach[is.Column] || is.Field <= 0 || is.Field > len(d.file.labels) || len(d.rules.names[is.Column]) == 0 {
		return p, false
	}
	return piece{is.Column, is.Field - 1, is.Value}, true
}

// pieceEntered returns what a name that is chosen in place of a code makes of its cell. Any
// other setting stays as it is.
func (d *Desk) pieceEntered(row int64, s Setting) (Setting, error) {
	p, ok := readPiece(s.What)
	if !ok {
		return s, nil
	}
	cells, whole := d.cells(row)
	if !whole || p.field < 0 || p.field >= len(cells) {
		return s, fmt.Errorf("row %d has no such cell", row)
	}
	text, err := d.replacedPiece(p, cells[p.field], s.After)
	return Setting{cellSpot(row, p.field).What, text}, err
}

// replacedPiece returns the cell with the code for a name in place of the piece.
func (d *Desk) replacedPiece(p piece, cell, name string) (text string, err error) {
	code, ok := d.rules.codes[p.column][name]
	if !ok {
		return "", fmt.Errorf("the kit has no code for “%s”. Ask your data person", name)
	}
	separator := d.rules.each.Separator
	if separator == "" {
		return code, nil
	}
	parts := strings.Split(cell, separator)
	for i, part := range parts {
		if trimmed := strings.TrimSpace(part); trimmed == strings.TrimSpace(p.code) {
			parts[i] = strings.Replace(part, trimmed, code, 1)
		}
	}
	return strings.Join(parts, separator), nil
}

// answers reports whether a correction for c may be entered as an answer.
func (d *Desk) answers(c otustemplate.Column) bool {
	return slices.Contains(d.answerable, answerTitle(c))
}

// answerColumns returns the titles of the answer columns that the corrections fill in and
// that the file lacks, in the order of the rejects.
func (d *Desk) answerColumns(further ...Setting) []string {
	used := make(map[string]bool)
	for spot := range d.edits.now {
		used[spot.What] = true
	}
	for _, s := range further {
		used[s.What] = true
	}
	var titles []string
	for _, title := range d.answerable {
		if used[title] && !slices.Contains(d.file.labels, title) {
			titles = append(titles, title)
		}
	}
	return titles
}
