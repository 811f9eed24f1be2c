package main

import (
	"archive/zip"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"example.com/otustemplate"
)

// A sheetRows reads the rows of one sheet as they come: of each cell the text that a
// person sees, or the day.
type sheetRows struct {
	texts *excelize.Rows // what is shown
	kinds *cellKinds     // what each cell is
	dates map[int]bool   // by the number of a style: does it show days?
	file  *excelize.File
	base  bool // days count from 1904, not 1900
}

// openRows opens the sheet of that name for reading.
func openRows(book *excelize.File, archive *zip.Reader, sheet string) (*sheetRows, error) {
	texts, err := book.Rows(sheet)
	if err != nil {
		return nil, fmt.Errorf("sheet %q: %w", sheet, err)
	}
	kinds, err := openKinds(archive, sheet)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("sheet %q: %w", sheet, err), texts.Close())
	}
	props, err := book.GetWorkbookProps()
	if err != nil {
		return nil, errors.Join(err, texts.Close(), kinds.close())
	}
	return &sheetRows{
		texts: texts, kinds: kinds, dates: map[int]bool{}, file: book,
		base: props.Date1904 != nil && *props.Date1904,
	}, nil
}

// A sheetCell is a cell as a person sees it.
type sheetCell struct {
	value        any  // a string or an [otustemplate.Date]
	converted    bool // the file has a number or a yes or no, not a text
	uncalculated bool // a formula whose result the file does not have
}

// values are what cells hold.
func values(cells []sheetCell) []any {
	all := make([]any, len(cells))
	for i, cell := range cells {
		all[i] = cell.value
	}
	return all
}

// next returns the cells of the next row; io.EOF behind the last one.
func (s *sheetRows) next(number int64) ([]sheetCell, error) {
	if !s.texts.Next() {
		return nil, cmp.Or(s.texts.Error(), io.EOF)
	}
	texts, err := s.texts.Columns()
	if err != nil {
		return nil, err
	}
	kinds, err := s.kinds.row(number)
	if err != nil {
		return nil, err
	}
	cells := make([]sheetCell, max(len(texts), len(kinds)))
	for i := range cells {
		text := ""
		if i < len(texts) {
			text = texts[i]
		}
		cells[i].value = text
		if i < len(kinds) {
			kind := kinds[i]
			cells[i] = sheetCell{s.value(kind, text), kind.number || kind.boolean || kind.day, kind.formula && kind.value == "" && !kind.calculated}
		}
	}
	return cells, nil
}

// value returns what a cell means: its day if it is shown as one, a number without an
// exponent, else the text that is shown.
func (s *sheetRows) value(kind cellKind, shown string) any {
	if kind.day {
		day, _, _ := strings.Cut(kind.value, "T")
		if d, err := otustemplate.ParseDate(day); err == nil {
			return d
		}
	}
	number, err := strconv.ParseFloat(kind.value, 64)
	if !kind.number || err != nil {
		return shown
	}
	if s.showsDay(kind.style) {
		if at, err := excelize.ExcelDateToTime(number, s.base); err == nil && number >= 1 {
			return otustemplate.DateOf(at)
		}
		return shown // a time of day
	}
	// 1.23457E+11 is there whole, and 4,933 is a number with a separator for the eye.
	if strings.ContainsAny(shown, "eE") || strings.ReplaceAll(shown, ",", "") == kind.value {
		return strconv.FormatFloat(number, 'f', -1, 64)
	}
	return shown
}

// showsDay reports whether a style shows numbers as days.
func (s *sheetRows) showsDay(style int) bool {
	day, known := s.dates[style]
	if !known {
		day = showsDay(s.file, style)
		s.dates[style] = day
	}
	return day
}

func showsDay(book *excelize.File, style int) bool {
	of, err := book.GetStyle(style)
	if err != nil {
		return false
	}
	if of.CustomNumFmt != nil {
		return isDayFormat(*of.CustomNumFmt)
	}
	// The formats that ECMA-376, part 1, 18.8.30 has built in: 14 to 17 and 22 are days,
	// 27 to 36 and 50 to 58 those of East Asia.
	n := of.NumFmt
	return n >= 14 && n <= 17 || n == 22 || n >= 27 && n <= 31 || n == 36 || n >= 50 && n <= 54 || n >= 57 && n <= 58
}

// isDayFormat reports whether a number format shows a day or a month, which is a "d" or a
// "y" outside quotation marks, brackets and escapes; an "m" alone may be minutes.
func isDayFormat(format string) bool {
	for i := 0; i < len(format); i++ {
		switch format[i] {
		case '\\', '_', '*':
			i++
		case '"':
			i = skip(format, i, '"')
		case '[':
			i = skip(format, i, ']')
		case ';':
			return false // what follows is for negative numbers and text
		case 'd', 'D', 'y', 'Y':
			return true
		}
	}
	return false
}

