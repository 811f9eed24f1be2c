package engine

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
)

// A header is what was found out about the template's columns in a file.
type header struct {
	comma   byte
	row     int64 // of the labels; 0: none
	labels  []string
	columns []schema.Column // what each label names
	byPlace []int           // fields, from 1, with unknown labels, taken for what the template has in their place
	named   int             // how many different columns the labels name
}

// layout returns the header as a Layout.
func (h *header) layout() schema.Layout { return schema.NewLayout(h.labels, h.columns) }

// findHeader finds the comma and the header of a template. It does not read
// on. The error is a *FileError, or the reader's.
func (s *sheet) findHeader() (header, error) {
	if err := s.start(); err != nil {
		return header{}, err
	}
	if s.opts.NoHeader {
		return s.findPositions()
	}
	labels := schema.NewLabelTable(s.opts.Labels)
	var h header
	var text []byte
	var end error
	for _, size := range s.peekSizes() {
		text, end = s.rows.Peek(size)
		if h = s.bestHeader(text, end == io.EOF, labels); h.named > 1 || end != nil {
			break
		}
	}
	switch {
	case h.row > 0:
		s.setComma(h.comma)
		h.byPlace = labels.TakeByPlace(h.labels, h.columns)
		return h, h.check()
	case end != nil && end != io.EOF:
		return header{}, end
	}
	return header{}, s.headerMissing(text, end == io.EOF)
}

// bestHeader returns the header with the comma under which it names most
// columns.
func (s *sheet) bestHeader(text []byte, atEOF bool, labels schema.LabelTable) (best header) {
	for _, comma := range s.commas() {
		h := s.headerWith(text, atEOF, comma, labels)
		if h.row > 0 && (best.row == 0 || h.named > best.named) {
			best = h
		}
	}
	return best
}

// headerWith returns the header that the rows of text have with a comma: the
// first one that names two columns, else the first of all where it can be
// nothing but nine unknown labels, else the first that names one. In this
// order, a note that is the one word "Comment" never makes a header of its row.
func (s *sheet) headerWith(text []byte, atEOF bool, comma byte, labels schema.LabelTable) header {
	var one, unknown header
	var row sheetRow
	number, first := int64(0), true
	fixed := int64(s.opts.HeaderRow)
	for raw := range s.dialect(comma).Rows(text, atEOF) {
		number++
		if fixed > 0 && number < fixed {
			continue
		}
		if number > max(headerRows, fixed) {
			break
		}
		s.decoder.decode(raw, &row)
		if row.blank && fixed == 0 {
			continue
		}
		if raw.Status == csvrow.OK && !raw.Lost {
			h := header{comma: comma, row: number}
			h.columns, h.named = labels.Columns(row.cells)
			h.labels = slices.Clone(row.cells)
			switch {
			case h.named > 1 || fixed > 0 && h.named > 0:
				return h
			case h.named == 1 && one.row == 0:
				one = h
			case first && labels.InPlace(row.cells):
				unknown = h
			}
		}
		if first = false; fixed > 0 {
			break
		}
	}
	if unknown.row > 0 {
		return unknown
	}
	return one
}

// check returns an error where a column that rows must have is absent, or two
// labels name one column.
func (h *header) check() error {
	present := make([]bool, schema.NumColumns+1)
	for _, c := range h.columns {
		present[c] = true
	}
	if err := checkPresent(present, fmt.Sprintf("the header in row %d", h.row)); err != nil {
		return err
	}
	const most = 10 // pairs named
	var first [schema.NumColumns + 1]int
	var twice []schema.Column
	var text []string
	for i, c := range h.columns {
		switch {
		case c == schema.NoColumn:
			continue
		case first[c] == 0:
			first[c] = i + 1
			continue
		case !slices.Contains(twice, c):
			twice = append(twice, c)
		}
		if len(text) < most {
			text = append(text, fmt.Sprintf("the labels in %s%d and %s%d both name the column %s",
				schema.Letters(first[c]), h.row, schema.Letters(i+1), h.row, c))
		}
	}
	if twice == nil {
		return nil
	}
	return &FileError{Code: schema.CodeHeaderDuplicate, Columns: twice,
		Err: fmt.Errorf("%s; remove or rename one of them", strings.Join(text, ", "))}
}

