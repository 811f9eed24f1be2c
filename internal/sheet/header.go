package sheet

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

// A Header is what was found out about the template's columns in a file.
type Header struct {
	Comma   byte
	Row     int64 // of the labels; 0: none
	Labels  []string
	Columns []schema.Column // what each label names
	ByPlace []int           // fields, from 1, with unknown labels, taken for what the template has in their place
	Named   int             // how many different columns the labels name
}

// layout returns the header as a Layout.
func (h *Header) layout() schema.Layout { return schema.NewLayout(h.Labels, h.Columns) }

// findHeader finds the comma and the header of a template. It does not read
// on. The error is a *FileError, or the reader's.
func (s *Sheet) findHeader() (Header, error) {
	if err := s.start(); err != nil {
		return Header{}, err
	}
	if s.Opts.NoHeader {
		return s.findPositions()
	}
	labels := schema.NewLabelTable(s.Opts.Labels)
	var h Header
	var text []byte
	var end error
	for _, size := range s.peekSizes() {
		text, end = s.Rows.Peek(size)
		if h = s.bestHeader(text, end == io.EOF, labels); h.Named > 1 || end != nil {
			break
		}
	}
	switch {
	case h.Row > 0:
		s.setComma(h.Comma)
		h.ByPlace = labels.TakeByPlace(h.Labels, h.Columns)
		return h, h.Check()
	case end != nil && end != io.EOF:
		return Header{}, end
	}
	return Header{}, s.headerMissing(text, end == io.EOF)
}

// bestHeader returns the header with the comma under which it names most
// columns.
func (s *Sheet) bestHeader(text []byte, atEOF bool, labels schema.LabelTable) (best Header) {
	for _, comma := range s.commas() {
		h := s.headerWith(text, atEOF, comma, labels)
		if h.Row > 0 && (best.Row == 0 || h.Named > best.Named) {
			best = h
		}
	}
	return best
}

// headerWith returns the header that the rows of text have with a comma: the
// first one that names two columns, else the first of all where it can be
// nothing but nine unknown labels, else the first that names one. In this
// order, a note that is the one word "Comment" never makes a header of its row.
func (s *Sheet) headerWith(text []byte, atEOF bool, comma byte, labels schema.LabelTable) Header {
	var one, unknown Header
	var row Row
	number, first := int64(0), true
	fixed, least := int64(s.Opts.HeaderRow), 2 // columns that what is surely a header names
	if fixed > 0 {
		least = 1
	}
	for raw := range s.Dialect(comma).Rows(text, atEOF) {
		number++
		if number < fixed {
			continue
		}
		if number > max(headerRows, fixed) {
			break
		}
		s.Decoder.Decode(raw, &row)
		if row.Blank && fixed == 0 {
			continue
		}
		h := headerOf(raw, &row, comma, labels)
		h.Row = number
		switch {
		case h.Named >= least:
			return h
		case h.Named == 1 && one.Row == 0:
			one = h
		case first && labels.InPlace(h.Labels):
			unknown = h
		}
		if first = false; fixed > 0 {
			break
		}
	}
	if unknown.Row > 0 {
		return unknown
	}
	return one
}

// headerOf returns what a row is as a header: one without labels where the row could
// not be read whole.
func headerOf(raw *csvrow.Row, row *Row, comma byte, labels schema.LabelTable) Header {
	h := Header{Comma: comma}
	if raw.Status == csvrow.OK && !raw.Lost {
		h.Columns, h.Named = labels.Columns(row.Cells)
		h.Labels = slices.Clone(row.Cells)
	}
	return h
}

// Check returns an error where a column that rows must have is absent, or two
// labels name one column.
func (h *Header) Check() error {
	present := make([]bool, schema.NumColumns+1)
	for _, c := range h.Columns {
		present[c] = true
	}
	if err := checkPresent(present, fmt.Sprintf("row %d", h.Row)); err != nil {
		return err
	}
	const most = 10 // pairs named
	var first [schema.NumColumns + 1]int
	var twice []schema.Column
	var text []string
	for i, c := range h.Columns {
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
			text = append(text, fmt.Sprintf("the column titles in %s%d and %s%d both mean %s",
				schema.Letters(first[c]), h.Row, schema.Letters(i+1), h.Row, c))
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
		text = append(text, "the student ("+labelList(absent, "or")+")")
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
		Err: fmt.Errorf("%s has no column title for %s: add what is missing, or tell your data person which title stands for it", where, phrase.JoinWords(text, "and"))}
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
func (s *Sheet) headerMissing(text []byte, atEOF bool) error {
	where := fmt.Sprintf("none of the first %d rows has the column titles of the template", headerRows)
	if s.Opts.HeaderRow > 0 {
		where = fmt.Sprintf("row %d has no column title of the template", s.Opts.HeaderRow)
	}
	advice := fmt.Sprintf("the column titles are %s", labelList(schema.AllColumns, "and"))
	switch {
	case bytes.Count(text, []byte{0}) > len(text)/4:
		advice = "the file is full of NUL characters, so that it is not plain text" + saveAsCSV
	case s.startsWithData(text, atEOF):
		advice += ". The first row looks like data: put a row with the titles above it. " +
			"If the file has none on purpose, tell your data person"
	}
	return &FileError{Code: schema.CodeHeaderMissing, Err: errors.New(where + "; " + advice)}
}

// startsWithData reports whether the first row that is not blank has as many
// cells as the template, and some that look like data.
func (s *Sheet) startsWithData(text []byte, atEOF bool) bool {
	var row Row
	for _, comma := range s.commas() {
		for raw := range s.Dialect(comma).Rows(text, atEOF) {
			if s.Decoder.Decode(raw, &row); row.Blank {
				continue
			}
			if len(row.Cells) >= int(schema.ColDate) && slices.ContainsFunc(row.Cells, schema.LooksLikeData) {
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
func (s *Sheet) findPositions() (Header, error) {
	h, width := Header{}, 0
	for _, size := range s.peekSizes() {
		text, end := s.Rows.Peek(size)
		best := -1
		for _, comma := range s.commas() {
			if score, first := s.scorePositions(text, end == io.EOF, comma); score > best {
				h.Comma, width, best = comma, first, score
			}
		}
		if width > 0 || end != nil {
			break
		}
	}
	s.setComma(h.Comma)
	h.Columns = slices.Clone(schema.AllColumns)
	if width > 0 && width < schema.NumColumns { // else no row could be read, and none will miss a column
		h.Columns = h.Columns[:width]
	}
	present := make([]bool, schema.NumColumns+1)
	for _, c := range h.Columns {
		h.Labels = append(h.Labels, c.String())
		present[c] = true
	}
	return h, checkPresent(present, "the file, read without column titles,")
}

// scorePositions returns how well a comma splits the first rows of text, and
// how many cells the first one has that is not blank.
func (s *Sheet) scorePositions(text []byte, atEOF bool, comma byte) (score, width int) {
	var row Row
	n := 0
	for raw := range s.Dialect(comma).Rows(text, atEOF) {
		if n++; n > commaRows {
			break
		}
		if raw.Status != csvrow.OK || raw.Lost {
			continue
		}
		s.Decoder.Decode(raw, &row)
		if width == 0 && !row.Blank {
			width = len(row.Cells)
		}
		switch len(row.Cells) {
		case schema.NumColumns:
			score += commaRows + 1 // more than all that have eight
		case schema.NumColumns - 1:
			score++
		}
	}
	return score, width
}