// skip returns where end comes next behind i, or the end of text.
func skip(text string, i int, end byte) int {
	if n := strings.IndexByte(text[i+1:], end); n >= 0 {
		return i + 1 + n
	}
	return len(text)
}

func (s *sheetRows) close() error { return errors.Join(s.texts.Close(), s.kinds.close()) }

// A cellKind is what the file says of a cell beyond the text that is shown.
type cellKind struct {
	style           int
	number, boolean bool
	day             bool // spelled out: 2023-11-02T00:00:00
	formula         bool
	calculated      bool   // the file has the result of the formula, "" perhaps
	value           string // as the file has it
}

// cellKinds reads the kinds of cells from the XML of a sheet, as excelize gives texts
// alone while it streams.
type cellKinds struct {
	part   io.ReadCloser
	xml    *xml.Decoder
	number int64      // of the row read last
	cells  []cellKind // of that row
	ended  bool
}

// openKinds opens the part of a workbook that holds the sheet.
func openKinds(archive *zip.Reader, sheet string) (*cellKinds, error) {
	name, err := partOf(archive, sheet)
	if err != nil {
		return nil, err
	}
	part, err := archive.Open(name)
	if err != nil {
		return nil, err
	}
	return &cellKinds{part: part, xml: xml.NewDecoder(part)}, nil
}

func (k *cellKinds) close() error { return k.part.Close() }

// row returns the kinds of the row of that number. Rows are asked for in order.
func (k *cellKinds) row(number int64) ([]cellKind, error) {
	for !k.ended && k.number < number {
		if err := k.read(); err != nil {
			return nil, err
		}
	}
	if k.number != number {
		return nil, nil
	}
	return k.cells, nil
}

// read reads the next row that the file has, as ECMA-376, part 1, 18.3.1.73 has it. Cells
// are put where they belong: the file leaves empty ones out.
func (k *cellKinds) read() error {
	column, inValue := 0, false
	k.cells = k.cells[:0]
	for {
		token, err := k.xml.RawToken()
		if errors.Is(err, io.EOF) {
			k.ended = true
			return nil
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "row":
				k.number++
				if n, err := strconv.ParseInt(attribute(token, "r"), 10, 64); err == nil {
					k.number = n
				}
			case "c":
				if column, err = k.begin(token, column); err != nil {
					return err
				}
			case "f":
				k.last().formula = true
			case "v":
				k.last().calculated, inValue = true, true
			}
		case xml.CharData:
			if inValue {
				k.last().value += string(token)
			}
		case xml.EndElement:
			inValue = false
			if token.Name.Local == "row" {
				return nil
			}
		}
	}
}

// begin adds a cell, and returns its column: the one after the last, if it does not say.
func (k *cellKinds) begin(cell xml.StartElement, last int) (column int, err error) {
	column = last + 1
	if at := attribute(cell, "r"); at != "" {
		if column, _, err = excelize.CellNameToCoordinates(at); err != nil {
			return 0, err
		}
	}
	for len(k.cells) < column {
		k.cells = append(k.cells, cellKind{})
	}
	kind := attribute(cell, "t")
	style, _ := strconv.Atoi(attribute(cell, "s")) // none is 0
	k.cells[column-1] = cellKind{style: style, number: kind == "" || kind == "n", boolean: kind == "b", day: kind == "d"}
	k.cells = k.cells[:column]
	return column, nil
}

// last is the cell that was begun last.
func (k *cellKinds) last() *cellKind {
	if len(k.cells) == 0 {
		k.cells = append(k.cells, cellKind{}) // a value outside of a cell
	}
	return &k.cells[len(k.cells)-1]
}

func attribute(of xml.StartElement, name string) string {
	for _, a := range of.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// partOf returns the name of the zip's file that holds a sheet.
func partOf(archive *zip.Reader, sheet string) (string, error) {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"id,attr"`
		} `xml:"sheets>sheet"`
	}
	var links struct {
		Links []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := errors.Join(readPart(archive, "xl/workbook.xml", &book), readPart(archive, "xl/_rels/workbook.xml.rels", &links)); err != nil {
		return "", err
	}
	for _, s := range book.Sheets {
		for _, l := range links.Links {
			if s.Name == sheet && l.ID == s.ID {
				if name, ok := strings.CutPrefix(l.Target, "/"); ok {
					return name, nil
				}
				return path.Join("xl", l.Target), nil
			}
		}
	}
	return "", errors.New("the workbook does not say where it is")
}

// readPart reads a file of the zip.
func readPart(archive *zip.Reader, name string, into any) error {
	part, err := archive.Open(name)
	if err != nil {
		return err
	}
	defer part.Close()
	return xml.NewDecoder(part).Decode(into)
}
