package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// An issueBook makes a workbook of issues while they come, as CSV: every cell is text, and
// the row with the titles stays in sight. What does not fit on one sheet is on the
// next.
type issueBook struct {
	csv  *io.PipeWriter
	done chan error
}

// maxSheetRows is how many rows a sheet has.
const maxSheetRows = excelize.TotalRows

// newIssueBook returns a writer that takes the CSV. Close writes the workbook to w. What
// does not fit into memory meanwhile goes to the folder.
func newIssueBook(w io.Writer, folder string) io.WriteCloser {
	return issueBookOf(w, folder, maxSheetRows)
}

func issueBookOf(w io.Writer, folder string, most int) *issueBook {
	read, write := io.Pipe()
	b := &issueBook{write, make(chan error, 1)}
	go func() {
		err := writeIssues(w, read, folder, most)
		_ = read.CloseWithError(err) // whoever writes more learns why nobody reads it
		b.done <- err
	}()
	return b
}

func (b *issueBook) Write(text []byte) (int, error) { return b.csv.Write(text) }

// Close ends the workbook and writes it.
func (b *issueBook) Close() error {
	_ = b.csv.Close() // the error is always nil
	return <-b.done
}

// writeIssues writes the rows of CSV as a workbook, at most so many on one sheet.
func writeIssues(w io.Writer, text io.Reader, folder string, most int) (err error) {
	book := excelize.NewFile(excelize.Options{TmpDir: folder})
	defer func() { err = errors.Join(err, book.Close()) }()
	rows := csv.NewReader(text)
	rows.ReuseRecord = true
	titles, err := rows.Read()
	if err != nil {
		return err
	}
	s := issueSheets{book: book, most: most}
	s.titles = append(s.titles, titles...)
	s.titles[0] = strings.TrimPrefix(s.titles[0], "\ufeff")
	if err := errors.Join(s.styles(), s.begin()); err != nil {
		return err
	}
	for {
		cells, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if err := s.add(cells); err != nil {
			return err
		}
	}
	if err := s.end(); err != nil {
		return err
	}
	_, err = book.WriteTo(w)
	return err
}

// issueSheets are the sheets of the workbook, the last of which is being filled.
type issueSheets struct {
	book         *excelize.File
	titles       []string
	most         int // rows of a sheet
	title, text  int // styles
	sheets, rows int
	name         string
	stream       *excelize.StreamWriter
}

func (s *issueSheets) styles() (err error) {
	const text = 49 // the built-in format of text, "@"
	top := &excelize.Alignment{Vertical: "top"}
	s.title, err = s.book.NewStyle(&excelize.Style{
		NumFmt: text, Font: &excelize.Font{Family: font, Bold: true}, Alignment: top,
		Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{titleColor}},
	})
	if err != nil {
		return err
	}
	s.text, err = s.book.NewStyle(&excelize.Style{NumFmt: text, Alignment: top})
	return err
}

// issueWidths are how wide columns are; others have the usual width.
var issueWidths = map[string]float64{"message": 80, "value": 26, "fix": 26, "column": 18, "code": 20}

// begin begins the next sheet.
func (s *issueSheets) begin() (err error) {
	s.sheets, s.rows = s.sheets+1, 0
	s.name = "Issues"
	if s.sheets > 1 {
		s.name = fmt.Sprint("Issues ", s.sheets)
		_, err = s.book.NewSheet(s.name)
	} else {
		err = s.book.SetSheetName("Sheet1", s.name)
	}
	if err != nil {
		return err
	}
	if s.stream, err = s.book.NewStreamWriter(s.name); err != nil {
		return err
	}
	if err := s.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	for i, title := range slices.Backward(s.titles) { // excelize writes the last one first, and Excel wants them in order
		width := issueWidths[title]
		if width == 0 {
			width = 12
		}
		if err := s.stream.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	return s.row(s.titles, s.title)
}

// add adds a row, on the next sheet if this one is full.
func (s *issueSheets) add(cells []string) error {
	if s.rows == s.most {
		if err := s.end(); err != nil {
			return err
		}
		if err := s.begin(); err != nil {
			return err
		}
	}
	return s.row(cells, s.text)
}

func (s *issueSheets) row(texts []string, style int) error {
	s.rows++
	name, err := excelize.CoordinatesToCellName(1, s.rows)
	if err != nil {
		return err
	}
	cells := make([]any, len(texts))
	for i, text := range texts {
		cells[i] = excelize.Cell{StyleID: style, Value: shortened(text)}
	}
	return s.stream.SetRow(name, cells)
}

// end ends the sheet that is being filled.
func (s *issueSheets) end() error {
	last, err := excelize.CoordinatesToCellName(len(s.titles), s.rows)
	if err != nil {
		return err
	}
	if err := s.book.AutoFilter(s.name, "A1:"+last, nil); err != nil {
		return err
	}
	return s.stream.Flush()
}

// shortened cuts a text at what a cell can hold, and says so.
func shortened(text string) string {
	if len(text) <= maxCellLength {
		return text
	}
	units := utf16.Encode([]rune(text))
	if len(units) <= maxCellLength {
		return text
	}
	return strings.TrimSuffix(string(utf16.Decode(units[:maxCellLength-1])), "\ufffd") + "…"
}
