// Package check looks at one row of the template: it proves it good, or finds what
// is wrong with it and how it can be corrected.
package check

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/schema"
)

// A Severity says how much an issue matters. The zero value is none and not
// valid in an [Issue]; SeverityOff switches a check off in
// the options.
type Severity uint8

// The severities, in rising order.
const (
	SeverityOff     Severity = iota + 1 // the check is not made
	SeverityWarning                     // worth a look; the row can be uploaded
	SeverityError                       // the row must not be uploaded as it is
)

// String returns "off", "warning" or "error", and "none" for the zero value.
func (s Severity) String() string {
	switch s {
	case SeverityOff:
		return "off"
	case SeverityWarning:
		return "warning"
	case SeverityError:
		return "error"
	}
	return "none"
}

// MarshalText returns what String does.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText wrote. Other text is an error.
func (s *Severity) UnmarshalText(text []byte) error {
	for _, t := range []Severity{0, SeverityOff, SeverityWarning, SeverityError} {
		if t.String() == string(text) {
			*s = t
			return nil
		}
	}
	return fmt.Errorf("otustemplate: unknown severity; use off, warning or error")
}

// An Issue is one thing that is wrong, or may be, with the data: a finding,
// not a Go error. An Issue is plain data of its receiver's own.
type Issue struct {
	Code     schema.Code
	Severity Severity
	Row      int64          // as a spreadsheet shows it, see Position; 0: the file as a whole, or a record built in memory
	Line     int64          // the text line where the row starts, from 1; 0 where Row is
	Field    int            // the column in the file as read, from 1; 0: no single cell
	Column   schema.Column  // NoColumn where the whole row or file is meant
	Value    string         // the cell as read
	Message  string         // one plain sentence for office staff: what is wrong and what to do; quotes values of columns E to H only
	Fixes    []Fix          // alternatives, best first, at most one to be applied; empty where nothing can be suggested, and for a note of over 1 MiB
	Related  []int64        // other rows it speaks of: the earlier row that this one repeats
	Repaired bool           // the first fix was applied: told, and settled
	Unsplit  bool           // cells of the row may have run into each other, so that Value and Fixes may hold any column's text; Message quotes none of it
	Settler  schema.Settler // who settles it; 0: whom its code says
	At       Place          // where to correct it; of a build it need not be Row and Field, which are those of the file read
}

// A Place is where to correct something: a cell or a row of one of the files that
// a build has to do with.
type Place struct {
	In    PlaceIn
	Row   int64 // as a spreadsheet shows that file; 0: the file as a whole, or a record built in memory
	Field int   // the column in that file, from 1; 0: no single cell
}

// A PlaceIn says in which file a [Place] is.
type PlaceIn uint8

// The files. What a check finds is in the input, as is what a build finds of rows
// and labels, and of rejected records where there is no rejects.
const (
	InInput    PlaceIn = iota // the file or source that was read
	InTemplate                // the template that a build wrote: of a record that was written
	InRejects                 // a build's rejects: of a record that was set aside
)

// String returns "input", "template" or "rejects".
func (in PlaceIn) String() string {
	switch in {
	case InTemplate:
		return "template"
	case InRejects:
		return "rejects"
	}
	return "input"
}

// MarshalText returns what String does.
func (in PlaceIn) MarshalText() ([]byte, error) { return []byte(in.String()), nil }

// UnmarshalText reads what MarshalText wrote. Other text is an error.
func (in *PlaceIn) UnmarshalText(text []byte) error {
	for _, p := range []PlaceIn{InInput, InTemplate, InRejects} {
		if p.String() == string(text) {
			*in = p
			return nil
		}
	}
	return fmt.Errorf("otustemplate: unknown file; use input, template or rejects")
}

// A Fix is a replacement of one whole cell, to be made only where the cell still
// is what Old says.
type Fix struct {
	Column schema.Column // of the cell to change: mostly that of the issue, but not always
	Old    string        // the cell as it must stand for the fix to be applied: a guard against a stale file
	New    string        // what is to stand there; "" empties the cell
	Safe   bool          // Repair may apply it unasked
}

// Cell returns the name of the cell to correct as a spreadsheet shows it in the
// file that At says, such as "G14" or "AA7", "row 14" where no single cell is
// meant, and "" for the file as a whole. Without a row, as in an issue of
// a check, it is the column's letter alone.
func (i Issue) Cell() string { return i.Place().Cell() }

// String returns the code and the place of the issue. It holds no cell.
func (i *Issue) String() string {
	text := string(i.Code)
	if text == "" {
		text = "issue"
	}
	place := i.Place()
	if cell := place.Cell(); cell != "" {
		text += " at " + cell
	}
	if place.In != InInput {
		text += " of the " + place.In.String()
	}
	return text
}

// Place returns At, which an issue that a program made need not have.
func (i *Issue) Place() Place {
	if i.At == (Place{}) {
		return Place{Row: i.Row, Field: i.Field}
	}
	return i.At
}

// Cell names the place in its file, as [Issue.Cell] does.
func (p Place) Cell() string {
	switch {
	case p.Row == 0:
		return schema.Letters(p.Field)
	case p.Field == 0:
		return "row " + strconv.FormatInt(p.Row, 10)
	}
	return schema.Letters(p.Field) + strconv.FormatInt(p.Row, 10)
}

// SetUnsplit marks an issue of a row whose cells may have run into each other, and
// takes from its message what quotes one of them. Nobody knows what a check of the
// caller's own quotes.
func (v *Checker) SetUnsplit(i *Issue) {
	i.Unsplit = true
	title := i.Code.Title()
	quotes := title == "" || i.Column.Public() && !celltext.IsBlank(i.Value) || strings.Contains(i.Message, `"`)
	if i.Message == "" || !quotes || i.Code == schema.CodeQuote { // that one quotes nothing
		return
	}
	if title == "" {
		title = v.ownTitle(i.Code)
	}
	first, size := utf8.DecodeRuneInString(title)
	i.Message = fmt.Sprintf("%c%s; cells of this row may have run into each other: "+
		"look first for a quotation mark that does not belong, here or in the row before", unicode.ToLower(first), title[size:])
}

// SettledBy returns who settles the issue: the staff, if neither it nor its code says so.
func (i *Issue) SettledBy() schema.Settler {
	if i.Code == schema.CodeRecognitionUnknown && i.Settler == 0 && len(i.Fixes) == 0 {
		return schema.SettlerDataPerson // no name is near: Otus or the mapping lacks it
	}
	return cmp.Or(i.Settler, i.Code.Settler(), schema.SettlerStaff)
}

// LookedUp reports whether the issue is one of a look-up.
func (i *Issue) LookedUp() bool {
	return i.Code == schema.CodeLookupNone || i.Code == schema.CodeLookupSeveral
}