// checkPresent returns an error that names all columns that rows must have and
// that are not present where it says.
func checkPresent(present []bool, where string) error {
	var missing, absent []schema.Column
	for _, c := range schema.AllColumns {
		switch {
		case present[c]:
		case c.Identifier():
			absent = append(absent, c)
		case c.Required():
			missing = append(missing, c)
		}
	}
	var text []string
	if len(absent) == len(schema.Identifiers) {
		text = append(text, "a student identifier ("+labelList(absent, "or")+")")
		missing = append(absent, missing...)
	}
	for _, c := range missing {
		if !c.Identifier() {
			text = append(text, c.String())
		}
	}
	if missing == nil {
		return nil
	}
	return &FileError{Code: schema.CodeHeaderColumnMissing, Columns: missing,
		Err: fmt.Errorf("%s lacks %s; add what is missing, or say which label stands for it", where, phrase.JoinWords(text, "and"))}
}

// labelList returns the labels of columns as a list in words.
func labelList(columns []schema.Column, last string) string {
	labels := make([]string, len(columns))
	for i, c := range columns {
		labels[i] = c.String()
	}
	return phrase.JoinWords(labels, last)
}

// headerMissing says that no row of text is the header, and what may be wrong.
func (s *sheet) headerMissing(text []byte, atEOF bool) error {
	where := fmt.Sprintf("none of the first %d rows names columns of the template", headerRows)
	if s.opts.HeaderRow > 0 {
		where = fmt.Sprintf("row %d names no column of the template", s.opts.HeaderRow)
	}
	advice := fmt.Sprintf("the header has labels such as %s", labelList(schema.AllColumns, "and"))
	switch {
	case bytes.Count(text, []byte{0}) > len(text)/4:
		advice = "the text is full of NUL characters, like UTF-16 without a byte order mark: " +
			"save the file as UTF-8, or set ReaderOptions.Encoding to EncodingUTF16"
	case s.startsWithData(text, atEOF):
		advice += ", and the first row looks like data: add a header, " +
			"or set ReaderOptions.NoHeader where the columns are in the template's order"
	}
	return &FileError{Code: schema.CodeHeaderMissing, Err: errors.New(where + "; " + advice)}
}

// startsWithData reports whether the first row that is not blank has as many
// cells as the template, and some that look like data.
func (s *sheet) startsWithData(text []byte, atEOF bool) bool {
	var row sheetRow
	for _, comma := range s.commas() {
		for raw := range s.dialect(comma).Rows(text, atEOF) {
			if s.decoder.decode(raw, &row); row.blank {
				continue
			}
			if len(row.cells) >= int(schema.ColDate) && slices.ContainsFunc(row.cells, schema.LooksLikeData) {
				return true
			}
			break
		}
	}
	return false
}

// findPositions finds the comma of a file without a header, the one that
// splits most of its first rows into nine cells, or eight where no note is
// given, and returns the template's columns by position.
func (s *sheet) findPositions() (header, error) {
	h, width := header{}, 0
	for _, size := range s.peekSizes() {
		text, end := s.rows.Peek(size)
		best := -1
		for _, comma := range s.commas() {
			if score, first := s.scorePositions(text, end == io.EOF, comma); score > best {
				h.comma, width, best = comma, first, score
			}
		}
		if width > 0 || end != nil {
			break
		}
	}
	s.setComma(h.comma)
	h.columns = slices.Clone(schema.AllColumns)
	if width > 0 && width < schema.NumColumns { // else no row could be read, and none will miss a column
		h.columns = h.columns[:width]
	}
	present := make([]bool, schema.NumColumns+1)
	for _, c := range h.columns {
		h.labels = append(h.labels, c.String())
		present[c] = true
	}
	return h, checkPresent(present, "the file, read without a header,")
}

// scorePositions returns how well a comma splits the first rows of text, and
// how many cells the first one has that is not blank.
func (s *sheet) scorePositions(text []byte, atEOF bool, comma byte) (score, width int) {
	var row sheetRow
	n := 0
	for raw := range s.dialect(comma).Rows(text, atEOF) {
		if n++; n > commaRows {
			break
		}
		if raw.Status != csvrow.OK || raw.Lost {
			continue
		}
		s.decoder.decode(raw, &row)
		if width == 0 && !row.blank {
			width = len(row.cells)
		}
		switch len(row.cells) {
		case schema.NumColumns:
			score += commaRows + 1 // more than all that have eight
		case schema.NumColumns - 1:
			score++
		}
	}
	return score, width
}
