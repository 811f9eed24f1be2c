package sheet

import (
	"io"
	"slices"

	"example.com/otustemplate/internal/csvrow"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/textenc"
)

// Who reads rows in another way than Next takes the text of a sheet, and gives back
// what it did not use.

// Cuttable reports whether the text of the rows that follow may be read in blocks:
// if quotes are quotes, and places in the text are places in the input.
func (s *Sheet) Cuttable() bool {
	return s.Opts.Quoting == QuoteStandard && (s.input.Form() == textenc.Bytes || s.input.Form() == textenc.UTF8)
}

// MidLine reports whether the end of a row that was too long is still to be
// passed over, so that no row starts here.
func (s *Sheet) MidLine() bool {
	_, _, rest := s.Rows.Place()
	return rest
}

// Detach returns the text after the rows read so far. Until Attach, no row
// can be read; Place is for the caller to keep.
func (s *Sheet) Detach() RestOfText {
	offset, line, _ := s.Rows.Place()
	s.Place = schema.Position{Row: s.Count, Line: line, Offset: offset}
	text, err := s.Rows.Detach()
	if s.rest != nil { // the scanner need not have read all that was given back
		text = append(slices.Clip(text), s.rest.Text...)
		err = s.rest.Err
	}
	return RestOfText{Text: text, R: s.input, Err: err}
}

// Attach goes on reading at Place, where rest starts.
func (s *Sheet) Attach(rest RestOfText) {
	s.Count = s.Place.Row
	s.rest = &rest
	s.Rows = csvrow.NewScanner(s.rest, s.Dialect(s.Separator), s.input.Width)
	s.Rows.SetPlace(s.Place.Offset, s.Place.Line)
}

// A RestOfText is text that was read, and where the rest of it comes from.
type RestOfText struct {
	Text []byte
	R    io.Reader
	Err  error // what r ended with; nil: it goes on
}

// Ended reports whether nothing is left.
func (t *RestOfText) Ended() bool { return len(t.Text) == 0 && t.Err == io.EOF }

// Read gives the text, then what r gives.
func (t *RestOfText) Read(p []byte) (n int, err error) {
	if len(t.Text) > 0 {
		n = copy(p, t.Text)
		t.Text = t.Text[n:]
		return n, nil
	}
	if t.Err == nil {
		n, t.Err = t.R.Read(p)
	}
	return n, t.Err
}
